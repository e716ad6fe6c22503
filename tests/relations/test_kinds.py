"""The table of relation kinds: what may be dropped, and how a kind is worded from either side."""

from __future__ import annotations

import ast
import inspect

import pytest

from policydiff.messages import Message
from policydiff.relations import classify, titles
from policydiff.relations.kinds import COPIES, KINDS, MAY_BE_DROPPED, NEVER_DROPPED, RelationKind


def test_copies_may_be_dropped_and_so_may_excerpts() -> None:
    assert set(MAY_BE_DROPPED) == COPIES | {"excerpt"}
    assert {*MAY_BE_DROPPED, *NEVER_DROPPED} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_whole(kind: RelationKind) -> None:
    assert kind.described_as
    assert bool(kind.dropped_as) == kind.may_be_dropped
    assert kind.reversed() in KINDS
    assert kind.is_copy <= kind.may_be_dropped
    assert not (kind.is_copy and kind.linked)
    assert isinstance(kind.described_as, Message)
    assert isinstance(kind.dropped_as, Message)
    assert kind.is_same_text <= kind.is_copy
    assert not (kind.is_part and not kind.is_directed)


def test_classify_has_a_test_of_each_kind_but_the_reverse_one() -> None:
    """What another document contains is seen from there only."""
    literals = {
        node.value
        for module in (classify, titles)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert KINDS.keys() - literals == {"contains"}
