"""One repeated passage -> one decision: its relation, whether a copy is dropped, and the reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.counting import Side
from policydiff.deduplication.decision import Action, Decision, Location
from policydiff.deduplication.options import Options
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.removal import size_of, text_of
from policydiff.deduplication.verdict import PasteVerdict
from policydiff.deduplication.whole_copy import CopyKind, WholeCopy
from policydiff.matching.differences import IDENTICAL, Difference, differences, measure
from policydiff.matching.repeats import MatchChain
from policydiff.messages import Message, joined, message
from policydiff.structure.labels import is_division
from policydiff.text.canonical import canonical, canonical_positions, preserves
from policydiff.text.spans import Span, merge_spans

MAX_COMPARED = 20_000  # code units of two similar provisions that are compared word for word


def location_of(analysed: AnalysedDocument, span: Span, offset: int) -> Location:
    """The location, in document 0, of a span that begins at a folded offset, with the label of `label_at` there."""
    return Location(span, analysed.document.lines.numbers(span), analysed.labels.label_at(offset))


def decide_whole_copy(
    analysed: AnalysedDocument, copy: WholeCopy, options: Options
) -> tuple[Decision, tuple[int, int]]:
    """The decision on two copies that make up a document, and the stretch [start, end) that it covers.

    It is a drop if the options name its relation: pasted-copy for SAME, possible-paste for THIN and FRAMING. The other
    kinds are conflicts unless the texts are equal. The stretch reaches from the start of the earlier copy to the end of
    the later one, in folded offsets.
    """
    first, second = sorted((copy.dropped, copy.kept))
    passage = analysed.passage_of((first.start, first.end), (second.start, second.end))
    same = copy.kind in (CopyKind.SAME, CopyKind.THIN, CopyKind.FRAMING)
    dropped_side: Side = "first" if copy.dropped == first else "second"
    either = same and text_of(analysed.paragraphs, first) == text_of(analysed.paragraphs, second)
    droppable: tuple[Side, ...] = ("first", "second") if either else (dropped_side,)
    verdict = PasteVerdict(
        pasted=copy.kind not in (CopyKind.THIN, CopyKind.FRAMING),
        droppable=droppable if same else (),
        evidence=_evidence_of_equal_copies(analysed, copy)
        if copy.kind is CopyKind.SAME
        else _WHOLE_COPY_EVIDENCE[copy.kind],
        numbered=True,
        closed=True,
        basis="order",
    )
    decision = decide_paste(analysed, passage, verdict, options, contained=same)
    if copy.kept_only and decision.action == "drop":
        own_lines = joined(_quote_words_only_in_kept(analysed, copy, index) for index in copy.kept_only)
        decision = replace(decision, choice=message("only the kept copy has {lines}", lines=own_lines))
    return decision, (passage.first[0], passage.second[1])


def _evidence_of_equal_copies(analysed: AnalysedDocument, copy: WholeCopy) -> Message:
    """How a document consists of equal copies, in words; the number of copies is estimated from their sizes."""
    if copy.kept_only:
        return message("the document stands twice, but for lines of its head or foot")
    kept_size, dropped_size = (size_of(analysed.paragraphs, range(*extent)) for extent in (copy.kept, copy.dropped))
    times = max(2, 1 + round(dropped_size / max(1, kept_size)))
    if copy.kept.size + copy.dropped.size == len(analysed.paragraphs):
        if times == 2:
            return message("the whole document stands twice, from its first line to its last")
        return message("the whole document stands {number} times, from its first line to its last", number=times)
    if copy.dropped.end == len(analysed.paragraphs) and copy.kept.end < copy.dropped.start:
        return message("the document stands twice, once cut short")
    if copy.dropped.start == 0:
        return message("the document stands twice, once cut short")
    if times == 2:
        return message("the body of the document stands twice, the copies directly behind one another")
    return message(
        "the body of the document stands {number} times, the copies directly behind one another", number=times
    )


_WHOLE_COPY_EVIDENCE = {
    CopyKind.THIN: message("the whole document stands twice, but it is too short to be sure"),
    CopyKind.HEADS_DIFFER: message(
        "the whole document stands twice, but each head or foot has words that the other lacks"
    ),
    CopyKind.FRAMING: message("the same text stands at the beginning and at the end of the document"),
    CopyKind.LACKING: message("the whole document stands twice, but one copy lacks a part of the other"),
    CopyKind.ALTERED: message("the whole document stands twice, with some of its characters changed"),
    CopyKind.ALTERED_SECTION: message(
        "a section stands twice from its heading on, with some of its characters changed"
    ),
}


def _quote_words_only_in_kept(analysed: AnalysedDocument, copy: WholeCopy, index: int) -> Message:
    """The words of a line of the kept copy that the other lacks, in quotation marks.

    The whole line, unless it begins or ends with a line of the other copy, which is then left out.
    """
    span = analysed.paragraphs[index].span
    text = analysed.text[span.start : span.end]
    form, positions = canonical_positions(text)
    for other_form in (analysed.paragraphs[other_index].canonical_form for other_index in range(*copy.dropped)):
        if form.endswith(other_form):
            text = text[: positions[len(form) - len(other_form)]]
            break
        if form.startswith(other_form):
            text = text[positions[len(other_form)] :]
            break
    return message("“{words}”", words=text.strip())


def decide_paste(
    analysed: AnalysedDocument, passage: Passage, verdict: PasteVerdict, options: Options, *, contained: bool = False
) -> Decision:
    """The decision on a paste or a possible paste.

    With `contained`, the caller knows that the dropped text is in the kept text. A paste that is in quotation marks, or
    equal but not droppable, is a possible paste. A paste whose text is not preserved in the other copy is a conflict.
    Preserved text is dropped if the options name the relation; anything else is kept.
    """
    relation = "pasted-copy" if verdict.pasted else "possible-paste"
    side = _choose_dropped_side(verdict, options)
    dropped, kept = (passage.first, passage.second) if side == "first" else (passage.second, passage.first)
    dropped_span, kept_span = passage.first_span, passage.second_span
    if side == "second":
        dropped_span, kept_span = kept_span, dropped_span
    texts = analysed.text[kept_span.start : kept_span.end], analysed.text[dropped_span.start : dropped_span.end]
    forms = canonical(texts[0]), canonical(texts[1])
    same = contained or forms[0] == forms[1] or preserves(*forms)
    if _is_quoted(analysed, passage) or (same and not verdict.droppable):
        relation = "possible-paste"
    action: Action = "conflict" if not same and relation == "pasted-copy" else "keep"
    if same and relation in options.drop and (verdict.droppable or relation == "possible-paste"):
        action = "drop"
    units = sum(not is_division(line) for _, line in passage.labels)
    differing = () if same else differences(texts[0], texts[1], kept_span.start, dropped_span.start)
    choice = _explain_choice(verdict, side, options)
    locations = location_of(analysed, dropped_span, dropped[0]), location_of(analysed, kept_span, kept[0])
    return Decision(
        action,
        relation,
        *locations,
        differences=differing,
        measures=IDENTICAL if forms[0] == forms[1] else measure(*texts),
        evidence=verdict.evidence,
        choice=choice,
        between=verdict.between,
        units=units,
        basis=verdict.basis if verdict.droppable else "asked",
    )


def _choose_dropped_side(verdict: PasteVerdict, options: Options) -> Side:
    """The side to drop: as asked, else the one out of its count, else by the text between, else the later.

    Without a droppable side it is "second", the side that the decision is about.
    """
    sides = verdict.droppable or ("second",)
    if options.keep == "last" and "first" in sides:
        return "first"
    if options.keep == "first" and "second" in sides:
        return "second"
    if len(sides) == 1:
        return sides[0]
    return "first" if verdict.between is not None else "second"


def _explain_choice(verdict: PasteVerdict, side: Side, options: Options) -> Message:
    """Why the other copy is kept, in words; never empty."""
    if options.keep != "auto" and len(verdict.droppable) > 1:
        return message("--keep {choice}", choice=options.keep)
    if len(verdict.droppable) == 1 and verdict.pasted and verdict.basis != "order":
        if verdict.numbered:
            return message("its labels continue those of its neighbours")
        return message("without it a heading or its text would be left alone")
    if side == "first" and verdict.between is not None:
        return message("the introduction stands between the copies; now it leads the kept one")
    return message("the first stays where nothing speaks for the other")


def _is_quoted(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether either side of a passage is in quotation marks, or directly follows an opening one."""
    for span in (passage.first_span, passage.second_span):
        text = analysed.text[span.start : span.end].strip(" \t\r\n\u3000")
        before = analysed.text[max(0, span.start - 2) : span.start].strip()
        if (text[:1] or " ") in "“「『" and (text[-1:] or " ") in "”」』":
            return True
        if before[-1:] in ("“", "「", "『"):
            return True
    return False


