"""The names of relations, decisions, differences and severities as reports show them: those of JSON, translated."""

from __future__ import annotations

from policydiff.messages import Message, message, translatable

_TRANSLATED_NAMES = (
    # relations between passages of one document
    translatable("pasted-copy"),
    translatable("possible-paste"),
    translatable("repeated-provision"),
    translatable("parallel-provision"),
    translatable("repeated-line"),
    translatable("running-head"),
    translatable("quotation"),
    translatable("furniture"),
    # relations between documents
    translatable("identical"),
    translatable("same-text"),
    translatable("script-twin"),
    translatable("near-duplicate"),
    translatable("revision"),
    translatable("mislabelled"),
    translatable("excerpt"),
    translatable("contains"),
    translatable("contains it"),
    translatable("wrapper"),
    translatable("template"),
    translatable("reuse"),
    # decisions
    translatable("drop"),
    translatable("keep"),
    translatable("conflict"),
    # differences
    translatable("number"),
    translatable("punctuation"),
    translatable("wording"),
    # severities
    translatable("error"),
    translatable("warning"),
    translatable("info"),
)


def shown_name(name: str) -> Message:
    """The name as a report shows it: in English, one that has no translation.

    >>> str(shown_name("near-duplicate"))
    'near-duplicate'
    """
    return message(name)
