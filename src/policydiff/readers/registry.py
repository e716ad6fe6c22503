r"""The module that reads a file: chosen by the bytes first, then by the suffix.

Modules are found by listing the folders `formats` and `containers`, so a new one is a file there and nothing else.

>>> format_of("第一条 本办法自公布之日起施行。".encode(), "办法.txt").SUFFIXES[0]
'.txt'
>>> container_name("orders.jsonl.gz"), container_name("办法.txt")
('json_lines', '')
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

from policydiff.errors import ReadError
from policydiff.extensions import load_module, module_names
from policydiff.readers import formats, recognition
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.formats import Format, plain

if TYPE_CHECKING:
    from policydiff.readers.containers import Container


def format_of(raw: bytes, path: str) -> Format:
    """The module that reads these bytes; `plain` if neither bytes nor suffix say another.

    ReadError for a recognised format that no module reads. For plain text with a suffix of plain text, no other
    module is imported.
    """
    kind = recognition.kind_of_bytes(raw)
    name = path.lower()
    if not kind and name.endswith(plain.SUFFIXES) and not recognition.may_be_wide(raw):
        return plain
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


def _recognises_nothing(raw: bytes) -> bool:
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


def container_name(path: str, beginning: Callable[[str, int], bytes] | None = None) -> str:
    """The name of the module that reads the documents in a file; empty if the file is one document.

    `beginning` gives the first bytes of a file, by default of one on the disk. It is called only if a container has
    signatures, and never for standard input or a suffix of plain text.
    """
    if path == STDIN or path.lower().endswith(plain.SUFFIXES):
        return ""
    length = max((len(signature) for module in _containers().values() for signature in module.SIGNATURES), default=0)
    first_bytes = (beginning or _beginning_on_disk)(path, length) if length else b""
    for name, module in _containers().items():
        if first_bytes.startswith(module.SIGNATURES):
            return name
    suffix = container_suffix(path)
    return next((name for name, module in _containers().items() if suffix in module.SUFFIXES), "")


@cache
def _containers() -> dict[str, Container]:
    """The modules of all containers by their names, imported."""
    from policydiff.readers import containers  # a single document is read without them

    needed = ("SUFFIXES", "SIGNATURES", "entries", "entry", "raw")
    names = module_names(containers)
    return {name: cast("Container", load_module(containers.__name__, name, *needed)) for name in names}


def _beginning_on_disk(path: str, length: int) -> bytes:
    """The first `length` bytes of a regular file; none of any other, and none if it cannot be read."""
    try:
        if not os.path.isfile(path):
            return b""
        with open_file(path) as stream:
            return stream.read(length)
    except (OSError, ValueError, ReadError):
        return b""
