"""`policydiff text`: a document as plain UTF-8 text, for people and for git's textconv."""

from __future__ import annotations

import click

from policydiff.cli.output import deliver, encoding_option, file_argument, note_left_out, output_option


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
    """Print FILE as UTF-8 text with LF line ends, whatever its encoding."""
    from policydiff.readers.read import read_file
    from policydiff.text.document import LINE_END
    from policydiff.text.script import in_script

    document = read_file(file, encoding=encoding)
    note_left_out(document)
    text = LINE_END.sub("\n", document.text)
    if script:
        text = in_script(text, script)
    deliver(text.encode("utf-8", "replace"), output, file)
    return 0
