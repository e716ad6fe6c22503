"""The reports of a check: findings document by document, known and fixed findings; and those of rules and baselines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from policydiff.checks.baseline import Baseline, KnownFinding
from policydiff.checks.corpus_run import CheckResult
from policydiff.checks.finding import SEVERITIES, Finding
from policydiff.checks.rules import RULES
from policydiff.messages import counted, in_context, joined, message, translatable
from policydiff.reports.model import Group, Report, Row, Run, Table, count
from policydiff.reports.names import shown_name
from policydiff.text.document import first_line_name, lines_place, lines_short
from policydiff.text.spans import Span
from policydiff.translation import localized, localized_count, localized_list

TONES = {"error": "drop", "warning": "warn", "info": ""}
_NOT_CHECKED = {
    "hidden": translatable("hidden"),
    "link to a folder": translatable("link to a folder"),
    "own file": translatable("settings, baseline or index"),
    "excluded": translatable("excluded"),
    "ignored": translatable("ignored by git"),
    "no document": translatable("no documents"),
    "unreadable": translatable("unreadable"),
    "unreadable, accepted": translatable("unreadable, accepted"),
}
_COUNTED = {  # by severity: the templates for one and for many findings
    "error": (translatable("{number:,} error"), translatable("{number:,} errors")),
    "warning": (translatable("{number:,} warning"), translatable("{number:,} warnings")),
    "info": (translatable("{number:,} info"), translatable("{number:,} info")),
}
_EXPIRED = translatable("The baseline knew {rule} “{text}” until {day}.")
_HEADINGS = (
    translatable("severity"),
    translatable("rule"),
    translatable("file"),
    translatable("record"),
    translatable("place"),
    translatable("unit"),
    translatable("message"),
    translatable("excerpt"),
    in_context("of a finding", "status"),
)
_COUNTED_ONLY = frozenset({"excluded", "ignored", "no document"})  # reasons whose inputs are named with --verbose
_MAX_NAMED = 12  # inputs not looked at, for one reason, that are named without --verbose
_MAX_LABEL_CHARACTERS = 10  # a longer label is left out of the column of places


def check_report(result: CheckResult, *, verbose: bool = False) -> Report:
    """The report of a check, findings by document; with `verbose`, the findings in the baseline are shown as well."""
    shown = sorted_as_read(result, verbose)
    groups = [_group(list(findings), result) for _, findings in groupby(shown, key=_document_key)]
    closing = closing_report(result, verbose=verbose)
    return closing._replace(groups=(*groups, *closing.groups))


def closing_report(result: CheckResult, *, verbose: bool = False) -> Report:
    """The report of a check without its new and known findings."""
    groups = filter(None, (_fixed(result.compared.fixed), _not_checked(result, verbose)))
    return Report(_heading(result), _facts(result), (), tuple(groups), tuple(_closing(result, verbose)))


def finding_table(result: CheckResult) -> Table:
    """The table for spreadsheets, with one row a finding; empty cells are not known. Known findings are in it, too."""
    new = set(map(id, result.compared.new))
    rows = []
    for finding in sorted_as_read(result, verbose=True):
        cells = (
            localized(shown_name(finding.severity)),
            finding.rule,
            finding.path,
            str(finding.record or ""),
            localized(first_line_name(finding.lines)),
            finding.label or "",
            localized(finding.message),
            finding.excerpt,
            localized("new") if id(finding) in new else localized("known"),
        )
        rows.append(tuple(((Run(cell),),) for cell in cells))
    return Table(tuple(map(localized, _HEADINGS)), tuple(rows))


def rules_report() -> Report:
    """The report of the rules: name, severity and reason of each, the opt-in rules in a group of their own.

    >>> rules_report().groups[0].title
    'rule, severity, what it finds'
    """
    groups: dict[bool, list[Row]] = {False: [], True: []}
    for rule in RULES.values():
        severity = localized(shown_name(rule.severity))
        groups[rule.opt_in].append(Row(rule.name, (localized(rule.reason),), TONES[rule.severity], severity))
    titles = (
        localized("rule, severity, what it finds"),
        localized("opt-in: these run only if --select, --severity or the settings name them"),
    )
    return Report(
        localized("{number} rules", number=len(RULES)),
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
    counts = [counted(number, *_COUNTED[severity]) for severity in SEVERITIES if (number := result.count(severity))]
    findings = joined(counts, ", ") or message("no new findings" if result.compared.known else "no findings")
    return localized("{documents} checked, {findings}", documents=checked, findings=findings)


def _facts(result: CheckResult) -> str:
    """The path of the baseline; empty if there is none."""
    return localized("baseline {path}", path=result.baseline) if result.baseline else ""


def _group(findings: Sequence[Finding], result: CheckResult) -> Group:
    """The rows of the findings of one document, at least one; `result` says which are known."""
    first = findings[0]
    title = f"{first.path}:{first.record}  {first.document}" if first.record else first.path
    known_ids = set(map(id, result.compared.known))
    return Group(tuple(_row(finding, id(finding) in known_ids) for finding in findings), title)


def _row(finding: Finding, is_known: bool) -> Row:
    """The row of a finding: message, excerpt, related passages, and whether it is known."""
    lines = [localized(finding.message)]
    if finding.excerpt:
        lines.append(quoted(finding.excerpt))
    lines += related_lines(finding)
    if is_known:
        lines.append(known_note())
    return Row(finding.rule, tuple(lines), TONES[finding.severity], _place(finding))


def _place(finding: Finding) -> str:
    """The severity, the lines and, if it has at most `_MAX_LABEL_CHARACTERS`, the label of the finding.

    Of an unreadable input, the severity alone.
    """
    severity = localized(shown_name(finding.severity))
    if finding.rule == "unreadable":
        return severity
    place = f"{severity} {lines_short(finding.lines)}"
    return f"{place} {finding.label}" if finding.label and len(finding.label) <= _MAX_LABEL_CHARACTERS else place


def related_lines(finding: Finding) -> Iterator[str]:
    """One line for neighbouring related passages of a finding that share message, path and record.

    A single one is quoted.
    """
    related = finding.all_related
    for (note, path, record), group in groupby(related, key=lambda item: (item.message, item.path, item.record)):
        passages = list(group)
        source = (f"{path}:{record} {passages[0].document}" if record else path,) if path else ()
        places = localized_list((*source, *dict.fromkeys(_related_place(passage.lines) for passage in passages)))
        quotation = f" {quoted(passages[0].excerpt)}" if len(passages) == 1 else ""
        yield "  " + localized("{message}: {places}", message=note, places=places) + quotation


def _related_place(lines: tuple[int, int]) -> str:
    """The numbers of the lines of a related passage, or their places in the file."""
    place = lines_short(lines)
    return place if lines_place(lines) else localized(in_context("of a related passage", "{lines}"), lines=place)


def known_note() -> str:
    """What is said of a finding that the baseline has."""
    return localized("known: the baseline has it")


def quoted(excerpt: str) -> str:
    """The text in quotation marks."""
    return localized("“{text}”", text=excerpt)


def _fixed(entries: Sequence[KnownFinding]) -> Group | None:
    """The group of fixed findings; None if there are none."""
    if not entries:
        return None
    rows = [
        Row(entry.rule, (_with_times(document, times), quoted(entry.excerpt)), "keep")
        for entry in entries
        for document, times in entry.documents
    ]
    return Group(tuple(rows), localized("fixed since the baseline"))


def _with_times(document: str, times: int) -> str:
    """The name of a document, with how often a finding is in it if that is more than once."""
    return localized("{document}, {times} times", document=document, times=times) if times > 1 else document


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
        shown = names if verbose else names[: _MAX_NAMED if reason not in _COUNTED_ONLY else 0]
        if len(names) > len(shown):
            more = "{number:,} more; -v names them" if shown else "-v names them"
            shown = [*shown, localized(more, number=len(names) - len(shown))]
        tone = "warn" if reason == "unreadable" else ""
        rows.append(Row(localized(_NOT_CHECKED[reason]), tuple(shown), tone, f"{len(names):,}"))
    return Group(tuple(rows), localized("not looked at")) if rows else None


def _closing(result: CheckResult, verbose: bool) -> Iterator[str]:
    """Sentences on known, expired and fixed findings, and on what to do about them; none without a baseline."""
    if result.compared.known:
        template = "{findings} in the baseline." if verbose else "{findings} in the baseline; -v lists them."
        yield localized(template, findings=count(len(result.compared.known), "known finding"))
    for entry in result.compared.expired:
        template = "The baseline knew {rule} “{text}” until {day} ({reason})." if entry.reason else _EXPIRED
        fields = {"rule": entry.rule, "text": entry.excerpt, "day": entry.expires, "reason": entry.reason}
        yield localized(template, **fields)
    if result.compared.fixed:
        yield localized("policydiff baseline prune takes what is fixed out of the baseline.")


def baseline_report(baseline: Baseline) -> Report:
    """The report of a baseline: for each entry its documents, excerpt, reason and date of expiry."""
    total = sum(entry.count for entry in baseline.entries)
    rows = []
    for entry in baseline.entries:
        lines = [_with_times(document, times) for document, times in entry.documents]
        lines += [quoted(entry.excerpt)] if entry.excerpt else []
        lines += [entry.reason] if entry.reason else []
        rows.append(Row(entry.rule, tuple(lines), "warn" if baseline.expired(entry) else "", _until(baseline, entry)))
    groups = (Group(tuple(rows), localized("rule, document, why")),) if rows else ()
    heading = count(total, "known finding")
    if len(baseline.entries) < total:
        one, many = "{findings} in {number:,} entry", "{findings} in {number:,} entries"
        heading = localized_count(len(baseline.entries), one, many, findings=heading)
    return Report(heading, baseline.path, (), groups)


def _until(baseline: Baseline, entry: KnownFinding) -> str:
    """Until when an entry is valid, or that it has expired; empty for one without a day."""
    if entry.expires is None:
        return ""
    return localized("expired {day}" if baseline.expired(entry) else "until {day}", day=entry.expires)
