"""One authority by the definitions of two laws: 渡運主管機關 in the one is 主管機關 in the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from policydiff.comparison.findings.body_lists import canonical_name, list_at
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, Quote
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.text.normalisation import normalised


class _Definition(NamedTuple):
    """The authority that a law defines: the word of its field in its name, empty if it has none, and the body."""

    field: str
    body: str


def marked(findings: Sequence[Finding], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """The findings; one on bodies that are the same by definition is information, and its note says so.

    Both texts must define their authority, and nothing but the word for its field may be on one side alone.
    """
    definitions: tuple[_Definition | None, _Definition | None] | None = None
    for finding in findings:
        if finding.kind == "agency" and finding.old and finding.new:
            definitions = definitions or (_definition(old), _definition(new))
            before, after = definitions
            if before and after and _are_one(finding.old, finding.new, (before, after), (old, new)):
                finding = replace(finding, severity="info", note=message("defined term"))
        yield finding


def _definition(side: NormalisedSide) -> _Definition | None:
    """The first definition of the authority in a text."""
    match = PACK.fact_patterns().agencies.definition.search(side.normalised)
    return _Definition(match["field"], canonical_name(match["body"])) if match else None


def _are_one(
    before: Quote,
    after: Quote,
    definitions: tuple[_Definition, _Definition],
    sides: tuple[NormalisedSide, NormalisedSide],
) -> bool:
    """Whether two lists of bodies name the same ones by the definitions, or without the word for the field."""
    lists = [list_at(quote.span, side).names for quote, side in zip((before, after), sides, strict=True)]
    if lists[0] == lists[1]:
        return False
    own = PACK.fact_patterns().agencies.own_authority
    defined = [
        {definition.body} if own.fullmatch(normalised(quote.text)) else set(names)
        for quote, names, definition in zip((before, after), lists, definitions, strict=True)
    ]
    return defined[0] == defined[1] or {_without_field(name, definitions) for name in lists[0]} == {
        _without_field(name, definitions) for name in lists[1]
    }


def _without_field(name: str, definitions: tuple[_Definition, _Definition]) -> str:
    """The name of an authority without the word for its field, if that is the field of the law.

    It is if the body, which is the same in both texts, is called after it, or if the body of each text has it in its
    name: 卫生 of 卫生署.
    """
    match = PACK.fact_patterns().agencies.of_field.fullmatch(name)
    if match is None:
        return name
    before, after = definitions
    is_defined = before.body == after.body and match["field"] in (before.field, after.field)
    if is_defined or (match["field"] in before.body and match["field"] in after.body):
        return match["level"] + match["rest"]
    return name
