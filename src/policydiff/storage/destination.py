"""Places and names of a deduped corpus: where a result may go, and what its files are called there."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policydiff.errors import PolicydiffError, WriteError
from policydiff.readers.entries import File
from policydiff.readers.files import JSON_LINES, STDIN, open_file
from policydiff.storage.saved_plan import first_mismatch, read_saved
from policydiff.storage.staging import left_behind

PLAN = "plan"  # what a plan is called until it has its place


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a result goes: `out` is a folder's or a file's place, `plan` that of its plan, None for no plan."""

    out: Path
    is_folder: bool
    plan: Path | None


# --- names in the result


def named_paths(files: Sequence[File], place: Destination) -> dict[str, str]:
    """Where each file stands in the result, by its path; `/` between folders.

    Below its one folder; else below the names of several operands, told apart where two share one.
    """
    if not place.is_folder:
        return {file.path: place.out.name for file in files}
    operands = sorted({file.operand for file in files})
    top = _told_apart(operands)
    found: dict[str, str] = {}
    for file in files:
        if file.path == file.operand:
            found[file.path] = top[file.operand]
        else:
            found[file.path] = file.inside if len(operands) == 1 else f"{top[file.operand]}/{file.inside}"
    return found


def _told_apart(operands: Sequence[str]) -> dict[str, str]:
    """A name for each operand, none of them equal to another on any file system; those that were get a sum's digits."""
    bases = {each: "stdin" if each == STDIN else os.path.basename(os.path.abspath(each)) or "root" for each in operands}
    alike: dict[str, list[str]] = defaultdict(list)
    for each, base in bases.items():
        alike[_level(base)].append(each)
    taken = {level for level, them in alike.items() if len(them) == 1}
    for them in alike.values():
        for each in them if len(them) > 1 else []:
            digits, length = hashlib.sha256(os.fsencode(each)).hexdigest(), 8
            while _level(name := _with(bases[each], digits[:length])) in taken:
                length += 1
            taken.add(_level(name))
            bases[each] = name
    return bases


def _level(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _with(name: str, digits: str) -> str:
    suffix = next((each for each in JSON_LINES if name.endswith(each)), os.path.splitext(name)[1])
    return f"{name.removesuffix(suffix)}-{digits}{suffix}"


# --- where a result may go


def checked_destination(out: str, *, is_folder: bool, operands: Sequence[str], plans: Sequence[str]) -> Path:
    """The real place for a result; WriteError where it must not be.

    It may lie in none of the operands and none in it. A folder that is not empty, or a file, may be replaced only when
    one of the plans is its own, and it is whole and unchanged. Without plans, any file may be replaced, and no folder.
    """
    place = Path(os.path.realpath(out))
    if not place.parent.is_dir():
        raise WriteError("there is no such folder", where=str(Path(out).parent), hint="make it first")
    for operand in operands:
        _apart(out, place, operand)
    if not os.path.lexists(place):
        return place
    if is_folder != place.is_dir():
        hint = "this result is a folder" if is_folder else "this result is a file of JSON Lines"
        raise WriteError("is a folder" if place.is_dir() else "is not a folder", where=out, hint=hint)
    if not is_folder and not place.is_file():
        raise WriteError("is not a regular file", where=out)
    if is_folder and not plans and any(place.iterdir()):
        raise WriteError("is not empty", where=out, hint="name a new or empty folder")
    if any(place.iterdir()) if is_folder else plans and place.stat().st_size:
        _ours(out, place, plans, is_folder=is_folder)
    return place


def refuse_overlap(path: str, operands: Sequence[str]) -> None:
    """WriteError where a file to be written is an operand, or lies in one."""
    for operand in operands:
        _apart(path, Path(os.path.realpath(path)), operand)


def refuse_other_than_plan(path: str) -> None:
    """WriteError where something is that is no plan of a corpus: only such a one may be written over."""
    try:
        with open_file(path) as stream:
            saved = read_saved(stream, path)
    except FileNotFoundError:
        return
    except (OSError, PolicydiffError):
        saved = None
    if saved is None and Path(path).stat().st_size:
        raise WriteError("is there already, and no plan of a corpus", where=path, hint="name another with --plan")


def _apart(shown: str, place: Path, operand: str) -> None:
    if operand == STDIN:
        return
    source = Path(os.path.realpath(operand))
    if source == place:
        raise WriteError("is the input itself", where=shown, hint="name another output")
    if place.is_relative_to(source) and source.is_dir():
        raise WriteError(f"lies inside the input {operand}", where=shown, hint="name a place outside")
    if source.is_relative_to(place):
        raise WriteError(f"holds the input {operand}", where=shown, hint="name another place")


def _ours(out: str, place: Path, plans: Sequence[str], *, is_folder: bool) -> None:
    """Nothing, where what stands at the place is an earlier result as it was written; else WriteError says why not."""
    why = "there is no plan beside it"
    # A run that was killed after its plan took its place, and before its result did, has left the plan of what stands.
    older = [each for path in plans for each in left_behind(Path(os.path.realpath(path)), PLAN)]
    for path in (*plans, *older):
        try:
            with open_file(path) as stream:
                saved = read_saved(stream, path)
                if saved is None or saved.is_folder != is_folder:
                    why = f"{path} is no plan of it"
                    continue
                why = first_mismatch(str(place), saved)
        except FileNotFoundError:
            continue
        except (OSError, PolicydiffError) as error:
            why = str(error)
        if not why:
            return
    hint = f"{why}; name a new or empty place" if is_folder else f"{why}; name a new place"
    raise WriteError("is there already, and no earlier result as it was written", where=out, hint=hint)
