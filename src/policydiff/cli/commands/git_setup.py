"""`policydiff git-setup`: configures git to show Chinese documents by article and by word."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from policydiff.errors import PolicydiffError, WriteError, hint_of, reason_of
from policydiff.messages import message, verbatim
from policydiff.translation import localized, localized_list
from policydiff.writers.escape import visible

PATTERNS = ("*.txt", "*.md", "*.docx", "*.html", "*.htm")
_BEGIN = "# policydiff: what stands between these two lines was written by `policydiff git-setup`; --undo removes it"
_END = "# policydiff: end"
_NUMERAL = "[0-9０１２３４５６７８９〇零一二三四五六七八九十百千]+"
# Extended regular expressions as git compiles them. They must also work in a C locale, where each byte is a character:
# so no set is negated but that of white space, and a set of Chinese characters may match too much there.
HEADINGS = rf"^[[:space:]　]*((#+ .*)|(第{_NUMERAL}(编|章|节|条|部分|編|節|條).*)|({_NUMERAL}、.*))$"
# One character of UTF-8 as bytes, as in the patterns of git itself: where git does not know UTF-8, nothing else keeps
# the bytes of a character together. macOS rejects it and does not need it.
_BYTES = "" if sys.platform == "darwin" else "|[\udcc0-\udcff][\udc80-\udcbf]+"
WORDS = rf"[0-9]+([.,:~-][0-9]+)*%?|[A-Za-z]+|[^[:space:]]{_BYTES}"

# It must not fail on a file that is no text, since git would then show no other file either.
# A file may be called -o or -: so it is named by a path that begins with a point or a slash.
_PATH = 'case "$0" in /*) f=$0;; *) f=./$0;; esac'
_TEXTCONV = """sh -c '{}; {} text -- "$f" 2>/dev/null || {{ echo "(no text that policydiff reads)"; cksum <"$f"; }}'"""


@click.command()
@click.argument("patterns", nargs=-1)
@click.option(
    "--global", "everywhere", is_flag=True, help="Configure all repositories of this user, not only this one."
)
@click.option("--external", is_flag=True, help="Let `git diff` print the report of policydiff.")
@click.option("--undo", is_flag=True, help="Remove what an earlier run wrote, and nothing else.")
def command(patterns: tuple[str, ...], everywhere: bool, external: bool, undo: bool) -> int:
    """Configure `git diff`, `git diff --word-diff` and `git difftool` to show documents by article and by word.

    PATTERNS name the files, as in .gitattributes; the default is *.txt, *.md, *.docx, *.html and *.htm. A
    second run writes only what is missing.
    """
    if undo and (patterns or external):
        raise click.UsageError("--undo takes all of it out, and goes with --global only")
    scope = "--global" if everywhere else "--local"
    attributes = _attributes_file(everywhere)
    settings = _settings(external)
    if undo:
        messages = [*_remove_settings(scope), *_write_attributes(attributes, ())]
    else:
        messages = [*_set_settings(scope, settings), *_write_attributes(attributes, patterns or PATTERNS)]
    for line in messages or [localized("nothing to do: all of it is as it should be")]:
        click.echo(visible(line))
    if not undo and messages:
        commands = ["git diff --word-diff", "git difftool -t policydiff", *(["git diff"] if external else [])]
        click.echo(localized("Try: {commands}", commands=localized_list(commands)))
    return 0


def _settings(external: bool) -> dict[str, str]:
    """The settings of git by name. Without `external`, diff.policydiff.command is empty, which removes it."""
    program = _program()
    return {
        "diff.policydiff.xfuncname": HEADINGS,
        "diff.policydiff.wordRegex": WORDS,
        "diff.policydiff.textconv": _TEXTCONV.format(_PATH, program),
        "diff.policydiff.command": f"{program} git-diff --" if external else "",
        "difftool.policydiff.cmd": f'{program} compare --exit-zero -- "$LOCAL" "$REMOTE"',
    }


def _program() -> str:
    """The command by which git's shell runs this program: its name if that is on the path, else this interpreter."""
    return "policydiff" if shutil.which("policydiff") else f'"{sys.executable}" -m policydiff'


# ------------------------------------------------------------------------------------------------- git's settings


def _git(*arguments: str, allowed: Sequence[int] = (0,)) -> str:
    """The standard output of git without its last line end.

    PolicydiffError if git is missing or its exit status is not allowed.
    """
    try:
        process = subprocess.run(
            ["git", *arguments], capture_output=True, encoding="utf-8", errors="surrogateescape", check=False
        )
    except OSError:
        raise PolicydiffError("git was not found", hint="install it, or put it on the path") from None
    if process.returncode not in allowed:
        reason = message("exit status {status}", status=process.returncode)
        hint = ""
        for last_line in process.stderr.strip().splitlines()[-1:]:
            reason = verbatim(last_line.removeprefix("fatal: "))
            hint = "run this inside a repository, or with --global" if "repository" in last_line else ""
        raise PolicydiffError(message("git: {reason}", reason=reason), hint=hint)
    return process.stdout.removesuffix("\n")


