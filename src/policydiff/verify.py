"""The closed list: what a copy may differ in. Two texts are copies when their canonical forms are the same string.

Script, character variants, full or half width, white space, line wraps and known mark-up do not count; every word,
digit and punctuation mark does. Unlike the matching key, the canonical form keeps all punctuation.
"""

from __future__ import annotations

import re
import unicodedata

from policydiff.fold import MARKS, fold

# Marks that are one mark in two widths, or the two scripts' habits for the same quotation.
_SAME_MARK = {
    **dict.fromkeys("“”„‟〝〞＂「」﹁﹂", '"'),
    **dict.fromkeys("‘’‚‛＇『』﹃﹄", "'"),
    **dict.fromkeys("·・•‧∙･", "·"),
    **dict.fromkeys("…⋯", "…"),
    "｡": "。",
    "､": "、",
}
# Replaced by blanks of the same length, so that positions stay: headings, bold, rules under headings, block quotes.
_MARKUP = re.compile(r"^[ \t\u3000]*#{1,6}(?=\s)|\*\*|^[=-]{3,}[ \t]*$|^[ \t]*>(?=\s)", re.MULTILINE)


class _Canonical(dict[int, str | None]):
    """str.translate's table, filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = form = _form(chr(code))
        return form


_TABLE = _Canonical()


def _form(character: str) -> str | None:
    if key := fold(character).text:
        return key
    category = unicodedata.category(character)
    if category[0] == "Z" or category in {"Cc", "Cf"} or unicodedata.name(character, "").startswith("VARIATION"):
        return None
    if character in _SAME_MARK:
        return _SAME_MARK[character]
    # A mark that is kept beside digits shows its class there.
    if len(beside := fold(f"0{character}").text) == 2 and beside[1] in MARKS:
        return beside[1]
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 else character


def _unmarked(text: str) -> str:
    return _MARKUP.sub(lambda found: " " * len(found[0]), text)


def canonical(text: str) -> str:
    """The text without what the closed list lets a copy differ in. Doing it twice changes nothing more."""
    return _unmarked(text).translate(_TABLE)


def canonical_positions(text: str) -> tuple[str, list[int]]:
    """The canonical form, and for each of its characters its position in the text; a last entry is the text's end."""
    characters, positions = [], []
    for position, character in enumerate(_unmarked(text)):
        if (form := _TABLE[ord(character)]) is not None:
            characters.append(form)
            positions.append(position)
    return "".join(characters), [*positions, len(text)]
