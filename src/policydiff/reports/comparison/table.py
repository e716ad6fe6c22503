"""A comparison as the table that offices circulate (对照表), in the layout of the mainland or of Taiwan.

Everything in it is the documents' own words or a neutral statement of what was done; nothing is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Comparison, UnitChange, UnitReference
from policydiff.reports.comparison.names import line_name, without_markup
from policydiff.reports.comparison.selection import Selection, kinds_of
from policydiff.reports.comparison.sentences import changed, is_shown, lines, marked
from policydiff.reports.model import Run, Table
from policydiff.text.document import Document

Layout = Literal["mainland", "taiwan"]
Cell = tuple[tuple[Run, ...], ...]
_NUMERALS = "〇一二三四五六七八九"
_QUOTED = 24  # characters of changed words that a statement quotes
_THROUGHOUT = 3  # places from which a term counts as replaced throughout
_MOST = 8  # changes named one by one in a statement


class _Words(NamedTuple):
    """The fixed words of a layout. `{}` is filled in."""

    headings: tuple[str, ...]
    caption: str
    mark: str
    added: str
    removed: str
    left: str
    unchanged: str
    same: str
    gone: str
    came: str
    renumbered: str
    moved: str
    moved_from: str
    replaced: str
    split: str
    merged: str
    wording: str
    replace: str
    insert: str
    delete: str
    more: str
    throughout: str
    quotes: str


_MAINLAND = _Words(
    headings=("序号", "修订前", "修订后", "说明"),
    caption="《{}》修订前后对照表",
    mark="b",
    added="新增。",
    removed="删除。",
    left="删除，条文序号保留。",
    unchanged="未修改。",
    same="同左",
    gone="删除",
    came="新增",
    renumbered="序号调整，由{}改为{}。",
    moved="位置移动，文序调整。",
    moved_from="位置移动，由{}移至{}。",
    replaced="序号未变，内容重新规定。",
    split="由{}拆分而来。",
    merged="由{}合并而成。",
    wording="文字修改：{}。",
    replace="{}改为{}",
    insert="增加{}",
    delete="删去{}",
    more="等{}处",
    throughout="将全文中的“{}”统一修改为“{}”，共{}处。除前述调整外，其余修订如下。",
    quotes="“”",
)
_TAIWAN = _Words(
    headings=("修正條文", "現行條文", "說明"),
    caption="{}修正條文對照表",
    mark="u",
    added="本{}新增。",
    removed="本{}刪除。",
    left="本{}刪除，條號保留。",
    unchanged="本{}未修正。",
    same="（無變更）",
    gone="（刪除）",
    came="（新增）",
    renumbered="條次變更，由{}移列。",
    moved="位置移動。",
    moved_from="條次變更，由{}移列，位置並調整。",
    replaced="條次未變，內容重新規定。",
    split="由{}分列。",
    merged="由{}合併。",
    wording="文字修正：{}。",
    replace="{}修正為{}",
    insert="增列{}",
    delete="刪除{}",
    more="等{}處",
    throughout="全文「{}」統一修正為「{}」，共{}處。除前述調整外，其餘修正如下。",
    quotes="「」",
)
_LAYOUTS: dict[str, _Words] = {"mainland": _MAINLAND, "taiwan": _TAIWAN}
_UNIT = {"article": "條", "section": "點", "paragraph": "段"}


def comparison_table(
    comparison: Comparison,
    *,
    layout: Layout = "mainland",
    strict: bool = False,
    verbose: bool = False,
    only: Selection | None = None,
) -> Table:
    """The table: one row a unit that changed; with `verbose` the unchanged, too.

    Terms replaced throughout come first. `strict` marks and tells what is else ignored.
    """
    words = _LAYOUTS[layout]
    made = _Rows(comparison, words, strict)
    only = only or Selection()
    rows = [*made.terms(only), *made.outside(only), *made.units(only, verbose)]
    if layout == "mainland":
        cells = [(_said(str(number)), *row) for number, row in enumerate(rows, 1)]
        return Table(words.headings, tuple(cells), made.caption(), words.mark)
    return Table(words.headings, tuple((new, old, told) for old, new, told in rows), made.caption(), words.mark)


class _Rows:
    """The rows of a table, each as old cell, new cell and statement."""

    def __init__(self, comparison: Comparison, words: _Words, strict: bool) -> None:
        self._comparison, self._words, self._strict = comparison, words, strict
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document
        self._unit = _UNIT.get(comparison.new.unit, "條")

    def caption(self) -> str:
        """The title of the table, after that of the documents."""
        title = self._comparison.new.title or self._comparison.old.title or ""
        return self._words.caption.format(title).removeprefix("《》")

    def terms(self, only: Selection) -> Iterator[tuple[Cell, Cell, Cell]]:
        """A row for each term that was replaced throughout, with how often."""
        words = self._words
        for finding in self._comparison.findings:
            if finding.kind not in ("term", "agency") or not (finding.old and finding.new and only.finding(finding)):
                continue
            old, new = finding.old.text, finding.new.text
            times = self._replaced(old, new)
            if times < _THROUGHOUT:
                continue
            told = words.throughout.format(old, new, times)
            before: Cell = ((Run(old, "drop"),),)
            after: Cell = ((Run(new, "add"),),)
            yield before, after, _said(told)

    def _replaced(self, old: str, new: str) -> int:
        """How many changes put the one term in the place of the other, the words round them alike."""
        tally: Counter[bool] = Counter()
        for hunk in self._comparison.hunks():
            gone = self._old.text[hunk.old.start : hunk.old.end]
            came = self._new.text[hunk.new.start : hunk.new.end]
            room = (len(old), len(new))
            there = self._old.text[max(0, hunk.old.start - room[0]) : hunk.old.end + room[0]]
            here = self._new.text[max(0, hunk.new.start - room[1]) : hunk.new.end + room[1]]
            fits = bool(gone or came) and (gone in old or old in gone) and (came in new or new in came)
            tally[fits and old in there and new in here] += 1
        return tally[True]

    def outside(self, only: Selection) -> Iterator[tuple[Cell, Cell, Cell]]:
        """A row for each change in titles, chapter headings and whatever else stands outside the units."""
        for place in () if only else self._comparison.between:
            found = changed(self._old, self._new, place.old, place.new, place.hunks, self._strict)
            for each in found:
                hunks = [hunk for hunk in place.hunks if each.old.covers(hunk.old) and each.new.covers(hunk.new)]
                old = marked(self._old, each.old, hunks, "old", self._strict)
                new = marked(self._new, each.new, hunks, "new", self._strict)
                told = self._wording(hunks) if len(each.old) and len(each.new) else []
                words = self._words.added if not len(each.old) else self._words.removed
                yield tuple(lines(old)), tuple(lines(new)), _numbered(told or [words.format("行")])

    def units(self, only: Selection, verbose: bool) -> Iterator[tuple[Cell, Cell, Cell]]:
        """A row for each unit that changed, or for each."""
        for unit in self._comparison.units:
            strictly = self._strict and any(is_shown(hunk, True) for hunk in unit.hunks)
            if (kinds_of(unit) and only.unit(unit)) or strictly or (verbose and not only):
                yield self._row(unit)

    def _row(self, unit: UnitChange) -> tuple[Cell, Cell, Cell]:
        words = self._words
        old = self._cell(unit, unit.old, "old") if unit.old else _said(words.came)
        new = self._cell(unit, unit.new, "new") if unit.new else _said(words.gone)
        told = self._told(unit)
        if not told:
            told = [words.unchanged.format(self._unit)]
            if words is _MAINLAND:
                new = _said(words.same)
            else:
                old = _said(words.same)
        return old, new, _numbered(told)

    def _cell(self, unit: UnitChange, piece: UnitReference, side: str) -> Cell:
        document = self._old if side == "old" else self._new
        whole = {"added": "add", "removed": "drop", "replaced": "add" if side == "new" else "drop"}.get(unit.change)
        if whole:
            return tuple(lines([Run(document.text[piece.span.start : piece.span.end], whole)]))
        hunks = () if unit.change in ("split", "merged") else unit.hunks
        return tuple(lines(marked(document, piece.span, hunks, side, self._strict)))

    def _told(self, unit: UnitChange) -> list[str]:
        """What was done to the unit, in sentences."""
        words = self._words
        one_sided = {"added": words.added, "removed": words.left if unit.new else words.removed}
        if unit.change in one_sided:
            return [one_sided[unit.change].format(self._unit)]
        old = self._name(self._old, unit.old)
        new = self._name(self._new, unit.new)
        told = []
        if unit.moved:
            told.append((words.moved_from if unit.renumbered else words.moved).format(old, new))
        elif unit.renumbered:
            told.append(words.renumbered.format(old, new))
        if unit.change in ("split", "merged"):
            told.append((words.split if unit.change == "split" else words.merged).format(self._sources(unit)))
        elif unit.change == "replaced":
            told.append(words.replaced)
        else:
            told += self._wording(unit.hunks)
        return told

    def _sources(self, unit: UnitChange) -> str:
        pieces = [each.old for each in self._comparison.units if each.old and each.new == unit.new and each.new]
        names = [self._name(self._old, piece) for piece in pieces] or [self._name(self._old, unit.old)]
        return "、".join(dict.fromkeys(names))

    def _name(self, document: Document, piece: UnitReference | None) -> str:
        if piece is None:
            return ""
        return without_markup(piece.label) if piece.label else line_name(document, piece.span)

    def _wording(self, hunks: Sequence[Hunk]) -> list[str]:
        """What was changed in the wording, as one sentence; empty where nothing was."""
        words = self._words
        told: list[str] = []
        for hunk in hunks:
            if not is_shown(hunk, self._strict):
                continue
            gone = self._quoted(self._old.text[hunk.old.start : hunk.old.end])
            came = self._quoted(self._new.text[hunk.new.start : hunk.new.end])
            form = words.replace if gone and came else words.insert if came else words.delete
            if gone or came:
                told.append(form.format(*filter(None, (gone, came))))
        counted = Counter(told)
        named = list(counted)[:_MOST]
        if not named:
            return []
        rest = words.more.format(len(counted)) if len(counted) > _MOST else ""
        return [words.wording.format("；".join(named) + rest)]

    def _quoted(self, text: str) -> str:
        said = " ".join(text.split())
        if len(said) > _QUOTED:
            said = f"{said[: _QUOTED // 2]}……{said[-_QUOTED // 2 :]}"
        opening, closing = tuple(self._words.quotes)
        return f"{opening}{said}{closing}" if said else ""


def _said(text: str) -> Cell:
    return ((Run(text),),)


def _numbered(told: Sequence[str]) -> Cell:
    """The statements, numbered where there are several: 一、…二、…"""
    if len(told) == 1:
        return _said(told[0])
    return tuple((Run(f"{_NUMERALS[number]}、{each}"),) for number, each in enumerate(told, 1))
