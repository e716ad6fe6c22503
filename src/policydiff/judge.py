"""Is a repeated passage a paste, and which copy is out of place? Judged by the outermost numbering, else by size.

A paste breaks a count and leaving it out mends the count: ... 二十 [五 六 七 八] 二十一 ... Lawful repetition mends
nothing: its labels differ, or both copies stand in their own count.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal, NamedTuple

from policydiff.document import Span
from policydiff.labelling import LabelledLine, is_division
from policydiff.passages import Passage, Reading
from policydiff.repeats import Match

LEAST_PASTE = 120  # key characters of a numbered run
LEAST_RESTART = 240  # the same, where all that speaks for a paste is that the count starts again at one
LEAST_TORN = 500  # the same, where the copy also breaks off while the other goes on
LEAST_UNNUMBERED = 300  # the longest lawful repeats of statutes have 250
ALL = 0.97  # share of a document that its two copies make up together
LARGE_PART = 0.2  # of the document's key, for a stretch whose numbering shows nothing

Side = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a passage stands twice by a paste. `droppable` names the copies that could go, `evidence` says why.

    `likely` says that it looks like a paste though the evidence is thin; `numbered`, that the numbering proves it.
    `between` is the text between the copies when it introduces the second; `gain`, how much of the count is mended.
    """

    pasted: bool
    likely: bool = True
    droppable: tuple[Side, ...] = ()
    evidence: str = ""
    numbered: bool = False
    between: Span | None = None
    gain: int = 0


def may_go(reading: Reading, match: Match) -> bool:
    """Whether a copy in an exact repeat could ever go: a look at its size and labels that no verdict contradicts."""
    if match.length < LEAST_PASTE:
        return False
    if match.length >= LEAST_UNNUMBERED and match.length / len(reading.key) >= LARGE_PART:
        return True
    return sum(len(reading.labels(at, at + match.length)) for at in (match.first, match.second)) >= 2


def judge(reading: Reading, passage: Passage) -> Verdict:
    """The verdict on a passage that stands twice, each copy whole lines or a stretch of one line."""
    styles = _styles(passage)
    if not styles or passage.length < LEAST_PASTE:
        return _by_size(reading, passage)
    verdict = _by_numbering(reading, passage, styles)
    return verdict if verdict.droppable else _whole_document(reading, passage) or verdict


def _whole_document(reading: Reading, passage: Passage) -> Verdict | None:
    """The verdict on two equal copies that are all there is: a paste, whatever the numbering; else None."""
    if not passage.equal or not passage.whole or passage.length < LEAST_UNNUMBERED:
        return None
    # Two forms of one wording stand each under a caption of its own.
    if passage.first[0] > 0 or 2 * passage.length < ALL * len(reading.key):
        return None
    evidence = f"the whole document stands twice: {passage.length:,} characters, and the same ones in the same order"
    return Verdict(True, True, ("second",), evidence)


def _styles(passage: Passage) -> list[list[tuple[int, LabelledLine]]]:
    """The outermost labels of the passage by style, the most frequent first; divisions only by themselves."""
    numbered = [each for each in passage.labels if each[1].label.number]
    found: dict[str, list[tuple[int, LabelledLine]]] = {}
    for each in [each for each in numbered if not is_division(each[1])] or numbered:
        found.setdefault(each[1].label.style, []).append(each)
    return sorted(found.values(), key=len, reverse=True)


def breaks(before: LabelledLine | None, after: LabelledLine | None, *, headed: bool = False) -> int:
    """How badly a count is broken between two neighbours: 0 it goes on, 1 it skips a few or restarts, 2 it jumps.

    After a division (`headed`) a count may restart at one.
    """
    if after is None:
        return 0
    number = after.label.number
    if before is None:
        return 0 if number[:1] == (1,) else 1
    last = before.label.number
    if not last or not number:
        return 0
    if last < number and number[0] - last[0] <= 1:
        return 0
    if number[0] == 1:
        return 0 if headed else 1
    return 1 if last < number and number[0] - last[0] <= 3 else 2


