"""A document under check, with what rules ask for made once."""

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

Made = TypeVar("Made")


class CheckedDocument:
    """A document under check. What several rules ask for is made once, and only when the first of them asks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._made: dict[Callable[[CheckedDocument], Any], Any] = {}

    @cached_property
    def reading(self) -> AnalysedDocument:
        """The document as dedupe reads it."""
        return AnalysedDocument(self.document)

    @property
    def outline(self) -> Outline:
        """How the document is built."""
        return self.reading.outline

    @cached_property
    def codes(self) -> Codes:
        """One number a character; for those beyond the BMP, that of the replacement character."""
        codes = np.frombuffer(self.text.encode("utf-16-le", "replace"), dtype="<u2")
        if len(codes) != len(self.text):
            kept = "".join(each if each < "\U00010000" else "\ufffd" for each in self.text)
            codes = np.frombuffer(kept.encode("utf-16-le"), dtype="<u2")
        return codes.astype(np.uint16, copy=False)

    def lines_with(self, *signs: str) -> list[int]:
        """The lines in which one of the signs stands, in order."""
        found: set[int] = set()
        lines = self.document.lines
        for sign in signs:
            at = self.text.find(sign)
            while at >= 0:
                number = lines.number(at)
                found.add(number)
                at = self.text.find(sign, lines.span(number).end)
        return sorted(found)

    @cached_property
    def _furniture(self) -> SpanSet:
        return SpanSet(each.span for each in self.outline.furniture)

    def is_furniture(self, position: int) -> bool:
        """Whether a character belongs to the page and not to the document on it."""
        return self._furniture.holds(position)

    @cached_property
    def plan(self) -> Plan:
        """What stands twice in it."""
        return dedupe(self.document, reading=self.reading)

    def once(self, make: Callable[[CheckedDocument], Made]) -> Made:
        """What the function makes of this subject, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def _labels(self) -> tuple[list[int], list[str]]:
        lines = [each for each in self.outline.labelled if not each.label.quoted]
        return [each.span.start for each in lines], [each.label.text for each in lines]

    def label(self, position: int) -> str | None:
        """The label of the numbered unit in which a character stands."""
        starts, labels = self._labels
        at = bisect.bisect_right(starts, position) - 1
        return labels[at] if at >= 0 else None
