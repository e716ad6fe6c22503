"""What a dedupe can be asked for, by name: which copy to keep, and the relations whose copies can be dropped.

>>> KEEP
('auto', 'first', 'last')
"""

from __future__ import annotations

from typing import Literal, get_args

Keep = Literal["auto", "first", "last"]  # of two copies of which either may go
KEEP: tuple[Keep, ...] = get_args(Keep)
RELATIONS = ("pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "running-head", "furniture")
