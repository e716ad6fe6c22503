"""git itself, in repositories of its own: what git-setup writes, and what git makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT, Command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None or shutil.which("sh") is None, reason="these tests need git and sh"),
]
OLD = (ROOT / "samples" / "regulation-2015.txt").read_bytes()
NEW = (ROOT / "samples" / "regulation-2021.txt").read_bytes()
NAME = "条例 一.txt"


@dataclass(frozen=True)
class Repository:
    """A repository whose git knows no settings but those the tests make."""

    folder: Path
    home: Path
    env: dict[str, str]

    def run(self, *arguments: str, status: int = 0, cwd: Path | None = None, **env: str) -> str:
        """What a command prints; its exit status has to be `status`, and it may say nothing else."""
        done = subprocess.run(
            arguments,
            cwd=cwd or self.folder,
            env=self.env | env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert done.returncode == status, done.stderr.decode()
        return done.stdout.decode("utf-8")

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the first edition committed and the second in the working tree."""
    home, folder, programs = tmp_path / "home", tmp_path / "repository", tmp_path / "bin"
    for each in (home, folder, programs):
        each.mkdir()
    program = programs / "policydiff"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policydiff "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {name: value for name, value in Command.environment().items() if not name.startswith(("GIT_", "XDG_"))}
    author = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = kept | author | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat", "LC_ALL": "C.UTF-8"}
    env["PATH"] = f"{programs}{os.pathsep}{kept['PATH']}"
    made = Repository(folder, home, env)
    made.run("git", "init", "-q", ".")
    made.write(NAME, OLD)
    made.run("git", "add", ".")
    made.run("git", "commit", "-q", "-m", "first")
    made.write(NAME, NEW)
    return made


# ------------------------------------------------------------------------------------------------- what it writes


def test_setup_says_what_it_wrote_and_writes_it_once(repository: Repository) -> None:
    said = repository.run("policydiff", "git-setup")
    attributes, config = repository.folder / ".gitattributes", repository.folder / ".git" / "config"
    assert str(attributes) in said
    assert said.count("git config --local") == 4
    before = attributes.read_bytes(), config.read_bytes()
    assert "*.txt diff=policydiff\n*.md diff=policydiff\n" in before[0].decode()
    assert repository.run("policydiff", "git-setup") == "nothing to do: all of it is as it should be\n"
    assert (attributes.read_bytes(), config.read_bytes()) == before


def test_undo_leaves_what_was_there(repository: Repository) -> None:
    attributes, config = repository.folder / ".gitattributes", repository.folder / ".git" / "config"
    attributes.write_bytes(b"*.bin binary\n\xff\n")
    repository.run("git", "config", "diff.other.xfuncname", "^x")
    before = attributes.read_bytes(), config.read_bytes()
    repository.run("policydiff", "git-setup", "--external", "policies/**", "two words.txt")
    assert b'policies/** diff=policydiff\n"two words.txt" diff=policydiff\n' in attributes.read_bytes()
    assert attributes.read_bytes().startswith(before[0])
    repository.run("policydiff", "git-setup", "--undo")
    assert (attributes.read_bytes(), config.read_bytes()) == before
    assert repository.run("policydiff", "git-setup", "--undo").startswith("nothing to do")


def test_undo_takes_a_file_of_ours_alone_away(repository: Repository) -> None:
    repository.run("policydiff", "git-setup")
    repository.run("policydiff", "git-setup", "--undo")
    assert not (repository.folder / ".gitattributes").exists()


