"""Settings: defaults, then the nearest policydiff.toml or pyproject.toml, the environment, the command line.

Each later one is stronger. Every value keeps its origin, and a key that is not known is an error.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NamedTuple, cast

from policydiff.checks import baseline
from policydiff.checks.finding import SEVERITIES, Severity
from policydiff.checks.rules import RULES
from policydiff.checks.selection import PathRules, Selection
from policydiff.errors import ReadError, SettingsError
from policydiff.text.encoding import text_codec

FILE, PROJECT, TABLE = "policydiff.toml", "pyproject.toml", "policydiff"
PREFIX = "POLICYDIFF_"
DEFAULT = "default"


class SettingSpec(NamedTuple):
    """A setting: how a value from a file or the environment is read, its default, and what it is for."""

    read: Callable[[object], Any]
    default: Any
    does: str


class SettingValue(NamedTuple):
    """What a setting is, and where that was said."""

    value: Any
    origin: str

    @property
    def said(self) -> bool:
        """Whether anybody said it: it is no default."""
        return self.origin != DEFAULT


# --- reading values


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise ValueError("a text is wanted")
    return told


def _named(told: object) -> str:
    if not _text(told):
        raise ValueError("a name is wanted")
    return _text(told)


def _encoding(told: object) -> str:
    if name := _text(told):
        try:
            text_codec(name)
        except ReadError as error:
            raise ValueError(error.message) from None
    return name


def _names(told: object) -> tuple[str, ...]:
    """Paths, of a list or a text that is one of them."""
    names = [told] if isinstance(told, str) else told
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("a path, or a list of paths, is wanted")
    return tuple(name for name in names if name)


def _number(told: object) -> int:
    if isinstance(told, str) and told.isascii() and told.isdecimal():
        told = int(told)
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= 256:
        raise ValueError("a number from 0 to 256 is wanted")
    return told


def rule_names(told: object) -> tuple[str, ...]:
    """The rules that a list, or a text with commas, names; ValueError with the nearest name for one that is none."""
    names = told.split(",") if isinstance(told, str) else told
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("a list of rules is wanted")
    named = tuple(name.strip() for name in names if name.strip())
    for name in named:
        _known(name, RULES, "rule")
    return named


def severity_table(told: object) -> dict[str, Severity]:
    """Severities by rule, of a table or of a text such as `numbering=error,too-short=info`."""
    if isinstance(told, str):
        pairs = [part.strip() for part in told.split(",") if part.strip()]
        if not all("=" in pair for pair in pairs):
            raise ValueError("RULE=SEVERITY is wanted")
        told = {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in pairs)}
    if not isinstance(told, dict):
        raise ValueError("a table of rules with their severities is wanted")
    for name, value in told.items():
        _known(name, RULES, "rule")
        if value not in SEVERITIES:
            raise ValueError(f"{value!r} is no severity; {', '.join(SEVERITIES)} are")
    return cast("dict[str, Severity]", dict(told))


def _paths(told: object) -> dict[str, dict[str, Any]]:
    """Ignored rules and severities by pattern of path."""
    if not isinstance(told, dict):
        raise ValueError("a table of patterns is wanted")
    read: dict[str, dict[str, Any]] = {}
    for pattern, inside in told.items():
        if not isinstance(inside, dict):
            raise ValueError(f"{pattern!r}: a table is wanted")
        for key in inside:
            _known(key, ("ignore", "severity"), "key")
        read[pattern] = {
            "ignore": rule_names(inside.get("ignore", [])),
            "severity": severity_table(inside.get("severity", {})),
        }
    return read


def _known(name: str, names: Sequence[str] | Mapping[str, Any], what: str) -> None:
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        raise ValueError(
            f"{name!r} is no {what}; " + (f"did you mean {near[0]}?" if near else f"{', '.join(names)} are")
        )


SETTINGS: dict[str, SettingSpec] = {
    "encoding": SettingSpec(_encoding, "", "read all files in this encoding; empty to recognise each"),
    "text-field": SettingSpec(_named, "text", "the field of a JSON Lines record that holds the text"),
    "id-field": SettingSpec(_named, "id", "the field of a JSON Lines record that names the document"),
    "check.select": SettingSpec(rule_names, (), "the rules that look; none named means all"),
    "check.ignore": SettingSpec(rule_names, (), "rules that do not look"),
    "check.severity": SettingSpec(severity_table, {}, "other severities than the rules' own"),
    "check.baseline": SettingSpec(_text, "", f"the file of known findings, for example {baseline.DEFAULT}"),
    "check.against": SettingSpec(_names, (), "saved indexes, folders and files that documents are held against"),
    "check.against-ref": SettingSpec(
        _text, "", "the revision of git that documents are held against, for example HEAD"
    ),
    "check.jobs": SettingSpec(_number, 0, "processes that work side by side; 0 for one a processor"),
    "check.paths": SettingSpec(_paths, {}, "rules ignored, and severities, under some paths"),
}
_FILES_ONLY = frozenset({"check.paths"})
_RELATIVE = frozenset({"check.baseline", "check.against"})


def variable(key: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + key.replace(".", "_").replace("-", "_").upper()


@dataclass(frozen=True)
class Settings:
    """All settings with their origins. `file` is where they were read, empty for nowhere."""

    values: Mapping[str, SettingValue] = field(
        default_factory=lambda: {k: SettingValue(key.default, DEFAULT) for k, key in SETTINGS.items()}
    )
    file: str = ""

    def __getitem__(self, key: str) -> Any:
        return self.values[key].value

    def changed(self, key: str, value: Any, origin: str) -> Settings:
        """The settings with one value more."""
        return replace(self, values={**self.values, key: SettingValue(value, origin)})

    def selection(self) -> Selection:
        """Which rules look at which paths."""
        return Selection(
            frozenset(self["check.select"]) or None,
            frozenset(self["check.ignore"]),
            self["check.severity"],
            tuple(
                PathRules(pattern, frozenset(each["ignore"]), each["severity"])
                for pattern, each in self["check.paths"].items()
            ),
            os.path.dirname(os.path.abspath(self.file)) if self.file else "",
        )


def load_settings(
    start: str = "", *, file: str | None = None, isolated: bool = False, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings as they are from a folder (empty for the current one): its nearest file, then the environment.

    `file` names the file to read; `isolated` reads none.
    """
    found = Settings()
    where = file or (None if isolated else _nearest(os.path.abspath(start or os.curdir)))
    if where:
        found = _from_file(found, where, named=file is not None)
    return _from_environment(found, os.environ if environment is None else environment)


