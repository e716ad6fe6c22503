"""Rules for passages that were pasted into a document twice."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.deduplication.decision import Decision, Location, describe_lines


@rule("pasted-copy", "error", "a part of the document was pasted in twice")
def pasted_copy(subject: CheckedDocument) -> Iterator[Fault]:
    """Yield the proven copies, and those that were altered after they were pasted."""
    for decision in _decisions_of(subject, "pasted-copy"):
        if decision.action == "conflict":
            place_count = "1 place" if len(decision.differences) == 1 else f"{len(decision.differences)} places"
            yield _fault_at(
                decision, f"the same text as {_location_name(decision.copy_of)}, but altered in {place_count}"
            )
        else:
            yield _fault_at(decision, f"the same text as {_location_name(decision.copy_of)}; dedupe leaves one out")


@rule("possible-paste", "warning", "a part of the document looks as if it was pasted in twice")
def possible_paste(subject: CheckedDocument) -> Iterator[Fault]:
    """Yield the copies that may be pastes without proof."""
    for decision in _decisions_of(subject, "possible-paste"):
        yield _fault_at(decision, f"perhaps pasted in: the same text as {_location_name(decision.copy_of)}")


def _decisions_of(subject: CheckedDocument, relation: str) -> Iterator[Decision]:
    """The decisions of one relation, those on the same span in the order in which they are reported."""
    return iter(sorted((each for each in subject.plan.decisions if each.relation == relation), key=_reported_order))


def _reported_order(decision: Decision) -> tuple[bool, str, str]:
    """The order of the copies of one span: originals of one line first, then by the digits of their lines, as text.

    Of line 1 and line 12, an altered copy of line 1 is first, and any other copy of line 1 is last.
    """
    if decision.copy_of is None:
        return False, "", ""
    first, last = decision.copy_of.lines
    altered = decision.action == "conflict"
    digits = f"{first}" if first == last else f"{first}-{last}"
    return first != last, f"{digits}{',' if altered else ';'}", f"{len(decision.differences)}" if altered else ""


def _fault_at(decision: Decision, message: str) -> Fault:
    related = ((decision.copy_of.span, "the other copy"),) if decision.copy_of else ()
    return Fault(decision.location.span, f"{message}: {decision.evidence}", related)


def _location_name(location: Location | None) -> str:
    return "elsewhere" if location is None else describe_lines(location)
