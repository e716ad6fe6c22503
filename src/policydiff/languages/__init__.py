"""The tables that depend on a language, one `LanguagePack` for each. All documents are read with `PACK`.

pack         `LanguagePack` and its tables: numbering, sentence marks, words of headers and of page furniture
fact_tables  the part of a pack for the content of provisions: `Lexicon` and `FactPatterns`
zh           Chinese

>>> PACK.name, PACK.sentences.full_stop
('zh', '。！？!?')
"""

from policydiff.languages.zh import CHINESE

__all__ = ["PACK"]

PACK = CHINESE
