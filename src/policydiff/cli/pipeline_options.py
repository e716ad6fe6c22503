"""The options of `policydiff dedupe` for pipelines: bad records, what is held already, which copy stays, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, TypeVar

import click

from policydiff.cli.output import STREAM, named
from policydiff.messages import translatable
from policydiff.translation import localized, localized_list

if TYPE_CHECKING:
    from policydiff.corpus.preferences import FieldPreference, Order, Preference

Command = TypeVar("Command", bound=Callable[..., Any])
_SHARE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%?)", re.ASCII)
_ID_SUFFIXES = (".csv", ".jsonl", ".parquet")


class PipelineParsed(TypedDict):
    """The options as click passes them to the command."""

    rejects: str | None
    keep_unreadable: bool
    max_unreadable: Fraction | None
    held: tuple[str, ...]
    add: bool
    ids: str | None
    prefer_field: tuple[FieldPreference, ...]
    url_field: str
    date_field: str
    prefer: str


class PipelineOptions(NamedTuple):
    """What is written beside the result, what the result is compared with, and how many inputs may be unreadable.

    `held` are indexes, folders and files; with `add`, the one index among them learns what stays.
    """

    rejects: str | None = None
    keep_unreadable: bool = False
    max_unreadable: Fraction | None = None
    held: tuple[str, ...] = ()
    add: bool = False
    ids: str | None = None

    @property
    def leaves_out_unreadable(self) -> bool:
        """True if records that cannot be read are left out of the result."""
        return (self.rejects is not None or self.max_unreadable is not None) and not self.keep_unreadable


def _share(context: click.Context, option: click.Parameter, value: str | None) -> Fraction | None:
    """Callback of an option: the share, exactly, None without the option; a usage error if it is not in [0, 1]."""
    if value is None:
        return None
    share = _SHARE.fullmatch(value)
    number = Fraction(share[1]) / (100 if share[2] else 1) if share else None
    if number is None or number > 1:
        raise click.BadParameter(localized("{value!r} is no share such as 0.1% or 0.001", value=value), context, option)
    return number


def _field_preferences(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[FieldPreference, ...]:
    """Callback of an option: a field and the patterns of its values, for each; a usage error for anything else."""
    from policydiff.corpus.preferences import FieldPreference

    preferences = []
    for value in values:
        field, _, patterns = value.partition("=")
        names = tuple(pattern.strip() for pattern in patterns.split(","))
        if not field.strip() or not all(names):
            raise click.BadParameter(localized("{value!r} is no FIELD=VALUE,GLOB,*", value=value), context, option)
        preferences.append(FieldPreference(field.strip(), names))
    return tuple(preferences)


def _held(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Callback of an option: its paths; a usage error if one is empty or standard input."""
    for value in values:
        if named(context, parameter, value) == STREAM:
            raise click.BadParameter("names files, and standard input is none", context, parameter)
    return values


_OPTIONS = (
    click.option(
        "--rejects",
        metavar="FILE",
        callback=named,
        help="In a corpus: write the records that cannot be read to FILE as JSON Lines, not into the result.",
    ),
    click.option("--keep-unreadable", is_flag=True, help="In a corpus: leave such records in the result all the same."),
    click.option(
        "--max-unreadable",
        metavar="SHARE",
        callback=_share,
        help="In a corpus: exit 0 if at most this share cannot be read (0.1% or 0.001), else 2 and write nothing.",
    ),
    click.option(
        "--against",
        "held",
        multiple=True,
        metavar="INDEX|PATH",
        callback=_held,
        help="In a corpus: also leave out copies of documents held in this index, folder or file; may be repeated.",
    ),
    click.option("--add", is_flag=True, help="With --against INDEX: add the documents that stay to the index."),
    click.option(
        "--ids",
        metavar="FILE",
        callback=named,
        help="In a corpus: write id, group, kept, relation and reason of every document (.csv, .jsonl, .parquet).",
    ),
    click.option(
        "--prefer-field",
        multiple=True,
        metavar="FIELD=VALUE,...",
        callback=_field_preferences,
        help="In a corpus: keep the copy whose record has the first of these values or patterns in the field.",
    ),
    click.option(
        "--url-field",
        default="",
        metavar="NAME",
        help="JSON Lines field that holds the address, from which the field host is read.",
    ),
    click.option(
        "--date-field", default="", metavar="NAME", help="JSON Lines field that holds the date for --prefer newest."
    ),
)


def pipeline_options(command: Command) -> Command:
    """The command with the options for pipelines."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def order_of(parsed: PipelineParsed) -> Order | None:
    """The order that --prefer names, None if it names none or is a pattern."""
    from policydiff.corpus.preferences import ORDERS

    return next((order for order in ORDERS if order == parsed["prefer"]), None)


def preference_of(parsed: PipelineParsed) -> Preference:
    """How the kept one of several copies is chosen by fields, date or length."""
    from policydiff.corpus.preferences import Preference

    return Preference(parsed["prefer_field"], order_of(parsed), parsed["date_field"], parsed["url_field"])


def pipeline_of(parsed: PipelineParsed) -> PipelineOptions:
    """The options as the command passes them on."""
    names = PipelineOptions._fields
    values: dict[str, Any] = {name: value for name, value in parsed.items() if name in names}
    return PipelineOptions(**values)


def document_rules(parsed: PipelineParsed) -> Iterator[tuple[bool, str]]:
    """For one document, whether each rule about these options is broken (True), and what to say then."""
    for name in ("rejects", "max_unreadable", "held", "ids", "prefer_field", "url_field", "date_field"):
        option = "against" if name == "held" else name.replace("_", "-")
        is_given = parsed[name] not in (None, (), "")
        yield (
            is_given,
            localized("{option} is for a corpus: a folder, JSON Lines, or several files", option=f"--{option}"),
        )


def corpus_rules(
    parsed: PipelineParsed, *, writes: bool, no_plan: bool, within_only: bool
) -> Iterator[tuple[bool, str]]:
    """For many documents, the same; `writes` is True if a result is written, `no_plan` if without a plan."""
    rejects, share = parsed["rejects"], parsed["max_unreadable"]
    yield (
        rejects is not None and not writes,
        translatable("--rejects needs -o: without a result nothing is left out of it"),
    )
    yield STREAM in (rejects, parsed["ids"]), translatable("--rejects and --ids need files, not standard output")
    yield (
        parsed["keep_unreadable"] and rejects is None and share is None,
        translatable("--keep-unreadable goes with --rejects or --max-unreadable; without them records stay anyway"),
    )
    yield (
        share is not None and rejects is None and no_plan and not parsed["keep_unreadable"],
        translatable(
            "--max-unreadable leaves records out; name --rejects, or keep the plan, so that they are not lost"
        ),
    )
    yield (
        bool(parsed["held"]) and within_only,
        translatable("--against compares documents, and --within alone does not"),
    )
    yield parsed["add"] and not parsed["held"], translatable("--add needs --against INDEX")
    yield parsed["add"] and not writes, translatable("--add needs -o: the index learns what is in the result")
    yield (
        parsed["ids"] is not None and not parsed["ids"].lower().endswith(_ID_SUFFIXES),
        localized("--ids needs a file that ends in {suffixes}", suffixes=localized_list(_ID_SUFFIXES)),
    )
    yield (
        bool(parsed["date_field"]) and order_of(parsed) not in ("newest", "oldest"),
        translatable("--date-field goes with --prefer newest or oldest"),
    )
    yield (
        bool(parsed["url_field"]) and not any(preference.field == "host" for preference in parsed["prefer_field"]),
        translatable("--url-field goes with --prefer-field host=..."),
    )
