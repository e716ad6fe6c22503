"""Sentences that the other text has in other words, or under another label: they are hardly gone, or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.findings.latin_text import is_latin, telling_words
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.matching.diff import edits, similarity
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MIN_KEPT_SHARE = 0.65  # of a sentence's characters, in one stretch, in order and at least two in a row
_MIN_NEAR_SHARE = 0.72  # of its characters that two changed sentences of its unit have, two in a row, in any order
_MIN_NEAR_CHARACTERS = 12  # of a sentence that is looked for so
_MIN_WITHIN_CHARACTERS = 8  # of a changed sentence that is hardly more than a part of it
_MIN_SHARE_WITHIN = 0.95  # of that sentence's characters
_MIN_SHARE_AROUND = 0.6  # of the characters of the sentence of which it is a part
_MIN_LATIN_WORDS = 3  # telling words of a sentence in Latin letters that is looked for
_MIN_LATIN_SHARE = 0.5  # of these, in one changed sentence
_MIN_LATIN_RUN_CHARACTERS = 12  # letters in a row, which are more than a word
_MAX_ITEM_CHARACTERS = 12  # of an item that is compared with the items of the other side
_MIN_SHARE_OF_ITEM = 0.85  # of the characters of the shorter of two such items, which the other has in order
_MIN_ALIKE_ITEMS = 0.6  # similarity of two such items
_MAX_DISTANCE_OF_TWIN = 0.1  # between the shares that a sentence of the other side and its own counterpart have
_MAX_SHARE_BESIDE = 0.95  # of a sentence that came beside a twin; of which the other has more, it is a part
_MIN_SHARE_ELSEWHERE = 0.55  # of the pairs of such a sentence, for it to stand at another place of the other text
_MAX_SHARE_OF_NUMBERS = 0.3  # of the characters of such a sentence, that are in references and figures
_MIN_HEAD_CHARACTERS = 6  # of the first clause of an item, by which it is found
MAX_QUOTED_CHARACTERS = 60  # of what the other text has in other words, in a note
_MAX_COMPARED = 64  # sentences of the other side, compared with one
_MIN_EDGE_CHARACTERS = 4  # in a row, with which what is quoted of the other text begins and ends
_MAX_WORDS = 400  # of a sentence that is looked for
_MAX_ORDERS_TRIED = 8  # places of a clause, of which the sentences are compared
_CLAUSE = pattern(r"[^,。;:!?\n\r]{1,400}")
_MAX_TAIL_CHARACTERS = 7  # letters of a clause that means nothing without what stands before it
_MAX_WIDENED_CHARACTERS = 200
_MAX_NARROWED_CHARACTERS = 2_000  # of a sentence, of which the clauses are quoted that are like another
_CLAUSE_END = ",。;:!?\n\r"


class _Sentence(NamedTuple):
    """A sentence of the other text: its words, their pairs of adjoining characters, and its Latin `telling_words`.

    In Latin text the pairs are empty, in other text the telling words.
    """

    span: Span
    words: str
    pairs: frozenset[str]
    telling_words: frozenset[str]


class OtherSentences:
    """The changed sentences of a unit in the other text, in which a sentence of this one is looked for.

    `counterparts` are the sentences of this text that correspond to one of them.
    """

    def __init__(
        self, spans: Iterable[Span], side: NormalisedSide, counterparts: Mapping[Span, Sequence[Span]] | None = None
    ) -> None:
        self._spans = sorted(spans)[:_MAX_COMPARED]
        self._side = side
        self._counterparts = counterparts or {}

    @cached_property
    def _sentences(self) -> list[_Sentence]:
        return [_read(span, self._side) for span in self._spans]

    def find(self, sentence: Span, side: NormalisedSide) -> Span | None:
        """Where a sentence of `side` stands here in other words; None if it does not.

        It is the sentence that has the largest share of it, or two adjoining ones if neither has enough alone. One that
        became another sentence of `side`, which is as like this one, does not count: this one came beside that.
        """
        wanted = _read(sentence, side, _MAX_WORDS)
        shares = [_share(wanted, other) for other in self._sentences]
        if not shares:
            return None
        least = _least_share(wanted)
        shares = [
            0.0 if share >= least and self._became_a_twin(wanted, other.span, share, side) else share
            for share, other in zip(shares, self._sentences, strict=True)
        ]
        best = max(range(len(shares)), key=shares.__getitem__)
        if shares[best] >= least:
            return _narrowed(wanted.words, self._spans[best], self._side)
        for (one, share), (following, next_share) in pairwise(zip(self._sentences, shares, strict=True)):
            both = Span(one.span.start, following.span.end)
            joined = _Sentence(both, "", one.pairs | following.pairs, frozenset())
            if wanted.pairs and share and next_share and _share(wanted, joined) >= _MIN_NEAR_SHARE:
                return _narrowed(wanted.words, both, self._side)
        return None

    def item_with_head(self, sentence: Span, side: NormalisedSide) -> Span | None:
        """The one item that begins with nearly all words of the first clause of another; None for no item or clause."""
        wanted = _read(sentence, side, _MAX_WORDS)
        if not wanted.words or wanted.words == side.words(sentence):
            return None
        head = _first_clause(sentence, side)
        if not _MIN_HEAD_CHARACTERS <= len(head) < len(wanted.words):
            return None
        alike = [
            other.span
            for other in self._sentences
            if other.words
            and abs(len(first := _first_clause(other.span, self._side)) - len(head)) <= len(head) // 2
            and _covered(head, frozenset(map("".join, pairwise(first)))) >= _MIN_SHARE_OF_ITEM * len(head)
        ]
        return alike[0] if len(alike) == 1 else None

    def has_twin(self, sentence: Span, side: NormalisedSide, counterpart: Span | None = None) -> bool:
        """Whether a sentence here, at the place of `counterpart` if given, became one of `side` as like `sentence`."""
        wanted = _read(sentence, side, _MAX_WORDS)
        return any(
            (counterpart is None or other.span.overlaps(counterpart))
            and (share := _share(wanted, other)) >= _least_share(wanted)
            and self._became_a_twin(wanted, other.span, share, side)
            for other in self._sentences
        )

    def find_elsewhere(self, sentence: Span, side: NormalisedSide, other: NormalisedSide) -> Span | None:
        """Where `other` has most of a sentence of `side` outside these sentences; None if it does not.

        None also if `side` has as many such places besides the sentence and those that correspond to these.
        """
        words = words_without_label(sentence, side)[:_MAX_WORDS]
        outside = _places_like(words, other, self._spans)
        own = [span for spans in self._counterparts.values() for span in spans]
        if not outside or len(_places_like(words, side, [sentence, *own])) >= len(outside):
            return None
        return _with_clauses(outside[0], Span(0, len(other.normalised)), other)

    def _became_a_twin(self, wanted: _Sentence, span: Span, share: float, side: NormalisedSide) -> bool:
        """Whether a sentence at `span` here became one of `side`, other than the wanted one, that is as like that.

        False if the sentence here has almost all of the wanted one, which is a part of it, or if that is hardly more
        than references and figures.
        """
        if share >= _MAX_SHARE_BESIDE or _share_of_numbers(wanted.span, side) > _MAX_SHARE_OF_NUMBERS:
            return False
        return any(
            not counterpart.overlaps(wanted.span)
            and _share(wanted, _read(counterpart, side)) >= max(share - _MAX_DISTANCE_OF_TWIN, _least_share(wanted))
            for counterpart in self._counterparts.get(span, ())
        )


def _places_like(words: str, side: NormalisedSide, besides: Sequence[Span]) -> list[Span]:
    """The places of a text that have most of the words, none overlapping another or one of `besides`."""
    places: list[Span] = []
    for stretch in side.standing.kept_words.stretches(words):
        place = side.standing.span(stretch.start, len(stretch.core))
        if place and stretch.share >= _MIN_SHARE_ELSEWHERE and not any(map(place.overlaps, (*besides, *places))):
            places.append(place)
    return places


def _share_of_numbers(span: Span, side: NormalisedSide) -> float:
    """The share of the characters of a sentence that are in references and figures."""
    facts = [fact.span for fact in side.facts([span]) if fact.kind in ("reference", "number", "money")]
    return sum(map(len, facts)) / max(1, len(span))


def _first_clause(span: Span, side: NormalisedSide) -> str:
    """The words of a sentence up to its first mark, without the label of an item."""
    text = side.text[span.start : min(span.end, span.start + 200)]
    blank = len(text) - len(text.lstrip())
    label = read_label(text[blank:])
    start = span.start + blank + (label.end if label else 0)
    within = Span(start, max(start, span.end))
    return side.words(clause(side.normalised, start, within, _CLAUSE_END))


def _read(span: Span, side: NormalisedSide, max_words: int | None = None) -> _Sentence:
    """A sentence with what it is compared by; of text that is not Latin, the first `max_words` characters."""
    if is_latin(side.normalised, span.start, span.end):
        return _Sentence(span, "", frozenset(), telling_words(side.normalised, span.start, span.end))
    words = words_without_label(span, side)[:max_words]
    return _Sentence(span, words, frozenset(map("".join, pairwise(words))), frozenset())


def _least_share(sentence: _Sentence) -> float:
    """The share of a sentence that another must have for it to stand there in other words."""
    return _MIN_LATIN_SHARE if sentence.telling_words else _MIN_NEAR_SHARE


def _share(wanted: _Sentence, other: _Sentence) -> float:
    """How much of a sentence another has, in [0, 1]; 0 for a sentence that is too short to tell.

    1 for a short item that has almost all characters of the other, or the reverse.
    """
    if len(wanted.telling_words) >= _MIN_LATIN_WORDS:
        return len(wanted.telling_words & other.telling_words) / len(wanted.telling_words)
    if _is_one_item(wanted.words, other.words):
        return 1.0
    if len(wanted.words) < _MIN_NEAR_CHARACTERS:
        return 0.0
    share = _covered(wanted.words, other.pairs) / len(wanted.words)
    is_within = len(other.words) >= _MIN_WITHIN_CHARACTERS and share >= _MIN_SHARE_AROUND
    if is_within and _covered(other.words, wanted.pairs) >= _MIN_SHARE_WITHIN * len(other.words):
        return max(share, _MIN_NEAR_SHARE)
    return share


def _narrowed(words: str, span: Span, side: NormalisedSide) -> Span:
    """The clauses of `span` from the first to the last that has a run of the words.

    The span itself if there is none, or if it is longer than `_MAX_NARROWED_CHARACTERS`.
    """
    if len(span) > _MAX_NARROWED_CHARACTERS:
        return span
    positions = [position for position in range(span.start, span.end) if side.normalised[position].isalnum()]
    runs = _kept_runs(words, "".join(side.normalised[position] for position in positions)) if words else []
    runs = [run for run in runs if len(run) >= _MIN_EDGE_CHARACTERS]
    if not runs:
        return span
    return _with_clauses(Span(positions[runs[0].start], positions[runs[-1].end - 1] + 1), span, side)


def _with_clauses(span: Span, within: Span, side: NormalisedSide) -> Span:
    """The span with the rest of the clauses in which it begins and ends, inside `within`.

    Of an enumeration that would make that longer than is shown, only with the rest of its members.
    """
    whole = span
    for marks in (_CLAUSE_END, _CLAUSE_END + "、"):
        start = clause(side.normalised, span.start, within, marks).start
        whole = Span(start, clause(side.normalised, span.end - 1, within, marks).end)
        if len(whole) <= MAX_QUOTED_CHARACTERS:
            break
    return whole


def stands_under_another_label(span: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether an item stands word for word in the other text, its label aside, as often as in its own text.

    False for a sentence without a label.
    """
    words = words_without_label(span, side)
    if not words or words == side.words(span) or not other.standing.has_item(words):
        return False
    return side.standing.count(words) <= max(1, other.standing.count(words))


