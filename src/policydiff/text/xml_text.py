"""Text in XML."""

from __future__ import annotations

from xml.sax.saxutils import escape

_LEGAL_CONTROLS = "\t\n"


def xml_text(text: str) -> str:
    r"""The text for the content of an element or an attribute in double quotes.

    A character that XML 1.0 does not allow becomes U+FFFD.

    >>> xml_text('甲<乙&"\x00')
    '甲&lt;乙&amp;&quot;\ufffd'
    """
    return escape(legal_text(text), {'"': "&quot;"})


def legal_text(text: str) -> str:
    """The text with U+FFFD in the place of each character that XML 1.0 does not allow."""
    if text.isprintable():
        return text
    return "".join(character if _is_legal(character) else "\ufffd" for character in text)


def _is_legal(character: str) -> bool:
    """True if XML 1.0 allows the character as itself; CR is not, as a parser would make it LF."""
    code = ord(character)
    return (code >= 0x20 or character in _LEGAL_CONTROLS) and not 0xD800 <= code < 0xE000 and code & 0xFFFE != 0xFFFE
