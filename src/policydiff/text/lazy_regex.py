"""Regular expressions that are compiled when they are first used, so a command compiles only those it needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

Match = re.Match[str]
Replacement = str | Callable[[Match], str]
_END = sys.maxsize


class Pattern(Protocol):
    """What a regular expression can do: a compiled `re.Pattern[str]` does it, and so does a lazy one."""

    @property
    def pattern(self) -> str: ...
    def match(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None: ...
    def search(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None: ...
    def fullmatch(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None: ...
    def finditer(self, string: str, pos: int = 0, endpos: int = _END, /) -> Iterator[Match]: ...
    def findall(self, string: str, pos: int = 0, endpos: int = _END, /) -> list[Any]: ...
    def split(self, string: str, /) -> list[Any]: ...
    def sub(self, repl: Replacement, string: str, /) -> str: ...


class _LazyPattern:
    """A pattern that is compiled by its first use, which puts the methods of the compiled one in the place of these."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    @property
    def pattern(self) -> str:
        return self._text

    def match(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().match(string, pos, endpos)

    def search(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().search(string, pos, endpos)

    def fullmatch(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().fullmatch(string, pos, endpos)

    def finditer(self, string: str, pos: int = 0, endpos: int = _END, /) -> Iterator[Match]:
        return self._compile().finditer(string, pos, endpos)

    def findall(self, string: str, pos: int = 0, endpos: int = _END, /) -> list[Any]:
        return self._compile().findall(string, pos, endpos)

    def split(self, string: str, /) -> list[Any]:
        return self._compile().split(string)

    def sub(self, repl: Replacement, string: str, /) -> str:
        return self._compile().sub(repl, string)

    def _compile(self) -> re.Pattern[str]:
        """Compile the pattern and replace the methods of this object by those of the compiled one."""
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled


class _SignedPattern(_LazyPattern):
    """A lazy pattern with signs: a text that contains none of them cannot match.

    `match`, `search`, `fullmatch` and `sub` answer for such a text without compiling; the other methods always compile.
    """

    def __init__(self, text: str, flags: int, signs: tuple[str, ...]) -> None:
        super().__init__(text, flags)
        self.signs = signs

    def match(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().match(string, pos, endpos) if self._may_match(string) else None

    def search(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().search(string, pos, endpos) if self._may_match(string) else None

    def fullmatch(self, string: str, pos: int = 0, endpos: int = _END, /) -> Match | None:
        return self._compile().fullmatch(string, pos, endpos) if self._may_match(string) else None

    def sub(self, repl: Replacement, string: str, /) -> str:
        return self._compile().sub(repl, string) if self._may_match(string) else string

    def _may_match(self, text: str) -> bool:
        """Whether the text contains at least one of the signs."""
        return any(sign in text for sign in self.signs)


_METHODS = ("match", "search", "fullmatch", "sub", "split", "finditer", "findall")


def pattern(text: str, flags: int = 0, *, signs: Iterable[str] = ()) -> Pattern:
    """The pattern, compiled when it is first used; an invalid one raises re.error only then.

    `signs` are strings; every text that the pattern matches contains at least one of them. For texts without them
    nothing is compiled.

    >>> pattern(r"第.+条", signs="条").search("第三条").group()
    '第三条'
    """
    signs = tuple(signs)
    return _SignedPattern(text, flags, signs) if signs else _LazyPattern(text, flags)


NEVER = pattern(r"(?!)")  # matches nowhere
