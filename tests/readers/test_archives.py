"""Archives of documents: their names in any encoding, what is read, what is refused, and what is passed over."""

from __future__ import annotations

import random
import stat
import tarfile
from pathlib import Path

import pytest

from archive_files import (
    DESCRIPTOR_FLAG,
    ENCRYPTED_FLAG,
    UTF8_FLAG,
    Member,
    gzipped,
    tar_of,
    unicode_path,
    zip_file,
    zip_of,
)
from policydiff.errors import ReadError
from policydiff.readers import archive_limits
from policydiff.readers.archive_limits import VARIABLES, ArchiveLimits, limits_from
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, UnreadableInput
from policydiff.readers.read import read_bytes, read_file
from policydiff.readers.registry import container_name
from trees import Files
from word_files import paragraph, word_file

TEXT = "渔港管理办法\n第一条　渔港由县级渔业部门管理。\n第二条　本办法自公布之日起施行。\n"
RAW = TEXT.encode()
WORD = word_file(paragraph("第一条　渔港由县级渔业部门管理。"))


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in these tests are relative to a folder of their own."""
    monkeypatch.chdir(tmp_path)


def read(raw: bytes, name: str = "in.zip") -> tuple[list[str], list[str], list[str]]:
    """The names of the documents of an archive, the problems, and the members passed over."""
    Path(name).write_bytes(raw)
    corpus = Corpus([name])
    entries = list(corpus)
    documents = [entry.source.name for entry in entries if isinstance(entry, Entry)]
    problems = [f"{entry.source.name}: {entry.message}" for entry in entries if isinstance(entry, UnreadableInput)]
    return documents, problems, corpus.passed_over.get(name, [])


# --- names

GBK = "审计/办法.txt".encode("gbk")
NAMES = {
    "UTF-8 with its flag": (Member("审计/办法.txt", RAW, UTF8_FLAG), "审计/办法.txt"),
    "UTF-8 without its flag": (Member("审计/办法.txt", RAW), "审计/办法.txt"),
    "GBK without a flag": (Member(GBK, RAW), "审计/办法.txt"),
    "GBK with the flag of UTF-8": (Member(GBK, RAW, UTF8_FLAG), "审计/办法.txt"),
    "GBK of two characters that are letters in UTF-8": (Member("联通.txt".encode("gbk"), RAW), "联通.txt"),
    "another word of that kind": (Member("一联通.txt".encode("gbk"), RAW), "一联通.txt"),
    "GB18030 of four bytes": (Member("㐂条例.txt".encode("gb18030"), RAW), "㐂条例.txt"),
    "Big5": (Member("漁港管理辦法修正條文對照表.txt".encode("big5hkscs"), RAW), "漁港管理辦法修正條文對照表.txt"),
    "Greek in UTF-8 without a flag": (Member("νόμος.txt", RAW), "νόμος.txt"),
    "Latin letters in UTF-8 without a flag": (Member("für.txt", RAW), "für.txt"),
    "a name of its own in Unicode": (Member(b"???.txt", RAW, extra=unicode_path(b"???.txt", "条例.txt")), "条例.txt"),
    "one for another name": (Member(b"b.txt", RAW, extra=unicode_path(b"???.txt", "条例.txt")), "b.txt"),
    "backslashes": (Member("审计\\办法.txt".encode("gbk"), RAW), "审计/办法.txt"),
    "a backslash byte inside a character of GBK": (Member("俓.txt".encode("gbk"), RAW), "俓.txt"),
    "no name": (Member("", RAW), "?"),
    "a mark as between archives": (Member("a!b.txt", RAW), "a!b.txt"),
}


@pytest.mark.parametrize("case", NAMES)
def test_names_in_any_encoding(case: str) -> None:
    member, name = NAMES[case]
    assert read(zip_file([member])) == ([f"in.zip!{name}"], [], [])
    assert read_file(f"in.zip!{name}").text == TEXT


@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        (tarfile.PAX_FORMAT, "utf-8"),
        (tarfile.GNU_FORMAT, "utf-8"),
        (tarfile.GNU_FORMAT, "gb18030"),
        (tarfile.USTAR_FORMAT, "utf-8"),
    ],
)
@pytest.mark.parametrize("name", ["办法.txt", f"{'长' * 70}/办法.txt", "a/b/c.txt"])
def test_names_in_tar_archives(form: int, encoding: str, name: str) -> None:
    if form == tarfile.USTAR_FORMAT and len(name) > 60:
        pytest.skip("too long for the old form")
    raw = tar_of({name: RAW, "z.txt": RAW}, form=form, encoding=encoding)
    assert read(raw, "in.tar") == ([f"in.tar!{name}", "in.tar!z.txt"], [], [])


# --- what is read

WHOLE: Files = {"folder/a.txt": TEXT, "b.txt": TEXT, "办法.docx": WORD}
SHAPES = {
    "ZIP": ("in.zip", zip_of(WHOLE)),
    "ZIP called TXT": ("in.txt", zip_of(WHOLE)),
    "ZIP without a suffix": ("in", zip_of(WHOLE)),
    "ZIP behind other bytes": (
        "in.zip",
        zip_file([Member(name, c.encode() if isinstance(c, str) else c) for name, c in WHOLE.items()], comment=b"PK"),
    ),
    "ZIP, not packed": (
        "in.zip",
        zip_file([Member(name, c.encode() if isinstance(c, str) else c, stored=True) for name, c in WHOLE.items()]),
    ),
    "ZIP with sizes behind the members": (
        "in.zip",
        zip_file([Member(name, c.encode() if isinstance(c, str) else c, DESCRIPTOR_FLAG) for name, c in WHOLE.items()]),
    ),
    "TAR": ("in.tar", tar_of(WHOLE)),
    "TAR called TXT": ("in.txt", tar_of(WHOLE)),
    "TAR, gzipped": ("in.tar.gz", gzipped(tar_of(WHOLE))),
    "TGZ": ("in.tgz", gzipped(tar_of(WHOLE))),
    "TAR, gzipped, called ZIP": ("in.zip", gzipped(tar_of(WHOLE))),
    "TAR.GZ that is not gzipped": ("in.tar.gz", tar_of(WHOLE)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_document_is_read_and_read_again(shape: str) -> None:
    name, raw = SHAPES[shape]
    assert read(raw, name) == ([f"{name}!{member}" for member in WHOLE], [], [])
    corpus = Corpus([name])
    entries = [entry for entry in corpus if isinstance(entry, Entry)]
    assert [entry.source.id for entry in entries] == [entry.source.name for entry in entries]
    for entry in reversed(entries):
        assert corpus.document(entry.source) == entry.document == read_file(entry.source.name)
    assert corpus.raw(entries[2].source) == WORD


def test_archives_in_archives_are_read_to_the_limit() -> None:
    inner = zip_of({"a.txt": TEXT, "deep.zip": zip_of({"b.txt": TEXT})})
    raw = zip_of({"x!y.zip": inner, "t.tgz": gzipped(tar_of({"c.txt": TEXT})), "t.tar": tar_of({"d.txt": TEXT})})
    documents, problems, _ = read(raw)
    assert documents == ["in.zip!x!y.zip!a.txt", "in.zip!t.tgz!c.txt", "in.zip!t.tar!d.txt"]
    assert problems == ["in.zip!x!y.zip!deep.zip: an archive inside 2 others, which is not unpacked"]
    assert [read_file(name).text for name in documents] == [TEXT] * 3
    corpus = Corpus(["in.zip"])
    sources = [entry.source for entry in corpus if isinstance(entry, Entry)]
    assert [corpus.text(source) for source in [*sources, *sources]] == [TEXT] * 6


DOCUMENTS = {
    "a Word file": (WORD, "a.docx"),
    "a Word file without a suffix": (WORD, "a"),
    "a Word file called ZIP": (WORD, "a.zip"),
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_a_word_file_is_a_document_and_no_archive(case: str) -> None:
    raw, name = DOCUMENTS[case]
    Path(name).write_bytes(raw)
    assert container_name(name) == ""
    assert read_bytes(raw, name).extraction is not None


@pytest.mark.parametrize(
    "names",
    [("[Content_Types].xml", "xl/workbook.xml"), ("mimetype", "content.xml"), ("OFD.xml", "Doc_0/Document.xml")],
    ids=["XLSX", "ODT", "OFD"],
)
def test_other_documents_that_are_zip_archives_are_refused_as_before(names: tuple[str, ...]) -> None:
    raw = zip_of(dict.fromkeys(names, "<x/>"))
    with pytest.raises(ReadError, match="a ZIP archive"):
        read_bytes(raw, "a")
    Path("a").write_bytes(raw)
    assert container_name("a") == ""
    assert read(zip_of({"a.bin": raw, "b.txt": TEXT}))[0] == ["in.zip!b.txt"]


def test_an_archive_where_a_document_is_wanted_says_what_to_do() -> None:
    Path("in.zip").write_bytes(zip_of(WHOLE))
    with pytest.raises(ReadError, match=r"a ZIP archive, not a document \(name one of its documents, as in in\.zip!"):
        read_file("in.zip")
    for name in ("in.zip!none.txt", "in.zip!folder", "in.zip!", "in.zip!b.txt!c.txt"):
        with pytest.raises(ReadError, match="no such document in the archive"):
            read_file(name)
    Path("a.txt").write_bytes(RAW)
    with pytest.raises(ReadError, match="not an archive"):
        read_file("a.txt!b.txt")
    Path("a!b.txt").write_bytes(RAW)
    assert read_file("a!b.txt").text == TEXT
    with pytest.raises(ReadError, match="no such file"):
        read_file("none.zip!a.txt")


# --- what is passed over, and what is refused

NO_DOCUMENTS: dict[str, Files] = {
    "pictures": {
        "a.png": b"\x89PNG\r\n\x1a\n0",
        "b.txt.jpg": b"\xff\xd8\xff0",
        "c.gif": b"GIF89a",
        "d": b"\xff\xd8\xff1",
    },
    "files of systems": {
        "__MACOSX/._a.txt": "x",
        ".DS_Store": "x",
        "f/.DS_Store": "x",
        "f/Thumbs.db": "x",
        ".git/a.txt": "x",
    },
    "parts of pages": {"a_files/style.css": "p {}", "a_files/script.js": "var a", "a_files/font.woff2": b"wOF2"},
}


@pytest.mark.parametrize("case", NO_DOCUMENTS)
def test_members_that_are_no_documents_are_counted_and_named(case: str) -> None:
    members = NO_DOCUMENTS[case]
    assert read(zip_of({**members, "folder/": "", "z.txt": TEXT})) == (["in.zip!z.txt"], [], list(members))
    assert read(tar_of({**members, "z.txt": TEXT}), "in.tar") == (["in.tar!z.txt"], [], list(members))


def test_a_document_with_the_suffix_of_a_picture_is_read() -> None:
    assert read(zip_of({"a.png": WORD}))[0] == ["in.zip!a.png"]


GOOD = Member("good.txt", RAW)
REFUSED = {
    "encrypted": (Member("a.txt", RAW, ENCRYPTED_FLAG), "a.txt: the member a.txt is encrypted"),
    "a name that leads out": (Member("../a.txt", RAW), "../a.txt: its name leads out of the archive; it was not read"),
    "a name that leads out inside": (Member("x/../../a.txt", RAW), "x/../../a.txt: its name leads out of the archive"),
    "an absolute name": (Member("/etc/a.txt", RAW), "/etc/a.txt: its name leads out of the archive"),
    "the name of a drive": (Member("C:\\a.txt", RAW), "C:/a.txt: its name leads out of the archive"),
    "a NUL": (Member("a\0b.txt", RAW), "a\0b.txt: its name leads out of the archive"),
    "other content": (Member("a.txt", RAW, crc=1), "a.txt: not a sound ZIP archive: its content is damaged"),
    "another name in its header": (Member("a.txt", RAW, local_name=b"c.txt"), "a.txt: not a sound ZIP archive: the he"),
    "another size": (Member("a.txt", RAW, size=7), "a.txt: not a sound ZIP archive: its content is damaged"),
    "an unknown packing": (Member("a.txt", RAW, method=93), "a.txt: not a sound ZIP archive: packed by meth"),
    "a bomb": (Member("a.txt", b"0" * (2 << 20)), "a.txt: not unpacked: the member a.txt is packed more than 200 t"),
    "a bomb that lies": (Member("a.txt", b"0" * (2 << 20), size=10), "a.txt: not unpacked: the member a.txt is packed"),
    "a bomb as an inner archive": (Member("a.gz", gzipped(tar_of({"a": b"0" * (2 << 20)}))), "a.gz: not unpacked"),
    "a link": (Member("a.txt", b"/etc/passwd", attributes=(stat.S_IFLNK | 0o777) << 16), "a.txt: a link, which is not"),
    "a PostScript file": (Member("a.ps", b"%!PS-3.0"), "a.ps: this is a PostScript file, not text"),
    "a file that is no archive": (Member("a.zip", RAW), "a.zip: a file of many documents inside an archive"),
    "records that are none": (Member("a.jsonl", b"none"), "a.jsonl:1: not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_member_that_is_refused_is_one_line_and_the_others_are_read(case: str) -> None:
    member, line = REFUSED[case]
    documents, problems, _ = read(zip_file([GOOD, member, Member("last.txt", RAW)]))
    assert documents == ["in.zip!good.txt", "in.zip!last.txt"]
    (problem,) = problems
    assert problem.startswith(f"in.zip!{line}")


def test_two_members_of_one_name_are_not_read() -> None:
    documents, problems, _ = read(zip_file([GOOD, Member("a.txt", RAW), Member("a.txt", b"x"), Member("z.txt", RAW)]))
    assert documents == ["in.zip!good.txt", "in.zip!z.txt"]
    assert len(problems) == 1
    assert problems[0] == "in.zip!a.txt: 2 members have this name; none of them was read"
    with pytest.raises(ReadError, match="2 members have this name"):
        read_file("in.zip!a.txt")


def test_a_member_called_like_a_document_in_an_inner_archive_is_said() -> None:
    documents, problems, _ = read(zip_of({"x.zip!a.txt": TEXT, "x.zip": zip_of({"a.txt": "x", "b.txt": TEXT})}))
    assert documents == ["in.zip!x.zip!a.txt", "in.zip!x.zip!b.txt"]
    assert problems == ["in.zip!x.zip!a.txt: another document has this name; this one was not read"]


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", "x/../../a.txt"])
def test_names_that_lead_out_of_tar_archives(name: str) -> None:
    documents, problems, _ = read(tar_of({name: RAW, "b.txt": RAW}), "in.tar")
    assert documents == ["in.tar!b.txt"]
    assert problems == [f"in.tar!{name}: its name leads out of the archive; it was not read"]


def test_links_in_tar_archives_are_not_followed() -> None:
    header = bytearray(tarfile.TarInfo("a.txt").tobuf())
    info = tarfile.TarInfo("link.txt")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    raw = info.tobuf() + tar_of({"b.txt": RAW})
    assert len(header) == 512
    documents, problems, _ = read(raw, "in.tar")
    assert documents == ["in.tar!b.txt"]
    assert problems == ["in.tar!link.txt: a link or a device, which is not followed"]


def test_members_that_overlap_are_refused() -> None:
    documents, problems, _ = read(zip_file([Member("a.txt", RAW), Member("b.txt", RAW, offset=0, local_name=b"a.txt")]))
    assert (documents, problems) == ([], ["in.zip: not unpacked: members that overlap"])


@pytest.mark.parametrize("form", ["in.zip", "in.tar", "in.tar.gz"])
def test_a_truncated_archive_says_so_wherever_it_ends(form: str) -> None:
    contents: Files = {f"{number:02}.txt": f"{TEXT}{number}\n" for number in range(5)}
    raw = {"in.zip": zip_of(contents), "in.tar": tar_of(contents), "in.tar.gz": gzipped(tar_of(contents))}[form]
    fewer = set()
    for part in range(20):
        documents, problems, _ = read(raw[: len(raw) * part // 20], form)
        assert problems or len(documents) == 5, part
        assert all(name.startswith(f"{form}!0") for name in documents)
        fewer.add(len(documents))
    assert fewer >= ({0, 1, 2, 3, 4} if form != "in.tar.gz" else {0, 5})


@pytest.mark.parametrize("form", ["in.tgz", "in.zip"])
def test_what_is_whole_of_a_packed_archive_is_read_wherever_it_ends(form: str) -> None:
    contents: Files = {f"{number}.txt": random.Random(number).randbytes(900).hex() for number in range(4)}
    packed = gzipped(tar_of(contents))
    counts = set()
    for size in range(0, len(packed), 61):
        raw = packed[:size] if form == "in.tgz" else zip_of({"x.tgz": packed[:size], "z.txt": TEXT})
        documents, problems, _ = read(raw, form)
        assert problems, size
        counts.add(len(documents))
    assert counts == ({0, 1, 2, 3, 4} if form == "in.tgz" else {1, 2, 3, 4, 5})


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz"])
@pytest.mark.parametrize("form", ["in.zip", "in.tgz", "in.zip!x.tar"])
def test_records_in_an_archive_are_read(suffix: str, form: str) -> None:
    lines = b'{"id": "one", "text": "%s"}\n\n{"text": "b"}\n[]\n' % TEXT.replace("\n", "\\n").encode()
    contents: Files = {f"r{suffix}": gzipped(lines) if suffix.endswith(".gz") else lines, "z.txt": TEXT}
    raw = zip_of(contents) if form == "in.zip" else gzipped(tar_of(contents))
    if form == "in.zip!x.tar":
        raw = zip_of({"x.tar": tar_of(contents)})
    file = form.partition("!")[0]
    documents, problems, _ = read(raw, file)
    name = f"{form}!r{suffix}"
    assert documents == [f"{name}:1", f"{name}:3", f"{form}!z.txt"]
    assert problems == [f"{name}:4: not a JSON object"]
    corpus = Corpus([file])
    sources = [entry.source for entry in corpus if isinstance(entry, Entry)]
    assert [source.id for source in sources] == ["one", f"{name}:3", f"{form}!z.txt"]
    assert [corpus.text(source) for source in sources] == [TEXT, "b", TEXT]
    assert corpus.raw(sources[1]) == b'{"text": "b"}\n'


def test_an_archive_without_documents_says_so() -> None:
    assert read(zip_of({"a.png": b"\x89PNG\r\n\x1a\n0"}))[1] == ["in.zip: no document in the archive"]
    assert read(b"PK\5\6" + bytes(18))[1] == ["in.zip: no document in the archive"]
    assert read(RAW)[1] == ["in.zip: not a ZIP archive, in spite of its name"]
    assert read(RAW, "in.tar")[1] == ["in.tar: not a TAR archive, in spite of its name"]


LIMITED = {
    "bytes of a member": (
        ArchiveLimits(member_bytes=100),
        ["a.txt", "in.zip!b.txt: not unpacked: the member b.txt is larger"],
    ),
    "bytes of all": (ArchiveLimits(total_bytes=300), ["a.txt", "in.zip: not unpacked: more than 300 bytes unpacked"]),
    "members": (ArchiveLimits(members=2), ["in.zip: not unpacked: more than 2 members"]),
}


@pytest.mark.parametrize("case", LIMITED)
def test_limits_hold_for_what_is_declared_and_for_what_comes(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limits, expected = LIMITED[case]
    monkeypatch.setattr(archive_limits, "current_limits", lambda: limits)
    for lie in (None, 1):
        raw = zip_file([Member("a.txt", b"a" * 90), Member("b.txt", b"b" * 250, size=lie), Member("c.txt", b"c" * 90)])
        documents, problems, _ = read(raw)
        first = [name.rpartition("!")[2] for name in documents[:1]]
        assert [*first, problems[0][: len(expected[-1])]] == expected
    assert case != "bytes of a member" or documents == ["in.zip!a.txt", "in.zip!c.txt"]


def test_the_environment_changes_limits() -> None:
    assert limits_from({}) == ArchiveLimits()
    values = {variable: str(number) for number, (variable, _) in enumerate(VARIABLES.values(), start=1)}
    assert limits_from(values) == ArchiveLimits(1 << 20, 2 << 20, 3, 4, 5)
    for wrong in ("0", "-1", "x", "１", "99999999"):
        with pytest.raises(ReadError, match=r"POLICYDIFF_ARCHIVE_RATIO: a number from 1 to 9,999,999 is wanted"):
            limits_from({"POLICYDIFF_ARCHIVE_RATIO": wrong})


def test_an_archive_that_was_changed_is_said() -> None:
    Path("in.zip").write_bytes(zip_of({"a.txt": TEXT, "b.txt": TEXT}))
    corpus = Corpus(["in.zip"])
    sources = [entry.source for entry in corpus if isinstance(entry, Entry)]
    Path("in.zip").write_bytes(zip_of({"b.txt": TEXT + "三"}))
    with pytest.raises(ReadError, match=r"in\.zip!a\.txt: the file was changed"):
        corpus.text(sources[0])
    assert corpus.text(sources[1]) == TEXT + "三"
