"""Rule for the numbers of units: gaps, repeats and late starts.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("第一条 渔港应当登记。\\n第三条 登记应当公开。\\n", "a.txt"))
>>> [str(fault.message) for fault in numbering.find(subject)]
['a number is missing: article 第一条 is followed by 第三条']
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import Message, counted, message, translatable
from policydiff.structure.labels import SET_OFF_CHARACTERS, LabelledLine, is_division
from policydiff.structure.numbering import ANNEXES, ARTICLES, STYLES, numeral_value
from policydiff.structure.partial import partial_at
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import SpanSet

PLACE = 5  # of the family among the families, in the order of docs/check.md

_COUNTS = {style.name: style.checked for style in STYLES if style.checked}
# The templates of the names of units, by their noun.
_UNIT_NAMES = {
    "article": translatable("article {label}"),
    "part": translatable("part {label}"),
    "chapter": translatable("chapter {label}"),
    "section": translatable("section {label}"),
    "item": translatable("item {label}"),
}
# A line that says that something is omitted: ……, （略）, 第二条至第四条（略）, 以下略
_OMITTED = pattern(
    r"(?m)^[ \t\u3000]*(?:…{1,4}|\.{3,12}|[（(〔\[]?[^。；，\n]{0,20}略去?[）)〕\]]?。?)[ \t\u3000]*$",
    signs=["…", "...", "略"],
)
_MAX_LATE_START = 3  # the highest first number of a series that is reported as a late start
_MAX_BEFORE = 2_000  # characters before a late start in which the first numbers may be inside a line
_MIN_RUN_TOGETHER = 16  # characters of a line that holds three divisions


class Step(NamedTuple):
    """A unit and the previous one of its series."""

    previous: LabelledLine
    unit: LabelledLine


def numbered_series(subject: CheckedDocument) -> list[list[LabelledLine]]:
    """The series of units that share a count: articles up to the next annex, others by style and parent.

    A series has at least one unit. A text that shows chosen provisions only has no series, except the outermost
    items of an amending text.
    """
    series: list[list[LabelledLine]] = []
    open_series: dict[tuple[int, str], list[LabelledLine]] = {}
    was_partial = False
    for line in _counted_lines(subject):
        for key in [key for key in open_series if key[0] > line.depth]:
            del open_series[key]
        partial = partial_at(subject.outline.partial, line.span.start)
        if line.label.style in ANNEXES or (partial is None) == was_partial:
            open_series.clear()
        was_partial = partial is not None
        if partial and not (partial.amends and line.depth == 0 and not _is_ascending(line)):
            continue
        if line.label.style not in _COUNTS or not line.label.number:
            continue
        key = (-1 if line.label.style in ARTICLES else line.depth, line.label.style)
        if key not in open_series:
            open_series[key] = []
            series.append(open_series[key])
        open_series[key].append(line)
    return series


def _counted_lines(subject: CheckedDocument) -> Iterator[LabelledLine]:
    """The numbered units, in text order, without quoted ones and lines of contents.

    If most articles of the document set off their label from the text, those that do not are citations and left
    out.
    """
    lines = [
        line
        for line in subject.outline.labelled
        if not line.label.quoted and not _is_contents_run_together(subject, line)
    ]
    articles = [line for line in lines if line.label.style in ARTICLES]
    is_set_off = {id(line): _is_set_off(subject.text, line) for line in articles}
    if 2 * sum(is_set_off.values()) > len(articles):
        return (line for line in lines if is_set_off.get(id(line), True))
    return iter(lines)


def _is_ascending(line: LabelledLine) -> bool:
    """True if the numbers of the unit's style must ascend; False also for a style that is not counted."""
    return (count := _COUNTS.get(line.label.style)) is not None and count.ascending


def _is_contents_run_together(subject: CheckedDocument, line: LabelledLine) -> bool:
    """True if a line is a table of contents on one line: a division with the labels of at least two more in it."""
    if not is_division(line) or len(line.span) < _MIN_RUN_TOGETHER:
        return False
    divisions = PACK.numbering.division_inside.findall(subject.text, line.span.start + line.label.end, line.span.end)
    return len(divisions) > 1


def _is_set_off(text: str, line: LabelledLine) -> bool:
    """True if the label is the whole line, or white space or the like follows it."""
    label_end = line.span.start + line.label.end
    return label_end >= line.span.end or text[label_end] in SET_OFF_CHARACTERS


