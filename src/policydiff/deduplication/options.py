"""What a dedupe is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Keep = Literal["auto", "first", "last"]
DROPPED = frozenset({"pasted-copy"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. `drop` names the relations whose copies go."""

    keep: Keep = "auto"
    drop: frozenset[str] = DROPPED
    mark: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"keep": self.keep, "drop": sorted(self.drop), "mark": self.mark}
