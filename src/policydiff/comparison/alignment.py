"""Decides which unit of the old text became which of the new one: one assignment for the whole document.

Labels are evidence about a unit, not part of its text. Units whose text occurs once on either side are paired first.
The rest are paired by `similarity.UnitSimilarity`: first the heaviest chain of pairs that ascends on both sides, then,
best first, pairs that break this order, which are moves.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from policydiff.comparison.pieces import PieceFinder
from policydiff.comparison.similarity import UnitSimilarity
from policydiff.comparison.units import ComparableUnit, ComparableUnits
from policydiff.matching.diff import heaviest_increasing_subsequence, sequence_edits
from policydiff.messages import NOTHING, Message, joined, message

_MIN_SURE_CHARACTERS = 12  # folded; a text occurring once on either side pairs units whatever their labels
_MIN_ORDERED_SCORE = 0.15  # of a pair that keeps the order
_MIN_MOVED_SCORE = 0.25  # of a pair that breaks the order
_PARAGRAPH_SURCHARGE = 0.15  # added to both where units have no numbers to distinguish them
_MAX_GAP_PAIRS = 400  # between the same neighbours, up to which all are compared
_NEARBY_UNITS = 2  # to either side of the expected position, compared in larger gaps


@dataclass(frozen=True, slots=True)
class Pair:
    """An old and a new unit that correspond, by index. `relation` is pair, split, merged, replaced or deleted.

    It is replaced if the same label stands over unrelated text, and deleted if one of the two is a deleted marker.
    `moved` is True if the pair breaks the order of the others, never for these two; `main` is False for the lesser
    pieces of a split or merged unit. `marker` is the deleted marker that stands where a lesser piece stood: a new unit
    if units were merged, an old one if a unit was split.
    """

    old: int
    new: int
    relation: str = "pair"
    moved: bool = False
    main: bool = True
    reason: Message = NOTHING
    marker: int | None = None


def align(old: ComparableUnits, new: ComparableUnits) -> list[Pair]:
    """The pairs of units that correspond, by new and then old index.

    An old unit in no pair was removed, a new unit in no pair was added. A unit that was split or merged is in several
    pairs. align(new, old) gives the same pairs with their sides exchanged.
    """
    if exchanged(old, new):
        pairs = [_with_sides_exchanged(pair) for pair in _Alignment(new, old).pairs()]
    else:
        pairs = _Alignment(old, new).pairs()
    return sorted(pairs, key=lambda pair: (pair.new, pair.old))


def exchanged(old: ComparableUnits, new: ComparableUnits) -> bool:
    """Whether the alignment is computed from new to old; never True for both (old, new) and (new, old).

    True if the old text is longer, or of the same length and later in the order of strings; False for equal texts.
    """
    return (len(old.document.text), old.document.text) > (len(new.document.text), new.document.text)


def _with_sides_exchanged(pair: Pair) -> Pair:
    """The pair with its sides exchanged: a split becomes a merge, and the reverse."""
    relation = {"split": "merged", "merged": "split"}.get(pair.relation, pair.relation)
    return replace(pair, old=pair.new, new=pair.old, relation=relation)


def _units_above(units: Sequence[ComparableUnit]) -> list[int]:
    """For each unit, the index of the unit directly above it by its path; -1 if there is none."""
    by_path: dict[tuple[str, ...], int] = {}
    above = []
    for index, unit in enumerate(units):
        above.append(by_path.get(unit.path[:-1], -1))
        by_path[unit.path] = index
    return above


class _Alignment:
    """The state of one assignment: indices `i` are old units, `k` new ones.

    `_partner` maps old to new; `_deleted_partner` does so where one side is a deleted marker.
    """

    def __init__(self, old: ComparableUnits, new: ComparableUnits) -> None:
        self._old, self._new = old.units, new.units
        self._surcharge = _PARAGRAPH_SURCHARGE if "paragraph" in (old.kind, new.kind) else 0.0
        self._partner: dict[int, int] = {}
        self._reasons: dict[int, Message] = {}
        self._deleted_partner: dict[int, int] = {}
        self._evidence: UnitSimilarity | None = None

    def pairs(self) -> list[Pair]:
        """All pairs, with their relations, in no particular order. To be called once."""
        self._pair_same_text()
        self._pair_same_in_order()
        self._pair_deleted_markers()
        self._pair_by_evidence()
        self._pair_headings()
        order = sorted(self._partner.items())
        in_order = set(heaviest_increasing_subsequence((i, k, float(self._shorter_length(i, k) + 1)) for i, k in order))
        pairs = [Pair(i, k, moved=(i, k) not in in_order, reason=self._reasons[i]) for i, k in order]
        left_standing = message("left standing as deleted")
        pairs += [Pair(i, k, "deleted", reason=left_standing) for i, k in self._deleted_partner.items()]
        pairs = self._with_pieces(pairs)
        return pairs + self._replaced(pairs)

    def _shorter_length(self, i: int, k: int) -> int:
        """The length of the shorter of two folded units, without headings, which weighs their pair."""
        return min(len(self._old[i].text), len(self._new[k].text))

    def _set_partner(self, i: int, k: int, reason: Message) -> None:
        """Make an old and a new unit partners; a partner that the old one had is replaced."""
        self._partner[i] = k
        self._reasons[i] = reason

    def _pair_same_text(self) -> None:
        """Pair units whose text, heading included, occurs once on either side.

        A text shorter than `_MIN_SURE_CHARACTERS` pairs only units of the same label, or both without one. Deleted
        markers are never paired here.
        """
        unique: list[dict[str, int]] = []
        for units in (self._old, self._new):
            counts = Counter(unit.whole for unit in units)
            unique.append({unit.whole: index for index, unit in enumerate(units) if counts[unit.whole] == 1})
        for text, i in unique[0].items():
            k = unique[1].get(text)
            if k is None or self._old[i].is_deleted_marker:
                continue
            if len(text) >= _MIN_SURE_CHARACTERS or self._old[i].number == self._new[k].number:
                self._set_partner(i, k, message("the same text, which stands once in either document"))

    def _pair_same_in_order(self) -> None:
        """Pair free units of equal text that stand in the same order in either document.

        They are those that a shortest edit script over all units leaves in place; deleted markers are never paired
        here.
        """
        texts = [[None if unit.is_deleted_marker else unit.whole for unit in units] for units in (self._old, self._new)]
        partners = set(self._partner.values())
        i = k = 0
        for start, end, _, last in [*sequence_edits(*texts), (len(texts[0]),) * 2 + (len(texts[1]),) * 2]:
            while i < start:
                if i not in self._partner and k not in partners and not self._old[i].is_deleted_marker:
                    self._set_partner(i, k, message("the same text, in order"))
                i, k = i + 1, k + 1
            i, k = end, last

    def _pair_deleted_markers(self) -> None:
        """Pair a unit with its deleted marker on the other side; two deleted markers are an ordinary pair.

        They correspond by equal labels under equal labels, or by a label that occurs once on either side. Units without
        a label have none.
        """
        counts = [Counter(unit.number for unit in units) for units in (self._old, self._new)]
        for deleted in ((True, True), (False, True), (True, False)):
            self._pair_by_name(deleted, lambda unit: (unit.number, unit.path[:-1]))
        for deleted in ((True, True), (False, True), (True, False)):
            self._pair_by_name(
                deleted, lambda unit: unit.number if all(count[unit.number] == 1 for count in counts) else None
            )

    def _pair_by_name(self, deleted: tuple[bool, bool], name_of: Callable[[ComparableUnit], object]) -> None:
        """Pair free units of equal name in text order: the first with the first, and so on.

        `deleted` says for either side whether its deleted markers take part, or its other units. Units without a number
        are left out, and those for which `name_of` returns None.
        """
        taken = ({*self._partner, *self._deleted_partner}, {*self._partner.values(), *self._deleted_partner.values()})
        by_name: list[dict[object, list[int]]] = [{}, {}]
        for side, units in enumerate((self._old, self._new)):
            for index, unit in enumerate(units):
                if (
                    unit.number
                    and unit.is_deleted_marker == deleted[side]
                    and index not in taken[side]
                    and (name := name_of(unit))
                ):
                    by_name[side].setdefault(name, []).append(index)
        for name, old_indices in by_name[0].items():
            for i, k in zip(old_indices, by_name[1].get(name, ()), strict=False):
                if all(deleted):
                    self._set_partner(i, k, message("the same label, deleted in both"))
                else:
                    self._deleted_partner[i] = k

    def _unpaired(self) -> tuple[list[int], list[int]]:
        """The old and the new units that have no partner and are no deleted markers: indices, ascending."""
        paired_news = {*self._partner.values(), *self._deleted_partner.values()}
        olds = [
            i
            for i, unit in enumerate(self._old)
            if not (unit.is_deleted_marker or i in self._partner or i in self._deleted_partner)
        ]
        return olds, [k for k, unit in enumerate(self._new) if not (unit.is_deleted_marker or k in paired_news)]

    def _pair_by_evidence(self) -> None:
        """Pair free units by their scores: first in the order of those paired already, then the moved ones.

        Scores must be above `_MIN_ORDERED_SCORE` or `_MIN_MOVED_SCORE`, to which the surcharge for paragraphs is added.
        """
        olds, news = self._unpaired()
        if not olds or not news:
            return
        self._evidence = UnitSimilarity(self._old, self._new)
        scores = list(self._evidence.scores(olds, news, self._between_neighbours(olds, news)))
        min_score = _MIN_ORDERED_SCORE + self._surcharge
        weighed = [
            (i, k, (score - min_score) * (self._shorter_length(i, k) + 5) ** 0.65)
            for i, k, score in scores
            if score > min_score
        ]
        weighed += [
            (i, k, (1 - min_score) * (self._shorter_length(i, k) + 5) ** 0.65) for i, k in self._partner.items()
        ]
        score_of = {(i, k): score for i, k, score in scores}
        for i, k in heaviest_increasing_subsequence(weighed):
            if i not in self._partner:
                self._set_partner(i, k, self._reason(i, k, score_of[i, k], message("in order")))
        partners = set(self._partner.values())
        best_first = sorted(
            (-score, abs(i - k), i + k, i, k) for i, k, score in scores if score > _MIN_MOVED_SCORE + self._surcharge
        )
        for negative_score, _, _, i, k in best_first:
            if i not in self._partner and k not in partners:
                self._set_partner(i, k, self._reason(i, k, -negative_score, message("out of order")))
                partners.add(k)

    def _pair_headings(self) -> None:
        """Pair free units that are nothing but a heading, if units directly under them are partners, most first.

        Their words need have nothing in common: the heading of a section was changed and not its provisions.
        """
        olds, news = self._unpaired()
        free = [
            {index for index in indices if not units[index].folded_body}
            for indices, units in ((olds, self._old), (news, self._new))
        ]
        if not all(free):
            return
        above = [_units_above(self._old), _units_above(self._new)]
        votes = Counter((above[0][i], above[1][k]) for i, k in self._partner.items())
        for (i, k), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
            if i in free[0] and k in free[1]:
                self._set_partner(i, k, message("headings over the same provisions"))
                free[0].remove(i)
                free[1].remove(k)

    def _between_neighbours(self, free_olds: Sequence[int], free_news: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs (old, new) of free units that lie between the same two pairs that keep the order.

        In a gap of more than `_MAX_GAP_PAIRS` only those at most `_NEARBY_UNITS` from the position in proportion.
        """
        in_order = heaviest_increasing_subsequence(
            (i, k, float(self._shorter_length(i, k) + 1)) for i, k in self._partner.items()
        )
        pairs: list[tuple[int, int]] = []
        before = (-1, -1)
        for after in [*in_order, (len(self._old), len(self._new))]:
            olds = free_olds[bisect.bisect_right(free_olds, before[0]) : bisect.bisect_left(free_olds, after[0])]
            news = free_news[bisect.bisect_right(free_news, before[1]) : bisect.bisect_left(free_news, after[1])]
            if len(olds) * len(news) <= _MAX_GAP_PAIRS:
                pairs += [(i, k) for i in olds for k in news]
            else:
                for offset, i in enumerate(olds):
                    position = offset * len(news) // len(olds)
                    pairs += [(i, k) for k in news[max(0, position - _NEARBY_UNITS) : position + _NEARBY_UNITS + 1]]
            before = after
        return pairs

    def _reason(self, i: int, k: int, score: float, order: Message) -> Message:
        """The reason of a pair found by evidence, for the report: score, `order`, and an equal heading or label."""
        reasons = [message("evidence {score:.2f}", score=score), order]
        old, new = self._old[i], self._new[k]
        if old.folded_heading and old.folded_heading == new.folded_heading:
            reasons.append(message("the same heading"))
        if old.number is not None and old.number == new.number:
            reasons.append(message("the same label"))
        return joined(reasons, ", ")

    def _with_pieces(self, pairs: list[Pair]) -> list[Pair]:
        """The pairs, with the units without partner that are pieces of a split or merged unit.

        A unit of which a deleted marker is left may be a piece, too; the marker is then that of the piece.
        """
        olds, news = self._unpaired()
        markers = dict(self._deleted_partner)
        olds += [i for i in markers if not self._old[i].is_deleted_marker]
        marked_news = {k: i for i, k in markers.items() if self._old[i].is_deleted_marker}
        news += marked_news
        if not (olds or news) or not self._partner:
            return pairs
        evidence = self._evidence = self._evidence or UnitSimilarity(self._old, self._new)
        old_of = {k: i for i, k in self._partner.items()}
        by_units = {(pair.old, pair.new): pair for pair in pairs}
        for part, whole, share in PieceFinder(self._new, self._old, self._partner, evidence, len(self._old)).find(news):
            self._add_piece(by_units, "split", (whole, self._partner[whole]), (whole, part), share)
            self._set_marker(by_units, (whole, part), marked_news.get(part), (marked_news.get(part, -1), part))
        for part, whole, share in PieceFinder(self._old, self._new, old_of, evidence, 0).find(olds):
            self._add_piece(by_units, "merged", (old_of[whole], whole), (part, whole), share)
            self._set_marker(by_units, (part, whole), markers.get(part), (part, markers.get(part, -1)))
        return list(by_units.values())

    @staticmethod
    def _set_marker(
        pairs: dict[tuple[int, int], Pair], piece: tuple[int, int], marker: int | None, deleted: tuple[int, int]
    ) -> None:
        """Give a piece its deleted marker, and drop the pair `deleted` of the two; nothing without a marker."""
        if marker is not None and piece in pairs and deleted in pairs:
            del pairs[deleted]
            pairs[piece] = replace(pairs[piece], marker=marker)

    @staticmethod
    def _add_piece(
        pairs: dict[tuple[int, int], Pair], relation: str, main: tuple[int, int], piece: tuple[int, int], share: float
    ) -> None:
        """Add `piece` to the pair `main` in `pairs`, which becomes a split or a merge.

        Nothing is done if that pair has another relation already: a unit is not both split and merged.
        """
        if pairs[main].relation in ("pair", relation):
            pairs[main] = replace(pairs[main], relation=relation)
            reason = (
                message("all its words stand in the one unit")
                if share == 1
                else message("{share:.0%} of its phrases stand in the one unit and not in its other part", share=share)
            )
            pairs[piece] = Pair(*piece, relation, moved=pairs[main].moved, main=False, reason=reason)

    def _replaced(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Pairs of units without partner that have the same label, unique among them, over unrelated text.

        The labels above them are the same too. Deleted markers, and labels without a number, are left out.
        """
        olds, news = {pair.old for pair in pairs}, {pair.new for pair in pairs}
        by_label: dict[object, list[int]] = {}
        for k, unit in enumerate(self._new):
            if k not in news and unit.number and unit.number[1] and not unit.is_deleted_marker:
                by_label.setdefault((unit.number, unit.path[:-1]), []).append(k)
        replaced = []
        for i, unit in enumerate(self._old):
            matching = (
                by_label.get((unit.number, unit.path[:-1]), []) if i not in olds and not unit.is_deleted_marker else []
            )
            if len(matching) == 1:
                reason = message("the same label over unrelated text")
                replaced.append(Pair(i, matching.pop(), "replaced", reason=reason))
        return replaced
