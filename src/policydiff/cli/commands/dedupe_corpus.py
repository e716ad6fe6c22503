"""`policydiff dedupe` of many documents: repeats in each and copies among them, reported or left out of a result."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import click

from policydiff.cli.dedupe_request import Request, refuse_plan_contradictions
from policydiff.cli.output import PARTLY, STREAM, deliver, note, note_unreadable, same_file, say
from policydiff.cli.progress import interruptible, progress
from policydiff.corpus.links import CorpusOptions
from policydiff.corpus.pipeline import plan_corpus
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.settings import ScanOptions
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS, Options
from policydiff.errors import ReadError, WriteError
from policydiff.readers.corpus import Corpus
from policydiff.readers.files import JSON_LINES
from policydiff.readers.walk import listed
from policydiff.relations.kinds import COPIES, MAY_BE_DROPPED
from policydiff.reports.corpus import corpus_report
from policydiff.storage.corpus import MIN_DOCUMENTS_FOR_JSON_LINES, write_corpus
from policydiff.storage.destination import Destination, checked_destination, refuse_other_than_plan, refuse_overlap
from policydiff.writers.data import json


def run(files: Sequence[str], request: Request) -> int:
    """Dedupe the corpus as requested; return the exit status."""
    _refuse_contradictions(files, request)
    operands = [*files, *_listed_paths(request.files_from)]
    is_folder = len(operands) != 1 or request.files_from is not None or not operands[0].endswith(JSON_LINES)
    writes = request.output is not None and not request.dry_run and request.form != "json"
    with ExitStack() as stack:
        stack.enter_context(interruptible())
        corpus = Corpus(operands, encoding=request.encoding, text_field=request.text_field, id_field=request.id_field)
        out = _destination(request, operands, is_folder=is_folder) if writes else None
        report_progress = stack.enter_context(progress(corpus.bytes, quiet=request.quiet))
        plan = plan_corpus(corpus, _scan_options(request), _corpus_options(request), report_progress)
        not_copied: list[str] = []
        if out is not None and _status(plan, request) != 2:
            out = _destination_with_plan(out, request, len(plan.documents))
            replaced = out.out.is_file() or (out.out.is_dir() and any(out.out.iterdir()))
            not_copied = write_corpus(plan, corpus, out, report_progress)
            if replaced:
                _remove_other_plan(out, request)
    _report(plan, corpus, out, request)
    for path in not_copied:
        note(path, "could not even be copied; it is not in the result")
    return _status(plan, request)


# --- the request


def _refuse_contradictions(files: Sequence[str], request: Request) -> None:
    """Raise a usage error for options that exclude each other."""
    refuse_plan_contradictions(request)
    if request.in_place:
        raise click.UsageError("--in-place is for one document; a corpus is written elsewhere, with -o")
    if request.output == STREAM:
        raise click.UsageError("a corpus is written to a folder or file, not to standard output; name it with -o")
    if request.plan_path and (request.output is None or request.dry_run):
        raise click.UsageError("--plan needs -o; --format json prints the plan")
    if request.files_from == STREAM and STREAM in files:
        raise click.UsageError("only one of the list and a document can be standard input")


def _listed_paths(path: str | None) -> list[str]:
    """The paths in the list of --files-from; ReadError if it is empty or names standard input."""
    if path is None:
        return []
    from policydiff.cli.commands.restore import read_all

    names = listed(read_all(path))
    if not names:
        raise ReadError("names no file", where=path, hint="one path a line, or NUL between them")
    if STREAM in names:
        raise ReadError("names standard input", where=path, hint="a list names files; ./- is the file called -")
    return names


def _scan_options(request: Request) -> ScanOptions:
    """How the corpus is scanned, and how each document is deduplicated."""
    within = request.within or not request.across
    dropped = request.drop | ({"furniture"} if request.furniture == "drop" else set())
    own_relations = (DEFAULT_DROPPED_RELATIONS | dropped) - request.keep_relation - set(MAY_BE_DROPPED)
    options = Options(keep=request.keep, drop=frozenset(own_relations), mark=request.mark)  # type: ignore[arg-type]
    return ScanOptions(
        threshold=request.threshold,
        threads=request.threads,
        find_contained=request.across or not request.within,
        own_repeats=options if within else None,
    )


def _corpus_options(request: Request) -> CorpusOptions | None:
    """How copies among the documents are decided; None if they are not looked for."""
    if request.within and not request.across:
        return None
    drop = (COPIES | request.drop) - request.keep_relation
    return CorpusOptions(keep=request.keep, prefer=request.prefer, drop=drop & set(MAY_BE_DROPPED))  # type: ignore[arg-type]


# --- the destination


def _plan_paths(request: Request) -> list[str]:
    """The paths at which the plan may be written or an earlier one may be."""
    out = (request.output or "").rstrip("/") or "/"
    return [request.plan_path] if request.plan_path else [f"{out}.plan.json", f"{out}.plan.jsonl"]


def _destination(request: Request, operands: Sequence[str], *, is_folder: bool) -> Destination:
    """The destination, without its plan; WriteError if the result or its plan must not be written there."""
    from pathlib import Path

    out = request.output or ""
    out_path = checked_destination(out, is_folder=is_folder, operands=operands, plans=_plan_paths(request))
    for path in [] if request.no_plan else _plan_paths(request):
        if same_file(path, out) or Path(path).resolve().is_relative_to(out_path):
            raise WriteError("the plan cannot lie in what it is of", where=path, hint="name another with --plan")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
        if Path(path).exists() and not Path(path).is_file():
            raise WriteError("is not a regular file", where=path, hint="name another with --plan")
        refuse_overlap(path, operands)
        refuse_other_than_plan(path)
    return Destination(out_path, is_folder, None)


def _destination_with_plan(out: Destination, request: Request, documents: int) -> Destination:
    """The destination with the path of its plan, which depends on the number of documents."""
    if request.no_plan:
        return out
    import os
    from dataclasses import replace
    from pathlib import Path

    plans = _plan_paths(request)
    return replace(
        out, plan=Path(os.path.realpath(plans[-1] if documents >= MIN_DOCUMENTS_FOR_JSON_LINES else plans[0]))
    )


def _remove_other_plan(out: Destination, request: Request) -> None:
    """Remove the plan of an earlier, larger or smaller result, which does not fit the new one."""
    import contextlib
    from pathlib import Path

    for path in map(Path, _plan_paths(request)):
        if path.resolve() != out.plan and not request.plan_path and path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()


# --- the report


def _status(plan: CorpusPlan, request: Request) -> int:
    """The exit status."""
    if plan.unreadable and not plan.documents:
        return 2
    if request.exit_code and (plan.dropped or plan.cleaned):
        return 1
    return PARTLY if plan.unreadable else 0


def _report(plan: CorpusPlan, corpus: Corpus, out: Destination | None, request: Request) -> None:
    """Print the report or the plan, and notes on what was not read."""
    if request.form == "json":
        content = json.write(plan.as_json()).encode("utf-8")
        deliver(content, None if request.dry_run else request.output, *(file.path for file in corpus.files))
    else:
        on_stdout = out is None
        if on_stdout or not request.quiet:
            saved = _plan_path_to_show(out, request) if out is not None and out.plan is not None else ""
            report_options = {"verbose": request.verbose, "explain": request.explain}
            say(
                corpus_report(plan, saved=saved, written=not on_stdout, **report_options),
                request.colour,
                on_stdout=on_stdout,
            )
    note_unreadable(plan.unreadable, verbose=request.verbose)
    for path in corpus.skipped_links if not request.quiet else ():
        note(path, "a link to a folder, passed over")
    if plan.unreadable and not plan.documents:
        click.echo("policydiff: nothing could be read; nothing was written", err=True)


def _plan_path_to_show(out: Destination, request: Request) -> str:
    """The path of the plan as the user gave it."""
    plans = _plan_paths(request)
    return next((path for path in plans if out.plan and path.endswith(out.plan.suffix)), plans[0])
