"""Findings as annotations of GitHub Actions: one workflow command a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policydiff.writers.escape import visible

if TYPE_CHECKING:
    from policydiff.checks.corpus_run import CheckResult

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def write(result: CheckResult) -> str:
    """One line for each new finding, each ending with a newline; empty without findings.

    No text can end its line or begin another command.
    """
    return "".join(f"{_line(finding)}\n" for finding in result.as_json()["findings"])


def _line(finding: dict[str, Any]) -> str:
    """The command for one finding in its JSON form; a finding in a record is on the line of the record.

    >>> finding = {"path": "a.txt", "lines": [3, 3], "record": None, "rule": "repeat", "severity": "info"}
    >>> _line(finding | {"message": "100%", "excerpt": ""})
    '::notice file=a.txt,line=3,endLine=3,title=policydiff repeat::100%25'
    """
    first, last = finding["lines"]
    line_range = finding.get("place") or (f"line {first}" if first == last else f"lines {first}-{last}")
    record = finding["record"]
    location = {
        "file": finding["path"],
        "line": str(record or first),
        "endLine": str(record or last),
        "title": f"policydiff {finding['rule']}",
    }
    message = finding["message"]
    if record or finding.get("place"):
        message = f"{finding['document']}, {line_range}: {message}"
    if finding["excerpt"]:
        message += f": “{finding['excerpt']}”"
    properties = ",".join(f"{name}={_property(value)}" for name, value in location.items())
    return f"::{_LEVELS[finding['severity']]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """The text as the message of a command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as the value of a property of a command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
