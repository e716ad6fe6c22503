"""The command line. Only here, and in `commands/`, is anything printed or exited."""

from __future__ import annotations

import importlib
import os
import stat
import sys
from collections.abc import Callable
from contextvars import copy_context
from gettext import gettext
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from policydiff.cli.common_settings import default_map
from policydiff.cli.language import OPTION, in_language_of_reader, lang_option, set_language
from policydiff.errors import PolicydiffError, reason_of
from policydiff.messages import as_message, cut, shortened
from policydiff.translation import localized
from policydiff.version import __version__

# Nothing here multiplies matrices; starting the threads for it costs more than a short document does. It must be set
# before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The commands and their one-line help, in the order of --help: first the four that analysts use first. A command's
# module is imported only when it is run.
COMMANDS = {
    "dedupe": "Remove pasted copies from a document or a corpus.",
    "compare": "Report what changed between two versions of a document.",
    "check": "Find faults in documents before they enter a collection.",
    "relations": "Report which documents of a corpus are related, and how.",
    "restore": "Restore the source of a deduplicated document, byte for byte.",
    "index": "Build and maintain an index of documents for search.",
    "search": "Find the documents of an index that are related to a document.",
    "serve-mcp": "Serve an index to agents and editors by the Model Context Protocol.",
    "baseline": "Record the known findings that check accepts.",
    "outline": "Show the structure of a document as policydiff reads it.",
    "text": "Print a document as UTF-8 text.",
    "config": "Show every setting with its value and its origin.",
    "sketch": "Show the shingle count and the signature of a document.",
    "completion": "Print a script that completes commands in a shell.",
    "git-setup": "Configure git to show Chinese documents by article and by word.",
    "git-diff": "Compare two versions for git, which calls this command itself.",
}
INTERRUPTED = 130
COMPLETION = "_POLICYDIFF_COMPLETE"  # the variable that the completion of a shell sets
_WITH_SETTINGS = frozenset({"check", "baseline", "config"})  # commands that read all settings themselves
_COLOUR_ALONE = frozenset({"colour"})  # what the settings are not asked for by these commands
_MAX_ERROR_CHARACTERS = 2_000
_DOCUMENTS = frozenset({"file", "files", "old"})  # arguments that may be standard input


