r"""Which lines of a document are numbered: not those of a table of contents, and no cross references.

Labels of quoted text are kept and marked as quoted.

>>> [(line.line, line.label.text) for line in read_labels(Document.from_text("第一条 甲。\n乙。\n第二条 丙。"))]
[(1, '第一条'), (3, '第二条')]
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from operator import attrgetter
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.contents import CONTENTS_HEADING, without_contents
from policydiff.structure.contents import FoundLabel as FoundLabel
from policydiff.structure.furniture import Furniture
from policydiff.structure.numbering import (
    ARTICLES,
    DIVISIONS,
    HEADING,
    MULTILEVEL,
    STARTS,
    STYLES,
    Label,
    read_label,
)
from policydiff.structure.section_numbers import with_section_numbers
from policydiff.structure.spaced_sections import with_spaced_sections
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span


class LabelledLine(NamedTuple):
    """A line that begins with a label. `line` is its 1-based number, `span` the line without its ending.

    `depth` is the number of units that hold it; `outermost` says that all of these are divisions (编, 章, 节, annexes,
    headings). A quoted label is never outermost and opens no unit.
    """

    line: int
    span: Span
    label: Label
    depth: int
    outermost: bool


_MAX_LABELLED_CHARACTERS = 1024  # at the beginning of a line, in which its label is looked for
CLOSING_MARKS = frozenset(PACK.sentences.unwrapped_line)
# Two styles in which one count may be written (壹、 among 二、三、).
_INTERCHANGEABLE_STYLES = [(style.alternative_to, style.name) for style in STYLES if style.alternative_to]
_END_OF_BLOCK = pattern(r"</(?:p|div|h[1-6]|li|td|tr)>$", signs="</")
_DOT_LEADERS = pattern(r"[.…·]{3}[\s\d]*$")
SET_OFF_CHARACTERS = frozenset(" \t\u3000\xa0（(【〔[*_：:.．")
_UNDERLINE = pattern(r"[ \t]{0,3}(?:={3,200}|-{3,200})[ \t]{0,20}[\r\n]{0,2}")
_MAX_UNDERLINED = 60  # characters of a heading
_MAX_BEFORE_TITLE = 200  # characters of white space before the first line
MIN_WRAPPED_LINE = 15  # characters; a shorter line is taken for a heading and not for a wrapped line of running text


def find_labels(
    document: Document, furniture: Sequence[Furniture], candidates: Sequence[FoundLabel]
) -> list[FoundLabel]:
    """Those of the candidates that number the document, in text order: no furniture, table of contents or citation.

    One inside a quotation is now quoted, and one of two interchangeable styles may have got the other style.
    """
    labels = _with_inner_quotes(document, candidates)
    if furniture:
        starts = [stretch.span.start for stretch in furniture]
        labels = [
            label
            for label in labels
            if (after := bisect.bisect_right(starts, label.span.start)) == 0
            or furniture[after - 1].span.end <= label.span.start
        ]
    labels = without_contents(document, with_spaced_sections(document, labels))
    for styles in _INTERCHANGEABLE_STYLES:
        labels = _in_one_series(labels, styles)
    return with_section_numbers(_without_cross_references(document, labels))


def read_labels(document: Document) -> list[FoundLabel]:
    """All labels at line beginnings in text order, quoted ones and citations too: the candidates of `find_labels`."""
    return list(_labels_on(document, range(1, len(document.lines) + 1)))


def first_labels(document: Document, max_labels: int) -> list[FoundLabel]:
    """The first `max_labels` of `read_labels`, or all if there are fewer; lines after them are not read."""
    return list(islice(_labels_on(document, range(1, len(document.lines) + 1)), max_labels))


def carried_labels(document: Document, before: Sequence[FoundLabel], kept: Sequence[Span]) -> list[FoundLabel]:
    """The result of `read_labels` for a document made of the stretches `kept` of another, whose labels are `before`.

    `kept` is ascending, none empty. Only the lines in which two stretches meet are read again.
    """
    lines, starts, offset = document.lines, [span.start for _, span, _ in before], 0
    carried: list[FoundLabel] = []
    seam_lines: set[int] = set()
    for stretch in kept:
        shift, first, last = offset - stretch.start, lines.number(offset), lines.number(offset + len(stretch) - 1)
        seam_lines |= {first, last}
        offset += len(stretch)
        if last - first < 2:
            continue
        inner = lines.span(first).end - shift, lines.span(last).start - shift
        low, high = (bisect.bisect_left(starts, position) for position in inner)
        if low < high:
            skipped = lines.number(starts[low] + shift) - before[low][0]
            carried += (
                (
                    FoundLabel(number + skipped, Span(span.start + shift, span.end + shift), label)
                    for number, span, label in before[low:high]
                )
                if shift
                else before[low:high]
            )
    return sorted([*carried, *_labels_on(document, seam_lines)], key=attrgetter("line"))


def _labels_on(document: Document, numbers: Iterable[int]) -> Iterator[FoundLabel]:
    """The labels of the lines with these 1-based numbers, in this order; entries of contents with leader dots go."""
    text, starts = document.text, document.lines.starts
    for number in numbers:
        start = starts[number - 1]
        level = _underlined_level(document, number) if number < len(starts) and text[starts[number]] in "=-" else 0
        if level and read_label(text[start : starts[number]]) is None:
            span = Span(start, start + len(text[start : starts[number]].rstrip("\r\n")))
            yield FoundLabel(number, span, Label(HEADING.name, (level,), "#" * level, 0, 0, False, level))
        elif text[start] in STARTS:
            end = starts[number] if number < len(starts) else len(text)
            beginning = text[start : min(end, start + _MAX_LABELLED_CHARACTERS)]
            label = read_label(beginning)
            if label and not _has_page_leaders(beginning):
                while end > start and text[end - 1] in "\r\n":
                    end -= 1
                yield FoundLabel(number, Span(start, end), label)


def _underlined_level(document: Document, number: int) -> int:
    """The level of a Markdown heading that is underlined with === (1) or --- (2); 0 for any other line.

    `number` is 1-based, and not that of the last line. The heading is short, has words, does not end as a sentence or
    item does, and stands after an empty line; it is no list, table, quotation or heading of a table of contents, nor
    the first line with text, which is the title.
    """
    heading, row = document.lines.content(number).strip(), document.lines.content(number + 1)
    if not (_UNDERLINE.fullmatch(row) and 0 < len(heading) <= _MAX_UNDERLINED) or heading[0] in "|>-*+=<":
        return 0
    if heading[-1] in PACK.sentences.item or not any(map(str.isalnum, heading)):
        return 0
    if CONTENTS_HEADING.fullmatch(heading) or number == 1 or document.lines.content(number - 1).strip():
        return 0
    start = document.lines.starts[number - 1]
    if start < _MAX_BEFORE_TITLE and not document.text[:start].strip():
        return 0
    return 1 if row.strip()[0] == "=" else 2


def _has_page_leaders(line: str) -> bool:
    """Whether a line ends in leader dots, perhaps with a page number, as entries of a table of contents do."""
    return ("....." in line or "………" in line or "·····" in line) and _DOT_LEADERS.search(line) is not None


def _with_inner_quotes(document: Document, labels: Sequence[FoundLabel]) -> list[FoundLabel]:
    """The labels, with those inside a quotation that begins at a quoted label marked as quoted, too."""
    result: list[FoundLabel] = []
    text, quotation_is_open = document.text, False
    for found_label in labels:
        number, span, label = found_label
        if label.quoted:
            line = text[span.start : span.end]
            quotation_is_open = line.count("“") + line.count("「") > line.count("”") + line.count("」")
        elif quotation_is_open:
            # still inside the quotation if a closing mark comes before the next opening one
            mark = pattern("[“”「」]").search(text, span.start, span.start + 2000)
            quotation_is_open = mark is not None and mark[0] in "”」"
            if quotation_is_open:
                label = Label(label.style, label.number, label.text, label.start, label.end, True, label.markup)
                found_label = FoundLabel(number, span, label)
        result.append(found_label)
    return result


def _in_one_series(labels: list[FoundLabel], styles: tuple[str, str]) -> list[FoundLabel]:
    """The labels; one whose neighbours count through it in the other of two styles gets that style.

    Number one needs no neighbour before it, the last label none after it; quoted labels are passed over. A label keeps
    its style if that has the number before it or the number after it.
    """
    indices = [index for index, (_, _, label) in enumerate(labels) if label.style in styles and not label.quoted]
    if len({labels[index].label.style for index in indices}) < len(styles):
        return labels
    result = list(labels)
    last: dict[str, int] = {}
    before = ("", 0)
    following = next_of_style([labels[index] for index in indices])
    for index, after, ahead in zip_longest(indices, following, indices[1:]):
        line, span, label = result[index]
        number, other = label.number[0], next(style for style in styles if style != label.style)
        leads = last.get(other) != 1 if number == 1 else before == (other, number - 1)
        following_label = result[ahead].label if ahead is not None else None
        if following_label is None:
            follows = number > 1
        else:
            follows = (following_label.style, following_label.number[0]) == (other, number + 1)
        if leads and follows and after != (number + 1,) and (number == 1 or last.get(label.style) != number - 1):
            label = label._replace(style=other)
            result[index] = FoundLabel(line, span, label)
        last[label.style] = number
        before = label.style, number
    return result


def _without_cross_references(document: Document, labels: Sequence[FoundLabel]) -> list[FoundLabel]:
    """The labels without cross references at the beginning of a line.

    A label is a cross reference if it breaks the count of its style (its number does not continue the count, and the
    next one does, or repeats it) and looks like running text: it follows a line of text without a closing mark, or it
    is not set off from its text in a document that sets labels off. A number one and a line that occurred before are
    always kept: restarts and pasted copies have them. A 1.3 that neither continues a count nor ends in 1 goes, too, and
    so does a 5 without a point, unless a 5.1 follows.
    """
    text, following = document.text, next_of_style(labels)
    set_off = [_is_set_off(text, candidate) for candidate in labels]
    articles_set_off = [
        apart for apart, candidate in zip(set_off, labels, strict=True) if candidate.label.style in ARTICLES
    ]
    articles_are_set_off = sum(articles_set_off) > 0.5 * len(articles_set_off)
    last_numbers: dict[str, tuple[int, ...]] = {}
    seen: set[str] = set()
    result: list[FoundLabel] = []
    ahead = [*(candidate.label.number for candidate in labels[1:]), ()][: len(labels)]
    for candidate, next_number, apart, number_below in zip(labels, following, set_off, ahead, strict=True):
        number, span, label = candidate
        if label.quoted:
            result.append(candidate)
            continue
        last_number = last_numbers.get(label.style)
        beginning = text[span.start : min(span.end, span.start + 40)].strip()
        if (
            label.style in MULTILEVEL
            and label.number[-1] != 1
            and not (last_number and _continues_count(last_number, label.number))
            and number_below != (*label.number, 1)
        ):
            continue  # a figure: a decimal label starts at one or continues a count
        run_in = articles_are_set_off and not apart and label.style in ARTICLES
        if (
            _breaks_count(last_number, label, next_number, run_in)
            and beginning not in seen
            and (run_in or continues_on_next_line(document, number - 1))
        ):
            continue
        last_numbers[label.style] = label.number
        seen.add(beginning)
        result.append(candidate)
    return result


def _breaks_count(
    last_number: tuple[int, ...] | None, label: Label, next_number: tuple[int, ...] | None, run_in: bool
) -> bool:
    """Whether a label interrupts a count of its style: that has no next label, or the next one continues the count.

    `run_in`: it is an article not set off from its text where most are; only then number one, or a number that the next
    label repeats, may interrupt. False for the first of its style, one without a number, and a Markdown heading.
    """
    if last_number is None or not label.number or label.markup or (label.number == (1,) and not run_in):
        return False
    if _continues_count(last_number, label.number):
        return run_in and next_number == label.number
    return next_number is None or _continues_count(last_number, next_number)


def _is_set_off(text: str, labelled: FoundLabel) -> bool:
    """Whether white space, a bracket, a mark or the line's end comes between a label and its text."""
    text_start = labelled.span.start + labelled.label.end
    return text_start >= labelled.span.end or text[text_start] in SET_OFF_CHARACTERS


