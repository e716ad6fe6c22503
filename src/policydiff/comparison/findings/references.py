"""Findings on cross references: stale after renumbering, following it, or changed to another target.

`reference_reading` reads them, `reference_targets` says which units a number names, `reference_levels` which parts of
an article.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from policydiff.comparison.findings import reference_notes as notes
from policydiff.comparison.findings.cited_articles import find_cited_articles
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.reference_levels import ArticleLevels
from policydiff.comparison.findings.reference_reading import Reference, read_references
from policydiff.comparison.findings.reference_targets import NumberedUnits
from policydiff.comparison.findings.reference_wording import find_by_wording, stand_in_one_clause
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, reaches_into
from policydiff.comparison.result import Comparison, Finding
from policydiff.facts.extraction import clause
from policydiff.messages import counted, message
from policydiff.text.spans import Span

_Match = tuple[Reference, bool]  # the old reference at the position of a new one, and whether its clause is unchanged


def find(comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Yield the findings on the references of the new text: stale, changed, and one on all that follow.

    Then those on articles of other documents. That on the references that follow counts them; it is on the first.
    """
    yield from _Search(comparison, old, new).findings()


class _Search:
    """The references of both texts, and what is found on them."""

    def __init__(self, comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> None:
        self._comparison, self._old, self._new = comparison, old, new
        self._numbered = NumberedUnits(comparison)
        self._references = read_references(comparison, old, 0), read_references(comparison, new, 1)
        self._levels = ArticleLevels(comparison, self._numbered, (old, new), self._references)
        self._followed: list[tuple[Reference, Reference]] = []
        self._uncertain: list[Reference] = []

    def findings(self) -> Iterator[Finding]:
        """Yield the findings; to be called once."""
        matches = self._matches()
        uses = Counter(before.span for before, _ in matches.values())
        cited: list[tuple[Reference, Reference]] = []
        for reference in self._references[1]:
            match = matches.get(reference.span)
            if match is None:
                if not reference.document:
                    self._uncertain.append(reference)
                continue
            before, untouched = match
            if reference.document and before.document:
                if uses[before.span] == 1:
                    cited.append((before, reference))
            elif not (reference.document or before.document):
                yield from self._judge(before, reference, untouched, uses[before.span] == 1)
        yield from find_by_wording(self._uncertain, self._numbered, self._comparison, self._old, self._new)
        yield from self._following()
        yield from find_cited_articles(cited, self._old, self._new)

    def _matches(self) -> Mapping[Span, _Match]:
        """For each new reference whose old one is known: see `_old_reference`."""
        old_by_start = {reference.span.start: reference for reference in self._references[0]}
        old_starts = sorted(old_by_start)
        found = (
            (reference.span, _old_reference(self._comparison, reference, old_by_start, old_starts, self._new))
            for reference in self._references[1]
        )
        return {span: match for span, match in found if match is not None}

    def _judge(self, before: Reference, reference: Reference, untouched: bool, alone: bool) -> Iterator[Finding]:
        """Yield the finding on one reference, if any.

        `untouched` if its clause is unchanged, `alone` if no other new reference was the same old one.
        """
        if before.meaning != reference.meaning and self._old.words(before.span) == self._new.words(reference.span):
            return  # only what it is joined to changed, as 第三项 in 第一条第二项、第三项; that has the finding
        if before.target is None or reference.target is None:
            yield from self._judge_levels(before, reference, untouched, alone)
            return
        successors = self._numbered.successors(before.target)
        if successors is None or reference.kind != before.kind:
            return
        same_target = reference.target == before.target
        if reference.target.number in successors:
            if (same_target and (reference.levels or before.levels)) or (reference.levels and before.levels):
                yield from self._judge_levels(before, reference, untouched, alone)
            elif not same_target:
                self._followed.append((before, reference))
        elif same_target and not untouched:
            self._uncertain.append(reference)
        elif same_target:
            sure = bool(successors) or not self._numbered.is_new(reference.target)
            yield notes.stale_reference(reference, before, successors, self._numbered, self._old, self._new, sure=sure)
        else:
            named_unit = self._numbered.new_unit_named(reference.target)
            sure = alone and stand_in_one_clause(before, reference, self._references, self._old, self._new)
            yield notes.changed_target(before, reference, named_unit, self._old, self._new, sure=sure)

    def _judge_levels(self, before: Reference, reference: Reference, untouched: bool, alone: bool) -> Iterator[Finding]:
        """Yield the finding on a reference below an article that is followed, or relative to its own place."""
        same_words = before.meaning == reference.meaning
        old_places, new_places = self._levels.places(0, before), self._levels.places(1, reference)
        successors = [self._levels.successor(place) for place in old_places]
        if not old_places or None in successors:
            if before.target and reference.target and before.target != reference.target:
                self._followed.append((before, reference))
            return
        became = tuple(place for place in successors if place is not None)
        compared = notes.ComparedLevels(self._comparison, self._levels, self._old, self._new)
        if became == new_places:
            if not same_words:
                self._followed.append((before, reference))
        elif same_words and untouched:
            yield notes.stale_level(before, reference, became, new_places, compared)
        elif not same_words and new_places:
            yield notes.changed_level(before, reference, new_places, compared, sure=alone)

    def _following(self) -> Iterator[Finding]:
        """Yield the finding on all references that followed the renumbering; none if there are none."""
        if not self._followed:
            return
        before, reference = self._followed[0]
        number = len(self._followed)
        quotes = self._old.verbatim(before.span), self._new.verbatim(reference.span)
        units = dict.fromkeys(follower.unit for _, follower in self._followed)
        change = replacement(quotes[0].text, quotes[1].text)
        if number > 1:
            change = message("{change} and {number} more", change=change, number=number - 1)
        also = tuple(unit for unit in units if unit != reference.unit)
        note = counted(number, "follows the renumbering", "follow the renumbering")
        yield Finding("reference", "info", reference.unit, *quotes, change, "reference", note, also)


def _old_reference(
    comparison: Comparison,
    reference: Reference,
    old: dict[int, Reference],
    starts: Sequence[int],
    new: NormalisedSide,
) -> _Match | None:
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
    first, end = bisect.bisect_left(starts, first_start - 2), bisect.bisect_right(starts, touching[-1].old.end)
    # In a rewritten list it is not certain which reference became which.
    return (old[starts[first]], False) if end - first == 1 and not reference.listed else None
