"""Findings on what is measured or named: numbers, money, dates, deadlines, penalties, agencies, cited documents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from policydiff.comparison.findings.fact_pairs import Differences, measure
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide, one_sided
from policydiff.comparison.result import Finding, Quote, Severity
from policydiff.facts.extraction import CLAUSE_END, Fact, clause
from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_SHORT_NAME = 4  # 主管机关, 人民法院: nobody in particular
_SHOWN = 3  # of the facts of one kind that an added or removed unit holds
_LONGEST = 44  # characters of a clause that are shown
_KINDS = ("number", "money", "date", "deadline", "penalty", "agency", "citation")
_NUMERAL = pattern(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千廿]+")
_WRAP = pattern(
    r"(?<=[^\x00-\x28\x2a-\x7f])\s*\n\s*(?=[^\x00-\x27\x29-\x7f])"
)  # Chinese goes on in the next line without a blank
_AFTER = frozenset("之经受曾所未被对是")  # of a penalty that was laid on, not one that is
_JOINS = frozenset("的及和或与等、以,()")  # after these stands no verb
_LAID_ON = pattern(
    r"[被受][^\W_]{1,3}\Z|被(?:判处|吊销|责令|撤销|开除)[^,。;:]{0,12}\Z"
)  # 被判处, 被吊销执照、责令关闭
_WHOSE = pattern(r"[^,。;:]{0,10}(?:的(?:罪犯|人|单位|部门|机关)|决定)")  # 判处有期徒刑的罪犯, 责令关闭决定
_BIG = 10**9


def short(text: str, most: int = _LONGEST) -> str:
    """A quotation on one line, its middle left out where it is long."""
    text = " ".join(_WRAP.sub("", text).split())
    return text if len(text) <= most else f"{text[: most - most // 4 - 1]}…{text[-(most // 4) :]}"


def within(
    details: Sequence[Differences], places: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """What changed, came and went in a unit that stands on both sides."""
    unit = places.unit
    for each in details:
        for before, after in each.pairs:
            if before.kind in _KINDS:
                yield _changed(unit, before, after, old, new)
        for facts, spans, side, gone in ((each.gone, each.old, old, True), (each.come, each.new, new, False)):
            worth = [
                fact
                for fact in _worth(facts, side, each.kept)
                if fact.kind != "agency" or places.alone(fact.span, old=gone)
            ]
            yield from _single(unit, worth, spans, side, gone)


def whole(unit: int, details: Sequence[Differences], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """What an added unit brings and a removed one takes away: one finding a kind."""
    for each in details:
        for facts, spans, side, gone in ((each.gone, each.old, old, True), (each.come, each.new, new, False)):
            kinds: dict[str, list[Fact]] = defaultdict(list)
            for fact in _worth(facts, side, False):
                if fact.kind != "citation":
                    kinds[fact.kind].append(fact)
            for kind, group in kinds.items():
                said = list(_single(unit, group, spans, side, gone))
                if len(said) <= 1 or (kind in ("deadline", "number") and len(said) <= _SHOWN and not gone):
                    yield from said
                    continue
                words = [finding.message.partition(": ")[2] for finding in said]
                more = f"; and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
                head = said[0].message.partition(": ")[0]
                yield _finding(unit, said[0], f"{head}: {'; '.join(words[:_SHOWN])}{more}")


def _finding(unit: int, like: Finding, message: str) -> Finding:
    return Finding(like.kind, like.severity, unit, like.old, like.new, message, like.word)


def _worth(facts: Iterable[Fact], side: NormalisedSide, kept: bool) -> list[Fact]:
    """The facts that are worth a line; the year of a target is said with it."""
    found = [fact for fact in facts if _counts(fact, side, kept)]
    targets = [fact.span for fact in found if fact.kind == "number" and _is_target(fact, side)]
    return [
        fact
        for fact in found
        if fact.kind != "deadline" or not any(_one_clause(fact.span, target, side) for target in targets)
    ]


def _one_clause(one: Span, other: Span, side: NormalisedSide) -> bool:
    between = side.level[min(one.end, other.end) : max(one.start, other.start)]
    return len(between) < 40 and not any(character in CLAUSE_END for character in between)


def _counts(fact: Fact, side: NormalisedSide, kept: bool) -> bool:
    """Whether a fact without a counterpart is worth a line."""
    if fact.kind in ("number", "money", "penalty") and _is_condition(fact, side):
        return False
    if fact.kind in ("number", "money"):
        if fact.kind == "number" and fact.value.rstrip("以上下内左右").endswith(
            ("年", "日", "月", "次", "人", "份", "条", "件", "级")
        ):
            return fact.value.endswith(("以上", "以下", "以内"))
        return fact.kind == "money" or _is_target(fact, side) or (kept and fact.text[0].isdecimal())
    return fact.kind in ("deadline", "penalty", "citation") or (
        fact.kind == "agency" and kept and bool(fact.noun) and len(fact.value) > _SHORT_NAME
    )


def _is_condition(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a fact is part of a condition: 违法所得五十万元以上的, 经责令改正仍不改正的."""
    level, span = side.level, fact.span
    if fact.kind == "penalty" and (
        level[span.start - 1 : span.start] in _AFTER
        or level[span.end : span.end + 1] in "之者"
        or _LAID_ON.search(level, max(0, span.start - 16), span.start)
        or _WHOSE.match(level, span.end, span.end + 20)
    ):
        return True
    end = clause(level, span.end - 1, Span(0, min(len(level), span.end + 60))).end
    return level[end - 1] in "的者时"


