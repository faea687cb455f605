"""What people write for such a site: a Scrapy spider with selectors for every page template, and two feeds.

It fetches the pages it is given under Scrapy's own settings, and yields what the selectors find: no archive, no check,
no grammar of datelines and bylines.
"""

from collections.abc import Iterator
from typing import Any

from bare import BareSpider
from scrapy.http import HtmlResponse

TITLE = "h1.detail_title, h1.p_t_30.f36.p_b_40.h36, h1#cut_title, div.title h1, div.title, h1"
LINE = (
    "div.m_b_25 span, #source_baidu, #author_baidu, #editor_baidu, #pubtime_baidu, div.time, section.content > p, "
    "div.content_info.clear > span, span.pubdate, span.author"
)
BODY = (
    "section.detail_article_content, article.detail-article, div.detail_article_content, div.description, "
    "div#articlecontent"
)
END_MATTER = "p.f14::text"
FEEDS = {
    "plain.jsonl": {"format": "jsonlines", "encoding": "utf-8", "overwrite": True},
    "plain.csv": {"format": "csv", "overwrite": True},
}


class PlainSpider(BareSpider):
    """Fetches, selects, yields."""

    name = "plain"

    def drop(self, response: HtmlResponse) -> Iterator[dict[str, Any]]:  # type: ignore[override]  # it keeps them
        """Yield an article as selectors find it; other pages give nothing."""
        if "/content/" not in response.url and "/c/" not in response.url:
            return
        body = response.css(BODY)[:1]
        paragraphs = [" ".join(each.css("::text").getall()).strip() for each in body.css("p")]
        yield {
            "url": response.url,
            "title": "".join(response.css(TITLE)[:1].css("::text").getall()).strip(),
            "line": [
                text.strip() for each in response.css(LINE) for text in each.css("::text").getall()
            ],
            "end_matter": [text.strip() for text in response.css(END_MATTER).getall()],
            "published": response.css('meta[name="publishdate"]::attr(content)').get(),
            "source": response.css('meta[name="source"]::attr(content)').get(),
            "author": response.css('meta[name="author"]::attr(content)').get(),
            "description": response.css('meta[name="description"]::attr(content)').get(),
            "keywords": response.css('meta[name="keywords"]::attr(content)').get(),
            "breadcrumb": response.css(".breadcrumb a::text").getall(),
            "text": "\n".join(paragraph for paragraph in paragraphs if paragraph),
            "headings": body.css("strong::text, h2::text, h3::text").getall(),
            "images": [response.urljoin(link) for link in body.css("img::attr(src)").getall()],
            "tables": [row.css("td::text, th::text").getall() for row in body.css("table tr")],
            "videos": response.css("video::attr(src), video source::attr(src)").getall(),
        }
