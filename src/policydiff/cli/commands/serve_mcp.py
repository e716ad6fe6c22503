"""`policydiff serve-mcp`: an index for agents and editors, by the Model Context Protocol."""

from __future__ import annotations

import sys

import click

from policydiff.cli.output import file_argument


@click.command()
@file_argument("index")
def command(index: str) -> int:
    """Serve INDEX to agents and editors by the Model Context Protocol, on standard input and output.

    They may search it, read its documents, and compare, outline and check documents of the index or of their own.
    Nothing is written, and no file is read but the index.

    \b
    policydiff serve-mcp laws.index
    """
    from policydiff.cli.agents.protocol import serve
    from policydiff.cli.agents.tools import tools_over
    from policydiff.index.database import open_index
    from policydiff.translation import in_english

    with open_index(index):  # an index that cannot be opened is said at once
        pass
    with in_english():
        serve(tools_over(index), sys.stdin.buffer, sys.stdout.buffer)
    return 0
