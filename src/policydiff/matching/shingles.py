"""Shingle hashes: from the codes of folded text to a hash of every run of n codes, in blocks that fit the cache.

The hash of a shingle is a polynomial in its codes modulo 2**32, computed by doubling (1, 2, 4 ... codes at a time) and
then mixed by the finaliser of MurmurHash3. Equal shingles have equal hashes, wherever they are. Different shingles may
have equal hashes, so a caller that needs proof compares the codes.
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
from policydiff.text.folding_blocks import Buffers, ThreadBuffers, fold_many

Hashes: TypeAlias = npt.NDArray[np.uint32]  # (n,)
Result = TypeVar("Result")
Item = TypeVar("Item", bound=Sized)
Task = TypeVar("Task")

SHINGLE_CODES = 5  # codes in a shingle of a document
BLOCK = 1 << 15  # shingles hashed at a time
_MIN_LONG_MEAN = 1 << 10  # hashes a text in the mean, above which texts are handled one by one
BLOCK_CHARACTERS = 1 << 17  # characters in a block of texts that are folded and hashed together
_MIN_TABLE_LOOKUPS = 1 << 10  # hashes; fewer are looked up by binary search alone
_MAX_SLOT_BITS = 22  # highest bits of a hash that choose its slot in a table
_MULTIPLIER = np.uint32(0x9E3779B1)  # spreads the 16 bits of a code over 32
_BASE = 0x01000193  # of the polynomial


def hashes(codes: Codes, width: int) -> Hashes:
    """The hashes of all shingles of `width` codes: uint32 (len(codes) - width + 1,), empty for a shorter text.

    >>> first, middle, last = hashes(fold("第一条第一条").codes, 3)[[0, 1, 3]].tolist()
    >>> first == last, first == middle
    (True, False)
    """
    values = np.empty(max(len(codes) - width + 1, 0), dtype=np.uint32)
    if len(values):
        _hash(codes, width, values, Buffers())
    return values


def _hash(codes: Codes, width: int, out: Hashes, buffers: Buffers) -> None:
    """Write the hashes of the shingles of `codes` to `out`, which has their number; there must be at least one."""
    powers, spare = (buffers.get(name, len(codes), np.uint32) for name in ("powers", "spare"))
    np.copyto(powers, codes)
    powers *= _MULTIPLIER
    powers ^= np.right_shift(powers, np.uint32(15), out=spare)
    length, covered = 1, 0  # codes in a run of `powers`; first codes of each shingle that `out` covers
    while True:
        if width & length:
            if covered:
                out *= _power(length)
                out += powers[covered : covered + len(out)]
            else:
                np.copyto(out, powers[: len(out)])
            covered += length
        if covered == width:
            break
        doubled = np.multiply(powers[:-length], _power(length), out=spare[: len(powers) - length])
        doubled += powers[length:]
        powers, spare, length = doubled, powers, 2 * length
    mix(out, spare)


def _power(exponent: int) -> np.uint32:
    """_BASE to this power, modulo 2**32."""
    return np.uint32(pow(_BASE, exponent, 1 << 32))


def mix(values: Hashes, spare: Hashes) -> None:
    """Apply the finaliser of MurmurHash3 in place. It is a bijection; `spare` is overwritten and at least as long."""
    spare = spare[: len(values)]
    values ^= np.right_shift(values, np.uint32(16), out=spare)
    values *= np.uint32(0x85EBCA6B)
    values ^= np.right_shift(values, np.uint32(13), out=spare)
    values *= np.uint32(0xC2B2AE35)
    values ^= np.right_shift(values, np.uint32(16), out=spare)


def indices_of_absent(wanted: Hashes, ascending: Hashes) -> Positions:
    """The indices, ascending, of the hashes that are not in `ascending`, which must not be empty."""
    if len(wanted) < _MIN_TABLE_LOOKUPS:
        indices = np.searchsorted(ascending, wanted)
        return np.flatnonzero(ascending.take(indices, mode="clip") != wanted)
    # For most hashes one look-up in the slot table decides.
    unsettled = np.flatnonzero(ascending.take(_slot_candidates(wanted, ascending), mode="clip") != wanted)
    values = wanted.take(unsettled)
    indices = np.searchsorted(ascending, values)
    return np.compress(ascending.take(indices, mode="clip") != values, unsettled)


def find_hashes(wanted: Hashes, others: Hashes) -> tuple[Positions, Positions]:
    """The indices in `wanted`, ascending, of hashes that are in `others`, and the first index in `others` of each.

    `others` may be in any order and must not be empty. About one in ten of the common hashes is missed: for estimates,
    not proofs.
    """
    candidates = _slot_candidates(wanted, others)
    present = np.flatnonzero(others.take(candidates, mode="clip") == wanted)
    return present, candidates[present]


def _slot_candidates(wanted: Hashes, others: Hashes) -> Positions:
    """For each wanted hash, the first index in `others` of a hash with the same highest bits; 0 if there is none."""
    bits = min(max(4 * len(others), 2).bit_length(), _MAX_SLOT_BITS)
    shift = np.uint32(32 - bits)
    slots = np.zeros(1 << bits, dtype=np.int32)
    # Written backwards, so that the first one of a slot remains.
    slots[(others >> shift)[::-1]] = np.arange(len(others), dtype=np.int32)[::-1]
    return slots.take((wanted >> shift).astype(np.intp), mode="clip").astype(np.intp)


def blocks(codes: Codes, width: int, overlap: int = 0) -> Iterator[tuple[int, Hashes]]:
    """Yield the hashes in blocks as (position of the first shingle, hashes); blocks overlap by `overlap` shingles.

    A block has BLOCK + `overlap` hashes, the last one perhaps fewer. Nothing is yielded for a text shorter than
    `width`.
    """
    total = len(codes) - width + 1
    buffers = Buffers()
    for start in range(0, max(total - overlap, min(total, 1)), BLOCK):
        values = np.empty(min(start + BLOCK + overlap, total) - start, dtype=np.uint32)
        _hash(codes[start : start + len(values) + width - 1], width, values, buffers)
        yield start, values


# --- many texts at once


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The shingle hashes of k texts end to end; those of text i are hashes[starts[i]:starts[i + 1]].

    hashes: uint32 (n,); starts: int64 (k + 1,), ascending from 0 to n.

    From `shingles_of`, a text has as many hashes as its folded text has codes. The n-th is that of the shingle that
    begins at code n; the last width - 1 repeat the last shingle. A text shorter than a shingle is one shingle.
    """

    hashes: Hashes
    starts: Positions

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, text: int) -> Hashes:
        """The hashes of a text by its index, a view."""
        return self.hashes[self.starts[text] : self.starts[text + 1]]

    def of(self, texts: npt.NDArray[np.intp]) -> Shingles:
        """The shingles of the texts with these indices, which must ascend, renumbered from 0."""
        if len(texts) == len(self):
            return self
        parts = [self[text] for text in texts.tolist()]
        return Shingles(np.concatenate([self.hashes[:0], *parts]), np.cumsum([0, *map(len, parts)]))

    @property
    def lengths(self) -> Positions:
        """The number of hashes of each text: int64 (k,)."""
        return self.starts[1:] - self.starts[:-1]

    @property
    def long(self) -> bool:
        """Whether the texts have over `_MIN_LONG_MEAN` hashes in the mean: a Python loop over them costs little."""
        return len(self.hashes) > _MIN_LONG_MEAN * len(self)


