"""Escapes for the control and hidden characters of documents, which could command a terminal or stay unseen."""

from __future__ import annotations

import re
import unicodedata

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")


def visible(text: str) -> str:
    r"""The text with every control, direction and hidden character written as an escape, line breaks and tabs too.

    A space other than U+0020 and U+3000 becomes U+0020.

    >>> print(visible("第一条\x1b[2J\u200b"))
    第一条\x1b[2J\u200b
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def visible_but(kept: str, text: str) -> str:
    r"""The text as `visible` writes it, in which one character stays as it is: a tab or a line break.

    >>> visible_but("\t", "第一条\t\x1b")
    '第一条\t\\x1b'
    """
    return kept.join(map(visible, text.split(kept)))


def on_terminal(content: bytes) -> bytes:
    r"""The content as it may be written to a terminal: hidden characters are escapes, line ends and tabs stay.

    What is not UTF-8 loses only its control characters.

    >>> print(on_terminal("第一条\x1b[2J红".encode()).decode())
    第一条\x1b[2J红
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _CONTROL_BYTES.sub(lambda control: b"\\x%02x" % control[0][0], content)
    return "\n".join(visible_but("\t", line) for line in text.split("\n")).encode()


def _escaped(character: str) -> str:
    """The character, its escape or a space, as `visible` says."""
    if character.isprintable() or character == "\u3000":
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
