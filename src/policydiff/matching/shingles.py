"""The flat kernel: key codes -> hashes of every run of n codes, in blocks that stay in the cache.

A shingle's hash is a polynomial in its codes modulo 2**32, made by doubling (1, 2, 4 ... codes at a time) and then
mixed; equal shingles have equal hashes, wherever they stand. Unequal ones may meet: whoever uses a hash compares.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from policydiff.matching.packed_pairs import first_of_equal
from policydiff.text.folding import Codes, Positions, fold
from policydiff.text.folding_blocks import Buffers, fold_many

Hashes: TypeAlias = npt.NDArray[np.uint32]
Made = TypeVar("Made")
Item = TypeVar("Item", bound=Sized)

WIDTH = 5  # codes in a shingle of a document
BLOCK = 1 << 15
_LONG = 1 << 10  # hashes of a text in the mean
TEXTS = 1 << 17  # characters of texts folded and hashed together
_FEW = 1 << 10  # hashes that are looked for one by one
_MOST_BITS = 22  # of a hash, that choose its slot in a table
_SPREAD = np.uint32(0x9E3779B1)
_BASE = 0x01000193


def hashes(codes: Codes, width: int) -> Hashes:
    """The hash of each of the len(codes) - width + 1 shingles of `width` codes; none for a shorter text."""
    found = np.empty(max(len(codes) - width + 1, 0), dtype=np.uint32)
    if len(found):
        _hash(codes, width, found, Buffers())
    return found


def _hash(codes: Codes, width: int, out: Hashes, buffers: Buffers) -> None:
    """Writes the hashes of the shingles of `codes`, of which there is at least one, to `out`."""
    powers, spare = (buffers.get(name, len(codes), np.uint32) for name in ("powers", "spare"))
    np.copyto(powers, codes)
    powers *= _SPREAD
    powers ^= np.right_shift(powers, np.uint32(15), out=spare)
    length, done = 1, 0  # of the runs whose polynomials `powers` holds; of the part of each shingle that `out` holds
    while True:
        if width & length:
            if done:
                out *= _power(length)
                out += powers[done : done + len(out)]
            else:
                np.copyto(out, powers[: len(out)])
            done += length
        if done == width:
            break
        doubled = np.multiply(powers[:-length], _power(length), out=spare[: len(powers) - length])
        doubled += powers[length:]
        powers, spare, length = doubled, powers, 2 * length
    mix(out, spare)


def _power(exponent: int) -> np.uint32:
    return np.uint32(pow(_BASE, exponent, 1 << 32))


def mix(values: Hashes, spare: Hashes) -> None:
    """The finaliser of MurmurHash3, in place: every bit of a value reaches every bit of its hash."""
    spare = spare[: len(values)]
    values ^= np.right_shift(values, np.uint32(16), out=spare)
    values *= np.uint32(0x85EBCA6B)
    values ^= np.right_shift(values, np.uint32(13), out=spare)
    values *= np.uint32(0xC2B2AE35)
    values ^= np.right_shift(values, np.uint32(16), out=spare)


def absent(asked: Hashes, known: Hashes) -> Positions:
    """Where the hashes stand that are none of the known, of which there is at least one, ascending."""
    if len(asked) < _FEW:
        found = np.searchsorted(known, asked)
        return np.flatnonzero(known.take(found, mode="clip") != asked)
    # Most of what is asked is settled by one look at its slot.
    left = np.flatnonzero(known.take(_slotted(asked, known), mode="clip") != asked)
    values = asked.take(left)
    found = np.searchsorted(known, values)
    return np.compress(known.take(found, mode="clip") != values, left)


def places_of(asked: Hashes, known: Hashes) -> tuple[Positions, Positions]:
    """Which of the hashes asked for were found among the known ones, in any order, and the first place of each there.

    About one in ten of those that are there is missed: this is for counting, not for proofs.
    """
    at = _slotted(asked, known)
    found = np.flatnonzero(known.take(at, mode="clip") == asked)
    return found, at[found]


def _slotted(asked: Hashes, known: Hashes) -> Positions:
    """For each hash the place of a known one whose highest bits are the same; any place for those that have none."""
    bits = min(max(4 * len(known), 2).bit_length(), _MOST_BITS)
    shift = np.uint32(32 - bits)
    slots = np.zeros(1 << bits, dtype=np.int32)
    slots[(known >> shift)[::-1]] = np.arange(len(known), dtype=np.int32)[::-1]  # the first one stays
    return slots.take((asked >> shift).astype(np.intp), mode="clip").astype(np.intp)


def blocks(codes: Codes, width: int, overlap: int = 0) -> Iterator[tuple[int, Hashes]]:
    """The hashes in blocks: (position of the first shingle, hashes); blocks share `overlap` shingles."""
    total = len(codes) - width + 1
    buffers = Buffers()
    for start in range(0, max(total - overlap, min(total, 1)), BLOCK):
        found = np.empty(min(start + BLOCK + overlap, total) - start, dtype=np.uint32)
        _hash(codes[start : start + len(found) + width - 1], width, found, buffers)
        yield start, found


# --- many texts at once


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The shingle hashes of several texts end to end; those of text i are hashes[starts[i]:starts[i + 1]].

    There are as many as the key has codes: the n-th is that of the shingle which begins at code n, and the last ones,
    where none begins any more, repeat the text's last shingle. A text shorter than a shingle is one; an empty one is
    none.
    """

    hashes: Hashes
    starts: Positions

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, text: int) -> Hashes:
        return self.hashes[self.starts[text] : self.starts[text + 1]]

    def of(self, texts: npt.NDArray[np.intp]) -> Shingles:
        """Those of some of the texts, ascending."""
        if len(texts) == len(self):
            return self
        parts = [self[text] for text in texts.tolist()]
        return Shingles(np.concatenate([self.hashes[:0], *parts]), np.cumsum([0, *map(len, parts)]))

    @property
    def lengths(self) -> Positions:
        """How many there are of each text."""
        return self.starts[1:] - self.starts[:-1]

    @property
    def long(self) -> bool:
        """Whether the texts are so long that a step of Python for each costs nothing."""
        return len(self.hashes) > _LONG * len(self)


