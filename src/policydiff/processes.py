"""Work done side by side by several processes, in batches, with results in the order of the work."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")

_WAITING = 3  # tasks a process that may wait for it


def batches(items: Iterable[Item], size: Callable[[Item], int], enough: int) -> Iterator[list[Item]]:
    """The items in lists, each ended by the item with which the sizes of its items come to `enough`."""
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += size(item)
        if total >= enough:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def side_by_side(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    processes: int,
    begin: Callable[..., None] | None = None,
    *given: Any,
) -> Iterator[Result]:
    """What `work` makes of each task, in the order of the tasks, of which few are taken ahead.

    With `begin`, each process calls begin(*given) first. What is left is given up when one task fails.
    """
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(begin, *given)) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) >= _WAITING * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(begin: Callable[..., None] | None, *given: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the process that started this one
    if begin:
        begin(*given)
