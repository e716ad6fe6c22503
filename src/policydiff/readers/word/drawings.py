"""What a run may hold beside text: text boxes of drawings, formulas, and characters of symbol fonts."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.readers.xml_stream import Element

# Marks of Wingdings and Symbol that stand for a character of their own.
SYMBOLS = {
    "B7": "•", "A7": "▪", "FC": "✓", "FE": "☑", "A8": "□", "6F": "□", "52": "☑", "FB": "✗", "6C": "●", "6E": "■",
    "B4": "×", "B0": "°", "B1": "±", "A3": "≤", "B3": "≥", "D7": "×", "E0": "→", "AE": "→", "AC": "←",
}  # fmt: skip


def alternative_of(part: Element) -> Element | None:
    """The first choice of alternatives, all of which say the same; the fallback if there is no choice."""
    return part.child("mc:Choice") or part.child("mc:Fallback")


def text_boxes(part: Element) -> Iterator[Element]:
    """The contents of the text boxes in a drawing, outermost only."""
    for child in part:
        if child.name == "w:txbxContent":
            yield child
        elif child.name == "mc:AlternateContent":
            alternative = alternative_of(child)
            yield from text_boxes(alternative) if alternative else ()
        else:
            yield from text_boxes(child)


def math_text(part: Element) -> Iterator[str]:
    """The characters of a formula in the order of the file."""
    if part.name == "m:t":
        yield part.text
    for child in part:
        yield from math_text(child)
