"""Damaged and hostile files for each reader, made from a seed, and what a reader may do with them.

A reader may refuse a file in one line, or read it. It may not fail otherwise, take long, or silently give less text
than is in the file: bytes that are missing must be missed.
"""

from __future__ import annotations

import base64
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from archive_files import Member, gzipped, tar_of, zip_file, zip_of
from pdf_files import Text, column, file_of_objects, pdf_file, stream
from policydiff.errors import PolicydiffError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, UnreadableInput
from word_files import W, paragraph, word_file, zipped

READERS = ("docx", "html", "mhtml", "pdf", "zip", "tar")
PARTS = 20  # a file is cut off behind each of so many parts
MAX_SECONDS = 10.0
LINES = [f"第{number}条　渔港的第{number}项事务由县级渔业部门办理，期限为{number + 3}日。" for number in range(1, 25)]
_NUMBERS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


class FaultCase(NamedTuple):
    """A file: its name, its bytes, and whether all text of the sound file, if it is read, must still be there."""

    name: str
    raw: bytes
    is_whole: bool = False


class Outcome(NamedTuple):
    """What became of a file: its text, whether anything was said to be missing, and the seconds it took."""

    text: str
    is_said: bool
    seconds: float


def sound_file(reader: str) -> bytes:
    """A file that the reader reads, with `LINES` in it."""
    page = "<!DOCTYPE html>\n<html><body>\n" + "".join(f"<p>{line}</p>\n" for line in LINES) + "</body></html>\n"
    if reader == "docx":
        return word_file("".join(paragraph(line, number="1") for line in LINES), numbering=_NUMBERS)
    if reader == "html":
        return page.encode()
    if reader == "mhtml":
        content = base64.encodebytes(page.encode()).decode("ascii")
        head = 'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="=_b"\n\n'
        part = f"--=_b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{content}\n--=_b--\n"
        return (head + part).encode()
    if reader == "pdf":
        return pdf_file([column(LINES[:12]), column(LINES[12:])])
    files: dict[str, bytes | str] = {f"{number}.txt": line * 9 + "\n" for number, line in enumerate(LINES)}
    return zip_of(files) if reader == "zip" else tar_of(files)


