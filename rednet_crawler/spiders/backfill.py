"""Backfill: a range of days that lies far back is read from a channel's date pages, not by paging down to it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.crawl.date_pages import DatePages, pages_back_to, whole_days
from rednet_crawler.crawl.known_walks import KnownWalks
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.statuses import GONE, OK
from rednet_crawler.crawl.walk import FULL, ChannelWalk
from rednet_crawler.errors import PageError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.urls import channel_api_url, channel_url, date_page_url, read_address
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.base import RednetSpider

_API_ENTRIES = 100
_MOST_PAGES_A_DAY = 100

Paging = Callable[[ChannelWalk, str | None], Request]


class Backfill:
    """The date pages of all channels of a run, and what the JSON API says beside them.

    It is for runs with a first and a last day; each day of a channel is a unit that is kept when it is read whole.
    """

    def __init__(self, spider: RednetSpider, known: KnownWalks, since: date, until: date, paging: Paging) -> None:
        """Take what earlier walks covered, and the range.

        `paging` makes the request for the next page of a list where date pages cannot be used.
        """
        self._spider = spider
        self._known = known
        self._now = datetime.now(CHINA)
        self._since = since
        self._until = min(until, self._now.date())
        self._paging = paging
        self._pages: dict[str, DatePages] = {}
        self._next_urls: dict[str, str | None] = {}

    @property
    def days(self) -> tuple[int, int]:
        """How many date pages are left, and how many there are in all."""
        return sum(len(pages.left) for pages in self._pages.values()), sum(pages.all for pages in self._pages.values())

    def begin(self, walk: ChannelWalk, listing: ListedPage) -> Iterator[Request] | None:
        """Return requests for a channel's date pages and for the API after page 1 of its list; None where paging is cheaper."""
        self._compare(walk, listing, "list")
        pages = DatePages(self._since, self._until, self._known.days_read(walk), listing)
        cost = pages_back_to(self._since, listing, self._now)
        if cost is None or cost <= len(pages.left) or not (pages.left or pages.trusted):
            return None
        walk.by_dates = True
        self._pages[walk.channel_id], self._next_urls[walk.channel_id] = pages, listing.next_url
        newer = pages_back_to(self._until, listing, self._now) or 0
        asks_api = bool(pages.left) and newer * len(listing.entries) < _API_ENTRIES
        return chain([self._api_request(walk)] if asks_api else (), self._next_day(walk))

    def parse_day(self, response: Response, walk: ChannelWalk, day: date, page: int) -> Iterator[Request]:
        """Take in a date page. What cannot be read leaves the day on record as unread; the next run asks again."""
        pages = self._pages[walk.channel_id]
        if response.status in GONE:
            if page == 1:
                pages.missing.append(day)
            else:
                self._whole(walk, [day])
            yield from self._next_day(walk)
            return
        try:
            found = _read_day(response, walk)
        except PageError as error:
            self._spider.ledger.problem(response.url, f"{walk.name}, {day}: {error}")
            yield from self._next_day(walk)
            return
        listing = pages.take(day, found)
        if listing is None:
            self._spider.logger.info("%s: is not the page of that day; paging on", response.url)
            yield from self._page_on(walk)
            return
        walk.meet(listing)
        self._spider.ledger.enter(listing, walk.name)
        self._known.take_in(walk, listing, "dates")
        following = read_address(found.next_url) if found.next_url else None
        if following and following.day == day and following.page == page + 1:
            if page < _MOST_PAGES_A_DAY:
                yield self._day_request(walk, day, page + 1, found.next_url)
                return
            self._spider.ledger.problem(response.url, f"{walk.name}, {day}: cut after {page} pages")
        else:
            self._whole(walk, [day])
        yield from self._next_day(walk)

    def day_failed(self, failure: Failure) -> Iterator[Request]:
        """Record a date page that could not be fetched, and go on with the next."""
        if isinstance(failure.value, StoppedError):
            return
        walk, day = (failure.request.cb_kwargs[name] for name in ("walk", "day"))  # type: ignore[attr-defined]
        self._spider.ledger.problem(failure.request.url, f"{walk.name}, {day}: {failure_reason(failure)}")  # type: ignore[attr-defined]
        yield from self._next_day(walk)

    def go_on(self, request: Request) -> Iterator[Request]:
        """Go on with the next day after a date page that a callback failed on; that day stays unread."""
        if request.callback == self.parse_day:
            yield from self._next_day(request.cb_kwargs["walk"])

    def parse_api(self, response: Response, walk: ChannelWalk) -> None:
        """Take in what the JSON API lists. It is a third source: where it has nothing to say, nothing is missing."""
        try:
            listing = _read_api(response)
        except PageError as error:
            self._spider.logger.info("%s: %s", response.url, error)
            return
        walk.meet(listing)
        self._spider.ledger.enter(listing, walk.name)
        self._known.take_in(walk, listing, "api")
        self._compare(walk, listing, "api", ended=len(listing.entries) < _API_ENTRIES)

    def api_failed(self, failure: Failure) -> None:
        """Go on without the API."""
        self._spider.logger.info("%s", failure_reason(failure))

    def _next_day(self, walk: ChannelWalk) -> Iterator[Request]:
        pages = self._pages[walk.channel_id]
        if self._spider.ledger.full:
            self._spider.ledger.problem(
                channel_url(self._spider.station, walk.channel_id), f"listing of {walk.name}: {FULL}"
            )
        elif pages.left:
            day = pages.left.pop()
            yield self._day_request(walk, day, 1, date_page_url(self._spider.station, walk.channel_id, day))
        elif pages.trusted:
            self._whole(walk, pages.missing)
            self._known.end_walk(walk)
        elif pages.all:
            yield from self._page_on(walk)

    def _page_on(self, walk: ChannelWalk) -> Iterator[Request]:
        walk.by_dates = False
        self._pages.pop(walk.channel_id)
        yield self._paging(walk, self._next_urls[walk.channel_id])

    def _whole(self, walk: ChannelWalk, days: list[date]) -> None:
        """Keep days as read; the day that is not over yet is read again by the next run."""
        self._known.read_days(walk, [day for day in days if day < self._now.date()], "dates")

    def _compare(self, walk: ChannelWalk, listing: ListedPage, inventory: Any, *, ended: bool = False) -> None:
        """Keep for which days of the range a listing is whole, so that what one inventory has and another lacks shows."""
        last = min(self._until, self._now.date() - timedelta(days=1))
        days = whole_days(listing, self._since, last, ended=ended)
        self._known.read_days(walk, days, inventory)

    def _api_request(self, walk: ChannelWalk) -> Request:
        return self._request(
            channel_api_url(walk.channel_id, _API_ENTRIES), self.parse_api, self.api_failed, {"walk": walk}
        )

    def _day_request(self, walk: ChannelWalk, day: date, page: int, url: str | None) -> Request:
        kwargs = {"walk": walk, "day": day, "page": page}
        return self._request(str(url), self.parse_day, self.day_failed, kwargs)

    @staticmethod
    def _request(url: str, callback: Any, errback: Any, kwargs: dict[str, object]) -> Request:
        return Request(url, callback=callback, errback=errback, cb_kwargs=kwargs, dont_filter=True)


def _read_day(response: Response, walk: ChannelWalk) -> ListedPage:
    if response.status != OK:
        raise PageError(f"answers {response.status}")
    listing = read_listing(extract_listing(page_of(response)))
    if listing.kind is None and not walk.is_own_page(listing):
        raise PageError("none of the known kinds of list stands on it")
    return listing


def _read_api(response: Response) -> ListedPage:
    if response.status != OK:
        raise PageError(f"answers {response.status}")
    return read_listing(extract_channel_api(page_of(response)))
