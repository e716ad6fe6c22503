"""Words whose exchange changes what a provision means, though each of them looks like the other.

>>> SCALES[0].grades[0][:2]
('批准', '审批')
"""

from __future__ import annotations

import re

from policydiff.languages.fact_tables import Actor, Reversal, Scale, Shifts
from policydiff.languages.zh.lexicon import words
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

# Grades from the strictest down.
SCALES = (
    Scale(
        "control",
        (
            words("批准 审批 核准 同意 许可 核可 审核同意 审查同意 核定 审核 审查 审定 准许"),
            words("备案 报备 备查 核备 报告 告知 登记备案 申报 通知 知会 存查 函知 通报 通告"),
        ),
    ),
    Scale("power", (words("责令 命令 强制"), words("要求"), words("建议 提议 提示 劝导"))),
    Scale("commitment", (words("确保 保证"), words("力争 力求"), words("争取 努力"))),
    Scale(
        "progress", (words("全面推进 推进 全面推行 推行 全面实施"), words("试点 试行"), words("探索"), words("研究"))
    ),
    Scale("prevention", (words("杜绝 根除 禁绝"), words("避免 防止"), words("减少 控制"))),
    Scale("presumption", (words("视为"), words("推定"))),
)
# Neither is stricter; the words of a row mean different things.
OPPOSITES = (
    Reversal(
        "bound",
        words("不得少于 不少于 不得低于 不低于 不得小于 至少 最少 最低"),
        words("不得多于 不多于 不得高于 不高于 不得大于 不得超过 不超过 至多 最多 最高 不得逾"),
    ),
    Reversal("time", words("最迟 至迟 不晚于 不迟于 不得晚于 不得迟于"), words("最早 至早 不早于 不得早于")),
    Reversal("granted", words("予以 准予"), words("不予 不准予")),
    Reversal("force", words("有效"), words("无效")),
    Reversal(
        "reason", words("有正当理由 有合理理由 有合法理由"), words("无正当理由 无合理理由 无合法理由 没有正当理由")
    ),
    Reversal("fee", words("有偿"), words("无偿")),
    Reversal("accepted", words("仍受理 仍予受理 仍应受理"), words("不受理 不予受理")),
    Reversal("bound", words("少于 低于"), words("多于 高于 超过")),
    Reversal("bound", words("以上"), words("以下 以内"), is_alone=True),
    Reversal(
        "charge",
        words("不收 免收 免征 不征收 免予征收 免费 免缴 免交 免收取 免予收取"),
        words("收取 征收 收费 加收 缴纳 交纳 应缴 应交"),
    ),
    Reversal("sole fine", words("可以处 可处 得处"), words("可以并处 可并处 得并处"), False, kind="penalty"),
    Reversal("offender", words("国家工作人员 国家机关工作人员"), words("公职人员"), False, kind="penalty"),
    # No row has these: they only keep the words in them from being read alone.
    Reversal("negated", words("不收取 不收费 不予收取 可收可不收"), ()),
    Reversal("applies", words("适用"), words("准用 参照适用 比照适用 参照 比照"), is_reversal=False),
    Reversal("ends", words("撤销"), words("废止"), is_reversal=False),
    Reversal("joins", words("和 及 与 并 以及 并且"), words("或 或者"), False, is_alone=True, is_info=True),
    Reversal("limit included", words("以上 不少于 达到"), words("超过 逾"), False, is_alone=True),
)
# How often a penalty is imposed.
REPEATED_PENALTIES = (words("按日连续处罚 按日处罚 按日连续"), words("按次处罚 按次连续处罚 按次"))
# What takes a case out of the rule before it.
PROVISO = pattern(
    r"[,。;]?\s*(?:但|惟)[^。;!?\n]{2,160}(?:不在此限|除外|例外|不适用|不受[^。;\n]{1,12}限制|另有[^。;\n]{0,10}(?:规定|约定))"
    r"[^。;!?\n]{0,20}(?:[。;]|$)"
)
# Before a word they turn a provision round: 不收取, 未经批准.
NEGATIONS = words("不 未 非 免 不予 免予 不再 毋 无需 无须")
# With the character behind, a negation is part of a word: 不同, 未成年.
NO_NEGATION = pattern(
    r"不(?=[得应许准要同足断良动仅论但可法服当等少多低高得宜利实正明如然过限特管料幸惜久及需])|未(?=[成来遂婚届满])|非(?=[法公经常机国营])|免(?=[疫])"
)
_ACTS = r"审议(?:通过|决定)?|批准|同意|核准|表决(?:通过|(?!权))|签署|决定|审批|审核|审查|审定|认定|许可|备案|解释"
_BODY = "(?:机关|海关|[会部局厅署委院府门构员东事表人处所组办司校])"  # the last character of most bodies
ACTORS = (
    Actor("interpretation", pattern(r"(?:解释权|所有权)[归属](?P<who>[^,。;:()\s]{2,40}?)(?=所有|行使|享有|$|[,。;])")),
    Actor("interpretation", pattern(r"由(?P<who>[^,。;:()\s]{2,40}?)(?=(?:负责)?解释)")),
    Actor(
        "action",
        pattern(
            r"由(?P<who>[^,。;:()\s由应当并]{1,22}?(?:机关|海关|[会部局厅署委院府门构处所站队科]))"
            r"(?=(?P<act>责令|负责|办理|核发|受理|登记|发给|制定|管理|组织|主管|没收|吊销))"
        ),
    ),
    Actor(
        "decision",
        pattern(
            rf"(?<![已未曾])经(?![营理济常费过验纪销办贸])(?P<who>[^,。;:()\s不报应当向得后可]{{1,23}}?{_BODY})(?=(?P<act>{_ACTS}))"
        ),
    ),
)
LEADS = pattern(
    r"(?:由)?(?P<first_in_charge>[^,。;:\s由()]{2,24}?)(?:牵头|主办)[^,。;:()\n]{0,12}[,。;\s]{1,4}"
    r"(?:由)?(?P<second_in_charge>[^,。;:\s由()]{2,24}?)(?:配合|协助|参与|协办)"
    r"|(?P<lead>牵头|主办|负责|责任)(?:单位|部门)[:为是](?P<first>[^,。;:()\n]{2,24})[,。;\s]{1,4}"
    r"(?P<support>配合|协办|协助)(?:单位|部门)[:为是](?P<second>[^,。;:()\n]{2,24})"
)
JOINTLY = words("会同 会商")
OPEN_LIST = "等"


