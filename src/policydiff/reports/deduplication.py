"""The report of a dedupe: what went, what stayed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.deduplication.decision import Decision, Location
from policydiff.deduplication.plan import Plan
from policydiff.reports.model import Group, Report, Row, count, encoding_name, lines_of
from policydiff.structure.numbering import read_label
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.spans import Span, complement

_LONGEST_QUOTED = 200  # characters of differing words that a report shows whole
_QUOTED = 16  # characters of a line that a report quotes


def deduplication_report(
    plan: Plan, *, saved: str = "", written: bool = True, verbose: bool = False, explain: bool = False
) -> Report:
    """The report of a dedupe. `saved` names the plan's file, `written` is False for a dry run."""
    document = plan.document
    drops = [each for each in plan.decisions if each.action == "drop" and each.relation != "furniture"]
    conflicts = [each for each in plan.decisions if each.action == "conflict"]
    warned = [each for each in plan.decisions if each.action == "keep" and each.relation in _PASTES]
    groups = [_drop_rows(plan, each, explain) for each in drops[:_MOST]]
    groups += [_conflict_rows(plan, each, explain) for each in conflicts[:_MOST]]
    groups += [_warning_rows(plan, each, explain) for each in warned[:_MOST]]
    left = max(0, len(drops) - _MOST) + max(0, len(conflicts) - _MOST) + max(0, len(warned) - _MOST)
    rest = list(_other_rows(plan, verbose))
    if left:
        rest.insert(0, Row("More", (f"{left:,} further passages like these; --format json lists all",), "warn"))
    groups.append(tuple(rest))
    return Report(
        plan.title or document.path,
        _facts(document, named=plan.title is not None, explain=explain),
        _summary(plan, drops, conflicts, written=written),
        tuple(Group(group) for group in groups if group),
        _closing(plan, saved, written),
    )


_BODY = 0.8  # share of a document that a body and its copies have
_MOST = 5  # passages shown in full
_PASTES = frozenset({"pasted-copy", "possible-paste"})


def _facts(document: Document, *, named: bool, explain: bool) -> str:
    size = f"{count(len(document.lines), 'line')}, {count(len(document.text), 'character')}"
    reason = f" ({document.encoding_reason})" if explain and document.encoding_reason else ""
    path = f"{document.path} · " if named else ""
    return f"{path}{encoding_name(document)}{reason} · {size}"


def _summary(plan: Plan, drops: Sequence[Decision], conflicts: Sequence[Decision], *, written: bool) -> tuple[str, ...]:
    total = len(plan.document.text)
    was, were = ("was left out", "were left out") if written else ("would be left out", "would be left out")
    if not plan.dropped and not conflicts:
        return (f"{_nothing_done(plan)}; {count(total, 'character')} unchanged",)
    said = []
    copied = sum(len(each.place.span) for each in drops)
    if len(drops) == 1:
        standing = copied + (len(drops[0].copy_of.span) if drops[0].copy_of else 0)
        body = drops[0].basis == "order" or standing > _BODY * total
        what = "The body stands" if body else "A passage stands"
        where = f"{lines_of(drops[0].place)}, {_share(copied, total)}"
        copies = _copies(plan, drops[0])
        gone = f"One copy {was}" if copies == 2 else f"{copies - 1} copies {were}"
        said.append(f"{what} {'twice' if copies == 2 else f'{copies} times'}. {gone}: {where}.")
    elif drops:
        said.append(f"{len(drops):,} copies {were}: {_share(copied, total)}.")
    if furniture := sum(map(len, plan.dropped)) - copied:
        said.append(f"Page furniture {was}: {_share(furniture, total)}.")
    if conflicts:
        copies_are = "A copy was" if len(conflicts) == 1 else f"{len(conflicts):,} copies were"
        said.append(f"{copies_are} pasted in but altered: both versions stay. Read them side by side below.")
    return tuple(said)


def _nothing_done(plan: Plan) -> str:
    """Why nothing was left out, in words: nothing stands twice, or what does may stay."""
    repeats = [each for each in plan.decisions if each.copy_of is not None]
    if not repeats:
        return "nothing stands twice"
    if perhaps := sum(each.relation in _PASTES for each in repeats):
        return (
            "1 passage is perhaps a copy; it stays"
            if perhaps == 1
            else f"{perhaps:,} passages are perhaps copies; they stay"
        )
    return f"no pasted copy; {count(len(repeats), 'repeat')} {'stays' if len(repeats) == 1 else 'stay'}"


def _share(part: int, total: int) -> str:
    return f"{count(part, 'character')} ({100 * part / max(1, total):.0f} %)"


def _copies(plan: Plan, decision: Decision) -> int:
    """How often the text stands, the kept copy included: what goes may be several copies in a row."""
    text, kept = plan.document.text, decision.copy_of
    if kept is None:
        return 2
    there = len("".join(text[kept.span.start : kept.span.end].split()))
    here = len("".join(text[decision.place.span.start : decision.place.span.end].split()))
    return 1 + max(1, round(here / max(1, there)))


