"""Files that are no index, or no longer one: refused in one line, and left as they are."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Command, Done
from papers import sections
from policydiff.index import database, writing
from policydiff.readers.corpus import Corpus
from policydiff.text.folding import table_version

TEXTS = {f"{name}.txt": f"{name}县管护方案\n{sections(1, 6, name)}" for name in "子丑寅卯辰巳午未"}
AFRESH = "(build it anew with policydiff index build)"
REMOVE = "(remove it and build it anew with policydiff index build)"
ASKED = [["search", "INDEX", "子.txt"], ["index", "info", "INDEX"], ["index", "add", "INDEX", "子.txt"]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents and a sound index of them."""
    folder = tmp_path_factory.mktemp("sound")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    writing.build(str(folder / "sound.index"), Corpus([str(folder / name) for name in TEXTS]))
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of these that may be spoiled."""
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    return tmp_path


def complaint(done: Done) -> str:
    """What was said, in one line, without the program's name."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == b""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done.stderr.removeprefix("policydiff: ").rstrip("\n")


def said(policydiff: Command, folder: Path, index: str = "sound.index") -> set[str]:
    """What each command that opens an index complains of."""
    return {
        complaint(policydiff(*(index if word == "INDEX" else word for word in words), cwd=folder)) for words in ASKED
    }


# --- what is no index

STRANGERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "x.index: no index: no such file or directory (policydiff index build makes one)"),
    "folder": (
        lambda path: path.mkdir(),
        "x.index: is a folder, and an index is one file (policydiff index build makes one)",
    ),
    "empty": (
        lambda path: path.touch(),
        "x.index: is empty, and no index (remove it; policydiff index build makes one)",
    ),
    "text": (
        lambda path: path.write_text("第一条\n" * 500, encoding="utf-8"),
        "x.index: not an index: no SQLite file (policydiff index build makes one)",
    ),
    "one byte": (
        lambda path: path.write_bytes(b"S"),
        "x.index: not an index: no SQLite file (policydiff index build makes one)",
    ),
    "pipe": (lambda path: os.mkfifo(path), "x.index: not a regular file (policydiff index build makes one)"),
    "loop": (lambda path: path.symlink_to(path), "x.index: no index: too many levels of symbolic links"),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_no_index_is_refused(folder: Path, policydiff: Command, kind: str) -> None:
    make, line = STRANGERS[kind]
    make(folder / "x.index")
    before = sorted(path.name for path in folder.iterdir())
    assert said(policydiff, folder, "x.index") == {line}
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("name", ["plan.txt", "folder", "sound.index", "link"])
def test_build_writes_over_nothing(folder: Path, policydiff: Command, name: str) -> None:
    (folder / "plan.txt").write_text("旧", encoding="utf-8")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to("nowhere")
    before = {path: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}
    hint = "is there already (policydiff index add adds to it; remove it to build it anew)"
    assert complaint(policydiff("index", "build", name, "子.txt", cwd=folder)) == f"{name}: {hint}"
    assert {path: path.read_bytes() if path.is_file() else None for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["build", "none/a.index", "子.txt"], "none: there is no such folder (make it first)"),
        (["build", "new.index", "none.txt"], "none.txt: no such file or directory"),
        (["build", "new.index", "-"], "-: standard input has no name to be held under (save it as a file)"),
        (["add", "sound.index", "none.txt"], "none.txt: no such file or directory"),
        (["add", "sound.index", "twice.jsonl"], "twice.jsonl:2: the id '1' comes twice (first in twice.jsonl:1; "),
        (["build", "new.index", "twice.jsonl"], "twice.jsonl:2: the id '1' comes twice (first in twice.jsonl:1; "),
        (["remove", "sound.index"], "Missing argument 'ID...' (see policydiff index remove --help)"),
        (["build", "", "子.txt"], "Invalid value for 'INDEX': an empty file name (see policydiff index build --help)"),
        (["add", "sound.index", "子.txt", "--wait", "-1"], "Invalid value for '--wait': "),
    ],
)
def test_requests_that_cannot_be_carried_out(folder: Path, policydiff: Command, words: list[str], line: str) -> None:
    (folder / "twice.jsonl").write_text('{"id": 1, "text": "甲"}\n{"id": 1, "text": "乙"}\n', encoding="utf-8")
    before = (folder / "sound.index").read_bytes()
    assert complaint(policydiff("index", *words, cwd=folder)).startswith(line)
    assert (folder / "sound.index").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith((".policydiff", "new.index"))]


