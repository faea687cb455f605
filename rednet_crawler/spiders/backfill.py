"""Reads days that lie far back: the requests for date pages and for the JSON API."""

from collections.abc import Iterator
from datetime import date

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.crawl.backfill import API_ENTRIES, Backfill
from rednet_crawler.crawl.date_pages import DayPage, DayRead, PageOn
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.statuses import OK
from rednet_crawler.crawl.walk import ChannelWalk, Stop
from rednet_crawler.errors import PageError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.site.urls import channel_url, home_url
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.listings import ListingSpider


class BackfillSpider(ListingSpider):
    """A spider that reads a channel day by day where that is cheaper than paging."""

    backfill: Backfill

    def follow(self, walk: ChannelWalk, page: ListedPage) -> Iterator[Request]:
        """Return the requests after a page of a list: of page 1 perhaps those for date pages."""
        if walk.taken_pages > 1 or not self._begins_by_dates(walk, page):
            yield from super().follow(walk, page)
            return
        api_url = self.backfill.channels[walk.channel_id].api_url
        if api_url:
            yield Request(
                api_url,
                callback=self.parse_api,
                errback=self.api_failed,
                cb_kwargs={"channel_id": walk.channel_id},
                dont_filter=True,
            )
        yield from self._next_day(walk.channel_id)

    def parse_day(
        self, response: Response, channel_id: str, day: date, page: int
    ) -> Iterator[Request]:
        """Take in a date page. A day that cannot be read is a problem; the next run asks again."""
        walk, pages = self.walks[channel_id], self.backfill.channels[channel_id]
        asked = DayPage(day, page, response.url)
        met: DayRead | PageOn | None = pages.answered(asked, response.status)
        if met is None:
            try:
                met = pages.step(
                    asked, read_listing(extract_listing(page_of(response)), self.station)
                )
            except PageError as error:
                met = pages.failed(asked, str(error))
        if isinstance(met, PageOn):
            self.logger.info("%s: is not the page of that day; paging on", response.url)
            yield self._page_on(walk)
            return
        self._enter_day(walk, met, response.url)
        if met.more is not None:
            yield self._day_request(channel_id, met.more)
        else:
            yield from self._next_day(channel_id)

    def day_failed(self, failure: Failure) -> Iterator[Request]:
        """Record a date page that could not be fetched, and go on with the next."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        channel_id, day, page = (request.cb_kwargs[name] for name in ("channel_id", "day", "page"))
        asked = DayPage(day, page, request.url)
        met = self.backfill.channels[channel_id].failed(asked, failure_reason(failure))
        self._enter_day(self.walks[channel_id], met, request.url)
        yield from self._next_day(channel_id)

    def after_broken(self, request: Request) -> Iterator[Request]:
        """Return the next day after a date page that a callback failed on; that day stays unread."""
        if request.callback == self.parse_day:
            yield from self._next_day(request.cb_kwargs["channel_id"])

    def parse_api(self, response: Response, channel_id: str) -> None:
        """Take in what the JSON API lists: a third source, whose absence is no gap."""
        if response.status != OK:
            self.logger.info("%s: answers %s", response.url, response.status)
            return
        try:
            listing = read_listing(
                extract_channel_api(page_of(response), home_url(self.station)), self.station
            )
        except PageError as error:
            self.logger.info("%s: %s", response.url, error)
            return
        walk = self.walks[channel_id]
        walk.meet(listing)
        self.enter(walk, listing, "api")
        ended = len(listing.entries) < API_ENTRIES
        self.known_walks.read_days(walk, self.backfill.whole_days(listing, ended=ended), "api")

    def api_failed(self, failure: Failure) -> None:
        """Go on without the API."""
        self.logger.info("%s", failure_reason(failure))

    def _begins_by_dates(self, walk: ChannelWalk, first: ListedPage) -> bool:
        """Return whether a channel is read day by day, by page 1 of its list."""
        if not self.backfill.is_wanted:
            return False
        self.known_walks.read_days(walk, self.backfill.whole_days(first), "list")
        return self.backfill.begin(walk, first, self.known_walks.days_read(walk)) is not None

    def _enter_day(self, walk: ChannelWalk, met: DayRead, url: str) -> None:
        if met.listing is not None:
            walk.meet(met.listing)
            self.enter(walk, met.listing, "dates")
        if met.problem is not None:
            self.ledger.problem(url, met.problem)
        self.known_walks.read_days(walk, met.whole, "dates")

    def _next_day(self, channel_id: str) -> Iterator[Request]:
        walk, pages = self.walks[channel_id], self.backfill.channels[channel_id]
        following = pages.next(full=self.ledger.full)
        if isinstance(following, DayPage):
            yield self._day_request(channel_id, following)
        elif isinstance(following, PageOn):
            yield self._page_on(walk)
        else:
            if isinstance(following, Stop):
                self.known_walks.read_days(walk, pages.days_without_articles(), "dates")
            self.end_walk(walk, following, channel_url(self.station, channel_id))

    def _page_on(self, walk: ChannelWalk) -> Request:
        self.backfill.page_on(walk)
        return self.listing_request(walk)

    def _day_request(self, channel_id: str, asked: DayPage) -> Request:
        return Request(
            asked.url,
            callback=self.parse_day,
            errback=self.day_failed,
            cb_kwargs={"channel_id": channel_id, "day": asked.day, "page": asked.page},
            dont_filter=True,
        )
