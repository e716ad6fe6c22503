"""A second implementation of "repeats inside one document", for the tests alone: is what was left out lawfully gone?

>>> violations("一、甲。\\n二、乙。\\n二、乙。\\n", "一、甲。\\n二、乙。\\n")
[]

It imports nothing of policydiff. The rule: a passage is placed by what stands above it. In a series that runs through
the document that is its label; elsewhere it is the whole chain of labels, headings and lines that introduce it.
A passage may go where an equal one stays in the same place. A removal takes a copy whole: no heading without its text,
no text without its heading, no line of the copy stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal, NamedTuple

from context_passages import Passage, is_endless, read_passages
from context_places import Place, Ranking, Step, places_of, repeated_headings

Rule = Literal["context-changed", "passage-lost", "heading-without-text", "opener-emptied", "torso"]
_MIN_CONTAINED_CHARACTERS = 6  # from here on a passage may also be found inside the joined text of its context


class Violation(NamedTuple):
    """One breach of the rule."""

    rule: Rule
    passage: str
    explanation: str


class _Text:
    """The passages of a text with their places."""

    def __init__(self, passages: Sequence[Passage], places: Sequence[Place]) -> None:
        self.passages = passages
        self.places = places
        self.keys = [passage.key for passage in passages]
        self.contexts = [place.context for place in places]
        self.pairs = {(context, self.keys[place.number]) for place in places for context in place.contexts}

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each key stands."""
        positions = defaultdict(list)
        for index, key in enumerate(self.keys):
            positions[key].append(index)
        return positions

    @cached_property
    def _joined(self) -> dict[tuple[Step, ...], str]:
        joined: dict[tuple[Step, ...], list[str]] = defaultdict(list)
        for context, key in zip(self.contexts, self.keys, strict=True):
            joined[context].append(key)
        return {context: "".join(keys) for context, keys in joined.items()}

    def holds(self, place: Place, key: str) -> bool:
        """Whether the passage stands in this place, in one piece or across the ends of wrapped lines."""
        if any((context, key) in self.pairs for context in place.contexts):
            return True
        return len(key) >= _MIN_CONTAINED_CHARACTERS and key in self._joined.get(place.context, "")

    def articles_under(self, index: int) -> int | None:
        """The passage with a running label directly under a heading, or under it and further headings."""
        while index < len(self) and not self.places[index].has_running_label and self.passages[index].opens:
            index += 1
        return index if index < len(self) and self.places[index].has_running_label else None

    def has_before(self, keys: Sequence[str], context: tuple[Step, ...]) -> bool:
        """Whether the passages stand here one behind the other, the last one in this context."""
        for position in self.positions.get(keys[-1], ()):
            start = position - len(keys) + 1
            if start >= 0 and self.keys[start : position + 1] == keys and self.contexts[position] == context:
                return True
        return False

    def has_own_mark(self, index: int) -> bool:
        """Whether the passage has a label, is a bullet or a heading, whatever stands around it."""
        return self.places[index].has_mark and len(self.places[index].contexts) == 1

    def ends_front(self, index: int) -> bool:
        """Whether text without a label ends here: at a label or a heading."""
        return self.has_own_mark(index) and self.passages[index].kind != "bullet"

    def introduces(self, index: int, next_index: int) -> bool:
        """Whether the passage is the heading or lead-in of the passage directly behind it."""
        if not 0 <= index < next_index < len(self):
            return False
        place = self.places[next_index]
        if self.has_own_mark(next_index):
            return place.parent == index
        return self.passages[index].opens and any(entry.origin == index for entry in place.chain)

    def is_bare(self, index: int) -> bool:
        """Whether the passage is a numbered heading with nothing under it, as in a list of contents."""
        if not 0 <= index < len(self):
            return False
        passage = self.passages[index]
        return passage.kind == "label" and passage.opens and not self.introduces(index, index + 1)

    @cached_property
    def bare_keys(self) -> set[str]:
        """The keys of the numbered headings with nothing under them."""
        return {key for index, key in enumerate(self.keys) if self.is_bare(index)}

    def breaks_count(self, index: int) -> bool:
        """Whether the label is not the next one of its count. A first label never breaks it."""
        marks = self.passages[index].marks
        if not marks or not marks[0].position or marks[0].is_first:
            return False
        for passage in reversed(self.passages[:index]):
            for mark in passage.marks:
                if mark.style == marks[0].style and mark.position:
                    return not marks[0].continues(mark.position)
        return True


