"""A document as its paragraphs: each with its labels and the kind of line it is.

A paragraph is a line, joined with those that a line wrap cut from it. In a line that holds a whole document it is a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.structure.captions import with_captions, without_cells, without_lists
from policydiff.structure.labels import FoundLabel, LabelledLine
from policydiff.structure.latin_labels import read_latin_label
from policydiff.structure.numbering import Label, read_label
from policydiff.structure.outline import Outline
from policydiff.structure.paragraph import ENDS, Kind, Mark, Paragraph
from policydiff.structure.text_lines import LONE_MARK, TextLine, text_lines, with_titles
from policydiff.text.canonical import NOTHING, forms, unmarked
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet

_MOST_LABELS = 4  # on one line: 第一条 （一） 1.
_LABEL_WINDOW = 160
_SHORT_WRAP, _WIDE_WRAP = 20, 60  # characters of a line that a wrap may have cut
_LONGEST_CAPTION = 120  # characters of the canonical form of a line that introduces what follows by its mark
_LONGEST_BARE = 40  # characters behind a label that are a heading and no sentence

_BULLET = pattern(r"(?P<indent>[ \t\u3000]*)[-*+•·●■◆▪–][ \t\u3000]+")
_BOLD = pattern(r"[ \t\u3000]*(?:[-*+][ \t]+)?(?P<mark>\*\*|__)(?:(?!(?P=mark)).)+(?P=mark)[:：]?[ \t\u3000]*")
_BRACKETED = pattern(r"[ \t\u3000]*【[^】]+】[ \t\u3000]*")
_OPENING_MARKS = pattern(r"[\s>#*_`~“”\"'「『（(]*")
_COMPARED = pattern(r"[ \t]*>[ \t]*\d")
_DATE_LINE = pattern(
    r"[ \t]*(?:\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?|[〇零○一二三四五六七八九]{4}年.{1,3}月.{1,3}日)\s*"
)


def read_paragraphs(
    outlined: Outline, read: Sequence[FoundLabel], key: FoldedText, seams: Sequence[int] = ()
) -> tuple[Paragraph, ...]:
    """The paragraphs of an outlined document in text order; lines of marks alone are none.

    `read` is what its lines begin with, `key` its folded text. Page furniture is never a heading or label. An endless
    line is cut at the `seams`, too: places, ascending, where copies may meet.
    """
    document = outlined.document
    labels, furniture = _Labels(document, read, outlined.labelled), SpanSet(each.span for each in outlined.furniture)
    every = forms(unmarked(document.text))
    paragraphs: list[Paragraph] = []
    read_lines = _joined(labels, furniture, with_titles(outlined, every, text_lines(document, seams)))
    lines = [line for line in read_lines if every[line.span.start : line.span.end].strip(NOTHING)]
    units = key.rank([line.span.start for line in lines]).tolist()
    for at, (line, unit) in enumerate(zip(lines, units, strict=True)):
        form = every[line.span.start : line.span.end].replace(NOTHING, "")
        if line.inline:
            form = form.rstrip("#")  # the mark of a heading that follows
        if _COMPARED.match(line.text):
            form = ">" + form  # more than 500, and no quotation
        after = lines[at + 1] if at + 1 < len(lines) else None
        alone = line.blank_before and (after is None or after.blank_before)
        if furniture.holds(line.span.start):
            paragraphs.append(
                Paragraph(line.span, unit, form, "text", (), 0, 0, False, alone, line.inline, "", furniture=True)
            )
        else:
            paragraphs.append(_paragraph(line, unit, form, labels.of(line), alone=alone))
    captioned = without_cells(without_lists(list(with_captions(paragraphs, lines))))
    return tuple(
        each._replace(over_caption=True) if each.kind == "caption" == after.kind else each
        for each, after in zip(captioned, [*captioned[1:], *captioned[-1:]], strict=True)
    )


# ---------------------------------------------------------------------------------------------------------- lines


def _joined(labels: _Labels, furniture: SpanSet, lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """The lines, those that a line wrap cut in mid-sentence made one."""
    held: TextLine | None = None
    tail = ""  # the last line of what is held
    for line in lines:
        part = not line.blank_before and not furniture.holds(line.span.start)
        if held is not None and LONE_MARK.fullmatch(line.text):
            held = held._replace(span=Span(held.span.start, line.span.end))
        elif part and held is not None and _cut_by_wrap(held, tail) and labels.carries_on(line, tail):
            span = Span(held.span.start, line.span.end)
            held = held._replace(span=span, text=held.text + line.text.strip(), ends_title=line.ends_title)
        else:
            if held is not None:
                yield held
            held = line
        tail = line.text
    if held is not None:
        yield held


def _cut_by_wrap(line: TextLine, tail: str) -> bool:
    """Whether a paragraph's last line so far breaks off as a wrapped line of Chinese text does."""
    content = tail.strip()
    if line.level or line.inline or line.ends_title or not _SHORT_WRAP <= len(content) <= _WIDE_WRAP:
        return False
    return (
        content[-1] not in ENDS and content[-1] not in ":：" and any("\u4e00" <= each <= "\u9fff" for each in content)
    )