def differs_in_empty_words(span: Span, side: NormalisedSide, counterpart: Span, other: NormalisedSide) -> bool:
    """Whether a sentence and what stands for it in the other text are the same but for words such as 还 and 均."""
    empty = dict.fromkeys(map(ord, PACK.lexicon().empty_words))
    words = words_without_label(span, side).translate(empty)
    return bool(words) and words == words_without_label(counterpart, other).translate(empty)


def find_reworded(span: Span, side: NormalisedSide, other: NormalisedSide, near: OtherSentences) -> Span | None:
    """Where the other text has most of a sentence in other words; None if it does not.

    `near` are the changed sentences of the unit there. A stretch that stands in the sentence's own text as well did not
    take its place. Of an item, it is rather the one that begins with the same act.
    """
    found = _find_reworded(span, side, other, near)
    return (near.item_with_head(span, side) or found) if found else None


def _find_reworded(span: Span, side: NormalisedSide, other: NormalisedSide, near: OtherSentences) -> Span | None:
    """What `find_reworded` returns, whatever an item begins with."""
    if (counterpart := near.find(span, side)) is not None:
        return counterpart
    words = words_without_label(span, side)[:_MAX_WORDS]
    if near.has_twin(span, side) and (elsewhere := near.find_elsewhere(span, side, other)):
        return elsewhere
    stretch = other.standing.kept_words.closest(words, side.standing.kept_words)
    if stretch.is_parallel or not stretch.text:
        return _in_another_order(span, side, other)
    runs = _kept_runs(words, stretch.text)
    if is_latin(side.normalised, span.start, span.end):
        runs = [run for run in runs if len(run) >= _MIN_LATIN_RUN_CHARACTERS]
    if sum(map(len, runs)) < _MIN_KEPT_SHARE * len(words):
        return _in_another_order(span, side, other)
    runs = [run for run in runs if len(run) >= _MIN_EDGE_CHARACTERS] or runs
    start = stretch.start - stretch.text.find(stretch.core) + runs[0].start
    found = other.standing.span(start, runs[-1].end - runs[0].start)
    if found is None or near.has_twin(span, side, found):
        return None
    return _with_clauses(found, Span(0, len(other.normalised)), other)


