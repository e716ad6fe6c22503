"""Rule for documents that are cut off before their end.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("本通知自发布之日起执行，渔港应当登记，\\n", "a.txt"))
>>> [str(fault.message) for fault in truncated.find(subject)]
['the text ends in mid-sentence, with “，”']
"""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.structure.body import is_running_text
from policydiff.structure.contents import CONTENTS_HEADING
from policydiff.structure.labels import CLOSING_MARKS
from policydiff.structure.numbering import ARTICLES, DIVISIONS, OPENS_LAW, Label, read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

PLACE = 6  # of the family among the families, in the order of docs/check.md

_MAX_CONTENTS_LINES = 400  # lines of a document in which a table of contents is looked for
_MAX_ENTRY_LENGTH = 60  # characters of an entry of a table of contents
_OPEN_MARKS = frozenset("，、,“‘「『（(《〈〔[")  # that never end a sentence
_MIN_PROSE_LINES = 5  # that a document needs, to tell whether its lines end with closing marks
_MIN_CLOSED_SHARE = 0.9  # of the lines of prose that must end with a closing mark
# How a law ends: commencement, repeal, who interprets it, who makes rules for its implementation.
_IN_FORCE = pattern(
    r"自[^。；\n]{0,40}(?:施行|實施|实施|生效|执行|執行)|(?:施行|實施|实施|生效)[^。；\n]{0,12}(?:。|$)"
    r"|(?:同时|同時|即行|予以)(?:废止|廢止)|(?:负责|負責)?(?:解释|解釋)。|(?:解释|解釋)[权權]|[制订訂]定之。|另定之"
)
_SUPPLEMENTARY = pattern(r"附[ \t\u3000]{0,4}[则則]")
_LAW = pattern(
    r"(?:法|条例|條例|办法|辦法|规定|規定|细则|細則|规则|規則|通则|通則|规程|規程)(?:[（(][^（）()]{1,12}[）)])?$"
)
_WITHOUT_COMMENCEMENT = pattern(r"最高人民|[宪憲]法|组织法|組織法|选举|選舉")  # laws that often do not state it
_MIN_ARTICLES = 8  # a text with fewer may be an extract
_MAX_HEADING_LENGTH = 24  # characters of the heading of the supplementary provisions
_LAST_ARTICLES = 4  # articles at the end, one of which states the commencement


@rule("truncated", "warning", message("the document seems to be cut off before its end"))
def truncated(subject: CheckedDocument) -> Iterator[Fault]:
    """At most one fault: a chapter missing at the end, else an unfinished sentence, else a law without commencement."""
    missing_entry = _missing_entry(subject)
    if missing_entry is not None:
        yield missing_entry
        return
    unfinished = _unfinished_end(subject)
    if unfinished is not None:
        yield unfinished
        return
    missing_commencement = _missing_commencement(subject)
    if missing_commencement is not None:
        yield missing_commencement


def _missing_entry(subject: CheckedDocument) -> Fault | None:
    """A fault for the first entry of the contents from which on no entry is in the text.

    None if there are no contents, if not one of their entries is in the text, or if the last one is. The fault lies
    on the last line of the document.
    """
    entries = list(_contents_entries(subject))
    labels_in_text = {(line.label.style, line.label.number) for line in subject.outline.labelled}
    if not entries or not any((label.style, label.number) in labels_in_text for _, label in entries):
        return None
    missing = [entry for entry in entries if (entry[1].style, entry[1].number) not in labels_in_text]
    if not missing or missing[-1] != entries[-1]:
        return None  # the rule `numbering` reports entries that are missing in the middle
    last_entry = entries[-1]
    first_missing = next(
        entry for entry in missing if all(later in missing for later in entries[entries.index(entry) :])
    )
    end_span = _last_line(subject)
    entry_text = subject.text[first_missing[0].start : first_missing[0].end].strip()
    sentence = message("the contents promise “{entry}”, which the text does not hold; it ends here", entry=entry_text)
    if first_missing != last_entry:
        sentence = message(
            "the contents promise “{entry}” and {more} more, which the text does not hold; it ends here",
            entry=entry_text,
            more=len(entries) - entries.index(first_missing) - 1,
        )
    return Fault(
        end_span,
        sentence,
        ((first_missing[0], message("promised here")),),
        key=f"{entry_text} {subject.text[end_span.start : end_span.end]}",
    )


