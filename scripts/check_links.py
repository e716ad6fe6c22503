"""Finds the relative links in the Markdown files of the project that lead nowhere, headings included.

usage: python scripts/check_links.py     (`python3 dev.py check` runs it)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent

FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.M | re.S)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:href|src)=\"([^\"]+)\"", re.M)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.M)


def broken_links(root: Path) -> list[str]:
    """`FILE: LINK` for each relative link under `root` whose file or heading does not exist.

    Folders whose names begin with a dot are left out, and so is tests/, whose Markdown is test data.
    """
    broken = []
    for file in sorted(root.rglob("*.md")):
        inside = file.relative_to(root)
        if inside.parts[0] == "tests" or any(part.startswith(".") for part in inside.parts[:-1]):
            continue
        prose = re.sub(r"`[^`\n]*`", "", FENCED.sub("", file.read_text(encoding="utf-8")))
        links = ["".join(groups) for groups in LINK.findall(prose)]
        relative = [link for link in links if not re.match(r"[a-z][a-z0-9+.-]*:|//", link, re.I)]
        broken += [f"{inside.as_posix()}: {link}" for link in relative if not leads_somewhere(file, unquote(link))]
    return broken


def leads_somewhere(file: Path, link: str) -> bool:
    """Return True if a link in a Markdown file names a file that exists and, behind `#`, a heading in it."""
    path, _, heading = link.partition("#")
    target = file.parent / path if path else file
    if not target.exists():
        return False
    return not heading or target.suffix != ".md" or heading in anchors(target.read_text(encoding="utf-8"))


def anchors(markdown: str) -> set[str]:
    """The names of a page's headings in links, as code hosts form them."""
    names: dict[str, int] = {}
    found = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", markdown))
    for title in HEADING.findall(FENCED.sub("", markdown)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        found.add(f"{name}-{names[name]}" if name in names else name)
        names[name] = names.get(name, 0) + 1
    return found


def main() -> int:
    """0 if every link leads somewhere, else 1."""
    broken = broken_links(ROOT)
    for line in broken:
        print(line)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
