"""Two folders compared, document by document: changed, renamed, added and removed ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_args

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison, Severity
from policydiff.editions.pairing import SourcePair, pair_documents
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import UnreadableInput
from policydiff.version import __version__

SCHEMA = "policydiff.compare-folders/1"
# `identical`: the same text. `same-text`: only ignored differences. `replaced`: another document under the path.
Status = Literal["changed", "replaced", "added", "removed", "same-text", "identical"]
STATUSES: tuple[Status, ...] = get_args(Status)
UNCHANGED: tuple[Status, ...] = ("same-text", "identical")

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class DocumentPair(Generic[Shown]):
    """What became of one document: its paths in both folders, None where it is missing.

    `summary` counts its units by change, and `findings` by severity; both are None if it was not compared.
    `shown` is what the caller made of the comparison of a changed document; None for any other. `counts_as_change`
    says whether the exit status reports it.
    """

    status: Status
    old: str | None
    new: str | None
    summary: dict[str, int] | None
    findings: dict[str, int] | None
    counts_as_change: bool
    shown: Shown | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether it is in both folders under different paths."""
        return self.old is not None and self.new is not None and self.old != self.new


@dataclass(frozen=True, slots=True)
class FolderComparison(Generic[Shown]):
    """The documents of two folders in the order of their paths, and what could not be read or is no document."""

    old: str
    new: str
    pairs: tuple[DocumentPair[Shown], ...]
    unreadable: tuple[UnreadableInput, ...]
    no_documents: int

    def count(self, status: Status) -> int:
        """The number of documents of a status."""
        return sum(pair.status == status for pair in self.pairs)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON (docs/json/compare-folders.schema.json); `comparison` is what was made of each."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "policydiff", "version": __version__},
            "old": self.old,
            "new": self.new,
            "documents": [
                {
                    "status": pair.status,
                    "old": pair.old,
                    "new": pair.new,
                    "renamed": pair.is_renamed,
                    "summary": pair.summary,
                    "findings": pair.findings,
                    "comparison": pair.shown,
                }
                for pair in self.pairs
            ],
            "unreadable": [problem.as_json() for problem in self.unreadable],
            "no_documents": self.no_documents,
            "summary": {
                **{status: self.count(status) for status in STATUSES},
                "renamed": sum(pair.is_renamed for pair in self.pairs),
            },
        }


def compare_folders(
    old: Corpus,
    new: Corpus,
    show: Callable[[Comparison], Shown],
    differs: Callable[[Comparison], bool],
    progress: Callable[[str, float], None] | None = None,
) -> FolderComparison[Shown]:
    """The comparison of two folders; of each comparison only what `show` makes of it is kept.

    `differs` says whether a comparison reports a change; added and removed documents always are one.
    """
    pairing = pair_documents(old, new, progress)
    pairs: list[DocumentPair[Shown]] = []
    for number, pair in enumerate(pairing.pairs):
        if progress:
            progress("comparing", number / len(pairing.pairs))
        pairs += _compared(pair, old, new, show, differs)
    no_documents = len(old.no_documents) + len(new.no_documents)
    return FolderComparison(old.operands[0], new.operands[0], tuple(pairs), pairing.unreadable, no_documents)


def _compared(
    pair: SourcePair,
    old: Corpus,
    new: Corpus,
    show: Callable[[Comparison], Shown],
    differs: Callable[[Comparison], bool],
) -> list[DocumentPair[Shown]]:
    """What became of a pair: one entry, or a removed and an added document if they only looked alike."""
    if pair.old is None or pair.new is None:
        status: Status = "added" if pair.old is None else "removed"
        return [DocumentPair(status, *_paths(pair), None, None, True)]
    if pair.has_equal_texts:
        return [DocumentPair("identical", *_paths(pair), None, None, False)]
    comparison = compare(old.document(pair.old.source), new.document(pair.new.source))
    if not comparison.related and pair.old.path != pair.new.path:
        alone = SourcePair(pair.old, None), SourcePair(None, pair.new)
        return [entry for one in alone for entry in _compared(one, old, new, show, differs)]
    if not comparison.related:
        return [DocumentPair("replaced", *_paths(pair), None, None, True)]
    counts = Counter(finding.severity for finding in comparison.findings)
    findings = {severity: counts[severity] for severity in get_args(Severity)}
    is_change = differs(comparison)
    status = "same-text" if comparison.same_text and not is_change else "changed"
    shown = None if status == "same-text" else show(comparison)
    return [DocumentPair(status, *_paths(pair), comparison.summary, findings, is_change, shown)]


def _paths(pair: SourcePair) -> tuple[str | None, str | None]:
    """The paths of a pair in the two folders."""
    return pair.old.path if pair.old else None, pair.new.path if pair.new else None
