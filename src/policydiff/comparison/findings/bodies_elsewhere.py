"""Whether the other text has a body elsewhere: for the same act in another sentence, or beside the one it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.findings.body_roles import roles
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MIN_CORE_CHARACTERS = 2  # of a name without what many names have
_MIN_STEM_CHARACTERS = 3  # of a name without its level
_KIND_CHARACTERS = 2  # at the end of a name, that say what kind of body it is: 部门, 机关
_CLAUSE_END = pattern(r"[,。;:!?]")


def stands_elsewhere(fact: Fact, bodies: Span, sentence: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether a sentence of the other side, wherever it is, says in other words that this body does the same.

    `bodies` is the list that the body is in. The sentence must name it as often as its own does, by its name or by
    what is particular in it, as a body of its kind, and of its level if it has one.
    """
    end = min((match.start() for match in _CLAUSE_END.finditer(side.normalised, bodies.end, sentence.end)), default=0)
    clause = Span(bodies.start, max(end or sentence.end, bodies.end))
    closest = other.clauses.closest(
        clause, Span(min(sentence.start, clause.start), max(sentence.end, clause.end)), side.clauses
    )
    if closest is None or not closest.stands:
        return False
    agencies = PACK.fact_patterns().agencies
    words = other.words(closest.span)
    modifier = agencies.modifiers.match(fact.value)
    name = "".join(filter(str.isalnum, fact.value[modifier.end() :] if modifier else fact.value))
    number = side.words(sentence).count(name)
    if words.count(name) >= max(1, number):
        return True
    core, kind = "".join(filter(str.isalnum, agencies.common.sub("", name))), name[-_KIND_CHARACTERS:]
    if len(core) < _MIN_CORE_CHARACTERS or not 0 < number <= words.count(core):
        return False
    level = agencies.level.match(name)
    kinds = agencies.kind.search(words, words.find(core) + len(core))
    is_of_kind = kind + core in words or (kinds is not None and kinds[0] == kind)
    return is_of_kind and (level is None or level[0] in words)


def stood_there(
    before: Fact, after: Fact, places: Sequence[tuple[Span, Span, NormalisedSide]], named: Sequence[Fact]
) -> bool:
    """Whether a body is said to be what another one was in the old sentence, and so did not take its place.

    `named` are the bodies of the old sentence. 省府为省渡运监督机关，市府为市渡运机关 → 市府为直辖市渡运机关.
    """
    if not all("is" in roles(*place) for place in places):
        return False
    level = PACK.fact_patterns().agencies.level
    stems = [fact.value[match.end() :] for fact in named if (match := level.match(fact.value))]
    return any(
        len(stem) >= _MIN_STEM_CHARACTERS and after.value.endswith(stem) and not before.value.endswith(stem)
        for stem in stems
    )
