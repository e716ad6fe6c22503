"""A text with its key, outline, runs and contexts, and the questions that judging asks about places in it."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

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
_FIRST_SEARCH_UNITS = 64  # key units in which the nearest end of a sentence is looked for first
_MIN_PERIOD_UNITS = 30  # key characters of a text that follows itself and may be a copy
_MIN_ENDLESS_LINE_UNITS = 600  # code units of a line that may be divided into sentences
_MIN_LINES = 6  # line edges of a document; in one with fewer, any line may be divided into sentences
_MAX_EARLIER_CHAINS = 8  # runs looked back on for the one that another carries on
_SENTENCE_END = frozenset(PACK.sentences.sentence)
_OPENERS = frozenset(" \t\u3000\xa0“‘「『（(【《〈〔[#*")


class ShortLine(NamedTuple):
    """A line of few code units: [start, end) in folded offsets, and where it begins in the text."""

    start: int
    end: int
    line_start: int


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
        self.altered_copies: dict[
            tuple[int, int], Passage
        ] = {}  # edges of units on both sides: the altered copy they are in

    @cached_property
    def chains(self) -> list[MatchChain]:
        """Every repeated passage of the key, by the place of the later side.

        Runs that carry each other on under the same labels are one: a copy in which a unit is missing or rewritten.
        """
        chains = chain_matches(find_matches(self.key.codes))
        linked: list[MatchChain] = []
        for chain in chains:
            for index in range(len(linked) - 1, max(-1, len(linked) - 1 - _MAX_EARLIER_CHAINS), -1):
                if (extended := self._linked_chain(linked[index], chain)) is not None:
                    linked[index] = extended
                    break
            else:
                linked.append(chain)
        return linked

    def _linked_chain(self, before: MatchChain, after: MatchChain) -> MatchChain | None:
        """The two runs as one, when the second carries the first on under labels that answer each other."""
        if after.first[1] > before.second[0] or not self.has_same_labels(before.matches[-1]):
            return None
        match = extend_chain(before.matches[-1], after.matches[0], gap=MAX_GAP, drift=MAX_GAP)
        return (
            MatchChain((*before.matches, match, *after.matches[1:])) if match and self.has_same_labels(match) else None
        )

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
        for chain in self.chains:
            match = chain.matches[0]
            if len(chain.matches) == 1 and match.length >= match.shift >= _MIN_PERIOD_UNITS:
                seams |= {
                    self._start_with_openers(match.first + count * match.shift)
                    for count in range(match.length // match.shift + 1)
                }
        return sorted(seams)

    @cached_property
    def paragraph_offsets(self) -> list[int]:
        """The key unit at which each paragraph begins, ascending; the key's end closes the list."""
        return [*(paragraph.unit for paragraph in self.paragraphs), len(self.key)]

    @cached_property
    def _line_edges(self) -> tuple[list[int], list[int]]:
        """Key units that begin a line, ascending, with the line's start; the key's end closes the list."""
        starts = np.asarray(self.document.lines.starts, dtype=np.int64)
        ranks = self.key.rank(starts)
        last = np.append(np.flatnonzero(np.diff(ranks)), len(ranks) - 1)  # the line that holds the unit
        last = last[ranks[last] < len(self.key)]
        return [*ranks[last].tolist(), len(self.key)], [*starts[last].tolist(), len(self.text)]

    @cached_property
    def _outermost_labels(self) -> tuple[list[int], list[LabelledLine]]:
        """Outermost labels: their key units, ascending, and lines."""
        lines = outermost(self.outline.labelled)
        offsets = self.key.rank([line.span.start for line in lines]).tolist()
        return offsets, lines

    @cached_property
    def _labels_by_style(self) -> dict[str, tuple[list[int], list[LabelledLine]]]:
        by_style: dict[str, tuple[list[int], list[LabelledLine]]] = {}
        for offset, line in zip(*self._outermost_labels, strict=True):
            offsets, lines = by_style.setdefault(line.label.style, ([], []))
            offsets.append(offset)
            lines.append(line)
        return by_style

    @cached_property
    def _divisions(self) -> list[int]:
        """The key units of outermost labels that head a division, ascending."""
        return [offset for offset, line in zip(*self._outermost_labels, strict=True) if is_division(line)]

    @cached_property
    def _unquoted_labels(self) -> tuple[list[int], list[LabelledLine]]:
        lines = [line for line in self.outline.labelled if not line.label.quoted]
        return self.key.rank([line.span.start for line in lines]).tolist(), lines

    @cached_property
    def _furniture(self) -> tuple[list[int], list[int]]:
        """Page furniture as stretches of the key: starts and ends, ascending, those that touch made one."""
        spans = merge_spans(furniture.span for furniture in self.outline.furniture)
        ranks = self.key.rank([position for span in spans for position in (span.start, span.end)]).tolist()
        joined = merge_spans(Span(start, end) for start, end in zip(ranks[::2], ranks[1::2], strict=True))
        return [span.start for span in joined], [span.end for span in joined]

    def in_furniture(self, start: int, end: int) -> bool:
        """Whether a stretch of the key lies in page furniture."""
        starts, ends = self._furniture
        index = bisect.bisect_right(starts, start) - 1
        return index >= 0 and end <= ends[index]

    def short_lines(self, min_units: int, max_units: int) -> Iterator[ShortLine]:
        """The lines of `least` to `most` key units that are no page furniture: (first unit, end, start of the line)."""
        edges, line_starts = (np.asarray(column, dtype=np.int64) for column in self._line_edges)
        lengths = np.diff(edges)
        short = np.flatnonzero((min_units <= lengths) & (lengths <= max_units))
        columns = edges[short].tolist(), edges[short + 1].tolist(), line_starts[short].tolist()
        for start, end, line_start in zip(*columns, strict=True):
            if not self.in_furniture(start, end):
                yield ShortLine(start, end, line_start)

    def holds_line(self, match: Match) -> bool:
        """Whether an exact repeat may hold a whole line, or a sentence of an endless one, on both sides."""
        edges = self._line_edges[0]
        low, high = bisect.bisect_left(edges, match.second), bisect.bisect_right(edges, match.second + match.length)
        common_edges = sum(
            self.is_edge(edges[index] - match.shift) for index in range(low, min(high, low + _FIRST_SEARCH_UNITS))
        )
        return common_edges > 1 or high - low > _FIRST_SEARCH_UNITS or self._is_endless

    def stands_under_other_labels(self, match: Match) -> bool:
        """Whether an exact repeat holds no label and stands in two provisions of other names: lawful at a glance."""
        earlier, later = self.label_before(match.first + 1), self.label_before(match.second + 1)
        if not earlier or not later or is_division(earlier[1]) or is_division(later[1]):
            return False
        numbers_differ = (
            earlier[1].label.style == later[1].label.style and earlier[1].label.number != later[1].label.number
        )
        return numbers_differ and all(
            self.in_one_unit(start, start + match.length) for start in (match.first, match.second)
        )

    @cached_property
    def _is_endless(self) -> bool:
        """Whether the document has a line that holds more than a paragraph."""
        edges = self._line_edges[0]
        return len(edges) < _MIN_LINES or any(
            after - before >= _MIN_ENDLESS_LINE_UNITS for before, after in itertools.pairwise(edges)
        )

    def is_edge(self, offset: int) -> bool:
        """Whether a line begins at this key unit (or the text ends)."""
        edges = self._line_edges[0]
        index = bisect.bisect_left(edges, offset)
        return index < len(edges) and edges[index] == offset

    def labels(self, start: int, end: int) -> list[tuple[int, LabelledLine]]:
        """Outermost labels whose lines begin in [start, end) of the key."""
        offsets, lines = self._outermost_labels
        low, high = bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, end)
        return list(zip(offsets[low:high], lines[low:high], strict=True))

    def label_before(self, offset: int, style: str | None = None) -> tuple[int, LabelledLine] | None:
        """The last outermost label (of a style) before this key unit."""
        offsets, lines = self._outermost_labels if style is None else self._labels_by_style.get(style, ([], []))
        index = bisect.bisect_left(offsets, offset) - 1
        return (offsets[index], lines[index]) if index >= 0 else None

    def label_from(self, offset: int, style: str | None = None) -> tuple[int, LabelledLine] | None:
        """The first outermost label (of a style) at or after this key unit."""
        offsets, lines = self._outermost_labels if style is None else self._labels_by_style.get(style, ([], []))
        index = bisect.bisect_left(offsets, offset)
        return (offsets[index], lines[index]) if index < len(offsets) else None

    def labels_before(self, offset: int, max_count: int) -> list[tuple[int, LabelledLine]]:
        """The last outermost labels before this key unit, in order."""
        offsets, lines = self._outermost_labels
        index = bisect.bisect_left(offsets, offset)
        return list(
            zip(offsets[max(0, index - max_count) : index], lines[max(0, index - max_count) : index], strict=True)
        )

    def labels_from(self, offset: int, max_count: int) -> list[tuple[int, LabelledLine]]:
        """The first outermost labels at or after this key unit, in order."""
        offsets, lines = self._outermost_labels
        index = bisect.bisect_left(offsets, offset)
        return list(zip(offsets[index : index + max_count], lines[index : index + max_count], strict=True))

    def unit_of(self, offset: int) -> tuple[int, int]:
        """The key of the outermost numbered unit whose label stands at this key unit: [start, end)."""
        following = self.label_from(offset + 1)
        return offset, following[0] if following else len(self.key)

    def is_label(self, offset: int) -> bool:
        """Whether an outermost label stands right at this key unit."""
        offsets = self._outermost_labels[0]
        index = bisect.bisect_left(offsets, offset)
        return index < len(offsets) and offsets[index] == offset

    def has_same_labels(self, match: Match) -> bool:
        """Whether both sides of a match stand under the same label, or hold one: parts of a copy, not of a kin."""
        first_label, second_label = self.label_before(match.first + 1), self.label_before(match.second + 1)
        if first_label and second_label and first_label[0] != second_label[0] and same_label(first_label[1], second_label[1]):
            return True
        for offset, line in self.labels(match.first, match.first + match.length):
            second_label = self.label_from(offset + match.shift)
            if second_label and second_label[0] == offset + match.shift and same_label(line, second_label[1]):
                return True
        return False

    def past_last_label(self, start: int, end: int) -> int:
        """In [start, end) of the text, the end of the last line that has a label; `start` where there is none."""
        lines = self._unquoted_labels[1]
        index = bisect.bisect_left(lines, end, key=lambda line: line.span.start) - 1
        return max(start, lines[index].span.end) if index >= 0 else start

    def in_one_unit(self, start: int, end: int) -> bool:
        """Whether no numbered unit of any depth begins in [start, end) of the key."""
        offsets = self._unquoted_labels[0]
        index = bisect.bisect_left(offsets, start)
        return index == len(offsets) or offsets[index] >= end

    def has_division_heading(self, start: int, end: int) -> bool:
        """Whether a division is headed in [start, end) of the key."""
        offsets = self._divisions
        index = bisect.bisect_left(offsets, start)
        return index < len(offsets) and offsets[index] < end

    def standing_under(self, offset: int) -> str | None:
        """The label of the numbered unit, of any depth, in which this key unit stands; None under a bare heading."""
        offsets, lines = self._unquoted_labels
        index = bisect.bisect_right(offsets, offset) - 1
        return lines[index].label.text if index >= 0 and lines[index].label.style != "heading" else None

    def stands_in_provision(self, offset: int) -> bool:
        """Whether this key unit stands in a numbered unit that is no division."""
        offsets, lines = self._unquoted_labels
        index = bisect.bisect_right(offsets, offset) - 1
        return index >= 0 and not is_division(lines[index])

    def line_spans(
        self, first: tuple[int, int], second: tuple[int, int], ends: tuple[int, int] | None = None
    ) -> tuple[Span, Span]:
        """The whole lines of two stretches of the key, with the blank lines that follow them.

        `ends` are the places behind their last characters, which may be marks that are not in the key. Lines of marks
        alone (---, |) are not in it, either; those that follow both alike belong to both.
        """
        lines = self.document.lines
        last_positions = (
            [end - 1 for end in ends] if ends else [self.key.position(end - 1) for _, end in (first, second)]
        )
        next_lines = [self._next_text_line(lines.number(position) + 1) for position in last_positions]
        starts = [self._line_start(start) for start, _ in (first, second)]
        while next_lines[0] < lines.number(starts[1]) and (marks := self._marks_of_line(next_lines[0])):
            if marks != self._marks_of_line(next_lines[1]):
                break
            next_lines = [self._next_text_line(number + 1) for number in next_lines]
        stops = [lines.span(number).start if number <= len(lines) else len(self.text) for number in next_lines]
        return Span(starts[0], max(starts[0], stops[0])), Span(starts[1], max(starts[1], stops[1]))

    def _line_start(self, offset: int) -> int:
        """Where the line begins that holds a key unit."""
        edges, line_starts = self._line_edges
        return line_starts[bisect.bisect_right(edges, offset) - 1]

    def _next_text_line(self, number: int) -> int:
        """The first line from this one on that is not blank; one past the last where there is none."""
        lines = self.document.lines
        while number <= len(lines) and not lines.content(number).strip():
            number += 1
        return number

    def _marks_of_line(self, number: int) -> str:
        """A line's marks when there is nothing else on it; else empty."""
        content = self.document.lines.content(number) if number <= len(self.document.lines) else ""
        return "" if any(map(str.isalnum, content[:200])) or fold(content).text else content.strip()

    def inline_span(self, start: int, end: int) -> Span:
        """The characters of a stretch of the key, cut between sentences; a line's ending is not included."""
        end_position = self.key.position(end - 1) + 1
        line = self.document.lines.span(self.document.lines.number(end_position - 1))
        stop = line.start + len(self.text[line.start : line.end].rstrip("\r\n"))
        if end < len(self.key) and self.key.position(end) < stop:
            stop = self._start_with_openers(end)
        begin = self._start_with_openers(start)
        return Span(begin, max(begin, stop))

    def _start_with_openers(self, offset: int) -> int:
        """The place before a key unit and the opening marks and blanks that belong to it, on the unit's own line."""
        position = self.key.position(offset)
        line_start = self.document.lines.span(self.document.lines.number(position)).start
        while position > line_start and self.text[position - 1] in _OPENERS:
            position -= 1
        return position

    # ------------------------------------------------------------------------------------------------ passages

    @cached_property
    def paragraph_starts(self) -> list[int]:
        """Where each paragraph begins in the text, ascending."""
        return [paragraph.span.start for paragraph in self.paragraphs]

    def paragraphs_in(self, start: int, end: int) -> tuple[int, int]:
        """The paragraphs [first, end) that begin in the stretch [start, end) of the key."""
        return bisect.bisect_left(self.paragraph_offsets, start), bisect.bisect_left(self.paragraph_offsets, end)

    def passage_of(self, first: tuple[int, int], second: tuple[int, int]) -> Passage:
        """Two equal stretches of paragraphs as a passage. The second may break off inside a paragraph of the first."""
        offsets, paragraphs = self.paragraph_offsets, self.paragraphs
        sides = [(offsets[start], offsets[end]) for start, end in (first, second)]
        whole_lines = not any(paragraphs[index].inline for start, end in (first, second) for index in (start, end - 1))
        if whole_lines:
            ends = paragraphs[first[1] - 1].span.end, paragraphs[second[1] - 1].span.end
            spans = self.line_spans(sides[0], sides[1], ends)
        else:
            spans = self.inline_span(*sides[0]), self.inline_span(*sides[1])
        labels = tuple((offset - sides[1][0], line) for offset, line in self.labels(*sides[1]))
        return Passage(sides[0], sides[1], *spans, labels, whole_lines, True)

    def passage(self, chain: MatchChain) -> Passage | None:
        """The run at its natural edges; None where nothing of it is whole lines, and it is no text on one line."""
        return self._line_passage(chain) or self._inline_passage(chain)

    def _line_passage(self, chain: MatchChain) -> Passage | None:
        edges = self._line_edges[0]
        begin = self._common_edge(chain.matches[0], edges, last=False)
        close = self._common_edge(chain.matches[-1], edges, last=True)
        end = chain.second[1]
        if begin is None:
            return None
        at_end = end == len(self.key) or self.only_furniture_from(end)
        if at_end and (close is None or close[1] < end) and self.is_edge(end):
            close = chain.first[1], end  # a second copy that breaks off where the page ends
        if close is None or close[1] <= begin[1]:
            return None
        return self._build_passage((begin[0], close[0]), (begin[1], close[1]), chain, whole_lines=True)

    def _common_edge(self, match: Match, edges: Sequence[int], *, last: bool) -> tuple[int, int] | None:
        """The first or last place in a match where a line begins on both sides."""
        low = bisect.bisect_left(edges, match.second)
        high = bisect.bisect_right(edges, match.second + match.length)
        order = range(high - 1, low - 1, -1) if last else range(low, high)
        for index in order:
            if self.is_edge(edges[index] - match.shift) and self._cuts_no_sentence(
                edges[index] - match.shift, edges[index]
            ):
                return edges[index] - match.shift, edges[index]
        return None

    def _cuts_no_sentence(self, first: int, second: int) -> bool:
        """Whether a cut before these key units, where lines begin, tears no sentence that a line wrap has broken."""
        return self.begins_unit_or_sentence(first) or self.begins_unit_or_sentence(second)

    def begins_unit_or_sentence(self, offset: int) -> bool:
        """Whether the line that begins at a key unit opens a unit or a sentence, and does not carry one on."""
        if offset >= len(self.key):
            return True
        number = self.document.lines.number(self.key.position(offset))
        return number in self._label_lines or not runs_on(self.document, number - 1)

    @cached_property
    def _label_lines(self) -> frozenset[int]:
        return frozenset(labelled.line for labelled in self.outline.labelled)

    def only_furniture_from(self, offset: int) -> bool:
        """Whether nothing but page furniture follows this key unit."""
        return offset >= len(self.key) or self.in_furniture(offset, len(self.key))

    def _inline_passage(self, chain: MatchChain) -> Passage | None:
        """A run inside a line: cut between sentences; a text that follows itself at once is cut to whole periods."""
        match = max(chain.matches, key=lambda m: m.length)
        if len(chain.matches) == 1 and match.length >= match.shift:
            start = self._period_start(match)
            length = (match.first + match.length - start) // match.shift * match.shift
            sides = (start, start + match.shift), (start + match.shift, start + match.shift + length)
            return self._build_passage(*sides, chain, whole_lines=False)
        begin = self._common_sentence_edge(chain.matches[0], last=False)
        close = self._common_sentence_edge(chain.matches[-1], last=True)
        if begin is None or close is None or close <= begin:
            return None
        first = begin - chain.matches[0].shift, close - chain.matches[-1].shift
        return self._build_passage(first, (begin, close), chain, whole_lines=False)

    def _period_start(self, match: Match) -> int:
        """Where the first period begins: at a line's start if one lies in the play, else at the match's start."""
        slack = (match.length - match.shift) % match.shift
        edges = self._line_edges[0]
        index = bisect.bisect_left(edges, match.first)
        while index < len(edges) and edges[index] <= match.first + slack:
            if self._cuts_no_sentence(edges[index], edges[index] + match.shift):
                return edges[index]
            index += 1
        return match.first

    def _common_sentence_edge(self, match: Match, *, last: bool) -> int | None:
        """The first or last key unit of the later side before which a sentence ends on both sides."""
        low, high, step = match.second, match.second + match.length + 1, _FIRST_SEARCH_UNITS
        while low < high:
            offsets = np.arange(max(low, high - step), high) if last else np.arange(low, min(high, low + step))
            sides = [self.key.positions(offsets - shift).tolist() for shift in (0, match.shift)]
            order = range(len(offsets) - 1, -1, -1) if last else range(len(offsets))
            for index in order:
                if self._sentence_ends(sides[0][index]) and self._sentence_ends(sides[1][index]):
                    return int(offsets[index])
            low, high = (low, high - step) if last else (low + step, high)
            step *= 2
        return None

    def _can_begin_label(self, offset: int) -> bool:
        return self.is_edge(offset) or self._sentence_ends(self.key.position(offset))

    def _sentence_ends(self, position: int) -> bool:
        before = self.text[max(0, position - 8) : position].rstrip(" \t\u3000“‘「『（(《〈【*#")
        return (
            not before.strip("\r\n") or before[-1] in "\r\n" or before.rstrip("”’」』）)】》〉")[-1:] in _SENTENCE_END
        )

    def _build_passage(
        self, first: tuple[int, int], second: tuple[int, int], chain: MatchChain, *, whole_lines: bool
    ) -> Passage:
        # A text that overlaps its copy is represented by its own first period.
        first = first[0], max(first[0], min(first[1], second[0]))
        spans = self.line_spans(first, second) if whole_lines else (self.inline_span(*first), self.inline_span(*second))
        labels = self._common_labels(chain, first, second) if whole_lines else ()
        return Passage(first, second, *spans, labels, whole_lines, len(chain.matches) == 1)

    def _common_labels(
        self, chain: MatchChain, first: tuple[int, int], second: tuple[int, int]
    ) -> tuple[tuple[int, LabelledLine], ...]:
        """Labels that either side shows where the other begins a line too, or at least a sentence."""
        labels: dict[int, LabelledLine] = {}
        for match in chain.matches:
            begin, end = max(match.second, second[0]), min(match.second + match.length, second[1])
            for offset, line in self.labels(begin - match.shift, end - match.shift):
                if offset < first[1] + match.shift and self._can_begin_label(offset + match.shift):
                    labels[offset + match.shift - second[0]] = line
            for offset, line in self.labels(begin, end):
                if self._can_begin_label(offset - match.shift):
                    labels.setdefault(offset - second[0], line)
        return tuple(sorted(labels.items(), key=lambda item: item[0]))
