"""The report of a check: what was found, file by file; what is known, and what is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from policydiff.checks.baseline import Baseline, KnownFinding
from policydiff.checks.corpus_run import Result
from policydiff.checks.finding import SEVERITIES, Finding, Related
from policydiff.checks.rules import RULES
from policydiff.reports.model import Group, Report, Row, count

_TONES = {"error": "drop", "warning": "warn", "info": ""}


def check_report(result: Result, *, verbose: bool = False) -> Report:
    """The report of a check; with `verbose`, the findings that the baseline knows too."""
    shown = sorted_as_read(result, verbose)
    groups = [_group(list(found), result) for _, found in groupby(shown, key=_document)]
    fixed = _fixed(result.judged.fixed)
    return Report(
        _heading(result), _facts(result), (), (*groups, *([fixed] if fixed else [])), tuple(_closing(result, verbose))
    )


def rules_report() -> Report:
    """The rules: name, severity, and why."""
    rows = tuple(Row(rule.name, (rule.reason,), _TONES[rule.severity], rule.severity) for rule in RULES.values())
    return Report(f"{len(RULES)} rules", "", (), (Group(rows, "rule, severity, what it finds"),))


def sorted_as_read(result: Result, verbose: bool) -> Sequence[Finding]:
    """The new findings, and with `verbose` the known ones among them, in the order of the documents."""
    if not verbose:
        return result.judged.new
    place = {(source.path, source.line): number for number, source in enumerate(result.documents)}
    every = [*result.judged.new, *result.judged.known]
    return sorted(every, key=lambda each: (place.get((each.path, each.record), -1), each.span, each.rule))


def _document(finding: Finding) -> tuple[str, int]:
    return finding.path, finding.record


def _heading(result: Result) -> str:
    records = any(source.line for source in result.documents)
    checked = count(len(result.documents), "document" if records else "file")
    found = [count(number, severity) for severity in SEVERITIES[:2] if (number := result.count(severity))]
    if notes := result.count("info"):
        found.append(f"{notes:,} info")
    return f"{checked} checked, {', '.join(found) or _nothing(result)}"


def _nothing(result: Result) -> str:
    return "no new findings" if result.judged.known else "no findings"


def _facts(result: Result) -> str:
    return f"baseline {result.baseline}" if result.baseline else ""


def _group(findings: Sequence[Finding], result: Result) -> Group:
    first = findings[0]
    title = f"{first.path}:{first.record}  {first.document}" if first.record else first.path
    known = set(map(id, result.judged.known))
    return Group(tuple(_row(finding, id(finding) in known) for finding in findings), title)


def _row(finding: Finding, known: bool) -> Row:
    said = [finding.message]
    if finding.excerpt:
        said.append(f"“{finding.excerpt}”")
    said += _related(finding.related)
    if known:
        said.append("known: the baseline has it")
    return Row(finding.rule, tuple(said), _TONES[finding.severity], _place(finding))


def _place(finding: Finding) -> str:
    """How much it matters, and the lines with the unit they stand in."""
    if finding.rule == "unreadable":
        return finding.severity
    place = f"{finding.severity} {_range(finding.lines)}"
    return f"{place} {finding.label}" if finding.label and len(finding.label) <= 10 else place


def _related(related: Sequence[Related]) -> Iterator[str]:
    """The places that belong to a finding, those of which the same is said on one line."""
    for (message, path, record), places in groupby(related, key=lambda each: (each.message, each.path, each.record)):
        told = list(places)
        lines = ", ".join(dict.fromkeys(_range(each.lines) for each in told))
        where = f"{path}:{record} {told[0].document}, " if record and path else f"{path}, " if path else ""
        quoted = f" “{told[0].excerpt}”" if len(told) == 1 else ""
        yield f"  {message}: {where}{lines}{quoted}"


def _range(lines: tuple[int, int]) -> str:
    first, last = lines
    return f"{first}" if first == last else f"{first}-{last}"


def _fixed(entries: Sequence[KnownFinding]) -> Group | None:
    if not entries:
        return None
    rows = [
        Row(entry.rule, (f"{document}{f', {times} times' if times > 1 else ''}", f"“{entry.excerpt}”"), "keep")
        for entry in entries
        for document, times in entry.documents
    ]
    return Group(tuple(rows), "fixed since the baseline")


def _closing(result: Result, verbose: bool) -> Iterator[str]:
    """What is known, expired and fixed, and what to do about it."""
    if result.judged.known:
        more = "" if verbose else "; -v lists them"
        yield f"{count(len(result.judged.known), 'known finding')} in the baseline{more}."
    for entry in result.judged.expired:
        reason = f" ({entry.reason})" if entry.reason else ""
        yield f"The baseline knew {entry.rule} “{entry.excerpt}” until {entry.expires}{reason}."
    if result.judged.fixed:
        yield "policydiff baseline prune takes what is fixed out of the baseline."


def baseline_report(baseline: Baseline) -> Report:
    """The entries of a baseline: what is known, where, why, and until when."""
    total = sum(entry.count for entry in baseline.entries)
    rows = []
    for entry in baseline.entries:
        said = [f"{document}{f', {times} times' if times > 1 else ''}" for document, times in entry.documents]
        said += [f"“{entry.excerpt}”"] if entry.excerpt else []
        said += [entry.reason] if entry.reason else []
        rows.append(Row(entry.rule, tuple(said), "warn" if baseline.expired(entry) else "", _until(baseline, entry)))
    groups = (Group(tuple(rows), "rule, document, why"),) if rows else ()
    return Report(f"{count(total, 'known finding')}", baseline.path, (), groups)


def _until(baseline: Baseline, entry: KnownFinding) -> str:
    if entry.expires is None:
        return ""
    return f"{'expired' if baseline.expired(entry) else 'until'} {entry.expires}"
