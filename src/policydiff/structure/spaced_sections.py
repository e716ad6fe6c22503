"""Sections numbered as standards number them, with a blank and no point: 5 数据 over 5.1.

One line cannot tell a section from a quantity or a row of a table (5 个, 5 灭火器), so the whole document is asked.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.contents import FoundLabel
from policydiff.structure.numbering import LISTED, MULTILEVEL, SECTION_NUMBER, Label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_NEXT_LINE = pattern(r"\s{1,200}(?<![^\r\n])[ \t]{0,4}(?=\S)")
_MIN_SECTIONS = 3  # counted from one, each over a sentence, where no 5.1 tells that they are sections


class _Candidate(NamedTuple):
    """A line that looks like the heading of a section. `is_sure`: the first section below it follows, 5.1 after 5."""

    found: FoundLabel
    is_sure: bool

    @property
    def number(self) -> int:
        return self.found.label.number[0]


def with_spaced_sections(document: Document, labels: list[FoundLabel]) -> list[FoundLabel]:
    """The labels, in text order, with those of sections that have a blank for their point.

    A section is one over its 5.1, or one that the count of such sections goes on to. In a document that has no 5.1,
    sections are all lines that look like it, if these count from one and a sentence stands under each. Unchanged else.
    """
    candidates = _candidates(document, labels)
    if not candidates:
        return labels
    if any(candidate.is_sure for candidate in candidates):
        sections = _counted(candidates, [found for found in labels if found.label.style in MULTILEVEL])
    else:
        sections = candidates if _is_whole_count(document, labels, candidates) else []
    if not sections:
        return labels
    return sorted([*labels, *(section.found for section in sections)], key=lambda found: found.line)


def _candidates(document: Document, labels: Sequence[FoundLabel]) -> list[_Candidate]:
    """The lines without a label that look like the heading of a section, in text order."""
    starts = [found.span.start for found in labels]
    candidates: list[_Candidate] = []
    for match in PACK.numbering.spaced_section.finditer(document.text):
        line = document.lines.number(match.start("n"))
        span = Span(document.lines.span(line).start, match.end())
        after = bisect.bisect_left(starts, span.start)
        if after < len(starts) and starts[after] == span.start:
            continue
        number = (int(match["n"]),)
        label = Label(SECTION_NUMBER, number, match["n"], match.start("n") - span.start, match.end("n") - span.start)
        below = labels[after].label if after < len(labels) else None
        is_sure = below is not None and below.style in MULTILEVEL and below.number == (*number, 1)
        candidates.append(_Candidate(FoundLabel(line, span, label), is_sure))
    # A row of a table, or an entry of a table of contents, has the next one directly below.
    return [candidate for candidate in candidates if candidate.is_sure or _has_text_below(document, candidate)]


def _has_text_below(document: Document, candidate: _Candidate) -> bool:
    """Whether the next line with text is no further line that looks like the heading of a section; False for none."""
    below = _NEXT_LINE.match(document.text, candidate.found.span.end)
    return below is not None and not PACK.numbering.spaced_section.match(document.text, below.end())


def _counted(candidates: Sequence[_Candidate], decimals: Sequence[FoundLabel]) -> list[_Candidate]:
    """The sure candidates, and those that continue their count forwards or backwards and break no count of 5.1."""
    lines = [found.line for found in decimals]
    sure = Counter(candidate.number for candidate in candidates if candidate.is_sure)
    accepted = [candidate.is_sure for candidate in candidates]
    for step in (1, -1):
        last: int | None = None
        for index in range(len(candidates))[::step]:
            candidate = candidates[index]
            if not accepted[index] and last is not None and candidate.number == last + step:
                place = bisect.bisect_left(lines, candidate.found.line)
                before = decimals[place - 1].label.number[0] if place else 0
                after = decimals[place].label.number[0] if place < len(decimals) else candidate.number + 1
                accepted[index] = before < candidate.number < after and not sure[candidate.number]
            if accepted[index]:
                last = candidate.number
    return [candidate for candidate, is_section in zip(candidates, accepted, strict=True) if is_section]


def _is_whole_count(document: Document, labels: Sequence[FoundLabel], candidates: Sequence[_Candidate]) -> bool:
    """Whether the candidates count from one without a gap, have a sentence below them, and nothing else is numbered.

    Lists below them are no other numbers.
    """
    if len(candidates) < _MIN_SECTIONS or any(found.label.style not in LISTED for found in labels):
        return False
    if [candidate.number for candidate in candidates] != [*range(1, len(candidates) + 1)]:
        return False
    ends = [*(candidate.found.span for candidate in candidates), Span(len(document.text), len(document.text))]
    texts = (document.text[span.end : following.start] for span, following in pairwise(ends))
    return all(any(mark in text for mark in PACK.sentences.full_width_item) for text in texts)
