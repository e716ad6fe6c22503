"""`policydiff relations`: which documents of a corpus are related, how, and in which passages."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from policydiff.cli.output import (
    PARTLY,
    colour_option,
    deliver,
    encoding_option,
    note_passed_over,
    note_shortened,
    note_unreadable,
    output_option,
    print_report,
    records_options,
    threads_option,
)
from policydiff.cli.output_format import format_of_suffix
from policydiff.cli.path_options import PathOptions, note_left_out_files, path_options, selection_of
from policydiff.cli.progress import progress
from policydiff.cli.relation_option import GROUP_ORDERS, relation_option
from policydiff.translation import in_english
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from policydiff.corpus.settings import ScanOptions
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput

FORMATS = formats("data", "records", "report")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@output_option
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Output format; unless given, that of the suffix of the output file, else text.",
)
@click.option(
    "--pairs", is_flag=True, help="Print only pairs of similar documents with their similarity, as JSON Lines."
)
@click.option("--estimates", is_flag=True, help="With --pairs: print similarities estimated from signatures; faster.")
@click.option(
    "--threshold",
    type=click.FloatRange(0.3, 1),
    default=0.8,
    show_default=True,
    metavar="X",
    help="Jaccard similarity from which two documents are compared.",
)
@relation_option
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Show at most so many groups.")
@click.option(
    "--sort",
    "order",
    type=click.Choice(GROUP_ORDERS),
    default="largest",
    show_default=True,
    help="Order of the groups: the largest first, the newest date first, or by the id of the first document.",
)
@records_options
@path_options
@threads_option
@click.option(
    "--memory",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    default=64,
    show_default=True,
    help="Working memory of the search for similar sections; less memory takes longer.",
)
@click.option("--explain", is_flag=True, help="Report how pairs were found and what may have been missed.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@click.option("-v", "--verbose", is_flag=True, help="List every shared passage and every difference.")
def command(
    paths: tuple[str, ...],
    output: str | None,
    encoding: str | None,
    form: str | None,
    pairs: bool,
    estimates: bool,
    threshold: float,
    relations: frozenset[str],
    limit: int | None,
    order: str,
    text_field: str,
    id_field: str,
    max_unpacked: int | None,
    threads: int,
    memory: int,
    explain: bool,
    colour: str,
    quiet: bool,
    verbose: bool,
    **choice: Unpack[PathOptions],
) -> int:
    """Report which documents among PATHS are related, how, and which passages they share.

    PATHS are files, folders and JSON Lines files (also gzipped). The report lists groups of related documents; every
    relation was verified on the texts.
    """
    from policydiff.corpus.settings import ScanOptions
    from policydiff.readers.corpus import Corpus

    corpus = Corpus(
        paths,
        encoding=encoding,
        text_field=text_field,
        id_field=id_field,
        max_unpacked=max_unpacked,
        selection=selection_of(choice),
    )
    note_left_out_files(corpus, quiet=quiet, verbose=verbose)
    if pairs and (relations or limit or order != GROUP_ORDERS[0]):
        raise click.UsageError("--relation, --limit and --sort choose groups, and --pairs prints none")
    if estimates and not pairs:
        raise click.UsageError("--estimates goes with --pairs; every relation is verified on the texts")
    if pairs:
        settings = ScanOptions(threshold=threshold, threads=threads, find_contained=False)
        return _pairs(corpus, settings, output, estimates=estimates, quiet=quiet)
    from policydiff.deduplication.options import Options

    return _groups(
        corpus,
        ScanOptions(threshold=threshold, threads=threads, min_shared=0.0, own_repeats=Options(), titles=True),
        form or format_of_suffix(output, FORMATS),
        output,
        colour,
        choice_of_groups=(relations, order, limit),
        memory=memory << 20,
        explain=explain,
        quiet=quiet,
        verbose=verbose,
    )


def _pairs(corpus: Corpus, settings: ScanOptions, output: str | None, *, estimates: bool, quiet: bool) -> int:
    """The exit status, after pairs of similar documents were written as JSON Lines; see `_status`.

    Exact similarities below the threshold are left out, estimates are not.
    """
    import json

    from policydiff.corpus.stages import propose_pairs, scan_corpus
    from policydiff.engines import engine_for

    with progress(corpus.bytes, quiet=quiet) as report_progress:
        engine = engine_for(settings.threads)
        scan = scan_corpus(engine, corpus, settings, report_progress)
        candidates = propose_pairs(engine, scan, settings)

        def name(number: int) -> str:
            """The id of the document with this number as JSON."""
            return json.dumps(scan.sources[number].id, ensure_ascii=False)

        if estimates:
            lines = [
                f'{{"one": {name(document)}, "other": {name(other)}, "estimate": {estimate:.4f}}}\n'
                for document, other, estimate in candidates.estimated()
            ]
        else:
            from policydiff.corpus.pipeline import count_overlaps

            lines = [
                f'{{"one": {name(document)}, "other": {name(other)}, "jaccard": {overlap.jaccard},'
                f' "containment": [{overlap.left_in_right}, {overlap.right_in_left}]}}\n'
                for document, other, overlap in count_overlaps(corpus, scan, candidates)
                if overlap.jaccard >= settings.threshold
            ]
    from policydiff.readers.walk import readers_of

    deliver("".join(lines).encode("utf-8", "replace"), output, *readers_of(corpus.files))
    note_passed_over(corpus, quiet=quiet)
    return _status(scan.problems, len(scan.sources))


def _groups(
    corpus: Corpus,
    settings: ScanOptions,
    form: str,
    output: str | None,
    colour: str,
    *,
    choice_of_groups: tuple[frozenset[str], str, int | None],
    memory: int,
    explain: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """The exit status, after the groups of related documents were written in a format; see `_status`.

    `choice_of_groups` are the arguments of `RelationReport.selected`, and `memory` is in bytes.
    """
    from policydiff.corpus.pipeline import find_relations
    from policydiff.readers.walk import readers_of
    from policydiff.reports import relations as report

    with progress(corpus.bytes, quiet=quiet) as report_progress:
        relations = find_relations(corpus, settings, progress=report_progress, memory=memory)
    relations = relations.selected(*choice_of_groups)
    relations = replace(relations, no_documents=tuple(file.path for file in corpus.no_documents))
    note_shortened(corpus.shortened)
    sources = tuple(readers_of(corpus.files))
    if form == TEXT:
        print_report(report.relations_report(relations, explain=explain, verbose=verbose), colour, output, *sources)
        note_passed_over(corpus, quiet=quiet)
        return _status(relations.unreadable, len(relations.documents))
    values: dict[str, Callable[[], object]] = {
        "data": relations.as_json,
        "records": lambda: report.relation_table(relations),
        "report": lambda: report.relations_report(relations, explain=explain, verbose=verbose),
    }
    chosen = FORMATS[form]
    with in_english() if form == "csv" else nullcontext():
        content = chosen.write(values[chosen.folder]())
    deliver(content, output, *sources)
    note_passed_over(corpus, quiet=quiet)
    return _status(relations.unreadable, len(relations.documents))


def _status(problems: tuple[UnreadableInput, ...], read: int) -> int:
    """The exit status, after unreadable inputs were noted: 0 without any, `PARTLY` if some were read, else 2."""
    note_unreadable(problems)
    return (PARTLY if read else 2) if problems else 0
