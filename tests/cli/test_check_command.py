"""`policydiff check` through the command line: what fails, what is printed, what is too much."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from test_hostile import HANG, MUCH

from checking import ALONE, EMPTY_FIELD, HIDDEN, PASTED, SOUND, Run, put
from conftest import Command
from policydiff.checks import corpus_run, selection
from policydiff.checks import rules as checks
from policydiff.checks.finding import Finding
from policydiff.checks.rule import rule_across
from policydiff.checks.selection import Selection
from policydiff.messages import message
from policydiff.readers.corpus import Corpus
from policydiff.text.spans import Span

# ------------------------------------------------------------------------------------------ exit codes


@pytest.mark.parametrize(
    ("files", "options", "status"),
    [
        ({"a_txt": SOUND}, [], 0),
        ({"a_txt": PASTED}, [], 1),
        ({"a_txt": HIDDEN}, [], 1),
        ({"a_txt": HIDDEN}, ["--severity", "hidden-character=info"], 0),
        ({"a_txt": HIDDEN}, ["--ignore", "hidden-character"], 0),
        ({"a_txt": HIDDEN}, ["--select", "pasted-copy,truncated"], 0),
        ({"a_txt": HIDDEN}, ["--exit-zero"], 0),
        ({"a_txt": f"{SOUND}保护\u2ed3江流域。\n"}, ["--select", "cjk-radical"], 1),
        ({"a_txt": f"{SOUND}部首：\u2ed3 \u2ea1 \u2ecc\n"}, ["--select", "cjk-radical"], 0),
        ({"a_txt": SOUND, "b_txt": b"x\0y"}, [], 3),
        ({"a_txt": SOUND, "b_txt": b"x\0y"}, ["--exit-zero"], 3),
        ({"a_txt": SOUND, "b_txt": b"x\0y"}, ["--ignore", "unreadable"], 3),
        ({"a_txt": SOUND, "b_txt": b"x\0y"}, ["--severity", "unreadable=info"], 3),
        ({"a_txt": HIDDEN, "b_txt": b"x\0y"}, [], 1),
        ({"b_txt": b"x\0y", "c_txt": b"%!PS-3.0"}, [], 2),
        ({}, [], 2),
    ],
)
def test_the_exit_status_says_what_was_found(
    run: Run, folder: Path, files: dict[str, str | bytes], options: list[str], status: int
) -> None:
    (folder / "in").mkdir()
    put(folder / "in", **files)
    assert run("check", "in", *options).status == status
    quiet = run("check", "in", "-q", *options)
    assert (quiet.status, quiet.out) == (status, "")


LEVELS = """雲汐縣生活補助作業須知

壹、中低收入老人生活津貼
一、申請人應於每年三月三十一日前，檢具申請書、身分證明文件影本及切結書各一份，向當地區公所提出申請，逾期不予受理，資料不全者應於七日內補正。
二、區公所應於受理後十四日內完成初審，並將初審結果、相關證明文件及清冊函報社會局複審，社會局應於二十日內核定並以書面通知申請人及區公所。
三、經核定之補助款由社會局按季撥付至申請人指定之金融機構帳戶，申請人戶籍遷出、死亡或喪失資格時，應自次月起停止補助並繳回溢領之款項。
貳、身心障礙者生活補助
一、申請人應於每年三月三十一日前，檢具申請書、身分證明文件影本及切結書各一份，向當地區公所提出申請，逾期不予受理，資料不全者應於七日內補正。
二、區公所應於受理後十四日內完成初審，並將初審結果、相關證明文件及清冊函報社會局複審，社會局應於二十日內核定並以書面通知申請人及區公所。
三、經核定之補助款由社會局按季撥付至申請人指定之金融機構帳戶，申請人戶籍遷出、死亡或喪失資格時，應自次月起停止補助並繳回溢領之款項。
"""
AMEND = """云汐市人民代表大会常务委员会关于修改《云汐市市容条例》的决定

决定对《云汐市市容条例》作如下修改：

一、第三条修改为：
第三条　市城市管理部门负责本市市容管理工作。

二、增加一条，作为第七条：
第七条　临街建筑物的外立面应当保持整洁。

