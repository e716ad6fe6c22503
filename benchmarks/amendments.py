"""Ways to plant an amendment of words or sentences in a document, by general rules; used by planted_edits.py.

A planter takes a text and a source of chance, and gives the text with an amendment, or None if no place suits.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

MISSING = ""
Edit: TypeAlias = tuple[int, int, str]
Span: TypeAlias = tuple[int, int]

NUMBER = "[一二三四五六七八九十百〇零]+"
DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_FORMAL = dict(zip("123456789", "壹贰叁肆伍陆柒捌玖", strict=True))
_RAISED = {"一": "三", "二": "四", "三": "六", "五": "八", "六": "九", "十": "十五", "二十": "三十", "五十": "八十"}
_TERMS = (
    ("经营者", "从业者"), ("申请人", "请求人"), ("监护人", "照护人"), ("教师", "教员"), ("残疾人", "身心障碍者"),
    ("业主", "房屋所有人"), ("仲裁员", "公断员"), ("船员", "海员"), ("志愿者", "义工"), ("供应商", "卖方"),
    ("雇主", "事業主"), ("會員", "社員"), ("勞工", "受僱人"), ("當事人", "關係人"),
    ("醫師", "醫生"), ("股東", "出資人"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """A text and its amendment; `at` is where in the old text it is to be noticed, by the words `was` and `now`.

    Either side may have no words. `both` means that a finding must quote every side that has some.
    """

    old: str
    edits: tuple[Edit, ...]
    at: Span
    was: str = MISSING
    now: str = MISSING
    both: bool = True

    @property
    def new(self) -> str:
        """The amended text."""
        text = self.old
        for start, end, words in sorted(self.edits, reverse=True):
            text = text[:start] + words + text[end:]
        return text

    @property
    def new_at(self) -> Span:
        """Where in the new text the amendment is to be noticed."""
        start, end = self.at
        grown = [(first, last, len(words) - (last - first)) for first, last, words in self.edits]
        before = sum(by for first, last, by in grown if last <= start and first < start)
        inside = sum(by for first, last, by in grown if start <= first and last <= end)
        return start + before, end + before + inside


Planter: TypeAlias = Callable[[str, random.Random], Planted | None]
Change: TypeAlias = str | Callable[[re.Match[str], random.Random], str]


def lines_of(planted: Planted) -> Iterator[str]:
    """The text around the place to notice and around the first edits, for people."""
    spans = [planted.at, *((start, end) for start, end, _ in planted.edits[:2])]
    for start, end in dict.fromkeys(spans):
        yield f"  OLD {planted.old[max(0, start - 50) : min(end, start + 120) + 50]!r}"
    start, end = planted.new_at
    yield f"  NEW {planted.new[max(0, start - 50) : min(end, start + 120) + 50]!r}"


# --- words and sentences


def around(text: str, start: int, end: int) -> str:
    """The sentence in which these characters stand."""
    first = max(text.rfind(sign, 0, start) for sign in "。\n") + 1
    lasts = [at for sign in "。\n" if (at := text.find(sign, end)) >= 0]
    return text[first : min(lasts, default=len(text))]


def places(pattern: re.Pattern[str], text: str, rng: random.Random) -> Iterator[re.Match[str]]:
    """The matches in an order of chance, those left out whose sentence stands twice."""
    found = list(pattern.finditer(text))
    for match in rng.sample(found, len(found)):
        start, end = match.span("it")
        if text.count(around(text, start - (start == end), end)) == 1:
            yield match


def swap(pattern: str, change: Change) -> Planter:
    """Writes other words for the group `it` of a pattern: a template, or what a function makes of the match."""
    compiled = re.compile(pattern)

    def plant(text: str, rng: random.Random) -> Planted | None:
        for match in places(compiled, text, rng):
            now = match.expand(change) if isinstance(change, str) else change(match, rng)
            if now != match["it"]:
                return Planted(text, ((*match.span("it"), now),), match.span("it"), match["it"], now)
        return None

    return plant


def approval_suffices(text: str, rng: random.Random) -> Planted | None:
    """Makes what is forbidden without leave allowed with it."""
    without = re.compile(
        r"(?P<it>(?P<no>未经)[^，。；\n]{2,20}(?:批准|许可|同意|核准)，[^，。；\n]{0,12}?(?P<ban>不得))(?!擅自|私自)[^。；\n]{2}"
    )
    for match in places(without, text, rng):
        edits = (*match.span("no"), "经"), (*match.span("ban"), "可以")
        return Planted(text, edits, match.span("no"), match["no"], "经")
    return None


def raised(match: re.Match[str], _: random.Random) -> str:
    """The amounts of a fine, each higher."""
    chinese = re.sub(r"(?:二十|五十|十|[一二三五六])(?=[百千万萬]*元)", lambda figure: _RAISED[figure[0]], match["it"])
    return re.sub(r"\d+", lambda figure: str(int(figure[0]) * 2), chinese)


def sentence_gone(modal: str, barred: str) -> Planter:
    """Takes out a sentence that follows another in its paragraph, with these words and without those."""
    wanted = re.compile(modal)
    unwanted = re.compile(rf"{barred}|的，|者，|处|處|罚|罰")
    sentence = re.compile(r"(?<=。)(?P<it>[^。\n；：“”（）()]{14,90}。)")

    def plant(text: str, rng: random.Random) -> Planted | None:
        for match in places(sentence, text, rng):
            words = wanted.search(match["it"])
            if words and not unwanted.search(match["it"]):
                return Planted(text, ((*match.span("it"), ""),), match.span("it"), words[0] or match["it"][:-1])
        return None

    return plant


def sentence_new(sentence: str, modal: str) -> Planter:
    """Adds a sentence at the end of a paragraph that lays duties on somebody."""
    paragraph = re.compile(r"(?:应当|應|要|推进)[^\n]{20,}。(?P<it>)(?=\n)")

    def plant(text: str, rng: random.Random) -> Planted | None:
        for match in places(paragraph, text, rng):
            at = match.end("it")
            if sentence not in text:
                return Planted(text, ((at, at, sentence),), (at, at), now=modal)
        return None

    return plant


def sentence_moved(text: str, rng: random.Random) -> Planted | None:
    """Moves a sentence to the end of a paragraph far away, unchanged."""
    sentence = re.compile(r"(?<=。)(?P<it>(?![前其该該但])[^。\n；：“”（）()《]{14,90}。)")
    bound = re.compile(r"前[款项項条條]|本[条條款項项]|第.{1,4}[条條款項项]|上述|其他")
    ends = [match.end() for match in re.finditer(r"。(?=\n)", text)]
    for match in places(sentence, text, rng):
        start, end = match.span("it")
        far = [at for at in ends if (at < start - 600 or at > end + 600)]
        if far and not bound.search(match["it"]):
            at = rng.choice(far)
            return Planted(text, ((start, end, ""), (at, at, match["it"])), (start, end))
    return None


def lead_exchanged(text: str, rng: random.Random) -> Planted | None:
    """Names a leading and a supporting body after a task of the document, and exchanges the two."""
    task = re.compile(r"\n[^\n]{20,}(?:推进|加强|完善|加快|建立)[^\n]*(?P<it>。)(?=\n)")
    for match in places(task, text, rng):
        before = f"{text[: match.end()]}（"
        bodies = "发展改革部门", "财政部门"
        old = f"{before}{bodies[0]}牵头，{bodies[1]}配合）{text[match.end() :]}"
        at = len(before), len(before) + len(f"{bodies[0]}牵头，{bodies[1]}")
        return Planted(old, ((*at, f"{bodies[1]}牵头，{bodies[0]}"),), at, *bodies)
    return None


def formal_numerals(text: str, rng: random.Random) -> Planted | None:
    """Writes an amount in formal numerals, and changes it."""
    amount = re.compile(r"(?<![\d.—\-至])(?P<it>(?P<n>[1-9一二三五])(?P<ten>[0十]?)万元)(?!以[上下][^。；\n]{0,12}罚)")
    for match in places(amount, text, rng):
        if re.search("罚|处", around(text, *match.span("it"))):
            continue
        start, end = match.span("it")
        first = str(DIGITS.get(match["n"], match["n"]))
        ten = "拾" if match["ten"] else ""
        was, now = (f"人民币{_FORMAL[digit]}{ten}万元整" for digit in (first, "8" if first != "8" else "9"))
        old = text[:start] + was + text[end:]
        at = start, start + len(was)
        return Planted(old, ((*at, now),), at, was.removeprefix("人民币"), now.removeprefix("人民币"))
    return None


def term_replaced(text: str, _: random.Random) -> Planted | None:
    """Replaces a term throughout by one that the text does not have."""
    for was, now in _TERMS:
        found = [match.span() for match in re.finditer(was, text)]
        if len(found) >= 4 and now not in text:
            return Planted(text, tuple((*span, now) for span in found), (0, len(text)), was, now)
    return None


def wrapped(text: str, rng: random.Random) -> Planted | None:
    """Wraps all lines anew, so that none begins with a sign or what could be a label, and no Latin word is cut."""
    apart = re.compile(rf"[第（()）\d#*\-—.·，。；：、！？”》〉」』…％%,;:!?\s　]|{NUMBER}|(?<=[!-~])[!-~]")
    width, edits, at = rng.randint(28, 38), [], 0
    for line in text.splitlines(keepends=True):
        start = 0
        while not re.match(r"[#<|=\-]", line) and len(line) - start > width + 8:
            start += width
            while start < len(line) - 1 and apart.match(line, start):
                start += 1
            if start < len(line) - 2:
                edits.append((at + start, at + start, "\n"))
        at += len(line)
    return Planted(text, tuple(edits), (0, len(text))) if edits else None
