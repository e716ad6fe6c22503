"""Chinese: Simplified and Traditional characters, the usage of the mainland and of Taiwan.

numbering      the styles of labels (编章节条款项目, 壹、一、（一）1.（1）①, 附件) and the characters of numerals
sentences      the marks at which sentences, clauses and lines end
header         words of heads and feet: document numbers, agencies, dates, sources, kinds of documents
furniture      words of page furniture
amendments     words of decisions that amend laws
relations      words by which documents pass others on, and words of forms that are filled in
annotations    headings and beginnings of annotations, Chinese and English
official       the parts of official documents, of the mainland and of Taiwan
lexicon        words that facts are made of: obligation grades, units, penalties, regional twins
acts           words between a modal word and its verb
agencies       the names of bodies, lists of them, and the words that say what part they have
references     the words and patterns of cross references, 第三条第二款第（一）项
fact_patterns  the patterns that find facts, made from the lexicon
publication    markings of classification, and what is left of templates
personal       words beside personal data
mainland_norms  the norms of wording for statutes of the mainland
taiwan_norms    the norms of wording for statutes of Taiwan
shifts         words whose exchange changes what a provision means: 批准 and 备案
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policydiff.languages.pack import LanguagePack
from policydiff.languages.zh.amendments import AMENDMENTS
from policydiff.languages.zh.annotations import ANNOTATIONS
from policydiff.languages.zh.furniture import FURNITURE
from policydiff.languages.zh.header import HEADER
from policydiff.languages.zh.numbering import NUMBERING
from policydiff.languages.zh.official import OFFICIAL
from policydiff.languages.zh.relations import RELATIONS
from policydiff.languages.zh.sentences import SENTENCES

if TYPE_CHECKING:
    from policydiff.languages.fact_tables import FactPatterns, Lexicon, Shifts
    from policydiff.languages.publication_tables import PublicationWords

__all__ = ["PACK"]


def _lexicon() -> Lexicon:
    """The words of Chinese facts, imported by the first call."""
    from policydiff.languages.zh.lexicon import LEXICON

    return LEXICON


@cache
def _fact_patterns() -> FactPatterns:
    """The patterns of Chinese facts, made by the first call."""
    from policydiff.languages.zh.fact_patterns import make_fact_patterns

    return make_fact_patterns()


@cache
def _shifts() -> Shifts:
    """The Chinese words whose exchange changes the meaning, made by the first call."""
    from policydiff.languages.zh.shifts import make_shifts

    return make_shifts()


@cache
def _publication() -> PublicationWords:
    """The Chinese words of the rules before publication, made by the first call."""
    from policydiff.languages.zh.publication import make_publication_words

    return make_publication_words()


PACK = LanguagePack(
    "zh",
    numbering=NUMBERING,
    sentences=SENTENCES,
    header=HEADER,
    furniture=FURNITURE,
    amendments=AMENDMENTS,
    relations=RELATIONS,
    official=OFFICIAL,
    annotations=ANNOTATIONS,
    lexicon=_lexicon,
    fact_patterns=_fact_patterns,
    shifts=_shifts,
    publication=_publication,
)
