"""A document cut into the units that compare pairs: articles, numbered sections with what they say, or paragraphs."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.labels import is_division, runs_on
from policydiff.structure.numbering import DIVISIONS
from policydiff.structure.outline import Outline, Unit, outline
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText, fold
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, complement, merge_spans

_WORD = pattern(r"[^\W_]")
_INDENT = pattern(r"(?<=[。！？：；”」』])(?:\u3000| {2}){2,}(?=\S)")
_LONGEST_HEADING = 60  # characters of a heading that goes on below its line
_TOMBSTONE = frozenset({"删除", "删去", "本条删除", "本条删去", "已删除", "废止", "本条废止"})


@dataclass(frozen=True, slots=True)
class ComparableUnit:
    """One unit of a document. `label` is as written, `path` the labels it lies under and its own.

    `number` is (style, number) of the label, which stands at `label_span`. `key` is the unit in the matching key
    without its label and a heading set apart from the text, `heading_key` that heading.
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
    def text(self) -> str:
        """The key of what it says; of a unit that is nothing but a heading, the heading's."""
        return self.key or self.heading_key

    @property
    def whole(self) -> str:
        """The key of heading and text: a wrap may have made a heading of the first words."""
        return self.heading_key + self.key

    @property
    def tombstone(self) -> bool:
        """Whether only its label and the words 删除 or 删去 are left of it."""
        return self.number is not None and self.text in _TOMBSTONE


@dataclass(frozen=True)
class ComparableUnits:
    """A document's units in text order. `kind` is article, section or paragraph, `key` the whole matching key.

    `rest` is what lies between the units.
    """

    document: Document
    outline: Outline
    kind: str
    cuts: tuple[ComparableUnit, ...]
    rest: tuple[Span, ...]
    key: FoldedText


def read_units(document: Document) -> ComparableUnits:
    """The units of a document; linear in its length."""
    outlined = outline(document)
    return _cut(outlined, _kind(outlined), fold(document.text))


def as_paragraphs(side: ComparableUnits) -> ComparableUnits:
    """The same document in paragraphs, to be compared with one that has no numbering."""
    return side if side.kind == "paragraph" else _cut(side.outline, "paragraph", side.key)


def _cut(outlined: Outline, kind: str, key: FoldedText) -> ComparableUnits:
    drafts = list(_paragraphs(outlined) if kind == "paragraph" else _numbered(outlined, kind, outlined.units, ()))
    cuts = _with_keys(_without_furniture(outlined, drafts), key)
    rest = complement([each.span for each in cuts], len(outlined.document.text))
    return ComparableUnits(outlined.document, outlined, kind, cuts, tuple(rest), key)


def _kind(outlined: Outline) -> str:
    labelled = [each for each in outlined.labelled if not each.label.quoted]
    if any(each.label.style == "article" for each in labelled):
        return "article"
    if any(not is_division(each) or each.label.style in _NUMBERED for each in labelled):
        return "section"
    return "paragraph"


_NUMBERED = DIVISIONS - {"heading", "annex"}


class _Draft(NamedTuple):
    """A cut before its keys are taken; `unit` is None for a paragraph."""

    span: Span
    unit: Unit | None
    path: tuple[str, ...]
    label_span: Span | None
    heading_span: Span
    body: Span


def _numbered(outlined: Outline, kind: str, found: tuple[Unit, ...], path: tuple[str, ...]) -> Iterator[_Draft]:
    """An article with all it holds, any other numbered unit with its own paragraphs.

    A division that only heads what follows is none, nor is a section that only heads articles: it lies between.
    """
    for unit in found:
        if unit.label is None:
            continue
        below = (*path, unit.label.text)
        if unit.label.style == "article":
            yield _draft(outlined.document, unit, unit.span, below)
            continue
        own = Span(unit.span.start, unit.children[0].span.start if unit.children else unit.span.end)
        heads = unit.label.style in DIVISIONS or (kind == "article" and unit.children)
        if not heads or _says_more(outlined.document, own):
            yield _draft(outlined.document, unit, own, below)
        yield from _numbered(outlined, kind, unit.children, below)


