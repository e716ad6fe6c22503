"""The document that rules look at, with the results that several rules share computed once."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.plan import Plan
from policydiff.deduplication.rounds import dedupe
from policydiff.structure.outline import Outline
from policydiff.text.document import Document
from policydiff.text.folding import Codes
from policydiff.text.spans import SpanSet

Value = TypeVar("Value")


class CheckedDocument:
    """A document under check. What several rules need is computed when first used, and kept.

    >>> subject = CheckedDocument(Document.from_text("第一条 甲。\\n第二条 乙。\\n", "a.txt"))
    >>> subject.label(10), subject.lines_with("乙")
    ('第二条', [2])
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._cache: dict[Callable[[CheckedDocument], Any], Any] = {}

    @cached_property
    def reading(self) -> AnalysedDocument:
        """The analysis of the document that `dedupe` uses."""
        return AnalysedDocument(self.document)

    @property
    def outline(self) -> Outline:
        """The outline of the document."""
        return self.reading.outline

    @cached_property
    def codes(self) -> Codes:
        """The code point of each character, uint16 (n,); U+FFFD for characters beyond the BMP."""
        codes = np.frombuffer(self.text.encode("utf-16-le", "replace"), dtype="<u2")
        if len(codes) != len(self.text):
            bmp_text = "".join(character if character < "\U00010000" else "\ufffd" for character in self.text)
            codes = np.frombuffer(bmp_text.encode("utf-16-le"), dtype="<u2")
        return codes.astype(np.uint16, copy=False)

    def lines_with(self, *marks: str) -> list[int]:
        """The numbers of the lines that contain one of the marks, from 1, ascending, each once.

        Page furniture is not left out.
        """
        numbers: set[int] = set()
        lines = self.document.lines
        for mark in marks:
            position = self.text.find(mark)
            while position >= 0:
                number = lines.number(position)
                numbers.add(number)
                position = self.text.find(mark, lines.span(number).end)
        return sorted(numbers)

    @cached_property
    def _furniture(self) -> SpanSet:
        """The spans of page furniture."""
        return SpanSet(furniture.span for furniture in self.outline.furniture)

    def is_furniture(self, position: int) -> bool:
        """True if the character at this position is page furniture."""
        return self._furniture.contains(position)

    @cached_property
    def plan(self) -> Plan:
        """The plan of `dedupe` for this document, with its default options."""
        return dedupe(self.document, analysed=self.reading)

    def cached(self, compute: Callable[[CheckedDocument], Value]) -> Value:
        """What the function computes from this document; it runs once for each document."""
        if compute not in self._cache:
            self._cache[compute] = compute(self)
        value: Value = self._cache[compute]
        return value

    @cached_property
    def _labels(self) -> tuple[list[int], list[str]]:
        """Where the lines with a label begin that is not quoted, and these labels, in text order."""
        lines = [line for line in self.outline.labelled if not line.label.quoted]
        return [line.span.start for line in lines], [line.label.text for line in lines]

    def label(self, position: int) -> str | None:
        """The label of the last numbered unit, not quoted, that begins at or before a position.

        None before the first one.
        """
        starts, labels = self._labels
        index = bisect.bisect_right(starts, position) - 1
        return labels[index] if index >= 0 else None
