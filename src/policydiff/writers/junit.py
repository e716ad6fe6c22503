"""Findings as a JUnit report: a test case a document, failed where a rule found something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from policydiff.writers.escape import visible

_SUITE = "policydiff check"
_UNREADABLE = "unreadable"


def write(result: dict[str, Any], documents: Sequence[str]) -> str:
    """The report as XML, ending with a newline. `documents` are the names of all that were checked, in order."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in documents}
    for finding in result["findings"]:
        found.setdefault(finding["document"], []).append(finding)
    return "\n".join(_lines(list(found.items()))) + "\n"


def _lines(cases: list[tuple[str, list[dict[str, Any]]]]) -> Iterator[str]:
    failures = sum(_failed(found) for _, found in cases)
    errors = sum(_unread(found) for _, found in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="{_SUITE}" {counts}>'
    yield f'  <testsuite name="{_SUITE}" {counts}>'
    for name, found in cases:
        yield from _case(name, found)
    yield "  </testsuite>"
    yield "</testsuites>"


def _unread(found: list[dict[str, Any]]) -> bool:
    return any(each["rule"] == _UNREADABLE for each in found)


def _failed(found: list[dict[str, Any]]) -> bool:
    return not _unread(found) and any(each["severity"] != "info" for each in found)


def _case(name: str, found: list[dict[str, Any]]) -> Iterator[str]:
    head = f'    <testcase classname="{_SUITE}" name="{_text(visible(name))}"'
    if not found:
        yield f"{head}/>"
        return
    yield f"{head}>"
    told = "\n".join(map(_said, found))
    if _unread(found) or _failed(found):
        element = "error" if _unread(found) else "failure"
        first = next(each for each in found if each["severity"] != "info" or each["rule"] == _UNREADABLE)
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        message = f"{first['message']}{more}"
        attributes = f'type="{_text(first["rule"])}" message="{_text(visible(message))}"'
        yield f"      <{element} {attributes}>{_text(told)}</{element}>"
    else:
        yield f"      <system-out>{_text(told)}</system-out>"
    yield "    </testcase>"


def _said(finding: dict[str, Any]) -> str:
    excerpt = f" “{finding['excerpt']}”" if finding["excerpt"] else ""
    return visible(f"{finding['path']}:{finding['lines'][0]}: {finding['rule']}: {finding['message']}{excerpt}")


def _text(text: str) -> str:
    """The text for XML: nothing that XML 1.0 forbids is left, since all that is hidden is escaped first."""
    return escape("\n".join(map(visible, text.split("\n"))), quote=True)
