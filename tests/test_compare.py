"""Comparisons of generated editions, checked from outside against the promise of the contract."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given, settings

from generated import document, editions
from policydiff.compare import compare
from policydiff.comparison import Comparison

TURNED = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}


def compared(old: str, new: str) -> Comparison:
    return compare(document(old), document(new))


def sides(comparison: dict[str, Any]) -> Counter[str]:
    """All that a comparison says of units and what lies between, in no order."""
    said = [{**unit, "kind": "unit"} for unit in comparison["units"]]
    return Counter(json.dumps(each, sort_keys=True) for each in [*said, *comparison["between"]])


def turned(comparison: dict[str, Any]) -> dict[str, Any]:
    """What the comparison of the same two texts the other way round should say."""
    opposite = {"insert": "delete", "delete": "insert", "replace": "replace"}

    def turn(entry: dict[str, Any]) -> dict[str, Any]:
        hunks = [
            {**hunk, "op": opposite[hunk["op"]], "old": hunk["new"], "new": hunk["old"]} for hunk in entry["hunks"]
        ]
        made = {**entry, "old": entry["new"], "new": entry["old"], "hunks": hunks}
        if "change" in entry:
            made["change"] = TURNED.get(entry["change"], entry["change"])
        return made

    return {key: [turn(entry) for entry in comparison[key]] for key in ("units", "between")}


@settings(deadline=None)
@given(editions())
def test_exchanging_the_two_exchanges_the_sides(pair: tuple[str, str]) -> None:
    old, new = pair
    there, back = compared(old, new).as_json(), compared(new, old).as_json()
    assert sides(back) == sides(turned(there))
