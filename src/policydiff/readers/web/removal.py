"""Cutting lines of its text out of the source of a web page.

A parser forgets where a line stood in the source. The characters of the lines are therefore looked up in the source,
in their order, and cut out with the elements that hold nothing else. The caller reads the result again.

>>> page = "<p>第一条 甲</p><p>第二条 乙</p>"
>>> [page[start:end] for start, end in removed_ranges(page, ["第一条 甲", "第二条 乙"], {1})]
['<p>第二条 乙</p>']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from html import unescape
from typing import NamedTuple

from policydiff.messages import message
from policydiff.readers.rewriting import CannotRemoveError
from policydiff.readers.web.rendering import NOT_SHOWN, VOID
from policydiff.readers.web.style_rules import StyleRules
from policydiff.readers.web.unseen import Piece, hides, reason_to_keep

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^>]*>|<(/?)([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+|<)""",
    re.DOTALL | re.IGNORECASE,
)
_CHARACTER = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});?|\S")
_LABEL = re.compile(r"\w{1,12}[.、]")  # the number of a list item, which is not in the source
_ENDS_BY_ITSELF = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"})


class _Token(NamedTuple):
    """A piece of the source: "start", "end", "void", "text" or "other", its place, and the name of a tag."""

    kind: str
    start: int
    end: int
    name: str = ""


def removed_ranges(page: str, lines: Sequence[str], removed: Set[int]) -> list[tuple[int, int]]:
    """The ranges of the source to cut out so that these lines, by their numbers from 0, are gone; ascending, disjoint.

    CannotRemoveError if a line is not found in the source, or if what the text does not show would be lost with it.
    """
    source = _Source(page)
    ranges: list[tuple[int, int]] = []
    kept_since = False  # whether a line that stays was passed since the last range
    for number, place in enumerate(_places(source, lines)):
        if place is None:
            continue
        if number not in removed:
            kept_since = True
            continue
        start, end = source.widened(*place)
        if ranges and not kept_since and source.holds_nothing(ranges[-1][1], start):
            start = ranges.pop()[0]
        ranges.append((start, end))
        kept_since = False
    merged = list(_merged(sorted(ranges)))
    if reason := reason_to_keep(source.pieces(merged), source.styles):
        raise CannotRemoveError(reason)
    return merged


def _places(source: _Source, lines: Sequence[str]) -> Iterator[tuple[int, int] | None]:
    """The first and the last character of each line in the source, from and to; None for a blank line."""
    keys = ["".join(line.split()) for line in lines]
    position = max(source.shown.find("".join(keys)), 0)
    for key in keys:
        if not key:
            yield None
            continue
        start = source.shown.find(key, position)
        if start < 0 and (label := _LABEL.match(key)) and label.end() < len(key):
            key = key[label.end() :]
            start = source.shown.find(key, position)
        if start < 0:
            raise CannotRemoveError(message("a line of the text does not stand in the page as it is shown"))
        position = start + len(key)
        yield source.starts[start], source.ends[position - 1]


