"""The schemas in docs/json are true: real output of every command validates, and they describe nothing else."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import re
import runpy
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from jsonschema import Draft202012Validator

from conftest import Command
from papers import LAW, LEAD, TITLE, articles, sections
from policydiff.checks.coverage import REASONS
from policydiff.checks.finding import SEVERITIES
from policydiff.checks.rules import RULES
from policydiff.cli.commands import index as index_command
from policydiff.cli.main import COMMANDS
from policydiff.comparison import result, units
from policydiff.comparison.findings.collect import FINDING_KINDS
from policydiff.comparison.hunks import Hunk
from policydiff.corpus.preferences import ORDERS
from policydiff.deduplication import deciding, repeated_lines
from policydiff.deduplication.choices import RELATIONS, Keep
from policydiff.deduplication.decision import Action
from policydiff.editions.folders import STATUSES
from policydiff.matching.differences import kind_of_difference
from policydiff.matching.minhash import AFFINE32, FAST
from policydiff.relations.kinds import KINDS, MAY_BE_DROPPED
from policydiff.setting_values import COLOURS
from policydiff.settings import SETTINGS
from policydiff.structure.amendments import INSTRUCTIONS
from policydiff.structure.furniture import Kind
from policydiff.structure.numbering import RANK
from policydiff.structure.official import PART_NAMES
from policydiff.text.extraction import ABOUT_NAMES, REVISED_PARTS, REVISION_CHANGES
from policydiff.text.spans import Span
from trees import WORK, Files, plant, record
from word_files import paragraph, word_file

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "json"
PAGES = ("README.md", "README.zh.md")
SCHEMAS: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
}
COMMON = ("span", "lines", "quote", "difference", "unreadable", "signature_parameters", "known_finding")

# --- documents that bring out every branch of the results

OLD_SECTIONS = sections(1, 6, "乙")
RULES_OF_LAW = LAW + articles(1, 60)
# The last three characters of a sentence stand for bytes that Big5 decodes and does not encode again.
BIG5_SECTIONS = "".join(
    f"{number}、{name}\n{rule}\n"
    for number, name, rule in (
        ("一", "渡口", "各渡口每日開放十小時，由渡口管理員記錄船次，每月公布。"),
        ("二", "碼頭", "碼頭每季檢修一次，經費列入年度預算，不得挪用。"),
        ("三", "茶園", "茶園應當登記面積，逾期不報者，由縣府限期改正。"),
    )
)
BIG5 = f"青槐縣二〇三一年工作要點\n{BIG5_SECTIONS * 2}".encode("big5hkscs", "replace")
CONFLICT = "青槐县渡口管理办法\n" + OLD_SECTIONS + OLD_SECTIONS.replace("每", "", 1).replace("不少于", "不得少于", 1)
CORPUS: Files = {
    "plan.txt": WORK,
    "again.txt": WORK,
    "untitled.txt": "渡口开放。\n",
    "rules.txt": RULES_OF_LAW,
    "rules-again.txt": RULES_OF_LAW,
    "part.txt": articles(20, 30),
    "first.txt": f"{TITLE}\n{OLD_SECTIONS}",
    "numbered.txt": f"{TITLE}青政发〔2031〕5号\n\n{OLD_SECTIONS}",
    "other.txt": f"{TITLE}\n" + OLD_SECTIONS.replace("每", "", 1).replace("不少于", "不得少于", 1),
    "conflict.txt": CONFLICT,
    "lead.txt": f"{TITLE}{LEAD}{LEAD}",
    "early.txt": f"{LAW}本条例所称粮库，库存不得少于三百吨，每年检查二次。\n{articles(1, 4)}",
    "late.txt": f"{LAW}本条例所称粮库，库存不得少于五百吨，每年检查四次。\n{articles(1, 4)}",
    "broken.txt": b"x\0y",
}
RECORDS = "".join(
    (
        record(id="plan", text=WORK),
        record(text=articles(31, 40)),
        record(id="part", text=articles(20, 30)),
        "not JSON\n",
    )
)


class Results:
    """Runs commands in a folder and keeps what they print or save, by the name of its schema."""

    def __init__(self, policydiff: Command, folder: Path) -> None:
        self.policydiff, self.folder = policydiff, folder
        self.by_schema: dict[str, list[Any]] = defaultdict(list)
        self.printing: set[str] = set()  # commands that were run with --format json

    def run(self, *arguments: str, status: int = 0, stdin: bytes = b"", **environment: str) -> bytes:
        done = self.policydiff(*arguments, cwd=self.folder, stdin=stdin, env=environment)
        assert done.returncode == status, (arguments, done.returncode, done.stderr)
        return done.stdout

    def printed(self, schema: str, *arguments: str, status: int = 0, stdin: bytes = b"", **environment: str) -> Any:
        """What the command prints with --format json."""
        self.printing |= {arguments[0], " ".join(arguments[:2])}
        output = self.run(*arguments, "--format", "json", status=status, stdin=stdin, **environment)
        self.by_schema[schema].append(json.loads(output))
        return self.by_schema[schema][-1]

    def saved(self, schema: str, path: str) -> None:
        """What a command saved: one result, or one a line."""
        content = (self.folder / path).read_text(encoding="utf-8")
        texts = content.splitlines() if path.endswith("l") else [content]
        self.by_schema[schema] += map(json.loads, texts)


@pytest.fixture(scope="module")
def made(policydiff: Command, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Results of every command that writes JSON."""
    folder = tmp_path_factory.mktemp("results")
    shutil.copytree(ROOT / "samples", folder / "samples")
    plant(folder, {f"in/{name}": content for name, content in CORPUS.items()})
    plant(
        folder,
        {"in/records.jsonl": RECORDS, "empty.txt": "", "big5.txt": BIG5.replace(b"\xa1\x43", b"\xa1\xfe\xa1\x43")},
    )
    plant(folder, {"policydiff.toml": ""})
    (folder / "nothing").mkdir()
    made = Results(policydiff, folder)
    _dedupe_documents(made)
    _dedupe_corpora(made)
    _compare(made)
    _compare_many(made)
    _check(made)
    _relations(made)
    _index(made)
    _others(made)
    _word_files(made)
    return made


