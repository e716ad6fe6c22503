"""Findings on exchanged words that change what a provision means: 批准 → 备案, 不收取 → 收取."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.findings import modal_changes
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.modal_changes import negations_changed_together, stands_as_often
from policydiff.comparison.findings.offences import are_two_offences
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Finding, Severity
from policydiff.facts.extraction import clause
from policydiff.facts.penalty_context import offence
from policydiff.languages import PACK
from policydiff.languages.fact_tables import Scale
from policydiff.matching.diff import common_characters, common_suffix
from policydiff.messages import message
from policydiff.text.spans import Span

_MAX_SURE_CHARACTERS = 16  # of a change, on either side, for two words in it to stand for each other
_MIN_CLAUSE_SHARE = 0.6  # of the characters of two clauses, for a longer change to be reported
_MIN_SURE_SHARE = 0.3  # likewise, for a short one
_MAX_WORD_CHARACTERS = 6  # of a word of the tables
_MAX_SHOWN_CHARACTERS = 28  # of a clause
_MAX_AROUND_CHARACTERS = 80  # on either side of a word that is in another sentence than the change
_MAX_LIST_TAIL_CHARACTERS = 8  # of 等 and the noun behind it
_CLAUSE_END = ",。;:!?\n\r"
_EXCHANGED = message("lead and support exchanged")


class _Place(NamedTuple):
    """A change, the sentences on both sides in which it is, and the texts."""

    hunk: Hunk
    sentences: tuple[Span, Span]
    sides: tuple[NormalisedSide, NormalisedSide]


class _Word(NamedTuple):
    text: str
    span: Span


def find(
    changed_unit: ChangedUnit, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Findings on exchanged words in corresponding sentences of an edited unit, in the order of the text."""
    unit = changed_unit.unit
    hunks = changed_unit.hunks
    for index, place in _places(changed_unit, differences, old, new):
        words = _exchanged_words(place)
        yield from _exchanged(unit, place, words)
        following = hunks[index + 1] if index + 1 < len(hunks) else None
        residue = _residue(place)
        if residue and (following is None or following.old.start - place.hunk.old.end > 1):
            yield from _negation(unit, place, residue)
            yield from _open_list(unit, place, residue)
    for difference in differences:
        if difference.on_both_sides:
            yield from _joint_bodies(unit, difference, (old, new))
    yield from _lead_bodies(unit, changed_unit, (old, new))


