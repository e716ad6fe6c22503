"""Kinds of repeats, each in several shapes: what must stay, what must go, and what must be shown as a conflict."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_dedupe_cases import decisions, findings

from checking import Run

CHINESE = [
    "办理人应当携带本人有效身份证件原件和复印件各一份，在窗口取号后按照叫号顺序到指定柜台提交材料，由工作人员当场核对。",
    "材料不齐全的，工作人员应当一次性书面告知需要补正的全部内容，办理人在十五个工作日内补正的，按照原受理号继续办理。",
    "对办理结果有异议的，可以自收到结果之日起三十日内提出书面复核申请，由受理机关在二十个工作日内作出答复并说明理由。",
    "逾期未领取的证照由窗口保管六个月，期满仍未领取的移交档案室，再次领取时应当书面说明原因，并重新核对领取人的身份。",
]
ENGLISH = [
    "TAKE NOTICE that the works described on the back of this sheet are to begin on the day named above.",
    "If no objection is lodged in time, the works go ahead without further notice to anybody concerned.",
    "An objection states the name and the address of the person who objects, and the reason for objecting.",
    "The board hears every objection within thirty days and sends its decision in writing to all parties.",
]
LONG = {  # texts long enough to be taken for a copy by their size alone
    True: [
        *ENGLISH,
        "The costs of a hearing are shared by the parties unless the board decides otherwise for good reason.",
    ],
    False: [
        *CHINESE,
        "对在办理中知悉的另一方的技术资料、客户名单、报价和未公开的财务数据应当严格保密，未经书面同意不得向任何第三方披露。",
        "仅为办理本事项的目的使用上述资料，并只向确有必要知悉的员工提供，且应当与其签订内容相当的保密协议，留存备查。",
        "发现泄露或者可能泄露的，应当在二十四小时内通知另一方并采取补救措施，所需费用由泄露方承担，并书面报告处理结果。",
    ],
}
TWO_PLACES = [  # a caption over each of two equal texts
    ("买方", "卖方"),
    ("■ 东区", "■ 西区"),
    ("张三同志", "李四同志"),
    ("申请人：", "被申请人："),
    ("二〇三〇学年", "二〇三一学年"),
    ("SCHEDULE 1", "SCHEDULE 2"),
    ("Office copy", "Applicant's copy"),
]
FIRST_LINES = ["", "声明与保证", "主席、各位委员：", "提交材料：", "Name:", "Notice to owner", "[seal]"]
RULES = ["* * *", "***", "＊＊＊", "——————", "---", "====="]
NOTICE = [
    "关于暂停供水的通知",
    "各住户：",
    "因主干管道检修，本周六上午八时至下午六时暂停供水，请各住户提前储水，并关好自家的水阀。",
    "检修期间如有疑问，请拨打物业值班电话咨询。",
    "云汐花园物业服务中心",
    "2031年5月6日",
]
PACT = "云汐河船闸管理办法"
ARTICLES = [
    "第一条　为了加强船闸管理，保障通航安全，制定本办法。",
    "第二条　船闸管理单位应当按照调度计划安排过闸次序，不得擅自改变，遇有抢险救灾船舶应当优先放行并做好记录。",
    "第三条　过闸船舶应当提前两小时申报吃水、载货种类和载员人数，申报不实的，责令改正，可以处二千元以下罚款。",
    "第四条　船舶进入闸室后应当关闭主机，系好缆绳，派人值守，不得在闸室内排放污水、抛弃杂物、进行明火作业。",
    "第五条　水位超过警戒线的，船闸管理单位应当停止放行，并在十分钟内向过往船舶发布信息。",
    "第六条　本办法自2031年7月1日起施行。",
]


def written(path: Path, text: str, name: str = "text.txt") -> Path:
    """The path of a file with this text."""
    file = path / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def actions(run: Run, file: Path, *options: str) -> set[tuple[str, str]]:
    """The actions and relations of a dry run that say something of a paste."""
    _, made = decisions(run, file, *options)
    pastes = ("pasted-copy", "possible-paste")
    return {(each["action"], each["relation"]) for each in made if each["relation"] in pastes}


def clean(run: Run, file: Path, *options: str) -> str:
    """The clean text that dedupe prints."""
    ran = run("dedupe", str(file), *options)
    assert ran.status == 0, ran.err
    return ran.out


def section(heading: str, texts: list[str], level: int = 2) -> str:
    return "\n\n".join([f"{'#' * level} {heading}", *texts]) + "\n\n"


# --------------------------------------------------------------------------------------------------- what stays


@pytest.mark.parametrize("blank", ["\n\n", "\n"], ids=["apart", "together"])
@pytest.mark.parametrize("first", FIRST_LINES)
@pytest.mark.parametrize("captions", TWO_PLACES, ids=[one for one, _ in TWO_PLACES])
def test_a_text_under_two_captions_stays(
    run: Run, tmp_path: Path, captions: tuple[str, str], first: str, blank: str
) -> None:
    body = "\n".join(([first] if first else []) + LONG[captions[0].isascii()])
    text = "便民手册\n\n" + "\n\n".join(f"{caption}{blank}{body}" for caption in captions) + "\n"
    file = written(tmp_path, text)
    assert {action for action, _ in actions(run, file)} <= {"keep"}
    assert clean(run, file) == text


@pytest.mark.parametrize("number", ["{}. ", "{}、", "({}) "])
@pytest.mark.parametrize("items", [1, 3, 4])
def test_items_numbered_like_what_holds_them_stay(run: Run, tmp_path: Path, number: str, items: int) -> None:
    for names in (["手机端办理", "自助终端办理"], ["手机端办理", "自助终端办理", "窗口办理"]):
        lines = ["便民手册", "本手册供来访人员使用。"]
        for at, name in enumerate(names, 1):
            lines.append(number.format(at) + name)
            lines += [number.format(item) + line for item, line in enumerate(CHINESE[:items], 1)]
        text = "\n".join(lines) + "\n"
        assert clean(run, written(tmp_path, text)) == text


NAMED_ABOVE = [  # a head that names two things, and these two as captions
    ("出席：张晓岚、李远山", "张晓岚", "李远山"),
    ("目录\n室内场地\n室外场地", "室内场地", "室外场地"),
    ("甲方：市木偶剧团\n乙方：市围棋协会", "市木偶剧团", "市围棋协会"),
    ("Agreement between Lakeside Centre and Hillside Club", "Lakeside Centre", "Hillside Club"),
    ("Present: Ms Voss, Mr Lund", "Ms Voss", "Mr Lund"),
]


@pytest.mark.parametrize("numbered", [False, True], ids=["plain", "numbered"])
@pytest.mark.parametrize("names", NAMED_ABOVE, ids=[one for _, one, _ in NAMED_ABOVE])
def test_a_section_that_the_head_names_stays(
    run: Run, tmp_path: Path, names: tuple[str, str, str], numbered: bool
) -> None:
    head, one, other = names
    lines = ENGLISH if one.isascii() else CHINESE
    if numbered:
        lines = [f"（{label}）{line}" for label, line in zip("一二三四", lines, strict=True)]
    text = "\n\n".join([head, one, *lines, other, *lines]) + "\n"
    assert clean(run, written(tmp_path, text)) == text


@pytest.mark.parametrize(
    ("opening", "between"),
    [
        (["## Important", *ENGLISH[:2]], ["## Fees", ENGLISH[2]]),
        (["Refrain:", *ENGLISH[:2]], ["First verse:", ENGLISH[2]]),
        (ENGLISH[:2], [ENGLISH[2]]),
        (CHINESE[:2], [CHINESE[2]]),
        (["注意事项：", *CHINESE[:1]], ["收费标准：", *CHINESE[1:]]),
        (CHINESE[:2], ["一、收费", CHINESE[2], "二、期限", CHINESE[3]]),
        (["Q. " + ENGLISH[0], "A. " + ENGLISH[1]], ["Q. " + ENGLISH[2], "A. " + ENGLISH[3]]),
    ],
    ids=["sections", "refrain", "steps", "chinese steps", "captions", "numbers between", "questions"],
)
def test_what_a_document_begins_and_ends_with_stays(
    run: Run, tmp_path: Path, opening: list[str], between: list[str]
) -> None:
    text = "\n\n".join([*opening, *between, *opening]) + "\n"
    assert clean(run, written(tmp_path, text, "text.md")) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ANNEX A. HALLS.", "ANNEX B. FIELDS."),
        ("Hillside Ltd.", "Lakeside Ltd."),
        ("Sitting of 10 March 2031", "Sitting of 11 March 2031"),
        ("2031年3月10日第一次会议", "2031年3月11日第二次会议"),
        ("11/03/2031", "12/03/2031"),
        ("室内场地。", "室外场地。"),
        ("Ms Voss said the following.", "Mr Lund said the following."),
        ("张晓岚发言如下。", "李远山发言如下。"),
    ],
)
def test_a_long_text_under_a_line_that_may_name_it_stays(run: Run, tmp_path: Path, one: str, other: str) -> None:
    lines = LONG[one.isascii()]
    text = "\n\n".join(["Record", "The record of the year.", one, *lines, other, *lines]) + "\n"
    assert clean(run, written(tmp_path, text)) == text


def test_a_page_that_has_more_behind_its_copy_keeps_it(run: Run, tmp_path: Path) -> None:
    office, scope, fees = (f"## {name}\n\n" for name in ("Office", "Scope", "Amount"))
    first = "# Contact\n\n" + office + "\n\n".join(ENGLISH[:2]) + "\n\n"
    longer = first + ENGLISH[2] + "\n\n"
    terms = "# Terms\n\n" + scope + ENGLISH[3] + "\n\n"
    text = first + terms + longer + "# Fees\n\n" + fees + "The fee is five dollars for each page that is copied.\n"
    assert clean(run, written(tmp_path, text, "page.md")) == text.removeprefix(first)


def test_a_quoted_amendment_of_two_acts_stays(run: Run, tmp_path: Path) -> None:
    items = "\n".join(f'"({letter}) {line}' for letter, line in zip("abcd", ENGLISH, strict=True))
    text = (
        "AN ACT\n"
        f"Sec. 2. Section 5 of the First Streets Act is amended to read as follows:\n{items}\n"
        f"Sec. 3. Section 7 of the Second Streets Act is amended to read as follows:\n{items}\n"
        "Sec. 4. This act takes effect at once.\n"
    )
    file = written(tmp_path, text)
    assert actions(run, file) == set()
    assert findings(run, file) == (0, [])


# ---------------------------------------------------------------------------------------------------- what goes


@pytest.mark.parametrize("copies", [2, 3, 4])
@pytest.mark.parametrize("rule", RULES)
def test_a_short_notice_between_rows_of_signs_goes_to_one(run: Run, tmp_path: Path, rule: str, copies: int) -> None:
    notice = "\n".join(NOTICE) + "\n"
    file = written(tmp_path, f"\n{rule}\n\n".join([notice] * copies))
    left = clean(run, file)
    assert [line for line in left.splitlines() if line.strip(" *＊—-=")] == NOTICE
    assert findings(run, file) == (1, ["pasted-copy"])


@pytest.mark.parametrize("missing", [1, 2])
@pytest.mark.parametrize("lines", [[PACT, *ARTICLES], NOTICE, ["便民手册", *CHINESE]], ids=["law", "notice", "guide"])
def test_a_second_copy_without_its_head_goes(run: Run, tmp_path: Path, lines: list[str], missing: int) -> None:
    text = "\n".join([*lines, *lines[missing:]]) + "\n"
    file = written(tmp_path, text)
    assert clean(run, file).splitlines() == lines


@pytest.mark.parametrize("cut", [2, 5, 12])
@pytest.mark.parametrize(
    "between", [[], ["为便于对照，现将全文附在后面，请各单位结合实际执行。"]], ids=["behind", "apart"]
)
def test_a_copy_that_breaks_off_in_an_item_goes(run: Run, tmp_path: Path, between: list[str], cut: int) -> None:
    items = ["（一）船舶国籍证书；", "（二）最近一次年度检验合格证明；", "（三）船长和轮机长的适任证书以及值班记录。"]
    law = [*ARTICLES[:3], "第四条　申请过闸许可，应当提交下列材料：", *items, *ARTICLES[4:]]
    second = [*law[:6], items[2][:cut]]
    file = written(tmp_path, "\n".join([PACT, *law, *between, *second]) + "\n")
    assert clean(run, file).splitlines() == [PACT, *law, *between]


@pytest.mark.parametrize(
    "foot",
    [
        ["抄送：市档案馆，各街道办事处。"],
        ["云汐市人民政府办公室秘书科　　2031年5月7日印发"],
        ["中華民國一百二十年五月六日", "（本文有删减）"],
        ["Signed, the Clerk of the Council", "January 5, 2031"],
    ],
    ids=["copied-to", "printed", "republic", "english"],
)
def test_a_foot_that_only_one_copy_has_is_kept(run: Run, tmp_path: Path, foot: list[str]) -> None:
    for text in ([*NOTICE, *NOTICE, *foot], [*NOTICE, *foot, *NOTICE]):
        left = clean(run, written(tmp_path, "\n\n".join(text) + "\n")).split("\n\n")
        assert [line.strip() for line in left if line.strip()] == [*NOTICE, *foot]


@pytest.mark.parametrize(
    "head", [["2031年02月10日 07时41分", "来源：云汐日报", "【字体：大 中 小】"], ["——2031年1月14日在市人民代表大会上"]]
)
def test_a_head_that_only_the_second_copy_has_is_kept(run: Run, tmp_path: Path, head: list[str]) -> None:
    pact = [PACT, *ARTICLES]
    titled = [PACT, *head, *ARTICLES] if head[0].startswith("——") else [*head, *pact]
    assert clean(run, written(tmp_path, "\n".join([*pact, *titled]) + "\n")).splitlines() == titled


@pytest.mark.parametrize("apart", [False, True], ids=["behind", "apart"])
@pytest.mark.parametrize("titled", ["{}\n", "# {}\n"], ids=["plain", "marked"])
def test_a_page_between_rows_of_signs_goes(run: Run, tmp_path: Path, titled: str, apart: bool) -> None:
    one, other, third = (
        titled.format(name) + "\n" + "\n\n".join(texts) + "\n\n"
        for name, texts in (
            ("Cookie Notice", ENGLISH[:2]),
            ("Code of Conduct", ENGLISH[2:3]),
            ("Account Recovery", ENGLISH[3:]),
        )
    )
    pages = [one, other, one, third] if apart else [one, one, other, third]
    left = clean(run, written(tmp_path, "".join("- - -\n\n" + page for page in pages), "site.md"))
    assert [page.strip() for page in left.split("- - -") if page.strip()] == [p.strip() for p in (one, other, third)]


def test_the_copy_that_is_named_as_kept_is_kept(run: Run, tmp_path: Path) -> None:
    page = "# Authenticity\n\n## Overview\n\n" + "\n\n".join(ENGLISH) + "\n\n"
    other = "# Trademarks\n\n## Scope\n\nNobody may use the name of another firm so as to mislead people.\n\n"
    _, made = decisions(run, written(tmp_path, page * 3 + other + page * 2, "site.md"))
    gone = [each["span"] for each in made if each["action"] == "drop"]
    kept = [each["copy_of"]["span"] for each in made if each["action"] == "drop"]
    assert gone
    assert not any(start < end_gone and start_gone < end for start, end in kept for start_gone, end_gone in gone)


# ------------------------------------------------------------------------------------------------ what is shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([PACT, *ARTICLES], [PACT, *ARTICLES[:3], *ARTICLES[4:]]),
        ([PACT, *ARTICLES[:2], *ARTICLES[3:]], [PACT, *ARTICLES]),
        (["便民手册", *CHINESE, "特此告知。"], ["便民手册", *CHINESE[:1], *CHINESE[2:], "特此告知。"]),
    ],
    ids=["article", "article of the first", "paragraph"],
)
def test_a_copy_that_lacks_a_part_of_the_body_is_a_conflict(
    run: Run, tmp_path: Path, one: list[str], other: list[str]
) -> None:
    file = written(tmp_path, "\n".join([*one, *other]) + "\n")
    assert actions(run, file) == {("conflict", "pasted-copy")}
    assert "pasted-copy" in findings(run, file)[1]


@pytest.mark.parametrize("place", ["behind", "apart"])
@pytest.mark.parametrize("line", range(4))
def test_an_altered_section_is_a_conflict(run: Run, tmp_path: Path, place: str, line: int) -> None:
    altered = [text.replace(" of ", " in ", 1).replace(" in ", " with ", 1) for text in ENGLISH[line : line + 1]]
    altered = [*ENGLISH[:line], *altered, *ENGLISH[line + 1 :]]
    page, again = (f"# Objections\n\n{section('How to object', texts)}" for texts in (ENGLISH, altered))
    other = "# Fees\n\n" + section("Amount", ["The fee is five dollars for each page that the staff copies."])
    text = page + (other if place == "apart" else "") + again + (other if place == "behind" else "")
    file = written(tmp_path, text, "site.md")
    assert actions(run, file) == {("conflict", "pasted-copy")}
    assert clean(run, file) == text
    assert findings(run, file) == (1, ["pasted-copy"])


def test_a_signature_is_no_difference_of_an_altered_copy(run: Run, tmp_path: Path) -> None:
    sections = [f"{label}、{text}" for label, text in zip("一二三四", CHINESE, strict=True)]
    altered = [line.replace("十五个", "二十个") for line in sections]
    file = written(
        tmp_path, "\n".join(["便民服务办法", *sections, *altered, "云汐市政务服务中心", "2031年3月5日"]) + "\n"
    )
    _, made = decisions(run, file)
    conflict = next(each for each in made if each["action"] == "conflict")
    assert conflict["lines"] == [6, 9]
    assert len(conflict["differences"]) == 1


def test_sections_that_share_most_of_their_text_are_no_conflict(run: Run, tmp_path: Path) -> None:
    shared = section("What about forks?", ENGLISH, level=3)
    text = "# Policy\n\n" + "".join(
        section(name, [closing]) + shared
        for name, closing in (
            ("Metrics", "The firm publishes the number of requests once in every year."),
            ("Changes", "The firm may change this policy and tells its users thirty days before."),
        )
    )
    assert actions(run, written(tmp_path, text, "policy.md")) == set()


@pytest.mark.parametrize(
    "lines",
    [
        [PACT, *ARTICLES[:4], ARTICLES[3], *ARTICLES[4:]],
        [PACT, *ARTICLES, ARTICLES[3]],
        ["便民手册", CHINESE[0][:40] + "。", CHINESE[0][:40] + "。", CHINESE[1]],
        ["Report", *ENGLISH[:2], ENGLISH[1], *ENGLISH[2:]],
        [
            "Contents",
            *[
                "[Who may object](#who-may-object)",
                "[How to object](#how-to-object)",
                "[Costs of a hearing](#costs)",
                "[Decisions of the board](#decisions)",
            ]
            * 2,
            *ENGLISH,
        ],
    ],
    ids=["article behind itself", "article at the end", "paragraph", "english paragraph", "contents"],
)
def test_what_is_too_little_to_be_sure_is_perhaps_a_copy(run: Run, tmp_path: Path, lines: list[str]) -> None:
    file = written(tmp_path, "\n\n".join(lines) + "\n")
    assert actions(run, file) == {("keep", "possible-paste")}
    assert findings(run, file)[1] == []


def test_a_document_again_behind_another_is_perhaps_a_copy(run: Run, tmp_path: Path) -> None:
    other = ["市集摊位公约", *CHINESE]
    file = written(tmp_path, "\n".join([PACT, *ARTICLES, *other, PACT, *ARTICLES]) + "\n")
    assert actions(run, file) == {("keep", "possible-paste")}
    said = run("dedupe", str(file), "--dry-run").out
    assert "the same text stands at the beginning and at the end of the document" in " ".join(said.split())


def test_what_is_perhaps_a_copy_goes_when_asked(run: Run, tmp_path: Path) -> None:
    lines = [PACT, *ARTICLES[:4], ARTICLES[3], *ARTICLES[4:]]
    file = written(tmp_path, "\n".join(lines) + "\n")
    assert "--drop possible-paste leaves it out" in run("dedupe", str(file), "--dry-run").out
    assert clean(run, file, "--drop", "pasted-copy,possible-paste").splitlines() == [PACT, *ARTICLES]


@pytest.mark.parametrize("head", [[], ["补贴告知书"]], ids=["no head", "head"])
def test_more_than_a_figure_is_no_quotation(run: Run, tmp_path: Path, head: list[str]) -> None:
    one, other = (["补贴标准为每户每年", f"{sign}500元，按季度发放到户，逾期不再补发。"] for sign in ("", "> "))
    text = "\n".join([*head, *CHINESE, *one, *CHINESE, *other]) + "\n"
    assert clean(run, written(tmp_path, text)) == text


# ------------------------------------------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (NOTICE * 2, "the whole document stands twice, from its first line to its last"),
        (NOTICE * 3, "the whole document stands 3 times, from its first line to its last"),
        (
            [NOTICE[0], "——第三次会议通过", *NOTICE[1:], *NOTICE],
            "the document stands twice, but for lines of its head or foot",
        ),
        ([PACT, *ARTICLES, PACT, *ARTICLES[:3]], "the document stands twice, once cut short"),
        ([PACT, *ARTICLES * 2], "the body of the document stands twice, the copies directly behind one another"),
    ],
)
def test_the_reason_says_what_stands_twice(run: Run, tmp_path: Path, lines: list[str], words: str) -> None:
    said = run("dedupe", str(written(tmp_path, "\n".join(lines) + "\n")), "--dry-run").out
    assert words in " ".join(said.split())


def test_sections_are_named_in_the_words_of_the_text(run: Run, tmp_path: Path) -> None:
    sick = section("Sick leave", ENGLISH[:2])
    both = sick + section("Family leave", ENGLISH[2:])
    for repeated, words in (
        (sick, "the section “Sick leave” stands twice"),
        (both, "2 sections, the first of them “Sick leave”, stand twice"),
    ):
        text = (
            "# Handbook\n\nThis handbook is for all.\n\n" + repeated * 2 + section("Notice", ["It takes effect now."])
        )
        said = run("dedupe", str(written(tmp_path, text, "book.md")), "--dry-run").out
        assert words in " ".join(said.split())
