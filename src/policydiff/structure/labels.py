"""Which lines of a document are numbered; tables of contents, citations and quoted labels are set aside."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.furniture import Furniture
from policydiff.structure.numbering import DIVISIONS, STARTS, Label, read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span


class LabelledLine(NamedTuple):
    """A line that begins with a label. `line` is 1-based, `span` is the line without its ending.

    `depth` counts the labels it stands under; `outermost` says that all of them are divisions (编, 章, 节, annexes,
    headings). A quoted label is never outermost and opens no unit.
    """

    line: int
    span: Span
    label: Label
    depth: int
    outermost: bool


FoundLabel = tuple[int, Span, Label]
_LABEL_WINDOW = 1024  # a label indented deeper than this is not looked for
CONTENTS = pattern(r"[#*\s\u3000]*目\s{0,8}[录錄次][\s\u3000*:：]*", signs="录錄次")
CLOSING_MARKS = frozenset(PACK.sentences.unwrapped_line)
_SERIES = ("formal", "enumerated")
_LEADERS = pattern(r"[.…·]{3}[\s\d]*$")
SET_OFF = frozenset(" \t\u3000\xa0（(【〔[*_：:.．")
_LISTED, _HEADING = 4, 60  # headings in a row, from which they may be a table of contents; their greatest length
PROSE = 15  # a shorter line is taken for a heading, not for a line of prose that was wrapped


def find_labels(document: Document, furniture: Sequence[Furniture], read: Sequence[FoundLabel]) -> list[FoundLabel]:
    """Of the labels read, those that number the document, in text order: none of a table of contents or a citation."""
    found = _quoted_through(document, read)
    if furniture:
        starts = [each.span.start for each in furniture]
        found = [
            each
            for each in found
            if (at := bisect.bisect_right(starts, each[1].start)) == 0 or furniture[at - 1].span.end <= each[1].start
        ]
    return _believed(document, _in_one_series(_without_contents(document, found)))


def read_labels(document: Document) -> list[FoundLabel]:
    """What the lines of a document begin with, as far as it looks like a label; in text order."""
    return list(_labels_on(document, range(1, len(document.lines) + 1)))


def first_labels(document: Document, most: int) -> list[FoundLabel]:
    """The first of what `read_labels` finds, without reading on."""
    return list(islice(_labels_on(document, range(1, len(document.lines) + 1)), most))


def carried_labels(document: Document, before: Sequence[FoundLabel], kept: Sequence[Span]) -> list[FoundLabel]:
    """What `read_labels` finds in a document made of stretches of another, in which it found `before`.

    Only the lines at the seams are read again.
    """
    lines, starts, offset = document.lines, [span.start for _, span, _ in before], 0
    found: list[FoundLabel] = []
    seams: set[int] = set()
    for piece in kept:
        shift, first, last = offset - piece.start, lines.number(offset), lines.number(offset + len(piece) - 1)
        seams |= {first, last}
        offset += len(piece)
        if last - first < 2:
            continue
        inner = lines.span(first).end - shift, lines.span(last).start - shift
        low, high = (bisect.bisect_left(starts, at) for at in inner)
        if low < high:
            skipped = lines.number(starts[low] + shift) - before[low][0]
            found += (
                (
                    (number + skipped, Span(span.start + shift, span.end + shift), label)
                    for number, span, label in before[low:high]
                )
                if shift
                else before[low:high]
            )
    return sorted([*found, *_labels_on(document, seams)], key=lambda each: each[0])


def _labels_on(document: Document, numbers: Iterable[int]) -> Iterator[FoundLabel]:
    text, starts = document.text, document.lines.starts
    for number in numbers:
        start = starts[number - 1]
        if text[start] in STARTS:
            end = starts[number] if number < len(starts) else len(text)
            beginning = text[start : min(end, start + _LABEL_WINDOW)]
            label = read_label(beginning)
            if label and not _led_to_a_page(beginning):
                while end > start and text[end - 1] in "\r\n":
                    end -= 1
                yield number, Span(start, end), label


def _led_to_a_page(line: str) -> bool:
    """Whether dots lead from a heading to its page: an entry of a table of contents."""
    return ("....." in line or "………" in line or "·····" in line) and _LEADERS.search(line) is not None


def _quoted_through(document: Document, found: Sequence[FoundLabel]) -> list[FoundLabel]:
    """The labels, those inside a quotation that a quoted label opened marked as quoted too."""
    result: list[FoundLabel] = []
    text, opened = document.text, False
    for number, span, label in found:
        if label.quoted:
            line = text[span.start : span.end]
            opened = line.count("“") + line.count("「") > line.count("”") + line.count("」")
        elif opened:
            # still inside when a closing mark comes before the next opening one
            mark = pattern("[“”「」]").search(text, span.start, span.start + 2000)
            opened = mark is not None and mark[0] in "”」"
            if opened:
                label = Label(label.style, label.number, label.text, label.start, label.end, True, label.markup)
        result.append((number, span, label))
    return result


def _without_contents(document: Document, found: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without those of a table of contents."""
    return _without_headings_listed(document, _without_divisions_listed(document, found))


