"""The reports of an index: what was written to it, what it holds, and which of its documents a search found."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.index.copied import MIN_RUN, CopiedShare
from policydiff.index.integrity import IndexState
from policydiff.index.search import SearchHit, SearchResult
from policydiff.index.writing import IndexOutcome
from policydiff.messages import joined, message, translatable
from policydiff.relations.kinds import KINDS
from policydiff.reports.model import Group, Report, Row, count, encoding_name
from policydiff.reports.names import shown_name
from policydiff.reports.quotations import on_one_line
from policydiff.translation import localized, localized_list

_SIGNATURE = translatable("{signature}, k = {k}, {width}-character shingles, key {fold}")
_BANDS = translatable("{bands} of {rows} slots, tuned for {threshold:g}")
_MEASURES = translatable(
    "jaccard {similarity:.3f}; {contained:.0%} of the file stands in it, {containing:.0%} of it in the file;"
    " copied: {copied:.0%}"
)
_CANDIDATES = translatable(
    "Candidates agree in one of {bands} bands of {rows} slots and in {agreeing} of {slots} slots (at a Jaccard"
    " similarity of {threshold:g}, one is missed with a probability of at most {probability:.4f}), or share samples"
    " of their passages (1 of {rate} shingles of {width} characters; {sampled:,} of this file's)."
)
_NO_SAMPLE = translatable(
    "No shingle of this file is in its sample: documents in which it stands were looked for by bands only."
)
_MISSED = translatable(
    "A document that stands whole in the file is missed with a probability of {probabilities}."
    " Documents that share less than two fifths of the smaller one are not looked for."
)
_MAX_QUOTED_CHARACTERS = 60  # of a passage in common


def write_report(path: str, outcome: IndexOutcome) -> Report:
    """The report of build, add and remove: how many documents were added, replaced, held, removed or refused."""
    counts = (
        (translatable("{documents} added"), outcome.added),
        (translatable("{documents} replaced"), outcome.replaced),
        (translatable("{documents} held already"), outcome.same),
        (translatable("{documents} removed"), outcome.removed),
        (translatable("{documents} refused"), len(outcome.refused)),
        (translatable("{documents} unreadable"), len(outcome.unreadable)),
    )
    parts = [message(template, documents=count(number, "document")) for template, number in counts if number]
    return Report(path, "", (localized("{sentence}.", sentence=joined(parts) or message("no document added")),))


def state_report(path: str, state: IndexState, *, checked: bool) -> Report:
    """The report of info, or with `checked` that of verify, which has faults and no parameters."""
    facts = localized_list((count(state.documents, "document"), count(state.characters, "character")))
    size = count(state.size, "byte")
    if state.documents:
        average = state.size / state.documents
        size = localized("{size}, {average:,.0f} a document", size=size, average=average)
    rows = [Row(localized("size"), (size,))]
    if not checked:
        parameters = state.parameters
        signature, sampling = parameters["signature"], parameters["sampling"]
        bands, slots = parameters["bands"][:2]
        rows += [
            Row(localized("made by"), (f"policydiff {parameters.get('version')}",)),
            Row(localized("signature"), (localized(_SIGNATURE, **signature),)),
            Row(localized("bands"), (localized(_BANDS, bands=bands, rows=slots, threshold=parameters["threshold"]),)),
            Row(localized("samples"), (localized("1 of {rate} shingles of {width} characters", **sampling),)),
        ]
    summary: tuple[str, ...] = ()
    if checked:
        sound = "Whole: each text was unpacked and signed again."
        summary = (localized("Damaged: build it anew." if state.faults else sound),)
    faults = tuple(Row(localized("fault"), (localized(fault),), "warn") for fault in state.faults or ())
    return Report(path, facts, summary, (Group((*faults, *rows)),))


def search_report(result: SearchResult, limit: int, *, explain: bool = False) -> Report:
    """The report of a search: at most `limit` answers, the closest first; with `explain`, how it was done."""
    document = result.document
    shown = result.hits[:limit]
    facts = f"{encoding_name(document)} · {count(len(document.text), 'character')}"
    documents = count(result.documents, "document")
    if not result.hits:
        summary = [localized("Nothing of it was found among {documents}.", documents=documents)]
    else:
        relatives = count(len(result.hits), "relative")
        summary = [localized("{relatives} found among {documents}.", relatives=relatives, documents=documents)]
    if len(shown) < len(result.hits):
        summary.append(localized("The closest {number} are shown; --limit shows more.", number=len(shown)))
    if result.unverified:
        template = "{number:,} further candidates were not looked at, being less close by estimate."
        summary.append(localized(template, number=result.unverified))
    if result.hits:
        summary.append(_copied(result.copied))
    groups = tuple(Group((_row(answer, result.copied.share_of(number)),)) for number, answer in enumerate(shown))
    return Report(document.path, facts, tuple(summary), groups, tuple(_explanation(result)) if explain else ())


def _copied(copied: CopiedShare) -> str:
    """How much of the document stands in the answers, and how much was not counted."""
    template = "{share:.0%} of the file stands in them, in runs of {run} characters or more."
    sentence = localized(template, share=copied.share, run=MIN_RUN)
    if not copied.known:
        return sentence
    known = localized("{characters} known from other texts did not count.", characters=count(copied.known, "character"))
    return localized("{sentence} {next}", sentence=sentence, next=known)


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
    measures = {"similarity": similarity, "contained": contained, "containing": answer.containment, "copied": copied}
    lines += [localized(_MEASURES, **measures), localized(answer.reason)]
    if not KINDS[answer.name].clustered and answer.passages:
        span, other_span = max(answer.passages, key=lambda passage: len(passage[0]))
        quoted = on_one_line(answer.from_index.document.document.text[span.start : span.end], _MAX_QUOTED_CHARACTERS)
        held, own = answer.places_of(span, other_span)
        places = [message("{place} of it", place=held)] if held else []
        places += [message("{place} of the file", place=own)] if own else []
        quotation = localized("“{text}”", text=quoted)
        if places:
            quotation = localized("{quotation} ({places})", quotation=quotation, places=joined(places, ", "))
        lines.append(quotation)
    return Row(localized(shown_name(KINDS[answer.name].label)), tuple(lines), "keep")


def _explanation(result: SearchResult) -> Iterator[str]:
    """Sentences on how candidates were found and verified, and how probable it is that one was missed."""
    parameters = result.parameters
    bands = parameters.bands
    yield localized(
        "Of {documents}, {candidates:,} were candidates and {verified:,} were verified on their texts.",
        documents=count(result.documents, "document"),
        candidates=result.candidates,
        verified=result.candidates - result.unverified,
    )
    yield localized(
        _CANDIDATES,
        bands=bands.bands,
        rows=bands.rows,
        agreeing=bands.min_agreeing_slots,
        slots=bands.k,
        threshold=parameters.threshold,
        probability=bands.probability_of_a_miss(parameters.threshold),
        rate=parameters.rate,
        width=parameters.shingle_width,
        sampled=result.sampled,
    )
    if not result.sampled:
        yield localized(_NO_SAMPLE)
    template = "{probability:.4f} at {length} characters"
    probabilities = [
        message(template, probability=result.probability_of_a_miss(length), length=length) for length in (100, 200, 500)
    ]
    yield localized(_MISSED, probabilities=joined(probabilities, ", "))
