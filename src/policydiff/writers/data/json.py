"""Data as JSON: in a stable order, with readable Chinese; hidden characters and lone surrogates are escaped."""

from __future__ import annotations

import json
import re
from typing import Any

# Control characters, direction marks, zero-width characters, tags and lone surrogates from U+007F on.
# json.dumps escapes only those below U+0020.
_HIDDEN_CHARACTERS = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def write(data: dict[str, Any]) -> str:
    r"""The data as indented JSON, ending with a newline. It can always be encoded as UTF-8.

    >>> write({"title": "办法\u200b"})
    '{\n  "title": "办法\\u200b"\n}\n'
    """
    return _HIDDEN_CHARACTERS.sub(_escaped, json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def line(data: dict[str, Any]) -> str:
    """The data as JSON on one line, ending with a newline, escaped as in `write`."""
    return _HIDDEN_CHARACTERS.sub(_escaped, json.dumps(data, ensure_ascii=False)) + "\n"


def _escaped(match: re.Match[str]) -> str:
    """The JSON escape of the character that was matched, two for one beyond the BMP."""
    return json.dumps(match[0])[1:-1]
