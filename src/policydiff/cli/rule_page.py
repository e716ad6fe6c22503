"""The page of the documentation on a rule of `check`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from policydiff.cli.output import print_text
from policydiff.translation import ENGLISH, language, localized

_PACKAGE = Path(__file__).parent.parent
_FOLDERS = (_PACKAGE / "docs", _PACKAGE.parent.parent / "docs")  # in the wheel, and in the source tree
_PAGES = {ENGLISH: "check.md"}
_CHINESE_PAGE = "check.zh.md"
_END_OF_SECTION = re.compile(r"^#{2,3} ", re.MULTILINE)
_LINK_IN_DOCS = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


def print_rule_page(rule: str, colour: str, output: str | None) -> None:
    """Write what the documentation says of a rule, in the language of the reader; a usage error for an unknown rule."""
    section = _section(rule)

    def write(width: int, coloured: bool) -> str:
        """The section for a terminal."""
        from policydiff.writers import rendered_markdown

        return rendered_markdown.write(section, width=width, colour=coloured)

    print_text(write, colour, output)


def _section(rule: str) -> str:
    """The section on a rule as Markdown, its name in bold."""
    from policydiff.checks.rules import RULES

    if rule not in RULES:
        names = localized(", ").join(sorted(RULES))
        raise click.UsageError(localized("--explain: {name!r} is none of {names}", name=rule, names=names))
    page = _page(_PAGES.get(language(), _CHINESE_PAGE))
    heading = re.search(rf"^### `{re.escape(rule)}`.*$", page, re.MULTILINE)
    if heading is None:
        return f"**{rule}**\n\n{localized(RULES[rule].reason)}\n"
    end = _END_OF_SECTION.search(page, heading.end())
    section = page[heading.start() : end.start() if end else len(page)]
    title = heading[0].removeprefix("### ").replace("`", "")
    return _LINK_IN_DOCS.sub(r"\1", f"**{title}**{section[len(heading[0]) :]}")


def _page(name: str) -> str:
    """The text of a page of the documentation; empty if it was not installed."""
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    return ""
