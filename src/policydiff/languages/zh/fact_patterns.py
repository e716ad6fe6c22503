"""The patterns that find facts in Chinese provisions, made from the lexicon.

>>> make_fact_patterns().deadline.search("应当在三十日内报送")[0]
'三十日内'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policydiff.languages.fact_tables import FactPatterns
from policydiff.languages.zh import lexicon
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

_HAN_NUMERALS = "〇零一二两三四五六七八九十百廿"
_NUMERAL = r"(?:\d{1,4}|[〇零一二两三四五六七八九十百廿]{1,7})"
CITATION = pattern(
    r"《[^《》\n]{1,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,30})?》|[^\W\d_]{1,8}[\[(]\d{4}[\])]\s?(?:第\s?)?\d{1,5}\s?号"
)
REFERENCE = pattern(
    rf"第\s?(?P<n>{_NUMERAL})\s?(?P<kind>条|部分|章|节|编|款|项|目)(?:之(?P<sub>{_NUMERAL}))?(?:第{_NUMERAL}款)?(?:第{_NUMERAL}项)?(?:第{_NUMERAL}目)?"
    rf"|附件\s?(?P<annex>{_NUMERAL})|(?P<relative>前[一二两三四]?[条款项]|本[条章款节])"
)
_YEAR = r"(?:\d{4}|[〇零一二三四五六七八九]{4}|民国\s?[\d〇零一二三四五六七八九十百]{1,5})"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十元]{1,2})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_FULL_DATE = (
    rf"(?:{_YEAR}\s?年(?:度)?(?:\s?{_MONTH}\s?月份?)?(?:\s?{_DAY}\s?日)?"
    rf"|(?<!\d){_MONTH}\s?月(?:\s?{_DAY}\s?日|底|初|中旬|上旬|下旬|份))"
)
DATE = pattern(rf"(?<!第){_FULL_DATE}")


def _any_of(alternatives: Iterable[str]) -> str:
    """A regular expression that matches any of these words, the longest first, in no group of its own."""
    return "|".join(sorted(map(re.escape, alternatives), key=len, reverse=True))


def make_fact_patterns() -> FactPatterns:
    """The patterns, compiled anew by each call, from the words of the lexicon in normalised form."""
    latin = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
    number = rf"(?:(?:{latin})[万亿千百]{{0,2}}|[{_HAN_NUMERALS}千万亿]{{1,12}}(?:点[{_HAN_NUMERALS}]{{1,4}})?)"
    unit = _any_of(map(normalised, lexicon.UNITS))
    fraction = r"(?:百分之|千分之|万分之)"
    quantity = re.compile(
        rf"(?P<of>{fraction})?(?P<n1>{number})(?:余|多|几)?(?P<unit1>{unit})?(?P<sign>%|‰)?"
        rf"(?:[-—–~～至到](?:{fraction})?(?P<n2>{number}))?(?:余|多)?(?P<unit>{unit})?%?(?:以上|以下|以内|左右|上下)?"
    )
    time_unit = _any_of(map(normalised, lexicon.TIME))
    before_end = r"(?:\s?底)?\s?(?:以前|之前|前(?!款|条|项|期|述|置|后|身|提|沿|列|往|瞻|景)|截?止(?!损))"
    duration = rf"(?:\d{{1,4}}|[{_HAN_NUMERALS}]{{1,5}})\s?(?:{time_unit})"
    deadline = re.compile(
        rf"每年(?:\s?{_FULL_DATE})?{before_end}|(?:每年|每半年|每季度|每月)(?:\s?(?:{_FULL_DATE}|至少|不少于)|底前?)|(?:于|到|至|截至)?{_FULL_DATE}{before_end}"
        rf"|(?:截至|到|至){_FULL_DATE}(?:底)?|(?<![\d{_HAN_NUMERALS}]){_YEAR}年(?:内|底)|{duration}(?:以内|之内|内(?!容|部|外)|前(?!款|条|项|期)|届满前)"
        rf"|(?<![\d{_HAN_NUMERALS}])(?:年内(?!容|部|外)|年底前|月底前|季度末前|年底)"
    )
    amounts = _any_of(map(normalised, lexicon.AMOUNT_PENALTIES))
    fine = re.compile(rf"的?({amounts})")
    penalty = re.compile(rf"(?:{_any_of(map(normalised, lexicon.PENALTIES))})(?![度理标定费者])")
    bound = re.compile("可以|[以达由在应须要为是不共至到]")
    verbs = _any_of(map(normalised, lexicon.VERBS))
    closing = re.compile(rf"(?:{verbs}|工作|任务)$")
    opening = re.compile(rf"{verbs}|力争|年内|将|要|并|的|应当|可以|必须|其中|和|及|对|在|把|使|由|且")
    before = tuple(map(normalised, lexicon.BOUNDS))
    modals = {normalised(modal.word): modal for modal in lexicon.MODALS}
    modal = re.compile(_any_of([*modals, *map(normalised, lexicon.MEASURES)]))
    short = "|".join(f"{normalised(word)}(?![{normalised(after)}])" for word, after in lexicon.SHORT_AGENCIES.items())
    own = rf"[{lexicon.PRONOUNS}][{normalised(lexicon.PRONOUN_AGENCIES)}](?![分门位队级长理罚置事法])"
    agency = re.compile(
        rf"(?P<own>(?<![基根资成日文版样原]){own})"
        rf"|(?P<long>{_any_of(map(normalised, lexicon.AGENCIES))})(?!的?工作人员)|(?P<short>{short})"
    )
    before_agency = re.compile(
        "|".join(
            normalised(word) + (f"(?!{'|'.join(map(normalised, exceptions.split()))})" if exceptions else "")
            for word, exceptions in sorted(lexicon.BEFORE_AGENCY.items(), key=lambda row: -len(row[0]))
        )
    )
    return FactPatterns(
        citation=CITATION,
        reference=REFERENCE,
        date=DATE,
        quantity=quantity,
        deadline=deadline,
        fine=fine,
        penalty=penalty,
        bound=bound,
        closing=closing,
        opening=opening,
        before=before,
        modals=modals,
        modal=modal,
        agency=agency,
        before_agency=before_agency,
    )
