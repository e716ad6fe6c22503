"""The options that choose files below folders: --include, --exclude, --respect-gitignore; and what they left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from policydiff.cli.output import name_of_inputs, note
from policydiff.messages import counted, joined, message, translatable, verbatim

if TYPE_CHECKING:
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.path_selection import PathSelection

Command = TypeVar("Command", bound=Callable[..., Any])
_MAX_NAMED = 20  # files that are named with --verbose
# Templates for one and for many.
_NO_DOCUMENTS = (translatable("{number:,} file is no document"), translatable("{number:,} files are no documents"))
_EXCLUDED = (
    translatable("{number:,} file or folder is excluded"),
    translatable("{number:,} files and folders are excluded"),
)
_IGNORED = (
    translatable("git ignores {number:,} file or folder"),
    translatable("git ignores {number:,} files and folders"),
)


class PathOptions(TypedDict, total=False):
    """The options as click passes them to the command."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    respect_gitignore: bool


def path_options(command: Command) -> Command:
    """The command with the options that choose files below folders."""
    for option in (
        click.option("--respect-gitignore", is_flag=True, help="In a folder: leave out what git ignores."),
        click.option(
            "--exclude",
            multiple=True,
            metavar="GLOB",
            help="In a folder: leave out the files and folders that match; may be repeated.",
        ),
        click.option(
            "--include", multiple=True, metavar="GLOB", help="In a folder: read only files that match; may be repeated."
        ),
    ):
        command = option(command)
    return command


def selection_of(options: PathOptions) -> PathSelection:
    """Which files the options choose."""
    from policydiff.readers.path_selection import PathSelection

    return PathSelection(
        options.get("include", ()),
        options.get("exclude", ()),
        respect_gitignore=options.get("respect_gitignore", False),
    )


def refuse_given_paths(context: click.Context) -> None:
    """Raise a usage error if one of the options is on the command line; for a command on one document."""
    from click.core import ParameterSource

    if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in PathOptions.__annotations__):
        raise click.UsageError("--include, --exclude and --respect-gitignore choose files of a folder")


def note_unmatched(corpus: Corpus) -> None:
    """Print a line for each pattern that matched nothing: it may be misspelt."""
    for pattern in corpus.unmatched:
        note(pattern, "this pattern matches nothing")


def note_left_out_files(corpus: Corpus, *, quiet: bool, verbose: bool) -> None:
    """Print how many files are no documents, and what the options left out; with `verbose` name them.

    Patterns that matched nothing are said even if `quiet`.
    """
    note_unmatched(corpus)
    for paths, (one, many) in (
        ([file.path for file in corpus.no_documents], _NO_DOCUMENTS),
        (corpus.excluded, _EXCLUDED),
        (corpus.ignored, _IGNORED),
    ):
        if paths and not quiet:
            count = counted(len(paths), one, many)
            shown = [*paths[:_MAX_NAMED], *(["…"] if len(paths) > _MAX_NAMED else [])]
            names = message("{count}: {names}", count=count, names=joined(map(verbatim, shown), ", "))
            note(name_of_inputs(corpus.operands), names if verbose else count)
