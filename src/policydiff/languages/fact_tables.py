"""The part of a language pack that says what provisions say: words of substance, and the patterns that find facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from policydiff.text.lazy_regex import NEVER


class Modal(NamedTuple):
    """A word of obligation. It is none after a character of `not_after` or before one of `not_before`.

    With `only_before`, it is one only before a character of that.
    """

    word: str
    grade: str
    not_after: str = ""
    not_before: str = ""
    only_before: str = ""


class Lexicon(NamedTuple):
    """Words that carry substance, as far as facts and findings look them up; patterns are made from the others.

    `strength` says how strict each grade of modal words is, from 3 down to 0. Words of `discretion` leave a duty to
    somebody's judgement. `measures` order something without a modal word. `money` holds the units of money.
    `no_quantity` begins like a number and counts nothing. `targets` stand beside a number that is a target.
    `no_agencies` end like an agency. For `amount_penalties` the law names an amount. The word before an article's
    number says whether it is another document's (`other_documents`) or this one's (`own_document`). `marks` names
    punctuation marks in English. `twins` are words for one thing in two regions.
    """

    modals: tuple[Modal, ...] = ()
    strength: Mapping[str, int] = MappingProxyType({})
    discretion: frozenset[str] = frozenset()
    measures: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    no_quantity: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    no_agencies: frozenset[str] = frozenset()
    amount_penalties: tuple[str, ...] = ()
    other_documents: tuple[str, ...] = ()
    own_document: tuple[str, ...] = ()
    marks: Mapping[str, str] = MappingProxyType({})
    twins: tuple[tuple[str, str], ...] = ()


class FactPatterns(NamedTuple):
    """The patterns that find facts in normalised text, made from the lexicon.

    `quantity` has groups `of`, `n1`, `unit1`, `sign`, `n2` and `unit`; `reference` has `n`, `kind`, `sub`, `annex` and
    `relative`; `agency` has `own`, `long` and `short`.
    """

    citation: re.Pattern[str] = NEVER
    reference: re.Pattern[str] = NEVER
    date: re.Pattern[str] = NEVER
    deadline: re.Pattern[str] = NEVER
    quantity: re.Pattern[str] = NEVER
    fine: re.Pattern[str] = NEVER
    penalty: re.Pattern[str] = NEVER
    bound: re.Pattern[str] = NEVER
    closing: re.Pattern[str] = NEVER
    opening: re.Pattern[str] = NEVER
    before: tuple[str, ...] = ()
    modals: Mapping[str, Modal] = MappingProxyType({})
    modal: re.Pattern[str] = NEVER
    agency: re.Pattern[str] = NEVER
    before_agency: re.Pattern[str] = NEVER
