"""Findings as SARIF 2.1.0, which code scanning reads: rules, locations, related locations and fingerprints."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from policydiff.writers.data import json
from policydiff.writers.escape import visible

if TYPE_CHECKING:
    from policydiff.checks.corpus_run import CheckResult

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "policydiff/v1"


def write(result: CheckResult) -> str:
    """The log as JSON, ending with a newline.

    If there was a baseline, each result has a `baselineState`, and known findings are included.

    >>> from policydiff.checks.baseline import ComparedFindings
    >>> from policydiff.checks.corpus_run import CheckResult
    >>> '"version": "2.1.0"' in write(CheckResult((), ComparedFindings(())))
    True
    """
    data = result.as_json()
    numbers = {rule["id"]: number for number, rule in enumerate(data["rules"])}
    states = [("", data["findings"])]
    if result.baseline:
        states = [("new", data["findings"]), ("unchanged", data["known"])]
    results = [_result(finding, numbers, state) for state, findings in states for finding in findings]
    driver = {
        "name": "policydiff",
        "semanticVersion": data["tool"]["version"],
        "rules": [_rule(rule) for rule in data["rules"]],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that policydiff was run in."}}},
        "results": results,
    }
    return json.write({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """The descriptor of a rule, with its default level; an opt-in rule is not enabled by default."""
    configuration: dict[str, Any] = {"level": _LEVELS[rule["severity"]]}
    if rule["opt_in"]:
        configuration["enabled"] = False
    return {
        "id": rule["id"],
        "shortDescription": {"text": _sentence(rule["reason"])},
        "defaultConfiguration": configuration,
    }


def _sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def _result(finding: dict[str, Any], numbers: dict[str, int], state: str) -> dict[str, Any]:
    """The result of a finding.

    `numbers` are those of rules in the log, from 0; `state` is its `baselineState`, empty for none.
    """
    result: dict[str, Any] = {
        "ruleId": finding["rule"],
        "ruleIndex": numbers[finding["rule"]],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: finding["fingerprint"]},
    }
    if finding["related"]:
        result["relatedLocations"] = [
            {"id": number, **_location(related), "message": {"text": _plain(related["message"])}}
            for number, related in enumerate(finding["related"], start=1)
        ]
    return {**result, "baselineState": state} if state else result


def _message(finding: dict[str, Any]) -> str:
    """The message with the excerpt; of a finding in a record, also the document and the line in it."""
    location = ""
    if finding["record"]:
        place = finding.get("place") or f"line {finding['lines'][0]}"
        location = f"{finding['document']}, {place}: "
    excerpt = f": “{finding['excerpt']}”" if finding["excerpt"] else ""
    return _plain(f"{location}{finding['message']}{excerpt}")


def _plain(text: str) -> str:
    """The text with brackets escaped if it could hold an embedded link, `[text](target)` (SARIF 3.11.6)."""
    escaped = visible(text)
    return escaped.replace("[", "\\[").replace("]", "\\]") if "](" in escaped else escaped


def _location(source: dict[str, Any]) -> dict[str, Any]:
    """The location of a finding or a related passage; of one in a record, the line that holds the record.

    Only a finding in a file that is one document has columns.
    """
    path, record = source["path"], source["record"]
    first, last = source["lines"]
    region: dict[str, Any] = {"startLine": record or first, "endLine": record or last}
    if not record and "columns" in source:
        region["startColumn"], region["endColumn"] = source["columns"]
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}
    described = (source["document"] if record else "", source.get("place") or "", source.get("label") or "")
    names = [name for name in described if name]
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(" ".join(names))}]
    return location


def _artifact(path: str) -> dict[str, Any]:
    """The file as a URI: absolute, or relative to the folder in which policydiff was run."""
    uri = quote(os.fsencode(os.path.normpath(path).replace(os.sep, "/")), safe="/~!")
    if os.path.isabs(path):
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": "SRCROOT"}