@pytest.fixture
def results(made: Results) -> dict[str, list[Any]]:
    """The results by the name of their schema."""
    return made.by_schema


def _dedupe_documents(made: Results) -> None:
    for sample in sorted((made.folder / "samples").glob("*.txt")):
        made.printed("dedupe", "dedupe", f"samples/{sample.name}")
    made.printed("dedupe", "dedupe", "samples/portal-page-traditional.txt", "--furniture", "drop", "--mark")
    made.printed("dedupe", "dedupe", "big5.txt", "--encoding", "big5hkscs")
    made.printed("dedupe", "dedupe", "in/conflict.txt")
    made.printed("dedupe", "dedupe", "in/untitled.txt")
    made.printed("dedupe", "dedupe", "in/lead.txt")
    made.printed("dedupe", "dedupe", "-")
    made.run("dedupe", "samples/work-plan-twice.txt", "-q", "--mark", "-o", "clean.txt")
    made.saved("dedupe", "clean.txt.plan.json")
    shutil.copy(made.folder / "samples" / "work-plan-twice.txt", made.folder / "place.txt")
    made.run("dedupe", "place.txt", "-q", "--in-place")
    made.saved("dedupe", "place.txt.plan.json")


def _dedupe_corpora(made: Results) -> None:
    name = "dedupe-corpus"
    made.printed(name, "dedupe", "samples")
    made.printed(name, "dedupe", "in", "--within", status=3)
    made.printed(name, "dedupe", "in", "--furniture", "drop", "--drop", ",".join([*RELATIONS, "excerpt"]), status=3)
    made.printed(name, "dedupe", "nothing")
    made.run("dedupe", "in", "big5.txt", "-q", "-o", "out", status=3)
    made.saved(name, "out.plan.json")
    made.run("dedupe", "big5.txt", "samples", "-q", "--encoding", "big5hkscs", "-o", "out-big5", status=3)
    made.saved(name, "out-big5.plan.json")
    made.run("dedupe", "in/records.jsonl", "-q", "--mark", "-o", "out.jsonl", status=3)
    made.saved(name, "out.jsonl.plan.json")
    shutil.copy(made.folder / "samples" / "regulation-2021.txt", made.folder / "held.txt")
    held = ["--against", "held.txt", "--prefer", "newest", "--prefer-field", "host=*.gov.cn,*", "--url-field", "url"]
    made.printed(name, "dedupe", "samples", *held)
    lines = "dedupe-corpus-line"
    made.run("dedupe", "samples", "-q", *held, "--plan", "h.plan.jsonl", "-o", "out-held")
    made.saved(lines, "h.plan.jsonl")
    made.run("dedupe", "in", "-q", "--plan", "in.plan.jsonl", "-o", "out-lines", status=3)
    made.saved(lines, "in.plan.jsonl")
    made.run("dedupe", "big5.txt", "samples", "-q", "--encoding", "big5hkscs", "--plan", "b.jsonl", "-o", "b", status=3)
    made.saved(lines, "b.jsonl")
    made.run("dedupe", "in", "--within", "-q", "--furniture", "drop", "--plan", "w.jsonl", "-o", "w", status=3)
    made.saved(lines, "w.jsonl")


