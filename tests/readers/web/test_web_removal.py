"""A web page is written without some of its lines, and is else the page it was."""

from __future__ import annotations

import pytest

from policydiff.readers.read import read_bytes
from policydiff.readers.rewriting import CannotRemoveError, apply_replacements, removal

# The page around "…", the lines to remove, and what is left of it.
CASES: dict[str, tuple[str, set[int], str]] = {
    "a paragraph": ("<p>甲</p>\n<p>乙</p>\n<p>丙</p>", {1}, "<p>甲</p>\n\n<p>丙</p>"),
    "neighbours": ("<p>甲</p>\n<p>乙</p>\n<p>丙</p>", {1, 2}, "<p>甲</p>\n"),
    "with its wrappers": ("<p>甲</p><div><p><b>乙</b></p></div>", {1}, "<p>甲</p>"),
    "partly marked up": ("<p>甲</p><p><b>乙</b>方<i>丙</i></p>", {1}, "<p>甲</p>"),
    "between line breaks": ("<p>甲<br>乙<br/>丙</p>", {1}, "<p>甲<br>丙</p>"),
    "the last of a paragraph": ("<p>甲<br>乙</p>", {1}, "<p>甲</p>"),
    "an unclosed paragraph": ("<p>甲<p>乙<p>丙", {1}, "<p>甲<p>丙"),
    "an item": ("<ul><li>甲</li><li>乙</li></ul>", {0}, "<ul><li>乙</li></ul>"),
    "the last numbered item": ("<ol><li>甲</li><li>乙</li></ol>", {1}, "<ol><li>甲</li></ol>"),
    "a row": ("<table><tr><td>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr></table>", {0},
              "<table><tr><td>乙</td><td>二</td></tr></table>"),
    "entities": ("<p>甲&amp;乙</p><p>丙&nbsp;&#x4e01;</p>", {1}, "<p>甲&amp;乙</p>"),
    "the second of two that are equal": ("<p>甲乙</p><p class=x>甲乙</p>", {1}, "<p>甲乙</p>"),
    "beside a comment and a script": ("<p>甲</p><!--乙--><p>乙</p><script>乙</script>", {1},
                                       "<p>甲</p><!--乙--><script>乙</script>"),
    "blank lines between": ("<p>甲</p><p>乙</p><p><br></p><p>丙</p><p>丁</p>", {1, 2, 3}, "<p>甲</p><p>丁</p>"),
}  # fmt: skip
PAGE = "<!DOCTYPE html>\n<html><head><title>甲</title></head><body>{}</body></html>\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("case", CASES)
def test_lines_are_cut_out_with_the_elements_that_hold_nothing_else(case: str, encoding: str) -> None:
    body, removed, expected = CASES[case]
    raw = PAGE.format(body).encode(encoding)
    document = read_bytes(raw, "notice.html", encoding=encoding.removesuffix("-sig"))
    assert apply_replacements(raw, removal(document, removed)) == PAGE.format(expected).encode(encoding)


REFUSED = {
    "a numbered item above another": ("<ol><li>甲</li><li>乙</li></ol>", {0}, "automatic numbers"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_change_other_lines_is_refused(case: str) -> None:
    body, removed, reason = REFUSED[case]
    document = read_bytes(PAGE.format(body).encode(), "notice.html")
    with pytest.raises(CannotRemoveError, match=reason):
        removal(document, removed)


def test_a_page_with_broken_bytes_in_a_script_is_refused() -> None:
    raw = PAGE.format("<p>甲</p><p>乙</p><script>X</script>").encode().replace(b"X", b"\xff")
    with pytest.raises(CannotRemoveError, match="no characters"):
        removal(read_bytes(raw, "notice.html", encoding="utf-8"), {1})
