"""`policydiff git-diff`: the program that git runs for `diff.policydiff.command`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from policydiff.cli.output import colour_option, note, say, standard_output
from policydiff.errors import PolicydiffError
from policydiff.messages import message
from policydiff.translation import localized

if TYPE_CHECKING:
    from policydiff.text.document import Document

_ABSENT = "."  # the hash and mode that git gives for a version that does not exist


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@colour_option
def command(arguments: tuple[str, ...], colour: str) -> int:
    """Compare two versions that git passes. The exit code is always 0, since git treats any other as a crash.

    ARGUMENTS are those of an external diff of git: PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE, for a
    renamed file also its new path and a description of the renaming. PATH alone is a file that is not merged.
    """
    if len(arguments) == 1:
        note(arguments[0], "unmerged; nothing is compared")
        return 0
    if len(arguments) not in (7, 9):
        raise click.UsageError("git calls this with 7 arguments; policydiff git-setup --external arranges it")
    path, old_file, _, old_mode, new_file, _, new_mode = arguments[:7]
    new_path = arguments[7] if len(arguments) == 9 else path
    for line in _file_changes(path, new_path, old_mode, new_mode):
        standard_output().write(line + "\n")
    if colour == "auto" and os.environ.get("GIT_PAGER_IN_USE") == "true" and not os.environ.get("NO_COLOR"):
        colour = "always"
    try:
        _compare(_read_version(old_file, path), _read_version(new_file, new_path), colour)
    except PolicydiffError as error:
        note(path, message("not compared: {reason}", reason=error.message))
    return 0


def _file_changes(path: str, new_path: str, old_mode: str, new_mode: str) -> list[str]:
    """Lines on what git reports of the file besides its text: new, deleted, renamed, another mode; empty if nothing."""
    from policydiff.writers.escape import visible

    if old_mode == _ABSENT or new_mode == _ABSENT:
        return [localized("new file: {path}" if old_mode == _ABSENT else "deleted file: {path}", path=visible(path))]
    lines = []
    if new_path != path:
        lines.append(localized("renamed: {old} → {new}", old=visible(path), new=visible(new_path)))
    if old_mode != new_mode:
        lines.append(localized("mode: {old} → {new}", old=old_mode, new=new_mode))
    return lines


def _read_version(file: str, path: str) -> Document:
    """One version, with its path in the repository instead of git's temporary file.

    An empty one for the null device.
    """
    from dataclasses import replace

    from policydiff.readers.read import read_file
    from policydiff.text.document import Document

    if file == os.devnull:
        return Document.from_text("", path)
    return replace(read_file(os.path.join(os.curdir, file)), path=path)  # a file called - is no standard input


def _compare(old: Document, new: Document, colour: str) -> None:
    """Print the report on two versions."""
    from policydiff.comparison.engine import compare
    from policydiff.reports.comparison.report import comparison_report

    say(comparison_report(compare(old, new)), colour, on_stdout=True)
