"""The decision on one passage, and its JSON.

>>> from policydiff.messages import message
>>> copy, original = Location(Span(40, 60), (5, 6)), Location(Span(0, 20), (1, 2))
>>> str(Decision("drop", "pasted-copy", copy, original, evidence=message("the same section")).reason)
'lines 5-6 repeat lines 1-2: the same section; left out, as asked.'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from policydiff.deduplication.removal import Basis
from policydiff.matching.differences import UNMEASURED, Difference, Measures
from policydiff.messages import NOTHING, Message, counted, message
from policydiff.text.document import lines_name, place_json
from policydiff.text.spans import Span

Action = Literal["drop", "keep", "conflict"]


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of a document: its characters, its lines (1-based, inclusive) and the label above it.

    `document` is the number of the document in its corpus, 0 for a single document.
    """

    span: Span
    lines: tuple[int, int]
    label: str | None = None
    document: int = 0


def describe_lines(location: Location) -> Message:
    """The lines of a location in words: "line 3", "lines 3-5" or "¶ 3-5"; its document is not named."""
    return lines_name(location.lines)


def describe_difference_count(different: int) -> Message:
    """A clause, to be appended, saying in how many places the two texts differ; `NOTHING` if `different` is 0."""
    if not different:
        return NOTHING
    return counted(different, "; they differ in {number:,} place", "; they differ in {number:,} places")


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one passage, and why.

    `copy_of` is the other copy. `evidence` says what kind of repeat it is and how that is known. `choice` says why the
    other copy is kept, if there was a choice. `between` is the introduction on which the choice was based. `units`
    counts the numbered units of the passage. `sentence`, if not empty, replaces the generated reason.

    For a document of a corpus, `reverse_containment` is its containment in the direction that `measures` does not give,
    and `difference_count` the number of places in which the two documents differ.

    `basis` says what proves that a drop loses nothing: "context", the same passages in the same contexts; "count",
    labels that are out of their count; "order", the same lines in the same order in a copy that has more; "asked", the
    user asked for it.
    """

    action: Action
    relation: str
    location: Location
    copy_of: Location | None
    differences: tuple[Difference, ...] = ()
    measures: Measures = UNMEASURED
    evidence: Message = NOTHING
    choice: Message = NOTHING
    between: Span | None = None
    units: int = 0
    sentence: Message = NOTHING
    reverse_containment: float | None = None
    difference_count: int = 0
    basis: Basis = "asked"

    @property
    def reason(self) -> Message:
        """The decision in one sentence; `sentence` as it is, if that is not empty."""
        if self.sentence:
            return self.sentence
        lines, evidence = describe_lines(self.location), self.evidence
        if self.copy_of is None:
            return message("{lines}: {evidence}.", lines=lines, evidence=evidence)
        other_lines = describe_lines(self.copy_of)
        if self.action == "conflict":
            return message(
                "{lines} and {other_lines} are one text pasted twice ({evidence}), but differ in {places}; "
                "both are kept.",
                lines=lines,
                other_lines=other_lines,
                evidence=evidence,
                places=counted(len(self.differences), "{number} place", "{number} places"),
            )
        if self.action == "drop":
            consequence = self.choice or message("left out, as asked")
        elif self.relation == "possible-paste":
            consequence = message("kept, because that alone proves no paste")
        else:
            return message(
                "{lines} and {other_lines}: {evidence}.", lines=lines, other_lines=other_lines, evidence=evidence
            )
        first, last = self.location.lines
        return counted(
            last - first + 1,
            "{lines} repeats {other_lines}: {evidence}; {consequence}.",
            "{lines} repeat {other_lines}: {evidence}; {consequence}.",
            lines=lines,
            other_lines=other_lines,
            evidence=evidence,
            consequence=consequence,
        )


def location_json(location: Location) -> dict[str, Any]:
    """The JSON of a location inside its document: span, lines and label, null without one."""
    return {
        "span": [location.span.start, location.span.end],
        "lines": list(location.lines),
        "label": location.label,
        **place_json(location.lines),
    }


def _corpus_location_json(location: Location) -> dict[str, Any]:
    """The JSON of a location with the number of its document."""
    return {"document": location.document, **location_json(location)}


def _side_json(side: tuple[str, Span] | None) -> dict[str, Any] | None:
    """The JSON of one side of a difference; None if the text is on the other side only."""
    return side and {"text": side[0], "span": [side[1].start, side[1].end]}


def difference_json(difference: Difference) -> dict[str, Any]:
    """The JSON of a difference: kind, and each side with text and span, null if it has no text."""
    return {"kind": difference.kind, "old": _side_json(difference.old), "new": _side_json(difference.new)}


def decision_json(decision: Decision) -> dict[str, Any]:
    """The JSON of a decision, as in a plan.

    "contained" and "places" are left out if `reverse_containment` is None; all other keys are always there.
    """
    counts = (
        {}
        if decision.reverse_containment is None
        else {"contained": decision.reverse_containment, "places": decision.difference_count}
    )
    return {
        "action": decision.action,
        "relation": decision.relation,
        **_corpus_location_json(decision.location),
        "copy_of": decision.copy_of and _corpus_location_json(decision.copy_of),
        **decision.measures._asdict(),
        **counts,
        "differences": [difference_json(difference) for difference in decision.differences],
        "reason": str(decision.reason),
    }
