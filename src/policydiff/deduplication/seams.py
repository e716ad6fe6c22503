"""The marks that --mark leaves where text was dropped."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.deduplication.decision import Decision, Location
from policydiff.text.document import Document
from policydiff.text.script import takes_traditional_additions
from policydiff.text.spans import merge_spans


def marks_at_seams(document: Document, decisions: list[Decision]) -> list[str]:
    """The text to leave at each dropped stretch under --mark, in order; adjacent drops are one stretch.

    Each mark is in the script of the document, or in English if the encoding has no Chinese. It names the lines of the
    longest drop of the stretch, and ends with a line break if the dropped stretch does.
    """
    drops = [drop for drop in decisions if drop.action == "drop"]
    newline = next((end for end in ("\r\n", "\n", "\r") if end in document.text), "\n")
    traditional = takes_traditional_additions(document.text)
    marks = []
    for span in merge_spans(drop.location.span for drop in drops):
        largest = max(
            (drop for drop in drops if span.covers(drop.location.span)), key=lambda drop: len(drop.location.span)
        )
        mark = next(
            form for form in _mark_forms(largest, traditional=traditional) if _encodable(form, document.encoding)
        )
        marks.append(mark + newline if document.text[span.end - 1] in "\r\n" else mark)
    return marks


def _mark_forms(decision: Decision, *, traditional: bool) -> Iterator[str]:
    """Yield the possible marks, best first: in the script of the document, in the other script, in English.

    Without line break. They name the lines that were dropped and, if there is one, those of the copy that stays.
    """
    lines, other_lines = _lines(decision.location), decision.copy_of and _lines(decision.copy_of)
    mark = f"〔第{lines}行{f'与第{other_lines}行重复' if other_lines else ''}，已略〕"
    scripts = [mark, mark.translate(str.maketrans("与复", "與複"))]
    yield from reversed(scripts) if traditional else scripts
    english = f"[lines {lines}{f' repeat lines {other_lines}' if other_lines else ''}: left out]"
    yield english.replace("—", "-")


def _encodable(text: str, encoding: str) -> bool:
    """Whether the encoding can represent the text; False for an empty text."""
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def _lines(location: Location) -> str:
    """The line numbers of a location, 1-based, as "3" or "3—5"."""
    return "—".join(map(str, dict.fromkeys(location.lines)))
