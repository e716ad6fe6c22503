"""The script of a Chinese text, Simplified or Traditional: which one a text is in, and its conversion for display.

Three questions, three answers that differ on purpose: which script prevails in a document (`is_traditional`), in which
script something is added to it (`takes_traditional_additions`), and which script a character proves
(`distinctive_scripts`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Frequent characters of laws and notices, each in either script, in one order.
_SIMPLIFIED = "条与会国为发产务"
_TRADITIONAL = "條與會國為發產務"
# Only the first half for additions: 为, 发, 产 and 务 would change the script of marks that were left before.
_ADDITION_CHARACTERS = 4

SIMPLIFIED_CODE = 1
TRADITIONAL_CODE = 2


def is_traditional(text: str) -> bool | None:
    """Return whether a text is in Traditional characters; None if neither script prevails among the counted ones.

    Counted are the characters of `_SIMPLIFIED` and `_TRADITIONAL` only, so it is also None if none of them occurs.

    >>> is_traditional("會議收費辦法"), is_traditional("会议收费办法"), is_traditional("收支")
    (True, False, None)
    """
    simplified, traditional = _count(text, _SIMPLIFIED), _count(text, _TRADITIONAL)
    return None if simplified == traditional else traditional > simplified


def takes_traditional_additions(text: str) -> bool:
    """Return True if what is added to a text should be in Traditional characters; Simplified if neither prevails.

    It counts only the first `_ADDITION_CHARACTERS` characters of `_SIMPLIFIED` and `_TRADITIONAL`.

    >>> takes_traditional_additions("會議收費辦法"), takes_traditional_additions("收支")
    (True, False)
    >>> is_traditional("發展服務"), takes_traditional_additions("發展服務")
    (True, False)
    """
    return _count(text, _TRADITIONAL[:_ADDITION_CHARACTERS]) > _count(text, _SIMPLIFIED[:_ADDITION_CHARACTERS])


def _count(text: str, characters: str) -> int:
    """How often the given characters occur in the text, all together."""
    return sum(map(text.count, characters))


@cache
def distinctive_scripts() -> npt.NDArray[np.uint8]:
    """The script that each character of the BMP is distinctive of; uint8 (65536,).

    SIMPLIFIED_CODE, TRADITIONAL_CODE, or 0 for a character that proves neither script. A distinctive character is in
    one standard only (GB 2312 or CP950), and folding agrees with that. So 説, 産 and 爲, which are in neither, and 后,
    which is in both, are not distinctive: a text is not accused of mixing scripts on their account.
    """
    import numpy as np  # conversion alone needs neither NumPy nor the table

    from policydiff.text.folding import fold_character

    scripts = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        in_mainland_standard, in_taiwan_standard = _is_encodable(character, "gb2312"), _is_encodable(character, "cp950")
        if in_taiwan_standard and not in_mainland_standard and fold_character(character) != character:
            scripts[code] = TRADITIONAL_CODE
        elif in_mainland_standard and not in_taiwan_standard and fold_character(character) == character:
            scripts[code] = SIMPLIFIED_CODE
    return scripts


def _is_encodable(character: str, standard: str) -> bool:
    """Whether the codec called `standard` has a code for this character."""
    try:
        return bool(character.encode(standard))
    except UnicodeEncodeError:
        return False


def in_script(text: str, script: str) -> str:
    """The text converted by OpenCC to `script`, which is "simplified" or "traditional"; KeyError for another name.

    For display, never for matching: the length may change. ImportError without OpenCC.

    >>> in_script("規定", "simplified")
    '规定'
    """
    from opencc import OpenCC  # slow to load, and only display needs it

    convert = OpenCC({"simplified": "t2s", "traditional": "s2t"}[script]).convert
    return "\n".join(convert(line) for line in text.split("\n"))
