"""Two hundred damaged and hostile files for each reader: refused in a line or read, quickly, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import fault_files
from fault_files import LINES, READERS, FaultCase, fault_cases, faults_of, outcome, sound_file

pytest.importorskip("resiliparse", reason="the library that reads web pages is not installed")

ROOT = Path(__file__).resolve().parents[2]
CASES = 200
MAX_MEGABYTES = 300


@pytest.mark.parametrize("reader", READERS)
def test_the_sound_file_is_read_whole(reader: str, tmp_path: Path) -> None:
    result = outcome(reader, FaultCase("sound", sound_file(reader)), tmp_path)
    assert not result.is_said
    assert [line for line in LINES if line not in result.text] == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_damaged_files_are_refused_or_read_and_never_silently_shorter(reader: str, tmp_path: Path) -> None:
    cases = list(fault_cases(reader, seed=1, number=60))
    assert [fault for case in cases for fault in faults_of(reader, case, outcome(reader, case, tmp_path))] == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_two_hundred_faults_in_a_process_of_bounded_memory(reader: str) -> None:
    command = [sys.executable, str(ROOT / "fuzz" / "readers.py"), reader, "--cases", str(CASES), "--seed", "2"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    megabytes = int(done.stdout.split()[-2])
    assert megabytes <= MAX_MEGABYTES


def test_a_fault_is_found() -> None:
    short = fault_files.Outcome("", False, 0.0)
    assert faults_of("html", FaultCase("cut off 3", b""), short)
    assert faults_of("zip", FaultCase("damaged", b"", is_whole=True), short)
    assert faults_of("html", FaultCase("slow", b""), fault_files.Outcome("", True, 11.0))
    assert not faults_of("html", FaultCase("cut off 3", b""), fault_files.Outcome("", True, 0.0))