@rule("numbering", "warning", message("a number is missing from the count, or stands twice"))
def numbering(subject: CheckedDocument) -> Iterator[Fault]:
    """Faults for gaps, repeats and late starts in the numbers of articles, chapters, sections and items."""
    last_numbers: dict[str, int] = {}
    for units in numbered_series(subject):
        style, first = units[0].label.style, units[0].label.number[0]
        if first != last_numbers.get(style, 0) + 1 and _starts_late(subject, units):
            content = subject.text[units[0].span.start : units[0].span.end]
            sentence = message("the count begins with {unit}", unit=_unit_name(units[0]))
            yield Fault(units[0].span, sentence, key=f"begins {content}")
        last_numbers[style] = units[-1].label.number[0]
        yield from _break_faults(subject, units)


def _break_faults(subject: CheckedDocument, units: list[LabelledLine]) -> Iterator[Fault]:
    """A fault for each unit of one series before which a number is missing, or whose number was used before.

    A number that goes back is a fault only in a style whose numbers must ascend; repeats in pasted passages are
    none.
    """
    previous = units[0]
    for unit, following in zip_longest(units[1:], units[2:]):
        step, number, last_number = Step(previous, unit), unit.label.number, previous.label.number
        if number[0] > last_number[0] + 1 and not _is_inside_or_omitted(subject.text, step):
            related = ((previous.span, message("the number before")),)
            yield Fault(unit.span, _gap_message(step), related, key=_fault_key(subject, step))
        elif number == last_number or (_is_ascending(unit) and number[0] > 1 and number < last_number):
            if not subject.cached(_pasted_spans).contains(unit.span.start):
                note = message("the first of them") if number == last_number else message("the number before")
                related = ((previous.span, note),)
                yield Fault(unit.span, _repeat_message(step), related, key=_fault_key(subject, step))
            if following is not None and following.label.number[0] == last_number[0] + 1:
                continue  # the unit is out of place: the series continues after it
        previous = unit


def _repeat_message(step: Step) -> Message:
    """The message for a number that stands twice or goes back."""
    if step.unit.label.number == step.previous.label.number:
        return message("{unit} stands twice", unit=_unit_name(step.unit))
    return message(
        "the count goes back: {previous} is followed by {label}",
        previous=_unit_name(step.previous),
        label=step.unit.label.text,
    )


def _starts_late(subject: CheckedDocument, units: list[LabelledLine]) -> bool:
    """True if a series begins at 2 to `_MAX_LATE_START` and continues, and the number before is not inside a line.

    Never for articles or a single unit. A document whose series begins higher is a part of a larger text, as the
    books of a code are.
    """
    first = units[0].label.number[0]
    if units[0].label.style in ARTICLES or not 1 < first <= _MAX_LATE_START or len(units) < 2:
        return False
    text_before = subject.text[max(0, units[0].span.start - _MAX_BEFORE) : units[0].span.start]
    label_inside = _COUNTS[units[0].label.style].inside_line
    numbers_inside = {numeral_value(match["n"]) for match in label_inside.finditer(text_before)}
    return units[1].label.number[0] == first + 1 and first - 1 not in numbers_inside


def _unit_name(line: LabelledLine) -> Message:
    """The noun and the label of a unit, as "article 第三条"."""
    return message(_UNIT_NAMES[_COUNTS[line.label.style].noun], label=line.label.text)


def _gap_message(step: Step) -> Message:
    """The message for missing numbers, with how many they are."""
    return counted(
        step.unit.label.number[0] - step.previous.label.number[0] - 1,
        "a number is missing: {previous} is followed by {label}",
        "{number} numbers are missing: {previous} is followed by {label}",
        previous=_unit_name(step.previous),
        label=step.unit.label.text,
    )


def _fault_key(subject: CheckedDocument, step: Step) -> str:
    """What the fingerprint is made of: the labels before and at the fault, and the line of the unit."""
    content = subject.text[step.unit.span.start : step.unit.span.end]
    return f"{step.previous.label.text} {step.unit.label.text} {content}"


def _is_inside_or_omitted(text: str, step: Step) -> bool:
    """True if a missing number is inside a line between the two units, or the text marks an omission there."""
    if _OMITTED.search(text, step.previous.span.end, step.unit.span.start):
        return True
    first_missing, end_number = step.previous.label.number[0] + 1, step.unit.label.number[0]
    numbers_inside = {
        numeral_value(match["n"])
        for match in _COUNTS[step.unit.label.style].inside_line.finditer(
            text, step.previous.span.start, step.unit.span.start
        )
    }
    return any(number in numbers_inside for number in range(first_missing, end_number))


def _pasted_spans(subject: CheckedDocument) -> SpanSet:
    """The spans of pasted passages, certain or possible, and of the passages that they are copies of."""
    pastes = [paste for paste in subject.plan.decisions if paste.relation in ("pasted-copy", "possible-paste")]
    return SpanSet(
        location.span for paste in pastes for location in (paste.location, paste.copy_of) if location is not None
    )
