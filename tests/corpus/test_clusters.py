"""Who stays: stars, never chains, whatever the order of the relations."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.corpus.clusters import choose_dropped, decide_documents, star_clusters
from policydiff.corpus.settings import CorpusOptions
from policydiff.matching.differences import IDENTICAL
from policydiff.messages import message
from policydiff.readers.entries import Source
from policydiff.relations.kinds import COPIES
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.verified import VerifiedRelation

_Corpus = tuple[list[VerifiedRelation[int]], dict[int, DocumentSummary]]

KINDS: tuple[str, ...] = (
    "identical",
    "near-duplicate",
    "revision",
    "template",
    "excerpt",
    "mislabelled",
    "reuse",
)


def summary(name: str, *, stated: int = 0, damaged: int = 0, characters: int = 100, date: str = "") -> DocumentSummary:
    """The facts of a document."""
    return DocumentSummary(
        Source(name, name, name),
        characters=characters,
        lines=3,
        date=date,
        stated_facts=stated,
        damaged_characters=damaged,
    )


def link(one: int, other: int, kind: str = "near-duplicate", *, droppable: bool | None = None) -> VerifiedRelation[int]:
    """A verified relation."""
    droppable = kind in COPIES if droppable is None else droppable
    return VerifiedRelation(one, other, kind, message("evidence"), IDENTICAL, 1.0, (), 0, droppable, conflict=False)


@st.composite
def corpora(draw: st.DrawFn) -> _Corpus:
    """Relations among some documents, of any shape."""
    size = draw(st.integers(2, 8))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1])
    found = draw(st.lists(pairs, unique=True, max_size=20))
    links = [link(*pair, draw(st.sampled_from(KINDS)), droppable=True) for pair in found]
    summaries = {
        at: summary(f"{at:03}", stated=draw(st.integers(0, 2)), characters=draw(st.integers(1, 9)))
        for at in range(size)
    }
    return links, summaries


ACROSS = [
    CorpusOptions(),
    CorpusOptions(keep="first"),
    CorpusOptions(keep="last"),
    CorpusOptions(prefer="00[3-9]"),
    CorpusOptions(drop=COPIES | {"excerpt"}),
    CorpusOptions(drop=frozenset()),
]


@given(corpora(), st.sampled_from(ACROSS), st.integers())
def test_nobody_goes_for_one_that_goes_and_order_does_not_matter(
    corpus: _Corpus, across: CorpusOptions, seed: int
) -> None:
    links, summaries = corpus
    made = decide_documents(links, summaries, across)
    dropped = {each.location.document: each for each in made if each.action == "drop"}
    known = {frozenset((each.document, each.other)): each for each in links}
    for number, each in dropped.items():
        assert each.copy_of is not None
        assert each.copy_of.document not in dropped
        assert known[frozenset((number, each.copy_of.document))].kind in across.drop
    assert len(dropped) == sum(each.action == "drop" for each in made)
    linked = {each.document for one in made if one.action != "drop" for each in (one.location, one.copy_of) if each}
    assert not linked & dropped.keys()
    shuffled = random.Random(seed).sample(links, len(links))
    assert decide_documents(shuffled, summaries, across) == made


def copies_of(each: VerifiedRelation[int], gone: dict[int, int]) -> list[tuple[int, int]]:
    """The ends of a link that go, each with the other end."""
    return [ends for ends in ((each.document, each.other), (each.other, each.document)) if ends[0] in gone]


@given(corpora(), st.integers())
def test_stars_hold_every_link_once(
    corpus: tuple[list[VerifiedRelation[int]], dict[int, DocumentSummary]], seed: int
) -> None:
    links, summaries = corpus
    groups = star_clusters(links, summaries, CorpusOptions())
    held = [frozenset((each.document, each.other)) for group in groups for each in group.members]
    gone = {number: each.other for number, each in choose_dropped(links, summaries, CorpusOptions()).items()}
    told = [each for each in links if all(gone.get(*ends) == ends[1] for ends in copies_of(each, gone))]
    assert sorted(map(sorted, held)) == sorted([each.document, each.other] for each in told)
    assert all(each.other == group.centre for group in groups for each in group.members)
    # Those that only share passages come last; of either sort, the largest come first.
    order = [(all(each.kind == "reuse" for each in group.members), -len(group.members)) for group in groups]
    assert order == sorted(order)
    again = star_clusters(random.Random(seed).sample(links, len(links)), summaries, CorpusOptions())
    assert [(group.centre, [each.document for each in group.members]) for group in again] == [
        (group.centre, [each.document for each in group.members]) for group in groups
    ]


def test_a_chain_of_copies_is_no_group_of_copies() -> None:
    summaries = {at: summary(f"{at}") for at in range(3)}
    made = decide_documents([link(0, 1), link(1, 2)], summaries, CorpusOptions())
    assert [(each.location.document, each.copy_of and each.copy_of.document) for each in made] == [(1, 0)]


@pytest.mark.parametrize(
    ("summaries", "across", "stays", "why"),
    [
        ((summary("a"), summary("b")), CorpusOptions(), 0, "the other comes first in the order of names"),
        ((summary("b"), summary("a")), CorpusOptions(), 1, "the other comes first in the order of names"),
        ((summary("a"), summary("b", stated=2)), CorpusOptions(), 1, "the other tells more of itself"),
        ((summary("a", stated=2, damaged=3), summary("b")), CorpusOptions(), 1, "the other is undamaged"),
        ((summary("a", stated=2), summary("b/c")), CorpusOptions(prefer="b/*"), 1, "the other is the preferred one"),
        ((summary("a"), summary("b", stated=2)), CorpusOptions(keep="first"), 0, "--keep first"),
        ((summary("a", stated=2), summary("b")), CorpusOptions(keep="last"), 1, "--keep last"),
        ((summary("a"), summary("ab")), CorpusOptions(keep="last"), 1, "--keep last"),
    ],
)
def test_which_stays_and_why(
    summaries: tuple[DocumentSummary, DocumentSummary], across: CorpusOptions, stays: int, why: str
) -> None:
    made = decide_documents([link(0, 1)], dict(enumerate(summaries)), across)
    assert [each.location.document for each in made] == [1 - stays]
    assert why in str(made[0].sentence)


def test_names_are_quoted_as_they_are() -> None:
    (dropped,) = decide_documents([link(0, 1)], {0: summary("a{0}"), 1: summary("b{x}")}, CorpusOptions())
    assert str(dropped.sentence) == (
        "b{x} is left out: the same document as a{0} (evidence); the other comes first in the order of names."
    )
    linked = replace(link(0, 1, "revision"), difference_count=2)
    (kept,) = decide_documents([linked], {0: summary("a{0}"), 1: summary("b{x}")}, CorpusOptions())
    assert str(kept.sentence) == "b{x} and a{0}: evidence; they differ in 2 places; both are kept."


def test_an_excerpt_goes_only_when_asked_and_proven() -> None:
    summaries = {0: summary("a", characters=10), 1: summary("b", characters=100)}
    asked = CorpusOptions(drop=COPIES | {"excerpt"})
    for droppable, across, action in ((True, asked, "drop"), (False, asked, "keep"), (True, CorpusOptions(), "keep")):
        made = decide_documents([link(0, 1, "excerpt", droppable=droppable)], summaries, across)
        assert [each.action for each in made] == [action]


def test_the_later_document_is_told_of_first() -> None:
    summaries = {0: summary("a", date="2033-05-06"), 1: summary("b", date="2031-03-01")}
    made = decide_documents([link(1, 0, "revision")], summaries, CorpusOptions())
    assert [(each.location.document, each.copy_of and each.copy_of.document) for each in made] == [(0, 1)]


@pytest.mark.parametrize("notice", [0, 1])
def test_the_text_that_a_wrapper_carries_is_in_the_centre(notice: int) -> None:
    (group,) = star_clusters([link(notice, 1 - notice, "wrapper")], {0: summary("a"), 1: summary("b")}, CorpusOptions())
    assert (group.centre, group.members[0].kind) == (1 - notice, "wrapper")
