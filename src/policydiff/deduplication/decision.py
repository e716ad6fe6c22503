"""What is decided on one passage, and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from policydiff.deduplication.removal import Basis
from policydiff.matching.differences import UNMEASURED, Difference, Measures
from policydiff.text.spans import Span

Action = Literal["drop", "keep", "conflict"]


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of a document: its characters, its lines (1-based, inclusive), the label it stands under.

    `document` is its number in the corpus, 0 for the only one.
    """

    span: Span
    lines: tuple[int, int]
    label: str | None = None
    document: int = 0


def name_document(location: Location) -> str:
    """The lines of a place, in words."""
    first, last = location.lines
    return f"line {first}" if first == last else f"lines {first}-{last}"


def describe_locations(different: int) -> str:
    """In how many places the two differ, as a clause; "" where none are known."""
    if not different:
        return ""
    return f"; they differ in {different:,} {'place' if different == 1 else 'places'}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one passage, and why.

    `evidence` says what kind of repeat it is and how that is known, `choice` why this copy stays, where there is
    something to say. `between` is the introduction that led to the choice. `units` counts the passage's numbered units.
    `basis` says what proves that nothing is lost by a drop: the same passages in the same contexts; labels that are out
    of their count; the same lines in the same order, in a copy that has more; or that the user asked for it.
    """

    action: Action
    relation: str
    place: Location
    copy_of: Location | None
    differences: tuple[Difference, ...] = ()
    measures: Measures = UNMEASURED
    evidence: str = ""
    choice: str = ""
    between: Span | None = None
    units: int = 0
    words: str = ""
    contained: float | None = None
    different: int = 0
    basis: Basis = "asked"

    @property
    def reason(self) -> str:
        """The decision in one sentence."""
        if self.words:
            return self.words
        lines, evidence = name_document(self.place), self.evidence
        if self.copy_of is None:
            return f"{lines}: {evidence}."
        other_lines, verb = (
            name_document(self.copy_of),
            "repeats" if self.place.lines[0] == self.place.lines[1] else "repeat",
        )
        if self.action == "drop":
            return f"{lines} {verb} {other_lines}: {evidence}; {self.choice or 'left out, as asked'}."
        if self.action == "conflict":
            places = "1 place" if len(self.differences) == 1 else f"{len(self.differences)} places"
            return (
                f"{lines} and {other_lines} are one text pasted twice ({evidence}), "
                f"but differ in {places}; both are kept."
            )
        if self.relation == "possible-paste":
            return f"{lines} {verb} {other_lines}: {evidence}; kept, because that alone proves no paste."
        return f"{lines} and {other_lines}: {evidence}."


def location_json(location: Location) -> dict[str, Any]:
    """Where a place is in its document, as the contract lays it down."""
    return {"span": [location.span.start, location.span.end], "lines": list(location.lines), "label": location.label}


def _corpus_location_json(location: Location) -> dict[str, Any]:
    return {"document": location.document, **location_json(location)}


def _side_json(side: tuple[str, Span] | None) -> dict[str, Any] | None:
    return side and {"text": side[0], "span": [side[1].start, side[1].end]}


def difference_json(difference: Difference) -> dict[str, Any]:
    """A difference as the contract lays it down."""
    return {"kind": difference.kind, "old": _side_json(difference.old), "new": _side_json(difference.new)}


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as `contract.md` lays it down."""
    counts = {} if decision.contained is None else {"contained": decision.contained, "places": decision.different}
    return {
        "action": decision.action,
        "relation": decision.relation,
        **_corpus_location_json(decision.place),
        "copy_of": decision.copy_of and _corpus_location_json(decision.copy_of),
        **decision.measures._asdict(),
        **counts,
        "differences": [difference_json(difference) for difference in decision.differences],
        "reason": decision.reason,
    }
