r"""The texts that a document carries: its annexes, and what a notice or an order passes on under its own title.

>>> from policydiff.structure.outline import outline
>>> from policydiff.text.document import Document
>>> text = "关于印发渡口办法的通知\n现将《渡口办法》印发给你们。\n渡口办法\n第一条 渡口每日开放。\n"
>>> [(carried.title, carried.span.start) for carried in carried_texts(outline(Document.from_text(text)))]
[('渡口办法', 27)]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.contents import CONTENTS_HEADING
from policydiff.structure.numbering import ANNEXES, read_label
from policydiff.structure.outline import LabelledLine, Outline
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_WORDS = PACK.header
_MAX_LEAD = 4_000  # characters at the beginning of a document, in which it says what it passes on
_MAX_TITLE = 120  # characters
_MAX_PREFIX = 20  # characters before the announced title, mostly an agency
_MAX_TITLE_LINES = 3
_MIN_TITLE = 4  # characters
_WORD_OF_LABEL = 2  # characters of a label before its number: 附件
_MAX_TITLES = 20  # that are announced
_BLANKS = pattern(r"[\s\u3000\ufeff\u200b*_#]+")
_LAST_BRACKETS = pattern(r"[（(【〔\[][^（）()【】〔〕\[\]]{1,40}[）)】〕\]]$")
_QUOTES = "《》〈〉「」『』“”"


class CarriedText(NamedTuple):
    """A text inside a document. `label` is that of an annex, None for a text that is passed on under its title alone.

    `title` and its span are None if it has none. `span` is the text without its label, up to the next one.
    """

    label: str | None
    title: str | None
    title_span: Span | None
    span: Span

    @property
    def name(self) -> str:
        """The label and the title, as far as there are any: 附件1 渡口办法."""
        return " ".join(part for part in (self.label, self.title) if part)


def carried_texts(outlined: Outline) -> tuple[CarriedText, ...]:
    """The texts that a document carries, in text order and disjoint; () if there are none.

    They begin at the label of an annex, or at a line with the title that the document said it passes on. Of annexes
    with the same label, all but the last are entries of a list.
    """
    document = outlined.document
    labels = {line.line: line for line in outlined.labelled if line.label.style in ANNEXES and not line.label.quoted}
    last_with_label = {line.label.text: number for number, line in labels.items()}
    starts: dict[int, LabelledLine | None] = {
        number: line for number, line in labels.items() if last_with_label[line.label.text] == number
    }
    for number in _lines_of_announced_titles(outlined):
        if not any(above in starts and _is_bare(document, above, number) for above in range(number - 4, number)):
            starts.setdefault(number, None)
    numbers = sorted(starts)
    if not numbers:
        return ()
    ends = [document.lines.starts[number - 1] for number in numbers[1:]] + [len(document.text)]
    return tuple(
        _carried_text(document, number, starts[number], end) for number, end in zip(numbers, ends, strict=True)
    )


def passes_on(outlined: Outline, carried: CarriedText) -> bool:
    """Whether the document says, by its title or in its lead before the carried text, that it passes a text on."""
    lead = outlined.document.text[: min(carried.span.start, _MAX_LEAD)]
    return _WORDS.passes_on.search(outlined.title or "") is not None or _WORDS.passes_on.search(lead) is not None


def same_label(label: str | None, other: str | None) -> bool:
    """Whether two labels of annexes name the same one: 附件1 and 附件一, not 附表1. False if either is missing."""
    if not label or not other:
        return False
    one, another = read_label(label), read_label(other)
    if one is None or another is None or one.style not in ANNEXES:
        return False
    return one[:2] == another[:2] and _bare(label)[:_WORD_OF_LABEL] == _bare(other)[:_WORD_OF_LABEL]


def is_first_annex(label: str | None) -> bool:
    """Whether a label is that of a first or only annex: 附件, 附件1, 附件一."""
    read = read_label(label) if label else None
    return read is not None and read.style in ANNEXES and read.number in ((), (1,))


def _carried_text(document: Document, number: int, labelled: LabelledLine | None, end: int) -> CarriedText:
    """The text that begins on the 1-based line `number`, with the label of that line, if any, and ends at `end`."""
    span = document.lines.span(number)
    label, start = None, span.start
    if labelled is not None:
        label = labelled.label.text.strip(" \t\u3000：:")
        after = labelled.span.start + labelled.label.end
        rest = document.text[after : span.end]
        start = after + len(rest) - len(rest.lstrip(" \t\u3000：:.．、*")) if _bare(rest).strip("：:") else span.end
    title_span = _title_span(document, start, end)
    if title_span is not None:
        start = title_span.start
    title = _joined_title(document.text[title_span.start : title_span.end]) if title_span else None
    return CarriedText(label, title, title_span, Span(min(start, end), end))


def _title_span(document: Document, start: int, end: int) -> Span | None:
    """The span of the title that begins at `start`, blank lines skipped; None if the text there is none.

    A title is one line, or up to `_MAX_TITLE_LINES` that end with a kind of document; it has no mark of a sentence and
    no label.
    """
    lines = list(islice(_title_lines(document, start, end), _MAX_TITLE_LINES))
    for last in lines:
        if _WORDS.title_end.search(_bare(document.text[lines[0].start : last.end])):
            return Span(lines[0].start, last.end)
    return lines[0] if lines else None


def _title_lines(document: Document, start: int, end: int) -> Iterator[Span]:
    """The lines in a row that may be a title, without blanks and mark-up around them; blank ones are skipped first."""
    is_first = True
    for number in range(document.lines.number(start), len(document.lines) + 1):
        line = document.lines.span(number)
        line = Span(max(line.start, start), line.end)
        content = document.text[line.start : line.end]
        if line.start >= end or (not is_first and (not content.strip() or CONTENTS_HEADING.fullmatch(content.strip()))):
            return
        if not content.strip():
            continue
        if len(content) > _MAX_TITLE or not _may_be_title(content):
            return
        is_first = False
        indent = len(content) - len(content.lstrip(" \t\u3000*#"))
        yield Span(line.start + indent, line.start + len(content.rstrip(" \t\u3000*#\r\n")))


def _may_be_title(content: str) -> bool:
    """Whether a line may be a title: it has no label of its own and no mark that a title never has."""
    label = read_label(content)
    if label is not None and label.style != "heading":
        return False
    return not any(mark in content for mark in PACK.sentences.clause)


def _joined_title(text: str) -> str:
    """The title on one line, without white space around its lines."""
    return "".join(line.strip(" \t\u3000") for line in text.splitlines())


def _is_bare(document: Document, first: int, last: int) -> bool:
    """Whether the lines after `first` and before `last`, 1-based, are blank."""
    return all(not document.lines.content(number).strip() for number in range(first + 1, last))


def _lines_of_announced_titles(outlined: Outline) -> Iterator[int]:
    """The 1-based lines that hold nothing but a title which the text above them passes on; each title once."""
    document = outlined.document
    titles = _announced_titles(outlined)
    for number in range(2, len(document.lines) + 1):
        if not titles:
            return
        line = document.lines.content(number)
        if len(line) > _MAX_TITLE or not line.strip():
            continue
        below = [
            document.lines.content(later)
            for later in range(number + 1, min(number + _MAX_TITLE_LINES, len(document.lines) + 1))
        ]
        for title in _titles_on(line, [text for text in below if len(text) <= _MAX_TITLE], titles):
            if titles.pop(title) < document.lines.starts[number - 1]:
                yield number
                break


def _titles_on(line: str, below: list[str], titles: dict[str, int]) -> list[str]:
    """Those of the titles which the line, or the line with those below it, consists of."""
    if not _may_be_title(line) or (("《" in line) != line.strip().startswith("《")):
        return []
    text, carried_titles = _bare_title(line), []
    for following in ("", *below):
        text = _bare_title(text + following)
        carried_titles += [title for title in titles if text.endswith(title) and len(text) - len(title) <= _MAX_PREFIX]
        if carried_titles or not any(title.startswith(text) for title in titles):
            break
    return carried_titles


def _announced_titles(outlined: Outline) -> dict[str, int]:
    """The titles of what the document says that it passes on, bare, with the position where it says so."""
    text = outlined.document.text[:_MAX_LEAD]
    titles: dict[str, int] = {}
    sources = [(0, outlined.title or "")] + [(match.start(), match[0]) for match in _LINE.finditer(text)]
    for position, line in sources:
        if _WORDS.passes_on.search(line):
            for match in _WORDS.passed_on_title.finditer(line):
                title = _bare_title(next(filter(None, match.groups()), ""))
                if len(title) >= _MIN_TITLE and len(titles) < _MAX_TITLES:
                    titles.setdefault(title, position)
    return titles


_LINE = pattern(r"[^\r\n]{4,400}")


def _bare(text: str) -> str:
    """The text without blanks and mark-up."""
    return _BLANKS.sub("", text)


def _bare_title(text: str) -> str:
    """A title without blanks, quotation marks, and the brackets at its end."""
    bare = _bare(text).strip(_QUOTES)
    while (brackets := _LAST_BRACKETS.search(bare)) is not None and brackets.start() > 0:
        bare = bare[: brackets.start()].strip(_QUOTES)
    return bare