def next_of_style(labels: Sequence[FoundLabel]) -> list[tuple[int, ...] | None]:
    """For each label, the number of the next unquoted label of its style; None if there is no such label."""
    nearest: dict[str, tuple[int, ...]] = {}
    result: list[tuple[int, ...] | None] = []
    for _, _, label in reversed(labels):
        result.append(nearest.get(label.style))
        if not label.quoted:
            nearest[label.style] = label.number
    result.reverse()
    return result


def _continues_count(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether `number` may be the next: 4 after 3 or 3-1, any later 3-x after 3 or 3-1; True if one is ()."""
    if not before or not number:
        return True
    if number[0] == before[0]:
        return number > before
    return number[0] == before[0] + 1


def continues_on_next_line(document: Document, line: int) -> bool:
    """Whether a line, by its 1-based number, is running text that continues on the next line; False for 0.

    False also below `MIN_WRAPPED_LINE` characters, after one of `CLOSING_MARKS` or the tag that closes a block of HTML,
    and for the heading of a division.
    """
    if line < 1:
        return False
    span = document.lines.span(line)
    content = document.text[max(span.start, span.end - 200) : span.end].strip()
    if (
        len(content) < MIN_WRAPPED_LINE
        or content[-1] in CLOSING_MARKS
        or _END_OF_BLOCK.search(content, len(content) - 8)
    ):
        return False
    label = read_label(document.text[span.start : min(span.end, span.start + _MAX_LABELLED_CHARACTERS)])
    return not (label and (label.markup or label.style in DIVISIONS))


def outermost(labelled: Sequence[LabelledLine]) -> list[LabelledLine]:
    """The unquoted outermost labels, and those of a style that counts on across them (articles under 一、)."""
    running = _running_styles(labelled)
    return [line for line in labelled if (line.outermost or line.label.style in running) and not line.label.quoted]


def _running_styles(labelled: Sequence[LabelledLine]) -> frozenset[str]:
    """The styles of nested labels whose count goes on from one outermost unit to the next, at least twice."""
    continuations: dict[str, int] = {}
    last: dict[str, tuple[int, ...]] = {}
    interrupted: set[str] = set()  # styles after whose last label an outermost label came
    for line in labelled:
        style, number = line.label.style, line.label.number
        if line.label.quoted or not number:
            continue
        if not line.outermost:
            if style in interrupted and style in last:
                ahead = number[0] - last[style][0]
                continuations[style] = continuations.get(style, 0) + (1 if ahead == 1 else -3 if number[0] == 1 else 0)
            interrupted.discard(style)
            last[style] = number
        else:
            interrupted.update(last)
    return frozenset(style for style, count in continuations.items() if count >= 2)


def same_label(line: LabelledLine, other: LabelledLine) -> bool:
    """Whether two provisions have the same style and number; False for divisions."""
    return (line.label.style, line.label.number) == (other.label.style, other.label.number) and not is_division(line)


def is_division(line: LabelledLine) -> bool:
    """Whether the label heads a part, chapter, section, annex or Markdown section and is not a provision itself."""
    return line.label.style in DIVISIONS
