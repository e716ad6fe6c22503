"""The report of the settings: each with its value, and where that was said."""

from __future__ import annotations

from typing import Any

from policydiff.reports.model import Group, Report, Row
from policydiff.settings import SETTINGS, Settings, variable


def settings_report(settings: Settings) -> Report:
    """One row a setting."""
    rows = tuple(
        Row(key, (f"{_shown(each.value)}", f"  {each.origin}; {SETTINGS[key].does}"), "head" if each.said else "")
        for key, each in settings.values.items()
    )
    return Report("settings", "", (), (Group(rows, "key, value, origin"),))


def as_json(settings: Settings) -> dict[str, Any]:
    """The settings for a program, each with the environment variable that sets it."""
    return {
        "schema": "policydiff.config/1",
        "settings": {
            key: {"value": each.value, "origin": each.origin, "variable": variable(key)}
            for key, each in settings.values.items()
        },
    }


def _shown(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{_key(name)} = {_shown(inside)}' for name, inside in value.items())} }}"
            if value
            else "{}"
        )
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_shown, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else f'"{name}"'
