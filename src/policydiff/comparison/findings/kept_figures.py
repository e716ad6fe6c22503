"""What tells against a change of a figure: the other side has it near its place, or says it of something else."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.findings.latin_text import FREQUENT_WORDS, is_latin
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_LAST_WORD = pattern(r"[a-z]{1,20}(?=[^a-z]{0,4}\Z)")
_NEXT_WORD = pattern(r"[^a-z]{0,4}([a-z]{1,20})")
_AROUND_CHARACTERS = 24  # of a fact, by which it is told whether it stands in Latin text
_FIGURE = pattern(r"(?<![\d.,])\d{1,12}(?:\.\d{1,6})?(?![\d.,]?\d)")
_BARE_FIGURE = pattern(r"(?<![\d.,])\d{1,12}(?:\.\d{1,6})?(?![\d.,]?\d|[%‰])")
_UNIT = pattern(r"\d\s?[^\W\d_个]|[%‰]|\d[/:]")  # behind a figure, which is then more than a bare one
_MIN_LISTED = 3  # figures in a row, which may stand in a table as well
_MAX_TABLE_CHARACTERS = 800  # behind a list, in which its table is looked for


def stands_near(
    finding: OneSided, unit: ChangedUnit, sides: tuple[NormalisedSide, NormalisedSide], opposite: Sequence[Span]
) -> bool:
    """Whether the figures that one side alone seems to have stand near their place on the other side, too.

    `sides` are its own and the other one, `opposite` the changed sentences of the other one. A removed list of
    `_MIN_LISTED` figures or more stands if all of them follow there, as in a table; a single bare figure, if a changed
    sentence has it.
    """
    side, other = sides
    text = side.normalised[finding.quote.span.start : finding.quote.span.end]
    figures = _FIGURE.findall(text)
    if finding.kind != "number" or not figures or _UNIT.search(text):
        return False
    if len(figures) >= _MIN_LISTED:
        start = unit.to_new(finding.quote.span.start) if finding.removed and unit.hunks else len(other.normalised)
        return set(figures).issubset(_FIGURE.findall(other.normalised[start : start + _MAX_TABLE_CHARACTERS]))
    return len(figures) == 1 and any(
        figures[0] in _BARE_FIGURE.findall(other.normalised[span.start : span.end]) for span in opposite
    )


def stands_in_latin(fact: Fact, side: NormalisedSide) -> bool:
    """Whether most letters near a fact are Latin: commas part no clauses there that can be understood alone."""
    start, end = max(0, fact.span.start - _AROUND_CHARACTERS), fact.span.end + _AROUND_CHARACTERS
    return is_latin(side.normalised, start, end)


def have_different_words_beside(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two figures in Latin text have neither the word before them in common nor the one behind them.

    Marks and white space do not count. False if one has no word on a side.
    """
    if not (stands_in_latin(before, old) and stands_in_latin(after, new)):
        return False
    around = []
    for fact, side in ((before, old), (after, new)):
        ahead = _LAST_WORD.search(side.normalised, max(0, fact.span.start - _AROUND_CHARACTERS), fact.span.start)
        behind = _NEXT_WORD.match(side.normalised, fact.span.end, fact.span.end + _AROUND_CHARACTERS)
        around.append((ahead[0] if ahead else "", behind[1] if behind else ""))
    (ahead_old, behind_old), (ahead_new, behind_new) = around
    words = (ahead_old, behind_old, ahead_new, behind_new)
    return all(words) and ahead_old != ahead_new and (behind_old != behind_new or behind_old in FREQUENT_WORDS)
