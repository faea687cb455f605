"""Channel pages of the kinds A, B and C, date pages, the JSON API and the pager (site.md, section 4)."""

import json
from typing import Any

import pytest

from rednet_crawler.errors import NotAnArticleError, PageError
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.items import Listing, ListingEntry, Page

URL = "https://hh.rednet.cn/channel/7012.html"
API = "https://front-web.rednet.cn/content/list/channel?channelId=7012&pageSize=20"
FIRST, SECOND = (
    "https://hh.rednet.cn/content/646656/94/12109536.html",
    "https://moment.rednet.cn/pc/content/646656/67/12109999.html",
)

LIST_A = """<div id="div_newsList"><ul class="news_list">
<li><a href="/content/646656/94/12109536.html" target="_blank"><span class="f_left">全力以赴打赢歼灭战</span>
<span class="f_right time">2022-12-02 10:15</span></a></li>
<li class="line"></li>
<li><a href="//moment.rednet.cn/pc/content/646656/67/12109999.html"
 title="雪峰山下好风光（全文标题）"><span class="f_left">雪峰山下…</span>
<span class="f_right time">2022-12-23 08:00:05</span></a></li>
{more}</ul></div>"""
LIST_B = """<ul class="main995 list-all">
<li><a href="/x.html"><img src="/a.jpg"></a><h1><a href="/content/646656/94/12109536.html"
 title="全力以赴打赢歼灭战">全力以赴…</a></h1>
<p>摘要，2021年的事。</p><span class="zuozhe">郭飞</span><span class="shijian">2024-03-01 10:15:33</span></li>
<li><h1><a href="https://moment.rednet.cn/pc/content/646656/67/12109999.html" title="">雪峰山下好风光</a></h1></li>
{more}</ul>"""
LIST_C = """<div class="newsmod"><h3><a href="/content/646656/94/12109536.html" title="全力以赴打赢歼灭战">全力以赴…</a></h3></div>
<div class="newsmod"><h3><a
 href="https://moment.rednet.cn/pc/content/646656/67/12109999.html">雪峰山下好风光</a></h3></div>{more}"""
PAGER = (
    '<ul class="pagination"><li class="disabled"><a href="#">«</a></li>{}'
    '<li><a href="/channel/7012_99.html">尾页</a></li></ul>'
)


def listing(html: str, url: str = URL) -> Listing:
    page = f"<html><head><title>法治_红网怀化站</title></head><body>{html}</body></html>"
    return extract_listing(
        Page(url=url, body=page.encode(), content_type="text/html;charset=UTF-8")
    )


def rows(found: Listing) -> list[tuple[str, str | None, str | None]]:
    return [(entry.url, entry.title, entry.published) for entry in found.entries]


def test_list_a() -> None:
    found = listing(LIST_A.format(more=""))
    assert found.kind == "A"
    assert rows(found) == [
        (FIRST, "全力以赴打赢歼灭战", "2022-12-02 10:15"),
        (SECOND, "雪峰山下好风光（全文标题）", "2022-12-23 08:00:05"),
    ]
    assert [entry.position for entry in found.entries] == [1, 2]


def test_list_b() -> None:
    found = listing(LIST_B.format(more=""))
    assert found.kind == "B"
    assert rows(found) == [
        (FIRST, "全力以赴打赢歼灭战", "2024-03-01 10:15:33"),
        (SECOND, "雪峰山下好风光", None),
    ]
    assert [entry.author for entry in found.entries] == ["郭飞", None]


def test_list_c() -> None:
    found = listing(LIST_C.format(more=""))
    assert found.kind == "C"
    assert rows(found) == [(FIRST, "全力以赴打赢歼灭战", None), (SECOND, "雪峰山下好风光", None)]


ENTRY = {
    "A": '<li><a href="{}"><span class="f_left">题目</span></a></li>',
    "B": '<li><h1><a href="{}" title="题目">题目</a></h1></li>',
    "C": '<div class="newsmod"><h3><a href="{}">题目</a></h3></div>',
}
KINDS = {"A": LIST_A, "B": LIST_B, "C": LIST_C}


