"""Whether a duty or prohibition stands in the other text in similar words: then it is hardly gone, or new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.facts.acts import act_end
from policydiff.languages import PACK

_BINDING = ("prohibit", "must", "want")
_MIN_PHRASE_SHARE = 0.6  # of the character bigrams of what the modal word governs
_MIN_CONTEXT_SHARE = 0.5  # of those of the sentence up to the end of that
_MIN_BIGRAMS = 3  # of a phrase that can be recognised
_MAX_PHRASE_CHARACTERS = 60
MAX_CONTEXT_CHARACTERS = 60  # before a modal word, in its sentence
_MAX_SUBJECT_CHARACTERS = 12  # before a modal word, in which its subject is
_MAX_ROWS_OF_A_BIGRAM = 64
_MAX_SHORT_CHARACTERS = 6  # of what a short phrase governs
_MAX_LISTED_CHARACTERS = 14  # of a phrase of which that may be a part: 不得规避、妨碍或者拒绝
_MAX_CANDIDATES = 5  # compared in full
_SENTENCE_END = frozenset("。;!?\n\r")


class _Phrase(NamedTuple):
    """The words of a phrase, with its modal word, those before it in the sentence, and both together."""

    words: str
    before: str
    context: str


class ModalPhrases:
    """The binding phrases of a normalised text, by which similar ones are found.

    >>> [*ModalPhrases("船主不得随意转让船票。").similar("prohibit", "不得", "转让船票", "船主")]
    ['不得随意转让船票']
    """

    def __init__(self, normalised_text: str) -> None:
        self._rows: list[_Phrase] = []
        self._index: dict[tuple[str, str], list[int]] = defaultdict(list)
        modals = PACK.fact_patterns().modals
        for match in PACK.fact_patterns().modal.finditer(normalised_text):
            modal = modals.get(match[0])
            if modal and modal.grade in _BINDING:
                self._add(normalised_text, modal.grade, match.start(), match.end())

    def _add(self, text: str, grade: str, start: int, end: int) -> None:
        """Add the phrase of the modal word at [start, end)."""
        limit = min(len(text), end + _MAX_PHRASE_CHARACTERS)
        phrase_end = act_end(text, end, limit)
        floor = max(0, start - MAX_CONTEXT_CHARACTERS)
        first = next(
            (position + 1 for position in range(start - 1, floor - 1, -1) if text[position] in _SENTENCE_END), floor
        )
        before, modal, governed = (
            "".join(filter(str.isalnum, text[begin:stop]))
            for begin, stop in ((first, start), (start, end), (end, phrase_end))
        )
        for bigram in _bigrams(governed):
            rows = self._index[grade, bigram]
            if len(rows) < _MAX_ROWS_OF_A_BIGRAM:
                rows.append(len(self._rows))
        self._rows.append(_Phrase(modal + governed, before, before + modal + governed))

    def has_short(self, grade: str, governed: str) -> bool:
        """Whether few words `governed` end like what a phrase of that grade governs, which are few as well.

        >>> ModalPhrases("船票不得免检。").has_short("prohibit", "实施免检")
        True
        """
        if not 2 <= len(governed) <= _MAX_SHORT_CHARACTERS:
            return False
        rows = self._index.get((grade, governed[-2:]), ())
        return any(
            self._rows[row].words.endswith(governed[-2:])
            and len(self._rows[row].words) <= _MAX_LISTED_CHARACTERS
            and not self._rows[row].words.endswith(governed)
            for row in rows
        )

    def similar(self, grade: str, modal: str, governed: str, before: str) -> Iterator[str]:
        """The phrases of that grade that govern most of the words `governed`, of the same subject, in a like sentence.

        `before` are the words before the modal word in its sentence. Nothing for words that are too few.
        """
        bigrams = _bigrams(governed)
        if len(bigrams) < _MIN_BIGRAMS:
            return
        counts = Counter(row for bigram in bigrams for row in self._index.get((grade, bigram), ()))
        wanted = _bigrams(before + modal + governed)
        for row, count in counts.most_common(_MAX_CANDIDATES):
            phrase = self._rows[row]
            if (
                count >= _MIN_PHRASE_SHARE * len(bigrams)
                and len(wanted & _bigrams(phrase.context)) >= _MIN_CONTEXT_SHARE * len(wanted)
                and _is_one_subject(before, phrase.before)
            ):
                yield phrase.words


def _is_one_subject(before: str, other: str) -> bool:
    """Whether the words near two modal words, before them, have something in common; True if one has hardly any."""
    bigrams, other_bigrams = (_bigrams(words[-_MAX_SUBJECT_CHARACTERS:]) for words in (before, other))
    return not bigrams or not other_bigrams or not bigrams.isdisjoint(other_bigrams)


def _bigrams(words: str) -> set[str]:
    return {words[index : index + 2] for index in range(len(words) - 1)}