def decide_repeated_provision(analysed: AnalysedDocument, passage: Passage, options: Options) -> Decision:
    """The decision on a passage that may be repeated on purpose, about its later side; never a conflict.

    The relation is furniture, quotation, parallel-provision (not the same canonical form) or repeated-provision. It is
    dropped only if the options say so and both sides are equal, whole lines, cut between sentences. Sides above
    `MAX_COMPARED` have no differences.
    """
    texts = [analysed.text[span.start : span.end] for span in (passage.first_span, passage.second_span)]
    same = canonical(texts[0]) == canonical(texts[1])
    if any(analysed.in_furniture(*side) for side in (passage.first, passage.second)):
        relation, evidence = "furniture", message("page furniture")
    elif _is_quoted(analysed, passage):
        relation, evidence = "quotation", message("a quoted passage")
    elif not same:
        relation, evidence = "parallel-provision", _evidence_of_similar_words(analysed, passage)
    else:
        relation, evidence = "repeated-provision", _evidence_of_same_words(analysed, passage)
    later, earlier = passage.second_span, passage.first_span
    differing: tuple[Difference, ...] = ()
    if not same and passage.length <= MAX_COMPARED:
        differing = differences(texts[0], texts[1], earlier.start, later.start)
    elif not same:
        evidence = message("{evidence}, too long to compare word for word", evidence=evidence)
    clean_cut = passage.whole_lines and all(map(analysed.begins_unit_or_sentence, passage.second))
    action: Action = "drop" if same and clean_cut and relation in options.drop else "keep"
    return Decision(
        action,
        relation,
        location_of(analysed, later, passage.second[0]),
        location_of(analysed, earlier, passage.first[0]),
        differing,
        IDENTICAL if same else measure(*texts),
        evidence,
    )


