"""Takes the paragraphs outside the units as further units, so that changes in them have the findings of a unit.

Titles, headings, furniture, metadata, tables and the history of adoption are left out.
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import Comparison, Finding, OutsideChange, UnitChange, UnitReference
from policydiff.languages import PACK
from policydiff.structure.furniture import is_furniture
from policydiff.structure.metadata import front_matter, parse_adoption_history, parse_metadata_line
from policydiff.structure.numbering import read_label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_KEPT_SHARE = 0.3  # of the shorter paragraph's letters, unchanged in the other, for the two to correspond
_MIN_KEPT_CHARACTERS = 12  # which are enough, however long the paragraphs
_MIN_ALIKE_SHARE = 0.6  # of the shorter text's character bigrams, for a paragraph and a unit that are one text
_MIN_ALIKE_BIGRAMS = 10  # of a text that can be recognised
_MAX_BIGRAM_PLACES = 64  # texts with a bigram, above which it tells nothing
_MAX_TITLE_LINE = 60  # characters of a line that may be a part of a title
_NO_PROSE_STARTS = ("#", "|", "<!--", "[", "!", "---", "===", "***")
_OPENING, _CLOSING = "（([【〔", "）)]】〕"
_SENTENCE_ENDS = frozenset(PACK.sentences.sentence_or_lead)
_MARKS = frozenset("。；！？，、：;!?,:")
_KEY_AND_VALUE = pattern(r"[^\s:：，。；、]{2,8}[:：][^。；]*")


def with_outside_text(comparison: Comparison) -> Comparison:
    """The comparison with the changed paragraphs outside the units as further units, behind all others.

    They have no label. A paragraph that is an added or removed unit of the other text, in most of its words, is
    compared with it: that unit is edited then, and keeps its place.
    """
    documents = comparison.old.document, comparison.new.document
    titles = comparison.old.title, comparison.new.title
    sides = tuple(_Paragraphs(document, title) for document, title in zip(documents, titles, strict=True))
    changes: list[UnitChange] = []
    for outside in comparison.outside_changes:
        if any(hunk.ignored is None for hunk in outside.hunks):
            changes += _paragraph_changes(outside, sides[0], sides[1])
    if not changes:
        return comparison
    units = list(comparison.units)
    changes = list(_without_units(changes, units, documents))
    return replace(comparison, units=(*units, *changes))


def outside_the_units(findings: Iterable[Finding], units: int, new: Document) -> Iterator[Finding]:
    """The findings on units from index `units` on as findings outside the units; one on an addressee is info."""
    for finding in findings:
        also = tuple(index for index in finding.also if index < units)
        if finding.unit is None or finding.unit < units:
            yield replace(finding, also=also)
        elif finding.kind == "agency" and finding.new and _is_address(new, finding.new.span):
            yield replace(finding, unit=None, also=also, severity="info")
        else:
            yield replace(finding, unit=None, also=also)


def _is_address(document: Document, span: Span) -> bool:
    """Whether a span is in a line that says to whom a document goes: it ends with a colon and is no sentence."""
    line = document.lines.content(document.lines.number(span.start)).strip()
    return line[-1:] in ("：", ":") and "。" not in line


# ------------------------------------------------------------------------------------------------- paragraphs


class _Paragraphs:
    """The paragraphs of prose of one document."""

    def __init__(self, document: Document, title: str | None) -> None:
        self.document = document
        self._title = "".join((title or "").split())
        self._first_line = front_matter(document)[0] + 1

    def within(self, span: Span) -> list[Span]:
        """The paragraphs in a stretch, in order: adjoining lines of which all but the last end within a sentence."""
        lines = self.document.lines
        if not len(span):
            return []
        first, last = lines.numbers(span)
        paragraphs: list[Span] = []
        is_open = False
        for number in range(max(first, self._first_line), last + 1):
            line_span = lines.span(number)
            start, end = max(span.start, line_span.start), min(span.end, line_span.end)
            line = self.document.text[start:end].strip()
            if not line or not (self._is_prose(line) or (is_open and not _is_apart(line) and not _is_metadata(line))):
                is_open = False
                continue
            if is_open and paragraphs:
                paragraphs[-1] = Span(paragraphs[-1].start, end)
            else:
                paragraphs.append(Span(start, end))
            is_open = line[-1] not in _SENTENCE_ENDS
        return [span for span in paragraphs if self._is_text(self.document.text[span.start : span.end].strip())]

    def _is_text(self, paragraph: str) -> bool:
        """Whether a paragraph is more than a caption: it has a comma, or ends as a sentence or an address does."""
        return paragraph[-1] in _SENTENCE_ENDS or "，" in paragraph or "," in paragraph

    def _is_prose(self, line: str) -> bool:
        """Whether a stripped line that is not empty is text: it has a mark of sentences, and is nothing else."""
        if not _MARKS & set(line) or _is_apart(line):
            return False
        if len(line) <= _MAX_TITLE_LINE and (
            "".join(line.split()) in self._title or (PACK.header.title_end.search(line) and "，" not in line)
        ):
            return False
        return not _is_metadata(line)

    def reference(self, span: Span) -> UnitReference:
        """The paragraph as a unit without a label."""
        return UnitReference(None, None, (), span, self.document.lines.numbers(span))


def _is_apart(line: str) -> bool:
    """Whether a stripped line is a heading, a row of a table, a comment, a remark in brackets or page furniture."""
    if line.startswith(_NO_PROSE_STARTS) or (line[0] in _OPENING and line[-1] in _CLOSING):
        return True
    is_heading = line[-1] not in _SENTENCE_ENDS and len(line) <= _MAX_TITLE_LINE and read_label(line) is not None
    return is_heading or is_furniture(line)


def _is_metadata(line: str) -> bool:
    """Whether a stripped line is about the document: a key and its value, a date, or a history of adoption.

    False for the sentence by which a decision comes into force.
    """
    if PACK.amendments.closing.match(line):
        return False
    if _KEY_AND_VALUE.fullmatch(line) and line[-1] not in "：:":
        return True
    nowhere, header = Span(0, 0), PACK.header
    return bool(
        header.metadata.match(line)
        or header.history_line.match(line)
        or parse_metadata_line(line, nowhere, None)
        or parse_adoption_history(line, nowhere)
    )


# ------------------------------------------------------------------------------------------------- correspondence


class _Group(NamedTuple):
    """Corresponding paragraphs, by their indices; one of the two sides may be empty."""

    old: set[int]
    new: set[int]


def _paragraph_changes(outside: OutsideChange, old: _Paragraphs, new: _Paragraphs) -> Iterator[UnitChange]:
    """The changed paragraphs of two corresponding stretches, as units: edited, removed or added."""
    paragraphs = old.within(outside.old), new.within(outside.new)
    for group in _groups(paragraphs, outside, (old.document.text, new.document.text)):
        spans = [
            Span(side[min(indices)].start, side[max(indices)].end) if indices else None
            for side, indices in zip(paragraphs, group, strict=True)
        ]
        if (change := _change(old, new, spans[0], spans[1])) is not None:
            yield change


def _change(old: _Paragraphs, new: _Paragraphs, old_span: Span | None, new_span: Span | None) -> UnitChange | None:
    """The change of a text outside the units; None if only ignored differences are in it."""
    if old_span is None or new_span is None:
        change = "added" if old_span is None else "removed"
        references = old.reference(old_span) if old_span else None, new.reference(new_span) if new_span else None
        return UnitChange("added" if change == "added" else "removed", *references)
    changes = _hunks(old.document, new.document, old_span, new_span)
    if all(hunk.ignored for hunk in changes):
        return None
    return UnitChange("edited", old.reference(old_span), new.reference(new_span), hunks=changes)


def _hunks(old: Document, new: Document, old_span: Span, new_span: Span) -> tuple[Hunk, ...]:
    texts = old.text[old_span.start : old_span.end], new.text[new_span.start : new_span.end]
    return hunks(*texts, old_span.start, new_span.start)


def _groups(paragraphs: tuple[list[Span], list[Span]], outside: OutsideChange, texts: tuple[str, str]) -> list[_Group]:
    """The paragraphs of both sides in groups that correspond, in reading order of the new text.

    They share `_MIN_KEPT_SHARE` or `_MIN_KEPT_CHARACTERS`. The paragraphs of a group are neighbours on each side.
    """
    kept = _kept_letters(paragraphs, outside, texts[0])
    sizes = [[_letters(text, span) for span in spans] for text, spans in zip(texts, paragraphs, strict=True)]
    groups: list[_Group] = []
    for (i, k), letters in sorted(kept.items()):
        if letters >= min(_MIN_KEPT_SHARE * min(sizes[0][i], sizes[1][k]), _MIN_KEPT_CHARACTERS):
            group = _Group({i}, {k})
            while groups and (max(groups[-1].old) >= i or max(groups[-1].new) >= k):
                last = groups.pop()
                group = _Group(last.old | group.old, last.new | group.new)
            groups.append(group)
    paired = [{index for group in groups for index in group[side]} for side in (0, 1)]
    unpaired = [[index for index in range(len(paragraphs[side])) if index not in paired[side]] for side in (0, 1)]
    groups += [_Group(set(run), set()) for run in _runs(unpaired[0])]
    groups += [_Group(set(), set(run)) for run in _runs(unpaired[1])]
    return groups


def _runs(indices: Sequence[int]) -> list[list[int]]:
    """Ascending numbers in runs of neighbours.

    >>> _runs([0, 1, 4])
    [[0, 1], [4]]
    """
    runs: list[list[int]] = []
    for index in indices:
        if runs and runs[-1][-1] + 1 == index:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _kept_letters(
    paragraphs: tuple[list[Span], list[Span]], outside: OutsideChange, old_text: str
) -> Counter[tuple[int, int]]:
    """The number of letters and digits that are unchanged between an old and a new paragraph, by their indices."""
    kept: Counter[tuple[int, int]] = Counter()
    starts = [span.start for span in paragraphs[0]], [span.start for span in paragraphs[1]]
    position, new_position = outside.old.start, outside.new.start
    for hunk in [*outside.hunks, None]:
        stop = hunk.old.start if hunk else outside.old.end
        shift = new_position - position
        for i in range(max(0, bisect.bisect_right(starts[0], position) - 1), bisect.bisect_left(starts[0], stop)):
            part = _common(paragraphs[0][i], Span(position, stop))
            first = max(0, bisect.bisect_right(starts[1], part.start + shift) - 1)
            for k in range(first, bisect.bisect_left(starts[1], part.end + shift)):
                new_span = paragraphs[1][k]
                common = _common(part, Span(max(0, new_span.start - shift), max(0, new_span.end - shift)))
                kept[i, k] += _letters(old_text, common)
        if hunk:
            position, new_position = hunk.old.end, hunk.new.end
            if hunk.ignored and len(hunk.old) == len(hunk.new):
                _count_ignored(hunk, paragraphs, starts, kept)
    return kept


def _count_ignored(
    hunk: Hunk,
    paragraphs: tuple[list[Span], list[Span]],
    starts: tuple[list[int], list[int]],
    kept: Counter[tuple[int, int]],
) -> None:
    """Count the characters of an ignored difference as kept, between the paragraphs in which it begins."""
    indices = [bisect.bisect_right(starts[side], span.start) - 1 for side, span in enumerate((hunk.old, hunk.new))]
    if min(indices) >= 0 and all(
        span.start < paragraphs[side][indices[side]].end for side, span in enumerate((hunk.old, hunk.new))
    ):
        kept[indices[0], indices[1]] += len(hunk.old)


def _common(span: Span, other: Span) -> Span:
    """What two spans have in common; an empty span if that is nothing."""
    start = max(span.start, other.start)
    return Span(start, max(start, min(span.end, other.end)))


def _letters(text: str, span: Span) -> int:
    return sum(map(str.isalnum, text[span.start : span.end]))


# ------------------------------------------------------------------------------------------------- units


def _without_units(
    changes: Sequence[UnitChange], units: list[UnitChange], documents: tuple[Document, Document]
) -> Iterator[UnitChange]:
    """The changes but for one-sided paragraphs that are a unit of the other text; `units` has these edited then."""
    for side in (0, 1):
        one_sided = "removed" if side == 0 else "added"
        index = _UnitsByWords(units, documents[1 - side], 1 - side)
        for change in changes:
            reference = change.new if side else change.old
            if change.change != one_sided or reference is None:
                continue
            if (unit_index := index.find(documents[side].text[reference.span.start : reference.span.end])) is None:
                yield change
                continue
            unit = units[unit_index]
            references = (change.old, unit.new) if side == 0 else (unit.old, change.new)
            if references[0] and references[1]:
                spans = references[0].span, references[1].span
                units[unit_index] = UnitChange("edited", *references, hunks=_hunks(*documents, *spans))
    yield from (change for change in changes if change.change == "edited")


class _UnitsByWords:
    """The units that only one side has, by their character bigrams."""

    def __init__(self, units: Sequence[UnitChange], document: Document, side: int) -> None:
        self._bigrams: dict[int, set[str]] = {}
        self._found: set[int] = set()
        self._by_bigram: dict[str, list[int]] = defaultdict(list)
        wanted = "added" if side else "removed"
        for index, unit in enumerate(units):
            reference = unit.new if side else unit.old
            if unit.change == wanted and reference and not (unit.old and unit.new):
                self._bigrams[index] = _bigrams(document.text[reference.span.start : reference.span.end])
                for bigram in self._bigrams[index]:
                    self._by_bigram[bigram].append(index)

    def find(self, text: str) -> int | None:
        """The unit with `_MIN_ALIKE_SHARE` of the words of the shorter of both; None if there is none. Once each."""
        bigrams = _bigrams(text)
        counts: Counter[int] = Counter()
        for bigram in bigrams:
            indices = self._by_bigram.get(bigram, ())
            if len(indices) <= _MAX_BIGRAM_PLACES:
                counts.update(index for index in indices if index not in self._found)
        for index, number in counts.most_common(1):
            smaller = min(len(bigrams), len(self._bigrams[index]))
            if smaller >= _MIN_ALIKE_BIGRAMS and number >= _MIN_ALIKE_SHARE * smaller:
                self._found.add(index)
                return index
        return None


def _bigrams(text: str) -> set[str]:
    words = "".join(filter(str.isalnum, normalised(text)))
    return {words[position : position + 2] for position in range(len(words) - 1)}
