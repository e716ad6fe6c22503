"""Text, fonts and styles of a Word file (ECMA-376 Part 1, WordprocessingML), and its parts beside the body.

The fonts are those of official documents: 仿宋 with a title in 小标宋 on the mainland (GB/T 9704), 標楷體 in Taiwan.
"""

from __future__ import annotations

from typing import NamedTuple

from policydiff.text.xml_text import xml_text
from policydiff.writers.office_package import Part, package

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LATIN_FONT = "Times New Roman"


class Font(NamedTuple):
    """An East Asian font, the one to take where it is not installed, and its character set in hexadecimal.

    The character sets of Windows: 86 is GB 2312, 88 is Big5.
    """

    name: str
    alternative: str
    charset: str


class Fonts(NamedTuple):
    """The fonts of a document: of its text, of marked text and of its title; `language` is a BCP 47 tag."""

    language: str
    text: Font
    marked: Font
    title: Font


_MAINLAND = Fonts(
    "zh-CN",
    Font("仿宋_GB2312", "仿宋", "86"),
    Font("黑体", "SimHei", "86"),
    Font("方正小标宋简体", "宋体", "86"),
)
_KAITI = Font("標楷體", "DFKai-SB", "88")
_TAIWAN = Fonts("zh-TW", _KAITI, _KAITI, _KAITI)


def fonts_of(language: str) -> Fonts:
    """The fonts for a language: those of Taiwan for a tag that begins with zh-TW or zh-Hant, else of the mainland.

    >>> fonts_of("zh-TW").text.name, fonts_of("").text.name
    ('標楷體', '仿宋_GB2312')
    """
    return _TAIWAN if language.startswith(("zh-TW", "zh-Hant")) else _MAINLAND


def run(text: str, font: Font, properties: str = "", *, element: str = "t") -> str:
    """A run of text; a tab and a line break in it are elements of their own. `element` is t, or delText if deleted.

    `properties` are elements of w:rPr that follow the fonts.

    >>> run("甲\\t乙", Font("仿宋", "", "86"), "<w:b/>").split("</w:rPr>")[1]
    '<w:t xml:space="preserve">甲</w:t><w:tab/><w:t xml:space="preserve">乙</w:t></w:r>'
    """
    lines = ("<w:tab/>".join(_text(part, element) for part in line.split("\t")) for line in text.split("\n"))
    return f"<w:r><w:rPr>{run_fonts(font)}{properties}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def run_fonts(font: Font) -> str:
    """The element that names the fonts of a run; the East Asian one is preferred for marks that both fonts have."""
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{_LATIN_FONT}" w:hAnsi="{_LATIN_FONT}"'
        f' w:eastAsia="{xml_text(font.name)}" w:cs="{_LATIN_FONT}"/>'
    )


def _text(text: str, element: str) -> str:
    """The element of a text without tabs and line breaks; nothing for no text."""
    return f'<w:{element} xml:space="preserve">{xml_text(text)}</w:{element}>' if text else ""


def word_file(body: str, fonts: Fonts, title: str) -> bytes:
    """The bytes of a Word file with this content of w:body; the footer with the page number has the id rId3."""
    parts = {
        "styles.xml": Part(f"{_TYPE}.styles+xml", _styles(fonts), "styles"),
        "fontTable.xml": Part(f"{_TYPE}.fontTable+xml", _font_table(fonts), "fontTable"),
        "footer1.xml": Part(f"{_TYPE}.footer+xml", _footer(fonts), "footer"),
    }
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    main = Part(f"{_TYPE}.document.main+xml", document, "officeDocument")
    return package("word/document.xml", main, parts, title)


def section(width: int, height: int, margin: int) -> str:
    """The properties of the only section: size of the page and margin on each side, in twentieths of a point.

    A page that is wider than high is landscape.
    """
    orientation = ' w:orient="landscape"' if width > height else ""
    margins = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/>'
        f'<w:pgMar {margins} w:header="850" w:footer="850" w:gutter="0"/></w:sectPr>'
    )


def _styles(fonts: Fonts) -> str:
    """The part with the defaults and the style of every paragraph."""
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{run_fonts(fonts.text)}"
        f'<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="{fonts.language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        "</w:styles>"
    )


def _font_table(fonts: Fonts) -> str:
    """The part with the fonts and what to take in their place."""
    entries = "".join(
        f'<w:font w:name="{font.name}"><w:altName w:val="{font.alternative}"/><w:charset w:val="{font.charset}"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for font in dict.fromkeys((fonts.text, fonts.marked, fonts.title))
    )
    return f"<w:fonts {NAMESPACES}>{entries}</w:fonts>"


def _footer(fonts: Fonts) -> str:
    """The part with the footer: the number of the page between dashes, as GB/T 9704 has it."""
    size = '<w:sz w:val="28"/><w:szCs w:val="28"/>'
    number = f'<w:fldSimple w:instr=" PAGE ">{run("1", fonts.text, size)}</w:fldSimple>'
    dash = run("— ", fonts.text, size)
    last_dash = run(" —", fonts.text, size)
    return f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{dash}{number}{last_dash}</w:p></w:ftr>'
