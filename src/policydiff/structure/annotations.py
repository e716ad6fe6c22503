r"""Annotations that a publisher set below a text or an article: source credits, notes of effect, editors' notes.

>>> from policydiff.structure.outline import outline
>>> from policydiff.text.document import Document
>>> outlined = outline(Document.from_text("第一条 渡船应当登记。\n编者注：登记见另文。\n第二条 渡船不得超载。\n"))
>>> [outlined.document.text[span.start : span.end] for span in find_annotations(outlined)]
['编者注：登记见另文。\n']
"""

from __future__ import annotations

import bisect

from policydiff.languages import PACK
from policydiff.structure.numbering import ARTICLES, DIVISIONS
from policydiff.structure.outline import Outline
from policydiff.text.spans import Span, merge_spans

_WORDS = PACK.annotations
_MAX_LINE = 400  # characters of a line that are read for a heading or an opening
_MAX_CREDIT = 20_000  # characters of a source credit


def find_annotations(outlined: Outline) -> list[Span]:
    """The annotations of a document, whole lines, ascending and disjoint.

    One with a heading of its own, or behind a source credit, goes on to the next article or division, in a text without
    articles to the next unit of the outermost level; any other is one line. The first line of a text is none.
    """
    document = outlined.document
    text, lines = document.text, document.lines
    labelled = [line for line in outlined.labelled if not line.label.quoted]
    has_articles = any(line.label.style in ARTICLES for line in labelled)
    boundaries = [
        lines.span(line.line).start
        for line in labelled
        if (line.label.style in ARTICLES or line.label.style in DIVISIONS if has_articles else line.depth == 0)
        and not _WORDS.heading.fullmatch(text, line.span.start, min(line.span.end, line.span.start + _MAX_LINE))
    ]
    spans: list[Span] = []
    end = 0  # of the last annotation that goes on
    for number, span in enumerate(lines, start=1):
        if number == 1 or span.start < end:
            continue
        stop = span.start + len(text[span.start : min(span.end, span.start + _MAX_CREDIT)].rstrip())
        is_short = stop - span.start <= _MAX_LINE
        is_credit = bool(
            text[span.start : stop].endswith((")", "]", ")."))
            and _WORDS.credit.match(text, span.start, stop)
            and _WORDS.credited.search(text, span.start, stop)
        )
        if is_credit or (is_short and _WORDS.certain_heading.fullmatch(text, span.start, stop)):
            index = bisect.bisect_right(boundaries, span.start)
            end = boundaries[index] if index < len(boundaries) else len(text)
            spans.append(Span(span.start, end))
        elif _WORDS.opening.match(text, span.start, min(stop, span.start + _MAX_LINE)):
            spans.append(span)
    return merge_spans(spans)
