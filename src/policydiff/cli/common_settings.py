"""Settings that are the defaults of options which many commands share, from the settings file and the environment.

`check`, `baseline` and `config` read all settings with `policydiff.settings`, which is more to load; here only the
options that stand in `_OPTIONS` are looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import click

from policydiff.errors import SettingsError
from policydiff.messages import Message, message
from policydiff.setting_values import read_colour, read_count, read_flag, read_patterns, read_text
from policydiff.settings_file import FILE, PROJECT, TABLE, display_path, load_toml, nearest_file, tool_table

PREFIX = "POLICYDIFF_"  # of environment variables


def settings_table(config: str = "", *, isolated: bool = False) -> tuple[str, dict[str, Any]]:
    """The path of the settings file and its table; both empty without one.

    SettingsError or OSError if it cannot be read.
    """
    path = config or ("" if isolated else nearest_file(os.path.abspath(os.curdir)) or "")
    table: Any = load_toml(path) if path else {}
    if os.path.basename(path) != FILE:
        table = tool_table(path, table).get(TABLE, {} if os.path.basename(path) == PROJECT else table)
    return path, table if isinstance(table, dict) else {}


# By the name of the setting: the parameter of the commands, and the function that reads the value.
_OPTIONS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "encoding": ("encoding", read_text),
    "text-field": ("text_field", read_text),
    "id-field": ("id_field", read_text),
    "max-unpacked": ("max_unpacked", read_text),
    "include": ("include", read_patterns),
    "exclude": ("exclude", read_patterns),
    "respect-gitignore": ("respect_gitignore", read_flag),
    "color": ("colour", read_colour),
    "jobs": ("threads", read_count),
}


def default_map(
    command: click.Command, environment: Mapping[str, str], only: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """What the settings give as defaults of the options of a command, as click wants it: for a group, by command.

    With `only`, just these parameters. SettingsError for a value that is not allowed, with the file or the variable.
    """
    path, table = settings_table()
    defaults: dict[str, Any] = {}
    for key, (parameter, read) in _OPTIONS.items():
        variable = f"{PREFIX}{key.replace('-', '_').upper()}"
        value, where = (environment[variable], variable) if variable in environment else (table.get(key), path)
        if value is None or value == "" or (only and parameter not in only):
            continue
        try:
            defaults[parameter] = read(value)
        except ValueError as error:
            place = message("environment, {variable}", variable=where) if where == variable else display_path(where)
            reason: Message = error.args[0]
            raise SettingsError(message("{where}: {key}: {reason}", where=place, key=key, reason=reason)) from None
    return _for_command(command, defaults)


def _for_command(command: click.Command, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults of the options that a command has; of a group, by the names of its commands."""
    if isinstance(command, click.Group):
        return {name: _for_command(inner, defaults) for name, inner in command.commands.items()}
    names = {parameter.name for parameter in command.params if isinstance(parameter, click.Option)}
    return {name: value for name, value in defaults.items() if name in names}
