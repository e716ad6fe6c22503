"""Containers, files that hold many documents: each module of this folder reads one kind, found here by being in it.

`readers.registry` chooses the module. Modules of this folder are imported to ask for their suffixes, so what is heavy
is imported inside their functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

from policydiff.readers.entries import Entry, Source, UnreadableInput


class ContainerOptions(NamedTuple):
    """What the user said about reading: the fields of records, and the encoding of text.

    `fields` are further fields of records whose values are kept.
    """

    text_field: str = "text"
    id_field: str = "id"
    encoding: str | None = None
    fields: tuple[str, ...] = ()


class Opener(Protocol):
    """Opens a file, unpacked if it is a gzip archive; it may be open from an earlier call, unless `anew`."""

    def __call__(self, path: str, *, anew: bool = False) -> BinaryIO:
        """The stream, which can be sought in."""


def _forget(name: str) -> None:
    """What is passed over is told only where somebody asks."""


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A file as a container module is given it, on the disk or in git.

    `path` and `inside` are those of its sources, and `id` identifies it in its corpus. `report_progress` is told how
    many of all unpacked bytes were read, and `pass_over` the names of members that are no documents.
    """

    path: str
    inside: str
    opener: Opener
    report_progress: Callable[[int, int], None]
    id: str = ""
    pass_over: Callable[[str], None] = _forget

    def opened(self) -> BinaryIO:
        """The file at its start, unpacked if its name ends with .gz, opened anew for a pass.

        OSError, EOFError or ReadError if that fails.
        """
        stream = self.opener(self.path, anew=True)
        stream.seek(0)
        return stream

    def piece(self, start: int, length: int) -> bytes:
        """At most `length` bytes of the unpacked file from offset `start`; fewer, or none, where the file ends before.

        The stream is shared with a pass that may be under way in the same thread: its position is put back. Not
        safe for threads.
        """
        with self.shared() as stream:
            stream.seek(start)
            return stream.read(length)

    @contextmanager
    def shared(self) -> Iterator[BinaryIO]:
        """The stream, whose position is put back afterwards, as for `piece`."""
        stream = self.opener(self.path)
        position = stream.tell()
        try:
            yield stream
        finally:
            stream.seek(position)


class Container(Protocol):
    """A module of this folder.

    The `line` of a source is the number of its document, from 1; `start` and `length` are the bytes of the document in
    the unpacked file. A module may also have `recognises(stream, path) -> bool`, for a kind that has no signature; it
    is asked only of files that `readers.archives` takes for archives.
    """

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """The suffixes of its files, with the dot."""

    @property
    def SIGNATURES(self) -> tuple[bytes, ...]:
        """The beginnings of its files; empty if it has none."""

    def entries(self, file: ContainerFile, options: ContainerOptions) -> Iterator[Entry | UnreadableInput]:
        """The documents of a file in their order, with what could not be read in its place.

        OSError, EOFError or ReadError ends the file: what could not be read is then the file itself.
        """

    def entry(self, file: ContainerFile, source: Source, options: ContainerOptions) -> Entry | UnreadableInput:
        """The document with a source that `entries` gave, read again; an UnreadableInput if it cannot be read now.

        Its id shows whether it is the same: the source may name a changed file.
        """

    def raw(self, file: ContainerFile, source: Source) -> bytes:
        """The bytes of that document as they stand in the file, whether or not they can be read as text."""
