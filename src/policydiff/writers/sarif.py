"""Findings as SARIF 2.1.0, which code scanning reads: rules, places, the other copy, and what they are known by."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from policydiff.writers import json
from policydiff.writers.escape import visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "policydiff/v1"


def write(result: dict[str, Any], *, compared: bool = False) -> str:
    """The log as JSON, ending with a newline. `compared` says that there was a baseline: then states are told."""
    numbers = {rule["id"]: number for number, rule in enumerate(result["rules"])}
    states = [("new", result["findings"]), ("unchanged", result["known"])] if compared else [("", result["findings"])]
    results = [_result(finding, numbers, state) for state, findings in states for finding in findings]
    driver = {
        "name": "policydiff",
        "semanticVersion": result["tool"]["version"],
        "rules": [_rule(rule) for rule in result["rules"]],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that policydiff was run in."}}},
        "results": results,
    }
    return json.write({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    said = rule["reason"]
    return {
        "id": rule["id"],
        "shortDescription": {"text": _sentence(said)},
        "defaultConfiguration": {"level": _LEVELS[rule["severity"]]},
    }


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _result(finding: dict[str, Any], numbers: dict[str, int], state: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": finding["rule"],
        "ruleIndex": numbers[finding["rule"]],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: finding["fingerprint"]},
    }
    if finding["related"]:
        told["relatedLocations"] = [
            {"id": number, **_location(each), "message": {"text": _plain(each["message"])}}
            for number, each in enumerate(finding["related"], start=1)
        ]
    return {**told, "baselineState": state} if state else told


def _message(finding: dict[str, Any]) -> str:
    where = ""
    if finding["record"]:
        where = f"{finding['document']}, line {finding['lines'][0]}: "
    excerpt = f": “{finding['excerpt']}”" if finding["excerpt"] else ""
    return _plain(f"{where}{finding['message']}{excerpt}")


def _plain(text: str) -> str:
    """The text, in which nothing reads as one of SARIF's embedded links, `[words](target)` (3.11.6)."""
    shown = visible(text)
    return shown.replace("[", "\\[").replace("]", "\\]") if "](" in shown else shown


def _location(place: dict[str, Any]) -> dict[str, Any]:
    """Where a finding, or what belongs to it, stands; of a record, the line that holds it."""
    path, record = place["path"], place["record"]
    first, last = place["lines"]
    region: dict[str, Any] = {"startLine": record or first, "endLine": record or last}
    if not record and "columns" in place:
        region["startColumn"], region["endColumn"] = place["columns"]
    told: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}
    names = [name for name in (place["document"] if record else "", place.get("label") or "") if name]
    if names:
        told["logicalLocations"] = [{"fullyQualifiedName": visible(" ".join(names))}]
    return told


def _artifact(path: str) -> dict[str, Any]:
    """The file as a URI: absolute, or from the folder that policydiff was run in."""
    written = quote(os.fsencode(os.path.normpath(path).replace(os.sep, "/")), safe="/~")
    if os.path.isabs(path):
        return {"uri": f"file://{'' if written.startswith('/') else '/'}{written}"}
    return {"uri": written, "uriBaseId": "SRCROOT"}
