"""Page furniture learned from a corpus, by document frequency and position: no pattern knows the menus of every site.

A line that stands above or below the bodies of several documents whose bodies differ, and gives no value, says nothing
of any of them. It makes no two of them alike, is no title, and keeps no two copies apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple
from zlib import crc32

from policydiff.document import Span
from policydiff.fold import key_of
from policydiff.furniture import is_furniture
from policydiff.header import DATE, is_agency
from policydiff.numbering import read_label
from policydiff.patterns import pattern
from policydiff.rim import standing, told

BODIES = 5  # that a line must stand round
LEAST = 60  # characters of such lines in a document; fewer make nothing alike
MOST = 8_000  # documents that are learned from; of more, as many are chosen by their ids
_HEAD, _FOOT = 200, 80  # lines above and below a body that are looked at
_LONGEST = 1_000  # characters of a line of furniture
_WHOLE = 5_000  # characters of a line, from which it is body whatever it says
_GAP = 3  # lines in a row inside a block of furniture that are none
_OPENING = 4  # lines by which bodies are told apart
_STOPS = ("。", "；")  # end a sentence
_UNIT = pattern("第[一二三四五六七八九十百千〇零○0-9０-９]{1,7} ?[条條章节節编編]", signs="条條章节節编編")
_DISCLAIMER = pattern("本[网網]|本站|[网網]站|[转轉][载載]|版[权權]|著作[权權]|免[责責]")
_NO_PAGE = pattern(r"^\W*+$|\]\(#|[：:，、]$")  # mere marks, an entry of a list of contents, what leads to more
# Who may read it, who gets it, how soon, whether it holds, what is ticked: no furniture, whoever has it.
_TELLS = pattern(
    "[机機]密|[绝絕]密|秘密|[内內]部|特急|加急|平急|此件|[公密][开開级級].{0,4}[：:]|抄[送报報]|主送"
    "|有效|效力|[废廢]止|失效|施行|[实實]施|生效|版本|修[订訂正]|[□☐☑☒■√✓✔]"
)


def chosen(ids: Iterable[str], documents: int) -> Iterator[bool]:
    """Which of so many documents are learned from, whatever their order."""
    one_in = -(-documents // MOST)
    return (one_in < 2 or crc32(name.encode("utf-8", "replace")) % one_in == 0 for name in ids)


def learn(texts: Iterable[str]) -> frozenset[str]:
    """The furniture of these texts, as stripped lines; none where none of them has enough of it to matter."""
    bodies: dict[str, set[int]] = defaultdict(set)
    each: list[frozenset[str]] = []
    for text in texts:
        rim = _rim(_lines(text))
        if rim.body:
            known = crc32(key_of(rim.body).encode("utf-8", "replace"))
            each.append(frozenset((*rim.above.values(), *rim.below.values())))
            for line in each[-1]:
                if len(bodies[line]) < BODIES:
                    bodies[line].add(known)
    found = frozenset(line for line, known in bodies.items() if len(known) == BODIES and _says_nothing(line))
    return found if any(sum(map(len, found & lines)) >= LEAST for lines in each) else frozenset()


def without(text: str, furniture: Set[str]) -> str:
    """The text with white space for its furniture, so that every other character keeps its place; the text itself where
    that is too little to matter. Only blocks that begin or end the text are taken, with few other lines in them.
    """
    lines = _lines(text)
    rim = _rim(lines)
    found = {*_block(rim.above.items(), furniture), *_block(reversed(rim.below.items()), furniture)}
    if sum(len(lines[number].strip()) for number in found) < LEAST:
        return text
    return "\n".join(" " * len(line) if number in found else line for number, line in enumerate(lines))


def _block(lines: Iterable[tuple[int, str]], furniture: Set[str]) -> Iterator[int]:
    """The numbers of the lines that are furniture, up to where too many are not."""
    others = 0
    for number, line in lines:
        if line in furniture:
            others = 0
            yield number
        elif not is_furniture(line):
            others += 1
            if others > _GAP:
                return


def _lines(text: str) -> list[str]:
    """The first and the last lines of a text, and what stands between them as one more, if anything does."""
    head = text.split("\n", _HEAD)
    return [*head[:_HEAD], *(line for rest in head[_HEAD:] for line in rest.rsplit("\n", _FOOT))]


class _Rim(NamedTuple):
    """How a body begins, "" for none; the stripped lines above and below it that are not empty, by their numbers."""

    body: str
    above: dict[int, str]
    below: dict[int, str]


def _rim(raw: Sequence[str]) -> _Rim:
    """What stands round a body; where there is none, all lines are above and below."""
    lines = [line.strip() for line in raw]
    last = len(lines)
    opened = next((number for number, line in enumerate(lines) if _is_body(line)), last)
    closed = next((number for number in range(last - 1, opened, -1) if _is_body(lines[number])), opened)
    above, below = (
        {number: lines[number] for number in numbers if 0 < len(lines[number]) <= _LONGEST}
        for numbers in (range(opened), range(closed + 1 if opened < last else 0, last))
    )
    return _Rim("".join(lines[opened : opened + _OPENING])[:_LONGEST], above, below)


def _is_body(line: str) -> bool:
    """Whether a stripped line is an article, the heading of a chapter, or a sentence in Chinese that is no site's."""
    if line[:1] == "第" and _UNIT.match(line):
        return True
    if len(line) > _WHOLE:
        return True
    said = line[-1:] in _STOPS and len(line.encode("utf-8", "replace")) >= 2 * len(line)
    return said and not (_DISCLAIMER.search(line) or is_furniture(line))


def _says_nothing(line: str) -> bool:
    """Whether a line that many documents have gives no value and is no heading of a unit."""
    return (
        not (_NO_PAGE.search(line) or _TELLS.search(line) or is_agency(line))
        and read_label(line) is None
        and told(line, Span(0, 0), None) is None
        and not DATE.search(line)
        and not any(standing(line, Span(0, 0)))
    )
