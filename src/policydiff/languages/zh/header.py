"""The patterns of heads and feet of Chinese documents: numbers, agencies, dates, sources, kinds of documents."""

from __future__ import annotations

from policydiff.languages.pack import HeaderWords
from policydiff.text.lazy_regex import pattern

_DIGIT = "[0-9０-９〇零○一二三四五六七八九十]"
_DATE = pattern(
    rf"(?:(?:中華民國|民國)(?:{_DIGIT}|百){{1,6}}|{_DIGIT}{{4}})\s{{0,2}}年\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}月\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}日"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
_DOCUMENT_NUMBER = pattern(
    r"[\u4e00-\u9fff]{1,14}\s?[〔﹝\[（(【［]\s?(?:19|20|１９|２０)[\d０-９]{2}\s?[〕﹞\]）)】］]\s?第?\s?[\d０-９]{1,5}\s?[号號]",
    signs="号號",
)
_NUMBER_LEAD = pattern(r"^(?:发文字号|發文字號|文\s*号)\s*[:：]\s*", signs="号號")
_ORDER = pattern(
    r"(?:令|公告)\s{0,4}(?:[（(]?第)\s?[\d０-９〇零一二三四五六七八九十百]{1,6}\s?[号號]", signs=["令", "公告"]
)
_AGENCY = (
    r"[\u4e00-\u9fff·、]{0,40}?"
    r"(?:国务院|國務院|政府|办公厅|办公室|辦公室|委员会|委員會|人大常委会|代表大会|[部厅廳局院署委]|银行|中央)"
)
_ORDER_HEAD = pattern(r"[府院部委会會局署行]令$", signs="令")
_AGENCY_LINE = pattern(rf"{_AGENCY}(?:[ 　]{{1,4}}{_AGENCY}){{0,9}}")
_ORDERED_BY = pattern(rf"(?:.*[日\s（(])?({_AGENCY})\s{{0,4}}(?=令|公告第)", signs=["令", "公告第"])
_TITLED_BY = pattern(
    rf"({_AGENCY}(?:[ 　]{{1,4}}{_AGENCY}){{0,4}})(?=[关關][于於]|转发|批转|印发|[对對])",
    signs=[*"于於对對", "转发", "批转", "印发"],
)
_ISSUED = r"(?:发文机关|發文機關|制定机关|发布机构|发布机关)\s*[:：]"
_ISSUED_UNDER = pattern(rf"{_ISSUED}\s*(\S{{2,40}})", signs=["机关", "機關", "机构"])
_ISSUED_ABOVE = pattern(_ISSUED, signs=["机关", "機關", "机构"])
_FROM_ABOVE = pattern(r"(?:来源|來源|稿源)\s*[:：]", signs="源")
_FROM = pattern(r"(?:来源|來源|稿源)\s*[:：]\s*([^\s:：|]{2,30})(?![:：])(?=\s|$|[|｜])", signs="源")
_DATED = pattern(
    r"(?:发布日期|成文日期|发布时间|公布日期|發布日期|日期|时间|時間)\s*[:：]\s*$|^(?:发布日期|成文日期|发布时间)",
    signs=["日期", "时间", "時間"],
)
_META = pattern(
    r"^(?:索\s*引\s*号|主题分类|发文|發文|成文|发布|公布|来源|來源|稿源|日期|时间|時間|标\s*题|主\s*题\s*词|字体|字号|作者|编辑|责任编辑|浏览|有效性|联系人|地\s*址|电话)"
)
_KINDS = (
    "通知|意见|意見|办法|辦法|规定|規定|条例|條例|细则|細則|方案|决定|決定|报告|報告|规划|規劃|计划|計畫|公告|通告|公报|批复|复函|函|法|法典|宪法|憲法"
    "|纲要|綱要|要点|规则|規則|章程|措施|指南|规程|制度|标准|办法（试行）|决议|決議|答复|通报|通報|目录|清单|准则|準則|解释|说明|宣言|声明|协定|公约|議定書|请示|請示|纪要|紀要|议案|議案"
)
_TITLE_END = pattern(rf"(?:{_KINDS})(?:\s?[（(][^（）()]{{1,30}}[）)])?$")
_SPACED_OUT = pattern(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", signs=" \u3000")
_NUMBER_OF_ORDER = pattern(r"第\s?[\d０-９]{1,5}\s?[号號]", signs="号號")
_PROMULGATED = pattern("公布|发布", signs=["公布", "发布"])
# An entry of a history: a date, then an act of making law without a clause between; no duty or request.
_DAY = (
    rf"(?:中[华華]民[国國]|民[国國])?\s{{0,2}}{_DIGIT}{{1,4}}"
    rf"(?:\s{{0,2}}年\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}月\s{{0,2}}{_DIGIT}{{1,3}}\s{{0,2}}日|[./-]\d{{1,2}}[./-]\d{{1,2}})"
)
_HISTORY_LINE = pattern(
    rf"[（(【]?\s{{0,2}}(?:根据|根據|自|[经經])?\s{{0,2}}{_DAY}(?![，,])[^，,。；]{{0,120}}?"
    r"(?:通[过過]|公[布佈告]|[发發]布|修正|修[订訂]|制定|[订訂]定|增[订訂]|[删刪]除|[废廢]止|批准|核[定准備备]|指令|令)"
    r"(?!.{0,400}(?:[应應][当當將]|不得|必[须須]|[请請][各你贵貴遵认認]|[现現][将將予就]|如下))",
    signs="年./-",
)
_ADOPTED = pattern("通过|公布|发布|通過|發布|修正|修订")
_STATUS_KEY = pattern(
    r"(?:(?:现行|現行|法规|法規|文件|文档|版本|条文)?(?:状态|狀態)|效力(?:状态|狀態)?|时效性?|時效性?|有效性"
    r"|是否有效|status|validity|state|in[ _]?force)"
)
# Other keys whose values are compared: how long a document is in force, who is in charge, who issued it, its number.
_VALUE_KEYS = pattern(
    r"(?P<term>有效(?:期限?|期至|至)|有效期間|施行期限|試行期|试行期|适用期限|適用期限|valid[ _]?(?:until|for|period))"
    r"|(?P<body>主管(?:部门|部門|机关|機關|单位|單位)?|归口(?:部门|单位|管理)?|歸口(?:單位)?|牵头(?:部门|单位)?|負責單位|负责(?:部门|单位|机关)"
    r"|责任(?:部门|单位)|責任單位|解释(?:机关|部门|单位)|competent authority)"
    r"|(?P<issuer>(?:发文|发布|制定|颁布|印发)(?:机关|单位|部门|机构)|(?:發文|發布|制定)(?:機關|單位)|issuer|issued by)"
    r"|(?P<number>(?:发文|公文|文件|發文|公文|文件)?(?:文号|文號|字号|字號)|文件编号|文件編號|(?:document )?number)"
)
_NOT_IN_FORCE = pattern(
    r"废止|廢止|失效|无效|無效|停止[执執适適]|中止|撤[销銷]|尚未生效|未生效|已作[废廢]|被[替取]代"
    r"|(?i:\b(?:repealed|revoked|superseded|withdrawn|expired|obsolete|rescinded|no longer in force|not in force)\b)"
)
_STATUS = pattern(
    rf"(?:现行|現行|继续|仍然?)?(?:有效|生效)|(?:已|已经|現已|现已)?(?:{_NOT_IN_FORCE.pattern})|(?i:\bin force\b)"
)

# A notice or an order says that it passes a text on; 自公布之日起施行 does not. The title it names is in a group.
_PASSES_ON = pattern(
    r"印发|印發|转发|轉發|批转|批轉|下发|下發|刊登|转载|轉載|(?<![自经經])(?:公布|发布|發布|颁布|頒布)(?![之日后後的])"
    r"|[檢检][送附]|函[送轉转]|附送|[随隨]文",
    signs="发發转轉布登载載送附文",
)
_PASSED_ON_TITLE = pattern(
    r"《([^《》\r\n]{2,80})》|「([^「」\r\n]{4,60})」"
    r"|(?:印发|印發|转发|轉發|批转|批轉|发布|發布|公布)([^《》\r\n，。；：]{4,60}?)的?(?:通知|公告|决定|決定|令)",
    signs=["》", "」", "通知", "公告", "决定", "決定", "令"],
)

# Lines of a web page that are no title: the way to the page, and rows of the words of menus.
_HOME = "(?:网站|網站|返回|本站)?(?:首[页頁]|主[页頁])"
_MENU_WORD = (
    f"{_HOME}|(?:政府)?(?:信息|政务|政務|資訊|党务)公[开開](?:目录|指南|专栏|平台|目錄|專區)?|政策(?:文件|法规|法規|解读|解讀)?|法律法规|法律法規|规章制度|規章制度|规章|规范性文件"
    "|通知公告|公示公告|公告公示|公告(?:信息|資訊)|最新消息|互动交流|互動交流|政民互动|(?:办事|政务|便民|公共|辦事|政務|便民)服[务務]|网上办事|新闻中心|[新要][闻聞][动動][态態]|工作[动動][态態]|政务要闻"
    "|机构(?:概况|设置|职能)|機關(?:簡介|介紹)|组织机构|领导之窗|专题专栏|數據開放|数据开放|解读回应|(?:关于|關於|联系|聯絡|聯繫)我[们們]|网站地图|網站導覽|登录|注册|登入|無障礙|无障碍(?:浏览)?|长者版"
    "|English|简体(?:中文|版)?|繁[体體](?:中文|版)?"
)
_BAR = r"[\s>＞›»→/／|｜丨│·•\-—－]"
_MENU_LINE = pattern(
    rf"{_HOME}{_BAR}.*|{_BAR}{{0,4}}(?:(?:{_MENU_WORD}){_BAR}{{0,6}}){{1,30}}"
    r"|[^>＞›»→。；，]{1,30}(?:[>＞›»→][^>＞›»→。；，]{1,40}){2,12}",
)

HEADER = HeaderWords(
    date=_DATE,
    document_number=_DOCUMENT_NUMBER,
    number_lead=_NUMBER_LEAD,
    order=_ORDER,
    order_head=_ORDER_HEAD,
    agency_line=_AGENCY_LINE,
    ordered_by=_ORDERED_BY,
    titled_by=_TITLED_BY,
    issued_under=_ISSUED_UNDER,
    issued_above=_ISSUED_ABOVE,
    from_above=_FROM_ABOVE,
    from_line=_FROM,
    dated=_DATED,
    metadata=_META,
    title_end=_TITLE_END,
    spaced_out=_SPACED_OUT,
    status_key=_STATUS_KEY,
    value_keys=_VALUE_KEYS,
    status=_STATUS,
    not_in_force=_NOT_IN_FORCE,
    number_of_order=_NUMBER_OF_ORDER,
    promulgated=_PROMULGATED,
    adopted=_ADOPTED,
    history_line=_HISTORY_LINE,
    menu_line=_MENU_LINE,
    salutation="各位",
    passes_on=_PASSES_ON,
    passed_on_title=_PASSED_ON_TITLE,
)
