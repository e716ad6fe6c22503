"""Pages that are cut off say so, and pages that no parser takes in bounded time and memory are refused."""

from __future__ import annotations

import pytest

from policydiff.errors import ReadError
from policydiff.readers.web import soundness
from policydiff.readers.web.soundness import is_cut_off, refuse_oversized

CUT_OFF = [
    "<html><body><p>第一条",
    "<body><p>第一条</p>",
    "<HTML><p>第一条</p></bod",
    "<p>第一条</p><p cla",
    "<p>第一条</p></",
    "<p>第一条</p><",
    "<p>第一条</p><script>var a = 1",
    "<p>第一条</p><!-- 二",
    "<p>第一条</p><STYLE>p {}</p>",
    "<html><body><p>1</p></body></html><textarea>x",
]
WHOLE = [
    "<html><body><p>第一条</p></body></html>",
    "<html><body><p>第一条</p></body>",
    "<html><body><p>第一条</p></body></html>\n<!-- 缓存 -->\n",
    "<div><p>第一条</p></div>",
    "<p>第一条<p>第二条",
    "<p>a < b",
    "<p>3 <5",
    "<p>第一条</p><script>if (a<b) document.write('<p>')</script>",
    "<!----><p>第一条</p><!-->",
    "<html><body><p>1</p></body></html>" + " " * 100_000,
]


@pytest.mark.parametrize("text", CUT_OFF)
def test_a_page_that_is_cut_off(text: str) -> None:
    assert is_cut_off(text)


@pytest.mark.parametrize("text", WHOLE)
def test_a_page_that_is_whole(text: str) -> None:
    assert not is_cut_off(text)


def test_pages_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "MAX_ELEMENTS", 1_000)
    many = " ".join(f"a{number}=1" for number in range(501))
    quoted = " ".join(f"a{number}='>'" for number in range(501))
    for text, size, reason in [
        ("", soundness.MAX_PAGE_BYTES + 1, "a page of more than 16,777,216 bytes"),
        ("<p>" * 1_001, 0, "a page of more than 1,000 elements"),
        (f"<p>1</p><p {many}>2", 0, "an element with more than 500 attributes"),
        (f"<p {quoted}>2", 0, "an element with more than 500 attributes"),
    ]:
        with pytest.raises(ReadError, match=reason):
            refuse_oversized(text, size, "a.html")
    for text in ("<p>1</p>" * 999, f"<p {many[:2000]}>", f"<p>{many}</p>", f'<p style="{many}">1', "<p>don't " * 900):
        refuse_oversized(text, 0, "a.html")
