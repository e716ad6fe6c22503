"""The articles that an amending text shows: those in quotation marks behind its instructions, or those it lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from policydiff.comparison.units import ComparableUnits, UnitDraft, begins_in, draft_of, with_units
from policydiff.languages import PACK
from policydiff.structure.numbering import ARTICLES, read_label
from policydiff.structure.outline import Unit
from policydiff.text.folding import fold
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_END_OF_QUOTATION = pattern(r"[”」』\"][ \t\u3000]{0,9}[。；;]?[ \t\u3000]{0,9}(?![^\r\n])")
_FURTHER_PARAGRAPH = pattern(r"[\r\n][ \t\u3000]{0,9}(?P<mark>[“「『])[^\r\n]{0,4000}")
_MAX_LABEL = 40  # characters in which the label of an article is read
_MARK = "\u2000"  # what `presentation` writes for mark-up


def showing_articles(units: ComparableUnits) -> ComparableUnits:
    """The same document divided into the articles that an amending text shows; the rest is between the units.

    Articles in quotation marks count if there are any, else those without. There are none in a text of instructions
    alone.
    """
    drafts, instructions = _quoted_articles(units)
    if not drafts:
        drafts = list(_listed_articles(units))
    pieces, position = [], 0
    for span in instructions:
        pieces += [units.visible[position : span.start], _MARK * len(span)]
        position = span.end
    visible = "".join([*pieces, units.visible[position:]])
    folded = fold(visible) if instructions else units.folded
    return with_units(units.outline, "article", drafts, folded, visible, units.part)


def _listed_articles(units: ComparableUnits) -> Iterator[UnitDraft]:
    """Drafts of the articles without quotation marks, inside items or not, without what says when they apply."""
    text = units.document.text
    for unit in _articles(units.outline.units):
        if unit.label is None or not begins_in(unit.span, units.compared):
            continue
        end = min(unit.span.end, units.compared.end)
        if own_force := PACK.amendments.commencement.search(text, unit.span.start, end):
            line = units.document.lines.span(units.document.lines.number(own_force.start()))
            if line.start > unit.span.start and not text[line.start : own_force.start()].strip():
                end = line.start
        span = Span(unit.span.start, end)
        yield draft_of(units.document, unit._replace(span=span), span, (unit.label.text,))


def _articles(units: Sequence[Unit]) -> Iterator[Unit]:
    """The articles among these units and those that they hold, in text order."""
    for unit in units:
        if unit.label is not None and unit.label.style in ARTICLES:
            yield unit
        else:
            yield from _articles(unit.children)


def _quoted_articles(units: ComparableUnits) -> tuple[list[UnitDraft], list[Span]]:
    """Drafts of the articles in quotation marks, and the words of instruction inside them, which are not compared.

    A quotation without a label is the text of the article that the words before it name (第三条修改为：“…”). Its draft
    begins with that name. An article ends where the next begins, or before the first closing mark at a line end.
    """
    text, compared = units.document.text, units.compared
    starts: dict[int, Span | None] = {}
    for match in PACK.amendments.gives_article.finditer(text, compared.start, compared.end):
        label = read_label(text[match.end() : match.end() + _MAX_LABEL])
        if label is not None and label.style in ARTICLES:
            starts[match.end() + label.start] = None
        else:
            begin, end = match.span("label") if match["label"] else match.span("new")
            starts[begin] = Span(end, match.end())
    for line in units.outline.labelled:
        if line.label.quoted and line.label.style in ARTICLES and begins_in(line.span, compared):
            starts.setdefault(line.span.start + line.label.start, None)
    ordered = sorted(starts)
    drafts = []
    for start, after in pairwise([*ordered, compared.end]):
        instruction = starts[start]
        closing = _END_OF_QUOTATION.search(text, instruction.end if instruction else start, after)
        label_text = text[start : instruction.start if instruction else start + _MAX_LABEL]
        drafts.append(_article(units, start, closing.start() if closing else after, label_text))
    marks = [span for draft in drafts for span in _opening_marks(text, draft.span)]
    return drafts, sorted([*marks, *(span for start in ordered if (span := starts[start]))])


def _opening_marks(text: str, span: Span) -> Iterator[Span]:
    """The quotation marks that open the further paragraphs of a quotation and are not closed in them."""
    for match in _FURTHER_PARAGRAPH.finditer(text, span.start, span.end):
        opening = match["mark"]
        closing = "”」』"["“「『".index(opening)]
        if match[0].count(opening) > match[0].count(closing):
            yield Span(*match.span("mark"))


def _article(units: ComparableUnits, start: int, end: int, label_text: str) -> UnitDraft:
    """The draft of an article whose label is at `start`; `label_text` is the label, or text that begins with it."""
    document = units.document
    line_start = document.lines.span(document.lines.number(start)).start
    label = read_label(f"{label_text} ")  # words behind a label would make it a citation
    assert label is not None
    label = label._replace(start=label.start + start - line_start, end=label.end + start - line_start)
    unit = Unit(label, 0, Span(start, end), None, None, ())
    return draft_of(document, unit, Span(start, end), (label.text,))
