"""The rules of check on real documents: what must be found, and that sound documents are left alone."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from policydiff.checks.corpus_run import CheckResult, check
from policydiff.checks.document_run import findings_in
from policydiff.checks.finding import Finding
from policydiff.checks.rules import RULES
from policydiff.checks.selection import Selection
from policydiff.checks.subject import CheckedDocument
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source
from policydiff.text.document import Document
from policydiff.text.radicals import IDEOGRAPHS

pytestmark = pytest.mark.corpus

LAWS = "laws-cn.jsonl.gz"


@lru_cache(maxsize=1)
def checked_laws(path: Path) -> CheckResult:
    """The result of checking all laws of the mainland, once."""
    return check(Corpus([str(path)]), Selection())


def found(text: str, *names: str) -> list[Finding]:
    """What these rules find in a text."""
    severities = {name: RULES[name].severity for name in names}
    return list(
        findings_in(CheckedDocument(Document.from_text(text, "a")), Source("a", "a", "a"), RULES.values(), severities)
    )


def summary(*paths: Path) -> dict[str, int]:
    """How much each rule finds in some files and folders."""
    return dict(Counter(each.rule for each in check(Corpus(list(map(str, paths))), Selection()).new))


def test_damaged_reports_are_found_where_the_damage_begins_and_clean_ones_are_not(corpora: Path) -> None:
    pairs = sorted((corpora / "dirty" / "mojibake").glob("*.mojibake.txt"))
    assert len(pairs) >= 10
    for damaged in pairs:
        text, clean = (
            path.read_text(encoding="utf-8") for path in (damaged, Path(str(damaged).replace(".mojibake", ".clean")))
        )
        (finding,) = found(text, "mojibake", "hidden-character")
        begins = next(at for at, (one, other) in enumerate(zip(text, clean, strict=False)) if one != other)
        assert abs(finding.span.start - begins) <= 60, damaged.name
        assert abs(finding.lines[0] - (text.count("\n", 0, begins) + 1)) <= 2
        assert str(finding.message).startswith("UTF-8 read as GB18030, to the end; it would read “")
        assert found(clean, "mojibake") == []


def test_the_report_pasted_twice_is_found_and_its_single_copy_is_not(corpora: Path) -> None:
    folder = corpora / "dirty" / "in-doc-repeat"
    texts = [(folder / f"gwr-1959.{name}.txt").read_text(encoding="utf-8") for name in ("doubled", "single")]
    assert [[each.rule for each in found(text, "pasted-copy")] for text in texts] == [["pasted-copy"], []]


def test_the_first_documents(corpora: Path) -> None:
    result = check(Corpus([str(corpora / "seeds")]), Selection())
    told = [(Path(each.path).name[:3], each.rule, each.lines) for each in result.new]
    assert told == [
        ("002", "empty-metadata", (5, 5)),
        ("002", "empty-metadata", (5, 5)),
        ("003", "pasted-copy", (4, 35)),
    ]


def test_other_encodings_are_read_and_no_fault(corpora: Path) -> None:
    assert summary(corpora / "dirty" / "encodings") == {}


def test_the_half_in_the_other_script_is_found(corpora: Path) -> None:
    assert summary(corpora / "trial" / "new_s.txt", corpora / "trial" / "old.txt") == {}
    assert summary(corpora / "trial" / "new.txt") == {"mixed-script": 1}


def test_laws_with_radicals_in_place_of_ideographs_are_found_and_others_are_not(corpora: Path) -> None:
    assert not any(each.rule == "cjk-radical" for each in checked_laws(corpora / LAWS).new)
    instead = {ord(ideograph): radical for radical, ideograph in IDEOGRAPHS.items()}
    laws = [entry.text for entry in Corpus([str(corpora / LAWS)]) if isinstance(entry, Entry)][::20]
    assert [text[:20] for text in laws if not found(text.translate(instead), "cjk-radical")] == []


def test_sound_statutes_of_taiwan_are_left_alone(corpora: Path) -> None:
    assert summary(corpora / "dirty" / "tw-multicategory") == {}
    editions = sorted((corpora / "versions-tw").glob("*/*.txt"))
    told = summary(*editions)
    # tables that the source leaves out ([附表：…]), articles and chapters that stand twice or out of order in it
    assert told.pop("missing-attachment") <= 44
    assert sum(told.values()) <= 12, told


def test_laws_have_no_errors_and_few_faults(corpora: Path) -> None:
    result = checked_laws(corpora / LAWS)
    assert result.count("error") == 0
    assert len({each.document for each in result.new}) <= 0.1 * len(result.documents)


def test_tax_laws_without_their_tables_are_found(corpora: Path) -> None:
    told = {each.document for each in checked_laws(corpora / LAWS).new if each.rule == "missing-attachment"}
    for law in ("个人所得税法", "资源税法", "船舶吨税法", "环境保护税法", "印花税暂行条例"):
        assert any(f"/{law}(" in document for document in told), law


def test_most_laws_that_are_cut_near_their_end_are_found(corpora: Path) -> None:
    faulty = {each.document for each in checked_laws(corpora / LAWS).new}
    cut = missed = 0
    for number, entry in enumerate(Corpus([str(corpora / LAWS)])):
        if number % 20 or not isinstance(entry, Entry) or entry.source.id in faulty:
            continue
        labelled = CheckedDocument(Document.from_text(entry.text, "a")).outline.labelled
        articles = [line.span.start for line in labelled if line.label.style == "article"]
        if len(articles) >= 20:
            cut += 1
            missed += not found(entry.text[: articles[len(articles) * 4 // 5]], "truncated")
    assert cut > 50
    assert missed <= 0.3 * cut
