"""The rows of tables in HTML, in Markdown or with tabs between the cells.

Their names and cells, and the facts that stand in corresponding cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.text.lazy_regex import pattern

_BORDER = pattern(r"\t|(?:<[^<>\n]{0,80}>|\|)(?:\s{0,8}(?:<[^<>\n]{0,80}>|\|))*")  # between the cells of a row
_BEHIND = pattern(r"[^\W\d]{0,6}(?:[ \t]*(?:<|\||\Z|[\r\n])|\t)| ")  # the rest of a cell behind its figure: a unit
_SIGN = pattern(r"[≤≥<>~±=约]?\s{0,4}\Z")
_MAX_ROW_CHARACTERS = 400
_MEASURED = ("number", "money", "date", "deadline")


class Cell(NamedTuple):
    """The cell of a fact: the name of its row, the number of borders before it in the row, and all of its borders."""

    row: str
    column: int
    columns: int


def cell_of(fact: Fact, side: NormalisedSide) -> Cell | None:
    """The cell of a table that a fact alone fills, but for a sign and a unit, if its row has a name; else None.

    The name is the first cell with letters before the fact.
    """
    text, (start, end) = side.normalised, (fact.span.start, fact.span.end)
    first = max(text.rfind("\n", max(0, start - _MAX_ROW_CHARACTERS), start) + 1, start - _MAX_ROW_CHARACTERS, 0)
    is_row = text[first:start].lstrip().startswith(("<t", "|")) or (text[first].isalnum() and "\t" in text[first:start])
    if not is_row or not _BEHIND.match(text, end):
        return None
    last = text.find("\n", end, end + _MAX_ROW_CHARACTERS)
    line_end = last if last >= 0 else min(len(text), end + _MAX_ROW_CHARACTERS)
    cells = _BORDER.split(side.text[first:start])
    if _SIGN.sub("", cells[-1]).strip():
        return None
    name = next((cell.strip() for cell in cells if any(map(str.isalpha, cell))), "")
    following = sum(1 for _ in _BORDER.finditer(text, end, line_end))
    return Cell(name, len(cells), len(cells) + following) if name else None


def in_corresponding_cells(
    before: Sequence[Fact], after: Sequence[Fact], old: NormalisedSide, new: NormalisedSide
) -> list[tuple[Fact, Fact]]:
    """The pairs of measured facts, old and new, that fill the same column of a row of one name and as many columns.

    A cell that several facts of one side might be meant by has no pair.
    """
    sides = []
    for facts, side in ((before, old), (after, new)):
        cells = [(cell, fact) for fact in facts if fact.kind in _MEASURED and (cell := cell_of(fact, side))]
        uses = Counter(cell for cell, _ in cells)
        sides.append({cell: fact for cell, fact in cells if uses[cell] == 1})
    return [(fact, sides[1][cell]) for cell, fact in sides[0].items() if cell in sides[1]]
