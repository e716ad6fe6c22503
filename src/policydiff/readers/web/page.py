"""The document in a web page: the container that a portal puts it in, or else all text of the page.

The libraries that extract articles leave out what occurs twice; this reader must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policydiff.errors import ReadError
from policydiff.messages import counted, message
from policydiff.readers.web.about import head_of_page, head_table
from policydiff.readers.web.rendering import Page
from policydiff.readers.web.soundness import is_cut_off, refuse_oversized
from policydiff.readers.web.style_rules import StyleRules
from policydiff.text.extraction import Extraction, LeftOut, Tracked
from policydiff.text.lazy_regex import pattern

if TYPE_CHECKING:
    from resiliparse.parse.html import ElementNode, HTMLTree

# The containers of documents on portals of the government and of courts, the surest first.
CONTAINERS = (
    "#UCAP-CONTENT", ".trs_editor_view", ".TRS_UEDITOR", ".TRS_Editor", ".TRS_PreAppend", "#zoom", "#Zoom",
    "#ivs_content", ".pages_content", ".article-content", ".article_content", ".articleContent", "#articleContent",
    ".news_content", "#js_content", "#mainText", ".rm_txt_con", ".law-article-content", ".Law-Article", "#law-content",
    "[itemprop=articleBody]", "[role=main]", "main", "article",
)  # fmt: skip
_MAX_CONTAINERS = 20  # on a page
_MIN_SHARE = 4  # a container holds at least one of so many characters of the page
_FRAMES = pattern(r"<(?:frameset|frame|iframe)(?=[\s>/])", re.IGNORECASE)


class NoTextError(ReadError):
    """A page that shows no text."""


def read_page(
    text: str, source: bytes, where: str, tracked: Tracked = "accept", encoding: str | None = None
) -> Extraction:
    """The text of a page with the place of each line, and what its head says about it.

    `text` is the decoded page, `source` its bytes.

    ReadError if the library for web pages is not installed, NoTextError if the page shows no text.
    """
    try:
        from resiliparse.parse.html import HTMLTree
    except ImportError:
        hint = message("pip install 'policydiff[html]'")
        raise ReadError(
            "this is an HTML page, and the library that reads them is missing", where=where, hint=hint
        ) from None
    refuse_oversized(text, len(source), where)
    tree = HTMLTree.parse(text)
    page = Page(tracked, StyleRules(text))
    body = tree.body
    containers = list(_containers(body)) if body is not None else []
    for container in containers or ([body] if body is not None else []):
        page.read(container.html)
    if not any(line.strip() for line, _ in page.lines):
        if _FRAMES.search(text):
            hint = message("save the page in the frame")
            raise NoTextError("the page shows only frames, which are other pages", where=where, hint=hint)
        raise NoTextError("the page shows no text", where=where, hint=message("save the page again once it is loaded"))
    outside = _count(body) - sum(_count(container) for container in containers) if containers and body else 0
    return Extraction(
        "html",
        source,
        "".join(f"{line}\n" for line, _ in page.lines),
        tuple(place for _, place in page.lines),
        tuple(_left_out(page, outside, is_cut_off(text), is_document=bool(containers))),
        tuple(sorted(_about(tree, text).items())),
        encoding,
        tuple(page.revisions),
    )


def _containers(body: ElementNode) -> Iterator[ElementNode]:
    """The containers of the document, in the order of the page; none if no known one holds enough of the page."""
    total = shown = 0
    for selector in CONTAINERS:
        elements = body.query_selector_all(selector)
        if (
            not 0 < len(elements) <= _MAX_CONTAINERS
        ):  # what stands so often is no container; and finding each costs much
            continue
        outermost = list(_outermost(list(elements), list(body.query_selector_all(f"{selector} {selector}"))))
        inside = _MIN_SHARE * sum(_count(element) for element in outermost)
        total = shown or total or _count(body)
        if inside < total:  # scripts and styles are counted, too
            shown = shown or _shown_count(body)
        if inside >= (shown or total):
            yield from outermost
            return


def _outermost(found: list[ElementNode], inner: list[ElementNode]) -> Iterator[ElementNode]:
    """The elements that are in no other one of them; `inner` are the others, in the same order."""
    others = iter(inner)
    other = next(others, None)
    for element in found:
        if other is not None and element == other:
            other = next(others, None)
        else:
            yield element


def _count(element: ElementNode) -> int:
    """The characters of the text in an element that are no white space."""
    return len("".join((element.text or "").split()))


def _shown_count(element: ElementNode) -> int:
    """The characters that a browser shows of an element, without white space."""
    page = Page()
    page.read(element.html)
    return sum(len("".join(line.split())) for line, _ in page.lines)


def _left_out(page: Page, outside: int, is_cut: bool, *, is_document: bool) -> Iterator[LeftOut]:
    """What is on the page and not in the text, and whether the page is cut off.

    Hidden text may be text of the document if only this was read (`is_document`) or if it has sentences; else it is
    mostly menus.
    """
    if is_cut:
        yield LeftOut(message("the page is cut off: its end is missing"), True)
    if page.hidden_characters:
        hidden = counted(page.hidden_characters, "{number:,} character", "{number:,} characters")
        yield LeftOut(message("hidden text left out: {count}", count=hidden), is_document or page.hides_sentences)
    if page.revisions and page.tracked != "both":
        changes = counted(len(page.revisions), "{number:,} tracked change", "{number:,} tracked changes")
        done = message("accepted") if page.tracked == "accept" else message("rejected")
        yield LeftOut(message("{count} read as {done}", count=changes, done=done), True)
    if page.readings:
        readings = counted(page.readings, "{number:,} phonetic guide", "{number:,} phonetic guides")
        yield LeftOut(message("{count} left out", count=readings), False)
    if outside > 0:
        others = counted(outside, "{number:,} character", "{number:,} characters")
        yield LeftOut(message("outside the document on the page: {count}", count=others), False)


def _about(tree: HTMLTree, text: str) -> dict[str, str]:
    """What a page says of its document in its head and in the table above the document."""
    head = tree.head
    return {**head_table(text), **head_of_page(head.html if head is not None else "", tree.title or "")}
