"""Findings on pieces of a list under a modal word, which came or went though the word itself remains."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.duty_phrases import ITEM_LABEL, GoverningWord, governing_word
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.quantities import shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.findings.standing import StandingWords
from policydiff.comparison.result import Severity
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.spans import Span, SpanSet

_MAX_PIECE_CHARACTERS = 80
_MIN_PIECE_CHARACTERS = 2
_MIN_LOOKED_UP_CHARACTERS = 4
_MAX_SEARCHED_CHARACTERS = 20_000  # of the changed sentences of a unit, for a piece that is shorter than that
_MIN_RECOGNISED_CHARACTERS = 6  # of a piece that is the same wherever it stands
_MIN_CHARACTERS = 5  # of a piece of which a sentence may have most
_MIN_CHARACTER_SHARE = 0.6
_MAX_LIKE_LENGTH = 3  # of that sentence, in lengths of the piece
_MAX_OPPOSITE_SENTENCES = 40
_MAX_SHOWN_CHARACTERS = 24
_MAX_LINE_HEAD = 200  # before a piece, in which the label of its line is looked for
_CLAUSE_MARKS = ",;。:!?\n"
_MARKS = "、" + _CLAUSE_MARKS
_MAX_JOIN_CHARACTERS = 4  # of a mark and a word between two pieces


class _Piece(NamedTuple):
    """A piece of a list, without the marks around it; `is_whole` if it is a clause or an item, no part of a clause."""

    span: Span
    is_whole: bool


def find_in_edited_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[OneSided]:
    """Findings on pieces of lists that one side alone has: those that changes put in or take out, and whole items.

    None for pieces that stand in the changed sentences of the other side, and those with a modal word of their own.
    """
    for removed, side, other in ((True, old, new), (False, new, old)):
        pieces = [*_items(differences, side, removed), *_parts(changed_unit, differences, side, removed)]
        if not pieces:
            continue
        opposite = StandingWords(
            "".join(
                other.normalised[span.start : span.end]
                for difference in differences
                for span in (difference.new if removed else difference.old)
            )
        )
        alone = SpanSet(
            span
            for difference in differences
            if not difference.on_both_sides
            for span in (difference.old if removed else difference.new)
        )
        for piece in pieces:
            if _stands(side.words(piece.span), opposite, other):
                continue
            if any(fact.kind in ("obligation", "penalty") for fact in side.facts([piece.span])):
                continue
            word = governing_word(side, piece.span.start)
            if word is None or alone.contains(word.span.start):
                continue  # the word came or went with its list
            if _governs(word, piece, side) and not _may_prohibit(word, side):
                spans = [span for difference in differences for span in (difference.new if removed else difference.old)]
                yield _finding(changed_unit.unit, piece, word, (side, other), removed, spans[:_MAX_OPPOSITE_SENTENCES])


def _stands(words: str, opposite: StandingWords, other: NormalisedSide) -> bool:
    """Whether a piece stands in the changed sentences of the other side, or, if it is long, anywhere there.

    True also for one that is too short or too long to be told.
    """
    if not _MIN_PIECE_CHARACTERS <= len(words) <= _MAX_PIECE_CHARACTERS:
        return True
    if len(words) < _MIN_LOOKED_UP_CHARACTERS:
        return words in opposite.words[:_MAX_SEARCHED_CHARACTERS]
    return opposite.count(words) > 0 or (len(words) >= _MIN_RECOGNISED_CHARACTERS and other.standing.count(words) > 0)


def _finding(
    unit: int,
    piece: _Piece,
    word: GoverningWord,
    sides: tuple[NormalisedSide, NormalisedSide],
    removed: bool,
    opposite: Sequence[Span],
) -> OneSided:
    """The finding: a warning on a duty or prohibition that is gone, info if the other text has it in other words.

    So it has if one of the sentences `opposite` has most of its characters, as well; a remark says so.
    """
    side, other = sides
    quote = side.quote(piece.span)
    place = other.clauses.closest(piece.span, piece.span, side.clauses)
    is_reworded = (place is not None and place.stands) or _has_characters(side.words(piece.span), opposite, other)
    severity: Severity = "warning" if removed and word.grade != "may" else "notice"
    if is_reworded:
        severity = "info"
    shown = f"{word.text}…{shortened(quote.text, _MAX_SHOWN_CHARACTERS)}"
    note = message("in other words") if is_reworded else _note(word.grade, removed)
    return OneSided("obligation", severity, unit, quote, removed, (shown,), "duty", note=note)


def _has_characters(words: str, opposite: Sequence[Span], other: NormalisedSide) -> bool:
    """Whether a sentence that is not much longer has most of the characters of a piece, given by its words."""
    characters = set(words)
    return len(characters) >= _MIN_CHARACTERS and any(
        len(characters.intersection(other.words(span))) >= _MIN_CHARACTER_SHARE * len(characters)
        for span in opposite
        if len(span) <= _MAX_LIKE_LENGTH * len(words)
    )


def _note(grade: str, removed: bool) -> Message:
    """A note on the prohibition or permission of which a piece came or went; NOTHING for a duty."""
    if grade == "may":
        return message("permission gone") if removed else message("permission added")
    if grade == "prohibit":
        return message("prohibition gone") if removed else message("now prohibited")
    return NOTHING


def _governs(word: GoverningWord, piece: _Piece, side: NormalisedSide) -> bool:
    """Whether a modal word tells that what a piece names must, may or must not be done.

    Its list is introduced by 下列 behind it, or by the word alone; or the piece follows it in its sentence, and is not
    before a noun (的) or part of a condition.
    """
    lexicon, text = PACK.lexicon(), side.normalised
    if word.grade not in ("must", "prohibit", "may", "want"):
        return False
    if word.introduction:
        earliest = max(0, piece.span.start - _MAX_LINE_HEAD)
        line = text.rfind("\n", earliest, piece.span.start) + 1 or earliest
        if piece.is_whole and not ITEM_LABEL.fullmatch(text[line : piece.span.start].rstrip()):
            return False  # a clause of an item is a condition as often as an act
        is_bare = len(word.introduction) <= len(word.span) + 1
        introduces = any(mark in word.introduction for mark in lexicon.listing)
        return is_bare or (introduces and not PACK.fact_patterns().no_acts_listed.search(word.introduction))
    between = text[word.span.end : piece.span.start]
    if any(mark in between for mark in "。;:\n"):
        return False
    end = piece.span.end
    while end < len(text) and text[end] not in _CLAUSE_MARKS:
        end += 1
    clause = text[piece.span.start : end].rstrip()
    if clause[-1:] in lexicon.condition_ends:
        return False
    if piece.is_whole:
        is_prohibited = word.grade != "prohibit" or PACK.fact_patterns().alternative.match(clause)
        return bool(is_prohibited) and not PACK.fact_patterns().adverbial_clause.fullmatch(clause)
    return not any(mark in between for mark in ",") and not any(
        character in text[piece.span.end : end] for character in lexicon.offence_ends[:1]
    )


def _may_prohibit(word: GoverningWord, side: NormalisedSide) -> bool:
    """Whether a word of prohibition is what somebody may do (可以禁止)."""
    before = side.normalised[max(0, word.span.start - _MAX_JOIN_CHARACTERS) : word.span.start]
    return word.grade == "prohibit" and PACK.fact_patterns().modal.search(before) is not None


def _items(differences: Sequence[Differences], side: NormalisedSide, removed: bool) -> Iterator[_Piece]:
    """The labelled items of a unit that correspond to no sentence of the other side, without their labels."""
    for difference in differences:
        if difference.on_both_sides:
            continue
        for span in difference.old if removed else difference.new:
            if (label := ITEM_LABEL.match(side.normalised, span.start, span.end)) and label.end() > span.start:
                yield _Piece(_trimmed(side.normalised, Span(label.end(), span.end)), True)


def _parts(
    changed_unit: ChangedUnit, differences: Sequence[Differences], side: NormalisedSide, removed: bool
) -> Iterator[_Piece]:
    """What a change puts in, or takes out, and that stands between marks, or words such as 和, on both ends."""
    text = side.normalised
    both = [difference for difference in differences if difference.on_both_sides]
    sentences = sorted(span for difference in both for span in (difference.old if removed else difference.new))
    for hunk in changed_unit.hunks:
        span, other_span = (hunk.old, hunk.new) if removed else (hunk.new, hunk.old)
        index = bisect.bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
        if len(other_span) > 1 or not len(span) or index < 0 or not sentences[index].covers(span):
            continue
        if piece := _between_marks(text, span):
            yield piece


def _between_marks(text: str, span: Span) -> _Piece | None:
    """The piece of a list at a changed span, which has the mark or the word on one end of it; None if it has neither.

    A short piece behind 、 may stand before what it has in common with those before it: 查询、删除个人信息.
    """
    patterns = PACK.fact_patterns()
    lead = patterns.list_join.match(text, span.start, span.end)
    trail = patterns.list_join_end.search(text, max(span.start, span.end - _MAX_JOIN_CHARACTERS), span.end)
    is_open = text[span.start] == "、" and patterns.single_piece.fullmatch(text, span.start + 1, span.end) is not None
    if lead and lead.end() > span.start and (is_open or _is_border(text, span.end)):
        inner = Span(lead.end(), span.end)
    elif trail and (
        text[span.start - 1 : span.start] in _MARKS
        or patterns.list_join_end.search(text, max(0, span.start - _MAX_JOIN_CHARACTERS), span.start)
    ):
        inner = Span(span.start, trail.start())
    else:
        return None
    trimmed = _trimmed(text, inner)
    before = text[max(0, trimmed.start - _MAX_JOIN_CHARACTERS) : trimmed.start]
    is_whole = any(mark in before for mark in _CLAUSE_MARKS) and (
        trimmed.end >= len(text) or text[trimmed.end] in _CLAUSE_MARKS
    )
    return _Piece(trimmed, is_whole) if len(trimmed) else None


def _is_border(text: str, position: int) -> bool:
    """Whether a piece of a list ends at a position: before a mark, a word that joins it to the next, or the end."""
    if position >= len(text) or text[position] in _MARKS:
        return True
    join = PACK.fact_patterns().list_join.match(text, position, position + _MAX_JOIN_CHARACTERS)
    return join is not None and join.end() > position


def _trimmed(text: str, span: Span) -> Span:
    """The span without marks and white space on its ends."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end)
