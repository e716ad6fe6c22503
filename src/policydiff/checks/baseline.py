"""Baselines: files of known, accepted findings, with counts, a reason and an expiry date.

A finding is recognised by its fingerprint, which does not depend on file or line. Each document in an entry has a
count: one more copy of a known fault is a new finding.
"""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from policydiff.checks.finding import Finding
from policydiff.checks.grouping import ungrouped
from policydiff.errors import BaselineError, hint_of, reason_of
from policydiff.messages import Message, message, verbatim

SCHEMA = "policydiff.baseline/1"
DEFAULT = "policydiff-baseline.json"


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """An entry of a baseline: a fingerprint, the documents that have the finding, and why it is accepted.

    `documents` are pairs of a document's name and the number of its findings; the name is the path relative to the
    baseline's folder, for a record with `#` and its id. `expires` is the last day on which the entry is valid.
    """

    fingerprint: str
    rule: str
    documents: tuple[tuple[str, int], ...]
    excerpt: str = ""
    reason: str = ""
    expires: datetime.date | None = None

    @property
    def count(self) -> int:
        """The number of known findings, over all documents."""
        return sum(document_count for _, document_count in self.documents)

    def as_json(self) -> dict[str, Any]:
        """The entry as a JSON object of the baseline file."""
        return {
            "fingerprint": self.fingerprint,
            "rule": self.rule,
            "count": self.count,
            "documents": dict(self.documents),
            "excerpt": self.excerpt,
            "reason": self.reason,
            "expires": self.expires.isoformat() if self.expires else None,
        }


