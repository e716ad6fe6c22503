"""The tracked changes of a Word file: which of them are shown, and the list of them (ECMA-376, part 1, 17.13.5).

>>> changes = Changes("reject")
>>> changes.shows("w:ins"), changes.shows("w:moveFrom")
(False, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policydiff.readers.word.drawings import alternative_of
from policydiff.readers.xml_stream import Element
from policydiff.text.extraction import Place, Revision, Tracked

INSERTED = frozenset({"w:ins", "w:moveTo", "w:cellIns"})
DELETED = frozenset({"w:del", "w:moveFrom", "w:cellDel"})
# What is tracked as a stretch of runs, or as a mark of a paragraph.
RUN_CHANGES = frozenset({"w:ins", "w:del", "w:moveTo", "w:moveFrom"})
MOVE_RANGES = frozenset({"w:moveFromRangeStart", "w:moveToRangeStart", "w:moveFromRangeEnd", "w:moveToRangeEnd"})
_NAMES = {
    "w:ins": "inserted", "w:cellIns": "inserted", "w:del": "deleted", "w:cellDel": "deleted",
    "w:moveTo": "moved to", "w:moveFrom": "moved from",
}  # fmt: skip
_MAX_TEXT = 20_000  # characters of a change that are listed
_MAX_ELEMENTS = 20_000  # whose text is put together for the list
# What stands behind a cell and behind a paragraph, as elements of their own.
_ENDS = {"end of cell": "\t", "end of paragraph": " "}
_ENDED = {"w:tc": Element("end of cell", {}, 0), "w:p": Element("end of paragraph", {}, 0)}
_BLANKS = re.compile(r" (?=\t| |$)")
_RUNS = frozenset({"w:r", "w:hyperlink", "w:sdt", "w:fldSimple", "w:smartTag", "w:customXml", *RUN_CHANGES})
_FORMATTING = re.compile(
    rb"<(?:\w{1,20}:)?(?:rPr|pPr|sectPr|tblPr|tblPrEx|trPr|tcPr|tblGrid|numbering)Change(?=[\s/>])"
)


@dataclass
class Changes:
    """The tracked changes of a document in order, in `listed`, and whether each kind of them is shown."""

    tracked: Tracked = "accept"
    listed: list[Revision] = field(default_factory=list)
    formatting: int = 0  # numbers of paragraphs that were put in; other changes of formatting are counted in the file
    _first_without_place: int = 0
    _moves: dict[str, str] = field(default_factory=dict)  # names of the open ranges of moves, by the element in them
    _mark: int = -1  # the number of a paragraph mark that was listed last, and may belong to what follows

    def shows(self, name: str) -> bool:
        """Whether what a tracked change holds is in the text, by the name of its element."""
        return self.tracked == "both" or (self.tracked == "accept") == (name in INSERTED)

    def marked(self, name: str, text: str) -> str:
        """The text of a change that is shown; in marks if both sides are."""
        if self.tracked != "both" or not text:
            return text
        return f"{{++{text}++}}" if name in INSERTED else f"{{--{text}--}}"

    def enter_move(self, part: Element) -> None:
        """The start or the end of a range of text that moved."""
        name = "w:moveFrom" if part.name.startswith("w:moveFrom") else "w:moveTo"
        if part.name.endswith("Start"):
            self._moves[name] = part.attributes.get("w:name", "")
        else:
            self._moves.pop(name, None)

    def add(self, part: Element, text: str, of: str = "text", change: str = "") -> None:
        """List the change that an element says; `change` if it is not that of its name."""
        author, date = part.attributes.get("w:author", ""), part.attributes.get("w:date", "")
        change = change or _NAMES[part.name]
        text = text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
        self.listed.append(Revision(change, author, date, text, of=of, move=self._moves.get(part.name, "")))

    def locate(self, place: Place) -> None:
        """Say the place of the changes that have none yet."""
        for number in range(self._first_without_place, len(self.listed)):
            if self.listed[number].place is None:
                self.listed[number] = self.listed[number]._replace(place=place)
        self._first_without_place = len(self.listed)

    def begin_paragraph(self, paragraph: Element) -> None:
        """A paragraph begins: a mark before it that its first words were put in with belongs to their change."""
        if 0 <= self._mark == len(self.listed) - 1:
            mark, first = self.listed[self._mark], next(_runs(paragraph), None)
            if first is not None and _is_same(first, mark):
                self.listed.pop()
                self._first_without_place = min(self._first_without_place, len(self.listed))
        self._mark = -1

    def end_paragraph(self, paragraph: Element, mark: Element | None) -> bool:
        """List the change of the mark of a paragraph, by its properties; whether the mark is gone from the text.

        The mark belongs to the change of the last words of the paragraph if that is the same.
        """
        is_gone = False
        for part in mark or ():
            if part.name not in RUN_CHANGES:
                continue
            is_gone = is_gone or not self.shows(part.name)
            self.add(part, "", "paragraph mark")
            runs = list(_runs(paragraph))
            if runs and _is_same(runs[-1], self.listed[-1]):
                self.listed.pop()
            else:
                self._mark = len(self.listed) - 1
        return is_gone

    def marks_of(self, mark: Element | None) -> str:
        """The marks for a paragraph mark that was put in or taken out, if both sides are shown."""
        names = [part.name for part in mark or () if part.name in RUN_CHANGES] if self.tracked == "both" else []
        return "".join(self.marked(name, "¶") for name in names)

    def begin_row(self) -> int:
        """A row, a cell or a table begins: the number of its first change."""
        self._mark = -1
        return len(self.listed)

    def is_gone(self, properties: Element | None) -> bool:
        """Whether a row or cell with these properties was put in or taken out and is not in the text."""
        return any(part.name in INSERTED | DELETED and not self.shows(part.name) for part in properties or ())

    def end_row(self, row: Element, properties: Element | None, first: int) -> None:
        """List the changes of a row or cell as a whole, by its properties; `first` is that of its first change.

        Changes of its words that say the same are left out.
        """
        of = "row" if row.name == "w:tr" else "cell"
        self._mark = -1
        for part in properties or ():
            if part.name in INSERTED | DELETED:
                self.add(part, plain_text(row), of)
                whole = self.listed.pop()
                same = whole.change, whole.author
                self.listed[first:] = [other for other in self.listed[first:] if (other.change, other.author) != same]
                self.listed.append(whole)
            elif part.name == "w:cellMerge" and (change := _merge_change(part)):
                self.add(part, plain_text(row), of, change)
        self._first_without_place = min(self._first_without_place, first)

    def marks_of_row(self, properties: Element | None, first: int) -> tuple[str, str]:
        """What stands before and behind a row, if both sides are shown and its words are not in marks themselves."""
        names = [part.name for part in properties or () if part.name in INSERTED | DELETED]
        if self.tracked != "both" or not names or any(other.of == "text" for other in self.listed[first:]):
            return "", ""
        before, behind = self.marked(names[0], "\0").split("\0")
        return before, behind

    def is_merged(self, properties: Element | None) -> bool:
        """Whether a cell is the lower or right part of a merged one, whose text is in its first part."""
        if properties is None:
            return False
        if (change := properties.child("w:cellMerge")) is not None:
            attribute = "w:vMergeOrig" if self.tracked == "reject" else "w:vMerge"
            return change.attributes.get(attribute) == "cont"
        return any(
            part.name in ("w:vMerge", "w:hMerge") and part.attributes.get("w:val", "continue") == "continue"
            for part in properties
        )


def _merge_change(part: Element) -> str:
    """Whether a cell was "merged" with that above it, or "split" from it; empty if neither."""
    is_merged, was_merged = (part.attributes.get(f"w:{name}") == "cont" for name in ("vMerge", "vMergeOrig"))
    return "" if is_merged == was_merged else "merged" if is_merged else "split"


def count_formatting(part: bytes) -> int:
    """The tracked changes of formatting in a part: of runs, paragraphs, tables, sections and numbers."""
    return sum(1 for _ in _FORMATTING.finditer(part))


def plain_text(part: Element) -> str:
    """The text in an element, shown or not, with tabs between cells and spaces between paragraphs; at most so long.

    Rows may stand in rows, so the elements that are looked at are limited.
    """
    pieces: list[str] = []
    waiting = [part]
    for _ in range(_MAX_ELEMENTS):
        if not waiting:
            return _BLANKS.sub("", "".join(pieces)).strip()
        element = waiting.pop()
        if element.name in ("w:t", "w:delText", "m:t"):
            pieces.append(element.text)
        elif element.name in _ENDS:
            pieces.append(_ENDS[element.name])
        elif element.name == "mc:AlternateContent":
            waiting += filter(None, (alternative_of(element),))
        elif element.name not in ("w:rt", "w:pPr", "w:rPr"):
            if element.name in _ENDED:
                waiting.append(_ENDED[element.name])
            waiting += reversed(list(element))
    return "".join(pieces).strip() + "…"


def _runs(paragraph: Element) -> Iterator[Element]:
    """The children of a paragraph that hold text."""
    return (part for part in paragraph if part.name in _RUNS)


def _is_same(part: Element, mark: Revision) -> bool:
    """Whether an element is a tracked change of the same kind and author as one of a paragraph mark."""
    return _NAMES.get(part.name) == mark.change and part.attributes.get("w:author", "") == mark.author
