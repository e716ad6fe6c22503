"""The parts of official documents: the marks of GB/T 9704 on the mainland, the keys of 公文 in Taiwan."""

from __future__ import annotations

import re

from policydiff.languages.pack import OfficialWords
from policydiff.languages.zh.header import HEADER
from policydiff.text.lazy_regex import pattern

_BLANK = r"[ \t\u3000]"
_BLANKS = rf"{_BLANK}{{0,80}}"
_COLON = r"[：:]"
_ENDS_AGENCY = (
    "政府|国务院|國務院|办公厅|办公室|辦公室|委员会|委員會|常委会|代表大会|大会|[部厅廳局院署委办会會处處]|银行|銀行|中央|公司|集团|中心|学校|大学|学院|[馆館组組站所队隊]"
    "|协会|管委会|总队|支队"
)
_MARK = pattern(
    rf"(?!.*(?:关于|關於))[\u4e00-\u9fff·、（）()]{{2,50}}?(?:(?:{_ENDS_AGENCY})(?:[（(][\u4e00-\u9fff]{{1,12}}[）)])?(?:文件|公报|令|函)?"
    r"|令|(?:会议|办公会|专题会)?纪要)"
)
_SIGNATORY = pattern(
    rf"[\u4e00-\u9fff·、（）()〇]{{0,40}}(?:{_ENDS_AGENCY})(?:（代章）)?"
    r"|[\u4e00-\u9fff]{0,20}(?:总理|主席|委员长|省长|市长|县长|区长|州长|镇长|乡长|部长|局长|厅长|主任|署长|行长|院长|會長|部長|局長|市長|縣長|校長|院長)"
    r"[\u4e00-\u9fff·○Ｏ×]{2,8}"
)
_NAME = r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][ \t\u3000]{1,2}[\u4e00-\u9fff])"
_DATE = HEADER.date.pattern

