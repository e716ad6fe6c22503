"""Findings on penalties: another fine or sanction, for the same person and case; what came and what went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from policydiff.comparison.findings.amount_notes import amount_note
from policydiff.comparison.findings.duty_phrases import sentence_of, span_without_counterpart
from policydiff.comparison.findings.fact_pairs import Differences, penalty_unit
from policydiff.comparison.findings.offences import Offences
from policydiff.comparison.findings.one_sided import MAX_SHOWN_CLAUSES, OneSided
from policydiff.comparison.findings.penalty_partners import OneSidedPenalty
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.findings.standing import StandingWords
from policydiff.comparison.result import Finding, Quote
from policydiff.facts.extraction import Fact, clause
from policydiff.facts.penalty_context import penalty_class
from policydiff.languages import PACK
from policydiff.messages import joined, message
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_PenaltyIdentity = tuple[str, str, str, str]
# Before a penalty that was imposed earlier, or not: the provision itself does not impose it.
_MAX_SEARCHED_CHARACTERS = 20_000  # of a unit that is searched anew for each clause
_MIN_LOOKED_UP = 4  # characters of a clause that can be looked up
# The classes of penalties, as messages.
CLASS_NAMES = {
    "criminal": message("criminal"),
    "disciplinary": message("disciplinary"),
    "administrative": message("administrative"),
}
_FINES = frozenset(map(normalised, PACK.lexicon().amount_penalties))
_BEFORE_IMPOSED = frozenset("之经受曾所未被对是除")
# 被判处, 被吊销执照、责令关闭; 不执行行政拘留; 免予警告
_IMPOSED_EARLIER = pattern(
    r"[被受][^\W_]{1,3}\Z|所[处科]之?\Z|经(?:依法|依本法)?[处科课]?以?\Z|受(?:到|过)[^,。;:]{0,12}\Z|(?:请求|申请|声请)[^,。;:]{0,6}\Z|不(?:得|再|予)(?:给予|予以|处以?)[^,。;:]{0,20}\Z|被(?:依法)?(?:判处|吊销|责令|撤销|开除)[^,。;:]{0,12}\Z|需要?\Z|(?:不|可能|暂缓|停止|申请)(?:予)?执行[^\W_]{0,2}\Z"
)
# 第五十六条规定给予拘留处罚; but 依照第一款规定给予拘留 imposes it
_NAMED_BY_LAW = pattern(r"规定(?:给予|处以?)\Z")
_ACCORDING_TO = pattern(r"[依按][照据]?[^,。;:]{1,20}\Z")
# 判处有期徒刑的罪犯, 责令关闭决定
_IMPOSED_ON = pattern(r"[^,。;:]{0,10}(?:的(?:罪犯|人|单位|部门|机关)|决定)")
# 处四千元以上罚款的治安管理处罚决定或者采取停业整顿措施前,应当告知: when something else is to be done
_BEFORE_DECISION = pattern(r"[^,。;:]{0,60}(?:决定|处罚|措施)(?:之|以)?前,")
# 责令下级机关重新审查: an instruction
_INSTRUCTED = pattern(
    r"(?:其)?(?:下级|所属|有关)?[^,。;:的、]{0,10}(?:被申请人|主管机关|行政机关|人民政府|主管部门|人民法院)"
)


def find_in_edited_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """Findings on changed, removed and added penalties in a unit that exists on both sides, one for each clause.

    None for one that neither side imposes (被判处无期徒刑的罪犯), for a penalty that stands in a changed sentence of
    the other side behind the same condition, or that is like one that became another, for a like offence.
    """
    unit_words = tuple(
        StandingWords("".join(side.words(span) for pair in changed_unit.pairs for span in pair[index]))
        for index, side in enumerate((old, new))
    )
    changed = [pair for difference in differences for pair in difference.pairs if pair[0].kind == "penalty"]
    offences = Offences(old, new)
    changed_penalties: tuple[dict[_PenaltyIdentity, set[str]], ...] = ({}, {})
    for pair in changed:
        for index in (0, 1) if pair[0].value else ():
            words = offences.words(pair[index], old=index == 0)
            changed_penalties[index].setdefault(_penalty_identity(pair[index]), set()).add(words)
    for before, after in changed:
        if _is_same_order(before, after, (old, new)):
            continue
        finding = _changed(changed_unit.unit, before, after)
        has_amounts = bool(before.value and after.value)
        mentioned = _is_only_mentioned(before, old), _is_only_mentioned(after, new)
        if has_amounts or not all(mentioned):
            yield finding if has_amounts or not any(mentioned) else replace(finding, severity="info")
    for difference in differences:
        for facts, spans, side, removed in difference.one_sided(old, new):
            facts = [
                fact
                for fact in facts
                if not _stands_in(fact, spans, side, unit_words[1 if removed else 0])
                and not offences.has_like(
                    fact, changed_penalties[0 if removed else 1].get(_penalty_identity(fact), ()), old=removed
                )
            ]
            yield from _one_sided(changed_unit.unit, facts, spans, (side, new if removed else old), removed)


def _is_same_order(before: Fact, after: Fact, sides: tuple[NormalisedSide, NormalisedSide]) -> bool:
    """Whether two orders differ only in the words for a time limit (限期), which one states behind it: 逾期未改正的."""
    words = PACK.lexicon().time_limit
    nouns = normalised(before.noun), normalised(after.noun)
    if nouns[0] == nouns[1] or not words or nouns[0].replace(words, "") != nouns[1].replace(words, ""):
        return False
    limited = PACK.fact_patterns().limit_behind
    return all(
        words in noun or limited.match(side.normalised, fact.span.end, fact.span.end + 24) is not None
        for noun, fact, side in zip(nouns, (before, after), sides, strict=True)
    )


def _penalty_identity(fact: Fact) -> _PenaltyIdentity:
    """What two penalties have in common that are imposed alike on the same person in the same case."""
    return normalised(fact.noun), fact.value, fact.person, fact.case


def find_in_whole_unit(
    unit: int, differences: Sequence[Differences], old: NormalisedSide, new: NormalisedSide
) -> Iterator[OneSidedPenalty]:
    """Findings on the penalties of an added, removed or replaced unit, one for each clause, each with its group.

    `join_groups` makes one of those of a group.
    """
    for group, difference in enumerate(differences):
        for facts, spans, side, removed in difference.one_sided(old, new):
            for finding in _one_sided(unit, facts, spans, (side, new if removed else old), removed):
                yield replace(finding, group=group)


def join_groups(drafts: Sequence[Finding | OneSided]) -> Iterator[Finding | OneSided]:
    """The findings, of penalties that came or went with their unit one for each group of sentences and severity.

    It shows at most MAX_SHOWN_CLAUSES clauses, and stands where the first of them did.
    """
    groups: dict[tuple[int, bool, int, str], list[OneSidedPenalty]] = {}
    for draft in drafts:
        if isinstance(draft, OneSidedPenalty) and draft.group is not None:
            groups.setdefault((draft.unit, draft.removed, draft.group, draft.severity), []).append(draft)
    for draft in drafts:
        if not isinstance(draft, OneSidedPenalty) or draft.group is None:
            yield draft
            continue
        members = groups.pop((draft.unit, draft.removed, draft.group, draft.severity), ())
        if members:
            shown = tuple(clause for member in members[:MAX_SHOWN_CLAUSES] for clause in member.clauses)
            yield replace(draft, clauses=shown, hidden=max(0, len(members) - MAX_SHOWN_CLAUSES))


def _one_sided(
    unit: int, facts: Iterable[Fact], spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], removed: bool
) -> Iterator[OneSidedPenalty]:
    """Findings, warnings, on penalties that came or went, one for each clause; none if its words stand.

    `sides` are their own and the other one.
    """
    side, other = sides
    clauses: dict[Span, list[Fact]] = {}
    for fact in facts:
        if fact.kind == "penalty":
            clause_span = clause(side.normalised, fact.span.start, sentence_of(fact, spans))
            clauses.setdefault(clause_span, []).append(fact)
    for clause_span, penalties in clauses.items():
        if _is_only_mentioned(penalties[0], side):
            continue
        if quoted := span_without_counterpart(penalties[0], spans, side, other, clause_span):
            quote = side.quote(clause_span)
            yield OneSidedPenalty(
                "penalty",
                "warning",
                unit,
                side.quote(quoted),
                removed,
                (shortened(quote.text),),
                "penalty",
                facts=tuple(penalties),
                clause=quote,
            )


def _stands_in(fact: Fact, spans: Sequence[Span], side: NormalisedSide, unit_words: StandingWords) -> bool:
    """Whether the clause of a penalty, with the condition before it (构成犯罪的), stands in the words of a unit.

    In a unit of more than `_MAX_SEARCHED_CHARACTERS`, one that has many like it may be missed.
    """
    sentence = sentence_of(fact, spans)
    clause_span = clause(side.normalised, fact.span.start, sentence)
    condition = clause(side.normalised, max(sentence.start, clause_span.start - 2), sentence)
    start = condition.start if side.normalised[condition.end - 1 : condition.end] in ("的", "者") else clause_span.start
    words = side.words(Span(start, clause_span.end))
    if len(words) < _MIN_LOOKED_UP or len(unit_words.words) <= _MAX_SEARCHED_CHARACTERS:
        return words in unit_words.words
    return unit_words.count(words) > 0


def _is_only_mentioned(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a penalty is a condition (经责令改正仍不改正的), was imposed earlier, or is named with something else."""
    text, span = side.normalised, fact.span
    if (
        text[span.start - 1 : span.start] in _BEFORE_IMPOSED
        or text[span.end : span.end + 1] in "之者后"
        or _IMPOSED_EARLIER.search(text, max(0, span.start - 16), span.start)
        or (
            _NAMED_BY_LAW.search(text, max(0, span.start - 16), span.start)
            and not _ACCORDING_TO.search(text, max(0, span.start - 24), span.start)
        )
        or _IMPOSED_ON.match(text, span.end, span.end + 20)
        or _BEFORE_DECISION.match(text, span.end, span.end + 70)
        or (fact.noun == PACK.lexicon().order and _INSTRUCTED.match(text, span.end, span.end + 24))
        or PACK.fact_patterns().interim.match(text, span.end, span.end + 100)
        or PACK.fact_patterns().proposed.search(text, max(0, span.start - 64), span.start)
        or PACK.fact_patterns().no_penalty.match(text, span.end, span.end + 20)
        or (not fact.value and _FINES.intersection([normalised(fact.noun)]) and _names_who(text, span.end))
    ):
        return True
    end = clause(text, span.end - 1, Span(0, min(len(text), span.end + 60))).end
    if text[end - 1] == "外":  # 除处一万元以下罚款外: imposed, too; 除因撤职而离职者外: not
        return text[end - 2] in PACK.lexicon().condition_ends
    return text[end - 1] in PACK.lexicon().condition_ends


def _names_who(text: str, position: int) -> bool:
    """Whether the words behind a penalty say who imposes it (本办法所定罚款由县交通局处罚): they impose none."""
    return PACK.fact_patterns().no_sanction.match(text, position, position + 70) is not None


def _changed(unit: int, before: Fact, after: Fact) -> Finding:
    """The finding, a warning, on a penalty that became another, with the direction or the change of its class."""
    quotes = Quote(before.text, before.span), Quote(after.text, after.span)
    change = replacement(shortened(before.text, 60), shortened(after.text, 60))
    classes = [penalty_class(normalised(fact.noun)) for fact in (before, after)]
    remarks = []
    if classes[0] != classes[1]:
        remarks.append(message("{before} → {after}", before=CLASS_NAMES[classes[0]], after=CLASS_NAMES[classes[1]]))
    if penalty_unit(before) == penalty_unit(after) and (direction := amount_note(before, after)):
        remarks.append(direction)
    return Finding("penalty", "warning", unit, *quotes, change, "penalty", joined(remarks, ", "))