def _compare(made: Results) -> None:
    old, new = "samples/regulation-2015.txt", "samples/regulation-2021.txt"
    made.printed("compare", "compare", old, new, status=1)
    made.printed("compare", "compare", old, "-", stdin=(made.folder / old).read_bytes())
    made.printed("compare", "compare", old, "samples/statute-traditional.txt", status=1)
    made.printed("compare", "compare", "in/first.txt", "in/other.txt", status=1)
    made.printed("compare", "compare", "in/first.txt", "in/numbered.txt", status=1)
    made.printed("compare", "compare", "in/early.txt", "in/late.txt", status=1)
    made.printed("compare", "compare", "in/untitled.txt", "empty.txt", status=1)
    marked = made.folder / "marked.txt"
    marked.write_text("第一条 摊主应当在三日内登记，摊主不得占道经营，违者警告。\n第二条 （删去）\n", encoding="utf-8")
    (made.folder / "apart.txt").write_text(
        "第一条 摊主应当在三日内登记。\n第二条 摊主不得占道经营，违者警告。\n", encoding="utf-8"
    )
    made.printed("compare", "compare", "apart.txt", "marked.txt", status=1)
    made.printed("compare", "compare", "samples/inbox/city-portal.txt", "samples/inbox/revised-2024.txt", status=1)
    notice = (
        f"关于印发粮库工作要点的通知\n现将《粮库工作要点》印发给你们。\n粮库工作要点\n{OLD_SECTIONS}附件1\n一、甲库。\n"
    )
    plant(made.folder, {"notice.txt": notice, "annex.txt": f"{LAW}附件1\n名册\n甲库、乙库。\n"})
    plant(
        made.folder, {"bare.txt": f"粮库工作要点\n{OLD_SECTIONS}", "short.txt": f"{LAW[:-1]}（节录）\n{articles(2, 3)}"}
    )
    made.printed("compare", "compare", "bare.txt", "notice.txt")
    made.printed("compare", "compare", "notice.txt", "annex.txt", "--part", "附件1", status=1)
    made.printed("compare", "compare", "in/early.txt", "short.txt")


def _compare_many(made: Results) -> None:
    texts: Files = {
        "a.txt": RULES_OF_LAW,
        "b.txt": WORK,
        "c.txt": f"{TITLE}\n{OLD_SECTIONS}",
        "d.txt": LAW + articles(1, 9),
    }
    other: Files = {"a.txt": RULES_OF_LAW.replace("每", "各", 3), "e.txt": f"{TITLE}\n{OLD_SECTIONS}第七条 新增。\n",
             "d.txt": LAW + articles(1, 9).replace("\n", "\n\n"), "b.txt": "今天停航。\n", "f.txt": "渡口开放。\n",
             "broken.txt": b"x\0y", "p.png": b"\x89PNG\r\n\x1a\n"}  # fmt: skip
    plant(made.folder, {f"many/old/{name}": text for name, text in texts.items()})
    plant(made.folder, {f"many/new/{name}": text for name, text in other.items()})
    made.printed("compare-folders", "compare", "many/old", "many/new", status=3)
    made.printed("compare-folders", "compare", "many/new", "many/old", status=3)
    made.printed("compare-folders", "compare", "samples", "samples")
    old, new = "samples/regulation-2015.txt", "samples/regulation-2021.txt"
    made.printed("compare-editions", "compare", old, new, old, status=1)
    made.printed("compare-editions", "compare", "in/early.txt", "in/late.txt", "in/untitled.txt", status=1)


