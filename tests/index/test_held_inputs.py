"""Documents that an index learns: those that were summarised, all of them, or none."""

from __future__ import annotations

import pytest

from policydiff.errors import ReadError
from policydiff.index.held import unchanged
from policydiff.readers.entries import Entry, Source
from policydiff.relations.summary import DocumentSummary


def entry(name: str) -> Entry:
    """A document with a name."""
    return Entry(Source(name, name, name), f"{name}的渡口办法\n")


def summary(name: str) -> DocumentSummary:
    """What was summarised of it."""
    made = entry(name)
    return DocumentSummary.of(made.source, made.document)


@pytest.mark.parametrize(
    ("read", "summarised"),
    [
        (["甲"], ["甲", "乙"]),  # the second one cannot be opened any more
        ([], ["甲"]),
        (["甲", "乙"], ["甲"]),  # it could not be opened when the first was summarised
        (["乙"], ["甲"]),
    ],
)
def test_documents_that_are_not_those_summarised_are_refused(read: list[str], summarised: list[str]) -> None:
    with pytest.raises(ReadError, match="was changed while it was read; nothing was written"):
        list(unchanged(map(entry, read), list(map(summary, summarised)), ()))


def test_documents_that_are_left_out_are_not_learned() -> None:
    names = ["甲", "乙", "丙"]
    kept = unchanged(map(entry, names), list(map(summary, names)), [1])
    assert [each.source.path for each in kept] == ["甲", "丙"]
