"""Which edition of which document a text is: its body, and the values at its head and foot that tell editions apart.

The body is all that is policy: every line but what stands above it (title, table of metadata, history, contents), page
furniture, the signature block and the headings of chapters. Two texts are near-duplicates when their bodies are equal
in canonical form and no value that both give differs. A line that is not surely something else is body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape

from policydiff.languages import PACK
from policydiff.structure.labels import LabelledLine, first_labels, is_division
from policydiff.structure.metadata import (
    DRAFT,
    LONGEST,
    MetadataValue,
    adds_no_value,
    dates,
    front_matter,
    is_heading,
    is_letterhead,
    metadata,
    parse_adoption_history,
    parse_metadata_line,
    status_in_title,
)
from policydiff.structure.numbering import read_label
from policydiff.structure.outline import Outline, outline
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import folded_text
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet, complement, merge_spans

_HEAD_LINES = 120  # among which the body begins; contents lists are long
_GLANCED, _GLANCED_FOOT = 30, 12  # lines of head and foot that say what a document is
_FOOT_LINES = 30  # among which it is signed
_HISTORY_LINES = 4  # over which one entry of a history may be wrapped
# A picture or a frame is no mere mark-up: it may be the table of rates.
_ONLY_MARKUP = pattern(
    r"(?>(?:<!--.*?-->|</?(?!img|image|object|embed|iframe|input|svg|a[\s>])[A-Za-z][A-Za-z0-9]{0,11}(?:\s[^<>\u3400-\u9fff]*)?/?>"
    r"|-->|<!--|&nbsp;|[-=*_#`~ \t\u3000]{3,})+)",
    flags=re.IGNORECASE,
)
_ENTITY = pattern(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});", signs="&")  # left over of a page's mark-up
_STATE = pattern("^中华人民共和国|^中華人民共和國")
_COMMENT = pattern(r"<!--.*?-->", signs=["<!--"])
_CONTENTS = pattern(r"[#*\s]*目\s{0,8}[录錄次][\s*:：]*", signs="录錄次")
_ENTRY = pattern(r"[\s*·-]*\[(?P<words>[^\[\]]{2,60})\]\(#[^()\s]*\)[\s*]*")  # a link to a heading of the same page
_NO_WORD = pattern(r"[\W_]+")
_LEADERS = pattern(r"(?:[.…·\s]{2,}[\d０-９]{1,4})$")


@dataclass(frozen=True)
class Edition:
    """What relations between documents are told by."""

    outline: Outline
    values: tuple[MetadataValue, ...]
    body_spans: tuple[Span, ...]
    division_spans: tuple[Span, ...]
    rim_spans: tuple[Span, ...]

    @property
    def title(self) -> str | None:
        """The title as written, None where the document does not say it surely."""
        return self.outline.title

    @cached_property
    def body(self) -> str:
        """The canonical form of the body."""
        return canonical(self._text(self.body_spans))

    @cached_property
    def whole(self) -> str:
        """The canonical form of the body and the headings in it."""
        return canonical(self._text(merge_spans([*self.body_spans, *self.division_spans])))

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """The canonical headings of parts, chapters and sections."""
        return tuple(canonical(self._text([span])) for span in self.division_spans)

    @cached_property
    def rim(self) -> frozenset[str]:
        """The keys of the lines above and below the body, the title's own left out."""
        text = self.outline.document.text
        title = self.outline.title_span or Span(0, 0)
        spans = (span for span in self.rim_spans if not (span.start < title.end and title.start < span.end))
        lines = "".join(text[span.start : span.end] for span in spans).splitlines()
        return frozenset(folded_text(_STATE.sub("", line)) for line in lines)

    def without_divisions_but(self, kept: Sequence[str]) -> str | None:
        """The canonical form of the body and of these headings; None where they are not there in this order, or one of
        the others says more than what a chapter is about.
        """
        text, waiting, left = self.outline.document.text, list(kept)[::-1], []
        for span, words in zip(self.division_spans, self.divisions, strict=True):
            if waiting and waiting[-1] == words:
                waiting.pop()
                left.append(span)
                continue
            label = read_label(text[span.start : span.end])
            if (
                label is None
                or label.style == "heading"
                or not is_heading(text[span.start + label.end : span.end].strip())
            ):
                return None
        return None if waiting else canonical(self._text(merge_spans([*self.body_spans, *left])))

    def _text(self, spans: Sequence[Span]) -> str:
        text = self.outline.document.text
        return _ENTITY.sub(_unescaped, "".join(text[span.start : span.end] for span in spans))

    def norms(self, kind: str) -> frozenset[str]:
        """The values of a kind."""
        return frozenset(value.norm for value in self.values if value.kind == kind)


def _unescaped(found: re.Match[str]) -> str:
    """What an entity stands for; nothing for one that is none, such as a &nbsp; that lost a letter."""
    meant = unescape(found[0])
    return "" if meant == found[0] and meant[1:-1].islower() else meant


def edition(document: Document) -> Edition:
    """The edition that a document is; linear in its length."""
    return _read(outline(document))


