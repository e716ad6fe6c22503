"""What a user asks of `policydiff dedupe`, for one document or many."""

from __future__ import annotations

from dataclasses import dataclass

import click

from policydiff.cli.output import STREAM

RELATIONS = ("pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "running-head", "furniture")
BETWEEN = ("identical", "same-text", "script-twin", "near-duplicate", "excerpt")  # documents of these may go
LINKED = ("revision", "mislabelled", "contains", "wrapper", "template", "reuse")  # of these none ever goes


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were given; those of many documents only mean something to `dedupe_corpus`."""

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
    """Usage errors about the plan, of one document or many."""
    if request.plan_path and request.no_plan:
        raise click.UsageError("--plan and --no-plan contradict each other")
    if request.plan_path and request.form == "json":
        raise click.UsageError("--format json prints the plan itself; name its file with -o, not --plan")
    if request.plan_path == STREAM:
        raise click.UsageError("--plan needs a file; --format json prints the plan")
