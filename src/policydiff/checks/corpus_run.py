"""A check of a corpus by one or several processes: its result, the exit status and the JSON form."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.checks.baseline import Baseline, ComparedFindings
from policydiff.checks.coverage import NotChecked, not_checked_inputs
from policydiff.checks.document_run import findings_in, unreadable_finding
from policydiff.checks.finding import SEVERITIES, Finding, Severity
from policydiff.checks.grouping import grouped
from policydiff.checks.rule import FindAcross
from policydiff.checks.rules import RULES
from policydiff.checks.rules.assembly import unreadable
from policydiff.checks.selection import Selection
from policydiff.checks.subject import CheckedDocument
from policydiff.display import HtmlDisplay
from policydiff.engines import batched, engine_for
from policydiff.errors import InternalError
from policydiff.messages import message
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source, UnreadableInput
from policydiff.text.document import Document
from policydiff.version import __version__

if TYPE_CHECKING:
    from policydiff.checks.against import CrossDocumentMatch, CrossDocumentMatches

SCHEMA = "policydiff.check/1"
STATUS_UNREADABLE = 3  # exit status if there is no failing finding, but something could not be read
_BATCH_CHARACTERS = 400_000  # that go to a process at once
_MIN_PARALLEL_BYTES = 1 << 20  # size of a corpus for which more than one process saves time


@dataclass(frozen=True)
class CheckResult(HtmlDisplay):
    """The result of checking a corpus. Without a baseline every finding is new.

    `documents` are the sources of all documents in order, unreadable ones included. `baseline` is the path of the
    baseline file, empty if there is none. Nothing was compared with the reference documents in
    `unreadable_references`. `not_checked` are the inputs that no rule looked at, those that could not be read included.
    """

    documents: tuple[Source, ...]
    compared: ComparedFindings
    baseline: str = ""
    unreadable_references: tuple[UnreadableInput, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()

    def __repr__(self) -> str:
        return f"<CheckResult: {len(self.documents)} documents, {len(self.new)} new findings, status {self.status}>"

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that are not in the baseline."""
        return self.compared.new

    def count(self, severity: Severity) -> int:
        """The number of new findings with this severity, unreadable inputs included."""
        return sum(finding.severity == severity for finding in self.new)

    @property
    def unreadable_count(self) -> int:
        """The number of files and records that could not be read and are not in the baseline.

        0 if no rule looks for them.
        """
        return sum(finding.rule == unreadable.name for finding in self.new)

    @property
    def status(self) -> int:
        """The exit status: 0 clean, 1 failing findings, 2 nothing was read, 3 only unreadable inputs fail.

        An input that could not be read fails whatever rules were chosen, unless the baseline has it or the settings
        for its path accept it.
        """
        unread = sum(item.is_unreadable for item in self.not_checked)
        if unread == len(self.documents):
            return 2
        if any(finding.fails and finding.rule != unreadable.name for finding in self.new):
            return 1
        return STATUS_UNREADABLE if any(item.fails for item in self.not_checked) else 0

    def as_json(self) -> dict[str, Any]:
        """The result as JSON; `docs/json/check.schema.json` describes it."""
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__},
            "rules": [
                {"id": rule.name, "severity": rule.severity, "reason": str(rule.reason), "opt_in": rule.opt_in}
                for rule in RULES.values()
            ],
            "findings": [finding.as_json() for finding in self.compared.new],
            "known": [finding.as_json() for finding in self.compared.known],
            "fixed": [entry.as_json() for entry in self.compared.fixed],
            "summary": {
                "documents": len(self.documents),
                "unreadable": self.unreadable_count,
                **{severity: self.count(severity) for severity in SEVERITIES},
                "rules": dict(sorted(Counter(finding.rule for finding in self.new).items())),
                "known": len(self.compared.known),
                "fixed": sum(entry.count for entry in self.compared.fixed),
                "not_checked": len(self.not_checked),
            },
            "not_checked": [item.as_json() for item in self.not_checked],
        }


Progress = Callable[[str, float], None]  # the name of a step, and the share of it that is done, in [0, 1]
MatchDocuments = Callable[[Corpus, Progress | None], "CrossDocumentMatches"]


def document_matcher(
    corpus: Corpus, against: Sequence[str] = (), revision: str = "", workers: int = 1, **reading: Any
) -> MatchDocuments | None:
    """Return the function that matches the documents of a corpus with each other and with the references.

    References are the files and indexes `against`, read as `reading` says (keyword arguments of `Corpus`), and what git
    holds at `revision`. They are opened at once: ReadError if one does not exist. None for a single document without
    references.
    """
    if not against and not revision and len(corpus.files) < 2 and not any(file.holds_records for file in corpus.files):
        return None
    from policydiff.readers.reference import open_references

    references = open_references(corpus, against, revision, **reading)

    def match_documents(corpus: Corpus, progress: Progress | None) -> CrossDocumentMatches:
        from policydiff.checks.against import match_against

        try:
            return match_against(corpus, references, workers, progress)
        finally:
            references.close()

    return match_documents


