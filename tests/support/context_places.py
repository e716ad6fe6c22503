"""Where each passage of a document stands, for the reference of the context rule: ranks, running series, contexts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from context_passages import INDENTED_STYLES, NAMED_STYLES, Mark, Passage, is_list_style, plain_style

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNNUMBERED_LINES = ("line", "bold", "caption")  # plain headings, bold lines, lead-ins; in this order
_UNNUMBERED = (*_HEADINGS, *_UNNUMBERED_LINES)
_SENTENCE = "sentence"  # one that introduces a list
_IDENTIFYING_HAN, _IDENTIFYING_LATIN = 20, 50  # characters of a passage that are part of the contexts below it


class Step(NamedTuple):
    """One step of a context."""

    style: str
    written: str
    text: str
    behind: str = ""  # of a heading that stands twice: the last heading before it that stands once


class Entry(NamedTuple):
    """A step and where it comes from."""

    step: Step
    mark: Mark
    runs: bool
    origin: int  # the number of its passage


class Place(NamedTuple):
    """Where a passage stands."""

    number: int  # of the passage
    chain: tuple[Entry, ...]  # everything above it, its own marks last
    contexts: tuple[tuple[Step, ...], ...]  # what identifies it; two where only its surroundings make a line a heading

    @property
    def context(self) -> tuple[Step, ...]:
        """The context, for a heading with itself as the last step."""
        return self.contexts[0]

    @property
    def has_mark(self) -> bool:
        """Whether the passage has a label, is a heading, a caption or a bullet."""
        return bool(self.chain) and self.chain[-1].origin == self.number

    @property
    def has_running_label(self) -> bool:
        """Whether a label of the passage identifies it in the whole document."""
        return any(entry.runs and entry.origin == self.number for entry in self.chain)

    @property
    def parent(self) -> int | None:
        """The number of the passage directly above, if any."""
        return next((entry.origin for entry in reversed(self.chain) if entry.origin != self.number), None)


def _indent_of(style: str) -> int:
    return int(style.partition("@")[2] or 0)


class Ranking:
    """Which style stands above which, and which series run through the document. Read once, from the source."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._first_use: dict[str, int] = {}
        self._levels: dict[str, Counter[int]] = defaultdict(Counter)
        self._begun: Counter[tuple[str, str]] = Counter()  # (opener, series): first labels behind the opener
        self._continued: Counter[tuple[str, str]] = Counter()  # next labels behind the opener
        self._lazy: set[str] = set()  # lists in which every item is written with the first number
        self._count(passages)
        self.running = frozenset(style for style in self._first_use if self._runs(style))

    def _count(self, passages: Sequence[Passage]) -> None:
        reached: dict[str, tuple[int, ...]] = {}
        passed: dict[str, set[str]] = {}  # the styles since the last label of each style
        before: Passage | None = None
        for passage in passages:
            for mark in passage.marks:
                self._first_use.setdefault(mark.style, len(self._first_use))
                self._levels[mark.style][passage.level] += 1
                if mark.style in reached and before is not None:
                    is_behind_sentence = before.kind == "text" and not passage.level
                    openers = passed[mark.style] | ({_SENTENCE} if is_behind_sentence else set())
                    if mark.is_first:
                        if is_list_style(mark.style) and reached[mark.style] == mark.position:
                            self._lazy.add(mark.style)
                        openers -= {"caption"} if before.kind != "caption" else set()
                        self._begun.update((opener, mark.style) for opener in openers)
                    elif mark.continues(reached[mark.style]):
                        self._continued.update((opener, mark.style) for opener in openers)
                if mark.position:
                    reached[mark.style] = mark.position
                for style, styles in passed.items():
                    if style != mark.style:
                        styles.add(mark.style)
                passed[mark.style] = set()
            before = passage

    def _runs(self, style: str) -> bool:
        if style in _UNNUMBERED or style in self._lazy or style.startswith(("bullet", "“")):
            return False
        if is_list_style(style) and self._begins_behind(_SENTENCE, style):
            return False
        above = [opener for opener in self._first_use if self.stands_above(opener, style)]
        return not any(self._begins_behind(opener, style) or self._is_inner(opener, style) for opener in above)

    def _is_inner(self, opener: str, style: str) -> bool:
        """Whether the series belongs under a label, across which it is never continued."""
        is_older_label = opener not in _UNNUMBERED and self._first_use[opener] < self._first_use[style]
        return is_older_label and not self._continued[opener, style]

    def _begins_behind(self, opener: str, style: str) -> bool:
        return self._begun[opener, style] > self._continued[opener, style]

    def _level(self, style: str) -> int:
        if style in _HEADINGS:
            return int(style[1])
        return self._levels[style].most_common(1)[0][0] if style in self._levels else 0

    def stands_above(self, outer: str, inner: str) -> bool:
        """Whether a mark of style `inner` belongs under one of style `outer`."""
        if outer == inner:
            return False
        plain_outer, plain_inner = plain_style(outer), plain_style(inner)
        if "附" in (plain_outer, plain_inner):
            return plain_outer == "附"
        if plain_outer in NAMED_STYLES and plain_inner in NAMED_STYLES:
            return NAMED_STYLES.index(plain_outer) < NAMED_STYLES.index(plain_inner)
        lists = ("bullet", *INDENTED_STYLES)
        if plain_outer in lists and plain_inner in lists and (plain_outer, plain_inner) != ("bullet", "bullet"):
            order = _indent_of(outer) - _indent_of(inner)
            if order or "bullet" in (plain_outer, plain_inner):
                return order < 0 or (order == 0 and plain_inner == "bullet")
        elif "bullet" in (plain_outer, plain_inner):
            return plain_outer != "bullet" or (plain_inner == "bullet" and _indent_of(outer) < _indent_of(inner))
        return self._ranks_above(outer, inner)

    def _ranks_above(self, outer: str, inner: str) -> bool:
        level_outer, level_inner = self._level(outer), self._level(inner)
        if level_outer != level_inner:
            return level_outer > 0 and (not level_inner or level_outer < level_inner)
        if outer in _UNNUMBERED_LINES and inner in _UNNUMBERED_LINES:
            return _UNNUMBERED_LINES.index(outer) < _UNNUMBERED_LINES.index(inner)
        for line, series in ((outer, inner), (inner, outer)):
            if line in _UNNUMBERED_LINES:
                seen = self._begun[line, series] or self._continued[line, series]
                is_above = self._begins_behind(line, series) if seen else line != "caption" and is_list_style(series)
                return is_above == (line == outer)
        begins, begins_reversed = self._begins_behind(outer, inner), self._begins_behind(inner, outer)
        if begins != begins_reversed:
            return begins
        return self._first_use.get(outer, 0) < self._first_use.get(inner, 0)


