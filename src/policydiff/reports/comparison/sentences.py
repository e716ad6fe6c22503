"""What changed inside a unit, by whole sentences that answer each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import UnitChange
from policydiff.reports.comparison.names import without_label
from policydiff.reports.model import Run
from policydiff.text.document import LINE_END, Document
from policydiff.text.spans import Span

INSIDE = ("edited", "unchanged", "split", "merged")  # units whose changes are shown sentence by sentence
_ENDS = "。；！？;!?\n\r"
_CLOSERS = "”’」』）)》〉】"
_REWRITTEN = 0.5  # changed share of a sentence above which it is shown twice instead of marked
_WHOLE = 12  # characters below which marking is always clear


class Changed(NamedTuple):
    """Sentences of the old text and those of the new that answer them; one of the two may be empty.

    `runs` is both in one: the new words, and those of the old that went; `changed` counts characters.
    """

    old: Span
    new: Span
    runs: tuple[Run, ...]
    changed: int

    @property
    def rewritten(self) -> bool:
        """Whether so much changed that old and new are better read one after the other."""
        if not any(run.tone and run.text.strip() for run in self.runs):
            return False  # white space is best seen in its place
        longer = max(len(self.old), len(self.new))
        return not len(self.old) or not len(self.new) or (longer > _WHOLE and self.changed > _REWRITTEN * longer)

    def without(self, label: str) -> Changed:
        """The same without the label of the unit, which is said beside it."""
        first = self.runs[0] if self.runs else Run("")
        if first.tone:
            return self
        rest = Run(without_label(first.text, label))
        return self._replace(runs=tuple(run for run in (rest, *self.runs[1:]) if run.text))


def is_shown(hunk: Hunk, strict: bool) -> bool:
    """Whether a hunk counts as a change; `strict` counts what is ignored, too. A unit's new number never does."""
    return hunk.ignored is None or (strict and hunk.ignored != "label")


def changed(
    old: Document, new: Document, before: Span, after: Span, hunks: Sequence[Hunk], strict: bool
) -> list[Changed]:
    """The sentences of two stretches in which a hunk is shown, in order."""
    shown = [hunk for hunk in hunks if is_shown(hunk, strict)]
    if not shown:
        return []
    hunks = _at_lines(old.text, new.text, before, after, hunks)
    found = []
    cuts = _cuts(old.text, new.text, before, after, hunks)
    waiting = list(reversed(hunks))
    for (old_at, new_at), (old_end, new_end) in pairwise(cuts):
        inside = []
        while waiting and waiting[-1].old.end <= old_end and waiting[-1].new.end <= new_end:
            inside.append(waiting.pop())
        counted = [hunk for hunk in inside if is_shown(hunk, strict)]
        if counted:
            old_span, new_span = Span(old_at, old_end), Span(new_at, new_end)
            runs = _joined(_runs(old.text, new.text, old_span, inside, strict))
            size = sum(max(len(hunk.old), len(hunk.new)) for hunk in counted)
            found.append(Changed(old_span, new_span, _trimmed(runs), size))
    return found


def of_unit(old: Document, new: Document, unit: UnitChange, strict: bool) -> list[Changed]:
    """The changed sentences of a unit that stands on both sides; of a piece, those in what answers it."""
    if not unit.old or not unit.new or not unit.hunks or unit.change not in INSIDE:
        return []
    before, after = unit.old.span, unit.new.span
    first, last = unit.hunks[0], unit.hunks[-1]
    if unit.change == "split":
        start = first.old.start - (first.new.start - after.start)
        before = Span(max(start, before.start), min(last.old.end + after.end - last.new.end, before.end))
    elif unit.change == "merged":
        start = first.new.start - (first.old.start - before.start)
        after = Span(max(start, after.start), min(last.new.end + before.end - last.old.end, after.end))
    return changed(old, new, before, after, unit.hunks, strict)


def marked(document: Document, span: Span, hunks: Sequence[Hunk], side: str, strict: bool) -> tuple[Run, ...]:
    """All words of a stretch of one side (`old` or `new`), the changed ones marked; a new number is marked, too."""
    tone = "drop" if side == "old" else "add"
    runs, at = [], span.start
    for hunk in hunks:
        place: Span = getattr(hunk, side)
        if hunk.ignored == "label":
            place = Span(place.start, place.start + len(document.text[place.start : place.end].rstrip()))
        elif not is_shown(hunk, strict):
            continue
        if not len(place):
            continue
        runs += [Run(document.text[at : place.start]), Run(document.text[place.start : place.end], tone)]
        at = place.end
    runs.append(Run(document.text[at : span.end]))
    return tuple(run for run in runs if run.text)