# --- what is another's

SPOILED = [
    ("PRAGMA application_id = 7", "an SQLite file, but no index of policydiff"),
    ("PRAGMA user_version = 2", f"an index of format 2, and this version reads 1 {AFRESH}"),
    ("CREATE VIEW v AS SELECT 1", "the tables are not those of an index (views, triggers and other tables are refused"),
    (
        "CREATE TRIGGER t AFTER INSERT ON document BEGIN DELETE FROM document; END",
        "the tables are not those of an index",
    ),
    ("CREATE TABLE more (a)", "the tables are not those of an index"),
    ("CREATE INDEX more ON document (title)", "the tables are not those of an index"),
    ("ALTER TABLE document ADD COLUMN more TEXT", "the tables are not those of an index"),
    ("ALTER TABLE document ADD COLUMN more TEXT AS (upper(title))", "the tables are not those of an index"),
    ("DROP TABLE band", "the tables are not those of an index"),
    ("DROP INDEX document_sha256", "the tables are not those of an index"),
    (
        "DROP TABLE band; CREATE VIEW band AS SELECT 1 AS hash, 1 AS document",
        "the tables are not those of an index",
    ),
    (
        "UPDATE parameter SET value = replace(value, '128', '256') WHERE name = 'signature'",
        'made with other parameters: signature {"signature": "fast", "k": 256, ',
    ),
    (
        "UPDATE parameter SET value = json_set(value, '$.fold', '1-d4886bcc') WHERE name = 'signature'",
        f'made with another folding table: "1-d4886bcc", not "{table_version()}" {REMOVE}',
    ),
    (
        "UPDATE parameter SET value = json_set(value, '$.fold', '1-d4886bcc', '$.k', 64) WHERE name = 'signature'",
        f'made with another folding table: "1-d4886bcc", not "{table_version()}" {REMOVE}',
    ),
    (
        "UPDATE parameter SET value = json_remove(value, '$.fold') WHERE name = 'signature'",
        f'made with another folding table: null, not "{table_version()}" {REMOVE}',
    ),
    (
        "UPDATE parameter SET value = '[\"fast\"]' WHERE name = 'signature'",
        'made with other parameters: signature ["fast"], not {',
    ),
    (
        "UPDATE parameter SET value = '{\"width\": 32, \"rate\": 1e9}' WHERE name = 'sampling'",
        'made with other parameters: sampling {"width": 32, "rate": 1000000000.0}, not {"width": 32, "rate": 64}',
    ),
    ("DELETE FROM parameter", "made with other parameters: signature null, not "),
    ("UPDATE parameter SET value = '[[['", f"the index is damaged: its parameters are not JSON {AFRESH}"),
    (
        "UPDATE parameter SET value = replace(hex(zeroblob(4000)), '00', '[') WHERE name = 'threshold'",
        "the index is damaged: its parameters are not JSON",
    ),
]


@pytest.mark.parametrize(("spoil", "line"), SPOILED)
def test_an_index_made_otherwise_is_refused(folder: Path, policydiff: Command, spoil: str, line: str) -> None:
    with closing(sqlite3.connect(folder / "sound.index")) as connection:
        connection.executescript(spoil)
    (told,) = said(policydiff, folder)
    assert told.startswith(f"sound.index: {line}")


@pytest.mark.parametrize(
    "words",
    [
        ["search", "sound.index", "子.txt"],
        ["index", "add", "sound.index", "子.txt"],
        ["index", "remove", "sound.index", "子.txt"],
        ["index", "verify", "sound.index"],
        ["index", "info", "sound.index"],
        ["check", "子.txt", "--against", "sound.index"],
    ],
    ids=" ".join,
)
def test_no_command_opens_an_index_of_another_folding_table(
    folder: Path, policydiff: Command, words: list[str]
) -> None:
    with closing(sqlite3.connect(folder / "sound.index")) as connection:
        connection.execute("UPDATE parameter SET value = json_set(value, '$.fold', '1-d4886bcc') WHERE value LIKE '{%'")
        connection.commit()
    before = (folder / "sound.index").read_bytes()
    line = f'sound.index: made with another folding table: "1-d4886bcc", not "{table_version()}" {REMOVE}'
    assert complaint(policydiff(*words, cwd=folder)) == line
    assert (folder / "sound.index").read_bytes() == before
    (folder / "sound.index").unlink()  # and what the line says helps
    assert policydiff("index", "build", "sound.index", *sorted(TEXTS), cwd=folder).returncode == 0
    assert policydiff(*words, cwd=folder).returncode in (0, 1)