def test_other_patterns_replace_the_first(repository: Repository) -> None:
    (repository.folder / ".gitattributes").write_text("a x\nb y", encoding="utf-8")
    repository.run("policydiff", "git-setup")
    (repository.folder / ".gitattributes").open("a", encoding="utf-8").write("c z\n")
    repository.run("policydiff", "git-setup", "*.policy")
    lines = (repository.folder / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["a x", "b y", "*.policy diff=policydiff", "c z"]


def test_setup_from_a_folder_below_is_for_the_whole_repository(repository: Repository) -> None:
    (repository.folder / "below").mkdir()
    repository.run("policydiff", "git-setup", cwd=repository.folder / "below")
    assert (repository.folder / ".gitattributes").is_file()


@pytest.mark.parametrize("named", [False, True])
def test_setup_for_all_repositories(repository: Repository, named: bool) -> None:
    place = repository.home / ("mine" if named else ".config/git/attributes")
    if named:
        repository.run("git", "config", "--global", "core.attributesFile", "~/mine")
    repository.run("policydiff", "git-setup", "--global")
    assert "*.txt diff=policydiff" in place.read_text(encoding="utf-8")
    assert not (repository.folder / ".gitattributes").exists()
    assert "有[-五-]{+三+}十个以上摊位" in repository.run("git", "diff", "--word-diff")
    repository.run("policydiff", "git-setup", "--global", "--undo")
    assert not place.exists()
    assert "policydiff" not in (repository.home / ".gitconfig").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--undo", "*.txt"], "--undo takes all of it out"),
        (["--undo", "--external"], "--undo takes all of it out"),
        (["a\nb"], "is no pattern"),
        (["!*.txt"], "is no pattern"),
        ([""], "is no pattern"),
    ],
)
def test_what_setup_refuses(repository: Repository, arguments: list[str], says: str) -> None:
    repository.run("policydiff", "git-setup", *arguments, status=2)
    assert not (repository.folder / ".gitattributes").exists()


