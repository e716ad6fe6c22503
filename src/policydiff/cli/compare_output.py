"""How `compare` shows two documents: a report, a table, a file with tracked changes, or data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.cli.compare_options import FORMATS, CompareOptions
from policydiff.cli.output import deliver, print_report, print_text
from policydiff.translation import localized
from policydiff.writers.registry import TEXT

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison
    from policydiff.reports.comparison.selection import Selection
    from policydiff.reports.model import Report, Table
    from policydiff.text.revised_text import RevisedText


def show(
    comparison: Comparison,
    form: str,
    options: CompareOptions,
    output: str | None,
    colour: str,
    sources: Sequence[str],
    *,
    verbose: bool,
) -> None:
    """Print a comparison in a format, or write it to the output file."""
    from policydiff.reports.comparison.selection import Selection

    presented = ReportOptions(
        options["layout"], not options["no_statements"], not options["no_numbers"], options["strict"], verbose,
        options["explain"], Selection(options["only"] or frozenset()), options["author"] or "policydiff",
        not options["no_moves"], options["context"],
    )  # fmt: skip
    if form == TEXT and options["stat"]:
        from policydiff.reports.comparison.stat import stat_report

        print_report(stat_report(comparison, presented.only), colour, output, *sources)
    elif form == TEXT and options["side_by_side"]:
        _print_side_by_side(comparison, presented, colour, output, sources)
    elif form == TEXT:
        print_report(presented.report(comparison), colour, output, *sources)
    elif FORMATS[form].folder == "revised_text":
        from policydiff.cli.revised_file import with_revisions

        deliver(with_revisions(comparison, presented.revised_text(comparison), FORMATS[form]), output, *sources)
    else:
        deliver(FORMATS[form].write(presented.value(comparison, FORMATS[form].folder)), output, *sources)


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
