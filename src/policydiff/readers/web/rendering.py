"""The text of an element of a web page, in lines as a browser shows them: blocks, numbered lists, tables, revisions.

Unlike the extraction of articles, nothing is left out for being short, repeated, or a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from policydiff.readers.web.style_rules import NO_STYLES, StyleRules
from policydiff.readers.word.number_formats import number_text
from policydiff.text.extraction import Place, Revision, Tracked

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup",
        "option", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "th", "tfoot", "thead",
        "tr", "ul",
    }
)  # fmt: skip
NOT_SHOWN = frozenset(
    {
        "applet", "audio", "canvas", "datalist", "head", "iframe", "map", "math", "noembed", "noframes",
        "noscript", "object", "picture", "progress", "rp", "rt", "rtc", "script", "select", "style", "svg",
        "template", "textarea", "title", "video",
    }
)  # fmt: skip
_LIST_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLE_FORMATS = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "taiwaneseCountingThousand",
    "trad-chinese-informal": "taiwaneseCountingThousand", "trad-chinese-formal": "ideographLegalTraditional",
    "simp-chinese-informal": "chineseCountingThousand", "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-decimal": "ideographDigital", "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac", "none": "none",
}  # fmt: skip
_IDEOGRAPHIC = frozenset(
    {
        "taiwaneseCountingThousand", "ideographLegalTraditional", "chineseCountingThousand",
        "chineseLegalSimplified", "ideographDigital", "ideographTraditional", "ideographZodiac",
    }
)  # fmt: skip
VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    }
)  # fmt: skip
_FRAME_CONTENT = re.compile(r'\ssrcdoc="([^"]*)"', re.IGNORECASE)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;\"]*)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"""\shidden(?=[\s=]|$)|\sstyle="[^"]*(?:display\s*:\s*none|visibility\s*:\s*hidden)""", re.IGNORECASE
)
_ANNOTATION = re.compile(r"<annotation(?:-xml)?[\s>].*?</annotation(?:-xml)?>", re.DOTALL)
_CLASS = re.compile(r'\sclass="([^"]*)"')
_DATE = re.compile(r'\sdatetime="([^"]*)"', re.IGNORECASE)
_MAX_NESTED = 16  # lists, or revisions, inside one another that are read ahead: each costs the length of its text
_SENTENCE_MARKS = ("。", "；", ". ", "; ")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_SHORTENED = str.maketrans({"\xa0": " ", "\xad": None, "\u200b": None})
# One piece of a serialised element, in which a ">" in the value of an attribute is always in double quotes.
_PIECE = re.compile(r"""<!--.*?(?:-->|\Z)|<(/?)([a-z][^\s/>]*)((?:[^">]|"[^"]*")*)>|([^<]+|<)""", re.DOTALL)


@dataclass
class _List:
    """An ordered list that is open: the number of its next item, the step from one to the next, and the format."""

    number: int
    step: int
    form: str


@dataclass
class _Table:
    """A table that is open: its number, the row and the cell that were begun last, and the cells of the row."""

    number: int
    outer_lines: list[tuple[str, Place]]
    outer_place: Place | None
    row: int = 0
    cells: list[list[tuple[str, Place]]] = field(default_factory=list)
    in_cell: bool = False
    foot: list[tuple[str, Place]] = field(default_factory=list)  # rows that stand below all others, wherever they come
    foot_start: int | None = None  # where the lines of the foot begin that is being read


class Page:
    """Reads elements into `lines` with their places; the counters go on from one element to the next."""

    def __init__(self, tracked: Tracked = "accept", styles: StyleRules = NO_STYLES) -> None:
        self.tracked = tracked
        self._styles = styles
        self.lines: list[tuple[str, Place]] = []
        self.hidden_characters = 0
        self.readings = 0  # phonetic guides, of which only the base is text
        self.hides_sentences = False
        self.revisions: list[Revision] = []
        self._line: list[str] = []  # pieces of the line that is being read
        self._label = ""  # numbers of items whose text is still to come
        self._paragraphs = 0
        self._table_count = 0
        self._place: Place | None = None  # of all lines in a cell
        self._lists: list[_List | None] = []  # open lists; None for one without numbers
        self._tables: list[_Table] = []
        self._preformatted = 0  # open elements whose white space is kept
        self._revision_ends: list[int] = []  # where the open revisions end in the element that is being read

    def read(self, html: str) -> None:
        """Read an element as a block of its own; `html` is the element as a parser writes it, every element closed."""
        position, end = 0, len(html)
        self._revision_ends.clear()
        while position < end:
            piece = _PIECE.match(html, position)
            if piece is None:
                break
            position = piece.end()
            closing, tag, attributes, text = piece.groups()
            if text is not None:
                self._line.append(text)
            elif tag is None:
                continue
            elif closing:
                self._end(tag)
            elif tag in VOID:
                if tag in ("br", "hr"):
                    self._end_line(keep_blank=tag == "br")
            elif tag in NOT_SHOWN:
                inside = html[position : (position := _end_of(html, tag, position))]
                self._pass_over(tag, attributes, inside)
            elif attributes and self._is_hidden(tag, attributes):
                self._hide(html[position : (position := _end_of(html, tag, position))])
            elif tag in ("del", "ins"):
                position = self._revision(html, tag, attributes, position)
            else:
                self._start(tag, attributes)
                counts_down = tag == "ol" and len(self._lists) <= _MAX_NESTED and " start=" not in attributes
                if counts_down and (numbers := self._lists[-1]) and numbers.step < 0:
                    numbers.number = _item_count(html[position : _end_of(html, tag, position)])
        self._end_line()

    def _is_hidden(self, tag: str, attributes: str) -> bool:
        """True if an element is hidden by its own attributes or by a style sheet of the page."""
        by_attributes = _may_hide(attributes) and _HIDDEN.search(attributes) is not None
        if by_attributes or not self._styles:
            return by_attributes
        classes = _CLASS.search(attributes)
        return classes is not None and self._styles.hide(tag, unescape(classes[1]))

    def _pass_over(self, tag: str, attributes: str, inside: str) -> None:
        """Count the text of an element that is not read, but that a browser may show."""
        if tag in ("textarea", "select"):  # filled in by who reads the page
            self._hide(inside)
        elif tag == "rt":
            self.readings += bool(inside.strip())
        elif tag == "iframe" and (content := _FRAME_CONTENT.search(attributes)):
            self._hide(unescape(content[1]))
        elif tag == "svg" and "<text" in inside:
            self._hide(_drawn_text(inside))
        elif tag == "math":  # a formula is in the line; what else it may hold is the same formula for programs
            self._line.append(_visible_text(_ANNOTATION.sub("", inside)))

    def _hide(self, html: str) -> None:
        """Count the text of an element that is left out."""
        text = _visible_text(html)
        self.hidden_characters += len("".join(text.split()))
        self.hides_sentences |= any(mark in text for mark in _SENTENCE_MARKS)

    def _start(self, tag: str, attributes: str) -> None:
        """The start of an element that is shown."""
        if tag == "q":
            self._line.append("“")
        if tag not in _BLOCKS:
            return
        self._end_line()
        if tag == "ol":
            self._lists.append(_open_list(attributes))
        elif tag in ("ul", "menu", "dir"):
            self._lists.append(None)
        elif tag == "li":
            self._item(attributes)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table":
            self._table_count += 1
            self._tables.append(_Table(self._table_count, self.lines, self._place))
        elif self._tables:
            self._in_table(tag)

    def _end(self, tag: str) -> None:
        """The end of an element that is shown."""
        if tag == "q":
            self._line.append("”")
        elif tag in ("ins", "del") and self.tracked == "both":
            self._line.append("++}" if tag == "ins" else "--}")
        if tag not in _BLOCKS:
            return
        self._end_line(ends_item=tag == "li")
        if tag in ("ol", "ul", "menu", "dir"):
            if self._lists:
                self._lists.pop()
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif self._tables:
            self._end_in_table(tag)

    def _revision(self, html: str, tag: str, attributes: str, position: int) -> int:
        """The start of text that was put in or taken out; the position to go on from, behind it if it is not shown."""
        skips = self.tracked != "both" and (self.tracked == "accept") != (tag == "ins")
        while self._revision_ends and self._revision_ends[-1] <= position:
            self._revision_ends.pop()
        if skips or len(self._revision_ends) < _MAX_NESTED:
            end = _end_of(html, tag, position)
            self._revision_ends.append(end)
            if text := _visible_text(html[position:end]):
                date = _DATE.search(attributes)
                change = "inserted" if tag == "ins" else "deleted"
                self.revisions.append(Revision(change, "", date[1] if date else "", text))
            if skips:
                return end
        if self.tracked == "both":
            self._line.append("{++" if tag == "ins" else "{--")
        return position

    def _end_line(self, *, keep_blank: bool = False, ends_item: bool = False) -> None:
        """End the line that is being read; an empty one is left out, unless it is kept behind another.

        The number of an item stands before its first line, or alone if the item ends without any.
        """
        if not self._line and not keep_blank and not (ends_item and self._label):
            return
        text = "".join(self._line)
        if self._label and (ends_item or not _is_blank(text)):
            text, self._label = self._label + (text if self._preformatted else text.lstrip()), ""
        self._line.clear()
        if "&" in text:
            text = unescape(text)
        text = text.translate(_SHORTENED)
        if self._preformatted:
            pieces = text.split("\n")
        else:
            pieces = [_WHITE.sub(" ", text).strip(" ")]
            if not pieces[0] and not (keep_blank and self.lines and self.lines[-1][0]):
                return
        for piece in pieces:
            if self._place is None:
                self._paragraphs += 1
            self.lines.append((piece, self._place or Place("paragraph", self._paragraphs)))

    # --- lists and tables

    def _item(self, attributes: str) -> None:
        """The start of an item: in an ordered list its number, as a browser shows it (HTML, 4.4.8)."""
        numbers = self._lists[-1] if self._lists else None
        if numbers is not None:
            number = _number(attributes, "value", numbers.number)
            numbers.number = number + numbers.step
            self._label += _label(number, _format(attributes, numbers.form))

    def _in_table(self, tag: str) -> None:
        """The start of a row or a cell of the innermost table."""
        table = self._tables[-1]
        if tag == "tfoot":
            table.foot_start = len(self.lines)
        elif tag == "tr":
            table.row += 1
            table.cells = []
        elif tag in ("td", "th"):
            table.in_cell = True
            self._place = table.outer_place or Place("table", table.number, table.row, len(table.cells) + 1)
            self.lines = []

    def _end_in_table(self, tag: str) -> None:
        """The end of a cell, a row, or the innermost table: a line a row if no cell has more than one."""
        table = self._tables[-1]
        if tag in ("td", "th") and table.in_cell:
            table.cells.append([line for line in self.lines if line[0]])
            table.in_cell = False
            self.lines, self._place = table.outer_lines, table.outer_place
        elif tag == "tr":
            if all(len(lines) < 2 for lines in table.cells):
                text = "\t".join(lines[0][0] if lines else "" for lines in table.cells)
                if text.strip():
                    self.lines.append((text, table.outer_place or Place("table", table.number, table.row)))
            else:
                self.lines += [line for lines in table.cells for line in lines]
            table.cells = []
        elif tag == "tfoot" and table.foot_start is not None:
            table.foot += self.lines[table.foot_start :]
            del self.lines[table.foot_start :]
            table.foot_start = None
        elif tag == "table":
            self._tables.pop()
            self.lines, self._place = table.outer_lines, table.outer_place
            self.lines += table.foot


def _drawn_text(html: str) -> str:
    """The text that a drawing shows."""
    texts, depth = [], 0
    for piece in _PIECE.finditer(html):
        if piece[2] == "text":
            depth += -1 if piece[1] else 1
        elif piece[4] and depth > 0:
            texts.append(piece[4])
    return "".join(texts)


def _may_hide(attributes: str) -> bool:
    """Whether attributes may be those of a hidden element: a quick test."""
    lower = attributes.lower()
    return "hidden" in lower or "display" in lower


def _is_blank(text: str) -> bool:
    """Whether text, which may have entities, shows nothing."""
    return not text.strip() or ("&" in text and not unescape(text).strip())


def _end_of(html: str, tag: str, position: int) -> int:
    """The position behind the end of an element whose start tag ends at `position`; the end of the text if none."""
    depth = 1
    for other in re.compile(rf"<(/?){re.escape(tag)}(?=[\s>])").finditer(html, position):
        depth += -1 if other[1] else 1
        if not depth:
            return html.find(">", other.end()) + 1 or len(html)
    return len(html)


def _item_count(html: str) -> int:
    """The items of a list, not those of lists inside it; `html` is what follows its start tag."""
    depth = count = 0
    for tag in re.finditer(r"<(/?)(ol|ul|menu|li)(?=[\s>])", html):
        if tag[2] == "li":
            count += not tag[1] and not depth
        else:
            depth += -1 if tag[1] else 1
    return count


def _visible_text(html: str) -> str:
    """The text of serialised elements without their marks, on one line."""
    return " ".join(unescape("".join(piece[4] or "" for piece in _PIECE.finditer(html))).split())


def _open_list(attributes: str) -> _List:
    """An ordered list that begins with these attributes."""
    step = -1 if re.search(r"\sreversed(?=[\s=]|$)", attributes) else 1
    return _List(_number(attributes, "start", 1), step, _format(attributes))


def _format(attributes: str, otherwise: str = "decimal") -> str:
    """The format of the numbers of a list or item, by its style or type; `otherwise` if it says none."""
    style = _STYLE.search(attributes)
    for word in style[1].lower().split() if style else ():
        if word in _STYLE_FORMATS:
            return _STYLE_FORMATS[word]
    kind = re.search(r"""\stype="([1aAiI])\"""", attributes)
    return _LIST_FORMATS[kind[1]] if kind else otherwise


def _label(number: int, form: str) -> str:
    """The number of an item with what a browser puts behind it; empty for a list without marks."""
    if form == "none":
        return ""
    text = number_text(number, form) if number > 0 else str(number)
    return f"{text}、" if form in _IDEOGRAPHIC else f"{text}. "


def _number(attributes: str, name: str, otherwise: int) -> int:
    """The number that an attribute says, of at most nine digits; `otherwise` if it says none."""
    number = re.search(rf"""\s{name}="\s*(-?[0-9]{{1,9}})(?![0-9])""", attributes)
    return int(number[1]) if number else otherwise
