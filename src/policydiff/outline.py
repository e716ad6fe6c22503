"""How a document is built: title, number, issuer, date, its numbered units as a tree, page furniture."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from policydiff.document import Document, Span, complement
from policydiff.furniture import Furniture, find_furniture
from policydiff.header import read_header
from policydiff.numbering import DIVISIONS, RANK, STARTS, Label, read_label


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line that begins with a label. `line` is 1-based, `span` is the line without its ending.

    `depth` counts the labels it stands under; `outermost` says that all of them are divisions (编章节, annexes, headings).
    A quoted label is never outermost and opens no unit.
    """

    line: int
    span: Span
    label: Label
    depth: int
    outermost: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision or paragraph with all that stands under it, from its line's start to the next unit of its level or above.

    `level` counts the units it lies in; `label` is None for an unnumbered paragraph; `heading` is None for running prose.
    """

    label: Label | None
    level: int
    span: Span
    heading_span: Span | None
    heading: str | None
    children: tuple[Unit, ...]


@dataclass(frozen=True)
class Outline:
    """What was understood of a document. A fact that is not sure is None.

    `number`, `issuer` and `date` are as written (国发〔2009〕12号, 国务院, 二〇〇九年二月六日); `labelled` is in text order.
    """

    document: Document
    title: str | None
    title_span: Span | None
    number: str | None
    issuer: str | None
    date: str | None
    labelled: tuple[LabelledLine, ...]
    furniture: tuple[Furniture, ...]

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The tree: numbered units, and the paragraphs that stand before or outside them, siblings in text order."""
        return tuple(_Tree(self).build())


def outline(document: Document) -> Outline:
    """The outline of a document; linear in its length."""
    furniture = find_furniture(document)
    found = _labels(document, furniture)
    header = read_header(document, furniture, [(line, label) for line, _, label in found if not label.quoted][:2])
    if header.title_span and found and header.title_span.start <= found[0][1].start < header.title_span.end:
        del found[0]  # a Markdown heading that is the title holds the document, not a unit of it
    return Outline(
        document,
        header.title,
        header.title_span,
        header.number,
        header.issuer,
        header.date,
        tuple(_nested(found)),
        furniture,
    )


# ---------------------------------------------------------------------------------------------------- labels

_Found = tuple[int, Span, Label]
_Open = tuple[Label, tuple[int, ...] | None]  # an open unit, and the next number of its style
_LABEL_WINDOW = 1024  # a label indented deeper than this is not looked for
_CONTENTS = re.compile(r"[#*\s\u3000]*目\s{0,8}[录錄次][\s\u3000*:：]*")
_CLOSED = frozenset("。！？；：.!?;:”」』）)】》…")
_SET_OFF = frozenset(" \t\u3000\xa0（(【〔[*_：:.．")
_PROSE = 15  # a shorter line is taken for a heading, not for a line of prose that was wrapped


def _labels(document: Document, furniture: Sequence[Furniture]) -> list[_Found]:
    found = _quoted_through(document, list(_read_labels(document)))
    if furniture:
        starts = [each.span.start for each in furniture]
        found = [
            each
            for each in found
            if (at := bisect.bisect_right(starts, each[1].start)) == 0 or furniture[at - 1].span.end <= each[1].start
        ]
    return _believed(document, _without_contents(document, found))


def _read_labels(document: Document) -> Iterator[_Found]:
    text, starts = document.text, document.lines.starts
    if not text:
        return
    for number, start in enumerate(starts, start=1):
        if start < len(text) and text[start] in STARTS:
            end = starts[number] if number < len(starts) else len(text)
            label = read_label(text[start : min(end, start + _LABEL_WINDOW)])
            if label:
                while end > start and text[end - 1] in "\r\n":
                    end -= 1
                yield number, Span(start, end), label


def _quoted_through(document: Document, found: list[_Found]) -> list[_Found]:
    """The labels, those inside a quotation that a quoted label opened marked as quoted too."""
    result: list[_Found] = []
    text, opened = document.text, False
    for number, span, label in found:
        if label.quoted:
            line = text[span.start : span.end]
            opened = line.count("“") + line.count("「") > line.count("”") + line.count("」")
        elif opened:
            # still inside when a closing mark comes before the next opening one
            mark = re.compile("[“”「」]").search(text, span.start, span.start + 2000)
            opened = mark is not None and mark[0] in "”」"
            if opened:
                label = Label(label.style, label.number, label.text, label.start, label.end, True, label.markup)
        result.append((number, span, label))
    return result


def _without_contents(document: Document, found: list[_Found]) -> list[_Found]:
    """The labels without those of a table of contents: divisions under 目录 that all stand again in the body."""
    for first, (number, _, label) in enumerate(found[:50]):
        if label.style in DIVISIONS and _under_contents(document, number):
            for index in range(first + 1, len(found)):
                again = found[index][2]
                if again.style not in DIVISIONS:
                    return found
                if again.number == label.number and again.style == label.style:
                    return found[:first] + found[index:]
            return found
    return found


