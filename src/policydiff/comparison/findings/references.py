"""Findings on cross references: left behind by renumbering, following it, citing another place now."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policydiff.comparison.findings.quantities import short
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end, reaches_into
from policydiff.comparison.result import Comparison, Finding, Quote, UnitChange, UnitReference
from policydiff.facts.extraction import clause, reference_target, sentences
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_KINDS = {"article": "条", "formal": "部分", "enumerated": "部分", "chapter": "章", "part": "编", "annex": "附件"}
_JOINED = pattern(r"(?:、|,|和|与|及|以及|或者?|至|到|并)\s?$")
_GRAM = 4
_RARE = 3  # units in which words may stand that tell one unit from another
_ENDS = frozenset("。;\n")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Reference:
    """An internal reference: where it stands, the place it names, the unit that holds it and where its words begin.

    `listed`: whether it stands in a list of references.
    """

    span: Span
    key: Key
    unit: int
    floor: int
    listed: bool


class _Places:
    """What the numbers of both documents name."""

    def __init__(self, comparison: Comparison) -> None:
        self.units = comparison.units
        self.holders: tuple[dict[Key, list[int]], dict[Key, list[int]]] = (defaultdict(list), defaultdict(list))
        self._chapters: dict[Key, Counter[Key]] = defaultdict(Counter)
        for index, unit in enumerate(self.units):
            keys = _keys(unit.old), _keys(unit.new)
            for side in (0, 1):
                for key in keys[side]:
                    self.holders[side][key].append(index)
            for key in keys[0]:
                for other in keys[1]:
                    if unit.old and other[0] == key[0] and unit.change != "replaced":
                        self._chapters[key][other] += len(unit.old.span)

    def certain(self, side: int, key: Key) -> bool:
        """Whether the number names one place: an article's or section's number stands once."""
        held = self.holders[side].get(key, [])
        spans = {piece.span for index in held if (piece := self.piece(side, index))}
        return bool(held) and (key[0] in ("章", "编") or len(spans) == 1)

    def piece(self, side: int, index: int) -> UnitReference | None:
        """One side of a unit."""
        return self.units[index].new if side else self.units[index].old

    def successors(self, key: Key) -> set[str] | None:
        """The numbers that what the old number named has now; empty where it is gone, None where nobody can say."""
        if not self.certain(0, key):
            return None
        if key[0] in ("章", "编"):
            ranked = self._chapters[key].most_common(1)
            return {ranked[0][0][1]} if ranked else None
        found: set[str] = set()
        for index in self.holders[0][key]:
            unit = self.units[index]
            if unit.change == "removed" or unit.new is None or unit.change == "replaced":
                continue
            found |= {other[1] for other in _keys(unit.new) if other[0] == key[0]}
            if not found:
                return None  # it stands on without a number
        return found


def _keys(piece: UnitReference | None) -> list[Key]:
    """The places a unit is named by: its own number, its chapter's."""
    found: list[Key] = []
    for text in dict.fromkeys((*(piece.path if piece else ()), *((piece.label,) if piece and piece.label else ()))):
        label = read_label(text if text[-1:] in "、.．" or text[:1] in "第附" else f"{text}、")
        if label and label.number and label.style in _KINDS:
            if label.style == "enumerated" and any(kind == "部分" for kind, _ in found):
                continue  # 一、 under 壹、 is no 第一部分
            found.append((_KINDS[label.style], ".".join(map(str, label.number))))
            if label.style == "part" and "部" in label.text:
                found.append(("部分", found[-1][1]))
    return found