@pytest.mark.parametrize("kind", "ABC")
@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://mp.weixin.qq.com/s/abc", "https://mp.weixin.qq.com/s/abc"),
        ("/topic/2022/1.html", "https://hh.rednet.cn/topic/2022/1.html"),
        ("../content/646656/94/1.html", "https://hh.rednet.cn/content/646656/94/1.html"),
        (
            "//hn.rednet.cn/content/646656/94/1.html",
            "https://hn.rednet.cn/content/646656/94/1.html",
        ),
        ("http://www.xinhuanet.com/a.htm", "http://www.xinhuanet.com/a.htm"),
        (" /content/646656/94/1.html ", "https://hh.rednet.cn/content/646656/94/1.html"),
        ("javascript:void(0)", None),
        ("mailto:a@rednet.cn", None),
        ("#", None),
        ("", None),
    ],
)
def test_links_are_kept_or_ignored(kind: str, href: str, expected: str | None) -> None:
    found = listing(KINDS[kind].format(more=ENTRY[kind].format(href)))
    assert [entry.url for entry in found.entries][2:] == ([expected] if expected else [])


@pytest.mark.parametrize("kind", "ABC")
def test_an_entry_without_a_link_is_none(kind: str) -> None:
    more = {
        "A": "<li>置顶</li><li><a>题目</a></li>",
        "B": "<li><h1>题目</h1></li>",
        "C": '<div class="newsmod"><h3>题</h3></div>',
    }
    assert len(listing(KINDS[kind].format(more=more[kind])).entries) == 2


def test_lists_in_lists_give_each_entry_once() -> None:
    entry = ENTRY["A"].format("/content/646656/94/1.html")
    nested = f'<ul class="news_list">{entry}<li><ul class="news_list">{entry.replace("94/1", "94/2")}</ul></li></ul>'
    urls = [entry.url for entry in listing(f'<div id="div_newsList">{nested}</div>').entries]
    assert urls == [f"https://hh.rednet.cn/content/646656/94/{number}.html" for number in (1, 2)]


def test_a_listing_title_is_cut_only_where_nothing_has_the_whole() -> None:
    assert (
        rows(
            listing(
                LIST_A.format(
                    more=ENTRY["A"].format("/content/646656/94/1.html").replace("题目", "题…")
                )
            )
        )[2][1]
        == "题…"
    )


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<div id="div_newsList"><ul class="news_list"></ul></div>', "A"),
        ('<ul class="main995 list-all"></ul>', "B"),
        ('<div class="newsmod"></div>', "C"),
        ("<p>没有内容</p>", None),
    ],
    ids=["A", "B", "C", "nothing"],
)
def test_an_empty_list_is_no_unknown_one(html: str, kind: str | None) -> None:
    assert (listing(html).kind, listing(html).entries) == (kind, ())


def test_an_empty_answer_is_no_listing() -> None:
    with pytest.raises(NotAnArticleError):
        extract_listing(Page(url=URL, body=b""))


def pager(*numbers: str) -> str:
    """Write a pager; `*2` is the current page, `2=` one without a link that leads anywhere."""
    items = ""
    for number in numbers:
        page = number.strip("*=")
        href = "/channel/7012.html" if page == "1" else f"/channel/7012_{page}.html"
        if number.endswith("="):
            href = "javascript:;"
        items += f'<li{" class=active" if number.startswith("*") else ""}><a href="{href}">{page}</a></li>'
    return PAGER.format(items)


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        (["*1", "2", "3"], 2),
        (["1", "*2", "3"], 3),
        (["1", "2", "*3"], None),
        (["*1"], None),
        (["1", "2", "3"], 2),
        (["*1", "3"], None),
        (["*1", "2="], 2),
        (["*9", "10", "11"], 10),
    ],
    ids=["first", "middle", "last", "single", "no-current", "gap", "nowhere", "ten"],
)
def test_the_page_after_the_current_one_follows(numbers: list[str], following: int | None) -> None:
    expected = f"https://hh.rednet.cn/channel/7012_{following}.html" if following else None
    assert listing(LIST_A.format(more="") + pager(*numbers)).next_url == expected


