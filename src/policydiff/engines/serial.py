"""The engine for one process: every stage runs here, one batch after the other.

>>> table = Table(lambda batch: batch, {1: "甲", 2: "乙"}.get)
>>> list(Serial(1).join([[1, 3]], table))
[([1, 3], [{1: '甲'}])]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from policydiff.engines import Batch, Context, Engine, Result, Spread, Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Serial:
    """Runs stages in this process; the arrays of grouping, joining and connecting are held in memory."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map_batches(
        self,
        work: Callable[[Batch, Context], Result],
        batches: Iterable[Batch],
        context: Context,
        *,
        spread: Spread = "processes",
    ) -> Iterator[Result]:
        """Yield work(batch, context) for each batch, in order and only when asked for; `spread` is ignored."""
        return (work(batch, context) for batch in batches)

    def group_by_key(
        self, work: Callable[[npt.NDArray[np.uint64]], Result], tables: Iterable[npt.NDArray[np.uint64]]
    ) -> Iterator[Result]:
        """Yield the result of `work` on each table as a whole, in order; its rows are sorted in place."""
        from policydiff.matching.packed_pairs import sorted_groups

        return sorted_groups(work, tables)

    def join(
        self, batches: Iterable[Batch], *tables: Table[Batch, Any]
    ) -> Iterator[tuple[Batch, list[dict[Any, Any]]]]:
        """Yield each batch, in order, with one dictionary a table, key -> row, without keys that have no row."""
        for batch in batches:
            rows = [{key: table.row(key) for key in table.keys(batch)} for table in tables]
            yield batch, [{key: row for key, row in of_table.items() if row is not None} for of_table in rows]

    def connected_components(
        self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], nodes: int
    ) -> npt.NDArray[np.int64]:
        """Return for each node the least node of its connected component, itself if it has no edge: int64 (nodes,)."""
        from policydiff.matching.lsh import connected_components

        return connected_components(left, right, nodes)


def engine(workers: int) -> Engine:
    """Return the engine; it works as one worker, and only notes the number."""
    return Serial(workers)
