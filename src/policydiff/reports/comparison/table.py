"""A comparison as the table of Chinese drafting practice (对照表), in the layout of the mainland or of Taiwan.

Each cell holds text of the documents or a neutral statement of what was changed; the table does not assess changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.presentation import is_presentation, without_presentation
from policydiff.comparison.result import Comparison, UnitChange, UnitReference
from policydiff.reports.comparison.names import line_name, without_end_mark
from policydiff.reports.comparison.selection import Selection, kinds_of
from policydiff.reports.comparison.sentences import changed_sentences, is_shown, lines, marked, new_label, outside_hunks
from policydiff.reports.comparison.table_wording import MAINLAND, TAIWAN, TableWording
from policydiff.reports.model import Run, Table
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.script import is_traditional
from policydiff.text.spans import Span

Layout = Literal["mainland", "taiwan"]
Cell = tuple[tuple[Run, ...], ...]
_ARTICLE = "第[^第、條条]{1,8}[條条](?:之[一二三四五六七八九十]{1,3})?"
# The end of the title of a draft: 部分條文修正草案, 第三條、第五條修正條文
_DRAFT_WORDS = pattern(
    rf"(?:部[分份][條条]文|{_ARTICLE}(?:[、及]{_ARTICLE}){{0,40}}(?:[條条]文)?)?(?:修正|修改)(?:草案|[條条]文|案){{1,2}}$",
    signs=["修正", "修改"],
)
_HEADING_MARK = pattern(r"^#{1,6}[ \t\u3000]{1,8}", signs="#")
_NUMERALS = "〇一二三四五六七八九"
_MAX_QUOTED_CHARACTERS = 24  # of changed text that a statement quotes
_MIN_REPLACEMENTS = 3  # from which a term is called replaced throughout
_MAX_NAMED_CHANGES = 8  # in one statement
_MAX_NAMED_ARTICLES = 3  # in the title of an amendment


class RowCells(NamedTuple):
    """The cells of one row; the layout decides their order."""

    old: Cell
    new: Cell
    statement: Cell


_LAYOUTS: dict[str, TableWording] = {"mainland": MAINLAND, "taiwan": TAIWAN}
_UNIT_NOUNS = {"article": "條", "section": "點", "paragraph": "段"}


def comparison_table(
    comparison: Comparison,
    *,
    layout: Layout = "mainland",
    strict: bool = False,
    verbose: bool = False,
    only: Selection | None = None,
    statements: bool = True,
    numbers: bool = True,
) -> Table:
    """The table, with one row for each changed unit; with `verbose` and no selection, for the unchanged ones as well.

    Terms replaced throughout come first, then text outside the units, which a selection leaves out. Units in which
    nothing changed but such a term have no row. `strict` also shows the differences that are otherwise ignored. Without
    `statements`, the cells of the last column are empty. Only the mainland layout numbers its rows, from 1, and not
    without `numbers`.
    """
    wording = _LAYOUTS[layout]
    builder = TableRows(comparison, wording, strict)
    only = only or Selection()
    rows = [*builder.terms(only), *builder.outside(only), *builder.units(only, verbose)]
    if not statements:
        rows = [row._replace(statement=plain_cell("")) for row in rows]
    headings = wording.headings
    cells: list[tuple[Cell, ...]]
    if layout == "taiwan":
        cells = [(row.new, row.old, row.statement) for row in rows]
    elif numbers:
        cells = [(plain_cell(str(number)), *row) for number, row in enumerate(rows, 1)]
    else:
        headings, cells = headings[1:], [tuple(row) for row in rows]
    return Table(headings, tuple(cells), builder.caption(), wording.mark, wording.note, wording.language)


def usual_layout(comparison: Comparison) -> Layout:
    """The layout for the script of the new text, else of the old one: taiwan for Traditional characters."""
    traditional = is_traditional(comparison.new.document.text)
    if traditional is None:
        traditional = is_traditional(comparison.old.document.text)
    return "taiwan" if traditional else "mainland"


class TableRows:
    """The rows of the table of one comparison."""

    def __init__(self, comparison: Comparison, wording: TableWording, strict: bool) -> None:
        self._comparison, self._wording, self._strict = comparison, wording, strict
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document
        self._visible = {"old": without_presentation(self._old.text), "new": without_presentation(self._new.text)}
        self._announced: list[tuple[str, str]] = []  # terms, old and new, that `terms` has given a row
        self._unit_noun = _UNIT_NOUNS.get(comparison.new.unit, "條")

    def caption(self) -> str:
        """The caption, which holds the title of the new text, else of the old one.

        The layout of Taiwan has the title of the law, without the words of a draft, before the extent of the amendment.
        """
        new, old = self._comparison.new.compared_title or "", self._comparison.old.compared_title or ""
        title = new or old
        if self._wording is TAIWAN:
            title = old if old and self._comparison.new.partial else _DRAFT_WORDS.sub("", title)
        return self._wording.caption.format(title, self._extent()).removeprefix("《》")

    def _extent(self) -> str:
        """The articles that changed, for the title of an amendment of Taiwan.

        Up to `_MAX_NAMED_ARTICLES` are named; of more, "部分條文"; "" if over half of the articles changed.
        """
        changed = [unit for unit in self._comparison.units if unit.main and kinds_of(unit)]
        articles = max(1, sum(unit.old is not None and unit.main for unit in self._comparison.units))
        names = [self._name(self._new, unit.new) or self._name(self._old, unit.old) for unit in changed]
        if changed and len(changed) <= _MAX_NAMED_ARTICLES and all(unit.new or unit.old for unit in changed):
            return "、".join(names)
        return "" if 2 * len(changed) > articles else "部分條文"

    def terms(self, only: Selection) -> Iterator[RowCells]:
        """A row for all terms and agencies replaced at least `_MIN_REPLACEMENTS` times, with the numbers of times."""
        statements = []
        for finding in self._comparison.findings:
            if finding.kind not in ("term", "agency") or not (finding.old and finding.new and only.finding(finding)):
                continue
            old, new = finding.old.text, finding.new.text
            times = self._count_replacements(old, new)
            if times < _MIN_REPLACEMENTS:
                continue
            self._announced.append((old, new))
            statements.append(self._wording.throughout.format(old, new, times))
        if statements:
            old_terms, new_terms = zip(*self._announced, strict=True)
            old_cell = tuple((Run(term, "drop"),) for term in old_terms)
            new_cell = tuple((Run(term, "add"),) for term in new_terms)
            said = tuple((Run(statement),) for statement in (*statements, self._wording.besides))
            yield RowCells(old_cell, new_cell, said)

    def _count_replacements(self, old: str, new: str) -> int:
        """How many hunks replace the term `old` by `new`."""
        return sum(self._replaces(hunk, old, new) for hunk in self._comparison.hunks())

    def _replaces(self, hunk: Hunk, old: str, new: str) -> bool:
        """True if the hunk replaces the term `old` by `new`. It may hold only the part in which they differ."""
        removed = self._old.text[hunk.old.start : hunk.old.end]
        added = self._new.text[hunk.new.start : hunk.new.end]
        old_context = self._old.text[max(0, hunk.old.start - len(old)) : hunk.old.end + len(old)]
        new_context = self._new.text[max(0, hunk.new.start - len(new)) : hunk.new.end + len(new)]
        is_part = bool(removed or added) and (removed in old or old in removed) and (added in new or new in added)
        return is_part and old in old_context and new in new_context

    def _is_announced(self, hunks: Sequence[Hunk]) -> bool:
        """True if the shown hunks do nothing but replace terms that have rows of their own; False for no hunk."""
        shown = [hunk for hunk in hunks if is_shown(hunk, self._strict)]
        return bool(shown) and all(any(self._replaces(hunk, *term) for term in self._announced) for hunk in shown)

    def outside(self, only: Selection) -> Iterator[RowCells]:
        """A row for each changed sentence outside the units: titles, chapter headings and the like.

        None with a selection, and none where only terms changed that `terms` has given a row.
        """
        for change in () if only else self._comparison.outside_changes:
            all_hunks = outside_hunks(change)
            sentences = changed_sentences(self._old, self._new, change.old, change.new, all_hunks, self._strict)
            for sentence in sentences:
                hunks = [hunk for hunk in all_hunks if sentence.old.covers(hunk.old) and sentence.new.covers(hunk.new)]
                if self._is_announced(hunks):
                    continue
                old = self._lines(marked(self._old, sentence.old, hunks, "old", self._strict), sentence.old, "old")
                new = self._lines(marked(self._new, sentence.new, hunks, "new", self._strict), sentence.new, "new")
                if not (old or new):
                    continue
                statements = self._text_changes(hunks) if len(sentence.old) and len(sentence.new) else []
                one_sided = self._wording.added if not len(sentence.old) else self._wording.removed
                statement_cell = _numbered(statements or [one_sided.format("行")])
                yield RowCells(old, new, statement_cell)

    def units(self, only: Selection, verbose: bool) -> Iterator[RowCells]:
        """A row for each changed unit; with `verbose` and no selection, for every unit that was touched.

        None, except with `verbose`, where only terms changed that `terms` has given a row.
        With `strict`, ignored differences count, whatever is selected.
        """
        for unit in self._comparison.units:
            if unit.change == "not_touched":
                continue
            if not verbose and kinds_of(unit) == {"edited"} and self._is_announced(unit.hunks):
                continue
            has_strict_change = self._strict and any(is_shown(hunk, True, new_label(unit)) for hunk in unit.hunks)
            if (kinds_of(unit) and only.unit(unit)) or has_strict_change or (verbose and not only):
                yield self.row(unit)

    def row(self, unit: UnitChange) -> RowCells:
        """The row of a unit; a side without it says so."""
        wording = self._wording
        old = self._cell(unit, unit.old, "old") if unit.old else plain_cell(wording.no_old_unit)
        new = self._cell(unit, unit.new, "new") if unit.new else plain_cell(wording.no_new_unit)
        statements = self._statements(unit) or [wording.unchanged.format(self._unit_noun)]
        return RowCells(old, new, _numbered(statements))

    def _cell(self, change: UnitChange, unit: UnitReference, side: str) -> Cell:
        """The text of a unit on one side ("old" or "new"), marked; without marks in a unit that was split or merged."""
        document = self._old if side == "old" else self._new
        tones = {"added": "add", "removed": "drop", "replaced": "add" if side == "new" else "drop"}
        if tone := tones.get(change.change):
            return self._lines([Run(document.text[unit.span.start : unit.span.end], tone)], unit.span, side)
        hunks = () if change.change in ("split", "merged") else change.hunks
        return self._lines(marked(document, unit.span, hunks, side, self._strict), unit.span, side)

    def _lines(self, runs: Sequence[Run], span: Span, side: str) -> Cell:
        """The runs, which are the text of the span, as the lines of a cell: without marks of Markdown, not indented."""
        cut = []
        position = span.start
        for run in runs:
            cut.append(Run(self._without_presentation(position, position + len(run.text), side), run.tone))
            position += len(run.text)
        return tuple(_from_first_word(line, keep_marks=self._strict) for line in lines(cut))

    def _without_presentation(self, start: int, end: int, side: str) -> str:
        """The text between two positions; without marks of Markdown and HTML and without addresses, unless `strict`."""
        text = (self._old if side == "old" else self._new).text[start:end]
        if self._strict:
            return text
        pairs = zip(text, self._visible[side][start:end], strict=True)
        return "".join(character for character, blank in pairs if not is_presentation(character, blank))

    def _statements(self, unit: UnitChange) -> list[str]:
        """Sentences on the changes of the unit; none if it is unchanged."""
        wording = self._wording
        one_sided = {"added": wording.added, "removed": wording.removed_number_kept if unit.new else wording.removed}
        if unit.change in one_sided:
            return [one_sided[unit.change].format(self._unit_noun)]
        old = self._name(self._old, unit.old)
        new = self._name(self._new, unit.new)
        statements = []
        if unit.moved:
            statements.append((wording.moved_from if unit.renumbered else wording.moved).format(old, new))
        elif unit.renumbered:
            template = wording.only_renumbered if unit.change == "unchanged" else wording.renumbered
            statements.append(template.format(old, new))
        if unit.change in ("split", "merged"):
            template = wording.split if unit.change == "split" else wording.merged
            statements.append(template.format(self._source_names(unit)))
        elif unit.change == "replaced":
            statements.append(wording.replaced)
        else:
            statements += self._text_changes([hunk for hunk in unit.hunks if hunk != new_label(unit)])
        return statements

    def _source_names(self, unit: UnitChange) -> str:
        """The names of all old units from which the new unit was made, in order, each once."""
        changes = self._comparison.units
        sources = [change.old for change in changes if change.old and change.new == unit.new and change.new]
        names = [self._name(self._old, source) for source in sources] or [self._name(self._old, unit.old)]
        return "、".join(dict.fromkeys(names))

    def _name(self, document: Document, unit: UnitReference | None) -> str:
        """The label of a unit without the mark behind it, else its line; empty for no unit."""
        if unit is None:
            return ""
        return without_end_mark(unit.label) if unit.label else line_name(document, unit.span)

    def _text_changes(self, hunks: Sequence[Hunk]) -> list[str]:
        """One sentence on the changed text, as a list; empty if no hunk is shown.

        It names at most `_MAX_NAMED_CHANGES` different changes, then their number. White space alone is not
        named.
        """
        wording = self._wording
        changes: list[str] = []
        for hunk in hunks:
            if not is_shown(hunk, self._strict):
                continue
            removed = self._quoted(self._without_presentation(hunk.old.start, hunk.old.end, "old"))
            added = self._quoted(self._without_presentation(hunk.new.start, hunk.new.end, "new"))
            template = wording.replace if removed and added else wording.insert if added else wording.delete
            if removed or added:
                changes.append(template.format(*filter(None, (removed, added))))
        counts = Counter(changes)
        named = list(counts)[:_MAX_NAMED_CHANGES]
        if not named:
            return []
        rest = wording.more.format(len(counts)) if len(counts) > _MAX_NAMED_CHANGES else ""
        return [wording.wording.format("；".join(named) + rest)]

    def _quoted(self, text: str) -> str:
        """The text on one line in quotation marks; of more than `_MAX_QUOTED_CHARACTERS`, half as many at each end.

        Empty for white space.
        """
        quote = " ".join(text.split())
        if len(quote) > _MAX_QUOTED_CHARACTERS:
            quote = f"{quote[: _MAX_QUOTED_CHARACTERS // 2]}……{quote[-_MAX_QUOTED_CHARACTERS // 2 :]}"
        opening, closing = tuple(self._wording.quotes)
        return f"{opening}{quote}{closing}" if quote else ""


def _from_first_word(line: tuple[Run, ...], *, keep_marks: bool) -> tuple[Run, ...]:
    """The line without white space before its first word, also if that word is new, and without the mark of a heading.

    Changed white space alone stays.

    >>> _from_first_word((Run("　　第五条", "add"),), keep_marks=False)
    (Run(text='第五条', tone='add'),)
    """
    first, *rest = line
    text = first.text.lstrip()
    if not keep_marks:
        text = _HEADING_MARK.sub("", text)
    return (Run(text or first.text, first.tone), *rest)


def plain_cell(text: str) -> Cell:
    """A cell with one line of unmarked text."""
    return ((Run(text),),)


def _numbered(statements: Sequence[str]) -> Cell:
    """A cell with the statements, numbered 一、 二、 if there are several, at most nine.

    >>> [line[0].text for line in _numbered(["新增。", "文序调整。"])]
    ['一、新增。', '二、文序调整。']
    """
    if len(statements) == 1:
        return plain_cell(statements[0])
    return tuple((Run(f"{_NUMERALS[number]}、{statement}"),) for number, statement in enumerate(statements, 1))
