"""Findings on cross references: stale after renumbering, following it, or changed to another target.

`reference_reading` reads them, `reference_matching` says which old one was which new one, `reference_targets` which
units a number names, `reference_levels` which parts of an article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from policydiff.comparison.findings import reference_notes as notes
from policydiff.comparison.findings.article_parts import Place
from policydiff.comparison.findings.cited_articles import find_cited_articles
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.reference_levels import ArticleLevels
from policydiff.comparison.findings.reference_matching import match_references
from policydiff.comparison.findings.reference_reading import Reference, read_references
from policydiff.comparison.findings.reference_targets import NumberedUnits
from policydiff.comparison.findings.reference_wording import (
    find_by_wording,
    has_figures_of_another_item,
    list_members,
    near_references,
    range_of,
    stand_in_one_clause,
    state_one_rule,
)
from policydiff.comparison.findings.renumbered_sentences import RenumberedSentences
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Comparison, Finding
from policydiff.matching.diff import similarity
from policydiff.messages import counted, message
from policydiff.text.spans import Span

_MIN_RELATED_SHARE = 0.3  # of the text of a removed article, in the one cited now, which may have taken its place

_MIN_NAMED_WORDS = 6  # characters of a part of an article that is known by them
_MIN_NAMED_LIKENESS = 0.9


def find(
    comparison: Comparison, findings: Iterable[Finding], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Yield the findings on the references of the new text: stale, changed, and one on all that follow.

    Then those on articles of other documents. That on the references that follow counts them; it is on the first.
    Before these, `findings` without those on sentences in which only such numbers changed.
    """
    search = _Search(comparison, old, new)
    yield from search.sentences.without_renumbered(findings)
    yield from search.findings()


