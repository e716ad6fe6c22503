"""The rules of `policydiff check`: one function for each rule, one file for each family.

`RULES` holds every `Rule` of the modules of this folder by its name. The modules that say their `PLACE` come first, in
the order of docs/check.md; the others follow in the order of their names. What a family finds is its docstring.

>>> RULES["truncated"].severity, str(RULES["truncated"].reason)
('warning', 'the document seems to be cut off before its end')
"""

from __future__ import annotations

import sys

from policydiff.checks.rule import Rule
from policydiff.extensions import load_module, module_names

_NO_PLACE = 1_000  # after every family that says its place

_FAMILIES = sorted(
    (load_module(__name__, name) for name in module_names(sys.modules[__name__])),
    key=lambda family: (getattr(family, "PLACE", _NO_PLACE), family.__name__),
)
RULES: dict[str, Rule] = {
    rule.name: rule for family in _FAMILIES for rule in vars(family).values() if isinstance(rule, Rule)
}
