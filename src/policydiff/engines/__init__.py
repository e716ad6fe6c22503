"""How work is distributed: each module is an engine, which runs the four kinds of stages of a pass over a corpus.

serial     in this process, one batch after the other
processes  batches over several processes; only the parent process handles interruptions

A further engine is a further module with a function `engine(workers) -> Engine`. `engine_names` lists the modules, and
`load_engine` imports one.

>>> engine_names()
('processes', 'serial')
>>> list(load_engine("serial", 1).map_batches(lambda batch, factor: [factor * number for number in batch], [[1, 2]], 3))
[[3, 6]]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Protocol, TypeVar, cast

from policydiff.extensions import load_module, module_names

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Item = TypeVar("Item")
Batch = TypeVar("Batch")
Context = TypeVar("Context")
Key = TypeVar("Key")
Result = TypeVar("Result")
Spread = Literal["processes", "threads", "none"]  # how far it pays to spread some work on one machine


class Table(NamedTuple, Generic[Batch, Key]):
    """One side of a join: the keys that a batch refers to, and the lookup of the row of a key, None if it has none."""

    keys: Callable[[Batch], Iterable[Key]]
    row: Callable[[Key], Any | None]


class Engine(Protocol):
    """Runs the stages of a pass over a corpus. Neither the engine nor the number of its workers changes a result."""

    workers: int

    def map_batches(
        self,
        work: Callable[[Batch, Context], Result],
        batches: Iterable[Batch],
        context: Context,
        *,
        spread: Spread = "processes",
    ) -> Iterator[Result]:
        """Yield work(batch, context) for each batch, in the order of the batches; few batches are taken in advance.

        `work` must be a top-level function, and its arguments and result must survive pickling. `spread` is "threads"
        if the work is mostly NumPy's, which threads of one process can share, and "none" if there is too little of it.
        An exception of `work` is raised here.
        """

    def group_by_key(
        self, work: Callable[[npt.NDArray[np.uint64]], Result], tables: Iterable[npt.NDArray[np.uint64]]
    ) -> Iterator[Result]:
        """Yield the result of `work` on the rows of each table, ascending: a row has its key in the high 32 bits.

        One call gets all rows of a table, or a part of it that holds all rows of its keys. A table may be sorted in
        place.
        """

    def join(
        self, batches: Iterable[Batch], *tables: Table[Batch, Any]
    ) -> Iterator[tuple[Batch, list[dict[Any, Any]]]]:
        """Yield each batch, in order, with one dictionary a table, key -> row; keys without a row are left out."""

    def connected_components(
        self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], nodes: int
    ) -> npt.NDArray[np.int64]:
        """Return for each node the least node that the edges left[i]-right[i] connect it to: int64 (nodes,).

        Nodes are numbered from 0; a node without an edge is its own label.
        """


class _EngineModule(Protocol):
    def engine(self, workers: int) -> Engine:
        """Return the engine with this number of workers."""


def engine_names() -> tuple[str, ...]:
    """Return the names of the engines, in alphabetical order; none is imported."""
    return module_names(sys.modules[__name__])


def load_engine(name: str, workers: int) -> Engine:
    """Import and return the engine with this name; ValueError if no module has it, or its `engine` returns none.

    PolicydiffError if the module cannot be loaded.
    """
    if name not in engine_names():
        raise ValueError(f"no engine {name!r}")
    engine = cast(_EngineModule, load_module(__name__, name, "engine")).engine(workers)
    if not hasattr(engine, "map_batches"):
        raise ValueError(f"the engine {name!r} is no engine")
    return engine


def engine_for(workers: int) -> Engine:
    """Return the engine of a machine: `serial` for one worker or fewer, `processes` for several."""
    return load_engine("serial" if workers < 2 else "processes", workers)


def batched(items: Iterable[Item], size: Callable[[Item], int], min_size: int) -> Iterator[list[Item]]:
    """Yield the items in lists. A list ends with the item that brings the sum of the sizes to `min_size` or more.

    The last list may be smaller. No list is empty; without items there is none.

    >>> list(batched(["第一条", "二", "第三条", "四"], len, 4))
    [['第一条', '二'], ['第三条', '四']]
    """
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += size(item)
        if total >= min_size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
