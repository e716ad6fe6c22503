"""How the text of a document was taken from a file that is not text: where each line came from, and what was left out.

>>> str(Place("table", 2, row=3, cell=1).name)
'table 2, row 3, cell 1'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from policydiff.messages import Message, message, translatable

Tracked = Literal["accept", "reject", "both"]  # what becomes of tracked changes; "both" marks them in the text


class Place(NamedTuple):
    """A place in a file, as its readers name it: paragraph 12, a cell of a table, footnote 3. All numbers are from 1.

    `row` and `cell` are 0 outside tables; a row that is one line has the cell 0.
    """

    kind: str
    number: int
    row: int = 0
    cell: int = 0

    @property
    def name(self) -> Message:
        """The place in words."""
        if self.cell:
            return message("table {number}, row {row}, cell {cell}", number=self.number, row=self.row, cell=self.cell)
        if self.row:
            return message("table {number}, row {row}", number=self.number, row=self.row)
        return message(_NAMES[self.kind], number=self.number)


_NAMES = {
    "paragraph": translatable("¶ {number}"),
    "table": translatable("table {number}"),
    "text box": translatable("text box {number}"),
    "footnote": translatable("footnote {number}"),
    "endnote": translatable("endnote {number}"),
    "page": translatable("page {number}"),
}
PLACE_KINDS = frozenset(_NAMES)


def name_of_places(first: Place, last: Place) -> Message:
    """Two places in words, as a range; one if they are equal.

    >>> str(name_of_places(Place("paragraph", 3), Place("paragraph", 5)))
    '¶ 3-5'
    """
    if first == last:
        return first.name
    if first.kind == last.kind == "paragraph":
        return message("¶ {first}-{last}", first=first.number, last=last.number)
    if first.kind == last.kind == "page":
        return message("pages {first}-{last}", first=first.number, last=last.number)
    return message("{first} to {last}", first=first.name, last=last.name)


class LeftOut(NamedTuple):
    """What a reader left out of the text, or could not read: the message, and whether it may be text of the document.

    Page headers and comments are no text of the document; hidden text and an embedded document are.
    """

    message: Message
    is_text: bool


ABOUT_NAMES = ("title", "number", "issuer", "date", "index", "subject", "published", "source", "url")
REVISION_CHANGES = ("inserted", "deleted", "moved from", "moved to", "merged", "split")
REVISED_PARTS = ("row", "cell", "paragraph mark")


class Revision(NamedTuple):
    """A tracked change: what was done, its author and date as the file says, its text, and its place.

    `change` is one of `REVISION_CHANGES`, and `of` what it was done to: "text" or one of `REVISED_PARTS`. A cell is
    merged with the one above it, or split from it. `move` is the name that both ends of a move share. Author, date and
    text may be empty.
    """

    change: str
    author: str
    date: str
    text: str
    place: Place | None = None
    of: str = "text"
    move: str = ""

    @property
    def is_new(self) -> bool:
        """Whether what it is about stands in the text with all changes accepted."""
        return self.change in ("inserted", "moved to", "split")

    def as_json(self) -> dict[str, str]:
        """The change as JSON; `place` and `move` only if they are known, `of` only if it is not text."""
        more = {} if self.of == "text" else {"of": self.of}
        if self.move:
            more["move"] = self.move
        if self.place:
            more["place"] = str(self.place.name)
        return {"change": self.change, "author": self.author, "date": self.date, "text": self.text, **more}


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of a file that is not text, one line a paragraph, with the place of each line.

    `source` are the bytes of the file, and `format` the name of the module that read it. `places` has one place a line,
    in the order of the lines. `about` is what the file says about itself, such as its title, by `ABOUT_NAMES`.
    `encoding` is that of the file's text, None if the format has no choice. `revisions` are its tracked changes,
    without those of formatting alone, which `formatting_changes` counts.
    """

    format: str
    source: bytes
    text: str
    places: tuple[Place, ...]
    left_out: tuple[LeftOut, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    revisions: tuple[Revision, ...] = ()
    formatting_changes: int = 0

    def about_json(self) -> list[dict[str, str]]:
        """What the file says about its document, as JSON."""
        return [{"name": name, "value": value} for name, value in self.about]

    def facts_json(self) -> dict[str, Any]:
        """What a reader should know beside the text, as keys of a JSON object; what is empty, or 0, is no key."""
        facts: dict[str, Any] = {
            "about": self.about_json(),
            "left_out": [str(left_out.message) for left_out in self.left_out],
            "revisions": [revision.as_json() for revision in self.revisions],
            "formatting_changes": self.formatting_changes,
        }
        return {name: values for name, values in facts.items() if values}
