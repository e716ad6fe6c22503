r"""The parts of an official document (公文) as GB/T 9704 names them: from 份号 to 附件, each with its place.

>>> text = "云汐市财政局文件\n云财〔2024〕3号\n云汐市财政局关于报送决算的通知\n各区财政局：\n请按时报送。\n"
>>> document = Document.from_text(text)
>>> title = Span(text.index("云汐市财政局关于"), text.index("\n各区"))
>>> [part.name for part in official_parts(document, title)]
['mark', 'number', 'title', 'recipients', 'body']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.attachment_lists import attachment_lists
from policydiff.structure.official_keys import KeyedPart, keyed_parts
from policydiff.structure.official_lines import (
    MAX_LINE,
    MAX_SIGNATORY,
    OfficialLine,
    bare,
    kind_of_head,
    names_minutes,
    next_line,
    stripped,
    text_lines,
)
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_WORDS = PACK.official
_MAX_HEAD_LINES = 24  # lines with text above the title, or without a title
_MAX_BELOW_TITLE = 6  # lines with text between title and recipients
_MAX_RECIPIENT_LINES = 8
_MAX_SIGNATORIES = 8  # lines with text above the date
_MAX_METADATA_LINES = 30  # lines with text between a title and its repetition
_MAX_TITLE_LINES = 5
_MAX_NOTES = 4
_MAX_COPY_LINES = 8
_MAX_DATE_LINES = 200  # lines with a date alone that are read
_MIN_PARTS = 2  # that only an official document has; one alone may stand in any text
_MIN_CARRIED = 20  # characters of a text that follows the signature of the document that issues it
_TOKEN = pattern(r"[^ \t\u3000]+")
_COMMON_PARTS = frozenset({"title", "body", "date", "notes", "annexes"})  # any other text may have them, too

PART_NAMES = {
    "copy_number": "份号",
    "secrecy": "密级和保密期限",
    "urgency": "紧急程度",
    "mark": "发文机关标志",
    "number": "发文字号",
    "signers": "签发人",
    "title": "标题",
    "recipients": "主送机关",
    "subject": "主旨",
    "explanation": "说明",
    "action": "办法",
    "body": "正文",
    "attachments": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "notes": "附注",
    "originals": "正本",
    "copies_to": "抄送机关",
    "printed": "印发机关和印发日期",
    "annexes": "附件",
    "file_number": "档号",
    "retention": "保存年限",
}


class OfficialPart(NamedTuple):
    """A part of an official document; `name` is a key of `PART_NAMES`, `span` the place of its text.

    Of several agencies, signers, attachments or annexes each is a part of its own.
    """

    name: str
    span: Span


# ------------------------------------------------------------------------------------------------- all parts


def official_parts(document: Document, title: Span | None) -> tuple[OfficialPart, ...]:
    """The parts of a document in text order; none if it has fewer than two of those that only such a document has.

    `title` is its title, as the outline has it. A document with a key on each line (主旨：) is read by its keys.
    """
    repeated = _repeated_title(document, title)
    if keyed := keyed_parts(document):
        return tuple(OfficialPart(*part) for part in sorted(keyed, key=_by_place))
    parts = list(_Reader(document, repeated or title, is_listed=repeated is not None).parts())
    if len({part.name for part in parts} - _COMMON_PARTS) < _MIN_PARTS:
        return ()
    return tuple(sorted(parts, key=_by_place))


def _by_place(part: OfficialPart | KeyedPart) -> tuple[int, int]:
    """The sort key: where a part begins and ends."""
    return part.span.start, part.span.end


def _repeated_title(document: Document, title: Span | None) -> Span | None:
    """Where the document has its title again, below a table of metadata that names it; None without such a table."""
    if title is None:
        return None
    words = "".join(document.text[title.start : title.end].split())
    lines: list[OfficialLine] = []
    for line in text_lines(document, next_line(document.text, title.end)):
        if len(lines) == _MAX_METADATA_LINES:
            return None
        lines.append(line)
        for count in range(1, min(len(lines), _MAX_TITLE_LINES) + 1):
            if "".join("".join(part.text.split()) for part in lines[-count:]) == words:
                return Span(lines[-count].span.start, line.span.end)
    return None


def foot(text: str, parts: Sequence[OfficialPart]) -> int | None:
    """Where the line begins that opens the foot: the list of attachments or the signature; None without a signature.

    Numbered provisions of the body end there; those behind it are of an annex.
    """
    starts = [part.span.start for part in parts if part.name in ("attachments", "signature")]
    if not any(part.name == "signature" for part in parts) or not any(part.name == "body" for part in parts):
        return None
    return text.rfind("\n", 0, min(starts)) + 1


class _Reader:
    """Reads the parts of one document, each step behind the place where the one before it ended."""

    def __init__(self, document: Document, title: Span | None, *, is_listed: bool) -> None:
        """`is_listed`: above the title is a table of metadata, which has no parts of the document."""
        self._document, self._text = document, document.text
        self._title = title
        self._is_listed = is_listed
        self._after_head = 0  # where the recipients or, without a title, the body begins
        self._after_marks = 0  # behind the last part above the title

    def parts(self) -> Iterator[OfficialPart]:
        """All parts, in no particular order."""
        yield from self._head()
        if self._title:
            yield OfficialPart("title", self._title)
            signature, date = self._signature(self._after_marks, self._title.start)
            if signature and date:  # an order, which stands above the title of what it promulgates
                yield from self._signed(signature, date)
                yield from self._body(self._after_marks, signature[0].start)
                yield OfficialPart("annexes", stripped(self._text, Span(self._title.start, len(self._text))))
                return
        recipients = self._recipients() if self._title else None
        if recipients:
            yield OfficialPart("recipients", recipients)
        yield from self._below_head(next_line(self._text, recipients.end) if recipients else self._after_head)

    def _below_head(self, start: int) -> Iterator[OfficialPart]:
        """The parts from the body, which begins at `start`, to the annexes."""
        signature, date = self._signature(start, len(self._text))
        body_ends, position = [], start
        if signature and date:
            signed = list(self._signed(signature, date))
            yield from signed
            body_ends.append(signature[0].start)
            position = signed[-1].span.end
        listed = next((found for found in attachment_lists(self._document) if found.span.start >= start), None)
        if listed and (date is None or listed.span.start < date.end + MAX_LINE):
            yield from (OfficialPart("attachments", entry.span) for entry in listed.entries)
            body_ends.append(listed.span.start)
            position = max(position, listed.span.end)
        back = list(self._back(position))
        yield from back
        annexes = list(self._annexes(position, back)) if body_ends else []
        yield from annexes
        body_ends += [self._text.rfind("\n", 0, part.span.start) + 1 for part in (*back, *annexes)]
        yield from self._body(start, min(body_ends, default=len(self._text)))

    def _body(self, start: int, end: int) -> Iterator[OfficialPart]:
        """The body between two positions, if there is any text."""
        body = stripped(self._text, Span(start, max(start, end)))
        if len(body):
            yield OfficialPart("body", body)

    def _signed(self, signature: Sequence[Span], date: Span) -> Iterator[OfficialPart]:
        """Who signed, the date, and the notes below it."""
        yield from (OfficialPart("signature", span) for span in signature)
        yield OfficialPart("date", date)
        yield from (OfficialPart("notes", span) for span in self._notes(date.end))

    # --- the head

    def _head(self) -> Iterator[OfficialPart]:
        """The parts above the title, and those between it and the recipients; without a title, those at the top."""
        stop = self._title.start if self._title else len(self._text)
        lines: list[OfficialLine] = []
        for line in text_lines(self._document, 0) if not self._is_listed else ():
            if line.span.start >= stop or len(lines) == _MAX_HEAD_LINES or line.text[-1] in PACK.sentences.item:
                break
            lines.append(line)
        signing = False
        for index, line in enumerate(lines):
            found, signing = (
                list(self._head_line(line, signing, _below(lines, index))),
                self._names_signers(line, signing),
            )
            yield from found
            if found:
                self._after_marks = self._after_head = line.end
            date = _WORDS.date_line.fullmatch(line.text)
            if date and date["who"] and index and names_minutes(lines[0].text):
                start = line.span.start
                yield OfficialPart("date", Span(start + date.start("date"), start + date.end("date")))
        if self._title is None:
            return
        self._after_head = next_line(self._text, self._title.end)
        for count, line in enumerate(text_lines(self._document, self._after_head)):
            found = list(self._head_line(line, False, "", below_title=True))
            is_date = _WORDS.date_line.fullmatch(line.text.strip("（()）"))
            if count >= _MAX_BELOW_TITLE or not (found or is_date):
                return
            yield from found
            self._after_head = line.end

    def _names_signers(self, line: OfficialLine, signing: bool) -> bool:
        """Whether a line names signers: behind the key, or, below such a line, by names alone."""
        return bool(_WORDS.signers.search(line.text)) or (signing and bool(_WORDS.names.fullmatch(line.text)))

    def _head_line(
        self, line: OfficialLine, signing: bool, below: str, *, below_title: bool = False
    ) -> Iterator[OfficialPart]:
        """The parts of a line of the head, which may be several; `below` is the line below without blanks."""
        text, stop = line.text, len(line.text)
        keys = list(_WORDS.signers.finditer(text))
        for key, following in zip_longest(keys, keys[1:]):
            end = following.start() if following else len(text)
            yield from self._names(Span(line.span.start + key.end(), line.span.start + end))
        if keys:
            stop = keys[0].start()
        elif signing and _WORDS.names.fullmatch(text):
            yield from self._names(line.span)
            return
        rest = text[:stop].rstrip()
        name = kind_of_head(bare(rest))
        if name == "mark" and (below_title or not self._is_mark(bare(rest), below)):
            name = None
        if name:
            yield OfficialPart(name, Span(line.span.start, line.span.start + len(rest)))
            return
        for token in _TOKEN.finditer(rest):
            kind = kind_of_head(token[0])
            if kind and (kind != "mark" or not below_title):
                yield OfficialPart(kind, Span(line.span.start + token.start(), line.span.start + token.end()))

    def _is_mark(self, text: str, below: str) -> bool:
        """Whether a line is the mark of the issuer: it says so, or a number, another mark or signers are below it."""
        return text.endswith(("文件", "令", "纪要", "公报")) or kind_of_head(below) in (
            "mark", "number", "urgency", "secrecy"
        ) or bool(_WORDS.signers.search(below))  # fmt: skip

    def _names(self, span: Span) -> Iterator[OfficialPart]:
        """A part for each signer; characters that blanks set apart make names of two (张　三)."""
        tokens = [Span(match.start(), match.end()) for match in _TOKEN.finditer(self._text, span.start, span.end)]
        while tokens:
            first = tokens.pop(0)
            if len(first) == 1 and tokens and len(tokens[0]) == 1:
                first = Span(first.start, tokens.pop(0).end)
            yield OfficialPart("signers", first)

    def _recipients(self) -> Span | None:
        """The recipients: the lines behind the head, up to a colon, with no sentence; None if there are none."""
        start = None
        for count, line in enumerate(text_lines(self._document, self._after_head)):
            if (
                count == _MAX_RECIPIENT_LINES
                or any(mark in line.text for mark in PACK.sentences.item)
                or _WORDS.not_recipients.search(line.text)
            ):
                return None
            start = line.span.start if start is None else start
            if line.text[-1] in "：:":
                return stripped(self._text, Span(start, line.span.end - 1))
        return None

    # --- the foot

    def _signature(self, start: int, end: int) -> tuple[list[Span], Span | None]:
        """Who signed, and the date, of the first signature block between two positions; ([], None) without any."""
        for count, match in enumerate(_WORDS.date_line.finditer(self._text, start, end)):
            if count == _MAX_DATE_LINES:
                break
            date = Span(*match.span("date"))
            who = stripped(self._text, Span(*match.span("who")))
            if len(who) and _WORDS.signatory.fullmatch(bare(self._text[who.start : who.end])):
                return [who], date
            signatories = self._signatories(start, match.start()) if not len(who) else []
            if signatories:
                return signatories, date
        return [], None

    def _signatories(self, start: int, end: int) -> list[Span]:
        """Who signed on the lines directly above `end`, each line a part; none if the last of them is no name."""
        spans: list[Span] = []
        while len(spans) < _MAX_SIGNATORIES:
            line_end = len(self._text[max(start, end - 400) : end].rstrip()) + max(start, end - 400)
            line_start = max(self._text.rfind("\n", start, line_end) + 1, start)
            span = stripped(self._text, Span(line_start, line_end))
            words = bare(self._text[span.start : span.end])
            if not 0 < len(span) <= MAX_SIGNATORY or not _WORDS.signatory.fullmatch(words):
                break
            spans.append(span)
            end = line_start
        return spans[::-1]

    def _notes(self, position: int) -> list[Span]:
        """The lines in brackets behind the date."""
        notes: list[Span] = []
        for line in text_lines(self._document, next_line(self._text, position)):
            if not _WORDS.note.fullmatch(line.text) or len(notes) == _MAX_NOTES:
                break
            notes.append(line.span)
        return notes

    def _back(self, position: int) -> Iterator[OfficialPart]:
        """Whom copies go to, and who printed the document when, behind `position`."""
        if match := _WORDS.printed.search(self._text, position):
            yield OfficialPart("printed", stripped(self._text, Span(*match.span())))
        limit = match.start() if match else len(self._text)
        if key := _WORDS.copies_to.search(self._text, position):
            end = key.end()
            for count, line in enumerate(text_lines(self._document, key.start())):
                if line.span.start >= limit or count == _MAX_COPY_LINES:
                    break
                end = line.span.end
                if line.text[-1] in PACK.sentences.full_width_sentence:
                    break
            yield OfficialPart("copies_to", stripped(self._text, Span(key.end(), end)))

    def _annexes(self, position: int, back: Sequence[OfficialPart]) -> Iterator[OfficialPart]:
        """The annexes behind the foot, each to the next; else the text that a document issues, which follows it.

        The lines about copies and printing that stand behind the last annex are not part of it.
        """
        heads = [match.start() for match in _WORDS.annex.finditer(self._text, next_line(self._text, position))]
        if not heads:
            heads = [next_line(self._text, position)] if self._title and self._issues() else []
            back_ends = [part.span.end for part in back]
            if heads and back_ends and min(part.span.start for part in back) <= heads[0] + MAX_LINE:
                heads = [next_line(self._text, max(back_ends))]
        for start, following in zip_longest(heads, heads[1:]):
            end = len(self._text) if following is None else following
            last = min((part.span.start for part in back if start < part.span.start < end), default=end)
            line_start = self._text.rfind("\n", start, last) + 1 if last < end else last
            span = stripped(self._text, Span(start, max(start, line_start)))
            if len(span) >= (_MIN_CARRIED if len(heads) == 1 else 1):
                yield OfficialPart("annexes", span)

    def _issues(self) -> bool:
        """Whether the title says that the document carries another."""
        return self._title is not None and bool(_WORDS.issues.search(self._text, self._title.start, self._title.end))


def _below(lines: Sequence[OfficialLine], index: int) -> str:
    """The line below a line without its blanks; "" for the last."""
    return bare(lines[index + 1].text) if index + 1 < len(lines) else ""