def _by_numbering(reading: Reading, passage: Passage, styles: list[list[tuple[int, LabelledLine]]]) -> Verdict:
    """Leaving out a pasted copy mends more of the count than it breaks; each style of numbering has its say."""
    firsts = [_Place.of(reading, passage.first, labels) for labels in styles]
    seconds = [_Place.of(reading, passage.second, labels) for labels in styles]
    gains: dict[Side, int] = {"first": sum(p.gain for p in firsts), "second": sum(p.gain for p in seconds)}
    gain = max(gains.values())
    if gain < 1:
        return _unproven(reading, passage)
    if max(map(len, styles)) < 2:
        return Verdict(False, passage.equal, evidence="one numbered unit stands twice")
    # When all that is wrong is that the count starts again at one, it may be a new form or annex.
    restarts = all(_only_restarts(*each, passage.length) for each in zip(styles, firsts, seconds, strict=True))
    if restarts and not _plainly_restarts(reading, passage):
        return _unproven(reading, passage)
    sides: tuple[Side, ...] = ("first", "second")
    tail = styles[0][-1][1]
    droppable = tuple(side for side in sides if gains[side] == gain and _ends_clean(reading, passage, side, tail))
    words = _restart_words(styles[0][0][1], len(styles[0]), seconds[0].before)
    return Verdict(True, True, droppable, words, True, _introduction(reading, passage), gain)


def _only_restarts(labels: list[tuple[int, LabelledLine]], there: _Place, here: _Place, length: int) -> bool:
    """Whether nothing speaks for a paste but that the later copy starts again at one.

    It does more when it is torn off: its count stops or jumps where that of the other copy goes on.
    """
    if here.gain < 1 and there.gain < 1:
        return True
    if labels[0][1].label.number[:1] != (1,) or not here.entry == max(here.gain, there.gain) == 1:
        return False
    goes_on = there.after is not None and there.exit == 0
    return not (goes_on and (here.exit > 0 or (here.after is None and length >= LEAST_TORN)))


class _Place(NamedTuple):
    """How a copy stands in the count: its neighbours, how broken the count is before and after it, and without it."""

    before: LabelledLine | None
    after: LabelledLine | None
    entry: int
    exit: int
    across: int

    @property
    def gain(self) -> int:
        """How much of the count is mended when the copy is left out."""
        return self.entry + self.exit - self.across

    @classmethod
    def of(cls, reading: Reading, side: tuple[int, int], labels: list[tuple[int, LabelledLine]]) -> _Place:
        """The place of the copy at [start, end) of the key, as the labels of one style tell it."""
        start, end = side
        style = labels[0][1].label.style
        before, after = reading.label_before(start, style), reading.label_from(end, style)
        last, first = before[0] if before else 0, after[0] if after else len(reading.key)
        begun = reading.divided(last, start)
        ended = reading.divided(end, first)
        lines = before and before[1], after and after[1]
        return cls(
            *lines,
            entry=breaks(lines[0], labels[0][1], headed=begun),
            exit=breaks(labels[-1][1], lines[1], headed=ended),
            across=breaks(*lines, headed=begun or ended),
        )


def _plainly_restarts(reading: Reading, passage: Passage) -> bool:
    """Whether a count that starts again at one is no new form or annex: long enough, and prose leads up to it."""
    if passage.length < LEAST_RESTART:
        return False
    if not reading.is_edge(passage.first[1]) and passage.length >= LEAST_TORN:
        return True  # it breaks off inside a paragraph, as no form does
    start = reading.past_last_label(passage.first_span.end, passage.second_span.start)
    between = reading.text[start : max(start, passage.second_span.start)]
    lines = [line.strip() for line in between.splitlines() if line.strip()]
    if any(_is_title(line) and not _is_date(after) for line, after in itertools.pairwise([*lines, ""])):
        return False  # another text of the same form: a second village's pact, the next contract
    if not lines or passage.length >= LARGE_PART * len(reading.key):
        return True
    return len(lines[-1]) >= 30 or lines[-1][-1] in "。！？；："


def _is_title(line: str) -> bool:
    """Whether a line heads a text: short, with no closing mark, and no date or page number."""
    return 0 < len(line) < 30 and line[-1].isalnum() and line[-1] != "日" and not any(map(str.isdigit, line))


def _is_date(line: str) -> bool:
    return len(line) < 30 and line.endswith("日")


def _unproven(reading: Reading, passage: Passage) -> Verdict:
    likely = passage.length >= LEAST_UNNUMBERED and passage.length >= LARGE_PART / 4 * len(reading.key)
    return Verdict(False, likely, evidence="a long passage stands twice, and its numbering does not tell why")


