"""Extracts the facts of a provision: quantities, dates, duties, agencies, penalties, references, as typed values.

The patterns run over normalised text (`text.normalisation`), which is as long as the original. So a fact's span quotes
the document itself, whatever its script and width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.facts.penalty_context import person_and_case
from policydiff.facts.quantities import find_noun, find_quantities, is_word
from policydiff.facts.values import canonical_value
from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a provision. `text` is as written; `value` is its canonical form, equal in both scripts.

    `kind` is citation, reference, deadline, date, penalty, money, number, agency or obligation. `amount` is (least,
    most), 万 and 亿 multiplied out, None where nothing is measured. `noun` is what a number counts, as written; of an
    obligation it is the grade, of a reference the kind of target (条, 部分, 附件), of an agency the text behind, of a
    penalty its word, else "". `value` is "" for a penalty without an amount. `person` and `case` are those of a penalty
    (`penalty_context`), else "".
    """

    kind: str
    span: Span
    text: str
    value: str
    noun: str = ""
    amount: tuple[float, float] | None = None
    person: str = ""
    case: str = ""


# ------------------------------------------------------------------------------------------------- sentences

# No mark with which the words of a link end. In Latin letters, a full stop behind a word of four letters, which is
# hardly an abbreviation.
_SENTENCE = pattern(r"(?:[。;!?\n\r](?!\]\())+[”)》]{0,3}\s*|(?<=[a-z]{4})\.[\"”)]{0,2}\s+(?=[a-z(\"“])")
_MAX_INDENT = 20  # characters before a label
_MAX_CLAUSE_CHARACTERS = 300  # to either side of a position
CLAUSE_END = frozenset(",。;:!?\n\r、()“”")


def sentences(normalised_text: str, span: Span) -> list[Span]:
    """The sentences and lines of `span`, with closing marks and white space behind them; together they cover it.

    >>> sentences("应当登记。不得转让。", Span(0, 10))
    [Span(start=0, end=5), Span(start=5, end=10)]
    """
    spans, start = [], span.start
    for end in _SENTENCE.finditer(normalised_text, span.start, span.end):
        spans.append(Span(start, end.end()))
        start = end.end()
    if start < span.end:
        spans.append(Span(start, span.end))
    return spans


def clause(normalised_text: str, position: int, within: Span, ends: str = ",。;:!?\n\r") -> Span:
    """The stretch between two of the marks `ends` that contains `position`, inside `within` and without the marks.

    It is cut at `_MAX_CLAUSE_CHARACTERS` to either side, and ends at `position` if that is a mark itself.

    >>> clause("应当登记,不得转让。", 6, Span(0, 10))
    Span(start=5, end=9)
    """
    start = end = position
    while start > max(within.start, position - _MAX_CLAUSE_CHARACTERS) and normalised_text[start - 1] not in ends:
        start -= 1
    while end < min(within.end, position + _MAX_CLAUSE_CHARACTERS) and normalised_text[end] not in ends:
        end += 1
    return Span(start, end)


# ------------------------------------------------------------------------------------------------- the facts


def facts(text: str, normalised_text: str | None = None, within: Span | None = None) -> tuple[Fact, ...]:
    """The facts of a text, or of its part `within`, in order. `normalised_text` saves computing it again.

    Spans are positions in the whole text.

    >>> [(fact.kind, fact.value, fact.amount) for fact in facts("处五百元以上一千元以下罚款。")]
    [('penalty', '500元以上1000元以下', (500.0, 1000.0))]
    """
    if normalised_text is None:
        normalised_text = normalised(text)
    return tuple(_Search(text, normalised_text, within or Span(0, len(text))).all())


