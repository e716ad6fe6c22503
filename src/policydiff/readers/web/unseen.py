"""What the text of a page does not show and what must not go with the lines that are cut out of it.

>>> str(reason_to_keep([Piece("void", "img", 'img src="a.png"', True)]))
'it holds a picture or another file that stands nowhere else'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from policydiff.messages import Message, message
from policydiff.readers.web.style_rules import NO_STYLES, StyleRules

_FORMS = frozenset({"form", "input", "button", "output", "fieldset", "label", "meter", "option"})
_REVISIONS = frozenset({"ins", "del"})
_FILES = frozenset({"src", "srcset", "data", "poster", "background"})  # attributes
_REFERENCES = frozenset({"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "form", "list"})
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]{1,80})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FILL_IN = re.compile(r"<(?:textarea|select)\b", re.IGNORECASE)


class Piece(NamedTuple):
    """A tag, or what is not shown, such as a comment: kind and name as tokens have them, its source, and its fate."""

    kind: str
    name: str
    source: str
    is_cut: bool


def reason_to_keep(pieces: Iterable[Piece], styles: StyleRules = NO_STYLES) -> Message | None:
    """Why what is cut must stay: it holds what the text does not show and what stands nowhere else. None if it may go.

    Pictures, links and comments may go if the rest of the page has the same; forms, hidden elements, tracked changes
    and what the rest of the page refers to may not.
    """
    cut: dict[str, set[str]] = {"file": set(), "link": set(), "other": set(), "id": set()}
    kept: dict[str, set[str]] = {"file": set(), "link": set(), "other": set(), "id": set(), "target": set()}
    for piece in pieces:
        if piece.kind == "other":
            if piece.is_cut and _FILL_IN.match(piece.source):
                return message("it holds a form")
            (cut if piece.is_cut else kept)["other"].add(piece.source)
            continue
        attributes = dict(_attributes(piece.source))
        if piece.is_cut:
            if piece.name in _FORMS:
                return message("it holds a form")
            if piece.name in _REVISIONS:
                return message("it holds a tracked change")
            if _is_hidden(piece.name, attributes, styles):
                return message("it holds hidden text")
        for kind, value in _holdings(piece.name, attributes, is_cut=piece.is_cut):
            (cut if piece.is_cut else kept)[kind].add(value)
    if cut["file"] - kept["file"]:
        return message("it holds a picture or another file that stands nowhere else")
    if cut["link"] - kept["link"]:
        return message("it holds a link that stands nowhere else")
    if cut["other"] - kept["other"]:
        return message("it holds a comment, a script or an object that stands nowhere else")
    if (cut["id"] - kept["id"]) & kept["target"]:
        return message("a link of the page leads there")
    return None


def hides(name: str, tag: str, styles: StyleRules) -> bool:
    """Whether an element with this name and start tag is not shown: it is hidden, or was taken out."""
    if name == "del":
        return True
    lower = tag.lower()
    may_hide = "hidden" in lower or "display" in lower or (bool(styles) and "class" in lower)
    return may_hide and _is_hidden(name, dict(_attributes(tag)), styles)


def _is_hidden(name: str, attributes: dict[str, str], styles: StyleRules) -> bool:
    """Whether an element with these attributes is hidden, by them or by the style sheets of the page."""
    by_attributes = "hidden" in attributes or bool(_HIDES.search(attributes.get("style", "")))
    return by_attributes or styles.hide(name, attributes.get("class", ""))


def _holdings(name: str, attributes: dict[str, str], *, is_cut: bool) -> Iterator[tuple[str, str]]:
    """What a tag holds that must not be lost: "file", "link", "id", or "target", the id that it refers to."""
    for key, value in attributes.items():
        if key in _FILES and value:
            yield "file", value
        elif key == "id" or (key == "name" and name == "a"):
            yield "id", value
        elif key in ("href", "usemap"):
            if not value.startswith("#"):
                yield "link", value
            elif not is_cut:
                yield "target", value[1:]
        elif key in _REFERENCES and not is_cut:
            for target in value.split():
                yield "target", target


def _attributes(tag: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag, their names in lower case, in reverse so that the first of a name counts."""
    for attribute in reversed(list(_ATTRIBUTE.finditer(tag))):
        yield attribute[1].lower(), unescape(attribute[2] or attribute[3] or attribute[4] or "")
