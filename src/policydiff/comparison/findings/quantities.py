"""Findings on what is measured or cited: numbers, money, dates, deadlines, cited documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from policydiff.comparison.findings.amount_notes import (
    MAX_BOUND_CHARACTERS,
    amount_note,
    bounded,
    has_one_currency,
    time_note,
    with_amounts_bounded,
    with_currency,
)
from policydiff.comparison.findings.cited_documents import is_cited, part_cited, with_other_citations
from policydiff.comparison.findings.eased_bounds import is_eased
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.figure_contexts import is_one_rule, is_perhaps_one_rule, is_reworded
from policydiff.comparison.findings.figure_names import figure_name, words_before
from policydiff.comparison.findings.kept_figures import have_different_words_beside, stands_in_latin, stands_near
from policydiff.comparison.findings.one_sided import MAX_SHOWN_CLAUSES, OneSided
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.findings.standing_figures import counterpart, stands_beside, stands_word_for_word
from policydiff.comparison.findings.table_rows import cell_of
from policydiff.comparison.findings.targets import (
    is_aim,
    is_condition,
    is_longer_deadline,
    is_lower_target,
    is_target,
)
from policydiff.comparison.result import Finding, Quote
from policydiff.facts.extraction import CLAUSE_END, Fact, clause
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_QUOTE_CHARACTERS = 44  # of a clause
# A line break between Chinese characters, or in a number before one, which does not mean a blank.
_WRAP = pattern(r"(?<=[^\x00-\x28\x2a-\x7f])\s*\n\s*(?=[^\x00-\x27\x29-\x7f])|(?<=\d)\n(?=\d{1,8}[^\x00-\x7f])")
_FIGURE_KINDS = ("number", "money", "deadline")
_KINDS = ("number", "money", "date", "deadline", "citation")
_SENTENCE_END = "。;!?\n\r"
_PERCENTAGE = pattern(r"\d[%‰‱]|\d/\d")
_BOUND_BEHIND = pattern("以上|以下|以内")
_EVERY = "每"  # begins a frequency: 每半年
_HALF = "半数"  # common, and more often part of a sentence that came or went


def shortened(text: str, max_characters: int = _MAX_QUOTE_CHARACTERS) -> str:
    r"""A quotation on one line, its middle left out if it is longer than `max_characters`.

    >>> shortened("市场监督管理部门应当自受理之日起\n二十日内作出决定", 16)
    '市场监督管理部门应当自…作出决定'
    """
    text = " ".join(_WRAP.sub("", text).split())
    tail = max_characters // 4
    return text if len(text) <= max_characters else f"{text[: max_characters - tail - 1]}…{text[-tail:]}"


def find_in_edited_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """Findings on changed, removed and added facts of `_KINDS` in a unit that exists on both sides."""
    unit = changed_unit.unit
    for difference in differences:
        part_cited(difference, old, new)
        for before, after in difference.pairs:
            if before.kind in _KINDS and not _say_the_same(before, after, old, new):
                changed = _changed_fact(unit, before, after, old, new)
                yield from [changed] if changed else []
        for facts, spans, side, removed in difference.one_sided(old, new):
            opposite, opposite_spans = (new, difference.new) if removed else (old, difference.old)
            worthwhile = [
                fact
                for fact in _worth_reporting(facts, side, difference.on_both_sides)
                if fact.kind != "citation" or not is_cited(fact, side, opposite, opposite_spans)
            ]
            for finding in _one_sided_findings(unit, worthwhile, spans, side, opposite, removed):
                if stands_near(finding, changed_unit, (side, opposite), opposite_spans):
                    finding = replace(finding, severity="info", note=message("the figures stand there"))
                yield with_other_citations(finding, side, opposite) if finding.kind == "citation" else finding


def _say_the_same(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two facts are one bound in other words (不少于8万人, 8万人以上), or one range with another mark in it."""
    if old.words(Span(before.span.start, before.span.end + len(after.span))).startswith(new.words(after.span)) and (
        new.words(Span(after.span.start, after.span.end + len(before.span))).startswith(old.words(before.span))
    ):
        return True
    bounds = bounded(before, old), bounded(after, new)
    return before.kind in ("number", "money") and bool(bounds[0].bound) and bounds[0] == bounds[1]


