"""Findings one by one: `path:line:column: severity rule message`, and below it what else each one says."""

from __future__ import annotations

from pathlib import Path

from policydiff.reports.finding_lines import FindingLine
from policydiff.writers.escape import visible

_COLOURS = {"drop": "31", "warn": "33"}
_INDENT = "    "


def write(lines: tuple[FindingLine, ...], *, details: bool = True, colour: bool = False, linked: bool = False) -> str:
    """A line for each finding, with its `details` indented below it; lines are as long as they are.

    If `linked`, each place is a link to its file (OSC 8), which only some terminals know.

    >>> line = FindingLine("law.txt:12:5", "warning", "numbering", "a number is missing", ("“第五条”",), "warn")
    >>> print(write((line,)), end="")
    law.txt:12:5: warning numbering a number is missing
        “第五条”
    """
    return "".join(f"{text}\n" for line in lines for text in _texts(line, details, colour, linked))


def _texts(line: FindingLine, details: bool, colour: bool, linked: bool) -> list[str]:
    """The lines of text of one finding."""
    place, severity, rule = visible(line.place), visible(line.severity), visible(line.rule)
    if colour:
        place = f"\x1b[1m{place}\x1b[0m"
        severity = f"\x1b[{_COLOURS[line.tone]}m{severity}\x1b[0m" if line.tone in _COLOURS else severity
    if linked and line.file:
        place = f"\x1b]8;;{_address(line.file)}\x1b\\{place}\x1b]8;;\x1b\\"
    first = f"{place}: {severity} {rule} {visible(line.message)}"
    return [first, *(f"{_INDENT}{visible(detail)}" for detail in line.details)] if details else [first]


def _address(file: str) -> str:
    """The address of a file, in which all but letters, digits and a few marks is percent-encoded (RFC 8089)."""
    return Path(file).absolute().as_uri()
