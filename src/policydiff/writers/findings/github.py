"""Findings as annotations of GitHub Actions: one workflow command a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policydiff.writers.escape import visible

if TYPE_CHECKING:
    from policydiff.checks.corpus_run import CheckResult

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def write(result: CheckResult) -> str:
    """Return one line a finding, each ending with a newline. No text can end its line or begin another command."""
    return "".join(f"{_line(finding)}\n" for finding in result.as_json()["findings"])


def _line(finding: dict[str, Any]) -> str:
    """Return the command for one finding in its JSON form.

    >>> finding = {"path": "a.txt", "lines": [3, 3], "record": None, "rule": "repeat", "severity": "info"}
    >>> _line(finding | {"message": "100%", "excerpt": ""})
    '::notice file=a.txt,line=3,endLine=3,title=policydiff repeat::100%25'
    """
    first, last = finding["lines"]
    line_range = f"line {first}" if first == last else f"lines {first}-{last}"
    record = finding["record"]
    location = {
        "file": finding["path"],
        "line": str(record or first),
        "endLine": str(record or last),
        "title": f"policydiff {finding['rule']}",
    }
    message = finding["message"]
    if record:
        message = f"{finding['document']}, {line_range}: {message}"
    if finding["excerpt"]:
        message += f": “{finding['excerpt']}”"
    properties = ",".join(f"{name}={_property(value)}" for name, value in location.items())
    return f"::{_LEVELS[finding['severity']]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