class _LazyGroup(click.Group):
    """A group whose commands are the modules of `policydiff.cli.commands`, imported when used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command with this name, imported; None if there is none."""
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"policydiff.cli.commands.{name.replace('-', '_')}").command
        _refuse_empty_values(command)
        _offer_language(command)
        only = _COLOUR_ALONE if name in _WITH_SETTINGS else frozenset()
        ctx.default_map = {name: default_map(command, os.environ, only)}
        if COMPLETION in os.environ:
            from policydiff.cli.completion import complete_files

            complete_files(command)
        return in_language_of_reader(command)

    def resolve_command(
        self, ctx: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a usage error for an unknown one, with the nearest name."""
        name = arguments[0] if arguments else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from difflib import get_close_matches

            if nearest := get_close_matches(name, COMMANDS, n=1, cutoff=0.5):
                template = "No such command {name!r}. Did you mean {nearest!r}?"
                raise click.UsageError(localized(template, name=name, nearest=nearest[0]), ctx)
        return super().resolve_command(ctx, arguments)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands into the help, without importing them."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, localized(as_message(purpose))) for name, purpose in COMMANDS.items()])


def _offer_language(command: click.Command) -> None:
    """Let a command and the commands in it have the option --lang."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _offer_language(inner)
    if not any(OPTION in parameter.opts for parameter in command.params):
        command.params.append(lang_option())


def _refuse_empty_values(command: click.Command) -> None:
    """Let all options that take a text refuse an empty one, as an unset variable leaves it; not --reason."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            if (inner := command.commands.get(name)) is not None:
                _refuse_empty_values(inner)
    for parameter in command.params:
        takes_text = isinstance(parameter, click.Option) and parameter.type is click.STRING
        if takes_text and parameter.name != "reason" and not isinstance(parameter.callback, _NotEmpty):
            parameter.callback = _NotEmpty(parameter.callback)


class _NotEmpty:
    """A callback of an option that refuses an empty value after another callback, which may say more."""

    def __init__(self, callback: Callable[..., Any] | None) -> None:
        self._callback = callback

    def __call__(self, context: click.Context, option: click.Parameter, value: Any) -> Any:
        """The value as the other callback returns it; a usage error for one that is given and empty."""
        result = self._callback(context, option, value) if self._callback else value
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if is_given and "" in (value if isinstance(value, tuple) else (value,)):
            raise click.BadParameter(localized("an empty value"), context, option)
        return result


def _usual_name(option: str) -> str:
    """The name, without dashes, of an option that has another one, too; any other as it is."""
    return "jobs" if option == "threads" else option


@click.command(
    cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _usual_name}
)
@click.version_option(__version__, prog_name="policydiff", message="%(prog)s %(version)s")
def cli() -> None:
    """Deduplicate, compare and check policy documents, above all Chinese ones.

    Nothing is lost, nothing is guessed, everything is explained.
    """


cli.params.append(lang_option())


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and exit with its status; every error is one line on standard error.

    `arguments` are without the name of the program, by default those of the process.
    """
    if sys.stderr is None:  # closed by the caller: reports and errors are discarded
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(copy_context().run(_status, arguments))  # so that the language ends with the command


def _status(arguments: list[str] | None) -> int:
    """The exit status of a command, after it was run and its errors were printed.

    It is 0 if the reader of the output closed it, `INTERRUPTED` after ^C, 2 for other errors without a status.
    """
    if (transaction := sys.modules.get("policydiff.atomic.transaction")) is not None:
        transaction.PLACED.clear()  # of an earlier command in this process
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        set_language(arguments)
        command = in_language_of_reader(cli)
        if instruction := os.environ.get(COMPLETION):
            from policydiff.cli.completion import answer

            return answer(command, instruction)
        # Not its main(), which prints a line of its own when it is interrupted.
        with command.make_context("policydiff", arguments) as context:
            status: Any = command.invoke(context)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as done:
        status = done.exit_code
    except PolicydiffError as error:
        if _is_interruption(error):
            return _interrupted()
        return _print_error(localized(shortened(error.full_message)), error.exit_status)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)  # the help
        return 2
    except click.ClickException as error:
        return _print_error(_usage_message(error), 2)
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        _discard_output()  # the reader of our output has closed it
        return 0
    except OSError as error:
        if error.filename is None:
            _discard_output()
        where = cut(str(error.filename)) if error.filename else localized("standard output")
        return _print_error(localized("{where}: {message}", where=where, message=reason_of(error)), 2)
    except Exception as error:
        if _is_interruption(error):
            return _interrupted()
        if os.environ.get("POLICYDIFF_TRACEBACK"):
            raise
        text = "internal error: {error} (please report it; POLICYDIFF_TRACEBACK=1 shows where)"
        return _print_error(localized(text, error=f"{type(error).__name__}: {error}"), 2)
    return status if isinstance(status, int) else 0


def _is_interruption(error: BaseException) -> bool:
    """Whether an interruption caused an error: Python 3.11 raises RuntimeError for one while a class is defined."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__
    return cause is not None


def _interrupted() -> int:
    """Print what an interruption left: whether the result is in place, or nothing was written. The exit status."""
    # If the signal comes inside an exec() (as when a dataclass is defined), `python -m` ends by the signal instead of
    # with our status: the interpreter remembers the interruption until the next exec().
    exec("")
    transaction = sys.modules.get("policydiff.atomic.transaction")
    if transaction is not None and transaction.PLACED:
        paths = ", ".join(map(str, transaction.PLACED))
        return _print_error(localized("interrupted; in place: {paths}", paths=paths), INTERRUPTED)
    return _print_error(localized("interrupted; nothing was half-written"), INTERRUPTED)


def _discard_output() -> None:
    """Redirect standard output to the null device, so that the interpreter reports no second error when closing it."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage_message(error: click.ClickException) -> str:
    """A usage error as one line, with the command whose --help explains more."""
    # What is no literal was localized where it was raised. `format_message` reads the attribute, which is final.
    vars(error)["message"] = localized(as_message(error.message))
    message = error.format_message().rstrip(".。").replace("\n", " ")
    context = getattr(error, "ctx", None)
    if _lacks_input(error):
        message = localized("{message}; name - to read standard input", message=message)
    path = context.command_path if context else "policydiff"
    return localized("{message} (see {command} --help)", message=message, command=path)


def _lacks_input(error: click.ClickException) -> bool:
    """Whether no document is named although standard input is a pipe or a file, which the user may have meant."""
    if not isinstance(error, click.MissingParameter) or error.param is None or error.param.name not in _DOCUMENTS:
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # closed, or no file of the system
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _print_error(message: str, status: int) -> int:
    """Print an error as one line on standard error; return the status."""
    from policydiff.writers.escape import visible

    try:
        click.echo(f"policydiff: {visible(cut(message, _MAX_ERROR_CHARACTERS))}", err=True)
    except OSError:  # a full disk, or a closed reader: nobody can be told, but the status must not change
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return status
