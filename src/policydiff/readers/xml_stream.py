"""XML read in bounded memory: the wanted elements one after another, each with the bytes it was read from.

A DTD is refused, so no entity can be expanded and no other file can be named. The parser is expat.

>>> [element.text for element in elements(b"<a><b>1</b><b>2</b></a>", {"b"}, {}, where="x.xml")]
['1', '2']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any
from xml.parsers import expat

from policydiff.errors import ReadError
from policydiff.messages import message, verbatim

MAX_DEPTH = 128  # elements inside one another, in a tree that is built
MAX_ELEMENTS = 800_000  # of one tree: what is read beyond that is refused, so that memory is bounded
_CHUNK = 1 << 16  # bytes passed to the parser at a time
_NO_ATTRIBUTES: dict[str, str] = {}  # shared by the elements without any, which are most; nobody changes it
_SEPARATOR = "\n"  # between namespace and name: no character of either
# A whole start tag or end tag: a ">" in the value of an attribute does not end it.
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
# How XML in UTF-16 begins, with a byte-order mark and without.
_WIDE_STARTS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class Element:
    """An element: its name, attributes, children in order, and the text directly in it.

    Names are `prefix:name` with the prefixes that the reader gave, or the bare name if there is no namespace. `parts`
    are the children in order: elements, and pieces of text. `start` is the offset of its first tag in the bytes read
    (of UTF-16 in what `in_utf8` gives), and `end` that of its last tag, for `end_of_element`.
    """

    __slots__ = ("attributes", "end", "name", "parts", "start")

    def __init__(self, name: str, attributes: dict[str, str], start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.parts: list[Element | str] = []
        self.start = start
        self.end = start

    def __repr__(self) -> str:
        return f"<Element {self.name} [{self.start}, {self.end})>"

    def __iter__(self) -> Iterator[Element]:
        """The child elements in order."""
        return (part for part in self.parts if isinstance(part, Element))

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def child(self, name: str) -> Element | None:
        """The first child with this name; None if there is none."""
        return next((part for part in self if part.name == name), None)

    def value(self, name: str, attribute: str = "w:val", otherwise: str = "") -> str:
        """An attribute of the first child with this name; `otherwise` if there is no such child or attribute."""
        child = self.child(name)
        return otherwise if child is None else child.attributes.get(attribute, otherwise)


def elements(
    raw: bytes, wanted: Set[str], prefixes: Mapping[str, str], *, where: str, skipped: Set[str] = frozenset()
) -> Iterator[Element]:
    """The outermost elements with a wanted name, in order, each given when its end was read and then forgotten.

    `prefixes` are the prefixes of namespaces, by their URI; a name in any other namespace begins with "?:". Elements
    with a name in `skipped` are left out of the trees, with all that is in them. ReadError for a DTD, for XML that is
    not well formed, and beyond `MAX_DEPTH` or `MAX_ELEMENTS`.
    """
    try:
        raw, is_recoded = in_utf8(raw)
        builder = _Builder(wanted, prefixes, skipped, "utf-8" if is_recoded else None)
    except UnicodeDecodeError as error:
        raise ReadError(message("not sound XML: {reason}", reason=verbatim(str(error))), where=where) from None
    try:
        for start in range(0, len(raw), _CHUNK):
            builder.parser.Parse(raw[start : start + _CHUNK], False)
            yield from builder.finished(raw)
        builder.parser.Parse(b"", True)
        yield from builder.finished(raw)
    except expat.ExpatError as error:
        reason = verbatim(expat.ErrorString(error.code))
        at = builder.parser.ErrorByteIndex
        raise ReadError(message("not sound XML at byte {at:,}: {reason}", at=at, reason=reason), where=where) from None
    except _RefusedError as error:
        raise ReadError(error.args[0], where=where) from None
    except (LookupError, ValueError) as error:  # the encoding that the XML names
        raise ReadError(message("not sound XML: {reason}", reason=verbatim(str(error))), where=where) from None


def in_utf8(raw: bytes) -> tuple[bytes, str]:
    """XML in UTF-16 as UTF-8, with the name of its encoding; other XML as it is, with no name.

    A byte-order mark is kept. UnicodeDecodeError if it is not sound UTF-16.

    >>> in_utf8("<a/>".encode("utf-16-le"))
    (b'<a/>', 'utf-16-le')
    """
    name = _WIDE_STARTS.get(raw[:2], "")
    return (raw.decode(name).encode(), name) if name else (raw, "")


class _RefusedError(Exception):
    """XML that is well formed but not read; its argument is the message."""


class _Builder:
    """The handlers of the parser, and the tree that is being built."""

    def __init__(self, wanted: Set[str], prefixes: Mapping[str, str], skipped: Set[str], encoding: str | None) -> None:
        self._wanted, self._skipped = wanted, skipped
        self._prefixes = {uri: f"{prefix}:" for uri, prefix in prefixes.items()}
        self._names: dict[str, str] = {}
        self._open: list[Element] = []  # from the wanted element inwards
        self._skipping = 0  # open elements that are left out
        self._count = 0  # elements of the tree
        self._done: list[Element] = []
        self.parser: Any = expat.ParserCreate(encoding, namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_dtd
        self.parser.EntityDeclHandler = self._refuse_dtd

    def finished(self, raw: bytes) -> Iterator[Element]:
        """The wanted elements whose end was read since the last call."""
        done, self._done = self._done, []
        yield from done

    def _name(self, full: str) -> str:
        """The prefixed name of an expanded one."""
        if full not in self._names:
            uri, _, local = full.rpartition(_SEPARATOR)
            self._names[full] = (self._prefixes.get(uri, "?:") if uri else "") + local
        return self._names[full]

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        name = self._name(full)
        if not self._open and name not in self._wanted:
            return
        if name in self._skipped:
            self._skipping = 1
            return
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(message("more than {most} elements inside one another", most=MAX_DEPTH))
        if self._count > MAX_ELEMENTS:
            raise _RefusedError(message("more than {most:,} elements in one part", most=MAX_ELEMENTS))
        named = {self._name(key): value for key, value in attributes.items()} if attributes else _NO_ATTRIBUTES
        element = Element(name, named, self.parser.CurrentByteIndex)
        if self._open:
            self._open[-1].parts.append(element)
        self._open.append(element)

    def _end(self, full: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if self._open:
            element = self._open.pop()
            element.end = self.parser.CurrentByteIndex
            if not self._open:
                self._done.append(element)
                self._count = 0

    def _text(self, text: str) -> None:
        if self._open and not self._skipping:
            self._open[-1].parts.append(text)

    def _refuse_dtd(self, *declaration: object) -> None:
        raise _RefusedError(message("a DTD, which is not allowed"))


def end_of_element(raw: bytes, start: int, last_tag: int) -> int:
    """The offset behind an element that begins at `start` and whose last tag the parser found at `last_tag`.

    ValueError if there is no tag at these places.
    """
    first = _TAG.match(raw, start)
    if first is not None and first[0].endswith(b"/>"):
        return first.end()
    last = _TAG.match(raw, last_tag)
    if first is None or last is None:
        raise ValueError(f"no tag at byte {start} or {last_tag}")
    return last.end()
