"""The options of a dedupe.

>>> Options(keep="last").as_json()
{'keep': 'last', 'drop': ['pasted-copy'], 'mark': False}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policydiff.deduplication.choices import RELATIONS, Keep

DEFAULT_DROPPED_RELATIONS = frozenset({"pasted-copy"})  # relations that are dropped by default


def relations_to_drop(dropped: frozenset[str], kept: frozenset[str]) -> frozenset[str]:
    """The relations inside a document whose copies go: the default ones and `dropped`, without `kept`.

    Names of relations between documents are left out.

    >>> sorted(relations_to_drop(frozenset({"furniture", "excerpt"}), frozenset()))
    ['furniture', 'pasted-copy']
    """
    return ((DEFAULT_DROPPED_RELATIONS | dropped) - kept) & frozenset(RELATIONS)


@dataclass(frozen=True, slots=True)
class Options:
    """Which copy to keep, which relations to drop, and whether to leave marks.

    `keep` chooses between two copies of which either may go. `drop` names the relations whose copies are dropped.
    With `mark`, a short note replaces each dropped stretch.
    """

    keep: Keep = "auto"
    drop: frozenset[str] = DEFAULT_DROPPED_RELATIONS
    mark: bool = False

    def as_json(self) -> dict[str, Any]:
        """The options as a plan has them, `drop` sorted."""
        return {"keep": self.keep, "drop": sorted(self.drop), "mark": self.mark}
