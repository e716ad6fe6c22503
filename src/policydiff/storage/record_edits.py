"""What goes from a file of records: whole records, and repeats inside records whose shortened line can be proven.

A record that cannot be proven stays whole, before anything is written, and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.plan import Plan, sha256
from policydiff.errors import InternalError, ReadError, WriteError
from policydiff.messages import counted, message
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File, Source, UnreadableInput
from policydiff.storage.json_lines import CONTAINER, LineEdit, edits_of_record
from policydiff.storage.written_form import file_form

_PIECE_BYTES = 1 << 24  # of a record that is removed at once


def line_edits(
    plan: CorpusPlan, corpus: Corpus, file: File, numbers: Sequence[int], rejected: Sequence[Source]
) -> list[LineEdit]:
    """The ascending edits of a file of JSON Lines, in unpacked bytes; ReadError if a record they depend on has changed.

    `numbers` are those of its documents, `rejected` its records that are left out since they cannot be read. WriteError
    for a container of another kind, if something in it goes.
    """
    edits = [edit for source in rejected for edit in removed(source.start, source.start + source.length)]
    for number in numbers:
        source, drop = plan.documents[number].source, plan.dropped.get(number)
        if drop is not None:
            require_unchanged(plan, corpus, number)
            if drop.copy_of is not None and drop.copy_of.document < len(plan.documents):
                require_unchanged(plan, corpus, drop.copy_of.document)
            edits.append(LineEdit(source.start, source.start + source.length))
        elif number in plan.cleaned:
            require_unchanged(plan, corpus, number)
            shift = source.start
            edits += [
                LineEdit(shift + edit.start, shift + edit.end, edit.insert) for edit in own_edits(corpus, number, plan)
            ]
    if edits and file.container != CONTAINER:
        hint = "leave --output out to have the plan alone"
        raise WriteError("documents in a file of this kind cannot be left out", where=file.path, hint=hint)
    return sorted(edits)


def removed(start: int, end: int) -> Iterator[LineEdit]:
    """The edits that remove the bytes [start, end), in pieces: a bad line may be longer than the memory."""
    for piece_start in range(start, end, _PIECE_BYTES):
        yield LineEdit(piece_start, min(piece_start + _PIECE_BYTES, end))


def require_unchanged(plan: CorpusPlan, corpus: Corpus, number: int) -> None:
    """ReadError if the document has changed since the plan was made."""
    facts = plan.documents[number]
    if sha256(corpus.document(facts.source).file_bytes) != facts.sha256:
        raise ReadError("the file was changed while it was read; nothing was written", where=facts.source.name)


def own_edits(corpus: Corpus, number: int, plan: CorpusPlan) -> list[LineEdit]:
    """The edits of the line of a record that lose the repeats inside it, in bytes of the line.

    InternalError if the shortened line is not the same record with the shorter text.
    """
    own_plan = plan.cleaned[number]
    line = corpus.raw(plan.documents[number].source)
    return edits_of_record(line, corpus.options.text_field, own_plan.dropped, _marks_of_plan(own_plan))


def _marks_of_plan(own_plan: Plan) -> list[str]:
    """The marks that the plan puts into the text of a record, one an edit; empty if it was made without marks."""
    marks = [
        own_plan.clean[edit.position : edit.position + edit.remove].decode(own_plan.document.encoding)
        for edit in own_plan.edits
    ]
    return marks if any(marks) else []


def with_whole_archives(plan: CorpusPlan, corpus: Corpus) -> CorpusPlan:
    """The plan in which every document of an archive stays, since a result has archives as they are.

    Each archive of which something would go is `unproven` then.
    """
    archives = {file.path: file for file in corpus.files if file.container not in ("", CONTAINER)}
    if not archives:
        return plan
    kept: dict[str, set[int]] = {}
    for number in [*plan.dropped, *plan.cleaned]:
        if (path := plan.documents[number].source.path) in archives:
            kept.setdefault(path, set()).add(number)
    if not kept:
        return plan
    numbers = {number for path in kept for number in kept[path]}
    problems = []
    for path, stay in sorted(kept.items()):
        count = counted(len(stay), "{number:,} document", "{number:,} documents")
        reason = message("it stays as it is, with {count} that would lose text or be left out", count=count)
        source = Source(path, archives[path].inside, path)
        problems.append(UnreadableInput(source, reason, message("unpack it first"), code="not written"))
    return replace(
        plan,
        cleaned={number: own_plan for number, own_plan in plan.cleaned.items() if number not in numbers},
        decisions=tuple(
            decision
            for decision in plan.decisions
            if decision.action != "drop" or decision.location.document not in numbers
        ),
        unproven=(*plan.unproven, *problems),
    )


def with_writable_documents(plan: CorpusPlan, corpus: Corpus) -> CorpusPlan:
    """The plan without repeats inside documents that cannot be written without them; these are `unproven` then.

    They are records whose shortened line cannot be proven, and files such as DOCX of which the repeats cannot be cut
    out.
    """
    problems: dict[int, UnreadableInput] = {}
    containers = {file.path: file.container for file in corpus.files}
    for number, own_plan in plan.cleaned.items():
        source = plan.documents[number].source
        try:
            if containers.get(source.path) == CONTAINER:
                own_edits(corpus, number, plan)
            elif not source.line:
                file_form(own_plan)
        except InternalError as error:
            problems[number] = UnreadableInput(source, error.message, code="not proven")
        except WriteError as error:
            problems[number] = UnreadableInput(source, error.message, error.hint, code="not written")
    if not problems:
        return plan
    return replace(
        plan,
        cleaned={number: own_plan for number, own_plan in plan.cleaned.items() if number not in problems},
        decisions=tuple(
            decision
            for decision in plan.decisions
            if decision.location.document not in problems
            or (decision.copy_of is not None and decision.copy_of.document != decision.location.document)
        ),
        unproven=(*plan.unproven, *problems.values()),
    )
