"""The lines that stand round a body, and the values in them: each kind has a form, and a line that fits none is body.

A line that says what anyone must do, or gives a figure that is no date and no number of a document, fits no form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

LONGEST = 12_000  # characters of a line of a history
_ADOPTED = "通过|修正|修订|公布|施行|批准|发布|废止|制定|通過|修訂|公佈|發布|廢止|訂定|實施|实施"
_HISTORY = pattern(_ADOPTED)
_PROVISION = pattern(
    "[应應][当當]|不得|可以|不予|不再|必[须須]|[须須]经|禁止|[严嚴]禁|[责責]令|[罚罰]|[处處][以五十百千万]|[缴繳]|收[费費取]|征收|徵收|免[费費除]"
    "|日[内內]|个月|個月|以[内內上下前后後]|之[前后後]|[过逾]期限?[^会]|期限|有效期|同[时時]|停止|[继繼][续續]|[恢暂][复停]|一律|或者|如果|不|移送|移交|[报報]送|上[报報]|[关關][停闭閉]|取[缔締]|支付|[补補][贴貼助]|[拨撥]付|全部|部分|付[费費]"
)
_NUMERAL = pattern(r"[0-9０-９〇零一二三四五六七八九十百千万亿]")
_COUNTED = pattern(r"第?[0-9０-９〇零一二三四五六七八九十百]{1,5}[届屆次号號条條项項章期]|[一二三四五六七八九十]部法律")
_QUOTED = pattern(r"《[^《》]{0,200}》|〈[^〈〉]{0,100}〉|<[^<>]{0,100}>|「[^「」]{0,100}」", signs="《〈<「")
_MARKS = "（()）【】[]〔〕 \t\u3000*_#-—－"
_CLAUSE_ENDS = pattern(rf"(?:{_ADOPTED}|公告|令|[号號]|会议|會議|决定|決定|条文|條文)(?:[（(].{{0,40}}[）)])?$")
_VERBS = pattern(rf"(?:{_ADOPTED}|自|起|之日|[于於]?同日|的|并|經|经|由|以|令|全文|第|公告|和|等)*+$")
_ADOPTERS = pattern(
    r"[\u4e00-\u9fff·、 \u3000]{0,80}(?:会议|大会|會議|大會|政府|国务院|[会會院部委局厅廳署令号號]|公告|决定|決定"
    r"|条文|條文|总统|總統|字)"
)
_BEFORE = pattern(r"日\s?(?:之|以)?[前后後至止]")
_CLAUSES = pattern(r"[。；;，,\s]+(?=(?:根据|自|经|[（(])?\s*(?:19|20|中華民國|民國|[一二]〇|[一二]○|一九|二〇)|$)")
_REPEALED = pattern("废止|失效|廢止|停止|撤[销銷]|中止|尚未|未生效")
_CLOCK = r"(?:星期.|上午|下午|\d{1,2}\s?[:：]\s?\d{2}(?:[:：]\d{2})?)"
_AGENCY = r"[\u4e00-\u9fff·、]{1,40}(?:政府|办公厅|办公室|委员会|常委会|大会|[部厅廳局院署委社网網]|银行|中央)"
_BESIDE_DATE = pattern(
    rf"在?[\u4e00-\u9fff·、]{{0,40}}(?:会议|大会|會議|大會)上?|{_AGENCY}|{_CLOCK}|公布|发布|發布|印发|施行|实施|來源|来源"
    r"|[\u4e00-\u9fff·]{0,24}(?:总理|主席|省长|市长|县长|区长)[\u4e00-\u9fff·]{0,8}|[自起作由]"
)
_TIME = pattern(_CLOCK)
_BETWEEN = pattern(r"[:：\s—-]+")
_ABOVE = pattern(
    rf"{_AGENCY}|.*(?:文件|公报|公報|公告|令|特急|加急|机密|秘密|内部资料|首页|全文|专刊)|[^。；，]*[>＞»].*"
)
_ISSUER, _NUMBER, _STATUS, _OWN = "issuer", "number", "status", ""
# What a table of metadata calls its values, and what kind of value that is; those of the page itself are of no kind.
_KEYS = {
    "发文机关|發文機關|制定机关|发布机构|发布机关|发文单位|发布单位": _ISSUER,
    "发文字号|發文字號|文\\s*号|文\\s*號": _NUMBER,
    "成文日期|印发日期": "issued",
    "发布日期|發布日期|公布日期|公佈日期|发文日期": "published",
    "施行日期|生效日期|实施日期|實施日期": "effective",
    "日\\s*期": "dated",
    "时\\s*间|時\\s*間": "time",
    "有\\s*效\\s*性|时效性|時效性|效力状态": _STATUS,
    "标\\s*题|標\\s*題": "heading",
    "索\\s*引\\s*号|主题分类|主\\s*题\\s*词|来\\s*源|來\\s*源|稿源|作\\s*者|编辑|责任编辑|浏览|浏览次数|点击数|字体|字号"
    "|发布时间|更新时间": _OWN,
}
_KINDS = dict(enumerate(_KEYS.values()))
_KEY = "|".join(f"(?P<k{at}>{words})" for at, words in enumerate(_KEYS))
_META = pattern(rf"(?:(?<![^\s|｜【\[（(-]))(?:{_KEY})\s*[:：]\s*", signs=":：")
_BARE_KEY = pattern(rf"(?:{_KEY})\s*")
_FRONT = pattern(r"\s*(?:(?P<key>[A-Za-z_][\w .-]{0,40})\s*:(?P<value>.*)|-\s.*|#.*|)")
_VALIDITY = pattern(r"(?:已|現已|现已|现行|現行|尚未)?(?:废止|失效|廢止|停止適用|有效|生效|停止执行)")
DRAFT = pattern("草案|征求意见稿|徵求意見稿|送审稿|送審稿|讨论稿|討論稿|(?:试行|試行|暂行|暫行)", signs="案稿行")


@dataclass(frozen=True, slots=True)
class MetadataValue:
    """One fact at a document's head or foot. `kind` is number, issuer, issued, published, effective, dated, history,
    status, time, heading, or "front KEY".

    `norm` is the value in one spelling (2018-12-07), as it stands where it is in no known one; the span is where.
    """

    kind: str
    norm: str
    span: Span


class MetadataLine(NamedTuple):
    """What a line of the rim is, and its values; `waits` for the kind of a value that stands on the next line."""

    values: tuple[MetadataValue, ...] = ()
    waits: str | None = None


def front_matter(document: Document) -> tuple[int, tuple[MetadataValue, ...]]:
    """The last line of a block of keys between two rules at the very top (YAML), 0 where there is none; the values."""
    lines = document.lines
    if not document.text.startswith("---") or lines.content(1).strip() != "---":
        return 0, ()
    ends = (number for number in range(2, min(30, len(lines) + 1)) if lines.content(number).strip() == "---")
    last = next(ends, 0)
    values = []
    for number in range(2, last):
        found = _FRONT.fullmatch(lines.content(number))
        if found is None:
            return 0, ()
        if found["key"] and found["value"].strip():
            values.append(MetadataValue(f"front {found['key']}", canonical(found["value"]), lines.span(number)))
    return last, tuple(values)


def parse_metadata_line(line: str, span: Span, waiting: str | None) -> MetadataLine | None:
    """What a stripped line says as metadata, number, or date; None where it may be body."""
    if waiting is not None:
        return _value_line(line, span, waiting)
    if found := _BARE_KEY.fullmatch(line.rstrip(":： ")):
        return MetadataLine(waits=_kind(found)) if line[-1] in ":：" else None
    if (values := metadata(line, span)) is not None:
        return MetadataLine(values)
    bare = line.strip(_MARKS)
    if PACK.header.document_number.fullmatch(bare):
        return MetadataLine((MetadataValue("number", canonical(bare), span),))
    if _VALIDITY.fullmatch(bare):
        return MetadataLine((_status(bare, span),))
    if (order := PACK.header.order.search(bare)) and order.end() == len(bare) and len(bare) <= 50 and _plain(bare):
        return MetadataLine((MetadataValue("number", canonical(order[0]), span),))
    return _dated(bare, span)


def metadata(line: str, span: Span) -> tuple[MetadataValue, ...] | None:
    """The values of a line of `key: value`, one or several; None for another line."""
    keys = list(_META.finditer(line))
    if not keys or line[: keys[0].start()].strip(_MARKS):
        return None
    values: list[MetadataValue] = []
    for found, following in zip(keys, [*keys[1:], None], strict=True):
        value = line[found.end() : following.start() if following else len(line)].strip(" \t\u3000|｜")
        if not _is_value(value):
            return None
        values += _values(_kind(found), value, span)
    return tuple(values)


def _kind(found: re.Match[str]) -> str:
    return _KINDS[int((found.lastgroup or "k0")[1:])]


def _is_value(text: str) -> bool:
    return (
        len(text) <= 80
        and not any(mark in text for mark in PACK.sentences.full_width_sentence)
        and not _PROVISION.search(_bared(text))
    )


def _value_line(line: str, span: Span, kind: str) -> MetadataLine | None:
    return MetadataLine(tuple(_values(kind, line, span))) if _is_value(line) and line[-1] not in ":：，、" else None


def _values(kind: str, text: str, span: Span) -> Iterator[MetadataValue]:
    if not text or kind == _OWN:
        return
    if kind == _STATUS:
        yield _status(text, span)
    elif kind == _NUMBER:
        yield MetadataValue(kind, canonical(text), span)
    elif found := list(dates(text)):
        yield from (MetadataValue(kind, date, span) for date in found)
    else:
        yield MetadataValue(kind, canonical(text).replace("、", ""), span)


def _status(text: str, span: Span) -> MetadataValue:
    return MetadataValue("status", "repealed" if _REPEALED.search(text) else canonical(text), span)


def _dated(bare: str, span: Span) -> MetadataLine | None:
    found = PACK.header.date.search(bare)
    if found is None or len(bare) - len(found[0]) > 60:
        return None
    beside = bare[: found.start()].strip(_MARKS), bare[found.end() :].strip(_MARKS)
    words = [word for each in beside for word in _BETWEEN.split(_COUNTED.sub("", each)) if word]
    if not all(map(_BESIDE_DATE.fullmatch, words)) or not all(map(_plain, beside)):
        return None
    if re.search(r"\d\s?[:：]\s?\d", bare):
        return MetadataLine()  # when a page was put up
    return MetadataLine(tuple(MetadataValue("dated", date, span) for date in dates(bare)))


@lru_cache(maxsize=1 << 10)  # copies have lines in common, and a line is looked at from several sides
def _bared(text: str) -> str:
    """The text without quoted titles, dates, times of day, and numbers of sessions and orders."""
    return _COUNTED.sub(
        "", PACK.header.document_number.sub("", _TIME.sub("", PACK.header.date.sub("", _QUOTED.sub("", text))))
    )


def _plain(text: str) -> bool:
    """Whether the text gives no figure of its own and says nothing of what is to be done."""
    bared = _bared(text)
    return not _PROVISION.search(bared) and not _NUMERAL.search(bared)


def parse_adoption_history(line: str, span: Span) -> tuple[MetadataValue, ...] | None:
    """The values of a whole history: who adopted, amended or repealed the document, and when; None for other text."""
    told = _history(line)
    return told if told is None else tuple(MetadataValue(kind, norm, span) for kind, norm in told)


@lru_cache(maxsize=1 << 10)
def _history(line: str) -> tuple[tuple[str, str], ...] | None:
    """Kind and norm of each value of a whole history; None for other text."""
    if len(line) > LONGEST or not PACK.header.date.search(line) or not _HISTORY.search(line):
        return None
    values = [("history", date) for date in dates(line)]
    for clause in _CLAUSES.split(_QUOTED.sub("", line.strip(_MARKS + "。；"))):
        words = clause.strip(_MARKS + "。；，")
        if not words:
            continue
        if (
            any(mark in words for mark in PACK.sentences.full_width_sentence_or_lead)
            or not _CLAUSE_ENDS.search(words)
            or not _plain(words)
        ):
            return None
        who = [_VERBS.sub("", _bared(part)).strip(_MARKS + "，、") for part in PACK.header.date.split(words)]
        if _BEFORE.search(words) or not all(
            _ADOPTERS.fullmatch(each) for each in who if each not in ("", "根据", "自")
        ):
            return None
        values += _adopted(list(dates(words)), who)
        if _REPEALED.search(words):
            values.append(("status", "repealed"))
    return tuple(values)


def ends_adoption_history(line: str) -> bool:
    """Whether an entry of a history may end with this line."""
    return _CLAUSE_ENDS.search(line.rstrip(PACK.sentences.item)) is not None


def _adopted(days: list[str], who: list[str]) -> Iterator[tuple[str, str]]:
    """Who acted on each date, where as many are named."""
    for date, each in zip(days, who[1:], strict=False):
        if words := folded_text(each):
            yield f"history {date}", words


def is_letterhead(line: str) -> bool:
    """Whether a line above a title is a red head, a grade of secrecy, or a page's path."""
    return len(line) <= 60 and _plain(line) and _ABOVE.fullmatch(line.strip(_MARKS)) is not None


