"""Words beside personal data, and what tells the e-mail address of an office from that of a person."""

from __future__ import annotations

import re

from policydiff.languages.publication_tables import PersonalWords
from policydiff.text.lazy_regex import pattern

# Provinces, and 81 to 83 for residents of Hong Kong, Macau and Taiwan (GB/T 2260 and the residence permits).
_REGIONS = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
# Parts of an address that a person does not have: functions, offices, and stand-ins for a name.
_OFFICE_LOCALS = (
    "abuse|accessibility|account|accounts|admin|administrator|ads|advertising|affairs|agency|agent|alert"
    "|alerts|amlcft|api|appeal|appeals|apply|ask|audit|billing|bgs|bgt|biz|board|business|card|care|cert"
    "|ceo|center|chair|clerk|cn|club|committee|community|complaint|complaints|compliance|conduct|contact"
    "|contactus|copyright|counsel|cs|customer|customercare|customerservice|data|datenschutz|dept|desk"
    "|developer|developers|dmca|dpo|email|enforcement|enquiries|enquiry|events|ethics|eu|export|feedback"
    "|finance|foi|fraud|fw|gov|govt|gs|gdpr|hello|help|helpdesk|hotline|hr|id|info|information|inquiries"
    "|inquiry|international|investor|ip|it|jobs|journal|jubao|kefu|law|legal|legalnotice|lfs|library"
    "|licensing|lists|mail|mailbox|mailing|manager|marketing|media|member|members|moderation|moderator"
    "|news|newsletter|no|noreply|notice|notices|notification|notifications|office|ombudsman|open"
    "|operations|opt|optout|orders|org|partner|partners|patent|payment|payments|permissions|personal"
    "|policy|portal|post|postmaster|press|privacy|privacyoffice|private|pr|procurement|project|protection"
    "|public|publicity|records|recruit|registrar|registry|removal|rep|reply|representative|report|reports"
    "|request|requests|research|resources|rights|root|safety|sales|sec|secretary|secretariat|security"
    "|server|service|services|shop|site|social|sos|staff|subpoena|subscribe|support|survey|system|team"
    "|tech|technical|terms|test|tousu|trademark|transparency|trust|unsubscribe|us|user|users|verify|web"
    "|webmaster|work|yijian|yjx|xinxi|xxgk|xfj|zhengce|zhengqiuyijian|zixun|zx|abc|example|foo|firstname"
    "|lastname|fullname|myname|name|someone|somebody|username|xxx|xxxx|you|your|yourname|youremail"
)

PERSONAL = PersonalWords(
    regions=pattern(_REGIONS),
    no_phone=pattern(
        r"(?:编号|編號|编码|編碼|代码|代碼|账号|帐号|帳號|賬號|单号|單號|文号|文號|批号|批號|序号|序號|流水号|条码|條碼|货号|貨號|型号|型號|许可证号?|許可證號?|证书号"
        r"|登记号|备案号|合同号|案号|QQ群?号?|qq群?号?|ISBN|ISSN|DOI|doi|№|＃|#|[¥￥$第])[码碼]?[：:为為是 ]{0,3}$"
    ),
    measure=pattern(
        r"[ \u3000]{0,2}"
        r"(?:[元圆圓万萬亿億千百吨噸户戶股份册冊件号號％%]|人(?!民)|平方|立方|公里|公斤|千瓦|美元|港元|港币|新台[币幣]|新臺幣)"
    ),
    identity=pattern(r"身份[证證]|身分[证證]|公民身份|居民身份|[证證]件[号號]"),
    card=pattern(r"卡|[Cc]ard|CARD|VISA|Visa|[Mm]aster[Cc]ard|AMEX|JCB"),
    account=pattern("[账帐賬帳][号户號戶]"),
    phone=pattern(r"手机|手機|手提|流動電話|移动电话|[Ww]hats[Aa]pp|[Mm]obile|MOBILE"),
    passport=pattern(
        r"(?:护照|護照|[Pp]assport|PASSPORT)(?: ?(?:号码?|號碼?|[Nn]o\.?|NO\.?|[Nn]umber))?[：:#．. ]{0,4}"
        r"(?P<value>[A-Z]{1,2}\d{7,8}|\d{9})(?![0-9A-Za-z])",
        signs=["照", "assport", "ASSPORT"],
    ),
    contact=pattern(
        r"联系|聯絡|聯繫|联络|咨询|諮詢|反馈|反應|意见|意見|投诉|投訴|举报|舉報|邮箱|郵箱|信箱|邮件|郵件|电邮|電郵|来信|來信|发送|发至|發送|寄|电话|電話|传真|傳真|热线|熱線"
        r"|e-?mail|contact|write|reach|notif|report|support|question|inquir|enquir|request|feedback|submit|send|complain"
        r"|address|please|call",
        re.I,
    ),
    person=pattern(
        r"(?:联系人|聯絡人|聯繫人|联络人|承办人|承辦人|经办人|經辦人|负责人|負責人|姓名|作者|收件人|编者|执笔人)"
        r"(?:[：: \u3000]{1,3}|[（(])"
        r"(?!电话|電話|邮箱|传真|地址|单位|部门|E)[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])"
        r"|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|同志)"
    ),
    office_local=pattern(rf"(?:{_OFFICE_LOCALS})(?:cn|hk|tw|us|eu|[0-9]{{1,4}})?", re.I),
    office_domain=pattern(r"(?:.+\.)?(?:gov|govt|gob|gouv|mil|go|gc|int)(?:\.[a-z]{2})?", re.I),
    private_domain=pattern(
        r"(?:.+\.)?(?:qq|163|126|sina|sohu|foxmail|139|189|gmail|hotmail|outlook|live|msn|yahoo|icloud|me|aol|proton"
        r"|protonmail|pchome|hinet|seed|netvigator)\.(?:com|net|cn|me)(?:\.[a-z]{2})?",
        re.I,
    ),
    sample_domain=pattern(
        r"(?:.+\.)?(?:example|domain|yourdomain|yourcompany|company|mycompany|test|email|sample|xxx|abc|xyz)"
        r"\.(?:com|org|net|edu|cn|tw|hk)(?:\.[a-z]{2})?|.+\.(?:example|test|invalid|localhost)",
        re.I,
    ),
)
