"""PDF files as a user meets them: read, compared, deduplicated to text, and refused in one line where that is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Command
from pdf_files import Box, Text, column, file_of_objects, pdf_file

pytest.importorskip("pypdfium2", reason="the library that reads PDF files is not installed")

NOTICE = [
    "关于开展渔港安全检查的通知",
    "为了做好台风季节渔港安全工作，现就有关事项通知如下，请各乡镇和渔港经营人认真组织落实，并于六月底前报送检查情况。",
    "一、检查范围包括全县各级渔港的码头、灯桩、系船柱和消防设施，重点检查去年台风期间受损后修复的部位。",
    "二、检查中发现的问题由渔港经营人在十五日内整改完毕；逾期不整改的，由县渔业部门责令限期改正。",
]
BLANK = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def write(path: Path, *pages: list[str]) -> None:
    """A PDF file with paragraphs on each of its pages."""
    path.write_bytes(pdf_file([column(page) for page in pages]))


def test_its_text_is_that_of_the_text_file(policydiff: Command, tmp_path: Path) -> None:
    write(tmp_path / "notice.pdf", NOTICE)
    (tmp_path / "notice.txt").write_text("\n".join(NOTICE) + "\n", encoding="utf-8")
    done = policydiff("text", "notice.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode().split("\n")[:-1]) == (0, NOTICE)
    done = policydiff("compare", "notice.txt", "notice.pdf", cwd=tmp_path)
    assert done.returncode == 0
    assert "no change in wording" in done.stdout.decode()


def test_findings_name_the_page(policydiff: Command, tmp_path: Path) -> None:
    write(tmp_path / "old.pdf", NOTICE, ["三、本通知自发布之日起施行。"])
    write(tmp_path / "new.pdf", NOTICE, ["三、本通知自二〇二七年一月一日起施行。"])
    done = policydiff("compare", "old.pdf", "new.pdf", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    changed = [unit for unit in json.loads(done.stdout)["units"] if unit["change"] == "edited"]
    assert [(unit["old"]["place"], unit["new"]["place"]) for unit in changed] == [("page 2", "page 2")]


def test_a_notice_printed_twice_is_found_and_written_as_text(policydiff: Command, tmp_path: Path) -> None:
    write(tmp_path / "twice.pdf", NOTICE, NOTICE)
    done = policydiff("check", "twice.pdf", "--isolated", cwd=tmp_path)
    assert "twice.pdf:page 2: error pasted-copy the same text as page 1" in done.stdout.decode()
    done = policydiff("dedupe", "twice.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode().split("\n")[:-1]) == (0, NOTICE)
    done = policydiff("dedupe", "twice.pdf", "-o", "once.pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "once.pdf").exists()
    done = policydiff("dedupe", "twice.pdf", "-o", "once.txt", cwd=tmp_path)
    assert done.returncode == 0
    done = policydiff("restore", "once.txt", "-o", "again.pdf", cwd=tmp_path)
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "twice.pdf").read_bytes(), done.stderr


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"%PDF-1.7\n", "the PDF file is damaged"),
        (
            file_of_objects([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Count 1 /Kids [3 0 R] >>", BLANK]),
            "no page has text: the file holds pictures of pages (recognise its text (OCR)",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(policydiff: Command, tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "law.pdf").write_bytes(raw)
    done = policydiff("dedupe", "law.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(f"policydiff: law.pdf: {reason}")
    assert done.stderr.count("\n") == 1


def test_pages_without_text_are_named(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / "law.pdf").write_bytes(pdf_file([column(NOTICE), [Box(9, 9, 99, 99)], [Text(72, 700, "附件")]]))
    done = policydiff("text", "law.pdf", cwd=tmp_path)
    assert done.returncode == 0
    assert "no text, only pictures (OCR would be needed): page 2" in done.stderr
    done = policydiff("check", "law.pdf", "--isolated", cwd=tmp_path)
    assert "text-left-out" in done.stdout.decode()


def test_a_file_that_is_cut_off_is_not_silently_shorter(policydiff: Command, tmp_path: Path) -> None:
    write(tmp_path / "law.pdf", NOTICE, NOTICE[1:])
    raw = (tmp_path / "law.pdf").read_bytes()
    for part in range(1, 10):
        (tmp_path / "law.pdf").write_bytes(raw[: len(raw) * part // 10])
        done = policydiff("text", "law.pdf", cwd=tmp_path)
        assert done.returncode == 2 or "cut off" in done.stderr, part


def test_other_modules_named_like_ours_in_the_folder_are_not_run(policydiff: Command, tmp_path: Path) -> None:
    write(tmp_path / "law.pdf", NOTICE)
    (tmp_path / "policydiff.py").write_text("raise SystemExit(9)", encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    done = policydiff("text", "law.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode().split("\n")[:-1]) == (0, NOTICE)
