"""A result as JSON: stable order, readable Chinese, whatever is hidden or lone escaped."""

from __future__ import annotations

import json
import re
from typing import Any

# Controls, direction marks, zero-width characters, tags lone surrogates; json.dumps escapes only what is below U+0020.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def write(result: dict[str, Any]) -> str:
    """The result as indented JSON, ending with a newline; it can be encoded as UTF-8 whatever it holds."""
    return _UNSEEN.sub(_escaped, json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def line(result: dict[str, Any]) -> str:
    """The result on one line, ending with a newline."""
    return _UNSEEN.sub(_escaped, json.dumps(result, ensure_ascii=False)) + "\n"


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
