"""The marks that --mark leaves where text was dropped."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.deduplication.decision import Decision, Location
from policydiff.text.document import Document
from policydiff.text.spans import merge_spans


def marks_at_seams(document: Document, made: list[Decision]) -> list[str]:
    """What is left at each seam under --mark, in words that the document's encoding holds."""
    drops = [each for each in made if each.action == "drop"]
    newline = next((end for end in ("\r\n", "\n", "\r") if end in document.text), "\n")
    traditional = sum(map(document.text.count, "條與會國")) > sum(map(document.text.count, "条与会国"))
    marks = []
    for span in merge_spans(each.place.span for each in drops):
        largest = max((each for each in drops if span.covers(each.place.span)), key=lambda each: len(each.place.span))
        mark = next(
            form for form in _mark_forms(largest, traditional=traditional) if _encodable(form, document.encoding)
        )
        marks.append(mark + newline if document.text[span.end - 1] in "\r\n" else mark)
    return marks


def _mark_forms(decision: Decision, *, traditional: bool) -> Iterator[str]:
    """The words at a seam: in the document's script, in the other, and for an encoding without Chinese in English."""
    here, there = _lines(decision.place), decision.copy_of and _lines(decision.copy_of)
    mark = f"〔第{here}行{f'与第{there}行重复' if there else ''}，已略〕"
    both = [mark, mark.translate(str.maketrans("与复", "與複"))]
    yield from reversed(both) if traditional else both
    words = f"[lines {here}{f' repeat lines {there}' if there else ''}: left out]"
    yield words.replace("—", "-")


def _encodable(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def _lines(place: Location) -> str:
    return "—".join(map(str, dict.fromkeys(place.lines)))
