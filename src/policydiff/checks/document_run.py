"""Rules run over one document."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from policydiff.checks.finding import Finding, Related, Severity, fingerprint, quoted
from policydiff.checks.rule import Fault, Rule
from policydiff.checks.subject import CheckedDocument
from policydiff.readers.entries import Source, UnreadableInput
from policydiff.text.spans import Span


def findings_in(
    subject: CheckedDocument, source: Source, rules: Iterable[Rule], severities: Mapping[str, Severity]
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


def _finding(subject: CheckedDocument, source: Source, spot: Fault, name: str, severity: Severity) -> Finding:
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


def _lines(subject: CheckedDocument, span: Span) -> tuple[int, int]:
    lines = subject.document.lines
    first, last = lines.numbers(span)
    return min(first, len(lines.starts)), min(last, len(lines.starts))


def unreadable_finding(problem: UnreadableInput, name: str, severity: Severity) -> Finding:
    """The finding for a file or record that could not be read."""
    source = problem.source
    known = fingerprint(name, f"{os.path.basename(source.path)} {source.line} {problem.message}")
    return Finding(
        name, severity, source.path, source.id, source.line, (1, 1), (1, 1), Span(0, 0), None, "", problem.words, known
    )
