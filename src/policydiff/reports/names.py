"""The names that several reports have for relations, decisions, differences and severities, by their names in JSON."""

from __future__ import annotations

from policydiff.messages import translatable

RELATION_NAMES = {
    # between passages of one document
    "pasted-copy": translatable("pasted-copy"),
    "possible-paste": translatable("possible-paste"),
    "repeated-provision": translatable("repeated-provision"),
    "parallel-provision": translatable("parallel-provision"),
    "repeated-line": translatable("repeated-line"),
    "running-head": translatable("running-head"),
    "quotation": translatable("quotation"),
    "furniture": translatable("furniture"),
    # between documents
    "identical": translatable("identical"),
    "same-text": translatable("same-text"),
    "script-twin": translatable("script-twin"),
    "near-duplicate": translatable("near-duplicate"),
    "revision": translatable("revision"),
    "mislabelled": translatable("mislabelled"),
    "excerpt": translatable("excerpt"),
    "contains": translatable("contains"),
    "contains it": translatable("contains it"),
    "wrapper": translatable("wrapper"),
    "template": translatable("template"),
    "reuse": translatable("reuse"),
}
ACTION_NAMES = {"drop": translatable("drop"), "keep": translatable("keep"), "conflict": translatable("conflict")}
DIFFERENCE_NAMES = {
    "number": translatable("number"),
    "punctuation": translatable("punctuation"),
    "wording": translatable("wording"),
}
SEVERITY_NAMES = {"error": translatable("error"), "warning": translatable("warning"), "info": translatable("info")}
