"""A document cut into the units that compare pairs: articles, numbered sections with what they say, or paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.document import Document, Span, complement
from policydiff.fold import fold
from policydiff.labelling import is_division, runs_on
from policydiff.numbering import DIVISIONS
from policydiff.outline import Outline, Unit, outline

_LONGEST_HEADING = 60  # characters of a heading that goes on below its line
_TOMBSTONE = frozenset({"删除", "删去", "本条删除", "本条删去", "已删除", "废止", "本条废止"})


@dataclass(frozen=True, slots=True)
class Cut:
    """One unit of a document. `label` is as written, `path` the labels it lies under and its own.

    `number` is (style, number) of the label; `label_span` and `heading_span` lie in `span`. `key` is the unit in the
    """

    span: Span
    label: str | None
    number: tuple[str, tuple[int, ...]] | None
    label_span: Span | None
    heading: str | None
    path: tuple[str, ...]
    key: str
    heading_key: str

    @property
    def tombstone(self) -> bool:
        """Whether only the words 删除 or 删去 are left of it."""
        return (self.key or self.heading_key) in _TOMBSTONE


@dataclass(frozen=True)
class Units:
    """A document's units in text order. `kind` is article, section or paragraph, `key` the whole matching key.

    `rest` is what lies between the units.
    """

    document: Document
    outline: Outline
    kind: str
    cuts: tuple[Cut, ...]
    rest: tuple[Span, ...]
    key: str


def units(document: Document) -> Units:
    """The units of a document; linear in its length."""
    outlined = outline(document)
    labelled = [each for each in outlined.labelled if not each.label.quoted]
    if any(each.label.style == "article" for each in labelled):
        kind = "article"
    elif any(not is_division(each) or each.label.style in _NUMBERED for each in labelled):
        kind = "section"
    else:
        kind = "paragraph"
    cutter = _Cutter(outlined)
    cuts = tuple(cutter.paragraphs() if kind == "paragraph" else cutter.numbered(outlined.units, ()))
    rest = complement([each.span for each in cuts], len(document.text))
    return Units(document, outlined, kind, cuts, tuple(rest), cutter.key_text)


_NUMBERED = DIVISIONS - {"heading", "annex"}


class _Cutter:
    """Makes the cuts of one outline; slices of the document's key are taken once and by rank."""

    def __init__(self, outlined: Outline) -> None:
        self._outline = outlined
        self._document = outlined.document
        self._text = outlined.document.text
        self._key = fold(self._text)
        self.key_text = self._key.text

    def numbered(self, found: tuple[Unit, ...], path: tuple[str, ...]) -> Iterator[Cut]:
        """One cut for an article with all it holds, for any other numbered unit with its own paragraphs.

        A division that only heads what follows is none: its heading lies between.
        """
        for unit in found:
            if unit.label is None:
                continue
            below = (*path, unit.label.text)
            if unit.label.style == "article":
                yield self._cut(unit, unit.span, below)
                continue
            own = Span(unit.span.start, unit.children[0].span.start if unit.children else unit.span.end)
            if unit.label.style not in DIVISIONS or self._says_more(own):
                yield self._cut(unit, own, below)
            yield from self.numbered(unit.children, below)

    def _says_more(self, own: Span) -> bool:
        """Whether provisions stand below the first line, and not only the rest of a heading."""
        lines = self._document.lines
        below = self._text[min(lines.span(lines.number(own.start)).end, own.end) : own.end]
        return len(below.strip()) > _LONGEST_HEADING or any(mark in below for mark in "。；;")

    def paragraphs(self) -> Iterator[Cut]:
        """One cut a paragraph; lines that a wrap has broken are one."""
        spans: list[Span] = []
        for unit in self._outline.units:
            line = self._document.lines.number(unit.span.start)
            if spans and spans[-1].end == unit.span.start and runs_on(self._document, line - 1):
                spans[-1] = Span(spans[-1].start, unit.span.end)
            else:
                spans.append(unit.span)
        for span in spans:
            yield Cut(span, None, None, None, None, (), self._folded(span), "")

    def _cut(self, unit: Unit, span: Span, path: tuple[str, ...]) -> Cut:
        label = unit.label
        assert label is not None
        line = self._document.lines.span(self._document.lines.number(span.start))
        label_span = Span(line.start + label.start, line.start + label.end)
        heading = unit.heading_span
        body = Span(min(label_span.end, span.end), span.end)
        heading_key = ""
        if heading and heading.end <= span.end:
            heading_key = self._folded(heading)
            body = Span(heading.end, span.end)
        return Cut(
            span,
            label.text,
            (label.style, label.number),
            label_span,
            unit.heading,
            path,
            self._folded(body),
            heading_key,
        )

    def _folded(self, span: Span) -> str:
        start, end = self._key.rank([span.start, span.end]).tolist()
        return self.key_text[start:end]
