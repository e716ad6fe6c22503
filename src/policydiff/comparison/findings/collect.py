"""All findings of a comparison, by what to read first; what a wider finding says already is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from policydiff.comparison.findings import obligations, quantities, references, terms
from policydiff.comparison.findings.fact_pairs import core, differences
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, changed
from policydiff.comparison.result import Comparison, Finding
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

KINDS = (
    "obligation",
    "agency",
    "penalty",
    "reference",
    "number",
    "money",
    "deadline",
    "date",
    "citation",
    "sentence",
    "term",
    "punctuation",
)
_WHOLE = 8  # characters of a clause that says enough to be known again
_AMOUNT = pattern(r"[元倍%日月年天]")
_SEVERITIES = ("warning", "notice", "info")


def find_findings(comparison: Comparison) -> tuple[Finding, ...]:
    """The findings of a comparison whose units and hunks are known: severest first, then in reading order."""
    if not comparison.related:
        return ()
    old, new = NormalisedSide(comparison.old.document.text), NormalisedSide(comparison.new.document.text)
    found: list[Finding] = []
    for unit, places in changed(comparison, old, new):
        details = differences(places, old, new)
        if unit.change in ("added", "removed", "replaced"):
            found += quantities.whole(places.unit, details, old, new)
            found += obligations.whole(places.unit, details, old, new)
        else:
            said = [*quantities.within(details, places, old, new), *obligations.within(details, places, old, new)]
            found += said
            found += terms.sentences(places.unit, details, said, old, new)
    found = list(_stayed(found))
    found += references.find(comparison, old, new)
    found = terms.find(comparison, found, old, new)
    return tuple(sorted(_once(found), key=_order))


def _stayed(found: Sequence[Finding]) -> Iterable[Finding]:
    """The findings without the measures that went in one unit and came in another; amounts are always said."""
    told = [each.message.partition(": ") for each in found]
    gone, come = (
        {what for each, (word, _, what) in zip(found, told, strict=True) if each.kind == "penalty" and word == side}
        for side in ("gone", "new")
    )
    for each, (_, _, what) in zip(found, told, strict=True):
        if what not in gone & come or len(what) < _WHOLE or _AMOUNT.search(normalised(what)):
            yield each


def _once(found: Sequence[Finding]) -> Iterable[Finding]:
    """The findings, those that say the same of several units made one."""
    first: dict[tuple[str, str, str, str], int] = {}
    merged: list[Finding] = []
    for each in found:
        key = _same(each)
        at = first.setdefault(key, len(merged))
        if at == len(merged):
            merged.append(each)
        else:
            more = () if each.unit is None else (each.unit,)
            merged[at] = replace(merged[at], also=(*merged[at].also, *more, *each.also))
    return merged


def _same(finding: Finding) -> tuple[str, str, str, str]:
    """What makes two findings one: what they say, in either script; of an agency, from whom to whom."""
    if finding.kind == "agency" and finding.old and finding.new:
        return finding.kind, finding.word, *core(finding)
    return finding.kind, finding.word, normalised(finding.message), normalised(finding.note)


def _order(finding: Finding) -> tuple[int, int, int, int]:
    spans = [quote.span.start for quote in (finding.new, finding.old) if quote]
    return (
        _SEVERITIES.index(finding.severity),
        10**9 if finding.unit is None else finding.unit,
        spans[0] if spans else 0,
        KINDS.index(finding.kind),
    )
