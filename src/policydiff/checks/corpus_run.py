"""The gate: which rules look at which documents, the documents of a corpus checked side by side, and the result."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from policydiff.checks.baseline import Baseline, ComparedFindings
from policydiff.checks.document_run import findings_in, unreadable_finding
from policydiff.checks.finding import SEVERITIES, Finding, Severity
from policydiff.checks.rules import RULES
from policydiff.checks.rules.assembly import unreadable
from policydiff.checks.selection import Selection
from policydiff.checks.subject import CheckedDocument
from policydiff.engines.processes import batched, run_ordered
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source, UnreadableInput
from policydiff.text.document import Document
from policydiff.version import __version__

SCHEMA = "policydiff.check/1"
UNREAD = 3  # exit status where nothing is found, but something could not be read
_BATCH = 400_000  # characters that go to a process at once
_WORTH_IT = 1 << 20  # bytes of corpus from which more than one process pays


@dataclass(frozen=True)
class Result:
    """What a check of a corpus came to. Without a baseline every finding is new.

    `documents` are the names of all that were looked at, in order, those that could not be read among them.
    """

    documents: tuple[Source, ...]
    judged: ComparedFindings
    baseline: str = ""

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that no baseline knows."""
        return self.judged.new

    def count(self, severity: Severity) -> int:
        """How many new findings of this severity there are."""
        return sum(finding.severity == severity for finding in self.new)

    @property
    def unread(self) -> int:
        """How many files and records could not be read, and no baseline says so."""
        return sum(finding.rule == unreadable.name for finding in self.new)

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 findings, 2 nothing could be read, 3 no finding but something unread."""
        if self.unread and self.unread == len(self.documents):
            return 2
        if any(finding.fails and finding.rule != unreadable.name for finding in self.new):
            return 1
        return UNREAD if any(finding.fails for finding in self.new) else 0

    def as_json(self) -> dict[str, Any]:
        """The result as `contract.md` lays it down, with the rules, what the baseline knows, and what is fixed."""
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__},
            "rules": [{"id": rule.name, "severity": rule.severity, "reason": rule.reason} for rule in RULES.values()],
            "findings": [finding.as_json() for finding in self.judged.new],
            "known": [finding.as_json() for finding in self.judged.known],
            "fixed": [entry.as_json() for entry in self.judged.fixed],
            "summary": {
                "documents": len(self.documents),
                "unreadable": self.unread,
                **{severity: self.count(severity) for severity in SEVERITIES},
                "rules": dict(sorted(Counter(finding.rule for finding in self.new).items())),
                "known": len(self.judged.known),
                "fixed": sum(entry.count for entry in self.judged.fixed),
            },
        }


Decide = Callable[[Corpus], Sequence[Any]]


def check(
    corpus: Corpus,
    selection: Selection,
    *,
    baseline: Baseline | None = None,
    jobs: int = 0,
    decide: Decide | None = None,
) -> Result:
    """The result of checking a corpus; `jobs` is how many processes may work, 0 as many as there are processors.

    `decide` makes the decisions between the documents of a corpus, for the rules that look across it.
    """
    sources: list[Source] = []
    findings: list[Finding] = []
    for source, found in _checked(corpus, selection, worker_count(corpus, jobs)):
        sources.append(source)
        findings += found
    if decide is not None:
        findings = _in_order([*findings, *_across(corpus, selection, decide)], sources)
    known = baseline or Baseline("")
    looked_at = {known.name(source.path, source.id, source.line): source.path for source in sources}

    def active(rule: str, document: str) -> bool:
        return rule in selection.severities(looked_at.get(document, document))

    return Result(tuple(sources), known.judge(findings, looked_at.keys(), active), known.path)


def _across(corpus: Corpus, selection: Selection, decide: Decide) -> Iterator[Finding]:
    """What the rules over a whole corpus find; the decisions are made only where such a rule looks at a document."""
    across = {name: rule.across for name, rule in RULES.items() if rule.across is not None}
    paths = {file.path for file in corpus.files}
    rules = [(name, find) for name, find in across.items() if any(name in selection.severities(path) for path in paths)]
    decisions = decide(corpus) if rules else ()
    for name, find in rules:
        for finding in find(decisions):
            severity = selection.severities(finding.path).get(name)
            if severity is not None:
                yield replace(finding, rule=name, severity=severity)


def _in_order(findings: Sequence[Finding], sources: Sequence[Source]) -> list[Finding]:
    """The findings in the order of their documents, then of the text."""
    place = {(source.path, source.line): number for number, source in enumerate(sources)}
    return sorted(
        findings, key=lambda each: (place.get((each.path, each.record), -1), each.span, each.rule, each.message)
    )


def worker_count(corpus: Corpus, jobs: int) -> int:
    """How many processes work on a corpus where so many are asked for; 0 for as many as pay."""
    if jobs:
        return jobs
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return available if corpus.bytes >= _WORTH_IT else 1


_Found = tuple[Source, list[Finding]]
_Item = Entry | UnreadableInput


def _checked(corpus: Corpus, selection: Selection, workers: int) -> Iterator[_Found]:
    """Each document with its findings, in the order of the corpus."""
    if workers == 1:
        for item in corpus:
            yield from _check_batch([item], selection)
        return
    check = partial(_check_batch, selection=selection)
    for found in run_ordered(check, batched(corpus, _size, _BATCH), workers):
        yield from found


def _size(item: _Item) -> int:
    return len(item.text) if isinstance(item, Entry) else 1


def _check_batch(batch: Sequence[_Item], selection: Selection) -> list[_Found]:
    found: list[_Found] = []
    for item in batch:
        severities = selection.severities(item.source.path)
        if isinstance(item, UnreadableInput):
            wanted = severities.get(unreadable.name)
            found.append((item.source, [unreadable_finding(item, unreadable.name, wanted)] if wanted else []))
            continue
        subject = CheckedDocument(Document.from_text(item.text, item.source.id))
        found.append((item.source, list(findings_in(subject, item.source, RULES.values(), severities))))
    return found
