"""The words of amending decisions: which law an item concerns, which provisions, and what it does to them."""

from __future__ import annotations

from policydiff.languages.pack import AmendmentWords
from policydiff.text.lazy_regex import pattern

_NUMERAL = "[0-9０-９〇零○一二三四五六七八九十百千]"
_ARTICLE = rf"第{_NUMERAL}{{1,8}}[条條](?:之{_NUMERAL}{{1,3}})?"
_PROVISION = (
    rf"(?:{_ARTICLE}|第{_NUMERAL}{{1,8}}[点點])"
    rf"(?:第{_NUMERAL}{{1,3}}[款項项])?(?:第[（(]?{_NUMERAL}{{1,3}}[)）]?[项項款目])?"
)
_OWN = "(?:本|该|該)(?:决定|決定|修正案|命令|通知|公告)"
_INTO = "(?:修改|修正|修訂|改|調整|调整)[为為成]"
_REPEAL = "废止|廢止|宣布失效|停止执行|停止執行"
# A title in marks behind a word that says that it is amended, the first of an item, or one of a list of them.
_LAW = pattern(
    rf"(?:^[\s\u3000]{{0,8}}|[将將把对對]|中的|修改|修正|刪除|删除|[删刪]去|{_REPEAL}|[、和及與与》）)])[\s\u3000]{{0,4}}《([^《》\r\n]{{2,80}})》",
    signs="《",
)
_QUOTATION = pattern(r"“[^”]{0,4000}”|「[^」]{0,4000}」|『[^』]{0,4000}』", signs="“「『")

AMENDMENTS = AmendmentWords(
    title_repeals=pattern(
        rf"(?:{_REPEAL}|失效).{{0,60}}(?:决定|決定|通知|公告|令)$", signs=["决定", "決定", "通知", "公告", "令"]
    ),
    amended_title=pattern(rf"([^《》]{{2,60}}?)(?:部分[条條]文|{_PROVISION}.{{0,30}}?)?修正案", signs="案"),
    instructions=(
        ("repeal", pattern(_REPEAL)),
        # quotations are left out, their marks stay
        (
            "replace-words",
            pattern(rf"[”」』](?:一[词詞]|等[词詞]|字[样樣])?[，,]?(?:均|[统統]一|分[别別])?{_INTO}[“「『]"),
        ),
        ("insert", pattern("增[加列設设訂订补補]|新增|补充|補充")),
        ("delete", pattern("[删刪][去除掉]")),
        (
            "renumber",
            pattern(rf"(?:改[为為]|移列[为為]?)(?:{_PROVISION})|[条條]次(?:[变變]更|[顺順]延)|[顺順](?:延|序作)"),
        ),
        ("rewrite", pattern(rf"(?:{_PROVISION}|[条條款项項目])[，,]?{_INTO}(?!第)|，{_INTO}(?:[：:]|[“「『])")),
        ("amend", pattern("修改|修正|修訂|修订")),
    ),
    commencement=pattern(rf"{_OWN}[^。；]{{0,60}}(?:施行|生效)"),
    closing=pattern(
        rf"(?<![^\r\n])[ \t\u3000]{{0,8}}(?:{_OWN}[^。；\r\n]{{0,60}}(?:施行|生效)"
        rf"|(?:《[^《》\r\n]{{2,80}}》[、和及]?){{1,6}}[^。《》\r\n]{{0,30}}(?:根据|根據|依照|按照|依){_OWN})"
    ),
    law=_LAW,
    provision=pattern(_PROVISION, signs="第"),
    quotation=_QUOTATION,
    gives_article=pattern(
        rf"(?:(?P<label>{_ARTICLE})[，,]?(?:修改|修正|修訂|改)[为為]"
        rf"|(?:改|作|移列)[为為](?P<new>{_ARTICLE})[，,]?(?:(?:[并並])?(?:修改|修正|修訂)[为為])?)[：:]\s{{0,9}}[“「『]",
        signs=["：“", ":“", "：「", "：『", "：\n", ":\n", "： ", "：\r"],
    ),
)
