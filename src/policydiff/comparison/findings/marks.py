"""Findings on punctuation: marks added, dropped or replaced, and pairs of marks."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from policydiff.comparison.findings.paired_marks import PairedMarks
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.term_borders import MIN_REPETITIONS
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Finding, Quote
from policydiff.languages import PACK
from policydiff.messages import Message, message, translatable
from policydiff.text.spans import Span

UnitHunk = tuple[int, Hunk]  # index of the unit, and a hunk in it
_MIN_UNCHANGED_CHARACTERS = 5  # to either side of a mark, which must be unchanged
_BULLETS = frozenset("-*+•·●○■□◆–—")  # which begin an item of a list, at the start of a line
_MAX_INDENT = 20  # characters before a bullet
_MAX_WORD_CHARACTERS = 24  # of a word in Latin letters, which is quoted whole
# The names of marks in the language packs, for the catalogues; the last is that of a mark without a name there.
MARK_NAMES = (
    translatable("enumeration comma"),
    translatable("comma"),
    translatable("full stop"),
    translatable("semicolon"),
    translatable("colon"),
    translatable("quotation mark"),
    translatable("bracket"),
    translatable("title mark"),
    translatable("question mark"),
    translatable("exclamation mark"),
    translatable("ellipsis"),
    translatable("middle dot"),
    translatable("mark"),
)


def is_mark(hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether the hunk changes punctuation, and white space, alone."""
    changed_text = old.normalised[hunk.old.start : hunk.old.end] + new.normalised[hunk.new.start : hunk.new.end]
    return all(unicodedata.category(character)[0] in "PZ" or character in "\r\n" for character in changed_text)


def is_bullet(hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether the hunk changes no more than the mark that begins an item of a list: "-Item" became "- Item"."""
    for side, span in ((old, hunk.old), (new, hunk.new)):
        if mark := side.normalised[span.start : span.end].strip():
            before = side.text[max(0, span.start - _MAX_INDENT) : span.start]
            line = before.rpartition("\n")[2]
            if mark not in _BULLETS or line.strip() or (len(line) == len(before) == _MAX_INDENT):
                return False
    return True


def isolated_hunks(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """The hunks with unchanged text, `_MIN_UNCHANGED_CHARACTERS`, between them and the hunks on both sides."""
    end_marker = Hunk(Span(0, 0), Span(0, 0))
    for index, hunk in enumerate(hunks):
        before = hunks[index - 1] if index else None
        after = hunks[index + 1] if index + 1 < len(hunks) else end_marker
        if (before is None or before.old.end + _MIN_UNCHANGED_CHARACTERS <= hunk.old.start) and (
            after is end_marker or hunk.old.end + _MIN_UNCHANGED_CHARACTERS <= after.old.start
        ):
            yield hunk


def punctuation_changes(
    unit_hunks: Sequence[UnitHunk],
    unit_pairs: Mapping[int, Sequence[PairedMarks]],
    old: NormalisedSide,
    new: NormalisedSide,
) -> Iterator[Finding]:
    """Findings on punctuation marks added, dropped or replaced; a pair of marks is one change.

    `MIN_REPETITIONS` equal changes or more are one finding.
    """
    groups: dict[tuple[str, str], list[tuple[int, Quote, Quote]]] = defaultdict(list)
    for index, pairs in unit_pairs.items():
        for pair in pairs:
            groups[pair.before, pair.after].append((index, old.verbatim(pair.old), new.verbatim(pair.new)))
    for index, hunk in unit_hunks:
        marks = (
            "".join(old.normalised[hunk.old.start : hunk.old.end].split()),
            "".join(new.normalised[hunk.new.start : hunk.new.end].split()),
        )
        groups[marks].append((index, _words_around(old, hunk.old), _words_around(new, hunk.new)))
    for (before, after), group in groups.items():
        note = _mark_note(before, after)
        shown = group
        also: tuple[int, ...] = ()
        if len(group) >= MIN_REPETITIONS:
            note = message("{change}, {number} times", change=note, number=len(group))
            shown = group[:1]
            also = tuple(dict.fromkeys(index for index, *_ in group[1:] if index != group[0][0]))
        for index, old_quote, new_quote in shown:
            change = replacement(old_quote.text, new_quote.text)
            yield Finding("punctuation", "info", index, old_quote, new_quote, change, "punctuation", note, also)


def is_cited_with_other_marks(finding: Finding, unit_pairs: Mapping[int, Sequence[PairedMarks]]) -> bool:
    """Whether a finding says of a citation that it is gone or new, but only a pair of marks is."""
    quote = finding.old or finding.new
    if finding.kind != "citation" or finding.unit is None or quote is None or (finding.old and finding.new):
        return False
    pairs = unit_pairs.get(finding.unit, ())
    return any((pair.old if finding.old else pair.new).overlaps(quote.span) for pair in pairs)


def _mark_note(before: str, after: str) -> Message:
    """A note on what became of a punctuation mark, with its name; one of the two may be empty, not both."""
    name = Message(PACK.lexicon().marks.get((after or before)[0], MARK_NAMES[-1]))
    if before and after:
        return message("{change} ({name})", change=replacement(before, after), name=name)
    if before:
        return message("{mark} dropped ({name})", mark=before, name=name)
    return message("{mark} added ({name})", mark=after, name=name)


def _words_around(side: NormalisedSide, span: Span) -> Quote:
    """The words beside a mark, and the mark: at most five characters to either side, up to white space.

    A word in Latin letters is quoted whole, up to `_MAX_WORD_CHARACTERS`.
    """
    start, end = span.start, span.end
    while start > 0 and _is_quoted(side, start - 1, span.start - start):
        start -= 1
    while end < len(side.text) and _is_quoted(side, end, end - span.end):
        end += 1
    return side.verbatim(Span(start, end))


def _is_quoted(side: NormalisedSide, position: int, distance: int) -> bool:
    """Whether the character at a position, so many characters from a mark, is quoted with it."""
    character = side.text[position]
    limit = _MAX_WORD_CHARACTERS if character.isascii() and character.isalpha() else 5
    return not character.isspace() and distance < limit
