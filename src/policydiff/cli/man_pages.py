"""The manual pages of the commands in roff, made from their help (man(7)); `scripts/man_pages.py` writes the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from policydiff.translation import ENGLISH, language, localized
from policydiff.version import __version__

_CELLS = 68  # width of a paragraph in a language without blanks, which roff does not break itself
_NO_WRAP = "\b"  # the first line of a paragraph of click that keeps its lines


def manual_page(
    command: click.Command, name: str, purpose: str, others: tuple[str, ...], commands: Mapping[str, str] | None = None
) -> str:
    """The page of a command, or of the program, in the language in use.

    `name` is what the user types, `purpose` its one line of help, `others` are the pages to see also, and `commands`
    those of the program with their lines of help.
    """
    page = name.replace(" ", "-")
    lines = [f'.TH {_quoted(page.upper())} 1 "" {_quoted(f"policydiff {__version__}")} ""']
    lines += [_section(localized("NAME")), f"{_escaped(page)} \\- {_escaped(purpose.rstrip('.。'))}"]
    lines += [*_body(command, name)]
    if commands:
        lines += [_section(localized("COMMANDS"))]
        for inner, use in commands.items():
            lines += [".TP", f"\\fB{_escaped(inner)}\\fR", *_paragraph(use)]
    lines += [_section(localized("SEE ALSO")), ", ".join(f"\\fB{_escaped(other)}\\fR(1)" for other in others)]
    return "\n".join(lines) + "\n"


def _body(command: click.Command, name: str) -> Iterator[str]:
    """Synopsis, description, options and commands."""
    context = click.Context(command, info_name=name)
    yield _section(localized("SYNOPSIS"))
    yield from _synopsis(command, context, name)
    yield _section(localized("DESCRIPTION"))
    yield from _text(command.help or "")
    yield _section(localized("OPTIONS"))
    yield from _options(command, context)
    if isinstance(command, click.Group) and command.commands:
        yield _section(localized("COMMANDS"))
        for inner_name, inner in command.commands.items():
            own = click.Context(inner, info_name=inner_name, parent=context)
            yield f".SS {_quoted(inner_name)}"
            yield from _synopsis(inner, own, f"{name} {inner_name}")
            yield ".PP"
            yield from _text(inner.help or "")
            yield from _options(inner, own)


def _synopsis(command: click.Command, context: click.Context, name: str) -> Iterator[str]:
    """How the command is called."""
    yield f"\\fB{_escaped(name)}\\fR {_escaped(' '.join(command.collect_usage_pieces(context)))}"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Each option, and below it what it does."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield ".TP"
            yield f"\\fB{_escaped(record[0])}\\fR"
            yield from _paragraph(record[1])


def _text(text: str) -> Iterator[str]:
    """Paragraphs of help, a blank line between them."""
    for number, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        if number:
            yield ".PP"
        if paragraph.lstrip().startswith(_NO_WRAP):
            yield from (".nf", *map(_line, paragraph.strip().splitlines()[1:]), ".fi")
        else:
            yield from _paragraph(" ".join(paragraph.split()))


def _paragraph(text: str) -> Iterator[str]:
    """A paragraph; broken into lines here in a language that roff does not break."""
    if language() == ENGLISH:
        yield _line(text)
        return
    from policydiff.writers.wrapping import wrapped

    yield from (".nf", *map(_line, wrapped(text, _CELLS, 0)), ".fi")


def _section(title: str) -> str:
    """The heading of a section."""
    return f".SH {_quoted(title)}"


def _line(text: str) -> str:
    """A line of text that is no request of roff."""
    escaped = _escaped(text.strip())
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _quoted(text: str) -> str:
    """The text as an argument of a request."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    r"""The text with its backslashes and hyphens as roff prints them.

    >>> _escaped("--lang C:\\a")
    '\\-\\-lang C:\\ea'
    """
    return text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
