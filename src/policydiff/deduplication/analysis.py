"""A text with its key, outline, runs and contexts, and the questions that judging asks about places in it."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from policydiff.deduplication.passage import Passage
from policydiff.languages import PACK
from policydiff.matching.repeats import Match, MatchChain, chain_matches, extend_chain, find_matches
from policydiff.structure.context import Contexts
from policydiff.structure.labels import (
    FoundLabel,
    LabelledLine,
    is_division,
    outermost,
    read_labels,
    runs_on,
    same_label,
)
from policydiff.structure.outline import Outline, outline
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.paragraphs import read_paragraphs
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText, fold
from policydiff.text.spans import Span, merge_spans

MAX_GAP = 3_000  # key characters between two runs that may be parts of one altered copy
_LOOKED_AT = 64  # key units in which the nearest end of a sentence is looked for first
_LEAST_PERIOD = 30  # key characters of a text that follows itself and may be a copy
_ENDLESS, _FEW_LINES = 600, 6  # key characters of a line, and lines, from which a line may be read by its sentences
_RECENT = 8  # runs looked back on for the one that another carries on
_SENTENCE_END = frozenset(PACK.sentences.sentence)
_OPENERS = frozenset(" \t\u3000\xa0“‘「『（(【《〈〔[#*")


class AnalysedDocument:
    """A text as dedupe reads it: its key, its outline, its lines in the key, its repeats.

    `read` is what its lines begin with; give it where it is known, for that takes longest to find out.
    """

    def __init__(self, document: Document, read: list[FoundLabel] | None = None) -> None:
        self.document = document
        self.text = document.text
        self.key: FoldedText = fold(document.text)
        self.read = read_labels(document) if read is None else read
        self.outline: Outline = outline(document, self.read)
        self.grown_over: dict[
            tuple[int, int], Passage
        ] = {}  # edges of units on both sides: the altered copy they are in

    @cached_property
    def runs(self) -> list[MatchChain]:
        """Every repeated passage of the key, by the place of the later side.

        Runs that carry each other on under the same labels are one: a copy in which a unit is missing or rewritten.
        """
        runs = chain_matches(find_matches(self.key.codes))
        linked: list[MatchChain] = []
        for run in runs:
            for at in range(len(linked) - 1, max(-1, len(linked) - 1 - _RECENT), -1):
                if (joined := self._linked(linked[at], run)) is not None:
                    linked[at] = joined
                    break
            else:
                linked.append(run)
        return linked

    def _linked(self, before: MatchChain, after: MatchChain) -> MatchChain | None:
        """The two runs as one, when the second carries the first on under labels that answer each other."""
        if after.first[1] > before.second[0] or not self.answers(before.matches[-1]):
            return None
        match = extend_chain(before.matches[-1], after.matches[0], gap=MAX_GAP, drift=MAX_GAP)
        return MatchChain((*before.matches, match, *after.matches[1:])) if match and self.answers(match) else None

    @cached_property
    def contexts(self) -> Contexts:
        """The paragraphs of the text, each in its context."""
        return Contexts(self.paragraphs)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the text, in order."""
        return read_paragraphs(self.outline, self.read, self.key, self._seams())

    def _seams(self) -> list[int]:
        """Where a long text that follows itself at once begins, and begins again."""
        seams: set[int] = set()
        for run in self.runs:
            match = run.matches[0]
            if len(run.matches) == 1 and match.length >= match.shift >= _LEAST_PERIOD:
                seams |= {
                    self._before(match.first + times * match.shift) for times in range(match.length // match.shift + 1)
                }
        return sorted(seams)

    @cached_property
    def paragraph_units(self) -> list[int]:
        """The key unit at which each paragraph begins, ascending; the key's end closes the list."""
        return [*(paragraph.unit for paragraph in self.paragraphs), len(self.key)]

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Key units that begin a line, ascending, with the line's start; the key's end closes the list."""
        starts = np.asarray(self.document.lines.starts, dtype=np.int64)
        ranks = self.key.rank(starts)
        last = np.append(np.flatnonzero(np.diff(ranks)), len(ranks) - 1)  # the line that holds the unit
        last = last[ranks[last] < len(self.key)]
        return [*ranks[last].tolist(), len(self.key)], [*starts[last].tolist(), len(self.text)]

    @cached_property
    def _labelled(self) -> tuple[list[int], list[LabelledLine]]:
        """Outermost labels: their key units, ascending, and lines."""
        lines = outermost(self.outline.labelled)
        units = self.key.rank([each.span.start for each in lines]).tolist()
        return units, lines

    @cached_property
    def _by_style(self) -> dict[str, tuple[list[int], list[LabelledLine]]]:
        found: dict[str, tuple[list[int], list[LabelledLine]]] = {}
        for unit, line in zip(*self._labelled, strict=True):
            units, lines = found.setdefault(line.label.style, ([], []))
            units.append(unit)
            lines.append(line)
        return found

    @cached_property
    def _divisions(self) -> list[int]:
        """The key units of outermost labels that head a division, ascending."""
        return [unit for unit, line in zip(*self._labelled, strict=True) if is_division(line)]

    @cached_property
    def _any_labelled(self) -> tuple[list[int], list[LabelledLine]]:
        lines = [each for each in self.outline.labelled if not each.label.quoted]
        return self.key.rank([each.span.start for each in lines]).tolist(), lines

    @cached_property
    def _furniture(self) -> tuple[list[int], list[int]]:
        """Page furniture as stretches of the key: starts and ends, ascending, those that touch made one."""
        spans = merge_spans(each.span for each in self.outline.furniture)
        ranks = self.key.rank([at for span in spans for at in (span.start, span.end)]).tolist()
        joined = merge_spans(Span(start, end) for start, end in zip(ranks[::2], ranks[1::2], strict=True))
        return [span.start for span in joined], [span.end for span in joined]

    def in_furniture(self, start: int, end: int) -> bool:
        """Whether a stretch of the key lies in page furniture."""
        starts, ends = self._furniture
        at = bisect.bisect_right(starts, start) - 1
        return at >= 0 and end <= ends[at]

    def short_lines(self, least: int, most: int) -> Iterator[tuple[int, int, int]]:
        """The lines of `least` to `most` key units that are no page furniture: (first unit, end, start of the line)."""
        edges, places = (np.asarray(each, dtype=np.int64) for each in self._edges)
        lengths = np.diff(edges)
        short = np.flatnonzero((least <= lengths) & (lengths <= most))
        columns = edges[short].tolist(), edges[short + 1].tolist(), places[short].tolist()
        for start, end, at in zip(*columns, strict=True):
            if not self.in_furniture(start, end):
                yield start, end, at

    def holds_line(self, match: Match) -> bool:
        """Whether an exact repeat may hold a whole line, or a sentence of an endless one, on both sides."""
        edges = self._edges[0]
        low, high = bisect.bisect_left(edges, match.second), bisect.bisect_right(edges, match.second + match.length)
        common = sum(self.is_edge(edges[at] - match.shift) for at in range(low, min(high, low + _LOOKED_AT)))
        return common > 1 or high - low > _LOOKED_AT or self._is_endless

    def stands_under_other_labels(self, match: Match) -> bool:
        """Whether an exact repeat holds no label and stands in two provisions of other names: lawful at a glance."""
        there, here = self.label_before(match.first + 1), self.label_before(match.second + 1)
        if not there or not here or is_division(there[1]) or is_division(here[1]):
            return False
        other = there[1].label.style == here[1].label.style and there[1].label.number != here[1].label.number
        return other and all(self.in_one_unit(at, at + match.length) for at in (match.first, match.second))

    @cached_property
    def _is_endless(self) -> bool:
        """Whether the document has a line that holds more than a paragraph."""
        edges = self._edges[0]
        return len(edges) < _FEW_LINES or any(after - before >= _ENDLESS for before, after in itertools.pairwise(edges))

    def is_edge(self, unit: int) -> bool:
        """Whether a line begins at this key unit (or the text ends)."""
        edges = self._edges[0]
        at = bisect.bisect_left(edges, unit)
        return at < len(edges) and edges[at] == unit

    def labels(self, start: int, end: int) -> list[tuple[int, LabelledLine]]:
        """Outermost labels whose lines begin in [start, end) of the key."""
        units, lines = self._labelled
        low, high = bisect.bisect_left(units, start), bisect.bisect_left(units, end)
        return list(zip(units[low:high], lines[low:high], strict=True))

    def label_before(self, unit: int, style: str | None = None) -> tuple[int, LabelledLine] | None:
        """The last outermost label (of a style) before this key unit."""
        units, lines = self._labelled if style is None else self._by_style.get(style, ([], []))
        at = bisect.bisect_left(units, unit) - 1
        return (units[at], lines[at]) if at >= 0 else None

    def label_from(self, unit: int, style: str | None = None) -> tuple[int, LabelledLine] | None:
        """The first outermost label (of a style) at or after this key unit."""
        units, lines = self._labelled if style is None else self._by_style.get(style, ([], []))
        at = bisect.bisect_left(units, unit)
        return (units[at], lines[at]) if at < len(units) else None

    def labels_before(self, unit: int, most: int) -> list[tuple[int, LabelledLine]]:
        """The last outermost labels before this key unit, in order."""
        units, lines = self._labelled
        at = bisect.bisect_left(units, unit)
        return list(zip(units[max(0, at - most) : at], lines[max(0, at - most) : at], strict=True))

    def labels_from(self, unit: int, most: int) -> list[tuple[int, LabelledLine]]:
        """The first outermost labels at or after this key unit, in order."""
        units, lines = self._labelled
        at = bisect.bisect_left(units, unit)
        return list(zip(units[at : at + most], lines[at : at + most], strict=True))

    def unit_of(self, unit: int) -> tuple[int, int]:
        """The key of the outermost numbered unit whose label stands at this key unit: [start, end)."""
        following = self.label_from(unit + 1)
        return unit, following[0] if following else len(self.key)

    def is_label(self, unit: int) -> bool:
        """Whether an outermost label stands right at this key unit."""
        units = self._labelled[0]
        at = bisect.bisect_left(units, unit)
        return at < len(units) and units[at] == unit

    def answers(self, match: Match) -> bool:
        """Whether both sides of a match stand under the same label, or hold one: parts of a copy, not of a kin."""
        one, other = self.label_before(match.first + 1), self.label_before(match.second + 1)
        if one and other and one[0] != other[0] and same_label(one[1], other[1]):
            return True
        for unit, line in self.labels(match.first, match.first + match.length):
            other = self.label_from(unit + match.shift)
            if other and other[0] == unit + match.shift and same_label(line, other[1]):
                return True
        return False

    def past_last_label(self, start: int, end: int) -> int:
        """In [start, end) of the text, the end of the last line that has a label; `start` where there is none."""
        lines = self._any_labelled[1]
        at = bisect.bisect_left(lines, end, key=lambda each: each.span.start) - 1
        return max(start, lines[at].span.end) if at >= 0 else start

    def in_one_unit(self, start: int, end: int) -> bool:
        """Whether no numbered unit of any depth begins in [start, end) of the key."""
        units = self._any_labelled[0]
        at = bisect.bisect_left(units, start)
        return at == len(units) or units[at] >= end

    def divided(self, start: int, end: int) -> bool:
        """Whether a division is headed in [start, end) of the key."""
        units = self._divisions
        at = bisect.bisect_left(units, start)
        return at < len(units) and units[at] < end

    def standing_under(self, unit: int) -> str | None:
        """The label of the numbered unit, of any depth, in which this key unit stands; None under a bare heading."""
        units, lines = self._any_labelled
        at = bisect.bisect_right(units, unit) - 1
        return lines[at].label.text if at >= 0 and lines[at].label.style != "heading" else None

    def stands_in_provision(self, unit: int) -> bool:
        """Whether this key unit stands in a numbered unit that is no division."""
        units, lines = self._any_labelled
        at = bisect.bisect_right(units, unit) - 1
        return at >= 0 and not is_division(lines[at])

    def line_spans(
        self, first: tuple[int, int], second: tuple[int, int], ends: tuple[int, int] | None = None
    ) -> tuple[Span, Span]:
        """The whole lines of two stretches of the key, with the blank lines that follow them.

        `ends` are the places behind their last characters, which may be marks that are not in the key. Lines of marks
        alone (---, |) are not in it, either; those that follow both alike belong to both.
        """
        lines = self.document.lines
        last = [end - 1 for end in ends] if ends else [self.key.position(end - 1) for _, end in (first, second)]
        after = [self._past_blank(lines.number(at) + 1) for at in last]
        begins = [self._line_start(start) for start, _ in (first, second)]
        while after[0] < lines.number(begins[1]) and (mark := self._marks_alone(after[0])):
            if mark != self._marks_alone(after[1]):
                break
            after = [self._past_blank(number + 1) for number in after]
        stops = [lines.span(number).start if number <= len(lines) else len(self.text) for number in after]
        return Span(begins[0], max(begins[0], stops[0])), Span(begins[1], max(begins[1], stops[1]))

    def _line_start(self, unit: int) -> int:
        """Where the line begins that holds a key unit."""
        edges, places = self._edges
        return places[bisect.bisect_right(edges, unit) - 1]

    def _past_blank(self, number: int) -> int:
        """The first line from this one on that is not blank; one past the last where there is none."""
        lines = self.document.lines
        while number <= len(lines) and not lines.content(number).strip():
            number += 1
        return number

    def _marks_alone(self, number: int) -> str:
        """A line's marks when there is nothing else on it; else empty."""
        content = self.document.lines.content(number) if number <= len(self.document.lines) else ""
        return "" if any(map(str.isalnum, content[:200])) or fold(content).text else content.strip()

    def inline_span(self, start: int, end: int) -> Span:
        """The characters of a stretch of the key, cut between sentences; a line's ending is not included."""
        last = self.key.position(end - 1) + 1
        line = self.document.lines.span(self.document.lines.number(last - 1))
        stop = line.start + len(self.text[line.start : line.end].rstrip("\r\n"))
        if end < len(self.key) and self.key.position(end) < stop:
            stop = self._before(end)
        begin = self._before(start)
        return Span(begin, max(begin, stop))

    def _before(self, unit: int) -> int:
        """The place before a key unit and the opening marks and blanks that belong to it, on the unit's own line."""
        at = self.key.position(unit)
        line = self.document.lines.span(self.document.lines.number(at)).start
        while at > line and self.text[at - 1] in _OPENERS:
            at -= 1
        return at

    # ------------------------------------------------------------------------------------------------ passages

    @cached_property
    def paragraph_starts(self) -> list[int]:
        """Where each paragraph begins in the text, ascending."""
        return [paragraph.span.start for paragraph in self.paragraphs]

    def paragraphs_in(self, start: int, end: int) -> tuple[int, int]:
        """The paragraphs [first, end) that begin in the stretch [start, end) of the key."""
        return bisect.bisect_left(self.paragraph_units, start), bisect.bisect_left(self.paragraph_units, end)

    def passage_of(self, first: tuple[int, int], second: tuple[int, int]) -> Passage:
        """Two equal stretches of paragraphs as a passage. The second may break off inside a paragraph of the first."""
        units, paragraphs = self.paragraph_units, self.paragraphs
        sides = [(units[start], units[end]) for start, end in (first, second)]
        whole = not any(paragraphs[at].inline for start, end in (first, second) for at in (start, end - 1))
        if whole:
            ends = paragraphs[first[1] - 1].span.end, paragraphs[second[1] - 1].span.end
            spans = self.line_spans(sides[0], sides[1], ends)
        else:
            spans = self.inline_span(*sides[0]), self.inline_span(*sides[1])
        labels = tuple((unit - sides[1][0], line) for unit, line in self.labels(*sides[1]))
        return Passage(sides[0], sides[1], *spans, labels, whole, True)

    def passage(self, run: MatchChain) -> Passage | None:
        """The run at its natural edges; None where nothing of it is whole lines, and it is no text on one line."""
        return self._whole_lines(run) or self._inline(run)

    def _whole_lines(self, run: MatchChain) -> Passage | None:
        edges = self._edges[0]
        begin = self._common_edge(run.matches[0], edges, last=False)
        close = self._common_edge(run.matches[-1], edges, last=True)
        end = run.second[1]
        if begin is None:
            return None
        at_end = end == len(self.key) or self.only_furniture_from(end)
        if at_end and (close is None or close[1] < end) and self.is_edge(end):
            close = run.first[1], end  # a second copy that breaks off where the page ends
        if close is None or close[1] <= begin[1]:
            return None
        return self._made((begin[0], close[0]), (begin[1], close[1]), run, whole=True)

    def _common_edge(self, match: Match, edges: Sequence[int], *, last: bool) -> tuple[int, int] | None:
        """The first or last place in a match where a line begins on both sides."""
        low = bisect.bisect_left(edges, match.second)
        high = bisect.bisect_right(edges, match.second + match.length)
        order = range(high - 1, low - 1, -1) if last else range(low, high)
        for at in order:
            if self.is_edge(edges[at] - match.shift) and self._no_tear(edges[at] - match.shift, edges[at]):
                return edges[at] - match.shift, edges[at]
        return None

    def _no_tear(self, first: int, second: int) -> bool:
        """Whether a cut before these key units, where lines begin, tears no sentence that a line wrap has broken."""
        return self.opens(first) or self.opens(second)

    def opens(self, unit: int) -> bool:
        """Whether the line that begins at a key unit opens a unit or a sentence, and does not carry one on."""
        if unit >= len(self.key):
            return True
        number = self.document.lines.number(self.key.position(unit))
        return number in self._label_lines or not runs_on(self.document, number - 1)

    @cached_property
    def _label_lines(self) -> frozenset[int]:
        return frozenset(each.line for each in self.outline.labelled)

    def only_furniture_from(self, unit: int) -> bool:
        """Whether nothing but page furniture follows this key unit."""
        return unit >= len(self.key) or self.in_furniture(unit, len(self.key))

    def _inline(self, run: MatchChain) -> Passage | None:
        """A run inside a line: cut between sentences; a text that follows itself at once is cut to whole periods."""
        match = max(run.matches, key=lambda m: m.length)
        if len(run.matches) == 1 and match.length >= match.shift:
            start = self._rotation(match)
            length = (match.first + match.length - start) // match.shift * match.shift
            sides = (start, start + match.shift), (start + match.shift, start + match.shift + length)
            return self._made(*sides, run, whole=False)
        begin = self._sentence(run.matches[0], last=False)
        close = self._sentence(run.matches[-1], last=True)
        if begin is None or close is None or close <= begin:
            return None
        first = begin - run.matches[0].shift, close - run.matches[-1].shift
        return self._made(first, (begin, close), run, whole=False)

    def _rotation(self, match: Match) -> int:
        """Where the first period begins: at a line's start if one lies in the play, else at the match's start."""
        play = (match.length - match.shift) % match.shift
        edges = self._edges[0]
        at = bisect.bisect_left(edges, match.first)
        while at < len(edges) and edges[at] <= match.first + play:
            if self._no_tear(edges[at], edges[at] + match.shift):
                return edges[at]
            at += 1
        return match.first

    def _sentence(self, match: Match, *, last: bool) -> int | None:
        """The first or last key unit of the later side before which a sentence ends on both sides."""
        low, high, step = match.second, match.second + match.length + 1, _LOOKED_AT
        while low < high:
            units = np.arange(max(low, high - step), high) if last else np.arange(low, min(high, low + step))
            sides = [self.key.positions(units - shift).tolist() for shift in (0, match.shift)]
            order = range(len(units) - 1, -1, -1) if last else range(len(units))
            for at in order:
                if self._sentence_ends(sides[0][at]) and self._sentence_ends(sides[1][at]):
                    return int(units[at])
            low, high = (low, high - step) if last else (low + step, high)
            step *= 2
        return None

    def _may_begin(self, unit: int) -> bool:
        return self.is_edge(unit) or self._sentence_ends(self.key.position(unit))

    def _sentence_ends(self, position: int) -> bool:
        before = self.text[max(0, position - 8) : position].rstrip(" \t\u3000“‘「『（(《〈【*#")
        return (
            not before.strip("\r\n") or before[-1] in "\r\n" or before.rstrip("”’」』）)】》〉")[-1:] in _SENTENCE_END
        )

    def _made(self, first: tuple[int, int], second: tuple[int, int], run: MatchChain, *, whole: bool) -> Passage:
        # A text that overlaps its copy is represented by its own first period.
        first = first[0], max(first[0], min(first[1], second[0]))
        spans = self.line_spans(first, second) if whole else (self.inline_span(*first), self.inline_span(*second))
        labels = self._common_labels(run, first, second) if whole else ()
        return Passage(first, second, *spans, labels, whole, len(run.matches) == 1)

    def _common_labels(
        self, run: MatchChain, first: tuple[int, int], second: tuple[int, int]
    ) -> tuple[tuple[int, LabelledLine], ...]:
        """Labels that either side shows where the other begins a line too, or at least a sentence."""
        found: dict[int, LabelledLine] = {}
        for match in run.matches:
            begin, end = max(match.second, second[0]), min(match.second + match.length, second[1])
            for unit, line in self.labels(begin - match.shift, end - match.shift):
                if unit < first[1] + match.shift and self._may_begin(unit + match.shift):
                    found[unit + match.shift - second[0]] = line
            for unit, line in self.labels(begin, end):
                if self._may_begin(unit - match.shift):
                    found.setdefault(unit - second[0], line)
        return tuple(sorted(found.items(), key=lambda item: item[0]))
