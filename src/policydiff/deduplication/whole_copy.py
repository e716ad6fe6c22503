"""`WholeCopy`: two copies that together make up a document, and how they relate to each other."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from policydiff.deduplication.removal import Extent


class CopyKind(StrEnum):
    """How the copies relate to each other."""

    SAME = "same"  # one may be dropped
    THIN = "thin"  # the same, but too little to be sure
    HEADS_DIFFER = "heads-differ"  # each head or foot has words that the other lacks
    LACKING = "lacking"  # one lacks a part of the body
    FRAMING = "framing"  # the same text at the beginning and at the end, with other text between
    ALTERED = "altered"  # the same text with some characters changed
    ALTERED_SECTION = "altered-section"  # the same for a section or page of the document


class WholeCopy(NamedTuple):
    """Two copies that make up a document, the one that may be dropped and the one that is kept.

    `kept_only` are the indexes of the paragraphs that only the kept copy has.
    """

    kind: CopyKind
    dropped: Extent
    kept: Extent
    kept_only: tuple[int, ...] = ()
