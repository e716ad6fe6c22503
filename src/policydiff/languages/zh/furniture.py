"""The words of page furniture on Chinese sites."""

from __future__ import annotations

import re

from policydiff.languages.pack import FurnitureRow, FurnitureWords
from policydiff.text.lazy_regex import pattern

# Each pattern must match a whole stripped line that begins with one of the characters before it (if empty: any line of
# a text that has one of the signs below). Only lines that no policy text can have: a missed line is a blemish, a line
# of policy marked as furniture is a fault.
_ROWS = (
    FurnitureRow(
        "navigation",
        "【[您你现現目当當所位",
        r"[【\[]?(?:您|你)?(?:现在|現在|目前|当前|當前)?的?(?:所在)?(?:的)?位置\s*(?:是|为|為)?\s*[:：]?[^。；]{0,20}"
        r"(?:首页|首頁|主页|主頁|>)[^。；]{0,150}",
    ),
    FurnitureRow("navigation", "您你现現目当當", r"(?:您|你)?的?(?:现在|現在|目前|当前|當前)的?(?:所在)?位置\s*[:：]"),
    FurnitureRow("navigation", "首", r"(?:首页|首頁)\s*(?:>|›|»|＞|&gt;)[^。；]{0,150}"),
    FurnitureRow(
        "qr",
        "",
        r"[^。；，]{0,12}[掃扫]一[掃扫][^。；]{0,6}(?:手机|手機|微信|打[开開]|[关關]注|分享|二[维維][码碼]|[当當]前)[^。；]{0,14}",
    ),
    FurnitureRow(
        "qr",
        "请請用使手微扫掃",
        r"[请請]?(?:使?用)?(?:手[机機]|微信)?[扫掃]描?(?:下方|上方)?二[维維][码碼][^。；，]{0,14}",
    ),
    FurnitureRow("copyright", "版", r"(?:版权所有|版權所有)\s*(?:[:：©|｜]|\(c\)|（c）|\s)[^。；]{0,160}"),
    FurnitureRow("copyright", "", r"[^。；]{0,40}copyright\s*(?:©|&copy;|\(c\)|（c）|[@:：]?\s*\d{4})[^。；]{0,200}"),
    FurnitureRow("copyright", "Cc", r"copyright\s*[:：][^。；]{0,160}"),
    FurnitureRow("copyright", "©", r"©[^。；]{0,160}"),
    FurnitureRow("copyright", "", r"[^。；]{0,80}[A-Z\u4e00-\u9fff]ICP\s*[备備证證]\s*第?\s*\d[^。；]{0,80}"),
    FurnitureRow("copyright", "", r"[^。；]{0,80}公[网網]安[备備]\s*(?:案号?[:：]?)?\s*\d{6,}[^。；]{0,80}"),
    FurnitureRow("copyright", "【[", r"[【\[](?:免责声明|免責聲明)[】\]].{0,20}本(?:网|網|站).{0,300}"),
    FurnitureRow("copyright", "政网", r"(?:政府)?网站标识码\s*[:：]?\s*\w{6,12}"),
    FurnitureRow("page-number", "-—－–", r"[-—－–]{1,2}\s{0,3}[\d０-９]{1,4}\s{0,3}[-—－–]{1,2}"),
    FurnitureRow("page-number", "第", r"第\s*\d{1,4}\s*[页頁]\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁]"),
    FurnitureRow("page-number", "第", r"第\s{0,3}\d{1,4}\s{0,3}[页頁]"),
    FurnitureRow("page-number", "·•・~～", r"(?:·|•|・|~|～)\s{0,3}\d{1,4}\s{0,3}(?:·|•|・|~|～)"),
    FurnitureRow("page-number", "Pp", r"page\s+\d{1,4}(?:\s+of\s+\d{1,4})?"),
)
_SIGNS = ("Copyright", "COPYRIGHT", "copyright", "ICP", "公网安备", "公網安備", "扫一扫", "掃一掃")
# Lines made of nothing but these words and separators.
_BUTTONS = pattern(
    "打印本页|打印此页|打印|友善列印|我要打印|列印|关闭窗口|关闭本页|关闭|關閉視窗|關閉|收藏本页|加入收藏|收藏|字号|字號|字体大小|字体|字體"
    "|字型大小|分享到|分享|转发|新浪微博|腾讯微博|微信|微博|QQ空间|朋友圈|大|中|小|纠错|返回顶部|返回首页|网友评论|查看评论|昵称|我要评论"
    "|复制链接|放大|缩小|默认"
)
_SURE_BUTTONS = pattern(
    r"打印|列印|关闭(?:窗口|本页)|關閉視窗|[【\[]\s*关闭|字[号號体體][:：\s]*[【\[（(]?\s*大|[【\[（(]\s*字[号號体體]|分享到|返回顶部"
    r"|网友评论|查看评论|^分享[:：]$|大\s*中\s*小|收藏本页|我要评论",
    signs="印闭閉字享返评小藏",
)
_SITE_WORDS = pattern(
    "网站地图|網站地圖|网站导航|網站導覽|关于我们|關於我們|联系我们|聯繫我們|聯絡我們|设为首页|設為首頁|加入收藏|网站声明|隐私声明"
    "|隐私政策|隱私權政策|法律声明|使用帮助|常见问题|加入我们|广告服务|Contact Us|About Us|Site ?map|Home",
    re.IGNORECASE,
)
_LINK_HEADS = pattern(
    r"[【\[▪■◆]?\s*(?:相关链接|相關鏈結|相關連結|相关文章|相关新闻|相关报道|相關新聞|栏目推荐|欄目推薦|推荐阅读|延伸阅读|延伸閱讀)\s*[】\]]?\s*[:：]?",
    signs=["相关", "相關", "推荐", "推薦", "延伸"],
)
_LINK_FOLLOWERS = pattern(r"[·•●▪◆■>＞]\s{0,4}[^。；]{2,60}|(?:图片图表|圖片圖表|栏目推荐|欄目推薦)")
_FILLERS = frozenset({"||", "分享", "分享：", "分享:", "字体：", "字号：", *"|｜│】【[]大中小：:·/->"})
# The text under a heading such as 联系我们: a sentence, an address or number, the first words of a wrapped sentence.
_STATEMENT = pattern(
    r"[。！？；!?;，,@]|[:：]\s*[^\s/]|\d[\d -]{4,}|(?:[a-zA-Z'’]+ ){5}|^(?:[您请請如若本我]|可以|欢迎|歡迎)|\w\.$"
)
# The same under 相关链接, where there may be headlines, with ，：！ in them.
_SENTENCE_IN = pattern(r"[。；;]|^(?:[您请請如若本]|以下|下列|我[们們])|(?:[a-zA-Z'’]+[ ,]+){4}.*[.:]$")
# Words about a page, which are under no heading of the document.
_OF_A_PAGE = pattern(
    r"(?:来源|來源|稿源|发布|發布|发文|时间|時間|日期|作者|浏览|点击|阅读|字[号號体體]|责任编辑|責任編輯|编辑|索\s*引|主题|标题|标\s*签)"
)
# Site words that head no list of a document, and those that may be the title of one.
_MENU_WORDS = pattern("网站地图|網站地圖|网站导航|網站導覽|设为首页|設為首頁|加入收藏|Site ?map|Home", re.IGNORECASE)
_TITLES = pattern("网站声明|隐私声明|隐私政策|隱私權政策|法律声明|使用帮助|常见问题")
_PAGE = (
    r"(?:第\s{0,3}\d{1,4}\s{0,3}[页頁](?:\s{0,3}[,，/]?\s{0,3}共\s{0,3}\d{1,4}\s{0,3}[页頁])?"
    r"|[-—–·•]\s{0,3}\d{1,4}\s{0,3}[-—–·•])"
)
_GAP = r"[ \t\u3000]{2,60}"
_NUMBERED_HEAD = pattern(
    rf"(?<![^\r\n])[ \t\u3000]{{0,40}}(?:[^\s，。；：！？]{{2,40}}{_GAP}{_PAGE}|{_PAGE}{_GAP}"
    r"[^\s，。；：！？]{2,40})[ \t\u3000]{0,40}(?![^\r\n])"
)
# The first characters of lines of buttons, of site words, and of headings of links.
_WORD_OPENINGS = frozenset(
    "【[（(】|｜│打列友我关關收加字分转新微腾QQ朋大纠返网網查昵浏阅复放缩默联聯设設隐隱法使常广ACHSacsh相栏欄推延▪■◆"
)

FURNITURE = FurnitureWords(
    rows=_ROWS,
    signs=_SIGNS,
    buttons=_BUTTONS,
    sure_buttons=_SURE_BUTTONS,
    site_words=_SITE_WORDS,
    link_heads=_LINK_HEADS,
    link_followers=_LINK_FOLLOWERS,
    fillers=_FILLERS,
    statement=_STATEMENT,
    sentence_in=_SENTENCE_IN,
    of_a_page=_OF_A_PAGE,
    menu_words=_MENU_WORDS,
    titles=_TITLES,
    numbered_head=_NUMBERED_HEAD,
    openings=_WORD_OPENINGS,
    link_rows_sign="推",
)
