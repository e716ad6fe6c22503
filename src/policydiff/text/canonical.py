"""The canonical form of a text. Two texts are copies if their canonical forms are the same string.

The closed list of differences that a copy may have: script, character variants, full or half width, white space, line
wraps and known mark-up. Every word, digit and punctuation mark counts, and so does case (5 MW are not 5 mW). Unlike the
folded text, the canonical form keeps all punctuation.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np

from policydiff.text.folding import UTF16, Codes, fold_character
from policydiff.text.lazy_regex import pattern

# One mark in several widths, or the quotation marks of the two scripts, and the mark that replaces them.
SAME_MARK = {
    **dict.fromkeys("“”„‟〝〞＂「」﹁﹂", '"'),
    **dict.fromkeys("‘’‚‛＇『』﹃﹄", "'"),
    **dict.fromkeys("·・•‧∙･", "·"),
    **dict.fromkeys("…⋯", "…"),
    "｡": "。",
    "､": "、",
}
# Headings, rules under headings, block quotes and bold are replaced by blanks of the same length, so that positions do
# not change. A line may end in CRLF or a lone CR, which re.MULTILINE does not know. _MARKUP and _FIGURE_SEPARATOR begin
# with a set of the first characters of a match and check what precedes them by lookbehind: that is fast to search.
_MARKUP = pattern(
    r"[ \t#=>-](?<![^\r\n][\s\S])(?:(?<=[ \t])[ \t]*(?:#{1,6}|>)(?=\s)|(?<=#)#{0,5}(?=\s)|(?<=>)(?=\s)"
    r"|(?<=[=-])[=-]{2,}[ \t]*(?![^\r\n]))",
    signs="#=->",
)
_BOLD = pattern(r"\*\*(?=[^\s*])([^*\r\n]*[^\s*])\*\*", signs=["**"])
_BULLET = pattern(r"(?<![^\r\n])[ \t\u3000]{0,20}(?:[-*+](?=[ \t]{1,8}[^\s*-])|[•●■◆▪](?=[ \t\u3000]{0,8}\S))")
_EMPHASIS = pattern(r"(?<![*\\A-Za-z0-9])\*(?=[^\s*])([^*\r\n]{0,300})(?<!\s)\*(?![*A-Za-z0-9])", signs="*")

# White space within a line separates figures (12 3 is not 1 23). So does a line end before a line that holds a figure
# and nothing else: a table cell. A figure that a line wrap divides is one figure.
_FIGURE = "0-9０-９一二三四五六七八九十百千万〇零%％"
_FIGURE_SEPARATOR = pattern(
    r"[ \t\xa0\r\n](?:(?<=[0-9０-９][ \t\xa0])[ \t\xa0]*(?=[0-9０-９])"
    rf"|(?:(?<=[{_FIGURE}][ \t])[ \t]*(?:\r\n|\n|\r)|(?<=[{_FIGURE}]\r)\n?|(?<=[{_FIGURE}]\n))"
    rf"(?=[ \t]*[{_FIGURE}.．,，]{{1,16}}[ \t]*(?:[\r\n]|$)))"
)
FIGURE_SEPARATOR = "\ufdd0"  # between two figures; a noncharacter, so no text contains it
DROPPED = "\0"  # the form of a character that does not count; NUL itself does not count


class _FormTable(dict[int, str]):
    """The table for str.translate, from code point to form; an entry is computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        """The form of a code point, or DROPPED, computed and kept."""
        self[code] = form = _form(chr(code)) or DROPPED
        return form


_FORM_TABLE = _FormTable()
_UNFILLED = 0xFFFF  # entry of a code whose form was not computed yet; U+FFFF is a noncharacter, so it is no form


@cache
def _form_codes() -> Codes:
    """The forms of the BMP as code units: uint16 (0x10000,), filled by `canonical_forms` as codes are met."""
    return np.full(0x10000, _UNFILLED, dtype=np.uint16)


