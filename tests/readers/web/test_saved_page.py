"""Pages saved as one file (MHTML): which part is the page, and how it is packed; and no mail is taken for one."""

from __future__ import annotations

import base64
import quopri

import pytest

from policydiff.errors import ReadError
from policydiff.readers.read import read_bytes
from policydiff.readers.rewriting import CannotRemoveError, apply_replacements, removal
from policydiff.readers.web.archive import saved_page

pytest.importorskip("resiliparse", reason="the library that reads web pages is not installed")

LINE = "第一条　渔港由县级渔业部门管理，未经许可不得停泊。"
HTML = f"<!DOCTYPE html><html><body><p>{LINE}</p><p>{LINE}</p></body></html>"
OTHER = "<html><body><p>广告栏目，与文件无关。</p></body></html>"


def part(content: str, *headers: str, encoding: str = "utf-8", packing: str = "quoted-printable") -> str:
    """A part with this content, packed."""
    raw = content.encode(encoding)
    packed = {
        "quoted-printable": lambda: quopri.encodestring(raw).decode("ascii"),
        "base64": lambda: base64.encodebytes(raw).decode("ascii"),
        "8bit": lambda: raw.decode("latin-1"),
    }[packing]()
    return "\n".join([*headers, f"Content-Transfer-Encoding: {packing}", "", packed])


def saved(*parts: str, head: str = "", start: str = "", end: str = "\n--=_b--\n") -> bytes:
    """A saved page of these parts."""
    first = head or "From: <Saved by a browser>\nSubject: a page\nMIME-Version: 1.0\n"
    kind = f'Content-Type: multipart/related;\n\ttype="text/html";{start}\n\tboundary="=_b"\n'
    text = first + kind + "\nThis is a multi-part message.\n" + "".join(f"\n--=_b\n{each}" for each in parts) + end
    return text.replace("\n", "\r\n").encode("latin-1")


