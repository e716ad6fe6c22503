"""The saved corpus through the real command line: what is put in is found again, exactly, and nothing else is."""

from __future__ import annotations

import json
import random
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from conftest import Command, Done
from papers import LAW, articles, sections, traditional
from policydiff.index import candidates, database, integrity, search, writing
from policydiff.readers.corpus import Corpus
from policydiff.text.document import Document
from policydiff.text.folding import fold
from strategies import examples

PLAN = "柳营市2033年农产品集市发展工作方案\n" + sections(1, 6, "集")
OTHERS = {f"others/{name}.txt": f"{name}县仓储设施管护方案\n{sections(1, 5, name)}" for name in "子丑寅卯辰"}
LETTERS = [
    f"读者来信之{at}：昨天傍晚我在{at}路公交车上捡到一只蓝布包，里面有{at * 7}枚纽扣和一封旧信。\n"
    for at in range(1, 19)
]
FILES = {
    "plan.txt": PLAN,
    "copy.txt": PLAN,
    "spaced.txt": PLAN.replace("，", ", ").replace("\n", "\r\n"),
    "script.txt": traditional(PLAN).translate(str.maketrans("条与会国为发产务", "條與會國為發產務")),
    "edited.txt": PLAN.replace("每", "各", 1).replace("不少于", "不多于", 1),
    "page.txt": "".join(LETTERS[:9]) + PLAN + "".join(LETTERS[9:]),
    "part.txt": sections(3, 5, "集"),
    **OTHERS,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files, under docs/."""
    for name, text in FILES.items():
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_bytes(text.encode())
    return tmp_path


@pytest.fixture
def built(folder: Path, policydiff: Command) -> Path:
    """The folder with an index of docs/."""
    assert policydiff("index", "build", "a.index", "docs", cwd=folder).returncode == 0
    return folder


def told(done: Done, status: int = 0) -> dict[str, Any]:
    """What a command said in JSON."""
    assert done.returncode == status, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def relations(done: Done) -> dict[str, str]:
    """The relation of each answer, by id."""
    return {
        each["document"]["id"].removeprefix("docs/"): each["relation"]
        for group in told(done)["groups"]
        for each in group["members"]
    }


def records(path: Path, texts: dict[str, str]) -> Path:
    """A JSON Lines file of these documents."""
    lines = [json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


# --- searching


def test_every_relative_is_found_and_told_by_its_relation(built: Path, policydiff: Command) -> None:
    done = policydiff("search", "a.index", "docs/plan.txt", "--format", "json", cwd=built)
    assert relations(done) == {
        "plan.txt": "identical",
        "copy.txt": "identical",
        "spaced.txt": "same-text",
        "script.txt": "script-twin",
        "edited.txt": "revision",
        "page.txt": "contains",
        "part.txt": "excerpt",
    }
    found = told(done)
    assert found["schema"] == "policydiff.relations/1"
    assert (found["documents"], found["candidates"]["unverified"]) == (len(FILES), 0)
    assert 0 < found["candidates"]["probability_of_a_miss"] <= 0.001
    assert found["groups"][0]["kept"] == "docs/plan.txt"
    by_id = {each["document"]["id"]: each for each in found["groups"][0]["members"]}
    assert by_id["docs/page.txt"]["contained"] > 0.99 > 0.7 > by_id["docs/page.txt"]["containment"]
    assert by_id["docs/part.txt"]["containment"] > 0.97 > 0.7 > by_id["docs/part.txt"]["contained"]
    assert by_id["docs/edited.txt"]["places"] == 2
    assert "they differ in 2 places" in by_id["docs/edited.txt"]["reason"]
    for name, each in by_id.items():
        held = FILES[name.removeprefix("docs/")]
        for passage in each["passages"]:
            here, there = held[slice(*passage["document"])], PLAN[slice(*passage["kept"])]
            assert fold(here).text == fold(there).text
        assert each["passages"]
    last = len(PLAN.rstrip("。\n"))  # the key has no full stops at the end
    assert by_id["docs/copy.txt"]["passages"] == [{"document": [0, last], "kept": [0, last]}]
    assert [each["document"]["id"] for each in found["groups"][0]["members"]][:2] == ["docs/copy.txt", "docs/plan.txt"]


def test_the_answer_needs_no_file_but_the_index(built: Path, policydiff: Command) -> None:
    before = policydiff("search", "a.index", "-", "--format", "json", stdin=PLAN.encode(), cwd=built)
    shutil.rmtree(built / "docs")
    after = policydiff("search", "a.index", "-", "--format", "json", stdin=PLAN.encode(), cwd=built)
    assert relations(after)["page.txt"] == "contains"
    assert before == after


def test_nothing_found_is_told_with_1(built: Path, policydiff: Command) -> None:
    stranger = (LAW + articles(1, 9, "另")).encode()
    done = policydiff("search", "a.index", "-", stdin=stranger, cwd=built)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Nothing of it was found among 12 documents" in done.stdout.decode()
    assert told(policydiff("search", "a.index", "-", "--format", "json", stdin=stranger, cwd=built), 1)["groups"] == []


def test_an_empty_document_has_no_relatives(built: Path, policydiff: Command) -> None:
    (built / "empty.txt").write_bytes(b"")
    assert policydiff("index", "add", "a.index", "empty.txt", cwd=built).returncode == 0
    assert policydiff("search", "a.index", "empty.txt", cwd=built).returncode == 1
    assert policydiff("index", "verify", "a.index", cwd=built).returncode == 0


def test_a_text_without_shingles_is_found_by_its_bytes(built: Path, policydiff: Command) -> None:
    (built / "blank.txt").write_bytes("　\n \n".encode())
    policydiff("index", "add", "a.index", "blank.txt", cwd=built)
    assert relations(policydiff("search", "a.index", "blank.txt", "--format", "json", cwd=built)) == {
        "blank.txt": "identical"
    }


def test_the_same_text_in_other_bytes_is_not_called_identical(tmp_path: Path, policydiff: Command) -> None:
    (tmp_path / "old.txt").write_bytes(PLAN.encode("gb18030"))
    (tmp_path / "new.txt").write_bytes(PLAN.encode())
    policydiff("index", "build", "a.index", "old.txt", cwd=tmp_path)
    found = [policydiff("search", "a.index", name, "--format", "json", cwd=tmp_path) for name in ("new.txt", "old.txt")]
    assert [relations(each) for each in found] == [{"old.txt": "same-text"}, {"old.txt": "identical"}]


def test_limit_shows_the_closest_and_counts_the_rest(built: Path, policydiff: Command) -> None:
    found = told(policydiff("search", "a.index", "docs/plan.txt", "--limit", "2", "--format", "json", cwd=built))
    assert [each["relation"] for each in found["groups"][0]["members"]] == ["identical", "identical"]
    assert (found["summary"]["answers"], found["summary"]["shown"]) == (7, 2)
    said = policydiff("search", "a.index", "docs/plan.txt", "--limit", "2", cwd=built).stdout.decode()
    assert "7 relatives found among 12 documents." in said
    assert "The closest 2 are shown; --limit shows more." in said


def test_explain_says_what_may_be_missed(built: Path, policydiff: Command) -> None:
    said = " ".join(policydiff("search", "a.index", "docs/part.txt", "--explain", cwd=built).stdout.decode().split())
    assert "one is missed with a probability of at most 0.000" in said
    assert "0.0698 at 200 characters" in said
    assert "7 were candidates and 7 were verified on their texts" in said


def test_more_candidates_than_are_verified_are_said(
    built: Path, policydiff: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built)
    monkeypatch.setattr(candidates, "MAX_HITS", 3)
    found = search.search("a.index", Document.from_text(PLAN))
    assert (found.candidates, found.unverified, len(found.hits)) == (7, 4, 3)
    assert [each.name for each in found.hits][:2] == ["identical", "identical"]


# --- adding


def test_what_is_held_already_is_passed_over(built: Path, policydiff: Command) -> None:
    before = (built / "a.index").read_bytes()
    done = policydiff("index", "add", "a.index", "docs", "--format", "json", cwd=built)
    assert (told(done)["added"], told(done)["same"]) == (0, len(FILES))
    assert (built / "a.index").read_bytes() == before
    assert {path.name for path in built.iterdir()} == {"docs", "a.index"}


def test_other_bytes_under_one_id_are_refused_unless_replace(built: Path, policydiff: Command) -> None:
    (built / "docs" / "plan.txt").write_text(LAW + articles(1, 9, "新"), encoding="utf-8")
    (built / "docs" / "more.txt").write_text(LAW + articles(1, 9, "多"), encoding="utf-8")
    done = policydiff("index", "add", "a.index", "docs", "--format", "json", cwd=built)
    assert "docs/plan.txt: the id 'docs/plan.txt' is held with other bytes (--replace " in done.stderr
    assert (told(done, 3)["added"], [each["id"] for each in told(done, 3)["refused"]]) == (1, ["docs/plan.txt"])
    assert relations(policydiff("search", "a.index", "docs/copy.txt", "--format", "json", cwd=built))["plan.txt"]
    alone = policydiff("index", "add", "a.index", "docs/plan.txt", cwd=built)
    assert alone.returncode == 2
    done = policydiff("index", "add", "a.index", "docs/plan.txt", "--replace", "--format", "json", cwd=built)
    assert told(done)["replaced"] == 1
    found = policydiff("search", "a.index", "docs/copy.txt", "--format", "json", cwd=built)
    assert "plan.txt" not in relations(found)
    assert policydiff("index", "verify", "a.index", cwd=built).returncode == 0


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(built: Path, policydiff: Command) -> None:
    (built / "more").mkdir()
    (built / "more" / "broken.txt").write_bytes(b"\xff\x00\xff")
    (built / "more" / "sound.txt").write_text(LAW + articles(1, 5, "好"), encoding="utf-8")
    done = policydiff("index", "add", "a.index", "more", "--format", "json", cwd=built)
    assert (told(done, 3)["added"], len(told(done, 3)["unreadable"])) == (1, 1)
    assert "more/broken.txt: binary" in done.stderr
    assert policydiff("index", "add", "a.index", "more/broken.txt", cwd=built).returncode == 2
    alone = policydiff("index", "build", "b.index", "more/broken.txt", cwd=built)
    assert (alone.returncode, (built / "b.index").exists()) == (2, False)
    assert policydiff("index", "build", "b.index", "more", cwd=built).returncode == 3


def test_records_go_in_under_their_ids(tmp_path: Path, policydiff: Command) -> None:
    line = json.dumps({"name": "法/一@2031-01-01", "body": PLAN}, ensure_ascii=False)
    (tmp_path / "laws.jsonl").write_text(f"{line}\n{{}}\n", encoding="utf-8")
    fields = ["--id-field", "name", "--text-field", "body"]
    done = policydiff("index", "build", "a.index", "laws.jsonl", *fields, "--format", "json", cwd=tmp_path)
    assert "laws.jsonl:2: no text in the field 'body'" in done.stderr
    assert told(done, 3)["added"] == 1
    found = told(policydiff("search", "a.index", "-", "--format", "json", stdin=PLAN.encode(), cwd=tmp_path))
    held = found["groups"][0]["members"][0]["document"]
    assert (held["id"], held["path"], held["date"]) == ("法/一@2031-01-01", "laws.jsonl:1", "2031-01-01")
    assert (held["title"], held["characters"]) == (PLAN.splitlines()[0], len(PLAN))


def test_a_name_that_is_no_text_is_held(tmp_path: Path, policydiff: Command) -> None:
    try:
        Path(f"{tmp_path}/\udcff.txt").write_bytes(PLAN.encode())
    except OSError:
        pytest.skip("the file system takes no such name")
    for status in (0, 2):
        assert policydiff("index", "build", "a.index", ".", cwd=tmp_path).returncode == status
    assert told(policydiff("index", "add", "a.index", ".", "--format", "json", cwd=tmp_path))["same"] == 1
    assert policydiff("search", "a.index", "-", stdin=PLAN.encode(), cwd=tmp_path).returncode == 0
    assert policydiff("index", "remove", "a.index", "*.txt", cwd=tmp_path).returncode == 0


def test_the_index_in_its_own_folder_is_no_document(built: Path, policydiff: Command) -> None:
    assert told(policydiff("index", "add", "docs/../a.index", ".", "--format", "json", cwd=built))["unreadable"] == []


def test_an_index_is_used_through_a_link(built: Path, policydiff: Command) -> None:
    (built / "elsewhere").mkdir()
    (built / "elsewhere" / "link").symlink_to(built / "a.index")
    (built / "more.txt").write_text(LAW + articles(1, 9, "链"), encoding="utf-8")
    assert policydiff("index", "add", "elsewhere/link", "more.txt", cwd=built).returncode == 0
    assert relations(policydiff("search", "a.index", "more.txt", "--format", "json", cwd=built))
    assert [path.name for path in (built / "elsewhere").iterdir()] == ["link"]


def test_a_large_build_writes_its_look_ups_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_HELD_ROWS", 50)
    monkeypatch.setattr(writing, "MAX_BATCH_DOCUMENTS", 3)
    monkeypatch.setattr(writing._batches, "__defaults__", (3,))
    writing.build(str(tmp_path / "a.index"), Corpus([str(records(tmp_path / "a.jsonl", TEXTS))]))
    assert integrity.verify(str(tmp_path / "a.index")).faults == ()
    assert answers(tmp_path / "a.index", TEXTS["乙3"])[0]["relation"] == "identical"


# --- removing, describing


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["docs/plan.txt"], len(FILES) - 1),
        (["docs/others/*"], len(FILES) - 5),
        (["*"], 0),
        (["docs/plan.txt", "docs/c*.txt"], len(FILES) - 2),
        (["docs/p[al]*.txt"], len(FILES) - 3),
    ],
)
def test_documents_are_removed_by_id_or_pattern(built: Path, policydiff: Command, words: list[str], left: int) -> None:
    done = policydiff("index", "remove", "a.index", *words, "--format", "json", cwd=built)
    assert told(done)["removed"] == len(FILES) - left
    assert told(policydiff("index", "info", "a.index", "--format", "json", cwd=built))["documents"] == left
    assert policydiff("index", "verify", "a.index", cwd=built).returncode == 0


def test_a_word_that_names_no_document_removes_none(built: Path, policydiff: Command) -> None:
    done = policydiff("index", "remove", "a.index", "docs/plan.txt", "docs/none*", cwd=built)
    assert done.returncode == 2
    assert done.stderr == "policydiff: a.index: holds no document 'docs/none*' (nothing was removed)\n"
    assert told(policydiff("index", "info", "a.index", "--format", "json", cwd=built))["documents"] == len(FILES)


def test_info_says_what_it_holds_and_how_it_was_made(built: Path, policydiff: Command) -> None:
    found = told(policydiff("index", "info", "a.index", "--format", "json", cwd=built))
    assert found["characters"] == sum(map(len, FILES.values()))
    assert found["bytes"] == sum(len(text.encode()) for text in FILES.values())
    assert found["size"] == (built / "a.index").stat().st_size
    assert found["parameters"]["signature"]["k"] == 128
    said = policydiff("index", "info", "a.index", cwd=built).stdout.decode()
    assert "12 documents" in said
    assert "20 of 5 slots" in said


# --- whatever the order, and whatever was there before

TEXTS = {f"{name}{at}": f"{name}区方案{at}\n{sections(1, 2 + at, name)}" for name in "甲乙丙" for at in range(4)}


def answers(index: Path, text: str) -> list[dict[str, Any]]:
    """The answers as JSON, in order."""
    found = search.search(str(index), Document.from_text(text))
    return [{**each.as_json(), "path": None} for each in found.hits]


def without_paths(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers but for the lines on which records stood."""
    return [{**each, "document": {**each["document"], "path": ""}} for each in found]


@examples(12, HealthCheck.function_scoped_fixture)
@given(
    order=st.permutations(sorted(TEXTS)),
    cuts=st.lists(st.integers(0, len(TEXTS)), max_size=3),
    removed=st.sets(st.sampled_from(sorted(TEXTS)), max_size=4),
    replaced=st.sets(st.sampled_from(sorted(TEXTS)), max_size=3),
)
def test_order_batches_and_history_do_not_change_answers(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], cuts: list[int], removed: set[str], replaced: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    straight, crooked = folder / "straight.index", folder / "crooked.index"
    kept = {name: TEXTS[name] for name in sorted(TEXTS) if name not in removed}
    writing.build(str(straight), Corpus([str(records(folder / "all.jsonl", kept))]))
    writing.build(str(crooked), Corpus([str(records(folder / "none.jsonl", {}))]))
    bounds = [0, *sorted(cuts), len(order)]
    for start, end in pairwise(bounds):
        some = {name: "旧文\n" + articles(1, 3, name) if name in replaced else TEXTS[name] for name in order[start:end]}
        writing.add(str(crooked), Corpus([str(records(folder / "some.jsonl", some))]))
    last = {name: TEXTS[name] for name in order if name in replaced}
    writing.add(str(crooked), Corpus([str(records(folder / "last.jsonl", last))]), replace=True)
    if removed:
        writing.remove(str(crooked), sorted(removed))
    assert integrity.verify(str(crooked)).faults == ()
    for text in ("甲区方案1\n" + sections(1, 3, "甲"), TEXTS["乙3"], sections(2, 3, "丙")):
        assert without_paths(answers(crooked, text)) == without_paths(answers(straight, text))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_planted_is_found(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    texts = {f"doc{at}": f"第{at}号方案\n{sections(1, 8, f'{seed}种{at}')}" for at in range(60)}
    writing.build(str(tmp_path / "a.index"), Corpus([str(records(tmp_path / "a.jsonl", texts))]))
    for name in pick.sample(sorted(texts), 5):
        whole = texts[name]
        edited = whole.replace("。", "；", 2)
        part = whole[len(whole) // 3 : len(whole) // 3 + 500]
        for asked, most in ((whole, "jaccard"), (edited, "jaccard"), (part, "contained")):
            found = answers(tmp_path / "a.index", asked)
            assert found[0]["document"]["id"] == name
            assert found[0][most] > 0.9 > max([each[most] for each in found[1:]], default=0)


def test_parameters_are_those_of_the_code() -> None:
    made = database.current_parameters()
    assert made.bands.probability_of_a_miss(made.threshold) <= 0.001
