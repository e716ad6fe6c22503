"""What changed between two versions of a document: units aligned, differences inside them, findings; all proven."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from policydiff.comparison.alignment import Pair, align, exchanged
from policydiff.comparison.findings import collect
from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import Change, Comparison, OutsideChange, UnitChange, UnitReference, Version, prove
from policydiff.comparison.units import ComparableUnit, ComparableUnits, as_paragraphs, read_units
from policydiff.matching.diff import heaviest_increasing_run, similarity
from policydiff.matching.shingles import WIDTH, Hashes, hashes
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText, folded_text
from policydiff.text.spans import Span

_RELATED, _RENAMED = 0.05, 0.15  # least share of the shorter text's shingles for two editions; under unlike titles
_MEASURED = 20_000  # key characters of the longest units whose similarity is measured
_HEAD = " \t\u3000\xa0*_"  # what belongs to a label that it follows


def compare(old: Document, new: Document) -> Comparison:
    """The comparison of two versions, proven to add up: anything else is an InternalError."""
    before, after = read_units(old), read_units(new)
    if "paragraph" in (before.kind, after.kind):
        before, after = as_paragraphs(before), as_paragraphs(after)
    shared = _shared(before, after)
    related = _related(before, after, shared)
    changes: list[UnitChange] = []
    between: list[OutsideChange] = []
    if related:
        pairs = align(before, after)
        changes = list(_Changes(before, after, pairs).in_reading_order())
        between = _between(before, after, pairs)
    else:
        changes = [UnitChange("removed", _piece(before, cut), None) for cut in before.cuts]
        changes += [UnitChange("added", None, _piece(after, cut)) for cut in after.cuts]
        ends = Span(len(old.text), len(old.text)), Span(len(new.text), len(new.text))
        between = [OutsideChange(span, ends[1], ()) for span in before.rest]
        between += [OutsideChange(ends[0], span, ()) for span in after.rest]
    found = Comparison(_version(before), _version(after), tuple(changes), tuple(between), (), related, shared)
    prove(found)
    return replace(found, findings=collect.find_findings(found)) if related and not found.same_text else found


def _shared(old: ComparableUnits, new: ComparableUnits) -> float:
    """The share of the shorter key's shingles that stand in the other, in [0, 1]."""
    if np.array_equal(old.key.codes, new.key.codes):
        return 1.0
    one, other = _shingles(old.key), _shingles(new.key)
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least if least else 0.0


def _shingles(key: FoldedText) -> Hashes:
    return np.unique(hashes(key.codes, WIDTH))


def _related(old: ComparableUnits, new: ComparableUnits, shared: float) -> bool:
    """Whether the two are editions of one document. A text without words is an empty edition, not another document."""
    if not len(old.key) or not len(new.key):
        return True
    titles = [side.outline.title or "" for side in (old, new)]
    renamed = all(titles) and similarity(folded_text(titles[0]), folded_text(titles[1])) < 0.5
    return shared >= (_RENAMED if renamed else _RELATED)


def _version(side: ComparableUnits) -> Version:
    outline = side.outline
    return Version(side.document, outline.title, outline.number, outline.issuer, outline.date, side.kind)


def _piece(side: ComparableUnits, cut: ComparableUnit) -> UnitReference:
    return UnitReference(cut.label, cut.heading, cut.path, cut.span, side.document.lines.numbers(cut.span))


# ------------------------------------------------------------------------------------------------- units


