"""The spider `article`: fetches given articles."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request

from rednet_crawler.arguments import CrawlArguments, read_station, read_urls
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.spiders.ledger import Ledger


class ArticleSpider(RednetSpider):
    """Fetches articles by their URLs, in any of the site's forms.

    Arguments: `url`, one or more addresses with commas or blanks between; `station`, whose host articles of the app
    edition get (default hh).
    """

    name = "article"

    def __init__(self, url: str | None = None, station: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station = read_station(station or "hh")
        self.arguments = CrawlArguments(station=self.station)
        self.ledger = Ledger()
        for address_text in read_urls(url):
            address = read_address(address_text)
            if address is not None:
                self.ledger.ask_for(address_text, address)

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each article."""
        for key in self.ledger.pending():
            yield self.article_request(key)
