"""A paragraph as a value: its position, its labels, the kind of line it is.

>>> Paragraph(Span(0, 8), 0, "2021年5月1日", "text", (), 0, 0, False, False, False, "").is_dated
True
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

Kind = Literal["heading", "label", "caption", "bullet", "text"]
_MAX_HEADING_CHARACTERS = {True: 20, False: 60}  # of the canonical form; key: whether it has Chinese characters
_LIST_SIGNS = frozenset("-*+•·–")  # bullets of lists only; others (■ ◆) may begin a heading
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = pattern(
    r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}|[〇零○一二三四五六七八九]{4}年.{1,3}月.{1,3}日|民国.{1,6}年.{1,3}月.{1,3}日"
    rf"|{_MONTH}\.?\d{{1,2}}(?:st|nd|rd|th)?,?\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?{_MONTH},?\d{{4}}"
)
TEXT_LINE_ENDS = frozenset(PACK.sentences.line_of_text)
_SENTENCE_ENDS = frozenset(PACK.sentences.sentence)
_CLOSING_BRACKETS = "”’」』）)】》\"'"


class Mark(NamedTuple):
    """A label, heading or bullet at the head of a paragraph.

    `style` is the name of a style of labels, "h1" for a Markdown heading of level 1, or "bullet@02" for a bullet
    indented by 2 columns; a quoted label has “ before it, and `paragraphs` adds # or an indent. `value` is the label
    without its brackets and words, `ordinal` its position in the count (0 if it has none), `roman` the value of its
    letters as a Roman numeral (0 if they are none), `text` the label as written ("" for headings and bullets).
    """

    style: str
    value: str
    ordinal: int
    roman: int = 0
    text: str = ""


class Paragraph(NamedTuple):
    """One paragraph of a document.

    `span` includes line endings; `folded_start` is the offset in the folded text at which it begins; `canonical_form`
    is its canonical form. `level` is that of a Markdown heading (0 for none); `indent` is in columns. `opens`: it only
    names or introduces the text below. `alone`: it has blank lines on both sides. `inline`: it is a sentence of a line
    that holds more than one paragraph. `rule` is the row of signs before it ("" for none). `over_caption`: it is a
    caption, and so is the next paragraph.
    """

    span: Span
    folded_start: int
    canonical_form: str
    kind: Kind
    marks: tuple[Mark, ...]
    level: int
    indent: int
    opens: bool
    alone: bool
    inline: bool
    rule: str
    furniture: bool = False
    over_caption: bool = False

    @property
    def ends_sentence(self) -> bool:
        """Whether its last character, closing brackets and quotation marks apart, ends a sentence; a semicolon does."""
        return self.canonical_form.rstrip(_CLOSING_BRACKETS)[-1:] in _SENTENCE_ENDS

    @property
    def may_head(self) -> bool:
        """Whether it may head the text below: a short line that is neither a sentence, a date nor a list item.

        It has no label; one with a bullet may only if it is between blank lines or the bullet is no sign of lists.
        False for headings and captions, which do head.
        """
        if self.kind != "text" and not (
            self.kind == "bullet" and (self.alone or self.canonical_form[0] not in _LIST_SIGNS)
        ):
            return False
        return self.is_short and not self.ends_sentence and not self.is_dated

    @property
    def is_short(self) -> bool:
        """Whether it is a line of its own, of at most `_MAX_HEADING_CHARACTERS` characters, and no page furniture."""
        if self.inline or self.furniture:
            return False
        return (
            len(self.canonical_form)
            <= _MAX_HEADING_CHARACTERS[any("\u4e00" <= character <= "\u9fff" for character in self.canonical_form)]
        )

    @property
    def is_dated(self) -> bool:
        """Whether it contains a date of year, month and day, in Chinese or English, whatever is around it."""
        return _DATE.search(self.canonical_form) is not None
