"""Pipelines: bad records, what is held already, which copy stays, and ids; killed and repeated."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from policydiff.index import writing
from policydiff.index.database import open_index
from trees import LAW, STATUTE, WORK, Files, plant, record, run, tree

BROKEN = {
    "cut": b'{"id": "x", "text": "\xe7\xac\xac\n',
    "no json": "第一条\n".encode(),
    "no text": b'{"id": "x", "text": null}\n',
    "a list": b'["text"]\n',
    "latin": b'{"id": "x", "text": "caf\xe9"}\n',
    "half a character": b'{"id": "x", "text": "\\ud800"}\n',
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def notice(number: int, *, days: int = 3) -> str:
    """A notice that is a document of its own for each number."""
    return (
        f"青槐县第{number}号渡口停航通告\n\n各乡镇人民政府：\n　　因第{number}号渡口检修，"
        f"自2024年3月{number % 28 + 1}日起停航{days}天，请过往人员从第{number + 1000}号渡口绕行，"
        f"并由第{number * 7}村民小组转告。\n\n青槐县渡口管理站\n"
    )


def lines(*documents: tuple[str, str], **fields: Any) -> bytes:
    """Records of documents by their ids, all with the same further fields."""
    return "".join(record(id=name, text=text, **fields) for name, text in documents).encode()


def ids(path: str) -> list[str]:
    """The ids of the records of a file, each line of which must parse."""
    content = Path(path).read_bytes()
    raw = gzip.decompress(content) if path.endswith(".gz") else content
    return [json.loads(line)["id"] for line in raw.decode().splitlines()]


def dropped(path: str) -> dict[str, str]:
    """The reasons of the documents left out, by id, in a plan."""
    plan = json.loads(Path(path).read_text(encoding="utf-8"))
    return {
        plan["documents"][decision["document"]]["id"]: decision["reason"]
        for decision in plan["decisions"]
        if decision["action"] == "drop"
    }


# --- rejects


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_a_bad_record_goes_to_the_rejects(place: Path, kind: str, position: int) -> None:
    records = [lines((name, text)) for name, text in (("1", LAW), ("2", STATUTE), ("3", LAW))]
    records.insert(position, BROKEN[kind])
    plant(place, {"a.jsonl": b"".join(records)})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "--rejects", "bad.jsonl", "-q") == 3
    assert ids("out.jsonl") == ["1", "2"]
    (reject,) = map(json.loads, Path("bad.jsonl").read_text(encoding="utf-8").splitlines())
    assert (reject["file"], reject["line"]) == ("a.jsonl", position + 1)
    assert reject["reason"]
    raw = BROKEN[kind].removesuffix(b"\n")
    assert reject["raw"] == (None if kind == "latin" else raw.decode())
    assert (reject["raw_base64"] is None) == (reject["raw"] is not None)
    assert run("restore", "out.jsonl", "-o", "back.jsonl", "-q") == 0
    assert Path("back.jsonl").read_bytes() == Path("a.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("options", "kept", "written"),
    [
        ([], True, False),
        (["--rejects", "bad.jsonl"], False, True),
        (["--rejects", "bad.jsonl", "--keep-unreadable"], True, True),
        (["--max-unreadable", "50%"], False, False),
        (["--max-unreadable", "50%", "--keep-unreadable"], True, False),
    ],
)
def test_where_a_bad_record_goes(place: Path, options: list[str], kept: bool, written: bool) -> None:
    plant(place, {"a.jsonl": lines(("1", LAW), ("2", STATUTE)) + BROKEN["no json"]})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", *options) == (0 if "50%" in options else 3)
    assert (BROKEN["no json"] in Path("out.jsonl").read_bytes()) == kept
    assert Path("bad.jsonl").exists() == written


@pytest.mark.parametrize("packed", [False, True])
def test_rejects_of_a_folder_with_files_that_cannot_be_read(place: Path, packed: bool) -> None:
    records = lines(("1", LAW)) + BROKEN["no text"] + lines(("2", LAW))
    name = "b.jsonl.gz" if packed else "b.jsonl"
    plant(
        place, {f"in/{name}": gzip.compress(records) if packed else records, "in/a.txt": STATUTE, "in/c.txt": b"x\0y"}
    )
    assert run("dedupe", "in", "-o", "out", "--rejects", "bad.jsonl", "-q") == 3
    rejects = [json.loads(line) for line in Path("bad.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["file"], each["line"]) for each in rejects] == [(f"in/{name}", 2), ("in/c.txt", None)]
    assert ids(f"out/{name}") == ["1"]
    assert Path("out/c.txt").read_bytes() == b"x\0y"
    assert run("restore", "out", "-o", "back", "-q") == 0
    assert (place / f"back/{name}").read_bytes() == records if not packed else True
    assert run("dedupe", "in", "-o", "out", "--rejects", "bad.jsonl", "-q") == 3


def test_without_bad_records_the_rejects_are_empty(place: Path) -> None:
    plant(place, {"a.jsonl": lines(("1", LAW)), "bad.jsonl": "old\n"})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "--rejects", "bad.jsonl", "-q") == 0
    assert Path("bad.jsonl").read_bytes() == b""


# --- the share that may be unreadable


@pytest.mark.parametrize(
    ("share", "bad", "status"),
    [
        ("10%", 1, 0), ("0.1", 1, 0), ("0.1000", 1, 0), ("9.99%", 1, 2), ("0.0999", 1, 2), ("0", 1, 2), ("0%", 0, 0),
        ("20%", 2, 0), ("19.9%", 2, 2), ("100%", 9, 0), ("1", 9, 0), ("100%", 10, 2), ("10%", 0, 0),
    ],
)  # fmt: skip
def test_the_share_is_counted_exactly(
    place: Path, capsys: pytest.CaptureFixture[str], share: str, bad: int, status: int
) -> None:
    records = [BROKEN["no json"]] * bad + [lines((str(number), notice(number))) for number in range(10 - bad)]
    plant(place, {"a.jsonl": b"".join(records)})
    arguments = ["dedupe", "a.jsonl", "-o", "out.jsonl", "--max-unreadable", share, "--rejects", "bad.jsonl"]
    assert run(*arguments) == status
    assert Path("out.jsonl").exists() == Path("bad.jsonl").exists() == (status == 0)
    assert ("--max-unreadable allows" in capsys.readouterr().err) == (status == 2 and bad < 10)


@pytest.mark.parametrize("share", ["", "-1%", "101%", "1.5", "0,1", "abc", "1e-3", "٣%", "nan", "0.1 %"])
def test_what_is_no_share_is_refused(place: Path, share: str) -> None:
    plant(place, {"a.jsonl": lines(("1", LAW))})
    assert run("dedupe", "a.jsonl", "--max-unreadable", share) == 2


@pytest.mark.parametrize("cut", [40, 200, 400])
def test_an_archive_that_breaks_off_is_within_no_share(
    place: Path, capsys: pytest.CaptureFixture[str], cut: int
) -> None:
    content = gzip.compress(lines(*((str(number), notice(number)) for number in range(200))))
    plant(place, {"in/a.jsonl.gz": content[:-cut], "in/b.txt": LAW})
    assert run("dedupe", "in", "-o", "out", "-q", "--max-unreadable", "99%") == 2
    assert "could not be read to its end" in capsys.readouterr().err
    assert not Path("out").exists()


# --- what contradicts


@pytest.mark.parametrize(
    "options",
    [
        ["--rejects", "bad.jsonl"],
        ["--rejects", "bad.jsonl", "-o", "out.jsonl", "--dry-run"],
        ["--rejects", "a.jsonl", "-o", "out.jsonl"],
        ["--rejects", "out.jsonl", "-o", "out.jsonl"],
        ["--rejects", "out.jsonl.plan.json", "-o", "out.jsonl"],
        ["--rejects", "no/bad.jsonl", "-o", "out.jsonl"],
        ["--rejects", "x.jsonl", "--ids", "x.jsonl", "-o", "out.jsonl"],
        ["--rejects", "-", "-o", "out.jsonl"],
        ["--max-unreadable", "1%", "--no-plan", "-o", "out.jsonl"],
        ["--keep-unreadable", "-o", "out.jsonl"],
        ["--add", "-o", "out.jsonl"],
        ["--against", "held", "--add"],
        ["--against", "held", "--add", "-o", "out.jsonl"],
        ["--against", "nowhere", "-o", "out.jsonl"],
        ["--against", "held", "--within", "-o", "out.jsonl"],
        ["--against", "-", "-o", "out.jsonl"],
        ["--ids", "ids.txt"],
        ["--ids", "-"],
        ["--prefer-field", "host"],
        ["--prefer-field", "=gov.cn"],
        ["--prefer-field", "host=a,,b"],
        ["--date-field", "date"],
        ["--date-field", "date", "--prefer", "longest"],
        ["--url-field", "url"],
    ],
    ids=" ".join,
)
def test_what_contradicts_is_refused_and_nothing_is_written(
    place: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    plant(place, {"a.jsonl": lines(("1", LAW)), "held/b.txt": STATUTE})
    before = tree(place)
    assert run("dedupe", "a.jsonl", *options) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert tree(place) == before


@pytest.mark.parametrize(
    "options",
    [["--rejects", "x"], ["--ids", "x.csv"], ["--against", "a.txt"], ["--max-unreadable", "1%"], ["--url-field", "u"]],
    ids=" ".join,
)
def test_one_document_is_no_corpus(place: Path, options: list[str]) -> None:
    plant(place, {"a.txt": LAW})
    assert run("dedupe", "a.txt", "-o", "b.txt", *options) == 2
    assert not Path("b.txt").exists()


# --- which copy stays

COPIES = [
    ("a", {"host": "example.com", "url": "https://example.com/1", "date": "2024-03-01"}),
    ("b", {"host": "www.gov.cn", "url": "http://www.gov.cn/2", "date": "2024-01-05"}),
    ("c", {"host": "gov.cn", "url": "https://GOV.cn:443/3", "date": "2023-12-31T23:59:59Z"}),
    ("d", {"url": "not an address", "date": "unknown"}),
    ("e", {"host": "x.gov.cn", "url": "https://x.gov.cn/", "date": "1700000000"}),
]


@pytest.mark.parametrize(
    ("options", "kept", "said"),
    [
        ([], "a", "comes first in the order of names"),
        (["--prefer-field", "host=gov.cn,*.gov.cn,*"], "c", "has host gov.cn"),
        (["--prefer-field", "host=*.gov.cn"], "b", "has host www.gov.cn"),
        (["--prefer-field", "host=x.gov.cn"], "e", "has host x.gov.cn"),
        (["--prefer-field", "host=*.gov.cn", "--prefer", "newest", "--date-field", "date"], "b", "has host"),
        (["--prefer-field", "host=*.gov.cn", "--prefer", "oldest", "--date-field", "date"], "e", "has host"),
        (["--prefer-field", "host=*.gov.cn", "--keep", "last"], "e", "has host x.gov.cn"),
        (["--prefer-field", "host=nowhere.cn"], "a", "comes first"),
        (["--prefer-field", "colour=red"], "a", "comes first"),
        (["--prefer", "newest", "--date-field", "date"], "a", "is newer (2024-03-01)"),
        (["--prefer", "oldest", "--date-field", "date"], "e", "is older (1700000000)"),
        (["--prefer", "b"], "b", "preferred"),
        (["--prefer", "[b-c]"], "b", "preferred"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_field_decides_which_copy_stays(place: Path, options: list[str], kept: str, said: str) -> None:
    plant(place, {"a.jsonl": b"".join(lines((name, LAW), **fields) for name, fields in COPIES)})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", *options) == 0
    assert ids("out.jsonl") == [kept]
    reasons = dropped("out.jsonl.plan.json")
    assert set(reasons) == {name for name, _ in COPIES} - {kept}
    assert any(said in reason for reason in reasons.values())


def test_the_host_is_read_from_the_address(place: Path) -> None:
    records = [lines((name, LAW), url=fields["url"]) for name, fields in COPIES]
    plant(place, {"a.jsonl": b"".join(records)})
    options = ["--prefer-field", "host=gov.cn,*.gov.cn,*", "--url-field", "url"]
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", *options) == 0
    assert ids("out.jsonl") == ["c"]


@pytest.mark.parametrize(("order", "kept"), [("longest", "b"), ("newest", "b"), ("oldest", "b")])
def test_length_and_stated_date_decide(place: Path, order: str, kept: str) -> None:
    page = f"来源：青槐县人民政府\n\n{LAW}"
    plant(place, {"a.jsonl": lines(("a", LAW), ("b", page))})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", "--prefer", order) == 0
    assert ids("out.jsonl") == [kept]


# --- ids


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "CSV"])
@pytest.mark.parametrize("writes", [False, True])
def test_ids_say_what_stays_and_why(place: Path, suffix: str, writes: bool) -> None:
    documents = [("=1", LAW), ('b "x", y', STATUTE), ("c", LAW), ("d", notice(1))]
    plant(place, {"a.jsonl": lines(*documents), "held/h.txt": notice(1)})
    path = f"ids.{suffix}"
    output = ["-o", "out.jsonl"] if writes else []
    assert run("dedupe", "a.jsonl", "-q", "--ids", path, "--against", "held", *output) == 0
    content = Path(path).read_bytes()
    if suffix == "jsonl":
        rows = [tuple(json.loads(line).values()) for line in content.decode().splitlines()]
    else:
        assert content.startswith(b"\xef\xbb\xbfid,group,kept,relation,reason\r\n")
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
        rows = [(row[0].removeprefix("'"), row[1].removeprefix("'"), row[2] == "true", *row[3:]) for row in table]
    assert [row[:4] for row in rows] == [
        ("=1", "=1", True, ""),
        ('b "x", y', 'b "x", y', True, ""),
        ("c", "=1", False, "identical"),
        ("d", "held/h.txt", False, "identical"),
    ]
    assert all(bool(row[4]) != row[2] for row in rows)
    assert Path("out.jsonl").exists() == writes


def test_ids_as_parquet(place: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, which writes Parquet, is not installed")
    plant(place, {"a.jsonl": lines(("=1", LAW), ("2", LAW), ("三", notice(7)))})
    assert run("dedupe", "a.jsonl", "-q", "--ids", "ids.parquet") == 0
    table = parquet.read_table("ids.parquet")
    assert table.column_names == ["id", "group", "kept", "relation", "reason"]
    assert [tuple(row.values())[:4] for row in table.to_pylist()] == [
        ("=1", "2", False, "identical"),
        ("2", "2", True, ""),
        ("三", "三", True, ""),
    ]


def test_without_pyarrow_the_command_that_installs_it_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    plant(place, {"a.jsonl": lines(("1", LAW), ("2", LAW))})
    assert run("dedupe", "a.jsonl", "-q", "--ids", "ids.parquet") == 2
    assert "python -m pip install pyarrow" in capsys.readouterr().err
    assert not Path("ids.parquet").exists()


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        (["-q", "--ids", "ids.csv"], False),
        (["-q", "--ids", "ids.jsonl", "--dry-run"], False),
        (["-q", "-o", "out.jsonl"], False),
        (["-q", "--ids", "ids.csv", "-o", "out.jsonl"], False),
        (["--ids", "ids.csv"], True),
        ([], True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_quiet_means_quiet(place: Path, options: list[str], printed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    plant(place, {"a.jsonl": lines(("1", LAW), ("2", LAW))})
    assert run("dedupe", "a.jsonl", *options) == 0
    output = capsys.readouterr()
    assert bool(output.out + output.err) == printed


# --- blank lines

_ONE, _TWO = (json.dumps({"id": str(number), "text": notice(number)}).encode() for number in (1, 2))
_COPY = _ONE.replace(b'"1"', b'"copy"', 1)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        pytest.param(_ONE + b"\n\n" + _TWO + b"\n", _ONE + b"\n" + _TWO + b"\n", id="between"),
        pytest.param(b"\n \t\n" + _ONE + b"\n", _ONE + b"\n", id="above, with white space"),
        pytest.param(_ONE + b"\r\n\r\n\r\n" + _TWO, _ONE + b"\r\n" + _TWO, id="CRLF"),
        pytest.param(_ONE + b"\n   ", _ONE + b"\n", id="the last line"),
        pytest.param(b"\n" + _ONE + b"\n\n" + _COPY + b"\n\n", _ONE + b"\n", id="around a copy"),
        pytest.param(b"\n{\n\n" + _TWO + b"\n", _TWO + b"\n", id="around a bad record"),
        pytest.param(_ONE + b"\n" + _TWO, _ONE + b"\n" + _TWO, id="none"),
    ],
)
@pytest.mark.parametrize("rejects", [True, False], ids=["left out", "kept"])
def test_blank_lines_go_with_what_cannot_be_read(place: Path, source: bytes, result: bytes, rejects: bool) -> None:
    plant(place, {"a.jsonl": source})
    options = ["--rejects", "bad.jsonl"] if rejects else []
    assert run("dedupe", "a.jsonl", "-q", "-o", "out.jsonl", *options) in (0, 3)
    written = Path("out.jsonl").read_bytes()
    assert (written == result) if rejects else (written.count(b"\n") >= result.count(b"\n"))
    if rejects:
        assert all(json.loads(line) for line in written.splitlines())
    assert run("restore", "out.jsonl", "-q", "-o", "again.jsonl") == 0
    assert Path("again.jsonl").read_bytes() == source


# --- what is held

PAGE = f"来源：青槐县人民政府\n\n{notice(3)}"


def held_in(place: Path, form: str, documents: Sequence[tuple[str, str]]) -> str:
    """These documents as a folder, as JSON Lines, or as an index."""
    if form == "folder":
        plant(place, {f"held/{name}.txt": text for name, text in documents})
        return "held"
    plant(place, {"held.jsonl": lines(*documents)})
    if form == "index":
        assert run("index", "build", "held.pdx", "held.jsonl", "-q") == 0
        return "held.pdx"
    return "held.jsonl"


@pytest.mark.parametrize("form", ["folder", "records", "index"])
@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], ["new", "edited"]),
        (["--keep-relation", "near-duplicate"], ["page", "new", "edited"]),
        (["--across"], ["new", "edited"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_is_held_goes(place: Path, form: str, options: list[str], kept: list[str]) -> None:
    held = held_in(place, form, [("one", notice(1)), ("three", notice(3)), ("work", WORK), ("law", LAW)])
    incoming = [
        ("same", notice(1)),
        ("page", PAGE),
        ("double", WORK),
        ("wide", notice(1).replace("3天", "３天")),
        ("new", notice(5)),
        ("edited", notice(1, days=4)),
        ("z-again", notice(5)),
    ]
    plant(place, {"a.jsonl": lines(*incoming)})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", "--against", held, *options) == 0
    assert ids("out.jsonl") == kept
    reasons = dropped("out.jsonl.plan.json")
    assert "which is held already" in reasons["same"]
    assert (" in held.pdx, which" in reasons["same"]) == (form == "index")
    assert "z-again is left out: byte for byte the same as new" in reasons["z-again"]
    assert run("restore", "out.jsonl", "-o", "back.jsonl", "-q") == 0
    assert Path("back.jsonl").read_bytes() == Path("a.jsonl").read_bytes()


def test_of_two_indexes_with_one_name_in_them_the_one_that_has_the_copy_is_said(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(place, {"one/in/h.txt": notice(1), "two/in/h.txt": notice(2), "a.txt": notice(2), "b.txt": notice(5)})
    for name in ("one", "two"):
        with contextlib.chdir(name):
            assert run("index", "build", f"../{name}.pdx", "in", "-q") == 0
    capsys.readouterr()
    held = ("--against", "one.pdx", "--against", "two.pdx")
    assert run("check", "a.txt", *held, "--format", "json") == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["message"] == "byte for byte the same as in/h.txt in two.pdx"
    assert finding["related"][0]["message"] == "the other document, in two.pdx"
    assert run("dedupe", "a.txt", "b.txt", *held, "-o", "out", "-q") == 0
    assert "the same as in/h.txt in two.pdx, which is held already" in Path("out.plan.json").read_text(encoding="utf-8")


def test_a_copy_of_a_copy_is_left_out_only_for_what_it_is_a_copy_of(place: Path) -> None:
    """No chains: the second page is a copy of the first, but states another source than the held one."""
    held, first = f"来源：青槐县人民政府\n\n{notice(3)}", notice(3)
    second = f"来源：青槐县渡口管理站网\n\n{notice(3)}"
    plant(place, {"held/h.txt": held, "a.jsonl": lines(("1", first), ("2", second))})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", "--against", "held") == 0
    for reason in dropped("out.jsonl.plan.json").values():
        assert "which is held already" in reason


def test_what_is_held_but_cannot_be_read_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(place, {"held/a.txt": b"x\0y", "held/b.txt": LAW, "a.jsonl": lines(("1", STATUTE))})
    assert run("dedupe", "a.jsonl", "-o", "out.jsonl", "-q", "--against", "held") == 3
    assert "held/a.txt: binary" in capsys.readouterr().err


def test_inputs_are_not_held_against_themselves(place: Path) -> None:
    plant(place, {"all/a.txt": LAW, "all/b.txt": STATUTE})
    assert run("dedupe", "all/a.txt", "all/b.txt", "-o", "out", "-q", "--against", "all") == 0
    assert sorted(tree(place / "out")) == ["a.txt", "b.txt"]


# --- an index that learns


def content(index: str) -> list[Any]:
    """The documents and look-up rows of an index."""
    with open_index(index) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("document", "band", "sampled")
        ]


DAYS: Files = {
    "day1.jsonl": lines(*((f"a{number}", notice(number)) for number in range(20))),
    "day2.jsonl": lines(
        *((f"b{number}", notice(number)) for number in range(10, 30)),
        ("a3", notice(3)),
        ("a4", notice(104)),
        ("c", WORK),
        ("d", notice(25)),
    ),
    "day3.jsonl": lines(*((f"a{number}", notice(number)) for number in range(25, 35)), ("w", WORK), ("x", LAW)),
}
LEARN = ["dedupe", "day2.jsonl", "-q", "-o", "out2.jsonl", "--against", "held.pdx", "--add", "--ids", "ids.jsonl"]


@pytest.fixture
def days(place: Path) -> Path:
    """Three days of notices; the first is in an index."""
    plant(place, DAYS)
    assert run("dedupe", "day1.jsonl", "-q", "-o", "out1.jsonl") == 0
    assert run("index", "build", "held.pdx", "out1.jsonl", "-q") == 0
    return place


def test_the_index_learns_what_stays(days: Path) -> None:
    assert run(*LEARN) == 0
    assert ids("out2.jsonl") == [*(f"b{number}" for number in range(20, 30)), "a4", "c"]
    assert run("index", "verify", "held.pdx", "-q") == 0
    assert run("dedupe", "day3.jsonl", "-q", "-o", "out3.jsonl", "--against", "held.pdx", "--add") == 0
    assert ids("out3.jsonl") == [*(f"a{number}" for number in range(30, 35)), "x"]
    assert run("index", "verify", "held.pdx", "-q") == 0


def test_a_run_that_is_repeated_gives_the_same_bytes(days: Path) -> None:
    assert run(*LEARN) == 0
    before = tree(days)
    assert run(*LEARN) == 0
    assert tree(days) == before


def test_a_run_that_fails_teaches_nothing(days: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, held = tree(days), content("held.pdx")
    plant(days, {"out2.jsonl": "not ours\n"})
    assert run(*LEARN) == 2
    (days / "out2.jsonl").unlink()
    assert content("held.pdx") == held
    with monkeypatch.context() as patch:
        patch.setattr(writing.IndexWriter, "flush", lambda self: 1 / 0)
        assert run(*LEARN) == 2
    assert {name: raw for name, raw in tree(days).items() if "pdx" not in name} == {
        name: raw for name, raw in before.items() if "pdx" not in name
    }
    assert content("held.pdx") == held


KILL = """
import os, signal, sys
from policydiff.cli import main
from policydiff.index import held
from policydiff.storage import corpus
where = sys.argv[1]
def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before":
    corpus.put_in_place.__globals__["_write_journals"] = die
