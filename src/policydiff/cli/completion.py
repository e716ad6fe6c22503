"""Completion of commands, options, choices and files in a shell: the scripts, and the answers that they ask for.

The script of a shell runs the program again with `COMPLETION` set, and gets one suggestion a line.
"""

from __future__ import annotations

import os
import re
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    shell_complete,
    split_arg_string,
)

COMPLETION = "_POLICYDIFF_COMPLETE"  # as in `main`, which reads it before this module is imported
_NAME = "policydiff"
# What options and arguments that take a path have as their metavar, and names of arguments that take none.
_PATHS = re.compile(r"PATH|FILE|INDEX|\[NEW\]")
_NO_PATHS = frozenset({"arguments", "ids", "patterns", "shell"})
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_WORD = $wordToComplete
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $type, $value, $help = $_ -split "`t", 3
        if ($type -eq "plain") {
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
        }
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
}
"""


class _PowerShell(ShellComplete):
    """Completion for PowerShell, which completes files itself where nothing is suggested."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one."""
        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        incomplete = os.environ.get("COMP_WORD", "")
        return (words[:-1] if incomplete and words and words[-1] == incomplete else words), incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A suggestion on one line: type, value and help, with tabs between."""
        return f"{item.type}\t{item.value}\t{' '.join((item.help or '').split())}"


add_completion_class(_PowerShell)


def script(command: click.Command, shell: str) -> str:
    """The script that completes the command in a shell: bash, zsh, fish or powershell."""
    chosen = get_completion_class(shell)
    if chosen is None:
        raise ValueError(shell)
    return chosen(command, {}, _NAME, COMPLETION).source()


def answer(command: click.Command, instruction: str) -> int:
    """Print the suggestions for the words in the environment, or a script, as `COMPLETION` says; the exit status."""
    return shell_complete(command, {}, _NAME, COMPLETION, instruction)


def complete_files(command: click.Command) -> None:
    """Let the options and arguments of a command, and of those in it, that take a path suggest files."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            complete_files(inner)
    for parameter in command.params:
        takes_text = parameter.type is click.STRING and not getattr(parameter, "is_flag", False)
        is_path = _PATHS.search(parameter.metavar or "") or isinstance(parameter, click.Argument)
        if takes_text and is_path and parameter.name not in _NO_PATHS:
            parameter._custom_shell_complete = _files


def _files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The suggestion that the shell completes a file."""
    return [CompletionItem(incomplete, type="file")]
