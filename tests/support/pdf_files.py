"""PDF files for tests: text and lines at given places, in a font for Chinese that is not embedded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595.0, 842.0  # A4, in points


class Text(NamedTuple):
    """Text that begins at a place on its base line; the size in points, the angle in quarter turns to the left."""

    x: float
    y: float
    text: str
    size: float = 12.0
    turns: int = 0


class Box(NamedTuple):
    """A box with its lower left corner, its width and height, of which the edges are drawn."""

    x: float
    y: float
    width: float
    height: float


Page = Sequence[Text | Box]
_MATRICES = ("1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0")
_NARROW = "/W [1 95 500]"  # the first characters of the font are those of ASCII, half as wide as the others


def pdf_file(pages: Iterable[Page], *, vertical: bool = False) -> bytes:
    """A PDF file with these pages; `vertical` sets each text downwards from its place."""
    encoding = "UniGB-UCS2-V" if vertical else "UniGB-UCS2-H"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} "
        f"/DescendantFonts [4 0 R] >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (GB1) /Supplement 2 >> /DW 1000 {_NARROW} /FontDescriptor 5 0 R >>".encode(),
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        b"/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    kids = []
    for page in pages:
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        objects.append(stream("\n".join(_drawn(item) for item in page).encode()))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return file_of_objects(objects)


def stream(content: bytes, megabytes: int = 0) -> bytes:
    """An object that holds this content, packed, and behind it so many megabytes of blanks."""
    packer = zlib.compressobj()
    packed = packer.compress(content) + b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes))
    packed += packer.flush()
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _drawn(item: Text | Box) -> str:
    """The operators that draw a text or a box."""
    if isinstance(item, Box):
        return f"{item.x:g} {item.y:g} {item.width:g} {item.height:g} re S"
    codes = item.text.encode("utf-16-be").hex()
    return f"BT /F {item.size:g} Tf {_MATRICES[item.turns]} {item.x:g} {item.y:g} Tm <{codes}> Tj ET"


def file_of_objects(objects: Sequence[bytes]) -> bytes:
    """A file with these objects and the table of their places."""
    raw = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(raw))
    )


def column(
    paragraphs: Sequence[str],
    *,
    x: float = 72.0,
    top: float = 770.0,
    characters: int = 36,
    indent: int = 2,
    size: float = 12.0,
    pitch: float = 20.0,
    gap: float = 0.0,
) -> list[Text]:
    """Paragraphs set in a column of so many characters a line; `gap` is the room between two of them."""
    texts = []
    y = top
    for paragraph in paragraphs:
        start, room = x + indent * size, characters - indent
        while paragraph:
            texts.append(Text(start, y, paragraph[:room], size))
            paragraph, start, room, y = paragraph[room:], x, characters, y - pitch
        y -= gap
    return texts