def _under_contents(document: Document, number: int) -> bool:
    """Whether the nearest line with text before this one is the heading of a table of contents."""
    for before in range(number - 1, max(0, number - 5), -1):
        span = document.lines.span(before)
        if content := document.text[span.start : min(span.end, span.start + 40)].strip():
            return _CONTENTS.fullmatch(content) is not None
    return False


def _believed(document: Document, found: Sequence[_Found]) -> list[_Found]:
    """The labels without cross references that happen to begin a line.

    One simple rule. A label is refused when it breaks the count of its style: its number does not carry on, the next one
    does (or repeats it); and it looks like running text: it follows a line of prose without a closing mark, or it is run
    into its text where this hand sets labels off. A number one, and a line seen before, are always kept: that is how
    restarts and pasted copies look.
    """
    text, following = document.text, _next_of_style(found)
    set_off = [_set_off(text, each) for each in found]
    articles = [apart for apart, each in zip(set_off, found, strict=True) if each[2].style == "article"]
    hand_sets_off = sum(articles) > 0.8 * len(articles)
    last: dict[str, tuple[int, ...]] = {}
    seen: set[str] = set()
    result: list[_Found] = []
    for each, after, apart in zip(found, following, set_off, strict=True):
        number, span, label = each
        if label.quoted:
            result.append(each)
            continue
        before = last.get(label.style)
        beginning = text[span.start : min(span.end, span.start + 40)].strip()
        run_in = hand_sets_off and not apart and label.style == "article"
        if (
            _breaks_count(before, label, after, run_in)
            and beginning not in seen
            and (run_in or _runs_on(document, number - 1))
        ):
            continue
        last[label.style] = label.number
        seen.add(beginning)
        result.append(each)
    return result


def _breaks_count(before: tuple[int, ...] | None, label: Label, after: tuple[int, ...] | None, run_in: bool) -> bool:
    """Whether a label interrupts a count that the next label of its style carries on."""
    if before is None or not label.number or label.number == (1,) or label.markup:
        return False
    if _carries_on(before, label.number):
        return run_in and after == label.number
    return after is None or _carries_on(before, after)


def _set_off(text: str, each: _Found) -> bool:
    """Whether white space, a bracket or the line's end stands between a label and its text."""
    at = each[1].start + each[2].end
    return at >= each[1].end or text[at] in _SET_OFF


def _next_of_style(found: Sequence[_Found]) -> list[tuple[int, ...] | None]:
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


def _runs_on(document: Document, line: int) -> bool:
    """Whether a line is prose that goes on in the next one."""
    if line < 1:
        return False
    span = document.lines.span(line)
    content = document.text[max(span.start, span.end - 200) : span.end].strip()
    return len(content) >= _PROSE and content[-1] not in _CLOSED


def _nested(found: Sequence[_Found]) -> Iterator[LabelledLine]:
    """The labels with their depth, by a stack of styles.

    A label of a style that is open continues it, whatever its number: so a body pasted twice reads as a restart. A new
    style goes by its rank, unless it starts at one while the open inner style carries on its count afterwards, or did so
    earlier: then the document simply numbers the other way round (1. over （一）, 一、 over 第一条).
    """
    stack: list[_Open] = []
    inverted: set[tuple[str, str]] = set()
    for (number, span, label), after in zip(found, _next_of_style(found), strict=True):
        if not label.quoted:
            _close(stack, label, inverted)
        outermost = not label.quoted and all(each.style in DIVISIONS for each, _ in stack)
        yield LabelledLine(number, span, label, len(stack), outermost)
        if not label.quoted:
            stack.append((label, after))


def _close(stack: list[_Open], label: Label, inverted: set[tuple[str, str]]) -> None:
    """Takes off the stack what does not hold `label`."""
    if label.markup:
        while stack and not _holds_marked(stack[-1][0], label):
            stack.pop()
        return
    if any(each.style == label.style and not each.markup for each, _ in stack):
        while stack.pop()[0].style != label.style:
            pass
        return
    while stack:
        top, after = stack[-1]
        if RANK[top.style] <= RANK[label.style] or (top.style == "heading" and label.style != "annex"):
            return
        pair = (top.style, label.style)
        counts_on = label.number == (1,) and bool(top.number) and after == (top.number[0] + 1,)
        if pair in inverted or (counts_on and label.style not in DIVISIONS):
            inverted.add(pair)
            return
        stack.pop()


def _holds_marked(top: Label, label: Label) -> bool:
    """Whether a Markdown heading stands under `top`: by its level, at one level by the rank of the two labels."""
    if not top.markup:
        return (
            top.style in DIVISIONS and top.style != "annex" and RANK[top.style] < RANK[label.style] != RANK["heading"]
        )
    if top.markup == label.markup:
        return RANK[top.style] < RANK[label.style] and "heading" not in (top.style, label.style)
    return top.markup < label.markup


# ----------------------------------------------------------------------------------------------------- units

_NONSPACE = re.compile(r"\S")
_LEAD = re.compile(r"[ \t\u3000\xa0*_、.．：:,，]*")
_BRACKET_TITLE = re.compile(r"[（(【〔\[]\s{0,4}([^（()）【】〔〕\[\]]{1,60}?)\s{0,4}[）)】〕\]]")
_LONGEST_HEADING = 60
_ANNOUNCES = re.compile(r"下列|以下|如下|之一")


