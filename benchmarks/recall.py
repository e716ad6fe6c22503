"""What the candidates of a corpus miss: all pairs of documents that are alike, counted exactly, against those proposed.

The truth is the exact join of the documents' whole sets of shingles (`setjoin`), which no band or signature has seen.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from accuracy import Table
from race import verdict

from policydiff.corpus.settings import ScanOptions
from policydiff.corpus.stages import propose_pairs, scan_corpus
from policydiff.engines import engine_for
from policydiff.matching.set_join import similar_pairs
from policydiff.matching.shingle_matrix import FoldedTexts
from policydiff.matching.shingles import SHINGLE_CODES
from policydiff.readers.corpus import Corpus
from policydiff.text.folding import fold

ROOM = 1 << 30  # bytes: the truth is wanted once
CROWD = 1 << 40  # every document is looked at with every other that it may be like
GOALS = {0.8: 0.995, 0.9: 1.0}


def alike(texts: Sequence[str], threshold: float) -> dict[tuple[int, int], float]:
    """Every pair of texts with this Jaccard similarity or more, and that."""
    codes = [fold(text).codes for text in texts]
    long = [number for number, each in enumerate(codes) if len(each) >= SHINGLE_CODES]
    starts = np.cumsum([0, *(len(codes[number]) for number in long)])
    keys = FoldedTexts(np.concatenate([codes[number] for number in long]), starts)
    found = similar_pairs(keys, threshold, memory=ROOM, crowd=CROWD)
    pairs = zip(found.left.tolist(), found.right.tolist(), found.jaccard.tolist(), strict=True)
    return {(long[left], long[right]): jaccard for left, right, jaccard in pairs}


def bench_recall(texts: Sequence[str]) -> Table:
    """Of all pairs that are alike by 0.8 and by 0.9, the share that is proposed."""
    truth = alike(texts, min(GOALS))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.jsonl")
        lines = (json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
        corpus.write_text("".join(lines), encoding="utf-8")
        settings = ScanOptions(find_contained=False)
        engine = engine_for(1)
        found = propose_pairs(engine, scan_corpus(engine, Corpus([str(corpus)]), settings), settings)
    proposed = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    rows, verdicts = [], []
    for least, goal in GOALS.items():
        wanted = {pair for pair, jaccard in truth.items() if jaccard >= least}
        share = len(wanted & proposed) / max(len(wanted), 1)
        rows.append((f"{least:g}", f"{len(wanted):,}", f"{len(wanted & proposed):,}", f"{share:.4f}"))
        verdicts.append(verdict(f"share of the pairs alike by {least:g} that is proposed", share, goal, at_least=True))
    return Table(
        "recall",
        ("Jaccard similarity from", "pairs", "of them proposed", "share"),
        tuple(rows),
        tuple(verdicts),
        f"{len(texts):,} documents, {len(proposed):,} pairs proposed; what is true, by an exact join of all sets.",
    )
