"""Which edition of which document a text is: its body, and the values at its head and foot that tell editions apart.

The body is all that is policy: every line but what stands above it (title, table of metadata, history, contents), page
furniture, the signature block and the headings of chapters. Two texts are near-duplicates when their bodies are equal
in canonical form and no value that both give differs. A line that is not surely something else is body.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from policydiff.document import Document, Span, complement, merged
from policydiff.header import DATE, DOCUMENT_NUMBER, META, ORDER
from policydiff.labelling import is_division
from policydiff.numbering import numeral_value, read_label
from policydiff.outline import Outline, outline
from policydiff.patterns import pattern
from policydiff.verify import canonical

_HEAD_LINES = 120  # among which the body begins; contents lists are long
_GLANCED, _GLANCED_FOOT = 30, 12  # lines of head and foot that say what a document is
_FOOT_LINES = 30  # among which it is signed
_LONGEST_HEAD_LINE = 400
_HISTORY = pattern(
    "通过|修正|修订|公布|施行|批准|发布|废止|制定|通過|修訂|公佈|發布|廢止|訂定",
    signs="过正订布行准止定過訂佈發廢",
)
_CLOCK = pattern(r"\d{1,2}\s?[:：]\s?\d{2}")
_ENDS_PROSE = frozenset("。；：，！？;!?:,、")
_ONLY_MARKUP = pattern(
    r"(?:<!--.*?-->|</?[A-Za-z][^<>]*>|-->|<!--|&#?\w{2,8};|[-=*_#`~ \t\u3000]{3,})+", signs="<>-=*_#`~&"
)
_ENTITY = pattern(r"&#?\w{2,8};", signs="&")  # left over of a page's mark-up
_COMMENT = pattern(r"<!--.*?-->", signs=["<!--"])
_LABELLED_DATE = pattern(
    r"(?P<issued>成文日期|印发日期)|(?P<published>发布日期|發布日期|公布日期|发文日期)"
    r"|(?P<effective>施行日期|生效日期|实施日期|實施日期)",
    signs=["日期"],
)
_DRAFT = pattern("草案|征求意见稿|徵求意見稿|送审稿|送審稿|讨论稿|討論稿|(?:试行|試行|暂行|暫行)", signs="案稿行")
_VALIDITY = pattern(
    r"^(?:有效性|时效性|時效性|效力状态)\s*[:：]?\s*(?P<said>\S{2,12})|[（(]\s*(?P<bracketed>(?:已|現已|现已)?(?:废止|失效|廢止|停止適用))\s*[)）]",
    signs=["效", "废止", "廢止", "停止適用"],
)
_REPEALED = pattern("废止|失效|廢止|停止適用")


@dataclass(frozen=True, slots=True)
class Value:
    """One fact at a document's head or foot. `kind` is number, issued, published, effective, history, status.

    `norm` is the value in one spelling (2018-12-07); the span is where it stands.
    """

    kind: str
    norm: str
    span: Span


@dataclass(frozen=True)
class Edition:
    """What relations between documents are told by."""

    outline: Outline
    values: tuple[Value, ...]
    body_spans: tuple[Span, ...]
    division_spans: tuple[Span, ...]

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
        return canonical(self._text(merged([*self.body_spans, *self.division_spans])))

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """The canonical headings of parts, chapters and sections."""
        return tuple(canonical(self._text([span])) for span in self.division_spans)

    def _text(self, spans: Sequence[Span]) -> str:
        text = self.outline.document.text
        return _ENTITY.sub("", "".join(text[span.start : span.end] for span in spans))

    def norms(self, kind: str) -> frozenset[str]:
        """The values of a kind."""
        return frozenset(value.norm for value in self.values if value.kind == kind)


def edition(document: Document) -> Edition:
    """The edition that a document is; linear in its length."""
    found = outline(document)
    reader = _Reader(found)
    reader.read()
    skipped = [*reader.skipped, *(each.span for each in found.furniture), *reader.divisions]
    body = complement(skipped, len(document.text))
    return Edition(found, tuple(reader.values), tuple(body), tuple(merged(reader.divisions)))


def glance(document: Document) -> Edition:
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
    return edition(Document("", text, b""))


class _Reader:
    """Reads one document's head and foot."""

    def __init__(self, found: Outline) -> None:
        self._outline, self._document, self._text = found, found.document, found.document.text
        self._furniture = [each.span for each in found.furniture]
        self.skipped: list[Span] = []
        self.divisions: list[Span] = []
        self.values: list[Value] = []

    def read(self) -> None:
        """Finds what is no body, and the values there."""
        labels = [each for each in self._outline.labelled if not each.label.quoted]
        self.divisions = [self._document.lines.span(each.line) for each in labels if self._is_heading(each)]
        self._head(labels[0].line if labels else len(self._document.lines) + 1)
        self._foot()
        title = self._outline.title or ""
        span = self._outline.title_span or Span(0, 0)
        for found in _DRAFT.finditer(title):
            self.values.append(Value("status", canonical(found[0]), span))

    def _is_heading(self, each: object) -> bool:
        from policydiff.labelling import LabelledLine

        assert isinstance(each, LabelledLine)
        return is_division(each) and each.label.style != "annex" and len(each.span) <= 60

    def _furnished(self, span: Span) -> bool:
        at = bisect.bisect_right(self._furniture, span.start, key=lambda each: each.start)
        return at > 0 and self._furniture[at - 1].end > span.start

    # --- the head

    def _head(self, until: int) -> None:
        """Takes the lines above the body, up to line `until`, where the first label stands."""
        lines = self._document.lines
        title = self._outline.title_span
        titled = lines.numbers(title) if title else (0, 0)
        last_label = ""  # of a table of metadata, whose value may stand on the next line
        history = ""  # the lines of a history so far
        matter = self._front_matter()
        for number in range(1, min(until, _HEAD_LINES, len(lines) + 1)):
            span = lines.span(number)
            line = _COMMENT.sub("", self._text[span.start : span.end]).strip()
            if number <= matter or not line or self._furnished(span) or _ONLY_MARKUP.fullmatch(line):
                self.skipped.append(span)
                continue
            kind = self._kind(line, number, titled, last_label)
            if _goes_on(history, line):
                kind = "history"
            if kind is None:
                return
            self._take(line, span, kind if kind != "value" else last_label)
            last_label = line if kind == "label" else ""
            history = history + line if kind == "history" else ""
            self.skipped.append(span)

    def _front_matter(self) -> int:
        """The last line of a block between two rules at the very top (YAML), 0 where there is none."""
        lines = self._document.lines
        if not self._text.startswith("---") or lines.content(1).strip() != "---":
            return 0
        ends = (number for number in range(2, min(30, len(lines) + 1)) if lines.content(number).strip() == "---")
        return next(ends, 0)

    def _kind(self, line: str, number: int, titled: tuple[int, int], label: str) -> str | None:
        """What a line of the head is; None where it may be body."""
        if titled[0] <= number <= titled[1]:
            return "title"
        if len(line) > _LONGEST_HEAD_LINE:
            return None
        if META.search(line):
            return "label" if line[-1] in ":：" else "meta"
        if label:
            return "value"
        if DATE.search(line) and _HISTORY.search(line):
            return "history"
        if line.startswith(("根据", "（根据", "(根据")) and DATE.search(line):
            return "history"
        bare = line.strip("（()）【】[] ")
        if DOCUMENT_NUMBER.fullmatch(bare) or ORDER.search(line) or _VALIDITY.search(line):
            return "number"
        if (found := DATE.search(line)) and len(line) - len(found[0]) <= 40:
            return "dated"
        if self._repeats_title(line):
            return "title"
        if line[-1] in _ENDS_PROSE:
            return None
        if read_label(line) is not None or _CONTENTS.fullmatch(line):
            return "contents"
        return "above" if number < titled[0] else None

    def _repeats_title(self, line: str) -> bool:
        title, words = canonical(self._outline.title or ""), canonical(line.strip("#*《》 "))
        return len(words) >= 4 and (words in title or (len(title) >= 4 and title in words and len(words) < 120))

    def _take(self, line: str, span: Span, kind: str) -> None:
        """Keeps the values of a line of the head."""
        for found in _VALIDITY.finditer(line):
            said = found["said"] or found["bracketed"]
            self.values.append(Value("status", "repealed" if _REPEALED.search(said) else canonical(said), span))
        for found in (*DOCUMENT_NUMBER.finditer(line), *ORDER.finditer(line)):
            self.values.append(Value("number", canonical(found[0]), span))
        labelled = _LABELLED_DATE.search(f"{kind} {line}")
        if not labelled and (_CLOCK.search(line) or kind in ("meta", "above", "title", "contents")):
            return  # when a page was put up, or for how long it was read
        name = (labelled.lastgroup or "dated") if labelled else "history" if kind == "history" else "dated"
        for date in dates(line):
            self.values.append(Value(name, date, span))

    # --- the foot

    def _foot(self) -> None:
        """Takes the signature block, and mark-up and metadata below the text."""
        if signed := self._outline.signature_span:
            first, last = self._document.lines.numbers(signed)
            span = Span(self._document.lines.span(first).start, self._document.lines.span(last).end)
            self.skipped.append(span)
            self.values += [Value("issued", date, span) for date in dates(self._text[span.start : span.end])]
        for number in range(len(self._document.lines), max(0, len(self._document.lines) - _FOOT_LINES), -1):
            span = self._document.lines.span(number)
            line = self._text[span.start : span.end].strip()
            if line and not self._furnished(span) and not _ONLY_MARKUP.fullmatch(line) and not META.search(line):
                return
            self.skipped.append(span)


