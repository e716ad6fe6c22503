"""Where the wording of a unit changed: the sentences of both sides that answer each other, with the changes in them."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import Comparison, Quote, UnitChange, UnitReference
from policydiff.facts.extraction import Fact, facts, sentences
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_LINKED = 0.3  # of the shorter sentence's words must stand in the other for the two to answer each other
_ALIKE = 0.2  # of the pairs of characters, for sentences that share no stretch the difference kept

_BESIDES = 3
_NEAR = 8  # sentences ahead that are tried


_IGNORED = dict.fromkeys(map(ord, " \t\r\n*_#`\\"))  # white space and Markdown


# A line's end within a sentence, not before a label.
_WRAP = pattern(
    r"(?:(?<=[^\W_])|(?<=\)))[ \t]*\r?\n[ \t\r\n]*(?=[^\W_]|\()"
    r"(?!第.{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
    r"|(?<=[,、])[ \t]*\r?\n\s*"
)


def reaches_into(change: Span, words: Span) -> bool:
    """Whether a change lies in the words; what was taken out at their edge does not."""
    return change.overlaps(words) or (not len(change) and words.start < change.start < words.end)


def one_sided(quote: Quote, gone: bool) -> tuple[Quote | None, Quote | None]:
    """The quotations of a finding on words that went, or came, and have no counterpart."""
    return (quote, None) if gone else (None, quote)


def _is_wrapped(level: str) -> bool:
    """Whether the text was wrapped at a page's width: most of its long lines end in mid-sentence."""
    lines = [line.rstrip() for line in level.split("\n") if len(line) >= 20]
    broken = sum(line[-1:].isalnum() or line[-1:] in ",、" for line in lines)
    return broken >= 10 and 2 * broken > len(lines)


class NormalisedSide:
    """The text of one document, the same normalised, and what is asked of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.level = normalised(text)
        self.starts: dict[Span, int] = {}  # where the words of a unit begin, once asked for
        self._wrapped = _is_wrapped(self.level)
        if self._wrapped:
            self.level = _WRAP.sub(lambda found: " " * len(found[0]), self.level)

    def verbatim(self, span: Span) -> Quote:
        """The words at a span as they stand."""
        return Quote(self.text[span.start : span.end], span)

    def quote(self, span: Span) -> Quote:
        """The words at a span, less white space, mark-up and closing marks at its ends."""
        start, end = span.start, span.end
        while start < end and (self.text[start].isspace() or self.level[start] in ",。;:、*_#`"):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.level[end - 1] in ",;:、*_`"):
            end -= 1
        return Quote(self.text[start:end], Span(start, end))

    def facts(self, spans: Iterable[Span]) -> list[Fact]:
        """The facts of some sentences, in order."""
        found: list[Fact] = []
        for span in spans:
            if self._wrapped and "\n" in self.text[span.start : span.end].strip():
                found += self._across_lines(span)
            else:
                found += facts(self.text, self.level, span)
        return found

    def _across_lines(self, span: Span) -> Iterator[Fact]:
        """The facts of a wrapped sentence, found as if it stood on one line."""
        kept = [at for at in range(span.start, span.end) if not self.level[at].isspace()]
        for fact in facts("".join(self.text[at] for at in kept), "".join(self.level[at] for at in kept)):
            where = Span(kept[fact.span.start], kept[fact.span.end - 1] + 1)
            yield replace(fact, span=where, text=self.text[where.start : where.end])

    def words(self, span: Span) -> str:
        """The normalised words of a span without marks and white space."""
        return "".join(filter(str.isalnum, self.level[span.start : span.end]))

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of every sentence of the document: what stands here did not go or come, it moved."""
        return frozenset(self.words(each) for each in sentences(self.level, Span(0, len(self.level))))


