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
from policydiff.cli.relation_option import HIT_ORDERS, relation_option
from policydiff.writers.registry import TEXT, formats

FORMATS = formats("data")


@click.command()
@file_argument("index")
@click.argument("file", metavar="[FILE]", required=False, callback=named)
@click.option(
    "--text", "words", metavar="WORDS", callback=named, help="Find the documents with these words; FILE is not given."
)
@output_option
@encoding_option
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="Maximum number of results."
)
@relation_option
@click.option(
    "--sort",
    "order",
    type=click.Choice(HIT_ORDERS),
    default="closest",
    show_default=True,
    help="Order of the results: the closest first, the newest date first, or by id.",
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
    file: str | None,
    words: str | None,
    output: str | None,
    encoding: str | None,
    limit: int,
    relations: frozenset[str],
    order: str,
    ignore_known: str | None,
    form: str,
    explain: bool,
    colour: str,
) -> int:
    """Find the documents of INDEX that are related to FILE: copies, editions, excerpts and others.

    With --text, find those that have words in them, in Simplified or Traditional characters.
    Exit 0 if there is such a document, 1 if there is none.
    """
    if (file is None) == (words is None):
        raise click.UsageError("name either a FILE or, with --text, the words to be found")
    if words is not None:
        if relations or ignore_known or explain or encoding or order != HIT_ORDERS[0]:
            raise click.UsageError("--relation, --sort, --ignore-known, --explain and --encoding go with FILE")
        return _search_words(index, words, output, limit, form, colour)
    assert file is not None
    from policydiff.index.search import search
    from policydiff.readers.read import read_file
    from policydiff.reports.index import search_report
    from policydiff.version import __version__

    if ignore_known == STREAM:
        raise click.UsageError("--ignore-known names files, and standard input is none")
    document = read_file(file, encoding=encoding)
    note_records(document)
    result = search(index, document, _known_texts(ignore_known) if ignore_known else ())
    result = result.selected(relations, order)
    if form == TEXT:
        print_report(search_report(result, limit, explain=explain), colour, output, index, file)
    else:
        head = {"schema": "policydiff.relations/1", "tool": {"version": __version__}}
        deliver(FORMATS[form].write({**head, **result.as_json(limit)}), output, index, file)
    return 0 if result.hits else 1


def _search_words(index: str, words: str, output: str | None, limit: int, form: str, colour: str) -> int:
    """The exit status, after the documents with these words were listed."""
    from policydiff.index.words import search_words
    from policydiff.reports.words import words_report

    try:
        result = search_words(index, words)
    except ValueError:
        raise click.UsageError("--text needs a letter, an ideograph or a digit") from None
    if form == TEXT:
        print_report(words_report(result, limit), colour, output, index)
    else:
        deliver(FORMATS[form].write(result.as_json(limit)), output, index)
    return 0 if result.hits else 1


def _known_texts(path: str) -> list[str]:
    """The texts of the readable documents in a file or folder; a line on standard error for each of the others."""
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import Entry, UnreadableInput

    inputs = list(Corpus([path]))
    note_unreadable([problem for problem in inputs if isinstance(problem, UnreadableInput)])
    return [entry.text for entry in inputs if isinstance(entry, Entry)]
