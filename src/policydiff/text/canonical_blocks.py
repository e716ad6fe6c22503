"""The canonical form of each character of a long text, computed block by block when it is asked for.

>>> from policydiff.text.document import Document
>>> forms = CanonicalBlocks(Document.from_text("## 第１條\\n本辦法\\n"))
>>> forms[7:10], len(forms[0:10])
('本办法', 10)
"""

from __future__ import annotations

import bisect

from policydiff.text.canonical import blank_markup, canonical_forms
from policydiff.text.document import Document

_BLOCK_CHARACTERS = 1 << 17  # at least; a block ends with a line
_MAX_BLOCKS = 3  # computed blocks that are kept: the text is read in order, with a look back at the line before


class CanonicalBlocks:
    """The result of `canonical_forms` for the text of a document without its mark-up, for slices [start:end] of it.

    It is the same as for the whole text at once: what a character counts for is decided by its own line, the end of the
    line before and the line behind it, and a block is read with these.
    """

    def __init__(self, document: Document) -> None:
        self._text, self._lines = document.text, document.lines
        self._starts = [0]
        while (end := self._block_end(self._starts[-1])) < len(self._text):
            self._starts.append(end)
        self._blocks: dict[int, str] = {}

    def __getitem__(self, part: slice) -> str:
        """The forms of the characters [start:end), DROPPED for those that do not count; both must be in the text."""
        start, end = part.start, part.stop
        index = max(0, bisect.bisect_right(self._starts, start) - 1)
        forms = self._block(index)[start - self._starts[index] : end - self._starts[index]]
        while index + 1 < len(self._starts) and self._starts[index + 1] < end:
            index += 1
            forms += self._block(index)[: end - self._starts[index]]
        return forms

    def _block(self, index: int) -> str:
        """The forms of one block; of those computed, the last `_MAX_BLOCKS` are kept."""
        if (forms := self._blocks.get(index)) is None:
            start = self._starts[index]
            end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._text)
            first = self._lines.span(self._lines.number(start - 1)).start if start else 0
            last = self._lines.span(self._lines.number(end)).end if end < len(self._text) else end
            forms = canonical_forms(blank_markup(self._text[first:last]))[start - first : end - first]
            if len(self._blocks) == _MAX_BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            self._blocks[index] = forms
        return forms

    def _block_end(self, start: int) -> int:
        """The position behind the line in which a block that begins at `start` becomes long enough."""
        position = start + _BLOCK_CHARACTERS
        return self._lines.span(self._lines.number(position)).end if position < len(self._text) else len(self._text)
