"""Nobody may read what a command writes who may not read what it was made from."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from policydiff.atomic.files import write_files
from policydiff.atomic.permissions import allowed_mode
from trees import LAW, WORK, plant, run

GROUP = os.getgid()


@pytest.mark.parametrize(
    ("modes", "mode"),
    [
        ([], 0o644),
        ([0o644], 0o644),
        ([0o664, 0o755], 0o644),
        ([0o600], 0o600),
        ([0o640], 0o640),
        ([0o644, 0o600], 0o600),
        ([0o640, 0o604], 0o600),
        ([0o400], 0o600),
    ],
)
def test_a_new_file_is_as_closed_as_the_most_closed_of_its_sources(tmp_path: Path, modes: list[int], mode: int) -> None:
    sources = []
    for number, source_mode in enumerate(modes):
        path = tmp_path / str(number)
        path.touch()
        path.chmod(source_mode)
        os.chown(path, -1, GROUP)
        sources.append(str(path))
    assert allowed_mode(0o644, GROUP, sources) == mode
    assert allowed_mode(0o644, GROUP, [*sources, str(tmp_path / "missing"), "-"]) == mode


@pytest.mark.parametrize(("mode", "allowed"), [(0o755, 0o644), (0o700, 0o600), (0o711, 0o644), (0o710, 0o640)])
def test_a_folder_that_others_may_not_enter_closes_what_is_in_it(tmp_path: Path, mode: int, allowed: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    os.chown(folder, -1, GROUP)
    assert allowed_mode(0o644, GROUP, [str(folder)]) == allowed


def test_the_group_of_a_source_is_another_than_that_of_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(0o640)
    assert allowed_mode(0o644, path.stat().st_gid + 1, [str(path)]) == 0o600


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["dedupe", "a.txt", "-o", "out.txt", "-q"], ["out.txt", "out.txt.plan.json"]),
        (["dedupe", "--in-place", "a.txt", "-q"], ["a.txt", "a.txt.plan.json"]),
        (["dedupe", "in", "-o", "out", "-q"], ["out.plan.json"]),
        (["index", "build", "x.index", "in", "-q"], ["x.index"]),
        (["index", "build", "x.index", "a.txt", "-q"], ["x.index"]),
        (["compare", "a.txt", "b.txt", "-o", "c.txt", "--exit-zero"], ["c.txt"]),
        (["relations", "in", "-o", "c.txt", "-q"], ["c.txt"]),
        (["baseline", "write", "a.txt", "--isolated"], ["policydiff-baseline.json"]),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o600, 0o755), (0o644, 0o755), (0o644, 0o700)])
def test_what_commands_write(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    written: list[str],
    file_mode: int,
    folder_mode: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"a.txt": WORK, "b.txt": LAW, "in/a.txt": WORK, "in/b.txt": LAW})
    for name in ("a.txt", "b.txt", "in/a.txt", "in/b.txt"):
        (tmp_path / name).chmod(file_mode)
    (tmp_path / "in").chmod(folder_mode)
    mask = os.umask(0o022)
    try:
        assert run(*arguments) == 0
    finally:
        os.umask(mask)
    closed = file_mode == 0o600 or ("in" in arguments and folder_mode == 0o700)
    for name in written:
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == (0o600 if closed else 0o644), name


def test_an_index_is_closed_by_what_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"a.txt": WORK, "b.txt": LAW})
    mask = os.umask(0o022)
    try:
        assert run("index", "build", "x.index", "a.txt", "-q") == 0
        assert stat.S_IMODE((tmp_path / "x.index").stat().st_mode) == 0o644
        (tmp_path / "b.txt").chmod(0o600)
        assert run("index", "add", "x.index", "b.txt", "-q") == 0
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "x.index").stat().st_mode) == 0o600


def test_hard_links_are_said(tmp_path: Path) -> None:
    plant(tmp_path, {"a.txt": "old"})
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    ((path, note),) = write_files({str(tmp_path / "a.txt"): b"new"})
    assert path == str(tmp_path / "a.txt")
    assert str(note) == "had 2 hard links; the other names keep the old content"
    assert (tmp_path / "b.txt").read_bytes() == b"old"
    assert write_files({str(tmp_path / "a.txt"): b"newer"}) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_group_are_kept(tmp_path: Path) -> None:
    plant(tmp_path, {"a.txt": "old"})
    os.chown(tmp_path / "a.txt", 1234, 2345)
    assert write_files({str(tmp_path / "a.txt"): b"new"}) == []
    status = (tmp_path / "a.txt").stat()
    assert (status.st_uid, status.st_gid) == (1234, 2345)
