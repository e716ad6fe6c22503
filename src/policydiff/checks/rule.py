"""How a rule is declared: its name, its severity, and the function that finds faults.

A rule of one document looks at a `CheckedDocument` and yields `Fault`s; a rule over a whole corpus is given
`CrossDocumentMatch`es and yields `Finding`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from policydiff.checks.finding import Finding, Severity
from policydiff.checks.subject import CheckedDocument
from policydiff.text.spans import Span


class Fault(NamedTuple):
    """A stretch of the text that is at fault, and why; `related` are others that belong to it, each with a word.

    `key` is what the finding is known by again; where it is None, the words of the stretch itself.
    """

    span: Span
    message: str
    related: tuple[tuple[Span, str], ...] = ()
    key: str | None = None


Find = Callable[[CheckedDocument], Iterable[Fault]]
FindAcross = Callable[[Sequence[Any]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, how much it matters, in one line why, and where faults are found.

    `find` looks at one document. `across` is given the ties between the documents of a whole corpus instead, and
    says what it finds itself. A rule with neither is found by whoever reads the documents.
    """

    name: str
    severity: Severity
    reason: str
    find: Find | None = None
    across: FindAcross | None = None


def rule(name: str, severity: Severity, reason: str) -> Callable[[Find], Rule]:
    """Makes a rule of a function that finds spots in one document."""
    return lambda find: Rule(name, severity, reason, find=find)


def rule_across(name: str, severity: Severity, reason: str) -> Callable[[FindAcross], Rule]:
    """Makes a rule of a function that makes findings of the decisions between documents."""
    return lambda find: Rule(name, severity, reason, across=find)