def _in_another_order(span: Span, side: NormalisedSide, other: NormalisedSide) -> Span | None:
    """The changed sentence of the other text with nearly all words of a sentence, the clauses in another order.

    So 渡船检验规则，由县政府制定 stands as 县政府制定渡船检验规则. None if its longest clause stands nowhere.
    """
    parts = [side.words(Span(*part.span())) for part in _CLAUSE.finditer(side.normalised, span.start, span.end)]
    longest = max(parts, key=len, default="")
    if len(parts) < 2 or len(longest) < _MIN_WITHIN_CHARACTERS or len(longest) > _MAX_WIDENED_CHARACTERS:
        return None
    words = words_without_label(span, side)
    for position in other.standing.positions(longest)[:_MAX_ORDERS_TRIED]:
        near = Span(max(0, position - _MAX_WIDENED_CHARACTERS), min(len(other.normalised), position + len(span) * 3))
        sentence = clause(other.normalised, position, near, "。;!?\n\r")
        found = other.words(sentence)
        if side.standing.has(found):
            continue
        if _covered(words, frozenset(map("".join, pairwise(found)))) >= _MIN_SHARE_OF_ITEM * len(words):
            return sentence
    return None


def words_without_label(span: Span, side: NormalisedSide) -> str:
    """The normalised letters and digits of a sentence without the label of an item."""
    line = side.text[span.start : min(span.end, span.start + 200)]
    blank = len(line) - len(line.lstrip())
    label = read_label(line[blank:])
    return side.words(Span(span.start + blank + label.end, span.end)) if label else side.words(span)


