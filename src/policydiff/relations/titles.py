"""What a document is called, by its title and by its file name or id; whether two names can belong to one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Literal, NamedTuple

from policydiff.languages import PACK
from policydiff.matching.diff import edits
from policydiff.messages import Message, joined, message
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern

_SUFFIX = pattern(r"\.(?:[A-Za-z0-9]{1,8})$")
_DATE = pattern(r"(?<!\d)((?:19|20)\d\d)[-.年](\d{1,2})[-.月](\d{1,2})")
_SERIAL = pattern(r"^[A-Za-z0-9]{1,12}[-_ .、]+")
_ASIDE = pattern(r"[（(\[【〔].*?[)）\]】〕]|(?<!^)[@#].*$")
_ORDINAL = pattern("[（(]([一二三四五六七八九十]{1,3})[)）]")
_VARIANT = pattern(r"[（(]([\u3400-\u9fff]{1,8})[）)]")
_NO_HAN = pattern(r"[^\u3400-\u9fff0-9]+")
_YEAR = pattern(r"(?:19|20)\d\d|[一二〇零九][〇零九一二三四五六七八]{3}")
# Words in file names that say nothing about the content, and the names of places that only passed the file on.
_EMPTY = pattern(
    "新建|文本|文档|文檔|文件|副本|正文|附件|通知|公告|原文|全文|转载|轉載|下载|下載|扫描|最终|定稿|简体|繁体|繁體|簡體|网页|網頁|政策|资料"
    "|第.{1,3}[版次稿]|网站|網站|日报|晚报|时报|日報|晚報|時報|电视台|電視台|电台|平台|客户端|公众号|微信|微博|门户|[网網版稿旧新本页頁的]"
    # and those about the state of a draft: 修改稿, 审核通过, 盖章版, 请审阅, 备份
    "|征求意见|意见反馈|修[改订](?:痕迹)?|[送报终初复]审|报批|审[议核定阅](?:通过)?|[讨谈]论|会签|呈[批签报]|签发|印发|公[示开]|打印|[校核]对"
    "|上[会网]|清[洁样]|花脸|对照|正式|已?盖章|红头|备份|[存归]档|留存|待办|[收发]文|[未无][命标][名题]|空白|材料|汇总|目录|领导|主任|[处局科厅县市]长"
    "|最新|临时|[初终草底样原一二三四五六七八九十]稿|改$|^[请给已]"
    r"|(?<!\d)(?:(?:19|20)\d{6}|[01]\d[0-3]\d|\d{1,2})$"  # a date or number at the end: 20310510, 0510, 2
)
_REPEALED = pattern("废止|廢止|失效")
_PREFIX = pattern("^中华人民共和国|^中華人民共和國")
_EDITED = pattern("暂行|试行|修订|修正|草案|征求意见稿|送审稿|暫行|試行|修訂")
# Words in the names of many documents, and conjunctions: the text need not support them. In folded text, 划 is 画.
_COMMON = pattern(
    "中华人民共和国|国务院|人民政府|政府工作报告|工作报告|办公厅|办公室|关于|[的年月日和与及等对]"
    "|通知|意见|办法|规定|条例|细则|方案|决定|报告|规[划画]|计[划画]|公告|通告|公报|批复|纲要|要点|规则|章程|措施|制度|标准|解释|法"
)
_TITLE_WORD = pattern(r"[a-z]+|\d+(?:\.\d+)*|[\u3400-\u9fff、，《》〈〉“”]+")
_MIN_CLAIM = 2  # characters of a file name that say what a document is about
_MIN_OUTER_WORDS = 2  # of a title inside which a further word makes it the title of another form
_FIRST_CODE = 0xE000  # of the characters, of the private use area, that stand for words when titles are compared
_LATIN_WORD = pattern("[A-Za-z]+")
_EDITED_WORDS = pattern("(?:the|and|of|for|our|revised|updated|amended|draft|final|version|v|edition|new|old)")
_MIN_KEY_IDEOGRAPHS = 3  # of a title by which two documents are called editions, however much was altered
_MAX_TITLE_LINE = 400  # characters at the beginning of a text, in which its title is looked for
_MAX_TITLE_WORDS = 12  # of a first line that is a title
_MAX_SHORT_WORD = 4  # characters of a word of which every pair of characters must be in the text
_MIN_PAIR_SHARE = 0.6  # of the pairs of characters of a longer word that must be in the text
_MIN_COMMON_SHARE = 0.5  # of the longer title that two titles of one document have in common


class DocumentName(NamedTuple):
    """What a document is called: by its file name or id, by its own title, and by its first characters.

    `stem` is the file name or id without serial number, suffix and brackets; `dates` (YYYY-MM-DD) and `repealed` are
    what it says besides. `title` is "" if the document has none.
    """

    stem: str
    dates: frozenset[str]
    repealed: bool
    title: str
    beginning: str

    @property
    def folded_beginning(self) -> str:
        """The folded text of the beginning; "" if the beginning has no words."""
        return _folded(self.beginning)

    @property
    def claim(self) -> str:
        """The folded text of what the file name says about the content, without the words of `_EMPTY`.

        "" if it says nothing: fewer than `_MIN_CLAIM` characters remain.
        """
        words = _EMPTY.sub(" ", _folded(self.stem)).split()
        return " ".join(words) if sum(map(len, words)) >= _MIN_CLAIM else ""

    @property
    def title_or_words(self) -> str:
        """The title as written; the words of the file name if there is no title; "" if there are none either."""
        return self.title or self.stem


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return folded_text(text)


class TitleComparison(Enum):
    """Whether two titles belong to one document."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class NameConflict(NamedTuple):
    """Why two names cannot both be right for one text, in words, and the relation that follows.

    `wrong` says of each name whether the text fails to support it; both are False if that is not known.
    """

    relation: Literal["mislabelled", "revision"]
    message: Message
    wrong: tuple[bool, bool] = (False, False)


