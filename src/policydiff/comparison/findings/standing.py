"""Whether words stand in the other text: what does is neither gone nor new, wherever it stands."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

if TYPE_CHECKING:
    import numpy.typing as npt

_RUN_CHARACTERS = 4  # by which a place is looked up
_MAX_RUNS_TRIED = 24  # of the looked-up words; the rarest is taken
_MAX_PLACES = 64  # compared for one look-up
_MAX_LABEL_CHARACTERS = 160  # of a clause that are read to find its label
_MIN_SENTENCE_CHARACTERS = 12  # of a sentence that also counts as a part of another
_MAX_SHORT_LINE_CHARACTERS = 60  # with its label and white space, for a sentence shorter than that
_CLAUSE_MARK = pattern(r"[。;!?\n\r]+")
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)


class StandingWords:
    """The letters and digits of a normalised text in a row, in which other words are looked up.

    >>> StandingWords("船主应当登记，不得转让。").count("登记不得转让")
    1
    """

    def __init__(self, normalised_text: str) -> None:
        self._text = normalised_text

    @cached_property
    def words(self) -> str:
        """All letters and digits of the text."""
        return "".join(filter(str.isalnum, self._text))

    @cached_property
    def _text_positions(self) -> npt.NDArray[np.int64]:
        """The position in the text of each of the words' characters."""
        return np.fromiter(
            (position for position, character in enumerate(self._text) if character.isalnum()), dtype=np.int64
        )

    @cached_property
    def _index(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The hashes of all runs, ascending, and the position in the words of each."""
        values = _run_hashes(self.words)
        order = np.argsort(values, kind="stable")
        return values[order], order

    def count(self, words: str) -> int:
        """How often the words, letters and digits alone, stand in the text; at most `_MAX_PLACES`, 0 for no words."""
        return len(self._places(words))

    def has(self, words: str) -> bool:
        """Whether a sentence, given by its words, stands in the text; True for no words.

        One of less than `_MIN_SENTENCE_CHARACTERS` must stand between marks or ends of lines.
        """
        if not words or len(words) >= _MIN_SENTENCE_CHARACTERS:
            return not words or bool(self._places(words))
        return words in self._short_clauses

    def has_item(self, words: str) -> bool:
        """Whether a sentence or the text of an item, given by its words, stands in the text, whatever its label."""
        return self.has(words) or words in self._short_items

    @cached_property
    def _short_clauses(self) -> frozenset[str]:
        """What stands between two marks or ends of lines and is shorter than `_MIN_SENTENCE_CHARACTERS`.

        A clause that begins with a label is there with the label and without it.
        """
        clauses = (form for clause in _CLAUSE_MARK.split(self._text) for form in _with_and_without_label(clause))
        return frozenset(words for words in clauses if len(words) < _MIN_SENTENCE_CHARACTERS)

    @cached_property
    def _short_items(self) -> frozenset[str]:
        """Such short clauses of items and headings, without their labels."""
        clauses = (clause for clause in _CLAUSE_MARK.split(self._text) if len(clause) <= _MAX_SHORT_LINE_CHARACTERS)
        items = (
            "".join(filter(str.isalnum, clause[label.end :])) for clause in clauses if (label := read_label(clause))
        )
        return frozenset(item for item in items if len(item) < _MIN_SENTENCE_CHARACTERS)

    def positions(self, words: str) -> list[int]:
        """The positions in the text, ascending, at which the words begin; at most `_MAX_PLACES`."""
        return [int(self._text_positions[place]) for place in self._places(words)]

    def span(self, start: int, length: int) -> Span | None:
        """The stretch of the text with `length` of the words, from the one at `start`; None for no words."""
        positions = self._text_positions[start : start + length]
        return Span(int(positions[0]), int(positions[-1]) + 1) if len(positions) else None

    def _places(self, words: str) -> list[int]:
        """The positions in `self.words` at which the words begin, ascending; at most `_MAX_PLACES`.

        Words shorter than a run are not looked up: there is none.
        """
        wanted = _run_hashes(words)[:_MAX_RUNS_TRIED]
        ascending, order = self._index
        if not len(wanted) or not len(ascending):
            return []
        starts, ends = np.searchsorted(ascending, wanted, "left"), np.searchsorted(ascending, wanted, "right")
        rarest = int(np.argmin(ends - starts))
        places = []
        for position in order[int(starts[rarest]) : min(int(ends[rarest]), int(starts[rarest]) + _MAX_PLACES)].tolist():
            start = position - rarest
            if start >= 0 and self.words.startswith(words, start):
                places.append(start)
        return places


def _with_and_without_label(clause: str) -> tuple[str, ...]:
    """The letters and digits of a clause; of one that begins with a label, also those behind it."""
    clause = clause.lstrip()
    label = read_label(clause[:_MAX_LABEL_CHARACTERS])
    words = "".join(filter(str.isalnum, clause))
    return (words, "".join(filter(str.isalnum, clause[label.end :]))) if label else (words,)


def _run_hashes(words: str) -> npt.NDArray[np.uint32]:
    """The hash of each run of `_RUN_CHARACTERS`; empty for shorter words."""
    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    number = max(0, len(codes) - _RUN_CHARACTERS + 1)
    result = np.zeros(number, dtype=np.uint32)
    for offset, multiplier in enumerate(_MULTIPLIERS[:_RUN_CHARACTERS] if number else ()):
        result += codes[offset : offset + number] * np.uint32(multiplier)
        result ^= result >> np.uint32(15)
    return result
