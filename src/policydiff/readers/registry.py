r"""The module that reads a file: chosen by the bytes first, then by the suffix.

Modules are found by listing the folders `formats` and `containers`, so a new one is a file there and nothing else.

>>> format_of("第一条 本办法自公布之日起施行。".encode(), "办法.txt").SUFFIXES[0]
'.txt'
>>> container_name("orders.jsonl.gz"), container_name("办法.txt")
('json_lines', '')
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast

from policydiff.errors import ReadError
from policydiff.extensions import load_module, module_names
from policydiff.readers import formats, recognition
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.formats import Format, plain

if TYPE_CHECKING:
    from policydiff.readers.containers import Container

_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08")  # ZIP, a ZIP archive without members, gzip
_BEGINNING_BYTES = 512  # of a file: the header of a TAR archive, in which there are NULs


def format_of(raw: bytes, path: str) -> Format:
    """The module that reads these bytes; `plain` if neither bytes nor suffix say another.

    ReadError for a recognised format that no module reads, and for an archive of documents. For plain text with a
    suffix of plain text, no other module is imported.
    """
    kind = recognition.kind_of_bytes(raw)
    name = path.lower()
    has_nul = b"\0" in raw[:_BEGINNING_BYTES]
    if not kind and name.endswith(plain.SUFFIXES) and not recognition.may_be_wide(raw) and not has_nul:
        return plain
    if raw.startswith(_PACKED) or has_nul:
        from policydiff.readers import archives

        if archive := archives.archive_kind(io.BytesIO(raw), path):
            raise archives.archive_error(archive, path)
    for module in _other_formats():
        if raw.startswith(module.SIGNATURES) or getattr(module, "recognises", _recognises_nothing)(raw):
            return module
    if kind:
        raise recognition.format_error(kind, path)
    return next((module for module in _other_formats() if name.endswith(module.SUFFIXES)), plain)


def _other_formats() -> Iterator[Format]:
    """The modules of all formats but plain text, imported."""
    for name in module_names(formats):
        if name != "plain":
            yield cast(Format, load_module(formats.__name__, name, "SUFFIXES", "SIGNATURES", "read"))


def _recognises_nothing(*arguments: object) -> bool:
    """The `recognises` of a module that has none."""
    return False


# --- containers


def container(name: str) -> Container:
    """The module of a container, by its name; KeyError if there is none."""
    return _containers()[name]


def container_suffix(path: str) -> str:
    """The longest suffix of a container that the path ends with, in this case of letters; empty if there is none."""
    suffixes = [suffix for module in _containers().values() for suffix in module.SUFFIXES if path.endswith(suffix)]
    return max(suffixes, key=len, default="")


def container_name(path: str, opened: Callable[[str], BinaryIO] | None = None) -> str:
    """The name of the module that reads the documents in a file; empty if the file is one document.

    `opened` opens a file, by default one on the disk. A file with a suffix of plain text is a container only if it is
    an archive; one of which `opened` is given is not looked at. Standard input is one document.
    """
    is_plain = path.lower().endswith(plain.SUFFIXES)
    if path == STDIN or (is_plain and opened is not None):
        return ""
    with (opened or _opened_on_disk)(path) as stream:
        beginning = stream.read(_BEGINNING_BYTES)
        may_be_archive = beginning.startswith(_PACKED) or b"\0" in beginning
        if is_plain and not may_be_archive:
            return ""
        for name, module in _containers().items():
            recognises = getattr(module, "recognises", _recognises_nothing) if may_be_archive else _recognises_nothing
            if beginning.startswith(module.SIGNATURES) or recognises(stream, path):
                return name
        suffix = "" if is_plain else container_suffix(path)
        named = next((name for name, module in _containers().items() if suffix in module.SUFFIXES), "")
        if named and may_be_archive:
            from policydiff.readers import archives

            return "" if archives.is_document(stream) else named
    return named


@cache
def _containers() -> dict[str, Container]:
    """The modules of all containers by their names, imported."""
    from policydiff.readers import containers  # a single document is read without them

    needed = ("SUFFIXES", "SIGNATURES", "entries", "entry", "raw")
    names = module_names(containers)
    return {name: cast("Container", load_module(containers.__name__, name, *needed)) for name in names}


def _opened_on_disk(path: str) -> BinaryIO:
    """A regular file at its start; an empty stream for any other, and for one that cannot be read."""
    try:
        return open_file(path) if os.path.isfile(path) else io.BytesIO()
    except (OSError, ValueError, ReadError):
        return io.BytesIO()
