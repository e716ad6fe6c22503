"""Markdown as text for a terminal: paragraphs wrapped, tables drawn, emphasis in colour."""

from __future__ import annotations

import io
from typing import Literal

from rich.console import Console
from rich.markdown import Markdown


def write(markdown: str, *, width: int = 80, colour: bool = False) -> str:
    """The text in lines of at most `width` cells, ending with a newline; addresses of links are shown.

    >>> print(write("**numbering**\\n\\nWarning.", width=40), end="")
    numbering
    <BLANKLINE>
    Warning.
    """
    page = io.StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=page, width=width, force_terminal=colour, color_system=system, legacy_windows=False)
    console.print(Markdown(markdown, hyperlinks=False))
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())
