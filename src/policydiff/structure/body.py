"""Which lines and sentences are surely body: they read as provisions, not as front or back matter.

The predicates differ in what a mistake costs. `is_body_line` and `is_long_body_line` judge a line alone and reject what
may be metadata. `is_page_body_line` judges a line of a web page, where menus are cut off from the body: it takes any
article, metadata too. `may_be_between_body_lines` knows that body is above and below, and rejects little.
`is_body_at` may look at the sentence around. `is_running_text` counts lines of a text of any kind, and asks for no end.
What tells furniture from body (a line that ends as a sentence does) is asked in `furniture`, on which this rests.

>>> is_body_line("申请人应当提交下列材料：")
True
>>> is_body_line("发布日期：2018年12月7日")
False
"""

from __future__ import annotations

from itertools import islice, pairwise

from policydiff.languages import PACK
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import ends_adoption_history, front_matter, parse_key_value_line
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_HEADING_CHARACTERS = 60  # a longer line or sentence is neither a heading nor page furniture
_MAX_SENTENCES = 120  # sentences from the top in which the beginning of the body is looked for
_BODY_LINE_ENDS = frozenset(PACK.sentences.sentence_or_lead)
_SENTENCE_END = pattern("[。；！？]")
_FULL_SENTENCE_ENDS = PACK.sentences.full_width_sentence
_ITEM_ENDS = tuple(PACK.sentences.full_width_item)
_MARKS_INSIDE = frozenset(PACK.sentences.inside_text)
_MAX_SHORT_LINE = 12  # characters of a line that may be a page number or running head
_NON_BODY_STARTS = frozenset(">＞（(【[·•●▪◆■")  # first characters of mark-up, histories, notes and links of a page
_MAX_SENTENCE_REACH = 400  # characters to either side, among which the end of a sentence is looked for
_MIN_RUNNING_CHARACTERS = 25  # of a line of running text
_MAX_LINE = 5_000  # characters; a longer line of a page is body, whatever it contains
_UNIT_LABEL = pattern("第[一二三四五六七八九十百千〇零○0-9０-９]{1,7} ?[条條章节節编編]", signs="条條章节節编編")
_SITE_WORDS = pattern(
    "本[网網]|本站|[网網]站|[转轉][载載]|版[权權]|著作[权權]|免[责責]|[浏瀏][览覽]|[欢歡]迎|您|[登][录錄]|[点點][击擊]"
)


def body_start_line(document: Document) -> int:
    """The number of the first line that is surely body, below which no front matter follows; one past the last if none.

    It is 1-based: the first long body line, or the line in which the first long sentence ends, whichever comes first.
    YAML front matter is skipped. Sentences are those between the first `_MAX_SENTENCES` marks below it, so the text up
    to the first mark is none.
    """
    text, lines = document.text, document.lines
    last = front_matter(document)[0]
    marks = _SENTENCE_END.finditer(text, lines.span(last).end if last else 0)
    ends = [mark.end() for mark in islice(marks, _MAX_SENTENCES)]
    wrapped = next(
        (lines.number(end - 1) for begin, end in pairwise(ends) if is_long_body_line("".join(text[begin:end].split()))),
        len(lines) + 1,
    )
    above = range(last + 1, min(wrapped, len(lines) + 1))
    return next((number for number in above if is_long_body_line(lines.content(number).strip())), wrapped)


def is_long_body_line(line: str) -> bool:
    """Whether a stripped line, or a sentence without its line ends, is body text too long for anything else.

    It has more than `_MAX_HEADING_CHARACTERS` characters, is a body line (`is_body_line`) and no furniture. False for
    "".
    """
    return len(line) > _MAX_HEADING_CHARACTERS and is_body_line(line) and not is_furniture(line)


