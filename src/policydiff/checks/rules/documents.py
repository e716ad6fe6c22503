"""Rules over several documents: duplicates, other editions, and documents filed under a wrong name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.checks.finding import Finding, Related, fingerprint
from policydiff.checks.rule import rule_across
from policydiff.deduplication.decision import describe_difference_count
from policydiff.messages import Message, message
from policydiff.relations.kinds import EDITIONS, KINDS, MISNAMED

if TYPE_CHECKING:
    from policydiff.checks.against import CrossDocumentMatch, MatchedDocument

PLACE = 9  # of the family among the families, in the order of docs/check.md


@rule_across("duplicate-document", "warning", message("the document is there already, in the same words"))
def duplicate_document(matches: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """A finding for each document with the bytes or text of an earlier or reference one, in either script."""
    for match in matches:
        relation = match.relation
        if KINDS[relation.kind].is_same_text:
            sentence = message(
                "{same_as} {other}", same_as=KINDS[relation.kind].dropped_as, other=relation.other.display_name
            )
            if relation.kind != "identical":
                sentence = message("{what}: {evidence}", what=sentence, evidence=relation.evidence)
            yield _finding("duplicate-document", match, sentence)


@rule_across("near-duplicate", "warning", message("the document is there already, but for what stands round it"))
def near_duplicate(matches: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """A finding for each document that has the body of another, but not its whole text, nor another date or number."""
    for match in matches:
        relation = match.relation
        if relation.is_copy and not KINDS[relation.kind].is_same_text:
            sentence = message(
                "the same document as {other}: {evidence}",
                other=relation.other.display_name,
                evidence=relation.evidence,
            )
            yield _finding("near-duplicate", match, sentence)


@rule_across("mislabelled", "error", message("the document is filed under a name that is not its own"))
def mislabelled(matches: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """A finding for each document that has the text of another, and a name that the text does not support."""
    for match in matches:
        relation = match.relation
        if relation.kind in MISNAMED:
            sentence = message(
                "the text of {other}: {evidence}", other=relation.other.display_name, evidence=relation.evidence
            )
            yield _finding("mislabelled", match, sentence)


@rule_across("revision", "info", message("another edition of a document that is there"))
def revision(matches: Sequence[CrossDocumentMatch]) -> Iterator[Finding]:
    """A finding for each document that is another edition of a document, with the closest one."""
    for match in matches:
        relation = match.relation
        if relation.kind in EDITIONS:
            sentence = message(
                "another edition of {other}: {evidence}{differences}",
                other=relation.other.display_name,
                evidence=relation.evidence,
                differences=describe_difference_count(relation.difference_count),
            )
            yield _finding("revision", match, sentence)


def _finding(rule_name: str, match: CrossDocumentMatch, sentence: Message) -> Finding:
    """The finding on the first line of a document, with severity info, which the check replaces.

    Its fingerprint is that of the whole text; for `mislabelled`, the file name or record id is part of it.
    """
    document, other = match.relation.document, match.relation.other
    source = document.summary.source
    content = document.text_fingerprint
    if rule_name == "mislabelled":
        content += f" {source.id.replace(chr(92), '/').rpartition('/')[2]}"
    return Finding(
        rule_name,
        "info",
        source.file_name,
        source.id,
        source.record,
        (document.line, document.line),
        (1, max(1, len(document.span) + 1)),
        document.span,
        None,
        document.excerpt,
        sentence,
        fingerprint(rule_name, content),
        (_related(other),),
        match.group,
    )


def _related(other: MatchedDocument) -> Related:
    """The first line of the other document, as a finding names it."""
    source = other.summary.source
    lines = (other.line, other.line)
    note = (
        message("the other document, in {index}", index=other.index) if other.index else message("the other document")
    )
    return Related(lines, other.span, other.excerpt, note, source.file_name, source.id, source.record)
