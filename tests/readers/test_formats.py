"""Which files are no text, by what they hold and not by how they are called; and Markdown with HTML in it is text."""

from __future__ import annotations

import codecs
import json
import time
from pathlib import Path

import pytest

from checking import Run
from conftest import Command
from policydiff.errors import ReadError
from policydiff.readers import recognition
from policydiff.readers.read import read_bytes

PAGE = (
    '<!DOCTYPE html>\n<html lang="zh">\n<head><meta charset="utf-8"><title>临江市公园条例</title></head>\n'
    "<body><h1>临江市公园条例</h1>\n<p>第一条　为了管好公园，制定本条例。</p>\n</body></html>\n"
)
# As sites keep the body of a page: no <html>, the text in elements.
FRAGMENT = (
    '<div class="wrap"><table><tr><td>文　号</td><td>临政〔2031〕7号</td></tr></table>\n'
    "<style>p { color: red } /* 样式里的文字一个也不显示 */</style>\n"
    '<div class="body"><p>各区人民政府：</p>\n\n<p>现将公园名录印发给你们。<br>请遵照执行。</p></div></div>\n'
)
PAGE_OF_RTF = "{\\rtf1\\ansi 第一条　为了管好公园，制定本条例。}"
MAIL = (
    "Received: from mail.example.org\n\tby mx.example.net; Mon, 3 Mar 2031 09:00:00 +0800\n"
    "From: park@example.org\nSubject: =?utf-8?B?5YWs5Zut?=\n\n各位：公园名录见附件。\n"
)
MARKDOWN = "# 公园名录\n\n一、东湖公园，占地二十公顷，四季开放，免收门票，可带宠物。\n\n二、西山公园，占地五十公顷。\n"