def _without_headings_listed(document: Document, found: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without a list of headings, no text between them, that all stand again below, most over their text."""

    def close(at: int) -> bool:
        """Whether a label's line is a heading, and nothing stands between it and the next label."""
        if at + 1 >= len(found) or found[at][2].style == "article":
            return False
        line = document.text[found[at][1].start : found[at][1].end]
        between = document.text[found[at][1].end : found[at + 1][1].start]
        return len(line) <= _HEADING and not between.strip() and not any(mark in line for mark in PACK.sentences.item)

    starts = range(min(len(found) - _LISTED, 100))
    first = next((at for at in starts if all(map(close, range(at, at + _LISTED - 1)))), None)
    if first is None:
        return found
    lines = [document.text[span.start : span.end].strip(" \t#*") for _, span, _ in found]
    below = {line: at for at, line in enumerate(lines)}
    end = first
    while end + 1 < len(found) and below[lines[end]] > end and (end == first or close(end - 1)):
        end += 1
    again = [below[line] for line in lines[first:end]]
    over_text = sum(other > one + 1 or not close(one) for one, other in pairwise(again))
    listed = len(again) >= _LISTED and again == sorted(again) and 2 * over_text > len(again)
    return found[:first] + found[end:] if listed else found


def _without_divisions_listed(document: Document, found: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without those of a table of contents: divisions, no text between them, that all stand again below."""
    for first, (number, _, label) in enumerate(found[:50]):
        if label.style not in DIVISIONS or label.style in ("heading", "annex"):
            continue
        headed = _under_contents(document, number)
        for index in range(first + 1, len(found)):
            between = document.text[found[index - 1][1].end : found[index][1].start]
            again = found[index][2]
            if again.style not in DIVISIONS or not (headed or between.isspace()):
                return found
            if (again.style, again.number) == (label.style, label.number):
                return found[:first] + found[index:] if headed or index - first > 1 else found
        return found
    return found


def _under_contents(document: Document, number: int) -> bool:
    """Whether the nearest line with text before this one is the heading of a table of contents."""
    for before in range(number - 1, max(0, number - 5), -1):
        span = document.lines.span(before)
        if content := document.text[span.start : min(span.end, span.start + 40)].strip():
            return CONTENTS.fullmatch(content) is not None
    return False


def _in_one_series(found: list[FoundLabel]) -> list[FoundLabel]:
    """The labels, a 壹、 among 二、三、 read as one of these, and a 三、 among 壹、貳、肆、 as one of those.

    A label changes its style where its neighbours are of the other one and count on through it, and the count of its
    own style neither leads to it nor goes on from it.
    """
    places = [index for index, each in enumerate(found) if each[2].style in _SERIES and not each[2].quoted]
    if len({found[index][2].style for index in places}) < len(_SERIES):
        return found
    result = list(found)
    last: dict[str, int] = {}
    before = ("", 0)
    following = next_of_style([found[index] for index in places])
    for index, after, ahead in zip_longest(places, following, places[1:]):
        line, span, label = result[index]
        number, other = label.number[0], next(style for style in _SERIES if style != label.style)
        leads = last.get(other) != 1 if number == 1 else before == (other, number - 1)
        behind = result[ahead][2] if ahead is not None else None
        follows = number > 1 if behind is None else (behind.style, behind.number[0]) == (other, number + 1)
        if leads and follows and after != (number + 1,) and (number == 1 or last.get(label.style) != number - 1):
            label = label._replace(style=other)
            result[index] = line, span, label
        last[label.style] = number
        before = label.style, number
    return result


def _believed(document: Document, found: Sequence[FoundLabel]) -> list[FoundLabel]:
    """The labels without cross references that happen to begin a line.

    One simple rule. A label is refused when it breaks the count of its style (its number does not carry on, the next
    one does, or repeats it) and it looks like running text: it follows a line of prose without a closing mark, or it is
    run into its text where this hand sets labels off. A number one, and a line seen before, are always kept: that is
    how restarts and pasted copies look.
    """
    text, following = document.text, next_of_style(found)
    set_off = [_set_off(text, each) for each in found]
    articles = [apart for apart, each in zip(set_off, found, strict=True) if each[2].style == "article"]
    hand_sets_off = sum(articles) > 0.5 * len(articles)
    last: dict[str, tuple[int, ...]] = {}
    seen: set[str] = set()
    result: list[FoundLabel] = []
    for each, after, apart in zip(found, following, set_off, strict=True):
        number, span, label = each
        if label.quoted:
            result.append(each)
            continue
        before = last.get(label.style)
        beginning = text[span.start : min(span.end, span.start + 40)].strip()
        if (
            label.style.startswith("decimal")
            and label.number[-1] != 1
            and not (before and _carries_on(before, label.number))
        ):
            continue  # a figure at the start of a line or table row: a decimal label starts at one or carries on
        run_in = hand_sets_off and not apart and label.style == "article"
        if (
            _breaks_count(before, label, after, run_in)
            and beginning not in seen
            and (run_in or runs_on(document, number - 1))
        ):
            continue
        last[label.style] = label.number
        seen.add(beginning)
        result.append(each)
    return result


def _breaks_count(before: tuple[int, ...] | None, label: Label, after: tuple[int, ...] | None, run_in: bool) -> bool:
    """Whether a label interrupts a count that the next label of its style carries on."""
    if before is None or not label.number or label.markup or (label.number == (1,) and not run_in):
        return False
    if _carries_on(before, label.number):
        return run_in and after == label.number
    return after is None or _carries_on(before, after)


def _set_off(text: str, each: FoundLabel) -> bool:
    """Whether white space, a bracket or the line's end stands between a label and its text."""
    at = each[1].start + each[2].end
    return at >= each[1].end or text[at] in SET_OFF


def next_of_style(found: Sequence[FoundLabel]) -> list[tuple[int, ...] | None]:
    """For each label, the number of the next unquoted label of its style."""
    nearest: dict[str, tuple[int, ...]] = {}
    result: list[tuple[int, ...] | None] = []
    for _, _, label in reversed(found):
        result.append(nearest.get(label.style))
        if not label.quoted:
            nearest[label.style] = label.number
    result.reverse()
    return result


def _carries_on(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether `number` may come right after `before`: 4 after 3 or 3-1, 3-1 after 3, 3-2 after 3-1."""
    if not before or not number:
        return True
    if number[0] == before[0]:
        return number > before
    return number[0] == before[0] + 1


def runs_on(document: Document, line: int) -> bool:
    """Whether a line is prose that goes on in the next one; a heading of a division is none, however long."""
    if line < 1:
        return False
    span = document.lines.span(line)
    content = document.text[max(span.start, span.end - 200) : span.end].strip()
    if len(content) < PROSE or content[-1] in CLOSING_MARKS:
        return False
    label = read_label(document.text[span.start : min(span.end, span.start + _LABEL_WINDOW)])
    return not (label and (label.markup or label.style in DIVISIONS))


def outermost(labelled: Sequence[LabelledLine]) -> list[LabelledLine]:
    """The outermost labels, and those of a style whose count runs on under headings (articles under 一、)."""
    running = _running_styles(labelled)
    return [each for each in labelled if (each.outermost or each.label.style in running) and not each.label.quoted]


def _running_styles(labelled: Sequence[LabelledLine]) -> frozenset[str]:
    """Styles that stand under other labels but whose count runs on from one of these to the next."""
    runs_on: dict[str, int] = {}
    last: dict[str, tuple[int, ...]] = {}
    stirred: set[str] = set()  # styles over which a label of a lesser depth has gone since
    for line in labelled:
        style, number = line.label.style, line.label.number
        if line.label.quoted or not number:
            continue
        if not line.outermost:
            if style in stirred and style in last:
                ahead = number[0] - last[style][0]
                runs_on[style] = runs_on.get(style, 0) + (1 if ahead == 1 else -3 if number[0] == 1 else 0)
            stirred.discard(style)
            last[style] = number
        else:
            stirred.update(last)
    return frozenset(style for style, count in runs_on.items() if count >= 2)


def same_label(one: LabelledLine, other: LabelledLine) -> bool:
    """Whether two provisions have the same label; divisions are not compared."""
    return (one.label.style, one.label.number) == (other.label.style, other.label.number) and not is_division(one)


def is_division(line: LabelledLine) -> bool:
    """Whether the label heads a part, chapter, section or annex and is not a provision itself."""
    return line.label.style in DIVISIONS
