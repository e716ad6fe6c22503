"""What dedupe decided, as a value: the decisions, the clean bytes they lead to, and the way back to the source."""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from policydiff.deduplication.removal import Basis
from policydiff.errors import InternalError, PlanError
from policydiff.matching.differences import UNMEASURED, Difference, Measures
from policydiff.text.document import Document, Span, complement, merged
from policydiff.version import __version__

SCHEMA = "policydiff.dedupe/1"
Action = Literal["drop", "keep", "conflict"]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document: its characters, its lines (1-based, inclusive), the label it stands under.

    `document` is its number in the corpus, 0 for the only one.
    """

    span: Span
    lines: tuple[int, int]
    label: str | None = None
    document: int = 0


def named(place: Place) -> str:
    """The lines of a place, in words."""
    first, last = place.lines
    return f"line {first}" if first == last else f"lines {first}-{last}"


def places(different: int) -> str:
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
    place: Place
    copy_of: Place | None
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
        here, evidence = named(self.place), self.evidence
        if self.copy_of is None:
            return f"{here}: {evidence}."
        there, verb = named(self.copy_of), "repeats" if self.place.lines[0] == self.place.lines[1] else "repeat"
        if self.action == "drop":
            return f"{here} {verb} {there}: {evidence}; {self.choice or 'left out, as asked'}."
        if self.action == "conflict":
            places = "1 place" if len(self.differences) == 1 else f"{len(self.differences)} places"
            return f"{here} and {there} are one text pasted twice ({evidence}), but differ in {places}; both are kept."
        if self.relation == "possible-paste":
            return f"{here} {verb} {there}: {evidence}; kept, because that alone proves no paste."
        return f"{here} and {there}: {evidence}."


class Edit(NamedTuple):
    """One step back to the source: at byte `at` of the clean text take `remove` bytes out and put `insert` in."""

    at: int
    remove: int
    insert: bytes


@dataclass(frozen=True)
class Plan:
    """A dedupe of one document. `edits` are in ascending order of `at`; applying them to `clean` gives `source`."""

    document: Document
    title: str | None
    decisions: tuple[Decision, ...]
    parameters: dict[str, Any]
    clean: bytes
    edits: tuple[Edit, ...]
    kept_characters: int

    @property
    def dropped(self) -> list[Span]:
        """The stretches of the source that the clean text leaves out."""
        return merged(decision.place.span for decision in self.decisions if decision.action == "drop")

    def count(self, action: Action) -> int:
        """How many decisions of this kind there are."""
        return sum(decision.action == action for decision in self.decisions)

    def as_json(self) -> dict[str, Any]:
        """The plan as `contract.md` lays it down, with what `restore` needs."""
        document = self.document
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__, "parameters": self.parameters},
            "documents": [
                {
                    "path": document.path,
                    "id": document.path,
                    "sha256": sha256(document.raw),
                    "clean_sha256": sha256(self.clean),
                    "encoding": document.encoding,
                    "bom": bool(document.bom),
                    "characters": len(document.text),
                    "kept_characters": self.kept_characters,
                    "title": self.title,
                }
            ],
            "decisions": [decision_json(decision) for decision in self.decisions],
            "restore": [edit_json(edit, document.encoding) for edit in self.edits],
            "summary": {
                "dropped": self.count("drop"),
                "characters_dropped": sum(map(len, self.dropped)),
                "conflicts": self.count("conflict"),
                "kept_repeats": self.count("keep"),
            },
        }


def sha256(raw: bytes) -> str:
    """The SHA-256 of the bytes in hexadecimal."""
    import hashlib  # a dedupe that saves no plan needs none of this

    return hashlib.sha256(raw).hexdigest()


def make_plan(
    document: Document,
    title: str | None,
    decisions: Sequence[Decision],
    parameters: dict[str, Any],
    marks: Sequence[str] = (),
) -> Plan:
    """The plan that these decisions make, proven: its edits give the source's bytes, or InternalError is raised.

    `marks` holds a text to leave at each dropped stretch, in order; none are left when it is empty.
    """
    dropped = merged(decision.place.span for decision in decisions if decision.action == "drop")
    offsets = document.byte_offsets([at for span in dropped for at in (span.start, span.end)])
    clean, edits, at = bytearray(), [], 0
    for index, (start, end) in enumerate(zip(offsets[::2], offsets[1::2], strict=True)):
        clean += document.raw[at:start]
        mark = marks[index].encode(document.encoding) if marks else b""
        edits.append(Edit(len(clean), len(mark), document.raw[start:end]))
        clean += mark
        at = end
    clean += document.raw[at:]
    kept = sum(map(len, complement(dropped, len(document.text))))
    plan = Plan(document, title, tuple(decisions), parameters, bytes(clean), tuple(edits), kept)
    if apply_edits(plan.clean, plan.edits) != document.raw:
        raise InternalError("the plan does not give the source back; nothing was written", where=document.path)
    return plan


def apply_edits(clean: bytes, edits: Sequence[Edit]) -> bytes:
    """The source: the clean bytes with every edit made."""
    source, at = bytearray(), 0
    for edit in edits:
        source += clean[at : edit.at]
        source += edit.insert
        at = edit.at + edit.remove
    return bytes(source + clean[at:])


def restored(clean: bytes, plan: dict[str, Any], *, where: str, plan_path: str) -> bytes:
    """The source's bytes from a clean text and its plan (parsed JSON). PlanError when they do not belong together."""
    try:
        if plan["schema"] != SCHEMA:
            raise PlanError(f"schema {plan['schema']!r} is not {SCHEMA}", where=plan_path)
        facts, edits = (
            plan["documents"][0],
            [read_edit(entry, plan["documents"][0]["encoding"]) for entry in plan["restore"]],
        )
        expected, source_sum = facts["clean_sha256"], facts["sha256"]
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise PlanError("not a dedupe plan", where=plan_path, hint=f"{type(error).__name__}: {error}") from None
    if sha256(clean) != expected:
        hint = (
            "it is the source itself"
            if sha256(clean) == source_sum
            else "the text was changed, or the plan is another's"
        )
        raise PlanError(f"not the text that {plan_path} was made for", where=where, hint=hint)
    source = apply_edits(clean, edits)
    if sha256(source) != source_sum:
        raise PlanError("the plan does not lead back to its source", where=plan_path, hint="it was changed by hand")
    return source


