"""How much two units have in common: the measured evidence on which they are paired.

The score is the mean of three Dice coefficients, over single characters, pairs and triples, each run weighted by its
inverse document frequency among the units of the side that has it more often; or four fifths of the containment of the
lesser unit, where that is more. Headings that both have, and the same label, add a little. The weights were measured on
editions of Taiwan's statutes with the legislature's own account of them (`docs/compare.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from policydiff.comparison.units import ComparableUnit
from policydiff.matching.diff import similarity

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CONTAINED = 0.8  # what containment counts beside Dice
_HEADING, _HEADINGS_ALIKE = 0.3, 0.2  # weight of headings, and the similarity from which they speak for a pair
_LABEL = 0.03
_RIVAL, _MARGIN = 0.4, 0.3  # weight of the lead over the nearest rival, and the most it counts
_ALL_PAIRS, _LOOK_UPS = 1_000_000, 100_000_000  # up to which every unit is compared with every other
_RAREST, _COMMON = 16, 64  # phrases looked up for each unit, and units in which a phrase is common


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairs of units with their scores, by old and new index; `score` may be below 0 or above 1."""

    old: Ints
    new: Ints
    score: Floats

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.old.tolist(), self.new.tolist(), self.score.tolist(), strict=True)


class _Runs:
    """The runs of n characters of every unit on both sides, as ascending ids of one vocabulary, with their weights."""

    def __init__(self, old: Sequence[str], new: Sequence[str], n: int) -> None:
        texts = [*old, *new]
        owners, grams = _grams(texts, n)
        vocabulary, ids = np.unique(grams, return_inverse=True)
        sides = (ids[owners < len(old)], ids[owners >= len(old)])
        self.frequency = np.maximum(*(np.bincount(side, minlength=len(vocabulary)) for side in sides))
        self.weight: Floats = np.log((max(len(old), len(new)) + 1) / self.frequency)
        self._starts = np.searchsorted(owners, np.arange(len(texts) + 1))
        self._ids = ids.astype(np.int64)
        self.total = np.add.reduceat(self.weight[self._ids], self._starts[:-1])
        self._mark = np.zeros(len(vocabulary))

    def of(self, unit: int) -> Ints:
        """The run ids of one unit."""
        return self._ids[self._starts[unit] : self._starts[unit + 1]]

    def joined(self, units: Sequence[int]) -> tuple[Ints, Ints]:
        """The run ids of several units in a row, and where each begins."""
        parts = [self.of(unit) for unit in units]
        return np.concatenate(parts), np.cumsum([0, *map(len, parts[:-1])])

    def met(self, ids: Ints) -> npt.NDArray[np.bool_]:
        """For every run of the vocabulary, whether it is one of these."""
        found = np.zeros(len(self.frequency), dtype=bool)
        found[ids] = True
        return found

    def shared(self, unit: int, joined: tuple[Ints, Ints]) -> Floats:
        """The weight of the runs that one unit shares with each of several others."""
        mine = self.of(unit)
        self._mark[mine] = self.weight[mine]
        found: Floats = np.add.reduceat(self._mark[joined[0]], joined[1])
        self._mark[mine] = 0
        return found