class _Cut(NamedTuple):
    """A stretch of the source that was left out, and where its seam is in the clean text (the first passage behind)."""

    start: int
    end: int
    seam: int


class _Judgement(NamedTuple):
    violations: list[Violation]
    accepted: range  # passages of the source that need no equal in the clean text, or whose lack is told
    accepted_clean: range  # passages of the clean text that need no equal in the source


# --- cuts


def _cuts(source: Sequence[str], clean: Sequence[str]) -> list[_Cut]:
    """The fewest stretches that explain the clean text, as far as can be told quickly."""
    head = 0
    while head < min(len(source), len(clean)) and source[head] == clean[head]:
        head += 1
    tail = 0
    while tail < min(len(source), len(clean)) - head and source[-1 - tail] == clean[-1 - tail]:
        tail += 1
    middle = SequenceMatcher(None, source[head : len(source) - tail], clean[head : len(clean) - tail], autojunk=False)
    opcodes = [(a + head, b + head, d + head) for tag, a, b, _, d in middle.get_opcodes() if tag != "equal"]
    return [_Cut(start, end, seam) for start, end, seam in opcodes]


def _ways(cut: _Cut, keys: Sequence[str]) -> Iterator[_Cut]:
    """Every way to count the equal lines at the rims of a cut: the same clean text results."""
    yield cut
    start, end, seam = cut
    while start > 0 and end > start and keys[start - 1] == keys[end - 1]:
        start, end, seam = start - 1, end - 1, seam - 1
        yield _Cut(start, end, seam)
    start, end, seam = cut
    while start < end < len(keys) and keys[start] == keys[end]:
        start, end, seam = start + 1, end + 1, seam + 1
        yield _Cut(start, end, seam)


