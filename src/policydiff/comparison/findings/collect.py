"""Collects all findings of a comparison, in the order in which to read them; a wider finding replaces narrower ones."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from policydiff.comparison.findings import (
    agencies,
    bearers,
    body_definitions,
    front_matter,
    named_parts,
    numbered_sections,
    obligations,
    penalties,
    penalty_partners,
    quantities,
    references,
    sentence_shifts,
    shifts,
    terms,
    whole_sentences,
)
from policydiff.comparison.findings.changed_units import changed_units
from policydiff.comparison.findings.cited_articles import find_bare_names
from policydiff.comparison.findings.fact_pairs import differences, differing_parts
from policydiff.comparison.findings.line_wraps import one_sided_wraps
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.outside_text import outside_the_units, with_outside_text
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.standing_quotes import without_standing
from policydiff.comparison.result import Comparison, Finding
from policydiff.matching.diff import similarity
from policydiff.messages import Message
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span, SpanSet

FINDING_KINDS = (
    "status",
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
_MIN_CLAUSE_CHARACTERS = 8  # of a penalty clause that is recognised in another unit
_MIN_ALIKE_IN_PIECE = 0.6  # similarity of two duties or bodies of pieces that stand apart
_AMOUNT = pattern(r"[元倍%日月年天]")
_STRETCH_CHARACTERS = 100  # of text, by which quotations are looked up
_Quoted = tuple[Span | None, Span | None]  # what a finding quotes of either side
_Identity = tuple[str, str, str | Message, str | Message]  # kind, lead word, and what else two findings share
_SEVERITIES = ("warning", "notice", "info")


def find_findings(comparison: Comparison) -> tuple[Finding, ...]:
    """The findings of a comparison whose units and hunks are known: severest first, then in reading order.

    Paragraphs outside the units have the findings of units. Empty if the two are not related.
    """
    if not comparison.related:
        return ()
    units = comparison.units
    comparison = with_outside_text(comparison)
    old = NormalisedSide(comparison.old.document.text, one_sided_wraps(comparison, old=True))
    new = NormalisedSide(comparison.new.document.text, one_sided_wraps(comparison, old=False))
    drafts: list[Finding | OneSided] = []
    for unit, changed_unit in changed_units(comparison, old, new):
        unit_differences = differences(changed_unit, old, new)
        unit_findings: list[Finding | OneSided]
        if unit.change in ("added", "removed", "replaced"):
            unit_findings = [
                *quantities.find_in_whole_unit(changed_unit.unit, unit_differences, old, new),
                *penalties.find_in_whole_unit(changed_unit.unit, unit_differences, old, new),
                *obligations.find_in_whole_unit(unit_differences, changed_unit, old, new),
            ]
            drafts += unit_findings
            if changed_unit.unit >= len(units):  # no entry of the units says that it came or went
                drafts += whole_sentences.find_sentences(changed_unit.unit, unit_differences, unit_findings, old, new)
        else:
            drafts += find_bare_names(changed_unit.unit, unit_differences, old, new)
            shifted = list(shifts.find(changed_unit, unit_differences, old, new))
            whole = list(sentence_shifts.find(changed_unit, unit_differences, old, new))
            shifted += [shift for shift in _not_among(whole, shifted) if isinstance(shift, Finding)]
            shifted += bearers.find_in_edited_unit(changed_unit.unit, unit_differences, old, new)
            unit_findings = _without_overlaps(
                [
                    *quantities.find_in_edited_unit(unit_differences, changed_unit, old, new),
                    *agencies.find_in_edited_unit(unit_differences, changed_unit, old, new),
                    *penalties.find_in_edited_unit(unit_differences, changed_unit, old, new),
                    *obligations.find_in_edited_unit(unit_differences, changed_unit, old, new),
                ],
                shifted,
                list(named_parts.find(changed_unit, unit_differences, old, new)),
            )
            drafts += map(_of_piece, unit_findings) if changed_unit.is_piece else unit_findings
            drafts += whole_sentences.find_sentences(changed_unit.unit, unit_differences, unit_findings, old, new)
    drafts = list(penalty_partners.across_units(list(_without_moved(drafts)), units, old, new))
    drafts = list(_without_told(list(penalties.join_groups(drafts))))
    findings = [draft.finding() if isinstance(draft, OneSided) else draft for draft in drafts]
    findings = list(without_standing(findings, old, new))
    values = front_matter.find(comparison)
    findings = [*front_matter.without_repeated(findings, values), *values]
    findings = list(references.find(comparison, findings, old, new))
    findings += numbered_sections.find(comparison, old, new)
    findings = terms.find(comparison, findings, old, new)
    findings = list(body_definitions.marked(findings, old, new))
    findings = [*_marked_annotations(findings, comparison)]
    merged = _merge_repeated(list(outside_the_units(findings, len(units), comparison.new.document)))
    starts = sorted(unit.new.span.start for unit in units if unit.new)
    return tuple(sorted(merged, key=lambda finding: _sort_key(finding, starts)))


def _without_overlaps(
    facts: Sequence[Finding | OneSided], shifted: Sequence[Finding], named: Sequence[Finding | OneSided]
) -> list[Finding | OneSided]:
    """The findings of an edited unit, each change once: on facts, on exchanged words (`shifted`), on bodies (`named`).

    What says most of a change replaces what it overlaps with, in this order:

    1. an exchange of bodies replaces facts;
    2. any other shift replaces both, but for one that yields to facts;
    3. a shift that yields, and a body named apart, are replaced by what quotes both sides;
    4. where they remain, they replace what is left, which quotes one side alone.
    """
    exchanges = [shift for shift in shifted if shifts.is_exchange(shift)]
    yielding: list[Finding | OneSided] = [shift for shift in shifted if shifts.yields_to_facts(shift)]
    yielding = [*yielding, *_not_among(named, yielding)]
    strong = [shift for shift in shifted if not shifts.is_exchange(shift) and not shifts.yields_to_facts(shift)]
    findings: list[Finding | OneSided] = [*_not_among(facts, exchanges), *exchanges]
    findings = [*strong, *_not_among(findings, strong)]
    remaining = list(_not_among(yielding, [finding for finding in findings if finding.old and finding.new]))
    return [*_not_among(findings, remaining), *remaining]


def _of_piece(finding: Finding | OneSided) -> Finding | OneSided:
    """A finding on a piece that was compared apart from the others; for information if its quotations are not alike.

    Only a duty or body of one piece that took the place of another is judged so; a gone or new one is sought elsewhere.
    """
    if finding.kind not in ("obligation", "agency") or isinstance(finding, OneSided):
        return finding
    if finding.old is None or finding.new is None:
        return finding
    alike = similarity(folded_text(finding.old.text), folded_text(finding.new.text)) >= _MIN_ALIKE_IN_PIECE
    return finding if alike else replace(finding, severity="info")


def _marked_annotations(findings: Sequence[Finding], comparison: Comparison) -> Iterator[Finding]:
    """The findings; those that quote from annotations alone are information, and marked as such."""
    old, new = SpanSet(comparison.old.annotations), SpanSet(comparison.new.annotations)
    for finding in findings:
        places = [side.contains(quote.span.start) for quote, side in ((finding.old, old), (finding.new, new)) if quote]
        if places and all(places):
            finding = replace(finding, severity="info", in_annotation=True)
        yield finding


def _without_moved(findings: Sequence[Finding | OneSided]) -> Iterator[Finding | OneSided]:
    """The findings without penalties that went from one unit to another; those with amounts are always reported.

    A penalty went if its clauses, as shown, are removed from one place and added at another, and `_is_distinctive`.
    """
    one_sided = [finding for finding in findings if isinstance(finding, OneSided)]
    removed_contents, added_contents = (
        {finding.content for finding in one_sided if finding.kind == "penalty" and finding.removed == removed}
        for removed in (True, False)
    )
    moved = removed_contents & added_contents
    for finding in findings:
        if not isinstance(finding, OneSided) or finding.content not in moved or not _is_distinctive(finding):
            yield finding


def _without_told(findings: Sequence[Finding | OneSided]) -> Iterator[Finding | OneSided]:
    """The findings without those on a gone or new figure that say no more than one on the duty that it stands in."""
    one_sided = [finding for finding in findings if isinstance(finding, OneSided)]
    duties = {(each.unit, each.removed, each.content) for each in one_sided if each.kind == "obligation"}
    for finding in findings:
        content = (finding.unit, finding.removed, finding.content) if isinstance(finding, OneSided) else None
        if finding.kind != "number" or content not in duties:
            yield finding


def _not_among(
    findings: Iterable[Finding | OneSided], others: Sequence[Finding | OneSided]
) -> Iterator[Finding | OneSided]:
    """The findings without those of the kind of one of `others` whose quotations all overlap with its quotations.

    Those of `others` are looked up by the stretches of text that they quote from.
    """
    by_stretch: dict[tuple[str, bool, int], dict[_Quoted, None]] = defaultdict(dict)
    for other in others:
        quoted = other.old.span if other.old else None, other.new.span if other.new else None
        for in_new, span in enumerate(quoted):
            for stretch in _stretches(span):
                by_stretch[other.kind, bool(in_new), stretch][quoted] = None
    for finding in findings:
        quoted = finding.old.span if finding.old else None, finding.new.span if finding.new else None
        near = (
            other
            for stretch in _stretches(quoted[1] or quoted[0])
            for other in by_stretch.get((finding.kind, quoted[1] is not None, stretch), ())
        )
        if not any(all(map(_quotes_from, other, quoted)) for other in near):
            yield finding


def _quotes_from(other: Span | None, span: Span | None) -> bool:
    """Whether the quotation `other` overlaps with `span`; True if there is no `span`."""
    return span is None or (other is not None and other.overlaps(span))


def _stretches(span: Span | None) -> range:
    """The numbers of the stretches of `_STRETCH_CHARACTERS` that a span reaches into; none for None."""
    return range(span.start // _STRETCH_CHARACTERS, span.end // _STRETCH_CHARACTERS + 1) if span else range(0)


def _is_distinctive(finding: OneSided) -> bool:
    """Whether the shown clauses can be recognised in another unit: they are long enough and name no amount.

    Long enough is `_MIN_CLAUSE_CHARACTERS`.
    """
    shown = "; ".join(finding.clauses)
    return len(shown) >= _MIN_CLAUSE_CHARACTERS and not _AMOUNT.search(normalised(shown))


def _merge_repeated(findings: Sequence[Finding]) -> Iterable[Finding]:
    """The findings, equal ones of several units merged into the first, whose `also` names the other units.

    It has the highest severity of all.
    """
    first: dict[tuple[_Identity, bool], int] = {}
    merged: list[Finding] = []
    for finding in findings:
        index = first.setdefault((_identity(finding), finding.unit is None), len(merged))
        if index == len(merged):
            merged.append(finding)
        else:
            more = () if finding.unit is None else (finding.unit,)
            severity = min(merged[index].severity, finding.severity, key=_SEVERITIES.index)
            merged[index] = replace(
                merged[index],
                severity=severity,
                also=(*merged[index].also, *more, *finding.also),
                in_annotation=merged[index].in_annotation and finding.in_annotation,
            )
    return merged


def _identity(finding: Finding) -> _Identity:
    """What two findings must have in common to be merged: kind, lead word, message and note, in either script.

    For an agency on both sides, the differing parts of the two quotations stand in for message and note.
    """
    if finding.kind == "agency" and finding.old and finding.new:
        return finding.kind, finding.lead_word, *differing_parts(finding)
    return finding.kind, finding.lead_word, _in_one_script(finding.message), _in_one_script(finding.note)


def _in_one_script(sentence: Message) -> Message:
    """The message with what it quotes in one script."""
    return Message(sentence.template, tuple((name, _part_in_one_script(part)) for name, part in sentence.parts))


def _part_in_one_script(part: object) -> object:
    """A part of a message in one script; what is neither a string nor a message as it is."""
    if isinstance(part, Message):
        return _in_one_script(part)
    return normalised(part) if isinstance(part, str) else part


def _sort_key(finding: Finding, unit_starts: Sequence[int]) -> tuple[int, bool, float, int, int]:
    """The sort key: severity, annotations last, unit, position in the new text, else in the old one, kind.

    Without a unit, a status or a date, which is of the whole document, comes first, any other finding before the unit
    that follows it in the new text: `unit_starts` are their starts.
    """
    of_document = finding.kind in ("status", "date")
    spans = [quote.span.start for quote in (finding.new, finding.old) if quote]
    before_unit = bisect.bisect_left(unit_starts, spans[0]) - 0.5 if spans else 10**9
    return (
        _SEVERITIES.index(finding.severity),
        finding.in_annotation,
        finding.unit if finding.unit is not None else -1 if of_document else before_unit,
        spans[0] if spans else 0,
        FINDING_KINDS.index(finding.kind),
    )
