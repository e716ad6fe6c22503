"""policydiff: compares and deduplicates policy documents, above all Chinese ones.

The functions and types below are the public interface; everything else is internal and may change. They are loaded
when they are first used, so that importing the package costs nothing and changes nothing.

>>> import policydiff
>>> policydiff.compare("第一条 渡口每日开放。", "第一条 渡口每周开放。").units[0].change
'edited'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from policydiff.version import __version__ as __version__

if TYPE_CHECKING:
    from policydiff.api import build_index as build_index
    from policydiff.api import check as check
    from policydiff.api import compare as compare
    from policydiff.api import dedupe as dedupe
    from policydiff.api import dedupe_corpus as dedupe_corpus
    from policydiff.api import find_relations as find_relations
    from policydiff.api import minhash as minhash
    from policydiff.api import open_corpus as open_corpus
    from policydiff.api import outline as outline
    from policydiff.api import read as read
    from policydiff.api import relate as relate
    from policydiff.api import restore as restore
    from policydiff.api import search as search
    from policydiff.checks.corpus_run import CheckResult as CheckResult
    from policydiff.comparison.result import Comparison as Comparison
    from policydiff.corpus.plan import CorpusPlan as CorpusPlan
    from policydiff.corpus.relation_groups import RelationReport as RelationReport
    from policydiff.deduplication.decision import Decision as Decision
    from policydiff.deduplication.plan import Plan as Plan
    from policydiff.errors import BaselineError as BaselineError
    from policydiff.errors import InternalError as InternalError
    from policydiff.errors import PlanError as PlanError
    from policydiff.errors import PolicydiffError as PolicydiffError
    from policydiff.errors import ReadError as ReadError
    from policydiff.errors import SavedIndexError as SavedIndexError
    from policydiff.errors import SettingsError as SettingsError
    from policydiff.errors import WriteError as WriteError
    from policydiff.index.search import SearchResult as SearchResult
    from policydiff.index.writing import IndexOutcome as IndexOutcome
    from policydiff.readers.corpus import Corpus as Corpus
    from policydiff.relations.verified import VerifiedRelation as VerifiedRelation
    from policydiff.structure.outline import Outline as Outline
    from policydiff.structure.outline import Unit as Unit
    from policydiff.text.document import Document as Document
    from policydiff.text.spans import Span as Span

# The module that defines each public name.
_HOMES = {
    "api": "build_index check compare dedupe dedupe_corpus find_relations minhash open_corpus outline read relate "
    "restore search",
    "checks.corpus_run": "CheckResult",
    "comparison.result": "Comparison",
    "corpus.plan": "CorpusPlan",
    "corpus.relation_groups": "RelationReport",
    "deduplication.decision": "Decision",
    "deduplication.plan": "Plan",
    "errors": "BaselineError InternalError PlanError PolicydiffError ReadError SavedIndexError SettingsError "
    "WriteError",
    "index.search": "SearchResult",
    "index.writing": "IndexOutcome",
    "readers.corpus": "Corpus",
    "relations.verified": "VerifiedRelation",
    "structure.outline": "Outline Unit",
    "text.document": "Document",
    "text.spans": "Span",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'policydiff' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"policydiff.{_HOME_OF[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
