"""Sentences that differ from one of the other text only in the numbers of references that followed the renumbering."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.article_parts import Place
from policydiff.comparison.findings.reference_levels import ArticleLevels
from policydiff.comparison.findings.reference_reading import Reference
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import clause, sentences
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span

_MAX_REST_CHARACTERS = 300  # of a sentence beside its references
_MAX_CLAUSE_CHARACTERS = 120  # before a reference, in which the word for a breach is looked for
_SENTENCE_END = "。;!?\n\r"


class _Key(NamedTuple):
    """What a sentence says beside its references and the words that go with them, and what the references name."""

    rest: str
    places: tuple[Place, ...]


class RenumberedSentences:
    """The sentences of both texts by what their references name in the new one."""

    def __init__(
        self,
        references: tuple[Sequence[Reference], Sequence[Reference]],
        levels: ArticleLevels,
        sides: tuple[NormalisedSide, NormalisedSide],
    ) -> None:
        self._references, self._levels, self._sides = references, levels, sides
        self._starts = tuple([reference.span.start for reference in each] for each in references)
        self._keys: list[frozenset[_Key] | None] = [None, None]
        self._breached: list[frozenset[Place] | None] = [None, None]

    def without_renumbered(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings without those on gone or new sentences which the other text has with other numbers."""
        for finding in findings:
            quote = finding.old or finding.new
            is_one_sided = finding.kind == "sentence" and (finding.old is None) != (finding.new is None)
            if not (is_one_sided and quote and self._stands(quote.span, 0 if finding.old else 1)):
                yield finding

    def _stands(self, span: Span, side: int) -> bool:
        """Whether the other text has every sentence of a span with other numbers; False if one has no reference.

        An item that says only that one rule was broken (违反第三条规定的) stands if the other text has that breach.
        """
        parts = [part for part in sentences(self._sides[side].normalised, span) if self._sides[side].words(part)]
        return bool(parts) and all(self._sentence_stands(part, side) for part in parts)

    def _sentence_stands(self, sentence: Span, side: int) -> bool:
        key = self._key(sentence, side)
        if key is None:
            return False
        if key in self._keys_of(1 - side):
            return True
        return not key.rest and len(key.places) == 1 and key.places[0] in self._breached_in(1 - side)

    def _keys_of(self, side: int) -> frozenset[_Key]:
        """The keys of all sentences of one text that have references, kept."""
        if (keys := self._keys[side]) is None:
            sentences = dict.fromkeys(self._sentence_of(reference, side) for reference in self._references[side])
            keys = frozenset(key for sentence in sentences if (key := self._key(sentence, side)))
            self._keys[side] = keys
        return keys

    def _breached_in(self, side: int) -> frozenset[Place]:
        """What the references of one text name in clauses that speak of a breach, kept."""
        if (places := self._breached[side]) is None:
            breach = PACK.fact_patterns().references.breach
            text = self._sides[side].normalised
            places = frozenset(
                place
                for reference in self._references[side]
                if breach.search(
                    text,
                    max(
                        clause(text, reference.span.start, self._within(reference, side)).start,
                        reference.span.start - _MAX_CLAUSE_CHARACTERS,
                    ),
                    reference.span.start,
                )
                for place in self._named(reference, side) or ()
            )
            self._breached[side] = places
        return places

    def _within(self, reference: Reference, side: int) -> Span:
        return Span(reference.text_start, len(self._sides[side].normalised))

    def _sentence_of(self, reference: Reference, side: int) -> Span:
        """The sentence or item that a reference stands in."""
        text = self._sides[side].normalised
        return clause(text, reference.span.start, self._within(reference, side), _SENTENCE_END)

    def _key(self, sentence: Span, side: int) -> _Key | None:
        """The key of a sentence; None if it has no reference, or one of which it is not known what it names."""
        if len(sentence) > _MAX_REST_CHARACTERS:
            return None
        starts = self._starts[side]
        first, end = bisect.bisect_left(starts, sentence.start), bisect.bisect_left(starts, sentence.end)
        members = [reference for reference in self._references[side][first:end] if not reference.document]
        named = [self._named(reference, side) for reference in members]
        if not members or None in named:
            return None
        text = self._sides[side].text[sentence.start : sentence.end]
        blank = len(text) - len(text.lstrip())
        label = read_label(text[blank:])
        marks = list(self._sides[side].normalised[sentence.start : sentence.end])
        if label and sentence.start + blank + label.end <= members[0].span.start:
            marks[: blank + label.end] = " " * (blank + label.end)
        for reference in members:
            start = reference.span.start - sentence.start
            marks[start : start + len(reference.span)] = " " * min(len(reference.span), len(marks) - start)
        rest = PACK.fact_patterns().references.formulas.sub(" ", "".join(marks))
        places = tuple(place for each in named for place in each or ())
        return _Key("".join(filter(str.isalnum, rest)), places)

    def _named(self, reference: Reference, side: int) -> tuple[Place, ...] | None:
        """The parts of the new text that a reference of either text names; None if that is not known."""
        if reference.document:
            return None
        places = self._levels.places(side, reference)
        if side == 0:
            became = tuple(self._levels.successor(place) for place in places)
            places = tuple(place for place in became if place is not None)
            if len(places) < len(became):
                return None
        return tuple(map(self._levels.whole, places)) or None
