"""Findings on articles of other documents: 《青槐县水利条例》第三十条 became 第二十八条."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.reference_reading import Reference
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, Quote
from policydiff.messages import message
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


def find_cited_articles(
    cited: Sequence[tuple[Reference, Reference]], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Yield a finding, a notice, for each other article of another document that is cited now, equal changes as one.

    `cited` are corresponding references (old, new) to other documents. Another document has no finding here.
    """
    groups: dict[tuple[object, ...], list[tuple[Reference, Reference]]] = defaultdict(list)
    for before, reference in cited:
        document = normalised(reference.document)
        changed = old.words(before.span) != new.words(reference.span)  # not only the article that 第三款 is joined to
        if changed and normalised(before.document) == document and before.meaning != reference.meaning:
            groups[document, *_articles(before, reference)].append((before, reference))
    for group in groups.values():
        unit = group[0][1].unit
        # 第三条 rather than 第三条第一项, and with the name of the document where it stands before it.
        before, reference = min(group, key=lambda pair: (len(pair[1].levels), pair[1].name_start == pair[1].span.start))
        quotes = _quote(before, old), _quote(reference, new)
        change = replacement(*(" ".join(quote.text.split()) for quote in quotes))
        if len(group) > 1:
            change = message("{change}, {number} times", change=change, number=len(group))
        also = tuple(dict.fromkeys(other.unit for _, other in group if other.unit != unit))
        yield Finding("citation", "notice", unit, *quotes, change, "citation", also=also)


def _articles(before: Reference, reference: Reference) -> tuple[object, ...]:
    """What equal changes have in common: the articles, and the levels below them where those changed, too."""
    if before.target and reference.target and before.meaning[1:] == reference.meaning[1:]:
        return before.target, reference.target
    return before.meaning, reference.meaning


def _quote(reference: Reference, side: NormalisedSide) -> Quote:
    """The reference as written, with the name of its document where that stands before it."""
    return side.verbatim(Span(reference.name_start, reference.span.end))