class _Changes:
    """The changes of all units."""

    def __init__(self, old: ComparableUnits, new: ComparableUnits, pairs: Sequence[Pair]) -> None:
        self._old, self._new = old, new
        self._pairs = pairs

    def in_reading_order(self) -> Iterator[UnitChange]:
        """Those of the new text in its order; a unit that was removed comes where it stood, by its neighbours."""
        of_new: dict[int, list[Pair]] = {}
        for pair in self._pairs:
            of_new.setdefault(pair.new, []).append(pair)
        olds = {pair.old for pair in self._pairs}
        after: dict[int, list[int]] = {}
        steady = {pair.old: pair.new for pair in self._pairs if pair.main and not pair.moved}
        last = -1
        for i in range(len(self._old.cuts)):
            last = steady.get(i, last)
            if i not in olds:
                after.setdefault(last, []).append(i)
        pieces = dict(self._pieces())
        for k in range(-1, len(self._new.cuts)):
            if k >= 0:
                for pair in of_new.get(k, ()):
                    yield self._change(pair, pieces.get((pair.old, pair.new), ()))
                if k not in of_new:
                    yield UnitChange("added", None, _piece(self._new, self._new.cuts[k]))
            for i in after.get(k, ()):
                yield UnitChange("removed", _piece(self._old, self._old.cuts[i]), None)

    def _change(self, pair: Pair, piece_hunks: tuple[Hunk, ...]) -> UnitChange:
        old, new = self._old.cuts[pair.old], self._new.cuts[pair.new]
        sides = _piece(self._old, old), _piece(self._new, new)
        renumbered = None not in (old.number, new.number) and old.number != new.number
        if pair.relation == "replaced":
            return UnitChange("replaced", *sides, similarity=_similarity(old, new), reason=pair.reason)
        if pair.relation in ("split", "merged"):
            return UnitChange(
                "split" if pair.relation == "split" else "merged",
                *sides,
                moved=pair.moved and pair.main,
                renumbered=renumbered and pair.main,
                main=pair.main,
                similarity=_similarity(old, new),
                hunks=piece_hunks,
                reason=pair.reason,
            )
        found = _unit_hunks(self._old, old, self._new, new)
        if pair.relation == "tombstone":
            change: Change = "removed" if new.tombstone else "added"
            return UnitChange(change, *sides, hunks=found, reason=pair.reason)
        change = "unchanged" if all(hunk.ignored for hunk in found) else "edited"
        return UnitChange(
            change, *sides, pair.moved, renumbered, similarity=_similarity(old, new), hunks=found, reason=pair.reason
        )

    def _pieces(self) -> Iterator[tuple[tuple[int, int], tuple[Hunk, ...]]]:
        """The hunks of split and merged units: the whole against its pieces in a row, each hunk with its piece."""
        split = [pair for pair in self._pairs if pair.relation == "split"]
        for i, group in groupby(sorted(split, key=lambda pair: (pair.old, pair.new)), lambda pair: pair.old):
            ks = [pair.new for pair in group]
            whole, parts = self._old.cuts[i], [self._new.cuts[k] for k in ks]
            for k, found in zip(ks, _against_pieces(self._old, whole, self._new, parts), strict=True):
                yield (i, k), tuple(found)
        merged = [pair for pair in self._pairs if pair.relation == "merged"]
        for k, group in groupby(sorted(merged, key=lambda pair: (pair.new, pair.old)), lambda pair: pair.new):
            olds = [pair.old for pair in group]
            whole, parts = self._new.cuts[k], [self._old.cuts[i] for i in olds]
            for i, found in zip(olds, _against_pieces(self._new, whole, self._old, parts), strict=True):
                yield (i, k), tuple(Hunk(hunk.new, hunk.old, hunk.ignored) for hunk in found)


def _similarity(old: ComparableUnit, new: ComparableUnit) -> float | None:
    return similarity(old.whole, new.whole) if max(len(old.whole), len(new.whole)) <= _MEASURED else None


def _unit_hunks(
    old_side: ComparableUnits, old: ComparableUnit, new_side: ComparableUnits, new: ComparableUnit
) -> tuple[Hunk, ...]:
    """The hunks of a pair; a label that differs is one hunk, said of the unit as renumbering."""
    text, other = old_side.document.text, new_side.document.text
    start, begin = old.span.start, new.span.start
    found: tuple[Hunk, ...] = ()
    if old.label_span and new.label_span:
        end, stop = _past_label(text, old), _past_label(other, new)
        if canonical(text[start:end]) == canonical(other[begin:stop]):
            found = hunks(text[start:end], other[begin:stop], start, begin)
        else:
            found = (Hunk(Span(start, end), Span(begin, stop), "label"),)
        start, begin = end, stop
    return found + hunks(text[start : old.span.end], other[begin : new.span.end], start, begin)


def _past_label(text: str, cut: ComparableUnit) -> int:
    """Where the text of a unit begins behind its label, the blanks and mark-up that follow it."""
    if cut.label_span is None:
        return cut.span.start
    at = cut.label_span.end
    while at < cut.span.end and text[at] in _HEAD:
        at += 1
    return at


