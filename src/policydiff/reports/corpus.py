"""The report of a dedupe of many documents: the documents left out, those that are only related, those unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.decision import Decision
from policydiff.messages import joined, message, translatable
from policydiff.readers.entries import UnreadableInput
from policydiff.relations.kinds import MISNAMED
from policydiff.reports.model import Group, Report, Row, count, furniture_passed_over, kind_counts
from policydiff.reports.names import shown_name
from policydiff.translation import localized

_SUMMARY = translatable("{summary}: {characters}, {share:.0%}. {documents} stay.")
_SEARCH = translatable(
    "{candidate_pairs:,} pairs were compared, found by {bands} bands of {rows} slots (a pair of Jaccard similarity"
    " {threshold:g} is missed with a probability of {probability_of_a_miss:.2%}) and by {sampling} in common."
)
_CHECKED_WITH_PLAN = translatable(
    "Checked: every source file comes back byte for byte. To undo: policydiff restore, with the plan {plan}."
)
_MAX_ROWS = 12  # decisions of one group shown without --verbose


def corpus_report(
    plan: CorpusPlan,
    *,
    saved: str = "",
    written: bool = True,
    without_unreadable: bool = False,
    verbose: bool = False,
    explain: bool = False,
) -> Report:
    """The report. `saved` is the path of the saved plan, empty for none; `written` is False if no output was written.

    With `without_unreadable`, records that cannot be read are left out of the result. Of each group at most `_MAX_ROWS`
    rows without `verbose`.
    """
    decisions = plan.decisions
    dropped = [
        decision
        for decision in decisions
        if decision.location.document in plan.dropped and _is_between(decision) and decision.action == "drop"
    ]
    inside = [decision for decision in decisions if not _is_between(decision)]
    warned = [decision for decision in decisions if decision.relation in MISNAMED or _is_conflict(decision)]
    linked = [
        decision
        for decision in decisions
        if _is_between(decision) and decision.action == "keep" and decision.relation not in MISNAMED
    ]
    groups = [
        Group(tuple(_rows(plan, dropped, verbose, "drop")), localized("left out")),
        Group(tuple(_rows(plan, inside, verbose, "drop")), localized("inside documents")),
        Group(tuple(_rows(plan, warned, verbose, "warn")), localized("look at these")),
        Group(tuple(_links(plan, linked, verbose)), localized("kept and linked")),
        Group(tuple(_problems(plan.unreadable, verbose, without_unreadable)), localized("unreadable")),
        Group(tuple(_problems(plan.unproven, verbose, False)), localized("not proven")),
    ]
    return Report(
        count(len(plan.documents), "document"),
        count(sum(document.characters for document in plan.documents), "character"),
        (_summary(plan, written=written),),
        tuple(group for group in groups if group.rows),
        tuple(_closing(plan, saved, explain, written=written)),
    )


def _is_between(decision: Decision) -> bool:
    """True if the copy lies in another document."""
    return decision.copy_of is not None and decision.copy_of.document != decision.location.document


def _is_conflict(decision: Decision) -> bool:
    """True if both of two documents are kept as a conflict; never for a repeat inside a document."""
    return _is_between(decision) and decision.action == "conflict"


def _summary(plan: CorpusPlan, *, written: bool) -> str:
    """The numbers of dropped and shortened documents and of their characters, in a line; shares in whole percent."""
    dropped = len(plan.dropped)
    if not dropped and not plan.cleaned:
        return localized("nothing stands twice")
    total = max(sum(document.characters for document in plan.documents), 1)
    parts = [message("no document left out" if written else "no document would be left out")]
    if dropped:
        kinds = kind_counts(decision.relation for decision in plan.dropped.values())
        template = "{documents} left out ({kinds})" if written else "{documents} would be left out ({kinds})"
        parts = [message(template, documents=count(dropped, "document"), kinds=kinds)]
    if plan.cleaned:
        template = "repeats inside {documents} left out" if written else "repeats inside {documents} would be left out"
        parts.append(message(template, documents=count(len(plan.cleaned), "document")))
    kept = len(plan.documents) - dropped
    template = "{summary}: {characters}, {share:.0%}. {documents} stays." if kept == 1 else _SUMMARY
    return localized(
        template,
        summary=joined(parts),
        characters=count(plan.characters_dropped, "character"),
        share=plan.characters_dropped / total,
        documents=count(kept, "document"),
    )


def _rows(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool, tone: str) -> Iterator[Row]:
    """A row for each decision, at most `_MAX_ROWS` unless `verbose`, then one with the number left out.

    `tone` is that of dropped ones; others have `warn`.
    """
    shown = decisions if verbose else decisions[:_MAX_ROWS]
    for decision in shown:
        name = plan.documents[decision.location.document].source.id
        reason = decision.reason
        text = localized(reason if decision.sentence else message("{document}: {reason}", document=name, reason=reason))
        tone = tone if decision.action == "drop" else "warn"
        yield Row(localized(shown_name(decision.relation)), (text,), tone)
    yield from _more(len(decisions) - len(shown))


def _more(number: int) -> Iterator[Row]:
    """The row with the number of those left out; none for 0."""
    if number:
        yield Row(localized("more"), (localized("{number:,} further ones; -v lists them", number=number),))


def _links(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool) -> Iterator[Row]:
    """Without `verbose` one row with the numbers of each kind, none if there are no decisions; else as `_rows`."""
    if verbose:
        yield from _rows(plan, decisions, verbose, "keep")
    elif decisions:
        kinds = kind_counts((decision.relation for decision in decisions), pairs=True)
        template = "{kinds}: both stay; -v lists them, policydiff relations shows what they share"
        yield Row(localized("alike"), (localized(template, kinds=kinds),))


def _problems(problems: Sequence[UnreadableInput], verbose: bool, without_records: bool) -> Iterator[Row]:
    """A row for each problem with an input, at most `_MAX_ROWS` unless `verbose`, then one with the number left out.

    With `without_records`, records that cannot be read are left out of the result.
    """
    shown = problems if verbose else problems[:_MAX_ROWS]
    for problem in shown:
        label = localized("left out" if without_records and problem.source.length else "kept as it is")
        text = localized("{document}: {reason}", document=problem.source.name, reason=problem.message)
        yield Row(label, (text,), "warn")
    yield from _more(len(problems) - len(shown))


def _closing(plan: CorpusPlan, saved: str, explain: bool, *, written: bool) -> Iterator[str]:
    """How pairs were searched for, with `explain`, and how the result was checked and can be undone."""
    if explain and plan.search:
        search = plan.search
        yield localized(_SEARCH, **search)
        if search["furniture_lines"]:
            yield furniture_passed_over(search["furniture_lines"])
    if not written:
        yield localized("nothing written; -o OUT writes the corpus without them, and a plan that can undo it.")
    elif saved:
        yield localized(_CHECKED_WITH_PLAN, plan=saved)
    else:
        yield localized("Checked: every source file comes back byte for byte.")
