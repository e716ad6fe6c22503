"""Norms of wording for statutes of Taiwan.

From the 法律統一用字表 and the 法律統一用語表 of the Legislative Yuan (1973, with later additions), which the
文書處理手冊 of the Executive Yuan reprints. Where both characters are right, by the sense, only certain compounds are
listed.
"""

from __future__ import annotations

from policydiff.languages.publication_tables import DraftingNorm, DraftingNorms
from policydiff.text.lazy_regex import pattern

_CHARACTERS, _WORDS = "法律統一用字表", "法律統一用語表"
_NUMERAL = "[一二三四五六七八九十百千]"

TAIWAN_NORMS = DraftingNorms(
    title=pattern(r"(?:法|法典|條例|通則|規程|規則|細則|辦法|綱要|標準|準則|律)(?:[（(][^（）()]{1,20}[）)])?$"),
    norms=(
        DraftingNorm("公佈", "公布", _CHARACTERS),
        DraftingNorm("分佈", "分布", _CHARACTERS),
        DraftingNorm("頒佈", "頒布", _CHARACTERS),
        DraftingNorm("(?<=[發宣])佈|佈(?=[告置])", "布", _CHARACTERS),
        DraftingNorm("征(?=兵|稅|收|用|購|集|召)|稽征", "徵", _CHARACTERS),
        DraftingNorm("部份", "部分", _CHARACTERS),
        DraftingNorm("身份", "身分", _CHARACTERS),
        DraftingNorm("賬(?=目|戶|簿|冊|款|務|單)|(?<=[記入查])賬", "帳", _CHARACTERS),
        DraftingNorm("鑛", "礦", _CHARACTERS),
        DraftingNorm("厘(?=訂|定)", "釐", _CHARACTERS),
        DraftingNorm("舘", "館", _CHARACTERS),
        DraftingNorm("行踪|失踪|踪跡", "蹤", _CHARACTERS),
        DraftingNorm("(?<=[妨障阻])碍", "礙", _CHARACTERS),
        DraftingNorm("剩餘(?!財產之?差額|財產分配)", "賸餘", _CHARACTERS),
        DraftingNorm("佔(?=有|用|領|據)|(?<=[獨強侵])佔", "占", _CHARACTERS),
        DraftingNorm("抵觸", "牴觸", _CHARACTERS),
        DraftingNorm("(?<![受聘])僱(?=員|主|工(?!作))", "雇", _CHARACTERS),
        DraftingNorm("雇用|(?<=[聘受解])雇(?![主員])", "僱", _CHARACTERS),
        DraftingNorm("臟物", "贓物", _CHARACTERS),
        DraftingNorm("粘貼|粘著", "黏", _CHARACTERS),
        DraftingNorm("計劃(?!開發|供應|興建|設置|辦理)", "計畫", _CHARACTERS),
        DraftingNorm("(?<=[策規擘])畫", "劃", _CHARACTERS),
        DraftingNorm("搜集", "蒐集", _CHARACTERS),
        DraftingNorm("煙(?=葉|酒(?!味))", "菸", _CHARACTERS),
        DraftingNorm("盡(?=先|量)|盡可能", "儘", _CHARACTERS),
        DraftingNorm("(?<=[電水])錶", "表", _CHARACTERS),
        DraftingNorm("撤除(?=[^，。；\n]{0,8}(?:建築|建物|房屋|設備|工程|圍|棚))", "拆除", _CHARACTERS),
        DraftingNorm("燐", "磷", _CHARACTERS),
        DraftingNorm("貫澈", "貫徹", _CHARACTERS),
        DraftingNorm("徹底", "澈底", _CHARACTERS),
        DraftingNorm("(?<=[，。；])并(?=[得應不由於以將依予])", "並", _CHARACTERS),
        DraftingNorm(
            "申請(?=[^，。；\n]{0,6}法院(?:裁定|宣告|許可|強制|為之|指定|選任))|(?<=向法院)申請|(?<=得向該管法院)申請",
            "聲請",
            _CHARACTERS,
        ),
        DraftingNorm("(?<=[關對])于", "於", _CHARACTERS),
        DraftingNorm("(?<=[事史遺])跡(?![象])", "蹟", _CHARACTERS),
        DraftingNorm("粮", "糧", _CHARACTERS),
        DraftingNorm("複核", "覆核", _CHARACTERS),
        DraftingNorm("複查", "復查", _CHARACTERS),
        DraftingNorm("復驗", "複驗", _CHARACTERS),
        DraftingNorm("(?<=會議|議事|出勤|電話|查核|犯罪|前科|通信|通聯|交易)記錄(?!之|於|下|在)", "紀錄", _CHARACTERS),
        DraftingNorm("自公[佈布]之日[起]?施行|自公佈日施行", "自公布日施行", _WORDS),
        DraftingNorm("科(?=[^，。；\n]{1,16}罰鍰)", "處", _WORDS),
        DraftingNorm(
            f"(?<=併|並|得)處(?=新?[臺台]?幣?{_NUMERAL}{{1,8}}[元圓]以[上下](?:{_NUMERAL}{{1,8}}[元圓]以下)?罰金)",
            "科",
            _WORDS,
        ),
        DraftingNorm("(?<=[元圓])以下之罰[金鍰]", "以下罰金 / 以下罰鍰", _WORDS),
        DraftingNorm("(?<![機體限強管編控])制作(?!為)", "製作", _WORDS),
        DraftingNorm(f"第{_NUMERAL}{{0,3}}[○〇]{{1,2}}{_NUMERAL}?條", "第一百條 / 第一百零一條", _WORDS),
        DraftingNorm(f"第{_NUMERAL}{{0,2}}百一十[一二三四五六七八九]?條", "第一百十八條", _WORDS),
        DraftingNorm(
            "設(?=(?:主任|科長|組長|科員|組員|辦事員|書記|秘書|技士|技正|技佐|專員)[一二三四五六七八九十]{1,3}人)",
            "置",
            _WORDS,
        ),
        DraftingNorm(
            "制定(?=(?:(?!條例|法律|本法)[^，。；、\n]){0,10}(?:辦法|細則|準則|要點|注意事項|規程)(?:，|。|；))",
            "訂定",
            _WORDS,
        ),
    ),
)
