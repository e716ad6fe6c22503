"""How two copies fit into the count of the labels: what is broken around each, and what is mended without it.

A paste breaks a count, and leaving it out mends the count: ... 二十 [五 六 七 八] 二十一 ... An intended repetition
mends nothing: its labels differ, or are in counts of their own.
"""

from __future__ import annotations

import bisect
from typing import Literal, NamedTuple

from policydiff.deduplication.removal import Extent
from policydiff.messages import Message, message
from policydiff.structure.context import Contexts, Entry, State

Side = Literal["first", "second"]
SIDES: tuple[Side, Side] = ("first", "second")
_MAX_PARAGRAPHS_AHEAD = 200  # searched for the next label of a count inside a provision


class Counting(NamedTuple):
    """What the count of the labels says about two copies.

    `gains`: by how much the count improves without the first and without the second. `restarts`: the only irregularity
    is that the later copy begins at one again. `running`, `style`: of the first label; `labels`: how many there are.
    `restart`: in words, where the count begins again. `listed`: the labels are those of a list. `last`: the last label.
    `places`: for each style the place of the first copy and of the second.
    """

    gains: tuple[int, int]  # without the first, without the second
    restarts: bool
    running: bool
    labels: int
    restart: Message
    style: str
    listed: bool
    last: Entry
    places: tuple[tuple[CountPlace, CountPlace], ...]

    @property
    def evidence(self) -> Message:
        """The evidence in words, for equal copies: where the count begins again, with the same text."""
        if self.labels > 1:
            return message("{restart}, with the same headings and the same text", restart=self.restart)
        return message("{restart}, with the same heading and the same text", restart=self.restart)

    @property
    def evidence_if_altered(self) -> Message:
        """The evidence in words, if one copy was altered: where the count begins again, with nearly the same text."""
        return message("{restart}, with the same labels and nearly the same text", restart=self.restart)

    @property
    def both_restart(self) -> bool:
        """Whether both copies begin at one while a count is under way, so that neither belongs there.

        Only the first style counts. False if the later copy is of sections and breaks the count at its end, and the
        earlier one does not.
        """
        earlier, later = self.places[0]
        is_torn = not self.listed and later.jumps and not earlier.jumps
        return earlier.restarts and later.restarts and not is_torn


def counting(contexts: Contexts, first: Extent, second: Extent) -> Counting | None:
    """What the count of the labels says about two copies; None if no style of theirs has a label in both.

    Labels without a number do not count. The gains are summed over the styles.
    """
    labels = _outer_labels(contexts, second) or _outer_labels(contexts, first)
    if not labels:
        return None
    gains, restarts = [0, 0], True
    places: list[tuple[CountPlace, CountPlace]] = []
    for style in dict.fromkeys(entry.style for entry in labels):
        earlier, later = (CountPlace.of(contexts, extent, style) for extent in (first, second))
        if earlier is None or later is None:
            continue
        gains = [gains[0] + earlier.gain, gains[1] + later.gain]
        restarts = restarts and _only_restarts(earlier, later)
        places.append((earlier, later))
    if not places:
        return None
    return Counting(
        (gains[0], gains[1]),
        restarts,
        labels[0].running,
        len(labels),
        _describe_restart(labels[0], places[0][1].before),
        labels[0].style,
        contexts.series.is_list(labels[0].style),
        labels[-1],
        tuple(places),
    )


def _outer_labels(contexts: Contexts, extent: Extent) -> list[Entry]:
    """The numbered labels by which an extent counts, in order: those of running series, else the outermost ones.

    Labels that head a division (章, Part) count only if there are no others. Styles of `uncounted` never count. Perhaps
    empty.
    """
    entries = [
        (len(contexts.steps[index].after.stack), entry)
        for index in range(*extent)
        for entry in contexts.steps[index].opened
        if entry.ordinal and entry.style not in contexts.series.uncounted
    ]
    running = [entry for _, entry in entries if entry.running]
    if running:
        return [entry for entry in running if not entry.is_division] or running
    depth = min((depth for depth, _ in entries), default=0)
    return [entry for entry_depth, entry in entries if entry_depth == depth]


class CountPlace(NamedTuple):
    """The place of a copy in the count of one style.

    `before` is the label before the copy and `first` its first label. `entry`, `exit` and `across` say how badly the
    count is broken where the copy begins, where it ends, and without it, as `breaks` does. `at_end`: no label follows.
    `jumps`: the count is broken at an end, and not because it begins at one.
    """

    before: Entry | None
    first: Entry
    entry: int
    exit: int
    across: int
    at_end: bool
    jumps: bool

    @property
    def gain(self) -> int:
        """By how much the count improves if the copy is left out: -2 to 4, negative if it gets worse."""
        return self.entry + self.exit - self.across

    @property
    def restarts(self) -> bool:
        """Whether the copy begins at one after another number of its series, and not under a heading."""
        return self.entry > 0 and self.first.number[:1] == (1,)

    @property
    def is_broken(self) -> bool:
        """Whether the count is broken where the copy begins or ends."""
        return self.entry + self.exit > 0

    @classmethod
    def of(cls, contexts: Contexts, extent: Extent, style: str) -> CountPlace | None:
        """The place of an extent in the count of a style; None if it has no label of that style."""
        entries = [entry for index in range(*extent) for entry in contexts.steps[index].opened if entry.style == style]
        if not entries:
            return None
        before, headed_before = label_before(contexts, extent.start, entries[0])
        after, headed_after = label_after(contexts, extent.end, entries[0])
        last = entries[-1] if entries[-1].running else _open_label(contexts.steps[extent.end - 1].after, style)
        return cls(
            before,
            entries[0],
            entry=breaks(before, entries[0], headed=headed_before),
            exit=breaks(last, after, headed=headed_after),
            across=breaks(before, after, headed=headed_before or headed_after),
            at_end=after is None,
            jumps=_jumps(before, entries[0], headed_before) or _jumps(last, after, headed_after),
        )


