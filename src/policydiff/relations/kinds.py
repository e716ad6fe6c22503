"""The kinds of relation between two documents, as one table.

Their names are those of options, JSON and reports. `classify` has the test of each kind, in the order of the table:
what else is decided on a kind is a field of its row.
"""

from __future__ import annotations

from typing import NamedTuple

from policydiff.messages import NOTHING, Message, message


class RelationKind(NamedTuple):
    """What may follow from a relation, and how it is worded.

    A document of which a copy is proven (`is_copy`) may be left out; others only if `may_be_dropped` and asked for.
    `is_same_text`: the whole texts are equal, not the bodies alone. `is_part`: the document is in the other.
    `is_edition`: both are editions of one document. `is_misnamed`: one text has two names, which somebody must look at.
    Kinds that are `linked` are reported among the documents that stay. A document of a kind that is not `clustered` may
    be closer to a document other than the one it was compared with. `reverse` is the kind as seen from the other
    document. `dropped_as` completes "A is left out: ... B", and `described_as` says what a document is to the first.

    >>> KINDS["excerpt"].reverse, KINDS["excerpt"].is_copy
    ('contains', False)
    """

    name: str
    described_as: Message
    dropped_as: Message = NOTHING
    is_copy: bool = False
    is_same_text: bool = False
    is_part: bool = False
    is_edition: bool = False
    is_misnamed: bool = False
    may_be_dropped: bool = False
    linked: bool = False
    clustered: bool = True
    reverse: str = ""

    @property
    def label(self) -> str:
        """The name of the kind before the name of a document, so that it is clear which of the two contains the other.

        >>> KINDS["contains"].label, KINDS["reuse"].label
        ('contains it', 'reuse')
        """
        return f"{self.name} it" if self.name == "contains" else self.name

    @property
    def is_directed(self) -> bool:
        """Whether the kind says which document is which; False for a kind that is its own reverse."""
        return bool(self.reverse)

    def reversed(self) -> str:
        """The name of the kind as seen from the other document: the own name if the kind is not directed.

        The reverse of the reverse may be another kind: wrapper, excerpt, contains.
        """
        return self.reverse or self.name


def _copy(name: str, described_as: Message, dropped_as: Message, *, is_same_text: bool = True) -> RelationKind:
    """Return the row of a kind that is a proven copy and may be dropped."""
    return RelationKind(name, described_as, dropped_as, is_copy=True, is_same_text=is_same_text, may_be_dropped=True)


# The closest relations first.
_ROWS = (
    _copy("identical", message("byte for byte the same"), message("byte for byte the same as")),
    _copy("same-text", message("the same text"), message("the same text as")),
    _copy("script-twin", message("the same text in the other script"), message("the same text in the other script as")),
    _copy("near-duplicate", message("the same document"), message("the same document as"), is_same_text=False),
    RelationKind("revision", message("another edition"), is_edition=True, linked=True),
    RelationKind("mislabelled", message("one text under two names"), is_misnamed=True, linked=True),
    RelationKind(
        "excerpt",
        message("stands in the first"),
        message("an excerpt of"),
        is_part=True,
        may_be_dropped=True,
        linked=True,
        reverse="contains",
    ),
    RelationKind("contains", message("contains the first"), reverse="excerpt"),
    RelationKind("wrapper", message("carries the first whole"), linked=True, reverse="excerpt"),
    RelationKind("template", message("made from the same form"), linked=True),
    RelationKind("reuse", message("shares passages"), clustered=False),
)
KINDS = {kind.name: kind for kind in _ROWS}
CLOSENESS = {kind.name: place for place, kind in enumerate(_ROWS)}  # 0 for the closest kind
COPIES = frozenset(kind.name for kind in _ROWS if kind.is_copy)
PARTS = frozenset(kind.name for kind in _ROWS if kind.is_part)
EDITIONS = frozenset(kind.name for kind in _ROWS if kind.is_edition)
MISNAMED = frozenset(kind.name for kind in _ROWS if kind.is_misnamed)
MAY_BE_DROPPED = tuple(kind.name for kind in _ROWS if kind.may_be_dropped)
NEVER_DROPPED = tuple(kind.name for kind in _ROWS if not kind.may_be_dropped)
