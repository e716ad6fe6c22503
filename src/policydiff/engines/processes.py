"""The engine for several processes: batches in parallel, their results in the order of the batches.

Each process has its own pipe and nothing is shared, so a process that is killed leaves no lock behind. Grouping,
joining and connecting take little time beside the work on batches; they stay in the parent process.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.engines import Batch, Context, Engine, Result, Spread
from policydiff.engines.serial import Serial
from policydiff.errors import PolicydiffError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_MAX_PENDING_PER_PROCESS = 3  # batches under way and results that wait for an earlier one


class Processes(Serial):
    """Runs the work on batches in several processes, or in threads of this process if it is mostly NumPy's."""

    def map_batches(
        self,
        work: Callable[[Batch, Context], Result],
        batches: Iterable[Batch],
        context: Context,
        *,
        spread: Spread = "processes",
    ) -> Iterator[Result]:
        """Yield work(batch, context) for each batch, in order; each process unpickles a context of its own.

        With another `spread` than "processes", the work stays in this process: in threads for "threads", in this thread
        for "none". An exception of `work` is raised here when its batch is due. PolicydiffError if a process is ended
        from outside. After either, the remaining batches are dropped.
        """
        if spread == "processes":
            return _run_ordered(work, batches, self.workers, context)
        from policydiff.matching.shingles import map_in_threads

        threads = self.workers if spread == "threads" else 1
        return map_in_threads(lambda batch: work(batch, context), batches, threads)


def engine(workers: int) -> Engine:
    """Return the engine with this number of processes."""
    return Processes(workers)


def _run_ordered(
    work: Callable[[Batch, Context], Result], batches: Iterable[Batch], processes: int, context: Context
) -> Iterator[Result]:
    """Yield the result of `work` for each batch, in order, as `Processes.map_batches` does.

    At most `_MAX_PENDING_PER_PROCESS` batches a process are taken in advance. When the iterator ends or is closed, the
    processes at work are killed and the idle ones dismissed.
    """
    from multiprocessing.connection import wait  # loaded late: it is slow to load, and most runs need no second process

    pickled_context = pickle.dumps(context)
    idle: list[_Worker] = []
    busy: dict[Any, tuple[int, _Worker]] = {}
    try:
        idle += [_Worker(work, pickled_context) for _ in range(processes)]
        numbered_batches, outcomes, next_number = enumerate(batches), dict[int, _Outcome](), 0
        batches_left = True
        while batches_left or busy:
            while batches_left and idle and len(busy) + len(outcomes) < _MAX_PENDING_PER_PROCESS * processes:
                numbered_batch = next(numbered_batches, None)
                if numbered_batch is None:
                    batches_left = False
                    break
                worker = idle.pop()
                worker.send(numbered_batch[1])
                busy[worker.pipe] = numbered_batch[0], worker
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
    """The result of a batch or, if the work on it failed, the exception that it raised."""

    succeeded: bool
    value: Any


class _Worker:
    """A process that works on one batch at a time."""

    def __init__(self, work: Callable[[Any, Any], Any], pickled_context: bytes) -> None:
        from multiprocessing import Pipe, Process

        self.pipe, remote_pipe = Pipe()
        self.process = Process(target=_serve, args=(remote_pipe, work, pickled_context), daemon=True)
        self.process.start()
        remote_pipe.close()

    def send(self, batch: Any) -> None:
        """Hand it a batch; PolicydiffError if the process has ended."""
        try:
            self.pipe.send((batch,))
        except OSError:
            raise self._ended() from None

    def result(self) -> _Outcome:
        """Wait for the outcome of its batch; PolicydiffError if the process has ended.

        An exception that the work raised is the value of the outcome; it is not raised here.
        """
        try:
            succeeded, value = self.pipe.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        return _Outcome(succeeded, value)

    def dismiss(self) -> None:
        """End the process, which must be idle, and wait for its end; nothing happens if it has ended already."""
        try:
            self.pipe.send(())
        except OSError:
            return  # it has ended already
        self.process.join()

    def _ended(self) -> PolicydiffError:
        """Return the error for a process that was ended from outside; it is not raised here."""
        hint = "perhaps there is too little memory; one process needs less"
        return PolicydiffError("a process that helped was ended from outside", hint=hint)


def _serve(pipe: Connection, work: Callable[[Any, Any], Any], pickled_context: bytes) -> None:
    """Run in the worker process: work on each batch that the pipe brings, until the parent says stop or ends.

    A batch comes in a tuple of its own; an empty tuple says stop. For each batch (True, result) is sent back, or
    (False, exception) if the work raised one.
    """
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the parent process handles an interruption
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    # Unpickled and not inherited: a forked process would share the parent's open files and the positions in them.
    context = pickle.loads(pickled_context)
    while batches := pipe.recv():
        try:
            pipe.send((True, work(batches[0], context)))
        except Exception as error:
            pipe.send((False, error))


def _end_with_parent() -> None:
    """Wait until the parent process ends, in whatever way, then end this process; return at once without a parent."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
