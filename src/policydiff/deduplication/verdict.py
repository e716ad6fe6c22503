"""The verdict on a repeated passage: a paste or not, and which copies may go."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.deduplication.counting import Side
from policydiff.deduplication.removal import Basis
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class PasteVerdict:
    """Whether a passage stands twice by a paste. `droppable` names the copies that could go, `evidence` says why.

    `likely` says that it looks like a paste though the evidence is thin; `numbered`, that the numbering proves it;
    `closed`, that its headings or its place do, so that what stands farther off does not matter.
    `between` is the text between the copies when it introduces the second; `gain`, how much of the count is mended.
    """

    pasted: bool
    likely: bool = True
    droppable: tuple[Side, ...] = ()
    evidence: str = ""
    numbered: bool = False
    closed: bool = False
    between: Span | None = None
    gain: int = 0
    basis: Basis = "context"


LAWFUL = PasteVerdict(False, likely=False)
