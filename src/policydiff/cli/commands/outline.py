"""`policydiff outline`: a document's structure as policydiff reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from policydiff.cli.columns import cells, padded
from policydiff.cli.output import deliver, encoding_option, file_argument, note_left_out, note_records, output_option
from policydiff.messages import in_context, message, translatable
from policydiff.translation import localized, localized_list
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policydiff.structure.amendments import Amendment
    from policydiff.structure.outline import Outline, Unit

FORMATS = formats("data")
_LABELS = {
    "number": in_context("of a document", "number"),
    "issuer": translatable("issuer"),
    "date": translatable("date"),
    "title": translatable("title"),
    "index": translatable("index"),
    "subject": translatable("subject"),
    "published": translatable("published"),
    "source": translatable("source"),
    "url": translatable("url"),
}
_INSTRUCTION_WORDS = {
    "repeal": translatable("repeal"),
    "replace-words": translatable("replace words in"),
    "insert": translatable("insert"),
    "delete": translatable("delete"),
    "renumber": translatable("renumber"),
    "rewrite": translatable("rewrite"),
    "amend": translatable("amend"),
    "commence": translatable("on its own force"),
}
_FURNITURE_NAMES = {
    "navigation": translatable("navigation"),
    "tools": translatable("tools"),
    "related-links": translatable("related-links"),
    "qr": translatable("qr"),
    "copyright": translatable("copyright"),
    "page-number": translatable("page-number"),
}
_LONG_PARTS = frozenset({"body", "annexes", "explanation", "action"})  # shown by their places alone


@click.command()
@file_argument()
@output_option
@encoding_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="Output format; text is a tree.",
)
@click.option("-v", "--verbose", is_flag=True, help="Also show paragraphs without a number.")
def command(file: str, output: str | None, encoding: str | None, form: str, verbose: bool) -> int:
    """Show the structure of FILE: title, document number, issuer, date, numbered units with lines, page furniture.

    Of an official document (公文) also its parts, from 份号 to 附件.
    """
    from policydiff.readers.read import read_file
    from policydiff.structure.outline import outline

    document = read_file(file, encoding=encoding)
    note_left_out(document, verbose=verbose)
    note_records(document)
    outlined = outline(document)
    if form == TEXT:
        content = "".join(_tree(outlined, verbose)).encode("utf-8")
    else:
        content = FORMATS[form].write(as_json(outlined))
    deliver(content, output, file)
    return 0


def as_json(outlined: Outline) -> dict[str, Any]:
    """The outline as JSON; `docs/json/outline.schema.json` describes it."""
    from policydiff.structure.amendments import amendments
    from policydiff.text.document import place_json

    lines = outlined.document.lines
    items = amendments(outlined)
    extraction = outlined.document.extraction

    def unit_json(unit: Unit) -> dict[str, Any]:
        """A unit with its children."""
        return {
            "label": unit.label.text if unit.label else None,
            "style": unit.label.style if unit.label else None,
            "level": unit.level,
            "heading": unit.heading,
            "span": [unit.span.start, unit.span.end],
            "lines": list(lines.numbers(unit.span)),
            **place_json(lines.numbers(unit.span)),
            "amends": amendment_json(items.get(unit.span.start) if unit.label else None),
            "children": [unit_json(child) for child in unit.children],
        }

    def amendment_json(item: Amendment | None) -> dict[str, Any] | None:
        """What an item of an amending decision does; None for other units."""
        if item is None:
            return None
        return {
            "laws": list(item.laws),
            "instructions": list(item.instructions),
            "provisions": list(item.provisions),
            "quoted": [{"label": line.label.text, "lines": [line.line, line.line]} for line in item.quoted],
        }

    return {
        "schema": "policydiff.outline/1",
        "path": outlined.document.path,
        "encoding": outlined.document.encoding,
        "title": outlined.title,
        "number": outlined.number,
        "issuer": outlined.issuer,
        "date": outlined.date,
        **({"about": extraction.about_json()} if extraction and extraction.about else {}),
        "parts": _parts_json(outlined),
        "units": [unit_json(unit) for unit in outlined.units],
        "furniture": [
            {
                "kind": str(piece.kind),
                "span": [piece.span.start, piece.span.end],
                "lines": list(lines.numbers(piece.span)),
                **place_json(lines.numbers(piece.span)),
            }
            for piece in outlined.furniture
        ],
    }


def _parts_json(outlined: Outline) -> dict[str, list[dict[str, Any]]]:
    """The parts of an official document by their names; no name has an empty list.

    Body and annexes, which may be long, have no text.
    """
    from policydiff.structure.official import PART_NAMES
    from policydiff.text.document import place_json

    lines = outlined.document.lines
    parts: dict[str, list[dict[str, Any]]] = {}
    for part in outlined.official_parts:
        entry = {
            "name": PART_NAMES[part.name],
            "text": None
            if part.name in _LONG_PARTS
            else _one_line(outlined.document.text[part.span.start : part.span.end]),
            "span": [part.span.start, part.span.end],
            "lines": list(lines.numbers(part.span)),
            **place_json(lines.numbers(part.span)),
        }
        parts.setdefault(part.name, []).append(entry)
    return parts


def _one_line(text: str) -> str:
    """A text without its line ends and the blanks around them."""
    return "".join(line.strip() for line in text.splitlines())


def _parts_lines(outlined: Outline) -> Iterator[str]:
    """The parts of an official document for people, one a line: the Chinese name, the text, the place.

    It must have parts.
    """
    from policydiff.structure.official import PART_NAMES
    from policydiff.writers.escape import visible

    document = outlined.document
    longest = max(len(PART_NAMES[part.name]) for part in outlined.official_parts)
    for part in outlined.official_parts:
        name = PART_NAMES[part.name].ljust(longest, "\u3000")
        text = (
            ""
            if part.name in _LONG_PARTS
            else f"{visible(_one_line(document.text[part.span.start : part.span.end]))}  "
        )
        lines = localized(document.lines.numbers(part.span).name)
        yield f"  {name}  {text}{lines}  [{part.span.start}, {part.span.end})\n"


def _tree(outlined: Outline, verbose: bool) -> Iterator[str]:
    """The outline for people, line by line, each with its end; unnumbered paragraphs only with `verbose`."""
    from policydiff.reports.model import count, encoding_name
    from policydiff.structure.amendments import amendments
    from policydiff.text.document import lines_short
    from policydiff.writers.escape import visible

    document, items = outlined.document, amendments(outlined)
    yield f"{visible(outlined.title or document.path)}\n"
    size = localized_list((count(len(document.lines), "line"), count(len(document.text), "character")))
    encoding = {"encoding": encoding_name(document), "reason": document.encoding_reason}
    yield f"  {localized('{encoding} ({reason})', **encoding)} · {size}\n"
    named = (("number", outlined.number), ("issuer", outlined.issuer), ("date", outlined.date))
    yield from _labelled_lines([(name, value) for name, value in named if value], 2, 8)
    if document.extraction and document.extraction.about:
        yield f"  {localized('the page says')}\n"
        yield from _labelled_lines(document.extraction.about, 4, 11)
    yield "\n"
    if outlined.official_parts:
        yield from _parts_lines(outlined)
        yield "\n"
    for depth, unit in _walk(outlined.units, 0):
        if unit.label is None and not verbose:
            continue
        line_range = lines_short(document.lines.numbers(unit.span))
        span = f"[{unit.span.start}, {unit.span.end})"
        label = visible(unit.label.text) if unit.label else "¶"
        heading = " " + visible(unit.heading) if unit.heading else ""
        item = items.get(unit.span.start) if unit.label else None
        amends = f"  {visible(_in_words(item))}" if item and item.instructions else ""
        yield f"{line_range:>11}  {'  ' * depth}{label}{heading}  {span}{amends}\n"
        for line in item.quoted if item else ():
            line_range = lines_short(document.lines.range(line.line, line.line))
            yield f"{line_range:>11}  {'  ' * (depth + 1)}“{visible(line.label.text)}”\n"
    for piece in outlined.furniture:
        line_range = lines_short(document.lines.numbers(piece.span))
        kind = localized("furniture: {kind}", kind=message(_FURNITURE_NAMES[str(piece.kind)]))
        yield f"{line_range:>11}  · {kind}  [{piece.span.start}, {piece.span.end})\n"


def _labelled_lines(values: Sequence[tuple[str, str]], indent: int, least_width: int) -> Iterator[str]:
    """A line for each name and value, with the values one below the other, two cells behind the longest label."""
    from policydiff.writers.escape import visible

    labels = [localized(_LABELS[name]) for name, _ in values]
    width = max([least_width, *(cells(label) + 2 for label in labels)])
    for label, (_, value) in zip(labels, values, strict=True):
        yield f"{' ' * indent}{padded(label, width)}{visible(value)}\n"


def _in_words(item: Amendment) -> str:
    """What an item of an amending decision does, in one clause: delete 第三条 of 《渡口办法》."""
    instructions = localized_list(message(_INSTRUCTION_WORDS[name]) for name in item.instructions)
    laws = localized_list(f"《{law}》" for law in item.laws)
    provisions = localized_list(item.provisions)
    if provisions and laws:
        provisions = localized("{provisions} of {law}", provisions=provisions, law=laws)
    what = provisions or laws
    if not what:
        return f"· {instructions}"
    return "· " + localized("{instructions} {provisions}", instructions=instructions, provisions=what)


def _walk(units: Sequence[Unit], depth: int) -> Iterator[tuple[int, Unit]]:
    """The units and those below them, in order, each with its depth; `depth` is that of the outermost."""
    for unit in units:
        yield depth, unit
        yield from _walk(unit.children, depth + 1)
