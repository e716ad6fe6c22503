"""Batches, and work on them by several processes: in order, and given up when one fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from policydiff.engines.processes import batched, run_ordered
from policydiff.errors import PolicydiffError


@pytest.mark.parametrize(
    ("items", "enough", "expected"),
    [
        ([], 3, []),
        ([1, 1], 3, [[1, 1]]),
        ([1, 2, 1], 3, [[1, 2], [1]]),
        ([9, 1, 9], 3, [[9], [1, 9]]),
        ([1, 1, 1], 3, [[1, 1, 1]]),
    ],
)
def test_a_batch_ends_where_it_is_large_enough(items: list[int], enough: int, expected: list[list[int]]) -> None:
    assert list(batched(items, int, enough)) == expected


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert list(run_ordered(abs, range(-40, 0), 2)) == list(range(40, 0, -1))


def test_a_task_that_fails_is_raised_here() -> None:
    made = run_ordered(int, ["1", "x", *["2"] * 40], 2)
    assert next(made) == 1
    with pytest.raises(ValueError, match="'x'"):
        list(made)


def test_interruptions_are_left_to_the_process_that_started_it() -> None:
    assert list(run_ordered(signal.getsignal, [signal.SIGINT], 1)) == [signal.SIG_IGN]


def killed(task: int) -> int:
    """Ends the process that does it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_a_process_ended_from_outside_is_said() -> None:
    with pytest.raises(PolicydiffError, match="ended from outside"):
        list(run_ordered(killed, range(9), 2))


WAITING = """
import time
from policydiff.errors import PolicydiffError
from policydiff.engines.processes import run_ordered

print(next(run_ordered(abs, [-1] * 9, 2)), flush=True)
time.sleep(600)
"""


def test_no_process_outlives_the_one_that_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"1\n"
        running.kill()
        said, _ = running.communicate(timeout=30)  # ends when all that could write to it are gone
    assert said == b""
