"""What a check finds in a document, as values; the rules that find it; and running rules over one document.

A rule looks at a `Subject` and says which `Spot`s are at fault; the `Finding` that comes of a spot knows where it
stands, quotes the text, and has a fingerprint of what was found, which neither moves with the lines nor with the file.
"""

from __future__ import annotations

import bisect
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np

from policydiff.deduplication.analysis import Reading
from policydiff.deduplication.plan import Plan
from policydiff.deduplication.rounds import dedupe
from policydiff.readers.corpus import Problem, Source
from policydiff.structure.outline import Outline
from policydiff.text.document import LINE_END, Document, Span, SpanSet
from policydiff.text.folding import Codes

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
FAILING = frozenset({"error", "warning"})
Made = TypeVar("Made")
_EXCERPT = 60  # characters that a finding quotes


class Subject:
    """A document under check. What several rules ask for is made once, and only when the first of them asks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._made: dict[Callable[[Subject], Any], Any] = {}

    @cached_property
    def reading(self) -> Reading:
        """The document as dedupe reads it."""
        return Reading(self.document)

    @property
    def outline(self) -> Outline:
        """How the document is built."""
        return self.reading.outline

    @cached_property
    def codes(self) -> Codes:
        """One number a character; for those beyond the BMP, that of the replacement character."""
        codes = np.frombuffer(self.text.encode("utf-16-le", "replace"), dtype="<u2")
        if len(codes) != len(self.text):
            kept = "".join(each if each < "\U00010000" else "\ufffd" for each in self.text)
            codes = np.frombuffer(kept.encode("utf-16-le"), dtype="<u2")
        return codes.astype(np.uint16, copy=False)

    def lines_with(self, *signs: str) -> list[int]:
        """The lines in which one of the signs stands, in order."""
        found: set[int] = set()
        lines = self.document.lines
        for sign in signs:
            at = self.text.find(sign)
            while at >= 0:
                number = lines.number(at)
                found.add(number)
                at = self.text.find(sign, lines.span(number).end)
        return sorted(found)

    @cached_property
    def _furniture(self) -> SpanSet:
        return SpanSet(each.span for each in self.outline.furniture)

    def is_furniture(self, position: int) -> bool:
        """Whether a character belongs to the page and not to the document on it."""
        return self._furniture.holds(position)

    @cached_property
    def plan(self) -> Plan:
        """What stands twice in it."""
        return dedupe(self.document, reading=self.reading)

    def once(self, make: Callable[[Subject], Made]) -> Made:
        """What the function makes of this subject, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _labels(self) -> tuple[list[int], list[str]]:
        lines = [each for each in self.outline.labelled if not each.label.quoted]
        return [each.span.start for each in lines], [each.label.text for each in lines]

    def label(self, position: int) -> str | None:
        """The label of the numbered unit in which a character stands."""
        starts, labels = self._labels
        at = bisect.bisect_right(starts, position) - 1
        return labels[at] if at >= 0 else None


