"""A cheap proof that the bodies of two documents differ: words in a line that is surely body, and not in the other.

Text that the other document only has between the same words, such as a page number or a heading, is no difference of
the bodies. So missing words prove a difference only if they are many, or if the other document continues from the words
before them to the words after them without a line that may be outside the body.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from policydiff.matching.shingles import SHINGLE_CODES, indices_of_absent
from policydiff.relations.edition import has_entities
from policydiff.relations.profile import DocumentProfile
from policydiff.structure.body import is_body_at, may_be_between_body_lines
from policydiff.text.document import LINE_END

_MAX_SAMPLED_SHINGLES = 256  # looked up first; all are looked up if these prove nothing
_MAX_TRIED_SHINGLES = 8  # of those missing in the other document, inspected in the text
_MAX_NEIGHBOUR_UNITS = 24  # code units to either side, among which a shingle that both have is looked for
_MAX_NARROW_SHINGLES = 12  # missing in a row where the other has page furniture between the words; no page is narrower
_MAX_REGION_UNITS = 600  # code units of the other document in which words may be missing


def bodies_differ(profile: DocumentProfile, other: DocumentProfile, *, both_ways: bool = True) -> bool:
    """Return True if the body of `profile` has words that `other` lacks; with `both_ways`, also the reverse.

    True is certain. False means unknown: the caller still has to compare the bodies. False if HTML entities are left in
    either text.
    """
    # Entities that are left in a text are letters that are no words.
    if has_entities(profile.document.text) or has_entities(other.document.text):
        return False
    return _has_extra_words(profile, other) or (both_ways and _has_extra_words(other, profile))


def _has_extra_words(profile: DocumentProfile, other: DocumentProfile) -> bool:
    """Return True if the body surely has words that `other` lacks, else False; the answer is kept in the profile."""
    answer = profile.has_extra_words.get(other)
    if answer is None:
        answer = profile.has_extra_words[other] = _find_extra_words(profile, other)
    return answer


def _find_extra_words(profile: DocumentProfile, other: DocumentProfile) -> bool:
    """Return True if such words are found: first among samples of the shingles, then among all.

    False also if the folded text of `profile` is shorter than a shingle, or `other` has no shingles.
    """
    if not len(other.shingles) or len(profile.folded) < SHINGLE_CODES:
        return False
    for step in dict.fromkeys((max(1, len(profile.folded) // _MAX_SAMPLED_SHINGLES), 1)):
        missing = indices_of_absent(profile.ordered_shingles[::step], other.shingles)
        tried = (step * missing[:: max(1, len(missing) // _MAX_TRIED_SHINGLES)]).tolist()
        if any(_is_extra(profile, other, offset) for offset in tried):
            return True
    return False


def _is_extra(profile: DocumentProfile, other: DocumentProfile, offset: int) -> bool:
    """Return True if the shingle at this folded offset, which `other` lacks, proves that the bodies differ.

    False if it is not in a line that is surely body. It proves it if more than `_MAX_NARROW_SHINGLES` are missing in a
    row, or if `_continues` is true of `other` between the nearest shingles that both have.
    """
    lines, text_positions = profile.document.lines, profile.text_positions
    position = int(text_positions[offset])
    line = lines.span(lines.number(position))
    start = max(offset - _MAX_NEIGHBOUR_UNITS, 0)
    end = min(offset + _MAX_NEIGHBOUR_UNITS + 1, len(profile.ordered_shingles))
    units = np.arange(start, end)
    units = units[(text_positions[units] >= line.start) & (text_positions[units + SHINGLE_CODES - 1] < line.end)]
    if not len(units) or not is_body_at(profile.document, profile.body_start, position):
        return False
    shared = np.delete(units, indices_of_absent(profile.ordered_shingles[units], other.shingles)).tolist()
    before = [unit for unit in shared if unit < offset]
    after = [unit for unit in shared if unit > offset]
    last_before = before[-1] if before else int(units[0]) - 1
    first_after = after[0] if after else int(units[-1]) + 1
    if first_after - last_before > _MAX_NARROW_SHINGLES:
        return True
    other_start = _unique_offset(profile, other, before[::-1])
    other_end = _unique_offset(profile, other, after)
    return other_start is not None and other_end is not None and _continues(other, other_start, other_end)


def _unique_offset(profile: DocumentProfile, other: DocumentProfile, offsets: Sequence[int]) -> int | None:
    """Return the folded offset in `other` of the first of these shingles that occurs once in either document.

    `offsets` are folded offsets in `profile`, of which the first `_MAX_TRIED_SHINGLES` are tried; None if none occurs
    once.
    """
    for offset in offsets[:_MAX_TRIED_SHINGLES]:
        shingle = profile.ordered_shingles[offset]
        matches = np.flatnonzero(other.ordered_shingles == shingle)
        if len(matches) == 1 and np.count_nonzero(profile.ordered_shingles == shingle) == 1:
            return int(matches[0])
    return None


def _continues(profile: DocumentProfile, start: int, end: int) -> bool:
    """Return True if the shingle at `start` precedes that at `end` and every line between them is surely body.

    False also if they are `_MAX_REGION_UNITS` or more apart. Both are folded offsets; lines the two only end or begin
    in do not count, unless quoted (">").
    """
    if not start < end < start + _MAX_REGION_UNITS:
        return False
    text_positions = profile.text_positions
    region = profile.document.text[int(text_positions[start]) : int(text_positions[end + SHINGLE_CODES - 1])]
    _, *following = LINE_END.split(region)
    return all(may_be_between_body_lines(line.strip()) for line in following[:-1]) and not any(
        line[:1] == ">" for line in following
    )
