"""PDF files read by a process of their own, which is ended when it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import policydiff
from policydiff.errors import ReadError
from policydiff.messages import Message, counted, message, verbatim
from policydiff.text.extraction import Extraction, LeftOut, Place

SECONDS_A_PAGE = 10.0  # without a sign of life
_LAYOUT_SECONDS_A_PAGE = 0.02  # more for each page that was read: the layout of all of them comes last
_SHOWN_PAGES = 5  # page numbers in a message


def read_pdf(raw: bytes, where: str) -> Extraction:
    """The text of a PDF file, a line for each paragraph, with the page of each.

    ReadError if the library is not installed; if the file is damaged, too large, or opened only with a password; if it
    takes too long; and if no page has text.
    """
    if find_spec("pypdfium2") is None:
        hint = message("pip install 'policydiff[pdf]'")
        raise ReadError("this is a PDF file, and the library that reads them is missing", where=where, hint=hint)
    outcome = _outcome(raw)
    if error := outcome.get("error"):
        raise _error(error, where)
    paragraphs = [(text, page) for text, page in outcome["paragraphs"] if text.strip()]
    if not paragraphs:
        hint = message("recognise its text (OCR), or find the file it was printed from")
        raise ReadError("no page has text: the file holds pictures of pages", where=where, hint=hint)
    return Extraction(
        "pdf",
        raw,
        "".join(f"{text}\n" for text, _ in paragraphs),
        tuple(Place("page", page) for _, page in paragraphs),
        tuple(_left_out(outcome)),
    )


def _outcome(raw: bytes) -> dict[str, Any]:
    """What the process for this file answers; an error if it gives none."""
    # -P keeps out modules in the current folder. Where this package lies may be known to this process alone.
    root = str(Path(policydiff.__file__).parent.parent)
    code = f"import sys; sys.path.insert(0, {root!r}); from policydiff.readers.pdf.worker import main; main()"
    command = [sys.executable, "-P", "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        watch = _Watch(process)
        writer = threading.Thread(target=_send, args=(process, raw), daemon=True)
        writer.start()
        assert process.stdout
        last = b""
        for line in process.stdout:
            watch.reset()
            last = line
        watch.stop()
        writer.join()
    if watch.ended:
        return {"error": "time"}
    try:
        return dict(json.loads(last))
    except ValueError:
        return {"error": "crash"}


def _send(process: subprocess.Popen[bytes], raw: bytes) -> None:
    """Write the file to a process; one that has ended takes no more."""
    assert process.stdin
    try:
        process.stdin.write(raw)
        process.stdin.close()
    except (BrokenPipeError, OSError):
        pass


class _Watch:
    """Ends a process that gives no sign of life for `SECONDS_A_PAGE`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.ended = False
        self._process = process
        self._alive = threading.Event()
        self._is_over = False
        self._pages = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def reset(self) -> None:
        """Note a sign of life."""
        self._pages += 1
        self._alive.set()

    def stop(self) -> None:
        """Watch no longer."""
        self._is_over = True
        self._alive.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over:
            if not self._alive.wait(SECONDS_A_PAGE + _LAYOUT_SECONDS_A_PAGE * self._pages):
                self.ended = True
                self._process.kill()
                return
            self._alive.clear()


def _error(error: str, where: str) -> ReadError:
    """The error for what the process could not do."""
    if error == "password":
        hint = message("remove the password with the program that set it")
        return ReadError("the PDF file is encrypted and opens only with a password", where=where, hint=hint)
    if error in ("pages", "characters"):
        return ReadError("the PDF file has too many pages or characters", where=where, hint="split it")
    if error == "time":
        return ReadError("the PDF file takes too long to read", where=where, hint="save it anew, or as a text file")
    if error == "crash":
        return ReadError("the PDF file cannot be read", where=where, hint="open it in a viewer and save it anew")
    return ReadError("the PDF file is damaged", where=where, hint="open it in a viewer and save it anew")


def _left_out(outcome: dict[str, Any]) -> Iterator[LeftOut]:
    """What is in the file and not in the text."""
    if outcome["is_cut_off"]:
        yield LeftOut(message("the file is cut off: its end is missing"), True)
    if broken := outcome["broken_streams"]:
        parts = counted(broken, "{number:,} damaged part", "{number:,} damaged parts")
        yield LeftOut(message("text may be missing: {count}", count=parts), True)
    if pages := outcome["without_text"]:
        yield LeftOut(message("no text, only pictures (OCR would be needed): {pages}", pages=_pages(pages)), True)
    if pages := outcome["damaged"]:
        yield LeftOut(message("damaged and not read: {pages}", pages=_pages(pages)), True)
    if unmapped := outcome["unmapped"]:
        count = counted(unmapped, "{number:,} character", "{number:,} characters")
        yield LeftOut(message("not read, since their font does not say what they are: {count}", count=count), True)
    if beside := outcome["beside"]:
        count = counted(beside, "{number:,} character", "{number:,} characters")
        yield LeftOut(message("set at an angle and left out: {count}", count=count), False)
    if heads := outcome["heads"]:
        lines = counted(heads, "{number:,} line", "{number:,} lines")
        yield LeftOut(message("running heads and page numbers left out: {lines}", lines=lines), False)


def _pages(numbers: Sequence[int]) -> Message:
    """Page numbers in words, the first few of many."""
    shown = ", ".join(map(str, numbers[:_SHOWN_PAGES])) + (" …" if len(numbers) > _SHOWN_PAGES else "")
    return counted(len(numbers), "page {pages}", "pages {pages}", pages=verbatim(shown))
