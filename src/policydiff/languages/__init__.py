"""What is particular to a language, as one `LanguagePack` a language: see `pack`. Each has a folder of its own.

`PACK` is the pack that all documents are read with.
"""

from policydiff.languages.zh import CHINESE

__all__ = ["PACK"]

PACK = CHINESE
