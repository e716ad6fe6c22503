"""Compares the words round references: which old one is which new one, and which fit what their number named before."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.findings.reference_notes import misfit
from policydiff.comparison.findings.reference_reading import Reference
from policydiff.comparison.findings.reference_targets import NumberedUnits, Target
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Comparison, Finding, UnitChange
from policydiff.facts.extraction import clause, sentences
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span

_NGRAM_SIZE = 4  # characters
_MAX_UNITS_OF_RARE_NGRAM = 3  # up to which an n-gram is characteristic of its units
_MIN_SHARED_WORDS = 0.5  # of the pairs of characters of the shorter of two clauses
_MIN_SHARED_PAIRS = (3, 2)  # of characters, that two sentences and two clauses have in common
_MAX_NEAR_REFERENCES = 12  # to either side, that are compared with one
_MAX_JOINING_CHARACTERS = 4  # between two references of a list
_MAX_SIBLINGS = 1  # in the list of a reference; of a longer one, another may have been meant
_MIN_SHARE_OF_RULE = 0.5  # of the pairs of the shorter of two sentences, or of two clauses, that state one rule
_MIN_SHARE_OF_PART = 0.3  # likewise, of two references of which one is part of the other, as 前条 and 前条第一款
_MIN_RULE_PAIRS = 8  # of the shorter sentence; of a shorter one, the longer counts
_MIN_CLAUSE_PAIRS = 4  # of the shorter clause; one less of a relative reference, which stands beside its own words
_MIN_SHARE_KEPT = 0.8  # of the pairs of the shorter sentence, however long the other
_MAX_CHARACTERS_ABOVE = 40  # before a sentence, in which the end of the one before it is read
_MIN_CHARACTERS_ABOVE = 12  # of that end
_EDGE_CHARACTERS = 3  # of what stands behind a reference, at its beginning and at its end
_RANGE_MARKS = ("至", "到", "-", "~", "—")  # between the ends of a range
_MEMBER_ENDS = ",。;:!?\n\r、或及与和"
_MIN_SURE_NGRAMS = 4  # that fit the old target of an article's number, for a warning


class _Surroundings(NamedTuple):
    """The pairs of adjoining letters round a reference: in its sentence, its clause, and between 、, 或 and the like.

    Without the references there, and without the words that stand beside most references (违反…规定的).
    """

    sentence: frozenset[str]
    clause: frozenset[str]
    member: frozenset[str]

    def shared(self, other: _Surroundings) -> tuple[int, ...]:
        """How many pairs two have in common, at each level."""
        return tuple(len(own & theirs) for own, theirs in zip(self, other, strict=True))

    def same_sentence(self, other: _Surroundings) -> bool:
        """Whether two sentences have the same pairs; False if they have none."""
        return bool(self.sentence) and self.sentence == other.sentence

    def agrees(self, other: _Surroundings) -> bool:
        """Whether two sentences, or two clauses, have most of their pairs in common, and the clauses have some."""
        if self.clause and other.clause and not self.clause & other.clause:
            return False
        return self.same_sentence(other) or any(
            len(own & theirs) >= max(least, _MIN_SHARED_WORDS * min(len(own), len(theirs)))
            for own, theirs, least in zip(self[:2], other[:2], _MIN_SHARED_PAIRS, strict=True)
        )


def stand_in_one_clause(
    before: Reference,
    reference: Reference,
    references: tuple[Sequence[Reference], Sequence[Reference]],
    old: NormalisedSide,
    new: NormalisedSide,
) -> bool:
    """Whether an old and a new reference stand in one clause: in words that no other old one near stands in.

    False if the new reference was in the list of the old one before, and if that list is long. In a rewritten list
    (一、违反第三条规定的；二、违反第五条规定的) it is not certain which became which.
    """
    near = near_references(before, references[0])
    siblings = [other for other in near if _in_one_list(before, other, near, old)]
    if any(other.meaning == reference.meaning for other in siblings):
        return False
    own, new_own = _surroundings(before, near, old), _own_surroundings(reference, references[1], new)
    if not siblings and _is_short_in_one_place(before, reference, (own, new_own), old, new):
        return True
    if not own.agrees(new_own) or (len(siblings) > _MAX_SIBLINGS and not own.same_sentence(new_own)):
        return False
    rivals = [
        other
        for other in near
        if other.unit == before.unit
        and other.span != before.span
        and other not in siblings
        and bool(other.target) == bool(before.target)
    ]
    shared = own.shared(new_own)
    return all(_surroundings(other, near, old).shared(new_own) < shared for other in rivals)


def state_one_rule(
    before: Reference,
    reference: Reference,
    references: tuple[Sequence[Reference], Sequence[Reference]],
    old: NormalisedSide,
    new: NormalisedSide,
) -> bool:
    """Whether the sentences of an old and a new reference state one rule, by the words beside them.

    If not, the one reference went with its sentence, and the other came with a new one.
    """
    own, new_own = _own_surroundings(before, references[0], old), _own_surroundings(reference, references[1], new)
    shared = own.shared(new_own)
    shorter, longer = sorted((len(own.sentence), len(new_own.sentence)))
    clauses = sorted((len(own.clause), len(new_own.clause)))
    if reference.is_part_of(before) or before.is_part_of(reference):
        least = _MIN_SHARE_OF_PART * shorter if before.relative or reference.relative else 0
        return not longer or shared[0] > least
    if not longer:
        return _same_lines(before, reference, old, new)
    if shared[0] >= _MIN_SHARE_OF_RULE * (shorter if shorter >= _MIN_RULE_PAIRS else longer):
        return True
    is_relative = bool(before.relative and reference.relative)
    if clauses[0] >= _MIN_CLAUSE_PAIRS - is_relative and shared[1] >= _MIN_SHARE_OF_RULE * clauses[1]:
        return True
    if shorter and shared[0] >= _MIN_SHARE_KEPT * shorter:
        return True
    return _is_short_in_one_place(before, reference, (own, new_own), old, new)


def _same_lines(before: Reference, reference: Reference, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether what stands before two references in their sentences is the same, and is not only the label of an item.

    An item that says no more than 违反第三条规定的 may have taken the place of any other.
    """
    heads = []
    for one, side in ((before, old), (reference, new)):
        within = Span(one.text_start, len(side.normalised))
        start = clause(side.normalised, one.span.start, within, "。;!?\n\r").start
        if read_label(side.text[start : one.span.start].lstrip()):
            return False
        heads.append(side.words(Span(start, one.span.start)))
    return heads[0] == heads[1]