SECONDS = 5  # ten times what it takes; looking from each mark to the end would take minutes
HTML, XML, RTF, MAILED = "an HTML page", "an XML file", "an RTF file", "an e-mail message"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PAGE, HTML),
        (PAGE.upper(), HTML),
        ("\ufeff\n \t" + PAGE, HTML),
        ("<!-- saved from url=https://example.org/ -->\n<!--[if IE]><p>旧</p><![endif]-->" + PAGE, HTML),
        ('<?xml version="1.0"?>\n<!-- a --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">\n<html>', HTML),
        ('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', HTML),
        ("<html>", HTML),
        ("<HTML\nlang=zh>", HTML),
        ("<head><title>公园</title>", HTML),
        ("<body bgcolor=white>公园", HTML),
        (FRAGMENT, HTML),
        ("<!-- 正文 -->\n" + FRAGMENT, HTML),
        (f"<script>if (a < b) document.write('<p>')</script>{FRAGMENT}", HTML),
        ("<p>甲。</p><p>乙。</p><p>丙。</p>", HTML),
        ("<p>甲。</p><p>乙。</p><p>丙。</p><!-- 页脚 -->", HTML),
        ('<?xml version="1.0" encoding="utf-8"?>\n<law><article n="1">甲</article></law>', XML),
        ('<!-- a --><?xml version="1.0"?><law/>', XML),
        ('<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML//EN"><book/>', XML),
        ("{\\rtf1\\ansi 甲}", RTF),
        ("\n {\\rtf1\\ansi 甲}", RTF),
        (MAIL, MAILED),
        (MAIL.replace("\n", "\r\n"), MAILED),
        ("From park@example.org Mon Mar  3 09:00:00 2031\n" + MAIL, MAILED),
        ("Subject: a\nFrom: b\nMIME-Version: 1.0\n\nc", MAILED),
        ("To: a\nFrom: b\nmessage-ID:\n <1@example.org>\nSubject: c", MAILED),
    ],
)
def test_what_is_no_text(text: str, kind: str) -> None:
    assert recognition.kind_of(text) == kind
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-16-be", "utf-32"):
        if kind != HTML and (encoding != "utf-16-be" or "\ufeff" not in text):
            with pytest.raises(ReadError, match=f"^公园.md: this is {kind}, not text \\(convert it to text first\\)$"):
                read_bytes(text.encode(encoding), "公园.md")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "<!-",
        "<!--",
        "<!-- 没有完的注释 <html>",
        MARKDOWN,
        MARKDOWN + FRAGMENT,
        f'<div align="center">\n\n{MARKDOWN}\n</div>\n\n{MARKDOWN}',
        f'<div align="center">\n\n{MARKDOWN}\n</div>\n',
        f'<div dir="ltr"><p>一</p><p>二</p><p>三</p>\n\n{MARKDOWN}</div>\n',
        f'<p align="center"><img src="a.png"></p>\n\n{MARKDOWN}',
        f"<p>\n\n{MARKDOWN}<p>\n\n{MARKDOWN}<br>",
        "<p>一个段落。</p>\n",
        f"<!-- 目录 -->\n{MARKDOWN}",
        f'<a name="top"></a>\n{MARKDOWN}',
        f'<a name="top"></a><h1>公园</h1>\n\n<p>序。</p><p>跋。</p>\n\n{MARKDOWN}',
        f"<h1>公园名录</h1>\n\n{MARKDOWN}",
        f"<style>p {{ color: red }}</style>\n\n{MARKDOWN}",
        f"<script setup>\nconst html = '<html>'\n</script>\n\n{MARKDOWN}",
        "<details>\n<summary>目录</summary>\n\n- 一\n- 二\n\n</details>\n",
        "<htmlx>不是 HTML",
        "<临江市公园条例>\n第一条　为了管好公园，制定本条例。",
        "<https://example.org/>\n\n公园",
        "{\n  'a': 1\n}",
        "第一条　网页以 <!DOCTYPE html> 开头，邮件以 MIME-Version: 1.0 开头。",
        "Title: Parks\nAuthor: A. Park\nDate: 2031-03-03\n\nThe parks are open.",
        "From here on: the parks\nare open.\nMIME-Version: 1.0\n",
        "MIME-Version: 1.0\nSubject: a\n\nc",  # two fields are none
        "MIME-Version: 1.0\n\nSubject: a\nFrom: b\n",
        "Note: a mail\nhas these fields:\nReceived: a\nFrom: b\nTo: c\n",
        "主题：公园\nMIME-Version: 1.0\nFrom: a\nTo: b\n",
        "http://example.org/\nhttp://example.org/a\nhttp://example.org/b\n",
    ],
)
def test_what_is_text(text: str) -> None:
    assert recognition.kind_of(text) == ""
    assert read_bytes(text.encode(), "a.md").text == text


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%!PS-3.0", "a PostScript file"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a web archive"),
        (codecs.BOM_UTF8 + b"{\\rtf1}", RTF),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, kind: str) -> None:
    with pytest.raises(ReadError, match=f"this is {kind}"):
        read_bytes(raw, "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "latin-1"])
def test_a_named_encoding_makes_no_text_of_it(encoding: str) -> None:
    with pytest.raises(ReadError, match="this is an RTF file"):
        read_bytes(PAGE_OF_RTF.encode("utf-8" if encoding == "latin-1" else encoding), "a.txt", encoding=encoding)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x84\x31\x95\x33" + PAGE.encode("gb18030"),
        PAGE.replace("utf-8", "big5").encode("gb18030"),
        PAGE.encode("utf-16"),
        PAGE.encode("utf-16-le"),
        PAGE.encode("utf-16-be"),
        PAGE.encode("utf-32"),
        PAGE.encode() + b"<!-- \xff -->",
        f"<html>{PAGE}".encode()[:-9],
        PAGE.upper().encode(),
    ],
    ids=range(9),
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_a_page_is_read_whatever_its_name_and_encoding(raw: bytes, name: str) -> None:
    assert read_bytes(raw, name).text == "临江市公园条例\n第一条　为了管好公园，制定本条例。\n"


def test_a_page_that_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(ReadError, match="cannot decode the text of the page as utf-8"):
        read_bytes(PAGE.encode().replace("制定".encode(), b"\xff"), "a.html")


