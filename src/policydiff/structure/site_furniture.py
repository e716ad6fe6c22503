"""Page furniture learned from a corpus, by document frequency and position: no pattern knows the menus of every site.

A line above or below the bodies of several documents whose bodies differ is no evidence that two of them are alike, and
is no title. It may still matter (a price, a name on a list). So copies are recognised with every word counted, and a
comparison of two documents ignores only the lines that both have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple
from zlib import crc32

from policydiff.languages import PACK
from policydiff.structure.body import is_page_body_line
from policydiff.structure.metadata import parse_adoption_history, parse_metadata_line
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

MIN_BODIES = 5  # different bodies above or below which a line must occur
MIN_SHARED_CHARACTERS = 60  # of such lines in a document; with fewer they change no comparison
_MIN_OWN_CHARACTERS = 40  # of a document outside such lines; with fewer they are its content
_MAX_HEAD_LINES = 300  # lines at the top of a text that are searched
_MAX_FOOT_LINES = 100  # lines at its end that are searched
_MAX_FURNITURE_LINE = 3_000  # characters
_FINGERPRINT_LINES = 4  # first lines of a body, by which bodies are distinguished
_MARKUP = pattern(r"^\W*+$|\]\(#|<!--|-->")  # only marks, a link within the page, a comment


def learn_site_furniture(texts: Iterable[str]) -> frozenset[str]:
    """The lines that are page furniture in a corpus of these texts, with single blanks for white space.

    They are around at least `MIN_BODIES` different bodies and belong to no single document. Empty if no text has enough
    of them to matter (`shared_lines`).
    """
    bodies_by_line: dict[str, set[int]] = defaultdict(set)
    lines_by_text: list[frozenset[str]] = []
    for text in texts:
        surroundings = _find_front_and_back(_head_middle_and_foot(text))
        if surroundings.body:
            fingerprint = crc32(folded_text(surroundings.body).encode("utf-8", "replace"))
            lines_by_text.append(frozenset(surroundings.around.values()))
            for line in lines_by_text[-1]:
                if len(bodies_by_line[line]) < MIN_BODIES:
                    bodies_by_line[line].add(fingerprint)
    furniture = frozenset(
        line for line, bodies in bodies_by_line.items() if len(bodies) == MIN_BODIES and not _is_document_specific(line)
    )
    return furniture if any(shared_lines(furniture, lines) for lines in lines_by_text) else frozenset()


def site_furniture_of(text: str, furniture: Set[str]) -> frozenset[str]:
    """The lines of `furniture` above or below the body of a text.

    Empty if they have fewer than `MIN_SHARED_CHARACTERS` characters, or the rest of the text fewer than
    `_MIN_OWN_CHARACTERS`, white space not counted.
    """
    surroundings = _find_front_and_back(_head_middle_and_foot(text))
    lines = [line for line in surroundings.around.values() if line in furniture]
    size = _count_characters(lines)
    if size < MIN_SHARED_CHARACTERS or sum(map(len, text.split())) - size < _MIN_OWN_CHARACTERS:
        return frozenset()
    return frozenset(lines)


def shared_lines(document_lines: frozenset[str], other_lines: frozenset[str]) -> frozenset[str]:
    """The lines that are in both sets; empty if they have fewer than `MIN_SHARED_CHARACTERS` characters in all.

    >>> shared_lines(frozenset({"Home", "Fees"}), frozenset({"Home"}))
    frozenset()
    """
    shared = document_lines & other_lines
    return shared if _count_characters(shared) >= MIN_SHARED_CHARACTERS else frozenset()


def blank_lines(text: str, furniture: Set[str]) -> str:
    """The text with spaces for the lines of `furniture` above and below its body; offsets of the rest do not change.

    Only its first `_MAX_HEAD_LINES` and last `_MAX_FOOT_LINES` lines are searched. If no line is body, all of them are.
    """
    if not furniture:
        return text
    lines = _head_middle_and_foot(text)
    blanked = {number for number, line in _find_front_and_back(lines).around.items() if line in furniture}
    return "\n".join(" " * len(line) if number in blanked else line for number, line in enumerate(lines))


def _count_characters(lines: Iterable[str]) -> int:
    """The number of characters of the lines, spaces not counted."""
    return sum(len(line) - line.count(" ") for line in lines)


def _head_middle_and_foot(text: str) -> list[str]:
    """The first and the last lines of a text, and between them the remaining lines as one string, if there are any.

    At most `_MAX_HEAD_LINES` and `_MAX_FOOT_LINES` lines. A line ends at LF only, which is left out; joined with LF
    they are the text.
    """
    head = text.split("\n", _MAX_HEAD_LINES)
    return [
        *head[:_MAX_HEAD_LINES],
        *(line for rest in head[_MAX_HEAD_LINES:] for line in rest.rsplit("\n", _MAX_FOOT_LINES)),
    ]


class _FrontAndBack(NamedTuple):
    """The beginning of a body ("" if there is none), and the lines above and below it by their 0-based index.

    The beginning is `_FINGERPRINT_LINES` lines, run together. The lines have single spaces for white space; empty
    lines, overlong lines and the title are left out.
    """

    body: str
    around: dict[int, str]


def _find_front_and_back(stretches: Sequence[str]) -> _FrontAndBack:
    """The beginning of the body and the lines around it; if no line is body, every line is around it.

    `stretches` is the result of `_head_middle_and_foot`. The body reaches from the first to the last line that is body.
    """
    lines = [" ".join(line.split()) for line in stretches]
    last = len(lines)
    first_body = next((number for number, line in enumerate(lines) if is_page_body_line(line)), last)
    last_body = next(
        (number for number in range(last - 1, first_body, -1) if is_page_body_line(lines[number])), first_body
    )
    title = next(
        (number for number in range(first_body - 1, -1, -1) if PACK.header.title_end.search(lines[number])), -1
    )
    around = {
        number: lines[number]
        for number in (*range(first_body), *range(last_body + 1, last))
        if 0 < len(lines[number]) <= _MAX_FURNITURE_LINE and number != title
    }
    return _FrontAndBack("".join(lines[first_body : first_body + _FINGERPRINT_LINES])[:_MAX_FURNITURE_LINE], around)


def _is_document_specific(line: str) -> bool:
    """Whether a line belongs to one document: markup, metadata, adoption history, or the heading of a division."""
    nowhere = Span(0, 0)
    if (
        _MARKUP.search(line)
        or parse_metadata_line(line, nowhere, None) is not None
        or parse_adoption_history(line, nowhere) is not None
    ):
        return True
    label = read_label(line)
    return label is not None and label.style in DIVISIONS
