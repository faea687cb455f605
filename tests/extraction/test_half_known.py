"""One fact of docs/site.md is wrong: no text is lost, no value is wrong; what the template misses
is read by wording.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from rednet_crawler.items import Page
from rednet_crawler.reading import read_article
from rednet_crawler.replica.pages import article_page
from rednet_crawler.replica.station import Replica, build_station
from rednet_crawler.replica.story import truth_of

BODIES = 'detail_article_content|articlecontent|class="description"|class="detail_article"|detail-article'
TITLES = 'detail_title|p_t_30 f36 p_b_40 h36|cut_title|class="title"'
LINES = 'm_b_25|p_l_10|p_l_25|_baidu|content_info clear|class="time"|class="content"|pubdate|class="author"'
TIME = re.compile(r"(?<=>)(20\d\d)-(\d\d)-(\d\d) (\d\d:\d\d)(:\d\d)?(?=\s?<)")
END = re.compile(r"<section>(<p class=\"f14.*?)</section>", re.DOTALL)
EDITOR = "(?:责任编辑|责编|编辑)[：:]"
PUBLISHED = re.compile(r'<meta name="publishdate"[^>]*>\n?')

Change = Callable[[str], str]


def sub(pattern: str, other: str) -> Change:
    return partial(re.compile(pattern, re.DOTALL).sub, other)


def moved(html: str, before: str) -> str:
    """Put the end matter before another place."""
    end = END.search(html)
    return html.replace(end[0], "").replace(before, end[0] + before, 1) if end else html


def without_time(html: str, written: str) -> str:
    return PUBLISHED.sub("", TIME.sub(written, html))


FACTS: Mapping[str, Change] = {
    "body": sub(BODIES, "other"),
    "title": sub(TITLES, "other"),
    "title's tag": sub(r"<h1( [^>]*)?>(.*?)</h1>", r"<div\1>\2</div>"),
    "line": sub(LINES, "other"),
    "title and body": sub(f"{TITLES}|{BODIES}", "other"),
    "title and line": sub(f"{TITLES}|{LINES}", "other"),
    "body and line": sub(f"{BODIES}|{LINES}", "other"),
    "all three": sub(f"{BODIES}|{TITLES}|{LINES}", "other"),
    "another h1": sub("</head><body>", "</head><body><h1>红网怀化站</h1>"),
    "the client's h1": sub("</head><body>", "</head><body><h1>时刻新闻</h1>"),
    "h2": sub(r"<h1( [^>]*)?>(.*?)</h1>", r"<h2\1>\2</h2>"),
    "time without a year": partial(without_time, written=r"\2-\3 \4"),
    "relative time": partial(without_time, written="3小时前"),
    "time in words": partial(TIME.sub, r"\1年\2月\3日 \4"),
    "编辑丨": sub(EDITOR, "编辑丨"),
    "责编/": sub(EDITOR, "责编/"),
    "审核：": sub(EDITOR, "审核："),
    "来自：": sub("来源[：:]", "来自："),
    "出处：": sub("来源[：:]", "出处："),
    "来源丨": sub("来源[：:]", "来源丨"),
    "来源 ": sub("来源[：:]", "来源 "),
    "撰文：": sub("作者[：:]", "撰文："),
    "end matter above": partial(moved, before="<article>"),
    "end matter behind all": partial(moved, before="</body>"),
    "another notice": sub(
        "本文为(.*?)原创文章，转载请附上原文出处链接和本声明。",
        r"原创稿件，版权归\1所有，未经许可请勿转载。",
    ),
    "div": sub("<(/?)p(?=[ >])", r"<\1div"),
    "photo story": sub("group_carousel", "gallery"),
    "no meta tags": sub('<meta name="[^>]*>\n?', ""),
    "title tag": sub("<title>(.*?)_.*?</title>", r"<title>\1 - 怀化站</title>"),
    "title tag turned": sub("<title>(.*?)_.*?</title>", r"<title>红网怀化站 - \1</title>"),
    "captions": sub(
        '<p style="text-align: ?center;?">(?!<img)([^<]+)</p>', r"<figcaption>\1</figcaption>"
    ),
}
FIELDS = ("title", "source", "editor", "published_at", "original", "byline", "images")


@pytest.fixture(scope="module")
def replica() -> Replica:
    return build_station(48)


def given_and_true(
    replica: Replica, change: Change
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for story in replica.listed:
        body, content_type = article_page(story, *replica.around(story))
        encoding = "gb18030" if story.template == "legacy" and story.variant != "utf-8" else "utf-8"
        html = body.decode(encoding)
        if (other := change(html)) == html:
            continue
        page = Page(
            url=story.url,
            body=other.encode(encoding, "xmlcharrefreplace"),
            content_type=content_type,
        )
        pairs.append((read_article(page, station="hh").to_dict(), truth_of(story, ())))
    return pairs


def is_wrong(field: str, given: Any, true: Any) -> bool:
    """A value that is there and is not the one on the page; a day is right where the page has a time."""
    if field == "byline":
        given, true = ([credit["name"] for credit in people] for people in (given, true))
    if field == "published_at" and given and true:
        return not true.startswith(given[: len("2022-12-02T10:15")])
    return given not in (None, [], true)


@pytest.mark.parametrize("fact", FACTS)
def test_a_wrong_fact_loses_no_text_and_gives_no_wrong_value(replica: Replica, fact: str) -> None:
    pairs = given_and_true(replica, FACTS[fact])
    assert pairs
    lost = [given["url"] for given, true in pairs if true["text"] and not given["text"]]
    wrong: Counter[str] = Counter()
    for given, true in pairs:
        wrong.update(field for field in FIELDS if is_wrong(field, given[field], true[field]))
    assert lost == []
    assert {field: count for field, count in wrong.items() if count > len(pairs) // 50} == {}
