"""The paragraphs of an outlined document, each with its labels and its kind.

A paragraph is a line, joined with the lines that a line wrap cut from it; in an overlong line, which may be a whole
document, it is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from policydiff.structure.captions import mark_captions, mark_over_captions, unmark_cells, unmark_lists
from policydiff.structure.labels import FoundLabel, LabelledLine
from policydiff.structure.latin_labels import read_latin_label
from policydiff.structure.numbering import MULTILEVEL, STYLES, Label, read_label
from policydiff.structure.outline import Outline
from policydiff.structure.paragraph import TEXT_LINE_ENDS, Kind, Mark, Paragraph
from policydiff.structure.paragraph_columns import ParagraphColumns
from policydiff.structure.text_lines import LONE_MARK, TextLine, text_lines, with_titles
from policydiff.text.canonical import DROPPED, blank_markup, canonical_forms
from policydiff.text.canonical_blocks import CanonicalBlocks
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet

_LINES_AT_A_TIME = 1 << 12  # of which paragraphs are made
_MAX_LABELS_ON_LINE = 4  # 第一条 （一） 1. has three
_MAX_LABEL_CHARACTERS = 160  # of a line in which a label is looked for
_MIN_WRAPPED_LINE = 20  # characters; a shorter line was not cut by a wrap
_MAX_WRAPPED_LINE = 60  # characters; neither was a longer one
_MAX_QUESTION = 120  # characters of the canonical form of a question that is a caption
_MAX_LABELLED_HEADING = 40  # characters of the canonical form of a heading with its label

_BULLET = pattern(r"(?P<indent>[ \t\u3000]*)[-*+•·●■◆▪–][ \t\u3000]+")
_BOLD = pattern(r"[ \t\u3000]*(?:[-*+][ \t]+)?(?P<mark>\*\*|__)(?:(?!(?P=mark)).)+(?P=mark)[:：]?[ \t\u3000]*")
_BRACKETED = pattern(r"[ \t\u3000]*【[^】]+】[ \t\u3000]*")
_OPENING_MARKS = pattern(r"[\s>#*_`~“”\"'「『（(]*")
_GREATER_THAN = pattern(r"[ \t]*>[ \t]*\d")
_DATE_LINE = pattern(
    r"[ \t]*(?:\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?|[〇零○一二三四五六七八九]{4}年.{1,3}月.{1,3}日)\s*"
)


def read_paragraphs(
    outlined: Outline, candidates: Sequence[FoundLabel], folded: FoldedText, seams: Sequence[int] = ()
) -> Sequence[Paragraph]:
    """The paragraphs of an outlined document in text order; lines that have only marks are left out.

    `candidates` is the result of `read_labels` for it, `folded` its folded text. Page furniture is included, as text
    without labels. An overlong line is also cut at the `seams`: ascending positions at which one copy may end and
    another begin.
    """
    document = outlined.document
    labels = _LineLabels(document, candidates, outlined.labelled)
    furniture = SpanSet(stretch.span for stretch in outlined.furniture)
    packed = document.lines.packed
    canonical_text = CanonicalBlocks(document) if packed else canonical_forms(blank_markup(document.text))
    paragraphs: list[Paragraph] | ParagraphColumns = ParagraphColumns(length=len(document.text)) if packed else []
    title_lines = bytearray()  # one for each paragraph: 1 if a title begins with it
    titled_lines = with_titles(outlined, canonical_text, text_lines(document, seams))
    joined_lines = _join_wrapped_lines(labels, furniture, titled_lines)
    lines = (line for line in joined_lines if canonical_text[line.span.start : line.span.end].strip(DROPPED))
    for line, after, unit in _with_units(lines, folded):
        title_lines.append(line.begins_title)
        form = canonical_text[line.span.start : line.span.end].replace(DROPPED, "")
        if line.inline:
            form = form.rstrip("#")  # the sign of the next heading
        if _GREATER_THAN.match(line.text):
            form = ">" + form  # "> 500" is "more than 500" and no quotation
        alone = line.blank_before and (after is None or after.blank_before)
        if furniture.contains(line.span.start):
            paragraphs.append(
                Paragraph(line.span, unit, form, "text", (), 0, 0, False, alone, line.inline, "", furniture=True)
            )
        else:
            paragraphs.append(_paragraph(line, unit, form, labels.of(line), alone=alone))
    mark_captions(paragraphs, title_lines)
    unmark_lists(paragraphs)
    unmark_cells(paragraphs)
    mark_over_captions(paragraphs)
    return paragraphs if isinstance(paragraphs, ParagraphColumns) else tuple(paragraphs)


def _with_units(lines: Iterator[TextLine], folded: FoldedText) -> Iterator[tuple[TextLine, TextLine | None, int]]:
    """Each line with the next one (None for the last) and the folded offset at which it begins."""
    part = list(islice(lines, _LINES_AT_A_TIME))
    while part:
        next_part = list(islice(lines, _LINES_AT_A_TIME))
        units = folded.rank([line.span.start for line in part]).tolist()
        yield from zip(part, [*part[1:], next_part[0] if next_part else None], units, strict=True)
        part = next_part


# ---------------------------------------------------------------------------------------------------------- lines


def _join_wrapped_lines(labels: _LineLabels, furniture: SpanSet, lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """The lines, with those joined that a line wrap cut from one paragraph.

    Marks alone on a line are joined to the line before in any case, even over a blank line; else no blank line, and no
    furniture as the second part, may be between.
    """
    joined: TextLine | None = None
    tail = ""  # the last line joined so far
    for line in lines:
        may_be_part = not line.blank_before and not furniture.contains(line.span.start)
        if joined is not None and LONE_MARK.fullmatch(line.text):
            joined = joined._replace(span=Span(joined.span.start, line.span.end))
        elif may_be_part and joined is not None and _cut_by_wrap(joined, tail) and labels.carries_on(line, tail):
            span = Span(joined.span.start, line.span.end)
            joined = joined._replace(span=span, text=joined.text + line.text.strip(), ends_title=line.ends_title)
        else:
            if joined is not None:
                yield joined
            joined = line
        tail = line.text
    if joined is not None:
        yield joined


def _cut_by_wrap(line: TextLine, tail: str) -> bool:
    """Whether `tail`, the last line joined to `line` so far, breaks off as a wrapped line of Chinese text does.

    It has `_MIN_WRAPPED_LINE` to `_MAX_WRAPPED_LINE` characters and no mark of a text's end. False for headings,
    sentences of an overlong line, and the end of the title.
    """
    content = tail.strip()
    if line.level or line.inline or line.ends_title or not _MIN_WRAPPED_LINE <= len(content) <= _MAX_WRAPPED_LINE:
        return False
    return (
        content[-1] not in TEXT_LINE_ENDS
        and content[-1] not in ":："
        and any("\u4e00" <= character <= "\u9fff" for character in content)
    )


# --------------------------------------------------------------------------------------------------------- labels


class _LineLabels:
    """The labels at the beginning of each line: those of the outline, and further ones (Latin, in brackets, inline)."""

    def __init__(self, document: Document, candidates: Sequence[FoundLabel], labelled: Sequence[LabelledLine]) -> None:
        self._starts = document.lines.starts
        self._labelled = {self._starts[line.line - 1]: line for line in labelled}
        accepted = {line.line for line in labelled}
        self._rejected = {
            self._starts[number - 1] for number, _, label in candidates if number not in accepted and not label.markup
        }

    def carries_on(self, line: TextLine, before: str) -> bool:
        """Whether a line may continue the line `before`: it has no label, or a bracket is still open.

        Never a heading, a sentence of an overlong line, the beginning of the title, a date, or a line that begins as a
        list, table or quotation does. A label that is a citation counts as none.
        """
        if line.level or line.inline or line.begins_title or line.text[:1] in "\u3000|>#*+-=":
            return False
        if _DATE_LINE.fullmatch(line.text):
            return False
        if before.count("（") + before.count("(") > before.count("）") + before.count(")"):
            return True
        if line.span.start in self._labelled:
            return False
        return line.span.start in self._rejected or (
            read_label(line.text) is None and read_latin_label(line.text.lstrip()) is None
        )

    def of(self, line: TextLine) -> tuple[Mark, ...]:
        """The labels at the beginning of a line, in order, `_MAX_LABELS_ON_LINE` at most; () if there are none.

        () also if its first label is one that the outline rejected, such as a citation; a Markdown heading as such is
        no label.
        """
        start = line.span.start
        marks: list[Mark] = []
        rest = line.text
        indent = _columns(rest)
        labelled = self._labelled.get(start)
        if labelled is not None and labelled.label.style != "heading":
            marks.append(_as_mark(labelled.label, indent))
            rest = rest[labelled.label.end :]
        elif start in self._rejected:
            return ()
        elif (
            (line.inline or line.level)
            and (label := read_label(rest[:_MAX_LABEL_CHARACTERS]))
            and label.style != "heading"
        ):
            marks.append(_as_mark(label, indent))
            rest = rest[label.end :]
        while len(marks) < _MAX_LABELS_ON_LINE and (next_mark := _next_mark(rest, line.level, indent, first=not marks)):
            mark, rest = next_mark
            marks.append(mark)
        return tuple(marks)


def _next_mark(rest: str, level: int, indent: int, *, first: bool) -> tuple[Mark, str] | None:
    """The next label and the text after it, or None. Only a label in brackets may come after another one.

    `level` is that of the line's Markdown heading, `indent` the line's in columns. If it is the `first`, mark-up and
    quotation marks before it are skipped, and it must be a Latin one.
    """
    skipped = _OPENING_MARKS.match(rest) if first else None
    quoted = skipped is not None and any(mark in skipped[0] for mark in '“"「『')
    opening = skipped[0].rstrip("（(") if skipped else ""
    rest = rest[len(opening) :] if skipped else rest.lstrip(" \t\u3000\xa0*")
    if not first and rest[:1] not in ("(", "（", "〔"):
        return None
    if latin := read_latin_label(rest):
        style = ("“" if quoted else "") + latin.style + _style_suffix(latin.style, level, indent)
        return Mark(style, latin.value, latin.ordinal, latin.roman, rest[: latin.end]), rest[latin.end :]
    if not first and (label := read_label(rest[:_MAX_LABEL_CHARACTERS])):
        return _as_mark(label, indent), rest[label.end :]
    return None


def _as_mark(label: Label, indent: int) -> Mark:
    """The mark of a label; its style tells quoted, heading and indented labels apart.

    Its value is "3-1" for 第三条之一; its ordinal is the first number (0 without one), of 1.2.3 the last.
    """
    style = ("“" if label.quoted else "") + label.style + _style_suffix(label.style, label.markup, indent)
    value = "-".join(map(str, label.number))
    ordinal = label.number[-1] if label.style in MULTILEVEL else sum(label.number[:1])
    return Mark(style, value, ordinal, 0, label.text)


_LIST_STYLES = frozenset((*(style.name for style in STYLES if style.separate_headings), "(a)", "(A)", "a.", "A."))
_INDENTED_STYLES = frozenset((*(style.name for style in STYLES if style.markdown_list), "a.", "A."))


def _style_suffix(style: str, level: int, indent: int) -> str:
    """The suffix of a style: "#" for a list style in a Markdown heading, "@" and the columns for an indented one.

    `level` is that of the heading, 0 for none. In a heading other styles have none (""). Elsewhere only
    `_INDENTED_STYLES` have one, from 2 columns on, in at least two digits: "@04".
    """
    if level:
        return "#" if style in _LIST_STYLES else ""
    return f"@{indent:02}" if indent >= 2 and style in _INDENTED_STYLES else ""


def _columns(text: str) -> int:
    """The indent in columns: 1 for a blank, 4 for a tab; an ideographic space, which begins a paragraph, ends it."""
    bare = text.lstrip(" \t")
    return sum(4 if character == "\t" else 1 for character in text[: len(text) - len(bare)])


# ---------------------------------------------------------------------------------------------------------- kinds


def _paragraph(line: TextLine, unit: int, form: str, marks: tuple[Mark, ...], *, alone: bool) -> Paragraph:
    """The paragraph of a line that is no furniture; unmarked captions are found later, so it may be text for now.

    `unit` is the folded offset at which it begins, `form` its canonical form, `marks` its labels, without bullet and
    heading.
    """
    kind: Kind = "text"
    bullet = _BULLET.match(line.text)
    indent = _columns(line.text)
    if line.level and not marks:
        kind = "heading"
        marks = (Mark(f"h{line.level}", "", 0),)
    elif marks:
        kind = "label"
    elif _is_caption(line.text, form):
        kind = "caption"
    elif bullet:
        kind = "bullet"
        marks = (Mark(f"bullet@{indent:02}", "", 0),)
    opens = line.level > 0 or kind == "caption" or (kind == "label" and _only_heads(form, line.text))
    return Paragraph(line.span, unit, form, kind, marks, line.level, indent, opens, alone, line.inline, line.rule)


def _is_caption(text: str, form: str) -> bool:
    """Whether a line introduces the text below by its mark: a colon, a dash, bold type, 【】, a short question.

    Bold type and 【】 must fill the line; a question has at most `_MAX_QUESTION` characters. `form` is its canonical
    form.
    """
    if _BOLD.fullmatch(text) or _BRACKETED.fullmatch(text):
        return True
    end = form[-1:]
    return end in ":：" or form.endswith("——") or (end in "?？" and len(form) <= _MAX_QUESTION)


def _only_heads(form: str, text: str) -> bool:
    """Whether a labelled line has only a heading, or ends in a colon (at any length).

    A heading has at most `_MAX_LABELLED_HEADING` characters with its label, no mark of a text and no closing bracket at
    its end.
    """
    last = form.rstrip("*_")[-1:]
    return last in ":：" or (
        len(form) <= _MAX_LABELLED_HEADING
        and last not in TEXT_LINE_ENDS
        and not text.rstrip().endswith(tuple("”」』）)"))
    )
