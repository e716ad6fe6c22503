"""What differs between two texts whose canonical forms are equal, in words.

>>> str(describe_difference("第1条 停止收费。", "第１条 停止收費。"))
'only single characters of the other script and the width of characters differ'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from policydiff.messages import Message, joined, message
from policydiff.text.canonical import SAME_MARK, canonical_positions
from policydiff.text.document import Document
from policydiff.text.script import distinctive_scripts

_KINDS = {
    "script": message("single characters of the other script"),
    "variant": message("variant forms of characters"),
    "width": message("the width of characters"),
    "marks": message("the shape of marks"),
    "space": message("white space"),
    "markup": message("mark-up"),
}


def describe_documents(document: Document, other: Document) -> Message:
    """Return what differs between two documents of one canonical form: their texts, or their encoding alone."""
    if document.text == other.text:
        extracted = document.extraction or other.extraction
        return message("only the format of the file differs") if extracted else message("only the encoding differs")
    return describe_difference(document.text, other.text)


def describe_difference(text: str, other: str) -> Message:
    """Return what differs between two texts with the same canonical form. ValueError if the forms are not equal."""
    kinds = set(_kinds(text, other))
    words = [kind_words for kind, kind_words in _KINDS.items() if kind in kinds]
    if kinds in ({"script"}, {"variant"}):
        return message("only {kind} differ", kind=words[0])
    if len(words) == 1:
        return message("only {kind} differs", kind=words[0])
    return message("only {kinds} and {last} differ", kinds=joined(words[:-1], ", "), last=words[-1])


def _kinds(text: str, other: str) -> Iterator[str]:
    """Yield the kind, a key of `_KINDS`, of each difference between two texts; one may be yielded several times."""
    form, positions = canonical_positions(text)
    other_form, other_positions = canonical_positions(other)
    if form != other_form:
        raise ValueError("the canonical forms differ")
    end = other_end = 0
    for position, other_position in zip(positions, other_positions, strict=True):
        between, other_between = text[end:position], other[other_end:other_position]
        if between != other_between:
            yield from _kinds_between(between, other_between)
        end, other_end = position + 1, other_position + 1
        character, other_character = text[position:end], other[other_position:other_end]
        if character != other_character:
            yield _kind_of_characters(character, other_character)


def _kinds_between(between: str, other_between: str) -> Iterator[str]:
    """Yield "space" and "markup" if two different stretches between counted characters differ in these."""
    marks, other_marks = ("".join(side.split()) for side in (between, other_between))
    if marks != other_marks:
        yield "markup"
    if [character for character in between if character.isspace()] != [
        character for character in other_between if character.isspace()
    ]:
        yield "space"


def _kind_of_characters(character: str, other: str) -> str:
    """Return the kind of difference between two characters of one canonical form."""
    if character in SAME_MARK or other in SAME_MARK:
        return "marks"
    if unicodedata.normalize("NFKC", character) == unicodedata.normalize("NFKC", other):
        return "width"
    scripts = distinctive_scripts()
    is_of_one = any(len(side) == 1 and ord(side) < len(scripts) and scripts[ord(side)] for side in (character, other))
    return "script" if is_of_one else "variant"
