"""The package of an Office Open XML file (ECMA-376 Part 2): a ZIP file that is the same bytes for the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from policydiff.text.xml_text import xml_text

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that ZIP can hold; a real one would change the bytes of every run
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE_RELATIONSHIP = f"{_RELATIONSHIPS}/metadata/core-properties"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


class Part(NamedTuple):
    """A part of a package: its content type, its XML without the declaration, and the relationship that leads to it.

    `relationship` is the last word of the type of the relationship, such as styles.
    """

    content_type: str
    xml: str
    relationship: str


def package(main_name: str, main: Part, parts: Mapping[str, Part], title: str) -> bytes:
    """The bytes of a package: the main part (word/document.xml), and the parts beside it by their names in its folder.

    `parts` are named in the relationships of the main part, in their order, as rId1, rId2 and so on. `title` is the
    title in the properties of the file; there is no date in them.
    """
    folder, _, name = main_name.rpartition("/")
    types = {f"/{main_name}": main.content_type, "/docProps/core.xml": _CORE_TYPE}
    types |= {f"/{folder}/{part}": value.content_type for part, value in parts.items()}
    contents = {
        "[Content_Types].xml": _content_types(types),
        "_rels/.rels": _relationships(
            [(f"{_OFFICE_RELATIONSHIPS}/{main.relationship}", main_name), (_CORE_RELATIONSHIP, "docProps/core.xml")]
        ),
        "docProps/core.xml": _core_properties(title),
        main_name: main.xml,
        f"{folder}/_rels/{name}.rels": _relationships(
            [(f"{_OFFICE_RELATIONSHIPS}/{part.relationship}", path) for path, part in parts.items()]
        ),
    }
    contents |= {f"{folder}/{path}": part.xml for path, part in parts.items()}
    return _zip({path: (_DECLARATION + xml).encode() for path, xml in contents.items()})


def _content_types(types: Mapping[str, str]) -> str:
    """The part that names the content type of each part, by its path."""
    overrides = "".join(f'<Override PartName="{path}" ContentType="{value}"/>' for path, value in types.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_CONTENT_TYPES}">{defaults}{overrides}</Types>'


def _relationships(targets: list[tuple[str, str]]) -> str:
    """The part with the relationships, each a type and a target, numbered from rId1."""
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{entries}</Relationships>'


def _core_properties(title: str) -> str:
    """The properties of the file: its title and the name of the program."""
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{xml_text(title)}</dc:title><dc:creator>policydiff</dc:creator></cp:coreProperties>"
    )


def _zip(contents: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP archive, in their order, without dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the bytes would differ on Windows
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
