"""What incoming documents are checked against: other files, saved indexes, and the repository at a revision."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File, Source
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.git import Revision

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, eq=False)
class ReferenceDocuments:
    """What incoming documents are checked against.

    `replaced` maps a file of `corpora` to the incoming file that takes its path, or to None if the path is gone.
    `unchanged` holds the incoming files that the reference has with the same bytes.
    """

    corpora: tuple[Corpus, ...] = ()
    indexes: tuple[str, ...] = ()
    replaced: dict[str, str | None] = field(default_factory=dict)
    unchanged: frozenset[str] = frozenset()

    def close(self) -> None:
        """End the git processes of the corpora."""
        for corpus in self.corpora:
            if isinstance(corpus, Revision):
                corpus.close()


def open_references(corpus: Corpus, against: Sequence[str], revision: str, **reading: Any) -> ReferenceDocuments:
    """What a corpus is checked against, opened: indexes, files and folders, and its repository at a revision (or "").

    `reading` are the keyword arguments with which a Corpus is opened. Incoming files are left out of the files and
    folders; files with unchanged bytes are left out of the revision. ReadError for what does not exist, and with a
    revision for an incoming file outside the repository.
    """
    indexes = tuple(path for path in against if is_index(path))
    incoming = {os.path.realpath(file.path): file.path for file in corpus.files}
    corpora: list[Corpus] = []
    if files := [path for path in against if path not in indexes]:
        others = open_held_documents(files, **reading)
        # An incoming file is not checked against itself.
        others.files = [file for file in others.files if os.path.realpath(file.path) not in incoming]
        corpora.append(others)
    if not revision:
        return ReferenceDocuments(tuple(corpora), indexes)
    before = Revision(revision, _folder_of_corpus(corpus), **reading)
    _require_same_repository(incoming, before.top)
    replaced, known = {}, set()
    kept: list[File] = []
    for file in before.files:
        real_path = os.path.realpath(os.path.join(before.top, file.inside))
        successor = incoming.get(real_path)
        if successor is not None and _is_same_object(corpus, successor, before.blobs[file.path].object):
            known.add(successor)
            continue
        kept.append(file)
        if successor is not None or not os.path.lexists(os.path.join(before.top, file.inside)):
            replaced[file.path] = successor
    before.files = kept
    before.count()
    return ReferenceDocuments((*corpora, before), indexes, replaced, frozenset(known))


def open_held_documents(paths: Sequence[str], **reading: Any) -> Corpus:
    """The documents at these paths, with which others are to be compared; `reading` as for Corpus.

    ReadError if there is none at one of them: a comparison with nothing would find nothing.
    """
    corpus = Corpus(paths, **reading)
    filled = {file.operand for file in corpus.files if not _is_empty(file.path)}
    for path in paths:
        # A file below two operands is listed with one of them.
        if path not in filled and all(_is_empty(file.path) for file in Corpus([path], **reading).files):
            hint = message("name a file, a folder or an index with documents")
            raise ReadError("there is no document in it to compare with", where=path, hint=hint)
    return corpus


def _is_empty(path: str) -> bool:
    """Whether a file has no bytes."""
    return os.path.isfile(path) and os.path.getsize(path) == 0


def is_index(path: str) -> bool:
    """True if a file begins as SQLite files do; False also if it is a folder or cannot be read."""
    try:
        with open_file(path) as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError, ReadError):
        return False


def _folder_of_corpus(corpus: Corpus) -> str:
    """The real folder of the first file of the corpus, empty if it has only standard input or no file."""
    first = next((file.path for file in corpus.files if file.path != STDIN), "")
    return os.path.dirname(os.path.realpath(first)) if first else ""


def _require_same_repository(paths: Mapping[str, str], top: str) -> None:
    """ReadError if a path is not in the repository at `top`; `paths` maps real paths to the names shown.

    Standard input is not looked at.
    """
    for path, named in paths.items():
        if named != STDIN and os.path.commonpath([path, os.path.realpath(top)]) != os.path.realpath(top):
            reason = message("not in the repository {top}", top=top)
            raise ReadError(reason, where=named, hint="check one repository at a time")


def _is_same_object(corpus: Corpus, path: str, name: str) -> bool:
    """True if the bytes of a file are those of the git object with this name (a hexadecimal digest).

    False also if it cannot be read.
    """
    try:
        raw = corpus.raw(Source(path, path, path))
    except (OSError, ReadError):
        return False
    digest = hashlib.new("sha1" if len(name) == 40 else "sha256", b"blob %d\0" % len(raw), usedforsecurity=False)
    digest.update(raw)
    return digest.hexdigest() == name
