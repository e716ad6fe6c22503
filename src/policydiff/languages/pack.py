"""What a language pack holds: words, marks and patterns of one language, as values.

Whatever reads words of a language takes these tables from the pack. Every part has a default that matches nothing, so a
pack says only what its language has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from policydiff.text.lazy_regex import NEVER

if TYPE_CHECKING:
    from policydiff.languages.fact_tables import FactPatterns, Lexicon

# ------------------------------------------------------------------------------------------------- numbering


class Style(NamedTuple):
    """One style of numbering. `rank` orders styles from outermost inwards; `opens` are the characters it starts with.

    A style of an ordinal word (第) opens with that word and the character behind the numeral (第条). `pattern` matches
    the label: groups `n`, `inner` and `sub` are its numerals, `one` and `open` numerals with their own sign, and
    `stem` is a letter of `Numbering.stems`. `refused` match what must not follow it.
    """

    name: str
    rank: int
    opens: tuple[str, ...]
    pattern: re.Pattern[str]
    refused: tuple[re.Pattern[str], ...]
    division: bool = False


class Numbering(NamedTuple):
    """The styles of labels, in the order in which they are tried, and the numerals they are written in.

    `digits`, `tens`, `units` and `myriads` give the values of the characters of numerals. `formal_digits` are the
    numerals of deeds. `ordinal` is the word before an ordinal number, `counting` are the characters that may stand
    between it and the word it counts. `next_numeral` matches a numeral behind a mark of enumeration (groups `n` and
    `after`), and `counted` are the characters which then show that numbers are listed.
    """

    styles: tuple[Style, ...] = ()
    digits: Mapping[str, int] = MappingProxyType({})
    tens: Mapping[str, int] = MappingProxyType({})
    units: Mapping[str, int] = MappingProxyType({})
    myriads: Mapping[str, int] = MappingProxyType({})
    formal_digits: str = ""
    stems: str = ""
    ordinal: str = ""
    counting: str = ""
    next_numeral: re.Pattern[str] = NEVER
    counted: frozenset[str] = frozenset()


# ------------------------------------------------------------------------------------------------- lines and sentences


class SentenceMarks(NamedTuple):
    """The marks at which sentences, clauses and lines of text end: a set for each use, since uses differ in how sure
    they must be. Sets hold ASCII marks too, but for those that say full width.
    """

    sentence: str = ".!?;"  # a sentence, or an item that ends with a semicolon
    full_stop: str = ".!?"  # a sentence, items not
    item: str = ".;"  # an item or a provision: no question, no call
    clause: str = ".!?;:,"  # a clause
    line_of_text: str = ".!?;…"  # what no heading ends with
    sentence_or_lead: str = ".!?;:"  # a sentence, or what leads to the text below
    unwrapped_line: str = ".!?;:"  # a line that goes on in no other line
    never_in_title: str = ".!?;:,"  # what no title ends with
    continues_line: str = ".;,"  # what a line begins with that goes on from the one above
    inside_text: str = ".;,"  # what a list of names holds between or after its entries
    full_width_sentence: str = ""
    full_width_sentence_or_lead: str = ""
    full_width_item: str = ""
    normalised_sentence: str = ".;!?"  # in normalised text, which has one form of each mark
    normalised_clause: str = ".;!?,:"


class HeaderWords(NamedTuple):
    """What is read at the head and foot of a document.

    `date` matches a date, `document_number` an official number (发文字号), `order` the number of an order. `title_end`
    matches the kind of document at the end of a title. Of the others, `agency_line` matches a line of issuing agencies;
    `issued_under` and `from_line` have the name in group 1.
    """

    date: re.Pattern[str] = NEVER
    document_number: re.Pattern[str] = NEVER
    number_lead: re.Pattern[str] = NEVER
    number_of_order: re.Pattern[str] = NEVER
    order: re.Pattern[str] = NEVER
    order_head: re.Pattern[str] = NEVER
    agency_line: re.Pattern[str] = NEVER
    ordered_by: re.Pattern[str] = NEVER
    titled_by: re.Pattern[str] = NEVER
    issued_under: re.Pattern[str] = NEVER
    issued_above: re.Pattern[str] = NEVER
    from_above: re.Pattern[str] = NEVER
    from_line: re.Pattern[str] = NEVER
    dated: re.Pattern[str] = NEVER
    metadata: re.Pattern[str] = NEVER
    promulgated: re.Pattern[str] = NEVER
    adopted: re.Pattern[str] = NEVER
    title_end: re.Pattern[str] = NEVER
    spaced_out: re.Pattern[str] = NEVER
    salutation: str = ""


class FurnitureRow(NamedTuple):
    """A pattern that must match a whole stripped line of page furniture, of a kind.

    The line begins with one of `opens`; without any, the text has one of `FurnitureWords.signs`.
    """

    kind: str
    opens: str
    pattern: str


class FurnitureWords(NamedTuple):
    """The words of page furniture: what no policy text can say.

    Lines made of nothing but `buttons` or `site_words` and separators are furniture, the former only with one of
    `sure_buttons`. `link_heads` stand over lists of `link_followers` or rows of words. `openings` are the characters
    that such lines begin with. `says`, `sentence_in` and `of_a_page` tell whether the line under a site word belongs to
    the document; `menu_words` head no list of a document, and `titles` may be its title. `fillers` stand between lines
    of furniture.
    """

    rows: tuple[FurnitureRow, ...] = ()
    signs: tuple[str, ...] = ()
    buttons: re.Pattern[str] = NEVER
    sure_buttons: re.Pattern[str] = NEVER
    site_words: re.Pattern[str] = NEVER
    link_heads: re.Pattern[str] = NEVER
    link_followers: re.Pattern[str] = NEVER
    link_rows_sign: str = "\0"
    fillers: frozenset[str] = frozenset()
    says: re.Pattern[str] = NEVER
    sentence_in: re.Pattern[str] = NEVER
    of_a_page: re.Pattern[str] = NEVER
    menu_words: re.Pattern[str] = NEVER
    titles: re.Pattern[str] = NEVER
    openings: frozenset[str] = frozenset()


# ------------------------------------------------------------------------------------------------- the pack


def _no_words() -> Lexicon:
    from policydiff.languages.fact_tables import Lexicon

    return Lexicon()


def _no_facts() -> FactPatterns:
    from policydiff.languages.fact_tables import FactPatterns

    return FactPatterns()


class LanguagePack(NamedTuple):
    """All that is particular to a language. `name` is its code by BCP 47.

    `lexicon` and `fact_patterns` are functions, because most commands need neither: they make the tables when they are
    first called, and give the same ones ever after.
    """

    name: str
    numbering: Numbering = Numbering()
    sentences: SentenceMarks = SentenceMarks()
    header: HeaderWords = HeaderWords()
    furniture: FurnitureWords = FurnitureWords()
    lexicon: Callable[[], Lexicon] = _no_words
    fact_patterns: Callable[[], FactPatterns] = _no_facts
