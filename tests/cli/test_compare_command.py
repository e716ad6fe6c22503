"""`policydiff compare` through the real command line: what a user's script and a user's pipe rely on."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT, Command
from policydiff.reports.comparison.selection import KINDS
from policydiff.text.document import Document
from policydiff.text.radicals import IDEOGRAPHS
from policydiff.writers.comparison import unified
from strategies import examples

OLD = ROOT / "samples" / "regulation-2015.txt"
NEW = ROOT / "samples" / "regulation-2021.txt"
WIDTHS = str.maketrans("，：；", ",:;")


@pytest.fixture
def width(tmp_path: Path) -> Path:
    """The old regulation with its commas half as wide."""
    path = tmp_path / "width.txt"
    path.write_text(OLD.read_text(encoding="utf-8").translate(WIDTHS), encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------------- exit status


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([OLD, OLD], 0),
        ([OLD, NEW], 1),
        ([OLD, NEW, "-q"], 1),
        ([OLD, NEW, "--exit-zero"], 0),
        ([OLD, NEW, "--format", "json"], 1),
        ([OLD, NEW, "--only", "moved"], 1),
        ([OLD, NEW, "--fail-on", "moved"], 1),
        ([OLD, NEW, "--fail-on", "moved,added"], 1),
        ([OLD, NEW, "--fail-on", "split"], 0),
        ([OLD, NEW, "--fail-on", "split, merged"], 0),
        ([OLD, NEW, "--fail-on", "moved", "--exit-zero"], 0),
        ([OLD, OLD, "--fail-on", "moved"], 0),
        ([OLD, ROOT / "samples" / "work-plan-twice.txt"], 1),
        ([OLD, ROOT / "samples" / "work-plan-twice.txt", "--fail-on", "split"], 1),
        ([OLD, "nowhere.txt"], 2),
        ([OLD], 2),
        ([OLD, OLD, OLD], 0),
        (["-", "-"], 2),
        ([OLD, NEW, "--format", "pdf"], 2),
        ([OLD, NEW, "--layout", "taiwan"], 2),
        ([OLD, NEW, "--only", ","], 2),
    ],
    ids=lambda value: " ".join(Path(each).name for each in value) if isinstance(value, list) else "",
)
def test_the_exit_status(policydiff: Command, arguments: list[str], status: int) -> None:
    done = policydiff("compare", *arguments)
    assert done.returncode == status
    assert done.stderr.count("\n") == (status == 2)
    assert not (status == 2 and done.stdout)


def test_what_is_ignored_is_no_difference_unless_it_is_asked_for(policydiff: Command, width: Path) -> None:
    done = policydiff("compare", OLD, width)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no change in wording" in done.stdout.decode()
    assert re.search(r"Ignored: \d+ characters by width \(--strict\)", " ".join(done.stdout.decode().split()))
    strict = policydiff("compare", OLD, width, "--strict")
    assert strict.returncode == 1
    assert "[-，-]{+,+}" in strict.stdout.decode()


def test_radicals_in_place_of_ideographs_are_no_change_in_wording(policydiff: Command, tmp_path: Path) -> None:
    instead = {ord(ideograph): radical for radical, ideograph in IDEOGRAPHS.items() if radical < "\u2f00"}
    radicals = OLD.read_text(encoding="utf-8").translate(instead)
    (tmp_path / "radicals.txt").write_text(radicals, encoding="utf-8")
    done = policydiff("compare", OLD, tmp_path / "radicals.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no change in wording" in done.stdout.decode()
    count = len(re.findall("[\u2e80-\u2eff]", radicals))
    assert count > 20
    assert f"Ignored: {count} characters by script (--strict)" in " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("numbr", "did you mean number?"),
        ("deadlines", "did you mean deadline?"),
        ("removed,obligations", "did you mean obligation?"),
        ("变更", f"kinds are {', '.join(KINDS)}"),
    ],
)
@pytest.mark.parametrize("option", ["--only", "--fail-on"])
def test_a_kind_that_is_none_is_refused_with_the_nearest_that_is(
    policydiff: Command, option: str, wrong: str, says: str
) -> None:
    done = policydiff("compare", OLD, NEW, option, wrong)
    assert done.returncode == 2
    assert says in done.stderr


# ------------------------------------------------------------------------------------------------- what goes in


def test_either_side_may_be_standard_input(policydiff: Command) -> None:
    both = policydiff("compare", OLD, NEW, "--format", "json")
    for operands, side, given_path in ((("-", NEW), "old", OLD), ((OLD, "-"), "new", NEW)):
        done = policydiff("compare", *operands, "--format", "json", stdin=given_path.read_bytes())
        made, expected = json.loads(done.stdout), json.loads(both.stdout)
        assert made[side]["path"] == "-"
        made[side]["path"] = expected[side]["path"]
        assert made == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="process substitution needs bash")
def test_pipes_that_the_shell_hands_over_are_read_once(policydiff: Command) -> None:
    program = " ".join(policydiff.line())
    script = f'{program} compare <(cat "$1") <(cat "$2")'
    done = subprocess.run(
        ["bash", "-c", script, "bash", str(OLD), str(NEW)],
        capture_output=True,
        env=policydiff.environment(),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert "1 moved" in done.stdout.decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_a_named_pipe_is_read_as_diff_reads_it(policydiff: Command, tmp_path: Path) -> None:
    pipe = tmp_path / "new"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(NEW.read_bytes()), daemon=True)
    writer.start()
    done = policydiff("compare", OLD, pipe)
    assert done.returncode == 1
    assert "1 moved" in done.stdout.decode()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_two_encodings_of_one_text_are_one_text(policydiff: Command, tmp_path: Path, encoding: str) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(OLD.read_text(encoding="utf-8").encode(encoding))
    done = policydiff("compare", OLD, other)
    assert done.returncode == 0
    assert "no change in wording" in done.stdout.decode()


@pytest.mark.parametrize(
    ("old", "new", "status", "says"),
    [
        ("", "", 0, "both documents are empty"),
        ("\n \n", "", 0, "both documents are empty"),
        ("", "第一条　甲。\n", 1, "the old document is empty: everything is new"),
        ("第一条　甲。\n", "", 1, "the new document is empty: everything is gone"),
    ],
)
def test_documents_that_say_nothing(
    policydiff: Command, tmp_path: Path, old: str, new: str, status: int, says: str
) -> None:
    for name, text in (("old.txt", old), ("new.txt", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = policydiff("compare", "old.txt", "new.txt", cwd=tmp_path)
    assert says in done.stdout.decode()
    assert (done.returncode, done.stderr) == (status, "")


# ------------------------------------------------------------------------------------------------- what comes out


def test_the_report_is_the_result(policydiff: Command) -> None:
    done = policydiff("compare", OLD, NEW)
    said = " ".join(done.stdout.decode().split())
    assert done.stderr == ""
    assert said.startswith("云汐市夜间集市管理条例")
    assert "1 article added, 1 moved," in said
    assert "第十七条 → 第九条 开办者应当在场地内" in said
    assert "第八条至第十六条 → 第十条至第十八条" in said
    assert said.endswith("Checked: old + these changes = new, exactly.")


def test_the_same_report_goes_into_a_file(policydiff: Command, tmp_path: Path) -> None:
    done = policydiff("compare", OLD, NEW, "-o", tmp_path / "report.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert (tmp_path / "report.txt").read_bytes() == policydiff("compare", OLD, NEW).stdout


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_no_output_goes_over_an_input(policydiff: Command, tmp_path: Path, form: str) -> None:
    copy = tmp_path / "new.txt"
    copy.write_bytes(NEW.read_bytes())
    done = policydiff("compare", OLD, copy, "-o", copy, "--format", form)
    assert done.returncode == 2
    assert copy.read_bytes() == NEW.read_bytes()


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {}, False),
        (["--color", "auto"], {"TERM": "xterm"}, False),
    ],
)
def test_colour(policydiff: Command, options: list[str], env: dict[str, str], coloured: bool) -> None:
    done = policydiff("compare", OLD, NEW, *options, env=env)
    assert (b"\x1b[" in done.stdout) == coloured


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_on_a_terminal(policydiff: Command, env: dict[str, str], coloured: bool) -> None:
    controller, terminal = os.openpty()
    line = policydiff.line("compare", OLD, NEW, "--only", "moved")
    with subprocess.Popen(
        line, stdout=terminal, env=policydiff.environment({"TERM": "xterm", "PAGER": "cat", **env})
    ) as process:
        os.close(terminal)
        seen = b""
        while True:
            try:
                part = os.read(controller, 1 << 16)
            except OSError:
                break
            if not part:
                break
            seen += part
        process.wait(60)
    os.close(controller)
    assert (b"\x1b[" in seen) == coloured


@pytest.mark.parametrize("form", ["text", "json", "csv", "table-html"])
def test_whoever_has_read_enough_hears_no_complaint(policydiff: Command, form: str) -> None:
    line = policydiff.line("compare", OLD, NEW, "--format", form)
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=policydiff.environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(60)


def test_columns_are_heeded(policydiff: Command) -> None:
    from rich.cells import cell_len

    for columns in ("60", "120"):
        said = policydiff("compare", OLD, NEW, "-v", env={"COLUMNS": columns}).stdout.decode()
        assert max(map(cell_len, said.split("\n"))) <= int(columns)


@pytest.mark.slow
def test_the_output_is_the_same_each_time(policydiff: Command) -> None:
    for form in ("text", "json", "csv", "table"):
        made = {
            policydiff("compare", OLD, NEW, "--format", form, env={"PYTHONHASHSEED": seed, "LC_ALL": locale}).stdout
            for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
        }
        assert len(made) == 1


# ------------------------------------------------------------------------------------------------- formats


def test_the_json_partitions_both_texts_and_rebuilds_the_new_one(policydiff: Command) -> None:
    made = json.loads(policydiff("compare", OLD, NEW, "--format", "json").stdout)
    assert made["schema"] == "policydiff.compare/1"
    assert made["verified"] is True
    for side, path in (("old", OLD), ("new", NEW)):
        text = path.read_text(encoding="utf-8")
        spans = {tuple(each[side]["span"]) for each in made["units"] if each[side]}
        spans |= {tuple(each[side]) for each in made["between"] if each[side][0] < each[side][1]}
        at = 0
        for start, end in sorted(spans):
            assert start == at
            at = end
        assert at == len(text)


def test_the_csv_is_a_table_of_known_kinds(policydiff: Command) -> None:
    raw = policydiff("compare", OLD, NEW, "--format", "csv").stdout
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.replace(b"\r\n", b"").count(b"\r") == 0
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {row["row"] for row in rows} <= {"unit", "sentence", "finding"}
    assert {row["kind"] for row in rows} <= {*KINDS, "outside"}
    moved = [row for row in rows if row["kind"] == "moved"]
    assert [(row["old unit"], row["new unit"], row["new lines"]) for row in moved] == [("第十七条", "第九条", "35–37")]


@pytest.mark.parametrize(
    ("options", "begins", "holds"),
    [
        (["table"], "《云汐市夜间集市管理条例》修改前后对照表\n\n| 序号 | 修改前 |", "由第十七条移至第九条"),
        (["table", "--layout", "taiwan"], "云汐市夜间集市管理条例修正草案條文對照表\n", "條次變更，由第十七条移列"),
        (["table-html"], "<table>\n<caption>", "<td>位置移动，由第十七条移至第九条。</td>"),
        (["table-csv", "--layout", "taiwan"], "\ufeff修正條文,現行條文,說明\r\n", "本條新增。\r\n"),
        (["markdown"], "# 云汐市夜间集市管理条例\n", "## Structure"),
    ],
)  # fmt: skip
def test_tables(policydiff: Command, options: list[str], begins: str, holds: str) -> None:
    made = policydiff("compare", OLD, NEW, "--format", *options).stdout.decode()
    assert made.startswith(begins)
    assert holds in made


# ------------------------------------------------------------------------------------------------- patches


def applied(old: bytes, patch: bytes) -> bytes:
    """The old bytes with a unified diff applied to them, as the format's description has it."""
    lines = re.findall(rb"[^\n]*\n|[^\n]+", old)
    made: list[bytes] = []
    at, last = 0, b""
    for line in re.findall(rb"[^\n]*\n", patch)[2:]:
        if header := re.fullmatch(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", line):
            start = int(header[1]) - (header[2] != b"0")
            made += lines[at:start]
            at = start
            assert len(made) == int(header[3]) - (header[4] != b"0")
        elif line.startswith(b"\\"):
            if last in b" +":
                made[-1] = made[-1].removesuffix(b"\n")
        elif line.startswith((b" ", b"-")):
            assert lines[at].removesuffix(b"\n") == line[1:].removesuffix(b"\n")
            at += 1
        last = line[:1]
        if line.startswith((b" ", b"+")):
            made.append(line[1:])
    return b"".join(made + lines[at:])


LINES = st.lists(
    st.sampled_from(["甲\n", "乙\n", "丙\r\n", "\n", "丁\r", "戊己\n", "\x0c\u2028\n", "-甲\n", "@@\n"]), max_size=30
)
TEXTS = st.builds(lambda lines, end: "".join(lines) + end, LINES, st.sampled_from(["", "末", "末\r"]))


@given(TEXTS, TEXTS)
def test_a_unified_diff_leads_from_the_old_bytes_to_the_new(old: str, new: str) -> None:
    made = unified.unified_diff(Document.from_text(old, "old"), Document.from_text(new, "new"))
    assert applied(old.encode(), made) == new.encode()
    assert bool(made) == (old != new)


FAR = [*range(9), 0, *range(11, 58), 1]
CASES = {
    "no newline at the end of the old": ("甲\n乙", "甲\n乙\n"),
    "no newline at the end of the new": ("甲\n乙\n", "甲\n丙"),
    "none at either": ("甲\n乙", "甲\n丙"),
    "context without a newline": ("甲\n乙", "丙\n乙"),
    "CRLF": ("甲\r\n乙\r\n", "甲\r\n丙\r\n"),
    "CRLF becomes LF": ("甲\r\n乙\r\n", "甲\n乙\n"),
    "lone CR": ("甲\r乙\n", "甲\r丙\n"),
    "from nothing": ("", "甲\n乙\n"),
    "to nothing": ("甲\n乙\n", ""),
    "far apart": ("".join(map("第{}行\n".format, range(60))), "".join(map("第{}行\n".format, FAR))),
    "looks like a patch": ("--- a\n+++ b\n@@ -1 +1 @@\n", "--- a\n+++ c\n@@ -1 +1 @@\n"),
    "one line of two": ("甲\n" * 50, "甲\n" * 20),
}  # fmt: skip
needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")


def patched(policydiff: Command, folder: Path, old: bytes, new: bytes, name: str = "old.txt") -> bytes:
    """The old file after `patch` has applied what the command printed."""
    (folder / name).write_bytes(old)
    (folder / "new.txt").write_bytes(new)
    done = policydiff("compare", name, "new.txt", "--format", "unified", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    subprocess.run(["patch", "-p0", "--binary", name], input=done.stdout, cwd=folder, check=True, capture_output=True)
    return (folder / name).read_bytes()


@needs_patch
@pytest.mark.parametrize("name", CASES)
def test_patch_applies_it(policydiff: Command, tmp_path: Path, name: str) -> None:
    old, new = (text.encode() for text in CASES[name])
    made = unified.unified_diff(
        Document.from_text(old.decode(), "old.txt"), Document.from_text(new.decode(), "new.txt")
    )
    (tmp_path / "old.txt").write_bytes(old)
    subprocess.run(["patch", "-p0", "--binary", "old.txt"], input=made, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "old.txt").read_bytes() == new


@needs_patch
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_patch_applies_it_in_the_encoding_of_the_documents(policydiff: Command, tmp_path: Path, encoding: str) -> None:
    old, new = (path.read_text(encoding="utf-8").encode(encoding) for path in (OLD, NEW))
    assert patched(policydiff, tmp_path, old, new) == new


@needs_patch
@examples(25)
@given(TEXTS, TEXTS)
def test_patch_agrees_with_the_format(tmp_path_factory: pytest.TempPathFactory, old: str, new: str) -> None:
    if old == new:
        return
    folder = tmp_path_factory.mktemp("patch")
    (folder / "old").write_bytes(old.encode())
    made = unified.unified_diff(Document.from_text(old, "old"), Document.from_text(new, "new"))
    command = ["patch", "--binary", "-s", "old"]
    subprocess.run(command, input=made, cwd=folder, check=True, capture_output=True)
    assert (folder / "old").read_bytes() == new.encode()


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        (("utf-16", "甲\n"), ("utf-16", "乙\n"), "-甲\n+乙\n".encode()),
        (("gb18030", "甲乙。\n丙丁。\n"), ("utf-8", "甲乙。\n丙。\n"), " 甲乙。\n-丙丁。\n+丙。\n".encode()),
    ],
)  # fmt: skip
def test_encodings_that_no_patch_can_hold_become_utf_8(
    tmp_path: Path, old: tuple[str, str], new: tuple[str, str], holds: bytes
) -> None:
    documents = [Document("x", text, text.encode(encoding), encoding) for encoding, text in (old, new)]
    assert holds in unified.unified_diff(*documents)


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("a.txt", b"--- a.txt\n"),
        ("条 例.txt", "--- 条 例.txt\t\n".encode()),
        ("a\nb\t.txt", b'--- "a\\012b\\011.txt"\n'),
        ('"x"\\', b'--- "\\042x\\042\\134"\n'),
        ("a\udcff\n", b'--- "a\\377\\012"\n'),
    ],
)
def test_names_in_the_header_are_one_line(path: str, header: bytes) -> None:
    made = unified.unified_diff(Document.from_text("甲\n", path), Document.from_text("乙\n", "new"))
    assert made.startswith(header)


