"""Help in a language without blanks between words: wrapped by cells of the terminal, as `click` wraps by characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

_NO_WRAP = "\b"  # the first line of a paragraph that keeps its lines, as click has it
_WIDE = "[\u2e80-\uffef]"


class HelpContext(click.Context):
    """The context of a command whose help is wrapped so."""

    class formatter_class(click.HelpFormatter):
        """The formatter of the help."""

        def write_text(self, text: str) -> None:
            """Write paragraphs, indented, with a blank line between them."""
            from policydiff.writers.wrapping import wrapped

            blocks = []
            for paragraph in text.split("\n\n"):
                if paragraph.startswith(_NO_WRAP):
                    lines = paragraph.splitlines()[1:]
                else:
                    lines = list(wrapped(_on_one_line(paragraph), self.width - self.current_indent, 0))
                blocks.append("\n".join(" " * self.current_indent + line for line in lines))
            self.write("\n\n".join(blocks) + "\n")

        def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            """Write a list of options or commands, each with its description in a second column."""
            from policydiff.writers.wrapping import wrapped

            rows = list(rows)
            column = min(max(len(first) for first, _ in rows), col_max) + col_spacing
            for first, second in rows:
                lines = list(wrapped(_on_one_line(second), max(self.width - column - self.current_indent, 20), 0))
                lead = " " * self.current_indent + first
                if len(first) > column - col_spacing:
                    self.write(f"{lead}\n")
                    lead = ""
                for number, line in enumerate(lines):
                    self.write(f"{lead if not number else '':<{column + self.current_indent}}{line}\n")


def _on_one_line(paragraph: str) -> str:
    """The lines of a paragraph in one: with a blank between them, unless both sides of it are ideographs or marks.

    >>> _on_one_line("逐条列出。\\n退出码为 1")
    '逐条列出。退出码为 1'
    """
    return re.sub(rf"(?<={_WIDE}) (?={_WIDE})", "", " ".join(paragraph.split()))
