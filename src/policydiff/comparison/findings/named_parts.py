"""Findings on whoever stands at a place that names a part: 牵头单位：甲, （甲牵头，乙配合）, 由甲办理, 经甲批准.

The place alone tells that somebody acts, so persons and inner offices count as well as bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.body_lists import BodyList, are_same_bodies, change_of_members, list_at
from policydiff.comparison.findings.body_partners import are_partners
from policydiff.comparison.findings.body_roles import MIN_UNLIKE_SUBJECT_SHARE, subject_share
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.messages import NOTHING, message
from policydiff.text.lazy_regex import Pattern
from policydiff.text.spans import Span

_CLAUSE_END = ",。;:!?\n\r()"
_MAX_CLAUSES = 64  # of a group of sentences


class _Part(NamedTuple):
    """Who has a part: one or several, and the words that name the part; None for the latter if there are none."""

    bodies: BodyList
    part: Span | None


def find(
    changed_unit: ChangedUnit, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Findings, warnings, on somebody else at such a place in corresponding sentences of an edited unit."""
    for difference in differences:
        if difference.on_both_sides:
            yield from _assigned(changed_unit, difference, (old, new))
            yield from _actors(changed_unit, difference, (old, new))
            yield from _acting(changed_unit, difference, (old, new))


def _assigned(
    changed_unit: ChangedUnit, difference: Differences, sides: tuple[NormalisedSide, NormalisedSide]
) -> Iterator[Finding]:
    """Findings on the lists behind a label (责任单位：甲、乙), and on those in front of 牵头 or 配合 in brackets.

    The lists of one part are compared in order, if both sides have as many.
    """
    pattern = PACK.fact_patterns().agencies.assigned
    by_part = [
        _by_part(pattern, spans, side) for spans, side in zip((difference.old, difference.new), sides, strict=True)
    ]
    for part, befores in by_part[0].items():
        afters = by_part[1].get(part, [])
        if len(befores) != len(afters):
            continue
        for before, after in zip(befores, afters, strict=True):
            if not _are_same(before.bodies, after.bodies, sides):
                yield _changed(changed_unit.unit, before, after, sides)


def _by_part(pattern: Pattern, spans: Sequence[Span], side: NormalisedSide) -> dict[str, list[_Part]]:
    """The lists of each part in order, by the first two characters of its name: 牵头."""
    parts: dict[str, list[_Part]] = defaultdict(list)
    for span in spans:
        for match in pattern.finditer(side.normalised, span.start, span.end):
            label, who = ("label", "labelled") if match["label"] else ("part", "who")
            parts[match[label][:2]].append(_Part(list_at(Span(*match.span(who)), side), Span(*match.span(label))))
    return parts


def _acting(
    changed_unit: ChangedUnit, difference: Differences, sides: tuple[NormalisedSide, NormalisedSide]
) -> Iterator[Finding]:
    """Findings on clauses of which nothing but the one who acts or decides is another."""
    befores, afters = (
        _by_rest(spans, side) for spans, side in zip((difference.old, difference.new), sides, strict=True)
    )
    for rest, before in befores.items():
        after = afters.get(rest)
        if (
            after is None
            or _are_same(before.bodies, after.bodies, sides)
            or not changed_unit.touched(before.bodies.span, old=True)
            or not are_partners(
                _places((before.bodies.span, after.bodies.span), (difference.old, difference.new), sides)
            )
        ):
            continue
        yield _changed(changed_unit.unit, before, after, sides)


def _by_rest(spans: Sequence[Span], side: NormalisedSide) -> dict[tuple[str, str], _Part]:
    """The one who acts in each clause, by the words before and behind; a clause that stands twice is left out."""
    text = side.normalised
    agencies = PACK.fact_patterns().agencies
    parts: dict[tuple[str, str], _Part] = {}
    twice: set[tuple[str, str]] = set()
    clauses = 0
    for span in spans:
        start = span.start
        while start < span.end and clauses < _MAX_CLAUSES:
            clauses += 1
            around = clause(text, start, span, _CLAUSE_END)
            match = agencies.acting.search(text, around.start, around.end)
            if match and _is_name(match["who"]):
                rest = (
                    side.words(Span(around.start, match.start("who"))),
                    side.words(Span(match.end("who"), around.end)),
                )
                twice.update([rest] if rest in parts else [])
                parts[rest] = _Part(
                    list_at(Span(*match.span("who")), side), Span(*match.span("act")) if match["act"] else None
                )
            start = max(around.end, start) + 1
    return {rest: part for rest, part in parts.items() if rest not in twice}


