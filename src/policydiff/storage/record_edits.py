"""Records whose shortened line can be proven, before anything is written: one that cannot must not stop the others."""

from __future__ import annotations

from dataclasses import replace

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.plan import Plan
from policydiff.errors import InternalError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import UnreadableInput
from policydiff.storage.json_lines import LineEdit, edits_of_record


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


def with_proven_records(plan: CorpusPlan, corpus: Corpus) -> CorpusPlan:
    """The plan without repeats inside records whose shortened line cannot be proven; these are `unproven` then."""
    problems: dict[int, UnreadableInput] = {}
    for number in plan.cleaned:
        source = plan.documents[number].source
        if not source.line:
            continue
        try:
            own_edits(corpus, number, plan)
        except InternalError as error:
            problems[number] = UnreadableInput(source, error.message, code="not proven")
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
