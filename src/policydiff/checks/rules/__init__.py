"""The rules of `policydiff check`: one function for each rule, one file for each family.

`RULES` holds every `Rule` of the modules below by its name, in this order; docs/check.md describes them in the same.

damage        mojibake, lost and hidden characters
radicals      radicals in place of ideographs
script        mixed scripts
repeats       passages that were pasted in twice
numbering     numbered units that are missing or repeated
completeness  texts that are cut off
attachments   annexes that are announced but missing
assembly      several documents in one file, empty fields, hardly any text
documents     duplicates, other editions and wrong names among several documents

>>> RULES["truncated"].severity, str(RULES["truncated"].reason)
('warning', 'the document seems to be cut off before its end')
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
    rule.name: rule for family in FAMILIES for rule in vars(family).values() if isinstance(rule, Rule)
}