def _says_more(document: Document, own: Span) -> bool:
    """Whether provisions stand below the first line, and not only the rest of a heading."""
    first = document.lines.span(document.lines.number(own.start))
    below = document.text[min(first.end, own.end) : own.end]
    return len(below.strip()) > _LONGEST_HEADING or any(mark in below for mark in PACK.sentences.item)


def _draft(document: Document, unit: Unit, span: Span, path: tuple[str, ...]) -> _Draft:
    label = unit.label
    assert label is not None
    start = document.lines.span(document.lines.number(span.start)).start
    label_span = Span(start + label.start, start + label.end)
    body = Span(min(label_span.end, span.end), span.end)
    heading = unit.heading_span
    if heading is None or heading.end > span.end:
        return _Draft(span, unit, path, label_span, Span(body.start, body.start), body)
    return _Draft(span, unit, path, label_span, heading, Span(heading.end, span.end))


def _without_furniture(outlined: Outline, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts, each ending before the page furniture that its text runs into."""
    furniture = merge_spans(each.span for each in outlined.furniture)
    if not furniture:
        return drafts
    result = []
    for draft in drafts:
        end = draft.span.end
        at = bisect.bisect_left(furniture, end, key=lambda each: each.start) - 1
        while at >= 0 and furniture[at].start >= draft.body.start:
            if outlined.document.text[furniture[at].end : end].strip():
                break
            end = furniture[at].start
            at -= 1
        if end < draft.span.end:
            draft = draft._replace(span=Span(draft.span.start, end), body=Span(draft.body.start, end))
        result.append(draft)
    return result


def _paragraphs(outlined: Outline) -> Iterator[_Draft]:
    """The lines with words outside title, headings and furniture; lines that a wrap has broken are one paragraph.

    A line that holds a whole page is cut where its paragraphs were indented.
    """
    document = outlined.document
    headings = [each.span for each in outlined.labelled if each.label.style == "heading"]
    named = [*(each.span for each in outlined.furniture), *headings]
    apart = merge_spans([*named, outlined.title_span] if outlined.title_span else named)[::-1]
    spans: list[Span] = []
    for number, line in enumerate(document.lines, start=1):
        while apart and apart[-1].end <= line.start:
            apart.pop()
        if not _WORD.search(document.text, line.start, line.end) or (apart and apart[-1].overlaps(line)):
            continue
        if spans and spans[-1].end == line.start and (runs_on(document, number - 1) or _torn(document.text, line)):
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            edges = [line.start, *(at.end() for at in _INDENT.finditer(document.text, line.start, line.end)), line.end]
            spans += [Span(start, end) for start, end in pairwise(edges)]
    for span in spans:
        yield _Draft(span, None, (), None, Span(span.start, span.start), span)


def _torn(text: str, line: Span) -> bool:
    """Whether a line carries on the one before it, as its first mark shows or the other's last."""
    before = text[max(0, line.start - 3) : line.start].rstrip("\r\n")
    return text[line.start] in "」』”’）》，、。；：！？" or before.endswith(("「", "『", "“", "‘", "（", "《"))


def _with_keys(drafts: list[_Draft], key: FoldedText) -> tuple[ComparableUnit, ...]:
    """The cuts; all places of the key are looked up at once."""
    places = sorted({at for each in drafts for span in (each.heading_span, each.body) for at in (span.start, span.end)})
    rank = dict(zip(places, key.rank(places).tolist(), strict=True))

    def folded(span: Span) -> str:
        return key.slice(rank[span.start], rank[span.end])

    cuts = []
    for span, unit, path, label_span, heading_span, body in drafts:
        label = unit.label if unit else None
        cuts.append(
            ComparableUnit(
                span,
                label.text if label else None,
                (label.style, label.number) if label else None,
                label_span,
                unit.heading if unit else None,
                path,
                folded(body),
                folded(heading_span),
            )
        )
    return tuple(cuts)