def _nearest(folder: str) -> str | None:
    """The settings file of a folder or of the nearest one above it that has any."""
    while True:
        own = os.path.join(folder, FILE)
        if os.path.isfile(own):
            return own
        project = os.path.join(folder, PROJECT)
        if os.path.isfile(project) and TABLE in _tools(project, _toml(project)):
            return project
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _toml(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise SettingsError((error.strerror or str(error)).lower(), where=_shown(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"not TOML: {error}", where=_shown(path)) from None


def _tools(path: str, told: dict[str, Any]) -> dict[str, Any]:
    tools = told.get("tool", {})
    if not isinstance(tools, dict):
        raise SettingsError("[tool] is no table", where=_shown(path))
    return tools


def _shown(path: str) -> str:
    """The path as people would write it from here."""
    try:
        inside = os.path.relpath(path)
    except ValueError:
        return path
    return path if inside.startswith(os.pardir) else inside


def _from_file(settings: Settings, path: str, *, named: bool) -> Settings:
    told: Any = _toml(path)
    if os.path.basename(path) == PROJECT or (named and TABLE in _tools(path, told)):
        told = _tools(path, told).get(TABLE, {})
    if not isinstance(told, dict):
        raise SettingsError(f"[tool.{TABLE}] is no table", where=_shown(path))
    base = os.path.dirname(os.path.abspath(path))
    settings = replace(settings, file=path)
    for key, value in _flat(told).items():
        if key not in SETTINGS:
            raise _unknown(key, SETTINGS, _shown(path))
        read = _read(key, value, _shown(path))
        if key in _RELATIVE and read:
            read = _from(base, read) if isinstance(read, str) else tuple(_from(base, each) for each in read)
        settings = settings.changed(key, read, _shown(path))
    return settings


def _from(base: str, path: str) -> str:
    """A path that is relative to a folder, from here."""
    return os.path.relpath(os.path.join(base, path))


def _flat(told: Mapping[str, Any]) -> dict[str, Any]:
    """The keys with the table they stand in: `check.select`."""
    flat: dict[str, Any] = {}
    for name, value in told.items():
        inside = isinstance(value, dict) and any(key.startswith(f"{name}.") for key in SETTINGS)
        flat.update({f"{name}.{key}": each for key, each in value.items()} if inside else {name: value})
    return flat


def _from_environment(settings: Settings, environment: Mapping[str, str]) -> Settings:
    names = {variable(key): key for key in SETTINGS if key not in _FILES_ONLY}
    for name, value in sorted(environment.items()):
        if name.startswith(f"{PREFIX}CHECK_") and name not in names:
            raise _unknown(name, names, "environment")
        if name in names:
            settings = settings.changed(names[name], _read(names[name], value, f"environment, {name}"), f"${name}")
    return settings


def _read(key: str, value: object, where: str) -> Any:
    try:
        return SETTINGS[key].read(value)
    except ValueError as error:
        raise SettingsError(f"{key}: {error}", where=where) from None


def _unknown(key: str, names: Mapping[str, Any], where: str) -> SettingsError:
    near = get_close_matches(key, names, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"keys are {', '.join(names)}"
    return SettingsError(f"unknown key {key!r}", where=where, hint=hint)
