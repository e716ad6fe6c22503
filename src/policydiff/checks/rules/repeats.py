"""Rules for passages that were pasted into a document twice."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.deduplication.decision import Decision, Location, describe_lines
from policydiff.messages import Message, counted, message

PLACE = 4  # of the family among the families, in the order of docs/check.md


@rule("pasted-copy", "error", message("a part of the document was pasted in twice"))
def pasted_copy(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each proven copy, and for each that was altered after it was pasted."""
    for decision in _decisions_of(subject, "pasted-copy"):
        if decision.action == "conflict":
            sentence = counted(
                len(decision.differences),
                "the same text as {lines}, but altered in {number} place",
                "the same text as {lines}, but altered in {number} places",
                lines=_location_name(decision.copy_of),
            )
        else:
            sentence = message(
                "the same text as {lines}; dedupe leaves one out", lines=_location_name(decision.copy_of)
            )
        yield _fault_at(decision, sentence)


@rule("possible-paste", "warning", message("a part of the document looks as if it was pasted in twice"))
def possible_paste(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each copy that may be a paste without proof."""
    for decision in _decisions_of(subject, "possible-paste"):
        sentence = message("perhaps pasted in: the same text as {lines}", lines=_location_name(decision.copy_of))
        yield _fault_at(decision, sentence)


def _decisions_of(subject: CheckedDocument, relation: str) -> Iterator[Decision]:
    """The decisions of one relation, those on the same span in the order in which they are reported."""
    return iter(
        sorted((decision for decision in subject.plan.decisions if decision.relation == relation), key=_reported_order)
    )


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


def _fault_at(decision: Decision, sentence: Message) -> Fault:
    """The fault at the place of a decision, with its evidence; the other copy is related, if there is one."""
    related = ((decision.copy_of.span, message("the other copy")),) if decision.copy_of else ()
    evidence = message("{what}: {evidence}", what=sentence, evidence=decision.evidence)
    return Fault(decision.location.span, evidence, related)


def _location_name(location: Location | None) -> Message:
    """The lines of a location in words; "elsewhere" if there is none."""
    return message("elsewhere") if location is None else describe_lines(location)
