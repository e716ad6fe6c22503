"""The series of labels of a document: which style contains which, and which styles run through the document.

A series is all labels of one style. It runs through the document if its count continues across the headings above it.
It restarts under headings, captions or lead-ins of a style after which first numbers are more frequent than next ones.
A document's series are determined once, from its source.

>>> ordinal_in_series(Mark("(a)", "i", 9, roman=1), "r(a)")
1
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from policydiff.structure.numbering import ANNEXES, RANK, STATUTORY, STYLES
from policydiff.structure.paragraph import Mark, Paragraph

CAPTION = "caption"  # a line that heads what follows: bold, in brackets, or short
LEAD_IN = "lead-in"  # a line that introduces what follows by its colon or question mark
UNMARKED = (CAPTION, LEAD_IN)
_SENTENCE = "sentence"
_LISTS = frozenset(
    (*(style.name for style in STYLES if style.listed), "(a)", "(A)", "r(a)", "r(A)", "a.", "A.", "ra.", "rA.")
)
_MARKDOWN_LISTS = frozenset(style.name for style in STYLES if style.markdown_list)
_LETTERED = ("(a)", "(A)", "a.", "A.")  # styles whose letters may be Roman numerals


def marks_of(paragraph: Paragraph) -> tuple[Mark, ...]:
    """The marks of a paragraph, () if it has none; a caption has one mark of the style `CAPTION` or `LEAD_IN`."""
    if paragraph.kind != "caption":
        return paragraph.marks
    return (Mark(LEAD_IN if paragraph.canonical_form[-1] in ":：?？" else CAPTION, "", 0),)


def is_document_text(paragraph: Paragraph) -> bool:
    """Whether a paragraph is running text and no page furniture, so that it may introduce a list."""
    return paragraph.kind == "text" and not paragraph.furniture


class Series:
    """Which style of label contains which in a document, and which styles run through it.

    `running` are the styles whose label alone identifies a place; `uncounted` are styles whose numbers do not count.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._order: dict[str, int] = {}  # styles by their first use
        self._levels: dict[str, Counter[int]] = defaultdict(Counter)
        self._headings = _styles_of_headings(paragraphs)
        self.uncounted = _uncounted_styles(paragraphs)
        restarts: Counter[tuple[str, str]] = Counter()
        continues: Counter[tuple[str, str]] = Counter()
        self._count_transitions(paragraphs, restarts, continues)
        self._restarts = frozenset(pair for pair, times in restarts.items() if times > continues[pair])
        self._level = {style: levels.most_common(1)[0][0] for style, levels in self._levels.items()}
        self.running = frozenset(filter(self._runs, self._order))

    def _count_transitions(
        self, paragraphs: Sequence[Paragraph], restarts: Counter[tuple[str, str]], continues: Counter[tuple[str, str]]
    ) -> None:
        """Count, for each pair (style above, style), how often the count restarts or continues after a mark above.

        The counts are added to `restarts` and `continues`, and `_order` and `_levels` are filled. The style above is
        `_SENTENCE` for a list directly under running text. Marks without an ordinal, and the first of a style, are not
        counted.
        """
        last_ordinal: dict[str, int] = {}
        styles_since: dict[str, dict[str, None]] = defaultdict(dict)  # per style: other styles since its last mark
        before: Paragraph | None = None
        for paragraph in paragraphs:
            for mark in marks_of(paragraph):
                style = _roman_or_letter(mark, last_ordinal)
                self._order.setdefault(style, len(self._order))
                self._levels[style][paragraph.level] += 1
                ordinal = ordinal_in_series(mark, style)
                if style in last_ordinal and ordinal:
                    if ordinal == 1 and before is not None and is_document_text(before) and self.is_list(style):
                        restarts[_SENTENCE, style] += 1
                    for above in styles_since[style]:
                        if ordinal == 1 and _restarts_under(above, before):
                            restarts[above, style] += 1
                        elif ordinal > 1 and ordinal == last_ordinal[style] + 1:
                            continues[above, style] += 1
                last_ordinal[style] = ordinal
                styles_since[style] = {}
                for other, seen in styles_since.items():
                    if other != style:
                        seen[style] = None
            before = paragraph

    def is_list(self, style: str) -> bool:
        """Whether labels of this style number lists, which a sentence may introduce, and not headings.

        True for bullets. False for a style in Markdown headings (#), and for one of which most labels are short
        headings.
        """
        listed = style.startswith("bullet") or (not style.endswith("#") and _bare(style) in _LISTS)
        return listed and style not in self._headings

    def style_of(self, mark: Mark, last: Mapping[str, int]) -> str:
        """The mark's style, with r before Roman numerals; `last`, the last ordinal of each open style, tells these."""
        return _roman_or_letter(mark, last)

    def _runs(self, style: str) -> bool:
        """Whether a style runs through the document: its count restarts under no other style that closes it.

        Always False for captions, lead-ins, headings without a number, quoted labels, bullets, and lists that mostly
        restart under sentences. A style restarts under another if it does so there more often than it continues.
        """
        if style in UNMARKED or style[0] in "h“" or style.startswith("bullet") or (_SENTENCE, style) in self._restarts:
            return False  # captions, headings without a number, quoted labels, lists
        return not any(
            (above, style) in self._restarts and self.is_above(above, style) for above in self._order if above != style
        )

    def is_above(self, style: str, other: str) -> bool:
        """Whether a label of `style` closes an open label of the `other` style; False for the same style.

        In this order: bullets are below all others and below less indented bullets, less indented lists are above,
        annexes are above, statutory styles have their rank; all others go by the document's own use.
        """
        if style == other:
            return False
        if style.startswith("bullet") or other.startswith("bullet"):
            return not style.startswith("bullet") or (other.startswith("bullet") and style < other)
        if "@" in style or "@" in other:  # lists in lists: the indent decides
            return style.partition("@")[2] < other.partition("@")[2]
        if style in ANNEXES or other in ANNEXES:
            return style in ANNEXES
        if style in STATUTORY and other in STATUTORY:
            return RANK[style] < RANK[other]
        return self._is_above_by_use(style, other)

    def _is_above_by_use(self, style: str, other: str) -> bool:
        """The same, by the document's own use: by heading levels, then restarts, then the order of first use.

        A style that is mostly a Markdown heading is above one that is not, and above one of its own or a deeper level.
        A caption is above a lead-in; any other style is below these two if it restarts under them, else above.
        """
        level, other_level = self._level.get(style, 0), self._level.get(other, 0)
        if level or other_level:
            return level > 0 and (not other_level or level <= other_level)
        if style in UNMARKED and other in UNMARKED:
            return style == CAPTION
        if style in UNMARKED:
            return (style, other) in self._restarts
        if other in UNMARKED:
            return (other, style) not in self._restarts
        restarts_other, other_restarts = (style, other) in self._restarts, (other, style) in self._restarts
        if restarts_other != other_restarts:
            return restarts_other
        return self._order.get(style, len(self._order)) < self._order.get(other, len(self._order))


