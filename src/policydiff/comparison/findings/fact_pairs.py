"""Decides which fact of the old text became which of the new; facts that moved with unchanged words are left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from policydiff.comparison.findings.equal_figures import FIGURES, MIN_NEAR_SHARE, take_equal_figures
from policydiff.comparison.findings.figure_contexts import FigureContexts
from policydiff.comparison.findings.offences import Offences
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.findings.table_rows import in_corresponding_cells
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import Fact
from policydiff.facts.penalty_context import penalty_class
from policydiff.languages import PACK
from policydiff.matching.diff import common_characters, common_suffix
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_PAIR_SCORE = 5  # of two facts, one of which may have become the other
_MAX_SHIFT_CHARACTERS = 12  # between the position of a modal word and that of its successor
_UNSPECIFIC_AGENCIES = frozenset(("部门", "机关", "机构"))  # what remains of 有关部门: no agency in particular
_UNIT = pattern(r"(?<=\d)(?!以|左右|上下)([^\d\s以内左、.-]{1,8})")
_EVERY = "每"
_GRADE = pattern(r"([a-z]{1,3})\d")
_TIME_UNITS = frozenset(["年", "月", "个月", "日", "周", "星期", "个星期", "小时", "个小时", "分钟"])
_RATIO = pattern(r"\d{1,6}(?:\.\d{1,3})?([/:])\d")
_MAX_PENALTY_DISTANCE = 300  # characters, between penalties in sentences that do not correspond
_FINES = frozenset(map(normalised, PACK.lexicon().amount_penalties[:3]))
_MAX_BESIDE_CHARACTERS = 4  # of a change that exchanges two penalties
_MAX_FACTS_OF_A_KIND = 64  # in one group of sentences, each compared with each
_CONTEXT_WEIGHT = 3  # of the likeness of two contexts, in the score
_SHAPE_WEIGHT = 2  # of two ranges, or two single numbers, in one unit
_NUMBER = pattern(r"\d+(?:\.\d+)?")
_MIN_NEW_LIKENESS = 1.2  # of the contexts of figures that stand apart, for one to have become the other


class _FactIdentity(NamedTuple):
    """What two facts must have in common for one to be the other, moved."""

    kind: str
    value: str
    noun: str


class _Penalties(NamedTuple):
    """The group of each penalty of a unit, by its id, and what the penalties are for."""

    homes: Mapping[int, Differences]
    offences: Offences

    def may_pair(self, fact: Fact, other: Fact, distance: int) -> bool:
        """Whether two penalties may be one: not for two offences or sums, and in one group, for one offence or near."""
        if self.offences.have_two_sums(fact, other):
            return False
        if fact.value and other.value and self.offences.have_one_frame(fact, other):
            return True
        if self.offences.are_two(fact, other):
            return False
        same_context = bool(fact.person) and (fact.person, fact.case) == (other.person, other.case)
        return (
            self.homes[id(fact)] is self.homes[id(other)]
            or self.offences.are_one(fact, other)
            or (same_context and distance <= _MAX_PENALTY_DISTANCE)
        )


class OneSidedFacts(NamedTuple):
    """Facts that only one side has, with the sentences and the text of that side; `removed` if it is the old side."""

    facts: list[Fact]
    spans: tuple[Span, ...]
    side: NormalisedSide
    removed: bool


@dataclass(slots=True)
class Differences:
    """The differing facts of one group of sentences: changed pairs (old, new), removed and added facts.

    `old` and `new` are the sentences of the group; one of the two may be empty.
    """

    old: tuple[Span, ...]
    new: tuple[Span, ...]
    pairs: list[tuple[Fact, Fact]] = field(default_factory=list)
    removed: list[Fact] = field(default_factory=list)
    added: list[Fact] = field(default_factory=list)

    @property
    def on_both_sides(self) -> bool:
        """Whether the group has sentences on both sides."""
        return bool(self.old and self.new)

    def take(self, fact: Fact, partner: Fact | None, *, old: bool) -> None:
        """Take out a fact, of the old side if `old`; its partner becomes one without a counterpart."""
        facts, others = (self.removed, self.added) if old else (self.added, self.removed)
        if partner is None:
            facts[:] = [other for other in facts if other is not fact]
        else:
            self.pairs[:] = [pair for pair in self.pairs if pair[0 if old else 1] is not fact]
            others.append(partner)

    def one_sided(self, old: NormalisedSide, new: NormalisedSide) -> Iterator[OneSidedFacts]:
        """The removed facts, then the added ones, each with their side: always two, though they may have no facts."""
        yield OneSidedFacts(self.removed, self.old, old, True)
        yield OneSidedFacts(self.added, self.new, new, False)


def differences(unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide) -> list[Differences]:
    """The differences of each group of sentences of a unit, without facts that moved from one group to another.

    A group may be without differences. A group of one side alone is left out if all its sentences occur in the other
    document.
    """
    contexts = FigureContexts(old, new)
    groups = [
        _difference(unit, olds, news, old, new, contexts)
        for olds, news in unit.pairs
        if (olds and news) or not _all_occur_in(olds, old, new) or not _all_occur_in(news, new, old)
    ]
    offences = Offences(old, new)
    _pair_penalties(unit, groups, contexts, offences)
    take_equal_figures(groups, contexts)
    removed = Counter(_identity(fact) for group in groups for fact in group.removed)
    added = Counter(_identity(fact) for group in groups for fact in group.added)
    moved = removed & added
    moved_penalties = offences.moved([f for g in groups for f in g.removed], [f for g in groups for f in g.added])
    for one_sided in ([group.removed for group in groups], [group.added for group in groups]):
        moves = Counter(moved)
        for group_facts in one_sided:
            remaining = (fact for fact in group_facts if id(fact) not in moved_penalties)
            group_facts[:] = [fact for fact in remaining if not _take_moved(moves, _identity(fact))]
    return groups


def _pair_penalties(
    unit: ChangedUnit, groups: Sequence[Differences], contexts: FigureContexts, offences: Offences
) -> None:
    """Pair the penalties of all groups of a unit anew: one for the same person and case is in another sentence, too.

    A pair belongs to the group of its old penalty.
    """
    pool = Differences((), ())
    before: list[Fact] = []
    after: list[Fact] = []
    homes: dict[int, Differences] = {}
    for group in groups:
        for facts, one_side, index in ((before, group.removed, 0), (after, group.added, 1)):
            penalties = [pair[index] for pair in group.pairs if pair[index].kind == "penalty"]
            penalties += [fact for fact in one_side if fact.kind == "penalty"]
            facts += penalties
            homes.update((id(fact), group) for fact in penalties)
            one_side[:] = [fact for fact in one_side if fact.kind != "penalty"]
        group.pairs[:] = [pair for pair in group.pairs if pair[0].kind != "penalty"]
    _pair(unit, before, after, pool, contexts, _Penalties(homes, offences))
    for pair in pool.pairs:
        homes[id(pair[0])].pairs.append(pair)
    for fact in pool.removed:
        homes[id(fact)].removed.append(fact)
    for fact in pool.added:
        homes[id(fact)].added.append(fact)


def differing_parts(finding: Finding) -> tuple[str, str]:
    """The differing parts of the two quotations of a finding, normalised and without white space.

    That is what lies between their common beginning and their common end; a missing quotation is "".

    >>> from policydiff.comparison.result import Quote
    >>> from policydiff.messages import NOTHING
    >>> quotes = [Quote(text, Span(0, len(text))) for text in ("县水务局", "县水利局")]
    >>> differing_parts(Finding("agency", "warning", None, *quotes, NOTHING))
    ('务', '利')
    """
    before, after = ("".join(normalised(quote.text).split()) if quote else "" for quote in (finding.old, finding.new))
    shorter = min(len(before), len(after))
    head = common_characters(before, after, 0, 0, shorter)
    tail = common_suffix(before, after, len(before), len(after), shorter - head)
    return before[head : len(before) - tail], after[head : len(after) - tail]


def _all_occur_in(spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether every one of the sentences also stands in the other document, marks aside; True for none."""
    return all(other.standing.has(side.words(span)) for span in spans)


