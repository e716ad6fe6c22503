r"""Lists of attachments (附件说明) of a document: 附件：1. … and the numbered lines behind it.

>>> found = attachment_lists(Document.from_text("附件：1. 任务表\n　　　2. 名单\n"))
>>> [(entry.number, entry.name) for entry in found[0].entries]
[(1, '任务表'), (2, '名单')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.structure.official_lines import bare, next_line, stripped, text_lines
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_WORDS = PACK.official
_MAX_ATTACHMENTS = 60  # of a list
_FOLLOWING_ENTRY = pattern(r"[ \t\u3000；;]+(?P<n>\d{1,2})[．.、](?!\d)")


class ListedAttachment(NamedTuple):
    """An entry of a list of attachments (附件说明): its number, 0 if there is none, its name, and its place."""

    number: int
    name: str
    span: Span


class AttachmentList(NamedTuple):
    """A list of attachments: its lines from the word 附件 on, and its entries, which are numbered from 1 if several."""

    span: Span
    entries: tuple[ListedAttachment, ...]


def attachment_lists(document: Document) -> tuple[AttachmentList, ...]:
    """The lists of attachments of a document, in text order: 附件：1. … and what is numbered behind it, or 附件1：….

    The word alone on its line, and lines that each have it, are a list only if a signature or a date follows.
    """
    lists: list[AttachmentList] = []
    for match in _WORDS.attachments.finditer(document.text):
        if not lists or match.start() >= lists[-1].span.end:
            lists += _list_at(document, match)
    run: list[re.Match[str]] = []
    for match in _WORDS.labelled_attachment.finditer(document.text):
        follows = run and not document.text[run[-1].end() : match.start()].strip()
        if not follows or numeral_value(match["n"]) != len(run) + 1:
            lists += _labelled_list(document, run)
            run = []
        if numeral_value(match["n"]) == len(run) + 1:
            run.append(match)
    lists += _labelled_list(document, run)
    return tuple(sorted(lists))


def _list_at(document: Document, match: re.Match[str]) -> Iterator[AttachmentList]:
    """The list that begins with this match of the word and its colon, if it is one."""
    text, start = document.text, match.start()
    first = Span(match.start("entry"), match.end("entry"))
    is_alone = not match["entry"].strip()
    entries = [] if is_alone else _entries_of_line(text, first, 1)
    if not is_alone and not entries:
        name = ListedAttachment(0, match["entry"].strip(), first)
        yield AttachmentList(stripped(text, Span(start, first.end)), (name,))
        return
    end = first.end
    for line in text_lines(document, next_line(text, end)):
        more = _entries_of_line(text, line.span, len(entries) + 1)
        if not more or len(entries) >= _MAX_ATTACHMENTS:
            break
        entries += more
        end = line.span.end
    if entries and not (is_alone and not _signature_follows(document, end)):
        yield AttachmentList(stripped(text, Span(start, end)), tuple(entries))


def _entries_of_line(text: str, span: Span, number: int) -> list[ListedAttachment]:
    """The entries in a line, numbered from `number` on; none if it does not begin with that number."""
    entries: list[ListedAttachment] = []
    position = span.start
    while position < span.end and len(entries) < _MAX_ATTACHMENTS:
        following = _FOLLOWING_ENTRY.search(text, position + 1, span.end)
        while following and int(following["n"]) != number + 1:
            following = _FOLLOWING_ENTRY.search(text, following.end(), span.end)
        end = following.start() if following else span.end
        entry = _WORDS.attachment_entry.fullmatch(text, position, end)
        if entry is None or int(entry["n"]) != number:
            break
        entries.append(ListedAttachment(number, entry["name"].strip(), stripped(text, Span(*entry.span("name")))))
        number += 1
        position = following.start("n") if following else span.end
    return entries


def _labelled_list(document: Document, lines: Sequence[re.Match[str]]) -> Iterator[AttachmentList]:
    """The list of two lines or more that each have the word and a number, if a signature or a date follows."""
    if len(lines) >= 2 and _signature_follows(document, lines[-1].end()):
        entries = [
            ListedAttachment(number, line["name"].strip(), Span(*line.span("name")))
            for number, line in enumerate(lines, start=1)
        ]
        yield AttachmentList(stripped(document.text, Span(lines[0].start(), lines[-1].end())), tuple(entries))


def _signature_follows(document: Document, position: int) -> bool:
    """Whether the next line with text, behind that of a position, is a date or names who signed."""
    line = next(text_lines(document, next_line(document.text, position)), None)
    return line is not None and bool(
        _WORDS.date_line.fullmatch(line.text) or _WORDS.signatory.fullmatch(bare(line.text))
    )