class _Tree:
    """Builds the units of an outline."""

    def __init__(self, outlined: Outline) -> None:
        self._text = outlined.document.text
        self._lines = outlined.document.lines
        self._labelled = [each for each in outlined.labelled if not each.label.quoted]
        self._starts = [self._lines.starts[each.line - 1] for each in self._labelled]
        skipped = [each.span for each in outlined.furniture]
        self._end = len(self._text)
        if skipped and not self._text[skipped[-1].end :].strip():
            self._end = skipped[-1].start
            for span in reversed(skipped[:-1]):
                if self._text[span.end : self._end].strip():
                    break
                self._end = span.start
        self._skipped = [*skipped, outlined.title_span] if outlined.title_span else skipped
        self._wrap = _wrap_width(self._text, self._lines.starts)

    def build(self) -> Iterator[Unit]:
        first = self._starts[0] if self._starts else self._end
        yield from self._paragraphs(0, first)
        yield from self._siblings(0, len(self._labelled), 0)

    def _paragraphs(self, start: int, end: int) -> Iterator[Unit]:
        number = self._lines.number(start)
        skipped = complement(self._skipped, len(self._text)) if self._skipped else [Span(0, len(self._text))]
        at = 0
        while number <= len(self._lines) and (span := self._lines.span(number)).start < end:
            number += 1
            while at < len(skipped) and skipped[at].end <= span.start:
                at += 1
            if at < len(skipped) and skipped[at].start <= span.start and _NONSPACE.search(self._text, *_bounds(span)):
                yield Unit(None, 0, span, None, None, ())

    def _siblings(self, first: int, stop: int, level: int) -> Iterator[Unit]:
        """The units labelled[first:stop] that lie at one level, each with what it holds."""
        while first < stop:
            depth, after = self._labelled[first].depth, first + 1
            while after < stop and self._labelled[after].depth > depth:
                after += 1
            end = self._starts[after] if after < len(self._starts) else self._end
            span = Span(self._starts[first], max(end, self._starts[first]))
            children = tuple(self._siblings(first + 1, after, level + 1))
            heading = self._heading(first, span.end)
            text = self._text[heading.start : heading.end] if heading else None
            yield Unit(self._labelled[first].label, level, span, heading, text, children)
            first = after

    def _heading(self, index: int, end: int) -> Span | None:
        """Where the unit's title stands, None for running prose."""
        each = self._labelled[index]
        label, stop = each.label, min(each.span.end, each.span.start + 400)
        found = _LEAD.match(self._text, each.span.start + label.end, stop)
        start = found.end() if found else stop
        rest = self._text[start:stop].rstrip(" \t\u3000\xa0*#")
        if not rest:
            return None
        if label.style in DIVISIONS:
            return Span(start, start + len(rest)) if len(rest) <= _LONGEST_HEADING else None
        if label.style == "article":
            return self._article_title(start, rest)
        return self._item_title(start, rest, bool(_NONSPACE.search(self._text, each.span.end, end)))

    def _article_title(self, start: int, rest: str) -> Span | None:
        if title := _BRACKET_TITLE.match(rest):
            return None if read_label(rest) else Span(start + title.start(1), start + title.end(1))
        return Span(start, start + len(rest)) if len(rest) <= 12 and not re.search("[，。；：、,;:]", rest) else None

    def _item_title(self, start: int, rest: str, more_below: bool) -> Span | None:
        """The title of 一、 or （一）: the line, or its first sentence where the text follows."""
        closed = re.search("[。：:；;！？]", rest)
        if closed is None:
            whole = len(rest) <= _LONGEST_HEADING and rest[-1] not in "，、," and len(rest) < self._wrap
            return Span(start, start + len(rest)) if whole else None
        title, below = rest[: closed.start()], rest[closed.end() :]
        if closed[0] in "；;！？" or len(title) > 30 or _ANNOUNCES.search(title) or not title:
            return None
        if closed[0] in "：:":
            return Span(start, start + len(title)) if not below and len(title) <= 20 else None
        return Span(start, start + len(title)) if below or more_below else None


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _wrap_width(text: str, starts: Sequence[int]) -> int:
    """The width at which a printed text was wrapped, a huge one where it was not: there a full line is no heading."""
    counts: Counter[int] = Counter()
    broken = whole = 0
    for start, end in pairwise(starts[:3000]):
        content = text[start : min(end, start + 100)].strip()
        if len(content) < _PROSE:
            continue
        counts[len(content)] += 1
        if len(content) <= 60 and content[-1] not in _CLOSED:
            broken += 1
        else:
            whole += 1
    # wrapped text has hardly a line that is longer than the page is wide, and most lines end in mid-sentence
    width = max(counts, default=0, key=lambda length: (counts[length], length))
    clustered = sum(counts[width + step] for step in (-2, -1, 0, 1, 2))
    return width - 3 if broken >= 10 and broken > whole and 2 * clustered > broken else 10**9
