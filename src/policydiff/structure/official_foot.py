r"""The foot of an official document that stands behind a text which it carries: signature, copies, and printing.

>>> text = "第一条 渡口每日开放。\n\n青槐县交通局\n2031年3月1日\n"
>>> foot_start(Document.from_text(text), Span(0, len(text)))
13
"""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.languages import PACK
from policydiff.structure.official_lines import MAX_SIGNATORY, bare
from policydiff.text.document import Document
from policydiff.text.spans import Span

_WORDS = PACK.official
_MAX_FOOT_LINES = 16  # lines with text that are read
_MAX_FOOT_LINE = 200  # characters of a line of a foot
_MAX_SIGNATORY_LINES = 6  # above the date
_MAX_COPY_LINES = 4  # that say whom copies go to


def foot_start(document: Document, span: Span) -> int:
    """The position of the line where the foot of an official document at the end of `span` begins.

    It consists of signatures with their dates, remarks on the release of the document, whom copies go to, and who
    printed it when; remarks alone are none. The end of `span` if there is no foot.
    """
    starts: list[int] = []
    texts: list[str] = []
    first, last = document.lines.numbers(span)
    for number in range(last, first - 1, -1):
        line = document.lines.span(number)
        start = max(line.start, span.start)
        content = document.text[start : min(line.end, span.end)].strip()
        if len(texts) == _MAX_FOOT_LINES or len(content) > _MAX_FOOT_LINE:
            break
        if content:
            starts.insert(0, start)
            texts.insert(0, content)
    end, is_foot = len(texts), False
    while count := _closing_lines(texts[:end]):
        end -= count
        is_foot = is_foot or not _is_remark(texts[end])
    return starts[end] if is_foot else span.end


def _closing_lines(texts: Sequence[str]) -> int:
    """How many of the last lines are one element of a foot; 0 if none are."""
    if not texts:
        return 0
    for count in range(1, min(len(texts), _MAX_COPY_LINES) + 1):
        line = texts[-count]
        if count > 1 and line[-1] in PACK.sentences.full_width_sentence:
            break
        if _WORDS.copies_to.match(line):
            return count
    for count in (1, 2):
        if _WORDS.printed.fullmatch("\n".join(texts[-count:])):
            return count
    if _is_remark(texts[-1]):
        return 1
    return _signature_lines(texts)


def _is_remark(text: str) -> bool:
    """Whether a line is a remark on the release of a document: （此件公开发布）."""
    return _WORDS.release_note.fullmatch(text) is not None


def _signature_lines(texts: Sequence[str]) -> int:
    """How many of the last lines are a date and who signed, on the same line or on those above; 0 if they are not."""
    dated = _WORDS.date_line.fullmatch(texts[-1])
    if dated is None:
        return 0
    if dated["who"].strip():
        return 1 if _are_signatories(dated["who"]) else 0
    above = texts[:-1][-_MAX_SIGNATORY_LINES:]
    count = next((index for index, text in enumerate(reversed(above)) if not _are_signatories(text)), len(above))
    return 1 + count if count else 0


def _are_signatories(text: str) -> bool:
    """Whether a line names who signed: one, or several with blanks between."""
    if len(text) > 2 * MAX_SIGNATORY:
        return False
    return bool(_WORDS.signatory.fullmatch(bare(text))) or all(map(_WORDS.signatory.fullmatch, text.split()))
