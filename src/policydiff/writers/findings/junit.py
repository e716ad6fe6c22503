"""Findings as a JUnit report: one test case a document, failed if a rule found something in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from policydiff.writers.escape import visible, visible_but

if TYPE_CHECKING:
    from policydiff.checks.corpus_run import CheckResult

_SUITE = "policydiff check"
_UNREADABLE = "unreadable"


def write(result: CheckResult) -> str:
    """The report as XML, ending with a newline: one case a document, in the order in which they were checked.

    Only new findings count: infos do not fail a case, and an unreadable document is an error.

    >>> from policydiff.checks.baseline import ComparedFindings
    >>> from policydiff.checks.corpus_run import CheckResult
    >>> from policydiff.readers.entries import Source
    >>> result = CheckResult((Source("a.txt", "a.txt", "a.txt"),), ComparedFindings(()))
    >>> print(write(result).splitlines()[3].strip())
    <testcase classname="policydiff check" name="a.txt"/>
    """
    findings_of: dict[str, list[dict[str, Any]]] = {source.id: [] for source in result.documents}
    for finding in result.as_json()["findings"]:
        findings_of.setdefault(finding["document"], []).append(finding)
    return "\n".join(_lines(list(findings_of.items()))) + "\n"


def _lines(cases: list[tuple[str, list[dict[str, Any]]]]) -> Iterator[str]:
    """The lines of the report; `cases` are the ids of documents with their findings."""
    failures = sum(_failed(findings) for _, findings in cases)
    errors = sum(_is_unreadable(findings) for _, findings in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="{_SUITE}" {counts}>'
    yield f'  <testsuite name="{_SUITE}" {counts}>'
    for name, findings in cases:
        yield from _case(name, findings)
    yield "  </testsuite>"
    yield "</testsuites>"


def _is_unreadable(findings: list[dict[str, Any]]) -> bool:
    """True if the document could not be read."""
    return any(finding["rule"] == _UNREADABLE for finding in findings)


def _failed(findings: list[dict[str, Any]]) -> bool:
    """True if a finding is an error or a warning; False for an unreadable document."""
    return not _is_unreadable(findings) and any(finding["severity"] != "info" for finding in findings)


def _case(name: str, findings: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of one case; one line without findings."""
    start_tag = f'    <testcase classname="{_SUITE}" name="{_text(visible(name))}"'
    if not findings:
        yield f"{start_tag}/>"
        return
    yield f"{start_tag}>"
    details = "\n".join(map(_finding_line, findings))
    if _is_unreadable(findings) or _failed(findings):
        element = "error" if _is_unreadable(findings) else "failure"
        first = next(finding for finding in findings if finding["severity"] != "info" or finding["rule"] == _UNREADABLE)
        more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
        message = f"{first['message']}{more}"
        attributes = f'type="{_text(first["rule"])}" message="{_text(visible(message))}"'
        yield f"      <{element} {attributes}>{_text(details)}</{element}>"
    else:
        yield f"      <system-out>{_text(details)}</system-out>"
    yield "    </testcase>"


def _finding_line(finding: dict[str, Any]) -> str:
    """A finding on one line: path, line (of a record, its line in the file), rule, message and excerpt."""
    excerpt = f" “{finding['excerpt']}”" if finding["excerpt"] else ""
    line = finding["record"] or finding["lines"][0]
    return visible(f"{finding['path']}:{line}: {finding['rule']}: {finding['message']}{excerpt}")


def _text(text: str) -> str:
    """The text escaped for XML. It holds no character that XML 1.0 forbids: `visible` escapes these first."""
    return escape(visible_but("\n", text), quote=True)
