"""The tables that depend on a language: a folder for each language, with a `LanguagePack` called `PACK`.

pack         `LanguagePack` and its tables: numbering, sentence marks, words of headers and of page furniture
fact_tables  the part of a pack for the content of provisions: `Lexicon` and `FactPatterns`
publication_tables  the part of a pack for the rules before publication: `PublicationWords`
zh           Chinese

`pack_names` and `load_pack` find the folders, so a new pack is its folder and nothing else. But all documents are read
with the `PACK` below, whatever their language: which pack that is, is written here.

>>> PACK.name, PACK.sentences.full_stop
('zh', '。！？!?')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.languages.zh import PACK

if TYPE_CHECKING:
    from policydiff.languages.pack import LanguagePack

__all__ = ["PACK", "load_pack", "pack_names"]


def pack_names() -> tuple[str, ...]:
    """Return the names of the folders that hold a language pack, in alphabetical order; no pack is imported.

    >>> "zh" in pack_names()
    True
    """
    import pkgutil

    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))


def load_pack(name: str) -> LanguagePack:
    """Return the pack of a folder, imported now. ValueError if `name` is none of `pack_names()`.

    >>> load_pack("zh") is PACK
    True
    """
    from importlib import import_module

    if name not in pack_names():
        raise ValueError(f"no language pack is called {name!r}")
    pack: LanguagePack = import_module(f"{__name__}.{name}").PACK
    return pack
