"""The reports of a saved corpus: what became of documents, what it is, and what it holds of another document."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.index.integrity import IndexState
from policydiff.index.search import SearchHit, SearchResult
from policydiff.index.writing import WriteOutcome
from policydiff.reports.model import Group, Report, Row, count, encoding_name


def write_report(path: str, outcome: WriteOutcome) -> Report:
    """The report of build, add and remove."""
    told = (
        ("added", outcome.added),
        ("replaced", outcome.replaced),
        ("held already", outcome.same),
        ("removed", outcome.removed),
        ("refused", len(outcome.refused)),
        ("unreadable", len(outcome.unreadable)),
    )
    said = [f"{count(number, 'document')} {what}" for what, number in told if number]
    return Report(path, "", (f"{'; '.join(said) or 'no document added'}.",))


def state_report(path: str, state: IndexState, *, checked: bool) -> Report:
    """The report of info and verify."""
    facts = f"{count(state.documents, 'document')}, {count(state.characters, 'character')}"
    each = f", {state.size / state.documents:,.0f} a document" if state.documents else ""
    rows = [Row("size", (f"{count(state.size, 'byte')}{each}",))]
    if not checked:
        held = state.parameters
        signature, sampling = held["signature"], held["sampling"]
        rows += [
            Row("made by", (f"policydiff {held.get('version')}",)),
            Row(
                "signature",
                (
                    f"{signature['signature']}, k = {signature['k']}, {signature['width']}-character shingles, "
                    f"key {signature['fold']}",
                ),
            ),
            Row("bands", (f"{held['bands'][0]} of {held['bands'][1]} slots, tuned for {held['threshold']:g}",)),
            Row("samples", (f"1 of {sampling['rate']} shingles of {sampling['width']} characters",)),
        ]
    summary: tuple[str, ...] = ()
    if checked:
        summary = ("Damaged: build it anew.",) if state.faults else ("Whole: each text was unpacked and signed again.",)
    faults = tuple(Row("fault", (fault,), "warn") for fault in state.faults)
    return Report(path, facts, summary, (Group((*faults, *rows)),))


def search_report(found: SearchResult, limit: int, *, explain: bool = False) -> Report:
    """The report of a search: at most `limit` answers, the closest first."""
    document = found.document
    shown = found.answers[:limit]
    facts = f"{encoding_name(document)} · {count(len(document.text), 'character')}"
    among = f"among {count(found.documents, 'document')}"
    if not found.answers:
        summary = [f"Nothing of it was found {among}."]
    else:
        summary = [f"{count(len(found.answers), 'relative')} found {among}."]
    if len(shown) < len(found.answers):
        summary.append(f"The closest {len(shown)} are shown; --limit shows more.")
    if found.unverified:
        summary.append(f"{found.unverified:,} further candidates were not looked at, being less close by estimate.")
    groups = tuple(Group((_row(each),)) for each in shown)
    return Report(document.path, facts, tuple(summary), groups, tuple(_how(found)) if explain else ())


def _row(answer: SearchHit) -> Row:
    held = answer.held
    said = " · ".join(filter(None, [held.title, held.date, count(held.characters, "character")]))
    lines = [held.id, said]
    if held.path != held.id:
        lines.insert(1, held.path)
    measures = f"jaccard {answer.jaccard:.3f}; {answer.contained:.0%} of the file stands in it, "
    lines += [f"{measures}{answer.containment:.0%} of it in the file", answer.reason]
    return Row(answer.name, tuple(lines), "keep")


def _how(found: SearchResult) -> Iterator[str]:
    """How the answers were found, and what that may miss."""
    made = found.parameters
    bands = made.bands
    yield (
        f"Of {count(found.documents, 'document')}, {found.candidates:,} were candidates and "
        f"{found.candidates - found.unverified:,} were verified on their texts."
    )
    yield (
        f"Candidates agree in one of {bands.bands} bands of {bands.rows} slots and in {bands.least} of {bands.k} slots "
        f"(at a Jaccard similarity of {made.threshold:g}, one is missed with a probability of at most "
        f"{bands.probability_of_a_miss(made.threshold):.4f}), or share samples of their passages (1 of {made.rate} "
        f"shingles of {made.run} characters; {found.sampled:,} of this file's)."
    )
    if not found.sampled:
        yield "No shingle of this file is in its sample: documents in which it stands were looked for by bands only."
    yield (
        "A document that stands whole in the file is missed with a probability of "
        + ", ".join(f"{found.missed(length):.4f} at {length} characters" for length in (100, 200, 500))
        + ". Documents that share less than two fifths of the smaller one are not looked for."
    )
