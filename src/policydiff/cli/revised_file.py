"""The result of `compare` as a file with tracked changes: the old file itself with changes, if it can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.cli.output import note
from policydiff.messages import message

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison
    from policydiff.text.revised_text import RevisedText
    from policydiff.writers.registry import Format


def with_revisions(comparison: Comparison, text: RevisedText, form: Format) -> bytes:
    """The old file with the revisions of the text, if it is a Word file; else a file made from the text alone.

    A line on standard error says why a Word file could not be used.
    """
    document = comparison.old.document
    if document.extraction is not None and document.extraction.format == "docx":
        from policydiff.readers.word.revised_body import CannotReviseError
        from policydiff.readers.word.revising import revised

        try:
            return revised(document, text)
        except CannotReviseError as error:
            note(document.path, message("the formatting of this file was not kept: {reason}", reason=error.args[0]))
    return bytes(form.write(text))
