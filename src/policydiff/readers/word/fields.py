"""The fields of a Word file (ECMA-376, part 1, 17.16): where their codes are, and what those without a result print.

>>> equation_text(r"eq \\o\\ac(○,3)"), equation_text(r"EQ \\f(1,2)")
('③', '1/2')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policydiff.readers.word.numbering import as_number, is_on
from policydiff.readers.xml_stream import Element

_ENCLOSED = re.compile(r"\s*eq\s+\\o\s*(?:\\a[clr]\s*)?\(\s*[○〇Оo◯]\s*[,;，；]\s*(\w{1,3})\s*\)\s*", re.IGNORECASE)
_FRACTION = re.compile(r"\s*eq\s+\\f\s*\(\s*([^()\\,;]{1,40})[,;]\s*([^()\\,;]{1,40})\)\s*", re.IGNORECASE)
_CHINESE_DIGITS = "一二三四五六七八九十"


@dataclass
class _Field:
    """A field that is open: the pieces of its code, the data of a form field, and whether its result was reached."""

    form: Element | None
    code: list[str] = field(default_factory=list)
    has_result: bool = False


@dataclass
class Fields:
    """The open fields of a story; `shows_codes` if text in codes is shown, as one of them has no end."""

    shows_codes: bool = False
    unread: int = 0  # fields that print something that is not known
    _open: list[_Field] = field(default_factory=list)

    @property
    def in_code(self) -> bool:
        """Whether what is read now is the code of a field and not shown."""
        return bool(self._open) and not self.shows_codes and self.lacks_end

    @property
    def lacks_end(self) -> bool:
        """Whether the code of an open field was not ended."""
        return any(not each.has_result for each in self._open)

    def clear(self) -> None:
        """Forget the open fields: the story ends."""
        self._open.clear()

    def add_code(self, text: str) -> None:
        """A piece of the code of the innermost field."""
        if self._open:
            self._open[-1].code.append(text)

    def mark(self, part: Element) -> str:
        """A mark of a field: its begin, the end of its code, or its end; what a field without a result prints."""
        kind = part.attributes.get("w:fldCharType", "")
        if kind == "begin":
            self._open.append(_Field(part.child("w:ffData")))
        elif kind == "separate" and self._open:
            self._open[-1].has_result = True
        elif kind == "end" and self._open:
            ended = self._open.pop()
            return "" if self.in_code else self._printed("".join(ended.code), ended)
        return ""

    def _printed(self, code: str, ended: _Field) -> str:
        """What a field prints that has no result of its own."""
        name = code.split(None, 1)[0].upper() if code.strip() else ""
        if name == "FORMCHECKBOX":
            return "☑" if _is_checked(ended.form) else "□"
        if ended.has_result:
            return ""
        if name == "FORMDROPDOWN":
            return _chosen(ended.form)
        if name == "EQ":
            text = equation_text(code)
            self.unread += not text
            return text
        return ""


def equation_text(code: str) -> str:
    """What an EQ field prints, of an enclosed number or a fraction; empty for any other."""
    if enclosed := _ENCLOSED.fullmatch(code):
        return _enclosed(enclosed[1])
    fraction = _FRACTION.fullmatch(code)
    return f"{fraction[1].strip()}/{fraction[2].strip()}" if fraction else ""


def _enclosed(text: str) -> str:
    """The character for text in a circle; the text itself if there is none."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    position = _CHINESE_DIGITS.find(text) if len(text) == 1 else -1
    return chr(0x3280 + position) if position >= 0 else text


def _is_checked(form: Element | None) -> bool:
    """Whether the box of a form field is ticked."""
    box = form.child("w:checkBox") if form is not None else None
    if box is None:
        return False
    state = box.child("w:checked") or box.child("w:default")
    return state is not None and is_on(state.attributes.get("w:val", "1"))


def _chosen(form: Element | None) -> str:
    """The entry that is chosen in the list of a form field."""
    choices = form.child("w:ddList") if form is not None else None
    if choices is None:
        return ""
    entries = [part.attributes.get("w:val", "") for part in choices if part.name == "w:listEntry"]
    number = as_number(choices.value("w:result") or choices.value("w:default"))
    return entries[number] if number < len(entries) else ""