def is_heading(words: str) -> bool:
    """Whether a heading of a chapter says nothing but what follows; the words are those after its label."""
    return len(words) <= 30 and words[-1:] not in PACK.sentences.clause and _plain(words)


def adds_no_value(words: str) -> bool:
    """Whether what stands beside a title repeated says nothing of its own."""
    return _ALL_OF_IT.fullmatch(words) is not None


_ALL_OF_IT = pattern("(?:全文|正文|原文)?")


def status_in_title(title: str, span: Span) -> Iterator[MetadataValue]:
    """What a title says of the document's standing: a draft, for trial, repealed."""
    for found in DRAFT.finditer(title):
        yield MetadataValue("status", canonical(found[0]), span)
    for found in _ASIDE.finditer(title):
        if _REPEALED.search(found[0]):
            yield MetadataValue("status", "repealed", span)


_ASIDE = pattern(r"[（(【\[][^（）()【】\[\]]{1,30}[）)】\]]")


_DATE_PARTS = pattern(
    r"(中華民國|民國|中华民国)?\s*([0-9０-９〇零○一二三四五六七八九十百]+)\s*[年\-/.]\s*(\S{1,3}?)\s*[月\-/.]\s*(\S{1,3}?)(?:\s*日|$)"
)


def dates(text: str) -> Iterator[str]:
    """The dates in a text as YYYY-MM-DD, in their order; those of the Republic's count in common years."""
    for found in PACK.header.date.finditer(text):
        parts = _DATE_PARTS.match(re.sub(r"\s", "", found[0]))
        if parts is None:
            continue
        year, month, day = (numeral_value(part) for part in parts.groups()[1:])
        if year is not None and month and day:
            yield f"{year + 1911 if parts[1] else year:04}-{month:02}-{day:02}"
