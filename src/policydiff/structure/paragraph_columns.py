"""The paragraphs of a document of very many lines, in arrays: a `Paragraph` is made only when one is looked at.

>>> columns = ParagraphColumns(length=9)
>>> columns.append(Paragraph(Span(0, 9), 0, "夜间开放。", "text", (), 0, 0, False, False, False, ""))
>>> columns[0].canonical_form, len(columns)
('夜间开放。', 1)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar, overload

from policydiff.structure.paragraph import Paragraph
from policydiff.text.document import packed_positions
from policydiff.text.spans import Span

Value = TypeVar("Value")
_Shape: TypeAlias = tuple[Any, ...]  # the fields of a paragraph behind its canonical form
_READ_AT_A_TIME = 1 << 10  # paragraphs
_FIRST_SHAPE_FIELD = 3


class _Numbered(Generic[Value]):
    """Values that are stored once, by number."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def number(self, value: Value) -> int:
        """The number of the value, which is stored if it is new."""
        if (number := self._numbers.get(value)) is None:
            number = self._numbers[value] = len(self.values)
            self.values.append(value)
        return number


class ParagraphColumns(Sequence[Paragraph]):
    """Paragraphs in text order: 20 bytes for each, and each form and each set of other fields once.

    `length` is that of the text. `starts` and `folded_starts` are the columns of span starts and folded offsets.
    """

    def __init__(self, *, length: int) -> None:
        self.starts, self._ends, self.folded_starts = (packed_positions(length=length) for _ in range(3))
        self._form_numbers, self._shape_numbers = (packed_positions(length=length) for _ in range(2))
        self._forms: _Numbered[str] = _Numbered()
        self._shapes: _Numbered[_Shape] = _Numbered()

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Paragraph: ...
    @overload
    def __getitem__(self, index: slice) -> list[Paragraph]: ...
    def __getitem__(self, index: int | slice) -> Paragraph | list[Paragraph]:
        """The paragraph with this index; of a slice, a list of them."""
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        return Paragraph(
            Span(self.starts[index], self._ends[index]),
            self.folded_starts[index],
            self._forms.values[self._form_numbers[index]],
            *self._shapes.values[self._shape_numbers[index]],
        )

    def __iter__(self) -> Iterator[Paragraph]:
        """The paragraphs in order."""
        forms, shapes = self._forms.values, self._shapes.values
        for first in range(0, len(self), _READ_AT_A_TIME):
            part = slice(first, first + _READ_AT_A_TIME)
            spans = map(Span, self.starts[part], self._ends[part])
            rows = zip(
                spans, self.folded_starts[part], self._form_numbers[part], self._shape_numbers[part], strict=True
            )
            for span, folded_start, form, shape in rows:
                yield Paragraph._make((span, folded_start, forms[form], *shapes[shape]))

    @property
    def forms(self) -> list[str]:
        """The canonical forms of all paragraphs, equal ones the same object."""
        return list(map(self._forms.values.__getitem__, self._form_numbers))

    def append(self, paragraph: Paragraph) -> None:
        """Add a paragraph at the end."""
        self.starts.append(paragraph.span.start)
        self._ends.append(paragraph.span.end)
        self.folded_starts.append(paragraph.folded_start)
        self._form_numbers.append(self._forms.number(paragraph.canonical_form))
        self._shape_numbers.append(self._shapes.number(paragraph[_FIRST_SHAPE_FIELD:]))

    def __setitem__(self, index: int, paragraph: Paragraph) -> None:
        """Replace a paragraph by one with the same span, folded offset and form."""
        self._shape_numbers[index] = self._shapes.number(paragraph[_FIRST_SHAPE_FIELD:])


def forms_of(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The canonical form of each paragraph, for a look at all of them."""
    if isinstance(paragraphs, ParagraphColumns):
        return paragraphs.forms
    return [paragraph.canonical_form for paragraph in paragraphs]