def test_an_answer_is_never_written_over_the_index(folder: Path, policydiff: Command) -> None:
    before = (folder / "sound.index").read_bytes()
    for target in ("sound.index", "子.txt"):
        line = complaint(policydiff("search", "sound.index", "子.txt", "-o", target, cwd=folder))
        assert line.startswith(f"{target}: is the input itself")
    assert (folder / "sound.index").read_bytes() == before


def test_the_parameters_of_an_index_are_those_it_was_made_with() -> None:
    assert set(database.current_parameters().as_json()) == {"signature", "bands", "threshold", "sampling"}


# --- what is damaged

ROWS = [
    ("UPDATE document SET text = x'ffff' WHERE number = 1", "a text does not unpack"),
    ("UPDATE document SET text_sha256 = x'00' WHERE number = 1", "a text is not the one that was put in"),
    ("UPDATE document SET characters = 1 WHERE number = 1", "a text is not the one that was put in"),
    ("UPDATE document SET characters = 9000000000000000000 WHERE number = 1", "its facts are not those of its text"),
    ("UPDATE document SET signature = x'00' WHERE number = 1", "its facts are not those of its text"),
    ("UPDATE document SET samples = x'000000' WHERE number = 1", "its facts are not those of its text"),
    ("UPDATE document SET sampled = 999 WHERE number = 1", "its facts are not those of its text"),
    ("UPDATE document SET sha256 = x'00' WHERE number = 1", "its facts are not those of its text"),
    ("DELETE FROM document WHERE number = 1", "the table band is not what the texts make it"),
    ("DELETE FROM band WHERE document = 1", "the table band is not what the texts make it"),
    ("INSERT INTO sampled VALUES (1, 99)", "the table sampled is not what the texts make it"),
    ("UPDATE OR IGNORE sampled SET document = 2", "the table sampled is not what the texts make it"),
]


@pytest.mark.parametrize(("spoil", "fault"), ROWS)
def test_verify_sees_what_is_wrong(folder: Path, policydiff: Command, spoil: str, fault: str) -> None:
    with closing(sqlite3.connect(folder / "sound.index")) as connection:
        connection.executescript(spoil)
    done = policydiff("index", "verify", "sound.index", cwd=folder)
    assert done.returncode == 2
    assert fault in " ".join(done.stdout.decode().split())
    assert done.stderr == f"policydiff: sound.index: the index is damaged {AFRESH}\n"


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        ("UPDATE document SET text = x'ffff'", "the index is damaged: a text does not unpack"),
        ("UPDATE document SET signature = x'00'", "the index is damaged: a signature has another number of slots"),
        ("DELETE FROM document", "the index is damaged: a look-up table names a document that is not there"),
        ("INSERT INTO sampled SELECT hash, 99 FROM sampled WHERE document = 1", None),
        ("UPDATE document SET title = CAST(x'ff' AS TEXT)", "the index is damaged: Could not decode to UTF-8"),
        ("UPDATE document SET id = number * 1.5", None),
    ],
)
def test_a_search_in_a_damaged_index_never_breaks(
    folder: Path, policydiff: Command, spoil: str, line: str | None
) -> None:
    with closing(sqlite3.connect(folder / "sound.index")) as connection:
        connection.executescript(spoil)
    done = policydiff("search", "sound.index", "子.txt", cwd=folder)
    if line is None:
        assert done.returncode in (0, 1), done.stderr
    else:
        assert complaint(done).startswith(f"sound.index: {line}")


@pytest.mark.parametrize("words", [["remove", "sound.index", "*"], ["add", "sound.index", "子.txt", "--replace"]])
def test_a_torn_row_is_not_taken_out(folder: Path, policydiff: Command, words: list[str]) -> None:
    with closing(sqlite3.connect(folder / "sound.index")) as connection:
        connection.executescript(
            "UPDATE document SET samples = x'000000', sha256 = x'00', id = '子.txt' WHERE number = 1"
        )
    line = complaint(policydiff("index", *words, cwd=folder))
    assert line == f"sound.index: the index is damaged: a sample is torn {AFRESH}"


