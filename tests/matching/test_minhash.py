"""Signatures: what two of them say of two documents, what they refuse, and datasketch as the judge of `affine32`."""

from __future__ import annotations

import json
import random
import statistics
from pathlib import Path

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash
from hypothesis import given
from hypothesis import strategies as st

from conftest import Command
from policydiff.errors import PolicydiffError
from policydiff.matching.datasketch_minhash import from_datasketch, to_datasketch
from policydiff.matching.minhash import AFFINE32, EMPTY, FAST, Parameters, Signatures, sign_shingles, sign_texts, tokens
from policydiff.matching.shingles import Shingles, shingle_sets, shingles
from policydiff.text.folding import fold, table_version
from strategies import examples, texts

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PLACES = ["河道", "堤防", "水闸", "泵站", "渡口", "码头", "林地", "湿地", "果园", "菜场", "粮库", "渔港"]


def statute(seed: int, articles: int = 60) -> str:
    """A made-up statute of about 40 characters an article, the same for one seed."""
    rng = random.Random(seed)
    duties = ("".join(rng.choices("管护养修查报备登记公告栏街道单位", k=24)) for _ in range(articles))
    return "\n".join(
        f"第{at}条 {rng.choice(PLACES)}的{duty}，限{rng.randrange(90)}日。" for at, duty in enumerate(duties)
    )


def rows(signed: Signatures) -> list[tuple[list[int], list[int] | None]]:
    """The signatures as plain values."""
    each = [signed[at] for at in range(len(signed))]
    return [(one.values.tolist(), None if one.shingles is None else one.shingles.tolist()) for one in each]


# --- what a signature is


@pytest.mark.parametrize("kind", [FAST, AFFINE32])
@pytest.mark.parametrize("k", [16, 100, 128])
@examples(50)  # of each of six kinds
@given(many=st.lists(st.one_of(texts(60), st.integers(0, 5).map(lambda seed: statute(seed, 12))), max_size=8))
def test_a_document_is_signed_alike_alone_in_company_and_by_threads(kind: str, k: int, many: list[str]) -> None:
    parameters = Parameters(kind, k)
    alone = [rows(sign_texts([text], parameters))[0] for text in many]
    assert rows(sign_texts(many, parameters)) == alone
    assert rows(sign_texts(many[::-1], parameters)) == alone[::-1]
    assert rows(sign_texts(many, parameters, threads=3)) == alone


def test_threads_give_the_same_over_many_blocks() -> None:
    many = [statute(seed, 400) for seed in range(40)]
    assert rows(sign_texts(many, threads=4)) == rows(sign_texts(many))


@pytest.mark.parametrize("kind", [FAST, AFFINE32])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云汐市设施管护办法，自2021年5月1日起施行。", "雲汐市設施管護辦法,\n自２０２１年5月1日起施行"),
        (statute(1), statute(1).replace("，", "\n　")),
        ("云", "雲"),
    ],
)
def test_one_key_has_one_signature(kind: str, one: str, other: str) -> None:
    found = sign_texts([one, other], Parameters(kind))
    assert found.values[0].tolist() == found.values[1].tolist()
    assert found[0].estimate(found[1]).jaccard == 1


@pytest.mark.parametrize("kind", [FAST, AFFINE32])
def test_every_slot_of_a_document_is_filled_and_none_of_an_empty_one(kind: str) -> None:
    found = sign_texts(["云", statute(1, 3), statute(2), "", "，。"], Parameters(kind))
    assert (found.values[:3] != EMPTY).all()
    assert (found.values[3:] == EMPTY).all()


@pytest.mark.parametrize("kind", [FAST, AFFINE32])
def test_nothing_is_like_an_empty_document(kind: str) -> None:
    found = sign_texts(["", "、", statute(1)], Parameters(kind))
    assert [found[0].estimate(found[at]).jaccard for at in range(3)] == [0, 0, 0]


