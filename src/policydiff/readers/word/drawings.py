"""What a run may hold beside text: text boxes of drawings, formulas, and characters of symbol fonts."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.readers.xml_stream import Element

# Marks of Wingdings and Symbol that stand for a character of their own.
SYMBOLS = {
    "B7": "•", "A7": "▪", "FC": "✓", "FE": "☑", "A8": "□", "6F": "□", "52": "☑", "FB": "✗", "6C": "●", "6E": "■",
    "B4": "×", "B0": "°", "B1": "±", "A3": "≤", "B3": "≥", "D7": "×", "E0": "→", "AE": "→", "AC": "←",
}  # fmt: skip


_MAX_ELEMENTS = 5_000  # of an alternative that are searched for text: alternatives may stand in alternatives
_OTHER_TEXT = frozenset({"?:relIds", "?:chart"})  # diagrams and charts, which are in parts of their own


def alternative_of(part: Element) -> Element | None:
    """The first choice of alternatives that has text, since all say the same; else the fallback, or a choice."""
    choices = [child for child in part if child.name in ("mc:Choice", "mc:Fallback")]
    if len(choices) < 2:
        return choices[0] if choices else None
    return next((choice for choice in choices if has_text(choice)), choices[0])


def has_text(part: Element) -> bool:
    """Whether an element holds text, or so many elements that it may."""
    waiting = [part]
    for _ in range(_MAX_ELEMENTS):
        if not waiting:
            return False
        element = waiting.pop()
        if element.name in ("w:t", "w:delText", "m:t", "w:sym"):
            return True
        waiting += element
    return True


def text_boxes(part: Element) -> Iterator[Element]:
    """The contents of the text boxes in a drawing, outermost only, and of shapes made of text."""
    for child in part:
        if child.name == "w:txbxContent":
            yield child
        elif child.name == "?:textpath" and child.attributes.get("string", "").strip():
            yield _text_box_of(child.attributes["string"])
        elif child.name == "mc:AlternateContent":
            alternative = alternative_of(child)
            yield from text_boxes(alternative) if alternative else ()
        else:
            yield from text_boxes(child)


def _text_box_of(text: str) -> Element:
    """The content of a text box with this text."""
    box = part = Element("w:txbxContent", {}, 0)
    for name in ("w:p", "w:r", "w:t"):
        inner = Element(name, {"xml:space": "preserve"}, 0)
        part.parts.append(inner)
        part = inner
    part.parts.append(text)
    return box


def count_other_texts(part: Element) -> int:
    """The diagrams and charts in a drawing, whose text is in parts that are not read."""
    return sum((child.name in _OTHER_TEXT) + count_other_texts(child) for child in part)


def math_text(part: Element) -> Iterator[str]:
    """The characters of a formula in the order of the file, with marks for fractions, powers, indexes and roots.

    >>> fraction = Element("m:f", {}, 0)
    >>> for name, text in (("m:num", "1"), ("m:den", "2")):
    ...     inner, letter = Element(name, {}, 0), Element("m:t", {}, 0)
    ...     letter.parts.append(text), inner.parts.append(letter), fraction.parts.append(inner)
    (None, None, None)
    (None, None, None)
    >>> "".join(math_text(fraction))
    '1/2'
    """
    if part.name == "m:t":
        yield part.text
    for child in part:
        text = "".join(math_text(child))
        if (mark := _MATH_MARKS.get(child.name)) and text and part.name != "m:nary":
            text = f"{mark}({text})" if len(text) > 1 and not text.isalnum() else f"{mark}{text}"
        yield text


_MATH_MARKS = {"m:den": "/", "m:sup": "^", "m:sub": "_", "m:rad": "√"}
