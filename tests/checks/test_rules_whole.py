"""The rules of check on what is missing or too much: numbers, ends, attachments, documents, fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import BODY, PROSE, found, only, told

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

# ------------------------------------------------------------------------------------------ numbering


AMENDING = (
    "云汐市人民代表大会常务委员会关于修改《云汐市渔港管理条例》的决定\n"
    f"一、第三条修改为：\n第三条 {PROSE[0]}\n二、增加一条，作为第七条：\n第七条 {PROSE[1]}\n"
    "三、第九条改为第十条。\n四、本决定自2016年5月1日起施行。\n\n"
)


def articles(*numerals: str, chapters: dict[str, str] | None = None) -> str:
    """A regulation with these articles; `chapters` stand before the articles they are keyed by."""
    lines = ["云汐市渔港管理条例"]
    for place, numeral in enumerate(numerals):
        lines += [(chapters or {})[numeral]] if numeral in (chapters or {}) else []
        lines.append(f"第{numeral}条 {PROSE[place % 5]}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (articles("一", "二", "四", "五"), [((4, 4), "a number is missing: article 第二条 is followed by 第四条")]),
        (articles("一", "二", "六"), [((4, 4), "3 numbers are missing: article 第二条 is followed by 第六条")]),
        (articles("一", "二", "二", "三"), [((4, 4), "article 第二条 stands twice")]),
        (
            articles("一", "二", "三", "二", "四", "五"),
            [((5, 5), "the count goes back: article 第三条 is followed by 第二条")],
        ),
        (
            articles("一", "二", "三", "四", "三", "四", "五"),
            [((6, 6), "the count goes back: article 第四条 is followed by 第三条")],
        ),
        (
            articles("一", "二", "三", chapters={"一": "第一章 总则", "三": "第三章 附则"}),
            [((5, 5), "a number is missing: chapter 第一章 is followed by 第三章")],
        ),
        (
            articles("一", "二", "三", chapters={"一": "总则", "二": "第二章 登记", "三": "第三章 附则"}),
            [((4, 4), "the count begins with chapter 第二章")],
        ),
        (
            f"第一条 下列设施应当登记：\n（一）码头；\n（三）灯塔；\n（四）堤坝。\n第二条 {PROSE[0]}\n",
            [((3, 3), "a number is missing: item （一） is followed by （三）")],
        ),
        (
            f"一、登记\n{PROSE[0]}\n二、巡查\n{PROSE[1]}\n四、经费\n{PROSE[2]}\n",
            [((5, 5), "a number is missing: item 二、 is followed by 四、")],
        ),
        (
            f"壹、登記\n一、{PROSE[0]}\n二、{PROSE[1]}\n參、巡查\n一、{PROSE[2]}\n",
            [((4, 4), "a number is missing: item 壹、 is followed by 參、")],
        ),
        # a law of its own after the decision that amends it, and one before an extract of another
        (
            f"{AMENDING}云汐市渔港管理条例\n（2010年通过）\n第一条 {PROSE[0]}\n第二条 {PROSE[1]}\n第四条 {PROSE[2]}\n",
            [((13, 13), "a number is missing: article 第二条 is followed by 第四条")],
        ),
        (
            f"{AMENDING}附件：云汐市渔港管理条例（2016年修正）\n目 录\n第一章 总则\n第二章 附则\n"
            f"第一章 总则\n第一条 {PROSE[0]}\n第三条 {PROSE[1]}\n第二章 附则\n第四条 {PROSE[2]}\n",
            [((15, 15), "a number is missing: article 第一条 is followed by 第三条")],
        ),
        (
            f"{articles('一', '二', '四')}附：相关法律条文\n第三条 {PROSE[3]}\n第九条 {PROSE[4]}\n",
            [((4, 4), "a number is missing: article 第二条 is followed by 第四条")],
        ),
        # the items of the decision itself are counted
        (
            "关于修改《云汐市渔港管理条例》的决定\n一、删去第二条。\n二、删去第五条。\n四、删去第九条。\n",
            [((4, 4), "a number is missing: item 二、 is followed by 四、")],
        ),
        # what only mentions an amendment shows its own articles
        (
            f"关于《渔港条例修正案（二）》时间效力问题的解释\n第一条 {PROSE[0]}\n第三条 {PROSE[1]}\n",
            [((3, 3), "a number is missing: article 第一条 is followed by 第三条")],
        ),
        (
            f"云汐市渔港管理条例\n（根据《关于修改〈渔港条例〉的决定》修正）\n第一条 {PROSE[0]}\n第三条 {PROSE[1]}\n",
            [((4, 4), "a number is missing: article 第一条 is followed by 第三条")],
        ),
    ],
    ids=range(16),
)
def test_breaks_of_the_count_are_found(text: str, expected: list[tuple[tuple[int, int], str]]) -> None:
    assert told("numbering", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        articles("一", "二", "三", "三之一", "四"),
        articles("一", "二", "三", chapters={"一": "第一章 总则", "三": "第二章 附则"}),
        # a number that is there, but does not begin its line
        f"第一条 {PROSE[0]}第二条 {PROSE[1]}\n第三条 {PROSE[2]}\n",
        # items begin anew under each article, or count on under each heading
        f"第一条 下列设施：\n（一）码头；\n（二）灯塔。\n第二条 下列单位：\n（一）港口；\n（二）渔场。\n{BODY}",
        f"一、登记\n（一）{PROSE[0]}\n（二）{PROSE[1]}\n二、巡查\n（三）{PROSE[2]}\n（四）{PROSE[3]}\n",
        # an annex counts for itself
        f"{articles('一', '二', '三')}附件\n港口名录\n第一条 {PROSE[3]}\n第二条 {PROSE[4]}\n",
        # contents run into one line
        articles(
            "一", "二", "三", chapters={"一": "第一章 总则 第二章 登记 第三章 附则\n第一章 总则", "三": "第二章 附则"}
        ),
        # a book of a code
        articles("一百五十三", "一百五十四", "一百五十五"),
        # a citation at the beginning of a line
        f"第一条 {PROSE[0]}\n第二条 本条例\n第七条所称设施，依照下列规定。\n第三条 {PROSE[1]}\n",
        # articles that stand twice because they were pasted are not told once more
        (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8"),
        # levels 壹、 and 一、
        f"壹、登記\n一、{PROSE[0]}\n二、{PROSE[1]}\n貳、巡查\n一、{PROSE[2]}\n二、{PROSE[3]}\n",
        # what is left out is said
        f"第一条 {PROSE[0]}\n……\n第五条 {PROSE[1]}\n第六条至第八条（略）\n第九条 {PROSE[2]}\n",
        # texts that by their own words show some articles
        AMENDING,
        f"将《渔港条例》第三条修改为：\n第三条 {PROSE[0]}\n第七条 {PROSE[1]}\n",
        f"一、第三条修改为：\n第三条 {PROSE[0]}\n二、增加一条，作为第七条：\n第七条 {PROSE[1]}\n",
    ],
    ids=range(15),
)
def test_a_whole_count_is_no_finding(text: str) -> None:
    assert told("numbering", text) == []


@pytest.mark.parametrize(
    "title",
    [
        "云汐市渔港管理条例（节录）",
        "云汐市渔港管理条例\n【节 选】",
        "渔港管理法规摘编",
        "《渔港条例》条文摘录（2016年版）",
        "漁港法選錄",
        "民法總則部分條文",
        "附：相关法律条文",
        "云汐市渔港管理条例\n现将有关条款摘录如下：",
        "以下为《云汐市渔港管理条例》部分条文：",
        "（摘自《云汐市渔港管理条例》）",
        "雲汐縣漁港管理自治條例部分條文修正條文",
        "漁港法第三條、第七條條文修正草案",
        "漁港法部分條文修正草案條文對照表",
        "修正「漁港使用辦法」第三條、第七條條文",
        "增訂並修正漁港法部分條文",
        "漁港補助作業要點第三點、第七點修正規定",
        "云汐市渔港管理条例修正案（草案）",
        "《云汐市渔港管理条例》修订前后对照表",
        "云汐市人民政府关于修改《云汐市渔港管理办法》的通知",
        "国务院关于废止和修改部分行政法规的决定",
        "关于对《云汐市渔港管理条例》进行修改的决定",
        "# 附件2 漁港法部分條文修正草案",
        "漁港法修正草案",  # which articles are there says that it has some only
        "云汐市渔港管理条例（修正草案）",
    ],
)
def test_chosen_articles_are_not_counted(title: str) -> None:
    text = f"{title}\n\n第三条 下列设施：\n（二）码头；\n（四）灯塔。\n第七条 {PROSE[1]}\n第六条 {PROSE[2]}\n"
    assert told("numbering", text) == []


@pytest.mark.parametrize(
    "title",
    [
        "云汐市渔港管理条例",
        "云汐市渔港管理条例（2016年修正）",
        "云汐市渔港管理条例（修订草案征求意见稿）",
        "漁港法修正草案",
        "漁港法全文修正條文",
        "中華民國一百年三月一日總統令修正公布第三條條文",
        "云汐市人民政府关于修订印发《云汐市渔港管理办法》的通知",
        "关于加强城乡规划修改管理的通知",
        "云汐市行政规范性文件修改和废止程序规定",
        "云汐市干部选拔条例",
        "云汐市渔港管理条例\n网友留言选登",
        "云汐市渔港管理条例\n根据有关规定，现就有关事项通知如下：",
    ],
)
def test_a_whole_text_is_counted(title: str) -> None:
    text = f"{title}\n\n第一条 {PROSE[0]}\n第三条 {PROSE[1]}\n"
    assert [message for _, message in told("numbering", text)] == [
        "a number is missing: article 第一条 is followed by 第三条"
    ]


# ------------------------------------------------------------------------------------------ truncated

CONTENTS = "目 录\n第一章 总则\n第二章 登记\n第三章 巡查\n第四章 附则\n\n"
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
HEADS = {"一": "第一章 总则", "三": "第二章 登记", "六": "第三章 巡查", "九": "第四章 附则"}
FORCE = "第十条 本条例自2016年5月1日起施行。\n"


def regulation(*numerals: str, contents: str = "") -> str:
    """A regulation in chapters, with a table of contents where it is given."""
    title, body = articles(*numerals, chapters=HEADS).split("\n", 1)
    return f"{title}\n{contents}{body}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (regulation(*NUMERALS[:7], contents=CONTENTS), "the contents promise “第四章 附则”"),
        (regulation(*NUMERALS[:4], contents=CONTENTS), "the contents promise “第三章 巡查” and 1 more"),
        (regulation(*NUMERALS[:8]), "a law that ends with 第八条 and does not say when it comes into force"),
        (regulation(*NUMERALS) + "第十条 本条例自2016年5月1日起施行，", "ends in mid-sentence, with “，”"),
        (f"{BODY}{BODY}市人民政府应当在每年三月底前，将登记的结果报省人民政府备案并向社会", "without a closing mark"),
        (f"{BODY}有下列情形之一的，由市海洋主管部门（", "ends in mid-sentence, with “（”"),
    ],
)
def test_a_text_that_is_cut_off_is_found(text: str, said: str) -> None:
    assert said in str(only("truncated", text).message)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        regulation(*NUMERALS) + FORCE,
        regulation(*NUMERALS, contents=CONTENTS) + FORCE,
        regulation(*NUMERALS) + FORCE + "附件\n渔港名录\n砚川渔港\n澜门渔港\n",
        f"{BODY}云汐市人民政府\n2016年3月1日\n",
        f"{BODY}（此件公开发布）\n",
        f"{BODY}责任编辑：林某\n",
        f"{BODY}相关报道：\n",
        "渔港名录\n砚川渔港\n澜门渔港\n北汀渔港\n",
        articles(*NUMERALS).replace("云汐市渔港管理条例", "最高人民法院关于审理渔港纠纷案件若干问题的规定"),
        # lines that are wrapped end anywhere
        "\n".join(PROSE[0][at : at + 30] for at in (0, 30))
        + "\n各县区应当在三月底前，将登记结果报市人民政府备案和存\n",
        articles(*NUMERALS[:5]),
    ],
    ids=range(12),
)
def test_a_text_that_is_all_there_is_no_finding(text: str) -> None:
    assert told("truncated", text) == []


# ------------------------------------------------------------------------------------------ missing-attachment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"第一条 税额依照本条例所附《渔港使用费费率表》执行。\n{BODY}", "本条例所附《渔港使用费费率表》"),
        (f"第一条 列于本办法附件二的设施，应当登记。\n{BODY}", "本办法附件二"),
        (f"{BODY}各渔港的名称（见附件3）另行登记。\n", "（见附件3）"),
        (f"第一条 下列渔港（名单附后）适用本办法。\n{BODY}", "（名单附后）"),
        (f"第一条 员额依附表之规定。[附表：渔港员额表]\n{BODY}", "[附表：渔港员额表]"),
        (f"{BODY}附件：1.渔港登记表\n\n云汐市人民政府\n2016年3月1日\n", "附件：1.渔港登记表"),
        (f"{BODY}附：\n\n渔港使用费费率表\n", "the heading of an annex, with nothing under it"),
        (f"{BODY}附件\n渔港使用费费率表\n续表\n（注：本表单位为元）\n", "with nothing under it"),
        (f"{BODY}附表一\n使用费\n附表二\n罚款\n码头 20元\n灯塔 30元\n", "with nothing under it"),
    ],
    ids=range(9),
)
def test_what_is_promised_and_not_there_is_found(text: str, said: str) -> None:
    assert said in str(only("missing-attachment", text).message)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"第一条 依照本条例所附《渔港费率表》执行。\n{BODY}附：\n渔港费率表\n码头 每日20元\n灯塔 每日30元\n",
        f"第一条 依照本条例所附《渔港费率表》执行。\n{BODY}渔港费率表\n码头 每日20元\n灯塔 每日30元\n",
        f"第一条 列于本法附件三的设施。\n{BODY}附件三：渔港设施\n{PROSE[0]}\n",
        f"第一条 列于本法附件三的设施。\n{BODY}## 附件三　渔港设施\n{PROSE[0]}\n",
        f"{BODY}附件：1.渔港登记表\n云汐市人民政府\n2016年3月1日\n附件1\n渔港登记表\n港名 砚川\n泊位 20个\n",
        f"{BODY}申请人应当提交下列附件：设备及其附件的合格证。合同的附件由双方保存。\n",
        f"{BODY}附：渔港费率表（略）\n",
        f"{BODY}附：进出口税则（注：由市财政部门另行发布）\n",
        f"第一条 依照本法所附《进出口税则》执行。\n{BODY}附：进出口税则（注：由市财政部门另行发布）\n",
        f"第一条 依照本法附件二联络。\n{BODY}附件一 信号（略） 附件二 联络符号和信号（略）\n",
        f"{BODY}附则由市人民政府解释，附加费按年收取。\n",
    ],
    ids=range(12),
)
def test_what_is_attached_is_no_finding(text: str) -> None:
    assert told("missing-attachment", text) == []


SIGNED = "云汐市人民政府\n2016年3月1日\n"
REGISTER = "附件1\n渔港登记表\n港名 砚川\n泊位 20个\n"
DUTIES = "附件2\n任务分工表\n巡查 市水务局\n登记 市交通局\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BODY}附件：1.渔港登记表\n　　　2.任务分工表\n{SIGNED}{REGISTER}", ["2. 任务分工表"]),
        (f"{BODY}附件：1．渔港登记表\n2．任务分工表\n3．名单\n{SIGNED}{DUTIES}", ["1. 渔港登记表", "3. 名单"]),
        (f"{BODY}附件：1.渔港登记表 2.任务分工表\n{SIGNED}{REGISTER}", ["2. 任务分工表"]),
        (f"{BODY}附件1：渔港登记表\n附件2：任务分工表\n{SIGNED}{REGISTER}", ["附件2：任务分工表"]),
        # named as in the list, without a number
        (f"{BODY}附件：1.渔港登记表\n2.任务分工表\n{SIGNED}渔港登记表\n港名 砚川\n泊位 20个\n", ["2. 任务分工表"]),
        # all are there
        (f"{BODY}附件：1.渔港登记表\n2.任务分工表\n{SIGNED}{REGISTER}{DUTIES}", []),
        (f"{BODY}附件1：渔港登记表\n附件2：任务分工表\n{SIGNED}{REGISTER}{DUTIES}", []),
        (f"{BODY}附件：1.渔港登记表\n2.任务分工表\n{SIGNED}{REGISTER}任务\n分工表\n巡查 市水务局\n登记 市交通局\n", []),
        # one is elsewhere, by the document's own words
        (f"{BODY}附件：1.渔港登记表\n2.任务分工表（略）\n{SIGNED}{REGISTER}", []),
        # none was ever part of it: one finding, as before
        (f"{BODY}附件：1.渔港登记表\n2.任务分工表\n{SIGNED}", ["附件：1.渔港登记表"]),
    ],
    ids=range(10),
)
def test_each_entry_of_a_list_of_attachments_is_looked_for(text: str, said: list[str]) -> None:
    assert [str(fault.message) for fault in found("missing-attachment", text)] == [
        f"the text speaks of “{name}”, which is not in the document" for name in said
    ]


def test_more_attachments_than_are_looked_for_are_said() -> None:
    numerals = "一二三四五六七八九"
    names = [f"{a}{b}{c}号" for a in numerals for b in numerals for c in numerals][:250]
    findings = found("missing-attachment", "".join(f"见本法所附《渔港{name}》。\n" for name in names))
    assert len(findings) == 201
    assert str(findings[-1].message) == "more than 200 attachments are spoken of; from here on none was looked for"


# ------------------------------------------------------------------------------------------ how it was put together


@pytest.mark.parametrize(
    ("text", "lines", "said"),
    [
        (
            f"云汐市人民政府令第12号\n{BODY}{BODY}云汐市人民政府令第15号\n{BODY}{BODY}",
            (12, 12),
            "an order of promulgation",
        ),
        (f"云汐发〔2016〕3号\n{BODY}{BODY}云汐发〔2016〕8号\n{BODY}", (12, 12), "a document number"),
        (f"# 渔港管理条例\n{BODY}{BODY}# 灯塔管理办法\n{BODY}", (12, 12), "a title"),
        (
            f"渔港\n2016年3月1日 来源：云汐日报\n{BODY}{BODY}灯塔\n2016年4月2日 来源：云汐日报\n{BODY}",
            (14, 14),
            "a source",
        ),
    ],
)
def test_a_second_document_is_found(text: str, lines: tuple[int, int], said: str) -> None:
    finding = only("several-documents", text)
    assert finding.lines == lines
    assert str(finding.message).startswith("2 documents seem to stand in this one")
    assert said in str(finding.message)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        # a notice that prints the regulation it is about
        f"关于印发《渔港管理办法》的通知\n云汐发〔2016〕3号\n{BODY}云汐市人民政府\n2016年3月1日\n渔港管理办法\n{BODY}",
        # a running head, or a number cited on a line of its own in the same words
        f"云汐发〔2016〕3号\n{BODY}{BODY}云汐发〔2016〕3号\n{BODY}",
        f"# 渔港管理条例\n{BODY}{BODY}# 第一章 规定\n{BODY}{BODY}# 总则\n{BODY}",
        f"根据市人民政府令第12号和第15号，\n{BODY}{BODY}依照市人民政府令第15号办理。\n{BODY}",
    ],
    ids=range(5),
)
def test_one_document_is_no_finding(text: str) -> None:
    assert told("several-documents", text) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (f"渔港登记工作会议召开\n来源: 时间:\n\n{BODY}", ["来源", "时间"]),
        (f"渔港登记工作会议召开\n来源：\n\n{BODY}", ["来源"]),
        (f"渔港登记工作会议召开\n时间：\n来源：云汐日报\n{BODY}", ["时间"]),
        (f"渔港登记工作会议召开\n来源：云汐日报　　作者：　　时间：2016-03-01\n{BODY}", ["作者"]),
        (f"漁港登記\n來源：\n時間：2016-03-01\n{BODY}", ["來源"]),
        (f"渔港登记工作会议召开\n日期：\n{BODY}", ["日期"]),
    ],
)
def test_empty_fields_are_found(text: str, keys: list[str]) -> None:
    assert [message for _, message in told("empty-metadata", text)] == [f"“{key}” is empty" for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        f"渔港登记工作会议召开\n来源：云汐日报 时间：2016年3月1日\n{BODY}",
        f"渔港登记工作会议召开\n日期:\n2016年03月11日 09:36\n{BODY}",
        f"渔港登记工作会议召开\n来源：\n云汐日报\n{BODY}",
        f"渔港登记工作会议召开\n2016-03-01 来源：云汐日报\n{BODY}",
        f"{BODY}经费的来源：财政拨款。会议时间：另行通知。\n",
        BODY * 20 + "来源:\n" + BODY * 20,
    ],
    ids=range(6),
)
def test_filled_fields_are_no_finding(text: str) -> None:
    assert told("empty-metadata", text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty document"),
        (" \n\u3000\n", "an empty document"),
        ("——————", "an empty document"),
        ("关于登记的通知\n", "a document of 7 letters and figures"),
    ],
)
def test_next_to_no_text_is_found(text: str, said: str) -> None:
    assert str(only("too-short", text).message) == said


def test_a_short_reply_is_long_enough() -> None:
    assert told("too-short", "同意云汐市设立砚川渔港，具体事项由市人民政府办理。") == []
