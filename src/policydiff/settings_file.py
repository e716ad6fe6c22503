"""The settings file: the nearest policydiff.toml, or pyproject.toml with the table of policydiff.

Apart from `settings`, which knows what each key means, so that a command can find the language of its help in it
without importing the rules of check.
"""

from __future__ import annotations

import os
from typing import Any

from policydiff.errors import SettingsError, hint_of, reason_of
from policydiff.messages import message

FILE = "policydiff.toml"
PROJECT = "pyproject.toml"
TABLE = "policydiff"  # below [tool] in pyproject.toml


def nearest_file(folder: str) -> str | None:
    """The settings file of a folder, or of the nearest folder above it that has one; None if there is none.

    In one folder, policydiff.toml comes before pyproject.toml, which counts only if it has the table of policydiff.
    SettingsError if a pyproject.toml on the way cannot be read.
    """
    while True:
        settings_file = os.path.join(folder, FILE)
        if os.path.isfile(settings_file):
            return settings_file
        project_file = os.path.join(folder, PROJECT)
        if os.path.isfile(project_file) and TABLE in tool_table(project_file, load_toml(project_file)):
            return project_file
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def load_toml(path: str) -> dict[str, Any]:
    """The content of a TOML file; SettingsError if it cannot be read or is not TOML."""
    import tomllib

    try:
        with open(path, "rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise SettingsError(reason_of(error), where=display_path(path), hint=hint_of(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(
            message("not TOML: {error}", error=str(error)), where=display_path(path), hint="name a settings file"
        ) from None


def tool_table(path: str, content: dict[str, Any]) -> dict[str, Any]:
    """The table `tool` of a file's content, empty if it has none; SettingsError if it is no table."""
    tools = content.get("tool", {})
    if not isinstance(tools, dict):
        raise SettingsError("[tool] is no table", where=display_path(path))
    return tools


def display_path(path: str) -> str:
    """The path relative to the current folder if it is inside, as given otherwise."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return path
    return path if relative.startswith(os.pardir) else relative
