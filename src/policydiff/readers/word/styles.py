"""The styles of a Word document as far as they decide on its text: numbering of paragraphs, and hidden text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policydiff.readers.word.numbering import is_on
from policydiff.readers.xml_stream import Element

_MAX_ANCESTORS = 50  # styles based on one another; a longer chain is a circle


@dataclass(frozen=True, slots=True)
class Style:
    """A style: the one it is based on, its list and level (empty if it says none), and whether it hides text.

    `hides` is None if the style says nothing of it.
    """

    based_on: str = ""
    list_id: str = ""
    level: str = ""
    hides: bool | None = None


class Styles:
    """The styles by their ids."""

    def __init__(self, styles: dict[str, Style], default_paragraph: str = "") -> None:
        self._styles = styles
        self.default_paragraph = default_paragraph

    def list_id(self, style: str) -> str:
        """The list of a paragraph style or of one it is based on; empty if there is none."""
        return next((ancestor.list_id for ancestor in self._chain(style) if ancestor.list_id), "")

    def level(self, style: str) -> str:
        """The level, in digits from 0, that a paragraph style or one it is based on says; empty if none says one."""
        return next((ancestor.level for ancestor in self._chain(style) if ancestor.level), "")

    def style_with_list(self, style: str) -> str:
        """The style, or the nearest one it is based on, that names the list; empty if none does."""
        for name in self._names(style):
            if self._styles[name].list_id:
                return name
        return ""

    def hides(self, style: str) -> bool | None:
        """Whether a style hides text; None if neither it nor those it is based on say."""
        return next((ancestor.hides for ancestor in self._chain(style) if ancestor.hides is not None), None)

    def _chain(self, style: str) -> Iterable[Style]:
        """A style and those it is based on, nearest first."""
        return (self._styles[name] for name in self._names(style))

    def _names(self, style: str) -> Iterable[str]:
        """The ids of a style and of those it is based on, nearest first."""
        for _ in range(_MAX_ANCESTORS):
            if style not in self._styles:
                return
            yield style
            style = self._styles[style].based_on


def read_styles(parts: Iterable[Element]) -> tuple[Styles, dict[str, str]]:
    """The styles that elements w:style define, and the list that each numbering style uses."""
    styles: dict[str, Style] = {}
    lists_of_styles: dict[str, str] = {}
    default = ""
    for part in parts:
        name = part.attributes.get("w:styleId", "")
        properties = part.child("w:pPr")
        numbers = properties.child("w:numPr") if properties else None
        list_id = numbers.value("w:numId") if numbers else ""
        level = numbers.value("w:ilvl") if numbers else ""
        kind = part.attributes.get("w:type", "paragraph")
        styles[name] = Style(part.value("w:basedOn"), list_id, level, hides(part.child("w:rPr")))
        if kind == "numbering" and list_id:
            lists_of_styles[name] = list_id
        if kind == "paragraph" and is_on(part.attributes.get("w:default", "0")):
            default = name
    return Styles(styles, default), lists_of_styles


def hides(properties: Element | None) -> bool | None:
    """Whether run properties hide the text; None if they say nothing of it."""
    vanish = properties.child("w:vanish") if properties else None
    return None if vanish is None else is_on(vanish.attributes.get("w:val", "true"))
