"""What a terminal can do: pages of a long report, and links to files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_NO_PAGER = "policydiff.no_pager"  # key of the context
_NOT_FOUND = 127  # exit status of a shell that knows no such command
_KNOW_LINKS = {"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "Tabby", "rio"}  # values of TERM_PROGRAM
_MIN_VTE = 5000  # version 0.50, the first with links


def pager_option(command: Command) -> Command:
    """The command with the option --no-pager."""

    def keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        """Callback: keep the choice for `pager_command`."""
        context.meta[_NO_PAGER] = value

    text = "Print a long report to the terminal without a pager."
    return click.option("--no-pager", is_flag=True, expose_value=False, callback=keep, help=text)(command)


def pager_command() -> str:
    """The command of the pager: POLICYDIFF_PAGER, else PAGER, else less but on Windows.

    Empty for none, which `cat` means as well.
    """
    context = click.get_current_context(silent=True)
    if (context is not None and context.meta.get(_NO_PAGER)) or os.environ.get("TERM") == "dumb":
        return ""
    named = os.environ.get("POLICYDIFF_PAGER", os.environ.get("PAGER"))
    command = named.strip() if named is not None else "" if sys.platform == "win32" else "less"
    return "" if command == "cat" else command


def show_in_pager(text: str, command: str) -> bool:
    """Whether a pager showed the text; False if there is no such command."""
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c", **os.environ}
    try:
        # Users name a command with arguments, as for git: it is theirs, and run by their shell.
        with subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environment) as pager:
            try:
                pager.communicate(text.encode("utf-8", "replace"))
            except (BrokenPipeError, KeyboardInterrupt):
                pager.wait()
    except OSError:
        return False
    return pager.returncode != _NOT_FOUND


def knows_links(stream: Any) -> bool:
    """Whether a stream is a terminal that is known to show links (OSC 8); others may print their codes."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    version = os.environ.get("VTE_VERSION", "")
    return (
        (version.isdecimal() and int(version) >= _MIN_VTE)
        or os.environ.get("TERM_PROGRAM") in _KNOW_LINKS
        or any(name in os.environ for name in ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM"))
    )
