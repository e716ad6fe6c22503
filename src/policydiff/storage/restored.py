"""The source of a deduplicated corpus, written whole or not at all after every digest was checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from policydiff.atomic.permissions import restrict
from policydiff.atomic.seen import below, file_digest, look_at
from policydiff.atomic.staging import bring_to_disk, make_parent_folders, temporary_beside, write_staged
from policydiff.atomic.transaction import StagedFile, cannot_write, put_in_place
from policydiff.errors import PlanError, WriteError
from policydiff.messages import message
from policydiff.storage.saved_plan import SavedPlan, opener, source_pieces

Progress = Callable[[str, float], None]


class Restored(NamedTuple):
    """What the user is told after a restore.

    `packed` are archives that were packed again (their content is unchanged), `others` are files that lie in the result
    but do not belong to it.
    """

    packed: list[str]
    others: list[str]


def other_file_error(path: str) -> WriteError:
    """The error for a file that a restored source would replace."""
    hint = "name another output, or remove it first"
    return WriteError("is there already, and is not the restored source", where=path, hint=hint)


def write_back(saved: SavedPlan, root: str, place: Path, plan: str, progress: Progress | None = None) -> Restored:
    """What the user is told, after the source of the result at `root` was written to `place`, whole or not at all.

    `plan` is the path of the plan, for messages. An archive is packed again only if the name it gets ends with .gz.
    PlanError if the plan does not lead from the result to its source, WriteError if the source cannot be written, or if
    a file at `place` holds something else.
    """
    seen = look_at(place)
    packed: list[str] = []
    unaccounted = set(below(root)) if saved.is_folder else set()
    open_result_file = opener(root, is_folder=saved.is_folder)
    with temporary_beside(place) as stage:
        staged = stage / "source"
        try:
            if saved.is_folder:
                staged.mkdir()
            for number, (entry, edits) in enumerate(saved.files):
                if progress:
                    progress("restoring", min(1.0, number / max(len(unaccounted), 1)))
                unaccounted.discard(entry.path)
                target = staged / entry.path if saved.is_folder else staged
                if saved.is_folder:
                    make_parent_folders(target, staged)
                pack_again = entry.source_packed and (entry.path if saved.is_folder else place.name).endswith(".gz")
                if entry.source_packed:
                    packed.append(entry.source)
                like = str(Path(root, entry.path) if saved.is_folder else root) if entry.clean_sha256 else ""
                write_staged(target, source_pieces(entry, edits, open_result_file, plan), packed=pack_again, like=like)
                restrict(target, target.stat().st_mode & 0o777, [plan])
        except FileExistsError:
            hint = message("{path!r} is a file and a folder", path=entry.path)
            raise PlanError("not a dedupe plan", where=plan, hint=hint) from None
        except OSError as error:
            raise cannot_write(error, place) from None
        if not staged.exists():
            raise PlanError("not a dedupe plan", where=plan, hint="it names no file")
        try:
            bring_to_disk(staged)
        except OSError as error:
            raise cannot_write(error, place) from None
        if place.is_file() and place.stat().st_size and file_digest(place) != file_digest(staged):
            raise other_file_error(str(place))
        put_in_place([StagedFile(staged, place, seen)])
    return Restored(packed, sorted(unaccounted))
