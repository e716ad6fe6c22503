"""Near duplicates as most people write it with datasketch: MinHash of the 5-grams of the text, MinHashLSH, pairs.

python with_datasketch.py CORPUS.jsonl OUT
"""

import json
import sys

from datasketch import MinHash, MinHashLSH

index = MinHashLSH(threshold=0.8, num_perm=128)
with open(sys.argv[1], encoding="utf-8") as corpus, open(sys.argv[2], "w", encoding="utf-8") as out:  # noqa: PTH123
    for line in corpus:
        record = json.loads(line)
        text = record["text"]
        minhash = MinHash(num_perm=128)
        minhash.update_batch([text[at : at + 5].encode() for at in range(max(1, len(text) - 4))])
        for other in index.query(minhash):
            out.write(json.dumps({"one": other, "other": record["id"]}, ensure_ascii=False) + "\n")
        index.insert(record["id"], minhash)
