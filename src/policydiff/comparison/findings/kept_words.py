"""How much of some words a stretch of another text has: words that are mostly there are hardly gone, or new."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

_MIN_STRETCH_CHARACTERS = 30
_MAX_QUERY_CHARACTERS = 80  # the last of the words that are looked up
_MAX_PLACES = 64  # of a bigram that tells one place from another
_MAX_STRETCHES_TRIED = 4  # compared in full
_MIN_PARALLEL_SHARE = 0.5  # of a stretch, for another like it to be looked for in the words' own text
_MAX_PARALLEL_DISTANCE = 0.1  # between the shares of the two
_MIN_CORE_CHARACTERS = 8  # of what a stretch has in common with the words, to be looked up itself


class Stretch(NamedTuple):
    """A stretch of a text, and the share of the bigrams of some words that it has.

    `core` is its part from the first of those bigrams to the last, which begins at `start` in the words of the text.
    `is_parallel` is True if the words have another stretch like it in their own text.
    """

    share: float
    text: str
    core: str
    start: int
    is_parallel: bool = False

    def overlaps(self, other: Stretch) -> bool:
        """Whether the cores of two stretches of one text overlap."""
        return self.start < other.start + len(other.core) and other.start < self.start + len(self.core)


NO_STRETCH = Stretch(0.0, "", "", 0)


class KeptWords:
    """The words of a text, by the places of their character bigrams.

    >>> next(KeptWords("船主应当向县交通局登记船舶载明吨位").stretches("船主应当登记船舶")).share
    0.8571428571428571
    """

    def __init__(self, words: str) -> None:
        self._words = words

    @cached_property
    def _index(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
        """The codes of all bigrams, ascending, and the position of each."""
        codes = _bigram_codes(self._words)
        order = np.argsort(codes, kind="stable")
        return codes[order], order

    def stretches(self, words: str) -> Iterator[Stretch]:
        """The stretches of the text that have most of the rarer bigrams of `words`, in no certain order.

        Nothing for words of less than three bigrams. Of longer words than `_MAX_QUERY_CHARACTERS`, the last count.
        """
        words = words[-_MAX_QUERY_CHARACTERS:]
        wanted = {words[index : index + 2] for index in range(len(words) - 1)}
        ascending, order = self._index
        if len(wanted) < 3 or not len(ascending):
            return
        codes = np.unique(_bigram_codes(words))
        starts, ends = np.searchsorted(ascending, codes, "left"), np.searchsorted(ascending, codes, "right")
        is_rare = (ends > starts) & (ends - starts <= _MAX_PLACES)
        starts, counts = starts[is_rare], (ends - starts)[is_rare]
        if not len(starts):
            return
        length = max(_MIN_STRETCH_CHARACTERS, len(words))
        # The places of all rare bigrams in a row, each bigram once a block.
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        blocks = order[np.repeat(starts, counts) + offsets] // length
        number_of_blocks = len(self._words) // length + 1
        bigrams_in_blocks = np.unique(np.repeat(np.arange(len(starts)), counts) * number_of_blocks + blocks)
        numbers, sizes = np.unique(bigrams_in_blocks % number_of_blocks, return_counts=True)
        for block in numbers[np.argsort(-sizes, kind="stable")[:_MAX_STRETCHES_TRIED]].tolist():
            start = max(0, block * length - length // 2)
            text = self._words[start : (block + 1) * length + length // 2]
            places = [index for index in range(len(text) - 1) if text[index : index + 2] in wanted]
            shared = {text[index : index + 2] for index in places}
            if places:
                core = text[places[0] : places[-1] + 2]
                yield Stretch(len(shared) / len(wanted), text, core, start + places[0])

    def closest(self, words: str, own: KeptWords) -> Stretch:
        """The stretch with the largest share of the bigrams of `words`; NO_STRETCH if there is none.

        `own` is the text of the words. A stretch whose core stands there as well does not count: it remained, and did
        not take the place of the words. Nor does one that the words have beside another of their own kind.
        """
        closest = max(
            (
                stretch
                for stretch in self.stretches(words)
                if len(stretch.core) < _MIN_CORE_CHARACTERS or stretch.core in words or not own.has(stretch.core)
            ),
            key=lambda stretch: stretch.share,
            default=NO_STRETCH,
        )
        if closest.share < _MIN_PARALLEL_SHARE:
            return closest
        likes = sorted(own.stretches(words), key=lambda stretch: -stretch.share)
        is_parallel = any(
            stretch.share >= closest.share - _MAX_PARALLEL_DISTANCE and not stretch.overlaps(likes[0])
            for stretch in likes[1:]
        )
        return closest._replace(is_parallel=is_parallel)

    def has(self, words: str) -> bool:
        """Whether the words stand in the text, in a row; False if all their bigrams are at too many places."""
        ascending, order = self._index
        codes = _bigram_codes(words)
        if not len(codes) or not len(ascending):
            return words in self._words
        starts, ends = np.searchsorted(ascending, codes, "left"), np.searchsorted(ascending, codes, "right")
        rarest = int(np.argmin(ends - starts))
        places = order[int(starts[rarest]) : int(ends[rarest])][:_MAX_PLACES].tolist()
        return any(place >= rarest and self._words.startswith(words, place - rarest) for place in places)


def bigram_share(words: str, text: str) -> float:
    """The share of the character bigrams of `words` that stand in `text`, in [0, 1]; 0 for less than two characters.

    >>> bigram_share("登记船舶", "船舶登记")
    0.6666666666666666
    """
    bigrams = {words[index : index + 2] for index in range(len(words) - 1)}
    return sum(bigram in text for bigram in bigrams) / len(bigrams) if bigrams else 0.0


def _bigram_codes(words: str) -> npt.NDArray[np.uint64]:
    """A number for each pair of neighbouring characters; empty for a single one."""
    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    return codes[:-1] << np.uint64(32) | codes[1:]