def _read(found: Outline) -> Edition:
    document = found.document
    reader = _Reader(found)
    reader.read()
    skipped = [*reader.skipped, *(each.span for each in found.furniture), *reader.divisions]
    body = complement(skipped, len(document.text))
    return Edition(found, tuple(reader.values), tuple(body), tuple(reader.divisions), tuple(sorted(reader.skipped)))


def head_and_foot(document: Document) -> Edition:
    """The edition as head and foot show it; of a long document what stands between is passed over, body and all.

    Its spans mean nothing in the document.
    """
    lines = document.lines
    if len(lines) <= _GLANCED + 2 * _GLANCED_FOOT:
        return _glanced(document.text)
    head, foot = lines.span(_GLANCED).end, lines.span(len(lines) - _GLANCED_FOOT).start
    return _glanced(document.text[:head] + document.text[foot:])


@lru_cache(maxsize=256)
def _glanced(text: str) -> Edition:
    """The edition of a text; copies often have one head and one foot."""
    document = Document("", text, b"")
    return _read(outline(document, first_labels(document, 2)))


def has_entities(text: str) -> bool:
    """Whether entities of a page's mark-up are left in a text."""
    return _ENTITY.search(text) is not None


class _Reader:
    """Reads one document's head and foot."""

    def __init__(self, found: Outline) -> None:
        self._outline, self._document, self._text = found, found.document, found.document.text
        self._furniture = SpanSet(each.span for each in found.furniture)
        self._title = folded_text(found.title or "")
        self._twice: frozenset[str] | None = None
        self.skipped: list[Span] = []
        self.divisions: list[Span] = []
        self.values: list[MetadataValue] = []

    def read(self) -> None:
        """Finds what is no body, and the values there."""
        labels = [each for each in self._outline.labelled if not each.label.quoted]
        self.divisions = [self._document.lines.span(each.line) for each in labels if _is_division(each)]
        self._head(labels[0].line if labels else len(self._document.lines) + 1)
        self._foot()
        span = self._outline.title_span or Span(0, 0)
        self.values += status_in_title(self._outline.title or "", span)

    def _furnished(self, span: Span) -> bool:
        return self._furniture.holds(span.start)

    def _line(self, number: int) -> tuple[str, Span]:
        span = self._document.lines.span(number)
        return self._text[span.start : span.end].strip(), span

    def _skip(self, span: Span, values: Iterable[MetadataValue] = ()) -> None:
        self.skipped.append(span)
        self.values += values

    # --- the head

    def _head(self, until: int) -> None:
        """Takes the lines above the body, up to line `until`, where the first label stands."""
        until = min(until, _HEAD_LINES, len(self._document.lines) + 1)
        number, waiting, listed = self._front_matter() + 1, None, False
        while number < until:
            line, span = self._line(number)
            if len(line) > LONGEST:
                return
            if not (line := _COMMENT.sub("", line).strip()) or self._furnished(span) or _ONLY_MARKUP.fullmatch(line):
                self._skip(span)
                number += 1
                continue
            if found := parse_metadata_line(line, span, waiting):
                self._skip(span, found.values)
                waiting, number = found.waits, number + 1
                continue
            if after := self._history(number, until):
                number, waiting = after, None
                continue
            listed = listed or _CONTENTS.fullmatch(line) is not None
            if not self._is_title(line, number) and not (listed and self._is_entry(line, number)):
                return
            self._skip(span)
            waiting, number = None, number + 1

    def _front_matter(self) -> int:
        last, values = front_matter(self._document)
        if last:
            self._skip(Span(0, self._document.lines.span(last).end), values)
        return last

    def _history(self, first: int, until: int) -> int:
        """The number of the line behind an entry of the history, which may be wrapped; 0 where none begins here."""
        joined, entries = "", 0
        for number in range(first, min(first + 2 * _HISTORY_LINES, until)):
            line, span = self._line(number)
            line = _COMMENT.sub("", line).strip() if len(line) <= LONGEST else line
            if entries == _HISTORY_LINES or len(line) > LONGEST:
                return 0
            joined, entries = joined + line, entries + bool(line)
            if (
                line
                and (values := parse_adoption_history(joined, span)) is not None
                and joined.count("《") <= joined.count("》")
            ):
                self._skip(Span(self._line(first)[1].start, span.end), values)
                return number + 1
        return 0

    def _is_title(self, line: str, number: int) -> bool:
        """Whether a line is the title, says it again, or is a red head above it."""
        title = self._outline.title_span
        first, last = self._document.lines.numbers(title) if title else (0, 0)
        if first <= number <= last:
            return True
        if number < first and is_letterhead(line):
            self.values += status_in_title(line, Span(0, 0))
            return True
        words = folded_text(line)
        if len(words) < 4 or len(self._title) < 4:
            return False
        return words in self._title or (self._title in words and adds_no_value(words.replace(self._title, "", 1)))

    def _is_entry(self, line: str, number: int) -> bool:
        """Whether a line is the heading of a contents list, or an entry: words that stand again, alone on a line."""
        if _CONTENTS.fullmatch(line):
            return True
        found = _ENTRY.fullmatch(line)
        words = _NO_WORD.sub("", found["words"] if found else _LEADERS.sub("", line))
        return bool(words) and words in self._listed_from(number)

    def _listed_from(self, number: int) -> frozenset[str]:
        """The letters of the short lines that stand twice from the first entry on, as headings listed do."""
        if self._twice is None:
            lines = (self._line(each)[0] for each in range(number, len(self._document.lines) + 1))
            entries = ((_ENTRY.fullmatch(line), line) for line in lines if 0 < len(line) <= 120)
            keys = Counter(
                _NO_WORD.sub("", each["words"] if each else _LEADERS.sub("", line)) for each, line in entries
            )
            self._twice = frozenset(words for words, times in keys.items() if times > 1)
        return self._twice

    # --- the foot

    def _foot(self) -> None:
        """Takes the signature block, and mark-up and metadata below the text."""
        if signed := self._outline.signature_span:
            first, last = self._document.lines.numbers(signed)
            span = Span(self._document.lines.span(first).start, self._document.lines.span(last).end)
            self._skip(span, (MetadataValue("issued", date, span) for date in dates(self._text[span.start : span.end])))
            agency = PACK.header.date.sub("", self._text[span.start : span.end])
            self.values.append(MetadataValue("signed", canonical(agency).replace("、", ""), span))
        for number in range(len(self._document.lines), max(0, len(self._document.lines) - _FOOT_LINES), -1):
            line, span = self._line(number)
            values: tuple[MetadataValue, ...] | None = ()
            if line and not self._furnished(span) and not (len(line) <= LONGEST and _ONLY_MARKUP.fullmatch(line)):
                values = metadata(line, span)
            if values is None:
                return
            self._skip(span, values)


