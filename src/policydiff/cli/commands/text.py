"""`policydiff text`: a document as plain UTF-8 text, for people and for git's textconv."""

from __future__ import annotations

import click

from policydiff.cli.output import (
    PARTLY,
    deliver,
    encoding_option,
    file_argument,
    note_left_out,
    note_passed_over,
    note_unreadable,
    output_option,
)


@click.command()
@file_argument()
@output_option
@encoding_option
@click.option(
    "--script",
    type=click.Choice(["simplified", "traditional"]),
    help="Convert to this script with OpenCC, for display only.",
)
def command(file: str, output: str | None, encoding: str | None, script: str | None) -> int:
    """Print FILE as UTF-8 text with LF line ends, whatever its encoding.

    Of an archive (ZIP, TAR) all documents are printed, each under its name.
    """
    from policydiff.readers import archives
    from policydiff.readers.read import read_file
    from policydiff.readers.registry import container_name
    from policydiff.text.document import LINE_END
    from policydiff.text.script import in_script

    status = 0
    if container_name(file) in archives.KINDS:
        text, status = _text_of_archive(file, encoding)
    else:
        document = read_file(file, encoding=encoding)
        note_left_out(document)
        text = document.text
    text = LINE_END.sub("\n", text)
    if script:
        text = in_script(text, script)
    deliver(text.encode("utf-8", "replace"), output, file)
    return status


def _text_of_archive(file: str, encoding: str | None) -> tuple[str, int]:
    """The texts of the documents of an archive, each under a line with its name, and the exit status.

    2 if none could be read, `PARTLY` if only some could. Notes name the others, and the members that are no documents.
    """
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput
    from policydiff.writers.escape import visible

    corpus = Corpus([file], encoding=encoding)
    pieces: list[str] = []
    problems: list[UnreadableInput] = []
    for entry in corpus:
        if isinstance(entry, UnreadableInput):
            problems.append(entry)
            continue
        note_left_out(entry.document)
        end = "" if not entry.text or entry.text.endswith(("\n", "\r")) else "\n"
        pieces.append(f"{'' if not pieces else chr(10)}{visible(entry.source.member)}\n\n{entry.text}{end}")
    note_unreadable(problems, verbose=True)
    note_passed_over(corpus)
    return "".join(pieces), 0 if not problems else PARTLY if pieces else 2
