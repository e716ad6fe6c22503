"""Decisions on whole lines that stand more than once and are too short for a passage: captions, signatures, heads."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import MIN_COPY_CHARACTERS
from policydiff.deduplication.deciding import location_of
from policydiff.deduplication.decision import Action, Decision
from policydiff.deduplication.line_index import FoldedLine
from policydiff.deduplication.options import Options
from policydiff.matching.differences import IDENTICAL
from policydiff.matching.repeats import MIN_REPEAT
from policydiff.messages import Message, message
from policydiff.structure.context import Contexts
from policydiff.text.canonical import canonical, preserves
from policydiff.text.spans import Span

MIN_LINE = 4  # code units of a short line that is reported


def decide_repeated_lines(
    analysed: AnalysedDocument, covered: list[tuple[int, int]], options: Options
) -> Iterator[Decision]:
    """Yield the decisions on repeated whole lines, too short for a passage: captions, signatures, running heads.

    `covered` are the stretches that other decisions cover, in ascending order of their starts. Lines of `MIN_LINE` up
    to below `MIN_REPEAT` code units; each but the first is a decision, a copy of the first. The relation is
    running-head, repeated-line or possible-paste.
    """
    for lines in _repeated_lines(analysed, covered):
        if len(lines) < 2:
            continue
        first, others = lines[0], lines[1:]
        relation = "running-head" if _is_at_page_intervals([line.start for line in lines]) else "repeated-line"
        text = analysed.text[first.span.start : first.span.end]
        form = canonical(text)
        for line in others:
            other_text = _shortened(analysed.text, line.span, text)
            same = preserves(form, form if other_text == text else canonical(other_text))
            evidence = _paste_evidence_of_lines(analysed, first, line) if same else None
            line_relation = "possible-paste" if evidence else relation
            action: Action = "drop" if same and line_relation in options.drop else "keep"
            later, earlier = (
                location_of(analysed, line.span, line.start),
                location_of(analysed, first.span, first.start),
            )
            yield Decision(
                action,
                line_relation,
                later,
                earlier,
                evidence=evidence or message("the same short line"),
                measures=IDENTICAL,
            )


def _paste_evidence_of_lines(analysed: AnalysedDocument, first: _Line, second: _Line) -> Message | None:
    """The evidence that the second of two equal lines was pasted, each a paragraph; None if there is none.

    A number occurs once in its series, and a paragraph seldom follows itself directly. None also below
    `MIN_COPY_CHARACTERS`, and for no sentence, furniture or another context.
    """
    offsets, contexts = analysed.paragraph_offsets, analysed.contexts
    earlier, later = (bisect.bisect_left(offsets, line.start) for line in (first, second))
    if later + 1 >= len(offsets) or [offsets[earlier], offsets[later], offsets[later + 1]] != [
        first.start,
        second.start,
        second.end,
    ]:
        return None
    paragraph, step = analysed.paragraphs[later], contexts.steps[later]
    if len(paragraph.canonical_form) < MIN_COPY_CHARACTERS or not paragraph.ends_sentence or paragraph.furniture:
        return None
    if step.context != contexts.steps[earlier].context or _have_different_leads(contexts, earlier, later):
        return None
    innermost = [own_step.after.stack[-1] for own_step in (contexts.steps[earlier], step) if own_step.after.stack]
    if len(innermost) == 2 and innermost[1].ordinal and innermost[0].folded_start != innermost[1].folded_start:
        return message("one numbered unit stands twice in its series")
    return message("one paragraph stands twice, directly behind itself") if later == earlier + 1 else None


def _have_different_leads(contexts: Contexts, index: int, other_index: int) -> bool:
    """Whether two paragraphs directly follow headings or lead-ins that differ; False if one follows neither."""
    if not index or not other_index:
        return False
    leads = contexts.paragraphs[index - 1], contexts.paragraphs[other_index - 1]
    return all(paragraph.opens for paragraph in leads) and leads[0].canonical_form != leads[1].canonical_form


class _Line(NamedTuple):
    """A line, or several equal ones in a row: its stretch of the folded text, and its span."""

    start: int
    end: int
    span: Span


def _shortened(text: str, span: Span, line: str) -> str:
    """The text of a span; if more than three copies of `line` are at its beginning, three of them and what follows.

    The canonical form repeats as these do: what a character counts for depends on its own line and the two beside it.
    """
    end = span.start
    while text.startswith(line, end, span.end):
        end += len(line)
    return text[max(span.start, end - 3 * len(line)) : span.end]


def _repeated_lines(analysed: AnalysedDocument, covered: list[tuple[int, int]]) -> Iterator[list[_Line]]:
    """Yield the occurrences of each short line that stands more than once, without those that other decisions cover.

    Equal lines in a row are one occurrence after the first, so a second line directly behind the first is one of its
    own.
    """
    first_lines: dict[bytes, FoldedLine] = {}
    repeated: dict[bytes, list[_Line]] = {}
    starts = [start for start, _ in covered]

    def add(lines: list[_Line], line: FoldedLine) -> None:
        """Add an occurrence to the earlier ones, unless it is covered."""
        index = bisect.bisect_right(starts, line.start) - 1
        if index >= 0 and line.end <= covered[index][1]:
            return
        span = analysed.document.lines.span(analysed.document.lines.number(line.line_start))
        if len(lines) > 1 and lines[-1].end == line.start:
            lines[-1] = _Line(lines[-1].start, line.end, Span(lines[-1].span.start, span.end))
        else:
            lines.append(_Line(line.start, line.end, span))

    for line in analysed.short_lines(MIN_LINE, MIN_REPEAT - 1):
        text = analysed.folded.codes[line.start : line.end].tobytes()
        if (first := first_lines.setdefault(text, line)) is line:
            continue
        if text not in repeated:
            add(repeated.setdefault(text, []), first)
        add(repeated[text], line)
    yield from (repeated[text] for text in first_lines if text in repeated)


def _is_at_page_intervals(offsets: list[int]) -> bool:
    """Whether a line at these folded offsets recurs at page intervals.

    It must occur at least three times, 200 code units or more apart, and no gap may be more than twice the shortest.
    """
    gaps = [later - earlier for earlier, later in itertools.pairwise(offsets)]
    return len(gaps) >= 2 and min(gaps) >= 200 and max(gaps) <= 2 * min(gaps)
