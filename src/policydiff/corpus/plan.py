"""`CorpusPlan`: the deduplication of a corpus as a value: documents, decisions, and inputs that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policydiff.deduplication.decision import Decision, decision_json
from policydiff.deduplication.plan import SCHEMA, Plan
from policydiff.display import HtmlDisplay
from policydiff.messages import in_english
from policydiff.readers.entries import UnreadableInput
from policydiff.relations.summary import DocumentSummary
from policydiff.version import __version__


@dataclass(frozen=True)
class CorpusPlan(HtmlDisplay):
    """The deduplication of many documents. The locations in its decisions refer to them by number.

    The summary of a document without a verified relation has nothing of what the document states.
    `cleaned` holds, by number, the plans of documents that are kept but lose repeats of their own. `search` describes
    the search for candidate pairs and what it may miss. `unproven` are documents whose own repeats stay, since a proof
    failed. `held` are documents outside the corpus of which some in it are copies; their numbers follow those of
    `documents`. `no_documents` are the paths of files of the folder that are none, as pictures.
    """

    documents: tuple[DocumentSummary, ...]
    decisions: tuple[Decision, ...]
    unreadable: tuple[UnreadableInput, ...]
    cleaned: Mapping[int, Plan]
    parameters: dict[str, Any]
    search: dict[str, Any]
    unproven: tuple[UnreadableInput, ...] = ()
    held: tuple[DocumentSummary, ...] = ()
    no_documents: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<CorpusPlan: {len(self.documents)} documents, {len(self.dropped)} dropped, {len(self.cleaned)} cleaned>"
        )

    @cached_property
    def dropped(self) -> Mapping[int, Decision]:
        """The documents that are dropped whole, by number, each with its decision.

        Those that lose repeats of their own are not among them.
        """
        return {
            decision.location.document: decision
            for decision in self.decisions
            if decision.action == "drop" and _is_between_documents(decision)
        }

    @property
    def characters_dropped(self) -> int:
        """How many characters are dropped: those of dropped documents and of repeats in kept ones.

        Marks that are put in their place are not counted.
        """
        in_documents = sum(self.documents[number].characters for number in self.dropped)
        return in_documents + sum(sum(map(len, plan.dropped)) for plan in self.cleaned.values())

    def summary(self, number: int) -> DocumentSummary:
        """The summary of a document of the corpus or of a held one, by its number."""
        count = len(self.documents)
        return self.documents[number] if number < count else self.held[number - count]

    def document_json(self, number: int) -> dict[str, Any]:
        """The summary of one document for the JSON of the plan.

        `line` is None for a whole file; title, date and number are None if the document states none, and also
        if it has no verified relation.
        """
        summary, own_plan = self.documents[number], self.cleaned.get(number)
        is_dropped = number in self.dropped
        return {
            "path": summary.source.file_name,
            "id": summary.source.id,
            "line": summary.source.record or None,
            "sha256": summary.sha256,
            "encoding": summary.encoding,
            "bom": summary.bom,
            "characters": summary.characters,
            "kept_characters": 0 if is_dropped else own_plan.kept_characters if own_plan else summary.characters,
            "title": summary.title or None,
            "date": summary.date or None,
            "number": summary.document_number or None,
        }

    def head_json(self) -> dict[str, Any]:
        """The JSON of the plan but for documents and decisions: schema, tool, candidates, unreadable inputs, summary.

        `candidates` is empty if documents were not compared with each other.
        """
        actions = [decision.action for decision in self.decisions]
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__, "parameters": self.parameters},
            "candidates": in_english(self.search),
            "unreadable": [problem.as_json() for problem in self.unreadable],
            "no_documents": list(self.no_documents),
            "held": [{"id": summary.id, "path": summary.source.path} for summary in self.held],
            "unproven": [problem.as_json() for problem in self.unproven],
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
        """Return the plan as JSON (`docs/json/dedupe-corpus.schema.json`); better write a large one line by line."""
        return {
            **self.head_json(),
            "documents": [self.document_json(number) for number in range(len(self.documents))],
            "decisions": [decision_json(decision) for decision in self.decisions],
        }


def _is_between_documents(decision: Decision) -> bool:
    """True if the copy and what it is a copy of are in different documents.

    False also for a decision without a second place.
    """
    return decision.copy_of is not None and decision.copy_of.document != decision.location.document
