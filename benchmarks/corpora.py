"""Corpora for the benchmarks, made from documents of your own; the same sources and seed give the same bytes.

    python benchmarks/corpora.py copies OUT.jsonl SOURCE... [--megabytes 100] [--seed 1]
    python benchmarks/corpora.py slices OUT.jsonl SOURCE... [--documents 100000] [--characters 700] [--seed 1]
    python benchmarks/corpora.py large OUT.jsonl SOURCE... [--megabytes 1000] [--seed 1]

A SOURCE is what speed.py takes. A record that is a copy says so: `copy_of` is the id of its original, `kind` what was
done to it besides the edits.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from accuracy import documents
from race import MB

from policydiff.text.script import in_script

Record: TypeAlias = dict[str, str]

ORIGINALS = 0.58  # share of the bytes of `copies`
EDITS = (0.002, 0.2)  # share of a copy's characters that are touched, least and most
KINDS = {"script": 0.15, "wrapped": 0.15, "shuffled": 0.1, "full-width": 0.1, "edited": 0.5}
COPIES = 0.1  # share of near copies among sliced documents
_SLICE = (20, 40)  # characters
_LARGE = (500, 12_000)  # characters of a document of `large`
_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_SIMPLIFIED = re.compile("[国这为发会业关实条规应务机构证们]")


# --- copies


def edited(text: str, share: float, rng: random.Random) -> str:
    """The text with about this share of its characters touched, in runs of one to nine that stand in clusters."""
    if not text:
        return text
    letters = sorted({letter for letter in text if not letter.isspace()}) or ["另"]
    touched, wanted = 0, max(1, round(share * len(text)))
    places: list[int] = []
    while touched < wanted:
        centre = rng.randrange(len(text))
        cluster = min(rng.randint(1, 12), -(-(wanted - touched) // 5))
        places += [min(max(int(rng.gauss(centre, 60)), 0), len(text) - 1) for _ in range(cluster)]
        touched += 5 * cluster
    made, at = [], 0
    for place in sorted(places):
        run = rng.randint(1, 9)
        put_in, goes = rng.choice([(run, run), (run, 0), (0, run)])
        if place >= at:
            made += [text[at:place], *rng.choices(letters, k=put_in)]
            at = place + goes
    return "".join([*made, text[at:]])


def disguised(text: str, kind: str, rng: random.Random) -> str:
    """The text in the other script, with other line breaks, its paragraphs in another order, or full-width digits."""
    if kind == "script":
        simplified = len(_SIMPLIFIED.findall(text)) * 100 > len(text)
        return in_script(text, "traditional" if simplified else "simplified")
    if kind == "wrapped":
        solid = "".join(text.split())
        width = rng.randint(24, 48)
        return "\n".join(solid[at : at + width] for at in range(0, len(solid), width))
    if kind == "shuffled":
        paragraphs = text.splitlines()
        rng.shuffle(paragraphs)
        return "\n".join(paragraphs)
    return text.translate(_FULL_WIDTH) if kind == "full-width" else text


def copies(sources: Sequence[Sequence[tuple[str, str]]], size: int, seed: int = 1) -> Iterator[Record]:
    """About `size` bytes of text: documents, source after source and each in shuffled order, and altered copies."""
    rng = random.Random(seed)
    originals: list[tuple[str, str]] = []
    have = 0
    for source in sources:
        for name, text in rng.sample(source, len(source)):
            if text.strip() and have < ORIGINALS * size:
                originals.append((f"{len(originals)}: {name}", text))
                have += len(text.encode())
    made: list[Record] = [{"id": name, "text": text} for name, text in originals]
    while originals and have < size:
        name, text = rng.choice(originals)
        (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
        share = math.exp(rng.uniform(*map(math.log, EDITS)))
        copy = disguised(edited(text, share, rng), kind, rng)
        made.append({"id": f"{len(made)}: {kind}", "text": copy, "copy_of": name, "kind": kind})
        have += len(copy.encode())
    rng.shuffle(made)
    yield from made


# --- slices


def sliced(texts: Iterable[str], lengths: Iterator[int], rng: random.Random) -> Iterator[Record]:
    """Documents of these lengths, each of slices of a clause's length from everywhere, and near copies among them.

    So many documents of so few texts would else be each other's copies: whatever their number, what two of them share
    is the language.
    """
    text = "\n".join(unicodedata.normalize("NFC", each) for each in texts)
    held: list[tuple[str, str]] = []
    for number, length in enumerate(lengths):
        if held and rng.random() < COPIES:
            name, original = rng.choice(held)
            yield {"id": str(number), "text": edited(original, EDITS[1] / 4, rng), "copy_of": name, "kind": "edited"}
            continue
        sizes = [rng.randint(*_SLICE) for _ in range(max(1, length * 2 // sum(_SLICE)))]
        places = [rng.randrange(max(1, len(text) - size)) for size in sizes]
        made = "".join(text[at : at + size] for at, size in zip(places, sizes, strict=True))
        held = [*held[-99:], (str(number), made)]
        yield {"id": str(number), "text": made}


def slices(texts: Iterable[str], number: int, characters: int = 700, seed: int = 1) -> Iterator[Record]:
    """So many documents of about so many characters."""
    rng = random.Random(seed)
    return sliced(texts, (rng.randint(characters // 2, characters * 3 // 2) for _ in range(number)), rng)


def large(texts: Iterable[str], size: int, seed: int = 1) -> Iterator[Record]:
    """Documents of all lengths, about `size` bytes of text in all."""
    rng = random.Random(seed)
    have = 0
    for record in sliced(texts, iter(lambda: rng.randint(*_LARGE), None), rng):
        if have >= size:
            return
        have += len(record["text"].encode())
        yield record


# --- writing


def written(path: Path, records: Iterable[Record]) -> int:
    """Writes JSON Lines; how many."""
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            number += 1
    return number


def main(arguments: Sequence[str] | None = None) -> None:
    """Makes the corpus asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["copies", "slices", "large"])
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--megabytes", type=float, help="UTF-8 text of copies (100) or large (1000)")
    parser.add_argument("--documents", type=int, default=100_000, help="of slices")
    parser.add_argument("--characters", type=int, default=700, help="of a document of slices, in the mean")
    parser.add_argument("--seed", type=int, default=1)
    args: Any = parser.parse_args(arguments)
    sources = [list(documents(source)) for source in args.sources]
    texts = [text for source in sources for _, text in source]
    if args.kind == "copies":
        made = copies(sources, int((args.megabytes or 100) * MB), args.seed)
    elif args.kind == "slices":
        made = slices(texts, args.documents, args.characters, args.seed)
    else:
        made = large(texts, int((args.megabytes or 1000) * MB), args.seed)
    number = written(args.out, made)
    print(f"{number:,} documents, {args.out.stat().st_size / MB:.1f} MB")


if __name__ == "__main__":
    main()