@pytest.mark.slow
def test_a_text_that_unpacks_without_end_is_stopped(folder: Path, policydiff: Command) -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    with closing(sqlite3.connect(folder / "sound.index")) as connection, connection:
        connection.execute("UPDATE document SET text = ?", (bomb,))
    done = policydiff("search", "sound.index", "子.txt", cwd=folder)
    assert complaint(done).startswith("sound.index: the index is damaged: a text is not the one that was put in")


@pytest.mark.parametrize(
    ("left", "line"),
    [
        (-1, "the index is damaged: it was cut off"),
        (-5000, "the index is damaged: database disk image is malformed"),
        (-4096, "the index is damaged: database disk image is malformed"),
        (8192, "the index is damaged: database disk image is malformed"),
        (600, "the index is damaged: database disk image is malformed"),
        (100, "not an index: no SQLite file (policydiff index build makes one)"),
    ],
)
def test_a_truncated_index_is_refused(folder: Path, policydiff: Command, left: int, line: str) -> None:
    (folder / "sound.index").write_bytes((folder / "sound.index").read_bytes()[:left])
    (told,) = said(policydiff, folder)
    assert told.removesuffix(f" {AFRESH}") == f"sound.index: {line}"


@pytest.mark.parametrize("seed", range(6))
def test_bytes_thrown_at_random_never_break_anything(folder: Path, policydiff: Command, seed: int) -> None:
    pick = random.Random(seed)
    raw = bytearray((folder / "sound.index").read_bytes())
    for _ in range(40 * (seed + 1)):
        raw[pick.randrange(100 if seed < 3 else 0, len(raw))] = pick.randrange(256)
    (folder / "sound.index").write_bytes(raw)
    for words in (*ASKED, ["index", "verify", "INDEX"], ["index", "remove", "INDEX", "*"]):
        done = policydiff(*("sound.index" if word == "INDEX" else word for word in words), cwd=folder)
        assert done.returncode in (0, 1, 2)
        assert "internal error" not in done.stderr
        assert "Traceback" not in done.stderr


# --- what must not be written


# All that the commands need is loaded while it may be read; then the rights are given up.
AS_NOBODY = """
import contextlib, io, os, sys
from policydiff.cli import main as cli
with contextlib.redirect_stdout(io.StringIO()):
    for words in (["search", "sound.index", "子.txt"], ["index", "verify", "sound.index"],
                  ["index", "add", "sound.index", os.path.abspath("子.txt")]):
        cli._status(words)
os.setgroups([]); os.setgid(65534); os.setuid(65534)
cli.main(sys.argv[1:])
"""


def as_nobody(folder: Path, *words: str) -> Done:
    """A command run by a user who owns nothing here."""
    if os.geteuid():
        pytest.skip("only root can become another user")
    line = [sys.executable, "-c", AS_NOBODY, *words]
    done = subprocess.run(line, cwd=folder, env=Command.unmeasured(), capture_output=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr.decode().partition("are safe\n")[2])


@pytest.fixture
def public(sound: Path) -> Iterator[Path]:
    """A copy of the sound folder that others may look into, but not write to."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(sound, name, dirs_exist_ok=True)
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.slow
def test_whoever_may_only_read_can_search(public: Path) -> None:
    folder = public
    (folder / "sound.index").chmod(0o444)
    assert as_nobody(folder, "search", "sound.index", "子.txt").returncode == 0
    assert as_nobody(folder, "index", "verify", "sound.index").returncode == 0
    line = complaint(as_nobody(folder, "index", "add", "sound.index", "子.txt"))
    assert line == "sound.index: must not be written (see the permissions of the file)"
    (folder / "sound.index").chmod(0o666)
    line = complaint(as_nobody(folder, "index", "remove", "sound.index", "*"))
    assert line == "sound.index: its folder must not be written (SQLite keeps its journal there)"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*TEXTS, "sound.index"])
    assert complaint(as_nobody(folder, "index", "build", "new.index", "子.txt")).startswith(
        "new.index: cannot be written: "
    )
