"""The tools of the server: the answers of the commands, of documents that are in the index or in the request.

No file is read but the index. Every answer names its documents by their ids, and places by lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policydiff.cli.agents.protocol import Tool
from policydiff.text.document import Document

if TYPE_CHECKING:
    from policydiff.index.words import FoldedTexts

_MAX_LIMIT = 100
_TEXT = {"type": "string", "description": "The text of a document."}
_ID = {"type": "string", "description": "The id of a document of the index, as search gives it."}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": _MAX_LIMIT, "description": "Most documents in the answer."}


def tools_over(index: str) -> dict[str, Tool]:
    """The tools over the index at this path."""
    library = _Library(index)
    one = {"id": _ID, "text": _TEXT}
    two = {"old_id": _ID, "old_text": _TEXT, "new_id": _ID, "new_text": _TEXT}
    return {
        "search": Tool(
            "Find the documents of the index that are related to a text: copies, editions, excerpts, reuse.",
            _schema({"text": _TEXT, "limit": _LIMIT}, "text"),
            library.search,
        ),
        "search_words": Tool(
            "Find the documents of the index that have words in them, in Simplified or Traditional characters.",
            _schema({"words": {"type": "string", "description": "The words."}, "limit": _LIMIT}, "words"),
            library.search_words,
        ),
        "document": Tool("The text of a document of the index.", _schema({"id": _ID}, "id"), library.document),
        "outline": Tool("The title, issuer, date and numbered units of a document.", _schema(one), library.outline),
        "compare": Tool(
            "What changed between two versions: units, findings on numbers, duties, penalties, references.",
            _schema(two),
            library.compare,
        ),
        "check": Tool("Faults in a document: mojibake, pasted copies, gaps in numbering.", _schema(one), library.check),
    }


def _schema(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """The JSON Schema of arguments."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


class _Library:
    """The documents of an index, and what can be asked of them."""

    def __init__(self, index: str) -> None:
        self._index = index
        self._folded: FoldedTexts | None = None

    def search(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The hits for a text, as `policydiff search --format json` gives them."""
        from policydiff.index.search import search

        return search(self._index, _of_text(arguments, "text")).as_json(_limit(arguments))

    def search_words(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The documents with words, as `policydiff search --text --format json` gives them."""
        from policydiff.index.words import FoldedTexts, search_words

        self._folded = self._folded or FoldedTexts()
        try:
            return search_words(self._index, _text(arguments, "words"), self._folded).as_json(_limit(arguments))
        except ValueError:
            raise ValueError("words: a letter, an ideograph or a digit is wanted") from None

    def document(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The text of a document with its id."""
        document = self._stored(_text(arguments, "id"))
        return {"id": _text(arguments, "id"), "characters": len(document.text), "text": document.text}

    def outline(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The outline, as `policydiff outline --format json` gives it."""
        from policydiff.cli.commands.outline import as_json
        from policydiff.structure.outline import outline

        return as_json(outline(self._one(arguments, "")))

    def compare(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The comparison, as `policydiff compare --format json` gives it."""
        from policydiff.comparison.engine import compare

        return compare(self._one(arguments, "old_"), self._one(arguments, "new_")).as_json()

    def check(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The findings of the rules for one document."""
        from policydiff.checks.document_run import findings_in
        from policydiff.checks.rules import RULES
        from policydiff.checks.selection import Selection
        from policydiff.checks.subject import CheckedDocument
        from policydiff.readers.entries import Source

        document = self._one(arguments, "")
        source = Source(document.path, document.path, document.path)
        severities = Selection().severities(document.path)
        findings = findings_in(CheckedDocument(document), source, RULES.values(), severities)
        return {"document": document.path, "findings": [finding.as_json() for finding in findings]}

    def _one(self, arguments: dict[str, Any], prefix: str) -> Document:
        """The document that the arguments name: one of the index by its id, or a text."""
        names = [name for name in (f"{prefix}id", f"{prefix}text") if name in arguments]
        if len(names) != 1:
            raise ValueError(f"give either {prefix}id or {prefix}text")
        if names[0].endswith("id"):
            return self._stored(_text(arguments, names[0]))
        return _of_text(arguments, names[0])

    def _stored(self, identity: str) -> Document:
        """The document of the index with an id; ValueError if there is none."""
        from policydiff.index.database import open_index
        from policydiff.index.records import FACTS, name_out, stored_document, unpack_places, unpack_text
        from policydiff.text.extraction import Extraction

        with open_index(self._index) as connection:
            wanted = f"SELECT {FACTS}, text, text_sha256 FROM document WHERE id = ?"
            row = connection.execute(wanted, [name_out(identity)]).fetchone()
            if row is None:
                raise ValueError(f"no document {identity[:200]!r} in the index")
            text = unpack_text(row[-2], stored_document(row).summary.characters, row[-1])
            places = unpack_places(row[-2], text)
        extraction = Extraction("", b"", text, places) if places else None
        return Document(identity, text, text.encode("utf-8", "replace"), extraction=extraction)


def _text(arguments: dict[str, Any], name: str) -> str:
    """A text among the arguments; ValueError if it is missing or no text."""
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: a text is wanted")
    return value


def _of_text(arguments: dict[str, Any], name: str) -> Document:
    """A document made of a text among the arguments."""
    return Document.from_text(_text(arguments, name), name)


def _limit(arguments: dict[str, Any]) -> int:
    """The most documents of an answer; ValueError if it is no number from 1 to `_MAX_LIMIT`."""
    value = arguments.get("limit", 20)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MAX_LIMIT:
        raise ValueError(f"limit: a number from 1 to {_MAX_LIMIT} is wanted")
    return value
