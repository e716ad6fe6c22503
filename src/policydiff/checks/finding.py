"""What a rule says: severities, findings with their related places, fingerprints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from policydiff.text.document import LINE_END
from policydiff.text.spans import Span

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
FAILING = frozenset({"error", "warning"})
_EXCERPT = 60  # characters that a finding quotes


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding: where it is, its first words, and what it has to do with it.

    `path` is empty where it is in the same document; else `document` and `record` are what they are of a finding.
    """

    lines: tuple[int, int]
    span: Span
    excerpt: str
    message: str
    path: str = ""
    document: str = ""
    record: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. `record` is the line of a record in a JSON Lines file, 0 for a file that is one document.

    `lines` (1-based, inclusive), `columns` (1-based, the second behind the last character) and `span` are of the
    document's text; `label` is the unit in which it stands.
    """

    rule: str
    severity: Severity
    path: str
    document: str
    record: int
    lines: tuple[int, int]
    columns: tuple[int, int]
    span: Span
    label: str | None
    excerpt: str
    message: str
    fingerprint: str
    related: tuple[Related, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it may fail a gate: `info` never does."""
        return self.severity in FAILING

    def as_json(self) -> dict[str, Any]:
        """The finding as `contract.md` lays it down, with the document's id and record."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.path,
            "document": self.document,
            "record": self.record or None,
            "lines": list(self.lines),
            "columns": list(self.columns),
            "span": [self.span.start, self.span.end],
            "label": self.label,
            "excerpt": self.excerpt,
            "message": self.message,
            "fingerprint": self.fingerprint,
            "related": [
                {
                    "path": each.path or self.path,
                    "document": each.document if each.path else self.document,
                    "record": (each.record if each.path else self.record) or None,
                    "lines": list(each.lines),
                    "span": [each.span.start, each.span.end],
                    "excerpt": each.excerpt,
                    "message": each.message,
                }
                for each in self.related
            ],
        }


def quoted(text: str, span: Span) -> str:
    """The first words of a stretch, cut at a length one can read."""
    words = text[span.start : min(span.end, span.start + 4 * _EXCERPT)].strip()
    first = LINE_END.split(words, maxsplit=1)[0].rstrip()
    return first if len(first) <= _EXCERPT else f"{first[:_EXCERPT]}…"


def fingerprint(name: str, words: str) -> str:
    """What a finding is known by again: 32 hexadecimal digits of its rule and its words, white space aside."""
    told = f"{name}\n{''.join(words.split())}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]
