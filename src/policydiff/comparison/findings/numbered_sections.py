"""Findings on references to decimal sections in Latin text: Section 1.2.4 became Section 1.3.3."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Comparison, Finding, Severity
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_SECTION = pattern(
    r"(?<![A-Za-z])(?:[Ss]ections?|[Ss]ec\.|[Cc]lauses?|[Aa]rticles?|[Pp]aragraphs?|§{1,2})\s{0,2}"
    r"\d{1,4}(?:\.\d{1,4}){1,5}(?!\w|\.\d)",
    signs=["ection", "ec.", "lause", "rticle", "aragraph", "§"],
)
_NEAR_CHARACTERS = 30  # to either side of a reference, in which another one may be meant


def find(comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Yield a finding for each reference of an edited unit that a change gave another number, quoted whole.

    Its place in the sentence is the same, and no other reference has a part in the change. What the two sections say is
    not looked at: where the number alone is another, it most likely follows a renumbering, which is information. A
    reference that is called by another word or sign is a notice.
    """
    for index, unit in enumerate(comparison.units):
        if unit.change != "edited" or unit.old is None or unit.new is None:
            continue
        after = _sections(unit.new.span, new)
        before = _sections(unit.old.span, old) if after else []
        counterparts: dict[Span, set[Span]] = defaultdict(set)
        for hunk in unit.hunks if before else ():
            olds, news = _overlapping(before, hunk.old), _overlapping(after, hunk.new)
            for reference in () if hunk.ignored else news:
                counterparts[reference].update(olds if len(news) == 1 else before[:2])
        kept = {old.text[section.start : section.end] for section in before}
        kept &= {new.text[section.start : section.end] for section in after}
        gone = [section for section in before if old.text[section.start : section.end] not in kept]
        uses = Counter(section for sections in counterparts.values() for section in sections)
        for reference, sections in counterparts.items():
            if len(sections) == 1 and uses[section := next(iter(sections))] == 1:
                quotes = old.verbatim(section), new.verbatim(reference)
                before_words, after_words = (" ".join(quote.text.split()) for quote in quotes)
                is_same = before_words.lower() == after_words.lower()
                if is_same or len(_beside(section, gone)) > len(_beside(reference, after)):
                    continue
                change = replacement(before_words, after_words)
                is_one_word = _word(before_words) == _word(after_words)
                severity: Severity = "info" if is_one_word else "notice"
                yield Finding("reference", severity, index, *quotes, change, "reference")


def _word(reference: str) -> str:
    """The word or sign of a reference, without its number, singular and in lower case."""
    return reference.rstrip("0123456789.").strip().rstrip("s").lower()


def _beside(section: Span, sections: Sequence[Span]) -> list[Span]:
    """Those of the sections that are near one of them, itself included."""
    near = Span(max(0, section.start - _NEAR_CHARACTERS), section.end + _NEAR_CHARACTERS)
    return _overlapping(sections, near)


def _sections(span: Span, side: NormalisedSide) -> list[Span]:
    """The references to sections in a stretch of the text, in order."""
    return [Span(*match.span()) for match in _SECTION.finditer(side.text, span.start, span.end)]


def _overlapping(sections: Sequence[Span], span: Span) -> list[Span]:
    """Those of the sections, which are in order, that overlap the span."""
    first = bisect.bisect_right(sections, span.start, key=lambda section: section.end)
    last = bisect.bisect_left(sections, span.end, key=lambda section: section.start)
    return list(sections[first:last])