def _check(made: Results) -> None:
    made.printed("check", "check", "samples", status=1)
    made.printed("check", "check", "in", status=1)
    made.printed("check", "check", "nothing", status=2)
    made.run("baseline", "write", "in", "samples", status=3)
    made.saved("baseline", "policydiff-baseline.json")
    plant(made.folder, {"gone.txt": WORK})
    reason = ("--reason", "已报原发文机关更正", "--expires", "9999-12-31")
    made.run("baseline", "write", "gone.txt", "--baseline", "dated.json", *reason)
    (made.folder / "gone.txt").unlink()
    made.saved("baseline", "dated.json")
    made.printed("check", "check", "samples/notice-near-copy.txt", "--baseline", "dated.json", status=1)
    made.printed("check", "check", "samples", "--baseline", "policydiff-baseline.json")
    made.run("baseline", "prune", "samples/notice-near-copy.txt", "--baseline", "dated.json")
    made.saved("baseline", "dated.json")


def _relations(made: Results) -> None:
    made.printed("relations", "relations", "samples")
    made.printed("relations", "relations", "in", status=3)
    made.printed("relations", "relations", "nothing")
    plant(made.folder, {"one.txt": WORK, "other.txt": "今天停航。\n"})
    made.printed("relations", "relations", "one.txt", "other.txt")


def _index(made: Results) -> None:
    made.printed("index", "index", "build", "a.index", "samples")
    made.printed("index", "index", "add", "a.index", "in", status=3)
    plant(made.folder, {"in/untitled.txt": "渡口关闭。\n"})
    made.printed("index", "index", "add", "a.index", "in/untitled.txt", status=2)
    made.printed("index", "index", "add", "a.index", "in/untitled.txt", "--replace")
    made.printed("index", "index", "remove", "a.index", "in/untitled.txt")
    made.printed("index", "index", "info", "a.index")
    made.printed("index", "index", "verify", "a.index")
    made.printed("search", "search", "a.index", "samples/work-plan-twice.txt")
    made.printed("search", "search", "a.index", "in/part.txt")
    made.printed("search", "search", "a.index", "samples/inbox/city-portal.txt", "--limit", "1")
    made.printed("search-words", "search", "a.index", "--text", "渡口")
    made.printed("search-words", "search", "a.index", "--text", "夜间集市")
    made.printed("search-words", "search", "a.index", "--text", "并不存在", status=1)
    made.printed("search", "search", "a.index", "-", status=1, stdin="渡口开放。\n".encode())


NOTICE = "关于检查渡口的通知\n各乡镇人民政府：\n请完成检查。\n青槐县水务局\n2024年3月1日\n"


def _others(made: Results) -> None:
    made.printed("config", "config")
    settings = (
        'encoding = "gb18030"\n[check]\nselect = ["numbering"]\nignore = ["too-short"]\nagainst = ["a.index"]\n'
        'severity = { numbering = "info" }\njobs = 2\n'
        '[check.paths."drafts/*"]\nignore = ["truncated"]\nseverity = { numbering = "error" }\n'
    )
    plant(made.folder, {"set.toml": settings})
    made.printed("config", "config", "--config", "set.toml", POLICYDIFF_TEXT_FIELD="body")
    for document in ("samples/statute-traditional.txt", "samples/portal-page-traditional.txt", "in/untitled.txt"):
        made.printed("outline", "outline", document)
    made.printed("outline", "outline", "samples/regulation-2021.txt")
    made.printed("outline", "outline", "in/numbered.txt")
    decision = "关于修改《渡口办法》的决定\n一、第三条修改为：\n“第三条　渡口每日开放。”\n"
    plant(made.folder, {"decision.txt": decision})
    made.printed("outline", "outline", "decision.txt")
    plant(made.folder, {"notice.txt": NOTICE})
    made.printed("outline", "outline", "notice.txt")
    made.printed("sketch", "sketch", "samples/regulation-2021.txt", "--signature", "affine32", "-k", "16")
    made.printed("sketch", "sketch", "in/untitled.txt")


