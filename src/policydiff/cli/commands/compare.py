"""`policydiff compare`: what changed between two versions of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from policydiff.cli.bills import LAYOUT, BillFile, bill_files, check_use, compared_bills
from policydiff.cli.compare_many import are_folders, refuse_format
from policydiff.cli.output import (
    STREAM,
    colour_option,
    deliver,
    encoding_option,
    file_argument,
    named_all,
    note_left_out,
    note_records,
    output_option,
    print_report,
    print_text,
)
from policydiff.cli.output_format import format_of_suffix
from policydiff.messages import message
from policydiff.translation import localized, localized_list
from policydiff.writers.registry import TEXT, formats, formats_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policydiff.comparison.result import Comparison
    from policydiff.reports.comparison.selection import Selection
    from policydiff.reports.model import Report, Table
    from policydiff.text.document import Document
    from policydiff.text.extraction import Tracked
    from policydiff.text.revised_text import RevisedText

# The name of a table format that is no text is that of the module alone: nothing else is written in it.
_TABLE_NAMES = {"markdown": "table", "docx": "docx", "xlsx": "xlsx"}


def _table_format(name: str) -> str:
    """The name of a format of tables, by the name of its module."""
    return _TABLE_NAMES.get(name, f"table-{name}")


_TABLES = {_table_format(name): form for name, form in formats_in("table").items()}
FORMATS = {**formats("data", "comparison", "report", "records"), **_TABLES, **formats_in("revised_text")}
LAYOUTS = ("mainland", "taiwan", LAYOUT)
_COMPLETE = ("data", "comparison", "revised_text")  # formats in these folders always contain every change


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


@click.command()
@file_argument("old")
@click.argument("others", metavar="[NEW]...", nargs=-1, callback=named_all)
@output_option
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Output format; unless given, that of the suffix of the output file, else text.",
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="Layout of a comparison table; unless given, taiwan if NEW is in Traditional characters, else mainland.",
)
@click.option(
    "--bill",
    "bills",
    metavar="[NAME=]FILE",
    multiple=True,
    callback=bill_files,
    help="Show this bill beside OLD, the law in force, in a column of this name; may be repeated.",
)
@click.option("--author", metavar="NAME", help="Author of tracked changes; policydiff unless given.")
@click.option("--no-moves", is_flag=True, help="Track what moved as deleted and inserted.")
@click.option("--no-statements", is_flag=True, help="Leave the last column of a comparison table empty.")
@click.option("--no-numbers", is_flag=True, help="Leave out the row numbers of a comparison table.")
@click.option(
    "--part",
    metavar="NAME",
    help="Compare this annex or carried text, by label or title; whole: the whole documents.",
)
@click.option(
    "--tracked",
    type=click.Choice(["accept", "reject", "both"]),
    help="Read tracked changes as accepted (default) or rejected; both, the default without NEW: compare the two.",
)
@click.option("--strict", is_flag=True, help="Count and show every ignored difference as a change.")
@click.option("--only", metavar="KINDS", callback=_kinds, help="Show only these kinds of change, separated by commas.")
@click.option(
    "--fail-on", metavar="KINDS", callback=_kinds, help="Exit 1 only for these kinds of change, separated by commas."
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if something changed.")
@click.option(
    "-U",
    "--context",
    type=click.IntRange(0, 100),
    default=0,
    show_default=True,
    metavar="N",
    help="Show N unchanged sentences before and behind each change.",
)
@click.option("--stat", is_flag=True, help="Report how many characters changed in each unit, and no text.")
@click.option("--side-by-side", is_flag=True, help="Report old and new text beside each other, from 120 columns.")
@click.option("--explain", is_flag=True, help="Report why the articles were paired as they are.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; a file named with -o is still written.")
@click.option("-v", "--verbose", is_flag=True, help="List what the report otherwise only counts.")
def command(
    old: str,
    others: tuple[str, ...],
    output: str | None,
    encoding: str | None,
    form: str | None,
    layout: str | None,
    bills: tuple[BillFile, ...],
    author: str | None,
    no_moves: bool,
    no_statements: bool,
    no_numbers: bool,
    part: str | None,
    tracked: Tracked | None,
    strict: bool,
    only: frozenset[str] | None,
    fail_on: frozenset[str] | None,
    exit_zero: bool,
    context: int,
    stat: bool,
    side_by_side: bool,
    explain: bool,
    colour: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Report what changed between two versions of a document: the important changes first, then article by article.

    Without NEW, the tracked changes of OLD are reported: its text with all of them rejected against all accepted.
    Two folders are compared document by document: by path, then by content. More than two documents are successive
    editions, each compared with the next.
    Exit 0 if nothing changed except what is ignored, 1 if something changed. OLD or NEW may be - for standard input.

    \b
    policydiff compare 2015.txt 2021.txt
    policydiff compare 2015.txt 2021.txt --format table --layout taiwan -o table.md
    policydiff compare 2015.txt 2021.txt --fail-on obligation,deadline,removed
    policydiff compare laws-2024/ laws-2025/
    """
    new = others[0] if others else None
    check_use(bills, new, layout)
    if len(others) > 1 or are_folders((old, *others)):
        form = form or format_of_suffix(output, FORMATS)
        refuse_format(form)
        of_two: dict[str, object] = {
            "--layout": layout, "--bill": bills, "--no-statements": no_statements, "--no-numbers": no_numbers,
            "--stat": stat, "--side-by-side": side_by_side, "--context": context,
            "--author": author, "--no-moves": no_moves, "--part": part, "--tracked": tracked, "--explain": explain,
        }  # fmt: skip
        _refuse(of_two, False, localized("two documents"))
        if only is not None and FORMATS[form].folder in _COMPLETE:
            raise click.UsageError(
                localized("--format {form} always holds everything; --only goes with the others", form=form)
            )
        return _many(
            (old, *others), form, output, colour, encoding, strict=strict, verbose=verbose, quiet=quiet,
            exit_zero=exit_zero, only=only, fail_on=fail_on,
        )  # fmt: skip
    if old == new == STREAM:
        raise click.UsageError("only one of the two documents can be standard input")
    form = form or _format_of_suffix(output, in_table=bool(bills or layout or no_statements or no_numbers))
    if bills and form == TEXT:
        form = "table"
    of_tables = {"--layout": layout, "--bill": bills, "--no-statements": no_statements, "--no-numbers": no_numbers}
    _refuse(of_tables, form in _TABLES, f"--format {_either(_TABLES)}")
    _refuse({"--stat": stat, "--side-by-side": side_by_side}, form == TEXT, "--format text")
    _refuse({"--context": context}, form in (TEXT, "markdown"), "--format text")
    if option := _first_given(
        {"--side-by-side": stat and side_by_side, "--context": context and (stat or side_by_side)}
    ):
        raise click.UsageError(localized("{option} goes with the usual report alone", option=option))
    of_revised_text = {"--author": author, "--no-moves": no_moves}
    _refuse(of_revised_text, FORMATS[form].folder == "revised_text", f"--format {_either(formats_in('revised_text'))}")
    if only is not None and FORMATS[form].folder in _COMPLETE:
        raise click.UsageError(
            localized("--format {form} always holds everything; --only goes with the others", form=form)
        )
    sources = [path for path in (old, new, *(bill.path for bill in bills)) if path is not None]
    silent = quiet and output in (None, STREAM)
    if bills:
        of_pairs = {"--part": part, "--tracked": tracked, "--only": only, "--fail-on": fail_on, "--explain": explain}
        if option := _first_given({**of_pairs, "--no-numbers": no_numbers}):
            raise click.UsageError(localized("{option} goes with NEW, not with --bill", option=option))
        comparisons = compared_bills(old, bills, encoding)
        if not silent:
            from policydiff.reports.comparison.review_table import review_table

            table = review_table(comparisons, strict=strict, statements=not no_statements)
            deliver(FORMATS[form].write(table), output, *sources)
        return int(not exit_zero and any(_differs(bill.comparison, strict, None) for bill in comparisons))
    comparison = _compared(old, new, encoding, tracked, part, verbose=verbose)
    from policydiff.reports.comparison.selection import Selection

    options = ReportOptions(
        layout, not no_statements, not no_numbers, strict, verbose, explain, Selection(only or frozenset()),
        author or "policydiff", not no_moves, context,
    )  # fmt: skip
    if silent:
        pass
    elif form == TEXT and stat:
        from policydiff.reports.comparison.stat import stat_report

        print_report(stat_report(comparison, options.only), colour, output, *sources)
    elif form == TEXT and side_by_side:
        _print_side_by_side(comparison, options, colour, output, sources)
    elif form == TEXT:
        print_report(options.report(comparison), colour, output, *sources)
    elif FORMATS[form].folder == "revised_text":
        from policydiff.cli.revised_file import with_revisions

        deliver(with_revisions(comparison, options.revised_text(comparison), FORMATS[form]), output, *sources)
    else:
        deliver(FORMATS[form].write(options.value(comparison, FORMATS[form].folder)), output, *sources)
    return int(not exit_zero and _differs(comparison, strict, fail_on))


