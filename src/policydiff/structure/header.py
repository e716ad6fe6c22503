"""What stands at the head and foot of a document: title, document number, issuer, date. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from policydiff.structure.furniture import Furniture
from policydiff.structure.numbering import Label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet


class Header(NamedTuple):
    """The facts, as written; None where the document does not say, or does not say it surely."""

    title: str | None
    title_span: Span | None
    number: str | None
    issuer: str | None
    date: str | None
    signature_span: Span | None


_DIGIT = "[0-9０-９〇零○一二三四五六七八九十]"
DATE = pattern(
    rf"(?:(?:中華民國|民國){_DIGIT}{{1,4}}|{_DIGIT}{{4}})\s{{0,2}}年\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}月\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}日"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
DOCUMENT_NUMBER = pattern(
    r"[\u4e00-\u9fff]{1,14}\s?[〔﹝\[（(【［]\s?(?:19|20|１９|２０)[\d０-９]{2}\s?[〕﹞\]）)】］]\s?第?\s?[\d０-９]{1,5}\s?[号號]",
    signs="号號",
)
_NUMBER_LEAD = pattern(r"^(?:发文字号|發文字號|文\s*号)\s*[:：]\s*", signs="号號")
ORDER = pattern(
    r"(?:令|公告)\s{0,4}(?:[（(]?第)\s?[\d０-９〇零一二三四五六七八九十百]{1,6}\s?[号號]", signs=["令", "公告"]
)
_AGENCY = (
    r"[\u4e00-\u9fff·、]{0,40}?"
    r"(?:国务院|國務院|政府|办公厅|办公室|辦公室|委员会|委員會|人大常委会|代表大会|[部厅廳局院署委]|银行|中央)"
)
_ORDER_HEAD = pattern(r"[府院部委会會局署行]令$", signs="令")
_AGENCY_LINE = pattern(rf"{_AGENCY}(?:[ 　]{{1,4}}{_AGENCY}){{0,4}}")
_ORDERED_BY = pattern(rf"(?:.*[日\s（(])?({_AGENCY})\s{{0,4}}(?=令|公告第)", signs=["令", "公告第"])
_TITLED_BY = pattern(rf"({_AGENCY})(?=[关關][于於]|转发|批转|印发|[对對])", signs=[*"于於对對", "转发", "批转", "印发"])
_ISSUED = r"(?:发文机关|發文機關|制定机关|发布机构|发布机关)\s*[:：]"
_ISSUED_UNDER = pattern(rf"{_ISSUED}\s*(\S{{2,40}})", signs=["机关", "機關", "机构"])
_ISSUED_ABOVE = pattern(_ISSUED, signs=["机关", "機關", "机构"])
_FROM_ABOVE = pattern(r"(?:来源|來源|稿源)\s*[:：]", signs="源")
_FROM = pattern(r"(?:来源|來源|稿源)\s*[:：]\s*([^\s:：|]{2,30})(?![:：])(?=\s|$|[|｜])", signs="源")
_DATED = pattern(
    r"(?:发布日期|成文日期|发布时间|公布日期|發布日期|日期|时间|時間)\s*[:：]\s*$|^(?:发布日期|成文日期|发布时间)",
    signs=["日期", "时间", "時間"],
)
META = pattern(
    r"^(?:索\s*引\s*号|主题分类|发文|成文|发布|公布|来源|來源|稿源|日期|时间|時間|标\s*题|主\s*题\s*词|字体|字号|作者|编辑|责任编辑|浏览|有效性|联系人|地\s*址|电话)"
)
_KINDS = (
    "通知|意见|意見|办法|辦法|规定|規定|条例|條例|细则|細則|方案|决定|決定|报告|報告|规划|規劃|计划|計畫|公告|通告|公报|批复|复函|函|法|法典|宪法|憲法"
    "|纲要|綱要|要点|规则|規則|章程|措施|指南|规程|制度|标准|办法（试行）|决议|決議|答复|通报|通報|目录|清单|准则|準則|解释|说明|宣言|声明|协定|公约|議定書"
)
TITLE_END = pattern(rf"(?:{_KINDS})(?:\s?[（(][^（）()]{{1,30}}[）)])?$")
_TITLE_LINES = 4
_SPACED_OUT = pattern(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", signs=" \u3000")
_UNDERLINE = pattern(r"={3,}|-{4,}")
_HEADER_LINES = 40
_FOOT_LINES = 30
_LONGEST_LINE = 300
_OWN_LINE = 12  # beside a date on a line of its own there may be a time of day, not much more
_TEXT_END = frozenset("。；：:，,！？!?、")


class _Line(NamedTuple):
    number: int
    span: Span  # of the stripped content
    text: str


def read_header(document: Document, furniture: Sequence[Furniture], labels: Sequence[tuple[int, Label]]) -> Header:
    """Title, number, issuer and date of a document whose first labels stand on the given lines."""
    heading = labels[0] if labels and labels[0][1].style == "heading" and labels[0][1].markup == 1 else None
    body = labels[1:2] if heading else labels[:1]
    last = body[0][0] - 1 if body else len(document.lines)
    head = _text_lines(document, furniture, range(1, last + 1), _HEADER_LINES)
    foot = _text_lines(document, furniture, range(len(document.lines), last, -1), _FOOT_LINES)[::-1]
    title_span = _title(head, heading)
    title = document.text[title_span.start : title_span.end] if title_span else None
    title = re.sub(r"\s*[\r\n]+\s*", "", title) if title else None
    signed, below = _signature(head), _signature(foot)
    named = _issuer(head, title)
    # a signature at the foot may be an annex's: it counts when the head names the same body, or none
    trusted = signed or (below if below and (named is None or _same_body(named, below[0])) else None)
    issuer, date, _ = trusted or (named or _source(head), _date(head), None)
    return Header(
        title,
        title_span,
        _document_number(head),
        issuer,
        date,
        below[2] if below else None,
    )


def _text_lines(document: Document, furniture: Sequence[Furniture], numbers: range, most: int) -> list[_Line]:
    """The first `most` lines with text among the given ones, furniture left out, cut at a sensible length."""
    result: list[_Line] = []
    text, starts, furnished = document.text, document.lines.starts, SpanSet(each.span for each in furniture)
    for number in numbers[: 20 * most + 1]:
        begin = starts[number - 1]
        end = starts[number] if number < len(starts) else len(text)
        window = text[begin : min(end, begin + 4 * _LONGEST_LINE)]
        content = window.strip()[:_LONGEST_LINE]
        if content and not furnished.holds(begin):
            start = begin + len(window) - len(window.lstrip())
            result.append(_Line(number, Span(start, start + len(content)), content))
            if len(result) == most:
                break
    return result


# ----------------------------------------------------------------------------------------------------- title


def _title(head: Sequence[_Line], heading: tuple[int, Label] | None) -> Span | None:
    """Where the title stands: a Markdown heading, the lines that end in a kind of document, or the first heading."""
    prose = next((index for index, line in enumerate(head) if _is_prose(line.text)), len(head))
    if any(_ORDER_HEAD.search(line.text) for line in head[:prose]):
        prose = len(head)  # an order of promulgation stands before the title of what it promulgates
    for index in range(1, min(prose + 1, len(head))):
        if head[index].text[0] in "，。；、,;":  # the lines above are the beginning of a sentence
            prose = index
            while prose and head[prose - 1].number == head[prose].number - 1:
                prose -= 1
            break
    candidates = [index for index, line in enumerate(head[:prose]) if _may_be_title(line.text)]
    if heading:
        for line in head:
            if line.number == heading[0]:
                inner = line.text.lstrip("# \t\u3000*").rstrip("# \t*")
                start = line.span.start + line.text.index(inner)
                return Span(start, start + len(inner)) if inner else None
    for line, below in pairwise(head):
        if _UNDERLINE.fullmatch(below.text) and below.number == line.number + 1:
            return line.span
    for index in candidates[:4]:
        if span := _joined(head[index : index + _TITLE_LINES]):
            return span
    for index in candidates[:4]:
        line = head[index]
        if _han(line.text) >= 8 and len(line.text) <= 60:
            return line.span
    if head and len(head[0].text) == _LONGEST_LINE and (first := re.match(r"\S{4,60}(?=\s{2})", head[0].text)):
        # a whole document on one line: the title is what stands before the first gap
        return Span(head[0].span.start, head[0].span.start + first.end()) if TITLE_END.search(first[0]) else None
    return None


def _han(text: str) -> int:
    """How many Chinese characters there are."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _is_prose(text: str) -> bool:
    """Whether a line is a salutation or a sentence: no title stands below it."""
    return text[-1] in "。；" or (text[-1] in "：:" and not META.search(text)) or text.startswith("各位")


