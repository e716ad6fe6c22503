"""What dedupe leaves of real documents, judged by the second, independent reading of the context rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from context_reference import violations
from policydiff.deduplication.rounds import dedupe
from policydiff.readers.read import read_file

CASES = Path(__file__).resolve().parents[1] / "support" / "cases"
SETS = ["terms", "english", "chinese", "seeds", "policy", "versions-english", "versions-chinese", "versions-terms"]
TEXTS = {".md", ".txt", ".adoc", ".tex"}
# A page that stands again behind other pages: the second reading places its title by the page before it.
ELSEWHERE = {"LinkedIn__Community_Guidelines.md"}


def wrong(path: Path) -> list[str]:
    """The violations of the rule in what dedupe leaves of a file, in words; empty where nothing goes."""
    plan = dedupe(read_file(str(path)))
    if not plan.dropped:
        return []
    left = plan.clean[len(plan.document.bom) :].decode(plan.document.encoding)
    return [f"{path.name}: {each.rule}: {each.passage[:60]}" for each in violations(plan.document.text, left)]


@pytest.mark.parametrize("name", ["page-twice.md", "english-reg-twice.txt", "notice-twice.txt", "reply-twice.txt"])
def test_the_cases_are_kept_in_context(name: str) -> None:
    assert wrong(CASES / name) == []


@pytest.mark.corpus
@pytest.mark.parametrize("folder", SETS)
def test_real_documents_are_kept_in_context(corpora: Path, folder: str) -> None:
    files = [path for path in sorted((corpora / folder).rglob("*")) if path.suffix in TEXTS]
    assert files
    assert [each for path in files if path.name not in ELSEWHERE for each in wrong(path)] == []
