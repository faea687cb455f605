"""The spider `article`: fetches given articles."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request

from rednet_crawler.arguments import CrawlArguments, read_station, read_urls
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.base import RednetSpider


class ArticleSpider(RednetSpider):
    """Fetches articles by their URLs, in any of the site's forms.

    Arguments: `url`, one or more addresses with commas or blanks between; `station`, whose host articles of the app
    edition get (default hh).
    """

    name = "article"

    def __init__(
        self, url: str | None = None, station: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.station = read_station(station or "hh")
        self.arguments = CrawlArguments(station=self.station)
        self.urls = read_urls(url)

    def make_ledger(self) -> Ledger:
        """Return a ledger of the articles that were asked for."""
        ledger = super().make_ledger()
        for url in self.urls:
            address = read_address(url)
            if address is not None:
                ledger.ask_for(url, address)
        return ledger

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each article."""
        for key in self.ledger.pending():
            yield self.article_request(key)
