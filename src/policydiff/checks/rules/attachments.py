"""Rule for attachments: annexes that a document announces but does not contain, and annexes without text.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("渔港应当登记（见附件1）。\\n", "a.txt"))
>>> [str(fault.message) for fault in missing_attachment.find(subject)]
['the text speaks of “（见附件1）”, which is not in the document']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import message
from policydiff.structure.attachment_lists import attachment_lists
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

PLACE = 7  # of the family among the families, in the order of docs/check.md

_THIS_DOCUMENT = (
    r"本(?:法|条例|條例|办法|辦法|规定|規定|细则|細則|规则|規則|通知|意见|意見|方案|决定|決定|规程|規程|标准|標準)的?"
)
_ANNEX = r"(?:附件|附录|附錄|附表|附图|附圖)"
_NUMBER = r"[ \t]?(?P<n>[一二三四五六七八九十\d]{0,3})"
_NAME = r"《(?P<name>[^《》\n]{2,40})》"
# How a document announces an attachment. A pattern without a name is looked up by its number, or matches any annex.
# The last one is an entry of a list of attachments.
_PROMISES = (
    pattern(rf"{_THIS_DOCUMENT}所附的?{_NAME}", signs=["所附"]),
    pattern(rf"{_THIS_DOCUMENT}{_ANNEX}{_NUMBER}(?!的?(?:格式|样式))", signs="附"),
    pattern(rf"[（(](?:详见|詳見|见|見)?{_ANNEX}{_NUMBER}[）)]", signs="附"),
    pattern(r"[（(](?P<name>[^（）()，。、\n]{2,20})(?:附后|附後)[）)]", signs=["附后", "附後"]),
    pattern(r"\[(?P<name>附[表圖图件][^\[\]\n]{1,40})\]", signs=["[附"]),
    pattern(rf"^[ \t\u3000]*附件?{_NUMBER}[：:][ \t\u3000]*(?:1[.．、])?(?P<name>[^\n]{{3,80}})$", re.M, signs="附"),
)
_LABEL_ALONE = pattern(rf"[ \t\u3000#*]*(?:{_ANNEX}|附){_NUMBER}[ \t\u3000]*[：:]?[ \t\u3000*]*", signs="附")
_LABEL_AND_TITLE = pattern(
    rf"[ \t\u3000#*]*{_ANNEX}[ \t]?(?P<n>[一二三四五六七八九十\d]{{1,3}})[：: \t\u3000*]+"
    r"(?P<name>[^。；：:，,]{2,50})",
    signs="附",
)
_WHERE_IT_IS = pattern(r"注[：:]|略|另发|另發|另行|二维码|下载|下載|另附")  # the attachment is elsewhere, or left out
_OMITTED = pattern(rf"{_ANNEX}{_NUMBER}(?=[^。；\n]{{0,60}}[（(]略[）)])", signs="略")
_NOTE = pattern(r"[（(*_ \t\u3000]*(?:注\d{0,2}[：:].*|续表|續表|[（(](?:略|续|完)[）)])", re.S)
_NAME_MARKS = pattern(r"[\s\u3000#*《》“”（）()：:.．、\d]+")  # removed before names are compared
_MAX_ATTACHMENTS = 200  # different attachments that are looked for in a document
_MAX_LISTS = 20  # of attachments that are read
_MAX_COMPARED_NAME = 12  # characters of the name of an attachment that are looked for
_MAX_TITLE = 60  # characters of a line that may be the title of an annex
_MIN_TEXT_AFTER_LIST = 300  # characters after a list of attachments; fewer are a signature block
_MAX_QUOTED = 40  # characters of a promise that a message quotes
_MAX_CONTENT = 400  # characters of a line that are read


class Promise(NamedTuple):
    """An announcement of an attachment: its number (0 for none), its name (empty for none), and whether in a list."""

    span: Span
    number: int
    name: str
    listed: bool


class Annex(NamedTuple):
    """The heading of an annex: its number (0 for none), and whether more than titles and notes follows it."""

    span: Span
    number: int
    filled: bool


@rule("missing-attachment", "warning", message("an attachment, annex or table that the document promises is not in it"))
def missing_attachment(subject: CheckedDocument) -> Iterator[Fault]:
    """Faults for announcements of attachments that are missing, for entries of lists, and for annexes without text.

    A heading is passed over if another annex of its number has text.
    """
    annexes = list(_annexes(subject))
    filled = {annex.number for annex in annexes if annex.filled}
    empty = [annex for annex in annexes if not annex.filled and annex.number not in filled]
    missing = list(_missing(subject, annexes, empty))
    yield from missing
    for fault in _missing_of_lists(subject, annexes):
        if not any(fault.span.overlaps(other.span) for other in missing):
            yield fault
    for annex in empty:
        yield Fault(annex.span, message("the heading of an annex, with nothing under it"))


def _missing(subject: CheckedDocument, annexes: list[Annex], empty: list[Annex]) -> Iterator[Fault]:
    """A fault for each announcement of an attachment that is missing, the first of each number and name.

    Empty annexes count as there.

    After `_MAX_ATTACHMENTS` different ones, a fault that says so, and no more.
    """
    looked_for: set[tuple[int, str]] = set()
    for promise in _promises(subject):
        if (promise.number, promise.name) in looked_for:
            continue
        looked_for.add((promise.number, promise.name))
        if len(looked_for) > _MAX_ATTACHMENTS:
            sentence = message(
                "more than {number} attachments are spoken of; from here on none was looked for",
                number=_MAX_ATTACHMENTS,
            )
            yield Fault(promise.span, sentence)
            return
        if _is_fulfilled(subject, promise, annexes) or any(_may_match(annex, promise) for annex in empty):
            continue
        promised_text = _shortened(subject.text[promise.span.start : promise.span.end].strip())
        sentence = message("the text speaks of “{promised}”, which is not in the document", promised=promised_text)
        yield Fault(promise.span, sentence)


def _missing_of_lists(subject: CheckedDocument, annexes: list[Annex]) -> Iterator[Fault]:
    """A fault for each numbered entry of a list of attachments that is missing, if another entry of the list is there.

    An entry is there if an annex of its number, or its name, stands behind the list. Where none is, the annexes were
    never part of the document, and the list is an announcement like any other (`_missing`).
    """
    numbers_left_out, lines = subject.cached(_declared_absent)
    for attachments in attachment_lists(subject.document)[:_MAX_LISTS]:
        if len(attachments.entries) < 2:
            continue
        behind = [annex for annex in annexes if annex.span.start >= attachments.span.end]
        words = _NAME_MARKS.sub("", subject.text[attachments.span.end :])
        missing = []
        for entry in attachments.entries:
            name = _NAME_MARKS.sub("", entry.name)
            is_there = any(_may_match(annex, Promise(entry.span, entry.number, name, True)) for annex in behind)
            is_elsewhere = (
                entry.number in numbers_left_out
                or _WHERE_IT_IS.search(entry.name)
                or any(name in line for line in lines)
            )
            if not is_there and not is_elsewhere and name[:_MAX_COMPARED_NAME] not in words:
                missing.append(entry)
        if len(missing) < len(attachments.entries):
            for entry in missing:
                promised_text = _shortened(f"{entry.number}. {entry.name}")
                yield Fault(
                    entry.span,
                    message("the text speaks of “{promised}”, which is not in the document", promised=promised_text),
                )


def _shortened(text: str) -> str:
    """The text; of one longer than `_MAX_QUOTED` characters, so many and an ellipsis."""
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"


def _promises(subject: CheckedDocument) -> Iterator[Promise]:
    """The announcements of attachments, in text order.

    Those with a name of one character, or that say where it is, are left out.
    """
    promises = []
    for index, promise_pattern in enumerate(_PROMISES):
        for match in promise_pattern.finditer(subject.text):
            groups = match.groupdict()
            name = _NAME_MARKS.sub("", groups.get("name") or "")
            if groups.get("name") is not None and (len(name) < 2 or _WHERE_IT_IS.search(groups["name"])):
                continue
            number = numeral_value(groups.get("n") or "") or 0
            promises.append(Promise(Span(*match.span()), number, name, index == len(_PROMISES) - 1))
    return iter(sorted(promises))


def _annexes(subject: CheckedDocument) -> Iterator[Annex]:
    """The headings of annexes, in text order: a line with a label alone, or with a label and a title.

    Only lines of at most twice `_MAX_TITLE` characters, and none that is marked as left out. A label alone needs
    more than one line below it to count as filled.
    """
    lines = subject.document.lines
    lists = [
        attachment_list for attachment_list in attachment_lists(subject.document) if len(attachment_list.entries) > 1
    ]
    heads = []
    for line_number in subject.lines_with("附"):
        span = lines.span(line_number)
        line = subject.text[span.start : min(span.end, span.start + 2 * _MAX_TITLE)].strip()
        if len(span) <= 2 * _MAX_TITLE and not _OMITTED.search(line):
            label_alone = _LABEL_ALONE.fullmatch(line)
            if match := label_alone or _LABEL_AND_TITLE.fullmatch(line):
                heads.append((line_number, match, label_alone is None))
    for attachment_list in lists:  # a list of annexes is none of them, where any is behind it
        behind = [head for head in heads if lines.span(head[0]).start >= attachment_list.span.end]
        if behind:
            heads = [head for head in heads if not attachment_list.span.overlaps(lines.span(head[0]))]
    for index, (line_number, match, has_title) in enumerate(heads):
        stop = heads[index + 1][0] if index + 1 < len(heads) else len(lines) + 1
        span = lines.span(line_number)
        filled = len(_content_lines(subject, line_number + 1, stop)) > (0 if has_title else 1)
        yield Annex(_stripped_span(subject.text, span), numeral_value(match["n"] or "") or 0, filled)


def _stripped_span(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    content = text[span.start : span.end]
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, start + len(content.strip()))


def _content_lines(subject: CheckedDocument, first: int, stop: int) -> list[str]:
    """The first lines with text that are no notes and no furniture, at most five; a line of prose is in it twice.

    Lines from `first` up to before `stop`, from 1. A title may be set over two lines, so one short line proves
    nothing; a line of prose, longer than `_MAX_TITLE`, does.
    """
    content_lines: list[str] = []
    for line_number in range(first, stop):
        span = subject.document.lines.span(line_number)
        content = subject.text[span.start : min(span.end, span.start + _MAX_CONTENT)].strip()
        if content and not _NOTE.fullmatch(content) and not subject.is_furniture(span.start):
            content_lines += [content] if len(content) <= _MAX_TITLE else [content, content]
        if len(content_lines) > 3:
            break
    return content_lines


def _may_match(annex: Annex, promise: Promise) -> bool:
    """True unless the annex and the promise both have a number, and different ones."""
    return not annex.number or not promise.number or annex.number == promise.number


def _is_fulfilled(subject: CheckedDocument, promise: Promise, annexes: list[Annex]) -> bool:
    """True if the attachment is there: an annex with text, a heading with its name, or much text after a list.

    Also if the document says where the attachment is, or that it is left out (略).
    """
    if any(annex.filled and _may_match(annex, promise) for annex in annexes):
        return True
    numbers, lines = subject.cached(_declared_absent)
    if promise.number in numbers or (promise.name and any(promise.name in line for line in lines)):
        return True
    if promise.listed and len("".join(subject.text[promise.span.end :].split())) > _MIN_TEXT_AFTER_LIST:
        return True
    return bool(promise.name) and _has_heading_with_text(subject, promise)


def _declared_absent(subject: CheckedDocument) -> tuple[set[int], list[str]]:
    """The numbers of annexes marked as left out (0 for one without), and list entries that say where an attachment is.

    The entries are without the marks of `_NAME_MARKS`.
    """
    omitted = {numeral_value(match["n"] or "") or 0 for match in _OMITTED.finditer(subject.text)}
    listed_lines = [match[0] for match in _PROMISES[-1].finditer(subject.text)]
    return omitted, [_NAME_MARKS.sub("", line) for line in listed_lines if _WHERE_IT_IS.search(line)]


def _has_heading_with_text(subject: CheckedDocument, promise: Promise) -> bool:
    """True if a line consists of little more than the attachment's name and text follows it.

    `promise` must have a name.
    """
    lines = subject.document.lines
    position = subject.text.find(promise.name[:2])
    while position >= 0:
        line_number = lines.number(position)
        span = lines.span(line_number)
        content = _NAME_MARKS.sub("", subject.text[span.start : min(span.end, span.start + 2 * _MAX_TITLE)])
        prefix, name_in_line, suffix = content.partition(promise.name)
        if (
            name_in_line
            and not span.overlaps(promise.span)
            and len(prefix) <= 6
            and len(suffix) <= 8
            and not suffix.endswith(("。", "；"))
        ):
            body = _content_lines(subject, line_number + 1, len(lines) + 1)
            if [line for line in body if promise.name not in _NAME_MARKS.sub("", line)]:
                return True
        position = subject.text.find(promise.name[:2], span.end)
    return False
