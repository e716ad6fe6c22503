"""Documents that consist of copies of one text, of any length, in two scripts, with heads and feet that may differ.

>>> text = "夜间开放公告\\n码头夜间开放，专人值守，船只进出逐一记录，每月汇总上报市港务局。\\n"
>>> from policydiff.text.document import Document
>>> whole_copies(AnalysedDocument(Document.from_text(text * 2)))[0].kind
<CopyKind.SAME: 'same'>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import distances, is_enough
from policydiff.deduplication.heads_and_feet import (
    are_heads_and_feet,
    foot_ends,
    is_line_or_edge,
    is_numbered,
    shows_title,
    unmatched_paragraphs,
)
from policydiff.deduplication.removal import Extent, parts_heading, size_of, text_of
from policydiff.deduplication.whole_copy import CopyKind, WholeCopy
from policydiff.matching.diff import similarity
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.paragraph_columns import forms_of

_MAX_SHORT_DOCUMENT_UNITS = 1_500  # code units of a document whose copies may be too short to be found as repeats
_EDGE_UNITS = 4  # code units at its beginning and end that are looked for inside it
_MIN_REPEATED_SHARE = 0.25  # of the folded text of a longer document, from which it is examined
_MAX_HEAD_CHARACTERS = 400  # of heads and feet together, around copies of any length
_MAX_HEAD_SHARE = 0.3  # of heads and feet together in the two copies
_MIN_CUT_SHARE = 0.2  # of the first copy, for a second one that breaks off
_MIN_TORSO_SHARE = 0.5  # the same, if it ends with a whole line and the outline names no title
_MAX_LACKING_SHARE = 0.5  # of a copy, for the part that the other lacks
_MIN_FRAME_CHARACTERS = 100  # of a text at the beginning and at the end
_MIN_SIMILARITY = 0.95  # of two copies that are one text altered, 0 to 1
_MIN_SIMILARITY_SAME_TITLE = 0.9  # the same, if their titles are equal
_MAX_COPIES = 5  # of one text wrapped differently
_MAX_TITLE_LINES = 3  # at the top, in which altered copies may differ alone
_MAX_TITLE_PARAGRAPH = 20  # index before which the title is looked for
_MAX_MISSING_PARAGRAPHS = 4  # at the end of the last of several altered copies
_MAX_ALIGNED_CHARACTERS = 20_000  # of a copy that is aligned as one text


class _Layout(NamedTuple):
    """A body [start, end) of paragraphs that recurs `shift` paragraphs further on, perhaps several times in a row."""

    start: int
    end: int
    shift: int


def whole_copies(analysed: AnalysedDocument) -> list[WholeCopy]:
    """The pairs of copies that make up a document; empty if it holds more than copies of one text.

    One pair, of any kind but FRAMING and ALTERED_SECTION, or one or more of kind ALTERED. Empty also if the drop of an
    equal copy would part a heading from its text.
    """
    if not _may_consist_of_copies(analysed):
        return []
    paragraphs = analysed.paragraphs
    if len(paragraphs) > _MAX_COPIES and len(set(forms_of(paragraphs))) == 1:
        return []  # one line repeated many times
    layout = _find_layout(paragraphs)
    if layout is None:
        return [same_texts] if (same_texts := _same_texts(paragraphs)) else []
    title = _find_title(analysed)
    equal = _equal_copies(paragraphs, layout, title)
    if equal is None or equal.kind in (CopyKind.HEADS_DIFFER, CopyKind.LACKING):
        equal = _same_texts(paragraphs) or equal
    if (
        equal is not None
        and equal.kind is CopyKind.HEADS_DIFFER
        and text_of(paragraphs, equal.dropped) == text_of(paragraphs, equal.kept)
    ):
        return []  # they differ only in how an endless line is cut
    if equal and equal.kind is CopyKind.SAME and parts_heading(analysed.contexts, equal.dropped):
        return []
    return [equal] if equal else list(_altered_copies(paragraphs, layout.shift, title.paragraph))


def framing(analysed: AnalysedDocument) -> list[WholeCopy]:
    """One copy of kind FRAMING if the document begins and ends with the same text; else an empty list.

    The text must have at least `_MIN_FRAME_CHARACTERS`, begin with the title or above it, and have other text between.
    """
    paragraphs = analysed.paragraphs
    layout = _find_layout(paragraphs) if analysed.chains else None
    title = _find_title(analysed) if layout else None
    if layout is None or title is None or not title.sure:
        return []
    first, second = Extent(layout.start, layout.end), Extent(layout.start + layout.shift, layout.end + layout.shift)
    if second.end < len(paragraphs) or first.start > title.paragraph or first.end >= second.start:
        return []
    enough = (
        is_enough(paragraphs[first.start : first.end]) and size_of(paragraphs, range(*first)) >= _MIN_FRAME_CHARACTERS
    )
    return [WholeCopy(CopyKind.FRAMING, second, first)] if enough else []


def _same_texts(paragraphs: Sequence[Paragraph]) -> WholeCopy | None:
    """Two to `_MAX_COPIES` equal texts, however their lines are wrapped, that make up the document; else None."""
    text = "".join(paragraph.canonical_form for paragraph in paragraphs)
    starts = {
        offset: index
        for index, offset in enumerate(
            accumulate((len(paragraph.canonical_form) for paragraph in paragraphs), initial=0)
        )
    }
    for copies in range(2, _MAX_COPIES + 1):
        size, remainder = divmod(len(text), copies)
        if size and not remainder and size in starts and text == text[:size] * copies:
            first = Extent(0, starts[size])
            return _thin_if_small(paragraphs, WholeCopy(CopyKind.SAME, Extent(first.end, len(paragraphs)), first))
    return None


class _Title(NamedTuple):
    """The index of the title, and how sure it is: 0 no title, 1 it looks like one, 2 the outline names it."""

    paragraph: int
    sure: int


def _find_title(analysed: AnalysedDocument) -> _Title:
    """The title that the outline names, else or if that is far below, the first paragraph, with how sure it is."""
    span = analysed.outline.title_span
    if span is None:
        first = analysed.paragraphs[0]
        return _Title(0, int(first.opens or first.may_head))
    named = (
        index
        for index, paragraph in enumerate(analysed.paragraphs[:_MAX_TITLE_PARAGRAPH])
        if paragraph.span.end > span.start
    )
    return _Title(next(named, 0), 2)


def _may_consist_of_copies(analysed: AnalysedDocument) -> bool:
    """Whether a document may consist of copies: much of it repeats, or it is short and its head or foot recurs."""
    repeated = sum(chain.second[1] - chain.second[0] for chain in analysed.chains)
    if repeated >= _MIN_REPEATED_SHARE * len(analysed.folded):
        return bool(repeated)
    if len(analysed.folded) > _MAX_SHORT_DOCUMENT_UNITS:
        return False
    folded = analysed.folded.text
    edge_units = max(1, min(_EDGE_UNITS, len(folded) // 2))
    return folded.find(folded[:edge_units], 1) > 0 or folded.rfind(folded[-edge_units:], 0, len(folded) - 1) >= 0


def _find_layout(paragraphs: Sequence[Paragraph]) -> _Layout | None:
    """The body with most characters that recurs at the distance at which most text repeats; None if nothing repeats."""
    weights = distances(paragraphs)
    if not weights:
        return None
    shift = max(weights, key=lambda distance: (weights[distance], distance))
    best_range, best_size, start, size = (0, 0), 0, 0, 0
    forms = forms_of(paragraphs)
    for index in range(len(forms) - shift):
        if forms[index] != forms[index + shift]:
            start, size = index + 1, 0
            continue
        size += len(forms[index])
        if size > best_size:
            best_range, best_size = (start, index + 1), size
    return _Layout(*best_range, shift)


# --- equal copies


def _equal_copies(paragraphs: Sequence[Paragraph], layout: _Layout, title: _Title) -> WholeCopy | None:
    """The copies with equal bodies, of any kind from SAME to LACKING; None if more than heads and feet is beside."""
    start, end, shift = layout
    first_end, second_end = min(end, start + shift), end + shift
    between, behind = Extent(first_end, start + shift), Extent(second_end, len(paragraphs))
    if not between.size:
        return _adjacent(paragraphs, layout, title.paragraph)
    if not title.sure:
        return None  # a text may repeat words at its beginning and end: a refrain, repeated steps
    heads = Extent(0, start)
    if not _are_heads(paragraphs, layout):
        return _cut_short(paragraphs, layout, title)
    split = foot_ends(paragraphs, heads, between, behind)
    title_shown = heads.end <= title.paragraph or any(
        shows_title(paragraphs[index].canonical_form, paragraphs[title.paragraph].canonical_form)
        for index in range(split, between.end)
    )
    if not title_shown:
        return _cut_short(paragraphs, layout, title) or _shorter_title(paragraphs, layout, split)
    first, second = Extent(0, split), Extent(split, len(paragraphs))
    bodies = Extent(start, first_end), Extent(start + shift, second_end)
    first_only, second_only = (
        list(unmatched_paragraphs(paragraphs, first, second)),
        list(unmatched_paragraphs(paragraphs, second, first)),
    )
    only_heads_and_feet = are_heads_and_feet(paragraphs, first, bodies[0], first_only) and are_heads_and_feet(
        paragraphs, second, bodies[1], second_only
    )
    if first_only and second_only:
        return WholeCopy(CopyKind.HEADS_DIFFER, second, first, tuple(first_only)) if only_heads_and_feet else None
    dropped, kept, kept_only = (first, second, second_only) if second_only else (second, first, first_only)
    body = bodies[0] if dropped == first else bodies[1]
    if only_heads_and_feet:
        return _thin_if_small(paragraphs, WholeCopy(CopyKind.SAME, dropped, kept, tuple(kept_only)))
    same = Extent(kept.start, kept.end - len(kept_only))
    if (
        dropped.end == body.end
        and kept_only == list(range(same.end, kept.end))
        and _is_torso(paragraphs, same, kept, title)
        and _is_in(paragraphs, dropped, same)
    ):
        return _thin_if_small(paragraphs, WholeCopy(CopyKind.SAME, dropped, same))
    if cut := _cut_short(paragraphs, layout, title):
        return cut
    return (
        WholeCopy(CopyKind.LACKING, dropped, kept, tuple(kept_only))
        if _lacks_inside(paragraphs, kept, kept_only)
        else None
    )


def _is_torso(paragraphs: Sequence[Paragraph], part: Extent, whole: Extent, title: _Title) -> bool:
    """Whether `part`, which ends with a line of `whole`, is that copy cut short: large enough, and no section."""
    min_share = _MIN_CUT_SHARE if title.sure > 1 else _MIN_TORSO_SHARE
    first, behind = paragraphs[part.start], paragraphs[part.end]
    is_section = (
        first.opens and behind.opens and [mark.style for mark in first.marks] == [mark.style for mark in behind.marks]
    )
    return not is_section and size_of(paragraphs, range(*part)) >= min_share * size_of(paragraphs, range(*whole))


def _lacks_inside(paragraphs: Sequence[Paragraph], copy: Extent, kept_only: Sequence[int]) -> bool:
    """Whether the text that only one copy has is at most `_MAX_LACKING_SHARE` of it, with text before and behind."""
    inside = copy.start < min(kept_only) and max(kept_only) < copy.end - 1
    return inside and size_of(paragraphs, kept_only) <= _MAX_LACKING_SHARE * size_of(paragraphs, range(*copy))


def _adjacent(paragraphs: Sequence[Paragraph], layout: _Layout, title: int) -> WholeCopy | None:
    """Copies that directly follow one another from the top, the title or the head on; None if much else is there.

    The first is kept, all others are dropped as one, the last perhaps cut short. The kind is SAME or THIN.
    """
    start, end, shift = layout
    outside_size = sum(len(paragraph.canonical_form) for paragraph in (*paragraphs[:start], *paragraphs[end + shift :]))
    size = sum(len(paragraph.canonical_form) for paragraph in paragraphs[start : end + shift])
    if outside_size > max(_MAX_HEAD_SHARE * size, min(_MAX_HEAD_CHARACTERS, size)):
        return None
    if start > title and (
        any(map(is_numbered, paragraphs[:start]))
        or any(paragraph.level or is_numbered(paragraph) for paragraph in paragraphs[end + shift :])
    ):
        return None  # a section: others are beside it
    periods = (end - start) // shift
    kept, dropped = Extent(start, start + shift), Extent(start + shift, start + shift + periods * shift)
    partial = end - start - periods * shift
    if partial and dropped.end + partial == len(paragraphs):
        dropped = Extent(dropped.start, len(paragraphs))  # the last copy breaks off
    copy = _thin_if_small(paragraphs, WholeCopy(CopyKind.SAME, dropped, kept))
    return copy if start <= title or copy.kind is CopyKind.SAME else None


def _is_in(paragraphs: Sequence[Paragraph], part: Extent, whole: Extent) -> bool:
    """Whether every paragraph of `part` is in `whole`, in the same order; the last may be cut off. True if empty."""
    return next(unmatched_paragraphs(paragraphs, part, whole, open_end=True), None) is None


def _cut_short(paragraphs: Sequence[Paragraph], layout: _Layout, title: _Title) -> WholeCopy | None:
    """A second copy, with its head, that breaks off at the end of the document; None if there is none.

    The kind is SAME or THIN; the second is dropped. It must have `_MIN_CUT_SHARE` of the characters before it.
    """
    start, end, shift = layout
    behind = paragraphs[end + shift :]
    if len(behind) > 1 or (behind and not paragraphs[end].canonical_form.startswith(behind[0].canonical_form)):
        return None
    second_start = start + shift
    head = "".join(paragraph.canonical_form for paragraph in paragraphs[:start])
    while second_start > end and paragraphs[second_start - 1].canonical_form in head:
        second_start -= 1
    cut_size = sum(len(paragraph.canonical_form) for paragraph in paragraphs[second_start:])
    if second_start - shift > title.paragraph or cut_size < _MIN_CUT_SHARE * sum(
        len(paragraph.canonical_form) for paragraph in paragraphs[:second_start]
    ):
        return None
    dropped = Extent(second_start, len(paragraphs))
    first_part = Extent(max(0, second_start - shift), min(second_start, second_start - shift + dropped.size))
    kept = first_part if first_part.size == dropped.size else Extent(0, second_start)
    if not _is_in(paragraphs, dropped, kept):
        return None
    if (
        not behind
        and kept == first_part
        and not _is_torso(paragraphs, first_part, Extent(first_part.start, second_start), title)
    ):
        return None
    return _thin_if_small(paragraphs, WholeCopy(CopyKind.SAME, dropped, kept))


def _are_heads(paragraphs: Sequence[Paragraph], layout: _Layout) -> bool:
    """Whether the text beside the bodies is at most `_MAX_HEAD_CHARACTERS`, or `_MAX_HEAD_SHARE` of both, if more."""
    start, end, shift = layout
    beside = (*paragraphs[:start], *paragraphs[end : start + shift], *paragraphs[end + shift :])
    bodies = 2 * sum(len(paragraph.canonical_form) for paragraph in paragraphs[start:end])
    return sum(len(paragraph.canonical_form) for paragraph in beside) <= max(
        _MAX_HEAD_CHARACTERS, _MAX_HEAD_SHARE * bodies
    )


def _shorter_title(paragraphs: Sequence[Paragraph], layout: _Layout, split: int) -> WholeCopy | None:
    """Two copies, of which one has half or more of the title of the other directly over its body.

    None if these lines are no titles. Two sections may look the same, so neither copy is dropped: the kind is
    HEADS_DIFFER.
    """
    start, end, shift = layout
    if start != 1 or start + shift - split != 1 or end + shift < len(paragraphs):
        return None
    title, other_title = paragraphs[0].canonical_form, paragraphs[split].canonical_form
    shorter, longer = sorted((title, other_title), key=len)
    if 2 * len(shorter) < len(longer) or not is_line_or_edge(shorter, [longer]):
        return None
    return WholeCopy(CopyKind.HEADS_DIFFER, Extent(split, len(paragraphs)), Extent(0, split), (0,))


def _thin_if_small(paragraphs: Sequence[Paragraph], copy: WholeCopy) -> WholeCopy:
    """The copy; of the kind THIN if its side with fewer paragraphs is too little text, by `is_enough`."""
    smaller = min(copy.dropped, copy.kept, key=lambda extent: extent.size)
    enough = is_enough([paragraphs[index] for index in range(*smaller)])
    return copy if enough else copy._replace(kind=CopyKind.THIN)


# --- altered copies


def _altered_copies(paragraphs: Sequence[Paragraph], shift: int, title: int) -> Iterator[WholeCopy]:
    """Yield the pairs of neighbouring copies of one text that differ in a few characters in a hundred.

    Of each pair the second is the one dropped. Pairs that are equal or differ in headings alone are left out. Nothing
    is yielded if much is outside the copies.
    """
    start = next(_first_copy_starts(paragraphs, shift, title), None)
    if start is None:
        return
    copies = [
        Extent(begin, min(begin + shift, len(paragraphs)))
        for begin in range(start, len(paragraphs), shift)
        if begin + shift <= len(paragraphs) + _MAX_MISSING_PARAGRAPHS
    ]
    inside = sum(len(paragraphs[index].canonical_form) for copy in copies for index in range(*copy))
    outside = sum(len(paragraph.canonical_form) for paragraph in paragraphs) - inside
    if len(copies) < 2 or outside > max(_MAX_HEAD_SHARE * inside, min(_MAX_HEAD_CHARACTERS, inside)):
        return
    for first, second in pairwise(copies):
        if _differ_in_headings_alone(paragraphs, first, second):
            continue  # for example one list under two lead-ins, or one pact of two villages
        titled = paragraphs[first.start].canonical_form == paragraphs[second.start].canonical_form
        if likeness(paragraphs, first, second) >= (_MIN_SIMILARITY_SAME_TITLE if titled else _MIN_SIMILARITY):
            yield WholeCopy(CopyKind.ALTERED, second, first)


def _differ_in_headings_alone(paragraphs: Sequence[Paragraph], extent: Extent, other_extent: Extent) -> bool:
    """Whether copies are equal except for at most `_MAX_TITLE_LINES` first lines, if any, which head the rest."""
    pairs = list(zip(range(*extent), range(*other_extent), strict=False))
    differing = [
        position
        for position, (index, other_index) in enumerate(pairs)
        if paragraphs[index].canonical_form != paragraphs[other_index].canonical_form
    ]
    return (
        extent.size == other_extent.size
        and differing == list(range(len(differing)))
        and len(differing) <= _MAX_TITLE_LINES
    )


def _first_copy_starts(paragraphs: Sequence[Paragraph], shift: int, title: int) -> Iterator[int]:
    """Yield where the first copy may begin: with the title or a line above it, if a similar one is `shift` below."""
    for index in range(title + 1):
        if index + shift < len(paragraphs):
            form, other_form = paragraphs[index].canonical_form, paragraphs[index + shift].canonical_form
            if form == other_form or similarity(form, other_form, 0.8) > 0:
                yield index


def likeness(paragraphs: Sequence[Paragraph], first: Extent, second: Extent) -> float:
    """The similarity of two extents, 0 to 1, 0 below a half: as one text, or by paragraphs if long."""
    texts = [text_of(paragraphs, extent) for extent in (first, second)]
    if max(map(len, texts)) <= _MAX_ALIGNED_CHARACTERS:
        return similarity(texts[0], texts[1], 0.5)
    equal_characters = 0.0
    for index, other_index in zip(range(*first), range(*second), strict=False):
        forms = paragraphs[index].canonical_form, paragraphs[other_index].canonical_form
        size = sum(map(len, forms))
        equal_characters += size if forms[0] == forms[1] else size * similarity(forms[0], forms[1], 0.5)
    return equal_characters / max(1, sum(map(len, texts)))
