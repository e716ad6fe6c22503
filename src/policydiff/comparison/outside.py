"""The text outside the units: titles, headings, front matter, and which stretch of it corresponds to which."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policydiff.comparison.alignment import Pair, exchanged
from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import WRAPPER, OutsideChange
from policydiff.comparison.scope import Side
from policydiff.comparison.units import ComparableUnits
from policydiff.matching.diff import heaviest_increasing_subsequence
from policydiff.structure.numbering import NUMBERED_DIVISIONS, read_label
from policydiff.text.canonical import canonical
from policydiff.text.spans import Span


def visible_text(units: ComparableUnits, span: Span) -> str:
    """A stretch of the document, without its presentation."""
    return units.visible[span.start : span.end]


def stretch_hunks(old_units: ComparableUnits, old: Span, new_units: ComparableUnits, new: Span) -> tuple[Hunk, ...]:
    """The hunks of two stretches of the documents."""
    return hunks(
        old_units.document.text[old.start : old.end],
        new_units.document.text[new.start : new.end],
        old.start,
        new.start,
        (visible_text(old_units, old), visible_text(new_units, new)),
    )


def outside_changes(old: ComparableUnits, new: ComparableUnits, pairs: Sequence[Pair]) -> list[OutsideChange]:
    """The changes outside the units: stretches before or after the same units correspond.

    In the order of the new text; stretches without a difference are included.
    """
    unit_pairs = [(pair.old, pair.new) for pair in pairs if pair.main]
    old, new = _with_lines_apart(old, new)
    if exchanged(old, new):
        old_of_new = _corresponding_stretches(new, old, [(k, i) for i, k in unit_pairs])
        partner = {old_span: new_span for new_span, old_span in old_of_new.items()}
    else:
        partner = _corresponding_stretches(old, new, unit_pairs)
    return sorted(_compare_stretches(old, new, partner), key=lambda change: (change.new, change.old))


def deleted_markers(old: ComparableUnits, new: ComparableUnits, pairs: Sequence[Pair]) -> Iterator[OutsideChange]:
    """The units left standing as deleted whose text was merged or split off: they have no entry among the units.

    They change nothing that the entry of the piece does not say, and are ignored as labels.
    """
    old_end, new_end = len(old.document.text), len(new.document.text)
    for pair in pairs:
        if pair.marker is not None and pair.relation == "split":
            span = old.units[pair.marker].span
            yield OutsideChange(span, Span(new_end, new_end), (Hunk(span, Span(new_end, new_end), "label"),))
        elif pair.marker is not None:
            span = new.units[pair.marker].span
            yield OutsideChange(Span(old_end, old_end), span, (Hunk(Span(old_end, old_end), span, "label"),))


def wrappers(old: ComparableUnits, new: ComparableUnits) -> Iterator[OutsideChange]:
    """What is not compared of the two documents, because only a text inside them is: ignored as wrapper."""
    old_end, new_end = len(old.document.text), len(new.document.text)
    for span in old.wrapper:
        yield OutsideChange(span, Span(new_end, new_end), (Hunk(span, Span(new_end, new_end), WRAPPER),))
    for span in new.wrapper:
        yield OutsideChange(Span(old_end, old_end), span, (Hunk(Span(old_end, old_end), span, WRAPPER),))


def without_frame(
    changes: Sequence[OutsideChange], old: ComparableUnits, new: ComparableUnits, partial: Side
) -> Iterator[OutsideChange]:
    """The changes outside the units where one side, `partial`, has only some provisions.

    What frames these, title, introduction and instructions, is no change of the text of the other side, nor is what
    only one side has: it is ignored as wrapper. Headings that both sides have are compared.
    """
    shown = new if partial == "new" else old
    for change in changes:
        span = change.new if partial == "new" else change.old
        label = read_label(shown.document.text[span.start : span.end].lstrip())
        is_heading = label is not None and label.style in NUMBERED_DIVISIONS
        if (len(change.old) and len(change.new) and is_heading) or not change.hunks:
            yield change
        else:
            yield OutsideChange(change.old, change.new, (Hunk(change.old, change.new, WRAPPER),))


def _with_lines_apart(old: ComparableUnits, new: ComparableUnits) -> tuple[ComparableUnits, ComparableUnits]:
    """Both texts, with each line that stands once between the units of either as a stretch of its own.

    Only where the stretches of the two differ: a heading that moved with its text must not be part of a change.
    """
    words = _spans_by_words(old), _spans_by_words(new)
    differing = [
        [span for key, spans in own.items() if len(spans) != len(other.get(key, ())) for span in spans]
        for own, other in (words, words[::-1])
    ]
    lines = _lines_by_words(old, differing[0]), _lines_by_words(new, differing[1])
    common = [key for key, spans in lines[0].items() if len(spans) == 1 == len(lines[1].get(key, ()))]
    sides = []
    for units, own in zip((old, new), lines, strict=True):
        edges = sorted({position for key in common for position in (own[key][0].start, own[key][0].end)})
        between = [piece for span in units.between_units for piece in _divided(span, edges)]
        sides.append(replace(units, between_units=tuple(between)))
    return sides[0], sides[1]


def _divided(span: Span, edges: Sequence[int]) -> Iterator[Span]:
    """The pieces of a span between the edges inside it, which are ascending; the span itself if there are none."""
    inside = edges[bisect.bisect_right(edges, span.start) : bisect.bisect_left(edges, span.end)]
    for start, end in pairwise(dict.fromkeys([span.start, *inside, span.end])):
        yield Span(start, end)


def _lines_by_words(units: ComparableUnits, stretches: Sequence[Span]) -> dict[str, list[Span]]:
    """The lines of stretches that lie in them whole, by their words; those without words are left out."""
    lines = units.document.lines
    by_words: dict[str, list[Span]] = {}
    for stretch in stretches:
        if stretch.start == stretch.end:
            continue
        first, last = lines.numbers(stretch)
        for number in range(first, last + 1):
            line = lines.span(number)
            if stretch.covers(line) and (words := canonical(visible_text(units, line))):
                by_words.setdefault(words, []).append(line)
    return by_words


def _corresponding_stretches(
    old: ComparableUnits, new: ComparableUnits, pairs: Sequence[tuple[int, int]]
) -> dict[Span, Span]:
    """The new stretch for each old one that has a counterpart: one with the same words, which are as frequent in it.

    Otherwise that is the stretch before the same unit, or else after it, first among those that both have words or
    both have none. Pairs that break the order do not count; no new stretch is given twice.
    """
    in_order = heaviest_increasing_subsequence((i, k, 1.0) for i, k in pairs)
    follows = {old.units[i].span.start: new.units[k].span.start for i, k in in_order}
    precedes = {old.units[i].span.end: new.units[k].span.end for i, k in in_order}
    follows[old.compared.end] = new.compared.end
    precedes[old.compared.start] = new.compared.start
    same_words = _same_words(old, new)
    for span, same in same_words:
        follows.setdefault(span.start, same.start)
        precedes.setdefault(span.end, same.end)
    by_end = {span.end: span for span in new.between_units}
    by_start = {span.start: span for span in new.between_units}
    candidates = [(span, by_end.get(follows.get(span.end, -1))) for span in old.between_units]
    candidates += [(span, by_start.get(precedes.get(span.start, -1))) for span in old.between_units]
    wordless = {*_spans_by_words(old).get("", ())}, {*_spans_by_words(new).get("", ())}
    alike = [pair for pair in candidates if (pair[0] in wordless[0]) == (pair[1] in wordless[1])]
    partner: dict[Span, Span] = {}
    taken: set[Span] = set()
    for span, counterpart in [*same_words, *alike, *candidates]:
        if counterpart and counterpart not in taken and span not in partner:
            partner[span] = counterpart
            taken.add(counterpart)
    return partner


def _same_words(old: ComparableUnits, new: ComparableUnits) -> list[tuple[Span, Span]]:
    """The stretches between the units that have the same words, which are as frequent in either text."""
    old_words, new_words = _spans_by_words(old), _spans_by_words(new)
    return [
        pair
        for words, spans in old_words.items()
        if words and len(spans) == len(new_words.get(words, ()))
        for pair in zip(spans, new_words[words], strict=True)
    ]


def _spans_by_words(units: ComparableUnits) -> dict[str, list[Span]]:
    """The stretches between the units by their words, in canonical form; "" for those that have none."""
    spans: dict[str, list[Span]] = {}
    for span in units.between_units:
        spans.setdefault(canonical(visible_text(units, span)), []).append(span)
    return spans


def _compare_stretches(
    old: ComparableUnits, new: ComparableUnits, partner: dict[Span, Span]
) -> Iterator[OutsideChange]:
    """The changes of all stretches, unchanged ones included.

    A stretch without a counterpart is compared with the empty end of the other text.
    """
    old_text, new_text = old.document.text, new.document.text
    corresponding = set(partner.values())
    sides = [(span, partner.get(span, Span(len(new_text), len(new_text)))) for span in old.between_units]
    sides += [(Span(len(old_text), len(old_text)), span) for span in new.between_units if span not in corresponding]
    for old_span, new_span in sides:
        yield OutsideChange(old_span, new_span, stretch_hunks(old, old_span, new, new_span))