def find(comparison: Comparison, old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """The findings on the internal references of the new text."""
    places = _Places(comparison)
    sides = tuple(_references(comparison, side, number) for number, side in enumerate((old, new)))
    old_by_start = {reference.span.start: reference for reference in sides[0]}
    old_starts = sorted(old_by_start)
    followed: list[tuple[_Reference, _Reference]] = []
    doubtful: list[_Reference] = []
    for reference in sides[1]:
        stood = _before(comparison, reference, old_by_start, old_starts, new)
        if stood is None:
            doubtful.append(reference)
            continue
        before, untouched = stood
        successors = places.successors(before.key)
        if successors is None or reference.key[0] != before.key[0]:
            continue
        if reference.key[1] in successors:
            if reference.key != before.key:
                followed.append((before, reference))
        elif reference.key == before.key and not untouched:
            doubtful.append(reference)
        elif reference.key == before.key:
            yield _stale(reference, before, successors, places, old, new)
        else:
            yield _other(before, reference, places, old, new)
    yield from _by_words(doubtful, places, comparison, old, new)
    if followed:
        before, reference = followed[0]
        quotes = (
            old.verbatim(before.span),
            new.verbatim(reference.span),
        )
        units = dict.fromkeys(each.unit for _, each in followed)
        many = f" and {len(followed) - 1} more" if len(followed) > 1 else ""
        verb = "follow" if len(followed) > 1 else "follows"
        yield Finding(
            "reference",
            "info",
            reference.unit,
            *quotes,
            f"{quotes[0].text} → {quotes[1].text}{many}",
            "reference",
            f"{verb} the renumbering",
            tuple(unit for unit in units if unit != reference.unit),
        )


# ------------------------------------------------------------------------------------------------- where they stand


def _references(comparison: Comparison, side: NormalisedSide, number: int) -> list[_Reference]:
    """The references of one text to places of its own."""
    pieces = sorted(
        {
            (piece.span.start, index)
            for index, unit in enumerate(comparison.units)
            if (piece := unit.new if number else unit.old)
        }
    )
    starts = [start for start, _ in pieces]
    found: list[_Reference] = []
    outside_until = -1
    for match in PACK.fact_patterns().reference.finditer(side.level):
        kind, value = reference_target(match)
        if kind not in _KINDS.values() or not value:
            continue
        at = bisect.bisect_right(starts, match.start()) - 1
        if at < 0:
            continue
        index = pieces[at][1]
        piece = comparison.units[index].new if number else comparison.units[index].old
        if piece is None or not (floor := label_end(piece, side)) <= match.start() < piece.span.end:
            continue
        ahead = side.level[max(0, match.start() - 12) : match.start()].rstrip()
        joined = bool(_JOINED.search(ahead))
        # 民法第三十三条第二项之事件、第三十六条之事件: one name for all
        governed = outside_until >= 0 and joined and not _ENDS & set(side.level[outside_until : match.start()])
        if governed or _is_other(ahead):
            outside_until = match.end()
            continue
        outside_until = -1
        behind = side.level[match.end() : match.end() + 3]
        listed = joined and "第" in side.level[max(0, match.start() - 24) : match.start()]
        listed = listed or ("第" in behind and behind[0] in "、及和或至与到")
        found.append(_Reference(Span(*match.span()), (kind, value), index, floor, listed))
    return found


def _is_other(ahead: str) -> bool:
    """Whether the words before a reference name another document."""
    if ahead.endswith(tuple(map(normalised, PACK.lexicon().own_document))):
        return False
    return ahead.endswith(("》", "原", "修正前", "修正前之", *map(normalised, PACK.lexicon().other_documents)))


def _before(
    comparison: Comparison,
    reference: _Reference,
    old: dict[int, _Reference],
    starts: Sequence[int],
    new: NormalisedSide,
) -> tuple[_Reference, bool] | None:
    """The reference of the old text that stood here and whether its clause is untouched; None where none is sure."""
    unit = comparison.units[reference.unit]
    if unit.old is None or unit.new is None or unit.change not in ("unchanged", "edited"):
        return None
    at = unit.old.span.start + reference.span.start - unit.new.span.start
    hunks = unit.hunks
    next_hunk = bisect.bisect_right(hunks, reference.span.start, key=lambda hunk: hunk.new.end)
    if next_hunk:
        at = hunks[next_hunk - 1].old.end + reference.span.start - hunks[next_hunk - 1].new.end
    touching = [hunk for hunk in hunks[next_hunk : next_hunk + 8] if hunk.new.start < reference.span.end]
    if all(hunk.ignored for hunk in touching):
        around = clause(new.level, reference.span.start, Span(reference.floor, len(new.level)))
        near = hunks[max(0, next_hunk - 8) : next_hunk + 8]
        untouched = not any(reaches_into(hunk.new, around) for hunk in near if not hunk.ignored)
        return (old[at], untouched) if at in old else None
    first = min(touching[0].old.start, at)
    within = starts[bisect.bisect_left(starts, first - 2) : bisect.bisect_right(starts, touching[-1].old.end)]
    # In a rewritten list nobody can say which reference became which.
    return (old[within[0]], False) if len(within) == 1 and not reference.listed else None


# ------------------------------------------------------------------------------------------------- what is said


def _stale(
    reference: _Reference,
    before: _Reference,
    successors: set[str],
    places: _Places,
    old: NormalisedSide,
    new: NormalisedSide,
) -> Finding:
    """A reference whose target has another number now, or none."""
    number = _number(reference.key)
    holder = _holder(places, 1, reference.key)
    now = f"{number} is now {_about(holder, new)}" if holder else f"there is no {number} now"
    where = ", ".join(_number((reference.key[0], each)) for each in sorted(successors))
    then = f"what it cited is {where} (was {number})" if successors else "what it cited was removed"
    quote = _context(reference, new)
    former = old.verbatim(before.span)
    return Finding(
        "reference",
        "warning",
        reference.unit,
        former,
        quote,
        f"check “{short(quote.text)}”",
        "reference",
        f"{now}; {then}",
    )


def _other(
    before: _Reference, reference: _Reference, places: _Places, old: NormalisedSide, new: NormalisedSide
) -> Finding:
    """A reference that was changed to another place, not by renumbering."""
    quotes = (
        old.verbatim(before.span),
        new.verbatim(reference.span),
    )
    holder = _holder(places, 1, reference.key)
    note = f"now cites {_about(holder, new)}" if holder else ""
    return Finding(
        "reference", "notice", reference.unit, *quotes, f"{quotes[0].text} → {quotes[1].text}", "reference", note
    )


def _context(reference: _Reference, side: NormalisedSide) -> Quote:
    """The clause of a reference, and the next one where it is short."""
    within = Span(max(reference.floor, reference.span.start - 200), min(len(side.level), reference.span.end + 200))
    found = clause(side.level, reference.span.start, within)
    while found.end < within.end and side.level[found.end] in ",:" and len(found) < 24:
        found = Span(found.start, clause(side.level, min(found.end + 1, within.end - 1), within).end)
    return side.quote(found)


def _number(key: Key) -> str:
    value = "之".join(_han(int(part)) for part in key[1].split("."))
    return value if key[0] == "部分" else f"附件{key[1]}" if key[0] == "附件" else f"第{value}{key[0]}"


def _han(value: int) -> str:
    """A number up to 9,999 in Chinese, as labels are written."""
    if value > 9999:
        return str(value)
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if zero and text else "") + "一二三四五六七八九"[digit - 1] + name
        zero = not digit
    return text[1:] if text.startswith("一十") else text or "零"


