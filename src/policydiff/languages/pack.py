"""The parts of a language pack: words, marks and patterns of one language, as values.

All code that reads words of a language takes these tables from the pack. Every part has a default that matches nothing,
so that a pack defines only what its language has.

>>> LanguagePack("en").header.date.search("7 May 2021") is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from policydiff.text.lazy_regex import NEVER, Pattern

if TYPE_CHECKING:
    from policydiff.languages.fact_tables import FactPatterns, Lexicon, Shifts
    from policydiff.languages.publication_tables import PublicationWords

# ------------------------------------------------------------------------------------------------- numbering


class UnitCount(NamedTuple):
    """How `check` counts the units of a style, of which no figure or table cell may have the form.

    `noun` is what messages call a unit. `inside_line` matches a label inside a line, after the end of a sentence or
    white space; its group `n` is the numeral. The numbers of `ascending` units never go back; others may start again
    below headings of their own style.
    """

    noun: Literal["article", "part", "chapter", "section", "item"]
    inside_line: Pattern
    ascending: bool = False


class Style(NamedTuple):
    """One style of numbering. `rank` orders styles from outermost inwards; `example` is a label with text after it.

    `opens` are the characters a label may begin with; for an ordinal word (第) that word with the character after the
    numeral (第条). `pattern` matches the label: its groups `n`, `inner` and `sub` are numerals, `one` a numeral that is
    one character (①), `open` one with a closing bracket only, `stem` a character of `Numbering.stems`, and `letter` a
    capital that comes before `n` (A.1) or stands alone. A label is none if a pattern of `refused` matches the text
    after it, if its number exceeds `largest_number` (it is a year), or is 0.

    `division` marks parts, chapters, sections and annexes, `annex` the latter, `article` the unit by which laws are
    cited. The order of the `statutory` styles is fixed by law. A law may begin with number one of a style that
    `opens_law`. `pointed`: the mark after the numeral may also separate numbers or be a decimal point. `multilevel`:
    the number is a path (1.2.3). `wide_space`: an ideographic space, which other styles read as a blank, tells the
    label from a figure. `alternative_to` names a style whose count a label of this one may continue ("": none).
    `listed`: lists are numbered in it rather than headings. `markdown_list`: Markdown has such lists, and may
    number them itself. `separate_headings`: Markdown headings in this style are counted apart from lists.
    `reference_word` is the word by which a cross reference names a unit ("": none does). `checked` is None if `check`
    counts no such units.
    """

    name: str
    example: str
    rank: int
    opens: tuple[str, ...]
    pattern: Pattern
    refused: tuple[Pattern, ...]
    division: bool = False
    annex: bool = False
    article: bool = False
    statutory: bool = False
    opens_law: bool = False
    largest_number: int = 2_000
    pointed: bool = False
    multilevel: bool = False
    wide_space: bool = False
    alternative_to: str = ""
    listed: bool = False
    markdown_list: bool = False
    separate_headings: bool = False
    reference_word: str = ""
    checked: UnitCount | None = None


class Numbering(NamedTuple):
    """The styles of labels, in the order in which they are tried, and the numerals they are written in.

    `digits`, `tens`, `units` and `myriads` give the values of the characters of numerals. `formal_digits` are the
    numerals of deeds (大写). `ordinal` is the word before an ordinal number, `counting` are the characters between it
    and the word that is counted. `next_numeral` matches a numeral after a mark of enumeration (groups `n` and `after`),
    and `counted` are the characters in `after` which show that numbers are listed. `division_inside` matches the label
    of any division inside a line. `spaced_section` matches a line that looks like the heading of a section whose number
    (group `n`) has a blank and no point behind it.
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
    next_numeral: Pattern = NEVER
    counted: frozenset[str] = frozenset()
    division_inside: Pattern = NEVER
    spaced_section: Pattern = NEVER


# ------------------------------------------------------------------------------------------------- lines and sentences


class SentenceMarks(NamedTuple):
    """The marks at which sentences, clauses and lines of text end: a set for each use.

    Uses differ in how certain they must be. The sets have ASCII marks too, except those that are called full width.
    """

    sentence: str = ".!?;"  # a sentence, or an item that ends with a semicolon
    full_stop: str = ".!?"  # a sentence, but no item
    item: str = ".;"  # an item or a provision: neither a question nor an exclamation
    clause: str = ".!?;:,"  # a clause
    line_of_text: str = ".!?;…"  # text that is no heading
    sentence_or_lead: str = ".!?;:"  # a sentence, or a line that introduces the text below
    unwrapped_line: str = ".!?;:"  # a line that does not continue on the next one
    never_in_title: str = ".!?;:,"  # text that is no title
    continues_line: str = ".;,"  # at the beginning of a line that continues the one above
    inside_text: str = ".;,"  # between or after the entries of a list of names
    full_width_sentence: str = ""
    full_width_sentence_or_lead: str = ""
    full_width_item: str = ""
    normalised_sentence: str = ".;!?"  # in normalised text, which has one form for each mark
    normalised_clause: str = ".;!?,:"


