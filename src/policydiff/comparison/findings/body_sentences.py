"""The sentences of a text that name a body, in which those like a given one are found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.facts.extraction import sentences
from policydiff.languages import PACK
from policydiff.text.spans import Span

MAX_WORDS = 300  # letters and digits of a sentence that are compared
_RUN_CHARACTERS = 4  # by which similar sentences are looked up
_MAX_SENTENCES_OF_A_RUN = 16  # a run of characters that more sentences have tells none from another
_MAX_CANDIDATES = 4  # compared for one look-up


class SimilarSentence(NamedTuple):
    """A sentence that is like another: where it is, and how much."""

    span: Span
    likeness: float


class BodySentences:
    """The sentences of one text, which is normalised, that name a body."""

    def __init__(self, normalised_text: str) -> None:
        name = PACK.fact_patterns().agencies.name
        self._spans: list[Span] = []
        self._bigrams: list[frozenset[str]] = []
        self._by_run: dict[str, list[int]] = defaultdict(list)
        for span in sentences(normalised_text, Span(0, len(normalised_text))):
            if not name.search(normalised_text, span.start, span.end):
                continue
            words = "".join(filter(str.isalnum, normalised_text[span.start : span.end]))[:MAX_WORDS]
            for run in set(_runs(words, _RUN_CHARACTERS)):
                self._by_run[run].append(len(self._spans))
            self._spans.append(span)
            self._bigrams.append(bigrams_of(words))

    def most_similar(self, words: str, but: Span) -> SimilarSentence | None:
        """The sentence most like the one with these words, save what overlaps `but`; None if none shares a run."""
        counts: Counter[int] = Counter()
        for run in set(_runs(words[:MAX_WORDS], _RUN_CHARACTERS)):
            places = self._by_run.get(run, ())
            if len(places) <= _MAX_SENTENCES_OF_A_RUN:
                counts.update(places)
        bigrams = bigrams_of(words[:MAX_WORDS])
        similar = [
            SimilarSentence(self._spans[index], likeness(bigrams, self._bigrams[index]))
            for index, _ in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:_MAX_CANDIDATES]
            if not self._spans[index].overlaps(but)
        ]
        return max(similar, key=lambda each: each.likeness, default=None)


def likeness(bigrams: frozenset[str], others: frozenset[str]) -> float:
    """Twice what two sentences share by what they have, in [0, 1]."""
    return 2 * len(bigrams & others) / max(1, len(bigrams) + len(others))


def bigrams_of(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters."""
    return frozenset(_runs(words, 2))


def _runs(words: str, characters: int) -> Iterator[str]:
    """The runs of so many characters, in order."""
    return (words[index : index + characters] for index in range(len(words) - characters + 1))
