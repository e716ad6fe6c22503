"""How much of a document stands in others: the share of its characters in each source, and in all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from policydiff.matching.shared_runs import Covered, covered
from policydiff.text.folding import Codes, fold

MIN_RUN = 20  # folded characters that stand in a source without a change; fewer are common wording


class CopiedShare(NamedTuple):
    """How many folded characters of a document count, how many stand in a source, and how many are known and left out.

    `by_source` are those that stand in each source, in the order of the sources. Only runs of at least `MIN_RUN` count.
    """

    characters: int
    copied: int
    known: int
    by_source: tuple[int, ...]

    @property
    def share(self) -> float:
        """The share of the document that stands in a source, in [0, 1]; 0 if nothing of it counts."""
        return self.copied / self.characters if self.characters else 0.0

    def share_of(self, source: int) -> float:
        """The share of the document that stands in one source, in [0, 1]."""
        return self.by_source[source] / self.characters if self.characters else 0.0

    def as_json(self) -> dict[str, Any]:
        """The counts and the share of all sources together, as `docs/json/search.schema.json` describes them."""
        return {"share": self.share, "characters": self.copied, "of": self.characters, "known": self.known}


def copied_share(codes: Codes, sources: Sequence[Codes], known: Iterable[str] = ()) -> CopiedShare:
    """Return how much of the folded text `codes` stands in the sources.

    What stands in a text of `known` counts neither as copied nor as part of the document.

    >>> law = "任何单位和个人不得侵占渔港设施，违者由主管部门处罚。"
    >>> text = fold(law + "渡口每日早六时开放，遇有大雾停航，并通知沿岸各村。").codes
    >>> copied_share(text, [fold(law).codes])[:3], copied_share(text, [fold(law).codes], [law])[:3]
    ((46, 24, 0), (22, 0, 24))
    """
    is_known = np.zeros(len(codes), dtype=np.bool_)
    for text in known:
        is_known |= covered(codes, fold(text).codes, MIN_RUN)
    in_sources: list[Covered] = [covered(codes, source, MIN_RUN) & ~is_known for source in sources]
    in_any = np.zeros(len(codes), dtype=np.bool_)
    for in_source in in_sources:
        in_any |= in_source
    known_characters = int(is_known.sum())
    return CopiedShare(
        len(codes) - known_characters,
        int(in_any.sum()),
        known_characters,
        tuple(int(in_source.sum()) for in_source in in_sources),
    )
