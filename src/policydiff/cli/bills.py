"""The option --bill of `compare`: several bills beside the law in force."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from policydiff.translation import localized

if TYPE_CHECKING:
    from policydiff.reports.comparison.review_table import Bill

LAYOUT = "taiwan-review"


class BillFile(NamedTuple):
    """A bill as it was named: the name of its column, and its file."""

    name: str
    path: str


def bill_files(context: click.Context, option: click.Parameter, values: Sequence[str]) -> tuple[BillFile, ...]:
    """Callback of the option: the bills named, each `NAME=FILE` or a file, whose stem is the name.

    A usage error for an empty name or file, and for two bills of one name.
    """
    bills: list[BillFile] = []
    for value in values:
        name, equals, path = value.partition("=")
        if not equals or os.path.exists(value):
            name, path = os.path.splitext(os.path.basename(value))[0], value
        if not name.strip() or not path:
            raise click.BadParameter(
                localized("{value!r} names no bill; write NAME=FILE", value=value), context, option
            )
        if name in (bill.name for bill in bills):
            raise click.BadParameter(
                localized("two bills are called {name}; write NAME=FILE", name=name), context, option
            )
        bills.append(BillFile(name, path))
    return tuple(bills)


def check_use(bills: Sequence[BillFile], new: str | None, layout: str | None) -> None:
    """A usage error if the bills do not fit the other arguments: they go with that layout, and it with them."""
    if layout == LAYOUT and not bills:
        raise click.UsageError(
            localized("--layout {layout} needs bills; name each with --bill NAME=FILE", layout=LAYOUT)
        )
    if bills and new is not None:
        raise click.UsageError("--bill goes with the law in force alone; name NEW with --bill, too")
    if bills and layout not in (None, LAYOUT):
        raise click.UsageError(localized("--bill goes with --layout {layout}", layout=LAYOUT))


def compared_bills(law: str, bills: Sequence[BillFile], encoding: str | None) -> list[Bill]:
    """The bills, each compared with the law in force; ReadError if one of the files cannot be read."""
    from policydiff.comparison.engine import compare
    from policydiff.readers.read import read_file
    from policydiff.reports.comparison.review_table import Bill

    in_force = read_file(law, encoding=encoding, pipes=True)
    return [Bill(bill.name, compare(in_force, read_file(bill.path, encoding=encoding, pipes=True))) for bill in bills]
