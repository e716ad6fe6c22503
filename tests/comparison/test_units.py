"""How a document is cut: [path «heading»] its text for a unit, † where it was deleted, ~ for what lies between."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from generated import document, editions, noisy_texts
from policydiff.comparison.units import ComparableUnits, read_units
from policydiff.text.spans import Span


def shown(text: str) -> list[str]:
    """The kind of unit, then every piece of the text in its order; line ends as ↵ and ␍."""
    found = read_units(document(text))
    pieces: list[tuple[Span, str]] = [(span, "~ ") for span in found.between_units]
    for cut in found.units:
        heading = f" «{cut.heading}»" if cut.heading else ""
        pieces.append((cut.span, f"{'†' * cut.is_deleted_marker}[{'/'.join(cut.path)}{heading}] "))
    lines = [head + text[span.start : span.end] for span, head in sorted(pieces)]
    return [found.kind, *(line.replace("\r", "␍").replace("\n", "↵") for line in lines)]


CASES = {
    "articles under chapters hold their items and paragraphs": (
        "云汐市摊位办法\n第一章 总则\n第一条 为了规范摊位，制定本办法。\n第二条 下列事项应当公开：\n"
        "（一）名称；\n（二）时间。\n"
        "　　摊主可以查阅。\n第二章 罚则\n第三条 违者处罚款。\n",
        [
            "article",
            "~ 云汐市摊位办法↵第一章 总则↵",
            "[第一章/第一条] 第一条 为了规范摊位，制定本办法。↵",
            "[第一章/第二条] 第二条 下列事项应当公开：↵（一）名称；↵（二）时间。↵　　摊主可以查阅。↵",
            "~ 第二章 罚则↵",
            "[第二章/第三条] 第三条 违者处罚款。↵",
        ],
    ),
    "articles put in between": (
        "第三条 甲应当备案。\n第三条之一 乙应当公告。\n第三條之二　丙應當公告。\n",
        [
            "article",
            "[第三条] 第三条 甲应当备案。↵",
            "[第三条之一] 第三条之一 乙应当公告。↵",
            "[第三條之二] 第三條之二　丙應當公告。↵",
        ],
    ),
    "a bracketed title is a heading": (
        "第三條 (主管機關)\n指攤位局。\n第四條（罰則）\n處罰鍰。\n",
        ["article", "[第三條 «主管機關»] 第三條 (主管機關)↵指攤位局。↵", "[第四條 «罰則»] 第四條（罰則）↵處罰鍰。↵"],
    ),
    "a Markdown hand": (
        "# 摊位办法\n\n## 第一章 总则\n\n**第一条** 为了规范摊位。\n\n**第二条** 应当备案。\n",
        [
            "article",
            "~ # 摊位办法↵↵## 第一章 总则↵↵",
            "[第一章/第一条] **第一条** 为了规范摊位。↵↵",
            "[第一章/第二条] **第二条** 应当备案。↵",
        ],
    ),
    "another Markdown hand": (
        "# 摊位办法\n## 第一章 总则\n### 第一条\n为了规范摊位。\n### 第二条\n应当备案。\n",
        [
            "article",
            "~ # 摊位办法↵## 第一章 总则↵",
            "[第一章/第一条] ### 第一条↵为了规范摊位。↵",
            "[第一章/第二条] ### 第二条↵应当备案。↵",
        ],
    ),
    "a plan numbered three deep": (
        "云汐市工作要点\n一、加强领导\n（一）成立专班\n1.市长任组长。\n2.每月开会。\n（二）明确责任\n各区应当负责。\n二、保障措施\n落实经费。\n",
        [
            "section",
            "~ 云汐市工作要点↵",
            "[一、 «加强领导»] 一、加强领导↵",
            "[一、/（一） «成立专班»] （一）成立专班↵",
            "[一、/（一）/1.] 1.市长任组长。↵",
            "[一、/（一）/2.] 2.每月开会。↵",
            "[一、/（二） «明确责任»] （二）明确责任↵各区应当负责。↵",
            "[二、 «保障措施»] 二、保障措施↵落实经费。↵",
        ],
    ),
    "a notice with an annexed set of articles": (
        "一、施行时间\n自下月起施行。\n二、执行机关\n由攤位局执行。\n附件\n"
        "云汐市摊位办法\n第一条 甲应当备案。\n第二条 乙应当公告。\n",
        [
            "article",
            "[一、 «施行时间»] 一、施行时间↵自下月起施行。↵",
            "[二、 «执行机关»] 二、执行机关↵由攤位局执行。↵",
            "~ 附件↵云汐市摊位办法↵",
            "[附件/第一条] 第一条 甲应当备案。↵",
            "[附件/第二条] 第二条 乙应当公告。↵",
        ],
    ),
    "what follows the last item of a list is not its own": (
        "一、目录\n1. 台账\n2. 图纸\n上述材料由管理站保管三年，借阅应当登记。\n二、附则\n自下月起施行。\n",
        [
            "section",
            "[一、 «目录»] 一、目录↵",
            "[一、/1. «台账»] 1. 台账↵",
            "[一、/2. «图纸»] 2. 图纸↵",
            "[] 上述材料由管理站保管三年，借阅应当登记。↵",
            "[二、 «附则»] 二、附则↵自下月起施行。↵",
        ],
    ),
    "nor is a paragraph below a blank line": (
        "一、目录\n（一）台账；\n\n（二）图纸。\n\n前项材料应当留存。\n二、附则\n自下月起施行。\n",
        [
            "section",
            "[一、 «目录»] 一、目录↵",
            "[一、/（一）] （一）台账；↵↵",
            "[一、/（二） «图纸»] （二）图纸。↵",
            "[] ↵前项材料应当留存。↵",
            "[二、 «附则»] 二、附则↵自下月起施行。↵",
        ],
    ),
    "items that have paragraphs of their own keep the last one's, too": (
        "一、任务\n1. 台账\n各站建立台账。\n2. 图纸\n各站保管图纸。\n二、附则\n自下月起施行。\n",
        [
            "section",
            "[一、 «任务»] 一、任务↵",
            "[一、/1. «台账»] 1. 台账↵各站建立台账。↵",
            "[一、/2. «图纸»] 2. 图纸↵各站保管图纸。↵",
            "[二、 «附则»] 二、附则↵自下月起施行。↵",
        ],
    ),
    "a wrapped item is one paragraph, and so is a single one": (
        "一、任务\n1. 台账\n2. 各站应当按照本市的要求建立图纸目录并且\n每月报送。\n二、附则\n1. 自下月起\n各站施行。\n",
        [
            "section",
            "[一、 «任务»] 一、任务↵",
            "[一、/1. «台账»] 1. 台账↵",
            "[一、/2. «各站应当按照本市的要求建立图纸目录并且»] 2. 各站应当按照本市的要求建立图纸目录并且↵每月报送。↵",
            "[二、 «附则»] 二、附则↵",
            "[二、/1. «自下月起»] 1. 自下月起↵各站施行。↵",
        ],
    ),
    "a section that holds no article is a unit also beside articles": (
        "一、章程\n第一条 甲应当备案。\n二、组建原则\n（一）统一登记，逐级上报。\n（二）分级管理，逐年考核。\n",
        [
            "article",
            "~ 一、章程↵",
            "[一、/第一条] 第一条 甲应当备案。↵",
            "[二、 «组建原则»] 二、组建原则↵",
            "[二、/（一）] （一）统一登记，逐级上报。↵",
            "[二、/（二）] （二）分级管理，逐年考核。↵",
        ],
    ),
    "articles that are only quoted": (
        "一、将第三条修改为：\n“第三条 摊主应当登记。\n第四条 摊主应当公告。”\n二、删去第五条中的“和公告”。\n",
        [
            "section",
            "[一、] 一、将第三条修改为：↵“第三条 摊主应当登记。↵第四条 摊主应当公告。”↵",
            "[二、] 二、删去第五条中的“和公告”。↵",
        ],
    ),
    "paragraphs without numbers": (
        "云汐市通告\n\n今天起施行新的规定。\n各区应当遵守。\n",
        ["paragraph", "~ 云汐市通告↵↵", "[] 今天起施行新的规定。↵", "[] 各区应当遵守。↵"],
    ),
    "lines that a printer wrapped are one paragraph": (
        "云汐市今年新建五个便民市场，改造八个老旧市场，\n增加摊位三百个，方便居民就近买菜。\n各区应当每季度报告一次进展。\n",
        [
            "paragraph",
            "[] 云汐市今年新建五个便民市场，改造八个老旧市场，↵增加摊位三百个，方便居民就近买菜。↵",
            "[] 各区应当每季度报告一次进展。↵",
        ],
    ),
    "lines that a printer wrapped are one article": (
        "第一条 为了规范云汐市城区内各类摊位的经营活动，维护市场的秩\n序，制定本办法。\n第二条 摊主应当备案。\n",
        [
            "article",
            "[第一条] 第一条 为了规范云汐市城区内各类摊位的经营活动，维护市场的秩↵序，制定本办法。↵",
            "[第二条] 第二条 摊主应当备案。↵",
        ],
    ),
    "paragraphs under headings without numbers": (
        "工作目标\n今年建成五个市场，新增摊位三百个。\n\n重点任务\n各区应当按季度报告进展情况。\n",
        [
            "paragraph",
            "[] 工作目标↵",
            "[] 今年建成五个市场，新增摊位三百个。↵",
            "~ ↵",
            "[] 重点任务↵",
            "[] 各区应当按季度报告进展情况。↵",
        ],
    ),
    "a page on one line is cut at its indents": (
        "各区应当按月报告。　　　　市里应当检查。　　　　另行通知有关单位。\n",
        ["paragraph", "[] 各区应当按月报告。　　　　", "[] 市里应当检查。　　　　", "[] 另行通知有关单位。↵"],
    ),
    "page numbers": (
        "第一条 甲应当备案。\n第二条 乙应当公告。\n- 1 -\n第三条 丙应当备查。\n第四条 丁应当登记。\n- 2 -\n"
        "第五条 戊应当报告。\n"
        "- 3 -\n",
        [
            "article",
            "[第一条] 第一条 甲应当备案。↵",
            "[第二条] 第二条 乙应当公告。↵",
            "~ - 1 -↵",
            "[第三条] 第三条 丙应当备查。↵",
            "[第四条] 第四条 丁应当登记。↵",
            "~ - 2 -↵",
            "[第五条] 第五条 戊应当报告。↵",
            "~ - 3 -↵",
        ],
    ),
    "a signature": (
        "第一条 甲应当备案。\n第二条 乙应当公告。\n云汐市人民政府\n2021年3月5日\n",
        ["article", "[第一条] 第一条 甲应当备案。↵", "[第二条] 第二条 乙应当公告。↵", "~ 云汐市人民政府↵2021年3月5日↵"],
    ),
    "tombstones": (
        "第一条 （删除）\n第二条 删去\n第三條 (刪除)\n第四條 （本條刪除）\n第五条 〔废止〕\n第六条 删除登记。\n",
        [
            "article",
            "†[第一条 «删除»] 第一条 （删除）↵",
            "†[第二条 «删去»] 第二条 删去↵",
            "†[第三條 «刪除»] 第三條 (刪除)↵",
            "†[第四條 «本條刪除»] 第四條 （本條刪除）↵",
            "†[第五条 «废止»] 第五条 〔废止〕↵",
            "[第六条] 第六条 删除登记。↵",
        ],
    ),
    "astral characters": (
        "第一条 𠀀应当备案😀。\n第二条 丙𪚏可以。\n",
        ["article", "[第一条] 第一条 𠀀应当备案😀。↵", "[第二条] 第二条 丙𪚏可以。↵"],
    ),
    "line ends of all kinds": (
        "第一条 甲。\r\n第二条 乙。\r第三条 丙。",
        ["article", "[第一条] 第一条 甲。␍↵", "[第二条] 第二条 乙。␍", "[第三条] 第三条 丙。"],
    ),
    "no words": (
        "。。。\n　\n",
        ["paragraph", "~ 。。。↵　↵"],
    ),
    "nothing": (
        "",
        ["paragraph"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_cut(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "style", "number", "heading_key", "key"),
    [
        ("第十二条 应当备案。", "article", (12,), "", "应当备案"),
        ("第三條之一　應當備案，並公告。", "article", (3, 1), "", "应当备案并公告"),
        ("**第３条** 应当 备案。", "article", (3,), "", "应当备案"),
        ("第三條 (主管機關)\n指攤位局。", "article", (3,), "主管机关", "指摊位局"),
        ("第三條 （刪除）", "article", (3,), "删除", ""),
        ("二、市场建设\n新建 8-10 个。", "enumerated", (2,), "市场建设", "新建8-10个"),
        ("（十一）市场建设\n新建。", "bracketed", (11,), "市场建设", "新建"),
        ("第一条 😀𠀀应当备案。", "article", (1,), "", "😀𠀀应当备案"),
    ],
)
def test_what_is_compared_is_the_text_without_its_label(
    text: str, style: str, number: tuple[int, ...], heading_key: str, key: str
) -> None:
    (cut,) = read_units(document(text)).units
    assert cut.number == (style, number)
    assert (cut.folded_heading, cut.folded_body) == (heading_key, key)


def whole(found: ComparableUnits) -> None:
    """Checks what holds of the units of any document."""
    text = found.document.text
    spans = sorted([*(cut.span for cut in found.units), *found.between_units])
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
    assert [cut.span for cut in found.units] == sorted(cut.span for cut in found.units)
    assert all(spans)
    for cut in found.units:
        said = text[cut.span.start : cut.span.end]
        assert cut.path[-1:] == ((cut.label,) if cut.label else ())
        assert (cut.label_span is None) == (cut.label is None) == (cut.number is None)
        if cut.label_span:
            assert cut.span.covers(cut.label_span)
            assert text[cut.label_span.start : cut.label_span.end] == cut.label
        assert (cut.heading or "") in said
        assert cut.folded_heading in found.folded.text
        assert cut.folded_body in found.folded.text


@given(editions())
def test_units_and_what_lies_between_are_the_whole_text(pair: tuple[str, str]) -> None:
    for text in pair:
        whole(read_units(document(text)))


@given(noisy_texts())
def test_no_text_is_too_odd_to_be_cut(text: str) -> None:
    whole(read_units(document(text)))
