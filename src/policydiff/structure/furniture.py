"""Page furniture: lines that belong to a web or printed page and not to the document on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span


class Kind(StrEnum):
    """What a line of furniture is there for."""

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
_OPENINGS, _SIGNS = _WORDS.openings, _WORDS.signs  # looked at for every line
_Row = tuple[Kind, re.Pattern[str]]
_SIGNED_ROWS: tuple[_Row, ...] = tuple(
    (Kind(row.kind), pattern(row.pattern, re.IGNORECASE)) for row in _WORDS.rows if not row.opens
)
_ROWS_BY_OPENING: dict[str, tuple[_Row, ...]] = {
    opening: tuple((Kind(row.kind), pattern(row.pattern, re.IGNORECASE)) for row in _WORDS.rows if opening in row.opens)
    for opening in {character for row in _WORDS.rows for character in row.opens}
}
_SEPARATORS = pattern(r"[\s|｜│丨/·•>＞:：【】\[\]（）()。-]+")
_WORD_ROW = pattern(r"[^\s。，；：]{2,6}(?:\s{1,4}[^\s。，；：]{2,6}){3,11}")
_LIST_MARK = pattern(r"(?:>\s{0,4})*(?:[-*+·•●▪◆■]\s{0,4})?")
_UNDERLINE = pattern(r"={2,}|-{2,}|\*{3,}|_{3,}")
_MENU = 3  # lines of site words in a column, blank lines between them, from which they are a menu; 2 without
_LONGEST = 400
_SENTENCE = 15  # characters of the shortest line that is surely a sentence of the document
_CLAUSE = 8  # the same of one under a heading
_SUBHEADINGS = 3  # lines among which that one is looked for
_GAP = 3  # empty lines that may stand inside a block


def find_furniture(document: Document) -> tuple[Furniture, ...]:
    """The furniture of a document in text order; runs of neighbouring lines of one kind are one."""
    kinds = _kinds(document)
    result: list[Furniture] = []
    for number in sorted(kinds):
        span, kind = document.lines.span(number), kinds[number]
        if result and result[-1].kind is kind and not document.text[result[-1].span.end : span.start].strip():
            result[-1] = Furniture(Span(result[-1].span.start, span.end), kind)
        else:
            result.append(Furniture(span, kind))
    return tuple(result)


def is_furniture(line: str) -> bool:
    """Whether a stripped line is furniture by itself; one of site words may head a paragraph where it stands."""
    return bool(line) and _kind_of(line, signed=True) is not None


def _kinds(document: Document) -> dict[int, Kind]:
    """Which lines are furniture, and of what kind."""
    kinds: dict[int, Kind] = {}
    signed = any(sign in document.text for sign in _SIGNS)
    for number, line in _short_lines(document):
        if (kind := _kind_of(line, signed)) and read_label(line) is None:
            kinds[number] = kind
    for number in _headings(document, kinds):
        del kinds[number]
    for number in sorted(kinds):
        if kinds[number] is Kind.RELATED_LINKS:
            _follow_links(document, number, kinds)
    for number in sorted(kinds):
        for step in (1, -1):
            _absorb_fillers(document, number, step, kinds)
    return kinds


def _short_lines(document: Document) -> Iterator[tuple[int, str]]:
    text, starts = document.text, document.lines.starts
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        if 2 <= end - start <= _LONGEST and (line := text[start:end].strip()):
            yield number, line


def _kind_of(line: str, signed: bool) -> Kind | None:
    """The kind of a stripped line that is certainly furniture by itself; `signed` texts are looked at closely."""
    if line[0] in _OPENINGS and len(line) <= 80 and (kind := _kind_of_words(line)):
        return kind
    for kind, words in _ROWS_BY_OPENING.get(line[0], ()):
        if words.fullmatch(line):
            return kind
    if signed and any(sign in line for sign in _SIGNS):
        return next((kind for kind, words in _SIGNED_ROWS if words.fullmatch(line)), None)
    return None


def _kind_of_words(line: str) -> Kind | None:
    if _WORDS.link_heads.fullmatch(line):
        return Kind.RELATED_LINKS
    if _WORDS.sure_buttons.search(line) and not _WORDS.buttons.sub("", _SEPARATORS.sub("", line)):
        return Kind.TOOLS
    bare = _SEPARATORS.sub(" ", line).strip()
    return Kind.NAVIGATION if bare and not _WORDS.site_words.sub("", bare).strip() else None


def _headings(document: Document, kinds: Mapping[int, Kind]) -> list[int]:
    """Of the lines of site words (联系我们, 相关链接), those that head a paragraph or a list of the document."""
    lone = {
        number: line
        for number, kind in kinds.items()
        if kind in (Kind.NAVIGATION, Kind.RELATED_LINKS) and _is_lone(line := document.lines.content(number).strip())
    }
    if not lone:
        return []
    menus, first = _menus(document, kinds), _first_line(document)
    page = _Page(document, kinds, *_sentences(document, kinds))
    return [
        number
        for number, line in lone.items()
        if number not in menus
        and (below := _line_below(page, number))
        and ((number == first and _WORDS.titles.search(line) is not None) or _belongs_to(page, number, below))
    ]


class _Page(NamedTuple):
    """A document, the lines that are furniture by themselves, and its first and last line that is a sentence.

    Where none is, the last one is 0 and the first one is beyond the end.
    """

    document: Document
    kinds: Mapping[int, Kind]
    first: int
    last: int


def _is_lone(line: str) -> bool:
    """Whether a line is one site word, or one in each of two languages, or a heading of links."""
    if _WORDS.link_heads.fullmatch(line):
        return True
    bare = _SEPARATORS.sub(" ", line).strip()
    words = _WORDS.site_words.findall(bare)
    latin = sum(word.isascii() for word in words)
    return bool(words) and not _WORDS.site_words.sub("", bare).strip() and latin <= 1 and len(words) - latin <= 1


def _menus(document: Document, kinds: Mapping[int, Kind]) -> set[int]:
    """The lines of site words that stand in a column, or beside a row of them."""
    words = [
        number
        for number in sorted(kinds)
        if kinds[number] is Kind.NAVIGATION and _kind_of_words(document.lines.content(number).strip())
    ]
    menus: set[int] = set()
    column: list[int] = []
    for number in words:
        if column and any(document.lines.content(between).strip() for between in range(column[-1] + 1, number)):
            column = []
        if column and number - column[-1] == 1:
            menus |= {column[-1], number}
        column.append(number)
        if len(column) == _MENU:
            menus |= set(column)
        elif len(column) > _MENU:
            menus.add(number)
    return menus


def _first_line(document: Document) -> int:
    """The first line with text; 0 where there is none."""
    return next((number for number in range(1, len(document.lines) + 1) if document.lines.content(number).strip()), 0)


def _sentences(document: Document, kinds: Mapping[int, Kind]) -> tuple[int, int]:
    """The first and the last line that is a sentence of the document, as `_Page` has them."""
    numbers = range(1, len(document.lines) + 1)
    first = next((each for each in numbers if _is_sentence(document, each, kinds)), len(numbers) + 1)
    return first, next((each for each in reversed(numbers) if _is_sentence(document, each, kinds)), 0)


def _is_sentence(document: Document, number: int, kinds: Mapping[int, Kind]) -> bool:
    line = document.lines.content(number).rstrip()
    return number not in kinds and len(line) >= _SENTENCE and line[-1] in PACK.sentences.full_width_sentence_or_lead


def _line_below(page: _Page, number: int) -> int:
    """The next line with text, page numbers and the underline of a heading left out; 0 for furniture or the end."""
    for below in range(number + 1, min(number + 2 * _GAP, len(page.document.lines)) + 1):
        line = page.document.lines.content(below).strip()
        if line and page.kinds.get(below) is not Kind.PAGE_NUMBER and not _UNDERLINE.fullmatch(line):
            return 0 if below in page.kinds else below
    return 0


def _belongs_to(page: _Page, number: int, below: int) -> bool:
    """Whether the line below a heading of site words belongs to the document, and stands under that heading."""
    heading, line = (page.document.lines.content(each)[:_LONGEST].strip() for each in (number, below))
    links = page.kinds[number] is Kind.RELATED_LINKS
    if links and _WORDS.link_followers.fullmatch(line):
        after = _after_links(page.document, below)
        return after <= page.last and after not in page.kinds  # the document goes on
    label = read_label(line)
    if label is not None:
        return label.style not in DIVISIONS
    mark = _LIST_MARK.match(line)
    words = line[mark.end() if mark else 0 :]
    if words != line and not _WORDS.menu_words.search(heading):
        return True
    if links:
        return _WORDS.sentence_in.search(words) is not None
    if _WORDS.of_a_page.match(words):
        return False
    return _WORDS.says.search(words) is not None or (page.first < number and _leads_to_a_sentence(page, below))


def _leads_to_a_sentence(page: _Page, number: int) -> bool:
    """Whether a sentence stands under a line that may be a heading of a lower level, with little between."""
    lines = 0
    while number <= len(page.document.lines) and number not in page.kinds and lines < _SUBHEADINGS:
        line = page.document.lines.content(number)[:_LONGEST].strip()
        if len(line) >= _CLAUSE and line[-1] in PACK.sentences.full_width_sentence_or_lead:
            return True
        lines += bool(line)
        number += 1
    return False


def _after_links(document: Document, number: int) -> int:
    """The first line from this one on that is neither empty nor a link."""
    while number <= len(document.lines):
        line = document.lines.content(number)[:_LONGEST].strip()
        if line and not _WORDS.link_followers.fullmatch(line):
            break
        number += 1
    return number


def _follow_links(document: Document, number: int, kinds: dict[int, Kind]) -> None:
    """Marks the list under a heading such as 相关链接, up to the first line that could be anything else."""
    rows, blank = _WORDS.link_rows_sign in document.lines.content(number), 0
    for following in range(number + 1, len(document.lines) + 1):
        span = document.lines.span(following)
        line = document.text[span.start : min(span.end, span.start + _LONGEST)].strip()
        blank = 0 if line else blank + 1
        if blank > _GAP or kinds.get(following) is Kind.RELATED_LINKS:
            return  # a heading further down follows its own list
        if not line:
            continue
        if (
            _WORDS.link_followers.fullmatch(line)
            or _WORDS.link_heads.fullmatch(line)
            or (rows and _WORD_ROW.fullmatch(line))
        ):
            kinds[following] = Kind.RELATED_LINKS
            rows = rows or _WORDS.link_rows_sign in line[:6]
        else:
            return


def _absorb_fillers(document: Document, number: int, step: int, kinds: dict[int, Kind]) -> None:
    """Marks lone bars, brackets and letter-size words that stand between or beside lines of furniture."""
    if kinds[number] in (Kind.PAGE_NUMBER, Kind.RELATED_LINKS):
        return
    at, blank = number + step, 0
    while 1 <= at <= len(document.lines) and at not in kinds and blank <= _GAP:
        span = document.lines.span(at)
        line = document.text[span.start : min(span.end, span.start + 40)].strip()
        if line:
            if len(span) > 40 or line not in _WORDS.fillers:
                return
            kinds[at] = kinds[number]
        blank = 0 if line else blank + 1
        at += step
