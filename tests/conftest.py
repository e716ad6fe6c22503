"""What every test may lean on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real documents, or a skip that says how to name it."""
    folder = Path(os.environ.get("POLICYDIFF_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not folder.is_dir():
        pytest.skip(f"no real documents at {folder}; set POLICYDIFF_CORPORA to their folder")
    return folder
