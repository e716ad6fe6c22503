"""Which penalty became which: those for the same offence, person and case, wherever they stand in the two texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from policydiff.comparison.findings.amount_notes import amount_note
from policydiff.comparison.findings.offences import MIN_ALIKE, Offences, are_apart, is_specific, likeness
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.standing_orders import is_ordered_in_other_words
from policydiff.comparison.result import Finding, Quote, UnitChange
from policydiff.facts.extraction import Fact, sentences
from policydiff.facts.penalty_context import article_number, penalty_class
from policydiff.languages import PACK
from policydiff.messages import Message, joined, message
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_ALIKE_APART = 0.66  # likeness of the offences of two penalties in any two units, for them to be one
_MIN_SAME = 0.8  # likewise, for two equal penalties to be the same one
_MAX_ROWS = 64  # penalties for one person and case, among which a partner is looked for
_MAX_SHOWN_CHARACTERS = 60
_Context = tuple[str, str]  # person and case
_Sanction = tuple[str, str]  # what a penalty is, and its amount


@dataclass(frozen=True, slots=True)
class OneSidedPenalty(OneSided):
    """A clause with penalties, which one side alone has; `group` is that of a unit that came or went as a whole."""

    facts: tuple[Fact, ...] = ()
    clause: Quote | None = None
    group: int | None = None


# ------------------------------------------------------------------------------------------------- across units


def across_units(
    drafts: Sequence[Finding | OneSided], units: Sequence[UnitChange], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """The findings; a penalty gone and a new one for the same offence, person and case are one penalty, changed.

    Two that impose the same are none. A penalty that the other text has for that offence, in other words, is
    information, and so is being prosecuted if the other text says it of every offence; without a remark, so is one that
    it has for an offence that may be another one. `units` are all units, which tell the numbers that articles have in
    the new text.
    """
    offences = Offences(old, new, _new_numbers(units))
    partners = _partners(drafts, offences)
    standing = _StandingPenalties(new, offences, old=False), _StandingPenalties(old, offences, old=True)
    for index, draft in enumerate(drafts):
        if not isinstance(draft, OneSidedPenalty):
            yield draft
        elif index in partners:
            partner = drafts[partners[index]]
            if draft.removed and isinstance(partner, OneSidedPenalty) and _sanctions(draft) != _sanctions(partner):
                yield _changed(draft, partner)
        else:
            words = offences.words(draft.facts[0], old=draft.removed)
            share = standing[0 if draft.removed else 1].likeness(draft, words)
            if standing[0 if draft.removed else 1].has_general_liability(draft):
                yield replace(draft, severity="info", note=message("said there of every offence"))
            elif share >= _MIN_SAME or _is_reworded_order(draft, units, (old, new)):
                yield replace(draft, severity="info", note=message("in other words"))
            else:
                yield replace(draft, severity="info") if share >= MIN_ALIKE else draft


def _is_reworded_order(
    draft: OneSidedPenalty, units: Sequence[UnitChange], sides: tuple[NormalisedSide, NormalisedSide]
) -> bool:
    """Whether the counterpart of a unit has the order that a draft says came or went, with another word for it."""
    side, other = sides if draft.removed else sides[::-1]
    unit = units[draft.unit] if draft.unit < len(units) else None
    partner = None if unit is None else unit.new if draft.removed else unit.old
    if partner is None or draft.clause is None:
        return False
    return is_ordered_in_other_words(draft.facts, draft.clause.span, side, other, partner.span)


def _new_numbers(units: Sequence[UnitChange]) -> dict[str, str]:
    """The number in the new text of each article of the old text that is there, by its number."""
    numbers = {}
    for unit in units:
        if unit.main and unit.old and unit.new and unit.old.label and unit.new.label and unit.change != "replaced":
            before, after = (article_number(normalised(side.label or "")) for side in (unit.old, unit.new))
            if before and after:
                numbers[before] = after
    return numbers


def _partners(drafts: Sequence[Finding | OneSided], offences: Offences) -> dict[int, int]:
    """The index of the partner of each penalty that has one: each is the other's best."""
    rows: dict[tuple[bool, _Context, str], list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        if isinstance(draft, OneSidedPenalty):
            for name in sorted({_class(fact) for fact in draft.facts}):
                row = rows[draft.removed, _context(draft), name]
                if len(row) < _MAX_ROWS:
                    row.append(index)
    best: dict[int, tuple[float, int]] = {}
    for (removed, context, name), row in rows.items():
        for i in row if removed else ():
            for j in rows.get((False, context, name), ()):
                score = _score(drafts[i], drafts[j], offences)
                if score > best.get(i, (0.0, 0))[0]:
                    best[i] = score, j
                if score > best.get(j, (0.0, 0))[0]:
                    best[j] = score, i
    return {index: other for index, (_, other) in best.items() if best[other][1] == index}


def _score(before: Finding | OneSided, after: Finding | OneSided, offences: Offences) -> float:
    """How likely a penalty that is gone became a new one; 0 if it did not."""
    if not isinstance(before, OneSidedPenalty) or not isinstance(after, OneSidedPenalty):
        return 0.0
    if offences.have_two_sums(before.facts[0], after.facts[0]):
        return 0.0
    alike = offences.likeness(before.facts[0], after.facts[0]) or 0.0
    if _sanctions(before) == _sanctions(after) and alike < _MIN_SAME:
        return 0.0
    same = len(_sanctions(before) & _sanctions(after)) + len(_nouns(before) & _nouns(after))
    return alike + 0.1 * same if alike >= _MIN_ALIKE_APART else 0.0


def _context(draft: OneSidedPenalty) -> _Context:
    return draft.facts[0].person, draft.facts[0].case


def _class(fact: Fact) -> str:
    """What may have become what: a fine another fine, in money or in time; any other penalty one of its own word."""
    noun = normalised(fact.noun)
    return penalty_class(noun) if fact.value else "".join(noun.split())


def _nouns(draft: OneSidedPenalty) -> set[str]:
    return {normalised(fact.noun) for fact in draft.facts}


def _sanctions(draft: OneSidedPenalty) -> set[_Sanction]:
    return {(normalised(fact.noun), fact.value) for fact in draft.facts}


def _changed(before: OneSidedPenalty, after: OneSidedPenalty) -> Finding:
    """The finding, a warning, on a penalty that became another one, with the direction of its amounts."""
    quotes = before.clause or before.quote, after.clause or after.quote
    remarks: list[Message] = []
    for fact in before.facts:
        for other in after.facts:
            is_one = fact.value and normalised(fact.noun) == normalised(other.noun) and fact.value != other.value
            if is_one and (direction := amount_note(fact, other)) and direction not in remarks:
                remarks.append(direction)
    change = replacement(*(shortened(quote.text, _MAX_SHOWN_CHARACTERS) for quote in quotes))
    return Finding("penalty", "warning", after.unit, quotes[0], quotes[1], change, "penalty", joined(remarks, ", "))


class _StandingPenalties:
    """The penalties of a whole text, by what they are and for whom; read when the first is looked up."""

    def __init__(self, side: NormalisedSide, offences: Offences, *, old: bool) -> None:
        self._side, self._offences, self._old = side, offences, old
        self._rows: dict[tuple[_Context, _Sanction], list[Fact]] | None = None
        self._general: list[re.Match[str]] | None = None  # that whoever breaks the law is prosecuted

    def likeness(self, draft: OneSidedPenalty, words: str) -> float:
        """How like the offence `words` is that for which the text imposes the penalties on the same person and case.

        The least of all the penalties, in [0, 1]; 0 if one is not there, or only for what is another offence for
        certain: both have words of their own, which have no character in common.
        """
        if not is_specific(words):
            return 0.0
        if self._rows is None:
            self._rows = self._read()
        rows = self._rows
        return min(
            max(
                (
                    likeness(words, other)
                    for fact in rows.get((_context(draft), sanction), ())
                    if not are_apart(words, other := self._offences.words(fact, old=self._old))
                ),
                default=0.0,
            )
            for sanction in _sanctions(draft)
        )

    def has_general_liability(self, draft: OneSidedPenalty) -> bool:
        """Whether a clause says that somebody is prosecuted, and the text says so of whoever breaks the law."""
        liability = PACK.lexicon().liability
        if not liability or any("".join(normalised(fact.noun).split()) != liability for fact in draft.facts):
            return False
        patterns = PACK.fact_patterns()
        if self._general is None:
            self._general = list(patterns.general_liability.finditer(self._side.normalised))
        is_official = patterns.official.search(draft.quote.text) is not None
        return any(not (is_official and match["acts"]) for match in self._general)

    def _read(self) -> dict[tuple[_Context, _Sanction], list[Fact]]:
        """The penalties of all sentences that have a word for one."""
        rows: dict[tuple[_Context, _Sanction], list[Fact]] = defaultdict(list)
        for fact in self._side.facts(_penal_sentences(self._side)):
            if fact.kind == "penalty":
                row = rows[(fact.person, fact.case), (normalised(fact.noun), fact.value)]
                if len(row) < _MAX_ROWS:
                    row.append(fact)
        return rows


def _penal_sentences(side: NormalisedSide) -> Iterable[Span]:
    """The sentences of a text in which a word for a penalty stands."""
    search = PACK.fact_patterns().penalty.search
    text = side.normalised
    return (span for span in sentences(text, Span(0, len(text))) if search(text, span.start, span.end))
