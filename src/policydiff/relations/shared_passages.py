"""The passages that two documents share: equal for at least 60 code units of folded text, wherever either has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.decision import Location
from policydiff.matching.diff import Edit
from policydiff.matching.repeats import find_matches
from policydiff.relations.parallel_sections import ParallelSections
from policydiff.relations.profile import DocumentProfile
from policydiff.text.spans import Span, merge_spans

_MAX_QUOTED_CHARACTERS = 60  # of a passage
_SEPARATOR = np.array([0xFFFF], dtype=np.uint16)  # in no folded text, so no match crosses it


class SharedPassage(NamedTuple):
    """A passage in both documents: its location in either, and its length in code units of folded text.

    `quote` is its beginning as it stands in one of the two, on one line. `jaccard` is 1 for a passage that is equal,
    and below 1 for two sections in nearly the same words.
    """

    location: Location
    other_location: Location
    characters: int
    jaccard: float = 1.0
    quote: str = ""


class Reuse(NamedTuple):
    """What two documents share: passages, the longest first, and the share of either folded text covered, in [0, 1]."""

    passages: tuple[SharedPassage, ...]
    covered: float
    other_covered: float


class _Match(NamedTuple):
    """Equal stretches of two folded texts, by their offsets and their length in code units."""

    start: int
    other_start: int
    length: int


def shared_passages(profile: DocumentProfile, other: DocumentProfile) -> Reuse:
    """Return the passages two documents share; in `profile`, no passage lies inside another.

    `covered` counts all of them, those left out too. Without any, `passages` is empty and both shares are 0.

    >>> from policydiff.text.document import Document
    >>> rule = "".join(f"第{number}号渡口每日开放。" for number in range(10))
    >>> profiles = [DocumentProfile(Document.from_text(text), "a.txt") for text in (f"{rule}甲镇", f"乙镇{rule}")]
    >>> [(passage.location.span, passage.other_location.span) for passage in shared_passages(*profiles).passages]
    [(Span(start=0, end=99), Span(start=2, end=101))]
    """
    border = len(profile.folded) + 1
    matches = [
        _Match(match.first, match.second - border, match.length)
        for match in find_matches(np.concatenate((profile.folded.codes, _SEPARATOR, other.folded.codes)))
        if match.first < border <= match.second
    ]
    matches.sort(key=lambda match: (-match.length, match.start, match.other_start))
    analysis, other_analysis = profile.analysis, other.analysis
    taken: list[Span] = []
    passages = []
    for start, other_start, length in matches:
        span = Span(start, start + length)
        if any(longer.covers(span) for longer in taken):
            continue
        taken.append(span)
        location = _locate_folded(analysis, start, length)
        other_location = _locate_folded(other_analysis, other_start, length)
        quote = _quote(profile.document.text, location.span)
        passages.append(SharedPassage(location, other_location, length, quote=quote))
    covered = [
        sum(map(len, merge_spans(Span(match[side], match[side] + match.length) for match in matches)))
        / max(len(side_profile.folded), 1)
        for side, side_profile in enumerate((profile, other))
    ]
    return Reuse(tuple(passages), covered[0], covered[1])


def longest_shared(profile: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit], *, bodies: bool) -> int:
    """Return the length of the longest stretch without an edit, in code units of the folded text of `profile`.

    With `bodies`, what is above or below the body in both documents, such as two histories with the same session or two
    lines on the same licence, is not counted. `changes` are the edits between the two folded texts. Stretches before
    the first and after the last one count too.
    """
    starts = [(0, 0), *((end, other_end) for _, end, _, other_end in changes)]
    ends = [*(start for start, _, _, _ in changes), len(profile.folded)]
    stretches = [
        _Match(start, other_start, end - start) for (start, other_start), end in zip(starts, ends, strict=True)
    ]
    longest = 0
    for start, other_start, length in sorted(stretches, key=lambda stretch: -stretch.length):
        if length <= longest:
            break
        outside = _units_outside_body(profile, start, length) if bodies else 0
        if outside:
            outside = min(outside, _units_outside_body(other, other_start, length))
        longest = max(longest, length - outside)
    return longest


def share_of_bodies(profile: DocumentProfile, other: DocumentProfile, changes: Sequence[Edit]) -> float:
    """Return the lesser of the shares of the two bodies that the other document has too, in [0, 1].

    The shares are of code units of folded text. What is above or below both bodies is not counted; 0.0 if a document is
    nothing else. `changes` are the edits between the two folded texts.
    """
    lengths = [len(side.folded) - _units_outside_body(side, 0, len(side.folded)) for side in (profile, other)]
    starts = [(0, 0), *((end, other_end) for _, end, _, other_end in changes)]
    ends = [*(start for start, _, _, _ in changes), len(profile.folded)]
    kept = sum(
        end - start - _units_outside_body(profile, start, end - start)
        for (start, _), end in zip(starts, ends, strict=True)
        if end > start
    )
    return kept / max(lengths) if min(lengths) > 0 else 0.0


def _units_outside_body(profile: DocumentProfile, start: int, length: int) -> int:
    """Return how many of `length` code units of the folded text from `start` on are above or below the body."""
    spans = profile.outside_body
    bounds = profile.folded.rank([position for span in spans for position in (span.start, span.end)]).tolist()
    return sum(
        max(0, min(end, start + length) - max(first, start))
        for first, end in zip(bounds[::2], bounds[1::2], strict=True)
    )


def near_parallels(
    profile: DocumentProfile, other: DocumentProfile, sections: Iterable[ParallelSections]
) -> list[SharedPassage]:
    """Return the sections of two documents in nearly the same words as passages, the longest first."""
    passages = [
        SharedPassage(
            _locate(profile.analysis, section.span),
            _locate(other.analysis, section.other_span),
            section.characters,
            section.jaccard,
            _quote(profile.document.text, section.span),
        )
        for section in sections
    ]
    return sorted(passages, key=lambda passage: (-passage.characters, passage.location.span))


def _quote(text: str, span: Span) -> str:
    """Return the text at a span on one line; of more than `_MAX_QUOTED_CHARACTERS`, so many and an ellipsis."""
    quote = " ".join(text[span.start : min(span.end, span.start + 2 * _MAX_QUOTED_CHARACTERS)].split())
    return quote if len(quote) <= _MAX_QUOTED_CHARACTERS else f"{quote[:_MAX_QUOTED_CHARACTERS]}…"


def _locate(analysis: AnalysedDocument, span: Span) -> Location:
    """Return the location of a span of the text, with the label that its beginning stands under."""
    offset = int(analysis.folded.rank([span.start])[0])
    return Location(span, analysis.document.lines.numbers(span), analysis.labels.label_at(offset))


def _locate_folded(analysis: AnalysedDocument, offset: int, length: int) -> Location:
    """Return the location of `length` (at least 1) code units of the folded text from `offset` on."""
    span = Span(analysis.folded.position(offset), analysis.folded.position(offset + length - 1) + 1)
    return Location(span, analysis.document.lines.numbers(span), analysis.labels.label_at(offset))