def _word_files(made: Results) -> None:
    """Results whose places are those of Word files."""

    def as_word(text: str, before: str = "") -> bytes:
        return word_file(before + "".join(map(paragraph, text.splitlines())))

    def revised(author: str) -> str:
        date = ' w:date="2031-05-01T08:00:00Z"' if author else ""
        run = '<w:r><w:rPr><w:rPrChange w:id="2"/></w:rPr><w:t>试行</w:t></w:r>'
        changed = f'<w:ins w:id="1" w:author="{author}"{date}>{run}</w:ins>'
        moved = f'<w:moveFromRangeStart w:name="m1"/>{changed.replace("w:ins", "w:moveFrom")}<w:moveFromRangeEnd/>'
        added_row = f"<w:tr><w:trPr><w:ins/></w:trPr><w:tc>{paragraph('新')}</w:tc></w:tr>"
        return paragraph(changed + moved) + f"<w:tbl><w:tr><w:tc><w:p>{changed}</w:p></w:tc></w:tr>{added_row}</w:tbl>"

    portal = (made.folder / "samples" / "portal-page-traditional.txt").read_text(encoding="utf-8")
    carried = (
        f"关于印发粮库工作要点的通知\n现将《粮库工作要点》印发给你们。\n粮库工作要点\n{OLD_SECTIONS}附件1\n一、甲库。\n"
    )
    plant(
        made.folder,
        {
            "word/twice.docx": as_word(CONFLICT + OLD_SECTIONS, revised("王某")),
            "word/again.docx": as_word(CONFLICT, revised("")),
            "word/part.docx": as_word(articles(20, 30)),
            "word/rules.docx": as_word(RULES_OF_LAW),
            "carried.docx": as_word(carried),
            "portal.docx": as_word(portal),
            "official.docx": as_word(NOTICE),
            "plan.docx": as_word(f"{TITLE}\n{OLD_SECTIONS}{OLD_SECTIONS}", revised("王某")),
        },
    )
    head = "".join(
        f'<meta name="{name}" content="青槐">' for name in ("ArticleTitle", "PubDate", "ContentSource", "Url")
    )
    table = "".join(
        f"<td>{label}：</td><td>青槐</td>" for label in ("索引号", "主题分类", "发文机关", "成文日期", "发文字号")
    )
    page = (
        f"<html><head>{head}</head><body><table><tr>{table}</tr></table>"
        f"<p>{WORK}</p><p>渡口<ins>每日</ins>开放。</p></body></html>"
    )
    plant(made.folder, {"page.html": page})
    made.printed("dedupe", "dedupe", "page.html")
    made.printed("compare", "compare", "page.html", status=1)
    made.printed("dedupe", "dedupe", "plan.docx")
    made.printed("compare", "compare", "plan.docx", status=1)
    made.printed("compare", "compare", "bare.txt", "carried.docx")
    made.printed("check", "check", "word", "plan.docx", status=1)
    made.printed("relations", "relations", "word")
    made.printed("dedupe-corpus", "dedupe", "word", "plan.docx")
    made.run("dedupe", "word", "plan.docx", "-q", "--plan", "word.jsonl", "-o", "word-out")
    made.saved("dedupe-corpus-line", "word.jsonl")
    made.run("index", "build", "word.index", "word", "-q")
    made.printed("search", "search", "word.index", "word/part.docx")
    made.printed("search-words", "search", "word.index", "--text", "粮库")
    for document in ("portal.docx", "official.docx", "page.html"):
        made.printed("outline", "outline", document)


# --- reading schemas


def resolve(schema: dict[str, Any], root: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The schema that a `$ref` names, and its pointer; the schema itself, and "", if it has none."""
    if "$ref" not in schema:
        return schema, ""
    name = schema["$ref"].removeprefix("#/$defs/")
    return root["$defs"][name], f"/$defs/{name}"


def subschemas(schema: dict[str, Any], pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each schema in a schema with its pointer, itself first."""
    yield pointer, schema
    for keyword in ("properties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield from subschemas(inner, f"{pointer}/{keyword}/{name}")
    for keyword in ("anyOf", "oneOf"):
        for number, inner in enumerate(schema.get(keyword, ())):
            yield from subschemas(inner, f"{pointer}/{keyword}/{number}")
    for keyword in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword], f"{pointer}/{keyword}")


