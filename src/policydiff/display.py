"""How a result is shown in a notebook. A result knows no output format: what makes its HTML is set by `api`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

renderer: Callable[[Any], str] | None = None  # makes HTML of a result


class HtmlDisplay:
    """A result that a notebook shows as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """The result as an HTML table; None, so that its `repr` is shown, if nothing makes one."""
        return None if renderer is None else renderer(self)
