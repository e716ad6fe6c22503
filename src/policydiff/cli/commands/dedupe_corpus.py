"""`policydiff dedupe` of many documents: what stands twice in them and among them, reported or written once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import click

from policydiff.cli.dedupe_request import BETWEEN, Request, refuse_plan_contradictions
from policydiff.cli.output import PARTLY, STREAM, deliver, note, note_unreadable, same_file, say
from policydiff.cli.progress import interruptible, progress
from policydiff.corpus.links import CorpusOptions
from policydiff.corpus.pipeline import plan_corpus
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.settings import ScanOptions
from policydiff.deduplication.options import DROPPED, Options
from policydiff.errors import ReadError, WriteError
from policydiff.readers.corpus import Corpus
from policydiff.readers.files import JSON_LINES
from policydiff.readers.walk import listed
from policydiff.relations.classify import COPIES
from policydiff.reports.corpus import corpus_report
from policydiff.storage.corpus import LARGE, write_corpus
from policydiff.storage.destination import Destination, checked_destination, refuse_other_than_plan, refuse_overlap
from policydiff.writers import json


def run(files: Sequence[str], request: Request) -> int:
    """Dedupes the corpus as asked; the exit status."""
    _refuse_contradictions(files, request)
    operands = [*files, *_from_list(request.files_from)]
    is_folder = len(operands) != 1 or request.files_from is not None or not operands[0].endswith(JSON_LINES)
    writes = request.output is not None and not request.dry_run and request.form != "json"
    with ExitStack() as stack:
        stack.enter_context(interruptible())
        corpus = Corpus(operands, encoding=request.encoding, text_field=request.text_field, id_field=request.id_field)
        out = _place(request, operands, is_folder=is_folder) if writes else None
        told = stack.enter_context(progress(corpus.bytes, quiet=request.quiet))
        plan = plan_corpus(corpus, _settings(request), _across(request), told)
        not_copied: list[str] = []
        if out is not None and _status(plan, request) != 2:
            out = _with_plan(out, request, len(plan.documents))
            replaced = out.out.is_file() or (out.out.is_dir() and any(out.out.iterdir()))
            not_copied = write_corpus(plan, corpus, out, told)
            if replaced:
                _drop_other_plan(out, request)
    _tell(plan, corpus, out, request)
    for path in not_copied:
        note(path, "could not even be copied; it is not in the result")
    return _status(plan, request)


# --- what was asked


def _refuse_contradictions(files: Sequence[str], request: Request) -> None:
    refuse_plan_contradictions(request)
    if request.in_place:
        raise click.UsageError("--in-place is for one document; a corpus is written elsewhere, with -o")
    if request.output == STREAM:
        raise click.UsageError("a corpus is written to a folder or file, not to standard output; name it with -o")
    if request.plan_path and (request.output is None or request.dry_run):
        raise click.UsageError("--plan needs -o; --format json prints the plan")
    if request.files_from == STREAM and STREAM in files:
        raise click.UsageError("only one of the list and a document can be standard input")


def _from_list(path: str | None) -> list[str]:
    if path is None:
        return []
    from policydiff.cli.commands.restore import read_all

    names = listed(read_all(path))
    if not names:
        raise ReadError("names no file", where=path, hint="one path a line, or NUL between them")
    if STREAM in names:
        raise ReadError("names standard input", where=path, hint="a list names files; ./- is the file called -")
    return names


def _settings(request: Request) -> ScanOptions:
    within = request.within or not request.across
    asked = request.drop | ({"furniture"} if request.furniture == "drop" else set())
    own = (DROPPED | asked) - request.keep_relation - set(BETWEEN)
    options = Options(keep=request.keep, drop=frozenset(own), mark=request.mark)  # type: ignore[arg-type]
    return ScanOptions(
        threshold=request.threshold,
        threads=request.threads,
        parts=request.across or not request.within,
        own=options if within else None,
    )


def _across(request: Request) -> CorpusOptions | None:
    if request.within and not request.across:
        return None
    drop = (COPIES | request.drop) - request.keep_relation
    return CorpusOptions(keep=request.keep, prefer=request.prefer, drop=drop & set(BETWEEN))  # type: ignore[arg-type]


# --- where it goes


def _plans(request: Request) -> list[str]:
    """Where the plan may go, or an earlier one be."""
    out = (request.output or "").rstrip("/") or "/"
    return [request.plan_path] if request.plan_path else [f"{out}.plan.json", f"{out}.plan.jsonl"]


def _place(request: Request, operands: Sequence[str], *, is_folder: bool) -> Destination:
    from pathlib import Path

    out = request.output or ""
    place = checked_destination(out, is_folder=is_folder, operands=operands, plans=_plans(request))
    for path in [] if request.no_plan else _plans(request):
        if same_file(path, out) or Path(path).resolve().is_relative_to(place):
            raise WriteError("the plan cannot lie in what it is of", where=path, hint="name another with --plan")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
        if Path(path).exists() and not Path(path).is_file():
            raise WriteError("is not a regular file", where=path, hint="name another with --plan")
        refuse_overlap(path, operands)
        refuse_other_than_plan(path)
    return Destination(place, is_folder, None)


def _with_plan(out: Destination, request: Request, documents: int) -> Destination:
    if request.no_plan:
        return out
    import os
    from dataclasses import replace
    from pathlib import Path

    plans = _plans(request)
    return replace(out, plan=Path(os.path.realpath(plans[-1] if documents >= LARGE else plans[0])))


def _drop_other_plan(out: Destination, request: Request) -> None:
    """Takes away the plan of an earlier, larger or smaller result, which would now be a wrong one."""
    import contextlib
    from pathlib import Path

    for path in map(Path, _plans(request)):
        if path.resolve() != out.plan and not request.plan_path and path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()


# --- what is said


def _status(plan: CorpusPlan, request: Request) -> int:
    if plan.problems and not plan.documents:
        return 2
    if request.exit_code and (plan.dropped or plan.cleaned):
        return 1
    return PARTLY if plan.problems else 0


def _tell(plan: CorpusPlan, corpus: Corpus, out: Destination | None, request: Request) -> None:
    if request.form == "json":
        content = json.write(plan.as_json()).encode("utf-8")
        deliver(content, None if request.dry_run else request.output, *(file.path for file in corpus.files))
    else:
        on_stdout = out is None
        if on_stdout or not request.quiet:
            saved = _shown_plan(out, request) if out is not None and out.plan is not None else ""
            asked = {"verbose": request.verbose, "explain": request.explain}
            say(corpus_report(plan, saved=saved, written=not on_stdout, **asked), request.colour, on_stdout=on_stdout)
    note_unreadable(plan.problems, verbose=request.verbose)
    for path in corpus.passed_over if not request.quiet else ():
        note(path, "a link to a folder, passed over")
    if plan.problems and not plan.documents:
        click.echo("policydiff: nothing could be read; nothing was written", err=True)


def _shown_plan(out: Destination, request: Request) -> str:
    plans = _plans(request)
    return next((each for each in plans if out.plan and each.endswith(out.plan.suffix)), plans[0])
