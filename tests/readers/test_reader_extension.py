"""A new input format or container is one file in a folder: what each file there must do, and a made-up one of each."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest

from extension import copied_package, run_copied
from policydiff.errors import ReadError
from policydiff.extensions import module_names
from policydiff.readers import containers, formats, recognition
from policydiff.readers.containers import Container, ContainerFile, ContainerOptions
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, UnreadableInput
from policydiff.readers.formats import Format, plain
from policydiff.readers.read import read_bytes
from policydiff.readers.registry import container_name, container_suffix, format_of
from trees import LAW, STATUTE, WORK, tree

# These are modules of the folders by their types, too.
_plain: Format = plain
FORMATS = module_names(formats)
CONTAINERS = module_names(containers)
# What no reader takes for text or documents: zeros, the beginnings of archives, half of a character.
GARBAGE = [b"\0" * 64, b"\x89\x00\x01PNG\0\0", bytes(range(256)) * 4, b"\xff\xfe\xfd\xfc\0", b"\x80" * 33]


def format_module(name: str) -> Format:
    return cast(Format, import_module(f"policydiff.readers.formats.{name}"))


def container_module(name: str) -> Container:
    return cast(Container, import_module(f"policydiff.readers.containers.{name}"))


MODULES: list[Format | Container] = [*map(format_module, FORMATS), *map(container_module, CONTAINERS)]


# --- what each file in the folders must do


@pytest.mark.parametrize("module", MODULES, ids=[*FORMATS, *CONTAINERS])
def test_a_module_says_its_suffixes_and_signatures(module: Format | Container) -> None:
    assert module.SUFFIXES
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in module.SUFFIXES)
    assert isinstance(module.SIGNATURES, tuple)
    assert all(isinstance(signature, bytes) and signature for signature in module.SIGNATURES)


def test_no_suffix_and_no_signature_belongs_to_two_modules() -> None:
    suffixes = [suffix for module in MODULES for suffix in module.SUFFIXES]
    signatures = [signature for module in MODULES for signature in module.SIGNATURES]
    assert len(suffixes) == len(set(suffixes))
    assert len(signatures) == len(set(signatures))


@pytest.mark.parametrize("raw", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_refuses_garbage(name: str, raw: bytes) -> None:
    module = format_module(name)
    for signature in (b"", *module.SIGNATURES):
        with pytest.raises(ReadError):
            module.read(signature + raw, "garbage")


@pytest.mark.parametrize("text", [LAW, STATUTE, WORK], ids=["law", "statute", "work"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loses_no_text(name: str, text: str) -> None:
    """A module may have `example(text) -> bytes`: a file of its format that holds this text."""
    module = format_module(name)
    example = str.encode if module is plain else getattr(module, "example", None)
    if example is None:
        pytest.skip(f"{name} makes no examples")
    document = module.read(example(text), f"a{module.SUFFIXES[0]}")
    assert [line for line in text.split() if line not in document.text] == []
    assert document.raw == document.bom + document.text.encode(document.encoding)


@pytest.mark.parametrize("raw", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_names_garbage_and_goes_on(tmp_path: Path, name: str, raw: bytes) -> None:
    module = container_module(name)
    for suffix in module.SUFFIXES:
        for signature in (b"", *module.SIGNATURES):
            file = tmp_path / f"garbage{suffix}"
            file.write_bytes(signature + raw)
            entries = list(Corpus([str(file)]))
            assert entries
            assert all(isinstance(entry, UnreadableInput) for entry in entries)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_gives_its_documents_again(name: str) -> None:
    """A module may have `example(texts) -> bytes`: a file of its kind that holds these texts."""
    module = container_module(name)
    example = _json_lines if name == "json_lines" else getattr(module, "example", None)
    if example is None:
        pytest.skip(f"{name} makes no examples")
    raw = example([LAW, STATUTE, WORK])
    stream = io.BytesIO(raw)
    file = ContainerFile("x", "x", lambda path, *, anew=False: stream, lambda start, all_bytes: None)
    entries = list(module.entries(file, ContainerOptions()))
    assert [entry.text for entry in entries if isinstance(entry, Entry)] == [LAW, STATUTE, WORK]
    assert [entry.source.line > 0 for entry in entries] == [True] * 3
    for entry in reversed(entries):
        assert module.entry(file, entry.source, ContainerOptions()) == entry
        source = entry.source
        assert module.raw(file, source) == raw[source.start : source.start + source.length]


def _json_lines(texts: list[str]) -> bytes:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()


# --- which module reads what


@pytest.mark.parametrize("path", ["a.txt", "a.MD", "a.text", "a", "-", "a.law", "HEAD:a.txt"])
def test_text_without_another_reader_is_plain(path: str) -> None:
    assert format_of(LAW.encode(), path) is plain


@pytest.mark.parametrize(
    ("signature", "kind"), recognition.SIGNATURES, ids=[kind for _, kind in recognition.SIGNATURES]
)
def test_a_format_without_a_reader_is_refused_by_its_name(signature: bytes, kind: str) -> None:
    if any(signature in format_module(name).SIGNATURES for name in FORMATS):
        pytest.skip("it has a reader")
    with pytest.raises(ReadError) as caught:
        read_bytes(signature + b"\0", "a.txt")
    assert str(caught.value) == f"a.txt: this is {kind}, not text (convert it to text first)"


@pytest.mark.parametrize(
    ("path", "name", "suffix"),
    [
        ("a.jsonl", "json_lines", ".jsonl"),
        ("b/a.ndjson.gz", "json_lines", ".ndjson.gz"),
        ("a.JSONL", "", ""),
        ("a.json", "", ""),
        ("a.txt", "", ""),
        ("-", "", ""),
    ],
)
def test_containers_by_their_suffixes(path: str, name: str, suffix: str) -> None:
    assert (container_name(path), container_suffix(path)) == (name, suffix)


def test_plain_text_loads_no_other_reader(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LAW, encoding="utf-8")
    ask = (
        "import sys; from policydiff.readers.read import read_file; from policydiff.readers.registry import *\n"
        "from policydiff.extensions import module_names; from policydiff.readers import formats\n"
        "read_file('a.txt'); container_name('a.txt'); module_names(formats)\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('policydiff.readers.formats.', "
        "'policydiff.readers.containers.'))))"
    )
    root = str(Path(recognition.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", ask],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={"PYTHONPATH": root},
        check=True,
    )
    assert done.stdout.split() == ["policydiff.readers.formats.plain"]


# --- a file put into each folder, and nothing else touched

THROW = '''
"""Text behind a line with %%THROW."""

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.text.document import Document

SUFFIXES = (".throw",)
SIGNATURES = (b"%%THROW\\n",)


def read(raw, path, *, encoding=None):
    """The text behind the line."""
    if not raw.startswith(SIGNATURES):
        raise ReadError("no %%THROW at its beginning", where=path)
    return Document(path, raw[8:].decode(), raw[8:], encoding_reason=message("strict UTF-8"))
'''
PARTS = '''
"""Documents with a line of ==== between them."""

from policydiff.messages import message
from policydiff.readers.entries import Entry, Source

SUFFIXES = (".parts", ".parts.gz")
SIGNATURES = (b"%%PARTS\\n",)
_BETWEEN = b"\\n====\\n"


def entries(file, options):
    """The documents of a file."""
    content = file.opened().read()
    start = len(SIGNATURES[0]) if content.startswith(SIGNATURES) else 0
    for number, part in enumerate(content[start:].split(_BETWEEN), start=1):
        yield _entry(part, Source(file.path, file.inside, f"{file.path}:{number}", number, start, len(part)))
        start += len(part) + len(_BETWEEN)
        file.report_progress(min(start, len(content)), len(content))


def entry(file, source, options):
    """One of them again."""
    return _entry(raw(file, source), source)


def raw(file, source):
    """The bytes between two lines of ====."""
    return file.piece(source.start, source.length)


def _entry(part, source):
    return Entry(source, part.decode(), encoding_reason=message("a part"))
'''
BETWEEN = "\n====\n"


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with a format and a container of one file each."""
    root = copied_package(tmp_path_factory.mktemp("extended"))
    readers = root / "policydiff" / "readers"
    (readers / "formats" / "throw.py").write_text(THROW, encoding="utf-8")
    (readers / "containers" / "parts.py").write_text(PARTS, encoding="utf-8")
    return root


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with the same documents as plain text, in the made-up format, and in the made-up container."""
    (tmp_path / "in").mkdir()
    (tmp_path / "x.txt").write_text(WORK, encoding="utf-8")
    (tmp_path / "x.throw").write_text(f"%%THROW\n{WORK}", encoding="utf-8")
    (tmp_path / "bad.throw").write_text(WORK, encoding="utf-8")
    (tmp_path / "in" / "law.txt").write_text(LAW, encoding="utf-8")
    (tmp_path / "in" / "law.throw").write_text(f"%%THROW\n{LAW}", encoding="utf-8")
    (tmp_path / "in" / "unnamed").write_text(f"%%THROW\n{LAW}", encoding="utf-8")
    (tmp_path / "in" / "more.parts").write_text(f"{STATUTE}{BETWEEN}第一条　另一件事。\n", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_copy_reads_plain_text_as_the_package_does(extended: Path, inputs: Path) -> None:
    done = run_copied(extended, "text", "x.txt", cwd=inputs)
    assert (done.returncode, done.stdout, done.stderr) == (0, WORK, "")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["text", "dedupe", "outline", "sketch", "check"])
def test_a_new_format_is_read_by_every_command(extended: Path, inputs: Path, command: str) -> None:
    named, plainly = (run_copied(extended, command, f"x.{suffix}", cwd=inputs) for suffix in ("throw", "txt"))
    assert named.stdout.replace("x.throw", "x.txt") == plainly.stdout
    assert named.stderr.replace("x.throw", "x.txt") == plainly.stderr
    assert named.returncode == plainly.returncode


@pytest.mark.slow
def test_a_new_format_is_known_by_its_bytes_and_refused_by_its_suffix(extended: Path, inputs: Path) -> None:
    done = run_copied(extended, "text", "-", cwd=inputs, input=f"%%THROW\n{WORK}")
    assert (done.returncode, done.stdout) == (0, WORK)
    done = run_copied(extended, "dedupe", "bad.throw", cwd=inputs)
    assert (done.returncode, done.stderr) == (2, "policydiff: bad.throw: no %%THROW at its beginning\n")


@pytest.mark.slow
def test_a_file_that_is_not_its_text_is_never_replaced(extended: Path, inputs: Path) -> None:
    before = tree(inputs)
    for arguments, name in ((["x.throw", "--in-place"], "x.throw"), (["in", "-o", "out"], "in/law.throw")):
        done = run_copied(extended, "dedupe", *arguments, cwd=inputs)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith(f"policydiff: {name}: ")
        assert tree(inputs) == before


@pytest.mark.slow
def test_a_folder_with_a_new_format_and_a_new_container(extended: Path, inputs: Path) -> None:
    done = run_copied(extended, "dedupe", "in", cwd=inputs)
    assert done.returncode == 0, done.stderr
    assert "5 documents" in done.stdout
    assert "2 documents would be left out (2 identical)" in done.stdout
    done = run_copied(extended, "relations", "in", cwd=inputs)
    assert done.returncode == 0, done.stderr
    assert "in/law.throw" in done.stdout
    done = run_copied(extended, "check", "in", cwd=inputs)
    assert done.returncode == 1, done.stderr
    assert "in/law.throw" in done.stdout


@pytest.mark.slow
def test_a_new_container_is_read_by_every_command(extended: Path, inputs: Path) -> None:
    (inputs / "x.parts").write_text(BETWEEN.join([LAW, STATUTE, LAW]), encoding="utf-8")
    (inputs / "no-suffix").write_text(f"%%PARTS\n{BETWEEN.join([LAW, STATUTE, LAW])}", encoding="utf-8")
    for name in ("x.parts", "no-suffix"):
        done = run_copied(extended, "dedupe", name, cwd=inputs)
        assert done.returncode == 0, done.stderr
        assert f"{name}:3" in done.stdout + done.stderr
        done = run_copied(extended, "relations", name, cwd=inputs)
        assert done.returncode == 0, done.stderr
        assert f"{name}:3" in done.stdout
        assert run_copied(extended, "check", name, cwd=inputs).returncode in (0, 1)
    done = run_copied(extended, "dedupe", "x.parts", "-o", "y.parts", cwd=inputs)
    assert done.returncode == 2
    assert done.stderr.startswith("policydiff: x.parts: documents in a file of this kind cannot be left out")
    assert not (inputs / "y.parts").exists()