@pytest.mark.parametrize(
    "text",
    [
        "<" * 500_000,
        "<!--" * 200_000,
        "<!-- -->" * 100_000,
        "<?a?>" * 100_000,
        "<p>" * 200_000 + ">",
        "<div>" + "<p" * 200_000 + ">",
        "<div>" + "<!--" * 200_000 + ">",
        "<div>" + "<script>" * 100_000 + ">",
        "<p>a</p>" * 100_000 + "b",
        "<p>" * 100_000 + "a</p>" * 100_000,
        "a:\n" * 200_000,
        "a:\n \tb\n" * 100_000,
        "a" * 500_000 + ":",
    ],
    ids=range(13),
)
def test_hostile_beginnings_take_no_time(text: str) -> None:
    before = time.process_time()
    assert recognition.kind_of(text) in ("", HTML, XML)
    assert time.process_time() - before < SECONDS


# --- through the command line


@pytest.fixture
def pages(folder: Path) -> Path:
    """A folder in which `in` holds two documents and a page, and `only` nothing but a page."""
    for name in ("in", "only"):
        (folder / name).mkdir()
        (folder / name / "page.txt").write_text(PAGE_OF_RTF, encoding="utf-8")
    (folder / "in" / "a.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "in" / "b.md").write_text(MARKDOWN.replace("东湖", "南湖"), encoding="utf-8")
    return folder


SAID = "this is an RTF file, not text (convert it to text first)\n"


@pytest.mark.parametrize(
    ("command", "status", "named"),
    [
        ("text in/page.txt", 2, "in/page.txt"),
        ("outline in/page.txt", 2, "in/page.txt"),
        ("sketch in/page.txt", 2, "in/page.txt"),
        ("dedupe in/page.txt", 2, "in/page.txt"),
        ("compare in/page.txt in/a.md", 2, "in/page.txt"),
        ("compare in/a.md in/page.txt", 2, "in/page.txt"),
        ("check in", 3, ""),
        ("check only", 2, ""),
        ("check only/page.txt", 2, ""),
        ("relations in", 3, "in/page.txt"),
        ("relations only", 2, "only/page.txt"),
        ("dedupe in", 3, "in/page.txt"),
        ("dedupe in -o out", 3, ""),
        ("dedupe only -o out", 2, "only/page.txt"),
        ("index build corpus.db in", 3, "in/page.txt"),
    ],
)
def test_a_page_is_refused_with_the_reason(pages: Path, run: Run, command: str, status: int, named: str) -> None:
    done = run(*command.split())
    assert done.status == status
    if named:
        assert f"policydiff: {named}: {SAID}" in done.err
    else:
        assert "this is an RTF file, not text" in done.out + done.err
    assert "制定本条例" not in done.out


def test_dedupe_copies_a_page_through(pages: Path, run: Run) -> None:
    run("dedupe", "in", "-o", "out")
    assert (pages / "out" / "page.txt").read_text(encoding="utf-8") == PAGE_OF_RTF


@pytest.mark.parametrize(
    ("text", "kind"), [(PAGE, HTML), (FRAGMENT, HTML), ("{\\rtf1 甲}", RTF), (MAIL, MAILED), ("<law>甲</law>", "")]
)
def test_a_record_of_another_format_is_unreadable(folder: Path, run: Run, text: str, kind: str) -> None:
    lines = [json.dumps({"id": name, "text": each}) for name, each in (("a", MARKDOWN), ("b", text))]
    (folder / "x.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = run("dedupe", "x.jsonl", "-o", "y.jsonl")
    assert done.status == (3 if kind else 0)
    assert (f"policydiff: x.jsonl:2: the text is {kind} (convert it to text first)" in done.err) == bool(kind)
    assert (folder / "y.jsonl").read_bytes() == (folder / "x.jsonl").read_bytes()


def test_standard_input(policydiff: Command) -> None:
    done = policydiff("text", "-", stdin=PAGE_OF_RTF.encode("utf-16"))
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", f"policydiff: -: {SAID}")


# --- real files


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["pages-html", "dirty/govcn-html", "dirty/news-html"])
def test_real_pages(corpora: Path, folder: str) -> None:
    files = sorted((corpora / folder).glob("*.html"))
    assert files
    for file in files:
        assert read_bytes(file.read_bytes(), file.name).text


@pytest.mark.corpus
def test_real_texts(corpora: Path) -> None:
    files = [file for suffix in ("txt", "md") for file in sorted(corpora.rglob(f"*.{suffix}"))]
    assert files
    for file in files:
        assert read_bytes(file.read_bytes(), file.name).text
