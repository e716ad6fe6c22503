"""A record loses stretches of its text, and nothing else of its line changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.storage.json_lines import apply_to_line, edits_of_record
from policydiff.text.spans import Span


@pytest.mark.parametrize(
    ("line", "span", "left"),
    [
        ('{"text": "abcdef"}', (2, 4), '{"text": "abef"}'),
        ('\ufeff { "n" : 1.50 , "text" :  "甲乙丙" , "z":[1, {"text": "x"}] } \r\n', (1, 2), None),
        ('{"text": "x", "text": "abcdef"}', (0, 5), '{"text": "x", "text": "f"}'),
        ('{"te\\u0078t": "abc"}', (0, 1), '{"te\\u0078t": "bc"}'),
        (r'{"text": "a\n\"\u4e2d\ud83d\ude00b\/c"}', (3, 5), r'{"text": "a\n\"b\/c"}'),
        (r'{"text": "a\\b\tc", "n": NaN}', (1, 2), r'{"text": "ab\tc", "n": NaN}'),
    ],
)
def test_only_the_text_is_cut(line: str, span: tuple[int, int], left: str | None) -> None:
    made = apply_to_line(line.encode(), edits_of_record(line.encode(), "text", [Span(*span)]))
    assert made.decode() == (left if left is not None else line.replace("乙", ""))


@pytest.mark.parametrize(("line", "mark"), [(r'{"text": "ab"}', "\\u7565\\n"), ('{"text": "a乙"}', "略\\n")])
def test_a_mark_is_spelt_as_the_text_is(line: str, mark: str) -> None:
    made = apply_to_line(line.encode(), edits_of_record(line.encode(), "text", [Span(1, 2)], ["略\n"]))
    assert made.decode() == f'{{"text": "a{mark}"}}'


@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\\"/\n\r\t\u2028😀中'), max_size=40),
    st.lists(st.integers(0, 40), max_size=6),
    st.booleans(),
    st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.floats(), st.lists(st.integers()))),
)
def test_any_record_is_the_same_but_for_its_text(
    text: str, places: list[int], ascii_only: bool, others: dict[str, object]
) -> None:
    inside = sorted({place for place in places if place <= len(text)})
    spans = [Span(*pair) for pair in zip(inside[::2], inside[1::2], strict=False)]
    record = {**others, "text": text, "tail": "end"}
    line = json.dumps(record, ensure_ascii=ascii_only).encode("utf-8", "replace")
    made = edits_of_record(line, "text", spans)
    shorter = "".join(c for at, c in enumerate(text) if not any(span.start <= at < span.end for span in spans))
    left = apply_to_line(line, made)
    assert json.loads(left)["text"] == shorter
    gone = apply_to_line(line, [each._replace(insert=b"") for each in made])
    assert len(gone) + sum(each.end - each.start for each in made) == len(line)