elif where == "between":
    corpus.put_in_place.__globals__["synced"] = die
elif where == "after":
    from policydiff.cli import held as cli_held
    move = cli_held.put_in_place
    cli_held.put_in_place = lambda staged, commit: move(staged, die)
elif where == "committed":
    learn = held.HeldIndex.learn
    held.HeldIndex.learn = lambda *arguments: (learn(*arguments), die())
main.main(sys.argv[2:])
"""


@pytest.mark.parametrize("where", ["before", "between", "after", "committed"])
def test_a_run_that_was_killed_is_repeated_to_the_same_bytes(
    days: Path, where: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("whole")
    plant(other, tree(days))  # type: ignore[arg-type]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", KILL, where, *LEARN], cwd=days, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert run(*LEARN) == 0
    monkeypatch.chdir(other)
    assert run(*LEARN) == 0
    expected, expected_content = tree(other), content("held.pdx")
    monkeypatch.chdir(days)
    assert content("held.pdx") == expected_content
    assert {name: raw for name, raw in tree(days).items() if not name.startswith("held.pdx")} == {
        name: raw for name, raw in expected.items() if not name.startswith("held.pdx")
    }
    assert run("index", "verify", "held.pdx", "-q") == 0


@pytest.mark.parametrize("operand", ["day2.jsonl", "days"])
def test_nothing_is_learned_of_what_is_only_reported(days: Path, operand: str) -> None:
    plant(days, {"days/a.txt": STATUTE})
    held = content("held.pdx")
    assert run("dedupe", operand, "-q", "--against", "held.pdx") == 0
    assert content("held.pdx") == held


def test_rejects_are_written_with_the_index(days: Path) -> None:
    day: Callable[[str], bytes] = lambda name: (days / name).read_bytes()  # noqa: E731
    plant(days, {"day2.jsonl": day("day2.jsonl") + BROKEN["cut"]})
    assert run(*LEARN, "--rejects", "bad.jsonl", "--max-unreadable", "10%") == 0
    assert Path("bad.jsonl").read_bytes().count(b"\n") == 1
    assert "a4" in ids("out2.jsonl")
