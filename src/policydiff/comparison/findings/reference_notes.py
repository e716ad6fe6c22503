"""Words the findings on references: what a number names now, and where what it cited is now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.comparison.findings.article_parts import Place
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.reference_levels import ArticleLevels
from policydiff.comparison.findings.reference_reading import Reference
from policydiff.comparison.findings.reference_targets import NumberedUnits, Target, in_script_of, written_targets
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end
from policydiff.comparison.result import Comparison, Finding, Quote, Severity, UnitReference
from policydiff.facts.extraction import clause
from policydiff.messages import NOTHING, Message, joined, message, verbatim
from policydiff.structure.numbering import read_label
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class ComparedLevels:
    """The paragraphs and items of a comparison, with the two texts: what the words on a part of an article need."""

    comparison: Comparison
    levels: ArticleLevels
    old: NormalisedSide
    new: NormalisedSide


def stale_reference(
    reference: Reference,
    before: Reference,
    successors: set[str],
    numbered: NumberedUnits,
    old: NormalisedSide,
    new: NormalisedSide,
    *,
    sure: bool,
) -> Finding:
    """The finding, a warning if `sure`, else info, on a reference whose target now has another number, or none."""
    assert reference.target is not None, "a relative reference has no number"
    number = in_script_of(new.text, reference.target.written)
    named_unit = numbered.new_unit_named(reference.target)
    if named_unit:
        number_note = message("{number} is now {unit}", number=number, unit=_summary(named_unit, new))
    elif heading := _heading(reference.target, new):
        number_note = message("{number} is now {unit}", number=number, unit=verbatim(shortened(heading, 24)))
    elif numbered.named_by[1].get(reference.target):
        number_note = message("{number} now holds other text", number=number)
    else:
        number_note = message("there is no {number} now", number=number)
    target_note = (
        message(
            "what it cited is {target} (was {number})",
            target=written_targets(reference.kind, successors, new.text),
            number=number,
        )
        if successors
        else message("what it cited was removed")
    )
    return _to_check(reference, old.verbatim(before.span), joined([number_note, target_note]), new, sure=sure)


def _heading(target: Target, side: NormalisedSide) -> str:
    """The heading on the line of a chapter or an annex, behind its number; "" if the text has no such line."""
    numbers = {normalised(target.written)}
    if target.kind == "附件":
        numbers.add(f"附件{Target('条', target.number).written[1:-1]}")
    for number in sorted(numbers):
        for match in re.finditer(
            rf"^[ \t#*]{{0,8}}{re.escape(number)}[ \t:]{{1,4}}(?=\S)", side.normalised, re.MULTILINE
        ):
            line_end = side.normalised.find("\n", match.end())
            return side.text[match.end() : line_end if line_end >= 0 else len(side.text)].strip(" \t*#")
    return ""


def stale_level(
    before: Reference,
    reference: Reference,
    became: Sequence[Place],
    now: Sequence[Place],
    compared: ComparedLevels,
    *,
    sure: bool = True,
) -> Finding:
    """The finding, a warning if `sure`, else info, on a reference to a part of an article that is now another, or none.

    `became` is what the old reference named, in the new text, and `now` what the new one names: () for none of either.
    """
    number = compared.new.text[reference.span.start : reference.span.end]
    number_note = (
        message("{number} is now {unit}", number=number, unit=_place_summary(now[0], compared))
        if now
        else message("there is no {number} now", number=number)
    )
    target_note = (
        message(
            "what it cited is {target} (was {number})",
            target=joined((verbatim(written_place(place, reference, compared)) for place in became), ", "),
            number=number,
        )
        if became
        else message("what it cited was removed")
    )
    former = compared.old.verbatim(before.span)
    return _to_check(reference, former, joined([number_note, target_note]), compared.new, sure=sure)


def changed_level(
    before: Reference,
    reference: Reference,
    now: Sequence[Place],
    quoted: tuple[Span, Span],
    compared: ComparedLevels,
    *,
    sure: bool,
) -> Finding:
    """The finding on a reference that now names something else, or more: `now`, for other reasons than renumbering.

    `quoted` are the old and the new reference, or the lists that they are in; what a list names is not told. A notice
    if it is `sure` which old reference it was, else info.
    """
    is_alone = quoted[1] == reference.span
    note = message("now cites {unit}", unit=_place_summary(now[0], compared)) if is_alone and len(now) == 1 else NOTHING
    quotes = compared.old.verbatim(quoted[0]), compared.new.verbatim(quoted[1])
    change = replacement(*(" ".join(quote.text.split()) for quote in quotes))
    return Finding("reference", "notice" if sure else "info", reference.unit, *quotes, change, "reference", note)


def misfit(
    reference: Reference, target: Target, words: str, numbered: NumberedUnits, new: NormalisedSide, *, sure: bool
) -> Finding:
    """The finding on a reference whose sentence does not fit its target; it has no old quotation.

    `words` are those that stand in the old target. A warning if `sure`, else info.
    """
    number = in_script_of(new.text, target.written)
    named_unit = numbered.new_unit_named(target)
    number_note = (
        message("{number} is now {unit}", number=number, unit=_summary(named_unit, new))
        if named_unit
        else message("{number} now holds other text", number=number)
    )
    target_note = message(
        "{words} is in {target} (was {number})",
        words=words,
        target=written_targets(target.kind, numbered.successors(target) or (), new.text),
        number=number,
    )
    return _to_check(reference, None, joined([number_note, target_note]), new, sure=sure)


def _to_check(reference: Reference, former: Quote | None, note: Message, new: NormalisedSide, *, sure: bool) -> Finding:
    """The finding that the clause of a reference is to be checked."""
    quote = _context_quote(reference, new)
    severity: Severity = "warning" if sure else "info"
    return Finding("reference", severity, reference.unit, former, quote, _check(quote), "reference", note)


# ------------------------------------------------------------------------------------------------- parts in words


def written_place(place: Place, reference: Reference, compared: ComparedLevels) -> str:
    """A part of an article of the new text as a reference to it is written: 第一条第三款, 前項 as 第二項.

    The article is named if `reference` names one, or the part is in another unit; the paragraph if it names one, or is
    relative.
    """
    words = compared.levels.order
    bracketed = {level.word for level in reference.levels if level.bracketed}
    named = {level.word for level in reference.levels}
    unit = compared.comparison.units[place.unit].new
    written = ""
    if unit and unit.label and (reference.target is not None or place.unit != reference.unit):
        written = unit.label.rstrip("、.．").strip()
    for word, number in zip(words, place.key, strict=True):
        if not number or (word == words[0] and word not in named and not reference.relative):
            continue
        numeral = Target("条", str(number)).written[1:-1]
        written += f"第（{numeral}）{word}" if word in bracketed else f"第{numeral}{word}"
    return in_script_of(compared.new.text, written)


def _place_summary(place: Place, compared: ComparedLevels) -> Message:
    """A part in a few words: how its text begins, at most 20 characters, its label left out."""
    unit = compared.comparison.units[place.unit].new
    assert unit is not None, "a place of the new text has a new unit"
    span = compared.levels.span(1, place)
    if span is None:
        return _summary(unit, compared.new)
    return _beginning(span.start, span.end, compared.new)


def _check(quote: Quote) -> Message:
    """The message that a clause is to be checked."""
    return message("check “{clause}”", clause=shortened(quote.text))


def _context_quote(reference: Reference, side: NormalisedSide) -> Quote:
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
    return _beginning(label_end(unit, side), unit.span.end, side)


def _beginning(start: int, end: int, side: NormalisedSide) -> Message:
    """How a stretch of text begins, at most 20 characters, its label left out."""
    if label := read_label(side.text[start : min(end, start + 200)]):
        start += label.end
    while start < end and not side.normalised[start].isalnum():
        start += 1
    beginning = side.quote(clause(side.normalised, start, Span(start, min(end, start + 20))))
    return message("“{beginning}…”", beginning=beginning.text)
