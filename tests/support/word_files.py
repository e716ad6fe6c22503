"""Word files made from pieces of XML, as small as Word opens them; the texts are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from policydiff.readers.word.package import WordPackage
from policydiff.text.extraction import Tracked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_DATE = (2026, 1, 1, 0, 0, 0)


def word_file(body: str, links: Mapping[str, str] | None = None, /, **parts: str) -> bytes:
    """A Word file with this inside its w:body, and parts such as numbering="<w:abstractNum …>".

    `links` are addresses outside the file by the ids under which links in the body name them.
    """
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships({"officeDocument": "word/document.xml"}),
    }
    members["word/document.xml"] = _part("document", f"<w:body>{body}</w:body>")
    members["word/_rels/document.xml.rels"] = _relationships(
        {name.rstrip("12"): f"{name}.xml" for name in parts}, links
    )
    roots = {"header1": "hdr", "footer1": "ftr"}
    for name, content in parts.items():
        members[f"word/{name}.xml"] = _part(roots.get(name, name), content)
    return zipped(members)


def strict(raw: bytes) -> bytes:
    """The Word file in the strict form of the standard: the same with other namespaces."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped({name: content.replace(W.encode(), STRICT.encode()) for name, content in members.items()})


def in_utf16(raw: bytes, encoding: str = "utf-16") -> bytes:
    """The Word file with its text in UTF-16: utf-16 has a byte-order mark, utf-16-le and utf-16-be have none."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    text = members["word/document.xml"].decode()
    return zipped({**members, "word/document.xml": text.replace('"UTF-8"', '"UTF-16"').encode(encoding)})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these members, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def paragraph(
    text: str = "", *, style: str = "", number: str = "", level: int | None = None, mark: str = "", frame: str = ""
) -> str:
    """A paragraph: `text` is plain text, or XML if it begins with "<"; `number` its list, `mark` of its mark.

    `frame` are the attributes of its frame.
    """
    run = text if text.startswith("<") else run_of(text)
    numbers = "" if not number and level is None else _list(number, level)
    properties = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + (f"<w:framePr {frame}/>" if frame else "")
        + numbers
        + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    )
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}</w:p>"


def run_of(text: str, properties: str = "") -> str:
    """A run of text; none if the text is empty."""
    format_of_run = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{format_of_run}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""


def _list(number: str, level: int | None) -> str:
    """The list of a paragraph."""
    inside = (f'<w:ilvl w:val="{level}"/>' if level is not None else "") + (
        f'<w:numId w:val="{number}"/>' if number else ""
    )
    return f"<w:numPr>{inside}</w:numPr>"


def level(number: int, form: str, text: str, *, start: int = 1, more: str = "", suffix: str = "nothing") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """The part of numbering with one definition, 0, of these levels."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells, each plain text or the XML of its content."""
    return f"<w:tbl>{''.join(map(row, rows))}</w:tbl>"


def row(cells: tuple[str, ...], properties: str = "") -> str:
    """A row of a table."""
    return f"<w:tr>{properties}{''.join(map(_cell, cells))}</w:tr>"


def _cell(content: str) -> str:
    """A cell."""
    return f"<w:tc>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def _part(root: str, content: str) -> str:
    """A part with this root element."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {_NAMESPACES}>{content}</w:{root}>'


def _relationships(targets: Mapping[str, str], links: Mapping[str, str] | None = None) -> str:
    """A part of relationships, those of `links` to addresses outside the file."""
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    listed += "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def _content_types(parts: Mapping[str, str]) -> str:
    """The part of content types."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{main}.{name}+xml"/>' for name in ["document.main", *parts]
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides.replace('document.main.xml', 'document.xml')}</Types>"
    )


# --- what a Word file reads as


def lines_of(raw: bytes, tracked: Tracked = "accept") -> list[str]:
    """The lines of the text."""
    return WordPackage(raw, "notice.docx").extraction(tracked)[0].text.split("\n")[:-1]


def left_out(raw: bytes) -> list[str]:
    """What the reader says it left out."""
    return [str(item.message) for item in WordPackage(raw, "notice.docx").extraction()[0].left_out]