def _many(
    paths: Sequence[str],
    form: str,
    output: str | None,
    colour: str,
    encoding: str | None,
    *,
    strict: bool,
    verbose: bool,
    quiet: bool,
    exit_zero: bool,
    only: frozenset[str] | None,
    fail_on: frozenset[str] | None,
) -> int:
    """The exit status, after two folders or successive editions were compared."""
    from policydiff.cli.compare_many import ManyOptions, compare_editions, compare_folders
    from policydiff.reports.comparison.selection import Selection

    if paths.count(STREAM) > 1:
        raise click.UsageError("only one of the documents can be standard input")

    def differs(comparison: Comparison) -> bool:
        """Whether the exit status reports a change."""
        return _differs(comparison, strict, fail_on)

    options = ManyOptions(
        form,
        FORMATS,
        output,
        colour,
        encoding,
        strict,
        verbose,
        quiet,
        exit_zero,
        Selection(only or frozenset()),
        differs,
    )
    if are_folders(paths):
        return compare_folders(paths[0], paths[1], options)
    return compare_editions(paths, options)


def _refuse(options: Mapping[str, object], fits: bool, partner: str) -> None:
    """A usage error for the first of the options that was given, unless they fit; `partner` is what they go with."""
    if not fits and (option := _first_given(options)):
        raise click.UsageError(localized("{option} goes with {partner}", option=option, partner=partner))