class _Judge:
    """Judges the cuts that lead from a source to a clean text."""

    def __init__(self, source: _Text, clean: _Text) -> None:
        self.source = source
        self.clean = clean
        self.cuts = _cuts(source.keys, clean.keys)
        self.removed = {index for cut in self.cuts for index in range(cut.start, cut.end)}
        self.missing = [index for index in range(len(source)) if not _has_equal(source, index, clean)]

    def violations(self) -> list[Violation]:
        """Every breach; those of a cut in the way of counting that has the fewest."""
        judgements = [self._best(cut) for cut in self.cuts]
        breaches = [violation for judgement in judgements for violation in judgement.violations]
        accepted = self.removed.union(*(judgement.accepted for judgement in judgements))
        accepted_clean = {index for judgement in judgements for index in judgement.accepted_clean}
        breaches += [
            Violation("context-changed", self.clean.passages[index].raw, f"now {_shown(self.clean.contexts[index])}")
            for index in range(len(self.clean))
            if index not in accepted_clean and not _has_equal(self.clean, index, self.source)
        ]
        return breaches + [self._lost(index) for index in self.missing if index not in accepted]

    def _lost(self, index: int) -> Violation:
        context = _shown(self.source.contexts[index])
        return Violation("passage-lost", self.source.passages[index].raw, f"nothing equal stays {context}")

    def _best(self, cut: _Cut) -> _Judgement:
        best = self._judge(cut)
        for way in _ways(cut, self.source.keys):
            if not best.violations:
                break
            best = min(best, self._judge(way), key=lambda judgement: len(judgement.violations))
        return best

    def _judge(self, cut: _Cut) -> _Judgement:
        lost = self.missing[bisect_left(self.missing, cut.start) : bisect_left(self.missing, self._paste_start(cut))]
        violations = [*self._closed(cut), *self._maximal(cut), *self._contents(cut), *self._repeated_under_label(cut)]
        violations += [self._lost(index) for index in lost if not self._is_front(cut, index)]
        length = 0  # of the text behind the cut that stands under no label of its own
        for index in range(cut.end, len(self.source)):
            if self.source.ends_front(index):
                break
            length += 1
        return _Judgement(violations, range(cut.start, cut.end + length), range(cut.seam, cut.seam + length))

    # --- closed

    def _closed(self, cut: _Cut) -> Iterator[Violation]:
        source = self.source
        if cut.start == cut.end:
            return
        last, opener = cut.end - 1, cut.start - 1
        if source.introduces(last, cut.end) and not self._is_pasted_heading(last):
            text = source.passages[cut.end].raw
            yield Violation("heading-without-text", source.passages[last].raw, f"went, its text stays: {text}")
        if source.introduces(opener, cut.start) and self._is_emptied(cut):
            text = source.passages[cut.start].raw
            yield Violation("opener-emptied", source.passages[opener].raw, f"stays, its text went: {text}")

    def _is_pasted_heading(self, index: int) -> bool:
        """Whether the label breaks the count here, and an equal heading with its text keeps it where it stays."""
        source = self.source
        return source.breaks_count(index) and any(
            not source.breaks_count(position) and not source.is_bare(position)
            for position in source.positions[source.keys[index]]
            if position not in self.removed
        )

    def _is_emptied(self, cut: _Cut) -> bool:
        first, opener = self.source.places[cut.start], self.source.passages[cut.start - 1]
        if self._is_front(cut, cut.start) and not _has_equal(self.source, cut.start, self.clean):
            return False  # it is the beginning of a copy, no text of the opener
        if cut.seam >= len(self.clean):
            return True
        is_plain_line = len(self.source.places[cut.start - 1].contexts) > 1 and not opener.key.endswith(":")
        if first.has_running_label and is_plain_line:
            return self.clean.passages[cut.seam].kind == "heading"
        if not self.clean.introduces(cut.seam - 1, cut.seam):
            return True
        is_lead_in = opener.kind == "caption" or opener.key.endswith(":")
        return is_lead_in and first.has_mark and not self.clean.places[cut.seam].has_mark

    def _contents(self, cut: _Cut) -> Iterator[Violation]:
        """A list of contents that went for the sake of the headings over the text."""
        source = self.source
        for index in range(cut.start, cut.end):
            is_in_list = source.is_bare(index) and (source.is_bare(index - 1) or source.is_bare(index + 1))
            if is_in_list and source.keys[index] not in self.clean.bare_keys:
                yield Violation("passage-lost", source.passages[index].raw, "is a line of a list of contents")

    def _repeated_under_label(self, cut: _Cut) -> Iterator[Violation]:
        """A paragraph that its label has twice, not directly behind itself, and of which one went."""
        source, index = self.source, cut.start
        place = source.places[index] if cut.end == index + 1 else None
        if place is None or place.has_mark or not place.chain:
            return
        equals = [n for n in source.positions[source.keys[index]] if n not in self.removed]
        labels = {source.places[n].chain[-1].origin for n in equals if source.contexts[n] == place.context}
        if labels == {place.chain[-1].origin} and not {index - 1, index + 1} & set(equals):
            yield Violation("passage-lost", source.passages[index].raw, "stands twice under one label")

    # --- maximal

    def _maximal(self, cut: _Cut) -> Iterator[Violation]:
        """A line next to the cut that stands next to the kept copy, too."""
        in_paste = self._paste_start(cut) < cut.end
        for forward, here in ((True, cut.start - 1), (False, cut.end)):
            copies = self._kept_copies(cut.start, cut.end, forward=forward, in_paste=in_paste)
            beside = [first - 1 if forward else first + length for first, length in copies]
            if beside and all(self._is_torso(here, there, in_paste=in_paste) for there in beside):
                yield Violation("torso", self.source.passages[here].raw, "stays, the rest of this copy went")

    def _is_torso(self, here: int, there: int, *, in_paste: bool) -> bool:
        source = self.source
        if not (0 <= here < len(source) and 0 <= there < len(source)) or here == there:
            return False
        if {here, there} & self.removed or source.keys[here] != source.keys[there]:
            return False
        return in_paste or self._same_place(here, there)

    def _same_place(self, here: int, there: int) -> bool:
        """Whether the contexts are the same, or both stand, without a mark or as headings, before the same label."""
        source = self.source
        while here < len(source) and there < len(source) and source.keys[here] == source.keys[there]:
            if source.contexts[here] == source.contexts[there]:
                return True
            if not all(source.passages[n].opens or not source.ends_front(n) for n in (here, there)):
                return False
            here, there = here + 1, there + 1
        return False

    def _kept_copies(self, start: int, end: int, *, forward: bool, in_paste: bool) -> list[tuple[int, int]]:
        """Kept stretches (first passage, length) equal to the longest front, or rear, of the cut that has an equal."""
        keys = self.source.keys
        copies: list[tuple[int, int]] = []
        longest = 0
        for position in self.source.positions[keys[start if forward else end - 1]] if start < end else ():
            step, length = (1 if forward else -1), 0
            here = start if forward else end - 1
            there = position
            while start <= here < end and 0 <= there < len(keys) and there not in self.removed:
                if keys[here] != keys[there]:
                    break
                here, there, length = here + step, there + step, length + 1
            first = position if forward else position - length + 1
            if length and (in_paste or self._same_place(start if forward else end - 1, position)):
                longest = max(longest, length)
                copies.append((first, length))
        return [copy for copy in copies if copy[1] == longest]

    # --- what may go though its context is not the same

    def _is_front(self, cut: _Cut, index: int) -> bool:
        """Whether the passage stands in front of the first label or heading of a copy."""
        source = self.source
        marked = next((n for n in range(cut.start, cut.end) if source.ends_front(n)), None)
        if marked is None or index >= marked:
            return False
        return self.clean.has_before(source.keys[index : marked + 1], source.contexts[marked])

    def _paste_start(self, cut: _Cut) -> int:
        """The first passage of a run whose labels break the count here and keep it where an equal run stays.

        Returns the end of the cut where there is no such run.
        """
        source = self.source
        label = next((n for n in range(cut.start, cut.end) if source.passages[n].kind == "label"), None)
        if label is None or not source.breaks_count(label):
            return cut.end
        run = source.keys[label : cut.end]
        for position in source.positions[source.keys[label]]:
            is_kept = self.removed.isdisjoint(range(position, position + len(run)))
            if is_kept and source.keys[position : position + len(run)] == run and not source.breaks_count(position):
                return label
        return cut.end


