"""A plan: the clean bytes it leads to, and the way back to the source, byte for byte."""

from __future__ import annotations

import base64
import codecs
import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.deduplication import plan as planning
from policydiff.deduplication.decision import Decision, Location
from policydiff.deduplication.plan import (
    SCHEMA,
    Plan,
    SourceEdit,
    apply_edits,
    make_plan,
    read_plan,
    restore_source,
    sha256,
)
from policydiff.errors import InternalError, PlanError
from policydiff.matching.differences import IDENTICAL, Difference
from policydiff.messages import message
from policydiff.text.document import Document
from policydiff.text.spans import Span, merge_spans

# Codes that do not encode to themselves again, and (the Big5 ones with \x88) one code for two characters.
UNUSUAL = {
    "big5hkscs": [b"\xa1\xfe", b"\xa2\x40", b"\xa2\xa1", b"\x88\x62", b"\x88\x64"],
    "cp932": [b"\x87\x90", b"\xed\x40"],
}
HALVES = {"\u0304", "\u030c"}  # no code of their own: a cut before one moves behind it

ENCODINGS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("gb18030", b""),
    ("big5hkscs", b""),
    ("cp932", b""),
]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document in some encoding, with codes that do not encode to themselves where there are such."""
    encoding, bom = draw(st.sampled_from(ENCODINGS))
    letters = "中文第一條A1。 \r\n" + ("𠀀说" if encoding.startswith(("utf", "gb")) else "")
    pieces = st.text(alphabet=letters, max_size=10).map(lambda text: text.encode(encoding))
    if encoding in UNUSUAL:
        pieces = st.one_of(pieces, st.sampled_from(UNUSUAL[encoding]))
    raw = b"".join(draw(st.lists(pieces, max_size=12)))
    return Document("甲.txt", raw.decode(encoding), bom + raw, encoding, bom)


def dropping(document: Document, spans: list[Span]) -> list[Decision]:
    places = [Location(span, document.lines.numbers(span), None) for span in spans]
    return [Decision("drop", "pasted-copy", place, None) for place in places]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Document, list[Span]]:
    document = draw(documents())
    ends = st.integers(0, len(document.text))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=5))
    return document, [Span(min(pair), max(pair)) for pair in pairs]


def plan_of(text: str = "一、甲\n一、甲\n二、乙\n") -> Plan:
    document = Document("甲.txt", text, text.encode())
    return make_plan(document, "标题", dropping(document, [Span(4, 8)]), {"keep": "auto"})


def saved(plan: Plan) -> dict[str, Any]:
    """The plan as it comes back from its file."""
    return read_plan(json.dumps(plan.as_json(), ensure_ascii=False).encode(), "甲.plan.json")


# --- there and back


@given(cases(), st.sampled_from(["", "〔略〕", "〔第4—35行\n"]))
def test_any_spans_in_any_encoding_lead_back(case: tuple[Document, list[Span]], mark: str) -> None:
    document, spans = case
    mark = mark.encode(document.encoding, "ignore").decode(document.encoding)
    decisions = dropping(document, spans)
    marks = [mark] * len(merge_spans(spans)) if mark else []
    plan = make_plan(document, None, decisions, {}, marks)
    assert apply_edits(plan.clean, plan.edits) == document.raw
    assert restore_source(plan.clean, saved(plan), where="-", plan_path="p") == document.raw
    assert [edit.position for edit in plan.edits] == sorted(edit.position for edit in plan.edits)
    assert plan.dropped == merge_spans(spans)
    assert plan.kept_characters == len(document.text) - len(
        {at for span in spans for at in range(span.start, span.end)}
    )
    if document.canonical and not HALVES & set(document.text):
        expected, at = "", 0
        for span in merge_spans(spans):
            expected, at = expected + document.text[at : span.start] + mark, span.end
        assert plan.clean == document.bom + (expected + document.text[at:]).encode(document.encoding)


@given(documents())
def test_nothing_dropped_is_nothing_changed(document: Document) -> None:
    plan = make_plan(document, None, [], {})
    assert (plan.clean, plan.edits, plan.dropped) == (document.raw, (), [])


@pytest.mark.parametrize(("encoding", "code"), [("big5hkscs", b"\xa1\xfe"), ("cp932", b"\x87\x90")])
def test_bytes_that_do_not_encode_again_are_kept_as_base64(encoding: str, code: bytes) -> None:
    assert code.decode(encoding).encode(encoding) != code
    raw = b"A" + code + b"B"
    document = Document("甲.txt", raw.decode(encoding), raw, encoding)
    plan = make_plan(document, None, dropping(document, [Span(1, len(document.text) - 1)]), {})
    assert plan.clean == b"AB"
    entry = saved(plan)["restore"][0]
    assert entry == {"at": 1, "remove": 0, "base64": base64.b64encode(raw[1:-1]).decode()}
    assert restore_source(b"AB", saved(plan), where="-", plan_path="p") == raw


def test_a_proof_that_fails_is_an_internal_error() -> None:
    with patch.object(planning, "apply_edits", lambda clean, edits: b"?"), pytest.raises(InternalError) as caught:
        plan_of()
    assert str(caught.value) == "甲.txt: the plan does not give the source back; nothing was written"


@pytest.mark.parametrize(
    ("clean", "edits", "source"),
    [
        (b"", [], b""),
        (b"abc", [], b"abc"),
        (b"abc", [SourceEdit(0, 0, b"x")], b"xabc"),
        (b"abc", [SourceEdit(3, 0, b"x")], b"abcx"),
        (b"abc", [SourceEdit(1, 1, b"")], b"ac"),
        (b"abc", [SourceEdit(0, 1, b"x"), SourceEdit(1, 0, b"y"), SourceEdit(2, 1, b"z")], b"xybz"),
        (b"abc", [SourceEdit(1, 0, b"x"), SourceEdit(1, 0, b"y")], b"axybc"),
    ],
)
def test_apply_edits(clean: bytes, edits: list[SourceEdit], source: bytes) -> None:
    assert apply_edits(clean, edits) == source


# --- JSON


def test_json_says_what_the_contract_says() -> None:
    text = "一、甲\n二、乙\n一、甲\n二、丙\n"
    document = Document("甲.txt", text, codecs.BOM_UTF8 + text.encode(), "utf-8", codecs.BOM_UTF8)
    drop = Decision(
        "drop",
        "pasted-copy",
        Location(Span(8, 12), (3, 3), "一、"),
        Location(Span(0, 4), (1, 1), "一、"),
        evidence=message("the same line"),
        measures=IDENTICAL,
    )
    conflict = Decision(
        "conflict",
        "pasted-copy",
        Location(Span(12, 16), (4, 4), "二、"),
        Location(Span(4, 8), (2, 2), "二、"),
        evidence=message("its labels come again"),
        differences=(Difference("wording", ("乙", Span(6, 7)), ("丙", Span(14, 15))), Difference("number", None, None)),
    )
    plan = make_plan(document, "标题", [drop, conflict], {"keep": "auto"})
    result = saved(plan)
    assert list(result) == ["schema", "tool", "documents", "decisions", "restore", "summary"]
    assert result["schema"] == SCHEMA
    assert result["tool"]["parameters"] == {"keep": "auto"}
    assert result["documents"] == [
        {
            "path": "甲.txt",
            "id": "甲.txt",
            "sha256": sha256(document.raw),
            "clean_sha256": sha256(codecs.BOM_UTF8 + "一、甲\n二、乙\n二、丙\n".encode()),
            "encoding": "utf-8",
            "bom": True,
            "characters": 16,
            "kept_characters": 12,
            "title": "标题",
        }
    ]
    assert result["decisions"] == [
        {
            "action": "drop",
            "relation": "pasted-copy",
            "document": 0,
            "span": [8, 12],
            "lines": [3, 3],
            "label": "一、",
            "copy_of": {"document": 0, "span": [0, 4], "lines": [1, 1], "label": "一、"},
            "jaccard": 1.0,
            "similarity": 1.0,
            "containment": 1.0,
            "differences": [],
            "reason": "line 3 repeats line 1: the same line; left out, as asked.",
        },
        {
            "action": "conflict",
            "relation": "pasted-copy",
            "document": 0,
            "span": [12, 16],
            "lines": [4, 4],
            "label": "二、",
            "copy_of": {"document": 0, "span": [4, 8], "lines": [2, 2], "label": "二、"},
            "jaccard": None,
            "similarity": None,
            "containment": None,
            "differences": [
                {"kind": "wording", "old": {"text": "乙", "span": [6, 7]}, "new": {"text": "丙", "span": [14, 15]}},
                {"kind": "number", "old": None, "new": None},
            ],
            "reason": "line 4 and line 2 are one text pasted twice (its labels come again), but differ in 2 places; "
            "both are kept.",
        },
    ]
    assert result["restore"] == [{"at": 3 + len("一、甲\n二、乙\n".encode()), "remove": 0, "text": "一、甲\n"}]
    assert result["summary"] == {"dropped": 1, "characters_dropped": 4, "conflicts": 1, "kept_repeats": 0}


@pytest.mark.parametrize("raw", [b"{}", codecs.BOM_UTF8 + b"{}", "{}".encode("utf-16")])
def test_a_plan_may_be_saved_in_any_unicode_encoding(raw: bytes) -> None:
    assert read_plan(raw, "p") == {}


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        ("第一条".encode("gb18030"), "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 5000, "not JSON"),
        (b"[]", "expected a JSON object"),
        (b"null", "expected a JSON object"),
        (b'"text"', "expected a JSON object"),
    ],
    ids=["empty", "no text", "not Unicode", "deep", "long number", "list", "null", "string"],
)
def test_what_is_no_plan_is_refused(raw: bytes, hint: str) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(raw, "甲.plan.json")
    assert str(caught.value).startswith("甲.plan.json: not a dedupe plan (")
    assert hint in str(caught.value.hint)


# --- plans and texts that do not belong together


def removed(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(plan: Any) -> None:
        for step in path[:-1]:
            plan = plan[step]
        del plan[path[-1]]

    return change


def replaced(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(plan: Any) -> None:
        for step in path[:-1]:
            plan = plan[step]
        plan[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (replaced("policydiff.compare/1", "schema"), f"schema 'policydiff.compare/1' is not {SCHEMA}"),
        (replaced(None, "schema"), f"schema None is not {SCHEMA}"),
        (removed("schema"), "not a dedupe plan"),
        (removed("documents"), "not a dedupe plan"),
        (replaced([], "documents"), "not a dedupe plan"),
        (replaced([[]], "documents"), "not a dedupe plan"),
        (replaced({}, "documents"), "not a dedupe plan"),
        (removed("documents", 0, "sha256"), "not a dedupe plan"),
        (removed("documents", 0, "clean_sha256"), "not a dedupe plan"),
        (removed("documents", 0, "encoding"), "not a dedupe plan"),
        (replaced("klingon", "documents", 0, "encoding"), "not a dedupe plan"),
        (replaced("rot13", "documents", 0, "encoding"), "not a dedupe plan"),
        (replaced("ascii", "documents", 0, "encoding"), "not a dedupe plan"),
        (replaced(8, "documents", 0, "encoding"), "not a dedupe plan"),
        (removed("restore"), "not a dedupe plan"),
        (replaced(3, "restore"), "not a dedupe plan"),
        (replaced("text", "restore"), "not a dedupe plan"),
        (replaced([None], "restore"), "not a dedupe plan"),
        (removed("restore", 0, "at"), "not a dedupe plan"),
        (removed("restore", 0, "remove"), "not a dedupe plan"),
        (removed("restore", 0, "text"), "not a dedupe plan"),
        (replaced(5, "restore", 0, "text"), "not a dedupe plan"),
        (replaced("\ud800", "restore", 0, "text"), "not a dedupe plan"),
        (replaced("x", "restore", 0, "at"), "not a dedupe plan"),
        (replaced(float("inf"), "restore", 0, "at"), "not a dedupe plan"),
        (replaced(float("nan"), "restore", 0, "remove"), "not a dedupe plan"),
        (replaced("A", "restore", 0, "base64"), "not a dedupe plan"),
        (replaced(7, "restore", 0, "base64"), "not a dedupe plan"),
        (replaced("二、丙\n", "restore", 0, "text"), "the plan does not lead back to its source"),
        (replaced(1, "restore", 0, "at"), "the plan does not lead back to its source"),
        (replaced(-1, "restore", 0, "at"), "the plan does not lead back to its source"),
        (replaced(1 << 70, "restore", 0, "at"), "the plan does not lead back to its source"),
        (replaced(3, "restore", 0, "remove"), "the plan does not lead back to its source"),
        (replaced([], "restore"), "the plan does not lead back to its source"),
        (replaced("0" * 64, "documents", 0, "sha256"), "the plan does not lead back to its source"),
    ],
)
def test_a_tampered_plan_is_refused(change: Callable[[dict[str, Any]], None], message: str) -> None:
    plan = plan_of()
    content = plan.as_json()
    change(content)
    content = json.loads(json.dumps(content))
    with pytest.raises(PlanError) as caught:
        restore_source(plan.clean, content, where="甲.txt", plan_path="甲.plan.json")
    assert (str(caught.value.message), caught.value.where) == (message, "甲.plan.json")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("clean", "hint"),
    [
        (b"", "the text was changed, or the plan is another's"),
        ("一、甲\n二、乙".encode(), "the text was changed, or the plan is another's"),
        ("一、甲\r\n二、乙\r\n".encode(), "the text was changed, or the plan is another's"),
        ("一、甲\n一、甲\n二、乙\n".encode(), "it is the source itself"),
    ],
)
def test_another_text_is_refused(clean: bytes, hint: str) -> None:
    with pytest.raises(PlanError) as caught:
        restore_source(clean, saved(plan_of()), where="乙.txt", plan_path="甲.plan.json")
    assert str(caught.value) == f"乙.txt: not the text that 甲.plan.json was made for ({hint})"


def test_another_documents_plan_is_refused() -> None:
    other = plan_of("第一条\n第一条\n")
    with pytest.raises(PlanError, match=r"not the text that 乙\.plan\.json was made for"):
        restore_source(plan_of().clean, saved(other), where="甲.txt", plan_path="乙.plan.json")
