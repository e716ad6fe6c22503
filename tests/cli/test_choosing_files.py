"""Which files of a folder a command reads: patterns, what git ignores, and files that are no documents."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from checking import Run
from conftest import Command
from papers import LAW, articles
from trees import tree as contents

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
NOTICE = f"{LAW}{articles(1, 12)}"
FILES = {
    "a.txt": NOTICE,
    "drafts/b.txt": NOTICE.replace("每", "每1"),
    "drafts/old/c.md": NOTICE.replace("每", "每2"),
    "notes/d.txt": NOTICE.replace("每", "每3"),
    "notes/e.log": "x",
}


@pytest.fixture
def tree(folder: Path) -> Path:
    """A folder `in` with the files."""
    for name, text in FILES.items():
        file = folder / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def read(run: Run, *options: str) -> set[str]:
    """The files that `relations` read below `in`."""
    ran = run("relations", "in", "--format", "json", "--threshold", "0.3", *options)
    result = json.loads(ran.out)
    grouped = {group["kept"]["path"] for group in result["groups"]}
    grouped |= {member["document"]["path"] for group in result["groups"] for member in group["members"]}
    assert result["documents"] >= len(grouped)
    return {path.removeprefix("in/") for path in grouped}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"a.txt", "drafts/b.txt", "drafts/old/c.md", "notes/d.txt"}),
        (["--exclude", "drafts"], {"a.txt", "notes/d.txt"}),
        (["--exclude", "drafts/"], {"a.txt", "notes/d.txt"}),
        (["--exclude", "in/drafts/**"], {"a.txt", "notes/d.txt"}),
        (["--exclude", "drafts/*"], {"a.txt", "notes/d.txt"}),
        (["--exclude", "drafts/*.txt"], {"a.txt", "drafts/old/c.md", "notes/d.txt"}),
        (["--exclude", "old"], {"a.txt", "drafts/b.txt", "notes/d.txt"}),
        (["--exclude", "*.md", "--exclude", "notes/"], {"a.txt", "drafts/b.txt"}),
        (["--include", "*.txt"], {"a.txt", "drafts/b.txt", "notes/d.txt"}),
        (["--include", "drafts/**"], {"drafts/b.txt", "drafts/old/c.md"}),
        (["--include", "**/*.txt", "--exclude", "drafts"], {"a.txt", "notes/d.txt"}),
    ],
)
def test_patterns_choose_files_and_folders(run: Run, tree: Path, options: list[str], expected: set[str]) -> None:
    assert read(run, *options) == expected


def test_a_named_file_is_read_whatever_the_patterns_say(run: Run, tree: Path) -> None:
    ran = run("check", "in/drafts/b.txt", "in/notes", "--exclude", "drafts", "--exclude", "*.txt", "--format", "json")
    assert [item["path"] for item in ran.json["not_checked"]] == ["in/notes/d.txt"]
    assert ran.json["summary"]["documents"] == 2  # b.txt and e.log


@pytest.mark.parametrize("option", ["--include", "--exclude"])
@pytest.mark.parametrize(
    "command", [["dedupe", "in"], ["check", "in"], ["relations", "in"], ["index", "build", "i.pdx", "in"]]
)
def test_a_pattern_that_matches_nothing_is_said_and_an_empty_one_is_refused(
    run: Run, tree: Path, command: list[str], option: str
) -> None:
    assert "drfats: this pattern matches nothing" in run(*command, "--exclude", "drfats", "-q").err
    refused = run(*command, option, "")
    assert (refused.status, "an empty value" in refused.err) == (2, True)


def test_what_is_left_out_is_counted_and_named_on_request(run: Run, tree: Path) -> None:
    (tree / "in" / "seal.png").write_bytes(PNG)
    (tree / "in" / "tool.py").write_text("import os\n", encoding="utf-8")
    counted = run("check", "in", "--exclude", "drafts")
    assert "  excluded      1  -v names them\n  no documents  2  -v names them\n" in counted.out
    named = run("check", "in", "--exclude", "drafts", "-v").out
    assert [name in named for name in ("in/drafts/", "in/seal.png", "in/tool.py")] == [True, True, True]
    reasons = {item["path"]: item["reason"] for item in run("check", "in", "--format", "json").json["not_checked"]}
    assert reasons == {"in/seal.png": "no document", "in/tool.py": "no document"}
    assert "in: 2 files are no documents" in run("relations", "in").err
    assert json.loads(run("relations", "in", "--format", "json").out)["no_documents"] == ["in/seal.png", "in/tool.py"]


NO_DOCUMENTS = {
    "seal.png": PNG,
    "photo": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "map.webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "talk.mp4": b"\0\0\0 ftypisom\0\0\2\0",
    "font.ttf": b"\0\1\0\0\0\x0f\0\x80",
    "tool": b"\x7fELF\2\1\1\0",
    "setup.exe": b"MZ\x90\0\3\0\0\0",
    "held.db": b"SQLite format 3\0\x10\0",
    "tool.py": b"import os\n\nprint(os.sep)  # \xe6\x89\x93\xe5\x8d\xb0\n",
    "site.css": b"body { color: red }\n",
    "seal.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><text>1</text></svg>',
}
DOCUMENTS = {
    "notice.txt": PNG,  # its name says that it is one: it must not vanish
    "notice.docx": PNG,
    "notice.pdf": b"%PDF-1.7\n",
    "law.py": "# 第一条 为了规范公文管理，制定本办法。\n# 第二条 本办法自发布之日起施行。\n".encode(),
    "README": "第一条 为了规范公文管理，制定本办法。\n".encode(),
    "MZ": "MZ 第一条 为了规范公文管理，制定本办法。\n".encode(),
    "BM.note": "BM 第一条 为了规范公文管理，制定本办法。\n".encode(),
    "odd.bin": b"\0\1\2\3\4",
}


@pytest.mark.parametrize("name", [*NO_DOCUMENTS, *DOCUMENTS])
def test_files_that_are_no_documents_are_known_by_their_content(run: Run, folder: Path, name: str) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "in" / name).write_bytes({**NO_DOCUMENTS, **DOCUMENTS}[name])
    reasons = {item["path"]: item["reason"] for item in run("check", "in", "--format", "json").json["not_checked"]}
    is_no_document = reasons.get(f"in/{name}") == "no document"
    assert is_no_document is (name in NO_DOCUMENTS)
    # Named itself, it is read or refused by name.
    assert run("check", f"in/{name}", "--format", "json").json["summary"]["documents"] == 1


def test_dedupe_copies_what_is_no_document_and_restore_gives_all_of_it_back(
    policydiff: Command, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    (source / "img").mkdir(parents=True)
    (source / "img" / "seal.png").write_bytes(PNG)
    (source / "tool.py").write_text("import os\n", encoding="utf-8")
    for name in ("a.txt", "b.txt"):
        (source / name).write_text(NOTICE, encoding="utf-8")
    done = policydiff("dedupe", "in", "-o", "out", cwd=tmp_path)
    assert (done.returncode, "2 files are no documents" in done.stderr) == (0, True)
    assert set(contents(tmp_path / "out")) == {"a.txt", "img/seal.png", "tool.py"}
    assert json.loads((tmp_path / "out.plan.json").read_text(encoding="utf-8"))["no_documents"] == [
        "in/img/seal.png", "in/tool.py",
    ]  # fmt: skip
    assert policydiff("restore", "out", "-o", "again", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "again") == contents(source)


def git(folder: Path, *arguments: str) -> None:
    """Run git there."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_what_git_ignores_is_left_out_on_request(run: Run, tree: Path) -> None:
    git(tree, "init", "-q")
    (tree / ".gitignore").write_text("drafts/\n", encoding="utf-8")
    (tree / "in" / "notes" / ".gitignore").write_text("d.txt\n", encoding="utf-8")
    everything = set(FILES) - {"notes/e.log"}
    assert read(run) == everything
    assert read(run, "--respect-gitignore", "--include", "*.txt", "--include", "*.md") == set()  # a.txt is alone
    git(tree, "add", "-f", "in/drafts/b.txt")
    assert read(run, "--respect-gitignore") == {"a.txt", "drafts/b.txt"}
    # Below an operand that is itself ignored nothing is.
    ran = run("check", "in/drafts/old", "--respect-gitignore", "--format", "json")
    assert ran.json["summary"]["documents"] == 1