def shingles(texts: Sequence[str], width: int = WIDTH, *, buffers: Buffers | None = None) -> Shingles:
    """The shingles of the matching keys of several texts. With `buffers`, they stand until the next call."""
    space = buffers or Buffers()
    return shingles_of(*folded_texts(texts, space), width, space)


def folded_texts(texts: Sequence[str], buffers: Buffers) -> tuple[Codes, Positions]:
    """The key codes of several texts end to end, and where each begins; they stand until the next call."""
    if len(texts) == 1 and len(texts[0]) > TEXTS:
        codes = fold(texts[0]).codes
        return codes, np.array([0, len(codes)])
    return fold_many(texts, buffers)


def hashes_into(codes: Codes, width: int, buffers: Buffers) -> Hashes:
    """The hashes of the shingles of `codes`, made in blocks; they stand until the next call with these buffers."""
    found = buffers.get("hashes", len(codes), np.uint32)
    for start in range(0, len(codes) - width + 1, BLOCK):
        part = codes[start : start + BLOCK + width - 1]
        _hash(part, width, found[start : start + len(part) - width + 1], buffers)
    return found[: max(len(codes) - width + 1, 0)]


def shingles_of(codes: Codes, starts: Positions, width: int, buffers: Buffers) -> Shingles:
    """The shingles of texts that are folded already; they stand until the next call."""
    found = buffers.get("hashes", len(codes), np.uint32)
    hashes_into(codes, width, buffers)
    lengths = starts[1:] - starts[:-1]
    for text in np.flatnonzero((lengths > 0) & (lengths < width)).tolist():  # each is one shingle of its own length
        start, end = starts[text : text + 2].tolist()
        found[start:end] = hashes(codes[start:end], end - start)
    whole = np.flatnonzero(lengths >= width)
    last = starts[whole + 1] - width
    for behind in range(1, width):
        found[last + behind] = found[last]
    return Shingles(found, starts)


def distinct(found: Shingles) -> Shingles:
    """The sets of hashes: of each text ascending, and each once."""
    if found.long:
        sorted_ = np.concatenate([found.hashes[:0], *(np.sort(found[text]) for text in range(len(found)))])
    else:  # sorted together, the text before the hash
        keys = np.repeat(np.arange(len(found), dtype=np.uint64) << np.uint64(32), found.lengths)
        keys |= found.hashes
        keys.sort()
        sorted_ = keys.astype(np.uint32)
    new = first_of_equal(sorted_)
    begin = found.starts[:-1][found.lengths > 0]
    new[begin] = True  # equal to the last one of the text before
    before = np.concatenate(([0], np.cumsum(new)))
    return Shingles(np.compress(new, sorted_), before[found.starts])


def shingle_sets(texts: Iterable[str], width: int = WIDTH, threads: int = 1) -> Iterator[Hashes]:
    """The set of shingle hashes of each text, in order."""

    for found in map_blocks(lambda block, buffers: distinct(shingles(block, width, buffers=buffers)), texts, threads):
        for text in range(len(found)):
            yield found[text]


def map_blocks(
    work: Callable[[list[Item], Buffers], Made], texts: Iterable[Item], threads: int = 1, size: int = TEXTS
) -> Iterator[Made]:
    """What `work` makes of each block of texts, or of what holds a text and has its length; in order, whichever thread
    made it. Few blocks are held at a time.
    """
    if threads < 2:
        buffers = Buffers()
        for block in blocks_of_texts(texts, size):
            yield work(block, buffers)
        return
    import threading
    from concurrent.futures import Future, ThreadPoolExecutor

    own = threading.local()

    def run(block: list[Item]) -> Made:
        if not hasattr(own, "buffers"):
            own.buffers = Buffers()
        return work(block, own.buffers)

    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[Made]] = deque()
        for block in blocks_of_texts(texts, size):
            running.append(pool.submit(run, block))
            if len(running) > 2 * threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def blocks_of_texts(texts: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The texts in order, in lists of about `size` characters; a text longer than that stands alone."""
    block: list[Item] = []
    characters = 0
    for text in texts:
        if block and characters + len(text) > size:
            yield block
            block, characters = [], 0
        block.append(text)
        characters += len(text)
    if block:
        yield block