def _set_settings(scope: str, settings: dict[str, str]) -> Iterator[str]:
    """The command of each change, after it was made.

    A setting with an empty value is removed, one that is right stays.
    """
    for name, value in settings.items():
        if _git("config", scope, "--get-all", name, allowed=(0, 1)) == value:
            continue
        if value:
            _git("config", scope, "--replace-all", name, value)
            yield f"git config {scope} {name} {shlex.quote(value)}"
        else:
            _git("config", scope, "--unset-all", name)
            yield f"git config {scope} --unset-all {name}"


def _remove_settings(scope: str) -> Iterator[str]:
    """The command of each change, after the sections of policydiff were removed; none if there are none."""
    for section in ("diff.policydiff", "difftool.policydiff"):
        escaped = section.replace(".", r"\.")
        if _git("config", scope, "--get-regexp", rf"^{escaped}\.", allowed=(0, 1)):
            _git("config", scope, "--remove-section", section)
            yield f"git config {scope} --remove-section {section}"


# ------------------------------------------------------------------------------------------------- the attributes


def _attributes_file(everywhere: bool) -> Path:
    """The .gitattributes at the top of the repository, or with `everywhere` the user's own attributes file.

    It need not exist.
    """
    if not everywhere:
        return Path(_git("rev-parse", "--show-toplevel")) / ".gitattributes"
    if named := _git("config", "--global", "--type=path", "--get", "core.attributesFile", allowed=(0, 1)):
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "git" / "attributes"


def _write_attributes(file: Path, patterns: Sequence[str]) -> Iterator[str]:
    """A message if the file changes: lines of an earlier run are replaced by lines for these patterns, or by none.

    A file of which nothing is left is deleted. WriteError if it cannot be read or written.
    """
    from policydiff.atomic.files import remove_file
    from policydiff.atomic.staging import repair
    from policydiff.cli.output import write_contents

    repair(file)
    try:
        old_bytes = file.read_bytes() if file.exists() else None
    except OSError as error:
        raise WriteError(reason_of(error), where=str(file), hint=hint_of(error)) from None
    old_text = (old_bytes or b"").decode("utf-8", "surrogateescape")
    our_lines = (
        [_BEGIN, *(f"{_attributes_pattern(pattern)} diff=policydiff" for pattern in patterns), _END] if patterns else []
    )
    new_text = _with_our_lines(old_text, our_lines)
    if new_text == old_text:
        return
    if new_text:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(reason_of(error), where=str(file.parent), hint=hint_of(error)) from None
        write_contents({str(file): new_text.encode("utf-8", "surrogateescape")}, (), {str(file): old_bytes})
    else:
        remove_file(file, old_bytes or b"")
    yield f"{file}: {', '.join(patterns) + ' diff=policydiff' if patterns else localized('our lines taken out')}"


def _attributes_pattern(pattern: str) -> str:
    """The pattern as it is written in a file of attributes, such as .gitattributes.

    It is quoted if it contains white space or begins with `"`, `#` or `[attr]`, which have another meaning there.
    Raises click.UsageError if it cannot be written: it is empty, has a line break or NUL, or begins with `!`.

    >>> _attributes_pattern("*.txt"), _attributes_pattern("my files/*.txt")
    ('*.txt', '"my files/*.txt"')
    """
    if any(character in "\r\n\0" for character in pattern) or not pattern or pattern.startswith("!"):
        raise click.UsageError(localized("{pattern!r} is no pattern of a file of attributes", pattern=pattern))
    if any(map(str.isspace, pattern)) or pattern.startswith(('"', "#", "[attr]")):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return pattern


def _with_our_lines(text: str, our_lines: Sequence[str]) -> str:
    r"""The text with our lines in the place of those of an earlier run, or at the end; all other lines unchanged.

    >>> _with_our_lines("*.png binary", ["# begin", "# end"])
    '*.png binary\n# begin\n# end\n'
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    start = next((number for number, line in enumerate(lines) if line == _BEGIN), None)
    if start is None:
        kept = text if not text or not our_lines or text.endswith(end) else text + end
        return kept + "".join(line + end for line in our_lines)
    stop = next((number for number, line in enumerate(lines) if number > start and line == _END), start)
    return end.join([*lines[:start], *our_lines, *lines[stop + 1 :]])
