"""`policydiff git-setup`: git taught to show Chinese documents by article and by word."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from policydiff.errors import PolicydiffError, WriteError
from policydiff.writers.escape import visible

PATTERNS = ("*.txt", "*.md")
_BEGIN = "# policydiff: what stands between these two lines was written by `policydiff git-setup`; --undo removes it"
_END = "# policydiff: end"
_NUMERAL = "[0-9０１２３４５６７８９〇零一二三四五六七八九十百千]+"
# Extended regular expressions as git compiles them. They must do in a C locale, too, where a character is its bytes: so
# no set is negated but that of white space, and a set of Chinese characters may only be too wide.
HEADINGS = rf"^[[:space:]　]*((#+ .*)|(第{_NUMERAL}(编|章|节|条|部分|編|節|條).*)|({_NUMERAL}、.*))$"
# One character of UTF-8 as bytes, as git's own patterns have it: where git knows no UTF-8, it is all that keeps a
# character whole. macOS refuses it, and has no need of it.
_BYTES = "" if sys.platform == "darwin" else "|[\udcc0-\udcff][\udc80-\udcbf]+"
WORDS = rf"[0-9]+([.,:~-][0-9]+)*%?|[A-Za-z]+|[^[:space:]]{_BYTES}"

# Were it to fail on a file that is no text, git would show nothing of all other files either.
_TEXTCONV = """sh -c '{} text "$0" 2>/dev/null || {{ echo "(no text that policydiff reads)"; cksum <"$0"; }}'"""


@click.command()
@click.argument("patterns", nargs=-1)
@click.option("--global", "everywhere", is_flag=True, help="For all repositories of this user, not only this one.")
@click.option("--external", is_flag=True, help="Let `git diff` print policydiff's own report.")
@click.option("--undo", is_flag=True, help="Take out what an earlier run wrote, and nothing else.")
def command(patterns: tuple[str, ...], everywhere: bool, external: bool, undo: bool) -> int:
    """Teach git to show documents by article and by word: `git diff`, `git diff --word-diff`, `git difftool`.

    PATTERNS are the files it is for, as .gitattributes writes them; *.txt and *.md unless told otherwise. Running it
    again changes nothing that is right already.
    """
    if undo and (patterns or external):
        raise click.UsageError("--undo takes all of it out, and goes with --global only")
    scope = "--global" if everywhere else "--local"
    attributes = _attributes_file(everywhere)
    settings = _settings(external)
    if undo:
        said = [*_unset(scope), *_write_attributes(attributes, ())]
    else:
        said = [*_set(scope, settings), *_write_attributes(attributes, patterns or PATTERNS)]
    for line in said or ["nothing to do: all of it is as it should be"]:
        click.echo(visible(line))
    if not undo and said:
        click.echo("Try: git diff --word-diff, git difftool -t policydiff" + (", git diff" if external else ""))
    return 0


def _settings(external: bool) -> dict[str, str]:
    """The settings of git, by name. Without `external`, diff.policydiff.command is taken out."""
    program = _program()
    return {
        "diff.policydiff.xfuncname": HEADINGS,
        "diff.policydiff.wordRegex": WORDS,
        "diff.policydiff.textconv": _TEXTCONV.format(program),
        "diff.policydiff.command": f"{program} git-diff" if external else "",
        "difftool.policydiff.cmd": f'{program} compare --exit-zero "$LOCAL" "$REMOTE"',
    }


def _program() -> str:
    """How git's shell calls this program: by its name where that is on the path, else by this interpreter."""
    return "policydiff" if shutil.which("policydiff") else f'"{sys.executable}" -m policydiff'


# ------------------------------------------------------------------------------------------------- git's settings


def _git(*arguments: str, allowed: Sequence[int] = (0,)) -> str:
    """What git prints; PolicydiffError where it is missing or its exit status is not allowed."""
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, encoding="utf-8", errors="surrogateescape", check=False
        )
    except OSError:
        raise PolicydiffError("git was not found", hint="install it, or put it on the path") from None
    if done.returncode not in allowed:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        hint = "run this inside a repository, or with --global" if "repository" in reason[0] else ""
        raise PolicydiffError(f"git: {reason[0].removeprefix('fatal: ')}", hint=hint)
    return done.stdout.removesuffix("\n")


def _set(scope: str, settings: dict[str, str]) -> Iterator[str]:
    """Sets what is not set already, and says so; an empty value is a setting that is taken out."""
    for name, value in settings.items():
        if _git("config", scope, "--get-all", name, allowed=(0, 1)) == value:
            continue
        if value:
            _git("config", scope, "--replace-all", name, value)
            yield f"git config {scope} {name} {shlex.quote(value)}"
        else:
            _git("config", scope, "--unset-all", name)
            yield f"git config {scope} --unset-all {name}"


def _unset(scope: str) -> Iterator[str]:
    for section in ("diff.policydiff", "difftool.policydiff"):
        escaped = section.replace(".", r"\.")
        if _git("config", scope, "--get-regexp", rf"^{escaped}\.", allowed=(0, 1)):
            _git("config", scope, "--remove-section", section)
            yield f"git config {scope} --remove-section {section}"


# ------------------------------------------------------------------------------------------------- the attributes


def _attributes_file(everywhere: bool) -> Path:
    """.gitattributes at the top of the repository, or the user's own file of attributes."""
    if not everywhere:
        return Path(_git("rev-parse", "--show-toplevel")) / ".gitattributes"
    if named := _git("config", "--global", "--type=path", "--get", "core.attributesFile", allowed=(0, 1)):
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "git" / "attributes"


def _write_attributes(file: Path, patterns: Sequence[str]) -> Iterator[str]:
    """Puts our lines, or none, in the place of those of an earlier run; says so where that changed the file."""
    from policydiff.storage.files import write_files

    try:
        before = file.read_bytes().decode("utf-8", "surrogateescape") if file.exists() else ""
    except OSError as error:
        raise WriteError((error.strerror or str(error)).lower(), where=str(file)) from None
    ours = [_BEGIN, *(f"{_pattern(each)} diff=policydiff" for each in patterns), _END] if patterns else []
    after = _replaced(before, ours)
    if after == before:
        return
    if after:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError((error.strerror or str(error)).lower(), where=str(file.parent)) from None
        write_files({str(file): after.encode("utf-8", "surrogateescape")})
    else:
        file.unlink()
    yield f"{file}: {', '.join(patterns) + ' diff=policydiff' if patterns else 'our lines taken out'}"


def _pattern(pattern: str) -> str:
    """The pattern as an attributes file writes it: in quotation marks where it holds a blank or begins with one."""
    if any(character in "\r\n\0" for character in pattern) or not pattern or pattern.startswith("!"):
        raise click.UsageError(f"{pattern!r} is no pattern of a file of attributes")
    if any(map(str.isspace, pattern)) or pattern.startswith(('"', "#", "[attr]")):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return pattern


def _replaced(text: str, ours: Sequence[str]) -> str:
    """The text with our lines where they stood, or at the end; all others as they are."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    at = next((number for number, line in enumerate(lines) if line == _BEGIN), None)
    if at is None:
        kept = text if not text or not ours or text.endswith(end) else text + end
        return kept + "".join(line + end for line in ours)
    stop = next((number for number, line in enumerate(lines) if number > at and line == _END), at)
    return end.join([*lines[:at], *ours, *lines[stop + 1 :]])