三、第九条改为第十条，修改为：
第十条　违反本条例第七条规定的，处五百元以上二千元以下罚款。

本决定自2021年5月1日起施行。
"""
PARTIAL = """雲汐縣公共停車場管理自治條例部分條文修正條文

第三條　公共停車場之設置，應經本府核准。
第八條　停車費率由本府定之。
第十五條　違反第三條規定者，處新臺幣三千元以上一萬五千元以下罰鍰。
"""
FORMAL = """雲汐大學學生會自治規程

第壹章　總綱
第一條　本會定名為雲汐大學學生會。
第貳章　行政
第二條　會長對外代表本會。
第參章　附則
第三條　本規程自公布日施行。
"""


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (LEVELS, []),
        (AMEND, []),
        (PARTIAL, []),
        (FORMAL, []),
        (LEVELS.replace("貳、", "參、"), ["numbering"]),
        (AMEND.replace("二、增加", "四、增加"), ["numbering"]),
        (PARTIAL.replace("部分條文修正條文", ""), ["numbering", "numbering"]),
        (FORMAL.replace("貳", "二").replace("參", "三"), ["mixed-script"]),
    ],
)
def test_formal_numerals_and_chosen_articles_are_no_faults(run: Run, folder: Path, text: str, rules: list[str]) -> None:
    put(folder, a_txt=text)
    ran = run("check", "a.txt", "--format", "json")
    assert [each["rule"] for each in ran.json["findings"]] == rules
    assert ran.status == bool(rules)


def test_formal_numerals_are_a_level_of_their_own(run: Run, folder: Path) -> None:
    put(folder, a_txt=LEVELS, b_txt=AMEND)
    levels = run("outline", "a.txt", "--format", "json").json["units"]
    assert [(each["label"], each["style"], len(each["children"])) for each in levels] == [
        ("壹、", "formal", 3),
        ("貳、", "formal", 3),
    ]
    kept = run("dedupe", "a.txt", "--dry-run", "--exit-code")
    assert kept.status == 0
    assert "1 passage that stands in two provisions, kept" in " ".join(kept.out.split())
    items = run("outline", "b.txt", "--format", "json").json["units"]
    assert [(each["label"], [child["label"] for child in each["children"]]) for each in items if each["label"]] == [
        ("一、", ["第三条"]),
        ("二、", ["第七条"]),
        ("三、", ["第十条"]),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "name files or folders to check"),
        (["check", "nowhere"], "nowhere: no such file or directory"),
        (["check", ""], "an empty file name"),
        (["check", "a.txt", "--select", "mojibak"], "--select: 'mojibak' is no rule; did you mean mojibake?"),
        (["check", "a.txt", "--severity", "mojibake=loud"], "'loud' is no severity; error, warning, info are"),
        (["check", "a.txt", "--severity", "mojibake"], "RULE=SEVERITY is wanted"),
        (
            ["check", "a.txt", "--baseline", "none.json"],
            "none.json: no such file or directory (policydiff baseline write",
        ),
        (["check", "a.txt", "--config", "none.toml"], "none.toml: no such file or directory"),
        (["check", "a.txt", "--encoding", "klingon"], "unknown encoding 'klingon'"),
        (["check", "a.txt", "-o", "a.txt"], "is the input itself"),
        (["check", "a.txt", "--changed-since", "HEAD"], "--changed-since: not a git repository"),
        (["baseline", "show"], "policydiff-baseline.json: no such file or directory"),
        (["baseline", "write", "a.txt", "--expires", "soon"], "'soon' is no day such as 2027-01-31"),
        (["baseline", "write", "a.txt", "--baseline", "a.txt"], "a.txt: not a baseline"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, folder: Path, arguments: list[str], said: str) -> None:
    put(folder, a_txt=SOUND)
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert (folder / "a.txt").read_text(encoding="utf-8") == SOUND


# ------------------------------------------------------------------------------------------ what is printed


def test_nothing_to_say_is_said_in_one_line(run: Run, folder: Path) -> None:
    put(folder, a_txt=SOUND, b_txt=SOUND.replace("夜间", "早间"))
    assert run("check", "a.txt", "b.txt").out == "2 files checked, no findings\n"


def test_findings_are_shown_file_by_file(run: Run, folder: Path) -> None:
    put(folder, b_txt=PASTED, a_txt=EMPTY_FIELD)
    out = run("check", "a.txt", "b.txt", "--format", "grouped").out
    assert out.startswith(
        "2 files checked, 1 error, 1 warning\n\na.txt\n  empty-metadata  warning 2  “来源” is empty\n"
    )
    assert "\nb.txt\n  pasted-copy  error 4-31 一、  the same text as lines 33-60" in out
    assert "the other copy: 33-60 “一、办好" in out


def test_json_is_as_the_contract_says(run: Run, folder: Path) -> None:
    put(folder, a_txt=PASTED)
    told = run("check", "a.txt", "--format", "json").json
    (finding,) = told["findings"]
    assert told["schema"] == "policydiff.check/1"
    assert {key: finding[key] for key in ("rule", "severity", "path", "document", "record", "lines", "label")} == {
        "rule": "pasted-copy",
        "severity": "error",
        "path": "a.txt",
        "document": "a.txt",
        "record": None,
        "lines": [4, 31],
        "label": "一、",
    }
    start, end = finding["span"]
    assert PASTED[start:end].startswith("一、办好")
    assert PASTED[start:end].strip() == PASTED[slice(*finding["related"][0]["span"])].strip()
    assert told["summary"] == {
        "documents": 1,
        "unreadable": 0,
        "error": 1,
        "warning": 0,
        "info": 0,
        "rules": {"pasted-copy": 1},
        "known": 0,
        "fixed": 0,
        "not_checked": 0,
    }


def test_sarif_names_rules_places_and_fingerprints(run: Run, folder: Path) -> None:
    put(folder, a_txt=PASTED, b_txt=HIDDEN)
    told = run("check", "a.txt", str(folder / "b.txt"), "--format", "sarif").json
    (log,) = told["runs"]
    rules = log["tool"]["driver"]["rules"]
    assert (told["version"], log["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert [each["id"] for each in rules] == list(checks.RULES)
    hidden, pasted = sorted(log["results"], key=lambda each: each["ruleId"])
    for each, level in ((hidden, "warning"), (pasted, "error")):
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        assert (each["level"], "baselineState" in each) == (level, False)
        assert len(each["partialFingerprints"]["policydiff/v1"]) == 32
    place = pasted["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a.txt", "uriBaseId": "SRCROOT"}
    assert (place["region"]["startLine"], place["region"]["endLine"], place["region"]["startColumn"]) == (4, 31, 1)
    assert pasted["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 33, "endLine": 60}
    assert hidden["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
    assert "\\u200b" in hidden["message"]["text"]


def test_junit_has_a_case_for_every_document(run: Run, folder: Path) -> None:
    put(folder, a_txt=SOUND, b_txt=PASTED, c_txt=b"x\0y", d_txt=HIDDEN)
    out = run("check", ".", "--format", "junit", "--severity", "hidden-character=info", *ALONE).out
    suite = ET.fromstring(out)
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "1")
    cases = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
    assert cases == {
        "./a.txt": [],
        "./b.txt": ["failure"],
        "./c.txt": ["error"],
        "./d.txt": ["system-out"],
    }


def test_github_annotates_lines(run: Run, folder: Path) -> None:
    put(folder, a_txt=EMPTY_FIELD, b_txt=PASTED)
    first, second = run("check", "a.txt", "b.txt", "--format", "github").out.splitlines()
    assert first == ("::warning file=a.txt,line=2,endLine=2,title=policydiff empty-metadata::“来源” is empty: “来源：”")
    assert second.startswith("::error file=b.txt,line=4,endLine=31,title=policydiff pasted-copy::the same text as")


EVIL = "a,b::error::x%0A[l](http:evil)\x1b[31m\n::warning::\u202e<b>&\"'.txt"
EVIL_TEXT = f"来源：\n\n[link](http://evil) {EVIL}\n\u202e\x1b]0;x\x07 </failure>&amp;]]>\n"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_nothing_in_a_name_or_a_text_gets_out_of_the_format(run: Run, folder: Path, form: str) -> None:
    (folder / EVIL).write_text(EVIL_TEXT, encoding="utf-8")
    ran = run("check", EVIL, "--format", form)
    assert ran.status == 1
    assert all(line.isprintable() or "\u3000" in line for line in ran.out.split("\n"))
    if form == "json":
        assert {each["path"] for each in ran.json["findings"]} == {EVIL}
    if form == "sarif":
        for each in ran.json["runs"][0]["results"]:
            assert "](" not in each["message"]["text"].replace("\\](", "")
            uri = each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set('\n :<>"[]') & set(uri)
    if form == "junit":
        (case,) = ET.fromstring(ran.out).iter("testcase")
        assert "::error::x%0A" in (case.get("name") or "")
        assert "\\x1b" in "".join(case.itertext())
    if form == "github":
        for line in ran.out.splitlines():
            head, place, said = line.split("::", 2)
            assert (head, said.count("%0A")) == ("", 0)
            assert place.count(",") == 3


def test_the_report_has_colours_when_asked(run: Run, folder: Path) -> None:
    put(folder, a_txt=PASTED)
    assert "\x1b[1ma.txt:4:1\x1b[0m: \x1b[31merror\x1b[0m pasted-copy" in run("check", "a.txt", "--color", "always").out
    grouped = run("check", "a.txt", "--color", "always", "--format", "grouped").out
    assert "\x1b[31mpasted-copy\x1b[0m" in grouped
    assert "\x1b" not in run("check", "a.txt", "--color", "never").out


def test_every_rule_is_listed(run: Run) -> None:
    out = run("check", "--list-rules").out
    for rule in checks.RULES.values():
        assert f"\n  {rule.name} " in out
        assert rule.severity in out


# ------------------------------------------------------------------------------------------ corpora


def test_records_are_documents_with_names_of_their_own(run: Run, folder: Path) -> None:
    records = [{"id": "甲", "text": SOUND}, {"id": "乙", "text": PASTED}, {"id": "丙", "body": "x"}]
    raw = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(raw))
    ran = run("check", "a.jsonl.gz")
    assert ran.status == 1
    assert ran.out.startswith("a.jsonl.gz:2: error pasted-copy 乙, lines 4-31: the same text as lines 33-60")
    assert ran.out.endswith("\n\n3 documents checked, 2 errors\n")
    grouped = run("check", "a.jsonl.gz", "--format", "grouped").out
    assert grouped.startswith("3 documents checked, 2 errors\n\na.jsonl.gz:2  乙\n  pasted-copy  error 4-31")
    assert "no text in the field 'text'" in ran.out
    (place,) = (
        each["locations"][0]["physicalLocation"]["region"]
        for each in run("check", "a.jsonl.gz", "--format", "sarif").json["runs"][0]["results"]
        if each["ruleId"] == "pasted-copy"
    )
    assert place == {"startLine": 2, "endLine": 2}
    annotated = run("check", "a.jsonl.gz", "--format", "github").out
    assert (
        "::error file=a.jsonl.gz,line=2,endLine=2,title=policydiff pasted-copy::乙, lines 4-31: the same" in annotated
    )
    told = run("check", "a.jsonl.gz", "--text-field", "body", "--format", "json").json
    assert [each["rule"] for each in told["findings"]] == ["unreadable", "unreadable", "too-short"]


def test_the_number_of_processes_changes_nothing(run: Run, folder: Path) -> None:
    (folder / "in").mkdir()
    for number in range(12):
        text = (SOUND, PASTED, HIDDEN, EMPTY_FIELD)[number % 4]
        (folder / "in" / f"{number:02}.txt").write_text(text * (3 if number % 4 == 0 else 1), encoding="utf-8")
    put(folder / "in", z_txt=b"x\0y")
    one, three = (run("check", "in", "--format", "json", "--jobs", jobs).out for jobs in ("1", "3"))
    assert one == three
    assert [each["path"] for each in json.loads(one)["findings"]] == sorted(
        each["path"] for each in json.loads(one)["findings"]
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_only_changed_files_are_looked_at(run: Run, folder: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    (folder / "in").mkdir()
    put(folder / "in", old_txt=PASTED, edited_txt=SOUND, gone_txt=PASTED)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    put(folder / "in", edited_txt=HIDDEN, new_txt=EMPTY_FIELD, ignored_txt=PASTED)
    (folder / ".gitignore").write_text("ignored.txt\n", encoding="utf-8")
    (folder / "in" / "gone.txt").unlink()
    told = run("check", "in", "--changed-since", "HEAD", "--format", "json", *ALONE).json
    assert [(each["path"], each["rule"]) for each in told["findings"]] == [
        ("in/edited.txt", "hidden-character"),
        ("in/new.txt", "empty-metadata"),
    ]
    git("add", ".")
    git("commit", "-qm", "two")
    assert run("check", "in", "--changed-since", "HEAD").out == "0 files checked, no findings\n"
    for wrong in ("--output=x", "nothing", "HEAD:in/new.txt"):
        ran = run("check", "in", f"--changed-since={wrong}")
        assert (ran.status, ran.out) == (2, "")
        assert "is no revision" in ran.err


def test_a_rule_over_the_corpus_needs_one_function(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @rule_across("twin", "warning", message("two files alike"))
    def twin(decisions: Any) -> Any:
        for one, other in decisions:
            yield Finding(
                "",
                "info",
                one,
                one,
                0,
                (1, 1),
                (1, 1),
                Span(0, 1),
                None,
                "",
                message("as {other}", other=other),
                "f" * 32,
            )

    put(folder, a_txt=SOUND, b_txt=SOUND, c_txt=HIDDEN)
    alone = {name: each for name, each in checks.RULES.items() if each.across is None}
    for module in (corpus_run, selection):
        monkeypatch.setattr(module, "RULES", {**alone, twin.name: twin})
    asked: list[int] = []

    def decide(corpus: Corpus, progress: object) -> Any:
        asked.append(len(corpus.files))
        return [("b.txt", "a.txt")], ()

    result = corpus_run.check(Corpus(["a.txt", "b.txt", "c.txt"]), Selection(), jobs=1, match_documents=decide)
    assert [(each.path, each.rule, each.severity) for each in result.new] == [
        ("b.txt", "twin", "warning"),
        ("c.txt", "hidden-character", "warning"),
    ]
    ignoring = Selection(ignore=frozenset({"twin"}))
    assert [
        each.rule for each in corpus_run.check(Corpus(["b.txt", "c.txt"]), ignoring, jobs=1, match_documents=decide).new
    ] == ["hidden-character"]
    assert asked == [3]  # nobody asks for what no rule looks at


# ------------------------------------------------------------------------------------------ too much

TOO_MUCH = {
    **MUCH,
    "attachments": "".join(f"本法所附《渔港{number}号表》。\n" for number in range(9_000)),
    "damage here and there": (PASTED[:30] + "鎴戝浗鐨勭ぞ浼氫富涔夊缓璁") * 4_000,
    "private use": "港\ue000" * 60_000,
    "late starts": "二、登记\n三、巡查\n第一条\n" * 4_000,
    "orders": "".join(f"云汐市人民政府令第{number}号\n{number * 7919}\n" for number in range(9_000)),
    "script by line": "漁港登記縣國\n渔港登记县国\n" * 20_000,
    "radicals": "\u2f08\u2ea0，" * 60_000 + "\n" + "\u2f08\u2ea0" * 60_000 + "\n\u2f08部" + "，" * 60_000,
    "empty fields": "来源：时间：作者：\n" * 20_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_checked_in_time(policydiff: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "policydiff.toml").touch()
    (tmp_path / "a.txt").write_text(TOO_MUCH[name], encoding="utf-8")
    done = policydiff("check", "a.txt", "--format", "json", cwd=tmp_path, timeout=HANG)
    assert done.returncode in (0, 1)
    assert json.loads(done.stdout)["summary"]["documents"] == 1


# ------------------------------------------------------------------------------------------ as a process


def test_the_real_command(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / "policydiff.toml").touch()
    (tmp_path / "a.txt").write_text(PASTED, encoding="utf-8")
    done = policydiff("check", "a.txt", "-", stdin=HIDDEN.encode(), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.decode().startswith("-:14:1: warning hidden-character U+200B zero width space\n")
    written = policydiff("check", "a.txt", "--format", "sarif", "-o", "out.sarif", cwd=tmp_path)
    assert (written.returncode, written.stdout, written.stderr) == (1, b"", "")
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
