"""All copies of a document are one finding of check and one group of relations, in any order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trees import LAW, STATUTE, plant, record, run

ACROSS = ("--isolated", "--select", "duplicate-document,near-duplicate,mislabelled,revision")
Copy = Callable[[int], str]


def page(number: int) -> str:
    """The law as another site shows it."""
    return f"来源：第{number}号网站\n\n{LAW}"


def spaced(number: int) -> str:
    """The law with other white space."""
    return LAW.replace("。", "。" + " " * number)


def identical(number: int) -> str:
    """The law itself."""
    return LAW


def findings(*arguments: str) -> list[dict[str, Any]]:
    """The findings of a check."""
    run("check", *arguments, *ACROSS, "--format", "json", "-o", "result.json")
    result: dict[str, Any] = json.loads(Path("result.json").read_text(encoding="utf-8"))
    return list(result["findings"])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("copy", "rule"),
    [(identical, "duplicate-document"), (spaced, "duplicate-document"), (page, "near-duplicate")],
    ids=lambda value: getattr(value, "__name__", value),
)
@pytest.mark.parametrize("copies", [1, 2, 5, 9])
def test_all_copies_are_one_finding(place: Path, copy: Copy, rule: str, copies: int) -> None:
    plant(place, {"in/0.txt": LAW, "in/other.txt": STATUTE, **{f"in/{n}.txt": copy(n) for n in range(1, copies + 1)}})
    (finding,) = findings("in")
    others = [f"in/{number}.txt" for number in range(2, copies + 1)]
    assert (finding["rule"], finding["path"]) == (rule, "in/1.txt")
    assert [related["path"] for related in finding["related"]] == ["in/0.txt", *others]
    assert (f"{copies - 1} more cop" in finding["message"]) == (copies > 1)
    assert findings(*sorted((f"in/{path.name}" for path in (place / "in").iterdir()), reverse=True)) == [finding]
    assert findings("in", "--jobs", "2") == [finding]


def test_documents_that_are_no_copies_of_one_another_are_findings_of_their_own(place: Path) -> None:
    plant(
        place, {f"in/{name}{number}.txt": text for name, text in (("a", LAW), ("b", STATUTE)) for number in (1, 2, 3)}
    )
    assert [finding["path"] for finding in findings("in")] == ["in/a2.txt", "in/b2.txt"]


def test_copies_of_what_is_held_are_one_finding(place: Path) -> None:
    plant(place, {"held/a.txt": LAW, **{f"in/{number}.txt": LAW for number in range(4)}})
    run("index", "build", "held.pdx", "held", "-q")
    for held in ("held", "held.pdx"):
        (finding,) = findings("in", "--against", held)
        assert finding["path"] == "in/0.txt"
        assert [related["path"] for related in finding["related"]][1:] == ["in/1.txt", "in/2.txt", "in/3.txt"]


def test_a_path_whose_rule_is_ignored_hides_no_other_copy(place: Path) -> None:
    plant(place, {f"in/{name}.txt": LAW for name in ("a", "b/old", "c", "d")})
    table = '[check.paths."in/b/"]\nignore = ["duplicate-document"]\n'
    plant(place, {"settings.toml": table})
    run("check", "in", "--config", "settings.toml", *ACROSS[1:], "--format", "json", "-o", "result.json")
    (finding,) = json.loads(Path("result.json").read_text(encoding="utf-8"))["findings"]
    assert finding["path"] == "in/c.txt"
    assert [related["path"] for related in finding["related"]] == ["in/a.txt", "in/d.txt"]


def test_one_more_copy_of_a_known_one_is_new(place: Path) -> None:
    plant(place, {f"in/{number}.txt": LAW for number in range(4)})
    assert run("baseline", "write", "in", *ACROSS) == 0
    assert findings("in", "--baseline", "policydiff-baseline.json") == []
    (place / "in/2.txt").unlink()
    assert findings("in", "--baseline", "policydiff-baseline.json") == []
    plant(place, {f"in/{number}.txt": LAW for number in (2, 4, 5)})
    (finding,) = findings("in", "--baseline", "policydiff-baseline.json")
    assert [finding["path"], *(related["path"] for related in finding["related"])] == [
        "in/4.txt",
        "in/0.txt",
        "in/5.txt",
    ]


@pytest.mark.parametrize("copy", [identical, spaced, page], ids=lambda value: value.__name__)
@pytest.mark.parametrize("number", [3, 20, pytest.param(90, marks=pytest.mark.slow)])
def test_all_copies_are_one_group(place: Path, copy: Copy, number: int) -> None:
    """Also of more copies than a bucket pairs with each other."""
    plant(place, {"a.jsonl": "".join(record(id=f"{index:03}", text=copy(index)) for index in range(number))})
    assert run("relations", "a.jsonl", "-q", "--format", "json", "-o", "groups.json") == 0
    (group,) = json.loads(Path("groups.json").read_text(encoding="utf-8"))["groups"]
    assert len(group["members"]) == number - 1
    assert run("dedupe", "a.jsonl", "-q", "-o", "out.jsonl") == 0
    assert Path("out.jsonl").read_bytes().count(b"\n") == 1
