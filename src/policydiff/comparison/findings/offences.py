"""For what two penalties are imposed, and how much alike that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, clause
from policydiff.facts.penalty_context import cited_articles, offence, sum_case
from policydiff.languages import PACK
from policydiff.text.spans import Span

MIN_ALIKE = 0.6  # likeness of two offences, for them to be one
_MAX_UNLIKE = 0.2  # likewise, for them to be two
_FUNCTION_CHARACTERS = frozenset(PACK.lexicon().offence_ends + "".join(PACK.lexicon().conjunctions))
_MIN_REST_CHARACTERS = 3  # that one of two offences has and the other does not
_MIN_ACT_CHARACTERS = 4  # of an offence without its person
_MAX_FRAME_CHARACTERS = 60  # before a fine, of its own clause
_MIN_FRAME_CHARACTERS = 8
_MAX_CURRENCY_CHARACTERS = 3
_MAX_EQUAL = 64  # equal penalties of one side
_MIN_TOLD_CHARACTERS = 8  # of each of two offences that are told apart
_ALIKE_WEIGHT = 10  # of the likeness of two offences, in the score of two penalties


class Offences:
    """The offences of the penalties of two texts, compared by their character bigrams; each is read once.

    Those told by cited articles alone (违反第八条者) are compared by these, if `new_numbers` has the numbers of the old
    articles in the new text.
    """

    def __init__(self, old: NormalisedSide, new: NormalisedSide, new_numbers: Mapping[str, str] | None = None) -> None:
        self._new_numbers = new_numbers
        self._texts = old.normalised, new.normalised
        self._words: tuple[dict[int, str], dict[int, str]] = {}, {}
        self._sums: tuple[dict[int, str], dict[int, str]] = {}, {}

    def words(self, fact: Fact, *, old: bool) -> str:
        """The words of the offence for which a penalty of the old or new text is; "" if it is not known."""
        index = 0 if old else 1
        start = fact.span.start
        if start not in self._words[index]:
            self._words[index][start] = offence(self._texts[index], start)
        return self._words[index][start]

    def has_like(self, fact: Fact, others: Iterable[str], *, old: bool) -> bool:
        """Whether one of other offences, given by their words, may be that of a penalty: like it, or not known."""
        words = self.words(fact, old=old)
        return any(not words or not other or likeness(words, other) >= MIN_ALIKE for other in others)

    def moved(self, removed: Iterable[Fact], added: Iterable[Fact]) -> set[int]:
        """The ids of the facts among them that are one penalty each, moved: equal, and not for two offences.

        Of equal ones on either side, the first `_MAX_EQUAL` are compared.
        """
        free: dict[tuple[str, str], list[Fact]] = {}
        for fact in added:
            if fact.kind == "penalty" and len(row := free.setdefault((fact.value, fact.noun), [])) < _MAX_EQUAL:
                row.append(fact)
        ids: set[int] = set()
        for fact in removed if free else ():
            row = free.get((fact.value, fact.noun), []) if fact.kind == "penalty" else []
            index = next((index for index, other in enumerate(row) if not self.are_two(fact, other)), None)
            if index is not None:
                ids.update((id(fact), id(row.pop(index))))
        return ids

    def likeness(self, before: Fact, after: Fact) -> float | None:
        """How much alike the offences of an old and a new penalty are, in [0, 1]; None if one is not known."""
        words, other_words = self.words(before, old=True), self.words(after, old=False)
        if words and other_words:
            return likeness(words, other_words)
        return None if words or other_words or self._new_numbers is None else self._cited_likeness(before, after)

    def _cited_likeness(self, before: Fact, after: Fact) -> float | None:
        """The share of the cited articles that both penalties cite, of all; None if one cites none that is known."""
        numbers = self._new_numbers or {}
        old_text, new_text = self._texts
        cited = {
            (numbers[number], part) for number, part in cited_articles(old_text, before.span.start) if number in numbers
        }
        other_cited = cited_articles(new_text, after.span.start)
        return len(cited & other_cited) / len(cited | other_cited) if cited and other_cited else None

    def weight(self, before: Fact, after: Fact) -> float:
        """What the offences add to the score of an old and a new penalty."""
        return _ALIKE_WEIGHT * (self.likeness(before, after) or 0)

    def have_two_sums(self, before: Fact, after: Fact) -> bool:
        """Whether two penalties are for two cases of the sum from which a fine is reckoned, known on both sides."""
        cases = {self._sum(index, fact.span.start) for index, fact in enumerate((before, after))}
        return len(cases) == 2 and "" not in cases

    def _sum(self, index: int, start: int) -> str:
        if start not in self._sums[index]:
            self._sums[index][start] = sum_case(self._texts[index], start)
        return self._sums[index][start]

    def have_one_frame(self, before: Fact, after: Fact) -> bool:
        """Whether the same other sanctions stand before two fines in their clauses, but for the name of a currency."""
        frames = []
        for text, fact in zip(self._texts, (before, after), strict=True):
            within = Span(max(0, fact.span.start - _MAX_FRAME_CHARACTERS), fact.span.end)
            start = clause(text, fact.span.start, within).start
            frames.append("".join(filter(str.isalnum, text[start : fact.span.start])))
        shorter, longer = sorted(frames, key=len)
        is_one = longer.startswith(shorter) and len(longer) - len(shorter) <= _MAX_CURRENCY_CHARACTERS
        return (
            is_one
            and len(shorter) >= _MIN_FRAME_CHARACTERS
            and PACK.fact_patterns().penalty.search(shorter) is not None
        )

    def are_one(self, before: Fact, after: Fact) -> bool:
        """Whether an old and a new penalty are for one offence, known on both sides."""
        return (self.likeness(before, after) or 0) >= MIN_ALIKE

    def are_two(self, before: Fact, after: Fact) -> bool:
        """Whether an old and a new penalty are for two offences, known on both sides."""
        return are_two_offences(self.words(before, old=True), self.words(after, old=False))


def are_two_offences(words: str, other: str) -> bool:
    """Whether two offences, given by their words, are not one; False if one is not known or short.

    That a rule was not kept (不依照本法规定) is said of any offence, and not compared.

    >>> are_two_offences("未依照本法规定检修渡船缆绳的", "未依照本法规定公布全部票价的")
    True
    """
    if min(len(words), len(other)) < _MIN_TOLD_CHARACTERS:
        return False
    breach = PACK.fact_patterns().breach
    rests = [breach.sub("", one) for one in (words, other)]
    return likeness(*rests if min(map(len, rests)) >= _MIN_ACT_CHARACTERS else (words, other)) < _MAX_UNLIKE


def likeness(words: str, other: str) -> float:
    """The share of the character bigrams of two words that both have, in [0, 1].

    >>> likeness("擅自占用渡口的", "占用渡口的")
    0.8
    """
    bigrams, other_bigrams = _bigrams(words), _bigrams(other)
    total = len(bigrams) + len(other_bigrams)
    return 2 * len(bigrams & other_bigrams) / total if total else 0.0


def are_apart(words: str, other: str) -> bool:
    """Whether two offences share words, and the other words of each have no character in common.

    >>> are_apart("敲打铜锣干扰他人的", "焚烧落叶干扰他人的"), are_apart("敲打铜锣干扰他人的", "干扰他人的")
    (True, False)
    """
    bigrams, other_bigrams = _bigrams(words), _bigrams(other)
    rest, other_rest = (
        {
            words[index]
            for index in range(len(words))
            if words[index] not in _FUNCTION_CHARACTERS
            and words[max(0, index - 1) : index + 1] not in shared
            and words[index : index + 2] not in shared
        }
        for words, shared in ((words, other_bigrams), (other, bigrams))
    )
    return min(len(rest), len(other_rest)) >= _MIN_REST_CHARACTERS and rest.isdisjoint(other_rest)


def is_specific(words: str) -> bool:
    """Whether the words of an offence say what was done, not only by whom or in which of several cases.

    >>> is_specific("生产经营单位"), is_specific("有前款行为之一的"), is_specific("擅自占用渡口的")
    (False, False, True)
    """
    patterns = PACK.fact_patterns()
    for pattern in (patterns.penalised, patterns.no_act):
        words = pattern.sub("", words)
    return len(words) >= _MIN_ACT_CHARACTERS


@lru_cache(maxsize=4096)
def _bigrams(words: str) -> frozenset[str]:
    """The character bigrams of some words; the last ones asked for are kept, as each is compared with many others."""
    return frozenset(words[index : index + 2] for index in range(len(words) - 1))