def test_without_a_pager_no_page_follows() -> None:
    assert listing(LIST_A.format(more="")).next_url is None


def test_channels_are_linked_by_name() -> None:
    html = (
        '<div class="nav"><a href="/channel/7012.html">法治</a><a href="https://hh.rednet.cn/channel/'
        '7013.html" title="要闻"></a>'
        '<a href="/channel/2022/1202/7014.html">昨天</a><a href="https://cs.rednet.cn/channel/1.html">长沙</a>'
        '<a href="//hh-wap.rednet.cn/channel/7015.html"><span>政务</span></a><a href="https://'
        'evil.example/channel/9.html">坏</a></div>'
    )
    page = Page(url="https://hh.rednet.cn/", body=f"<html><body>{html}</body></html>".encode())
    found = [(link.name, link.channel_id, link.url) for link in extract_channel_links(page)]
    assert found == [
        ("法治", "7012", "https://hh.rednet.cn/channel/7012.html"),
        ("要闻", "7013", "https://hh.rednet.cn/channel/7013.html"),
        ("政务", "7015", "https://hh.rednet.cn/channel/7015.html"),
    ]


GOOD = {
    "title": "题目",
    "contentUrl": FIRST,
    "publishTimeStr": "2022-12-02 10:15:33",
    "contentCovers": None,
}


def api(answer: Any) -> Listing:
    body = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
    return extract_channel_api(Page(url=API, body=body, content_type="text/plain;charset=UTF-8"))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (GOOD, ListingEntry(url=FIRST, title="题目", published="2022-12-02 10:15:33", position=1)),
        (
            GOOD | {"title": None},
            ListingEntry(url=FIRST, title=None, published="2022-12-02 10:15:33", position=1),
        ),
        (
            GOOD | {"title": " 题\u00a0目 "},
            ListingEntry(url=FIRST, title="题 目", published="2022-12-02 10:15:33", position=1),
        ),
        (GOOD | {"publishTimeStr": ""}, ListingEntry(url=FIRST, title="题目", position=1)),
        ({"contentUrl": FIRST}, ListingEntry(url=FIRST, title=None, position=1)),
        (
            GOOD | {"contentCovers": [{"ratio": "3:2", "urlCloud": "https://img.rednet.cn/a.jpg"}]},
            None,
        ),
        (GOOD | {"contentCovers": []}, None),
    ],
    ids=["good", "no-title", "blanks", "no-time", "address-alone", "covers", "no-covers"],
)
def test_entries_of_the_api(entry: dict[str, Any], expected: ListingEntry | None) -> None:
    assert api([entry]).entries == (
        expected
        or ListingEntry(url=FIRST, title="题目", published="2022-12-02 10:15:33", position=1),
    )
    assert api([entry]).kind == "api"


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"title": "题目"},
        {"contentUrl": None},
        {"contentUrl": ""},
        {"contentUrl": 7},
        None,
        7,
        "x",
        [],
        {"contentUrl": "javascript:;"},
    ],
)
def test_entries_without_an_address_are_left_out(entry: object) -> None:
    assert [found.title for found in api([entry, GOOD]).entries] == ["题目"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html></html>",
        b"{}",
        b"null",
        b'{"code":500}',
        b"[",
        b"[1" + b"," * 10,
        b"\xff\xfe\xff",
        b"[" * 200_000,
        b'"[]"',
    ],
    ids=["empty", "html", "object", "null", "error", "cut", "commas", "bytes", "deep", "string"],
)
def test_another_answer_of_the_api_is_an_error(answer: bytes) -> None:
    with pytest.raises(PageError):
        api(answer)


def test_an_empty_answer_of_the_api_lists_nothing() -> None:
    assert api([]).entries == ()
