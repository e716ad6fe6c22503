"""Findings on cross references: stale after renumbering, following it, or changed to another target.

`reference_targets` says which units a reference names.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.reference_targets import TARGET_KINDS, NumberedUnits, Target, written_targets
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end, reaches_into
from policydiff.comparison.result import Comparison, Finding, Quote, UnitChange, UnitReference
from policydiff.facts.extraction import clause, reference_target, sentences
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, counted, joined, message, verbatim
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_JOINED_BEFORE = pattern(r"(?:、|,|和|与|及|以及|或者?|至|到|并)\s?$")
_NGRAM_SIZE = 4  # characters
_MAX_UNITS_OF_RARE_NGRAM = 3  # up to which an n-gram is characteristic of its units
_ENDS = frozenset("。;\n")


@dataclass(frozen=True, slots=True)
class _Reference:
    """An internal reference: its span, its target, and the unit that contains it.

    `text_start` is where the text of that unit begins; `listed` says whether the reference is in a list of references.
    """

    span: Span
    target: Target
    unit: int
    text_start: int
    listed: bool


def find(comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Yield the findings on the internal references of the new text: stale, changed, and one on all that follow.

    The last comes last; it is on the first that followed the renumbering, and counts the others.
    """
    numbered = NumberedUnits(comparison)
    sides = tuple(_references(comparison, side, side_index) for side_index, side in enumerate((old, new)))
    old_by_start = {reference.span.start: reference for reference in sides[0]}
    old_starts = sorted(old_by_start)
    followed: list[tuple[_Reference, _Reference]] = []
    uncertain: list[_Reference] = []
    for reference in sides[1]:
        old_match = _old_reference(comparison, reference, old_by_start, old_starts, new)
        if old_match is None:
            uncertain.append(reference)
            continue
        before, untouched = old_match
        successors = numbered.successors(before.target)
        if successors is None or reference.target.kind != before.target.kind:
            continue
        if reference.target.number in successors:
            if reference.target != before.target:
                followed.append((before, reference))
        elif reference.target == before.target and not untouched:
            uncertain.append(reference)
        elif reference.target == before.target:
            yield _stale_reference(reference, before, successors, numbered, old, new)
        else:
            yield _changed_target(before, reference, numbered, old, new)
    yield from _find_by_wording(uncertain, numbered, comparison, old, new)
    if followed:
        before, reference = followed[0]
        quotes = old.verbatim(before.span), new.verbatim(reference.span)
        units = dict.fromkeys(follower.unit for _, follower in followed)
        change = replacement(quotes[0].text, quotes[1].text)
        if len(followed) > 1:
            change = message("{change} and {number} more", change=change, number=len(followed) - 1)
        also = tuple(unit for unit in units if unit != reference.unit)
        note = counted(len(followed), "follows the renumbering", "follow the renumbering")
        yield Finding("reference", "info", reference.unit, *quotes, change, "reference", note, also)


# ------------------------------------------------------------------------------------------------- locating them


def _references(comparison: Comparison, side: NormalisedSide, side_index: int) -> list[_Reference]:
    """The internal references of one text, in order: those in a unit, whose target can be a unit of a comparison.

    References to other documents are left out, as are those whose number cannot be read. `side_index` is 0 for the old
    text, 1 for the new one.
    """
    units = [change.new if side_index else change.old for change in comparison.units]
    unit_starts = sorted({(unit.span.start, index) for index, unit in enumerate(units) if unit})
    starts = [start for start, _ in unit_starts]
    references: list[_Reference] = []
    outside_until = -1
    for match in PACK.fact_patterns().reference.finditer(side.normalised):
        target = Target(*reference_target(match))
        if target.kind not in TARGET_KINDS or not target.number:
            continue
        position = bisect.bisect_right(starts, match.start()) - 1
        if position < 0:
            continue
        index = unit_starts[position][1]
        unit = units[index]
        if unit is None or not (text_start := label_end(unit, side)) <= match.start() < unit.span.end:
            continue
        words_before = side.normalised[max(0, match.start() - 12) : match.start()].rstrip()
        is_joined = bool(_JOINED_BEFORE.search(words_before))
        # 民法第三十三条第二项之事件、第三十六条之事件: the name of the document applies to all references
        is_external = (
            outside_until >= 0 and is_joined and not _ENDS & set(side.normalised[outside_until : match.start()])
        )
        if is_external or _names_other_document(words_before):
            outside_until = match.end()
            continue
        outside_until = -1
        words_after = side.normalised[match.end() : match.end() + 3]
        listed = is_joined and "第" in side.normalised[max(0, match.start() - 24) : match.start()]
        listed = listed or ("第" in words_after and words_after[0] in "、及和或至与到")
        references.append(_Reference(Span(*match.span()), target, index, text_start, listed))
    return references


