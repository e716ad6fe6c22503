"""The table of relation kinds: what may be dropped, and how a kind is worded from either side."""

from __future__ import annotations

import pytest

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
