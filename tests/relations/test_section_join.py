"""Sections: every line with enough in it, where it stands, told once where it stands several times."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc
from collections import Counter
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.matching import set_join, shingles
from policydiff.matching.shingles import SHINGLE_CODES, hashes
from policydiff.relations import section_join
from policydiff.relations.section_join import MIN_SECTION, Sections, cut_sections, similar_sections
from policydiff.text.document import Lines
from policydiff.text.folding import Codes, fold
from strategies import ALPHABET, texts

CHARTER = "云溪市的公园由所在街道负责管护，每年春季补种树木一次。"
RULES = "云汐县渡口的值守人员应当在汛期每日巡查堤岸两次并作记录。"


@lru_cache(maxsize=1 << 16)
def key_of_line(line: str) -> Codes:
    """The key of a line, kept: laws say the same line in many editions."""
    return fold(line).codes


def by_definition(documents: list[str]) -> list[tuple[int, int, int, bytes]]:
    """The sections, line by line: document, start, end, key."""
    found = []
    for document, text in enumerate(documents):
        lines = Lines(text)
        for number in range(1, len(lines) + 1):
            start, content = lines.span(number).start, lines.content(number)
            codes = key_of_line(content)
            if len(codes) >= MIN_SECTION:
                found.append((document, start, start + len(content), codes.tobytes()))
    return found


def rows(found: Sections) -> list[tuple[int, int, int, bytes]]:
    """The sections, one by one."""
    keys = [found.folded_texts[key].tobytes() for key in found.text_number.tolist()]
    return list(zip(found.document.tolist(), found.start.tolist(), found.end.tolist(), keys, strict=True))


def checked(documents: list[str]) -> Sections:
    """The sections of these documents, which are those of the definition; each key once, numbered as they come."""
    found = cut_sections(documents)
    assert rows(found) == by_definition(documents)
    assert found.documents == len(documents)
    names = [found.folded_texts[key].tobytes() for key in range(len(found.folded_texts))]
    assert names == list(dict.fromkeys(name for *_, name in rows(found)))
    return found


# --- cutting

LINE = st.one_of(texts(40), st.sampled_from([CHARTER, RULES, CHARTER[:20], f" {CHARTER}", "。" * 30, "2.5-" * 9]))
DOCUMENT = st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r", "\r\n", "\n\r", ""])), max_size=8).map(
    lambda lines: "".join(itertools.chain.from_iterable(lines))
)


@given(st.lists(DOCUMENT, max_size=6))
def test_sections_are_the_lines_with_enough_in_them(documents: list[str]) -> None:
    checked(documents)


@given(st.lists(DOCUMENT, max_size=6), st.integers(2, 90), st.integers(1, 60))
def test_blocks_change_nothing(documents: list[str], size: int, gathered: int) -> None:
    expected = by_definition(documents)
    with (
        patch.object(section_join, "BLOCK_CHARACTERS", size),
        patch.object(section_join, "_MERGED_UNITS", gathered),
        patch.object(section_join, "_COMPARED_UNITS", gathered),
    ):
        found = cut_sections(documents)
    assert rows(found) == expected


@given(st.lists(st.text(alphabet="aab\r\n" + ALPHABET[:4], max_size=200), max_size=4))
def test_lines_end_as_lines_do(documents: list[str]) -> None:
    with patch.object(section_join, "MIN_SECTION", 1), patch(f"{__name__}.MIN_SECTION", 1):
        checked(documents)


@pytest.mark.parametrize(
    ("documents", "spans"),
    [
        ([], []),
        ([""], []),
        (["\r", "\n"], []),
        ([CHARTER], [(0, 0, 27)]),
        (["云溪市公园\n"], []),
        ([f"{CHARTER}\r\n{RULES}\r{RULES}"], [(0, 0, 27), (0, 29, 57), (0, 58, 86)]),
        ([f"{CHARTER}\r", f"\n{RULES}"], [(0, 0, 27), (1, 1, 29)]),
        ([f"😀{CHARTER}\n𠀀{RULES}\n", RULES], [(0, 0, 28), (0, 29, 58), (1, 0, 28)]),
    ],
    ids=["none", "empty", "ends", "one line", "too short", "three ends", "an end between two", "beyond the BMP"],
)
def test_where_sections_stand(documents: list[str], spans: list[tuple[int, int, int]]) -> None:
    found = checked(documents)
    assert [each[:3] for each in rows(found)] == spans


def test_a_mark_does_not_see_the_digit_of_the_next_line() -> None:
    found = checked([f"{CHARTER}第3-\n5{CHARTER}", f"{CHARTER}第3\n{CHARTER}第3-"])
    assert found.text_number.tolist() == [0, 1, 2, 0]


def test_a_line_longer_than_a_block_is_one_section() -> None:
    long = "".join(chr(0x4E00 + at % 7_000) for at in range(shingles.BLOCK_CHARACTERS * 2))
    spaced = "　".join(long)
    found = checked([f"{CHARTER}\n{long}\r\n{CHARTER}", f"{long}\n", spaced, long[:-1], f"{RULES}\n" * 9_000])
    assert found.text_number.tolist() == [0, 1, 0, 1, 1, 2, *[3] * 9_000]


def test_threads_change_nothing() -> None:
    documents = [f"{CHARTER}{at % 50}\n{RULES}{at}\n" * 40 for at in range(300)]
    assert rows(cut_sections(documents, threads=2)) == rows(cut_sections(documents)) == by_definition(documents)


@given(st.lists(DOCUMENT, max_size=6), st.integers(1, 4))
def test_equal_fingerprints_are_not_taken_for_equal_keys(documents: list[str], kinds: int) -> None:
    def poor(_: Codes, lengths: np.ndarray[tuple[int], np.dtype[np.int64]]) -> object:
        return (lengths % kinds).astype(np.uint64)

    with patch.object(section_join, "_fingerprints", poor), patch.object(section_join, "_MERGED_UNITS", 30):
        checked(documents)


# --- what equal ones say


def test_frequency_counts_documents() -> None:
    found = cut_sections([f"{CHARTER}\n{CHARTER}\n{RULES}", f"{CHARTER}\n", f"{RULES}{RULES}"])
    assert found.frequency.tolist() == [2, 1, 1]
    order, starts = found.by_text
    groups = [order[start:end].tolist() for start, end in itertools.pairwise(starts.tolist())]
    assert groups == [[0, 1, 3], [2], [4]]


@given(st.lists(DOCUMENT, max_size=6), st.integers(1, 3))
def test_what_stands_in_many_documents_can_be_left_out(documents: list[str], most: int) -> None:
    whole = cut_sections(documents)
    counts = Counter(name for _, name in {(document, name) for document, _, _, name in rows(whole)})
    found = whole.with_texts(whole.frequency <= most)
    assert rows(found) == [each for each in rows(whole) if counts[each[3]] <= most]
    assert [found.folded_texts[key].tobytes() for key in range(len(found.folded_texts))] == [
        name for name in counts_in_order(whole) if counts[name] <= most
    ]
    assert found.documents == whole.documents


def counts_in_order(found: Sections) -> list[bytes]:
    """The keys as they come."""
    return [found.folded_texts[key].tobytes() for key in range(len(found.folded_texts))]


# --- alike


def test_pairs_within_one_document_are_given_when_asked_for() -> None:
    found = cut_sections([f"{CHARTER}\n{CHARTER}两处", f"{CHARTER}三日\n{RULES}\n{CHARTER}"])
    pairs = similar_sections(found, 0.8)
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [
        (0, 1),  # the charter stands in both documents
        (0, 2),
        (1, 2),
    ]
    alone = cut_sections([f"{CHARTER}\n{CHARTER}两处", RULES])
    assert len(similar_sections(alone, 0.8)) == 0
    assert similar_sections(alone, 0.8, within=True).left.tolist() == [0]


@pytest.mark.parametrize("documents", [[], [""], [CHARTER], ["短"], [f"{CHARTER}\n" * 100_000], ["国" * 100_000]])
def test_nothing_to_pair(documents: list[str]) -> None:
    found = cut_sections(documents)
    assert len(found.folded_texts) <= 1
    assert len(similar_sections(found, 0.8, within=True)) == 0


def test_equal_lines_cost_no_more_than_their_places() -> None:
    tracemalloc.start()
    found = cut_sections([f"{CHARTER}\n" * 100_000])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 100_000
    assert len(found.folded_texts.codes) == len(fold(CHARTER).codes)
    assert peak < 100_000 * 200 + (32 << 20)


@pytest.mark.corpus
def test_no_pair_of_real_sections_is_missed_and_none_is_invented(corpora: Path) -> None:
    """Against every shingle's list of sections, counted one by one."""
    with gzip.open(corpora / "laws-tw-all-editions.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in itertools.islice(lines, 250)]
    found = checked(documents)
    sets = [set(hashes(found.folded_texts[key], SHINGLE_CODES).tolist()) for key in range(len(found.folded_texts))]
    lists: dict[int, list[int]] = {}
    counted = []
    for right, one in enumerate(sets):
        shared = Counter(left for each in one for left in lists.setdefault(each, []))
        for each in one:
            lists[each].append(right)
        counted += [
            (left, right, count, count / (len(one) + len(sets[left]) - count)) for left, count in shared.items()
        ]
    for threshold, memory in itertools.product([0.6, 0.8, 0.95], [set_join.MEMORY, 1]):
        pairs = similar_sections(found, threshold, within=True, memory=memory)
        columns = (pairs.left.tolist(), pairs.right.tolist(), pairs.shared.tolist(), pairs.jaccard.tolist())
        expected = sorted(each for each in counted if each[3] >= threshold)
        assert expected
        assert list(zip(*columns, strict=True)) == expected
        assert pairs.crowded == 0
