"""Pagers of any form: the next page is found, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.extraction.page import Document
from rednet_crawler.extraction.pager import NextPage, next_page
from rednet_crawler.extraction.redirect import redirect_of
from rednet_crawler.items import Page
from rednet_crawler.site.list_pages import number_in, page_number, step_from

HH = "https://hh.rednet.cn"
FIRST = f"{HH}/channel/7012.html"


def following(html: str, url: str = FIRST, page: int = 1) -> NextPage | None:
    return next_page(
        Document(Page(url=url, body=html.encode(), content_type="text/html;charset=utf-8")),
        url,
        page,
    )


@pytest.mark.parametrize(
    ("html", "url", "guess"),
    [
        ('<link rel="next" href="/channel/7012_2.html">', "/channel/7012_2.html", False),
        ('<a href="?page=2">下一页</a>', "/channel/7012.html?page=2", False),
        ('<a href="/channel/index_2.html">下页 &gt;</a>', "/channel/index_2.html", False),
        ('<a href="/channel/list-7012-2.html" title="下一页"><i></i></a>', "/channel/list-7012-2.html", False),
        ('<a href="/channel/7012_2.html">›</a><a href="/channel/7012_9.html">»</a>', "/channel/7012_2.html", False),
        ('<b>1</b><a href="/channel/list-7012-2.html">2</a><a href="/x-3.html">3</a>',
         "/channel/list-7012-2.html", False),
        ('<a href="/channel/7012-2.html"><i class="dot"></i></a>', "/channel/7012-2.html", False),
        ('<a href="/channel/7012/2/"><i></i></a>', "/channel/7012/2/", False),
        ('<button data-url="/channel/7012_2.html">加载更多</button>', "/channel/7012_2.html", False),
        ('<div class="load-more" data-next="/more?c=7012&amp;page=2"></div>', "/more?c=7012&page=2", False),
        ('<a class="more" href="javascript:;" data-url="/more?c=7012&amp;p={page}">更多</a>', "/more?c=7012&p=2", False),
        ('<button data-page="2">加载更多</button>', "/channel/7012_2.html", True),
        ('<button data-page="1">加载更多</button>', "/channel/7012_2.html", True),
        ('<select><option value="/channel/7012.html">第1页</option><option value="/channel/7012_2.html">第2页</option>'
         "</select>", "/channel/7012_2.html", False),
        ("""<button onclick="go('/channel/7012_2.html')">2</button>""", "/channel/7012_2.html", False),
        ('<li data-href="/x/7012?n=2">2</li>', "/x/7012?n=2", False),
        ('<a href="/x/7012?n=2"><img src="next.gif" alt="下一页"></a>', "/x/7012?n=2", False),
        ('<a class="next" href="/x/7012?n=2"><i></i></a>', "/x/7012?n=2", False),
        ('<div id="list" data-next="/x/7012?n=2"></div>', "/x/7012?n=2", False),
        ('<div class="infinite" data-next="2"></div>', "/channel/7012_2.html", True),
        ('<a href="javascript:next()">下一页</a>', "/channel/7012_2.html", True),
        ('<a href="#page=2">2</a>', "/channel/7012_2.html", True),
        ("<button>加载更多</button>", "/channel/7012_2.html", True),
        ('<button data-url="https://evil.example/more?page=2">加载更多</button>', "/channel/7012_2.html", True),
        ("<div>共 <b>12</b> 页</div>", "/channel/7012_2.html", True),
        ("<div>第1/5页</div>", "/channel/7012_2.html", True),
        ("<script>var totalPage = 12;</script>", "/channel/7012_2.html", True),
        ("""<a href="javascript:page(2)">2</a><script>function page(n) {location.href = "/l/7012/" + n + ".html"}"""
         "</script>", "/l/7012/2.html", True),
        ("""<a href="#">下一页</a><script>var form = "/l?c=7012&page={page}"; var other = "/s?q={n}";</script>""",
         "/l?c=7012&page=2", True),
    ],
)  # fmt: skip
def test_next_pages(html: str, url: str, guess: bool) -> None:
    found = following(html)
    assert found is not None
    assert (found.url, found.is_guess) == (HH + url, guess)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/channel/7013.html">要闻</a>',
        '<a href="/content/646656/94/2.html">2</a>',
        '<a href="/content/646656/94/2.html">下一页</a>',
        '<a href="https://evil.example/channel/7012_2.html">下一页</a>',
        '<a class="disabled" href="javascript:next()">下一页</a>',
        '<a href="javascript:;" class="more">更多</a>',
        '<div class="nomore">没有更多了</div><button disabled>加载更多</button>',
        "<p>共 1 页</p><script>var totalPage = 1;</script>",
        "".join(f'<a href="javascript:day({day})">{day}</a>' for day in range(1, 32)),
        '<a href="/channel/7012.html">下一页</a>',
        '<a class="disabled" href="/channel/7012_2.html">下一页</a>',
        '<li class="disabled"><a href="/channel/7012_2.html">下一页</a></li>',
        '<a href="/channel/2022/1202/7012.html">2</a>',
        '<a href="/rili/2022-12/2.html">2</a>',
        "".join(f'<a href="/day?d={day}">{day}</a>' for day in range(1, 32)),
        '<a href="/">下一页</a>',
        '<div data-url="/content/646656/94/2.html">更多</div>',
    ],
)
def test_no_next_page(html: str) -> None:
    assert following(html) is None


def test_a_list_at_another_address_has_more_though_nothing_says_where() -> None:
    more = following('<a href="javascript:next()">下一页</a>', f"{HH}/fz/")
    assert more == NextPage("sign", None, is_guess=True)


def test_the_page_after_a_later_one() -> None:
    pager = '<a href="/channel/7012_{}.html">{}</a>'
    html = "".join(pager.format(at, at) for at in range(2, 7))
    for page in range(2, 6):
        url = f"{HH}/channel/7012_{page}.html"
        found = extract_listing(Page(url=url, body=html.encode()))
        assert found.next_url == f"{HH}/channel/7012_{page + 1}.html"
    assert (
        extract_listing(Page(url=f"{HH}/channel/7012_6.html", body=html.encode())).next_url is None
    )


def test_the_known_pager_says_where_the_end_is() -> None:
    html = (
        '<ul class="pagination"><li><a href="/channel/7012.html">1</a></li>'
        '<li class="active"><a href="/channel/7012_2.html">2</a></li></ul>'
    )
    found = extract_listing(
        Page(
            url=f"{HH}/channel/7012_2.html",
            body=(html + '<a href="/channel/9_3.html">3</a>').encode(),
        )
    )
    assert (found.next_url, found.paged) == (None, True)


@pytest.mark.parametrize(
    ("rest", "url", "guess"),
    [
        ('<li><a href="javascript:page(2)">2</a></li>', f"{HH}/channel/7012_2.html", True),
        ('<li><a href="/l/7012-2.html">2</a></li>', f"{HH}/l/7012-2.html", False),
        ('<li><a href="?page=2">下一页</a></li>', f"{FIRST}?page=2", False),
        ('<li class="disabled"><a href="?page=2">下一页</a></li>', None, False),
        ("", None, False),
    ],
)
def test_the_known_pager_with_other_links(rest: str, url: str | None, guess: bool) -> None:
    html = f'<ul class="pagination"><li class="active"><a>1</a></li>{rest}</ul>'
    found = extract_listing(Page(url=FIRST, body=html.encode()))
    assert (found.next_url, found.next_is_guess, found.paged) == (url, guess, True)


def test_a_script_that_joins_an_address_moves_no_page_on() -> None:
    script = '<script>function page(n) {{location.href = "/l/7012/"{} }}</script>'
    for rest, target in ((' + n + ".html"', None), ("", f"{HH}/l/7012/")):
        page = Page(url=FIRST, body=f"<body>{script.format(rest)}</body>".encode())
        assert redirect_of(page) == target


forms = st.sampled_from(
    ["/channel/7012_{}.html", "/channel/7012-{}.html", "/channel/7012/{}/",
     "/channel/7012/index_{}.html", "/channel/7012/page/{}/",
     "/channel/7012.html?page={}", "/channel/7012.html?pageNo={}", "/channel/7012.html?p={}"]
)  # fmt: skip


@given(forms, st.integers(2, 999))
def test_every_form_of_page_reads_back_and_leads_on(form: str, page: int) -> None:
    url = HH + form.format(page)
    assert page_number(FIRST, url) == page
    assert number_in(url) == page
    assert step_from(url, page) == HH + form.format(page + 1)
    icon = following(f'<a href="{HH + form.format(page + 1)}"><i></i></a>', url, page)
    assert icon == NextPage("number", HH + form.format(page + 1))


@given(st.text(alphabet="/_-.?=&0123456789ahtmlpge", max_size=60), st.integers(1, 99))
def test_no_address_breaks_a_pager(path: str, page: int) -> None:
    url = f"{HH}/{path}"
    assert number_in(url) >= 1
    page_number(FIRST, url)
    assert step_from(url, page) != url