def _against_pieces(
    whole_side: ComparableUnits, whole: ComparableUnit, side: ComparableUnits, parts: Sequence[ComparableUnit]
) -> list[list[Hunk]]:
    """The hunks from a whole unit to its pieces taken in a row, for each piece those that lie in it.

    The labels of the pieces are no part of what is compared: the first answers the whole's, the others are new.
    """
    text, other = whole_side.document.text, side.document.text
    begin = _past_label(text, whole)
    bodies = [Span(_past_label(other, part), part.span.end) for part in parts]
    joined = "".join(other[body.start : body.end] for body in bodies)
    changes = hunks(text[begin : whole.span.end], joined, begin, 0)
    found: list[list[Hunk]] = []
    edge = 0
    for part, body in zip(parts, bodies, strict=True):
        head = Span(part.span.start, body.start)
        place = _old_place(changes, edge, begin)
        answer = Span(place, place) if found else Span(whole.span.start, begin)
        same = text[answer.start : answer.end] == other[head.start : head.end]
        found.append([] if same else [Hunk(answer, head, "label")])
        stop, shift = edge + len(body), body.start - edge
        for hunk in changes:
            # What goes at an edge belongs to the later piece; what is replaced across one is counted once.
            start, end = max(hunk.new.start, edge), min(hunk.new.end, stop)
            mine = edge <= hunk.new.start < stop or (part is parts[-1] and hunk.new.start == stop)
            if start < end or (mine and not len(hunk.new)):
                gone = hunk.old if mine else Span(hunk.old.end, hunk.old.end)
                found[-1].append(Hunk(gone, Span(start + shift, end + shift), hunk.ignored))
        edge = stop
    return found


def _old_place(changes: Sequence[Hunk], at: int, begin: int) -> int:
    """Where in the old text a place of the new one lies; behind what is replaced across it."""
    place, done = begin, 0
    for hunk in changes:
        if hunk.new.start >= at:
            break
        place, done = hunk.old.end, hunk.new.end
    return place + max(0, at - done)


# ------------------------------------------------------------------------------------------------- between


def _between(old: ComparableUnits, new: ComparableUnits, pairs: Sequence[Pair]) -> list[OutsideChange]:
    """The stretches outside the units: those before or after the same units answer each other."""
    steady = [(pair.old, pair.new) for pair in pairs if pair.main]
    if exchanged(old, new):
        found = _answering(new, old, [(k, i) for i, k in steady])
        partner = {mine: theirs for theirs, mine in found.items()}
    else:
        partner = _answering(old, new, steady)
    return sorted(_stretches(old, new, partner), key=lambda each: (each.new, each.old))


def _answering(old: ComparableUnits, new: ComparableUnits, pairs: Sequence[tuple[int, int]]) -> dict[Span, Span]:
    """The stretch of the new text that answers each of the old one, where there is one: what it heads comes first."""
    steady = heaviest_increasing_run((i, k, 1.0) for i, k in pairs)
    follows = {old.cuts[i].span.start: new.cuts[k].span.start for i, k in steady}
    precedes = {old.cuts[i].span.end: new.cuts[k].span.end for i, k in steady}
    follows[len(old.document.text)] = len(new.document.text)
    precedes[0] = 0
    by_end = {span.end: span for span in new.rest}
    by_start = {span.start: span for span in new.rest}
    found = [(span, by_end.get(follows.get(span.end, -1))) for span in old.rest]
    found += [(span, by_start.get(precedes.get(span.start, -1))) for span in old.rest]
    partner: dict[Span, Span] = {}
    taken: set[Span] = set()
    for span, theirs in found:
        if theirs and theirs not in taken and span not in partner:
            partner[span] = theirs
            taken.add(theirs)
    return partner


def _stretches(old: ComparableUnits, new: ComparableUnits, partner: dict[Span, Span]) -> Iterator[OutsideChange]:
    text, other = old.document.text, new.document.text
    answered = set(partner.values())
    sides = [(span, partner.get(span, Span(len(other), len(other)))) for span in old.rest]
    sides += [(Span(len(text), len(text)), span) for span in new.rest if span not in answered]
    for mine, theirs in sides:
        words = text[mine.start : mine.end], other[theirs.start : theirs.end]
        yield OutsideChange(mine, theirs, hunks(words[0], words[1], mine.start, theirs.start))
