"""Archives through the command line: documents are named by their archive and member wherever they are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive_files import ENCRYPTED_FLAG, Member, gzipped, tar_of, zip_file, zip_of
from conftest import Command
from trees import LAW, ONCE, STATUTE, WORK
from word_files import paragraph, word_file

WORD = word_file("".join(paragraph(line) for line in LAW.splitlines() if line))
FILES: dict[str, bytes | str] = {
    "plan.txt": WORK,
    "sub/law.txt": LAW,
    "sub/again.txt": LAW,
    "law.docx": WORD,
    "statute.txt": STATUTE,
    "logo.png": b"\x89PNG\r\n\x1a\n",
}
SHOWN = [f"in.zip!{name}" for name in FILES if name != "logo.png"]
PASSED_OVER = "policydiff: in.zip: 1 member is no document, passed over: logo.png\n"


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive in the current folder, and some of its documents beside it."""
    monkeypatch.chdir(tmp_path)
    Path("in.zip").write_bytes(zip_of(FILES))
    Path("in.tgz").write_bytes(gzipped(tar_of(FILES)))
    Path("law.txt").write_text(LAW, encoding="utf-8")


def test_dedupe_reports_and_writes_nothing(policydiff: Command) -> None:
    done = policydiff("dedupe", "in.zip", "--format", "json")
    assert done.returncode == 0
    assert done.stderr == PASSED_OVER
    plan = json.loads(done.stdout)
    assert [(item["path"], item["id"], item["line"]) for item in plan["documents"]] == [
        (name, name, None) for name in SHOWN
    ]
    report = policydiff("dedupe", "in.tgz")
    assert "in.tgz!sub/again.txt" in report.stdout.decode()
    refused = policydiff("dedupe", "in.zip", "-o", "out.zip")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.startswith(
        "policydiff: in.zip: an archive cannot be written (unpack it and dedupe the folder"
    )
    assert not Path("out.zip").exists()


