"""The matching stage of policydiff as a process: candidate pairs of documents with their exact Jaccard similarity.

python benchmarks/pairs.py CORPUS.jsonl -o OUT [--threshold 0.8]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from policydiff.collection import Pairs, Settings, Survey, candidate_pairs, survey
from policydiff.join import overlap
from policydiff.readers.corpus import Corpus
from policydiff.shingle import Hashes, shingle_sets


def verified(corpus: Corpus, found: Survey, pairs: Pairs) -> Iterator[tuple[int, int, float]]:
    """The pairs with their exact similarity; each document's set of shingles is made once and held."""
    numbers = sorted({*pairs.left.tolist(), *pairs.right.tolist()})
    texts = (corpus.document(found.sources[number]).text for number in numbers)
    sets: dict[int, Hashes] = dict(zip(numbers, shingle_sets(texts), strict=True))
    for left, right in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True):
        yield left, right, overlap(sets[left], sets[right]).jaccard


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes a line of JSON for each pair that reaches the threshold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", metavar="CORPUS.jsonl")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.8)
    args: Any = parser.parse_args(arguments)
    settings = Settings(threshold=args.threshold, parts=False)
    corpus = Corpus([args.corpus])
    found = survey(corpus, settings)
    with args.output.open("w", encoding="utf-8", newline="\n") as out:
        for left, right, jaccard in verified(corpus, found, candidate_pairs(found, settings)):
            if jaccard >= args.threshold:
                line = {"one": found.sources[left].id, "other": found.sources[right].id, "jaccard": round(jaccard, 6)}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
