"""`policydiff dedupe` of many documents: repeats in each and copies among them, reported or left out of a result."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from policydiff.atomic.transaction import put_in_place
from policydiff.cli.dedupe_options import CorpusInput, DisplayOptions, OutputOptions
from policydiff.cli.held import open_held
from policydiff.cli.output import (
    PARTLY,
    STREAM,
    deliver,
    name_of_inputs,
    note,
    note_passed_over,
    note_refusal,
    note_shortened,
    note_unreadable,
    same_file,
    say,
)
from policydiff.cli.path_options import note_left_out_files
from policydiff.cli.pipeline_options import PipelineOptions
from policydiff.cli.progress import interruptible, progress
from policydiff.cli.side_places import SidePlaces, too_many_unreadable
from policydiff.corpus.pipeline import plan_corpus
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.settings import CorpusOptions, ScanOptions
from policydiff.errors import ReadError, WriteError
from policydiff.readers import archives
from policydiff.readers.corpus import Corpus
from policydiff.readers.registry import container_name
from policydiff.readers.walk import listed, readers_of
from policydiff.reports.corpus import corpus_report
from policydiff.storage.corpus import MIN_DOCUMENTS_FOR_JSON_LINES, write_corpus
from policydiff.storage.destination import Destination, checked_destination, refuse_other_than_plan, refuse_overlap
from policydiff.storage.record_edits import with_whole_archives, with_writable_documents
from policydiff.storage.side_files import write_side_files
from policydiff.translation import localized
from policydiff.writers.data import json

if TYPE_CHECKING:
    from pathlib import Path


def run(
    documents: CorpusInput,
    scan: ScanOptions,
    across: CorpusOptions | None,
    outputs: OutputOptions,
    display: DisplayOptions,
    pipeline: PipelineOptions,
    *,
    exit_code: bool,
) -> int:
    """The exit status, after a corpus was deduped, its result written and reported.

    2 if there are inputs but none can be read, or too many cannot: then nothing is written. With `exit_code`, 1 if
    something is dropped. `PARTLY` if only some inputs can be read, else 0. Without `across`, documents are not compared
    with each other. ReadError or WriteError if a path does not exist or the result must not be written.
    """
    operands = [*documents.files, *_listed_paths(documents.files_from)]
    is_folder = len(operands) != 1 or documents.files_from is not None or not container_name(operands[0])
    with ExitStack() as stack:
        stack.enter_context(interruptible())
        corpus = Corpus(operands, fields=documents.fields, selection=documents.selection, **documents.reading)
        note_left_out_files(corpus, quiet=display.quiet, verbose=display.verbose)
        if not is_folder and outputs.output is not None:
            _refuse_unwritable(operands[0])
        out = _destination(outputs, operands, is_folder=is_folder)
        sides = SidePlaces.seen_now(pipeline, operands, [outputs.output, *_plan_paths(outputs)])
        held = stack.enter_context(open_held(pipeline, corpus, documents.reading))
        report_progress = stack.enter_context(progress(corpus.bytes, quiet=display.quiet))
        plan = plan_corpus(corpus, scan, across, report_progress, find_held=held.find if held else None)
        plan = replace(plan, no_documents=tuple(file.path for file in corpus.no_documents))
        if is_folder:
            plan = with_whole_archives(plan, corpus)
        plan = with_writable_documents(plan, corpus)
        too_many = too_many_unreadable(plan, corpus, pipeline.max_unreadable)
        status = 2 if too_many else _status(plan, pipeline, exit_code=exit_code)
        not_copied: list[str] = []
        if out is not None and status != 2:
            out = _destination_with_plan(out, outputs, len(plan.documents))
            out = replace(out, without_unreadable=pipeline.leaves_out_unreadable)
            place = held.placing(plan, corpus) if held else put_in_place
            not_copied = write_corpus(
                plan, corpus, out, report_progress, side_files=sides.files(plan, corpus), place=place
            )
        elif status != 2 and not outputs.dry_run:
            write_side_files(sides.files(plan, corpus), corpus)
    if too_many:
        note(name_of_inputs(operands), too_many)
    if outputs.json_plan:
        content = json.write(plan.as_json()).encode("utf-8")
        deliver(content, outputs.json_output, *readers_of(corpus.files))
    elif not display.quiet or (out is None and not (pipeline.ids or pipeline.rejects)):
        _report(plan, None if too_many else out, outputs, display)
    if held is not None:
        note_unreadable(held.unreadable, verbose=display.verbose)
        status = status or (PARTLY if held.unreadable else 0)
    _note_unread(plan, corpus, display)
    for path in not_copied:
        note(path, "could not even be copied; it is not in the result")
    return status


def _refuse_unwritable(operand: str) -> None:
    """WriteError for an archive, of which nothing is written."""
    if container_name(operand) in archives.KINDS:
        hint = "unpack it and dedupe the folder, or leave -o out to have the report alone"
        raise WriteError("an archive cannot be written", where=operand, hint=hint)


def _listed_paths(path: str | None) -> list[str]:
    """The paths in the list of --files-from, none without it; ReadError if it is empty or names standard input."""
    if path is None:
        return []
    from policydiff.cli.commands.restore import read_all

    names = listed(read_all(path))
    if not names:
        raise ReadError("names no file", where=path, hint="one path a line, or NUL between them")
    if STREAM in names:
        raise ReadError("names standard input", where=path, hint="a list names files; ./- is the file called -")
    return names


# --- the destination


def _plan_paths(outputs: OutputOptions) -> list[str]:
    """The paths at which the plan may be written or an earlier one may be: that of --plan alone, if it is given.

    Else two beside the output: its path with .plan.json (one object) and with .plan.jsonl (lines) appended.
    """
    out = (outputs.output or "").rstrip("/") or "/"
    return [outputs.plan_path] if outputs.plan_path else [f"{out}.plan.json", f"{out}.plan.jsonl"]


def _destination(outputs: OutputOptions, operands: Sequence[str], *, is_folder: bool) -> Destination | None:
    """The destination, without its plan; None if no result is written: no -o, --dry-run or --format json.

    WriteError if the result or its plan must not be written there; a dry run says so on standard error.
    """
    out = outputs.output
    if out is None or outputs.json_plan:
        return None
    if outputs.dry_run:
        try:
            _checked_places(outputs, operands, is_folder=is_folder)
        except WriteError as error:
            note_refusal(error)
        return None
    from pathlib import Path

    from policydiff.atomic.seen import look_at
    from policydiff.atomic.staging import repair

    repair(out, *_plan_paths(outputs))
    places = [Path(os.path.realpath(path)) for path in (out, *_plan_paths(outputs))]
    seen = {place: look_at(place) for place in places}
    return Destination(_checked_places(outputs, operands, is_folder=is_folder), is_folder, None, seen)


def _checked_places(outputs: OutputOptions, operands: Sequence[str], *, is_folder: bool) -> Path:
    """The real path for the result; WriteError if it or its plan must not be written where they are to go."""
    from pathlib import Path

    out = str(outputs.output)
    out_path = checked_destination(out, is_folder=is_folder, operands=operands, plans=_plan_paths(outputs))
    for path in [] if outputs.no_plan else _plan_paths(outputs):
        if same_file(path, out) or Path(path).resolve().is_relative_to(out_path):
            raise WriteError("the plan cannot lie in what it is of", where=path, hint="name another with --plan")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
        if Path(path).exists() and not Path(path).is_file():
            raise WriteError("is not a regular file", where=path, hint="name another with --plan")
        refuse_overlap(path, operands)
        refuse_other_than_plan(path)
    return out_path


def _destination_with_plan(out: Destination, outputs: OutputOptions, documents: int) -> Destination:
    """The destination with the path of its plan, which depends on the number of documents; none with --no-plan.

    The plan of an earlier, larger or smaller result does not fit the new one: it is outdated, but never with --plan.
    """
    from pathlib import Path

    from policydiff.atomic.seen import ABSENT

    places = [Path(os.path.realpath(path)) for path in _plan_paths(outputs)]
    plan = None if outputs.no_plan else places[-1] if documents >= MIN_DOCUMENTS_FOR_JSON_LINES else places[0]
    is_replaced = out.out.is_file() or (out.out.is_dir() and any(out.out.iterdir()))
    outdated = () if outputs.plan_path or not is_replaced else places
    is_there = {place for place, seen in out.seen.items() if seen != ABSENT and place.is_file()}
    return replace(out, plan=plan, outdated=tuple(place for place in outdated if place != plan and place in is_there))


# --- the report


def _status(plan: CorpusPlan, pipeline: PipelineOptions, *, exit_code: bool) -> int:
    """The exit status: 2 if nothing could be read, 1 with `exit_code` for a drop, `PARTLY` if inputs failed, else 0.

    Unreadable inputs are no failure where a share of them is allowed, and is not exceeded.
    """
    if plan.unreadable and not plan.documents:
        return 2
    if exit_code and (plan.dropped or plan.cleaned):
        return 1
    is_partly = bool(plan.unreadable) and pipeline.max_unreadable is None
    return PARTLY if is_partly or plan.unproven else 0


def _report(plan: CorpusPlan, out: Destination | None, outputs: OutputOptions, display: DisplayOptions) -> None:
    """Print the report: on standard output if nothing was to be written."""
    saved = _plan_path_to_show(out, outputs) if out is not None and out.plan is not None else ""
    report = corpus_report(
        plan,
        saved=saved,
        written=out is not None,
        without_unreadable=out is not None and out.without_unreadable,
        verbose=display.verbose,
        explain=display.explain,
    )
    say(report, display.colour, on_stdout=out is None)


def _note_unread(plan: CorpusPlan, corpus: Corpus, display: DisplayOptions) -> None:
    """Print notes on what was not read, on standard error."""
    note_unreadable(plan.unreadable, verbose=display.verbose)
    note_unreadable(plan.unproven, verbose=display.verbose)
    note_shortened(corpus.shortened)
    for path in corpus.skipped_links if not display.quiet else ():
        note(path, "a link to a folder, passed over")
    note_passed_over(corpus, quiet=display.quiet)
    if plan.unreadable and not plan.documents:
        click.echo(f"policydiff: {localized('nothing could be read; nothing was written')}", err=True)


def _plan_path_to_show(out: Destination, outputs: OutputOptions) -> str:
    """The path of the plan as the user gave it; `out` has a plan."""
    plans = _plan_paths(outputs)
    return next((path for path in plans if out.plan and path.endswith(out.plan.suffix)), plans[0])
