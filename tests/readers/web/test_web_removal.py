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
    "a picture that stands twice": ('<p>甲<img src="a.png"></p><p>乙<img src=a.png>丙</p>', {1},
                                    '<p>甲<img src="a.png"></p>'),
    "a picture behind the text": ('<p>甲</p><p>乙<img src="a.png"></p>', {1}, '<p>甲</p><p><img src="a.png"></p>'),
    "a field behind the text": ('<p>甲</p><p>乙<input name="n"></p>', {1}, '<p>甲</p><p><input name="n"></p>'),
    "hidden text behind the text": ("<p>甲</p><p>乙<b hidden>丙</b></p>", {1}, "<p>甲</p><p><b hidden>丙</b></p>"),
    "an anchor before the text": ("<p><a href='#a'>甲</a></p><p><a name='a'></a>乙</p>", {1},
                                  "<p><a href='#a'>甲</a></p><p><a name='a'></a></p>"),
    "a link that stands twice": ("<p><a href='a.pdf'>甲</a></p><p><a href='a.pdf'>乙</a></p>", {1},
                                 "<p><a href='a.pdf'>甲</a></p>"),
    "a comment that stands twice": ("<p><!--x-->甲</p><p>乙<!--x-->丙</p>", {1}, "<p><!--x-->甲</p>"),
    "an id that nothing refers to": ('<p><a href="#b">甲</a></p><p id="a">乙</p><p id="b">丙</p>', {1},
                                     '<p><a href="#b">甲</a></p><p id="b">丙</p>'),
    "an id that stands twice": ('<p id="a"><a href="#a">甲</a></p><p id="a">乙</p>', {1},
                                '<p id="a"><a href="#a">甲</a></p>'),
    "a target of a link that goes with it": ('<p>甲</p><p id="a"><a href="#a">乙</a></p>', {1}, "<p>甲</p>"),
    "hidden text in a line that stays": ("<p>甲<b hidden>丁</b>乙</p><p>丙</p>", {1}, "<p>甲<b hidden>丁</b>乙</p>"),
    "a hidden copy above": ('<p style="display:none">乙</p><p>甲</p><p>乙</p>', {1},
                            '<p style="display:none">乙</p><p>甲</p>'),
    "text taken out of a line that stays": ("<p>甲<del>丁</del>乙</p><p>丙</p>", {1}, "<p>甲<del>丁</del>乙</p>"),
    "a hidden element beside it": ('<p>甲</p><p>乙</p><p hidden>丙</p>', {1}, '<p>甲</p><p hidden>丙</p>'),
    "the word hidden in a class": ('<p>甲</p><p class="hidden-xs">乙</p>', {1}, "<p>甲</p>"),
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
    "a picture": ('<p>甲</p><p>乙<img src="a.png">丙</p>', {1}, "a picture"),
    "a picture in a wrapper": ("<p>甲</p><div><p>乙</p><p>丙<IMG SRC=a.png>丁</p></div>", {1, 2}, "a picture"),
    "a film": ('<p>甲</p><p>乙<embed src="a.swf">丙</p>', {1}, "a picture"),
    "a link to a file": ('<p>甲</p><p><a href="a.pdf">乙</a></p>', {1}, "a link that stands nowhere else"),
    "a link to another file": ('<p><a href="b.pdf">甲</a></p><p><a href="a.pdf">乙</a></p>', {1}, "a link that"),
    "the target of a link": ('<p><a href="#a">甲</a></p><p id="a">乙</p>', {1}, "leads there"),
    "a named anchor": ("<p><a href='#a'>甲</a></p><p>乙<a name='a'></a>丙</p>", {1}, "leads there"),
    "what a label is for": ('<p><span aria-describedby="x a">甲</span></p><p id="a">乙</p>', {1}, "leads there"),
    "a field to fill in": ('<p>甲</p><p>乙<input name="n">丙</p>', {1}, "a form"),
    "a list to choose from": ("<p>甲</p><p>乙<select><option>丙</option></select>丁</p>", {1}, "a form"),
    "a form": ("<p>甲</p><form><p>乙</p></form>", {1}, "a form"),
    "hidden text": ('<p>甲</p><p>乙<span style="display: none">丙</span>丁</p>', {1}, "hidden text"),
    "hidden text by a class": (
        "<style>.h{display:none}</style><p>甲</p><p>乙<span class=h>丙</span>丁</p>",
        {1},
        "hidden text",
    ),
    "hidden text by an attribute": (
        "<p>甲</p><div><p>乙</p><p>丙<span hidden>丁</span>戊</p></div>",
        {1, 2},
        "hidden text",
    ),
    "text put in": ("<p>甲</p><p>乙<ins>丙</ins></p>", {1}, "a tracked change"),
    "text taken out": ("<p>甲</p><p>乙<del>丙</del>丁</p>", {1}, "a tracked change"),
    "a comment": ("<p>甲</p><p>乙<!--丙-->丁</p>", {1}, "a comment"),
    "a script": ("<p>甲</p><p>乙<script>f()</script>丙</p>", {1}, "a script"),
    "a drawing": ("<p>甲</p><p>乙<svg><text>丙</text></svg>丁</p>", {1}, "an object"),
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
