r"""How a document is built: title, number, issuer, date, its numbered units as a tree, page furniture.

>>> units = outline(Document.from_text("第一章 总则\n第一条 甲。\n第二章 附则\n")).units
>>> [(unit.heading, len(unit.children)) for unit in units]
[('总则', 1), ('附则', 0)]
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policydiff.display import HtmlDisplay
from policydiff.languages import PACK
from policydiff.structure.attachment_lists import attachment_lists
from policydiff.structure.furniture import Furniture, find_furniture
from policydiff.structure.header import read_header
from policydiff.structure.labels import (
    CLOSING_MARKS,
    MIN_WRAPPED_LINE,
    FoundLabel,
    LabelledLine,
    find_labels,
    read_labels,
)
from policydiff.structure.nesting import nest_labels
from policydiff.structure.numbering import ARTICLES, DIVISIONS, Label, read_label
from policydiff.structure.official import OfficialPart, foot, official_parts
from policydiff.structure.official_keys import keyed_parts
from policydiff.structure.partial import PartialText, partial_texts
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet, complement

__all__ = ["Furniture", "LabelledLine", "Outline", "Unit", "outline"]


class Unit(NamedTuple):
    """A provision or paragraph with all units it holds; it ends at the next unit of its own or an outer level.

    `level` is the number of units that hold it, 0 for the outermost; `label` is None for an unnumbered paragraph,
    `heading` and its span are None if the unit's first line is running text, or has nothing but the label; the heading
    is without Markdown's marks of bold text.
    """

    label: Label | None
    level: int
    span: Span
    heading_span: Span | None
    heading: str | None
    children: tuple[Unit, ...]


@dataclass(frozen=True)
class Outline(HtmlDisplay):
    """The structure of a document. A fact that is not certain is None.

    `title` has no line ends. `number`, `issuer`, `date` are as written (国发〔2009〕12号, 国务院, 二〇〇九年二月六日).
    `labelled` has text order and includes quoted labels. `signature_span` is the signature block at the foot, even if
    issuer and date are from the head; `partial` are the stretches that have only some provisions.
    """

    document: Document
    title: str | None
    title_span: Span | None
    number: str | None
    issuer: str | None
    date: str | None
    signature_span: Span | None
    labelled: tuple[LabelledLine, ...]
    furniture: tuple[Furniture, ...]
    partial: tuple[PartialText, ...]

    def __repr__(self) -> str:
        return f"<Outline of {(self.title or self.document.path)!r}: {len(self.labelled)} labels>"

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The tree: numbered units, and the paragraphs before and after them; siblings are in text order.

        Quoted labels are no units; page furniture and the title are no paragraphs. A paragraph is a line with words,
        and is outermost: before the first label, or from the signature block on.
        """
        return tuple(_TreeBuilder(self).build())

    @cached_property
    def official_parts(self) -> tuple[OfficialPart, ...]:
        """The parts of an official document, in text order; none if it is not certainly one."""
        return official_parts(self.document, self.title_span)


def outline(document: Document, candidates: Sequence[FoundLabel] | None = None) -> Outline:
    """The outline of a document, in linear time. `candidates` is the result of `read_labels` for it, if known.

    A Markdown heading that is the title is not among its labels.
    """
    furniture = find_furniture(document)
    labels = find_labels(document, furniture, read_labels(document) if candidates is None else candidates)
    header = read_header(document, furniture, [(line, label) for line, _, label in labels if not label.quoted][:2])
    if header.title_span and labels and labels[0].span.covers(header.title_span):
        del labels[0]  # a Markdown heading that is the title heads the document and no unit
    lists = SpanSet(found.span for found in attachment_lists(document))
    labels = [found for found in labels if not lists.contains(found.span.start)]  # entries of a list are no provisions
    if header.number is None or header.date is None:
        keyed = {part.name: document.text[part.span.start : part.span.end] for part in keyed_parts(document)}
        header = header._replace(
            number=header.number or keyed.get("number"),
            date=header.date or keyed.get("date"),
        )
    partial = partial_texts(document, labels, header.title, header.title_span)
    return Outline(
        document,
        header.title,
        header.title_span,
        header.number,
        header.issuer,
        header.date,
        header.signature_span,
        tuple(nest_labels(document, labels, partial)),
        furniture,
        partial,
    )


# ----------------------------------------------------------------------------------------------------- units