class Spot(NamedTuple):
    """A stretch of the text that is at fault, and why; `related` are others that belong to it, each with a word.

    `key` is what the finding is known by again; where it is None, the words of the stretch itself.
    """

    span: Span
    message: str
    related: tuple[tuple[Span, str], ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding: where it is, its first words, and what it has to do with it.

    `path` is empty where it is in the same document; else `document` and `record` are what they are of a finding.
    """

    lines: tuple[int, int]
    span: Span
    excerpt: str
    message: str
    path: str = ""
    document: str = ""
    record: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `record` is the line of a record in a JSON Lines file, 0 for a file that is one document.

    `lines` (1-based, inclusive), `columns` (1-based, the second behind the last character) and `span` are of the
    document's text; `label` is the unit in which it stands.
    """

    rule: str
    severity: Severity
    path: str
    document: str
    record: int
    lines: tuple[int, int]
    columns: tuple[int, int]
    span: Span
    label: str | None
    excerpt: str
    message: str
    fingerprint: str
    related: tuple[Related, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it may fail a gate: `info` never does."""
        return self.severity in FAILING

    def as_json(self) -> dict[str, Any]:
        """The finding as `contract.md` lays it down, with the document's id and record."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.path,
            "document": self.document,
            "record": self.record or None,
            "lines": list(self.lines),
            "columns": list(self.columns),
            "span": [self.span.start, self.span.end],
            "label": self.label,
            "excerpt": self.excerpt,
            "message": self.message,
            "fingerprint": self.fingerprint,
            "related": [
                {
                    "path": each.path or self.path,
                    "document": each.document if each.path else self.document,
                    "record": (each.record if each.path else self.record) or None,
                    "lines": list(each.lines),
                    "span": [each.span.start, each.span.end],
                    "excerpt": each.excerpt,
                    "message": each.message,
                }
                for each in self.related
            ],
        }


Find = Callable[[Subject], Iterable[Spot]]
FindAcross = Callable[[Sequence[Any]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, how much it matters, in one line why, and where faults are found.

    `find` looks at one document. `across` is given the decisions between the documents of a whole corpus instead, and
    says what it finds itself. A rule with neither is found by whoever reads the documents.
    """

    name: str
    severity: Severity
    reason: str
    find: Find | None = None
    across: FindAcross | None = None


def rule(name: str, severity: Severity, reason: str) -> Callable[[Find], Rule]:
    """Makes a rule of a function that finds spots in one document."""
    return lambda find: Rule(name, severity, reason, find=find)


def rule_across(name: str, severity: Severity, reason: str) -> Callable[[FindAcross], Rule]:
    """Makes a rule of a function that makes findings of the decisions between documents."""
    return lambda find: Rule(name, severity, reason, across=find)


# --- running


def findings_in(
    subject: Subject, source: Source, rules: Iterable[Rule], severities: Mapping[str, Severity]
) -> Iterator[Finding]:
    """What the rules find in one document, in text order; those that `severities` does not name do not look."""
    found = [
        (spot, each)
        for each in rules
        if each.find is not None and each.name in severities
        for spot in each.find(subject)
    ]
    found.sort(key=lambda pair: (pair[0].span, pair[1].name, pair[0].message))
    for spot, each in found:
        yield _finding(subject, source, spot, each.name, severities[each.name])


def _finding(subject: Subject, source: Source, spot: Spot, name: str, severity: Severity) -> Finding:
    lines, span = _lines(subject, spot.span), spot.span
    starts = subject.document.lines.starts
    end = span.start + len(subject.text[span.start : span.end].rstrip("\r\n"))
    return Finding(
        name,
        severity,
        source.path,
        source.id,
        source.line,
        lines,
        (span.start - starts[lines[0] - 1] + 1, max(1, end - starts[lines[1] - 1] + 1)),
        span,
        subject.label(span.start),
        quoted(subject.text, span),
        spot.message,
        fingerprint(name, subject.text[span.start : span.end] if spot.key is None else spot.key),
        tuple(
            Related(_lines(subject, other), other, quoted(subject.text, other), message)
            for other, message in spot.related
        ),
    )


def _lines(subject: Subject, span: Span) -> tuple[int, int]:
    lines = subject.document.lines
    first, last = lines.numbers(span)
    return min(first, len(lines.starts)), min(last, len(lines.starts))


def quoted(text: str, span: Span) -> str:
    """The first words of a stretch, cut at a length one can read."""
    words = text[span.start : min(span.end, span.start + 4 * _EXCERPT)].strip()
    first = LINE_END.split(words, maxsplit=1)[0].rstrip()
    return first if len(first) <= _EXCERPT else f"{first[:_EXCERPT]}…"


def unread(problem: Problem, name: str, severity: Severity) -> Finding:
    """The finding for a file or record that could not be read."""
    source = problem.source
    known = fingerprint(name, f"{os.path.basename(source.path)} {source.line} {problem.message}")
    return Finding(
        name, severity, source.path, source.id, source.line, (1, 1), (1, 1), Span(0, 0), None, "", problem.words, known
    )


def fingerprint(name: str, words: str) -> str:
    """What a finding is known by again: 32 hexadecimal digits of its rule and its words, white space aside."""
    told = f"{name}\n{''.join(words.split())}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]