def _may_be_title(text: str) -> bool:
    return (
        4 <= len(text) <= 100
        and text[-1] not in _TEXT_END
        and text[0] not in "（(【[—-·▲"
        and _han(text) >= 4
        and not _ORDER_HEAD.search(text)
        and not META.search(text)
        and not _FROM.search(text)
        and not DOCUMENT_NUMBER.fullmatch(text)
        and not _date_alone(text)
    )


def _joined(lines: Sequence[_Line]) -> Span | None:
    """The first lines as one title, up to the line that ends in a kind of document; None where none does."""
    for count, line in enumerate(lines):
        together = count == 0 or line.number == lines[count - 1].number + 1
        if not together or not _may_be_title(line.text) or sum(len(each.text) for each in lines[: count + 1]) > 110:
            return None
        if TITLE_END.search(_SPACED_OUT.sub("", line.text)):
            return Span(lines[0].span.start, line.span.end)
    return None


# ------------------------------------------------------------------------------------ number, issuer and date


def _date_alone(text: str) -> str | None:
    """The date of a line that holds a date and no more than a time of day beside it."""
    found = DATE.search(text)
    return found[0] if found and found.start() <= 2 and len(text) - len(found[0]) <= _OWN_LINE else None


def _signature(lines: Sequence[_Line]) -> tuple[str, str, Span] | None:
    """Issuer and date of the first signature block, and where it is: an agency's name alone, a date alone under it."""
    for above, line in pairwise(lines):
        found = DATE.fullmatch(line.text)
        if found and _AGENCY_LINE.fullmatch(above.text):
            return above.text, found[0], Span(above.span.start, line.span.end)
    return None