def promised(root: dict[str, Any]) -> set[str]:
    """What the results must show: each property, null where it is allowed and a value, absence where it is allowed."""
    marks = set()
    for pointer, schema in subschemas(root):
        for name in schema.get("properties", {}):
            marks.add(f"{pointer}/properties/{name}")
            if name not in schema["required"]:
                marks.add(f"{pointer}/properties/{name} absent")
        if isinstance(schema.get("type"), list):
            marks |= {f"{pointer} null", f"{pointer} value"}
        for keyword in ("anyOf", "oneOf"):
            marks |= {f"{pointer}/{keyword}/{number}" for number, _ in enumerate(schema.get(keyword, ()))}
    return marks


def shown(value: Any, schema: dict[str, Any], root: dict[str, Any], pointer: str = "") -> Iterator[str]:
    """The marks of `promised` that a value shows."""
    schema, target = resolve(schema, root)
    pointer = target or pointer
    if isinstance(schema.get("type"), list):
        yield f"{pointer} {'null' if value is None else 'value'}"
    for keyword in ("anyOf", "oneOf"):
        for number, branch in enumerate(schema.get(keyword, ())):
            if Draft202012Validator({**branch, "$defs": root.get("$defs", {})}).is_valid(value):
                yield f"{pointer}/{keyword}/{number}"
                yield from shown(value, branch, root, f"{pointer}/{keyword}/{number}")
    if isinstance(value, list):
        for item in value if "items" in schema else ():
            yield from shown(item, schema["items"], root, f"{pointer}/items")
    elif isinstance(value, dict):
        properties = schema.get("properties", {})
        for name in properties:
            yield f"{pointer}/properties/{name}" + ("" if name in value else " absent")
        for name, inner in value.items():
            if name in properties:
                yield from shown(inner, properties[name], root, f"{pointer}/properties/{name}")
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from shown(inner, schema["additionalProperties"], root, f"{pointer}/additionalProperties")


