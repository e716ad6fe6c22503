"""The closed list: what a copy may differ in. Two texts are copies when their canonical forms are the same string.

Script, character variants, full or half width, white space, line wraps and known mark-up do not count; every word,
digit and punctuation mark does. Unlike the matching key, the canonical form keeps all punctuation.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np

from policydiff.text.folding import UTF16, Codes, fold_character
from policydiff.text.lazy_regex import pattern

# Marks that are one mark in two widths, or the two scripts' habits for the same quotation.
SAME_MARK = {
    **dict.fromkeys("“”„‟〝〞＂「」﹁﹂", '"'),
    **dict.fromkeys("‘’‚‛＇『』﹃﹄", "'"),
    **dict.fromkeys("·・•‧∙･", "·"),
    **dict.fromkeys("…⋯", "…"),
    "｡": "。",
    "､": "、",
}
# Replaced by blanks of the same length, so that positions stay: headings, rules under headings, block quotes, bold.
# A line may end in CRLF or a lone CR, which re.MULTILINE does not know.
# These two begin with the characters that a match begins with, and look back from there: so they are found fast.
_MARKUP = pattern(
    r"[ \t#=>-](?<![^\r\n][\s\S])(?:(?<=[ \t])[ \t]*(?:#{1,6}|>)(?=\s)|(?<=#)#{0,5}(?=\s)|(?<=>)(?=\s)"
    r"|(?<=[=-])[=-]{2,}[ \t]*(?![^\r\n]))",
    signs="#=->",
)
_BOLD = pattern(r"\*\*(?=[^\s*])([^*\r\n]*[^\s*])\*\*", signs=["**"])

# White space on one line keeps figures apart (12 3 is not 1 23), and so does a line end before a line that is a figure
# and nothing else: a cell. A figure cut by a line wrap is one figure.
_FIGURE = "0-9０-９一二三四五六七八九十百千万〇零%％"
_APART = pattern(
    r"[ \t\xa0\r\n](?:(?<=[0-9０-９][ \t\xa0])[ \t\xa0]*(?=[0-9０-９])"
    rf"|(?:(?<=[{_FIGURE}][ \t])[ \t]*(?:\r\n|\n|\r)|(?<=[{_FIGURE}]\r)\n?|(?<=[{_FIGURE}]\n))"
    rf"(?=[ \t]*[{_FIGURE}.．,，]{{1,16}}[ \t]*(?:[\r\n]|$)))"
)
SEPARATOR = "\ufdd0"  # no character of any text
NOTHING = "\0"  # stands for a character that does not count; itself, it does not


class _Canonical(dict[int, str]):
    """str.translate's table, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = form = _form(chr(code)) or NOTHING
        return form


_TABLE = _Canonical()
_NEW = 0xFFFF  # of a code whose form was not asked for yet; no form, since it is no character


@cache
def _codes() -> Codes:
    """The same for the BMP as codes, filled as characters are met."""
    return np.full(0x10000, _NEW, dtype=np.uint16)


def _form(character: str) -> str | None:
    if character in SAME_MARK:
        return SAME_MARK[character]
    wide = unicodedata.normalize("NFKC", character)
    if len(wide) != 1:
        wide = character
    if key := fold_character(character):
        # The key has no case; the closed list does not name it, and 5 MW are not 5 mW.
        return wide if wide.lower() == key else key
    category = unicodedata.category(character)
    if category[0] == "Z" or category in {"Cc", "Cf"} or unicodedata.name(character, "").startswith("VARIATION"):
        return None
    return wide


def unmarked(text: str) -> str:
    """The text with blanks for mark-up, and SEPARATOR for white space that keeps figures apart; as long as before."""
    text = text.replace("\u3000", " ")  # white space of any width, and cheaper to look for
    text = _MARKUP.sub(lambda found: " " * len(found[0]), text)
    text = _BOLD.sub(r"  \1  ", text)
    return _APART.sub(lambda found: SEPARATOR.ljust(len(found[0])), text)


def forms(bare: str) -> str:
    """The canonical form of each character of an unmarked text; NOTHING for those that do not count."""
    raw = bare.encode(UTF16, "surrogatepass")
    if len(raw) != 2 * len(bare):  # characters beyond the BMP
        return bare.translate(_TABLE)
    codes, table = np.frombuffer(raw, dtype=np.uint16), _codes()
    found = table.take(codes)
    if (new := codes[found == _NEW]).size:
        filled = {code: ord(_TABLE[code]) for code in np.unique(new).tolist()}
        if max(filled.values()) >= len(table):  # a few compatibility characters are ones beyond the BMP
            return bare.translate(_TABLE)
        table[list(filled)] = list(filled.values())
        found = table.take(codes)
    return found.tobytes().decode(UTF16, "surrogatepass")


def canonical(text: str) -> str:
    """The text without what the closed list lets a copy differ in."""
    return forms(unmarked(text)).replace(NOTHING, "")


def preserves(stays: str, gone: str) -> bool:
    """Whether nothing is lost when `gone` goes and `stays` stays: it is the same, or broken off, or that over and over.

    Both are canonical forms.
    """
    return bool(stays and gone) and (stays * (len(gone) // len(stays) + 1)).startswith(gone)


def canonical_positions(text: str) -> tuple[str, list[int]]:
    """The canonical form, and for each of its characters its position in the text; a last entry is the text's end."""
    every = forms(unmarked(text))
    positions = [position for position, form in enumerate(every) if form != NOTHING]
    return every.replace(NOTHING, ""), [*positions, len(text)]
