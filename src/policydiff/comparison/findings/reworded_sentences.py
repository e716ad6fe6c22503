"""Sentences that the other text has in other words, or under another label: they are hardly gone, or new."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.matching.diff import edits, similarity
from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span

_MIN_KEPT_SHARE = 0.65  # of a sentence's characters, in one stretch, in order and at least two in a row
_MIN_NEAR_SHARE = 0.72  # of its characters that two changed sentences of its unit have, two in a row, in any order
_MIN_NEAR_CHARACTERS = 12  # of a sentence that is looked for so
_MAX_ITEM_CHARACTERS = 12  # of an item that is compared with the items of the other side
_MIN_SHARE_OF_ITEM = 0.85  # of the characters of the shorter of two such items, which the other has in order
_MIN_ALIKE_ITEMS = 0.6  # similarity of two such items
_MAX_COMPARED = 64  # sentences of the other side, compared with one
_MIN_EDGE_CHARACTERS = 4  # in a row, with which what is quoted of the other text begins and ends
_MAX_WORDS = 400  # of a sentence that is looked for
_MAX_TAIL_CHARACTERS = 7  # letters of a clause that means nothing without what stands before it
_MAX_WIDENED_CHARACTERS = 200


class OtherSentences:
    """The changed sentences of a unit in the other text, in which a sentence of this one is looked for."""

    def __init__(self, spans: Iterable[Span], side: NormalisedSide) -> None:
        self._spans = sorted(spans)[:_MAX_COMPARED]
        self._words = [words_without_label(span, side) for span in self._spans]

    @cached_property
    def _pairs(self) -> list[set[str]]:
        """The pairs of adjoining characters of each sentence."""
        return [{words[start : start + 2] for start in range(len(words) - 1)} for words in self._words]

    def find(self, words: str) -> Span | None:
        """Where a sentence, given by its words, stands here in other words; None if it does not."""
        for index, span in enumerate(self._spans):
            if _is_one_item(words, self._words[index]):
                return span
            if len(words) < _MIN_NEAR_CHARACTERS:
                continue
            following = self._spans[index + 1 : index + 2]
            pairs = self._pairs[index].union(*self._pairs[index + 1 : index + 2])
            if _covered(words, pairs) >= _MIN_NEAR_SHARE * len(words):
                if _covered(words, self._pairs[index]) >= _MIN_NEAR_SHARE * len(words):
                    return span
                return Span(span.start, following[0].end)
        return None


def stands_under_another_label(span: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether an item stands word for word in the other text, its label aside, as often as in its own text.

    False for a sentence without a label.
    """
    words = words_without_label(span, side)
    if not words or words == side.words(span) or not other.standing.has(words):
        return False
    return side.standing.count(words) <= max(1, other.standing.count(words))


def find_reworded(span: Span, side: NormalisedSide, other: NormalisedSide, near: OtherSentences) -> Span | None:
    """Where the other text has most of a sentence in other words; None if it does not.

    `near` are the changed sentences of the unit there. A stretch that stands in the sentence's own text as well did not
    take its place.
    """
    words = words_without_label(span, side)[:_MAX_WORDS]
    if (counterpart := near.find(words)) is not None:
        return counterpart
    stretch = other.standing.kept_words.closest(words, side.standing.kept_words)
    if stretch.is_parallel or not stretch.text:
        return None
    runs = _kept_runs(words, stretch.text)
    if sum(map(len, runs)) < _MIN_KEPT_SHARE * len(words):
        return None
    runs = [run for run in runs if len(run) >= _MIN_EDGE_CHARACTERS] or runs
    start = stretch.start - stretch.text.find(stretch.core) + runs[0].start
    return other.standing.span(start, runs[-1].end - runs[0].start)


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
    """The end of the items of one style that follow a lead-in, in `near`; `start` if there are none."""
    end, style = start, ""
    while end < near.end:
        line = clause(side.normalised, end, near, "\n\r")
        text = side.text[line.start : line.end].strip()
        label = read_label(text)
        if text and (not label or not label.number or (style and label.style != style) or label.text.startswith("第")):
            break
        style = label.style if label else style
        end = min(line.end + 1, near.end)
    return end if style else start


def _covered(words: str, pairs: set[str]) -> int:
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
