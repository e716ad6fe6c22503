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
# Replaced by blanks of the same length, so that positions stay: headings, rules under headings, block quotes, bold.
# A line may end in CRLF or a lone CR, which re.MULTILINE does not know.
_MARKUP = re.compile(r"(?<![^\r\n])(?:[ \t\u3000]*#{1,6}(?=\s)|[=-]{3,}[ \t]*(?![^\r\n])|[ \t]*>(?=\s))|\*\*")


class _Canonical(dict[int, str | None]):
    """str.translate's table, filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = form = _form(chr(code))
        return form


_TABLE = _Canonical()


def _form(character: str) -> str | None:
    wide = unicodedata.normalize("NFKC", character)
    if len(wide) != 1:
        wide = character
    if key := fold(character).text:
        # The key has no case; the closed list does not name it, and 5 MW are not 5 mW.
        return wide if wide.lower() == key else key
    category = unicodedata.category(character)
    if category[0] == "Z" or category in {"Cc", "Cf"} or unicodedata.name(character, "").startswith("VARIATION"):
        return None
    if character in _SAME_MARK:
        return _SAME_MARK[character]
    # A mark that is kept beside digits shows its class there.
    if len(beside := fold(f"0{character}").text) == 2 and beside[1] in MARKS:
        return beside[1]
    return wide


def _unmarked(text: str) -> str:
    return _MARKUP.sub(lambda found: " " * len(found[0]), text)


def canonical(text: str) -> str:
    """The text without what the closed list lets a copy differ in."""
    return _unmarked(text).translate(_TABLE)


def canonical_positions(text: str) -> tuple[str, list[int]]:
    """The canonical form, and for each of its characters its position in the text; a last entry is the text's end."""
    characters, positions = [], []
    for position, character in enumerate(_unmarked(text)):
        if (form := _TABLE[ord(character)]) is not None:
            characters.append(form)
            positions.append(position)
    return "".join(characters), [*positions, len(text)]
