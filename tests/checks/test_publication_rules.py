"""The opt-in rules before publication: when they run, what each finds and lets pass, and that the cost is linear."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checking import BODY, TRADITIONAL, Run, found, put
from policydiff.checks.rules import RULES
from policydiff.checks.selection import PathRules, Selection
from policydiff.checks.subject import CheckedDocument
from policydiff.text.document import Document

OPT_IN = ("personal-data", "classified-marking", "template-leftover", "drafting-norm")


def messages(name: str, text: str) -> list[str]:
    """The messages of what one rule finds in a text."""
    return [str(finding.message) for finding in found(name, text)]


# ------------------------------------------------------------------------------------------ when they run


def test_the_opt_in_rules_are_these() -> None:
    assert tuple(name for name, rule in RULES.items() if rule.opt_in) == OPT_IN


@pytest.mark.parametrize(
    ("selection", "running"),
    [
        (Selection(), set()),
        (Selection(select=frozenset({"numbering"})), set()),
        (Selection(select=frozenset({"numbering", "personal-data"})), {"personal-data"}),
        (Selection(severity={"drafting-norm": "info"}), {"drafting-norm"}),
        (Selection(select=frozenset({"numbering"}), severity={"drafting-norm": "info"}), set()),
        (Selection(severity={"personal-data": "error"}, ignore=frozenset({"personal-data"})), set()),
        (Selection(paths=(PathRules("a.txt", severity={"classified-marking": "error"}),)), {"classified-marking"}),
        (Selection(paths=(PathRules("b.txt", severity={"classified-marking": "error"}),)), set()),
    ],
)
def test_an_opt_in_rule_runs_only_where_it_is_named(selection: Selection, running: set[str]) -> None:
    severities = selection.severities("a.txt")
    assert {name for name in severities if RULES[name].opt_in} == running
    if selection.select is None:
        assert {name for name in severities if not RULES[name].opt_in} == set(RULES) - set(OPT_IN)


def test_the_command_runs_them_only_when_told_and_never_shows_the_number(run: Run, folder: Path) -> None:
    put(folder, a_txt=f"{BODY}联系人手机：13912034568\n")
    assert run("check", "a.txt").status == 0
    for options in (
        ("--select", "personal-data"),
        ("--severity", "personal-data=error"),
        ("--select", "personal-data", "--format", "json"),
        ("--select", "personal-data", "--format", "sarif"),
        ("--select", "personal-data", "--format", "junit"),
        ("--select", "personal-data", "--format", "github"),
    ):
        done = run("check", "a.txt", *options)
        assert done.status == 1
        assert "139****4568" in done.out
        assert "13912034568" not in done.out
    assert run("baseline", "write", "a.txt", "--reason", "accepted").status == 0
    (folder / "policydiff.toml").write_text('[check]\nselect = ["personal-data"]\n', encoding="utf-8")
    assert run("check", "a.txt").status == 1
    assert run("baseline", "write", "a.txt", "--reason", "accepted").status == 0
    assert "13912034568" not in (folder / "policydiff-baseline.json").read_text(encoding="utf-8")
    listed = run("check", "--list-rules").out
    assert listed.index("revision") < listed.index("opt-in") < listed.index("personal-data")
    rules = run("check", "a.txt", "--format", "json").json["rules"]
    assert tuple(rule["id"] for rule in rules if rule["opt_in"]) == OPT_IN


# ------------------------------------------------------------------------------------------ personal-data

PERSONAL = [
    ("联系人：林晓渔，手机13912034568。", "a mainland mobile number: 139****4568"),
    ("| 林晓渔 | **13912034568** |", "a mainland mobile number: 139****4568"),
    ("开户账号：6228480030123456", "a bank card number: 622*********3456"),
    ("值班电话（+86 159 2046 8813）", "a mainland mobile number: 159****8813"),
    ("电话：０７７１－２８３３０１，１８７２０４６８８１３", "a mainland mobile number: 187****8813"),
    ("公民身份号码32010219870514002X", "a resident identity number: 320***********002X"),
    ("身份证号：440306 19921103 1235", "a resident identity number: 440***********1235"),
    ("身份证（旧）320102870514002", "a resident identity number: 320********4002"),
    ("转入6228480030123456账户", "a bank card number: 622*********3456"),
    ("卡号：9558 8012 3456 7890 128", "a bank card number: 955************0128"),
    ("Visa card 4532123456789014", "a bank card number: 453*********9014"),
    ("身分證字號F134579029", "an identity number of Taiwan: F1******29"),
    ("居留證統一證號：H801234566", "an identity number of Taiwan: H8******66"),
    ("手機：0923-456-789", "a mobile number of Taiwan: 09******89"),
    ("電話 +886 923 456 789", "a mobile number of Taiwan: +88******6789"),
    ("聯絡 WhatsApp 6123 4587", "a mobile number of Hong Kong: 61****87"),
    ("電話：(+852) 9123 4587", "a mobile number of Hong Kong: (+8*******4587"),
    ("香港身份證 C345678（A）", "an identity card number of Hong Kong: C3******A)"),
    ("護照號碼：K12345678", "a passport number: K1*****78"),
    ("护照EA1234567，签发地略", "a passport number: EA*****67"),
    ("联系人：林晓渔 邮箱 linxy87@qinghuai.com", "an e-mail address: l***@qinghuai.com"),
    ("负责人：赵青 手机13912034568 zhaoq@qinghuai.com", "an e-mail address: z***@qinghuai.com"),
    ("稿件由 yu.lin@qinghuai.com 撰写", "an e-mail address: y***@qinghuai.com"),
    ("作者的个人主页附有 tang1987@qq.com", "an e-mail address: t***@qq.com"),
]
NOT_PERSONAL = [
    "政务服务热线12345，举报电话12315、110。",
    "联系电话：010-65201234，传真0571-88201234转8013。",
    "客服400-820-8820，800-820-8820。",
    "当事人手机138****5678，身份证3201021987********。",
    "身份证号码320102198705140021（校验位有误）",
    "编号320102198713450025的项目",
    "统一社会信用代码91320102MA1XYZ12X3",
    "订单号13912034568，项目编号：15920468813",
    "补助资金13912034568元，面积18720468813平方米",
    "浮点数0.13912034568，合计1,391,203,456,845",
    "见https://www.yuntang.gov.cn/art/13912034568.html",
    "图号A-13912034568-2，型号XJ13912034568",
    "银行账号：4532123456789015（校验位有误）",
    "合同号4532123456789014",
    "测试卡4242 4242 4242 4242和4111 1111 1111 1111",
    "表单代号F134579028，图A123456789",
    "日期20240101，编号61234587",
    "護照辦理費用一千三百元，護照效期十年",
    "意见请发至yuntangfgw@163.com或者寄至县发展改革局。",
    "联系人：林晓渔 邮箱 ytfgw@yuntang.gov.cn",
    "尾号为139****13912，身份证3201**********1234",
    "联系电话：0771-2833010，邮箱：ytxsfj@yuntang.gov.cn",
    "write to privacy@qinghuai.com or data.protection@qinghuai.com",
    "示例：zhangsan@example.com、your.name@company.com",
    "logo@2x.png 与 icon@3x.png",
    "电话号码应当为十一位数字，如13812345678。",
    "QQ群：13912034568",
]


@pytest.mark.parametrize(("text", "said"), PERSONAL)
def test_personal_data_is_found_and_masked(text: str, said: str) -> None:
    findings = found("personal-data", f"{BODY}{text}\n")
    assert said in [str(finding.message) for finding in findings]
    for finding in findings:
        assert finding.excerpt == str(finding.message).partition(": ")[2]
        assert "*" in finding.excerpt


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_is_no_personal_data_is_let_pass(text: str) -> None:
    assert messages("personal-data", f"{BODY}{text}\n") == []


def test_toll_free_numbers_of_other_countries_are_let_pass() -> None:
    assert messages("personal-data", "| Canada | 18666334220 | 18006300907 |\n") == []


def test_each_number_is_one_finding_and_known_by_its_masked_form() -> None:
    findings = found("personal-data", "手机13912034568、13912034569、13912034568\n")
    assert len(findings) == 3
    assert findings[0].fingerprint == findings[2].fingerprint != findings[1].fingerprint


# ------------------------------------------------------------------------------------------ classified-marking

TITLE = "云汐市人民政府关于渔港登记的通知"
MARKED = [
    (f"秘密★3年\n{TITLE}\n{BODY}", "秘密★3年"),
    (f"000012\n机密 ★ 五年\n特急\n{TITLE}\n{BODY}", "机密★五年"),
    (f"绝密★长期\n{TITLE}\n{BODY}", "绝密★长期"),
    (f"工作秘密★1年\n{TITLE}\n{BODY}", "工作秘密★1年"),
    (f"紧急程度：加急    密级：机密★3年\n{TITLE}\n{BODY}", "机密★3年"),
    (f"机密★10年 云汐市渔港局\n{TITLE}\n{BODY}", "机密★10年"),
    (f"**机密**\n{TITLE}\n{BODY}", "机密"),
    (f"{TITLE}\n密级：秘密\n{BODY}", "秘密"),
    (f"{TITLE}\n{BODY}\n{BODY}密级：机密★5年\n", "机密"),
    (f"内部资料  注意保存\n{TITLE}\n{BODY}", "内部资料注意保存"),
    (f"{TITLE}\n{BODY}（内部文件，请勿外传）\n", "内部文件，请勿外传"),
    (f"{TITLE}\n{BODY}（此件不予公开）\n", "此件不予公开"),
    (f"{TITLE}\n{BODY}（此件依申请公开）\n", "此件依申请公开"),
    (f"{TITLE}\n公开方式：不予公开\n{BODY}", "不予公开"),
    (f"{TITLE}\n信息公开选项：依申请公开\n{BODY}", "依申请公开"),
    ("雲汐市政府　函\n密等及解密條件或保密期限：密（本件至一百二十年一月一日解密）\n" + "".join(TRADITIONAL), "密"),
    ("雲汐市政府　函\n密等：極機密\n" + "".join(TRADITIONAL), "極機密"),
    ("機密\n雲汐市政府　函\n" + "".join(TRADITIONAL), "機密"),
]
NOT_MARKED = [
    f"第十条 国家秘密的密级分为绝密、机密、秘密三级。\n{BODY}",
    f"第十一条 国家秘密标志形式为“密级★保密期限”，如“秘密★1年”。\n{BODY}",
    f"{BODY}机密\n{BODY}",
    f"{BODY}绝密级国家秘密是最重要的国家秘密。\n",
    f"云汐市保守秘密条例\n{BODY}",
    f"{TITLE}\n密级：\n{BODY}",
    f"{TITLE}\n密级：普通\n{BODY}",
    f"{TITLE}\n密级：□绝密 □机密 □秘密\n{BODY}",
    f"{TITLE}\n公开方式：主动公开\n{BODY}",
    f"{TITLE}\n{BODY}（此件公开发布）\n",
    f"{BODY}政府信息公开指南\n依申请公开\n法定主动公开内容\n",
    f"首页\n政务公开\n依申请公开\n不予公开\n{TITLE}\n{BODY}",
    f"{BODY}内部资料性出版物应当标明“内部资料，免费交流”。\n",
    f"{BODY}任何单位不得将内部文件对外传播，注意保存。\n",
    f"{BODY}有下列情形之一的，不予公开：\n",
    "雲汐市政府　函\n密等及解密條件或保密期限：普通\n" + "".join(TRADITIONAL),
    "雲汐市政府　函\n密等及解密條件或保密期限：\n" + "".join(TRADITIONAL),
    "第二條\n　　公務機密之核定，由機關首長為之。\n" + "".join(TRADITIONAL),
]


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_a_marking_is_found(text: str, mark: str) -> None:
    (said,) = messages("classified-marking", text)
    assert said.startswith(f"the document is marked “{mark}")


@pytest.mark.parametrize("text", NOT_MARKED)
def test_what_is_no_marking_is_let_pass(text: str) -> None:
    assert messages("classified-marking", text) == []


# ------------------------------------------------------------------------------------------ template-leftover

LEFT = [
    ("会议由××局组织召开。", "a name or number was not filled in: “××”"),
    ("云汐市渔港局关于停泊的函\n请XX局支持。", "a name or number was not filled in: “XX”"),
    ("人大代表\n请XX局支持。", "a name or number was not filled in: “XX”"),
    ("请XX县人民政府认真落实。", "a name or number was not filled in: “XX”"),
    ("由xxx公司承建的码头已经竣工。", "a name or number was not filled in: “xxx”"),
    ("联系人：×××", "a name or number was not filled in: “×××”"),
    ("某某单位应当在月底前报送。", "a name or number was not filled in: “某某”"),
    ("請○○鄉公所於期限內函報。", "a name or number was not filled in: “○○”"),
    ("自20××年起施行。", "a date was not filled in: “20××年”"),
    ("经×年×月×日常务会议通过。", "a date was not filled in: “×年×月×日”"),
    ("登记时间：待定", "something is still open: “待定”"),
    ("验收单位（待定）负责复核。", "something is still open: “待定”"),
    ("| 负责人 | 待定 |", "something is still open: “待定”"),
    ("云汐政发〔〕12号", "the brackets of a number are empty: “〔〕”"),
    ("云汐政发〔2024〕  号", "the brackets of a number are empty: “〔2024〕  号”"),
    ("根据云汐政办【 】号文件执行。", "the brackets of a number are empty: “【 】”"),
    ("项目总投资____万元，由财政安排。", "a blank was not filled in: “____”"),
    (
        "（此处填写登记机关的名称）应当公告。",
        "an instruction of the template was left in: “（此处填写登记机关的名称）”",
    ),
    ("单击此处输入文字", "an instruction of the template was left in: “单击此处输入文字”"),
    (
        "[Insert name of the harbour] shall register.",
        "an instruction of the template was left in: “[Insert name of the harbour]”",
    ),
    ("Lorem ipsum dolor sit amet", "filler of a template was left in: “Lorem ipsum”"),
    ("TODO: 补充登记范围。", "filler of a template was left in: “TODO:”"),
    ("云汐市渔港局\n　　年　　月　　日", "the date has no digits: “年　　月　　日”"),
    ("云汐市渔港局\n二〇　　年　月　日", "the date has no digits: “二〇　　年　月　日”"),
]
NOT_LEFT = [
    "在某地登记的渔船，视为在某县登记。",
    "面积为长×宽×高，即3×4×5立方米。",
    "原告张某某与被告某某公司因登记发生纠纷，××法院受理。",
    "文号的格式为“云汐政发〔20××〕×号”。",
    "例如××县渔港，按照一个渔港计算。",
    "登记证应当标明“××渔港”字样。",
    "二○○九年一月一日至一九八○年止。",
    "见约安规则Rule XX规定和Rule XXII规定。",
    "XX染色体检测纳入免费项目。",
    "有待定论的问题另行研究，待定职务不变。",
    "国发〔2009〕12号、［1998］3号、【2011】5号",
    "待办事项见 to-do 清单，TODOIST 除外。",
    "BMX XXX 比赛在渔港举行。",
    "附件1\n渔港登记表\n单位：××局　____年____月____日\n申请人：____\n年  月  日",
    "附件2\n渔港租赁合同示范文本\n第一条 出租人××公司将____渔港出租。\n第二条 租期自×年×月×日起。",
    "| 名称 | ____ |",
    "---\n___\n***",
    "渔港登记规范用语是：请XXX同志出示证件。",
    "二〇二四年三月五日\n2024年3月5日",
]


@pytest.mark.parametrize(("text", "said"), LEFT)
def test_what_a_template_left_behind_is_found(text: str, said: str) -> None:
    assert messages("template-leftover", f"{BODY}{text}\n") == [said]


@pytest.mark.parametrize("text", NOT_LEFT)
def test_what_is_no_leftover_is_let_pass(text: str) -> None:
    assert messages("template-leftover", f"{BODY}{text}\n") == []


def test_a_document_with_many_blanks_is_a_form() -> None:
    line = "申请登记的渔港位于____乡____村，面积____亩。\n"
    assert len(messages("template-leftover", BODY + line * 5)) == 5
    assert messages("template-leftover", BODY + line * 6) == []


# ------------------------------------------------------------------------------------------ drafting-norm


def statute(provision: str) -> str:
    """A statute of the mainland with this provision."""
    further = "第二条 甲。\n第三条 乙。\n第四条 丙。\n第五条 丁。\n第六条 条与会国为发产务。\n"
    return f"云汐市渔港管理条例\n{provision}\n{further}"


def taiwan_statute(provision: str) -> str:
    """A statute of Taiwan with this provision."""
    return (
        f"雲汐縣漁港管理自治條例\n第一條\n　　{provision}\n第二條\n　　甲。\n第三條\n　　乙。\n第四條\n　　丙。\n"
        "第五條\n　　條與會國為發產務。\n"
    )


AGAINST_NORMS = [
    ("第一条 渔港应该登记。", "应该", "应当"),
    ("第一条 渔船必须持证进港。", "必须", "应当"),
    ("第一条 渔港内不准倾倒垃圾。", "不准", "不得"),
    ("第一条 严禁在渔港内游泳。", "严禁", "禁止 / 不得"),
    ("第一条 渔船应当登记，但不足三米的除外。", "但", "但是"),
    ("第一条 期限可以延长，但最长不得超过三十日。", "但", "但是"),
    ("第一条 违反规定的，按照《渔港安全条例》的规定处罚。", "按照", "依照"),
    ("第一条 当事人的债务可以抵消。", "债务可以抵消", "抵销"),
    ("第一条 设置帐簿，如实记帐。", "帐", "账"),
    ("第一条 主管部门应当在三十日内做出批准的决定。", "做出", "作出"),
    ("第一条 为了管理渔港，依据《中华人民共和国渔业法》，制定本条例。", "依据", "根据"),
    ("第一条 渔船、码头及其它设施应当登记。", "其它", "其他"),
    ("第一条 申请人应当在三十天内补正。", "天", "日"),
    ("第一条 本条例从2024年3月1日起施行。", "从", "自"),
    ("漁港登記結果應公佈之。", "公佈", "公布"),
    ("登記費之賸餘部份，歸屬縣庫。", "部份", "部分"),
    ("不得佔用航道。", "佔", "占"),
    ("船主應檢具身份證明。", "身份", "身分"),
    ("漁港應擬訂年度計劃。", "計劃", "計畫"),
    ("主管機關得搜集資料。", "搜集", "蒐集"),
    ("處新臺幣三萬元以下之罰鍰。", "以下之罰鍰", "以下罰金 / 以下罰鍰"),
    ("各科新臺幣三萬元以下罰鍰。", "科", "處"),
    ("違反第一百一十六條規定者，不予登記。", "第一百一十六條", "第一百十八條"),
    ("自治規則不得抵觸本自治條例。", "抵觸", "牴觸"),
    ("受雇人應持證登船。", "雇", "僱"),
    ("漁港局設科員三人。", "設", "置"),
]
WITHIN_NORMS = [
    "第一条 渔港应当登记，不得出租。",
    "第一条 登记所必须的材料由申请人提供，依法必须招标的项目除外。",
    "第一条 未受过处罚，但有证据证明违法的，由主管部门处理。",
    "第一条 有下列情形的，可以延期：\n（一）渔船已经停用，但船主仍应当继续缴费的；",
    "第一条 但是渔港停用的除外，不但限于渔船。",
    "第一条 渔船应当按照章程、合同和规定的比例交费。",
    "第一条 按照法律规定的程序办理，按照法律、法规和章程的规定管理。",
    "第一条 灾害的影响相互抵消。",
    "第一条 蚊帐、帐篷不得堆放在码头。",
    "第一条 做出显著成绩的单位，由县人民政府表彰。",
    "第一条 计量不准的，应当检修；批准不准予登记的，说明理由。",
    "第一条 每天开放，当天办结，晴天除外。",
    "第一条 依照《渔业法》处罚。适用《银行帐户管理办法》和“其它”条款。",
    "第一条 部分渔港作为试点，从事捕捞的应当登记。",
    "漁港登記結果，應於三十日內公布之。",
    "賸餘部分歸屬縣庫，夫妻剩餘財產之差額不在此限。",
    "雇主應為受僱人投保，雇員準用之。",
    "處新臺幣三萬元以下罰鍰；科新臺幣三萬元以下罰金。",
    "違反第一百零一條、第一百十六條規定者，不予登記。",
    "主管機關計劃興建漁港時，應公告之。",
    "漁港局置科員三人，設登記科。",
    "應以評鑑機制作為衡量依據，限制作業時間。",
]


def worded(provision: str) -> str:
    """A statute with this provision, of the mainland if it has its label."""
    return statute(provision) if provision.startswith("第一条") else taiwan_statute(provision)


@pytest.mark.parametrize(("provision", "wrong", "right"), AGAINST_NORMS)
def test_a_wording_against_a_norm_is_found(provision: str, wrong: str, right: str) -> None:
    said = messages("drafting-norm", worded(provision))
    assert any(sentence.startswith(f"“{wrong}” for “{right}” (") for sentence in said)
    assert len(said) == 1


@pytest.mark.parametrize("provision", WITHIN_NORMS)
def test_a_wording_within_the_norms_is_let_pass(provision: str) -> None:
    assert messages("drafting-norm", worded(provision)) == []


@pytest.mark.parametrize(
    "text",
    [
        statute("第一条 渔港应该登记。").replace("条例", "工作情况"),
        "云汐市渔港管理条例\n第一条 渔港应该登记。\n第二条 甲。\n",
        f"云汐市渔港管理条例\n渔港应该登记，必须持证。\n{BODY}",
    ],
)
def test_what_is_no_statute_is_not_held_to_the_norms(text: str) -> None:
    assert messages("drafting-norm", text) == []


def test_a_norm_is_one_finding_with_the_number_of_its_places() -> None:
    (finding,) = found("drafting-norm", statute("第一条 渔港应该登记，应该巡查。\n第一条之一 应该公告。"))
    assert str(finding.message) == "“应该” for “应当” (立法惯例), 3 times"
    assert len(finding.related) == 2


# ------------------------------------------------------------------------------------------ cost

LONG: dict[str, Callable[[int], str]] = {
    "personal-data": lambda n: f"联系人手机13912034568，邮箱lin@yuntang.gov.cn，卡号{'6228480030123456 ' * 3}\n" * n,
    "classified-marking": lambda n: "秘密★3年\n内部资料 注意保存\n密级：机密\n" * n,
    "template-leftover": lambda n: "会议由××局组织，时间待定。附件1\n渔港登记表\n第一条 〔〕号____\n" * n,
    "drafting-norm": lambda n: (
        "云汐市渔港管理条例\n" + "第一条 渔港应该登记，但必须按照本条例规定公告，但不得收费。\n" * n
    ),
}
HOSTILE = (
    "1" * 4_000,
    "62 " * 2_000,
    "a." * 2_000 + "@",
    "×" * 4_000,
    "_" * 4_000,
    "，但" * 2_000,
    "密级：" * 1_000,
    "年 月 " * 900,
)


def calls(name: str, text: str) -> int:
    """The number of function calls of one rule on a text."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    subject, find = CheckedDocument(Document.from_text(text)), RULES[name].find
    assert find is not None
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        list(find(subject))
    finally:
        sys.setprofile(before)
    return number


@pytest.mark.parametrize("name", OPT_IN)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    calls(name, LONG[name](10))
    once, twice = (calls(name, LONG[name](size)) for size in (100, 200))
    assert twice <= 2.3 * once


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", OPT_IN)
def test_long_lines_are_read_in_time(name: str, text: str) -> None:
    for document in (text, statute(f"第一条 {text}"), "\n".join([text] * 3)):
        for finding in found(name, document):
            assert finding.rule == name