def _has_equal(text: _Text, index: int, other: _Text) -> bool:
    """Whether the other text has the passage in the same place; for a heading over articles, that of the articles."""
    if other.holds(text.places[index], text.keys[index]):
        return True
    articles = text.articles_under(index)
    return articles is not None and other.has_before(text.keys[index : articles + 1], text.contexts[articles])


def _shown(context: Sequence[Step]) -> str:
    steps = (" ".join(filter(None, (step.style, step.written, step.text, step.behind))) for step in context[-4:])
    return "under " + (" > ".join(steps) or "the top of the document")


def violations(source: str, clean: str) -> list[Violation]:
    """What is wrong with leaving out what `clean` lacks of `source`; empty if the removal is lawful."""
    endless = is_endless(source)
    passages = read_passages(source, endless=endless)
    ranking = Ranking(passages)
    repeated = repeated_headings(passages, ranking)
    clean_passages = read_passages(clean, endless=endless)
    copies, rest = divmod(len(passages), max(len(clean_passages), 1))
    if not rest and [passage.key for passage in passages] == [passage.key for passage in clean_passages] * copies:
        return []  # nothing but equal copies
    source_text = _Text(passages, places_of(passages, ranking, repeated))
    clean_text = _Text(clean_passages, places_of(clean_passages, ranking, repeated))
    return _Judge(source_text, clean_text).violations()