def _take_moved(moves: Counter[_FactIdentity], identity: _FactIdentity) -> bool:
    """Count one fact of this identity as moved, in `moves`; False if none is left, or for duties and penalties."""
    if identity.kind in ("obligation", "penalty") or not moves[identity]:
        return False  # 应当 is everywhere: without the words it governs it identifies nothing
    moves[identity] -= 1
    return True


def _identity(fact: Fact) -> _FactIdentity:
    """The identity of a fact; the noun of an agency, the text behind it, does not count."""
    return _FactIdentity(fact.kind, fact.value, "" if fact.kind == "agency" else normalised(fact.noun))


def _difference(
    unit: ChangedUnit,
    olds: tuple[Span, ...],
    news: tuple[Span, ...],
    old: NormalisedSide,
    new: NormalisedSide,
    contexts: FigureContexts,
) -> Differences:
    """The differences of one group of sentences. Equal facts at corresponding unchanged positions are none.

    Nor are two facts that are paired and equal. Facts moved to another group are not taken out yet.
    """
    result = Differences(olds, news)
    before, after = old.facts(olds), new.facts(news)
    new_facts = {(fact.kind, fact.span.start): fact for fact in after}
    unchanged: set[int] = set()
    if olds and news:
        cells = in_corresponding_cells(before, after, old, new)
        unchanged.update(id(fact) for _, fact in cells)
        in_cells = {id(fact) for fact, _ in cells}
        before = [fact for fact in before if id(fact) not in in_cells]
        result.pairs += [(fact, other) for fact, other in cells if fact.value != other.value]
    open_before: dict[str, list[Fact]] = defaultdict(list)
    for fact in before:
        counterpart = None
        if unit.hunks and not unit.touched(fact.span, old=True):
            counterpart = new_facts.get((fact.kind, unit.to_new(fact.span.start)))
        if counterpart is not None and counterpart.value == fact.value:
            unchanged.add(id(counterpart))
        else:
            open_before[_family(fact)].append(fact)
    open_after: dict[str, list[Fact]] = defaultdict(list)
    for fact in after:
        if id(fact) not in unchanged:
            open_after[_family(fact)].append(fact)
    for family in sorted({*open_before, *open_after}):
        _pair(unit, open_before[family], open_after[family], result, contexts)
    return result


