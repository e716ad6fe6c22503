"""TAR archives, also gzipped: every member that is a document is one of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from policydiff.readers import archives
from policydiff.readers.containers import ContainerFile, ContainerOptions
from policydiff.readers.entries import Entry, Source, UnreadableInput

SUFFIXES: tuple[str, ...] = archives.TAR_SUFFIXES
SIGNATURES: tuple[bytes, ...] = ()  # they have a checksum, not a signature; see `recognises`


def recognises(stream: BinaryIO, path: str) -> bool:
    """Whether a file is a TAR archive of documents."""
    return archives.archive_kind(stream, path) == archives.TAR


def entries(file: ContainerFile, options: ContainerOptions) -> Iterator[Entry | UnreadableInput]:
    """The documents of an archive; ReadError if it is damaged or beyond a limit."""
    from policydiff.readers.archive_documents import archive_entries

    return archive_entries(file, options, archives.TAR)


def entry(file: ContainerFile, source: Source, options: ContainerOptions) -> Entry | UnreadableInput:
    """The document of a source, read again."""
    from policydiff.readers.archive_documents import archive_entry

    return archive_entry(file, source, options, archives.TAR)


def raw(file: ContainerFile, source: Source) -> bytes:
    """The bytes of the document of a source, unpacked."""
    from policydiff.readers.archive_documents import archive_raw

    return archive_raw(file, source, archives.TAR)
