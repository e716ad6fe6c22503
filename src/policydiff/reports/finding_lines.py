"""The findings of a check one by one, each with its place as compilers write it: path, line and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.checks.corpus_run import CheckResult
from policydiff.checks.finding import SEVERITIES, Finding
from policydiff.checks.rules import RULES
from policydiff.readers.files import STDIN
from policydiff.reports.checks import TONES, closing_report, known_note, quoted, related_lines, sorted_as_read
from policydiff.reports.model import Group, Report, Row
from policydiff.reports.names import shown_name
from policydiff.text.document import lines_name, lines_place, lines_short
from policydiff.translation import localized


class FindingLine(NamedTuple):
    """A finding: its place, severity, rule and message, and what else it says; `tone` as in `Row`.

    `file` is the file that the place is in, which of an archive is the archive; empty for standard input.
    """

    place: str
    severity: str
    rule: str
    message: str
    details: tuple[str, ...]
    tone: str
    file: str = ""


class FindingLines(NamedTuple):
    """The findings of a check in order, and the report of all else: counts, what was fixed or not looked at."""

    lines: tuple[FindingLine, ...]
    closing: Report


def finding_lines(result: CheckResult, *, verbose: bool = False) -> FindingLines:
    """The findings of a check; with `verbose`, those in the baseline as well."""
    known = set(map(id, result.compared.known))
    lines = [_line(finding, id(finding) in known) for finding in sorted_as_read(result, verbose)]
    return FindingLines(tuple(lines), closing_report(result, verbose=verbose))


def statistics_report(result: CheckResult, *, verbose: bool = False) -> Report:
    """The number of new findings of each rule, the most frequent first, and the report of all else."""
    counts = Counter(finding.rule for finding in result.new)
    severities = {(finding.rule, finding.severity): None for finding in result.new}
    rows = []
    for rule, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        own = [severity for severity in SEVERITIES if (rule, severity) in severities]
        names = localized(", ").join(localized(shown_name(severity)) for severity in own)
        reason = (localized(RULES[rule].reason),) if rule in RULES else ()
        rows.append(Row(rule, reason, TONES[own[0]], f"{number:,} {names}"))
    groups = (Group(tuple(rows), localized("findings of each rule")),) if rows else ()
    closing = closing_report(result, verbose=verbose)
    return closing._replace(groups=(*groups, *closing.groups))


def _line(finding: Finding, is_known: bool) -> FindingLine:
    """The line of a finding."""
    details: Sequence[str] = [quoted(finding.excerpt)] if finding.excerpt else []
    details = [*details, *(line.strip() for line in related_lines(finding)), *([known_note()] if is_known else [])]
    severity = localized(shown_name(finding.severity))
    place, message = _place(finding), localized(finding.message)
    if finding.record and finding.rule != "unreadable":
        fields = {"document": finding.document, "place": localized(lines_name(finding.lines)), "message": message}
        message = localized("{document}, {place}: {message}", **fields)
    file = "" if finding.path == STDIN else finding.path.partition("!")[0]
    return FindingLine(place, severity, finding.rule, message, tuple(details), TONES[finding.severity], file)


def _place(finding: Finding) -> str:
    """Where a finding is: "law.txt:12:5", "notices.jsonl:7" for the record of line 7, "law.docx:¶ 12", or the file.

    Lines and columns are 1-based; a column counts characters.
    """
    if finding.rule == "unreadable":
        return f"{finding.path}:{finding.record}" if finding.record else finding.path
    if finding.record:
        return f"{finding.path}:{finding.record}"
    if lines_place(finding.lines):
        return f"{finding.path}:{lines_short(finding.lines)}"
    return f"{finding.path}:{finding.lines[0]}:{finding.columns[0]}"
