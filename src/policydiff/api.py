"""The functions that `import policydiff` offers: documents or text in, frozen values out. `docs/api.md` shows each.

A `str` is always text, never a path: a path is read with `read`. What a user may have done wrong is raised as a
`PolicydiffError`, which says what is wrong, where, and the next thing to try. Nothing here prints, and no network
connection is opened.

>>> rules = "".join(f"第{number}条 渡口每日早{number}时对外开放，遇有大雾时停航。\\n" for number in range(1, 9))
>>> plan = dedupe(rules + rules)
>>> plan.clean_text == rules
True
>>> restore(plan) == plan.document.raw
True
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import policydiff
from policydiff import display
from policydiff.deduplication.choices import Keep
from policydiff.errors import PolicydiffError
from policydiff.text.document import Document
from policydiff.text.extraction import Tracked

if TYPE_CHECKING:
    import datasketch

    from policydiff.engines import Engine
else:

    class _LazyModule:
        """A module that is imported when one of its names is first asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module(self._name), name)

    datasketch = _LazyModule("datasketch")

# Annotations name public types as `policydiff.NAME`: `typing.get_type_hints` finds these, and loads them only then.
Text = Document | str
Path = str | os.PathLike[str]
MAX_WORKERS = 256


_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def _public(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Return the function, whose errors name its parameters and not the options of the command line."""

    @wraps(function)
    def public(*args: _Parameters.args, **keywords: _Parameters.kwargs) -> _Result:
        try:
            return function(*args, **keywords)
        except PolicydiffError as error:
            error.name_parameters()
            raise

    return public


def _html(result: Any) -> str:
    """Return the table that a notebook shows for a result."""
    from policydiff.reports.notebook import table_of
    from policydiff.writers.table import html

    return html.write(table_of(result))


display.renderer = _html


def _document(document: Text) -> Document:
    """Return the document; a text becomes one. TypeError for anything else, and for a text that cannot be encoded."""
    if isinstance(document, Document):
        return document
    if not isinstance(document, str):
        kind = type(document).__name__
        raise TypeError(f"a Document or text (str) is wanted, not {kind}; policydiff.read gives the Document of a path")
    return Document.from_text(document)


# --- one document


@_public
def read(path: Path, *, encoding: str | None = None, tracked: Tracked = "accept") -> Document:
    """Return the file at `path` as a document; `-` is standard input.

    The encoding is detected unless it is named. `tracked` says whether tracked changes of a Word file or a page are
    read as accepted or rejected ("accept", "reject"), or marked in the text ("both"). ReadError if the file cannot be
    opened, is not text, or does not decode strictly.
    """
    from policydiff.readers.read import read_file

    return read_file(os.fspath(path), encoding=encoding, tracked=tracked)


def outline(document: Text) -> policydiff.Outline:
    """Return the structure of a document: title, number, issuer, date, and the tree of its numbered units.

    >>> [unit.heading for unit in outline("青槐县渡口管理办法\\n第一章 总则\\n第一条 制定本办法。\\n").units]
    ['总则']
    """
    from policydiff.structure.outline import outline

    return outline(_document(document))


def dedupe(
    document: Text,
    *,
    keep: Keep = "auto",
    drop: Iterable[str] = (),
    keep_relations: Iterable[str] = (),
    mark: bool = False,
) -> policydiff.Plan:
    """Return what a document is without its repeats: the clean text, each decision with its reason, and the way back.

    A copy is dropped only if it is proven to be one. `drop` names relations whose copies are dropped besides
    "pasted-copy"; `keep_relations` names those whose copies are kept. `keep` says which copy stays where either may
    go: "auto", "first" or "last". ValueError for a name that does not exist.
    """
    from policydiff.deduplication.options import Options, relations_to_drop
    from policydiff.deduplication.rounds import dedupe

    dropped, kept = _relations(drop, documents=False), _relations(keep_relations, documents=False)
    _require_choice(keep)
    return dedupe(_document(document), Options(keep=keep, drop=relations_to_drop(dropped, kept), mark=mark))


@_public
def restore(plan: policydiff.Plan | Mapping[str, Any] | bytes | str, clean: bytes | str | None = None) -> bytes:
    """Return the bytes of the document that a plan was made of.

    `plan` is a plan, or a saved one (its JSON, or what that holds) with the clean text that belongs to it. A clean text
    that is a `str` is encoded as the plan says. PlanError if the two do not belong together.
    """
    from policydiff.deduplication.plan import Plan, encoded_clean_text, read_plan, restore_source

    if isinstance(plan, Plan):
        saved, clean = plan.as_json(), plan.clean if clean is None else clean
    elif isinstance(plan, (str, bytes)):
        saved = read_plan(plan.encode() if isinstance(plan, str) else plan, "the plan")
    elif isinstance(plan, Mapping):
        saved = dict(plan)
    else:
        raise TypeError(f"a plan, or its JSON, is wanted, not {type(plan).__name__}")
    if clean is None:
        raise TypeError("a saved plan needs the clean text that belongs to it")
    raw = encoded_clean_text(clean, saved, plan_path="the plan") if isinstance(clean, str) else bytes(clean)
    return restore_source(raw, saved, where="the clean text", plan_path="the plan")


def minhash(document: Text, num_perm: int = 128) -> datasketch.MinHash:
    """Return the MinHash of a document's shingles as datasketch has it: scheme affine32, seed 1.

    The shingles are those of the folded text (5 characters), so Simplified and Traditional spellings agree. It can be
    put into datasketch's LSH, LSHForest and LSHEnsemble. ValueError for a `num_perm` outside 16 to 65,536.
    """
    if not 16 <= num_perm <= 1 << 16:
        raise ValueError(f"{num_perm} permutations: from 16 to 65,536")
    from policydiff.matching.datasketch_minhash import minhash

    return minhash(_document(document).text, num_perm)


# --- two documents


def compare(old: Text, new: Text, *, part: str | None = None) -> policydiff.Comparison:
    """Return what changed between two versions of a document, unit by unit, with findings on what the changes mean.

    `part` is the label or title of the annex or carried text that is compared, "whole" for whole documents; unless
    given, a text that one document carries is compared with the other. PolicydiffError for a part that neither has.
    """
    from policydiff.comparison.engine import compare

    return compare(_document(old), _document(new), part=part)


def relate(document: Text, other: Text) -> policydiff.VerifiedRelation[Document] | None:
    """Return how two documents are related: copies, editions, excerpt and whole; None if they are not related.

    The relation is that of its `document` to its `other`, which may be the two in reverse order. The names of the
    documents (their paths) count as titles where the text has none.
    """
    from policydiff.relations.classify import classify_copies, classify_related
    from policydiff.relations.profile import DocumentProfile

    profiles = [DocumentProfile(text, text.path) for text in map(_document, (document, other))]
    relation = classify_copies(*profiles) or classify_related(*profiles)
    return None if relation is None else relation.between(relation.document.document, relation.other.document)


# --- many documents


@_public
def open_corpus(
    paths: Path | Iterable[Path], *, encoding: str | None = None, text_field: str = "text", id_field: str = "id"
) -> policydiff.Corpus:
    """Return the documents of files, folders and JSON Lines as a corpus, which reads them when it is iterated over.

    `text_field` and `id_field` name the fields of JSON Lines. Threads may share a corpus, each with passes of its own.
    ReadError for a path or an encoding that does not exist; ValueError if there is no path, or a field has no name.
    """
    from policydiff.readers.corpus import Corpus
    from policydiff.text.encoding import text_codec

    operands = _paths(paths)
    if not operands or not text_field or not id_field:
        raise ValueError("paths and fields need a name")
    if encoding is not None:
        text_codec(encoding)
    return Corpus(operands, encoding=encoding, text_field=text_field, id_field=id_field)


@_public
def dedupe_corpus(
    corpus: policydiff.Corpus,
    *,
    threshold: float = 0.8,
    within: bool = True,
    across: bool = True,
    keep: Keep = "auto",
    prefer: str = "",
    drop: Iterable[str] = (),
    keep_relations: Iterable[str] = (),
    engine: str = "",
    workers: int = 1,
) -> policydiff.CorpusPlan:
    """Return which documents of a corpus are copies and which repeats are inside them, each decision with its reason.

    `within` asks for repeats inside documents, `across` for copies among them. `threshold` is the Jaccard similarity
    from which two documents are compared. `prefer` is a shell pattern of the ids of documents to keep. `drop` and
    `keep_relations` name relations, as for `dedupe` and of documents. Engine and workers change no result. ValueError
    for a name that does not exist or a threshold outside 0.3 to 0.99.
    """
    from policydiff.corpus import settings
    from policydiff.corpus.pipeline import plan_corpus
    from policydiff.deduplication.options import Options, relations_to_drop

    dropped, kept = _relations(drop, documents=True), _relations(keep_relations, documents=True)
    _require_choice(keep)
    if not within and not across:
        raise ValueError("neither within nor across: nothing is asked for")
    return plan_corpus(
        _corpus(corpus),
        settings.ScanOptions(
            threshold=_checked_threshold(threshold),
            threads=workers,
            find_contained=across,
            own_repeats=Options(keep=keep, drop=relations_to_drop(dropped, kept)) if within else None,
        ),
        settings.CorpusOptions(keep, prefer, settings.relations_to_drop(dropped, kept)) if across else None,
        engine=_engine(engine, workers),
    )


@_public
def find_relations(
    corpus: policydiff.Corpus, *, threshold: float = 0.8, engine: str = "", workers: int = 1
) -> policydiff.RelationReport:
    """Return all documents of a corpus that are related, in groups around one document each, with shared passages.

    The parameters are those of `dedupe_corpus`.
    """
    from policydiff.corpus.pipeline import find_relations
    from policydiff.corpus.settings import ScanOptions
    from policydiff.deduplication.options import Options

    options = ScanOptions(
        threshold=_checked_threshold(threshold), threads=workers, min_shared=0.0, own_repeats=Options(), titles=True
    )
    return find_relations(_corpus(corpus), options, engine=_engine(engine, workers))


@_public
def check(
    corpus: policydiff.Corpus,
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    against: Path | Iterable[Path] = (),
    against_revision: str = "",
    baseline: Path | None = None,
    workers: int = 1,
) -> policydiff.CheckResult:
    """Return what is wrong with the documents of a corpus; its `status` is the exit status of `policydiff check`.

    `select` and `ignore` name rules; opt-in rules run only if `select` names them. `against` are indexes, folders and
    files, and `against_revision` a revision of the git repository of the corpus, with whose documents those of the
    corpus are compared. Findings in the file `baseline` are known and do not count; it, and the references, are not
    checked if they lie in a folder of the corpus. No settings file is read. ValueError for a rule that does not exist;
    ReadError and BaselineError for files that cannot be read.
    """
    from policydiff.checks.baseline import DEFAULT, read_baseline, today
    from policydiff.checks.corpus_run import check, document_matcher
    from policydiff.checks.selection import Selection
    from policydiff.settings import rule_names

    selected = None if select is None else frozenset(rule_names(_names(select)))
    selection = Selection(selected, frozenset(rule_names(_names(ignore))))
    references = _paths(against)
    if "-" in references:
        raise ValueError("a reference is a file, and standard input is none")
    checked = _corpus(corpus).without([*references, os.fspath(baseline) if baseline is not None else DEFAULT])
    return check(
        checked,
        selection,
        baseline=None if baseline is None else read_baseline(os.fspath(baseline), today()),
        jobs=_checked_workers(workers),
        match_documents=document_matcher(checked, references, against_revision, workers, **checked.options._asdict()),
    )


# --- a saved index


@_public
def build_index(path: Path, corpus: policydiff.Corpus) -> policydiff.IndexOutcome:
    """Write the file `path`, an index of a corpus: whole, or not at all. Return what is in it, and what is not.

    An index holds the texts of its documents, compressed. SavedIndexError if the file exists or cannot be written.
    """
    from policydiff.index.writing import build

    return build(os.fspath(path), _corpus(corpus))


@_public
def search(path: Path, document: Text) -> policydiff.SearchResult:
    """Return the documents of an index that are related to a document: copies, editions, parts, wholes.

    SavedIndexError if the index cannot be opened or is damaged.
    """
    from policydiff.index.search import search

    return search(os.fspath(path), _document(document))


# --- parameters


def _corpus(corpus: policydiff.Corpus) -> policydiff.Corpus:
    """Return the corpus; TypeError for anything else."""
    from policydiff.readers.corpus import Corpus

    if not isinstance(corpus, Corpus):
        raise TypeError(f"a Corpus is wanted, not {type(corpus).__name__}; policydiff.open_corpus gives that of a path")
    return corpus


def _paths(paths: Path | Iterable[Path]) -> list[str]:
    """Return the paths; one alone needs no list. ValueError for an empty one."""
    listed = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    names = [os.fspath(path) for path in listed]
    if "" in names:
        raise ValueError("a path is empty")
    return names


def _names(names: Iterable[str]) -> list[str]:
    """Return the names; ValueError for an empty one, TypeError for a text in place of a list."""
    if isinstance(names, str):
        raise TypeError(f"a list of names is wanted, not the text {names!r}")
    listed = list(names)
    if not all(name.strip() for name in listed):
        raise ValueError("a name is empty")
    return listed


def _relations(names: Iterable[str], *, documents: bool) -> frozenset[str]:
    """Return the names of relations whose copies may be dropped, with `documents` also between documents.

    ValueError for any other name.
    """
    from policydiff.deduplication.choices import RELATIONS
    from policydiff.relations.kinds import MAY_BE_DROPPED

    allowed = (*RELATIONS, *(MAY_BE_DROPPED if documents else ()))
    listed = _names(names)
    if unknown := sorted(set(listed) - set(allowed)):
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(allowed)}")
    return frozenset(listed)


def _engine(name: str, workers: int) -> Engine:
    """Return the engine with this name, or that of the machine if the name is empty."""
    from policydiff.engines import engine_for, load_engine

    _checked_workers(workers)
    return load_engine(name, workers) if name else engine_for(workers)


def _checked_workers(workers: int) -> int:
    """Return the number of workers; ValueError unless it is from 1 to 256."""
    if not 1 <= workers <= MAX_WORKERS:
        raise ValueError(f"{workers} workers: from 1 to {MAX_WORKERS}")
    return workers


def _checked_threshold(threshold: float) -> float:
    """Return the threshold; ValueError unless it is from 0.3 to 0.99."""
    if not 0.3 <= threshold <= 0.99:
        raise ValueError(f"a threshold of {threshold:g}: from 0.3 to 0.99")
    return threshold


def _require_choice(keep: str) -> None:
    """Raise ValueError for a copy to keep that is none of the three."""
    from policydiff.deduplication.choices import KEEP

    if keep not in KEEP:
        raise ValueError(f"{keep!r} is none of {', '.join(KEEP)}")
