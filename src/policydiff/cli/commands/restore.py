"""`policydiff restore`: the source of a deduplicated document or corpus."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from policydiff.cli.output import (
    STREAM,
    deliver,
    file_argument,
    named,
    note,
    output_option,
    path_of_plan,
    same_file,
    standard_output,
    write_all,
)
from policydiff.errors import PlanError, ReadError, WriteError, hint_of, reason_of
from policydiff.messages import message, translatable

if TYPE_CHECKING:
    from policydiff.storage.saved_plan import SavedPlan

_PACKED_ANEW = translatable("an archive, packed anew: its content is the same byte for byte")
_UNPACKED = translatable("an archive, given back unpacked: its content is the same byte for byte")


@click.command()
@file_argument("clean")
@click.option(
    "--plan",
    "plan_path",
    metavar="PATH",
    callback=named,
    help="The plan, or the folder with it; CLEAN.plan.json or CLEAN.plan.jsonl unless given.",
)
@output_option
@click.option("-q", "--quiet", is_flag=True, help="In a corpus: print no notes and no progress.")
def command(clean: str, plan_path: str | None, output: str | None, quiet: bool) -> int:
    """Restore the source of CLEAN, byte for byte. CLEAN is a document, a folder or a JSON Lines file made by dedupe.

    CLEAN and the restored source are checked against the SHA-256 sums in the plan before anything is written. If
    CLEAN is a folder, -o names the new folder.
    """
    plan_path = path_of_plan(plan_path, clean)
    if clean == STREAM and not plan_path:
        raise click.UsageError("standard input has no plan beside it; name one with --plan")
    if clean != STREAM:
        from policydiff.atomic.staging import repair

        stem = clean.rstrip("/") or clean
        repair(clean, *([plan_path] if plan_path else [f"{stem}.plan.json", f"{stem}.plan.jsonl"]))
        if output not in (None, STREAM):
            repair(str(output))
    plan_path = plan_path or _path_of_plan(clean)
    if plan_path == clean == STREAM:
        raise click.UsageError("only one of the text and its plan can be standard input")
    from policydiff.storage.saved_plan import read_saved

    with _open_plan(plan_path) as stream:
        saved = read_saved(stream, plan_path)
        if saved is not None:
            return _restore_corpus(clean, plan_path, saved, output, quiet=quiet)
        stream.seek(0)
        plan_raw = stream.read()
    return _restore_document(clean, plan_path, plan_raw, output)


def _restore_document(clean: str, plan_path: str, plan_raw: bytes, output: str | None) -> int:
    """0, after the source of a document was written; PlanError if the plan is not that of the text."""
    from policydiff.deduplication.plan import read_plan, restore_source

    plan = read_plan(plan_raw, plan_path)
    source = restore_source(read_all(clean), plan, where=clean, plan_path=plan_path)
    if output is None or output == STREAM:
        deliver(source, None)
        return 0
    if same_file(output, clean):
        command = message("policydiff restore {clean} -o {clean}.restored", clean=clean)
        hint = message("restore to another file, then move that over this one: {command}", command=command)
        raise WriteError("is the input itself", where=output, hint=hint)
    is_input = any(same_file(output, path) for path in (clean, plan_path))  # which `write_all` refuses
    old = Path(output).read_bytes() if Path(output).is_file() and not is_input else None
    if old and old != source:
        from policydiff.storage.restored import other_file_error

        raise other_file_error(output)
    write_all({output: source}, clean, plan_path, read={} if is_input else {output: old})
    return 0


def _path_of_plan(clean: str) -> str:
    """The plan that dedupe wrote beside a result: one JSON object, or JSON Lines if only that is there.

    It need not exist.
    """
    stem = clean.rstrip("/") or clean
    lines = f"{stem}.plan.jsonl"
    return lines if os.path.exists(lines) and not os.path.exists(f"{stem}.plan.json") else f"{stem}.plan.json"


def _open_plan(path: str) -> BinaryIO:
    """The plan, in a stream that can be read twice; PlanError if it cannot be opened."""
    from policydiff.readers.files import OPEN_DESCRIPTOR, open_file

    try:
        if path == STREAM or OPEN_DESCRIPTOR.fullmatch(path) or os.path.isdir(path):
            return io.BytesIO(read_all(path))
        return open_file(path)
    except ReadError as error:
        reason = error.message
    except (OSError, ValueError) as error:
        reason = reason_of(error)
    raise PlanError(message("no plan: {reason}", reason=reason), where=path, hint="name it with --plan")


def _restore_corpus(clean: str, plan_path: str, saved: SavedPlan, output: str | None, *, quiet: bool) -> int:
    """0, after the source of a corpus was written; PlanError if the plan is not that of the result.

    click.UsageError without an output that a folder can be restored to.
    """
    if clean == STREAM:
        raise click.UsageError("a corpus is restored from its folder or file, not from standard input")
    if saved.is_folder and (output is None or output == STREAM):
        raise click.UsageError("a folder is restored to a folder: name a new one with -o")
    if saved.is_folder != os.path.isdir(clean):
        hint = "that was a folder" if saved.is_folder else "that was a file"
        raise PlanError(message("not what {plan} was made for", plan=plan_path), where=clean, hint=hint)
    if output is None or output == STREAM:
        return _print_source(clean, plan_path, saved)
    from policydiff.cli.progress import interruptible, progress
    from policydiff.storage.destination import checked_destination
    from policydiff.storage.restored import write_back

    destination = checked_destination(output, is_folder=saved.is_folder, operands=[clean, plan_path], plans=[])
    with interruptible(), progress(0, quiet=quiet) as report_progress:
        restored = write_back(saved, clean, destination, plan_path, report_progress)
    for source in () if quiet else restored.packed:
        note(source, _PACKED_ANEW if saved.is_folder or output.endswith(".gz") else _UNPACKED)
    for path in () if quiet else restored.others:
        note(path, "is not of the result; nothing was made of it")
    return 0


def _print_source(clean: str, plan_path: str, saved: SavedPlan) -> int:
    """0, after the source of JSON Lines was written to standard output.

    Nothing is written before all of it was checked.
    """
    import shutil
    import tempfile

    from policydiff.storage.saved_plan import opener, source_pieces

    with tempfile.TemporaryFile(prefix="policydiff-") as whole:
        for entry, edits in saved.files:
            whole.writelines(source_pieces(entry, edits, opener(clean, is_folder=False), plan_path))
        whole.seek(0)
        stream = standard_output().buffer
        shutil.copyfileobj(whole, stream, 1 << 20)
        stream.flush()
    return 0


def read_all(path: str) -> bytes:
    """The bytes of a file, or of standard input; ReadError if they cannot be read.

    A device, a pipe or a socket is read only if the shell opened it.
    """
    from policydiff.readers.files import OPEN_DESCRIPTOR

    try:
        if path == STREAM and sys.stdin is None:
            raise ReadError("standard input is closed", where=path)
        if path == STREAM:
            return sys.stdin.buffer.read()
        # A device may have no end, and a FIFO no writer, unless the shell opened it for us.
        if not OPEN_DESCRIPTOR.fullmatch(path) and _is_special(Path(path).stat().st_mode):
            raise ReadError("not a regular file", where=path)
        return Path(path).read_bytes()
    except OSError as error:
        raise ReadError(reason_of(error), where=path, hint=hint_of(error)) from None
    except ValueError:
        raise ReadError("not a file name", where=path) from None


def _is_special(mode: int) -> bool:
    """True if this is the mode of a device, a pipe or a socket."""
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
