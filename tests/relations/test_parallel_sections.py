"""Sections in nearly the same words, found in whatever room there is: from the texts, and through the command line."""

from __future__ import annotations

import json
import random
from pathlib import Path
from unittest.mock import patch

import pytest

from conftest import Command
from papers import paragraph
from policydiff.cli.commands.relations import command
from policydiff.matching import set_join
from policydiff.matching.packed_pairs import Packed
from policydiff.relations.parallel_sections import parallels

OWN = "松柏桂榆槐柳桐枫"


def document(number: int) -> str:
    """A document like no other, but for lines that each of them has with a character of its own in the middle."""
    pick = random.Random(number)
    text = f"{OWN[number]}溪县规定\n"
    for at in range(3):
        line = paragraph(f"共{at}")
        middle = len(line) // 2
        own = "".join(chr(pick.randrange(0x4E00, 0x9000)) for _ in range(300))
        text += f"{line[:middle]}{OWN[number]}{line[middle:]}\n{own}。\n"
    return text


DOCUMENTS = [document(number) for number in range(len(OWN))]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """These documents, as JSON Lines."""
    path = tmp_path_factory.mktemp("corpus") / "documents.jsonl"
    rows = [{"id": OWN[number], "text": text} for number, text in enumerate(DOCUMENTS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_small_bound_takes_several_ranges_and_finds_the_same() -> None:
    sizes: list[int] = []
    take = set_join._Join._propose_from

    def counted(found: set_join._Join, entries: Packed) -> None:
        sizes.append(len(entries))
        take(found, entries)

    whole = parallels(DOCUMENTS)
    with patch.object(set_join._Join, "_propose_from", counted):
        found = parallels(DOCUMENTS, 1 << 20)
    assert len(sizes) > 1
    assert found == whole
    assert set(found.pairs) == {(one, other) for other in range(len(OWN)) for one in range(other)}
    assert {len(sections) for sections in found.pairs.values()} == {3}


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_memory_changes_nothing_that_is_said(policydiff: Command, corpus: Path, form: str) -> None:
    options = ["--format", form, "--explain", "-v"]
    asked = policydiff("relations", corpus, *options)
    small = policydiff("relations", corpus, *options, "--memory", "1")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert (small.returncode, small.stdout, small.stderr) == (0, asked.stdout, "")
    assert "in nearly the same words" in " ".join(asked.stdout.decode("utf-8-sig").split())


@pytest.mark.parametrize("value", ["0", "-1", "64M", "1048577"])
def test_a_memory_that_is_none(policydiff: Command, corpus: Path, value: str) -> None:
    done = policydiff("relations", corpus, "--memory", value)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--memory" in done.stderr


def test_the_memory_said_is_that_of_the_join() -> None:
    (option,) = [each for each in command.params if each.name == "memory"]
    assert option.default == set_join.MEMORY >> 20
