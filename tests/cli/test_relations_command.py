"""`policydiff relations` through the real command line: the report, its formats, hostile names, exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from conftest import Command
from papers import LAW, TITLE, articles, sections, traditional

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
    (folder / "broken.txt").write_bytes(b"%!PS-3.0\n\x00\xff\xfe\x81")
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


def listed(policydiff: Command, folder: Path, texts: dict[str, str], *operands: str) -> str:
    """The report on these files, which are written first."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return policydiff("relations", *(operands or texts), cwd=folder).stdout.decode()


OLD_RULES = (
    "# 渡口值守办法\n\n第一条　本办法所称 night watch，是指日落以后的值守。\n\n"
    "第二条　渡口应当在 Lamp Post 16 旁设亭，值守 90 天。\n\n第三条　联系人 Wang Wu，电话见 https://example.cn/2031。\n"
)
NEW_RULES = (
    OLD_RULES.replace("应当在 Lamp Post 16", "须在 Signal Mast 22").replace("90", "180").replace("Wang Wu", "Li")
)


@pytest.mark.parametrize("as_folder", [False, True])
def test_editions_under_one_title_are_found_however_short(policydiff: Command, tmp_path: Path, as_folder: bool) -> None:
    texts = {"in/o.md": OLD_RULES, "in/n.md": NEW_RULES}
    report = listed(policydiff, tmp_path, texts, *(["in"] if as_folder else []))
    assert "1 revision" in report
    assert "of it stands in the first" in " ".join(report.split())


def test_two_files_given_by_name_are_compared_whatever_they_share(policydiff: Command, tmp_path: Path) -> None:
    texts = {"a.txt": articles(1, 20), "b.txt": "今天渡口停航，明天照常。\n"}
    report = " ".join(listed(policydiff, tmp_path, texts).split())
    assert "no two of them are related" in report
    assert "a.txt and b.txt: similarity 0.00 (Jaccard); 0% of the first stands in the second" in report
    three = listed(policydiff, tmp_path, {**texts, "c.txt": "渡口"})
    assert "similarity" not in three


@pytest.mark.parametrize("copies", [1, 2])
def test_equal_files_are_identical_also_where_they_repeat_themselves(
    policydiff: Command, tmp_path: Path, copies: int
) -> None:
    report = listed(policydiff, tmp_path, {"a.txt": PLAN * copies, "b.txt": PLAN * copies})
    assert "1 identical" in report
    assert "not one byte differs" in report


def test_a_part_is_told_from_its_whole(policydiff: Command, tmp_path: Path) -> None:
    report = listed(policydiff, tmp_path, {"part.txt": articles(20, 30), "whole.txt": RULES})
    assert "1 excerpt" in report
    assert report.index("whole.txt") < report.index("excerpt  part.txt")
    texts = {"part.txt": articles(20, 30), "whole.txt": RULES, "other.txt": "临澜省航道条例\n" + articles(15, 90)}
    assert "contains it  other.txt" in listed(policydiff, tmp_path, texts) or "excerpt  part.txt" in report


def test_closer_relations_come_first_and_passages_in_words(policydiff: Command, tmp_path: Path) -> None:
    shared = articles(1, 4)
    texts = {
        "1.txt": "云汐市船舶年报\n二〇二九年一月一日\n" + shared + sections(20, 26, "丙"),
        "2.txt": PLAN + shared,
        "3.txt": PLAN + shared.replace("不得", "可以"),
        "4.txt": PLAN + shared,
    }
    report = listed(policydiff, tmp_path, texts)
    places = [report.find(f"  {kind}  ") for kind in ("identical", "revision", "reuse")]
    assert places == sorted(places)
    assert -1 not in places
    assert "“" in report[places[-1] :]


def test_a_search_finds_an_edition_by_its_title_and_equal_bytes_first(policydiff: Command, tmp_path: Path) -> None:
    plan = PLAN + "国务产业条会应发\n"
    twin = traditional(PLAN) + "國務產業條會應發\n"
    for name, text in {"a.txt": twin, "b.txt": plan, "o.md": OLD_RULES, "n.md": NEW_RULES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    policydiff("index", "build", "x.index", "a.txt", "b.txt", "o.md", cwd=tmp_path)
    kinds = [
        [(member["relation"], Path(member["document"]["id"]).name) for member in group["members"]]
        for name in ("b.txt", "n.md")
        for group in json.loads(policydiff("search", "x.index", name, "--format", "json", cwd=tmp_path).stdout)[
            "groups"
        ]
    ]
    assert kinds == [[("identical", "b.txt"), ("script-twin", "a.txt")], [("revision", "o.md")]]


@pytest.mark.parametrize("reference", ["o.md", "x.index"])
def test_a_check_finds_an_edition_by_its_title(policydiff: Command, tmp_path: Path, reference: str) -> None:
    for name, text in {"o.md": OLD_RULES, "n.md": NEW_RULES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    policydiff("index", "build", "x.index", "o.md", cwd=tmp_path)
    done = policydiff("check", "n.md", "--against", reference, "--format", "json", cwd=tmp_path)
    related = [place["path"] for finding in json.loads(done.stdout)["findings"] for place in finding["related"]]
    assert any("o.md" in path for path in related)
