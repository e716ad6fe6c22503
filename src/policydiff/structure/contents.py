"""Labels of a table of contents, which number nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import ARTICLES, DIVISIONS, NUMBERED_DIVISIONS, Label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

CONTENTS_HEADING = pattern(r"[#*\s\u3000]*目\s{0,8}[录錄次][\s\u3000*:：]*", signs="录錄次")
_MIN_LISTED_HEADINGS = 4  # consecutive headings that may be a table of contents
_MAX_LISTED_HEADING = 60  # characters of such a heading
_MAX_CONTENTS_START = 100  # the index of the first label of a list of headings is lower


class FoundLabel(NamedTuple):
    """A line that begins with a label, before nesting: its 1-based number, its span without line ending, the label."""

    line: int
    span: Span
    label: Label


def without_contents(document: Document, labels: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without those of a table of contents."""
    return _without_listed_headings(document, _without_listed_divisions(document, labels))


def _without_listed_headings(document: Document, labels: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without a list of headings that all occur again below in the same order, most of them over text.

    There are `_MIN_LISTED_HEADINGS` or more, the first at an index below `_MAX_CONTENTS_START`.
    """

    def has_no_text(index: int) -> bool:
        """Whether labels[index] is no article but a short heading, with only blank lines up to a next label."""
        if index + 1 >= len(labels) or labels[index].label.style in ARTICLES:
            return False
        span, next_span = labels[index].span, labels[index + 1].span
        line = document.text[span.start : span.end]
        between = document.text[span.end : next_span.start]
        return (
            len(line) <= _MAX_LISTED_HEADING
            and not between.strip()
            and not any(mark in line for mark in PACK.sentences.item)
        )

    starts = range(min(len(labels) - _MIN_LISTED_HEADINGS, _MAX_CONTENTS_START))
    first = next(
        (index for index in starts if all(map(has_no_text, range(index, index + _MIN_LISTED_HEADINGS - 1)))), None
    )
    if first is None:
        return labels
    lines = [document.text[span.start : span.end].strip(" \t#*") for _, span, _ in labels]
    last_index = {line: index for index, line in enumerate(lines)}
    end = first
    while end + 1 < len(labels) and last_index[lines[end]] > end and (end == first or has_no_text(end - 1)):
        end += 1
    repeats = [last_index[line] for line in lines[first:end]]
    over_text = sum(following > index + 1 or not has_no_text(index) for index, following in pairwise(repeats))
    is_contents = len(repeats) >= _MIN_LISTED_HEADINGS and repeats == sorted(repeats) and 2 * over_text > len(repeats)
    return labels[:first] + labels[end:] if is_contents else labels


def _without_listed_divisions(document: Document, labels: list[FoundLabel]) -> list[FoundLabel]:
    """The labels without a table of contents: divisions without text between them, of which the first occurs again."""
    for first, (number, _, label) in enumerate(labels[:50]):
        if label.style not in NUMBERED_DIVISIONS:
            continue
        headed = _under_contents(document, number)
        for index in range(first + 1, len(labels)):
            between = document.text[labels[index - 1].span.end : labels[index].span.start]
            repeat = labels[index].label
            if repeat.style not in DIVISIONS or not (headed or between.isspace()):
                return labels
            if (repeat.style, repeat.number) == (label.style, label.number):
                return labels[:first] + labels[index:] if headed or index - first > 1 else labels
        return labels
    return labels


def _under_contents(document: Document, number: int) -> bool:
    """Whether the line with text before this one, at most four lines up, is the heading of a table of contents."""
    for before in range(number - 1, max(0, number - 5), -1):
        span = document.lines.span(before)
        if content := document.text[span.start : min(span.end, span.start + 40)].strip():
            return CONTENTS_HEADING.fullmatch(content) is not None
    return False
