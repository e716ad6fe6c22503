"""Whether two bodies, or lists of bodies, have the same part in their sentences: who acts, who is told, who decides."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import clause
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_NEAR_CHARACTERS = 14  # before or behind a list, in which its part is read
_CONTEXT_CHARACTERS = 2  # before or behind a list, which must be equal for the place to be the same
_COMMON_WORDS = frozenset(
    ("行政", "部门", "机关", "机构", "管理", "规定", "有关", "主管", "政府", "人民", "国务", "务院")
)
_NO_VERBS = frozenset("按依根在对以为的")  # prepositions: two predicates that begin with them may differ
MIN_UNLIKE_SUBJECT_SHARE = 0.35  # of two sentences that impose a sanction, or tell of two acts in other words
_MIN_HEAD_BIGRAMS = 8  # of the words before a list, for them to tell what its sentence is about
_MIN_SHARED_BIGRAMS = 2  # of two longer predicates, for them to be about one act
_MIN_HEAD_LIKENESS = 0.6  # of the words before two lists: twice what they share by what they have
_MIN_BIGRAMS = 3  # of a sentence beside its list, for it to tell what it is about
_SENTENCE_END = "。;!?\n\r"
_BY_LAW = pattern(
    r"[,\s]?(?:依法|应当|可以|依照[^,。;]{0,12}规定|(?:按照|依据|依)(?:各自)?(?:的)?(?:职责|职权)(?:分工)?|分别|负责|另行?|以命令|予以|给予)[,\s]?"
)
_JOINED = pattern(r"(?:会同|会商|商|洽|协同|配合)[^,。;:\n]{2,40}(?:部门|机关|机构|政府|委员会|[部局署院厅])(?:等)?")
_SHORT_NAME = pattern(r"\s?\((?:以下)?(?:简称|称)[^()]{1,24}\)")
_ATTRIBUTE = pattern(
    r"(?:单位)?[的之]|(?:所定|规定|设立|指定|认可|批准|制定|确定|颁发|委托|授权|核准|核发|签发|发放){1,2}[的之]|规定|出俱|监督下|负责人|工作人员"
)


def roles(span: Span, sentence: Span, side: NormalisedSide) -> frozenset[str]:
    """The parts that a list may have by the words before it; empty if they say nothing.

    At the beginning of a clause, a body acts.
    """
    text = side.normalised
    near = Span(max(sentence.start, span.start - _NEAR_CHARACTERS), span.start)
    before = text[clause(text, span.start, near).start : span.start]
    found = {name for name, words in PACK.fact_patterns().agencies.roles.items() if words.search(before)}
    if not before.strip() and not is_attribute(span, side):
        found.add("acts")
    return frozenset(found)


def is_attribute(span: Span, side: NormalisedSide) -> bool:
    """Whether a list only says whose something is, or who laid something down: 县政府规定的条件."""
    return _ATTRIBUTE.match(side.normalised, span.end) is not None


def act(span: Span, side: NormalisedSide) -> str:
    """What is said of a list behind it, up to the end of its sentence: letters and digits; "" if nothing is.

    Its short name in brackets, a modal word, 依法, and whom it joins are left out; "" if its list goes on.
    """
    text = side.normalised
    start = span.end
    if PACK.fact_patterns().agencies.separator.match(text, start):
        return ""
    modal = PACK.fact_patterns().modal
    for _ in range(4):
        skipped = next(
            (match for words in (_SHORT_NAME, modal, _BY_LAW, _JOINED) if (match := words.match(text, start))),
            None,
        )
        if skipped is None:
            break
        start = skipped.end()
    near = Span(0, min(len(text), start + _NEAR_CHARACTERS))
    if start >= len(text):
        return ""
    return side.words(Span(start, max(start, clause(text, start, near, _SENTENCE_END).end)))


def share_words(words: str, other_words: str, *, is_sure: bool) -> bool:
    """Whether two predicates begin with the same character of a verb, or have enough pairs of characters in common.

    One pair is enough if the bodies are known to have one part (`is_sure`), else two, or half of the shorter predicate.
    """
    bigrams = _bigrams(words) - _COMMON_WORDS
    shared = sum(bigram in other_words for bigram in bigrams)
    fewer = min(len(words), len(other_words)) - 1
    return 0 < shared >= (1 if is_sure else min(_MIN_SHARED_BIGRAMS, (fewer + 1) // 2)) or (
        words[:1] == other_words[:1] and words[:1] not in _NO_VERBS
    )


def context(span: Span, sentence: Span, side: NormalisedSide) -> tuple[str, str]:
    """The last words before a list in its sentence, formulas left out, and the first ones of its act; "" for none."""
    near = Span(max(sentence.start, span.start - _NEAR_CHARACTERS), span.start)
    head = side.words(clause(side.normalised, span.start, near, _SENTENCE_END))
    head = PACK.fact_patterns().agencies.formulas.sub("", head)[-_CONTEXT_CHARACTERS:]
    return head, act(span, side)[:_CONTEXT_CHARACTERS]


def rest_of_sentence(span: Span, sentence: Span, side: NormalisedSide) -> tuple[str, str]:
    """The letters and digits of a sentence before a list of bodies and behind it."""
    before = Span(sentence.start, max(sentence.start, span.start))
    return side.words(before), side.words(Span(span.end, max(span.end, sentence.end)))


def have_like_heads(places: Sequence[tuple[Span, Span, NormalisedSide]]) -> bool:
    """Whether the words before two lists in their sentences, formulas left out, are long enough and alike."""
    formulas = PACK.fact_patterns().agencies.formulas
    heads = [_bigrams(formulas.sub("", rest_of_sentence(*place)[0])) for place in places]
    shared = len(heads[0] & heads[1])
    return min(map(len, heads)) >= _MIN_BIGRAMS and 2 * shared >= _MIN_HEAD_LIKENESS * sum(map(len, heads))


def subject_share(places: Sequence[tuple[Span, Span, NormalisedSide]], *, is_sanction: bool) -> float:
    """The share of the bigrams of the shorter of two sentences that the other has, their lists left out, in [0, 1].

    `places` are lists of bodies with their sentences. What stands before both lists counts alone, if it is long enough,
    and for a sanction (`is_sanction`), if there is anything: who is punished for what.
    Formulas such as 违反本法第五条规定 do not count. 1 if there is next to nothing beside the lists.
    """
    formulas = PACK.fact_patterns().agencies.formulas
    parts: list[list[set[str]]] = []
    for span, sentence, side in places:
        before, behind = rest_of_sentence(span, sentence, side)
        parts.append([_bigrams(formulas.sub("", before)), _bigrams(formulas.sub("", behind))])
    heads = [part[0] for part in parts]
    if min(map(len, heads)) < (_MIN_BIGRAMS if is_sanction else _MIN_HEAD_BIGRAMS):
        heads = [part[0] | part[1] for part in parts]
    shorter = min(map(len, heads))
    return len(heads[0] & heads[1]) / shorter if shorter >= _MIN_BIGRAMS else 1.0


def _bigrams(words: str) -> set[str]:
    return {words[index : index + 2] for index in range(len(words) - 1)}
