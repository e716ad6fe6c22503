"""Work done side by side by several processes, in batches, with results in the order of the work.

Each process has a pipe of its own, and nothing is shared: one that is killed can leave no lock behind.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from policydiff.errors import PolicydiffError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 3  # results a process that may wait for an earlier one


def batched(items: Iterable[Item], size: Callable[[Item], int], enough: int) -> Iterator[list[Item]]:
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


def run_ordered(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    processes: int,
    begin: Callable[..., None] | None = None,
    *given: Any,
) -> Iterator[Result]:
    """What `work` makes of each task, in the order of the tasks, of which few are taken ahead.

    With `begin`, each process calls begin(*given) first. What is left is given up when one task fails, or when a
    process is ended from outside, which is a PolicydiffError.
    """
    from multiprocessing.connection import wait  # slow to load, and most work is done by one process

    idle: list[_Worker] = []
    busy: dict[Any, tuple[int, _Worker]] = {}
    try:
        idle += [_Worker(work, begin, given) for _ in range(processes)]
        waiting, done, said = enumerate(tasks), dict[int, tuple[bool, Any]](), 0
        more = True
        while more or busy:
            while more and idle and len(busy) + len(done) < _AHEAD * processes:
                task = next(waiting, None)
                if task is None:
                    more = False
                    break
                worker = idle.pop()
                worker.send(task[1])
                busy[worker.pipe] = task[0], worker
            ready = set(wait(list(busy))) if busy else ()
            for pipe in [pipe for pipe in busy if pipe in ready]:
                number, worker = busy.pop(pipe)
                done[number] = worker.result()
                idle.append(worker)
            while said in done:
                made, found = done.pop(said)
                if not made:
                    raise found
                yield found
                said += 1
    finally:
        for _, worker in busy.values():
            worker.process.kill()
        for worker in idle:
            worker.dismiss()


class _Worker:
    """A process that does one task at a time."""

    def __init__(self, work: Callable[[Any], Any], begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
        from multiprocessing import Pipe, Process

        self.pipe, there = Pipe()
        self.process = Process(target=_serve, args=(there, work, begin, given), daemon=True)
        self.process.start()
        there.close()

    def send(self, task: Any) -> None:
        """Gives it a task."""
        try:
            self.pipe.send((task,))
        except OSError:
            raise self._ended() from None

    def result(self) -> tuple[bool, Any]:
        """Whether it made something of the task, and what; else the exception that the task raised."""
        try:
            made, found = self.pipe.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        return made, found

    def dismiss(self) -> None:
        """Ends it, which has nothing to do."""
        try:
            self.pipe.send(())
        except OSError:
            return  # it is gone
        self.process.join()

    def _ended(self) -> PolicydiffError:
        hint = "perhaps there is too little memory; one process needs less"
        return PolicydiffError("a process that helped was ended from outside", hint=hint)


def _serve(
    pipe: Connection, work: Callable[[Any], Any], begin: Callable[..., None] | None, given: tuple[Any, ...]
) -> None:
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the process that started this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*given)
    while task := pipe.recv():
        try:
            pipe.send((True, work(*task)))
        except Exception as error:
            pipe.send((False, error))


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however that ended: nobody is left to ask for work."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