# --- the schemas


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"{name}.schema.json"
    assert schema["title"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_everything_in_a_schema_is_described_and_closed(name: str) -> None:
    for pointer, schema in subschemas(SCHEMAS[name]):
        if "properties" in schema:
            assert schema["additionalProperties"] is False, pointer
            assert set(schema["required"]) <= set(schema["properties"]), pointer
            assert all(inner["description"].endswith(".") for inner in schema["properties"].values()), pointer
        if pointer.rpartition("/")[0].endswith("/$defs"):
            assert schema["description"], pointer
            assert f'"#{pointer}"' in json.dumps(SCHEMAS[name]), f"{pointer} is not used"


def test_what_has_one_name_is_one_thing() -> None:
    corpus, line = SCHEMAS["dedupe-corpus"]["$defs"], SCHEMAS["dedupe-corpus-line"]["$defs"]
    assert all(line[key] == corpus[key] for key in corpus)
    for key in COMMON:
        assert any(key in schema.get("$defs", {}) for schema in SCHEMAS.values()), key
    for key in {key for schema in SCHEMAS.values() for key in schema.get("$defs", {})}:
        made = [schema["$defs"][key] for schema in SCHEMAS.values() if key in schema.get("$defs", {})]
        assert all(one == made[0] for one in made), key


def test_every_form_that_the_code_writes_has_a_schema() -> None:
    sources = (ROOT / "src" / "policydiff").rglob("*.py")
    written = {form for path in sources for form in re.findall(r'"(policydiff\.[\w-]+/\d+)"', path.read_text("utf-8"))}
    described = {
        schema["properties"]["schema"]["const"]
        for root in SCHEMAS.values()
        for _, schema in subschemas(root)
        if "schema" in schema.get("properties", {})
    }
    assert described == written


def test_every_schema_that_the_code_names_is_there() -> None:
    sources = (ROOT / "src" / "policydiff").rglob("*.py")
    named = {name for path in sources for name in re.findall(r"docs/json/(\S+)\.schema\.json", path.read_text("utf-8"))}
    assert named
    assert named <= set(SCHEMAS)


# --- results


def printing_commands() -> Iterator[str]:
    """The commands that have --format json, those of a group with its name before them."""
    for name in COMMANDS:
        command = importlib.import_module(f"policydiff.cli.commands.{name.replace('-', '_')}").command
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        for inner_name, each in inner.items():
            if any("json" in getattr(option.type, "choices", ()) for option in each.params):
                yield f"{name} {inner_name}".strip()


@pytest.mark.slow
def test_every_command_that_prints_json_was_run(made: Results) -> None:
    printing = set(printing_commands())
    assert {"dedupe", "index info"} <= printing <= made.printing


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_real_results_are_as_the_schema_says(name: str, results: dict[str, list[Any]]) -> None:
    validator = Draft202012Validator(SCHEMAS[name])
    assert results[name]
    for value in results[name]:
        faults = [f"{fault.json_path}: {fault.message[:300]}" for fault in validator.iter_errors(value)]
        assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_real_results_show_everything_that_the_schema_says(name: str, results: dict[str, list[Any]]) -> None:
    marks = {mark for value in results[name] for mark in shown(value, SCHEMAS[name], SCHEMAS[name])}
    assert promised(SCHEMAS[name]) - marks == set()


@pytest.mark.slow
def test_a_schema_refuses_what_is_not_a_result(results: dict[str, list[Any]]) -> None:
    for name, schema in SCHEMAS.items():
        validator, value = Draft202012Validator(schema), results[name][0]
        assert not validator.is_valid({**value, "more": 1})
        assert not validator.is_valid({**value, "schema": "policydiff.unknown/1"})
        assert not validator.is_valid({})


# --- enums

INSIDE = {
    name
    for module in (deciding, repeated_lines)
    for name in re.findall(r'"([a-z]+-[a-z]+|furniture|quotation)"', inspect.getsource(module))
}
BETWEEN = {kind.name for kind in KINDS.values() if kind.linked or kind.may_be_dropped}
ACTIONS = set(index_command.command.commands)
CHECK_RULES = set(RULES)
CHECK_SEVERITIES: set[str] = {*SEVERITIES}
PARAMETERS = "/properties/tool/properties/parameters/properties"
CONFIG = "config /properties/settings/properties"
# The values in the code by the end of `NAME POINTER`.
TABLES: dict[str, set[str]] = {
    "config /properties/settings/properties/color/properties/value": set(COLOURS),
    "/difference/properties/kind": {kind_of_difference(text) for text in ("办法", "30", "，")},
    "decision/properties/action": set(get_args(Action)),
    "dedupe /$defs/decision/properties/relation": INSIDE,
    "dedupe-corpus /$defs/corpus_decision/properties/relation": {*RELATIONS, *BETWEEN},
    "dedupe-corpus-line /$defs/corpus_decision/properties/relation": {*RELATIONS, *BETWEEN},
    f"{PARAMETERS}/keep": set(get_args(Keep)),
    f"{PARAMETERS}/drop/items": set(RELATIONS),
    f"{PARAMETERS}/drop_documents/items": set(MAY_BE_DROPPED),
    f"{PARAMETERS}/prefer_order": set(ORDERS),
    "/properties/output": {"folder", "file"},
    "/version/properties/unit": set(re.findall(r'return "(\w+)"', inspect.getsource(units))),
    "/hunk/properties/op": {Hunk(Span(0, old), Span(0, new)).op for old, new in ((0, 1), (1, 0), (1, 1))},
    "/hunk/properties/ignored": {*result.IGNORED, result.WRAPPER},
    "/unit_change/properties/change": set(result.CHANGES),
    "compare /$defs/comparison_finding/properties/kind": set(FINDING_KINDS),
    "compare /$defs/comparison_finding/properties/severity": set(get_args(result.Severity)),
    "check /$defs/check_finding/properties/rule": CHECK_RULES,
    "check /$defs/check_finding/properties/severity": CHECK_SEVERITIES,
    "check /properties/rules/items/properties/id": CHECK_RULES,
    "check /properties/rules/items/properties/severity": CHECK_SEVERITIES,
    "check /properties/summary/properties/rules/propertyNames": CHECK_RULES,
    "check /properties/not_checked/items/properties/reason": set(REASONS),
    "relations /$defs/member/properties/relation": set(KINDS),
    "search /$defs/answer/properties/relation": set(KINDS),
    "/signature_parameters/properties/signature": {FAST, AFFINE32},
    "/outcome/properties/action": ACTIONS - {"info", "verify"},
    "/state/properties/action": {"info", "verify"},
    "outline /properties/parts/propertyNames": set(PART_NAMES),
    "outline /$defs/part/properties/name": set(PART_NAMES.values()),
    "outline /$defs/unit/properties/style": set(RANK),
    "/amends/properties/instructions/items": set(INSTRUCTIONS),
    "outline /properties/furniture/items/properties/kind": {str(kind) for kind in Kind},
    f"{CONFIG}/check.select/properties/value/items": CHECK_RULES,
    f"{CONFIG}/check.ignore/properties/value/items": CHECK_RULES,
    "/check.paths/properties/value/additionalProperties/properties/ignore/items": CHECK_RULES,
    "/severities/propertyNames": CHECK_RULES,
    "/severities/additionalProperties": CHECK_SEVERITIES,
    "/about/items/properties/name": set(ABOUT_NAMES),
    "/revisions/items/properties/change": set(REVISION_CHANGES),
    "/revisions/items/properties/of": set(REVISED_PARTS),
    "compare-folders /properties/documents/items/properties/status": set(STATUSES),
    "compare-editions /properties/units/items/items/properties/change": set(result.CHANGES),
}


def test_the_values_in_the_schemas_are_those_of_the_code() -> None:
    used = set()
    for name, root in SCHEMAS.items():
        for pointer, schema in subschemas(root):
            if "enum" not in schema:
                continue
            (key,) = [key for key in TABLES if f"{name} {pointer}".endswith(key)]
            assert set(schema["enum"]) - {None} == TABLES[key], f"{name}: {pointer}"
            assert (None in schema["enum"]) == isinstance(schema.get("type"), list), pointer
            used.add(key)
    assert used == set(TABLES)


def test_the_settings_in_the_schema_are_those_of_the_code() -> None:
    assert list(SCHEMAS["config"]["properties"]["settings"]["properties"]) == list(SETTINGS)


def test_the_changes_counted_are_those_of_the_code() -> None:
    counted = SCHEMAS["compare"]["properties"]["summary"]["properties"]
    assert list(counted) == [*result.CHANGES, "moved", "renumbered"]
    assert list(SCHEMAS["compare"]["properties"]["ignored"]["properties"]) == list(result.IGNORED)


# --- the pages


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", (FOLDER / page).read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_every_schema_with_its_form(page: str) -> None:
    rows = re.findall(r"^\| \[`(\S+)`\]\((\S+)\) \| `(\S+)` \|", (FOLDER / page).read_text(encoding="utf-8"), re.M)
    assert [name for name, _, _ in rows] == [path for _, path, _ in rows]
    assert {name for name, _, _ in rows} == {f"{name}.schema.json" for name in SCHEMAS}
    for name, _, form in rows:
        assert f'"{form}"' in (FOLDER / name).read_text(encoding="utf-8"), name


def test_both_pages_show_the_same_examples() -> None:
    for language in ("sh", "console", "python"):
        assert blocks(PAGES[0], language) == blocks(PAGES[1], language)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq")
def test_the_example_with_jq_prints_what_the_page_shows(page: str, policydiff: Command) -> None:
    (example,) = blocks(page, "console")
    shown_command, _, output = example.partition("\n")
    made, _, read = shown_command.removeprefix("$ policydiff ").partition(" | ")
    plan = policydiff(*made.split(), cwd=ROOT).stdout
    program = re.fullmatch(r"jq -c '(.*)'", read)
    assert program
    done = subprocess.run(["jq", "-c", program[1]], input=plan, capture_output=True, check=True)
    assert done.stdout.decode() == output


@pytest.mark.parametrize("page", PAGES)
def test_the_example_in_python_prints_what_the_page_shows(
    page: str, policydiff: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (command,), (example,) = blocks(page, "sh"), blocks(page, "python")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    assert policydiff(*command.split()[1:], cwd=tmp_path).returncode == 0
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path("example.py")
    assert printed.getvalue().splitlines() == re.findall(r"^# (.*)", example, re.M)