def test_sets_are_kept_below_k() -> None:
    many = [statute(1)[:length] for length in (0, 3, 60, 100, 120, 140, 160, 400)]
    (sets, found) = list(shingle_sets(many)), sign_texts(many)
    assert {len(each) < 128 for each in sets} == {True, False}
    for at, each in enumerate(sets):
        kept = found[at].shingles
        assert (kept is None) if len(each) >= 128 else (kept is not None and kept.tolist() == each.tolist())


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        (16, [2007181, 268748956, 545931718, 806240121, 1075471958, 1342977426, 1611477167, 1881102923]),
        (100, [2007181, 43386578, 87796052, 133216110, 173880204, 215613116, 258007607, 302188235]),
    ],
)
def test_saved_signatures_stay_good(k: int, expected: list[int]) -> None:
    """If these numbers change, so must what Parameters says: old signatures would be compared with new ones."""
    assert sign_texts([statute(5)], Parameters(k=k)).values[0, :8].tolist() == expected


def test_repeats_do_not_count() -> None:
    """A long text of few different shingles is a small set, however often each stands in it."""
    found = sign_texts(["云汐市" * 5_000, "云汐市" * 4])
    assert found[0].shingles is not None
    assert found[0].estimate(found[1]) == (1.0, 0.0)


# --- estimates


def test_short_documents_are_compared_exactly() -> None:
    one, other = "云汐市渔港设施由市海洋局管护", "云汐市渔港设施由区海洋局管护"
    found = sign_texts([one, other])
    estimate = found[0].estimate(found[1])
    sets = [tokens(one), tokens(other)]
    assert estimate.exact
    assert estimate.jaccard == len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_an_estimate_says_that_it_is_one() -> None:
    found = sign_texts([statute(1), statute(1), statute(2)])
    assert not found[0].estimate(found[1]).exact
    assert found[0].estimate(found[1]).jaccard == 1
    assert 0 < found[0].estimate(found[2]).error < 0.05


@pytest.mark.parametrize("size", [200, 1_000, 5_000])
@pytest.mark.parametrize("similarity", [0.2, 0.5, 0.9])
def test_estimates_are_not_biased_and_no_worse_than_classic_ones(size: int, similarity: float) -> None:
    """Two hundred pairs of random sets: the mean error of the mean is a fourteenth of one estimate's."""
    shared = round(2 * size * similarity / (1 + similarity))
    drawn = np.random.default_rng(size).integers(0, 1 << 32, (200, 2 * size - shared), dtype=np.uint32)
    both = np.stack((drawn[:, :size], drawn[:, size - shared :]), axis=1)
    found = sign_shingles(Shingles(both.reshape(-1), np.arange(0, both.size + 1, size)))
    exact = shared / (2 * size - shared)
    estimates = [found[2 * at].estimate(found[2 * at + 1]).jaccard for at in range(200)]
    classic = (exact * (1 - exact) / 128) ** 0.5
    assert abs(statistics.fmean(estimates) - exact) < 4 * classic / 200**0.5
    assert statistics.pstdev(estimates, exact) < 1.2 * classic
    assert size > 200 or statistics.pstdev(estimates, exact) < 0.95 * classic


def test_agreement_is_counted_alike_for_any_k() -> None:
    for k in (16, 100, 128, 4096):
        found = sign_texts([statute(1), statute(1)[:-40], statute(2)], Parameters(k=k))
        pairs = np.array([0, 0, 1]), np.array([1, 2, 2])
        assert found.agreeing(*pairs).tolist() == [
            int((found.values[one] == found.values[other]).sum()) for one, other in zip(*pairs, strict=True)
        ]


def test_shingles_at_hand_are_signed_as_their_texts_are() -> None:
    many = [statute(1), "云汐", "", statute(2, 5)]
    assert rows(sign_shingles(shingles(many))) == rows(sign_texts(many))
    with pytest.raises(PolicydiffError, match="affine32 signs strings"):
        sign_shingles(shingles(many), Parameters(AFFINE32))


# --- parameters


