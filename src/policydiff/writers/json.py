"""A result as JSON: stable order, readable Chinese, control characters escaped."""

from __future__ import annotations

import json
from typing import Any


def write(result: dict[str, Any]) -> str:
    """The result as indented JSON, ending with a newline."""
    return json.dumps(result, ensure_ascii=False, indent=2).replace("\x7f", "\\u007f") + "\n"
