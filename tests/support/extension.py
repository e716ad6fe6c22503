"""A copy of the package to which a test adds a file, and the command line of that copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import policydiff


def copied_package(tmp_path: Path) -> Path:
    """Copy the package below `tmp_path`; return the folder that holds it, to be put on PYTHONPATH."""
    package_root = tmp_path / "package"
    shutil.copytree(Path(policydiff.__file__).parent, package_root / "policydiff")
    return package_root


def run_copied(
    package_root: Path, *args: str | Path, cwd: Path | None = None, input: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `policydiff` of this copy to its end, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "policydiff", *map(str, args)],
        input=input,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(package_root)},
        timeout=120,
        check=False,
    )