def _contents_entries(subject: CheckedDocument) -> Iterator[tuple[Span, Label]]:
    """The lines and labels of parts and chapters in the contents, up to a label that is repeated or a line of text.

    None without a heading of contents in the first `_MAX_CONTENTS_LINES` lines; only these are looked at.
    """
    lines, labels = subject.document.lines, set[tuple[str, tuple[int, ...]]]()
    heading_numbers = [
        line_number
        for line_number in subject.lines_with("目")
        if line_number <= _MAX_CONTENTS_LINES and _is_contents(lines.content(line_number))
    ]
    for line_number in (
        range(heading_numbers[0] + 1, min(len(lines), _MAX_CONTENTS_LINES) + 1) if heading_numbers else ()
    ):
        content = lines.content(line_number).strip()
        if not content:
            continue
        label = read_label(content)
        if (
            len(content) > _MAX_ENTRY_LENGTH
            or content[-1] in PACK.sentences.full_width_item
            or (label and (label.style, label.number) in labels)
        ):
            return
        if label and label.number and label.style in DIVISIONS & OPENS_LAW:
            labels.add((label.style, label.number))
            yield lines.span(line_number), label


def _is_contents(line: str) -> bool:
    """True if the line is the heading of a table of contents and nothing else."""
    return len(line.strip()) < 20 and CONTENTS_HEADING.fullmatch(line.strip()) is not None


def _last_line(subject: CheckedDocument) -> Span:
    """The last line with text other than page furniture, without white space.

    An empty span at the end if there is none.
    """
    document = subject.document
    for line_number in range(len(document.lines), 0, -1):
        span = document.lines.span(line_number)
        content = subject.text[span.start : span.end]
        if content.strip() and not subject.is_furniture(span.start):
            start = span.start + len(content) - len(content.lstrip())
            return Span(start, start + len(content.strip()))
    return Span(len(subject.text), len(subject.text))


def _unfinished_end(subject: CheckedDocument) -> Fault | None:
    """A fault for the last line if it stops in mid-sentence, else None.

    It ends with an open mark and has 8 characters or more; or it is running text without a closing mark, in a
    document that has `_MIN_PROSE_LINES` of prose of which `_MIN_CLOSED_SHARE` are closed.
    """
    end_span = _last_line(subject)
    line = subject.text[end_span.start : end_span.end]
    quoted_span = Span(max(end_span.start, end_span.end - 30), end_span.end)
    if len(line) >= 8 and line[-1] in _OPEN_MARKS:
        return Fault(quoted_span, message("the text ends in mid-sentence, with “{mark}”", mark=line[-1]))
    if not is_running_text(line) or line[-1] in CLOSING_MARKS or not line[-1].isalpha():
        return None
    prose_lines = [
        prose_line
        for span in subject.document.lines
        if is_running_text(prose_line := subject.text[span.start : span.end].strip())
    ]
    closed_count = sum(prose_line[-1] in CLOSING_MARKS for prose_line in prose_lines)
    if len(prose_lines) < _MIN_PROSE_LINES or closed_count < _MIN_CLOSED_SHARE * len(prose_lines):
        return None
    return Fault(quoted_span, message("the text ends in mid-sentence, without a closing mark"))


def _missing_commencement(subject: CheckedDocument) -> Fault | None:
    """A fault for the last article of a law if its last articles state neither commencement nor repeal, else None.

    The last `_LAST_ARTICLES` are read. None also for a text that is not titled as a law, does not begin with
    article 1, has fewer than `_MIN_ARTICLES`, or has a heading 附则.
    """
    outline = subject.outline
    articles = [line for line in outline.labelled if line.label.style in ARTICLES and not line.label.quoted]
    title = outline.title or ""
    if len(articles) < _MIN_ARTICLES or not _LAW.search(title) or _WITHOUT_COMMENCEMENT.search(title):
        return None
    if articles[0].label.number != (1,):
        return None
    last_article = articles[-1]
    if _IN_FORCE.search(subject.text, articles[-_LAST_ARTICLES].span.start, len(subject.text)):
        return None
    if any(_SUPPLEMENTARY.search(line) for line in _short_lines_from(subject, articles[0].span.start)):
        return None
    label = last_article.label.text
    sentence = message("a law that ends with {label} and does not say when it comes into force", label=label)
    return Fault(last_article.span, sentence)


def _short_lines_from(subject: CheckedDocument, start: int) -> Iterator[str]:
    """The lines that begin at or after offset `start`, contain 附 and have at most `_MAX_HEADING_LENGTH` characters.

    They are not stripped; one of them may be the heading of the supplementary provisions (附则).
    """
    for line_number in subject.lines_with("附"):
        span = subject.document.lines.span(line_number)
        if span.start >= start and len(span) <= _MAX_HEADING_LENGTH:
            yield subject.text[span.start : span.end]
