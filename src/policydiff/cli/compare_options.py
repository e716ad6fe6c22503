"""The options of `compare`, and which of them go with which formats and operands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from policydiff.cli.bills import LAYOUT, BillFile, bill_files
from policydiff.cli.output_format import format_of_suffix
from policydiff.messages import message
from policydiff.translation import localized, localized_list
from policydiff.writers.registry import TEXT, formats, formats_in

if TYPE_CHECKING:
    from policydiff.text.extraction import Tracked

Command = TypeVar("Command", bound=Callable[..., Any])
# The name of a table format that is no text is that of the module alone: nothing else is written in it.
_TABLE_NAMES = {"markdown": "table", "docx": "docx", "xlsx": "xlsx"}


def _table_format(name: str) -> str:
    """The name of a format of tables, by the name of its module."""
    return _TABLE_NAMES.get(name, f"table-{name}")


TABLES = {_table_format(name): form for name, form in formats_in("table").items()}
FORMATS = {**formats("data", "comparison", "report", "records"), **TABLES, **formats_in("revised_text")}
LAYOUTS = ("mainland", "taiwan", LAYOUT)
_COMPLETE = ("data", "comparison", "revised_text")  # formats in these folders always contain every change


class CompareOptions(TypedDict):
    """The values of the options that `compare_options` adds."""

    form: str | None
    layout: str | None
    bills: tuple[BillFile, ...]
    author: str | None
    no_moves: bool
    no_statements: bool
    no_numbers: bool
    part: str | None
    tracked: Tracked | None
    strict: bool
    only: frozenset[str] | None
    fail_on: frozenset[str] | None
    exit_zero: bool
    context: int
    stat: bool
    side_by_side: bool
    explain: bool


def _kinds(context: click.Context, option: click.Parameter, value: str | None) -> frozenset[str] | None:
    """Callback of an option: the kinds named, None without the option.

    A usage error for an unknown kind, or for none.
    """
    if value is None:
        return None
    from policydiff.reports.comparison.selection import KINDS

    names = [name for name in (part.strip() for part in value.split(",")) if name]
    all_kinds = message("kinds are {names}", names=localized_list(KINDS))
    for name in names:
        if name not in KINDS:
            from difflib import get_close_matches

            close_matches = get_close_matches(name, KINDS, n=1, cutoff=0.5)
            hint = message("did you mean {name}?", name=close_matches[0]) if close_matches else all_kinds
            reason = localized("{name!r} is no kind of change; {hint}", name=name, hint=hint)
            raise click.BadParameter(reason, context, option)
    if not names:
        raise click.BadParameter(localized("no kind is named; {hint}", hint=all_kinds), context, option)
    return frozenset(names)


_OPTIONS = (
    click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        help="Output format; unless given, that of the suffix of the output file, else text.",
    ),
    click.option(
        "--layout",
        type=click.Choice(LAYOUTS),
        help="Layout of a comparison table; unless given, taiwan if NEW is in Traditional characters, else mainland.",
    ),
    click.option(
        "--bill",
        "bills",
        metavar="[NAME=]FILE",
        multiple=True,
        callback=bill_files,
        help="Show this bill beside OLD, the law in force, in a column of this name; may be repeated.",
    ),
    click.option("--author", metavar="NAME", help="Author of tracked changes; policydiff unless given."),
    click.option("--no-moves", is_flag=True, help="Track what moved as deleted and inserted."),
    click.option("--no-statements", is_flag=True, help="Leave the last column of a comparison table empty."),
    click.option("--no-numbers", is_flag=True, help="Leave out the row numbers of a comparison table."),
    click.option(
        "--part",
        metavar="NAME",
        help="Compare this annex or carried text, by label or title; whole: the whole documents.",
    ),
    click.option(
        "--tracked",
        type=click.Choice(["accept", "reject", "both"]),
        help="Read tracked changes as accepted (default) or rejected; both, the default without NEW: compare the two.",
    ),
    click.option("--strict", is_flag=True, help="Count and show every ignored difference as a change."),
    click.option(
        "--only", metavar="KINDS", callback=_kinds, help="Show only these kinds of change, separated by commas."
    ),
    click.option(
        "--fail-on",
        metavar="KINDS",
        callback=_kinds,
        help="Exit 1 only for these kinds of change, separated by commas.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit 0 even if something changed."),
    click.option(
        "-U",
        "--context",
        type=click.IntRange(0, 100),
        default=0,
        show_default=True,
        metavar="N",
        help="Show N unchanged sentences before and behind each change.",
    ),
    click.option("--stat", is_flag=True, help="Report how many characters changed in each unit, and no text."),
    click.option("--side-by-side", is_flag=True, help="Report old and new text beside each other, from 120 columns."),
    click.option("--explain", is_flag=True, help="Report why the articles were paired as they are."),
)


def compare_options(command: Command) -> Command:
    """The command with the options of `CompareOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


# --- which options go together

_OF_TABLES = ("layout", "bills", "no_statements", "no_numbers")
_OF_REPORTS = ("stat", "side_by_side")
_OF_REVISED_TEXT = ("author", "no_moves")
_OF_PAIRS = (*_OF_TABLES, *_OF_REPORTS, *_OF_REVISED_TEXT, "context", "part", "tracked", "explain")
_NOT_WITH_BILLS = ("part", "tracked", "only", "fail_on", "explain", "no_numbers")


def chosen_format(options: CompareOptions, output: str | None, *, is_pair: bool) -> str:
    """The format of the options, else that of the suffix of the output file; a usage error if an option does not fit.

    `is_pair` says that two documents are compared, and not more or two folders.
    """
    if not is_pair:
        form = options["form"] or format_of_suffix(output, FORMATS)
        refuse_format_of_pairs(form)
        _refuse(options, _OF_PAIRS, localized("two documents"))
    else:
        form = _format_of_pair(options, output)
    if options["only"] is not None and FORMATS[form].folder in _COMPLETE:
        raise click.UsageError(
            localized("--format {form} always holds everything; --only goes with the others", form=form)
        )
    return form


_OF_MANY = (TEXT, "json", "markdown", "csv", "xlsx")


def refuse_format_of_pairs(form: str) -> None:
    """A usage error for a format in which only two documents are shown."""
    if form not in _OF_MANY:
        names = localized_list(_OF_MANY)
        raise click.UsageError(
            localized("--format {form} goes with two documents; more are shown as {formats}", form=form, formats=names)
        )


def _format_of_pair(options: CompareOptions, output: str | None) -> str:
    """The format for two documents; a usage error if an option does not go with it."""
    form = options["form"] or _format_of_suffix(output, in_table=bool(_first_given(options, _OF_TABLES)))
    if options["bills"] and form == TEXT:
        form = "table"
    if form not in TABLES:
        _refuse(options, _OF_TABLES, f"--format {_either(TABLES)}")
    if form != TEXT:
        _refuse(options, _OF_REPORTS, "--format text")
    if form not in (TEXT, "markdown"):
        _refuse(options, ("context",), "--format text")
    if FORMATS[form].folder != "revised_text":
        _refuse(options, _OF_REVISED_TEXT, f"--format {_either(formats_in('revised_text'))}")
    alone = "--side-by-side" if options["stat"] and options["side_by_side"] else ""
    if options["context"] and (options["stat"] or options["side_by_side"]):
        alone = "--context"
    if alone:
        raise click.UsageError(localized("{option} goes with the usual report alone", option=alone))
    if options["bills"] and (option := _first_given(options, _NOT_WITH_BILLS)):
        raise click.UsageError(localized("{option} goes with NEW, not with --bill", option=option))
    return form


def _refuse(options: CompareOptions, names: Iterable[str], partner: str) -> None:
    """A usage error if one of the options with these names was given; `partner` is what they go with."""
    if option := _first_given(options, names):
        raise click.UsageError(localized("{option} goes with {partner}", option=option, partner=partner))


def _first_given(options: CompareOptions, names: Iterable[str]) -> str:
    """The first of the options that was given, as users write it; empty if none was."""
    given = {name for name, value in options.items() if value}
    name = next((name for name in names if name in given), "")
    return "--bill" if name == "bills" else f"--{name.replace('_', '-')}" if name else ""


def _either(names: Iterable[str]) -> str:
    """The names in a list.

    >>> _either(["table", "docx", "xlsx"])
    'table, docx or xlsx'
    """
    *others, last = names
    return localized("{names} or {last}", names=localized_list(others), last=last) if others else last


def _format_of_suffix(output: str | None, *, in_table: bool) -> str:
    """The format that the suffix of an output file names; see `format_of_suffix`.

    With `in_table`, and if there is no other, that of a comparison table, if there is one.
    """
    name = format_of_suffix(output, FORMATS, others=formats_in("table"))
    table = _table_format(name)
    return table if table in FORMATS and (in_table or name not in FORMATS) else name
