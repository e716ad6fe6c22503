"""`policydiff relations` through the real command line: the report, its formats, hostile names, exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from conftest import Command
from papers import LAW, TITLE, articles, sections

PLAN = TITLE + "\n" + sections(1, 6, "乙")
RULES = LAW + articles(1, 60)
FILES = {
    "a.txt": PLAN,
    "b.txt": TITLE + "青政发〔2031〕5号\n\n" + sections(1, 6, "乙"),
    "c.txt": PLAN.replace("不得", "可以", 1),
    "d.txt": RULES,
    "e/f.txt": articles(20, 30),
    "g.txt": "",
}
EXPECTED = {
    ("e/f.txt", "d.txt"): "excerpt",
    ("a.txt", "b.txt"): "near-duplicate",
    ("c.txt", "b.txt"): "revision",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of related documents."""
    for name, text in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(output: bytes) -> dict[frozenset[str], str]:
    """The relations in a JSON report, by the ids of both."""
    found = json.loads(output)
    return {
        frozenset((Path(group["kept"]["id"]).name, Path(each["document"]["id"]).name)): each["relation"]
        for group in found["groups"]
        for each in group["members"]
    }


def test_a_folder_is_told_in_json(policydiff: Command, folder: Path) -> None:
    done = policydiff("relations", "in", "--format", "json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    expected = {frozenset(Path(each).name for each in pair): kind for pair, kind in EXPECTED.items()}
    kinds = {pair: kind.replace("contains", "excerpt") for pair, kind in told(done.stdout).items()}
    assert kinds == expected
    assert json.loads(done.stdout)["schema"] == "policydiff.relations/1"


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_json_lines_say_what_the_folder_says(policydiff: Command, folder: Path, packed: bool) -> None:
    lines = "".join(json.dumps({"name": name, "body": text}) + "\n" for name, text in FILES.items()).encode()
    name = "c.jsonl.gz" if packed else "c.jsonl"
    (folder / name).write_bytes(gzip.compress(lines) if packed else lines)
    options = ("--format", "json", "--text-field", "body", "--id-field", "name")
    done = policydiff("relations", name, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert told(done.stdout) == told(policydiff("relations", "in", "--format", "json", cwd=folder).stdout)


def test_the_report_names_each_relation(policydiff: Command, folder: Path) -> None:
    done = policydiff("relations", "in", cwd=folder)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 documents" in text
    for words in ("the same document", "another edition", "不得", "可以", "characters in common"):
        assert words in text
    assert "Every relation was verified" not in " ".join(text.split())
    explained = policydiff("relations", "in", "--explain", cwd=folder).stdout.decode()
    assert "Every relation was verified" in " ".join(explained.split())


def test_pairs_are_lines_of_json_with_exact_measures(policydiff: Command, folder: Path) -> None:
    done = policydiff("relations", "in", "--pairs", "--threshold", "0.9", cwd=folder)
    assert done.returncode == 0, done.stderr
    pairs = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(pairs) == 3
    for pair in pairs:
        assert 0.9 <= pair["jaccard"] <= min(pair["containment"]) <= 1
        assert pair["one"] < pair["other"]


def test_unrelated_documents_are_said_to_be_so(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "b.txt").write_text(articles(1, 9), encoding="utf-8")
    done = policydiff("relations", "a.txt", "b.txt", cwd=tmp_path)
    assert done.returncode == 0
    assert "no two of them are related" in done.stdout.decode()


HOSTILE = "=cmd|' \x1b[31m<b>*_`[x](y)|\u202e"


def test_hostile_names_and_texts_are_harmless(policydiff: Command, tmp_path: Path) -> None:
    for number, text in enumerate((HOSTILE + PLAN, (HOSTILE + PLAN).replace("不得", "=1+1可以", 1))):
        (tmp_path / f"={number}{HOSTILE.replace('/', '')}.txt").write_text(text, encoding="utf-8")
    for form in ("text", "markdown", "csv"):
        done = policydiff("relations", ".", "--format", form, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert not {"\x1b", "\u202e"} & set(done.stdout.decode("utf-8-sig"))
        if form == "csv":
            rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
            assert len(rows) == 2
            assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")]
        if form == "markdown":
            assert "<b>" not in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("nowhere",), 2, "policydiff: nowhere: no such file or directory"),
        ((), 2, "Missing argument"),
        (("in", "--threshold", "0.1"), 2, "0.1"),
        (("broken.txt",), 2, "policydiff: broken.txt: "),
        (("in", "broken.txt"), 3, "policydiff: broken.txt: "),
        (("in", "bad.jsonl"), 3, "policydiff: bad.jsonl:1: not JSON"),
        (("in", "-o", "in/a.txt"), 2, "a.txt"),
    ],
)
def test_what_cannot_be_done_is_said(
    policydiff: Command, folder: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    (folder / "broken.txt").write_bytes(b"%PDF-1.7\n\x00\xff\xfe\x81")
    (folder / "bad.jsonl").write_text('{"text"\n', encoding="utf-8")
    done = policydiff("relations", *arguments, cwd=folder)
    assert done.returncode == status
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "in" / "a.txt").read_text(encoding="utf-8") == PLAN


def test_an_unreadable_input_is_told_even_when_quiet(policydiff: Command, folder: Path) -> None:
    (folder / "bad.jsonl").write_text('{"text"\n', encoding="utf-8")
    done = policydiff("relations", "in", "bad.jsonl", "-q", cwd=folder)
    assert done.returncode == 3
    assert done.stderr.startswith("policydiff: bad.jsonl:1: not JSON")
    assert done.stderr.count("\n") == 1


def test_output_goes_to_a_file_whole(policydiff: Command, folder: Path) -> None:
    done = policydiff("relations", "in", "--format", "json", "-o", "out.json", cwd=folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (folder / "out.json").read_bytes() == policydiff("relations", "in", "--format", "json", cwd=folder).stdout
