"""Page furniture learned from a corpus, by document frequency and position: no pattern knows the menus of every site.

A line that stands above or below the bodies of several documents whose bodies differ makes no two of them alike, and is
no title. It may still be of weight, a price or a name on a list: so copies are told by every word, and only what both
of two documents have is passed over where they are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple
from zlib import crc32

from policydiff.languages import PACK
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import parse_adoption_history, parse_metadata_line
from policydiff.structure.numbering import DIVISIONS, read_label
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

BODIES = 5  # that a line must stand round
MIN_LINE = 60  # characters of such lines in a document; fewer make nothing alike
_LEFT = 40  # characters of a document besides them; of fewer, they are what it says
_HEAD, _FOOT = 300, 100  # lines above and below a body that are looked at
_LONGEST = 3_000  # characters of a line of furniture
_WHOLE = 5_000  # characters of a line, from which it is body whatever it says
_OPENING = 4  # lines by which bodies are told apart
_STOPS = ("。", "；")  # end a sentence
_UNIT = pattern("第[一二三四五六七八九十百千〇零○0-9０-９]{1,7} ?[条條章节節编編]", signs="条條章节節编編")
_MARKUP = pattern(r"^\W*+$|\]\(#|<!--|-->")  # mere marks, a link within the page, a comment
_OF_A_SITE = pattern(
    "本[网網]|本站|[网網]站|[转轉][载載]|版[权權]|著作[权權]|免[责責]|[浏瀏][览覽]|[欢歡]迎|您|[登][录錄]|[点點][击擊]"
)


def learn_site_furniture(texts: Iterable[str]) -> frozenset[str]:
    """The furniture of these texts, as lines; none where none of them has enough of it to matter."""
    bodies: dict[str, set[int]] = defaultdict(set)
    each: list[frozenset[str]] = []
    for text in texts:
        rim = _rim(_lines(text))
        if rim.body:
            known = crc32(folded_text(rim.body).encode("utf-8", "replace"))
            each.append(frozenset(rim.around.values()))
            for line in each[-1]:
                if len(bodies[line]) < BODIES:
                    bodies[line].add(known)
    found = frozenset(line for line, known in bodies.items() if len(known) == BODIES and not _tells(line))
    return found if any(shared_lines(found, lines) for lines in each) else frozenset()


def site_furniture_of(text: str, furniture: Set[str]) -> frozenset[str]:
    """Which of these lines stand round the body of a text; none where they are too little to matter, or all it says."""
    rim = _rim(_lines(text))
    found = [line for line in rim.around.values() if line in furniture]
    if _size(found) < MIN_LINE or sum(map(len, text.split())) - _size(found) < _LEFT:
        return frozenset()
    return frozenset(found)


def shared_lines(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The lines that both have; none where they are too little to matter."""
    lines = one & other
    return lines if _size(lines) >= MIN_LINE else frozenset()


def blank_lines(text: str, furniture: Set[str]) -> str:
    """The text with white space for these lines round its body, so that every other character keeps its place."""
    if not furniture:
        return text
    lines = _lines(text)
    found = {number for number, line in _rim(lines).around.items() if line in furniture}
    return "\n".join(" " * len(line) if number in found else line for number, line in enumerate(lines))


def _size(lines: Iterable[str]) -> int:
    """How many characters they have, white space left out."""
    return sum(len(line) - line.count(" ") for line in lines)


def _lines(text: str) -> list[str]:
    """The first and the last lines of a text, and what stands between them as one more, if anything does."""
    head = text.split("\n", _HEAD)
    return [*head[:_HEAD], *(line for rest in head[_HEAD:] for line in rest.rsplit("\n", _FOOT))]


class _Rim(NamedTuple):
    """How a body begins, "" for none; the lines above and below it by their numbers, but for empty ones and the title,
    white space in them told as one space.
    """

    body: str
    around: dict[int, str]


def _rim(raw: Sequence[str]) -> _Rim:
    """What stands round a body; where there is none, every line does."""
    lines = [" ".join(line.split()) for line in raw]
    last = len(lines)
    opened = next((number for number, line in enumerate(lines) if _is_body(line)), last)
    closed = next((number for number in range(last - 1, opened, -1) if _is_body(lines[number])), opened)
    title = next((number for number in range(opened - 1, -1, -1) if PACK.header.title_end.search(lines[number])), -1)
    around = {
        number: lines[number]
        for number in (*range(opened), *range(closed + 1, last))
        if 0 < len(lines[number]) <= _LONGEST and number != title
    }
    return _Rim("".join(lines[opened : opened + _OPENING])[:_LONGEST], around)


def _is_body(line: str) -> bool:
    """Whether a line is an article, the heading of a chapter, or a sentence in Chinese that is no site's."""
    if len(line) > _WHOLE or (line[:1] == "第" and _UNIT.match(line)):
        return True
    said = line[-1:] in _STOPS and len(line.encode("utf-8", "replace")) >= 2 * len(line)
    return said and not (_OF_A_SITE.search(line) or is_furniture(line))


def _tells(line: str) -> bool:
    """Whether a line tells of one document: metadata, its history, a heading in it or its list of contents."""
    nowhere = Span(0, 0)
    if (
        _MARKUP.search(line)
        or parse_metadata_line(line, nowhere, None) is not None
        or parse_adoption_history(line, nowhere) is not None
    ):
        return True
    label = read_label(line)
    return label is not None and label.style in DIVISIONS
