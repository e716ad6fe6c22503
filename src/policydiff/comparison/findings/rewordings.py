"""Whether a duty or prohibition stands in the other text in similar words: then it is hardly gone, or new."""

from __future__ import annotations

from collections import Counter, defaultdict

from policydiff.languages import PACK

_BINDING = ("prohibit", "must", "want")
_MIN_PHRASE_SHARE = 0.6  # of the character bigrams of what the modal word governs
_MIN_CONTEXT_SHARE = 0.5  # of those of the sentence up to the end of that
_MIN_BIGRAMS = 3  # of a phrase that can be recognised
_MAX_PHRASE_CHARACTERS = 60
MAX_CONTEXT_CHARACTERS = 60  # before a modal word, in its sentence
_MAX_ROWS_OF_A_BIGRAM = 64
_MAX_CANDIDATES = 5  # compared in full
_PHRASE_END = frozenset(",。;:!?\n\r")
_SENTENCE_END = frozenset("。;!?\n\r")


class ModalPhrases:
    """The binding phrases of a normalised text, by which similar ones are found.

    >>> ModalPhrases("船主不得随意转让船票。").has_similar("prohibit", "转让船票", "船主不得转让船票")
    True
    """

    def __init__(self, normalised_text: str) -> None:
        self._rows: list[tuple[str, str]] = []  # the words governed, and those of the sentence up to their end
        self._index: dict[tuple[str, str], list[int]] = defaultdict(list)
        modals = PACK.fact_patterns().modals
        for match in PACK.fact_patterns().modal.finditer(normalised_text):
            modal = modals.get(match[0])
            if modal and modal.grade in _BINDING:
                self._add(normalised_text, modal.grade, match.start(), match.end())

    def _add(self, text: str, grade: str, start: int, end: int) -> None:
        """Add the phrase of the modal word at [start, end)."""
        limit = min(len(text), end + _MAX_PHRASE_CHARACTERS)
        phrase_end = next((position for position in range(end, limit) if text[position] in _PHRASE_END), limit)
        floor = max(0, start - MAX_CONTEXT_CHARACTERS)
        first = next(
            (position + 1 for position in range(start - 1, floor - 1, -1) if text[position] in _SENTENCE_END), floor
        )
        governed, context = ("".join(filter(str.isalnum, text[begin:phrase_end])) for begin in (end, first))
        for bigram in _bigrams(governed):
            rows = self._index[grade, bigram]
            if len(rows) < _MAX_ROWS_OF_A_BIGRAM:
                rows.append(len(self._rows))
        self._rows.append((governed, context))

    def has_similar(self, grade: str, governed: str, context: str) -> bool:
        """Whether a phrase of that grade governs most of the words `governed`, in a sentence like `context`.

        False for words that are too few.
        """
        bigrams = _bigrams(governed)
        if len(bigrams) < _MIN_BIGRAMS:
            return False
        counts = Counter(row for bigram in bigrams for row in self._index.get((grade, bigram), ()))
        wanted = _bigrams(context)
        return any(
            count >= _MIN_PHRASE_SHARE * len(bigrams)
            and len(wanted & _bigrams(self._rows[row][1])) >= _MIN_CONTEXT_SHARE * len(wanted)
            for row, count in counts.most_common(_MAX_CANDIDATES)
        )


def _bigrams(words: str) -> set[str]:
    return {words[index : index + 2] for index in range(len(words) - 1)}
