"""Findings as annotations of GitHub Actions: one workflow command a line."""

from __future__ import annotations

from typing import Any

from policydiff.writers.escape import visible

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def write(result: dict[str, Any]) -> str:
    """One line a finding, ending with a newline; nothing in it can end the line or begin another command."""
    return "".join(f"{_line(finding)}\n" for finding in result["findings"])


def _line(finding: dict[str, Any]) -> str:
    first, last = finding["lines"]
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    record = finding["record"]
    place = {
        "file": finding["path"],
        "line": str(record or first),
        "endLine": str(record or last),
        "title": f"policydiff {finding['rule']}",
    }
    said = finding["message"]
    if record:
        said = f"{finding['document']}, {where}: {said}"
    if finding["excerpt"]:
        said += f": “{finding['excerpt']}”"
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{_LEVELS[finding['severity']]} {properties}::{_data(said)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
