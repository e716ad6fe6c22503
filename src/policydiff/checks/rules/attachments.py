"""What a document says is attached to it, and whether it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_SELF = (
    r"本(?:法|条例|條例|办法|辦法|规定|規定|细则|細則|规则|規則|通知|意见|意見|方案|决定|決定|规程|規程|标准|標準)的?"
)
_ANNEX = r"(?:附件|附录|附錄|附表|附图|附圖)"
_NUMBER = r"[ \t]?(?P<n>[一二三四五六七八九十\d]{0,3})"
_NAMED = r"《(?P<name>[^《》\n]{2,40})》"
# How a document speaks of what is attached to it; a row with no name is asked for its number, or for any annex at all.
_PROMISES = (
    pattern(rf"{_SELF}所附的?{_NAMED}", signs=["所附"]),
    pattern(rf"{_SELF}{_ANNEX}{_NUMBER}(?!的?(?:格式|样式))", signs="附"),
    pattern(rf"[（(](?:详见|詳見|见|見)?{_ANNEX}{_NUMBER}[）)]", signs="附"),
    pattern(r"[（(](?P<name>[^（）()，。、\n]{2,20})(?:附后|附後)[）)]", signs=["附后", "附後"]),
    pattern(r"\[(?P<name>附[表圖图件][^\[\]\n]{1,40})\]", signs=["[附"]),
    pattern(rf"^[ \t\u3000]*附件?{_NUMBER}[：:][ \t\u3000]*(?:1[.．、])?(?P<name>[^\n]{{3,80}})$", re.M, signs="附"),
)
_HEADING = pattern(rf"[ \t\u3000#*]*(?:{_ANNEX}|附){_NUMBER}[ \t\u3000]*[：:]?[ \t\u3000*]*", signs="附")
_TITLED = pattern(
    rf"[ \t\u3000#*]*{_ANNEX}[ \t]?(?P<n>[一二三四五六七八九十\d]{{1,3}})[：: \t\u3000*]+"
    r"(?P<name>[^。；：:，,]{2,50})",
    signs="附",
)
_SAYS_WHERE = pattern(r"注[：:]|略|另发|另發|另行|二维码|下载|下載|另附")
_OMITTED = pattern(rf"{_ANNEX}{_NUMBER}(?=[^。；\n]{{0,60}}[（(]略[）)])", signs="略")
_NO_BODY = pattern(r"[（(*_ \t\u3000]*(?:注\d{0,2}[：:].*|续表|續表|[（(](?:略|续|完)[）)])", re.S)
_BARE = pattern(r"[\s\u3000#*《》“”（）()：:.．、\d]+")
_MOST = 200  # different attachments that are looked for
_TITLE = 60  # the longest line that may be an annex's title
_AFTER = 300  # characters behind a list of attachments that are more than a signature and a foot


class Promise(NamedTuple):
    """Words that say something is attached: its number (0 for none) and its name (empty for none)."""

    span: Span
    number: int
    name: str
    listed: bool


class Annex(NamedTuple):
    """A line that heads an annex, its number (0 for none), and whether more than titles and notes stands under it."""

    span: Span
    number: int
    filled: bool


@rule("missing-attachment", "warning", "an attachment, annex or table that the document promises is not in it")
def missing_attachment(subject: CheckedDocument) -> Iterator[Fault]:
    """Headings of annexes with nothing under them; attachments that are spoken of and not there."""
    annexes = list(_annexes(subject))
    filled = {annex.number for annex in annexes if annex.filled}
    empty = [annex for annex in annexes if not annex.filled and annex.number not in filled]
    for annex in empty:
        yield Fault(annex.span, "the heading of an annex, with nothing under it")
    asked: set[tuple[int, str]] = set()
    for promise in _promises(subject):
        if (promise.number, promise.name) in asked:
            continue
        asked.add((promise.number, promise.name))
        if len(asked) > _MOST:
            yield Fault(promise.span, f"more than {_MOST} attachments are spoken of; from here on none was looked for")
            return
        if _kept(subject, promise, annexes) or any(_answers(annex, promise) for annex in empty):
            continue
        words = subject.text[promise.span.start : promise.span.end].strip()
        yield Fault(promise.span, f"the text speaks of “{_clipped(words)}”, which is not in the document")


def _clipped(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:40]}…"


def _promises(subject: CheckedDocument) -> Iterator[Promise]:
    """What is spoken of as attached, in text order."""
    found = []
    for index, each in enumerate(_PROMISES):
        for match in each.finditer(subject.text):
            groups = match.groupdict()
            name = _BARE.sub("", groups.get("name") or "")
            if groups.get("name") is not None and (len(name) < 2 or _SAYS_WHERE.search(groups["name"])):
                continue
            number = numeral_value(groups.get("n") or "") or 0
            found.append(Promise(Span(*match.span()), number, name, index == len(_PROMISES) - 1))
    return iter(sorted(found))


def _annexes(subject: CheckedDocument) -> Iterator[Annex]:
    """The lines that head an annex: its label alone, or its label and a title."""
    lines = subject.document.lines
    heads = []
    for number in subject.lines_with("附"):
        span = lines.span(number)
        text = subject.text[span.start : min(span.end, span.start + 2 * _TITLE)].strip()
        if len(span) <= 2 * _TITLE and not _OMITTED.search(text):
            alone = _HEADING.fullmatch(text)
            if match := alone or _TITLED.fullmatch(text):
                heads.append((number, match, alone is None))
    for index, (number, match, titled) in enumerate(heads):
        stop = heads[index + 1][0] if index + 1 < len(heads) else len(lines) + 1
        span = lines.span(number)
        filled = len(_body(subject, number + 1, stop)) > (0 if titled else 1)
        yield Annex(_stripped(subject.text, span), numeral_value(match["n"] or "") or 0, filled)


def _stripped(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _body(subject: CheckedDocument, first: int, stop: int) -> list[str]:
    """The lines with text that are no notes; at most the first few."""
    found: list[str] = []
    for number in range(first, stop):
        span = subject.document.lines.span(number)
        content = subject.text[span.start : min(span.end, span.start + 400)].strip()
        if content and not _NO_BODY.fullmatch(content) and not subject.is_furniture(span.start):
            # a title may be set over two lines; a line of prose is the thing itself
            found += [content] if len(content) <= _TITLE else [content, content]
        if len(found) > 3:
            break
    return found


def _answers(annex: Annex, promise: Promise) -> bool:
    """Whether an annex may be the promised one, by its number."""
    return not annex.number or not promise.number or annex.number == promise.number


def _kept(subject: CheckedDocument, promise: Promise, annexes: list[Annex]) -> bool:
    """Whether what is promised is there: an annex with text, a heading of its name, or text behind a list of names.

    It is as good as there where the document says where it is, or that it is left out (略).
    """
    if any(annex.filled and _answers(annex, promise) for annex in annexes):
        return True
    numbers, lines = subject.cached(_excused)
    if promise.number in numbers or (promise.name and any(promise.name in line for line in lines)):
        return True
    if promise.listed and len("".join(subject.text[promise.span.end :].split())) > _AFTER:
        return True
    return bool(promise.name) and _stands_as_heading(subject, promise)


def _excused(subject: CheckedDocument) -> tuple[set[int], list[str]]:
    """The numbers of annexes that are said to be left out, and the lines of attachments that say where they are."""
    omitted = {numeral_value(match["n"] or "") or 0 for match in _OMITTED.finditer(subject.text)}
    listed = [match[0] for match in _PROMISES[-1].finditer(subject.text)]
    return omitted, [_BARE.sub("", line) for line in listed if _SAYS_WHERE.search(line)]


def _stands_as_heading(subject: CheckedDocument, promise: Promise) -> bool:
    """Whether a line that is hardly more than the name of the thing stands in the text, with something under it."""
    lines = subject.document.lines
    at = subject.text.find(promise.name[:2])
    while at >= 0:
        number = lines.number(at)
        span = lines.span(number)
        content = _BARE.sub("", subject.text[span.start : min(span.end, span.start + 2 * _TITLE)])
        before, named, after = content.partition(promise.name)
        if (
            named
            and not span.overlaps(promise.span)
            and len(before) <= 6
            and len(after) <= 8
            and not after.endswith(("。", "；"))
        ):
            body = _body(subject, number + 1, len(lines) + 1)
            if [line for line in body if promise.name not in _BARE.sub("", line)]:
                return True
        at = subject.text.find(promise.name[:2], span.end)
    return False
