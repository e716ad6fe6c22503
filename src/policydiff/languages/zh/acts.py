"""Patterns of the words between a modal word and its verb: when, by what rule, or to what something is to be done.

>>> ADVERBIAL.fullmatch("将本县的渡船") is not None, ADVERBIAL.fullmatch("将本县的渡船移交") is not None
(True, False)
"""

from __future__ import annotations

from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised


def in_normal_form(expression: str) -> str:
    """A regular expression with its Chinese characters as in normalised text, all else unchanged.

    >>> in_normal_form(r"[^\\W]计划")
    '[^\\\\W]计画'
    """
    return "".join(normalised(character) if character > "\u3400" else character for character in expression)


_BODY = r"[^,。;:]{0,12}(?:机关|部门|单位|政府|机构|人员|局|处|会)"
_BASES = (
    "规定|要求|情况|需要|变化|原则|程序|计[划画]|规[划画]|标准|方式|方法|约定|任务|特点|方案|办法|途径|形式|性质|情节|面积|利息|利益|"
    "请求|申请|声请|同意|证明|文件|材料|证据|职权|职责|条件|实际|比例|轻重|用途|注意|名义|章程|规则|准则|规范|惯例|结果|意见|指示|次序|顺序|[利费税]率"
)
# What something is done to, by its last word; and verbs, with one of which the words are complete.
_THINGS = (
    "事项|资料|信息|资讯|证件|文件|材料|情形|情况|业务|金额|数额|款项|费用|价款|名单|名册|财产|权利|义务|土地|房屋|[尸屍]体|物品|"
    "文字|画面|言词|内容|广告|设施|设备|产品|商品|食品|药品|动物|车辆|船只|[渔渡客货]船|船舶|区域|项目|活动|行为|措施|事件|案件|部分|要求|建议|意见|决[算议定]|"
    "[^\\W\\d_](?:额|费|款|权|案|单|册|物|品|书|表|地|产|率)"
)
_VERBS = (
    "通知|告知|移[送交转]|报[送请经]|送[达交请]|交[付还由]|提[交供出]|公[布告开]|[纳列编记载归]入|转[交让送]|发[给还放布]|[返退归]还|附送|出[租借售具俱]|"
    "给予|给与|予以|进行|作[为成出]|用[于作]|视为|变更|委托|授权|登记|备案|通报|抄送|实[行施]|采取|制定|订定|办理|处理|收[取费]|征收|负[责担]|"
    "编[制列造]|[检查][查具附验核阅]|驳回|保[存管密]|使用|说明|公证|评[估价]|审[查核计议]|监督|管理|销毁|建立|设[立置]|支付|缴纳|申报|报告"
)
_NO_VERB = rf"(?:(?!{_VERBS})[^,。;:])"
ADVERBIAL = pattern(
    in_normal_form(
        r"[即各均并都仍]?(?:于?事[前先]|预先|先行?)?(?:(?:于|自|在|从|每)[^,。;:]{1,30}(?:内|前|后|起|时|日|月|年|之际|的同时)|(?:每|按)[年月季日](?:加计(?:利息|滞纳金))?"
        # 依法办理变更登记后，申请换发
        r"|(?![不须必])[^,。;:]{2,40}(?:登记|核准|许可|同意|审查|公告|通知|查明|合格)后"
        rf"|由{_BODY}(?:会同|协同|偕同|会商){_BODY}"
        rf"|(?!依法(?![律令规]))(?:按照?|依照?|依据|根据|结合|凭|因|本着|以){_NO_VERB}{{0,40}}(?:{_BASES})等?"
        rf"|(?:以|依照?|按照?|根据|依据)[^,。;:]{{1,40}}[的之](?:{_BASES})等?"
        r"|(?:按照|依照|根据|依据|遵循)[^,。;:]{1,30}(?:规定|要求|情况|需要|变化|原则|程序)"
        r"|在[^,。;:]{1,30}(?:[的之][^,。;:]{1,8}|原则|前提|条件|指导|领导|组织|协调|监督|配合)下"
        r"|[^,。;:]{1,40}(?:期间|期限|时限)内|至[^,。;:]{1,40}止"
        rf"|(?:就|将|把|对于?){_NO_VERB}{{0,24}}(?:{_THINGS})等?"
        rf"|(?:就|将|把|对于?)[^,。;:]{{1,40}}[的之所](?:(?!{_VERBS})[^,。;:的之所]){{0,4}}(?:{_THINGS})等?"
        rf"|(?:就|将|把|对于?)[^,。;:]{{1,40}}[的之](?:(?!{_VERBS})[^,。;:的之所]){{1,3}})"
    )
)
# 如性质上可以分割，应: the word between the two says on what condition something is done.
CONDITION_BEFORE = pattern(
    in_normal_form(
        r"(?:\A|[,。;:\s])(?:如果?|若|倘若?|假如)(?![遇有无因未不逾经认属系为是需须遭发期下])[^,。;:\s]{1,8}(?:可以?|得)\Z"
    )
)
CONDITION_BEHIND = pattern(in_normal_form(r",(?:应|得|不得|可|则|须|必须|由)"))
_COST = r"(?P<cost>[^,。;:、由\n]{0,16}(?:费用?|税[款费]?|价款|租金|押金|保险费|损失|款项|开支|经费))"
_BEARER = r"(?P<bearer>(?!前|其|该|上述)[^,。;:、由应\n]{2,16}?)"
_BEARS = "(?:承担|负担|支付|缴纳|交纳|给付|偿付)"
CHARGES = (
    pattern(rf"(?P<all>{_COST}[,]?(?:均|应当?|依法)?由{_BEARER}{_BEARS})(?=[,。;])"),
    pattern(rf"(?<=[,。;\s])(?P<all>{_BEARER}(?:应当?|必?须){_BEARS}{_COST})(?=[,。;])"),
)
# With these words another statement begins, by the same person or another.
NEW_STATEMENT = pattern(
    "[并且]?(?:不得|应当|应(?!急|用)|可以|严禁|禁止|不受|不适用)|并[得须可]|且(?!按|依)|但|或|也|又|亦|以及|及(?!时|早)|和(?!平)"
    "|其|该|逾期|届期|如(?!实|期|数)|若|而|否则"
)
