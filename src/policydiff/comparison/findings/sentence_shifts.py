"""Findings on what a whole sentence shows, and no single change: a check exchanged for a notice, a proviso gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.offences import likeness
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide, one_sided
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.messages import message, verbatim
from policydiff.text.spans import Span, SpanSet

_MIN_ALIKE = 0.5  # of the sentences beside the two words
_MAX_SENTENCE_CHARACTERS = 120
_MAX_SHOWN_CHARACTERS = 28
_MAX_SHOWN_PROVISO = 40
_CLAUSE_END = ",。;:!?\n\r"
_Sides = tuple[NormalisedSide, NormalisedSide]


class _Word(NamedTuple):
    grade: int
    span: Span


def find(
    changed_unit: ChangedUnit, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """The findings on corresponding sentences of an edited unit, in their order."""
    for difference in differences:
        if difference.on_both_sides:
            yield from _exchanged_checks(changed_unit, difference, (old, new))
    yield from _provisos(changed_unit, differences, (old, new))


def _exchanged_checks(changed_unit: ChangedUnit, difference: Differences, sides: _Sides) -> Iterator[Finding]:
    """The finding on a check by an authority in place of a notice to it, or the reverse, in a sentence on each side.

    A warning if the check is weaker, else a notice. None if either sentence has words of both kinds, or if the two have
    little else in common.
    """
    if len(difference.old) != 1 or len(difference.new) != 1:
        return
    spans = difference.old[0], difference.new[0]
    if max(map(len, spans)) > _MAX_SENTENCE_CHARACTERS:
        return
    for scale in PACK.shifts().scales[:1]:
        words = [_graded(side, span, scale.grades) for side, span in zip(sides, spans, strict=True)]
        if not words[0] or not words[1] or {word.grade for word in words[0]} & {word.grade for word in words[1]}:
            continue
        touched = [
            [word for word in side_words if changed_unit.touched(word.span, old=index == 0)]
            for index, side_words in enumerate(words)
        ]
        if len(touched[0]) != len(words[0]) or len(touched[1]) != len(words[1]) or len({*words[0], *words[1]}) > 3:
            continue
        before, after = words[0][0], words[1][0]
        rests = [
            side.words(Span(span.start, word.span.start)) + side.words(Span(word.span.end, span.end))
            for side, span, word in zip(sides, spans, (before, after), strict=True)
        ]
        if likeness(*rests) < _MIN_ALIKE:
            continue
        quotes = [
            side.quote(clause(side.normalised, word.span.start, span, _CLAUSE_END))
            for side, span, word in zip(sides, spans, (before, after), strict=True)
        ]
        is_weaker = after.grade > before.grade
        originals = [
            side.text[word.span.start : word.span.end] for side, word in zip(sides, (before, after), strict=True)
        ]
        yield Finding(
            "obligation",
            "warning" if is_weaker else "notice",
            changed_unit.unit,
            quotes[0],
            quotes[1],
            replacement(*(shortened(quote.text, _MAX_SHOWN_CHARACTERS) for quote in quotes)),
            "weaker" if is_weaker else "stronger",
            replacement(*originals),
        )


def _graded(side: NormalisedSide, span: Span, grades: Sequence[Sequence[str]]) -> list[_Word]:
    """The words of a scale in a sentence, with their grades."""
    return [
        _Word(grade, Span(*match.span()))
        for match in PACK.shifts().any_word.finditer(side.normalised, span.start, span.end)
        for grade, row in enumerate(grades)
        if match[0] in row
    ]


def _provisos(changed_unit: ChangedUnit, differences: Sequence[Differences], sides: _Sides) -> Iterator[Finding]:
    """Findings, notices, on an exception (但经批准的除外) that was struck out of a sentence that remains, or added.

    None for one that lays down a duty or a permission: that has a finding itself. None for one that stands.
    """
    both = [difference for difference in differences if difference.on_both_sides]
    sentences = (
        SpanSet(span for pair in both for span in pair.old),
        SpanSet(span for pair in both for span in pair.new),
    )
    for hunk in changed_unit.hunks:
        for index, (span, other_span) in enumerate(((hunk.old, hunk.new), (hunk.new, hunk.old))):
            side, other = sides[index], sides[1 - index]
            if len(other_span) > 1 or not (match := PACK.shifts().proviso.match(side.normalised, span.start, span.end)):
                continue
            proviso = Span(match.start(), match.end())
            facts = side.facts([proviso])
            if any(fact.kind == "obligation" for fact in facts) or other.standing.count(side.words(proviso)):
                continue
            if not sentences[index].contains(span.start - 1):
                continue
            quote = side.quote(proviso)
            note = message("exception gone") if index == 0 else message("exception added")
            yield Finding(
                "obligation",
                "notice",
                changed_unit.unit,
                *one_sided(quote, index == 0),
                verbatim(shortened(quote.text, _MAX_SHOWN_PROVISO)),
                "changed",
                note,
            )
