"""Compares two versions of a document: units are aligned, their differences and findings computed, and all proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from policydiff.comparison import scope
from policydiff.comparison.alignment import Pair, align
from policydiff.comparison.findings import collect
from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.label_spelling import respelled_styles
from policydiff.comparison.outside import (
    deleted_markers,
    outside_changes,
    stretch_hunks,
    visible_text,
    without_frame,
    wrappers,
)
from policydiff.comparison.paragraph_borders import with_common_borders
from policydiff.comparison.presentation import has_enclosed_numbers
from policydiff.comparison.result import Change, Comparison, OutsideChange, UnitChange, UnitReference, Version, prove
from policydiff.comparison.units import ComparableUnit, ComparableUnits, as_paragraphs, read_units
from policydiff.matching.diff import similarity
from policydiff.structure.annotations import find_annotations
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import folded_text
from policydiff.text.spans import Span

_MIN_SHARED = 0.05  # of the shorter text's shingles, for two editions of one document
_MIN_SHARED_IF_RENAMED = 0.15  # likewise under dissimilar titles
_MAX_SHORT_CHARACTERS = 120  # folded, of a text that is compared by its similarity
_MIN_SHORT_SIMILARITY = 0.5
_MIN_TITLE_SIMILARITY = 0.5  # below it titles are dissimilar
_MAX_MEASURED_CHARACTERS = 20_000  # folded characters of a unit whose similarity is measured
_ONE_STYLE = "listed"  # in `ComparableUnit.number`, for all styles of list items that are spelled differently
_AFTER_LABEL = " \t\u3000\xa0*_"  # blanks and mark-up that belong to the label they follow


def compare(old: Document, new: Document, *, part: str | None = None) -> Comparison:
    r"""The comparison of two versions, proven. Raises InternalError if it does not add up to the two texts.

    If one of the two carries the other text, in an annex or under its title, only what it carries is compared. `part`
    chooses by label or title; `scope.WHOLE` compares whole documents. PolicydiffError for a part that neither has.

    Versions of unlike documents are compared too: `related` is False then, and every unit removed or added. There are
    no findings then, nor if the texts are the same.

    >>> old = Document.from_text("第一条 摊主应当在三十日内登记。\n第二条 不得占道经营。\n")
    >>> new = Document.from_text("第一条 摊主应当在十日内登记。\n第二条 不得占道经营。\n")
    >>> [(change.change, change.new.label) for change in compare(old, new).units]
    [('edited', '第一条'), ('unchanged', '第二条')]
    """
    enclosed = has_enclosed_numbers(old.text) or has_enclosed_numbers(new.text)
    respelled = respelled_styles(old, new)
    old_units, new_units = (read_units(document, enclosed=enclosed, respelled=respelled) for document in (old, new))
    old_units, new_units = scope.with_parts(old_units, new_units, part)
    old_units, new_units, partial = scope.with_shown_provisions(old_units, new_units)
    if "paragraph" in (old_units.kind, new_units.kind):
        old_units, new_units = with_common_borders(as_paragraphs(old_units), as_paragraphs(new_units))
    old_units, new_units = _with_one_style(old_units, respelled), _with_one_style(new_units, respelled)
    shared = _overlap_coefficient(old_units, new_units)
    related = _related(old_units, new_units, shared)
    changes: list[UnitChange] = []
    outside: list[OutsideChange] = []
    if related:
        pairs = align(old_units, new_units)
        if partial:
            pairs = scope.with_shown_pairs(pairs, old_units, new_units, partial)
        changes = list(_Changes(old_units, new_units, pairs, partial).in_reading_order())
        outside = outside_changes(old_units, new_units, pairs) + list(deleted_markers(old_units, new_units, pairs))
        if partial:
            outside = list(without_frame(outside, old_units, new_units, partial))
        outside += wrappers(old_units, new_units)
    else:
        changes = [UnitChange("removed", _reference(old_units, unit), None) for unit in old_units.units]
        changes += [UnitChange("added", None, _reference(new_units, unit)) for unit in new_units.units]
        ends = Span(len(old.text), len(old.text)), Span(len(new.text), len(new.text))
        outside = [OutsideChange(span, ends[1], ()) for span in (*old_units.between_units, *old_units.wrapper)]
        outside += [OutsideChange(ends[0], span, ()) for span in (*new_units.between_units, *new_units.wrapper)]
    versions = _version(old_units, partial == "old"), _version(new_units, partial == "new")
    if part is None and not (old_units.part or new_units.part):
        carried = scope.carried_name(old_units), scope.carried_name(new_units)
        versions = replace(versions[0], carries=carried[0]), replace(versions[1], carries=carried[1])
    comparison = Comparison(*versions, tuple(changes), tuple(outside), (), related, shared)
    prove(comparison)
    if related and not comparison.same_text:
        return replace(comparison, findings=collect.find_findings(comparison))
    return comparison


def _with_one_style(units: ComparableUnits, styles: frozenset[str]) -> ComparableUnits:
    """The units, in which the numbers of these styles have one style: their labels are spelled differently."""
    if not any(unit.number and unit.number[0] in styles for unit in units.units):
        return units
    renamed = (
        replace(unit, number=(_ONE_STYLE, unit.number[1])) if unit.number and unit.number[0] in styles else unit
        for unit in units.units
    )
    return replace(units, units=tuple(renamed))


def _overlap_coefficient(old: ComparableUnits, new: ComparableUnits) -> float:
    """The overlap coefficient of the two sets of shingles: the share of the smaller one in the other, in [0, 1].

    1.0 for equal folded texts, also if empty; 0.0 if one of two others is shorter than a shingle.
    """
    old_codes, new_codes = old.folded_codes(old.compared), new.folded_codes(new.compared)
    if np.array_equal(old_codes, new_codes):
        return 1.0
    old_shingles, new_shingles = scope.shingles(old_codes), scope.shingles(new_codes)
    size = min(len(old_shingles), len(new_shingles))
    return len(np.intersect1d(old_shingles, new_shingles, assume_unique=True)) / size if size else 0.0


def _related(old: ComparableUnits, new: ComparableUnits, shared: float) -> bool:
    """Whether the two are editions of one document. A text without words is an empty edition, not another document.

    They must share `_MIN_SHARED`, or `_MIN_SHARED_IF_RENAMED` if both have titles and these are dissimilar. In short
    texts a few changes leave no shingle as it was; they are editions if they are similar.
    """
    if not len(old.folded) or not len(new.folded):
        return True
    text, other = ("".join(unit.whole for unit in units.units) for units in (old, new))
    if max(len(text), len(other)) <= _MAX_SHORT_CHARACTERS and similarity(text, other) >= _MIN_SHORT_SIMILARITY:
        return True
    titles = [units.title or "" for units in (old, new)]
    renamed = all(titles) and similarity(folded_text(titles[0]), folded_text(titles[1])) < _MIN_TITLE_SIMILARITY
    return shared >= (_MIN_SHARED_IF_RENAMED if renamed else _MIN_SHARED)


def _version(units: ComparableUnits, partial: bool) -> Version:
    """One side of the comparison: the document, what it states about itself, and the kind of its units."""
    outline = units.outline
    facts = (outline.title, outline.number, outline.issuer, outline.date)
    return Version(units.document, *facts, units.kind, units.part, partial, tuple(find_annotations(outline)))


def _reference(units: ComparableUnits, unit: ComparableUnit) -> UnitReference:
    """The unit as the result names it; its lines are those of its whole span."""
    return UnitReference(unit.label, unit.heading, unit.path, unit.span, units.document.lines.numbers(unit.span))


# ------------------------------------------------------------------------------------------------- units


class _Changes:
    """The unit changes of a comparison. Indices `i` are old units, `k` new ones.

    `partial` is the side that has only some provisions, None if neither has: units of the other side without a
    counterpart are not touched.
    """

    def __init__(
        self, old: ComparableUnits, new: ComparableUnits, pairs: Sequence[Pair], partial: scope.Side | None
    ) -> None:
        self._old, self._new = old, new
        self._pairs = pairs
        self._only_old: Change = "not_touched" if partial == "new" else "removed"
        self._only_new: Change = "not_touched" if partial == "old" else "added"
        # Split and merged units of which a piece has the same label: (relation, index of the whole).
        self._same_label = {
            (pair.relation, pair.old if pair.relation == "split" else pair.new)
            for pair in pairs
            if pair.relation in ("split", "merged") and old.units[pair.old].number == new.units[pair.new].number
        }

    def in_reading_order(self) -> Iterator[UnitChange]:
        """The changes in the order of the new text; a removed unit comes after the one it followed in the old text.

        That is the last unit before it whose pair keeps the order; without any, the removed unit comes first.
        """
        pairs_of_new: dict[int, list[Pair]] = {}
        for pair in self._pairs:
            pairs_of_new.setdefault(pair.new, []).append(pair)
        markers = {(pair.relation, pair.marker) for pair in self._pairs if pair.marker is not None}
        paired_old = {pair.old for pair in self._pairs} | {i for relation, i in markers if relation == "split"}
        merged_markers = {k for relation, k in markers if relation == "merged"}
        removed_after: dict[int, list[int]] = {}
        partner = {pair.old: pair.new for pair in self._pairs if pair.main and not pair.moved}
        last = -1
        for i in range(len(self._old.units)):
            last = partner.get(i, last)
            if i not in paired_old:
                removed_after.setdefault(last, []).append(i)
        pieces = dict(self._pieces())
        for k in range(-1, len(self._new.units)):
            if k >= 0:
                for pair in pairs_of_new.get(k, ()):
                    yield self._change(pair, pieces.get((pair.old, pair.new), ()))
                if k not in pairs_of_new and k not in merged_markers:
                    yield UnitChange(self._only_new, None, _reference(self._new, self._new.units[k]))
            for i in removed_after.get(k, ()):
                yield UnitChange(self._only_old, _reference(self._old, self._old.units[i]), None)

    def _change(self, pair: Pair, piece_hunks: tuple[Hunk, ...]) -> UnitChange:
        """The change of a pair, by its relation; `piece_hunks` are the hunks of a split or merged one.

        A unit paired with its deleted marker is removed, or added if the marker is the old one. A replaced unit has no
        hunks; a lesser piece is never moved or renumbered. A unit is not renumbered if a piece has its label.
        """
        old, new = self._old.units[pair.old], self._new.units[pair.new]
        references = _reference(self._old, old), _reference(self._new, new)
        renumbered = None not in (old.number, new.number) and old.number != new.number
        if pair.relation == "replaced":
            return UnitChange("replaced", *references, similarity=_similarity(old, new), reason=pair.reason)
        if pair.relation in ("split", "merged"):
            side = self._old if pair.relation == "split" else self._new
            marker = None if pair.marker is None else _reference(side, side.units[pair.marker])
            whole = pair.old if pair.relation == "split" else pair.new
            renumbered = renumbered and pair.main and (pair.relation, whole) not in self._same_label
            return UnitChange(
                "split" if pair.relation == "split" else "merged",
                *references,
                moved=pair.moved and pair.main,
                renumbered=renumbered,
                main=pair.main,
                similarity=_similarity(old, new),
                hunks=piece_hunks,
                reason=pair.reason,
                marker=marker,
            )
        unit_hunks = _unit_hunks(self._old, old, self._new, new)
        if pair.relation == "deleted":
            change: Change = "removed" if new.is_deleted_marker else "added"
            return UnitChange(change, *references, hunks=unit_hunks, reason=pair.reason)
        change = "unchanged" if all(hunk.ignored for hunk in unit_hunks) else "edited"
        return UnitChange(
            change,
            *references,
            pair.moved,
            renumbered,
            similarity=_similarity(old, new),
            hunks=unit_hunks,
            reason=pair.reason,
        )

    def _pieces(self) -> Iterator[tuple[tuple[int, int], tuple[Hunk, ...]]]:
        """The hunks of split and merged units, by (old, new): the whole is compared with its pieces in a row.

        They are always from old to new.
        """
        split = [pair for pair in self._pairs if pair.relation == "split"]
        for i, group in groupby(sorted(split, key=lambda pair: (pair.old, pair.new)), lambda pair: pair.old):
            news = [pair.new for pair in group]
            whole, parts = self._old.units[i], [self._new.units[k] for k in news]
            for k, piece_hunks in zip(news, _against_pieces(self._old, whole, self._new, parts), strict=True):
                yield (i, k), tuple(piece_hunks)
        merged = [pair for pair in self._pairs if pair.relation == "merged"]
        for k, group in groupby(sorted(merged, key=lambda pair: (pair.new, pair.old)), lambda pair: pair.new):
            olds = [pair.old for pair in group]
            whole, parts = self._new.units[k], [self._old.units[i] for i in olds]
            for i, piece_hunks in zip(olds, _against_pieces(self._new, whole, self._old, parts), strict=True):
                yield (i, k), tuple(Hunk(hunk.new, hunk.old, hunk.ignored) for hunk in piece_hunks)


def _similarity(old: ComparableUnit, new: ComparableUnit) -> float | None:
    """The similarity of two folded units, in [0, 1]; None if one is longer than `_MAX_MEASURED_CHARACTERS`."""
    return similarity(old.whole, new.whole) if max(len(old.whole), len(new.whole)) <= _MAX_MEASURED_CHARACTERS else None


def _unit_hunks(
    old_units: ComparableUnits, old: ComparableUnit, new_units: ComparableUnits, new: ComparableUnit
) -> tuple[Hunk, ...]:
    """The hunks of a pair. A label that differs is one hunk, ignored as `label`: the unit counts as renumbered.

    The blanks and mark-up behind it are part of that hunk. If either unit has no label, the two are compared whole.
    """
    old_start, new_start = old.span.start, new.span.start
    label_hunks: tuple[Hunk, ...] = ()
    if old.label_span and new.label_span:
        old_label, new_label = (
            Span(old_start, _text_start(old_units, old)),
            Span(new_start, _text_start(new_units, new)),
        )
        if canonical(visible_text(old_units, old_label)) == canonical(visible_text(new_units, new_label)):
            label_hunks = stretch_hunks(old_units, old_label, new_units, new_label)
        else:
            label_hunks = (Hunk(old_label, new_label, "label"),)
        old_start, new_start = old_label.end, new_label.end
    return label_hunks + stretch_hunks(
        old_units, Span(old_start, old.span.end), new_units, Span(new_start, new.span.end)
    )


def _text_start(units: ComparableUnits, unit: ComparableUnit) -> int:
    """The position behind the label of a unit, and behind the blanks and mark-up that follow it.

    The start of the unit if it has no label.
    """
    if unit.label_span is None:
        return unit.span.start
    position, visible = unit.label_span.end, units.visible
    while position < unit.span.end and (
        visible[position] in _AFTER_LABEL or (visible[position].isspace() and visible[position] not in "\r\n")
    ):
        position += 1
    return position


def _against_pieces(
    whole_units: ComparableUnits, whole: ComparableUnit, part_units: ComparableUnits, parts: Sequence[ComparableUnit]
) -> list[list[Hunk]]:
    """For each piece, the hunks from the whole unit to it; the pieces are compared as one text in a row.

    Their labels are not compared: that of the first piece corresponds to that of the whole, the others are new.
    """
    whole_text, parts_text = whole_units.document.text, part_units.document.text
    begin = _text_start(whole_units, whole)
    bodies = [Span(_text_start(part_units, part), part.span.end) for part in parts]
    joined = "".join(parts_text[body.start : body.end] for body in bodies)
    visible = (
        visible_text(whole_units, Span(begin, whole.span.end)),
        "".join(visible_text(part_units, body) for body in bodies),
    )
    changes = hunks(whole_text[begin : whole.span.end], joined, begin, 0, visible)
    by_piece: list[list[Hunk]] = []
    piece_start = 0
    for part, body in zip(parts, bodies, strict=True):
        label_part = Span(part.span.start, body.start)
        position = _old_position(changes, piece_start, begin)
        counterpart = Span(position, position) if by_piece else Span(whole.span.start, begin)
        is_same = whole_text[counterpart.start : counterpart.end] == parts_text[label_part.start : label_part.end]
        by_piece.append([] if is_same else [Hunk(counterpart, label_part, "label")])
        piece_end, shift = piece_start + len(body), body.start - piece_start
        for hunk in changes:
            # What goes at an edge belongs to the later piece; what is replaced across one is counted once.
            start, end = max(hunk.new.start, piece_start), min(hunk.new.end, piece_end)
            begins_here = piece_start <= hunk.new.start < piece_end or (
                part is parts[-1] and hunk.new.start == piece_end
            )
            if start < end or (begins_here and not len(hunk.new)):
                old_span = hunk.old if begins_here else Span(hunk.old.end, hunk.old.end)
                by_piece[-1].append(Hunk(old_span, Span(start + shift, end + shift), hunk.ignored))
        piece_start = piece_end
    return by_piece


def _old_position(changes: Sequence[Hunk], new_position: int, old_start: int) -> int:
    """The old position that corresponds to a new one; the end of the hunk if it is inside a replacement.

    An insertion that begins at the position does not count. `old_start` corresponds to new position 0.
    """
    old_position, new_done = old_start, 0
    for hunk in changes:
        if hunk.new.start >= new_position:
            break
        old_position, new_done = hunk.old.end, hunk.new.end
    return old_position + max(0, new_position - new_done)
