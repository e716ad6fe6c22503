"""The count of a document's numbered units: none missing, none twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.structure.labels import SET_OFF, LabelledLine, is_division
from policydiff.structure.numbering import numeral_value
from policydiff.structure.partial import partial_at
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import SpanSet

# Styles whose numbers are sure enough to be counted: no figure or table cell looks like one.
COUNTED = frozenset({"article", "part", "subpart", "chapter", "section", "formal", "enumerated", "bracketed"})
# Those whose numbers never go back; items under headings of their own style may.
_ORDERED = frozenset({"article", "part", "chapter", "section"})
_NUMERAL = (
    rf"[ \t\u3000]?(?P<n>[0-9０-９〇零○一二三四五六七八九十百千{PACK.numbering.formal_digits}]{{1,8}})[ \t\u3000]?"
)
# How a label of each style looks where it stands inside a line: behind a sentence's end, or after a blank.
_BEHIND = r"(?<=[。；：:;\s\u3000])"
_INSIDE = {
    "article": pattern(rf"{_BEHIND}第{_NUMERAL}[条條]"),
    "part": pattern(rf"{_BEHIND}第{_NUMERAL}[编編篇]"),
    "subpart": pattern(rf"{_BEHIND}第{_NUMERAL}分[编編]"),
    "chapter": pattern(rf"{_BEHIND}第{_NUMERAL}章"),
    "section": pattern(rf"{_BEHIND}第{_NUMERAL}[节節]"),
    "formal": pattern(rf"{_BEHIND}(?P<n>[十廿{PACK.numbering.formal_digits}]{{1,4}})[、．.]"),
    "enumerated": pattern(rf"{_BEHIND}{_NUMERAL}[、．.]"),
    "bracketed": pattern(rf"{_BEHIND}[（(]{_NUMERAL}[)）]"),
}
# A line that says that something is left out: ……, （略）, 第二条至第四条（略）, 以下略
_OMITTED = pattern(
    r"(?m)^[ \t\u3000]*(?:…{1,4}|\.{3,12}|[（(〔\[]?[^。；，\n]{0,20}略去?[）)〕\]]?。?)[ \t\u3000]*$",
    signs=["…", "...", "略"],
)
_LATE = 3
_BEFORE = 2_000  # characters before a late start in which its beginning may stand inside a line
_DIVISION = pattern(rf"{_BEHIND}第{_NUMERAL}[编編章节節]")
_RUN_IN = 16  # the shortest line that holds three divisions
_WORDS = {"formal": "item", "enumerated": "item", "bracketed": "item", "subpart": "part"}


class Step(NamedTuple):
    """A unit and the one before it in its count."""

    before: LabelledLine
    here: LabelledLine


def counts(subject: CheckedDocument) -> list[list[LabelledLine]]:
    """The units that are counted together: articles up to the next annex, others of one style under one parent.

    Of a text that shows chosen provisions only, none are but the outermost items of one that amends another.
    """
    rows: list[list[LabelledLine]] = []
    current: dict[tuple[int, str], list[LabelledLine]] = {}
    partly = False
    for line in _numbered(subject):
        for key in [key for key in current if key[0] > line.depth]:
            del current[key]
        shown = partial_at(subject.outline.partial, line.span.start)
        if line.label.style == "annex" or (shown is None) == partly:
            current.clear()
        partly = shown is not None
        if shown and not (shown.amends and line.depth == 0 and line.label.style not in _ORDERED):
            continue
        if line.label.style not in COUNTED or not line.label.number:
            continue
        key = (-1 if line.label.style == "article" else line.depth, line.label.style)
        if key not in current:
            current[key] = []
            rows.append(current[key])
        current[key].append(line)
    return rows


def _numbered(subject: CheckedDocument) -> Iterator[LabelledLine]:
    """The units, without articles run into their text where this hand sets them off: those are citations."""
    lines = [line for line in subject.outline.labelled if not line.label.quoted and not _is_contents(subject, line)]
    articles = [line for line in lines if line.label.style == "article"]
    apart = {id(line): _set_off(subject.text, line) for line in articles}
    if 2 * sum(apart.values()) > len(articles):
        return (line for line in lines if apart.get(id(line), True))
    return iter(lines)


def _is_contents(subject: CheckedDocument, line: LabelledLine) -> bool:
    """Whether a line is a table of contents run together: it heads a division, and two more are named in it."""
    if not is_division(line) or len(line.span) < _RUN_IN:
        return False
    return len(_DIVISION.findall(subject.text, line.span.start + line.label.end, line.span.end)) > 1


def _set_off(text: str, line: LabelledLine) -> bool:
    at = line.span.start + line.label.end
    return at >= line.span.end or text[at] in SET_OFF


@rule("numbering", "warning", "a number is missing from the count, or stands twice")
def numbering(subject: CheckedDocument) -> Iterator[Fault]:
    """Gaps, repeats and late starts in the numbers of articles, chapters, sections and items."""
    reached: dict[str, int] = {}
    for row in counts(subject):
        style, first = row[0].label.style, row[0].label.number[0]
        if first != reached.get(style, 0) + 1 and _starts_late(subject, row):
            words = subject.text[row[0].span.start : row[0].span.end]
            yield Fault(row[0].span, f"the count begins with {_named(row[0])}", key=f"begins {words}")
        reached[style] = row[-1].label.number[0]
        yield from _breaks(subject, row)


def _breaks(subject: CheckedDocument, row: list[LabelledLine]) -> Iterator[Fault]:
    """Where one count has a gap, or a number that was there before."""
    before = row[0]
    for here, after in zip_longest(row[1:], row[2:]):
        step, number, last = Step(before, here), here.label.number, before.label.number
        if number[0] > last[0] + 1 and not _stands_inside(subject.text, step):
            related = ((before.span, "the number before"),)
            yield Fault(here.span, _missing(step), related, key=_key(subject, step))
        elif number == last or (here.label.style in _ORDERED and number[0] > 1 and number < last):
            if not subject.cached(_copies).holds(here.span.start):
                related = ((before.span, "the first of them" if number == last else "the number before"),)
                yield Fault(here.span, _again(step), related, key=_key(subject, step))
            if after is not None and after.label.number[0] == last[0] + 1:
                continue  # one that strayed in: the count goes on behind it
        before = here


def _again(step: Step) -> str:
    if step.here.label.number == step.before.label.number:
        return f"{_named(step.here)} stands twice"
    return f"the count goes back: {_named(step.before)} is followed by {step.here.label.text}"


def _starts_late(subject: CheckedDocument, row: list[LabelledLine]) -> bool:
    """Whether a count begins at two or three and goes on from there, and what should come first is not inside a line.

    One that begins higher is a part of a whole that was cut up on purpose, as the books of a code are.
    """
    first = row[0].label.number[0]
    if row[0].label.style == "article" or not 1 < first <= _LATE or len(row) < 2:
        return False
    before = subject.text[max(0, row[0].span.start - _BEFORE) : row[0].span.start]
    inside = {numeral_value(found["n"]) for found in _INSIDE[row[0].label.style].finditer(before)}
    return row[1].label.number[0] == first + 1 and first - 1 not in inside


def _named(line: LabelledLine) -> str:
    return f"{_WORDS.get(line.label.style, line.label.style)} {line.label.text}"


def _missing(step: Step) -> str:
    lost = step.here.label.number[0] - step.before.label.number[0] - 1
    numbers = "a number is" if lost == 1 else f"{lost} numbers are"
    return f"{numbers} missing: {_named(step.before)} is followed by {step.here.label.text}"


def _key(subject: CheckedDocument, step: Step) -> str:
    words = subject.text[step.here.span.start : step.here.span.end]
    return f"{step.before.label.text} {step.here.label.text} {words}"


def _stands_inside(text: str, step: Step) -> bool:
    """Whether the missing number stands between the two, but not at the beginning of a line, or is left out there."""
    if _OMITTED.search(text, step.before.span.end, step.here.span.start):
        return True
    first, last = step.before.label.number[0] + 1, step.here.label.number[0]
    inside = {
        numeral_value(found["n"])
        for found in _INSIDE[step.here.label.style].finditer(text, step.before.span.start, step.here.span.start)
    }
    return any(number in inside for number in range(first, last))


def _copies(subject: CheckedDocument) -> SpanSet:
    """What was pasted, and what it is a copy of."""
    pastes = [each for each in subject.plan.decisions if each.relation in ("pasted-copy", "possible-paste")]
    return SpanSet(place.span for each in pastes for place in (each.place, each.copy_of) if place is not None)
