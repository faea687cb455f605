"""The spider `survey`: asks for the pages of a plan, one after the other."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.arguments import CrawlArguments, read_station
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.errors import EXIT_BLOCKED, EXIT_INCOMPLETE
from rednet_crawler.items import Page
from rednet_crawler.middlewares.robots import RobotsRefusalError
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.survey.answers import Answer
from rednet_crawler.survey.plan import MOST_REQUESTS, Step, steps

_ROOM = 5
"""Requests that one step may take at most: the robots.txt of another host, and redirects."""
_LONGEST_HEADER = 500


class SurveySpider(RednetSpider):
    """Looks at a station and keeps nothing but the answers. Argument: `station` (default hh)."""

    name = "survey"

    def __init__(self, station: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station = read_station(station or "hh")
        self.arguments = CrawlArguments(station=self.station)
        self.answers: list[Answer] = []
        self.requests = 0
        """What was asked for, robots.txt and redirects among it."""
        self._steps = steps(self.station, self.answers)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SurveySpider":
        """Build the spider, and count what it asks for."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count, signals.request_reached_downloader)
        return spider

    def make_ledger(self) -> Ledger:
        """Return the ledger that every spider has; nothing is entered."""
        return Ledger(self.archive, self.arguments)

    def count(self) -> None:
        """Count a request."""
        self.requests += 1

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first request."""
        for request in self._next():
            yield request

    def take(self, response: Response, step: Step) -> Iterator[Request]:
        """Keep an answer, and ask for the next page."""
        headers = {
            name.decode("latin-1"): b", ".join(values)[:_LONGEST_HEADER].decode("latin-1")
            for name, values in response.headers.items()
            if name.lower() != b"set-cookie"
        }
        self.answers.append(
            Answer(
                kind=step.kind,
                page=page_of(response),
                status=response.status,
                station=self.station,
                headers=headers,
            )
        )
        yield from self._next()

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Keep why a page cannot be had, and ask for the next."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        step: Step = request.cb_kwargs["step"]
        reason = failure_reason(failure)
        page = Page(url=request.url, body=b"")
        self.answers.append(
            Answer(kind=step.kind, page=page, status=0, station=self.station, reason=reason)
        )
        if step.kind == "home":
            blocked = isinstance(failure.value, RobotsRefusalError)
            self.refuse(reason, EXIT_BLOCKED if blocked else EXIT_INCOMPLETE)
            return
        yield from self._next()

    def _next(self) -> Iterator[Request]:
        if self.requests > MOST_REQUESTS - _ROOM:
            return
        step = next(self._steps, None)
        if step is not None:
            yield Request(
                step.url,
                callback=self.take,
                errback=self.failed,
                cb_kwargs={"step": step},
                dont_filter=True,
            )
