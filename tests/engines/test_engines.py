"""Every engine in the folder: results in order, errors raised here, grouping, joining and connecting.

A new module in `policydiff/engines` is under these tests as soon as it is there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extension import copied_package
from policydiff.engines import Engine, Spread, Table, batched, engine_names, load_engine
from policydiff.errors import PolicydiffError
from policydiff.matching.packed_pairs import pack, unpack
from strategies import examples

ENGINES = [load_engine(name, workers) for name in engine_names() for workers in (1, 2)]
every_engine = pytest.mark.parametrize(
    "engine", ENGINES, ids=lambda engine: f"{type(engine).__name__}-{engine.workers}"
)


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


# --- map


def product(batch: int, factor: int) -> int:
    """Work of a stage."""
    return batch * factor


def inverse(batch: int, dividend: float) -> float:
    """Work of a stage that fails for zero."""
    return dividend / batch


@every_engine
@pytest.mark.parametrize("spread", get_args(Spread))
def test_results_come_in_the_order_of_the_batches(engine: Engine, spread: Spread) -> None:
    results = engine.map_batches(product, range(40), 3, spread=spread)
    assert list(results) == [3 * number for number in range(40)]


@every_engine
@pytest.mark.parametrize("spread", get_args(Spread))
def test_work_that_fails_is_raised_here(engine: Engine, spread: Spread) -> None:
    results = engine.map_batches(inverse, [2, 0, *[1] * 40], 1.0, spread=spread)
    with pytest.raises(ZeroDivisionError):
        list(results)


@every_engine
def test_few_batches_are_taken_in_advance(engine: Engine) -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = engine.map_batches(product, batches(), 1)
    assert next(results) == 0
    assert len(taken) < 20


# --- group by key

rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=40)


def groups(packed: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> dict[int, list[int]]:
    """The values of each key, in their order."""
    values = defaultdict(list)
    for key, value in zip(*(numbers.tolist() for numbers in unpack(packed)), strict=True):
        values[key].append(value)
    return dict(values)


@every_engine
@examples(20)
@given(tables=st.lists(rows, max_size=4))
def test_all_rows_of_a_key_come_together_and_ascending(engine: Engine, tables: list[list[tuple[int, int]]]) -> None:
    packed = [pack(np.array([key for key, _ in table]), np.array([value for _, value in table])) for table in tables]
    expected = [groups(np.sort(table)) for table in packed]
    assert list(engine.group_by_key(groups, packed)) == expected


# --- join and connect


@every_engine
def test_a_batch_is_joined_with_the_rows_it_refers_to(engine: Engine) -> None:
    titles, dates = {1: "甲", 2: "乙", 3: "丙"}, {2: "2031-01-01"}
    batches = [[1, 2], [9], [3]]
    joined = list(engine.join(batches, Table(list[int], titles.get), Table(list[int], dates.get)))
    assert joined == [([1, 2], [{1: "甲", 2: "乙"}, {2: "2031-01-01"}]), ([9], [{}, {}]), ([3], [{3: "丙"}, {}])]


@every_engine
@examples(30)
@given(edges=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=16))
def test_nodes_that_edges_connect_have_the_least_of_them_as_their_label(
    engine: Engine, edges: list[tuple[int, int]]
) -> None:
    expected = list(range(12))
    for _ in expected:  # the label of an edge's end spreads to the other end, once a round
        for left, right in edges:
            expected[left] = expected[right] = min(expected[left], expected[right])
    columns = np.array(edges, dtype=np.int64).reshape(-1, 2)
    assert engine.connected_components(columns[:, 0], columns[:, 1], 12).tolist() == expected


# --- processes


def handler(number: int, _: None) -> object:
    """How this process handles a signal."""
    return signal.getsignal(number)


def killed(batch: int, _: None) -> int:
    """Ends the process that does it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return batch


def test_interruptions_are_left_to_the_process_that_started_it() -> None:
    assert list(load_engine("processes", 1).map_batches(handler, [signal.SIGINT], None)) == [signal.SIG_IGN]


def test_a_process_ended_from_outside_is_said() -> None:
    with pytest.raises(PolicydiffError, match="ended from outside"):
        list(load_engine("processes", 2).map_batches(killed, range(9), None))


WAITING = """
import operator, time
from policydiff.engines import load_engine

print(next(load_engine("processes", 2).map_batches(operator.mul, [-1] * 9, -1)), flush=True)
time.sleep(600)
"""


def test_no_process_outlives_the_one_that_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"1\n"
        running.kill()
        output, _ = running.communicate(timeout=30)  # ends when all that could write to it are gone
    assert output == b""


# --- a new engine

THROW_AWAY = '''
from policydiff.engines.serial import Serial

class Recording(Serial):
    """Works in this process, and records the functions it was given."""

    work = []

    def map_batches(self, work, batches, context, *, spread="processes"):
        self.work.append(work.__name__)
        return super().map_batches(work, batches, context)

def engine(workers):
    return Recording(workers)
'''


PLANNING = """
import sys
from policydiff import dedupe_corpus, open_corpus
from policydiff.engines import engine_names
from policydiff.engines.recording import Recording

plans = [dedupe_corpus(open_corpus(sys.argv[1:]), engine=name).as_json() for name in ("recording", "serial")]
print("recording" in engine_names(), plans[0] == plans[1], *Recording.work)
"""


def test_a_new_engine_is_one_file(tmp_path: Path) -> None:
    package_root = copied_package(tmp_path)
    (package_root / "policydiff" / "engines" / "recording.py").write_text(THROW_AWAY, encoding="utf-8")
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text("青槐县渡口管理办法\n第一条 渡口每日早八时至晚八时开放。\n" * 3, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(package_root)}
    command = [sys.executable, "-c", PLANNING, *map(str, files)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True", "_scan_block", "verify_components"], done.stderr


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no engine 'spark-of-genius'"):
        load_engine("spark-of-genius", 1)