def _document_number(head: Sequence[_Line]) -> str | None:
    for line in head:
        text = _NUMBER_LEAD.sub("", line.text)
        if found := DOCUMENT_NUMBER.fullmatch(text.strip("（()） ")):
            return found[0]
    for line, below in pairwise(head):
        if _ORDER_HEAD.search(line.text) and re.fullmatch(r"第\s?[\d０-９]{1,5}\s?[号號]", below.text):
            return below.text
    for line in head:
        if (found := ORDER.search(line.text)) and (len(line.text) <= 40 or "公布" in line.text or "发布" in line.text):
            return found[0]
    return None


def _issuer(head: Sequence[_Line], title: str | None) -> str | None:
    """The issuing body where the header names it: 发文机关, X令第1号, X关于…"""
    for line, below in zip_longest(head, head[1:]):
        if found := _ISSUED_UNDER.search(line.text):
            return found[1]
        if below and _ISSUED_ABOVE.fullmatch(line.text) and _AGENCY_LINE.fullmatch(below.text):
            return below.text
        if found := _ORDERED_BY.match(line.text):
            return found[1]
    if title and (found := _TITLED_BY.match(title)):
        return found[1]
    return None


def _same_body(one: str, other: str) -> bool:
    """Whether two names are one but for spaces and commas."""
    return re.sub(r"[\s、]", "", one) == re.sub(r"[\s、]", "", other)


def _source(head: Sequence[_Line]) -> str | None:
    """What a news page names as its source."""
    for line, below in zip_longest(head, head[1:]):
        if found := _FROM.search(line.text):
            return found[1]
        if below and _FROM_ABOVE.fullmatch(line.text) and not META.search(below.text) and len(below.text) <= 20:
            return below.text
    return None


def _date(head: Sequence[_Line]) -> str | None:
    """The date the header gives: after its own word, beside the source, alone on a line, or in the note of adoption."""
    for line, following in zip_longest(head, head[1:]):
        if found := (_FROM.search(line.text) or META.search(line.text)) and DATE.search(line.text):
            return found[0]
        if _DATED.search(line.text) and following and (alone := _date_alone(following.text)):
            return alone
    for line in head:
        if alone := _date_alone(line.text.strip("（()）")):
            return alone
    for line in head:
        if re.search("通过|公布|发布|通過|發布|修正|修订", line.text) and (
            found := DATE.match(line.text.lstrip("（( "))
        ):
            return found[0]
    return None
