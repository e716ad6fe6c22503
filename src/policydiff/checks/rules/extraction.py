"""A rule for files that are not text: what their reader left out of the text."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import message
from policydiff.text.spans import Span

PLACE = 10  # of the family among the families, in the order of docs/check.md


@rule("text-left-out", "warning", message("the file holds text that is not in the text that was read"))
def text_left_out(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault at the start of the document for each kind of text that its reader left out or could not read.

    Comments and page headers are no text of the document.
    """
    extraction = subject.document.extraction
    for left_out in extraction.left_out if extraction else ():
        if left_out.is_text:
            yield Fault(Span(0, 0), left_out.message, key=str(left_out.message))
