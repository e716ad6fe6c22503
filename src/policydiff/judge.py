"""Is a repeated passage a paste, and which copy is out of place? Judged by the outermost numbering, else by size.

A paste heals: with one copy left out, the label before the gap and the label after it count on again. Lawful
repetition does not: its labels differ, or both copies stand in their own count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policydiff.document import Span
from policydiff.outline import LabelledLine
from policydiff.passages import Passage, Reading, is_division

LEAST_PASTE = 120  # key characters of a numbered run; the longest lawful repeats have 250, but none restarts a count
LEAST_UNNUMBERED = 300
LARGE_PART = 0.2  # of the document's key, for a stretch whose numbering shows nothing
MOST_PART = 0.35  # the same, where numbering speaks against a paste

Side = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a passage stands twice by a paste. `droppable` names the copies that could go, `evidence` says why.

    `likely` says that it looks like a paste though the evidence is thin. `between` is the text between the copies when
    it introduces the second.
    """

    pasted: bool
    likely: bool
    droppable: tuple[Side, ...]
    evidence: str
    between: Span | None = None


def ascends(before: LabelledLine | None, after: LabelledLine | None, *, restarts: bool = False) -> bool:
    """Whether `after` may follow `before` in one count; `restarts` says that a division begins in between."""
    if after is None:
        return True
    number = after.label.number
    if before is None:
        return number[:1] == (1,)
    if restarts and number[:1] == (1,):
        return True
    last = before.label.number
    return bool(last and number) and last < number and number[0] - last[0] <= 2


def judge(reading: Reading, passage: Passage) -> Verdict:
    """The verdict on a passage that stands twice, each copy whole lines or a stretch of one line."""
    share = passage.length / max(1, len(reading.key))
    labels = [line for _, line in passage.labels if not is_division(line)]
    if not labels:
        labels = [line for _, line in passage.labels if line.label.number]
    if labels and passage.length >= LEAST_PASTE:
        verdict = _by_numbering(reading, passage, labels)
        if verdict is not None:
            return verdict
    return _by_size(reading, passage, share, numbered=bool(labels))


def _by_numbering(reading: Reading, passage: Passage, labels: list[LabelledLine]) -> Verdict | None:
    style = labels[0].label.style
    labels = [line for line in labels if line.label.style == style]
    head = labels[0]
    before_first = _line(reading.label_before(passage.first[0], style))
    before_second = _line(reading.label_before(passage.second[0], style))
    after_first = reading.label_from(passage.first[1], style)
    after_second = reading.label_from(passage.second[1], style)
    adjacent = after_first is None or after_first[0] >= passage.second[0]
    restart_line = reading.label_before(passage.second[0])
    headed = restart_line is not None and is_division(restart_line[1]) and restart_line[0] >= passage.first[1]
    evident = False
    droppable: tuple[Side, ...] = ()
    if ascends(before_second, head, restarts=headed):
        if ascends(before_first, head):
            return None  # both copies stand in their own count
        droppable = _misplaced_first(reading, passage, before_first, after_first)
        evident = bool(droppable)
    else:
        restarts = _division_in(reading, passage.second[1], after_second)
        heals = ascends(before_second, _line(after_second), restarts=restarts)
        again = after_second is not None and after_second[1].label.number == head.label.number
        evident = heals or again
        if evident and _ends_clean(reading, passage, before_second, labels[-1]):
            droppable += ("second",)
        leads = adjacent and ascends(before_first, head)
        if passage.first_span.end <= passage.second_span.start and leads and reading.is_edge(passage.first[1]):
            droppable, evident = ("first", *droppable), True
    if not evident:
        return None
    interior = after_second is not None and before_second is not None and "first" not in droppable
    if len(labels) < 2 and not interior:
        return Verdict(False, True, (), "one numbered unit stands twice")
    return Verdict(True, True, droppable, _restart_words(head, labels, before_second), _introduction(reading, passage))


def _line(found: tuple[int, LabelledLine] | None) -> LabelledLine | None:
    return found[1] if found else None


def _misplaced_first(
    reading: Reading, passage: Passage, before: LabelledLine | None, after: tuple[int, LabelledLine] | None
) -> tuple[Side, ...]:
    """Whether the earlier copy is the stranger: without it, its neighbours count on."""
    clean = reading.is_edge(passage.first[1]) and (after is None or _next_label_at(reading, passage.first[1]))
    return ("first",) if clean and ascends(before, _line(after)) else ()


