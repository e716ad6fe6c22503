"""What holds of every corpus: order, threads and hash seed change nothing, and `restore` gives any tree back."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from conftest import Command
from papers import articles, sections
from strategies import examples
from trees import LAW, STATUTE, WORK, plant, record, run, tree

# --- whatever the order, threads, hash seed


@pytest.mark.slow
def test_the_same_bytes_whatever_the_order_threads_and_hash_seed(policydiff: Command, here: Path) -> None:
    shuffled = random.Random(7)
    made = []
    for turn, (seed, threads) in enumerate([("0", "1"), ("1", "2"), ("42", "4")]):
        files = list(tree(here / "in").items())
        shuffled.shuffle(files)
        at = here / str(turn)
        plant(at, {f"in/{name}": content for name, content in files})
        locale = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Taipei" if turn else "UTC"}
        done = policydiff("dedupe", "in", "-o", "out", "--threads", threads, cwd=at, env=locale)
        assert done.returncode == 0
        made.append((tree(at / "out"), (at / "out.plan.json").read_bytes(), done.stderr))
    assert made[0] == made[1] == made[2]


def test_shuffled_records_keep_the_same_documents(here: Path) -> None:
    lines = [record(id=f"{n:02}", text=articles(n % 7 + 1, n % 7 + 6)) for n in range(21)]
    kept = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        plant(here, {f"{seed}.jsonl": "".join(lines)})
        assert run("dedupe", f"{seed}.jsonl", "-q", "-o", f"{seed}.out.jsonl", "--threads", str(seed + 1)) == 0
        kept.append(sorted((here / f"{seed}.out.jsonl").read_text(encoding="utf-8").splitlines()))
    assert kept[0] == kept[1] == kept[2]
    assert len(kept[0]) == 7


# --- property: any tree comes back

BODIES = [LAW, WORK, STATUTE, STATUTE.replace("\n", "\r\n"), LAW + "附：\n", "", "\ufeff", "短", sections(1, 3), "\n"]
CONTENTS = st.one_of(
    st.sampled_from(BODIES).map(str.encode),
    st.sampled_from([LAW, WORK]).map(lambda text: text.encode("gb18030")),
    st.sampled_from([STATUTE, LAW]).map(lambda text: text.encode("utf-16")),
    st.binary(max_size=30),
)
NAMES = st.text(st.sampled_from("ab字.-_ '😀"), min_size=1, max_size=4).filter(lambda name: not name.startswith("."))
RECORD_FILES = st.lists(
    st.one_of(
        st.builds(
            lambda text, ascii_only, other: (
                json.dumps({"o": other, "text": text}, ensure_ascii=ascii_only).encode() + b"\n"
            ),
            st.sampled_from(BODIES),
            st.booleans(),
            st.integers(),
        ),
        st.sampled_from([b"\n", b"[]\n", b"{\r\n", b"\xff\n"]),
    ),
    max_size=5,
).map(b"".join)


@examples(25, HealthCheck.function_scoped_fixture)
@given(
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), CONTENTS, max_size=6),
    st.dictionaries(NAMES, RECORD_FILES, max_size=2),
    st.sampled_from([[], ["--mark"], ["--keep", "last"], ["--within"], ["--across"], ["--drop", "excerpt"]]),
)
def test_any_tree_comes_back(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], records: dict[str, bytes], options: Sequence[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    (root / "in").mkdir()
    for name, content in {**files, **{f"{name}.jsonl": each for name, each in records.items()}}.items():
        try:
            plant(root / "in", {name: content})
        except OSError:  # a file where a folder is to be
            continue
    source = tree(root / "in")
    out, again, back = (str(root / name) for name in ("out", "again", "back"))
    status = run("dedupe", str(root / "in"), "-q", "-o", out, *options)
    if status == 2:  # nothing could be read
        assert not (root / "out").exists()
        return
    assert status in (0, 3)
    assert run("restore", out, "-q", "-o", back) == 0
    assert tree(root / "back") == source
    if "--mark" not in options:
        assert run("dedupe", out, "-q", "-o", again, *options) == status
        assert tree(root / "again") == tree(root / "out")
