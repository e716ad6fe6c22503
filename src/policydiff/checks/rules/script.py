"""Rule for mixed scripts: paragraphs in the other script, and words that only a wrong conversion produces.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("渔港登记係统应当公开。\\n", "a.txt"))
>>> [str(fault.message) for fault in mixed_script.find(subject)]
['a conversion between the scripts went too far: 记係统应']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import Message, counted, message
from policydiff.text.lazy_regex import pattern
from policydiff.text.script import SIMPLIFIED_CODE, TRADITIONAL_CODE, distinctive_scripts
from policydiff.text.spans import Span

PLACE = 3  # of the family among the families, in the order of docs/check.md

Script = Literal["Simplified", "Traditional"]
_SCRIPT_NAMES: dict[Script, Message] = {
    "Simplified": message("Simplified"),
    "Traditional": message("Traditional"),
}
_MIN_DISTINCTIVE = 20  # characters distinctive of a script that a document must have
_MIN_OTHER_KINDS = 4  # different characters of the other script that a line must have
_MAX_GAP_LINES = 2  # from one line in the other script to the next in one range
_MAX_RELATED = 5  # further locations that a finding names, and words that its message names
_CONTEXT = 4  # characters of a line on both sides of a quotation

# What a conversion of single characters makes of common words; neither script writes them so.
_OVERDONE_WORDS = pattern(
    "[统統唯专專单單]壹|壹(?=[个個些样樣种種直切般律贯貫致步旦系是定]|方面)|第壹(?=[条條章节節编編款项項次])"
    "|[体體]製(?=[度改创創建，。、和与與])|[理作行運运調调约約束励勵长長应應]機製|製(?=[度约約裁衡])|[控限强強抑管]製(?=[度，。、的和与與及])|係[统統](?![一籌筹計计])|若幹|若乾|[国國专專]傢|傢庭"
    "|批準|準[许許](?=[证證可])|麵[对對向临臨积積]|[方全层層]麵|[公]裏(?=[，。、以])|皇後|隻[有能要]|髮[展布佈生现現挥揮]|[出]髮(?=[点點，。])"
    "|乾[部线線]|幹[净淨燥旱]|齣[台臺现現口版]|穀[底地]|山穀|迴[收答报報]|[方倾傾]嚮|嚮[前社]|颱[湾灣]",
    signs="壹製係傢準麵裏後隻髮乾幹齣穀迴嚮颱",
)
# Whether 壹 is a numeral is seen from 第貳章, 第壹、貳章, 貳、, 貳個 (伍個 may be a part of 隊伍個別), or 第二章.
_DIGITS_ABOVE_ONE = PACK.numbering.formal_digits.replace("壹", "")
_LISTED_NUMERALS = f"[{PACK.numbering.formal_digits}、，,及和与與至到或 ]{{0,12}}"
_LINE_START = r"(?m)^[ \t\u3000\xa0#*＃]*"
_FORMAL_LABEL = pattern(
    rf"{_LINE_START}(?:第 ?[{_DIGITS_ABOVE_ONE}] ?[条條章节節编編篇款項项次]|[{_DIGITS_ABOVE_ONE}] ?[、．.])",
    signs=_DIGITS_ABOVE_ONE,
)
_OTHER_SCRIPT_FORM = dict(zip("条條节節编編项項个個种種", "條条節节編编項项個个種种", strict=True))


class _ScriptLine(NamedTuple):
    """A line with its numbers of distinctive characters by script; `kinds` counts different ones, in that order."""

    number: int
    simplified: int
    traditional: int
    kinds: tuple[int, int]


@rule(
    "mixed-script",
    "warning",
    message("Simplified and Traditional text in one document, or a conversion that went too far"),
)
def mixed_script(subject: CheckedDocument) -> Iterator[Fault]:
    """Faults for lines in the script that is not the document's main one, then one for words of a wrong conversion."""
    yield from _other_paragraphs(subject)
    yield from _overdone_words(subject)


