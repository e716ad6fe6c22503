"""Norms of wording for statutes of the mainland.

Most are from the 立法技术规范（试行） of the Legislative Affairs Commission, parts （一） (法工委发〔2009〕62号) and
（二） (法工委发〔2011〕5号); the number is that of the norm. Those of 立法惯例 are the usage of all statutes of the
National People's Congress.
"""

from __future__ import annotations

from policydiff.languages.publication_tables import DraftingNorm, DraftingNorms
from policydiff.text.lazy_regex import pattern

_FIRST, _SECOND = "立法技术规范（试行）（一）", "立法技术规范（试行）（二）"
_USAGE = "立法惯例"
_DECISIONS = (
    "决定|解释|裁定|裁决|判决|认定|规定|答复|批复|处理|处罚|处分|批准|同意|不予|准予|说明|承诺"
    "|结论|评价|安排|修改|变更|审查|鉴定|评估|限制|报告"
)
_LAWS = "(?:本法|本条例|法律|行政法规|地方性法规|法规|有关法律|国家有关法律|相关法律|《[^《》\n]{2,40}(?:法|条例)》)"

MAINLAND_NORMS = DraftingNorms(
    title=pattern(r"(?:法|法典|条例|规定|办法|细则|规则|规程|若干规定|实施办法)(?:[（(][^（）()]{1,20}[）)])?$"),
    norms=(
        DraftingNorm("应该", "应当", _USAGE),
        DraftingNorm(
            "(?<!依法)(?<!是)(?<!不)(?<!认为)(?<!确有)(?<!需要，)必须(?![的品时管且]|[^，。；、\n]{1,14}的|[^，。；、\n]{1,30}的(?:其他|[，；。]))",
            "应当",
            f"{_FIRST} 14",
        ),
        DraftingNorm(
            "(?<!批)(?<!允)(?<!计量)不准(?![确备时予许]|[出入进]境|其[出入进]境|离婚|上诉)", "不得", f"{_FIRST} 15"
        ),
        DraftingNorm("严禁", "禁止 / 不得", f"{_FIRST} 15"),
        DraftingNorm(
            r"(?<=，)但(?![是凡书愿求])(?=[^。；\n]{2,60}(?:除外|不在此限)[。；]"
            r"|[^，。；\n]{0,14}(?:不得|应当|可以|最长|不适用|不受)(?:(?!的[，；。])[^。；\n]){0,80}[。；])",
            "但是",
            f"{_FIRST} 16",
        ),
        DraftingNorm(
            f"按照(?={_LAWS}(?:(?:、|和|以及){_LAWS}){{0,2}}的?(?:有关|相关)?规定(?![的和、]))", "依照", f"{_FIRST} 18"
        ),
        DraftingNorm(
            "抵消(?=[^，。；\n]{0,8}(?:债务|债权|欠款|价款|税款|费用))|(?<=债务)抵消|(?<=债权)抵消|(?:债务|债权|税款)[^，。；\n]{1,6}抵消",
            "抵销",
            f"{_FIRST} 22",
        ),
        DraftingNorm("(?<![蚊篷营幔纱罗圆围棚])帐(?![篷子幕幔])", "账", f"{_FIRST} 23"),
        DraftingNorm(f"做出(?:了)?(?=[^，。；、\n]{{0,8}}(?:{_DECISIONS}))", "作出", f"{_SECOND} 1"),
        DraftingNorm(
            "(?:依据|依照)(?=(?:《|宪法|法律|有关法律|国家有关)[^。；\n]{2,80}[，,](?:结合[^，。；\n]{2,30}[，,])?特?制定本(?:法|条例|办法|规定|细则|规则))",
            "根据",
            f"{_SECOND} 8",
        ),
        DraftingNorm("其它", "其他", _USAGE),
        DraftingNorm("(?<=[一二三四五六七八九十百两〇0-9])天(?=以?内|以?后|之内|以上|以下|前|不|未)", "日", _USAGE),
        DraftingNorm("部份", "部分", _USAGE),
        DraftingNorm("(?<!所)做为", "作为", _USAGE),
        DraftingNorm(
            "从(?=[公发颁][布]之日起|[一二三四五六七八九〇○零0-9]{4}年[^，。；\n]{0,12}起(?:施行|实施|执行|生效))",
            "自",
            _USAGE,
        ),
    ),
)
