"""Findings on values of front matter, metadata tables and HTML comments: dates, and whether a document is in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.amount_notes import time_note
from policydiff.comparison.findings.quantities import replacement
from policydiff.comparison.findings.sentence_pairs import one_sided
from policydiff.comparison.result import Comparison, Finding, Quote, Severity
from policydiff.facts.extraction import Fact
from policydiff.facts.values import canonical_value
from policydiff.languages import PACK
from policydiff.messages import NOTHING, message, verbatim
from policydiff.structure.entries import Entry, entries
from policydiff.structure.metadata import dates
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_TIME_OF_DAY = pattern(r"[T\s]*(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?\s*")
_DAY = pattern(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_MAX_BORDERS_OF_PAIRS = 3  # of a row of one key and one value
_KEYED_KINDS = {"body": "agency", "issuer": "issuer", "number": "citation"}
_MAX_VALUES = 8  # of one key that are compared


class _Value(NamedTuple):
    """A value of a known kind: date, status, deadline, agency, issuer or citation.

    `norm` is what is compared, `key` what it is the value of.
    """

    kind: str
    key: str
    norm: str
    quote: Quote


def find(comparison: Comparison) -> list[Finding]:
    """The findings on values that changed under the same key, and on dates and repeals that came or went with theirs.

    A status that says that the document is no longer in force, and another body in charge, is a warning, every other
    change of a value a notice. A
    value that came or went is for information, unless it says so.
    """
    old, new = (
        _values(comparison.old.document, [unit.old.span for unit in comparison.units if unit.old and unit.old.label]),
        _values(comparison.new.document, [unit.new.span for unit in comparison.units if unit.new and unit.new.label]),
    )
    findings: list[Finding] = []
    for key in dict.fromkeys([*old, *new]):
        before, after = (
            [value for value in side.get(key, []) if value.norm not in {other.norm for other in opposite.get(key, [])}]
            for side, opposite in ((old, new), (new, old))
        )
        if len(before) == len(after) <= _MAX_VALUES:
            findings += [_changed(*pair) for pair in zip(before, after, strict=True)]
        elif not (before and after):
            for side, values, opposite in ((comparison.old, before, new), (comparison.new, after, old)):
                alone = [value for value in values if not _is_in_wide_row(side.document, value.quote.span)]
                findings += _came_or_went(alone, opposite, removed=side is comparison.old)
    return findings


def _is_in_wide_row(document: Document, span: Span) -> bool:
    """Whether a value is in a row of a table of three columns or more, which is hardly one of keys and values."""
    return document.lines.content(document.lines.number(span.start)).count("|") > _MAX_BORDERS_OF_PAIRS


def without_repeated(findings: Sequence[Finding], values: Sequence[Finding]) -> list[Finding]:
    """The findings without those on figures and dates that quote from the same place as one of `values`."""
    old, new = ([quote.span for value in values if (quote := getattr(value, side))] for side in ("old", "new"))
    return [
        finding
        for finding in findings
        if finding.kind not in ("date", "deadline", "number", "money", "sentence", "agency", "citation")
        or not (
            (finding.old and any(finding.old.span.overlaps(span) for span in old))
            or (finding.new and any(finding.new.span.overlaps(span) for span in new))
        )
    ]


def _values(document: Document, units: Sequence[Span]) -> dict[tuple[str, str], list[_Value]]:
    """The dates and statuses among the entries of a document, by kind and key; `units` are its numbered units."""
    body_start = min((span.start for span in units), default=len(document.text))
    result: dict[tuple[str, str], list[_Value]] = defaultdict(list)
    for entry in entries(document, body_start):
        if value := _value(entry):
            result[value.kind, value.key].append(value)
    return result


def _value(entry: Entry) -> _Value | None:
    """The value of an entry: a date, a status, or either in words of a comment; None for any other value."""
    words = PACK.header
    if words.status_key.fullmatch(entry.key):
        return _Value("status", entry.key, canonical(entry.value).casefold(), Quote(entry.value, entry.span))
    if value := _keyed_value(entry):
        return value
    match = words.date.search(entry.value) or PACK.fact_patterns().date.search(normalised(entry.value))
    if match is None:
        if entry.key or not (status := words.status.search(entry.value)):
            return None
        around = f"{entry.value[: status.start()]}#{entry.value[status.end() :]}"
        span = Span(entry.span.start + status.start(), entry.span.start + status.end())
        return _Value("status", canonical(around), canonical(status[0]), Quote(status[0], span))
    written = entry.value[match.start() : match.end()]
    beside = entry.value[: match.start()] + "#" + entry.value[match.end() :]
    span = Span(entry.span.start + match.start(), entry.span.start + match.end())
    if entry.key and not _TIME_OF_DAY.fullmatch(beside.strip("#() （）")):
        return None
    return _Value("date", entry.key or re.sub(r"\s", "", canonical(beside)), _day(written), Quote(written, span))


def _keyed_value(entry: Entry) -> _Value | None:
    """The value of an entry whose key says what it is: a term, a body in charge, the issuer, the document's number."""
    key = PACK.header.value_keys.fullmatch(entry.key)
    if key is None:
        return None
    kind = key.lastgroup or ""
    written = normalised(entry.value)
    if kind == "term":
        if PACK.header.date.search(entry.value):
            return None  # until a day, which is a date
        return _Value("deadline", entry.key, canonical_value(written), Quote(entry.value, entry.span))
    if kind == "number" and not PACK.header.document_number.search(entry.value):
        return None
    return _Value(_KEYED_KINDS[kind], entry.key, "".join(written.split()), Quote(entry.value, entry.span))


