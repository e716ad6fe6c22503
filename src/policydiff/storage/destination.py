"""Where the result of a corpus may be written, and the names of its files.

>>> files = [File("in/a.txt", "a.txt", "in"), File("in/b/c.txt", "b/c.txt", "in")]
>>> named_paths(files, Destination(Path("out"), True, None))
{'in/a.txt': 'a.txt', 'in/b/c.txt': 'b/c.txt'}
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policydiff.atomic.seen import Seen
from policydiff.errors import PolicydiffError, WriteError
from policydiff.messages import message, verbatim
from policydiff.readers.entries import File
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.registry import container_suffix
from policydiff.storage.saved_plan import first_mismatch, read_saved

PLAN = "plan"  # the name of a plan while it is staged


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a result is written: `out` is a folder or a file, `plan` the file of its plan, None for no plan.

    `seen` is what was at these places before the run, by place; `outdated` are plans of an earlier result there that
    are removed. With `without_unreadable`, records that cannot be read are left out of the result.
    """

    out: Path
    is_folder: bool
    plan: Path | None
    seen: Mapping[Path, Seen] = field(default_factory=dict)
    outdated: tuple[Path, ...] = ()
    without_unreadable: bool = False


# --- names in the result


def named_paths(files: Sequence[File], destination: Destination) -> dict[str, str]:
    """The path of each file in the result, by its path in the source; `/` between folders.

    The files of a single folder keep their paths below it. With several operands, they go below the names of these;
    equal names get digits of a digest appended.
    """
    if not destination.is_folder:
        return {file.path: destination.out.name for file in files}
    operands = sorted({file.operand for file in files})
    top_names = _unique_names(operands)
    names: dict[str, str] = {}
    for file in files:
        if file.path == file.operand:
            names[file.path] = top_names[file.operand]
        else:
            names[file.path] = file.inside if len(operands) == 1 else f"{top_names[file.operand]}/{file.inside}"
    return names


def _unique_names(operands: Sequence[str]) -> dict[str, str]:
    """A name for each operand, such that no two are equal on any file system; "stdin" for standard input.

    Names that several operands share get digits of the SHA-256 of the operand appended, at least eight.
    """
    names = {
        operand: "stdin" if operand == STDIN else os.path.basename(os.path.abspath(operand)) or "root"
        for operand in operands
    }
    sharing: dict[str, list[str]] = defaultdict(list)  # operands by the name they share
    for operand, name in names.items():
        sharing[_normalised_name(name)].append(operand)
    taken = {name for name, same_named in sharing.items() if len(same_named) == 1}
    for same_named in sharing.values():
        for operand in same_named if len(same_named) > 1 else []:
            digits, length = hashlib.sha256(os.fsencode(operand)).hexdigest(), 8
            while _normalised_name(name := _name_with_digits(names[operand], digits[:length])) in taken:
                length += 1
            taken.add(_normalised_name(name))
            names[operand] = name
    return names


def _normalised_name(name: str) -> str:
    """The name in a form that is equal for names that some file system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _name_with_digits(name: str, digits: str) -> str:
    """The name with a hyphen and digits before its suffix; that of a container is whole, as .jsonl.gz."""
    suffix = container_suffix(name) or os.path.splitext(name)[1]
    return f"{name.removesuffix(suffix)}-{digits}{suffix}"


# --- where a result may go


def checked_destination(out: str, *, is_folder: bool, operands: Sequence[str], plans: Sequence[str]) -> Path:
    """The real path for a result; WriteError if the result must not be written there.

    It may not lie in an operand, nor an operand in it. A folder that is not empty, or a file, may be replaced only if
    it is the whole and unchanged result of one of the plans. Without plans any file may be replaced, and no folder.
    """
    place = Path(os.path.realpath(out))
    if not place.parent.is_dir():
        raise WriteError("there is no such folder", where=str(Path(out).parent), hint="make it first")
    for operand in operands:
        _refuse_overlap_with(out, place, operand)
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
        _require_earlier_result(out, place, plans, is_folder=is_folder)
    return place


def refuse_overlap(path: str, operands: Sequence[str]) -> None:
    """WriteError if a file to be written is an operand, lies in one, or contains one."""
    for operand in operands:
        _refuse_overlap_with(path, Path(os.path.realpath(path)), operand)


def refuse_other_than_plan(path: str) -> None:
    """WriteError if the path exists, is not empty and is no plan of a corpus, since only a plan may be replaced."""
    try:
        with open_file(path) as stream:
            saved = read_saved(stream, path)
    except FileNotFoundError:
        return
    except (OSError, PolicydiffError):
        saved = None
    if saved is None and Path(path).stat().st_size:
        raise WriteError("is there already, and no plan of a corpus", where=path, hint="name another with --plan")


def _refuse_overlap_with(shown: str, place: Path, operand: str) -> None:
    """WriteError if `place` is the operand, lies in it, or contains it; never for standard input.

    `shown` names `place` in messages.
    """
    if operand == STDIN:
        return
    source = Path(os.path.realpath(operand))
    if source == place:
        raise WriteError("is the input itself", where=shown, hint="name another output")
    if place.is_relative_to(source) and source.is_dir():
        raise WriteError(
            message("lies inside the input {operand}", operand=operand), where=shown, hint="name a place outside"
        )
    if source.is_relative_to(place):
        raise WriteError(message("holds the input {operand}", operand=operand), where=shown, hint="name another place")


def _require_earlier_result(out: str, place: Path, plans: Sequence[str], *, is_folder: bool) -> None:
    """WriteError, with the reason, unless the content of `place` is an unchanged earlier result of one of the plans."""
    reason = message("there is no plan beside it")
    for path in plans:
        try:
            with open_file(path) as stream:
                saved = read_saved(stream, path)
                if saved is None or saved.is_folder != is_folder:
                    reason = message("{path} is no plan of it", path=path)
                    continue
                reason = first_mismatch(str(place), saved)
        except FileNotFoundError:
            continue
        except PolicydiffError as error:
            reason = error.full_message
        except OSError as error:
            reason = verbatim(str(error))
        if not reason:
            return
    if is_folder:
        hint = message("{reason}; name a new or empty place", reason=reason)
    else:
        hint = message("{reason}; name a new place", reason=reason)
    raise WriteError("is there already, and no earlier result as it was written", where=out, hint=hint)
