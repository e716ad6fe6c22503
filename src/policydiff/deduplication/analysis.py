"""An analysed document: its folded text, outline, repeats and paragraphs, and questions about positions in it.

>>> analysed = AnalysedDocument(Document.from_text("一、总则\\n夜间开放。\\n二、附则\\n即日施行。\\n"))
>>> [(offset, line.label.text) for offset, line in analysed.labels.between(0, len(analysed.folded))]
[(0, '一、'), (7, '二、')]
>>> analysed.labels.label_at(5)
'一、'
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property

from policydiff.deduplication.label_index import LabelIndex
from policydiff.deduplication.line_index import FoldedLine, LineIndex
from policydiff.deduplication.passage import Passage
from policydiff.matching.repeats import Match, MatchChain, chain_matches, extend_chain, find_matches
from policydiff.structure.context import Contexts
from policydiff.structure.labels import FoundLabel, LabelledLine, continues_on_next_line, is_division, read_labels
from policydiff.structure.outline import Outline, outline
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.paragraph_columns import ParagraphColumns
from policydiff.structure.paragraphs import read_paragraphs
from policydiff.text.document import Document, packed_positions
from policydiff.text.folding import FoldedText, fold
from policydiff.text.spans import Span, merge_spans

MAX_GAP = 3_000  # code units between two chains that may be parts of one altered copy
_MIN_PERIOD_UNITS = 30  # code units of a text that directly follows itself and may be a copy
_MAX_EARLIER_CHAINS = 8  # chains before another that are tried as the one it continues


class AnalysedDocument:
    """A document with its folded text and outline; lines, labels, paragraphs and repeats are computed when first used.

    `label_candidates` are the labels at the line starts. If they are not passed, they are read from the document, which
    takes most of the time.

    An offset is a position in the folded text (`folded`), and a stretch is [start, end) in such offsets.
    `altered_copies` maps the ends of added units, one on each side, to the altered copy that holds them.
    """

    def __init__(self, document: Document, label_candidates: list[FoundLabel] | None = None) -> None:
        self.document = document
        self.text = document.text
        self.folded: FoldedText = fold(document.text)
        self.label_candidates = read_labels(document) if label_candidates is None else label_candidates
        self.outline: Outline = outline(document, self.label_candidates)
        self.altered_copies: dict[tuple[int, int], Passage] = {}

    @cached_property
    def chains(self) -> list[MatchChain]:
        """Every repeated passage of `MIN_REPEAT` codes or more, in ascending order of its later side; perhaps none.

        Two chains are joined if the second continues the first under the same labels: then a unit of the copy is
        missing or rewritten. Of the chains before, the last `_MAX_EARLIER_CHAINS` are tried.
        """
        chains = chain_matches(find_matches(self.folded.codes))
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
        """Both chains as one, if `after` continues `before` under the same labels; else None.

        The gaps have at most `MAX_GAP` code units. None also if the earlier side would overlap the later one.
        """
        if after.first[1] > before.second[0] or not self.labels.are_same_on_both_sides(before.matches[-1]):
            return None
        match = extend_chain(before.matches[-1], after.matches[0], gap=MAX_GAP, drift=MAX_GAP)
        return (
            MatchChain((*before.matches, match, *after.matches[1:]))
            if match and self.labels.are_same_on_both_sides(match)
            else None
        )

    @cached_property
    def contexts(self) -> Contexts:
        """The paragraphs of the text with their contexts, by the same indexes as `paragraphs`."""
        return Contexts(self.paragraphs)

    @cached_property
    def paragraphs(self) -> Sequence[Paragraph]:
        """The paragraphs of the text, in order, page furniture included; lines that have only marks are left out."""
        return read_paragraphs(self.outline, self.label_candidates, self.folded, self._seams())

    def _seams(self) -> list[int]:
        """The positions at which a long text that directly follows itself begins, and begins again, ascending.

        Only one with a period of at least `_MIN_PERIOD_UNITS` counts. A seam is moved back over opening marks.
        """
        seams: set[int] = set()
        for chain in self.chains:
            match = chain.matches[0]
            if len(chain.matches) == 1 and match.length >= match.shift >= _MIN_PERIOD_UNITS:
                seams |= {
                    self.lines.start_with_openers(match.first + count * match.shift)
                    for count in range(match.length // match.shift + 1)
                }
        return sorted(seams)

    @cached_property
    def paragraph_offsets(self) -> Sequence[int]:
        """The offset at which each paragraph begins, ascending, then the length of the folded text."""
        if isinstance(self.paragraphs, ParagraphColumns):
            return self.paragraphs.folded_starts + packed_positions((len(self.folded),), length=len(self.text))
        return [*(paragraph.folded_start for paragraph in self.paragraphs), len(self.folded)]

    @cached_property
    def lines(self) -> LineIndex:
        """The lines and sentences of the document by their offsets."""
        return LineIndex(self.document, self.folded)

    @cached_property
    def labels(self) -> LabelIndex:
        """The labels of the document by their offsets."""
        return LabelIndex(self.folded, self.outline.labelled)

    @cached_property
    def _furniture(self) -> tuple[list[int], list[int]]:
        """The starts and the ends of page furniture in folded offsets, ascending; adjacent stretches are merged."""
        spans = merge_spans(furniture.span for furniture in self.outline.furniture)
        ranks = self.folded.rank([position for span in spans for position in (span.start, span.end)]).tolist()
        joined = merge_spans(Span(start, end) for start, end in zip(ranks[::2], ranks[1::2], strict=True))
        return [span.start for span in joined], [span.end for span in joined]

    def in_furniture(self, start: int, end: int) -> bool:
        """Whether the whole stretch lies in one piece of page furniture; what has no folded text divides no piece."""
        starts, ends = self._furniture
        index = bisect.bisect_right(starts, start) - 1
        return index >= 0 and end <= ends[index]

    def short_lines(self, min_units: int, max_units: int) -> Iterator[FoldedLine]:
        """Yield the lines of `min_units` to `max_units` code units, inclusive, that are no page furniture, in order."""
        for line in self.lines.of_length(min_units, max_units):
            if not self.in_furniture(line.start, line.end):
                yield line

    def is_under_other_labels(self, match: Match) -> bool:
        """Whether an exact repeat holds no label and lies in two provisions with different numbers.

        Such a repeat is intended. False if a side is under no label or under a division, or the labels differ in style.
        """
        earlier, later = self.labels.before(match.first + 1), self.labels.before(match.second + 1)
        if not earlier or not later or is_division(earlier[1]) or is_division(later[1]):
            return False
        numbers_differ = (
            earlier[1].label.style == later[1].label.style and earlier[1].label.number != later[1].label.number
        )
        return numbers_differ and all(
            self.labels.in_one_unit(start, start + match.length) for start in (match.first, match.second)
        )

    # --- passages

    @cached_property
    def paragraph_starts(self) -> Sequence[int]:
        """The position in the text at which each paragraph begins, ascending."""
        if isinstance(self.paragraphs, ParagraphColumns):
            return self.paragraphs.starts
        return [paragraph.span.start for paragraph in self.paragraphs]

    def paragraphs_in(self, start: int, end: int) -> tuple[int, int]:
        """The index range [first, end) of the paragraphs that begin in the stretch [start, end); perhaps empty."""
        return bisect.bisect_left(self.paragraph_offsets, start), bisect.bisect_left(self.paragraph_offsets, end)

    def passage_of(self, first: tuple[int, int], second: tuple[int, int]) -> Passage:
        """The passage of two ranges [start, end) of paragraph indices, marked as equal; neither may be empty.

        The second may break off inside a paragraph of the first. `whole_lines` is False if a range begins or ends with
        a paragraph inside a line. The labels are those of the second range.
        """
        offsets, paragraphs = self.paragraph_offsets, self.paragraphs
        sides = [(offsets[start], offsets[end]) for start, end in (first, second)]
        whole_lines = not any(paragraphs[index].inline for start, end in (first, second) for index in (start, end - 1))
        if whole_lines:
            ends = paragraphs[first[1] - 1].span.end, paragraphs[second[1] - 1].span.end
            spans = self.lines.line_spans(sides[0], sides[1], ends)
        else:
            spans = self.lines.inline_span(*sides[0]), self.lines.inline_span(*sides[1])
        labels = tuple((offset - sides[1][0], line) for offset, line in self.labels.between(*sides[1]))
        return Passage(sides[0], sides[1], *spans, labels, whole_lines, True)

    def passage(self, chain: MatchChain) -> Passage | None:
        """The chain cut at line or sentence boundaries; None if it holds neither a whole line nor a sentence.

        The passage is shorter than the chain if the chain begins or ends inside a line or sentence.
        """
        return self._line_passage(chain) or self._inline_passage(chain)

    def _line_passage(self, chain: MatchChain) -> Passage | None:
        """The whole lines of a chain as a passage; None if it holds none that begin and end lines on both sides.

        The last line of the document counts as whole if nothing but page furniture follows the chain.
        """
        edges = self.lines.edges
        begin = self._common_edge(chain.matches[0], edges, last=False)
        close = self._common_edge(chain.matches[-1], edges, last=True)
        end = chain.second[1]
        if begin is None:
            return None
        at_end = end == len(self.folded) or self.only_furniture_from(end)
        if at_end and (close is None or close[1] < end) and self.lines.is_edge(end):
            close = chain.first[1], end  # the second copy breaks off at the end of the page
        if close is None or close[1] <= begin[1]:
            return None
        return self._build_passage((begin[0], close[0]), (begin[1], close[1]), chain, whole_lines=True)

    def _common_edge(self, match: Match, edges: Sequence[int], *, last: bool) -> tuple[int, int] | None:
        """The first or last pair of offsets in a match at which a line begins on both sides; None if there is none.

        The end of the text counts as well. Line starts that divide a sentence on both sides do not.
        """
        low = bisect.bisect_left(edges, match.second)
        high = bisect.bisect_right(edges, match.second + match.length)
        order = range(high - 1, low - 1, -1) if last else range(low, high)
        for index in order:
            if self.lines.is_edge(edges[index] - match.shift) and self._cuts_no_sentence(
                edges[index] - match.shift, edges[index]
            ):
                return edges[index] - match.shift, edges[index]
        return None

    def _cuts_no_sentence(self, first: int, second: int) -> bool:
        """Whether a cut before these two line starts divides no sentence that a line wrap has broken.

        It is enough that the line on one side begins a unit or a sentence. `first` and `second` are offsets.
        """
        return self.begins_unit_or_sentence(first) or self.begins_unit_or_sentence(second)

    def begins_unit_or_sentence(self, offset: int) -> bool:
        """Whether the line that begins at the offset begins a unit or a sentence, or the text ends there.

        `offset` must be the start of a line. A line begins a sentence if the line before it does not continue on it.
        """
        if offset >= len(self.folded):
            return True
        number = self.document.lines.number(self.folded.position(offset))
        return number in self._label_lines or not continues_on_next_line(self.document, number - 1)

    @cached_property
    def _label_lines(self) -> frozenset[int]:
        """The numbers of the lines, from 1 on, that begin with a label."""
        return frozenset(labelled.line for labelled in self.outline.labelled)

    def only_furniture_from(self, offset: int) -> bool:
        """Whether nothing but page furniture follows the offset; True at the end of the text."""
        return offset >= len(self.folded) or self.in_furniture(offset, len(self.folded))

    def _inline_passage(self, chain: MatchChain) -> Passage | None:
        """A chain inside a line as a passage, cut between sentences; None if it holds no sentence.

        A text that directly follows itself is cut into whole periods; the result is never None then.
        """
        match = max(chain.matches, key=lambda m: m.length)
        if len(chain.matches) == 1 and match.length >= match.shift:
            start = self._period_start(match)
            length = (match.first + match.length - start) // match.shift * match.shift
            sides = (start, start + match.shift), (start + match.shift, start + match.shift + length)
            return self._build_passage(*sides, chain, whole_lines=False)
        begin = self.lines.common_sentence_edge(chain.matches[0], last=False)
        close = self.lines.common_sentence_edge(chain.matches[-1], last=True)
        if begin is None or close is None or close <= begin:
            return None
        first = begin - chain.matches[0].shift, close - chain.matches[-1].shift
        return self._build_passage(first, (begin, close), chain, whole_lines=False)

    def _period_start(self, match: Match) -> int:
        """The offset of the first period of a text that directly follows itself.

        It is moved from the start of the match to a line start if one is near enough to leave as many whole periods;
        else it is the start of the match.
        """
        slack = (match.length - match.shift) % match.shift
        edges = self.lines.edges
        index = bisect.bisect_left(edges, match.first)
        while index < len(edges) and edges[index] <= match.first + slack:
            if self._cuts_no_sentence(edges[index], edges[index] + match.shift):
                return edges[index]
            index += 1
        return match.first

    def _build_passage(
        self, first: tuple[int, int], second: tuple[int, int], chain: MatchChain, *, whole_lines: bool
    ) -> Passage:
        """The passage of two stretches of a chain, equal if the chain is a single match.

        The first side is cut where the second begins; it has labels only with `whole_lines`.
        """
        # If a text overlaps its copy, its first period represents it.
        first = first[0], max(first[0], min(first[1], second[0]))
        spans = (
            self.lines.line_spans(first, second)
            if whole_lines
            else (self.lines.inline_span(*first), self.lines.inline_span(*second))
        )
        labels = self._common_labels(chain, first, second) if whole_lines else ()
        return Passage(first, second, *spans, labels, whole_lines, len(chain.matches) == 1)

    def _common_labels(
        self, chain: MatchChain, first: tuple[int, int], second: tuple[int, int]
    ) -> tuple[tuple[int, LabelledLine], ...]:
        """The labels that either side shows at a place where the other begins a line or a sentence.

        Ascending, as (offset from the start of the second side, label line); labels between two matches are left out.
        """
        labels: dict[int, LabelledLine] = {}
        for match in chain.matches:
            begin, end = max(match.second, second[0]), min(match.second + match.length, second[1])
            for offset, line in self.labels.between(begin - match.shift, end - match.shift):
                if offset < first[1] + match.shift and self.lines.begins_line_or_sentence(offset + match.shift):
                    labels[offset + match.shift - second[0]] = line
            for offset, line in self.labels.between(begin, end):
                if self.lines.begins_line_or_sentence(offset - match.shift):
                    labels.setdefault(offset - second[0], line)
        return tuple(sorted(labels.items(), key=lambda item: item[0]))
