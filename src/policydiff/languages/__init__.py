"""What is particular to a language, as one `LanguagePack` each. `PACK` is the pack that all documents are read with.

pack         `LanguagePack` and its tables: numbering, sentence marks, words of headers and of page furniture
fact_tables  the part of a pack that says what provisions say: `Lexicon` and `FactPatterns`
zh           Chinese
"""

from policydiff.languages.zh import CHINESE

__all__ = ["PACK"]

PACK = CHINESE
