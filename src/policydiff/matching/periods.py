"""Long stretches of a folded text in which one short text directly follows itself: a line repeated a million times.

In such a stretch of period p every window, but for those of the first period, has its previous equal at the distance p.
So the windows between the first and the last period need not be looked at.

>>> import numpy as np
>>> codes = np.tile(np.arange(100, dtype=np.uint16), 200)
>>> periodic_stretches(codes, [(0, len(codes) - 59)], 60)
[Periodic(start=0, end=19941, period=100)]
"""

from __future__ import annotations

from typing import NamedTuple

from policydiff.text.folding import Codes

_MIN_STRETCH = 1 << 14  # windows; the text is examined at positions this far apart
_MAX_PERIOD = 1 << 12  # codes


class Periodic(NamedTuple):
    """Windows that start in [start, end), each equal to the one `period` windows on, and to none in between."""

    start: int
    end: int
    period: int

    @property
    def repeated(self) -> tuple[int, int]:
        """The range [start, end) of the windows that have their previous equal at the distance of a period."""
        return self.start + self.period, self.end

    @property
    def inner(self) -> tuple[int, int]:
        """The range of the windows between the first and the last period: equal ones stand before and behind them."""
        return self.start + self.period, self.end - self.period


def periodic_stretches(codes: Codes, ranges: list[tuple[int, int]], width: int) -> list[Periodic]:
    """Periodic stretches among the windows of `width` codes that start in these ranges, ascending and disjoint.

    A stretch has at least `_MIN_STRETCH` windows and four periods of at most `_MAX_PERIOD`; it may begin late.
    """
    stretches: list[Periodic] = []
    for start, end in ranges:
        position = start
        while position + _MIN_STRETCH <= end:
            if (stretch := _stretch_from(codes, position, width)) is None:
                position += _MIN_STRETCH
            else:
                stretches.append(stretch)
                position = stretch.end
    return stretches


def _stretch_from(codes: Codes, start: int, width: int) -> Periodic | None:
    """The periodic stretch that begins at a position; None if there is none."""
    window = codes[start : start + width].tobytes()
    behind = codes[start + 1 : start + _MAX_PERIOD + width].tobytes()
    distance = behind.find(window)
    while distance > 0 and distance % 2:  # between two codes
        distance = behind.find(window, distance + 1)
    if distance < 0:
        return None
    period = distance // 2 + 1
    end = start + period + common_prefix(codes[start:], codes[start + period :]) - width + 1
    if end - start < max(_MIN_STRETCH, 4 * period):
        return None
    windows = {codes[index : index + width].tobytes() for index in range(start, start + period)}
    return Periodic(start, end, period) if len(windows) == period else None


def common_prefix(codes: Codes, others: Codes) -> int:
    """The number of codes in the common prefix, 0 if the first differ, compared in doubling steps."""
    equal, step = 0, 1
    limit = min(len(codes), len(others))
    while equal < limit:
        end = min(equal + step, limit)
        differ = codes[equal:end] != others[equal:end]
        if differ.any():
            return equal + int(differ.argmax())
        equal, step = end, min(2 * step, 1 << 16)
    return equal


def without_inner(ranges: list[tuple[int, int]], stretches: list[Periodic]) -> list[tuple[int, int]]:
    """The ranges without the inner windows of the stretches; both are ascending, and a stretch is in one range."""
    left: list[tuple[int, int]] = []
    following = iter(stretches)
    stretch = next(following, None)
    for start, end in ranges:
        while stretch is not None and stretch.start < end:
            left.append((start, stretch.inner[0]))
            start = stretch.inner[1]
            stretch = next(following, None)
        left.append((start, end))
    return [(start, end) for start, end in left if start < end]
