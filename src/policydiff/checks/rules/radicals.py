"""Radicals where ideographs belong: text taken from a PDF may hold ⻓ (U+2ED3) where 长 (U+957F) is printed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from policydiff.checks.rule import Fault, rule
from policydiff.checks.rules.damage import around, damaged
from policydiff.checks.subject import CheckedDocument
from policydiff.text.character_frequency import frequent
from policydiff.text.folding import fold_character
from policydiff.text.lazy_regex import pattern
from policydiff.text.radicals import IDEOGRAPHS
from policydiff.text.spans import Span, SpanSet

_SHOWN_RADICALS = 5
_SHOWN_PLACES = 5  # lines after the first that a finding names
_LEAST_LISTED = 4  # radicals in the order of their codes, and nothing else, are a list of them
_WINDOW = 20  # characters on both sides of a word in which its line may say that it is about radicals

_RADICAL = pattern("[\u2e80-\u2fdf]")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# What is written without a break: ideographs, radicals and descriptions of ideographs (⿰), with a digit before them.
_RUN = pattern(f"[0-9０-９]?[\u2e80-\u2fff{_HAN}]+")
_DESCRIPTION = pattern("[\u2ff0-\u2fff]")
_ABOUT_RADICALS = pattern(
    # 部首 in 国防部首次 or 各部首长 is no word
    "部首(?![次先批长長席都府要例创創个個届屆脑腦])|偏旁|[形声聲]旁|字[旁头頭底框]|[笔筆][画畫划劃]|康熙|[说說]文解字|造字"
    "|字符|码位|碼位|U\\+2[EFef]|[Rr]adical|RADICAL|[Kk]angxi|KANGXI"
)
# A line that is 人部, 【人部】 or 人部二画.
_INDEX_HEADING = pattern(r"\W*+\w部\W*+(?:[〇一二三四五六七八九十]+[画畫划劃])?\W*+")


@rule("cjk-radical", "warning", "radicals that stand for ideographs, as in text taken from a PDF")
def cjk_radical(subject: CheckedDocument) -> Iterator[Fault]:
    """One spot at the first radical that is part of a word, with the number of all that are."""
    places = _radicals_in_words(subject)
    if not places:
        return
    shown = list(dict.fromkeys(subject.text[at] for at in places))
    pairs = ", ".join(f"{each} (U+{ord(each):04X}) for {IDEOGRAPHS[each]}" for each in shown[:_SHOWN_RADICALS])
    more = f", and {len(shown) - _SHOWN_RADICALS:,} more" if len(shown) > _SHOWN_RADICALS else ""
    what = "a CJK radical in place of an ideograph"
    if len(places) > 1:
        what = f"CJK radicals in place of ideographs, {len(places):,} times"
    lines = subject.document.lines
    first_of_line = {lines.number(at): at for at in reversed(places)}
    _, *others = sorted(first_of_line.values())
    related = tuple((around(subject.text, Span(at, at + 1)), "also here") for at in others[:_SHOWN_PLACES])
    span = around(subject.text, Span(places[0], places[0] + 1))
    key = f"{subject.text[span.start : span.end]}×{len(places)}"
    yield Fault(span, f"{what}: {pairs}{more}", related, key=key)


def _radicals_in_words(subject: CheckedDocument) -> list[int]:
    """The positions of the radicals that stand in a word for an ideograph in use, in text order.

    Not those in mojibake, nor those in text about radicals.
    """
    if _RADICAL.search(subject.text) is None:
        return []
    mojibake = SpanSet(each.span for each in subject.cached(damaged))
    return [
        match.start() + at
        for match in _RUN.finditer(subject.text)
        if _RADICAL.search(match[0]) and _is_word(match[0]) and not _is_about_radicals(subject, Span(*match.span()))
        for at, character in enumerate(match[0])
        if character in _stand_ins() and not mojibake.holds(match.start() + at)
    ]


@cache
def _stand_ins() -> frozenset[str]:
    """The radicals whose ideograph is in daily use, in this hand or another: no part of an ideograph as ⺡ is."""
    return frozenset(
        radical
        for radical, ideograph in IDEOGRAPHS.items()
        if not frequent().isdisjoint((ideograph, fold_character(ideograph)))
    )


def _is_word(run: str) -> bool:
    """Whether a run of ideographs and radicals is wording: no radical alone, no list, no description of a form."""
    plain = _with_ideographs(run)
    if plain[0].isdecimal():
        return len(run) > 2 or plain[1] in "月日"  # 12⽉31⽇; but in a table of radicals 9⼈
    if len(set(plain)) == 1 or _DESCRIPTION.search(run):
        return False
    in_order = all(one < other for one, other in pairwise(run))
    return len(run) < _LEAST_LISTED or not in_order or any(each not in IDEOGRAPHS for each in run)


def _is_about_radicals(subject: CheckedDocument, run: Span) -> bool:
    """Whether the words near by in the same line say so, or the line is the heading of an index of radicals."""
    line = subject.document.lines.span(subject.document.lines.number(run.start))
    start, end = max(line.start, run.start - _WINDOW), min(line.end, run.end + _WINDOW)
    near = _with_ideographs(subject.text[start:end])
    return bool(_ABOUT_RADICALS.search(near) or _INDEX_HEADING.fullmatch(near))


def _with_ideographs(text: str) -> str:
    return "".join(IDEOGRAPHS.get(each, each) for each in text)
