"""Work done side by side by several processes, in batches, with results in the order of the work."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

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
    from concurrent.futures import ProcessPoolExecutor  # slow to load, and most work is done by one process

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
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the process that started this one
    Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*given)


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however that ended: nobody is left to ask for work."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
