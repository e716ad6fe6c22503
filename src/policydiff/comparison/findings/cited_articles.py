"""Findings on other documents: 《青槐县水利条例》第三十条 became 第二十八条, 依公证法规定 became 依税捐法规定."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.reference_reading import Reference
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, Quote
from policydiff.languages import PACK
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


def find_bare_names(
    unit: int, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Yield a finding, a notice, where a sentence cites another document by its bare name: 依公证法规定.

    Only if one name took the place of one other; a name that is the other's end is its short name.
    """
    for difference in differences:
        names, new_names = _bare_names(difference.old, old), _bare_names(difference.new, new)
        gone = [span for name, span in names.items() if name not in new_names]
        came = [span for name, span in new_names.items() if name not in names]
        if len(gone) != 1 or len(came) != 1:
            continue
        quotes = old.verbatim(gone[0]), new.verbatim(came[0])
        name, new_name = (normalised(quote.text) for quote in quotes)
        if name.endswith(new_name) or new_name.endswith(name):
            continue
        yield Finding("citation", "notice", unit, *quotes, replacement(*(quote.text for quote in quotes)), "citation")


def _bare_names(spans: Sequence[Span], side: NormalisedSide) -> dict[str, Span]:
    """The documents that sentences cite without title marks, each with its first place."""
    names: dict[str, Span] = {}
    for span in spans:
        for match in PACK.fact_patterns().references.bare_name.finditer(side.normalised, span.start, span.end):
            names.setdefault(match["name"], Span(*match.span("name")))
    return names
