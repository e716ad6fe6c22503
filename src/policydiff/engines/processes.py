"""Tasks run by several processes in parallel, with the results in the order of the tasks.

Each process has its own pipe and nothing is shared, so a process that is killed leaves no lock behind.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from policydiff.errors import PolicydiffError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")

_MAX_PENDING_PER_PROCESS = 3  # tasks under way and results that wait for an earlier one


def batched(items: Iterable[Item], size: Callable[[Item], int], min_size: int) -> Iterator[list[Item]]:
    """The items in lists. A list ends with the item that brings the sum of the sizes to `min_size` or more.

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


def run_ordered(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    processes: int,
    initialise: Callable[..., None] | None = None,
    *arguments: Any,
) -> Iterator[Result]:
    """Yield the result of `work` for each task, in the order of the tasks; only a few tasks are taken in advance.

    With `initialise`, each process calls initialise(*arguments) first. An exception of a task is raised here, and the
    remaining tasks are dropped; so they are when a process is ended from outside, which raises PolicydiffError.
    """
    from multiprocessing.connection import wait  # loaded late: it is slow to load, and most runs need no second process

    idle: list[_Worker] = []
    busy: dict[Any, tuple[int, _Worker]] = {}
    try:
        idle += [_Worker(work, initialise, arguments) for _ in range(processes)]
        numbered_tasks, outcomes, next_number = enumerate(tasks), dict[int, _Outcome](), 0
        tasks_left = True
        while tasks_left or busy:
            while tasks_left and idle and len(busy) + len(outcomes) < _MAX_PENDING_PER_PROCESS * processes:
                numbered_task = next(numbered_tasks, None)
                if numbered_task is None:
                    tasks_left = False
                    break
                worker = idle.pop()
                worker.send(numbered_task[1])
                busy[worker.pipe] = numbered_task[0], worker
            ready = set(wait(list(busy))) if busy else ()
            for pipe in [pipe for pipe in busy if pipe in ready]:
                number, worker = busy.pop(pipe)
                outcomes[number] = worker.result()
                idle.append(worker)
            while next_number in outcomes:
                outcome = outcomes.pop(next_number)
                if not outcome.succeeded:
                    raise outcome.value
                yield outcome.value
                next_number += 1
    finally:
        for _, worker in busy.values():
            worker.process.kill()
        for worker in idle:
            worker.dismiss()


class _Outcome(NamedTuple):
    """The result of a task or, if it failed, the exception that it raised."""

    succeeded: bool
    value: Any


class _Worker:
    """A process that runs one task at a time."""

    def __init__(
        self, work: Callable[[Any], Any], initialise: Callable[..., None] | None, arguments: tuple[Any, ...]
    ) -> None:
        from multiprocessing import Pipe, Process

        self.pipe, remote_pipe = Pipe()
        self.process = Process(target=_serve, args=(remote_pipe, work, initialise, arguments), daemon=True)
        self.process.start()
        remote_pipe.close()

    def send(self, task: Any) -> None:
        """Hand it a task; PolicydiffError if the process has ended."""
        try:
            self.pipe.send((task,))
        except OSError:
            raise self._ended() from None

    def result(self) -> _Outcome:
        """Wait for the outcome of its task; PolicydiffError if the process has ended."""
        try:
            succeeded, value = self.pipe.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        return _Outcome(succeeded, value)

    def dismiss(self) -> None:
        """End the process, which must be idle."""
        try:
            self.pipe.send(())
        except OSError:
            return  # it has ended already
        self.process.join()

    def _ended(self) -> PolicydiffError:
        """The error for a process that was ended from outside."""
        hint = "perhaps there is too little memory; one process needs less"
        return PolicydiffError("a process that helped was ended from outside", hint=hint)


def _serve(
    pipe: Connection, work: Callable[[Any], Any], initialise: Callable[..., None] | None, arguments: tuple[Any, ...]
) -> None:
    """Run in the worker process: run each task that the pipe brings, until an empty one or the end of the parent."""
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the parent process handles an interruption
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    if initialise:
        initialise(*arguments)
    while task := pipe.recv():
        try:
            pipe.send((True, work(*task)))
        except Exception as error:
            pipe.send((False, error))


def _end_with_parent() -> None:
    """End this process when its parent process has ended, in whatever way."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
