"""Rule for what is left of a template: placeholders, blanks and instructions that nobody filled in.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("会议由××局组织，时间待定。\\n", "a.txt"))
>>> [str(fault.message) for fault in template_leftover.find(subject)]
['a name or number was not filled in: “××”', 'something is still open: “待定”']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policydiff.checks.finding import quoted
from policydiff.checks.rule import Fault, rule
from policydiff.checks.rules.damage import around
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import Message, message
from policydiff.structure.numbering import ARTICLES, NUMBERED_DIVISIONS, read_label
from policydiff.text.lazy_regex import Match, pattern
from policydiff.text.spans import Span

PLACE = 13  # of the family among the families, in the order of docs/check.md

_MAX_FORM_TITLE = 40  # characters of a line that may be the title of a form
_MAX_HEADING = 60  # characters of a line that may end a form
_REACH = 160  # characters before a placeholder in which an example or a quotation may begin
_MAX_BLANK_LINES = 5  # lines with blanks; a document with more is a form
_MIN_WORDS = 6  # ideographs of a line that is text, not the key of a form
_HAN = pattern("[\u4e00-\u9fff]")
_ANNEX = pattern(r"[ \t\u3000#*]*附[ \t\u3000]?[件录錄表][ \t\u3000]?[\d一二三四五六七八九十]{0,3}")
_MARK_UP = " \t\u3000#*|>\r\n"
_QUOTES = {"“": "”", "「": "」", "‘": "’", "『": "』"}
_PLACEHOLDERS = frozenset({"date", "name or number"})  # which are lawful in forms, examples and cases
_SIGNS = (
    "×",
    "X",
    "Ｘ",
    "x",
    "○",
    "某某",
    "待定",
    "〔",
    "［",
    "【",
    "[",
    "此处",
    "此處",
    "单击",
    "点击",
    "orem",
    "TODO",
    "FIXME",
    "TBD",
    "TBC",
    "here",
)
_SENTENCES = {
    "date": message("a date was not filled in"),
    "name or number": message("a name or number was not filled in"),
    "undecided": message("something is still open"),
    "number of document": message("the brackets of a number are empty"),
    "instruction": message("an instruction of the template was left in"),
    "filler": message("filler of a template was left in"),
    "blank": message("a blank was not filled in"),
    "unsigned": message("the date has no digits"),
}


class _Leftover(NamedTuple):
    """What is left on a line: its kind, a key of `_SENTENCES`, and where it is."""

    kind: str
    span: Span


@rule(
    "template-leftover",
    "warning",
    message("placeholders, empty brackets, blanks and instructions that a template left behind"),
    opt_in=True,
)
def template_leftover(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for the first leftover of each kind on a line."""
    forms = _form_lines(subject)
    leftovers = [*_of_words(subject, forms), *_blanks(subject, forms), *_unsigned(subject, forms)]
    lines = subject.document.lines
    reported: set[tuple[int, str]] = set()
    for kind, span in sorted(leftovers, key=lambda leftover: leftover.span):
        key = (lines.number(span.start), kind)
        if key not in reported:
            reported.add(key)
            sentence = _sentence(kind, subject.text[span.start : span.end].strip())
            context = quoted(subject.text, around(subject.text, span))
            yield Fault(span, sentence, key=_line_of(subject, span), excerpt=context)


def _sentence(kind: str, text: str) -> Message:
    """What a leftover is, with its text."""
    return message("{what}: “{text}”", what=_SENTENCES[kind], text=text)


def _line_of(subject: CheckedDocument, span: Span) -> str:
    """The line of a leftover, up to `_REACH` characters to both sides."""
    line = subject.document.lines.span(subject.document.lines.number(span.start))
    return subject.text[max(line.start, span.start - _REACH) : min(line.end, span.end + _REACH)]


