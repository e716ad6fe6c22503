"""What counts in a passage: one row a usage, in both scripts; and what looks like it and does not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from policydiff.facts.extraction import facts, sentences
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

TO_TRADITIONAL = OpenCC("s2t").convert


def found(text: str, kind: str) -> list[tuple[str, str]]:
    return [(fact.text, fact.noun) for fact in facts(text) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "number", "noun"),
    [
        ("在企业启动23个苗木研发中心建设,", "23个", "苗木研发中心"),
        ("建设23个苗木研发中心。", "23个", "苗木研发中心"),
        ("要建成8-10个县级档案馆", "8-10个", "县级档案馆"),
        ("要建成8—10个县级档案馆", "8—10个", "县级档案馆"),
        ("年内认定农产品加工企业30家以上。", "30家以上", "农产品加工企业"),
        ("培育一百家以上家庭农场", "一百家以上", "家庭农场"),
        ("林木覆盖率不低于百分之六十二点五。", "百分之六十二点五", "林木覆盖率"),
        ("污水处理率达到95%以上", "95%以上", "污水处理率"),
        ("处理能力３０万吨", "３０万吨", "处理能力"),
    ],
)
def test_a_number_comes_whole_and_with_what_it_counts(text: str, number: str, noun: str) -> None:
    assert found(text, "number") == [(number, noun)]


@pytest.mark.parametrize(
    "text",
    [
        "第三次全体会议",
        "“十二五”规划",
        "统一管理,一律登记,一般不得,进一步加强",
        "建立一项制度",
        "《青槐县二〇二六年三十项措施》",
        "青政发〔2026〕12号",
        "汽车零部件",
        "PM2.5浓度",
        "一次性补助",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert found(text, "number") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五人以上", "5人以上"),
        ("百分之三十", "30%"),
        ("8-10个", "8～10个"),
        ("8至10个", "８—１０个"),
        ("二十个工作日内", "20个工作日内"),
        ("二〇二六年三月一日", "2026年3月1日"),
        ("1,200万元", "1200万元"),
    ],
)
def test_the_value_is_the_same_in_every_hand(one: str, other: str) -> None:
    assert [fact.value for fact in facts(one)] == [fact.value for fact in facts(other)]
    assert len(facts(one)) == 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8-10个", (8, 10)),
        ("1.5亿元", (150_000_000, 150_000_000)),
        ("2.8-3.5万元", (28_000, 35_000)),
        ("三万元以上十五万元以下", (30_000, 150_000)),
        ("百分之六十二点五", (62.5, 62.5)),
        ("一万五千元", (15_000, 15_000)),
    ],
)
def test_what_can_be_measured_is_measured(text: str, amount: tuple[float, float]) -> None:
    assert [fact.amount for fact in facts(text)] == [amount]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("应当于每年12月31日前报送", "每年12月31日前"),
        ("自收到申请之日起三十日内作出决定", "三十日内"),
        ("在十五个工作日内答复", "十五个工作日内"),
        ("年内完成", "年内"),
        ("2026年6月底前建成", "2026年6月底前"),
        ("到2030年,全部建成", "到2030年"),
    ],
)
def test_deadlines(text: str, deadline: str) -> None:
    assert [each for each, _ in found(text, "deadline")] == [deadline]


@pytest.mark.parametrize("text", ["前款规定的", "年内容丰富", "三年内部审计", "前三条"])
def test_what_is_no_deadline(text: str) -> None:
    assert found(text, "deadline") == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("要认真整改", "want"),
        ("应当备案", "must"),
        ("必须备案", "must"),
        ("应於三十日內備查", "must"),
        ("須經核准", "must"),
        ("可以备案", "may"),
        ("主管機關得命其改善", "may"),
        ("可向社会公开", "may"),
        ("不得挪用", "prohibit"),
        ("严禁挪用", "prohibit"),
        ("鼓励社会捐赠", "encourage"),
        ("视情况整改", "soften"),
        ("对专项经费实行专账管理", "measure"),
    ],
)
def test_obligations_by_grade(text: str, grade: str) -> None:
    assert [noun for _, noun in found(text, "obligation")] == [grade]


@pytest.mark.parametrize(
    "text",
    [
        "主要任务",
        "重要意义",
        "要求整改",
        "规划纲要",
        "必要条件",
        "简要说明",
        "相应措施",
        "应用推广",
        "应急预案",
        "适应变化",
        "可持续发展",
        "许可证",
        "取得成效",
        "获得表彰",
        "使得群众",
        "只要符合",
        "支持力度",
    ],
)
def test_what_is_no_modal_word(text: str) -> None:
    assert found(text, "obligation") == []


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("我厅要成立领导小组", "我厅"),
        ("自治区发展改革委要成立领导小组", "自治区发展改革委"),
        ("由青槐县人民政府批准", "青槐县人民政府"),
        ("向所在地生态环境主管部门报告", "所在地生态环境主管部门"),
        ("报国务院对外贸易主管部门备案", "国务院对外贸易主管部门"),
        ("会同省住房和城乡建设厅", "省住房和城乡建设厅"),
        ("由主管機關核定", "主管機關"),
        ("书面告知业主委员会", "业主委员会"),
        ("应急管理部负责", "应急管理部"),
        ("報行政院備查", "行政院"),
        ("由省、自治区、直辖市人民政府渡运主管部门颁发", "省、自治区、直辖市人民政府渡运主管部门"),
        ("报设区的市、县人民政府批准", "设区的市、县人民政府"),
        ("由省、自治区、直辖市渡运管理机构批准", "省、自治区、直辖市渡运管理机构"),
        ("经国务院水路运输、苗木主管部门批准", "国务院水路运输、苗木主管部门"),
        ("由青槐县人民政府农业农村（渡运）主管部门责令", "青槐县人民政府农业农村（渡运）主管部门"),
        ("（三）主管部门批准", "主管部门"),
        ("可以报告所在地县级人民政府", "所在地县级人民政府"),
        ("凭渡运管理机构出具的证明", "渡运管理机构"),
    ],
)
def test_agencies_begin_and_end_where_they_do(text: str, agency: str) -> None:
    assert [each for each, _ in found(text, "agency")] == [agency]


@pytest.mark.parametrize(
    "text", ["全部完成", "干部队伍", "第四部分", "委托办理", "布局合理", "处理能力", "医疗机构", "本部分"]
)
def test_what_is_no_agency(text: str) -> None:
    assert found(text, "agency") == []


@pytest.mark.parametrize(
    ("text", "penalties"),
    [
        ("处五千元以上三万元以下罚款", [("五千元以上三万元以下罚款", "罚款")]),
        ("處三萬元以上十五萬元以下罰鍰", [("三萬元以上十五萬元以下罰鍰", "罚锾")]),
        ("處一年以下有期徒刑、拘役", [("一年以下有期徒刑", "有期徒刑"), ("拘役", "拘役")]),
        ("并吊销营业执照", [("吊销营业执照", "吊销营业执照")]),
        ("全过程监管制度", []),
        ("警告标志", []),
    ],
)
def test_penalties_hold_their_amounts(text: str, penalties: list[tuple[str, str]]) -> None:
    assert found(text, "penalty") == penalties


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("按照本文件第四部分的要求", "部分", "4"),
        ("依照第七条第二款的规定", "条", "7"),
        ("依第七條之一第一項", "条", "7.1"),
        ("见附件2", "附件", "2"),
        ("本法第五章", "章", "5"),
        ("前条所列", "", "前条"),
    ],
)
def test_references_name_a_place(text: str, kind: str, value: str) -> None:
    assert [(fact.noun, fact.value) for fact in facts(text) if fact.kind == "reference"] == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [("依据《青槐县水利条例》制定", "《青槐县水利条例》"), ("青政发〔2026〕12号文件", "青政发〔2026〕12号")],
)
def test_citations(text: str, cited: str) -> None:
    assert [each for each, _ in found(text, "citation")] == [cited]


PASSAGE = (
    "项目承担单位应当于每年12月31日前向县财政局报送经费使用情况,不得挤占、挪用,违者处五千元以上三万元以下罚款;"
    "力争建成8-10个产业研发中心,覆盖率达到百分之三十。依照第七条第二款和《青槐县经费办法》办理。"
)


def test_both_scripts_say_the_same() -> None:
    there = TO_TRADITIONAL(PASSAGE)
    assert [(fact.kind, fact.span, fact.value) for fact in facts(there)] == [
        (fact.kind, fact.span, fact.value) for fact in facts(PASSAGE)
    ]
    assert {fact.kind for fact in facts(PASSAGE)} >= {
        "number",
        "deadline",
        "obligation",
        "agency",
        "penalty",
        "reference",
    }


@given(st.text("第四部分条12年月日前不得应当要可以处五千元以上罚款个《》〔〕号、，。委部厅\n -%", max_size=60))
def test_facts_quote_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for fact in facts(text):
        assert text[fact.span.start : fact.span.end] == fact.text
        assert fact.span.start >= end
        end = fact.span.end


@given(st.text(max_size=80))
def test_levelling_keeps_the_length(text: str) -> None:
    assert len(normalised(text)) == len(text)
    assert normalised(normalised(text)) == normalised(text)


@given(st.text("应当备案。；\n”！ ", max_size=40))
def test_sentences_are_the_text(text: str) -> None:
    level = normalised(text)
    spans = sentences(level, Span(0, len(level)))
    assert "".join(text[span.start : span.end] for span in spans) == text


def test_the_characters_of_the_patterns_are_those_of_levelled_text() -> None:
    assert (
        normalised("第条款项目章节编部分附件年月日前底止至百分之处科课")
        == "第条款项目章节编部分附件年月日前底止至百分之处科课"
    )
