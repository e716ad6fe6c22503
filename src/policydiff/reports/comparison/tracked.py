"""The tracked changes of the file whose rejected and accepted texts are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.reports.comparison.names import shorten
from policydiff.reports.model import Group, Row, count

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison
    from policydiff.text.extraction import Revision

_MAX_LISTED = 20


def tracked_changes(comparison: Comparison, *, verbose: bool) -> tuple[tuple[str, ...], tuple[Group, ...]]:
    """The sentence and the group about the tracked changes, if both sides are the same file; none for two files."""
    old, new = comparison.old.document, comparison.new.document
    if old.path != new.path or old.extraction is None or new.extraction is None:
        return (), ()
    revisions, formatting = new.extraction.revisions, new.extraction.formatting_changes
    sentences = []
    if revisions:
        sentences.append(authors_sentence(revisions))
    if formatting:
        sentences.append(f"{count(formatting, 'change')} of formatting alone, not listed")
    groups = (revisions_group(revisions, verbose=verbose),) if revisions else ()
    return ("; ".join(sentences),) if sentences else (), groups


def authors_sentence(revisions: Sequence[Revision]) -> str:
    """How many changes there are, by whom, and when: "3 tracked changes: 王某 2, 李某 1; 2026-03-01 to 2026-03-04"."""
    authors = Counter(revision.author or "an unnamed author" for revision in revisions)
    named = ", ".join(f"{author} {number:,}" for author, number in authors.most_common())
    days = sorted({revision.date[:10] for revision in revisions if revision.date})
    when = f"; {days[0]}" if days else ""
    until = f" to {days[-1]}" if len(days) > 1 else ""
    return f"{count(len(revisions), 'tracked change')}: {named}{when}{until}"


def revisions_group(revisions: Sequence[Revision], *, verbose: bool) -> Group:
    """The changes one by one, at most `_MAX_LISTED` unless `verbose`."""
    shown = revisions if verbose else revisions[:_MAX_LISTED]
    rows = [
        Row(
            revision.change,
            (f"{_what(revision)}   {_origin(revision)}".rstrip(),),
            "add" if revision.is_new else "drop",
            str(revision.place.name) if revision.place else "",
        )
        for revision in shown
    ]
    if len(revisions) > len(shown):
        rows.append(Row("", (f"and {len(revisions) - len(shown):,} more (-v)",)))
    return Group(tuple(rows), "TRACKED CHANGES")


def _what(revision: Revision) -> str:
    """The text of a change in quotation marks, with what it was done to if that is more than text."""
    text = f"“{shorten(' '.join(revision.text.split()))}”" if revision.text.strip() else ""
    return " ".join(filter(None, ("" if revision.of == "text" else revision.of, text)))


def _origin(revision: Revision) -> str:
    """Author and date of a change, as far as the file says them."""
    return ", ".join(filter(None, (revision.author, revision.date[:10])))