def _places(
    changed_unit: ChangedUnit, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[tuple[int, _Place]]:
    """The changes that are in corresponding sentences, each with its index in `changed_unit.hunks`."""
    located: list[list[tuple[int, int, Span]]] = [[], []]  # start of a sentence, its group, the sentence
    for group, difference in enumerate(differences):
        if difference.on_both_sides:
            for side, spans in enumerate((difference.old, difference.new)):
                located[side] += [(span.start, group, span) for span in spans]
    for rows in located:
        rows.sort()
    for index, hunk in enumerate(changed_unit.hunks):
        rows_of_hunk = [_row_at(rows, span.start) for rows, span in zip(located, (hunk.old, hunk.new), strict=True)]
        first, second = rows_of_hunk
        if first and second and first[1] == second[1]:
            yield index, _Place(hunk, (first[2], second[2]), (old, new))


def _row_at(rows: Sequence[tuple[int, int, Span]], position: int) -> tuple[int, int, Span] | None:
    """The row whose sentence contains the position or ends there; None if there is none."""
    index = bisect.bisect_right(rows, position, key=lambda row: row[0]) - 1
    return rows[index] if index >= 0 and position <= rows[index][2].end else None


def _exchanged_words(place: _Place) -> list[list[_Word]]:
    """The words of the tables that a change reaches into, of the old text and of the new.

    Where only one side has any, the change counts with as much beside it as they reach out of it: 适用 → 参照适用.
    """
    hunk = place.hunk
    words = [_words_in(side, span) for side, span in zip(place.sides, (hunk.old, hunk.new), strict=True)]
    if bool(words[0]) == bool(words[1]):
        return words
    spans = hunk.old, hunk.new
    own = 0 if words[0] else 1
    before = max(0, spans[own].start - min(word.span.start for word in words[own]))
    behind = max(0, max(word.span.end for word in words[own]) - spans[own].end)
    span = spans[1 - own]
    wider = Span(max(0, span.start - before), span.end + behind)
    words[1 - own] = _words_in(place.sides[1 - own], wider) if before or behind else []
    return words


def _words_in(side: NormalisedSide, span: Span) -> list[_Word]:
    """The words of the tables that a change reaches into, in order."""
    start = max(0, span.start - _MAX_WORD_CHARACTERS + 1)
    end = min(len(side.normalised), span.end + _MAX_WORD_CHARACTERS - 1)
    return [
        _Word(match[0], Span(*match.span()))
        for match in PACK.shifts().any_word.finditer(side.normalised, start, end)
        if (match.start() < span.end and match.end() > span.start)
        or (not len(span) and match.start() < span.start < match.end())
    ]


# ------------------------------------------------------------------------------------------------- exchanged words


def _exchanged(unit: int, place: _Place, words: Sequence[list[_Word]]) -> Iterator[Finding]:
    """Findings on words of one scale, or opposites, that a change exchanges; info if it changes much else, too."""
    tables = PACK.shifts()
    if not words[0] or not words[1]:
        return
    for scale in tables.scales:
        grades = [_only_grade(side_words, scale) for side_words in words]
        if grades[0] and grades[1] and grades[0][0] != grades[1][0]:
            is_weaker = grades[1][0] > grades[0][0]
            lead_word = "weaker" if is_weaker else "stronger"
            yield from _finding(unit, place, (grades[0][1], grades[1][1]), lead_word, is_weaker)
    for row in tables.opposites:
        for first, second in ((row.first, row.second), (row.second, row.first)):
            before, after = _only_word(words[0], first), _only_word(words[1], second)
            if before and after and (not row.is_alone or _is_whole_change(place, before, after)):
                lead_word = "reversed" if row.is_reversal else "changed"
                yield from _finding(unit, place, (before, after), lead_word, row.is_reversal, row.kind, row.is_info)
    for index in range(len(tables.repeated_penalties)):
        before = _only_word(words[0], tables.repeated_penalties[index])
        after = _only_word(words[1], tables.repeated_penalties[1 - index])
        if before and after:
            yield from _finding(unit, place, (before, after), "penalty", True, kind="penalty")


def _only_grade(words: Sequence[_Word], scale: Scale) -> tuple[int, _Word] | None:
    """The grade of the words of a scale and the first of them; None if there are none, or of several grades."""
    graded = [(grade, word) for word in words for grade, row in enumerate(scale.grades) if word.text in row]
    return graded[0] if len({grade for grade, _ in graded}) == 1 else None


def _only_word(words: Sequence[_Word], row: Sequence[str]) -> _Word | None:
    """The word that is in the row; None if there is none, or more than one."""
    chosen = [word for word in words if word.text in row]
    return chosen[0] if len(chosen) == 1 else None


def _is_whole_change(place: _Place, before: _Word, after: _Word) -> bool:
    """Whether a change exchanges two words and nothing else."""
    return place.hunk.old == before.span and place.hunk.new == after.span


def _finding(
    unit: int,
    place: _Place,
    words: tuple[_Word, _Word],
    lead_word: str,
    is_grave: bool,
    kind: str = "obligation",
    is_info: bool = False,
) -> Iterator[Finding]:
    """The finding on a word in place of another: it quotes their clauses, and its note has the words alone.

    It is info if the change is long; then there is none if the clauses have little else in common.
    """
    if kind == "penalty" and (
        are_two_offences(*(_offence(side, word) for side, word in zip(place.sides, words, strict=True)))
        or any(map(_is_of_employer, place.sides, words))
    ):
        return
    clauses = [
        clause(side.normalised, word.span.start, _around(sentence, word, side), _CLAUSE_END)
        for side, word, sentence in zip(place.sides, words, place.sentences, strict=True)
    ]
    quotes = [side.quote(span) for side, span in zip(place.sides, clauses, strict=True)]
    is_sure = max(len(place.hunk.old), len(place.hunk.new)) <= _MAX_SURE_CHARACTERS
    is_other = kind == "obligation" and (
        stands_as_often(place.sides[0].words(clauses[0]), *place.sides)
        or stands_as_often(place.sides[1].words(clauses[1]), *place.sides[::-1])
    )
    severity: Severity = "info" if is_info or is_other or not is_sure else "warning" if is_grave else "notice"
    if _shared_part(place.sides, clauses, words) < (_MIN_SURE_SHARE if is_sure else _MIN_CLAUSE_SHARE):
        return
    originals = [side.text[word.span.start : word.span.end] for side, word in zip(place.sides, words, strict=True)]
    change = replacement(*(shortened(quote.text, _MAX_SHOWN_CHARACTERS) for quote in quotes))
    yield Finding(kind, severity, unit, quotes[0], quotes[1], change, lead_word, replacement(*originals))


def _around(sentence: Span, word: _Word, side: NormalisedSide) -> Span:
    """The sentence, or a stretch round the word if that is in another one."""
    if sentence.covers(word.span):
        return sentence
    start, end = word.span.start - _MAX_AROUND_CHARACTERS, word.span.end + _MAX_AROUND_CHARACTERS
    return Span(max(0, start), min(len(side.normalised), end))


def _is_of_employer(side: NormalisedSide, word: _Word) -> bool:
    """Whether a word says whose a body is, not who is punished: 公职人员的任免机关."""
    return PACK.fact_patterns().employer.match(side.normalised, word.span.end) is not None


def _offence(side: NormalisedSide, word: _Word) -> str:
    """The words of the offence for which the penalty is that a word belongs to; "" if it is not known."""
    return offence(side.normalised, word.span.start)


def _shared_part(sides: Sequence[NormalisedSide], spans: Sequence[Span], words: Sequence[_Word]) -> float:
    """The share of the characters of the shorter of two clauses, without their words, that the other has, in [0, 1].

    1 if one of them has hardly anything else.
    """
    rests = []
    for side, span, word in zip(sides, spans, words, strict=True):
        rest = side.words(Span(span.start, word.span.start)) + side.words(
            Span(word.span.end, max(span.end, word.span.end))
        )
        rests.append(set(rest))
    shorter = min(map(len, rests))
    return len(rests[0] & rests[1]) / shorter if shorter > 1 else 1.0


# ------------------------------------------------------------------------------------------------- single words


def _residue(place: _Place) -> tuple[int, Span] | None:
    """The side, 0 or 1, and the span of what a change adds or drops and nothing else; None if it replaces text."""
    hunk, (old, new) = place.hunk, place.sides
    before, after = old.normalised[hunk.old.start : hunk.old.end], new.normalised[hunk.new.start : hunk.new.end]
    shorter = min(len(before), len(after))
    head = common_characters(before, after, 0, 0, shorter)
    tail = common_suffix(before, after, len(before), len(after), shorter - head)
    if len(before) - head - tail and len(after) - head - tail:
        return None
    side = 0 if len(before) > len(after) else 1
    span = hunk.old if side == 0 else hunk.new
    return side, Span(span.start + head, span.end - tail)


def _negation(unit: int, place: _Place, residue: tuple[int, Span]) -> Iterator[Finding]:
    """The finding, a warning, on a negation that came or went before words that remain."""
    index, span = residue
    side, other = place.sides[index], place.sides[1 - index]
    tables = PACK.shifts()
    text = side.normalised
    if text[span.start : span.end] not in tables.negations or tables.no_negation.match(text, span.start):
        return
    remaining = text[span.end : span.end + 2]
    start = (
        (place.hunk.new if index == 0 else place.hunk.old).start
        + span.start
        - (place.hunk.old if index == 0 else place.hunk.new).start
    )
    before = other.normalised[max(0, start - 4) : start]
    if not remaining.isalnum() or other.normalised[start : start + 2] != remaining:
        return
    if any(negation in before for negation in tables.negations):
        return
    starts = (span.start, start) if index == 0 else (start, span.start)
    quotes, clauses = [], []
    for one_side, first, sentence in zip(place.sides, starts, place.sentences, strict=True):
        whole = clause(one_side.normalised, first, sentence, _CLAUSE_END)
        quotes.append(one_side.quote(Span(first, max(whole.end, first))))
        clauses.append(one_side.normalised[whole.start : whole.end])
    if modal_changes.negation_left_prohibition(*clauses):
        return
    note = message("negation gone") if index == 0 else message("negation added")
    change = replacement(*(shortened(quote.text, _MAX_SHOWN_CHARACTERS) for quote in quotes))
    is_reversed = not negations_changed_together(
        *(one.normalised[span.start : span.end] for one, span in zip(place.sides, place.sentences, strict=True))
    )
    severity: Severity = "warning" if is_reversed else "info"
    yield Finding("obligation", severity, unit, quotes[0], quotes[1], change, "reversed", note)


def _open_list(unit: int, place: _Place, residue: tuple[int, Span]) -> Iterator[Finding]:
    """The finding, a notice, on a list that was closed, or opened, by a word such as 等."""
    index, span = residue
    word = PACK.shifts().open_list
    side = place.sides[index]
    text = side.normalised
    if not word or not text.startswith(word, span.start, span.end) or len(span) > _MAX_LIST_TAIL_CHARACTERS:
        return
    around = clause(text, span.start, place.sentences[index], _CLAUSE_END)
    if (
        "、" not in text[around.start : span.start]
        or text[span.start + 1 : span.start + 2] in "级于待额同份次值候价差效"
    ):
        return
    last = text.rfind("、", around.start, span.start)
    listed = max(around.start, text.rfind("、", around.start, last) + 1, span.start - _MAX_SHOWN_CHARACTERS)
    quote = side.quote(Span(listed, span.end))
    rest = shortened(side.text[listed : span.start], _MAX_SHOWN_CHARACTERS)
    whole = shortened(quote.text, _MAX_SHOWN_CHARACTERS)
    other = place.sides[1 - index]
    other_hunk = place.hunk.new if index == 0 else place.hunk.old
    other_quote = other.quote(Span(max(0, other_hunk.start - (span.start - listed)), other_hunk.start))
    if index == 0:
        change, note, quotes = replacement(whole, rest), message("open list closed"), (quote, other_quote)
    else:
        change, note, quotes = replacement(rest, whole), message("closed list opened"), (other_quote, quote)
    yield Finding("obligation", "notice", unit, *quotes, change, "narrower" if index == 0 else "wider", note)


# ------------------------------------------------------------------------------------------------- who


def _joint_bodies(
    unit: int, difference: Differences, sides: tuple[NormalisedSide, NormalisedSide]
) -> Iterator[Finding]:
    """Findings, warnings, on a leading and a supporting body that changed places: 甲会同乙 and 乙会同甲."""
    words = PACK.shifts().jointly
    pairs = []
    for side, spans in zip(sides, (difference.old, difference.new), strict=True):
        if not any(word in side.normalised[span.start : span.end] for span in spans for word in words):
            return
        agencies = [fact for fact in side.facts(spans) if fact.kind == "agency"]
        pairs.append(
            {
                (first.value, second.value): Span(first.span.start, second.span.end)
                for first, second in pairwise(agencies)
                if side.normalised[first.span.end : second.span.start] in words
            }
        )
        halves = ((agency, agency.value.partition(word)) for agency in agencies for word in words)
        pairs[-1].update({(lead, support): agency.span for agency, (lead, _, support) in halves if lead and support})
    for (lead, support), span in pairs[0].items():
        if (support, lead) in pairs[1]:
            yield _exchanged_bodies(unit, sides, (span, pairs[1][support, lead]))


def _lead_bodies(
    unit: int, changed_unit: ChangedUnit, sides: tuple[NormalisedSide, NormalisedSide]
) -> Iterator[Finding]:
    """Findings, warnings, on bodies named as leading and as supporting (牵头单位) that changed places."""
    matches = []
    for index, side in enumerate(sides):
        spans = sorted(span for pair in changed_unit.pairs for span in pair[index])
        if not spans:
            return
        matches.append(list(PACK.shifts().leads.finditer(side.normalised, spans[0].start, spans[-1].end)))
    if len(matches[0]) != len(matches[1]):
        return
    for before, after in zip(*matches, strict=True):
        if _changed_places(_bodies(before), _bodies(after)):
            yield _exchanged_bodies(unit, sides, (Span(*before.span()), Span(*after.span())))


def _changed_places(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether the leading body is a supporting one now, and the other way round: alone, or one of a list."""
    lead, new_lead = before[0], after[0]
    separators = PACK.fact_patterns().agencies.separators
    supports, new_supports = (
        re.split("|".join(separators), bodies) for bodies in (before[1].removesuffix("等"), after[1].removesuffix("等"))
    )
    return lead != new_lead and new_lead in (before[1], *supports) and lead in (after[1], *new_supports)


def is_exchange(finding: Finding) -> bool:
    """Whether a finding says that a leading and a supporting body changed places."""
    return finding.note == _EXCHANGED


def yields_to_facts(finding: Finding) -> bool:
    """Whether a finding on the fact itself, the body or the fine, says more than this one on the words beside it."""
    is_body = finding.kind == "agency" and not is_exchange(finding)
    return is_body or (finding.kind == "penalty" and finding.lead_word == "changed")


def _bodies(match: re.Match[str]) -> tuple[str, str]:
    """The leading and the supporting body that a match names, whatever the form: 甲牵头, 乙配合; 牵头单位: 甲."""
    return match["first"] or match["first_in_charge"], match["second"] or match["second_in_charge"]


def _exchanged_bodies(unit: int, sides: tuple[NormalisedSide, NormalisedSide], spans: tuple[Span, Span]) -> Finding:
    """The finding on a leading and a supporting body that changed places."""
    quotes = [side.quote(span) for side, span in zip(sides, spans, strict=True)]
    change = replacement(*(shortened(quote.text, 60) for quote in quotes))
    return Finding("agency", "warning", unit, quotes[0], quotes[1], change, "agency", _EXCHANGED)
