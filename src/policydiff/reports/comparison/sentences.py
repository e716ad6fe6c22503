"""The changes inside a unit, as pairs of whole sentences that correspond to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import OutsideChange, UnitChange
from policydiff.reports.comparison.names import without_label
from policydiff.reports.model import Run
from policydiff.text.document import LINE_END, Document
from policydiff.text.spans import Span

INSIDE = ("edited", "unchanged", "split", "merged")  # units whose changes are shown sentence by sentence
_SENTENCE_ENDS = "。；！？;!?\n\r"
_CLOSERS = "”’」』）)》〉】"  # brackets and quotation marks that may follow the end of a sentence
_MAX_MARKED_SHARE = 0.5  # changed share of a sentence above which both versions are shown instead of marked changes
_MAX_MARKED_CHARACTERS = 12  # a sentence up to this length is always marked


class Changed(NamedTuple):
    """Sentences of the old text and the corresponding ones of the new text; one of the two spans may be empty.

    `runs` is the new text together with the removed text, in reading order. `changed` is the number of changed
    characters.
    """

    old: Span
    new: Span
    runs: tuple[Run, ...]
    changed: int

    @property
    def rewritten(self) -> bool:
        """True if so much changed that the old and the new text are shown one after the other.

        That is a whole sentence, or more than `_MAX_MARKED_SHARE` of one longer than `_MAX_MARKED_CHARACTERS`;
        never white space alone.
        """
        if not any(run.tone and run.text.strip() for run in self.runs):
            return False  # changed white space is only visible if it is marked inside the text
        longer = max(len(self.old), len(self.new))
        return (
            not len(self.old)
            or not len(self.new)
            or (longer > _MAX_MARKED_CHARACTERS and self.changed > _MAX_MARKED_SHARE * longer)
        )

    def without(self, label: str) -> Changed:
        """A copy whose text does not begin with the label of the unit, which the report shows beside it.

        The value itself if its beginning has changed.
        """
        first = self.runs[0] if self.runs else Run("")
        if first.tone:
            return self
        rest = Run(without_label(first.text, label))
        return self._replace(runs=tuple(run for run in (rest, *self.runs[1:]) if run.text))


def new_label(unit: UnitChange) -> Hunk | None:
    """The hunk for the label of a unit that was renumbered, split or merged, which is reported as such, or None."""
    if not (unit.renumbered or unit.change in ("split", "merged")):
        return None
    return unit.hunks[0] if unit.hunks and unit.hunks[0].ignored == "label" else None


def outside_hunks(outside: OutsideChange) -> list[Hunk]:
    """The hunks of a stretch outside the units but those that are reported on their own.

    These are a unit left standing as deleted, which the merge reports, and the wrapper of a carried text.
    """
    reported = {"wrapper"} if len(outside.old) and len(outside.new) else {"wrapper", "label"}
    return [hunk for hunk in outside.hunks if hunk.ignored not in reported]


def is_shown(hunk: Hunk, strict: bool, reported_label: Hunk | None = None) -> bool:
    """True if a hunk counts as a change; with `strict` also an ignored one, but no wrapper and not `reported_label`."""
    return hunk.ignored is None or (strict and hunk != reported_label and hunk.ignored != "wrapper")


def changed_sentences(
    old: Document,
    new: Document,
    before: Span,
    after: Span,
    hunks: Sequence[Hunk],
    strict: bool,
    reported_label: Hunk | None = None,
) -> list[Changed]:
    """The sentences of two corresponding spans that hold a shown hunk, in order; empty if none is shown.

    `before` is a span of `old`, and `after` a span of `new`; `hunks` turn the first into the second. `reported_label`
    is that of `is_shown`.

    >>> from policydiff.readers.read import read_bytes
    >>> old, new = (read_bytes(text.encode(), "a.txt") for text in ("限期十日。其他。", "限期二十日。其他。"))
    >>> hunk = Hunk(Span(2, 2), Span(2, 3), None)
    >>> [sentence.new for sentence in changed_sentences(old, new, Span(0, 8), Span(0, 9), [hunk], False)]
    [Span(start=0, end=6)]
    """
    if not any(is_shown(hunk, strict, reported_label) for hunk in hunks):
        return []
    hunks = _at_lines(old.text, new.text, before, after, hunks)
    sentences = []
    cuts = _cuts(old.text, new.text, before, after, hunks)
    remaining = list(reversed(hunks))
    for (old_start, new_start), (old_end, new_end) in pairwise(cuts):
        inside = []
        while remaining and remaining[-1].old.end <= old_end and remaining[-1].new.end <= new_end:
            inside.append(remaining.pop())
        counted = [hunk for hunk in inside if is_shown(hunk, strict, reported_label)]
        if counted:
            old_span, new_span = Span(old_start, old_end), Span(new_start, new_end)
            runs = _joined(_runs(old.text, new.text, old_span, inside, counted))
            changed_characters = sum(max(len(hunk.old), len(hunk.new)) for hunk in counted)
            sentences.append(Changed(old_span, new_span, _trimmed(runs), changed_characters))
    return sentences


def changed_sentences_of_unit(old: Document, new: Document, unit: UnitChange, strict: bool) -> list[Changed]:
    """The changed sentences of a unit that both documents have; empty for a unit on one side or a replaced one.

    Of a piece of a split or merged unit, only the part of the other side that corresponds to it is compared.
    """
    if not unit.old or not unit.new or not unit.hunks or unit.change not in INSIDE:
        return []
    return changed_sentences(old, new, *unit.corresponding_spans(), unit.hunks, strict, new_label(unit))


def marked(document: Document, span: Span, hunks: Sequence[Hunk], side: str, strict: bool) -> tuple[Run, ...]:
    """The text of a span of one `side` ("old" or "new") as runs.

    Changed text and labels have a tone, also in an ignored label.
    """
    tone = "drop" if side == "old" else "add"
    runs, start = [], span.start
    for hunk in hunks:
        changed_span: Span = getattr(hunk, side)
        if hunk.ignored == "label":
            label = document.text[changed_span.start : changed_span.end].rstrip()
            changed_span = Span(changed_span.start, changed_span.start + len(label))
        elif not is_shown(hunk, strict):
            continue
        if not len(changed_span):
            continue
        unchanged = Run(document.text[start : changed_span.start])
        runs += [unchanged, Run(document.text[changed_span.start : changed_span.end], tone)]
        start = changed_span.end
    runs.append(Run(document.text[start : span.end]))
    return tuple(run for run in runs if run.text)


def shortened(runs: Sequence[Run], max_characters: int) -> tuple[Run, ...]:
    """The runs, each unchanged one without its middle if it is longer than `max_characters`.

    A third of `max_characters` stays at each end.

    >>> shortened([Run("一二三四五六七八九十")], 6)[0].text
    '一二 … 九十'
    """
    result = []
    for run in runs:
        end_characters = max_characters // 3
        if not run.tone and len(run.text) > max_characters:
            run = Run(f"{run.text[:end_characters]} … {run.text[-end_characters:]}", run.tone)
        result.append(run)
    return tuple(result)


def lines(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The runs as lines; blank lines and white space around lines are left out.

    A changed line break is shown as ⏎, a tab between the cells of a row as two blanks.
    """
    split: list[list[Run]] = [[]]
    for run in (Run(run.text.replace("\t", "  "), run.tone) for run in runs):
        is_changed_blank = run.tone and not run.text.strip()
        parts = [LINE_END.sub("⏎", run.text)] if is_changed_blank else LINE_END.split(run.text)
        for number, part in enumerate(parts):
            if number:
                split.append([])
            split[-1].append(Run(part, run.tone))
    return [trimmed for line in split if (trimmed := _trimmed(tuple(line)))]


