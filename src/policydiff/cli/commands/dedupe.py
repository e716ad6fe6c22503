"""`policydiff dedupe`: one document without its repeats; many documents are passed on to `dedupe_corpus`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from policydiff.cli.dedupe_options import (
    DisplayOptions,
    OutputOptions,
    ParsedOptions,
    corpus_input,
    corpus_options,
    display_options,
    document_options,
    output_options,
    refuse_contradictions,
    scan_options,
)
from policydiff.cli.memory import return_freed_memory
from policydiff.cli.output import (
    STREAM,
    colour_option,
    deliver,
    encoding_option,
    named,
    named_all,
    note,
    note_left_out,
    note_refusal,
    output_option,
    path_of_plan,
    records_options,
    refuse_places,
    same_file,
    say,
    threads_option,
    write_all,
    write_contents,
)
from policydiff.cli.path_options import path_options, refuse_given_paths
from policydiff.cli.pipeline_options import pipeline_of, pipeline_options
from policydiff.deduplication.choices import KEEP, RELATIONS
from policydiff.errors import WriteError
from policydiff.relations.kinds import MAY_BE_DROPPED, NEVER_DROPPED
from policydiff.translation import localized, localized_list

if TYPE_CHECKING:
    from typing import Unpack

    from policydiff.deduplication.options import Options
    from policydiff.deduplication.plan import Plan, WrittenForm


def _relations(context: click.Context, option: click.Parameter, value: str) -> frozenset[str]:
    """Callback of an option: the relations named; a usage error for others than RELATIONS and MAY_BE_DROPPED."""
    names = frozenset(name.strip() for name in value.split(",")) if value else frozenset()
    if never_dropped := sorted(names & set(NEVER_DROPPED)):
        template = "{name!r} links documents that both stay, always"
        raise click.BadParameter(localized(template, name=never_dropped[0]), context, option)
    if unknown := sorted(names - {*RELATIONS, *MAY_BE_DROPPED}):
        fields = {"name": unknown[0], "names": localized_list(RELATIONS + MAY_BE_DROPPED)}
        raise click.BadParameter(localized("{name!r} is none of {names}", **fields), context, option)
    return names


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, callback=named_all)
@output_option
@encoding_option
@click.option(
    "--plan",
    "plan_path",
    metavar="PATH",
    callback=named,
    help="Save the plan to this file, or in this folder; with -o: OUT.plan.json unless given.",
)
@click.option("--no-plan", is_flag=True, help="Save no plan with -o.")
@click.option("--in-place", is_flag=True, help="Replace FILE; the plan is saved as FILE.plan.json.")
@click.option(
    "--keep",
    type=click.Choice(KEEP),
    default="auto",
    show_default=True,
    help="Which copy is kept if either may be left out.",
)
@click.option(
    "--drop",
    callback=_relations,
    default="",
    metavar="RELATION,...",
    help="Also leave out these relations: pasted-copy, possible-paste, repeated-provision, repeated-line, running-head,"
    " furniture; in a corpus also: identical, same-text, script-twin, near-duplicate, excerpt.",
)
@click.option(
    "--keep-relation", callback=_relations, default="", metavar="RELATION,...", help="Keep copies of these relations."
)
@click.option(
    "--furniture",
    type=click.Choice(["keep", "drop"]),
    default="keep",
    show_default=True,
    help="Keep or leave out navigation, share buttons, copyright lines.",
)
@click.option("--mark", is_flag=True, help="Insert 〔第…行与第…行重复，已略〕 where text was left out.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: print only the plan.",
)
@click.option("--dry-run", is_flag=True, help="Print the report on standard output; write nothing.")
@click.option("--exit-code", is_flag=True, help="Exit 1 if something was or would be left out.")
@click.option("--explain", is_flag=True, help="Report how each decision was reached.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Print no report.")
@click.option("-v", "--verbose", is_flag=True, help="List what the report otherwise only counts.")
@click.option(
    "--files-from",
    metavar="PATH",
    callback=named,
    help="Also read the files listed here, one a line or separated by NUL.",
)
@click.option("--within", is_flag=True, help="In a corpus: only repeats inside each document.")
@click.option("--across", is_flag=True, help="In a corpus: only copies among documents.")
@click.option(
    "--prefer",
    metavar="GLOB|ORDER",
    default="",
    help="In a corpus: keep the copy whose path or id matches, or the newest, oldest or longest.",
)
@pipeline_options
@click.option(
    "--threshold",
    type=click.FloatRange(0.3, 0.99),
    default=0.8,
    show_default=True,
    metavar="X",
    help="In a corpus: similarity from which two documents are compared.",
)
@records_options
@path_options
@threads_option
def command(files: tuple[str, ...], **parsed: Unpack[ParsedOptions]) -> int:
    """Remove the pasted copies from FILE and report what was left out and why.

    The clean text goes to standard output in the encoding of FILE, the report to standard error. A copy is left out
    only if it is proven to be one: the same words, figures and punctuation. FILE may be - for standard input.

    A folder, a JSON Lines file (.jsonl, .ndjson, also .gz) or several files are a corpus: repeats inside its documents
    are left out, and of documents that are copies of each other one is kept. Without -o only the report is printed.

    \b
    policydiff dedupe plan.txt > clean.txt
    policydiff dedupe plan.txt -o clean.txt && policydiff restore clean.txt
    policydiff dedupe folder -o once && policydiff restore once -o again
    """
    if not files and parsed["files_from"] is None:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    is_corpus = len(files) != 1 or parsed["files_from"] is not None or _holds_many(files[0])
    refuse_contradictions(files, parsed, is_corpus=is_corpus)
    parsed["plan_path"] = path_of_plan(parsed["plan_path"], parsed["output"] or "".join(files[:1]))
    outputs, display, exit_code = output_options(parsed), display_options(parsed), parsed["exit_code"]
    if not is_corpus:
        refuse_given_paths(click.get_current_context())
        options = document_options(parsed)
        return _dedupe_document(files[0], parsed["encoding"], options, outputs, display, exit_code=exit_code)
    from policydiff.cli.commands import dedupe_corpus

    documents, scan, across = corpus_input(files, parsed), scan_options(parsed), corpus_options(parsed)
    return dedupe_corpus.run(documents, scan, across, outputs, display, pipeline_of(parsed), exit_code=exit_code)


def _holds_many(file: str) -> bool:
    """True if a path is that of a container or of a folder."""
    from policydiff.readers.registry import container_name

    return bool(container_name(file)) or os.path.isdir(file)


def _dedupe_document(
    file: str,
    encoding: str | None,
    options: Options,
    outputs: OutputOptions,
    display: DisplayOptions,
    *,
    exit_code: bool,
) -> int:
    """The exit status, after one document was deduped, its result written and reported.

    It is 1 with `exit_code` if something is dropped, else 0. ReadError or WriteError if that cannot be done.
    """
    from policydiff.deduplication.rounds import dedupe
    from policydiff.readers.read import read_file
    from policydiff.reports.deduplication import deduplication_report

    if not outputs.dry_run:
        _repair(file, outputs)
    return_freed_memory(file)
    document = read_file(file, encoding=encoding)
    if not display.quiet:
        note_left_out(document, verbose=display.verbose)
    plan = dedupe(document, options)
    status = int(exit_code and bool(plan.dropped))
    if not document.text and not display.quiet:
        note(file, "an empty document; nothing to do")
    if outputs.json_plan:
        deliver(_plan_bytes(plan, plan.text_form), outputs.json_output, file)
        return status
    if outputs.dry_run:
        _note_refusal(file, outputs, plan)
    saved = "" if outputs.dry_run else _write(file, outputs, plan)
    if document.text and (outputs.dry_run or not display.quiet):
        report = deduplication_report(
            plan, saved=saved, written=not outputs.dry_run, verbose=display.verbose, explain=display.explain
        )
        say(report, display.colour, on_stdout=outputs.dry_run)
    return status


def _repair(file: str, outputs: OutputOptions) -> None:
    """Repair what a killed run left where this one writes, before anything is read."""
    places = [file, f"{file}.plan.json"] if outputs.in_place else []
    if outputs.output not in (None, STREAM):
        places = [str(outputs.output), outputs.plan_path or f"{outputs.output}.plan.json"]
    if places:
        from policydiff.atomic.staging import repair

        repair(*places)


def _note_refusal(file: str, outputs: OutputOptions, plan: Plan) -> None:
    """Print a note if a run that writes would be refused.

    Without an output that is a file, it is said of a Word file or a page whether it can be written in its format.
    """
    from policydiff.storage.written_form import file_form

    try:
        if outputs.in_place or outputs.output not in (None, STREAM):
            _, plan_path = _form(file, outputs, plan)
            if not outputs.in_place:
                refuse_places([path for path in (plan_path, outputs.output) if path], file)
        elif plan.dropped:
            file_form(plan)
    except WriteError as error:
        note_refusal(error)


def _form(file: str, outputs: OutputOptions, plan: Plan) -> tuple[WrittenForm, str]:
    """What is written, and the path of the plan, empty if none is saved.

    WriteError if it cannot be written, or must not be written there.
    """
    from policydiff.storage.written_form import file_form, form_for

    output = outputs.output
    if outputs.in_place:
        if not plan.dropped:
            return plan.text_form, ""
        if "!" in file and not os.path.exists(file):
            raise WriteError("a document in an archive cannot be replaced", where=file, hint="name an output with -o")
        plan_path = f"{file}.plan.json"
        if os.path.lexists(plan_path):
            raise WriteError(
                "is there already, and may be needed to undo an earlier run", where=plan_path, hint="move it away first"
            )
        return file_form(plan), plan_path
    to_file = output is not None and output != STREAM
    plan_path = outputs.plan_path or (f"{output}.plan.json" if to_file and not outputs.no_plan else "")
    if output is not None and same_file(plan_path, output):
        raise WriteError("the text and its plan cannot be one file", where=plan_path, hint="name another with --plan")
    return form_for(plan, output) if output is not None and to_file else plan.text_form, plan_path


def _write(file: str, outputs: OutputOptions, plan: Plan) -> str:
    """The path of the plan, empty if none is saved, after the clean text and its plan were written.

    With --in-place nothing is written if nothing is dropped. WriteError if a file cannot or must not be written.
    """
    form, plan_path = _form(file, outputs, plan)
    output = outputs.output
    if outputs.in_place:
        if not plan.dropped:
            return ""
        from policydiff.atomic.files import require_same_bytes

        raw = plan.document.file_bytes
        require_same_bytes(file, raw)
        write_contents({plan_path: _plan_bytes(plan, form), file: form.clean}, [file], {plan_path: None, file: raw})
        return plan_path
    to_file = output is not None and output != STREAM
    files = {plan_path: _plan_bytes(plan, form)} if plan_path else {}
    if output is not None and to_file:
        files[output] = form.clean
    if files:
        write_all(files, file)
    if not to_file:
        deliver(plan.clean, None, file)
    return plan_path


def _plan_bytes(plan: Plan, form: WrittenForm) -> bytes:
    """The content of a saved plan. Computed only when needed, since that takes longer than a short dedupe."""
    from policydiff.writers.data import json

    return json.write(plan.as_json(form)).encode("utf-8")
