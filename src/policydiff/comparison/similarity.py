"""How similar two units are: the measured evidence by which they are paired.

The score is the mean of three Dice coefficients, over character unigrams, bigrams and trigrams, each n-gram weighted by
its inverse document frequency among the units of the side that has it more often; or 0.8 of the trigram containment of
the lesser unit, where that is greater. Headings, if both units have one, and the same label adjust it a little. The
weights were measured on editions of Taiwan's statutes with the legislature's own account of them (`docs/compare.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.comparison.units import ComparableUnit
from policydiff.matching.diff import similarity

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CONTAINMENT_WEIGHT = 0.8  # relative to the Dice coefficient
_HEADING_WEIGHT = 0.3
_NEUTRAL_HEADING_SIMILARITY = 0.2  # headings above it raise the score of a pair, those below lower it
_MAX_WRAPPED_CHARACTERS = 200  # of units compared with their headings
_MIN_WRAPPED_SIMILARITY = 0.5  # of those
_SAME_LABEL_BONUS = 0.03
_LEAD_WEIGHT = 0.4  # of the lead over the best rival
_MAX_LEAD = 0.3
_MIN_CONTAINED = 0.4  # of a piece in another unit, below which its share is not measured
_MIN_OWN_NGRAMS = 2  # trigrams that a piece has and its neighbour has not
_MAX_EXHAUSTIVE_PAIRS = 1_000_000  # up to which every unit is compared with every other
_MAX_EXHAUSTIVE_LOOK_UPS = 100_000_000  # bigrams looked up in all, likewise
_MAX_RARE_NGRAMS = 16  # by which candidates are looked up for a unit
_MAX_UNITS_OF_SELECTIVE_NGRAM = 64  # one in more units than that is too common to propose candidates


class PieceShares(NamedTuple):
    """How much of the trigram weight of a unit lies in another unit, each in [0, 1].

    `contained`: all that lies in it; `exclusive`: what the partner of that unit has not; `own`: of all that the partner
    has not, the part that lies in it, 0 if there is too little of it. The last two are 0 where `contained` is small.
    """

    contained: float
    exclusive: float
    own: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored pairs of units, as parallel arrays: `old`, `new` int64 (n,), unit indices; `score` float64 (n,).

    A score may be below 0 or above 1. Iteration gives (old, new, score).
    """

    old: Ints
    new: Ints
    score: Floats

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.old.tolist(), self.new.tolist(), self.score.tolist(), strict=True)


