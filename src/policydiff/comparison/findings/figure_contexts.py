"""Whether two figures stand in one rule: how alike the words beside them, and those of their sentences, are."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, clause
from policydiff.facts.values import days
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
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
_MAX_STEP_WORDS = 16  # likewise, of a row with two figures or more: its bounds and its rate
_MIN_PERHAPS_NEAR_SHARE = 0.18  # of the contexts of a figure that perhaps became another
_MIN_PERHAPS_LONGER_SHARE = 0.45  # likewise, where a duty became a longer time
_MIN_PERHAPS_WIDE_SHARE = 0.33
_MAX_BOUND_CHARACTERS = 4  # of 不得少于, directly before a figure
_MIN_DUE_PAIRS, _MIN_DUE_SHARE = 3, 0.25  # of the words behind a deadline, in the place that has it
_MAX_FEW_WORDS = 2  # beside a figure, too few to tell anything
_NUMERALS = frozenset("0123456789〇零一二两三四五六七八九十百千万亿")
_FIGURE = pattern(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+")
_PERSONS = pattern(r"\d人")
_MAX_POST_CHARACTERS = 8
_LIST_ENDS = ",。;:!?、\n\r"
_ALONE = frozenset(("",))  # what stands beside a figure that is a clause by itself
_MAX_REWORDED_CHARACTERS = 24  # of the words of a figure that are looked for in the other text
_MAX_BEHIND_CHARACTERS = 100  # behind a sentence, in which a table of its figures may begin
_RULE_END = pattern(r"。|[\n\r]\s{0,8}[(]?[一二三四五六七八九十]{1,3}[)]?[、.]")  # behind it comes another rule or item
_HAN_NUMERAL = pattern("[〇零一二两三四五六七八九十百千万亿]")


class Likeness(NamedTuple):
    """How alike the contexts of two figures are: the shares of common bigrams near them, and of their sentences."""

    near: float
    wide: float

    @property
    def total(self) -> float:
        """Both shares together, in [0, 2]."""
        return self.near + self.wide


class Context(NamedTuple):
    """The bigrams of the words of the clause near a figure, and of its sentence without the figure.

    `behind` are those of the sentence right behind the figure.
    """

    near: frozenset[str]
    wide: frozenset[str]
    behind: frozenset[str] = frozenset()


class FigureContexts:
    """The contexts of the figures of two texts, each read once."""

    def __init__(self, old: NormalisedSide, new: NormalisedSide) -> None:
        self._sides = (old, new)
        self._contexts: dict[tuple[int, Span], Context] = {}

    def likeness(self, before: Fact, after: Fact) -> Likeness:
        """How alike the contexts of an old and a new figure are; a missing one is as alike as the other."""
        return context_likeness(self._context(0, before.span), self._context(1, after.span))

    def _context(self, index: int, span: Span) -> Context:
        """The context of the figure at a span of the old (0) or new (1) text."""
        if (context := self._contexts.get((index, span))) is None:
            context = self._contexts[index, span] = read_context(self._sides[index].normalised, span)
        return context


def context_likeness(context: Context, other: Context) -> Likeness:
    """How alike two contexts are; where both lack the words near the figure, or the sentence, the other share counts.

    >>> text = "船主应当在三日内登记。船主应当在五日内登记。"
    >>> context_likeness(read_context(text, Span(5, 8)), read_context(text, Span(16, 19)))
    Likeness(near=1.0, wide=1.0)
    """
    near, wide = _share(context.near, other.near), _share(context.wide, other.wide)
    if near is None and wide is None:
        return Likeness(1.0, 1.0)
    return Likeness(wide or 0.0 if near is None else near, near or 0.0 if wide is None else wide)


def share_behind(context: Context, other: Context) -> float:
    """How alike the words right behind two figures are, in [0, 1]; 1 if either has none in its sentence."""
    share = _share(context.behind, other.behind)
    return 1.0 if share is None else share


def is_alone(context: Context) -> bool:
    """Whether the figure of a context is a clause by itself, as in a cell of a table."""
    return context.near == _ALONE


def read_context(text: str, span: Span) -> Context:
    """The context of the figure at a span."""
    near_before, near_behind = _beside(text, span, _CLAUSE_END, _NEAR_CHARACTERS, _NEAR_CHARACTERS)
    before, behind = _beside(text, span, _SENTENCE_END, _BEFORE_CHARACTERS, _BEHIND_CHARACTERS)
    earliest = max(0, span.start - _MAX_BOUND_CHARACTERS)
    bound = PACK.fact_patterns().bound_before.search(text, earliest, span.start)
    if bound and text[bound.start() - 1 : bound.start()] == ",":  # 公会之理事,不得超过三人
        near_before = _beside(text, Span(bound.start() - 1, span.start), _CLAUSE_END, _NEAR_CHARACTERS, 0)[0] + bound[0]
    near = _bigrams(_without_currency(near_before)) | _bigrams(near_behind)
    return Context(near or _ALONE, _bigrams(before) | _bigrams(behind), _bigrams(behind[:_NEAR_CHARACTERS]))


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
    if are_two_posts(before, after, old, new):
        return False
    rows = _row(before, old), _row(after, new)
    if all(rows) and rows[0] != rows[1]:
        return False
    transitions = _transition(before, old), _transition(after, new)
    return not all(transitions) or (transitions[0] == transitions[1] and likeness.wide >= _MIN_TRANSITION_SHARE)


def is_perhaps_one_rule(
    before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide, *, longer: bool = False
) -> bool:
    """Whether two figures for which `is_one_rule` is False may be one rule all the same, so that it is worth a look.

    False for two steps of a scale or two posts, for a day and a period, and for a transitional rule and another one.
    """
    if {before.kind, after.kind} == {"date", "deadline"} or are_two_posts(before, after, old, new):
        return False
    rows = _row(before, old), _row(after, new)
    if all(rows) and rows[0] != rows[1]:
        return False
    if bool(_transition(before, old)) != bool(_transition(after, new)):
        return False
    contexts = [read_context(side.normalised, fact.span) for fact, side in ((before, old), (after, new))]
    near, wide = context_likeness(*contexts)
    if any(len(context.near) < _MAX_FEW_WORDS for context in contexts):
        near = wide
    least = _MIN_PERHAPS_LONGER_SHARE if longer else _MIN_PERHAPS_NEAR_SHARE
    return near >= least and wide >= _MIN_PERHAPS_WIDE_SHARE


def are_two_posts(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two numbers of persons are of two posts, each named by all the words before it: 组长八人, 科长九人."""
    names = [_post(fact, side) for fact, side in ((before, old), (after, new))]
    return all(names) and not (names[0] in names[1] or names[1] in names[0])


