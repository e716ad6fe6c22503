"""`policydiff baseline`: the findings of `check` that are known and accepted."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

import click

from policydiff.cli.check_options import SettingOptions, corpus_of, corpus_options, run_check, settings_of
from policydiff.cli.output import (
    PARTLY,
    colour_option,
    name_of_inputs,
    named,
    note,
    note_unreadable,
    print_report,
    write_all,
)
from policydiff.errors import ReadError
from policydiff.messages import NOTHING, Message, counted, message
from policydiff.translation import localized

if TYPE_CHECKING:
    from typing import Unpack

    from policydiff.checks.baseline import Baseline
    from policydiff.settings import Settings


def _day(context: click.Context, option: click.Parameter, value: str | None) -> datetime.date | None:
    """Callback of an option: the day in ISO 8601, None without the option; a usage error for anything else."""
    try:
        return datetime.date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise click.BadParameter(
            localized("{value!r} is no day such as 2027-01-31", value=value), context, option
        ) from None


@click.group(name="baseline")
def command() -> None:
    """Record the known findings, so that `check` fails only on new ones."""


@command.command()
@corpus_options
@click.option("--reason", default="", metavar="TEXT", help="Reason why the new entries are accepted.")
@click.option(
    "--expires", metavar="DAY", callback=_day, help="Last day on which the new entries are valid, such as 2027-01-31."
)
def write(
    paths: tuple[str, ...], reason: str, expires: datetime.date | None, **setting_options: Unpack[SettingOptions]
) -> int:
    """Record all findings in the baseline.

    The findings are those of `check` in PATH.... Entries that are in the baseline already keep their reason and day.
    Exit 3 if an input could not be read: it is named, and the baseline accepts it from then on.
    """
    from policydiff.checks.grouping import ungrouped
    from policydiff.reports.model import count

    settings = settings_of(setting_options)
    path = _path(settings)
    raw = _bytes_now(path)
    old_baseline = _read(path) if raw is not None else _empty(path)
    result = run_check(settings, corpus_of(paths, settings), None)
    if result.status == 2:
        where = name_of_inputs(paths)
        raise ReadError("nothing could be read", where=where, hint="no baseline was written")
    new_baseline = old_baseline.with_findings(result.new, reason=reason, expires=expires)
    _save(new_baseline, [source.path for source in result.documents], raw)
    known = old_baseline.compare(ungrouped(result.new), set(), lambda rule, document: False).known
    added = max(0, _finding_count(new_baseline) - len(known))
    fields = {"findings": count(_finding_count(new_baseline), "finding"), "entries": _entries(new_baseline)}
    findings = message("{findings} known in {entries}" if fields["entries"] else "{findings} known", **fields)
    note(path, message("{findings}, {number:,} of them new", findings=findings, number=added))
    unread = [item.problem for item in result.not_checked if item.problem]
    note_unreadable(unread)
    return PARTLY if unread else 0


@command.command()
@corpus_options
def prune(paths: tuple[str, ...], **setting_options: Unpack[SettingOptions]) -> int:
    """Remove fixed and expired findings from the baseline.

    A finding is fixed if `check` no longer finds it in PATH....
    """
    from policydiff.reports.model import count

    settings = settings_of(setting_options)
    raw = _bytes_now(_path(settings))
    old_baseline = _read(_path(settings))
    result = run_check(settings, corpus_of(paths, settings), old_baseline)
    new_baseline = old_baseline.without_fixed(result.compared.fixed)
    if new_baseline != old_baseline:
        _save(new_baseline, [source.path for source in result.documents], raw)
    removed = _finding_count(old_baseline) - _finding_count(new_baseline)
    number, entries = _finding_count(new_baseline), _entries(new_baseline)
    left = message("{number:,} left in {entries}" if entries else "{number:,} left", number=number, entries=entries)
    note(old_baseline.path, message("{findings} taken out, {left}", findings=count(removed, "finding"), left=left))
    return 0


@command.command()
@click.option("--baseline", metavar="FILE", callback=named, help="File of the known findings.")
@click.option("--config", metavar="FILE", callback=named, help="Read settings from this file.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@colour_option
def show(baseline: str | None, config: str | None, isolated: bool, colour: str) -> int:
    """Show the baseline: findings, reasons, expiry days."""
    from policydiff.reports.checks import baseline_report

    settings = settings_of({"baseline": baseline, "config": config, "isolated": isolated})
    print_report(baseline_report(_read(_path(settings))), colour, None)
    return 0


def _finding_count(baseline: Baseline) -> int:
    """The number of findings that the baseline accepts."""
    return sum(entry.count for entry in baseline.entries)


def _entries(baseline: Baseline) -> Message:
    """The number of entries, which are the objects of the file, if equal findings share one; empty if none do."""
    entries = len(baseline.entries)
    if entries == _finding_count(baseline):
        return NOTHING
    return counted(entries, "{number:,} entry", "{number:,} entries")


def _path(settings: Settings) -> str:
    """The file of the baseline: that of the settings, or the default one in the current folder. It need not exist."""
    from policydiff.checks.baseline import DEFAULT

    path: str = settings["check.baseline"] or DEFAULT
    return path


def _empty(path: str) -> Baseline:
    """A baseline without entries, which is to be written to this path."""
    from policydiff.checks.baseline import Baseline, today

    return Baseline(path, (), today())


def _read(path: str) -> Baseline:
    """The baseline in a file; BaselineError if it cannot be read."""
    from policydiff.checks import baseline

    return baseline.read_baseline(path, baseline.today())


def _bytes_now(path: str) -> bytes | None:
    """The bytes of the baseline before it is read, after what a killed run left there was repaired.

    None if it does not exist, and nothing if it cannot be read.
    """
    from policydiff.atomic.staging import repair

    repair(path)
    if not os.path.exists(path):
        return None
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""


def _save(baseline: Baseline, sources: list[str], raw: bytes | None) -> None:
    """Write the baseline to its file.

    WriteError if that is one of the sources, does not hold the bytes `raw` any more (None: exists by now), or cannot be
    written.
    """
    from policydiff.writers.data import json

    write_all({baseline.path: json.write(baseline.as_json()).encode("utf-8")}, *sources, read={baseline.path: raw})
