"""Hostile input through the command line: exit status, peak memory and time of each case, against its limits.

    python benchmarks/hostile.py [CASE...]

Each case is made in an empty folder, of made-up text. The script prints a table, and ends with 1 if a case ended with
another status than is promised, was killed, printed a traceback or a control character, or went over its limits. The
limits are generous in time, since machines differ, and strict in memory.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

LINE = "渡口由乡镇管理并且专人值守\n"
TEXT = f"渡口管理办法\n第一条　{LINE}第二条　船只离岸之前清点人数。\n"
_MEBIBYTE = 1 << 20


class Case(NamedTuple):
    """What is made in the folder, the command on it, the statuses that are right, and the limits."""

    make: Callable[[Path], None]
    arguments: Sequence[str]
    statuses: tuple[int, ...]
    megabytes: int = 300
    seconds: int = 60
    holds: Callable[[Path, bytes], bool] = lambda folder, output: True  # of the folder and standard output, afterwards


def written(name: str, content: Callable[[], bytes | str]) -> Callable[[Path], None]:
    """A function that writes the content to a file with this name."""

    def write(folder: Path) -> None:
        made = content()
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())

    return write


def together(*makers: Callable[[Path], None]) -> Callable[[Path], None]:
    """A function that calls all of these."""

    def make(folder: Path) -> None:
        for maker in makers:
            maker(folder)

    return make


def beside(make: Callable[[Path], None]) -> Callable[[Path], None]:
    """A function that makes a folder `in` with a sound document and what `make` makes there."""

    def in_folder(folder: Path) -> None:
        (folder / "in").mkdir()
        (folder / "in" / "sound.txt").write_text(TEXT, encoding="utf-8")
        make(folder / "in")

    return in_folder


def archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return stream.getvalue()


def word_file(body: bytes, declaration: bytes = b"") -> bytes:
    """A Word file whose document part has this body."""
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
        b'"/word/document.xml" ContentType="' + kind + b'"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        b'Target="word/document.xml"/></Relationships>'
    )
    name = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = declaration + b'<w:document xmlns:w="' + name + b'"><w:body>' + body + b"</w:body></w:document>"
    return archive([("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", document)])


def bomb() -> bytes:
    """Zeros that pack a thousand times."""
    return b"\0" * (300 * _MEBIBYTE)


def odd_files(folder: Path) -> None:
    """A loop of links, a link out of the folder, a pipe, a link to an endless device, and a folder named as a text."""
    (folder / "loop").symlink_to(folder)
    (folder / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "folder.txt").mkdir()


def record(**fields: object) -> str:
    """A line of JSON."""
    return json.dumps(fields) + "\n"


def prose(made: random.Random, characters: int) -> str:
    """A text of random ideographs in sentences of 23."""
    letters = map(chr, made.choices(range(0x4E00, 0x9E00), k=characters))
    return "".join(f"{letter}。\n" if not number % 23 else letter for number, letter in enumerate(letters, 1))


def altered_copies(folder: Path) -> None:
    """Two texts of which one has another character in every 19th place, and a third that shares the sixth part."""
    text, other = (prose(random.Random(seed), 6_000) for seed in (1, 2))
    changed = "".join(
        "改" if not index % 19 and character not in "。\n" else character for index, character in enumerate(text)
    )
    for name, content in (("a.txt", text), ("b.txt", changed), ("c.txt", text[:1_000] + other)):
        (folder / name).write_text(content, encoding="utf-8")


def notices(folder: Path) -> None:
    """400 unlike notices with the same letterhead, closing sentence and signature."""
    for number in range(400):
        body = prose(random.Random(number), 400)
        head = f"临澜省人民政府文件\n关于{body[:9]}的通知\n各县（市、区）人民政府：\n"
        text = f"{head}{body}。\n现印发给你们，请认真贯彻执行。\n临澜省人民政府\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def same_elsewhere(folder: Path, output: bytes) -> bool:
    """True if `relations` says the same in another locale and time zone, and with other hashes of strings."""
    changes = {"PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Taipei"}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **changes}
    command = [sys.executable, "-m", "policydiff", *RELATIONS, "--threads", "2"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).stdout == output


def csv_is_harmless(folder: Path, output: bytes) -> bool:
    """True if no cell of a CSV file begins with what a spreadsheet takes for a formula."""
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        return not any(cell[:1] in "=+-@\t\r＝" for row in csv.reader(stream) for cell in row if cell)


def has(*texts: str) -> Callable[[Path, bytes], bool]:
    """A function that is True if standard output has all these texts."""
    return lambda folder, output: all(text in output.decode("utf-8", "replace") for text in texts)


def well_formed(folder: Path, output: bytes) -> bool:
    """True if standard output is well-formed XML without a NUL."""
    return b"\0" not in output and ElementTree.fromstring(output) is not None


_ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_PARAGRAPH = "<w:p><w:r><w:t>渡口由乡镇管理。</w:t></w:r></w:p>".encode()
_HIDDEN = "渡\u202e口\u200b由\u2066乡\ufeff镇\u00ad管\ufe0f理。\n"
DEDUPE_FOLDER = ("dedupe", "in", "-o", "out")
RELATIONS = ("relations", "in", "--format", "json")
FORMULA = "=HYPERLINK(1)+船只离岸之前清点人数。\n@SUM 第三条　渡口\n＝1+1 的办法，由乡镇人民政府制定。\n"
CASES = {
    "1 docx bomb": Case(beside(written("a.docx", lambda: word_file(bomb()))), DEDUPE_FOLDER, (3,)),
    "1 zip bomb": Case(beside(written("a.zip", lambda: archive([("a.txt", bomb())]))), DEDUPE_FOLDER, (2, 3)),
    "1 gz bomb": Case(
        written("a.jsonl.gz", lambda: gzip.compress(b"\n" * (300 * _MEBIBYTE))),
        ("dedupe", "a.jsonl.gz"),
        (2,),
    ),
    "1 20,000 members": Case(
        written("a.zip", lambda: archive([(f"{number}.txt", b"a") for number in range(20_000)])),
        ("relations", "a.zip"),
        (2, 3),
    ),
    "2 billion laughs": Case(beside(written("a.docx", lambda: word_file(_PARAGRAPH, _ENTITIES))), DEDUPE_FOLDER, (3,)),
    "3 names that lead out": Case(
        written("a.jsonl", lambda: record(id="../../x", text=TEXT) + record(id="/etc/x", text=LINE * 3)),
        ("dedupe", "a.jsonl", "-o", "out.jsonl"),
        (0,),
    ),
    "4 odd files": Case(beside(odd_files), DEDUPE_FOLDER, (3,)),
    "5 commands of a terminal": Case(
        written("a.txt", lambda: f"\x1b]0;x\x07{LINE}\x1b[2J\x9b2J\r" * 3), ("dedupe", "a.txt", "--dry-run", "-v"), (0,)
    ),
    "6 hidden characters": Case(written("a.txt", lambda: _HIDDEN * 4), ("check", "a.txt", "--isolated"), (1,)),
    "7 markup of a terminal": Case(
        written("a.txt", lambda: f"[/b][link=file:///etc/passwd]{LINE}" * 3),
        ("dedupe", "a.txt", "--dry-run", "-v"),
        (0,),
        holds=has("[/b][link=file:/"),
    ),
    "8 script in a name": Case(
        together(written("<script>.txt", lambda: TEXT), written("b.txt", lambda: LINE + TEXT)),
        ("compare", "<script>.txt", "b.txt", "--format", "table-html"),
        (1,),
    ),
    "9 formulas in a table": Case(
        together(written("a.txt", lambda: TEXT), written("b.txt", lambda: TEXT + FORMULA)),
        ("compare", "a.txt", "b.txt", "-o", "out.csv"),
        (1,),
        holds=csv_is_harmless,
    ),
    "10 commands of GitHub": Case(
        written("a%0A::error::x.txt", lambda: _HIDDEN * 4),
        ("check", "a%0A::error::x.txt", "--isolated", "--format", "github"),
        (1,),
        holds=lambda folder, output: (
            all(line.startswith(b"::") for line in output.splitlines()) and b"%0A::" not in output
        ),
    ),
    "10 NUL in JUnit": Case(
        written("a\x01.txt", lambda: _HIDDEN * 4),
        ("check", "a\x01.txt", "--isolated", "--format", "junit"),
        (1,),
        holds=well_formed,
    ),
    "11 1,000,000 equal lines": Case(
        written("a.txt", lambda: LINE * 1_000_000), ("dedupe", "a.txt", "-o", "out.txt"), (0,), 250, 600
    ),
    "11 1,000,000 equal lines, check": Case(
        written("a.txt", lambda: LINE * 1_000_000), ("check", "a.txt", "--isolated"), (0,), 300, 600
    ),
    "11 100,000 equal records": Case(
        written("a.jsonl", lambda: "".join(record(id=str(number), text=TEXT) for number in range(100_000))),
        ("dedupe", "a.jsonl", "-o", "out.jsonl"),
        (0,),
        450,
        600,
    ),
    "11 100,000 equal sections": Case(
        written("a.txt", lambda: TEXT * 100_000), ("dedupe", "a.txt", "-o", "out.txt"), (0,), 450, 600
    ),
    "11 1,000,000 empty lines": Case(
        written("a.txt", lambda: "\n" * 1_000_000), ("dedupe", "a.txt", "-o", "out.txt"), (0,), 150, 300
    ),
    "11 one line of 30 MB": Case(
        written("a.txt", lambda: "渡" * 10_000_000), ("dedupe", "a.txt", "-o", "out.txt"), (0,), 1500, 300
    ),
    "11 only punctuation": Case(
        written("a.txt", lambda: "，。；：\n" * 50_000), ("dedupe", "a.txt", "-o", "out.txt"), (0,)
    ),
    "12 empty": Case(beside(written("a.txt", lambda: "")), ("relations", "in"), (0,)),
    "12 white space only": Case(beside(written("a.txt", lambda: " \u3000\n\n")), ("relations", "in"), (0,)),
    "13 cut inside a character": Case(
        written("a.txt", lambda: TEXT.encode("gb18030")[:-3] + b"\x81"), ("dedupe", "a.txt"), (0, 2)
    ),
    "13 NUL": Case(written("a.txt", lambda: TEXT + "\0"), ("dedupe", "a.txt"), (2,)),
    "14 lone surrogate": Case(
        written("a.jsonl", lambda: '{"id": "1", "text": "\\ud800"}\n' + record(id="2", text=TEXT)),
        ("dedupe", "a.jsonl"),
        (3,),
    ),
    "15 deep nesting": Case(
        written("a.jsonl", lambda: "[" * 100_000 + "\n" + record(id="2", text=TEXT)), ("dedupe", "a.jsonl"), (3,)
    ),
    "15 huge number, NaN, no text": Case(
        written(
            "a.jsonl", lambda: '{"id": 1' + "0" * 9_999 + ', "text": NaN}\n{"id": 2}\n' + record(id="3", text=TEXT)
        ),
        ("dedupe", "a.jsonl"),
        (3,),
    ),
    "15 an id twice": Case(
        written("a.jsonl", lambda: record(id="1", text=TEXT) + record(id="1", text=LINE)), ("dedupe", "a.jsonl"), (2,)
    ),
    "16 page 200,000 deep": Case(
        written("a.html", lambda: "<div>" * 200_000 + f"<p>{TEXT}"), ("text", "a.html"), (0, 2)
    ),
    "16 1,000,000 attributes": Case(
        written("a.html", lambda: "<p " + " ".join(f"a{number}=1" for number in range(1_000_000)) + f">{TEXT}"),
        ("text", "a.html"),
        (0, 2),
        1500,
    ),
    "17 PDF": Case(
        beside(written("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<</Type/Pages/Kids[1 0 R]>>")), DEDUPE_FOLDER, (3,)
    ),
    "20 every 19th character": Case(
        beside(altered_copies),
        DEDUPE_FOLDER,
        (0,),
        holds=lambda folder, output: len(list((folder / "out").iterdir())) == 4,
    ),
    "18 100,000 equal characters": Case(written("a.txt", lambda: "一" * 100_000 + "\n"), ("outline", "a.txt"), (0,)),
    "21 index that is none": Case(
        written("a.index", lambda: b"SQLite format 3\0" + bytes(99)), ("index", "info", "a.index"), (2,)
    ),
    "21 baseline that is none": Case(
        together(written("a.txt", lambda: TEXT), written("b.json", lambda: '{"schema": 1e999}')),
        ("check", "a.txt", "--baseline", "b.json", "--isolated"),
        (2,),
    ),
    "22 locale, hashes, threads": Case(beside(altered_copies), RELATIONS, (0,), holds=same_elsewhere),
    "23 one letterhead on 400 notices": Case(
        beside(notices), ("relations", "in"), (0,), holds=has("no two of them are related")
    ),
}
_RUN = (
    "import resource, sys\nfrom policydiff.cli.main import main\nsys.argv = ['policydiff', *sys.argv[1:]]\n"
    "try:\n    main()\nfinally:\n"
    "    print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)\n"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the cases and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", nargs=2, metavar=("CASE", "FOLDER"), help="make the files of a case only")
    parser.add_argument("cases", nargs="*", help="beginnings of names")
    args = parser.parse_args(arguments)
    if args.make:
        CASES[args.make[0]].make(Path(args.make[1]))
        return
    faults = 0
    print(f"{'case':30} {'exit':>4} {'MB':>6} {'limit':>6} {'s':>6} {'limit':>6}  fault")
    for name, case in CASES.items():
        if args.cases and not name.startswith(tuple(args.cases)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            faults += bool(tried(name, case, Path(folder)))
    sys.exit(1 if faults else 0)


def tried(name: str, case: Case, folder: Path) -> str:
    """What is wrong with a case, "" if nothing is; prints its row."""
    # in a process of its own, since the peak of a child begins at that of its parent
    subprocess.run([sys.executable, __file__, "--make", name, str(folder)], check=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    begin = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-c", _RUN, *case.arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * case.seconds,
            check=False,
        )
        status, said, output = done.returncode, done.stderr, done.stdout
    except subprocess.TimeoutExpired as error:
        status, said, output = -9, error.stderr or b"", b""
    seconds = time.monotonic() - begin
    peak = int(said.split()[-1]) if b"peak " in said else 0
    faults = ["status"] * (status not in case.statuses) + ["memory"] * (peak > case.megabytes)
    faults += ["time"] * (seconds > case.seconds) + ["traceback"] * (b"Traceback" in said) + ["raw"] * (b"\x1b" in said)
    faults += ["result"] * (not faults and not case.holds(folder, output))
    words = ", ".join(faults)
    print(f"{name:30} {status:4} {peak:6,} {case.megabytes:6,} {seconds:6.1f} {case.seconds:6}  {words}", flush=True)
    return words


if __name__ == "__main__":
    main()
