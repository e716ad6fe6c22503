"""Text in Latin letters: whether a stretch of a text is, and the words by which its sentences are told apart."""

from __future__ import annotations

from policydiff.text.lazy_regex import pattern

_TAG = pattern(r"<[^<>]{1,80}>")
_WORD_OF_TWO_LETTERS = pattern("[a-z]{2}")
# A word of four letters or more, but for those that stand in most sentences.
_TELLING_WORD = pattern(
    r"\b(?!(?:also|been|each|from|have|into|more|must|only|other|shall|should|such|than|that|their|them|then|there|these"
    r"|they|this|those|under|upon|when|where|which|will|with|would|your)\b)[a-z]{4,30}"
)
FREQUENT_WORDS = frozenset(("of", "the", "a", "an", "in", "to", "and", "or"))


def is_latin(normalised_text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether most letters of a stretch are Latin, not counting tags; False if it has none.

    >>> is_latin("the pier, 渡口"), is_latin("<td>渡口</td>"), is_latin("12")
    (True, False, False)
    """
    stretch = normalised_text[start:end]
    if "<" in stretch:
        stretch = _TAG.sub("", stretch)
    letters = [character.isascii() for character in stretch if character.isalpha()]
    return 2 * sum(letters) > len(letters)


def has_latin_word(normalised_text: str, start: int, end: int) -> bool:
    """Whether two Latin letters stand in a row in a stretch."""
    return bool(_WORD_OF_TWO_LETTERS.search(normalised_text, start, end))


def telling_words(normalised_text: str, start: int, end: int) -> frozenset[str]:
    """The words of four letters or more in a stretch, but for frequent ones."""
    return frozenset(_TELLING_WORD.findall(normalised_text, start, end))
