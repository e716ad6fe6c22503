"""Which fact of the old text became which of the new: facts that only moved with unchanged words are set aside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import Fact
from policydiff.matching.diff import common_characters, common_suffix
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_ENOUGH = 5
_NEAR = 12  # characters between where a word was and where its successor stands
_ANYBODY = frozenset(("部门", "机关", "机构", "政府"))  # left of 有关部门: nobody in particular
_MOST = 64  # facts of a kind in one sentence that are compared with one another


@dataclass(slots=True)
class Differences:
    """The facts of one group of sentences: changed pairs, those gone, those new."""

    old: tuple[Span, ...]
    new: tuple[Span, ...]
    pairs: list[tuple[Fact, Fact]] = field(default_factory=list)
    gone: list[Fact] = field(default_factory=list)
    come: list[Fact] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether the sentences stand on both sides."""
        return bool(self.old and self.new)


def differences(places: ChangedUnit, old: NormalisedSide, new: NormalisedSide) -> list[Differences]:
    """The differences of each group of sentences of a unit; what moved from one group to another is none."""
    found = [
        _difference(places, olds, news, old, new)
        for olds, news in places.pairs
        if (olds and news) or not _elsewhere(olds, old, new) or not _elsewhere(news, new, old)
    ]
    gone = Counter(_name(fact) for each in found for fact in each.gone)
    come = Counter(_name(fact) for each in found for fact in each.come)
    moved = gone & come
    for side in ("gone", "come"):
        left = Counter(moved)
        for each in found:
            facts: list[Fact] = getattr(each, side)
            facts[:] = [fact for fact in facts if not _take(left, _name(fact))]
    return found


def core(finding: Finding) -> tuple[str, str]:
    """What differs between the quotations of a finding, normalised: ("务", "利") of 县水务局 and 县水利局."""
    before, after = ("".join(normalised(quote.text).split()) if quote else "" for quote in (finding.old, finding.new))
    least = min(len(before), len(after))
    head = common_characters(before, after, 0, 0, least)
    tail = common_suffix(before, after, len(before), len(after), least - head)
    return before[head : len(before) - tail], after[head : len(after) - tail]


def _elsewhere(spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether every one of the sentences stands in the other document too."""
    return all(side.words(span) in other.known for span in spans)


def _take(left: Counter[tuple[str, str, str]], name: tuple[str, str, str]) -> bool:
    if name[0] == "obligation" or not left[name]:
        return False  # 应当 stands everywhere: it says nothing without its words
    left[name] -= 1
    return True


def _name(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.value, "" if fact.kind == "agency" else normalised(fact.noun)


def _difference(
    places: ChangedUnit, olds: tuple[Span, ...], news: tuple[Span, ...], old: NormalisedSide, new: NormalisedSide
) -> Differences:
    result = Differences(olds, news)
    before, after = old.facts(olds), new.facts(news)
    at = {(fact.kind, fact.span.start): fact for fact in after}
    still: set[int] = set()
    open_before: dict[str, list[Fact]] = defaultdict(list)
    for fact in before:
        twin = None
        if places.hunks and not places.touched(fact.span, old=True):
            twin = at.get((fact.kind, places.to_new(fact.span.start)))
        if twin is not None and twin.value == fact.value:
            still.add(id(twin))
        else:
            open_before[_family(fact)].append(fact)
    open_after: dict[str, list[Fact]] = defaultdict(list)
    for fact in after:
        if id(fact) not in still:
            open_after[_family(fact)].append(fact)
    for family in sorted({*open_before, *open_after}):
        _pair(places, open_before[family], open_after[family], result)
    return result


def _family(fact: Fact) -> str:
    """Kinds that may turn into one another: a year into a deadline, a count into an amount."""
    return {"date": "time", "deadline": "time", "money": "number"}.get(fact.kind, fact.kind)


def _pair(places: ChangedUnit, before: Sequence[Fact], after: Sequence[Fact], result: Differences) -> None:
    scored = sorted(
        (
            (-score, i, j)
            for i, fact in enumerate(before[:_MOST])
            for j, other in enumerate(after[:_MOST])
            if (score := _score(places, fact, other)) >= _ENOUGH
        ),
    )
    used: set[int] = set()
    taken: set[int] = set()
    for _, i, j in scored:
        if i in used or j in taken:
            continue
        used.add(i)
        taken.add(j)
        if before[i].value != after[j].value or (before[i].kind == "penalty" and before[i].noun != after[j].noun):
            result.pairs.append((before[i], after[j]))
    result.gone += _left(before, used)
    result.come += _left(after, taken)


def _left(facts: Iterable[Fact], used: set[int]) -> list[Fact]:
    return [fact for index, fact in enumerate(facts) if index not in used]


def _score(places: ChangedUnit, fact: Fact, other: Fact) -> float:
    """How surely the one became the other; `_ENOUGH` for those that may."""
    distance = abs(places.to_new(fact.span.start) - other.span.start)
    closeness = 1 / (1 + distance)
    opposite = places.opposite(fact.span, other.span) or (distance <= _NEAR and fact.kind == "obligation")
    if fact.kind == "obligation":
        if fact.noun == other.noun and (opposite or fact.value == other.value):
            return 20 + closeness
        if "soften" in (fact.noun, other.noun) or "measure" in (fact.noun, other.noun):
            return 0
        return 8 + closeness if opposite else 0
    if fact.kind == "penalty":
        if fact.noun == other.noun and (measure(fact) == measure(other) or opposite):
            return 20 + closeness + 5 * (fact.value == other.value) - 10 * (measure(fact) != measure(other))
        return 8 + closeness if opposite and bool(fact.value) == bool(other.value) else 0
    if fact.value == other.value:
        return 20 + closeness
    if fact.kind == "agency":
        named = fact.value not in _ANYBODY and other.value not in _ANYBODY
        return 8 + closeness if opposite and named and _rules(fact) == _rules(other) else 0
    if fact.kind in ("number", "money"):
        same_noun = bool(fact.noun) and normalised(fact.noun) == normalised(other.noun)
        same_unit = _unit(fact) == _unit(other)
        score = 6 * same_noun + 2 * same_unit + 4 * (opposite or distance <= 3) + closeness
        return score if same_unit or (same_noun and opposite) else 0
    return 5 + 3 * (fact.kind == other.kind) + closeness if opposite or distance <= 3 else 0


def _rules(fact: Fact) -> bool:
    """Whether an agency stands there for what it laid down (国务院规定的), and not for what it does."""
    return normalised(fact.noun).startswith("规定")


def measure(fact: Fact) -> str:
    """In what a penalty is measured: 元, 倍, 日; empty for one without an amount."""
    return next((unit for unit in ("倍", "%", "元", "年", "月", "日", "天") if unit in normalised(fact.value)), "")


def _unit(fact: Fact) -> str:
    """The unit of a quantity without its scale: 万元 and 亿元 both are 元."""
    unit = fact.value.lstrip("0123456789.-〇零一二两三四五六七八九十百千万亿点余多几")
    for end in ("以上", "以下", "以内", "左右"):
        unit = unit.removesuffix(end)
    return unit.lstrip("万亿千百")