def read_name(source_name: str, title: str, beginning: str) -> DocumentName:
    """Return the name of a document by the last part of its path or id, its title, and its first characters.

    `stem` is "" if that part has fewer than two ideographs. `title` and `beginning` are taken over as they are.

    >>> read_name("02-青槐县收费办法（2031年3月1日废止）.txt", "", "")[:3]
    ('青槐县收费办法', frozenset({'2031-03-01'}), True)
    """
    stem = _SUFFIX.sub("", re.split(r"[/\\!]", source_name)[-1])
    dates = frozenset(f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}" for date in _DATE.finditer(stem))
    words = _NO_HAN.sub("", _SERIAL.sub("", _without_asides(stem)))
    has_words = sum(character > "\u33ff" for character in words) >= 2
    return DocumentName(words if has_words else "", dates, _REPEALED.search(stem) is not None, title, beginning)


@lru_cache(maxsize=4096)
def _folded_title(title: str) -> str:
    """Return the folded text of a title without the words for its edition, such as 试行.

    What stands in brackets and the name of the state at the beginning are left out too. "" if nothing remains.
    """
    return folded_text(_without_edition(title))


def _without_edition(title: str) -> str:
    """Return the title without words for its edition, what stands in brackets, and the state at its beginning."""
    return _EDITED.sub("", _without_asides(_PREFIX.sub("", title.strip())))


def _without_asides(title: str) -> str:
    """Return the title without what stands in brackets, but for the number of one of several documents: （九）.

    >>> _without_asides("渡口管理办法修正案（九）（2031年3月1日通过）")
    '渡口管理办法修正案九'
    """
    return _ASIDE.sub("", _ORDINAL.sub(lambda match: match[1], title))


def compare_titles(title: str, other: str) -> TitleComparison:
    """Return whether two titles belong to one document; UNKNOWN if one is missing or only has more words.

    They differ if one has something in the place of something else in the other: a year, a place, an agency; if they
    are variants of a form (`_are_variants`); if they are numbered differently, as amendments are: （八）, （九）; if
    only one has words inside (`_has_word_between`); or if they have less than `_MIN_COMMON_SHARE` of the shorter one in
    common. Otherwise they are the same if they have that share of the longer one in common and no digit is among the
    words that only one has. Words for the edition (试行), brackets and the name of the state do not count.

    >>> compare_titles("青槐县收费办法", "青槐县收费办法（试行）"), compare_titles("青槐县收费办法", "柳营县收费办法")
    (<TitleComparison.SAME: 'same'>, <TitleComparison.DIFFERENT: 'different'>)
    """
    folded = [_folded_title(side) for side in (title, other)]
    if not all(folded):
        return TitleComparison.UNKNOWN
    if _are_variants(title, other):
        return TitleComparison.DIFFERENT
    if folded[0] == folded[1]:
        return TitleComparison.SAME
    ordinals = [_ORDINAL.findall(side) for side in (title, other)]
    if ordinals[0] != ordinals[1] or _has_word_between(title, other):
        return TitleComparison.DIFFERENT
    changes = edits(*folded)
    common = len(folded[0]) - sum(end - start for start, end, _, _ in changes)
    is_replaced = any(end > start and other_end > other_start for start, end, other_start, other_end in changes)
    if is_replaced or common < _MIN_COMMON_SHARE * min(map(len, folded)):
        return TitleComparison.DIFFERENT
    changed = "".join(
        folded[0][start:end] + folded[1][other_start:other_end] for start, end, other_start, other_end in changes
    )
    has_digit = any(character.isdigit() for character in changed)
    return (
        TitleComparison.UNKNOWN
        if has_digit or common < _MIN_COMMON_SHARE * max(map(len, folded))
        else TitleComparison.SAME
    )