_WORD = pattern(r"[^\W_]")
_BETWEEN_LABEL_AND_TEXT = pattern(r"(?:[ \t\u3000\xa0*_、.．：:,，]|</[A-Za-z]{1,6}>)*")
_EMPHASIS = pattern(r"\*\*|__|</?(?:strong|b|em|i|u|span|font|a)>")
_TAGS_AT_END = pattern(r"(?:[ \t*#]{0,4}<(?:/[A-Za-z][A-Za-z1-6]{0,9}|br\s{0,2}/?)>){1,8}[ \t*#]{0,4}$")
_BRACKET_TITLE = pattern(r"[（(【〔\[]\s{0,4}([^（()）【】〔〕\[\]]{1,60}?)\s{0,4}[）)】〕\]]")
_MAX_HEADING = 60  # characters
_MAX_ARTICLE_TITLE = 12  # characters
_MAX_SENTENCE_TITLE = 40  # characters of a first sentence that is the title of an item
_MAX_INTRODUCTION = 20  # characters before a colon that are the title of an item
_MAX_READ = 400  # characters of a labelled line in which its heading is looked for
_UNLIMITED = 10**9  # characters
_INTRODUCES_LIST = pattern(r"下列|以下|如下|之一|[为為]$")


class _TreeBuilder:
    """Builds the units of an outline."""

    def __init__(self, outlined: Outline) -> None:
        self._text = outlined.document.text
        self._lines = outlined.document.lines
        self._labelled = [line for line in outlined.labelled if not line.label.quoted]
        self._starts = [self._lines.starts[line.line - 1] for line in self._labelled]
        skipped = [stretch.span for stretch in outlined.furniture]
        self._end = len(self._text)
        if skipped and not self._text[skipped[-1].end :].strip():
            self._end = skipped[-1].start
            for span in reversed(skipped[:-1]):
                if self._text[span.end : self._end].strip():
                    break
                self._end = span.start
        self._signature = outlined.signature_span
        if self._signature and self._starts and self._starts[-1] > self._signature.start:
            self._signature = None  # the signature of the text before an annex
        official_foot = foot(self._text, outlined.official_parts)
        self._foot = official_foot if official_foot is not None else len(self._text)
        if self._signature and self._signature.start >= self._foot:
            self._signature = None  # part of the foot
        if outlined.title_span:
            first, last = self._lines.numbers(outlined.title_span)
            skipped.append(Span(self._lines.span(first).start, self._lines.span(last).end))
        self._skipped = skipped
        self._closings = [*self._closing_lines(outlined)]
        self._wrap = _wrap_width(self._text, self._lines.starts)

    def build(self) -> Iterator[Unit]:
        """The outermost units in text order: paragraphs before the first label, labelled units, and the signature.

        The last unit ends before the signature block, or before page furniture at the end of the text. The foot of an
        official document, before its annexes, is in paragraphs, too.
        """
        page_end = self._end
        if self._signature:
            self._end = self._signature.start
        yield from self._paragraphs(0, self._starts[0] if self._starts else self._end)
        below = bisect.bisect_left(self._starts, self._foot)
        yield from self._siblings(0, below, 0)
        if below and self._foot < len(self._text):
            yield from self._paragraphs(self._foot, self._starts[below] if below < len(self._starts) else self._end)
        yield from self._siblings(below, len(self._labelled), 0)
        if self._signature:
            yield from self._paragraphs(self._end, page_end)

    def _closing_lines(self, outlined: Outline) -> Iterator[Span]:
        """What closes the items of each amending text, and belongs to none of them: its own force, and what follows.

        It begins behind the last label of the text and ends before the next label, or where the text ends.
        """
        for stretch in outlined.partial:
            first = bisect.bisect_left(self._starts, stretch.span.start)
            after = bisect.bisect_left(self._starts, stretch.span.end)
            if stretch.amends and first < after:
                end = min(stretch.span.end, self._end)
                line_end = self._labelled[after - 1].span.end
                if line_end < end and (closing := PACK.amendments.closing.search(self._text, line_end, end)):
                    yield Span(self._lines.span(self._lines.number(closing.end() - 1)).start, end)

    def _paragraphs(self, start: int, end: int) -> Iterator[Unit]:
        """The lines with words that begin in [start, end), as units of level 0; title and furniture are left out."""
        number = self._lines.number(start)
        kept_spans = complement(self._skipped, len(self._text)) if self._skipped else [Span(0, len(self._text))]
        index = 0
        while number <= len(self._lines) and (span := self._lines.span(number)).start < end:
            number += 1
            while index < len(kept_spans) and kept_spans[index].end <= span.start:
                index += 1
            is_kept = index < len(kept_spans) and kept_spans[index].start <= span.start
            if is_kept and _WORD.search(self._text, span.start, span.end):
                yield Unit(None, 0, span, None, None, ())

    def _siblings(self, first: int, stop: int, level: int) -> Iterator[Unit]:
        """The units of labelled[first:stop] at one level, each with the units it holds; none if the range is empty."""
        while first < stop:
            depth, after = self._labelled[first].depth, first + 1
            while after < stop and self._labelled[after].depth > depth:
                after += 1
            end = self._starts[after] if after < len(self._starts) else self._end
            if self._starts[first] < self._foot:
                end = min(end, self._foot)
            closing = next((closing for closing in self._closings if self._starts[first] < closing.start < end), None)
            if closing:
                end = closing.start
            span = Span(self._starts[first], max(end, self._starts[first]))
            children = tuple(self._siblings(first + 1, after, level + 1))
            heading = self._heading(first, span.end)
            text = self._without_emphasis(heading) if heading else None
            yield Unit(self._labelled[first].label, level, span, heading, text, children)
            if closing and not level:
                yield from self._paragraphs(closing.start, closing.end)
            first = after

    def _without_emphasis(self, heading: Span) -> str:
        """The text of a heading without marks of bold text; a mark without its partner on the line stays."""
        text = self._text[heading.start : heading.end]
        before = self._text[max(0, heading.start - _MAX_HEADING) : heading.start]
        behind = self._text[heading.end : heading.end + _MAX_HEADING]
        line = re.split(r"[\r\n]", before)[-1] + text + re.split(r"[\r\n]", behind)[0]
        return text if line.count("**") % 2 else _EMPHASIS.sub("", text)

    def _heading(self, index: int, end: int) -> Span | None:
        """The span of the heading of the unit with this index, which ends at `end`; without label and blanks around it.

        None if nothing follows the label on its line, or running text does. Only `_MAX_READ` characters are read; the
        heading of a division has at most `_MAX_HEADING`.
        """
        line = self._labelled[index]
        label, stop = line.label, min(line.span.end, line.span.start + _MAX_READ)
        gap = _BETWEEN_LABEL_AND_TEXT.match(self._text, line.span.start + label.end, stop)
        start = gap.end() if gap else stop
        rest = _TAGS_AT_END.sub("", self._text[start:stop].rstrip(" \t\u3000\xa0*#"))
        if not rest:
            return None
        if label.style in DIVISIONS:
            return Span(start, start + len(rest)) if len(rest) <= _MAX_HEADING else None
        if label.style in ARTICLES:
            return self._article_title(start, rest)
        return self._item_title(start, rest, bool(_WORD.search(self._text, line.span.end, end)))

    def _article_title(self, start: int, rest: str) -> Span | None:
        """The title of an article: a few words, or words in brackets (【立法目的】) that text may follow; else None.

        `rest` is the text after the label and `start` its position. The few words are at most `_MAX_ARTICLE_TITLE`
        characters without a mark; a label in brackets is no title.
        """
        if title := _BRACKET_TITLE.match(rest):
            return None if read_label(rest) else Span(start + title.start(1), start + title.end(1))
        is_title = len(rest) <= _MAX_ARTICLE_TITLE and not re.search("[，。；：、,;:]", rest)
        return Span(start, start + len(rest)) if is_title else None

    def _item_title(self, start: int, rest: str, more_below: bool) -> Span | None:
        """The title of an item (一、 or （一）): its line, or the line's first sentence if text follows; else None.

        `rest` is the text after the label and `start` its position; `more_below`: the unit has words on further lines.
        A whole line has at most `_MAX_HEADING` characters, no mark of a sentence, no comma at its end, and is no full
        line of wrapped text; a sentence has at most `_MAX_SENTENCE_TITLE` and introduces no list; up to a colon at the
        end of the line, the title has at most `_MAX_INTRODUCTION`.
        """
        mark = re.search("[。：:；;！？]", rest)
        if mark is None:
            whole = len(rest) <= _MAX_HEADING and rest[-1] not in "，、," and len(rest) < self._wrap
            return Span(start, start + len(rest)) if whole else None
        title, below = rest[: mark.start()], rest[mark.end() :]
        if mark[0] in "；;！？" or len(title) > _MAX_SENTENCE_TITLE or _INTRODUCES_LIST.search(title) or not title:
            return None
        if mark[0] in "：:":
            return Span(start, start + len(title)) if not below and len(title) <= _MAX_INTRODUCTION else None
        return Span(start, start + len(title)) if below or more_below else None


def _wrap_width(text: str, starts: Sequence[int]) -> int:
    """The length in characters from which a line is a full line of wrapped text; `_UNLIMITED` if it is not wrapped.

    `starts` are the starts of the lines, of which the first 3,000 are read.
    """
    counts: Counter[int] = Counter()
    broken = complete = 0  # lines that break off a sentence, and others
    for start, end in pairwise(starts[:3000]):
        content = text[start : min(end, start + 100)].strip()
        if len(content) < MIN_WRAPPED_LINE:
            continue
        counts[len(content)] += 1
        if len(content) <= 60 and content[-1] not in CLOSING_MARKS:
            broken += 1
        else:
            complete += 1
    # in wrapped text hardly any line is longer than the most frequent width, and most lines break off a sentence
    width = max(counts, default=0, key=lambda length: (counts[length], length))
    clustered = sum(counts[width + step] for step in (-2, -1, 0, 1, 2))
    return width - 3 if broken >= 10 and broken > complete and 2 * clustered > broken else _UNLIMITED
