"""Words of pages, as chats, mails, cards and terminals get them: a table of cases for each receiver."""

import re
import unicodedata

import pytest
from hypothesis import given

from rednet_crawler.export.receivers import LONGEST_NAME, in_card, in_message, link, short
from rednet_crawler.safety import one_line
from tests.article_examples import ANY_TEXT

WECOM = [
    ("<@zhangsan>请看", "＜＠zhangsan＞请看"),
    ("@all 注意", "＠all 注意"),
    ("@所有人", "＠所有人"),
    ('<font color="warning">红</font>', '＜font color="warning"＞红＜/font＞'),
    ("[点此](https://evil.example/)", "［点此］(https：//evil·example/)"),
    ("![图](https://evil.example/a.png)", "!［图］(https：//evil·example/a·png)"),
    ("**粗**", "＊＊粗＊＊"),
    ("`码`", "｀码｀"),
    ("> 引用", "＞ 引用"),
    ("# 标题", "＃ 标题"),
    ("weixin://dl/business", "weixin：//dl/business"),
]
DINGTALK = [
    ("@all", "＠all"),
    ("@13800138000 请回电", "＠13800138000 请回电"),
    ("@manager7675", "＠manager7675"),
    ("[查看](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fevil)",
     "［查看］(dingtalk：//dingtalkclient/page/link?url=https%3A%2F%2Fevil)"),
    ("dtmd://dingtalkclient/sendMessage?content=1", "dtmd：//dingtalkclient/sendMessage?content=1"),
    ("![](http://evil.example/x.gif)", "!［］(http：//evil·example/x·gif)"),
    ("~~删~~", "～～删～～"),
    ("tel:10086", "tel：10086"),
]  # fmt: skip
FEISHU = [
    ('<at user_id="all">所有人</at>', '＜at user_id="all"＞所有人＜/at＞'),
    ("<at id=all></at>", "＜at id=all＞＜/at＞"),
    ("<at id='ou_1'>", "＜at id='ou_1'＞"),
    ("&lt;at user_id=&quot;all&quot;&gt;", "＆lt;at user_id=＆quot;all＆quot;＆gt;"),
    ("<at\nuser_id='all'>", "＜at user_id='all'＞"),
    ("<a href='https://evil.example'>点</a>", "＜a href='https：//evil·example'＞点＜/a＞"),
    ("<font color='red'>红</font>", "＜font color='red'＞红＜/font＞"),
    ("[a](javascript:alert(1))", "［a］(javascript：alert(1))"),
    ("lark://applink", "lark：//applink"),
    ("<text_tag color='red'>x</text_tag>", "＜text_tag color='red'＞x＜/text_tag＞"),
]
SLACK_AND_TELEGRAM = [
    ("<!channel>", "＜!channel＞"),
    ("<!here|here>", "＜!here｜here＞"),
    ("@here @channel", "＠here ＠channel"),
    ("<@U024BE7LH>", "＜＠U024BE7LH＞"),
    ("<https://evil.example|红网>", "＜https：//evil·example｜红网＞"),
    ("*粗* _斜_ ~删~", "＊粗＊ ＿斜＿ ～删～"),
    ("image_captions", "image_captions"),
    ("tg://resolve?domain=evil", "tg：//resolve?domain=evil"),
    ("t.me/evil", "t·me/evil"),
    ("#general", "＃general"),
]
MAIL = [
    ("法治\r\nBcc: all@evil.example", "法治 Bcc: all＠evil·example"),
    ("法治\nSubject:x", "法治 Subject：x"),
    ("a\u2028Bcc: b\u2029c\x0bd\x0ce\x85f", "a Bcc: b cdef"),
    ("https://evil.example/pay", "https：//evil·example/pay"),
    ("www.evil.example", "www·evil·example"),
    ("WWW.1evil.com", "WWW·1evil·com"),
    ("evil.com", "evil·com"),
    ("boss@evil.com", "boss＠evil·com"),
    ("mailto:boss@evil.com", "mailto：boss＠evil·com"),
    ("hh.rednet.cn.evil.com", "hh·rednet·cn·evil·com"),
    ("evilrednet.cn", "evilrednet·cn"),
    ("网站.中国", "网站·中国"),
    ("//evil.example/x", "//evil·example/x"),
    ("FTP://evil", "FTP：//evil"),
]
PLAIN = [
    ("12:30开始，比分3:2，增长3.5%", "12:30开始，比分3:2，增长3.5%"),
    (
        "standard: byline is there on 80% of the pages",
        "standard: byline is there on 80% of the pages",
    ),
    ("《鹤城区：“三下乡”》（通讯员 张三、李四）", "《鹤城区：“三下乡”》（通讯员 张三、李四）"),
    ("2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z"),
    ("robots.txt forbids", "robots.txt forbids"),
    ("hh.rednet.cn", "hh.rednet.cn"),
    ("麦麦提·艾力", "麦麦提·艾力"),
]
CARD = [
    ("https://evil.example", "https：//evil·example"),
    ("www.evil.example", "www·evil·example"),
    ("me@evil.example", "me＠evil·example"),
    ("<https://evil.example>", "＜https：//evil·example＞"),
    ("<script>alert(1)</script>", "＜script＞alert(1)＜/script＞"),
    ("<!-- x -->", "＜!-- x --＞"),
    ("`a` ``b``", "｀a｀ ｀｀b｀｀"),
    ("a | b", "a ｜ b"),
    ("![x](y)", "!［x］(y)"),
    ("# 一\n## 二", "＃ 一 ＃＃ 二"),
    ("---\nlicense: mit\n---", "--- license: mit ---"),
    ("@user fixed #123", "＠user fixed ＃123"),
    ("[[页]] [1]: http://evil", "［［页］］ ［1］: http：//evil"),
    ("&amp; &#64;", "＆amp; ＆＃64;"),
    ("a_b _c_ **d** ~~e~~", r"a\_b ＿c＿ ＊＊d＊＊ ～～e～～"),
    ("$x$ {{ site }} {% raw %}", "＄x＄ ｛｛ site ｝｝ ｛% raw %｝"),
    ("\\[a\\](b)", "＼［a＼］(b)"),
    ("xmpp:a@b.cc", "xmpp：a＠b·cc"),
]
TERMINAL = [
    ("\x1b[31m红\x1b[0m", "[31m红[0m"),
    ("\x9b31m红", "31m红"),
    ("\x1b]0;title\x07", "]0;title"),
    ("a\rb", "a b"),
    ("a\tb\nc", "a b c"),
    ("\u202ea\u202d\u202a\u202b\u202cb", "ab"),
    ("\u2066a\u2067\u2068\u2069b", "ab"),
    ("\u200ba\u200c\u200d\u2060\ufeffb", "ab"),
    ("\u061c\u200e\u200fa", "a"),
    ("a\u2028b\u2029c", "a b c"),
    ("a\U000e0001\U000e0068\U000e0069\U000e007fb", "ab"),
    ("a\x07\x08\x00\x7fb", "ab"),
    ("\u00ada\u034f\u3164\u115fb", "ab"),
    ("\ud800a", "a"),
    ("红网时刻\u3000怀化 😀", "红网时刻\u3000怀化 😀"),
]
LINKS = [
    (
        "https://hh.rednet.cn/content/646847/83/13700000.html",
        "https://hh.rednet.cn/content/646847/83/13700000.html",
    ),
    ("http://hh-wap.rednet.cn:8080/a?b=c&d=%20#e", "http://hh-wap.rednet.cn:8080/a?b=c&d=%20#e"),
    ("https://moment.rednet.cn", "https://moment.rednet.cn"),
    (
        "https://hh.rednet.cn/[x](y)<at>@all|`*",
        "https://hh.rednet.cn/%5Bx%5D%28y%29%3Cat%3E%40all%7C%60%2A",
    ),
    ("https://hh.rednet.cn/法治", "https://hh.rednet.cn/%E6%B3%95%E6%B2%BB"),
    ("https://hh.rednet.cn/a b\nc", "https://hh.rednet.cn/a%20b%20c"),
    ("https://hh.rednet.cn@evil.example/", "https：//hh.rednet.cn＠evil·example/"),
    ("https://hh.rednet.cn.evil.example/", "https：//hh·rednet·cn·evil·example/"),
    ("https://evilrednet.cn/", "https：//evilrednet·cn/"),
    ("https://evil.example/https://hh.rednet.cn/", "https：//evil·example/https：//hh.rednet.cn/"),
    ("https://hh.rednet.cn\\@evil.example/", "https：//hh.rednet.cn\\＠evil·example/"),
    ("https://hh.rednet.cn:80@evil.example/", "https：//hh.rednet.cn：80＠evil·example/"),
    ("javascript:alert('https://hh.rednet.cn/')", "javascript：alert('https：//hh.rednet.cn/')"),
    ("dingtalk://hh.rednet.cn/", "dingtalk：//hh.rednet.cn/"),
]