def _other_paragraphs(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each range of lines in the other script.

    There is none in a document with fewer than `_MIN_DISTINCTIVE` distinctive characters. The main script is the
    one with more of them, Simplified if equal.
    """
    scripts = distinctive_scripts().take(subject.codes)
    simplified, traditional = (
        int(np.count_nonzero(scripts == script)) for script in (SIMPLIFIED_CODE, TRADITIONAL_CODE)
    )
    if min(simplified, traditional) < _MIN_OTHER_KINDS or simplified + traditional < _MIN_DISTINCTIVE:
        return
    main_script: Script = "Simplified" if simplified >= traditional else "Traditional"
    other_script: Script = "Traditional" if main_script == "Simplified" else "Simplified"
    for first, last in _line_ranges(_distinctive_lines(subject, scripts), other_script):
        span = Span(subject.document.lines.span(first).start, subject.document.lines.span(last).end)
        text = subject.text[span.start : span.end].rstrip()
        sentence = counted(
            last - first + 1,
            "{number:,} line in {script} characters, in a document written in {main_script}",
            "{number:,} lines in {script} characters, in a document written in {main_script}",
            script=_SCRIPT_NAMES[other_script],
            main_script=_SCRIPT_NAMES[main_script],
        )
        yield Fault(Span(span.start, span.start + len(text)), sentence)


def _distinctive_lines(subject: CheckedDocument, scripts: npt.NDArray[np.uint8]) -> list[_ScriptLine]:
    """The lines that have distinctive characters, ascending; `scripts` are those of all characters, uint8 (n,)."""
    script_lines = []
    lines = subject.document.lines
    for line_number in sorted({lines.number(position) for position in np.flatnonzero(scripts).tolist()}):
        span = lines.span(line_number)
        line_scripts, codes = scripts[span.start : span.end], subject.codes[span.start : span.end]
        codes_by_script = [codes[line_scripts == script] for script in (SIMPLIFIED_CODE, TRADITIONAL_CODE)]
        kinds = len(np.unique(codes_by_script[0])), len(np.unique(codes_by_script[1]))
        script_lines.append(_ScriptLine(line_number, len(codes_by_script[0]), len(codes_by_script[1]), kinds))
    return script_lines


def _line_ranges(lines: list[_ScriptLine], other_script: Script) -> Iterator[tuple[int, int]]:
    """The first and last line number of each range of lines that are clearly in the other script.

    A range continues over at most `_MAX_GAP_LINES` to a line with more of that script than of the main one.
    """
    line_range: tuple[int, int] | None = None
    for line in lines:
        other_count, main_count = (
            (line.traditional, line.simplified)
            if other_script == "Traditional"
            else (line.simplified, line.traditional)
        )
        kinds = line.kinds[1] if other_script == "Traditional" else line.kinds[0]
        is_clearly_other = kinds >= _MIN_OTHER_KINDS and other_count > 4 * main_count
        if line_range and line.number - line_range[1] <= _MAX_GAP_LINES and other_count > main_count:
            line_range = line_range[0], line.number
        elif is_clearly_other:
            if line_range:
                yield line_range
            line_range = line.number, line.number
    if line_range:
        yield line_range


def _overdone_words(subject: CheckedDocument) -> Iterator[Fault]:
    """At most one fault, at the first of all words that only a wrong conversion produces; formal numerals are none."""
    if _OVERDONE_WORDS.search(subject.text) is None:  # most texts have none
        return
    text = subject.text
    matches = [
        (Span(*match.span()), (match[0], text[match.end() : match.end() + 1]))
        for match in _OVERDONE_WORDS.finditer(text)
    ]
    numerals = {context for context in {context for _, context in matches} if _is_formal_numeral(text, *context)}
    spans = [span for span, context in matches if context not in numerals]
    if not spans:
        return
    excerpts = sorted({subject.text[max(0, span.start - 1) : span.end + 1].strip() for span in spans})
    sentence = counted(
        len(spans),
        "a conversion between the scripts went too far: {words}",
        "a conversion between the scripts went too far, {number:,} times: {words}",
        words="、".join(excerpts[:_MAX_RELATED]),
    )
    shown_spans = [_with_context(subject.text, span) for span in spans]
    yield Fault(
        shown_spans[0],
        sentence,
        tuple((span, message("also here")) for span in shown_spans[1 : 1 + _MAX_RELATED]),
        key="、".join(excerpts),
    )


def _is_formal_numeral(text: str, word: str, next_character: str) -> bool:
    """True if 壹 or 第壹 before a character is a formal numeral: the text has more of the kind.

    False for any other word.
    """
    kind_pattern = f"[{next_character}{_OTHER_SCRIPT_FORM.get(next_character, '')}]"
    if word == "壹":
        return next_character in "个個种種" and re.search(f"[贰貳貮叁叄肆柒捌玖] ?{kind_pattern}", text) is not None
    if word != "第壹":
        return False
    expressions = (
        f"第{_LISTED_NUMERALS}[{_DIGITS_ABOVE_ONE}] ?{kind_pattern}",
        f"第 ?[二三四五六七八九十]{{1,3}} ?{kind_pattern}",
    )
    for prefix in (_LINE_START, ""):  # labels are stronger evidence than citations
        formal, plain = (re.search(prefix + expression, text) is not None for expression in expressions)
        if formal or plain:
            return formal
    return _FORMAL_LABEL.search(text) is not None


def _with_context(text: str, span: Span) -> Span:
    """The span with up to `_CONTEXT` characters of its line on both sides."""
    line_end = text.find("\n", span.end)
    start = max(0, span.start - _CONTEXT, text.rfind("\n", 0, span.start) + 1)
    return Span(start, min(span.end + _CONTEXT, len(text) if line_end < 0 else max(line_end, span.end)))