def _family(fact: Fact) -> str:
    """A name for the kinds that may turn into one another: a date into a deadline, a number into an amount of money.

    Any other kind is its own family.
    """
    return {"date": "time", "deadline": "time", "money": "number"}.get(fact.kind, fact.kind)


def _pair(
    unit: ChangedUnit,
    before: Sequence[Fact],
    after: Sequence[Fact],
    result: Differences,
    contexts: FigureContexts,
    penalties: _Penalties | None = None,
) -> None:
    """Pair facts of one family, best scores first, and add the changed pairs and the unpaired facts to `result`.

    `penalties` is given for the penalties of all groups, of which not all may be paired: see `may_pair`.

    Of either side, the first `_MAX_FACTS_OF_A_KIND` are compared; the others remain unpaired.
    """
    scored = sorted(
        (
            (-score - (penalties.offences.weight(fact, other) if penalties else 0), i, j)
            for i, fact in enumerate(before[:_MAX_FACTS_OF_A_KIND])
            for j, other in enumerate(after[:_MAX_FACTS_OF_A_KIND])
            if (score := _score(unit, fact, other, contexts)) >= _MIN_PAIR_SCORE
            and (not penalties or penalties.may_pair(fact, other, abs(unit.to_new(fact.span.start) - other.span.start)))
        ),
    )
    used_before: set[int] = set()
    used_after: set[int] = set()
    for _, i, j in scored:
        if i in used_before or j in used_after:
            continue
        used_before.add(i)
        used_after.add(j)
        if not _is_same(before[i], after[j]):
            result.pairs.append((before[i], after[j]))
    result.removed += _unpaired(before, used_before)
    result.added += _unpaired(after, used_after)


