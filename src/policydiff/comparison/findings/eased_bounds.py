"""Whether a bound of a duty became easier to keep: 至少二次 → 至少一次, 不得超过五十元 → 不得超过八十元."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.findings.amount_notes import amount_note, bounded, time_note
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.targets import is_condition
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.text.spans import Span

_MAX_CLAUSE_CHARACTERS = 60  # before a figure, in which the modal word stands
_MAX_BEHIND_CHARACTERS = 30  # a figure, in its clause
_MAX_PREFIX_CHARACTERS = 6  # directly before a figure
_FALLS_WHERE_EASED = ("least", "advance")


def is_eased(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two figures bound one duty, and the new one asks for less or allows more.

    So it is if the least of what must be done fell, if the most of what may be taken or used rose, if less notice must
    be given in advance, or if more time is set for putting something right. False for a condition, a permission, and
    for what is granted (补助).
    """
    if is_condition(before, old) or is_condition(after, new):
        return False
    asked = _asked(before, old)
    if not asked or asked != _asked(after, new):
        return False
    rise = _rise(before, after)
    return rise < 0 if asked in _FALLS_WHERE_EASED else rise > 0


def _rise(before: Fact, after: Fact) -> float:
    """By how much a figure rose, or 1.0 or -1.0 where that is not told; 0.0 if it cannot be compared."""
    note = time_note(before, after) if before.kind == after.kind == "deadline" else amount_note(before, after)
    directions = {"up": 1.0, "longer": 1.0, "down": -1.0, "shorter": -1.0}
    rise = dict(note.parts).get("rise", directions.get(note.template, 0.0))
    return float(rise) if isinstance(rise, (int, float)) else 0.0


def _asked(fact: Fact, side: NormalisedSide) -> str:
    """What a figure asks for: "least", "most", notice in "advance", "time" for putting right; "" for none of these."""
    words, text = PACK.fact_patterns().bounds, side.normalised
    near = Span(
        max(0, fact.span.start - _MAX_CLAUSE_CHARACTERS), min(len(text), fact.span.end + _MAX_BEHIND_CHARACTERS)
    )
    own = clause(text, fact.span.start, near)
    before = text[own.start : fact.span.start]
    prefix = before[-_MAX_PREFIX_CHARACTERS:]
    if words.granted.search(text, own.start, own.end):
        return ""
    if words.time_limit.search(prefix):
        return "time"
    inside = side.facts([clause(text, fact.span.start, near, "。;\n\r")])
    grade = _grade(fact, inside, own.end)
    if words.advance.search(prefix) or (fact.kind == "deadline" and fact.value.endswith("前")):
        is_only = sum(other.kind == "deadline" and other.value.endswith("前") for other in inside) <= 1
        return "advance" if grade == "must" and is_only else ""
    bound = bounded(fact, side).bound
    is_attribute = words.attributive.match(text, fact.span.end) is not None
    is_told_behind = is_attribute or PACK.fact_patterns().bound_behind.search(fact.value) is not None
    is_ban = words.ban.search(prefix) is not None
    if bound == "most":
        is_capped = words.capped.search(before) and grade != "may" and not is_told_behind
        return bound if is_ban or is_capped else ""
    if bound != "least" or not (is_ban or grade == "must"):
        return ""
    return "" if is_told_behind and words.threshold.search(before) else bound


def _grade(fact: Fact, inside: Sequence[Fact], clause_end: int) -> str:
    """The grade of the last modal word before a figure in its sentence; else of the only ones behind it in its clause.

    `inside` are the facts of the sentence; "" if there is no such word.
    """
    modals = [other for other in inside if other.kind == "obligation" and other.noun in ("must", "may", "prohibit")]
    before = [other.noun for other in modals if other.span.start < fact.span.start]
    behind = {other.noun for other in modals if fact.span.start < other.span.start < clause_end}
    return before[-1] if before else behind.pop() if len(behind) == 1 else ""
