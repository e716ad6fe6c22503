"""The parts of an article: its paragraphs, items and sub-items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end
from policydiff.comparison.result import UnitReference
from policydiff.structure.numbering import ARTICLES, DIVISIONS, read_label
from policydiff.text.spans import Span

_PARAGRAPH_ENDS = frozenset("。;:!?,、)”》—-")


class Key(NamedTuple):
    """A part of an article: its paragraph, item and sub-item, counted from 1; 0 for the whole of the level above."""

    paragraph: int = 0
    item: int = 0
    subitem: int = 0

    def covers(self, leaf: Key) -> bool:
        """Whether a part is this one, or is below it."""
        return all(own in (0, other) for own, other in zip(self, leaf, strict=True))

    def and_above(self) -> tuple[Key, ...]:
        """A part and those that it is in, from the outermost one.

        >>> Key(1, 2).and_above()
        (Key(paragraph=1, item=0, subitem=0), Key(paragraph=1, item=2, subitem=0))
        """
        return tuple(Key(*self[:depth]) for depth in range(1, 4) if self[depth - 1])


class Place(NamedTuple):
    """A part of a unit; `unit` is an index of `Comparison.units`."""

    unit: int
    key: Key


class Part(NamedTuple):
    """A part of an article, and its text without that of the parts below it."""

    key: Key
    span: Span


def read_parts(unit: UnitReference, side: NormalisedSide, in_quotation: bool = False) -> list[Part]:
    """The parts of an article in text order, each without the parts below it.

    An unnumbered line begins a paragraph, unless the line before ends within a sentence; an unnumbered line after a
    list is the next paragraph. The first style of label in a paragraph numbers its items, the second their sub-items.
    `in_quotation`: the article may be a quotation, in which a mark opens each paragraph.
    """
    parts: list[Part] = []
    key, styles, complete = Key(), [], True
    for start, end in _lines(side.normalised, label_end(unit, side), unit.span.end):
        label = read_label(side.text[start : min(end, start + 200)])
        if label and label.style in DIVISIONS | ARTICLES:
            break
        if label and len(label.number) == 1 and (in_quotation or not label.quoted):
            if label.style not in styles:
                styles.append(label.style)
            depth = styles.index(label.style)
            del styles[depth + 1 :]
            paragraph = max(1, key.paragraph)
            if depth == 0:
                key = Key(paragraph, label.number[0])
            elif depth == 1:
                key = Key(paragraph, key.item, label.number[0])
        elif complete:
            key, styles = Key(key.paragraph + 1), []
        elif parts:
            parts[-1] = Part(parts[-1].key, Span(parts[-1].span.start, end))
            complete = side.normalised[end - 1] in _PARAGRAPH_ENDS
            continue
        complete = side.normalised[end - 1] in _PARAGRAPH_ENDS
        parts.append(Part(key, Span(start, end)))
    return parts


def _lines(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The lines of a stretch that have text, without white space at their ends."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        line = text[start:end]
        if stripped := line.strip():
            begin = start + line.index(stripped[0])
            yield begin, begin + len(stripped)
        start = end + 1


def words_of(part: Part, side: NormalisedSide) -> str:
    """The letters and digits of a part, normalised, without its label."""
    label = read_label(side.text[part.span.start : min(part.span.end, part.span.start + 200)])
    start = part.span.start + label.end if label and label.style not in DIVISIONS | ARTICLES else part.span.start
    return side.words(Span(min(start, part.span.end), part.span.end))
