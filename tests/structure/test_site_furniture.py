"""Page furniture that a corpus shows: what is learned, what never is, and what follows for relations."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checking import Run
from papers import articles
from policydiff.structure.site_furniture import MIN_BODIES, blank_lines, learn_site_furniture, site_furniture_of
from trees import Files, plant, record

MENU = """青槐县人民政府门户网站
设为首页　加入收藏　无障碍浏览
走进青槐
政务服务
市长信箱　民意征集　网上调查　在线访谈
热搜词：社保　公积金　养老　医保　落户　人才引进
"""
FOOT = """政策图解：一图读懂青槐县粮食储备规划
友情链接：上级政府网　兄弟县区网站　新闻媒体网站
主办：青槐县人民政府办公室　承办：青槐县大数据中心　技术支持电话：0500-1234567
"""
OTHER_MENU = MENU.replace("青槐", "白鹭").replace("走进", "认识").replace("热搜词", "大家都在搜")
OTHER_FOOT = FOOT.replace("青槐", "白鹭").replace("友情链接", "相关网站")
WHAT = ["渡口", "粮库", "茶园", "林场", "湿地", "集市", "码头", "档案", "气象", "水务", "校舍", "医馆"]


def notice(number: int, lines: int = 3) -> str:
    """A short notice of its own words."""
    return f"青槐县关于{WHAT[number]}巡查事项的通知\n" + "".join(
        f"{line}\n" for line in articles(20 * number + 1, 20 * number + lines).splitlines()
    )


def page(body: str, menu: str = MENU, foot: str = FOOT) -> str:
    return f"{menu}\n{body}\n{foot}"


def folded(text: str) -> set[str]:
    """The lines of a text, white space in them told as one space."""
    return {" ".join(line.split()) for line in text.splitlines()} - {""}


PAGES = [page(notice(number)) for number in range(MIN_BODIES + 3)]
FURNITURE = learn_site_furniture(PAGES)


def test_what_many_documents_have_round_unlike_bodies_is_learned() -> None:
    assert folded(MENU + FOOT) == FURNITURE
    assert learn_site_furniture(PAGES[: MIN_BODIES - 1]) == frozenset()


@pytest.mark.parametrize(
    "menu",
    [
        MENU.replace("\n", "\r\n"),
        MENU.replace("　", "  "),
        "您的浏览器版本过低，请更换后再访问本页。\n" + MENU,
        MENU + "".join(f"{number}. 专题{number}\n" for number in range(40)),
        MENU.replace("\n", "　") + "\n",
    ],
)
def test_menus_have_many_shapes(menu: str) -> None:
    assert folded(menu) <= learn_site_furniture([page(notice(number), menu) for number in range(MIN_BODIES + 3)])


def test_what_changes_inside_a_menu_ends_it_not() -> None:
    menus = [MENU + "".join(f"热点{number}：第{at}期\n" for at in range(8)) + "关于本县\n" for number in range(8)]
    found = learn_site_furniture([page(notice(number), menu) for number, menu in enumerate(menus)])
    assert found == FURNITURE | {"关于本县"}


def test_the_order_of_documents_does_not_matter() -> None:
    shuffled = list(PAGES)
    random.Random(3).shuffle(shuffled)
    assert learn_site_furniture(shuffled) == FURNITURE


def test_copies_and_editions_teach_nothing() -> None:
    once = page(notice(1))
    assert learn_site_furniture([once] * 20) == frozenset()
    assert learn_site_furniture([once + f"第{number}次补记\n" for number in range(20)]) == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "第一章　总则",
        "第三条　渡口停止使用",
        "各渡口应当每周巡查一次，发现险情的立即报告。",
        "2031年5月6日",
        "青政发〔2031〕5号",
        "成文日期：2031年5月6日",
        "有效性：现行有效",
        "2031年5月6日 青槐县第三届人民代表大会常务委员会第九次会议通过",
        "## 第一章 总则",
        "[总则](#总则)",
        "<!-- 正文 -->",
        "==========",
    ],
)
def test_what_tells_an_edition_is_never_furniture(line: str) -> None:
    texts = [page(notice(number), f"{MENU}{line}\n", f"{line}\n{FOOT}") for number in range(MIN_BODIES + 3)]
    assert not {line, line.replace("　", " ")} & site_furniture_of(texts[0], learn_site_furniture(texts))


def test_the_title_stays_though_others_link_to_it() -> None:
    links = "".join(notice(number).splitlines(keepends=True)[0] for number in range(MIN_BODIES + 3))
    texts = [page(notice(number), MENU + links) for number in range(MIN_BODIES + 3)]
    left = blank_lines(texts[2], site_furniture_of(texts[2], learn_site_furniture(texts)))
    assert left.split("\n第")[0].split() == [notice(2).splitlines()[0]]


@pytest.mark.parametrize(
    "text",
    [
        MENU + FOOT,  # nothing else
        f"走进青槐\n政务服务\n{notice(9)}",  # too little
        f"{MENU}\n略。\n{FOOT}",  # next to nothing besides
    ],
)
def test_some_documents_are_left_whole(text: str) -> None:
    assert site_furniture_of(text, FURNITURE) == frozenset()


@given(st.lists(st.sampled_from([*f"{MENU}{FOOT}{notice(2)}".splitlines(), "", "甲", "\r"]), max_size=60))
def test_every_other_character_keeps_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    left = blank_lines(text, FURNITURE)
    assert len(left) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, left, strict=True))
    assert blank_lines(left, FURNITURE) == left


# --- what follows


def answers(run: Run, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json").out)
    return found


def test_menus_make_no_two_notices_of_a_site_alike(folder: Path, run: Run) -> None:
    plant(folder, {f"in/{number}.txt": page(notice(number, 1)) for number in range(12)})
    found = answers(run, "relations", "in")
    assert found["groups"] == []
    assert found["candidates"]["furniture_lines"] == len(FURNITURE)
    assert "lines of page furniture" in run("relations", "in", "--explain").out


def test_who_is_learned_from_depends_on_no_order(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.corpus.stages._MAX_LEARNED_DOCUMENTS", 5)
    records = [json.dumps({"text": page(notice(number % 12, 1 + number % 2))}) for number in range(24)]
    told = []
    for seed in range(3):
        random.Random(seed).shuffle(records)
        plant(folder, {"in.jsonl": "\n".join(records)})
        told.append(answers(run, "relations", "in.jsonl")["candidates"])
    assert told[0] == told[1] == told[2]


ROWS = [
    ("居民用水　每吨　2.80元\n工业用水　每吨　4.10元\n", "居民用水　每吨　3.10元\n工业用水　每吨　4.60元\n"),
    ("单位：万元　补贴比例：30%　适用区域：沿河各乡镇\n", "单位：元　补贴比例：50%　适用区域：全县各乡镇\n"),
    ("□同意　☑不同意　密级：内参　状态：已被修改　第1版\n", "☑同意　□不同意　密级：公开　状态：现行　第2版\n"),
    (
        "审判长　王一　审判员　李二　书记员　赵三　即日起执行\n",
        "审判长　孙四　审判员　周五　书记员　吴六　自下月起执行\n",
    ),
]


@pytest.mark.parametrize("rows", ROWS, ids=range(len(ROWS)))
@pytest.mark.parametrize("menu", [MENU, ""], ids=["menu", "no menu"])
@pytest.mark.parametrize("head", [True, False], ids=["above", "below"])
def test_no_document_goes_for_what_was_learned(
    folder: Path, run: Run, rows: tuple[str, str], menu: str, head: bool
) -> None:
    """However many documents have a row, it may be what two of them differ in."""
    files: Files = {}
    for number in range(7):
        for side, row in enumerate(rows):
            body = row * 3 + notice(number) if head else notice(number) + row * 3
            files[f"in/{number}-{side}.txt"] = page(body, menu)
    plant(folder, files)
    run("dedupe", "in", "-q", "-o", "out")
    assert len(list((folder / "out").iterdir())) == len(files)
    if not head:  # what stands between a menu and a title may be read as part of it
        groups = answers(run, "relations", "in")["groups"]
        assert all(each["places"] for group in groups for each in group["members"])


def test_copies_on_the_pages_of_two_sites_both_stay(folder: Path, run: Run) -> None:
    there = {f"in/there{number}.txt": page(notice(number), OTHER_MENU, OTHER_FOOT) for number in range(4, 12)}
    here = {f"in/here{number}.txt": page(notice(number)) for number in range(8)}
    plant(folder, {**here, **there})
    run("dedupe", "in", "-q", "-o", "out")
    assert len(list((folder / "out").iterdir())) == 16


def test_an_index_answers_apart_from_menus(folder: Path, run: Run) -> None:
    held = "".join(record(id=f"n{number}", text=page(notice(number))) for number in range(10))
    plant(folder, {"held.jsonl": held, "new.txt": page(notice(11))})
    assert run("index", "build", "held.index", "held.jsonl").status == 0
    assert run("search", "held.index", "new.txt").status == 1