_TWO_KINDS = ("signatures of two kinds do not compare: ", "(sign both documents alike)")
_TWO_TABLES = (
    "signatures made with two folding tables do not compare: ",
    "(sign both documents anew with policydiff sketch)",
)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Parameters(AFFINE32), _TWO_KINDS),
        (Parameters(k=64), _TWO_KINDS),
        (Parameters(width=8), _TWO_KINDS),
        (Parameters(fold="0-00000000"), _TWO_TABLES),
        (Parameters(k=64, fold="0-00000000"), _TWO_TABLES),
    ],
    ids=str,
)
def test_unlike_signatures_are_refused_with_both_named(other: Parameters, said: tuple[str, str]) -> None:
    one = Parameters()
    text = statute(1)
    with pytest.raises(PolicydiffError) as caught:
        sign_texts([text], one)[0].estimate(sign_texts([text], other)[0])
    assert str(caught.value) == f"{said[0]}{one}; and {other} {said[1]}"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"signature": "simhash"}, "no signature named simhash (fast or affine32)"),
        ({"k": 8}, "a signature of 8 slots (from 16 to 65,536)"),
        ({"width": 0}, "shingles of 0 characters (at least 1)"),
        ({"seed": 7}, "the seed 7 for fast (seeds are for affine32)"),
        ({"signature": AFFINE32, "seed": -1}, "the seed -1 for affine32 (seeds are for affine32)"),
    ],
)
def test_wrong_parameters_are_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(PolicydiffError) as caught:
        Parameters(**wrong)  # type: ignore[arg-type]
    assert str(caught.value) == says


def test_the_version_of_the_key_is_carried() -> None:
    assert sign_texts(["云汐"])[0].parameters.fold == table_version()
    assert sign_texts(["云汐"])[0].as_json()["parameters"] == {
        "signature": "fast", "k": 128, "width": 5, "seed": 1, "fold": table_version()
    }  # fmt: skip


# --- datasketch


def by_datasketch(text: str, k: int = 128, seed: int = 1) -> MinHash:
    """What a user of datasketch makes of the 5-grams of the same key."""
    key = fold(text).text
    minhash = MinHash(num_perm=k, seed=seed)
    shingles = [key[at : at + 5] for at in range(len(key) - 4)] or ([key] if key else [])
    minhash.update_batch([each.encode() for each in shingles])
    return minhash


@pytest.mark.parametrize(("k", "seed"), [(128, 1), (16, 1), (100, 7), (256, (1 << 32) - 1)])
@pytest.mark.parametrize("text", ["", "云", "云汐市公园", "𠀀𫝈𪚏甲乙丙丁😀", statute(3)], ids=len)
def test_affine32_is_what_datasketch_computes(text: str, k: int, seed: int) -> None:
    ours = sign_texts([text], Parameters(AFFINE32, k, seed=seed))[0]
    theirs = by_datasketch(text, k, seed)
    assert theirs.scheme == AFFINE32
    assert ours.values.tolist() == theirs.hashvalues.tolist()


@given(texts(60), texts(60))
def test_estimates_are_those_of_datasketch(one: str, other: str) -> None:
    ours = sign_texts([one, other], Parameters(AFFINE32))
    theirs = by_datasketch(one).jaccard(by_datasketch(other))
    assert ours[0].estimate(ours[1]).jaccard == (theirs if fold(one).text and fold(other).text else 0)


def test_signatures_go_to_datasketch_and_come_back() -> None:
    parameters = Parameters(AFFINE32)
    ours, other = (sign_texts([statute(seed, 30) + statute(3)], parameters)[0] for seed in (1, 2))
    lean = to_datasketch(ours)
    assert lean == LeanMinHash(by_datasketch(statute(1, 30) + statute(3)))
    assert lean.jaccard(to_datasketch(other)) == ours.estimate(other).jaccard
    buffer = bytearray(lean.bytesize())
    lean.serialize(buffer)
    for back in (lean, LeanMinHash.deserialize(buffer), by_datasketch(statute(1, 30) + statute(3))):
        assert from_datasketch(back, parameters).values.tolist() == ours.values.tolist()
    assert from_datasketch(lean, parameters).estimate(other) == ours.estimate(other)


