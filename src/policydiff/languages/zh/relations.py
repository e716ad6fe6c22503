"""Words by which Chinese documents pass others on, and that tell the forms of one family from editions."""

from __future__ import annotations

from policydiff.languages.pack import RelationWords
from policydiff.text.lazy_regex import pattern

_CARRIES = pattern(
    "印发|印發|转发|轉發|批转|批轉|公布|公佈|发布|發布|刊登|转载|轉載|[颁頒][布发發]|印送|[检檢]送|[检檢]附.{0,60}[份册冊]|函[送转轉]"
    "|[转轉][知请請送]|[现現兹茲][将將].{1,80}(?:下[发發达達]|[发發]?[给給]|[报報附抄]送)|[关關][于於]下[发發达達]"
)
# As Windows, browsers and editors name a second file: 通知 - 副本.txt, 通知 (2).txt, 通知（1）.docx.
_COPY_NAME = pattern(
    r"(?:[ _-]{1,3}(?:副本|複本|copy)\s?|[(（]\d{1,2}[)）])(?:[(（]\d{1,2}[)）])?(?=\.[^./]{1,8}$|$)",
    signs=["副本", "複本", "copy", ")", "）"],
)
_CARRYING_LETTER = pattern("主旨[:：].{0,40}?(?:[检檢][送附]|函[送转轉]|[转轉][知请請送发發])", signs="旨")
_TITLE_OF_FORM = pattern(
    "(?:合同|合[约約]|[协協][议議]|契[约約])[书書]?|(?:承[诺諾]|委[托託]|保[证證]|[声聲]明|申[请請]|授[权權]|同意|[责責]任)[书書]"
    "|(?:申[请請]|登[记記]|[审審]批|[备備]案|[报報]名)表"
)
_DOES = (
    "[买買]|[卖賣]|供|需|出租|承租|[发發]包|承包|委[托託]|受[托託]|[许許]可|[转轉][让讓]|受[让讓]|借款|[贷貸]款|出借"
    "|[赠贈][与與]|受[赠贈]"
)
_PARTY = pattern(
    rf"[ \t\u3000*]{{0,8}}((?:[甲乙丙丁]|{_DOES})方|(?:{_DOES}|[买買]受|出[卖賣]|投保|被保[险險]|申[请請]|承[诺諾]"
    r"|[声聲]明|立[书書據据]|立契[约約][书書]?|保[证證]|定作|承[揽攬]|托[运運]|寄存|保管)人|用人[单單]位|[劳勞][动動]者|[雇僱]主|(?:[单單]位|企[业業])名[称稱]|姓名)"
    r"(?:[（(][^（）()\r\n]{0,20}[）)])?[ \t\u3000*]{0,4}[:：]([^\r\n]{0,60})",
    signs=":：",
)
_END_OF_PLACE = pattern("省|市|[县縣]|[区區]|旗|州|盟|[乡鄉]|[镇鎮]|[大中小][学學]|[学學][院校]|公司|集[团團]")
_EDITION_REMARK = pattern(
    "[年月日号號版稿修订訂改正试試行暂暫草案废廢失效全文附节節选選摘转轉载載图圖解读讀公布通过過]"
)
_STATE_LAW = pattern(r"(?<![办辦])法$", signs="法")
_LICENCE = pattern(
    r"知[识識]共享|[创創]用 ?CC|Creative Commons|\bCC[ -](?:BY|0)|[许許]可[协協][议議]|授[权權][條条]款"
    r"|版[权權]所有|著作[权權]所有|(?:[转轉][载載]|引用)(?:[请請]|需|[须須]|[时時])|[Aa]ll [Rr]ights [Rr]eserved"
    r"|GNU Free Documentation"
)

RELATIONS = RelationWords(
    carries=_CARRIES,
    carrying_letter=_CARRYING_LETTER,
    copy_name=_COPY_NAME,
    title_of_form=_TITLE_OF_FORM,
    party=_PARTY,
    end_of_place=_END_OF_PLACE,
    edition_remark=_EDITION_REMARK,
    state_law=_STATE_LAW,
    licence=_LICENCE,
)
