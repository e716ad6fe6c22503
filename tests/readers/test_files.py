"""Opening what a user names: files, standard input, pipes, and what is neither."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import policydiff
from policydiff.errors import ReadError
from policydiff.readers.read import read_file

TEXT = "第一条\r\n第二条\r第三条\n"
posix = pytest.mark.skipif(os.name != "posix", reason="the file kinds of POSIX")


def test_a_file_is_read_with_its_newlines(tmp_path: Path) -> None:
    file = tmp_path / "办法.txt"
    file.write_bytes(TEXT.encode("gbk"))
    document = read_file(str(file))
    assert (document.path, document.text, document.encoding) == (str(file), TEXT, "gb18030")
    assert str(read_file(str(file), encoding="gbk").encoding_reason) == "as asked by --encoding"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent.txt", "no such file or directory"),
        (".", "is a directory"),
        ("a\0b", "not a file name"),
        ("x" * 5000, "file name too long"),
    ],
)
def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError) as caught:
        read_file(name)
    assert (caught.value.where, str(caught.value.message)) == (name, message)


def test_a_file_one_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "a.txt"
    file.touch()
    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(ReadError, match=r"a\.txt: permission denied"):
        read_file(str(file))


@posix
def test_pipes_sockets_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "plug"))
        for name in (tmp_path / "pipe", tmp_path / "plug", Path("/dev/zero")):
            with pytest.raises(ReadError, match="not a regular file"):
                read_file(str(name))


@posix
def test_the_null_device_is_an_empty_document() -> None:
    assert read_file(os.devnull).text == ""


@posix
def test_a_link_is_followed_and_a_loop_of_links_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "loop").symlink_to("loop")
    assert read_file(str(tmp_path / "link")).text == TEXT
    with pytest.raises(ReadError, match="too many levels of symbolic links"):
        read_file(str(tmp_path / "loop"))


def reading(operand: str, **kwargs: object) -> subprocess.CompletedProcess[bytes]:
    """A fresh interpreter that reads `operand` and writes the document's text as UTF-8, or its error."""
    program = (
        "import sys\nfrom policydiff.errors import ReadError\nfrom policydiff.readers.read import read_file\n"
        "try: sys.stdout.buffer.write(read_file(sys.argv[1]).text.encode())\n"
        "except ReadError as error: sys.exit(str(error))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(policydiff.__file__).parent.parent)}
    command = [sys.executable, "-c", program, operand]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **kwargs)  # type: ignore[call-overload,no-any-return]


@posix
@pytest.mark.parametrize("operand", ["-", "/dev/stdin", "/dev/fd/0"])
def test_standard_input_through_a_pipe(operand: str) -> None:
    assert reading(operand, input=TEXT.encode("gb18030")).stdout.decode() == TEXT


@posix
@pytest.mark.parametrize("operand", ["-", "/dev/stdin"])
def test_an_endless_standard_input_is_refused(operand: str) -> None:
    with Path("/dev/zero").open("rb") as endless:
        assert (
            reading(operand, stdin=endless).stderr.decode()
            == f"{operand}: not a regular file (copy its content to a file)\n"
        )


@posix
def test_process_substitution(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, TEXT.encode())
    os.close(writer)
    try:
        assert reading(f"/dev/fd/{reader}", pass_fds=(reader,)).stdout.decode() == TEXT
    finally:
        os.close(reader)


def test_standard_input_without_a_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    document = read_file("-")
    assert (document.path, document.text) == ("-", TEXT)


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ReadError, match="standard input is closed"):
        read_file("-")


def test_importing_the_readers_is_cheap() -> None:
    program = "import sys, policydiff.readers.files; sys.exit('numpy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(policydiff.__file__).parent.parent)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
