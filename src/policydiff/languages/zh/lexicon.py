"""Tables of the words of Chinese policy and law that facts are made of. All are in Simplified characters.

Text must be normalised (`text.normalisation.normalised`) before they are looked up, so that Traditional and variant
characters are found, too; words used in Taiwan (罰鍰, 主管機關, modal 得) are here in their Simplified form. `TWINS`
alone pairs two vocabularies, words that differ by region. Grades of obligation follow the drafting rules of the
National People's Congress (立法技术规范（试行）: 应当, 必须; 不得, 禁止) and of Taiwan (應, 得, 不得); 要 is graded by
its use in work plans.

>>> words("应当 必须")
('应当', '必须')
"""

from __future__ import annotations

from policydiff.languages.fact_tables import Lexicon, Modal


def words(row: str) -> tuple[str, ...]:
    """The words of a row, in its order, without the white space between them; repeats stay."""
    return tuple(row.split())


# From the strictest down; `soften` leaves a duty to somebody's discretion.
STRENGTH = {"prohibit": 3, "must": 3, "want": 2, "encourage": 1, "may": 1, "soften": 0}

_VERBS_AFTER_DE = (
    "依由以于向为不经视予就酌委命请申并处加减免停限准令撤废提设聘派通随按自在将与对因再邀另先径连延展补报定订指选拒终解变更查检进使声采"
    "兼优比移转抵收扣登公抗异行没参组径单同科逐派拍标租购征代继回重叙"
)

