"""The files that `policydiff dedupe` writes beside the result of a corpus, and how many inputs may be unreadable."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from policydiff.atomic.seen import Seen, look_at
from policydiff.atomic.staging import repair
from policydiff.cli.output import same_file
from policydiff.cli.pipeline_options import PipelineOptions
from policydiff.corpus.plan import CorpusPlan
from policydiff.errors import WriteError
from policydiff.messages import NOTHING, Message, message
from policydiff.readers.corpus import Corpus
from policydiff.storage.destination import refuse_overlap
from policydiff.storage.side_files import SideFile, id_pieces, reject_lines


class SidePlaces(NamedTuple):
    """The paths of --rejects and --ids, None without them, and what was at these places before the run."""

    rejects: str | None
    ids: str | None
    seen: dict[str, Seen]

    @classmethod
    def seen_now(
        cls, pipeline: PipelineOptions, operands: Sequence[str], other_outputs: Sequence[str | None]
    ) -> SidePlaces:
        """The places, after what a killed run left there was repaired; WriteError if one must not be written."""
        paths = [path for path in (pipeline.rejects, pipeline.ids) if path is not None]
        repair(*paths)
        for number, path in enumerate(paths):
            refuse_overlap(path, operands)
            for other in filter(None, (*other_outputs, *paths[:number], *pipeline.held)):
                if same_file(path, other) or (os.path.isdir(other) and _lies_in(path, other)):
                    raise WriteError("is another output, or what is held", where=path, hint="name another file")
            if not Path(path).parent.is_dir():
                raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
            if os.path.lexists(path) and not Path(path).is_file():
                raise WriteError("is not a regular file", where=path)
        return cls(pipeline.rejects, pipeline.ids, {path: look_at(Path(os.path.realpath(path))) for path in paths})

    def files(self, plan: CorpusPlan, corpus: Corpus) -> list[SideFile]:
        """The files to write."""
        files = []
        if self.rejects is not None:
            files.append(self._file(self.rejects, lambda: reject_lines(plan, corpus)))
        if (ids := self.ids) is not None:
            files.append(self._file(ids, lambda: id_pieces(plan, ids)))
        return files

    def _file(self, path: str, pieces: Callable[[], Iterable[bytes]]) -> SideFile:
        """One of the files, with what was at its place."""
        return SideFile(Path(os.path.realpath(path)), self.seen[path], pieces, path)


def _lies_in(path: str, folder: str) -> bool:
    """True if a path lies in a folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def too_many_unreadable(plan: CorpusPlan, corpus: Corpus, share: Fraction | None) -> Message:
    """Why the run must fail; empty if the unreadable inputs are within the share, or any may be unreadable.

    A file of records that cannot be read to its end holds an unknown number of them, and is never within the share.
    """
    if share is None or not plan.unreadable:
        return NOTHING
    containers = {file.path for file in corpus.files if file.holds_records}
    for problem in plan.unreadable:
        if problem.source.path in containers and not problem.source.length:
            template = "{file} could not be read to its end, so the share is unknown; nothing was written"
            return message(template, file=problem.source.path)
    unreadable = len(plan.unreadable)
    total = unreadable + len(plan.documents)
    if unreadable <= share * total:
        return NOTHING
    return message(
        "{unreadable:,} of {total:,} inputs could not be read ({share:.3%}), and --max-unreadable allows {allowed:.3%};"
        " nothing was written (repair them, or raise the share)",
        unreadable=unreadable,
        total=total,
        share=unreadable / total,
        allowed=float(share),
    )
