"""What dedupe decided about a corpus, as a value: its documents, the decisions on them, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policydiff.deduplication.decision import Decision, decision_json
from policydiff.deduplication.plan import SCHEMA, Plan
from policydiff.readers.entries import Source, UnreadableInput
from policydiff.version import __version__


@dataclass(frozen=True, slots=True)
class Filed:
    """The facts of one document. Title, date and document number are known of those that were compared with another."""

    source: Source
    sha256: str
    encoding: str
    bom: bool
    characters: int
    title: str | None = None
    date: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class CorpusPlan:
    """A dedupe of many documents. Places in the decisions name them by number.

    `cleaned` holds, by number, the plans of documents that stay but lose repeats of their own. `search` says how
    candidates were found and what that may miss.
    """

    documents: tuple[Filed, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[UnreadableInput, ...]
    cleaned: Mapping[int, Plan]
    parameters: dict[str, Any]
    search: dict[str, Any]

    @cached_property
    def dropped(self) -> Mapping[int, Decision]:
        """The documents that go, each with the decision that says so."""
        return {each.place.document: each for each in self.decisions if each.action == "drop" and _between(each)}

    @property
    def characters_dropped(self) -> int:
        """How many characters the result has fewer than the corpus."""
        whole = sum(self.documents[number].characters for number in self.dropped)
        return whole + sum(sum(map(len, plan.dropped)) for plan in self.cleaned.values())

    def document_json(self, number: int) -> dict[str, Any]:
        """One document's facts as the contract lays them down."""
        filed, own = self.documents[number], self.cleaned.get(number)
        gone = number in self.dropped
        return {
            "path": filed.source.path,
            "id": filed.source.id,
            "line": filed.source.line or None,
            "sha256": filed.sha256,
            "encoding": filed.encoding,
            "bom": filed.bom,
            "characters": filed.characters,
            "kept_characters": 0 if gone else own.kept_characters if own else filed.characters,
            "title": filed.title,
            "date": filed.date,
            "number": filed.number,
        }

    def head_json(self) -> dict[str, Any]:
        """Everything but documents and decisions."""
        actions = [each.action for each in self.decisions]
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__, "parameters": self.parameters},
            "candidates": self.search,
            "unreadable": [each.as_json() for each in self.problems],
            "summary": {
                "documents": len(self.documents),
                "documents_dropped": len(self.dropped),
                "dropped": actions.count("drop"),
                "characters_dropped": self.characters_dropped,
                "conflicts": actions.count("conflict"),
                "kept_repeats": actions.count("keep"),
            },
        }

    def as_json(self) -> dict[str, Any]:
        """The whole plan as one value; a large one is better written line by line."""
        return {
            **self.head_json(),
            "documents": [self.document_json(number) for number in range(len(self.documents))],
            "decisions": [decision_json(each) for each in self.decisions],
        }


def _between(decision: Decision) -> bool:
    return decision.copy_of is not None and decision.copy_of.document != decision.place.document