def _is_short_in_one_place(
    before: Reference,
    reference: Reference,
    surroundings: tuple[_Surroundings, _Surroundings],
    old: NormalisedSide,
    new: NormalisedSide,
) -> bool:
    """Whether one of two sentences is short, and both stand behind the same words, and begin and end alike."""
    shorter = min(len(around.sentence) for around in surroundings)
    return shorter < _MIN_RULE_PAIRS and _edges(before, old) == _edges(reference, new)


def _edges(reference: Reference, side: NormalisedSide) -> tuple[str, ...]:
    """By what a short sentence is known in its place: the end of the one before it, its beginning and its end.

    Of the words behind the reference, the first `_EDGE_CHARACTERS` and the last ones count.
    """
    text, within = side.normalised, Span(reference.text_start, len(side.normalised))
    sentence = clause(text, reference.span.start, within, "。;!?\n\r")
    above = side.words(Span(max(within.start, sentence.start - _MAX_CHARACTERS_ABOVE), sentence.start))
    head = side.words(Span(sentence.start, reference.span.start))
    tail = side.words(Span(reference.span.end, sentence.end))
    return above[-_MIN_CHARACTERS_ABOVE:], head, tail[:_EDGE_CHARACTERS], tail[-_EDGE_CHARACTERS:]


def list_members(reference: Reference, references: Sequence[Reference], side: NormalisedSide) -> tuple[Reference, ...]:
    """The members of the list or range that a reference is in, in order; the reference alone if it is in none."""
    near = near_references(reference, references)
    return tuple(
        other
        for other in near
        if other.unit == reference.unit and (other == reference or _in_one_list(reference, other, near, side))
    )


def range_of(reference: Reference, members: Sequence[Reference], side: NormalisedSide) -> tuple[Reference, ...]:
    """The two ends of the range (第三条至第五条) of which a reference is one; without a range itself alone."""
    for first, last in pairwise(members):
        between = side.normalised[first.span.end : last.span.start].strip()
        if between in _RANGE_MARKS and reference in (first, last):
            return first, last
    return (reference,)