def _is_division(each: LabelledLine) -> bool:
    """Whether a line is the heading of a part, chapter or section and nothing more."""
    return is_division(each) and each.label.style != "annex" and len(each.span) <= 60


_KINDS = ("number", "issued", "published", "effective", "dated", "history", "issuer", "signed", "time", "heading")
_DATED = ("issued", "published", "effective", "history")


def conflicting_values(one: Edition, other: Edition) -> list[tuple[MetadataValue, MetadataValue]]:
    """The values that both editions give and that differ, one pair a kind; none for what only one of them gives.

    Of a history, one may be shorter, but both must end with the same date. A date that one gives without saying of what
    must be among those of the other, where that gives any. A draft is no edition in force.
    """
    found = []
    kinds = sorted({value.kind for side in (one, other) for value in side.values if " " in value.kind})
    for kind in (*_KINDS, *kinds):
        left, right = one.norms(kind), other.norms(kind)
        if not left or not right or left == right:
            continue
        agree = left <= right or right <= left
        if kind.startswith("history "):  # who acted on a date: in more words or fewer
            agree = any(here in there or there in here for here in left for there in right)
        if agree and not (kind == "history" and max(left) != max(right)):
            continue
        found.append((_apart(one, kind, left - right or left), _apart(other, kind, right - left or right)))
    for side, against in ((one, other), (other, one)):
        bare, told = side.norms("dated"), frozenset().union(*map(against.norms, (*_DATED, "dated")))
        if bare and told and not bare & told and not against.norms("dated"):
            kind = next(kind for kind in _DATED if against.norms(kind))
            pair = _apart(side, "dated", bare), _apart(against, kind, against.norms(kind))
            found.append(pair if side is one else pair[::-1])
    left, right = one.norms("status"), other.norms("status")
    if left != right and (
        "repealed" in left ^ right or (left and right) or any(DRAFT.search(each) for each in left ^ right)
    ):
        nothing = MetadataValue("status", "", Span(0, 0))
        found.append((next(_of(one, "status"), nothing), next(_of(other, "status"), nothing)))
    return found


def _of(side: Edition, kind: str) -> Iterator[MetadataValue]:
    return (value for value in side.values if value.kind == kind)


def _apart(side: Edition, kind: str, norms: frozenset[str]) -> MetadataValue:
    return max((value for value in _of(side, kind) if value.norm in norms), key=lambda value: value.norm)


def same_edition(one: Edition, other: Edition) -> bool:
    """Whether the bodies are equal, titles and headings too where both have them, and no value clashes."""
    if not one.body or not _same_title(one, other) or conflicting_values(one, other):
        return False
    if one.whole == other.whole:
        return True
    if one.body != other.body:
        return False
    shorter, longer = sorted((one, other), key=lambda side: len(side.divisions))
    return longer.without_divisions_but(shorter.divisions) == shorter.whole


def _same_title(one: Edition, other: Edition) -> bool:
    """Whether two titles are one but for marks and the name of the state, or one stands above the other's body, too."""
    keys = [folded_text(_STATE.sub("", side.title or "")) for side in (one, other)]
    if not all(keys) or keys[0] == keys[1]:
        return True
    return keys[0] in other.rim or keys[1] in one.rim