def _day(written: str) -> str:
    """A date as YYYY-MM-DD, or YYYY-MM; one that cannot be read in its canonical form."""
    if day := next(dates(written), ""):
        return day
    value = canonical_value(normalised(written))
    parts = _DAY.fullmatch(value)
    return "-".join(f"{int(part):02}" for part in parts.groups() if part) if parts else value


def _changed(before: _Value, after: _Value) -> Finding:
    """The finding on a value that changed."""
    change = replacement(before.quote.text, after.quote.text)
    quotes = before.quote, after.quote
    if before.kind == "date":
        known = all(re.fullmatch(r"\d{4}(-\d\d){1,2}", value.norm) for value in (before, after))
        known = known and len(before.norm) == len(after.norm)
        note = NOTHING if not known else message("later") if after.norm > before.norm else message("earlier")
        return Finding("date", "notice", None, *quotes, change, "date", note)
    if before.kind != "status":
        kind = "agency" if before.kind == "issuer" else before.kind
        severity: Severity = "warning" if before.kind == "agency" else "notice"
        note = time_note(*(_as_fact(value) for value in (before, after))) if kind == "deadline" else NOTHING
        return Finding(kind, severity, None, *quotes, change, kind, note)
    ends = [bool(PACK.header.not_in_force.search(value.quote.text)) for value in (before, after)]
    note = message("no longer in force") if ends == [False, True] else NOTHING
    return Finding("status", "warning" if ends[1] else "notice", None, *quotes, change, "status", note)


def _as_fact(value: _Value) -> Fact:
    """The term of a document as a fact, to be compared."""
    return Fact("deadline", value.quote.span, value.quote.text, value.norm)


def _came_or_went(
    values: Sequence[_Value], opposite: dict[tuple[str, str], list[_Value]], *, removed: bool
) -> Iterator[Finding]:
    """Findings on values whose key only one side has, unless the other side has the value under another key."""
    for value in values:
        if value.kind not in ("status", "date"):
            continue
        if any(value.norm == other.norm for group in opposite.values() for other in group):
            continue
        ends = value.kind == "status" and bool(PACK.header.not_in_force.search(value.quote.text))
        yield Finding(
            value.kind,
            "warning" if ends and not removed else "info",
            None,
            *one_sided(value.quote, removed),
            message("gone: {clauses}" if removed else "new: {clauses}", clauses=value.quote.text),
            value.kind,
            verbatim(value.key),
        )