class _Search:
    """The references of both texts, and what is found on them."""

    def __init__(self, comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> None:
        self._comparison, self._old, self._new = comparison, old, new
        self._numbered = NumberedUnits(comparison)
        self._references = read_references(comparison, old, 0), read_references(comparison, new, 1)
        self._levels = ArticleLevels(comparison, self._numbered, (old, new), self._references)
        self.sentences = RenumberedSentences(self._references, self._levels, (old, new))
        self._followed: list[tuple[Reference, Reference]] = []
        self._uncertain: list[Reference] = []
        self._quoted: set[tuple[Span, Span]] = set()  # of the references that changed

    def findings(self) -> Iterator[Finding]:
        """Yield the findings; to be called once."""
        matches = match_references(self._comparison, self._references, self._old, self._new)
        uses = Counter(match.before.span for match in matches.values())
        cited: list[tuple[Reference, Reference]] = []
        for reference in self._references[1]:
            match = matches.get(reference.span)
            if match is None or match.likely:
                if match is not None and self._follows(match.before, reference):
                    self._followed.append((match.before, reference))
                elif not reference.document:
                    self._uncertain.append(reference)
                continue
            before, untouched = match.before, match.untouched
            if reference.document and before.document:
                if uses[before.span] == 1:
                    cited.append((before, reference))
            elif not (reference.document or before.document):
                yield from self._judge(before, reference, untouched, uses[before.span] == 1)
        yield from find_by_wording(self._uncertain, self._numbered, self._comparison, self._old, self._new)
        yield from self._following()
        yield from find_cited_articles(cited, self._old, self._new)

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
        if successors is None and reference.target != before.target and self._are_not_shown(before, reference):
            yield from self._changed(before, reference, (), sure=alone)
            return
        if successors is None or reference.kind != before.kind:
            return
        same_target = reference.target == before.target
        if reference.target.number in successors:
            if (same_target and (reference.levels or before.levels)) or (reference.levels and before.levels):
                yield from self._judge_levels(before, reference, untouched, alone)
            elif not same_target and len(successors) == 1 and self._is_widened(before, reference):
                yield from self._changed(before, reference, self._levels.places(1, reference), sure=alone)
            elif not same_target:
                self._followed.append((before, reference))
        elif same_target and not (untouched or (successors and self._is_left_behind(before, reference))):
            self._uncertain.append(reference)
        elif same_target:
            sure = bool(successors) or not self._numbered.is_new(reference.target)
            yield notes.stale_reference(reference, before, successors, self._numbered, self._old, self._new, sure=sure)
        elif (before.levels and self._followed_part(before, reference)) or (
            not successors and self._levels.have_same_text(before, reference)
        ):
            self._followed.append((before, reference))
        else:
            sure = alone and stand_in_one_clause(before, reference, self._references, self._old, self._new)
            sure = sure and (bool(successors) or self._levels.share_named(before, reference) < _MIN_RELATED_SHARE)
            yield from self._changed(before, reference, self._levels.places(1, reference), sure=sure)

    def _are_not_shown(self, before: Reference, reference: Reference) -> bool:
        """Whether neither text has what two references name, as where only some articles are given."""
        return not any(
            self._numbered.named_by[side].get(target)
            for side in (0, 1)
            for target in (before.target, reference.target)
            if target is not None
        )

    def _judge_levels(self, before: Reference, reference: Reference, untouched: bool, alone: bool) -> Iterator[Finding]:
        """Yield the finding on a reference below an article that is followed, or relative to its own place."""
        same_words = before.meaning == reference.meaning
        old_places, new_places = self._levels.places(0, before), self._levels.places(1, reference)
        successors = [self._levels.successor(place) for place in old_places]
        compared = notes.ComparedLevels(self._comparison, self._levels, self._old, self._new)
        if not old_places or None in successors:
            if (before.target and reference.target and before.target != reference.target) or (
                not same_words and self._levels.have_same_text(before, reference)
            ):
                self._followed.append((before, reference))
            elif not (same_words or old_places or new_places) and before.relative and reference.relative:
                sure = alone and stand_in_one_clause(before, reference, self._references, self._old, self._new)
                yield from self._changed(before, reference, (), sure=sure)
            elif same_words and untouched and self._names_other_text(old_places, new_places):
                sure = not reference.relative  # who strikes out a paragraph reads the next one, with its 前项
                yield notes.stale_level(before, reference, (), new_places, compared, sure=sure)
            return
        became = tuple(place for place in successors if place is not None)
        if self._levels.agree(became, new_places):
            if not same_words:
                self._followed.append((before, reference))
        elif same_words and untouched:
            yield notes.stale_level(before, reference, became, new_places, compared)
        elif not same_words and self._levels.have_same_text(before, reference):
            self._followed.append((before, reference))
        elif not same_words and new_places:
            sure = alone and (
                reference.is_part_of(before)
                or stand_in_one_clause(before, reference, self._references, self._old, self._new)
            )
            yield from self._changed(before, reference, new_places, sure=sure)

    def _changed(
        self, before: Reference, reference: Reference, places: Sequence[Place], *, sure: bool
    ) -> Iterator[Finding]:
        """Yield the finding on a reference that names something else now, if it is in the same rule; once for a list.

        A reference of another rule came with its own sentence.
        """
        if not state_one_rule(before, reference, self._references, self._old, self._new):
            self._uncertain.append(reference)
            return
        if self._name_one_text(before, reference):
            self._followed.append((before, reference))
            return
        if has_figures_of_another_item(before, reference, self._references[1], self._old, self._new):
            self._uncertain.append(reference)
            return
        old_list, new_list = self._lists(before, reference)
        quoted = before.span, reference.span
        if len(old_list) != len(new_list):
            if self._is_another_member(before, old_list, reference, new_list):
                return
            old_list = self._without_named_beside(before, old_list, reference)
            if old_list == (before,) and self._levels.have_same_text(before, reference):
                self._followed.append((before, reference))
                return
            quoted = _span_of(old_list), _span_of(new_list)
        elif self._are_in_another_order(old_list, new_list):
            quoted = _span_of(old_list), _span_of(new_list)
        else:
            ranges = range_of(before, old_list, self._old), range_of(reference, new_list, self._new)
            if len(ranges[0]) == len(ranges[1]):
                quoted = _span_of(ranges[0]), _span_of(ranges[1])
        if quoted in self._quoted:
            return
        self._quoted.add(quoted)
        compared = notes.ComparedLevels(self._comparison, self._levels, self._old, self._new)
        yield notes.changed_level(before, reference, places, quoted, compared, sure=sure)

    def _lists(self, before: Reference, reference: Reference) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
        """The list that the old reference is in, and that of the new one."""
        return (
            list_members(before, self._references[0], self._old),
            list_members(reference, self._references[1], self._new),
        )

    def _is_another_member(
        self, before: Reference, members: Sequence[Reference], reference: Reference, new_members: Sequence[Reference]
    ) -> bool:
        """Whether a new reference names what another member of the old list named, and a third stands beside its list.

        So a list was taken apart: 违反第三条、第四条或者第五条 → 违反第四条的……；违反第五条的……
        """
        near = near_references(reference, self._references[1])
        beside = [other for other in near if other.unit == reference.unit and other not in new_members]
        others = [member for member in members if member != before]
        return any(self._names_same(member, reference) for member in others) and any(
            self._names_same(member, other) for member in others for other in beside
        )

    def _are_in_another_order(self, members: Sequence[Reference], new_members: Sequence[Reference]) -> bool:
        """Whether a member of a new list names what one at another place of the old list named.

        So the members that stand at the same place are no partners.
        """
        return any(
            self._names_same(member, other)
            for place, member in enumerate(members)
            for new_place, other in enumerate(new_members)
            if place != new_place and member.target and other.target
        )

    def _without_named_beside(
        self, before: Reference, members: tuple[Reference, ...], reference: Reference
    ) -> tuple[Reference, ...]:
        """The old reference alone if all other members of its list stand beside the new one; else the whole list."""
        near = near_references(reference, self._references[1])
        beside = [other for other in near if other.unit == reference.unit and other != reference]
        others = [member for member in members if member != before]
        stand = all(any(self._names_same(member, other) for other in beside) for member in others)
        named_apart = all(member.target for member in members)  # 前款第一项至第三项 is one reference
        return (before,) if named_apart and others and stand else members

    def _names_same(self, before: Reference, reference: Reference) -> bool:
        """Whether a reference of this document names what an old one named, in the same words or in others."""
        if before.document or reference.document:
            return False
        if before.levels or reference.levels or not (before.target and reference.target):
            return self._followed_part(before, reference)
        successors = self._numbered.successors(before.target) or ()
        return before.kind == reference.kind and reference.target.number in successors

    def _is_left_behind(self, before: Reference, reference: Reference) -> bool:
        """Whether a reference kept its number in a list or range whose other changed members follow the renumbering."""
        old_list, new_list = self._lists(before, reference)
        if len(old_list) != len(new_list) or old_list.index(before) != new_list.index(reference):
            return False
        changed = [
            (other, new_other)
            for other, new_other in zip(old_list, new_list, strict=True)
            if other.meaning != new_other.meaning
        ]
        if not changed or not all(self._follows(*pair) for pair in changed):
            return False
        return state_one_rule(before, reference, self._references, self._old, self._new)

    def _is_widened(self, before: Reference, reference: Reference) -> bool:
        """Whether a reference to a paragraph now names the whole article, which has other paragraphs, too."""
        names_paragraph = any(level.word == self._levels.order[0] for level in before.levels)
        places = self._levels.places(1, reference)
        if not names_paragraph or reference.levels or len(places) != 1:
            return False
        return len({part.key.paragraph for part in self._levels.parts(1, places[0].unit)} - {0}) > 1

    def _follows(self, before: Reference, reference: Reference) -> bool:
        """Whether a reference of this document names in other words what the old one named."""
        return before.meaning != reference.meaning and self._names_same(before, reference)

    def _followed_part(self, before: Reference, reference: Reference) -> bool:
        """Whether a reference to a part of an article, or a relative one, names where that stands now."""
        became = [self._levels.successor(place) for place in self._levels.places(0, before)]
        places = [place for place in became if place is not None]
        is_whole = bool(places) and len(places) == len(became)
        return is_whole and self._levels.agree(places, self._levels.places(1, reference))

    def _name_one_text(self, before: Reference, reference: Reference) -> bool:
        """Whether two references to one level of two articles name nearly the same words, of a part not known to stand.

        So the part went with its article, or into another: 收受储值款项 was in 第三条第二款, and is in 第四条第二款.
        """
        old_places, new_places = self._levels.places(0, before), self._levels.places(1, reference)
        one_level = [level.word for level in before.levels] == [level.word for level in reference.levels]
        if not (before.target and reference.target and before.levels and one_level):
            return False
        if len(old_places) != 1 or len(new_places) != 1 or self._levels.successor(old_places[0]) is not None:
            return False
        words, new_words = self._levels.words(old_places[0]), self._levels.words(new_places[0], 1)
        return len(words) >= _MIN_NAMED_WORDS and similarity(words, new_words) >= _MIN_NAMED_LIKENESS

    def _names_other_text(self, old_places: Sequence[Place], new_places: Sequence[Place]) -> bool:
        """Whether a reference named one part of an article that went, and now names none, or another old one."""
        return (
            len(old_places) == 1
            and self._levels.is_gone(old_places[0])
            and (not new_places or (len(new_places) == 1 and self._levels.is_successor(new_places[0])))
        )

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


def _span_of(members: Sequence[Reference]) -> Span:
    """Where a list of references stands, from its first member to its last."""
    return Span(members[0].span.start, members[-1].span.end)
