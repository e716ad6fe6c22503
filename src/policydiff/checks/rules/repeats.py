"""What stands twice in a document and should not."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.deduplication.decision import Decision, Location, name_document


@rule("pasted-copy", "error", "a part of the document was pasted in twice")
def pasted_copy(subject: CheckedDocument) -> Iterator[Fault]:
    """Proven copies, and those that were altered after they were pasted."""
    for decision in _decided(subject, "pasted-copy"):
        if decision.action == "conflict":
            places = "1 place" if len(decision.differences) == 1 else f"{len(decision.differences)} places"
            yield _spot(decision, f"the same text as {_where(decision.copy_of)}, but altered in {places}")
        else:
            yield _spot(decision, f"the same text as {_where(decision.copy_of)}; dedupe leaves one out")


@rule("possible-paste", "warning", "a part of the document looks as if it was pasted in twice")
def possible_paste(subject: CheckedDocument) -> Iterator[Fault]:
    """Copies that may be pastes, where that alone is no proof."""
    for decision in _decided(subject, "possible-paste"):
        yield _spot(decision, f"perhaps pasted in: the same text as {_where(decision.copy_of)}")


def _decided(subject: CheckedDocument, relation: str) -> Iterator[Decision]:
    return (each for each in subject.plan.decisions if each.relation == relation)


def _spot(decision: Decision, message: str) -> Fault:
    related = ((decision.copy_of.span, "the other copy"),) if decision.copy_of else ()
    return Fault(decision.place.span, f"{message}: {decision.evidence}", related)


def _where(place: Location | None) -> str:
    return "elsewhere" if place is None else name_document(place)
