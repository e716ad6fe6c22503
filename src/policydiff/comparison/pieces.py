"""Units without a partner that are pieces of another one: the unit was split, or they were merged into one.

A piece that stands word for word in a unit of the other side is found by its first characters; one that was altered by
its trigrams; one that is nearly the same as its neighbour by what only it has; and one of a few words, such as the item
of a list that became a sentence, in the unit of its neighbour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from policydiff.comparison.similarity import UnitSimilarity
from policydiff.comparison.units import ComparableUnit

_MIN_SHARE = 0.4  # of a piece that must occur in the unit that was split or merged
_MIN_SHARE_OF_SHORT = 0.7  # the same of a short piece
_MIN_CHARACTERS = 24  # folded; a shorter piece is short
_MIN_SHORT_CHARACTERS = 8  # folded, of a piece that is looked for in units elsewhere
_MIN_ITEM_CHARACTERS = 2  # folded, of a piece that is looked for in the unit of its neighbour alone
_MIN_HALF_CHARACTERS = 2  # of either half of such a piece, if other words came between them
_MAX_BETWEEN_HALVES = 12  # characters
_MIN_OWN_SHARE = 0.6  # of what a piece has and its neighbour has not
_MAX_VERBATIM_UNITS = 16  # units with the first characters of a piece in which it is looked for


class PieceFit(NamedTuple):
    """A unit without partner that is a piece of a paired unit of the other side; `share` of the piece lies in it.

    `part` and `whole` are indices on their own sides; `share` is of trigram weight, or 1.0 for the same words.
    """

    part: int
    whole: int
    share: float


class PieceFinder:
    """Finds pieces on one side. `partners` maps the paired units of the other side to theirs on this one.

    `first_id` is the id of the first unit of this side in `evidence`: 0 for the old side, else the number of old units.
    """

    def __init__(
        self,
        units: Sequence[ComparableUnit],
        others: Sequence[ComparableUnit],
        partners: Mapping[int, int],
        evidence: UnitSimilarity,
        first_id: int,
    ) -> None:
        self._units, self._others = units, others
        self._partners = partners
        self._evidence = evidence
        self._first_id = first_id
        self._other_first_id = 0 if first_id else len(units)

    def find(self, parts: Sequence[int]) -> Iterator[PieceFit]:
        """For units without partner, in order, the paired unit of the other side that each fits into best.

        Nothing for one that fits into none. A unit shorter than `_MIN_SHORT_CHARACTERS` fits only if it is a heading
        without text, over the text of another unit now, or in the unit of its neighbour.
        """
        if not self._partners:
            return
        headings = {**self._beside(parts), **self._headings(parts)}
        parts = [part for part in parts if len(self._units[part].text) >= _MIN_SHORT_CHARACTERS or part in headings]
        verbatim = {**self._verbatim([part for part in parts if part not in headings]), **headings}
        similar = self._candidates([part for part in parts if part not in verbatim])
        for part in parts:
            if part in verbatim:
                yield PieceFit(part, verbatim[part], 1.0)
            elif (fit := self._best_fit(part, similar.get(part, []))) is not None:
                yield fit

    def _headings(self, parts: Iterable[int]) -> dict[int, int]:
        """The pieces that are nothing but a heading, which stands over a unit of the other side: piece, unit.

        Not if the partner of that unit has the same heading. Of several units, the one whose partner is nearest.
        """
        by_heading: dict[str, list[int]] = {}
        for whole, partner in sorted(self._partners.items()):
            heading = self._others[whole].folded_heading
            if heading and self._others[whole].folded_body and heading != self._units[partner].folded_heading:
                by_heading.setdefault(heading, []).append(whole)
        return {
            part: min(by_heading[unit.folded_heading], key=lambda whole: (abs(self._partners[whole] - part), whole))
            for part in parts
            if not (unit := self._units[part]).folded_body and unit.folded_heading in by_heading
        }

    def _beside(self, parts: Sequence[int]) -> dict[int, int]:
        """The pieces of a few words that stand in the unit of a neighbour now, and not in that neighbour: piece, unit.

        The neighbour is the next paired unit before or behind it; pieces of the same unit may lie between them.
        """
        partner_of = {partner: whole for whole, partner in self._partners.items()}
        found: dict[int, int] = {}
        for step, ordered in ((-1, sorted(parts)), (1, sorted(parts, reverse=True))):
            for part in ordered:
                words = self._units[part].text
                whole = found.get(part + step, partner_of.get(part + step))
                if part in found or whole is None or not _MIN_ITEM_CHARACTERS <= len(words) < _MIN_SHORT_CHARACTERS:
                    continue
                if _stands_in(words, self._others[whole].whole) and not _stands_in(
                    words, self._units[self._partners[whole]].whole
                ):
                    found[part] = whole
        return found

    def _verbatim(self, parts: Sequence[int]) -> dict[int, int]:
        """The pieces that stand word for word in a unit of the other side, and not in its partner: piece, unit.

        Of several units, that is the one whose partner is nearest to the piece.
        """
        by_beginning: dict[str, list[int]] = {}
        for part in parts:
            by_beginning.setdefault(self._units[part].text[:_MIN_SHORT_CHARACTERS], []).append(part)
        wholes_of: dict[int, list[int]] = {}
        for whole, partner in sorted(self._partners.items()):
            text, partner_text = self._others[whole].whole, self._units[partner].whole
            if text == partner_text:
                continue
            beginnings = {
                text[start : start + _MIN_SHORT_CHARACTERS] for start in range(len(text) - _MIN_SHORT_CHARACTERS + 1)
            }
            for beginning in beginnings & by_beginning.keys():
                for part in by_beginning[beginning][:_MAX_VERBATIM_UNITS]:
                    wholes = wholes_of.setdefault(part, [])
                    words = self._units[part].text
                    if len(wholes) < _MAX_VERBATIM_UNITS and words in text and words not in partner_text:
                        wholes.append(whole)
        return {
            part: min(wholes, key=lambda whole: (abs(self._partners[whole] - part), whole))
            for part, wholes in wholes_of.items()
            if wholes
        }

    def _candidates(self, parts: Sequence[int]) -> dict[int, list[int]]:
        """For each piece, the paired units of the other side that share a rare phrase with it, or are neighbours."""
        if not parts:
            return {}
        wholes = sorted(self._partners)
        sides = (wholes, parts) if self._first_id else (parts, wholes)
        firsts, seconds = self._evidence.candidates(*sides)
        found: dict[int, set[int]] = {part: set() for part in parts}
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True):
            part, whole = (second, first) if self._first_id else (first, second)
            found[part].add(whole)
        return {part: sorted(near) for part, near in found.items()}

    def _best_fit(self, part: int, wholes: Sequence[int]) -> PieceFit | None:
        """The unit of `wholes` that most of the piece is in and its partner has not; None if that is too little."""
        if not wholes:
            return None
        is_short = len(self._units[part].text) < _MIN_CHARACTERS
        shares = self._evidence.pieces(
            self._first_id + part,
            [self._other_first_id + whole for whole in wholes],
            [self._first_id + self._partners[whole] for whole in wholes],
        )
        best: tuple[float, int] | None = None
        for whole, share in zip(wholes, shares, strict=True):
            is_beside = abs(self._partners[whole] - part) == 1
            fits = share.exclusive >= (_MIN_SHARE_OF_SHORT if is_short else _MIN_SHARE) or (
                is_beside and share.own >= _MIN_OWN_SHARE
            )
            if fits:
                best = max(best or (0.0, 0), (max(share.exclusive, 0.01), -whole))
        return PieceFit(part, -best[1], max(best[0], 0.0)) if best else None


def _stands_in(words: str, text: str) -> bool:
    """Whether a text has some words in a row, or in two halves with little between them."""
    if words in text:
        return True
    for cut in range(_MIN_HALF_CHARACTERS, len(words) - _MIN_HALF_CHARACTERS + 1):
        start = text.find(words[:cut])
        end = start + cut + _MAX_BETWEEN_HALVES + len(words) - cut
        if start >= 0 and text.find(words[cut:], start + cut, end) >= 0:
            return True
    return False
