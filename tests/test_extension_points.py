"""A rule, a relation kind, a numbering style and a language pack are each one file or one row.

They are added to a copy of the package, in which nothing else is touched, and its command line shows them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extension import copied_package, run_copied
from papers import LAW, articles, paragraphs

pytestmark = pytest.mark.slow

RULE = '''
"""Rule for texts that are marked as drafts."""

from policydiff.checks.rule import Fault, rule
from policydiff.messages import message
from policydiff.text.spans import Span


@rule("draft-mark", "warning", message("the document is marked as a draft"))
def draft_mark(subject):
    if subject.text.startswith("草案"):
        yield Fault(Span(0, 2), message("marked as a draft"))
'''
KIND = '    RelationKind("digest", message("is a digest of the first"), message("a digest of"), linked=True),\n'
KIND_TEST = """    if profile.document.text.startswith("摘要") or other.document.text.startswith("摘要"):
        return _relation("digest", profile, other, message("one begins with 摘要"), shared)
"""
STYLE = """    _style("starred", "☆1 登记", 21, "☆", r"☆(?P<n>[0-9]{1,3})")._replace(
        checked=UnitCount("item", _inside("☆(?P<n>[0-9]{1,3})"))
    ),
"""
PACK = '''
"""Latin."""

from policydiff.languages.pack import LanguagePack

PACK = LanguagePack("la")
'''
DRAFT = "草案\n" + "".join(
    f"☆{number} {line}\n" for number, line in zip((1, 2, 4), paragraphs(3).splitlines(), strict=True)
)


def insert(file: Path, before: str, addition: str) -> None:
    """Put the addition before a line of the file, which is there once."""
    source = file.read_text(encoding="utf-8")
    assert source.count(before) == 1
    file.write_text(source.replace(before, addition + before), encoding="utf-8")


@pytest.fixture(scope="module")
def package_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one addition of each sort."""
    root = copied_package(tmp_path_factory.mktemp("extended"))
    package = root / "policydiff"
    (package / "checks" / "rules" / "draft.py").write_text(RULE, encoding="utf-8")
    insert(package / "relations" / "kinds.py", '    RelationKind("reuse"', KIND)
    insert(
        package / "relations" / "classify.py", "    changes = edits(profile.folded.text, other.folded.text)", KIND_TEST
    )
    insert(package / "languages" / "zh" / "numbering.py", "    *(_decimal(levels) for", STYLE)
    (package / "languages" / "la").mkdir()
    (package / "languages" / "la" / "__init__.py").write_text(PACK, encoding="utf-8")
    return root


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A document with the mark of the new rule and labels of the new style, of which number 3 is missing."""
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    return tmp_path / "draft.txt"


def test_check_lists_and_reports_a_new_rule(package_root: Path, draft: Path) -> None:
    listed = run_copied(package_root, "check", "--isolated", "--list-rules")
    assert listed.returncode == 0, listed.stderr
    assert "draft-mark" in [line.split()[0] for line in listed.stdout.splitlines() if line.strip()]
    checked = run_copied(package_root, "check", "--isolated", "--select", "draft-mark", draft, cwd=draft.parent)
    assert checked.returncode == 1, checked.stderr
    assert "marked as a draft" in checked.stdout


def test_outline_and_check_read_a_new_style(package_root: Path, draft: Path) -> None:
    outline = run_copied(package_root, "outline", "--format", "json", draft)
    assert outline.returncode == 0, outline.stderr
    assert '"style": "starred"' in outline.stdout
    checked = run_copied(package_root, "check", "--isolated", "--select", "numbering", draft)
    assert "a number is missing: item ☆2 is followed by ☆4" in checked.stdout


def test_relations_and_dedupe_tell_a_new_kind(package_root: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"摘要\n{LAW}{articles(1, 20)}", encoding="utf-8")
    (tmp_path / "two.txt").write_text(f"{LAW}{articles(1, 20)}".replace("每", "每1", 1), encoding="utf-8")
    relations = run_copied(package_root, "relations", tmp_path)
    assert relations.returncode == 0, relations.stderr
    assert "is a digest of the first: one begins with 摘要" in relations.stdout
    plan = run_copied(package_root, "dedupe", "--dry-run", "--format", "json", tmp_path)
    assert plan.returncode == 0, plan.stderr
    assert "digest" in {decision["relation"] for decision in json.loads(plan.stdout)["decisions"]}


def test_a_new_pack_is_listed_before_it_is_imported(package_root: Path) -> None:
    program = (
        "import sys; from policydiff.languages import load_pack, pack_names; "
        "print(*pack_names(), 'policydiff.languages.la' in sys.modules, load_pack('la').name)"
    )
    environment = {**os.environ, "PYTHONPATH": str(package_root)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.split() == ["la", "zh", "False", "la"], done.stderr


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("readers/formats/broken.py", "import nothing_of_the_kind\n", "cannot be loaded: ModuleNotFoundError"),
        ("readers/formats/broken.py", "SUFFIXES = ('.broken',)\n", "has no SIGNATURES"),
        ("readers/formats/broken.py", "def read(\n", "cannot be loaded: SyntaxError"),
        ("readers/containers/broken.py", "SUFFIXES = ()\n", "has no SIGNATURES"),
        ("checks/rules/broken.py", "1 / 0\n", "cannot be loaded: ZeroDivisionError"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, file: str, content: str, words: str) -> None:
    package_root = copied_package(tmp_path)
    path = package_root / "policydiff" / file
    path.write_text(content, encoding="utf-8")
    (tmp_path / "a.unknown").write_text("第一条 渡口每日开放。\n", encoding="utf-8")
    done = run_copied(package_root, "check", "--isolated", tmp_path / "a.unknown")
    assert done.returncode == 2
    assert f"{file}: {words}" in done.stderr
    assert "mend the file, or take it out of the folder" in done.stderr
    assert "internal error" not in done.stderr