# ------------------------------------------------------------------------------------------------- cutting


def _cuts(old: str, new: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> list[tuple[int, int]]:
    """The positions (old, new) at which a sentence ends in both texts, with those of both ends of the spans."""
    cuts = [(before.start, after.start)]
    for cut in _aligned(old, before, after, hunks):
        if cut > cuts[-1] and _ends_sentence(old, cut[0], before) and _ends_sentence(new, cut[1], after):
            cuts.append(cut)
    end = (before.end, after.end)
    return cuts if cuts[-1] == end else [*cuts, end]


def _at_lines(old: str, new: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> list[Hunk]:
    """The hunks, moved so that an added or removed line includes the line break after it, not the one before."""
    moved_hunks: list[Hunk] = []
    for index, hunk in enumerate(hunks):
        text, span, bounds = (old, hunk.old, before) if len(hunk.old) else (new, hunk.new, after)
        changed_text = text[span.start : span.end]
        breaks = changed_text[: len(changed_text) - len(changed_text.lstrip())]
        step = len(breaks)
        gap = (hunks[index + 1].old.start if index + 1 < len(hunks) else before.end) - hunk.old.end
        is_one_sided = not (len(hunk.old) and len(hunk.new)) and step < len(changed_text)
        if is_one_sided and ("\n" in breaks or "\r" in breaks) and step <= gap and text.startswith(breaks, span.end):
            old_span, new_span = (Span(side.start + step, side.end + step) for side in (hunk.old, hunk.new))
            hunk = Hunk(old_span, new_span, hunk.ignored) if span.end + step <= bounds.end else hunk
        moved_hunks.append(hunk)
    return moved_hunks


def _aligned(old: str, before: Span, after: Span, hunks: Sequence[Hunk]) -> Iterator[tuple[int, int]]:
    """Corresponding positions (old, new) at which a sentence may end, in order; some come twice.

    These are the positions after a mark in equal text, and both ends of every hunk.
    """
    old_start, new_start = before.start, after.start
    for old_next, new_next, old_end, new_end in (
        *((hunk.old.start, hunk.new.start, hunk.old.end, hunk.new.end) for hunk in hunks),
        (before.end, after.end, before.end, after.end),
    ):
        for position in range(old_start + 1, old_next):
            if old[position - 1] in _SENTENCE_ENDS or old[position - 1] in _CLOSERS:
                yield position, new_start + position - old_start
        yield old_next, new_next
        yield old_end, new_end
        old_start, new_start = old_end, new_end


def _ends_sentence(text: str, position: int, span: Span) -> bool:
    """True if a sentence ends before `position`, with the brackets and quotation marks that close it.

    Also at both ends of the span.
    """
    if position in (span.start, span.end):
        return True
    if text[position] in _CLOSERS and text[position - 1] not in "\r\n":
        return False
    last = position - 1
    while last > span.start and text[last] in _CLOSERS:
        last -= 1
    return text[last] in _SENTENCE_ENDS


def _runs(old: str, new: str, span: Span, hunks: Sequence[Hunk], counted: Sequence[Hunk]) -> Iterator[Run]:
    """The text of `span` and the hunks in it: unchanged, removed and added text in reading order.

    Of a hunk that is not one of `counted`, the new text is in it without a tone.
    """
    shown_hunks = set(counted)
    start = span.start
    for hunk in hunks:
        if hunk.old.start > start:
            yield Run(old[start : hunk.old.start])
        start = hunk.old.end
        shown = hunk in shown_hunks
        if shown and len(hunk.old):
            yield Run(old[hunk.old.start : hunk.old.end], "drop")
        if len(hunk.new):
            yield Run(new[hunk.new.start : hunk.new.end], "add" if shown else "")
    if start < span.end:
        yield Run(old[start : span.end])


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with neighbours of one tone joined.

    >>> _joined([Run("限"), Run("期"), Run("十日", "add")])
    (Run(text='限期', tone=''), Run(text='十日', tone='add'))
    """
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].tone == run.tone:
            run = Run(joined.pop().text + run.text, run.tone)
        joined.append(run)
    return tuple(joined)


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without empty ones, and without unchanged white space at either end; empty if only that is left."""
    kept = [run for run in runs if run.text]
    while kept and not (kept[0].text and kept[0].text.strip()) and not kept[0].tone:
        kept.pop(0)
    while kept and not kept[-1].text.strip() and not kept[-1].tone:
        kept.pop()
    if kept and not kept[0].tone:
        kept[0] = Run(kept[0].text.lstrip())
    if kept and not kept[-1].tone:
        kept[-1] = Run(kept[-1].text.rstrip())
    return tuple(kept)
