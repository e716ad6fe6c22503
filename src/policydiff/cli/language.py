"""The language of the command line: --lang, POLICYDIFF_LANG, the settings file, or the locale, in this order.

It is set before a command is found, so that usage errors and --help are in it, too. The sentences of click are
translated by the same catalogues: click asks gettext for them.
"""

from __future__ import annotations

import copy
import gettext
import inspect
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from policydiff.cli.common_settings import settings_table
from policydiff.cli.help import HelpContext
from policydiff.errors import PolicydiffError, SettingsError
from policydiff.messages import Message, as_message, message, verbatim
from policydiff.settings_file import display_path
from policydiff.translation import (
    DOMAIN,
    ENGLISH,
    FOLDER,
    LANGUAGES,
    language,
    language_named,
    localized,
    use_language,
)

OPTION = "--lang"
VARIABLE = "POLICYDIFF_LANG"
_NO_DOMAIN = "messages"  # the default of gettext, for which there are no catalogues
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is not empty decides


def set_language(arguments: Sequence[str]) -> None:
    """Let all sentences of this run be in the language that the arguments, the environment or the settings name.

    SettingsError if the environment or the settings file names another; the option itself refuses one.
    """
    language = _requested_language(arguments, os.environ)
    use_language(language)
    if language == ENGLISH:
        gettext.textdomain(_NO_DOMAIN)
        return
    os.environ["LANGUAGE"] = language  # gettext, which click asks, has no other way to be told
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


def lang_option() -> click.Option:
    """The option --lang LANGUAGE, which every command has; it is read by `set_language`, and only checked here."""
    text = "Language of reports, help and errors: en, zh_CN or zh_TW. JSON is always in English."
    return click.Option([OPTION], metavar="LANGUAGE", callback=_check_language, expose_value=False, help=text)


def in_language_of_reader(command: click.Command) -> click.Command:
    """The command with its help and that of its options and commands in the language in use; in English itself."""
    if language() == ENGLISH:
        return command
    command = copy.copy(command)
    command.context_class = HelpContext
    command.help = _localized_help(command.help)
    command.params = [_option_in_language(parameter) for parameter in command.params]
    if isinstance(command, click.Group):
        command.commands = {name: in_language_of_reader(inner) for name, inner in command.commands.items()}
    return command


def _option_in_language(parameter: click.Parameter) -> click.Parameter:
    """The option with its help in the language in use; an argument itself."""
    if isinstance(parameter, click.Option):
        parameter = copy.copy(parameter)
        parameter.help = _localized_help(parameter.help)
        if isinstance(parameter.show_default, str):
            parameter.show_default = localized(parameter.show_default)
    return parameter


def _localized_help(text: str | None) -> str | None:
    """The translation of a text of help, which has no parts; None for None."""
    return localized(as_message(inspect.cleandoc(text))) if text else text


def _check_language(context: click.Context, option: click.Parameter, value: str | None) -> Any:
    """Callback of --lang: a usage error for a name that is no language."""
    if value is not None and language_named(value) is None:
        raise click.BadParameter(localized(_no_language(value)), context, option)


def _requested_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of `LANGUAGES` that is named first in the order of this module's docstring; English without one.

    SettingsError if the environment or the settings file names none of them. A wrong --lang counts as English.
    """
    if name := _value_of(OPTION, arguments):
        return language_named(name) or ENGLISH
    if name := environment.get(VARIABLE, ""):
        return _known_language(name, message("environment, {variable}", variable=VARIABLE))
    path, name = _language_of_settings(arguments)
    if name:
        return _known_language(name, verbatim(path))
    return language_named(_locale(environment)) or ENGLISH


def _known_language(name: str, where: Message) -> str:
    """The language of `LANGUAGES` for a name of it; SettingsError, with the place of the name, for another."""
    if (known := language_named(name)) is None:
        raise SettingsError(message("{where}: {message}", where=where, message=_no_language(name)))
    return known


def _no_language(name: str) -> Message:
    """The reason why a name is refused."""
    return message("{name!r} is no language; {names} are", name=name, names=", ".join(LANGUAGES))


def _value_of(option: str, arguments: Sequence[str]) -> str:
    """The value of an option among the arguments before `--`, the last if it is repeated; empty without one."""
    value = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == option and index + 1 < len(arguments):
            value = arguments[index + 1]
        elif argument.startswith(f"{option}="):
            value = argument.removeprefix(f"{option}=")
    return value


def _language_of_settings(arguments: Sequence[str]) -> tuple[str, str]:
    """The settings file that the command reads, and the language it names; both empty without one.

    What else is wrong with the file is reported by the command, not here.
    """
    try:
        path, table = settings_table(_value_of("--config", arguments), isolated="--isolated" in arguments)
        name = table.get("lang")
    except (PolicydiffError, OSError):
        return "", ""
    return (display_path(path), name) if isinstance(name, str) else ("", "")


def _locale(environment: Mapping[str, str]) -> str:
    """The locale of messages; on Windows, without one in the environment, the language of its interface."""
    name = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    if not name and sys.platform == "win32":  # pragma: no cover - needs Windows
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if name and language_named(name) != ENGLISH and environment.get("LANGUAGE"):
        return environment["LANGUAGE"].partition(":")[0]
    return name