def _quote(text: str, span: Span) -> str:
    """The beginning of the first line of a stretch that says something."""
    lines = [line.strip() for line in text[span.start : span.end].splitlines() if line.strip()]
    said = next((line for line in lines if any(map(str.isalnum, line))), "".join(lines[:1]) or "(blank)")
    return _clipped(said)


def _last_head(text: str, span: Span) -> str:
    """The beginning of the last line numbered like the first, else of the last line that says something."""
    lines = [line.strip() for line in text[span.start : span.end].splitlines() if line.strip()]
    said = [line for line in lines if any(map(str.isalnum, line))] or lines
    first = read_label(said[0]) if said else None
    for line in reversed(said[1:]):
        label = read_label(line)
        if first and label and label.style == first.style != "heading":
            return _clipped(line)
    return _clipped(said[-1]) if said else "(blank)"


def _clipped(line: str) -> str:
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"


def _copy_rows(plan: Plan, decision: Decision, labels: tuple[str, str]) -> Iterator[Row]:
    text = plan.document.text
    for label, place, tone in ((labels[0], decision.place, "drop"), (labels[1], decision.copy_of, "keep")):
        if place is None:
            continue
        quoted = _quote(text, place.span)
        if place.lines[0] != place.lines[1]:
            quoted += f"  to  {_last_head(text, place.span)}"
        yield Row(label, (f"{lines_of(place)}   {quoted}",), tone)


def _drop_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    rows = [*_copy_rows(plan, decision, ("left out", "kept")), Row("How alike", (_alike(plan, decision),))]
    rows.append(Row("Why a paste" if decision.relation in _PASTES else "What it is", (decision.evidence,)))
    choice = [decision.choice] if decision.choice else []
    if decision.between is not None:
        introduction = plan.document.text[decision.between.start : decision.between.end].strip()
        choice.append(f"introduction: “{_shortened(introduction)}”")
    if choice:
        rows.append(Row("Why this copy", tuple(choice)))
    if explain:
        rows += _measured(decision)
    rows.append(Row("The seam", tuple(_seam(plan, decision.place))))
    return tuple(rows)


def _shortened(text: str) -> str:
    return text if len(text) <= 48 else f"{text[:20]}…{text[-20:]}"


def _alike(plan: Plan, decision: Decision) -> str:
    text, stays = plan.document.text, decision.copy_of
    if stays is None:
        return ""
    gone = text[decision.place.span.start : decision.place.span.end]
    kept = text[stays.span.start : stays.span.end]
    lines = sum(bool(line.strip()) for line in gone.splitlines())
    counted = [f"{decision.units} of {decision.units} numbered units"] if decision.units else []
    counted.append(f"{lines} of {lines} lines")
    bare, bare_kept = "".join(gone.split()), "".join(kept.split())
    times = len(bare) // max(1, len(bare_kept))
    rows, rows_kept = ([line for line in each.splitlines() if line.strip()] for each in (gone, kept))
    if gone.strip() == kept.strip() or bare == bare_kept * times:
        same = gone.strip() == kept.strip() or rows == rows_kept * times
        how = "not one character differs" if same else "only white space differs"
    elif decision.basis == "order" and canonical(gone) != canonical(kept):
        how = "every line of it stands in the kept copy, in the same order"
    elif len(bare) < 0.98 * len(bare_kept):
        how = "it breaks off before the end of the kept copy"
    else:
        how = "only script, width, mark-up or white space differ"
    return f"{', '.join(counted)}; {how}"


def _measured(decision: Decision) -> Iterator[Row]:
    found = decision.measures
    if found.jaccard is not None:
        figures = f"jaccard {found.jaccard:.3f}, containment {found.containment:.3f}, similarity {found.similarity:.3f}"
        yield Row("Measures", (figures,))
    yield Row("Decision", (f"{decision.action}, {decision.relation}: {decision.reason}",))


def _seam(plan: Plan, place: Location) -> Iterator[str]:
    """The kept lines on both sides of what went."""
    lines = plan.document.lines
    dropped = plan.dropped

    def kept(number: int) -> bool:
        span = lines.span(number)
        return bool(lines.content(number).strip()) and not any(each.covers(span) for each in dropped)

    before = next((n for n in range(place.lines[0] - 1, 0, -1) if kept(n)), None)
    after = [n for n in range(place.lines[1] + 1, min(place.lines[1] + 200, len(lines) + 1)) if kept(n)][:2]
    shown = ([before] if before else []) + after
    width = len(str(shown[-1])) if shown else 0
    for number in shown:
        content = lines.content(number).strip()
        yield f"{number:>{width}} | {content if len(content) <= 30 else content[:30] + '…'}"
    if not any(lines.content(number).strip() for number in range(place.lines[1] + 1, len(lines) + 1)):
        yield f"{'':>{width}} | (the end)"


