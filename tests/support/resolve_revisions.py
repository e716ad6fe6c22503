"""Writes, as JSON, the texts of Word files after LibreOffice accepted and rejected all their tracked changes.

It runs in the Python that has the module uno: python3 resolve_revisions.py PROFILE_FOLDER FILE...
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

COMMANDS = {"accepted": ".uno:AcceptAllTrackedChanges", "rejected": ".uno:RejectAllTrackedChanges"}


def connected(pipe: str) -> Any:
    """The context of the LibreOffice that listens on the pipe, as soon as it does."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def text_of(document: Any) -> str:
    """The paragraphs of a document and the cells of its tables, divided by LF."""
    blocks = document.Text.createEnumeration()
    lines = []
    while blocks.hasMoreElements():
        block = blocks.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            lines += [block.getCellByName(name).getString() for name in block.getCellNames()]
        else:
            lines.append(block.getString())
    return "\n".join(lines)


def main(profile: Path, *files: str) -> None:
    """Write the texts of the files, by file and command, to standard output."""
    pipe = f"policydiff{profile.resolve().name}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile.resolve()}",
         f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connected(pipe)
        services = context.ServiceManager
        desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        texts: dict[str, dict[str, str]] = {file: {} for file in files}
        for file in files:
            for name, command in COMMANDS.items():
                document = desktop.loadComponentFromURL(Path(file).resolve().as_uri(), "_blank", 0, (hidden,))
                dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
                texts[file][name] = text_of(document)
                document.close(True)
        sys.stdout.write(json.dumps(texts))
    finally:
        office.terminate()
        office.wait(timeout=60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
