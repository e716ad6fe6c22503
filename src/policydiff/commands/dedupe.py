"""`policydiff dedupe`: one document, printed once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from policydiff.commands.output import (
    STREAM,
    colour_option,
    deliver,
    encoding_option,
    file_argument,
    named,
    note,
    output_option,
    same_file,
    say,
    write_all,
)
from policydiff.errors import WriteError

if TYPE_CHECKING:
    from policydiff.plan import Plan

RELATIONS = ("pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "running-head", "furniture")


def _relations(context: click.Context, option: click.Parameter, value: str) -> frozenset[str]:
    names = frozenset(filter(None, (name.strip() for name in value.split(","))))
    if unknown := sorted(names - set(RELATIONS)):
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(RELATIONS)}", context, option)
    return names


@click.command()
@file_argument()
@output_option
@encoding_option
@click.option(
    "--plan", "plan_path", metavar="PATH", callback=named, help="Save the plan here (with -o: OUT.plan.json by itself)."
)
@click.option("--no-plan", is_flag=True, help="With -o: save no plan.")
@click.option("--in-place", is_flag=True, help="Replace FILE; the plan becomes FILE.plan.json.")
@click.option(
    "--keep", type=click.Choice(["auto", "first", "last"]), default="auto", show_default=True, help="Which copy stays."
)
@click.option(
    "--drop", callback=_relations, default="", metavar="RELATION,...", help=f"Also leave out: {', '.join(RELATIONS)}."
)
@click.option(
    "--keep-relation", callback=_relations, default="", metavar="RELATION,...", help="Keep copies of these relations."
)
@click.option(
    "--furniture",
    type=click.Choice(["keep", "drop"]),
    default="keep",
    show_default=True,
    help="Navigation, share buttons, copyright feet.",
)
@click.option("--mark", is_flag=True, help="Leave 〔第…行与第…行重复，已略〕 at each seam.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: print the plan, write no text."
)
@click.option("--dry-run", is_flag=True, help="Report on standard output; write nothing.")
@click.option("--exit-code", is_flag=True, help="Exit 1 when something was or would be left out.")
@click.option("--explain", is_flag=True, help="Say how each decision was reached.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="No report.")
@click.option("-v", "--verbose", is_flag=True, help="List what is otherwise only counted.")
def command(
    file: str,
    output: str | None,
    encoding: str | None,
    plan_path: str | None,
    no_plan: bool,
    in_place: bool,
    keep: str,
    drop: frozenset[str],
    keep_relation: frozenset[str],
    furniture: str,
    mark: bool,
    form: str,
    dry_run: bool,
    exit_code: bool,
    explain: bool,
    colour: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Print FILE once, without losing a sentence, and say what went and why.

    The clean text goes to standard output in the source's encoding, the report to standard error. A copy is left out
    only when it is proven: the same words, figures and marks. FILE may be - for standard input.

    \b
    policydiff dedupe plan.txt > clean.txt
    policydiff dedupe plan.txt -o clean.txt && policydiff restore clean.txt
    """
    _refuse_contradictions(file, output, plan_path, no_plan=no_plan, in_place=in_place, as_json=form == "json")
    from policydiff import readers
    from policydiff.dedupe import DROPPED, Options, dedupe
    from policydiff.report.dedupe import of_plan

    document = readers.read_file(file, encoding=encoding)
    wanted = (DROPPED | drop | ({"furniture"} if furniture == "drop" else set())) - keep_relation
    plan = dedupe(document, Options(keep=keep, drop=frozenset(wanted), mark=mark))  # type: ignore[arg-type]
    status = int(exit_code and bool(plan.dropped))
    if not document.text and not quiet:
        note(file, "an empty document; nothing to do")
    if form == "json":
        deliver(_plan_file(plan), None if dry_run else output, file)
        return status
    saved = ""
    if not dry_run:
        saved = _write(file, output, plan_path, plan, no_plan=no_plan, in_place=in_place)
    if document.text and (dry_run or not quiet):
        said = of_plan(plan, saved=saved, written=not dry_run, verbose=verbose, explain=explain)
        say(said, colour, on_stdout=dry_run)
    return status


def _refuse_contradictions(
    file: str, output: str | None, plan_path: str | None, *, no_plan: bool, in_place: bool, as_json: bool
) -> None:
    if in_place and (output or plan_path or no_plan or as_json):
        raise click.UsageError("--in-place goes with neither -o, --plan, --no-plan nor --format json")
    if in_place and file == STREAM:
        raise click.UsageError("--in-place needs a file, not standard input")
    if plan_path and no_plan:
        raise click.UsageError("--plan and --no-plan contradict each other")
    if plan_path and as_json:
        raise click.UsageError("--format json prints the plan itself; name its file with -o, not --plan")
    if plan_path == STREAM:
        raise click.UsageError("--plan needs a file; --format json prints the plan")


def _write(file: str, output: str | None, plan_path: str | None, plan: Plan, *, no_plan: bool, in_place: bool) -> str:
    """Writes the clean text and its plan; the plan's path, empty when none was saved."""
    if in_place:
        if not plan.dropped:
            return ""
        saved = f"{file}.plan.json"
        if os.path.exists(saved):
            raise WriteError(
                "is there already, and may be needed to undo an earlier run", where=saved, hint="move it away first"
            )
        from policydiff.writers.files import write_files

        write_files({saved: _plan_file(plan), file: plan.clean})
        return saved
    to_file = output is not None and output != STREAM
    saved = plan_path or (f"{output}.plan.json" if to_file and not no_plan else "")
    if output is not None and same_file(saved, output):
        raise WriteError("the text and its plan cannot be one file", where=saved, hint="name another with --plan")
    files = {saved: _plan_file(plan)} if saved else {}
    if output is not None and to_file:
        files[output] = plan.clean
    if files:
        write_all(files, file)
    if not to_file:
        deliver(plan.clean, None, file)
    return saved


def _plan_file(plan: Plan) -> bytes:
    """What a saved plan holds. Made only when asked for: summing and spelling it takes longer than deduping a page."""
    from policydiff.writers import json

    return json.write(plan.as_json()).encode("utf-8")