def _of_words(subject: CheckedDocument, forms: frozenset[int]) -> Iterator[_Leftover]:
    """The leftovers that a pattern finds. Placeholders in a form, an example, a quotation or a case are none."""
    words, text = PACK.publication().leftovers, subject.text
    if not any(sign in text for sign in _SIGNS):
        return
    is_anonymous = words.anonymous.search(text) is not None
    for kind, leftover_pattern in words.kinds:
        if kind in _PLACEHOLDERS and is_anonymous:
            continue
        for match in leftover_pattern.finditer(text):
            if subject.document.lines.number(match.start()) in forms and kind != "filler":
                continue
            if kind != "filler" and _is_quoted_or_example(text, match):
                continue
            span = next(
                (Span(*match.span(n)) for n, group in enumerate(match.groups(), 1) if group), Span(*match.span())
            )
            yield _Leftover(kind, span)


def _is_quoted_or_example(text: str, match: Match) -> bool:
    """True if the text before a match, in its line, opens a quotation or introduces an example."""
    before = text[max(0, match.start() - _REACH) : match.start()]
    line = before.rpartition("\n")[2]
    before = line if line.strip() else before.rstrip().rpartition("\n")[2]
    if any(before.rfind(opening) > before.rfind(closing) for opening, closing in _QUOTES.items()):
        return True
    return PACK.publication().leftovers.example.search(before) is not None


def _blanks(subject: CheckedDocument, forms: frozenset[int]) -> Iterator[_Leftover]:
    """The blanks in lines of text, unless there are so many of them that the document is a form."""
    words, lines = PACK.publication().leftovers, subject.document.lines
    found: dict[int, Span] = {}
    for number in subject.lines_with("___", "\\_\\_\\_", "＿＿"):
        span = lines.span(number)
        match = words.blank.search(subject.text, span.start, span.end)
        if match and number not in forms:
            found[number] = Span(*match.span())
    if len(found) > _MAX_BLANK_LINES:
        return
    for number, blank in found.items():
        line = lines.content(number)[:2_000]
        if "|" not in line and "\t" not in line and len(_HAN.findall(line)) >= _MIN_WORDS:
            yield _Leftover("blank", blank)


def _unsigned(subject: CheckedDocument, forms: frozenset[int]) -> Iterator[_Leftover]:
    """The lines outside forms that are a date without digits."""
    words, lines = PACK.publication().leftovers, subject.document.lines
    for number in subject.lines_with("年"):
        span = lines.span(number)
        if len(span) <= _MAX_HEADING and number not in forms and words.unsigned.fullmatch(lines.content(number)):
            content = lines.content(number)
            start = span.start + len(content) - len(content.lstrip())
            yield _Leftover("unsigned", Span(start, start + len(content.strip())))


def _form_lines(subject: CheckedDocument) -> frozenset[int]:
    """The numbers of the lines of forms: those below the title of a form, up to the next heading that is of no form.

    The articles of a model do not end it, those below another form do.
    """
    words, lines = PACK.publication().leftovers, subject.document.lines
    form_lines: set[int] = set()
    in_form = is_model = False
    for number in range(1, len(lines) + 1):
        span = lines.span(number)
        if len(span) <= _MAX_HEADING:
            content = lines.content(number).strip(_MARK_UP)
            if content and len(content) <= _MAX_FORM_TITLE and words.form.search(content):
                in_form, is_model = True, words.model.search(content) is not None
            elif in_form and content and (_ANNEX.match(content) or (not is_model and _is_division(content))):
                in_form = False
        elif in_form and not is_model and _opens_article(subject.text[span.start : span.start + _MAX_HEADING]):
            in_form = False
        if in_form:
            form_lines.add(number)
    return frozenset(form_lines)


def _is_division(content: str) -> bool:
    """True if a short line is the heading of a chapter or an article."""
    label = read_label(content)
    return label is not None and label.style in ARTICLES | NUMBERED_DIVISIONS


def _opens_article(content: str) -> bool:
    """True if a line begins an article."""
    return content.lstrip(_MARK_UP).startswith("第") and _is_division(content.lstrip(_MARK_UP))
