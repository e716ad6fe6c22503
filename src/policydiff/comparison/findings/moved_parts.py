"""Paragraphs and items of articles that stand, word for word, in another place of the new text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from policydiff.comparison.findings.article_parts import Key, Part, Place, words_of
from policydiff.comparison.findings.sentence_pairs import NormalisedSide

_MIN_MOVED_CHARACTERS = 10  # letters and digits, of a part that is found again by its words


class MovedParts:
    """Where the parts of the articles of one text stand, by their words, with those of the parts below them."""

    def __init__(self, articles: Iterable[tuple[int, Sequence[Part]]], side: NormalisedSide) -> None:
        self._places: dict[str, list[Place]] = defaultdict(list)
        for unit, parts in articles:
            words: dict[Key, str] = defaultdict(str)
            for part in parts:
                own = words_of(part, side)
                for key in part.key.and_above():
                    words[key] += own
            for key, text in words.items():
                if len(text) >= _MIN_MOVED_CHARACTERS:
                    self._places[text].append(Place(unit, key))

    def find(self, words: str) -> Place | None:
        """The one part that has these words, the outer one where it has nothing else; None if none or several have."""
        places = self._places.get(words, [])
        if not places or any(place.unit != places[0].unit for place in places):
            return None
        outer = min(places, key=lambda place: sum(map(bool, place.key)))
        return outer if all(outer.key.covers(place.key) for place in places) else None
