"""Rule for radicals in place of ideographs: text from a PDF may have ⻓ (U+2ED3) where 长 (U+957F) is printed.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("渔港应当每年⻓期登记。\\n", "a.txt"))
>>> [str(fault.message) for fault in cjk_radical.find(subject)]
['a CJK radical in place of an ideograph: ⻓ (U+2ED3) for 长']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from policydiff.checks.rule import Fault, rule
from policydiff.checks.rules.damage import around, find_damage
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import Message, counted, joined, message
from policydiff.text.character_frequency import level_one_characters
from policydiff.text.folding import fold_character
from policydiff.text.lazy_regex import pattern
from policydiff.text.radicals import IDEOGRAPHS
from policydiff.text.spans import Span, SpanSet

PLACE = 2  # of the family among the families, in the order of docs/check.md

_MAX_SHOWN_RADICALS = 5  # different radicals that a message names
_MAX_RELATED = 5  # further lines that a finding names
_MIN_LISTED = 4  # radicals in the order of their codes, with nothing between them, that make a list
_CONTEXT = 20  # characters on both sides of a word that may show that the line is about radicals

_RADICAL = pattern("[\u2e80-\u2fdf]")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Characters without a break: ideographs, radicals and ideographic description characters (⿰), after an optional digit.
_RUN = pattern(f"[0-9０-９]?[\u2e80-\u2fff{_HAN}]+")
_DESCRIPTION = pattern("[\u2ff0-\u2fff]")
_ABOUT_RADICALS = pattern(
    # 部首 in 国防部首次 or 各部首长 is not a word.
    "部首(?![次先批长長席都府要例创創个個届屆脑腦])|偏旁|[形声聲]旁|字[旁头頭底框]|[笔筆][画畫划劃]|康熙|[说說]文解字|造字"
    "|字符|码位|碼位|U\\+2[EFef]|[Rr]adical|RADICAL|[Kk]angxi|KANGXI"
)
# The whole line is 人部, 【人部】 or 人部二画.
_INDEX_HEADING = pattern(r"\W*+\w部\W*+(?:[〇一二三四五六七八九十]+[画畫划劃])?\W*+")


@rule("cjk-radical", "warning", message("radicals that stand for ideographs, as in text taken from a PDF"))
def cjk_radical(subject: CheckedDocument) -> Iterator[Fault]:
    """At most one fault, at the first radical that is part of a word, with the number of all of them."""
    positions = _radicals_in_words(subject)
    if not positions:
        return
    radicals = list(dict.fromkeys(subject.text[position] for position in positions))
    sentence = counted(
        len(positions),
        "a CJK radical in place of an ideograph: {replacements}",
        "CJK radicals in place of ideographs, {number:,} times: {replacements}",
        replacements=joined(map(_replacement, radicals[:_MAX_SHOWN_RADICALS]), ", "),
    )
    if len(radicals) > _MAX_SHOWN_RADICALS:
        sentence = message("{what}, and {more:,} more", what=sentence, more=len(radicals) - _MAX_SHOWN_RADICALS)
    lines = subject.document.lines
    first_of_line = {lines.number(position): position for position in reversed(positions)}
    _, *others = sorted(first_of_line.values())
    related = tuple(
        (around(subject.text, Span(position, position + 1)), message("also here")) for position in others[:_MAX_RELATED]
    )
    span = around(subject.text, Span(positions[0], positions[0] + 1))
    key = f"{subject.text[span.start : span.end]}×{len(positions)}"
    yield Fault(span, sentence, related, key=key)


def _replacement(radical: str) -> Message:
    """The radical, its code, and the ideograph that it stands for."""
    return message(
        "{radical} (U+{code:04X}) for {ideograph}", radical=radical, code=ord(radical), ideograph=IDEOGRAPHS[radical]
    )


def _radicals_in_words(subject: CheckedDocument) -> list[int]:
    """The positions of the radicals that replace a common ideograph in a word, in text order.

    Radicals in mojibake and in text about radicals are left out.
    """
    if _RADICAL.search(subject.text) is None:
        return []
    mojibake = SpanSet(damage.span for damage in subject.cached(find_damage))
    return [
        match.start() + offset
        for match in _RUN.finditer(subject.text)
        if _RADICAL.search(match[0]) and _is_word(match[0]) and not _is_about_radicals(subject, Span(*match.span()))
        for offset, character in enumerate(match[0])
        if character in _common_radicals() and not mojibake.contains(match.start() + offset)
    ]


@cache
def _common_radicals() -> frozenset[str]:
    """The radicals whose ideograph is common, itself or folded; not those that are parts of characters only, as ⺡."""
    return frozenset(
        radical
        for radical, ideograph in IDEOGRAPHS.items()
        if not level_one_characters().isdisjoint((ideograph, fold_character(ideograph)))
    )


def _is_word(run: str) -> bool:
    """True if a run of ideographs and radicals is wording: not a radical alone, a list or a description."""
    word = _with_ideographs(run)
    if word[0].isdecimal():
        return len(run) > 2 or word[1] in "月日"  # 12⽉31⽇ is a date; 9⼈ is an entry of a table of radicals
    if len(set(word)) == 1 or _DESCRIPTION.search(run):
        return False
    in_order = all(character < following for character, following in pairwise(run))
    return len(run) < _MIN_LISTED or not in_order or any(character not in IDEOGRAPHS for character in run)


def _is_about_radicals(subject: CheckedDocument, run: Span) -> bool:
    """True if the context of the run in its line is about radicals, or is the heading of a radical index.

    The context is up to `_CONTEXT` characters on both sides.
    """
    line = subject.document.lines.span(subject.document.lines.number(run.start))
    start, end = max(line.start, run.start - _CONTEXT), min(line.end, run.end + _CONTEXT)
    context = _with_ideographs(subject.text[start:end])
    return bool(_ABOUT_RADICALS.search(context) or _INDEX_HEADING.fullmatch(context))


def _with_ideographs(text: str) -> str:
    """The text with every radical replaced by its ideograph; its length stays."""
    return "".join(IDEOGRAPHS.get(character, character) for character in text)
