"""Annotations that publishers set below a text: source credits, notes of effect, editors' notes, history."""

from __future__ import annotations

from policydiff.languages.pack import AnnotationWords
from policydiff.text.lazy_regex import pattern

_NAMES = (
    "(?:历次)?(?:修正|修订|修法|法规|立法)沿革|(?:历史|歷史|立法)(?:沿革|背景)|立法(?:历史|历程|資料|资料|過程|过程)"
    "|沿革(?:资料|說明|说明)?|编者[注按]|編者[註按]|编[注按]|編註|编辑[注说]明?|(?:条文|條文|法条)?(?:释义|釋義)"
    "|条文解读|(?:立法|修正)理由|注释本?说明"
)
_CERTAIN = (
    "Effect of Amendments?|Editor[’']?s?[’']? Notes?|Source Credits?|Legislative History"
    "|Historical and (?:Statutory|Revision) Notes?"
)
_OTHERS = (
    "Amendments?|Effective Dates?|Prior (?:Codifications?|Provisions?)|Section References|Cross[ -]References?"
    "|References in Text|History|Credits?|Notes? (?:of|to) Decisions|Statutory Notes(?: and Related Subsidiaries)?"
    "|Codification|(?:Emergency|Temporary) Legislation|Applicability|Short Title|Transfer of Functions"
    "|Expiration of Law|Revision Notes|Mayor[’']s Orders?|Research References|Annotations?"
)
_START, _OPEN, _CLOSE = r"[#*_> \t\u3000]{0,12}", r"[【〔\[（(]", r"[】〕\]）)]"
_END = r"[*_ \t\u3000：:]{0,6}"
# The history of a text, which its publisher goes on with at each edition: 2015年3月1日市政府令第12号公布.
_DATE = (
    r"(?:中[华華]人民共和[国國]|中[华華]民[国國]|民[国國])? ?[0-9〇○零一二三四五六七八九十百]{1,6} ?年"
    r"[^\r\n。；]{1,12}月[^\r\n。；]{1,8}日(?![以之]?[前后後起])"
)
_HISTORY = (
    rf"[ \t\u3000]{{0,12}}(?P<open>[（(])?[ \t\u3000]{{0,4}}{_DATE}[^\r\n。；，]{{0,80}}?"
    r"(?:公布|發布|发布|通过|通過|修正|修订|修訂|批准|制定|增訂|增订|廢止|废止)(?!的|前|之)"
    r"(?:(?(open)[^\r\n]{0,1000}[）)]|[^\r\n。；，]{0,120}[。]?)[ \t\u3000]{0,8}(?![^\r\n]))"
)

ANNOTATIONS = AnnotationWords(
    heading=pattern(rf"{_START}{_OPEN}?(?:{_NAMES}|{_CERTAIN}|{_OTHERS}){_CLOSE}?{_END}"),
    certain_heading=pattern(rf"{_START}{_OPEN}?(?:{_NAMES}|{_CERTAIN}){_CLOSE}?{_END}"),
    opening=pattern(
        rf"{_START}(?:{_OPEN}(?:{_NAMES}){_CLOSE}?|(?:{_NAMES})[：:])(?=[^\r\n]{{2}})"
        r"|[ \t]{0,12}[(\[]?(?:Added|Amended|Enacted|Repealed|Renumbered|Formerly)"
        r" (?:and [a-z]{1,12} )?by (?:Stats\.|St\.|Laws?|Acts?|Pub\. ?L\.|P\.L\.|Ord\.|§|\d{4})"
        r"|[ \t]{0,12}(?:Source|History|Credits?):(?=[^\r\n]{0,40}(?:\d{4}|§))"
        rf"|{_HISTORY}"
    ),
    credit=pattern(
        r"[ \t]{0,12}[(\[](?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|Added|Amended|Enacted"
        r"|(?:Pub\. ?L\.|P\.L\.|L\.|Acts?|Stats\.) ?\d{2,4})"
    ),
    credited=pattern(r"§|Stats?\.|[Cc]h(?:ap)?\.|Law|Pub\. ?L\.|P\.L\."),
)
