"""Escapes for the control and hidden characters of documents, which could command a terminal or stay unseen."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    r"""The text with every control, direction and hidden character written as an escape, line breaks and tabs too.

    A space other than U+0020 and U+3000 becomes U+0020.

    >>> print(visible("第一条\x1b[2J\u200b"))
    第一条\x1b[2J\u200b
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    """The character, its escape or a space, as `visible` says."""
    if character.isprintable() or character == "\u3000":
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
