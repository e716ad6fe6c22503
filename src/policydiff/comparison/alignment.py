"""Which unit of the old text became which of the new one: one assignment for the whole document, moves by order.

Labels are data about a unit and no part of its text. Units with one text that stands once on either side are partners.
For the others there is `evidence`: the heaviest run of pairs that ascends on both sides is taken first, then, best
first, the pairs that order speaks against.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from policydiff.comparison.similarity import Evidence
from policydiff.comparison.units import ComparableUnit, ComparableUnits
from policydiff.matching.diff import heaviest_increasing_run, sequence_edits

_SURE = 12  # key characters from which a text that stands once on both sides is its own partner
_ORDERED = 0.15  # least score of a pair that keeps the order
_MOVED = 0.25  # least score of a pair that order speaks against
_PARAGRAPH = 0.15  # more is asked where no numbering tells units apart
_PIECE, _LEAST_PIECE = 0.4, 20  # least share of a piece in what was split or merged, least length in key characters
_GAP, _NEAR = 400, 2  # pairs between the same neighbours that are all compared; else places to either side


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that answer each other, by index. `relation` is pair, split, merged, replaced or tombstone.

    `moved` says that order speaks against it; `main` is False on lesser pieces of a split or merged unit.
    """

    old: int
    new: int
    relation: str = "pair"
    moved: bool = False
    main: bool = True
    reason: str = ""


def align(old: ComparableUnits, new: ComparableUnits) -> list[Pair]:
    """The pairs, by the place of the new unit; a unit that is in none was removed or added.

    Exchanging the two exchanges the sides of every pair and nothing else.
    """
    if exchanged(old, new):
        found = [_turned(pair) for pair in _Alignment(new, old).pairs()]
    else:
        found = _Alignment(old, new).pairs()
    return sorted(found, key=lambda pair: (pair.new, pair.old))


def exchanged(old: ComparableUnits, new: ComparableUnits) -> bool:
    """Whether the two are looked at the other way round; it is never so for both (old, new) and (new, old)."""
    return (len(old.document.text), old.document.text) > (len(new.document.text), new.document.text)


def _turned(pair: Pair) -> Pair:
    relation = {"split": "merged", "merged": "split"}.get(pair.relation, pair.relation)
    return replace(pair, old=pair.new, new=pair.old, relation=relation)