def is_prose(line: str) -> bool:
    """Whether a stripped line is surely body: it ends as a sentence does, and holds no date and no word of metadata."""
    return line[-1] in _ENDS_PROSE and line[0] not in ">（(" and not DATE.search(line) and not META.search(line)


def _goes_on(history: str, line: str) -> bool:
    """Whether a line carries on the lines of a history above it: a bracket is open, or another date follows."""
    still_open = sum(map(history.count, "（(《")) > sum(map(history.count, "）)》"))
    return bool(history) and len(line) < _LONGEST_HEAD_LINE and (still_open or DATE.match(line) is not None)


_CONTENTS = pattern(r"[#*\s]*目\s{0,8}[录錄次][\s*:：]*", signs="录錄次")
_DATE_PARTS = pattern(
    r"(中華民國|民國|中华民国)?\s*([0-9０-９〇零○一二三四五六七八九十百]+)\s*[年\-/.]\s*(\S{1,3}?)\s*[月\-/.]\s*(\S{1,3}?)(?:\s*日|$)"
)


def dates(text: str) -> Iterator[str]:
    """The dates in a text as YYYY-MM-DD, in their order; those of the Republic's count in common years."""
    for found in DATE.finditer(text):
        parts = _DATE_PARTS.match(re.sub(r"\s", "", found[0]))
        if parts is None:
            continue
        year, month, day = (numeral_value(part) for part in parts.groups()[1:])
        if year is not None and month and day:
            yield f"{year + 1911 if parts[1] else year:04}-{month:02}-{day:02}"