def read_plan(raw: bytes, path: str) -> dict[str, Any]:
    """A plan's JSON; PlanError when it is none."""
    try:
        import json

        plan = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PlanError("not a dedupe plan", where=path, hint=f"not JSON: {error}") from None
    if not isinstance(plan, dict):
        raise PlanError("not a dedupe plan", where=path, hint="expected a JSON object")
    return plan


def read_edit(entry: dict[str, Any], encoding: str) -> Edit:
    """The edit that `edit_json` made this of."""
    raw = binascii.a2b_base64(entry["base64"]) if "base64" in entry else entry["text"].encode(encoding)
    return Edit(int(entry["at"]), int(entry["remove"]), raw)


def edit_json(edit: Edit, encoding: str) -> dict[str, Any]:
    """An edit as a plan holds it: as readable text where that gives the same bytes, else as base64."""
    entry: dict[str, Any] = {"at": edit.at, "remove": edit.remove}
    try:
        text = edit.insert.decode(encoding)
        if text.encode(encoding) == edit.insert:
            return {**entry, "text": text}
    except UnicodeError:
        pass
    return {**entry, "base64": binascii.b2a_base64(edit.insert, newline=False).decode("ascii")}


def place_json(place: Place) -> dict[str, Any]:
    """Where a place is in its document, as the contract lays it down."""
    return {"span": [place.span.start, place.span.end], "lines": list(place.lines), "label": place.label}


def _place_of_corpus(place: Place) -> dict[str, Any]:
    return {"document": place.document, **place_json(place)}


def _side_json(side: tuple[str, Span] | None) -> dict[str, Any] | None:
    return side and {"text": side[0], "span": [side[1].start, side[1].end]}


def difference_json(difference: Difference) -> dict[str, Any]:
    """A difference as the contract lays it down."""
    return {"kind": difference.kind, "old": _side_json(difference.old), "new": _side_json(difference.new)}


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as `contract.md` lays it down."""
    between = {} if decision.contained is None else {"contained": decision.contained, "places": decision.different}
    return {
        "action": decision.action,
        "relation": decision.relation,
        **_place_of_corpus(decision.place),
        "copy_of": decision.copy_of and _place_of_corpus(decision.copy_of),
        **decision.measures._asdict(),
        **between,
        "differences": [difference_json(each) for each in decision.differences],
        "reason": decision.reason,
    }
