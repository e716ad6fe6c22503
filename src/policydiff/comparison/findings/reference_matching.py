"""Which reference of the old text a reference of the new one was: by its position, else by its sentence."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from policydiff.comparison.findings.reference_reading import Meaning, Reference
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, reaches_into
from policydiff.comparison.result import Comparison
from policydiff.facts.extraction import clause
from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span

_MIN_SENTENCE_CHARACTERS = 10  # letters and digits, beside the references, by which a sentence is found again


class Match(NamedTuple):
    """The old reference that a new one was; `untouched` if the clause of the new one is unchanged.

    `likely` if the number of one in a list changed: in a rewritten list it is not certain which reference became which.
    """

    before: Reference
    untouched: bool
    likely: bool = False


class _Key(NamedTuple):
    """A sentence without its references, how many there are in it, and the number of one, from 0."""

    words: str
    references: int
    number: int


class _InSentence(NamedTuple):
    """A reference, the words of its sentence, and what the references there mean."""

    reference: Reference
    words: str
    meanings: frozenset[Meaning]

    def can_have_been(self, before: _InSentence) -> bool:
        """Whether this can have taken the place of another; not if one of the two stands beside the other as well."""
        own, others = self.reference.meaning, before.reference.meaning
        return own == others or (others not in self.meanings and own not in before.meanings)


def match_references(
    comparison: Comparison,
    references: tuple[Sequence[Reference], Sequence[Reference]],
    old: NormalisedSide,
    new: NormalisedSide,
) -> Mapping[Span, Match]:
    """For each new reference whose old one is known, by its span: that one.

    It is known by its position where both units are a pair; otherwise, as in units that were split, merged or moved in
    part, if its sentence stands once in each text, the numbers of references aside.
    """
    old_by_start = {reference.span.start: reference for reference in references[0]}
    old_starts = sorted(old_by_start)
    matches: dict[Span, Match] = {}
    for reference in references[1]:
        if (match := _at_position(comparison, reference, old_by_start, old_starts, new)) is not None:
            matches[reference.span] = match
    taken = {match.before.span for match in matches.values() if not match.likely}
    by_sentence = _by_sentence(references[0], old), _by_sentence(references[1], new)
    for key, news in by_sentence[1].items():
        olds = by_sentence[0].get(key, [])
        if len(olds) != 1 or len(news) != 1 or not news[0].can_have_been(olds[0]):
            continue
        before, reference = olds[0].reference, news[0].reference
        if (reference.span not in matches or matches[reference.span].likely) and before.span not in taken:
            matches[reference.span] = Match(before, olds[0].words == news[0].words)
    return matches


def _by_sentence(references: Sequence[Reference], side: NormalisedSide) -> dict[_Key, list[_InSentence]]:
    """The references of one text by their sentence and place in it; without those in short sentences."""
    by_sentence: dict[_Key, list[_InSentence]] = defaultdict(list)
    for sentence, group in groupby(references, lambda reference: _sentence(reference, side)):
        members = list(group)
        marks = list(side.normalised[sentence.start : sentence.end])
        for reference in members:
            start = reference.span.start - sentence.start
            marks[start : start + len(reference.span)] = " " * min(len(reference.span), len(marks) - start)
        rest = "".join(filter(str.isalnum, marks))
        if len(rest) < _MIN_SENTENCE_CHARACTERS:
            continue
        words, meanings = side.words(sentence), frozenset(reference.meaning for reference in members)
        for index, reference in enumerate(members):
            by_sentence[_Key(rest, len(members), index)].append(_InSentence(reference, words, meanings))
    return by_sentence


def _sentence(reference: Reference, side: NormalisedSide) -> Span:
    """The sentence of a reference, or the item of a list that it stands in, without a label."""
    within = Span(reference.text_start, len(side.normalised))
    return _without_label(clause(side.normalised, reference.span.start, within, "。;!?\n\r"), reference, side)


def _without_label(span: Span, reference: Reference, side: NormalisedSide) -> Span:
    """A stretch that contains a reference, without the label of an item at its beginning."""
    label = read_label(side.text[span.start : min(span.end, span.start + 200)])
    return Span(min(span.start + label.end, reference.span.start), span.end) if label else span


def _at_position(
    comparison: Comparison,
    reference: Reference,
    old: Mapping[int, Reference],
    starts: Sequence[int],
    new: NormalisedSide,
) -> Match | None:
    """The old reference at the position of a new one; None if uncertain.

    `old` maps positions to references, `starts` is its keys, ascending. None also if the unit has no counterpart or was
    replaced, split or merged, and if there is no old reference at the position.
    """
    unit = comparison.units[reference.unit]
    if unit.old is None or unit.new is None or unit.change not in ("unchanged", "edited"):
        return None
    old_position = unit.old.span.start + reference.span.start - unit.new.span.start
    hunks = unit.hunks
    next_hunk = bisect.bisect_right(hunks, reference.span.start, key=lambda hunk: hunk.new.end)
    if next_hunk:
        old_position = hunks[next_hunk - 1].old.end + reference.span.start - hunks[next_hunk - 1].new.end
    touching = [hunk for hunk in hunks[next_hunk : next_hunk + 8] if hunk.new.start < reference.span.end]
    if all(hunk.ignored for hunk in touching):
        around = _without_label(
            clause(new.normalised, reference.span.start, Span(reference.text_start, len(new.normalised))),
            reference,
            new,
        )
        near = hunks[max(0, next_hunk - 8) : next_hunk + 8]
        untouched = not any(reaches_into(hunk.new, around) for hunk in near if not hunk.ignored)
        return Match(old[old_position], untouched) if old_position in old else None
    first_start = min(touching[0].old.start, old_position)
    first, end = bisect.bisect_left(starts, first_start - 2), bisect.bisect_right(starts, touching[-1].old.end)
    if end - first != 1:
        return None
    before = old[starts[first]]
    if not reference.listed:
        return Match(before, False)
    is_in_place = before.span.start == old_position and all(
        reference.span.covers(hunk.new) and before.span.covers(hunk.old) for hunk in touching
    )
    return Match(before, False, likely=True) if is_in_place else None