MODALS: tuple[Modal, ...] = (
    Modal("严格禁止", "prohibit"),
    Modal("不得", "prohibit", not_before="已不"),
    Modal("禁止", "prohibit", not_before="令性"),
    Modal("严禁", "prohibit"),
    Modal("不准", "prohibit", not_before="确予"),
    Modal("不许", "prohibit", not_before="可"),
    Modal("不应当", "prohibit"),
    Modal("不应", "prohibit"),
    Modal("不可", "prohibit", not_before="抗分或撤逆缺移克避预少能再替否供忽归"),
    Modal("不要", "prohibit", not_before="求"),
    Modal("切勿", "prohibit"),
    Modal("请勿", "prohibit"),
    Modal("谢绝", "prohibit"),
    Modal("概不", "prohibit", not_before="负"),
    Modal("必须", "must"),
    Modal("应当", "must", not_after="适", not_before="知", words=("应当地", "应当事人")),
    Modal("应该", "must", not_after="供相对适反响效感顺呼因照报回"),
    Modal("务必", "must"),
    Modal("有义务", "must"),
    Modal(
        "应",
        "must",
        not_after="相对适反响供效感顺呼因照报回策不支",
        not_before="急用对届收付税诉聘征试邀运激力验允考有纳缴得交援战声享社知",
        words=words(
            "应变措 应变能 应变机 应变计 应变预 应变办 应变处 应变工 应变中 应变小 应变器 应变人 应变设 应变组 应变演 "
            "应变或 应变及 应变和 应变, 应变、 应变。"
        ),
    ),
    Modal("须", "must", not_after="必无毋不", not_before="知要"),
    Modal(
        "要",
        "want",
        not_after="主重需纲必摘简次首扼概提不刚快就将只若凡还总机记纪显险如想正索既而硬",
        not_before="求素点件领害旨闻义道塞目紧想职务事案员么是隘约挟项的,。;、:)”",
    ),
    Modal("可以", "may", not_after="不"),
    Modal("有权", "may", not_after="所没", not_before="机部主属威益利人的"),
    Modal("允许", "may", not_after="不"),
    Modal("准许", "may", not_after="不"),
    Modal("无须", "may"),
    Modal("无需", "may"),
    Modal("毋庸", "may"),
    Modal("无庸", "may"),
    Modal("毋须", "may"),
    Modal(
        "可",
        "may",
        not_after="许认不方尚无宁非",
        not_before="能靠行见持信比控再操追视读复溯循否疑观贵达谓以得抗燃回替变移分撤预逆归的,。;、喜决",
        words=("可支配收入", "可支配财", "可支配资"),
    ),
    Modal(
        "得",
        "may",
        not_after="取获所使觉显懂值难博赢落不必心记求赚夺换争免省舍晓只非总购受而领买租来变做办搞抓过发",
        only_before=_VERBS_AFTER_DE,
    ),
    Modal("鼓励", "encourage", not_before="性类"),
    Modal("提倡", "encourage"),
    Modal("不宜", "encourage", not_before="居游"),
    Modal("倡导", "encourage"),
    Modal("引导", "encourage", not_before="性员"),
    Modal("支持", "encourage", not_after="的大予持等", not_before="力的下性,。;、和系"),
    Modal("原则上", "soften"),
    Modal("酌情", "soften"),
    Modal("酌予", "soften"),
    Modal("视情况", "soften"),
    Modal("视情形", "soften"),
    Modal("视情", "soften", not_before="况形节"),
    Modal("尽量", "soften"),
    Modal("尽可能", "soften"),
    Modal("力争", "soften"),
    Modal("争取", "soften"),
    Modal("一般", "soften", only_before="不应须"),
    Modal("适当", "soften", not_before="的人途"),
    Modal("逐步", "soften"),
    Modal("必要时", "soften"),
    Modal("有条件的", "soften", only_before=",地单可"),
)
CONDITION_ENDS = "的时者外"  # of a phrase that is a condition or an exception: 禁止出口的, 除应当公开外
CONDITION_STARTS = ("如", "若", "倘")  # before a modal word: 如须增资
FUNCTION_CHARACTERS = "有在以就依为对于因由向从将把被与同其再另擅随任或及和并且"  # 有害于, 拒绝或阻挠
# In the introduction of a list: 应当履行下列义务, 享有下列权利.
GOVERNING_NOUNS = {"下列权利": "may", "下列义务": "must", "下列职责": "must"}
# Before words, what does the same as a modal word of the grade.
EQUIVALENTS = {
    "prohibit": ("不", "未", "勿", "避免", "防止", "违禁", "非", "不予"),
    "may": ("能", "能够", "准予", "无庸", "毋庸", "不必", "有权", "给予", "毋须"),
}
DISCRETION = frozenset(
    {"一般", "酌情", "酌予", "视情况", "视情形", "视情", "原则上", "尽量", "尽可能", "必要时", "适当"}
)
# Before 得 or 可 they make a duty of it: 仅得由.
ONLY = "仅只始方才"
# Behind 得 or 可以: what a person may demand is no weaker duty of somebody else.
CLAIMS = words("请求 申请 声请 提起 主张 依法申请 依法请求")
# Behind 应当 they say what is, not what somebody must do.
DEEMING = words("视为 推定 视同 认定为")
NEGATIONS = "不未非无毋免"
UNLESS = "非"  # 非有重大事由，不得辞任: only with a second negation does it say what is allowed
NOT_ALLOWED = words("不得 不准 不许 不应当 不应 不可 不要 切勿")  # of these words, an authority imposes none
# In a duty that comes to the same as a prohibition: 应当勒令停业, 必须凭证方可承运.
NEGATIVE_ACTS = words("停止 停业 勒令 方可 方能 始得 始可 不 未 拒绝")
STILL_BINDING = words("为限")  # at the end of a phrase without a modal word
# Words that order a measure without a modal word: 对专项经费实行专账管理.
MEASURES = ("实行",)

# ------------------------------------------------------------------------------------------------- quantities

