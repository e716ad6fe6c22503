"""`policydiff search`: the documents of a saved corpus that are related to a document."""

from __future__ import annotations

import click

from policydiff.cli.output import (
    STREAM,
    colour_option,
    deliver,
    encoding_option,
    file_argument,
    named,
    note_records,
    note_unreadable,
    output_option,
    print_report,
)
from policydiff.writers.registry import TEXT, formats

FORMATS = formats("data")


@click.command()
@file_argument("index")
@file_argument()
@output_option
@encoding_option
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="Maximum number of results."
)
@click.option(
    "--ignore-known",
    metavar="PATH",
    callback=named,
    help="Texts that everybody quotes: a file, folder or JSON Lines. What stands in them does not count as copied.",
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option("--explain", is_flag=True, help="Report how the results were found and what may have been missed.")
@colour_option
def command(
    index: str,
    file: str,
    output: str | None,
    encoding: str | None,
    limit: int,
    ignore_known: str | None,
    form: str,
    explain: bool,
    colour: str,
) -> int:
    """Find the documents of INDEX that are related to FILE: copies, editions, excerpts and others.

    Exit 0 if there is such a document, 1 if there is none.
    """
    from policydiff.index.search import search
    from policydiff.readers.read import read_file
    from policydiff.reports.index import search_report
    from policydiff.version import __version__

    if ignore_known == STREAM:
        raise click.UsageError("--ignore-known names files, and standard input is none")
    document = read_file(file, encoding=encoding)
    note_records(document)
    result = search(index, document, _known_texts(ignore_known) if ignore_known else ())
    if form == TEXT:
        print_report(search_report(result, limit, explain=explain), colour, output, index, file)
    else:
        head = {"schema": "policydiff.relations/1", "tool": {"version": __version__}}
        deliver(FORMATS[form].write({**head, **result.as_json(limit)}), output, index, file)
    return 0 if result.hits else 1


def _known_texts(path: str) -> list[str]:
    """The texts of the readable documents in a file or folder; a line on standard error for each of the others."""
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import Entry, UnreadableInput

    inputs = list(Corpus([path]))
    note_unreadable([problem for problem in inputs if isinstance(problem, UnreadableInput)])
    return [entry.text for entry in inputs if isinstance(entry, Entry)]
