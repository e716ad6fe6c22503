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
    return (decision for decision in subject.plan.decisions if decision.relation == relation)


def _fault_at(decision: Decision, message: str) -> Fault:
    related = ((decision.copy_of.span, "the other copy"),) if decision.copy_of else ()
    return Fault(decision.location.span, f"{message}: {decision.evidence}", related)


def _location_name(location: Location | None) -> str:
    return "elsewhere" if location is None else describe_lines(location)
