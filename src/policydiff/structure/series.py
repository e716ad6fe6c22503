"""The series of labels of a document: which style stands above which, and which run through it.

Read once, from the source. A series runs through the document where its count goes on across the headings above it; it
begins anew under headings, captions or lead-ins behind which first numbers are more frequent than continued ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from policydiff.structure.numbering import RANK
from policydiff.structure.paragraph import Mark, Paragraph

CAPTION = "caption"  # a line that heads what follows: bold, in brackets, or short
LEAD_IN = "lead-in"  # a line that introduces what follows by its colon or question mark
UNMARKED = (CAPTION, LEAD_IN)
_ANNEX = "annex"
_SENTENCE = "sentence"
# 编 章 节 条 款 项 stand in this order by law.
_BY_LAW = ("part", "subpart", "chapter", "section", "subsection", "point", "article", "item")
_LISTS = frozenset(
    {"arabic", "bracketed-arabic", "circled", "bracketed", "(a)", "(A)", "r(a)", "r(A)", "a.", "A.", "ra.", "rA."}
)
_LETTERED = ("(a)", "(A)", "a.", "A.")  # styles whose letters may be Roman numerals


def marks_of(paragraph: Paragraph) -> tuple[Mark, ...]:
    """The marks of a paragraph; that of a caption, where it is one."""
    if paragraph.kind != "caption":
        return paragraph.marks
    return (Mark(LEAD_IN if paragraph.form[-1] in ":：?？" else CAPTION, "", 0),)


def is_document_text(paragraph: Paragraph) -> bool:
    """Whether a paragraph is text of the document, which may introduce a list."""
    return paragraph.kind == "text" and not paragraph.furniture


class Series:
    """Which style of label stands above which in a document, and which styles run through it."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._order: dict[str, int] = {}  # styles by their first use
        self._levels: dict[str, Counter[int]] = defaultdict(Counter)
        self._headings = _written_as_headings(paragraphs)
        self.uncounted = _uncounted(paragraphs)
        restarts: Counter[tuple[str, str]] = Counter()
        continues: Counter[tuple[str, str]] = Counter()
        self._counted(paragraphs, restarts, continues)
        self._restarts = frozenset(pair for pair, times in restarts.items() if times > continues[pair])
        self._level = {style: levels.most_common(1)[0][0] for style, levels in self._levels.items()}
        self.running = frozenset(filter(self._runs, self._order))

    def _counted(
        self, paragraphs: Sequence[Paragraph], restarts: Counter[tuple[str, str]], continues: Counter[tuple[str, str]]
    ) -> None:
        """Counts how often a count begins anew, and how often it goes on, behind a mark of another style."""
        last: dict[str, int] = {}
        since: dict[str, dict[str, None]] = defaultdict(dict)  # styles seen since the last mark of a style
        before: Paragraph | None = None
        for paragraph in paragraphs:
            for mark in marks_of(paragraph):
                style = _roman_or_letter(mark, last)
                self._order.setdefault(style, len(self._order))
                self._levels[style][paragraph.level] += 1
                count = ordinal_in_series(mark, style)
                if style in last and count:
                    if count == 1 and before is not None and is_document_text(before) and self.is_list(style):
                        restarts[_SENTENCE, style] += 1
                    for above in since[style]:
                        if count == 1 and _begins_anew(above, before):
                            restarts[above, style] += 1
                        elif count > 1 and count == last[style] + 1:
                            continues[above, style] += 1
                last[style] = count
                since[style] = {}
                for other, seen in since.items():
                    if other != style:
                        seen[style] = None
            before = paragraph

    def is_list(self, style: str) -> bool:
        """Whether a sentence with a full stop may introduce a series of this style; one of headings is none."""
        listed = style.startswith("bullet") or (not style.endswith("#") and _bare(style) in _LISTS)
        return listed and style not in self._headings

    def style_of(self, mark: Mark, last: Mapping[str, int]) -> str:
        """The mark's style; letters and Roman numerals are told apart by the `last` ordinals of the styles open."""
        return _roman_or_letter(mark, last)

    def _runs(self, style: str) -> bool:
        """Whether a style runs through the document: its count does not begin anew below another."""
        if style in UNMARKED or style[0] in "h“" or style.startswith("bullet") or (_SENTENCE, style) in self._restarts:
            return False  # headings without a number, quoted labels, lists
        return not any(
            (above, style) in self._restarts and self.is_above(above, style) for above in self._order if above != style
        )

    def is_above(self, style: str, other: str) -> bool:
        """Whether a label of one style ends what stands under a label of the other."""
        if style == other:
            return False
        if style.startswith("bullet") or other.startswith("bullet"):
            return not style.startswith("bullet") or (other.startswith("bullet") and style < other)
        if "@" in style or "@" in other:  # lists in lists: the indent decides
            return style.partition("@")[2] < other.partition("@")[2]
        if _ANNEX in (style, other):
            return style == _ANNEX
        if style in _BY_LAW and other in _BY_LAW:
            return RANK[style] < RANK[other]
        return self._is_above_by_use(style, other)

    def _is_above_by_use(self, style: str, other: str) -> bool:
        """The same, as the document uses the styles: by heading levels, by what begins anew, by what came first."""
        level, others = self._level.get(style, 0), self._level.get(other, 0)
        if level or others:
            return level > 0 and (not others or level <= others)
        if style in UNMARKED and other in UNMARKED:
            return style == CAPTION
        if style in UNMARKED:
            return (style, other) in self._restarts
        if other in UNMARKED:
            return (other, style) not in self._restarts
        anew, others_anew = (style, other) in self._restarts, (other, style) in self._restarts
        if anew != others_anew:
            return anew
        return self._order.get(style, len(self._order)) < self._order.get(other, len(self._order))


