"""The names of kinds of change in a report, by the names that JSON has for them."""

from __future__ import annotations

from policydiff.messages import translatable

CHANGE_NAMES = {
    "added": translatable("added"),
    "removed": translatable("removed"),
    "replaced": translatable("replaced"),
    "edited": translatable("edited"),
    "split": translatable("split"),
    "merged": translatable("merged"),
    "moved": translatable("moved"),
    "renumbered": translatable("renumbered"),
}
# The words that a finding starts with: its kind, or what became of a duty.
LEAD_WORDS = {
    "status": translatable("status"),
    "obligation": translatable("obligation"),
    "duty": translatable("duty"),
    "weaker": translatable("weaker"),
    "stronger": translatable("stronger"),
    "narrower": translatable("narrower"),
    "wider": translatable("wider"),
    "reversed": translatable("reversed"),
    "changed": translatable("changed"),
    "shorter": translatable("shorter"),
    "longer": translatable("longer"),
    "agency": translatable("agency"),
    "penalty": translatable("penalty"),
    "reference": translatable("reference"),
    "number": translatable("number"),
    "money": translatable("money"),
    "deadline": translatable("deadline"),
    "date": translatable("date"),
    "citation": translatable("citation"),
    "sentence": translatable("sentence"),
    "term": translatable("term"),
    "punctuation": translatable("punctuation"),
}
