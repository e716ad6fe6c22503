"""The contract a user's script relies on, through the real command line."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Command
from policydiff import __version__
from policydiff.cli import main
from policydiff.text.document import Document

SAMPLES = sorted((ROOT / "samples").glob("*.txt"), key=lambda path: path.name)
WORK = ROOT / "samples" / "work-plan-twice.txt"
NOTICE = ROOT / "samples" / "notice-near-copy.txt"
STATUTE = ROOT / "samples" / "statute-traditional.txt"
PORTAL = ROOT / "samples" / "portal-page-traditional.txt"
TOLD = {"encoding": "utf-8"}


def once(lines: Sequence[str], *, gone: slice = slice(3, 31)) -> str:
    """The work plan less the lines of one copy: of the first (4-31), unless told otherwise."""
    left = list(lines)
    del left[gone]
    return "".join(left)


WORK_LINES = WORK.read_text(**TOLD).splitlines(keepends=True)
CLEAN = once(WORK_LINES).encode()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work plan that may be written over."""
    copy = tmp_path / "plan.txt"
    copy.write_bytes(WORK.read_bytes())
    return copy


def names(folder: Path) -> list[str]:
    """What lies in the folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


# ------------------------------------------------------------------------------------------ dedupe: what goes where


def test_the_clean_text_is_printed_and_the_report_is_said(policydiff: Command) -> None:
    done = policydiff("dedupe", WORK)
    assert (done.returncode, done.stdout) == (0, CLEAN)
    assert "One copy was left out: lines 4-31, 1,662 characters" in done.stderr
    assert "the source comes back byte for byte" in " ".join(done.stderr.split())


def test_standard_input_is_a_dash(policydiff: Command) -> None:
    done = policydiff("dedupe", "-", stdin=WORK.read_bytes())
    assert (done.returncode, done.stdout) == (0, CLEAN)
    assert "- · UTF-8 · 64 lines" in done.stderr


@pytest.mark.parametrize(
    ("options", "stdout", "files", "said"),
    [
        (["-o", "out.txt"], b"", {"out.txt", "out.txt.plan.json"}, "with the plan out.txt.plan.json"),
        (["-o", "out.txt", "--plan", "p.json"], b"", {"out.txt", "p.json"}, "with the plan p.json"),
        (["-o", "out.txt", "--no-plan"], b"", {"out.txt"}, "No plan was saved"),
        (["--plan", "p.json"], CLEAN, {"p.json"}, "with the plan p.json"),
        (["-o", "-"], CLEAN, set(), "No plan was saved"),
        (["-o", "out.txt", "-q"], b"", {"out.txt", "out.txt.plan.json"}, None),
        (["-q"], CLEAN, set(), None),
        (["--in-place"], b"", {"plan.txt.plan.json"}, "with the plan plan.txt.plan.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_written_where(
    policydiff: Command, work: Path, options: list[str], stdout: bytes, files: set[str], said: str | None
) -> None:
    done = policydiff("dedupe", work.name, *options, cwd=work.parent)
    assert (done.returncode, done.stdout) == (0, stdout)
    assert set(names(work.parent)) - {work.name} == files
    assert said in done.stderr if said else done.stderr == ""
    if "out.txt" in files:
        assert (work.parent / "out.txt").read_bytes() == CLEAN
    assert work.read_bytes() == (CLEAN if "--in-place" in options else WORK.read_bytes())
    plan = next((work.parent / name for name in files if name.endswith(".json")), None)
    if plan:
        clean = work.name if "--in-place" in options else "out.txt" if "out.txt" in files else "-"
        back = policydiff("restore", clean, "--plan", plan.name, cwd=work.parent, stdin=CLEAN)
        assert (back.returncode, back.stdout, back.stderr) == (0, WORK.read_bytes(), "")


@pytest.mark.parametrize("options", [[], ["-o", "out.txt"], ["--in-place"], ["--plan", "p.json"], ["--format", "json"]])
def test_a_dry_run_writes_nothing(policydiff: Command, work: Path, options: list[str]) -> None:
    done = policydiff("dedupe", "--dry-run", work.name, *options, cwd=work.parent)
    if "json" in options:
        assert json.loads(done.stdout)["summary"]["dropped"] == 1
    else:
        assert "would be left out: lines 4-31" in done.stdout.decode()
        assert done.stdout.decode().endswith("Nothing was written.\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert names(work.parent) == [work.name]
    assert work.read_bytes() == WORK.read_bytes()


def test_in_place_leaves_a_sound_file_alone(policydiff: Command, tmp_path: Path) -> None:
    file = tmp_path / "statute.txt"
    file.write_bytes(STATUTE.read_bytes())
    before = file.stat()
    done = policydiff("dedupe", "--in-place", file)
    assert (done.returncode, done.stdout, names(tmp_path)) == (0, b"", ["statute.txt"])
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_in_place_never_overwrites_a_plan(policydiff: Command, work: Path) -> None:
    plan = work.parent / "plan.txt.plan.json"
    plan.write_text("an earlier plan", **TOLD)
    done = policydiff("dedupe", "--in-place", work)
    assert done.returncode == 2
    assert done.stderr.startswith(f"policydiff: {plan}: is there already")
    assert (work.read_bytes(), plan.read_text(**TOLD)) == (WORK.read_bytes(), "an earlier plan")


def test_in_place_through_a_link_replaces_what_it_leads_to(policydiff: Command, work: Path) -> None:
    link = work.parent / "link.txt"
    link.symlink_to(work.name)
    assert policydiff("dedupe", "--in-place", "-q", link).returncode == 0
    assert link.is_symlink()
    assert work.read_bytes() == CLEAN


@pytest.mark.parametrize(
    ("file", "options", "status"),
    [
        (WORK, ["--exit-code"], 1),
        (WORK, ["--exit-code", "--dry-run"], 1),
        (WORK, ["--exit-code", "--format", "json"], 1),
        (WORK, ["--exit-code", "--keep-relation", "pasted-copy"], 0),
        (NOTICE, ["--exit-code"], 0),
        (STATUTE, ["--exit-code"], 0),
    ],
)
def test_exit_code(policydiff: Command, file: Path, options: list[str], status: int) -> None:
    assert policydiff("dedupe", file, *options).returncode == status


# ------------------------------------------------------------------------------------------ dedupe: what goes


@pytest.mark.parametrize(
    ("file", "options", "clean"),
    [
        (WORK, ["--keep", "auto"], CLEAN),
        (WORK, ["--keep", "last"], CLEAN),
        (WORK, ["--keep", "first"], once(WORK_LINES, gone=slice(32, 60)).encode()),
        (WORK, ["--keep-relation", "pasted-copy"], WORK.read_bytes()),
        (WORK, ["--furniture", "drop"], once(WORK_LINES[:60]).encode()),
        (WORK, ["--drop", "furniture"], once(WORK_LINES[:60]).encode()),
        (WORK, ["--drop", "furniture", "--keep-relation", "furniture"], CLEAN),
        (WORK, ["--drop", "possible-paste, furniture"], once(WORK_LINES[:60]).encode()),
        (WORK, ["--encoding", "utf-8"], CLEAN),
        (NOTICE, ["--drop", "possible-paste,repeated-provision,repeated-line,running-head"], NOTICE.read_bytes()),
        (STATUTE, ["--furniture", "drop"], STATUTE.read_bytes()),
    ],
)
def test_what_goes(policydiff: Command, file: Path, options: list[str], clean: bytes) -> None:
    done = policydiff("dedupe", file, *options)
    assert done.returncode == 0
    assert done.stdout.decode() == clean.decode()


@pytest.mark.parametrize(
    ("foot", "gone"),
    [
        ("联系我们\n\n您可以通过客服热线与我们联系，我们将在十五个工作日内答复。\n", ""),
        ("联系我们\n----\n\n如有疑问，请拨打客服电话。\n", ""),
        ("## 联系我们\n\n如有疑问，请拨打客服电话。\n", ""),
        ("联系我们\n\n版权所有：云汐网\n", "联系我们\n\n版权所有：云汐网\n"),
        ("关于我们 | 联系我们\n", "关于我们 | 联系我们\n"),
    ],
)
def test_a_heading_is_dropped_as_furniture_only_where_nothing_of_the_document_is_under_it(
    policydiff: Command, tmp_path: Path, foot: str, gone: str
) -> None:
    file = tmp_path / "policy.md"
    head = "云汐网隐私政策\n\n本政策适用于云汐网全部服务，自公布之日起施行。\n\n"
    file.write_text(head + foot, **TOLD)
    done = policydiff("dedupe", file, "--furniture", "drop")
    assert (done.returncode, done.stdout.decode().strip()) == (0, (head + foot.removesuffix(gone)).strip())


def test_a_mark_stands_at_the_seam(policydiff: Command) -> None:
    mark = "〔第4—31行与第33—60行重复，已略〕\n"
    done = policydiff("dedupe", WORK, "--mark")
    assert done.stdout.decode() == "".join([*WORK_LINES[:3], mark, *WORK_LINES[31:]])


def test_explain_says_more(policydiff: Command) -> None:
    brief, long = (policydiff("dedupe", WORK, *options).stderr for options in ([], ["--explain"]))
    for said in (
        "strict UTF-8",
        "jaccard 1.000, containment 1.000, similarity 1.000",
        "Decision        drop, pasted-copy",
    ):
        assert said in long
        assert said not in brief


def test_verbose_lists_what_is_counted(policydiff: Command) -> None:
    file = ROOT / "samples" / "regulation-2015.txt"
    reports = [policydiff("dedupe", file, *options).stderr for options in ([], ["-v"])]
    assert all("1 passage that stands in two provisions, kept: lines 90 = 93" in report for report in reports)
    assert len(reports[1].splitlines()) > len(reports[0].splitlines())


@pytest.mark.parametrize(
    ("options", "environment", "coloured"),
    [
        ([], {}, False),
        (["--color", "never"], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "auto"], {"NO_COLOR": "1"}, False),
        (["--color", "always", "--dry-run"], {}, True),
    ],
)
def test_colour(policydiff: Command, options: list[str], environment: dict[str, str], coloured: bool) -> None:
    done = policydiff("dedupe", WORK, *options, env=environment)
    report = done.stdout.decode() if "--dry-run" in options else done.stderr
    assert ("\x1b[" in report) is coloured


# ------------------------------------------------------------------------------------------ dedupe: JSON

NUMBER = (int, float, type(None))
PLACE = {"document": int, "span": list, "lines": list, "label": (str, type(None))}
SCHEMA: dict[str, Any] = {
    "schema": str,
    "tool": {"version": str, "parameters": dict},
    "documents": [
        {
            "path": str,
            "id": str,
            "sha256": str,
            "clean_sha256": str,
            "encoding": str,
            "bom": bool,
            "characters": int,
            "kept_characters": int,
            "title": (str, type(None)),
        }
    ],
    "decisions": [
        {
            "action": str,
            "relation": str,
            **PLACE,
            "copy_of": (dict, type(None)),
            "jaccard": NUMBER,
            "similarity": NUMBER,
            "containment": NUMBER,
            "differences": [{"kind": str, "old": (dict, type(None)), "new": (dict, type(None))}],
            "reason": str,
        }
    ],
    "summary": {"dropped": int, "characters_dropped": int, "conflicts": int, "kept_repeats": int},
}
UNIT = {"label": (str, type(None)), "level": int, "heading": (str, type(None)), "span": list, "lines": list}


def fits(value: Any, shape: Any, where: str = "") -> None:
    """Asserts that the value has the shape's keys, at least, and their types."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert shape.keys() <= value.keys(), where
        for key, inner in shape.items():
            fits(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for each in value:
            fits(each, shape[0], f"{where}[]")
    else:
        assert isinstance(value, shape), where


@pytest.mark.parametrize("file", SAMPLES, ids=lambda path: path.stem)
def test_a_plan_has_the_shape_of_the_contract(capsysbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    assert main._status(["dedupe", str(file), "--format", "json"]) == 0
    printed = capsysbinary.readouterr()
    assert printed.err == b""
    plan = json.loads(printed.out)
    fits(plan, SCHEMA)
    assert (plan["schema"], plan["tool"]["version"]) == ("policydiff.dedupe/1", __version__)
    text = file.read_text(**TOLD)
    document = Document.from_text(text)
    for decision in plan["decisions"]:
        for place in filter(None, (decision, decision["copy_of"])):
            fits(place, PLACE)
            start, end = place["span"]
            assert 0 <= start < end <= len(text)
            assert place["lines"] == [text.count("\n", 0, start) + 1, text.count("\n", 0, end - 1) + 1]
        for side in (side for each in decision["differences"] for side in (each["old"], each["new"]) if side):
            assert text[slice(*side["span"])] == side["text"]
        for measure in ("jaccard", "similarity", "containment"):
            assert decision[measure] is None or 0 <= decision[measure] <= 1
    spans = [slice(*each["span"]) for each in plan["decisions"] if each["action"] == "drop"]
    facts = plan["documents"][0]
    assert facts["characters"] == len(document.text)
    assert facts["kept_characters"] == len(text) - sum(len(text[span]) for span in spans)
    assert plan["summary"]["dropped"] == len(spans)
    assert plan["summary"]["conflicts"] == sum(each["action"] == "conflict" for each in plan["decisions"])


def test_the_plan_of_the_work_plan(policydiff: Command, tmp_path: Path) -> None:
    printed = policydiff("dedupe", WORK, "--format", "json").stdout
    plan = json.loads(printed)
    drop = next(each for each in plan["decisions"] if each["action"] == "drop")
    assert (drop["relation"], drop["lines"], drop["copy_of"]["lines"]) == ("pasted-copy", [4, 31], [33, 60])
    text = WORK.read_text(**TOLD)
    assert text[slice(*drop["span"])] == text[slice(*drop["copy_of"]["span"])] == "".join(WORK_LINES[3:31])
    assert plan["summary"] == {"dropped": 1, "characters_dropped": 1662, "conflicts": 0, "kept_repeats": 1}
    assert plan["documents"][0]["title"] == "临澜省2016年科技工作要点"
    policydiff("dedupe", WORK, "-q", "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt.plan.json").read_bytes() == printed
    policydiff("dedupe", WORK, "--format", "json", "-o", tmp_path / "plan.json")
    assert (tmp_path / "plan.json").read_bytes() == printed


def test_a_near_copy_is_a_conflict(policydiff: Command) -> None:
    plan = json.loads(policydiff("dedupe", NOTICE, "--format", "json").stdout)
    (conflict,) = [each for each in plan["decisions"] if each["action"] == "conflict"]
    assert (conflict["relation"], conflict["lines"], conflict["copy_of"]["lines"]) == (
        "pasted-copy",
        [31, 40],
        [14, 23],
    )
    (difference,) = conflict["differences"]
    assert (difference["kind"], difference["old"]["text"], difference["new"]["text"]) == ("number", "30", "60")
    assert plan["summary"]["dropped"] == 0


# ------------------------------------------------------------------------------------------ restore


def test_restore(policydiff: Command, work: Path) -> None:
    folder = work.parent
    policydiff("dedupe", work, "-q", "-o", folder / "out.txt")
    source = (0, WORK.read_bytes(), "")
    done = policydiff("restore", folder / "out.txt")
    assert (done.returncode, done.stdout, done.stderr) == source
    (folder / "out.txt.plan.json").rename(folder / "moved.json")
    done = policydiff("restore", "-", "--plan", folder / "moved.json", stdin=CLEAN)
    assert (done.returncode, done.stdout, done.stderr) == source
    done = policydiff("restore", folder / "out.txt", "--plan", "-", stdin=(folder / "moved.json").read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == source
    done = policydiff("restore", folder / "out.txt", "--plan", folder / "moved.json", "-o", folder / "back.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", "")
    assert (folder / "back.txt").read_bytes() == WORK.read_bytes()


COMBINATIONS = [
    [*keep, *furniture, *mark, *drop]
    for keep, furniture, mark, drop in itertools.product(
        [["--keep", "first"], ["--keep", "last"], []],
        [["--furniture", "drop"], []],
        [["--mark"], []],
        [["--drop", "possible-paste,repeated-provision,repeated-line"], ["--keep-relation", "pasted-copy"], []],
    )
]


@pytest.mark.parametrize("options", COMBINATIONS, ids=" ".join)
def test_every_sample_comes_back_and_is_done_with(tmp_path: Path, options: list[str]) -> None:
    """Restore is exact, and dedupe of its own output changes nothing, whatever was asked."""
    clean, again, back = (str(tmp_path / name) for name in ("clean.txt", "again.txt", "back.txt"))
    for file in SAMPLES:
        assert main._status(["dedupe", str(file), "-q", "-o", clean, *options]) == 0
        assert main._status(["restore", clean, "-o", back]) == 0
        assert Path(back).read_bytes() == file.read_bytes(), file.name
        Path(back).unlink()
        assert main._status(["dedupe", clean, "-q", "--exit-code", "-o", again, *options]) == 0, file.name
        assert Path(again).read_bytes() == Path(clean).read_bytes(), file.name


# ------------------------------------------------------------------------------------------ outline, text, help


@pytest.mark.parametrize("file", SAMPLES, ids=lambda path: path.stem)
def test_an_outline_has_the_shape_of_the_contract(capsysbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    assert main._status(["outline", str(file), "--format", "json"]) == 0
    printed = capsysbinary.readouterr()
    assert printed.err == b""
    found = json.loads(printed.out)
    said = (str, type(None))
    top = {"schema": str, "title": said, "number": said, "issuer": said, "date": said}
    fits(found, {**top, "units": [UNIT], "furniture": [{"span": list, "lines": list}]})
    assert found["schema"] == "policydiff.outline/1"
    text = file.read_text(**TOLD)
    waiting = [(unit, [0, len(text)]) for unit in found["units"]]
    while waiting:
        unit, (first, last) = waiting.pop()
        fits(unit, UNIT)
        start, end = unit["span"]
        assert first <= start < end <= last
        assert unit["lines"] == [text.count("\n", 0, start) + 1, text.count("\n", 0, end - 1) + 1]
        assert unit["label"] is None or text[start:end].lstrip().startswith(unit["label"])
        waiting += [(child, [start, end]) for child in unit["children"]]


def test_an_outline_as_text(policydiff: Command, tmp_path: Path) -> None:
    done = policydiff("outline", STATUTE)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.decode()
    assert said.startswith("海霧觀測及示警法\n  UTF-8 (strict UTF-8) · 59 lines, 1,325 characters\n")
    assert "第七條之一" in said
    assert "¶" not in said
    assert "¶" in policydiff("outline", "-v", WORK).stdout.decode()
    assert "furniture" in policydiff("outline", PORTAL).stdout.decode()
    policydiff("outline", STATUTE, "-o", tmp_path / "tree.txt")
    assert (tmp_path / "tree.txt").read_bytes() == done.stdout


@pytest.mark.parametrize(
    ("script", "text", "shown"),
    [("traditional", "国务院办公厅", "國務院辦公廳"), ("simplified", "國務院辦公廳", "国务院办公厅")],
)
def test_text_in_a_script(policydiff: Command, tmp_path: Path, script: str, text: str, shown: str) -> None:
    done = policydiff("text", "-", "--script", script, "-o", tmp_path / "out.txt", stdin=f"{text}\r\n".encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", "")
    assert (tmp_path / "out.txt").read_text(**TOLD) == f"{shown}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--version"], f"policydiff {__version__}\n"),
        (["--help"], "Nothing is lost, nothing is guessed, everything is explained."),
        *([[name, "--help"], f"Usage: policydiff {name} [OPTIONS]"] for name in main.COMMANDS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_help(policydiff: Command, arguments: list[str], says: str) -> None:
    done = policydiff(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert says in done.stdout.decode()


# ------------------------------------------------------------------------------------------ as a process


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["dedupe", WORK, "--explain"], 0),
        (["dedupe", "-", "--exit-code", "--format", "json"], 1),
        (["dedupe", "missing.txt"], 2),
        (["compare", NOTICE, "-", "-v"], 1),
        (["check", WORK, "--isolated"], 1),
        (["relations", ROOT / "samples", "--format", "json"], 0),
        (["outline", STATUTE], 0),
        (["text", "-", "--encoding", "big5"], 2),
        (["sketch", PORTAL], 0),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, list) and value else "",
)
def test_a_process_says_what_is_said_here(
    policydiff: Command, tmp_path: Path, arguments: Sequence[str | Path], status: int
) -> None:
    """Most tests run a command in their own process: it is to be the same command."""
    alone = policydiff(*arguments, stdin=WORK.read_bytes(), cwd=tmp_path, timeout=60)
    assert alone.returncode == status
    assert policydiff(*arguments, stdin=WORK.read_bytes(), cwd=tmp_path) == alone