def _are_variants(title: str, other: str) -> bool:
    """Return True if both are titles of a form, and their last brackets say which one: （预售） and （现售）.

    Brackets do not count if they are about the edition, have no ideographs alone, or are missing in one of the two.
    """
    words = PACK.relations
    if not (words.title_of_form.search(title) and words.title_of_form.search(other)):
        return False
    brackets = [_VARIANT.findall(side) for side in (title, other)]
    if not all(brackets):
        return False
    last, other_last = (folded_text(side[-1]) for side in brackets)
    return last != other_last and not any(words.edition_remark.search(remark) for remark in (last, other_last))


def _has_word_between(title: str, other: str) -> bool:
    """Return True if one title has further words inside, as the titles of forms of one family do.

    Words at the beginning or end do not count, nor do those of `_EDITED_WORDS`. Words are separated by white space
    and hyphens, so a Chinese title without them is one word.

    >>> _has_word_between("署名 4.0 国际", "署名-非商业性使用 4.0 国际")
    True
    >>> _has_word_between("收费办法", "青槐县 收费办法")
    False
    """
    sides = [_TITLE_WORD.findall(_without_edition(side).lower()) for side in (title, other)]
    if min(map(len, sides)) < _MIN_OUTER_WORDS:
        return False
    codes: dict[str, str] = {}
    for word in (*sides[0], *sides[1]):
        codes.setdefault(word, chr(_FIRST_CODE + len(codes)))
    for start, end, other_start, other_end in edits(*("".join(codes[word] for word in words) for words in sides)):
        is_inside = min(start, other_start) > 0 and end < len(sides[0]) and other_end < len(sides[1])
        extra = (*sides[0][start:end], *sides[1][other_start:other_end])
        if is_inside and not all(_EDITED_WORDS.fullmatch(word) for word in extra):
            return True
    return False


def are_numbered_apart(title: str, other: str) -> bool:
    """Return True if two titles are the same but for the number of one of several documents: 解释（一）, 解释（二）.

    >>> are_numbered_apart("渡口法的解释（一）", "渡口法的解释（二）"), are_numbered_apart("解释（一）", "解释（一）")
    (True, False)
    """
    numbers = [_ORDINAL.findall(side) for side in (title, other)]
    rest = [_folded_title(_ORDINAL.sub("", side)) for side in (title, other)]
    return all(numbers) and numbers[0] != numbers[1] and bool(rest[0]) and rest[0] == rest[1]


def title_key(title: str) -> str:
    """Return what two titles of one document have in common at the least; "" for a title too short to tell by.

    Two titles with one key are equal but for script, punctuation, brackets and words for the edition. A key is given
    only to titles with at least `_MIN_KEY_IDEOGRAPHS` ideographs: others, such as Privacy Policy, name many documents.

    >>> title_key("青槐縣收費辦法（試行）") == title_key("青槐县收费办法"), title_key("Privacy Policy")
    (True, '')
    """
    key = _folded_title(title)
    return key if sum(character > "\u33ff" for character in key) >= _MIN_KEY_IDEOGRAPHS else ""


def title_line(text: str) -> str:
    """Return the first line of a text if it can be its title in Latin letters; "" if not.

    It has at least two words, most of them capitalised, and no mark at its end.

    >>> title_line("\\nFerry-NonCommercial 2.0 Licence\\n\\nBy using ..."), title_line("See below.\\n")
    ('Ferry-NonCommercial 2.0 Licence', '')
    """
    line = text[:_MAX_TITLE_LINE].lstrip("\ufeff \t\r\n").split("\n")[0].strip()
    words = _LATIN_WORD.findall(line)
    if not (2 <= len(words) <= _MAX_TITLE_WORDS) or not line[:1].isalpha() or line[-1:] in ".,;:!?":
        return ""
    return line if 2 * sum(word[0].isupper() for word in words) > len(words) else ""


