r"""Page furniture (elsewhere: boilerplate): lines that belong to a web or printed page and not to the document on it.

>>> [(run.kind.value, run.span.start) for run in find_furniture(Document.from_text("某某办法\n【打印】【关闭】\n"))]
[('tools', 5)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.spans import Span


class Kind(StrEnum):
    """The purpose of a line of furniture, under the name that output gives it."""

    NAVIGATION = "navigation"
    TOOLS = "tools"
    RELATED_LINKS = "related-links"
    QR = "qr"
    COPYRIGHT = "copyright"
    PAGE_NUMBER = "page-number"


class Furniture(NamedTuple):
    """A run of whole lines of one kind, with their endings."""

    span: Span
    kind: Kind


_WORDS = PACK.furniture
# bound once, because they are tested for every line
_OPENINGS = _WORDS.openings
_SIGNS = _WORDS.signs
_KindPattern = tuple[Kind, Pattern]
_SIGNED_PATTERNS: tuple[_KindPattern, ...] = tuple(
    (Kind(row.kind), pattern(row.pattern, re.IGNORECASE)) for row in _WORDS.rows if not row.opens
)
_PATTERNS_BY_OPENING: dict[str, tuple[_KindPattern, ...]] = {
    opening: tuple((Kind(row.kind), pattern(row.pattern, re.IGNORECASE)) for row in _WORDS.rows if opening in row.opens)
    for opening in {character for row in _WORDS.rows for character in row.opens}
}
_SEPARATORS = pattern(r"[\s|｜│丨/·•>＞:：【】\[\]（）()。-]+")
_WORD_ROW = pattern(r"[^\s。，；：]{2,6}(?:\s{1,4}[^\s。，；：]{2,6}){3,11}")
_LIST_MARK = pattern(r"(?:>\s{0,4})*(?:[-*+·•●▪◆■]\s{0,4})?")
_UNDERLINE = pattern(r"={2,}|-{2,}|\*{3,}|_{3,}")
_MIN_MENU_LINES = 3  # lines of site words in a column with blank lines between; adjacent lines are a menu from two on
_MAX_LINE_CHARACTERS = 400  # of a line that may be furniture
_MAX_WORD_LINE = 80  # characters of a line made of buttons or site words
_MIN_SENTENCE = 15  # characters of a line that is certainly a sentence of the document
_MIN_CLAUSE = 8  # characters of such a line under a heading
_MAX_SUBHEADINGS = 3  # lines with text among which that line is looked for
_MAX_GAP = 3  # consecutive empty lines inside a block of furniture
_MAX_FILLER = 40  # characters


def find_furniture(document: Document) -> tuple[Furniture, ...]:
    """The furniture of a document in text order, () if there is none.

    Lines of one kind with nothing but white space between them are one run. A line with a label is none, unless it is
    in a list of links.
    """
    kinds = _kinds_by_line(document)
    result: list[Furniture] = []
    for number in sorted(kinds):
        span, kind = document.lines.span(number), kinds[number]
        if result and result[-1].kind is kind and not document.text[result[-1].span.end : span.start].strip():
            result[-1] = Furniture(Span(result[-1].span.start, span.end), kind)
        else:
            result.append(Furniture(span, kind))
    return tuple(result)


def is_furniture(line: str) -> bool:
    """Whether a stripped line is furniture, judged alone; False for an empty one.

    Its neighbours, which may make site words a heading or a link or filler furniture, are not known, and a label is not
    looked for.
    """
    return bool(line) and _kind_of(line, signed=True) is not None


def _kinds_by_line(document: Document) -> dict[int, Kind]:
    """The kind of each line that is furniture, by 1-based line number; lines that are none have no entry."""
    kinds: dict[int, Kind] = {}
    signed = any(sign in document.text for sign in _SIGNS)
    for number, line in _short_lines(document):
        if (kind := _kind_of(line, signed)) and read_label(line) is None:
            kinds[number] = kind
    for number in _document_headings(document, kinds):
        del kinds[number]
    for number in sorted(kinds):
        if kinds[number] is Kind.RELATED_LINKS:
            _mark_links(document, number, kinds)
    for number in sorted(kinds):
        for step in (1, -1):
            _mark_fillers(document, number, step, kinds)
    return kinds


def _short_lines(document: Document) -> Iterator[tuple[int, str]]:
    """Number (1-based) and stripped text of the lines that are not blank and not too long for furniture.

    They have 2 to `_MAX_LINE_CHARACTERS` characters, the line end counted.
    """
    text = document.text
    for number, (start, end) in enumerate(document.lines.bounds(), start=1):
        if 2 <= end - start <= _MAX_LINE_CHARACTERS and (line := text[start:end].strip()):
            yield number, line


def _kind_of(line: str, signed: bool) -> Kind | None:
    """The kind of a stripped, non-empty line that is certainly furniture, else None.

    `signed`: its text has one of `_SIGNS`; patterns that do not begin with a certain character are tried only then.
    """
    if line[0] in _OPENINGS and len(line) <= _MAX_WORD_LINE and (kind := _kind_of_words(line)):
        return kind
    for kind, line_pattern in _PATTERNS_BY_OPENING.get(line[0], ()):
        if line_pattern.fullmatch(line):
            return kind
    if signed and any(sign in line for sign in _SIGNS):
        return next((kind for kind, line_pattern in _SIGNED_PATTERNS if line_pattern.fullmatch(line)), None)
    return None


def _kind_of_words(line: str) -> Kind | None:
    """The kind of a line that consists of a heading of links, buttons, or site words; None for other lines.

    Separators do not count. Buttons are furniture only if one of them is in `sure_buttons`.
    """
    if _WORDS.link_heads.fullmatch(line):
        return Kind.RELATED_LINKS
    if _WORDS.sure_buttons.search(line) and not _WORDS.buttons.sub("", _SEPARATORS.sub("", line)):
        return Kind.TOOLS
    words = _SEPARATORS.sub(" ", line).strip()
    return Kind.NAVIGATION if words and not _WORDS.site_words.sub("", words).strip() else None


def _document_headings(document: Document, kinds: Mapping[int, Kind]) -> list[int]:
    """The numbers of the lines of site words (联系我们, 相关链接) that are no furniture: they head document text.

    Each is a lone word or heading of links, in no menu, with a line below that belongs to the document, or the
    document's first line and a possible title.
    """
    lone = {
        number: line
        for number, kind in kinds.items()
        if kind in (Kind.NAVIGATION, Kind.RELATED_LINKS) and _is_lone(line := document.lines.content(number).strip())
    }
    if not lone:
        return []
    menus, first = _menu_lines(document, kinds), _first_line(document)
    page = _Page(document, kinds, *_first_and_last_sentence(document, kinds))
    return [
        number
        for number, line in lone.items()
        if number not in menus
        and (below := _next_line(page, number))
        and ((number == first and _WORDS.titles.search(line) is not None) or _belongs_to(page, number, below))
    ]


class _Page(NamedTuple):
    """A document, the kinds of its lines of furniture, and the numbers of the first and last line that is a sentence.

    If no line is a sentence, `first` is one past the last line and `last` is 0.
    """

    document: Document
    kinds: Mapping[int, Kind]
    first: int
    last: int


def _is_lone(line: str) -> bool:
    """Whether a line is a heading of links, or one site word, perhaps with another in the other script.

    False for two words in one script, and for a line with any other word.
    """
    if _WORDS.link_heads.fullmatch(line):
        return True
    words = _SEPARATORS.sub(" ", line).strip()
    site_words = _WORDS.site_words.findall(words)
    latin_words = sum(word.isascii() for word in site_words)
    return (
        bool(site_words)
        and not _WORDS.site_words.sub("", words).strip()
        and latin_words <= 1
        and len(site_words) - latin_words <= 1
    )


def _menu_lines(document: Document, kinds: Mapping[int, Kind]) -> set[int]:
    """The numbers of the lines of site words that are part of a column of such lines.

    A column is two adjacent lines, or `_MIN_MENU_LINES` lines with nothing but blank lines between them.
    """
    site_word_lines = [
        number
        for number in sorted(kinds)
        if kinds[number] is Kind.NAVIGATION and _kind_of_words(document.lines.content(number).strip())
    ]
    menus: set[int] = set()
    column: list[int] = []
    for number in site_word_lines:
        if column and any(document.lines.content(between).strip() for between in range(column[-1] + 1, number)):
            column = []
        if column and number - column[-1] == 1:
            menus |= {column[-1], number}
        column.append(number)
        if len(column) == _MIN_MENU_LINES:
            menus |= set(column)
        elif len(column) > _MIN_MENU_LINES:
            menus.add(number)
    return menus


def _first_line(document: Document) -> int:
    """The 1-based number of the first line with text; 0 if there is none."""
    return next((number for number in range(1, len(document.lines) + 1) if document.lines.content(number).strip()), 0)


def _first_and_last_sentence(document: Document, kinds: Mapping[int, Kind]) -> tuple[int, int]:
    """The numbers of the first and last line that is a sentence of the document, as defined by `_Page`."""
    numbers = range(1, len(document.lines) + 1)
    first = next((number for number in numbers if _is_sentence(document, number, kinds)), len(numbers) + 1)
    return first, next((number for number in reversed(numbers) if _is_sentence(document, number, kinds)), 0)


def _is_sentence(document: Document, number: int, kinds: Mapping[int, Kind]) -> bool:
    """Whether a line, by its 1-based number, is a sentence of the document and no furniture.

    It has at least `_MIN_SENTENCE` characters and ends with a full-width mark of a sentence or a lead-in.
    """
    line = document.lines.content(number).rstrip()
    return number not in kinds and len(line) >= _MIN_SENTENCE and line[-1] in PACK.sentences.full_width_sentence_or_lead


def _next_line(page: _Page, number: int) -> int:
    """The number of the next line with text that is no page number and no underline; 0 if that is furniture.

    0 also if there is none among the next `2 * _MAX_GAP` lines.
    """
    for below in range(number + 1, min(number + 2 * _MAX_GAP, len(page.document.lines)) + 1):
        line = page.document.lines.content(below).strip()
        if line and page.kinds.get(below) is not Kind.PAGE_NUMBER and not _UNDERLINE.fullmatch(line):
            return 0 if below in page.kinds else below
    return 0


def _belongs_to(page: _Page, number: int, below: int) -> bool:
    """Whether the line `below` a heading of site words belongs to the document, so that the heading does, too.

    Both are line numbers. It does if it begins with a label (the label of a division: it does not) or a list mark
    (unless the heading is a word of menus). Under a heading of links it also does if it has a sentence in it, or is a
    link after which the document continues; under other site words if it is a statement, or if a sentence is near and
    the document has begun above, but never if it is about the page.
    """
    heading, line = (
        page.document.lines.content(line_number)[:_MAX_LINE_CHARACTERS].strip() for line_number in (number, below)
    )
    heads_links = page.kinds[number] is Kind.RELATED_LINKS
    if heads_links and _WORDS.link_followers.fullmatch(line):
        after = _line_after_links(page.document, below)
        return after <= page.last and after not in page.kinds  # the document continues below
    label = read_label(line)
    if label is not None:
        return label.style not in DIVISIONS
    list_mark = _LIST_MARK.match(line)
    content = line[list_mark.end() if list_mark else 0 :]
    if content != line and not _WORDS.menu_words.search(heading):
        return True
    if heads_links:
        return _WORDS.sentence_in.search(content) is not None
    if _WORDS.of_a_page.match(content):
        return False
    return _WORDS.statement.search(content) is not None or (page.first < number and _sentence_is_near(page, below))


def _sentence_is_near(page: _Page, number: int) -> bool:
    """Whether a sentence is among the next `_MAX_SUBHEADINGS` lines with text, that of this number included.

    Furniture ends the search. The sentence has at least `_MIN_CLAUSE` characters and ends with a full-width mark.
    """
    lines = 0
    while number <= len(page.document.lines) and number not in page.kinds and lines < _MAX_SUBHEADINGS:
        line = page.document.lines.content(number)[:_MAX_LINE_CHARACTERS].strip()
        if len(line) >= _MIN_CLAUSE and line[-1] in PACK.sentences.full_width_sentence_or_lead:
            return True
        lines += bool(line)
        number += 1
    return False


def _line_after_links(document: Document, number: int) -> int:
    """The number of the first line from `number` on that is neither empty nor a link; one past the last if none."""
    while number <= len(document.lines):
        line = document.lines.content(number)[:_MAX_LINE_CHARACTERS].strip()
        if line and not _WORDS.link_followers.fullmatch(line):
            break
        number += 1
    return number


def _mark_links(document: Document, number: int, kinds: dict[int, Kind]) -> None:
    """Add the list under a heading such as 相关链接 to `kinds`, up to the first line that may be anything else.

    It also ends after more than `_MAX_GAP` empty lines and at another such heading.
    """
    has_rows, empty_lines = _WORDS.link_rows_sign in document.lines.content(number), 0
    for following in range(number + 1, len(document.lines) + 1):
        span = document.lines.span(following)
        line = document.text[span.start : min(span.end, span.start + _MAX_LINE_CHARACTERS)].strip()
        empty_lines = 0 if line else empty_lines + 1
        if empty_lines > _MAX_GAP or kinds.get(following) is Kind.RELATED_LINKS:
            return  # another heading has a list of its own
        if not line:
            continue
        if (
            _WORDS.link_followers.fullmatch(line)
            or _WORDS.link_heads.fullmatch(line)
            or (has_rows and _WORD_ROW.fullmatch(line))
        ):
            kinds[following] = Kind.RELATED_LINKS
            has_rows = has_rows or _WORDS.link_rows_sign in line[:6]
        else:
            return


def _mark_fillers(document: Document, number: int, step: int, kinds: dict[int, Kind]) -> None:
    """Add fillers (bars, brackets, letter sizes) next to a line of furniture to `kinds`, with the kind of that line.

    `step` is 1 for the lines below and -1 for those above. They end at other text, furniture, or more than `_MAX_GAP`
    empty lines. Page numbers and links have none.
    """
    if kinds[number] in (Kind.PAGE_NUMBER, Kind.RELATED_LINKS):
        return
    neighbour, empty_lines = number + step, 0
    while 1 <= neighbour <= len(document.lines) and neighbour not in kinds and empty_lines <= _MAX_GAP:
        span = document.lines.span(neighbour)
        line = document.text[span.start : min(span.end, span.start + _MAX_FILLER)].strip()
        if line:
            if len(span) > _MAX_FILLER or line not in _WORDS.fillers:
                return
            kinds[neighbour] = kinds[number]
        empty_lines = 0 if line else empty_lines + 1
        neighbour += step