def _grams(texts: Sequence[str], n: int) -> tuple[Ints, npt.NDArray[np.uint64]]:
    """The distinct runs of n UTF-16 codes of each text as numbers: (owner, run), ascending; a shorter text is one."""
    sizes = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts]
    padded = "".join(text + "\0" * max(1, n - size) for text, size in zip(texts, sizes, strict=True))
    codes = np.frombuffer(padded.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint64)
    lengths = np.array([size + max(1, n - size) for size in sizes], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    ends = np.cumsum(lengths)
    runs = codes.copy()
    for step in range(1, n):
        runs[:-step] |= codes[step:] << np.uint64(16 * step)
    room = ends[owners] - np.arange(len(codes))  # codes left in the own text, its closing zero included
    first = room == lengths[owners]
    inside = (room > n) | first
    owners, runs = owners[inside], runs[inside]
    order = np.lexsort((runs, owners))
    owners, runs = owners[order], runs[order]
    fresh = np.ones(len(runs), dtype=bool)
    fresh[1:] = (owners[1:] != owners[:-1]) | (runs[1:] != runs[:-1])
    return owners[fresh], runs[fresh]


class Evidence:
    """What the units of two documents share. Units are meant by their index on their own side."""

    def __init__(self, old: Sequence[ComparableUnit], new: Sequence[ComparableUnit]) -> None:
        self._old, self._new = old, new
        before, after = ([cut.text for cut in side] for side in (old, new))
        self._runs = [_Runs(before, after, n) for n in (1, 2, 3)]
        self._headings: dict[tuple[str, str], float] = {}

    def scores(self, left: Sequence[int], right: Sequence[int], near: Sequence[tuple[int, int]] = ()) -> Scores:
        """The scores of old units `left` with new units `right`, lessened where a rival is near.

        In long documents only of pairs that share one of their rarest phrases, and of those in `near`.
        """
        base = len(self._old)
        size = sum(len(self._runs[1].of(base + k)) for k in right)
        if len(left) * len(right) <= _ALL_PAIRS and len(left) * size <= _LOOK_UPS:
            old, new = np.repeat(np.array(left), len(right)), np.tile(np.array(right), len(left))
        else:
            old, new = self.candidates(left, right, near)
        found = np.empty(len(old))
        if not len(found):
            return Scores(old, new, found)
        starts = np.flatnonzero(np.diff(old, prepend=-1)).tolist()
        joined: tuple[list[int], list[tuple[Ints, Ints]]] = ([], [])
        for start, end in pairwise([*starts, len(old)]):
            ks = new[start:end].tolist()
            if ks != joined[0]:
                joined = ks, [runs.joined([base + k for k in ks]) for runs in self._runs]
            found[start:end] = self._alike(int(old[start]), ks, joined[1])
        scores = Scores(old, new, found)
        lead = np.minimum(_lead(scores.old, scores.score), _lead(scores.new, scores.score))
        return Scores(scores.old, scores.new, scores.score + _RIVAL * np.clip(lead, -_MARGIN, _MARGIN))

    def _alike(self, i: int, ks: list[int], others: Sequence[tuple[Ints, Ints]]) -> Floats:
        base = len(self._old)
        theirs = base + np.array(ks)
        dice = np.zeros(len(ks))
        for runs, joined in zip(self._runs, others, strict=True):
            shared = runs.shared(i, joined)
            dice += 2 * shared / (runs.total[i] + runs.total[theirs]) / len(self._runs)
        contained = shared / np.minimum(runs.total[i], runs.total[theirs])
        found: Floats = np.maximum(dice, _CONTAINED * contained)
        mine = self._old[i]
        for at, k in enumerate(ks):
            cut = self._new[k]
            if mine.heading_key and cut.heading_key:
                found[at] += _HEADING * (self._headings_alike(mine.heading_key, cut.heading_key) - _HEADINGS_ALIKE)
            if mine.number is not None and mine.number == cut.number:
                found[at] += _LABEL
        return found

    def _headings_alike(self, one: str, other: str) -> float:
        if (one, other) not in self._headings:
            self._headings[one, other] = similarity(one, other)
        return self._headings[one, other]

    def candidates(
        self, left: Sequence[int], right: Sequence[int], near: Sequence[tuple[int, int]] = ()
    ) -> tuple[Ints, Ints]:
        """The pairs that share one of the rarest phrases of either unit, and those of `near`, by old and new index."""
        base = len(self._old)
        found = [np.array([i * len(self._new) + k for i, k in near], dtype=np.int64)]
        for runs in self._runs[1:]:
            mine, theirs = runs.joined(left), runs.joined([base + k for k in right])
            telling = (runs.frequency <= _COMMON) & runs.met(mine[0]) & runs.met(theirs[0])
            old, new = _Holders(left, mine, telling), _Holders(right, theirs, telling)
            for rare, others, turned in (
                (old.rarest(runs.frequency), new, False),
                (new.rarest(runs.frequency), old, True),
            ):
                one, other = others.holding(*rare)
                found.append(other * len(self._new) + one if turned else one * len(self._new) + other)
        pairs = np.unique(np.concatenate(found))
        return pairs // len(self._new), pairs % len(self._new)

    def piece(
        self, part: int, wholes: Sequence[int], others: Sequence[int], least: float
    ) -> Iterator[tuple[int, float]]:
        """Each of the wholes of which a unit is a piece, with the weighted share of the unit that stands there.

        What stands in the whole's other piece as well does not count; the share is at least `least`. All count the old
        units first: new unit k is `len(old) + k`.
        """
        runs = self._runs[2]
        shared = runs.shared(part, runs.joined(wholes)) / runs.total[part]
        for at in np.flatnonzero(shared >= least).tolist():
            mine = np.intersect1d(runs.of(part), runs.of(wholes[at]), assume_unique=True)
            own = np.setdiff1d(mine, runs.of(others[at]), assume_unique=True)
            if (share := float(runs.weight[own].sum() / runs.total[part])) >= least:
                yield wholes[at], share


class _Holders:
    """The telling runs of some units, and which unit holds each."""

    def __init__(self, units: Sequence[int], joined: tuple[Ints, Ints], telling: npt.NDArray[np.bool_]) -> None:
        ids, starts = joined
        owners = np.repeat(np.array(units, dtype=np.int64), np.diff(starts, append=len(ids)))
        kept = telling[ids]
        self._owners, self._ids = owners[kept], ids[kept]

    def rarest(self, frequency: Ints) -> tuple[Ints, Ints]:
        """Of each unit the rarest runs: owners and runs."""
        order = np.lexsort((self._ids, frequency[self._ids], self._owners))
        owners = self._owners[order]
        place = np.arange(len(owners)) - np.searchsorted(owners, owners)
        first = order[place < _RAREST]
        return self._owners[first], self._ids[first]

    def holding(self, owners: Ints, ids: Ints) -> tuple[Ints, Ints]:
        """Those owners of these runs on the other side, each with every unit of this side that holds the run."""
        order = np.argsort(self._ids, kind="stable")
        held = self._ids[order]
        begins, ends = np.searchsorted(held, ids), np.searchsorted(held, ids, side="right")
        counts = ends - begins
        places = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        return np.repeat(owners, counts), self._owners[order[places]]


def _lead(groups: Ints, scores: Floats) -> Floats:
    """For each score, what it is ahead of the best other one in its group; behind is below 0, alone is the score."""
    order = np.lexsort((-scores, groups))
    grouped, ranked = groups[order], scores[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = grouped[1:] != grouped[:-1]
    starts = np.flatnonzero(first)
    best = ranked[starts]
    second = np.where(
        np.append(np.diff(starts), len(order) - starts[-1]) > 1, ranked[np.minimum(starts + 1, len(order) - 1)], 0.0
    )
    group = np.cumsum(first) - 1
    lead = np.empty(len(order))
    lead[order] = ranked - np.where(first, second[group], best[group])
    return lead
