"""The report of a dedupe of many documents: what goes and for which, what only looks alike, what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.decision import Decision
from policydiff.reports.model import Group, Report, Row, count, furniture_passed_over

_MOST = 12  # decisions of one group shown without --verbose


def corpus_report(
    plan: CorpusPlan, *, saved: str = "", written: bool = True, verbose: bool = False, explain: bool = False
) -> Report:
    """The report. `saved` names the plan's file; `written` is False where nothing was written."""
    whole = [each for each in plan.decisions if each.place.document in plan.dropped and _between(each)]
    inside = [each for each in plan.decisions if not _between(each)]
    warned = [each for each in plan.decisions if each.relation == "mislabelled" or _conflict(each)]
    linked = [
        each for each in plan.decisions if _between(each) and each.action == "keep" and each.relation != "mislabelled"
    ]
    groups = [
        Group(tuple(_rows(plan, [each for each in whole if each.action == "drop"], verbose, "drop")), "left out"),
        Group(tuple(_rows(plan, inside, verbose, "drop")), "inside documents"),
        Group(tuple(_rows(plan, warned, verbose, "warn")), "look at these"),
        Group(tuple(_links(plan, linked, verbose)), "kept and linked"),
        Group(tuple(_unreadable(plan, verbose)), "unreadable"),
    ]
    return Report(
        count(len(plan.documents), "document"),
        count(sum(each.characters for each in plan.documents), "character"),
        (_summary(plan, written=written),),
        tuple(group for group in groups if group.rows),
        tuple(_closing(plan, saved, explain, written=written)),
    )


def _between(decision: Decision) -> bool:
    return decision.copy_of is not None and decision.copy_of.document != decision.place.document


def _conflict(decision: Decision) -> bool:
    return _between(decision) and decision.action == "conflict"


def _summary(plan: CorpusPlan, *, written: bool) -> str:
    gone = len(plan.dropped)
    if not gone and not plan.cleaned:
        return "nothing stands twice"
    were = "left out" if written else "would be left out"
    kinds = Counter(each.relation for each in plan.dropped.values())
    told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
    total = max(sum(each.characters for each in plan.documents), 1)
    said = f"{count(gone, 'document')} {were} ({told})" if gone else f"no document {were}"
    if plan.cleaned:
        said += f"; repeats inside {count(len(plan.cleaned), 'document')} {were}"
    share = f"{count(plan.characters_dropped, 'character')}, {plan.characters_dropped / total:.0%}"
    left = len(plan.documents) - gone
    return f"{said}: {share}. {count(left, 'document')} {'stays' if left == 1 else 'stay'}."


def _rows(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool, tone: str) -> Iterator[Row]:
    shown = decisions if verbose else decisions[:_MOST]
    for each in shown:
        name = plan.documents[each.place.document].source.id
        said = each.reason if each.words else f"{name}: {each.reason}"
        yield Row(each.relation, (said,), tone if each.action == "drop" else "warn")
    if len(decisions) > len(shown):
        yield Row("more", (f"{len(decisions) - len(shown):,} further ones; -v lists them",))


def _links(plan: CorpusPlan, decisions: Sequence[Decision], verbose: bool) -> Iterator[Row]:
    if verbose:
        yield from _rows(plan, decisions, verbose, "keep")
    elif decisions:
        kinds = Counter(each.relation for each in decisions)
        told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
        yield Row("alike", (f"{told}: both stay; -v lists them, policydiff relations shows what they share",))


def _unreadable(plan: CorpusPlan, verbose: bool) -> Iterator[Row]:
    shown = plan.problems if verbose else plan.problems[:_MOST]
    for each in shown:
        yield Row("kept as it is", (f"{each.source.name}: {each.message}",), "warn")
    if len(plan.problems) > len(shown):
        yield Row("more", (f"{len(plan.problems) - len(shown):,} further ones; -v lists them",))


def _closing(plan: CorpusPlan, saved: str, explain: bool, *, written: bool) -> Iterator[str]:
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
