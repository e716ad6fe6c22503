"""`policydiff config`: every setting, its value, and its origin."""

from __future__ import annotations

import click

from policydiff.cli.output import colour_option, deliver, named, print_report
from policydiff.writers.registry import TEXT, formats

FORMATS = formats("data")


@click.command()
@click.option("--config", metavar="FILE", callback=named, help="Read settings from this file.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@colour_option
def command(config: str | None, isolated: bool, form: str, colour: str) -> int:
    """Show every setting with its value and its origin.

    Settings come from the nearest policydiff.toml, or pyproject.toml with [tool.policydiff]. Environment variables
    override the file, and the options of a command override both.
    """
    from policydiff.reports.settings import as_json, settings_report
    from policydiff.settings import load_settings

    settings = load_settings(file=config, isolated=isolated)
    if form == TEXT:
        print_report(settings_report(settings), colour, None)
    else:
        deliver(FORMATS[form].write(as_json(settings)), None)
    return 0