OFFICIAL = OfficialWords(
    copy_number=pattern(rf"(?:份号{_COLON}?|№|[Nn][oO]\.?)?\d{{6}}|份号{_COLON}?\d{{1,8}}"),
    secrecy=pattern(
        r"(?:密级[：:])?(?:绝密|机密|秘密)(?:[★☆*＊]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年|个月|月|日|天)|[★☆*＊](?:长期)?)?"
    ),
    urgency=pattern(r"(?:紧急程度[：:])?(?:特急|加急|急件|平急|特提|紧急|特别紧急)"),
    mark=_MARK,
    number=pattern(
        rf"(?:{HEADER.document_number.pattern})|[〔﹝\[（(【［](?:19|20)\d\d[〕﹞\]）)】］]第?\d{{1,5}}号"
        r"|[（(]?第[\d〇零一二三四五六七八九十百]{1,6}[号期次][）)]?"
    ),
    signers=pattern(rf"(?:签{_BLANK}?发{_BLANK}?人|会{_BLANK}?签{_BLANK}?人|簽發人){_BLANK}?{_COLON}", signs="人"),
    names=pattern(rf"{_NAME}(?:[\s、]{{1,8}}{_NAME}){{0,5}}"),
    signatory=_SIGNATORY,
    not_recipients=pattern(
        r"(?:如下|以下|下列|如次|后附|任务|通知|决定|决议|强调|指出|认为|要求|议程|名单|事项|意见|附件|措施|内容|原则|目标|说|道)[：:]$"
        r"|^(?:各位|同志们|尊敬|附件|签发人|抄送|来源|时间|地点|出席|主持|记录|联系|电话|邮箱|[一二三四五六七八九十]{1,3}、|[（(]|\d|第[一二三四五六七八九十百\d]{1,5}条)"
    ),
    attachments=pattern(
        rf"^{_BLANKS}附{_BLANK}{{0,2}}件{_BLANK}?{_COLON}{_BLANKS}(?P<entry>[^\r\n]{{0,200}})", re.M, signs="附"
    ),
    labelled_attachment=pattern(
        rf"^{_BLANKS}附{_BLANK}?件{_BLANK}?(?P<n>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}){_BLANK}?{_COLON}{_BLANKS}(?P<name>[^\r\n。；]{{2,100}})$",
        re.M,
        signs="附",
    ),
    attachment_entry=pattern(rf"{_BLANKS}(?P<n>\d{{1,2}})[．.、]{_BLANKS}(?P<name>[^\r\n。；;]{{2,100}})"),
    date_line=pattern(
        rf"^{_BLANKS}(?P<who>(?:[^\s\d。；，,;：:][^\r\n\d。；，,;：:]{{0,59}}?)?){_BLANKS}(?P<date>{_DATE}){_BLANKS}$",
        re.M,
        signs="年-/.",
    ),
    note=pattern(r"[（(][^（）()\r\n]{2,120}[）)]"),
    release_note=pattern(
        r"[（(](?:此件|本件|此文|主动公开|主動公開|依申请公开|联系人|聯絡人|联系电话)[^（）()\r\n]{0,80}[）)]",
        signs=["件", "公", "联", "聯", "此"],
    ),
    copies_to=pattern(rf"^{_BLANKS}(?:抄{_BLANK}?[送报]|分{_BLANK}?送){_BLANK}?{_COLON}", re.M, signs="送报"),
    printed=pattern(
        rf"^{_BLANKS}[^\s\d：:。；][^\r\n\d：:。；]{{1,59}}?{_BLANKS}(?:\r?\n{_BLANKS})?(?:{_DATE}){_BLANKS}印{_BLANK}?发{_BLANKS}$",
        re.M,
        signs="印",
    ),
    annex=pattern(
        rf"^{_BLANKS}[#*]{{0,6}}{_BLANKS}附{_BLANK}?件{_BLANK}?[\d一二三四五六七八九十]{{0,3}}[：:*]{{0,3}}{_BLANKS}$"
        rf"|^{_BLANKS}[#*]{{0,6}}{_BLANKS}附{_BLANK}?件{_BLANK}?[\d一二三四五六七八九十]{{1,3}}"
        r"[：: \t\u3000][^\r\n。；，]{2,60}$",
        re.M,
        signs="附",
    ),
    issues=pattern("印发|转发|批转|发布|公布|颁发"),
    keys=(
        ("recipients", pattern(rf"受文者{_COLON}", signs="者")),
        ("date", pattern(rf"[發发]文日期{_COLON}", signs="日期")),
        ("number", pattern(rf"[發发]文字[號号]{_COLON}", signs="字")),
        ("urgency", pattern(rf"速[別别]{_COLON}", signs="速")),
        ("secrecy", pattern(rf"密等(?:及[解]密[條条]件[或及]保密期限)?{_COLON}", signs="密")),
        ("attachments", pattern(rf"附件{_COLON}", signs="附")),
        ("subject", pattern(rf"主旨{_COLON}", signs="主旨")),
        ("explanation", pattern(rf"[說说]明{_COLON}", signs="明")),
        ("action", pattern(rf"(?:[擬拟]?[辦办]法|公告事[項项]|依[據据]){_COLON}", signs=["法", "事", "依"])),
        ("originals", pattern(rf"正本{_COLON}", signs="正本")),
        ("copies_to", pattern(rf"副本{_COLON}", signs="副本")),
        ("file_number", pattern(rf"[檔档]{_BLANKS}[號号]{_COLON}", signs=["號", "号"])),
        ("retention", pattern(rf"保存年限{_COLON}", signs="保存")),
        (
            "",
            pattern(
                rf"(?:地{_BLANK}?址|承[辦办]人|[聯联][絡络](?:人|方式)|[電电]{_BLANK}?[話话]|[傳传]真|[電电]子(?:信箱|[郵邮]件)){_COLON}"
            ),
        ),
    ),
    essential_keys=frozenset({"recipients", "date", "number", "subject"}),
)
