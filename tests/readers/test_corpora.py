"""Files, folders and JSON Lines as one corpus: what is read, in which order, and what is said of the rest."""

from __future__ import annotations

import gzip
import json
import os
import pickle
from pathlib import Path

import pytest

from policydiff.errors import ReadError
from policydiff.readers import corpus as module
from policydiff.readers.containers import json_lines
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, UnreadableInput
from policydiff.readers.walk import LINK_OUT, listed
from trees import Files, plant


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in these tests are relative to a folder of their own."""
    monkeypatch.chdir(tmp_path)


def put(files: Files) -> None:
    plant(Path(), files)


def texts(*operands: str) -> list[tuple[str, str]]:
    """The documents under the operands: ids and texts."""
    return [(each.source.id, each.text) for each in Corpus(operands) if isinstance(each, Entry)]


def problems(*operands: str) -> list[tuple[str, str]]:
    """What could not be read, and why."""
    return [(each.source.name, str(each.message)) for each in Corpus(operands) if isinstance(each, UnreadableInput)]


# --- files and folders


def test_a_folder_is_walked_by_name_and_hidden_things_are_passed_over() -> None:
    put({"b/2.txt": "二", "b/1.txt": "一", "a.txt": "甲", ".git/x.txt": "隐", "b/.x.txt": "隐", "c": "丙"})
    assert texts(".") == [("./a.txt", "甲"), ("./b/1.txt", "一"), ("./b/2.txt", "二"), ("./c", "丙")]


def test_the_order_of_the_operands_is_nothing() -> None:
    put({"b/1.txt": "一", "a.txt": "甲", "c.jsonl": '{"text": "丙"}\n'})
    assert texts("a.txt", "b", "c.jsonl") == texts("c.jsonl", "b", "a.txt")


@pytest.mark.parametrize(
    "operands", [("a", "a/x.txt"), ("a/x.txt", "a"), ("a", "a"), ("a", "./a"), ("a", "a/../a/x.txt")], ids="+".join
)
def test_a_file_under_two_operands_is_one_document(operands: tuple[str, ...]) -> None:
    put({"a/x.txt": "甲"})
    corpus = Corpus(operands)
    assert len(list(corpus)) == len(corpus.files) == 1


def test_links_to_files_are_read_and_links_to_folders_are_not() -> None:
    put({"a/x.txt": "甲"})
    Path("a/link.txt").symlink_to("x.txt")
    Path("a/round").symlink_to(".")
    Path("a/loop").symlink_to("loop")
    Path("a/gone").symlink_to("nowhere")
    corpus = Corpus(["a"])
    assert [each.source.path for each in corpus if isinstance(each, Entry)] == ["a/link.txt", "a/x.txt"]
    assert problems("a") == [
        ("a/gone", "no such file or directory"),
        ("a/loop", "too many levels of symbolic links"),
    ]
    assert corpus.skipped_links == ["a/round"]


@pytest.mark.parametrize("name", ["pipe.txt", "pipe.jsonl", "pipe.jsonl.gz"])
def test_what_has_no_end_is_a_problem(name: str) -> None:
    Path("a").mkdir()
    os.mkfifo(f"a/{name}")
    Path(f"a/zero{name}").symlink_to("/dev/zero")
    assert problems("a") == [(f"a/zero{name}", str(LINK_OUT)), (f"a/{name}", "not a regular file")]


def test_an_operand_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReadError, match="none: no such file"):
        Corpus(["none"])


# --- records


def record(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_records_end_at_line_feeds(end: str, last: bool) -> None:
    lines = [record(id="a", text="甲\r\n乙"), "", record(id=7, text="丙"), "  ", record(text="丁\u2028\x0b戊")]
    put({"x.jsonl": end.join(lines) + (end if last else "")})
    assert texts("x.jsonl") == [("a", "甲\r\n乙"), ("7", "丙"), ("x.jsonl:5", "丁\u2028\x0b戊")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON: expecting property name"),
        ('{"text": "half', "not JSON: unterminated string"),
        ("[]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("[" * 100_000, "nested too deep"),
        ('{"text": "a", "n": ' + "[" * 100_000, "nested too deep"),
        ('{"text": "a", "n": ' + "9" * 5_000 + "}", "not JSON that can be read"),
        ('{"id": "a"}', "no text in the field 'text'"),
        ('{"text": null}', "no text in the field 'text'"),
        ('{"text": ["a"]}', "no text in the field 'text'"),
        ('{"text": "\\ud800"}', "half a character"),
        (b'{"text": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"text": "甲"}'.encode("gb18030"), "not UTF-8"),
        ('{"text": "a"}'.encode("utf-16"), "not UTF-8"),
        ('\ufeff{"text": "a"}', "not JSON"),
    ],
    ids=range(15),
)
def test_a_bad_record_is_named_by_its_line_and_the_others_are_read(line: str | bytes, why: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    put({"x.jsonl": b'{"text": "one"}\n' + raw.replace(b"\n", b"") + b'\n{"text": "three"}\n'})
    assert [text for _, text in texts("x.jsonl")] == ["one", "three"]
    ((name, message),) = problems("x.jsonl")
    assert name == "x.jsonl:2"
    assert why in message


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{"text": "a", "n": NaN}', "a"),
        ('{"text": "a", "n": 1e999}', "a"),
        ('{"text": "a", "text": "b"}', "b"),
        ('{"text": "\\ud83d\\ude00"}', "😀"),
        ('\ufeff{"text": "a"}', "a"),
        ('{"text": ""}', ""),
    ],
)
def test_odd_records_are_read(line: str, text: str) -> None:
    put({"x.jsonl": line + "\n"})
    assert texts("x.jsonl") == [("x.jsonl:1", text)]


@pytest.mark.parametrize(
    "files",
    [
        {"x.jsonl": '{"id": "a", "text": ""}\n{"id": "a", "text": ""}\n'},
        {"x.jsonl": '{"id": 1, "text": ""}\n{"id": "1", "text": ""}\n'},
        {"x.jsonl": '{"id": "a", "text": ""}\n', "y.jsonl": '{"id": "a", "text": ""}\n'},
        {"x.jsonl": '{"id": "./y.txt", "text": ""}\n', "y.txt": "甲"},
    ],
)
def test_an_id_that_comes_twice_is_an_error(files: dict[str, bytes | str]) -> None:
    put(files)
    with pytest.raises(ReadError, match=r"comes twice .*first in"):
        list(Corpus(["."]))


def test_a_line_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 64)
    for ending in ("\n", ""):
        long = record(text="a" * 500)
        put({"x.jsonl": f'{{"text": "one"}}\n{long}\n{{"text": "three"}}\n{long}{ending}'})
        assert [text for _, text in texts("x.jsonl")] == ["one", "three"]
        assert [name for name, _ in problems("x.jsonl")] == ["x.jsonl:2", "x.jsonl:4"]


def test_archives_are_unpacked() -> None:
    put({"x.jsonl.gz": gzip.compress(record(id="a", text="甲").encode()) + gzip.compress(b'\n{"text": "b"}\n')})
    assert texts("x.jsonl.gz") == [("a", "甲"), ("x.jsonl.gz:2", "b")]


@pytest.mark.parametrize("damage", ["cut short", "no archive", "altered"])
def test_a_broken_archive_is_one_problem(damage: str) -> None:
    sound = gzip.compress(("\n".join(record(text=f"第{n}条 {n * n}") for n in range(500))).encode())
    broken = {
        "cut short": sound[:-20],
        "no archive": b"{}\n",
        "altered": sound[:40] + bytes(each ^ 0x55 for each in sound[40:60]) + sound[60:],
    }
    put({"x.jsonl.gz": broken[damage]})
    assert texts("x.jsonl.gz") == []
    assert [name for name, _ in problems("x.jsonl.gz")] == ["x.jsonl.gz"]


# --- reading again


def test_every_document_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OPEN_FILES", 2)
    put({f"{n}.jsonl": f'{{"text": "{n}"}}\n{{"text": "{n}b"}}\n' for n in range(5)})
    put({"p.jsonl.gz": gzip.compress('{"text": "包"}\n'.encode()), "g.txt": "国家标准".encode("gb18030")})
    corpus = Corpus(["."])
    found = [each for each in corpus if isinstance(each, Entry)]
    for each in [*found, *reversed(found)]:
        again = corpus.document(each.source)
        assert (again.text, again.raw) == (each.text, each.document.raw)
    assert len(found) == 12


def test_a_record_that_was_changed_is_said() -> None:
    put({"x.jsonl": '{"id": "a", "text": "one"}\n'})
    corpus = Corpus(["x.jsonl"])
    (found,) = corpus
    put({"x.jsonl": '{"id": "b", "text": "one"}\n'})
    with pytest.raises(ReadError, match=r"x\.jsonl:1: the file was changed"):
        corpus.document(found.source)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb", ["a", "b"]),
        (b"a b\n\n c\n", ["a b", " c"]),
        (b"a\nb\0c\r\0", ["a\nb", "c\r"]),
        (b"\xff\n", ["\udcff"]),
        ("a\u2028b\x0cc\n".encode(), ["a\u2028b\x0cc"]),
        (b"", []),
    ],
)
def test_a_list_of_files(raw: bytes, names: list[str]) -> None:
    assert listed(raw) == names


def test_a_corpus_that_was_read_goes_to_another_process(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id": "甲", "text": "第一条"}\n{"id": "乙", "text": "第二条"}\n', encoding="utf-8"
    )
    corpus = Corpus([str(tmp_path / "a.jsonl")])
    sources = [entry.source for entry in corpus]
    again = pickle.loads(pickle.dumps(corpus))
    assert [again.text(source) for source in sources] == ["第一条", "第二条"]