def test_an_archive_in_a_folder_is_copied_as_it_is(policydiff: Command) -> None:
    Path("folder").mkdir()
    Path("folder/one.zip").write_bytes(zip_of({"statute.txt": STATUTE}))
    Path("folder/plan.txt").write_text(WORK, encoding="utf-8")
    done = policydiff("dedupe", "folder", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert Path("out/one.zip").read_bytes() == Path("folder/one.zip").read_bytes()
    assert Path("out/plan.txt").read_text(encoding="utf-8") == ONCE


@pytest.mark.parametrize("form", ["two.zip", "two.tar", "two.tgz"])
def test_an_archive_in_a_folder_stays_whole_and_is_named(policydiff: Command, form: str) -> None:
    members: dict[str, bytes | str] = {"again.txt": STATUTE, "plan.txt": WORK, "law.txt": LAW}
    raw = {"two.zip": zip_of(members), "two.tar": tar_of(members), "two.tgz": gzipped(tar_of(members))}[form]
    Path("folder").mkdir()
    Path("folder/a.txt").write_text(STATUTE, encoding="utf-8")
    Path("folder/b.txt").write_text(STATUTE, encoding="utf-8")
    Path("folder", form).write_bytes(raw)
    line = f"policydiff: folder/{form}: it stays as it is, with 2 documents that would lose text or be left out (unpack"
    dry = policydiff("dedupe", "folder")
    assert line in dry.stderr
    assert "would be left out" in dry.stdout.decode()
    done = policydiff("dedupe", "folder", "-o", "out")
    assert done.returncode == 3
    assert line in done.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(["a.txt", form])
    assert Path("out", form).read_bytes() == raw
    assert policydiff("restore", "out", "-o", "again", "-q").returncode == 0
    for path in Path("folder").iterdir():
        assert Path("again", path.name).read_bytes() == path.read_bytes()


def test_a_file_may_go_for_its_copy_in_an_archive(policydiff: Command) -> None:
    Path("folder").mkdir()
    Path("folder/z.txt").write_text(STATUTE, encoding="utf-8")
    Path("folder/a.zip").write_bytes(zip_of({"law.txt": STATUTE}))
    done = policydiff("dedupe", "folder", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in Path("out").iterdir()] == ["a.zip"]
    assert policydiff("restore", "out", "-o", "again", "-q").returncode == 0
    assert Path("again/z.txt").read_text(encoding="utf-8") == STATUTE


@pytest.mark.parametrize("options", [["--max-unreadable", "50%"], ["--rejects", "rejects.jsonl"]])
def test_an_archive_with_a_member_that_cannot_be_read_stays_whole(policydiff: Command, options: list[str]) -> None:
    Path("folder").mkdir()
    raw = zip_file([Member("law.txt", LAW.encode()), Member("b.txt", b"b", ENCRYPTED_FLAG)])
    Path("folder/a.zip").write_bytes(raw)
    Path("folder/z.txt").write_text(STATUTE, encoding="utf-8")
    done = policydiff("dedupe", "folder", "-o", "out", *options)
    assert "folder/a.zip!b.txt: the member b.txt is encrypted" in done.stderr
    assert Path("out/a.zip").read_bytes() == raw
    assert policydiff("restore", "out", "-o", "again", "-q").returncode == 0
    assert Path("again/a.zip").read_bytes() == raw


def test_records_in_an_archive_are_documents(policydiff: Command) -> None:
    lines = [json.dumps({"id": name, "text": text}) for name, text in (("p", WORK), ("l", LAW), ("s", STATUTE))]
    content = "\n".join([*lines, "none", ""])
    Path("r.zip").write_bytes(zip_of({"r.jsonl": content, "law.txt": LAW}))
    done = policydiff("relations", "r.zip", "--format", "json")
    assert done.returncode == 3
    assert "r.zip!r.jsonl:4: not JSON" in done.stderr
    groups = json.loads(done.stdout)["groups"]
    assert "r.zip!r.jsonl:2" in json.dumps(groups)
    check = json.loads(policydiff("check", "r.zip", "--format", "json").stdout)
    assert {f["path"] for f in check["findings"] if f["rule"] == "pasted-copy"} == {"r.zip!r.jsonl:1"}


def test_one_document_of_an_archive_is_a_file(policydiff: Command) -> None:
    assert policydiff("text", "in.zip!sub/law.txt").stdout.decode() == LAW
    done = policydiff("compare", "in.zip!law.docx", "law.txt")
    assert done.returncode == 0
    assert "no change in wording" in done.stdout.decode()
    assert "in.tgz!law.docx" in policydiff("outline", "in.tgz!law.docx", "--format", "json").stdout.decode()
    assert policydiff("dedupe", "in.zip!plan.txt", "-q").stdout.decode() == ONCE
    assert policydiff("dedupe", "in.zip!plan.txt", "-o", "plan.txt").returncode == 0
    assert policydiff("restore", "plan.txt", "-q").stdout.decode() == WORK
    before = Path("in.zip").read_bytes()
    done = policydiff("dedupe", "in.zip!plan.txt", "--in-place")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith("policydiff: in.zip!plan.txt: a document in an archive cannot be replaced (name an")
    assert Path("in.zip").read_bytes() == before
    done = policydiff("compare", "in.zip", "law.txt")
    assert done.stderr.startswith(
        "policydiff: in.zip: this is a ZIP archive, not a document (name one of its documents"
    )


def test_an_archive_is_an_input_of_its_documents(policydiff: Command) -> None:
    before = Path("in.zip").read_bytes()
    for command in ("dedupe", "text"):
        done = policydiff(command, "in.zip!plan.txt", "-o", "in.zip")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith("policydiff: in.zip: is the input itself")
    assert Path("in.zip").read_bytes() == before
    Path("in.zip").chmod(0o600)
    assert policydiff("text", "in.zip!plan.txt", "-o", "plan.txt").returncode == 0
    assert Path("plan.txt").stat().st_mode & 0o777 == 0o600


def test_text_prints_all_documents_under_their_names(policydiff: Command) -> None:
    Path("two.zip").write_bytes(zip_of({"a.txt": "甲", "b/乙.txt": "乙\n", "empty.txt": ""}))
    done = policydiff("text", "two.zip")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.decode() == "a.txt\n\n甲\n\nb/乙.txt\n\n乙\n\nempty.txt\n\n"
    Path("bad.zip").write_bytes(zip_file([Member("a.txt", b"a\n"), Member("b.txt", b"b", ENCRYPTED_FLAG)]))
    done = policydiff("text", "bad.zip")
    assert (done.returncode, done.stdout) == (3, b"a.txt\n\na\n")
    assert done.stderr == (
        "policydiff: bad.zip!b.txt: the member b.txt is encrypted (unpack it with its password first)\n"
    )


def test_relations_checks_and_searches_name_members(policydiff: Command) -> None:
    relations = policydiff("relations", "in.zip", "--format", "json")
    assert [name for name in SHOWN[1:4] if f'"path": "{name}"' not in relations.stdout.decode()] == []
    assert relations.stderr == PASSED_OVER
    check = json.loads(policydiff("check", "in.zip", "law.txt", "--format", "json").stdout)
    found = {(finding["path"], finding["rule"], finding["record"]) for finding in check["findings"]}
    assert ("in.zip!sub/again.txt", "duplicate-document", None) in found
    assert ("in.zip!plan.txt", "pasted-copy", None) in found
    sarif = json.loads(policydiff("check", "in.zip", "--format", "sarif").stdout)
    places = [result["locations"][0]["physicalLocation"] for result in sarif["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} >= {"in.zip!sub/again.txt", "in.zip!plan.txt"}
    assert policydiff("index", "build", "i.pdx", "in.zip", "-q").returncode == 0
    answers = policydiff("search", "i.pdx", "law.txt", "--format", "json").stdout.decode()
    assert [name for name in ("in.zip!law.docx", "in.zip!sub/law.txt") if f'"path": "{name}"' not in answers] == []


def test_a_baseline_knows_findings_in_archives(policydiff: Command) -> None:
    assert policydiff("baseline", "write", "in.zip", "--baseline", "b.json").returncode == 0
    done = policydiff("check", "in.zip", "--baseline", "b.json")
    assert done.returncode == 0, done.stdout
    assert "no new findings" in done.stdout.decode()
