"""Bytes of other languages' old encodings are refused, and Chinese is read, however short."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import Run
from policydiff.errors import ReadError
from policydiff.readers.read import read_bytes

KOREAN = (
    "제1조(목적) 이 규칙은 청람시 공원의 관리에 필요한 사항을 정함을 목적으로 한다.\n"
    "제2조(개방) 공원은 아침 여섯 시에 열고 밤 열 시에 닫는다. 다만, 눈이 많이 온 날에는 늦게 열 수 있다.\n"
)
KOREAN_WITH_HANJA = (
    "第一條(目的) 이 規則은 公園의 管理에 必要한 事項을 定함을 目的으로 한다. 市長은 每年 한 번 그 結果를 알린다.\n"
)
JAPANESE = (
    "第一条　この規則は、みどり市の公園の管理について必要な事項を定めるものとする。\n"
    "第二条　公園は、午前六時に開き、午後十時に閉じる。ただし、大雪のときはこの限りでない。カメラの持込みは自由。\n"
)
RUSSIAN = (
    "Правила посещения городского парка. Парк открыт ежедневно с шести часов утра до десяти часов вечера.\n"
    "Запрещается рвать цветы, разводить костры и кормить птиц хлебом. Собак водят на поводке.\n"
)
UKRAINIAN = "Правила відвідування міського парку. Забороняється рвати квіти, розводити багаття й годувати птахів.\n"
THAI = (
    "ระเบียบว่าด้วยการใช้สวนสาธารณะ ข้อ ๑ สวนเปิดทุกวันตั้งแต่หกโมงเช้าถึงสี่ทุ่ม\n"
    "ข้อ ๒ ห้ามเด็ดดอกไม้ ห้ามก่อไฟ และห้ามให้อาหารนก ผู้ใดฝ่าฝืนต้องเสียค่าปรับหนึ่งร้อยบาท\n"
)
GREEK = "Κανονισμός λειτουργίας του πάρκου. Απαγορεύεται το κόψιμο λουλουδιών και το άναμμα φωτιάς.\n"
HEBREW = "תקנון הגן העירוני. הגן פתוח בכל יום משש בבוקר ועד עשר בלילה. אין לקטוף פרחים.\n"
ARABIC = "نظام الحديقة العامة. تفتح الحديقة كل يوم من السادسة صباحا حتى العاشرة مساء. يمنع قطف الزهور.\n"
GERMAN = "Ordnung für den Stadtgarten. Das Pflücken von Blüten, offenes Feuer und Füttern der Vögel sind verboten.\n"
FRENCH = "Règlement du jardin. Il est défendu de cueillir les fleurs, où que ce soit, et d’allumer des feux l’été.\n"
POLISH = (
    "Regulamin ogrodu. Zabrania się zrywania kwiatów, palenia ognisk i dokarmiania gołębi; prośby składać w środę.\n"
)
TURKISH = "Şehir bahçesi yönergesi. Çiçek koparmak, ateş yakmak ve güvercinleri beslemek yasaktır.\n"

# The text, its encodings, and from how many characters on each cut of it is refused.
FOREIGN = {
    "Korean": (KOREAN, ["cp949", "euc_kr"], 12),
    "Korean with hanja": (KOREAN_WITH_HANJA, ["cp949"], 24),
    "Japanese": (JAPANESE, ["euc_jp", "cp932"], 16),
    "Russian": (RUSSIAN, ["cp1251", "koi8_r", "cp866", "iso8859_5"], 16),
    "Ukrainian": (UKRAINIAN, ["cp1251", "koi8_u"], 16),
    "Thai": (THAI, ["cp874", "tis_620"], 32),
    "Greek": (GREEK, ["cp1253"], 12),
    "Hebrew": (HEBREW, ["cp1255"], 12),
    "Arabic": (ARABIC, ["cp1256"], 16),
    "German": (GERMAN, ["cp1252", "latin_1", "iso8859_15"], 40),
    "French": (FRENCH, ["cp1252"], 40),
    "Polish": (POLISH, ["cp1250", "iso8859_2"], 60),
    "Turkish": (TURKISH, ["cp1254"], 24),
}


@pytest.mark.parametrize(
    ("text", "encoding", "length"),
    [
        pytest.param(text, encoding, length, id=f"{language} {encoding}")
        for language, (text, encodings, length) in FOREIGN.items()
        for encoding in encodings
    ],
)
def test_another_language_is_refused(text: str, encoding: str, length: int) -> None:
    cuts = [text[start : start + length] for start in range(len(text) - length + 1)]
    for part in [*cuts, text, text * 100]:
        raw = part.encode(encoding, "ignore")
        if not raw.isascii():
            with pytest.raises(ReadError, match="neither gb18030 nor big5 reads as Chinese"):
                read_bytes(raw, "a.txt")


@pytest.mark.parametrize(
    ("text", "encoding", "suggestion"),
    [
        (KOREAN, "cp949", "cp949"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (JAPANESE, "cp932", "shift_jis"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8_r", "koi8_r"),
        (THAI, "cp874", "cp874"),
        (GREEK, "cp1253", "cp1253"),
        (GERMAN, "cp1252", "cp1252 or cp1250"),
    ],
)
def test_the_encoding_it_may_be_is_suggested_and_reads_it(text: str, encoding: str, suggestion: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(text.encode(encoding), "a.txt")
    assert str(caught.value.hint) == f"name the encoding with --encoding, perhaps {suggestion}"
    assert read_bytes(text.encode(encoding), "a.txt", encoding=suggestion.split()[0]).text == text


def test_through_the_command_line(folder: Path, run: Run) -> None:
    (folder / "ko.txt").write_bytes(KOREAN.encode("cp949"))
    said = "cannot decode as utf-8 at byte 0, and neither gb18030 nor big5 reads as Chinese"
    done = run("text", "ko.txt")
    hint = "(name the encoding with --encoding, perhaps cp949)"
    assert (done.status, done.out, done.err) == (2, "", f"policydiff: ko.txt: {said} {hint}\n")
    done = run("check", ".", "--format", "json")
    assert done.status == 2
    assert [(each["rule"], each["message"]) for each in done.json["findings"]] == [("unreadable", f"{said} {hint}")]
    assert run("text", "ko.txt", "--encoding", "euc-kr").out == KOREAN


TITLES = [
    "临江市公园条例",
    "公园管理办法",
    "防灾减灾规划",
    "第一章　总则",
    "关于放假通知",
    "附件：名单",
    "价格监管规定",  # nothing but first bytes of Hangul
    "房产管理办法",
    "古典家具鉴定",
    "王小明、李二虎",
    "阿尔及利亚",
    "臨江市公園條例",
    "公園管理辦法",
    "防災減災規劃",
    "關於放假通知",
    "附件：名單",
    "陳大文、黃小明",
    "Python 编程",
    "A股、B股",
    "附件2.docx 说明",
    "（2031年3月）",
]
QUOTED = [
    "日本的“ありがとう”和韩国的“감사합니다”都是道谢的话，条例不作规定。",
    "《ゲーム産業白書》译作《游戏产业白皮书》，由临江市图书馆收藏。",
    "公园门口立有俄文牌子Добро пожаловать，意思是欢迎光临，由区外事办翻译。",
    "Café、naïve、Straße 等外来词照原文书写，不加译注，编辑部另有规定的除外。",
]


@pytest.mark.parametrize("text", TITLES)
@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312", "big5", "big5hkscs"])
def test_a_short_title_is_read(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    if raw.decode(encoding) == text:
        assert read_bytes(raw, "a.txt").text == text


@pytest.mark.parametrize("text", QUOTED)
def test_chinese_that_quotes_other_languages_is_read(text: str) -> None:
    assert read_bytes(text.encode("gb18030"), "a.txt").text == text


@pytest.mark.corpus
@pytest.mark.parametrize("length", [12, 20, 60])
def test_cuts_of_real_chinese_are_not_taken_for_another_language(corpora: Path, length: int) -> None:
    files = sorted((corpora / "chinese").glob("*.txt"))
    assert files
    for file in files:
        text = file.read_text("utf-8-sig")
        for start in range(0, len(text) - length, max(length, len(text) // 40)):
            part = text[start : start + length]
            if sum("\u4e00" <= character <= "\u9fff" for character in part) * 2 >= length:
                assert read_bytes(part.encode("gb18030"), file.name).text == part