def _division_in(reading: Reading, start: int, after: tuple[int, LabelledLine] | None) -> bool:
    """Whether a division is headed between this key unit and the label after it."""
    end = after[0] if after else len(reading.key)
    return any(is_division(line) for _, line in reading.labels(start, end))


def _next_label_at(reading: Reading, unit: int) -> bool:
    """Whether a numbered unit or a division begins right here."""
    following = reading.label_from(unit)
    return following is not None and following[0] == unit


def _ends_clean(reading: Reading, passage: Passage, before: LabelledLine | None, last: LabelledLine) -> bool:
    """Whether dropping the later copy strands nothing: a label, the end or page furniture follows it.

    Plain text may follow too when the kept text before it ends with the same unit: then it is the document's foot.
    """
    end = passage.second[1]
    if end >= len(reading.key) or _next_label_at(reading, end):
        return True
    if any(start <= end < stop for start, stop in reading.furniture):
        return True
    if reading.label_from(end) is None and _is_signature(reading.text[passage.second_span.end :]):
        return True
    return before is not None and before.label.number == last.label.number


def _is_signature(text: str) -> bool:
    """Whether a foot is no prose: office, date, a note in brackets, each on a short line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) <= 8 and all(len(line) < 40 and line[-1] not in "。；，、：" for line in lines)


def _restart_words(head: LabelledLine, labels: list[LabelledLine], before: LabelledLine | None) -> str:
    reached = f"reaches {before.label.text} and starts again at" if before else "comes to"
    same = "the same heading and the same text" if len(labels) == 1 else "the same headings and the same text"
    return f"the outermost numbering {reached} {head.label.text}, with {same}"


def _introduction(reading: Reading, passage: Passage) -> Span | None:
    """The prose that stands between the copies and leads the second: its last paragraph, None where there is none."""
    start, end = passage.first_span.end, passage.second_span.start
    if reading.labels(passage.first[1], passage.second[0]) or start >= end:
        return None
    text = reading.text[start:end]
    stripped = text.rstrip()
    begin = max(stripped.rfind("\n"), stripped.rfind("\r")) + 1
    if len(stripped) - begin < 20 or stripped[-1] not in "。：:！；":
        return None
    if any(span.span.overlaps(Span(start + begin, start + len(stripped))) for span in reading.outline.furniture):
        return None
    return Span(start + begin, start + len(stripped))


def _by_size(reading: Reading, passage: Passage, share: float, *, numbered: bool) -> Verdict:
    large = passage.length >= LEAST_UNNUMBERED and share >= (MOST_PART if numbered else LARGE_PART)
    if not large or _is_table(reading, passage):
        likely = passage.length >= LEAST_UNNUMBERED and share >= LARGE_PART / 4
        return Verdict(False, likely, (), "a long passage stands twice, and its numbering does not tell why")
    lines = passage.second_span
    paragraphs = sum(bool(line.strip()) for line in reading.text[lines.start : lines.end].splitlines())
    if passage.whole and paragraphs < 2 and share < MOST_PART:
        return Verdict(False, True, (), "one long paragraph stands twice")
    where = f"{paragraphs} whole paragraphs" if passage.whole and paragraphs > 1 else "a text"
    evidence = f"{where} of {passage.length:,} characters, {share:.0%} of the document, stand twice in the same order"
    droppable: tuple[Side, ...] = ("second",)
    if passage.first_span.end <= passage.second_span.start and reading.is_edge(passage.first[1]) and passage.whole:
        droppable = ("first", "second")
    return Verdict(True, True, droppable, evidence, _introduction(reading, passage) if passage.whole else None)


def _is_table(reading: Reading, passage: Passage) -> bool:
    """Whether the passage is tabular: cells rather than sentences."""
    text = reading.text[passage.second_span.start : passage.second_span.end]
    lines = [line for line in text.splitlines() if line.strip()]
    if not passage.whole or len(lines) < 3:
        return False
    return sum("\t" in line.strip() or "|" in line or len(line.strip()) < 8 for line in lines) * 2 > len(lines)
