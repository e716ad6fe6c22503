"""Word files and web pages through the command line: read, compared, written back, their tracked changes."""

from __future__ import annotations

import json
import quopri
from html import escape
from pathlib import Path

import pytest

from conftest import Command
from word_files import paragraph, run_of, word_file

TITLE = "青槐县渡口管理办法"
ARTICLES = [
    f"第{numeral}条 青槐县渡口每日早{number}时对外开放，遇有大雾时停航，第{number}号渡船归县港航局管理。"
    for number, numeral in enumerate("一二三四五六七八", 1)
]
TWICE = [TITLE, *ARTICLES, *ARTICLES]
CLEAN = "".join(f"{line}\n" for line in [TITLE, *ARTICLES])
SUFFIXES = (".docx", ".html", ".mhtml")


def as_word(lines: list[str]) -> bytes:
    """A Word file with a paragraph a line."""
    return word_file("".join(map(paragraph, lines)))


def as_page(lines: list[str]) -> bytes:
    """A page of a portal, with a navigation line, a paragraph a line, and a footer."""
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f"<!DOCTYPE html>\n<html><head><title>{TITLE}</title></head><body><div>首页 | 公开</div>\n"
        f'<div class="TRS_Editor">{body}</div><div>版权所有</div></body></html>\n'
    ).encode()


def as_saved_page(lines: list[str]) -> bytes:
    """The same page saved as one file, with a picture."""
    page = quopri.encodestring(as_page(lines)).replace(b"\n", b"\r\n")
    return (
        b'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"\r\n\r\n'
        b"--=_b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + page + b"\r\n"
        b"--=_b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--=_b--\r\n"
    )


MAKERS = {".docx": as_word, ".html": as_page, ".mhtml": as_saved_page}


