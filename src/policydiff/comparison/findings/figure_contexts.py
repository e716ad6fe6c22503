"""Whether two figures stand in one rule: how alike the words beside them, and those of their sentences, are."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, clause
from policydiff.facts.values import days
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_NEAR_CHARACTERS = 20  # to either side of a figure, in its clause
_BEFORE_CHARACTERS = 80  # in the sentence of a figure
_BEHIND_CHARACTERS = 60
_CLAUSE_END = ",。;:!?\n\r"
_SENTENCE_END = "。;!?\n\r"
_MIN_LIKENESS = 0.72  # of the contexts of a figure that certainly became another
_MIN_NEAR_SHARE = 0.2  # likewise, unless the sentences have `_MIN_WIDE_SHARE` in common
_MIN_WIDE_SHARE = 0.7
_MIN_SENTENCE_SHARE = 0.15
_MIN_LONGER_LIKENESS = 0.9  # where a duty became a longer time
_MIN_TRANSITION_SHARE = 0.55  # of the sentences of two transitional rules
_MAX_ROW_WORDS = 10  # of the row of a scale, its figures aside
_NUMERALS = frozenset("0123456789〇零一二两三四五六七八九十百千万亿")
_ALONE = frozenset(("",))  # what stands beside a figure that is a clause by itself
_MAX_REWORDED_CHARACTERS = 24  # of the words of a figure that are looked for in the other text
_MIN_REWORDED_SHARE = 0.6  # of their bigrams, there


class Likeness(NamedTuple):
    """How alike the contexts of two figures are: the shares of common bigrams near them, and of their sentences."""

    near: float
    wide: float

    @property
    def total(self) -> float:
        """Both shares together, in [0, 2]."""
        return self.near + self.wide


class _Context(NamedTuple):
    """The bigrams of the words of the clause near a figure, and of its sentence without the figure."""

    near: frozenset[str]
    wide: frozenset[str]


class FigureContexts:
    """The contexts of the figures of two texts, each read once."""

    def __init__(self, old: NormalisedSide, new: NormalisedSide) -> None:
        self._sides = (old, new)
        self._contexts: dict[tuple[int, Span], _Context] = {}

    def likeness(self, before: Fact, after: Fact) -> Likeness:
        """How alike the contexts of an old and a new figure are; a missing one is as alike as the other."""
        old, new = self._context(0, before.span), self._context(1, after.span)
        near, wide = _share(old.near, new.near), _share(old.wide, new.wide)
        if near is None and wide is None:
            return Likeness(1.0, 1.0)
        return Likeness(wide or 0.0 if near is None else near, near or 0.0 if wide is None else wide)

    def _context(self, index: int, span: Span) -> _Context:
        """The context of the figure at a span of the old (0) or new (1) text."""
        if (context := self._contexts.get((index, span))) is None:
            context = self._contexts[index, span] = _read_context(self._sides[index].normalised, span)
        return context


def _read_context(text: str, span: Span) -> _Context:
    """The context of the figure at a span."""
    near_before, near_behind = _beside(text, span, _CLAUSE_END, _NEAR_CHARACTERS, _NEAR_CHARACTERS)
    before, behind = _beside(text, span, _SENTENCE_END, _BEFORE_CHARACTERS, _BEHIND_CHARACTERS)
    near = _bigrams(_without_currency(near_before)) | _bigrams(near_behind)
    return _Context(near or _ALONE, _bigrams(before) | _bigrams(behind))


def _without_currency(words: str) -> str:
    """The words before a figure without the name of a currency at their end."""
    for currency in map(normalised, PACK.lexicon().currencies):
        words = words.removesuffix(currency)
    return words


def _beside(text: str, span: Span, ends: str, before: int, behind: int) -> tuple[str, str]:
    """The letters and digits before and behind a span, to a mark of `ends`, in so many characters at the most."""
    last = max(span.start, span.end - 1)
    start = clause(text, span.start, Span(max(0, span.start - before), span.start), ends).start
    end = clause(text, last, Span(last, min(len(text), span.end + behind)), ends).end
    return (
        "".join(filter(str.isalnum, text[start : span.start])),
        "".join(filter(str.isalnum, text[span.end : max(span.end, end)])),
    )


def _bigrams(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters; a single character as it is."""
    return frozenset(words[index : index + 2] for index in range(max(1, len(words) - 1))) - {""}


