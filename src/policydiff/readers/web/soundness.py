"""Whether a page can be parsed in bounded time and memory, and whether it is all there."""

from __future__ import annotations

import re

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.text.lazy_regex import pattern

MAX_PAGE_BYTES = 1 << 24
MAX_ELEMENTS = 300_000  # of a page; a parser takes some 300 bytes for each
MAX_ATTRIBUTES = 500  # of one element; parsers compare each with all others
_SHORT_TAG = 1_000  # characters; a shorter one has fewer attributes than are too many
_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_NAME = re.compile(r"[\s/]+[^\s/=>]")
_END_OF_PAGE = pattern(r"</(?:html|body)\b", re.IGNORECASE)
_START_OF_PAGE = pattern(r"<(?:html|body)\b", re.IGNORECASE)
# The start of what is read to its own end mark only, whatever comes between.
_RAW_TEXT = pattern(r"<(?:(!--)|(script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s>/]))", re.IGNORECASE)


def refuse_oversized(text: str, size: int, where: str) -> None:
    """ReadError for a page of `size` bytes that is too large to be parsed safely."""
    reason = None
    if size > MAX_PAGE_BYTES:
        reason = message("a page of more than {most:,} bytes", most=MAX_PAGE_BYTES)
    elif text.count("<") - text.count("</") > MAX_ELEMENTS:
        reason = message("a page of more than {most:,} elements", most=MAX_ELEMENTS)
    elif any(_count_attributes(tag[0]) > MAX_ATTRIBUTES for tag in _TAG.finditer(text)):
        reason = message("an element with more than {most:,} attributes", most=MAX_ATTRIBUTES)
    if reason:
        raise ReadError(message("not read: {reason}", reason=reason), where=where, hint="save its text as a text file")


def _count_attributes(tag: str) -> int:
    """The number of attributes of a start tag; 0 for a short one."""
    return 0 if len(tag) < _SHORT_TAG else len(_NAME.findall(_QUOTED.sub("", tag)))


def is_cut_off(text: str) -> bool:
    """Whether a page ends before its end: inside a tag, a comment or a script, or without the end tag of the page.

    >>> is_cut_off("<html><body><p>1"), is_cut_off("<html><body><p>1</body>"), is_cut_off("<p>1<p>2")
    (True, False, False)
    """
    tail = text.rstrip()
    if tail.rfind("<") > tail.rfind(">") and re.match(r"</?[a-zA-Z!]|<$|</$", tail[tail.rfind("<") :]):
        return True
    if _START_OF_PAGE.search(text) and not _END_OF_PAGE.search(text, max(0, len(text) - (1 << 16))):
        return not _END_OF_PAGE.search(text)
    return _ends_in_raw_text(text)


def _ends_in_raw_text(text: str) -> bool:
    """Whether a comment, a script or the like has no end."""
    lower = text.lower()
    position = 0
    while start := _RAW_TEXT.search(text, position):
        end = "-->" if start[1] else f"</{start[2].lower()}"
        position = lower.find(end, start.end() - 2 if start[1] else start.end())
        if position < 0:
            return True
    return False