def _is_target(fact: Fact, side: NormalisedSide) -> bool:
    around = side.level[max(0, fact.span.start - 16) : fact.span.end + 4]
    return fact.amount != (1.0, 1.0) and any(normalised(word) in around for word in PACK.lexicon().targets)


# ------------------------------------------------------------------------------------------------- one side


def _single(
    unit: int, facts: Iterable[Fact], spans: Sequence[Span], side: NormalisedSide, gone: bool
) -> Iterator[Finding]:
    """What came or went, a line a clause."""
    seen: set[tuple[str, Span]] = set()
    for fact in facts:
        sentence = next((span for span in spans if span.covers(fact.span)), fact.span)
        where = clause(side.level, fact.span.start, sentence)
        if (fact.kind, where) in seen:
            continue
        seen.add((fact.kind, where))
        yield _one(unit, fact, sentence, where, side, gone)


def _one(unit: int, fact: Fact, sentence: Span, where: Span, side: NormalisedSide, gone: bool) -> Finding:
    word = "gone" if gone else "new"
    quote = side.quote(where)
    kind, severity = fact.kind, "notice"
    if kind == "deadline":
        message, quote = _deadline(fact, sentence, where, side)
    elif kind in ("citation", "agency"):
        quote = Quote(fact.text, fact.span)
        goes_on = (
            fact.noun and normalised(fact.noun[0]) not in _JOINS
        )  # with what the agency does, not with another one
        message = f"{fact.text} {short(fact.noun, 20)}" if kind == "agency" and goes_on else fact.text
    else:
        message = short(quote.text)
        if kind == "number" and _is_target(fact, side):
            word += " target"
        if kind == "penalty":
            severity = "warning"
    return Finding(kind, _severity(severity), unit, *one_sided(quote, gone), f"{word}: {message}", kind)


def _severity(name: str) -> Severity:
    return "warning" if name == "warning" else "notice"


def _deadline(fact: Fact, sentence: Span, where: Span, side: NormalisedSide) -> tuple[str, Quote]:
    """A deadline and what is due by it; the words that follow, else those before."""
    end = where.end
    rest = side.quote(Span(fact.span.end, end))
    if len(rest.text) < 2 and end < sentence.end:
        following = clause(side.level, end + 1, sentence) if end + 1 < sentence.end else Span(end, end)
        rest, end = side.quote(following), following.end
    if len(rest.text) < 2:
        return short(side.quote(where).text), side.quote(where)
    return f"{fact.text} {short(rest.text, 28)}", side.quote(Span(fact.span.start, max(end, fact.span.end)))


