"""What of two documents is compared: a text that one of them carries, and the provisions that one of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from policydiff.comparison.alignment import Pair
from policydiff.comparison.shown import showing_articles
from policydiff.comparison.units import ComparableUnits, limited_to
from policydiff.errors import PolicydiffError
from policydiff.languages import PACK
from policydiff.matching.diff import heaviest_increasing_subsequence, similarity
from policydiff.matching.shingles import SHINGLE_CODES, Hashes, hashes
from policydiff.messages import joined, message
from policydiff.structure.carried import CarriedText, carried_texts, is_first_annex, passes_on, same_label
from policydiff.structure.numbering import ARTICLES
from policydiff.structure.official_foot import foot_start
from policydiff.structure.partial import INSERTS, partial_at
from policydiff.text.canonical import canonical
from policydiff.text.folding import Codes
from policydiff.text.lazy_regex import NEVER, Pattern
from policydiff.text.spans import Span

WHOLE = "whole"  # the name of a part that chooses the whole documents
Side = Literal["old", "new"]
_MIN_SHARED = 0.05  # of the smaller set of shingles, for a carried text to be an edition of the other document
_MIN_OVER_LEAD = 3  # times that more shingles are shared with the carried text than with the text before it
_MAX_INSTRUCTION = 200  # characters before a provision that say that it is new
_MAX_MEASURED = 4_000  # folded characters of a provision whose similarity is measured
_MAX_NAME = 8  # characters of the name of a provision, with which a renumbering ends: 第三条改为第四条
_MAX_LESS_SIMILAR = 0.25  # than the most similar one, of the provision with the same number
_RENUMBERS = dict(PACK.amendments.instructions).get("renumber", NEVER)
_MIN_RENUMBERED = 0.6  # similarity of two provisions with different numbers
_MIN_SHARED_UNDER_TITLE = 0.6  # of the shingles of a text under the title of the other document
_MIN_TITLE = 4  # characters of a title by which a text is found
_MIN_SHARED_OF_NEXT = 0.3  # of the shingles of a further annex that belongs to the carried text


class Parts(NamedTuple):
    """The part of either document that is compared; None for the whole document."""

    old: CarriedText | None = None
    new: CarriedText | None = None


def shingles(codes: Codes) -> Hashes:
    """The distinct hashes of the shingles, ascending; none for a text shorter than a shingle."""
    return np.unique(hashes(codes, SHINGLE_CODES))


# ------------------------------------------------------------------------------------------------- carried texts


def with_parts(
    old: ComparableUnits, new: ComparableUnits, wanted: str | None
) -> tuple[ComparableUnits, ComparableUnits]:
    """The units of what is compared of the two documents.

    `wanted` is the label or the title of a part, WHOLE for the whole documents, None for the part of one document that
    is the text of the other (`_carried_edition`). PolicydiffError if neither document has the wanted part.
    """
    if wanted == WHOLE:
        return old, new
    parts = (carried_texts(old.outline), carried_texts(new.outline))
    if wanted is None:
        chosen = _carried_edition(old, new, *parts)
    else:
        chosen = Parts(_named(parts[0], wanted), _named(parts[1], wanted))
        if chosen == Parts():
            raise _unknown_part(wanted, old, new, parts)
        chosen = _with_counterpart(chosen, old, new, parts)
    chosen = _without_foot(chosen, old, new)
    return (
        limited_to(old, chosen.old) if chosen.old else old,
        limited_to(new, chosen.new) if chosen.new else new,
    )


def _without_foot(chosen: Parts, old: ComparableUnits, new: ComparableUnits) -> Parts:
    """The parts; the only one of them without the foot of the notice behind it, if the other document has no foot."""
    part, units, bare = (chosen.old, old, new) if chosen.old else (chosen.new, new, old)
    if part is None or (chosen.old and chosen.new):
        return chosen
    length = len(bare.document.text)
    if part.span.end < len(units.document.text) or foot_start(bare.document, Span(0, length)) < length:
        return chosen
    part = part._replace(span=Span(part.span.start, foot_start(units.document, part.span)))
    return Parts(old=part) if chosen.old else Parts(new=part)


def carried_name(units: ComparableUnits) -> str | None:
    """The name by which the text is chosen that a document passes on: a label, else a title; None if there is none."""
    parts = carried_texts(units.outline)
    if not parts or not passes_on(units.outline, parts[0]):
        return None
    return parts[0].label or parts[0].title


def _named(parts: Sequence[CarriedText], wanted: str) -> CarriedText | None:
    """The part with this label or title, else the only one whose title has these words; None if there is none.

    附件 and 附件1 are the same where a document has no other annex.
    """
    for part in parts:
        if same_label(part.label, wanted):
            return part
    annexes = [part for part in parts if part.label]
    if len(annexes) == 1 and is_first_annex(annexes[0].label) and is_first_annex(wanted):
        return annexes[0]
    words = canonical(wanted)
    titled = [part for part in parts if words and canonical(part.title or "") == words]
    titled = titled or [part for part in parts if words and words in canonical(part.title or "")]
    if not titled:
        titled = [part for part in parts if words and words == canonical(part.name)]
    return titled[0] if len(titled) == 1 else None


def _with_counterpart(
    chosen: Parts, old: ComparableUnits, new: ComparableUnits, parts: tuple[Sequence[CarriedText], ...]
) -> Parts:
    """The chosen parts; for a document without the chosen one the part that is an edition of it, if it passes one on.

    None, for the whole document, remains if there is no such part.
    """
    if chosen.old and chosen.new:
        return chosen
    have, lack, units = (chosen.old, new, old) if chosen.old else (chosen.new, old, new)
    others = parts[1] if chosen.old else parts[0]
    if have is None or not others or not passes_on(lack.outline, others[0]):
        return chosen
    wanted = shingles(units.folded_codes(have.span))
    best = max(others, key=lambda part: _shared(wanted, shingles(lack.folded_codes(part.span))))
    if _overlap(wanted, shingles(lack.folded_codes(best.span))) < _MIN_SHARED:
        return chosen
    return Parts(have, best) if chosen.old else Parts(best, have)


def _unknown_part(
    wanted: str, old: ComparableUnits, new: ComparableUnits, parts: tuple[Sequence[CarriedText], ...]
) -> PolicydiffError:
    """The error that names the parts there are."""
    names = [
        message("{name} of {side}", name=part.name, side=side)
        for side, side_parts in zip(("OLD", "NEW"), parts, strict=True)
        for part in side_parts
    ]
    hint = message("neither document has annexes or passes a text on; leave --part out")
    if names:
        hint = message("the parts are {names}; {whole} compares the whole documents", names=joined(names), whole=WHOLE)
    return PolicydiffError(message("no part is called {part}", part=wanted), where=new.document.path, hint=hint)


def _carried_edition(
    old: ComparableUnits, new: ComparableUnits, old_parts: Sequence[CarriedText], new_parts: Sequence[CarriedText]
) -> Parts:
    """The part of one document that is an edition of the other one, which carries none itself; else no part.

    The document must say that it passes a text on, and share far more with the part than before it.
    """
    passing = [
        bool(parts) and passes_on(units.outline, parts[0]) for units, parts in ((old, old_parts), (new, new_parts))
    ]
    if passing == [True, False]:
        return Parts(old=_edition_in(old, old_parts, new))
    if passing == [False, True]:
        return Parts(new=_edition_in(new, new_parts, old))
    if passing == [False, False]:
        return Parts(_text_under_title(old, new), _text_under_title(new, old))
    return Parts()


def _text_under_title(units: ComparableUnits, bare: ComparableUnits) -> CarriedText | None:
    """The text of a document below a line with the title of the `bare` one, of which it is an edition; else None.

    The document has a title of its own above that line, and most of the text is in the bare document.
    """
    title, own = bare.title or "", units.outline.title_span
    key = canonical(title)
    if own is None or len(key) < _MIN_TITLE or key in canonical(units.title or ""):
        return None
    document = units.document
    for number in range(document.lines.number(own.end) + 1, len(document.lines) + 1):
        line = document.lines.span(number)
        if len(line) <= 2 * len(title) + _MIN_TITLE and canonical(document.text[line.start : line.end]) == key:
            span = Span(line.start, len(document.text))
            shared, size = shingles(bare.folded_codes(bare.compared)), shingles(units.folded_codes(span))
            is_edition = _shared(shared, size) >= _MIN_SHARED_UNDER_TITLE * len(size)
            return CarriedText(None, title, line, span) if is_edition else None
    return None


def _edition_in(units: ComparableUnits, parts: Sequence[CarriedText], bare: ComparableUnits) -> CarriedText | None:
    """The part of a document that is an edition of the `bare` one, with its own annexes behind it; None without one."""
    wanted = shingles(bare.folded_codes(bare.compared))
    sets = [shingles(units.folded_codes(part.span)) for part in parts]
    first = max(range(len(parts)), key=lambda index: _shared(wanted, sets[index]))
    lead = shingles(units.folded_codes(Span(0, parts[first].span.start)))
    if _overlap(wanted, sets[first]) < _MIN_SHARED:
        return None
    if _shared(wanted, sets[first]) < _MIN_OVER_LEAD * _shared(wanted, np.setdiff1d(lead, sets[first])):
        return None
    last = first
    while last + 1 < len(parts) and _shared(wanted, sets[last + 1]) >= _MIN_SHARED_OF_NEXT * max(
        1, len(sets[last + 1])
    ):
        last += 1
    return parts[first]._replace(span=Span(parts[first].span.start, parts[last].span.end))


def _shared(one: Hashes, other: Hashes) -> int:
    """The number of shingles that two sets share."""
    return len(np.intersect1d(one, other, assume_unique=True))


def _overlap(one: Hashes, other: Hashes) -> float:
    """The share of the smaller set that is in the other one; 0.0 if either is empty."""
    return _shared(one, other) / min(len(one), len(other)) if len(one) and len(other) else 0.0


# ------------------------------------------------------------------------------------------------- partial texts


def with_shown_provisions(
    old: ComparableUnits, new: ComparableUnits
) -> tuple[ComparableUnits, ComparableUnits, Side | None]:
    """The two sides, and the one that has only some provisions of the other; None if neither has, or both have.

    An amending text is divided into the articles that it shows.
    """
    partial_old, partial_new = _shown(old, new), _shown(new, old)
    is_partial = _shows_some(partial_old, new), _shows_some(partial_new, old)
    if is_partial == (True, False):
        return partial_old, new, "old"
    if is_partial == (False, True):
        return old, partial_new, "new"
    return old, new, None


def with_shown_pairs(pairs: Sequence[Pair], old: ComparableUnits, new: ComparableUnits, partial: Side) -> list[Pair]:
    """The pairs where one side, `partial`, has only some provisions: it names them as the other side does.

    A provision that it inserts as new (增加一条，作为第四条) has no partner, nor has one with a number of its own
    (第三条之一) one that is hardly similar; if the other side has the same number without a partner, it is replaced.
    """
    shown, other = (new, old) if partial == "new" else (old, new)
    pairs = _by_number(pairs, old, new, partial)
    inserted = {index for index in range(len(shown.units)) if _is_inserted(shown, index)}
    kept = []
    for pair in pairs:
        units = old.units[pair.old], new.units[pair.new]
        index = pair.new if partial == "new" else pair.old
        same_number = units[0].number == units[1].number and index not in inserted
        one, other_text = (unit.whole[:_MAX_MEASURED] for unit in units)
        if same_number or similarity(one, other_text) >= _MIN_RENUMBERED:
            kept.append(pair)
    in_order = heaviest_increasing_subsequence(
        (pair.old, pair.new, float(min(len(old.units[pair.old].text), len(new.units[pair.new].text)) + 1))
        for pair in kept
        if pair.main
    )
    still_moved = {(pair.old, pair.new) for pair in kept}.difference(in_order)
    kept = [replace(pair, moved=pair.moved and (pair.old, pair.new) in still_moved) for pair in kept]
    paired = {pair.old for pair in kept}, {pair.new for pair in kept}
    shown_paired, other_paired = paired if partial == "old" else paired[::-1]
    by_number = {unit.number: index for index, unit in enumerate(other.units) if index not in other_paired}
    for index, unit in enumerate(shown.units):
        partner = by_number.get(unit.number)
        if index not in inserted and index not in shown_paired and unit.number and partner is not None:
            sides = (partner, index) if partial == "new" else (index, partner)
            kept.append(Pair(*sides, "replaced", reason=message("the same label over unrelated text")))
    return sorted(kept, key=lambda pair: (pair.new, pair.old))


def _by_number(pairs: Sequence[Pair], old: ComparableUnits, new: ComparableUnits, partial: Side) -> list[Pair]:
    """The pairs; a provision that a partial text shows is that of its number, if it is about as similar as any other.

    Not one of which the text says that it is renumbered. What was merged or split with it is then not touched.
    """
    shown, other = (new, old) if partial == "new" else (old, new)
    by_number = {unit.number: index for index, unit in enumerate(other.units) if unit.number}
    kept = list(pairs)
    for index, unit in enumerate(shown.units):
        same = by_number.get(unit.number) if unit.number else None
        own = [pair for pair in kept if (pair.new if partial == "new" else pair.old) == index]
        partners = [pair.old if partial == "new" else pair.new for pair in own]
        if same is None or not own or partners == [same] or _says_before(shown, index, _RENUMBERS, _MAX_NAME):
            continue
        text = unit.whole[:_MAX_MEASURED]
        value = similarity(text, other.units[same].whole[:_MAX_MEASURED])
        best = max(similarity(text, other.units[partner].whole[:_MAX_MEASURED]) for partner in partners)
        if value >= max(_MIN_RENUMBERED, best - _MAX_LESS_SIMILAR):
            taken = [pair for pair in kept if (pair.old if partial == "new" else pair.new) == same]
            kept = [pair for pair in kept if pair not in own and pair not in taken]
            sides = (same, index) if partial == "new" else (index, same)
            kept.append(Pair(*sides, reason=message("the article that the text names")))
    return kept


def _is_inserted(units: ComparableUnits, index: int) -> bool:
    """Whether the text between a unit and the one before it says that the unit is new."""
    return _says_before(units, index, INSERTS)


def _says_before(units: ComparableUnits, index: int, words: Pattern, name: int = 0) -> bool:
    """Whether the text between a unit and the one before it, and `name` characters of the unit, have some words."""
    start = units.units[index].span.start
    above = units.units[index - 1].span.end if index else units.compared.start
    return words.search(units.document.text[max(above, start - _MAX_INSTRUCTION) : start + name]) is not None


def _shown(units: ComparableUnits, other: ComparableUnits) -> ComparableUnits:
    """The units of a document; those of a text that amends one with articles are the articles that it shows."""
    if other.kind != "article":
        return units
    first = units.units[0].span.start if units.units else units.compared.start
    partial = partial_at(units.outline.partial, first)
    return showing_articles(units) if partial is not None and partial.amends else units


def _shows_some(units: ComparableUnits, other: ComparableUnits) -> bool:
    """Whether a document shows only some provisions: it says so, and all its units are where it says so.

    An amending text that does not say that it has only some articles is whole if it has the first and all that follow,
    and at least half as many as the other side.
    """
    stretches = [partial_at(units.outline.partial, unit.span.start) for unit in units.units]
    if not stretches:  # instructions alone
        return units.kind == "article" == other.kind
    partial = [stretch for stretch in stretches if stretch is not None]
    if not partial or len(partial) < len(stretches):
        return False
    if not any(stretch.amends for stretch in partial):
        return True
    outermost = [unit for unit in units.units if unit.number and unit.number[1]]
    articles = [unit for unit in outermost if unit.number and unit.number[0] in ARTICLES]
    numbers = {unit.number[1][0] for unit in articles or outermost if unit.number and len(unit.path) == 1}
    if articles:
        numbers = {unit.number[1][0] for unit in articles if unit.number}
    has_gaps = bool(numbers) and numbers != set(range(1, len(numbers) + 1))
    if not articles:
        return has_gaps
    return has_gaps or any(stretch.names_some for stretch in partial) or 2 * len(numbers) < len(other.units)