def has_figures_of_another_item(
    before: Reference,
    reference: Reference,
    new_references: Sequence[Reference],
    old: NormalisedSide,
    new: NormalisedSide,
) -> bool:
    """Whether an item near a new reference, with another one, has the figures of the old sentence, which its own lacks.

    So an exemption was set out in items: the one with the figures is the rule of the old reference.
    """
    if before.target is None or reference.target is None:
        return False
    own = _clauses_round(before, old)
    quantities = PACK.fact_patterns().quantity.finditer(own)
    figures = {match[0] for match in quantities if match["unit1"] and own[match.start() - 1 : match.start()] != "第"}
    words = _clauses_round(reference, new)
    if len(figures) != 1 or any(figure in words for figure in figures):
        return False
    near = [other for other in near_references(reference, new_references) if other.unit == reference.unit]
    others = [_clauses_round(other, new) for other in near]
    return any(other != words and figure in other for other in others for figure in figures)


def _clauses_round(reference: Reference, side: NormalisedSide) -> str:
    """The normalised sentence or item of a reference."""
    text, position = side.normalised, reference.span.start
    span = clause(text, position, Span(reference.text_start, len(text)), "。;\n\r")
    return "".join(text[span.start : span.end].split())


def near_references(reference: Reference, references: Sequence[Reference]) -> Sequence[Reference]:
    """The references at most `_MAX_NEAR_REFERENCES` before or behind one, and itself."""
    position = bisect.bisect_left(references, reference.span.start, key=lambda other: other.span.start)
    return references[max(0, position - _MAX_NEAR_REFERENCES) : position + _MAX_NEAR_REFERENCES]


def _in_one_list(reference: Reference, other: Reference, near: Sequence[Reference], side: NormalisedSide) -> bool:
    """Whether two references are joined: nothing but 、 or 或 and other references stands between them."""
    first, second = sorted((reference.span, other.span))
    position = first.end
    words = PACK.fact_patterns().references
    for following in near:
        if position <= following.span.start <= second.start and first != second:
            between = side.normalised[position : following.span.start]
            if len(between) > _MAX_JOINING_CHARACTERS or not (
                words.joined.search(between) or words.applied.search(between)
            ):
                return False
            position = following.span.end
    return first != second


def _surroundings(reference: Reference, near: Sequence[Reference], side: NormalisedSide) -> _Surroundings:
    """The words round a reference; a sentence that ends with a colon goes on with what follows on the next line."""
    within = Span(reference.text_start, len(side.normalised))
    start = reference.span.start
    sentence = clause(side.normalised, start, within, "。;!?\n\r")
    if side.normalised[sentence.end - 1 : sentence.end] == ":":
        sentence = Span(sentence.start, clause(side.normalised, sentence.end, within, "。;!?").end)
    parts = sentence, clause(side.normalised, start, within), clause(side.normalised, start, within, _MEMBER_ENDS)
    return _Surroundings(*(_pairs_of_characters(part, near, side) for part in parts))


def _own_surroundings(reference: Reference, references: Sequence[Reference], side: NormalisedSide) -> _Surroundings:
    """The words round a reference, without those of the references of the text that stand near it."""
    return _surroundings(reference, near_references(reference, references), side)


def _pairs_of_characters(span: Span, near: Sequence[Reference], side: NormalisedSide) -> frozenset[str]:
    """The pairs of adjoining letters in a span, without the references in it and the words that stand beside most."""
    marks = list(side.normalised[span.start : span.end])
    for other in near:
        if span.start <= other.span.start < span.end:
            start = other.span.start - span.start
            marks[start : start + len(other.span)] = " " * min(len(other.span), span.end - other.span.start)
    text = PACK.fact_patterns().references.formulas.sub(" ", "".join(marks))
    return frozenset(text[start : start + 2] for start in range(len(text) - 1) if text[start : start + 2].isalpha())


