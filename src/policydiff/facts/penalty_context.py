"""Whose a penalty is, in which case and for what it is imposed: what two penalties must share to be one, changed."""

from __future__ import annotations

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_CHARACTERS = 160  # before the penalty, in which its person and case are looked for
_MAX_OFFENCE_DISTANCE = 400  # before the penalty, in which its offence is looked for
_MAX_OFFENCE_CHARACTERS = 80  # of an offence, its last
_MAX_ITEM_CHARACTERS = 160  # of the items behind a penalty for whatever they name
_MIN_OFFENCE_CHARACTERS = 3
_SENTENCE_MARK = frozenset("。;!?")
_SENTENCE_END = frozenset("。;!?\n")
_CLAUSE_MARK = pattern(r"[,。;:!?\n]+")
_LABEL = pattern(r"\s*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[\u2460-\u2473])\s*")


def person_and_case(normalised_text: str, position: int, within: Span) -> tuple[str, str]:
    """The person ("unit", "person") and the case ("grave", "refused" …) of the penalty at `position`.

    The case is told by the nearest word before it in the sentence `within`, the person by the nearest one behind the
    conditions, or else by those in them if all are of one kind; "" if there is none.

    >>> text = "对直接责任人员处一万元以下罚款;情节严重的,处五万元以下罚款。"
    >>> person_and_case(text, 7, Span(0, 15)), person_and_case(text, 23, Span(16, 31))
    (('person', ''), ('', 'grave'))
    """
    patterns = PACK.fact_patterns()
    start = max(within.start, position - _MAX_CHARACTERS)
    behind_conditions = start
    for condition in patterns.condition_end.finditer(normalised_text, start, position):
        behind_conditions = condition.end()
    people = [match.lastgroup or "" for match in patterns.penalised.finditer(normalised_text, start, position)]
    named = [
        match.lastgroup or "" for match in patterns.penalised.finditer(normalised_text, behind_conditions, position)
    ]
    cases = [match.lastgroup or "" for match in patterns.penalty_case.finditer(normalised_text, start, position)]
    person = named[-1] if named else people[0] if len(set(people)) == 1 else ""
    return person, cases[-1] if cases else ""


def sum_case(normalised_text: str, position: int) -> str:
    """In which case of the sum from which a fine is reckoned the penalty at `position` is: "unknown", "less" or "more".

    It is told in the same part of the sentence, up to a semicolon; "" if it is not.

    >>> sum_case("货值金额难以确定的,对单位处一万元罚款", 14), sum_case("擅自设渡的,处一万元罚款", 7)
    ('unknown', '')
    """
    start = position
    while start > max(0, position - _MAX_CHARACTERS) and normalised_text[start - 1] not in _SENTENCE_END:
        start -= 1
    cases = [
        match.lastgroup or "" for match in PACK.fact_patterns().penalised_sum.finditer(normalised_text, start, position)
    ]
    return cases[-1] if cases else ""


def offence(normalised_text: str, position: int) -> str:
    """The words of what the penalty at `position` is imposed for: the nearest condition before it in its paragraph.

    Cases (情节严重的) and references are no part of it. Of a penalty for what a list names, the words of the list. ""
    if less than `_MIN_OFFENCE_CHARACTERS` are left.

    >>> text = "违反本办法第三条,擅自占用渡口的,责令改正;情节严重的,处五万元以下罚款。"
    >>> offence(text, 27)
    '擅自占用渡口的'
    """
    earliest = max(0, position - _MAX_OFFENCE_DISTANCE)
    line = max(normalised_text.rfind("\n", earliest, position) + 1, earliest)
    if label := _LABEL.match(normalised_text, line, position):
        line = label.end()
    end = position
    while end > line:
        start = end
        while start > line and normalised_text[start - 1] not in _SENTENCE_MARK:
            start -= 1
        sentence = normalised_text[start:end]
        if words := _condition(sentence):
            return (
                words + _listed(normalised_text, position)
                if any(word in sentence for word in PACK.lexicon().listing)
                else words
            )
        end = start - 1
    return _listed(normalised_text, position)


def cited_articles(normalised_text: str, position: int) -> frozenset[tuple[str, str]]:
    """The articles that the sentence of a penalty cites before it, with the paragraph of each; "" for a whole article.

    >>> sorted(cited_articles("违反第八条第二款、第九条之一者,处五百元罚款。", 17))
    [('8', '2'), ('9.1', '')]
    """
    start = position
    floor = max(0, position - _MAX_CHARACTERS)
    while start > floor and normalised_text[start - 1] not in _SENTENCE_END:
        start -= 1
    return frozenset(
        (number, str(numeral_value(match["part"] or "") or ""))
        for match in PACK.fact_patterns().cited_article.finditer(normalised_text, start, position)
        if (number := article_number(match[0]))
    )


def article_number(label: str) -> str:
    """The number of an article by its label as normalised, or by a reference to it: "9.1" for 第九条之一; else ""."""
    match = PACK.fact_patterns().cited_article.search(label)
    if match is None or (value := numeral_value(match["n"])) is None:
        return ""
    return f"{value}.{numeral_value(match['sub'])}" if match["sub"] else str(value)


def _condition(sentence: str) -> str:
    """The words of the clauses up to the last one that is a condition but for cases; "" if there is none."""
    lexicon, patterns = PACK.lexicon(), PACK.fact_patterns()
    clauses = [clause for clause in _CLAUSE_MARK.split(sentence) if clause]
    conditions = [
        index
        for index, clause in enumerate(clauses)
        if clause.rstrip()[-1:] in lexicon.offence_ends
        and not patterns.penalty_case.search(clause)
        and not patterns.penalty_basis.match(clause.strip())
    ]
    if not conditions:
        return ""
    words = patterns.no_offence.sub("", "".join(clauses[: conditions[-1] + 1]))
    return _specific("".join(filter(str.isalnum, words))[-_MAX_OFFENCE_CHARACTERS:])


def _listed(text: str, position: int) -> str:
    """The first words of the items that follow the sentence at a position, if it ends with a colon; else ""."""
    end = next((index for index in range(position, min(len(text), position + 200)) if text[index] in "。;:\n"), -1)
    if end < 0 or text[end] != ":":
        return ""
    items = text[end + 1 : end + 1 + _MAX_ITEM_CHARACTERS]
    return _specific("".join(filter(str.isalnum, PACK.fact_patterns().no_offence.sub("", items))))


def _specific(words: str) -> str:
    """The words, or "" if they are too few to tell one offence from another."""
    return words if len(words) >= _MIN_OFFENCE_CHARACTERS else ""


def penalty_class(word: str) -> str:
    """The class of a penalty, by its word as normalised: "criminal", "disciplinary" or "administrative"."""
    for name, words in PACK.lexicon().penalty_classes.items():
        if any(part in word for part in words):
            return name
    return "administrative"
