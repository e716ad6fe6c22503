"""Hostile input through the real command line: never a crash, never a hang, never a byte lost."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from conftest import ROOT, Command
from policydiff.cli import main

LINES = (ROOT / "samples" / "work-plan-twice.txt").read_text(encoding="utf-8").splitlines(keepends=True)
WORK = "".join(LINES).encode()
CLEAN = "".join(LINES[:3] + LINES[31:])
HANG = 120  # seconds; nothing here should take five


def back_and_forth(folder: Path, source: bytes, options: Sequence[str] = ()) -> bytes:
    """The clean text of these bytes; asserts that they come back, and that deduping again changes nothing."""
    file, clean, again, back = (str(folder / name) for name in ("in.txt", "clean.txt", "again.txt", "back.txt"))
    Path(file).write_bytes(source)
    assert main._status(["dedupe", file, "-q", "-o", clean, *options]) == 0
    assert main._status(["restore", clean, "-o", back]) == 0
    assert Path(back).read_bytes() == source
    assert main._status(["dedupe", clean, "-q", "-o", again, *options]) == 0
    assert Path(again).read_bytes() == Path(clean).read_bytes()
    return Path(clean).read_bytes()


# ------------------------------------------------------------------------------------------ next to nothing


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "an empty document; nothing to do"),
        (b"\xef\xbb\xbf", "an empty document; nothing to do"),
        (b"\xff\xfe", "an empty document; nothing to do"),
        (b" \n\n \t", "nothing stands twice; 5 characters unchanged"),
        (b"\r\n", "nothing stands twice; 2 characters unchanged"),
        ("\u3000\u3000\n".encode(), "nothing stands twice; 3 characters unchanged"),
        ("中国".encode(), "nothing stands twice; 2 characters unchanged"),
        ("通知\n通知\n".encode(), "1 passage is perhaps a copy; it stays; 6 characters unchanged"),
        ("国".encode(), "nothing stands twice; 1 character unchanged"),
        (b"a", "nothing stands twice; 1 character unchanged"),
    ],
)
def test_next_to_nothing_comes_back_as_it_is(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], source: bytes, said: str
) -> None:
    assert back_and_forth(tmp_path, source) == source
    capsysbinary.readouterr()
    assert main._status(["dedupe", str(tmp_path / "in.txt")]) == 0
    printed = capsysbinary.readouterr()
    assert printed.out == source
    assert said in printed.err.decode()


# ------------------------------------------------------------------------------------------ 4: what is no file


@pytest.mark.slow
def test_only_what_ends_is_read(policydiff: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    os.mkfifo("fifo.txt")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket.txt")
    Path("loop.txt").symlink_to("loop.txt")
    Path("gone.txt").symlink_to("nowhere")
    for command, names in {
        "dedupe": ("fifo.txt", "socket.txt", "loop.txt", "gone.txt", "/dev/zero"),
        "restore": ("fifo.txt", "/dev/zero"),
    }.items():
        for name in names:
            done = policydiff(command, name, "--plan", name, cwd=tmp_path, timeout=HANG)
            assert (done.returncode, done.stdout) == (2, b""), name
            assert done.stderr.startswith(f"policydiff: {name}: ")
            assert done.stderr.count("\n") == 1
    assert policydiff("dedupe", "/dev/null").stdout == b""


# ------------------------------------------------------------------------------------------ 5, 7, 14: what commands

EVIL = "a\nb\x1b[31m\x9b2J\x1b]8;;x\x07\udcff[bold]"
SHOWN = r"a\x0ab\x1b[31m\x9b2J\x1b]8;;x\x07\udcff[bold]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["dedupe", f"{EVIL}.txt"],
        ["dedupe", f"{EVIL}.txt", "-o", f"{EVIL}.out"],
        ["dedupe", f"{EVIL}.no"],
        ["text", f"{EVIL}.no"],
    ],
    ids=["report", "saved", "dedupe error", "text error"],
)
def test_a_file_name_commands_nothing(policydiff: Command, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / f"{EVIL}.txt").write_bytes(WORK)
    done = policydiff(*arguments, cwd=tmp_path)
    assert SHOWN in "".join(line.strip() for line in done.stderr.split("\n"))
    assert all(line.isprintable() for line in done.stderr.split("\n"))
    if arguments[-1].endswith(".no"):
        assert done.stderr.startswith(f"policydiff: {SHOWN}.no: no such file")
        assert done.returncode == 2
    else:
        assert done.returncode == 0


def test_a_file_name_survives(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / f"{EVIL}.txt").write_bytes(WORK)
    plan = json.loads(policydiff("dedupe", f"{EVIL}.txt", "--format", "json", cwd=tmp_path).stdout)
    assert plan["documents"][0]["path"] == f"{EVIL}.txt"
    policydiff("dedupe", f"{EVIL}.txt", "-q", "--in-place", cwd=tmp_path)
    assert (tmp_path / f"{EVIL}.txt").read_bytes() == CLEAN.encode()
    assert policydiff("restore", f"{EVIL}.txt", cwd=tmp_path).stdout == WORK


COMMANDING = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e[/b][link=file:///etc/passwd]\x08"


def test_a_text_commands_nothing_but_keeps_its_bytes(policydiff: Command) -> None:
    source = "".join(COMMANDING + line for line in LINES).encode()
    clean = "".join(COMMANDING + line for line in LINES[:3] + LINES[31:]).encode()
    for options in (["-v", "--explain"], ["--keep-relation", "pasted-copy", "-v"]):
        done = policydiff("dedupe", "-", *options, stdin=source)
        assert done.returncode == 0
        assert done.stdout == (source if "pasted-copy" in options else clean)
        assert all(line.isprintable() or "\u3000" in line for line in done.stderr.split("\n"))
    shown = policydiff("outline", "-", "-v", stdin=source).stdout.decode()
    assert all(line.isprintable() or "\u3000" in line for line in shown.split("\n"))
    for command in ("dedupe", "outline"):
        printed = policydiff(command, "-", "--format", "json", stdin=source).stdout.decode()
        assert not set("\x1b\x07\x08\x9b\u202e") & set(printed)
        json.loads(printed)


# ------------------------------------------------------------------------------------------ 6: what hides


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param(lambda line: line.replace("，", "\u200b，").replace("、", "、\u2060"), id="zero-width"),
        pytest.param(lambda line: line.replace("，", "\u202a，\u202c").replace("。", "\u2066。\u2069"), id="bidi"),
        pytest.param(lambda line: line.replace("的", "\xad的"), id="soft hyphen"),
        pytest.param(lambda line: "\ufeff" + line, id="mark inside"),
        pytest.param(lambda line: line.replace("年", "年\U000e0041\U000e007f"), id="tags"),
        pytest.param(lambda line: line.replace("年", "年\ufe00"), id="variation selectors"),
        pytest.param(lambda line: line.replace("金", "\uf90a").replace("金", "\u2fa6"), id="compatibility"),
        pytest.param(
            lambda line: line.translate({ord("0") + n: "０１２３４５６７８９"[n] for n in range(10)}), id="full width"
        ),
        pytest.param(lambda line: line.replace("一、", "一、\u3000").replace("。", "。 "), id="blanks"),
    ],
)
def test_what_hides_is_folded_for_matching_and_kept_in_the_text(tmp_path: Path, altered: object) -> None:
    assert callable(altered)
    hidden = [altered(line) for line in LINES[3:31]]
    assert hidden != LINES[3:31]
    second = [*LINES[:32], *hidden, *LINES[60:]]
    clean = back_and_forth(tmp_path, "".join(second).encode()).decode()
    assert clean == "".join([*LINES[:3], *second[31:]])


# ------------------------------------------------------------------------------------------ 11, 18: what is too much


def lines_of(count: int) -> str:
    """So many lines that say nothing twice."""
    return "".join(f"第{number}号{number * 7919 % 100_003}\n" for number in range(count))


MUCH = {
    "one line of 2 MB": "".join(map(chr, Random(1).choices(range(0x4E00, 0x9FA5), k=700_000))),
    "empty lines": "\n" * 200_000,
    "one character": "国" * 300_000,
    "one digit": "1" * 100_000,
    "only punctuation": "，。、；：？！\n" * 30_000,
    "identical sections": "一、总体要求\n加强领导，落实责任。\n" * 20_000,
    "many lines": lines_of(30_000),
    "Chinese numerals": "一" * 100_000 + "、\n",
    "numerals on many lines": "一、\n" * 30_000,
    "nested brackets": "（" * 50_000 + "一" + "）" * 50_000,
    "dotted numbers": "1." * 50_000 + "\n",
    "hashes": "#" * 100_000 + " 标题\n",
    "articles": "第" * 50_000 + "一条\n" + "第一" * 50_000 + "条\n",
    "dates": "2016年" * 30_000 + "\n",
    "brackets of a number": "〔2016〕" * 20_000 + "号\n",
    "blanks": " " * 200_000 + "\n" + "\u3000" * 200_000,
    "rules": "-" * 100_000 + "\n" + "=" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUCH)
def test_too_much_is_done_in_time(policydiff: Command, name: str) -> None:
    source = MUCH[name].encode()
    done = policydiff("dedupe", "-", stdin=source, timeout=HANG)
    assert done.returncode == 0
    assert done.stdout == source
    assert max(map(len, done.stderr.split("\n"))) <= 80


def test_a_line_that_says_one_thing_over_and_over(tmp_path: Path) -> None:
    once = "".join(map(chr, Random(2).choices(range(0x4E00, 0x9FA5), k=400)))
    clean = back_and_forth(tmp_path, f"{once * 10}{once[:137]}\n".encode()).decode()
    assert once in clean


# ------------------------------------------------------------------------------------------ 13: what is no clean text


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"text \x00 text", "binary, not text: byte 5 is NUL"),
        (
            "国家标准".encode("gb18030") * 20 + b"\x81\x30\x81",
            "as gb18030 at byte 160: the file ends inside",
        ),
        ("国务院".encode() * 20 + "国务院办公厅".encode("gb18030") * 20, "mixed encodings"),
        (
            b"\xff\xfe" + "国务院".encode("utf-16-le") + b"\x01",
            "as utf-16-le at byte 8: the file ends inside",
        ),
        (b"\xff\xfe" + "国".encode("utf-16-le") + b"\x00\xd8", "cannot decode as utf-16-le at byte 4"),
        ("国务院".encode()[:-1], "cannot decode as utf-8 at byte 6"),
        (b"\xed\xa0\x80" + "国务院".encode(), "byte 0"),
    ],
)
def test_what_cannot_be_decoded_is_refused(policydiff: Command, source: bytes, says: str) -> None:
    done = policydiff("text", "-", stdin=source)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith("policydiff: -: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


# ------------------------------------------------------------------------------------------ 22: same in, same out

WORLDS: list[dict[str, str]] = [
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Taipei"},
    {"PYTHONHASHSEED": "4294967295", "LC_ALL": "C", "LANG": "C"},
    {"LC_ALL": "POSIX", "TZ": "America/St_Johns", "LANGUAGE": "zh_CN"},
    {"OMP_NUM_THREADS": "1", "HOME": "/nonexistent", "TERM": "dumb"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
]


@pytest.mark.slow
def test_the_same_whatever_the_world_around(policydiff: Command, tmp_path: Path) -> None:
    results = set()
    for number, world in enumerate(WORLDS):
        out = tmp_path / str(number)
        out.mkdir()
        (out / "in.txt").write_bytes(WORK)
        done = policydiff("dedupe", "in.txt", "-v", "--explain", "-o", "out.txt", cwd=out, env=world)
        written = tuple((out / name).read_bytes() for name in ("out.txt", "out.txt.plan.json"))
        results.add((done.returncode, done.stdout, done.stderr, written))
    assert len(results) == 1