def _form(character: str) -> str | None:
    """The canonical form of one character, always one character; None if it does not count.

    White space, controls, format characters and variation selectors do not. The form has script and width as folding
    has them, but keeps its case and, unlike there, punctuation.
    """
    if character in SAME_MARK:
        return SAME_MARK[character]
    normal_width = unicodedata.normalize("NFKC", character)
    if len(normal_width) != 1:
        normal_width = character
    if folded := fold_character(character):
        # Folding removes case, but case is not on the closed list: 5 MW are not 5 mW.
        return normal_width if normal_width.lower() == folded else folded
    category = unicodedata.category(character)
    if category[0] == "Z" or category in {"Cc", "Cf"} or unicodedata.name(character, "").startswith("VARIATION"):
        return None
    return normal_width


def without_list_marks(text: str) -> str:
    """The text with the bullets of lists and the single stars of emphasis blanked out. Its length stays.

    The canonical form keeps them, because a bullet may divide what is else one text.

    >>> without_list_marks("- 加强*监督*检查").split()
    ['加强', '监督', '检查']
    """
    text = _BULLET.sub(lambda match: " " * len(match[0]), text)
    return _EMPHASIS.sub(r" \1 ", text)


def blank_markup(text: str) -> str:
    """The text with mark-up blanked out and FIGURE_SEPARATOR in white space between figures. Its length stays.

    Mark-up is what begins Markdown headings and block quotes, rows of = or -, and the ** of bold; lists and links stay.
    """
    text = text.replace("\u3000", " ")  # a blank of another width; one kind is cheaper to search
    text = _MARKUP.sub(lambda match: " " * len(match[0]), text)
    text = _BOLD.sub(r"  \1  ", text)
    return _FIGURE_SEPARATOR.sub(lambda match: FIGURE_SEPARATOR.ljust(len(match[0])), text)


def canonical_forms(unmarked_text: str) -> str:
    """The canonical form of each character of a text from `blank_markup`, so a string of the same length.

    It holds DROPPED for characters that do not count.
    """
    raw = unmarked_text.encode(UTF16, "surrogatepass")
    if len(raw) != 2 * len(unmarked_text):  # characters beyond the BMP
        return unmarked_text.translate(_FORM_TABLE)
    codes, table = np.frombuffer(raw, dtype=np.uint16), _form_codes()
    form_codes = table.take(codes)
    if (missing := codes[form_codes == _UNFILLED]).size:
        filled = {code: ord(_FORM_TABLE[code]) for code in np.unique(missing).tolist()}
        if max(filled.values()) >= len(table):  # a few compatibility characters have a form beyond the BMP
            return unmarked_text.translate(_FORM_TABLE)
        table[list(filled)] = list(filled.values())
        form_codes = table.take(codes)
    return form_codes.tobytes().decode(UTF16, "surrogatepass")


def canonical(text: str) -> str:
    """The canonical form of a text: the text without the differences that the closed list allows. Case is kept.

    "" for a text in which nothing counts.

    >>> canonical("## 第１條　本辦法")
    '第1条本办法'
    """
    return canonical_forms(blank_markup(text)).replace(DROPPED, "")


def preserves(kept: str, dropped: str) -> bool:
    """Return True if dropping `dropped` loses nothing while `kept` stays; both are canonical forms.

    That is so if `dropped` equals `kept`, is a prefix of it, or repeats it from its beginning (the last repetition may
    be cut short); not if it is another part of `kept`. An empty text preserves nothing and is not preserved.

    >>> preserves("第一条", "第一条第一")
    True
    >>> preserves("第一条", "第二条")
    False
    """
    return bool(kept and dropped) and (kept * (len(dropped) // len(kept) + 1)).startswith(dropped)


def canonical_positions(text: str) -> tuple[str, list[int]]:
    """The canonical form, and the position in the text of each of its characters; a last entry is the text's end."""
    all_forms = canonical_forms(blank_markup(text))
    positions = [position for position, form in enumerate(all_forms) if form != DROPPED]
    return all_forms.replace(DROPPED, ""), [*positions, len(text)]
