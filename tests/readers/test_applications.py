"""Word files that LibreOffice opened and saved, and pages that Chromium wrote, read as before.

LibreOffice numbers 第X条 otherwise than Word: nothing here leans on its numbers.
"""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from conftest import Command
from policydiff.readers.read import read_bytes, read_file
from policydiff.readers.rewriting import apply_replacements, removal
from word_files import paragraph, run_of, table, word_file

pytestmark = pytest.mark.apps

LINES = ["青槐县渡口管理办法", "第一条 渡口每日早六时对外开放。", "第二条 遇有大雾时停航，并在渡口公告。"]
FOOTNOTE = f'<w:footnote w:id="2">{paragraph("大雾指能见度不足一百米。")}</w:footnote>'
BODY = (
    "".join(map(paragraph, LINES))
    + table(("渡口", "船数"), ("东渡", "3"), ("西渡", "12"))
    + paragraph(run_of("第三条 另有规定的除外") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
)


def application(name: str) -> str:
    """The program; a skip, which the gate takes for a failure, if it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def converted(source: Path, suffix: str, folder: Path) -> Path:
    """The file as LibreOffice saves it in another format, or anew in the same."""
    folder.mkdir()
    command = [
        application("soffice"), "--headless", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", suffix, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    result = folder / f"{source.stem}.{suffix.partition(':')[0]}"
    assert result.exists(), done.stderr
    return result


def words(text: str) -> list[str]:
    """The lines that are not blank, each without blanks at its ends."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_a_word_file_that_was_opened_and_saved_reads_as_before(tmp_path: Path) -> None:
    source = tmp_path / "ferry.docx"
    source.write_bytes(word_file(BODY, footnotes=FOOTNOTE))
    saved = converted(source, "docx", tmp_path / "saved")
    assert words(read_file(str(saved)).text) == words(read_file(str(source)).text)


def test_a_word_file_that_the_application_made_reads_as_its_text(tmp_path: Path) -> None:
    source = tmp_path / "ferry.txt"
    source.write_text("".join(f"{line}\n" for line in LINES), encoding="utf-8")
    saved = converted(source, "docx:MS Word 2007 XML", tmp_path / "saved")
    assert words(read_file(str(saved)).text) == LINES


def test_a_word_file_that_was_written_opens_in_the_application(policydiff: Command, tmp_path: Path) -> None:
    articles = [f"第{n}条 渡口每日早六时对外开放，第{n}号渡船归县港航局管理，遇有大雾时停航。" for n in "一二三四五六"]
    source, clean = tmp_path / "ferry.docx", tmp_path / "clean.docx"
    source.write_bytes(word_file("".join(map(paragraph, [LINES[0], *articles, *articles]))))
    assert policydiff("dedupe", source, "-o", clean).returncode == 0
    text = converted(clean, "txt:Text (encoded):UTF8", tmp_path / "text").read_text(encoding="utf-8-sig")
    assert words(text) == [LINES[0], *articles]


def test_a_file_of_the_application_is_written_without_some_lines(tmp_path: Path) -> None:
    source = tmp_path / "ferry.docx"
    source.write_bytes(word_file(BODY, footnotes=FOOTNOTE))
    document = read_file(str(converted(source, "docx", tmp_path / "saved")))
    clean = tmp_path / "clean.docx"
    clean.write_bytes(apply_replacements(document.file_bytes, removal(document, {1})))
    text = converted(clean, "txt:Text (encoded):UTF8", tmp_path / "text").read_text(encoding="utf-8-sig")
    assert LINES[1] not in text
    assert LINES[2] in text


def test_a_page_as_the_browser_writes_it_reads_as_before(tmp_path: Path) -> None:
    body = "".join(f"<p>{escape(line)}" for line in LINES)
    page = (
        f"<!DOCTYPE html><title>渡口</title><body>{body}<ol start=3><li>甲<li>乙</ol><table><tr><td>东渡<td>3</table>"
    )
    source = tmp_path / "ferry.html"
    source.write_text(page, encoding="utf-8")
    command = [
        application("chromium"), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
        "--dump-dom", source.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    assert read_bytes(done.stdout, "dom.html").text == read_file(str(source)).text
