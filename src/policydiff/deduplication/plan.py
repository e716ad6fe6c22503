"""The result of a dedupe as a value: the decisions, the clean bytes, and the edits that restore the source.

>>> apply_edits(b"ad", [SourceEdit(1, 0, b"bc")])
b'abcd'
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from policydiff.deduplication.decision import Action, Decision, decision_json
from policydiff.display import HtmlDisplay
from policydiff.errors import InternalError, PlanError
from policydiff.messages import message, verbatim
from policydiff.text.document import Document
from policydiff.text.extraction import Place
from policydiff.text.spans import Span, complement, merge_spans
from policydiff.version import __version__

SCHEMA = "policydiff.dedupe/1"


class SourceEdit(NamedTuple):
    """An edit from the clean text back to the source: from byte `position` on, `insert` replaces `remove` bytes."""

    position: int
    remove: int
    insert: bytes


class WrittenForm(NamedTuple):
    """The bytes that are written for a plan, and the ascending edits that make the bytes of the source of them."""

    clean: bytes
    edits: tuple[SourceEdit, ...]


@dataclass(frozen=True)
class Plan(HtmlDisplay):
    """A dedupe of one document.

    `edits` ascend by position; applied to `clean`, they give `document.raw`. `kept_characters` counts the characters
    of the source that are kept.
    """

    document: Document
    title: str | None
    decisions: tuple[Decision, ...]
    parameters: dict[str, Any]
    clean: bytes
    edits: tuple[SourceEdit, ...]
    kept_characters: int

    def __repr__(self) -> str:
        return f"<Plan of {self.document.path!r}: {self.count('drop')} dropped, {self.count('conflict')} conflicts>"

    @property
    def clean_text(self) -> str:
        """The text without what is dropped; with `mark`, notes stand in its place."""
        return self.clean.decode(self.document.encoding).removeprefix("\ufeff")

    @property
    def dropped(self) -> list[Span]:
        """The spans of the source that decisions drop, merged and ascending; what a mark replaces is included."""
        return merge_spans(decision.location.span for decision in self.decisions if decision.action == "drop")

    def count(self, action: Action) -> int:
        """The number of decisions with this action, not of merged stretches."""
        return sum(decision.action == action for decision in self.decisions)

    @property
    def text_form(self) -> WrittenForm:
        """The clean text. Of a document that was extracted from a file, one edit has all bytes of the file."""
        if self.document.extraction is None:
            return WrittenForm(self.clean, self.edits)
        return WrittenForm(self.clean, (SourceEdit(0, len(self.clean), self.document.file_bytes),))

    def as_json(self, form: WrittenForm | None = None) -> dict[str, Any]:
        """The plan as JSON, with all that `restore_source` needs but the clean text: docs/json/dedupe.schema.json.

        `form` is what is written, the clean text unless given.
        """
        document, (clean, edits) = self.document, form or self.text_form
        clean_sum = sha256(clean)
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__, "parameters": self.parameters},
            "documents": [
                {
                    "path": document.path,
                    "id": document.path,
                    # without an edit the two are the same bytes, which are not made anew for their sum
                    "sha256": sha256(document.file_bytes) if edits else clean_sum,
                    "clean_sha256": clean_sum,
                    "encoding": document.encoding,
                    "bom": bool(document.bom),
                    "characters": len(document.text),
                    "kept_characters": self.kept_characters,
                    "title": self.title,
                    **(document.extraction.facts_json() if document.extraction else {}),
                }
            ],
            "decisions": [decision_json(decision) for decision in self.decisions],
            "restore": [edit_json(edit, document.encoding) for edit in edits],
            "summary": {
                "dropped": self.count("drop"),
                "characters_dropped": sum(map(len, self.dropped)),
                "conflicts": self.count("conflict"),
                "kept_repeats": self.count("keep"),
            },
        }


def sha256(raw: bytes) -> str:
    """The SHA-256 digest of the bytes, as 64 lower-case hexadecimal digits."""
    import hashlib  # only needed for a plan that is saved

    return hashlib.sha256(raw).hexdigest()


def make_plan(
    document: Document,
    title: str | None,
    decisions: Sequence[Decision],
    parameters: dict[str, Any],
    marks: Sequence[str] = (),
) -> Plan:
    """The plan for these decisions, with its edits proven to restore the source.

    `marks` holds the text to leave at each dropped stretch (of `Plan.dropped`), in order; if it is empty, none is left.
    There is one edit a stretch. Raises InternalError if the edits do not give the bytes of the source.
    """
    dropped = merge_spans(decision.location.span for decision in decisions if decision.action == "drop")
    offsets = document.byte_offsets([position for span in dropped for position in (span.start, span.end)])
    raw = document.raw
    parts: list[bytes] = []
    edits: list[SourceEdit] = []
    position = length = 0
    for index, (start, end) in enumerate(zip(offsets[::2], offsets[1::2], strict=True)):
        mark = marks[index].encode(document.encoding) if marks else b""
        length += start - position
        edits.append(SourceEdit(length, len(mark), raw[start:end]))
        parts += raw[position:start], mark
        length, position = length + len(mark), end
    clean = b"".join((*parts, raw[position:])) if parts else raw
    kept = sum(map(len, complement(dropped, len(document.text))))
    plan = Plan(document, title, tuple(decisions), parameters, clean, tuple(edits), kept)
    if apply_edits(plan.clean, plan.edits) != raw:
        raise InternalError("the plan does not give the source back; nothing was written", where=document.path)
    return plan


def apply_edits(clean: bytes, edits: Sequence[SourceEdit]) -> bytes:
    """The bytes of the source: `clean` with each edit carried out.

    `edits` must be ascending and must not overlap. From byte `edit.position` of `clean` on, `edit.remove` bytes are
    replaced by `edit.insert`; all other bytes are copied. Positions are those before any edit.
    """
    parts: list[bytes] = []
    position = 0
    for edit in edits:
        parts += clean[position : edit.position], edit.insert
        position = edit.position + edit.remove
    return b"".join((*parts, clean[position:])) if parts else clean


def encoded_clean_text(text: str, plan: dict[str, Any], *, plan_path: str) -> bytes:
    """The bytes of a clean text in the encoding of its saved plan, with the byte-order mark that the source had.

    PlanError if the plan does not say the encoding, or the text cannot be encoded in it.
    """
    try:
        (facts,) = plan["documents"]
        mark = "\ufeff" if facts["bom"] and not text.startswith("\ufeff") else ""
        return (mark + text).encode(facts["encoding"])
    except (KeyError, TypeError, ValueError, LookupError) as error:
        raise PlanError("does not say how the text is encoded", where=plan_path) from error


def restore_source(clean: bytes, plan: dict[str, Any], *, where: str, plan_path: str) -> bytes:
    """The bytes of the source, from a clean text and its plan as parsed JSON.

    `where` and `plan_path` name the clean text and the plan in errors. Raises PlanError if the plan is not valid, the
    clean text is not that of the plan, or the result does not have the digest of the source.
    """
    try:
        if plan["schema"] != SCHEMA:
            raise PlanError(
                message("schema {found!r} is not {expected}", found=plan["schema"], expected=SCHEMA), where=plan_path
            )
        facts, edits = (
            plan["documents"][0],
            [read_edit(entry, plan["documents"][0]["encoding"]) for entry in plan["restore"]],
        )
        expected, source_sum = facts["clean_sha256"], facts["sha256"]
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise PlanError(
            "not a dedupe plan", where=plan_path, hint=verbatim(f"{type(error).__name__}: {error}")
        ) from None
    if sha256(clean) != expected:
        hint = (
            "it is the source itself"
            if sha256(clean) == source_sum
            else "the text was changed, or the plan is another's"
        )
        raise PlanError(message("not the text that {plan} was made for", plan=plan_path), where=where, hint=hint)
    source = apply_edits(clean, edits)
    if sha256(source) != source_sum:
        raise PlanError("the plan does not lead back to its source", where=plan_path, hint="it was changed by hand")
    return source


def read_plan(raw: bytes, path: str) -> dict[str, Any]:
    """The parsed JSON of a plan. Raises PlanError, which names `path`, if it is not a JSON object.

    Nothing else of a plan is checked.
    """
    try:
        import json

        plan = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PlanError("not a dedupe plan", where=path, hint=message("not JSON: {error}", error=str(error))) from None
    if not isinstance(plan, dict):
        raise PlanError("not a dedupe plan", where=path, hint="expected a JSON object")
    return plan


def read_edit(entry: dict[str, Any], encoding: str) -> SourceEdit:
    """The edit from the JSON that `edit_json` returned.

    Raises AttributeError, LookupError, OverflowError, TypeError or ValueError for any other JSON.
    """
    raw = binascii.a2b_base64(entry["base64"]) if "base64" in entry else entry["text"].encode(encoding)
    return SourceEdit(int(entry["at"]), int(entry["remove"]), raw)


def edit_json(edit: SourceEdit, encoding: str) -> dict[str, Any]:
    """The JSON of an edit: "at", "remove" and, for the inserted bytes, "text" or "base64".

    "text" if it encodes to the same bytes, else "base64".
    """
    entry: dict[str, Any] = {"at": edit.position, "remove": edit.remove}
    try:
        text = edit.insert.decode(encoding)
        if text.encode(encoding) == edit.insert:
            return {**entry, "text": text}
    except UnicodeError:
        pass
    return {**entry, "base64": binascii.b2a_base64(edit.insert, newline=False).decode("ascii")}


# Relations of kept passages that are reported in a corpus.
REPORTED_RELATIONS = frozenset({"pasted-copy", "possible-paste"})


def remaining_document(plan: Plan) -> Document:
    """The document with the clean text of its plan: without what that drops, with the marks of --mark.

    Path and encoding stay those of the source, and of an extracted text the places of the lines that remain.
    """
    document = plan.document
    text, extraction = plan.clean[len(document.bom) :].decode(document.encoding), document.extraction
    if extraction is not None:
        extraction = replace(extraction, text=text, places=tuple(_remaining_places(plan)))
    return replace(document, raw=plan.clean, text=text, extraction=extraction)


def _remaining_places(plan: Plan) -> Iterator[Place]:
    """The places of the lines of an extracted text of which something remains, a mark in place of a line included."""
    document, marks = plan.document, {edit.position for edit in plan.edits if edit.remove}
    assert document.extraction is not None
    dropped = plan.dropped
    for span, place in zip(document.lines, document.extraction.places, strict=True):
        if not any(cut.covers(span) for cut in dropped) or (marks and any(cut.start == span.start for cut in dropped)):
            yield place


def is_reported(decision: Decision) -> bool:
    """Whether a decision inside a document is reported in a corpus: all but kept intended repetitions.

    A kept passage is reported if its relation is one of REPORTED_RELATIONS.
    """
    return decision.action != "keep" or decision.relation in REPORTED_RELATIONS