def _names_other_document(words_before: str) -> bool:
    """Whether the words before a reference name another document; False for 本法 and the like."""
    if words_before.endswith(tuple(map(normalised, PACK.lexicon().own_document))):
        return False
    return words_before.endswith(("》", "原", "修正前", "修正前之", *map(normalised, PACK.lexicon().other_documents)))


def _old_reference(
    comparison: Comparison,
    reference: _Reference,
    old: dict[int, _Reference],
    starts: Sequence[int],
    new: NormalisedSide,
) -> tuple[_Reference, bool] | None:
    """The old reference at the position of a new one, and whether its clause is unchanged; None if uncertain.

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
        around = clause(new.normalised, reference.span.start, Span(reference.text_start, len(new.normalised)))
        near = hunks[max(0, next_hunk - 8) : next_hunk + 8]
        untouched = not any(reaches_into(hunk.new, around) for hunk in near if not hunk.ignored)
        return (old[old_position], untouched) if old_position in old else None
    first_start = min(touching[0].old.start, old_position)
    candidates = starts[bisect.bisect_left(starts, first_start - 2) : bisect.bisect_right(starts, touching[-1].old.end)]
    # In a rewritten list it is not certain which reference became which.
    return (old[candidates[0]], False) if len(candidates) == 1 and not reference.listed else None


# ------------------------------------------------------------------------------------------------- the findings


def _stale_reference(
    reference: _Reference,
    before: _Reference,
    successors: set[str],
    numbered: NumberedUnits,
    old: NormalisedSide,
    new: NormalisedSide,
) -> Finding:
    """The finding, a warning, on a reference whose target now has another number, or none."""
    number = reference.target.written
    named_unit = numbered.new_unit_named(reference.target)
    number_note = (
        message("{number} is now {unit}", number=number, unit=_summary(named_unit, new))
        if named_unit
        else message("there is no {number} now", number=number)
    )
    target_note = (
        message(
            "what it cited is {target} (was {number})",
            target=written_targets(reference.target.kind, successors),
            number=number,
        )
        if successors
        else message("what it cited was removed")
    )
    quote = _context_quote(reference, new)
    former = old.verbatim(before.span)
    note = joined([number_note, target_note])
    return Finding("reference", "warning", reference.unit, former, quote, _check(quote), "reference", note)


def _changed_target(
    before: _Reference, reference: _Reference, numbered: NumberedUnits, old: NormalisedSide, new: NormalisedSide
) -> Finding:
    """The finding, a notice, on a reference that now has another target, for other reasons than renumbering."""
    quotes = old.verbatim(before.span), new.verbatim(reference.span)
    named_unit = numbered.new_unit_named(reference.target)
    note = message("now cites {unit}", unit=_summary(named_unit, new)) if named_unit else NOTHING
    change = replacement(quotes[0].text, quotes[1].text)
    return Finding("reference", "notice", reference.unit, *quotes, change, "reference", note)


def _check(quote: Quote) -> Message:
    """The message that a clause is to be checked."""
    return message("check “{clause}”", clause=shortened(quote.text))


def _context_quote(reference: _Reference, side: NormalisedSide) -> Quote:
    """The clause of a reference, and the next ones while all are shorter than 24 characters.

    At most 200 characters to either side of the reference.
    """
    window = Span(
        max(reference.text_start, reference.span.start - 200), min(len(side.normalised), reference.span.end + 200)
    )
    span = clause(side.normalised, reference.span.start, window)
    while span.end < window.end and side.normalised[span.end] in ",:" and len(span) < 24:
        span = Span(span.start, clause(side.normalised, min(span.end + 1, window.end - 1), window).end)
    return side.quote(span)


def _summary(unit: UnitReference, side: NormalisedSide) -> Message:
    """A unit in a few words: its heading, at most 24 characters, else how its text begins, at most 20."""
    if unit.heading:
        return verbatim(shortened(unit.heading, 24))
    start = label_end(unit, side)
    while start < unit.span.end and not side.normalised[start].isalnum():
        start += 1
    beginning = side.quote(clause(side.normalised, start, Span(start, min(unit.span.end, start + 20))))
    return message("“{beginning}…”", beginning=beginning.text)


# ------------------------------------------------------------------------------------------------- by their wording


def _find_by_wording(
    uncertain: Sequence[_Reference],
    numbered: NumberedUnits,
    comparison: Comparison,
    old: NormalisedSide,
    new: NormalisedSide,
) -> Iterator[Finding]:
    """Findings on references in new text whose sentence fits the old target of the number, not its present one.

    References in lists, and those whose target still has its number, are left out.
    """
    candidates: list[tuple[_Reference, set[str]]] = []
    for reference in uncertain:
        successors = numbered.successors(reference.target)
        if not successors or reference.target.number in successors or not numbered.is_certain(1, reference.target):
            continue
        if reference.listed or reference.unit in numbered.named_by[0][reference.target]:
            continue  # what a list cites has no words of its own; a unit's own words are those of its old number
        candidates.append((reference, _characteristic_ngrams(_sentence(reference, new), new)))
    if not candidates:
        return
    wanted = set().union(*(ngrams for _, ngrams in candidates))
    occurrences = [
        _units_by_ngram(wanted, comparison.units, side_index, side) for side_index, side in enumerate((old, new))
    ]
    for reference, ngrams in candidates:
        old_units, new_units = set(numbered.named_by[0][reference.target]), set(numbered.named_by[1][reference.target])
        rare = [ngram for ngram in ngrams if 0 < len(occurrences[0][ngram]) <= _MAX_UNITS_OF_RARE_NGRAM]
        fits_old = [ngram for ngram in rare if occurrences[0][ngram] & old_units and occurrences[1][ngram] & old_units]
        fits_new = [ngram for ngram in ngrams if occurrences[1][ngram] & new_units]
        if len(fits_old) >= 2 and len(fits_old) > 2 * len(fits_new):
            yield _misfit_finding(reference, fits_old, numbered, old, new)


def _sentence(reference: _Reference, side: NormalisedSide) -> Span:
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


def _misfit_finding(
    reference: _Reference, ngrams: Sequence[str], numbered: NumberedUnits, old: NormalisedSide, new: NormalisedSide
) -> Finding:
    """The finding, a warning, on a reference whose sentence does not fit its target; it has no old quotation."""
    number = reference.target.written
    quote = _context_quote(reference, new)
    named_unit = numbered.new_unit_named(reference.target)
    number_note = (
        message("{number} is now {unit}", number=number, unit=_summary(named_unit, new))
        if named_unit
        else message("{number} now holds other text", number=number)
    )
    target_note = message(
        "{words} is in {target} (was {number})",
        words=_longest_stretch(ngrams, _sentence(reference, new), new),
        target=written_targets(reference.target.kind, numbered.successors(reference.target) or ()),
        number=number,
    )
    note = joined([number_note, target_note])
    return Finding("reference", "warning", reference.unit, None, quote, _check(quote), "reference", note)


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
