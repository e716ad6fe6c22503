"""Findings on the wording itself: terms replaced throughout, and regional synonyms; and on marks."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from policydiff.comparison.findings.fact_pairs import differing_parts
from policydiff.comparison.findings.marks import (
    is_bullet,
    is_cited_with_other_marks,
    is_mark,
    isolated_hunks,
    punctuation_changes,
)
from policydiff.comparison.findings.paired_marks import PairedMarks, find_pairs, is_half
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end, substantive_hunks
from policydiff.comparison.findings.term_borders import (
    MIN_REPETITIONS,
    WordBorders,
    as_name_of_law,
    differs_in_particle,
    extend_term,
    is_function_word,
    is_numbered,
    whole_words,
)
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Comparison, Finding
from policydiff.languages import PACK
from policydiff.matching.diff import common_characters, common_suffix
from policydiff.messages import NOTHING, Message, joined, message, verbatim
from policydiff.text.document import first_line_name
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_TERM_CHARACTERS = 16
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
_AROUND_TERMS = frozenset(" \t\r\n[](){}“”\"'‘’*_`")  # brackets, quotation marks and mark-up beside a term
_MAX_GAP_CHARACTERS = 2  # unchanged, between two parts of a changed term
_MAX_SHOWN_UNITS = 4  # of the units that still have the old term

UnitHunk = tuple[int, Hunk]  # index of the unit, and a hunk in it


def find(
    comparison: Comparison, findings: Sequence[Finding], old: NormalisedSide, new: NormalisedSide
) -> list[Finding]:
    """`findings`, then those on terms and punctuation; a term in a renamed agency only adds its note to it.

    A document is cited before and after where only the marks of its title came or went.
    """
    unit_hunks: list[UnitHunk] = []
    mark_hunks: list[tuple[int, Hunk]] = []
    mark_pairs: dict[int, list[PairedMarks]] = {}
    for index, unit in enumerate(comparison.units):
        if unit.change != "edited" or not unit.old or not unit.new:
            continue
        starts = label_end(unit.old, old), label_end(unit.new, new)
        hunks = [
            hunk
            for hunk in substantive_hunks(unit.hunks, old, new)
            if hunk.old.start >= starts[0] and hunk.new.start >= starts[1]
        ]
        words = (_without_marks(hunk, old, new) for hunk in hunks if not _changes_brackets_alone(hunk, old, new))
        unit_hunks += [(index, hunk) for hunk in _merge_near(list(words), old)]
        pairs = mark_pairs[index] = find_pairs(hunks, old, new)
        paired = {hunks[paired_index] for pair in pairs for paired_index in pair.hunks}
        isolated = [hunk for hunk in isolated_hunks(hunks) if hunk not in paired]
        mark_hunks += [
            (index, hunk)
            for hunk in isolated
            if is_mark(hunk, old, new) and not is_bullet(hunk, old, new) and not is_half(hunk, hunks, old, new)
        ]
    twins = list(_regional_synonyms(unit_hunks, old, new))
    terms = [
        finding
        for finding in _replaced_terms(comparison, unit_hunks, old, new)
        if not any(_one_term_in_other(finding, twin) for twin in twins)
    ]
    result = [finding for finding in findings if not is_cited_with_other_marks(finding, mark_pairs)]
    for term in terms:
        agency_indices = [
            index
            for index, finding in enumerate(result)
            if finding.kind == "agency" and finding.old and differing_parts(finding) == differing_parts(term)
        ]
        if agency_indices:  # reported as a renamed agency already, which gets the note on exceptions
            if _is_staff_of_term(term, result[agency_indices[0]]):
                result[agency_indices[0]] = replace(result[agency_indices[0]], severity="info", note=term.note)
            elif term.note:
                result[agency_indices[0]] = replace(result[agency_indices[0]], note=term.note)
        else:
            result.append(term)
    return [*result, *twins, *punctuation_changes(mark_hunks, mark_pairs, old, new)]


# ------------------------------------------------------------------------------------------------- terms


def _merge_near(hunks: Sequence[Hunk], old: NormalisedSide) -> list[Hunk]:
    """The hunks, merged where one to `_MAX_GAP_CHARACTERS` letters part them: a term is often cut in two."""
    result: list[Hunk] = []
    for hunk in hunks:
        last = result[-1] if result else None
        between = old.normalised[last.old.end : hunk.old.start] if last else ""
        if last and len(between) <= _MAX_GAP_CHARACTERS and between.isalpha():
            hunk = Hunk(Span(last.old.start, hunk.old.end), Span(last.new.start, hunk.new.end))
            result.pop()
        result.append(hunk)
    return result


def _changes_brackets_alone(hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether all that a hunk changes are the brackets, quotation marks and mark-up of `_AROUND_TERMS`."""
    return all(
        _AROUND_TERMS.issuperset(side.normalised[span.start : span.end])
        for span, side in ((hunk.old, old), (hunk.new, new))
    )


