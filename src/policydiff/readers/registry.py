r"""The module that reads a file: chosen by the bytes first, then by the suffix.

Modules are found by listing the folder `formats`, so a new one is a file there and nothing else.

>>> format_of("第一条 本办法自公布之日起施行。".encode(), "办法.txt").SUFFIXES[0]
'.txt'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import cast

from policydiff.readers import formats, recognition
from policydiff.readers.formats import Format, plain


@cache
def module_names(package: ModuleType) -> tuple[str, ...]:
    """The names of the modules in the folder of a package, sorted; none of them is imported."""
    from pkgutil import iter_modules

    return tuple(sorted(module.name for module in iter_modules(package.__path__)))


def format_of(raw: bytes, path: str) -> Format:
    """The module that reads these bytes; ReadError for a recognised format that no module reads.

    For plain text with a suffix of plain text, no other module is imported.
    """
    kind = recognition.kind_of_bytes(raw)
    name = path.lower()
    if not kind and name.endswith(plain.SUFFIXES):
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
            yield cast(Format, import_module(f"{formats.__name__}.{name}"))


def _recognises_nothing(raw: bytes) -> bool:
    """The `recognises` of a module that has none."""
    return False