def name_conflict(name: DocumentName, other: DocumentName) -> NameConflict | None:
    """Return why two documents with one text cannot both have these names; None if they can.

    Two equal file names with two dates, or of which one says that it is repealed, are two editions ("revision"). A
    document is mislabelled if the text does not support its file name, or if two unlike titles are each at the
    beginning of their own document only. A missing file name or title conflicts with none.
    """
    if name.stem and name.stem == other.stem:
        if name.dates and other.dates and not name.dates & other.dates:
            dates = message(
                "filed under two dates, {dates} and {other_dates}",
                dates=_join_dates(name),
                other_dates=_join_dates(other),
            )
            return NameConflict("revision", dates)
        if name.repealed != other.repealed:
            return NameConflict("revision", message("one is filed as repealed"))
    texts = f"{name.folded_beginning} {other.folded_beginning}"
    if not (name.claim and other.claim and compare_titles(name.stem, other.stem) is not TitleComparison.DIFFERENT):
        unsupported = _unsupported_claims(name, other, texts)
        if any(unsupported):
            wrong_names = (side.stem for side, is_wrong in zip((name, other), unsupported, strict=True) if is_wrong)
            named = joined((message("the name {name!r}", name=words) for words in wrong_names), " nor ")
            return NameConflict("mislabelled", message("the text does not bear out {names}", names=named), unsupported)
        replaced = list(_replaced_words(name.stem, other.stem))
        wrong = any(words not in texts for words, _ in replaced), any(words not in texts for _, words in replaced)
        if name.claim and other.claim and any(wrong):
            filed = message(
                "filed as {name!r} and as {other!r}; the text bears out only one, if any",
                name=name.stem,
                other=other.stem,
            )
            return NameConflict("mislabelled", filed, wrong)
    if compare_titles(name.title, other.title) is TitleComparison.DIFFERENT:
        folded, other_folded = folded_text(name.title), folded_text(other.title)
        if folded not in other.folded_beginning and other_folded not in name.folded_beginning:
            headed = message("one is headed {title!r}, the other {other!r}", title=name.title, other=other.title)
            return NameConflict("mislabelled", headed)
    return None


def _unsupported_claims(name: DocumentName, other: DocumentName, texts: str) -> tuple[bool, bool]:
    """Return for each name whether `texts` fail to support its claim; False for a name without a claim.

    Years count only if both claims have years and none in common.
    """
    years, other_years = (frozenset(_YEAR.findall(side.claim)) for side in (name, other))
    years_differ = years and other_years and not years & other_years
    claim, other_claim = (side.claim if years_differ else _YEAR.sub(" ", side.claim) for side in (name, other))
    is_unsupported = bool(claim) and not _is_supported(claim, texts)
    return is_unsupported, bool(other_claim) and not _is_supported(other_claim, texts)


def _replaced_words(words: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield the folded words of either name that replace each other, each extended to at least two characters.

    Words of `_EMPTY` and `_COMMON` do not count, nor do words that only one of the names has.
    """
    folded, other_folded = (folded_text(_COMMON.sub(" ", _EMPTY.sub(" ", side))) for side in (words, other))
    for start, end, other_start, other_end in edits(folded, other_folded):
        if end > start and other_end > other_start:
            yield (
                folded[min(start, max(end - 2, 0)) : end],
                other_folded[min(other_start, max(other_end - 2, 0)) : other_end],
            )


def _is_supported(claim: str, texts: str) -> bool:
    """Return True if the texts have every word of a claim: all of a short word, most of a longer one.

    A word is a stretch between words of `_COMMON`; one of up to `_MAX_SHORT_WORD` characters is short. Of a longer one,
    `_MIN_PAIR_SHARE` of the pairs of adjoining characters must be in the texts. A single character is always supported.
    """
    if claim in texts:
        return True
    for word in _COMMON.sub(" ", claim).split():
        character_pairs = [word[start : start + 2] for start in range(len(word) - 1)]
        needed = 1.0 if len(word) <= _MAX_SHORT_WORD else _MIN_PAIR_SHARE
        if word not in texts and sum(pair in texts for pair in character_pairs) < needed * len(character_pairs):
            return False
    return True


def _join_dates(name: DocumentName) -> str:
    return ", ".join(sorted(name.dates))


def is_named_copy(source_name: str) -> bool:
    """Whether the name of a file is that of a copy which a system made.

    >>> is_named_copy("in/通知 - 副本.txt"), is_named_copy("通知(2).docx"), is_named_copy("通知(2024).docx")
    (True, True, False)
    """
    return PACK.relations.copy_name.search(source_name) is not None
