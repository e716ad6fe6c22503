"""Divides a document into the units that are compared: articles, numbered sections with their text, or paragraphs."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.label_spelling import with_one_spelling
from policydiff.comparison.last_items import end_of_last_item
from policydiff.comparison.page_marks import page_marks
from policydiff.comparison.presentation import without_presentation
from policydiff.languages import PACK
from policydiff.structure.carried import CarriedText
from policydiff.structure.labels import continues_on_next_line, is_division
from policydiff.structure.numbering import ANNEXES, ARTICLES, DIVISIONS, LISTED, NUMBERED_DIVISIONS, read_label
from policydiff.structure.outline import Outline, Unit, outline
from policydiff.text.document import Document
from policydiff.text.folding import Codes, FoldedText, fold
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, complement, merge_spans

_WORD = pattern(r"[^\W_]")
_INDENT = pattern(r"(?<=[。！？：；”」』])(?:\u3000| {2}){2,}(?=\S)")
_MAX_HEADING_CHARACTERS = 60  # characters of a heading that goes on below its line
_MAX_ITEM_LABEL = 40  # characters of a paragraph, in which the label of an item is read
_DELETED_MARKERS = frozenset({"删除", "删去", "本条删除", "本条删去", "已删除", "废止", "本条废止"})


@dataclass(frozen=True, slots=True)
class ComparableUnit:
    """A unit of a document. `label` is as written; `path` is the labels of the units above it and its own.

    `number` is (style, number) of the label at `label_span`. `folded_body` is the folded text without the label and
    without a heading that is set apart from the text; `folded_heading` is the folded heading, "" if there is none or if
    it extends beyond the unit and so belongs to the body. A paragraph has no label, number, heading or path, nor has
    the text behind a list.
    """

    span: Span
    label: str | None
    number: tuple[str, tuple[int, ...]] | None
    label_span: Span | None
    heading: str | None
    path: tuple[str, ...]
    folded_body: str
    folded_heading: str

    @property
    def text(self) -> str:
        """The folded text that is compared, without label and heading; the folded heading if that is all there is."""
        return self.folded_body or self.folded_heading

    @property
    def whole(self) -> str:
        """Folded heading and text, without the label: a line wrap may have turned the first words into a heading."""
        return self.folded_heading + self.folded_body

    @property
    def is_deleted_marker(self) -> bool:
        """Whether the unit is a deleted marker: a label and one of `_DELETED_MARKERS`, without other text.

        False for a paragraph, which has no label.
        """
        return self.number is not None and self.text in _DELETED_MARKERS


@dataclass(frozen=True)
class ComparableUnits:
    """The units of a document, in text order. `kind` is article, section or paragraph.

    `between_units` is the stretches that belong to no unit, ascending, before the first and after the last included;
    `visible` is the text of the document without its presentation, `folded` that as folded text. `part` is the text
    inside the document that alone is compared, None for the whole document; the units are those of the part.
    """

    document: Document
    outline: Outline
    kind: str
    units: tuple[ComparableUnit, ...]
    between_units: tuple[Span, ...]
    folded: FoldedText
    visible: str
    part: CarriedText | None = None

    @property
    def compared(self) -> Span:
        """The stretch of the document that is compared: the part, or the whole document."""
        return self.part.span if self.part else Span(0, len(self.document.text))

    @property
    def wrapper(self) -> list[Span]:
        """What is not compared: the text before and after the part; none if the whole document is compared."""
        return complement([self.compared], len(self.document.text))

    @property
    def title(self) -> str | None:
        """The title of what is compared; None if it has none."""
        return self.part.title if self.part else self.outline.title

    def folded_codes(self, span: Span) -> Codes:
        """The folded text of a stretch of the document, as code units."""
        start, end = self.folded.rank([span.start, span.end]).tolist()
        return self.folded.codes[start:end]


def read_units(
    document: Document, *, enclosed: bool = False, respelled: frozenset[str] = frozenset()
) -> ComparableUnits:
    r"""The units of a document, of the finest kind it has, in time linear in its length.

    There are none in a document without words. `enclosed` is that of `without_presentation`, `respelled` are
    the styles of `label_spelling.with_one_spelling`.

    >>> document = Document.from_text("第一条 摊主应当登记。\n第二条 不得占道经营。\n")
    >>> [(unit.label, unit.text) for unit in read_units(document).units]
    [('第一条', '摊主应当登记'), ('第二条', '不得占道经营')]
    """
    outlined = outline(document)
    visible = without_presentation(document.text, page_marks(outlined), enclosed=enclosed)
    visible = with_one_spelling(document, visible, respelled)
    return _divide(outlined, _kind(outlined), fold(visible), visible)


def as_paragraphs(units: ComparableUnits) -> ComparableUnits:
    """The same document divided into paragraphs, to be compared with one that has no numbering.

    Returned as it is if it is divided so already.
    """
    if units.kind == "paragraph":
        return units
    return _divide(units.outline, "paragraph", units.folded, units.visible, units.part)


def with_paragraphs(units: ComparableUnits, spans: Sequence[Span]) -> ComparableUnits:
    """The same document divided into these paragraphs, ascending and without overlaps."""
    drafts = [_paragraph(units.document, span) for span in spans]
    return with_units(units.outline, "paragraph", drafts, units.folded, units.visible, units.part)


def limited_to(units: ComparableUnits, part: CarriedText) -> ComparableUnits:
    """The units of a text inside the document: of the finest kind that this text has."""
    return _divide(units.outline, _kind(units.outline, part.span), units.folded, units.visible, part)


def _divide(
    outlined: Outline, kind: str, folded: FoldedText, visible: str, part: CarriedText | None = None
) -> ComparableUnits:
    """Divide a document, or a text inside it, into units of one kind."""
    in_part = part is not None
    drafts = list(
        _paragraphs(outlined, visible, part)
        if kind == "paragraph"
        else _numbered(outlined, kind, outlined.units, (), in_part)
    )
    if part is not None:
        drafts = [_ended(draft, part.span.end) for draft in drafts if begins_in(draft.span, part.span)]
    return with_units(outlined, kind, drafts, folded, visible, part)


def with_units(
    outlined: Outline,
    kind: str,
    drafts: list[UnitDraft],
    folded: FoldedText,
    visible: str,
    part: CarriedText | None,
) -> ComparableUnits:
    """The document with the units of the drafts, which are ascending, disjoint, and in the part if there is one."""
    units = _with_folded_text(_without_furniture_at_end(outlined, drafts), folded)
    length = len(outlined.document.text)
    outside = complement([part.span], length) if part else []
    between_units = complement(sorted([*(unit.span for unit in units), *outside]), length)
    return ComparableUnits(outlined.document, outlined, kind, units, tuple(between_units), folded, visible, part)


def begins_in(span: Span, stretch: Span) -> bool:
    """Whether a span begins in the stretch."""
    return stretch.start <= span.start < stretch.end


def _ended(draft: UnitDraft, end: int) -> UnitDraft:
    """The draft, ended at `end` if it goes on beyond; its label and heading must be before that."""
    if draft.span.end <= end:
        return draft
    return draft._replace(span=Span(draft.span.start, end), body=Span(min(draft.body.start, end), end))


def _kind(outlined: Outline, within: Span | None = None) -> str:
    """The finest kind of unit the document has labels for: article, section, else paragraph.

    Quoted labels do not count, nor, for a section, divisions of a style that is not in NUMBERED_DIVISIONS. With
    `within`, only the labels in this stretch count.
    """
    labelled = [
        unit for unit in outlined.labelled if not unit.label.quoted and (within is None or begins_in(unit.span, within))
    ]
    if any(unit.label.style in ARTICLES for unit in labelled):
        return "article"
    if any(not is_division(unit) or unit.label.style in NUMBERED_DIVISIONS for unit in labelled):
        return "section"
    return "paragraph"


class UnitDraft(NamedTuple):
    """A unit before its text is folded. `unit`, `label_span` are None and `path` is empty for a paragraph.

    `span` is the whole unit. `heading_span` is empty, at the start of `body`, where no heading is set apart.
    """

    span: Span
    unit: Unit | None
    path: tuple[str, ...]
    label_span: Span | None
    heading_span: Span
    body: Span


def _numbered(
    outlined: Outline, kind: str, units: tuple[Unit, ...], path: tuple[str, ...], in_part: bool = False
) -> Iterator[UnitDraft]:
    """Drafts of the numbered units: an article with everything in it, any other unit with its own paragraphs.

    A division without provisions of its own is no unit, nor is a section that only introduces articles: both remain
    between the units. Units without a label are left out with all that is under them. What follows the last item of a
    list and is not its own (`end_of_last_item`) is a unit without a label. `in_part`: annexes are not named in the
    path, because the text of one is compared.
    """
    end_of_last = end_of_last_item(outlined.document, units)
    for unit in units:
        if unit.label is None:
            continue
        unit_path = path if in_part and unit.label.style in ANNEXES else (*path, unit.label.text)
        if unit.label.style in ARTICLES:
            yield draft_of(outlined.document, unit, unit.span, unit_path)
            continue
        span_before_children = Span(unit.span.start, unit.children[0].span.start if unit.children else unit.span.end)
        heads = unit.label.style in DIVISIONS or (kind == "article" and _holds_articles(unit))
        if unit is units[-1] and end_of_last is not None:
            tail = Span(end_of_last, unit.span.end)
            yield draft_of(outlined.document, unit, Span(unit.span.start, end_of_last), unit_path)
            yield UnitDraft(tail, None, (), None, Span(tail.start, tail.start), tail)
        elif not heads or _has_provisions_below(outlined.document, span_before_children):
            yield draft_of(outlined.document, unit, span_before_children, unit_path)
        yield from _numbered(outlined, kind, unit.children, unit_path, in_part)


def _holds_articles(unit: Unit) -> bool:
    """Whether a unit holds an article, at any level below it."""
    return any(
        (child.label is not None and child.label.style in ARTICLES) or _holds_articles(child) for child in unit.children
    )


def _has_provisions_below(document: Document, span: Span) -> bool:
    """Whether provisions follow below the first line, and not only the rest of a long heading.

    True if the text there is longer than `_MAX_HEADING_CHARACTERS` or has a mark that ends an item.
    """
    first_line = document.lines.span(document.lines.number(span.start))
    below = document.text[min(first_line.end, span.end) : span.end]
    return len(below.strip()) > _MAX_HEADING_CHARACTERS or any(mark in below for mark in PACK.sentences.item)


def draft_of(document: Document, unit: Unit, span: Span, path: tuple[str, ...]) -> UnitDraft:
    """The draft of a numbered unit, which must have a label. A heading that goes on beyond `span` is in the body."""
    label = unit.label
    assert label is not None
    start = document.lines.span(document.lines.number(span.start)).start
    label_span = Span(start + label.start, start + label.end)
    body = Span(min(label_span.end, span.end), span.end)
    heading = unit.heading_span
    if heading is None or heading.end > span.end:
        return UnitDraft(span, unit, path, label_span, Span(body.start, body.start), body)
    return UnitDraft(span, unit, path, label_span, heading, Span(heading.end, span.end))


def _without_furniture_at_end(outlined: Outline, drafts: list[UnitDraft]) -> list[UnitDraft]:
    """The drafts, each ended before the page furniture at its end, behind which only white space follows.

    Furniture inside the text of a draft stays. As many drafts as given, in the same order.
    """
    furniture = merge_spans(block.span for block in outlined.furniture)
    if not furniture:
        return drafts
    trimmed = []
    for draft in drafts:
        end = draft.span.end
        index = bisect.bisect_left(furniture, end, key=lambda span: span.start) - 1
        while index >= 0 and furniture[index].start >= draft.body.start:
            if outlined.document.text[furniture[index].end : end].strip():
                break
            end = furniture[index].start
            index -= 1
        if end < draft.span.end:
            draft = draft._replace(span=Span(draft.span.start, end), body=Span(draft.body.start, end))
        trimmed.append(draft)
    return trimmed


def _paragraphs(outlined: Outline, visible: str, part: CarriedText | None = None) -> Iterator[UnitDraft]:
    """Drafts of the lines with words outside title, headings and furniture; wrapped lines form one paragraph.

    `visible` is the text without its presentation, which has no words on a line of page furniture.

    A line that holds a whole page is divided where its paragraphs were indented. Lines that only overlap furniture, a
    heading or the title, that of `part` included, are left out too. Spans include the line ends.
    """
    document = outlined.document
    headings = [unit.span for unit in outlined.labelled if unit.label.style == "heading"]
    excluded = [*(block.span for block in outlined.furniture), *headings]
    titles = [outlined.title_span, part.title_span if part else None]
    excluded_reversed = merge_spans([*excluded, *filter(None, titles)])[::-1]
    spans: list[Span] = []
    for number, line in enumerate(document.lines, start=1):
        while excluded_reversed and excluded_reversed[-1].end <= line.start:
            excluded_reversed.pop()
        if not _WORD.search(visible, line.start, line.end) or (
            excluded_reversed and excluded_reversed[-1].overlaps(line)
        ):
            continue
        if (
            spans
            and spans[-1].end == line.start
            and (continues_on_next_line(document, number - 1) or _continues_line(document.text, line))
        ):
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            edges = [
                line.start,
                *(indent.end() for indent in _INDENT.finditer(document.text, line.start, line.end)),
                line.end,
            ]
            spans += [Span(start, end) for start, end in pairwise(edges)]
    for span in spans:
        yield _paragraph(document, span)


def _paragraph(document: Document, span: Span) -> UnitDraft:
    """The draft of a paragraph. The label of an item is not part of the text by which it is paired."""
    label = read_label(document.text[span.start : min(span.end, span.start + _MAX_ITEM_LABEL)])
    start = span.start + label.end if label and label.style in LISTED and not label.quoted else span.start
    return UnitDraft(span, None, (), None, Span(start, start), Span(start, span.end))


def _continues_line(text: str, line: Span) -> bool:
    """Whether a line continues the one before it, judged by its first mark or the last mark of that line.

    It begins with a mark that cannot begin a line, or that line ends with an opening bracket or quotation mark. `line`
    must not be empty.
    """
    before = text[max(0, line.start - 3) : line.start].rstrip("\r\n")
    return text[line.start] in "」』”’）》，、。；：！？" or before.endswith(("「", "『", "“", "‘", "（", "《"))


def _with_folded_text(drafts: list[UnitDraft], folded: FoldedText) -> tuple[ComparableUnit, ...]:
    """The units with their folded text, one a draft. All positions are looked up in one call, which is faster."""
    spans = (span for draft in drafts for span in (draft.heading_span, draft.body))
    positions = sorted({position for span in spans for position in (span.start, span.end)})
    rank = dict(zip(positions, folded.rank(positions).tolist(), strict=True))

    def folded_slice(span: Span) -> str:
        return folded.slice(rank[span.start], rank[span.end])

    units = []
    for span, unit, path, label_span, heading_span, body in drafts:
        label = unit.label if unit else None
        units.append(
            ComparableUnit(
                span,
                label.text if label else None,
                (label.style, label.number) if label else None,
                label_span,
                unit.heading if unit else None,
                path,
                folded_slice(body),
                folded_slice(heading_span),
            )
        )
    return tuple(units)
