"""Two scripts in one document: paragraphs in the other script, and conversions that went too far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.text.folding import fold_character
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

Script = Literal["Simplified", "Traditional"]
_SIMPLIFIED, _TRADITIONAL = 1, 2
_TELLING = 20  # characters that tell a script, from which a document is said to be written in it
_OTHER = 4  # different characters of the other script, from which a paragraph is told
_NEAR = 2  # lines without a telling character that may lie inside a stretch of the other script
_SAID = 5

# What a conversion by single characters makes of common words; none of it is written so in either script.
_OVERDONE = pattern(
    "[统統唯专專单單]壹|壹(?=[个個些样樣种種直切般律贯貫致步旦系是定]|方面)|第壹(?=[条條章节節编編款项項次])"
    "|[体體]製(?=[度改创創建，。、和与與])|[理作行運运調调约約束励勵长長应應]機製|製(?=[度约約裁衡])|[控限强強抑管]製(?=[度，。、的和与與及])|係[统統](?![一籌筹計计])|若幹|若乾|[国國专專]傢|傢庭"
    "|批準|準[许許](?=[证證可])|麵[对對向临臨积積]|[方全层層]麵|[公]裏(?=[，。、以])|皇後|隻[有能要]|髮[展布佈生现現挥揮]|[出]髮(?=[点點，。])"
    "|乾[部线線]|幹[净淨燥旱]|齣[台臺现現口版]|穀[底地]|山穀|迴[收答报報]|[方倾傾]嚮|嚮[前社]|颱[湾灣]",
    signs="壹製係傢準麵裏後隻髮乾幹齣穀迴嚮颱",
)
# What tells whether 壹 is a numeral: 第貳章, 第壹、貳章, 貳、, 貳個 (伍個 may be a piece of 隊伍個別), or 第二章.
_OVER_ONE = PACK.numbering.formal_digits.replace("壹", "")
_JOINED = f"[{PACK.numbering.formal_digits}、，,及和与與至到或 ]{{0,12}}"
_LABELS = r"(?m)^[ \t\u3000\xa0#*＃]*"
_FORMAL_LABEL = pattern(
    rf"{_LABELS}(?:第 ?[{_OVER_ONE}] ?[条條章节節编編篇款項项次]|[{_OVER_ONE}] ?[、．.])", signs=_OVER_ONE
)
_BOTH_SCRIPTS = dict(zip("条條节節编編项項个個种種", "條条節节編编項项個个種种", strict=True))


class _Line(NamedTuple):
    """A line with how many characters in it tell each script, and how many different ones."""

    number: int
    simplified: int
    traditional: int
    kinds: tuple[int, int]


@cache
def _telling() -> npt.NDArray[np.uint8]:
    """What each character of the BMP tells: 1 for one that only Simplified text writes, 2 for Traditional, else 0.

    That is, it stands in one national standard and not in the other, and is converted between them. So 説, 産 or 爲,
    which stand in neither, and 后, which stands in both, tell nothing.
    """
    telling = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        mainland, taiwan = _in(character, "gb2312"), _in(character, "cp950")
        if taiwan and not mainland and fold_character(character) != character:
            telling[code] = _TRADITIONAL
        elif mainland and not taiwan and fold_character(character) == character:
            telling[code] = _SIMPLIFIED
    return telling


def _in(character: str, standard: str) -> bool:
    try:
        return bool(character.encode(standard))
    except UnicodeEncodeError:
        return False


@rule("mixed-script", "warning", "Simplified and Traditional text in one document, or a conversion that went too far")
def mixed_script(subject: CheckedDocument) -> Iterator[Fault]:
    """Paragraphs in the script that the document is not written in; words that only a bad conversion writes."""
    yield from _other_paragraphs(subject)
    yield from _overdone(subject)


def _other_paragraphs(subject: CheckedDocument) -> Iterator[Fault]:
    told = _telling().take(subject.codes)
    simplified, traditional = (int(np.count_nonzero(told == script)) for script in (_SIMPLIFIED, _TRADITIONAL))
    if min(simplified, traditional) < _OTHER or simplified + traditional < _TELLING:
        return
    main: Script = "Simplified" if simplified >= traditional else "Traditional"
    other: Script = "Traditional" if main == "Simplified" else "Simplified"
    for first, last in _stretches(_lines(subject, told), other):
        span = Span(subject.document.lines.span(first).start, subject.document.lines.span(last).end)
        text = subject.text[span.start : span.end].rstrip()
        where = "1 line" if first == last else f"{last - first + 1:,} lines"
        message = f"{where} in {other} characters, in a document written in {main}"
        yield Fault(Span(span.start, span.start + len(text)), message)


def _lines(subject: CheckedDocument, told: npt.NDArray[np.uint8]) -> list[_Line]:
    """The lines with telling characters in them."""
    found = []
    lines = subject.document.lines
    for number in sorted({lines.number(at) for at in np.flatnonzero(told).tolist()}):
        span = lines.span(number)
        here, codes = told[span.start : span.end], subject.codes[span.start : span.end]
        theirs = [codes[here == script] for script in (_SIMPLIFIED, _TRADITIONAL)]
        different = len(np.unique(theirs[0])), len(np.unique(theirs[1]))
        found.append(_Line(number, len(theirs[0]), len(theirs[1]), different))
    return found


def _stretches(lines: list[_Line], other: Script) -> Iterator[tuple[int, int]]:
    """First and last line of each run of lines that are plainly in the other script."""
    run: tuple[int, int] | None = None
    for line in lines:
        theirs, ours = (
            (line.traditional, line.simplified) if other == "Traditional" else (line.simplified, line.traditional)
        )
        kinds = line.kinds[1] if other == "Traditional" else line.kinds[0]
        plainly = kinds >= _OTHER and theirs > 4 * ours
        if run and line.number - run[1] <= _NEAR and theirs > ours:
            run = run[0], line.number
        elif plainly:
            if run:
                yield run
            run = line.number, line.number
    if run:
        yield run


def _overdone(subject: CheckedDocument) -> Iterator[Fault]:
    """The words that only a bad conversion makes, all of them as one finding."""
    if _OVERDONE.search(subject.text) is None:  # most texts have none of the signs
        return
    text = subject.text
    matches = [
        (Span(*match.span()), (match[0], text[match.end() : match.end() + 1])) for match in _OVERDONE.finditer(text)
    ]
    numerals = {word for word in {word for _, word in matches} if _is_numeral(text, *word)}
    found = [span for span, word in matches if word not in numerals]
    if not found:
        return
    words = sorted({subject.text[max(0, span.start - 1) : span.end + 1].strip() for span in found})
    times = f", {len(found):,} times" if len(found) > 1 else ""
    message = f"a conversion between the scripts went too far{times}: {'、'.join(words[:_SAID])}"
    spans = [_with_word(subject.text, span) for span in found]
    yield Fault(spans[0], message, tuple((span, "also here") for span in spans[1 : 1 + _SAID]), key="、".join(words))


def _is_numeral(text: str, word: str, behind: str) -> bool:
    """Whether 壹 or 第壹 with the character behind it is a formal numeral: the series goes on in such numerals."""
    kind = f"[{behind}{_BOTH_SCRIPTS.get(behind, '')}]"
    if word == "壹":
        return behind in "个個种種" and re.search(f"[贰貳貮叁叄肆柒捌玖] ?{kind}", text) is not None
    if word != "第壹":
        return False
    counted = f"第{_JOINED}[{_OVER_ONE}] ?{kind}", f"第 ?[二三四五六七八九十]{{1,3}} ?{kind}"
    for start in (_LABELS, ""):  # labels tell more than citations
        formal, plain = (re.search(start + each, text) is not None for each in counted)
        if formal or plain:
            return formal
    return _FORMAL_LABEL.search(text) is not None


def _with_word(text: str, span: Span) -> Span:
    stop = text.find("\n", span.end)
    start = max(0, span.start - 4, text.rfind("\n", 0, span.start) + 1)
    return Span(start, min(span.end + 4, len(text) if stop < 0 else max(stop, span.end)))
