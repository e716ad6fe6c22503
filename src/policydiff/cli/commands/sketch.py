"""`policydiff sketch`: a document's shingles and its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from policydiff.cli.output import deliver, encoding_option, file_argument, note_records, output_option
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policydiff.matching.minhash import Signature
    from policydiff.matching.shingles import Hashes
    from policydiff.text.document import Document

FORMATS = formats("data")


@click.command()
@file_argument()
@output_option
@encoding_option
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option(
    "--signature",
    type=click.Choice(["fast", "affine32"]),
    default="fast",
    show_default=True,
    help="fast: fast similarity sketching; affine32: MinHash as datasketch 2 computes it.",
)
@click.option(
    "-k",
    "k",
    type=int,
    default=128,
    metavar="N",
    help="Number of slots of the signature, 16 to 65,536.",
    show_default=True,
)
def command(file: str, output: str | None, encoding: str | None, form: str, signature: str, k: int) -> int:
    """Show the data by which FILE is compared with others in a corpus: its number of shingles and its signature."""
    from policydiff.matching.minhash import Parameters, sign_texts
    from policydiff.matching.shingles import shingle_sets
    from policydiff.readers.read import read_file

    parameters = Parameters(signature, k)
    document = read_file(file, encoding=encoding)
    note_records(document)
    (shingles,) = shingle_sets([document.text], parameters.width)
    signed_text = sign_texts([document.text], parameters)[0]
    if form == TEXT:
        content = "".join(_lines(document, shingles, signed_text)).encode("utf-8")
    else:
        content = FORMATS[form].write(as_json(document, shingles, signed_text))
    deliver(content, output, file)
    return 0


def as_json(document: Document, shingles: Hashes, signed_text: Signature) -> dict[str, Any]:
    """The number of shingles, and the signature with its parameters, as `docs/json/sketch.schema.json` describes them.

    `kept_shingles` is the whole set of shingles if it is small, else None. `shingles`: uint32 (n,).
    """
    signature = signed_text.as_json()
    return {
        "schema": "policydiff.sketch/1",
        "path": document.path,
        "encoding": document.encoding,
        "characters": len(document.text),
        "shingles": len(shingles),
        "parameters": signature["parameters"],
        "signature": signature["values"],
        "kept_shingles": signature["shingles"],
    }


def _lines(document: Document, shingles: Hashes, signed_text: Signature) -> Iterator[str]:
    """The sketch for people, line by line, each with its end."""
    from policydiff.reports.model import encoding_name
    from policydiff.writers.escape import visible

    parameters = signed_text.parameters
    yield f"{visible(document.path)}\n"
    yield f"  {encoding_name(document)} ({document.encoding_reason}) · {len(document.text):,} characters\n"
    yield f"  shingles   {len(shingles):,} different ones of {parameters.width} characters of the matching key\n"
    yield f"  signature  {parameters}\n"
    if signed_text.shingles is not None:
        yield "  compared   exactly with other short documents: all shingles are kept\n"
    else:
        yield f"  compared   by estimate, with a standard error of at most {50 / parameters.k**0.5:.1f} %\n"
    yield "\n"
    values = [f"{value:08x}" for value in signed_text.values.tolist()]
    for start in range(0, len(values), 8):
        yield f"  {' '.join(values[start : start + 8])}\n"
