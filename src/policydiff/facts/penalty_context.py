"""Whose a penalty is, and in which case it is imposed: what two penalties must share to be one, changed."""

from __future__ import annotations

from policydiff.languages import PACK
from policydiff.text.spans import Span

_MAX_CHARACTERS = 160  # before the penalty, in which its person and case are looked for


def person_and_case(normalised_text: str, position: int, within: Span) -> tuple[str, str]:
    """The person ("unit", "person") and the case ("grave", "refused" …) of the penalty at `position`.

    Each is told by the nearest word before it in the sentence `within`; "" if there is none.

    >>> text = "对直接责任人员处一万元以下罚款;情节严重的,处五万元以下罚款。"
    >>> person_and_case(text, 7, Span(0, 15)), person_and_case(text, 23, Span(16, 31))
    (('person', ''), ('', 'grave'))
    """
    patterns = PACK.fact_patterns()
    start = max(within.start, position - _MAX_CHARACTERS)
    person, case = (
        [match.lastgroup or "" for match in regex.finditer(normalised_text, start, position)][-1:]
        for regex in (patterns.penalised, patterns.penalty_case)
    )
    return person[0] if person else "", case[0] if case else ""


def penalty_class(word: str) -> str:
    """The class of a penalty, by its word as normalised: "criminal", "disciplinary" or "administrative"."""
    for name, words in PACK.lexicon().penalty_classes.items():
        if any(part in word for part in words):
            return name
    return "administrative"
