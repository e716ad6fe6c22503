"""Two laws that differ in their second article alone, and what compare finds on it."""

from __future__ import annotations

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

_LAW = "青槐县渡运办法\n\n第一条　为了规范渡运，制定本办法。\n第二条　{}\n第三条　本办法自公布之日起施行。\n"


def findings_of_kind(kind: str, before: str, after: str) -> list[tuple[str, str, str]]:
    """Severity, message and note of each finding of this kind, if the second article has these texts."""
    old, new = (Document.from_text(_LAW.format(text)) for text in (before, after))
    return [
        (each.severity, str(each.message), str(each.note)) for each in compare(old, new).findings if each.kind == kind
    ]