class _Search:
    """Extracts the facts of one stretch of text. `_taken` marks the characters that belong to a fact already."""

    def __init__(self, text: str, normalised_text: str, within: Span) -> None:
        self._text, self._normalised, self._within = text, normalised_text, within
        self._taken = bytearray(len(within))
        self._facts: list[Fact] = []

    def all(self) -> list[Fact]:
        """All facts in text order; to be called once. The searches run from the most to the least specific pattern."""
        searches = (self._citations, self._references, self._ignore, self._dates, self._quantities, self._penalties)
        for search in searches:
            search()
        self._agencies()
        self._modals()
        return sorted(self._facts, key=lambda fact: (fact.span.start, fact.span.end))

    def _matches(self, regex: Pattern) -> Iterator[re.Match[str]]:
        """The matches of the pattern inside the stretch that overlap no fact found so far."""
        start = self._within.start
        for match in regex.finditer(self._normalised, start, self._within.end):
            if not any(self._taken[match.start() - start : match.end() - start]):
                yield match

    def _add(
        self, kind: str, start: int, end: int, value: str, noun: str = "", amount: tuple[float, float] | None = None
    ) -> None:
        """Record a fact in [start, end) and mark its characters as taken."""
        context = person_and_case(self._normalised, start, self._within) if kind == "penalty" else ("", "")
        self._facts.append(Fact(kind, Span(start, end), self._text[start:end], value, noun, amount, *context))
        offset = self._within.start
        self._taken[start - offset : end - offset] = b"\1" * (end - start)

    def _citations(self) -> None:
        """Find the names of other documents; their values are those of `document_name`."""
        for match in self._matches(PACK.fact_patterns().citation):
            self._add("citation", *match.span(), _DASHES.sub("-", document_name(match[0])))

    def _references(self) -> None:
        """Find the references whose number can be read, and relative ones (前条)."""
        for match in self._matches(PACK.fact_patterns().reference):
            noun, value = reference_target(match)
            if value:
                self._add("reference", *match.span(), value, noun)

    def _dates(self) -> None:
        """Find deadlines, then dates; a time in which something happened before (五年内再犯) is neither."""
        patterns = PACK.fact_patterns()
        for match in self._matches(patterns.deadline):
            start, end = match.span()
            if match[0].endswith("内") and (
                patterns.look_back.match(self._normalised, end, self._within.end)
                or patterns.look_back_before.search(self._normalised, max(self._within.start, start - 4), start)
            ):
                continue
            self._add("deadline", *match.span(), canonical_value(match[0]))
        for match in self._matches(PACK.fact_patterns().date):
            self._add("date", *match.span(), canonical_value(match[0]))

    def _ignore(self) -> None:
        """Take what looks like a number and is none: labels, footnote marks, HTML tags, addresses of links."""
        offset = self._within.start
        line_start = max(
            self._normalised.rfind("\n", max(0, offset - _MAX_INDENT), offset) + 1, offset - _MAX_INDENT, 0
        )
        start = offset if self._normalised[line_start:offset].strip() else line_start  # an indent belongs to the label
        for match in PACK.fact_patterns().ignored.finditer(self._normalised, start, self._within.end):
            first, end = max(0, match.start() - offset), match.end() - offset
            self._taken[first:end] = b"\1" * (end - first)

    def _quantities(self) -> None:
        """Find quantities: penalties if a fine stands beside them, else money or numbers."""
        fine, fine_before = PACK.fact_patterns().fine, PACK.fact_patterns().fine_before
        for quantity in find_quantities(self._normalised, self._within, self._taken):
            start, end, unit, amount = quantity
            value = canonical_value(self._normalised[start:end])
            if penalty := fine.match(self._normalised, end, self._within.end):
                word = re.sub(r"\s+", "", penalty[1])
                self._add("penalty", start, penalty.end(), value, word, amount=amount)
                continue
            if penalty := fine_before.search(self._normalised, max(self._within.start, start - 8), start):
                self._add("penalty", start, end, value, penalty[1], amount=amount)  # 罚款人民币伍仟元整
                continue
            kind = "money" if unit == "$" or (unit and unit.partition("/")[0] in PACK.lexicon().money) else "number"
            noun = find_noun(self._text, self._normalised, self._within, Span(start, end))
            self._add(kind, start, end, value, noun, amount=amount)

    def _penalties(self) -> None:
        """Find penalties without an amount (value ""); the words for fines need a verb such as 处 before them."""
        for match in self._matches(PACK.fact_patterns().penalty):
            before = self._normalised[max(self._within.start, match.start() - 2) : match.start()]
            word = match[0].replace(" ", "")
            if word not in PACK.lexicon().amount_penalties[:3] or set(before) & set("处科课"):
                self._add("penalty", *match.span(), "", _SANCTION_KIND.sub(r"\g<kept>", word))

    def _agencies(self) -> None:
        """Find agencies, the rest of the clause as noun; adjoining names may form one, short ones are left out."""
        normalised_text, within = self._normalised, self._within
        words = PACK.fact_patterns().agencies
        earliest_start = within.start
        for match in self._matches(words.name):
            start = match.start()
            if not match["own"]:
                start = self._name_start(max(earliest_start, start - 16), start)
                if normalised_text[start : match.end()].endswith(words.none) or match.end() - start < (
                    3 if match["short"] else 2
                ):
                    continue
            earliest_start = match.end()
            last = self._facts[-1] if self._facts else None
            if last and last.kind == "agency" and self._continues(last, start):
                start = self._facts.pop().span.start
            end = clause(normalised_text, match.end(), within).end if match.end() < within.end else match.end()
            name = "".join(normalised_text[start : match.end()].split())
            self._add("agency", start, match.end(), name, self._text[match.end() : end])

    def _continues(self, last: Fact, start: int) -> bool:
        """Whether the name that begins at `start` goes on the last one: 国务院卫生、税务主管部门, 国务院有关部门."""
        if len(last.span) >= _MAX_NAME_CHARACTERS:
            return False
        words = PACK.fact_patterns().agencies
        between = self._normalised[last.span.end : start]
        if not between or words.belonging.fullmatch(between):
            return True
        if between in ("之", "的") and words.branch.match(self._normalised, start, self._within.end):
            return True
        is_listed = last.value.endswith(_SUPERIORS) and _LISTED_DEPARTMENTS.fullmatch(between) is not None
        return is_listed and words.name_start.search(between) is None

    def _name_start(self, earliest_start: int, end: int) -> int:
        """The start of the agency name whose suffix begins at `end`: `end` itself if nothing before belongs to it."""
        start = end
        offset = self._within.start
        words = PACK.fact_patterns().agencies
        while start > earliest_start:
            if is_word(self._normalised[start - 1]) and not self._taken[start - 1 - offset]:
                start -= 1
            elif inside := _BRACKETED_SCOPE.search(self._normalised, earliest_start, start):
                start = inside.start()
            else:
                break
        for boundary in words.name_start.finditer(self._normalised, start, end):
            start = boundary.end()
        while start < end and (word := _NO_NAME_START.match(self._normalised, start)):
            start = word.end()
        if self._normalised.startswith(words.region_names, start, end) and (
            regions := words.regions.search(
                self._normalised, max(earliest_start, start - _MAX_REGION_CHARACTERS), start
            )
        ):
            start = regions.start()
        return start

    def _modals(self) -> None:
        """Find obligations: modal words with their grade, and measures against (对) somebody with grade "measure"."""
        for match in self._matches(PACK.fact_patterns().modal):
            if (word := match[0]) in PACK.lexicon().measures:
                opening = clause(self._normalised, match.start(), self._within).start
                if "对" in self._normalised[opening : match.start()]:
                    self._add("obligation", *match.span(), word, "measure")
                continue
            modal = PACK.fact_patterns().modals[word]
            before = self._normalised[match.start() - 1 : match.start()] if match.start() else ""
            after = self._normalised[match.end() : match.end() + 1]
            if (before and before in modal.not_after) or (after and after in modal.not_before):
                continue
            if self._normalised.startswith(modal.words, match.start()):
                continue
            if modal.only_before and (not after or after not in modal.only_before):
                continue
            self._add("obligation", *match.span(), word, modal.grade)