def clashing(one: Edition, other: Edition) -> list[tuple[Value, Value]]:
    """The values that both editions give and that differ, one pair a kind; none for what only one of them gives.

    Of a history, one may be shorter, but both must end with the same date. A draft is no edition in force.
    """
    found = []
    for kind in ("number", "issued", "published", "effective", "dated", "history"):
        left, right = one.norms(kind), other.norms(kind)
        if not left or not right or left == right:
            continue
        agree = left <= right or right <= left
        if agree and not (kind == "history" and max(left) != max(right)):
            continue
        found.append((_apart(one, kind, left - right or left), _apart(other, kind, right - left or right)))
    left, right = one.norms("status"), other.norms("status")
    if left != right and (
        "repealed" in left ^ right or (left and right) or any(_DRAFT.search(x) for x in left ^ right)
    ):
        nothing = Value("status", "", Span(0, 0))
        found.append((next(_of(one, "status"), nothing), next(_of(other, "status"), nothing)))
    return found


def _of(side: Edition, kind: str) -> Iterator[Value]:
    return (value for value in side.values if value.kind == kind)


def _apart(side: Edition, kind: str, norms: frozenset[str]) -> Value:
    return max((value for value in _of(side, kind) if value.norm in norms), key=lambda value: value.norm)


def same_edition(one: Edition, other: Edition) -> bool:
    """Whether the bodies are equal, headings too where both have them, and no value clashes."""
    if not one.body or clashing(one, other):
        return False
    if one.whole == other.whole:
        return True
    if one.body != other.body:
        return False
    shorter, longer = sorted((one.divisions, other.divisions), key=len)
    rest = iter(longer)
    return all(heading in rest for heading in shorter)
