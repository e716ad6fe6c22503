"""Comparisons made by hand: what a report says is tested apart from how a comparison is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import (
    Change,
    Comparison,
    Finding,
    OutsideChange,
    Quote,
    Severity,
    UnitChange,
    UnitReference,
    Version,
    prove,
)
from policydiff.messages import NOTHING, message
from policydiff.text.document import Document
from policydiff.text.spans import Span


@dataclass(frozen=True)
class U:
    """A unit: what became of it, its old and new text (label first, "" where there is none), the heads over it."""

    change: Change
    old: str
    new: str
    moved: bool = False
    over: tuple[str, ...] = ()
    main: bool = True


@dataclass(frozen=True)
class F:
    """A finding in the n-th unit; `old` and `new` are looked for there."""

    kind: str
    severity: Severity
    unit: int
    old: str
    new: str
    message: str
    word: str = ""
    note: str = ""
    also: tuple[int, ...] = ()


def comparison(
    units: Sequence[U],
    findings: Sequence[F] = (),
    *,
    titles: tuple[str, str] = ("云汐市摊位管理办法", "云汐市摊位管理办法"),
    old_order: Sequence[int] | None = None,
    unit: str = "article",
    related: bool = True,
    paths: tuple[str, str] = ("old.txt", "new.txt"),
) -> Comparison:
    """The comparison of two texts that are made of the titles and of the units' texts; `units` are in new order."""
    order = range(len(units)) if old_order is None else old_order
    old, old_at = _joined(titles[0], [(number, units[number].old) for number in order])
    new, new_at = _joined(titles[1], [(number, each.new) for number, each in enumerate(units)])
    documents = Document.from_text(old, paths[0]), Document.from_text(new, paths[1])
    changes = [_unit(each, documents, old_at.get(number), new_at.get(number)) for number, each in enumerate(units)]
    heads = Span(0, len(titles[0]) + 1), Span(0, len(titles[1]) + 1)
    before, after = (
        Version(each, title or None, None, None, None, unit) for each, title in zip(documents, titles, strict=True)
    )
    made = Comparison(
        before,
        after,
        units=tuple(changes),
        outside_changes=(OutsideChange(*heads, hunks(old[: heads[0].end], new[: heads[1].end])),),
        findings=tuple(_finding(each, changes[each.unit], documents) for each in findings),
        related=related,
        shared=0.9 if related else 0.03,
    )
    prove(made)
    return made


def _joined(title: str, texts: Sequence[tuple[int, str]]) -> tuple[str, dict[int, Span]]:
    text, spans = f"{title}\n", {}
    for number, each in texts:
        if each:
            spans[number] = Span(len(text), len(text) + len(each))
            text += each
    return text, spans


def _unit(unit: U, documents: tuple[Document, Document], old: Span | None, new: Span | None) -> UnitChange:
    pieces = [_piece(unit, document, span) for document, span in zip(documents, (old, new), strict=True)]
    before, after = pieces
    found: tuple[Hunk, ...] = ()
    if before and after and unit.change not in ("split", "merged", "replaced"):
        found = _hunks(before, after, documents)
    renumbered = bool(before and after and before.label != after.label and unit.change not in ("split", "merged"))
    return UnitChange(
        unit.change, before, after, unit.moved, renumbered, unit.main, None, found, message("nearly the same words")
    )


def _piece(unit: U, document: Document, span: Span | None) -> UnitReference | None:
    if span is None:
        return None
    text = document.text[span.start : span.end]
    label = next((text[: at + 1] for at, mark in enumerate(text[:9]) if mark in "条條、）"), None)
    path = (*unit.over, label) if label else unit.over
    return UnitReference(label, None, path, span, document.lines.numbers(span))


def _hunks(before: UnitReference, after: UnitReference, documents: tuple[Document, Document]) -> tuple[Hunk, ...]:
    old, new = (document.text for document in documents)
    cut = before.span.start + len(before.label or ""), after.span.start + len(after.label or "")
    spans = Span(before.span.start, cut[0]), Span(after.span.start, cut[1])
    label = (Hunk(*spans, "label"),) if before.label != after.label else ()
    return label + hunks(old[cut[0] : before.span.end], new[cut[1] : after.span.end], *cut)


def _finding(finding: F, unit: UnitChange, documents: tuple[Document, Document]) -> Finding:
    quotes: list[Quote | None] = []
    for piece, document, words in zip((unit.old, unit.new), documents, (finding.old, finding.new), strict=True):
        at = document.text.find(words, piece.span.start) if piece and words else -1
        quotes.append(Quote(words, Span(at, at + len(words))) if at >= 0 else None)
    before, after = quotes
    said, note = (message("{text}", text=text) if text else NOTHING for text in (finding.message, finding.note))
    return Finding(finding.kind, finding.severity, finding.unit, before, after, said, finding.word, note, finding.also)