PAGE = part(HTML, "Content-Type: text/html")
PICTURE = part("x", "Content-Type: image/png", "Content-Location: http://a/b.png", packing="base64")
CASES = {
    "as a browser saves it": saved(PAGE, PICTURE),
    "base64": saved(part(HTML, "Content-Type: text/html", packing="base64"), PICTURE),
    "no packing": saved(part(HTML, "Content-Type: text/html", packing="8bit")),
    "GBK, said": saved(part(HTML, 'Content-Type: text/html; charset="gb2312"', encoding="gb18030")),
    "GBK, unsaid": saved(part(HTML, "Content-Type: text/html", encoding="gb18030", packing="base64")),
    "GBK, said to be UTF-8": saved(part(HTML, "Content-Type: text/html; charset=utf-8", encoding="gb18030")),
    "UTF-16": saved(part(HTML, "Content-Type: text/html; charset=unicode", encoding="utf-16", packing="base64")),
    "a picture first": saved(PICTURE, PAGE),
    "the start is named": saved(
        part(OTHER, "Content-Type: text/html", "Content-ID: <a@b>"),
        part(HTML, "Content-Type: text/html", "Content-ID: <c@d>"),
        start='\n\tstart="<c@d>";',
    ),
    "the address is named": saved(
        part(OTHER, "Content-Type: text/html", "Content-Location: http://a/frame"),
        part(HTML, "Content-Type: text/html", "Content-Location: http://a/page"),
        head="Snapshot-Content-Location: http://a/page\nFrom: <Saved by Blink>\nMIME-Version: 1.0\n",
    ),
    "as a word processor saves it": saved(PAGE, head="MIME-Version: 1.0\n").replace(b'type="text/html";', b""),
    "parts inside one another": saved(
        'Content-Type: multipart/alternative; boundary="=_c"\n\n--=_c\nContent-Type: text/plain\n\nx\n--=_c\n'
        + f"{PAGE}\n--=_c--"
    ),
    "one part": (b"MIME-Version: 1.0\nSubject: x\n" + PAGE.encode("latin-1")),
    "no carriage returns": saved(PAGE, PICTURE).replace(b"\r\n", b"\n"),
    "cut off behind the page": saved(PAGE, PICTURE, end="")[:-8],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.txt", "a"])
def test_the_page_is_read_whole(case: str, name: str) -> None:
    document = read_bytes(CASES[case], name)
    assert document.text.splitlines() == [LINE, LINE]
    assert document.extraction is not None
    assert document.file_bytes == CASES[case]


def test_text_in_frames_is_reported() -> None:
    frame = part(OTHER, "Content-Type: text/html", "Content-ID: <frame@x>")
    empty = part("<html><body></body></html>", "Content-Type: text/html")
    extraction = read_bytes(saved(PAGE, frame, empty), "a.mht").extraction
    assert extraction is not None
    left_out = [(str(item.message), item.is_text) for item in extraction.left_out]
    assert left_out == [("text in frames of the page left out: 1 frame", True)]


MAILS = {
    "a letter": b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>",
    "a letter with pictures": saved(PAGE, head="From: a@b\nTo: c@d\nMIME-Version: 1.0\n"),
    "a letter that came": saved(PAGE, head="Received: from a\nFrom: a@b\nMIME-Version: 1.0\n"),
    "a letter in two forms": saved(PAGE).replace(b"multipart/related", b"multipart/alternative"),
    "a plain letter": b"From: a@b\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n\nx",
}


@pytest.mark.parametrize("case", MAILS)
@pytest.mark.parametrize("name", ["a.eml", "a.txt"])
def test_other_mail_is_refused_as_before(case: str, name: str) -> None:
    with pytest.raises(ReadError, match="this is an e-mail message, not text"):
        read_bytes(MAILS[case], name)


BROKEN = {
    "cut off in the page": (saved(PAGE, end=""), "the file ends inside the page"),
    "no page": (saved(PICTURE), "no page in the saved page"),
    "no parts": (saved(), "no page in the saved page"),
    "not base64": (saved("Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n<<<"), "not base64"),
    "too deep": (
        saved(*["\n".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}' for n in range(9)) + PAGE]),
        "more than 4 parts inside one another",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_page_is_refused(case: str) -> None:
    raw, message = BROKEN[case]
    with pytest.raises(ReadError, match=message):
        read_bytes(raw, "a.mht")


def test_an_encoding_that_only_the_page_names() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Entrée en vigueur différée</p></body></html>'
    assert read_bytes(page.encode("latin-1"), "a.html").text == "Entrée en vigueur différée\n"
    bare = page.replace('<meta charset="iso-8859-1">', "").encode("latin-1")
    assert read_bytes(
        saved(part(page, "Content-Type: text/html; charset=iso-8859-1", encoding="latin-1")), "a.mht"
    ).text
    with pytest.raises(ReadError, match="cannot decode"):
        read_bytes(bare, "a.html")


@pytest.mark.parametrize("case", CASES)
def test_a_line_is_cut_out_of_the_page_and_all_else_stays(case: str) -> None:
    raw = CASES[case]
    document = read_bytes(raw, "a.mht")
    clean = apply_replacements(raw, removal(document, {1}))
    assert read_bytes(clean, "a.mht").text == f"{LINE}\n"
    assert saved_page(clean, "a.mht").frames == saved_page(raw, "a.mht").frames
    head = raw.partition(b"text/html")[0]
    assert clean.startswith(head)
    assert (PICTURE.replace("\n", "\r\n").encode() in clean) == (PICTURE.replace("\n", "\r\n").encode() in raw)
    assert clean.endswith(raw[-9:]) or "cut off" in case or "one part" in case
    assert all(len(line) < 80 for line in clean.splitlines()) or any(len(line) >= 80 for line in raw.splitlines())


def test_a_cut_in_the_middle_of_lines_is_one_in_the_page() -> None:
    page = "".join(f"<p>{number} {LINE}=甲 \t</p>" for number in range(9))
    document = read_bytes(saved(part(f"<html><body>{page}</body></html>", "Content-Type: text/html")), "a.mht")
    for removed in ({0}, {8}, {3, 4}, {0, 2, 8}):
        clean = apply_replacements(document.file_bytes, removal(document, removed))
        kept = [line for number, line in enumerate(document.text.splitlines()) if number not in removed]
        assert read_bytes(clean, "a.mht").text.splitlines() == kept


def test_a_page_that_stands_in_the_file_twice_is_not_written() -> None:
    raw = saved(PAGE, PAGE)
    with pytest.raises(CannotRemoveError, match="twice"):
        removal(read_bytes(raw, "a.mht"), {1})
