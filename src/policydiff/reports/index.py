"""The reports of an index: what was written to it, what it holds, and which of its documents a search found."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.index.copied import MIN_RUN, CopiedShare
from policydiff.index.integrity import IndexState
from policydiff.index.search import SearchHit, SearchResult
from policydiff.index.writing import IndexOutcome
from policydiff.relations.kinds import KINDS
from policydiff.reports.model import Group, Report, Row, count, encoding_name

_MAX_QUOTED_CHARACTERS = 60  # of a passage in common


def write_report(path: str, outcome: IndexOutcome) -> Report:
    """The report of build, add and remove: how many documents were added, replaced, held, removed or refused."""
    counts = (
        ("added", outcome.added),
        ("replaced", outcome.replaced),
        ("held already", outcome.same),
        ("removed", outcome.removed),
        ("refused", len(outcome.refused)),
        ("unreadable", len(outcome.unreadable)),
    )
    parts = [f"{count(number, 'document')} {outcome_name}" for outcome_name, number in counts if number]
    return Report(path, "", (f"{'; '.join(parts) or 'no document added'}.",))


def state_report(path: str, state: IndexState, *, checked: bool) -> Report:
    """The report of info, or with `checked` that of verify, which has faults and no parameters."""
    facts = f"{count(state.documents, 'document')}, {count(state.characters, 'character')}"
    average = f", {state.size / state.documents:,.0f} a document" if state.documents else ""
    rows = [Row("size", (f"{count(state.size, 'byte')}{average}",))]
    if not checked:
        parameters = state.parameters
        signature, sampling = parameters["signature"], parameters["sampling"]
        rows += [
            Row("made by", (f"policydiff {parameters.get('version')}",)),
            Row(
                "signature",
                (
                    f"{signature['signature']}, k = {signature['k']}, {signature['width']}-character shingles, "
                    f"key {signature['fold']}",
                ),
            ),
            Row(
                "bands",
                (f"{parameters['bands'][0]} of {parameters['bands'][1]} slots, tuned for {parameters['threshold']:g}",),
            ),
            Row("samples", (f"1 of {sampling['rate']} shingles of {sampling['width']} characters",)),
        ]
    summary: tuple[str, ...] = ()
    if checked:
        summary = ("Damaged: build it anew.",) if state.faults else ("Whole: each text was unpacked and signed again.",)
    faults = tuple(Row("fault", (str(fault),), "warn") for fault in state.faults or ())
    return Report(path, facts, summary, (Group((*faults, *rows)),))


def search_report(result: SearchResult, limit: int, *, explain: bool = False) -> Report:
    """The report of a search: at most `limit` answers, the closest first; with `explain`, how it was done."""
    document = result.document
    shown = result.hits[:limit]
    facts = f"{encoding_name(document)} · {count(len(document.text), 'character')}"
    among = f"among {count(result.documents, 'document')}"
    if not result.hits:
        summary = [f"Nothing of it was found {among}."]
    else:
        summary = [f"{count(len(result.hits), 'relative')} found {among}."]
    if len(shown) < len(result.hits):
        summary.append(f"The closest {len(shown)} are shown; --limit shows more.")
    if result.unverified:
        summary.append(f"{result.unverified:,} further candidates were not looked at, being less close by estimate.")
    if result.hits:
        summary.append(_copied(result.copied))
    groups = tuple(Group((_row(answer, result.copied.share_of(number)),)) for number, answer in enumerate(shown))
    return Report(document.path, facts, tuple(summary), groups, tuple(_explanation(result)) if explain else ())


def _copied(copied: CopiedShare) -> str:
    """How much of the document stands in the answers, and how much was not counted."""
    sentence = f"{copied.share:.0%} of the file stands in them, in runs of {MIN_RUN} characters or more."
    if copied.known:
        sentence += f" {count(copied.known, 'character')} known from other texts did not count."
    return sentence


def _row(answer: SearchHit, copied: float) -> Row:
    """The row of one answer: id, path if it is another, title, date, measures and reason.

    `copied` is the share of the document searched for that stands in the answer.
    """
    document = answer.document.summary
    description = " · ".join(filter(None, [document.title, document.date, count(document.characters, "character")]))
    lines = [document.id, description]
    if document.source.file_name != document.id:
        lines.insert(1, document.source.file_name)
    similarity, contained = answer.relation.similarity, answer.from_index.contained
    measures = f"jaccard {similarity:.3f}; {contained:.0%} of the file stands in it, "
    lines += [f"{measures}{answer.containment:.0%} of it in the file; copied: {copied:.0%}", str(answer.reason)]
    if not KINDS[answer.name].clustered and answer.passages:
        span, other_span = max(answer.passages, key=lambda passage: len(passage[0]))
        quoted = _quote(answer.from_index.document.document.text[span.start : span.end])
        held, own = answer.places_of(span, other_span)
        places = ", ".join(filter(None, (held and f"{held} of it", own and f"{own} of the file")))
        lines.append(f"“{quoted}”" + (f" ({places})" if places else ""))
    return Row(KINDS[answer.name].label, tuple(lines), "keep")


def _quote(text: str) -> str:
    """The text on one line; of more than `_MAX_QUOTED_CHARACTERS`, so many and an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= _MAX_QUOTED_CHARACTERS else f"{text[:_MAX_QUOTED_CHARACTERS]}…"


def _explanation(result: SearchResult) -> Iterator[str]:
    """Sentences on how candidates were found and verified, and how probable it is that one was missed."""
    parameters = result.parameters
    bands = parameters.bands
    yield (
        f"Of {count(result.documents, 'document')}, {result.candidates:,} were candidates and "
        f"{result.candidates - result.unverified:,} were verified on their texts."
    )
    yield (
        f"Candidates agree in one of {bands.bands} bands of {bands.rows} slots and in "
        f"{bands.min_agreeing_slots} of {bands.k} slots (at a Jaccard similarity of {parameters.threshold:g}, "
        "one is missed with a probability of at most "
        f"{bands.probability_of_a_miss(parameters.threshold):.4f}), or share samples of their passages "
        f"(1 of {parameters.rate} shingles of {parameters.shingle_width} characters; "
        f"{result.sampled:,} of this file's)."
    )
    if not result.sampled:
        yield "No shingle of this file is in its sample: documents in which it stands were looked for by bands only."
    yield (
        "A document that stands whole in the file is missed with a probability of "
        + ", ".join(f"{result.probability_of_a_miss(length):.4f} at {length} characters" for length in (100, 200, 500))
        + ". Documents that share less than two fifths of the smaller one are not looked for."
    )
