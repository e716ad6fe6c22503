"""How often dedupe is right about faults planted into real documents, and whether it ever loses an altered copy.

    python benchmarks/accuracy.py LAWS.jsonl.gz|FOLDER [--seed 1] [--documents 40] [--write]

A pasted copy is right when the clean text is, blanks apart, a text that still holds everything once; a document as it
is, and one whose copy was altered, when not a byte is gone. `never` counts altered copies that lost anything: it must
be 0. Only documents whose outermost numbering is 第X条 or X、 are used, so that the count says which copy is the paste.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import gzip
import itertools
import json
import platform
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policydiff.deduplication.rounds import dedupe
from policydiff.text.document import Document
from policydiff.text.script import in_script

RESULTS = Path(__file__).resolve().parent / "results"
INTRODUCTIONS = (
    "为便于对照，现将全文附在后面，请各单位安排专人逐项核对，发现问题及时与文稿起草部门联系。",
    "本稿已经按照各方面提出的修改意见整理完毕，以下内容供会议讨论时参考使用，不再另行印发。",
)
EXTRA_UNIT = "前款所列事项由承办单位按季度汇总，并于下一季度首月报送备查。"
EXTRA_SENTENCE = "承办单位还应当将办理结果在十个工作日内书面告知提出建议的人员。"
LEAST_BLOCK = 240  # letters: longer than any lawful repeat that goes by way of counting
CHARACTERS = range(1_500, 40_000)
_OUTER = (
    re.compile(r"[#\s]*(?:\*\*)?第[一二三四五六七八九十百千零〇]+[条條]"),
    re.compile(r"[#\s]*(?:\*\*)?[一二三四五六七八九十]+、"),
)
_DIVISION = re.compile(r"[#\s]*(?:\*\*)?第[一二三四五六七八九十百]+[编章节編節]\s")


@dataclass(frozen=True, slots=True)
class Table:
    """What one benchmark found, ready to be printed: `verdicts` says of every goal how far it was met."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...] = ()
    note: str = ""

    def markdown(self) -> str:
        """The table in Markdown, what it is about above it, the goals below."""
        lines = [self.headings, ("---",) * len(self.headings), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        goals = "\n".join(f"- {verdict}" for verdict in self.verdicts)
        return "\n\n".join(filter(None, (f"### {self.title}", self.note, table, goals))) + "\n"


def record(path: Path, tables: Sequence[Table], facts: Sequence[str]) -> None:
    """Appends the tables to a file of results, under the date and the commit."""

    def git(*arguments: str) -> str:
        line = ["git", "-C", str(Path(__file__).resolve().parent), *arguments]
        return subprocess.run(line, capture_output=True, text=True, check=False).stdout.strip()

    commit = git("rev-parse", "--short", "HEAD") or "unknown"
    changed = " with local changes" if git("status", "--porcelain", "--", "../src") else ""
    about = "; ".join([*facts, f"Python {platform.python_version()}", "2 shared cores"])
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"\n## {day}, {commit}{changed}\n\n{about}\n\n" + "\n".join(map(Table.markdown, tables)))


