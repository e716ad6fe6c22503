"""`policydiff check` over several documents: among themselves, against others, and against what git held before."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from checking import ACROSS, Ran, Run
from conftest import Command
from papers import LAW, LEAD, TITLE, articles, paragraphs, sections, traditional
from policydiff.checks import rules as checks

PLAN = TITLE + LEAD + sections(1, 6)
NUMBERED = PLAN.replace(TITLE, f"{TITLE}青政发〔2031〕5号\n")
RULES = LAW + articles(1, 20)
AMENDED = RULES.replace("每", "每1", 1)
BODY = sections(1, 6)
TWIN = traditional(PLAN + "国务产业条会应发\n").replace("国务产业条会应发", "國務產業條會應發")
Told = tuple[str, str, str]


def told(ran: Ran) -> list[Told]:
    """Where the findings of the four rules stand, the rule, and the other document."""
    assert ran.status in (0, 1), ran.err
    return [
        (each["path"], each["rule"], each["related"][0]["path"])
        for each in ran.json["findings"]
        if each["rule"] in ACROSS
    ]


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")


# ------------------------------------------------------------------------------------------ among themselves


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.txt": PLAN, "b.txt": PLAN}, [("b.txt", "duplicate-document", "a.txt")]),
        ({"a.txt": PLAN, "b.txt": PLAN.replace("\n", "\r\n")}, [("b.txt", "duplicate-document", "a.txt")]),
        ({"a.txt": PLAN + "国务产业条会应发\n", "b.txt": TWIN}, [("b.txt", "duplicate-document", "a.txt")]),
        ({"a.txt": NUMBERED, "b.txt": PLAN}, [("b.txt", "near-duplicate", "a.txt")]),
        ({"a.txt": RULES, "b.txt": AMENDED}, [("b.txt", "revision", "a.txt")]),
        ({"a.txt": AMENDED, "b.txt": RULES}, [("b.txt", "revision", "a.txt")]),
        ({"东坪市.txt": BODY, "报告.txt": BODY}, [("东坪市.txt", "mislabelled", "报告.txt")]),
        # all copies are one finding, on the second; an edition of copies is one of the first
        (
            {"a.txt": PLAN, "b.txt": PLAN, "c.txt": NUMBERED, "d.txt": PLAN},
            [
                ("b.txt", "duplicate-document", "a.txt"),
                ("c.txt", "near-duplicate", "a.txt"),
            ],
        ),
        (
            {"a.txt": RULES, "b.txt": AMENDED, "c.txt": RULES},
            [("b.txt", "revision", "a.txt"), ("c.txt", "duplicate-document", "a.txt")],
        ),
        # let pass
        ({"a.txt": PLAN}, []),
        ({"a.txt": PLAN, "b.txt": RULES}, []),
        ({"a.txt": RULES, "b.txt": articles(3, 9)}, []),
        ({"a.txt": "", "b.txt": ""}, []),
        ({"a.txt": paragraphs(20, "乙") + articles(1, 3), "b.txt": paragraphs(20, "丙") + articles(1, 3)}, []),
    ],
)
def test_what_documents_are_to_each_other(run: Run, folder: Path, files: dict[str, str], expected: list[Told]) -> None:
    written(folder, files)
    names = sorted(files)
    asked = ("--select", ",".join(ACROSS), "--format", "json")
    assert told(run("check", *names, *asked)) == expected
    assert told(run("check", *reversed(names), *asked, "--jobs", "2")) == expected


def test_of_many_names_only_the_wrong_ones_are_found(run: Run, folder: Path) -> None:
    whole = "青槐县政府工作报告\n各位代表：现在，我代表青槐县人民政府报告工作。\n" + BODY
    names = ("东坪市.txt", "柳营县.txt", "西泽市.txt", "青槐县.txt")
    written(folder, dict.fromkeys(names, whole))
    found = run("check", ".", "--select", ",".join(ACROSS), "--format", "json")
    assert told(found) == [(f"./{name}", "mislabelled", "./青槐县.txt") for name in names[:3]]
    assert {each["severity"] for each in found.json["findings"]} == {"error"}
    assert found.status == 1


def test_a_finding_quotes_both_documents_and_says_why(run: Run, folder: Path) -> None:
    written(folder, {"a.txt": f"\n\n{PLAN}", "b.txt": NUMBERED})
    (found,) = (
        each for each in run("check", "a.txt", "b.txt", "--format", "json").json["findings"] if each["rule"] in ACROSS
    )
    (other,) = found["related"]
    title = TITLE.strip()
    assert (found["lines"], found["excerpt"], found["span"]) == ([1, 1], title, [0, len(title)])
    assert (other["lines"], other["excerpt"], other["span"]) == ([3, 3], title, [2, 2 + len(title)])
    assert found["message"].startswith("the same document as a.txt: the body is the same")


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (PLAN, [], 1),
        (AMENDED, [], 0),
        (AMENDED, ["--severity", "revision=warning"], 1),
        (PLAN, ["--severity", "duplicate-document=info"], 0),
        (PLAN, ["--ignore", "duplicate-document"], 0),
        (PLAN, ["--exit-zero"], 0),
    ],
)
def test_the_exit_status_heeds_severities(run: Run, folder: Path, text: str, options: list[str], status: int) -> None:
    written(folder, {"a.txt": RULES if text == AMENDED else PLAN, "b.txt": text})
    assert run("check", "a.txt", "b.txt", "--select", ",".join(ACROSS), *options).status == status


def test_records_are_told_by_id_and_line(run: Run, folder: Path) -> None:
    lines = [{"id": "x", "text": PLAN}, {"id": "y", "text": RULES}, {"id": "z", "text": PLAN}]
    raw = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines).encode()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(raw))
    (found,) = (
        each for each in run("check", "a.jsonl.gz", "--format", "json").json["findings"] if each["rule"] in ACROSS
    )
    (other,) = found["related"]
    assert (found["document"], found["record"], other["document"], other["record"]) == ("z", 3, "x", 1)
    assert "a.jsonl.gz:1 (x)" in found["message"]
    sarif = json.loads(run("check", "a.jsonl.gz", "--format", "sarif").out)
    (result,) = (each for each in sarif["runs"][0]["results"] if each["ruleId"] in ACROSS)
    places = [*result["locations"], *result["relatedLocations"]]
    assert [each["physicalLocation"]["region"]["startLine"] for each in places] == [3, 1]
    assert "a.jsonl.gz:1 x, 1 “" in run("check", "a.jsonl.gz").out


@pytest.mark.slow
def test_processes_side_by_side_read_for_themselves(run: Run, folder: Path) -> None:
    texts = [f"{LAW}{articles(1, 3)}第四条　本条例自二〇三一年{number}日起施行。\n{LAW}{number}" for number in range(8)]
    plans = [paragraphs(6, f"甲{number}") for number in range(150)]
    lines = [{"id": f"{at}", "text": text} for at, text in enumerate([*texts, *plans, *plans])]
    raw = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines).encode()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(raw))
    asked = ("check", "a.jsonl.gz", "--select", ",".join(ACROSS), "--format", "json", "--jobs")
    alone, together = (run(*asked, jobs) for jobs in ("1", "4"))
    assert len([rule for _, rule, _ in told(alone) if rule == "duplicate-document"]) == 150
    assert together.out == alone.out


def test_an_edition_is_told_to_the_closest(run: Run, folder: Path) -> None:
    first = LAW + articles(1, 40)
    second = LAW + articles(1, 30) + articles(31, 40, "乙")
    third = LAW + articles(1, 20) + articles(21, 30, "丙") + articles(31, 40, "乙")
    last = third.replace("每", "每1", 1)
    written(folder, {"a.txt": first, "b.txt": second, "c.txt": third, "d.txt": last})
    found = run("check", "a.txt", "b.txt", "c.txt", "d.txt", "--format", "json", "--select", ",".join(ACROSS))
    assert told(found)[-1] == ("d.txt", "revision", "c.txt")


def test_a_known_duplicate_stays_known_and_one_more_is_new(run: Run, folder: Path) -> None:
    written(folder, {"a.txt": PLAN, "b.txt": PLAN})
    assert run("baseline", "write", "a.txt", "b.txt").status == 0
    (folder / "b.txt").rename(folder / "c.txt")
    assert run("check", "a.txt", "c.txt", "--baseline", "policydiff-baseline.json").status == 0
    written(folder, {"d.txt": PLAN})
    again = run("check", "a.txt", "c.txt", "d.txt", "--baseline", "policydiff-baseline.json", "--format", "json")
    assert (again.status, told(again)) == (1, [("d.txt", "duplicate-document", "a.txt")])


HOSTILE = "a\n::error::\x1b[31m](x)\u202e%0A.txt"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_a_hostile_name_stays_in_its_place(run: Run, folder: Path, form: str) -> None:
    written(folder, {HOSTILE: PLAN, "b.txt": PLAN})
    out = run("check", HOSTILE, "b.txt", "--select", ",".join(ACROSS), "--format", form).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert not [line for line in out.splitlines() if line.startswith("::error::")]
    assert "b.txt" in out


# ------------------------------------------------------------------------------------------ against others


@pytest.fixture
def held(run: Run, folder: Path) -> Path:
    """Documents that are there: as a folder, a file of records, and an index of them."""
    written(folder, {"held/plan.txt": PLAN, "held/rules.txt": RULES, "held/again.txt": PLAN})
    lines = [{"id": name, "text": (folder / "held" / name).read_text("utf-8")} for name in ("plan.txt", "rules.txt")]
    (folder / "held.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    assert run("index", "build", "held.pdx", "held/plan.txt", "held/rules.txt").status == 0
    return folder


@pytest.mark.parametrize(
    ("against", "plan", "rules"),
    [
        ("held", "held/again.txt", "held/rules.txt"),
        ("held.jsonl", "held.jsonl", "held.jsonl"),
        ("held.pdx", "held/plan.txt", "held/rules.txt"),
    ],
)
def test_findings_stand_on_what_comes_in_alone(run: Run, held: Path, against: str, plan: str, rules: str) -> None:
    written(held, {"in/a.txt": PLAN, "in/b.txt": NUMBERED, "in/c.txt": AMENDED, "in/d.txt": BODY, "in/e.txt": "通知"})
    asked = ("check", "in", "--select", ",".join(ACROSS), "--format", "json", "--against", against)
    found = run(*asked)
    assert told(found) == [
        ("in/a.txt", "duplicate-document", plan),
        ("in/b.txt", "near-duplicate", plan),
        ("in/c.txt", "revision", rules),
    ]
    assert found.json["summary"]["documents"] == 5
    assert run(*asked, "--jobs", "2").json == found.json
    one = run("check", "in/a.txt", *asked[2:])
    assert told(one) == [("in/a.txt", "duplicate-document", plan)]


def test_what_is_held_may_be_several_things_and_stand_in_the_settings(run: Run, held: Path) -> None:
    (held / "policydiff.toml").write_text('[check]\nagainst = ["held.pdx", "more"]\n', encoding="utf-8")
    written(held, {"more/law.txt": LAW + articles(30, 60), "deep/a.txt": PLAN, "deep/b.txt": LAW + articles(30, 60)})
    found = run("check", "deep", "--format", "json", "--select", ",".join(ACROSS))
    assert told(found) == [
        ("deep/a.txt", "duplicate-document", "held/plan.txt"),
        ("deep/b.txt", "duplicate-document", "more/law.txt"),
    ]
    assert "in held.pdx" in found.json["findings"][0]["message"]
    assert "check.against" in run("config").out


def test_a_document_is_no_copy_of_itself(run: Run, held: Path) -> None:
    asked = ("--select", ",".join(ACROSS), "--format", "json")
    assert told(run("check", "held/plan.txt", "--against", "held.pdx", *asked)) == []
    assert told(run("check", "held/plan.txt", "--against", "held/plan.txt", *asked)) == []
    assert told(run("check", "held/again.txt", "--against", "held", *asked)) == [
        ("held/again.txt", "duplicate-document", "held/plan.txt")
    ]
    written(held, {"held/plan.txt": PLAN.replace("\n", "\r\n"), "held/rules.txt": AMENDED})
    assert told(run("check", "held/plan.txt", "held/rules.txt", "--against", "held.pdx", *asked)) == [
        ("held/rules.txt", "revision", "held/rules.txt")
    ]


def test_nobody_who_is_held_is_to_blame(run: Run, folder: Path) -> None:
    written(folder, {"held/东坪市.txt": BODY, "in/报告.txt": BODY, "held2/报告.txt": BODY, "in2/东坪市.txt": BODY})
    asked = ("--select", ",".join(ACROSS), "--format", "json", "--against")
    for name in ("held", "held2"):
        assert run("index", "build", f"{name}.pdx", name).status == 0
        assert told(run("check", "in", *asked, name)) == (
            [] if name == "held" else [("in/报告.txt", "duplicate-document", "held2/报告.txt")]
        )
    for against in ("held2", "held2.pdx"):
        assert told(run("check", "in2", *asked, against)) == [("in2/东坪市.txt", "mislabelled", "held2/报告.txt")]
    assert told(run("check", "in", *asked, "held.pdx")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--against", "nowhere"], "nowhere: no such file or directory"),
        (["--against", "-"], "--against names files, and standard input is none"),
        (["--against", ""], "an empty file name"),
        (["--against", "broken.pdx"], "broken.pdx: "),
        (["--against-ref", "HEAD"], "--against-ref: not a git repository"),
    ],
)
def test_what_cannot_be_held_against_is_said_in_one_line(run: Run, held: Path, arguments: list[str], said: str) -> None:
    (held / "broken.pdx").write_bytes((held / "held.pdx").read_bytes()[:5000])
    for jobs in ("1", "2"):
        ran = run("check", "held/plan.txt", *arguments, "--jobs", jobs)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err
        assert "Traceback" not in ran.err


def test_what_is_held_and_cannot_be_read_is_told_and_fails_nothing(run: Run, held: Path) -> None:
    (held / "held" / "x.txt").write_bytes(b"x\0y")
    ran = run("check", "held.jsonl", "--against", "held", "--select", "near-duplicate")
    assert ran.status == 0
    assert "policydiff: held/x.txt: " in ran.err


@pytest.mark.slow
def test_nothing_of_it_is_loaded_for_a_document_alone(policydiff: Command, tmp_path: Path) -> None:
    written(tmp_path, {"a.txt": PLAN, "b.txt": PLAN})
    run = "_status(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    ask = f"import sys; from policydiff.cli.main import _status; {run}"
    for names, loaded in (["a.txt"], False), (["a.txt", "b.txt"], True):
        done = subprocess.run(
            [sys.executable, "-c", ask, "check", *names, "--isolated"],
            cwd=tmp_path,
            env=policydiff.unmeasured(),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        for module in ("policydiff.checks.against", "policydiff.corpus.scan", "sqlite3"):
            assert (module in done.stderr.split()) == loaded


def test_the_rules_are_listed(run: Run, folder: Path) -> None:
    listed = run("check", "--list-rules").out
    assert all(name in listed for name in ACROSS)
    assert {name for name, rule in checks.RULES.items() if rule.across} == set(ACROSS)


# ------------------------------------------------------------------------------------------ against a revision


class Repository:
    """A repository in which the documents were committed."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    def commit(self, files: dict[str, str]) -> None:
        written(self.folder, files)
        self.git("add", ".")
        self.git("commit", "-qm", "x")


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("these tests need git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b")
    made = Repository(folder, dict(os.environ))
    made.git("init", "-q", ".")
    made.commit({"old/计划.txt": PLAN, "old/条例 一.txt": RULES, ".hidden/a.txt": BODY, "tool.bin": "x\0y"})
    return made