@pytest.mark.parametrize(
    ("words", "expected"), [*WECOM, *DINGTALK, *FEISHU, *SLACK_AND_TELEGRAM, *MAIL, *PLAIN]
)
def test_words_of_pages_in_a_message(words: str, expected: str) -> None:
    assert in_message(words) == expected


@pytest.mark.parametrize(("words", "expected"), CARD)
def test_words_of_pages_in_a_card(words: str, expected: str) -> None:
    assert in_card(words) == expected


@pytest.mark.parametrize(("words", "expected"), TERMINAL)
def test_words_of_pages_on_a_terminal(words: str, expected: str) -> None:
    assert one_line(words) == expected


@pytest.mark.parametrize(("url", "expected"), LINKS)
def test_addresses_that_a_message_names(url: str, expected: str) -> None:
    assert link(url) == expected


def test_names_are_cut() -> None:
    assert short("法" * LONGEST_NAME) == "法" * LONGEST_NAME
    assert short("法" * 41) == "法" * 39 + "…"
    assert short(" 法治\u200b\n ") == "法治"


@given(ANY_TEXT)
def test_no_mark_is_left_whatever_the_words(words: str) -> None:
    for made in (in_message(words), in_card(words), link(words)):
        assert not set("<>[]@`*|\n\r") & set(made)
        assert "://" not in made or link(words) == made
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in made)
        assert not re.search(r"(?i)\bwww\.", made.replace("www.rednet.cn", ""))


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "a" * 100_000, ":/" * 50_000, "_" * 100_000, "-." * 50_000]
)
def test_long_words_take_no_time(text: str) -> None:
    """Each takes a fraction of a second where time is linear, and hours where it is not."""
    assert in_card(text)
