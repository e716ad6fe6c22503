"""Whether a document is there to its end."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.structure.labels import CLOSING_MARKS, CONTENTS
from policydiff.structure.numbering import Label, read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_ENTRIES, _ENTRY = 400, 60  # lines of a contents list that are read; the longest that is one
_HANGING = frozenset("，、,“‘「『（(《〈〔[")
_PROSE_LINE, _MOSTLY = 25, 0.9  # characters of a line of prose; how many of them must end with a mark
_INNER = frozenset(PACK.sentences.inside_text)
# How a law ends: when it comes into force, what it repeals, who explains it, who makes the rules for it.
_IN_FORCE = pattern(
    r"自[^。；\n]{0,40}(?:施行|實施|实施|生效|执行|執行)|(?:施行|實施|实施|生效)[^。；\n]{0,12}(?:。|$)"
    r"|(?:同时|同時|即行|予以)(?:废止|廢止)|(?:负责|負責)?(?:解释|解釋)。|(?:解释|解釋)[权權]|[制订訂]定之。|另定之"
)
_SUPPLEMENT = pattern(r"附[ \t\u3000]{0,4}[则則]")
_LAW = pattern(
    r"(?:法|条例|條例|办法|辦法|规定|規定|细则|細則|规则|規則|通则|通則|规程|規程)(?:[（(][^（）()]{1,12}[）)])?$"
)
_TIMELESS = pattern(r"最高人民|[宪憲]法|组织法|組織法|选举|選舉")  # what often does not say it
_ARTICLES = 8  # a law of fewer may be an extract
_HEADING = 24  # the longest heading of the last chapter
_LAST = 4  # articles at the end, one of which says when the law comes into force


@rule("truncated", "warning", "the document seems to be cut off before its end")
def truncated(subject: CheckedDocument) -> Iterator[Fault]:
    """The end of the text, where it breaks off; what a table of contents or the form of a law promises more."""
    promised = _promised(subject)
    if promised is not None:
        yield promised
        return
    hanging = _hanging(subject)
    if hanging is not None:
        yield hanging
        return
    unclosed = _without_commencement(subject)
    if unclosed is not None:
        yield unclosed


def _promised(subject: CheckedDocument) -> Fault | None:
    """The first entry of the contents that does not come in the text, where none comes after it either."""
    entries = list(_contents(subject))
    stands = {(line.label.style, line.label.number) for line in subject.outline.labelled}
    if not entries or not any((label.style, label.number) in stands for _, label in entries):
        return None
    lost = [entry for entry in entries if (entry[1].style, entry[1].number) not in stands]
    if not lost or lost[-1] != entries[-1]:
        return None  # what is missing in the middle is a matter of numbering
    tail = entries[len(entries) - 1]
    first = next(entry for entry in lost if all(each in lost for each in entries[entries.index(entry) :]))
    end = _last_line(subject)
    words = subject.text[first[0].start : first[0].end].strip()
    more = "" if first == tail else f" and {len(entries) - entries.index(first) - 1} more"
    message = f"the contents promise “{words}”{more}, which the text does not hold; it ends here"
    return Fault(end, message, ((first[0], "promised here"),), key=f"{words} {subject.text[end.start : end.end]}")


def _contents(subject: CheckedDocument) -> Iterator[tuple[Span, Label]]:
    """The entries of a table of contents: parts and chapters under its heading, up to the first that comes again."""
    lines, seen = subject.document.lines, set[tuple[str, tuple[int, ...]]]()
    heads = [
        number for number in subject.lines_with("目") if number <= _ENTRIES and _is_contents(lines.content(number))
    ]
    for number in range(heads[0] + 1, min(len(lines), _ENTRIES) + 1) if heads else ():
        content = lines.content(number).strip()
        if not content:
            continue
        label = read_label(content)
        if (
            len(content) > _ENTRY
            or content[-1] in PACK.sentences.full_width_item
            or (label and (label.style, label.number) in seen)
        ):
            return
        if label and label.number and label.style in ("part", "chapter"):
            seen.add((label.style, label.number))
            yield lines.span(number), label


def _is_contents(line: str) -> bool:
    return len(line.strip()) < 20 and CONTENTS.fullmatch(line.strip()) is not None


def _last_line(subject: CheckedDocument) -> Span:
    """The last line with text that is no furniture, without its white space; the text's end where there is none."""
    document = subject.document
    for number in range(len(document.lines), 0, -1):
        span = document.lines.span(number)
        content = subject.text[span.start : span.end]
        if content.strip() and not subject.is_furniture(span.start):
            start = span.start + len(content) - len(content.lstrip())
            return Span(start, start + len(content.strip()))
    return Span(len(subject.text), len(subject.text))


def _hanging(subject: CheckedDocument) -> Fault | None:
    """The last line, where it stops in mid-sentence."""
    end = _last_line(subject)
    line = subject.text[end.start : end.end]
    tail = Span(max(end.start, end.end - 30), end.end)
    if len(line) >= 8 and line[-1] in _HANGING:
        return Fault(tail, f"the text ends in mid-sentence, with “{line[-1]}”")
    if not _is_prose(line) or line[-1] in CLOSING_MARKS or not line[-1].isalpha():
        return None
    prose = [text for span in subject.document.lines if _is_prose(text := subject.text[span.start : span.end].strip())]
    closed = sum(text[-1] in CLOSING_MARKS for text in prose)
    if len(prose) < 5 or closed < _MOSTLY * len(prose):
        return None
    return Fault(tail, "the text ends in mid-sentence, without a closing mark")


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE_LINE and any(mark in _INNER for mark in line[:-1])


def _without_commencement(subject: CheckedDocument) -> Fault | None:
    """The last article of a law none of whose last articles says when it comes into force, or what it repeals."""
    outline = subject.outline
    articles = [line for line in outline.labelled if line.label.style == "article" and not line.label.quoted]
    title = outline.title or ""
    if len(articles) < _ARTICLES or not _LAW.search(title) or _TIMELESS.search(title):
        return None
    if articles[0].label.number != (1,):
        return None
    last = articles[-1]
    if _IN_FORCE.search(subject.text, articles[-_LAST].span.start, len(subject.text)):
        return None
    if any(_SUPPLEMENT.search(line) for line in _headings(subject, articles[0].span.start)):
        return None
    message = f"a law that ends with {last.label.text} and does not say when it comes into force"
    return Fault(last.span, message)


def _headings(subject: CheckedDocument, start: int) -> Iterator[str]:
    """The short lines from a place on that may be the heading of the supplementary provisions."""
    for number in subject.lines_with("附"):
        span = subject.document.lines.span(number)
        if span.start >= start and len(span) <= _HEADING:
            yield subject.text[span.start : span.end]
