"""A comparison as values: units with their changes, the text between them, findings; its JSON, and the proof.

Each of the two documents is partitioned into units and the stretches between them. Within a pair, the hunks turn the
old text into the new one exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from policydiff.comparison.hunks import Hunk
from policydiff.display import HtmlDisplay
from policydiff.errors import InternalError
from policydiff.messages import NOTHING, Message, message
from policydiff.structure.carried import CarriedText
from policydiff.text.document import Document, first_line_name, place_json
from policydiff.text.spans import Span, complement
from policydiff.version import __version__

SCHEMA = "policydiff.compare/1"
Change = Literal["unchanged", "edited", "added", "removed", "replaced", "split", "merged", "not_touched"]
CHANGES: tuple[Change, ...] = get_args(Change)
SAME: tuple[Change, ...] = ("unchanged", "not_touched")  # the changes of a unit whose wording did not change
IGNORED = ("script", "width", "whitespace", "markup", "label", "furniture", "address", "direction")
WRAPPER = "wrapper"  # why text that is not compared is ignored; it is not counted
Severity = Literal["info", "notice", "warning"]


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a comparison. What the document does not state is None; `unit` is article, section or paragraph.

    `part` is the text inside the document that alone is compared, None if the whole document is. `partial` says that
    the document has only some provisions, so that the other ones of the other side are not touched.
    `annotations` are whole lines that a publisher added to the text, ascending and disjoint. `carries` is the name of a
    text that the document passes on, although the whole of it is compared; None if there is none.
    """

    document: Document
    title: str | None
    number: str | None
    issuer: str | None
    date: str | None
    unit: str
    part: CarriedText | None = None
    partial: bool = False
    annotations: tuple[Span, ...] = ()
    carries: str | None = None

    @property
    def compared_title(self) -> str | None:
        """The title of what is compared, which is the part or the document; None if it has none."""
        return self.part.title if self.part else self.title


@dataclass(frozen=True, slots=True)
class UnitReference:
    """A unit of one document: its label as written (第三条), its heading and its location.

    `path` is the labels of the units above it and its own; `lines` is the first and the last line, 1-based.
    """

    label: str | None
    heading: str | None
    path: tuple[str, ...]
    span: Span
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of one unit. `old` or `new` is None if it has no counterpart; hunks are in document positions.

    `similarity` compares the folded texts without labels, in [0, 1]; it is None if one side is missing. `main` is False
    for the lesser pieces of a split or merged unit. `reason` says in one sentence why the two were paired.
    `marker` is the unit left standing as deleted where a lesser piece stood, a new unit if it was merged, an old one if
    it was split off. It has no entry of its own; its text is outside the units. A unit is not touched if the other side
    shows only some provisions, and not this one.
    """

    change: Change
    old: UnitReference | None
    new: UnitReference | None
    moved: bool = False
    renumbered: bool = False
    main: bool = True
    similarity: float | None = None
    hunks: tuple[Hunk, ...] = ()
    reason: Message = NOTHING
    marker: UnitReference | None = None

    def corresponding_spans(self) -> tuple[Span, Span]:
        """The spans of the old and the new text between which the hunks lie; both sides must be there.

        They are those of the units, but of a split or merged unit only the part that corresponds to the piece.
        """
        assert self.old is not None
        assert self.new is not None
        before, after = self.old.span, self.new.span
        if self.hunks and self.change in ("split", "merged"):
            first, last = self.hunks[0], self.hunks[-1]
            if self.change == "split":
                start = first.old.start - (first.new.start - after.start)
                before = Span(max(start, before.start), min(last.old.end + after.end - last.new.end, before.end))
            else:
                start = first.new.start - (first.old.start - before.start)
                after = Span(max(start, after.start), min(last.new.end + before.end - last.old.end, after.end))
        return before, after


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """Two corresponding stretches of text outside the units; one of the spans may be empty."""

    old: Span
    new: Span
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation of a document, with its span."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A change in substance. `unit` is an index of `Comparison.units`, None outside the units.

    `kind` is one of `collect.FINDING_KINDS`; `old` or `new` is None if the text was added or removed.
    `lead_word` is the word that a report starts with (weaker, number, deadline); `note` says why, or what to check.
    `also` are the indices of further units with the same finding, which is reported once. `in_annotation`: all that it
    quotes is of annotations, and not of the text itself.
    """

    kind: str
    severity: Severity
    unit: int | None
    old: Quote | None
    new: Quote | None
    message: Message
    lead_word: str = ""
    note: Message = NOTHING
    also: tuple[int, ...] = ()
    in_annotation: bool = False


