"""Characters that would command a terminal or hide in it, written as escapes."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text with every control, direction and hidden character written as an escape."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
