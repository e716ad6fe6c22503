"""Which lines and sentences are surely body: they read as provisions, not as front or back matter.

>>> is_body_line("申请人应当提交下列材料：")
True
>>> is_body_line("发布日期：2018年12月7日")
False
"""

from __future__ import annotations

from itertools import islice, pairwise

from policydiff.languages import PACK
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import ends_adoption_history, front_matter, parse_key_value_line
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_HEADING_CHARACTERS = 60  # a longer line or sentence is neither a heading nor page furniture
_MAX_SENTENCES = 120  # sentences from the top in which the beginning of the body is looked for
_BODY_LINE_ENDS = frozenset(PACK.sentences.sentence_or_lead)
_SENTENCE_END = pattern("[。；！？]")


def body_start_line(document: Document) -> int:
    """The number of the first line that is surely body, below which no front matter follows; one past the last if none.

    It is the first long body line, or the line in which the first long sentence ends, whichever comes first.
    """
    text, lines = document.text, document.lines
    last = front_matter(document)[0]
    marks = _SENTENCE_END.finditer(text, lines.span(last).end if last else 0)
    ends = [mark.end() for mark in islice(marks, _MAX_SENTENCES)]
    wrapped = next(
        (lines.number(end - 1) for begin, end in pairwise(ends) if is_long_body_line("".join(text[begin:end].split()))),
        len(lines) + 1,
    )
    above = range(last + 1, min(wrapped, len(lines) + 1))
    return next((number for number in above if is_long_body_line(lines.content(number).strip())), wrapped)


def is_long_body_line(line: str) -> bool:
    """Whether a stripped line, or a sentence without its line ends, is body text too long for anything else."""
    return len(line) > _MAX_HEADING_CHARACTERS and is_body_line(line) and not is_furniture(line)


def is_body_line(line: str) -> bool:
    """Whether a stripped, non-empty line reads as a provision.

    It ends as a sentence does, holds no date, and is neither metadata nor the end of an adoption history.
    """
    if (
        line[-1] not in _BODY_LINE_ENDS
        or line[0] in ">（("
        or PACK.header.date.search(line)
        or ends_adoption_history(line)
    ):
        return False
    return parse_key_value_line(line, Span(0, 0)) is None
