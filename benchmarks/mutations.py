"""What a fuzzer makes of pages and texts: a corpus of each, and the ways in which one is spoiled.

The same seed and number make the same input.
"""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from rednet_crawler.items import Page

ROOT = Path(__file__).resolve().parent.parent
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
APP_URL = "https://moment.rednet.cn/pc/content/646656/94/12109536.html"
URLS = (URL, URL, URL, APP_URL, "https://hh.rednet.cn/channel/7012.html", None)
LARGEST = 200_000
"""Bytes of a page; a text has a tenth as many characters at most."""

BUILT_IN = (
    b"",
    b"[" * 1_000,
    '<title>题目_要闻_红网怀化站</title><h1 class="detail_title">题目</h1><div class="m_b_25"><span class="p_l_10">来源：红网</span>'
    '<span class="p_l_25">2022-12-02 10:15:33</span></div><article><section '
    'class="detail_article_content"><p>红网时刻怀化12月2日讯'
    "(通讯员 郭飞 王 勇)疫情当前，众志成城。</p><p><strong>解决急难愁盼</strong></p><p>正文。</p><p align=center><img src=/a.jpg/220>"
    "<br>图为现场</p><table><tr><td>甲</td><td>乙</td></tr></table></section><section><p>来源：红网</p><p>"
    "编辑：杨超</p></section>".encode(),
    '<div id="div_newsList"><ul class="news_list"><li><a href="/content/646656/94/1.html"><span '
    'class="f_left">题目</span>'
    '<span class="f_right time">2022-12-02 10:15</span></a></li></ul></div><ul class="pagination">'
    '<li class="active"><a>1</a></li>'
    '<li><a href="/channel/7012_2.html">2</a></li></ul><a href="/channel/7012.html">法治</a>'.encode(),
    '[{"title":"题目","contentUrl":"https://hh.rednet.cn/content/646656/94/1.html",'
    '"publishTimeStr":"2022-12-02 10:15:33"}]'.encode(),
)
CHARSETS = (
    b"utf-8",
    b"gb2312",
    b"gbk",
    b"gb18030",
    b"utf-16",
    b"big5",
    b"iso-8859-1",
    b"none-such",
    b"\xff",
    b"",
)
HEADERS = (
    None,
    "text/html",
    "text/html;charset=UTF-8",
    "text/html; charset=gbk",
    "charset=utf-16",
    "text/plain",
    'charset="',
    "\x00",
)
WORDS = (
    "（|(|)|）|记者 |王 勇 |12月2日讯（|99月99日电|·|/|来源：|编辑：|相关链接|本文为原创|//a/| |\u3000|1|"
    "999999999999999999999|&nbsp;|&amp|&#0;|&#xD800;|&#x110000;"
)
TAGS = (
    "<p>|<div>|</div>|<span>|<table><tr><td>|<td>|<br>|<b>|<!--|-->|<script>|</script>|<title>|<h3>"
    "|<ul class=news_list><li>|"
    "<ul class=pagination>|<a href='http://['>|<img src='http://['>|<img class=edui-faked-video "
    "urlCloud=//>|<h1 class=detail_title>|"
    "<section class=detail_article_content>|<div class=m_b_25>|<div class=group_carousel>|<p "
    "style='text-align:center;font-size:0px'>|"
    "<p style='display:none'>|<![CDATA[|<|>|<?xml version='1.0' encoding='utf-16'?>"
)
OWN_NAMES = (
    "<p rednet-left-out=x>|<p rednet-left-out=9>|<p rednet-left-out=0>|<p rednet-left-out>|<table rednet-left-out=0>|"
    "<b rednet-left-out=''>|<span id=pubtime_baidu>|<span id=source_baidu>|<div id=articlecontent>|"
    "<div id=div_newsList>|"
    "<h1 id=cut_title>|<div class='video_left f_left'>|<div class='content_info clear'>|<article class=detail-article>|"
    "<div class=breadcrumb>|<div class=readnext>|<p class='caption f12'>|<ul class='main995 "
    "list-all'>|<div class=newsmod>|"
    "<section class=content>|<div class=description>|<div class=title>|<div class=time>"
)
"""Names that the reader's own code asks for, or once wrote into a page: no page may steer it with them."""
BOMBS = '\x00|\ufeff|\u200b|\U0001f600|\ufffd|"|{|[|\\u0000|\\ud800'
PIECES = tuple(
    piece.encode() for some in (WORDS, TAGS, OWN_NAMES, BOMBS) for piece in some.split("|")
)
OWN_ATTRIBUTES = tuple(tag.strip("<>").partition(" ")[2].encode() for tag in OWN_NAMES.split("|"))
TAG = re.compile(rb"<[^<>]{0,300}>")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?[\w-]*")