@dataclass(frozen=True)
class Comparison(HtmlDisplay):
    """Two versions and all their differences. Units are in reading order of the new text, removed ones where they were.

    If `related` is False, the two are not editions of one document: there are no hunks, and every unit is removed or
    added. `shared` is the share of the shorter text that occurs in the other, in [0, 1].
    """

    old: Version
    new: Version
    units: tuple[UnitChange, ...]
    outside_changes: tuple[OutsideChange, ...]
    findings: tuple[Finding, ...]
    related: bool
    shared: float

    def __repr__(self) -> str:
        old, new = self.old.document.path, self.new.document.path
        return f"<Comparison of {old!r} and {new!r}: {len(self.units)} units, {len(self.findings)} findings>"

    @property
    def identical(self) -> bool:
        """Whether the two texts are equal, character for character; their encodings do not count."""
        return self.old.document.text == self.new.document.text

    @cached_property
    def same_text(self) -> bool:
        """Whether the two differ in nothing but what is ignored; False if a unit moved or was renumbered.

        False also if one of the two gives instructions alone, and shows no unit of the other.
        """
        shows_none = (self.old.partial or self.new.partial) and self.summary["not_touched"] == len(self.units)
        return (
            self.related
            and not shows_none
            and not any(unit.change not in SAME or unit.moved or unit.renumbered for unit in self.units)
            and all(hunk.ignored for outside in self.outside_changes for hunk in outside.hunks)
        )

    @cached_property
    def ignored(self) -> dict[str, int]:
        """The numbers of ignored characters, by kind; a hunk counts as many as the longer of its sides.

        Every kind in IGNORED is there, 0 if there are none. The label of a renumbered unit counts, too.
        """
        counts = dict.fromkeys(IGNORED, 0)
        for hunk in self.hunks():
            if hunk.ignored in IGNORED:
                counts[hunk.ignored] += max(len(hunk.old), len(hunk.new))
        return counts

    @cached_property
    def summary(self) -> dict[str, int]:
        """The numbers of units by change. `moved` and `renumbered` units are counted under their change as well.

        Every change in CHANGES is there, 0 if there are none; a split or merged unit counts once.
        """
        counts: dict[str, int] = dict.fromkeys(CHANGES, 0)
        for unit in self.units:
            counts[unit.change] += unit.main
        counts["moved"] = sum(unit.moved and unit.main for unit in self.units)
        counts["renumbered"] = sum(unit.renumbered and unit.main for unit in self.units)
        return counts

    def hunks(self) -> Iterable[Hunk]:
        """All hunks: those of the units, then those between units; ignored ones and labels included."""
        for unit in self.units:
            yield from unit.hunks
        for outside in self.outside_changes:
            yield from outside.hunks

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON; `docs/json/compare.schema.json` describes it."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "policydiff", "version": __version__},
            "old": _version(self.old),
            "new": _version(self.new),
            "identical": self.identical,
            "same_text": self.same_text,
            "related": self.related,
            "shared": round(self.shared, 4),
            "verified": True,
            "units": [_unit(unit) for unit in self.units],
            "between": [
                {"old": _span(outside.old), "new": _span(outside.new), "hunks": [_hunk(hunk) for hunk in outside.hunks]}
                for outside in self.outside_changes
            ],
            "findings": [_finding(finding, self) for finding in self.findings],
            "ignored": self.ignored,
            "summary": self.summary,
        }


# ------------------------------------------------------------------------------------------------- the proof


def prove(comparison: Comparison) -> None:
    """Return if both texts are partitioned and all hunks rebuild the new text; otherwise raise InternalError."""
    old, new = comparison.old.document, comparison.new.document
    is_piece = [change.change in ("split", "merged") for change in comparison.units]
    for document, units, between in (
        (old, [change.old for change in comparison.units], [outside.old for outside in comparison.outside_changes]),
        (new, [change.new for change in comparison.units], [outside.new for outside in comparison.outside_changes]),
    ):
        unit_spans = [(unit.span, in_pieces) for unit, in_pieces in zip(units, is_piece, strict=True) if unit]
        sole_spans = [span for span, in_pieces in unit_spans if not in_pieces]
        _prove_partition(document, [*sole_spans, *{span for span, in_pieces in unit_spans if in_pieces}, *between])
    if not comparison.related:
        return
    for change in comparison.units:
        if change.old and change.new and change.change not in ("replaced", "split", "merged"):
            _prove_rebuilds(old, new, change.old.span, change.new.span, change.hunks)
            if change.change == "unchanged" and not all(hunk.ignored for hunk in change.hunks):
                raise InternalError("a unit called unchanged has changes", where=new.path)
    for outside in comparison.outside_changes:
        _prove_rebuilds(old, new, outside.old, outside.new, outside.hunks)


