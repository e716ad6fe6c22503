"""A cheap proof that the bodies of two documents differ: words in a line that is surely body, and not in the other.

What stands between the same words in the other, such as a page's number or a heading, is no difference of the bodies.
So words that are missing there prove something where they are many, or where the other goes on from what stands before
them to what stands behind them without a line that may be no body.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from policydiff.languages import PACK
from policydiff.matching.shingles import WIDTH, absent
from policydiff.relations.edition import has_entities
from policydiff.relations.profile import DocumentProfile
from policydiff.structure.body import is_body_line, is_long_body_line
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import metadata
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.document import LINE_END
from policydiff.text.spans import Span

_SAMPLED, _TRIED = 256, 8  # shingles that are looked for first, and that are looked at
_NEAR = 24  # key units to either side, among which a shingle is looked for that both have
_MANY = 12  # shingles in a row that are missing for no page's sake: none is so narrow
_REGION = 600  # key units of the other in which words may be missing
_SHORT = 12  # characters of a line that may be a page's number or head
_ASIDE = frozenset(">＞（(【[·•●▪◆■")  # opens a line of mark-up, a history, a page's note or link
_ENDS, _REACH = PACK.sentences.full_width_sentence, 400  # of a sentence, and how far away they are looked for


def bodies_differ(one: DocumentProfile, other: DocumentProfile, *, both: bool = True) -> bool:
    """Whether words in the body of one are not in the other; with `both`, or of the other not in the one. Cheap.

    So the bodies certainly differ; that they do not is never said.
    """
    if has_entities(one.document.text) or has_entities(other.document.text):  # letters that are no words
        return False
    return _says_more(one, other) or (both and _says_more(other, one))


def _says_more(here: DocumentProfile, there: DocumentProfile) -> bool:
    """Whether words in the body of the one are not in the other; looked for once."""
    known = here.says_more.get(there)
    if known is None:
        known = here.says_more[there] = _has_words_alone(here, there)
    return known


def _has_words_alone(here: DocumentProfile, there: DocumentProfile) -> bool:
    if not len(there.shingles) or len(here.key) < WIDTH:
        return False
    for step in dict.fromkeys((max(1, len(here.key) // _SAMPLED), 1)):
        alone = absent(here.runs[::step], there.shingles)
        tried = (step * alone[:: max(1, len(alone) // _TRIED)]).tolist()
        if any(_words_alone(here, there, unit) for unit in tried):
            return True
    return False


def _words_alone(here: DocumentProfile, there: DocumentProfile, unit: int) -> bool:
    """Whether words at this key unit, not found in the other, are in a line of body and missing in the other's body."""
    lines, places = here.document.lines, here.places
    at = int(places[unit])
    number = lines.number(at)
    line = lines.span(number)
    units = np.arange(max(unit - _NEAR, 0), min(unit + _NEAR + 1, len(here.runs)))
    units = units[(places[units] >= line.start) & (places[units + WIDTH - 1] < line.end)]
    if not len(units) or not _is_body(here, number, at):
        return False
    shared = np.delete(units, absent(here.runs[units], there.shingles)).tolist()
    before = [each for each in shared if each < unit]
    behind = [each for each in shared if each > unit]
    first = before[-1] if before else int(units[0]) - 1
    last = behind[0] if behind else int(units[-1]) + 1
    if last - first > _MANY:
        return True
    start, end = _place(here, there, before[::-1]), _place(here, there, behind)
    return start is not None and end is not None and _goes_on(there, start, end)


def _place(here: DocumentProfile, there: DocumentProfile, units: Sequence[int]) -> int | None:
    """The key unit in the other at which the first of these shingles stands that each has once; None for none."""
    for unit in units[:_TRIED]:
        found = np.flatnonzero(there.runs == here.runs[unit])
        if len(found) == 1 and np.count_nonzero(here.runs == here.runs[unit]) == 1:
            return int(found[0])
    return None


def _goes_on(there: DocumentProfile, first: int, last: int) -> bool:
    """Whether one shingle stands before another, with nothing between them that may be no body."""
    if not first < last < first + _REGION:
        return False
    region = there.document.text[int(there.places[first]) : int(there.places[last + WIDTH - 1])]
    _, *behind = LINE_END.split(region)
    return all(_stays(line.strip()) for line in behind[:-1]) and not any(line[:1] == ">" for line in behind)


def _stays(line: str) -> bool:
    """Whether a stripped line amid a body is surely part of it, or empty."""
    return not line or (len(line) > _SHORT and not is_furniture(line) and not _is_division(line))


def _is_division(line: str) -> bool:
    label = read_label(line)
    return label is not None and label.style in DIVISIONS


def _is_body(member: DocumentProfile, number: int, at: int) -> bool:
    """Whether what stands at this position, in the line of this number, is surely body."""
    line = member.document.lines.content(number).strip()
    if number < member.opened or len(line) <= _SHORT or line[0] in _ASIDE or is_furniture(line):
        return False
    if is_long_body_line(line):
        return True
    if number == member.opened or _is_division(line) or metadata(line, Span(0, 0)) is not None:
        return False
    return (line[-1] in PACK.sentences.full_width_item and is_body_line(line)) or _is_sentence(member.document.text, at)


def _is_sentence(text: str, at: int) -> bool:
    """Whether a long sentence of prose stands here, however its lines are wrapped: between the ends of sentences."""
    window = text[max(0, at - _REACH) : at]
    begin = max(map(window.rfind, _ENDS))
    behind = [found for mark in _ENDS if (found := text.find(mark, at, at + _REACH)) >= 0]
    if begin < 0 or not behind:
        return False
    return is_long_body_line("".join(text[at - len(window) + begin + 1 : min(behind) + 1].split()))
