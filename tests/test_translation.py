"""The language of sentences: what chooses it, what stays in English, and that the catalogues fit the source."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from rich.cells import cell_len

from checking import SAMPLES
from conftest import Command
from policydiff.checks.rules import RULES
from policydiff.checks.rules.damage import HIDDEN_NAMES
from policydiff.cli.main import COMMANDS
from policydiff.comparison.findings.marks import MARK_NAMES
from policydiff.comparison.findings.penalties import CLASS_NAMES
from policydiff.deduplication.choices import RELATIONS
from policydiff.errors import PolicydiffError, SavedIndexError
from policydiff.index.database import _raise_index_error
from policydiff.languages import PACK
from policydiff.messages import joined, message, verbatim
from policydiff.relations.kinds import KINDS as RELATION_KINDS
from policydiff.relations.kinds import MAY_BE_DROPPED
from policydiff.reports.comparison.selection import KINDS
from policydiff.reports.names import shown_name
from policydiff.settings import SETTINGS
from policydiff.translation import LANGUAGES, language_named, localized, use_language

ROOT = Path(__file__).resolve().parent.parent
CHINESE = LANGUAGES[1:]
OLD, NEW, TWICE = (
    str(SAMPLES / name) for name in ("regulation-2015.txt", "regulation-2021.txt", "work-plan-twice.txt")
)
# A line of help in each language, by which it is recognised.
OPTIONS = {"en": "Options:", "zh_CN": "选项:", "zh_TW": "選項:"}


@cache
def catalogues() -> ModuleType:
    """The script that keeps the catalogues."""
    pytest.importorskip("babel", reason="the catalogues are read with babel; pip install 'policydiff[test]'")
    place = importlib.util.spec_from_file_location("catalogues", ROOT / "scripts" / "catalogues.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


# --- the catalogues


@pytest.mark.parametrize("language", CHINESE)
def test_no_sentence_is_untranslated_and_none_is_unused(language: str) -> None:
    assert catalogues().problems(language) == []


@pytest.mark.parametrize("language", CHINESE)
def test_the_names_of_relations_and_severities_are_translated(language: str) -> None:
    names = {kind.label for kind in RELATION_KINDS.values()} | set(RELATIONS)
    names |= {rule.severity for rule in RULES.values()}
    try:
        use_language(language)
        assert [name for name in names if localized(shown_name(name)) == name] == []
    finally:
        use_language("en")


@pytest.mark.parametrize("language", CHINESE)
def test_the_names_of_marks_penalties_and_hidden_characters_are_translated(language: str) -> None:
    assert set(PACK.lexicon().marks.values()) <= set(MARK_NAMES)
    assert {*PACK.lexicon().penalty_classes, "administrative"} == set(CLASS_NAMES)
    names = {*MARK_NAMES, *CLASS_NAMES, *HIDDEN_NAMES}
    try:
        use_language(language)
        assert [name for name in names if localized(name) == name] == []
    finally:
        use_language("en")


def in_language(language: str, error: PolicydiffError) -> str:
    """The reason and the hint of an error in a language."""
    try:
        use_language(language)
        return localized(error.message) + localized(error.hint)
    finally:
        use_language("en")


@pytest.mark.parametrize("code", ["BUSY", "LOCKED", "NOTADB", "FULL", "READONLY", "PERM", "CANTOPEN"])
@pytest.mark.parametrize("language", CHINESE)
def test_the_errors_of_an_index_are_translated(language: str, code: str) -> None:
    error = sqlite3.OperationalError("unable to do it")
    error.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{code}")
    with pytest.raises(SavedIndexError) as raised:
        _raise_index_error(error, "x.index")
    words = re.findall(r"(?<!-)\b[a-z]{3,}", in_language(language, raised.value))
    assert set(words) <= {"policydiff", "index", "build"}


def fields(template: str) -> list[tuple[str, str, str]]:
    """The fields of a template: name, conversion and format, sorted."""
    return sorted(
        (name, conversion or "", form or "")
        for _, name, form, conversion in string.Formatter().parse(template)
        if name is not None
    )


def placeholders(template: str) -> list[str]:
    """The fields of a sentence of click: those of str.format, or of %."""
    return sorted(re.findall(r"%\(\w+\)s|\{\w*(?:![rs])?\}", template))


@pytest.mark.parametrize("language", CHINESE)
def test_a_translation_has_the_fields_of_its_sentence(language: str) -> None:
    module = catalogues()
    catalogue, own = module.read_catalogue(language), module.sentences()
    wrong = []
    for entry in catalogue:
        if not entry.id:
            continue
        (id_, *_), strings = (entry.id, entry.string) if isinstance(entry.id, tuple) else ((entry.id,), (entry.string,))
        read = fields if id_ in own else placeholders
        wrong += [
            id_ for text in strings if text and read(text) != read(entry.id[-1] if isinstance(entry.id, tuple) else id_)
        ]
    assert wrong == []


# --- how a sentence is translated


def test_parts_of_a_message_are_translated_too_and_english_is_what_str_gives() -> None:
    sentence = message("{where}: {message}", where="a.txt", message=message("is not empty"))
    both = joined([message("is not empty"), verbatim("甲")], ", ")
    try:
        use_language("zh_CN")
        assert "not" not in localized(sentence)
        assert localized(sentence).startswith("a.txt")
        assert "," not in localized(both)
        assert localized("no sentence of a catalogue {x}", x=3) == "no sentence of a catalogue 3"
        assert str(sentence) == "a.txt: is not empty"
    finally:
        use_language("en")
    assert localized(sentence) == "a.txt: is not empty"


# --- which language is chosen


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh_SG.UTF-8", "zh_CN"),
        ("zh-Hans-TW", "zh_CN"),
        ("zh_TW", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("ZH-HK", "zh_TW"),
        ("zh_MO@x", "zh_TW"),
        ("en", "en"),
        ("en_US.UTF-8", "en"),
        ("POSIX", "en"),
        ("ja_JP.UTF-8", None),
        ("zhuang", None),
        ("", None),
    ],
)
def test_names_of_languages(name: str, language: str | None) -> None:
    assert language_named(name) == language


@pytest.mark.parametrize(
    ("arguments", "environment", "settings", "language"),
    [
        ([], {}, "", "en"),
        ([], {"LC_ALL": "zh_CN.UTF-8"}, "", "zh_CN"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "zh_CN"}, "", "zh_TW"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_HK.UTF-8"}, "", "zh_TW"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_TW:en"}, "", "zh_TW"),
        ([], {"LC_ALL": "C", "LANGUAGE": "zh_TW"}, "", "en"),
        ([], {"LC_ALL": "de_DE"}, "", "en"),
        ([], {"LC_ALL": "zh_CN"}, 'lang = "en"', "en"),
        ([], {}, 'lang = "zh-Hant"', "zh_TW"),
        ([], {"POLICYDIFF_LANG": "zh"}, 'lang = "zh-Hant"', "zh_CN"),
        ([], {"POLICYDIFF_LANG": ""}, 'lang = "zh-Hant"', "zh_TW"),
        (["--lang", "en"], {"POLICYDIFF_LANG": "zh"}, 'lang = "zh-Hant"', "en"),
        (["--lang=zh_TW"], {"POLICYDIFF_LANG": "zh"}, "", "zh_TW"),
        (["--lang", "en", "--lang", "zh"], {}, "", "zh_CN"),
    ],
)
def test_the_option_comes_before_the_environment_the_settings_and_the_locale(
    policydiff: Command,
    tmp_path: Path,
    arguments: list[str],
    environment: Mapping[str, str],
    settings: str,
    language: str,
) -> None:
    (tmp_path / "policydiff.toml").write_text(settings, encoding="utf-8")
    for command in (("compare", *arguments), arguments):
        help_text = policydiff(*command, "--help", cwd=tmp_path, env=environment).stdout.decode()
        assert OPTIONS[language] in help_text


def test_a_language_of_another_settings_file_counts_as_the_file_does(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / "policydiff.toml").write_text('lang = "zh_TW"', encoding="utf-8")
    (tmp_path / "other.toml").write_text('lang = "zh_CN"', encoding="utf-8")
    for options, language in (([], "zh_TW"), (["--config", "other.toml"], "zh_CN"), (["--isolated"], "en")):
        assert OPTIONS[language] in policydiff("check", *options, "--help", cwd=tmp_path).stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["--lang", "xx", "text", TWICE], {}, "'xx' is no language; en, zh_CN, zh_TW are"),
        (["text", TWICE, "--lang", "xx"], {}, "'xx' is no language; en, zh_CN, zh_TW are"),
        (["text", TWICE, "--lang", ""], {}, "'' is no language"),
        (["config"], {"POLICYDIFF_LANG": "xx"}, "'xx' is no language; en, zh_CN, zh_TW are"),
        (["text", TWICE], {"POLICYDIFF_LANG": "xx"}, "'xx' is no language; en, zh_CN, zh_TW are"),
    ],
)
def test_a_name_that_is_no_language_is_refused(
    policydiff: Command, arguments: list[str], environment: Mapping[str, str], says: str
) -> None:
    done = policydiff(*arguments, env=environment)
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


# --- what is the same in every language

DATA = [
    ("compare", OLD, NEW, "--format", "json"),
    ("compare", OLD, NEW, "--format", "unified"),
    ("compare", OLD, NEW, "--format", "table-csv"),
    ("compare", OLD, NEW, "--format", "csv"),
    ("check", str(SAMPLES / "inbox"), "--format", "csv"),
    ("relations", str(SAMPLES / "inbox"), "--format", "csv"),
    ("dedupe", TWICE, "--dry-run", "--format", "json"),
    ("check", str(SAMPLES / "inbox"), "--format", "json"),
    ("check", str(SAMPLES / "inbox"), "--format", "sarif"),
    ("relations", str(SAMPLES / "inbox"), "--format", "json"),
    ("outline", NEW, "--format", "json"),
    ("text", NEW),
    ("config", "--format", "json"),
]


@pytest.mark.parametrize("arguments", DATA, ids=lambda arguments: f"{arguments[0]}-{arguments[-1]}")
@pytest.mark.parametrize("language", CHINESE)
def test_data_and_exit_statuses_are_the_same_in_every_language(
    policydiff: Command, language: str, arguments: tuple[str, ...]
) -> None:
    english, other = policydiff(*arguments), policydiff(*arguments, "--lang", language)
    assert (other.returncode, other.stdout) == (english.returncode, english.stdout)


# --- no English word is left

REPORTS = [
    ("dedupe", TWICE, "--dry-run", "--explain", "-v"),
    ("dedupe", str(SAMPLES / "inbox"), "--explain", "-v"),
    ("dedupe", str(SAMPLES / "portal-page-traditional.txt"), "--dry-run", "-v"),
    ("compare", OLD, NEW, "--explain", "--strict", "-v"),
    ("compare", OLD, str(SAMPLES / "statute-traditional.txt")),
    ("check", str(SAMPLES), "-v"),
    ("check", "--list-rules"),
    ("relations", str(SAMPLES / "inbox"), "--explain", "-v"),
    ("outline", str(SAMPLES / "portal-page-traditional.txt"), "-v"),
    ("sketch", NEW),
    ("config", "--isolated"),
    ("text", "no-such-file.txt"),
    ("compare", OLD, NEW, "--only", "nothing"),
    ("compare", OLD, NEW, "--part", "无"),
    ("compare", OLD, "--bill", NEW, "--only", "added"),
    ("dedupe", TWICE, "--in-place", "-o", "x.txt"),
    ("index", "info", TWICE),
]
# What no language translates: options and their values, files, variables, hexadecimal numbers, measures.
_NAMES = re.compile(
    r"(?<![\w-])--?[a-z][\w-]*(?:[ =][A-Za-z\[][\w=|\[\]:,.-]*)?|\b[\w./!-]+\.(?:txt|jsonl?|toml|docx)\b"
    r"|\b[A-Z][A-Z_]+\b|\$[A-Z_]+|\b[0-9a-f]{8}\b|\bjaccard|\bcontainment|\bsimilarity|\bk = |\bkey [\w-]+"
)
_KNOWN = {
    "sqlite",
    "utf-8",
    "json",
    "jsonl",
    "lines",
    "policydiff",
    "jaccard",
    "fast",
    "git",
    "docx",
    "xlsx",
    "unified",
    "true",
    "false",
    "auto",
    "always",
    "never",
}


@pytest.mark.parametrize("arguments", REPORTS, ids=lambda arguments: " ".join(Path(word).name for word in arguments))
@pytest.mark.parametrize("language", CHINESE)
def test_no_english_word_is_left(policydiff: Command, language: str, arguments: tuple[str, ...]) -> None:
    done = policydiff(*arguments, "--lang", language, cwd=SAMPLES.parent)
    report = (done.stdout.decode() + done.stderr).replace(str(SAMPLES), "samples")
    names = {
        *arguments,
        "build",
        *RULES,
        *SETTINGS,
        *COMMANDS,
        *KINDS,
        *(part for key in SETTINGS for part in key.split(".")),
    }
    words = re.findall(r"[A-Za-z][A-Za-z-]{2,}", _NAMES.sub(" ", report))
    assert [word for word in words if word.lower() not in _KNOWN | names] == []


SMALL = [  # a finding each that has a name in it: of marks, a class of penalties, a hidden character, a place
    ("compare", "甲、乙，丙；丁。", "甲，乙；丙丁！"),
    ("compare", "处五万元以下罚款。", "处五万元以下罚金。"),
    ("check", "为了\u200b规范\xad管理\u202e，制定本办法。", ""),
    ("outline", "国务院关于渡口的规定\n国发〔2024〕1号", ""),
]


@pytest.mark.parametrize(("command", "first", "second"), SMALL)
@pytest.mark.parametrize("language", CHINESE)
def test_no_english_name_is_left(
    policydiff: Command, tmp_path: Path, language: str, command: str, first: str, second: str
) -> None:
    (tmp_path / "1.txt").write_text(f"第一条 {first}\n第二条 本办法自公布之日起施行。\n", encoding="utf-8")
    (tmp_path / "2.txt").write_text(f"第一条 {second}\n第二条 本办法自公布之日起施行。\n", encoding="utf-8")
    files = ("1.txt", "2.txt") if second else ("1.txt",)
    report = policydiff(command, *files, "--lang", language, cwd=tmp_path).stdout.decode()
    assert re.findall(r"(?<![\w\\.+-])[a-z]{3,}", re.sub(r"\w+\.txt|hidden-character|\\u\w{4}", "", report)) == []


@pytest.mark.parametrize(("language", "labels"), [("zh_CN", ("发文字号", "日期")), ("zh_TW", ("發文字號", "日期"))])
def test_the_values_of_an_outline_stand_one_below_the_other(
    policydiff: Command, tmp_path: Path, language: str, labels: tuple[str, str]
) -> None:
    notice = ("某省人民政府关于印发渡口管理规定的通知", "某政发〔2024〕12号", "各市人民政府：", "请遵照执行。")
    signature = ("某省人民政府", "2024年3月1日", "")
    (tmp_path / "notice.txt").write_text("\n".join((*notice, *signature)), encoding="utf-8")
    lines = policydiff("outline", "notice.txt", "--lang", language, cwd=tmp_path).stdout.decode().splitlines()
    number, date = (next(line for line in lines if line.startswith(f"  {label}")) for label in labels)
    assert cell_len(number.partition("某")[0]) == cell_len(date.partition("2024")[0]) == 12
    assert number.startswith(f"  {labels[0]}  某政发")


# --- help


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", CHINESE)
def test_the_help_of_every_option_is_in_the_language(policydiff: Command, language: str, command: str) -> None:
    """Each description of an option, and the first sentence of the command, has Chinese in it."""
    # A process of its own: click keeps the option --help once it is made.
    help_text = policydiff(command, "--help", "--lang", language, timeout=60).stdout.decode()
    usage, _, rest = help_text.partition("\n\n")
    assert re.search("[\u4e00-\u9fff]", usage)
    description, _, options = rest.partition(OPTIONS[language])
    assert re.search("[\u4e00-\u9fff]", description.strip().splitlines()[0])
    described = re.split(r"\n  (?=-)", options)[1:]
    assert described
    assert [entry for entry in described if not re.search("[\u4e00-\u9fff]", entry)] == []
    assert [line for line in help_text.splitlines() if cell_len(line) > 80 and re.search("[\u4e00-\u9fff]", line)] == []


def test_the_help_of_drop_names_all_relations(policydiff: Command) -> None:
    help_text = " ".join(policydiff("dedupe", "--help").stdout.decode().split()).replace("- ", "-")
    assert f"Also leave out these relations: {', '.join(RELATIONS)}; in a corpus" in help_text
    assert f"in a corpus also: {', '.join(MAY_BE_DROPPED)}." in help_text
