"""The report of the settings: each with its value, and the origin of that value."""

from __future__ import annotations

from typing import Any

from policydiff.messages import message
from policydiff.reports.model import Group, Report, Row
from policydiff.settings import SETTINGS, Settings, SettingValue, environment_variable
from policydiff.translation import localized


def settings_report(settings: Settings) -> Report:
    """The report, with one row a setting; a setting that is not the default has the tone `head`."""
    rows = tuple(
        Row(
            key,
            (
                _toml(setting.value),
                "  "
                + localized("{origin}; {purpose}", origin=_origin(setting), purpose=message(SETTINGS[key].purpose)),
            ),
            "head" if setting.is_set else "",
        )
        for key, setting in settings.values.items()
    )
    return Report(localized("settings"), "", (), (Group(rows, localized("key, value, origin")),))


def _origin(setting: SettingValue) -> str:
    """Where a value comes from: a file, a variable, an option, or the default."""
    return setting.origin if setting.is_set else localized("default")


def as_json(settings: Settings) -> dict[str, Any]:
    """Return the settings as JSON; `docs/json/config.schema.json` describes it."""
    return {
        "schema": "policydiff.config/1",
        "settings": {
            key: {"value": setting.value, "origin": setting.origin, "variable": environment_variable(key)}
            for key, setting in settings.values.items()
        },
    }


def _toml(value: Any) -> str:
    """The value in TOML notation; text is not escaped.

    >>> _toml({"rule": ["draft", True]})
    '{ rule = ["draft", true] }'
    """
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(name)} = {_toml(item)}' for name, item in value.items())} }}" if value else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    """The key of a TOML table, in quotation marks if it needs them."""
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else f'"{name}"'
