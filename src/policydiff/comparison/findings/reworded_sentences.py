"""Sentences that the other text has in other words, or under another label: they are hardly gone, or new."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.matching.diff import edits
from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span

_MIN_SHARE_OF_HEAD = 0.85  # of the characters of the first clause of an item, which that of another has
_MIN_HEAD_CHARACTERS = 6  # of that clause
MAX_QUOTED_CHARACTERS = 60  # of what the other text has in other words, in a note
_MIN_OWN_CHARACTERS = 6  # of a sentence, beside its references and 违反…规定, by which another is like it
_MAX_COMPARED = 64  # sentences of the other side, compared with one
_MIN_EDGE_CHARACTERS = 4  # in a row, with which what is quoted of the other text begins and ends
_MAX_TAIL_CHARACTERS = 7  # letters of a clause that means nothing without what stands before it
_MAX_WIDENED_CHARACTERS = 200
_MAX_NARROWED_CHARACTERS = 2_000  # of a sentence, of which the clauses are quoted that are like another
_CLAUSE_END = ",。;:!?\n\r"


def _first_clause(span: Span, side: NormalisedSide) -> str:
    """The words of a sentence up to its first mark, without the label of an item."""
    text = side.text[span.start : min(span.end, span.start + 200)]
    blank = len(text) - len(text.lstrip())
    label = read_label(text[blank:])
    start = span.start + blank + (label.end if label else 0)
    within = Span(start, max(start, span.end))
    return side.words(clause(side.normalised, start, within, _CLAUSE_END))


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


def find_reworded(span: Span, side: NormalisedSide, other: NormalisedSide, near: Sequence[Span]) -> Span | None:
    """Where the other text has a sentence in other words; None if it does not.

    `near` are the changed sentences of the unit there. Of an item, it is rather the one that begins with the same act.
    """
    text = text_without_label(span, side)
    place = other.clauses.closest(text, text, side.clauses)
    if not place or not place.stands_near(near[:_MAX_COMPARED]):
        return None
    return _item_with_head(span, side, other, near) or _narrowed(side.words(text), place.span, other)


def has_own_words(span: Span, side: NormalisedSide) -> bool:
    """Whether a sentence says more than 违反第三条规定: it has no reference, or enough words beside its references."""
    patterns = PACK.fact_patterns()
    text = text_without_label(span, side)
    words = side.normalised[text.start : text.end]
    rest = patterns.reference.sub("", words)
    return rest == words or len("".join(filter(str.isalnum, patterns.no_offence.sub("", rest)))) >= _MIN_OWN_CHARACTERS


def _item_with_head(span: Span, side: NormalisedSide, other: NormalisedSide, near: Sequence[Span]) -> Span | None:
    """The one of the sentences `near` that begins with nearly all words of the first clause of an item; else None."""
    words = words_without_label(span, side)
    head = _first_clause(span, side)
    if words == side.words(span) or not _MIN_HEAD_CHARACTERS <= len(head) < len(words):
        return None
    alike = [
        other_span
        for other_span in near[:_MAX_COMPARED]
        if abs(len(first := _first_clause(other_span, other)) - len(head)) <= len(head) // 2
        and _covered(head, frozenset(map("".join, pairwise(first)))) >= _MIN_SHARE_OF_HEAD * len(head)
    ]
    return alike[0] if len(alike) == 1 else None


def words_without_label(span: Span, side: NormalisedSide) -> str:
    """The normalised letters and digits of a sentence without the label of an item."""
    return side.words(text_without_label(span, side))


def text_without_label(span: Span, side: NormalisedSide) -> Span:
    """A sentence without the label of an item; the sentence itself if it has none."""
    line = side.text[span.start : min(span.end, span.start + 200)]
    blank = len(line) - len(line.lstrip())
    label = read_label(line[blank:])
    return Span(span.start + blank + label.end, span.end) if label else span


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
