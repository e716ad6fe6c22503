"""Spans, lines, and the way from a text back to its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.text.document import Document, Lines
from policydiff.text.spans import Span, complement, merge_spans

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)).map(lambda pair: Span(pair[0], sum(pair))))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_must_run_forward(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize(
    ("one", "other", "covers", "overlaps"),
    [
        (Span(0, 5), Span(0, 5), True, True),
        (Span(0, 5), Span(1, 4), True, True),
        (Span(0, 5), Span(3, 6), False, True),
        (Span(0, 5), Span(5, 6), False, False),
        (Span(2, 3), Span(0, 5), False, True),
    ],
)
def test_span_relations(one: Span, other: Span, covers: bool, overlaps: bool) -> None:
    assert (one.covers(other), one.overlaps(other), other.overlaps(one)) == (covers, overlaps, overlaps)


@pytest.mark.parametrize(
    ("given_spans", "expected"),
    [
        ([], []),
        ([Span(4, 6), Span(0, 2)], [Span(0, 2), Span(4, 6)]),
        ([Span(0, 2), Span(2, 3)], [Span(0, 3)]),
        ([Span(0, 9), Span(2, 3), Span(8, 12)], [Span(0, 12)]),
    ],
)
def test_merged(given_spans: list[Span], expected: list[Span]) -> None:
    assert merge_spans(given_spans) == expected


@given(spans)
def test_merged_and_complement_tile_the_text(given_spans: list[Span]) -> None:
    covered = {position for span in given_spans for position in range(span.start, span.end)}
    left = complement(given_spans, 60)
    assert {position for span in left for position in range(span.start, span.end)} == set(range(60)) - covered
    assert all(len(span) for span in left)
    together = sorted([*(span for span in merge_spans(given_spans) if len(span)), *left])
    assert sum(map(len, together)) == 60
    assert merge_spans(together) == [Span(0, 60)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("甲", ["甲"]),
        ("甲\n", ["甲"]),
        ("甲\r\n乙\r丙\n\n丁", ["甲", "乙", "丙", "", "丁"]),
        ("甲\r\r\n乙", ["甲", "", "乙"]),
        ("甲\u2028乙\x0b丙\x85丁\x0c戊", ["甲\u2028乙\x0b丙\x85丁\x0c戊"]),
    ],
)
def test_lines_end_at_lf_crlf_and_cr_only(text: str, expected: list[str]) -> None:
    lines = Lines(text)
    assert len(lines) == len(expected)
    assert [lines.content(number) for number in range(1, len(lines) + 1)] == expected


@given(st.text(alphabet="甲乙\r\n", max_size=30))
def test_lines_tile_the_text_and_number_each_character(text: str) -> None:
    lines = Lines(text)
    assert "".join(text[span.start : span.end] for span in lines) == text
    for number, span in enumerate(lines, 1):
        assert all(lines.number(position) == number for position in range(span.start, span.end))
        assert lines.numbers(span) == (number, number)
    if text:
        assert lines.numbers(Span(0, len(text))) == (1, len(lines))


def test_an_empty_span_is_on_the_line_it_stands_on() -> None:
    assert Lines("甲\n乙\n").numbers(Span(2, 2)) == (2, 2)


def test_from_text() -> None:
    document = Document.from_text("第一条\r\n", "a.txt")
    assert (document.raw, document.encoding, document.canonical) == ("第一条\r\n".encode(), "utf-8", True)
    with pytest.raises(UnicodeEncodeError):
        Document.from_text("\ud800")


ENCODINGS = {
    "utf-8": (b"", b"\xef\xbb\xbf"),
    "utf-16-le": (b"", b"\xff\xfe"),
    "utf-16-be": (b"", b"\xfe\xff"),
    "utf-32-le": (b"\xff\xfe\0\0",),
    "gb18030": (b"", b"\x84\x31\x95\x33"),
}


@given(st.data(), st.sampled_from([(name, bom) for name, boms in ENCODINGS.items() for bom in boms]))
def test_offsets_cut_the_bytes_where_the_text_is_cut(data: st.DataObject, source: tuple[str, bytes]) -> None:
    encoding, bom = source
    text = data.draw(st.text(st.one_of(st.sampled_from("第条，\r\n\u0304Ê𠀀"), st.characters(codec="utf-8"))))
    document = Document("-", text, bom + text.encode(encoding), encoding, bom)
    at = sorted(data.draw(st.lists(st.integers(0, len(text)))))
    offsets = document.byte_offsets([0, *at, len(text)])
    assert document.canonical
    assert (offsets[0], offsets[-1]) == (len(bom), len(document.raw))
    pieces = zip([0, *at], [*at, len(text)], offsets, offsets[1:], strict=False)
    for start, end, first, last in pieces:
        assert document.raw[first:last].decode(encoding) == text[start:end]


# 十 and 卅 have two codes each in Big5 (the first of each pair is not what they encode to); 88 62 is two characters.
BIG5_CODES = [
    b"\xa2\xcc",
    b"\xa4\x51",
    b"\xa2\xce",
    b"\xb1\xf8",
    b"\xb2\xc4",
    b"\x88\x62",
    b"\x88\x66",
    b"a",
    b"\n",
    b"\r",
]


@given(st.lists(st.sampled_from(BIG5_CODES)))
def test_offsets_are_exact_where_codes_are_doubled(codes: list[bytes]) -> None:
    raw = b"".join(codes)
    document = Document("-", raw.decode("big5hkscs"), raw, "big5hkscs")
    starts, offsets = [0], [0]
    for code in codes:
        starts.append(starts[-1] + len(code.decode("big5hkscs")))
        offsets.append(offsets[-1] + len(code))
    assert document.byte_offsets(starts) == offsets
    assert document.byte_offsets(starts[1:2]) == offsets[1:2]


@pytest.mark.parametrize("raw", [b"a\x88\x62b", b"a\x88\x62\xa2\xcc"])
def test_a_position_inside_a_two_character_code_moves_to_its_end(raw: bytes) -> None:
    document = Document("-", raw.decode("big5hkscs"), raw, "big5hkscs")
    assert document.text[1:3] == "\u00ca\u0304"
    assert document.byte_offsets([1, 2, 2, 3]) == [1, 3, 3, 3]


@pytest.mark.parametrize(
    ("raw", "encoding", "canonical"),
    [(b"\xa4\x51", "big5hkscs", True), (b"\xa2\xcc", "big5hkscs", False), (b"\xa2\xcc", "cp950", False)],
)
def test_canonical(raw: bytes, encoding: str, canonical: bool) -> None:
    assert Document("-", raw.decode(encoding), raw, encoding).canonical is canonical


def test_text_that_does_not_encode_is_not_canonical() -> None:
    assert not Document("-", "\ud800", b"?", "utf-8").canonical
