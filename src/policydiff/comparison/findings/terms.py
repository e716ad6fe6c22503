"""Findings on the wording itself: a term replaced throughout, regional twins, marks, whole sentences."""

from __future__ import annotations

import bisect
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policydiff.comparison.findings.fact_pairs import Differences, core
from policydiff.comparison.findings.quantities import short
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end, material, one_sided
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Comparison, Finding, Quote
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_THROUGHOUT = 3
_LONGEST_TERM = 16
_REACH = 4  # unchanged characters a term may take in on either side
_WHOLE = 3  # a change of so many characters on both sides is hardly a part of a word
_SHARE = 0.8
_NO_TERM = frozenset("的和与及或在对由应当不得可以为是其并将把被从向于按等")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
_BETWEEN = 2
_BESIDE = 5  # characters round a mark that must not have changed
_SHOWN = 4

Place = tuple[int, Hunk]


def find(comparison: Comparison, found: Sequence[Finding], old: NormalisedSide, new: NormalisedSide) -> list[Finding]:
    """The findings with those on terms and marks added; an agency that was renamed throughout is no term besides."""
    places: list[Place] = []
    marks: list[tuple[int, Hunk]] = []
    for index, unit in enumerate(comparison.units):
        if unit.change != "edited" or not unit.old or not unit.new:
            continue
        starts = label_end(unit.old, old), label_end(unit.new, new)
        hunks = [h for h in material(unit.hunks, old, new) if h.old.start >= starts[0] and h.new.start >= starts[1]]
        places += [(index, hunk) for hunk in _joined(hunks, old)]
        marks += [(index, hunk) for hunk in _lone(hunks) if _is_mark(hunk, old, new)]
    twins = list(_twins(places, old, new))
    replaced = [
        each for each in _throughout(comparison, places, old, new) if not any(_same(each, twin) for twin in twins)
    ]
    result = list(found)
    for term in replaced:
        same = [at for at, each in enumerate(result) if each.kind == "agency" and each.old and core(each) == core(term)]
        if same:  # said as what an agency became; the exceptions go there
            if term.note:
                result[same[0]] = replace(result[same[0]], note=term.note)
        else:
            result.append(term)
    return [*result, *twins, *_marks(marks, old, new)]


# ------------------------------------------------------------------------------------------------- terms


def _joined(hunks: Sequence[Hunk], old: NormalisedSide) -> list[Hunk]:
    """The hunks, those with no more than a few unchanged words between them made one: a term is often cut in two."""
    result: list[Hunk] = []
    for hunk in hunks:
        last = result[-1] if result else None
        between = old.level[last.old.end : hunk.old.start] if last else ""
        if last and len(between) <= _BETWEEN and between.isalpha():
            hunk = Hunk(Span(last.old.start, hunk.old.end), Span(last.new.start, hunk.new.end))
            result.pop()
        result.append(hunk)
    return result