MONEY = words(
    "亿圆 万圆 圆整 圆 元整 万元整 亿元 万元 千元 百元 亿美元 万美元 美元 港元 欧元 日元 元人民币 银元 元 亿港元 万亿元"
)
# Before an amount; what is written without one is in the currency of its law.
CURRENCIES = words("新台币 银元 银圆 国币 法币 金圆券 人民币 旧台币 美金 港币 澳门币")
IMPLIED_CURRENCIES = words("人民币")
TRANSITIONS = words("施行前 施行后 施行之日 生效前 生效后 生效之日")
AMENDMENTS = words("修正 修订")
POST_VERBS = words("设 置 配")  # 设科长四人
NO_POSTS = words(
    "应 须 得 有 由 为 不 其 中 至 满 逾 过 超 每 各 及 或 以 之 的 等 名额 人数 总数 增加 减少 合计 参加 出席 同意"
)
TIME = words(
    "个工作日 个自然日 个营业日 个交易日 营业日 交易日 自然日 个小时 个星期 星期 "
    "工作日 个月 个季度 个学年 周年 小时 分钟 年 月 日 天 周 学期 季度"
)
# Around a time in which something happened or did not: no deadline.
BEFORE_LOOK_BACK = words("近 最近 过去 此前 曾在 已在 曾于")
AFTER_LOOK_BACK = words(
    "再犯 又犯 再次 再有 又 曾 受过 受到 受两次 受二次 未发生 没有发生 无违法 无重大 无不良 未受 未被 没有违法 累计 "
    "连续 有两次 有二次 有违法 有重大 发生两次 发生二次 被处 被责令 被吊销 不曾 "
    "经受 经处罚 经依法处罚 经依本法处罚 经处分 处分其婚后 将其赠与 核发之 核发的"
)
COUNTS = words(
    "个百分点 百分点 平方公里 平方米 平方千米 立方米 公里 千米 公顷 公斤 千克 公吨 海里 毫克 毫米 厘米 "
    "万千瓦 千瓦时 千瓦 兆瓦 万亩 万吨 万人 万户 万套 万人次 人次 人 个 项 家 户 名 所 座 处 台 套 件 辆 "
    "艘 架 条 种 类 批 次 倍 亩 吨 米 度 分 级 头 只 间 张 份 部 本 册 门 场 届 期 轮 支 株 克 升 床 席 "
    "位 成 折 吨标准煤 票 股 周岁 岁 艘次 班 分贝 摄氏度 瓦时 瓦 千伏 毫升 升 平方厘米 课时 学时 学分 "
    "微克 微米 兆帕 千帕 千牛 勒克斯 盏 斤 棵 栋 幢 桶 枚 车次 班次 车时 周次"
)
# As patterns: units in Latin letters, and what is counted or measured in an English sentence.
_LATIN_UNIT = (
    "[kcmnμµ]?m[23²³]?|[mkμµn]g|[mkg]wh?|k?va?|w|[kmg]?hz|[mkg]?pa|k?n[·•]m|kn|m?l|min|ha|h|t|db(?:\\(a\\))?"
    "|lx|ppm|℃|°c|㎡|㎞|㎥"
)
LATIN_UNITS = rf"(?:{_LATIN_UNIT}|(?<= )[adgs])(?:/(?:{_LATIN_UNIT}|[adgs]))?"
ENGLISH_UNITS = (
    "(?:(?:working|business|calendar|consecutive|gross) )?(?:days?|hours?|weeks?|months?|years?|minutes?|"
    "percent|per cent|members?|persons?|votes?|tons?|tonnes?|feet|metres?|meters?|miles?|km|kg)"
)
MONTHS = words("january february march april may june july august september october november december")
UNITS = tuple(sorted({*MONEY, *TIME, *COUNTS}, key=lambda word: (-len(word), word)))
# Words that look like 一 and a unit but count nothing.
NO_QUANTITY = words("一次性 一部分 一条龙 一级 一种 一类 一般 一定 一律 一体 一些 一期 一场 一门")
# Words between a noun and its number, or before a noun that a number follows.
BOUNDS = words(
    "达到 达 不低于 不少于 不高于 不超过 不多于 超过 高于 低于 少于 多于 至少 为 约 共 增至 降至 增加到 "
    "提高到 提高至 控制在 保持在 稳定在 增加 减少 降低 增长 下降 提高 下调 上调 以 的 按 至 在 到 突破 "
    "由 从 满 不得 未满 届满 未达 逾 未逾 是"
)
# After these begins another thing: a noun before them is not what the number counts.
CONJUNCTIONS = words("或者 或 以及 且 并 及 和 与")
ALTERNATIVES = words("或者 或")
TARGETS = words(
    "以上 左右 达到 不低于 不少于 力争 年内 完成 建成 实现 新增 认定 培育 突破 累计 建设 超过 增长 下降 控制在"
)
# Of these, the words of plans before an aim; and those that make it a limit or the condition of a rule.
AIMS = words("确保 力争 争取 年内 完成 建成 实现 新增 新建 认定 培育 突破 累计 建设 达到 打造 改造 提高到 提升至")
# Before a rate that is an aim if one of `RATE_AIMS` shows it, and else mostly one of the past.
RATES = words("增长 下降 降低")
RATE_AIMS = words("以上 左右 目标 预期 力争 确保 争取 计划 预计 年内")
NO_AIMS = words("不得 不超过 应当 控制在 不多于 低于 可以 申请 具有 具备 违反 未 不足 经 满 同比 去年 上年")
PLAN_AIMS = words("不低于 不少于 稳定在 保持在 保有 减排 压减 削减 提升到 提高至")
PLAN_LIMITS = words("降至 降到 下降到 下降至 降低到 降低至 控制在 压降至 压降到 压减至 压减到")
LOWER_BOUNDS = words("不低于 不少于")
# Behind the deadline of a plan.
ACHIEVEMENTS = words("完成 建成 实现 达到 出台 印发 制定 落实 启用 投用 竣工 开工 上线 全覆盖 整改到位 报送 建立")
# Verbs before a counted noun (培育高新企业30家) or after it (23个研发中心建设).
VERBS = words(
    "认定 培育 新增 完成 建成 实现 建设 启动 获取 攻克 新建 改造 扩建 支持 培训 引进 发展 打造 创建 组建 "
    "设立 成立 推广 实施 安排 投入 办好 开展 举办 筹集 发放 新认定 选派 选聘 扶持 建立 修建 治理 整治 "
    "种植 落实 缴纳 编制 出台 制定 推进 建造"
)

