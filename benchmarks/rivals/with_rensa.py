"""Near duplicates by rensa's own deduplicator: RMinHash of the 5-grams of the text, each pair it names.

python with_rensa.py CORPUS.jsonl OUT
"""

import json
import sys

from rensa import RMinHash, RMinHashDeduplicator

index = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True, num_bands=16)
with open(sys.argv[1], encoding="utf-8") as corpus, open(sys.argv[2], "w", encoding="utf-8") as out:  # noqa: PTH123
    for line in corpus:
        record = json.loads(line)
        text = record["text"]
        minhash = RMinHash(num_perm=128, seed=42)
        minhash.update([text[at : at + 5] for at in range(max(1, len(text) - 4))])
        for other in index.get_duplicates(minhash):
            out.write(json.dumps({"one": other, "other": record["id"]}, ensure_ascii=False) + "\n")
        index.add(record["id"], minhash)
