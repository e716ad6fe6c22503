"""Which lines and sentences read as provisions, so that they are surely body and nothing that stands round one."""

from __future__ import annotations

from itertools import islice, pairwise

from policydiff.languages import PACK
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import ends_adoption_history, front_matter, metadata
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_LONG = 60  # characters of a line or sentence that is no heading, and no page's
_SENTENCES = 120  # among which the body begins
_ENDS_PROSE = frozenset(PACK.sentences.sentence_or_lead)
_SENTENCE_END = pattern("[。；！？]")


def body_start_line(document: Document) -> int:
    """The number of the first line that is surely body, so that none below it is head; past the last for none.

    It is a long one, or that in which a long sentence ends, however its lines are wrapped.
    """
    text, lines = document.text, document.lines
    last = front_matter(document)[0]
    found = _SENTENCE_END.finditer(text, lines.span(last).end if last else 0)
    ends = [each.end() for each in islice(found, _SENTENCES)]
    wrapped = next(
        (lines.number(end - 1) for begin, end in pairwise(ends) if is_long_body_line("".join(text[begin:end].split()))),
        len(lines) + 1,
    )
    above = range(last + 1, min(wrapped, len(lines) + 1))
    return next((number for number in above if is_long_body_line(lines.content(number).strip())), wrapped)


def is_long_body_line(words: str) -> bool:
    """Whether a stripped line, or a sentence without its line ends, is prose and too long for anything else."""
    return len(words) > _LONG and is_body_line(words) and not is_furniture(words)


def is_body_line(line: str) -> bool:
    """Whether a stripped line reads as a provision: it ends as a sentence does, and is no date's line, no metadata, and
    no end of a history.
    """
    if line[-1] not in _ENDS_PROSE or line[0] in ">（(" or PACK.header.date.search(line) or ends_adoption_history(line):
        return False
    return metadata(line, Span(0, 0)) is None
