"""Reads days that lie far back: the requests for date pages and for the JSON API."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.crawl.backfill import Backfill
from rednet_crawler.crawl.date_pages import DayPage, DayRead, DaysInsteadOfList, PageOn
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.walk import API_ENTRIES, ChannelWalk, Cut, Stop
from rednet_crawler.errors import PageError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.site.urls import channel_url
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.listings import ListingSpider


class BackfillSpider(ListingSpider):
    """A spider that reads a channel day by day where that is cheaper than paging."""

    backfill: Backfill
    instead: dict[str, tuple[ListedPage, int | None]]
    """Number of a channel that lists nothing → its first page, and how many the JSON API lists."""

    def instead_of_list(
        self, walk: ChannelWalk, page: ListedPage, others: ListedPage | None
    ) -> Iterator[Request]:
        """Ask for date pages where the first page of a channel lists nothing, whatever the API lists."""
        listed = others.entries if others is not None else ()
        if others is not None:
            walk.meet(others)
        self.instead[walk.channel_id] = page, None if others is None else len(listed)
        days = {day for entry in listed if (day := entry.day)} or self.known_days
        most = self.settings.getint("REDNET_MAX_PAGES")
        read = self.known_walks.days_read(walk)
        self.backfill.channels[walk.channel_id] = DaysInsteadOfList(
            walk, page, days, read, self.arguments, most
        )
        yield from self._next_day(walk.channel_id)

    def follow(self, walk: ChannelWalk, page: ListedPage) -> Iterator[Request]:
        """Return the requests after a page of a list: of page 1 perhaps those for date pages."""
        if walk.taken_pages > 1 or not self._begins_by_dates(walk, page):
            yield from super().follow(walk, page)
            return
        if self.backfill.channels[walk.channel_id].asks_api:
            yield self.api_request(walk, partial(self.beside_dates, walk))
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
            self.logger.info("%s: is not the page of that day", response.url)
            yield from self._without_dates(walk)
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

    def beside_dates(self, walk: ChannelWalk, others: ListedPage | None) -> Iterator[Request]:
        """Take in what the JSON API lists beside the date pages: a third source, whose absence is no gap."""
        if others is not None:
            walk.meet(others)
            ended = len(others.entries) < API_ENTRIES
            self.known_walks.read_days(walk, self.backfill.whole_days(others, ended=ended), "api")
        yield from ()

    def _begins_by_dates(self, walk: ChannelWalk, first: ListedPage) -> bool:
        """Return whether a channel is read day by day, by page 1 of its list."""
        if not self.backfill.is_wanted:
            return False
        self.known_walks.read_days(walk, self.backfill.whole_days(first), "list")
        return self.backfill.begin(walk, first, self.known_walks.days_read(walk)) is not None

    def _enter_day(self, walk: ChannelWalk, met: DayRead, url: str) -> None:
        if met.listing is not None:
            self.backfill.channels[walk.channel_id].news += walk.meet(met.listing)
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
            yield from self._without_dates(walk)
        else:
            if isinstance(following, Stop):
                self.known_walks.read_days(walk, pages.days_without_articles(), "dates")
                following = self._end_without_list(walk) or following
            self.end_walk(walk, following, channel_url(self.station, channel_id))

    def _without_dates(self, walk: ChannelWalk) -> Iterator[Request]:
        """Go on without date pages: page on where there is a list."""
        end = self._end_without_list(walk)
        self.backfill.page_on(walk)
        if end is None:
            yield self.listing_request(walk)
        else:
            self.end_walk(walk, end, walk.url)

    def _end_without_list(self, walk: ChannelWalk) -> Stop | Cut | None:
        """Return the end of a walk whose first page lists nothing; None for any other."""
        if walk.channel_id not in self.instead:
            return None
        page, others = self.instead[walk.channel_id]
        dated = self.backfill.channels[walk.channel_id].news
        return walk.without_entries(page, others, dated)

    def _day_request(self, channel_id: str, asked: DayPage) -> Request:
        return Request(
            asked.url,
            callback=self.parse_day,
            errback=self.day_failed,
            cb_kwargs={"channel_id": channel_id, "day": asked.day, "page": asked.page},
            dont_filter=True,
        )
