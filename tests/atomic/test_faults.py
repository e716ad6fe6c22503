"""Every command that writes keeps the one invariant, whichever call fails, is the last, or is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faults import Fault
from writing_commands import CASES, Case, Trial

QUICK = ("dedupe --in-place", "dedupe FOLDER over a result", "index build")
SAMPLED = 3  # calls of a command, in the quick tests
POINTS = 12  # calls of a command, in the slow ones
KINDS = ("error", "death", "SIGTERM", "error", "death", "SIGKILL", "errors", "SIGINT")


@pytest.mark.parametrize("case", [case for case in CASES if case.name in QUICK], ids=lambda case: case.name)
def test_some_calls_fail_or_are_the_last(tmp_path: Path, case: Case) -> None:
    trial = Trial(case, tmp_path)
    last = trial.number_of_points
    for number in {last * part // SAMPLED for part in range(1, SAMPLED + 1)}:
        assert trial.violations(Fault("death", number)) == []
        assert trial.violations(Fault("error", number)) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_calls_all_over_a_run_fail_or_are_the_last(
    tmp_path: Path, record_property: Callable[[str, object], None], case: Case
) -> None:
    """Points spread over the run, another kind of fault at each; benchmarks/fault_injection.py tries them all."""
    trial = Trial(case, tmp_path)
    points = [trial.number_of_points * part // POINTS for part in range(1, POINTS + 1)]
    faults = [Fault(KINDS[index % len(KINDS)], max(point, 1)) for index, point in enumerate(points)]
    record_property("calls, faults", (trial.number_of_points, len(faults)))
    assert [line for fault in faults for line in trial.violations(fault)] == []


def test_a_broken_promise_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness finds what happens if text and plan are renamed one after the other, without a journal."""
    from policydiff.atomic import staging, transaction

    monkeypatch.setattr(transaction, "_write_journals", lambda moves: None)
    monkeypatch.setattr(staging, "settle", lambda folder: True)
    trial = Trial(next(case for case in CASES if case.name == "dedupe --in-place"), tmp_path)
    renames = [number for number, name in enumerate(trial.outcome.calls, start=1) if name == "rename"]
    assert any(trial.violations(Fault("death", number)) for number in renames)
