"""Channels, wherever a page names them."""

import json

import pytest

from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.items import Page

HOME = "https://hh.rednet.cn/"
ARTICLE = f"{HOME}content/646656/94/12109536.html"


def channels(html: str, url: str = HOME) -> list[tuple[str, str]]:
    page = Page(url=url, body=html.encode(), content_type="text/html;charset=utf-8")
    return [(link.name, link.channel_id) for link in extract_channel_links(page)]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<ul class="side-nav"><li>频道精选</li><li channelid="270" class="active">要闻</li><li '
         'channelid="271">县市区</li></ul>',
         [("要闻", "270"), ("县市区", "271")]),
        ('<li channelid="270"><a href="/channel/270.html">要闻</a></li>', [("要闻", "270")]),
        ('<li channelid="abc">要闻</li><li channelid="0">要闻</li><li channelid="5"></li>', []),
        ('<a href="/channel/7.html"><img src="a.png" alt="法治"></a>', [("法治", "7")]),
        ('<a href="/channel/7.html" aria-label="法治"><i class="icon"></i></a>', [("法治", "7")]),
        ('<a href="/channel/7.html" title="法治"><i class="icon"></i></a>', [("法治", "7")]),
        ('<a href="/channel/7.html"><svg><title>法治</title></svg></a>', [("法治", "7")]),
        ("<script>var menu=" + json.dumps([{"channelId": 7, "channelName": "法治"},
                                           {"name": "要闻", "channelId": "8"}], ensure_ascii=False)
         + "</script>", [("法治", "7"), ("要闻", "8")]),
        ('<a href="/list/7012/">教育</a><a href="/pd/wenhua.html">文化</a><a href="/about.html">关于</a>',
         [("教育", "7012"), ("文化", "wenhua.html")]),
        ('<a href="https://cs.rednet.cn/channel/7.html">法治</a>', []),
        ('<select><option value="/channel/7.html">法 治</option></select>', [("法治", "7")]),
        ('<map><area href="/channel/7.html" alt="法治"></map>', [("法治", "7")]),
        ("""<li onclick="location.href='/channel/7.html'">法治</li>""", [("法治", "7")]),
        ('<li data-url="/channel/7.html"><b>法治</b></li>', [("法治", "7")]),
        ('<li data-id="7">法治</li><li data-id="8">联系我们</li>', [("法治", "7")]),
        ('<a href="javascript:channel(7)">法治</a><a href="#/channel/8">要闻</a>', [("法治", "7"), ("要闻", "8")]),
        ('<a href="#" onclick="go(7, 8)">法治</a>', []),
        ('<a href="/channel/7.html"><i class="a"></i></a>', [("7", "7")]),
        ('<a href="/channel/7.html"><i></i></a><a href="/channel/8.html">要闻</a>', [("要闻", "8")]),
        ('<a href="/list.html?channelId=8">要闻</a>', [("要闻", "8")]),
        ('<script>var nav=[{text:"法治",url:"/channel/7.html"},{id:8,sort:1,name:"要闻"}]</script>',
         [("法治", "7"), ("要闻", "8")]),
        ('<script>var nav={"7":"法治"}; var a={channelId:9,title:"一篇文章",id:1,b:1,c:2,d:3,e:4,f:5}</script>',
         [("法治", "7")]),
        ('<a href="/channel/7.html">法治</a><script>var tags=[{id:3,name:"法治"}]</script>', [("法治", "7")]),
    ],
)  # fmt: skip
def test_menus(html: str, found: list[tuple[str, str]]) -> None:
    assert channels(html) == found


def test_an_article_names_its_channel() -> None:
    script = "<script>var siteId = 12, channelId = 7012, contentId = 12109536;</script>"
    crumbs = '<div class="breadcrumb"><a href="/">首页</a><a href="/x">法治</a></div>'
    assert channels(script, ARTICLE) == [("7012", "7012")]
    assert channels(script + crumbs, ARTICLE) == [("法治", "7012")]
    assert (
        channels(script + '<script>var pcDomain = "https://cs.rednet.cn";</script>', ARTICLE) == []
    )
    assert channels(script) == []


def test_an_address_of_another_form_is_kept() -> None:
    page = Page(url=HOME, body='<a href="/list/7012/">教育</a>'.encode())
    assert [link.url for link in extract_channel_links(page)] == [f"{HOME}list/7012/"]