class _NGrams:
    """The distinct character n-grams of every unit of both sides, as ascending ids of one vocabulary, with weights.

    `frequency` int64 (v,): units with the n-gram, of the side that has more of them; `weight` float64 (v,): its inverse
    document frequency; `total` float64 (u,): summed weight of a unit. `_ids` int64 (t,) holds the ids of all units in a
    row, `_starts` int64 (u+1,) where each begins; `_mark` float64 (v,) is a scratch buffer, all zero between calls.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], n: int) -> None:
        texts = [*old, *new]
        owners, ngrams = _distinct_ngrams(texts, n)
        vocabulary, ids = np.unique(ngrams, return_inverse=True)
        sides = (ids[owners < len(old)], ids[owners >= len(old)])
        self.frequency = np.maximum(*(np.bincount(side, minlength=len(vocabulary)) for side in sides))
        self.weight: Floats = np.log((max(len(old), len(new)) + 1) / self.frequency)
        self._starts = np.searchsorted(owners, np.arange(len(texts) + 1))
        self._ids = ids.astype(np.int64)
        self.total = np.add.reduceat(self.weight[self._ids], self._starts[:-1])
        self._mark = np.zeros(len(vocabulary))

    def ids_of(self, unit: int) -> Ints:
        """The n-gram ids of one unit, ascending."""
        return self._ids[self._starts[unit] : self._starts[unit + 1]]

    def concatenated(self, units: Sequence[int]) -> tuple[Ints, Ints]:
        """The n-gram ids of several units, concatenated, and the offset at which each unit begins.

        Raises ValueError if no unit is given.
        """
        unit_ids = [self.ids_of(unit) for unit in units]
        return np.concatenate(unit_ids), np.cumsum([0, *map(len, unit_ids[:-1])])

    def mask_of(self, ids: Ints) -> npt.NDArray[np.bool_]:
        """A mask over the vocabulary: True for the n-grams in `ids`."""
        mask = np.zeros(len(self.frequency), dtype=bool)
        mask[ids] = True
        return mask

    def shared_weight(self, unit: int, others: tuple[Ints, Ints]) -> Floats:
        """The summed weight of the n-grams that a unit shares with each of several others: float64 (units,).

        `others` is what `concatenated` returns for them.
        """
        ids = self.ids_of(unit)
        self._mark[ids] = self.weight[ids]
        weights: Floats = np.add.reduceat(self._mark[others[0]], others[1])
        self._mark[ids] = 0
        return weights


def _distinct_ngrams(texts: Sequence[str], n: int) -> tuple[Ints, npt.NDArray[np.uint64]]:
    """The distinct n-grams of each text, packed into uint64: (owner, n-gram), ascending; n is at most 4.

    An n-gram is n UTF-16 code units; a text shorter than n, an empty one too, is one n-gram, padded with zeros.
    """
    sizes = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts]
    padded = "".join(text + "\0" * max(1, n - size) for text, size in zip(texts, sizes, strict=True))
    codes = np.frombuffer(padded.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint64)
    lengths = np.array([size + max(1, n - size) for size in sizes], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    ends = np.cumsum(lengths)
    ngrams = codes.copy()
    for position in range(1, n):
        ngrams[:-position] |= codes[position:] << np.uint64(16 * position)
    remaining = ends[owners] - np.arange(len(codes))  # codes left in the own text, its closing zero included
    is_start = remaining == lengths[owners]
    is_whole = (remaining > n) | is_start
    owners, ngrams = owners[is_whole], ngrams[is_whole]
    order = np.lexsort((ngrams, owners))
    owners, ngrams = owners[order], ngrams[order]
    is_first = np.ones(len(ngrams), dtype=bool)
    is_first[1:] = (owners[1:] != owners[:-1]) | (ngrams[1:] != ngrams[:-1])
    return owners[is_first], ngrams[is_first]


class UnitSimilarity:
    """The similarity of the units of two documents. Units are given by their index on their own side."""

    def __init__(self, old: Sequence[ComparableUnit], new: Sequence[ComparableUnit]) -> None:
        self._old, self._new = old, new
        before, after = ([unit.text for unit in units] for units in (old, new))
        self._ngrams = [_NGrams(before, after, n) for n in (1, 2, 3)]
        self._headings: dict[tuple[str, str], float] = {}

    def scores(self, olds: Sequence[int], news: Sequence[int], near: Sequence[tuple[int, int]] = ()) -> Scores:
        """Score the old units `olds` against the new units `news`, adjusted by the lead over the best rival of either.

        In long documents only the candidates are scored: pairs that share one of their rarest n-grams, and those in
        `near`. The result is in the order of the old units, empty if either side is.
        """
        base = len(self._old)
        bigrams = sum(len(self._ngrams[1].ids_of(base + k)) for k in news)
        if len(olds) * len(news) <= _MAX_EXHAUSTIVE_PAIRS and len(olds) * bigrams <= _MAX_EXHAUSTIVE_LOOK_UPS:
            old, new = np.repeat(np.array(olds), len(news)), np.tile(np.array(news), len(olds))
        else:
            old, new = self.candidates(olds, news, near)
        values = np.empty(len(old))
        if not len(values):
            return Scores(old, new, values)
        starts = np.flatnonzero(np.diff(old, prepend=-1)).tolist()
        scored_units: tuple[list[int], list[tuple[Ints, Ints]]] = ([], [])
        for start, end in pairwise([*starts, len(old)]):
            ks = new[start:end].tolist()
            if ks != scored_units[0]:
                scored_units = ks, [ngrams.concatenated([base + k for k in ks]) for ngrams in self._ngrams]
            values[start:end] = self._base_scores(int(old[start]), ks, scored_units[1])
        scores = Scores(old, new, values)
        lead = np.minimum(_lead(scores.old, scores.score), _lead(scores.new, scores.score))
        return Scores(scores.old, scores.new, scores.score + _LEAD_WEIGHT * np.clip(lead, -_MAX_LEAD, _MAX_LEAD))

    def _base_scores(self, i: int, ks: list[int], others: Sequence[tuple[Ints, Ints]]) -> Floats:
        """The unadjusted scores of old unit `i` with new units `ks`, float64; `others` holds their n-grams, by n."""
        base = len(self._old)
        other_ids = base + np.array(ks)
        dice = np.zeros(len(ks))
        for ngrams, other_ngrams in zip(self._ngrams, others, strict=True):
            shared_weight = ngrams.shared_weight(i, other_ngrams)
            dice += 2 * shared_weight / (ngrams.total[i] + ngrams.total[other_ids]) / len(self._ngrams)
        contained = shared_weight / np.minimum(ngrams.total[i], ngrams.total[other_ids])
        scores: Floats = np.maximum(dice, _CONTAINMENT_WEIGHT * contained)
        unit = self._old[i]
        for position, k in enumerate(ks):
            other = self._new[k]
            if _is_heading_of(unit, other) or _is_heading_of(other, unit):
                scores[position] = max(scores[position], _CONTAINMENT_WEIGHT)
            if unit.folded_heading and other.folded_heading:
                scores[position] += _HEADING_WEIGHT * (
                    self._heading_similarity(unit.folded_heading, other.folded_heading) - _NEUTRAL_HEADING_SIMILARITY
                )
            if unit.number is not None and unit.number == other.number:
                if bool(unit.folded_heading) != bool(other.folded_heading):
                    scores[position] = max(scores[position], _similarity_with_heading(unit, other))
                scores[position] += _SAME_LABEL_BONUS
        return scores

    def _heading_similarity(self, heading: str, other: str) -> float:
        """The similarity of two folded headings, in [0, 1]; each pair is computed once."""
        if (heading, other) not in self._headings:
            self._headings[heading, other] = similarity(heading, other)
        return self._headings[heading, other]

    def candidates(
        self, olds: Sequence[int], news: Sequence[int], near: Sequence[tuple[int, int]] = ()
    ) -> tuple[Ints, Ints]:
        """The pairs that share one of the rarest n-grams of either unit, and those in `near`: (old, new) indices.

        Both int64, each pair once, ascending. An n-gram is rare if at most `_MAX_UNITS_OF_SELECTIVE_NGRAM` units of
        either side have it, and one of the `_MAX_RARE_NGRAMS` rarest of its unit that the other side has as well.
        """
        base = len(self._old)
        pair_codes = [np.array([i * len(self._new) + k for i, k in near], dtype=np.int64)]
        for ngrams in self._ngrams[1:]:
            old_ids, new_ids = ngrams.concatenated(olds), ngrams.concatenated([base + k for k in news])
            selective = (
                (ngrams.frequency <= _MAX_UNITS_OF_SELECTIVE_NGRAM)
                & ngrams.mask_of(old_ids[0])
                & ngrams.mask_of(new_ids[0])
            )
            old_index, new_index = _InvertedIndex(olds, old_ids, selective), _InvertedIndex(news, new_ids, selective)
            for rare, index, is_turned in (
                (old_index.rarest(ngrams.frequency), new_index, False),
                (new_index.rarest(ngrams.frequency), old_index, True),
            ):
                owners, holders = index.units_with(*rare)
                pair_codes.append(holders * len(self._new) + owners if is_turned else owners * len(self._new) + holders)
        pairs = np.unique(np.concatenate(pair_codes))
        return pairs // len(self._new), pairs % len(self._new)

    def pieces(self, part: int, wholes: Sequence[int], partners: Sequence[int]) -> Iterator[PieceShares]:
        """How much of the unit `part` lies in each of `wholes`, whose partners are given at the same places.

        Indices run over both sides here: new unit k is `len(old) + k`.
        """
        trigrams = self._ngrams[2]
        ids, total = trigrams.ids_of(part), trigrams.total[part]
        shared = trigrams.shared_weight(part, trigrams.concatenated(wholes)) / total
        for position, contained in enumerate(shared.tolist()):
            if contained < _MIN_CONTAINED:
                yield PieceShares(contained, 0.0, 0.0)
                continue
            own = np.setdiff1d(ids, trigrams.ids_of(partners[position]), assume_unique=True)
            exclusive = np.intersect1d(own, trigrams.ids_of(wholes[position]), assume_unique=True)
            own_weight, weight = float(trigrams.weight[own].sum()), float(trigrams.weight[exclusive].sum())
            yield PieceShares(contained, weight / total, weight / own_weight if len(own) >= _MIN_OWN_NGRAMS else 0.0)


class _InvertedIndex:
    """Inverted index over the selective n-grams of some units. `_owners`, `_ids` int64 (n,): unit and n-gram."""

    def __init__(self, units: Sequence[int], concatenated: tuple[Ints, Ints], selective: npt.NDArray[np.bool_]) -> None:
        ids, starts = concatenated
        owners = np.repeat(np.array(units, dtype=np.int64), np.diff(starts, append=len(ids)))
        is_selective = selective[ids]
        self._owners, self._ids = owners[is_selective], ids[is_selective]

    def rarest(self, frequency: Ints) -> tuple[Ints, Ints]:
        """The rarest n-grams of each unit, at most `_MAX_RARE_NGRAMS`: owners and ids, in parallel."""
        order = np.lexsort((self._ids, frequency[self._ids], self._owners))
        owners = self._owners[order]
        rank = np.arange(len(owners)) - np.searchsorted(owners, owners)
        rarest = order[rank < _MAX_RARE_NGRAMS]
        return self._owners[rarest], self._ids[rarest]

    def units_with(self, owners: Ints, ids: Ints) -> tuple[Ints, Ints]:
        """Join (owner, n-gram) pairs of the other side with the units here that have the n-gram: (owner, unit).

        A pair of units comes once for each n-gram; n-grams that no unit here has are dropped.
        """
        order = np.argsort(self._ids, kind="stable")
        sorted_ids = self._ids[order]
        starts, ends = np.searchsorted(sorted_ids, ids), np.searchsorted(sorted_ids, ids, side="right")
        counts = ends - starts
        positions = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        return np.repeat(owners, counts), self._owners[order[positions]]


def _is_heading_of(unit: ComparableUnit, other: ComparableUnit) -> bool:
    """Whether all the words of a unit are the first sentence of another one, which was taken for its heading."""
    return bool(other.folded_heading and other.folded_body) and unit.whole == other.folded_heading


def _similarity_with_heading(unit: ComparableUnit, other: ComparableUnit) -> float:
    """The similarity of two short units with their headings; 0 if it is low, or one is long.

    What is read as the heading of one may be the first line of a wrapped text.
    """
    if max(len(unit.whole), len(other.whole)) > _MAX_WRAPPED_CHARACTERS:
        return 0.0
    value = similarity(unit.whole, other.whole, _MIN_WRAPPED_SIMILARITY)
    return value if value >= _MIN_WRAPPED_SIMILARITY else 0.0


def _lead(groups: Ints, scores: Floats) -> Floats:
    """The lead of each score over the best other one in its group; negative if behind, the score itself if alone.

    0 for the best of a tie. There must be at least one score.
    """
    order = np.lexsort((-scores, groups))
    grouped, ranked = groups[order], scores[order]
    is_best = np.ones(len(order), dtype=bool)
    is_best[1:] = grouped[1:] != grouped[:-1]
    group_starts = np.flatnonzero(is_best)
    best = ranked[group_starts]
    second = np.where(
        np.append(np.diff(group_starts), len(order) - group_starts[-1]) > 1,
        ranked[np.minimum(group_starts + 1, len(order) - 1)],
        0.0,
    )
    group = np.cumsum(is_best) - 1
    lead = np.empty(len(order))
    lead[order] = ranked - np.where(is_best, second[group], best[group])
    return lead