def against_ref(run: Run, *paths: str, revision: str = "HEAD", options: tuple[str, ...] = ()) -> list[Told]:
    asked = ("--against-ref", revision, "--select", ",".join(ACROSS), "--format", "json", *options)
    return told(run("check", *paths, *asked))


def test_what_is_new_is_held_against_what_git_held(run: Run, repository: Repository) -> None:
    written(repository.folder, {"new/a.txt": PLAN, "new/b.txt": NUMBERED, "new/c.txt": AMENDED, "new/d.txt": BODY})
    expected = [
        ("new/a.txt", "duplicate-document", "HEAD:old/计划.txt"),
        ("new/b.txt", "near-duplicate", "HEAD:old/计划.txt"),
        ("new/c.txt", "revision", "HEAD:old/条例 一.txt"),
        ("new/d.txt", "duplicate-document", "HEAD:.hidden/a.txt"),
    ]
    assert against_ref(run, "new") == expected
    assert against_ref(run, "new", options=("--jobs", "2")) == expected
    # those that are as they were are held, too, and nothing stands on them
    both = against_ref(run, "new", "old")
    assert [(path, rule) for path, rule, _ in both] == [(path, rule) for path, rule, _ in expected]
    assert against_ref(run, "old") == []
    repository.commit({})
    assert against_ref(run, "new", "old") == []
    assert against_ref(run, "new", revision="HEAD~1")[0] == (
        "new/a.txt",
        "duplicate-document",
        "HEAD~1:old/计划.txt",
    )


