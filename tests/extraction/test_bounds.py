"""Pages larger than any of the site are refused whole and soon; long ones that are real are read."""

import json
import time

import pytest

from rednet_crawler.errors import OverBoundError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.items import Page, TextBlock

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
_SLOWEST = 1.0


def article(body: str) -> Page:
    html = (
        '<title>题_要闻_红网怀化站</title><h1 class="detail_title">题</h1>'
        f'<section class="detail_article_content">{body}</section>'
    )
    return Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8")


OVER = {
    "a million siblings": ("<b></b>" * 500_000, "more than 150000 tags"),
    "100,000 nested": ("<div>" * 100_000, "nested too deep"),
    "a tag of many attributes": (
        "<p " + " ".join(f"a{at}=1" for at in range(5_000)) + ">",
        "more than 1000 attributes",
    ),
    "a long text": ("<p>" + "怀" * 1_100_000 + "</p>", "characters of text"),
    "many pictures": ('<img src="/a.jpg">' * 2_100, "pictures and videos"),
}


@pytest.mark.parametrize("what", OVER)
def test_a_page_over_a_bound_is_refused_soon(what: str) -> None:
    body, says = OVER[what]
    page = article(body)
    began = time.process_time()
    with pytest.raises(OverBoundError, match=says) as caught:
        extract_article(page)
    assert time.process_time() - began < _SLOWEST
    assert URL in str(caught.value)


def test_a_page_of_many_tags_that_is_below_them_is_read() -> None:
    raw = extract_article(article("".join(f"<p>第{at}段：怀化。</p>" for at in range(3_000))))
    assert len([block for block in raw.blocks if isinstance(block, TextBlock)]) == 3_000


def test_listings_and_answers_of_the_api_are_bounded() -> None:
    items = "".join(
        f'<li><a href="/content/646656/94/{12_000_000 + at}.html">题</a></li>'
        for at in range(5_001)
    )
    listing = f'<div id="div_newsList"><ul class="news_list">{items}</ul></div>'.encode()
    with pytest.raises(OverBoundError, match="more than 5000"):
        extract_listing(
            Page(
                url="https://hh.rednet.cn/channel/9001.html", body=listing, content_type="text/html"
            )
        )
    answer = json.dumps([{"contentUrl": "/content/646656/94/12109536.html"}] * 5_001).encode()
    with pytest.raises(OverBoundError, match="more than 5000"):
        extract_channel_api(
            Page(url="https://hh.rednet.cn/api", body=answer, content_type="application/json")
        )
