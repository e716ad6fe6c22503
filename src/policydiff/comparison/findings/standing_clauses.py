"""Where the other text has a clause in other words: what stands anywhere there is neither gone nor new."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Codes = npt.NDArray[np.uint64]

_STANDS, _STANDS_NEAR = 0.48, 0.35  # least likeness of a place that has the clause, anywhere or where it is expected
_MIN_LIKENESS = 0.2  # of a place that is returned
_MIN_ACT_LIKENESS = 0.3  # of a place that has it
_MIN_RIVAL = 0.9  # of the share of a place that a clause has, for the share of another sentence to count against it
_EQUAL = 0.99  # of the largest share of a sentence, for another share to be as large
_ACT_WEIGHT = 0.6  # of the likeness of the act; the rest is that of the sentence around it
_CHARACTER_WEIGHT = 0.35  # of a single character, beside that of a pair of characters or of a Latin word
_MAX_READ_CHARACTERS = 1_000  # of an act, and of its sentence on either side
_MAX_PLACES = 64  # of a feature by which a sentence is looked up
_MAX_CANDIDATES = 4  # compared in full
_MAX_RIVALS = 2  # of a candidate, that are looked at
_MAX_SENTENCE_CHARACTERS = 300  # of a sentence without a mark, which is then cut
_SENTENCE_MARKS = frozenset("。;!?\n\r")
_LATIN_WORD = pattern(r"[a-z]{2,40}")
_FIRST_WORD_CODE = 0x110000  # above all code points
_WORD_CODES = 0xEFFFE  # of Latin words
_TOKEN_BITS, _SENTENCE_BITS = np.uint64(21), np.uint64(21)
_SENTENCE_MASK = np.uint64((1 << 21) - 1)


class Place(NamedTuple):
    """A sentence that is like a clause of the other text: how much, in [0, 1], how much like its act, and where."""

    likeness: float
    act_likeness: float
    span: Span

    @property
    def stands(self) -> bool:
        """Whether the sentence says what the clause says."""
        return self.likeness >= _STANDS and self.act_likeness >= _MIN_ACT_LIKENESS

    def stands_near(self, spans: Iterable[Span]) -> bool:
        """Whether the sentence says what the clause says; one that overlaps with `spans` needs to be less like it."""
        return self.stands or (self.likeness >= _STANDS_NEAR and any(map(self.span.overlaps, spans)))


class Clauses:
    """The sentences of a normalised text, by the characters, pairs of characters and Latin words in them.

    >>> own = Clauses("船主应当向县交通局登记船舶。渡口夜间关闭。")
    >>> other = Clauses("夜间停航。船舶由船主到县交通局登记。")
    >>> place = other.closest(Span(2, 12), Span(0, 12), own)
    >>> place.span, place.stands
    (Span(start=5, end=17), True)
    """

    def __init__(self, normalised_text: str) -> None:
        self._positions, self._tokens, self._sentences = _read_tokens(normalised_text)
        self._number = int(self._sentences[-1]) + 1 if len(self._sentences) else 0
        self._sentence_starts = np.searchsorted(self._sentences, np.arange(self._number + 1))
        owners = np.concatenate((self._sentences, self._sentences[:-1][_joined(self._sentences)]))
        # Sorted: NumPy's own way of finding different values, by a hash table, is slow for values so alike.
        entries = np.sort((_features(self._tokens, self._sentences) << _SENTENCE_BITS) | owners)
        entries = entries[np.flatnonzero(np.diff(entries, prepend=entries[:1] - 1))]
        codes, self._owners = entries >> _SENTENCE_BITS, (entries & _SENTENCE_MASK).astype(np.int64)
        self._features, self._starts, self._counts = np.unique(codes, return_index=True, return_counts=True)
        order = np.argsort(self._owners, kind="stable")
        self._codes_by_sentence = codes[order]
        self._first_code = np.searchsorted(self._owners[order], np.arange(self._number + 1))
        self._rivals: dict[int, list[tuple[int, float]]] = {}
        self._likest_ones: dict[int, list[int]] = {}

    def closest(self, act: Span, sentence: Span, own: Clauses) -> Place | None:
        """Find the sentence of this text that is most like a sentence of `own`, above all like its act.

        `own` is the other text of the comparison. A sentence that is the counterpart of another one of `own` counts
        only with what it does not share with that. Returns None if none has `_MIN_LIKENESS`.
        """
        act = Span(act.start, min(act.end, act.start + _MAX_READ_CHARACTERS))
        start = max(sentence.start, act.start - _MAX_READ_CHARACTERS)
        whole = own._features_at(Span(start, max(act.end, min(sentence.end, act.end + _MAX_READ_CHARACTERS))))
        in_act = own._features_at(act)
        wanted = np.union1d(in_act, whole)
        if not len(in_act) or not len(self._features):
            return None
        weights = (self._weights(wanted) + own._weights(wanted)) / 2
        is_act = _among(wanted, in_act)
        values = weights * (1 - _ACT_WEIGHT) / max(weights.sum(), 1e-9)
        act_values = np.where(is_act, weights, 0) / max(weights[is_act].sum(), 1e-9)
        values += act_values * _ACT_WEIGHT
        first, last = own._sentences_at(act)
        best: Place | None = None
        for candidate in self._candidates(wanted, values):
            features = self._features_of(candidate)
            is_shared = _among(wanted, features)
            if values[is_shared].sum() <= (best.likeness if best else _MIN_LIKENESS):
                continue
            feature_weights = (self._weights(features) + own._weights(features)) / 2
            covered = feature_weights[_among(features, wanted)].sum() / max(feature_weights.sum(), 1e-9)
            rival = next(
                (
                    number
                    for number, share in self._rivals_of(candidate, own, features, feature_weights)
                    if share >= _MIN_RIVAL * covered and not first <= number <= last
                ),
                None,
            )
            if rival is not None:
                is_shared &= ~_among(wanted, own._features_of(rival))
            likeness = float(values[is_shared].sum())
            if not best or likeness > best.likeness:
                best = Place(likeness, float(act_values[is_shared].sum()), self._span(candidate))
        return best

    def _rivals_of(
        self, sentence: int, own: Clauses, features: Codes, weights: npt.NDArray[np.float64]
    ) -> list[tuple[int, float]]:
        """The sentences of `own` whose counterpart is a sentence here, with the shares of it that they have; kept.

        The largest share comes first. Their counterpart is the sentence that has most of them.
        """
        if sentence not in self._rivals:
            total = max(weights.sum(), 1e-9)
            rivals = [
                (number, float(weights[_among(features, own._features_of(number))].sum() / total))
                for number in own._candidates(features, weights)[:_MAX_RIVALS]
                if sentence in self._likest(number, own)
            ]
            self._rivals[sentence] = sorted(rivals, key=lambda rival: -rival[1])
        return self._rivals[sentence]

    def _likest(self, number: int, own: Clauses) -> list[int]:
        """The sentences, mostly a single one, that have most of one of `own`; empty if none has any of it; kept."""
        if number not in self._likest_ones:
            wanted = own._features_of(number)
            weights = (self._weights(wanted) + own._weights(wanted)) / 2
            shares = {
                candidate: weights[_among(wanted, self._features_of(candidate))].sum()
                for candidate in self._candidates(wanted, weights)
            }
            least = _EQUAL * max(shares.values(), default=0)
            self._likest_ones[number] = [candidate for candidate, share in shares.items() if share >= least]
        return self._likest_ones[number]

    def _candidates(self, wanted: Codes, values: npt.NDArray[np.float64]) -> list[int]:
        """The sentences with the largest sum of the values of features that are not too frequent."""
        indices = np.minimum(np.searchsorted(self._features, wanted), len(self._features) - 1)
        starts, counts = self._starts[indices], self._counts[indices]
        is_rare = (self._features[indices] == wanted) & (counts <= _MAX_PLACES)
        starts, counts, values = starts[is_rare], counts[is_rare], values[is_rare]
        if not len(starts):
            return []
        offsets = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        owners = self._owners[offsets]
        order = np.argsort(owners)
        owners = owners[order]
        first = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
        sums = np.add.reduceat(np.repeat(values, counts)[order], first)
        best: list[int] = owners[first][np.argsort(-sums, kind="stable")[:_MAX_CANDIDATES]].tolist()
        return best

    def _weights(self, features: Codes) -> npt.NDArray[np.float64]:
        """How telling features are: the more, the fewer sentences have them."""
        indices = np.minimum(np.searchsorted(self._features, features), len(self._features) - 1)
        counts = np.where(self._features[indices] == features, self._counts[indices], 0)
        weights = np.log((2 + self._number) / (1 + counts))
        weights[features < _FIRST_WORD_CODE] *= _CHARACTER_WEIGHT
        return weights

    def _features_of(self, sentence: int) -> Codes:
        return self._codes_by_sentence[self._first_code[sentence] : self._first_code[sentence + 1]]

    def _features_at(self, span: Span) -> Codes:
        """The features of a stretch of the text, ascending, each once."""
        start, end = np.searchsorted(self._positions, (span.start, span.end))
        return np.unique(_features(self._tokens[start:end], self._sentences[start:end]))

    def _sentences_at(self, span: Span) -> tuple[int, int]:
        """The numbers of the sentences in which a stretch begins and ends."""
        start, end = np.searchsorted(self._positions, (span.start, span.end)).tolist()
        return int(self._sentences[start]), int(self._sentences[max(start, end - 1)])

    def _span(self, sentence: int) -> Span:
        start, end = self._sentence_starts[sentence], self._sentence_starts[sentence + 1]
        return Span(int(self._positions[start]), int(self._positions[end - 1]) + 1)


def _read_tokens(text: str) -> tuple[npt.NDArray[np.int64], Codes, Codes]:
    """The letters, digits and Latin words of a text: their positions, codes, and the numbers of their sentences."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    characters, inverse = np.unique(codes, return_inverse=True)
    is_token = np.array([chr(character).isalnum() for character in characters.tolist()], dtype=bool)[inverse]
    is_mark = np.array([chr(character) in _SENTENCE_MARKS for character in characters.tolist()], dtype=bool)[inverse]
    for word in _LATIN_WORD.finditer(text):
        codes[word.start()] = _FIRST_WORD_CODE + crc32(word[0].encode()) % _WORD_CODES
        is_token[word.start() + 1 : word.end()] = False
    positions = np.flatnonzero(is_token)
    numbers = np.cumsum(is_mark)[positions]
    if len(numbers):
        starts = np.searchsorted(numbers, numbers)
        parts = (np.arange(len(numbers)) - starts) // _MAX_SENTENCE_CHARACTERS
        is_first = np.concatenate(([False], (np.diff(numbers) > 0) | (np.diff(parts) != 0)))
        numbers = np.cumsum(is_first)
    return positions, codes[positions], numbers.astype(np.uint64)


def _joined(sentences: Codes) -> npt.NDArray[np.bool_]:
    """For each token but the last, whether the next one is of the same sentence."""
    joined: npt.NDArray[np.bool_] = sentences[1:] == sentences[:-1]
    return joined


def _features(tokens: Codes, sentences: Codes) -> Codes:
    """The codes of the tokens, and those of all pairs of adjoining ones of one sentence."""
    pairs = ((tokens[:-1] + np.uint64(1)) << _TOKEN_BITS) | tokens[1:]
    return np.concatenate((tokens, pairs[_joined(sentences)]))


def _among(codes: Codes, others: Codes) -> npt.NDArray[np.bool_]:
    """For each code, whether it is one of `others`, which are ascending."""
    if not len(others):
        return np.zeros(len(codes), dtype=bool)
    indices = np.minimum(np.searchsorted(others, codes), len(others) - 1)
    is_among: npt.NDArray[np.bool_] = others[indices] == codes
    return is_among
