"""A paragraph as a value: its place, its labels, the kind of line it is."""

from __future__ import annotations

from typing import Literal, NamedTuple

from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

Kind = Literal["heading", "label", "caption", "bullet", "text"]
_LONGEST_HEADING = {True: 20, False: 60}  # the same, over a paragraph: Chinese, other
_LIST_SIGNS = frozenset("-*+•·–")  # other bullets may stand before a heading: ■ ◆
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = pattern(
    r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}|[〇零○一二三四五六七八九]{4}年.{1,3}月.{1,3}日|民国.{1,6}年.{1,3}月.{1,3}日"
    rf"|{_MONTH}\.?\d{{1,2}}(?:st|nd|rd|th)?,?\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?{_MONTH},?\d{{4}}"
)
ENDS = frozenset(PACK.sentences.line_of_text)
_SENTENCE_ENDS = frozenset(PACK.sentences.sentence)
_CLOSERS = "”’」』）)】》\"'"


class Mark(NamedTuple):
    """A label, heading or bullet at the head of a paragraph.

    `value` is the label as far as it names its place; `ordinal` is its place in the count, 0 where it has none, and
    `roman` that of its letters as a Roman numeral; `text` is the label as written.
    """

    style: str
    value: str
    ordinal: int
    roman: int = 0
    text: str = ""


class Paragraph(NamedTuple):
    """One passage.

    `span` is its place in the text, line endings included, `unit` where it begins in the key, `form` its canonical
    form. `level` is that of a Markdown heading, 0 for none; `indent` is in columns; `opens` says that it only names or
    introduces what follows, `alone` that blank lines stand on both sides, `inline` that it is part of an endless line.
    `rule` is the row of signs before it, empty where there is none; `over_caption` says that it is a caption right over
    another.
    """

    span: Span
    unit: int
    form: str
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
        """Whether the paragraph ends as a sentence does."""
        return self.form.rstrip(_CLOSERS)[-1:] in _SENTENCE_ENDS

    @property
    def may_head(self) -> bool:
        """Whether it is a short line that is no sentence and no date, and may head what follows."""
        if self.kind != "text" and not (self.kind == "bullet" and (self.alone or self.form[0] not in _LIST_SIGNS)):
            return False
        return self.is_short and not self.ends_sentence and not self.is_dated

    @property
    def is_short(self) -> bool:
        """Whether it is a line as short as headings are, and no page furniture."""
        if self.inline or self.furniture:
            return False
        return len(self.form) <= _LONGEST_HEADING[any("\u4e00" <= character <= "\u9fff" for character in self.form)]

    @property
    def is_dated(self) -> bool:
        """Whether the paragraph holds a date."""
        return _DATE.search(self.form) is not None
