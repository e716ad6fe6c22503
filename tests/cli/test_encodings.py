"""In every encoding and with every line end: the clean text is the source less whole stretches, restore is exact."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import ROOT, Command
from policydiff.cli import main
from policydiff.text.script import in_script

WORK = ROOT / "samples" / "work-plan-twice.txt"
TOLD = {"encoding": "utf-8"}


def once(lines: Sequence[str]) -> str:
    """The work plan less the first copy, lines 4 to 31."""
    return "".join([*lines[:3], *lines[31:]])


ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-16-le without mark": (b"", "utf-16-le"),
    "gb18030": (b"", "gb18030"),
    "big5": (b"", "big5hkscs"),
}
LINE_ENDS = {"LF": ["\n"], "CRLF": ["\r\n"], "CR": ["\r"], "mixed": ["\n", "\r\n", "\r"]}


def twice_in(encoding: str, ends: str, *, final: bool = True) -> tuple[bytes, bytes]:
    """The work plan in this encoding, with these line ends, and what it should be once deduped."""
    mark, codec = ENCODINGS[encoding]
    text = WORK.read_text(**TOLD)
    if codec == "big5hkscs":
        text = in_script(text, "traditional").replace("爲", "為")
    pairs = zip(text.splitlines(), itertools.cycle(LINE_ENDS[ends]), strict=False)
    lines = [line + end for line, end in pairs]
    if not final:
        lines[-1] = lines[-1].rstrip("\r\n")
    return mark + "".join(lines).encode(codec), mark + once(lines).encode(codec)


@pytest.mark.parametrize("final", [True, False], ids=["", "no final line end"])
@pytest.mark.parametrize("ends", LINE_ENDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_clean_text_is_the_source_less_whole_stretches(
    tmp_path: Path, encoding: str, ends: str, final: bool
) -> None:
    source, clean = twice_in(encoding, ends, final=final)
    file, out, back = (tmp_path / name for name in ("source.txt", "out.txt", "back.txt"))
    file.write_bytes(source)
    assert main._status(["dedupe", str(file), "-q", "-o", str(out)]) == 0
    assert out.read_bytes() == clean
    assert main._status(["restore", str(out), "-o", str(back)]) == 0
    assert back.read_bytes() == source


@pytest.mark.parametrize(
    ("encoding", "ends", "options"),
    [
        ("utf-16-be", "CRLF", []),
        ("gb18030", "CR", []),
        ("gb18030", "LF", ["--encoding", "gbk"]),
        ("big5", "mixed", ["--encoding", "big5"]),
    ],
)
def test_other_encodings_through_standard_streams(
    policydiff: Command, tmp_path: Path, encoding: str, ends: str, options: list[str]
) -> None:
    source, clean = twice_in(encoding, ends)
    plan = tmp_path / "plan.json"
    done = policydiff("dedupe", "-", "-q", "--plan", plan, *options, stdin=source)
    assert (done.returncode, done.stdout, done.stderr) == (0, clean, "")
    assert policydiff("restore", "-", "--plan", plan, stdin=clean).stdout == source


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ends", LINE_ENDS)
def test_a_mark_has_the_encoding_and_line_end_of_its_document(tmp_path: Path, encoding: str, ends: str) -> None:
    source, clean = twice_in(encoding, ends)
    file, out, back = (tmp_path / name for name in ("source.txt", "out.txt", "back.txt"))
    file.write_bytes(source)
    assert main._status(["dedupe", str(file), "-q", "--mark", "-o", str(out)]) == 0
    bom, codec = ENCODINGS[encoding]
    lines = out.read_bytes()[len(bom) :].decode(codec).splitlines(keepends=True)
    (marked,) = [line for line in lines if line.startswith("〔")]
    assert marked.rstrip("\r\n").endswith("，已略〕")
    assert marked != marked.rstrip("\r\n")
    lines.remove(marked)
    assert "".join(lines).encode(codec) == clean[len(bom) :]
    assert main._status(["restore", str(out), "-o", str(back)]) == 0
    assert back.read_bytes() == source


@pytest.mark.parametrize(
    ("encoding", "ends", "options"),
    [("utf-16-le", "CRLF", []), ("gb18030", "CR", []), ("utf-8 with mark", "mixed", ["--encoding", "utf-8"])],
)
def test_text_is_plain_utf8(policydiff: Command, encoding: str, ends: str, options: list[str]) -> None:
    done = policydiff("text", "-", *options, stdin=twice_in(encoding, ends)[0])
    assert (done.returncode, done.stdout, done.stderr) == (0, WORK.read_bytes(), "")