class ComparedFindings(NamedTuple):
    """Findings compared with a baseline.

    `fixed` are the entries whose findings are gone, reduced to the number that is gone. `expired` are entries that are
    no longer valid although their findings are still there.
    """

    new: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()
    fixed: tuple[KnownFinding, ...] = ()
    expired: tuple[KnownFinding, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """The entries of a baseline file; `path` is empty if there is no file. `today` decides what has expired.

    >>> entry = KnownFinding("0" * 32, "truncated", (("a.txt", 2),), expires=datetime.date(2024, 5, 31))
    >>> baseline = Baseline("policydiff-baseline.json", (entry,), today=datetime.date(2024, 6, 1))
    >>> entry.count, baseline.expired(entry)
    (2, True)
    """

    path: str
    entries: tuple[KnownFinding, ...] = ()
    today: datetime.date = datetime.date.min

    def name(self, path: str, document: str, record: int) -> str:
        """The name of a document in this baseline: its path from the baseline's folder, with `/`.

        Of a record, also # and its id.

        `record` is its line, 0 for a file that is one document. Standard input is "-".
        """
        folder = os.path.dirname(os.path.abspath(self.path)) if self.path else os.curdir
        try:
            relative_path = path if path == "-" else os.path.relpath(path, folder)
        except ValueError:  # another drive
            relative_path = os.path.abspath(path)
        relative_path = (
            relative_path.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        )
        return f"{relative_path}#{document}" if record else relative_path

    def expired(self, entry: KnownFinding) -> bool:
        """True if the last valid day of the entry is over; False for an entry without one."""
        return entry.expires is not None and entry.expires < self.today

    def compare(
        self, findings: Sequence[Finding], checked_documents: Set[str], active: Callable[[str, str], bool]
    ) -> ComparedFindings:
        """Which findings are new and which are known, in their order, and which entries are fixed or expired.

        A fault counts as fixed only if its rule is active for the document, and the document was checked or is
        gone. Findings of an expired entry are new. `active(rule, document)` says whether a rule runs on a
        document.
        """
        expired = tuple(filter(self.expired, self.entries))
        valid = {entry.fingerprint: entry for entry in self.entries if entry not in expired}
        by_fingerprint: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_fingerprint[finding.fingerprint].append(finding)
        known_ids: set[int] = set()
        for fingerprint, entry in valid.items():
            known_ids.update(map(id, self._covered(by_fingerprint.get(fingerprint, []), entry)))
        fixed = tuple(
            filter(None, (self._fixed_part(entry, by_fingerprint, checked_documents, active) for entry in self.entries))
        )
        return ComparedFindings(
            tuple(finding for finding in findings if id(finding) not in known_ids),
            tuple(finding for finding in findings if id(finding) in known_ids),
            fixed,
            tuple(entry for entry in expired if entry.fingerprint in by_fingerprint),
        )

    def _document_name(self, finding: Finding) -> str:
        """The name of the document of a finding in this baseline."""
        return self.name(finding.path, finding.document, finding.record)

    def _covered(self, findings: Sequence[Finding], entry: KnownFinding) -> list[Finding]:
        """The findings that the entry covers, at most `entry.count`: those in its documents first.

        So a copy elsewhere is new. All `findings` have the fingerprint of the entry.
        """
        remaining = dict(entry.documents)
        in_documents: list[Finding] = []
        elsewhere: list[Finding] = []
        for finding in findings:
            document = self._document_name(finding)
            if remaining.get(document, 0):
                remaining[document] -= 1
                in_documents.append(finding)
            else:
                elsewhere.append(finding)
        return [*in_documents, *elsewhere][: entry.count]

    def _fixed_part(
        self,
        entry: KnownFinding,
        by_fingerprint: dict[str, list[Finding]],
        checked_documents: Set[str],
        active: Callable[[str, str], bool],
    ) -> KnownFinding | None:
        """The entry with the counts that are gone, or None if none are.

        Findings that moved to another document do not count as gone.
        """
        counts = Counter(map(self._document_name, by_fingerprint.get(entry.fingerprint, [])))
        moved = sum(counts.values()) - sum(min(count, counts[document]) for document, count in entry.documents)
        fixed_documents = []
        for document, count in entry.documents:
            missing = count - counts[document]
            moved_here = min(max(missing, 0), moved)
            moved -= moved_here
            if (
                missing > moved_here
                and active(entry.rule, document)
                and self._is_checked_or_gone(document, checked_documents)
            ):
                fixed_documents.append((document, missing - moved_here))
        return replace(entry, documents=tuple(fixed_documents)) if fixed_documents else None

    def _is_checked_or_gone(self, document: str, checked_documents: Set[str]) -> bool:
        """True if a document was checked, or its file does not exist any more; a record is gone only with its file."""
        if document in checked_documents:
            return True
        path = document.partition("#")[0]
        return not os.path.exists(os.path.join(os.path.dirname(os.path.abspath(self.path)), path))

    def with_findings(
        self, findings: Iterable[Finding], *, reason: str = "", expires: datetime.date | None = None
    ) -> Baseline:
        """A baseline of exactly these findings.

        Entries that exist already keep their reason and expiry date, even a past one.
        """
        old_entries = {entry.fingerprint: entry for entry in self.entries}
        by_fingerprint: dict[str, list[Finding]] = defaultdict(list)
        for finding in ungrouped(findings):
            by_fingerprint[finding.fingerprint].append(finding)
        entries = []
        for fingerprint, equal_findings in by_fingerprint.items():
            documents = Counter(map(self._document_name, equal_findings))
            entry = old_entries.get(
                fingerprint, KnownFinding(fingerprint, equal_findings[0].rule, (), "", reason, expires)
            )
            entries.append(
                replace(entry, documents=tuple(sorted(documents.items())), excerpt=equal_findings[0].excerpt)
            )
        return replace(self, entries=_sorted(entries))

    def without_fixed(self, fixed: Iterable[KnownFinding]) -> Baseline:
        """The baseline without the counts in `fixed` and without expired entries.

        An entry of which no count is left goes.
        """
        fixed_counts = {entry.fingerprint: dict(entry.documents) for entry in fixed}
        remaining = []
        for entry in self.entries:
            fixed_here = fixed_counts.get(entry.fingerprint, {})
            documents = tuple((document, count - fixed_here.get(document, 0)) for document, count in entry.documents)
            documents = tuple((document, count) for document, count in documents if count > 0)
            if documents and not self.expired(entry):
                remaining.append(replace(entry, documents=documents))
        return replace(self, entries=_sorted(remaining))

    def as_json(self) -> dict[str, Any]:
        """The content of the baseline file as JSON; `docs/json/baseline.schema.json` describes it."""
        return {"schema": SCHEMA, "findings": [entry.as_json() for entry in self.entries]}


def _sorted(entries: Iterable[KnownFinding]) -> tuple[KnownFinding, ...]:
    """The entries in the order of a baseline file: by documents, rule, fingerprint."""
    return tuple(sorted(entries, key=lambda entry: (entry.documents, entry.rule, entry.fingerprint)))


def today() -> datetime.date:
    """The day on which entries are checked for expiry: that of SOURCE_DATE_EPOCH in UTC, else the local one.

    SOURCE_DATE_EPOCH, in seconds, makes runs repeatable; it is ignored unless it has 1 to 11 digits.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.date.today()


def read_baseline(path: str, today: datetime.date) -> Baseline:
    """The baseline in a file; BaselineError if it is missing, cannot be read or is not a baseline."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read()
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError)
        hint = message("policydiff baseline write makes it") if is_missing else hint_of(error)
        raise BaselineError(reason_of(error), where=path, hint=hint) from None
    try:
        content = json.loads(raw)
        if content["schema"] != SCHEMA:
            raise BaselineError(
                message("schema {found!r} is not {expected}", found=content["schema"], expected=SCHEMA), where=path
            )
        return Baseline(path, tuple(map(_entry, content["findings"])), today)
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        said = error.args[0] if error.args and isinstance(error.args[0], Message) else verbatim(error)
        hint = message("{where}: {message}", where=type(error).__name__, message=said)
        raise BaselineError("not a baseline", where=path, hint=hint) from None


def _entry(fields: dict[str, Any]) -> KnownFinding:
    """The entry of a JSON object; KeyError, TypeError or ValueError if it is none.

    Excerpt, reason and day may be missing.
    """
    documents = tuple((str(name), _checked_count(count)) for name, count in fields["documents"].items())
    expires = fields.get("expires")
    return KnownFinding(
        str(fields["fingerprint"]),
        str(fields["rule"]),
        documents,
        str(fields.get("excerpt", "")),
        str(fields.get("reason", "")),
        datetime.date.fromisoformat(expires) if expires else None,
    )


def _checked_count(count: object) -> int:
    """The count, an int from 1 to below 10**9; ValueError for anything else."""
    if not isinstance(count, int) or isinstance(count, bool) or not 0 < count < 10**9:
        raise ValueError(message("{count!r} is no count", count=count))
    return count
