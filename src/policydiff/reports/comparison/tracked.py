"""The tracked changes of the file whose rejected and accepted texts are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.messages import translatable
from policydiff.reports.comparison.names import shorten
from policydiff.reports.model import Group, Row, count
from policydiff.translation import localized, localized_count, localized_list

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison
    from policydiff.text.extraction import Revision

_MAX_LISTED = 20
_CHANGES = {
    "inserted": translatable("inserted"),
    "deleted": translatable("deleted"),
    "moved from": translatable("moved from"),
    "moved to": translatable("moved to"),
    "merged": translatable("merged"),
    "split": translatable("split"),
}
_CHANGED_PARTS = {
    "row": translatable("row"),
    "cell": translatable("cell"),
    "paragraph mark": translatable("paragraph mark"),
}


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
        one, many = (
            "{number:,} change of formatting alone, not listed",
            "{number:,} changes of formatting alone, not listed",
        )
        sentences.append(localized_count(formatting, one, many))
    groups = (revisions_group(revisions, verbose=verbose),) if revisions else ()
    return (localized_list(sentences, "; "),) if sentences else (), groups


def authors_sentence(revisions: Sequence[Revision]) -> str:
    """How many changes there are, by whom, and when: "3 tracked changes: 王某 2, 李某 1; 2026-03-01 to 2026-03-04"."""
    authors = Counter(revision.author or localized("an unnamed author") for revision in revisions)
    named = localized_list(f"{author} {number:,}" for author, number in authors.most_common())
    days = sorted({revision.date[:10] for revision in revisions if revision.date})
    changes = count(len(revisions), "tracked change")
    if not days:
        return localized("{changes}: {authors}", changes=changes, authors=named)
    when = localized("{first} to {last}", first=days[0], last=days[-1]) if len(days) > 1 else days[0]
    return localized("{changes}: {authors}; {when}", changes=changes, authors=named, when=when)


def revisions_group(revisions: Sequence[Revision], *, verbose: bool) -> Group:
    """The changes one by one, at most `_MAX_LISTED` unless `verbose`."""
    shown = revisions if verbose else revisions[:_MAX_LISTED]
    rows = [
        Row(
            localized(_CHANGES[revision.change]),
            (f"{_what(revision)}   {_origin(revision)}".rstrip(),),
            "add" if revision.is_new else "drop",
            localized(revision.place.name) if revision.place else "",
        )
        for revision in shown
    ]
    if len(revisions) > len(shown):
        rows.append(Row("", (localized("and {number:,} more (-v)", number=len(revisions) - len(shown)),)))
    return Group(tuple(rows), localized("TRACKED CHANGES"))


def _what(revision: Revision) -> str:
    """The text of a change in quotation marks, with what it was done to if that is more than text."""
    text = localized("“{text}”", text=shorten(" ".join(revision.text.split()))) if revision.text.strip() else ""
    if revision.of == "text":
        return text
    part = localized(_CHANGED_PARTS[revision.of])
    return localized("{part} {text}", part=part, text=text) if text else part


def _origin(revision: Revision) -> str:
    """Author and date of a change, as far as the file says them."""
    author, day = revision.author, revision.date[:10]
    return localized("{author}, {day}", author=author, day=day) if author and day else author or day
