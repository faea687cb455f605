"""`<base href>`: what the links and pictures of a page are relative to."""

import pytest

from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_article_links, extract_listing
from rednet_crawler.items import Image, Page

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
BASES = [
    ('<base href="https://hh.rednet.cn/">', "https://hh.rednet.cn/"),
    ('<BASE HREF="https://hh.rednet.cn/">', "https://hh.rednet.cn/"),
    ('<base href="/">', "https://hh.rednet.cn/"),
    ('<base href="//hh.rednet.cn/x/y.html">', "https://hh.rednet.cn/x/"),
    (
        '<base target="_blank"><base href="https://hh.rednet.cn/a/"><base href="/b/">',
        "https://hh.rednet.cn/a/",
    ),
    ('<base href="javascript:x">', "https://hh.rednet.cn/content/646656/94/"),
    ('<base target="_blank">', "https://hh.rednet.cn/content/646656/94/"),
    ("", "https://hh.rednet.cn/content/646656/94/"),
]


@pytest.mark.parametrize(("base", "folder"), BASES)
def test_a_picture_is_relative_to_the_base(base: str, folder: str) -> None:
    html = (
        f'<head>{base}<title>招聘会_红网怀化站</title></head><h1 class="detail_title">招聘会</h1>'
        '<section class="detail_article_content"><p>红网时刻怀化3月5日讯（记者 张三）3月5日，招聘会举行。</p>'
        '<p><img src="pic/a.jpg"></p></section>'
    )
    raw = extract_article(
        Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8")
    )
    assert [block.url for block in raw.blocks if isinstance(block, Image)] == [f"{folder}pic/a.jpg"]


def test_links_are_relative_to_the_base_and_those_of_another_host_are_none_of_the_site() -> None:
    def links(base: str) -> tuple[list[str], list[str], list[str]]:
        html = (
            f'<base href="{base}"><a href="./channel/9203.html">法治</a><div id="div_newsList"><ul class="news_list"><li>'
            '<a href="content/646656/94/12109536.html"><span class="f_left">标题</span></a></li></ul></div>'
        )
        page = Page(
            url="https://hh.rednet.cn/channel/9203.html", body=html.encode(), content_type=None
        )
        return (
            [entry.url for entry in extract_listing(page).entries],
            list(extract_article_links(page)),
            [link.url for link in extract_channel_links(page)],
        )

    assert links("https://hh.rednet.cn/") == (
        [URL],
        [URL],
        ["https://hh.rednet.cn/channel/9203.html"],
    )
    assert links("https://elsewhere.example/") == (
        ["https://elsewhere.example/content/646656/94/12109536.html"],
        [],
        [],
    )
