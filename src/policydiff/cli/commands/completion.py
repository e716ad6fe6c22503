"""`policydiff completion`: the script that completes commands, options and files in a shell."""

from __future__ import annotations

import click

from policydiff.cli.output import deliver

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print a script that completes commands, options, choices and files in a shell.

    \b
    policydiff completion bash > ~/.local/share/bash-completion/completions/policydiff
    policydiff completion zsh > ~/.zfunc/_policydiff
    policydiff completion fish > ~/.config/fish/completions/policydiff.fish
    policydiff completion powershell >> $PROFILE
    """
    from policydiff.cli.completion import script

    context = click.get_current_context()
    deliver(script(context.find_root().command, shell).encode(), None)
    return 0
