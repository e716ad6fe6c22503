"""Splits a document into passages for the reference of the context rule: their text, labels, and what they introduce.

A second, independent reading of documents, for tests alone: it imports nothing of policydiff.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from opencc import OpenCC

Kind = Literal["heading", "label", "caption", "bullet", "text"]

ENDLESS_LINE = 2_000  # characters; a text with such a line is read sentence by sentence
LONG_LINE = 300  # characters; in a text with an endless line, lines from here on are split, too
MAX_WRAPPED_COLUMNS = 120
NAMED_STYLES = ("附", "编", "部分", "章", "节", "条", "款", "项")  # they stand in this order by law
LIST_STYLES = ("bullet", "(一)", "一)", "①", "1.", "1)", "(1)", "(a)", "(A)", "(i)", "(I)", "a.", "A.", "i.", "I.")
INDENTED_STYLES = ("1.", "1)", "a.", "A.", "i.", "I.")  # lists in lists: the indent is part of their style
LETTERED = {"(a)": "(i)", "(A)": "(I)", "a.": "i.", "A.": "I."}  # and what they are as Roman numbers

_simplified = OpenCC("t2s").convert
_DIGITS = dict(zip("零〇一壹二贰三叁四肆五伍六陆七柒八捌九玖", [n // 2 for n in range(20)], strict=True))
_DIGITS |= {"两": 2, "参": 3}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FORMAL = "壹贰叁参肆伍陆柒捌玖拾"
_HAN = "".join(c for c in [*_DIGITS, *_TENS] if c not in _FORMAL)
_NAMES = "编|篇|部分|章|节|条|款|项"
_NO_CITATION = "(?![的和及至或、,规第之])"
_LABELS = [  # style, pattern; group 1 is the number, `named` the style where the first column is empty
    ("", rf"第\s*([{_HAN}{_FORMAL}\d]+(?:-\d+)?)\s*(?P<named>{_NAMES})(?P<suffix>\s*之[{_HAN}\d]+)?{_NO_CITATION}"),
    ("附", r"(?:附件|附录|附表)\s*([一二三四五六七八九十\d]*)(?=[:.、\s]|$)(?=.{0,60}$)"),
    ("壹、", rf"([{_FORMAL}]+)[、.:]"),
    ("甲、", rf"([{_STEMS}])[、.:]"),
    ("一、", rf"([{_HAN}]+)[、.]"),
    ("(一)", rf"\(([{_HAN}]+)\)"),
    ("一)", rf"([{_HAN}]+)\)"),
    ("①", r"◯(\d+)◯"),
    ("1.1", r"(\d{1,3}(?:\.\d{1,3})+)(?=[.、:]|\s*$|\s+[^\sa-z%])\.?"),
    ("1.", r"(\d{1,3})(?:、|\.(?!\d)|\s+(?=[一-鿿]{2,20}$))"),
    ("1)", r"(\d{1,3})\)"),
    ("(1)", r"\((\d{1,3}(?:-\d+)?)\)"),
    ("(a)", r"\(([a-z]{1,5}(?:-\d+)?)\)"),
    ("(A)", r"\(([A-Z]{1,5}(?:-\d+)?)\)"),
    ("a.", r"([a-z]|[ivx]{2,5})[.)]\s"),
    ("A.", r"([A-Z]|[IVX]{2,5})[.)]\s"),
    ("Sec", r"(?:Section|SECTION|Sec\.|SEC\.|§+)\s*(\d[\w-]*(?:\.\d[\w-]*)*)(?:[.:—](?=\s|$)|(?=\s*$))"),
    ("Art", r"(?:Article|ARTICLE|Art\.)\s*([\dIVXLC]+)(?:[.:—]|(?=\s*$)|(?=\s+[A-Z].{0,60}$))"),
    ("Part", r"(?:Part|PART)\s+([\dIVXLC]+|[A-Z])(?:[.:—]|(?=\s*$))"),
    ("Chapter", r"(?:Chapter|CHAPTER)\s+([\dIVXLC]+)(?:[.:—]|(?=\s*$))"),
    ("Title", r"(?:Title|TITLE)\s+([\dIVXLC]+)(?:[.:—]|(?=\s*$))"),
]
_PATTERNS = [(style, re.compile(pattern)) for style, pattern in _LABELS]
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_BULLET = re.compile(r"[>\s]*[-*+•·●○▪]\s+")
_MARKS = re.compile(r"^[\s>#]*(?:[-*+•·●○▪]\s+)?|[*_`~|\\]|<br\s*/?>")
_RULE = re.compile(r"\s*([-*_=]\s*){3,}")
_NO_WORDS = re.compile(r"[\W_]*")
_BOLD = re.compile(r"\s*(\*\*|__)(?:(?!\1).)+\1:?\s*|\s*【[^】]+】\s*")
_END = re.compile(r"[。;!?.,、…:|][”\"')\]]*$")
_SENTENCE_END = re.compile(r"[。;!?.…][”\"')\]]*$")
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"[\d{_HAN}]+年[\d{_HAN}]+月|(19|20)\d\d-\d\d?-\d|({_MONTH})[a-z]*\.?\s*\d{{0,2}},?\s*(19|20)\d\d")
_ADOPTION = re.compile(r"^\(.*(通过|公布|发布|颁布|修订|修正|施行|批准|印发|公开)")
_FIELD = re.compile(r"[一-鿿]:.")  # 编辑：林某某
_CJK = re.compile(r"[一-鿿]")
_SENTENCE = re.compile(
    rf"(?<=[。!?])(?![”\"’)])|\s{{2,}}|(?<=[^《,、和及至或照据本])(?=第[{_HAN}]+[编章节条][\s*])|(?<=[。;:)”A-Za-z\d])(?=[{_HAN}]+、)"
)


class Mark(NamedTuple):
    """What a line shows of the structure: a label, a heading, a caption or a bullet."""

    style: str
    position: tuple[int, ...]  # its place in the count; empty where it has none
    written: str

    @property
    def is_first(self) -> bool:
        """Whether a count begins here."""
        return bool(self.position) and set(self.position) == {1}

    def continues(self, position: tuple[int, ...]) -> bool:
        """Whether this is the next place of a count that has reached `position`."""
        if len(self.position) != len(position) or not position:
            return False
        next_here = (*position[:-1], position[-1] + 1)
        return self.position == next_here or (self.position[-1] == 1 and self.position[:-1] > position[:-1])


class Passage(NamedTuple):
    """A paragraph, or a sentence of an endless line."""

    raw: str
    key: str  # for comparing: Simplified, half width, without white space and mark-up
    kind: Kind
    marks: tuple[Mark, ...]
    indent: int
    level: int  # of a Markdown heading, with or without a label; else 0
    opens: bool  # names or introduces what follows, as far as its form shows
    is_unnumbered_heading: bool  # its place is told by the headings before it


class _Paragraph(NamedTuple):
    raw: str
    text: str  # Simplified, half width
    level: int  # of a Markdown heading, 1 to 6; else 0
    is_alone: bool  # between blank lines
    is_sentence: bool  # of an endless line
    after_rule: bool


class _Labelled(NamedTuple):
    paragraph: _Paragraph
    key: str
    marks: tuple[Mark, ...]
    rest: str  # behind the labels


# --- text, lines, paragraphs


def _normalised(text: str) -> str:
    circled = re.sub("[①-⑳]", lambda match: f"◯{ord(match[0]) - 0x245F}◯", text)
    return re.sub("[\u200b-\u200f\u202a-\u202e\ufeff]", "", unicodedata.normalize("NFKC", _simplified(circled)))


def _columns(line: str) -> int:
    return len(line) * (2 if _CJK.search(line) else 1)


def _heading_level(lines: list[str], at: int) -> int:
    """The level of a Markdown heading at this line, 0 for any other line. Front matter has no headings."""
    if hashes := re.match(r"\s{0,3}(#{1,6})(?!#)\s*\S", lines[at]):
        return len(hashes[1])
    line, below = lines[at].strip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not line or len(line) >= LONG_LINE or line[0] in "|>" or _bare(line)[-1:] in "。.;" or _RULE.fullmatch(line):
        return 0
    is_below_text = at > 0 and bool(lines[at - 1].strip())
    return 1 if re.fullmatch("={3,}", below) else 2 if re.fullmatch("-{3,}", below) and not is_below_text else 0


def _can_be_continuation(lines: list[str], at: int, first_indent: int) -> bool:
    line = lines[at]
    if not line.strip() or line.lstrip()[0] in "#>|" or _columns(line) > MAX_WRAPPED_COLUMNS:
        return False
    if _RULE.fullmatch(line) or _BULLET.match(line) or _heading_level(lines, at) or _labels(_bare(line))[0]:
        return False
    indent = len(line) - len(line.lstrip())
    return not _CJK.search(line) or indent < first_indent or indent == first_indent == 0


def _wrapped_length(lines: list[str], start: int) -> int:
    """How many lines from `start` on are one paragraph: all but its last are full and end in no mark."""
    first_indent, end = len(lines[start]) - len(lines[start].lstrip()), start + 1
    if _columns(lines[start]) > MAX_WRAPPED_COLUMNS or lines[start].lstrip().startswith("|"):
        return 1
    while end < len(lines) and _can_be_continuation(lines, end, first_indent):
        end += 1
    columns = [_columns(line.rstrip()) for line in lines[start:end]]
    widest = max(columns)
    is_evenly_wrapped = sum(width >= widest - 2 for width in columns) > 1  # then a full line may end with a sentence
    length = 1
    for line, width in zip(lines[start : end - 1], columns, strict=False):
        is_finished = line.rstrip()[-1] in "。;:!?" and not (is_evenly_wrapped and width >= widest - 2)
        if widest < 40 or width < 0.8 * widest or is_finished:
            break
        length += 1
    return length


def is_endless(text: str) -> bool:
    """Whether the text has to be read sentence by sentence."""
    return max(map(len, text.split("\n"))) > ENDLESS_LINE


def _paragraphs(text: str, *, endless: bool) -> list[_Paragraph]:
    raw_lines = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    lines = _normalised("\n".join(raw_lines)).split("\n")
    paragraphs: list[_Paragraph] = []
    at, after_rule = 0, False
    while at < len(lines):
        line, level = lines[at], _heading_level(lines, at)
        if not line.strip() or _RULE.fullmatch(line):
            after_rule = bool(line.strip()) or (after_rule and not line.strip())
            at += 1
            continue
        if endless and len(line) > LONG_LINE:
            sentences = [part for part in _SENTENCE.split(line) if part and part.strip()]
            paragraphs += [_Paragraph(part, part, 0, False, True, False) for part in sentences]
            at, after_rule = at + 1, False
            continue
        end = at + (1 if level else _wrapped_length(lines, at))
        is_underlined = level > 0 and not line.lstrip().startswith("#")
        joint = "" if _CJK.search(line) else " "
        body = joint.join([line.rstrip(), *(more.strip() for more in lines[at + 1 : end])])
        blank_above = at == 0 or not lines[at - 1].strip() or _RULE.fullmatch(lines[at - 1]) is not None
        is_alone = end == at + 1 and blank_above and (end == len(lines) or not lines[end].strip())
        paragraphs.append(_Paragraph(raw_lines[at].strip(), body, level, is_alone, False, after_rule))
        at, after_rule = end + is_underlined, False
    return paragraphs


# --- labels


def _bare(text: str) -> str:
    return _MARKS.sub("", text).strip()


def _decoded(style: str, written: str) -> tuple[int, ...]:
    """The place of a label in its count; empty where it cannot be told (5-1, 五之一, a-1)."""
    if re.fullmatch(r"\d+(\.\d+)*", written):
        return tuple(map(int, written.split(".")))
    if style in LETTERED and re.fullmatch("[A-Za-z]+", written):
        return (26 * (len(written) - 1) + ord(written[0].lower()) - 96,)
    if style in LETTERED.values() or re.fullmatch("[IVXLC]+", written):
        values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[c] for c in written.lower()]
        return (sum(-v if v < max(values[n:]) else v for n, v in enumerate(values)),)
    if len(written) == 1 and written in _STEMS:
        return (_STEMS.index(written) + 1,)
    if not written or not all(c in _DIGITS or c in _TENS for c in written):
        return ()
    total = digit = 0
    for c in written:
        if c in _TENS:
            total, digit = total + (digit or 1) * _TENS[c], 0
        else:
            digit = _DIGITS[c]
    return (total + digit,)


def _labels(bare: str) -> tuple[list[tuple[str, str]], str]:
    """The labels a line begins with, as (style, number as written), and what is left of the line."""
    labels: list[tuple[str, str]] = []
    rest, quote = bare, ""
    while len(labels) < 4:
        body = rest.lstrip("“\"'「『 ")
        quote = "“" if quote or body != rest.lstrip() else ""
        for style, pattern in _PATTERNS:
            if match := pattern.match(body):
                groups = match.groupdict()
                named = (groups.get("named") or "").replace("篇", "编")
                depth = ".1" * (match[1].count(".") - 1) if style == "1.1" else ""
                labels.append((quote + (style or named) + depth, match[1] + (groups.get("suffix") or "").strip()))
                rest = body[match.end() :].lstrip()
                break
        else:
            break
        if not rest.startswith("("):
            break
    return labels, rest


def plain_style(style: str) -> str:
    """A style without the signs for quotation, Markdown heading and indent."""
    return style.lstrip("“").split("@")[0].rstrip("#")


def is_list_style(style: str) -> bool:
    """Whether a sentence may introduce a series of this style."""
    return not style.endswith("#") and plain_style(style) in LIST_STYLES


def _marks(labels: list[tuple[str, str]], paragraph: _Paragraph, letters: dict[str, int]) -> tuple[Mark, ...]:
    """The labels as marks; (i) is a Roman number unless it follows (h). `letters` is the last letter of each style."""
    marks = []
    for quoted, written in labels:
        style, base = quoted, quoted.lstrip("“")
        if base in LETTERED:
            letter = _decoded(base, written)[0] if written.isalpha() else 0
            follows = letter > 1 and letters.get(quoted) == letter - 1
            if re.fullmatch("[ivxl]+", written.lower()) and not follows:
                style = quoted.replace(base, LETTERED[base])
            elif len(written) > 1 and written.isalpha() and len(set(written)) > 1:
                continue  # a word in brackets
            elif letter:
                letters[quoted] = letter
        if base in INDENTED_STYLES:  # headings and lists of one style are two series
            style += "#" if paragraph.level else f"@{_indent(paragraph):02}" if _indent(paragraph) >= 2 else ""
        marks.append(Mark(style, _decoded(style.lstrip("“").split("@")[0].rstrip("#"), written), written))
    return tuple(marks)


# --- kinds


def _indent(paragraph: _Paragraph) -> int:
    line = paragraph.text.expandtabs(4)
    return len(line) - len(line.lstrip(" >")) if not _CJK.search(line) or _BULLET.match(line) else 0


def _is_short_name(key: str, cjk: int, latin: int) -> bool:
    """Whether the text may be a title: short, no end mark, no date, no note of adoption, no field with its value."""
    limit = cjk if _CJK.search(key) else latin
    is_other = _END.search(key) or _DATE.search(key) or _ADOPTION.search(key) or _FIELD.search(key)
    return len(key) <= limit and not is_other


def _begins_series(following: _Labelled | None) -> bool:
    if following is None:
        return False
    marks = following.marks
    is_bullet = not marks and bool(_BULLET.match(following.paragraph.text))
    return is_bullet or following.key.endswith(":") or bool(marks and marks[0].is_first)


def _is_plain_heading(line: _Labelled, following: _Labelled | None) -> bool:
    """A short unmarked line alone between blank lines that names a text, or between a rule line and a heading."""
    if following is None or line.paragraph.raw[0] in "|　![" or not _is_short_name(line.key, 24, 60):
        return False
    if line.paragraph.after_rule and following.paragraph.level:
        return True
    return line.paragraph.is_alone and bool(following.marks or _SENTENCE_END.search(following.key))


def _classified(line: _Labelled, following: _Labelled | None) -> tuple[Kind, Mark | None, bool]:
    """(kind, mark of a line without a label, whether it is a heading without a number)."""
    paragraph, key = line.paragraph, line.key
    if line.marks:
        return "label", None, False
    if paragraph.level:
        return "heading", Mark(f"h{paragraph.level}", (), ""), True
    if _BULLET.match(paragraph.text):
        return "bullet", Mark(f"bullet@{_indent(paragraph):02}", (), ""), False
    caption = Mark("caption", (), "")
    if _BOLD.fullmatch(paragraph.text) or (key.endswith("?") and len(key) <= 120 and not paragraph.is_sentence):
        return "caption", Mark("bold", (), ""), True
    if key.endswith(":"):
        return "caption", caption, False
    if not paragraph.is_sentence:
        if _is_plain_heading(line, following):
            return "heading", Mark("h1" if paragraph.after_rule else "line", (), ""), True
        if _begins_series(following) and _is_short_name(key, 40, 80) and not paragraph.raw.startswith("|"):
            return "caption", caption, False
    return "text", None, False


def read_passages(text: str, *, endless: bool) -> list[Passage]:
    """The passages of a text in order. `endless` comes from the source, for the clean text as well."""
    letters: dict[str, int] = {}
    lines: list[_Labelled] = []
    for paragraph in _paragraphs(text, endless=endless):
        key = re.sub(r"\s", "", _MARKS.sub("", paragraph.text))
        if not _NO_WORDS.fullmatch(key):
            labels, rest = _labels(_bare(paragraph.text))
            if lines and lines[-1].key.endswith(":"):
                letters.clear()  # a new series begins behind a colon, be it with (i)
            lines.append(_Labelled(paragraph, key, _marks(labels, paragraph, letters), rest))
    passages = []
    for at, line in enumerate(lines):
        kind, mark, is_heading = _classified(line, lines[at + 1] if at + 1 < len(lines) else None)
        marks = line.marks or ((mark,) if mark else ())
        names = kind == "label" and (not line.rest or _is_short_name(line.rest, 40, 80) or line.rest.endswith(":"))
        opens = kind in ("heading", "caption") or names or line.key.endswith(":") or bool(line.paragraph.level)
        indent, level = _indent(line.paragraph), line.paragraph.level
        passages.append(Passage(line.paragraph.raw, line.key, kind, marks, indent, level, opens, is_heading))
    return passages