# --- placing


def _step(mark: Mark, passage: Passage, *, runs: bool) -> Step:
    if runs:
        return Step(mark.style, mark.written, "")
    if mark.style in _UNNUMBERED_LINES:
        return Step(mark.style, "", _tail(passage.key))
    return Step(
        mark.style, mark.written, passage.key[: _IDENTIFYING_HAN if _is_han(passage.key) else _IDENTIFYING_LATIN]
    )


def _is_han(key: str) -> bool:
    return any("一" <= character <= "鿿" for character in key)


def _tail(key: str) -> str:
    """The end of a line that introduces, twice as long as what identifies a label: its beginning may be common."""
    return key[-2 * _IDENTIFYING_HAN :] if _is_han(key) else key[-2 * _IDENTIFYING_LATIN :]


def _context(chain: Sequence[Entry]) -> tuple[Step, ...]:
    """The steps from the last label of a running series on."""
    root = max((n for n, entry in enumerate(chain) if entry.runs), default=0)
    return tuple(entry.step for entry in chain[root:])


def _plain(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(step._replace(behind="") for step in steps)


class _Stack:
    """What stands above the next passage, outermost first."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._reached: dict[str, tuple[int, ...]] = {}  # the last place in the count of each style
        self.entries: list[Entry] = []

    def leave_bullets(self, indent: int) -> None:
        """A paragraph that is not indented ends the bullets."""
        while self.entries and (style := self.entries[-1].mark.style).startswith("bullet"):
            if indent > _indent_of(style):
                break
            self.entries.pop()

    def push(self, mark: Mark, index: int, passage: Passage, before: Passage | None) -> None:
        """Put the mark under all that it belongs under. `before` is the passage in front of the mark, if any."""
        same = next((n for n in reversed(range(len(self.entries))) if self.entries[n].mark.style == mark.style), None)
        begins = mark.style not in _UNNUMBERED and not self._continues(mark, same, before)
        is_list = not passage.level and self._may_follow_sentence(mark.style)
        lead = self._take_lead(index, before, is_list=is_list) if begins and before is not None else None
        if same is not None and mark.position:
            del self.entries[same:]
        if same is None or begins or not mark.position:
            self._pop_below(mark.style, keeps_lead=not begins and mark.style not in _UNNUMBERED)
        runs = mark.style in self._ranking.running
        self.entries += [lead] if lead is not None else []
        self.entries.append(Entry(_step(mark, passage, runs=runs), mark, runs, index))
        if mark.position:
            self._reached[mark.style] = mark.position

    def _continues(self, mark: Mark, same: int | None, before: Passage | None) -> bool:
        """Whether the mark goes on with a series. In Markdown every item of a list may be written `1.`."""
        if not mark.position:
            return same is not None
        if mark.continues(self._reached.get(mark.style, ())):
            return True
        introduced = before is None or _is_line(before)
        if mark.is_first:
            was_first = same is not None and self.entries[same].mark.is_first
            return was_first and is_list_style(mark.style) and not introduced and not _is_text(before)
        return not introduced

    def _take_lead(self, index: int, before: Passage, *, is_list: bool) -> Entry | None:
        """The line directly before a series that introduces it: any unnumbered line; before a list, also a sentence."""
        if _is_line(before):
            return self.entries.pop()
        if before.kind == "text" and is_list:
            step = Step(_SENTENCE, "", _tail(before.key))
            return Entry(step, Mark(_SENTENCE, (), ""), False, index - 1)
        return None

    def _may_follow_sentence(self, style: str) -> bool:
        """Whether a sentence may introduce the series: a list, or 一、 that begins anew."""
        return is_list_style(style) or not (style in self._ranking.running or plain_style(style) in NAMED_STYLES)

    def _pop_below(self, style: str, *, keeps_lead: bool) -> None:
        while self.entries:
            top = self.entries[-1].mark.style
            if keeps_lead if top == _SENTENCE else self._ranking.stands_above(top, style):
                break
            self.entries.pop()


def _is_text(passage: Passage | None) -> bool:
    return passage is not None and passage.kind == "text"


def _is_line(passage: Passage) -> bool:
    return bool(passage.marks) and passage.marks[0].style in _UNNUMBERED_LINES


def places_of(
    passages: Sequence[Passage], ranking: Ranking, repeated: Set[tuple[Step, ...]] = frozenset()
) -> list[Place]:
    """The place of each passage. `repeated` holds the headings that stand twice in the source."""
    stack = _Stack(ranking)
    last_single: dict[tuple[Step, ...], str] = {}
    places: list[Place] = []
    for index, passage in enumerate(passages):
        if passage.kind == "text":
            stack.leave_bullets(passage.indent)
        above = _context(stack.entries)
        before = passages[index - 1] if index else None
        for mark in passage.marks:
            stack.push(mark, index, passage, before)
            before = passage
        if passage.is_unnumbered_heading:
            plain = _plain(_context(stack.entries))
            if plain in repeated:
                step = stack.entries[-1].step._replace(behind=last_single.get(plain[:-1], "nothing"))
                stack.entries[-1] = stack.entries[-1]._replace(step=step)
            else:
                last_single[plain[:-1]] = passage.key
        is_read_by_surroundings = not passage.level and any(m.style in ("h1", "line", "caption") for m in passage.marks)
        contexts = (_context(stack.entries), above) if is_read_by_surroundings else (_context(stack.entries),)
        places.append(Place(index, tuple(stack.entries), contexts))
    return places


def repeated_headings(passages: Sequence[Passage], ranking: Ranking) -> Set[tuple[Step, ...]]:
    """The headings without a number that stand twice under one parent, but for the titles of whole pages."""
    places = places_of(passages, ranking)
    headings = [n for n, passage in enumerate(passages) if passage.is_unnumbered_heading]
    top = min((passages[n].marks[0].style for n in headings if passages[n].marks[0].style[0] == "h"), default="")
    titles = [n for n in headings if passages[n].marks[0].style == top]
    with_pages = set()
    for title, end in pairwise([*titles, len(passages)]):
        if any(passages[n].level for n in range(title + 1, end)):
            with_pages.add(places[title].context)
    counts = Counter((places[n].parent, places[n].context) for n in headings)
    return frozenset(context for (_, context), count in counts.items() if count > 1 and context not in with_pages)
