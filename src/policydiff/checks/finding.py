"""Findings of the rules: severities, related locations, excerpts, fingerprints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from policydiff.messages import Message
from policydiff.text.document import LINE_END, place_json
from policydiff.text.spans import Span

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
FAILING = frozenset({"error", "warning"})
_MAX_EXCERPT = 60  # characters of the text that a finding quotes


@dataclass(frozen=True, slots=True)
class Related:
    """A second location of a finding, in the same document or in another one, and why it is named.

    `path` is empty if the location is in the same document; otherwise `path`, `document` and `record` identify the
    other document as in `Finding`.
    """

    lines: tuple[int, int]
    span: Span
    excerpt: str
    message: Message
    path: str = ""
    document: str = ""
    record: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a rule reports in a document, with its location.

    `record` is the line of a JSON Lines record, 0 if the file is one document. `lines` (1-based, inclusive), `columns`
    (1-based, end exclusive) and `span` refer to the document's text. `label` is the label of the numbered unit that
    contains the start of the span. `fingerprint` identifies the finding in a baseline.

    Findings of one rule with the same `group`, if it is not empty, are about copies of one document and become one
    finding: on the first of them, with the others as `further`.
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
    message: Message
    fingerprint: str
    related: tuple[Related, ...] = ()
    group: str = ""
    further: tuple[Finding, ...] = ()

    @property
    def all_related(self) -> tuple[Related, ...]:
        """The related locations, and those of the further copies, each with what its own finding says."""
        return (*self.related, *(finding.as_related for finding in self.further))

    @property
    def as_related(self) -> Related:
        """The location of this finding as another one names it."""
        return Related(self.lines, self.span, self.excerpt, self.message, self.path, self.document, self.record)

    @property
    def fails(self) -> bool:
        """True if the finding fails a check: severity `error` or `warning`."""
        return self.severity in FAILING

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON; `docs/json/check.schema.json` describes it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "path": self.path,
            "document": self.document,
            "record": self.record or None,
            "lines": list(self.lines),
            **place_json(self.lines),
            "columns": list(self.columns),
            "span": [self.span.start, self.span.end],
            "label": self.label,
            "excerpt": self.excerpt,
            "message": str(self.message),
            "fingerprint": self.fingerprint,
            "related": [
                {
                    "path": related.path or self.path,
                    "document": related.document if related.path else self.document,
                    "record": (related.record if related.path else self.record) or None,
                    "lines": list(related.lines),
                    **place_json(related.lines),
                    "span": [related.span.start, related.span.end],
                    "excerpt": related.excerpt,
                    "message": str(related.message),
                }
                for related in self.all_related
            ],
        }


def quoted(text: str, span: Span) -> str:
    """The first line of the text in `span`, without white space around it; empty if the span is blank.

    A line of more than `_MAX_EXCERPT` characters is cut to so many, with an ellipsis.

    >>> quoted("第一条 为了规范渔港管理，制定本办法。\\n第二条 略。", Span(0, 25))
    '第一条 为了规范渔港管理，制定本办法。'
    """
    excerpt = text[span.start : min(span.end, span.start + 4 * _MAX_EXCERPT)].strip()
    first_line = LINE_END.split(excerpt, maxsplit=1)[0].rstrip()
    return first_line if len(first_line) <= _MAX_EXCERPT else f"{first_line[:_MAX_EXCERPT]}…"


def fingerprint(rule: str, content: str) -> str:
    """The fingerprint of a finding: 32 hexadecimal digits of the SHA-256 of its rule and content.

    White space in `content` does not count.

    >>> fingerprint("truncated", "第九条 略") == fingerprint("truncated", "第九条略")
    True
    """
    payload = f"{rule}\n{''.join(content.split())}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(payload).hexdigest()[:32]
