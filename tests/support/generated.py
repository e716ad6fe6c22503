"""Documents nobody wrote, and editions of them: provisions of a small vocabulary, and what drafters do to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from policydiff.text.document import Document
from strategies import ALPHABET

_WHO = ("摊主", "区级以上攤位局", "市政府和有关部门", "承包人", "执法人员")
_HOW = ("应当", "可以", "不得", "必须", "")
_WHAT = ("公开收费标准", "在三十日内报备案", "每年检查８次", "登记经营场所", "处500元以上的罚款", "依照第二条办理")
_TAILS = ("", "，并说明理由", "；情节严重的，吊销许可", "（以下简称“办法”）", "、接受监督")
TRADITIONAL = str.maketrans(
    "摊区级关应当须开费标准报备检查记经营场处罚办", "攤區級關應當須開費標準報備檢查記經營場處罰辦"
)
WIDE = str.maketrans("0123456789，；（）", "０１２３４５６７８９,;()")
_DIGITS = "零一二三四五六七八九十"


def document(text: str, path: str = "-") -> Document:
    """A document of any text; lone surrogates may stand in it."""
    return Document(path, text, text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Draft:
    """A document before it is written: its provisions, each of sentences; `style` numbers them.

    `labels` are their numbers, 1-based; `every` provisions a new chapter begins, 0 for none.
    """

    style: str
    provisions: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    every: int = 0
    title: str = "云汐市摊位办法"

    def text(self) -> str:
        """The document in one hand: a line a provision."""
        lines = [self.title] if self.title else []
        for at, (label, sentences) in enumerate(zip(self.labels, self.provisions, strict=True)):
            if self.every and at % self.every == 0 and self.style == "article":
                lines.append(f"第{numeral(at // self.every + 1)}章 市场秩序")
            lines.append(label + "".join(sentences))
        return "".join(f"{line}\n" for line in lines)


def numeral(number: int) -> str:
    """A Chinese numeral from 1 to 99."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def numbered(style: str, count: int) -> tuple[str, ...]:
    """The labels of so many provisions in a row."""
    form = {"article": "第{}条 ", "section": "{}、", "paragraph": ""}[style]
    return tuple(form.format(numeral(number)) for number in range(1, count + 1))


sentences = st.tuples(*map(st.sampled_from, (_WHO, _HOW, _WHAT, _TAILS))).map(lambda words: "".join(words) + "。")
provisions = st.lists(sentences, min_size=1, max_size=3).map(tuple)


@st.composite
def drafts(draw: st.DrawFn, most: int = 8) -> Draft:
    """A first edition, numbered through."""
    style = draw(st.sampled_from(["article", "article", "section", "paragraph"]))
    said = tuple(draw(st.lists(provisions, min_size=1, max_size=most)))
    return Draft(style, said, numbered(style, len(said)), draw(st.sampled_from([0, 0, 2, 3])))


@st.composite
def revised(draw: st.DrawFn, draft: Draft) -> Draft:
    """A later edition: provisions deleted, inserted, moved, edited, split, joined, struck; renumbered or not."""
    said = list(zip(draft.labels, draft.provisions, strict=True))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(said)))
        kind = draw(st.sampled_from(["delete", "insert", "move", "swap", "edit", "split", "join", "strike", "twice"]))
        if kind == "insert":
            label = said[at - 1][0].replace("条 ", "条之一 ") if at else ""
            said.insert(at, (label, draw(provisions)))
        elif at < len(said):
            label, words = said.pop(at)
            if kind == "move":
                said.insert(draw(st.integers(0, len(said))), (label, words))
            elif kind == "swap" and said:
                other = draw(st.integers(0, len(said) - 1))
                said.insert(at, (label, said[other][1]))
                said[other] = (said[other][0], words)
            elif kind == "edit":
                which = draw(st.integers(0, len(words) - 1))
                said.insert(at, (label, (*words[:which], draw(edited(words[which])), *words[which + 1 :])))
            elif kind == "split":
                cut = draw(st.integers(0, len(words)))
                said[at:at] = [(label, each) for each in (words[:cut], words[cut:]) if each]
            elif kind == "join" and at < len(said):
                said[at] = (label, words + said[at][1])
            elif kind == "strike":
                said.insert(at, (label, (draw(st.sampled_from(["（删除）", "(刪除)", "删去"])),)))
            elif kind == "twice":
                said[at:at] = [(label, words), (label, words)]
    through = draw(st.booleans())
    labels = numbered(draft.style, len(said)) if through else tuple(label for label, _ in said)
    every = draw(st.sampled_from([draft.every, 0, 2]))
    title = draw(st.sampled_from([draft.title, draft.title, "", "云汐市摊位条例"]))
    return replace(draft, provisions=tuple(words for _, words in said), labels=labels, every=every, title=title)


@st.composite
def edited(draw: st.DrawFn, words: str) -> str:
    """A sentence with a stretch of it gone, or other words there."""
    start = draw(st.integers(0, len(words)))
    end = draw(st.integers(start, min(len(words), start + 6)))
    return words[:start] + draw(st.sampled_from(["", "、", "乡镇", "９0日", "不得", "縣級"])) + words[end:]


def _wrapped(text: str) -> str:
    """The text as a printer breaks it: inside sentences, and past what could be a title."""
    return text.replace("说明理由", "说明\n理由").replace("吊销许可", "吊销\n　许可")


HANDS: dict[str, Callable[[str], str]] = {
    "as it was": lambda text: text,
    "traditional": lambda text: text.translate(TRADITIONAL),
    "width": lambda text: text.translate(WIDE),
    "blanks": lambda text: text.replace("\n", " \n\n　　"),
    "no blanks": lambda text: text.replace(" ", ""),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "no end": lambda text: text.rstrip("\n"),
    "wrapped": _wrapped,
}


@st.composite
def noisy(draw: st.DrawFn, text: str) -> str:
    """The text with a few characters of the hard kind put in: controls, lone surrogates, marks, line ends."""
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(alphabet=ALPHABET, min_size=1, max_size=3)) + text[at:]
    return text


def noisy_texts() -> st.SearchStrategy[str]:
    """Texts of hard characters among labels, headings and line ends."""
    pieces = st.sampled_from(
        ["第一条", "第二章 规定", "\n", "\n一、", "（一）", "（删除）", "**", "## ", "\r", "- 1 -\n", "附件"]
    )
    return st.lists(st.one_of(pieces, st.text(alphabet=ALPHABET, max_size=6), sentences), max_size=12).map("".join)


@st.composite
def editions(draw: st.DrawFn, most: int = 8) -> tuple[str, str]:
    """Two editions of one document, each in some hand, now and then with noise."""
    first = draw(drafts(most))
    texts = [first.text(), draw(revised(first)).text()]
    for side in (0, 1):
        texts[side] = HANDS[draw(st.sampled_from(list(HANDS)))](texts[side])
        if draw(st.integers(0, 4)) == 0:
            texts[side] = draw(noisy(texts[side]))
    return texts[0], texts[1]
