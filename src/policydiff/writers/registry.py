"""The formats that there are: the modules in the folders of `policydiff.writers`, listed without being imported."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from policydiff.extensions import load_module, names_in

TEXT = "text"  # every command has it, and prints it itself: width and colour depend on the terminal
# Modules of a folder that are listed first, since help texts had them in this order; all others follow by name.
_LISTED_FIRST = (TEXT, "json", "unified", "markdown", "html", "csv", "sarif", "junit", "github")


class Format(NamedTuple):
    """A writer that is not imported yet: the folder, which says what its `write` takes, and the module in it."""

    folder: str
    module: str

    def write(self, value: Any) -> bytes:
        """The value in this format as bytes, after the module was imported; text is encoded as UTF-8.

        Lone surrogates become escapes.
        """
        content = load_module(f"policydiff.writers.{self.folder}", self.module, "write").write(value)
        return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")


def formats(*folders: str) -> dict[str, Format]:
    """The formats of a command by name: `text`, then those of the folders in their order.

    >>> list(formats("data", "findings"))
    ['text', 'json', 'sarif', 'junit', 'github']
    """
    offered = {TEXT: Format("report", TEXT)}
    for folder in folders:
        offered |= formats_in(folder)
    return offered


def formats_in(folder: str) -> dict[str, Format]:
    """The formats of one folder by name, in the order of a help text. A hyphen in a name is _ in its file."""
    path = os.path.join(os.path.dirname(__file__), folder)
    modules = names_in(path)
    others = [name for name in modules if name not in _LISTED_FIRST]
    ordered = [*(name for name in _LISTED_FIRST if name in modules), *others]
    return {name.replace("_", "-"): Format(folder, name) for name in ordered}
