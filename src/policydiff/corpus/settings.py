"""What a pass over a corpus is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE
from policydiff.matching.lsh import THRESHOLD

if TYPE_CHECKING:
    from policydiff.deduplication.options import Options

Progress = Callable[[str, float], None]  # what is being done, and which share of it is done


@dataclass(frozen=True)
class ScanOptions:
    """How a corpus is looked at. `threads` changes no result.

    `threshold` and `miss` tune the bands. `parts` asks for pairs of documents of which one may stand in the other: at
    least `shared` of its sample. `own` asks for repeats inside each document, under these options, and `facts` for what
    a plan says of every document.
    """

    threshold: float = THRESHOLD
    miss: float = 0.001
    threads: int = 1
    parts: bool = True
    shared: float = MIN_CERTAIN_SHARE
    own: Options | None = None
    facts: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"within": self.own is not None, "across": self.parts, "threshold": self.threshold}
