"""Whether the other text has a figure in the same rule, wherever that stands now: then it is neither gone nor new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from policydiff.comparison.findings.figure_contexts import (
    Context,
    context_likeness,
    is_alone,
    read_context,
    share_behind,
)
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_NUMERAL = pattern(r"[\d.,]{1,24}|[〇零一二两三四五六七八九十百千万亿半]{1,16}")
_BEHIND_CHARACTERS = 2  # of a figure, behind its first numeral, by which it is looked up
_MAX_PLACES = 48  # of one figure in a text, compared with each other
_BESIDE_CHARACTERS = 40
_MIN_LIKENESS = 0.95  # of the contexts of a figure and of its counterpart, of 2
_MIN_WIDE_SHARE = 0.3  # of their sentences
_MIN_SHARE_BEHIND = 0.4  # of the words right behind them
_MIN_MARGIN = 0.1  # of likeness, to any other figure of the text that might be the counterpart's own
_MAX_RIVAL_LIKENESS = 1.0  # of such a figure, which is then the counterpart's own in any case
_MIN_CLAUSE_WORDS = 10  # beside the figure, of a clause that is known by its words
_MIN_EQUAL_SHARE = 0.75  # of the pairs of the longer of two sentences that are nearly equal
_MIN_SURE_MARGIN = 0.1  # of likeness, to another figure of the text, where they are
_HALVES = ("二分之一", "1/2")
_HALF, _MEASURE = "半", "个"


class FigurePlaces:
    """The places of the figures of a normalised text, by their first numeral and what follows it."""

    def __init__(self, normalised_text: str) -> None:
        self._text = normalised_text
        self._places: dict[str, list[int]] = defaultdict(list)
        self._contexts: dict[Span, Context] = {}
        for numeral in _NUMERAL.finditer(normalised_text):
            places = self._places[normalised_text[numeral.start() : numeral.end() + _BEHIND_CHARACTERS]]
            if len(places) < _MAX_PLACES:
                places.append(numeral.start())

    def spans(self, figure: str) -> Iterator[Span]:
        """The places at which a figure stands as it is given, in order, at most `_MAX_PLACES`; nothing if none does."""
        numeral = _NUMERAL.match(figure)
        key = figure[: numeral.end() + _BEHIND_CHARACTERS] if numeral else ""
        for place in self._places.get(key, ()):
            if self._text.startswith(figure, place):
                yield Span(place, place + len(figure))

    def context(self, span: Span) -> Context:
        """The context of the figure at a span, read once."""
        if (context := self._contexts.get(span)) is None:
            context = self._contexts[span] = read_context(self._text, span)
        return context


_places_of_texts: WeakKeyDictionary[NormalisedSide, FigurePlaces] = WeakKeyDictionary()


def counterpart(fact: Fact, side: NormalisedSide, other: NormalisedSide) -> Span | None:
    """The place at which the other text has the figure, in words so much alike that it is the same one; else None.

    None too if `side` has the figure a second time, in words that fit that place of the other text better.
    """
    figure = side.normalised[fact.span.start : fact.span.end]
    own, places = _figure_places(side), _figure_places(other)
    context = own.context(fact.span)
    if is_alone(context):
        return None
    likeness, place = max(
        ((context_likeness(context, places.context(span)), span) for span in _spans(places, figure, fact, side)),
        key=lambda entry: entry[0].total,
        default=(None, None),
    )
    if likeness is None or place is None or likeness.total < _MIN_LIKENESS or likeness.wide < _MIN_WIDE_SHARE:
        return None
    if share_behind(context, places.context(place)) < _MIN_SHARE_BEHIND:
        return None  # what is due within that time is another thing
    most = min(likeness.total - _MIN_MARGIN, _MAX_RIVAL_LIKENESS)
    rivals = (span for span in own.spans(figure) if not span.overlaps(fact.span))
    if likeness.near == 1 and fact.kind == "number" and _is_nearly_equal(context.wide, places.context(place).wide):
        most = likeness.total - _MIN_SURE_MARGIN
    fits = all(context_likeness(own.context(span), places.context(place)).total <= most for span in rivals)
    return place if fits else None


def stands_word_for_word(fact: Fact, clause_span: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether the other text has the clause of a figure as it is, and that says enough to be known by it."""
    words = side.words(clause_span)
    patterns, before = PACK.fact_patterns(), side.normalised[clause_span.start : fact.span.start]
    bound = patterns.bound_before.search(before)
    if patterns.modal.search(before[: bound.start()] if bound else before):
        return False  # 应由董事三分之二以上同意: it does not say to what
    return len(words) - len(fact.span) >= _MIN_CLAUSE_WORDS and other.standing.has(words)


def _is_nearly_equal(pairs: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sentences have nearly all of their pairs of characters in common."""
    return len(pairs & others) >= _MIN_EQUAL_SHARE * max(len(pairs), len(others), 1)


def _spans(places: FigurePlaces, figure: str, fact: Fact, side: NormalisedSide) -> Iterator[Span]:
    """The places at which a text has the figure of a fact; 半个 is a place of 二分之一个, too."""
    yield from places.spans(figure)
    behind = side.normalised[fact.span.end : fact.span.end + _BEHIND_CHARACTERS]
    if figure in _HALVES and behind.startswith(_MEASURE):
        for span in places.spans(_HALF + behind):
            yield Span(span.start, span.start + len(_HALF))


def stands_beside(fact: Fact, place: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether the other text has a figure near the place that another figure of its clause has there."""
    figure = side.normalised[fact.span.start : fact.span.end]
    near = other.normalised[max(0, place.start - _BESIDE_CHARACTERS) : place.end + _BESIDE_CHARACTERS]
    return figure in near


def _figure_places(side: NormalisedSide) -> FigurePlaces:
    """The places of the figures of a text, read once."""
    places = _places_of_texts.get(side)
    if places is None:
        places = _places_of_texts[side] = FigurePlaces(side.normalised)
    return places
