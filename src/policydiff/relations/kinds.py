"""The kinds of relation between two documents, as one table.

Their names are those of options, JSON and reports. `classify` has the test of each kind, in the order of the table.
"""

from __future__ import annotations

from typing import NamedTuple


class RelationKind(NamedTuple):
    """What may follow from a relation, and how it is worded.

    A document of which a copy is proven (`is_copy`) may be left out; others only if `may_be_dropped` and asked for.
    Kinds that are `linked` are reported among the documents that stay. `reverse` is the kind as seen from the other
    document. `dropped_as` completes "A is left out: ... B", and `described_as` says what a document is to the first.

    >>> KINDS["excerpt"].reverse, KINDS["excerpt"].is_copy
    ('contains', False)
    """

    name: str
    described_as: str
    is_copy: bool = False
    may_be_dropped: bool = False
    linked: bool = False
    reverse: str = ""
    dropped_as: str = ""

    def reversed(self) -> str:
        """The name of the kind as seen from the other document."""
        return self.reverse or self.name


_ROWS = (
    RelationKind("identical", "byte for byte the same", True, True, dropped_as="byte for byte the same as"),
    RelationKind("same-text", "the same text", True, True, dropped_as="the same text as"),
    RelationKind(
        "script-twin",
        "the same text in the other script",
        True,
        True,
        dropped_as="the same text in the other script as",
    ),
    RelationKind("near-duplicate", "the same document", True, True, dropped_as="the same document as"),
    RelationKind("revision", "another edition", linked=True),
    RelationKind("mislabelled", "one text under two names", linked=True),
    RelationKind(
        "excerpt",
        "stands in the first",
        may_be_dropped=True,
        linked=True,
        reverse="contains",
        dropped_as="an excerpt of",
    ),
    RelationKind("contains", "contains the first", reverse="excerpt"),
    RelationKind("wrapper", "carries the first whole", linked=True, reverse="excerpt"),
    RelationKind("template", "made from the same form", linked=True),
    RelationKind("reuse", "shares passages"),
)
KINDS = {kind.name: kind for kind in _ROWS}
COPIES = frozenset(kind.name for kind in _ROWS if kind.is_copy)
MAY_BE_DROPPED = tuple(kind.name for kind in _ROWS if kind.may_be_dropped)
NEVER_DROPPED = tuple(kind.name for kind in _ROWS if not kind.may_be_dropped)
