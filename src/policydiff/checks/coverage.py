"""What a check did not look at, and why: a gate that is silent about this lets through what nobody has seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, get_args

from policydiff.checks.finding import FAILING, Finding
from policydiff.checks.selection import Selection
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import UnreadableInput

Reason = Literal[
    "hidden", "link to a folder", "own file", "excluded", "ignored", "no document", "unreadable", "unreadable, accepted"
]
REASONS: tuple[Reason, ...] = get_args(Reason)


class NotChecked(NamedTuple):
    """An input that no rule looked at: its path, of a record with the line, and the reason.

    An unreadable input is accepted if the baseline has it, or if the settings for its path ignore it or make it info.
    `problem` is why it could not be read; None for other reasons.
    """

    path: str
    reason: Reason
    problem: UnreadableInput | None = None

    @property
    def is_unreadable(self) -> bool:
        """True if the input could not be read, accepted or not."""
        return self.problem is not None

    @property
    def fails(self) -> bool:
        """True if the input could not be read, and nobody accepted that."""
        return self.reason == "unreadable"

    def as_json(self) -> dict[str, str]:
        """The path and the reason, as results list them."""
        return {"path": self.path, "reason": self.reason}


def not_checked_inputs(
    corpus: Corpus,
    problems: Sequence[UnreadableInput],
    known: Iterable[Finding],
    selection: Selection,
    rule: str,
) -> tuple[NotChecked, ...]:
    """What was not looked at, in the order of `REASONS`, then of the corpus.

    `rule` is the name of the rule for unreadable inputs, and `known` are the findings that the baseline accepts.
    """
    known_inputs = {(finding.path, finding.record) for finding in known if finding.rule == rule}
    items = [
        *(NotChecked(path, "hidden") for path in corpus.hidden),
        *(NotChecked(path, "link to a folder") for path in corpus.skipped_links),
        *(NotChecked(path, "own file") for path in corpus.own_files),
        *(NotChecked(path, "excluded") for path in corpus.excluded),
        *(NotChecked(path, "ignored") for path in corpus.ignored),
        *(NotChecked(file.path, "no document") for file in corpus.no_documents),
    ]
    for problem in problems:
        source = problem.source
        accepted = (source.path, source.line) in known_inputs or _accepts(selection, source.path, rule)
        items.append(NotChecked(source.name, "unreadable, accepted" if accepted else "unreadable", problem))
    return tuple(sorted(items, key=lambda item: REASONS.index(item.reason)))


def _accepts(selection: Selection, path: str, rule: str) -> bool:
    """True if a rule fails for other paths, but not for this one.

    So a whole run cannot accept what it could not read: naming the rules to use says nothing about the inputs.
    """
    everywhere = replace(selection, paths=())
    return everywhere.severities(path).get(rule) in FAILING and selection.severities(path).get(rule) not in FAILING
