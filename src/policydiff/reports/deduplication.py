"""The report of a dedupe of one document: what was left out, what was kept, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.deduplication.decision import Decision, Location
from policydiff.deduplication.plan import Plan
from policydiff.messages import joined, message, translatable
from policydiff.reports.kept_repeats import kept_rows
from policydiff.reports.model import (
    Group,
    Report,
    Row,
    count,
    encoding_name,
    lines_of,
)
from policydiff.reports.names import shown_name
from policydiff.reports.quotations import first_words, last_words
from policydiff.text.canonical import canonical
from policydiff.text.document import Document, first_line_name
from policydiff.text.spans import complement
from policydiff.translation import localized, localized_count, localized_list

_MAX_WHOLE_CHARACTERS = 200  # of differing text that a report quotes whole
_MAX_SHORT_CHARACTERS = 48  # of a text that `_shortened` leaves as it is
_MAX_SEAM_CHARACTERS = 30  # of a kept line beside the seam
_MAX_SEAM_DISTANCE = 200  # lines below the seam among which kept lines are looked for


def deduplication_report(
    plan: Plan, *, saved: str = "", written: bool = True, verbose: bool = False, explain: bool = False
) -> Report:
    """The report of a dedupe. `saved` is the path of the saved plan, empty for none; `written` is False for a dry run.

    Of each kind at most `_MAX_PASSAGES` are shown.
    """
    document = plan.document
    decisions = plan.decisions
    drops = [decision for decision in decisions if decision.action == "drop" and decision.relation != "furniture"]
    conflicts = [decision for decision in decisions if decision.action == "conflict"]
    warned = [decision for decision in decisions if decision.action == "keep" and decision.relation in _PASTES]
    groups = [_drop_rows(plan, decision, explain) for decision in drops[:_MAX_PASSAGES]]
    groups += [_conflict_rows(plan, decision, explain) for decision in conflicts[:_MAX_PASSAGES]]
    groups += [_warning_rows(plan, decision, explain) for decision in warned[:_MAX_PASSAGES]]
    hidden = sum(max(0, len(passages) - _MAX_PASSAGES) for passages in (drops, conflicts, warned))
    rest = list(kept_rows(plan, verbose))
    if hidden:
        more = localized("{number:,} further passages like these; --format json lists all", number=hidden)
        rest.insert(0, Row(localized("More"), (more,), "warn"))
    groups.append(tuple(rest))
    return Report(
        plan.title or document.path,
        _facts(document, named=plan.title is not None, explain=explain),
        _summary(plan, drops, conflicts, written=written),
        tuple(Group(group) for group in groups if group),
        _closing(plan, saved, written),
    )


_ALTERED = (
    translatable("A copy was pasted in but altered: both versions stay. Read them side by side below."),
    translatable("{number:,} copies were pasted in but altered: both versions stay. Read them side by side below."),
)
_COPIES_LEFT_OUT = translatable("{number} copies were left out: {lines}, {share}.")
_COPIES_TO_LEAVE_OUT = translatable("{number} copies would be left out: {lines}, {share}.")
# The labels of the two passages.
_DROPPED = (translatable("left out"), translatable("kept"))
_VERSIONS = (translatable("one version"), translatable("the other"))
_CERTAIN_COPY = (translatable("a copy"), translatable("of"))
_POSSIBLE_COPY = (translatable("perhaps a copy"), translatable("of"))
_NO_PLAN = translatable(
    "No plan was saved; to be able to undo this later, use -o or --plan. In doubt: --dry-run, --mark."
)
_MIN_BODY_SHARE = 0.8  # share of the document from which a passage and its copies are called the body
_MAX_PASSAGES = 5  # of each kind, shown in full
_MIN_COMPLETE_SHARE = 0.98  # share of the kept copy below which a dropped one breaks off
_PASTES = frozenset({"pasted-copy", "possible-paste"})


def _facts(document: Document, *, named: bool, explain: bool) -> str:
    """The encoding and the size; `named` puts the path before them, which is the heading otherwise."""
    size = localized_list((count(len(document.lines), "line"), count(len(document.text), "character")))
    encoding = encoding_name(document)
    if explain and document.encoding_reason:
        encoding = localized("{encoding} ({reason})", encoding=encoding, reason=document.encoding_reason)
    return " · ".join((document.path, encoding, size) if named else (encoding, size))


def _summary(plan: Plan, drops: Sequence[Decision], conflicts: Sequence[Decision], *, written: bool) -> tuple[str, ...]:
    """Sentences on what was or would be left out, and on altered copies; one sentence if neither is there."""
    total = len(plan.document.text)
    if not plan.dropped and not conflicts:
        fields = {"reason": _nothing_done(plan), "characters": count(total, "character")}
        return (localized("{reason}; {characters} unchanged", **fields),)
    sentences = []
    copied = sum(len(decision.location.span) for decision in drops)
    if len(drops) == 1:
        sentences.append(_one_drop(plan, drops[0], written=written))
    elif drops:
        template = (
            "{number:,} copies were left out: {share}." if written else "{number:,} copies would be left out: {share}."
        )
        sentences.append(localized(template, number=len(drops), share=_share(copied, total)))
    if furniture := sum(map(len, plan.dropped)) - copied:
        template = "Page furniture was left out: {share}." if written else "Page furniture would be left out: {share}."
        sentences.append(localized(template, share=_share(furniture, total)))
    if conflicts:
        sentences.append(localized_count(len(conflicts), *_ALTERED))
    return tuple(sentences)


def _one_drop(plan: Plan, drop: Decision, *, written: bool) -> str:
    """The two sentences on the only passage that was or would be left out: how often it stands, and where it was."""
    total, copied = len(plan.document.text), len(drop.location.span)
    repeated = copied + (len(drop.copy_of.span) if drop.copy_of else 0)
    is_body = drop.basis == "order" or repeated > _MIN_BODY_SHARE * total
    copies = _count_copies(plan, drop)
    if copies == 2:
        stands = localized("The body stands twice." if is_body else "A passage stands twice.")
        template = (
            "One copy was left out: {lines}, {share}." if written else "One copy would be left out: {lines}, {share}."
        )
    else:
        template = "The body stands {number} times." if is_body else "A passage stands {number} times."
        stands = localized(template, number=copies)
        template = _COPIES_LEFT_OUT if written else _COPIES_TO_LEAVE_OUT
    dropped = localized(template, number=copies - 1, lines=lines_of(drop.location), share=_share(copied, total))
    return localized("{sentence} {next}", sentence=stands, next=dropped)


def _nothing_done(plan: Plan) -> str:
    """The reason why nothing was left out: there are no repeats, or all of them may stay."""
    repeats = [decision for decision in plan.decisions if decision.copy_of is not None]
    if not repeats:
        return localized("nothing stands twice")
    if possible := sum(decision.relation in _PASTES for decision in repeats):
        one, many = "1 passage is perhaps a copy; it stays", "{number:,} passages are perhaps copies; they stay"
        return localized_count(possible, one, many)
    one, many = "no pasted copy; {number:,} repeat stays", "no pasted copy; {number:,} repeats stay"
    return localized_count(len(repeats), one, many)


def _share(part: int, total: int) -> str:
    """The number of characters with its share in whole percent."""
    share = 100 * part / max(1, total)
    return localized("{characters} ({share:.0f} %)", characters=count(part, "character"), share=share)


def _count_copies(plan: Plan, decision: Decision) -> int:
    """How many copies there are, the kept one included, at least 2. The dropped passage may be several in a row."""
    text, kept = plan.document.text, decision.copy_of
    if kept is None:
        return 2
    kept_characters = len("".join(text[kept.span.start : kept.span.end].split()))
    dropped_characters = len("".join(text[decision.location.span.start : decision.location.span.end].split()))
    return 1 + max(1, round(dropped_characters / max(1, kept_characters)))


def _copy_rows(plan: Plan, decision: Decision, labels: tuple[str, str]) -> Iterator[Row]:
    """A row for each of the two passages, that of the decision first; `labels` in this order.

    Passages that both stay have the same tone.
    """
    tones = ("drop", "keep") if decision.action == "drop" else ("stays", "stays")
    text = plan.document.text
    for label, location, tone in zip(labels, (decision.location, decision.copy_of), tones, strict=True):
        if location is None:
            continue
        quoted = first_words(text, location.span)
        if location.lines[0] != location.lines[1]:
            quoted = localized("{first}  to  {last}", first=quoted, last=last_words(text, location.span))
        yield Row(localized(label), (f"{lines_of(location)}   {quoted}",), tone)


def _drop_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    """The rows on a dropped copy: both places, how alike, why, and the kept lines around it."""
    rows = [*_copy_rows(plan, decision, _DROPPED), Row(localized("How alike"), (_likeness(plan, decision),))]
    title = "Why a paste" if decision.relation in _PASTES else "What it is"
    rows.append(Row(localized(title), (localized(decision.evidence),)))
    choice = [localized(decision.choice)] if decision.choice else []
    if decision.between is not None:
        introduction = plan.document.text[decision.between.start : decision.between.end].strip()
        choice.append(localized("introduction: “{text}”", text=_shortened(introduction)))
    if choice:
        rows.append(Row(localized("Why this copy"), tuple(choice)))
    if explain:
        rows += _measure_rows(decision)
    rows.append(Row(localized("The seam"), tuple(_seam(plan, decision.location))))
    return tuple(rows)


def _shortened(text: str) -> str:
    """The text; of more than `_MAX_SHORT_CHARACTERS`, the first and last twenty."""
    return text if len(text) <= _MAX_SHORT_CHARACTERS else f"{text[:20]}…{text[-20:]}"


def _likeness(plan: Plan, decision: Decision) -> str:
    """How many units and lines of the dropped passage are in the kept copy, and in what the two differ.

    Empty if the decision names no kept copy.
    """
    text, copy = plan.document.text, decision.copy_of
    if copy is None:
        return ""
    dropped = text[decision.location.span.start : decision.location.span.end]
    kept = text[copy.span.start : copy.span.end]
    lines = sum(bool(line.strip()) for line in dropped.splitlines())
    units = {"number": decision.units}
    counts = [localized("{number} of {number} numbered units", **units)] if decision.units else []
    counts.append(localized("{number} of {number} lines", number=lines))
    dropped_packed, kept_packed = "".join(dropped.split()), "".join(kept.split())
    times = len(dropped_packed) // max(1, len(kept_packed))
    dropped_lines, kept_lines = ([line for line in side.splitlines() if line.strip()] for side in (dropped, kept))
    if dropped.strip() == kept.strip() or dropped_packed == kept_packed * times:
        is_identical = dropped.strip() == kept.strip() or dropped_lines == kept_lines * times
        difference = "not one character differs" if is_identical else "only white space differs"
    elif decision.basis == "order" and canonical(dropped) != canonical(kept):
        difference = "every line of it stands in the kept copy, in the same order"
    elif len(dropped_packed) < _MIN_COMPLETE_SHARE * len(kept_packed):
        difference = "it breaks off before the end of the kept copy"
    else:
        difference = "only script, width, mark-up or white space differ"
    return localized_list((localized_list(counts), localized(difference)), "; ")


def _measure_rows(decision: Decision) -> Iterator[Row]:
    """The measures of a decision, if there are any, and the decision."""
    measures = decision.measures
    if measures.jaccard is not None:
        template = "jaccard {jaccard:.3f}, containment {containment:.3f}, similarity {similarity:.3f}"
        fields = {name: getattr(measures, name) for name in ("jaccard", "containment", "similarity")}
        yield Row(localized("Measures"), (localized(template, **fields),))
    names = localized_list((shown_name(decision.action), shown_name(decision.relation)))
    text = localized("{names}: {reason}", names=names, reason=decision.reason)
    yield Row(localized("Decision"), (text,))


def _seam(plan: Plan, location: Location) -> Iterator[str]:
    """The nearest kept line before a dropped passage and the next two after it, with their numbers.

    Only `_MAX_SEAM_DISTANCE` lines below are looked at; "(the end)" if only blank lines follow the passage.
    """
    lines = plan.document.lines
    dropped = plan.dropped
    first, last = location.lines

    def is_kept(number: int) -> bool:
        """True if the line is not blank and not in a dropped span."""
        line = lines.span(number)
        return bool(lines.content(number).strip()) and not any(span.covers(line) for span in dropped)

    before = next((number for number in range(first - 1, 0, -1) if is_kept(number)), None)
    below = range(last + 1, min(last + _MAX_SEAM_DISTANCE, len(lines) + 1))
    after = [number for number in below if is_kept(number)][:2]
    shown = ([before] if before else []) + after
    width = len(str(shown[-1])) if shown else 0
    for number in shown:
        content = lines.content(number).strip()
        if len(content) > _MAX_SEAM_CHARACTERS:
            content = content[:_MAX_SEAM_CHARACTERS] + "…"
        yield f"{number:>{width}} | {content}"
    if not any(lines.content(number).strip() for number in range(last + 1, len(lines) + 1)):
        yield f"{'':>{width}} | {localized('(the end)')}"


def _conflict_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    """The rows on an altered copy: both places, why it is a paste, the differences, and that both stay.

    At most six differences without `explain`; with it also the measures.
    """
    differences = tuple(_difference_lines(plan, decision, limit=None if explain else 6))
    rows = [*_copy_rows(plan, decision, _VERSIONS)]
    rows.append(Row(localized("Why a paste"), (localized(decision.evidence),)))
    rows.append(Row(localized("They differ"), differences, "warn"))
    sentence = localized("both stay: which version is right is not for a program to guess")
    rows.append(Row(localized("So"), (sentence,)))
    return (*rows, *(_measure_rows(decision) if explain else ()))


def _difference_lines(plan: Plan, decision: Decision, limit: int | None) -> Iterator[str]:
    """A line for each difference, at most `limit` (None for all), then one with the number left out."""
    lines = plan.document.lines
    shown = decision.differences if limit is None else decision.differences[:limit]
    for difference in shown:
        quotes = [
            message("{line} “{text}”", line=first_line_name(lines.numbers(side[1])), text=_on_one_line(side[0]))
            if side
            else message("nothing")
            for side in (difference.new, difference.old)
        ]
        yield localized("{kind}: {sides}", kind=shown_name(difference.kind), sides=joined(quotes, ", "))
    if len(decision.differences) > len(shown):
        yield localized("and {number} more (--explain)", number=len(decision.differences) - len(shown))
    if not decision.differences:
        yield localized("in where they end: text of its own follows the copy")


def _on_one_line(text: str) -> str:
    """The text on one line; the middle of one longer than `_MAX_WHOLE_CHARACTERS` is left out.

    >>> _on_one_line("第一条\\n本办法")
    '第一条 本办法'
    """
    return _shortened(" ".join(text.split())) if len(text) > _MAX_WHOLE_CHARACTERS else " ".join(text.split())


def _warning_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    """The rows on a copy that stays: both places, why it is kept, and at most three differences."""
    is_certain = decision.relation == "pasted-copy"
    rows = [*_copy_rows(plan, decision, _CERTAIN_COPY if is_certain else _POSSIBLE_COPY)]
    differing = tuple(_difference_lines(plan, decision, limit=3)) if decision.differences else ()
    kept = "kept, as asked" if is_certain else "kept; --drop possible-paste leaves it out"
    hint = () if decision.differences else (localized(kept),)
    rows.append(Row(localized("Why kept"), (localized(decision.evidence), *differing, *hint), "warn"))
    return (*rows, *(_measure_rows(decision) if explain else ()))


def _closing(plan: Plan, saved: str, written: bool) -> tuple[str, ...]:
    """The closing sentences; none if nothing was dropped and this was no dry run."""
    if not plan.dropped:
        return (localized("Nothing was written."),) if not written else ()
    lines = sum(bool(line.strip()) for line in _kept_text(plan).splitlines())
    template = "Clean text: {lines} of text, {characters}. Checked: the source comes back byte for byte."
    fields = {"lines": count(lines, "line"), "characters": count(plan.kept_characters, "character")}
    if not written:
        last = localized("Nothing was written.")
    elif saved:
        last = localized("To undo: policydiff restore, with the plan {plan}.", plan=saved)
    else:
        last = localized(_NO_PLAN)
    return (localized(template, **fields), last)


def _kept_text(plan: Plan) -> str:
    """The text without what the plan drops."""
    text = plan.document.text
    return "".join(text[span.start : span.end] for span in complement(plan.dropped, len(text)))