def _is_same(fact: Fact, other: Fact) -> bool:
    """Whether two paired facts say the same; a range of amounts may begin with either bound."""
    if fact.kind == "penalty" and normalised(fact.noun) != normalised(other.noun):
        return False
    if fact.kind == "penalty" and fact.amount and other.amount and fact.amount[0] != fact.amount[1]:
        return sorted(fact.amount) == sorted(other.amount) and penalty_unit(fact) == penalty_unit(other)
    return fact.value == other.value


def _unpaired(facts: Iterable[Fact], used: set[int]) -> list[Fact]:
    return [fact for index, fact in enumerate(facts) if index not in used]


def _score(unit: ChangedUnit, fact: Fact, other: Fact, contexts: FigureContexts) -> float:
    """How likely one fact became the other: at least `_MIN_PAIR_SCORE` if it may have, up to 32; else less.

    Both must be of one family. Of figures, those in the most similar words come first.
    """
    score = _score_apart(unit, fact, other)
    if fact.kind not in FIGURES or (not score and _unit(fact) != _unit(other)):
        return score
    likeness = contexts.likeness(fact, other)
    if score >= _MIN_PAIR_SCORE:
        if fact.value == other.value and not likeness.near and not unit.replaced_by(fact.span, other.span):
            score /= 2  # a fee of five hundred is no value of five hundred
        return score + _CONTEXT_WEIGHT * likeness.total + _SHAPE_WEIGHT * (_shape(fact) == _shape(other))
    is_near = likeness.near >= MIN_NEAR_SHARE and likeness.total >= _MIN_NEW_LIKENESS
    return _MIN_PAIR_SCORE + _CONTEXT_WEIGHT * likeness.total if is_near and fact.kind == other.kind else 0


def _score_apart(unit: ChangedUnit, fact: Fact, other: Fact) -> float:
    """The score of two facts of one family without the words around them, up to 26; less than 5 if it is too low."""
    distance = abs(unit.to_new(fact.span.start) - other.span.start)
    closeness = 1 / (1 + distance)
    opposite = unit.replaced_by(fact.span, other.span) or (
        distance <= _MAX_SHIFT_CHARACTERS and fact.kind == "obligation"
    )
    if fact.kind == "obligation":
        if fact.noun == other.noun and (opposite or fact.value == other.value):
            return 20 + closeness
        if "soften" in (fact.noun, other.noun) or "measure" in (fact.noun, other.noun):
            return 0
        return 8 + closeness if opposite else 0
    if fact.kind == "penalty":
        return _penalty_score(fact, other, opposite, closeness, _is_exchanged(unit, fact, other))
    if fact.value == other.value:
        is_bare = fact.kind == "number" and fact.value.isdecimal() and not opposite and distance > 3
        return 6 if is_bare else 20 + closeness  # 256 of one cell of a table is no move to another
    if fact.kind == "agency":
        opposite = opposite or _is_of_another_level(unit, fact, other)
        named = fact.value not in _UNSPECIFIC_AGENCIES and other.value not in _UNSPECIFIC_AGENCIES
        return 8 + closeness if opposite and named and _is_rule_maker(fact) == _is_rule_maker(other) else 0
    if fact.kind in ("number", "money"):
        same_noun = bool(fact.noun) and normalised(fact.noun) == normalised(other.noun)
        same_unit = _unit(fact) == _unit(other)
        score = 6 * same_noun + 2 * same_unit + 4 * (opposite or distance <= 3) + closeness
        return score if same_unit or (same_noun and opposite) else 0
    return 5 + 3 * (fact.kind == other.kind) + closeness if opposite or distance <= 3 else 0


