"""Where an act ends that a modal word governs: behind its verb and object, though a comma may stand before these."""

from __future__ import annotations

from policydiff.languages import PACK

ACT_END = frozenset(",。;:!?\n\r")
_MAX_ACT_CHARACTERS = 300
_MAX_CLAUSES = 5  # of one act
_MAX_BEFORE_VERB_CHARACTERS = 60  # of a clause that has no verb


def act_end(normalised_text: str, start: int, end: int) -> int:
    """The end of the act that begins at `start`, without the mark behind it; at most `end`.

    It is the next mark; the one behind that where the words before a comma only say when, by what rule or to what
    something is to be done, unless another statement begins there.

    >>> text = "应当按照本县的规定,安排渡口维护资金,但另有约定的除外。"
    >>> text[2 : act_end(text, 2, len(text))]
    '按照本县的规定,安排渡口维护资金'
    """
    patterns = PACK.fact_patterns()
    position = _next_mark(normalised_text, start, end)
    for _ in range(_MAX_CLAUSES - 1):
        if (
            normalised_text[position : position + 1] != ","
            or position + 2 >= end
            or position - start > _MAX_BEFORE_VERB_CHARACTERS
            or not patterns.adverbial.fullmatch(normalised_text, start, position)
            or patterns.new_statement.match(normalised_text, position + 1)
        ):
            break
        start = position + 1
        position = _next_mark(normalised_text, start, end)
    return position


def _next_mark(normalised_text: str, start: int, end: int) -> int:
    """The position of the next mark that ends a clause, at most `end`, and `_MAX_ACT_CHARACTERS` behind `start`."""
    limit = min(end, start + _MAX_ACT_CHARACTERS)
    return next((position for position in range(start, limit) if normalised_text[position] in ACT_END), limit)
