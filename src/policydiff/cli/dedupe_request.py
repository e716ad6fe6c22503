"""The options of `policydiff dedupe`, for one document or many."""

from __future__ import annotations

from typing import NamedTuple

import click

from policydiff.cli.output import STREAM

RELATIONS = ("pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "running-head", "furniture")


class Request(NamedTuple):
    """The options as given; those for many documents are used by `dedupe_corpus` alone."""

    output: str | None
    encoding: str | None
    plan_path: str | None
    no_plan: bool
    in_place: bool
    keep: str
    drop: frozenset[str]
    keep_relation: frozenset[str]
    furniture: str
    mark: bool
    form: str
    dry_run: bool
    exit_code: bool
    explain: bool
    colour: str
    quiet: bool
    verbose: bool
    files_from: str | None
    within: bool
    across: bool
    prefer: str
    threshold: float
    text_field: str
    id_field: str
    threads: int


def refuse_plan_contradictions(request: Request) -> None:
    """Raise the usage errors about the plan that one document and many have in common."""
    if request.plan_path and request.no_plan:
        raise click.UsageError("--plan and --no-plan contradict each other")
    if request.plan_path and request.form == "json":
        raise click.UsageError("--format json prints the plan itself; name its file with -o, not --plan")
    if request.plan_path == STREAM:
        raise click.UsageError("--plan needs a file; --format json prints the plan")
