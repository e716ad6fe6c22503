"""The rules of `policydiff check`, one function each, in one file a family.

Every `Rule` in the module of a family is registered by its name. docs/check.md describes the rules in this order.

damage        mojibake, lost and hidden characters
radicals      radicals in place of ideographs
script        mixed scripts
repeats       text that stands twice
numbering     numbered units that are missing or stand twice
completeness  texts that break off
attachments   annexes that are announced and not there
assembly      several documents in one, empty fields, hardly any text
documents     what several documents are to each other
"""

from __future__ import annotations

from policydiff.checks.rule import Rule
from policydiff.checks.rules import (
    assembly,
    attachments,
    completeness,
    damage,
    documents,
    numbering,
    radicals,
    repeats,
    script,
)

FAMILIES = (damage, radicals, script, repeats, numbering, completeness, attachments, assembly, documents)
RULES: dict[str, Rule] = {
    each.name: each for family in FAMILIES for each in vars(family).values() if isinstance(each, Rule)
}
