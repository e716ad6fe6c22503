"""A relation seen from the other side: everything that has a side is turned."""

from __future__ import annotations

import pytest

from policydiff.deduplication.decision import Location
from policydiff.matching.differences import Difference, Measures
from policydiff.messages import message
from policydiff.relations.kinds import KINDS
from policydiff.relations.shared_passages import SharedPassage
from policydiff.relations.verified import VerifiedRelation
from policydiff.text.spans import Span

HERE, THERE = Location(Span(0, 60), (1, 1)), Location(Span(9, 69), (2, 2))


def relation(kind: str) -> VerifiedRelation[str]:
    """A relation in which the two sides differ in everything."""
    return VerifiedRelation(
        "a",
        "b",
        kind,
        message("evidence"),
        Measures(0.5, None, 0.75),
        0.25,
        (Difference("number", ("1", Span(3, 4)), None),),
        1,
        passages=(SharedPassage(HERE, THERE, 60),),
        unsupported_names=(True, False),
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "wrapper"])
def test_a_relation_turned_twice_is_the_relation(kind: str) -> None:
    assert relation(kind).reversed.reversed == relation(kind)


def test_everything_that_has_a_side_is_turned() -> None:
    turned = relation("excerpt").seen_from("b")
    assert (turned.document, turned.other, turned.kind) == ("b", "a", "contains")
    assert (turned.measures, turned.contained) == (Measures(0.5, None, 0.25), 0.75)
    assert turned.differences == (Difference("number", None, ("1", Span(3, 4))),)
    assert turned.passages == (SharedPassage(THERE, HERE, 60),)
    assert turned.unsupported_names == (False, True)


def test_a_wrapper_is_turned_into_the_excerpt_that_it_contains() -> None:
    assert relation("wrapper").reversed.kind == "excerpt"


def test_only_the_documents_are_given_by_something_else() -> None:
    assert relation("excerpt").between(1, 2).between("a", "b") == relation("excerpt")
    assert relation("excerpt").seen_from("a") == relation("excerpt")