def test_what_came_from_datasketch_is_not_changed_with_it() -> None:
    minhash = by_datasketch(statute(1))
    ours = from_datasketch(minhash, Parameters(AFFINE32))
    minhash.update("云汐".encode())
    assert ours.values.tolist() == sign_texts([statute(1)], Parameters(AFFINE32))[0].values.tolist()


@pytest.mark.parametrize(
    ("minhash", "parameters"),
    [
        (MinHash(num_perm=128, scheme="legacy"), Parameters(AFFINE32)),
        (MinHash(num_perm=64), Parameters(AFFINE32)),
        (MinHash(num_perm=128, seed=2), Parameters(AFFINE32)),
        (MinHash(num_perm=128), Parameters()),
    ],
    ids=["scheme", "k", "seed", "fast"],
)
def test_another_minhash_is_refused(minhash: MinHash, parameters: Parameters) -> None:
    with pytest.raises(PolicydiffError) as caught:
        from_datasketch(minhash, parameters)
    assert f"{minhash.scheme}, k = {len(minhash)}, seed {minhash.seed}" in str(caught.value)
    assert str(parameters) in str(caught.value)


def test_a_fast_signature_does_not_go_to_datasketch() -> None:
    with pytest.raises(PolicydiffError, match="sign with affine32"):
        to_datasketch(sign_texts(["云汐"])[0])


# --- the command


def test_the_command_shows_shingles_and_signature(policydiff: Command) -> None:
    done = policydiff("sketch", SAMPLES / "regulation-2015.txt")
    assert (done.returncode, done.stderr) == (0, "")
    text = (SAMPLES / "regulation-2015.txt").read_text(encoding="utf-8")
    lines = done.stdout.decode().splitlines()
    assert f"  shingles   {len(tokens(text)):,} different ones of 5 characters of the matching key" in lines
    assert f"  signature  {Parameters()}" in lines
    assert "  compared   by estimate, with a standard error of at most 4.4 %" in lines
    shown = [int(value, 16) for line in lines[lines.index("") + 1 :] for value in line.split()]
    assert shown == sign_texts([text]).values[0].tolist()


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [([], Parameters()), (["--signature", "affine32", "-k", "64"], Parameters(AFFINE32, 64))],
)
def test_json_holds_all_that_a_comparison_needs(
    policydiff: Command, tmp_path: Path, arguments: list[str], parameters: Parameters
) -> None:
    for name, text in (("long", statute(1)), ("short", "云汐市公园管护办法"), ("empty", "")):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="gb18030")
        done = policydiff("sketch", path, "--format", "json", "--encoding", "gb18030", *arguments)
        found, signature = json.loads(done.stdout), sign_texts([text], parameters)[0]
        kept = None if signature.shingles is None else signature.shingles.tolist()
        assert found == {
            "schema": "policydiff.sketch/1",
            "path": str(path),
            "encoding": "gb18030",
            "characters": len(text),
            "shingles": len(tokens(text)),
            "parameters": parameters.as_json(),
            "signature": signature.values.tolist(),
            "kept_shingles": kept,
        }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-k", "3"], "policydiff: a signature of 3 slots (from 16 to 65,536)\n"),
        (["-k", "many"], "policydiff: Invalid value for '-k'"),
        (["--signature", "simhash"], "policydiff: Invalid value for '--signature'"),
    ],
)
def test_what_cannot_be_done_exits_two(policydiff: Command, arguments: list[str], says: str) -> None:
    done = policydiff("sketch", "-", *arguments, stdin="云汐市".encode())
    assert done.returncode == 2
    assert done.stderr.startswith(says)
    assert done.stdout == b""


@pytest.mark.slow
def test_the_hash_seed_changes_nothing(policydiff: Command) -> None:
    shown = {
        policydiff(
            "sketch", SAMPLES / "statute-traditional.txt", "--signature", kind, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "2")
        for kind in (FAST, AFFINE32)
    }
    assert len(shown) == 2