class _Alignment:
    """One assignment in the making."""

    def __init__(self, old: ComparableUnits, new: ComparableUnits) -> None:
        self._old, self._new = old.cuts, new.cuts
        self._more = _PARAGRAPH if "paragraph" in (old.kind, new.kind) else 0.0
        self._partner: dict[int, int] = {}
        self._reasons: dict[int, str] = {}
        self._tombstones: dict[int, int] = {}
        self._evidence: Evidence | None = None

    def pairs(self) -> list[Pair]:
        """All pairs with what they are."""
        self._pair_same_text()
        self._pair_same_in_order()
        self._pair_tombstones()
        self._pair_by_evidence()
        order = sorted(self._partner.items())
        kept = set(heaviest_increasing_run((i, k, float(self._length(i, k) + 1)) for i, k in order))
        found = [Pair(i, k, moved=(i, k) not in kept, reason=self._reasons[i]) for i, k in order]
        found += [Pair(i, k, "tombstone", reason="left standing as deleted") for i, k in self._tombstones.items()]
        found = self._with_pieces(found)
        return found + self._replaced(found)

    def _length(self, i: int, k: int) -> int:
        return min(len(self._old[i].text), len(self._new[k].text))

    def _take(self, i: int, k: int, reason: str) -> None:
        self._partner[i] = k
        self._reasons[i] = reason

    def _pair_same_text(self) -> None:
        """Pairs units whose text stands once on either side, heading and all."""
        places: list[dict[str, int]] = []
        for cuts in (self._old, self._new):
            counts = Counter(cut.whole for cut in cuts)
            places.append({cut.whole: at for at, cut in enumerate(cuts) if counts[cut.whole] == 1})
        for text, i in places[0].items():
            k = places[1].get(text)
            if k is None or self._old[i].tombstone:
                continue
            if len(text) >= _SURE or self._old[i].number == self._new[k].number:
                self._take(i, k, "the same text, which stands once in either document")

    def _pair_same_in_order(self) -> None:
        """Pairs units with one text that stands more often, as the order of all units has it."""
        sides = [[None if cut.tombstone else cut.whole for cut in cuts] for cuts in (self._old, self._new)]
        taken = set(self._partner.values())
        i = k = 0
        for start, end, _, last in [*sequence_edits(*sides), (len(sides[0]),) * 2 + (len(sides[1]),) * 2]:
            while i < start:
                if i not in self._partner and k not in taken and not self._old[i].tombstone:
                    self._take(i, k, "the same text, in order")
                i, k = i + 1, k + 1
            i, k = end, last

    def _pair_tombstones(self) -> None:
        """Pairs a unit with what the other side left standing of it as deleted; two that are so left are a pair.

        They answer each other by their labels under the same labels, or by a label that stands once on either side.
        """
        counts = [Counter(cut.number for cut in cuts) for cuts in (self._old, self._new)]
        for gone in ((True, True), (False, True), (True, False)):
            self._pair_standing(gone, lambda cut: (cut.number, cut.path[:-1]))
        for gone in ((True, True), (False, True), (True, False)):
            self._pair_standing(gone, lambda cut: cut.number if all(each[cut.number] == 1 for each in counts) else None)

    def _pair_standing(self, gone: tuple[bool, bool], name: Callable[[ComparableUnit], object]) -> None:
        """Pairs the free units of one name in text order: those deleted, or not, on either side as `gone` says."""
        taken = ({*self._partner, *self._tombstones}, {*self._partner.values(), *self._tombstones.values()})
        named: list[dict[object, list[int]]] = [{}, {}]
        for side, cuts in enumerate((self._old, self._new)):
            for at, cut in enumerate(cuts):
                if cut.number and cut.tombstone == gone[side] and at not in taken[side] and (key := name(cut)):
                    named[side].setdefault(key, []).append(at)
        for key, olds in named[0].items():
            for i, k in zip(olds, named[1].get(key, ()), strict=False):
                if all(gone):
                    self._take(i, k, "the same label, deleted in both")
                else:
                    self._tombstones[i] = k

    def _free(self) -> tuple[list[int], list[int]]:
        taken = {*self._partner.values(), *self._tombstones.values()}
        left = [
            i for i, cut in enumerate(self._old) if not (cut.tombstone or i in self._partner or i in self._tombstones)
        ]
        return left, [k for k, cut in enumerate(self._new) if not (cut.tombstone or k in taken)]

    def _pair_by_evidence(self) -> None:
        left, right = self._free()
        if not left or not right:
            return
        self._evidence = Evidence(self._old, self._new)
        scores = list(self._evidence.scores(left, right, self._between_neighbours(left, right)))
        least = _ORDERED + self._more
        weighed = [
            (i, k, (score - least) * (self._length(i, k) + 5) ** 0.65) for i, k, score in scores if score > least
        ]
        weighed += [(i, k, (1 - least) * (self._length(i, k) + 5) ** 0.65) for i, k in self._partner.items()]
        known = {(i, k): score for i, k, score in scores}
        for i, k in heaviest_increasing_run(weighed):
            if i not in self._partner:
                self._take(i, k, self._reason(i, k, known[i, k], "in order"))
        taken = set(self._partner.values())
        best_first = sorted((-score, abs(i - k), i + k, i, k) for i, k, score in scores if score > _MOVED + self._more)
        for negative, _, _, i, k in best_first:
            if i not in self._partner and k not in taken:
                self._take(i, k, self._reason(i, k, -negative, "out of order"))
                taken.add(k)

    def _between_neighbours(self, left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
        """The free units that stand between the same two pairs; where these are many, at about the same place."""
        kept = heaviest_increasing_run((i, k, float(self._length(i, k) + 1)) for i, k in self._partner.items())
        found: list[tuple[int, int]] = []
        before = (-1, -1)
        for after in [*kept, (len(self._old), len(self._new))]:
            mine = left[bisect.bisect_right(left, before[0]) : bisect.bisect_left(left, after[0])]
            theirs = right[bisect.bisect_right(right, before[1]) : bisect.bisect_left(right, after[1])]
            if len(mine) * len(theirs) <= _GAP:
                found += [(i, k) for i in mine for k in theirs]
            else:
                for at, i in enumerate(mine):
                    place = at * len(theirs) // len(mine)
                    found += [(i, k) for k in theirs[max(0, place - _NEAR) : place + _NEAR + 1]]
            before = after
        return found

    def _reason(self, i: int, k: int, score: float, order: str) -> str:
        said = [f"evidence {score:.2f}", order]
        old, new = self._old[i], self._new[k]
        if old.heading_key and old.heading_key == new.heading_key:
            said.append("the same heading")
        if old.number is not None and old.number == new.number:
            said.append("the same label")
        return ", ".join(said)

    def _with_pieces(self, found: list[Pair]) -> list[Pair]:
        """The pairs, and those units without partner that are pieces of a unit that was split or merged."""
        if self._evidence is None:
            return found
        left, right = self._free()
        news = {pair.new: pair.old for pair in found if pair.relation == "pair"}
        result = {(pair.old, pair.new): pair for pair in found}
        for part, whole, share in self._pieces(self._new, right, 0, self._partner):
            self._join(result, "split", (whole, self._partner[whole]), (whole, part), share)
        for part, whole, share in self._pieces(self._old, left, len(self._old), news):
            self._join(result, "merged", (news[whole], whole), (part, whole), share)
        return list(result.values())

    def _pieces(
        self, cuts: Sequence[ComparableUnit], parts: list[int], base: int, partners: dict[int, int]
    ) -> Iterator[tuple[int, int, float]]:
        """Units without partner with the paired unit of the other side they best fit into; its ids begin at `base`."""
        assert self._evidence is not None
        other_base = len(self._old) - base
        parts = [part for part in parts if len(cuts[part].text) >= _LEAST_PIECE]
        if not parts or not partners:
            return
        wholes = list(partners)
        old, new = self._evidence.candidates(*((wholes, parts) if base == 0 else (parts, wholes)))
        near: dict[int, list[int]] = {}
        for part, whole in zip(*((new, old) if base == 0 else (old, new)), strict=True):
            near.setdefault(int(part), []).append(int(whole))
        for part, fits in sorted(near.items()):
            ids = [base + whole for whole in fits]
            rest = [other_base + partners[whole] for whole in fits]
            found = self._evidence.piece(other_base + part, ids, rest, _PIECE)
            best = max(((share, -whole) for whole, share in found), default=None)
            if best:
                yield part, -best[1] - base, best[0]

    @staticmethod
    def _join(
        result: dict[tuple[int, int], Pair], relation: str, main: tuple[int, int], less: tuple[int, int], share: float
    ) -> None:
        if result[main].relation in ("pair", relation):
            result[main] = replace(result[main], relation=relation)
            reason = f"{share:.0%} of its phrases stand in the one unit and not in its other part"
            result[less] = Pair(*less, relation, moved=result[main].moved, main=False, reason=reason)

    def _replaced(self, found: Sequence[Pair]) -> list[Pair]:
        """Units without partner under a label that the other side gives to another one without partner."""
        olds, news = {pair.old for pair in found}, {pair.new for pair in found}
        named: dict[object, list[int]] = {}
        for k, cut in enumerate(self._new):
            if k not in news and cut.number and cut.number[1] and not cut.tombstone:
                named.setdefault((cut.number, cut.path[:-1]), []).append(k)
        pairs = []
        for i, cut in enumerate(self._old):
            same = named.get((cut.number, cut.path[:-1]), []) if i not in olds and not cut.tombstone else []
            if len(same) == 1:
                pairs.append(Pair(i, same.pop(), "replaced", reason="the same label over unrelated text"))
        return pairs