def with_context(span: Span, side: NormalisedSide) -> Span:
    """A sentence with what it means nothing without: a short tail with what it follows, a lead-in with its items.

    A part before 或 and the like is quoted with what is joined to it.
    """
    text = side.normalised
    near = Span(max(0, span.start - _MAX_WIDENED_CHARACTERS), min(len(text), span.end + _MAX_WIDENED_CHARACTERS))
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    is_tail = len(side.words(span)) <= _MAX_TAIL_CHARACTERS and text[max(0, start - 1) : start] == ";"
    if is_tail:
        start = clause(text, start - 1, near, "。!?\n\r").start
    stripped = text[start:end].rstrip()
    if stripped.endswith(":") and end < near.end:
        end = _end_of_items(end, near, side)
    elif stripped.endswith(";") and text.startswith(PACK.lexicon().alternatives, end):
        end = clause(text, end, near, "。!?\n\r").end
    return Span(min(start, span.start) if is_tail else span.start, end)


def _end_of_items(start: int, near: Span, side: NormalisedSide) -> int:
    """The end of the items of one style that follow a lead-in, whole in `near`; `start` if there are none."""
    end, style = start, ""
    while end < near.end:
        line = clause(side.normalised, end, near, "\n\r")
        if line.end == near.end < len(side.normalised):
            break
        text = side.text[line.start : line.end].strip()
        label = read_label(text)
        if text and (not label or not label.number or (style and label.style != style) or label.text.startswith("第")):
            break
        style = label.style if label else style
        end = min(line.end + 1, near.end)
    return end if style else start


def _covered(words: str, pairs: frozenset[str]) -> int:
    """How many characters of the words are in one of the pairs of adjoining characters."""
    covered, last = 0, -1
    for start in range(len(words) - 1):
        if words[start : start + 2] in pairs:
            covered += start + 2 - max(start, last)
            last = start + 2
    return covered


def _kept_runs(words: str, text: str) -> list[Span]:
    """The stretches of `text` of at least two characters that `words` have in the same order, ascending."""
    runs, position, text_position = [], 0, 0
    for start, end, text_start, text_end in [*edits(words, text), (len(words), len(words), len(text), len(text))]:
        if start - position > 1:
            runs.append(Span(text_position, text_start))
        position, text_position = end, text_end
    return runs


def _is_one_item(words: str, other: str) -> bool:
    """Whether a short item has almost all characters of another, or is almost all of it."""
    shorter, longer = sorted((len(words), len(other)))
    if shorter < 4 or longer > _MAX_ITEM_CHARACTERS:
        return False
    alike = similarity(words, other, _MIN_ALIKE_ITEMS)
    return alike * (shorter + longer) / 2 >= _MIN_SHARE_OF_ITEM * shorter
