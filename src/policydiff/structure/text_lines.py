"""The lines that paragraphs are made of: their headings, rules and blank lines; endless ones cut by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.outline import Outline
from policydiff.text.canonical import NOTHING
from policydiff.text.document import Document, Lines
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_ENDLESS = 1000  # characters of a line that holds more than a paragraph
_SPLIT = 300  # characters of the other lines of such a document that are read by sentences, too
_ONE_LINE = 0.8  # share of a document in one line, from which it is read by sentences, however short
_SENTENCES = pattern(
    r"[ \t\u3000]{2,}|(?<=[。！？])(?![”’」』）)。！？])|(?<=[。！？][”’」』）)])|(?<=[a-z0-9)][.!?]) (?=[A-Z“\"])"
    r"|(?<=[ \u3000。；：）)”])(?=第[〇零一二三四五六七八九十百千]{1,8}[编編章节節条條][ \u3000])"
    r"|(?<=[。；：）)”])(?=[一二三四五六七八九十]{1,3}、)"
)
_RULE = pattern(r"\s*(?:[-*_=][ \t]*){3,}")
LONE_MARK = pattern(r"\s*[。｡､，、；：！？”’」』）)》.,;:!?]{1,4}\s*")  # what a line wrap leaves of a sentence
_UNDERLINE = pattern(r"[ \t]{0,3}(?:=+|-{3,})[ \t]*")
_TITLE_MARKS = 20  # blanks and marks that a title may have in a copy
_COMMA = pattern("[，,；]")


class TextLine(NamedTuple):
    """A line, or a sentence of an endless one, before it is known what follows it."""

    span: Span
    text: str
    level: int
    rule: str
    blank_before: bool
    inline: bool
    begins_title: bool = False
    ends_title: bool = False


def text_lines(document: Document, seams: Sequence[int]) -> Iterator[TextLine]:
    """The lines that hold a letter or a digit, endless ones cut into sentences."""
    text, lines = document.text, document.lines
    longest = max((end - start for start, end in _bounds(lines, text)), default=0)
    split = _SPLIT if longest > _ENDLESS or longest > _ONE_LINE * len(text) else _ENDLESS
    if longest > _ONE_LINE * len(text):
        split = 0
    rule, blank, matter = "", True, _front_matter(document)
    for number, (start, end) in enumerate(_bounds(lines, text), start=1):
        content = text[start:end].rstrip("\r\n")
        if not any(map(str.isalnum, content)) and not LONE_MARK.fullmatch(content):
            blank = blank or not content.strip() or not _UNDERLINE.fullmatch(content)
            rule = rule or (content.strip() if _RULE.fullmatch(content) else "")
            continue
        if len(content) > split:
            yield from _sentences(text, start, end, seams)
        else:
            level = 0 if number <= matter else _heading_level(document, number, content)
            yield TextLine(Span(start, end), content, level, rule, blank, False)
        rule, blank = "", False


def _bounds(lines: Lines, text: str) -> Iterator[tuple[int, int]]:
    starts = lines.starts if text else []
    return zip(starts, [*starts[1:], len(text)], strict=False)


def _front_matter(document: Document) -> int:
    """The last line of a YAML front matter, 0 where there is none."""
    lines = document.lines
    if not len(lines) or lines.content(1).strip() != "---":
        return 0
    return next((number for number in range(2, min(len(lines), 100) + 1) if lines.content(number).strip() == "---"), 0)


def _heading_level(document: Document, number: int, content: str) -> int:
    """The level of a Markdown heading, by its signs or by the row of signs under it; 0 where it is none."""
    stripped = content.lstrip(" ")
    signs = len(stripped) - len(stripped.lstrip("#"))
    if 1 <= signs <= 6 and len(content) - len(stripped) <= 3:
        return signs
    if number < len(document.lines) and not content.lstrip().startswith(("|", ">", "-", "*", "+")):
        below = document.lines.content(number + 1)
        if len(content) < _SPLIT and content.rstrip()[-1:] not in PACK.sentences.item and _UNDERLINE.fullmatch(below):
            return 1 if below.strip()[0] == "=" else 2
    return 0


def _sentences(text: str, start: int, end: int, seams: Sequence[int]) -> Iterator[TextLine]:
    """The sentences of an endless line, cut also where a gap or a label shows a paragraph's edge, and at the seams."""
    cuts = sorted(
        {
            start,
            *(found.end() for found in _SENTENCES.finditer(text, start, end)),
            *(seam for seam in seams if start < seam < end),
        }
    )
    pieces: list[tuple[int, int]] = []
    for begin, stop in zip(cuts, [*cuts[1:], end], strict=True):
        if pieces and not any(map(str.isalnum, text[begin:stop])):  # marks alone belong to what they close
            pieces[-1] = pieces[-1][0], stop
        else:
            pieces.append((begin, stop))
    for begin, stop in pieces:
        yield TextLine(Span(begin, stop), text[begin:stop].rstrip("\r\n"), 0, "", False, True)


def with_titles(outlined: Outline, every: str, lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """The lines, marked where they are the first or last of the document's title; copies may repeat it.

    A document without a title begins with its first line.
    """
    text = outlined.document.text
    title = outlined.title_span if not _COMMA.search(outlined.title or "") else None  # a clause is no title
    span = title or outlined.document.lines.span(1)
    rows = [row for row in text[span.start : span.end].splitlines(keepends=True) if row.strip()]
    head, tail = (len(rows[0]), len(rows[-1])) if rows else (0, 0)
    first, last = (
        every[begin:end].replace(NOTHING, "")
        for begin, end in ((span.start, span.start + head), (span.end - tail, span.end))
    )
    longest = 2 * max(head, tail) + _TITLE_MARKS
    for line in lines:
        form = every[line.span.start : line.span.end].replace(NOTHING, "") if len(line.text) <= longest else ""
        if form and form in (first, last):
            line = line._replace(begins_title=form == first, ends_title=title is not None and form == last)
        yield line
