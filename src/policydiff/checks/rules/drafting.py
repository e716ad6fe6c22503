"""Rule for the wording of statutes: words that the norms of legal drafting replace by others.

>>> from policydiff.text.document import Document
>>> law = "渔港管理办法\\n第一条 渔港应该登记。\\n第二条 略。\\n第三条 略。\\n第四条 略。\\n第五条 略。\\n"
>>> [str(fault.message) for fault in drafting_norm.find(CheckedDocument(Document.from_text(law, "a.txt")))]
['“应该” for “应当” (立法惯例)']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from policydiff.checks.finding import quoted
from policydiff.checks.rule import Fault, rule
from policydiff.checks.rules.damage import around
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.languages.publication_tables import DraftingNorm, DraftingNorms
from policydiff.messages import counted, message
from policydiff.structure.numbering import ARTICLES, DIVISIONS
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.script import is_traditional
from policydiff.text.spans import Span, SpanSet

PLACE = 14  # of the family among the families, in the order of docs/check.md

_MIN_ARTICLES = 5  # a text with fewer is no statute
_MAX_HEAD = 400  # characters before the first article of a statute that has lost its title
_MAX_RELATED = 5  # further places that a finding names
# Titles of other texts, and quoted text, are not worded by this statute.
_QUOTED = pattern(r"《[^《》\n]{1,80}》|“[^“”\n]{1,400}”|「[^「」\n]{1,400}」|『[^『』\n]{1,400}』")


@rule(
    "drafting-norm",
    "warning",
    message("words in the articles of a statute that the norms of legal drafting replace"),
    opt_in=True,
)
def drafting_norm(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each norm that the articles do not keep, at the first place, with the number of all of them."""
    norms = _norms(subject)
    articles = list(_articles(subject)) if norms.norms else []
    if len(articles) < _MIN_ARTICLES:
        return
    places: dict[DraftingNorm, list[Span]] = {}
    for article in articles:
        quotations = SpanSet(
            Span(*match.span()) for match in _QUOTED.finditer(subject.text, article.start, article.end)
        )
        for match in _pattern(norms).finditer(subject.text, article.start, article.end):
            if match.group() and not quotations.contains(match.start()):
                norm = norms.norms[int((match.lastgroup or "n0")[1:])]
                places.setdefault(norm, []).append(Span(*match.span()))
    for norm, (first, *others) in places.items():
        yield Fault(
            first,
            counted(
                len(others) + 1,
                "“{wrong}” for “{right}” ({source})",
                "“{wrong}” for “{right}” ({source}), {number:,} times",
                wrong=subject.text[first.start : first.end],
                right=norm.right,
                source=norm.source,
            ),
            tuple((span, message("also here")) for span in others[:_MAX_RELATED]),
            key=f"{subject.text[first.start : first.end]}×{len(others) + 1}",
            excerpt=quoted(subject.text, around(subject.text, first)),
        )


def _norms(subject: CheckedDocument) -> DraftingNorms:
    """The norms for this document, by its script; none if it is no statute.

    A text without a title is one if it begins with its first article.
    """
    words, title = PACK.publication(), subject.outline.title
    norms = words.traditional_norms if is_traditional(subject.text) else words.simplified_norms
    is_statute = _begins_with_article(subject) if title is None else norms.title.search(title)
    return norms if is_statute else DraftingNorms()


def _begins_with_article(subject: CheckedDocument) -> bool:
    """True if the first article stands near the beginning of the text, as in a statute without its title."""
    first = next((line for line in subject.outline.labelled if line.label.style in ARTICLES), None)
    return first is not None and first.label.number == (1,) and first.span.start <= _MAX_HEAD


@cache
def _pattern(norms: DraftingNorms) -> Pattern:
    """One pattern for all wordings; the name of the group that matches is n and the number of the norm."""
    return pattern("|".join(f"(?P<n{number}>{norm.wrong})" for number, norm in enumerate(norms.norms)))


def _articles(subject: CheckedDocument) -> Iterator[Span]:
    """The spans of the articles, each up to the next article or division; quoted ones are left out."""
    labels = [line for line in subject.outline.labelled if line.label.style in ARTICLES | DIVISIONS]
    ends = [*(line.span.start for line in labels[1:]), len(subject.text)]
    for line, end in zip(labels, ends, strict=False):
        if line.label.style in ARTICLES and not line.label.quoted:
            yield Span(line.span.start, end)