# ------------------------------------------------------------------------------------------------- both sides


def _changed(unit: int, before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> Finding:
    kind = (
        after.kind
        if after.kind == before.kind
        else "deadline"
        if "deadline" in (after.kind, before.kind)
        else after.kind
    )
    quotes = Quote(before.text, before.span), Quote(after.text, after.span)
    if kind == "agency":
        noun = short(after.noun, 24)
        note = _does(noun) if noun else ""
        return Finding(
            kind, "warning", unit, *quotes, f"{short(before.text, 60)} → {short(after.text, 60)}", kind, note
        )
    if kind == "citation":
        return Finding(kind, "notice", unit, *quotes, f"{short(before.text, 60)} → {short(after.text, 60)}", kind)
    if kind == "penalty":
        names = (before.noun, after.noun)
        alike = normalised(names[0]) == normalised(names[1]) and measure(before) == measure(after)
        note = _direction(before, after) if alike else ""
        return Finding(
            kind, "warning", unit, *quotes, f"{short(before.text, 60)} → {short(after.text, 60)}", kind, note
        )
    name = _name(after, new) or _name(before, old)
    note = _direction(before, after) if kind in ("number", "money") else _earlier(before, after)
    return Finding(
        kind, "notice", unit, *quotes, f"{short(name)} {short(before.text)} → {short(after.text)}".strip(), kind, note
    )


def _does(what: str) -> str:
    """What an agency does, its modal word in English; empty where no verb follows."""
    for modal, english in (
        ("应当", "must"),
        ("应", "must"),
        ("要", "must"),
        ("可以", "may"),
        ("不得", "must not"),
        ("须", "must"),
    ):
        if normalised(what).startswith(modal):
            return f"who {english} {what[len(modal) :]}"
    return "" if normalised(what)[:1] in _JOINS or normalised(what).startswith("规定") else f"who: {what}"


def _name(fact: Fact, side: NormalisedSide) -> str:
    """What a quantity is of: its noun, else the nearest words of its clause."""
    if fact.noun:
        return fact.noun
    start = end = fact.span.end
    while end < len(side.level) and end - start < 16 and side.level[end] not in CLAUSE_END:
        end += 1
    if end - start >= 2:
        return short(side.text[start:end], 16)
    start = fact.span.start
    while start > 0 and fact.span.start - start < 12 and side.level[start - 1] not in CLAUSE_END:
        start -= 1
    return side.text[start : fact.span.start].strip()


def _direction(before: Fact, after: Fact) -> str:
    """(+2), up or down, where both amounts can be measured."""
    if before.amount is None or after.amount is None or before.amount == after.amount:
        return ""
    rises = (after.amount[0] - before.amount[0], after.amount[1] - before.amount[1])
    if min(rises) < 0 < max(rises):
        return "wider" if rises[0] < 0 else "narrower"
    if before.amount[0] == before.amount[1] and after.amount[0] == after.amount[1] and after.kind == "number":
        return f"{rises[0]:+.10g}"
    return "up" if max(rises) > 0 else "down"


def _earlier(before: Fact, after: Fact) -> str:
    """Longer or shorter, earlier or later, where both are said alike."""
    shapes = [_NUMERAL.sub("#", fact.value) for fact in (before, after)]
    if shapes[0] != shapes[1]:
        return ""
    values = [[_number(found) for found in re.findall(_NUMERAL.pattern, fact.value)] for fact in (before, after)]
    if values[0] == values[1] or _BIG in values[0] + values[1]:
        return ""
    more = values[1] > values[0]
    lasting = (
        len(values[0]) == 1
        and ("内" in shapes[0] or "日" not in shapes[0])
        and "月" not in shapes[0].replace("个月", "")
    )
    if lasting and after.kind == "deadline" and not shapes[0].startswith("#年"):
        return "longer" if more else "shorter"
    return "later" if more else "earlier"


def _number(written: str) -> int:
    whole = written.partition(".")[0]
    value = numeral_value(whole)
    return _BIG if value is None else value
