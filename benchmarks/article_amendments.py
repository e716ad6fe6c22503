"""Ways to plant an amendment of articles, paragraphs and items, so that references go stale: see amendments.py."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from amendments import DIGITS, NUMBER, Edit, Planted, places
from versions import numeral

_LABEL = re.compile(rf"^[#* 　]*第(?P<n>{NUMBER})[条條](?: ?之{NUMBER})?[*\s　]*(?=[^第、，及至之])", re.MULTILINE)
_REFERENCE = re.compile(rf"第(?P<n>{NUMBER})[条條]")
_FOREIGN = re.compile(rf"(?:》|(?<!本)法|(?<!本条)(?<!本條)例|[刑则則])之?第{NUMBER}[条條]")
_ITEM = re.compile(rf"^[\s　]*[（(]?(?P<n>{NUMBER})[)）、]")
_HEADING = re.compile(r"[\s　]*(?:#|<|=|-|第\S+[编編章节節]|\Z)")


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its number, and where its label, its body and it end."""

    number: int
    start: int
    body: int
    end: int


def value(said: str) -> int:
    """The number that a Chinese numeral says: 一百零二, 百十一."""
    total, digit = 0, None
    for sign in said:
        if sign in "十百":
            total += (1 if digit in (None, 0) else digit or 0) * {"十": 10, "百": 100}[sign]
            digit = None
        else:
            digit = DIGITS[sign]
    return total + (digit or 0)


def said(number: int, like: str) -> str:
    """The numeral of a number, as the document writes them."""
    words = numeral(number)
    if "一百" not in like and "百" in like:
        words = words.removeprefix("一")
    if not re.search("百一十|百零一十", like):
        words = words.replace("百一十", "百十") if re.search("百十", like) else words
    return words.removeprefix("一") if words.startswith("一十") else words


def articles(text: str) -> list[Article]:
    """The articles of a text whose numbers never go back; else none."""
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    found = [
        Article(value(label["n"]), label.start(), label.end(), end) for label, end in zip(labels, ends, strict=True)
    ]
    numbers = [article.number for article in found]
    return found if len(found) > 5 and numbers == sorted(numbers) else []


def is_foreign(text: str, at: int) -> bool:
    """Whether the reference at this place is to another document."""
    return any(match.end() > at for match in _FOREIGN.finditer(text, max(0, at - 8), at + 8))


def holder(found: list[Article], at: int) -> int:
    """The number of the article in which this place lies, 0 before the first."""
    return next((article.number for article in reversed(found) if article.start <= at), 0)


def paragraph_starts(text: str, article: Article) -> list[int]:
    """Where each paragraph of an article begins; none if the lines do not end as paragraphs do."""
    starts, at = [], article.body
    for line in text[article.body : article.end].splitlines(keepends=True):
        solid = line.strip("\n 　")
        if solid and _HEADING.match(line):
            break
        if solid and solid[-1] not in "。：:；）":
            return []
        if solid and not _ITEM.match(line):
            starts.append(at)
        at += len(line)
    return starts


def cited(text: str, inside: str, rng: random.Random) -> Iterator[tuple[re.Match[str], Article, int]]:
    """References to a piece after the first of another article of the text: the match, that article, the piece."""
    found = articles(text)
    pattern = re.compile(rf"(?P<it>第(?P<n>{NUMBER})[条條]{inside})")
    for match in places(pattern, text, rng):
        number, piece = value(match["n"]), value(match["m"])
        there = [article for article in found if article.number == number]
        apart = holder(found, match.start()) not in (0, number)
        if piece > 1 and len(there) == 1 and apart and not is_foreign(text, match.start()):
            yield match, there[0], piece


def paragraph_before_cited(text: str, rng: random.Random) -> Planted | None:
    """Puts a paragraph before one that another article cites."""
    mainland = "条" in text
    inside = rf"第(?P<m>[二三四五六])[{'款' if mainland else '項'}](?!第)"
    for match, article, piece in cited(text, inside, rng):
        starts = paragraph_starts(text, article)
        if len(starts) < piece:
            continue
        at = starts[piece - 1]
        indent = re.match(r"[ 　]*", text[at:])
        gap = "\n\n" if text[:at].endswith("\n\n") else "\n"
        sentence = "有关部门应当将办理情况向社会公布。" if mainland else "主管機關應公告辦理情形。"
        edit = at, at, f"{indent[0] if indent else ''}{sentence}{gap}"
        return Planted(text, (edit,), match.span("it"), match["it"], match["it"], both=False)
    return None