def _conflict_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    rows = [*_copy_rows(plan, decision, ("one version", "the other"))]
    rows.append(Row("Why a paste", (decision.evidence,)))
    rows.append(Row("They differ", tuple(_differing(plan, decision, most=None if explain else 6)), "warn"))
    rows.append(Row("So", ("both stay: which version is right is not for a program to guess",)))
    return (*rows, *(_measured(decision) if explain else ()))


def _differing(plan: Plan, decision: Decision, most: int | None) -> Iterator[str]:
    lines = plan.document.lines
    shown = decision.differences if most is None else decision.differences[:most]
    for each in shown:
        both = (each.new, each.old)
        said = [f"line {lines.number(side[1].start)} “{_on_one_line(side[0])}”" if side else "nothing" for side in both]
        yield f"{each.kind}: {', '.join(said)}"
    if len(decision.differences) > len(shown):
        yield f"and {len(decision.differences) - len(shown)} more (--explain)"
    if not decision.differences:
        yield "in where they end: text of its own follows the copy"


def _on_one_line(words: str) -> str:
    """Quoted words without their line ends, the middle of long ones left out."""
    return _shortened(" ".join(words.split())) if len(words) > _LONGEST_QUOTED else " ".join(words.split())


def _warning_rows(plan: Plan, decision: Decision, explain: bool) -> tuple[Row, ...]:
    sure = decision.relation == "pasted-copy"
    rows = [*_copy_rows(plan, decision, ("a copy" if sure else "perhaps a copy", "of"))]
    differing = tuple(_differing(plan, decision, most=3)) if decision.differences else ()
    hint = () if decision.differences else ("kept, as asked" if sure else "kept; --drop possible-paste leaves it out",)
    rows.append(Row("Why kept", (decision.evidence, *differing, *hint), "warn"))
    return (*rows, *(_measured(decision) if explain else ()))


_KINDS = {
    "repeated-provision": ("passage that stands in two {places}", "passages that stand in two {places}"),
    "parallel-provision": ("pair of nearly equal {places}", "pairs of nearly equal {places}"),
    "repeated-line": ("short line repeated", "short lines repeated"),
    "running-head": ("running head", "running heads"),
    "quotation": ("quoted passage", "quoted passages"),
}


def _other_rows(plan: Plan, verbose: bool) -> Iterator[Row]:
    said = []
    for relation, (one, many) in _KINDS.items():
        found = [each for each in plan.decisions if each.action == "keep" and each.relation == relation]
        if not found:
            continue
        places = "provisions" if all(_in_provisions(each) for each in found) else "places"
        words = (one if len(found) == 1 else many).format(places=places)
        said.append(f"{len(found):,} {words}, kept: {_pairs(found, None if verbose else 3)}")
        if verbose:
            said += [f"  {each.reason} “{_quote(plan.document.text, each.place.span)}”" for each in found]
    yield Row("Other repeats", tuple(said) or ("none",))
    furniture = [each for each in plan.decisions if each.relation == "furniture"]
    if furniture:
        dropped = furniture[0].action == "drop"
        shown = ", ".join(lines_of(each.place).removeprefix("lines ").removeprefix("line ") for each in furniture[:6])
        more = f" and {len(furniture) - 6} more" if len(furniture) > 6 else ""
        quoted = _quote(plan.document.text, furniture[-1].place.span)
        plural = "lines" if len(furniture) > 1 or "-" in shown else "line"
        hint = "left out, as asked" if dropped else "kept, “" + quoted + "”  (--furniture drop)"
        yield Row("Page furniture", (f"{plural} {shown}{more} {hint}",))


def _in_provisions(decision: Decision) -> bool:
    """Whether both passages stand in numbered units."""
    labels = decision.place.label, decision.copy_of and decision.copy_of.label
    return all(label and label.strip("#") for label in labels)


def _pairs(found: Sequence[Decision], most: int | None) -> str:
    shown = found if most is None else found[:most]
    pairs = [f"{_range(each.copy_of)} = {_range(each.place)}" for each in shown if each.copy_of]
    more = f", … ({len(found) - len(shown):,} more, -v)" if len(found) > len(shown) else ""
    return f"lines {', '.join(pairs)}{more}"


def _range(place: Location) -> str:
    first, last = place.lines
    return str(first) if first == last else f"{first}-{last}"


def _closing(plan: Plan, saved: str, written: bool) -> tuple[str, ...]:
    if not plan.dropped:
        return ("Nothing was written.",) if not written else ()
    lines = sum(bool(line.strip()) for line in _kept_text(plan).splitlines())
    proof = f"Clean text: {count(lines, 'line')} of text, {count(plan.kept_characters, 'character')}."
    proof += " Checked: the source comes back byte for byte."
    if not written:
        return (proof, "Nothing was written.")
    if saved:
        return (proof, f"To undo: policydiff restore, with the plan {saved}.")
    return (proof, "No plan was saved; to be able to undo this later, use -o or --plan. In doubt: --dry-run, --mark.")


def _kept_text(plan: Plan) -> str:
    text = plan.document.text
    return "".join(text[span.start : span.end] for span in complement(plan.dropped, len(text)))
