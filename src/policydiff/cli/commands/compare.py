"""`policydiff compare`: what changed between two versions of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policydiff.cli.bills import check_use, compared_bills
from policydiff.cli.compare_many import are_folders
from policydiff.cli.compare_options import FORMATS, CompareOptions, chosen_format, compare_options
from policydiff.cli.compare_output import show
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
)
from policydiff.translation import localized

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from policydiff.comparison.result import Comparison
    from policydiff.text.document import Document
    from policydiff.text.extraction import Tracked


@click.command()
@file_argument("old")
@click.argument("others", metavar="[NEW]...", nargs=-1, callback=named_all)
@output_option
@encoding_option
@compare_options
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; a file named with -o is still written.")
@click.option("-v", "--verbose", is_flag=True, help="List what the report otherwise only counts.")
def command(
    old: str,
    others: tuple[str, ...],
    output: str | None,
    encoding: str | None,
    colour: str,
    quiet: bool,
    verbose: bool,
    **options: Unpack[CompareOptions],
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
    bills = options["bills"]
    check_use(bills, new, options["layout"])
    is_pair = len(others) < 2 and not are_folders((old, *others))
    form = chosen_format(options, output, is_pair=is_pair)
    if not is_pair:
        return _many((old, *others), form, output, colour, encoding, options, quiet=quiet, verbose=verbose)
    if old == new == STREAM:
        raise click.UsageError("only one of the two documents can be standard input")
    sources = [path for path in (old, new, *(bill.path for bill in bills)) if path is not None]
    silent = quiet and output in (None, STREAM)
    if bills:
        comparisons = compared_bills(old, bills, encoding)
        if not silent:
            from policydiff.reports.comparison.review_table import review_table

            table = review_table(comparisons, strict=options["strict"], statements=not options["no_statements"])
            deliver(FORMATS[form].write(table), output, *sources)
        differ = any(_differs(bill.comparison, options["strict"], None) for bill in comparisons)
        return int(not options["exit_zero"] and differ)
    comparison = _compared(old, new, encoding, options["tracked"], options["part"], verbose=verbose)
    if not silent:
        show(comparison, form, options, output, colour, sources, verbose=verbose)
    return int(not options["exit_zero"] and _differs(comparison, options["strict"], options["fail_on"]))


def _many(
    paths: Sequence[str],
    form: str,
    output: str | None,
    colour: str,
    encoding: str | None,
    options: CompareOptions,
    *,
    quiet: bool,
    verbose: bool,
) -> int:
    """The exit status, after two folders or successive editions were compared."""
    from policydiff.cli.compare_many import ManyOptions, compare_editions, compare_folders
    from policydiff.reports.comparison.selection import Selection

    if paths.count(STREAM) > 1:
        raise click.UsageError("only one of the documents can be standard input")

    def differs(comparison: Comparison) -> bool:
        """Whether the exit status reports a change."""
        return _differs(comparison, options["strict"], options["fail_on"])

    many = ManyOptions(
        form, FORMATS, output, colour, encoding, options["strict"], verbose, quiet, options["exit_zero"],
        Selection(options["only"] or frozenset()), differs,
    )  # fmt: skip
    return compare_folders(paths[0], paths[1], many) if are_folders(paths) else compare_editions(paths, many)


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