def _post(fact: Fact, side: NormalisedSide) -> str:
    """The post of which a figure gives the number of persons, if its clause has no other words before it; else ""."""
    lexicon = PACK.lexicon()
    if fact.kind != "number" or not _PERSONS.search(fact.value):
        return ""
    start, earliest = fact.span.start, max(0, fact.span.start - _MAX_POST_CHARACTERS - 1)
    words = side.normalised[clause(side.normalised, start, Span(earliest, start), _LIST_ENDS).start : start].strip()
    for verb in map(normalised, lexicon.post_verbs):
        words = words.rpartition(verb)[2]
    is_name = 2 <= len(words) <= _MAX_POST_CHARACTERS and words.isalpha() and _NUMERALS.isdisjoint(words)
    return words if is_name and not any(normalised(word) in words for word in lexicon.no_posts) else ""


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
    is_step = len(_FIGURE.findall(row, label.end)) > 1
    return row[: label.end].strip() if len(words) <= (_MAX_STEP_WORDS if is_step else _MAX_ROW_WORDS) else ""


def _transition(fact: Fact, side: NormalisedSide) -> frozenset[str]:
    """The words beside a time that show a transitional rule (施行前), and whether of an amendment; else none."""
    around = "|".join(_beside(side.normalised, fact.span, _CLAUSE_END, _NEAR_CHARACTERS, _NEAR_CHARACTERS))
    lexicon = PACK.lexicon()
    transitions = {normalised(word) for word in lexicon.transitions if normalised(word) in around}
    is_amendment = any(normalised(word) in around for word in lexicon.amendments)
    return frozenset({*transitions, "amendment"} if transitions and is_amendment else transitions)


def is_reworded(fact: Fact, within: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether the other text has a figure in, or right behind, similar words: it may have come or gone, or not.

    `within` is the sentence of the figure, of the text `side`. False if the text has a second rule like this one.
    """
    start, end = max(within.start, fact.span.start - _MAX_REWORDED_CHARACTERS), fact.span.end + _MAX_REWORDED_CHARACTERS
    around = Span(start, max(fact.span.end, min(within.end, end)))
    place = other.clauses.closest(around, around, side.clauses)
    if place is None or not place.stands:
        return False
    text, end = other.normalised, min(len(other.normalised), place.span.end + _MAX_BEHIND_CHARACTERS)
    if full_stop := _RULE_END.search(text, place.span.end, end):
        end = full_stop.start()
    words = other.words(Span(place.span.start, end))
    due = read_context(side.normalised, fact.span).behind if fact.kind == "deadline" else frozenset()
    if len(due) >= _MIN_DUE_PAIRS and len(due & _bigrams(words)) < _MIN_DUE_SHARE * len(due):
        return False  # within that time, something else is due there
    return _has_figure(words, side.words(fact.span))


def _has_figure(words: str, figure: str) -> bool:
    """Whether a figure is among the words; 百分之五 is not in 百分之五十.

    >>> _has_figure("负担百分之五十", "百分之五"), _has_figure("负担百分之五及", "百分之五")
    (False, True)
    """
    is_whole = (not _HAN_NUMERAL.fullmatch(figure[:1]), not _HAN_NUMERAL.fullmatch(figure[-1:]))
    start = words.find(figure)
    while start >= 0:
        before, behind = words[max(0, start - 1) : start], words[start + len(figure) :][:1]
        if (is_whole[0] or not _HAN_NUMERAL.fullmatch(before)) and (is_whole[1] or not _HAN_NUMERAL.fullmatch(behind)):
            return True
        start = words.find(figure, start + 1)
    return False