# --------------------------------------------------------------------------------------------------------- labels


class _Labels:
    """What each line begins with."""

    def __init__(self, document: Document, read: Sequence[FoundLabel], labelled: Sequence[LabelledLine]) -> None:
        self._starts = document.lines.starts
        self._known = {self._starts[each.line - 1]: each for each in labelled}
        believed = {each.line for each in labelled}
        self._refused = {
            self._starts[number - 1] for number, _, label in read if number not in believed and not label.markup
        }

    def carries_on(self, line: TextLine, before: str) -> bool:
        """Whether a line may be the rest of the one before it: no label, or a number in brackets that is cut in two."""
        if line.level or line.inline or line.begins_title or line.text[:1] in "\u3000|>#*+-=":
            return False
        if _DATE_LINE.fullmatch(line.text):
            return False
        if before.count("（") + before.count("(") > before.count("）") + before.count(")"):
            return True
        if line.span.start in self._known:
            return False
        return line.span.start in self._refused or (
            read_label(line.text) is None and read_latin_label(line.text.lstrip()) is None
        )

    def of(self, line: TextLine) -> tuple[Mark, ...]:
        """The labels a line begins with, in order; empty where there are none."""
        start = line.span.start
        marks: list[Mark] = []
        rest = line.text
        indent = _columns(rest)
        known = self._known.get(start)
        if known is not None and known.label.style != "heading":
            marks.append(_mark(known.label, indent))
            rest = rest[known.label.end :]
        elif start in self._refused:
            return ()
        elif (line.inline or line.level) and (label := read_label(rest[:_LABEL_WINDOW])) and label.style != "heading":
            marks.append(_mark(label, indent))
            rest = rest[label.end :]
        while len(marks) < _MOST_LABELS and (further := _further(rest, line.level, indent, first=not marks)):
            mark, rest = further
            marks.append(mark)
        return tuple(marks)


def _further(rest: str, level: int, indent: int, *, first: bool) -> tuple[Mark, str] | None:
    """The next label, and what is behind it: a Latin one, or one in brackets behind another; None if there is none."""
    skipped = _OPENING_MARKS.match(rest) if first else None
    quoted = skipped is not None and any(mark in skipped[0] for mark in '“"「『')
    opening = skipped[0].rstrip("（(") if skipped else ""
    rest = rest[len(opening) :] if skipped else rest.lstrip(" \t\u3000\xa0*")
    if not first and rest[:1] not in ("(", "（", "〔"):
        return None
    if latin := read_latin_label(rest):
        style = ("“" if quoted else "") + latin.style + _depth(latin.style, level, indent)
        return Mark(style, latin.value, latin.ordinal, latin.roman, rest[: latin.end]), rest[latin.end :]
    if not first and (label := read_label(rest[:_LABEL_WINDOW])):
        return _mark(label, indent), rest[label.end :]
    return None


def _mark(label: Label, indent: int) -> Mark:
    style = ("“" if label.quoted else "") + label.style + _depth(label.style, label.markup, indent)
    value = "-".join(map(str, label.number))
    count = label.number[-1] if label.style.startswith("decimal") else sum(label.number[:1])
    return Mark(style, value, count, 0, label.text)


_LISTED = frozenset(
    {"arabic", "bracketed-arabic", "bracketed", "circled", "(a)", "(A)", "a.", "A.", "enumerated", "stem"}
)
_NESTED = frozenset({"arabic", "bracketed-arabic", "a.", "A."})


def _depth(style: str, level: int, indent: int) -> str:
    """What tells a style apart where it is written as a heading, or indented in a list of its own style."""
    if level:
        return "#" if style in _LISTED else ""
    return f"@{indent:02}" if indent >= 2 and style in _NESTED else ""


def _columns(text: str) -> int:
    """How far a line is indented by blanks and tabs; an ideographic space only marks a paragraph."""
    bare = text.lstrip(" \t")
    return sum(4 if character == "\t" else 1 for character in text[: len(text) - len(bare)])


# ---------------------------------------------------------------------------------------------------------- kinds


def _paragraph(line: TextLine, unit: int, form: str, marks: tuple[Mark, ...], *, alone: bool) -> Paragraph:
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
    opens = line.level > 0 or kind == "caption" or (kind == "label" and _is_bare(form, line.text))
    return Paragraph(line.span, unit, form, kind, marks, line.level, indent, opens, alone, line.inline, line.rule)


def _is_caption(text: str, form: str) -> bool:
    """Whether a line introduces what follows by its mark: a colon, bold, 【】, a short question."""
    if _BOLD.fullmatch(text) or _BRACKETED.fullmatch(text):
        return True
    end = form[-1:]
    return end in ":：" or form.endswith("——") or (end in "?？" and len(form) <= _LONGEST_CAPTION)


def _is_bare(form: str, text: str) -> bool:
    """Whether a labelled line is a label with no more than a heading, or leads to what follows."""
    last = form.rstrip("*_")[-1:]
    return last in ":：" or (
        len(form) <= _LONGEST_BARE and last not in ENDS and not text.rstrip().endswith(tuple("”」』）)"))
    )
