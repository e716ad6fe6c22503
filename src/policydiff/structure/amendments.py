r"""What the items of an amending decision do: the laws they concern, the instruction, the provisions they name.

>>> from policydiff.structure.outline import outline
>>> from policydiff.text.document import Document
>>> text = "关于修改《渡口办法》的决定\n一、删去第三条。\n二、废止《渡船办法》。\n"
>>> [(item.instructions, item.laws) for item in amendments(outline(Document.from_text(text))).values()]
[(('delete',), ('渡口办法',)), (('repeal',), ('渡船办法',))]
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import ARTICLES, DIVISIONS
from policydiff.structure.outline import LabelledLine, Outline, Unit
from policydiff.structure.partial import partial_at

_WORDS = PACK.amendments
_MAX_ITEM = 2_000  # characters of the own text of an item that are read
_GIVES_TEXT = frozenset({"rewrite", "insert", "replace-words"})  # the items below belong to the text that is given
INSTRUCTIONS = (*(name for name, _ in _WORDS.instructions), "commence")


class Amendment(NamedTuple):
    """What an item of an amending decision does.

    `laws` are the titles of the laws that it concerns, its own or those of the item that holds it, or of the title of
    the decision; `instructions` are names of `INSTRUCTIONS`, () if it has no words of one; `provisions` are as written.
    `quoted` are the articles in quotation marks inside it.
    """

    laws: tuple[str, ...]
    instructions: tuple[str, ...]
    provisions: tuple[str, ...]
    quoted: tuple[LabelledLine, ...]


def amendments(outlined: Outline) -> dict[int, Amendment]:
    """The items of an amending or repealing decision, by the start of their span; empty for other documents.

    Items are numbered units that are neither articles nor divisions, and in no text that another item gives.
    """
    repeals = outlined.title is not None and _WORDS.title_repeals.search(outlined.title) is not None
    if not repeals and not any(stretch.amends for stretch in outlined.partial):
        return {}
    title = "".join((outlined.title or "").split())
    laws = tuple(dict.fromkeys(match[1] for match in _WORDS.law.finditer(title)))
    if not laws and (amended := _WORDS.amended_title.match(title)):
        laws = (amended[1],)
    reader = _Reader(outlined, repeals)
    reader.read(outlined.units, Amendment(laws if len(laws) == 1 else (), ("repeal",) if repeals else (), (), ()))
    return reader.items


class _Reader:
    """Reads the items of one decision."""

    def __init__(self, outlined: Outline, repeals: bool) -> None:
        self._outlined, self._repeals = outlined, repeals
        self._quoted = [line for line in outlined.labelled if line.label.quoted and line.label.style in ARTICLES]
        self.items: dict[int, Amendment] = {}

    def read(self, units: Sequence[Unit], above: Amendment) -> None:
        """Read these units and the items in them; `above` is the item that holds them."""
        for unit in units:
            stretch = partial_at(self._outlined.partial, unit.span.start)
            if unit.label is None or not (self._repeals or (stretch and stretch.amends)):
                continue
            if unit.label.style in DIVISIONS:
                self.read(unit.children, above)
            elif unit.label.style not in ARTICLES:
                item = self._item(unit, above)
                self.items[unit.span.start] = item
                if not _GIVES_TEXT & set(item.instructions):
                    self.read(unit.children, item)

    def _item(self, unit: Unit, above: Amendment) -> Amendment:
        """What one item does; what it does not say itself is what the item above says."""
        assert unit.label is not None
        end = unit.children[0].span.start if unit.children else unit.span.end
        start = self._outlined.document.text.find(unit.label.text, unit.span.start) + len(unit.label.text)
        own = self._outlined.document.text[start : min(end, start + _MAX_ITEM)].lstrip("*_ \t\u3000")
        words = _WORDS.quotation.sub(lambda match: match[0][0] + match[0][-1], own)
        if own_force := _WORDS.commencement.search(words):
            if not words[: own_force.start()].strip():
                return Amendment((), ("commence",), (), ())
            words = words[: own_force.start()]
        laws = tuple(dict.fromkeys(match[1] for match in _WORDS.law.finditer(words))) or above.laws
        if len(above.laws) == 1 and len(laws) == 1 and above.laws[0].endswith(laws[0]):
            laws = above.laws  # a short name
        names = [name for name, instruction in _WORDS.instructions if instruction.search(words)]
        if len(names) > 1 and names[-1] == "amend":  # the general word, beside what is done
            names.pop()
        provisions = tuple(dict.fromkeys(match[0] for match in _WORDS.provision.finditer(words)))
        return Amendment(laws, tuple(names) or above.instructions, provisions, self._quoted_in(unit))

    def _quoted_in(self, unit: Unit) -> tuple[LabelledLine, ...]:
        """The quoted articles in an item, those in its own items left out."""
        first = bisect.bisect_left(self._quoted, unit.span.start, key=lambda line: line.span.start)
        last = bisect.bisect_left(self._quoted, unit.span.end, key=lambda line: line.span.start)
        items = [child.span for child in unit.children if child.label and child.label.style not in ARTICLES]
        return tuple(
            line
            for line in self._quoted[first:last]
            if not items or not any(span.start <= line.span.start < span.end for span in items)
        )