def _are_same(bodies: BodyList, others: BodyList, sides: tuple[NormalisedSide, NormalisedSide]) -> bool:
    """Whether two lists, of the old and of the new side, are of the same bodies."""
    return are_same_bodies([(each, each.span, side) for each, side in zip((bodies, others), sides, strict=True)])


def _is_name(name: str) -> bool:
    """Whether words have nothing in them that is not part of a name, words like 有关 at their beginning left out.

    So has no time by which something is done, or any other member that is none: 会议召开前二十日内或者公司.
    """
    words = PACK.fact_patterns().agencies
    if any(words.no_member.search(member) for member in words.separator.split(name)[:-1]):
        return False
    modifier = words.modifiers.match(name)
    name = name[modifier.end() :] if modifier else name
    borders = (border[0] for border in words.name_start.finditer(name))
    return not (
        any(border not in words.separators for border in borders)
        or any(role in name for role in words.role_words)
        or PACK.fact_patterns().modal.search(name)
    )


def _changed(unit: int, before: _Part, after: _Part, sides: tuple[NormalisedSide, NormalisedSide]) -> Finding:
    """The warning that somebody else has a part now; its note says who was added or removed, or what the part is."""
    quotes = [side.quote(part.bodies.span) for side, part in zip(sides, (before, after), strict=True)]
    note = change_of_members(before.bodies, after.bodies)
    if note == NOTHING and after.part:
        note = message("who: {act}", act=shortened(sides[1].text[after.part.start : after.part.end], 24))
    change = replacement(shortened(quotes[0].text, 60), shortened(quotes[1].text, 60))
    return Finding("agency", "warning", unit, quotes[0], quotes[1], change, "agency", note)


def _actors(
    changed_unit: ChangedUnit, difference: Differences, sides: tuple[NormalisedSide, NormalisedSide]
) -> Iterator[Finding]:
    """Findings, warnings, on another body at a place where somebody decides or interprets: told by the place alone."""
    for actor in PACK.shifts().actors:
        matches = [
            [match for span in spans for match in actor.pattern.finditer(side.normalised, span.start, span.end)]
            for side, spans in zip(sides, (difference.old, difference.new), strict=True)
        ]
        if len(matches[0]) != 1 or len(matches[1]) != 1:
            continue
        spans = [Span(*match[0].span("who")) for match in matches]
        names = [side.words(span) for side, span in zip(sides, spans, strict=True)]
        bodies = [list_at(span, side) for span, side in zip(spans, sides, strict=True)]
        if _one_name(*names) or _are_same(bodies[0], bodies[1], sides) or not changed_unit.touched(spans[0], old=True):
            continue
        quotes = [side.quote(span) for side, span in zip(sides, spans, strict=True)]
        if not _are_one_subject(spans, (difference.old, difference.new), sides):
            continue
        change = replacement(*(shortened(quote.text, 60) for quote in quotes))
        match = matches[1][0]
        act = sides[1].text[match.start("act") : match.end("act")] if "act" in match.re.groupindex else ""
        note = change_of_members(*bodies)
        if note == NOTHING:
            note = message("who: {act}", act=act) if act else message("who interprets")
        yield Finding("agency", "warning", changed_unit.unit, quotes[0], quotes[1], change, "agency", note)


def _one_name(name: str, other: str) -> bool:
    """Whether two names are one, or one of them the other with a word such as 该 or 有关 before it."""
    shorter, longer = sorted((name, other), key=len)
    return longer.endswith(shorter) and longer[: len(longer) - len(shorter)] in ("", *PACK.shifts().unspecific)


def _places(
    bodies: Sequence[Span],
    sentences: Sequence[Sequence[Span]],
    sides: tuple[NormalisedSide, NormalisedSide],
) -> list[tuple[Span, Span, NormalisedSide]]:
    """A list of bodies of each side, with its sentence, which is one of `sentences`, and the side."""
    return [
        (body, next((span for span in spans if span.covers(body)), body), side)
        for body, spans, side in zip(bodies, sentences, sides, strict=True)
    ]


def _are_one_subject(
    bodies: Sequence[Span],
    sentences: Sequence[Sequence[Span]],
    sides: tuple[NormalisedSide, NormalisedSide],
) -> bool:
    """Whether two sentences in which somebody acts are about the same thing; of sanctions, more is asked."""
    patterns = PACK.fact_patterns()
    places = _places(bodies, sentences, sides)
    if not are_partners(places):
        return False
    are_sanctions = all(patterns.penalty.match(side.normalised, span.end) for span, _, side in places)
    return not are_sanctions or subject_share(places, is_sanction=True) >= MIN_UNLIKE_SUBJECT_SHARE
