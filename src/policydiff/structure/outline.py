"""How a document is built: title, number, issuer, date, its numbered units as a tree, page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policydiff.structure.furniture import Furniture, find_furniture
from policydiff.structure.header import read_header
from policydiff.structure.labels import CLOSING_MARKS, PROSE, FoundLabel, LabelledLine, find_labels, read_labels
from policydiff.structure.nesting import nest_labels
from policydiff.structure.numbering import DIVISIONS, Label, read_label
from policydiff.structure.partial import PartialText, partial_texts
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, complement

__all__ = ["Furniture", "LabelledLine", "Outline", "Unit", "outline"]


class Unit(NamedTuple):
    """A provision or paragraph with all that stands under it, up to the next unit of its level or above.

    `level` counts the units it lies in; `label` is None for an unnumbered paragraph, `heading` for running prose.
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

    `number`, `issuer`, `date` are as written (国发〔2009〕12号, 国务院, 二〇〇九年二月六日); `labelled` in text order;
    `signature_span` is the signature block at the foot; `partial` are the stretches that show chosen provisions only.
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

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The tree: numbered units, and the paragraphs that stand before or outside them, siblings in text order."""
        return tuple(_Tree(self).build())


def outline(document: Document, read: Sequence[FoundLabel] | None = None) -> Outline:
    """The outline of a document; linear in its length. `read` is what `read_labels` finds in it, if known."""
    furniture = find_furniture(document)
    found = find_labels(document, furniture, read_labels(document) if read is None else read)
    header = read_header(document, furniture, [(line, label) for line, _, label in found if not label.quoted][:2])
    if header.title_span and found and found[0][1].covers(header.title_span):
        del found[0]  # a Markdown heading that is the title holds the document, not a unit of it
    partial = partial_texts(document, found, header.title, header.title_span)
    return Outline(
        document,
        header.title,
        header.title_span,
        header.number,
        header.issuer,
        header.date,
        header.signature_span,
        tuple(nest_labels(document, found, partial)),
        furniture,
        partial,
    )


# ----------------------------------------------------------------------------------------------------- units

_WORD = pattern(r"[^\W_]")
_LEAD = pattern(r"[ \t\u3000\xa0*_、.．：:,，]*")
_BRACKET_TITLE = pattern(r"[（(【〔\[]\s{0,4}([^（()）【】〔〕\[\]]{1,60}?)\s{0,4}[）)】〕\]]")
_LONGEST_HEADING = 60
_ANNOUNCES = pattern(r"下列|以下|如下|之一|[为為]$")


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
        self._signature = outlined.signature_span
        if self._signature and self._starts and self._starts[-1] > self._signature.start:
            self._signature = None  # it signs what stands before an annex
        if outlined.title_span:
            first, last = self._lines.numbers(outlined.title_span)
            skipped.append(Span(self._lines.span(first).start, self._lines.span(last).end))
        self._skipped = skipped
        self._wrap = _wrap_width(self._text, self._lines.starts)

    def build(self) -> Iterator[Unit]:
        page_end = self._end
        if self._signature:
            self._end = self._signature.start
        yield from self._paragraphs(0, self._starts[0] if self._starts else self._end)
        yield from self._siblings(0, len(self._labelled), 0)
        if self._signature:
            yield from self._paragraphs(self._end, page_end)

    def _paragraphs(self, start: int, end: int) -> Iterator[Unit]:
        """The lines with words between two line starts, title and furniture left out."""
        number = self._lines.number(start)
        skipped = complement(self._skipped, len(self._text)) if self._skipped else [Span(0, len(self._text))]
        at = 0
        while number <= len(self._lines) and (span := self._lines.span(number)).start < end:
            number += 1
            while at < len(skipped) and skipped[at].end <= span.start:
                at += 1
            if at < len(skipped) and skipped[at].start <= span.start and _WORD.search(self._text, span.start, span.end):
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
        return self._item_title(start, rest, bool(_WORD.search(self._text, each.span.end, end)))

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
        if closed[0] in "；;！？" or len(title) > 40 or _ANNOUNCES.search(title) or not title:
            return None
        if closed[0] in "：:":
            return Span(start, start + len(title)) if not below and len(title) <= 20 else None
        return Span(start, start + len(title)) if below or more_below else None


def _wrap_width(text: str, starts: Sequence[int]) -> int:
    """The width at which a printed text was wrapped, a huge one where it was not: there a full line is no heading."""
    counts: Counter[int] = Counter()
    broken = whole = 0
    for start, end in pairwise(starts[:3000]):
        content = text[start : min(end, start + 100)].strip()
        if len(content) < PROSE:
            continue
        counts[len(content)] += 1
        if len(content) <= 60 and content[-1] not in CLOSING_MARKS:
            broken += 1
        else:
            whole += 1
    # wrapped text has hardly a line that is longer than the page is wide, and most lines end in mid-sentence
    width = max(counts, default=0, key=lambda length: (counts[length], length))
    clustered = sum(counts[width + step] for step in (-2, -1, 0, 1, 2))
    return width - 3 if broken >= 10 and broken > whole and 2 * clustered > broken else 10**9
