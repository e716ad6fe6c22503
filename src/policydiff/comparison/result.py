"""What a comparison says, as values: units with their changes, what lies between them, findings; and the proof of it.

The two documents are cut into units and the stretches between them; every character belongs to one of these. Within
a pair, hunks turn the old text into the new one exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from policydiff.comparison.hunks import Hunk
from policydiff.errors import InternalError
from policydiff.text.document import Document
from policydiff.text.spans import Span, complement
from policydiff.version import __version__

SCHEMA = "policydiff.compare/1"
Change = Literal["unchanged", "edited", "added", "removed", "replaced", "split", "merged"]
CHANGES: tuple[Change, ...] = get_args(Change)
IGNORED = ("script", "width", "whitespace", "markup")
Severity = Literal["info", "notice", "warning"]


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a comparison. Facts it does not show are None; `unit` is article, section or paragraph."""

    document: Document
    title: str | None
    number: str | None
    issuer: str | None
    date: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class UnitReference:
    """A unit of one document: label as written (第三条), heading, where it stands.

    `path` is the labels it lies under and its own; `lines` are the first and the last, 1-based.
    """

    label: str | None
    heading: str | None
    path: tuple[str, ...]
    span: Span
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of one unit. `old` or `new` is None where it has none; hunks are absolute in their documents.

    `similarity` is that of the two keys without labels, in [0, 1], None where one side is missing. `main` is False on
    the lesser pieces of a split or merged unit. `reason` says in a sentence why the two were paired.
    """

    change: Change
    old: UnitReference | None
    new: UnitReference | None
    moved: bool = False
    renumbered: bool = False
    main: bool = True
    similarity: float | None = None
    hunks: tuple[Hunk, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """Text outside the units that answers each other; one of the two spans may be empty."""

    old: Span
    new: Span
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A change in substance. `unit` is an index of `Comparison.units`, None outside the units.

    `kind` is one of `collect.KINDS`; `old` or `new` is None where the words are new or gone. `word` is the one a report
    leads with (weaker, number, deadline); `note` says why, or what to check; `also` are further units, by index,
    in which the same was found: it is said once.
    """

    kind: str
    severity: Severity
    unit: int | None
    old: Quote | None
    new: Quote | None
    message: str
    word: str = ""
    note: str = ""
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two versions and all that differs. Units stand in reading order of the new text, removed ones where they stood.

    `related` is False where the two are not editions of one document: then there are no hunks, and every unit is
    removed or added. `shared` is the share of the shorter text that stands in the other, in [0, 1].
    """

    old: Version
    new: Version
    units: tuple[UnitChange, ...]
    between: tuple[OutsideChange, ...]
    findings: tuple[Finding, ...]
    related: bool
    shared: float

    @property
    def identical(self) -> bool:
        """Whether the two texts are the same, character for character."""
        return self.old.document.text == self.new.document.text

    @cached_property
    def same_text(self) -> bool:
        """Whether nothing differs but what is ignored."""
        return (
            self.related
            and not any(unit.change != "unchanged" or unit.moved or unit.renumbered for unit in self.units)
            and all(hunk.ignored for place in self.between for hunk in place.hunks)
        )

    @cached_property
    def ignored(self) -> dict[str, int]:
        """How many characters (of the new text; of the old one where they are gone) were ignored, by kind."""
        counts = dict.fromkeys(IGNORED, 0)
        for hunk in self.hunks():
            if hunk.ignored in IGNORED:
                counts[hunk.ignored] += max(len(hunk.old), len(hunk.new))
        return counts

    @cached_property
    def summary(self) -> dict[str, int]:
        """Units by what became of them; `moved` and `renumbered` count across these."""
        said: dict[str, int] = dict.fromkeys(CHANGES, 0)
        for unit in self.units:
            said[unit.change] += unit.main
        said["moved"] = sum(unit.moved and unit.main for unit in self.units)
        said["renumbered"] = sum(unit.renumbered and unit.main for unit in self.units)
        return said

    def hunks(self) -> Iterable[Hunk]:
        """All hunks: those in the units, then those between."""
        for unit in self.units:
            yield from unit.hunks
        for place in self.between:
            yield from place.hunks

    def as_json(self) -> dict[str, Any]:
        """The comparison as `docs/compare.md` describes it."""
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
                {"old": _span(each.old), "new": _span(each.new), "hunks": [_hunk(hunk) for hunk in each.hunks]}
                for each in self.between
            ],
            "findings": [_finding(each) for each in self.findings],
            "ignored": self.ignored,
            "summary": self.summary,
        }


# ------------------------------------------------------------------------------------------------- the proof


def prove(comparison: Comparison) -> None:
    """Nothing when both texts are partitioned and every hunk list rebuilds the new text; else InternalError."""
    old, new = comparison.old.document, comparison.new.document
    pieces = [entry.change in ("split", "merged") for entry in comparison.units]
    for document, units, between in (
        (old, [entry.old for entry in comparison.units], [place.old for place in comparison.between]),
        (new, [entry.new for entry in comparison.units], [place.new for place in comparison.between]),
    ):
        found = [(unit.span, shared) for unit, shared in zip(units, pieces, strict=True) if unit]
        once = [span for span, shared in found if not shared]
        _prove_partition(document, [*once, *{span for span, shared in found if shared}, *between])
    if not comparison.related:
        return
    for entry in comparison.units:
        if entry.old and entry.new and entry.change not in ("replaced", "split", "merged"):
            _prove_rebuilds(old, new, entry.old.span, entry.new.span, entry.hunks)
            if entry.change == "unchanged" and not all(hunk.ignored for hunk in entry.hunks):
                raise InternalError("a unit called unchanged has changes", where=new.path)
    for place in comparison.between:
        _prove_rebuilds(old, new, place.old, place.new, place.hunks)


def _prove_partition(document: Document, spans: Sequence[Span]) -> None:
    """Every character in one span."""
    if complement(spans, len(document.text)) or sum(map(len, spans)) != len(document.text):
        raise InternalError("the units of the comparison do not add up to the text", where=document.path)


def _prove_rebuilds(old: Document, new: Document, before: Span, after: Span, hunks: Sequence[Hunk]) -> None:
    at, made = before.start, []
    for hunk in hunks:
        made += [old.text[at : hunk.old.start], new.text[hunk.new.start : hunk.new.end]]
        at = hunk.old.end
    made.append(old.text[at : before.end])
    if "".join(made) != new.text[after.start : after.end]:
        line = new.lines.number(after.start)
        raise InternalError(f"the changes do not rebuild line {line} and what follows", where=new.path)


# ------------------------------------------------------------------------------------------------- JSON


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _version(version: Version) -> dict[str, Any]:
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
    }


def _piece(piece: UnitReference | None) -> dict[str, Any] | None:
    if piece is None:
        return None
    return {
        "label": piece.label,
        "heading": piece.heading,
        "path": list(piece.path),
        "span": _span(piece.span),
        "lines": list(piece.lines),
    }


def _hunk(hunk: Hunk) -> dict[str, Any]:
    return {"op": hunk.op, "old": _span(hunk.old), "new": _span(hunk.new), "ignored": hunk.ignored}


def _unit(unit: UnitChange) -> dict[str, Any]:
    return {
        "change": unit.change,
        "moved": unit.moved,
        "renumbered": unit.renumbered,
        "main": unit.main,
        "old": _piece(unit.old),
        "new": _piece(unit.new),
        "similarity": None if unit.similarity is None else round(unit.similarity, 4),
        "reason": unit.reason,
        "hunks": [_hunk(hunk) for hunk in unit.hunks],
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    return None if quote is None else {"text": quote.text, "span": _span(quote.span)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "unit": finding.unit,
        "old": _quote(finding.old),
        "new": _quote(finding.new),
        "message": finding.message,
        "word": finding.word,
        "note": finding.note,
        "also": list(finding.also),
    }
