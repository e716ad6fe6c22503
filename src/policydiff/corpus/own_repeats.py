"""The repeats inside each document of a block: plans for those documents in which something repeats.

>>> from policydiff.matching.shingles import folded_texts
>>> from policydiff.text.folding_blocks import Buffers
>>> from policydiff.readers.entries import Source
>>> rules = "".join(f"第{number}条 渡口每日早{number}时开放，遇有大雾时停航。\\n" for number in range(1, 9))
>>> block = [Entry(Source(name, name, name), text) for name, text in (("a.txt", rules), ("b.txt", rules + rules))]
>>> plans, unproven = own_plans(block, *folded_texts([entry.text for entry in block], Buffers()), Options())
>>> list(plans), unproven
([1], {})
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.deduplication.copies import MIN_COPY_CHARACTERS
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS, Options
from policydiff.deduplication.plan import Plan, is_reported
from policydiff.deduplication.rounds import dedupe
from policydiff.errors import InternalError
from policydiff.matching.repeats import repeated_spans, texts_that_may_repeat
from policydiff.messages import Message
from policydiff.readers.entries import Entry
from policydiff.text.folding import Codes, Positions


class OwnPlans(NamedTuple):
    """The plans of documents, and the errors of those whose plan could not be proven, by index in the block, from 0."""

    plans: dict[int, Plan]
    unproven: dict[int, Message]


def own_plans(block: Sequence[Entry], codes: Codes, starts: Positions, options: Options) -> OwnPlans:
    """The plans of documents with reported repeats; documents without such are left out.

    Document i has the folded text codes[starts[i]:starts[i + 1]]. A plan may drop nothing: its repeats are then
    only reported. A document whose plan cannot be proven has none, so that it stays whole.
    """
    result = OwnPlans({}, {})
    for index in _with_repeats(codes, starts, options):
        try:
            plan = dedupe(block[index].document, options)
        except InternalError as error:
            result.unproven[index] = error.message
            continue
        if any(map(is_reported, plan.decisions)):
            result.plans[index] = plan
    return result


def _with_repeats(codes: Codes, starts: Positions, options: Options) -> Iterator[int]:
    """The indices of documents in which something may be dropped or reported, ascending.

    They are all, if short lines or furniture may be dropped, else those with a repeated stretch of at least
    MIN_COPY_CHARACTERS.
    """
    if options.drop - DEFAULT_DROPPED_RELATIONS:  # short lines and furniture are in no repeat
        yield from range(len(starts) - 1)
        return
    for index in texts_that_may_repeat(codes, starts).tolist():
        repeated = repeated_spans(codes[starts[index] : starts[index + 1]])
        if any(end - start >= MIN_COPY_CHARACTERS for start, end in repeated):
            yield index
