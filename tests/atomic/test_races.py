"""Files that are changed, replaced or removed by others while a command runs: what they saved is never lost."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from faults import Fault, points, run_with
from policydiff.atomic.files import write_files
from policydiff.atomic.seen import ABSENT, is_still, look_at, seen_bytes
from policydiff.errors import WriteError
from trees import WORK, plant
from writing_commands import CASES, Trial, contents

LINE = "另存的一行\n".encode()


def append(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(LINE)


def link_to_another(path: Path) -> None:
    path.unlink()
    path.symlink_to("other.txt")


def save_anew(path: Path) -> None:
    new = path.with_name("editor.tmp")
    new.write_bytes(path.read_bytes() + LINE)
    new.rename(path)


@pytest.mark.slow
@pytest.mark.parametrize("save", [append, save_anew])
def test_a_line_saved_while_a_file_is_replaced_is_in_it_or_in_its_source(
    tmp_path: Path, save: Callable[[Path], None]
) -> None:
    trial = Trial(next(case for case in CASES if case.name == "dedupe --in-place"), tmp_path)
    for number in range(1, trial.number_of_points + 1):
        folder = trial.copy(f"{number}")
        file = folder / "a.txt"
        ended = run_with(Fault("act", number, functools.partial(save, file)), trial.case.arguments, folder)
        done = points(["restore", "a.txt", "-o", "back.txt"], folder)
        sources = [path.read_bytes() for path in (file, folder / "back.txt") if path.exists()]
        assert any(LINE in source for source in sources), (number, ended, done)
        assert ended.status in (0, 2)
        if ended.status == 2:
            assert file.read_bytes() == WORK.encode() + LINE
            assert not (folder / "a.txt.plan.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("git-setup", ".gitattributes"),
        ("git-setup --undo", ".gitattributes"),
        ("dedupe FOLDER over a result", "out/b.txt"),
        ("dedupe JSONL.GZ over a result", "out.jsonl.gz"),
    ],
)
def test_what_was_saved_over_what_was_read_stays(tmp_path: Path, name: str, file: str) -> None:
    trial = Trial(next(case for case in CASES if case.name == name), tmp_path)
    for number in range(1, trial.number_of_points + 1, 3):
        folder = trial.copy(f"{number}")
        before = (folder / file).read_bytes()
        edited, mark = before + b"# " + LINE, trial.folder / f"saved-{number}"

        def save(path: Path = folder / file, edited: bytes = edited, before: bytes = before, mark: Path = mark) -> None:
            if path.is_file() and path.read_bytes() == before:  # later it is no longer what was read
                path.write_bytes(edited)
                mark.touch()

        ended = run_with(Fault("act", number, save), trial.case.arguments, folder)
        kept = contents(folder).get(file, b"")
        if mark.exists():
            assert LINE in kept, (number, ended)
        else:
            assert kept == trial.new.get(file, b""), (number, ended)


@pytest.mark.parametrize(
    "change",
    [append, save_anew, Path.unlink, link_to_another],
    ids=["appended", "saved anew", "removed", "a link to other bytes"],
)
def test_a_file_that_does_not_hold_what_was_read_is_not_replaced(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    path = tmp_path / "a.txt"
    plant(tmp_path, {"a.txt": "old", "other.txt": "other"})
    change(path)
    before = contents(tmp_path)
    with pytest.raises(WriteError, match="was changed since it was read"):
        write_files({str(tmp_path / "plan"): b"plan", str(path): b"new"}, read={str(path): b"old"})
    assert contents(tmp_path) == before


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    plant(tmp_path, {"a.txt": "another's"})
    with pytest.raises(WriteError, match="was changed since it was read"):
        write_files({str(tmp_path / "a.txt"): b"new"}, read={str(tmp_path / "a.txt"): None})
    assert contents(tmp_path) == {"a.txt": b"another's"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who has a file open")
def test_a_file_that_another_process_has_open_for_writing_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    writer = [
        sys.executable,
        "-c",
        "import sys; f = open(sys.argv[1], 'ab'); print('open', flush=True); input()",
        str(path),
    ]
    with subprocess.Popen(writer, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        with pytest.raises(WriteError, match="was changed since it was read"):
            write_files({str(path): b"new"}, read={str(path): b"old"})
        process.stdin.write(b"\n")
        process.stdin.flush()
    write_files({str(path): b"new"}, read={str(path): b"old"})
    assert path.read_bytes() == b"new"


def test_what_was_seen_is_compared_by_content_or_by_identity(tmp_path: Path) -> None:
    plant(tmp_path, {"folder/a.txt": "a", "folder/sub/b.txt": "b", "file.txt": "a"})
    folder, file = look_at(tmp_path / "folder"), look_at(tmp_path / "file.txt")
    assert is_still(folder, tmp_path / "folder")
    assert is_still(file, tmp_path / "file.txt")
    assert is_still(seen_bytes(b"a"), tmp_path / "file.txt")
    assert is_still(ABSENT, tmp_path / "none")
    (tmp_path / "folder/sub/b.txt").write_text("longer", encoding="utf-8")
    os.utime(tmp_path / "file.txt", ns=(1, 1))
    assert not is_still(folder, tmp_path / "folder")
    assert not is_still(file, tmp_path / "file.txt")
    assert is_still(seen_bytes(b"a"), tmp_path / "file.txt")
    assert not is_still(seen_bytes(b"b"), tmp_path / "file.txt")
    assert not is_still(ABSENT, tmp_path / "folder")
