"""`policydiff baseline`: only what is new fails, and what is fixed is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checking import ACROSS, ALONE, EMPTY_FIELD, HIDDEN, PASTED, SOUND, Ran, Run, put
from policydiff.checks.finding import fingerprint


def rules_found(ran: Ran) -> list[tuple[str, str]]:
    """Path and rule of each new finding."""
    return [(each["path"], each["rule"]) for each in ran.json["findings"]]


KNOWN = ("check", "in", "--baseline", "known.json", "--format", "json")


@pytest.fixture
def gated(run: Run, folder: Path) -> Path:
    """A folder with known faults, and the baseline that knows them."""
    (folder / "in").mkdir()
    (folder / "policydiff.toml").write_text(f"[check]\nignore = {json.dumps(ACROSS)}\n", encoding="utf-8")
    put(folder / "in", a_txt=PASTED, b_txt=EMPTY_FIELD, c_txt=SOUND)
    done = run("baseline", "write", "in", "--baseline", "known.json", "--reason", "taken over from the old site")
    assert (done.status, done.err) == (0, "policydiff: known.json: 2 findings known, 2 of them new\n")
    return folder / "in"


def test_what_is_known_does_not_fail(run: Run, gated: Path) -> None:
    ran = run("check", "in", "--baseline", "known.json")
    assert (ran.status, ran.out.splitlines()[0]) == (0, "3 files checked, no new findings    baseline known.json")
    assert "2 known findings in the baseline; -v lists them." in ran.out
    assert "pasted-copy" not in ran.out
    assert "pasted-copy" in run("check", "in", "--baseline", "known.json", "-v").out
    states = run("check", "in", "--baseline", "known.json", "--format", "sarif").json["runs"][0]["results"]
    assert [each["baselineState"] for each in states] == ["unchanged", "unchanged"]
    for form in ("github", "junit"):
        assert "pasted-copy" not in run("check", "in", "--baseline", "known.json", "--format", form).out


@pytest.mark.parametrize(
    ("change", "new"),
    [
        pytest.param({"d_txt": HIDDEN}, [("in/d.txt", "hidden-character")], id="a new fault"),
        pytest.param({"0_txt": PASTED}, [("in/0.txt", "pasted-copy")], id="a copy of a known one is new"),
        pytest.param({"a_txt": f"\n\n标题\n{PASTED}"}, [], id="lines moved"),
        pytest.param({"a_txt": PASTED.replace("基础", "根基")}, [("in/a.txt", "pasted-copy")], id="other words"),
        pytest.param({"b_txt": f"{EMPTY_FIELD}\n作者：\n"}, [("in/b.txt", "empty-metadata")], id="one more of a rule"),
    ],
)
def test_only_what_is_new_fails(run: Run, gated: Path, change: dict[str, str], new: list[tuple[str, str]]) -> None:
    put(gated, **change)
    ran = run(*KNOWN)
    assert rules_found(ran) == new
    assert ran.status == int(bool(new))


def test_a_renamed_file_is_still_known(run: Run, gated: Path) -> None:
    (gated / "a.txt").rename(gated / "z.txt")
    ran = run(*KNOWN)
    assert (ran.status, rules_found(ran), ran.json["fixed"]) == (0, [], [])


def test_what_is_fixed_is_listed_and_pruned(run: Run, gated: Path) -> None:
    put(gated, a_txt=SOUND)
    (gated / "b.txt").unlink()
    told = run(*KNOWN).json
    assert sorted((each["rule"], tuple(each["documents"])) for each in told["fixed"]) == [
        ("empty-metadata", ("in/b.txt",)),
        ("pasted-copy", ("in/a.txt",)),
    ]
    assert "fixed since the baseline" in run("check", "in", "--baseline", "known.json").out
    done = run("baseline", "prune", "in", "--baseline", "known.json")
    assert done.err == "policydiff: known.json: 2 findings taken out, 0 left\n"
    assert run(*KNOWN).json["fixed"] == []


def test_equal_findings_share_an_entry_and_both_numbers_are_said(run: Run, gated: Path) -> None:
    put(gated, d_txt=PASTED, e_txt=EMPTY_FIELD)
    done = run("baseline", "write", "in", "--baseline", "known.json")
    assert done.err == "policydiff: known.json: 4 findings known in 2 entries, 2 of them new\n"
    assert len(json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]) == 2
    assert run("baseline", "show", "--baseline", "known.json").out.startswith("4 known findings in 2 entries ")
    assert "4 known findings in the baseline; -v lists them." in run("check", "in", "--baseline", "known.json").out
    (gated / "d.txt").unlink()
    done = run("baseline", "prune", "in", "--baseline", "known.json")
    assert done.err == "policydiff: known.json: 1 finding taken out, 3 left in 2 entries\n"


def test_nothing_is_fixed_that_was_not_looked_at(run: Run, gated: Path) -> None:
    only_b = ("check", "in/b.txt", "--baseline", "known.json", "--format", "json")
    assert run(*only_b).json["fixed"] == []
    assert run(*only_b, "--ignore", "empty-metadata").json["fixed"] == []
    assert run(*KNOWN, "--select", "truncated").json["fixed"] == []


def test_one_of_two_copies_fixed_leaves_the_other_known(run: Run, gated: Path) -> None:
    put(gated, d_txt=PASTED)
    run("baseline", "write", "in", "--baseline", "known.json")
    put(gated, a_txt=SOUND)
    told = run(*KNOWN).json
    assert (told["findings"], [each["documents"] for each in told["fixed"]]) == ([], [{"in/a.txt": 1}])
    run("baseline", "prune", "in", "--baseline", "known.json")
    put(gated, a_txt=PASTED)
    assert rules_found(run(*KNOWN)) == [("in/a.txt", "pasted-copy")]


def test_reasons_and_days_are_kept_and_shown(run: Run, gated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(gated, d_txt=HIDDEN)
    run("baseline", "write", "in", "--baseline", "known.json", "--reason", "asked for", "--expires", "2027-01-31")
    entries = {each["rule"]: each for each in json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]}
    assert (entries["hidden-character"]["reason"], entries["hidden-character"]["expires"]) == (
        "asked for",
        "2027-01-31",
    )
    assert (entries["pasted-copy"]["reason"], entries["pasted-copy"]["expires"]) == (
        "taken over from the old site",
        None,
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1801353600")  # 2027-01-31
    assert run(*KNOWN).status == 0
    assert "until 2027-01-31" in run("baseline", "show", "--baseline", "known.json").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1801440000")
    assert rules_found(run(*KNOWN)) == [("in/d.txt", "hidden-character")]
    said = " ".join(run("check", "in", "--baseline", "known.json").out.split())
    assert "until 2027-01-31 (asked for)" in said
    assert "expired 2027-01-31" in run("baseline", "show", "--baseline", "known.json").out
    run("baseline", "prune", "in", "--baseline", "known.json")
    assert "hidden-character" not in run("baseline", "show", "--baseline", "known.json").out


def test_a_baseline_works_from_any_folder(run: Run, gated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(gated)
    put(gated, d_txt=PASTED)
    ran = run("check", ".", "--baseline", "../known.json", "--format", "json")
    assert rules_found(ran) == [("./d.txt", "pasted-copy")]


def test_settings_and_baseline_are_no_documents(run: Run, gated: Path) -> None:
    (gated.parent / "policydiff.toml").write_text('[check]\nbaseline = "known.json"\n', encoding="utf-8")
    assert run("check", ".", *ALONE).out.startswith("3 files checked, no new findings")
    assert run("check", "known.json", "--select", "too-short").out.startswith("1 file checked")


ONE_ENTRY = (
    '{"schema": "policydiff.baseline/1", "findings": [{"fingerprint": "x", "rule": "y", "documents": {"a": %s}}]}'
)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"schema": "policydiff.baseline/2", "findings": []}',
        '{"schema": "policydiff.baseline/1", "findings": {}, "x": 1}'.replace("{},", "7,"),
        ONE_ENTRY % "1e99",
        ONE_ENTRY % "0",
        "[" * 100_000,
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
    ids=range(9),
)
def test_a_hostile_baseline_is_refused(run: Run, folder: Path, content: str | bytes) -> None:
    put(folder, a_txt=SOUND, known_json=content)
    ran = run("check", "a.txt", "--baseline", "known.json")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("policydiff: known.json: ")


def test_the_fingerprint_of_an_unreadable_input_is_made_of_its_code(run: Run, folder: Path) -> None:
    """A baseline must know it again when the message is reworded: these words never change."""
    (folder / "in").mkdir()
    codes = {
        b'{"text": }': "not JSON: expecting value, at character 10",
        b"\xff": "not UTF-8 at byte 11",
        b"[" * 99_999: "not JSON that can be read: nested too deep",
        b"[1]": "not a JSON object",
        b'{"x": 1}': "no text in the field 'text'",
        b'{"text": "\\ud800"}': "half a character (a lone surrogate) in the text",
        b'{"text": "<!DOCTYPE html><html>"}': "the text is an HTML page",
    }
    put(folder / "in", a_jsonl=b"\n".join(codes), b_txt=b"x\0y", c_txt=b"%!PS-3.0\n1 0 obj")
    expected = [f"a.jsonl {line} {code}" for line, code in enumerate(codes.values(), start=1)]
    expected += ["b.txt 0 binary, not text: byte 1 is NUL", "c.txt 0 this is a PostScript file, not text"]
    found = run("check", "in", "--format", "json").json["findings"]
    assert [each["fingerprint"] for each in found] == [fingerprint("unreadable", content) for content in expected]
