"""The words by which bodies are named and take part in a sentence, in Simplified characters.

>>> "政府采购" in AGENCIES
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policydiff.languages.fact_tables import AgencyWords
from policydiff.languages.zh.lexicon import words
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.normalisation import normalised

# The ends of names of agencies; the longest are tried first.
AGENCIES = words(
    "人民政府 人民法院 人民检察院 检察院 法院 委员会 办公室 主管部门 主管机关 管理部门 行政部门 监督部门 "
    "管理机构 监督机构 登记机关 行政机关 公安机关 监察机关 司法机关 税务机关 审批机关 执法机关 "
    "监督管理机构 管理局 监管局 监督局 总局 税务局 公安局 教育局 财政局 审计局 统计局 办事处 管理处 "
    "主计处 办公厅 财政厅 教育厅 科技厅 行政院 立法院 司法院 考试院 监察院 国务院 发展改革委 发改委 "
    "国资委 卫生健康委 卫健委 科委 经委 建委 监会 人民银行 常务委员会 检察处 检察署 公署 总署 政府 部门 机关 机构"
)
# Single characters that end a name, and the characters that must not follow.
SHORT_AGENCIES = {
    "部": "分门位队级长件落属委署下内",
    "委": "员托派任培书会",
    "厅": "长堂级局",
    "局": "部面限势长",
    "署": "名",
    "院": "长校士线系内外所",
}
# Words that end like an agency and are none.
NO_AGENCIES = frozenset(
    words(
        "法治政府 数字政府 一部 出院 离院 住院 入院 转院 在院 "
        "全部 内部 外部 局部 干部 总部 中部 东部 西部 南部 北部 本部 大部 各部 俱乐部 党委 常委 编委 格局 "
        "布局 结局 全局 大局 医院 学院 戏院 卫生院 养老院 敬老院 福利院 大厅 客厅 餐厅 签署 部署 面部 "
        "头部 上部 下部 底部 腹部 支部 项目部 门市部 部委 市委 省委 县委 区委 大学部 指挥部 事业部 电影院 "
        "剧院 博物院 当局 邮局 书局 棋局 中小学部 金融机构 医疗机构 教育机构 服务机构 培训机构 中介机构 "
        "本部门 本机关 本机构 特约机构 支付机构 发行机构 照护机构 复健机构 安养机构 养老机构 托育机构 福利机构 "
        "收容机构 救助机构 学术机构 科研机构 辅导机构 研究院 校院 试署"
    )
)
# Behind the end of a name: what is spoken of is no body. 政府采购, 部门规章, 机关事务.
NO_AGENCY_BEFORE = words(
    "采购 规章 内部 债券 债务 指导价 储备 网站 许可证 证书 信息公开 间 规范性 预算 决算 基金 事务 团体"
)
PRONOUNS = "我本"
PRONOUN_AGENCIES = "部委厅局院办署处会"
# "$" among the exceptions stands for the end of the name: 建设厅.
# Words at which a name cannot continue to the left, and the exceptions after them inside a name (发展和改革, 对外贸易).
BEFORE_AGENCY = {
    **dict.fromkeys(
        words(
            "应当 可以 必须 不得 会同 根据 按照 依照 依据 经过 通过 报经 报送 提请 送交 或者 以及 并由 并报 并向 "
            "建议 要求 吸收 统称 结合 责成 需要 统筹 统合 商调 兼行 鼓励 "
            "以下 其他 有关 通知 告知 征求 指导 引导 协助 配合 组织 接受 加强 完善 深化 优化 提高 落实 征得 "
            "联合 委托 提交 抄送 领导 报告 请求 申请 所称 简称 遵守 掌理 审理 增设 坚持 突出 "
            "必要时 左列 下列 拒绝 阻碍 妨碍 规避 征询 符合 领有 超过 设立 增设 会商 转呈 呈报 综理 遗赠 捐赠 违反 "
            "加封 载明 发现 来自 参照 确定 允许 得置 各置 应置 出俱 避免 成立 指定 承担 逾期 擅自 容留 冒充 隶属 "
            "分别由 商请 函请 洽请 支持 纪录 记录 健全 逾越 层转 派员 转报 上报 呈送 声请"
        ),
        "",
    ),
    **dict.fromkeys("由向报与及须为是或并于从请送给将至如得依凭因而洽除但逾", ""),
    "审核": "委员会 机关 机构 部门 中心 $",
    "审查": "委员会 机关 机构 部门 中心 $",
    "审议": "委员会 $",
    "调用": "",
    "(?<!社会)保障": "",
    "使用": "管理",
    "专属": "经济",
    "个以上": "",
    "(?<!级)以上": "地方 各级 $",
    "(?<!级)以": "上地方 上各级 上$",
    "考核": "委员会 机关 机构 部门 办公室 $",
    "协调": "委员会 机关 机构 部门 办公室 小组 局 $",
    "认可之": "",
    "认可": "委员会 机构 监督 $",
    "设": "备 施 计 区 置 立 管 主 银 工 和 与 及 $",
    "设置": "管理 委员会 $",
    "指": "定 导 挥",
    "监督(?=本级|下级|同级|各级|所属)": "",
    "和": "国$ 国最高 国中央 国海关 改革 信息化 社会 计画 计划 国土 旅游 草原 体育 城乡 家庭 药品 规划 规画 传媒 电视 "
    "地质 村 良种",
    "(?<![根依证数])据": "",
    "其": "他",
    "(?<!设区)的": "事业",
    "在": "地",
    "应": "急",
    "当": "地",
    "同": "级",
    "该": "管",
    "到": "达",
    "受": "理 托 委 聘 雇 扶养 监护 辅助",
    "(?<!相)对": "外",
    "被": "害 告 保险 继承 付惩戒",
    "经": "济 营 贸",
    "按": "揭",
}

# What stands before a body, or the first of a list, if it acts, is told, is asked for consent and so on. A word may be
# in several rows: 报请 tells somebody who then decides.
ROLES = {
    "acts": words("由 经 经由 交由 责成 应由 得由"),
    "told": words(
        "向 通知 告知 通报 抄送 抄告 送达 送交 报告 移送 移请 转报 送 层转 转送 转知 送请 请求 声请 申请 要求 建议 督促"
    ),
    "decides": words("经 报经 报 报请 报送 呈报 层报 转报 呈请 提请 征得 申报 送请 商请 声请 请 核转 报由 由"),
    "joins": words("会同 会商 洽商 商 商请 洽请 协同 协助 配合 与 同 洽"),
    "asked": words("征求 征询 听取"),
    "charged": words("委托 委任 授权 指定 组织 责成 指派 调用 商调"),
    "made": words("设立 设置 成立 组成 增设 置 设 附设于 附设"),
    "is": words("为 系 指 是"),
    "in": words("在 至 到 于 以"),
    "ruled": words("依 按 依照 按照 参照 据 受 除 非经 未经"),
}
# Between the bodies of a list.
SEPARATORS = words("、 和 及 与 或 或者 以及 暨 及其")
_NO_SEPARATOR = "改革|信息化|社会|计画|计划|国土|旅游|草原|体育|城乡|家庭|药品|规划|规画|传媒|电视|地质|村"
# Before a name: they do not say which body it is.
MODIFIERS = words("它的 有关 相关 其他 其它 其 各该 该管 当地 所在地 所属 上述 前述")
REGIONS = words(
    "省 自治区 直辖市 院辖市 设区的市 市 自治州 州 县 旗 区 乡 民族乡 镇 市辖区 自治县 中央 省(市) 县(市) "
    "县(市、局) 县(市、区)"
)
# What the department of a body is called that is named after it: 国务院其他有关部门.
_BELONGING = r"[的之]?(?:其[他它]|有关|相关|各|所属|直属|下属|职能|组成){1,3}|[的之]?(?:[^\W\d_]{0,4}派出|分支)"


def _any_of(alternatives: Iterable[str]) -> str:
    """A regular expression that matches any of these words in normalised form, the longest first, in no group."""
    return "|".join(sorted((re.escape(normalised(word)) for word in alternatives), key=len, reverse=True))


def make_agency_words() -> AgencyWords:
    """The words and patterns, compiled anew by each call, in normalised form."""
    short = "|".join(f"{normalised(word)}(?![{normalised(after)}])" for word, after in SHORT_AGENCIES.items())
    own = rf"[{PRONOUNS}][{normalised(PRONOUN_AGENCIES)}](?![分门位队级长理罚置事法])"
    name = re.compile(
        rf"(?P<own>(?<![基根资成日文版样原]){own})|(?P<long>{_any_of(AGENCIES)})(?!的?工作人员|罚|(?<=部门|机关|机构|政府)(?:{_any_of(NO_AGENCY_BEFORE)}))|(?P<short>{short})"
    )
    name_start = re.compile(
        "|".join(
            normalised(word) + (f"(?!{'|'.join(map(normalised, exceptions.split()))})" if exceptions else "")
            for word, exceptions in sorted(BEFORE_AGENCY.items(), key=lambda row: -len(row[0]))
        )
    )
    separator = rf"\s?(?:、|(?<!共)和(?!{_NO_SEPARATOR})|及(?:\s?其)?|或(?:\s?者)?|以\s?及|与|暨)\s?"
    modifiers = _any_of(word for word in MODIFIERS if len(word) > 1) + "|各(?!级)|本(?!级)|原(?!子)|其(?!他)|该"
    regions = rf"(?:{_any_of(REGIONS)})级?"
    return AgencyWords(
        name=name,
        name_start=name_start,
        none=tuple(map(normalised, NO_AGENCIES)),
        belonging=re.compile(_BELONGING),
        branch=re.compile(r"[^\W\d_]{0,4}(?:派出|分支)(?:机构|机关)"),
        regions=re.compile(rf"(?:{regions}(?:、|或|及|和|与)){{1,4}}\Z".replace("自治区", r"自\s?治\s?区")),
        region_names=tuple(map(normalised, REGIONS)),
        separators=tuple(map(normalised, SEPARATORS)),
        separator=re.compile(rf"{separator}(?:(?:{modifiers}){{1,3}}[的之]?)?"),
        listed=re.compile(
            rf"(?:(?:{_any_of(SEPARATORS)})[^,。;:、()\s]{{1,20}}?"
            r"(?:部门|机关|机构|政府|委员会|[局厅部署委院])(?!门|分)){1,6}"
        ),
        item=re.compile(
            rf"(?:(?!{separator})[^\W\d_]|(?<=[^\W\d_])\s(?=[^\W\d_])|(?<=[^\W\d_])\([^()\n]{{1,8}}\)){{1,20}}\Z"
        ),
        items=re.compile(rf"(?:[^\W\d_]{{1,8}}?(?:{separator}|等)(?:{modifiers}){{0,2}}){{1,6}}"),
        others=re.compile(
            r"(?:部门|单位|机关|机构|组织|团体|法人|企业|事业单位|分院|派出机构|学校|学术机构)(?!的|负责人|主要负责|内)"
            r"|(?:承担|负责)[^,。;:、\s]{2,12}[的之](?:部门|机关|机构|单位)(?!的|负责人|主要负责|内)"
        ),
        no_member=re.compile(
            r"(?:[的之者时后前内员了]|(?<![司执])法|[^证]人|法规|法律|规定|规章|条例|标准|(?<=[^\W\d_]{2})(?:计画|规画)|章程|应当|可以|公民)\Z|\A[一二三四五六七八九十]{1,3}\Z"
        ),
        bracket=re.compile(r"\s?\([^()\n]{1,4}\)"),
        several=(("省级以上", ("国务院", "省政府")),),
        roles={name: re.compile(rf"(?:{_any_of(row)})(?:{modifiers}){{0,3}}\Z") for name, row in ROLES.items()},
        role_words=tuple(
            sorted({normalised(word) for row in ROLES.values() for word in row if len(word) > 1}, key=len, reverse=True)
        ),
        modifiers=re.compile(rf"(?:{modifiers}){{1,3}}"),
        same=_same_names(),
        level=re.compile(
            r"(?P<level>国务院|.{0,16}人民政府)|全国|国家|中央|省|市|县|区|乡|各级|地方|军队|上级|下级|本级|当地|同级"
        ),
        assigned=_ASSIGNED,
        acting=_ACTING,
        formulas=pattern(
            r"不?(?:依照|按照)本[^\W\d_]{1,4}|违反(?:了?本[^\W\d_]{1,4}|前条|前项)?|第[一二三四五六七八九十百千零\d]{1,8}[条款项]|有下列(?:情形|行为|情事)之一|规定|的?由\Z"
        ),
        common=_COMMON,
        generic=_GENERIC,
        kind=pattern(r"部门|机关|机构|委员会|政府|法院|检察院"),
        staff=re.compile(r"人员\Z"),
        own_level=pattern(
            r"(?:本级|同级|当地)(?:人民)?政府(?![的和及、])[^,。;:、]{2,12}(?:、[^,。;:、]{2,12}){0,8}(?:部门|机关|机构)"
        ),
        stands_for=pattern(r"[该本](?:部门|机关|机构|局|厅|委员会)|由其|依(?:照|据)?前[条项款]"),
        defined=pattern(r"\s?[^,。;:\s]{2,40}[的之](?:[^\W\d_]{0,4}主管)(?:机关|部门)[,\s]?(?:为|系)(?![之])"),
        definition=pattern(
            r"(?:本[^\W\d_]{1,3}(?:所称之?|[之的])|(?<=[\n ])(?=[^\W\d_]{0,6}主管机关[:,]\s?在?中央))"
            r"(?P<field>[^\W\d_]{0,6}?)主管机关[:,]?\s?(?:在?中央)?[为系指](?P<body>[^,;。:\n]{2,30})"
        ),
        own_authority=pattern(r"本[^\W\d_]{1,4}主管机关"),
        of_field=pattern(
            r"(?P<level>(?:中央|地方|各级|省|直辖市|县|市|政府|、)*)(?P<field>[^\W\d_]{2,6}?)(?P<rest>主管机关)"
        ),
    )


_PART = "牵头|责任|配合|主办|承办|协办|主管|实施|组织|参与|落实|监督|指导|参加"
_ASSIGNED = pattern(
    rf"(?P<label>(?:{_PART})(?:单位|部门|处室|科室|人)):\s?"
    rf"(?P<labelled>[^;:。()\n]{{2,100}}?)(?=[,;、]?\s?(?:{_PART})(?:单位|部门|处室|科室|人)|[;。()\n]|,[^,;:。]{{2,8}}:|$)"
    r"|(?<=[(,;])(?P<who>[^(),;:。\n]{2,60}?)(?P<part>牵头|负责|配合|主办|协办|承办|协助|参与|参加)"
    r"(?:负责|实施|落实|组织实施|办理)?(?=[,;)])"
)
# What somebody does or decides, behind the one who does; a modal word may be before it.
_ACTS = (
    "办理|核拨|核发|发给|颁发|签发|确认|决定|收取|负责|受理|审议|审定|审核|审批|批准|核准|同意|解释|组织|监督|管理|登记|制定|制订|拟订|承担|主持|召集|评定"
    "|认定|裁决|支付|保管|签字|公布|公告|选举|任命|聘任|任免|提名|协助|配合|主管|管辖|征收|检查|验收|保存|备案|牵头|执行|实施|报请|提出|定之|为之|行之"
)
_MODAL_BEFORE_ACT = "(?:应当|可以|应|得|须|必须|不得|依法|统一|共同|另行){0,2}"
# The last characters of bodies, offices and persons that may act.
_OFFICES = (
    "(?<=[公站究出务守教生检])所|[处科室站队组办会局厅署司委院部长员府]|中心|会议|代表|主教练|教练|领队|裁判|"
    "主任|机关|机构|部门|单位|负责人"
)
_ACTING = pattern(
    r"(?:由|(?<![已未曾])经(?![营理济常费过验纪销办贸])|(?<![^,。;:!?\s()]))"
    rf"(?P<who>[^,。;:()\s由经]{{1,17}}?(?:{_OFFICES}))(?={_MODAL_BEFORE_ACT}(?:(?P<act>{_ACTS})|的(?:裁决|决定|判定|意见)为))"
)


def _same_names() -> tuple[tuple[Pattern, str], ...]:
    """Pairs of a pattern and a replacement that give the names of one body one form; applied in this order."""
    return tuple(
        (pattern(before), after)
        for before, after in (
            (r"[\s\[\]]", ""),
            (r"\((?:以下)?(?:简称|称)[^()]{1,24}\)", ""),
            (r"[()]", ""),
            (r"中华民国政府", "我国政府"),
            (r"(?<=以上)各级(?=人民|政府)", ""),
            (r"(?:有关|相关)(?:行政|主管|管理){1,2}(?=部门)", "有关"),
            (r"^各级(?!人民|政府|地方|法院)", ""),
            (r"所在地|当地", "当地"),
            (r"等(?=部门|机关|机构|单位|[^\W\d_]{0,4}部门)|^中华人民共和国|[之的]", ""),
            (r"^(?:监督|保障|维护|统称)(?=行政机关|国家机关|司法机关|人民|国务院)", ""),
            (r"省、自治区、直辖市(?:人民)?政府|省、自治区、直辖市(?=[^、])", "省级人民政府"),
            (r"省、自治区、?和?直辖市(?:人民)?政府", "省级人民政府"),
            (r"(?<=[市县区])(?:人民)?政府(?=[、或及和与](?:省|直辖市|自治|市|县|区|乡|镇)[^、]{0,8}政府\Z)", ""),
            (r"(?<=市)[、或及和与](?=县市|县(?:人民)?政府)", ""),
            (r"(?:(?<=政府)|(?<=国务院))(?:其他|有关|相关|各|所属){1,3}(?=部门|机关|机构)", ""),
            (r"(?:相关|有关)(?=部门|机关|机构|单位)", ""),
            (r"省(?:政府|级人民政府|级)以上", "省级以上"),
            (r"同级(?=人民|政府|[^\W\d_]{0,8}部门)", "本级"),
            (r"上一级", "上级"),
            (r"地方各级人民政府", "地方人民政府"),
            (r"级(?=人民政府)|人民(?=政府)", ""),
            (r"(?<=[省市县乡])级(?=[^\W\d_以]{2,8}(?:部门|机构))", "政府"),
            (r"乡、?镇|乡(?=政府)", "乡镇"),
            (r"公安(?:部门|机关)", "公安"),
            (r"(?<=有关)目的?事业(?=主管机关)", ""),
            (r"^国家(?=[^\W\d_]{2,8}行政主管部门)", "国务院"),
            (r"行政(?=主管(?:部门|机关))", ""),
            (r"城市(?=街道办事处)", ""),
        )
    )


# What many names have in common: it tells no body from another.
_COMMON = pattern(
    r"国务院|中央|国家|全国|中华人民共和国|各级|地方|人民政府|[省市县区乡]级|级?以上|省|自治区|直辖市|市|县|区|目的事业|所在地|当地|有关|相关|其他"
    r"|上级|下级|一级|该管|人民法院|地方法院|法院|[住居]所地|之|的|行政|主管|监督|管理|部门|机关|机构|政府|委员会|等|、|[局厅部署委处]\Z"
)
_GENERIC = pattern(r"(?:等|主管|行政|管理|监督){0,3}(?:部门|机关|机构|政府|委员会|[局厅部署委])\Z")
