"""A comparison as one text with revisions, from which rejecting all gives the old text, and accepting all the new one.

This is what a word processor shows as tracked changes. Every character that differs is in a revision, those that the
other reports ignore included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import Comparison, UnitChange
from policydiff.errors import InternalError
from policydiff.matching.diff import heaviest_increasing_subsequence
from policydiff.messages import message, translatable
from policydiff.text.document import LINE_END
from policydiff.text.revised_text import Paragraph, Piece, RevisedText
from policydiff.text.script import is_traditional
from policydiff.text.spans import Span

_LINE_MARK = re.compile(r"\r|\n|[^\r\n]+")
_PIECES = ("split", "merged")  # changes of units that share their text with another entry
_NOT_GIVEN = {  # by side
    "old": translatable("the revisions do not give the old text"),
    "new": translatable("the revisions do not give the new text"),
}


class _Block(NamedTuple):
    """Corresponding text: the hunks turn `old` into `new`. None if one side has nothing; `is_unit` for a whole unit."""

    old: Span | None
    new: Span | None
    hunks: tuple[Hunk, ...] = ()
    is_unit: bool = False


def revised_text(comparison: Comparison, *, author: str = "policydiff", moves: bool = True) -> RevisedText:
    """The text with its revisions; without `moves`, a unit that moved is deleted and inserted.

    Lines end in LF, CRLF or CR; LF and CRLF are one. The end of the last line counts only if one of the texts has none.
    InternalError if the revisions do not give both texts.
    """
    old, new = comparison.old.document.text, comparison.new.document.text
    stream = _with_line_ends(_stream(old, new, _blocks(comparison), moves), old, new)
    expected = {"old": LINE_END.sub("\n", old), "new": LINE_END.sub("\n", new)}
    if all(text.endswith("\n") for text in expected.values()):
        stream = _without_last_end(stream)
        expected = {side: text[:-1] for side, text in expected.items()}
    title = comparison.new.compared_title or comparison.old.compared_title or ""
    language = "zh-TW" if is_traditional(new or old) else "zh-CN"
    result = RevisedText(tuple(_paragraphs(stream)), title, language, author, comparison.new.date or "")
    for side, text in expected.items():
        if result.text(side) != text:
            raise InternalError(message(_NOT_GIVEN[side]), where=comparison.new.document.path)
    return result


# ------------------------------------------------------------------------------------------------- blocks


def _blocks(comparison: Comparison) -> list[_Block]:
    """Both texts in blocks; every character of either is in one."""
    old, new = comparison.old.document.text, comparison.new.document.text
    blocks = []
    for unit in comparison.units:
        if unit.change in _PIECES:
            continue
        spans = (unit.old.span if unit.old else None, unit.new.span if unit.new else None)
        changed = _whole(old, new, *spans) if unit.change == "replaced" else unit.hunks
        blocks.append(_Block(*spans, tuple(changed), True))
    blocks += _split_and_merged(old, new, [unit for unit in comparison.units if unit.change in _PIECES])
    for outside in comparison.outside_changes:
        spans = (outside.old if len(outside.old) else None, outside.new if len(outside.new) else None)
        blocks.append(_Block(*spans, outside.hunks if comparison.related else tuple(_whole(old, new, *spans))))
    return blocks


def _whole(old: str, new: str, before: Span | None, after: Span | None) -> Iterator[Hunk]:
    """The hunk that replaces the whole of one span by the other, unless they are equal or one is None."""
    if before and after and old[before.start : before.end] != new[after.start : after.end]:
        yield Hunk(before, after)


def _split_and_merged(old: str, new: str, units: Sequence[UnitChange]) -> Iterator[_Block]:
    """The blocks of units that were split or merged: one of each if its pieces follow each other, else of the main one.

    The other pieces are blocks of one side.
    """
    groups: dict[tuple[str, int], list[UnitChange]] = {}
    for unit in units:
        shared = unit.old if unit.change == "split" else unit.new
        assert shared is not None
        groups.setdefault((unit.change, shared.span.start), []).append(unit)
    for group in groups.values():
        befores = sorted({unit.old.span for unit in group if unit.old}, key=lambda span: span.start)
        afters = sorted({unit.new.span for unit in group if unit.new}, key=lambda span: span.start)
        main = next((unit for unit in group if unit.main), group[0])
        if _follow_each_other(befores) and _follow_each_other(afters):
            before = Span(befores[0].start, befores[-1].end)
            after = Span(afters[0].start, afters[-1].end)
        else:
            assert main.old is not None
            assert main.new is not None
            before, after = main.old.span, main.new.span
        texts = old[before.start : before.end], new[after.start : after.end]
        yield _Block(before, after, hunks(*texts, before.start, after.start), True)
        yield from (_Block(span, None, (), True) for span in befores if not before.covers(span))
        yield from (_Block(None, span, (), True) for span in afters if not after.covers(span))


def _follow_each_other(spans: Sequence[Span]) -> bool:
    """True if each span ends where the next one begins."""
    return all(first.end == second.start for first, second in pairwise(spans))


# ------------------------------------------------------------------------------------------------- one stream


class _Placed(NamedTuple):
    """A piece, and where its text begins in each document; -1 in one that does not have it."""

    piece: Piece
    old: int
    new: int


def _stream(old: str, new: str, blocks: Sequence[_Block], moves: bool) -> Iterator[_Placed]:
    """The pieces of all blocks in an order that is that of both texts.

    Blocks that both texts have in the same order stay in place, with most characters in all. Between two of them, what
    is only in the old text there comes before what is only in the new one.
    """
    in_place, moved = _in_place_and_moved(blocks)
    numbers = {block: number for number, block in enumerate((b for b in moved if b.is_unit), 1)} if moves else {}
    old_only = [(block.old.start, block) for block in blocks if block.old and (not block.new or block in moved)]
    new_only = [(block.new.start, block) for block in blocks if block.new and (not block.old or block in moved)]
    removed, added = sorted(old_only, key=itemgetter(0)), sorted(new_only, key=itemgetter(0))
    next_removed = next_added = 0
    for old_start, new_start, block in [*in_place, (len(old), len(new), None)]:
        while next_removed < len(removed) and removed[next_removed][0] <= old_start:
            yield _removed(old, removed[next_removed][1], numbers)
            next_removed += 1
        while next_added < len(added) and added[next_added][0] <= new_start:
            yield from _added(new, added[next_added][1], numbers)
            next_added += 1
        if block is not None:
            yield from _edited(old, new, block)


def _in_place_and_moved(blocks: Sequence[_Block]) -> tuple[list[tuple[int, int, _Block]], set[_Block]]:
    """The blocks of both texts that stay in place, in order, with where they begin in each; and the others."""
    paired = {(block.old.start, block.new.start): block for block in blocks if block.old and block.new}
    weighed = ((*starts, float(len(block.old or ()))) for starts, block in sorted(paired.items()))
    in_place = [(*starts, paired[starts]) for starts in heaviest_increasing_subsequence(weighed)]
    return in_place, set(paired.values()) - {block for *_, block in in_place}


def _removed(old: str, block: _Block, numbers: Mapping[_Block, int]) -> _Placed:
    """The old text of a block that is not in place."""
    assert block.old is not None
    move = numbers.get(block, 0)
    text = old[block.old.start : block.old.end]
    return _Placed(Piece(text, "moved_from" if move else "deleted", move), block.old.start, -1)


def _added(new: str, block: _Block, numbers: Mapping[_Block, int]) -> Iterator[_Placed]:
    """The new text of a block that is not in place; if it moved, what changed in it is inserted."""
    assert block.new is not None
    move = numbers.get(block, 0)
    position = block.new.start
    for hunk in block.hunks if move else ():
        yield _Placed(Piece(new[position : hunk.new.start], "moved_to", move), -1, position)
        yield _Placed(Piece(new[hunk.new.start : hunk.new.end], "inserted", move), -1, hunk.new.start)
        position = hunk.new.end
    yield _Placed(Piece(new[position : block.new.end], "moved_to" if move else "inserted", move), -1, position)


def _edited(old: str, new: str, block: _Block) -> Iterator[_Placed]:
    """The text of a block in place, and what was deleted from it and inserted into it."""
    assert block.old is not None
    assert block.new is not None
    old_position, new_position = block.old.start, block.new.start
    for hunk in block.hunks:
        yield _Placed(Piece(old[old_position : hunk.old.start]), old_position, new_position)
        yield _Placed(Piece(old[hunk.old.start : hunk.old.end], "deleted"), hunk.old.start, -1)
        yield _Placed(Piece(new[hunk.new.start : hunk.new.end], "inserted"), -1, hunk.new.start)
        old_position, new_position = hunk.old.end, hunk.new.end
    yield _Placed(Piece(old[old_position : block.old.end]), old_position, new_position)


# ------------------------------------------------------------------------------------------------- lines


def _with_line_ends(stream: Iterable[_Placed], old: str, new: str) -> Iterator[Piece]:
    """The pieces without empty ones; each end of a line is a piece of its own, with the text LF.

    A CR before LF is left out, on the side on which LF follows it.
    """
    for piece, old_start, new_start in stream:
        for part in _LINE_MARK.finditer(piece.text):
            text = part[0]
            if text != "\r":
                yield piece._replace(text=text)
                continue
            in_old = piece.in_old and old[old_start + part.end() : old_start + part.end() + 1] != "\n"
            in_new = piece.in_new and new[new_start + part.end() : new_start + part.end() + 1] != "\n"
            yield from _on_sides(piece._replace(text="\n"), in_old, in_new)


def _on_sides(piece: Piece, in_old: bool, in_new: bool) -> Iterator[Piece]:
    """The piece on these sides only, which must be sides that it is on; nothing if it is on neither."""
    if (in_old, in_new) == (piece.in_old, piece.in_new):
        yield piece
    elif in_old or in_new:
        yield piece._replace(revised="deleted" if in_old else "inserted")


def _without_last_end(stream: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of two texts that end in LF, without that LF of each."""
    pieces = list(stream)
    last_old = max(index for index, piece in enumerate(pieces) if piece.in_old)
    last_new = max(index for index, piece in enumerate(pieces) if piece.in_new)
    for index, piece in enumerate(pieces):
        yield from _on_sides(piece, piece.in_old and index != last_old, piece.in_new and index != last_new)


def _paragraphs(stream: Iterable[Piece]) -> Iterator[Paragraph]:
    """The pieces in paragraphs; the end of the last one is not revised."""
    pieces: list[Piece] = []
    for piece in stream:
        if piece.text == "\n":
            yield Paragraph(tuple(pieces), piece._replace(text=""))
            pieces = []
        else:
            pieces.append(piece)
    yield Paragraph(tuple(pieces), Piece(""))
