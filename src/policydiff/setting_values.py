"""The values of settings, read from a settings file or a variable; ValueError with a message for what is not allowed.

Apart from `settings`, so that a command can read the few that are defaults of its options without the rules of check.
"""

from __future__ import annotations

from policydiff.messages import message

MAX_COUNT = 256
COLOURS = ("auto", "always", "never")


def read_text(value: object) -> str:
    """The value if it is a string, also an empty one."""
    if not isinstance(value, str):
        raise ValueError(message("a text is wanted"))
    return value


def read_colour(value: object) -> str:
    """The value if it is one of `COLOURS`."""
    if value not in COLOURS:
        raise ValueError(message("auto, always or never is wanted"))
    return str(value)


def read_count(value: object) -> int:
    """A number from 0 to `MAX_COUNT`, an int or ASCII digits; not a bool."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        raise ValueError(message("a number from 0 to {most} is wanted", most=MAX_COUNT))
    return value


def read_patterns(value: object) -> tuple[str, ...]:
    """Path patterns of a list, or of a text with commas.

    >>> read_patterns("drafts/, *.log")
    ('drafts/', '*.log')
    """
    if value == "":
        return ()
    patterns = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(patterns, list | tuple) or not all(isinstance(pattern, str) for pattern in patterns):
        raise ValueError(message("a list of path patterns is wanted"))
    if not all(patterns):
        raise ValueError(message("an empty pattern"))
    return tuple(patterns)


def read_flag(value: object) -> bool:
    """A bool, or a text for one: true, false, 1, 0, yes or no; an empty text is false."""
    flags = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in flags:
        raise ValueError(message("true or false is wanted"))
    return flags[value.lower()]