def check(
    corpus: Corpus,
    selection: Selection,
    *,
    baseline: Baseline | None = None,
    jobs: int = 0,
    match_documents: MatchDocuments | None = None,
    progress: Progress | None = None,
) -> CheckResult:
    """Check a corpus and return the result; `jobs` is the number of processes, 0 to choose it by `worker_count`.

    `match_documents` returns the matches between the documents of the corpus, for the rules over a whole corpus; None
    means that these rules do not run. Without a baseline every finding is new. `progress` is called with the name of
    the step and the share of it that is done.
    """
    sources: list[Source] = []
    findings: list[Finding] = []
    problems: list[UnreadableInput] = []
    for source, source_findings, problem in _checked(corpus, selection, worker_count(corpus, jobs)):
        sources.append(source)
        findings += source_findings
        problems += [problem] if problem else []
        if progress:
            progress("checking", corpus.done / max(corpus.bytes, 1))
    unreadable_references: tuple[UnreadableInput, ...] = ()
    if match_documents is not None and (rules := _rules_across(corpus, selection)):
        matches, unreadable_references = match_documents(corpus, progress)
        own_problems = {problem.source for problem in problems}
        unreadable_references = tuple(
            problem for problem in unreadable_references if problem.source not in own_problems
        )
        findings = _in_order([*findings, *_findings_across(rules, matches, selection)], sources)
    used_baseline = baseline or Baseline("")
    paths_by_name = {used_baseline.name(source.file_name, source.id, source.record): source.path for source in sources}

    def active(rule: str, document: str) -> bool:
        """True if the rule runs on the document with this name in the baseline.

        For an unknown name, on that as a path.
        """
        return rule in selection.severities(paths_by_name.get(document, document))

    compared = used_baseline.compare(findings, paths_by_name.keys(), active)
    compared = compared._replace(new=grouped(compared.new), known=grouped(compared.known))
    not_checked = not_checked_inputs(corpus, problems, compared.known, selection, unreadable.name)
    return CheckResult(tuple(sources), compared, used_baseline.path, unreadable_references, not_checked)


def _rules_across(corpus: Corpus, selection: Selection) -> dict[str, FindAcross]:
    """The rules over a whole corpus, by name, that run on one of its documents."""
    paths = {file.path for file in corpus.files}
    return {
        name: rule.across
        for name, rule in RULES.items()
        if rule.across is not None and any(name in selection.severities(path) for path in paths)
    }


def _findings_across(
    rules: Mapping[str, FindAcross], matches: Sequence[CrossDocumentMatch], selection: Selection
) -> Iterator[Finding]:
    """The findings of the rules over a whole corpus, with their severities.

    A finding is left out if its rule does not run on the path on which it is reported.
    """
    for name, find_across in rules.items():
        for finding in find_across(matches):
            severity = selection.severities(finding.path).get(name)
            if severity is not None:
                yield replace(finding, rule=name, severity=severity)


def _in_order(findings: Sequence[Finding], sources: Sequence[Source]) -> list[Finding]:
    """The findings in the order of their documents, then in text order, then by rule; equal ones keep their order."""
    positions = {(source.file_name, source.record): position for position, source in enumerate(sources)}
    return sorted(
        findings,
        key=lambda finding: (positions.get((finding.path, finding.record), -1), finding.span, finding.rule),
    )


def worker_count(corpus: Corpus, jobs: int) -> int:
    """The number of processes for a corpus: `jobs`, unless that is 0.

    Then it is one for each processor, or 1 for a corpus under `_MIN_PARALLEL_BYTES`.
    """
    if jobs:
        return jobs
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return available if corpus.bytes >= _MIN_PARALLEL_BYTES else 1


class _SourceFindings(NamedTuple):
    """The findings in a document; `problem` is why it could not be read, None if it was read."""

    source: Source
    findings: list[Finding]
    problem: UnreadableInput | None = None


_Input = Entry | UnreadableInput


def _checked(corpus: Corpus, selection: Selection, workers: int) -> Iterator[_SourceFindings]:
    """Each source with its findings, in the order of the corpus."""
    if workers == 1:
        for entry in corpus:
            yield from _check_batch([entry], selection)
        return
    batches = batched(corpus, _size, _BATCH_CHARACTERS)
    for batch_findings in engine_for(workers).map_batches(_check_batch, batches, selection):
        yield from batch_findings


def _size(entry: _Input) -> int:
    """The number of characters of a document, 1 for an unreadable input."""
    return len(entry.text) if isinstance(entry, Entry) else 1


def _unchecked(problem: UnreadableInput, severities: Mapping[str, Severity]) -> _SourceFindings:
    """The finding of an input that could not be read, none if no rule looks for it on its path."""
    severity = severities.get(unreadable.name)
    findings = [unreadable_finding(problem, unreadable.name, severity)] if severity else []
    return _SourceFindings(problem.source, findings, problem)


def _check_batch(batch: Sequence[_Input], selection: Selection) -> list[_SourceFindings]:
    """Each source with its findings.

    An unreadable input has at most one, and none if no rule looks for it on its path.
    """
    results: list[_SourceFindings] = []
    for entry in batch:
        severities = selection.severities(entry.source.file_name)
        if isinstance(entry, UnreadableInput):
            results.append(_unchecked(entry, severities))
            continue
        whole = entry.whole_document
        extracted = whole if whole is not None and whole.extraction is not None else None
        subject = CheckedDocument(extracted or Document.from_text(entry.text, entry.source.id))
        try:
            findings = list(findings_in(subject, entry.source, RULES.values(), severities))
        except InternalError as error:
            reason = message("could not be checked: {error}", error=error.message)
            results.append(_unchecked(UnreadableInput(entry.source, reason, code="not proven"), severities))
            continue
        results.append(_SourceFindings(entry.source, findings))
    return results
