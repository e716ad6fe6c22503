"""`policydiff outline`: a document's structure as policydiff reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from policydiff.cli.output import deliver, encoding_option, file_argument, output_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policydiff.structure.outline import Outline, Unit


@click.command()
@file_argument()
@output_option
@encoding_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A tree, or JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Show unnumbered paragraphs too.")
def command(file: str, output: str | None, encoding: str | None, form: str, verbose: bool) -> int:
    """Show the structure of FILE: title, number, issuer, date, numbered units with their lines, page furniture."""
    from policydiff.readers.read import read_file
    from policydiff.structure.outline import outline
    from policydiff.writers import json

    document = read_file(file, encoding=encoding)
    found = outline(document)
    shown = json.write(as_json(found)) if form == "json" else "".join(_tree(found, verbose))
    deliver(shown.encode("utf-8"), output, file)
    return 0


def as_json(found: Outline) -> dict[str, Any]:
    """The outline as `contract.md` lays it down."""
    lines = found.document.lines

    def unit(each: Unit) -> dict[str, Any]:
        return {
            "label": each.label.text if each.label else None,
            "style": each.label.style if each.label else None,
            "level": each.level,
            "heading": each.heading,
            "span": [each.span.start, each.span.end],
            "lines": list(lines.numbers(each.span)),
            "children": [unit(child) for child in each.children],
        }

    return {
        "schema": "policydiff.outline/1",
        "path": found.document.path,
        "encoding": found.document.encoding,
        "title": found.title,
        "number": found.number,
        "issuer": found.issuer,
        "date": found.date,
        "units": [unit(each) for each in found.units],
        "furniture": [
            {"kind": str(each.kind), "span": [each.span.start, each.span.end], "lines": list(lines.numbers(each.span))}
            for each in found.furniture
        ],
    }


def _tree(found: Outline, verbose: bool) -> Iterator[str]:
    from policydiff.reports.model import encoding_name
    from policydiff.writers.escape import visible

    document = found.document
    yield f"{visible(found.title or document.path)}\n"
    size = f"{_count(len(document.lines), 'line')}, {_count(len(document.text), 'character')}"
    yield f"  {encoding_name(document)} ({document.encoding_reason}) · {size}\n"
    for name, value in (("number", found.number), ("issuer", found.issuer), ("date", found.date)):
        if value:
            yield f"  {name:<8}{visible(value)}\n"
    yield "\n"
    for depth, each in _walk(found.units, 0):
        if each.label is None and not verbose:
            continue
        first, last = document.lines.numbers(each.span)
        place = f"{first}-{last}" if first != last else str(first)
        span = f"[{each.span.start}, {each.span.end})"
        label = visible(each.label.text) if each.label else "¶"
        yield f"{place:>11}  {'  ' * depth}{label}{' ' + visible(each.heading) if each.heading else ''}  {span}\n"
    for piece in found.furniture:
        first, last = document.lines.numbers(piece.span)
        place = f"{first}-{last}" if first != last else str(first)
        yield f"{place:>11}  · furniture: {piece.kind}  [{piece.span.start}, {piece.span.end})\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _walk(units: Sequence[Unit], depth: int) -> Iterator[tuple[int, Unit]]:
    for each in units:
        yield depth, each
        yield from _walk(each.children, depth + 1)