def _restarts_under(above: str, before: Paragraph | None) -> bool:
    """Whether a first number, after a mark of the style `above` and right after the paragraph `before`, is under it.

    A caption heads only what comes directly after it; an annex does not head a list that a sentence introduces.
    """
    if above in UNMARKED:
        return before is not None and before.kind == "caption"
    return above not in ANNEXES or before is None or not before.ends_sentence


def _uncounted_styles(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The styles that do not count: Markdown lists in which items are mostly written `1.`, and Q. and A. of a record.

    Mostly: a one follows a one more often than the next number follows.
    """
    last: dict[str, int] = {}
    lazy_items: Counter[str] = Counter()
    letters: dict[str, set[str]] = defaultdict(set)
    for mark in (mark for paragraph in paragraphs for mark in paragraph.marks):
        letters[mark.style].add(mark.value.upper())
        if not mark.ordinal:
            continue
        if mark.style in last and _is_lazy_style(mark.style):
            lazy_items[mark.style] += (mark.ordinal == last[mark.style] == 1) - (mark.ordinal == last[mark.style] + 1)
        last[mark.style] = mark.ordinal
    question_and_answer = (style for style, values in letters.items() if values == {"Q", "A"})
    return frozenset((*(style for style, times in lazy_items.items() if times > 0), *question_and_answer))


def _is_lazy_style(style: str) -> bool:
    """Whether a style is one whose numbers Markdown assigns when it renders a list, whatever its indent."""
    return _bare(style) in _MARKDOWN_LISTS


def _styles_of_headings(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The styles of which more than half of the labels are short headings, each directly over a text."""
    headings: Counter[str] = Counter()
    for paragraph, after in pairwise(paragraphs):
        for mark in paragraph.marks[:1]:
            headings[mark.style] += 1 if paragraph.kind == "label" and paragraph.opens and after.kind == "text" else -1
    return frozenset(style for style, times in headings.items() if times > 0)


def _roman_or_letter(mark: Mark, last: Mapping[str, int]) -> str:
    """The style of a label, with "r" before letters that are a Roman numeral and do not continue a count of letters.

    `last` has the last ordinal of each style. Any other style is unchanged; a quotation mark stays in front of the "r".
    """
    bare = mark.style.lstrip("“")
    if not mark.roman or not bare.startswith(_LETTERED):
        return mark.style
    if mark.ordinal and last.get(mark.style) == mark.ordinal - 1 and len(mark.value) == 1:
        return mark.style
    return mark.style.replace(bare, "r" + bare)


def ordinal_in_series(mark: Mark, style: str) -> int:
    """The ordinal of a mark in a series of the given style: the value of its Roman numeral if the style is Roman.

    0 if the mark has no ordinal, or is no Roman numeral.
    """
    return mark.roman if style.lstrip("“").startswith("r(") or style.startswith(("ra.", "rA.")) else mark.ordinal


def _bare(style: str) -> str:
    """The style without indent and quotation mark; the # of headings and the r of Roman numerals stay."""
    return style.partition("@")[0].lstrip("“")
