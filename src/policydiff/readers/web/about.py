"""What a page says of its document: in the head of the page, and in the table above the document on a portal.

>>> head_table("<td><b>索 引 号：</b></td><td>A-1</td><td>发文字号：</td><td>青政发〔2031〕2号</td>")
{'index': 'A-1', 'number': '青政发〔2031〕2号'}
"""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

from policydiff.text.lazy_regex import pattern

_MAX_METAS = 200  # of a head that are looked at
_MAX_LABELS = 64  # words of a page that may be labels and are looked at
_SEARCHED = 1 << 17  # characters of a page
_MAX_CELLS = 600  # characters behind a label, with their tags
_META_TAG = re.compile(r"""<meta(?=\s)(?:[^">]++|"[^"]*+")*+>""")  # as a parser writes it
_ATTRIBUTE = re.compile(r"""\s([^\s="]+)="([^"]*)\"""")
_META = {
    "title": ("ArticleTitle", "og:title", "title"),
    "published": ("PubDate", "article:published_time", "pubdate", "publishdate"),
    "source": ("ContentSource", "source", "article:author"),
    "url": ("og:url", "Url"),
}
_LABELS = {
    "索引号": "index", "主题分类": "subject", "发文机关": "issuer", "发布机构": "issuer", "制发机关": "issuer",
    "发文单位": "issuer", "成文日期": "date", "生成日期": "date", "发文字号": "number", "文号": "number",
    "发布日期": "published", "公开日期": "published", "标题": "title", "名称": "title",
}  # fmt: skip
_WHITE = r"(?:[\s\u3000]|&nbsp;|&emsp;|&ensp;){0,8}"
_LABEL = pattern("|".join(_WHITE.join(label) for label in _LABELS))
_BLANK = re.compile(r"[\s\u3000\xa0\u2002\u2003]+")
_END_OF_CELL = re.compile(
    r"</(?:td|th|tr|li|p|div|dd|dt|span|b|strong|label|em|font)\s*>|<br[^>]{0,20}>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]{0,400}>")
_OF_DOCUMENTS = frozenset({"index", "number", "issuer", "date"})  # one of them is in the table of any document
_MIN_LABELS = 2  # in a table: one word alone may be part of a sentence


def head_of_page(head: str, title: str) -> dict[str, str]:
    """What the head of a page says: title, time of publication, source and address; what it does not say is absent."""
    named: dict[str, str] = {}
    for meta in islice(_META_TAG.finditer(head), _MAX_METAS):
        values = {name: unescape(value) for name, value in _ATTRIBUTE.findall(meta[0])}
        name = values.get("name") or values.get("property") or ""
        content = " ".join(values.get("content", "").split())
        if name and content:
            named.setdefault(name.lower(), content)
    if title := " ".join(title.split()):
        named.setdefault("title", title)
    about = {}
    for key, names in _META.items():
        value = next((named[name.lower()] for name in names if name.lower() in named), "")
        if value:
            about[key] = value
    return about


def head_table(page: str) -> dict[str, str]:
    """What the table above a document on a portal says: number, issuer, dates, index number and subject.

    Empty if there are not two of its labels, one of which is that of a document. `page` is the source; the first value
    of each kind counts.
    """
    about: dict[str, str] = {}
    labels = set()
    for label in islice(_LABEL.finditer(page, 0, _SEARCHED), _MAX_LABELS):
        if not page[max(0, label.start() - 80) : label.start()].rstrip("[【 \t\r\n\u3000").endswith(">"):
            continue
        name = _BLANK.sub("", unescape(label[0]))
        value = _value(page[label.end() : label.end() + _MAX_CELLS])
        if value is None:
            continue
        labels.add(name)
        if value:
            about.setdefault(_LABELS[name], value)
    return about if len(labels) >= _MIN_LABELS and not _OF_DOCUMENTS.isdisjoint(about) else {}


def _value(source: str) -> str | None:
    """The value behind a label; empty if it has none, None if it is no label: words go on behind it."""
    cells = [" ".join(unescape(_TAG.sub("", cell)).split()) for cell in _END_OF_CELL.split(source)[:8]]
    first = cells[0]
    if first[:1] in (":", "：", "]", "】"):
        first = first.lstrip(":：]】 ")
        if first:
            return first
    elif first:
        return None
    following = next((cell.lstrip(":： ") for cell in cells[1:] if cell.strip(":：]】 ")), "")
    return "" if _LABELS.get(_BLANK.sub("", following.rstrip(":：[【 "))) else following
