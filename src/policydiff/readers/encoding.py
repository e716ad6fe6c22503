"""Which encoding a file is in: byte-order mark, strict UTF-8, else the reading that is the best Chinese.

The choice only has to be right among UTF-8, UTF-16, GB18030 and Big5, and on a title as well as on a book.
GB 2312 and GBK are read as GB18030, Big5 as Big5-HKSCS: each contains the other.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

from policydiff.errors import ReadError
from policydiff.patterns import pattern

# UTF-32 stands before UTF-16, whose little-endian mark begins its own.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX and OFD are such)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file (DOC, XLS and WPS are such)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
)
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf-8-sig": "utf-8"}
EITHER_ENDIAN = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}
# A stretch of these cannot be cut out without changing how the rest reads, or they are no encodings of text at all.
REFUSED = pattern(r"iso2022.*|hz|utf-7|idna|punycode|undefined|mbcs|oem|(raw-)?unicode-escape")
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp950": "Big5 (CP950)"}

SAMPLE = 1 << 16  # bytes, taken at the first character that is not ASCII and again in the middle
LEAST = 0.4  # mean weight below which no reading is Chinese
UTF8_CHINESE = rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){5}"

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


class Choice(NamedTuple):
    """An encoding (a codec name that never eats a mark), the mark to take off, and why it was chosen."""

    encoding: str
    bom: bytes
    reason: str


def choose(raw: bytes, *, where: str = "") -> Choice:
    """The encoding these bytes are in; that they decode is not promised. Binary or unclear raises ReadError."""
    refuse_signature(raw, where)
    mark = _mark(raw)
    if mark:
        return Choice(mark[1], mark[0], "byte-order mark")
    nul = raw.find(0)
    if nul >= 0:
        return _sixteen_bit(raw, nul, where)
    if raw.isascii():
        return Choice("utf-8", b"", "nothing but ASCII")
    broken = failure(raw, "utf-8")
    if broken is None:
        return Choice("utf-8", b"", "strict UTF-8")
    return _best_chinese(raw, broken, where)


def asked(raw: bytes, name: str, *, where: str = "") -> Choice:
    """The encoding a user named, as it is read here. A name that is none, or a mark against it, raises ReadError."""
    refuse_signature(raw, where)
    reason, known = "as asked by --encoding", text_codec(name, where=where)
    fitting = EITHER_ENDIAN.get(known, (known,))
    mark = _mark(raw)
    if mark and mark[1] in fitting:
        return Choice(mark[1], mark[0], reason)
    if mark:
        message = f"begins with the byte-order mark of {mark[1]}, so it is not {known}"
        raise ReadError(message, where=where, hint="leave --encoding out for this file")
    if known == "big5hkscs":
        return Choice(_big5(raw), b"", reason)
    return Choice(max(fitting, key=lambda encoding: readability(raw, encoding)), b"", reason)


def text_codec(name: str, *, where: str = "") -> str:
    """The codec a name stands for, the widest of its family. An unknown or unsuitable name raises ReadError."""
    hint = "for example utf-8, gb18030, big5 or utf-16"
    try:
        known = codecs.lookup(name).name
        if REFUSED.fullmatch(known):
            raise ReadError(f"the encoding {known} is not supported", where=where, hint=hint)
        b"-".decode(known, "replace")  # a LookupError where the codec is not one of text
    except (LookupError, ValueError):
        raise ReadError(f"unknown encoding {name!r}", where=where, hint=hint) from None
    return WIDER.get(known, known)


def binary(at: int, where: str = "") -> ReadError:
    """The error for a file with a NUL at byte `at`."""
    return ReadError(f"binary, not text: byte {at:,} is NUL", where=where, hint="--encoding reads it all the same")


def refuse_signature(raw: bytes, where: str = "") -> None:
    """Nothing, or a ReadError that names the kind of binary file these bytes begin like."""
    for signature, kind in SIGNATURES:
        if raw.startswith(signature):
            raise ReadError(f"this is {kind}, not text", where=where, hint="convert it to text first")


def failure(raw: bytes, encoding: str) -> int | None:
    """The first byte that does not decode, if there is one."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def readability(raw: bytes, encoding: str) -> float:
    """How well a sample of the bytes reads as Chinese: mean weight of its characters, -1 to 1.

    UTF-8's shape is evidence in itself, so whatever it can spell weighs nearly as much as a common character.
    In UTF-16 and UTF-32 ASCII counts as well read; in the others every reading shares it.
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    counts = Counter("".join(part.decode(encoding, "replace") for part in _samples(raw, wide)))
    total = weight = 0.0
    for character, count in counts.items():
        if character.isascii() and not wide:
            continue
        value = weight_of(character)
        total += count
        weight += count * (max(value, 0.8) if encoding == "utf-8" and value >= 0 else value)
    return weight / total if total else 0.0


def _mark(raw: bytes) -> tuple[bytes, str] | None:
    """The byte-order mark the bytes begin with, and its encoding."""
    found = [(bom, encoding) for bom, encoding in MARKS if raw.startswith(bom)]
    # FF FE 00 00 may also be UTF-16 whose first character is NUL; no text begins so, and UTF-32 has whole fours.
    if len(found) > 1 and len(raw) % 4:
        return found[1]
    return found[0] if found else None


def _sixteen_bit(raw: bytes, nul: int, where: str) -> Choice:
    encoding = max(EITHER_ENDIAN["utf-16"], key=lambda name: readability(raw, name))
    if readability(raw, encoding) >= LEAST:
        return Choice(encoding, b"", "UTF-16 by its zero bytes")
    raise binary(nul, where)


def _best_chinese(raw: bytes, broken: int, where: str) -> Choice:
    scores = {name: readability(raw, name) for name in ("gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    second = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}.get(best, second)
    utf8 = re.search(UTF8_CHINESE, raw) if best != "utf-8" else None
    if utf8:
        message = f"mixed encodings: Chinese in utf-8 at byte {utf8.start():,}, not utf-8 at byte {broken:,}"
        raise ReadError(message, where=where, hint="bring the file to one encoding first")
    if scores[best] < LEAST:
        raise ReadError(
            f"cannot decode as utf-8 at byte {broken:,}, and neither gb18030 nor big5 reads as Chinese",
            where=where,
            hint="name the encoding with --encoding",
        )
    if best == "big5hkscs":
        best = _big5(raw)
    better = f"({scores.get(best, scores['big5hkscs']):.2f} to {scores[second]:.2f})"
    return Choice(best, b"", f"{_label(best)} reads as Chinese better than {_label(second)} {better}")


def _big5(raw: bytes) -> str:
    """Big5-HKSCS, or CP950 where only that one decodes."""
    return "cp950" if failure(raw, "big5hkscs") is not None and failure(raw, "cp950") is None else "big5hkscs"


def _label(encoding: str) -> str:
    return NAMES.get(encoding, encoding.upper())


def _samples(raw: bytes, wide: bool) -> list[bytes]:
    """One or two stretches of at most SAMPLE bytes, each beginning at a character's first byte."""
    if wide:
        half = len(raw) // 8 * 4
        return [raw[:SAMPLE], raw[half : half + SAMPLE]] if len(raw) > 2 * SAMPLE else [raw]
    lead = re.search(rb"[\x80-\xff]", raw)
    start = lead.start() if lead else 0
    if len(raw) - start <= 2 * SAMPLE:
        return [raw[start:]]
    # A byte below 0x30 is a whole character in each of the encodings, so what follows it begins one.
    anchor = re.compile(rb"[\x00-\x2f]").search(raw, (start + len(raw)) // 2, len(raw) - 1)
    middle = raw[anchor.end() : anchor.end() + SAMPLE] if anchor else b""
    return [raw[start : start + SAMPLE], middle]


@cache
def frequent() -> frozenset[str]:
    """The first planes of GB 2312 and Big5: the 3,755 and 5,401 characters their makers held to be in daily use."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    simplified = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    traditional = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return frozenset(simplified[: 2 * 3755].decode("gb2312") + traditional[: 2 * 5401].decode("big5"))


def weight_of(character: str) -> float:
    """How much a character speaks for the text being rightly read Chinese: 1 for a common one, down to -1."""
    if character.isascii():
        return 1.0 if character.isprintable() or character in "\t\n\f\r" else -1.0
    if character in COMMON:
        return 1.0
    if character in frequent() or "\uff01" <= character <= "\uff5e" or "\u2500" <= character <= "\u257f":
        return 0.5
    if character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}:
        return -1.0
    return 0.1 if "\u3400" <= character <= "\u9fff" else 0.0
