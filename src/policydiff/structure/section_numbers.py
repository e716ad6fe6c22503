"""Numbers with a point that are sections, where lists below them start at one again: 4. over 4.1. and 1.

>>> from policydiff.structure.numbering import read_label
>>> texts = ("4. 平台", "4.1. 建设", "1. 选址。", "2. 招标。", "5. 数据")
>>> labels = [FoundLabel(line, None, label) for line, text in enumerate(texts) if (label := read_label(text))]
>>> [found.label.style for found in with_section_numbers(labels)]
['decimal-1', 'decimal-2', 'arabic', 'arabic', 'decimal-1']
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policydiff.structure.contents import FoundLabel
from policydiff.structure.numbering import LIST_ITEMS, MULTILEVEL, SECTION_NUMBER


def with_section_numbers(labels: list[FoundLabel]) -> list[FoundLabel]:
    """The labels; those that look like items of a list, and number the sections over 4.1, get the style of sections.

    Unchanged where no list starts at one under a 4.1: then one style for both nests them rightly. A number is that of a
    section if its 4.1 follows it, or if it continues the sections and not the list before it.
    """
    above = [_is_above(found, after) for found, after in pairwise(labels)]
    sections = {index for index, is_section in enumerate(above) if is_section}
    if not sections or not _starts_list_below(labels, sections):
        return labels
    result = list(labels)
    section = 0
    item: int | None = None  # the last number of the open list
    for index, (line, span, label) in enumerate(labels):
        if label.style in MULTILEVEL:
            item = None
        if label.style not in LIST_ITEMS or label.quoted:
            continue
        number = label.number[0]
        continues_sections = 1 < number == section + 1 and (item is None or number != item + 1)
        if index in sections or continues_sections:
            section, item = number, None
            result[index] = FoundLabel(line, span, label._replace(style=SECTION_NUMBER))
        elif number == 1 or item is not None:
            item = number
    return result


def _is_above(found: FoundLabel, after: FoundLabel) -> bool:
    """Whether a label that looks like an item of a list is followed by the first section below it: 4. by 4.1."""
    label = found.label
    is_item = label.style in LIST_ITEMS and not label.quoted
    return is_item and after.label.style in MULTILEVEL and after.label.number == (*label.number, 1)


def _starts_list_below(labels: Sequence[FoundLabel], sections: set[int]) -> bool:
    """Whether a list starts at one directly after a label of several levels."""
    return any(
        before.label.style in MULTILEVEL
        and following.label.style in LIST_ITEMS
        and following.label.number == (1,)
        and index not in sections
        for index, (before, following) in enumerate(pairwise(labels), start=1)
    )
