"""Keep the manual pages in `man` in step with the help of the commands: `update` them, or `check` them.

    python scripts/man_pages.py update
    python scripts/man_pages.py check     name the pages that differ; ends with 1 if there is one

They are installed with the wheel: `man policydiff`, `man policydiff-compare`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from policydiff.cli.language import in_language_of_reader, set_language
from policydiff.cli.main import COMMANDS, cli
from policydiff.cli.man_pages import manual_page
from policydiff.messages import as_message
from policydiff.translation import LANGUAGES, localized

FOLDER = Path(__file__).parent.parent / "man"


def pages() -> Iterator[tuple[Path, str]]:
    """The path of each page and its text, in all languages."""
    for language in reversed(LANGUAGES):  # English last: click keeps the help of --help in the original commands
        set_language(["--lang", language])
        folder = FOLDER / ("man1" if language == "en" else f"{language}/man1")
        names = tuple(f"policydiff-{name}" for name in COMMANDS)
        program = in_language_of_reader(cli)
        purposes = {name: localized(as_message(purpose)) for name, purpose in COMMANDS.items()}
        purpose = (program.help or "").split("\n")[0]
        yield folder / "policydiff.1", manual_page(program, "policydiff", purpose, names, purposes)
        for name in COMMANDS:
            command = program.get_command(click.Context(cli), name) if isinstance(program, click.Group) else None
            assert command is not None
            text = manual_page(command, f"policydiff {name}", purposes[name], ("policydiff",))
            yield folder / f"policydiff-{name}.1", text


def main(action: str) -> int:
    """Do what is asked; the exit status."""
    wanted = dict(pages())
    present = set(FOLDER.rglob("*.1"))
    if action == "update":
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for path in present - wanted.keys():
            path.unlink()
        return 0
    outdated = [path for path, text in wanted.items() if path not in present or path.read_text("utf-8") != text]
    for path in sorted({*outdated, *(present - wanted.keys())}):
        print(path.relative_to(FOLDER.parent))
    return int(bool(outdated or present - wanted.keys()))


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
