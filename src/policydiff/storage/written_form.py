"""What dedupe writes for a document: the file in its own format without the copies, or the clean text."""

from __future__ import annotations

import os

from policydiff.deduplication.plan import Plan, SourceEdit, WrittenForm
from policydiff.errors import WriteError
from policydiff.messages import joined, message, verbatim
from policydiff.readers.formats import plain
from policydiff.readers.rewriting import CannotRemoveError, apply_replacements, removal, writable_format

_NO_TEXT = frozenset(
    {
        ".doc", ".docm", ".docx", ".dot", ".dotx", ".epub", ".et", ".ods", ".odt", ".ofd", ".pdf", ".rtf", ".wps",
        ".xls", ".xlsx",
    }
)  # fmt: skip


def form_for(plan: Plan, output: str) -> WrittenForm:
    """What is written to the path `output`: of a Word file or a page, the text only if the suffix is that of text.

    WriteError if the suffix is that of another format than the document's, or the document cannot be written.
    """
    extraction = plan.document.extraction
    suffix = os.path.splitext(output)[1].lower()
    if extraction is None:
        if suffix in _NO_TEXT:
            reason = message("text is not written as {suffix}", suffix=suffix)
            raise WriteError(reason, where=output, hint="name a file that ends in .txt")
        return plan.text_form
    if suffix in plain.SUFFIXES:
        return plan.text_form
    module = writable_format(plan.document)
    if module is None or (suffix and suffix not in module.SUFFIXES):
        own = "" if module is None else module.SUFFIXES[0]
        reason = message("a {format} document is not written as {suffix}", format=extraction.format, suffix=suffix)
        suffixes = joined(map(verbatim, filter(None, (own, ".txt"))), " or ")
        hint = message("name a file that ends in {suffixes}", suffixes=suffixes)
        raise WriteError(reason, where=output, hint=hint)
    return file_form(plan)


def file_form(plan: Plan) -> WrittenForm:
    """The file of the document without what the plan drops, in the format it has.

    WriteError if it cannot be written so: for a part of a paragraph, a mark, or automatic numbers that would change.
    """
    document = plan.document
    if document.extraction is None:
        return plan.text_form
    hint = message("write the text with -o and a name that ends in .txt")
    if any(edit.remove for edit in plan.edits):
        raise WriteError("marks are written into text only", where=document.path, hint=hint)
    try:
        replacements = removal(document, _dropped_lines(plan))
    except CannotRemoveError as error:
        reason = message("what stands twice cannot be cut out of the file: {reason}", reason=error.args[0])
        raise WriteError(reason, where=document.path, hint=hint) from None
    raw, edits, moved = document.file_bytes, [], 0  # bytes by which the clean file is longer so far
    for start, end, insert in replacements:
        edits.append(SourceEdit(start + moved, len(insert), raw[start:end]))
        moved += len(insert) - (end - start)
    return WrittenForm(apply_replacements(raw, replacements), tuple(edits))


def _dropped_lines(plan: Plan) -> frozenset[int]:
    """The numbers, from 0, of the lines that are dropped whole; CannotRemoveError if a part of a line is dropped."""
    lines = plan.document.lines
    dropped = set()
    for span in plan.dropped:
        first, last = lines.numbers(span)
        for number in range(first, last + 1):
            line = lines.span(number)
            if span.covers(line):
                dropped.add(number - 1)
            elif plan.document.text[max(span.start, line.start) : min(span.end, line.end)].strip():
                raise CannotRemoveError(message("it is no whole paragraph of the document"))
    return frozenset(dropped)