def shortened(runs: Sequence[Run], most: int) -> tuple[Run, ...]:
    """The runs; of those that are longer than `most` characters (twice that where they changed), the two ends."""
    found = []
    for run in runs:
        least = most // 3
        if len(run.text) > (2 * most if run.tone else most):
            run = Run(f"{run.text[:least]} … {run.text[-least:]}", run.tone)
        found.append(run)
    return tuple(found)


def lines(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The runs as lines that say something, without white space round them; a line break that changed is a ⏎."""
    found: list[list[Run]] = [[]]
    for run in runs:
        blank = run.tone and not run.text.strip()
        for number, part in enumerate([LINE_END.sub("⏎", run.text)] if blank else LINE_END.split(run.text)):
            if number:
                found.append([])
            found[-1].append(Run(part, run.tone))
    return [trimmed for line in found if (trimmed := _trimmed(tuple(line)))]


# ------------------------------------------------------------------------------------------------- cutting


def _cuts(old: str, new: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> list[tuple[int, int]]:
    """Places where a sentence ends on both sides at once, from the beginning to the end of the two stretches."""
    cuts = [(before.start, after.start)]
    for place in _aligned(old, before, after, hunks):
        if place > cuts[-1] and _ends(old, place[0], before) and _ends(new, place[1], after):
            cuts.append(place)
    end = (before.end, after.end)
    return cuts if cuts[-1] == end else [*cuts, end]


def _at_lines(old: str, new: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> list[Hunk]:
    """The hunks; a line that came or went is taken with the break behind it and not with the one before it."""
    found: list[Hunk] = []
    for at, hunk in enumerate(hunks):
        text, place, within = (old, hunk.old, before) if len(hunk.old) else (new, hunk.new, after)
        words = text[place.start : place.end]
        breaks = words[: len(words) - len(words.lstrip())]
        step, room = len(breaks), (hunks[at + 1].old.start if at + 1 < len(hunks) else before.end) - hunk.old.end
        alone = not (len(hunk.old) and len(hunk.new)) and step < len(words)
        if alone and ("\n" in breaks or "\r" in breaks) and step <= room and text.startswith(breaks, place.end):
            one, other = (Span(side.start + step, side.end + step) for side in (hunk.old, hunk.new))
            hunk = Hunk(one, other, hunk.ignored) if place.end + step <= within.end else hunk
        found.append(hunk)
    return found


def _aligned(old: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> Iterator[tuple[int, int]]:
    """Places that answer each other and may be the end of a sentence: in equal text after a mark, and round hunks."""
    old_at, new_at = before.start, after.start
    for old_next, new_next, old_end, new_end in (
        *((hunk.old.start, hunk.new.start, hunk.old.end, hunk.new.end) for hunk in hunks),
        (before.end, after.end, before.end, after.end),
    ):
        for at in range(old_at + 1, old_next):
            if old[at - 1] in _ENDS or old[at - 1] in _CLOSERS:
                yield at, new_at + at - old_at
        yield old_next, new_next
        yield old_end, new_end
        old_at, new_at = old_end, new_end


def _ends(text: str, at: int, span: Span) -> bool:
    """Whether a sentence ends right before `at`: after its mark and the brackets and quotation marks that close it."""
    if at in (span.start, span.end):
        return True
    if text[at] in _CLOSERS and text[at - 1] not in "\r\n":
        return False
    back = at - 1
    while back > span.start and text[back] in _CLOSERS:
        back -= 1
    return text[back] in _ENDS


def _runs(old: str, new: str, span: Span, hunks: Sequence[Hunk], strict: bool) -> Iterator[Run]:
    at = span.start
    for hunk in hunks:
        if hunk.old.start > at:
            yield Run(old[at : hunk.old.start])
        at = hunk.old.end
        shown = is_shown(hunk, strict)
        if shown and len(hunk.old):
            yield Run(old[hunk.old.start : hunk.old.end], "drop")
        if len(hunk.new):
            yield Run(new[hunk.new.start : hunk.new.end], "add" if shown else "")
    if at < span.end:
        yield Run(old[at : span.end])


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs, neighbours of one tone made one."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].tone == run.tone:
            run = Run(found.pop().text + run.text, run.tone)
        found.append(run)
    return tuple(found)


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without white space at either end."""
    left = [run for run in runs if run.text]
    while left and not (left[0].text and left[0].text.strip()) and not left[0].tone:
        left.pop(0)
    while left and not left[-1].text.strip() and not left[-1].tone:
        left.pop()
    if left and not left[0].tone:
        left[0] = Run(left[0].text.lstrip())
    if left and not left[-1].tone:
        left[-1] = Run(left[-1].text.rstrip())
    return tuple(left)
