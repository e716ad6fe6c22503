"""Settings: defaults, then the nearest policydiff.toml or pyproject.toml, the environment, the command line.

Each later source overrides the earlier ones. Every value keeps its origin; an unknown key is an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NamedTuple, cast

from policydiff.checks.finding import SEVERITIES, Severity
from policydiff.checks.rules import RULES
from policydiff.checks.selection import PathRules, Selection
from policydiff.errors import ReadError, SettingsError
from policydiff.messages import Message, message, translatable, verbatim
from policydiff.readers.path_selection import PathSelection
from policydiff.readers.unpacking import bytes_of_size
from policydiff.setting_values import read_colour, read_count, read_flag, read_patterns, read_text
from policydiff.settings_file import PROJECT, TABLE, display_path, load_toml, nearest_file, tool_table
from policydiff.text.encoding import text_codec
from policydiff.translation import LANGUAGES, language_named

PREFIX = "POLICYDIFF_"  # of environment variables
DEFAULT = "default"  # the origin of a value that nobody set


class SettingSpec(NamedTuple):
    """A setting: the function that reads a value from a file or the environment, the default, and a description.

    `read` raises ValueError for a value that is not allowed.
    """

    read: Callable[[object], Any]
    default: Any
    purpose: str


class SettingValue(NamedTuple):
    """The value of a setting, and its origin: `default`, a file, an environment variable or an option."""

    value: Any
    origin: str

    @property
    def is_set(self) -> bool:
        """True if a file, the environment or an option set the value, even to what is the default."""
        return self.origin != DEFAULT


# --- reading values; each function raises ValueError, with a message, for a value that is not allowed


def _read_name(value: object) -> str:
    """The value if it is a string that is not empty."""
    if not read_text(value):
        raise ValueError(message("a name is wanted"))
    return read_text(value)


def _read_language(value: object) -> str:
    """The name of a language in `LANGUAGES` for a name of it, as `language_named` takes; empty for an empty text."""
    name = read_text(value)
    language = language_named(name) if name else ""
    if language is None:
        names = ", ".join(LANGUAGES)
        raise ValueError(message("{name!r} is no language; {names} are", name=name, names=names))
    return language


def _read_encoding(value: object) -> str:
    """The name of an encoding that can be used for text, as it was written; empty to recognise the encoding."""
    if name := read_text(value):
        try:
            text_codec(name)
        except ReadError as error:
            raise ValueError(error.message) from None
    return name


def _read_paths(value: object) -> tuple[str, ...]:
    """The paths of a list, or a single path in a tuple; empty ones are left out."""
    paths = [value] if isinstance(value, str) else value
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise ValueError(message("a path, or a list of paths, is wanted"))
    return tuple(path for path in paths if path)


def _read_size(value: object) -> int:
    """A number of bytes, from an int, or a text such as 512M; 0 for an empty text or 0."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str):
        raise ValueError(message("a size such as 512M or 2G is wanted"))
    return bytes_of_size(value) if value not in ("", "0") else 0


def rule_names(value: object) -> tuple[str, ...]:
    """The names of rules in a list, or in a text with commas, stripped, in their order; none in an empty text.

    ValueError for an unknown name, and for an empty one.

    >>> rule_names("numbering, too-short")
    ('numbering', 'too-short')
    """
    if value == "":
        return ()
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(message("a list of rules is wanted"))
    stripped = tuple(name.strip() for name in names)
    if not all(stripped):
        raise ValueError(message("an empty name of a rule"))
    for name in stripped:
        _require_known(name, RULES, message("rule"))
    return stripped


def severity_table(value: object) -> dict[str, Severity]:
    """Severities by rule, from a table or a text `RULE=SEVERITY,…`; an empty text gives an empty table.

    ValueError for an unknown rule or severity.

    >>> severity_table("numbering=error,too-short=info")
    {'numbering': 'error', 'too-short': 'info'}
    """
    if isinstance(value, str):
        pairs = [part.strip() for part in value.split(",")] if value else []
        if not all("=" in pair for pair in pairs):
            raise ValueError(message("RULE=SEVERITY is wanted"))
        value = {name.strip(): severity.strip() for name, _, severity in (pair.partition("=") for pair in pairs)}
    if not isinstance(value, dict):
        raise ValueError(message("a table of rules with their severities is wanted"))
    for name, severity in value.items():
        _require_known(name, RULES, message("rule"))
        if severity not in SEVERITIES:
            names = ", ".join(SEVERITIES)
            raise ValueError(message("{severity!r} is no severity; {names} are", severity=severity, names=names))
    return cast("dict[str, Severity]", dict(value))


