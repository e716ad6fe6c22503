"""The CJK radicals that look like an ideograph, each with that ideograph: ⻓ (U+2ED3) looks like 长 (U+957F).

This is Unicode's property Equivalent_Unified_Ideograph, from EquivalentUnifiedIdeograph.txt of version 17.0.0; for
these characters it is unchanged since 15.0.0. `scripts/build_fold.py --check --unicode FILE` compares this table with
that file.

>>> IDEOGRAPHS["⻓"]
'长'
"""

from __future__ import annotations

import unicodedata

# The CJK Radicals Supplement: each radical with its ideograph. Those without one (⺀, U+2E80) are not listed.
_SUPPLEMENT = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 "
    "⺕𫜹 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 "
    "⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 "
    "⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 "
    "⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 ⻡𩠐 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 "
    "⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟"
)
# For a Kangxi radical the property is the same as its compatibility decomposition.
_KANGXI = map(chr, range(0x2F00, 0x2FD6))

IDEOGRAPHS = {pair[0]: pair[1] for pair in _SUPPLEMENT.split()} | {
    radical: unicodedata.normalize("NFKC", radical) for radical in _KANGXI
}
