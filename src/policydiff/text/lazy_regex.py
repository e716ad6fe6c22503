"""Regular expressions that are compiled when they are first used, so a command compiles only those it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast


class _LazyPattern:
    """A stand-in for a compiled pattern. The first use of a method compiles it and binds the methods of the pattern."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        return getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[str]:
        """Compile the pattern and replace the methods of this object by those of the pattern."""
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled


class _SignedPattern(_LazyPattern):
    """A lazy pattern with signs: a text that contains none of them cannot match, and does not make it compile."""

    def __init__(self, text: str, flags: int, signs: tuple[str, ...]) -> None:
        super().__init__(text, flags)
        self.signs = signs

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        return self._compiled().match(text, *bounds) if self._may_match(text) else None

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        return self._compiled().search(text, *bounds) if self._may_match(text) else None

    def fullmatch(self, text: str, *bounds: int) -> re.Match[str] | None:
        return self._compiled().fullmatch(text, *bounds) if self._may_match(text) else None

    def sub(self, replacement: Any, text: str) -> str:
        return self._compiled().sub(replacement, text) if self._may_match(text) else text

    def _may_match(self, text: str) -> bool:
        """Whether the text contains at least one of the signs."""
        return any(sign in text for sign in self.signs)


_METHODS = ("match", "search", "fullmatch", "sub", "split", "finditer", "findall", "pattern")


def pattern(text: str, flags: int = 0, *, signs: Iterable[str] = ()) -> re.Pattern[str]:
    """The pattern, compiled when it is first used; an invalid one raises re.error only then.

    `signs` are strings; every text that the pattern matches contains at least one of them. For texts without them
    nothing is compiled.

    >>> pattern(r"第.+条", signs="条").search("第三条").group()
    '第三条'
    """
    signs = tuple(signs)
    return cast("re.Pattern[str]", _SignedPattern(text, flags, signs) if signs else _LazyPattern(text, flags))


NEVER = pattern(r"(?!)")  # matches nowhere
