"""Which encoding is chosen, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.errors import ReadError
from policydiff.readers.read import read_bytes
from policydiff.text.encoding import detect_encoding, text_codec

SIMPLIFIED = "各区人民政府、市政府各委办局：现将《临江市节约用水管理办法》印发给你们，请认真贯彻执行。"
TRADITIONAL = "各區公所、本府各局處：茲訂定「臨江市節約用水管理辦法」，自即日起實施，請依規定辦理。"
CHINESE = [
    (SIMPLIFIED, "gb18030"),
    (TRADITIONAL, "gb18030"),
    (TRADITIONAL, "big5hkscs"),
    (SIMPLIFIED, "utf-16-le"),
    (TRADITIONAL, "utf-16-be"),
]


@pytest.mark.parametrize("length", [12, 25, 43])
@pytest.mark.parametrize(("text", "encoding"), CHINESE)
def test_short_chinese_is_read_right(text: str, encoding: str, length: int) -> None:
    for start in range(0, len(text) - length + 1, 3):
        part = text[start : start + length]
        assert read_bytes(part.encode(encoding), "a.txt").text == part


@pytest.mark.parametrize(
    ("raw", "encoding", "bom", "reason"),
    [
        (b"", "utf-8", b"", "nothing but ASCII"),
        (b" \r\n\t", "utf-8", b"", "nothing but ASCII"),
        (b"\xef\xbb\xbf", "utf-8", b"\xef\xbb\xbf", "byte-order mark"),
        (b"\xff\xfe", "utf-16-le", b"\xff\xfe", "byte-order mark"),
        ("条".encode(), "utf-8", b"", "strict UTF-8"),
        (b"\xfe\xff\x67\x61", "utf-16-be", b"\xfe\xff", "byte-order mark"),
        (b"\xff\xfe\0\0a\0\0\0", "utf-32-le", b"\xff\xfe\0\0", "byte-order mark"),
        (b"\0\0\xfe\xff\0\0\0a", "utf-32-be", b"\0\0\xfe\xff", "byte-order mark"),
        (b"\x84\x31\x95\x33\xcc\xf5", "gb18030", b"\x84\x31\x95\x33", "byte-order mark"),
        (b"a\0\n\0", "utf-16-le", b"", "UTF-16 by its zero bytes"),
        (b"\0a\0\n", "utf-16-be", b"", "UTF-16 by its zero bytes"),
        ("一、总则".encode("utf-16-le"), "utf-16-le", b"", "UTF-16 by its zero bytes"),
    ],
)
def test_choice(raw: bytes, encoding: str, bom: bytes, reason: str) -> None:
    choice = detect_encoding(raw)
    assert (choice.encoding, choice.bom, str(choice.reason)) == (encoding, bom, reason)
    assert str(read_bytes(raw, "a.txt").encoding_reason) == reason


def test_the_reason_names_both_readings() -> None:
    assert str(read_bytes(SIMPLIFIED.encode("gbk"), "-").encoding_reason).startswith(
        "GB18030 reads as Chinese better than Big5-HKSCS (0."
    )
    assert "Big5-HKSCS reads as Chinese better than GB18030" in str(detect_encoding(TRADITIONAL.encode("big5")).reason)


def test_only_the_first_of_two_marks_is_taken_off() -> None:
    assert read_bytes(b"\xef\xbb\xbf" * 2, "-").text == "\ufeff"


def test_utf16_that_begins_with_nul_is_not_taken_for_utf32() -> None:
    with pytest.raises(ReadError, match="byte 2 is NUL"):
        read_bytes(b"\xff\xfe\0\0a\0", "-")


def test_big5_with_codes_that_only_cp950_has() -> None:
    euro = b"\xa3\xe1"
    raw = TRADITIONAL.encode("big5") + euro
    document = read_bytes(raw, "-")
    assert (document.encoding, document.text[-1], document.canonical) == ("cp950", "€", True)
    assert "Big5 (CP950)" in str(document.encoding_reason)
    assert read_bytes(raw, "-", encoding="big5").encoding == "cp950"


def test_a_long_file_is_decoded_whole_though_only_sampled() -> None:
    text = "2024,ok\n" * 9000 + SIMPLIFIED * 4000 + "\n" + SIMPLIFIED * 4000
    for encoding in ("gb18030", "utf-16-le"):
        raw = text.encode(encoding)
        assert read_bytes(raw, "-").text == text
        with pytest.raises(ReadError, match=f"as {encoding} at byte {len(raw):,}: the file ends inside a character"):
            read_bytes(raw + b"\xb9", "-")


def test_a_long_file_without_one_ascii_byte() -> None:
    text = TRADITIONAL * 4000
    assert read_bytes(text.encode("big5"), "-").text == text


SOUND = SIMPLIFIED.encode()
GB = SIMPLIFIED.encode("gb18030")
BIG5 = TRADITIONAL.encode("big5")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (SOUND + b"\xff" + SOUND, f"cannot decode as utf-8 at byte {len(SOUND)}"),
        (SOUND[:-1], f"cannot decode as utf-8 at byte {len(SOUND) - 3}: the file ends inside a character"),
        (GB * 2 + b"\xff\xff" + GB, f"cannot decode as gb18030 at byte {2 * len(GB)}"),
        (GB[:-1], f"cannot decode as gb18030 at byte {len(GB) - 2}: the file ends inside a character"),
        (GB + b"\x95\x32\x82", f"cannot decode as gb18030 at byte {len(GB)}: the file ends inside a character"),
        (BIG5[:-1], f"cannot decode as big5hkscs at byte {len(BIG5) - 2}: the file ends inside a character"),
        (b"\xef\xbb\xbfok\xb9", "cannot decode as utf-8 at byte 5"),
        (b"\xff\xfea\0\x00\xd8b\0", "cannot decode as utf-16-le at byte 4"),
        (b"\xff\xfea\0b", "cannot decode as utf-16-le at byte 4: the file ends inside a character"),
        ("一、总则".encode("utf-16-le") + b"a", "cannot decode as utf-16-le at byte 8"),
        (SOUND + GB * 2, f"mixed encodings: Chinese in utf-8 at byte 0, not utf-8 at byte {len(SOUND)}"),
        (GB * 40 + SOUND, f"mixed encodings: Chinese in utf-8 at byte {40 * len(GB):,}, not utf-8 at byte 0"),
        (SOUND * 40 + GB, f"cannot decode as utf-8 at byte {40 * len(SOUND):,}"),
        ("Règlement général, État".encode("latin-1"), "cannot decode as utf-8 at byte 1, and neither"),
        (b"the state\x92s own rule", "cannot decode as utf-8 at byte 9, and neither"),
        ("Правила города утверждены".encode("cp1251"), "cannot decode as utf-8 at byte 0, and neither"),
        (b"%!PS-3.0", "this is a PostScript file, not text"),
        (b"PK\x03\x04\x14\0", "this is a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an OLE file"),
        (rb"{\rtf1\ansi \'b9\'fa}", "this is an RTF file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", "binary, not text: byte 7 is NUL"),
        (SOUND + b"\0" + SOUND, f"binary, not text: byte {len(SOUND)} is NUL"),
        (b"\xef\xbb\xbfa\0", "binary, not text: byte 4 is NUL"),
    ],
)
def test_refused(raw: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(raw, "a.txt")
    assert str(caught.value).startswith(f"a.txt: {message}")
    assert caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "asked", "text", "encoding", "bom"),
    [
        (b"\xcc\xf5", "gb2312", "条", "gb18030", b""),
        (b"\xcc\xf5", "GBK", "条", "gb18030", b""),
        (b"\xb1\xf8", "Big5", "條", "big5hkscs", b""),
        (b"\xb1\xf8", "cp950", "條", "cp950", b""),
        (b"\xef\xbb\xbf\xe6\x9d\xa1", "utf-8", "条", "utf-8", b"\xef\xbb\xbf"),
        (b"\xe6\x9d\xa1", "utf-8-sig", "条", "utf-8", b""),
        (b"\xff\xfe\x61\x67", "utf-16", "条", "utf-16-le", b"\xff\xfe"),
        (b"\xff\xfe\x61\x67", "utf-16-le", "条", "utf-16-le", b"\xff\xfe"),
        (b"\xfe\xff\x67\x61", "utf-16", "条", "utf-16-be", b"\xfe\xff"),
        (b"\x67\x61\x00\x0a", "utf-16", "条\n", "utf-16-be", b""),
        (b"\x61\x67\x0a\x00", "utf-16", "条\n", "utf-16-le", b""),
        (b"\x84\x31\x95\x33\xcc\xf5", "gbk", "条", "gb18030", b"\x84\x31\x95\x33"),
        (b"caf\xe9", "latin-1", "café", "iso8859-1", b""),
        (b"a\0b", "utf-8", "a\0b", "utf-8", b""),
    ],
)
def test_asked_for(raw: bytes, asked: str, text: str, encoding: str, bom: bytes) -> None:
    document = read_bytes(raw, "-", encoding=asked)
    assert (document.text, document.encoding, document.bom) == (text, encoding, bom)
    assert str(document.encoding_reason) == "as asked by --encoding"


@pytest.mark.parametrize(
    ("raw", "asked", "message"),
    [
        (b"\xb9", "utf-8", "cannot decode as utf-8 at byte 0"),
        (b"\xef\xbb\xbfa", "gb18030", "begins with the byte-order mark of utf-8, so it is not gb18030"),
        (b"\xfe\xff\x67\x61", "utf-16-le", "begins with the byte-order mark of utf-16-be"),
        (b"%!PS-3.0", "latin-1", "this is a PostScript file"),
    ],
)
def test_asked_for_in_vain(raw: bytes, asked: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_bytes(raw, "a.txt", encoding=asked)
    assert caught.value.where == "a.txt"


@pytest.mark.parametrize("name", ["", "klingon", "rot13", "base64", "hex", "zip", "a\0b", "\ud800", "é", "x" * 5000])
def test_unknown_encoding(name: str) -> None:
    with pytest.raises(ReadError, match="unknown encoding"):
        text_codec(name)


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "hz", "iso2022_jp"]
)
def test_encodings_that_cannot_be_cut_are_refused(name: str) -> None:
    with pytest.raises(ReadError, match="not supported"):
        text_codec(name)


@given(st.binary(max_size=60), st.sampled_from([None, "gb18030", "big5", "utf-8", "utf-16", "latin-1"]))
def test_whatever_is_read_keeps_its_bytes(raw: bytes, asked: str | None) -> None:
    try:
        document = read_bytes(raw, "-", encoding=asked)
    except ReadError:
        return
    assert document.raw == raw
    assert not any("\ud800" <= character <= "\udfff" for character in document.text)
    offsets = document.byte_offsets(range(len(document.text) + 1))
    assert document.raw[: offsets[0]] == document.bom
    assert raw[offsets[0] :].decode(document.encoding) == document.text
    assert offsets == sorted(offsets)


@pytest.mark.corpus
@pytest.mark.parametrize("length", [6, 12, 25, 60])
@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5"])
def test_cuts_of_real_documents(corpora: Path, encoding: str, length: int) -> None:
    files = sorted((corpora / "seeds").glob("00[02-4]*" if encoding.startswith("gb") else "001*"))
    assert files
    chance = random.Random(length)
    for file in files:
        text = file.read_text("utf-8-sig").encode(encoding, "ignore").decode(encoding)
        for _ in range(30):
            start = chance.randrange(len(text) - length)
            part = text[start : start + length]
            assert read_bytes(part.encode(encoding), file.name).text == part


@pytest.mark.corpus
def test_real_gb18030_files(corpora: Path) -> None:
    files = sorted((corpora / "dirty" / "encodings").iterdir())
    assert [read_bytes(file.read_bytes(), file.name).encoding for file in files] == ["gb18030"] * len(files)
