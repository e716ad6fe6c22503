"""Editions of documents: the body of a text, and the values at its head and foot that tell editions apart.

The body is the policy itself: all lines except the front matter (title, table of metadata, history, contents), page
furniture, the signature block and the headings of chapters. Two texts are near-duplicates if their bodies are equal in
canonical form and no value that both state differs. A line that is not surely something else is body.

>>> from policydiff.text.document import Document
>>> text = "青槐县收费办法\\n发布日期：2031年3月1日\\n第一条 停止收费。\\n"
>>> [(value.kind, value.norm) for value in edition(Document.from_text(text)).values]
[('published', '2031-03-01')]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape

from policydiff.languages import PACK
from policydiff.structure.labels import LabelledLine, first_labels, is_division
from policydiff.structure.metadata import (
    MAX_HISTORY_LINE,
    MetadataValue,
    dates,
    front_matter,
    is_full_text_remark,
    is_heading,
    is_letterhead,
    parse_adoption_history,
    parse_key_value_line,
    parse_metadata_line,
    status_in_title,
)
from policydiff.structure.numbering import ANNEXES, read_label
from policydiff.structure.outline import Outline, outline
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet, complement, merge_spans

_MAX_HEAD_LINES = 120  # among which the body begins; contents lists are long
_MAX_FOOT_LINES = 30  # among which the signature block is
_GLANCE_HEAD_LINES = 30  # read by `head_and_foot`
_GLANCE_FOOT_LINES = 12  # read by `head_and_foot`
_MAX_HISTORY_LINES = 4  # over which one entry of a history may be wrapped
_MIN_REPEATED_TITLE = 4  # folded characters of a line that repeats the title
_MAX_ENTRY_CHARACTERS = 120  # of an entry in a list of contents
_MAX_DIVISION_CHARACTERS = 60  # of the heading of a part, chapter or section
# Pictures and frames are excluded: one of them may be the table of rates.
_ONLY_MARKUP = pattern(
    r"(?>(?:<!--.*?-->|</?(?!img|image|object|embed|iframe|input|svg|a[\s>])[A-Za-z][A-Za-z0-9]{0,11}(?:\s[^<>\u3400-\u9fff]*)?/?>"
    r"|-->|<!--|&nbsp;|[-=*_#`~ \t\u3000]{3,})+)",
    flags=re.IGNORECASE,
)
_ENTITY = pattern(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});", signs="&")  # left over from HTML
STATE_NAME = pattern("^中华人民共和国|^中華人民共和國")
_COMMENT = pattern(r"<!--.*?-->", signs=["<!--"])
_CONTENTS = pattern(r"[#*\s]*目\s{0,8}[录錄次][\s*:：]*", signs="录錄次")
_ENTRY = pattern(r"[\s*·-]*\[(?P<words>[^\[\]]{2,60})\]\(#[^()\s]*\)[\s*]*")  # a link to a heading of the same page
_NO_WORD = pattern(r"[\W_]+")
_LEADERS = pattern(r"(?:[.…·\s]{2,}[\d０-９]{1,4})$")


@dataclass(frozen=True)
class Edition:
    """The parts of a document that its relations are decided on.

    `body_spans` and `division_spans` are the body and the headings of parts, chapters and sections in it;
    `metadata_spans` are the lines above and below the body, ascending.
    """

    outline: Outline
    values: tuple[MetadataValue, ...]
    body_spans: tuple[Span, ...]
    division_spans: tuple[Span, ...]
    metadata_spans: tuple[Span, ...]

    @property
    def title(self) -> str | None:
        """The title as written, or None if the document has no certain title."""
        return self.outline.title

    @cached_property
    def body(self) -> str:
        """The canonical form of the body, without the headings of chapters; "" if all lines are something else."""
        return canonical(self._text(self.body_spans))

    @cached_property
    def body_with_divisions(self) -> str:
        """The canonical form of the body and the headings in it."""
        return canonical(self._text(merge_spans([*self.body_spans, *self.division_spans])))

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """The headings of parts, chapters and sections in canonical form, one for each of `division_spans`."""
        return tuple(canonical(self._text([span])) for span in self.division_spans)

    @cached_property
    def metadata_lines(self) -> frozenset[str]:
        """The folded texts of the lines above and below the body, except those of the title.

        The name of the state at the beginning of a line is left out. A line without words is "".
        """
        text = self.outline.document.text
        title = self.outline.title_span or Span(0, 0)
        spans = (span for span in self.metadata_spans if not (span.start < title.end and title.start < span.end))
        lines = "".join(text[span.start : span.end] for span in spans).splitlines()
        return frozenset(folded_text(STATE_NAME.sub("", line)) for line in lines)

    def body_with_only(self, divisions: Sequence[str]) -> str | None:
        """Return the canonical form of the body with only these headings.

        None if they are not there in this order, or if another heading says more than what its chapter is about.
        """
        text, waiting, kept_spans = self.outline.document.text, list(divisions)[::-1], []
        for span, division in zip(self.division_spans, self.divisions, strict=True):
            if waiting and waiting[-1] == division:
                waiting.pop()
                kept_spans.append(span)
                continue
            label = read_label(text[span.start : span.end])
            if label is None or label.style == "heading":
                return None
            if not is_heading(text[span.start + label.end : span.end].strip()):
                return None
        return None if waiting else canonical(self._text(merge_spans([*self.body_spans, *kept_spans])))

    def _text(self, spans: Sequence[Span]) -> str:
        """Return the text at the spans, joined, with HTML entities replaced by their characters."""
        text = self.outline.document.text
        return _ENTITY.sub(_unescape, "".join(text[span.start : span.end] for span in spans))

    def normalised_values(self, kind: str) -> frozenset[str]:
        """Return the values of a kind, each in its normal form; empty if the document states none."""
        return frozenset(value.norm for value in self.values if value.kind == kind)


def _unescape(entity: re.Match[str]) -> str:
    """Return the character of an entity; "" for an unknown lower-case one, such as a &nbsp; that lost a letter.

    Any other unknown entity is returned as it is.
    """
    character = unescape(entity[0])
    return "" if character == entity[0] and character[1:-1].islower() else character


def edition(document: Document) -> Edition:
    """Return the edition that a document is, in time linear in its length."""
    return _read_edition(outline(document))


def _read_edition(structure: Outline) -> Edition:
    """Return the edition whose outline this is."""
    document = structure.document
    reader = _Reader(structure)
    reader.read()
    furniture = (line.span for line in structure.furniture)
    body = complement([*reader.skipped, *furniture, *reader.divisions], len(document.text))
    return Edition(structure, tuple(reader.values), tuple(body), tuple(reader.divisions), tuple(sorted(reader.skipped)))


def head_and_foot(document: Document) -> Edition:
    """Return the edition by head and foot alone: lines between them are left out of a long document, body included.

    Its spans are not valid in the document. The head is the first `_GLANCE_HEAD_LINES` lines, the foot the last
    `_GLANCE_FOOT_LINES` and one more. A document with no more than a foot's lines between them is read whole.
    """
    lines = document.lines
    if len(lines) <= _GLANCE_HEAD_LINES + 2 * _GLANCE_FOOT_LINES:
        return _edition_of_text(document.text)
    head_end = lines.span(_GLANCE_HEAD_LINES).end
    foot_start = lines.span(len(lines) - _GLANCE_FOOT_LINES).start
    return _edition_of_text(document.text[:head_end] + document.text[foot_start:])


@lru_cache(maxsize=256)
def _edition_of_text(text: str) -> Edition:
    """Return the edition of a text; kept, since copies often have the same head and foot."""
    document = Document("", text, b"")
    return _read_edition(outline(document, first_labels(document, 2)))


def has_entities(text: str) -> bool:
    """Return True if HTML entities are left in a text."""
    return _ENTITY.search(text) is not None


class _Reader:
    """Reads the head and the foot of one document: the spans outside its body, and the values in them.

    Line numbers are 1-based. `skipped` is in the order of reading, not of the text.
    """

    def __init__(self, structure: Outline) -> None:
        self._outline, self._document, self._text = structure, structure.document, structure.document.text
        self._furniture = SpanSet(line.span for line in structure.furniture)
        self._title = folded_text(structure.title or "")
        self._repeated_lines: frozenset[str] | None = None
        self.skipped: list[Span] = []
        self.divisions: list[Span] = []
        self.values: list[MetadataValue] = []

    def read(self) -> None:
        """Fill `skipped`, `divisions` and `values`."""
        labelled = [line for line in self._outline.labelled if not line.label.quoted]
        self.divisions = [self._document.lines.span(line.line) for line in labelled if _is_division(line)]
        self._read_head(labelled[0].line if labelled else len(self._document.lines) + 1)
        self._read_foot()
        span = self._outline.title_span or Span(0, 0)
        self.values += status_in_title(self._outline.title or "", span)

    def _is_furniture(self, span: Span) -> bool:
        """Return True if the line at this span begins in page furniture."""
        return self._furniture.contains(span.start)

    def _line(self, number: int) -> tuple[str, Span]:
        """Return a line without white space at its ends, and its whole span; `number` is 1-based."""
        span = self._document.lines.span(number)
        return self._text[span.start : span.end].strip(), span

    def _skip(self, span: Span, values: Iterable[MetadataValue] = ()) -> None:
        """Take a span out of the body, and add the values that it states."""
        self.skipped.append(span)
        self.values += values

    # --- the head

    def _read_head(self, first_label: int) -> None:
        """Skip the lines above the body; `first_label` is the number of the first line with a label.

        Without any label it is the number after the last line. Reading ends before the first line that may be body,
        before that label, and before line `_MAX_HEAD_LINES`.
        """
        end = min(first_label, _MAX_HEAD_LINES, len(self._document.lines) + 1)
        number, waiting, in_contents = self._skip_front_matter() + 1, None, False
        while number < end:
            line, span = self._line(number)
            if len(line) > MAX_HISTORY_LINE:
                return
            if not (line := _COMMENT.sub("", line).strip()) or self._is_furniture(span) or _ONLY_MARKUP.fullmatch(line):
                self._skip(span)
                number += 1
                continue
            if metadata_line := parse_metadata_line(line, span, waiting):
                self._skip(span, metadata_line.values)
                waiting, number = metadata_line.pending_kind, number + 1
                continue
            if next_number := self._skip_history(number, end):
                number, waiting = next_number, None
                continue
            in_contents = in_contents or _CONTENTS.fullmatch(line) is not None
            if not self._is_title(line, number) and not (in_contents and self._is_entry(line, number)):
                return
            self._skip(span)
            waiting, number = None, number + 1

    def _skip_front_matter(self) -> int:
        """Skip a block of front matter; return the number of its last line, 0 if there is none."""
        last, values = front_matter(self._document)
        if last:
            self._skip(Span(0, self._document.lines.span(last).end), values)
        return last

    def _skip_history(self, first: int, end: int) -> int:
        """Skip an entry of the history, which may be wrapped; return the number of the next line, 0 for no entry.

        An entry begins in line `first`, ends before line `end`, and has at most `_MAX_HISTORY_LINES` lines with text.
        """
        joined, joined_lines = "", 0
        for number in range(first, min(first + 2 * _MAX_HISTORY_LINES, end)):
            line, span = self._line(number)
            line = _COMMENT.sub("", line).strip() if len(line) <= MAX_HISTORY_LINE else line
            if joined_lines == _MAX_HISTORY_LINES or len(line) > MAX_HISTORY_LINE:
                return 0
            joined, joined_lines = joined + line, joined_lines + bool(line)
            values = parse_adoption_history(joined, span) if line else None
            if values is not None and joined.count("《") <= joined.count("》"):
                self._skip(Span(self._line(first)[1].start, span.end), values)
                return number + 1
        return 0

    def _is_title(self, line: str, number: int) -> bool:
        """Return True if a line is part of the title, repeats it, or is a letterhead above it.

        The status that a letterhead states is added to `values`. A line repeats the title if it is a piece of it, or
        the title with a remark on the full text; both need `_MIN_REPEATED_TITLE` folded characters.
        """
        title = self._outline.title_span
        first, last = self._document.lines.numbers(title) if title else (0, 0)
        if first <= number <= last:
            return True
        if number < first and is_letterhead(line):
            self.values += status_in_title(line, Span(0, 0))
            return True
        folded = folded_text(line)
        if len(folded) < _MIN_REPEATED_TITLE or len(self._title) < _MIN_REPEATED_TITLE:
            return False
        return folded in self._title or (
            self._title in folded and is_full_text_remark(folded.replace(self._title, "", 1))
        )

    def _is_entry(self, line: str, number: int) -> bool:
        """Return True if a line is the heading of a list of contents, or an entry: its words are a line again later."""
        if _CONTENTS.fullmatch(line):
            return True
        words = _entry_words(line)
        return bool(words) and words in self._repeated_from(number)

    def _repeated_from(self, number: int) -> frozenset[str]:
        """Return the words of the short lines that occur more than once from line `number`, the first entry, on.

        Lines up to `_MAX_ENTRY_CHARACTERS` are short. Computed once: later calls get the answer of the first.
        """
        if self._repeated_lines is None:
            numbers = range(number, len(self._document.lines) + 1)
            lines = (self._line(line_number)[0] for line_number in numbers)
            counts = Counter(_entry_words(line) for line in lines if 0 < len(line) <= _MAX_ENTRY_CHARACTERS)
            self._repeated_lines = frozenset(words for words, count in counts.items() if count > 1)
        return self._repeated_lines

    # --- the foot

    def _read_foot(self) -> None:
        """Skip the signature block, and mark-up, furniture, empty lines and metadata below the text.

        The latter are read from the last line upwards, at most `_MAX_FOOT_LINES`, up to a line that is something else.
        """
        if signed := self._outline.signature_span:
            first, last = self._document.lines.numbers(signed)
            span = Span(self._document.lines.span(first).start, self._document.lines.span(last).end)
            self._skip(span, (MetadataValue("issued", date, span) for date in dates(self._text[span.start : span.end])))
            agency = PACK.header.date.sub("", self._text[span.start : span.end])
            self.values.append(MetadataValue("signed", canonical(agency).replace("、", ""), span))
        for number in range(len(self._document.lines), max(0, len(self._document.lines) - _MAX_FOOT_LINES), -1):
            line, span = self._line(number)
            values: tuple[MetadataValue, ...] | None = ()
            if (
                line
                and not self._is_furniture(span)
                and not (len(line) <= MAX_HISTORY_LINE and _ONLY_MARKUP.fullmatch(line))
            ):
                values = parse_key_value_line(line, span)
            if values is None:
                return
            self._skip(span, values)


def _entry_words(line: str) -> str:
    """Return the letters and digits of an entry in a list of contents, without its link or its dots and page number."""
    link = _ENTRY.fullmatch(line)
    return _NO_WORD.sub("", link["words"] if link else _LEADERS.sub("", line))


def _is_division(line: LabelledLine) -> bool:
    """Return True if a line is the heading of a part, chapter or section and nothing more.

    False for an annex and for a line longer than `_MAX_DIVISION_CHARACTERS`.
    """
    return is_division(line) and line.label.style not in ANNEXES and len(line.span) <= _MAX_DIVISION_CHARACTERS