def test_nothing_is_checked_out_or_written(run: Run, repository: Repository) -> None:
    written(repository.folder, {"new/a.txt": PLAN})
    before = sorted(str(path) for path in repository.folder.rglob("*"))
    assert against_ref(run, "new")
    assert sorted(str(path) for path in repository.folder.rglob("*")) == before


def test_an_edited_or_moved_document_is_no_copy_of_what_it_was(run: Run, repository: Repository) -> None:
    written(repository.folder, {"old/计划.txt": PLAN.replace("\n", "\r\n"), "old/条例 一.txt": AMENDED})
    assert against_ref(run, "old") == [("old/条例 一.txt", "revision", "HEAD:old/条例 一.txt")]
    (repository.folder / "old" / "计划.txt").rename(repository.folder / "old" / "方案.txt")
    written(repository.folder, {"old/条例 一.txt": RULES})
    assert against_ref(run, "old") == []
    assert against_ref(run, "old/方案.txt") == []


def test_of_a_file_of_records_only_those_are_new_that_changed(run: Run, repository: Repository) -> None:
    def records(**texts: str) -> dict[str, str]:
        return {"all.jsonl": "".join(f"{json.dumps({'id': name, 'text': text})}\n" for name, text in texts.items())}

    repository.commit(records(a=BODY, b=BODY, c=RULES))
    written(repository.folder, records(a=BODY, b=BODY, c=AMENDED, d=BODY))
    found = run("check", "all.jsonl", "--against-ref", "HEAD", "--select", ",".join(ACROSS), "--format", "json")
    assert [(each["document"], each["rule"], each["related"][0]["document"]) for each in found.json["findings"]] == [
        ("c", "revision", "c"),
        ("d", "duplicate-document", "a"),
    ]


