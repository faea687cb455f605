"""The pages as a visitor gets them: every article where the truth has it, in every form the site is known to have."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from http.client import HTTPMessage
from typing import Any
from urllib.parse import urljoin

import pytest

from rednet_crawler.replica.listings import Channel
from rednet_crawler.replica.station import Replica

Fetch = Callable[..., tuple[int, bytes, HTTPMessage]]
HOME = "https://hh.rednet.cn/"
LINK = re.compile(r'<a href="([^"]*)" title="([^"]*)"')


def pages_of(channel: Channel, fetch: Fetch) -> Iterator[str]:
    page = 1
    while True:
        status, body, _ = fetch(urljoin(HOME, channel.path(page)))
        if status == 404 or not LINK.search(body.decode()):
            return
        yield body.decode()
        page += 1


def listed_in(replica: Replica, channel: Channel) -> list[dict[str, Any]]:
    return [row for row in replica.truth if channel.name in row["channels"]]


def bare(html: str) -> str:
    """The text of a page without tags, scripts and any kind of blank."""
    text = re.sub(r"(?s)<script.*?</script>|<[^>]*>", "", html)
    return re.sub(r"[\s\u200b]", "", unescape(text))


def decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("gb18030")


def test_every_article_answers_and_holds_its_truth(replica: Replica, fetch: Fetch) -> None:
    for row in replica.truth:
        status, body, _ = fetch(row["url"])
        assert status == 200, row["url"]
        html = decoded(body)
        text = bare(html)
        assert bare(row["title"]) in text
        for section in row["sections"]:
            assert bare(section["heading"] or "") in text
            for paragraph in section["paragraphs"]:
                assert re.sub(r"\s", "", paragraph) in text, (row["url"], paragraph)
        for credit in row["byline"]:
            assert credit["name"] in text or credit["name"] in html
        for image in row["images"]:
            assert image["url"].removeprefix("https:") in html
            assert re.sub(r"\s", "", image["caption"] or "") in text
        for video in row["videos"]:
            assert video["url"] in html
            assert (video["cover"] or "") in html


def test_every_article_is_listed_in_each_of_its_channels(replica: Replica, fetch: Fetch) -> None:
    for channel in replica.channels:
        wanted = {row["content_id"] for row in listed_in(replica, channel)}
        links = [link for page in pages_of(channel, fetch) for link, _ in LINK.findall(page)]
        found = {
            match[1]
            for link in links
            if (match := re.search(r"/(?:content|c)/.*?(\d+)\.html?(?:\?|$)", link))
        }
        assert found == wanted, channel.name


def test_listed_links_lead_to_the_article(replica: Replica, fetch: Fetch) -> None:
    for channel in replica.channels[:4]:
        for page in pages_of(channel, fetch):
            for link, _ in LINK.findall(page):
                if re.search(r"/(content|c)/", link):
                    assert fetch(urljoin(HOME, link))[0] == 200, link


def test_all_kinds_of_lists_and_links_occur(replica: Replica, fetch: Fetch) -> None:
    listed = "".join(page for channel in replica.channels for page in pages_of(channel, fetch))
    for sign in (
        'id="div_newsList"', 'class="main995 list-all"', 'class="newsmod"',
        '<li class="line"></li>', 'class="pagination"', "…</",
        "moment.rednet.cn/pc/content/", "hh-wap.rednet.cn", "/m/content/", "?from=channel",
        '"//hh.rednet.cn', '"http://hh.rednet.cn/c/',
        "https://hn.rednet.cn/", "mp.weixin.qq.com", "/topic/", "javascript:", "mailto:", "https://www.hunan.gov.cn/",
    ):  # fmt: skip
        assert sign in listed, sign


def test_an_old_article_is_pinned_on_top(replica: Replica, fetch: Fetch) -> None:
    page = next(pages_of(replica.channels[0], fetch))
    times = re.findall(r'class="f_right time">([^<]*)<', page)
    assert times[0] < times[1]
    assert times[1:] == sorted(times[1:], reverse=True)


@pytest.mark.parametrize("parity", [0, 1])
def test_past_the_last_page_is_missing_or_empty(
    parity: int, replica: Replica, fetch: Fetch
) -> None:
    channel = next(channel for channel in replica.channels if channel.number % 2 == parity)
    status, body, _ = fetch(urljoin(HOME, channel.path(500)))
    assert (status, LINK.findall(body.decode())) == ((200, []) if parity else (404, []))


def test_the_menu_leaves_out_channels_that_articles_link(replica: Replica, fetch: Fetch) -> None:
    menu = fetch(HOME)[1].decode()
    article = fetch(replica.truth[-1]["url"])[1].decode()
    absent = [
        channel.name
        for channel in replica.channels
        if f'<a href="{channel.path()}">{channel.name}<' not in menu
    ]
    assert absent == ["书记活动专辑", "市长活动专辑"]
    assert all(
        f'<a href="{channel.path()}">{channel.name}</a>' in article for channel in replica.channels
    )


def test_a_day_page_lists_that_day_of_a_channel(replica: Replica, fetch: Fetch) -> None:
    channel = replica.channels[0]
    row = listed_in(replica, channel)[-1]
    day = row["published_at"][:10].split("-")
    body = fetch(f"{HOME}channel/{day[0]}/{day[1]}{day[2]}/{channel.number}.html")[1].decode()
    same_day = [
        other
        for other in listed_in(replica, channel)
        if other["published_at"][:10] == row["published_at"][:10]
    ]
    assert len(LINK.findall(body)) == len(same_day) > 0


def test_the_api_lists_the_newest_first(replica: Replica, fetch: Fetch) -> None:
    channel = replica.channels[0]
    url = f"https://front-web.rednet.cn/content/list/channel?channelId={channel.number}&pageSize=5"
    status, body, headers = fetch(url)
    entries = json.loads(body)
    assert (status, headers["Content-Type"]) == (200, "text/plain")
    assert [entry["title"] for entry in entries] == [
        row["title"] for row in listed_in(replica, channel)[:-6:-1]
    ]
    assert set(entries[0]) == {"title", "contentUrl", "publishTimeStr", "contentCovers"}
    assert json.loads(fetch(url.replace(str(channel.number), "1"))[1]) == []


def test_old_pages_come_in_every_encoding(replica: Replica, fetch: Fetch) -> None:
    seen = set()
    for row in replica.truth:
        if row["template"] == "legacy":
            body = fetch(row["url"])[1]
            declared = re.search(rb'charset="([^"]*)"', body)
            is_utf8 = decoded(body).encode() == body
            seen.add((declared[1].decode() if declared else None, is_utf8))
    assert seen == {
        ("utf-8", True),
        ("utf-8", False),
        ("gb2312", False),
        ("gbk", False),
        (None, False),
    }


def test_every_oddity_of_markup_occurs(replica: Replica, fetch: Fetch) -> None:
    html = "\n".join(decoded(fetch(row["url"])[1]) for row in replica.truth)
    for sign in (
        'class="detail_title"', 'class="p_t_30 f36 p_b_40 h36"', "detail_article_content f_left",
        'class="f18 detail-article',
        'id="source_baidu"', 'id="author_baidu"', 'id="editor_baidu"', 'id="pubtime_baidu"', 'class="description"',
        'class="detail_article"', 'id="cut_title"', 'class="content_info clear"',
        'class="video_left f_left"', 'class="pubdate"', 'id="articlecontent"',
        "/220", " data-src=", " _src=", " urlCloud=", 'class="edui-faked-video"', "var videoUrl",
        "<table", 'class="group_carousel"',
        "&nbsp;", "\u3000", "\u200b", "<p></p>", "<br", "<strong>", "text-align: right", "来源：<",
        "来源:", "作者：</", "责编", "一审",
        "var newsType = 3;", 'name="source" content=""', "当前位置：</div>", "阅读下一篇", "相关链接", "频道精选", "返回怀化站首页",
    ):  # fmt: skip
        assert sign in html, sign


def test_the_seed_keeps_its_notice_and_link(fetch: Fetch) -> None:
    html = fetch("https://hh.rednet.cn/content/646656/94/12109536.html")[1].decode()
    end = html[html.index('<p class="f14 m_t_50 m_b_5 h20">') :]
    lines = re.findall(r"<p class=\"f14[^>]*>(.*)</p>", end)
    assert bare(lines[0]) == "来源:红网怀化站"
    assert bare(lines[1]).startswith("作者:郭飞")
    assert lines[2:] == [
        "编辑:杨超",
        "本文为怀化站原创文章,转载请附上原文出处链接和本声明。",
        "本文链接:https://hh.rednet.cn/content/646656/94/12109536.html",
    ]