class HeaderWords(NamedTuple):
    """The patterns for the head and foot of a document.

    `date` matches a date, `document_number` an official number (发文字号), `order` the number of an order with its word
    (令第1号), `number_of_order` the number alone on the line below an `order_head`. `title_end` matches the kind of
    document at the end of a title. `agency_line` matches a line of issuing agencies. `ordered_by`, `titled_by`,
    `issued_under` and `from_line` have the name of an agency or source in group 1; `issued_above` and `from_above`
    match the key alone, whose value is on the line below. `dated` matches the key of a date, `metadata` the beginning
    of any line of metadata, `adopted` and `promulgated` words of an adoption note, `history_line` the beginning of an
    entry of a history of adoption, `number_lead` the key before a number. `status_key` matches a key whose value says
    whether a document is in force, `status` is a value of it, and `not_in_force` the words that say it is not.
    `value_keys` matches a key whose value is a term, a body or the number of the document, with groups `term`, `body`,
    `issuer` and `number`.
    `spaced_out` matches the blanks between spaced characters of a title. A line that begins with `salutation` ends the
    head ("" would end every head). `menu_line` matches a whole line of a menu or of the way to a web page. `passes_on`
    matches the words by which a notice passes a text on, and `passed_on_title` the title of that text, which is in one
    of its groups.
    """

    date: Pattern = NEVER
    document_number: Pattern = NEVER
    number_lead: Pattern = NEVER
    number_of_order: Pattern = NEVER
    order: Pattern = NEVER
    order_head: Pattern = NEVER
    agency_line: Pattern = NEVER
    ordered_by: Pattern = NEVER
    titled_by: Pattern = NEVER
    issued_under: Pattern = NEVER
    issued_above: Pattern = NEVER
    from_above: Pattern = NEVER
    from_line: Pattern = NEVER
    dated: Pattern = NEVER
    metadata: Pattern = NEVER
    promulgated: Pattern = NEVER
    adopted: Pattern = NEVER
    history_line: Pattern = NEVER
    title_end: Pattern = NEVER
    spaced_out: Pattern = NEVER
    status_key: Pattern = NEVER
    value_keys: Pattern = NEVER
    status: Pattern = NEVER
    not_in_force: Pattern = NEVER
    salutation: str = ""
    menu_line: Pattern = NEVER
    passes_on: Pattern = NEVER
    passed_on_title: Pattern = NEVER


class OfficialWords(NamedTuple):
    """The patterns for the parts of an official document (公文). All match a text without the blanks inside it.

    `copy_number`, `secrecy`, `urgency`, `mark` (the letterhead), `number` and `signatory` match a whole text; `signers`
    the key before the names of who signed; `names` a line of names; `release_note` a line on who may see it.
    `not_recipients` matches lines that end like the line of recipients. `attachments`, `copies_to`, `printed`, `annex`
    and `date_line` match lines of the document as written; the first has the group `entry`, `date_line` has `who` and
    `date`. `labelled_attachment` is a line of a list in which each line has the word and a number, `attachment_entry`
    one in which it has the number; both have `n` and `name`. `issues` matches the title of a document that carries
    another one. `keys` are the names of the parts of a document that has a key on each of its lines, with the patterns
    of the keys.
    """

    copy_number: Pattern = NEVER
    secrecy: Pattern = NEVER
    urgency: Pattern = NEVER
    mark: Pattern = NEVER
    number: Pattern = NEVER
    signers: Pattern = NEVER
    names: Pattern = NEVER
    signatory: Pattern = NEVER
    not_recipients: Pattern = NEVER
    attachments: Pattern = NEVER
    labelled_attachment: Pattern = NEVER
    attachment_entry: Pattern = NEVER
    date_line: Pattern = NEVER
    note: Pattern = NEVER
    release_note: Pattern = NEVER
    copies_to: Pattern = NEVER
    printed: Pattern = NEVER
    annex: Pattern = NEVER
    issues: Pattern = NEVER
    keys: tuple[tuple[str, Pattern], ...] = ()
    essential_keys: frozenset[str] = frozenset()


class AnnotationWords(NamedTuple):
    """The patterns for annotations below a text; all match from the beginning of a line.

    `heading` matches a whole line that heads an annotation, `certain_heading` one that does so wherever it stands, not
    only below another annotation. `opening` begins an annotation of one line, and `credit` a source credit in brackets,
    which has `credited` in it, and behind which the text of its section has ended.
    """

    heading: Pattern = NEVER
    certain_heading: Pattern = NEVER
    opening: Pattern = NEVER
    credit: Pattern = NEVER
    credited: Pattern = NEVER


class FurnitureRow(NamedTuple):
    """A pattern for whole stripped lines of page furniture of one kind.

    Such a line begins with a character of `opens`; if that is empty, its text has one of `FurnitureWords.signs`.
    """

    kind: str
    opens: str
    pattern: str


