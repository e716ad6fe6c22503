"""Finds where the wording of a unit changed: corresponding sentences of both sides, with the changes in them."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from policydiff.comparison.findings.body_sentences import BodySentences
from policydiff.comparison.findings.latin_text import is_latin, telling_words
from policydiff.comparison.findings.line_wraps import FILLER, with_entities_read, without_wraps
from policydiff.comparison.findings.standing import StandingWords
from policydiff.comparison.findings.standing_clauses import Clauses
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Quote, UnitReference
from policydiff.facts.extraction import Fact, facts, sentences
from policydiff.structure.numbering import read_label
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_KEPT_SHARE = 0.3  # of the shorter sentence's words, kept unchanged in the other, for the two to correspond
_MIN_KEPT_CHARACTERS = 12  # which are enough, however long the sentences
_MIN_BIGRAM_SHARE = 0.2  # likewise, for sentences without a common stretch in the difference
_MAX_OTHER_CHARACTERS = 3  # of a change that concerns one fact alone
_MIN_TELLING_WORDS = 3  # of a sentence in Latin letters, by which it is compared
_MAX_SENTENCES_AHEAD = 8  # in which a counterpart is looked for

_IGNORED = dict.fromkeys(map(ord, f" \t\r\n*_#`\\{FILLER}"))  # white space and Markdown


def reaches_into(change: Span, span: Span) -> bool:
    """Whether a change overlaps the span; one that is empty on this side must be strictly inside."""
    return change.overlaps(span) or (not len(change) and span.start < change.start < span.end)


def one_sided(quote: Quote, removed: bool) -> tuple[Quote | None, Quote | None]:
    """The quotation as (old, new) for a finding on removed, or else on added, text without counterpart."""
    return (quote, None) if removed else (None, quote)


class NormalisedSide:
    """The text of one document, and the same normalised, with quotations, facts and sentences.

    In the normalised text, line wraps are blanks and HTML entities are read.
    """

    def __init__(self, text: str, wraps: Iterable[Span] = ()) -> None:
        """`wraps` are line ends of the text that are known to be none: `line_wraps.one_sided_wraps`."""
        self.text = text
        self.normalised = without_wraps(with_entities_read(normalised(text)), wraps)
        self.text_starts: dict[Span, int] = {}  # computed by `label_end`
        self.short_names: dict[str, str] | None = None  # computed by `cited_documents`

    def verbatim(self, span: Span) -> Quote:
        """The text at a span as it is."""
        return Quote(self.text[span.start : span.end], span)

    def quote(self, span: Span) -> Quote:
        """The text at a span without white space, mark-up and marks at its ends, but for a full stop at the end.

        May be empty.
        """
        start, end = span.start, span.end
        while start < end and (self.text[start].isspace() or self.normalised[start] in ",。;:、*_#`"):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.normalised[end - 1] in ",;:、*_`"):
            end -= 1
        return Quote(self.text[start:end], Span(start, end))

    def facts(self, spans: Iterable[Span]) -> list[Fact]:
        """The facts of the sentences, in order, with positions and texts of the document."""
        result: list[Fact] = []
        for span in spans:
            if "\n" in self.text[span.start : span.end].strip():
                result += self._across_lines(span)
            else:
                result += facts(self.text, self.normalised, span)
        return result

    def _across_lines(self, span: Span) -> Iterator[Fact]:
        """The facts of a wrapped sentence, extracted as if it were on one line."""
        normalised_text = self.normalised
        positions = [
            position
            for position in range(span.start, span.end)
            if not (normalised_text[position].isspace() or normalised_text[position] == FILLER)
            or (
                normalised_text[position] != FILLER
                and normalised_text[position - 1 : position + 2 : 2].isascii()
                and not normalised_text[position + 1 : position + 2].isspace()
            )
        ]
        for fact in facts(
            "".join(self.text[position] for position in positions),
            "".join(self.normalised[position] for position in positions),
        ):
            original_span = Span(positions[fact.span.start], positions[fact.span.end - 1] + 1)
            yield replace(fact, span=original_span, text=self.text[original_span.start : original_span.end])

    def words(self, span: Span) -> str:
        """The normalised letters and digits at a span, without marks and white space."""
        return "".join(filter(str.isalnum, self.normalised[span.start : span.end]))

    @cached_property
    def standing(self) -> StandingWords:
        """The words of the document, in which others are looked up."""
        return StandingWords(self.normalised)

    @cached_property
    def body_sentences(self) -> BodySentences:
        """The sentences of the document that name a body."""
        return BodySentences(self.normalised)

    @cached_property
    def clauses(self) -> Clauses:
        """The sentences of the document, among which one is found that says the same in other words."""
        return Clauses(self.normalised)


@dataclass(frozen=True)
class ChangedUnit:
    """A changed unit: its changes, and the corresponding sentences of both sides.

    `pairs` holds groups of sentences (old, new) in which something changed; one of the two may be empty.
    `all_hunks` contains the ignored hunks too, since they shift what follows them. `is_piece`: it is one piece of a
    split or merged unit, compared apart from the others, so that what took the place of what is less sure.
    """

    unit: int
    hunks: tuple[Hunk, ...]
    pairs: tuple[tuple[tuple[Span, ...], tuple[Span, ...]], ...]
    all_hunks: tuple[Hunk, ...] = ()
    is_piece: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        return [hunk.old.start for hunk in self.all_hunks]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        return [hunk.old.end for hunk in self.hunks], [hunk.new.end for hunk in self.hunks]

    def to_new(self, position: int) -> int:
        """The position in the new text that corresponds to one in the old; the start of the hunk if it was changed."""
        index = bisect.bisect_right(self._starts, position) - 1
        if index < 0:
            first = self.all_hunks[0] if self.all_hunks else None
            return position + (first.new.start - first.old.start if first else 0)
        hunk = self.all_hunks[index]
        if position >= hunk.old.end:
            return hunk.new.end + position - hunk.old.end
        return hunk.new.start + (position - hunk.old.start if hunk.ignored and len(hunk.old) == len(hunk.new) else 0)

    def touched(self, span: Span, *, old: bool) -> bool:
        """Whether a change reaches into the span, of the old text if `old`, else of the new one: see `reaches_into`."""
        return any(reaches_into(hunk.old if old else hunk.new, span) for hunk in self.near(span, old=old))

    def changed_alone(self, span: Span, *, old: bool) -> bool:
        """Whether the span is the whole of a change, but for `_MAX_OTHER_CHARACTERS`."""
        return any(
            side.covers(span) and len(side) <= len(span) + _MAX_OTHER_CHARACTERS
            for side in (hunk.old if old else hunk.new for hunk in self.near(span, old=old))
        )

    def change_start(self, span: Span, *, old: bool) -> int:
        """Where the change begins that reaches into the span and has next to nothing on the other side; 0 if none."""
        for hunk in self.near(span, old=old):
            change, other = (hunk.old, hunk.new) if old else (hunk.new, hunk.old)
            if reaches_into(change, span) and len(other) <= _MAX_OTHER_CHARACTERS:
                return change.start
        return 0

    def replaced_by(self, old: Span, new: Span) -> bool:
        """Whether one change has text of the old span on its old side and text of the new one on its new side."""
        return any(hunk.old.overlaps(old) and hunk.new.overlaps(new) for hunk in self.near(old, old=True))

    def near(self, span: Span, *, old: bool) -> Iterator[Hunk]:
        """The changes, in order, that overlap the span or adjoin it: on their old side if `old`, else on the new."""
        ends = self._ends[0 if old else 1]
        for index in range(bisect.bisect_left(ends, span.start), len(self.hunks)):
            hunk = self.hunks[index]
            if (hunk.old if old else hunk.new).start > span.end:
                return
            yield hunk


def label_end(unit: UnitReference, side: NormalisedSide) -> int:
    """The position at which the label of a unit, with a title in brackets, ends and its text begins.

    The start of the unit if it has no label. Kept in `side`.
    """
    if (end := side.text_starts.get(unit.span)) is None:
        end = side.text_starts[unit.span] = _find_label_end(unit, side)
    return end


def _find_label_end(unit: UnitReference, side: NormalisedSide) -> int:
    """The end of the label, found in the text itself: `label_end` without its cache."""
    line = side.text[unit.span.start : min(unit.span.end, unit.span.start + 200)]
    blank = len(line) - len(line.lstrip())
    label = read_label(line[blank:]) if unit.label else None
    end = blank + label.end if label else 0
    if unit.label and not label and line.startswith(unit.label, blank):
        end = blank + len(unit.label)  # the number of a section, which its line alone does not tell: 5 数据
    title = line.find(unit.heading, end, end + len(unit.heading) + 4) if unit.heading else -1
    if title >= 0 and line[title - 1 : title] in "（(【":
        end = title + len(unit.heading or "") + 1  # the title of an article in brackets: 第四條 （主管機關）
    return unit.span.start + end


def substantive_hunks(hunks: Iterable[Hunk], old: NormalisedSide, new: NormalisedSide) -> Iterator[Hunk]:
    """The hunks that change words or marks, not only script, width, white space or mark-up; labels are left out too."""
    for hunk in hunks:
        if hunk.ignored:
            continue
        before, after = old.normalised[hunk.old.start : hunk.old.end], new.normalised[hunk.new.start : hunk.new.end]
        if before.translate(_IGNORED) != after.translate(_IGNORED):
            yield hunk


def edited_unit(
    index: int,
    hunks: Sequence[Hunk],
    old_span: Span,
    new_span: Span,
    units: tuple[UnitReference | None, UnitReference | None],
    old: NormalisedSide,
    new: NormalisedSide,
) -> ChangedUnit:
    """An edited unit with its changes and corresponding sentences; with neither if only labels changed.

    `index` is that of the unit in `Comparison.units`. `hunks` are all hunks between the two spans, ignored ones
    included; the changes are the substantive ones among them. `units` are the references of both sides, whose labels do
    not count.
    """
    starts = [label_end(unit, side) if unit else 0 for unit, side in zip(units, (old, new), strict=True)]
    changes = tuple(
        hunk
        for hunk in substantive_hunks(hunks, old, new)
        if hunk.old.end > starts[0] or hunk.new.end > starts[1] or not any(starts)
    )
    if not changes:
        return ChangedUnit(index, (), ())
    links = _SentenceLinks(
        Span(min(starts[0] or old_span.start, old_span.end), old_span.end),
        Span(min(starts[1] or new_span.start, new_span.end), new_span.end),
        old,
        new,
    )
    links.weigh(hunks, old_span, new_span)
    return ChangedUnit(index, changes, tuple(links.pairs(changes)), tuple(hunks))


class _SentenceLinks:
    """The correspondence of the sentences of two texts.

    `_weights` counts the unchanged characters that an old and a new sentence, by index, have in common.
    """

    def __init__(self, old_span: Span, new_span: Span, old: NormalisedSide, new: NormalisedSide) -> None:
        self._sides = (old, new)
        self._sentences = (sentences(old.normalised, old_span), sentences(new.normalised, new_span))
        self._starts = tuple([span.start for span in spans] for spans in self._sentences)
        self._weights: dict[tuple[int, int], int] = defaultdict(int)

    def weigh(self, hunks: Sequence[Hunk], old_span: Span, new_span: Span) -> None:
        """Count the characters between the hunks that are in a sentence of either side, also in another script."""
        old_position, new_position = old_span.start, new_span.start
        for hunk in [*hunks, None]:
            old_end = hunk.old.start if hunk else old_span.end
            self._weigh_stretch(old_position, old_end, new_position - old_position)
            if hunk and hunk.ignored and len(hunk.old) == len(hunk.new):  # the same words in another script or width
                self._weigh_stretch(hunk.old.start, hunk.old.end, hunk.new.start - hunk.old.start)
            if hunk:
                old_position, new_position = hunk.old.end, hunk.new.end

    def _weigh_stretch(self, position: int, stop: int, shift: int) -> None:
        """Count the letters and digits of an unchanged stretch of old text; `shift` is its distance to the new one."""
        old_text = self._sides[0].normalised
        while position < stop:
            i, j = self._sentence_at(0, position), self._sentence_at(1, position + shift)
            end = min(stop, self._end(0, i, position), self._end(1, j, position + shift) - shift)
            if end <= position:
                end = position + 1
            if i is not None and j is not None:
                self._weights[i, j] += sum(map(str.isalnum, old_text[position:end]))
            position = end

    def _sentence_at(self, side: int, position: int) -> int | None:
        """The index of the sentence at a position of the old (0) or new (1) text; None if there is none."""
        index = bisect.bisect_right(self._starts[side], position) - 1
        return index if index >= 0 and position < self._sentences[side][index].end else None

    def _end(self, side: int, index: int | None, position: int) -> int:
        """The end of a sentence; for no sentence (None), one past `position`."""
        return position + 1 if index is None else self._sentences[side][index].end

    def pairs(self, changes: Sequence[Hunk]) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
        """The groups of sentences in which something changed, in the order of the new text.

        A sentence without a counterpart is paired with the most similar free one within `_MAX_SENTENCES_AHEAD` after
        the same group, if they share `_MIN_BIGRAM_SHARE`; else one side of its group is empty.
        """
        groups = self._groups()
        touched = [self._touched(side, [hunk.old if side == 0 else hunk.new for hunk in changes]) for side in (0, 1)]
        changed = [group for group in groups if group[0] & touched[0] or group[1] & touched[1]]
        unpaired_old = [min(group[0]) for group in changed if not group[1]]
        unpaired_new = [min(group[1]) for group in changed if not group[0]]
        result = [group for group in changed if group[0] and group[1]]
        anchors = sorted((max(group[0]), max(group[1])) for group in groups if group[0] and group[1])
        free = set(unpaired_new)
        for i in unpaired_old:
            index = bisect.bisect_left(anchors, (i, 0)) - 1
            ahead = range(
                anchors[index][1] + 1 if index >= 0 else 0,
                (anchors[index][1] if index >= 0 else 0) + _MAX_SENTENCES_AHEAD,
            )
            best = max((j for j in ahead if j in free), key=lambda j: self._bigram_share(i, j), default=None)
            if best is not None and self._bigram_share(i, best) >= _MIN_BIGRAM_SHARE:
                free.remove(best)
                result.append(({i}, {best}))
            else:
                result.append(({i}, set()))
        result += [(set(), {j}) for j in sorted(free)]
        for olds, news in sorted(result, key=lambda group: (min(group[1], default=10**9), min(group[0], default=0))):
            yield self._spans(0, olds), self._spans(1, news)

    def _spans(self, side: int, indices: Iterable[int]) -> tuple[Span, ...]:
        return tuple(self._sentences[side][index] for index in sorted(indices))

    def _touched(self, side: int, spans: Iterable[Span]) -> set[int]:
        """The indices of the sentences that the changes touch; an insertion at a sentence's start does not touch it."""
        indices: set[int] = set()
        for span in spans:
            first = self._sentence_at(side, span.start)
            if first is None:
                continue
            if len(span):
                last = self._sentence_at(side, span.end - 1)
                indices.update(range(first, (first if last is None else last) + 1))
            elif self._sentences[side][first].start < span.start:
                indices.add(first)
        return indices

    def _groups(self) -> list[tuple[set[int], set[int]]]:
        """The connected groups (old, new) of sentence indices; a sentence that shares too little is a group alone."""
        sizes = [[len(self._sides[side].words(span)) for span in self._sentences[side]] for side in (0, 1)]
        first = len(sizes[0])
        parent = list(range(first + len(sizes[1])))

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = node = parent[parent[node]]
            return node

        for (i, j), weight in self._weights.items():
            if not weight or weight < min(_MIN_KEPT_SHARE * min(sizes[0][i], sizes[1][j]), _MIN_KEPT_CHARACTERS):
                continue
            if (word_share := self._word_share(i, j)) is None or word_share >= _MIN_BIGRAM_SHARE:
                parent[root(i)] = root(first + j)
        groups: dict[int, tuple[set[int], set[int]]] = {}
        for node in range(len(parent)):
            group = groups.setdefault(root(node), (set(), set()))
            group[node >= first].add(node - first if node >= first else node)
        return list(groups.values())

    def _bigram_share(self, i: int, j: int) -> float:
        """The share of the character bigrams of the shorter sentence in the other, in [0, 1]; 0 for one without any.

        Of two sentences in Latin letters, which have many bigrams in common whatever they say, the share of the words.
        """
        if (word_share := self._word_share(i, j)) is not None:
            return word_share
        bigrams, other_bigrams = (
            {words[position : position + 2] for position in range(len(words) - 1)}
            for words in (self._sides[0].words(self._sentences[0][i]), self._sides[1].words(self._sentences[1][j]))
        )
        return len(bigrams & other_bigrams) / max(1, min(len(bigrams), len(other_bigrams)))

    @cached_property
    def _telling_words(self) -> list[list[frozenset[str]]]:
        """The telling words of each sentence of both sides; none for one that is not in Latin letters."""
        return [
            [
                telling_words(side.normalised, span.start, span.end)
                if is_latin(side.normalised, span.start, span.end)
                else frozenset()
                for span in spans
            ]
            for side, spans in zip(self._sides, self._sentences, strict=True)
        ]

    def _word_share(self, i: int, j: int) -> float | None:
        """The share of the telling words of the shorter sentence in the other, in [0, 1].

        None if one of them has fewer than `_MIN_TELLING_WORDS`, as all have that are not in Latin letters.
        """
        words, other_words = self._telling_words[0][i], self._telling_words[1][j]
        fewer = min(len(words), len(other_words))
        return len(words & other_words) / fewer if fewer >= _MIN_TELLING_WORDS else None