def _ends_clean(reading: Reading, passage: Passage, side: Side, last: LabelledLine) -> bool:
    """Whether leaving this copy out strands nothing: a label, the end, page furniture or a signature follows it.

    Other plain text may follow when what is kept before it ends with the same unit, or is a label that still waits for
    its text, or when it leads the other copy.
    """
    (start, end), span = (
        (passage.first, passage.first_span) if side == "first" else (passage.second, passage.second_span)
    )
    if end >= len(reading.key) or reading.is_label(end):
        return True
    if not reading.is_edge(end):
        return False
    if reading.in_furniture(end, end + 1):
        return True
    following = reading.label_from(end)
    if side == "first":
        return following is None or following[0] >= passage.second[0]
    if following is None and _is_signature(reading.text[span.end :]):
        return True
    before = reading.label_before(start, last.label.style)
    if before is None:
        return False
    head = reading.text[before[1].span.start + before[1].label.end : span.start]
    return before[1].label.number == last.label.number or not any(map(str.isalnum, head[:200]))


def _is_signature(text: str) -> bool:
    """Whether a foot is no prose: office, date, a note in brackets, each on a short line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) <= 8 and all(len(line) < 40 and line[-1] not in "。；，、：" for line in lines)


def _restart_words(head: LabelledLine, units: int, before: LabelledLine | None) -> str:
    reached = f"reaches {_bare(before)} and starts again at" if before else "comes to"
    same = "the same heading and the same text" if units == 1 else "the same headings and the same text"
    return f"the outermost numbering {reached} {_bare(head)}, with {same}"


def _bare(line: LabelledLine) -> str:
    return line.label.text.rstrip("、.． ")


def _introduction(reading: Reading, passage: Passage) -> Span | None:
    """The prose that stands between the copies and leads the second: its last paragraph, None where there is none."""
    start, end = passage.first_span.end, passage.second_span.start
    following = reading.label_from(passage.first[1])
    if following and following[0] < passage.second[0]:
        return None
    while end > start and reading.text[end - 1].isspace():
        end -= 1
    lines = reading.document.lines
    begin = max(start, lines.span(lines.number(end - 1)).start) if end > start else end
    if end - begin < 20 or reading.text[end - 1] not in "。：:！；":
        return None
    found = Span(begin, end)
    return None if any(each.span.overlaps(found) for each in reading.outline.furniture) else found


def _by_size(reading: Reading, passage: Passage) -> Verdict:
    """A stretch without numbering is a paste when it is whole paragraphs or in a line, and a large part of all."""
    share = passage.length / max(1, len(reading.key))
    if passage.length < LEAST_UNNUMBERED or share < LARGE_PART:
        return Verdict(False, likely=False)
    if passage.whole and not reading.in_one_unit(passage.first[0], passage.second[1]):
        return _unproven(reading, passage)  # a stretch within numbered units: lists may stand in several
    if _is_table(reading, passage):
        return Verdict(False, evidence="a large table stands twice")
    lines = passage.second_span
    paragraphs = sum(bool(line.strip()) for line in reading.text[lines.start : lines.end].splitlines())
    if passage.whole and paragraphs < 2:
        return Verdict(False, evidence="one long paragraph stands twice")
    where, verb = (f"{paragraphs} whole paragraphs", "stand") if passage.whole else ("a text", "stands")
    evidence = f"{where} of {passage.length:,} characters, {share:.0%} of the document, {verb} twice in the same order"
    if not passage.whole or passage.first_span.end > passage.second_span.start:
        return Verdict(True, True, ("second",), evidence)
    droppable: tuple[Side, ...] = ("first", "second") if reading.is_edge(passage.first[1]) else ("second",)
    return Verdict(True, True, droppable, evidence, between=_introduction(reading, passage))


def _is_table(reading: Reading, passage: Passage) -> bool:
    """Whether the passage is tabular: cells rather than sentences."""
    text = reading.text[passage.second_span.start : passage.second_span.end]
    lines = [line for line in text.splitlines() if line.strip()]
    if not passage.whole or len(lines) < 3:
        return False
    return sum("\t" in line.strip() or "|" in line or len(line.strip()) < 8 for line in lines) * 2 > len(lines)