def _read_path_rules(value: object) -> dict[str, dict[str, Any]]:
    """For each path pattern of a table, a dict with exactly `ignore` (names of rules) and `severity` (a table)."""
    if not isinstance(value, dict):
        raise ValueError(message("a table of patterns is wanted"))
    path_rules: dict[str, dict[str, Any]] = {}
    for pattern, rules_table in value.items():
        if not isinstance(rules_table, dict):
            raise ValueError(message("{pattern!r}: a table is wanted", pattern=pattern))
        for key in rules_table:
            _require_known(key, ("ignore", "severity"), message("key"))
        path_rules[pattern] = {
            "ignore": rule_names(rules_table.get("ignore", [])),
            "severity": severity_table(rules_table.get("severity", {})),
        }
    return path_rules


def _require_known(name: str, names: Sequence[str] | Mapping[str, Any], kind: Message) -> None:
    """ValueError if `name` is not among `names`: it names the closest one if there is one, else all of them.

    `kind` is the noun for it in the message.
    """
    if name not in names:
        suggestions = get_close_matches(name, names, n=1, cutoff=0.5)
        if suggestions:
            advice = message("did you mean {name}?", name=suggestions[0])
        else:
            advice = message("{names} are", names=", ".join(names))
        raise ValueError(message("{name!r} is no {kind}; {advice}", name=name, kind=kind, advice=advice))


SETTINGS: dict[str, SettingSpec] = {
    "lang": SettingSpec(
        _read_language, "", translatable("the language of reports: en, zh_CN or zh_TW; empty for that of the system")
    ),
    "encoding": SettingSpec(
        _read_encoding, "", translatable("read all files in this encoding; empty to recognise each")
    ),
    "text-field": SettingSpec(_read_name, "text", translatable("the field of a JSON Lines record that holds the text")),
    "id-field": SettingSpec(_read_name, "id", translatable("the field of a JSON Lines record that names the document")),
    "max-unpacked": SettingSpec(
        _read_size, 0, translatable("what an archive may unpack to, for example 2G; 0 for the usual limit")
    ),
    "color": SettingSpec(read_colour, "auto", translatable("whether reports are coloured: auto, always or never")),
    "jobs": SettingSpec(read_count, 0, translatable("processors to use; 0 for all, at most 8")),
    "include": SettingSpec(read_patterns, (), translatable("files of a folder that are read; empty for all")),
    "exclude": SettingSpec(read_patterns, (), translatable("files and folders of a folder that are not read")),
    "respect-gitignore": SettingSpec(read_flag, False, translatable("whether what git ignores is not read")),
    "check.select": SettingSpec(
        rule_names, (), translatable("the rules that look; none named means all but the opt-in ones")
    ),
    "check.ignore": SettingSpec(rule_names, (), translatable("rules that do not look")),
    "check.severity": SettingSpec(severity_table, {}, translatable("other severities than the rules' own")),
    "check.baseline": SettingSpec(
        read_text, "", translatable("the file of known findings, for example policydiff-baseline.json")
    ),
    "check.against": SettingSpec(
        _read_paths, (), translatable("saved indexes, folders and files that documents are held against")
    ),
    "check.against-ref": SettingSpec(
        read_text, "", translatable("the revision of git that documents are held against, for example HEAD")
    ),
    "check.jobs": SettingSpec(read_count, 0, translatable("processes that work side by side; 0 for one a processor")),
    "check.paths": SettingSpec(_read_path_rules, {}, translatable("rules ignored, and severities, under some paths")),
}
_FILES_ONLY = frozenset({"check.paths"})  # that no environment variable sets
_RELATIVE = frozenset({"check.baseline", "check.against"})  # paths that are relative to the settings file


def environment_variable(key: str) -> str:
    """The name of the environment variable for a setting, whether or not one is read for it.

    >>> environment_variable("check.against-ref")
    'POLICYDIFF_CHECK_AGAINST_REF'
    """
    return PREFIX + key.replace(".", "_").replace("-", "_").upper()


@dataclass(frozen=True)
class Settings:
    """All settings with their origins. `file` is the settings file, empty if none was read."""

    values: Mapping[str, SettingValue] = field(
        default_factory=lambda: {k: SettingValue(key.default, DEFAULT) for k, key in SETTINGS.items()}
    )
    file: str = ""

    def __getitem__(self, key: str) -> Any:
        """The value of a setting without its origin; KeyError for an unknown key."""
        return self.values[key].value

    def with_value(self, key: str, value: Any, origin: str) -> Settings:
        """New settings with one value replaced; the value is not checked."""
        return replace(self, values={**self.values, key: SettingValue(value, origin)})

    @property
    def _base(self) -> str:
        """The folder that path patterns count from: that of the settings file, empty for the current folder."""
        return os.path.dirname(os.path.abspath(self.file)) if self.file else ""

    def path_selection(self) -> PathSelection:
        """Which files below a folder are read."""
        return PathSelection(self["include"], self["exclude"], self._base, self["respect-gitignore"])

    def selection(self) -> Selection:
        """Which rules run on which paths, and with which severities.

        Path patterns are relative to the folder of the settings file, without one to the current folder.
        """
        return Selection(
            frozenset(self["check.select"]) or None,
            frozenset(self["check.ignore"]),
            self["check.severity"],
            tuple(
                PathRules(pattern, frozenset(path_rules["ignore"]), path_rules["severity"])
                for pattern, path_rules in self["check.paths"].items()
            ),
            self._base,
        )


