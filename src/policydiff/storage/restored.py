"""The source of a deduped corpus, given back on the disk: whole or not at all, every sum checked before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from policydiff.errors import PlanError
from policydiff.storage.saved_plan import Saved, below, opener, source_pieces
from policydiff.storage.staging import (
    StagedFile,
    bring_to_disk,
    cannot_write,
    put_in_place,
    temporary_beside,
    with_folders,
    write_staged,
)

Progress = Callable[[str, float], None]


class Restored(NamedTuple):
    """What there is to say: archives packed anew (their content is what it was), and what stood beside the result."""

    packed: list[str]
    others: list[str]


def write_back(saved: Saved, root: str, place: Path, plan: str, progress: Progress | None = None) -> Restored:
    """Writes the source of the result at `root` to the place."""
    packed: list[str] = []
    standing = set(below(root)) if saved.is_folder else set()
    opening = opener(root, is_folder=saved.is_folder)
    with temporary_beside(place) as stage:
        made = stage / "source"
        try:
            if saved.is_folder:
                made.mkdir()
            for number, (entry, edits) in enumerate(saved.files):
                if progress:
                    progress("restoring", min(1.0, number / max(len(standing), 1)))
                standing.discard(entry.path)
                target = made / entry.path if saved.is_folder else made
                if saved.is_folder:
                    with_folders(target, made)
                pack = entry.source_packed and (entry.path if saved.is_folder else place.name).endswith(".gz")
                if entry.source_packed:
                    packed.append(entry.source)
                like = str(Path(root, entry.path) if saved.is_folder else root) if entry.clean_sha256 else ""
                write_staged(target, source_pieces(entry, edits, opening, plan), packed=pack, like=like)
        except FileExistsError:
            raise PlanError("not a dedupe plan", where=plan, hint=f"{entry.path!r} is a file and a folder") from None
        except OSError as error:
            raise cannot_write(error, place) from None
        if not made.exists():
            raise PlanError("not a dedupe plan", where=plan, hint="it names no file")
        try:
            bring_to_disk(made)
        except OSError as error:
            raise cannot_write(error, place) from None
        put_in_place([StagedFile(made, place)])
    return Restored(packed, sorted(standing))
