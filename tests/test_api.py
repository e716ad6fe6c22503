"""`import policydiff`: what it offers, what it costs, and what it does with arguments that make no sense."""

from __future__ import annotations

import doctest
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast, get_type_hints

import pytest

import policydiff
from policydiff.display import HtmlDisplay

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/api.md", "docs/api.zh.md")
FUNCTIONS = [name for name in policydiff.__all__ if inspect.isfunction(getattr(policydiff, name))]
RULES = "".join(f"第{number}条 渡口每日早{number}时对外开放，遇有大雾、大风时停航。\n" for number in "一二三四五六七八")


@pytest.fixture
def samples(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the samples, which becomes the current one."""
    monkeypatch.chdir(ROOT / "samples")
    return ROOT / "samples"


# --- the page and the names


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_page_print_what_they_say(page: str, samples: Path) -> None:
    outcome = doctest.testfile(str(ROOT / page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 25
    assert not outcome.failed


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_what_is_offered_and_nothing_else(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)(?:\([^`]*\))?`", text))
    assert {*policydiff.__all__} <= named
    assert set(re.findall(r"policydiff\.(\w+)", re.sub(r"`policydiff/\w+`", "", text))) <= {*policydiff.__all__}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_page_has_the_parameters_of_each_function(page: str, name: str) -> None:
    (signature,) = re.findall(rf"^\| `{name}\(([^`]*)\)`", (ROOT / page).read_text(encoding="utf-8"), re.M)
    shown = [part.partition("=")[0].strip() for part in signature.split(", ") if part != "*"]
    assert shown == list(inspect.signature(getattr(policydiff, name)).parameters)


def test_both_pages_show_the_same_examples() -> None:
    examples = [re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.M | re.S) for page in PAGES]
    assert examples[0] == examples[1]


@pytest.mark.parametrize("name", policydiff.__all__)
def test_every_name_has_a_docstring_and_is_listed(name: str) -> None:
    assert name == "__version__" or inspect.getdoc(getattr(policydiff, name))
    assert name in dir(policydiff)


def test_a_name_that_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = policydiff.guess


# --- what the import costs

IMPORTING = """
import os, sys
before, environment = set(sys.modules), dict(os.environ)
import policydiff
new = sorted({name.partition(".")[0] for name in set(sys.modules) - before})
assert dict(os.environ) == environment
print(*new)
print(*sorted(name for name in sys.modules if name.startswith("policydiff.")))
"""


def test_the_import_loads_no_library_and_changes_nothing() -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", IMPORTING], env=env, capture_output=True, text=True, check=True)
    packages, modules = done.stdout.splitlines()
    assert "policydiff" in packages.split()
    assert not {"click", "numpy", "datasketch", "rich", "rapidfuzz"} & {*packages.split()}
    assert modules == "policydiff.version"


def test_the_package_is_typed() -> None:
    assert (ROOT / "src" / "policydiff" / "py.typed").is_file()


# --- text and documents


def test_text_is_text_and_never_a_path(samples: Path) -> None:
    assert policydiff.dedupe("work-plan-twice.txt").clean_text == "work-plan-twice.txt"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_was_left_out_comes_back(tmp_path: Path, encoding: str, newline: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes((RULES * 2).replace("\n", newline).encode(encoding))
    document = policydiff.read(file)
    plan = policydiff.dedupe(document)
    assert plan.clean_text == RULES.replace("\n", newline)
    assert policydiff.restore(plan) == file.read_bytes()
    saved = json.dumps(plan.as_json(), ensure_ascii=False)
    for plan_again in (saved, saved.encode(), json.loads(saved)):
        assert policydiff.restore(plan_again, plan.clean) == file.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_a_clean_text_is_encoded_as_its_plan_says(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes((RULES * 2).encode(encoding))
    plan = policydiff.dedupe(policydiff.read(file, encoding=None if encoding != "utf-16-be" else encoding))
    assert policydiff.restore(plan.as_json(), plan.clean_text) == file.read_bytes()


def test_a_plan_and_another_text_are_refused() -> None:
    plan = policydiff.dedupe(RULES * 2)
    with pytest.raises(policydiff.PlanError):
        policydiff.restore(plan, b"something else")
    with pytest.raises(policydiff.PlanError):
        policydiff.restore(plan.as_json(), "第一条 别的。\n")
    with pytest.raises(TypeError, match="clean text"):
        policydiff.restore(plan.as_json())


def test_relations_are_seen_between_texts() -> None:
    law = "".join(f"第{number}条 渡口每日早{number}时开放，遇有大雾时停航。\n" for number in range(1, 30))
    relation = policydiff.relate(law, law)
    assert relation is not None
    assert relation.kind == "identical"
    assert policydiff.relate(law, "第一条 本办法自公布之日起施行。\n") is None


def test_a_relation_is_a_value_between_the_documents() -> None:
    documents = [policydiff.Document.from_text(text, path) for text, path in ((RULES, "甲.txt"), (RULES, "乙.txt"))]
    relation = policydiff.relate(*documents)
    assert relation is not None
    assert relation == policydiff.relate(*documents) == pickle.loads(pickle.dumps(relation))
    assert {relation.document.path, relation.other.path} == {"甲.txt", "乙.txt"}
    assert len(repr(relation)) < 800


def test_threads_may_share_a_corpus(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number), "text": f"{number}\n{RULES}"}) for number in range(40)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus = policydiff.open_corpus(tmp_path / "a.jsonl")

    def read_all(_: int) -> list[str]:
        return [corpus.text(entry.source).split("\n")[0] for entry in corpus]

    with ThreadPoolExecutor(8) as pool:
        assert set(map(tuple, pool.map(read_all, range(40)))) == {tuple(map(str, range(40)))}


# --- arguments that make no sense


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda corpus: policydiff.dedupe("", drop=["paste"]), "'paste' is none of"),
        (lambda corpus: policydiff.dedupe("", keep_relations=["excerpt"]), "'excerpt' is none of"),
        (lambda corpus: policydiff.dedupe("", keep=cast("Any", "best")), "'best' is none of"),
        (lambda corpus: policydiff.dedupe_corpus(corpus, drop=["revision"]), "'revision' is none of"),
        (lambda corpus: policydiff.dedupe_corpus(corpus, threshold=0.1), "from 0.3 to 0.99"),
        (lambda corpus: policydiff.dedupe_corpus(corpus, keep=cast("Any", "best")), "'best' is none of"),
        (lambda corpus: policydiff.find_relations(corpus, engine="steam"), "no engine 'steam'"),
        (lambda corpus: policydiff.find_relations(corpus, workers=0), "from 1 to 256"),
        (lambda corpus: policydiff.find_relations(corpus, workers=300), "from 1 to 256"),
        (lambda corpus: policydiff.dedupe_corpus(corpus, within=False, across=False), "nothing is asked for"),
        (lambda corpus: policydiff.check(corpus, select=["spelling"]), "spelling"),
        (lambda corpus: policydiff.check(corpus, select=[""]), "a name is empty"),
        (lambda corpus: policydiff.check(corpus, against=""), "a path is empty"),
        (lambda corpus: policydiff.check(corpus, against="-"), "standard input is none"),
        (lambda corpus: policydiff.check(corpus, workers=0), "from 1 to 256"),
        (lambda corpus: policydiff.open_corpus([]), "need a name"),
        (lambda corpus: policydiff.open_corpus("inbox", text_field=""), "need a name"),
        (lambda corpus: policydiff.minhash("", 15), "from 16 to 65,536"),
    ],
)
def test_an_argument_that_makes_no_sense_is_a_value_error(call: object, words: str, samples: Path) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=re.escape(words)):
        call(policydiff.open_corpus("inbox"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: policydiff.dedupe(cast("Any", Path("a.txt"))), "policydiff.read"),
        (lambda: policydiff.compare(cast("Any", b"a"), "b"), "not bytes"),
        (lambda: policydiff.dedupe_corpus(cast("Any", "inbox")), "policydiff.open_corpus"),
        (lambda: policydiff.check(cast("Any", ["inbox"])), "policydiff.open_corpus"),
        (lambda: policydiff.dedupe("", drop="furniture"), "a list of names"),
        (lambda: policydiff.check(policydiff.open_corpus("inbox"), select="revision"), "a list of names"),
        (lambda: policydiff.restore(cast("Any", [1]), b""), "not list"),
    ],
)
def test_an_argument_of_another_type_is_a_type_error(call: object, words: str, samples: Path) -> None:
    assert callable(call)
    with pytest.raises(TypeError, match=re.escape(words)):
        call()


def test_a_path_that_is_none_is_a_read_error() -> None:
    for path in ("", "no-such-file.txt"):
        with pytest.raises(policydiff.ReadError):
            policydiff.read(path)
    with pytest.raises(policydiff.ReadError):
        policydiff.open_corpus(["no-such-file.txt"])
    with pytest.raises(policydiff.ReadError, match="unknown encoding"):
        policydiff.open_corpus(["."], encoding="klingon")


@pytest.mark.parametrize("arguments", [{"against": [""]}, {"baseline": ""}])
def test_an_empty_name_opens_no_gate(arguments: dict[str, object], samples: Path) -> None:
    with pytest.raises((policydiff.PolicydiffError, ValueError)):
        policydiff.check(policydiff.open_corpus("inbox"), **arguments)  # type: ignore[arg-type]


# --- the same as the command


def test_a_check_has_the_status_and_findings_of_the_command(samples: Path) -> None:
    command = [sys.executable, "-m", "policydiff", "check", "inbox", "--isolated", "--format", "json"]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False
    )
    result = policydiff.check(policydiff.open_corpus("inbox"))
    assert result.status == done.returncode
    assert json.loads(json.dumps(result.as_json())) == json.loads(done.stdout)


def test_baseline_and_references_are_not_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(f"青槐县渡口管理办法\n{RULES}", encoding="utf-8")
    (tmp_path / "held.txt").write_text("短", encoding="utf-8")
    policydiff.build_index("held.pdx", policydiff.open_corpus("a.txt"))
    baseline = [sys.executable, "-m", "policydiff", "baseline", "write", ".", "--reason", "x", "--isolated"]
    subprocess.run(baseline, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, check=False, capture_output=True)
    arguments = ["--against", "held.pdx", "--against", "held.txt", "--baseline", "policydiff-baseline.json"]
    command = [sys.executable, "-m", "policydiff", "check", ".", "--isolated", "--format", "json", *arguments]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    result = policydiff.check(
        policydiff.open_corpus("."), against=["held.pdx", "held.txt"], baseline="policydiff-baseline.json"
    )
    assert result.status == done.returncode
    assert json.loads(json.dumps(result.as_json())) == json.loads(done.stdout)
    assert [source.path for source in result.documents] == ["./a.txt"]


@pytest.mark.parametrize("workers", [1, 2])
def test_engine_and_workers_change_nothing(workers: int, samples: Path) -> None:
    corpus = policydiff.open_corpus("inbox")
    expected = policydiff.dedupe_corpus(corpus).as_json()
    for engine in ("", "serial", "processes"):
        assert policydiff.dedupe_corpus(corpus, engine=engine, workers=workers).as_json() == expected


# --- notebooks


def test_a_notebook_shows_results_as_tables_and_escapes_what_they_quote(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\u202e"
    (tmp_path / f"a{hostile.replace('/', '_')}.txt").write_text(f"第一条 {hostile}渡口每日开放。\n" * 2, "utf-8")
    (tmp_path / "b.txt").write_text(f"第一条 {hostile}渡口每日开放。\n" * 2, "utf-8")
    corpus = policydiff.open_corpus(tmp_path)
    documents = [corpus.document(entry.source) for entry in corpus]
    policydiff.build_index(tmp_path / "held.pdx", corpus)
    results: list[HtmlDisplay] = [
        policydiff.dedupe(documents[0]),
        policydiff.outline(documents[0]),
        policydiff.compare(*documents),
        policydiff.dedupe_corpus(corpus),
        policydiff.find_relations(corpus),
        policydiff.check(corpus),
        policydiff.search(tmp_path / "held.pdx", documents[1]),
    ]
    for result in results:
        html = result._repr_html_()
        assert html is not None
        assert html.startswith("<table>")
        assert "<script" not in html
        assert "\u202e" not in html
        assert len(repr(result)) < 400
        assert "渡口" not in repr(result)


@pytest.mark.parametrize("name", sorted({*policydiff.__all__} - {"__version__"}))
def test_type_hints_can_be_read(name: str) -> None:
    public = getattr(policydiff, name)
    assert get_type_hints(public) or isinstance(public, type)
    for attribute in vars(public).values() if isinstance(public, type) else ():
        function = attribute.fget if isinstance(attribute, property) else getattr(attribute, "func", attribute)
        if inspect.isfunction(function):
            get_type_hints(function)


def test_errors_name_parameters(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("渡口每日开放，遇有大雾时停航。".encode() + b"\xff\xff")
    for encoding in (None, "big5"):
        with pytest.raises(policydiff.ReadError, match="encoding=") as caught:
            policydiff.read(path, encoding=encoding)
        assert "--" not in str(caught.value)
    path.write_text("渡口", encoding="utf-8")
    with pytest.raises(policydiff.ReadError, match="against_revision: ") as caught:
        policydiff.check(policydiff.open_corpus(path), against_revision="no-such-revision")
    assert "--" not in str(caught.value)