def _holder(places: _Places, side: int, key: Key) -> UnitReference | None:
    held = places.holders[side].get(key, []) if places.certain(side, key) and key[0] not in ("章", "编") else []
    return places.piece(side, held[0]) if held else None


def _about(piece: UnitReference, side: NormalisedSide) -> str:
    """A unit in few words: its heading, else how it begins."""
    if piece.heading:
        return short(piece.heading, 24)
    start = label_end(piece, side)
    while start < piece.span.end and not side.level[start].isalnum():
        start += 1
    return "“" + side.quote(clause(side.level, start, Span(start, min(piece.span.end, start + 20)))).text + "…”"


# ------------------------------------------------------------------------------------------------- by their words


def _by_words(
    doubtful: Sequence[_Reference], places: _Places, comparison: Comparison, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """References in new text whose words fit what the number named before, and not what it names now."""
    asked: list[tuple[_Reference, Key, set[str]]] = []
    for reference in doubtful:
        successors = places.successors(reference.key)
        if not successors or reference.key[1] in successors or not places.certain(1, reference.key):
            continue
        if reference.listed or reference.unit in places.holders[0][reference.key]:
            continue  # what a list cites has no words of its own; a unit's own words are those of its old number
        asked.append((reference, reference.key, _grams(_sentence(reference, new), new)))
    if not asked:
        return
    wanted = set().union(*(grams for _, _, grams in asked))
    standing = [_standing(wanted, comparison.units, number, side) for number, side in enumerate((old, new))]
    for reference, key, grams in asked:
        was, now = set(places.holders[0][key]), set(places.holders[1][key])
        rare = [gram for gram in grams if 0 < len(standing[0][gram]) <= _RARE]
        fits_old = [gram for gram in rare if standing[0][gram] & was and standing[1][gram] & was]
        fits_new = [gram for gram in grams if standing[1][gram] & now]
        if len(fits_old) >= 2 and len(fits_old) > 2 * len(fits_new):
            yield _misfit(reference, fits_old, places, old, new)


def _sentence(reference: _Reference, side: NormalisedSide) -> Span:
    around = Span(max(reference.floor, reference.span.start - 300), min(len(side.level), reference.span.end + 300))
    return next((span for span in sentences(side.level, around) if span.covers(reference.span)), reference.span)


def _grams(sentence: Span, side: NormalisedSide) -> set[str]:
    """The runs of four characters of a sentence, less what is formula in it: references, amounts, penalties."""
    marks = list(side.level[sentence.start : sentence.end])
    for fact in side.facts([sentence]):
        if fact.kind != "agency":
            at = fact.span.start - sentence.start
            marks[at : at + len(fact.span)] = " " * len(fact.span)
    level = "".join(marks)
    return {level[at : at + _GRAM] for at in range(len(level) - _GRAM + 1) if level[at : at + _GRAM].isalpha()}


def _standing(wanted: set[str], units: Sequence[UnitChange], number: int, side: NormalisedSide) -> dict[str, set[int]]:
    """In which units each of the wanted runs stands."""
    found: dict[str, set[int]] = defaultdict(set)
    for index, unit in enumerate(units):
        if piece := unit.new if number else unit.old:
            level = side.level[piece.span.start : piece.span.end]
            for at in range(len(level) - _GRAM + 1):
                if (gram := level[at : at + _GRAM]) in wanted:
                    found[gram].add(index)
    return found


def _misfit(
    reference: _Reference, grams: Sequence[str], places: _Places, old: NormalisedSide, new: NormalisedSide
) -> Finding:
    number = _number(reference.key)
    quote = _context(reference, new)
    holder = _holder(places, 1, reference.key)
    now = f"{number} is now {_about(holder, new)}" if holder else f"{number} now holds other text"
    target = ", ".join(_number((reference.key[0], each)) for each in sorted(places.successors(reference.key) or ()))
    words = _longest(grams, _sentence(reference, new), new)
    note = f"{now}; {words} is in {target} (was {number})"
    return Finding(
        "reference", "warning", reference.unit, None, quote, f"check “{short(quote.text)}”", "reference", note
    )


def _longest(grams: Sequence[str], sentence: Span, side: NormalisedSide) -> str:
    """The longest stretch of a sentence made of the runs, as written."""
    known, best, start = set(grams), Span(0, 0), None
    for at in range(sentence.start, sentence.end - _GRAM + 2):
        if side.level[at : at + _GRAM] in known:
            start = at if start is None else start
            if at + _GRAM - start > len(best):
                best = Span(start, at + _GRAM)
        else:
            start = None
    return side.text[best.start : best.end]
