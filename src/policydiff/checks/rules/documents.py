"""What a document is to others: there already, another edition, or filed under a name that is not its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.checks.finding import Finding, Related, fingerprint
from policydiff.checks.rule import rule_across
from policydiff.deduplication.decision import describe_locations

if TYPE_CHECKING:
    from policydiff.checks.against import CrossDocumentMatch, MatchedDocument


@rule_across("duplicate-document", "warning", "the document is there already, in the same words")
def duplicate_document(ties: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """Documents with the bytes or the text of another, in either script."""
    said = {
        "identical": "byte for byte the same as",
        "same-text": "the same text as",
        "script-twin": "the same text in the other script as",
    }
    for tie in ties:
        if tie.kind in said:
            evidence = "" if tie.kind == "identical" else f": {tie.evidence}"
            yield _finding("duplicate-document", tie, f"{said[tie.kind]} {tie.other.called}{evidence}")


@rule_across("near-duplicate", "warning", "the document is there already, but for what stands round it")
def near_duplicate(ties: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """Documents with the body of another, of which no date, number or status differs."""
    for tie in ties:
        if tie.kind == "near-duplicate":
            yield _finding("near-duplicate", tie, f"the same document as {tie.other.called}: {tie.evidence}")


@rule_across("mislabelled", "error", "the document is filed under a name that is not its own")
def mislabelled(ties: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """Documents with the text of another, whose own name the text does not bear out."""
    for tie in ties:
        if tie.kind == "mislabelled":
            yield _finding("mislabelled", tie, f"the text of {tie.other.called}: {tie.evidence}")


@rule_across("revision", "info", "another edition of a document that is there")
def revision(ties: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """Editions of one document, each told to the closest."""
    for tie in ties:
        if tie.kind == "revision":
            said = f"another edition of {tie.other.called}: {tie.evidence}{describe_locations(tie.different)}"
            yield _finding("revision", tie, said)


def _finding(name: str, tie: CrossDocumentMatch, message: str) -> Finding:
    """The finding on the first line of a document; it is known again by the whole text, of a name by that, too."""
    one, source = tie.one, tie.one.source
    if tie.more:
        message += f"; and the same as {tie.more:,} {'other' if tie.more == 1 else 'others'}"
    known = f"{one.text} {source.id.replace(chr(92), '/').rpartition('/')[2]}" if name == "mislabelled" else one.text
    return Finding(
        name,
        "info",
        source.path,
        source.id,
        source.line,
        (one.line, one.line),
        (1, max(1, len(one.span) + 1)),
        one.span,
        None,
        one.excerpt,
        message,
        fingerprint(name, known),
        (_related(tie.other),),
    )


def _related(other: MatchedDocument) -> Related:
    source = other.source
    lines = (other.line, other.line)
    return Related(lines, other.span, other.excerpt, "the other document", source.path, source.id, source.line)
