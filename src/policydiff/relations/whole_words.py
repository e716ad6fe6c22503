"""Edits of two folded texts in whole words of Latin letters, as a reader quotes them: Ubuntu → Windows."""

from __future__ import annotations

from collections.abc import Iterable

from policydiff.matching.diff import Edit
from policydiff.relations.profile import DocumentProfile

_MAX_WORD_CHARACTERS = 40  # by which an edit grows to either side


def whole_words(profile: DocumentProfile, other: DocumentProfile, changes: Iterable[Edit]) -> list[Edit]:
    """Return the edits, ascending; those inside a word grow to the whole word, and are joined if they meet there.

    A word is letters and digits of ASCII without white space between, of which the edit changes some. The texts are
    those of the two documents, without white space; so their positions tell where words end.
    """
    text, other_text = profile.folded.text, other.folded.text
    grown: list[Edit] = []
    for start, end, other_start, other_end in changes:
        i, j, k, m = start, end, other_start, other_end
        if _has_latin(text[i:j]) or _has_latin(other_text[k:m]):
            for _ in range(_MAX_WORD_CHARACTERS):
                in_word = _joins(profile, text, i) or _joins(other, other_text, k)
                if not (in_word and i and k and text[i - 1] == other_text[k - 1]):
                    break
                i, k = i - 1, k - 1
            for _ in range(_MAX_WORD_CHARACTERS):
                in_word = _joins(profile, text, j) or _joins(other, other_text, m)
                if not (in_word and j < len(text) and m < len(other_text) and text[j] == other_text[m]):
                    break
                j, m = j + 1, m + 1
            while grown and (i < grown[-1][1] or k < grown[-1][3]):
                before = grown.pop()
                i, k = min(i, before[0]), min(k, before[2])
                j, m = max(j, before[1]), max(m, before[3])
        grown.append((i, j, k, m))
    return grown


def _has_latin(text: str) -> bool:
    """Return True if a text has a letter of ASCII."""
    return any(character.isascii() and character.isalpha() for character in text)


def _joins(profile: DocumentProfile, text: str, place: int) -> bool:
    """Return True if the characters before and at a place of the folded text are in one word of the document."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()):
        return False
    positions = profile.text_positions
    return int(positions[place]) - int(positions[place - 1]) == 1
