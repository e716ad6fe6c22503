"""What a document is called, by its title, file name or id: whether two names may name one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Literal, NamedTuple

from policydiff.matching.diff import edits
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern

_SUFFIX = pattern(r"\.(?:[A-Za-z0-9]{1,8})$")
_DATE = pattern(r"(?<!\d)((?:19|20)\d\d)[-.年](\d{1,2})[-.月](\d{1,2})")
_SERIAL = pattern(r"^[A-Za-z0-9]{1,12}[-_ .、]+")
_ASIDE = pattern(r"[（(\[【〔].*?[)）\]】〕]|[@#].*$")
_NO_HAN = pattern(r"[^\u3400-\u9fff0-9]+")
_YEAR = pattern(r"(?:19|20)\d\d|[一二〇零九][〇零九一二三四五六七八]{3}")
# Words that say nothing of what is in a file, and the names of places that only passed it on.
_EMPTY = pattern(
    "新建|文本|文档|文檔|文件|副本|正文|附件|通知|公告|原文|全文|转载|轉載|下载|下載|扫描|最终|定稿|简体|繁体|繁體|簡體|网页|網頁|政策|资料"
    "|第.{1,3}版|网站|網站|日报|晚报|时报|日報|晚報|時報|电视台|電視台|电台|平台|客户端|公众号|微信|微博|门户|[网網版稿旧新本页頁的]"
)
_REPEALED = pattern("废止|廢止|失效")
_PREFIX = pattern("^中华人民共和国|^中華人民共和國")
_EDITED = pattern("暂行|试行|修订|修正|草案|征求意见稿|送审稿|暫行|試行|修訂")
# Words that many documents are called by, and what joins them: no claim that a text must bear out. In keys,
# 划 is 画.
_COMMON = pattern(
    "中华人民共和国|国务院|人民政府|政府工作报告|工作报告|办公厅|办公室|关于|[的年月日和与及等对]"
    "|通知|意见|办法|规定|条例|细则|方案|决定|报告|规[划画]|计[划画]|公告|通告|公报|批复|纲要|要点|规则|章程|措施|制度|标准|解释|法"
)
_SHORT, _MOST = 4, 0.6  # characters of a short word; of a longer one, the share of its pairs of characters
_CLOSE = 0.5  # share of the longer title that two titles of one document have in common


class DocumentName(NamedTuple):
    """What a document is called: by its file name or id (`words`, without serial number, suffix and brackets; `dates`;
    whether it says `repealed`), by its own title ("" where it has none), and at its beginning.
    """

    words: str
    dates: frozenset[str]
    repealed: bool
    title: str
    beginning: str

    @property
    def head(self) -> str:
        """The key of the beginning."""
        return _folded(self.beginning)

    @property
    def claim(self) -> str:
        """The key of what the file name says of the content; "" where it says nothing."""
        key = _folded(self.words)
        return key if len(_EMPTY.sub("", key)) >= 2 else ""

    @property
    def best(self) -> str:
        """The title, else what the file name says."""
        return self.title or self.words


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return folded_text(text)


class Titles(Enum):
    """What two titles say of whether they head one document."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class NameConflict(NamedTuple):
    """Two names that cannot both be right for one text, in words; and the relation that this makes.

    `wrong` says of each name whether the text fails to bear it out; of neither where that is not known.
    """

    relation: Literal["mislabelled", "revision"]
    words: str
    wrong: tuple[bool, bool] = (False, False)


