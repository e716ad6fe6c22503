"""The lines that paragraphs are made of, with the rules and blank lines before them; overlong lines cut by sentence.

A line is overlong if it holds more than one paragraph: a whole document may be one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.outline import Outline
from policydiff.text.canonical import DROPPED
from policydiff.text.canonical_blocks import CanonicalBlocks
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_LINE = 1000  # characters; a longer line is cut into sentences
_MAX_LINE_BESIDE_OVERLONG = 300  # characters; the same in a document that has such a line
_MIN_SHARE_OF_ONE_LINE = 0.8  # of a document: if one line holds more, every line is cut into sentences
_SENTENCE_BOUNDARY = pattern(
    r"[ \t\u3000]{2,}|(?<=[。！？])(?![”’」』）)。！？])|(?<=[。！？][”’」』）)])|(?<=[a-z0-9)][.!?]) (?=[A-Z“\"])"
    r"|(?<=[ \u3000。；：）)”])(?=第[〇零一二三四五六七八九十百千]{1,8}[编編章节節条條][ \u3000])"
    r"|(?<=[。；：）)”])(?=[一二三四五六七八九十]{1,3}、)"
)
_ROW_OF_SIGNS = pattern(r"\s*(?:[-*_=][ \t]*){3,}")
LONE_MARK = pattern(r"\s*[。｡､，、；：！？”’」』）)》.,;:!?]{1,4}\s*")  # a line of marks cut off by a line wrap
_UNDERLINE = pattern(r"[ \t]{0,3}(?:=+|-{3,})[ \t]*")
_MAX_ADDED_CHARACTERS = 20  # blanks and marks that a copy may add to a line of the title
_COMMA = pattern("[，,；]")


class TextLine(NamedTuple):
    """A line, or a sentence of an overlong line (`inline`), before the next one has been read.

    `span` includes the line ending, `text` does not. `level` is that of a Markdown heading, 0 for none; `rule` is the
    row of signs before the line, "" for none.
    """

    span: Span
    text: str
    level: int
    rule: str
    blank_before: bool
    inline: bool
    begins_title: bool = False
    ends_title: bool = False


def text_lines(document: Document, seams: Sequence[int]) -> Iterator[TextLine]:
    r"""The lines with a letter or digit, and lone punctuation marks; overlong lines cut into sentences and at `seams`.

    Blank lines and rows of signs are left out; the next line tells of them. A line is overlong from more than
    `_MAX_LINE` characters on; in a document that has such a line, from more than `_MAX_LINE_BESIDE_OVERLONG` on; and
    always, if one line holds more than `_MIN_SHARE_OF_ONE_LINE` of the text. The first line has a blank line before it.
    Lines of YAML front matter are no headings. `seams` are positions of the text.

    >>> document = Document.from_text("# 办法\n第一条 甲。\n\n第二条 乙。\n")
    >>> [(line.text, line.level, line.blank_before) for line in text_lines(document, ())]
    [('# 办法', 1, True), ('第一条 甲。', 0, False), ('第二条 乙。', 0, True)]
    """
    text, lines = document.text, document.lines
    longest = max((end - start for start, end in lines.bounds()), default=0)
    is_one_line = longest > _MIN_SHARE_OF_ONE_LINE * len(text)
    max_line = 0 if is_one_line else _MAX_LINE_BESIDE_OVERLONG if longest > _MAX_LINE else _MAX_LINE
    rule, blank_before, front_matter = "", True, _last_front_matter_line(document)
    for number, (start, end) in enumerate(lines.bounds(), start=1):
        content = text[start:end].rstrip("\r\n")
        if not any(map(str.isalnum, content)) and not LONE_MARK.fullmatch(content):
            blank_before = blank_before or not content.strip() or not _UNDERLINE.fullmatch(content)
            rule = rule or (content.strip() if _ROW_OF_SIGNS.fullmatch(content) else "")
            continue
        if len(content) > max_line:
            yield from _sentences_of(text, start, end, seams)
        else:
            level = 0 if number <= front_matter else _heading_level(document, number, content)
            yield TextLine(Span(start, end), content, level, rule, blank_before, False)
        rule, blank_before = "", False


def _last_front_matter_line(document: Document) -> int:
    """The 1-based number of the last line of a YAML front matter; 0 if there is none.

    That is the second rule --- if the first is line 1; 0 also if it is not among the first 100 lines.
    """
    lines = document.lines
    if not len(lines) or lines.content(1).strip() != "---":
        return 0
    return next((number for number in range(2, min(len(lines), 100) + 1) if lines.content(number).strip() == "---"), 0)


def _heading_level(document: Document, number: int, content: str) -> int:
    """The level (1 to 6) of a Markdown heading, ATX (# signs) or setext (underlined: 1 or 2); 0 for any other line.

    `number` is 1-based, `content` the line. A blank after the # signs is not asked for. A setext heading is shorter
    than `_MAX_LINE_BESIDE_OVERLONG`, is no list, table or quotation, and does not end as an item does.
    """
    stripped = content.lstrip(" ")
    level = len(stripped) - len(stripped.lstrip("#"))
    if 1 <= level <= 6 and len(content) - len(stripped) <= 3:
        return level
    if number < len(document.lines) and not content.lstrip().startswith(("|", ">", "-", "*", "+")):
        below = document.lines.content(number + 1)
        if (
            len(content) < _MAX_LINE_BESIDE_OVERLONG
            and content.rstrip()[-1:] not in PACK.sentences.item
            and _UNDERLINE.fullmatch(below)
        ):
            return 1 if below.strip()[0] == "=" else 2
    return 0


def _sentences_of(text: str, start: int, end: int, seams: Sequence[int]) -> Iterator[TextLine]:
    """The sentences of an overlong line, text[start:end]; gaps, labels of provisions and `seams` begin a new one, too.

    Marks without a letter or digit belong to the sentence before them.
    """
    cuts = sorted(
        {
            start,
            *(boundary.end() for boundary in _SENTENCE_BOUNDARY.finditer(text, start, end)),
            *(seam for seam in seams if start < seam < end),
        }
    )
    pieces: list[tuple[int, int]] = []
    for cut, next_cut in zip(cuts, [*cuts[1:], end], strict=True):
        if pieces and not any(map(str.isalnum, text[cut:next_cut])):  # marks alone belong to the sentence before them
            pieces[-1] = pieces[-1][0], next_cut
        else:
            pieces.append((cut, next_cut))
    for cut, next_cut in pieces:
        yield TextLine(Span(cut, next_cut), text[cut:next_cut].rstrip("\r\n"), 0, "", False, True)


def with_titles(
    outlined: Outline, canonical_text: str | CanonicalBlocks, lines: Iterator[TextLine]
) -> Iterator[TextLine]:
    """The lines, marked where they equal the first or last line of the document's title, as in a second copy of it.

    `canonical_text` is the canonical form of the text, character for character, and lines are equal if their forms are;
    the title's own lines are marked, too. The first line of a document without a title, or with a clause for a title,
    is taken for the first line of one; then no line ends a title.
    """
    text = outlined.document.text
    title = outlined.title_span if not _COMMA.search(outlined.title or "") else None  # a clause is no title
    span = title or outlined.document.lines.span(1)
    title_lines = [line for line in text[span.start : span.end].splitlines(keepends=True) if line.strip()]
    first_length, last_length = (len(title_lines[0]), len(title_lines[-1])) if title_lines else (0, 0)
    first, last = (
        canonical_text[begin:end].replace(DROPPED, "")
        for begin, end in ((span.start, span.start + first_length), (span.end - last_length, span.end))
    )
    max_length = 2 * max(first_length, last_length) + _MAX_ADDED_CHARACTERS
    for line in lines:
        form = ""
        if len(line.text) <= max_length:
            form = canonical_text[line.span.start : line.span.end].replace(DROPPED, "")
        if form and form in (first, last):
            line = line._replace(begins_title=form == first, ends_title=title is not None and form == last)
        yield line
