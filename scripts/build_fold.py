"""Builds src/policydiff/text/data/fold.bin, the table of folding, from OpenCC's dictionaries and Unicode's own data.

usage: python scripts/build_fold.py [--check] [--unicode FILE]   (needs policydiff and opencc-python-reimplemented)

Characters that OpenCC links, in either direction, form a class, which folds to its usual Simplified member. Classes
that OpenCC resolves only by phrase, or does not list, are in CLASSES. The table is data: matching needs no OpenCC at
run time, and does not change with its dictionaries.

--check compares and writes nothing. Python has no property that names the ideographs of radicals:
policydiff.text.radicals holds it, and --unicode FILE compares that with
Unicode's EquivalentUnifiedIdeograph.txt (in Debian's unicode-data).

The file: 65,536 little-endian uint16 (what each BMP character becomes; 0 = dropped, 1..11 = a mark that stays only
next to a digit), then (character, folded) pairs of uint32 for characters beyond the BMP.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import struct
import sys
import unicodedata
from pathlib import Path

from policydiff.text.radicals import IDEOGRAPHS

TARGET = Path(__file__).resolve().parent.parent / "src" / "policydiff" / "text" / "data" / "fold.bin"
VARIANTS = ("HKVariants", "HKVariantsRev", "TWVariants", "TWVariantsRev")

# Marks that belong to a number when a digit stands next to them, in the order of their codes, each with its twins.
MARKS = (".．﹒", "%％﹪", "‰", "-－﹣‐‑‒–−⁃", "—―─━﹘", "/／", ":：﹕︓", "~～〜∼", "±", "<＜﹤", ">＞﹥")
ZEROS = "〇○０"
# Classes that OpenCC resolves by phrase, or does not list; a key may merge them, a display text may not.
CLASSES = (
    "逕徑迳径 畫画划劃 覆復複复 瞭了 藉借 牴抵 沈沉 徵征 著着 産產产 説說说 佈布 爲為为 裡裏里 臺台檯颱 内內 温溫 "
    "别別 户戶戸 绝絶絕 顔顏颜 真眞 录録錄 吴吳呉 换換 奂奐 强強彊 青靑 清淸 静靜 争爭 兑兌 税稅 脱脫 锐銳鋭 悦悅 "
    "阅閱閲 况況 决決 冲沖衝 减減 凑湊 准準 净淨凈 凉涼 卫衛衞 峰峯 群羣 床牀 秘祕 册冊 启啟啓 污汚汙 刊刋 毁毀燬譭 "
    "虚虛 吕呂 宫宮 黄黃 横橫 广廣広 没沒 历歷歴曆 毎每 者者 教敎 朗朗 既旣 即卽 乡鄉鄕 羡羨 研硏 并並併竝幷 查査 "
    "暂暫蹔 闲閒閑 间間 闹鬧閙 线線綫 针針鍼 岁歲嵗 么麼麽 周週賙 采採埰 占佔 克剋 回迴廻 凶兇 升昇陞 折摺 念唸 托託 "
    "吊弔 注註 欲慾 志誌 游遊 岳嶽 才纔 面麵 余餘馀 丰豐 姊姉 叙敘敍 闊濶阔 鉤鈎钩 据據 隷隸 皋皐 勋勳 咏詠 唇脣 "
    "栖棲 捻撚 喧諠 杯盃 猫貓 烟煙菸 糕餻 迹跡蹟 雇僱 厘釐 喫吃 够夠 粮糧 裤褲 举擧 衔啣 鸡鶏 铺舖 仿倣 劫刼刧刦 "
    "遍徧 效傚 敕勅 回囘囬 场塲 婿壻 妊姙 冤寃 宝寳 纸帋 往徃 惭慙 捍扞 插挿 榨搾 昵暱 柏栢 概槪 肴殽 莅涖 浚濬 照炤 "
    "暖煖 猿猨 砖甎 亩畆 略畧 炮砲礮 粳稉 稚穉 伫竚 藤籐 扎紥 盖葢 薯藷 蕊蘂 蛇虵 袴裤 艳豓 剩賸 耽躭 软輭 村邨 焊銲 "
    "枪鎗 址阯 袜韈 俯頫 馈餽 斗鬪鬦闘 和龢 尚尙 绪緖 步歩 剑劔 瓶甁 邻隣 厅廰 默黙 颓穨 裸躶 啖噉 呼嘑 熙熈 尔尓 "
    "德徳惪 暨曁 揽擥 考攷 凳櫈 凭凴 疏疎踈 鼓皷鼔 砧碪 算祘筭 总縂揔 翱翶 联聮 膘臕 草艸 第苐笫 麻蔴 蠹蠧 衽袵 睹覩 "
    "解觧 酬詶 讹譌 赍賷 趁趂 辄輙 遁遯 炼錬 铁鐡鉄 坑阬 堤隄 雍雝 验騐験 发髪 赞贊讚 链鏈炼煉鍊 背揹 夫伕 熏薰 "
    "锺鍾钟鐘 仇讎雠讐 讬託托 钜鉅巨 戚鏚 仿彷 谘諮咨 俱具 穗繐 酰醯 鲶鯰鮎鲇"
)
DROPPED_SYMBOLS = set("|=^`¨¯´¸｜＝＾｀￣") | {chr(c) for c in range(0x2500, 0x2600)} | set("★☆☉☎☏☐☑☒⋯∙")


class Classes:
    """Disjoint sets of characters that count as one."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, character: str) -> str:
        while (above := self._parent.get(character, character)) != character:
            character = above
        return character

    def join(self, one: str, other: str) -> None:
        self._parent[self.root(one)] = self.root(other)

    def members(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = collections.defaultdict(list)
        for character in self._parent:
            groups[self.root(character)].append(character)
        for root, group in groups.items():
            if root not in group:
                group.append(root)
        return groups


def dictionary(name: str) -> list[tuple[str, list[str]]]:
    """One of OpenCC's character dictionaries: (character, its counterparts, the first choice first)."""
    found = importlib.util.find_spec("opencc")
    if found is None or found.origin is None:
        raise SystemExit("pip install opencc-python-reimplemented")
    path = Path(found.origin).parent / "dictionary" / f"{name}.txt"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return [(row[0], row[1].split()) for row in rows if len(row[0]) == 1]


def representatives() -> dict[str, str]:
    """Every character that has twins -> the one that stands for its class in the key: the usual Simplified form."""
    classes, chosen = Classes(), collections.Counter[str]()
    simplified = {character: counterparts[0] for character, counterparts in dictionary("TSCharacters")}
    for character, other in simplified.items():
        classes.join(character, other)
        chosen[other] += character != other
    for name in VARIANTS:
        for character, counterparts in dictionary(name):
            for other in counterparts:
                if len(other) == 1 and not {character, other} <= simplified.keys():
                    classes.join(simplified.get(character, character), simplified.get(other, other))
    for alike in CLASSES.split():
        for other in alike[1:]:
            classes.join(alike[0], other)
    for radical, ideograph in IDEOGRAPHS.items():
        if ord(ideograph) > 0xFFFF:  # the radical stands for both
            classes.join(radical, ideograph)
    named_first = {alike[0] for alike in CLASSES.split()}
    result = {}
    for group in classes.members().values():
        # A 16-bit table can only hold a representative of the BMP.
        usual = min(group, key=lambda c: (ord(c) > 0xFFFF, -chosen[c], not in_gb2312(c), c not in named_first, c))
        result.update(dict.fromkeys(group, usual))
    return result


def in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def plain(character: str) -> str:
    """The character without width, compatibility and case, a radical as its ideograph.

    Itself where that would take more than one character, or one beyond the BMP.
    """
    if ord(ideograph := IDEOGRAPHS.get(character, character)) <= 0xFFFF:
        character = ideograph
    code = ord(character)
    compatible = 0xFE10 <= code <= 0xFE6F or 0xFF00 <= code <= 0xFFEF or 0xF900 <= code <= 0xFAFF
    compatible = compatible or 0x2F800 <= code <= 0x2FA1F
    if compatible and len(wide := unicodedata.normalize("NFKC", character)) == 1 and ord(wide) <= 0xFFFF:
        character = wide
    if len(lower := character.lower()) == 1:
        character = lower
    return character


def dropped(character: str) -> bool:
    """White space, controls, format characters, punctuation, variation selectors, rules and bullets."""
    category = unicodedata.category(character)
    if category[0] in "ZP" or category in {"Cc", "Cf"} or character in DROPPED_SYMBOLS:
        return True
    name = unicodedata.name(character, "")
    return name.startswith(("VARIATION SELECTOR", "MONGOLIAN FREE VARIATION"))


def folded(character: str, classes: dict[str, str], marks: dict[str, int]) -> int:
    """What a character becomes in the key: a code point, a mark's code, or 0."""
    if 0xD800 <= ord(character) <= 0xDFFF:
        return 0xFFFD
    for _ in range(4):  # width, case and script can follow each other; four rounds reach the end of every chain
        if character in ZEROS:
            return ord("0")
        if character in marks:
            return marks[character]
        character = classes.get(plain(character), plain(character))
    return 0 if dropped(character) else ord(character)


def table() -> bytes:
    """The whole file."""
    classes = representatives()
    marks = {twin: code for code, twins in enumerate(MARKS, 1) for twin in twins}
    low = [folded(chr(code), classes, marks) for code in range(0x10000)]
    for code in range(0xD800, 0xE000):
        low[code] = code  # halves of a pair pass; a lone one is replaced before the table is used
    if max(low) > 0xFFFF:  # the table holds 16 bits: a class is called by a member in the BMP
        raise SystemExit("a character folds beyond the BMP")
    codes = [*range(0x10000, 0x32400), *range(0xE0000, 0xE0200)]
    pairs = [(code, target) for code in codes if (target := folded(chr(code), classes, marks)) != code]
    high = [number for pair in pairs for number in pair]
    return struct.pack(f"<{len(low)}H", *low) + struct.pack(f"<{len(high)}I", *high)


def equivalents(path: Path) -> dict[str, str]:
    """Radicals and their ideographs by a copy of Unicode's EquivalentUnifiedIdeograph.txt; its strokes are left out."""
    result = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        codes, _, ideograph = line.partition("#")[0].partition(";")
        first, _, last = codes.strip().partition("..")
        if first and 0x2E80 <= int(first, 16) <= 0x2FDF:
            radicals = map(chr, range(int(first, 16), int(last or first, 16) + 1))
            result.update(dict.fromkeys(radicals, chr(int(ideograph, 16))))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the table with the file, write nothing")
    parser.add_argument("--unicode", type=Path, metavar="FILE", help="a copy of EquivalentUnifiedIdeograph.txt")
    arguments = parser.parse_args()
    if arguments.unicode and (unlike := sorted(equivalents(arguments.unicode).items() ^ IDEOGRAPHS.items())):
        said = ", ".join(f"U+{ord(radical):04X} {ideograph}" for radical, ideograph in unlike)
        sys.exit(f"policydiff.text.radicals and {arguments.unicode.name} differ: {said}")
    content = table()
    if arguments.check:
        if TARGET.read_bytes() != content:
            sys.exit(f"{TARGET.name} is not what the dictionaries give; run this script without --check")
        return
    TARGET.write_bytes(content)
    print(f"{TARGET.name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
