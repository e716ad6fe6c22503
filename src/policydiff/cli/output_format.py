"""The format that the suffix of an output file names."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable

import click

from policydiff.translation import localized, localized_list
from policydiff.writers.registry import TEXT

_NAMES = {
    ".csv": "csv",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".diff": "unified",
    ".patch": "unified",
    ".sarif": "sarif",
    ".xlsx": "xlsx",
    ".xml": "junit",
}
_OF_TEXT = frozenset({"", ".txt", ".text", ".log", ".out"})


def format_of_suffix(output: str | None, formats: Iterable[str], others: Container[str] = ()) -> str:
    """The format that the suffix of an output file names: `text` without a file, and for a suffix of plain text.

    It is one of `formats`, or a name in `others` for which the caller has another format. A usage error for any other
    suffix, since a file of that name would be taken for something that it is not.
    """
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix in _OF_TEXT or output == os.devnull:
        return TEXT
    name = _NAMES.get(suffix, "")
    if name in formats or name in others:
        return name
    fields = {"suffix": suffix, "formats": localized_list(formats)}
    raise click.UsageError(localized("{suffix} cannot be written; --format names what can: {formats}", **fields))
