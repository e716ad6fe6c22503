"""Page furniture: lines that belong to a web or printed page and not to the document on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span


class Kind(StrEnum):
    """What a line of furniture is there for."""

    NAVIGATION = "navigation"
    TOOLS = "tools"
    RELATED_LINKS = "related-links"
    QR = "qr"
    COPYRIGHT = "copyright"
    PAGE_NUMBER = "page-number"


class Furniture(NamedTuple):
    """A run of whole lines of one kind, with their endings."""

    span: Span
    kind: Kind


# Each pattern must match a whole stripped line that begins with one of the characters before it (none: any line, of a
# text that has one of the signs below). Only what no policy text can say: a line missed is a blemish, a line of policy
# marked is a fault.
_ROWS: tuple[tuple[Kind, str, str], ...] = (
    (
        Kind.NAVIGATION,
        "【[您你现現目当當所位",
        r"[【\[]?(?:您|你)?(?:现在|現在|目前|当前|當前)?的?(?:所在)?(?:的)?位置\s*(?:是|为|為)?\s*[:：]?[^。；]{0,20}"
        r"(?:首页|首頁|主页|主頁|>)[^。；]{0,150}",
    ),
    (Kind.NAVIGATION, "您你现現目当當", r"(?:您|你)?的?(?:现在|現在|目前|当前|當前)的?(?:所在)?位置\s*[:：]"),
    (Kind.NAVIGATION, "首", r"(?:首页|首頁)\s*(?:>|›|»|＞|&gt;)[^。；]{0,150}"),
    (
        Kind.QR,
        "",
        r"[^。；，]{0,12}[掃扫]一[掃扫][^。；]{0,6}(?:手机|手機|微信|打[开開]|[关關]注|分享|二[维維][码碼]|[当當]前)[^。；]{0,14}",
    ),
    (
        Kind.QR,
        "请請用使手微扫掃",
        r"[请請]?(?:使?用)?(?:手[机機]|微信)?[扫掃]描?(?:下方|上方)?二[维維][码碼][^。；，]{0,14}",
    ),
    (Kind.COPYRIGHT, "版", r"(?:版权所有|版權所有)\s*(?:[:：©|｜]|\(c\)|（c）|\s)[^。；]{0,160}"),
    (Kind.COPYRIGHT, "", r"[^。；]{0,40}copyright\s*(?:©|&copy;|\(c\)|（c）|[@:：]?\s*\d{4})[^。；]{0,200}"),
    (Kind.COPYRIGHT, "Cc", r"copyright\s*[:：][^。；]{0,160}"),
    (Kind.COPYRIGHT, "©", r"©[^。；]{0,160}"),
    (Kind.COPYRIGHT, "", r"[^。；]{0,80}[A-Z\u4e00-\u9fff]ICP\s*[备備证證]\s*第?\s*\d[^。；]{0,80}"),
    (Kind.COPYRIGHT, "", r"[^。；]{0,80}公[网網]安[备備]\s*(?:案号?[:：]?)?\s*\d{6,}[^。；]{0,80}"),
    (Kind.COPYRIGHT, "【[", r"[【\[](?:免责声明|免責聲明)[】\]].{0,20}本(?:网|網|站).{0,300}"),
    (Kind.COPYRIGHT, "政网", r"(?:政府)?网站标识码\s*[:：]?\s*\w{6,12}"),
    (Kind.PAGE_NUMBER, "-—－–", r"[-—－–]{1,2}\s{0,3}[\d０-９]{1,4}\s{0,3}[-—－–]{1,2}"),
    (Kind.PAGE_NUMBER, "第", r"第\s*\d{1,4}\s*[页頁]\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁]"),
    (Kind.PAGE_NUMBER, "Pp", r"page\s+\d{1,4}\s+of\s+\d{1,4}"),
)
_SIGNS = ("Copyright", "COPYRIGHT", "copyright", "ICP", "公网安备", "公網安備", "扫一扫", "掃一掃")
_Row = tuple[Kind, re.Pattern[str]]
_SIGNED_ROWS: tuple[_Row, ...] = tuple((kind, pattern(text, re.IGNORECASE)) for kind, opens, text in _ROWS if not opens)
_ROWS_BY_OPENING: dict[str, tuple[_Row, ...]] = {
    opening: tuple((kind, pattern(text, re.IGNORECASE)) for kind, opens, text in _ROWS if opening in opens)
    for opening in {character for _, opens, _ in _ROWS for character in opens}
}
# Lines made of nothing but these words and separators.
_BUTTONS = pattern(
    "打印本页|打印此页|打印|友善列印|我要打印|列印|关闭窗口|关闭本页|关闭|關閉視窗|關閉|收藏本页|加入收藏|收藏|字号|字號|字体大小|字体|字體"
    "|字型大小|分享到|分享|转发|新浪微博|腾讯微博|微信|微博|QQ空间|朋友圈|大|中|小|纠错|返回顶部|返回首页|网友评论|查看评论|昵称|我要评论"
    "|复制链接|放大|缩小|默认"
)
_SURE_BUTTONS = pattern(
    r"打印|列印|关闭(?:窗口|本页)|關閉視窗|[【\[]\s*关闭|字[号號体體][:：\s]*[【\[（(]?\s*大|[【\[（(]\s*字[号號体體]|分享到|返回顶部"
    r"|网友评论|查看评论|^分享[:：]$|大\s*中\s*小|收藏本页|我要评论",
    signs="印闭閉字享返评小藏",
)
_SITE_WORDS = pattern(
    "网站地图|網站地圖|网站导航|網站導覽|关于我们|關於我們|联系我们|聯繫我們|聯絡我們|设为首页|設為首頁|加入收藏|网站声明|隐私声明"
    "|隐私政策|隱私權政策|法律声明|使用帮助|常见问题|加入我们|广告服务|Contact Us|About Us|Site ?map|Home",
    re.IGNORECASE,
)
_SEPARATORS = pattern(r"[\s|｜│丨/·•>＞:：【】\[\]（）()。-]+")
_LINK_HEADS = pattern(
    r"[【\[▪■◆]?\s*(?:相关链接|相關鏈結|相關連結|相关文章|相关新闻|相关报道|相關新聞|栏目推荐|欄目推薦|推荐阅读|延伸阅读|延伸閱讀)\s*[】\]]?\s*[:：]?",
    signs=["相关", "相關", "推荐", "推薦", "延伸"],
)
_LINK_FOLLOWERS = pattern(r"[·•●▪◆■>＞]\s{0,4}[^。；]{2,60}|(?:图片图表|圖片圖表|栏目推荐|欄目推薦)")
_WORD_ROW = pattern(r"[^\s。，；：]{2,6}(?:\s{1,4}[^\s。，；：]{2,6}){3,11}")
_FILLERS = frozenset({"||", "分享", "分享：", "分享:", "字体：", "字号：", *"|｜│】【[]大中小：:·/->"})
# What stands under a heading such as 联系我们: a sentence, an address or number, the first words of wrapped prose.
_SAYS = pattern(
    r"[。！？；!?;，,@]|[:：]\s*[^\s/]|\d[\d -]{4,}|(?:[a-zA-Z'’]+ ){5}|^(?:[您请請如若本我]|可以|欢迎|歡迎)|\w\.$"
)
# The same under 相关链接, where headlines may stand, with ，：！ in them.
_SENTENCE_IN = pattern(r"[。；;]|^(?:[您请請如若本]|以下|下列|我[们們])|(?:[a-zA-Z'’]+[ ,]+){4}.*[.:]$")
# What tells of a page, and stands under no heading.
_OF_A_PAGE = pattern(
    r"(?:来源|來源|稿源|发布|發布|发文|时间|時間|日期|作者|浏览|点击|阅读|字[号號体體]|责任编辑|責任編輯|编辑|索\s*引|主题|标题|标\s*签)"
)
_LIST_MARK = pattern(r"(?:>\s{0,4})*(?:[-*+·•●▪◆■]\s{0,4})?")
_UNDERLINE = pattern(r"={2,}|-{2,}|\*{3,}|_{3,}")
# Site words that head no list of a document, and those that a document may be called.
_MENU_WORDS = pattern("网站地图|網站地圖|网站导航|網站導覽|设为首页|設為首頁|加入收藏|Site ?map|Home", re.IGNORECASE)
_TITLES = pattern("网站声明|隐私声明|隐私政策|隱私權政策|法律声明|使用帮助|常见问题")
_MENU = 3  # lines of site words in a column, blank lines between them, from which they are a menu; 2 without
_LONGEST = 400
_SENTENCE = 15  # characters of the shortest line that is surely a sentence of the document
_CLAUSE = 8  # the same of one under a heading
_SUBHEADINGS = 3  # lines among which that one is looked for
_GAP = 3  # empty lines that may stand inside a block
# what a line of buttons, of site words, or a heading of links begins with
_WORD_OPENINGS = frozenset(
    "【[（(】|｜│打列友我关關收加字分转新微腾QQ朋大纠返网網查昵浏阅复放缩默联聯设設隐隱法使常广ACHSacsh相栏欄推延▪■◆"
)


def find_furniture(document: Document) -> tuple[Furniture, ...]:
    """The furniture of a document in text order; runs of neighbouring lines of one kind are one."""
    kinds = _kinds(document)
    result: list[Furniture] = []
    for number in sorted(kinds):
        span, kind = document.lines.span(number), kinds[number]
        if result and result[-1].kind is kind and not document.text[result[-1].span.end : span.start].strip():
            result[-1] = Furniture(Span(result[-1].span.start, span.end), kind)
        else:
            result.append(Furniture(span, kind))
    return tuple(result)


def is_furniture(line: str) -> bool:
    """Whether a stripped line is furniture by itself; one of site words may head a paragraph where it stands."""
    return bool(line) and _kind_of(line, signed=True) is not None


def _kinds(document: Document) -> dict[int, Kind]:
    """Which lines are furniture, and of what kind."""
    kinds: dict[int, Kind] = {}
    signed = any(sign in document.text for sign in _SIGNS)
    for number, line in _short_lines(document):
        if (kind := _kind_of(line, signed)) and read_label(line) is None:
            kinds[number] = kind
    for number in _headings(document, kinds):
        del kinds[number]
    for number in sorted(kinds):
        if kinds[number] is Kind.RELATED_LINKS:
            _follow_links(document, number, kinds)
    for number in sorted(kinds):
        for step in (1, -1):
            _absorb_fillers(document, number, step, kinds)
    return kinds


def _short_lines(document: Document) -> Iterator[tuple[int, str]]:
    text, starts = document.text, document.lines.starts
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        if 2 <= end - start <= _LONGEST and (line := text[start:end].strip()):
            yield number, line


def _kind_of(line: str, signed: bool) -> Kind | None:
    """The kind of a stripped line that is certainly furniture by itself; `signed` texts are looked at closely."""
    if line[0] in _WORD_OPENINGS and len(line) <= 80 and (kind := _kind_of_words(line)):
        return kind
    for kind, words in _ROWS_BY_OPENING.get(line[0], ()):
        if words.fullmatch(line):
            return kind
    if signed and any(sign in line for sign in _SIGNS):
        return next((kind for kind, words in _SIGNED_ROWS if words.fullmatch(line)), None)
    return None


def _kind_of_words(line: str) -> Kind | None:
    if _LINK_HEADS.fullmatch(line):
        return Kind.RELATED_LINKS
    if _SURE_BUTTONS.search(line) and not _BUTTONS.sub("", _SEPARATORS.sub("", line)):
        return Kind.TOOLS
    bare = _SEPARATORS.sub(" ", line).strip()
    return Kind.NAVIGATION if bare and not _SITE_WORDS.sub("", bare).strip() else None


def _headings(document: Document, kinds: Mapping[int, Kind]) -> list[int]:
    """Of the lines of site words (联系我们, 相关链接), those that head a paragraph or a list of the document."""
    lone = {
        number: line
        for number, kind in kinds.items()
        if kind in (Kind.NAVIGATION, Kind.RELATED_LINKS) and _is_lone(line := document.lines.content(number).strip())
    }
    if not lone:
        return []
    menus, first = _menus(document, kinds), _first_line(document)
    page = _Page(document, kinds, *_sentences(document, kinds))
    return [
        number
        for number, line in lone.items()
        if number not in menus
        and (below := _line_below(page, number))
        and ((number == first and _TITLES.search(line) is not None) or _belongs_to(page, number, below))
    ]


class _Page(NamedTuple):
    """A document, the lines that are furniture by themselves, and its first and last line that is a sentence.

    Where none is, the last one is 0 and the first one is beyond the end.
    """

    document: Document
    kinds: Mapping[int, Kind]
    first: int
    last: int


def _is_lone(line: str) -> bool:
    """Whether a line is one site word, or one in each of two languages, or a heading of links."""
    if _LINK_HEADS.fullmatch(line):
        return True
    bare = _SEPARATORS.sub(" ", line).strip()
    words = _SITE_WORDS.findall(bare)
    latin = sum(word.isascii() for word in words)
    return bool(words) and not _SITE_WORDS.sub("", bare).strip() and latin <= 1 and len(words) - latin <= 1


def _menus(document: Document, kinds: Mapping[int, Kind]) -> set[int]:
    """The lines of site words that stand in a column, or beside a row of them."""
    words = [
        number
        for number in sorted(kinds)
        if kinds[number] is Kind.NAVIGATION and _kind_of_words(document.lines.content(number).strip())
    ]
    menus: set[int] = set()
    column: list[int] = []
    for number in words:
        if column and any(document.lines.content(between).strip() for between in range(column[-1] + 1, number)):
            column = []
        if column and number - column[-1] == 1:
            menus |= {column[-1], number}
        column.append(number)
        if len(column) == _MENU:
            menus |= set(column)
        elif len(column) > _MENU:
            menus.add(number)
    return menus


def _first_line(document: Document) -> int:
    """The first line with text; 0 where there is none."""
    return next((number for number in range(1, len(document.lines) + 1) if document.lines.content(number).strip()), 0)


def _sentences(document: Document, kinds: Mapping[int, Kind]) -> tuple[int, int]:
    """The first and the last line that is a sentence of the document, as `_Page` has them."""
    numbers = range(1, len(document.lines) + 1)
    first = next((each for each in numbers if _is_sentence(document, each, kinds)), len(numbers) + 1)
    return first, next((each for each in reversed(numbers) if _is_sentence(document, each, kinds)), 0)


def _is_sentence(document: Document, number: int, kinds: Mapping[int, Kind]) -> bool:
    line = document.lines.content(number).rstrip()
    return number not in kinds and len(line) >= _SENTENCE and line[-1] in "。！？；："


def _line_below(page: _Page, number: int) -> int:
    """The next line with text, page numbers and the underline of a heading left out; 0 for furniture or the end."""
    for below in range(number + 1, min(number + 2 * _GAP, len(page.document.lines)) + 1):
        line = page.document.lines.content(below).strip()
        if line and page.kinds.get(below) is not Kind.PAGE_NUMBER and not _UNDERLINE.fullmatch(line):
            return 0 if below in page.kinds else below
    return 0


def _belongs_to(page: _Page, number: int, below: int) -> bool:
    """Whether the line below a heading of site words belongs to the document, and stands under that heading."""
    heading, line = (page.document.lines.content(each)[:_LONGEST].strip() for each in (number, below))
    links = page.kinds[number] is Kind.RELATED_LINKS
    if links and _LINK_FOLLOWERS.fullmatch(line):
        after = _after_links(page.document, below)
        return after <= page.last and after not in page.kinds  # the document goes on
    label = read_label(line)
    if label is not None:
        return label.style not in DIVISIONS
    mark = _LIST_MARK.match(line)
    words = line[mark.end() if mark else 0 :]
    if words != line and not _MENU_WORDS.search(heading):
        return True
    if links:
        return _SENTENCE_IN.search(words) is not None
    if _OF_A_PAGE.match(words):
        return False
    return _SAYS.search(words) is not None or (page.first < number and _leads_to_a_sentence(page, below))


def _leads_to_a_sentence(page: _Page, number: int) -> bool:
    """Whether a sentence stands under a line that may be a heading of a lower level, with little between."""
    lines = 0
    while number <= len(page.document.lines) and number not in page.kinds and lines < _SUBHEADINGS:
        line = page.document.lines.content(number)[:_LONGEST].strip()
        if len(line) >= _CLAUSE and line[-1] in "。！？；：":
            return True
        lines += bool(line)
        number += 1
    return False


def _after_links(document: Document, number: int) -> int:
    """The first line from this one on that is neither empty nor a link."""
    while number <= len(document.lines):
        line = document.lines.content(number)[:_LONGEST].strip()
        if line and not _LINK_FOLLOWERS.fullmatch(line):
            break
        number += 1
    return number


def _follow_links(document: Document, number: int, kinds: dict[int, Kind]) -> None:
    """Marks the list under a heading such as 相关链接, up to the first line that could be anything else."""
    rows, blank = "推" in document.lines.content(number), 0
    for following in range(number + 1, len(document.lines) + 1):
        span = document.lines.span(following)
        line = document.text[span.start : min(span.end, span.start + _LONGEST)].strip()
        blank = 0 if line else blank + 1
        if blank > _GAP or kinds.get(following) is Kind.RELATED_LINKS:
            return  # a heading further down follows its own list
        if not line:
            continue
        if _LINK_FOLLOWERS.fullmatch(line) or _LINK_HEADS.fullmatch(line) or (rows and _WORD_ROW.fullmatch(line)):
            kinds[following] = Kind.RELATED_LINKS
            rows = rows or "推" in line[:6]
        else:
            return


def _absorb_fillers(document: Document, number: int, step: int, kinds: dict[int, Kind]) -> None:
    """Marks lone bars, brackets and letter-size words that stand between or beside lines of furniture."""
    if kinds[number] in (Kind.PAGE_NUMBER, Kind.RELATED_LINKS):
        return
    at, blank = number + step, 0
    while 1 <= at <= len(document.lines) and at not in kinds and blank <= _GAP:
        span = document.lines.span(at)
        line = document.text[span.start : min(span.end, span.start + 40)].strip()
        if line:
            if len(span) > 40 or line not in _FILLERS:
                return
            kinds[at] = kinds[number]
        blank = 0 if line else blank + 1
        at += step
