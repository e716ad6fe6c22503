"""What `policydiff dedupe --against` compares a corpus with: indexes, and indexes made of folders and files."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.atomic.transaction import StagedFile, put_in_place
from policydiff.cli.output import ReadingOptions
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.views import WithoutOwnRepeats
from policydiff.errors import SavedIndexError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, UnreadableInput
from policydiff.readers.reference import is_index, open_held_documents
from policydiff.readers.walk import readers_of
from policydiff.relations.held_copy import HeldCopy
from policydiff.relations.summary import DocumentSummary

if TYPE_CHECKING:
    from policydiff.cli.pipeline_options import PipelineOptions
    from policydiff.index.held import HeldIndex


class HeldDocuments:
    """The open indexes of what is held; the first of them learns if `learns`. `unreadable` could not be compared."""

    def __init__(self, indexes: Sequence[HeldIndex], unreadable: Sequence[UnreadableInput], *, learns: bool) -> None:
        self._indexes, self._learns = indexes, learns
        self.unreadable = unreadable

    def find(
        self, documents: Iterable[tuple[Entry, ...]], summaries: Sequence[DocumentSummary], kinds: frozenset[str]
    ) -> dict[int, HeldCopy]:
        """The documents that are copies of held ones, by number, each with the first index that has one."""
        documents = list(documents) if len(self._indexes) > 1 else documents
        copies: dict[int, HeldCopy] = {}
        for index in self._indexes:
            copies = {**index.find(documents, summaries, kinds), **copies}
        return dict(sorted(copies.items()))

    def placing(self, plan: CorpusPlan, corpus: Corpus) -> Callable[[Sequence[StagedFile]], None]:
        """The function that moves a result to its place, and lets the index learn it if it learns."""
        if not self._learns:
            return put_in_place

        def place(staged_files: Sequence[StagedFile]) -> None:
            from policydiff.index.held import unchanged

            view = WithoutOwnRepeats(corpus, plan.cleaned)
            entries = unchanged(view, plan.documents, plan.dropped)
            self._indexes[0].learn(entries, readers_of(corpus.files), lambda commit: put_in_place(staged_files, commit))

        return place


@contextlib.contextmanager
def open_held(pipeline: PipelineOptions, corpus: Corpus, reading: ReadingOptions) -> Iterator[HeldDocuments | None]:
    """What is held, open for the block; None without --against.

    An index is made of folders and files for as long as the block lasts; inputs among them are left out. With --add
    there must be one index: SavedIndexError if not.
    """
    if not pipeline.held:
        yield None
        return
    from policydiff.index import writing
    from policydiff.index.held import opened

    paths = [path for path in pipeline.held if is_index(path)]
    others = [path for path in pipeline.held if path not in paths]
    if pipeline.add and (len(paths) != 1):
        hint = "policydiff index build makes one"
        raise SavedIndexError("--add needs exactly one index", where=pipeline.held[0], hint=hint)
    with contextlib.ExitStack() as stack:
        unreadable: list[UnreadableInput] = []
        indexes = [stack.enter_context(opened(path, learns=pipeline.add)) for path in paths]
        if others:
            incoming = [os.path.realpath(file.path) for file in corpus.files]
            held = open_held_documents(others, **reading)
            held.files = [file for file in held.files if os.path.realpath(file.path) not in incoming]
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="policydiff-"))
            built = os.path.join(folder, "held")
            unreadable += writing.build(built, held).unreadable
            indexes.append(stack.enter_context(opened(built, name="")))
        yield HeldDocuments(indexes, unreadable, learns=pipeline.add)
