"""No input, however broken, raises anything but the designed errors."""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rednet_crawler.errors import RednetError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.extraction.media import absolute, image_url, script_videos
from rednet_crawler.extraction.text_dump import extract_plain_text, is_plain_text
from rednet_crawler.items import Found, Page, RawArticle, TextBlock
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.byline import parse_names, parse_people
from rednet_crawler.normalise.credits import (
    clean_value,
    ends_article,
    is_credit_line,
    original_by,
    split_credits,
)
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.outlet_and_place import split_outlet
from rednet_crawler.normalise.published import choose_time, is_time, parse_time
from rednet_crawler.normalise.sections import read_body
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.normalise.title import clean_title, from_title_tag
from rednet_crawler.site.hosts import is_station_code, may_fetch, station_of
from rednet_crawler.site.urls import canonical_url, read_address, resolve

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
LONG = settings(max_examples=150)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
BITS = st.sampled_from(
    "红网时刻 怀化 12月2日讯 13月40日电 （ ） ( ) 【 】 记者 通讯员 见习记者 实习生 摄影 郭飞 王 勇 · 等 来源： 作者: 编辑： 责编 一审： 本文为 "
    "原创文章 本文链接： 相关链接 频道精选 2022-12-02 10:15:33 9999-99-99 Z +99:99 一、 ① 。 ： / // \\ # ? @ : [ ] % https:// http://[ "
    "hh.rednet.cn javascript: /content/ 646656/94/ 12109536 .html _ — 站 \x00 \ud800 \u200b \u3000 "
    "\n ² ① ٣ १२ 〇 𠮷".split(" ")
)
GRAMMAR_TEXT = st.lists(BITS | ANY_TEXT, max_size=14).map("".join)
TAGS = st.sampled_from(
    [
        '<h1 class="detail_title">',
        '<section class="detail_article_content">',
        '<div class="m_b_25">',
        '<div class="description">',
        '<div class="title">',
        '<div class="time">',
        '<div class="video_left f_left">',
        '<div id="articlecontent">',
        '<div class="group_carousel">',
        '<span id="pubtime_baidu">',
        '<div class="breadcrumb">',
        '<div id="div_newsList"><ul class="news_list"><li>',
        '<ul class="main995 list-all"><li>',
        '<div class="newsmod"><h3>',
        '<ul class="pagination"><li class="active">',
        '<a href="/channel/7012.html">',
        '<a href="http://[" title="x">',
        '<img src="http://[">',
        '<img class="edui-faked-video" urlCloud="x" coverImg="//">',
        '<video src="//"><source src="x">',
        '<meta charset="utf-8">',
        '<meta charset="no-such-charset">',
        '<meta name="publishdate" content="2022-12-02">',
        "<meta name content>",
        '<link rel="canonical" href="http://[">',
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        '<p style="font-size:0px;text-align:center">',
        '<p style="font-weight:">',
        "<table><tr><td>",
        "<td></table>",
        "<p>",
        "</p>",
        "</div>",
        "<br>",
        "<!--",
        "-->",
        "<![CDATA[",
        '<?xml version="1.0" encoding="utf-16"?>',
        "<!DOCTYPE html",
        "&nbsp;&#0;&#x110000;&#xD800;&",
        "<svg><math>",
        '<p rednet-left-out="x">',
        '<b rednet-left-out="9">',
        '<table rednet-left-out="0">',
        "<div rednet-left-out>",
        "<",
        ">",
    ]
)
HTML = st.lists(TAGS | BITS | ANY_TEXT, max_size=25).map("".join)
BYTES = st.binary(max_size=200) | st.builds(
    lambda text, codec: text.encode(codec, "replace"),
    HTML,
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
HEADERS = (
    st.none()
    | st.sampled_from(["text/html;charset=gbk", "charset=utf-16", "charset==", "text/plain"])
    | ANY_TEXT
)
URLS = (
    st.none()
    | st.just(URL)
    | st.sampled_from(["https://moment.rednet.cn/pc/content/646656/94/1.html", "x"])
    | GRAMMAR_TEXT
)
PAGES = st.builds(Page, url=URLS, body=BYTES, content_type=HEADERS)


def read_article(page: Page) -> None:
    normalise_article(extract_article(page), station="hh")


def read_plain_text(page: Page) -> None:
    is_plain_text(page.body)
    normalise_article(extract_plain_text(page), station="hh")


@pytest.mark.parametrize(
    "read",
    [read_article, read_plain_text, extract_listing, extract_channel_links, extract_channel_api],
    ids=["article", "plain-text", "listing", "channel-links", "api"],
)
@LONG
@given(page=PAGES)
def test_any_page_is_read_or_refused(read: Callable[[Page], object], page: Page) -> None:
    with suppress(RednetError):
        read(page)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | GRAMMAR_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "contentUrl", "publishTimeStr"]) | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(JSON)
def test_any_json_is_read_or_refused(answer: object) -> None:
    with suppress(RednetError):
        extract_channel_api(Page(url=URL, body=json.dumps(answer).encode()))


@pytest.mark.parametrize(
    "read",
    [
        parse_opening,
        split_outlet,
        parse_people,
        parse_names,
        parse_time,
        is_time,
        is_credit_line,
        ends_article,
        clean_value,
        original_by,
        squeeze,
        clean_title,
        from_title_tag,
        read_address,
        station_of,
        may_fetch,
        is_station_code,
        lambda text: list(split_credits(text)),
        lambda text: read_body(
            [TextBlock(text=text), TextBlock(text=text, bold=True), TextBlock(text="疫情当前。")]
        ),
        lambda text: resolve(URL, text),
        lambda text: resolve(text, "/x"),
        lambda text: absolute(text, URL),
        lambda text: image_url(text, text),
        lambda text: list(script_videos(f"http://{text}.mp4", URL)),
    ],
    ids=lambda read: getattr(read, "__name__", "lambda").strip("<>"),
)
@given(text=GRAMMAR_TEXT)
def test_no_text_is_too_odd(read: Callable[[str], object], text: str) -> None:
    read(text)


@given(GRAMMAR_TEXT, GRAMMAR_TEXT)
def test_an_address_that_is_read_has_a_canonical_form(path: str, query: str) -> None:
    address = read_address(f"https://hh.rednet.cn/{path}?{query}")
    if address and address.content_id:
        again = read_address(canonical_url(address, "hh"))
        assert again is not None
        assert again.key == address.key
        choose_time([Found(query, "meta")], address)


FIELDS = st.sampled_from(
    "title author editor source published copyright link content_id keywords description breadcrumb".split()
)
PLACES = st.sampled_from(
    "headline heading label json-ld og script-state time-tag title-tag title-line end-matter meta "
    "canonical script breadcrumb listing elsewhere".split()
)


@given(
    st.dictionaries(
        FIELDS, st.lists(st.builds(Found, GRAMMAR_TEXT, PLACES), max_size=3).map(tuple), max_size=6
    )
)
def test_whatever_was_found_becomes_an_article(found: dict[str, tuple[Found, ...]]) -> None:
    normalise_article(
        RawArticle(url=URL, template=None, found=found, blocks=(), encoding="utf-8"), station="hh"
    )
