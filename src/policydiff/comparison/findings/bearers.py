"""Findings on who bears a cost: 检验费由船主承担 → 检验费由渡运站承担."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.text.spans import Span

_MAX_CHARGES = 32  # of a group of sentences
_MAX_SHOWN_CHARACTERS = 28


def find_in_edited_unit(
    unit: int, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Findings, warnings, on a cost that somebody else bears now: it is named alike in corresponding sentences.

    None where one body takes the place of another, which has a finding of its own.
    """
    for difference in differences:
        if not difference.on_both_sides:
            continue
        before, after = (_charges(spans, side) for spans, side in ((difference.old, old), (difference.new, new)))
        for cost, (bearer, span) in before.items():
            if cost not in after or after[cost][0] == bearer:
                continue
            other, other_span = after[cost]
            quotes = old.quote(span), new.quote(other_span)
            change = replacement(*(shortened(quote.text, _MAX_SHOWN_CHARACTERS) for quote in quotes))
            note = message("another bears the cost")
            are_bodies = _names_body(span, old) and _names_body(other_span, new)
            if not are_bodies and bearer not in other and other not in bearer:
                yield Finding("obligation", "warning", unit, *quotes, change, "changed", note)


def _names_body(span: Span, side: NormalisedSide) -> bool:
    """Whether a body stands in a stretch of the text."""
    return any(fact.kind == "agency" for fact in side.facts([span]))


def _charges(spans: Sequence[Span], side: NormalisedSide) -> dict[str, tuple[str, Span]]:
    """Who bears each cost of the sentences, by its name, with the place; without those that are named twice."""
    charges: dict[str, tuple[str, Span]] = {}
    repeated: set[str] = set()
    matches = (
        match
        for span in spans
        for pattern in PACK.fact_patterns().charges
        for match in pattern.finditer(side.normalised, span.start, span.end)
    )
    for match in matches:
        cost = "".join(filter(str.isalnum, match["cost"]))
        if cost in charges:
            repeated.add(cost)
        elif len(charges) < _MAX_CHARGES:
            who = Span(*match.span("bearer"))
            charges[cost] = side.words(who), Span(match.start("all"), match.end("all"))
    return {cost: charge for cost, charge in charges.items() if cost not in repeated}