def find_in_whole_unit(
    unit: int, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[OneSided]:
    """Findings on the facts of an added, removed or replaced unit, by group of sentences and kind of fact.

    The facts of one kind are one finding, with at most MAX_SHOWN_CLAUSES of them; but up to as many added deadlines or
    numbers have a finding each. Cited documents are left out.
    """
    for difference in differences:
        for facts, spans, side, removed in difference.one_sided(old, new):
            kinds: dict[tuple[str, str], list[OneSided]] = defaultdict(list)
            worthwhile = [fact for fact in _worth_reporting(facts, side, False) if fact.kind != "citation"]
            for finding in _one_sided_findings(unit, worthwhile, spans, side, new if removed else old, removed):
                kinds[finding.kind, finding.severity].append(finding)
            for (kind, _), findings in kinds.items():
                hidden = max(0, len(findings) - MAX_SHOWN_CLAUSES)
                if len(findings) <= 1 or (kind in ("deadline", "number") and not hidden and not removed):
                    yield from findings
                    continue
                clauses = [clause for finding in findings[:MAX_SHOWN_CLAUSES] for clause in finding.clauses]
                yield replace(findings[0], clauses=tuple(clauses), hidden=hidden)


def _worth_reporting(facts: Iterable[Fact], side: NormalisedSide, on_both_sides: bool) -> list[Fact]:
    """The facts worth reporting, without the deadline of a target, which is reported with the target."""
    worthwhile = [fact for fact in facts if _is_worth_reporting(fact, side, on_both_sides)]
    targets = [fact.span for fact in worthwhile if fact.kind == "number" and is_target(fact, side)]
    return [
        fact
        for fact in worthwhile
        if fact.kind != "deadline" or not any(_one_clause(fact.span, target, side) for target in targets)
    ]


def _one_clause(span: Span, other: Span, side: NormalisedSide) -> bool:
    """Whether two spans are in one clause, with less than 40 characters between them; True if they overlap."""
    between = side.normalised[min(span.end, other.end) : max(span.start, other.start)]
    return len(between) < 40 and not any(character in CLAUSE_END for character in between)


def _is_worth_reporting(fact: Fact, side: NormalisedSide, on_both_sides: bool) -> bool:
    """Whether a fact without counterpart is worth reporting; `on_both_sides` if its group has sentences on both.

    False for a condition, a common count without a bound, and a bare number in brackets, which is a mark of its item.
    """
    if fact.kind == "number" and fact.text.isdecimal() and _is_in_brackets(fact.span, side.normalised):
        return False
    if fact.kind in ("number", "money") and is_condition(fact, side):
        return False
    if fact.kind in ("number", "money"):
        if fact.value.startswith(_EVERY) or _HALF in normalised(fact.text):
            return False
        if fact.kind == "number" and fact.value.rstrip("以上下内左右").endswith(
            ("年", "日", "月", "次", "人", "份", "条", "件", "级")
        ):
            return fact.value.endswith(("以上", "以下", "以内"))
        is_share = fact.kind == "money" or _PERCENTAGE.search(fact.value) is not None
        return is_share or is_target(fact, side) or (on_both_sides and fact.text[0].isdecimal())
    return fact.kind in ("deadline", "citation")


def _is_in_brackets(span: Span, text: str) -> bool:
    """Whether brackets stand directly round a span."""
    return text[max(0, span.start - 1) : span.start] == "(" and text[span.end : span.end + 1] == ")"


# ------------------------------------------------------------------------------------------------- one side


def _one_sided_findings(
    unit: int,
    facts: Iterable[Fact],
    spans: Sequence[Span],
    side: NormalisedSide,
    opposite: NormalisedSide,
    removed: bool,
) -> Iterator[OneSided]:
    """Findings on facts that came or went, one for each clause and kind: on the first of its facts.

    They are notices; for information if the other text has the figure in similar words. None on a figure that stands
    there in the same rule.
    """
    seen: set[tuple[str, Span]] = set()
    places: dict[Span, Span] = {}  # in the other text, of a figure of the clause that stands there
    for fact in facts:
        sentence = next((span for span in spans if span.covers(fact.span)), fact.span)
        clause_span = clause(
            side.normalised, fact.span.start, sentence, _SENTENCE_END if stands_in_latin(fact, side) else ",。;:!?\n\r"
        )
        is_figure = fact.kind in _FIGURE_KINDS
        if (fact.kind, clause_span) in seen:
            continue
        place = places.get(clause_span) if is_figure else None
        if place and stands_beside(fact, place, side, opposite):
            continue
        if is_figure and (place := counterpart(fact, side, opposite)):
            places[clause_span] = place
            continue
        if fact.kind == "number" and stands_word_for_word(fact, clause_span, side, opposite):
            continue
        seen.add((fact.kind, clause_span))
        finding = _one_sided_finding(unit, fact, sentence, clause_span, side, removed)
        in_doubt = is_figure and is_reworded(fact, sentence, side, opposite)
        if in_doubt:
            finding = replace(finding, severity="info", note=message("the figure stands there in similar words"))
        yield finding


def _one_sided_finding(
    unit: int, fact: Fact, sentence: Span, clause_span: Span, side: NormalisedSide, removed: bool
) -> OneSided:
    """The finding on one fact that came or went; `clause_span` is its clause. It is a notice."""
    if fact.kind == "money" and len(side.words(clause_span)) <= len(fact.span) + 1:
        clause_span = _with_case(clause_span, sentence, side)
    quote = side.quote(clause_span)
    kind = fact.kind
    if cell := cell_of(fact, side):
        quote = Quote(fact.text, fact.span)
        content = f"{shortened(cell.row)} {fact.text}"
    elif kind == "deadline":
        content, quote = _deadline(fact, sentence, clause_span, side)
    elif kind == "citation":
        quote, content = Quote(fact.text, fact.span), fact.text
    else:
        content = shortened(quote.text)
    is_target = kind == "number" and is_aim(fact, side)
    return OneSided(kind, "notice", unit, quote, removed, (content,), kind, is_target=is_target)


def _with_case(clause_span: Span, sentence: Span, side: NormalisedSide) -> Span:
    """A clause that is an amount alone, with the one before it in its sentence: 未满五百元的,三元."""
    before = clause_span.start - 1
    if before <= sentence.start or side.normalised[before] not in ",:":
        return clause_span
    return Span(clause(side.normalised, before - 1, Span(sentence.start, before)).start, clause_span.end)


def _deadline(fact: Fact, sentence: Span, clause_span: Span, side: NormalisedSide) -> tuple[str, Quote]:
    """A deadline and what is due by it, with the quotation: the words after it, else those before it.

    Words after it are looked for to the end of its clause, then in the next clause of the sentence.
    """
    end = clause_span.end
    following_words = side.quote(Span(fact.span.end, end))
    if len(following_words.text) < 2 and end < sentence.end:
        following = clause(side.normalised, end + 1, sentence) if end + 1 < sentence.end else Span(end, end)
        following_words, end = side.quote(following), following.end
    if len(following_words.text) < 2:
        return shortened(side.quote(clause_span).text), side.quote(clause_span)
    return f"{fact.text} {shortened(following_words.text, 28)}", side.quote(
        Span(fact.span.start, max(end, fact.span.end))
    )


# ------------------------------------------------------------------------------------------------- both sides


def _changed_fact(unit: int, before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> Finding | None:
    """The finding on a fact that became another: a notice or a warning; info if that is not certain.

    None if the two are hardly of one rule: what came and what went is then among the edits. Its kind is that of
    `after`, or deadline if either is one.
    """
    kind = (
        after.kind
        if after.kind == before.kind
        else "deadline"
        if "deadline" in (after.kind, before.kind)
        else after.kind
    )
    one_currency = kind != "money" or has_one_currency(before, after, old.normalised, new.normalised)
    if not one_currency:
        before, after = with_currency(before, old), with_currency(after, new)
    quotes = Quote(before.text, before.span), Quote(after.text, after.span)
    change = replacement(shortened(before.text, 60), shortened(after.text, 60))
    if kind == "citation":
        return Finding(kind, "notice", unit, *quotes, change, kind)
    opened = with_amounts_bounded(before, after, old, new)
    if kind in ("number", "money"):
        same_noun = not (before.noun and after.noun) or bool(set(normalised(before.noun)) & set(normalised(after.noun)))
        note = amount_note(*(opened or (before, after))) if same_noun and one_currency else NOTHING
    else:
        note = time_note(before, after)
    change = _named_change(before, after, old, new)
    if kind == "deadline":
        weaker = is_longer_deadline(before, after, old, new)
    else:
        weaker = is_lower_target(before, after, old, new)
    longer = kind == "deadline" and weaker
    if not is_one_rule(before, after, old, new, longer=longer):
        if not is_perhaps_one_rule(before, after, old, new, longer=longer):
            return None
        return Finding(kind, "info", unit, *quotes, change, kind, message("perhaps of something else"))
    bounds = bounded(before, old), bounded(after, new)
    if kind in ("number", "money") and bounds[0][:2] == bounds[1][:2] and bounds[0].strict != bounds[1].strict:
        note = message("itself excluded now") if bounds[1].strict else message("itself included now")
        return Finding(kind, "notice", unit, *quotes, change, kind, note)
    if have_different_words_beside(before, after, old, new):
        return Finding(kind, "info", unit, *quotes, change, kind, message("perhaps of something else"))
    weaker = weaker or is_eased(before, after, old, new)
    return Finding(kind, "warning" if weaker else "notice", unit, *quotes, change, kind, note)


def _named_change(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> Message:
    """The message that a quantity or a time became another, with what it is of, or with the words before both."""
    texts = bare = shortened(before.text), shortened(after.text)
    is_opened = with_amounts_bounded(before, after, old, new) is not None
    if is_opened or _BOUND_BEHIND.sub("", before.value) == _BOUND_BEHIND.sub("", after.value):
        texts = shortened(_with_bound(before, old)), shortened(_with_bound(after, new))
    if _are_of_different_things(before, after, old, new):
        return replacement(
            f"{shortened(words_before(before, old))}{bare[0]}", f"{shortened(words_before(after, new))}{bare[1]}"
        )
    name = shortened(figure_name(after, new) or figure_name(before, old))
    change = replacement(*texts)
    return message("{name} {change}", name=name, change=change) if name else change


def _with_bound(fact: Fact, side: NormalisedSide) -> str:
    """The text of a quantity with the bound directly before it: 超过十人."""
    start = max(0, fact.span.start - MAX_BOUND_CHARACTERS)
    match = PACK.fact_patterns().bound_before.search(side.normalised, start, fact.span.start)
    return side.text[match.start() if match else fact.span.start : fact.span.end]


def _are_of_different_things(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two numbers have different names, or 确保 stands before the one and 力争 before the other."""
    names = [normalised(figure_name(fact, side)) for fact, side in ((before, old), (after, new))]
    return before.kind == after.kind == "number" and all(names) and not (names[0] in names[1] or names[1] in names[0])


def replacement(before: str, after: str) -> Message:
    """The message that one quotation became another.

    >>> str(replacement("五日内", "三日内"))
    '五日内 → 三日内'
    """
    return message("{before} → {after}", before=before, after=after)
