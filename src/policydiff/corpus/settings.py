"""The options of a pass over a corpus."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policydiff.corpus.preferences import Preference
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE
from policydiff.matching.lsh import THRESHOLD
from policydiff.relations.kinds import COPIES, MAY_BE_DROPPED

if TYPE_CHECKING:
    from policydiff.deduplication.choices import Keep
    from policydiff.deduplication.options import Options
    from policydiff.relations.summary import DocumentSummary

NO_PREFERENCE = Preference()
Progress = Callable[[str, float], None]  # called with the name of a step and the share of it that is done, in [0, 1]


@dataclass(frozen=True)
class ScanOptions:
    """How a corpus is scanned. `threads` changes no result.

    `threshold` is the Jaccard similarity, and `miss` the greatest probability of missing a pair at it, that the LSH
    bands are tuned to. `find_contained` adds the pairs of documents of which one may contain the other: at least the
    share `min_shared` of the smaller sample. `own_repeats` asks for repeats inside each document, under these options.
    `facts` asks for the summary of every document that a plan records, `titles` for the pairs of documents of one
    title.
    """

    threshold: float = THRESHOLD
    miss: float = 0.001
    threads: int = 1
    find_contained: bool = True
    min_shared: float = MIN_CERTAIN_SHARE
    own_repeats: Options | None = None
    facts: bool = False
    titles: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them: whether repeats and copies were looked for, and the threshold."""
        return {"within": self.own_repeats is not None, "across": self.find_contained, "threshold": self.threshold}


def relations_to_drop(dropped: frozenset[str], kept: frozenset[str]) -> frozenset[str]:
    """The relations between documents for which one goes: those of copies and `dropped`, without `kept`.

    Names of relations inside a document are left out.
    """
    return ((COPIES | dropped) - kept) & frozenset(MAY_BE_DROPPED)


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """How copies among documents are handled.

    `keep` chooses which of two copies is kept, `prefer` is a shell pattern of the ids kept before others, and `drop`
    names the relations for which a document is dropped. `preference` chooses by fields of records before `prefer`, and
    by date or length after it.
    """

    keep: Keep = "auto"
    prefer: str = ""
    drop: frozenset[str] = COPIES
    preference: Preference = NO_PREFERENCE

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them, without `keep`, which is recorded with the options of documents."""
        return {"prefer": self.prefer, "drop_documents": sorted(self.drop), **self.preference.as_json()}

    def prefers(self, document: DocumentSummary) -> bool:
        """True if the id of the document matches `prefer`, in this case of letters; False if there is no `prefer`.

        >>> from policydiff.readers.entries import Source
        >>> from policydiff.relations.summary import DocumentSummary
        >>> document = DocumentSummary(Source("gov/a.txt", "a.txt", "gov/a.txt"))
        >>> CorpusOptions(prefer="gov/*").prefers(document), CorpusOptions().prefers(document)
        (True, False)
        """
        return bool(self.prefer) and fnmatch.fnmatchcase(document.id, self.prefer)