def _evidence_of_similar_words(analysed: AnalysedDocument, passage: Passage) -> Message:
    """Where nearly the same words occur twice, as a message: in two provisions, or in two places."""
    if _is_in_provisions(analysed, passage):
        return message("nearly the same words in two provisions")
    return message("nearly the same words in two places")


def _evidence_of_same_words(analysed: AnalysedDocument, passage: Passage) -> Message:
    """Where the same words occur twice, as a message: in a row, in two provisions, or in two places."""
    if passage.first[1] == passage.second[0]:
        return message("the same words twice in a row")
    if _is_in_provisions(analysed, passage):
        return message("the same words in two provisions, each in its own place")
    return message("the same words in two places, each in its own place")


def _is_in_provisions(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether both sides begin in numbered units that are no divisions."""
    return analysed.labels.is_in_provision(passage.first[0]) and analysed.labels.is_in_provision(passage.second[0])


def decide_repeated_phrase(analysed: AnalysedDocument, chain: MatchChain) -> Decision:
    """The decision on a repeat that is no whole line: the same words inside two sentences; always kept.

    A chain of one match is a repeated-provision, any other a parallel-provision.
    """
    spans = [
        Span(analysed.folded.position(start), analysed.folded.position(end - 1) + 1)
        for start, end in (chain.second, chain.first)
    ]
    locations = location_of(analysed, spans[0], chain.second[0]), location_of(analysed, spans[1], chain.first[0])
    length = chain.second[1] - chain.second[0]
    altered = len(chain.matches) > 1
    relation = "parallel-provision" if altered else "repeated-provision"
    return Decision(
        "keep",
        relation,
        *locations,
        evidence=message("a phrase of {number} characters in two different sentences", number=length),
        measures=measure(*(analysed.text[span.start : span.end] for span in reversed(spans))) if altered else IDENTICAL,
    )


def decide_furniture(analysed: AnalysedDocument, options: Options) -> Iterator[Decision]:
    """Yield the decisions on page furniture, kept unless the user asked to drop it; one for adjacent pieces."""
    drop = "furniture" in options.drop
    evidence = message("page furniture, left out as asked") if drop else message("page furniture, kept")
    for span in merge_spans(furniture.span for furniture in analysed.outline.furniture):
        location = Location(span, analysed.document.lines.numbers(span))
        yield Decision("drop" if drop else "keep", "furniture", location, None, evidence=evidence)
