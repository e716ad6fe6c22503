"""How many edits planted into real laws, plans and reports compare finds and names as what they are.

    python benchmarks/planted_edits.py [CORPORA] [--seed 1] [--only WORD] [--show]

Each kind of edit is a rule: a pattern for the sentence that a drafter would amend, and the amendment. A seed chooses
the documents and the places. An edit is found if a finding of the kind and at least the severity that is due quotes
the words that changed, at their place. After edits that change nothing (text moved, merged, wrapped anew), nothing
may be called gone or new. What else was said is listed: one edit should give one finding. `--show` prints the text
around each edit and what was said. The kinds of edits are in `edit_kinds.py`.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from accuracy import Table
from amendments import MISSING, Planted, lines_of
from edit_kinds import Rule, rules
from race import verdict

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
SOURCES = {
    "mainland": ("versions-cn/*/old.*",),
    "taiwan": ("versions-tw/*/old.txt",),
    "plans": ("policy/provinces-2026/*.txt", "policy/cities-2024/*.txt", "seeds/*.txt"),
    "notices": ("policy/govcn-statecouncil/a*.txt", "chinese/zh-0[0-2]*.txt", "chinese/zh-0[45]*.md"),
    "reports": ("policy/gwr-wikisource/*国务院政府工作报告.txt",),
}
CHARACTERS = range(800, 60_000)
GOAL = 56 / 60
SEVERITIES = ("info", "notice", "warning")
Finding: TypeAlias = Mapping[str, Any]


# --- asking


def findings_of(folder: Path, planted: Planted) -> Mapping[str, Any]:
    """What the command says of the two texts."""
    sides = folder / "old.txt", folder / "new.txt"
    for path, text in zip(sides, (planted.old, planted.new), strict=True):
        path.write_text(text, encoding="utf-8", newline="")
    line = [sys.executable, "-m", "policydiff", "compare", *map(str, sides), "--format", "json"]
    ran = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    if ran.returncode not in (0, 1):
        raise SystemExit(f"compare failed: {ran.stderr}")
    report: Mapping[str, Any] = json.loads(ran.stdout)
    return report


def quotes(finding: Finding, planted: Planted) -> bool:
    """Whether the finding quotes the words that changed, at their place."""
    places = {"old": (planted.at, planted.was), "new": (planted.new_at, planted.now)}
    seen = False
    for side, ((start, end), words) in places.items():
        quote = finding[side]
        if quote is None:
            if words != MISSING and planted.both:
                return False
            continue
        first, last = quote["span"]
        if words == MISSING or not (first <= end and start <= last):
            continue
        if "".join(words.split()) not in "".join(quote["text"].split()):
            return False
        seen = True
    return seen


def said_of(finding: Finding) -> str:
    """A finding on one line."""
    note = f" ({finding['note']})" if finding["note"] else ""
    return f"{finding['severity']} {finding['kind']}, {finding['word']}: {finding['message']}{note}".replace("\n", " ")


def is_named(finding: Finding, rule: Rule, planted: Planted) -> bool:
    """Whether the finding names the edit as what it is, whatever its severity."""
    directed = not rule.says or any(word in said_of(finding) for word in rule.says.split())
    return finding["kind"] in rule.kinds.split() and directed and quotes(finding, planted)


def is_wrong(finding: Finding, rule: Rule) -> bool:
    """Whether the finding may not be there after an edit that changes no wording."""
    if finding["severity"] == "info":
        return False
    return rule.forbidden == "any" or finding["old"] is None or finding["new"] is None


def judged(rule: Rule, planted: Planted, report: Mapping[str, Any]) -> tuple[str, list[str], list[str]]:
    """Whether the edit was found (`low`: named, but not grave enough), the findings due, and what else was said."""
    findings: Sequence[Finding] = report["findings"]
    if not rule.kinds:
        wrong = [said_of(finding) for finding in findings if is_wrong(finding, rule)]
        wrong += [f"unit {unit['change']}" for unit in report["units"] if unit["change"] in ("added", "removed")]
        return "no" if wrong else "yes", [], wrong
    due = [finding for finding in findings if is_named(finding, rule, planted)]
    gravest = max((SEVERITIES.index(finding["severity"]) for finding in due), default=-1)
    found = "no" if not due else "yes" if gravest >= SEVERITIES.index(rule.severity) else "low"
    return found, [said_of(each) for each in due], [said_of(each) for each in findings if each not in due]


# --- planting


def documents(corpora: Path) -> dict[str, list[tuple[str, str]]]:
    """The documents of each source: (name, text)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for source, patterns in SOURCES.items():
        found[source] = []
        for path in sorted(path for pattern in patterns for path in corpora.glob(pattern)):
            text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
            if len(text) in CHARACTERS and not text.startswith("{"):
                found[source].append((path.relative_to(corpora).as_posix(), text))
    return found


def plantings(
    corpora: Mapping[str, list[tuple[str, str]]], seed: int, only: str
) -> Iterator[tuple[Rule, str, Planted | None]]:
    """One edit for each word in the sources of each rule, in documents that the seed chooses; None if none suits."""
    uses: collections.Counter[str] = collections.Counter()
    for rule in rules():
        rng = random.Random(f"{seed} {rule.name} {rule.sources}")
        used: set[str] = set()
        for source in rule.sources.split():
            order = [each for each in rng.sample(corpora[source], len(corpora[source])) if each[0] not in used]
            order.sort(key=lambda document: uses[document[0]])
            tried = ((name, rule.plant(text, rng)) for name, text in order)
            name, planted = next(((name, made) for name, made in tried if made), (source, None))
            uses[name] += 1
            used.add(name)
            if only in f"{rule.name} {rule.kinds}":
                yield rule, name, planted


def main() -> None:
    """Plants, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", nargs="?", type=Path, default=CORPORA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="WORD", help="rules whose name or kind holds this")
    parser.add_argument("--show", action="store_true", help="print the text around each edit")
    given = parser.parse_args()
    corpora = documents(given.corpora)
    if not all(corpora.values()):
        raise SystemExit(
            f"no documents in {given.corpora}: {', '.join(key for key, each in corpora.items() if not each)}"
        )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for rule, name, planted in plantings(corpora, given.seed, given.only):
            if planted is None:
                print(f"{rule.name}: no document of {name} suits")
                continue
            found, due, besides = judged(rule, planted, findings_of(Path(folder), planted))
            wanted = f"{rule.severity} {rule.kinds.replace(' ', ' or ')}" if rule.kinds else f"nothing {rule.forbidden}"
            instead = [*due, *besides] if found == "low" else besides
            rows.append((rule.name, name, wanted, found, " · ".join(instead).replace("|", "/")))
            if given.show:
                print("", f"{rule.name}, {name}: {found}", *lines_of(planted), sep="\n")
                print(*(f"  DUE {each}" for each in due), *(f"  BESIDES {each}" for each in besides), sep="\n")
    totals = collections.Counter(row[3] for row in rows)
    alone = sum(row[3] == "yes" and not row[4] for row in rows)
    note = f"{totals['yes']} of {len(rows)} found, {alone} of these with no other finding; {totals['low']} found, but "
    note += f"with a lower severity than is due; {totals['no']} not found."
    goal = verdict("share of the edits found", totals["yes"] / max(len(rows), 1), GOAL, at_least=True)
    headings = ("kind", "document", "due", "found", "said instead or besides")
    print(Table("planted edits", headings, tuple(rows), (goal,), note).markdown())


if __name__ == "__main__":
    main()
