"""Regular expressions that are compiled when they are first used: a command pays only for those it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast


class _Lazy:
    """Stands in for a compiled pattern; at the first use of a method it takes that pattern's methods over."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        return getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[str]:
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled


class _Signed(_Lazy):
    """The same; a text without any of the signs cannot match, and is no reason yet to compile the pattern."""

    def __init__(self, text: str, flags: int, signs: tuple[str, ...]) -> None:
        super().__init__(text, flags)
        self.signs = signs

    def match(self, text: str, *within: int) -> re.Match[str] | None:
        return self._compiled().match(text, *within) if self._shown_in(text) else None

    def search(self, text: str, *within: int) -> re.Match[str] | None:
        return self._compiled().search(text, *within) if self._shown_in(text) else None

    def fullmatch(self, text: str, *within: int) -> re.Match[str] | None:
        return self._compiled().fullmatch(text, *within) if self._shown_in(text) else None

    def sub(self, by: Any, text: str) -> str:
        return self._compiled().sub(by, text) if self._shown_in(text) else text

    def _shown_in(self, text: str) -> bool:
        return any(sign in text for sign in self.signs)


_METHODS = ("match", "search", "fullmatch", "sub", "split", "finditer", "findall", "pattern")


def pattern(text: str, flags: int = 0, *, signs: Iterable[str] = ()) -> re.Pattern[str]:
    """The pattern, compiled when it is first used; a wrong one raises re.error only then.

    `signs` are strings of which every text that matches holds at least one: most documents then need no compiling.
    """
    signs = tuple(signs)
    return cast("re.Pattern[str]", _Signed(text, flags, signs) if signs else _Lazy(text, flags))


NEVER = pattern(r"(?!)")  # matches nowhere
