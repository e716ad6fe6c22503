"""Targets and deadlines of plans and duties, and whether a change makes them easier to meet."""

from __future__ import annotations

from policydiff.comparison.findings.amount_notes import is_longer
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_ONE = pattern(r"1(?![\d./:])")
_YEAR = pattern(r"(?<!\d)(?:19|20)\d\d(?=年)")
_MAX_TITLE_CHARACTERS = 120  # at the beginning of a text, in which the year of a plan stands
_MAX_TITLE_LINES = 3
_MAX_CLAUSE_CHARACTERS = 30  # before a figure, in which the words of an aim stand
_GRADES = ("must", "may", "prohibit")


def is_condition(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a fact is part of a condition: 违法所得五十万元以上的."""
    normalised_text, span = side.normalised, fact.span
    end = clause(normalised_text, span.end - 1, Span(0, min(len(normalised_text), span.end + 60))).end
    return normalised_text[end - 1] in "的者时"


def is_target(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a number is an aim or a bound, by the words of `targets` near it; False for the number 1."""
    around = side.normalised[max(0, fact.span.start - 16) : fact.span.end + 4]
    return not _ONE.match(fact.value) and any(normalised(word) in around for word in PACK.lexicon().targets)


def is_aim(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a number is the aim of a plan, by the words of `aims` before it in its clause; False for a limit."""
    before = _words_before(fact, side)
    lexicon = PACK.lexicon()
    is_named = any(word in before for word in lexicon.aims) or _is_rate(fact, side, before)
    return is_named and is_target(fact, side) and _may_be_aim(fact, side, before)


def _is_rate(fact: Fact, side: NormalisedSide, before: str) -> bool:
    """Whether a number is a rate that a plan aims at: 增长8%左右, and not 增长8.1%, which is mostly one of the past."""
    lexicon = PACK.lexicon()
    sentence = clause(side.normalised, fact.span.start, Span(max(0, fact.span.start - 60), fact.span.end), "。;\n\r")
    around = side.normalised[sentence.start : fact.span.end]
    return any(word in before for word in lexicon.rates) and any(word in around for word in lexicon.rate_aims)


def _is_planned(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a number is an aim, or one by the words of `plan_aims`, in a sentence without a modal word."""
    before = _words_before(fact, side)
    is_named = any(word in before for word in PACK.lexicon().plan_aims)
    return is_aim(fact, side) or (is_named and _may_be_aim(fact, side, before) and not _grades(fact, side))


def _is_limit(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a number is what a plan wants something to fall to, or to be kept below: 降至3%以下."""
    before = _words_before(fact, side)
    lexicon = PACK.lexicon()
    return before.endswith(lexicon.plan_limits) and not _grades(fact, side)


def _may_be_aim(fact: Fact, side: NormalisedSide, before: str) -> bool:
    """Whether a number is no condition, and neither it nor a word before it shows that it is a limit or of the past."""
    lexicon = PACK.lexicon()
    if fact.value.endswith(("以下", "以内")) or before.endswith(lexicon.plan_limits) or is_condition(fact, side):
        return False
    for word in lexicon.lower_bounds:
        before = before.replace(word, "")
    return not any(word in before for word in lexicon.no_aims)


def _words_before(fact: Fact, side: NormalisedSide) -> str:
    """The words before a figure in its clause."""
    earliest = max(0, fact.span.start - _MAX_CLAUSE_CHARACTERS)
    return side.normalised[
        clause(side.normalised, fact.span.start, Span(earliest, fact.span.start)).start : fact.span.start
    ]


def _grades(fact: Fact, side: NormalisedSide) -> set[str]:
    """The grades of the modal words in the sentence of a fact, of those that make a duty, a permission or a ban."""
    near = Span(max(0, fact.span.start - 60), min(len(side.normalised), fact.span.end + 60))
    sentence = clause(side.normalised, fact.span.start, near, "。;\n\r")
    return {other.noun for other in side.facts([sentence]) if other.kind == "obligation"} & set(_GRADES)


def is_lower_target(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether both numbers are aims of a plan, and the aim became lower, or limits, and the limit became higher."""
    if before.amount is None or after.amount is None or not before.kind == after.kind == "number":
        return False
    (low, high), (new_low, new_high) = before.amount, after.amount
    if new_low < low and new_high <= high:
        return _is_planned(before, old) and _is_planned(after, new)
    return new_high > high and new_low >= low and _is_limit(before, old) and _is_limit(after, new)


def is_longer_deadline(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether a deadline certainly gives more time for a duty, or for the aim of a plan.

    A later year is none in the plan of a later year.
    """
    if not is_longer(before, after):
        return False
    if _is_of_a_duty(before, old) and _is_of_a_duty(after, new):
        return True
    if _YEAR.findall(before.value) != _YEAR.findall(after.value) and _years(old) != _years(new):
        return False
    return _is_of_an_aim(before, old) and _is_of_an_aim(after, new)


def _years(side: NormalisedSide) -> list[str]:
    """The years in the title of a text: its first lines, without those that are sentences."""
    lines = side.normalised[:_MAX_TITLE_CHARACTERS].split("\n")[:_MAX_TITLE_LINES]
    return [year for line in lines if "。" not in line and "," not in line for year in _YEAR.findall(line)]


def _is_of_an_aim(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a deadline is one for the aim of a plan: 6月底前完成整治."""
    end = clause(side.normalised, fact.span.end - 1, Span(0, min(len(side.normalised), fact.span.end + 40))).end
    behind = side.normalised[fact.span.end : end]
    return any(word in behind for word in PACK.lexicon().achievements) and not _grades(fact, side)


def _is_of_a_duty(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a deadline is one for a duty: 应当 is the nearest modal word before it in its sentence.

    If none is before it, the words of its clause behind it count: 应当, and no permission or prohibition.
    """
    start, end = fact.span.start, fact.span.end
    near = Span(max(0, start - 60), min(len(side.normalised), end + 30))
    sentence, own_clause = (clause(side.normalised, start, near, marks) for marks in ("。;\n\r", ",。;:\n\r"))
    modals = [
        (other.span.start, other.noun)
        for other in side.facts([sentence])
        if other.kind == "obligation" and other.noun in ("must", "may", "prohibit")
    ]
    before = [grade for place, grade in modals if place < start]
    behind = {grade for place, grade in modals if start <= place < own_clause.end}
    return before[-1] == "must" if before else behind == {"must"}