def shingles(texts: Sequence[str], width: int = SHINGLE_CODES, *, buffers: Buffers | None = None) -> Shingles:
    """The shingles of the folded texts of several texts, in order, one hash a code.

    If `buffers` are given, the hashes are valid until their next use.

    >>> shingles(["第一条　适用", "第二条"]).lengths.tolist()
    [5, 3]
    """
    space = buffers or Buffers()
    return shingles_of(*folded_texts(texts, space), width, space)


def folded_texts(texts: Sequence[str], buffers: Buffers) -> tuple[Codes, Positions]:
    """The folded codes of several texts end to end, and the start of each, plus the end; valid until the next call.

    The starts are one more than the texts: from 0 to the number of codes.
    """
    if len(texts) == 1 and len(texts[0]) > BLOCK_CHARACTERS:
        codes = fold(texts[0]).codes
        return codes, np.array([0, len(codes)])
    return fold_many(texts, buffers)


def hashes_into(codes: Codes, width: int, buffers: Buffers) -> Hashes:
    """The hashes of the shingles of `codes`, computed in blocks; valid until the next call with these buffers.

    There are len(codes) - width + 1 of them, none for a shorter text.
    """
    values = buffers.get("hashes", len(codes), np.uint32)
    for start in range(0, len(codes) - width + 1, BLOCK):
        part = codes[start : start + BLOCK + width - 1]
        _hash(part, width, values[start : start + len(part) - width + 1], buffers)
    return values[: max(len(codes) - width + 1, 0)]


