"""A text in one script and width, character for character: the form in which facts are looked for."""

from __future__ import annotations

from policydiff.text.folding import fold_character


class _Levels(dict[int, str]):
    """Character to character, filled as they are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        same = _KEPT.get(character) or fold_character(character) or character
        self[code] = same = same if len(same) == 1 else character
        return same


_KEPT = {"〇": "〇", "○": "〇", "第": "第", "笫": "第", "：": ":", "/": "/"} | dict(
    zip("，；（）？！「『」』＂\u3000\xa0［］〔【〕】〈〉﹑", ",;()?!““”””  [][[]]《》、", strict=True)
)
_LEVELS = _Levels()


def normalised(text: str) -> str:
    """The text in one script and width, character for character: what words are looked for in."""
    return text.translate(_LEVELS)
