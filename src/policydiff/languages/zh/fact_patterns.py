"""The patterns that find facts in Chinese provisions, made from the lexicon.

>>> make_fact_patterns().deadline.search("应当在三十日内报送")[0]
'三十日内'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from policydiff.languages.fact_tables import BoundWords, FactPatterns
from policydiff.languages.zh import lexicon
from policydiff.languages.zh.acts import (
    ADVERBIAL,
    CHARGES,
    CONDITION_BEFORE,
    CONDITION_BEHIND,
    NEW_STATEMENT,
    in_normal_form,
)
from policydiff.languages.zh.agencies import make_agency_words
from policydiff.languages.zh.references import REFERENCE, REFERENCES
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.normalisation import normalised

_HAN_NUMERALS = "〇零一二两三四五六七八九十百廿"
_FORMAL_DIGITS = "壹贰叁肆伍陆柒捌玖"
# 伍仟, 壹拾万, and 伍 before 元; 队伍, 大陆 are none
_FORMAL = (
    rf"(?:[{_FORMAL_DIGITS}][拾佰仟万亿]|拾[{_FORMAL_DIGITS}万])[{_FORMAL_DIGITS}拾佰仟万亿零]{{0,12}}"
    rf"|[{_FORMAL_DIGITS}](?=[元圆])"
)
# 一仟, 三拾万
_MIXED = rf"[一二两三四五六七八九](?:[{_HAN_NUMERALS}千]{{0,4}}[拾佰仟])[{_HAN_NUMERALS}拾佰仟千万亿]{{0,10}}"
# 千 is not the thousand of 5千瓦时
_LATIN_SCALE = "(?:[万亿百佰仟拾]|千(?![瓦米克卡帕伏赫焦]))"
_NUMERAL = r"(?:\d{1,4}|[〇零一二两三四五六七八九十百廿]{1,7})"
CITATION = pattern(
    r"《[^《》\n]{1,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,30})?》|[^\W\d_]{1,8}[\[(]\d{4}[\])]\s?(?:第\s?)?\d{1,5}\s?号"
    rf"|(?<![a-z\d])(?:{lexicon.STANDARDS})(?:/[a-z]{{1,6}})?\s?\d{{1,6}}(?:\.\d{{1,3}}){{0,2}}\s?[-—–:]{{1,2}}\s?(?:19|20)\d\d(?!\d|[-/]\d)"
)
_YEAR = r"(?:\d{4}|[〇零一二三四五六七八九]{4}|(?:中华)?民国\s?[\d〇零一二三四五六七八九十百]{1,5})"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十元]{1,2})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
# Of a year of the Republic without its name, where month and day follow: 九十八年五月五日.
_BARE_YEAR = (
    r"(?<![\d〇零一二三四五六七八九十百])(?:[〇零一二三四五六七八九十百]{1,5}|\d{2,3})"
    rf"\s?年(?=\s?{_MONTH}\s?月\s?{_DAY}\s?日)"
)
_FULL_DATE = (
    rf"(?:(?:{_YEAR}\s?年(?:度)?|{_BARE_YEAR})(?:\s?{_MONTH}\s?月份?)?(?:\s?{_DAY}\s?日)?"
    rf"|(?<!\d){_MONTH}\s?月(?:\s?{_DAY}\s?日|底|初|中旬|上旬|下旬|份))"
)
_DATE_IN_FIGURES = r"(?<![\d./-])(?:19|20)\d\d(?:-[01]?\d-[0-3]?\d|/[01]?\d/[0-3]?\d)(?![\d./-])"
_ENGLISH_MONTH = rf"(?:{'|'.join(lexicon.MONTHS)}|{'|'.join(name[:3] for name in lexicon.MONTHS)}|sept)"
_ENGLISH_DATE = (
    rf"(?<![a-z\d])(?:\d{{1,2}}\s(?:{_ENGLISH_MONTH})(?:,?\s\d{{4}})?"
    rf"|{_ENGLISH_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d])(?:,?\s\d{{4}})?|{_ENGLISH_MONTH},?\s\d{{4}})(?!\d)"
)
DATE = pattern(rf"(?<!第){_FULL_DATE}|{_DATE_IN_FIGURES}|{_ENGLISH_DATE}")
# In which case a sum from which a fine is reckoned is not known, or small, or large.
_SUM_NAME = "(?:货值金额|货值|违法所得|违法经营额|销售金额|合同价款)"
_SUM_CASES = pattern(
    rf"(?:没有|无)?{_SUM_NAME}(?:[^,。;:的]{{0,6}}(?:(?P<unknown>(?:难以|无法|不能)(?:确定|计算|认定|查清))"
    rf"|(?P<less>不足|不满|未达到|低于)|(?P<more>(?:在|为)?[\d{_HAN_NUMERALS}千万]{{1,8}}元以上)))[^,。;:]{{0,12}}[的者]"
)


def _any_of(alternatives: Iterable[str]) -> str:
    """A regular expression that matches any of these words, the longest first, in no group of its own."""
    return "|".join(map(re.escape, _longest_first(alternatives)))


def _longest_first(words: Iterable[str]) -> list[str]:
    """The words by descending length; those of one length stay in their order."""
    return sorted(words, key=len, reverse=True)


# What holds digits and counts nothing: HTML tags, addresses, footnote marks, labels of lists and sections.
_IGNORED = pattern(
    r"<[a-z/!][^<>\n]{0,200}>|\]\([^()\s]{1,300}\)|(?:https?://|www\.)[^\s()<>，。]{1,300}|\[\^?\d{1,3}\]"
    r"|(?:^[ \t]{0,20}|(?<=[;:。]))(?:[-*+] )?\(?\d{1,3}(?:[)、]|\.(?!\d))"
    r"|^[ \t]{0,20}\d{1,2}(?:\.\d{1,2}){1,4}\.?(?=[ \t]+[^\W\d])"
    # the serial number of a row
    r"|^[ \t]{0,20}\|[ \t]{0,20}\d{1,3}(?=[ \t]{0,20}\|[^|\n]{0,80}[^\W\d])"
    r"|^\d{1,3}(?=\t[^\t\n]{0,80}[^\W\d])"
    r"|<tr[^<>\n]{0,80}>\s?<t[dh][^<>\n]{0,80}>\s?\d{1,3}(?=\s?</t[dh]>\s?<t[dh][^<>\n]{0,80}>[^<\n]{0,80}[^\W\d])",
    re.MULTILINE,
)
# The number of a section, a table or a figure, with what shows it: 按5.3的规定, 表2.
_SECTION_NUMBER = pattern(
    r".{0,3}?(?:[见按图表式章节条第]|附录|依据|依照|符合)\s?\d{1,2}(?:\.\d{1,2}){0,3}[^\d.]{0,4}"
    r"|.{0,4}?\d{1,2}(?:\.\d{1,2}){1,3}\s?(?:[条款节项]|的?(?:规定|要求)).{0,3}",
    re.DOTALL,
)


def _figure(unit: str) -> Pattern:
    """The pattern of figures that are more than a number and a unit: fractions, ratios, times, 3年6个月, 三米五."""
    number = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})?|[{_HAN_NUMERALS}]{{1,5}})"
    part = rf"(?:(?<![\d百千万])(?![百千万]分之){number}分之{number}|(?<![\d/.])\d{{1,2}}/\d{{1,2}}(?![\d/.月]))"
    bound = "(?:以上|以下|以内)?"
    signed = r"-\d{1,4}(?:\.\d{1,3})?\s?(?:℃|°c|摄氏度|度|%|[cm]?m|米)(?![a-z\d])"
    hour = rf"(?:\d{{1,2}}|[{_HAN_NUMERALS}]{{1,3}})"
    time = r"年|个?月|个?星期|周|日|天|个?小时|分钟"
    day_part = "上午|下午|晚上|早上|中午|凌晨"
    return pattern(
        rf"(?P<fraction>{part}(?:[-至到]{part})?|(?<!大)半数){bound}"
        rf"|(?P<signed>(?<![a-z\d)%℃]){signed}(?:\s?[~至到-]\s?[-+]?{signed[1:]})?)"
        rf"|(?P<every>每(?:半?年(?![度月])|半?个?月|半?个?季度?|学期|学年|周|星期|日|天|小时"
        rf"|[\d{_HAN_NUMERALS}]{{1,3}}(?:年|个月|个?季度|周|个?星期|日|天|小时))(?!\s?{_MONTH}\s?月|\s?{_DAY}\s?日|[初底末内以前]))"
        rf"|(?P<grade>(?<![a-z\d./-])[a-z]{{1,3}}\d{{1,4}}(?![a-z\d./-]))"
        rf"|(?P<sum>{number}[元块]{number}角(?:{number}分)?)"
        rf"|(?P<clock>(?:{day_part}){hour}[点时](?:半|整|一刻|{hour}分)?"
        rf"|{hour}[点时](?:半(?!数)|整|钟|一刻|{hour}分)(?![之贝数])"
        rf"|(?<![\d.:]){hour}[点时](?=至|到|-|—|~|起(?!点)|开始))"
        rf"|(?P<ratio>(?<![\d.])\d{{1,4}}(?:\.\d{{1,3}})?(?:[:∶]\d{{1,4}}(?:\.\d{{1,3}})?){{1,2}})"
        rf"|(?P<duration>(?:{number}(?:{time})零?){{2,3}}(?!度)|{number}(?:年|个?月)半|{number}个半(?:月|小时)){bound}"
        rf"|(?P<length>{number}(?P<measure>公斤|米|斤|吨|块)"
        rf"(?:[一二三四五六七八九](?!{unit}|[{_HAN_NUMERALS}千万亿分])|\d(?![\d.]|{unit}))){bound}"
        rf"|(?P<latin>[$£€]\s?(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,12}})(?:\.\d{{1,2}})?(?![\d,])"
        rf"|(?<![\w.,/-])(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,6}})(?:\.\d{{1,2}})?"
        rf"(?:\s?%|[ \n-]{{1,2}}(?:{lexicon.ENGLISH_UNITS})(?![a-z])))"
    )


_BOUND_WORDS = BoundWords(
    time_limit=pattern(r"(?:责令)?限(?:期|时|令?于|其于|其在)?为?\Z"),
    advance=pattern(r"(?:提前|事先|预先|事前|提早)(?:至少|不少于)?\Z"),
    ban=pattern(r"不[得应可](?:少于|低于|小于|超过|高于|多于|大于|逾|过)\Z"),
    capped=pattern(
        r"(?:费|价格|票价|单价|租金|押金|利率|利息|费率|定金|保证金|限额|上限|限值|浓度|噪声|噪音|车速|时速|载客|载重|人数|间隔)"
        r"[^,。;:]{0,12}\Z"
    ),
    threshold=pattern(r"(?:对于?|向|将|凡|在|除|非|按照?|依照?|根据|超过|自|从)[^,。;:]{0,24}\Z"),
    granted=pattern(
        "补[助贴偿]|奖[励金]|资助|津贴|给付|补发|扶持|减[免征收]|优惠|抵扣|扣除|免税|宽减|返还|退还|救济|抚恤|假期?|奖补"
    ),
    attributive=pattern("[的之者]"),
)


def _named_groups(table: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """A regular expression that matches any word of the table, in a group with the name of its row."""
    return re.compile("|".join(f"(?P<{name}>{_any_of(map(normalised, row))})" for name, row in table.items()))


def make_fact_patterns() -> FactPatterns:
    """The patterns, compiled anew by each call, from the words of the lexicon in normalised form."""
    money = _any_of(map(normalised, lexicon.MONEY))
    # 50 000元 is one number; the columns of a table are not
    grouped = rf"(?<![\d,.|] )(?<!\d)\d{{1,3}}(?: \d{{3}}){{1,4}}(?=\s?[万亿]?(?:{money}))"
    latin = rf"\d{{1,3}}(?:,\d{{3}}){{1,5}}(?!\d)(?:\.\d{{1,6}})?|{grouped}|\d{{1,12}}(?:\.\d{{1,6}})?"
    han = rf"[{_HAN_NUMERALS}千万亿佰仟]{{1,12}}(?:点[{_HAN_NUMERALS}]{{1,4}})?"
    number = rf"(?:(?:{latin}){_LATIN_SCALE}{{0,2}}|{_MIXED}|{han}|{_FORMAL})"
    per = r"(?:/[a-z\d㎡³²]{1,3}|/[^\W\d_a-z]{1,3})?"
    unit = rf"(?:(?:{_any_of(map(normalised, lexicon.UNITS))}){per}|\s?{lexicon.LATIN_UNITS}(?![a-z\d]))"
    fraction = r"(?:百分之|千分之|万分之)"
    quantity = re.compile(
        rf"(?P<of>{fraction})?(?P<n1>{number})(?:余|多|几)?(?P<unit1>{unit})?(?P<sign>%|‰)?"
        rf"(?:[-—–~～至到](?:{fraction})?(?P<n2>{number})(?:余|多)?(?P<unit>{unit})?)?%?(?:以上|以下|以内|左右|上下|内(?![容部外政设]))?"
    )
    time_unit = _any_of(map(normalised, lexicon.TIME))
    duration_number = rf"(?:\d{{1,4}}|[{_HAN_NUMERALS}]{{1,5}})"
    before_end = r"(?:\s?底)?\s?(?:以前|之前|前(?!款|条|项|期|述|置|后|身|提|沿|列|往|瞻|景)|截?止(?!损))"
    duration = (
        rf"(?:(?:{duration_number}\s?年零?)?{duration_number}\s?(?:{time_unit})半?"
        rf"|{duration_number}个半(?:月|小时)|(?<![每上下前后])半(?:年|个月|小时|天))"
    )
    deadline = re.compile(
        rf"每年(?:\s?{_FULL_DATE})?{before_end}|(?:每年|每半年|每季度|每月)(?:\s?(?:{_FULL_DATE}|至少|不少于)|底前?)|(?:于|到|至|截至)?{_FULL_DATE}{before_end}"
        rf"|(?:截至|到|至){_FULL_DATE}(?:底)?|(?<![\d{_HAN_NUMERALS}]){_YEAR}年(?:内|底)|(?:{duration}[-—~至到])?{duration}(?:以内|之内|内(?!容|部|外)|前(?!款|条|项|期)|届满前)"
        rf"|(?<![\d{_HAN_NUMERALS}])(?:年内(?!容|部|外)|年底前|月底前|季度末前|年底)"
    )
    look_back_before = re.compile(rf"(?:{_any_of(lexicon.BEFORE_LOOK_BACK)})\Z")
    look_back = re.compile(rf"[,、]?(?:{_any_of(lexicon.AFTER_LOOK_BACK)})")
    amounts = _any_of(map(normalised, lexicon.AMOUNT_PENALTIES)).replace("罚", r"罚\s?")
    fine = re.compile(rf"[的之]?\s?({amounts})")
    order = (
        r"责令(?:其|限期|立即|暂时|依法){0,3}"
        r"(?:停止[^\W\d_]{2,6}(?=[,。;、])|改正|改善|补办|补缴|拆除|整改|关闭|停产停业|停业|召回)"
    )
    # a blank is left of a line wrap: 没 收
    sanctions = "|".join(" ?".join(map(re.escape, word)) for word in _longest_first(map(normalised, lexicon.PENALTIES)))
    penalty = re.compile(rf"(?:{order}|{sanctions})(?![度理标定费者所])")
    no_penalty = re.compile(
        "(?:的?处罚)?(?:[的之]?(?:期限|期间|未成年人)|[的之]?(?:决定|建议)|证明|解除|执行完毕|期满|场所)"
    )
    no_offence = re.compile(
        r"违反(?:了)?(?:本法|本条例|本办法|本规定|法律、(?:行政)?法规)?(?:的?规定)?(?=[,。;]|$|第)|违反[^,。;:]{0,20}规定"
        r"|第[\d〇零一二两三四五六七八九十百]{1,7}[条款项目](?:之[一二三四五六七八九十])?(?:第?[\d一二三四五六七八九十]{1,3}[款项目])*(?:规定)?"
        r"|有(?:下列|左列)[^,。;:]{0,8}(?:之一|情形|行为|情事)的?者?|前[两三二]?[款项条][^,。;:]{0,6}(?:行为|情形|规定|之罪)"
    )
    no_act = re.compile(
        r"负有[^,。;:]{0,4}责任的|(?:有|属于|属|犯)?前[两三二]?[款项条]|(?:法律|(?:行政)?法规|(?:部门)?规章)*没有规定"
        r"|生产|经营|代表|[之一]|行为|情形|第?[二三四五六七八九十]{1,3}项|[的者]"
    )
    breach = re.compile(r"(?:[不未]|没有)(?:依照?|按照?|依据|根据|遵照)[^,。;:]{0,12}?(?:规定|要求)(?:的期限|的时间)?")
    general_liability = re.compile(
        r"(?:\A|[。\n条〇零一二三四五六七八九十\d])[\s*]{0,6}违反本[^\W\d_]{1,4}?(?:的?有关)?的?规定,?(?:情节严重,?)?"
        r"(?P<acts>(?:实施|有)(?:危害|扰乱|破坏|妨害)[^,。;\n]{1,24}(?:安全|秩序)的?行为的?,)?"
        r"(?:(?:构成违反治安管理行为|造成[^,。;\n]{0,24}(?:损害|损失))的,?[^。;\n]{0,40}[;,]){0,3}"
        r"(?:构成|涉嫌)犯罪的,?(?:由[^,。;]{2,10})?依[^,。;]{0,16}追究刑事责任"
    )
    # a measure during an inspection, beside others: 暂扣许可证件，经批准，扣押设备
    interim = re.compile(r"(?<=暂扣)[^。;]{0,90}(?:扣押|查封)")
    official = re.compile("工作人员|玩忽职守|滥用职权|徇私舞弊")
    limit_behind = re.compile(r"[^,。;]{0,8}[;,]\s?逾期(?:仍?[未不]|拒)")
    no_sanction = re.compile(
        r"(?:的?处罚)?的?机关|(?:的?(?:行政)?处罚)?(?:权限?)?,?(?:均|应)?由[^,。;:]{2,50}(?:处罚|裁处|执行|实施|决定|科处|裁决|收缴|行使)之?(?=[,。;\s]|$)"
    )
    numeral = r"[\d〇零一二两三四五六七八九十百]{1,7}"
    cited_article = re.compile(
        rf"第\s?(?P<n>{numeral})\s?条(?:\s?之(?P<sub>{numeral}))?(?:第?(?P<part>{numeral})[款项])?"
    )
    joins = _any_of(map(normalised, lexicon.LIST_JOINS))
    list_join = re.compile(rf"\s?[、,;]?\s?(?:{joins})?")
    list_join_end = re.compile(rf"(?:[、,;]\s?(?:{joins})?|{joins})\Z")
    single_piece = re.compile(r"[^\W\d_和及与或并、]{1,6}")
    alternative = re.compile("或|和|及|以及|与|、")
    adverbial_clause = re.compile(
        r"(?:通过|在|以|按|依|根据|为了?|对|除|经|由|自|于|当|从|仅)[^,。;:]{0,60}(?:方式|时|后|前|内|日|起|中|下|等|形式|的|效力)"
    )
    # 应当依下列规定, 得由下列人员之一
    no_acts_listed = re.compile(r"之一|(?:以|依|依照|按|按照|根据|就|对|对于|由|于|在|向|从|与|除)(?:下列|左列)")
    condition_end = re.compile("[的者][,;:]")
    penalty_basis = re.compile(
        r"(?:其)?(?:违法[^,。;:]{0,10}|没有|有|无)?(?:货值|违法所得|产值|金额|销售额|合同价款|价款)[^,。;:]{0,24}[的者]\Z"
    )
    bound = re.compile("可以|[以达由在应须要为是不共至到]")
    verbs = _any_of(map(normalised, lexicon.VERBS))
    closing = re.compile(rf"(?:{verbs}|工作|任务)$")
    opening = re.compile(rf"{verbs}|力争|年内|将|要|并|的|应当|可以|必须|其中|和|及|对|在|把|使|由|且")
    before = tuple(sorted(map(normalised, lexicon.BOUNDS), key=len, reverse=True))
    modals = {normalised(modal.word): modal for modal in lexicon.MODALS}
    modal = re.compile(_any_of([*modals, *map(normalised, lexicon.MEASURES)]))
    no_duty = re.compile(
        in_normal_form(
            rf"可以说(?![明服理])|应募(?!集)|应召(?![开集回])|应到达|应选(?:代表)?(?:名额|人)|应受[^,。;:]{{1,8}}(?:者|时间|期间)"
            # 可供赔偿之金额, 违反时应负之责任, 应补税款, 其他应遵循事项之办法由县交通局定之
            r"|可供[^,。;:]{0,8}[之的]|可认(?![定可证购])|应[负尽享][的之](?:责任|义务|权利)[^,。;:]{0,30}|应[补计缴退](?:税|费|股)?[款额](?=[,。;、]|$)"
            rf"|(?:{_any_of(modals)})(?![当该订制拟定遵依按公])[^,。;:]{{1,30}}(?:事项|责任|方式|标准|程序)(?:之(?:办法|准则|标准|规则)|的具体办法)"
            r"|(?:禁止|限制)[^,。;:]{2,8}(?:区域|区|期)(?:的?(?:划定|调整|设定|管理|变更))[^,。;:]{0,40}"
            # 应医事检验师考试 is to sit it; 订定应实施检疫之办法, 显有应为判决之情形: of what kind it is
            r"|应(?![当经由受举办参通依于自])[^,。;:、]{0,12}(?:考试|检核|甄试)(?=[,。;者]|$)"
            r"|(?<=订定|公告|载明|列明|指定)应[^,。;:]{2,60}(?:办法|准则|标准|规则|事项)(?=[,。;]|$)"
            r"|(?<=显有|确有)应[^,。;:]{2,30}[之的](?:情形|情事|原因)(?=[,。;]|$)"
            # 应领费用, 应自行负担之余额, 使用须经医师指示之药品
            r"|应领(?![有取得用回])[^\W\d_]{0,4}(?:费用?|款项?|金额?|薪俸?|给付)|应自行负担[^,。;:]{0,10}[后之的][^,。;:]{1,8}"
            r"|[应须]经[^,。;:]{2,20}[之的](?:药品|物品|产品|货物|器材|场所|机构|人员)(?=[,。;]|$)"
            r"|应(?:利害关系|当事|权利|相对|债权|债务|委托|所有权?|承租|检举)人[之的](?:申请|请求|要求)(?=[,。;]|$)"
            rf"|应(?!当)[^,。;:]{{1,12}}[之的]需要(?=[,。;])|[应须]接?受[^,。;:]{{1,6}}[的之](?:区域|行为|人|者|事项|物品)"
            rf"|(?:{_any_of(modals)})(?:[的之而][^,。;:]{{0,30}}|"
            r"予?(?:课|征|缴纳?|退还?|补缴?|支付|扣缴|领取?|计给|送达(?:于[^,。;:]{1,6})?)[的之](?!必要|规定)[^,。;:]{2,12}|"
            r"[^\W\d_]{2}(?:(?:[或和及与、]|或者|以及|并)[^\W\d_]{2}){0,3}[的之](?!规定)[^\W\d_]{2,8}"
            r"|(?:遵行|遵守|遵循|配合|记载|载明|备|备具|检具|检附|办|公开|公告|注意|登记|申报|揭露)(?!下列|左列|以下|如下)[^\W\d_]{0,3}(?:事项|文件|书件|资料|项目)"
            r"(?:[的之][^\W\d_]{2,6}|(?:[、和与]|及(?!时))[^,。;:]{0,20}(?:事项|程序|期限|方式|格式))?|[受行][^\W\d_]{2,6}[的之]?(?:行为|事项)|[^,。;:]{1,20}[的之](?:情事|事由)|分[^,。;:]{2,6}情事|"
            r"(?:撤回|提起|声请|申请|请求)[^,。;:之的]{0,4}[之的][^,。;:]{0,8}(?:事项|事件|案件|罪)|"
            r"(?:(?!下列|左列|以下|如下)[^,。;:]){1,20}之事项|"
            r"[^\W\d_]{2,3}之(?:条件|资格|文件|程序|要件)[、及][^,。;:]{1,40}|"
            r"[^,。;:]{1,12}(?:而(?:逾期|届期)?未|但尚?未)[^,。;:]{0,12}|[^,。;:]{1,6}但[^,。;:]{0,16}没有[^,。;:]{0,16}|(?![于自])[^\W\d_]{1,4}之日起?|(?:生产|开发|限制)?(?:区域|区|期|事项)[^,。;:]{0,8}|继分[^,。;:]{0,8}|有部分[^,。;:]{0,8}"
            r")(?=[,。;:!?\s]|$)|(?:得|可以?|有权)[^,。;:]{1,24}者为限"
        )
    )
    attribute = re.compile(
        in_normal_form(
            r"(?:禁止|严禁|允许|准许)(?:[^,。;:]{1,40}[的之]|[^,。;:]{1,20}(?:区域|区|范围|水域|地点|路段|时间|期间|目录|名单|名录)\Z)"
        )
    )
    before_attribute = re.compile(
        in_normal_form(r"(?:国家|法律|法规|规定|明令|命令|依法|[受被所]|公告|公布|划定|指定|划设|列为|设[立置]|提出)\Z")
    )
    return FactPatterns(
        ignored=_IGNORED,
        look_back_before=look_back_before,
        look_back=look_back,
        fine_before=re.compile(r"(罚[款金锾])(?:人民币|新台币)?\s?\Z"),
        bound_behind=re.compile("(?:(?P<least>以上)|(?P<most>以下|以内))\\Z"),
        bound_before=re.compile(
            "(?:(?P<most>不[得能应可宜]?(?:超过|高于|多于|大于|逾)|(?:[至最]多|最高)为?)"
            "|(?P<least>不[得能应可宜]?(?:少于|低于|小于|下于)|(?:[至最]少|最低)为?|(?<![未不届])满)"
            "|(?P<least_strict>超过|高于|多于|大于|逾|(?<![超经])过)|(?P<most_strict>低于|少于|小于|不足|未满|不满))\\Z"
        ),
        figure=_figure(unit),
        section_number=_SECTION_NUMBER,
        citation=CITATION,
        reference=REFERENCE,
        references=REFERENCES,
        date=DATE,
        quantity=quantity,
        deadline=deadline,
        fine=fine,
        penalty=penalty,
        penalised=_named_groups(lexicon.PENALISED),
        penalty_case=_named_groups(lexicon.PENALTY_CASES),
        no_penalty=no_penalty,
        no_offence=no_offence,
        no_act=no_act,
        breach=breach,
        general_liability=general_liability,
        official=official,
        interim=interim,
        limit_behind=limit_behind,
        # 令其限期改善, 责令限期改善
        order_words=re.compile(
            r"(?:责令|限令|(?<![命法指禁口司号条明])令其|应令|命其)(?:其|限期|立即|暂时|依法|限于|应){0,3}"
        ),
        # 有权建议有关机关给予; but 根据站长的建议给予
        proposed=re.compile(r"(?<![的之])建议[^,。;:]{0,40}(?:,直至[^,。;:]{0,10})?\Z"),
        penalised_sum=_SUM_CASES,
        employer=re.compile(r"[的之](?:任免|所在|主管|所属|上级|聘用){0,2}(?:机关|单位|部门|机构)"),
        no_sanction=no_sanction,
        condition_end=condition_end,
        list_join=list_join,
        list_join_end=list_join_end,
        single_piece=single_piece,
        alternative=alternative,
        adverbial_clause=adverbial_clause,
        no_acts_listed=no_acts_listed,
        penalty_basis=penalty_basis,
        cited_article=cited_article,
        bound=bound,
        closing=closing,
        opening=opening,
        before=before,
        modals=modals,
        modal=modal,
        no_duty=no_duty,
        exempt_before=re.compile(r"不(?:受|适用)[^,。;:]{0,30}\Z"),  # 不受某法不得转让之限制
        exempt_end=re.compile(r"[之的]?(?:限制|拘束|约束)\Z"),
        condition_before=CONDITION_BEFORE,
        condition_behind=CONDITION_BEHIND,
        adverbial=ADVERBIAL,
        new_statement=NEW_STATEMENT,
        attribute=attribute,
        before_attribute=before_attribute,
        agencies=make_agency_words(),
        bounds=_BOUND_WORDS,
        charges=CHARGES,
    )
