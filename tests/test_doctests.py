"""The examples in docstrings print what they say, and every package has one."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
from pathlib import Path

import pytest

import policydiff

EXAMPLE = ">>> "
PACKAGES = ["text", "matching", "structure", "facts", "deduplication", "comparison", "relations", "checks", "reports"]


def modules_with_examples() -> list[str]:
    """The names of the modules whose source holds an example, below `policydiff`."""
    names = [module.name for module in pkgutil.walk_packages(policydiff.__path__, "policydiff.")]
    return [
        name.removeprefix("policydiff.")
        for name in names
        if not name.endswith("__main__")
        and (spec := importlib.util.find_spec(name)) is not None
        and spec.origin is not None
        and EXAMPLE in Path(spec.origin).read_text(encoding="utf-8")
    ]


MODULES = modules_with_examples()


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_say(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"policydiff.{name}"))
    assert outcome.attempted
    assert not outcome.failed


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_an_example(package: str) -> None:
    assert any(name.split(".")[0] == package for name in MODULES)
