"""Normalisation of a text to one script and width, character for character, for the extraction of facts."""

from __future__ import annotations

from policydiff.text.folding import fold_character


class _NormalForms(dict[int, str]):
    """The table for str.translate, from code point to one character; an entry is computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        """The normal form of a code point, always one character, computed and kept."""
        character = chr(code)
        form = _EXCEPTIONS.get(character) or fold_character(character) or character
        self[code] = form = form if len(form) == 1 else character
        return form


# Characters whose normal form is not their folded form, such as punctuation, which folding drops.
_EXCEPTIONS = {"〇": "〇", "○": "〇", "第": "第", "笫": "第", "：": ":", "/": "/"} | dict(
    zip("，；（）？！「『」』＂\u3000\xa0［］〔【〕】〈〉﹑", ",;()?!““”””  [][[]]《》、", strict=True)
)
_NORMAL_FORMS = _NormalForms()


def normalised(text: str) -> str:
    """The text in one script, width and case (lower). Punctuation stays, its full-width marks mostly as ASCII.

    It has the same length, so positions in it are positions in the text.

    >>> normalised("罰款５萬元；")
    '罚款5万元;'
    """
    return text.translate(_NORMAL_FORMS)
