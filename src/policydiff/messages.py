"""Sentences as values: an English template with its parts. The template is the id by which a translation is found.

The core returns messages and never compares, splits or sorts their English. Reports print them with `str`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_CONTEXT_END = "\x04"
MAX_PART_CHARACTERS = 200  # of a value in an error message


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, or a part of one. `template` has a replacement field of `str.format` for each of `parts`.

    A part is a value that is the same in every language (a number, a quotation, a label), or another message. Braces
    of the sentence itself are doubled.

    >>> str(message("lines {first}-{last} stand twice", first=3, last=9))
    'lines 3-9 stand twice'
    """

    template: str
    parts: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return without_context(self.template).format(**dict(self.parts))

    def __repr__(self) -> str:
        return f"<Message {str(self)!r}>"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __bool__(self) -> bool:
        """False only for the empty template; a template whose parts are all empty is True."""
        return bool(self.template)


NOTHING = Message("")


class Option(str):
    """An option of the command line in a message, such as `--encoding`; in Python a parameter has its place."""

    __slots__ = ()

    @property
    def parameter(self) -> str:
        """The name of the parameter: the words of the option, joined by underscores.

        >>> Option("--id-field").parameter, Option("--against-ref").parameter
        ('id_field', 'against_revision')
        """
        return _PARAMETERS.get(self, self.removeprefix("--").replace("-", "_"))


_PARAMETERS = {"--against-ref": "against_revision"}  # the parameters that have another name


def with_parameter_names(sentence: Message) -> Message:
    """The message with the name of the parameter in the place of each option.

    >>> str(with_parameter_names(message("name the encoding with {option}", option=Option("--encoding"))))
    'name the encoding with encoding='
    """
    parts: list[tuple[str, object]] = []
    for name, part in sentence.parts:
        if isinstance(part, Message):
            parts.append((name, with_parameter_names(part)))
        else:
            parts.append((name, f"{part.parameter}=" if isinstance(part, Option) else part))
    return Message(sentence.template, tuple(parts))


def message(template: str, /, **parts: object) -> Message:
    """The message of a template and the values of its fields.

    >>> message("{share:.0%} of the document", share=0.46)
    <Message '46% of the document'>
    """
    return Message(template, tuple(parts.items()))


def translatable(template: str, /) -> str:
    """The template itself. It marks one that reaches `message` by a variable, so that it gets into the catalogues."""
    return template


def in_context(context: str, template: str, /) -> str:
    """The template for a translation of its own: one that has another sense there than elsewhere, as `number`.

    gettext calls this a message context, and joins the two in this way. In English the context is not shown.

    >>> str(message(in_context("of a document", "number")))
    'number'
    """
    return f"{context}{_CONTEXT_END}{template}"


def without_context(template: str, /) -> str:
    """The template without the context that `in_context` put before it."""
    return template.rpartition(_CONTEXT_END)[2]


def verbatim(part: object, /) -> Message:
    """The message that says no more than a part: a quotation, a label, a name.

    >>> str(verbatim("第三条 {x}"))
    '第三条 {x}'
    """
    return message("{part}", part=part)


def as_message(sentence: Message | str, /) -> Message:
    """The message itself; for a sentence that is written out in the source and has no parts, its message.

    >>> as_message("is not empty") == message("is not empty")
    True
    """
    if isinstance(sentence, Message):
        return sentence
    return Message(sentence.replace("{", "{{").replace("}", "}}"))


def counted(number: int, one: str, many: str, /, **parts: object) -> Message:
    """The message for a number: `one` for 1, `many` for any other (0 too); both have the field `{number}`, or none.

    >>> [str(counted(number, "{number:,} line", "{number:,} lines")) for number in (1, 1200)]
    ['1 line', '1,200 lines']
    """
    return message(one if number == 1 else many, number=number, **parts)


def cut(text: str, most: int = MAX_PART_CHARACTERS) -> str:
    """The text, without its middle if it is longer than `most` characters.

    >>> cut("abcdefghij", 5)
    'ab … ij'
    """
    half = most // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


def shortened(sentence: Message) -> Message:
    """The message with its longest parts cut: a name made up by somebody may have a million characters."""
    parts = (
        (name, shortened(part) if isinstance(part, Message) else cut(part) if isinstance(part, str) else part)
        for name, part in sentence.parts
    )
    return Message(sentence.template, tuple(parts))


def in_english(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name as JSON holds them: a message is its English.

    >>> in_english({"rate": 16, "sampling": message("1 of {rate} shingles", rate=16)})
    {'rate': 16, 'sampling': '1 of 16 shingles'}
    """
    return {name: str(value) if isinstance(value, Message) else value for name, value in values.items()}


def joined(messages: Iterable[Message], separator: str = "; ") -> Message:
    """The messages in one, with the separator, which is a literal, between them; empty ones are left out.

    `NOTHING` if none is left; a single one is returned itself.

    >>> str(joined([message("the text"), NOTHING, message("the heading")], " and "))
    'the text and the heading'
    """
    kept = [part for part in messages if part]
    if len(kept) < 2:
        return kept[0] if kept else NOTHING
    names = [f"m{index}" for index in range(len(kept))]
    parts = (("separator", as_message(separator)), *zip(names, kept, strict=True))
    return Message("{separator}".join(f"{{{name}}}" for name in names), parts)
