"""The language of sentences for people: English, or a catalogue of gettext in `locale/`, found by the English template.

JSON, the names of rules and kinds, and exit statuses are the same in every language: whatever takes `str(message)` gets
English. `localized` gives the sentence in the language that `use_language` set for the thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from policydiff.messages import Message, counted, joined, verbatim, without_context

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh_CN", "zh_TW")  # the names of --lang
DOMAIN = "policydiff"  # of the catalogues
FOLDER = os.path.join(os.path.dirname(__file__), "locale")
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})  # subtags of a language tag
_ENGLISH_LOCALES = frozenset({"c", "posix"})

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language_named(name: str) -> str | None:
    """The language of `LANGUAGES` for a tag of BCP 47 or the name of a locale; None if there is none.

    >>> [language_named(name) for name in ("zh", "zh-Hant-HK", "zh_TW.UTF-8", "en_GB", "C.UTF-8", "de")]
    ['zh_CN', 'zh_TW', 'zh_TW', 'en', 'en', None]
    """
    language, *subtags = name.partition(".")[0].partition("@")[0].lower().replace("_", "-").split("-")
    if language == "zh":
        return "zh_TW" if _TRADITIONAL.intersection(subtags) and "hans" not in subtags else "zh_CN"
    return ENGLISH if language == ENGLISH or language in _ENGLISH_LOCALES else None


def use_language(language: str) -> None:
    """Let `localized` give sentences in this language of `LANGUAGES`, in this thread or context."""
    _language.set(language)


def language() -> str:
    """The language of `LANGUAGES` that `localized` gives sentences in."""
    return _language.get()


@contextmanager
def in_english() -> Iterator[None]:
    """A block in which `localized` gives English: for a table that programs read, which is the same for all readers."""
    token = _language.set(ENGLISH)
    try:
        yield
    finally:
        _language.reset(token)


def localized(sentence: Message | str, /, **parts: object) -> str:
    """A message, or a template with its parts, in the language of the reader; in English if it has no translation.

    >>> localized("{number} lines of {path}", number=3, path="a.txt")
    '3 lines of a.txt'
    """
    if isinstance(sentence, str):
        sentence = Message(sentence, tuple(parts.items()))
    language = _language.get()
    return str(sentence) if language == ENGLISH else _translated(sentence, _translations(language))


def localized_count(number: int, one: str, many: str, /, **parts: object) -> str:
    """The message of `counted` in the language of the reader.

    >>> localized_count(1200, "{number:,} line", "{number:,} lines")
    '1,200 lines'
    """
    return localized(counted(number, one, many, **parts))


def localized_list(items: Iterable[Message | str], separator: str = ", ") -> str:
    """The items in the language of the reader with the separator between them; a string stays as it is.

    >>> localized_list(["text", "json"])
    'text, json'
    """
    return localized(joined((item if isinstance(item, Message) else verbatim(item) for item in items), separator))


def _translated(sentence: Message, translation: Callable[[str], str]) -> str:
    """The message with its template and those of its parts replaced by their translations."""
    parts = {
        name: _translated(part, translation) if isinstance(part, Message) else part for name, part in sentence.parts
    }
    template = translation(sentence.template) if sentence.template else ""
    return without_context(template).format(**parts)


@cache
def _translations(language: str) -> Callable[[str], str]:
    """The function that gives the translation of a template, or the template if the catalogue has none."""
    import gettext

    return gettext.translation(DOMAIN, FOLDER, [language]).gettext