# ------------------------------------------------------------------------------------------------- size


@pytest.mark.parametrize(
    "lines",
    [
        lambda n: "\n" * n,
        lambda n: "甲\n" * n,
        lambda n: "".join(f"第{k}行\n" for k in range(n)),
        lambda n: "甲" * n,
    ],
)
def test_a_patch_of_many_lines_is_small(lines: Callable[[int], str]) -> None:
    old = lines(200_000)
    middle = len(old) // 2
    new = f"{old[:middle]}\n改了这里\n{old[middle:]}"
    made = unified.unified_diff(Document.from_text(old), Document.from_text(new))
    assert applied(old.encode(), made) == new.encode()
    assert len(made) < 4 * len(old.encode()) if "\n" not in old else len(made) < 1_000


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("x.csv", [], "\ufeffrow,kind,"),
        ("x.CSV", [], "\ufeffrow,kind,"),
        ("x.json", [], "{"),
        ("x.html", ["--layout", "mainland"], "<table>"),
        ("x.md", [], "# "),
        ("x.md", ["--layout", "taiwan"], "云汐市夜间集市管理条例修正草案條文對照表\n"),
        ("x.csv", ["--no-statements"], "\ufeff序号,修改前"),
        ("x.patch", [], "--- "),
        ("x.csv", ["--format", "json"], "{"),
        ("x.txt", [], "云汐市夜间集市管理条例\n"),
        ("x", [], "云汐市夜间集市管理条例\n"),
    ],
)
def test_the_suffix_of_the_output_names_the_format(
    policydiff: Command, tmp_path: Path, name: str, options: list[str], begins: str
) -> None:
    done = policydiff("compare", OLD, NEW, "-o", str(tmp_path / name), *options)
    assert (done.returncode, done.stdout) == (1, b"")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["x.pdf", "x.doc", "x.XLS"])
def test_a_suffix_that_cannot_be_written_is_refused(policydiff: Command, tmp_path: Path, name: str) -> None:
    done = policydiff("compare", OLD, NEW, "-o", str(tmp_path / name))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert not (tmp_path / name).exists()
