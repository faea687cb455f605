"""Pages made of pieces, so that each test shows only what it is about."""

from collections.abc import Callable

import pytest

from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Article, Page, RawArticle
from rednet_crawler.normalise.article import normalise_article

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"

Read = Callable[..., RawArticle]
ReadArticle = Callable[..., Article]


def page_of(
    html: str | bytes, url: str = URL, content_type: str | None = "text/html;charset=UTF-8"
) -> Page:
    body = html if isinstance(html, bytes) else html.encode()
    return Page(url=url, body=body, content_type=content_type)


@pytest.fixture
def read_page() -> Read:
    """Read a whole page."""

    def read(
        html: str | bytes, url: str = URL, content_type: str | None = "text/html;charset=UTF-8"
    ) -> RawArticle:
        return extract_article(page_of(html, url, content_type))

    return read


@pytest.fixture
def read_body(read_page: Read) -> Read:
    """Read a page of template 1 with this body, and this behind it."""

    def read(body: str, behind: str = "") -> RawArticle:
        return read_page(
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>题目_要闻_红网怀化站</title></head><body>'
            '<section class="box_left f_left"><h1 class="detail_title">题目</h1><div class="m_b_25"></div>'
            f'<article><section class="detail_article_content f_left">{body}</section>{behind}</article></section>'
            "</body></html>"
        )

    return read


@pytest.fixture
def read_article(read_body: Read) -> ReadArticle:
    """Read the article on such a page."""
    return lambda body, behind="": normalise_article(read_body(body, behind), station="hh")