def item_before_cited(text: str, rng: random.Random) -> Planted | None:
    """Puts an item before one that another article cites; the items after it get new numbers."""
    mainland = "条" in text
    inside = (
        rf"(?:第{NUMBER}款)?第[（(]?(?P<m>{NUMBER})[)）]?项" if mainland else rf"(?:第{NUMBER}項)?第(?P<m>{NUMBER})款"
    )
    for match, article, piece in cited(text, inside, rng):
        lines = list(re.finditer(r"(?m)^.+\n?", text[article.body : article.end]))
        items = [(line, label) for line in lines if (label := _ITEM.match(line[0]))]
        numbers = [value(label["n"]) for _, label in items]
        if numbers != list(range(1, len(items) + 1)) or piece > len(items):
            continue
        edits = []
        for line, label in items[piece - 1 :]:
            start = article.body + line.start() + label.start("n")
            edits.append((start, start + len(label["n"]), said(value(label["n"]) + 1, "")))
        line, label = items[piece - 1]
        solid = items[0][0][0].rstrip()
        fresh = "其他有关事项；" if mainland else "其他有關事項。"
        if solid.endswith(("的；", "者。")):
            fresh = "拒不提供有关资料的；" if mainland else "經主管機關公告者。"
        at = article.body + line.start()
        gap = "\n\n" if text[:at].endswith("\n\n") else "\n"
        edits.append((at, at, f"{label[0]}{fresh}{gap}"))
        return Planted(text, tuple(edits), match.span("it"), match["it"], match["it"], both=False)
    return None


def renumbered(text: str, found: list[Article], first: int, by: int, kept: int = -1) -> Iterator[Edit]:
    """The edits that renumber all articles from `first` on, and the references to them but the one at `kept`."""
    bodies = {match.start() for match in _REFERENCE.finditer(text)}
    for match in _REFERENCE.finditer(text):
        number = value(match["n"])
        if number >= first and match.start() in bodies - {kept}:
            yield (*match.span("n"), said(number + by, text))


def reference_left(text: str, rng: random.Random) -> Planted | None:
    """Inserts an article and renumbers those after it; one reference to a later one is not changed with them."""
    found = articles(text)
    if not found or _FOREIGN.search(text):
        return None
    labels = {article.start for article in found}
    for match in places(re.compile(rf"(?P<it>第(?P<n>{NUMBER})[条條](?!之|第|至|、|及))"), text, rng):
        number = value(match["n"])
        earlier = [
            article
            for article in found
            if 2 < article.number < number and article.number != holder(found, match.start())
        ]
        if not earlier or any(start <= match.start() <= start + 12 for start in labels):
            continue
        after = rng.choice(earlier)
        label = text[after.start : after.body]
        sentence = (
            "国家对作出显著成绩的单位和个人，按照有关规定给予表彰、奖励。"
            if "条" in text
            else "對成績優良之單位及個人，得予獎勵；其辦法，由行政院定之。"
        )
        gap = "\n\n" if "\n\n" in text[after.start : after.end] else "\n"
        fresh = (after.start, after.start, f"{label}{sentence}{gap}")
        edits = (fresh, *renumbered(text, found, after.number, 1, match.start()))
        return Planted(text, edits, match.span("it"), match["it"], match["it"], both=False)
    return None


def articles_merged(text: str, rng: random.Random) -> Planted | None:
    """Makes an article the last paragraph of the one before it; articles and references after it are renumbered."""
    found = articles(text)
    if not found or _FOREIGN.search(text):
        return None
    references = [value(match["n"]) for match in _REFERENCE.finditer(text)]
    pairs = [
        (one, two)
        for one, two in itertools.pairwise(found)
        if references.count(one.number) == references.count(two.number) == 1
        and text[two.body] not in "(（"
        and not _HEADING.match(text[one.body : two.start].splitlines()[-1] or "x")
    ]
    if not pairs:
        return None
    _, two = rng.choice(pairs)
    indent = re.search(r"[ 　]*\Z", text[two.start : two.body])
    edits = [(two.start, two.body - len(indent[0] if indent else ""), "")]
    edits += [edit for edit in renumbered(text, found, two.number, -1) if edit[0] > two.body or edit[0] < two.start]
    return Planted(text, tuple(edits), (two.start, two.body))
