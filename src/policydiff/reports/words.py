"""The report of a search for words in an index."""

from __future__ import annotations

from policydiff.index.words import Occurrence, WordHit, WordSearch
from policydiff.reports.model import Group, Report, Row, count
from policydiff.translation import localized, localized_count

_MAX_PLACES = 3  # of a document that are shown


def words_report(result: WordSearch, limit: int) -> Report:
    """The report: at most `limit` documents, each with its first places."""
    documents = count(result.documents, "document")
    number = len(result.hits)
    summary = [
        localized("Found in {number:,} of {documents}.", number=number, documents=documents)
        if number
        else localized("Found in none of {documents}.", documents=documents)
    ]
    if limit < number:
        summary.append(localized("The first {number:,} are shown; --limit shows more.", number=limit))
    groups = tuple(Group((_row(hit),)) for hit in result.hits[:limit])
    return Report(localized("“{text}”", text=result.words), "", tuple(summary), groups)


def _row(hit: WordHit) -> Row:
    """The row of a document: id, title and date, and the first places with what stands around the words."""
    document = hit.document.summary
    facts = " · ".join(filter(None, (document.title, document.date)))
    places = (_line(one) for one in hit.occurrences[:_MAX_PLACES])
    lines = filter(None, (document.id, facts, *places))
    return Row(localized_count(hit.count, "{number:,} place", "{number:,} places"), tuple(lines))


def _line(one: Occurrence) -> str:
    """A line with the place of the words, and the words between what stands around them."""
    place = one.place or localized("line {numbers}", numbers=f"{one.lines[0]:,}")
    return f"{place}  …{one.before}{one.words}{one.behind}…"
