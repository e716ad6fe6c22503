"""How many traps of Word files policydiff and the libraries that read them pass, and how long one file takes.

    python benchmarks/word_traps.py [--show]

A trap is a small Word file with what a reader must give, in this order, and what it must not. Blanks do not count. A
library that is not installed is left out: python-docx, docx2python, mammoth, markitdown, xberg. Times are the median
of interleaved runs in one process, imports not counted, as ratios to policydiff.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from accuracy import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
from word_files import level, numbering, paragraph, row, run_of, strict, table, word_file

Read = Callable[[Path], str]
ROUNDS = 5


class Trap(NamedTuple):
    """A Word file, the pieces of text that it shows in order, and text that it does not show."""

    raw: bytes
    shown: tuple[str, ...]
    not_shown: tuple[str, ...] = ()


def changed(kind: str, text: str) -> str:
    """A tracked change: ins, del, moveFrom or moveTo."""
    element = "delText" if kind == "del" else "t"
    return f'<w:{kind} w:id="1" w:author="王某"><w:r><w:{element}>{text}</w:{element}></w:r></w:{kind}>'


def numbered(*items: tuple[str, int], lists: str = "", levels: tuple[str, ...] = ()) -> bytes:
    """A Word file whose paragraphs are items of list 1, at their levels."""
    levels = levels or (
        level(0, "chineseCountingThousand", "第%1章 "),
        level(1, "chineseCountingThousand", "第%2条 ", more='<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCounting", "（%3）"),
    )
    every_list = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + lists
    body = "".join(paragraph(text, number=text[0] if text[0].isdigit() else "1", level=depth) for text, depth in items)
    return word_file(body, numbering=numbering(*levels, lists=every_list))


BOX = "<w:txbxContent>" + paragraph("框内文字") + "</w:txbxContent>"
ALTERNATIVES = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>" + BOX + "</wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox>" + BOX + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + run_of("第三条")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NOTE = f'<w:footnote w:id="2">{paragraph("注释文字")}</w:footnote>'
OVERRIDE = (
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1">'
    '<w:startOverride w:val="9"/></w:lvlOverride></w:num>'
)


def traps() -> dict[str, Trap]:
    """The traps by their names."""
    merged = (
        row(("合并", "甲"))
        + "<w:tr>"
        + "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>"
        + paragraph("乙")
        + "</w:tc></w:tr>"
    )
    merged = merged.replace("<w:tc><w:p>", '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p>', 1)
    nested = table((table(("内一", "内二")) + "<w:p/>", "外"))
    list_of_style = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    style = f'<w:style w:type="paragraph" w:styleId="Article">{list_of_style}</w:style>'
    by_style = numbering(level(0, "chineseCountingThousand", "第%1条 ", more='<w:pStyle w:val="Article"/>'))
    plain = {
        "第X条 as Word numbers it": Trap(numbered(("总则", 0), ("目的", 1)), ("第一章 总则", "第一条 目的")),
        "articles go on in a new chapter": Trap(
            numbered(("总则", 0), ("目的", 1), ("罚则", 0), ("罚款", 1)), ("第二章 罚则", "第二条 罚款")
        ),
        "items in brackets": Trap(
            numbered(("总则", 0), ("目的", 1), ("甲项", 2), ("乙项", 2)), ("（一）甲项", "（二）乙项")
        ),
        "ten and twenty": Trap(numbered(*[(f"条文{n}", 1) for n in range(21)]), ("第十条 条文9", "第二十一条 条文20")),
        "a start of its own": Trap(
            numbered(("甲", 1), ("2乙", 1), lists=OVERRIDE), ("第一条 甲", "第九条 2乙")
        ),
        "digits as Word prints them": Trap(
            numbered(*[(f"款{n}", 0) for n in range(10)], levels=(level(0, "ideographDigital", "%1、"),)),
            ("九、款8", "一〇、款9"),
        ),
        "numbering by style": Trap(
            word_file(paragraph("目的", style="Article"), numbering=by_style, styles=style), ("第一条 目的",)
        ),
        "legal numbers": Trap(
            numbered(
                ("总则", 0), ("目的", 1),
                levels=(
                    level(0, "chineseCountingThousand", "第%1章 "),
                    level(1, "decimal", "%1.%2 ", more="<w:isLgl/>"),
                ),
            ),
            ("第一章 总则", "1.1 目的"),
        ),
        "inserted text": Trap(word_file(paragraph(run_of("限") + changed("ins", "二十日"))), ("限二十日",)),
        "deleted text": Trap(word_file(paragraph(run_of("限") + changed("del", "十日"))), ("限",), ("十日",)),
        "moved text": Trap(
            word_file("".join(map(paragraph, (changed("moveFrom", "移句。"), "中间", changed("moveTo", "移句。"))))),
            ("中间", "移句。"), ("移句。中间",),
        ),
        "a deleted paragraph mark": Trap(
            word_file(paragraph("前半", mark='<w:del w:id="1" w:author="王某"/>') + paragraph("后半")), ("前半后半",)
        ),
        "a text box once": Trap(word_file(paragraph(run_of("正文") + ALTERNATIVES)), ("正文", "框内文字")),
        "a content control": Trap(
            word_file(f"<w:sdt><w:sdtContent>{paragraph('控件文字')}</w:sdtContent></w:sdt>"), ("控件文字",)
        ),
        "the result of a field": Trap(word_file(paragraph(run_of("依照") + FIELD)), ("依照第三条",), ("REF",)),
        "hidden text": Trap(word_file(paragraph(run_of("可见") + run_of("隐藏", "<w:vanish/>"))), ("可见",), ("隐藏",)),
        "a footnote": Trap(
            word_file(paragraph(run_of("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=NOTE),
            ("正文", "注释文字"),
        ),
        "merged cells once": Trap(word_file(f"<w:tbl>{merged}</w:tbl>"), ("合并", "甲", "乙"), ("合并乙",)),
        "a table in a table once": Trap(word_file(nested), ("内一", "内二", "外")),
        "page headers outside the text": Trap(
            word_file(paragraph("正文"), header1=paragraph("页眉文字")), ("正文",), ("页眉文字",)
        ),
        "a paragraph that stands twice": Trap(word_file(paragraph("重复段落。") * 2), ("重复段落。", "重复段落。")),
    }  # fmt: skip
    inserted = plain["第X条 as Word numbers it"]
    return {**plain, "the strict form": Trap(strict(inserted.raw), inserted.shown)}


def passes(text: str, trap: Trap) -> bool:
    """Whether a text shows all that the trap shows, in order, each as often as it does, and nothing else of it."""
    bare, position = "".join(text.split()), 0
    pieces = ["".join(piece.split()) for piece in trap.shown]
    for piece in pieces:
        position = bare.find(piece, position)
        if position < 0 or bare.count(piece) < pieces.count(piece):
            return False
        position += len(piece)
    repeated = any(bare.count(piece) > sum(piece in other for other in pieces) for piece in pieces if len(piece) > 1)
    return not repeated and not any("".join(piece.split()) in bare for piece in trap.not_shown)


# --- readers


def readers() -> Iterator[tuple[str, Read]]:
    """policydiff and the libraries that are installed, by their names."""
    from policydiff.readers.read import read_file

    yield "policydiff", lambda path: read_file(str(path)).text
    with contextlib.suppress(ImportError):
        docx = import_module("docx")
        yield "python-docx", lambda path: "\n".join(_blocks(docx.Document(str(path))))
    with contextlib.suppress(ImportError):
        docx2python = import_module("docx2python")
        yield "docx2python", lambda path: str(docx2python.docx2python(str(path)).text)
    with contextlib.suppress(ImportError):
        mammoth = import_module("mammoth")
        yield "mammoth", lambda path: str(mammoth.extract_raw_text(io.BytesIO(path.read_bytes())).value)
    with contextlib.suppress(ImportError):
        markitdown = import_module("markitdown")
        converter = markitdown.MarkItDown()
        yield "markitdown", lambda path: str(converter.convert(str(path)).text_content)
    with contextlib.suppress(ImportError):
        xberg = import_module("xberg")
        yield "xberg", lambda path: asyncio.run(_text_of_xberg(xberg, path))


async def _text_of_xberg(xberg: ModuleType, path: Path) -> str:
    """The text of a Word file by xberg."""
    mime_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    wanted = xberg.ExtractInput(kind="bytes", bytes=path.read_bytes(), mime_type=mime_type, filename=path.name)
    return str((await xberg.extract(wanted)).results[0].content)


def _blocks(document: object) -> Iterator[str]:
    """The paragraphs and the cells of a document of python-docx, in order."""
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if hasattr(block, "rows"):
            for cells in block.rows:
                yield "\t".join(cell.text for cell in cells.cells)
        else:
            yield block.text


def main() -> None:
    """Print the table, and with `--show` the traps that each reader fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="list the traps that each reader fails")
    arguments = parser.parse_args()
    cases = traps()
    failed: dict[str, list[str]] = {}
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{number}.docx" for number, name in enumerate(cases)}
        for name, path in paths.items():
            path.write_bytes(cases[name].raw)
        for round_number in range(ROUNDS + 1):
            for reader, read in READERS:
                for name, path in paths.items():
                    started = time.perf_counter()
                    try:
                        text = read(path)
                    except Exception as error:  # a library may raise anything
                        text = f"{type(error).__name__}"
                    if round_number:
                        times.setdefault(reader, []).append(time.perf_counter() - started)
                    elif not passes(text, cases[name]):
                        failed.setdefault(reader, []).append(name)
    ours = statistics.median(times["policydiff"])
    rows = []
    for reader, _ in READERS:
        median = statistics.median(times[reader])
        right = len(cases) - len(failed.get(reader, ()))
        rows.append((reader, f"{right}", f"{1000 * median:.1f}", f"{median / ours:.1f}"))
    headings = ("reader", f"right of {len(cases)}", "ms a file", "ratio")
    print(Table("Traps of Word files", headings, tuple(rows)).markdown())
    if arguments.show:
        for reader, names in failed.items():
            print(f"{reader}: {'; '.join(names)}")


READERS = list(readers())

if __name__ == "__main__":
    main()