def read_name(called: str, title: str, beginning: str) -> DocumentName:
    """The name of a document by the last part of its path or id, its title, and its first characters."""
    last = _SUFFIX.sub("", re.split(r"[/\\]", called)[-1])
    dates = frozenset(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" for found in _DATE.finditer(last))
    words = _NO_HAN.sub("", _SERIAL.sub("", _ASIDE.sub("", last)))
    said = words if sum(character > "\u33ff" for character in words) >= 2 else ""
    return DocumentName(said, dates, _REPEALED.search(last) is not None, title, beginning)


@lru_cache(maxsize=4096)
def _bare(title: str) -> str:
    """The key of a title without the words that tell an edition."""
    return folded_text(_EDITED.sub("", _ASIDE.sub("", _PREFIX.sub("", title.strip()))))


def titles(one: str, other: str) -> Titles:
    """Whether two titles head one document. UNKNOWN where one is missing, or says only more than the other.

    They differ where something stands in one in the place of something else in the other: a year, a place, an agency.
    """
    keys = [_bare(title) for title in (one, other)]
    if not all(keys):
        return Titles.UNKNOWN
    if keys[0] == keys[1]:
        return Titles.SAME
    changes = edits(*keys)
    common = len(keys[0]) - sum(j - i for i, j, _, _ in changes)
    if any(j > i and m > k for i, j, k, m in changes) or common < _CLOSE * min(map(len, keys)):
        return Titles.DIFFERENT
    told = "".join(keys[0][i:j] + keys[1][k:m] for i, j, k, m in changes)
    further = any(character.isdigit() for character in told) or common < _CLOSE * max(map(len, keys))
    return Titles.UNKNOWN if further else Titles.SAME


def name_conflict(one: DocumentName, other: DocumentName) -> NameConflict | None:
    """Why two documents of one text cannot both be what they are called; None where they can.

    Two file names with two dates are two editions. A file name that the text does not bear out, or a title unlike the
    other's that stands at the head of only one of them, makes one of them another document's.
    """
    if one.words and one.words == other.words:
        if one.dates and other.dates and not one.dates & other.dates:
            return NameConflict("revision", f"filed under two dates, {_listed(one)} and {_listed(other)}")
        if one.repealed != other.repealed:
            return NameConflict("revision", "one is filed as repealed")
    heads = f"{one.head} {other.head}"
    alike = one.claim and other.claim and titles(one.words, other.words) is not Titles.DIFFERENT
    if not alike:
        unborne = _unborne(one, other, heads)
        if any(unborne):
            named = " nor ".join(f"the name {n.words!r}" for n, bad in zip((one, other), unborne, strict=True) if bad)
            return NameConflict("mislabelled", f"the text does not bear out {named}", unborne)
        unlike = list(_exchanged(one.words, other.words))
        wrong = any(mine not in heads for mine, _ in unlike), any(theirs not in heads for _, theirs in unlike)
        if one.claim and other.claim and any(wrong):
            words = f"filed as {one.words!r} and as {other.words!r}; the text bears out only one, if any"
            return NameConflict("mislabelled", words, wrong)
    if titles(one.title, other.title) is Titles.DIFFERENT:
        keys = folded_text(one.title), folded_text(other.title)
        if keys[0] not in other.head and keys[1] not in one.head:
            return NameConflict("mislabelled", f"one is headed {one.title!r}, the other {other.title!r}")
    return None


def _unborne(one: DocumentName, other: DocumentName, heads: str) -> tuple[bool, bool]:
    """Whether the texts fail to bear out what each name claims; a year counts only where both names tell one."""
    years = [frozenset(_YEAR.findall(name.claim)) for name in (one, other)]
    told = all(years) and not years[0] & years[1]
    mine, theirs = (name.claim if told else _YEAR.sub(" ", name.claim) for name in (one, other))
    return bool(mine) and not _borne_out(mine, heads), bool(theirs) and not _borne_out(theirs, heads)


def _exchanged(one: str, other: str) -> Iterator[tuple[str, str]]:
    """The keys of what one name says where the other says something else, each grown to two characters at least."""
    keys = folded_text(_COMMON.sub(" ", one)), folded_text(_COMMON.sub(" ", other))
    for i, j, k, m in edits(*keys):
        if j > i and m > k:
            yield keys[0][min(i, max(j - 2, 0)) : j], keys[1][min(k, max(m - 2, 0)) : m]


def _borne_out(claim: str, heads: str) -> bool:
    """Whether the texts speak of all that a name says: of short words to the letter, of long ones for the most part."""
    if claim in heads:
        return True
    for words in _COMMON.sub(" ", claim).split():
        twos = [words[at : at + 2] for at in range(len(words) - 1)]
        needed = 1.0 if len(words) <= _SHORT else _MOST
        if words not in heads and sum(two in heads for two in twos) < needed * len(twos):
            return False
    return True


def _listed(name: DocumentName) -> str:
    return ", ".join(sorted(name.dates))