def shingles_of(codes: Codes, starts: Positions, width: int, buffers: Buffers) -> Shingles:
    """The shingles of texts that are already folded; valid until the next call with these buffers.

    A text has as many hashes as codes, so the last shingle is repeated; see `Shingles`.
    """
    values = buffers.get("hashes", len(codes), np.uint32)
    hashes_into(codes, width, buffers)
    lengths = starts[1:] - starts[:-1]
    # A text shorter than a shingle is one shingle of its own length.
    for text in np.flatnonzero((lengths > 0) & (lengths < width)).tolist():
        start, end = starts[text : text + 2].tolist()
        values[start:end] = hashes(codes[start:end], end - start)
    long_enough = np.flatnonzero(lengths >= width)
    last_shingles = starts[long_enough + 1] - width
    for offset in range(1, width):
        values[last_shingles + offset] = values[last_shingles]
    return Shingles(values, starts)


def distinct(texts: Shingles) -> Shingles:
    """The sets of hashes: for each text, its distinct hashes in ascending order; empty for a text without any."""
    if texts.long:
        sorted_hashes = np.concatenate([texts.hashes[:0], *(np.sort(texts[text]) for text in range(len(texts)))])
    else:  # sorted together, with the text in the high half
        packed = np.repeat(np.arange(len(texts), dtype=np.uint64) << np.uint64(32), texts.lengths)
        packed |= texts.hashes
        packed.sort()
        sorted_hashes = packed.astype(np.uint32)
    is_first = first_of_equal(sorted_hashes)
    text_starts = texts.starts[:-1][texts.lengths > 0]
    is_first[text_starts] = True  # it may equal the last one of the previous text
    firsts_before = np.concatenate(([0], np.cumsum(is_first)))
    return Shingles(np.compress(is_first, sorted_hashes), firsts_before[texts.starts])


def shingle_sets(texts: Iterable[str], width: int = SHINGLE_CODES, threads: int = 1) -> Iterator[Hashes]:
    """Yield the distinct shingle hashes of each text, ascending, in the order of the texts.

    A folded text shorter than `width` has one hash, an empty one none.
    """
    for sets in map_blocks(lambda block, buffers: distinct(shingles(block, width, buffers=buffers)), texts, threads):
        for text in range(len(sets)):
            yield sets[text]


def map_blocks(
    work: Callable[[list[Item], Buffers], Result], texts: Iterable[Item], threads: int = 1, size: int = BLOCK_CHARACTERS
) -> Iterator[Result]:
    """Yield the result of `work` for each block of texts, in order, whatever the number of threads.

    An item is a text, or anything with the length of one. A block has at most `size` characters, or a single item. At
    most 2 * threads + 1 blocks are under way at a time.
    """
    of_thread = ThreadBuffers()
    return map_in_threads(lambda block: work(block, of_thread.buffers), blocks_of_texts(texts, size), threads)


def map_in_threads(work: Callable[[Task], Result], tasks: Iterable[Task], threads: int) -> Iterator[Result]:
    """Yield the result of `work` for each task, in order. At most 2 * threads + 1 tasks are under way at a time.

    With fewer than 2 threads, the work is done in this one, when a result is asked for. An exception of `work` is
    raised here.
    """
    if threads < 2:
        yield from map(work, tasks)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[Result]] = deque()
        for task in tasks:
            running.append(pool.submit(work, task))
            if len(running) > 2 * threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def blocks_of_texts(texts: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the texts in order, in lists of at most `size` characters; a longer text is alone in its list.

    No list is empty; without texts there is none.
    """
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