def _prove_partition(document: Document, spans: Sequence[Span]) -> None:
    """Raise InternalError unless every character is in exactly one span; the order of the spans does not matter."""
    if complement(spans, len(document.text)) or sum(map(len, spans)) != len(document.text):
        raise InternalError("the units of the comparison do not add up to the text", where=document.path)


def _prove_rebuilds(old: Document, new: Document, before: Span, after: Span, hunks: Sequence[Hunk]) -> None:
    """Raise InternalError unless the hunks turn the old text at `before` into the new text at `after`."""
    position, rebuilt = before.start, []
    for hunk in hunks:
        rebuilt += [old.text[position : hunk.old.start], new.text[hunk.new.start : hunk.new.end]]
        position = hunk.old.end
    rebuilt.append(old.text[position : before.end])
    if "".join(rebuilt) != new.text[after.start : after.end]:
        line = new.lines.number(after.start)
        reason = message("the changes do not rebuild line {line} and what follows", line=line)
        raise InternalError(reason, where=new.path)


# ------------------------------------------------------------------------------------------------- JSON


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _version(version: Version) -> dict[str, Any]:
    """The JSON of one side; `characters` counts the code points of the text."""
    document = version.document
    return {
        "path": document.path,
        "title": version.title,
        "number": version.number,
        "issuer": version.issuer,
        "date": version.date,
        "encoding": document.encoding,
        "bom": bool(document.bom),
        "characters": len(document.text),
        "unit": version.unit,
        "part": _part(document, version.part),
        "partial": version.partial,
        **(document.extraction.facts_json() if document.extraction else {}),
    }


def _part(document: Document, part: CarriedText | None) -> dict[str, Any] | None:
    """The JSON of the text inside the document that is compared; None if the whole document is."""
    if part is None:
        return None
    lines = document.lines.numbers(part.span)
    facts = {"label": part.label, "title": part.title, "span": _span(part.span), "lines": list(lines)}
    return {**facts, **place_json(lines)}


def _reference(reference: UnitReference | None) -> dict[str, Any] | None:
    """The JSON of a unit of one side; None if that side has none."""
    if reference is None:
        return None
    return {
        "label": reference.label,
        "heading": reference.heading,
        "path": list(reference.path),
        "span": _span(reference.span),
        "lines": list(reference.lines),
        **place_json(reference.lines),
    }


def _hunk(hunk: Hunk) -> dict[str, Any]:
    return {"op": hunk.op, "old": _span(hunk.old), "new": _span(hunk.new), "ignored": hunk.ignored}


def _unit(unit: UnitChange) -> dict[str, Any]:
    """The JSON of the change of a unit; `similarity` has four decimals."""
    return {
        "change": unit.change,
        "moved": unit.moved,
        "renumbered": unit.renumbered,
        "main": unit.main,
        "old": _reference(unit.old),
        "new": _reference(unit.new),
        "marker": _reference(unit.marker),
        "similarity": None if unit.similarity is None else round(unit.similarity, 4),
        "reason": str(unit.reason),
        "hunks": [_hunk(hunk) for hunk in unit.hunks],
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    """The JSON of a quotation; None if there is none."""
    return None if quote is None else {"text": quote.text, "span": _span(quote.span)}


def _finding(finding: Finding, comparison: Comparison) -> dict[str, Any]:
    """The JSON of a finding; `lead_word` is called "word" there, and `places` names all its units, or its line."""
    units = comparison.units
    changes = [units[index] for index in (*(() if finding.unit is None else (finding.unit,)), *finding.also)]
    references = [reference for change in changes if (reference := change.new or change.old)]
    places = [" ".join(reference.path) or str(first_line_name(reference.lines)) for reference in references]
    quote, side = (finding.new, comparison.new) if finding.new else (finding.old, comparison.old)
    if finding.unit is None and quote:
        places.insert(0, str(first_line_name(side.document.lines.numbers(quote.span))))
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "unit": finding.unit,
        "old": _quote(finding.old),
        "new": _quote(finding.new),
        "message": str(finding.message),
        "word": finding.lead_word,
        "note": str(finding.note),
        "also": list(finding.also),
        "in_annotation": finding.in_annotation,
        "places": places,
    }
