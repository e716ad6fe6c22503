"""Findings on what must, may and must not be done: weaker or stronger words, duties and prohibitions come and gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.quantities import short
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide, one_sided
from policydiff.comparison.result import Finding, Quote
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_PHRASE_END = ",。;:!?\n\r"
_LONGEST = 24
_SHOWN = 3
_MOSTLY = 0.6  # of the pairs of characters a modal word rules
_ALIKE = 0.3  # of the characters of the shorter phrase
_DISCRETION = frozenset(map(normalised, PACK.lexicon().discretion))
_NOUNS = ("需要",)  # put before a verb or taken away, they say little
_DUTIES = ("prohibit", "must", "want", "measure")


def within(
    details: Sequence[Differences], places: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Changes of strength, and duties come and gone, in a unit that stands on both sides."""
    unit = places.unit
    texts = "".join(_text(each.old, old) for each in details), "".join(_text(each.new, new) for each in details)
    for each in details:
        said: set[int] = set()
        for before, after in each.pairs:
            if before.kind == "obligation" and not _alike(before, after, each, old, new):
                each.gone.append(before)
                each.come.append(after)
                continue
            if (
                before.kind == "obligation"
                and PACK.lexicon().strength.get(before.noun) != PACK.lexicon().strength.get(after.noun)
            ) or (
                before.kind == "obligation" and "prohibit" in (before.noun, after.noun) and before.noun != after.noun
            ):
                yield _strength(unit, before, after, each, said, old, new)
        yield from _softened(each, said, places, old, new)
        said.update(_shifted(each, old, new))
        yield from _alone(each, said, places, old, new, texts)


