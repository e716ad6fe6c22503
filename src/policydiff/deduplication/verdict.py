"""The verdict on a repeated passage: whether it was pasted, and which copies may be dropped."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.deduplication.counting import Side
from policydiff.deduplication.removal import Basis
from policydiff.messages import NOTHING, Message
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class PasteVerdict:
    """Whether a repeated passage was pasted, and why.

    `pasted`: the evidence suffices. `likely`: the passage looks like a paste, even if it does not. `droppable`: the
    sides that may be dropped. `evidence`: the reason. `numbered`: the numbering proves the paste. `closed`: its
    headings or position prove it, so that text farther away is not examined. `between`: the text between the copies, if
    it introduces the second. `gain`: by how much the count of labels improves without a copy, 0 if the
    count was not used. `basis`: what proves that nothing is lost.
    """

    pasted: bool
    likely: bool = True
    droppable: tuple[Side, ...] = ()
    evidence: Message = NOTHING
    numbered: bool = False
    closed: bool = False
    between: Span | None = None
    gain: int = 0
    basis: Basis = "context"


INTENDED_REPETITION = PasteVerdict(False, likely=False)  # an intended repetition