def _share(bigrams: frozenset[str], others: frozenset[str]) -> float | None:
    """The share of the fewer bigrams that are among the others; None if either has none."""
    fewer = min(len(bigrams), len(others))
    return len(bigrams & others) / fewer if fewer else None


def is_one_rule(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide, *, longer: bool = False) -> bool:
    """Whether the contexts of two figures are alike enough for the one to have become the other.

    More is asked of a time that is `longer` now, of what is due since or until a law applies, and of scales: there each
    row is like the others, and the label tells which is which.
    """
    likeness = FigureContexts(old, new).likeness(before, after)
    if likeness.wide < _MIN_SENTENCE_SHARE or likeness.total < (_MIN_LONGER_LIKENESS if longer else _MIN_LIKENESS):
        return False
    if likeness.near < _MIN_NEAR_SHARE and likeness.wide < _MIN_WIDE_SHARE:
        return False
    nouns = [set(normalised(fact.noun)) for fact in (before, after)]
    if not likeness.near and all(nouns) and nouns[0].isdisjoint(nouns[1]) and not days(after.value):
        return False  # 科长四人 is no 稽查八人, though all else in the list is the same
    rows = _row(before, old), _row(after, new)
    if all(rows) and rows[0] != rows[1]:
        return False
    transitions = _transition(before, old), _transition(after, new)
    return not all(transitions) or (transitions[0] == transitions[1] and likeness.wide >= _MIN_TRANSITION_SHARE)


def _row(fact: Fact, side: NormalisedSide) -> str:
    """The label of the item that a figure stands in, if the item says little but figures; else ""."""
    text = side.normalised
    if fact.kind not in ("number", "money"):
        return ""
    line = clause(
        text, fact.span.start, Span(max(0, fact.span.start - 100), min(len(text), fact.span.end + 100)), "\n\r"
    )
    row = text[line.start : line.end].strip()
    label = read_label(row)
    if label is None or row.startswith("第"):
        return ""
    words = [character for character in row[label.end :] if character.isalnum() and character not in _NUMERALS]
    return row[: label.end].strip() if len(words) <= _MAX_ROW_WORDS else ""


def _transition(fact: Fact, side: NormalisedSide) -> frozenset[str]:
    """The words beside a time that show a transitional rule (施行前), and whether of an amendment; else none."""
    around = "|".join(_beside(side.normalised, fact.span, _CLAUSE_END, _NEAR_CHARACTERS, _NEAR_CHARACTERS))
    lexicon = PACK.lexicon()
    transitions = {normalised(word) for word in lexicon.transitions if normalised(word) in around}
    is_amendment = any(normalised(word) in around for word in lexicon.amendments)
    return frozenset({*transitions, "amendment"} if transitions and is_amendment else transitions)


def is_reworded(fact: Fact, within: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether the other text has a figure in similar words: then it is not certain that it came or went.

    `within` is the sentence of the figure, of the text `side`. False if the text has a second rule like this one.
    """
    words = _words_around(fact.span, within, side)
    stretch = other.standing.kept_words.closest(words, side.standing.kept_words)
    figure = "".join(filter(str.isalnum, side.normalised[fact.span.start : fact.span.end]))
    return stretch.share >= _MIN_REWORDED_SHARE and figure in stretch.text and not stretch.is_parallel


def _words_around(span: Span, within: Span, side: NormalisedSide) -> str:
    """The letters and digits around a figure in its sentence, up to `_MAX_REWORDED_CHARACTERS` to either side."""
    start, end = max(within.start, span.start - _MAX_REWORDED_CHARACTERS), span.end + _MAX_REWORDED_CHARACTERS
    return side.words(Span(start, max(span.end, min(within.end, end))))