Corpus = Sequence[bytes]


def build_corpus(replica_articles: int = 60) -> list[bytes]:
    """Return the pages to start from: saved ones, those of the replica with its listings, the built-in ones."""
    pages = [path.read_bytes() for path in sorted(ROOT.glob("tests/pages/*/page.*"))]
    with suppress(ImportError):
        from rednet_crawler.replica.station import build_station  # noqa: PLC0415 - there may be none

        replica = build_station(replica_articles, 1)
        numbers = [channel.number for channel in replica.channels]
        paths = [str(row["url"]).removeprefix("https://hh.rednet.cn") for row in replica.truth]
        paths += ["/", *(f"/channel/{number}.html" for number in numbers)]
        pages += [replica.answer("hh.rednet.cn", path).body for path in paths]
        query = f"/content/list/channel?channelId={numbers[0]}&pageSize=20"
        pages.append(replica.answer("front-web.rednet.cn", query).body)
    return [*pages, *BUILT_IN]


def flip_bytes(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Set some bytes to anything."""
    changed = bytearray(body)
    for _ in range(dice.choice((1, 3, 30, 300)) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Cut out a part, or all behind a place."""
    start, end = span(body, dice)
    return body[:start] + (body[end:] if dice.choice((True, False)) else b"")


def double(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Repeat a part."""
    start, end = span(body, dice)
    return body[:end] + body[start:end] * dice.choice((1, 2, 20)) + body[end:]


def move_tags(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Swap tags among themselves."""
    tags = TAG.findall(body)
    some = dice.sample(range(len(tags)), min(len(tags), dice.choice((2, 6, 40))))
    turned = dict(zip(some, [tags[at] for at in some[1:] + some[:1]], strict=True))
    numbers = iter(range(len(tags)))
    return TAG.sub(lambda match: turned.get(next(numbers), match[0]), body)


def drop_tags(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Leave out some tags."""
    share = dice.choice((0.02, 0.2, 0.8))
    return TAG.sub(lambda match: b"" if dice.random() < share else match[0], body)


def nest(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Put a part deep into tags that are perhaps closed again."""
    start, end = span(body, dice)
    tag, depth = (
        dice.choice((b"div", b"span", b"b", b"p", b"table", b"li", b"section", b"font")),
        dice.choice((3, 60, 300, 2_000)),
    )
    closed = b"</" + tag + b">" if dice.choice((True, False)) else b""
    return (
        body[:start] + (b"<" + tag + b">") * depth + body[start:end] + closed * depth + body[end:]
    )


def change_charset(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Declare another charset, or put the page in one."""
    name = dice.choice(CHARSETS)
    if dice.choice((True, False)):
        return CHARSET.sub(lambda _: b"charset=" + name, body)
    return body.decode("utf-8", "replace").encode(
        dice.choice(("gb18030", "utf-16", "utf-8-sig")), "replace"
    )


def insert(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Insert a piece, or thousands of it."""
    at = dice.randint(0, len(body))
    return body[:at] + dice.choice(PIECES) * dice.choice((1, 1, 3, 100, 5_000)) + body[at:]


def splice(body: bytes, dice: Random, corpus: Corpus) -> bytes:
    """Go on as another page."""
    other = dice.choice(corpus)
    return body[: dice.randint(0, len(body))] + other[dice.randint(0, len(other)) :]


def mark_tags(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Give some tags an attribute, class or id of the reader's own."""
    share = dice.choice((0.02, 0.2))
    return TAG.sub(
        lambda match: (
            re.sub(
                rb"[\s/>]",
                lambda end: b" " + dice.choice(OWN_ATTRIBUTES) + end[0],
                match[0],
                count=1,
            )
            if dice.random() < share
            else match[0]
        ),
        body,
    )


def change_digits(body: bytes, dice: Random, corpus: Corpus) -> bytes:  # noqa: ARG001
    """Write other digits: days, times and numbers that are none."""
    return re.sub(
        rb"\d",
        lambda match: b"%d" % dice.randrange(10) if not dice.randrange(5) else match[0],
        body,
    )


Mutation = Callable[[bytes, Random, Corpus], bytes]
MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes,
    cut,
    double,
    move_tags,
    drop_tags,
    nest,
    change_charset,
    insert,
    insert,
    mark_tags,
    splice,
    change_digits,
)


def span(body: bytes, dice: Random) -> tuple[int, int]:
    """Return a part of a page, mostly a short one."""
    start = dice.randint(0, len(body))
    return start, min(len(body), start + dice.choice((1, 20, 400, 20_000)))


def make_page(number: int, seed: int, corpus: Corpus) -> Page:
    """Return the page of that number: always the same for a seed and a corpus."""
    dice = Random(f"{seed}/{number}")
    body = dice.choice(corpus)
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        body = dice.choice(MUTATIONS)(body, dice, corpus)[:LARGEST]
    return Page(url=dice.choice(URLS), body=body, content_type=dice.choice(HEADERS))


# ---------------------------------------------------------------------------------------------------------- texts

TEXTS = (
    URL, APP_URL, "https://hh-wap.rednet.cn/m/content/2019/03/05/5169433.html?from=x#y",
    "//hh.rednet.cn/c/2012/1/2/123.htm",
    "https://hh.rednet.cn/channel/2022/1202/7012.html", "https://hh.rednet.cn/channel/7012_2.html",
    "https://img.rednet.cn/2022/12-02/a.jpg/220",
    "http://user:pw@hh.rednet.cn:80/nograb/646656/94/1.html",
    "http://1400085894.vod2.myqcloud.com/x/v.f30.mp4", "javascript:alert(1)",
    "2022-12-02 10:15:33", "2022年12月2日 10:15", "2022-12-02T02:15:33Z", "发布时间：2022/12/02", "12月2日",
)  # fmt: skip
_SIGNS = (
    "（）()[]【】 \u3000\u00a0·•／/、，,。：:；-—_|\n\r\t"
    "\x00\x1b\u200b\u202e\ufeff\ufffd\ud800\U0001f600²①٣१〇年月日时讯电王勇记者站a%?#@\\'\"<>&=0199"
)


def text_corpus() -> list[str]:
    """Return the texts to start from: those of the grammars' tables, addresses and times."""
    texts = list(TEXTS)
    for path in sorted(ROOT.glob("tests/normalise/*.json")):
        texts += (
            value
            for value in _strings(json.loads(path.read_text(encoding="utf-8")))
            if len(value) > 1
        )
    return list(dict.fromkeys(texts))


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value.values()]
    return [text for part in value for text in _strings(part)] if isinstance(value, list) else []


def spoil(text: str, dice: Random, texts: Sequence[str]) -> str:
    """Change a text in one way: insert, drop, double or move a part, change digits, or append."""
    at, last = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
    sign, other = dice.choice(_SIGNS), dice.choice(texts)
    word = dice.choice(WORDS.split("|")) if dice.randrange(8) else chr(dice.randrange(0x110000))
    ways: tuple[Callable[[], str], ...] = (
        lambda: text[:at] + sign + text[at:],
        lambda: text[:at] + sign + text[at + 1 :],
        lambda: text[:at] + text[last:],
        lambda: text[:last] + text[at:last] * dice.choice((1, 2, 200)) + text[last:],
        lambda: text[:at] + word * dice.choice((1, 1, 1, 2, 2_000)) + text[at:],
        lambda: re.sub(
            r"\d", lambda match: str(dice.randrange(10)) if dice.randrange(2) else match[0], text
        ),
        lambda: text[last:] + text[at:last] + text[:at],
        lambda: text[:at] + other[dice.randint(0, len(other)) :],
    )
    return dice.choice(ways)()


def make_text(number: int, seed: int, texts: Sequence[str]) -> str:
    """Return the text of that number: always the same for a seed and a corpus."""
    dice = Random(f"{seed}/text/{number}")
    text = dice.choice(texts)
    for _ in range(dice.choice((1, 1, 2, 3, 6, 12))):
        text = spoil(text, dice, texts)[: LARGEST // 10]
    return text