def _throughout(
    comparison: Comparison, places: Sequence[Place], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """The same words replaced by the same words, three times or more."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for index, hunk in places:
        pair = old.level[hunk.old.start : hunk.old.end], new.level[hunk.new.start : hunk.new.end]
        if max(map(len, pair)) <= _LONGEST_TERM and all(_is_word(part) for part in pair if part):
            groups[pair].append((index, hunk))
    starts = [(unit.new.span.start, index) for index, unit in enumerate(comparison.units) if unit.new]
    starts.sort()
    modals = {normalised(modal.word) for modal in PACK.lexicon().modals}
    for group in groups.values():
        if len(group) < _THROUGHOUT:
            continue
        group, left, right = _grown(group, old, new)
        spans = [
            (Span(h.old.start - left, h.old.end + right), Span(h.new.start - left, h.new.end + right)) for _, h in group
        ]
        term, other = old.level[spans[0][0].start : spans[0][0].end], new.level[spans[0][1].start : spans[0][1].end]
        if min(len(term), len(other)) < 2 or not (term + other).isalpha() or term in modals or other in modals:
            continue
        left_over = _still(term, other, new)
        if len(left_over) >= len(group):
            continue  # a word that was changed here and there, not replaced throughout
        note = ""
        if left_over:
            units = dict.fromkeys(_unit_at(starts, comparison, at) for at in left_over)
            named = ", ".join([*units][:_SHOWN]) + (f" and {len(units) - _SHOWN} more" if len(units) > _SHOWN else "")
            note = f"still {old.verbatim(spans[0][0]).text} in {named}"
        quotes = old.verbatim(spans[0][0]), new.verbatim(spans[0][1])
        yield Finding(
            "term",
            "info",
            group[0][0],
            *quotes,
            f"{quotes[0].text} → {quotes[1].text}, {len(group)} times",
            "term",
            note,
            tuple(dict.fromkeys(index for index, _ in group if index != group[0][0])),
        )


def _is_word(part: str) -> bool:
    return part.isalpha() and not all(character in _NUMERALS for character in part)


def _grown(group: list[Place], old: NormalisedSide, new: NormalisedSide) -> tuple[list[Place], int, int]:
    """The group and how far its term reaches over unchanged characters that nearly all places share."""
    reach = [0, 0]
    most = _REACH if min(len(group[0][1].old), len(group[0][1].new)) < _WHOLE else 1
    for side in (0, 1):
        while reach[side] < most:
            beside = [_beside(hunk, reach[side], side, old, new) for _, hunk in group]
            character, count = Counter(beside).most_common(1)[0]
            if not character or count < max(_THROUGHOUT, _SHARE * len(group)):
                break
            group = [place for place, other in zip(group, beside, strict=True) if other == character]
            reach[side] += 1
    return group, reach[0], reach[1]


def _beside(hunk: Hunk, reach: int, side: int, old: NormalisedSide, new: NormalisedSide) -> str:
    """The unchanged character next to a hunk, empty where a term would not take it in."""
    at, to = (
        (hunk.old.start - 1 - reach, hunk.new.start - 1 - reach)
        if side == 0
        else (hunk.old.end + reach, hunk.new.end + reach)
    )
    if not (0 <= at < len(old.level) and 0 <= to < len(new.level)) or old.level[at] != new.level[to]:
        return ""
    return old.level[at] if old.level[at].isalpha() and old.level[at] not in _NO_TERM else ""


def _still(term: str, other: str, new: NormalisedSide) -> list[int]:
    """Where the old term stands in the new text, other than as part of the new one."""
    covered = [(at, at + len(other)) for at in _all(other, new.level)] if term in other else []
    ends = [end for _, end in covered]
    found = []
    for at in _all(term, new.level):
        k = bisect.bisect_right(ends, at)
        if k < len(covered) and covered[k][0] <= at:
            continue
        found.append(at)
    return found


def _all(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _unit_at(starts: Sequence[tuple[int, int]], comparison: Comparison, position: int) -> str:
    at = bisect.bisect_right(starts, (position, 10**9)) - 1
    piece = comparison.units[starts[at][1]].new if at >= 0 else None
    if piece is None or position >= piece.span.end:
        return "the front matter"
    return (piece.label or f"line {piece.lines[0]}").rstrip("、.．")


# ------------------------------------------------------------------------------------------------- twins


def _twins(places: Sequence[Place], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Words of one region replaced by the other's, with how often."""
    found: dict[tuple[str, str], list[tuple[int, Span, Span]]] = defaultdict(list)
    twins = PACK.lexicon().twins
    pairs = [tuple(map(normalised, pair)) for pair in (*twins, *(twin[::-1] for twin in twins))]
    for index, hunk in places:
        if max(len(hunk.old), len(hunk.new)) > _LONGEST_TERM:
            continue
        before, after = (
            side.level[max(0, span.start - 3) : span.end + 3] for side, span in ((old, hunk.old), (new, hunk.new))
        )
        for one, other in pairs:
            at, to = before.find(one), after.find(other)
            if at >= 0 and to >= 0 and one not in after:
                here, there = max(0, hunk.old.start - 3) + at, max(0, hunk.new.start - 3) + to
                spans = Span(here, here + len(one)), Span(there, there + len(other))
                if not found[one, other] or found[one, other][-1][1] != spans[0]:
                    found[one, other].append((index, *spans))
                break
    for group in found.values():
        index, before_span, after_span = group[0]
        quotes = old.verbatim(before_span), new.verbatim(after_span)
        times = f", {len(group)} times" if len(group) > 1 else ""
        also = tuple(dict.fromkeys(other for other, _, _ in group if other != index))
        message = f"{quotes[0].text} → {quotes[1].text}{times}"
        yield Finding("term", "info", index, *quotes, message, "term", "the same in another region's words", also)


def _same(term: Finding, twin: Finding) -> bool:
    if not (term.old and term.new and twin.old and twin.new):
        return False
    return normalised(term.old.text) in normalised(twin.old.text) or normalised(twin.old.text) in normalised(
        term.old.text
    )


# ------------------------------------------------------------------------------------------------- marks


def _is_mark(hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether nothing but punctuation changed."""
    level = old.level[hunk.old.start : hunk.old.end] + new.level[hunk.new.start : hunk.new.end]
    return all(unicodedata.category(character)[0] in "PZ" or character in "\r\n" for character in level)


def _lone(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """The hunks with unchanged text on both sides: a mark in a rewritten stretch says nothing of its own."""
    far = Hunk(Span(0, 0), Span(0, 0))
    for at, hunk in enumerate(hunks):
        before = hunks[at - 1] if at else None
        after = hunks[at + 1] if at + 1 < len(hunks) else far
        if (before is None or before.old.end + _BESIDE <= hunk.old.start) and (
            after is far or hunk.old.end + _BESIDE <= after.old.start
        ):
            yield hunk


def _marks(places: Sequence[Place], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """Punctuation marks added, dropped or changed in kind; the same change three times or more is said once."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for index, hunk in places:
        pair = (
            "".join(old.level[hunk.old.start : hunk.old.end].split()),
            "".join(new.level[hunk.new.start : hunk.new.end].split()),
        )
        groups[pair].append((index, hunk))
    for (before, after), group in groups.items():
        what = f"{before} → {after}" if before and after else f"{before} dropped" if before else f"{after} added"
        name = PACK.lexicon().marks.get((after or before)[0], "mark")
        shown = group if len(group) < _THROUGHOUT else group[:1]
        times = f", {len(group)} times" if len(group) >= _THROUGHOUT else ""
        also = tuple(dict.fromkeys(index for index, _ in group[1:] if index != group[0][0])) if times else ()
        for index, hunk in shown:
            quotes = _around(old, hunk.old), _around(new, hunk.new)
            message = f"{quotes[0].text} → {quotes[1].text}"
            yield Finding(
                "punctuation", "info", index, *quotes, message, "punctuation", f"{what} ({name}){times}", also
            )


def _around(side: NormalisedSide, span: Span) -> Quote:
    """The words beside a mark, on its own line."""
    start, end = span.start, span.end
    while (
        start > 0
        and span.start - start < 5
        and side.text[start - 1] not in "\r\n"
        and not side.text[start - 1].isspace()
    ):
        start -= 1
    while end < len(side.text) and end - span.end < 5 and side.text[end] not in "\r\n" and not side.text[end].isspace():
        end += 1
    return side.verbatim(Span(start, end))


# ------------------------------------------------------------------------------------------------- sentences


def sentences(
    unit: int, details: Sequence[Differences], found: Sequence[Finding], old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Whole sentences that went or came, where no other finding speaks of them."""
    told = [[quote.span for each in found if (quote := each.old if gone else each.new)] for gone in (True, False)]
    for gone, side, other in ((True, old, new), (False, new, old)):
        spans = sorted(span for each in details if not each.kept for span in (each.old if gone else each.new))
        spans = [
            span
            for span in spans
            if len(words := side.words(span)) >= 4
            and words not in other.known
            and not any(span.overlaps(said) for said in told[0 if gone else 1])
        ]
        for span in _adjoining(spans):
            quote = side.quote(span)
            yield Finding(
                "sentence",
                "notice",
                unit,
                *one_sided(quote, gone),
                f"{'gone' if gone else 'new'}: “{short(quote.text, 60)}”",
                "sentence",
            )


def _adjoining(spans: Sequence[Span]) -> list[Span]:
    """The spans, those that follow each other made one."""
    breaks = [
        0,
        *(at for at, (one, other) in enumerate(pairwise(spans), start=1) if one.end != other.start),
        len(spans),
    ]
    return [Span(spans[a].start, spans[b - 1].end) for a, b in pairwise(breaks) if a < b]
