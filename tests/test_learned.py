"""Page furniture that a corpus shows: what is learned, what never is, and what follows for relations."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checking import Run
from papers import articles
from policydiff.learned import BODIES, chosen, learn, without
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


PAGES = [page(notice(number)) for number in range(BODIES + 3)]
FURNITURE = learn(PAGES)


def test_what_many_documents_have_round_unlike_bodies_is_learned() -> None:
    assert {line for line in f"{MENU}{FOOT}".splitlines() if line} == FURNITURE
    assert learn(PAGES[: BODIES - 1]) == frozenset()


def test_the_order_of_documents_does_not_matter() -> None:
    shuffled = list(PAGES)
    random.Random(3).shuffle(shuffled)
    assert learn(shuffled) == FURNITURE


def test_copies_and_editions_teach_nothing() -> None:
    once = page(notice(1))
    assert learn([once] * 20) == frozenset()
    assert learn([once + f"第{number}次补记\n" for number in range(20)]) == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "第一章　总则",
        "第三条　渡口停止使用",
        "一、工作要求",
        "各渡口应当每周巡查一次，发现险情的立即报告。",
        "青槐县水务局",
        "2031年5月6日",
        "青政发〔2031〕5号",
        "成文日期：2031年5月6日",
        "有效性：现行有效",
        "（征求意见稿）",
        "此件公开发布",
        "机密★十年",
        "抄送：县委各部门",
        "□同意　☑不同意",
        "单位意见：",
        "==========",
        "[第一章](#第一章)",
    ],
)
def test_what_says_something_is_never_furniture(line: str) -> None:
    texts = [page(notice(number), f"{MENU}{line}\n", f"{line}\n{FOOT}") for number in range(BODIES + 3)]
    assert line not in learn(texts)


def test_only_blocks_at_either_end_are_taken() -> None:
    rows = "".join(f"第{number}号仓　{number * 7}吨\n" for number in range(1, 9))
    text = page(f"{notice(9)}\n走进青槐\n政务服务\n{rows}")
    left = without(text, FURNITURE)
    assert "走进青槐\n政务服务\n第1号仓" in left
    assert "市长信箱" not in left
    assert "主办" not in left


def test_a_little_of_it_is_left() -> None:
    text = f"走进青槐\n政务服务\n{notice(9)}"
    assert without(text, FURNITURE) == text


@given(st.lists(st.sampled_from([*f"{MENU}{FOOT}{notice(2)}".splitlines(), "", "甲", "\r"]), max_size=60))
def test_every_other_character_keeps_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    left = without(text, FURNITURE)
    assert len(left) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, left, strict=True))
    assert without(left, FURNITURE) == left


@given(st.sets(st.text(max_size=4), max_size=50), st.integers(0, 100_000))
def test_who_is_learned_from_depends_on_the_id_alone(names: set[str], documents: int) -> None:
    ordered = sorted(names)
    first = dict(zip(ordered, chosen(ordered, documents), strict=True))
    assert first == dict(zip(ordered[::-1], chosen(ordered[::-1], documents), strict=True))


# --- what follows


def answers(run: Run, *arguments: str) -> dict[str, object]:
    done = run(*arguments, "--format", "json")
    found: dict[str, object] = json.loads(done.out)
    return found


def test_menus_make_no_two_notices_of_a_site_alike(folder: Path, run: Run) -> None:
    plant(folder, {f"in/{number}.txt": page(notice(number, 1)) for number in range(12)})
    found = answers(run, "relations", "in")
    assert found["groups"] == []
    assert found["candidates"]["furniture_lines"] == len(FURNITURE)  # type: ignore[index]
    assert "lines of page furniture" in run("relations", "in", "--explain").out


def test_copies_on_the_pages_of_two_sites_are_near_duplicates(folder: Path, run: Run) -> None:
    there = {f"in/there{number}.txt": page(notice(number), OTHER_MENU, OTHER_FOOT) for number in range(4, 12)}
    here = {f"in/here{number}.txt": page(notice(number)) for number in range(8)}
    plant(folder, {**here, **there})
    done = run("dedupe", "in", "-q", "-o", "out", "--explain")
    left = {path.name for path in (folder / "out").iterdir()}
    assert left == {*(f"here{number}.txt" for number in range(8)), *(f"there{number}.txt" for number in range(8, 12))}
    assert done.status == 0
    assert run("restore", "out", "-o", "back").status == 0
    assert (folder / "back" / "there4.txt").read_bytes() == (folder / "in" / "there4.txt").read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("通知\n", "通知\n（征求意见稿）\n"),
        ("\n政策图解", "\n青槐县水务局\n2031年5月6日\n政策图解"),
        ("\n政策图解", "\n此件不予公开\n政策图解"),
    ],
)
def test_what_says_something_keeps_copies_on_two_pages_apart(folder: Path, run: Run, old: str, new: str) -> None:
    marks = ("白鹭县水务局\n2031年5月6日\n", "此件公开发布\n")
    files: Files = {}
    for number in range(8):
        files[f"in/here{number}.txt"] = page(notice(number)).replace(old, new)
        mark = "" if "征求" in new else marks["此件" in new]
        files[f"in/there{number}.txt"] = page(notice(number), OTHER_MENU, mark + OTHER_FOOT)
    plant(folder, files)
    run("dedupe", "in", "-q", "-o", "out")
    assert len(list((folder / "out").iterdir())) == 16


def test_an_index_answers_apart_from_menus(folder: Path, run: Run) -> None:
    held = "".join(record(id=f"n{number}", text=page(notice(number))) for number in range(10))
    plant(folder, {"held.jsonl": held, "new.txt": page(notice(11))})
    assert run("index", "build", "held.index", "held.jsonl").status == 0
    assert run("search", "held.index", "new.txt").status == 1
