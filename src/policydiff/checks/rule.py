"""Declaration of rules: name, severity, reason, and the function that finds faults.

A rule for one document takes a `CheckedDocument` and yields `Fault`s. A rule for a whole corpus takes the
`CrossDocumentMatch`es of its documents and yields `Finding`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from policydiff.checks.finding import Finding, Severity
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import Message
from policydiff.text.spans import Span


class Fault(NamedTuple):
    """A span of the text that is at fault, and the reason.

    Of the faults of one rule on one span, the one that is yielded first is reported first. `related` are further spans,
    each with a note. `key` is the content that the fingerprint is made of; None means
    the text in `span`. `excerpt` is shown in place of that text; None means the text itself.
    """

    span: Span
    message: Message
    related: tuple[tuple[Span, Message], ...] = ()
    key: str | None = None
    excerpt: str | None = None


Find = Callable[[CheckedDocument], Iterable[Fault]]
FindAcross = Callable[[Sequence[Any]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `policydiff check`: its name, its default severity, and its reason in one line.

    `find` yields the faults of one document. `across` yields the findings of a whole corpus from the matches between
    its documents. A rule with neither is reported by the code that reads the documents. An `opt_in` rule runs only
    where `Selection` says so.
    """

    name: str
    severity: Severity
    reason: Message
    find: Find | None = None
    across: FindAcross | None = None
    opt_in: bool = False


def rule(name: str, severity: Severity, reason: Message, *, opt_in: bool = False) -> Callable[[Find], Rule]:
    """A decorator that turns a function that finds faults in one document into a `Rule`.

    >>> from policydiff.messages import message
    >>> @rule("draft-mark", "info", message("the document is marked as a draft"))
    ... def draft_mark(subject):
    ...     if subject.text.startswith("草案"):
    ...         yield Fault(Span(0, 2), message("marked as a draft"))
    >>> draft_mark.name, draft_mark.severity
    ('draft-mark', 'info')
    """
    return lambda find: Rule(name, severity, reason, find=find, opt_in=opt_in)


def rule_across(name: str, severity: Severity, reason: Message) -> Callable[[FindAcross], Rule]:
    """A decorator that turns a function over the matches between documents into a `Rule` of a whole corpus."""
    return lambda find: Rule(name, severity, reason, across=find)
