"""Rule for markings of classification and of restricted use, which a published document must not carry.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("机密★5年\\n关于渔港登记的通知\\n", "a.txt"))
>>> [str(fault.message) for fault in classified_marking.find(subject)]
['the document is marked “机密★5年”']
"""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

PLACE = 12  # of the family among the families, in the order of docs/check.md

_MAX_MARKING = 80  # characters of a line that may be a marking
_MAX_HEAD_LINES = 8  # lines with text at the top of a document that may be its head
_MAX_HEAD_CHARACTERS = 60  # of a line of the head; a longer line is body
_SENTENCE_ENDS = frozenset("。；;：:")
_MARK_UP = " \t\u3000\xa0#*_>|-`"


@rule(
    "classified-marking",
    "error",
    message("a marking of secrecy or of restricted use on the document"),
    opt_in=True,
)
def classified_marking(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each line that is such a marking; weak markings count only in the head of the document."""
    words, lines = PACK.publication().markings, subject.document.lines
    head_end = _head_end(subject)
    for number in subject.lines_with(*words.signs):
        span = lines.span(number)
        if len(span) > _MAX_MARKING:
            continue
        stripped = _without_mark_up(subject.text, span)
        compact = "".join(subject.text[stripped.start : stripped.end].split()).replace("**", "")
        patterns = (*words.certain, *words.in_head) if number <= head_end else words.certain
        for marking_pattern in patterns:
            match = marking_pattern.fullmatch(compact)
            if match:
                mark = next(group for group in match.groups() if group)
                yield Fault(stripped, message("the document is marked “{mark}”", mark=mark))
                break


def _without_mark_up(text: str, span: Span) -> Span:
    """The span without blanks and Markdown's marks at its ends."""
    content = text[span.start : span.end].rstrip("\r\n")
    start = span.start + len(content) - len(content.lstrip(_MARK_UP))
    return Span(start, max(start, span.start + len(content.rstrip(_MARK_UP))))


_NO_TEXT = pattern(r"\W*")


def _head_end(subject: CheckedDocument) -> int:
    """The number of the last line of the head: up to `_MAX_HEAD_LINES` lines with words, before the first sentence."""
    lines, with_text = subject.document.lines, 0
    for number in range(1, len(lines) + 1):
        span = lines.span(number)
        content = subject.text[span.start : min(span.end, span.start + 2 * _MAX_HEAD_CHARACTERS)].strip()
        if not content:
            continue
        with_text += _NO_TEXT.fullmatch(content) is None
        if with_text > _MAX_HEAD_LINES or len(content) > _MAX_HEAD_CHARACTERS or content[-1] in _SENTENCE_ENDS:
            return number - 1
    return len(lines)
