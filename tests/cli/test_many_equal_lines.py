"""A document of very many equal lines: its clean text, what is said of it, and how much memory it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_PEAK = (
    "import resource, sys\n"
    "from policydiff.cli.main import main\n"
    "sys.argv = ['policydiff', *sys.argv[1:]]\n"
    "try:\n    main()\n"
    "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
)
_LINES = 200_000  # more than are kept as objects
_MAX_BYTES_PER_BYTE = 3.2  # of memory, above what a short document takes; as objects, lines took 25


def _peak(path: Path) -> tuple[bytes, int]:
    """Standard output of a dedupe, and its peak memory in bytes."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _PEAK, "dedupe", str(path), "-q"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return done.stdout, int(done.stderr.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.slow
def test_equal_lines_take_little_more_memory_than_their_text(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="peak memory is asked of resource, which Windows lacks")
    short, long = tmp_path / "short.txt", tmp_path / "long.txt"
    line = "渡口由乡镇管理并且专人值守\n".encode()
    short.write_bytes(line * 100)
    long.write_bytes(line * _LINES)
    (_, base), (clean, peak) = _peak(short), _peak(long)
    assert clean == line * _LINES
    assert peak - base < _MAX_BYTES_PER_BYTE * len(line) * _LINES