class FurnitureWords(NamedTuple):
    """The words of page furniture: words that no policy text can have.

    Lines that consist of `buttons` or `site_words` and separators are furniture, those of buttons only with one of
    `sure_buttons`. `link_heads` are headings of lists of `link_followers`; under one with `link_rows_sign` the list may
    be rows of words. `openings` are the first characters of such lines. `statement`, `sentence_in` and `of_a_page`
    decide whether the line under a site word belongs to the document; `menu_words` head no list of a document, and
    `titles` may be its title. `fillers` are lines between lines of furniture. `numbered_head` matches a running head in
    which a page number stands apart from other words.
    """

    rows: tuple[FurnitureRow, ...] = ()
    signs: tuple[str, ...] = ()
    buttons: Pattern = NEVER
    sure_buttons: Pattern = NEVER
    site_words: Pattern = NEVER
    link_heads: Pattern = NEVER
    link_followers: Pattern = NEVER
    link_rows_sign: str = "\0"
    fillers: frozenset[str] = frozenset()
    statement: Pattern = NEVER
    sentence_in: Pattern = NEVER
    of_a_page: Pattern = NEVER
    menu_words: Pattern = NEVER
    titles: Pattern = NEVER
    numbered_head: Pattern = NEVER
    openings: frozenset[str] = frozenset()


class AmendmentWords(NamedTuple):
    """The words of decisions that amend or repeal laws.

    `title_repeals` matches the title of one that only repeals; `amended_title` has in group 1 the law that a title such
    as 刑法修正案 names. `instructions` are the names of what an item does to a law, each with the pattern of its words.
    `commencement` matches the sentence on the decision's own force, `closing` a line that ends its items: that
    sentence, or the one that the law is published anew. `law` has a title that an item concerns in group 1, `provision`
    matches a provision, and `quotation` words in quotation marks.
    `gives_article` matches what stands before the quoted text of a whole article, the opening mark included; its number
    is the group `label` or, of a new or renumbered one, `new`.
    """

    title_repeals: Pattern = NEVER
    amended_title: Pattern = NEVER
    instructions: tuple[tuple[str, Pattern], ...] = ()
    commencement: Pattern = NEVER
    closing: Pattern = NEVER
    law: Pattern = NEVER
    provision: Pattern = NEVER
    quotation: Pattern = NEVER
    gives_article: Pattern = NEVER


class RelationWords(NamedTuple):
    """The words that tell wrappers, editions and forms from each other.

    `carries` matches the words by which a document passes another on, `copy_name` the name of a file that a
    system made as a copy of another, `carrying_letter` the subject line of a letter
    that does so, `title_of_form` those of the title of a form that
    is filled in (a contract). `party` matches a line that names who fills it in, with the role in group 1 and the name
    in group 2. `end_of_place` matches the last word of the name of a place or body, `edition_remark` a word of a remark
    in brackets that is about the edition, `state_law` the end of the title of a law. `licence` matches words of a line
    that says under which terms a text may be copied.
    """

    carries: Pattern = NEVER
    carrying_letter: Pattern = NEVER
    copy_name: Pattern = NEVER
    title_of_form: Pattern = NEVER
    party: Pattern = NEVER
    end_of_place: Pattern = NEVER
    edition_remark: Pattern = NEVER
    state_law: Pattern = NEVER
    licence: Pattern = NEVER


# ------------------------------------------------------------------------------------------------- the pack


@cache
def _no_words() -> Lexicon:
    """The lexicon of a pack that has none: every table is empty."""
    from policydiff.languages.fact_tables import Lexicon

    return Lexicon()


@cache
def _no_facts() -> FactPatterns:
    """The patterns of a pack that has none: none matches anywhere."""
    from policydiff.languages.fact_tables import FactPatterns

    return FactPatterns()


@cache
def _no_shifts() -> Shifts:
    """The words of shifts of meaning of a pack that has none: every table is empty."""
    from policydiff.languages.fact_tables import Shifts

    return Shifts()


@cache
def _no_publication_words() -> PublicationWords:
    """The words of the rules before publication of a pack that has none: no pattern matches anywhere."""
    from policydiff.languages.publication_tables import PublicationWords

    return PublicationWords()


class LanguagePack(NamedTuple):
    """Everything that depends on a language. `name` is its language tag (BCP 47).

    `lexicon`, `fact_patterns`, `shifts` and `publication` are functions, because most commands need none of them: the
    tables are made by the first call, and every further call returns the same ones.
    """

    name: str
    numbering: Numbering = Numbering()
    sentences: SentenceMarks = SentenceMarks()
    header: HeaderWords = HeaderWords()
    furniture: FurnitureWords = FurnitureWords()
    amendments: AmendmentWords = AmendmentWords()
    relations: RelationWords = RelationWords()
    official: OfficialWords = OfficialWords()
    annotations: AnnotationWords = AnnotationWords()
    lexicon: Callable[[], Lexicon] = _no_words
    fact_patterns: Callable[[], FactPatterns] = _no_facts
    shifts: Callable[[], Shifts] = _no_shifts
    publication: Callable[[], PublicationWords] = _no_publication_words
