"""Comparisons held against the promise of the contract, which is checked here anew and from outside."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import Command
from generated import HANDS, Draft, document, drafts, editions, noisy_texts, numbered
from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison, UnitChange, prove
from policydiff.errors import InternalError

Entry = dict[str, Any]
SIDES = ("old", "new")
TURNED = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}


def compared(old: str, new: str) -> Comparison:
    return compare(document(old), document(new))


# ------------------------------------------------------------------------------------------------- the promise


def spans_of(entry: Entry) -> dict[str, list[int]]:
    """Where a unit or a stretch between units stands, on the sides on which it does."""
    places = {side: entry[side] for side in SIDES if entry[side] is not None}
    return {side: place["span"] if isinstance(place, dict) else place for side, place in places.items()}


def parted(text: str, side: str, comparison: Entry) -> bool:
    """Whether every character is in one unit or between; only pieces of a split or merged unit share theirs."""
    spans = [
        (*spans_of(entry)[side], entry.get("change") in ("split", "merged"))
        for entry in [*comparison["units"], *comparison["between"]]
        if side in spans_of(entry)
    ]
    whole = sorted((start, end) for start, end, shared in spans if not shared and start < end)
    whole += {(start, end) for start, end, shared in spans if shared}
    return "".join(text[start:end] for start, end in sorted(whole)) == text and len(set(whole)) == len(whole)


def put_in(old: str, new: str, span: list[int], hunks: list[Entry]) -> str:
    """A stretch of the old text with its hunks put in."""
    made, at = "", span[0]
    for hunk in hunks:
        assert at <= hunk["old"][0], "a hunk begins before the one before it ends"
        made += old[at : hunk["old"][0]] + new[slice(*hunk["new"])]
        at = hunk["old"][1]
    return made + old[at : span[1]]


def rebuilt(old: str, new: str, entry: Entry) -> bool:
    """Whether the hunks of a pair make its new text of its old one, and what is unchanged has none that count."""
    spans = spans_of(entry)
    if len(spans) < 2 or entry.get("change") in ("split", "merged", "replaced"):
        return not entry["hunks"] or len(spans) == 2
    made = put_in(old, new, spans["old"], entry["hunks"])
    quiet = all(hunk["ignored"] for hunk in entry["hunks"])
    return made == new[slice(*spans["new"])] and (
        entry.get("change") not in ("unchanged", "edited") or quiet == (entry["change"] == "unchanged")
    )


def pieces_rebuilt(old: str, new: str, units: list[Entry]) -> bool:
    """Whether the hunks of all pieces make them, in a row, of the unit that was split."""
    key = lambda unit: (unit["old"]["span"], unit["new"]["span"])  # noqa: E731
    split = sorted((unit for unit in units if unit["change"] == "split"), key=key)
    for whole, group in groupby(split, key=lambda unit: unit["old"]["span"]):
        pieces = list(group)
        hunks = [hunk for piece in pieces for hunk in piece["hunks"]]
        if put_in(old, new, whole, hunks) != "".join(new[slice(*piece["new"]["span"])] for piece in pieces):
            return False
        if len(pieces) < 2 or sum(piece["main"] for piece in pieces) != 1:
            return False
    return True


def line(text: str, position: int) -> int:
    """The line, counted from 1, in which a character stands."""
    before = text[:position]
    return 1 + len(re.findall(r"\r\n|\r|\n", before)) - (text[max(position - 1, 0) : position + 1] == "\r\n")


def well_described(texts: dict[str, str], comparison: Entry) -> bool:
    """Whether spans, lines, labels, operations and quotes are those of the texts, and the counts those of the units."""
    for unit in comparison["units"]:
        for side, (start, end) in spans_of(unit).items():
            text, piece = texts[side], unit[side]
            lines = [line(text, start), line(text, end - 1)]
            if not 0 <= start < end <= len(text) or piece["lines"] != lines:
                return False
            if not unit["main"] and (unit["moved"] or unit["renumbered"]):
                return False
            if not all(label in text for label in piece["path"]) or (piece["label"] or "") not in text[start:end]:
                return False
    for entry in [*comparison["units"], *comparison["between"]]:
        for hunk in entry["hunks"]:
            inside = [spans_of(entry)[side] for side in SIDES]
            old, new = (hunk[side][1] - hunk[side][0] for side in SIDES)
            if hunk["op"] != ("insert" if not old else "replace" if new else "delete") or not old | new:
                return False
            if any(not a <= hunk[side][0] <= hunk[side][1] <= b for side, (a, b) in zip(SIDES, inside, strict=True)):
                return False
    for finding in comparison["findings"]:
        for side in SIDES:
            quote = finding[side]
            if quote and texts[side][slice(*quote["span"])] != quote["text"]:
                return False
        if not finding["old"] and not finding["new"]:
            return False
        if any(number not in range(len(comparison["units"])) for number in finding["also"] if number is not None):
            return False
    main = [unit for unit in comparison["units"] if unit["main"]]
    counted = Counter(unit["change"] for unit in main)
    counted.update(name for unit in main for name in ("moved", "renumbered") if unit[name])
    return counted == Counter({name: count for name, count in comparison["summary"].items() if count})


def kept(old: str, new: str) -> Comparison:
    """The comparison, when it keeps the promise."""
    found = compared(old, new)
    said = found.as_json()
    assert parted(old, "old", said), "the old text is not parted"
    assert parted(new, "new", said), "the new text is not parted"
    if said["related"]:
        assert all(rebuilt(old, new, entry) for entry in [*said["units"], *said["between"]])
        assert pieces_rebuilt(old, new, said["units"])
        assert pieces_rebuilt(new, old, turned(said)["units"])
    else:
        assert {unit["change"] for unit in said["units"]} <= {"added", "removed"}
        assert not list(found.hunks())
    assert well_described({"old": old, "new": new}, said)
    assert said["identical"] == (old == new)
    assert said["same_text"] or not said["identical"]
    assert not (said["same_text"] and said["findings"])
    written = json.dumps(said)
    assert json.dumps(json.loads(written)) == written
    return found


def turned(comparison: Entry) -> Entry:
    """What the comparison of the same two texts the other way round should say."""
    opposite = {"insert": "delete", "delete": "insert", "replace": "replace"}

    def turn(entry: Entry) -> Entry:
        hunks = [
            {**hunk, "op": opposite[hunk["op"]], "old": hunk["new"], "new": hunk["old"]} for hunk in entry["hunks"]
        ]
        made = {**entry, "old": entry["new"], "new": entry["old"], "hunks": hunks}
        return {**made, "change": TURNED.get(made["change"], made["change"])} if "change" in made else made

    return {key: [turn(entry) for entry in comparison[key]] for key in ("units", "between")}


def as_a_set(comparison: Entry) -> Counter[str]:
    """All that is said of units and of what lies between, in no order."""
    return Counter(json.dumps(entry, sort_keys=True) for key in ("units", "between") for entry in comparison[key])


@given(editions())
def test_editions_keep_the_promise(pair: tuple[str, str]) -> None:
    kept(*pair)


@given(noisy_texts(), noisy_texts())
def test_any_two_texts_keep_the_promise(old: str, new: str) -> None:
    kept(old, new)


@given(st.one_of(editions(), editions(most=16), st.tuples(noisy_texts(), noisy_texts())))
def test_the_other_way_round_it_is_the_same(pair: tuple[str, str]) -> None:
    old, new = pair
    there, back = compared(old, new).as_json(), compared(new, old).as_json()
    assert as_a_set(back) == as_a_set(turned(there))
    assert (back["related"], back["same_text"]) == (there["related"], there["same_text"])
    assert (back["shared"], back["ignored"]) == (there["shared"], there["ignored"])


@given(st.one_of(editions().map(lambda pair: pair[1]), noisy_texts()))
def test_a_text_is_identical_to_itself(text: str) -> None:
    found = kept(text, text)
    assert found.identical
    assert found.same_text
    assert not found.findings
    assert not list(found.hunks())
    assert {unit.change for unit in found.units} <= {"unchanged"}


@given(drafts(), st.sampled_from(sorted(HANDS)))
def test_another_hand_is_no_change(draft: Draft, hand: str) -> None:
    assume(hand != "wrapped" or draft.style != "paragraph")  # a paragraph is known by the ends of its lines
    old = draft.text()
    found = kept(old, HANDS[hand](old))
    assert found.same_text
    assert not found.findings
    assert all(hunk.ignored for hunk in found.hunks())


def test_a_comparison_that_does_not_add_up_is_an_internal_error() -> None:
    first, second = "第一条 摊主应当登记。\n", "第二条 餐饮摊位应当清洗地面。\n"
    right = kept(first + second, first + second.replace("应当", "不得"))
    prove(right)
    one, other = right.units
    wrong: dict[str, list[tuple[UnitChange, ...]]] = {
        "do not add up": [
            (one,),
            (one, one, other),
            (one, other, replace(other, change="removed", new=None, hunks=())),
        ],
        "do not rebuild line 2": [(one, replace(other, hunks=()))],
        "called unchanged": [(one, replace(other, change="unchanged"))],
    }
    for message, cases in wrong.items():
        for units in cases:
            with pytest.raises(InternalError, match=message):
                prove(replace(right, units=units))


def test_of_a_split_unit_that_moved_only_the_main_piece_moved() -> None:
    register, clean = (
        "摊主应当在开业前向攤位局登记经营场所和经营项目。",
        "餐饮摊位每日收摊后应当清洗地面，垃圾分类投放。",
    )
    quiet = "夜间经营不得使用高音喇叭，噪声不得超过五十五分贝，并应当遵守消防通道和停车场地的管理规定。"
    rent = "租金标准每年公布一次，公布前听取意见，并由价格部门会同城市管理局核定，逾期未公布的不得收取。"
    old = f"第一条 {register}{clean}\n第二条 {quiet}\n第三条 {rent}\n"
    new = f"第一条 {quiet}\n第二条 {rent}\n第三条 {clean}\n第四条 {register}\n"
    pieces = [unit for unit in kept(old, new).units if unit.change == "split"]
    assert sorted((unit.main, unit.moved) for unit in pieces) == [(False, False), (True, True)]


# ------------------------------------------------------------------------------------------------- at the edges

ONE = "第一条 摊主应当在开业前登记经营场所。\n"


@pytest.mark.parametrize(
    ("old", "new", "units", "same_text"),
    [
        ("", "", [], True),
        ("", "\n \n", [], True),
        ("", "\ufeff\u200b", [], True),
        ("", ONE, ["added"], False),
        (ONE, "", ["removed"], False),
        (ONE, ONE, ["unchanged"], True),
        (ONE, ONE.replace("\n", "\r\n"), ["unchanged"], True),
        (ONE, ONE.replace("应当", "應當"), ["unchanged"], True),
        (ONE, ONE.replace(" ", "　"), ["unchanged"], True),
        (ONE, ONE.replace("。", "；"), ["edited"], False),
        (ONE, ONE.replace("第一条", "第二条"), ["unchanged"], False),
        (ONE, ONE.replace("经营", "经\ud800营"), ["edited"], False),
        (ONE, ONE.replace("经营", "经\x1b[31m营"), ["edited"], False),
        (ONE, ONE + "第二条 摊位应当保持清洁。\n", ["unchanged", "added"], False),
        ("。\n", "！\n", [], False),
    ],
)
def test_at_the_edges(old: str, new: str, units: list[str], same_text: bool) -> None:
    found = kept(old, new)
    assert [unit.change for unit in found.units] == units
    assert found.same_text == same_text


def test_unrelated_documents_have_no_hunks() -> None:
    old = "".join(
        map(
            "{}{}\n".format,
            numbered("article", 3),
            ("摊主应当登记经营场所。", "餐饮摊位应当清洗地面。", "夜间不得使用高音喇叭。"),
        )
    )
    new = "茶叶研发中心章程\n本中心由五家企业共同出资。\n理事会每半年召集一次会议。\n"
    found = kept(old, new)
    assert not found.related
    assert found.shared < 0.05
    assert not found.findings
    assert found.summary["removed"] == 3
    assert found.summary["added"] == len(found.units) - 3 > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "7"}, {"LC_ALL": "C", "TZ": "Asia/Taipei"}], ids=str
)
def test_the_same_bytes_come_out_everywhere(policydiff: Command, tmp_path: Path, environment: dict[str, str]) -> None:
    provisions = [
        "摊主应当登记。",
        "餐饮摊位应当清洗地面。",
        "夜间不得使用高音喇叭。",
        "消防通道不得摆摊。",
        "收费标准应当公开。",
    ]
    for name, order in (("old", (0, 1, 2, 3)), ("new", (2, 3, 0, 4, 1))):
        text = "".join(map("{}{}\n".format, numbered("article", len(order)), (provisions[at] for at in order)))
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    expected = compare(
        *(document((tmp_path / f"{side}.txt").read_text(encoding="utf-8"), f"{side}.txt") for side in SIDES)
    )
    done = policydiff("compare", "old.txt", "new.txt", "--format", "json", cwd=tmp_path, env=environment)
    assert json.loads(done.stdout) == {**expected.as_json(), "tool": json.loads(done.stdout)["tool"]}


# ------------------------------------------------------------------------------------------------- real documents


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


@pytest.mark.corpus
def test_the_trial_edition_is_read_right(corpora: Path) -> None:
    """Twelve known edits of a work plan: every one named, and nothing else; half of it in the other script as well."""
    old = read(corpora / "trial" / "old.txt")
    one, other = (kept(old, read(corpora / "trial" / name)) for name in ("new_s.txt", "new.txt"))
    changed = {name: count for name, count in one.summary.items() if count}
    assert changed == {"unchanged": 6, "edited": 5, "added": 1, "moved": 1, "renumbered": 6}
    assert {name: count for name, count in one.ignored.items() if count and name != "label"} == {"width": 15}
    assert {**other.ignored, "script": 0} == one.ignored
    assert other.ignored["script"] > 100
    assert [shape(unit) for unit in one.as_json()["units"]] == [shape(unit) for unit in other.as_json()["units"]]
    told = [
        [
            (each.kind, each.severity, each.unit, each.old, each.new and each.new.span, each.lead_word)
            for each in found.findings
        ]
        for found in (one, other)
    ]
    assert told[0] == told[1]
    for found in (one, other):
        for side in SIDES:
            text = getattr(found, side).document.text
            spans = [getattr(hunk, side) for hunk in found.hunks() if hunk.ignored is None]
            assert not [
                span
                for span in spans
                for at in (span.start, span.end)
                if text[max(at - 1, 0) : at + 1].isdigit() and at
            ]


def shape(unit: Entry) -> Entry:
    """All that is said of a unit but the words of the new text and what is ignored."""
    hunks = [hunk for hunk in unit["hunks"] if hunk["ignored"] not in ("script", "width")]
    new = unit["new"] and {"span": unit["new"]["span"], "lines": unit["new"]["lines"]}
    return {**unit, "hunks": hunks, "new": new}


@pytest.mark.corpus
def test_editions_of_statutes_keep_the_promise_and_mirror(corpora: Path) -> None:
    for folder in sorted(path for path in (corpora / "versions-tw").iterdir() if path.is_dir())[::16]:
        old, new = read(folder / "old.txt"), read(folder / "new.txt")
        there, back = kept(old, new).as_json(), kept(new, old).as_json()
        assert there["related"], folder.name
        assert as_a_set(back) == as_a_set(turned(there)), folder.name


@pytest.mark.corpus
def test_one_edition_by_two_hands_is_unchanged(corpora: Path) -> None:
    with gzip.open(corpora / "same-edition.jsonl.gz", "rt", encoding="utf-8") as records:
        texts = {each["id"]: each["text"] for each in map(json.loads, records)}
    with (corpora / "same-edition.tsv").open(encoding="utf-8", newline="") as rows:
        pairs = [row for row in csv.DictReader(rows, delimiter="\t") if float(row["jaccard_char8"]) >= 0.98]
    changed = []
    for row in pairs:
        found = compared(*(texts[row[f"file_in_laws-cn_{number}"]] for number in (1, 2)))
        if any(unit.change != "unchanged" or unit.moved or unit.renumbered for unit in found.units):
            changed.append(row["title"])
    assert len(changed) <= 0.02 * len(pairs), changed
