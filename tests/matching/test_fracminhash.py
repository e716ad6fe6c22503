"""Samples of long shingles: the same hashes everywhere, and who shares how many."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import paragraphs
from policydiff.matching.fracminhash import (
    MAX_BUCKET_DOCUMENTS,
    RATE,
    SAMPLED_SHINGLE_CODES,
    Samples,
    concatenate_samples,
    documents_sharing,
    sample_shingles,
)
from policydiff.matching.shingles import folded_texts
from policydiff.text.folding_blocks import Buffers


def sampled(*texts: str) -> Samples:
    """The samples of some texts folded end to end."""
    buffers = Buffers()
    return sample_shingles(*folded_texts(list(texts), buffers), buffers)


def of(samples: Samples, number: int) -> set[int]:
    """The hashes of one document."""
    return set(samples.hashes[samples.starts[number] : samples.starts[number + 1]].tolist())


def test_a_text_has_the_same_sample_wherever_it_stands() -> None:
    text, other = paragraphs(40), paragraphs(30, "乙")
    alone = of(sampled(text), 0)
    assert alone
    assert of(sampled(other, text, other), 1) == alone
    assert of(concatenate_samples([sampled(other), sampled("", text)]), 2) == alone


def test_a_passage_in_common_is_shared_in_proportion() -> None:
    text = paragraphs(200)
    samples = sampled(text, "别的开头。" + text + paragraphs(20, "乙"), paragraphs(200, "丙"))
    assert of(samples, 0) <= of(samples, 1)
    assert not of(samples, 0) & of(samples, 2)
    found = documents_sharing(samples)
    assert list(zip(found.left.tolist(), found.right.tolist(), found.counts.tolist(), strict=True)) == [
        (0, 1, len(of(samples, 0)))
    ]
    assert len(of(samples, 0)) == pytest.approx(len(text) / RATE, rel=0.5)


@pytest.mark.parametrize("text", ["", "国", "国" * (SAMPLED_SHINGLE_CODES - 1), "。" * 100])
def test_a_text_shorter_than_a_shingle_shares_nothing(text: str) -> None:
    samples = sampled(text, text, text)
    assert samples.sizes.tolist() == [0, 0, 0]
    assert not len(documents_sharing(samples, 1).left)


@given(st.lists(st.lists(st.integers(0, 30), max_size=12, unique=True), max_size=8), st.integers(1, 4))
def test_sharing_counts_what_sets_share(documents: list[list[int]], least: int) -> None:
    hashes = [value for each in documents for value in sorted(each)]
    starts = np.cumsum([0, *map(len, documents)])
    found = documents_sharing(Samples(np.array(hashes, np.uint32), starts), least)
    expected = {
        (i, k): shared
        for i, k in combinations(range(len(documents)), 2)
        if (shared := len(set(documents[i]) & set(documents[k]))) >= least
    }
    assert (
        dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.counts.tolist(), strict=True))
        == expected
    )
    assert found.crowded == 0


def test_a_crowd_gives_each_a_few_partners_and_is_counted() -> None:
    size = 10 * MAX_BUCKET_DOCUMENTS
    found = documents_sharing(Samples(np.full(size, 7, np.uint32), np.arange(size + 1)), 1)
    assert found.crowded == 1
    assert size - 1 <= len(found.left) < size * MAX_BUCKET_DOCUMENTS
    assert set(found.left.tolist()) | set(found.right.tolist()) == set(range(size))
