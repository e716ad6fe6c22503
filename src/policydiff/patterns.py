"""Regular expressions that are compiled when they are first used: a command pays only for those it needs."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands in for a compiled pattern; at the first use of a method it takes that pattern's methods over."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


_METHODS = ("match", "search", "fullmatch", "sub", "split", "finditer", "findall", "pattern")


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled when it is first used; a wrong one raises re.error only then."""
    return cast("re.Pattern[str]", _Lazy(text, flags))