@dataclass(frozen=True)
class ChangedUnit:
    """A changed unit: what changed, and the sentences that answer each other.

    `pairs` holds sentences of both sides, one of which may be missing; only where something changed. `every` has the
    ignored hunks too: they shift what follows them.
    """

    unit: int
    hunks: tuple[Hunk, ...]
    pairs: tuple[tuple[tuple[Span, ...], tuple[Span, ...]], ...]
    every: tuple[Hunk, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [hunk.old.start for hunk in self.every]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        return [hunk.old.end for hunk in self.hunks], [hunk.new.end for hunk in self.hunks]

    def to_new(self, position: int) -> int:
        """Where a position of the old text is found in the new one; the start of what replaced it, if changed."""
        at = bisect.bisect_right(self._starts, position) - 1
        if at < 0:
            first = self.every[0] if self.every else None
            return position + (first.new.start - first.old.start if first else 0)
        hunk = self.every[at]
        if position >= hunk.old.end:
            return hunk.new.end + position - hunk.old.end
        return hunk.new.start + (position - hunk.old.start if hunk.ignored and len(hunk.old) == len(hunk.new) else 0)

    def touched(self, span: Span, *, old: bool) -> bool:
        """Whether a change reaches into the span."""
        return any(reaches_into(hunk.old if old else hunk.new, span) for hunk in self._near(span, old=old))

    def alone(self, span: Span, *, old: bool) -> bool:
        """Whether the span came or went by itself, with hardly a word besides."""
        return any(
            side.covers(span) and len(side) <= len(span) + _BESIDES
            for side in (hunk.old if old else hunk.new for hunk in self._near(span, old=old))
        )

    def opposite(self, old: Span, new: Span) -> bool:
        """Whether one change took the first away and put the second there."""
        return any(hunk.old.overlaps(old) and hunk.new.overlaps(new) for hunk in self._near(old, old=True))

    def _near(self, span: Span, *, old: bool) -> Iterator[Hunk]:
        """The changes that touch the span or adjoin it."""
        ends = self._ends[0 if old else 1]
        for at in range(bisect.bisect_left(ends, span.start), len(self.hunks)):
            hunk = self.hunks[at]
            if (hunk.old if old else hunk.new).start > span.end:
                return
            yield hunk


def changed(
    comparison: Comparison, old: NormalisedSide, new: NormalisedSide
) -> Iterator[tuple[UnitChange, ChangedUnit]]:
    """Every unit whose wording changed, with its places; pieces of a split or merged unit are looked at together."""
    done: set[Span] = set()
    pieces: dict[tuple[str, Span], list[tuple[int, UnitChange]]] = defaultdict(list)
    for index, unit in enumerate(comparison.units):
        if unit.change in ("split", "merged") and unit.old and unit.new:
            pieces[unit.change, (unit.old if unit.change == "split" else unit.new).span].append((index, unit))
    for index, unit in enumerate(comparison.units):
        if unit.change == "edited" and unit.old and unit.new:
            yield unit, changed_units(index, unit.hunks, unit.old.span, unit.new.span, (unit.old, unit.new), old, new)
        elif unit.change in ("split", "merged") and unit.old and unit.new:
            one = unit.old.span if unit.change == "split" else unit.new.span
            if one not in done:
                done.add(one)
                yield unit, _together(pieces[unit.change, one], old, new)
        elif unit.change == "replaced" and unit.old and unit.new:
            yield unit, ChangedUnit(index, (), ((_body(unit.old, old), ()), ((), _body(unit.new, new))))
        elif unit.change == "added" and unit.new:
            yield unit, ChangedUnit(index, (), (((), _body(unit.new, new)),))
        elif unit.change == "removed" and unit.old:
            yield unit, ChangedUnit(index, (), ((_body(unit.old, old), ()),))


def _together(same: Sequence[tuple[int, UnitChange]], old: NormalisedSide, new: NormalisedSide) -> ChangedUnit:
    """The pieces of one unit that was split or merged, as one pair of texts; apart where they do not adjoin."""
    first = same[0][1]
    olds = sorted({unit.old.span for _, unit in same if unit.old})
    news = sorted({unit.new.span for _, unit in same if unit.new})
    at = next((index for index, unit in same if unit.main), same[0][0])
    if any(b.start - a.end > 40 for side in (olds, news) for a, b in pairwise(side)):
        return ChangedUnit(at, (), ())
    one, other = Span(olds[0].start, olds[-1].end), Span(news[0].start, news[-1].end)
    found = hunks(old.text[one.start : one.end], new.text[other.start : other.end], one.start, other.start)
    return changed_units(at, found, one, other, (first.old, first.new), old, new)


def _body(piece: UnitReference, side: NormalisedSide) -> tuple[Span, ...]:
    return tuple(sentences(side.level, Span(label_end(piece, side), piece.span.end)))


def label_end(piece: UnitReference, side: NormalisedSide) -> int:
    """Where the label of a unit ends and its words begin."""
    if (known := side.starts.get(piece.span)) is None:
        known = side.starts[piece.span] = _label_end(piece, side)
    return known


def _label_end(piece: UnitReference, side: NormalisedSide) -> int:
    line = side.text[piece.span.start : min(piece.span.end, piece.span.start + 200)]
    blank = len(line) - len(line.lstrip())
    label = read_label(line[blank:]) if piece.label else None
    end = blank + label.end if label else 0
    title = line.find(piece.heading, end, end + len(piece.heading) + 4) if piece.heading else -1
    if title >= 0 and line[title - 1 : title] in "（(【":
        end = title + len(piece.heading or "") + 1  # the title of an article in brackets: 第四條 （主管機關）
    return piece.span.start + end


def material(found: Iterable[Hunk], old: NormalisedSide, new: NormalisedSide) -> Iterator[Hunk]:
    """The hunks that change words or marks: not those of script, width or white space, whoever cut them."""
    for hunk in found:
        if hunk.ignored:
            continue
        before, after = old.level[hunk.old.start : hunk.old.end], new.level[hunk.new.start : hunk.new.end]
        if before.translate(_IGNORED) != after.translate(_IGNORED):
            yield hunk


def changed_units(
    index: int,
    found: Sequence[Hunk],
    one: Span,
    other: Span,
    pieces: tuple[UnitReference | None, UnitReference | None],
    old: NormalisedSide,
    new: NormalisedSide,
) -> ChangedUnit:
    """The places of an edited unit."""
    starts = [label_end(piece, side) if piece else 0 for piece, side in zip(pieces, (old, new), strict=True)]
    real = tuple(
        hunk
        for hunk in material(found, old, new)
        if hunk.old.end > starts[0] or hunk.new.end > starts[1] or not any(starts)
    )
    if not real:
        return ChangedUnit(index, (), ())
    links = _Links(
        Span(min(starts[0] or one.start, one.end), one.end),
        Span(min(starts[1] or other.start, other.end), other.end),
        old,
        new,
    )
    links.weigh(found, one, other)
    return ChangedUnit(index, real, tuple(links.pairs(real)), tuple(found))


class _Links:
    """Which sentences of one text answer which of the other."""

    def __init__(self, one: Span, other: Span, old: NormalisedSide, new: NormalisedSide) -> None:
        self._sides = (old, new)
        self._sentences = (sentences(old.level, one), sentences(new.level, other))
        self._starts = tuple([span.start for span in spans] for spans in self._sentences)
        self._weights: dict[tuple[int, int], int] = defaultdict(int)

    def weigh(self, found: Sequence[Hunk], one: Span, other: Span) -> None:
        """Counts the words that stand unchanged in a sentence of each side."""
        at, to = one.start, other.start
        for hunk in [*found, None]:
            stop = hunk.old.start if hunk else one.end
            self._weigh_stretch(at, stop, to - at)
            if hunk:
                at, to = hunk.old.end, hunk.new.end

    def _weigh_stretch(self, at: int, stop: int, shift: int) -> None:
        level = self._sides[0].level
        while at < stop:
            i, j = self._find(0, at), self._find(1, at + shift)
            end = min(stop, self._end(0, i, at), self._end(1, j, at + shift) - shift)
            if end <= at:
                end = at + 1
            if i is not None and j is not None:
                self._weights[i, j] += sum(map(str.isalnum, level[at:end]))
            at = end

    def _find(self, side: int, position: int) -> int | None:
        at = bisect.bisect_right(self._starts[side], position) - 1
        return at if at >= 0 and position < self._sentences[side][at].end else None

    def _end(self, side: int, index: int | None, position: int) -> int:
        return position + 1 if index is None else self._sentences[side][index].end

    def pairs(self, real: Sequence[Hunk]) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
        """The groups of sentences in which something changed, in order of the new text."""
        groups = self._groups()
        marked = [self._marked(side, [hunk.old if side == 0 else hunk.new for hunk in real]) for side in (0, 1)]
        changed = [group for group in groups if group[0] & marked[0] or group[1] & marked[1]]
        lone_old = [min(group[0]) for group in changed if not group[1]]
        lone_new = [min(group[1]) for group in changed if not group[0]]
        whole = [group for group in changed if group[0] and group[1]]
        anchors = sorted((max(group[0]), max(group[1])) for group in groups if group[0] and group[1])
        free = set(lone_new)
        for i in lone_old:
            at = bisect.bisect_left(anchors, (i, 0)) - 1
            near = range(anchors[at][1] + 1 if at >= 0 else 0, (anchors[at][1] if at >= 0 else 0) + _NEAR)
            best = max((j for j in near if j in free), key=lambda j: self._alike(i, j), default=None)
            if best is not None and self._alike(i, best) >= _ALIKE:
                free.remove(best)
                whole.append(({i}, {best}))
            else:
                whole.append(({i}, set()))
        whole += [(set(), {j}) for j in sorted(free)]
        for olds, news in sorted(whole, key=lambda group: (min(group[1], default=10**9), min(group[0], default=0))):
            yield self._spans(0, olds), self._spans(1, news)

    def _spans(self, side: int, indices: Iterable[int]) -> tuple[Span, ...]:
        return tuple(self._sentences[side][index] for index in sorted(indices))

    def _marked(self, side: int, spans: Iterable[Span]) -> set[int]:
        found: set[int] = set()
        for span in spans:
            first = self._find(side, span.start)
            if first is None:
                continue
            if len(span):
                last = self._find(side, span.end - 1)
                found.update(range(first, (first if last is None else last) + 1))
            elif self._sentences[side][first].start < span.start:
                found.add(first)
        return found

    def _groups(self) -> list[tuple[set[int], set[int]]]:
        """The sentences of both sides, joined where enough words are kept."""
        sizes = [[len(self._sides[side].words(span)) for span in self._sentences[side]] for side in (0, 1)]
        first = len(sizes[0])
        parent = list(range(first + len(sizes[1])))

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = node = parent[parent[node]]
            return node

        for (i, j), weight in self._weights.items():
            if weight and weight >= min(_LINKED * min(sizes[0][i], sizes[1][j]), 12):
                parent[root(i)] = root(first + j)
        groups: dict[int, tuple[set[int], set[int]]] = {}
        for node in range(len(parent)):
            group = groups.setdefault(root(node), (set(), set()))
            group[node >= first].add(node - first if node >= first else node)
        return list(groups.values())

    def _alike(self, i: int, j: int) -> float:
        """The share of pairs of characters the shorter of two sentences has in common with the other."""
        one, other = (
            {words[at : at + 2] for at in range(len(words) - 1)}
            for words in (self._sides[0].words(self._sentences[0][i]), self._sides[1].words(self._sentences[1][j]))
        )
        return len(one & other) / max(1, min(len(one), len(other)))