class _Source:
    """The source of a page in tokens, and its characters that may be shown, without white space.

    `shown` are these characters; the n-th stands in the source from `starts[n]` to `ends[n]`.
    """

    def __init__(self, page: str) -> None:
        self.tokens = list(_tokens(page))
        self.styles = StyleRules(page)
        self._page = page
        self._partners = _partners(self.tokens)
        self._by_end = {token.end: number for number, token in enumerate(self.tokens)}
        self._by_start = {token.start: number for number, token in enumerate(self.tokens)}
        self.starts: list[int] = []
        self.ends: list[int] = []
        pieces = []
        shown_from = 0  # the number of the token behind the element that is not shown
        for number, token in enumerate(self.tokens):
            if token.kind == "start" and number >= shown_from and self._hides(token):
                shown_from = self._partners.get(number, number)
            if token.kind != "text" or number < shown_from:
                continue
            for character in _CHARACTER.finditer(page, token.start, token.end):
                text = "".join(unescape(character[0]).split()).replace("\xad", "").replace("\u200b", "")
                pieces.append(text)
                self.starts += [character.start()] * len(text)
                self.ends += [character.end()] * len(text)
        self.shown = "".join(pieces)

    def _hides(self, token: _Token) -> bool:
        """True if the element that a start tag begins is not shown."""
        return hides(token.name, self._page[token.start : token.end], self.styles)

    def pieces(self, ranges: Sequence[tuple[int, int]]) -> Iterator[Piece]:
        """The tags and what is not shown, each with whether it is in one of the ascending ranges."""
        number = 0
        for token in self.tokens:
            while number < len(ranges) and ranges[number][1] <= token.start:
                number += 1
            if token.kind not in ("text", "end"):
                is_cut = number < len(ranges) and ranges[number][0] <= token.start
                yield Piece(token.kind, token.name, self._page[token.start : token.end], is_cut)

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """The range with the tags around it that hold nothing else, and with the line break at one of its ends."""
        while True:
            before, after = self._token_before(start), self._token_behind(end)
            opening = self.tokens[before] if before is not None else None
            closing = self.tokens[after] if after is not None else None
            if opening and before is not None and opening.kind == "start":
                partner = self._partners.get(before)
                inside = partner is not None and self.tokens[partner].end <= end
                if inside or (partner is None and opening.name in _ENDS_BY_ITSELF):
                    start = opening.start
                    continue
                if partner is not None and partner == after and closing:
                    start, end = opening.start, closing.end
                    continue
            if closing and after is not None and closing.kind == "end":
                partner = self._partners.get(after)
                if partner is not None and self.tokens[partner].start >= start:
                    end = closing.end
                    continue
            if closing and closing.name == "br":
                return start, closing.end
            return (opening.start, end) if opening and opening.name == "br" else (start, end)

    def holds_nothing(self, start: int, end: int) -> bool:
        """Whether only blanks, line breaks and whole elements without text lie between two tags."""
        first, number = start, self._by_start.get(start)
        while start < end:
            if number is None:
                return False
            token, partner = self.tokens[number], self._partners.get(number)
            is_blank = token.kind == "text" and not self._page[token.start : token.end].strip()
            is_whole = partner is not None and first <= self.tokens[partner].start < end
            if not (is_blank or is_whole or token.name == "br"):
                return False
            start, number = token.end, number + 1
        return start == end

    def _token_before(self, position: int) -> int | None:
        """The number of the tag that ends at a position, blanks passed over; None if something else is there."""
        while position > 0 and self._page[position - 1].isspace():
            position -= 1
        number = self._by_end.get(position)
        return number if number is not None and self.tokens[number].kind in ("start", "end", "void") else None

    def _token_behind(self, position: int) -> int | None:
        """The number of the tag that begins at a position, blanks passed over; None if something else is there."""
        while position < len(self._page) and self._page[position].isspace():
            position += 1
        number = self._by_start.get(position)
        return number if number is not None and self.tokens[number].kind in ("start", "end", "void") else None


def _tokens(page: str) -> Iterator[_Token]:
    """The tokens of the source in order; what is never shown, such as a script, is one token with its tags."""
    position = 0
    while position < len(page):
        piece = _TOKEN.match(page, position)
        if piece is None:  # a tag without end
            return
        start, position = position, piece.end()
        name = (piece[2] or "").lower()
        if piece[4] is not None:
            yield _Token("text", start, position)
        elif not name:
            yield _Token("other", start, position)
        elif name in VOID or piece[3].endswith("/"):
            yield _Token("void", start, position, name)
        elif piece[1]:
            yield _Token("end", start, position, name)
        elif name in NOT_SHOWN:
            closing = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE).search(page, position)
            position = closing.end() if closing else position
            yield _Token("other", start, position)
        else:
            yield _Token("start", start, position, name)


def _partners(tokens: Sequence[_Token]) -> dict[int, int]:
    """The number of the other tag of each element that has both, by the number of either."""
    partners: dict[int, int] = {}
    open_tags: dict[str, list[int]] = {}
    order: list[int] = []
    closed: set[int] = set()
    for number, token in enumerate(tokens):
        if token.kind == "start":
            open_tags.setdefault(token.name, []).append(number)
            order.append(number)
        elif token.kind == "end" and open_tags.get(token.name):
            opening = open_tags[token.name].pop()
            partners[number], partners[opening] = opening, number
            while order and order[-1] >= opening:  # what was opened inside ends here as well
                inner = order.pop()
                if inner > opening and inner not in closed and tokens[inner].name in open_tags:
                    names = open_tags[tokens[inner].name]
                    if names and names[-1] == inner:
                        names.pop()
                closed.add(inner)
    return partners


def _merged(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sorted ranges, those that touch or overlap as one."""
    current: tuple[int, int] | None = None
    for start, end in ranges:
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current:
                yield current
            current = (start, end)
    if current:
        yield current