def is_body_line(line: str) -> bool:
    """Whether a stripped, non-empty line reads as a provision.

    It ends as a sentence or lead-in does (also with a colon), does not begin with > or an opening round bracket, holds
    no date, and is neither metadata nor the end of an adoption history. Its length does not count. IndexError for "".
    """
    if (
        line[-1] not in _BODY_LINE_ENDS
        or line[0] in ">（("
        or PACK.header.date.search(line)
        or ends_adoption_history(line)
    ):
        return False
    return parse_key_value_line(line, Span(0, 0)) is None


def is_page_body_line(line: str) -> bool:
    """Whether a line is an article, the heading of a chapter, or a Chinese sentence without words of a web site.

    A sentence ends with a mark of `_ITEM_ENDS` and has no furniture. Any line of more than `_MAX_LINE` characters is
    body, and one that begins with 第三条, 第一章 and the like, whatever follows. False for "".

    >>> is_page_body_line("第三条 本办法自发布之日起施行"), is_page_body_line("欢迎您访问本网站。")
    (True, False)
    """
    if len(line) > _MAX_LINE or (line[:1] == "第" and _UNIT_LABEL.match(line)):
        return True
    is_sentence = line[-1:] in _ITEM_ENDS and len(line.encode("utf-8", "replace")) >= 2 * len(line)
    return is_sentence and not (_SITE_WORDS.search(line) or is_furniture(line))


def may_be_between_body_lines(line: str) -> bool:
    """Whether a stripped line between body lines is surely body, or empty: no page number, furniture or division.

    False for any other line of up to `_MAX_SHORT_LINE` characters.
    """
    return not line or (len(line) > _MAX_SHORT_LINE and not is_furniture(line) and not _is_division(line))


def is_body_at(document: Document, body_start: int, position: int) -> bool:
    """Whether the text at a position is surely body; `body_start` is what `body_start_line` returns for the document.

    Where its line alone does not show it, the sentence around the position may. False above `body_start`, in lines of
    up to `_MAX_SHORT_LINE` characters, furniture, divisions, metadata and lines that begin with one of
    `_NON_BODY_STARTS`. In the line `body_start` itself it is True only if that is a long body line.
    """
    number = document.lines.number(position)
    line = document.lines.content(number).strip()
    if number < body_start or len(line) <= _MAX_SHORT_LINE or line[0] in _NON_BODY_STARTS or is_furniture(line):
        return False
    if is_long_body_line(line):
        return True
    if number == body_start or _is_division(line) or parse_key_value_line(line, Span(0, 0)) is not None:
        return False
    if line[-1] in _ITEM_ENDS and is_body_line(line):
        return True
    return _is_in_long_sentence(document.text, position)


def _is_division(line: str) -> bool:
    """Whether a line begins with the label of a division (`DIVISIONS`); a Markdown heading and an annex are such."""
    label = read_label(line)
    return label is not None and label.style in DIVISIONS


def _is_in_long_sentence(text: str, position: int) -> bool:
    """Whether the text between the nearest ends of sentences is a long body line once its lines are joined.

    False if either end is more than `_MAX_SENTENCE_REACH` characters away, or missing, as before the first sentence.
    """
    before = text[max(0, position - _MAX_SENTENCE_REACH) : position]
    previous_end = max(map(before.rfind, _FULL_SENTENCE_ENDS))
    limit = position + _MAX_SENTENCE_REACH
    next_ends = [end for mark in _FULL_SENTENCE_ENDS if (end := text.find(mark, position, limit)) >= 0]
    if previous_end < 0 or not next_ends:
        return False
    sentence = text[position - len(before) + previous_end + 1 : min(next_ends) + 1]
    return is_long_body_line("".join(sentence.split()))


def is_running_text(line: str) -> bool:
    """Whether a stripped line is long and has a mark inside, as sentences have and headings and cells of tables do not.

    It has at least `_MIN_RUNNING_CHARACTERS` characters; the last one is not inside. How it ends does not count: it is
    asked of lines of which the end is in question.
    """
    return len(line) >= _MIN_RUNNING_CHARACTERS and any(mark in _MARKS_INSIDE for mark in line[:-1])
