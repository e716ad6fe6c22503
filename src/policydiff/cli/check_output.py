"""How `check` prints its result: for people one finding after the other or by document, or in a format for programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from policydiff.cli.output import STREAM, deliver, note, print_report, print_text
from policydiff.cli.terminal import knows_links
from policydiff.messages import message, translatable
from policydiff.translation import in_english
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from policydiff.checks.corpus_run import CheckResult

FULL, CONCISE, GROUPED = "full", "concise", "grouped"
_FOR_PROGRAMS = {name: form for name, form in formats("data", "findings", "records").items() if name != TEXT}
_UNSEEN = translatable("not looked at (--format full says why)")
_UNSEEN_WITH_OTHERS = translatable("one of {number:,} inputs that were not looked at (--format full names them)")
FORMATS = (FULL, CONCISE, GROUPED, TEXT, *_FOR_PROGRAMS)  # text is full, under the name that it has in all commands


def refuse_statistics(form: str) -> None:
    """Raise a usage error for statistics in a format that has none of its own."""
    if form not in (FULL, GROUPED, TEXT):
        raise click.UsageError("--statistics is a report for people; in JSON the numbers are summary.rules")


def print_result(
    result: CheckResult, form: str, output: str | None, colour: str, *, quiet: bool, verbose: bool, statistics: bool
) -> None:
    """Write the result in its format to a file, or to standard output (`output` None or `-`).

    With `quiet`, nothing goes to standard output; with `statistics`, the number of findings of each rule takes the
    place of the findings.
    """
    if quiet and output in (None, STREAM):
        return
    sources = [source.path for source in result.documents]
    if form in _FOR_PROGRAMS:
        deliver(_content(result, form), output, *sources)
    elif statistics:
        from policydiff.reports.finding_lines import statistics_report

        print_report(statistics_report(result, verbose=verbose), colour, output, *sources)
    elif form == GROUPED:
        from policydiff.reports.checks import check_report

        print_report(check_report(result, verbose=verbose), colour, output, *sources)
    else:
        _print_lines(result, form, output, colour, sources, verbose=verbose)


def _print_lines(
    result: CheckResult, form: str, output: str | None, colour: str, sources: list[str], *, verbose: bool
) -> None:
    """Write the findings one after the other; below them, unless the format is concise, the report of all else."""
    from policydiff.reports.finding_lines import finding_lines
    from policydiff.writers import finding_lines as lines_writer
    from policydiff.writers.report import text

    findings = finding_lines(result, verbose=verbose)
    linked = output in (None, STREAM) and knows_links(sys.stdout)

    def write(width: int, coloured: bool) -> str:
        """The findings, and the report of all else."""
        if form == CONCISE:
            return lines_writer.write(findings.lines, details=False, colour=coloured, linked=linked and coloured)
        lines = lines_writer.write(findings.lines, colour=coloured, linked=linked and coloured)
        return f"{lines}\n" * bool(lines) + text.write(findings.closing, width=width, colour=coloured)

    print_text(write, colour, output, *sources)
    unseen = [item for item in result.not_checked if not item.is_unreadable]
    if form == CONCISE and unseen:
        template = _UNSEEN if len(unseen) == 1 else _UNSEEN_WITH_OTHERS
        note(unseen[0].path, message(template, number=len(unseen)))


def _content(result: CheckResult, form: str) -> bytes:
    """The result in a format for programs."""
    from policydiff.checks.repository_paths import from_repository_root
    from policydiff.reports.checks import finding_table

    chosen = _FOR_PROGRAMS[form]
    values: dict[str, Callable[[], object]] = {
        "data": result.as_json,
        "findings": lambda: from_repository_root(result),
        "records": lambda: finding_table(result),
    }
    with in_english() if form == "csv" else nullcontext():
        return chosen.write(values[chosen.folder]())
