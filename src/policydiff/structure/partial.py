"""Partial texts: stretches that by their own words have only some provisions of a law.

They are amending decisions, drafts of some articles, and extracts. Missing numbers are no fault in them.

>>> heading_amends("关于修改部分规章的决定")
True
>>> heading_amends("某某办法（节选）")
False
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.structure.contents import CONTENTS_HEADING
from policydiff.structure.labels import FoundLabel
from policydiff.structure.numbering import (
    ANNEXES,
    ARTICLES,
    DIVISIONS,
    HEADING,
    NUMBERED_DIVISIONS,
    OPENS_LAW,
    Label,
    read_label,
)
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span


class PartialText(NamedTuple):
    """A stretch of a document, from the heading that says so on, in which provisions are missing on purpose.

    `amends`: it amends a text, mostly by items of its own (一、第三条修改为：); otherwise it is an extract.
    `names_some`: its heading says that it has only some provisions (部分條文, 第三條), and not only that it amends.
    """

    span: Span
    amends: bool
    names_some: bool = False


# ------------------------------------------------------------------------------------------ the words of headings

_MAX_HEADING = 120  # characters
_MAX_LINES_OF_HEAD = 60  # lines before the first label, or between the title of a law and its first article
_MAX_LEAD = 400  # characters of a sentence that introduces amendments, or of the beginning of an item
_NUMERALS = "0-9０-９〇零○一二三四五六七八九十百千"
_ARTICLES = rf"第[{_NUMERALS}]{{1,8}}[条條点點](?:之[{_NUMERALS}]{{1,3}})?"
_SOME_PROVISIONS = r"(?:部分|若干|有关|有關|相关|相關)(?:[条條](?:文|款)?|[规規]定)"
_AMENDING = "修正|修改|修订|修訂|增订|增訂|增修"
_REPEALING = "废止|廢止|刪除|删除|清理|停止执行|停止執行|宣布失效"
_TABLE = "[对對](?:照|比)表?"
_NOTE = "[总總]?[说說]明|[审審](?:查|議|议)(?:[报報]告|案)|[对對](?:照|比)表?"
_LAW = "|".join(
    (
        *("法典?", "[条條]例", "[办辦]法", "[规規]定", "[细細][则則]", "[规規][则則]", "章程", "[规規]程"),
        *("守[则則]", "通[则則]", "公[约約]", "[准準][则則]", "[标標][准準]", "制度", "[规規][范範]"),
    )
)
_SELECTION = "[节節摘选選][录錄选選编編登摘抄读讀载載辑輯]"
# Signs of the patterns below: a text without any of them cannot match, so that the pattern need not be compiled.
_SIGNS_OF_SELECTION = [*"节節摘选選", "部分", "有关", "相关", "有關", "相關"]
_SIGNS_OF_AMENDING = _AMENDING.split("|")
_BLANKS = pattern(r"[\s\u3000\ufeff\u200b*_#>]+")
_ATTACHED = pattern(rf"附(?:件|录|錄|表)?[{_NUMERALS}]{{0,3}}(?:[：:.、]|(?=《))")
_IN_BRACKETS = pattern(r"[（(【〔\[][^（）()【】〔〕\[\]]{1,40}[）)】〕\]]$")  # （草案）, （二讀）, （2021年修正）
_QUOTES = "《》〈〉「」『』“”：:-="

# The ends of headings of amending texts, blanks and the last brackets left out.
_AMENDMENT = pattern(rf"(?:修正|修改|修訂|修订)案(?:草案)?(?:[条條]文)?(?:{_NOTE})?$", signs=_SIGNS_OF_AMENDING)
_SOME_ARTICLES = pattern(
    rf"(?:{_SOME_PROVISIONS}|{_ARTICLES}).{{0,20}}(?:{_AMENDING}|刪除|删除)(?:草案|[条條]文|[规規]定|案|{_NOTE}){{0,3}}$"
    rf"|(?:{_AMENDING}|刪除|删除).{{1,80}}(?:{_SOME_PROVISIONS}|{_ARTICLES}(?:[条條]文)?)(?:之?修正)?(?:草案|案|{_NOTE}){{0,3}}$",
    signs=[*_SIGNS_OF_AMENDING, "删除", "刪除"],
)
_COMPARISON = pattern(
    rf"(?:[条條][文款]|[规規]定|修正|修改|修订|修訂|新旧|新舊|前后|前後)(?:草案)?(?:[条條]文|内容|內容)?(?:{_TABLE})$",
    signs=["对照", "對照", "对比", "對比"],
)
# A draft so called has all articles, or some: that is seen by their numbers alone.
_DRAFT = pattern(r"(?:修正|修改)草案(?:[条條]文)?[）)】〕\]」』》]{0,3}$", signs=["修正草案", "修改草案"])
_AMENDED_ARTICLES = pattern(r"(?:修正|修改|修订|修訂)[条條]文$", signs=["条文", "條文"])
_ABOUT_CHANGES = pattern(
    rf"[关關][于於](?:集中|统一|統一|一并|公布|批准)?(?:[对對]?.{{1,60}}?(?:进行|進行|作出?|做出?|予以|》|」|的)(?:部分|若干)?)?"
    rf"(?:(?:{_REPEALING})[和及、与與并並或者]{{0,2}})?(?:{_AMENDING})(?!案)",
    signs=_SIGNS_OF_AMENDING,
)
_ORDER = pattern(r"(?:决定|決定|决议|決議|议案|議案|命令|令)$")
_NOTICE = pattern(r"(?:通知|公告|通告|意见|意見|函)$")
_ISSUES = pattern(r"印发|印發|[发發]布|公布|公佈|[颁頒]布|工作")
_ADOPTED = pattern(r"通过|通過|公布|公佈|[发發]布|施行|核[备備定]|[备備]查|批准")
_WHOLE = pattern(r"全(?:文|案|部)")
# The same of extracts; a heading that is no title and no annex must also have words of law (not 网友留言选登).
_EXTRACT = pattern(
    rf"(?:{_SELECTION})$|^(?:{_SELECTION})[自：:《〈「]|.部分(?:[条條][文款]|章[节節])$"
    r"|(?:相关|有关|相關|有關|涉及).{0,4}(?:法[条條]|[法律].{0,6}[条條][文款])$",
    signs=[*_SIGNS_OF_SELECTION, "涉及"],
)
_OF_LAW = pattern(rf"{_LAW}|法|[条條]文|[条條]款")
_EXTRACT_MARK = pattern(
    rf"[（(【〔\[](?:[^（）()]{{0,8}}(?:{_SELECTION})[^（）()]{{0,30}}|摘|节|節|摘要|部分(?:[条條][文款]?|章[节節]|内容|內容)?"
    r"|[Ee](?:xcerpts?|xtracts?)|EXCERPTS?|EXTRACTS?)[）)】〕\]]$",
    signs=[*_SIGNS_OF_SELECTION, "xcerpt", "xtract", "EXCERPT", "EXTRACT"],
)
_SUMMARY = pattern(r".摘要$")
# The last characters of these headings, among them the marks that may follow.
_HEADING_ENDS = frozenset(
    "案文表照比明告定令议議知函见見条條款节節点點正改订訂修除录錄编編登抄选選摘读讀载載辑輯要》〉」』”)）】〕]*-=#:："
)
_NEVER_IN_HEADING = frozenset("。；;，！？!?")
_HISTORY = pattern(r"[（(]?(?:根据|根據|依据|依據|依照|按照|\d{4}年|[一二][〇○九零]|中華民國|民國|中华民国)")

_AMENDING_LEAD = pattern(
    rf"[作做][出了]?(?:如下|以下|下列)[的几幾]?(?:部分)?(?:{_AMENDING}|补充|補充)|(?:{_AMENDING})(?:内容|內容|[条條][文款])?如[下左]"
    rf"|(?:修改|修正)[为為][：:]?$",
    signs=["如下", "如左", "以下", "下列", "改为", "改為", "正为", "正為"],
)
_SIGNS_OF_EXTRACT = [
    *("如下", "如左", "于下", "于后", "于後", "於下", "於后", "於後", "以下为", "以下為", "以下是", "以下系"),
    *(f"{word}自" for word in "摘选選录錄編编登抄读讀載载辑輯"),
    *(f"{only}{verb}" for only in "只仅僅" for verb in "列刊登载載印收附摘"),
]
_EXTRACT_LEAD = pattern(
    rf"(?:{_SELECTION})(?:如[下左]|[于於][下后後])|(?:部分|有关|相关|有關|相關)(?:[条條][文款]|法[条條])(?:{_SELECTION})?如[下左]"
    rf"|(?:摘|选|選|{_SELECTION})自.{{0,40}}(?:{_LAW})(?:》|[（(])|[只仅僅](?:列|刊|登|载|載|印|收|附|摘).{{0,12}}(?:[条條修]|部分)"
    rf"|以下[为為是系].{{0,60}}(?:(?:部分|有关|相关|有關|相關)(?:[条條][文款]|章[节節])|{_SELECTION})",
    signs=_SIGNS_OF_EXTRACT,
)
# An item that amends a text: 一、第三条修改为：, 二、增加一条，作为第七条：, （一）删去第五条, 四、本决定自…施行。
AMENDS = pattern(
    rf"(?:{_AMENDING}|改|調整|调整)[为為成]|增[加列設设]|{_AMENDING}|新增|补充|補充|[删刪][去除]|作[为為]第|本(?:决定|決定|修正案|通知|公告)"
)
# The end of an instruction by which the provision behind it is new: 增加一条，作为第四条：
INSERTS = pattern(
    rf"(?:增[加列設设訂订]|新增)[^。；\r\n]{{0,30}}(?:[条條]|{_ARTICLES})[^。；\r\n]{{0,20}}"
    rf"(?:[：:][\s“「『\"]{{0,20}}|作[为為])$",
    signs=[*(f"增{word}" for word in "加列設设訂订"), "新增"],
)
_AMENDS_AN_ARTICLE = pattern(
    rf"{_ARTICLES}[^。]{{0,40}}(?:{_AMENDING}|改)[为為成]|增[加列設设訂订][^。]{{1,10}}[，,]?作[为為]第"
    rf"|[删刪][去除]{_ARTICLES}",
    signs=[
        *(f"{change}{into}" for change in "改正订訂修" for into in "为為成"),
        *("作为第", "作為第", "删去", "删除", "刪去", "刪除"),
    ],
)


def heading_amends(line: str, *, is_title: bool = False) -> bool | None:
    """Whether a line heads an amending text (True) or an extract (False); None for any other line.

    Unless `is_title`, it is also None for a line with marks of a sentence, an adoption history, or one of a pair of
    《》, and an extract must have words of law or begin with 附件.
    """
    heading = _BLANKS.sub("", line).strip("-=")
    if not is_title and (
        _NEVER_IN_HEADING & set(heading) or _HISTORY.match(heading) or heading.count("《") != heading.count("》")
    ):
        return None
    if (attached := _ATTACHED.match(heading)) is not None:
        heading = heading[attached.end() :]
    if _EXTRACT_MARK.search(heading):
        return False
    heading = _unbracketed(heading)
    if _ends_as_amendment(heading):
        return True
    if is_title and _SUMMARY.search(heading):
        return False
    is_of_law = is_title or attached is not None or _OF_LAW.search(heading) is not None
    return False if is_of_law and _EXTRACT.search(heading) else None


def _names_some(heading: str) -> bool:
    """Whether the heading of an amending text says that it has only some provisions of the text that it amends."""
    return _SOME_ARTICLES.search(_unbracketed(_BLANKS.sub("", heading).strip("-="))) is not None


def _unbracketed(heading: str) -> str:
    """A heading without the brackets at its end, however many, and without quotation marks around it.

    Brackets stay if they are all that there is, or longer than a remark.
    """
    heading = heading.strip(_QUOTES)
    while (brackets := _IN_BRACKETS.search(heading)) is not None and brackets.start() > 0:
        heading = heading[: brackets.start()].strip(_QUOTES)
    return heading


def _ends_as_amendment(heading: str) -> bool:
    """Whether a heading, given without blanks and last brackets, ends as that of an amending text does."""
    if _AMENDMENT.search(heading) or _COMPARISON.search(heading):
        return True
    if _ABOUT_CHANGES.search(heading):
        return bool(_ORDER.search(heading) or (_NOTICE.search(heading) and not _ISSUES.search(heading)))
    if _WHOLE.search(heading) or _ADOPTED.search(heading):
        return False
    return bool(_SOME_ARTICLES.search(heading) or _AMENDED_ARTICLES.search(heading))


def _lead_amends(sentence: str) -> bool | None:
    """True for a line before the first label that introduces amendments, False for an extract; None for others.

    None also for more than `_MAX_LEAD` characters.
    """
    if len(sentence) > _MAX_LEAD:
        return None
    lead = _BLANKS.sub("", sentence)
    if _AMENDING_LEAD.search(lead):
        return True
    return False if _EXTRACT_LEAD.search(lead) else None


# ------------------------------------------------------------------------------------------ where they begin


def partial_texts(
    document: Document, labels: Sequence[FoundLabel], title: str | None, title_span: Span | None
) -> tuple[PartialText, ...]:
    """The partial texts of a document, in text order and disjoint; () if there are none.

    `labels` are the result of `find_labels`; `title` and its span are None if it has none. A partial text ends at the
    next such heading, at a heading of its own rank, at the title of a complete law after an amending decision, or at
    the end of the document.
    """
    headings = _headings(document, labels, title, title_span)
    result: list[PartialText] = []
    end = len(document.text)
    for number, amends in reversed(headings):
        start = document.lines.starts[number - 1]
        heading = title if title and title_span and start <= title_span.start < end else document.lines.content(number)
        span = Span(start, _end_of_partial_text(document, labels, number, amends, end))
        result.append(PartialText(span, amends, not amends or _names_some(heading)))
        end = start
    return tuple(reversed(result))


def partial_at(partial: Sequence[PartialText], position: int) -> PartialText | None:
    """The partial text that holds the character at `position`, or None."""
    index = bisect.bisect_right(partial, position, key=lambda stretch: stretch.span.start) - 1
    return partial[index] if index >= 0 and position < partial[index].span.end else None


def _headings(
    document: Document, labels: Sequence[FoundLabel], title: str | None, title_span: Span | None
) -> list[tuple[int, bool]]:
    """The 1-based lines at which partial texts begin, ascending, each with True if it amends and False for an extract.

    They are the title, headings, and lines of introduction before the first label; only if there are none of these, the
    line of a first label that amends (`_line_of_leading_amendment`).
    """
    headings: dict[int, bool] = {}
    if title and title_span and (amends := heading_amends(title, is_title=True)) is not None:
        headings[document.lines.number(title_span.start)] = amends
    labels_by_line = {number: label for number, _, label in labels}
    first = next((number for number, label in labels_by_line.items() if not label.quoted), len(document.lines) + 1)
    for number, line in _short_lines(document):
        label = labels_by_line.get(number)
        if label is None or (label.style in (*ANNEXES, HEADING.name) and not label.quoted):
            amends = heading_amends(line)
            if amends is None and number < first and _heads_draft(line) and _lacks_articles(labels):
                amends = True
            if amends is not None:
                headings.setdefault(number, amends)
    for number in range(1, min(first, _MAX_LINES_OF_HEAD)):
        if number not in headings and (amends := _lead_amends(document.lines.content(number))) is not None:
            headings[number] = amends
    if not headings and (number := _line_of_leading_amendment(document, labels)):
        headings[number] = True
    return sorted(headings.items())


def _heads_draft(line: str) -> bool:
    """Whether a line before the first label heads a draft that may have some articles only."""
    return not _NEVER_IN_HEADING & set(line) and _DRAFT.search(_BLANKS.sub("", line)) is not None


def _lacks_articles(labels: Sequence[FoundLabel]) -> bool:
    """Whether the articles do not begin with the first, or are fewer than half of the number of the last one.

    Quoted labels do not count. False if there are no articles.
    """
    numbers = {label.number[0] for _, _, label in labels if label.style in ARTICLES and not label.quoted}
    return bool(numbers) and (min(numbers) > 1 or 2 * len(numbers) < max(numbers))


def _short_lines(document: Document) -> Iterator[tuple[int, str]]:
    """Number (1-based) and stripped text of the lines whose length and last character a heading may have.

    They have 4 to `_MAX_HEADING` characters, the line end counted.
    """
    text = document.text
    for number, (start, end) in enumerate(document.lines.bounds(), start=1):
        if 4 <= end - start <= _MAX_HEADING and (line := text[start:end].strip()) and line[-1] in _HEADING_ENDS:
            yield number, line


def _line_of_leading_amendment(document: Document, labels: Sequence[FoundLabel]) -> int:
    """The 1-based line of the first label that is not quoted, if that is an item which amends an article; else 0.

    0 for a division or article, an item that does not amend one in its first `_MAX_LEAD` characters, and no labels.
    """
    number, span, label = next((first for first in labels if not first.label.quoted), (0, Span(0, 0), None))
    if label is None or label.style in DIVISIONS or label.style in ARTICLES:
        return 0
    return number if _AMENDS_AN_ARTICLE.search(document.text, span.start, min(span.end, span.start + _MAX_LEAD)) else 0


# ------------------------------------------------------------------------------------------ where they end

_LAW_TITLE = pattern(rf".(?:{_LAW})$")
_IN_FULL = pattern(r"全文(?:如下|公布|重新公布)?[：:。]?$")
_DECIDES = pattern(r"决定|決定|[作做][出了]?(?:如下|以下)")
_OPENING_BRACKET = pattern("[（(〔【]")
_FIRST_OF_LAW = frozenset((style, (1,)) for style in OPENS_LAW)


def _end_of_partial_text(
    document: Document, labels: Sequence[FoundLabel], first_line: int, amends: bool, latest_end: int
) -> int:
    """The offset at which the partial text that begins at the 1-based `first_line` ends, at most `latest_end`.

    `labels` are all of the document; `amends` is whether it is an amending text, in which the title of a law ends it.
    """
    first = bisect.bisect_left(labels, first_line, key=lambda label: label.line)
    heading = labels[first].label if first < len(labels) and labels[first].line == first_line else None
    decides = _DECIDES.search(document.lines.content(first_line)[:_MAX_LEAD]) is not None
    searched_to = first_line
    for index in range(first + (heading is not None), len(labels)):
        number, span, label = labels[index]
        if span.start >= latest_end:
            break
        if label.quoted:
            continue
        if heading and _ends_partial_text(heading, label):
            return document.lines.starts[number - 1]
        decides = decides or (label.style not in DIVISIONS and label.style not in ARTICLES)
        if amends and decides and (label.style, label.number) in _FIRST_OF_LAW and _is_continued(labels, index):
            if title := _law_title_between(document, searched_to, number):
                return document.lines.starts[title - 1]
            searched_to = number
    return latest_end


def _ends_partial_text(heading: Label, label: Label) -> bool:
    """Whether a label ends the partial text of a labelled heading.

    After a Markdown heading, a Markdown heading of its level or above does; after any other, the next annex.
    """
    return 0 < label.markup <= heading.markup if heading.markup else label.style in ANNEXES


def _is_continued(labels: Sequence[FoundLabel], index: int) -> bool:
    """Whether a first part or chapter holds a first unit, or a first article is followed by a first or second one.

    False for the last label; quoted labels do not count.
    """
    following = (labels[later].label for later in range(index + 1, len(labels)) if not labels[later].label.quoted)
    if labels[index].label.style not in ARTICLES:
        return next(((label.style, label.number) in _FIRST_OF_LAW for label in following), False)
    return next((label.number[0] in (1, 2) for label in following if label.style in ARTICLES), False)


def _law_title_between(document: Document, above: int, line_of_label: int) -> int:
    """The 1-based line of the title of the law whose first article or chapter is on `line_of_label`; 0 if it has none.

    It is looked for upwards, below the line `above` and over at most `_MAX_LINES_OF_HEAD` lines; blank lines, tables of
    contents, divisions, histories and brackets may be between, and anything else ends the search. A line that says that
    the full text follows counts as the title.
    """
    for number in range(line_of_label - 1, max(above, line_of_label - 1 - _MAX_LINES_OF_HEAD), -1):
        line = document.lines.content(number)[:_MAX_LEAD]
        bare_line = _BLANKS.sub("", line).strip("-=")
        label = read_label(line)
        divides = label is not None and label.style in NUMBERED_DIVISIONS
        if not bare_line or divides or CONTENTS_HEADING.fullmatch(line.strip()):
            continue
        if _IN_FULL.search(bare_line) or _is_law_title(bare_line):
            return number
        if not (_HISTORY.match(bare_line) or bare_line[0] in "（(" or bare_line[-1] in "）)"):
            return 0
    return 0


def _is_law_title(bare_line: str) -> bool:
    """Whether a line without blanks is the title of a law, perhaps with its adoption history in brackets.

    False for more than `_MAX_HEADING` characters and for the heading of a partial text.
    """
    attached = _ATTACHED.match(bare_line)
    bare_line = bare_line[attached.end() if attached else 0 :].lstrip(_QUOTES)
    title = _OPENING_BRACKET.split(bare_line)[0].strip(_QUOTES)
    if _NEVER_IN_HEADING & set(title) or _HISTORY.match(title) or len(title) > _MAX_HEADING:
        return False
    return _LAW_TITLE.search(title) is not None and heading_amends(title) is None