def test_outside_a_repository_nothing_is_ignored(run: Run, tree: Path) -> None:
    (tree / "in" / ".gitignore").write_text("*\n", encoding="utf-8")
    assert read(run, "--respect-gitignore") == set(FILES) - {"notes/e.log"}


def test_settings_choose_the_files_of_check(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "policydiff.toml").write_text('exclude = ["in/drafts/"]\n', encoding="utf-8")
    assert run("check", "in", "--format", "json").json["summary"]["documents"] == 3
    monkeypatch.chdir(tree / "in")
    assert run("check", ".", "--format", "json").json["summary"]["documents"] == 3
    monkeypatch.setenv("POLICYDIFF_EXCLUDE", "drafts,*.log")
    assert run("check", ".", "--format", "json").json["summary"]["documents"] == 2
    assert run("check", ".", "--exclude", "a.txt", "--format", "json").json["summary"]["documents"] == 4
    monkeypatch.setenv("POLICYDIFF_RESPECT_GITIGNORE", "perhaps")
    assert "true or false is wanted" in run("check", ".").err


def test_one_document_has_no_files_to_choose(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTICE, encoding="utf-8")
    refused = run("dedupe", "a.txt", "--exclude", "b.txt")
    assert (refused.status, "choose files of a folder" in refused.err) == (2, True)
