"""Unchanged sentences around changed ones, so that a change can be read where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.reports.comparison.sentences import Changed
from policydiff.reports.model import Run
from policydiff.text.document import LINE_END, Document
from policydiff.text.spans import Span

_SENTENCE = re.compile(r"[^。；！？;!?\n\r]*+(?:[。；！？;!?]++[”’」』）)》〉】]*+)?+\s*+")


def with_context(document: Document, span: Span, sentences: Sequence[Changed], number: int) -> list[Changed]:
    """The changed sentences of a span of the new document, each with up to `number` unchanged ones before and behind.

    Sentences that are shown as old and new text stay as they are; no unchanged one is given twice.
    """
    if not number:
        return list(sentences)
    widened = []
    floor = span.start
    for index, sentence in enumerate(sentences):
        ceiling = sentences[index + 1].new.start if index + 1 < len(sentences) else span.end
        if sentence.rewritten:
            widened.append(sentence)
            floor = sentence.new.end
            continue
        before = _parts(document.text[floor : sentence.new.start])[-number:]
        behind = _parts(document.text[sentence.new.end : ceiling])[:number]
        line_end = "\n" if LINE_END.search(document.text, sentence.new.end - 1, sentence.new.end + 1) else ""
        runs = (Run("".join(before)), *sentence.runs, Run(line_end + "".join(behind)))
        widened.append(sentence._replace(runs=tuple(run for run in runs if run.text)))
        floor = sentence.new.end + len("".join(behind))
    return widened


def _parts(text: str) -> list[str]:
    """The sentences of a text, each with the white space behind it; blank ones are left out.

    >>> _parts("甲。乙；\\n  丙")
    ['甲。', '乙；\\n  ', '丙']
    """
    return [part for part in _SENTENCE.findall(text) if part.strip()]