def _first_given(options: Mapping[str, object]) -> str:
    """The name of the first of the options that was given; empty if none was."""
    return next((option for option, value in options.items() if value), "")


def _either(names: Iterable[str]) -> str:
    """The names in a list.

    >>> _either(["table", "docx", "xlsx"])
    'table, docx or xlsx'
    """
    *others, last = names
    return localized("{names} or {last}", names=localized_list(others), last=last) if others else last


def _print_side_by_side(
    comparison: Comparison, options: ReportOptions, colour: str, output: str | None, sources: Sequence[str]
) -> None:
    """Print old and new text beside each other; the usual report with a note if the terminal is too narrow."""
    from policydiff.reports.comparison.table import comparison_table
    from policydiff.writers import side_by_side
    from policydiff.writers.report import text

    table = comparison_table(
        comparison, layout="mainland", strict=options.strict, verbose=options.verbose, only=options.only,
        statements=False, numbers=False,
    )  # fmt: skip
    table = table._replace(headings=(localized("old text"), localized("new text")), caption="")
    report = options.report(comparison)

    def write(width: int, coloured: bool) -> str:
        """Either of them."""
        top = text.write(report._replace(groups=(), closing=()), width=width, colour=coloured)
        if width < side_by_side.MIN_WIDTH:
            note = localized(
                "--side-by-side needs {columns} columns; this is the usual report.", columns=side_by_side.MIN_WIDTH
            )
            return text.write(report._replace(closing=(*report.closing, note)), width=width, colour=coloured)
        return top if comparison.same_text else f"{top}\n{side_by_side.write(table, width=width, colour=coloured)}"

    print_text(write, colour, output, *sources, widest=200)


