"""A cheap proof that the bodies of two documents differ: words in a line that is surely body, and not in the other.

A page's number or a heading that the other has in the middle of the same words is no difference of the bodies, and
hides only the few shingles across it. So as many in a row are asked for as one more character makes.
"""

from __future__ import annotations

from policydiff.edition import LONG, is_prose
from policydiff.furniture import is_furniture
from policydiff.member import Member
from policydiff.numbering import DIVISIONS, read_label
from policydiff.shingle import WIDTH, absent

_SAMPLED, _TRIED = 256, 8  # shingles that are looked for first, and that are looked at
_SHORT = 12  # characters of a line that may be a page's number or head
_ENDS, _REACH = "。；！？", 400  # of a sentence, and how far away they are looked for


def proven_different(one: Member, other: Member, *, both: bool = True) -> bool:
    """Whether words in the body of one are not in the other; with `both`, or of the other not in the one. Cheap.

    So the bodies certainly differ; that they do not is never said.
    """
    return _says_more(one, other) or (both and _says_more(other, one))


def _says_more(here: Member, there: Member) -> bool:
    """Whether words in the body of the one are not in the other."""
    if not len(there.shingles):
        return False
    for step in dict.fromkeys((max(1, len(here.key) // _SAMPLED), 1)):
        alone = absent(here.runs[::step], there.shingles)
        tried = (step * alone[:: max(1, len(alone) // _TRIED)]).tolist()
        if any(_words_alone(here, there, unit) for unit in tried):
            return True
    return False


def _words_alone(here: Member, there: Member, unit: int) -> bool:
    """Whether WIDTH shingles in a row, with that at this key unit, are in one line of body and not in the other."""
    lines, places = here.document.lines, here.places
    number = lines.number(int(places[unit]))
    first = max(unit - WIDTH + 1, 0)
    alone = (first + absent(here.runs[first : unit + WIDTH], there.shingles)).tolist()
    rows = zip(alone, alone[WIDTH - 1 :], strict=False)
    return any(
        last - start == WIDTH - 1
        and lines.number(int(places[start])) == number == lines.number(int(places[last + WIDTH - 1]))
        for start, last in rows
    ) and _is_body(here, number, int(places[unit]))


def _is_body(member: Member, number: int, at: int) -> bool:
    """Whether what stands at this position, in the line of this number, is surely body."""
    line = member.document.lines.content(number).strip()
    if len(line) <= _SHORT or "&" in line:  # which may begin what is left of a page's mark-up
        return False
    if len(line) > LONG and is_prose(line):
        return True
    if is_furniture(line):
        return False
    if number > member.opened and line[-1] in "。；" and is_prose(line):
        label = read_label(line)
        return label is None or label.style not in DIVISIONS
    return _is_sentence(member.document.text, at)


def _is_sentence(text: str, at: int) -> bool:
    """Whether a long sentence of prose stands here, however its lines are wrapped: between the ends of sentences."""
    window = text[max(0, at - _REACH) : at]
    begin = max(map(window.rfind, _ENDS))
    behind = [found for mark in _ENDS if (found := text.find(mark, at, at + _REACH)) >= 0]
    if begin < 0 or not behind:
        return False
    sentence = "".join(text[at - len(window) + begin + 1 : min(behind) + 1].split())
    return len(sentence) > LONG and is_prose(sentence)
