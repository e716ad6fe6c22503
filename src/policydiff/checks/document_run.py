"""The rules run on one document: faults become findings."""

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
    """The findings of the rules in one document, in text order; rules not named in `severities` do not run.

    Findings on the same span are ordered by rule; those of one rule stand as the rule yields them. Rules over a
    whole corpus do not run here.

    >>> from policydiff.checks.rules import RULES
    >>> from policydiff.text.document import Document
    >>> subject = CheckedDocument(Document.from_text("第一条 渔\\ufffd\\ufffd港应当登记。\\n", "a.txt"))
    >>> source = Source("a.txt", "a.txt", "a.txt")
    >>> [(f.rule, f.lines, f.label) for f in findings_in(subject, source, RULES.values(), {"mojibake": "error"})]
    [('mojibake', (1, 1), '第一条')]
    """
    faults = [
        (fault, rule)
        for rule in rules
        if rule.find is not None and rule.name in severities
        for fault in rule.find(subject)
    ]
    faults.sort(
        key=lambda pair: (pair[0].span, pair[1].name)
    )  # stable: faults of one rule on one span keep their order
    for fault, rule in faults:
        yield _finding(subject, source, fault, rule.name, severities[rule.name])


def _finding(subject: CheckedDocument, source: Source, fault: Fault, rule_name: str, severity: Severity) -> Finding:
    """The finding of a fault; line ends at the end of its span are not part of the columns."""
    lines, span = _lines(subject, fault.span), fault.span
    starts = subject.document.lines.starts
    end = span.start + len(subject.text[span.start : span.end].rstrip("\r\n"))
    return Finding(
        rule_name,
        severity,
        source.file_name,
        source.id,
        source.record,
        lines,
        (span.start - starts[lines[0] - 1] + 1, max(1, end - starts[lines[1] - 1] + 1)),
        span,
        subject.label(span.start),
        quoted(subject.text, span) if fault.excerpt is None else fault.excerpt,
        fault.message,
        fingerprint(rule_name, subject.text[span.start : span.end] if fault.key is None else fault.key),
        tuple(
            Related(_lines(subject, related_span), related_span, quoted(subject.text, related_span), note)
            for related_span, note in fault.related
        ),
    )


def _lines(subject: CheckedDocument, span: Span) -> tuple[int, int]:
    """The first and last line of a span, from 1; never behind the last line."""
    lines = subject.document.lines
    first_line, last_line = lines.numbers(span)
    return lines.range(min(first_line, len(lines.starts)), min(last_line, len(lines.starts)))


def unreadable_finding(problem: UnreadableInput, rule_name: str, severity: Severity) -> Finding:
    """The finding for a file or record that could not be read: line 1, an empty span, no label and no excerpt.

    Its fingerprint is of the file name without folders, so a moved file keeps it.
    """
    source = problem.source
    identity = fingerprint(rule_name, f"{os.path.basename(source.file_name)} {source.record} {problem.code}")
    return Finding(
        rule_name,
        severity,
        source.file_name,
        source.id,
        source.record,
        (1, 1),
        (1, 1),
        Span(0, 0),
        None,
        "",
        problem.message_with_hint,
        identity,
    )