def _begins_anew(above: str, before: Paragraph | None) -> bool:
    """Whether a first number, behind a mark of the style `above` and right behind `before`, belongs to that mark.

    A caption heads what stands directly under it; an annex, what is not led by a sentence.
    """
    if above in UNMARKED:
        return before is not None and before.kind == "caption"
    return above != _ANNEX or before is None or not before.ends_sentence


def _uncounted(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The styles that do not count: Markdown's lists in which every item is written `1.`, and Q. and A. of a record."""
    last: dict[str, int] = {}
    lazy: Counter[str] = Counter()
    for mark in (mark for paragraph in paragraphs for mark in paragraph.marks if mark.ordinal):
        if mark.style in last and _is_lazy_style(mark.style):
            lazy[mark.style] += (mark.ordinal == last[mark.style] == 1) - (mark.ordinal == last[mark.style] + 1)
        last[mark.style] = mark.ordinal
    letters: dict[str, set[str]] = defaultdict(set)
    for mark in (mark for paragraph in paragraphs for mark in paragraph.marks):
        letters[mark.style].add(mark.value.upper())
    asked = (style for style, values in letters.items() if values == {"Q", "A"})
    return frozenset((*(style for style, times in lazy.items() if times > 0), *asked))


def _is_lazy_style(style: str) -> bool:
    """Whether a style is one that Markdown counts by itself."""
    return _bare(style) in ("arabic", "bracketed-arabic")


def _written_as_headings(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The styles of which most labels are short headings over a text of their own."""
    headings: Counter[str] = Counter()
    for paragraph, after in pairwise(paragraphs):
        for mark in paragraph.marks[:1]:
            headings[mark.style] += 1 if paragraph.kind == "label" and paragraph.opens and after.kind == "text" else -1
    return frozenset(style for style, times in headings.items() if times > 0)


def _roman_or_letter(mark: Mark, last: Mapping[str, int]) -> str:
    """The style of a label of letters: Roman where they are a numeral and do not carry on a count of letters."""
    bare = mark.style.lstrip("“")
    if not mark.roman or not bare.startswith(_LETTERED):
        return mark.style
    if mark.ordinal and last.get(mark.style) == mark.ordinal - 1 and len(mark.value) == 1:
        return mark.style
    return mark.style.replace(bare, "r" + bare)


def ordinal_in_series(mark: Mark, style: str) -> int:
    return mark.roman if style.lstrip("“").startswith("r(") or style.startswith(("ra.", "rA.")) else mark.ordinal


def _bare(style: str) -> str:
    return style.partition("@")[0].lstrip("“")