def _in_one_script(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(normalised, row))


def make_shifts() -> Shifts:
    """The tables with all words normalised, and a pattern that matches any of the words of scales and opposites."""
    scales = tuple(Scale(scale.name, tuple(map(_in_one_script, scale.grades))) for scale in SCALES)
    opposites = tuple(
        row._replace(first=_in_one_script(row.first), second=_in_one_script(row.second)) for row in OPPOSITES
    )
    return Shifts(
        scales=scales,
        opposites=opposites,
        repeated_penalties=tuple(map(_in_one_script, REPEATED_PENALTIES)),
        negations=_in_one_script(NEGATIONS),
        no_negation=NO_NEGATION,
        proviso=PROVISO,
        actors=ACTORS,
        unspecific=_in_one_script(words("该管 该 有关 相关 本 中华人民共和国")),
        leads=LEADS,
        jointly=_in_one_script(JOINTLY),
        open_list=OPEN_LIST,
        any_word=re.compile(
            "|".join(
                sorted(
                    {
                        re.escape(word)
                        for row in (
                            *(grade for scale in scales for grade in scale.grades),
                            *(side for row in opposites for side in (row.first, row.second)),
                            *map(_in_one_script, REPEATED_PENALTIES),
                        )
                        for word in row
                    },
                    key=lambda word: (-len(word), word),
                )
            )
        ),
    )
