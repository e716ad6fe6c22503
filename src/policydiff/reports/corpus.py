"""The report of a dedupe of many documents: the documents left out, those that are only related, those unreadable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.decision import Decision
from policydiff.readers.entries import UnreadableInput
from policydiff.relations.kinds import MISNAMED
from policydiff.reports.model import Group, Report, Row, count, furniture_passed_over

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
        Group(tuple(_rows(plan, dropped, verbose, "drop")), "left out"),
        Group(tuple(_rows(plan, inside, verbose, "drop")), "inside documents"),
        Group(tuple(_rows(plan, warned, verbose, "warn")), "look at these"),
        Group(tuple(_links(plan, linked, verbose)), "kept and linked"),
        Group(tuple(_problems(plan.unreadable, verbose, without_unreadable)), "unreadable"),
        Group(tuple(_problems(plan.unproven, verbose, False)), "not proven"),
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
        return "nothing stands twice"
    were = "left out" if written else "would be left out"
    kinds = Counter(decision.relation for decision in plan.dropped.values())
    kind_counts = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
    total = max(sum(document.characters for document in plan.documents), 1)
    summary = f"{count(dropped, 'document')} {were} ({kind_counts})" if dropped else f"no document {were}"
    if plan.cleaned:
        summary += f"; repeats inside {count(len(plan.cleaned), 'document')} {were}"
    share = f"{count(plan.characters_dropped, 'character')}, {plan.characters_dropped / total:.0%}"
    kept = len(plan.documents) - dropped
    return f"{summary}: {share}. {count(kept, 'document')} {'stays' if kept == 1 else 'stay'}."


def _rows(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool, tone: str) -> Iterator[Row]:
    """A row for each decision, at most `_MAX_ROWS` unless `verbose`, then one with the number left out.

    `tone` is that of dropped ones; others have `warn`.
    """
    shown = decisions if verbose else decisions[:_MAX_ROWS]
    for decision in shown:
        name = plan.documents[decision.location.document].source.id
        text = str(decision.reason) if decision.sentence else f"{name}: {decision.reason}"
        yield Row(decision.relation, (text,), tone if decision.action == "drop" else "warn")
    if len(decisions) > len(shown):
        yield Row("more", (f"{len(decisions) - len(shown):,} further ones; -v lists them",))


def _links(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool) -> Iterator[Row]:
    """Without `verbose` one row with the numbers of each kind, none if there are no decisions; else as `_rows`."""
    if verbose:
        yield from _rows(plan, decisions, verbose, "keep")
    elif decisions:
        kinds = Counter(decision.relation for decision in decisions)
        kind_counts = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
        yield Row("alike", (f"{kind_counts}: both stay; -v lists them, policydiff relations shows what they share",))


def _problems(problems: Sequence[UnreadableInput], verbose: bool, without_records: bool) -> Iterator[Row]:
    """A row for each problem with an input, at most `_MAX_ROWS` unless `verbose`, then one with the number left out.

    With `without_records`, records that cannot be read are left out of the result.
    """
    shown = problems if verbose else problems[:_MAX_ROWS]
    for problem in shown:
        is_left_out = without_records and problem.source.length
        yield Row(
            "left out" if is_left_out else "kept as it is", (f"{problem.source.name}: {problem.message}",), "warn"
        )
    if len(problems) > len(shown):
        yield Row("more", (f"{len(problems) - len(shown):,} further ones; -v lists them",))


def _closing(plan: CorpusPlan, saved: str, explain: bool, *, written: bool) -> Iterator[str]:
    """How pairs were searched for, with `explain`, and how the result was checked and can be undone."""
    if explain and plan.search:
        search = plan.search
        yield (
            f"{search['candidate_pairs']:,} pairs were compared, found by {search['bands']} bands of {search['rows']}"
            f" slots (a pair of Jaccard similarity {search['threshold']:g} is missed with a probability of"
            f" {search['probability_of_a_miss']:.2%}) and by {search['sampling']} in common."
        )
        if search["furniture_lines"]:
            yield furniture_passed_over(search["furniture_lines"])
    if not written:
        yield "nothing written; -o OUT writes the corpus without them, and a plan that can undo it."
    else:
        undo = f" To undo: policydiff restore, with the plan {saved}." if saved else ""
        yield f"Checked: every source file comes back byte for byte.{undo}"
