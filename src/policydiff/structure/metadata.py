"""Metadata lines above and below a body, and the values in them. Each kind has a form; a line that fits none is body.

A line with a duty, or with a figure that is neither a date nor the number of a document, fits no form.

>>> list(dates("民國107年12月7日"))
['2018-12-07']
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

MAX_HISTORY_LINE = 12_000  # characters of a line of an adoption history; longer lines are not read
_FRONT_MATTER_END = 30  # the closing rule of front matter is above this line
_MAX_VALUE = 80  # characters
_MAX_BESIDE_DATE = 60  # characters of a line of a date, the date left out
_MAX_ORDER_LINE = 50  # characters of a line that ends in the number of an order
_MAX_LETTERHEAD = 60  # characters
_MAX_HEADING = 30  # characters of a heading without its label
_ADOPTION_VERBS = "通过|修正|修订|公布|施行|批准|发布|废止|制定|通過|修訂|公佈|發布|廢止|訂定|實施|实施"
_ADOPTION_VERB = pattern(_ADOPTION_VERBS)
_PROVISION = pattern(
    "[应應][当當]|不得|可以|不予|不再|必[须須]|[须須]经|禁止|[严嚴]禁|[责責]令|[罚罰]|[处處][以五十百千万]|[缴繳]|收[费費取]|征收|徵收|免[费費除]"
    "|日[内內]|个月|個月|以[内內上下前后後]|之[前后後]|[过逾]期限?[^会]|期限|有效期|同[时時]|停止|[继繼][续續]|[恢暂][复停]|一律|或者|如果|不|移送|移交|[报報]送|上[报報]|[关關][停闭閉]|取[缔締]|支付|[补補][贴貼助]|[拨撥]付|全部|部分|付[费費]"
)
_NUMERAL = pattern(r"[0-9０-９〇零一二三四五六七八九十百千万亿]")
_ORDINAL_COUNT = pattern(
    r"第?[0-9０-９〇零一二三四五六七八九十百]{1,5}[届屆次号號条條项項章期]|[一二三四五六七八九十]部法律"
)
_QUOTED_TITLE = pattern(r"《[^《》]{0,200}》|〈[^〈〉]{0,100}〉|<[^<>]{0,100}>|「[^「」]{0,100}」", signs="《〈<「")
_MARKS = "（()）【】[]〔〕 \t\u3000*_#-—－"
_CLAUSE_ENDS = pattern(rf"(?:{_ADOPTION_VERBS}|公告|令|[号號]|会议|會議|决定|決定|条文|條文)(?:[（(].{{0,40}}[）)])?$")
_VERBS_ONLY = pattern(rf"(?:{_ADOPTION_VERBS}|自|起|之日|[于於]?同日|的|并|經|经|由|以|令|全文|第|公告|和|等)*+$")
_ADOPTERS = pattern(
    r"[\u4e00-\u9fff·、 \u3000]{0,80}(?:会议|大会|會議|大會|政府|国务院|[会會院部委局厅廳署令号號]|公告|决定|決定"
    r"|条文|條文|总统|總統|字)"
)
_BEFORE_DATE = pattern(r"日\s?(?:之|以)?[前后後至止]")
_CLAUSE_BOUNDARY = pattern(
    r"[。；;，,\s]+(?=(?:根据|自|经|[（(])?\s*(?:19|20|中華民國|民國|[一二]〇|[一二]○|一九|二〇)|$)"
)
_REPEALED = pattern("废止|失效|廢止|停止|撤[销銷]|中止|尚未|未生效")
_CLOCK = r"(?:星期.|上午|下午|\d{1,2}\s?[:：]\s?\d{2}(?:[:：]\d{2})?)"
_AGENCY = r"[\u4e00-\u9fff·、]{1,40}(?:政府|办公厅|办公室|委员会|常委会|大会|[部厅廳局院署委社网網]|银行|中央)"
_WORDS_BESIDE_DATE = pattern(
    rf"在?[\u4e00-\u9fff·、]{{0,40}}(?:会议|大会|會議|大會)上?|{_AGENCY}|{_CLOCK}|公布|发布|發布|印发|施行|实施|來源|来源"
    r"|[\u4e00-\u9fff·]{0,24}(?:总理|主席|省长|市长|县长|区长)[\u4e00-\u9fff·]{0,8}|[自起作由]"
)
_TIME = pattern(_CLOCK)
_WORD_BOUNDARY = pattern(r"[:：\s—-]+")
_LETTERHEAD = pattern(
    rf"{_AGENCY}|.*(?:文件|公报|公報|公告|令|特急|加急|机密|秘密|内部资料|首页|全文|专刊)|[^。；，]*[>＞»].*"
)
_ISSUER = "issuer"
_NUMBER = "number"
_STATUS = "status"
_PAGE_ITSELF = ""  # values about the web page, which are left out
# The keys of metadata tables, as patterns, and the kinds of their values.
_KEYS = {
    "发文机关|發文機關|制定机关|发布机构|发布机关|发文单位|发布单位": _ISSUER,
    "发文字号|發文字號|文\\s*号|文\\s*號": _NUMBER,
    "成文日期|印发日期": "issued",
    "发布日期|發布日期|公布日期|公佈日期|发文日期|發文日期": "published",
    "施行日期|生效日期|实施日期|實施日期": "effective",
    "日\\s*期": "dated",
    "时\\s*间|時\\s*間": "time",
    "有\\s*效\\s*性|时效性|時效性|效力状态": _STATUS,
    "标\\s*题|標\\s*題": "heading",
    "索\\s*引\\s*号|主题分类|主\\s*题\\s*词|来\\s*源|來\\s*源|稿源|作\\s*者|编辑|责任编辑|浏览|浏览次数|点击数|字体|字号"
    "|发布时间|更新时间": _PAGE_ITSELF,
}
_KIND_BY_INDEX = dict(enumerate(_KEYS.values()))
_KEY = "|".join(f"(?P<k{index}>{names})" for index, names in enumerate(_KEYS))
_KEY_AND_COLON = pattern(rf"(?:(?<![^\s|｜【\[（(-]))(?:{_KEY})\s*[:：]\s*", signs=":：")
_KEY_ONLY = pattern(rf"(?:{_KEY})\s*")
_FRONT_MATTER_LINE = pattern(r"\s*(?:(?P<key>[A-Za-z_][\w .-]{0,40})\s*:(?P<value>.*)|-\s.*|#.*|)")
_VALIDITY = pattern(r"(?:已|現已|现已|现行|現行|尚未)?(?:废止|失效|廢止|停止適用|有效|生效|停止执行)")
DRAFT = pattern("草案|征求意见稿|徵求意見稿|送审稿|送審稿|讨论稿|討論稿|(?:试行|試行|暂行|暫行)", signs="案稿行")


@dataclass(frozen=True, slots=True)
class MetadataValue:
    """One fact from the front or back matter of a document.

    `kind` is number, issuer, issued, published, effective, dated, history, status, time, heading, "front KEY" (a key of
    YAML front matter) or "history DATE" (who adopted it then). `norm` is the normalised value: 2018-12-07 for a date,
    "repealed" for any word of repeal, the folded text for who adopted, else the canonical form. `span` is the line it
    is from.
    """

    kind: str
    norm: str
    span: Span


class MetadataLine(NamedTuple):
    """The values of a line of metadata, () if it has none that is kept.

    `pending_kind` is the kind of the value below ("" for one about the page) if this is only a key, else None.
    """

    values: tuple[MetadataValue, ...] = ()
    pending_kind: str | None = None


def front_matter(document: Document) -> tuple[int, tuple[MetadataValue, ...]]:
    """The 1-based number of the last line of YAML front matter at the top, and its values; empty keys have none.

    (0, ()) if the text does not begin with the rule ---, has no such rule again above line `_FRONT_MATTER_END`, or has
    a line between that is no key, list item or comment.
    """
    lines = document.lines
    if not document.text.startswith("---") or lines.content(1).strip() != "---":
        return 0, ()
    ends = (
        number for number in range(2, min(_FRONT_MATTER_END, len(lines) + 1)) if lines.content(number).strip() == "---"
    )
    last_line = next(ends, 0)
    values = []
    for number in range(2, last_line):
        match = _FRONT_MATTER_LINE.fullmatch(lines.content(number))
        if match is None:
            return 0, ()
        if match["key"] and match["value"].strip():
            values.append(MetadataValue(f"front {match['key']}", canonical(match["value"]), lines.span(number)))
    return last_line, tuple(values)


def parse_metadata_line(line: str, span: Span, waiting: str | None) -> MetadataLine | None:
    """The metadata of a stripped, non-empty line; None if it may be body.

    It is key and value, a key alone with its colon, a document number, an order, validity, or a date. `waiting` is
    `pending_kind` of the line above: if it is not None, the line is read as that value, and in no other way. There are
    no values in a line about the page or with a time of day. `span` is only put into the values.
    """
    if waiting is not None:
        return _parse_value_line(line, span, waiting)
    if match := _KEY_ONLY.fullmatch(line.rstrip(":： ")):
        return MetadataLine(pending_kind=_kind_of_key(match)) if line[-1] in ":：" else None
    if (values := parse_key_value_line(line, span)) is not None:
        return MetadataLine(values)
    bare_line = line.strip(_MARKS)
    if PACK.header.document_number.fullmatch(bare_line):
        return MetadataLine((MetadataValue("number", canonical(bare_line), span),))
    if _VALIDITY.fullmatch(bare_line):
        return MetadataLine((_status_value(bare_line, span),))
    if (
        (order := PACK.header.order.search(bare_line))
        and order.end() == len(bare_line)
        and len(bare_line) <= _MAX_ORDER_LINE
        and _states_nothing(bare_line)
    ):
        return MetadataLine((MetadataValue("number", canonical(order[0]), span),))
    return _parse_date_line(bare_line, span)


def parse_key_value_line(line: str, span: Span) -> tuple[MetadataValue, ...] | None:
    """The values of a line that has only pairs of `key: value`; None for any other line.

    () if all are empty or about the page. None also if text precedes the first key, or one value is no value
    (`_is_value`).
    """
    keys = list(_KEY_AND_COLON.finditer(line))
    if not keys or line[: keys[0].start()].strip(_MARKS):
        return None
    values: list[MetadataValue] = []
    for match, following in zip(keys, [*keys[1:], None], strict=True):
        value = line[match.end() : following.start() if following else len(line)].strip(" \t\u3000|｜")
        if not _is_value(value):
            return None
        values += _values_of_kind(_kind_of_key(match), value, span)
    return tuple(values)


def _kind_of_key(match: re.Match[str]) -> str:
    """The kind of the value of a matched key (`_KEYS`); "" for a key about the page itself."""
    return _KIND_BY_INDEX[int((match.lastgroup or "k0")[1:])]


def _is_value(text: str) -> bool:
    """Whether a text may be the value of a key: short, no sentence, and without words of a provision.

    It has at most `_MAX_VALUE` characters; words in quoted titles do not count. True for "".
    """
    return (
        len(text) <= _MAX_VALUE
        and not any(mark in text for mark in PACK.sentences.full_width_sentence)
        and not _PROVISION.search(_without_titles_and_dates(text))
    )


def _parse_value_line(line: str, span: Span, kind: str) -> MetadataLine | None:
    """The metadata of a stripped, non-empty line that is the value, of this `kind`, of the key above it.

    None if it cannot be a value, or ends with a colon or comma.
    """
    return (
        MetadataLine(tuple(_values_of_kind(kind, line, span)))
        if _is_value(line) and line[-1] not in ":：，、"
        else None
    )


def _values_of_kind(kind: str, text: str, span: Span) -> Iterator[MetadataValue]:
    """The values of a text of this kind: one for each date in it; without a date one with its canonical form.

    A status or number is always one value. There is no value in an empty text, or for the kind of keys about the page
    ("").
    """
    if not text or kind == _PAGE_ITSELF:
        return
    if kind == _STATUS:
        yield _status_value(text, span)
    elif kind == _NUMBER:
        yield MetadataValue(kind, canonical(text), span)
    elif normalised_dates := list(dates(text)):
        yield from (MetadataValue(kind, date, span) for date in normalised_dates)
    else:
        yield MetadataValue(kind, canonical(text).replace("、", ""), span)


def _status_value(text: str, span: Span) -> MetadataValue:
    """The status that a text gives: "repealed" for words of repeal, else its canonical form.

    Words of invalidity, suspension and of not yet being in force (尚未) are taken for words of repeal.
    """
    return MetadataValue("status", "repealed" if _REPEALED.search(text) else canonical(text), span)


def _parse_date_line(bare_line: str, span: Span) -> MetadataLine | None:
    """The metadata of a line that has a date, and beside it only words that accompany dates; None for any other line.

    Up to `_MAX_BESIDE_DATE` characters are beside it. There are no values if a time of day is among them.
    """
    date_match = PACK.header.date.search(bare_line)
    if date_match is None or len(bare_line) - len(date_match[0]) > _MAX_BESIDE_DATE:
        return None
    beside = bare_line[: date_match.start()].strip(_MARKS), bare_line[date_match.end() :].strip(_MARKS)
    words = [word for part in beside for word in _WORD_BOUNDARY.split(_ORDINAL_COUNT.sub("", part)) if word]
    if not all(map(_WORDS_BESIDE_DATE.fullmatch, words)) or not all(map(_states_nothing, beside)):
        return None
    if re.search(r"\d\s?[:：]\s?\d", bare_line):
        return MetadataLine()  # with a time of day it is the date of a web page
    return MetadataLine(tuple(MetadataValue("dated", date, span) for date in dates(bare_line)))


@lru_cache(maxsize=1 << 10)  # copies share lines, and several functions test a line
def _without_titles_and_dates(text: str) -> str:
    """The text without quoted titles, dates, times of day, and numbers of sessions and orders."""
    return _ORDINAL_COUNT.sub(
        "", PACK.header.document_number.sub("", _TIME.sub("", PACK.header.date.sub("", _QUOTED_TITLE.sub("", text))))
    )


def _states_nothing(text: str) -> bool:
    """Whether the text has no words of a provision and no figures, apart from dates and numbers of documents.

    True for "".
    """
    own_text = _without_titles_and_dates(text)
    return not _PROVISION.search(own_text) and not _NUMERAL.search(own_text)


def parse_adoption_history(line: str, span: Span) -> tuple[MetadataValue, ...] | None:
    """The values of an adoption history: who adopted, amended or repealed a document, and when; None for other text.

    The kinds are history (a date), "history DATE" (who did it) and status (repealed). None also for a line without a
    date or of more than `MAX_HISTORY_LINE` characters, and if any clause of it says more than this.
    """
    history = _parse_history(line)
    return history if history is None else tuple(MetadataValue(kind, norm, span) for kind, norm in history)


@lru_cache(maxsize=1 << 10)
def _parse_history(line: str) -> tuple[tuple[str, str], ...] | None:
    """Kind and norm of each value of an adoption history, as `parse_adoption_history` says; None for other text."""
    if len(line) > MAX_HISTORY_LINE or not PACK.header.date.search(line) or not _ADOPTION_VERB.search(line):
        return None
    values = [("history", date) for date in dates(line)]
    for clause in _CLAUSE_BOUNDARY.split(_QUOTED_TITLE.sub("", line.strip(_MARKS + "。；"))):
        clause_words = clause.strip(_MARKS + "。；，")
        if not clause_words:
            continue
        if (
            any(mark in clause_words for mark in PACK.sentences.full_width_sentence_or_lead)
            or not _CLAUSE_ENDS.search(clause_words)
            or not _states_nothing(clause_words)
        ):
            return None
        actors = [
            _VERBS_ONLY.sub("", _without_titles_and_dates(part)).strip(_MARKS + "，、")
            for part in PACK.header.date.split(clause_words)
        ]
        if _BEFORE_DATE.search(clause_words) or not all(
            _ADOPTERS.fullmatch(actor) for actor in actors if actor not in ("", "根据", "自")
        ):
            return None
        values += _actors_by_date(list(dates(clause_words)), actors)
        if _REPEALED.search(clause_words):
            values.append(("status", "repealed"))
    return tuple(values)


def ends_adoption_history(line: str) -> bool:
    """Whether an entry of an adoption history may end with this line.

    Its last word, marks of items and one pair of brackets apart, is of adoption, an order or a meeting; it may be body
    all the same.
    """
    return _CLAUSE_ENDS.search(line.rstrip(PACK.sentences.item)) is not None


def _actors_by_date(adoption_dates: list[str], actors: list[str]) -> Iterator[tuple[str, str]]:
    """Kind ("history DATE") and folded name of the actor after each date; none where no actor is named.

    `actors` are the texts around the dates, one more than dates: the first, before all dates, is not used.
    """
    for date, actor in zip(adoption_dates, actors[1:], strict=False):
        if name := folded_text(actor):
            yield f"history {date}", name


def is_letterhead(line: str) -> bool:
    """Whether a line above a title is a letterhead (红头), a grade of secrecy or urgency, or a page's path.

    False for more than `_MAX_LETTERHEAD` characters, and for a figure or word of a provision in it.
    """
    return (
        len(line) <= _MAX_LETTERHEAD and _states_nothing(line) and _LETTERHEAD.fullmatch(line.strip(_MARKS)) is not None
    )


def is_heading(heading: str) -> bool:
    """Whether a heading, without its label, only names the text below and states nothing itself.

    False for "", more than `_MAX_HEADING` characters, and a mark of a clause at its end.
    """
    return len(heading) <= _MAX_HEADING and heading[-1:] not in PACK.sentences.clause and _states_nothing(heading)


def is_full_text_remark(remark: str) -> bool:
    """Whether the remark beside a repeated title only says that the full text follows, or is empty."""
    return _FULL_TEXT.fullmatch(remark) is not None


_FULL_TEXT = pattern("(?:全文|正文|原文)?")


def status_in_title(title: str, span: Span) -> Iterator[MetadataValue]:
    """The status values in a title: each word of `DRAFT` in its canonical form, then the brackets that say repealed.

    Words of repeal outside brackets do not count.
    """
    for match in DRAFT.finditer(title):
        yield MetadataValue("status", canonical(match[0]), span)
    for match in _BRACKETED.finditer(title):
        if _REPEALED.search(match[0]):
            yield MetadataValue("status", "repealed", span)


_BRACKETED = pattern(r"[（(【\[][^（）()【】\[\]]{1,30}[）)】\]]")


_DATE_PARTS = pattern(
    r"(中華民國|民國|中华民国)?\s*([0-9０-９〇零○一二三四五六七八九十百]+)\s*[年\-/.]\s*(\S{1,3}?)\s*[月\-/.]\s*(\S{1,3}?)(?:\s*日|$)"
)


def dates(text: str) -> Iterator[str]:
    """The dates in a text as YYYY-MM-DD, in their order; years of the Republic of China (民国) are converted.

    A date with a numeral that cannot be read is left out. Month and day are not checked against the calendar.
    """
    for match in PACK.header.date.finditer(text):
        parts = _DATE_PARTS.match(re.sub(r"\s", "", match[0]))
        if parts is None:
            continue
        year, month, day = (numeral_value(part) for part in parts.groups()[1:])
        if year is not None and month and day:
            yield f"{year + 1911 if parts[1] else year:04}-{month:02}-{day:02}"
