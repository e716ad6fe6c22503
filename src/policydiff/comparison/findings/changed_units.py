"""The units whose wording changed, with their changes and sentences; pieces of a split or merged unit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide, edited_unit, label_end
from policydiff.comparison.hunks import hunks
from policydiff.comparison.result import Comparison, UnitChange, UnitReference
from policydiff.facts.extraction import sentences
from policydiff.text.spans import Span

_MAX_BEFORE_HEADING = 8  # characters of blanks and mark-up between a label and its heading
_MAX_APART_CHARACTERS = 40  # between pieces of a split or merged unit that are compared as one text


def changed_units(
    comparison: Comparison, old: NormalisedSide, new: NormalisedSide
) -> Iterator[tuple[UnitChange, ChangedUnit]]:
    """Yield every unit whose wording changed, with its changes and sentences; also those added and removed.

    The pieces of a split or merged unit are compared together, and yielded with the first of them; each with its part
    of the whole if they stand apart. An edited unit may come without changes: see `edited_unit`.
    """
    done: set[Span] = set()
    pieces: dict[tuple[str, Span], list[tuple[int, UnitChange]]] = defaultdict(list)
    for index, unit in enumerate(comparison.units):
        if unit.change in ("split", "merged") and unit.old and unit.new:
            pieces[unit.change, (unit.old if unit.change == "split" else unit.new).span].append((index, unit))
    for index, unit in enumerate(comparison.units):
        if unit.change == "edited" and unit.old and unit.new:
            changed = edited_unit(index, unit.hunks, unit.old.span, unit.new.span, (unit.old, unit.new), old, new)
            yield unit, _with_headings_paired(changed, unit, old, new)
        elif unit.change in ("split", "merged") and unit.old and unit.new:
            whole_span = unit.old.span if unit.change == "split" else unit.new.span
            if whole_span not in done:
                done.add(whole_span)
                piece_changes = pieces[unit.change, whole_span]
                if _stand_apart(piece_changes):
                    yield from _single_pieces(piece_changes, old, new)
                else:
                    yield unit, _joined_pieces(piece_changes, old, new)
        elif unit.change == "replaced" and unit.old and unit.new:
            olds, news = _body_sentences(unit.old, old), _body_sentences(unit.new, new)
            yield unit, ChangedUnit(index, (), ((olds, ()), ((), news)))
        elif unit.change == "added" and unit.new:
            yield unit, ChangedUnit(index, (), (((), _body_sentences(unit.new, new)),))
        elif unit.change == "removed" and unit.old:
            yield unit, ChangedUnit(index, (), ((_body_sentences(unit.old, old), ()),))


def _with_headings_paired(
    changed: ChangedUnit, unit: UnitChange, old: NormalisedSide, new: NormalisedSide
) -> ChangedUnit:
    """The changed unit, in which the headings of the two sides are one pair: the one took the other's place.

    Unchanged if a side has no heading, or if the headings are paired already.
    """
    if not (unit.old and unit.new and unit.old.heading and unit.new.heading):
        return changed
    before = [pair for pair in changed.pairs if not pair[1] and _is_heading(pair[0], unit.old, old)]
    after = [pair for pair in changed.pairs if not pair[0] and _is_heading(pair[1], unit.new, new)]
    if len(before) != 1 or len(after) != 1:
        return changed
    pairs = [pair for pair in changed.pairs if pair not in (before[0], after[0])]
    return replace(changed, pairs=((before[0][0], after[0][1]), *pairs))


def _is_heading(sentences_of_side: Sequence[Span], unit: UnitReference, side: NormalisedSide) -> bool:
    """Whether the sentences are one, which is the heading of the unit."""
    if len(sentences_of_side) != 1 or not unit.heading:
        return False
    span = sentences_of_side[0]
    end = label_end(unit, side)
    words = side.text[max(span.start, end) : span.end].strip(" \t\u3000\r\n#*_。.")
    return span.start <= end + _MAX_BEFORE_HEADING and words == unit.heading.strip(" \t\u3000#*_。.")


def _stand_apart(piece_changes: Sequence[tuple[int, UnitChange]]) -> bool:
    """Whether pieces of a split or merged unit stand more than `_MAX_APART_CHARACTERS` from each other."""
    sides = (
        sorted({unit.old.span for _, unit in piece_changes if unit.old}),
        sorted({unit.new.span for _, unit in piece_changes if unit.new}),
    )
    return any(
        following.start - previous.end > _MAX_APART_CHARACTERS
        for side in sides
        for previous, following in pairwise(side)
    )


def _single_pieces(
    piece_changes: Sequence[tuple[int, UnitChange]], old: NormalisedSide, new: NormalisedSide
) -> Iterator[tuple[UnitChange, ChangedUnit]]:
    """The pieces of a split or merged unit, each with its changes against the part of the whole that corresponds."""
    for index, unit in piece_changes:
        before, after = unit.corresponding_spans()
        references = [
            reference if reference is not None and reference.span.start == span.start else None
            for reference, span in ((unit.old, before), (unit.new, after))
        ]
        changed = edited_unit(index, unit.hunks, before, after, (references[0], references[1]), old, new)
        yield unit, replace(changed, is_piece=True)


def _joined_pieces(
    piece_changes: Sequence[tuple[int, UnitChange]], old: NormalisedSide, new: NormalisedSide
) -> ChangedUnit:
    """The pieces of a split or merged unit as one pair of texts."""
    first = piece_changes[0][1]
    olds = sorted({unit.old.span for _, unit in piece_changes if unit.old})
    news = sorted({unit.new.span for _, unit in piece_changes if unit.new})
    main_index = next((index for index, unit in piece_changes if unit.main), piece_changes[0][0])
    old_span, new_span = Span(olds[0].start, olds[-1].end), Span(news[0].start, news[-1].end)
    joined_hunks = hunks(
        old.text[old_span.start : old_span.end], new.text[new_span.start : new_span.end], old_span.start, new_span.start
    )
    return edited_unit(main_index, joined_hunks, old_span, new_span, (first.old, first.new), old, new)


def _body_sentences(unit: UnitReference, side: NormalisedSide) -> tuple[Span, ...]:
    """The sentences of a unit without its label."""
    return tuple(sentences(side.normalised, Span(label_end(unit, side), unit.span.end)))
