"""How common characters are in Chinese text, as evidence that bytes were decoded with the right encoding."""

from __future__ import annotations

import unicodedata
from functools import cache

COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和地出时年得就要下以生会自之过家学对可里后小多而能都然没于还发成"
    "事只作当文无开手十用主行方如前所本经面公同三已从两长第条法规定应业部工建设展社济管理机关制度务院政府民区市县"
    "省级实施高新加强推进改革保障服组织任责安全体项目资金计划办通知各单位及其与或者由依照按准报批监督检查处罚合五"
    "四六七八九百万亿月日号章节款教育科技农村城乡水电环境产品企投质量标术信息系统基础重点程這來國個說們為時會過學"
    "對後裡沒於還發當無開條應業設濟關務區縣級實進階強組責體項資計劃辦單與處罰報監檢广西东南北京海河江山林路交运输"
    "食药医疗卫健康幼养老残疾救助低险创劳动收入贫困扶田粮种植采矿土房屋住宅筑验招价格税票财预算审银融贷券支付费补"
    "贴奖励表彰纪律察司庭警消防灾害急案风控疫情排污染减碳绿色森草湿护旅游播视网络数据字智慧台研究专才培训考试校师"
    "班证书登记注册许备申请受决送达听复议诉讼赔偿期届选举代委员常席总厅局室印函意见则例修订废止解释授权协调筹促化"
    "优善深贯彻落指导思想原战略现特义党央镇街道居团群众共户男女亲父母儿岁族治州盟旗兵军武器枪弹列车船航空港桥隧站"
    "线图像声音片刊版著利商牌店贸易口汇外股债租售购买卖率额元角分吨米克升热气煤油核火燃烟酒盐糖茶菜肉蛋奶鱼虫鸟兽"
    "树花果木竹石沙泥铁钢铜铝玻璃纸布衣鞋帽床桌椅门窗墙楼层顶底左右内间旁边起终始末初再又也但却虽因此若倘凡除仅均"
    "皆且并向至被把将让给比较更最很太极别尤殊般普次劣好坏旧快慢早晚今昨明古近远少短宽窄厚薄轻弱真假非存亡增降变换"
    "替谢领取失获赢胜败功效绩评"
    "爲裏經從兩長規機織準萬億號節農鄉電環產質標術統礎點廣東運輸藥醫療衛養殘險創勞動貧糧種採礦築驗價稅財預審銀貸費"
    "補貼獎勵紀災風減綠溼護遊視網絡數據臺專訓試師證書記註冊許備請決達聽複議訴訟賠償屆選舉員總廳見則訂廢釋權協調籌"
    "優貫徹導戰現義黨鎮團羣衆戶親兒歲軍槍彈車橋線圖聲貿匯債購買賣額噸熱氣菸鹽魚蟲鳥獸樹鐵鋼銅鋁紙牀門牆樓層頂內間"
    "邊終卻雖僅並將讓給較極別壞舊遠寬輕變換謝領獲贏勝敗績評汙眾構問題馬雇勤職結論課"
    "，。、；：？！「」『』（）《》〈〉“”‘’〔〕【】—…·○％\u3000\u00a0"
)


@cache
def level_one_characters() -> frozenset[str]:
    """The level 1 characters of GB 2312 (3,755) and Big5 (5,401): those that the standards count as in common use.

    All in one set, whichever of the two standards has them.
    """
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    simplified = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    traditional = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return frozenset(simplified[: 2 * 3755].decode("gb2312") + traditional[: 2 * 5401].decode("big5"))


def chinese_evidence(character: str) -> float:
    """The evidence of one character that a text is correctly decoded Chinese, from 1 (common) to -1 (not in text).

    1 for `COMMON`, printable ASCII and its white space; 0.5 for `level_one_characters`, full-width forms and box
    drawing; 0.1 for other ideographs; -1 for U+FFFD, controls, and code points that are unassigned, private or
    surrogates; 0 for all others.

    >>> chinese_evidence("法"), chinese_evidence("\ufffd")
    (1.0, -1.0)
    """
    if character.isascii():
        return 1.0 if character.isprintable() or character in "\t\n\f\r" else -1.0
    if character in COMMON:
        return 1.0
    if character in level_one_characters() or "\uff01" <= character <= "\uff5e" or "\u2500" <= character <= "\u257f":
        return 0.5
    if character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}:
        return -1.0
    return 0.1 if "\u3400" <= character <= "\u9fff" else 0.0
