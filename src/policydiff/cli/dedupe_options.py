"""The options of `policydiff dedupe`: what contradicts what, and the values that the options become.

Only the command itself sees `ParsedOptions`. What it calls takes the values made of them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from policydiff.cli.output import STREAM, ReadingOptions
from policydiff.cli.path_options import PathOptions, selection_of
from policydiff.cli.pipeline_options import PipelineParsed, corpus_rules, document_rules, order_of, preference_of
from policydiff.messages import translatable

if TYPE_CHECKING:
    from policydiff.corpus.settings import CorpusOptions, ScanOptions
    from policydiff.deduplication.choices import Keep
    from policydiff.deduplication.options import Options
    from policydiff.readers.path_selection import PathSelection


class ParsedOptions(ReadingOptions, PathOptions, PipelineParsed):
    """The options as click passes them to the command, with those of the other three."""

    output: str | None
    plan_path: str | None
    no_plan: bool
    in_place: bool
    keep: Keep
    drop: frozenset[str]
    keep_relation: frozenset[str]
    furniture: str
    mark: bool
    form: str
    dry_run: bool
    exit_code: bool
    explain: bool
    colour: str
    quiet: bool
    verbose: bool
    files_from: str | None
    within: bool
    across: bool
    threshold: float
    threads: int


class OutputOptions(NamedTuple):
    """Where the results go. With `json_plan` the only result is the plan, as JSON."""

    output: str | None = None
    plan_path: str | None = None
    no_plan: bool = False
    in_place: bool = False
    dry_run: bool = False
    json_plan: bool = False

    @property
    def json_output(self) -> str | None:
        """The file for the plan of --format json; None for standard output, which --dry-run always means.

        >>> OutputOptions("plan.json", json_plan=True).json_output
        'plan.json'
        >>> OutputOptions("plan.json", json_plan=True, dry_run=True).json_output
        """
        return None if self.dry_run else self.output


class DisplayOptions(NamedTuple):
    """How the report is shown; `colour` is auto, always or never."""

    verbose: bool
    explain: bool
    colour: str
    quiet: bool


class CorpusInput(NamedTuple):
    """The documents of a corpus: operands, a file that lists more of them, and how they are read.

    `fields` are the fields of records that the choice among copies needs.
    """

    files: tuple[str, ...]
    files_from: str | None
    reading: ReadingOptions
    selection: PathSelection
    fields: tuple[str, ...] = ()


# --- contradictions


def refuse_contradictions(files: Sequence[str], parsed: ParsedOptions, *, is_corpus: bool) -> None:
    """Raise click.UsageError for the first contradiction among the options, if there is one."""
    for is_refused, reason in _corpus_rules(files, parsed) if is_corpus else _document_rules(files, parsed):
        if is_refused:
            raise click.UsageError(reason)


def _document_rules(files: Sequence[str], parsed: ParsedOptions) -> Iterator[tuple[bool, str]]:
    """For one document, whether each rule is broken (True), and what to say then."""
    yield (
        parsed["across"] and not parsed["within"],
        translatable("--across needs several documents: a folder, JSON Lines, or several files"),
    )
    yield (
        parsed["in_place"]
        and bool(parsed["output"] or parsed["plan_path"] or parsed["no_plan"] or parsed["form"] == "json"),
        translatable("--in-place goes with neither -o, --plan, --no-plan nor --format json"),
    )
    yield parsed["in_place"] and STREAM in files, translatable("--in-place needs a file, not standard input")
    yield from _plan_rules(parsed)
    yield from document_rules(parsed)


def _corpus_rules(files: Sequence[str], parsed: ParsedOptions) -> Iterator[tuple[bool, str]]:
    """For many documents, whether each rule is broken (True), and what to say then."""
    yield from _plan_rules(parsed)
    yield parsed["in_place"], translatable("--in-place is for one document; a corpus is written elsewhere, with -o")
    yield (
        parsed["output"] == STREAM,
        translatable("a corpus is written to a folder or file, not to standard output; name it with -o"),
    )
    yield (
        bool(parsed["plan_path"]) and (parsed["output"] is None or parsed["dry_run"]),
        translatable("--plan needs -o; --format json prints the plan"),
    )
    yield (
        parsed["files_from"] == STREAM and STREAM in files,
        translatable("only one of the list and a document can be standard input"),
    )
    writes = parsed["output"] is not None and not parsed["dry_run"] and parsed["form"] != "json"
    within_only = parsed["within"] and not parsed["across"]
    yield from corpus_rules(parsed, writes=writes, no_plan=parsed["no_plan"], within_only=within_only)


def _plan_rules(parsed: ParsedOptions) -> Iterator[tuple[bool, str]]:
    """The rules about the plan that one document and many have in common, as in `_document_rules`."""
    has_path = bool(parsed["plan_path"])
    yield has_path and parsed["no_plan"], translatable("--plan and --no-plan contradict each other")
    yield (
        has_path and parsed["form"] == "json",
        translatable("--format json prints the plan itself; name its file with -o, not --plan"),
    )
    yield parsed["plan_path"] == STREAM, translatable("--plan needs a file; --format json prints the plan")


# --- values


def document_options(parsed: ParsedOptions) -> Options:
    """How the repeats inside a document are handled; relations between documents are left out of `drop`."""
    from policydiff.deduplication.options import Options, relations_to_drop

    furniture = {"furniture"} if parsed["furniture"] == "drop" else set()
    drop = relations_to_drop(parsed["drop"] | furniture, parsed["keep_relation"])
    return Options(keep=parsed["keep"], drop=drop, mark=parsed["mark"])


def scan_options(parsed: ParsedOptions) -> ScanOptions:
    """How a corpus is scanned, and how each document is deduplicated.

    Without --within and --across, or with both, repeats inside documents and copies among them are looked for.
    """
    from policydiff.corpus.settings import ScanOptions

    return ScanOptions(
        threshold=parsed["threshold"],
        threads=parsed["threads"],
        find_contained=parsed["across"] or not parsed["within"],
        own_repeats=document_options(parsed) if parsed["within"] or not parsed["across"] else None,
    )


def corpus_options(parsed: ParsedOptions) -> CorpusOptions | None:
    """How copies among the documents are handled; None if only --within is given, so that they are not looked for."""
    if parsed["within"] and not parsed["across"]:
        return None
    from policydiff.corpus.settings import CorpusOptions, relations_to_drop

    drop = relations_to_drop(parsed["drop"], parsed["keep_relation"])
    pattern = "" if order_of(parsed) else parsed["prefer"]
    return CorpusOptions(keep=parsed["keep"], prefer=pattern, drop=drop, preference=preference_of(parsed))


def output_options(parsed: ParsedOptions) -> OutputOptions:
    """Where the results go, as the user named them."""
    return OutputOptions(
        parsed["output"],
        parsed["plan_path"],
        no_plan=parsed["no_plan"],
        in_place=parsed["in_place"],
        dry_run=parsed["dry_run"],
        json_plan=parsed["form"] == "json",
    )


def display_options(parsed: ParsedOptions) -> DisplayOptions:
    """How the report is shown."""
    return DisplayOptions(parsed["verbose"], parsed["explain"], parsed["colour"], parsed["quiet"])


def corpus_input(files: tuple[str, ...], parsed: ParsedOptions) -> CorpusInput:
    """The documents of a corpus, as the user named them."""
    reading: ReadingOptions = {
        "encoding": parsed["encoding"],
        "text_field": parsed["text_field"],
        "id_field": parsed["id_field"],
        "max_unpacked": parsed["max_unpacked"],
    }
    return CorpusInput(files, parsed["files_from"], reading, selection_of(parsed), preference_of(parsed).wanted_fields)