def find_by_wording(
    uncertain: Sequence[Reference],
    numbered: NumberedUnits,
    comparison: Comparison,
    old: NormalisedSide,
    new: NormalisedSide,
) -> Iterator[Finding]:
    """Findings on references in new text whose sentence fits the old target of the number, not its present one.

    References in lists, and those whose target still has its number, are left out. Who writes a new article knows the
    new numbers: a misfit is a warning for an article only if much fits the old one, and nothing the new one.
    """
    candidates: list[tuple[Reference, Target, set[str]]] = []
    for reference in uncertain:
        if reference.target is None:
            continue
        successors = numbered.successors(reference.target)
        if not successors or reference.target.number in successors or not numbered.is_certain(1, reference.target):
            continue
        if reference.listed or reference.unit in numbered.named_by[0][reference.target]:
            continue  # what a list cites has no words of its own; a unit's own words are those of its old number
        candidates.append((reference, reference.target, _characteristic_ngrams(_sentence(reference, new), new)))
    if not candidates:
        return
    wanted = set().union(*(ngrams for _, _, ngrams in candidates))
    occurrences = [
        _units_by_ngram(wanted, comparison.units, side_index, side) for side_index, side in enumerate((old, new))
    ]
    for reference, target, ngrams in candidates:
        old_units, new_units = (set(numbered.named_by[side][target]) for side in (0, 1))
        rare = [ngram for ngram in ngrams if 0 < len(occurrences[0][ngram]) <= _MAX_UNITS_OF_RARE_NGRAM]
        fits_old = [ngram for ngram in rare if occurrences[0][ngram] & old_units and occurrences[1][ngram] & old_units]
        fits_new = [ngram for ngram in ngrams if occurrences[1][ngram] & new_units]
        if any(not occurrences[0][ngram] & old_units for ngram in fits_new):
            continue  # it speaks of what the number names now, and did not name before
        if len(fits_old) >= 2 and len(fits_old) > 2 * len(fits_new):
            sure = target.kind != "条" or (len(fits_old) >= _MIN_SURE_NGRAMS and not fits_new)
            words = _longest_stretch(fits_old, _sentence(reference, new), new)
            yield misfit(reference, target, words, numbered, new, sure=sure)


def _sentence(reference: Reference, side: NormalisedSide) -> Span:
    """The sentence that contains a reference, cut 300 characters from it; its own span if there is no such sentence."""
    around = Span(
        max(reference.text_start, reference.span.start - 300), min(len(side.normalised), reference.span.end + 300)
    )
    return next((span for span in sentences(side.normalised, around) if span.covers(reference.span)), reference.span)


def _characteristic_ngrams(sentence: Span, side: NormalisedSide) -> set[str]:
    """The distinct n-grams, of letters alone, of a sentence, without references, amounts, penalties and other facts.

    Agencies remain in it. An n-gram is `_NGRAM_SIZE` characters.
    """
    marks = list(side.normalised[sentence.start : sentence.end])
    for fact in side.facts([sentence]):
        if fact.kind != "agency":
            start = fact.span.start - sentence.start
            marks[start : start + len(fact.span)] = " " * len(fact.span)
    text = "".join(marks)
    return {
        text[start : start + _NGRAM_SIZE]
        for start in range(len(text) - _NGRAM_SIZE + 1)
        if text[start : start + _NGRAM_SIZE].isalpha()
    }


def _units_by_ngram(
    wanted: set[str], units: Sequence[UnitChange], side_index: int, side: NormalisedSide
) -> dict[str, set[int]]:
    """The indices of the units in which each of the wanted n-grams occurs; an empty set for one that occurs in none.

    `side_index` is 0 for the old text, 1 for the new one.
    """
    units_of: dict[str, set[int]] = defaultdict(set)
    for index, unit in enumerate(units):
        if reference := unit.new if side_index else unit.old:
            unit_text = side.normalised[reference.span.start : reference.span.end]
            for start in range(len(unit_text) - _NGRAM_SIZE + 1):
                if (ngram := unit_text[start : start + _NGRAM_SIZE]) in wanted:
                    units_of[ngram].add(index)
    return units_of


def _longest_stretch(ngrams: Sequence[str], sentence: Span, side: NormalisedSide) -> str:
    """The longest stretch of a sentence that consists of the n-grams, as written; the first of equals, "" if none."""
    ngram_set, best, start = set(ngrams), Span(0, 0), None
    for position in range(sentence.start, sentence.end - _NGRAM_SIZE + 2):
        if side.normalised[position : position + _NGRAM_SIZE] in ngram_set:
            start = position if start is None else start
            if position + _NGRAM_SIZE - start > len(best):
                best = Span(start, position + _NGRAM_SIZE)
        else:
            start = None
    return side.text[best.start : best.end]
