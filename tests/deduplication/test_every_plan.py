"""What holds of every plan, whatever the document; and real documents."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import (
    FOOT,
    LAW,
    LEAD,
    TITLE,
    articles,
    chapter,
    clean,
    decided,
    dropped,
    half_width,
    listed,
    paragraphs,
    said,
    sections,
    traditional,
    wrapped,
)
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS, Options
from policydiff.deduplication.plan import Plan, apply_edits
from policydiff.deduplication.rounds import dedupe
from policydiff.errors import InternalError
from policydiff.text.canonical import canonical, preserves
from policydiff.text.document import Document
from strategies import examples

PIECES = st.one_of(
    st.builds(articles, st.integers(1, 5), st.integers(5, 9)),
    st.builds(sections, st.integers(1, 3), st.integers(3, 6)),
    st.builds(chapter, st.integers(1, 3), st.integers(1, 4), st.integers(4, 7)),
    st.builds(paragraphs, st.integers(1, 3), st.sampled_from("甲乙")),
    st.builds(listed, st.integers(1, 4)),
    st.sampled_from(
        [LAW, TITLE, LEAD, FOOT, "\n", "---\n", "单位：万元\n", "附件1　登记表\n", "甲\t37\t91\n" * 9, "“", "甲" * 200]
    ),
)
CHANGES: list[Callable[[str], str]] = [
    str,
    traditional,
    half_width,
    wrapped,
    str.strip,
    lambda text: text.replace("\n", ""),
    lambda text: text.replace("\n", "\r\n"),
]


@st.composite
def assembled(draw: st.DrawFn) -> str:
    """A document of random pieces into which stretches of it are pasted again: whole lines or cut anywhere, changed."""
    lines = "".join(draw(st.lists(PIECES, min_size=1, max_size=5))).splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(lines)))
        last = draw(st.integers(first, len(lines)))
        copy = draw(st.sampled_from(CHANGES))("".join(lines[first:last]))
        if draw(st.booleans()):
            copy = copy[: draw(st.integers(0, len(copy)))]
        if copy and draw(st.integers(0, 3)) == 0:
            at = draw(st.integers(0, len(copy) - 1))
            copy = copy[:at] + draw(st.sampled_from(["不", "9", "，", "\n", ""])) + copy[at + 1 :]
        place = draw(st.integers(0, len(lines)))
        lines = [*lines[:place], *copy.splitlines(keepends=True), *lines[place:]]
    return "".join(lines)


OPTIONS = st.builds(
    Options,
    st.sampled_from(["auto", "first", "last"]),
    st.one_of(
        st.just(DEFAULT_DROPPED_RELATIONS),
        st.frozensets(st.sampled_from(["pasted-copy", "possible-paste", "repeated-provision", "repeated-line"])),
    ),
)


@examples(150, derandomize=True)
@given(assembled(), OPTIONS)
def test_every_plan_holds(text: str, options: Options) -> None:
    document = Document.from_text(text)
    plan = dedupe(document, options)
    assert apply_edits(plan.clean, plan.edits) == document.raw
    left = clean(plan)
    assert len(left) == plan.kept_characters
    holds(plan, text)
    again = dedupe(Document.from_text(left), options)
    assert again.clean == plan.clean
    words = canonical(left)
    for line in lost(plan, text):
        assert line in words or all(sentence in words for sentence in line.split("。"))


def holds(plan: Plan, text: str) -> None:
    """Places lie in the text, lines and words agree with them, and reasons can be told."""
    lines = plan.document.lines
    for each in plan.decisions:
        assert str(each.reason).endswith(".")
        for place in filter(None, (each.location, each.copy_of)):
            assert place.span.end <= len(text)
            assert len(place.span)
            assert place.lines == lines.numbers(place.span)
        for side in (side for change in each.differences for side in (change.old, change.new) if side):
            assert len(side[0]) <= len(side[1]) <= len(text)


def lost(plan: Plan, text: str) -> Iterator[str]:
    """The canonical form of everything that goes, cut at its lines."""
    for each in plan.decisions:
        if each.action == "drop" and each.copy_of is not None:
            for line in text[each.location.span.start : each.location.span.end].splitlines():
                yield canonical(line)


@examples(100, derandomize=True)
@given(assembled())
def test_a_copy_that_goes_leaves_the_one_it_names(text: str) -> None:
    """Of drops that later rounds did not touch again; the program itself proves each round."""
    drops = [each for each in decided(text).decisions if each.action == "drop" and each.copy_of is not None]
    for each in drops:
        assert each.copy_of is not None
        assert not each.location.span.overlaps(each.copy_of.span)
        others = [other.location.span for other in drops if other is not each]
        if any(span.overlaps(place.span) for span in others for place in (each.location, each.copy_of)):
            continue
        here, there = (text[place.span.start : place.span.end] for place in (each.location, each.copy_of))
        lines = [canonical(line) for line in here.splitlines()] if each.basis == "order" else []
        assert preserves(canonical(there), canonical(here)) or all(line in canonical(there) for line in lines if line)


@examples(60, derandomize=True)
@given(assembled())
def test_line_ends_do_not_matter(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert clean(decided(plain.replace("\n", "\r\n"))).replace("\r\n", "\n") == clean(decided(plain))


def test_a_drop_that_is_not_proven_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.deduplication.proof.preserves", lambda stays, gone: False)
    monkeypatch.setattr("policydiff.deduplication.proof.is_contained", lambda paragraphs, goes, stays: False)
    with pytest.raises(InternalError, match="lines 15-26 would be lost; nothing was written"):
        decided(TITLE + LEAD + sections(1, 6) * 2)


# --- real documents


def read(path: Path) -> Document:
    """A document with its line ends as they are."""
    return Document.from_text(path.read_bytes().decode("utf-8-sig"), str(path))


@pytest.mark.corpus
def test_of_the_seeds_only_the_third_has_a_paste(corpora: Path) -> None:
    for path in sorted((corpora / "seeds").glob("*.txt")):
        plan = dedupe(read(path))
        assert dropped(plan) == ([(4, 35)] if path.name.startswith("003") else []), path.name


@pytest.mark.corpus
def test_the_doubled_report_becomes_the_single_one(corpora: Path) -> None:
    folder = corpora / "dirty" / "in-doc-repeat"
    single, plan = read(folder / "gwr-1959.single.txt"), dedupe(read(folder / "gwr-1959.doubled.txt"))
    assert dedupe(single).clean == single.raw
    assert len(dropped(plan)) == 1
    assert said(plan) >= {("drop", "pasted-copy")}
    assert abs(plan.kept_characters * 2 - len(plan.document.text)) < 200
    words = canonical(single.text)[8000:8200]
    assert canonical(clean(plan)).count(words) == 1


@pytest.mark.corpus
def test_laws_come_back_byte_for_byte(corpora: Path) -> None:
    with gzip.open(corpora / "laws-cn.jsonl.gz", "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    for law in random.Random(7).sample(laws, 300):
        document = Document.from_text(law["text"], law["id"])
        assert dedupe(document).clean == document.raw, law["id"]


@pytest.mark.corpus
@pytest.mark.parametrize("pattern", ["versions-tw/**/new.txt", "policy/**/*.txt"])
def test_statutes_and_reports_come_back_byte_for_byte(corpora: Path, pattern: str) -> None:
    paths = [path for path in sorted(corpora.glob(pattern)) if path.parts[-2:] != ("gwr-cjc2017", "1959.txt")]
    assert paths
    for path in paths:
        document = read(path)
        assert dedupe(document).clean == document.raw, path
