"""Files that are no documents: pictures, sound, fonts, programs, databases. They are recognised by their content.

A file whose name ends like that of a document is one, whatever it holds: it is read, or reported as unreadable.

>>> holds_no_document(b"\\x89PNG\\r\\n\\x1a\\n", "seal.png"), holds_no_document(b"import os", "tool.py")
(True, True)
>>> holds_no_document("# 第一条 为了规范管理，制定本办法。".encode(), "law.py")
False
"""

from __future__ import annotations

from policydiff.errors import ReadError
from policydiff.readers.files import open_file
from policydiff.text.lazy_regex import pattern

_BEGINNING_BYTES = 1 << 12  # of a file that are looked at
_SIGNATURES = (
    # pictures
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS\0",
    # sound and film
    b"ID3\2", b"ID3\3", b"ID3\4", b"OggS\0", b"fLaC\0", b"\x1aE\xdf\xa3", b"FLV\1", b"\0\0\1\xba", b"\0\0\1\xb3",
    # fonts
    b"\0\1\0\0\0", b"OTTO\0", b"wOFF", b"wOF2", b"ttcf\0",
    # programs
    b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\0asm", b"!<arch>\n", b"dex\n",
    # data
    b"SQLite format 3\0", b"\x93NUMPY", b"\x89HDF\r\n\x1a\n",
)  # fmt: skip
_CODE = (
    ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".css", ".scss", ".less", ".c", ".h", ".cc", ".cpp",
    ".hpp", ".cs", ".java", ".kt", ".go", ".rs", ".rb", ".php", ".pl", ".lua", ".swift", ".scala", ".sh", ".bash",
    ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".sql", ".vue", ".svelte",
)  # fmt: skip
# Names of formats that hold documents, those that no module here reads included.
_DOCUMENTS = (
    ".txt", ".text", ".md", ".markdown", ".rst", ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf",
    ".odt", ".ofd", ".pdf", ".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht", ".xml", ".json", ".jsonl",
    ".ndjson", ".csv", ".tsv", ".xls", ".xlsx", ".et", ".ods", ".ppt", ".pptx", ".dps", ".epub", ".eml", ".msg",
    ".mbox", ".tex", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".warc", ".parquet", ".ceb",
    ".gd", ".sep", ".uof", ".uot", ".djvu", ".caj",
)  # fmt: skip
_IDEOGRAPH = pattern(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = pattern(r"[^\W\d_]")
_MAX_IDEOGRAPHS_OF_CODE = 0.3  # of its letters; a file with more is taken for a document


def is_no_document(path: str) -> bool:
    """Whether the file at this path is no document; False for what is no regular file or cannot be read."""
    if path.lower().endswith(_DOCUMENTS):
        return False
    try:
        with open_file(path) as stream:
            return holds_no_document(stream.read(_BEGINNING_BYTES), path)
    except (OSError, ValueError, ReadError):
        return False


def holds_no_document(beginning: bytes, path: str) -> bool:
    """Whether the file that begins so is no document; the end of its path tells what may be the source of a program."""
    if beginning.startswith(_SIGNATURES) or _is_media(beginning) or _is_windows_program(beginning):
        return True
    name = path.lower()
    return (name.endswith(".svg") and b"<svg" in beginning) or (name.endswith(_CODE) and _is_code(beginning))


def _is_media(beginning: bytes) -> bool:
    """Whether a file is a container of pictures, sound or film: RIFF (WebP, WAV, AVI), or MP4 and its kin."""
    if beginning[:4] == b"RIFF":
        return beginning[8:12] in (b"WEBP", b"WAVE", b"AVI ")
    return beginning[4:8] == b"ftyp" or (beginning[:2] == b"BM" and beginning[6:10] == b"\0\0\0\0")


def _is_windows_program(beginning: bytes) -> bool:
    """Whether a file is a program of DOS or Windows."""
    return beginning[:2] == b"MZ" and b"\0" in beginning[2:64]


def _is_code(beginning: bytes) -> bool:
    """Whether text is the source of a program, by its letters: few of them are ideographs, if any."""
    text = beginning.decode("utf-8", "replace")
    letters = len(_LETTER.findall(text))
    return len(_IDEOGRAPH.findall(text)) <= _MAX_IDEOGRAPHS_OF_CODE * letters