def load_settings(
    start: str = "", *, file: str | None = None, isolated: bool = False, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings for a folder (empty for the current one): its nearest settings file, then the environment.

    `file` is read instead of the nearest file; with `isolated`, no file is searched for, but `file` is still read.
    `environment` is os.environ by default. Raises SettingsError if a file cannot be read, a key is unknown, or a
    value is not allowed.
    """
    settings = Settings()
    path = file or (None if isolated else nearest_file(os.path.abspath(start or os.curdir)))
    if path:
        settings = _with_file(settings, path, named=file is not None)
    return _with_environment(settings, os.environ if environment is None else environment)


def _with_file(settings: Settings, path: str, *, named: bool) -> Settings:
    """The settings with those of a file, whose origin is the file. Paths in it are relative to its folder.

    A pyproject.toml is read at its table of policydiff; so is a file of another name if the user `named` it and it
    has that table. SettingsError for an unknown key or a value that is not allowed.
    """
    table: Any = load_toml(path)
    if os.path.basename(path) == PROJECT or (named and TABLE in tool_table(path, table)):
        table = tool_table(path, table).get(TABLE, {})
    if not isinstance(table, dict):
        raise SettingsError(message("[tool.{table}] is no table", table=TABLE), where=display_path(path))
    base = os.path.dirname(os.path.abspath(path))
    settings = replace(settings, file=path)
    for key, value in _flattened(table).items():
        if key not in SETTINGS:
            raise _unknown_key(key, SETTINGS, display_path(path))
        setting = _read_value(key, value, display_path(path))
        if key in _RELATIVE and setting:
            setting = (
                _relative_to_here(base, setting)
                if isinstance(setting, str)
                else tuple(_relative_to_here(base, relative_path) for relative_path in setting)
            )
        settings = settings.with_value(key, setting, display_path(path))
    return settings


def _relative_to_here(base: str, path: str) -> str:
    """A path that is relative to the folder `base`, made relative to the current folder."""
    return os.path.relpath(os.path.join(base, path))


def _flattened(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table without its sections: the keys in them are prefixed with the section, as in `check.select`.

    Only one level is flattened, and only names that some setting begins with are sections.
    """
    flat: dict[str, Any] = {}
    for name, value in table.items():
        is_section = isinstance(value, dict) and any(key.startswith(f"{name}.") for key in SETTINGS)
        flat.update({f"{name}.{key}": inner for key, inner in value.items()} if is_section else {name: value})
    return flat


def _with_environment(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """The settings with those that environment variables set.

    SettingsError for an unknown variable that begins with POLICYDIFF_CHECK_; other unknown ones are ignored.
    """
    names = {environment_variable(key): key for key in SETTINGS if key not in _FILES_ONLY}
    for name, value in sorted(environment.items()):
        if name.startswith(f"{PREFIX}CHECK_") and name not in names:
            raise _in_environment(_unknown_key(name, names, ""), message("environment"))
        if name in names:
            try:
                setting = _read_value(names[name], value, "")
            except SettingsError as error:
                raise _in_environment(error, message("environment, {variable}", variable=name)) from None
            settings = settings.with_value(names[name], setting, f"${name}")
    return settings


def _read_value(key: str, value: object, where: str) -> Any:
    """The value of a setting, read from a file or the environment; SettingsError if it is not allowed.

    `where` is only shown.
    """
    try:
        return SETTINGS[key].read(value)
    except ValueError as error:
        reason = reason_of_value_error(error)
        raise SettingsError(message("{key}: {reason}", key=key, reason=reason), where=where) from None


def _in_environment(error: SettingsError, place: Message) -> SettingsError:
    """The error with the place in its sentence, since a variable is no file."""
    return SettingsError(message("{where}: {message}", where=place, message=error.message), hint=error.hint)


def reason_of_value_error(error: ValueError) -> Message:
    """Why a value is not allowed: the message of the error, or what Python says."""
    return next((part for part in error.args if isinstance(part, Message)), verbatim(str(error)))


def _unknown_key(key: str, names: Mapping[str, Any], where: str) -> SettingsError:
    """The error for an unknown key; its hint is the closest of `names`, or all of them if none is close."""
    suggestions = get_close_matches(key, names, n=1, cutoff=0.4)
    if suggestions:
        hint = message("did you mean {name}?", name=suggestions[0])
    else:
        hint = message("keys are {names}", names=", ".join(names))
    return SettingsError(message("unknown key {key!r}", key=key), where=where, hint=hint)
