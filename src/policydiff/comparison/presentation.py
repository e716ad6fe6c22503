"""What belongs to the presentation of a text and not to its words: marks of Markdown and HTML, addresses, page numbers.

It is blanked out before two texts are compared, so that it never makes an edit; where the originals differ in it, the
difference is ignored under the name of its kind. Values of front matter and of HTML comments are words and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.spans import Span

# What is blanked out becomes a blank of its kind, so that the kind is known later. None of them separates figures.
_MARK = "\u2000"
_FURNITURE = "\u2001"
_ADDRESS = "\u2002"
LABEL_BLANK = "\u2003"
_KIND_OF_BLANK = {_FURNITURE: "furniture", _ADDRESS: "address", LABEL_BLANK: "label"}
_DIRECTION_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_SPACE = r"[ \t\u3000]"
_LINE_START = r"(?<![^\r\n])"
# The named groups of these patterns are blanked out: `mark` and its like, `address`, and `cell`, which parts figures.
# A comment for machines (INFO END) is a mark as a whole; one with other words is text between two marks.
_COMMENT = pattern(
    r"(?P<mark><!--(?:\s{0,9}(?:[A-Z][A-Z _-]{0,60}|more|toc|prettier-ignore\S{0,20})\s{0,9}-->)?|-->)",
    signs=["<!--", "-->"],
)
_LINK = pattern(
    r"(?P<mark>!?\[)[^\[\]]{0,400}(?P<mark2>\]\()(?P<address>[^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?"
    r"(?:[ \t]{1,4}\"[^\"\r\n]{0,200}\")?)(?P<mark3>\))",
    signs=["]("],
)
_REFERENCE = pattern(
    rf"{_LINE_START} {{0,3}}\[[^\[\]\r\n]{{1,100}}\]:[ \t]{{1,8}}(?P<address>\S{{1,1000}})", signs=["]:"]
)
_TAG = pattern(
    r"(?P<cell></?(?:table|thead|tbody|tr|t[hd])(?:\s[^<>]{0,400})?/?>)"
    r"|(?P<mark></?(?:br|p|b|i|u|strong|em|span|div|center|font|small|big|section|article|ul|ol|li|h[1-6]|hr|a|blockquote)"
    r"(?:\s[^<>]{0,400})?/?>)",
    flags=re.IGNORECASE,
    signs="<",
)
_ENTITY = pattern(r"(?P<mark>&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|#160|#8203);)", signs="&")
_BULLET = pattern(
    rf"{_LINE_START}[ \t\u3000>]{{0,20}}(?P<mark>[-*+](?:{_SPACE}{{1,4}}\[ \](?={_SPACE}))?(?={_SPACE}{{1,20}}[^\s*-])"
    rf"|[•●■◆▪◦‣](?={_SPACE}{{0,20}}\S))",
    signs="-*+•●■◆▪◦‣",
)
# Three, one and two stars, underscores, code. A star between letters or digits of Latin text multiplies.
_EMPHASIS = (
    pattern(r"(?<![*\\])(?P<mark>\*{3})(?=[^\s*])[^*\r\n]{0,300}(?<!\s)(?P<mark2>\*{3})(?!\*)", signs=["***"]),
    pattern(r"(?<![*\\A-Za-z0-9])(?P<mark>\*)(?=[^\s*])[^*\r\n]{0,300}(?<!\s)(?P<mark2>\*)(?![*A-Za-z0-9])", signs="*"),
    pattern(r"(?<![*\\])(?P<mark>\*\*)(?=[^\s*])[^*\r\n]{0,600}(?<!\s)(?P<mark2>\*\*)(?!\*)", signs=["**"]),
    pattern(r"(?<![\w\\])(?P<mark>_{1,2})(?=[^\s_])[^_\r\n]{0,300}(?<!\s)(?P<mark2>_{1,2})(?!\w)", signs="_"),
    pattern(r"(?<![`\\])(?P<mark>`)[^`\r\n]{1,300}(?P<mark2>`)(?!`)", signs="`"),
)
_ESCAPE = pattern(r"(?P<mark>\\)(?=[!-/:-@\[-`{-~])", signs="\\")
_ATX = pattern(rf"{_LINE_START} {{0,3}}(?P<mark>#{{1,6}})(?=[^\s#][^#\r\n]{{0,400}}(?![^\r\n]))", signs="#")
# A line across the page; one that underlines a heading is the mark of the heading.
_RULE = pattern(
    rf"{_LINE_START}[ \t]{{0,3}}"
    r"(?P<mark>(?:\*[ \t]{0,2}){3,100}|(?:-[ \t]{0,2}){3,100}|(?:_[ \t]{0,2}){3,100}|={3,200})(?![^\r\n])",
    signs="*-_=",
)
_MARKS = (_COMMENT, _LINK, _REFERENCE, _TAG, _ENTITY, _BULLET, _RULE, *_EMPHASIS, _ESCAPE, _ATX)
_BLANK_OF_GROUP = {"address": _ADDRESS, "cell": " "}
# One number in two spellings: 第一百〇一条 and 第一百零一条, 1. and ⒈.
_ZERO = pattern(r"(?<=[百千])[〇○](?=[一二三四五六七八九]{1,2}[条條款项項章節节編编])", signs="〇○")
_ITEM_NUMBER = pattern(rf"{_LINE_START}({_SPACE}{{0,20}})([1-9]|1[0-9]|20)[.．](?![0-9])")
_ENCLOSED = pattern("[⒈-⒛]")
_ENCLOSED_NUMBERS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_SAME_NUMBER = frozenset("〇○零" + _ENCLOSED_NUMBERS)


def enclosed_number(number: int) -> str:
    """A number and its full stop as one character, ⒈ to ⒛; "" for any other number."""
    return _ENCLOSED_NUMBERS[number - 1] if 0 < number <= len(_ENCLOSED_NUMBERS) else ""


def has_enclosed_numbers(text: str) -> bool:
    """Whether the text has numbers and their full stops as one character, ⒈ to ⒛."""
    return _ENCLOSED.search(text) is not None


def without_presentation(text: str, furniture: Iterable[Span] = (), *, enclosed: bool = False) -> str:
    """The text with its presentation blanked out, character for character: its length stays.

    `furniture` are spans of page furniture, ascending and disjoint. `enclosed`: `1.` at the beginning of a line is
    written as ⒈, for a comparison in which either text has such characters.

    >>> without_presentation("- 加强*监督*检查").split()
    ['加强', '监督', '检查']
    """
    for marks in _MARKS:
        if marks.search(text):
            text = _without_groups(text, marks)
    text = _ZERO.sub("零", text)
    if enclosed:
        text = _ITEM_NUMBER.sub(
            lambda match: f"{match[1]}{enclosed_number(int(match[2]))}{LABEL_BLANK * len(match[2])}", text
        )
    pieces, position = [], 0
    for span in furniture:
        pieces += [text[position : span.start], _FURNITURE * len(span)]
        position = span.end
    return "".join([*pieces, text[position:]]) if pieces else text


def is_presentation(character: str, blank: str) -> bool:
    """Whether a character is a mark or part of an address, by what `without_presentation` made of it.

    >>> [is_presentation(*pair) for pair in zip("*监*", without_presentation("*监*"), strict=True)]
    [True, False, True]
    """
    return blank in (_MARK, _ADDRESS) and character != blank


def _without_groups(text: str, marks: Pattern) -> str:
    """The text with the named groups of all matches blanked out."""
    pieces, position = [], 0
    for match in marks.finditer(text):
        for name, content in match.groupdict().items():
            if content:
                start, end = match.span(name)
                pieces += [text[position:start], _BLANK_OF_GROUP.get(name, _MARK) * (end - start)]
                position = end
    return "".join([*pieces, text[position:]]) if pieces else text


def kind_of_uncounted(text: str, bare: str) -> str | None:
    """The kind of difference that a stretch of uncounted text makes; `bare` is the same stretch, blanked out.

    A kind of `result.IGNORED`: furniture, address, label, markup, direction or whitespace; None for an empty stretch.
    """
    kinds = {_kind_of_character(character, blank) for character, blank in zip(text, bare, strict=True)}
    return next((kind for kind in _KINDS_OF_UNCOUNTED if kind in kinds), None)


_KINDS_OF_UNCOUNTED = ("furniture", "address", "label", "markup", "direction", "whitespace")


def _kind_of_character(character: str, blank: str) -> str:
    """The kind of one uncounted character, of which `blank` is what it was blanked out to, or itself."""
    if character in _DIRECTION_CONTROLS:
        return "direction"
    if character == blank or character.isspace():
        return "whitespace"
    return "label" if blank in _SAME_NUMBER else _KIND_OF_BLANK.get(blank, "markup")


def is_same_number(character: str, other: str) -> bool:
    """Whether two characters differ only as two spellings of a number do: 〇 and 零, the digit 1 and ⒈.

    They are given as they stand in the texts, or without the presentation.
    """
    return character in _SAME_NUMBER or other in _SAME_NUMBER
