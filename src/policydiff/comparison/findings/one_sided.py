"""Removed or added text without a counterpart on the other side: a finding that still knows its clauses."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.comparison.result import Finding, Quote, Severity
from policydiff.messages import NOTHING, Message, joined, message, verbatim

MAX_SHOWN_CLAUSES = 3  # in one finding


@dataclass(frozen=True, slots=True)
class OneSided:
    """The parts of a finding on removed text (`removed`), which only the old side has, or on added text.

    `clauses` are shown, as written and shortened; `hidden` is the number of further ones. `is_target` is True if they
    set the aim of a plan.
    """

    kind: str
    severity: Severity
    unit: int
    quote: Quote
    removed: bool
    clauses: tuple[str, ...]
    lead_word: str
    hidden: int = 0
    is_target: bool = False
    note: Message = NOTHING

    @property
    def old(self) -> Quote | None:
        """The quotation of the old text, None if the text was added."""
        return self.quote if self.removed else None

    @property
    def new(self) -> Quote | None:
        """The quotation of the new text, None if the text was removed."""
        return None if self.removed else self.quote

    @property
    def content(self) -> tuple[tuple[str, ...], int]:
        """What a removed and an added text have in common if the text only moved: the clauses, and how many more."""
        return self.clauses, self.hidden

    def finding(self) -> Finding:
        """The finding, whose message has the clauses and the number of hidden ones."""
        return Finding(
            self.kind, self.severity, self.unit, self.old, self.new, self._message(), self.lead_word, self.note
        )

    def _message(self) -> Message:
        clauses = joined(verbatim(clause) for clause in self.clauses)
        if self.hidden:
            clauses = message("{clauses}; and {number} more", clauses=clauses, number=self.hidden)
        if self.is_target:
            template = "gone target: {clauses}" if self.removed else "new target: {clauses}"
        else:
            template = "gone: {clauses}" if self.removed else "new: {clauses}"
        return message(template, clauses=clauses)
