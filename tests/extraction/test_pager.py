"""Pagers of any form: the next page is found, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.extraction.page import Document
from rednet_crawler.extraction.pager import NextPage, next_page
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
        '<a href="javascript:next()">下一页</a>',
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
