"""Lines of an official document, and which part of a head one is: a grade, the number, the mark of the issuer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

MAX_LINE = 600  # characters of a line that are read
MAX_SIGNATORY = 60  # characters of a line that names who signed, and of a line of grades
_WORDS = PACK.official
_BLANKS = pattern(r"[ \t\u3000\xa0]+|&[A-Za-z]{2,6};")  # and what is left of those of HTML
_GRADES = frozenset({"copy_number", "secrecy", "urgency", "number"})


class OfficialLine(NamedTuple):
    """A line with text: the span of its stripped content, that content, and where the next line begins."""

    span: Span
    text: str
    end: int


def head_marks(lines: Sequence[str]) -> set[int]:
    """The indices of the lines of a head that are parts of it and no title: grades, numbers, signers, a letterhead.

    Agencies are a mark if a line among them ends in 文件; a line in 纪要 is one above a number and another title.
    """
    mark_lines: set[int] = set()
    signing = False
    for index, line in enumerate(lines):
        rest = line
        if key := _WORDS.signers.search(line):
            rest = line[: key.start()].rstrip()
        signing = bool(key or (signing and _WORDS.names.fullmatch(line)))
        kinds = {kind_of_head(bare(rest))} & _GRADES or {kind_of_head(token) for token in rest.split()}
        dated = _WORDS.date_line.fullmatch(line)
        is_dated = dated is not None and kind_of_head(bare(dated["who"])) == "mark"
        if signing or is_dated or (kinds and kinds <= _GRADES and len(line) <= MAX_SIGNATORY):
            mark_lines.add(index)
    marks = [kind_of_head(bare(line)) == "mark" for line in lines]
    for index, line in enumerate(lines):
        bare_text, below = bare(line), {kind_of_head(bare(other)) for other in lines[index + 1 : index + 3]}
        if marks[index] and bare_text.endswith("文件"):
            first = last = index
            while first and marks[first - 1]:
                first -= 1
            while last + 1 < len(lines) and marks[last + 1]:
                last += 1
            ends = last + 1 < len(lines) and last + 1 in mark_lines
            mark_lines.update(range(first, (last if ends else index) + 1))
        elif (
            marks[index]
            and names_minutes(line)
            and "number" in below
            and any(map(names_minutes, lines[index + 1 : index + 5]))
        ):
            mark_lines.add(index)
    return mark_lines


def names_minutes(line: str) -> bool:
    """Whether a line ends with the word for minutes of a meeting."""
    return line.endswith(("纪要", "紀要"))


def kind_of_head(text: str) -> str | None:
    """Which part of a head a text without blanks is; None if none."""
    for name in ("copy_number", "secrecy", "urgency", "number", "mark"):
        if getattr(_WORDS, name).fullmatch(text):
            return name
    return None


def bare(text: str) -> str:
    """A text without blanks, those of HTML included: 特　急 as 特急."""
    return _BLANKS.sub("", text)


def text_lines(document: Document, start: int) -> Iterator[OfficialLine]:
    """The lines with text from `start` on, which is where a line begins; each cut to `MAX_LINE` characters."""
    text, lines = document.text, document.lines
    if start >= len(text):
        return
    for number in range(lines.number(start), len(lines) + 1):
        span = lines.span(number)
        content = stripped(text, Span(max(start, span.start), span.end))
        if len(content):
            content = Span(content.start, min(content.end, content.start + MAX_LINE))
            yield OfficialLine(content, text[content.start : content.end], span.end)


def next_line(text: str, position: int) -> int:
    """Where the line behind that of a position begins; the end of the text if there is none."""
    return text.find("\n", position) + 1 or len(text)


def stripped(text: str, span: Span) -> Span:
    """The span without the white space at its ends; empty at its start if there is nothing else."""
    content = text[span.start : span.end]
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, start + len(content.strip())) if content.strip() else Span(span.start, span.start)