def _jumps(before: Entry | None, after: Entry | None, headed: bool) -> bool:
    """Whether the count is broken between two labels, and not because it begins at one again; False if none follows."""
    return after is not None and after.number[:1] != (1,) and breaks(before, after, headed=headed) > 0


def label_before(contexts: Contexts, start: int, label: Entry) -> tuple[Entry | None, bool]:
    """The label of the same series before the paragraph `start`, and whether a heading is between them.

    The label is None if there is none; for a running series the second is then whether any heading is before `start`.
    For other series the label is the open one, and the second is False.
    """
    if not label.running:
        return _open_label(contexts.steps[start].before, label.style), False
    indices, entries = contexts.labels_of_style(label.style)
    index = bisect.bisect_left(indices, start) - 1
    return (
        (entries[index], contexts.has_heading(indices[index] + 1, start))
        if index >= 0
        else (None, contexts.has_heading(0, start))
    )


def _open_label(state: State, style: str) -> Entry | None:
    """The innermost open label of a style; None if there is none, or a heading above it has closed its series."""
    return next((entry for entry in reversed(state.stack) if entry.style == style), None)


def label_after(contexts: Contexts, end: int, label: Entry) -> tuple[Entry | None, bool]:
    """The label of the same series from the paragraph `end` on, and whether a heading is before it.

    (None, False) if there is none. Outside running series the label must be at most `_MAX_PARAGRAPHS_AHEAD` paragraphs
    ahead and before any label of an outer style, and the second is always False.
    """
    if not label.running:
        for index in range(end, min(end + _MAX_PARAGRAPHS_AHEAD, len(contexts.steps))):
            for entry in contexts.steps[index].opened:
                if entry.style == label.style:
                    return entry, False
                if contexts.series.is_above(entry.style, label.style):
                    return None, False
        return None, False
    indices, entries = contexts.labels_of_style(label.style)
    position = bisect.bisect_left(indices, end)
    return (
        (entries[position], contexts.has_heading(end, indices[position])) if position < len(indices) else (None, False)
    )


def breaks(before: Entry | None, after: Entry | None, *, headed: bool = False) -> int:
    """How badly a count is broken between two labels: 0 not at all, 1 it skips a few or restarts, 2 it jumps.

    After a heading (`headed`) a count may restart at one. Without `after` it is 0; without `before` 0 if `after` is
    one, else 1. A step of 1, or one between inserted labels (3, 3-1), is 0; one of 2 or 3, or back to one, is 1; a
    longer one, back to another number or to the same is 2. 0 also if a label has no number.

    >>> from policydiff.deduplication.analysis import AnalysedDocument
    >>> from policydiff.text.document import Document
    >>> text = "第一条 夜间开放。\\n第二条 专人值守。\\n第七条 定期检修。\\n"
    >>> first, second, seventh = (step.innermost for step in AnalysedDocument(Document.from_text(text)).contexts.steps)
    >>> breaks(first, second), breaks(second, seventh)
    (0, 2)
    """
    if after is None:
        return 0
    number = after.number
    if before is None:
        return 0 if number[:1] == (1,) else 1
    last = before.number
    if not last or not number:
        return 0
    if last < number and number[0] - last[0] <= 1:
        return 0
    if number[0] == 1:
        return 0 if headed else 1
    return 1 if last < number and number[0] - last[0] <= 3 else 2


def _only_restarts(earlier: CountPlace, later: CountPlace) -> bool:
    """Whether the only evidence of a paste is that the later copy begins at one again; True also without any gain.

    There is more evidence if its count stops or jumps at its end while that of the other copy goes on.
    """
    if later.gain < 1 and earlier.gain < 1:
        return True
    if later.first.number[:1] != (1,) or not later.entry == max(later.gain, earlier.gain) == 1:
        return False
    goes_on = not earlier.at_end and earlier.exit == 0
    return not (goes_on and later.exit > 0)


def _describe_restart(head: Entry, before: Entry | None) -> Message:
    """Where the count begins again, in words, with both labels; without `before`, only the label it comes to."""
    if before is None:
        return message("the outermost numbering comes to {label}", label=head.name)
    return message(
        "the outermost numbering reaches {before} and starts again at {label}", before=before.name, label=head.name
    )


def out_of_count(count: Counting) -> tuple[Side, ...]:
    """The side whose labels break the count while those of the other keep it, as one element; empty if there is none.

    Beginning at one again is no break. Only the first style counts.
    """
    if count.restarts:
        return ()
    earlier, later = count.places[0]
    if later.gain >= 1 and later.jumps and not earlier.is_broken:
        return ("second",)
    return ("first",) if earlier.gain >= 1 and earlier.jumps and not later.is_broken else ()