def whole(unit: int, details: Sequence[Differences], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """The duties an added unit brings and a removed one takes away: one finding each."""
    for each in details:
        for facts, spans, side, gone in ((each.gone, each.old, old, True), (each.come, each.new, new, False)):
            duties = [fact for fact in facts if _is_duty(fact, spans, side)]
            if duties:
                yield _duties(unit, duties, spans, side, gone)


def _is_duty(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> bool:
    """Whether a modal word lays down a duty; in a condition (需要限制进口的, 禁止出口的) it does not."""
    if fact.kind != "obligation" or fact.noun not in _DUTIES:
        return False
    return side.level[_phrase(fact, spans, side).end - 1] not in "的时者"


def _duties(unit: int, duties: Sequence[Fact], spans: Sequence[Span], side: NormalisedSide, gone: bool) -> Finding:
    duties = sorted(duties, key=lambda fact: fact.span)
    phrases = [_phrase(fact, spans, side) for fact in duties]
    shown = [_told(fact, spans, side) for fact in duties[:_SHOWN]]
    more = f"; and {len(duties) - _SHOWN} more" if len(duties) > _SHOWN else ""
    quote = side.quote(Span(phrases[0].start, phrases[-1].end))
    forbids = gone and any(fact.noun == "prohibit" for fact in duties)
    message = f"{'gone' if gone else 'new'}: {'; '.join(shown)}{more}"
    return Finding(
        "obligation",
        "warning" if forbids else "notice",
        unit,
        *one_sided(quote, gone),
        message,
        "duty",
        "prohibition gone" if forbids else "",
    )


# ------------------------------------------------------------------------------------------------- words changed


def _strength(
    unit: int, before: Fact, after: Fact, each: Differences, said: set[int], old: NormalisedSide, new: NormalisedSide
) -> Finding:
    """A modal word replaced by another of other strength."""
    strengths = PACK.lexicon().strength[before.noun], PACK.lexicon().strength[after.noun]
    pair = (before.noun, after.noun)
    note = f"{before.text} → {after.text}"
    if pair[0] == "prohibit":
        word, more = "weaker", "prohibition gone"
    elif pair[1] == "prohibit":
        word, more = "stronger", "now prohibited"
    else:
        word, more = ("weaker" if strengths[1] < strengths[0] else "stronger"), ""
    if pair in (("prohibit", "must"), ("must", "prohibit")):
        word, more = "duty", more
    spans = _phrase(before, each.old, old), _phrase(after, each.new, new)
    added = _beside(each.come, spans[1], said)
    dropped = _beside(each.gone, spans[0], said)
    if added:
        more = f"{more}, discretion added".lstrip(", ")
    elif dropped:
        more = f"{more}, discretion gone".lstrip(", ")
    quotes = old.quote(_from(spans[0], dropped)), new.quote(_from(spans[1], added))
    message = f"{short(quotes[0].text, _LONGEST)} → {short(quotes[1].text, _LONGEST)}"
    return Finding("obligation", "warning", unit, *quotes, message, word, f"{note}, {more}" if more else note)


def _alike(before: Fact, after: Fact, each: Differences, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two modal words rule the same deed: their phrases share characters."""
    one, other = (
        set(side.words(Span(fact.span.end, _phrase(fact, spans, side).end))[:20])
        for fact, spans, side in ((before, each.old, old), (after, each.new, new))
    )
    return len(one & other) >= _ALIKE * min(len(one), len(other))


def _beside(facts: Sequence[Fact], phrase: Span, said: set[int]) -> list[Fact]:
    """The words of discretion in or just before a phrase; they are said with it."""
    near = Span(max(0, phrase.start - 6), phrase.end)
    found = [fact for fact in facts if fact.noun == "soften" and fact.value in _DISCRETION and near.covers(fact.span)]
    said.update(map(id, found))
    return found


def _from(phrase: Span, facts: Sequence[Fact]) -> Span:
    return Span(min([phrase.start, *(fact.span.start for fact in facts)]), phrase.end)


def _softened(
    each: Differences, said: set[int], places: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Discretion put into a sentence that stays, or taken out of it."""
    if not each.kept:
        return
    for facts, spans, side, other, added in (
        (each.come, each.new, new, _text(each.old, old), True),
        (each.gone, each.old, old, _text(each.new, new), False),
    ):
        for fact in facts:
            if fact.noun != "soften" or id(fact) in said or not _stands(fact, spans, side, other, places, not added):
                continue
            discretion = fact.value in _DISCRETION
            quote = side.quote(clause(side.level, fact.span.start, _sentence(fact, spans), _PHRASE_END))
            yield Finding(
                "obligation",
                "warning" if discretion and added else "notice",
                places.unit,
                *one_sided(quote, not added),
                short(quote.text, 36),
                "weaker" if added else "stronger",
                f"{fact.text} {'added' if added else 'gone'}"
                + (f", discretion {'added' if added else 'gone'}" if discretion else ""),
            )


# ------------------------------------------------------------------------------------------------- words come and gone


def _alone(
    each: Differences,
    said: set[int],
    places: ChangedUnit,
    old: NormalisedSide,
    new: NormalisedSide,
    everything: tuple[str, str],
) -> Iterator[Finding]:
    """Modal words without a counterpart: put before words that stay, taken from them, or come and gone with theirs.

    `everything` are the changed sentences of the unit's two sides: what came or went must not stand in another of them.
    """
    texts = _text(each.old, old), _text(each.new, new)
    for facts, spans, side, other, gone in (
        (each.gone, each.old, old, texts[1], True),
        (each.come, each.new, new, texts[0], False),
    ):
        lone: list[Fact] = []
        for fact in facts:
            if fact.kind != "obligation" or id(fact) in said or fact.noun in ("soften", "encourage"):
                continue
            if (
                each.kept
                and fact.noun != "measure"
                and fact.value not in _NOUNS
                and _stands(fact, spans, side, other, places, gone)
            ):
                yield _inserted(places.unit, fact, spans, side, gone)
            elif _is_duty(fact, spans, side):
                lone.append(fact)
        lone = [fact for fact in lone if not _moved(fact, spans, side, everything[1 if gone else 0])]
        if lone:
            yield _duties(places.unit, lone, spans, side, gone)


def _shifted(each: Differences, old: NormalisedSide, new: NormalisedSide) -> Iterator[int]:
    """The modal words of one grade that only changed their place: 任何人不得转让 and 严禁任何人转让."""
    for fact in each.gone:
        for other in each.come:
            if (fact.kind, fact.noun) != ("obligation", other.noun) or other.kind != "obligation":
                continue
            if _rules_too(fact, each.old, old, new.words(_sentence(other, each.new))) and _rules_too(
                other, each.new, new, old.words(_sentence(fact, each.old))
            ):
                yield from (id(fact), id(other))


def _rules_too(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: str) -> bool:
    """Whether most of what a modal word rules stands in another sentence."""
    ruled = side.words(Span(fact.span.end, _phrase(fact, spans, side).end))
    pairs = {ruled[at : at + 2] for at in range(len(ruled) - 1)}
    return sum(pair in other for pair in pairs) > _MOSTLY * len(pairs)


def _inserted(unit: int, fact: Fact, spans: Sequence[Span], side: NormalisedSide, gone: bool) -> Finding:
    """The words stay, their modal word came or went."""
    quote = side.quote(_phrase(fact, spans, side))
    rest = short(quote.text[len(fact.text) :], _LONGEST)
    full = short(quote.text, _LONGEST)
    binding = fact.noun in ("must", "want", "prohibit")
    return Finding(
        "obligation",
        "warning" if fact.noun == "prohibit" else "notice",
        unit,
        *one_sided(quote, gone),
        f"{full} → {rest}" if gone else f"{rest} → {full}",
        "weaker" if gone == binding else "stronger",
        ("prohibition gone" if gone else "now prohibited")
        if fact.noun == "prohibit"
        else f"{fact.text} {'gone' if gone else 'added'}",
    )


def _stands(
    fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: str, places: ChangedUnit, gone: bool
) -> bool:
    """Whether the words after a modal word stand on in the other text, there without it."""
    rest = side.words(Span(fact.span.end, _phrase(fact, spans, side).end))[:8]
    if len(rest) < 2 or fact.value + rest in other:
        return False
    following = Span(fact.span.end, min(fact.span.end + 3, len(side.level)))
    return not places.touched(following, old=gone) or (len(rest) >= 6 and rest in other)


def _moved(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: str) -> bool:
    """Whether modal word and words stand in the other text as they are."""
    words = side.words(_phrase(fact, spans, side))
    return len(words) > 3 and words[:12] in other


def _text(spans: Sequence[Span], side: NormalisedSide) -> str:
    return "".join(side.words(span) for span in spans)


# ------------------------------------------------------------------------------------------------- phrases


def _sentence(fact: Fact, spans: Sequence[Span]) -> Span:
    return next((span for span in spans if span.covers(fact.span)), fact.span)


def _phrase(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> Span:
    """From the modal word to the next mark."""
    sentence = _sentence(fact, spans)
    return Span(fact.span.start, clause(side.level, fact.span.end - 1, sentence, _PHRASE_END).end)


def _told(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> str:
    """A duty in few words: what stands between modal word and deed is left out where it is a deadline."""
    quote: Quote = side.quote(_phrase(fact, spans, side))
    inside = [
        each
        for each in side.facts([quote.span])
        if each.kind in ("deadline", "date") and each.span.start > quote.span.start
    ]
    if inside and inside[0].span.start - fact.span.end <= 3:
        rest = side.quote(Span(inside[0].span.end, quote.span.end)).text
        if len(rest) >= 2:
            return f"{fact.text}…{short(rest, _LONGEST)}"
    return short(quote.text, _LONGEST)
