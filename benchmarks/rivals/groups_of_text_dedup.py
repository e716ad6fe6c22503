"""The groups that text-dedup found, as pairs: each document with the first of its group, by line number.

python groups_of_text_dedup.py FOLDER OUT
"""

import json
import pickle
import sys
from pathlib import Path

with Path(sys.argv[1], "uf.pkl").open("rb") as file:
    found = pickle.load(file)
parents = getattr(found, "parent", found)
with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
    for number, parent in parents.items():
        if number != parent:
            out.write(json.dumps({"one": int(parent), "other": int(number)}) + "\n")
