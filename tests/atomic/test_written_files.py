"""Old or new, all or none, and no leftovers, whatever fails and whenever it does."""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policydiff.atomic.files import write_files
from policydiff.errors import WriteError

NEW = {"a.txt": b"new a", "b.txt": b"new b"}
OLD = {"a.txt": b"old a", "b.txt": b"old b"}
# The calls that may fail while files are written.
CALLS = [
    "pathlib.Path.mkdir",
    "pathlib.Path.write_bytes",
    "os.fsync",
    "pathlib.Path.chmod",
    "pathlib.Path.unlink",
    "policydiff.atomic.transaction._exchange",
    "policydiff.atomic.transaction._rename_to_new",
]


def written(folder: Path) -> dict[str, bytes]:
    """Everything in the folder, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def at(folder: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    return {str(folder / name): content for name, content in files.items()}


def fail_once(monkeypatch: pytest.MonkeyPatch, name: str, turn: int, error: BaseException) -> Callable[[], bool]:
    """Makes the call of this name raise at its turn (0-based) and no other; says whether it came to that."""
    owner, _, attribute = name.rpartition(".")
    target: Any = Path if owner == "pathlib.Path" else importlib.import_module(owner)
    real = getattr(target, attribute)
    calls = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == turn + 1:
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(target, attribute, call)
    return lambda: calls > turn


@pytest.mark.parametrize("there", [{}, {"a.txt": b"old a"}, {"b.txt": b"old b"}, OLD], ids=lambda old: "+".join(old))
def test_every_file_is_written(tmp_path: Path, there: dict[str, bytes]) -> None:
    put(tmp_path, there)
    write_files(at(tmp_path, NEW))
    assert written(tmp_path) == NEW


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "^C"])
@pytest.mark.parametrize("there", [{}, {"b.txt": b"old b"}, OLD], ids=lambda old: "+".join(old))
@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("name", CALLS)
def test_all_or_none_at_every_failure(
    tmp_path: Path, name: str, turn: int, there: dict[str, bytes], error: BaseException
) -> None:
    put(tmp_path, there)
    raised: BaseException | None = None
    with pytest.MonkeyPatch.context() as patched:
        came_to_it = fail_once(patched, name, turn, error)
        try:
            write_files(at(tmp_path, NEW))
        except (WriteError, KeyboardInterrupt) as caught:
            raised = caught
        assert came_to_it() or not raised
    if isinstance(raised, WriteError):
        assert str(raised.message) == "cannot be written: no space left on device"
        assert raised.where in at(tmp_path, NEW)
    left = {key: value for key, value in written(tmp_path).items() if not key.startswith(".policydiff-")}
    if name == "pathlib.Path.unlink":  # it cleans up as well: what cannot be deleted has to stay
        assert left in (there, NEW)
    else:
        assert written(tmp_path) == (there if raised else NEW)


@pytest.mark.parametrize("turn", range(6))
def test_nothing_is_lost_where_names_cannot_be_exchanged(tmp_path: Path, turn: int) -> None:
    put(tmp_path, OLD)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("policydiff.atomic.transaction._renamed", lambda *_: False)
        fail_once(patched, "pathlib.Path.rename", turn, OSError(5, "Input/output error"))
        with pytest.raises(WriteError, match="input/output error"):
            write_files(at(tmp_path, NEW))
    assert written(tmp_path) == OLD


def test_what_is_cut_short_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that stops half way, as on a full disk."""
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        real(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    put(tmp_path, OLD)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="no space left"):
        write_files(at(tmp_path, NEW))
    assert written(tmp_path) == OLD


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    put(tmp_path, OLD)
    (tmp_path / "a.txt").chmod(mode)
    write_files(at(tmp_path, NEW))
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_files(at(tmp_path, NEW))
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == mode


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    put(tmp_path / "real", OLD)
    (tmp_path / "a.txt").symlink_to("real/a.txt")
    (tmp_path / "new.txt").symlink_to("real/new.txt")
    write_files(at(tmp_path, {"a.txt": b"new a", "new.txt": b"new"}))
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "new.txt").is_symlink()
    assert written(tmp_path / "real") == {"a.txt": b"new a", "b.txt": b"old b", "new.txt": b"new"}


@pytest.mark.parametrize("kind", ["pipe", "loop", "folder"])
def test_only_regular_files_are_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    makers: dict[str, Callable[[], None]] = {
        "pipe": lambda: os.mkfifo(path),
        "loop": lambda: path.symlink_to(path),
        "folder": lambda: path.mkdir(),
    }
    makers[kind]()
    before = path.lstat()
    with pytest.raises(WriteError, match=r"is not a regular file") as raised:
        write_files({str(tmp_path / "a.txt"): b"new a", str(path): b"new"})
    assert raised.value.where == str(path)
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert [each.name for each in tmp_path.iterdir()] == [kind]