# Between the pieces of a list, alone or behind a mark.
LIST_JOINS = words("并且 并 且 以及 及 和 与 或者 或")
# The codes before the number and the year of a standard: GB/T 5749-2022, DB41/T 12-2031.
STANDARDS = (
    "gb[jz]?|db\\d{2,6}|[jh]gj?|jt[gjs]?|cjj?|hj|hg|s[hlyn]|dl|nb|ny|ly|q[bc]|yyt?|wst?|mt|aq|ga|tb|yd|td|jb|jc|ys|rb|xf|mz|cns|cecs"
    "|t/[a-z]{2,6}|iso|iec|en|astm"
)

# ------------------------------------------------------------------------------------------------- penalties

AMOUNT_PENALTIES = words("罚款 罚锾 罚金 滞纳金 怠金 有期徒刑 徒刑 拘役 管制 行政拘留 拘留 监禁")
PENALTIES = (
    *(word for word in AMOUNT_PENALTIES if word not in ("滞纳金", "怠金", "管制")),
    *words(
        "无期徒刑 死刑 剥夺政治权利 没收违法所得 没收 吊销营业执照 吊销许可证 吊销 撤销许可 撤销登记 暂扣 "
        "责令停产停业 责令停业 责令限期改正 责令改正 责令 警告 通报批评 开除 记过 撤职 降级 勒令歇业 "
        "废止许可 驱逐出境 追究刑事责任 依法给予处分 给予处分 依法给予行政处分 给予行政处分 "
        "依法给予政务处分 给予政务处分 给予纪律处分 依法给予纪律处分"
    ),
)

# Parts of the words for penalties, the classes tried in this order; a fine is not told by its word alone.
PENALTY_CLASSES = {
    "criminal": words("刑 拘役 监禁 死刑 剥夺政治权利 罚金"),
    "disciplinary": words("开除 记过 撤职 降级 处分"),
}
OFFENCE_ENDS = "的者"
ORDER = "责令"
TIME_LIMIT = "限期"  # in an order: 责令限期改正
LISTING = words("下列 左列")
LIABILITY = "追究刑事责任"
# For whom a penalty is, and in which case, by the nearest word before it.
PENALISED = {
    "person": words(
        "直接负责的主管人员 主管人员 直接责任人员 直接责任者 责任人员 责任人 主要负责人 法定代表人 个人 行为人 负责人 "
        "自然人 会计人员 公职人员 国家工作人员 工作人员 从业人员"
    ),
    "unit": words("单位 法人 机构 企业 公司 组织"),
}
PENALTY_CASES = {
    "slight": words("情节较轻 情节轻微 尚不构成犯罪 尚未构成犯罪 尚不够刑事处罚"),
    "refused": words(
        "拒不改正 逾期不改正 逾期未改正 逾期仍不改正 逾期不改 逾期未改 届期未改善 届期不改善 届期未改正 屡不改正 "
        "仍不改正 仍未改正 拒不停止"
    ),
    "worst": words("情节特别严重 后果特别严重 特别严重后果"),
    "grave": words("情节严重 情节较重 情节重大 情节恶劣 严重后果 后果严重 造成损失 造成事故 致人死亡 致人于死 致重伤"),
    "crime": words("构成犯罪 触犯刑法 涉嫌犯罪"),
}

