"""One document of a corpus, with what its relations are told by; and a cheap proof that two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from policydiff.document import Document
from policydiff.edition import Edition, edition, glance, is_prose
from policydiff.fold import Key, Positions, fold
from policydiff.names import Name, read_name
from policydiff.packed import firsts
from policydiff.passages import Reading
from policydiff.shingle import WIDTH, Hashes, hashes
from policydiff.verify import canonical

_HEAD = 2_000  # characters among which a text says what it is
_SCRIPTS = ("条与会国为发产务", "條與會國為發產務")
_SAMPLED, _TRIED = 256, 8  # shingles that are looked for first, and that are looked at
_SHORT = 12  # characters of a line that may be a page's number or head
_LONG = 60  # of a line that is neither, nor a heading
_ENDS, _REACH = "。；！？", 400  # of a sentence, and how far away they are looked for


class Member:
    """One document of a corpus, with what its relations are told by, each worked out when first asked for.

    `called` is its file name or id, `characters` and `lines` are those of its source, of which `document` may be the
    part that is left without repeats of its own.
    """

    def __init__(self, document: Document, called: str, source: Document | None = None) -> None:
        self.document = document
        self.called = called
        self.characters = len((source or document).text)
        self.lines = len((source or document).lines)
        self.whole = source is None

    @cached_property
    def name(self) -> Name:
        """What it is called, by its file name and by itself."""
        return read_name(self.called, self.glance.title or "", self.document.text[:_HEAD])

    @cached_property
    def canonical(self) -> str:
        """The text without what the closed list lets a copy differ in."""
        return canonical(self.document.text)

    @cached_property
    def edition(self) -> Edition:
        """Body, and the values that tell editions apart."""
        return edition(self.document)

    @cached_property
    def glance(self) -> Edition:
        """Title and values only."""
        return self.edition if "edition" in vars(self) else glance(self.document)

    @cached_property
    def reading(self) -> Reading:
        """The text with its labels, for the place of a passage."""
        return Reading(self.document)

    @cached_property
    def key(self) -> Key:
        """The matching key."""
        return fold(self.document.text)

    @cached_property
    def places(self) -> Positions:
        """Where in the text the character of each key unit stands."""
        return self.key.positions(np.arange(len(self.key)))

    @cached_property
    def runs(self) -> Hashes:
        """The key's shingles in their order."""
        codes = self.key.codes
        return hashes(codes, min(WIDTH, max(len(codes), 1)))

    @cached_property
    def shingles(self) -> Hashes:
        """The set of the key's shingles."""
        found = np.sort(self.runs)
        return np.compress(firsts(found), found)

    @cached_property
    def traditional(self) -> bool | None:
        """Whether the text is in Traditional characters; None where it has none that tell."""
        simplified, traditional = (sum(map(self.document.text.count, script)) for script in _SCRIPTS)
        return None if simplified == traditional else traditional > simplified


def proven_different(one: Member, other: Member, *, both: bool = True) -> bool:
    """Whether a long line of prose of one is not in the other; with `both`, or of the other in the one. Cheap.

    So a difference certainly lies in the bodies; that there is none is not said.
    """
    for here, there in ((one, other), (other, one)) if both else ((one, other),):
        if not len(there.shingles):
            continue
        for step in dict.fromkeys((max(1, len(here.key) // _SAMPLED), 1)):
            if _in_prose(here, _alone(here, there, step)):
                return True
    return False


def _alone(here: Member, there: Member, step: int) -> list[int]:
    """Of every so many of the shingles of one, where those begin that the other has not; a few of them."""
    runs = here.runs[::step]
    found = np.searchsorted(there.shingles, runs)
    alone = np.flatnonzero(there.shingles.take(found, mode="clip") != runs)
    return [step * at for at in alone[:: max(1, len(alone) // _TRIED)].tolist()]


def _in_prose(member: Member, units: Sequence[int]) -> bool:
    """Whether one of the shingles at these key units stands in a long line or sentence of prose, whole."""
    lines, places = member.document.lines, member.places
    for unit in units:
        start = int(places[unit])
        number = lines.number(start)
        if lines.number(int(places[min(unit + WIDTH, len(places)) - 1])) != number:
            continue
        line = lines.content(number).strip()
        if len(line) > _LONG and is_prose(line):
            return True
        if len(line) > _SHORT and _sentence(member.document.text, start):
            return True
    return False


def _sentence(text: str, at: int) -> bool:
    """Whether a long sentence of prose stands here, however its lines are wrapped: between the ends of sentences."""
    window = text[max(0, at - _REACH) : at]
    begin = max(map(window.rfind, _ENDS))
    behind = [found for mark in _ENDS if (found := text.find(mark, at, at + _REACH)) >= 0]
    if begin < 0 or not behind:
        return False
    sentence = "".join(text[at - len(window) + begin + 1 : min(behind) + 1].split())
    return len(sentence) > _LONG and is_prose(sentence)