def fault_cases(reader: str, seed: int, number: int) -> Iterator[FaultCase]:
    """`number` cases: the file cut off at every twentieth, the hostile ones, and damage at random places."""
    sound = sound_file(reader)
    cases = [FaultCase(f"cut off {part}", sound[: len(sound) * part // PARTS]) for part in range(PARTS)]
    cases += [FaultCase(name, raw) for name, raw in _HOSTILE[reader]().items()]
    yield from cases[:number]
    chance = random.Random(f"{reader} {seed}")
    for index in range(number - len(cases)):
        raw, is_whole = _damaged(sound, chance)
        yield FaultCase(f"damaged {index}", raw, is_whole and reader in ("docx", "zip", "tar"))


def _damaged(raw: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """The bytes with damage at random places, and whether only single bytes were changed."""
    damaged = bytearray(raw)
    kind = chance.randrange(5)
    place, length = chance.randrange(len(raw)), chance.choice((1, 4, 16, 64, 512))
    if kind <= 1:
        for _ in range(chance.choice((1, 1, 2, 8))):
            damaged[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        del damaged[place : place + length]
    elif kind == 3:
        damaged[place:place] = damaged[place : place + length]
    else:
        damaged[place : place + length] = chance.randbytes(length)
    return bytes(damaged), kind <= 1


# --- hostile files

_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<!DOCTYPE x [<!ENTITY e0 "lol">{_ENTITIES}]>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _word(body: str, **parts: str) -> bytes:
    return word_file(body, **parts)


def _raw_word(document: str) -> bytes:
    """A Word file whose main part is exactly this."""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{office}" Target="word/document.xml"/></Relationships>'
    )
    return zip_of({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document})


def _hostile_word() -> dict[str, bytes]:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'
    cell = "<w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p></w:tc>"
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{10**n}"/><w:lvlText w:val="%{n}"/></w:lvl>' for n in range(40)
    )
    circle = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>'
        for one, other in (("a", "b"), ("b", "a"))
    )
    linked = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    style = '<w:style w:type="numbering" w:styleId="s"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    attributes = " ".join(f'a{n}="1"' for n in range(20_000))
    huge = '<w:lvl w:ilvl="0"><w:start w:val="9999999999"/><w:lvlText w:val="%1."/></w:lvl>'
    return {
        "entities that grow": _raw_word(_BOMB + body % "&e9;"),
        "an external entity": _raw_word(_EXTERNAL + body % "&e;"),
        "an empty DTD": _raw_word("<!DOCTYPE x>" + body % "一"),
        "deep elements": _raw_word(body % ("<w:r>" * 50_000)),
        "deep tables": _word("<w:tbl><w:tr><w:tc>" * 2_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 2_000),
        "deep content controls": _word("<w:sdt><w:sdtContent>" * 500 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 500),
        "tracked rows in tracked rows": _word(
            f"<w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc>{cell * 200}" * 30
            + f"<w:tc>{paragraph('一' * 9)}</w:tc>" * 9_000
            + "</w:tc></w:tr></w:tbl>" * 30
        ),
        "insertions in insertions": _word(
            f"<w:p>{'<w:ins><w:r><w:t>一</w:t></w:r>' * 100}<w:r><w:t>{'一' * 900_000}</w:t></w:r>"
            f"{'</w:ins>' * 100}</w:p>"
        ),
        "alternatives in alternatives": _word(
            f"<w:p><w:r>{'<mc:AlternateContent><mc:Choice>' * 50}{'<w:x/>' * 90_000}"
            f"{'</mc:Choice><mc:Fallback/></mc:AlternateContent>' * 50}</w:r></w:p>"
        ),
        "fields without an end": _word(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>EQ </w:instrText></w:r></w:p>' * 20_000
        ),
        "many notes": _word(f"<w:p><w:r>{'<w:footnoteReference/>' * 20_000}</w:r></w:p>", footnotes="<w:footnote/>"),
        "many moves": _word('<w:p><w:moveFromRangeStart w:name="a"/><w:moveFrom/></w:p>' * 20_000),
        "a table of many cells": _word("<w:tbl>" + ("<w:tr>" + cell * 100 + "</w:tr>") * 60 + "</w:tbl>"),
        "many levels": _word(paragraph("一", number="1", level=39), numbering=_abstract(levels)),
        "a level of a billion": _word(paragraph("一", number="1", level=1_000_000_000), numbering=_NUMBERS),
        "a negative level": _word(paragraph("一", number="1", level=-5), numbering=_NUMBERS),
        "a huge start": _word(paragraph("一", number="1"), numbering=_abstract(huge)),
        "styles in a circle": _word(paragraph("一", style="a"), styles=circle),
        "numbering in a circle": _word(paragraph("一", number="1"), numbering=linked, styles=style),
        "many attributes": _raw_word(body.replace("<w:p>", f"<w:p {attributes}>") % "一"),
        "a huge attribute": _raw_word(body.replace("<w:p>", f'<w:p w:x="{"a" * 4_000_000}">') % "一"),
        "a part that is missing": zipped({"[Content_Types].xml": "<Types/>", "word/x.xml": "<x/>"}),
        "a part packed too tight": zip_file([Member("[Content_Types].xml", b"0" * (3 << 20)), Member("word/a", b"")]),
        "members that overlap": zip_file([Member("[Content_Types].xml", b"<x/>"), Member("word/a", b"", offset=0)]),
        "many members": zip_file([Member(f"word/{n}") for n in range(10_001)] + [Member("[Content_Types].xml", b"")]),
        "another encoding": _raw_word('<?xml version="1.0" encoding="x-none"?>' + body % "一"),
    }  # fmt: skip


def _abstract(levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def _hostile_page_bodies() -> dict[str, str]:
    few, many = 2_000, 30_000
    attributes = " ".join(f"a{n}=1" for n in range(50_000))
    kept = "".join(f"<div class={name}>一</div>" for name in ("TRS_Editor", "pages_content", "news_content"))
    return {
        "deep elements": "<div>" * 200_000 + "一",
        "deep lists": "<ol reversed><li>一" * few,
        "deep revisions": "<ins>一<del>二" * few,
        "deep tables": "<table><tr><td>一" * few,
        "many containers": "<article>一</article>" * few,
        "deep containers": "<article>一" * few,
        "containers of little": kept + "<p>第一条</p>" * many,
        "many attributes": f"<p {attributes}>一",
        "a huge attribute": f'<p title="{"一" * 3_000_000}">一</p>',
        "a quotation mark without end": "<p>一</p>" + '<p a="' * many,
        "comments without end": "<p>一</p>" + "<!--" * many,
        "scripts without end": "<p>一</p>" + "<script>" * many,
        "plaintext": "<p>一</p><plaintext>" + "<p>" * many,
        "ampersands": "<p>" + "&" * 1_000_000 + "</p>",
        "signs": "<" * 200_000,
        "one long line": "<p>" + "一" * 2_000_000 + "</p>",
        "blank lines": "一<br>" + "<br>\n" * many,
        "wide cells": "<table><tr>" + "<td colspan=1000000 rowspan=1000000>一" * few + "</table>",
        "million of a list": "<ol start=999999999>" + "<li value=999999999>一" * few + "</ol>",
        "many metas": "<p>一</p>",
        "drawn texts in an attribute": f"<svg><text a='{'<text ' * many}'>一</text></svg>",
        "drawn texts without end": "<svg>" + "<text>一" * few,
        "a frame of frames": f"<iframe srcdoc='{'&lt;p&gt;' * many}'></iframe>一",
        "labels of a table": "<td>索引号：" * many + "<p>发文机关</p>" * many,
        "blanks in a label": "<td>索" + "　" * 200_000 + "引号",
        "items without text": "<ol><li>" * few + "一",
        "null characters": "<p>一\0二</p>",
        "half a character": "<p>一&#xd800;二</p>",
    }


def _hostile_pages() -> dict[str, bytes]:
    pages = {name: f"<html><body>{body}</body></html>" for name, body in _hostile_page_bodies().items()}
    pages["many metas"] = "<html><head>" + "<meta name=a content=b>" * 5_000 + "</head><body>一</body></html>"
    return {name: page.encode("utf-8", "surrogatepass") for name, page in pages.items()}


def _hostile_saved_pages() -> dict[str, bytes]:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_b"\n\n'
    html = b"Content-Type: text/html\n\n<p>\xe4\xb8\x80</p>"
    part = b"--=_b\nContent-Type: text/html\n\n"
    nested = b"".join(b'--%d\nContent-Type: multipart/mixed; boundary="%d"\n\n' % (n, n + 1) for n in range(500))
    return {
        **{name: head + part + page + b"\n--=_b--" for name, page in _hostile_pages().items()},
        "many parts": head + (b"--=_b\n" + html + b"\n") * 3_000 + b"--=_b--",
        "parts inside one another": b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="0"\n\n' + nested,
        "no boundary": head.replace(b'; boundary="=_b"', b"") + html,
        "an empty boundary": head.replace(b"=_b", b"") + b"--\n" + html + b"\n----",
        "a long header": b"MIME-Version: 1.0\nX: " + b"a" * 3_000_000 + b"\n" + head + html,
        "folded lines": b"MIME-Version: 1.0\nContent-Type: text/html;\n" + b" a=b;\n" * 100_000 + b"\n<p>1</p>",
        "parameters without end": b"MIME-Version: 1.0\nContent-Type: multipart/related; " + b'a="' * 20_000 + b"\n\n",
    }  # fmt: skip


def _hostile_pdf() -> dict[str, bytes]:
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    font = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] /Contents 4 0 R /Resources " + font + b" >>"

    def one_page(content: bytes, size: bytes = b"595 842", megabytes: int = 0) -> bytes:
        pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
        return file_of_objects([catalog, pages, page % size, stream(content, megabytes)])

    blank = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    many = b"<< /Type /Pages /Count 30000 /Kids [" + b"3 0 R " * 30_000 + b"] >>"
    text = b"BT /F 12 Tf 72 700 Td (A) Tj ET\n"
    return {
        "pages in a circle": file_of_objects([catalog, b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"]),
        "a billion pages": file_of_objects([catalog, b"<< /Type /Pages /Count 1000000000 /Kids [3 0 R] >>", blank]),
        "many pages": file_of_objects([catalog, many, blank]),
        "no page": file_of_objects([catalog, b"<< /Type /Pages /Count 0 /Kids [] >>"]),
        "a page without text": file_of_objects([catalog, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", blank]),
        "a stream that grows": one_page(text, megabytes=300),
        "graphics states in one another": one_page(b"q " * 200_000 + text),
        "letters upon letters": one_page(text * 60_000),
        "letters all over": one_page(
            b"".join(b"BT /F 1 Tf %d %d Td (A) Tj ET\n" % (n % 300 * 2, n // 300 * 2) for n in range(60_000))
        ),
        "a page without end": one_page(text, b"9e9 9e9"),
        "a page of no width": one_page(text, b"0 0"),
        "letters without size": one_page(b"BT /F 0 Tf 72 700 Td (A) Tj ET\n" * 5_000),
        "letters of huge size": one_page(b"BT /F 1e30 Tf 1e30 0 0 1e30 1e30 1e30 Tm (AB) Tj ET\n" * 50),
        "many lines drawn": one_page(b"0 0 m 99 99 l S\n" * 100_000 + text),
        "many cells": one_page(
            b"".join(b"%d %d 3 3 re S\n" % (n % 140 * 4, n // 140 * 4) for n in range(20_000)) + text
        ),
        "a table in one path": one_page(
            b"".join(b"%d 0 m %d 800 l 0 %d m 590 %d l " % (n, n, n, n) for n in range(0, 590, 5)) + b"S\n" + text
        ),
        "only a beginning": b"%PDF-1.7\n",
        "angles of all kinds": pdf_file([[Text(300, 400, line, turns=n % 4) for n, line in enumerate(LINES)]]),
    }  # fmt: skip


def _hostile_archives() -> dict[str, bytes]:
    line = LINES[0].encode()
    bomb = b"0" * (3 << 20)
    inner = zip_of({"a.txt": LINES[0]})
    for _ in range(12):
        inner = zip_of({"inner.zip": inner, "b.txt": LINES[1]})
    bodies = _hostile_page_bodies()
    return {
        "a bomb": zip_file([Member("a.txt", bomb), Member("b.txt", line)]),
        "a bomb that lies": zip_file([Member("a.txt", bomb, size=1), Member("b.txt", line)]),
        "archives inside one another": inner,
        "many members": zip_file([Member(f"{n}.txt") for n in range(10_001)]),
        "members that overlap": zip_file([Member("a.txt", line), Member("b.txt", line, offset=0, local_name=b"a.txt")]),
        "a wrong count": zip_file([Member("a.txt", line)], count=9),
        "a count of all ones": zip_file([Member("a.txt", line)], count=0xFFFF),
        "an offset behind the end": zip_file([Member("a.txt", line, offset=1 << 30)]),
        "names that lead out": zip_file([Member(f"{'../' * n}a.txt", line) for n in range(50)]),
        "equal names": zip_file([Member("a.txt", line)] * 50),
        "long names": zip_file([Member("一" * 20_000, line), Member("b.txt", line)]),
        "names of no encoding": zip_file([Member(bytes(range(128, 255)), line)]),
        "extra fields without end": zip_file([Member("a.txt", line, extra=b"\1\0\xff\xff")]),
        "a hostile page": zip_of({"a.html": bodies["deep elements"], "b.txt": LINES[0]}),
        "a hostile Word file": zip_of({"a.docx": _raw_word(_BOMB), "b.txt": LINES[0]}),
        "a TAR archive in gzip that is a bomb": zip_of({"a.tgz": gzipped(tar_of({"a.txt": bomb}))}),
        "a comment like an end": zip_file([Member("a.txt", line)], comment=b"PK\5\6" + bytes(18)),
        "no members": b"PK\5\6" + bytes(18),
    }


def _hostile_tar_archives() -> dict[str, bytes]:
    sound = tar_of({"a.txt": LINES[0]})
    header = bytearray(sound[:512])

    def with_header(kind: bytes, size: bytes, name: bytes = b"a.txt") -> bytes:
        """A header of this kind and size, with the right checksum, before a sound archive."""
        changed = bytearray(header)
        changed[:100] = name.ljust(100, b"\0")
        changed[156:157], changed[124:136] = kind, size.ljust(12, b"\0")[:12]
        changed[148:156] = b" " * 8
        changed[148:156] = b"%06o\0 " % sum(changed)
        return bytes(changed) + sound

    return {
        "a size that is huge": with_header(b"0", b"77777777777"),
        "a size of GNU that is huge": with_header(b"0", b"\x80" + b"\xff" * 11),
        "a size that is negative": with_header(b"0", b"-1"),
        "a size that is no number": with_header(b"0", b"abc"),
        "a long name that is huge": with_header(b"L", b"77777777777"),
        "long names one after another": with_header(b"L", b"0")[:512] * 5_000 + sound,
        "records of pax without end": with_header(b"x", b"1000") + b"9" * 1_000,
        "a sparse file": with_header(b"S", b"10"),
        "a link": with_header(b"2", b"0"),
        "a device": with_header(b"3", b"0"),
        "an unknown kind": with_header(b"Z", b"0"),
        "a name that leads out": with_header(b"0", b"0", b"../../a.txt"),
        "equal names": tar_of({"a.txt": LINES[0]})[:1024] * 50 + sound,
        "many members": with_header(b"0", b"0")[:512] * 10_001 + sound,
        "a hostile page": tar_of({"a.html": _hostile_page_bodies()["deep elements"], "b.txt": LINES[0]}),
        "archives inside one another": tar_of(
            {"a.tar": tar_of({"b.tar": tar_of({"c.tar": sound})}), "d.txt": LINES[0]}
        ),
    }


_HOSTILE: dict[str, Callable[[], dict[str, bytes]]] = {
    "docx": _hostile_word,
    "html": _hostile_pages,
    "mhtml": _hostile_saved_pages,
    "pdf": _hostile_pdf,
    "zip": _hostile_archives,
    "tar": _hostile_tar_archives,
}


# --- what a reader did


def outcome(reader: str, case: FaultCase, folder: Path) -> Outcome:
    """What the reader made of a case; any exception but an error for users is passed on."""
    path = folder / f"case.{reader}"
    path.write_bytes(case.raw)
    started = _seconds()
    texts, is_said = [], False
    try:
        corpus = Corpus([str(path)])
        for entry in corpus:
            if isinstance(entry, UnreadableInput):
                assert "\n" not in str(entry.message)
                is_said = True
            else:
                texts.append(entry.text)
        is_said = is_said or bool(corpus.shortened)
    except PolicydiffError:
        is_said = True
    return Outcome("\n".join(texts), is_said, _seconds() - started)


def _seconds() -> float:
    """The time this process and those that it started and that have ended took of the processors."""
    return sum(os.times()[:4])


def faults_of(reader: str, case: FaultCase, result: Outcome) -> list[str]:
    """What a reader did wrong with a case."""
    faults = []
    if result.seconds > MAX_SECONDS:
        faults.append(f"{case.name}: took {result.seconds:.1f} s")
    missing = [line for line in LINES if line not in result.text]
    if case.name.startswith("cut off") and missing and not result.is_said:
        faults.append(f"{case.name}: {len(missing)} lines are missing, and nothing says so")
    if case.is_whole and not result.is_said and _is_shorter(reader, result.text):
        faults.append(f"{case.name}: the text is shorter, and nothing says so")
    return faults


def _is_shorter(reader: str, text: str) -> bool:
    """Whether text is missing after single bytes were changed; of a Word file, also automatic numbers."""
    if reader == "docx":
        return [f"{number}. {line}" for number, line in enumerate(LINES, start=1)] != text.splitlines()
    return len(text) < sum(map(len, LINES))


__all__ = ["READERS", "Entry", "FaultCase", "Outcome", "fault_cases", "faults_of", "outcome", "sound_file"]
