"""The reports of a check: findings document by document, known and fixed findings; and those of rules and baselines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from policydiff.checks.baseline import Baseline, KnownFinding
from policydiff.checks.corpus_run import CheckResult
from policydiff.checks.finding import SEVERITIES, Finding, Related
from policydiff.checks.rules import RULES
from policydiff.reports.model import Group, Report, Row, Run, Table, count
from policydiff.text.document import first_line_name, lines_short
from policydiff.text.spans import Span

_TONES = {"error": "drop", "warning": "warn", "info": ""}
_NOT_CHECKED = {"own file": "settings, baseline or index"}
_HEADINGS = ("severity", "rule", "file", "record", "place", "unit", "message", "excerpt", "status")
_MAX_NAMED = 12  # inputs not looked at, for one reason, that are named without --verbose
_MAX_LABEL_CHARACTERS = 10  # a longer label is left out of the column of places


def check_report(result: CheckResult, *, verbose: bool = False) -> Report:
    """The report of a check; with `verbose`, the findings in the baseline are shown as well."""
    shown = sorted_as_read(result, verbose)
    groups = [_group(list(findings), result) for _, findings in groupby(shown, key=_document_key)]
    groups += filter(None, (_fixed(result.compared.fixed), _not_checked(result, verbose)))
    return Report(_heading(result), _facts(result), (), tuple(groups), tuple(_closing(result, verbose)))


def finding_table(result: CheckResult) -> Table:
    """The table for spreadsheets, with one row a finding; empty cells are not known. Known findings are in it, too."""
    new = set(map(id, result.compared.new))
    rows = []
    for finding in sorted_as_read(result, verbose=True):
        cells = (
            finding.severity,
            finding.rule,
            finding.path,
            str(finding.record or ""),
            str(first_line_name(finding.lines)),
            finding.label or "",
            str(finding.message),
            finding.excerpt,
            "new" if id(finding) in new else "known",
        )
        rows.append(tuple(((Run(cell),),) for cell in cells))
    return Table(_HEADINGS, tuple(rows))


def rules_report() -> Report:
    """The report of the rules: name, severity and reason of each, the opt-in rules in a group of their own.

    >>> rules_report().groups[0].title
    'rule, severity, what it finds'
    """
    groups: dict[bool, list[Row]] = {False: [], True: []}
    for rule in RULES.values():
        groups[rule.opt_in].append(Row(rule.name, (str(rule.reason),), _TONES[rule.severity], rule.severity))
    titles = (
        "rule, severity, what it finds",
        "opt-in: these run only if --select, --severity or the settings name them",
    )
    return Report(
        f"{len(RULES)} rules",
        "",
        (),
        tuple(Group(tuple(rows), title) for rows, title in zip(groups.values(), titles, strict=True) if rows),
    )


def sorted_as_read(result: CheckResult, verbose: bool) -> Sequence[Finding]:
    """The new findings; with `verbose`, the new and the known ones in the order of the documents."""
    if not verbose:
        return result.compared.new
    numbers = {(source.file_name, source.record): number for number, source in enumerate(result.documents)}

    def reading_order(finding: Finding) -> tuple[int, Span, str]:
        """Sort key: document, place, rule; documents that were not checked come first."""
        return numbers.get((finding.path, finding.record), -1), finding.span, finding.rule

    return sorted([*result.compared.new, *result.compared.known], key=reading_order)


def _document_key(finding: Finding) -> tuple[str, int]:
    """The path and the record of a finding, 0 for a file that is one document."""
    return finding.path, finding.record


def _heading(result: CheckResult) -> str:
    """The number of documents, and of new findings by severity; those of severity info last."""
    records = any(source.line for source in result.documents)
    checked = count(len(result.documents), "document" if records else "file")
    counts = [count(number, severity) for severity in SEVERITIES[:2] if (number := result.count(severity))]
    if notes := result.count("info"):
        counts.append(f"{notes:,} info")
    return f"{checked} checked, {', '.join(counts) or _no_findings(result)}"


def _no_findings(result: CheckResult) -> str:
    """The words for no new findings, which differ if some are known."""
    return "no new findings" if result.compared.known else "no findings"


def _facts(result: CheckResult) -> str:
    """The path of the baseline; empty if there is none."""
    return f"baseline {result.baseline}" if result.baseline else ""


def _group(findings: Sequence[Finding], result: CheckResult) -> Group:
    """The rows of the findings of one document, at least one; `result` says which are known."""
    first = findings[0]
    title = f"{first.path}:{first.record}  {first.document}" if first.record else first.path
    known_ids = set(map(id, result.compared.known))
    return Group(tuple(_row(finding, id(finding) in known_ids) for finding in findings), title)


def _row(finding: Finding, is_known: bool) -> Row:
    """The row of a finding: message, excerpt, related passages, and whether it is known."""
    lines = [str(finding.message)]
    if finding.excerpt:
        lines.append(f"“{finding.excerpt}”")
    lines += _related(finding.all_related)
    if is_known:
        lines.append("known: the baseline has it")
    return Row(finding.rule, tuple(lines), _TONES[finding.severity], _place(finding))


def _place(finding: Finding) -> str:
    """The severity, the lines and, if it has at most `_MAX_LABEL_CHARACTERS`, the label of the finding.

    Of an unreadable input, the severity alone.
    """
    if finding.rule == "unreadable":
        return finding.severity
    place = f"{finding.severity} {lines_short(finding.lines)}"
    return f"{place} {finding.label}" if finding.label and len(finding.label) <= _MAX_LABEL_CHARACTERS else place


def _related(related: Sequence[Related]) -> Iterator[str]:
    """One line for neighbouring related passages of a finding that share message, path and record.

    A single one is quoted.
    """
    for (message, path, record), group in groupby(related, key=lambda item: (item.message, item.path, item.record)):
        passages = list(group)
        lines = ", ".join(dict.fromkeys(lines_short(passage.lines) for passage in passages))
        source = f"{path}:{record} {passages[0].document}, " if record and path else f"{path}, " if path else ""
        quoted = f" “{passages[0].excerpt}”" if len(passages) == 1 else ""
        yield f"  {message}: {source}{lines}{quoted}"


def _fixed(entries: Sequence[KnownFinding]) -> Group | None:
    """The group of fixed findings; None if there are none."""
    if not entries:
        return None
    rows = [
        Row(entry.rule, (f"{document}{f', {times} times' if times > 1 else ''}", f"“{entry.excerpt}”"), "keep")
        for entry in entries
        for document, times in entry.documents
    ]
    return Group(tuple(rows), "fixed since the baseline")


def _not_checked(result: CheckResult, verbose: bool) -> Group | None:
    """The group of inputs that no rule looked at, a row for each reason; None if there are none.

    Unreadable inputs that have a new finding are left out. At most `_MAX_NAMED` are named for a reason unless
    `verbose`.
    """
    reported = {f"{finding.path}:{finding.record}" if finding.record else finding.path for finding in result.new}
    items = [item for item in result.not_checked if not (item.is_unreadable and item.path in reported)]
    rows = []
    for reason, same_reason in groupby(items, key=lambda item: item.reason):
        names = [item.path for item in same_reason]
        shown = names if verbose else names[:_MAX_NAMED]
        more = (f"{len(names) - len(shown):,} more; -v names them",) if len(names) > len(shown) else ()
        rows.append(
            Row(
                _NOT_CHECKED.get(reason, reason),
                (*shown, *more),
                "warn" if reason == "unreadable" else "",
                f"{len(names):,}",
            )
        )
    return Group(tuple(rows), "not looked at") if rows else None


def _closing(result: CheckResult, verbose: bool) -> Iterator[str]:
    """Sentences on known, expired and fixed findings, and on what to do about them; none without a baseline."""
    if result.compared.known:
        more = "" if verbose else "; -v lists them"
        yield f"{count(len(result.compared.known), 'known finding')} in the baseline{more}."
    for entry in result.compared.expired:
        reason = f" ({entry.reason})" if entry.reason else ""
        yield f"The baseline knew {entry.rule} “{entry.excerpt}” until {entry.expires}{reason}."
    if result.compared.fixed:
        yield "policydiff baseline prune takes what is fixed out of the baseline."


def baseline_report(baseline: Baseline) -> Report:
    """The report of a baseline: for each entry its documents, excerpt, reason and date of expiry."""
    total = sum(entry.count for entry in baseline.entries)
    rows = []
    for entry in baseline.entries:
        lines = [f"{document}{f', {times} times' if times > 1 else ''}" for document, times in entry.documents]
        lines += [f"“{entry.excerpt}”"] if entry.excerpt else []
        lines += [entry.reason] if entry.reason else []
        rows.append(Row(entry.rule, tuple(lines), "warn" if baseline.expired(entry) else "", _until(baseline, entry)))
    groups = (Group(tuple(rows), "rule, document, why"),) if rows else ()
    entries = len(baseline.entries)
    shared = f" in {entries:,} {'entry' if entries == 1 else 'entries'}" if entries < total else ""
    return Report(f"{count(total, 'known finding')}{shared}", baseline.path, (), groups)


def _until(baseline: Baseline, entry: KnownFinding) -> str:
    """Until when an entry is valid, or that it has expired; empty for one without a day."""
    if entry.expires is None:
        return ""
    return f"{'expired' if baseline.expired(entry) else 'until'} {entry.expires}"
