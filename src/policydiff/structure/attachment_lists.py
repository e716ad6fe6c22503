r"""Lists of attachments (附件说明) of a document: 附件：1. … and the numbered lines behind it.

>>> found = attachment_lists(Document.from_text("附件：1. 任务表\n　　　2. 名单\n"))
>>> [(entry.number, entry.name) for entry in found[0].entries]
[(1, '任务表'), (2, '名单')]
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.official_lines import bare, next_line, stripped, text_lines
from policydiff.text.document import Document
from policydiff.text.spans import Span

_WORDS = PACK.official
_MAX_ATTACHMENTS = 60  # of a list


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
    """The lists of attachments of a document, in text order: 附件：1. … and the numbered lines behind it.

    The word alone on its line begins a list only if a first entry follows and a signature or a date behind the last.
    """
    text = document.text
    found: list[AttachmentList] = []
    for match in _WORDS.attachments.finditer(text):
        if found and match.start() < found[-1].span.end:
            continue
        entries: list[ListedAttachment] = []
        first = Span(match.start("entry"), match.end("entry"))
        is_alone = not match["entry"].strip()
        if not is_alone:
            entry = _WORDS.attachment_entry.fullmatch(text, first.start, first.end)
            if entry is None or int(entry["n"]) != 1:
                name = match["entry"].strip()
                found.append(AttachmentList(stripped(text, Span(*match.span())), (ListedAttachment(0, name, first),)))
                continue
            entries.append(_listed(entry))
        end = first.end
        for line in text_lines(document, next_line(text, end)):
            entry = _WORDS.attachment_entry.fullmatch(line.text)
            if entry is None or int(entry["n"]) != len(entries) + 1 or len(entries) >= _MAX_ATTACHMENTS:
                break
            listed = _listed(entry)
            entries.append(listed._replace(span=Span(line.span.start + listed.span.start, line.span.end)))
            end = line.span.end
        if entries and not (is_alone and not _signature_follows(document, end)):
            found.append(AttachmentList(stripped(text, Span(match.start(), end)), tuple(entries)))
    return tuple(found)


def _listed(entry: re.Match[str]) -> ListedAttachment:
    """The entry of a list that a line matches; its span counts from where the text of the match does."""
    return ListedAttachment(int(entry["n"]), entry["name"].strip(), Span(*entry.span("name")))


def _signature_follows(document: Document, position: int) -> bool:
    """Whether the next line with text, behind that of a position, is a date or names who signed."""
    line = next(text_lines(document, next_line(document.text, position)), None)
    return line is not None and bool(
        _WORDS.date_line.fullmatch(line.text) or _WORDS.signatory.fullmatch(bare(line.text))
    )