def _compared(
    old: str, new: str | None, encoding: str | None, tracked: Tracked | None, part: str | None, *, verbose: bool
) -> Comparison:
    """The comparison of the two documents; without `new`, of the tracked changes of one.

    A usage error if `tracked` or `part` does not fit; ReadError if a document cannot be read.
    """
    if new is None and tracked in ("accept", "reject"):
        raise click.UsageError(localized("--tracked {tracked} goes with two documents", tracked=tracked))
    if new is not None and tracked == "both":
        raise click.UsageError("--tracked both goes with one document")
    if part is not None and not part.strip():
        raise click.UsageError("--part names no part")
    from policydiff.comparison.engine import compare

    old_document, new_document = _documents(old, new, encoding, tracked or "accept")
    note_left_out(*([] if new is None else [old_document, new_document]), verbose=verbose)
    note_records(old_document, new_document)
    return compare(old_document, new_document, part=part)


def _documents(old: str, new: str | None, encoding: str | None, tracked: Tracked) -> tuple[Document, Document]:
    """The two documents; without `new`, one with its tracked changes rejected and accepted.

    ReadError if a document cannot be read; click.UsageError if that one has no tracked changes.
    """
    from policydiff.readers.read import read_bytes, read_file

    if new is not None:
        first, second = (read_file(path, encoding=encoding, pipes=True, tracked=tracked) for path in (old, new))
        return first, second
    accepted = read_file(old, encoding=encoding, pipes=True)
    extraction = accepted.extraction
    if extraction is None or not (extraction.revisions or extraction.formatting_changes):
        template = "{file} has no tracked changes; name a second document to compare it with"
        raise click.UsageError(localized(template, file=old))
    return read_bytes(accepted.file_bytes, old, encoding=encoding, tracked="reject"), accepted


def _format_of_suffix(output: str | None, *, in_table: bool) -> str:
    """The format that the suffix of an output file names; see `format_of_suffix`.

    With `in_table`, and if there is no other, that of a comparison table, if there is one.
    """
    name = format_of_suffix(output, FORMATS, others=formats_in("table"))
    table = _table_format(name)
    return table if table in FORMATS and (in_table or name not in FORMATS) else name


def _differs(comparison: Comparison, strict: bool, fail_on: frozenset[str] | None) -> bool:
    """True if the exit status reports a change: with `fail_on` one of these kinds, else any that is not ignored.

    Two texts that have nothing in common always differ, unless both are blank.
    """
    if fail_on is not None and comparison.related:
        from policydiff.reports.comparison.selection import Selection

        return Selection(fail_on).holds(comparison)
    blank = not (comparison.old.document.text.strip() or comparison.new.document.text.strip())
    ignored = comparison.same_text and not (strict and any(comparison.ignored.values()))
    return not (comparison.identical or blank or ignored)


class ReportOptions(NamedTuple):
    """How the result is to be presented."""

    layout: str | None
    statements: bool
    numbers: bool
    strict: bool
    verbose: bool
    explain: bool
    only: Selection
    author: str
    moves: bool
    context: int

    def report(self, comparison: Comparison) -> Report:
        """The report for people; `layout` does not count."""
        from policydiff.reports.comparison.report import comparison_report

        return comparison_report(
            comparison,
            strict=self.strict,
            verbose=self.verbose,
            explain=self.explain,
            only=self.only,
            context=self.context,
        )

    def revised_text(self, comparison: Comparison) -> RevisedText:
        """What the formats in the folder `revised_text` take."""
        from policydiff.reports.comparison.revised_text import revised_text

        return revised_text(comparison, author=self.author, moves=self.moves)

    def value(self, comparison: Comparison, folder: str) -> Comparison | Report | Table | dict[str, Any]:
        """What the formats in this folder of `policydiff.writers` take, but for `revised_text`.

        A folder that is not known counts as `table`.
        """
        if folder == "comparison":
            return comparison
        if folder == "data":
            return comparison.as_json()
        if folder == "report":
            return self.report(comparison)
        if folder == "records":
            from policydiff.reports.comparison import listing

            return listing.change_table(comparison, strict=self.strict, only=self.only)
        from policydiff.reports.comparison import table

        layout: table.Layout = "taiwan" if self.layout == "taiwan" else "mainland"
        if self.layout is None:
            layout = table.usual_layout(comparison)
        return table.comparison_table(
            comparison,
            layout=layout,
            strict=self.strict,
            verbose=self.verbose,
            only=self.only,
            statements=self.statements,
            numbers=self.numbers,
        )
