"""Findings that are known and accepted: what they are known by, how often they stand, why, and until when.

A finding is known by what was found, not by file or line. It is known as often as the baseline counts it: one more copy
of a known fault is new.
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
from policydiff.errors import BaselineError

SCHEMA = "policydiff.baseline/1"
DEFAULT = "policydiff-baseline.json"


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """One entry: a fingerprint with the documents it stands in, each with how often; why it is accepted, until when.

    Documents are named from the baseline's folder, a record by its file and id. `expires` is a day, the last on which
    the entry holds.
    """

    fingerprint: str
    rule: str
    documents: tuple[tuple[str, int], ...]
    excerpt: str = ""
    reason: str = ""
    expires: datetime.date | None = None

    @property
    def count(self) -> int:
        """How often the finding is known."""
        return sum(times for _, times in self.documents)

    def as_json(self) -> dict[str, Any]:
        """The entry as it stands in the file."""
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
    """Findings by what a baseline says of them; `fixed` are entries, or the part of their count, found no more."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()
    fixed: tuple[KnownFinding, ...] = ()
    expired: tuple[KnownFinding, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """The entries of a baseline file; `path` is empty for none. `today` decides what has expired."""

    path: str
    entries: tuple[KnownFinding, ...] = ()
    today: datetime.date = datetime.date.min

    def name(self, path: str, document: str, record: int) -> str:
        """What a document is called in this baseline."""
        folder = os.path.dirname(os.path.abspath(self.path)) if self.path else os.curdir
        try:
            inside = path if path == "-" else os.path.relpath(path, folder)
        except ValueError:  # another drive
            inside = os.path.abspath(path)
        inside = inside.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return f"{inside}#{document}" if record else inside

    def expired(self, entry: KnownFinding) -> bool:
        """Whether an entry's last day is over."""
        return entry.expires is not None and entry.expires < self.today

    def judge(
        self, findings: Sequence[Finding], looked_at: Set[str], active: Callable[[str, str], bool]
    ) -> ComparedFindings:
        """Which findings are new and which are known, and what of the baseline is found no more.

        Only documents that were looked at, by a rule that is active there, can show that a fault is fixed.
        """
        expired = tuple(filter(self.expired, self.entries))
        valid = {entry.fingerprint: entry for entry in self.entries if entry not in expired}
        by_print: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_print[finding.fingerprint].append(finding)
        known: set[int] = set()
        for fingerprint, entry in valid.items():
            known.update(map(id, self._allowed(by_print.get(fingerprint, []), entry)))
        fixed = tuple(filter(None, (self._fixed(e, by_print, looked_at, active) for e in self.entries)))
        return ComparedFindings(
            tuple(finding for finding in findings if id(finding) not in known),
            tuple(finding for finding in findings if id(finding) in known),
            fixed,
            tuple(entry for entry in expired if entry.fingerprint in by_print),
        )

    def _document(self, finding: Finding) -> str:
        return self.name(finding.path, finding.document, finding.record)

    def _allowed(self, found: Sequence[Finding], entry: KnownFinding) -> list[Finding]:
        """The findings that the entry covers: those in its documents first, so that the copy is the new one."""
        left = dict(entry.documents)
        where: list[Finding] = []
        elsewhere: list[Finding] = []
        for finding in found:
            document = self._document(finding)
            if left.get(document, 0):
                left[document] -= 1
                where.append(finding)
            else:
                elsewhere.append(finding)
        return [*where, *elsewhere][: entry.count]

    def _fixed(
        self,
        entry: KnownFinding,
        by_print: dict[str, list[Finding]],
        looked_at: Set[str],
        active: Callable[[str, str], bool],
    ) -> KnownFinding | None:
        """The part of an entry that is found no more, None where there is none."""
        found = Counter(map(self._document, by_print.get(entry.fingerprint, [])))
        moved = sum(found.values()) - sum(min(times, found[document]) for document, times in entry.documents)
        gone = []
        for document, times in entry.documents:
            missing = times - found[document]
            here = min(max(missing, 0), moved)
            moved -= here
            if missing > here and active(entry.rule, document) and self._was_seen(document, looked_at):
                gone.append((document, missing - here))
        return replace(entry, documents=tuple(gone)) if gone else None

    def _was_seen(self, document: str, looked_at: Set[str]) -> bool:
        """Whether a document was looked at, or is there no more."""
        if document in looked_at:
            return True
        path = document.partition("#")[0]
        return not os.path.exists(os.path.join(os.path.dirname(os.path.abspath(self.path)), path))

    def written(
        self, findings: Iterable[Finding], *, reason: str = "", expires: datetime.date | None = None
    ) -> Baseline:
        """The baseline that knows exactly these findings; what was known before keeps its reason and its day."""
        before = {entry.fingerprint: entry for entry in self.entries}
        told: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            told[finding.fingerprint].append(finding)
        made = []
        for fingerprint, found in told.items():
            documents = Counter(map(self._document, found))
            old = before.get(fingerprint, KnownFinding(fingerprint, found[0].rule, (), "", reason, expires))
            made.append(replace(old, documents=tuple(sorted(documents.items())), excerpt=found[0].excerpt))
        return replace(self, entries=_sorted(made))

    def pruned(self, fixed: Iterable[KnownFinding]) -> Baseline:
        """The baseline without what is found no more, and without what has expired."""
        gone = {entry.fingerprint: dict(entry.documents) for entry in fixed}
        left = []
        for entry in self.entries:
            less = gone.get(entry.fingerprint, {})
            documents = tuple((each, times - less.get(each, 0)) for each, times in entry.documents)
            documents = tuple((each, times) for each, times in documents if times > 0)
            if documents and not self.expired(entry):
                left.append(replace(entry, documents=documents))
        return replace(self, entries=_sorted(left))

    def as_json(self) -> dict[str, Any]:
        """The file's content."""
        return {"schema": SCHEMA, "findings": [entry.as_json() for entry in self.entries]}


def _sorted(entries: Iterable[KnownFinding]) -> tuple[KnownFinding, ...]:
    return tuple(sorted(entries, key=lambda each: (each.documents, each.rule, each.fingerprint)))


def read(path: str, today: datetime.date) -> Baseline:
    """The baseline in a file; BaselineError where it cannot be read or is none."""
    try:
        with open(path, "rb") as stream:
            raw = stream.read()
    except OSError as error:
        hint = "policydiff baseline write makes it" if isinstance(error, FileNotFoundError) else ""
        raise BaselineError((error.strerror or str(error)).lower(), where=path, hint=hint) from None
    try:
        told = json.loads(raw)
        if told["schema"] != SCHEMA:
            raise BaselineError(f"schema {told['schema']!r} is not {SCHEMA}", where=path)
        return Baseline(path, tuple(map(_entry, told["findings"])), today)
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise BaselineError("not a baseline", where=path, hint=f"{type(error).__name__}: {error}") from None


def _entry(told: dict[str, Any]) -> KnownFinding:
    documents = tuple((str(name), _count(times)) for name, times in told["documents"].items())
    expires = told.get("expires")
    return KnownFinding(
        str(told["fingerprint"]),
        str(told["rule"]),
        documents,
        str(told.get("excerpt", "")),
        str(told.get("reason", "")),
        datetime.date.fromisoformat(expires) if expires else None,
    )


def _count(times: object) -> int:
    if not isinstance(times, int) or isinstance(times, bool) or not 0 < times < 10**9:
        raise ValueError(f"{times!r} is no count")
    return times