def documents(source: Path) -> Iterator[tuple[str, str]]:
    """The documents of a JSON Lines file (gzipped or not) or of a folder's .txt files: (name, text)."""
    if source.is_dir():
        for path in sorted(source.rglob("*.txt")):
            yield path.relative_to(source).as_posix(), path.read_bytes().decode("utf-8-sig", errors="replace")
        return
    opener = gzip.open if source.suffix == ".gz" else open
    with opener(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            yield str(fields["id"]), str(fields["text"])


# --- planting


@dataclass(frozen=True, slots=True)
class Case:
    """A document with a fault: what a right answer may say, blanks apart; `altered` means that nothing may go."""

    kind: str
    text: str
    wanted: tuple[str, ...]
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Specimen:
    """A document to plant in: the lines before its numbered body, those of the body, where in it units begin."""

    head: list[str]
    body: list[str]
    units: list[int]

    def unit(self, index: int) -> list[str]:
        """The lines of one unit; the last one ends with the body."""
        return self.body[self.units[index] : ([*self.units, len(self.body)])[index + 1]]


def specimen(text: str) -> Specimen | None:
    """The document taken apart, None where it is too short or numbering would not decide."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("<!--", "---"))]
    for style in _OUTER:
        units = [at for at, line in enumerate(lines) if style.match(line)]
        if len(units) >= 7:
            first = units[0]
            while first and _DIVISION.match(lines[first - 1]):
                first -= 1
            return Specimen(lines[:first], lines[first:], [at - first for at in units])
    return None


def joined(*parts: Sequence[str]) -> str:
    """The lines of all parts as one text."""
    return "\n".join(itertools.chain(*parts)) + "\n"


def altered(text: str, rng: random.Random) -> str:
    """The text with one small difference that counts: a character, a comma or a clause more, less or other."""
    while True:
        at = rng.randrange(1, len(text) - 1)
        if not re.match(r"[\w，；]", text[at]):
            continue
        other = rng.choice("甲乙九不可市3")
        change = rng.choice(("other", "less", "more", "comma", "clause"))
        if change == "other" and unicodedata.normalize("NFKC", text[at]) != other:
            return text[:at] + other + text[at + 1 :]
        if change == "less":
            return text[:at] + text[at + 1 :]
        if change == "more":
            return text[:at] + rng.choice((other, "，", "和有关")) + text[at:]
        clause = re.compile(r"，[^，\n]{1,60}(?=，)" if change == "clause" else "，").search(text, at)
        if change in ("comma", "clause") and clause:
            return text[: clause.start()] + text[clause.end() :]


def in_places(text: str, places: int, rng: random.Random) -> list[str]:
    """The lines of the text, altered so many times, and certainly not what it was."""
    while True:
        made = text
        for _ in range(places):
            made = altered(made, rng)
        if solid(made) != solid(text):
            return made.split("\n")


def disguised(lines: Sequence[str], rng: random.Random) -> list[str]:
    """The lines in the other script, wrapped anew, some marks in the other width."""
    text = "\n".join(lines)
    other = in_script(text, "simplified")
    other = in_script(text, "traditional") if other == text else other
    other = other.translate(str.maketrans("，；：", ",;:"))
    width = rng.randint(24, 38)
    return [line[at : at + width] for line in other.split("\n") for at in range(0, len(line), width)]


def solid(text: str) -> str:
    """The text without blanks, which is how answers are judged."""
    return "".join(text.split())


def whole_cases(of: Specimen, rng: random.Random) -> Iterator[Case]:
    """The body or the whole text pasted again."""
    head, body = of.head, of.body
    one, two = ([text] for text in INTRODUCTIONS)
    yield Case("whole text twice", joined(head, body, head, body), (joined(head, body),))
    either = (joined(head, body, one), joined(head, one, body))
    yield Case("body after an introduction", joined(head, body, one, body), either)
    ways = (joined(head, body, one, two), joined(head, one, body, two), joined(head, one, two, body))
    yield Case("three copies", joined(head, body, one, body, two, body), ways)
    yield Case("three copies in a row", joined(head, body, body, body), (joined(head, body),))
    text = "\n".join(body)
    for kind, between in (("truncated copy after an introduction", one), ("truncated copy right behind", [])):
        cut = text[: rng.randrange(len(text) // 3, len(text) * 9 // 10)].rstrip("#* ")
        yield Case(kind, joined(head, body, between, [cut]), (joined(head, body, between),))
    for kind, places, between in (
        ("body altered in one place", 1, one),
        ("body altered in several places", rng.randint(2, 8), one),
        ("body altered, right behind", rng.choice((1, 2, 4)), []),
    ):
        yield _kept(kind, joined(head, body, between, in_places(text, places, rng)))
    at = rng.randrange(2, len(of.units) - 2)
    less = body[: of.units[at]] + body[of.units[at + 1] :]
    yield _kept("body with a unit missing", joined(head, body, one, less))
    more = [*body[: of.units[at]], _added(of, at), *body[of.units[at] :]]
    yield _kept("body with a unit added", joined(head, body, one, more))


def block_cases(of: Specimen, rng: random.Random) -> Iterator[Case]:
    """A run of whole units pasted where it does not belong; none where no run is long enough."""
    head, body, units = of.head, of.body, of.units
    for _ in range(20):
        first = rng.randrange(1, len(units) - 3)
        count = rng.randint(2, min(6, len(units) - first - 2))
        block = body[units[first] : units[first + count]]
        if len(solid("".join(block))) >= LEAST_BLOCK:
            break
    else:
        return
    later, earlier = rng.choice([*units[first + count + 1 :], len(body)]), rng.choice(units[: first + 1][:-1])
    right = (joined(head, body),)

    def pasted(copy: list[str], at: int = later) -> str:
        return joined(head, body[:at], copy, body[at:])

    yield Case("block pasted later", pasted(block), right)
    yield Case("block pasted later on one line", pasted([_flat(block)]), right)
    yield Case("block pasted earlier", pasted(block, earlier), right)
    yield Case("block in the other script, re-wrapped", pasted(disguised(block, rng)), right)
    text = "\n".join(block)
    yield _kept("block altered in one place", pasted(in_places(text, 1, rng)))
    yield _kept("block altered in one place, earlier", pasted(in_places(text, 1, rng), earlier))
    yield _kept("block altered in several places", pasted(in_places(text, rng.randint(2, 4), rng)))
    if count >= 3:
        gap = rng.randrange(1, count - 1)
        less = [line for index in range(count) if index != gap for line in of.unit(first + index)]
        yield _kept("block with a unit missing", pasted(less))
    second = units[first + 1]
    more = [*body[units[first] : second], _added(of, first), *body[second : units[first + count]]]
    yield _kept("block with a unit added", pasted(more))
    yield _kept("block with a sentence more at its end", pasted([*block, EXTRA_SENTENCE]))


def _flat(lines: Sequence[str]) -> str:
    """The lines as one; inside a line, a heading's # would be no mark-up but a difference."""
    return "".join(line.lstrip("# ") for line in lines)


def _kept(kind: str, text: str) -> Case:
    return Case(kind, text, (text,), altered=True)


def _added(of: Specimen, index: int) -> str:
    """A unit that the document does not have, under a label of its style."""
    label = re.match(r"[#\s]*(?:\*\*)?第?[一二三四五六七八九十百千零〇]+[条條、]", of.unit(index)[0])
    return f"{label.group() if label else ''} {EXTRA_UNIT}"


# --- judging


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case decided: whether rightly, whether an altered copy lost anything, what went wrong in a few words."""

    document: str
    kind: str
    right: bool
    lost: bool = False
    trouble: str = ""


def outcomes(name: str, text: str, seed: int) -> Iterator[Outcome]:
    """Every case of one document, decided; the same for a name and a seed, whatever else is run."""
    yield decided(name, _kept("as it is", text))
    rng = random.Random(f"{seed} {name}")
    if of := specimen(text):
        for case in (*whole_cases(of, rng), *block_cases(of, rng)):
            yield decided(name, case)


def decided(name: str, case: Case) -> Outcome:
    """What dedupe makes of one case."""
    document = Document.from_text(case.text, name)
    try:
        clean = dedupe(document).clean
    except Exception as error:  # a crash is a wrong answer, and the rest still counts
        return Outcome(name, case.kind, False, trouble=f"{type(error).__name__}: {error}"[:120])
    if case.altered:
        same = clean == document.raw
        return Outcome(name, case.kind, same, not same, "" if same else f"lost {len(document.raw) - len(clean)} bytes")
    left = solid(clean.decode())
    right = left in {solid(wanted) for wanted in case.wanted}
    return Outcome(
        name, case.kind, right, trouble="" if right else f"{len(left) - len(solid(case.wanted[0])):+} letters"
    )


def scored(found: Sequence[Outcome]) -> Table:
    """Right of total for each kind, and how often the one unforgivable thing happened."""
    total = collections.Counter(each.kind for each in found)
    right = collections.Counter(each.kind for each in found if each.right)
    never = sum(each.lost for each in found if each.kind != "as it is")
    return Table(
        "planted faults",
        ("kind", "right", "of", "share"),
        tuple((kind, str(right[kind]), str(total[kind]), f"{right[kind] / total[kind]:.3f}") for kind in total),
        (f"never (altered copies that lost anything, must be 0): {never}",),
    )


def worst(found: Sequence[Outcome], most: int = 10) -> list[str]:
    """The documents with the most wrong answers, one a line, with what was wrong."""
    wrong: dict[str, list[Outcome]] = {}
    for each in found:
        if not each.right:
            wrong.setdefault(each.document, []).append(each)
    ranked = sorted(wrong.items(), key=lambda item: (-sum(2 if each.lost else 1 for each in item[1]), item[0]))
    return [f"{name}: " + ", ".join(f"{each.kind} ({each.trouble})" for each in its) for name, its in ranked[:most]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Scores the documents and prints the table; 1 when an altered copy lost anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="LAWS.jsonl.gz|FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="append to results/accuracy.md")
    args: Any = parser.parse_args(arguments)
    usable = [each for each in documents(args.source) if len(each[1]) in CHARACTERS and specimen(each[1])]
    random.Random(args.seed).shuffle(usable)
    chosen = usable[: args.documents]
    found = [each for name, text in chosen for each in outcomes(name, text, args.seed)]
    table = scored(found)
    print(table.markdown())
    print(*worst(found), sep="\n")
    if args.write:
        record(
            RESULTS / "accuracy.md", [table], [f"{len(chosen)} documents of {args.source.name}", f"seed {args.seed}"]
        )
    return int(any(each.lost for each in found if each.kind != "as it is"))


if __name__ == "__main__":
    sys.exit(main())
