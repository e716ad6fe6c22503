"""The rules of `policydiff check`, one function each, in one file a family. Whatever rule a family holds, is there."""

from __future__ import annotations

from policydiff.checks.rule import Rule
from policydiff.checks.rules import (
    assembly,
    attachments,
    completeness,
    damage,
    documents,
    numbers,
    radicals,
    repeats,
    script,
)

FAMILIES = (damage, radicals, script, repeats, numbers, completeness, attachments, assembly, documents)
RULES: dict[str, Rule] = {
    each.name: each for family in FAMILIES for each in vars(family).values() if isinstance(each, Rule)
}
