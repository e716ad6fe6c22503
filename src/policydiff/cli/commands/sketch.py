"""`policydiff sketch`: a document's shingles and its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from policydiff.cli.columns import cells, padded
from policydiff.cli.output import deliver, encoding_option, file_argument, note_records, output_option
from policydiff.messages import translatable
from policydiff.translation import localized
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policydiff.matching.minhash import Signature
    from policydiff.matching.shingles import Hashes
    from policydiff.text.document import Document

FORMATS = formats("data")

_LABELS = {
    "shingles": translatable("shingles"),
    "signature": translatable("signature"),
    "compared": translatable("compared"),
}


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

    yield f"{visible(document.path)}\n"
    encoding = {"encoding": encoding_name(document), "reason": document.encoding_reason}
    characters = localized("{number:,} characters", number=len(document.text))
    yield f"  {localized('{encoding} ({reason})', **encoding)} · {characters}\n"
    yield from _facts(shingles, signed_text)
    yield "\n"
    values = [f"{value:08x}" for value in signed_text.values.tolist()]
    for start in range(0, len(values), 8):
        yield f"  {' '.join(values[start : start + 8])}\n"


def _facts(shingles: Hashes, signed_text: Signature) -> Iterator[str]:
    """The lines on the shingles, the signature, and how it is compared; the labels are a column."""
    parameters = signed_text.parameters
    counted_shingles = localized(
        "{number:,} different ones of {width} characters of the matching key",
        number=len(shingles),
        width=parameters.width,
    )
    if signed_text.shingles is not None:
        compared = localized("exactly with other short documents: all shingles are kept")
    else:
        template = "by estimate, with a standard error of at most {error:.1f} %"
        compared = localized(template, error=50 / parameters.k**0.5)
    rows = {"shingles": counted_shingles, "signature": localized(parameters.description), "compared": compared}
    width = max(cells(localized(_LABELS[name])) for name in rows)
    for name, text in rows.items():
        yield f"  {padded(localized(_LABELS[name]), width)}  {text}\n"
