"""What documents that come in are held against: other files, saved indexes, and what git held before."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policydiff.errors import ReadError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File, Source
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.git import Revision

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, eq=False)
class ReferenceDocuments:
    """What documents that come in are held against.

    `replaced` are files of `corpora` that something coming in stands for, under the same path; None where they are
    there no more. `known` are paths that come in as they are held, to the byte.
    """

    corpora: tuple[Corpus, ...] = ()
    indexes: tuple[str, ...] = ()
    replaced: dict[str, str | None] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    def close(self) -> None:
        """Ends what was begun to read it."""
        for each in self.corpora:
            if isinstance(each, Revision):
                each.close()


def open_references(corpus: Corpus, against: Sequence[str], revision: str, **reading: Any) -> ReferenceDocuments:
    """What a corpus is held against: indexes, files and folders, and its repository at a revision ("" for none).

    `reading` says how files are read. ReadError for what is not there.
    """
    indexes = tuple(path for path in against if _is_index(path))
    own = {os.path.realpath(each.path): each.path for each in corpus.files}
    corpora: list[Corpus] = []
    if files := [path for path in against if path not in indexes]:
        others = Corpus(files, **reading)
        # Of a file that comes in too, that is all there is to say; and an index among documents is none of them.
        others.files = [each for each in others.files if os.path.realpath(each.path) not in own]
        corpora.append(others)
    if not revision:
        return ReferenceDocuments(tuple(corpora), indexes)
    before = Revision(revision, _folder(corpus), **reading)
    _of_one_repository(own, before.top)
    replaced, known = {}, set()
    kept: list[File] = []
    for each in before.files:
        here = os.path.realpath(os.path.join(before.top, each.inside))
        comes_in = own.get(here)
        if comes_in is not None and _same_object(corpus, comes_in, before.blobs[each.path].object):
            known.add(comes_in)
            continue
        kept.append(each)
        if comes_in is not None or not os.path.lexists(os.path.join(before.top, each.inside)):
            replaced[each.path] = comes_in
    before.files = kept
    before.count()
    return ReferenceDocuments((*corpora, before), indexes, replaced, frozenset(known))


def _is_index(path: str) -> bool:
    try:
        with open_file(path) as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError, ReadError):
        return False


def _folder(corpus: Corpus) -> str:
    """A folder of the repository that the corpus is in."""
    first = next((each.path for each in corpus.files if each.path != STDIN), "")
    return os.path.dirname(os.path.realpath(first)) if first else ""


def _of_one_repository(paths: Mapping[str, str], top: str) -> None:
    for path, named in paths.items():
        if named != STDIN and os.path.commonpath([path, os.path.realpath(top)]) != os.path.realpath(top):
            raise ReadError(f"not in the repository {top}", where=named, hint="check one repository at a time")


def _same_object(corpus: Corpus, path: str, name: str) -> bool:
    """Whether a file has the bytes that git calls by this name."""
    try:
        raw = corpus.raw(Source(path, path, path))
    except (OSError, ReadError):
        return False
    made = hashlib.new("sha1" if len(name) == 40 else "sha256", b"blob %d\0" % len(raw), usedforsecurity=False)
    made.update(raw)
    return made.hexdigest() == name
