"""Prose written for the tests of check, and ways to ask one rule about a text or to run a command in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from policydiff.checks.document_run import findings_in
from policydiff.checks.finding import Finding
from policydiff.checks.rules import RULES
from policydiff.checks.subject import CheckedDocument
from policydiff.readers.entries import Source
from policydiff.text.document import Document

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PASTED = (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8")
SOUND = (SAMPLES / "regulation-2021.txt").read_text(encoding="utf-8")
HIDDEN = SOUND.replace("应当", "应\u200b当", 1)
ACROSS = ("duplicate-document", "near-duplicate", "mislabelled", "revision")
ALONE = ("--ignore", ",".join(ACROSS))  # each document is looked at alone: these texts are one with a fault each
EMPTY_FIELD = f"渔港登记工作会议召开\n来源：\n\n{SOUND}"
SOURCE = Source("a.txt", "a.txt", "a.txt")
PROSE = (
    "各县区应当在每年三月底前完成渔港设施的登记，并将结果报市人民政府备案。",
    "对逾期不报的单位，由市海洋主管部门责令改正，并在全市范围内通报批评。",
    "登记所需经费列入年度预算，任何单位和个人不得截留、挪用或者变相收费。",
    "市人民政府鼓励社会资本参与码头的建设和管理，具体办法由市财政部门制定。",
    "有关部门应当建立巡查制度，发现险情的，在二十四小时内向上级机关报告。",
)
TRADITIONAL = (
    "各縣區應當在每年三月底前完成漁港設施的登記，並將結果報市政府備查。",
    "對逾期不報的單位，由市海洋主管機關責令改正，並在全市範圍內通報。",
    "登記所需經費列入年度預算，任何單位和個人不得截留、挪用或變相收費。",
    "市政府鼓勵社會資本參與碼頭的建設和管理，具體辦法由市財政單位訂定。",
    "有關單位應當建立巡查制度，發現險情的，在二十四小時內向上級機關報告。",
)
BODY = "\n".join(PROSE) + "\n"


def found(name: str, text: str) -> list[Finding]:
    """What one rule finds in a text."""
    rule = RULES[name]
    return list(findings_in(CheckedDocument(Document.from_text(text, "a.txt")), SOURCE, [rule], {name: rule.severity}))


def told(name: str, text: str) -> list[tuple[tuple[int, int], str]]:
    """The lines and messages of what one rule finds."""
    return [(each.lines, str(each.message)) for each in found(name, text)]


def only(name: str, text: str) -> Finding:
    """The one finding of a rule."""
    (finding,) = found(name, text)
    return finding


class Ran:
    """What a command run in this process came to."""

    def __init__(self, status: int, out: bytes, err: str) -> None:
        self.status, self.out, self.err = status, out.decode(), err

    @property
    def json(self) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self.out)
        return result


def put(folder: Path, **files: str | bytes) -> None:
    """Writes files; `_` in a name is a dot."""
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(raw)


Run = Callable[..., Ran]