def test_outside_a_repository_it_says_so(policydiff: Command, tmp_path: Path) -> None:
    done = policydiff("git-setup", cwd=tmp_path, env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
    assert "--global" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_git_it_says_so(policydiff: Command, tmp_path: Path) -> None:
    done = policydiff("git-setup", cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert "git was not found" in done.stderr


# ------------------------------------------------------------------------------------------------- what git makes of it


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_git_shows_words_and_articles(repository: Repository, locale: str) -> None:
    repository.run("policydiff", "git-setup")
    said = repository.run("git", "diff", "--word-diff", "-U0", LC_ALL=locale)
    assert "有[-五-]{+三+}十个以上摊位" in said
    assert "自[-2015年10月-]" in said or "自[-2015-]{+2021+}年" in said
    headers = [line.rpartition("@@ ")[2][:4] for line in said.splitlines() if line.startswith("@@")]
    assert {"第二条　", "第五条　", "第三章　"} & set(headers)
    assert sum(header.startswith("第") for header in headers) >= len(headers) - 2


def test_git_reads_what_is_not_utf_8(repository: Repository) -> None:
    repository.run("policydiff", "git-setup")
    repository.write(NAME, OLD.decode().encode("gb18030"))
    assert repository.run("git", "diff") == ""
    repository.write(NAME, NEW.decode().encode("gb18030"))
    assert "+第七条　市、县（区）人民政府" in repository.run("git", "diff")


def test_a_file_that_is_no_text_does_not_stop_git(repository: Repository) -> None:
    repository.run("policydiff", "git-setup")
    repository.write("binary.txt", b"\x00\x01\x02\xff" * 40)
    repository.run("git", "add", "-N", ".")
    said = repository.run("git", "diff")
    assert "第七条" in said
    assert "+(no text that policydiff reads)" in said


def test_git_log_finds_the_history_of_an_article(repository: Repository) -> None:
    repository.run("policydiff", "git-setup")
    repository.run("git", "commit", "-q", "-a", "-m", "second")
    said = repository.run("git", "log", "--format=%s", "-s", "-L", f":^第二条:{NAME}")
    assert said.split() == ["second", "first"]


def test_git_diff_prints_our_report(repository: Repository) -> None:
    repository.run("policydiff", "git-setup", "--external")
    said = repository.run("git", "diff")
    assert f"    {NAME}    " in said
    assert "第十七条 → 第九条" in said
    assert "Checked: old + these changes = new, exactly." in " ".join(said.split())
    assert repository.run("git", "diff", "--no-ext-diff").startswith("diff --git")


@pytest.mark.parametrize("name", ["--color=a.txt", "-", "-o.txt", 'it\'s $HOME "q".txt', "a\nb.txt"])
@pytest.mark.parametrize("external", [True, False])
def test_any_name_is_a_name_and_no_option(repository: Repository, name: str, external: bool) -> None:
    repository.write(name, OLD)
    repository.run("git", "add", ".")
    repository.run("git", "commit", "-q", "-m", "second")
    for each in (name, NAME):
        repository.write(each, OLD)
    repository.run("git", "commit", "-q", "-a", "-m", "third")
    for each in (name, NAME):
        repository.write(each, NEW)
    repository.run("policydiff", "git-setup", "*", *(["--external"] if external else []))
    said = repository.run("git", "diff")
    assert "no text that policydiff reads" not in said
    assert said.count("第十七条 → 第九条" if external else "+第七条　市、县（区）人民政府") == 2


def test_git_diff_of_files_that_came_went_and_moved(repository: Repository) -> None:
    repository.run("policydiff", "git-setup", "--external")
    repository.run("git", "mv", NAME, "moved.txt")
    repository.write("moved.txt", OLD.replace("五十个".encode(), "六十个".encode()))
    repository.write("came.txt", NEW.replace("夜间".encode(), "早晨".encode())[:900].rpartition(b"\n")[0])
    (repository.folder / "moved.txt").chmod(0o755)
    repository.run("git", "add", "-A")
    said = repository.run("git", "diff", "--cached", "-M")
    assert "new file: came.txt" in said
    assert "the old document is empty: everything is new" in said
    assert f"renamed: {NAME} → moved.txt" in said
    assert "mode: 100644 → 100755" in said
    repository.run("git", "rm", "-q", "--cached", "moved.txt")
    assert f"deleted file: {NAME}" in repository.run("git", "diff", "--cached", "-M", "--", NAME)


def test_git_diff_goes_on_past_what_cannot_be_read(repository: Repository) -> None:
    repository.run("policydiff", "git-setup", "--external")
    repository.write("a.txt", b"\x00\x01\x02\xff" * 40)
    repository.run("git", "add", "-N", ".")
    assert "第十七条 → 第九条" in repository.run("git", "diff")


def test_git_diff_of_a_conflict(repository: Repository) -> None:
    repository.run("policydiff", "git-setup", "--external")
    repository.run("git", "checkout", "-q", "-b", "other")
    repository.run("git", "commit", "-q", "-a", "-m", "second")
    repository.run("git", "checkout", "-q", "-")
    repository.write(NAME, OLD.replace("五十个".encode(), "六十个".encode()))
    repository.run("git", "commit", "-q", "-a", "-m", "third")
    repository.run("git", "merge", "-q", "other", status=1)
    repository.run("git", "diff", "HEAD")
    repository.run("git", "diff", "--cached")


def test_difftool(repository: Repository) -> None:
    repository.run("policydiff", "git-setup")
    assert "第十七条 → 第九条" in repository.run("git", "difftool", "-y", "-t", "policydiff")
    trusting = repository.run("git", "difftool", "-y", "--trust-exit-code", "-t", "policydiff")
    assert "第十七条 → 第九条" in trusting


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a"] * 8])
def test_git_diff_by_hand_says_how_it_is_meant(policydiff: Command, arguments: list[str]) -> None:
    done = policydiff("git-diff", *arguments)
    assert done.returncode == 2
    assert "git-setup --external" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("missing.txt", None, "not compared: no such file"), ("binary.txt", b"\x00\x01\xff" * 9, "not compared")],
)
def test_git_diff_always_exits_0(
    policydiff: Command, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    sample = ROOT / "samples" / "regulation-2015.txt"
    done = policydiff("git-diff", "x.txt", tmp_path / name, "0" * 40, "100644", sample, "0" * 40, "100644")
    assert done.returncode == 0
    assert says in done.stderr
    assert "x.txt" in done.stderr
