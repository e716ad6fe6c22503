"""The option --relation of `relations` and `search`, and the orders of their results."""

from __future__ import annotations

import click

from policydiff.translation import localized, localized_list

GROUP_ORDERS = ("largest", "date", "id")  # of `RelationReport.selected`
HIT_ORDERS = ("closest", "date", "id")  # of `SearchResult.selected`


def _kinds(context: click.Context, option: click.Parameter, value: str | None) -> frozenset[str]:
    """Callback of the option: the relations named, none without it; a usage error for an unknown or empty name."""
    if value is None:
        return frozenset()
    from policydiff.relations.kinds import KINDS

    names = [name.strip() for name in value.split(",")]
    for name in names:
        if name not in KINDS:
            fields = {"name": name, "names": localized_list(KINDS)}
            raise click.BadParameter(localized("{name!r} is none of {names}", **fields), context, option)
    return frozenset(names)


relation_option = click.option(
    "--relation",
    "relations",
    metavar="RELATION,...",
    callback=_kinds,
    help="Show only these relations, such as identical, near-duplicate, revision, excerpt or reuse.",
)