# ------------------------------------------------------------------------------------------------- references

# Words before an article's number that show that it is in another document.
OTHERS = words(
    "法 法典 条例 规则 办法 规定 细则 章程 准则 通则 规程 决定 解释 宪法 纲要 同法 该法 公约 协定 标准 ” 条文 条约 "
    "议定书 宣言 修正案 协议 命令 守则 指南 指引 须知 制度 通知 意见 方案 要点 公告 同条例 该条例"
)
OWN = tuple(
    f"{own}{kind}"
    for own in ("本", "这部")
    for kind in words(
        "法 条例 规则 办法 规定 细则 章程 准则 通则 规程 决定 解释 标准 文件 方案 意见 通知 纲要 要点 计划 "
        "规划 法典 公约"
    )
)

# ------------------------------------------------------------------------------------------------- marks, regions

MARKS = {
    "、": "enumeration comma",
    ",": "comma",
    "。": "full stop",
    ";": "semicolon",
    ":": "colon",
    "“": "quotation mark",
    "”": "quotation mark",
    "(": "bracket",
    ")": "bracket",
    "《": "title mark",
    "》": "title mark",
    "?": "question mark",
    "!": "exclamation mark",
    "…": "ellipsis",
    "·": "middle dot",
}

# One thing in the words of two regions: Taiwan (in Simplified characters), the mainland. Reported, never converted.
TWINS: tuple[tuple[str, str], ...] = (
    ("资讯", "信息"),
    ("专案", "项目"),
    ("透过", "通过"),
    ("网路", "网络"),
    ("软体", "软件"),
    ("硬体", "硬件"),
    ("品质", "质量"),
    ("资料库", "数据库"),
    ("数位", "数字"),
    ("智慧财产权", "知识产权"),
    ("智慧型", "智能"),
    ("行动电话", "移动电话"),
    ("伺服器", "服务器"),
    ("网际网路", "互联网"),
    ("大众运输", "公共交通"),
    ("捷运", "地铁"),
    ("身心障碍者", "残疾人"),
    ("都市计画", "城市规划"),
    ("永续", "可持续"),
    ("晶片", "芯片"),
    ("简讯", "短信"),
    ("列印", "打印"),
    ("介面", "接口"),
    ("奈米", "纳米"),
    ("雷射", "激光"),
    ("回馈", "反馈"),
)

LEXICON = Lexicon(
    modals=MODALS,
    strength=STRENGTH,
    discretion=DISCRETION,
    measures=MEASURES,
    only=ONLY,
    negations=NEGATIONS,
    unless=UNLESS,
    not_allowed=NOT_ALLOWED,
    negative_acts=NEGATIVE_ACTS,
    claims=CLAIMS,
    deeming=DEEMING,
    still_binding=STILL_BINDING,
    money=MONEY,
    currencies=CURRENCIES,
    implied_currencies=IMPLIED_CURRENCIES,
    transitions=TRANSITIONS,
    amendments=AMENDMENTS,
    post_verbs=POST_VERBS,
    no_posts=NO_POSTS,
    no_quantity=NO_QUANTITY,
    targets=TARGETS,
    conjunctions=CONJUNCTIONS,
    aims=AIMS,
    no_aims=NO_AIMS,
    plan_aims=PLAN_AIMS,
    rates=RATES,
    rate_aims=RATE_AIMS,
    plan_limits=PLAN_LIMITS,
    lower_bounds=LOWER_BOUNDS,
    achievements=ACHIEVEMENTS,
    condition_ends=CONDITION_ENDS,
    condition_starts=CONDITION_STARTS,
    function_characters=FUNCTION_CHARACTERS,
    governing_nouns=GOVERNING_NOUNS,
    equivalents=EQUIVALENTS,
    amount_penalties=AMOUNT_PENALTIES,
    penalty_classes=PENALTY_CLASSES,
    offence_ends=OFFENCE_ENDS,
    listing=LISTING,
    liability=LIABILITY,
    order=ORDER,
    time_limit=TIME_LIMIT,
    other_documents=OTHERS,
    alternatives=ALTERNATIVES,
    own_document=OWN,
    marks=MARKS,
    twins=TWINS,
    months=MONTHS,
    particles="的之",
    empty_words="的之者还亦均并且其",
)
