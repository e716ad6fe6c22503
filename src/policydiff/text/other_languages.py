"""Whether bytes that read as Chinese are more likely another language, in one of its older encodings.

Each reading of the same bytes has a price in bits: a character costs log2(1 / its share of running text in that
language). The price is a code length, so the cheaper of two readings is more likely, and the difference in bits is the
log of how much more. The shares are coarse: letters and Hangul by rank, Chinese characters in two classes. Even so, ten
characters of Korean cost about 40 bits less as Korean than as Chinese.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from math import log2
from typing import NamedTuple

from policydiff.text.character_frequency import COMMON, level_one_characters
from policydiff.text.lazy_regex import pattern

_SAMPLE_BYTES = 4096
_WORD_BYTES = 40  # searched backwards from the first byte that is not ASCII, for the beginning of its word

# --- prices in bits

_ASCII_BITS = 4.3
_ODD_ASCII_BITS = 9.0
_ODD_ASCII = frozenset("@[\\]^_`{|}~#$")  # more often the second byte of a character in Big5 or GBK than text
_MARK_BITS = 13.0
_STRANGE_BITS = 20.0  # a character that the language hardly ever uses
_LOST_BITS = 30.0  # a byte that does not decode
_PLACE_BITS = 8.0  # a letter in a place where the language does not use it
_CAPITAL_BITS = 2.5  # added to the price of the lower-case letter
# A reading has to be cheaper than Chinese, the expected language, by this many bits. Characters of two bytes are more
# easily mistaken for each other. Accented letters are surrounded by ASCII letters, which Chinese characters are not.
_DOUBT_BITS = 12.0  # encodings of two bytes a character
_DOUBT_BITS_OF_LETTERS = 10.0  # alphabets other than Latin
_DOUBT_BITS_OF_ACCENTS = 0.0  # Latin letters with accents
_MIN_CHARACTERS = 4  # with fewer Chinese characters, only Latin letters with accents are considered
# A text is certainly Chinese if it has this many characters at less than this price each in the mean; other languages,
# read as Chinese, cost 12.9 bits or more.
_MIN_CERTAIN_CHARACTERS = 30
_MAX_CERTAIN_BITS = 12.0

_MARKS = frozenset("、。・「」『』（）〔〕《》〈〉【】“”‘’…―—·○●□■△▲◎◇◆★☆※→←↑↓±×÷°′″℃￥§\u3000")
_HANGUL = (  # the most frequent first
    "이다는을의에가고하를한로은지기도어리사자아나대시인서과그해일정수스부있들게전라만제주것상장보여원성우구등으생면경비"
    "미조동안공없국중거계세적신선관방위무교모연학내문식회실분당때물법용개러오르트치할말음와습니까했요되않같었던된며려운"
    "데표소드진단작반영명입통출최체종합발행년월권강박건결급목규칙례항호각별터간님더외양민산화재질차판유심검청임및또록준"
    "업술처추책약속력설립령증감독육농림축환복노금융납불허병료험평담저네야매채너브램점버튼론클레프크타마바카토포코초값름"
    "함형본열번잘류현태읽십절알활확능근역순됨찾배색새끝예째따쪽압석볼존집막뒤길돌격필메키션컴큰좋많높낮날땅몸옷쉬쓰울움"
    "응익킬켜씨씀얼엄엇억언얻올완왕욕율읍잡족좌죄줄즉즐직찰참창천철층친침칭탁탄탈탑택투특파편폐폭품풍피혁협혜혼홍황후훈"
    "휴흥희달답득락란량련렬룡루륙률릉린망맞맡맥먹멸몇몰묘밀백범벌베변볍봉북뿐빠빨살삼섬섭손송숙승쌀쓴악앞액얘염엽옥"
)
_KANJI = frozenset(
    "々発経済実検権働図価処変続関対応戦駅沢浜恵児単巣営厳満労歴県両円黒徳斉総読売験転伝広拡帰従戻掲揺択拝挙払仏仮党剤"
    "剣励勧勲巻収縁缶翻聴脳臓芸荘葉蔵薬虚蛍覚観訳証誉豊賛軽辞辺遅郷釈銭鋳鎖鉄録陥隠雑霊頼顔顕駆髪鶏麦黄塩歯込畑峠枠匂"
)
_WESTERN_MARKS = frozenset("°§©®£«»“”‘’–—…•·¿¡€ºª±½¼¾×№„‚\u00a0")
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґёъјњљћђџў"
_GREEK = "αοιετσνηυρπκλμςωίάόέδήγχύθφώβξζψϊϋΐΰ"
_HEBREW = "יוהלארתמבשנכדםחקפעןטזגצסךףץ"
_ARABIC = "اليمنوترلبعةدفسهكقحجشطصخذثزضغظءأإآىؤئـ،؛؟"
_THAI = "านรกอเงวยมลตสทีดบคไปพหะั่้ิชแจขใุถำโผธซศณๆ์ึื็ูญภฐษฟฎฉฮฏฬฆฑฌฤฒ๊๋๐๑๒๓๔๕๖๗๘๙"
_LATIN = "àâäáãåæçèéêëìíîïñòóôöõøùúûüýßœšžąćęłńśźżčďěňřťůőűğşıđươă"


class Reading(NamedTuple):
    """A language that bytes may be read as: its encodings, and the price of a character that is not ASCII.

    It is more likely than Chinese if it is cheaper by more than `doubt` bits.
    """

    codecs: tuple[str, ...]
    bits: Callable[[str], float]
    misplaced: Callable[[str], int]  # number of characters in places where the language does not use them
    doubt: float = 0.0
    single: bool = True  # whether each byte is a character
    suggestion: str = ""  # the encodings to name, if the codecs are too similar to choose one


def likelier_encoding(raw: bytes, encoding: str) -> str:
    """The encoding of another language that fits these bytes better than Chinese in `encoding`; "" if none does.

    The result is a name for --encoding, or two names joined by "or". Only a sample of `_SAMPLE_BYTES` bytes is read. ""
    also for a text that is certainly Chinese; with fewer than `_MIN_CHARACTERS` characters that are not ASCII only
    Latin letters with accents are considered.

    >>> likelier_encoding("개인정보 보호에 관한 규정을 다음과 같이 정한다".encode("cp949"), "gb18030")
    'cp949'
    """
    sample, is_complete = _sample(raw, encoding)
    text = _decode_sample(sample, encoding, is_complete)
    non_ascii = [character for character in text if not character.isascii()]
    count = len(non_ascii)
    if count >= _MIN_CERTAIN_CHARACTERS and sum(map(chinese_bits, non_ascii)) < _MAX_CERTAIN_BITS * count:
        return ""
    best, name = _price_of_text(text, CHINESE), ""
    bytes_of_sample = Counter(sample)
    for reading in readings():
        for codec in reading.codecs:
            price_to_beat = best - reading.doubt
            if reading.doubt and count < _MIN_CHARACTERS:
                continue
            if reading.single and _price_of_bytes(bytes_of_sample, codec, reading) > price_to_beat:
                continue  # a lower bound of the price, cheap to compute, excludes most codecs
            price = _price_of_text(_decode_sample(sample, codec, is_complete), reading, price_to_beat)
            if price < price_to_beat:
                best, name = price + reading.doubt, reading.suggestion or codec
    return name


def _sample(raw: bytes, encoding: str) -> tuple[bytes, bool]:
    """Up to `_SAMPLE_BYTES` bytes from the word with the first byte that is not ASCII on (in UTF-16: from the start).

    And whether they reach the end of `raw`.
    """
    start = 0
    if not encoding.startswith("utf-16"):
        first_high_byte = re.search(rb"[\x80-\xff]", raw)
        start = first_high_byte.start() if first_high_byte else 0
        preceding = raw[max(0, start - _WORD_BYTES) : start]
        start -= len(preceding) - len(preceding.rstrip(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return raw[start : start + _SAMPLE_BYTES], start + _SAMPLE_BYTES >= len(raw)


def _decode_sample(sample: bytes, codec: str, is_complete: bool) -> str:
    """The sample decoded with this codec, invalid bytes as U+FFFD. A character cut by the end of a part is left out."""
    return codecs.getincrementaldecoder(codec)("replace").decode(sample, final=is_complete)


def _price_of_text(text: str, reading: Reading, limit: float = float("inf")) -> float:
    """The price of the text as this reading, in bits; if that exceeds `limit`, perhaps less, but above `limit`."""
    price = sum(count * _character_bits(character, reading.bits) for character, count in Counter(text).items())
    return price if price > limit else price + _PLACE_BITS * reading.misplaced(text)


def _price_of_bytes(bytes_of_sample: Counter[int], codec: str, reading: Reading) -> float:
    """The price without misplaced letters, for a reading in which each byte is a character."""
    table = _byte_prices(codec, reading)
    return sum(count * table[byte] for byte, count in bytes_of_sample.items())


@cache
def _byte_prices(codec: str, reading: Reading) -> tuple[float, ...]:
    """The price of each of the 256 bytes, by byte value, in a codec in which each byte is a character."""
    return tuple(_character_bits(character, reading.bits) for character in bytes(range(256)).decode(codec, "replace"))


def _character_bits(character: str, language_bits: Callable[[str], float]) -> float:
    """The price of a character in bits; an ASCII character has the same price in every language.

    `language_bits` is asked for all others, except U+FFFD, which costs `_LOST_BITS`.
    """
    if character.isascii():
        if not (character.isprintable() or character in "\t\n\f\r"):
            return _STRANGE_BITS
        return _ODD_ASCII_BITS if character in _ODD_ASCII else _ASCII_BITS
    return _LOST_BITS if character == "\ufffd" else language_bits(character)


# --- the languages


@cache
def readings() -> tuple[Reading, ...]:
    """The readings other than Chinese, always the same tuple."""
    wide, letters, accents = _DOUBT_BITS, _DOUBT_BITS_OF_LETTERS, _DOUBT_BITS_OF_ACCENTS
    western = ("cp1252", "cp1250", "iso8859_2", "cp1254")
    return (
        Reading(("cp949",), korean_bits, _count_none, wide, single=False),
        Reading(("euc_jp", "shift_jis", "cp932"), japanese_bits, _count_none, wide, single=False),
        Reading(("cp874",), _bits_by_rank(_THAI), _misplaced_thai, letters),
        Reading(
            ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5"), _bits_by_rank(_CYRILLIC), _misplaced_letters, letters
        ),
        Reading(("cp1253",), _bits_by_rank(_GREEK), _misplaced_letters, letters),
        Reading(("cp1255",), _bits_by_rank(_HEBREW), _misplaced_letters, letters),
        Reading(("cp1256",), _bits_by_rank(_ARABIC), _misplaced_letters, letters),
        Reading(western, latin_bits, _misplaced_latin, accents, suggestion="cp1252 or cp1250"),
    )


@cache
def chinese_bits(character: str) -> float:
    """The price of a character that is not ASCII in Chinese, Simplified or Traditional."""
    if character in "，。、的":
        return 6.0
    if character in COMMON:
        return 10.4
    if character in level_one_characters():
        return 14.5
    if _is_mark(character):
        return _MARK_BITS
    return 18.5 if "\u3400" <= character <= "\u9fff" else _STRANGE_BITS


@cache
def korean_bits(character: str) -> float:
    """The price of a character that is not ASCII in Korean, which may contain Chinese characters."""
    rank = _HANGUL.find(character)
    if rank >= 0:
        return log2((rank + 10) / 0.26)  # Zipf's law; the listed syllables make 95 % of a text
    if "가" <= character <= "힣":
        return 14.5 if _is_encodable(character, "euc_kr") else _STRANGE_BITS
    if "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff":
        return 14.5 if unicodedata.normalize("NFKC", character) in COMMON else 18.5
    return _MARK_BITS if _is_mark(character) else _STRANGE_BITS


@cache
def japanese_bits(character: str) -> float:
    """The price of a character that is not ASCII in Japanese."""
    if character in "、。ー":
        return 7.0
    if "ぁ" <= character <= "ヶ":
        return 7.4 if character <= "ん" else 8.8
    if character in _KANJI or (character in COMMON and character >= "\u3400"):
        return 11.5
    if "\u3400" <= character <= "\u9fff":
        return 15.0 if _is_encodable(character, "euc_jp") and character.encode("euc_jp") < b"\xd0" else 18.5
    return _MARK_BITS if _is_mark(character) else _STRANGE_BITS


@cache
def latin_bits(character: str) -> float:
    """The price of a character that is not ASCII in a language written in Latin letters with accents."""
    if character.lower() in _LATIN:
        return 9.0
    return 11.0 if character in _WESTERN_MARKS else _STRANGE_BITS


def _bits_by_rank(letters: str) -> Callable[[str], float]:
    """The function that prices characters of an alphabet: `letters` are in lower case, the most frequent first.

    Each is 7 % rarer than the one before. Letters that are not listed cost `_STRANGE_BITS`.
    """
    prices = {letter: 3.8 + 0.105 * rank for rank, letter in enumerate(letters)}

    def bits(character: str) -> float:
        """The price of a character that is not ASCII; a capital costs `_CAPITAL_BITS` more than its small letter."""
        lower = character.lower()
        if lower in prices:
            return prices[lower] + (_CAPITAL_BITS if lower != character else 0.0)
        return 9.0 if character in _WESTERN_MARKS else _STRANGE_BITS

    return bits


def _is_mark(character: str) -> bool:
    """Whether a character is punctuation, a symbol or a full-width letter or digit of East Asian text."""
    return (
        character in _MARKS
        or "\uff01" <= character <= "\uff5e"
        or "\u2160" <= character <= "\u217f"
        or "\u2460" <= character <= "\u2473"
        or "\u2500" <= character <= "\u257f"
    )


def _is_encodable(character: str, codec: str) -> bool:
    """Whether the codec has a code for this character."""
    return character.encode(codec, "ignore") != b""


# --- letters in places where a language does not use them

_WORD = pattern(r"[^\W\d_]+")
_BESIDE_LATIN = pattern(r"[a-zA-Z](?=[^\W\d_a-zA-Z])|[^\W\d_a-zA-Z](?=[a-zA-Z])")
_ACCENT_APART = pattern(r"(?<![a-zA-Z])[^\W\d_a-zA-Z](?![a-zA-Z])")
_CHINESE_ALONE = pattern(r"(?<=[a-zA-Z])[^\x00-\x7f](?=[\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[a-zA-Z])")
_ABOVE = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # vowels and tones above and below a consonant
_THAI_APART = pattern(rf"(?<![ก-ฮ{_ABOVE}])[{_ABOVE}]|(?<![ก-ฮ{_ABOVE}า])[ะาำ]|[เ-ไ](?![ก-ฮ])")


def _count_none(text: str) -> int:
    """0, for languages whose characters are never misplaced."""
    return 0


def _misplaced_letters(text: str) -> int:
    """The number of letters next to Latin ones, and of words in mixed case."""
    return len(_BESIDE_LATIN.findall(text)) + _mixed_case_words(text)


def _misplaced_thai(text: str) -> int:
    """The number of letters next to Latin ones, and of vowels and tones without their consonant."""
    return len(_BESIDE_LATIN.findall(text)) + len(_THAI_APART.findall(text))


def _misplaced_latin(text: str) -> int:
    """The number of accented letters without an ASCII letter next to them, and of words in mixed case."""
    return len(_ACCENT_APART.findall(text)) + _mixed_case_words(text)


def _misplaced_chinese(text: str) -> int:
    """The number of single characters among ASCII, next to a letter."""
    return len(_CHINESE_ALONE.findall(text))


def _mixed_case_words(text: str) -> int:
    """The number of words with a letter that is not ASCII that are not lower case, upper case or capitalised.

    A word without case is none of them.
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(
        not (word.islower() or word.isupper() or word[1:].islower() or word.lower() == word.upper()) for word in words
    )


CHINESE = Reading((), chinese_bits, _misplaced_chinese)
