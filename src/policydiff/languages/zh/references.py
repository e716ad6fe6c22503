"""The words and patterns of references: 第三条第二款第（一）项, 前款, 《青槐县水利条例》第三十条.

The mainland calls an unnumbered paragraph 款 and an item under it 项; Taiwan calls the paragraph 項 and the item 款.
"""

from __future__ import annotations

from types import MappingProxyType

from policydiff.languages.fact_tables import ReferenceWords
from policydiff.text.lazy_regex import pattern

_NUMERAL = r"(?:\d{1,4}|[〇零一二两三四五六七八九十百千廿]{1,9})"
_BLANK = r"[^\S\n]?"
_LEVEL = rf"第{_BLANK}(?:{_NUMERAL}|\({_NUMERAL}\)){_BLANK}(?:款|项|目(?![的标录前光击]))"
# What 条 counts when it counts no articles: 第三条高速公路, 第二条战线. No word of an article's text stands between.
_COUNTED = (
    "公路|道路|铁路|线路|航线|战线|主线|干线|支线|热线|管线|环线|专线|生产线|流水线|高速|轨道|航道|隧道|跑道|街道|河道|"
    "渠道|管道|索道|通道|赛道|步道|绿道|河流|大街|小巷|街巷|大河|支流|船|产业链|供应链|链条|腿|走廊|建议|意见|消息|"
    "信息|经验|路径|途径|措施|新闻|短信|微博|标语|地铁|路线|红线|底线|光缆|电缆|防线"
)
_COUNTS_THINGS = rf"(?![^\W\d_规所之的有违与和及、]{{0,4}}(?:{_COUNTED}))"
_DECIMAL = r"(?<![\d.])[1-9]\d?(?:\.[1-9]\d?){1,4}"
# What shows that a number such as 1.5 measures something and names no section.
_MEASURES = "[个倍元米吨亩公千百万亿毫厘平立年月日天周小分岁度级人户家次折斤升克瓦米]|[a-z]"
REFERENCE = pattern(
    rf"第{_BLANK}(?P<n>{_NUMERAL}){_BLANK}(?P<kind>条(?:{_BLANK}之{_BLANK}(?P<sub>{_NUMERAL})(?!分之))?{_COUNTS_THINGS}"
    rf"|部分|章|节|编|款|项(?!目)|目(?![的标录前光击]))(?P<below>(?:{_BLANK}{_LEVEL}){{0,3}})"
    rf"|第\((?P<bracketed>{_NUMERAL})\)(?P<level>款|项(?!目)|目)(?P<under>(?:{_BLANK}{_LEVEL}){{0,2}})"
    rf"|附件\s?(?P<annex>{_NUMERAL})"
    rf"|(?:(?<=[按照依据合见足反守行第])|(?<=[和与及至、])(?=\s?{_DECIMAL}\s?[的条款所规]))\s?(?P<decimal>{_DECIMAL})"
    rf"(?![\d.]|\s?(?:[%‰℃:/×*~—-]|\d|{_MEASURES}))"
    rf"|(?P<relative>前[一二两三四五六七八九]?[条款项](?!目)|本[条章款节项](?!目)|同条(?=第))(?P<inside>(?:{_BLANK}{_LEVEL}){{0,3}})"
)
REFERENCES = ReferenceWords(
    level=pattern(rf"第{_BLANK}(?P<open>\()?(?P<n>{_NUMERAL})\)?{_BLANK}(?P<level>[款项目])"),
    relative=pattern(r"(?P<which>[前本])(?P<count>[一二两三四五六七八九])?(?P<word>[条款项])"),
    joined=pattern(r"(?:、|,|和|与|及|以及|或者?|至|到|并)\s?\Z"),
    # Between members of a list of which one has others applied: 第四十条准用第三条、第四十条准用第五条
    applied=pattern(r"准用\s?\Z"),
    # What may stand between the name of a document and the number of its article: 《…》（以下简称条例）的第三条
    after_name=pattern(r"(?:\([^()\n]{1,30}\))?(?:中|的|之|规定的?|所定)?\Z"),
    # The words before a name that stands without title marks: 依照刑事诉讼法第二百条
    name_start=pattern(
        "依照|依据|根据|按照|遵照|参照|比照|违反|触犯|符合|准用|适用|援引|修正|修正前之?|所称|属于|不受|以及|或者|以下"
        "|承担|履行|行使|享有|提起|申请|因|以(?!下)|经|就|向|于|依|按|照|与|和|及|或|由|对|受|将|在|为|是|原|有|具|犯|如|[、,。;:()“”\\s]"
    ),
    # Behind what looks like the name of a law: 劳动法律, 劳动法规
    no_name_end=pattern(r"\((?:试行|暂行|草案)|律|规(?!定)|人|院|治|学"),
    name_rest=pattern(r"[^\W\d_]{0,8}?(?:条例|规则|细则|通则|规程|章程)"),
    breach=pattern(r"违反|触犯|违背"),
    formulas=pattern(
        r"违反|触犯|违背|本(?:法|条例|办法|规定|规则|细则|章程|决定)|依照?|依据|按照|根据|适用|准用|规定|所[定列称]|各[款项条]"
        r"|(?:[有下左前]列|之一|情[形事]|行为|[者的之及至或和与])"
    ),
    level_orders=(("款", "项", "目"), ("项", "款", "目")),
    things_counted=pattern(
        r"(?:任务|工作|措施|议程|议案|内容|指标|目标|产品|课|举措|行动|工程|制度|改革|职能|服务|活动|业务|技术|要求)"
    ),
    title_marks=("《", "》"),
    full_names=("中华人民共和国", "中华民国"),
    # 依公证法规定, 准用民法之规定, 适用渡运条例第三条; not 依本法规定, 依有关法规定, 依其办法规定
    bare_name=pattern(
        r"(?:依照?|依据|根据|按照?|比照|适用|准用|援用)"
        r"(?P<name>(?!(?:[本该各同其此前上另]|有关|相关|其他|法))(?:(?!依|适用|准用|规定|所[定列]|[之的及与或和])[^\W\d_]){1,16}?"
        r"(?:法|条例|规则|细则|通则|规程|章程))"
        r"(?:(?:之|的|所)?(?:有关|相关)?规定|所定|第(?=\d|[一二三四五六七八九十百]))"
    ),
    item="项",
    short_name=pattern(r"(?:简称|下称|以下称)为?[《“\"']?(?P<name>[^\W\d_]{2,20})"),
    traditional=MappingProxyType({"条": "條", "项": "項", "编": "編", "节": "節"}),
)