def written(folder: Path, suffix: str, lines: list[str], name: str = "ferry") -> Path:
    """A file of this format with these lines."""
    path = folder / f"{name}{suffix}"
    path.write_bytes(MAKERS[suffix](lines))
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_format_that_is_read_is_written(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    source, clean = written(tmp_path, suffix, TWICE), tmp_path / f"clean{suffix}"
    run = policydiff("dedupe", source, "-o", clean)
    assert run.returncode == 0, run.stderr
    assert "¶ 10-17" in run.stderr
    assert policydiff("text", clean).stdout.decode() == CLEAN
    assert clean.read_bytes().startswith(source.read_bytes()[:4])
    policydiff("restore", clean, "-o", tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_in_place_keeps_the_format(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    source = written(tmp_path, suffix, TWICE)
    before = source.read_bytes()
    assert policydiff("dedupe", source, "--in-place", "-q").returncode == 0
    assert policydiff("text", source).stdout.decode() == CLEAN
    policydiff("restore", source, "-o", tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == before


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_without_repeats_is_written_byte_for_byte(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    source, clean = written(tmp_path, suffix, [TITLE, *ARTICLES]), tmp_path / f"clean{suffix}"
    assert policydiff("dedupe", source, "-o", clean).returncode == 0
    assert clean.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("output", ["-", "clean.txt"])
def test_the_text_is_written_to_standard_output_and_to_text_files(
    policydiff: Command, tmp_path: Path, suffix: str, output: str
) -> None:
    source = written(tmp_path, suffix, TWICE)
    run = policydiff("dedupe", source, "-o", output, "--plan", "plan.json", cwd=tmp_path)
    clean = run.stdout.decode() if output == "-" else (tmp_path / output).read_text(encoding="utf-8")
    assert clean == CLEAN
    (tmp_path / "kept.txt").write_text(clean, encoding="utf-8")
    policydiff("restore", "kept.txt", "--plan", "plan.json", "-o", "again", cwd=tmp_path)
    assert (tmp_path / "again").read_bytes() == source.read_bytes()


REFUSED = {
    "another format": (as_word(TWICE), "clean.html", [], "not written as .html"),
    "a mark": (as_word(TWICE), "clean.docx", ["--mark"], "marks are written into text only"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_written_is_refused_and_nothing_is_written(
    policydiff: Command, tmp_path: Path, case: str
) -> None:
    raw, output, options, reason = REFUSED[case]
    source = tmp_path / "ferry.docx"
    source.write_bytes(raw)
    run = policydiff("dedupe", source, "-o", tmp_path / output, *options)
    assert run.returncode == 2
    assert reason in run.stderr.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["ferry.docx"]


@pytest.mark.parametrize("options", [["-o", "clean.docx"], ["--in-place"], []])
def test_a_dry_run_says_if_writing_would_be_refused(policydiff: Command, tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "ferry.docx").write_bytes(as_word(TWICE))
    run = policydiff("dedupe", "ferry.docx", "--mark", "--dry-run", *options, cwd=tmp_path)
    assert run.returncode == 0
    assert "ferry.docx: nothing would be written: marks are written into text only" in run.stderr


@pytest.mark.parametrize(
    ("source", "options", "reason"),
    [
        ("ferry.docx", ["-o", "clean.html"], "clean.html: nothing would be written: a docx document is not"),
        ("ferry.docx", ["-o", "none/clean.docx"], "none: nothing would be written: there is no such folder"),
        ("ferry.docx", ["-o", "ferry.docx"], "ferry.docx: nothing would be written: is the input itself"),
        ("ferry.txt", ["-o", "none/clean.txt"], "none: nothing would be written: there is no such folder"),
        ("in", ["-o", "in/out"], "in/out: nothing would be written: lies inside the input"),
        ("in", ["-o", "full"], "full: nothing would be written: is there already"),
        ("ferry.docx", ["-o", "clean.docx"], ""),
        ("ferry.docx", ["-o", "clean.txt"], ""),
        ("ferry.txt", [], ""),
        ("in", ["-o", "out"], ""),
    ],
)
def test_a_dry_run_says_if_the_place_would_be_refused(
    policydiff: Command, tmp_path: Path, source: str, options: list[str], reason: str
) -> None:
    for folder in ("in", "full"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ferry.txt").write_text("\n".join(TWICE), encoding="utf-8")
    (tmp_path / "ferry.txt").write_text("\n".join(TWICE), encoding="utf-8")
    (tmp_path / "ferry.docx").write_bytes(as_word(TWICE))
    run = policydiff("dedupe", source, "--dry-run", *options, cwd=tmp_path)
    assert run.returncode == 0
    assert reason in run.stderr
    assert ("nothing would be written" in run.stderr) == bool(reason)


def test_a_folder_keeps_the_format_of_each_file(policydiff: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    others = [line.replace("青槐县", "云汐市") for line in TWICE]
    written(folder, ".docx", TWICE)
    written(folder, ".html", others, "other")
    assert policydiff("dedupe", folder, "-o", tmp_path / "once", "-q").returncode == 0
    assert policydiff("text", tmp_path / "once" / "ferry.docx").stdout.decode() == CLEAN
    assert policydiff("text", tmp_path / "once" / "other.html").stdout.decode() == CLEAN.replace("青槐县", "云汐市")
    policydiff("restore", tmp_path / "once", "-o", tmp_path / "again", "-q")
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_form_says_the_same_as_the_text(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    text = tmp_path / "ferry.txt"
    text.write_text(CLEAN, encoding="utf-8")
    run = policydiff("compare", text, written(tmp_path, suffix, [TITLE, *ARTICLES]))
    assert run.returncode == 0
    assert "no change in wording" in run.stdout.decode()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_places_are_paragraphs(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    source = written(tmp_path, suffix, TWICE)
    run = policydiff("check", source, "--format", "json")
    (finding,) = [f for f in json.loads(run.stdout)["findings"] if f["rule"] == "pasted-copy"]
    assert (finding["place"], finding["lines"]) == ("¶ 10-17", [10, 17])
    sarif = policydiff("check", source, "--format", "sarif", "--select", "pasted-copy").stdout.decode()
    assert "¶ 10-17" in sarif


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_search_names_the_places_of_passages(policydiff: Command, tmp_path: Path, suffix: str) -> None:
    held = written(tmp_path, suffix, [TITLE, *ARTICLES, *(f"附则第{number}项，略。" for number in range(40))], "held")
    part = written(tmp_path, suffix, ["另一份文件的第一段", *ARTICLES[2:]], "part")
    text = tmp_path / "part.txt"
    text.write_text("\n".join(ARTICLES[2:]), encoding="utf-8")
    policydiff("index", "build", tmp_path / "a.pdx", held, "-q")
    answer = json.loads(policydiff("search", tmp_path / "a.pdx", part, "--format", "json").stdout)["groups"][0]
    (passage,) = answer["members"][0]["passages"]
    assert (passage["place"], passage["kept_place"]) == (f"¶ 4-{len(ARTICLES) + 1}", f"¶ 2-{len(ARTICLES) - 1}")
    answer = json.loads(policydiff("search", tmp_path / "a.pdx", text, "--format", "json").stdout)["groups"][0]
    (passage,) = answer["members"][0]["passages"]
    assert (passage["place"], "kept_place" in passage) == (f"¶ 4-{len(ARTICLES) + 1}", False)
    assert policydiff("index", "verify", tmp_path / "a.pdx").returncode == 0


# --- tracked changes


def change(kind: str, author: str, date: str, text: str) -> str:
    """A tracked change: kind is ins or del."""
    element = "t" if kind == "ins" else "delText"
    run = f"<w:r><w:{element}>{text}</w:{element}></w:r>"
    return f'<w:{kind} w:id="1" w:author="{author}" w:date="{date}">{run}</w:{kind}>'


@pytest.fixture
def tracked(tmp_path: Path) -> Path:
    """A Word file in which 十日 was changed to 二十日 by two authors."""
    body = paragraph(TITLE) + paragraph(
        run_of("第一条 渡口管理单位应当在")
        + change("del", "李某", "2026-03-04T08:00:00Z", "十日")
        + change("ins", "王某", "2026-03-01T08:00:00Z", "二十日")
        + run_of("内报告。")
    )
    path = tmp_path / "draft.docx"
    path.write_bytes(word_file(body))
    return path


def test_one_file_with_tracked_changes_is_a_comparison(policydiff: Command, tracked: Path) -> None:
    run = policydiff("compare", tracked)
    assert run.returncode == 1
    assert "deadline  第一条  报告 十日内 → 二十日内" in run.stdout.decode()
    assert "2 tracked changes: 李某 1, 王某 1; 2026-03-01 to 2026-03-04" in run.stdout.decode()
    assert "“二十日”   王某, 2026-03-01" in run.stdout.decode()
    facts = json.loads(policydiff("compare", tracked, "--format", "json").stdout)["new"]
    assert facts["revisions"][1] == {
        "change": "inserted", "author": "王某", "date": "2026-03-01T08:00:00Z", "text": "二十日", "place": "¶ 2",
    }  # fmt: skip


@pytest.mark.parametrize(("choice", "days"), [("accept", "二十日"), ("reject", "十日")])
def test_tracked_changes_are_read_as_asked(
    policydiff: Command, tracked: Path, tmp_path: Path, choice: str, days: str
) -> None:
    text = tmp_path / "text.txt"
    text.write_text(f"{TITLE}\n第一条 渡口管理单位应当在{days}内报告。\n", encoding="utf-8")
    run = policydiff("compare", tracked, text, "--tracked", choice)
    assert run.returncode == 0, run.stdout.decode()
    assert f"2 tracked changes read as {choice}ed" in run.stderr


def test_what_a_reader_left_out_is_counted_in_the_language_of_the_reader(policydiff: Command, tracked: Path) -> None:
    run = policydiff("compare", tracked, tracked, "--tracked", "accept", "--lang", "zh_CN")
    assert "2处修订按" in run.stderr
    assert "tracked change" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ferry.docx"], "has no tracked changes"),
        (["draft.docx", "--tracked", "accept"], "goes with two documents"),
        (["draft.docx", "ferry.docx", "--tracked", "both"], "goes with one document"),
    ],
)
def test_what_is_no_question_about_tracked_changes(
    policydiff: Command, tracked: Path, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    written(tmp_path, ".docx", TWICE)
    run = policydiff("compare", *arguments, cwd=tmp_path)
    assert run.returncode == 2
    assert reason in run.stderr


def test_what_is_left_out_is_said_and_found_by_check(policydiff: Command, tmp_path: Path) -> None:
    hidden = run_of("旧文", "<w:vanish/>")
    path = tmp_path / "hidden.docx"
    path.write_bytes(word_file(paragraph(TITLE) + paragraph(run_of("第一条 略。") + hidden)))
    assert "hidden text left out: 2 characters" in policydiff("text", path).stderr
    for command in (("relations", path), ("index", "build", tmp_path / "a.pdx", path)):
        assert "text of this file was not read" in policydiff(*command).stderr
    run = policydiff("check", path, "--select", "text-left-out")
    assert run.returncode == 1
    assert "hidden text left out: 2 characters" in run.stdout.decode()
