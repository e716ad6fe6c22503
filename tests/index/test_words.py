"""`search INDEX --text`: words are found in every document that has them, whatever their script and width."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Command
from trees import plant

TEXTS: dict[str, bytes | str] = {
    "in/a.txt": "第一条　渡口每日开放。\n第二条　渡口由渡工值守，渡口设标志。\n",
    "in/b.txt": "第一條　渡口應當設置 ＡＢ 標誌。\n",
    "in/c.txt": "今天停航。\n",
}


@pytest.fixture
def index(policydiff: Command, tmp_path: Path) -> Path:
    """A folder with an index of `TEXTS`."""
    plant(tmp_path, TEXTS)
    assert policydiff("index", "build", "i.pdx", "in", "-q", cwd=tmp_path).returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("渡口", [("in/a.txt", 3), ("in/b.txt", 1)]),
        ("应当设置", [("in/b.txt", 1)]),
        ("應當設置ab", [("in/b.txt", 1)]),
        ("值守渡口", [("in/a.txt", 1)]),
        ("渡船", []),
        ("开放第二条", [("in/a.txt", 1)]),
    ],
)
def test_words_are_found(policydiff: Command, index: Path, words: str, found: list[tuple[str, int]]) -> None:
    done = policydiff("search", "i.pdx", "--text", words, "--format", "json", cwd=index)
    assert done.returncode == (0 if found else 1)
    hits = json.loads(done.stdout)["hits"]
    assert [(hit["document"]["id"], hit["count"]) for hit in hits] == found
    for hit in hits:
        text = str(TEXTS[hit["document"]["id"]])
        assert all(text[slice(*place["span"])] in place["excerpt"] for place in hit["places"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["i.pdx"], "name either a FILE or, with --text, the words"),
        (["i.pdx", "in/a.txt", "--text", "渡口"], "name either a FILE or, with --text, the words"),
        (["i.pdx", "--text", "。 "], "--text needs a letter"),
        (["i.pdx", "--text", ""], "an empty"),
        (["i.pdx", "--text", "渡口", "--relation", "reuse"], "go with FILE"),
        (["i.pdx", "in/a.txt", "--relation", "no-such"], "'no-such' is none of"),
        (["in/a.txt", "--text", "渡口"], "not an index"),
    ],
)
def test_what_does_not_fit_is_refused(policydiff: Command, index: Path, arguments: list[str], reason: str) -> None:
    done = policydiff("search", *arguments, cwd=index)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr


def test_relations_and_order_can_be_chosen(policydiff: Command, tmp_path: Path) -> None:
    law = "渡口管理办法\n" + "".join(f"第{n}条　渡口的第{n}项事务由乡镇办理，期限为{n}日。\n" for n in range(2, 20))
    plant(tmp_path, {"in/z.txt": law, "in/y.txt": law, "in/x.txt": law + "第三十条　另行公布收费标准。\n"})
    assert policydiff("index", "build", "i.pdx", "in", "-q", cwd=tmp_path).returncode == 0

    def found(*options: str) -> list[str]:
        """The ids of the hits."""
        done = policydiff("search", "i.pdx", "in/z.txt", "--format", "json", *options, cwd=tmp_path)
        groups = json.loads(done.stdout)["groups"]
        return [member["document"]["id"] for group in groups for member in group["members"]]

    assert set(found()) == {"in/x.txt", "in/y.txt", "in/z.txt"}
    assert found("--sort", "id") == ["in/x.txt", "in/y.txt", "in/z.txt"]
    assert set(found("--relation", "identical")) == {"in/y.txt", "in/z.txt"}
    assert found("--relation", "reuse") == []
    done = policydiff("relations", "in", "--relation", "identical", "--format", "json", cwd=tmp_path)
    kinds = {member["relation"] for group in json.loads(done.stdout)["groups"] for member in group["members"]}
    assert kinds == {"identical"}
    done = policydiff("relations", "in", "--limit", "1", "--sort", "id", "--format", "json", cwd=tmp_path)
    assert len(json.loads(done.stdout)["groups"]) == 1
    assert policydiff("relations", "in", "--pairs", "--limit", "1", cwd=tmp_path).returncode == 2