def _is_of_another_level(unit: ChangedUnit, fact: Fact, other: Fact) -> bool:
    """Whether two names at one place differ only in what says whose body it is: 政府 and 县级以上人民政府."""
    common = PACK.fact_patterns().agencies.common
    is_in_place = unit.to_new(fact.span.end - 1) == other.span.end - 1
    return is_in_place and not common.sub("", fact.value) and not common.sub("", other.value)


def _is_exchanged(unit: ChangedUnit, fact: Fact, other: Fact) -> bool:
    """Whether one change puts a penalty in place of another, and changes hardly anything else, for one known person."""
    is_alone = any(
        hunk.old.overlaps(fact.span)
        and hunk.new.overlaps(other.span)
        and len(hunk.old) <= len(fact.span) + _MAX_BESIDE_CHARACTERS
        and len(hunk.new) <= len(other.span) + _MAX_BESIDE_CHARACTERS
        for hunk in unit.near(fact.span, old=True)
    )
    return is_alone and bool(fact.person) and (fact.person, fact.case) == (other.person, other.case)


def _penalty_score(fact: Fact, other: Fact, opposite: bool, closeness: float, is_exchanged: bool) -> float:
    """The score of two penalties: 0 if they are for a unit and for a person, or of two classes without an amount.

    Those for the same person and case come first. Two of which one took the place of the other may be of any class.
    """
    if fact.person and other.person and fact.person != other.person:
        return 0
    context = 3 * (fact.person == other.person) + 4 * (fact.case == other.case)
    if fact.noun == other.noun and (penalty_unit(fact) == penalty_unit(other) or opposite):
        same_unit = penalty_unit(fact) == penalty_unit(other)
        return 12 + context + closeness + 5 * (fact.value == other.value) - 10 * (not same_unit)
    if is_exchanged and fact.noun != other.noun:
        return 2 + context + closeness
    if not opposite or bool(fact.value) != bool(other.value):
        return 0
    nouns = normalised(fact.noun), normalised(other.noun)
    if not fact.value and not _FINES.issuperset(nouns):
        classes = penalty_class(nouns[0]), penalty_class(nouns[1])
        if classes[0] != classes[1] or (classes[0] == "administrative" and nouns[0][:2] != nouns[1][:2]):
            return 0
    return 2 + context + closeness


def _shape(fact: Fact) -> str:
    """The canonical form of a figure without its numbers: 人以上人以下."""
    return _NUMBER.sub("", fact.value)


def _is_rule_maker(fact: Fact) -> bool:
    """Whether an agency is mentioned for what it laid down (国务院规定的), not for what it does."""
    return normalised(fact.noun).startswith("规定")


def penalty_unit(fact: Fact) -> str:
    """The unit in which a penalty is measured (元, 倍, 日); "" for one without an amount or in another unit."""
    return next((unit for unit in ("倍", "%", "元", "年", "月", "日", "天") if unit in normalised(fact.value)), "")


def _unit(fact: Fact) -> str:
    """The unit of a quantity without scale and bounds; "time" for 个月 and the like, / for 2/3, : for 1:20; or "".

    Of a frequency (每半年) it is 每, of a grade (C30) its letters.
    """
    if fact.value.startswith(_EVERY):
        return _EVERY
    if grade := _GRADE.match(fact.value):
        return grade[1]
    if ratio := _RATIO.match(fact.value):
        return ratio[1]
    units = _UNIT.findall(fact.value)
    unit = units[-1].lstrip("万亿千百") if units else ""
    return "time" if unit in _TIME_UNITS else unit