# ------------------------------------------------------------------------------------------------- values

_DASHES = pattern(r"[—–-]{1,2}(?=(?:19|20)\d\d\Z)")  # before the year of a standard
_SANCTION_KIND = pattern(
    "(?:依法)?(?P<kept>给予)(?:行政|政务|纪律)?(?=处分)"
)  # one sanction, whatever its rules are called
_MAX_NAME_CHARACTERS = 30  # of an agency that the next one may continue
_NO_NAME_START = pattern(
    r"[之的了\u2460-\u24ff\u2070-\u2079\u00b9\u00b2\u00b3\d]|以上(?=地方|各级|人民政府)|(?:监督|审查|除|但)(?=(?:人民)?政府)"
)
_SUPERIORS = ("国务院", "政府")  # the departments listed after one of these belong to it
_LISTED_DEPARTMENTS = pattern(r"(?:[^\W\d_]{2,8}、)+")
# 农业农村(畜牧兽医)主管部门
_BRACKETED_SCOPE = pattern(r"(?<=[^\W\d_])\s?\((?![一二三四五六七八九十]+\)|以下|简称)[^\W\d_]{1,10}\)\Z")
_MAX_REGION_CHARACTERS = 30  # of the regions listed before the last one


def reference_target(match: re.Match[str]) -> tuple[str, str]:
    """The kind and number of a reference's target: ("条", "4"), or ("条", "4.1") for 第四条之一.



    That of a section is the point: (".", "4.2.1"). A relative reference has no kind: ("", "前条"). The number is "" if
    it cannot be read, or is that of an annex 0.
    """
    if match["relative"]:
        return "", match["relative"]
    if match["decimal"]:
        return ".", match["decimal"]
    if match["annex"]:
        value = numeral_value(match["annex"])
        return "附件", str(value or "")
    value, sub = numeral_value(match["n"] or match["bracketed"]), numeral_value(match["sub"] or "")
    number = "" if value is None else f"{value}.{sub}" if sub else str(value)
    return (match["kind"] or match["level"])[:1] if match["kind"] != "部分" else "部分", number


def document_name(written: str) -> str:
    """The name of a cited document without white space, title marks and what only the full name begins with.

    >>> document_name("《中华人民共和国监督法》")
    '监督法'
    """
    words = PACK.fact_patterns().references
    name = "".join(written.split()).removeprefix(words.title_marks[0]).removesuffix(words.title_marks[1])
    for full_name in words.full_names:
        if len(name) > len(full_name) + 1:
            name = name.removeprefix(full_name)
    return name
