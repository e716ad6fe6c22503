"""The part of a language pack for the rules of `check` before publication: words, and patterns."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.text.lazy_regex import NEVER, Pattern


class PersonalWords(NamedTuple):
    """The words beside personal data, and what tells the address of an office from that of a person.

    `regions` matches the first two digits of a resident identity number. `no_phone` matches the end of the text before
    a number that is no phone number, `measure` the beginning of the text behind an amount. `identity`, `card` and
    `phone` are words of which one must stand near a number that proves nothing by itself; behind `account` a number may
    be that of a card. `passport` has the number in the group `value`. `contact` matches words by which an office says
    how to reach it, `person` the name of a person, `office_local` a part of the address of an office or of nobody, and
    `office_domain`, `private_domain` and `sample_domain` the domains of public bodies, of mail for everybody, and of
    examples.
    """

    regions: Pattern = NEVER
    no_phone: Pattern = NEVER
    measure: Pattern = NEVER
    identity: Pattern = NEVER
    card: Pattern = NEVER
    account: Pattern = NEVER
    phone: Pattern = NEVER
    passport: Pattern = NEVER
    contact: Pattern = NEVER
    person: Pattern = NEVER
    office_local: Pattern = NEVER
    office_domain: Pattern = NEVER
    private_domain: Pattern = NEVER
    sample_domain: Pattern = NEVER


class MarkingWords(NamedTuple):
    """The patterns for markings of classification and restricted use; all match a whole line without blanks around it.

    `certain` match a line that is a marking wherever it stands, `in_head` one that is only in the head of a document.
    Each has the marking in its group `mark`. `signs` are characters of which each marking has one.
    """

    certain: tuple[Pattern, ...] = ()
    in_head: tuple[Pattern, ...] = ()
    signs: tuple[str, ...] = ()


class LeftoverWords(NamedTuple):
    """The patterns for what is left of a template.

    `kinds` are names of leftovers, each with its pattern; the leftover is group 1 or, without groups, the match.
    `anonymous` matches the words of a case whose names were left out on purpose, `form` the heading or title of a form,
    `model` one of a form that has articles, `example` the beginning of an example in a line. `blank` matches a blank
    that is filled in by hand, and `unsigned` a whole line with a date that has no digits.
    """

    kinds: tuple[tuple[str, Pattern], ...] = ()
    anonymous: Pattern = NEVER
    form: Pattern = NEVER
    model: Pattern = NEVER
    example: Pattern = NEVER
    blank: Pattern = NEVER
    unsigned: Pattern = NEVER


class DraftingNorm(NamedTuple):
    """A wording that a norm of legal drafting replaces.

    `wrong` is a regular expression with no group, `right` the wording in its place, `source` the provision of the norm.
    """

    wrong: str
    right: str
    source: str


class DraftingNorms(NamedTuple):
    """The norms of one jurisdiction: which titles are statutes, and the wordings, each of which is looked for."""

    title: Pattern = NEVER
    norms: tuple[DraftingNorm, ...] = ()


class PublicationWords(NamedTuple):
    """All words of the rules before publication. The norms are those for Simplified and for Traditional texts."""

    personal: PersonalWords = PersonalWords()
    markings: MarkingWords = MarkingWords()
    leftovers: LeftoverWords = LeftoverWords()
    simplified_norms: DraftingNorms = DraftingNorms()
    traditional_norms: DraftingNorms = DraftingNorms()