def _without_marks(hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> Hunk:
    """The hunk without the brackets and quotation marks at the ends of a replaced term: [船名] → ([渡船名].

    Letters that both sides have there are left out, too. It is the same hunk if one side has no letters, or if the term
    is longer than `_MAX_TERM_CHARACTERS`.
    """
    spans = []
    for span, side in ((hunk.old, old), (hunk.new, new)):
        start, end = span.start, span.end
        if len(span) > 2 * _MAX_TERM_CHARACTERS:
            return hunk
        while start < end and side.normalised[start] in _AROUND_TERMS:
            start += 1
        while start < end and side.normalised[end - 1] in _AROUND_TERMS:
            end -= 1
        spans.append(Span(start, end))
    if (spans[0], spans[1]) == (hunk.old, hunk.new) or not (len(spans[0]) and len(spans[1])):
        return hunk
    before, after = (side.normalised[span.start : span.end] for side, span in ((old, spans[0]), (new, spans[1])))
    shorter = min(len(before), len(after))
    head = common_characters(before, after, 0, 0, shorter - 1)
    tail = common_suffix(before, after, len(before), len(after), shorter - 1 - head)
    return Hunk(_cut(spans[0], head, tail), _cut(spans[1], head, tail))


def _cut(span: Span, head: int, tail: int) -> Span:
    """The span without so many characters at its beginning and at its end."""
    return Span(span.start + head, span.end - tail)


def _replaced_terms(
    comparison: Comparison, unit_hunks: Sequence[UnitHunk], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Findings on a term replaced by another `MIN_REPETITIONS` times or more.

    No finding on a term that still stands as often in the new text, on modal words, and on terms of one character.
    """
    groups: dict[tuple[str, str], list[UnitHunk]] = defaultdict(list)
    for index, hunk in unit_hunks:
        pair = old.normalised[hunk.old.start : hunk.old.end], new.normalised[hunk.new.start : hunk.new.end]
        if max(map(len, pair)) <= _MAX_TERM_CHARACTERS and all(_is_word(word) for word in pair if word):
            groups[pair].append((index, hunk))
    starts = [(unit.new.span.start, index) for index, unit in enumerate(comparison.units) if unit.new]
    starts.sort()
    modals = {normalised(modal.word) for modal in PACK.lexicon().modals}
    borders = tuple(WordBorders(side.normalised) for side in (old, new))
    for group in groups.values():
        if len(group) < MIN_REPETITIONS:
            continue
        first = group[0][1]
        sides = ((first.old, borders[0], old), (first.new, borders[1], new))
        if any(is_function_word(span, len(group), border, side) for span, border, side in sides):
            continue  # 经教育部 → 符合教育部
        group, left, right = extend_term(group, old, new)
        if (reach := whole_words([hunk for _, hunk in group], (left, right), borders, old, new)) is None:
            continue  # a torn piece of different words
        left, right = as_name_of_law([hunk for _, hunk in group], reach, old, new)
        spans = [
            (Span(hunk.old.start - left, hunk.old.end + right), Span(hunk.new.start - left, hunk.new.end + right))
            for _, hunk in group
        ]
        term, new_term = (
            old.normalised[spans[0][0].start : spans[0][0].end],
            new.normalised[spans[0][1].start : spans[0][1].end],
        )
        if min(len(term), len(new_term)) < 2 or not (term + new_term).isalpha() or term in modals or new_term in modals:
            continue
        if differs_in_particle(term, new_term):
            continue
        if is_numbered(term, new_term):
            continue  # 第三条 → 第四条, 五百元 → 一千元: a reference or an amount, which has its own finding
        # A frequent word has thousands of positions in a long text: no more are looked for than decide.
        remaining = list(islice(_remaining_positions(term, new_term, new), len(group)))
        if len(remaining) >= len(group):
            continue  # a word that was changed in some places, not replaced throughout
        quotes = old.verbatim(spans[0][0]), new.verbatim(spans[0][1])
        yield Finding(
            "term",
            "info",
            group[0][0],
            *quotes,
            _times(replacement(quotes[0].text, quotes[1].text), len(group)),
            "term",
            _note_on_remaining(quotes[0].text, [_unit_at(starts, comparison, position) for position in remaining]),
            tuple(dict.fromkeys(index for index, _ in group if index != group[0][0])),
        )


def _note_on_remaining(term: str, locations: Sequence[Message]) -> Message:
    """Where the old term still stands, at most `_MAX_SHOWN_UNITS` units by name; `NOTHING` if nowhere."""
    if not locations:
        return NOTHING
    units = [*dict.fromkeys(locations)]
    shown_units = joined(units[:_MAX_SHOWN_UNITS], ", ")
    if len(units) > _MAX_SHOWN_UNITS:
        shown_units = message("{units} and {number} more", units=shown_units, number=len(units) - _MAX_SHOWN_UNITS)
    return message("still {term} in {units}", term=term, units=shown_units)


def _times(change: Message, number: int) -> Message:
    return message("{change}, {number} times", change=change, number=number)


def _is_word(word: str) -> bool:
    """Whether it consists of letters that are not all numerals."""
    return word.isalpha() and not all(character in _NUMERALS for character in word)


def _remaining_positions(term: str, new_term: str, new: NormalisedSide) -> Iterator[int]:
    """The positions of the old term in the new text, except as part of the new term, ascending."""
    covering = _positions(new_term, new.normalised) if term in new_term else iter(())
    start = next(covering, None)
    for position in _positions(term, new.normalised):
        while start is not None and start + len(new_term) <= position:
            start = next(covering, None)
        if start is None or position < start:
            yield position


def _positions(word: str, text: str) -> Iterator[int]:
    """The positions of a word in a text, ascending, without overlaps."""
    position = text.find(word)
    while position >= 0:
        yield position
        position = text.find(word, position + len(word))


def _unit_at(starts: Sequence[tuple[int, int]], comparison: Comparison, position: int) -> Message:
    """The unit at a position of the new text, for a report: its label, its line, or that it is the front matter."""
    index = bisect.bisect_right(starts, (position, 10**9)) - 1
    unit = comparison.units[starts[index][1]].new if index >= 0 else None
    if unit is None or position >= unit.span.end:
        return message("the front matter")
    if unit.label:
        return verbatim(unit.label.rstrip("、.．"))
    return first_line_name(unit.lines)


# ------------------------------------------------------------------------------------------------- twins


def _regional_synonyms(unit_hunks: Sequence[UnitHunk], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Findings on words of one region replaced by those of another, one for each pair of words, with their number."""
    occurrences: dict[tuple[str, str], list[tuple[int, Span, Span]]] = defaultdict(list)
    lexicon_pairs = PACK.lexicon().twins
    pairs = [tuple(map(normalised, pair)) for pair in (*lexicon_pairs, *(pair[::-1] for pair in lexicon_pairs))]
    for index, hunk in unit_hunks:
        if max(len(hunk.old), len(hunk.new)) > _MAX_TERM_CHARACTERS:
            continue
        before, after = (
            side.normalised[max(0, span.start - 3) : span.end + 3] for side, span in ((old, hunk.old), (new, hunk.new))
        )
        for word, twin in pairs:
            offset, new_offset = before.find(word), after.find(twin)
            if offset >= 0 and new_offset >= 0 and word not in after:
                old_start, new_start = max(0, hunk.old.start - 3) + offset, max(0, hunk.new.start - 3) + new_offset
                spans = Span(old_start, old_start + len(word)), Span(new_start, new_start + len(twin))
                if not occurrences[word, twin] or occurrences[word, twin][-1][1] != spans[0]:
                    occurrences[word, twin].append((index, *spans))
                break
    for group in occurrences.values():
        index, before_span, after_span = group[0]
        quotes = old.verbatim(before_span), new.verbatim(after_span)
        change = replacement(quotes[0].text, quotes[1].text)
        if len(group) > 1:
            change = _times(change, len(group))
        also = tuple(dict.fromkeys(other for other, _, _ in group if other != index))
        note = message("the same in another region's words")
        yield Finding("term", "info", index, *quotes, change, "term", note, also)


def _is_staff_of_term(term: Finding, finding: Finding) -> bool:
    """Whether a finding is on officers who are called by what they deal with, and that has another name throughout."""
    if not (term.old and term.new and finding.old and finding.new):
        return False
    staff = PACK.fact_patterns().agencies.staff
    return all(staff.search(normalised(quote.text)) for quote in (finding.old, finding.new)) and not any(
        PACK.fact_patterns().agencies.name.search(normalised(quote.text)) for quote in (term.old, term.new)
    )


def _one_term_in_other(term: Finding, twin: Finding) -> bool:
    """Whether one of the old terms of two findings contains the other, normalised; False if a quotation is missing."""
    if not (term.old and term.new and twin.old and twin.new):
        return False
    return normalised(term.old.text) in normalised(twin.old.text) or normalised(twin.old.text) in normalised(
        term.old.text
    )
