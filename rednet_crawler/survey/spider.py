"""The spider `survey`, and what it asks for next: decided by what was answered, and by how much it
may still ask.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.arguments import CrawlArguments, read_station
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.errors import EXIT_BLOCKED, EXIT_INCOMPLETE, PageError
from rednet_crawler.extraction.listing import extract_article_links
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.middlewares.robots import RobotsRefusalError
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.list_pages import HUAIHUA, choose_names
from rednet_crawler.site.urls import (
    Address,
    channel_api_url,
    channel_url,
    date_page_url,
    home_url,
    read_address,
)
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.survey.answers import Answer, Kind

MOST_REQUESTS = 30
"""Of a survey, robots.txt and redirects among them."""
_LISTINGS, _ARTICLES = 5, 12
_ENTRIES = 20
_FAR = 9999
_EACH_YEAR = 2023
"""From then on articles of each year are looked at; of earlier ones one of each form."""


class Step(NamedTuple):
    """One request."""

    kind: Kind
    url: str


def steps(station: str, answers: Sequence[Answer]) -> Iterator[Step]:
    """Yield what is asked for, one after the other; `answers` grows meanwhile with what was answered."""
    yield Step("home", home_url(station))
    linked = list(_linked(answers))
    yield from (Step("article", url) for url in linked[:1])
    channels = _channels(station, answers)
    for link in channels[:_LISTINGS]:
        yield Step("listing", link.url)
    yield from _further_pages(answers)
    if channels:
        number = channels[0].channel_id
        if number.isdigit():
            yield Step("past the end", channel_url(station, number, _FAR))
            yield Step("date page", date_page_url(station, number, _newest_day(answers)))
            yield Step("api", channel_api_url(number, _ENTRIES))
    listed = [entry.url for answer in answers if answer.listing for entry in answer.listing.entries]
    asked = {answer.url for answer in answers}
    for url in _one_of_each_kind([*listed, *linked], asked):
        yield Step("article", url)


def _linked(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.kind == "home" and answer.is_ok:
            try:
                yield from dict.fromkeys(extract_article_links(answer.page))
            except PageError:
                return


def _channels(station: str, answers: Iterable[Answer]) -> list[ChannelLink]:
    """Return the channels of the station, those of known names first."""
    found = choose_names(link for answer in answers for link in answer.channels).values()
    own = [
        link for link in found if (address := read_address(link.url)) and address.station == station
    ]
    return sorted(own, key=lambda link: link.name not in HUAIHUA)


def _further_pages(answers: Sequence[Answer]) -> Iterator[Step]:
    """Yield the second pages of two channels, by their pagers; of one without a pager where the site has it."""
    listings = [
        answer
        for answer in answers
        if answer.kind == "listing" and answer.listing and answer.listing.entries
    ]
    linked = [
        str(answer.listing.next_url)
        for answer in listings
        if answer.listing and answer.listing.next_url
    ]
    yield from (Step("page 2", url) for url in linked[:2])
    for answer in listings[: 0 if linked else 1]:
        address = read_address(answer.url)
        if address and address.station and address.channel_id:
            yield Step("page 2", channel_url(address.station, address.channel_id, 2))


def _newest_day(answers: Iterable[Answer]) -> date:
    """Return the newest day that a listing tells; a day of the seed where none does."""
    entries = [entry for answer in answers if answer.listing for entry in answer.listing.entries]
    times = [time for entry in entries if entry.published and (time := parse_time(entry.published))]
    return date.fromisoformat(max(times)[:10]) if times else date(2022, 12, 2)


def _one_of_each_kind(urls: Iterable[str], asked: set[str]) -> Iterator[str]:
    """Yield articles that differ: in the form of their address, the edition, the year."""
    kinds: dict[object, str] = {}
    others: list[str] = []
    for url in dict.fromkeys(urls):
        address = read_address(url)
        if address is None or not address.content_id or url in asked or not may_fetch(address.host):
            continue
        if kinds.setdefault(_kind_of(address), url) != url:
            others.append(url)
    spread = others[:: max(len(others) // _ARTICLES, 1)]
    yield from [*kinds.values(), *spread][:_ARTICLES]


def _kind_of(address: Address) -> tuple[object, ...]:
    folder = address.path.split("/")[1] if address.is_certain else "other"
    year = address.day.year if address.day else None
    return (
        folder,
        address.station is None,
        "-wap." in address.host,
        year if year and year >= _EACH_YEAR else bool(year),
    )


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