def test_any_folder_of_the_repository_will_do_but_only_of_one(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written(repository.folder, {"new/a.txt": PLAN})
    monkeypatch.chdir(repository.folder / "new")
    assert against_ref(run, "a.txt") == [("a.txt", "duplicate-document", "HEAD:old/计划.txt")]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    written(elsewhere, {"b.txt": PLAN})
    monkeypatch.chdir(elsewhere)
    path = str(repository.folder / "new" / "a.txt")
    assert against_ref(run, path) == [(path, "duplicate-document", "HEAD:old/计划.txt")]
    ran = run("check", path, "b.txt", "--against-ref", "HEAD")
    assert (ran.status, ran.out) == (2, "")
    assert "not in the repository" in ran.err or "not a git repository" in ran.err


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "HEAD:old", "HEAD~9", ""])
def test_a_revision_that_is_none_is_said(run: Run, repository: Repository, revision: str) -> None:
    ran = run("check", "old", f"--against-ref={revision}", "--select", ",".join(ACROSS))
    assert (ran.status, ran.out) == (2, "")
    assert ("is no revision" if revision else "an empty value") in ran.err


# ------------------------------------------------------------------------------------------ real documents


@pytest.mark.corpus
def test_the_cities_whose_reports_are_the_nations_are_found(run: Run, corpora: Path) -> None:
    folder = corpora / "dirty" / "mislabelled"
    found = run("check", str(folder), "--isolated", "--select", ",".join(ACROSS), "--format", "json")
    names = [(Path(path).name, rule, Path(other).name) for path, rule, other in told(found)]
    national = "national-2024.wikisource.txt"
    assert names == [(f"{city}.txt", "mislabelled", national) for city in ("台州", "襄阳", "贵阳")]


@pytest.mark.corpus
def test_every_copy_under_another_category_is_found(run: Run, corpora: Path) -> None:
    folder = corpora / "dirty" / "tw-multicategory"
    found = run("check", str(folder), "--isolated", "--select", ",".join(ACROSS), "--format", "json")
    copies = Counter(path.read_bytes() for path in folder.rglob("*.md"))
    groups = sum(number > 1 for number in copies.values())
    assert [rule for _, rule, _ in told(found)] == ["duplicate-document"] * groups
