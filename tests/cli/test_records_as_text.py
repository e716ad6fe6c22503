"""JSON Lines where one document is expected: it is read as one text, and a line on standard error says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Command
from trees import LAW, record

RECORDS = record(id="a", text=LAW) + record(id="b", text=LAW.replace("渡口", "码头"))


@pytest.fixture
def place(policydiff: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with JSON Lines, a text, and an index of the text."""
    monkeypatch.chdir(tmp_path)
    for name in ("many.jsonl", "MANY.JSONL", "many.ndjson"):
        Path(name).write_text(RECORDS, encoding="utf-8")
    Path("one.jsonl").write_text(record(id="a", text=LAW), encoding="utf-8")
    Path("plain.jsonl").write_text(LAW, encoding="utf-8")
    Path("braces.txt").write_text("{甲}\n" + LAW, encoding="utf-8")
    Path("law.txt").write_text(LAW, encoding="utf-8")
    assert policydiff("index", "build", "x.index", "law.txt").returncode == 0
    return tmp_path


@pytest.mark.parametrize("name", ["many.jsonl", "MANY.JSONL", "many.ndjson"])
@pytest.mark.parametrize(
    "arguments", [("compare", "law.txt"), ("search", "x.index"), ("outline",), ("sketch",)], ids=lambda each: each[0]
)
def test_records_that_are_read_as_one_text_are_counted(
    policydiff: Command, place: Path, arguments: tuple[str, ...], name: str
) -> None:
    told = policydiff(*arguments, name).stderr
    assert told.startswith(f"policydiff: {name}: JSON Lines, 2 records, read here as one text (")
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", ["plain.jsonl", "braces.txt", "law.txt"])
def test_what_is_no_json_lines_is_not(policydiff: Command, place: Path, name: str) -> None:
    assert policydiff("outline", name).stderr == ""


def test_one_record_is_one_record(policydiff: Command, place: Path) -> None:
    assert ": JSON Lines, 1 record, read here" in policydiff("compare", "one.jsonl", "one.jsonl").stderr


@pytest.mark.parametrize("arguments", [("text", "many.jsonl"), ("check", "many.jsonl"), ("dedupe", "many.jsonl")])
def test_other_commands_say_nothing(policydiff: Command, place: Path, arguments: tuple[str, ...]) -> None:
    assert "read here as one text" not in policydiff(*arguments).stderr
