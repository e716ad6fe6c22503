"""Findings about several copies of one document, made one finding after they were compared with the baseline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policydiff.checks.finding import Finding
from policydiff.messages import counted


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings in their order, those of one rule, severity and group as one, in the place of the first of them."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.group:
            groups[finding.rule, finding.severity, finding.group].append(finding)
    result: list[Finding] = []
    for finding in findings:
        members = groups.get((finding.rule, finding.severity, finding.group), [finding])
        if finding is members[0]:
            result.append(_joined(members))
    return tuple(result)


def ungrouped(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with those that were made a part of another one, as a baseline counts them."""
    return [member for finding in findings for member in (finding, *finding.further)]


def _joined(members: Sequence[Finding]) -> Finding:
    """The findings on copies of one document as one, on the first of them; the only one as it is."""
    first, *others = members
    if not others:
        return first
    sentence = counted(
        len(others),
        "{what}; {number:,} more copy of it",
        "{what}; {number:,} more copies of it",
        what=first.message,
    )
    return replace(first, message=sentence, further=tuple(others))
