"""Walks through the lists of channels: the requests for their pages, and what follows each.

What a page means for a walk is decided in `crawl`: here it is asked for, read, and handed on.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.archive.walks import UNKNOWN, Inventory
from rednet_crawler.crawl.articles import OK
from rednet_crawler.crawl.backfill import days_shown
from rednet_crawler.crawl.known_walks import KnownWalks
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.run_outcome import ListedChannel
from rednet_crawler.crawl.walk import API_ENTRIES, ChannelWalk, Cut, Next, Stop
from rednet_crawler.errors import PageError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.items import ChannelLink
from rednet_crawler.site.urls import channel_api_url, home_url
from rednet_crawler.spiders.answers import (
    conditions,
    failure_reason,
    is_not_modified,
    page_of,
    validators_of,
)
from rednet_crawler.spiders.base import RednetSpider

AfterApi = Callable[[ListedPage | None], Iterator[Request]]
"""What follows once the JSON API has answered; it takes None where that cannot be had."""


class ListingSpider(RednetSpider):
    """A spider that walks channels, page after page of their lists."""

    walks: dict[str, ChannelWalk]
    """Number of a channel → the walk through it."""
    known_walks: KnownWalks
    known_days: set[date]
    """Days of articles that the run has met, on whatever page."""
    first_pages_alone: bool = False
    """Whether no walk goes beyond its first page."""

    def crawl(self, requests: Iterable[Request]) -> None:
        """Make requests that no callback yields."""
        for request in requests:
            if self.crawler.engine is not None:
                self.crawler.engine.crawl(request)

    def begin_walks(self, channels: Iterable[ChannelLink]) -> Iterator[Request]:
        """Yield the first page of each channel that is not walked yet."""
        most_pages = self.settings.getint("REDNET_MAX_PAGES")
        for link in channels:
            if link.channel_id not in self.walks:
                walk = ChannelWalk(link.channel_id, link.name, self.arguments, most_pages)
                walk.url = link.url
                self.walks[link.channel_id] = walk
                self.ledger.numbers[link.name] = (
                    int(link.channel_id) if link.channel_id.isdigit() else 0
                )
                walk.validators, walk.is_first = self.known_walks.begin_walk(walk)
                yield self.listing_request(walk)

    def listing_request(self, walk: ChannelWalk) -> Request:
        """Build the request for the next page of a channel's list."""
        return Request(
            walk.url,
            headers=conditions(walk.validators) if walk.page == 1 else None,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"channel_id": walk.channel_id},
            dont_filter=True,
        )

    def parse_listing(self, response: Response, channel_id: str) -> Iterator[Request]:
        """Take in a page of a list, and ask for the next where the walk goes on."""
        walk = self.walks[channel_id]
        met = walk.answered(response.status, unchanged=is_not_modified(response))
        if met is not None:
            yield from self.end_or_compare(walk, met, response.url)
            return
        try:
            found = extract_listing(page_of(response), walk.page)
            page = read_listing(found, self.station)
        except PageError as error:
            self.end_walk(walk, Cut(str(error)), response.url)
            return
        if walk.page == 1:
            first = ListedChannel(walk.name, response.url, len(page.entries))
            self.outcome.listed[channel_id] = first
            # no 304 may keep a list empty
            walk.validators = validators_of(response) if page.entries else UNKNOWN
        covered = self.enter(walk, page, "list")
        if walk.page == 1 and not page.entries and not self.first_pages_alone:
            if page.kind and self.known_walks.was_empty(walk):
                self.end_walk(walk, walk.without_entries(page, 0), response.url)
                return
            if walk.channel_id.isdigit():
                yield self.api_request(walk, partial(self.instead_of_list, walk, page))
                return
        step = walk.step(page, covered=covered, full=self.ledger.full)
        if not isinstance(step, Next):
            yield from self.end_or_compare(walk, step, response.url)
        elif not self.first_pages_alone:
            yield from self.follow(walk, page)

    def api_request(self, walk: ChannelWalk, then: AfterApi) -> Request:
        """Build the request for what the JSON API lists of a channel; `then` goes on with that."""
        return Request(
            channel_api_url(walk.channel_id, API_ENTRIES),
            callback=self.parse_api,
            errback=self.api_failed,
            cb_kwargs={"channel_id": walk.channel_id, "then": then},
            dont_filter=True,
        )

    def parse_api(self, response: Response, channel_id: str, then: AfterApi) -> Iterator[Request]:
        """Take in what the JSON API lists. That it cannot be had is no gap by itself."""
        listing = None
        if response.status == OK:
            try:
                found = extract_channel_api(page_of(response), home_url(self.station))
                listing = read_listing(found, self.station)
            except PageError as error:
                self.logger.info("%s: %s", response.url, error)
            else:
                self.enter(self.walks[channel_id], listing, "api")
        else:
            self.logger.info("%s: answers %s", response.url, response.status)
        yield from then(listing)

    def api_failed(self, failure: Failure) -> Iterator[Request]:
        """Go on without the API."""
        if not isinstance(failure.value, StoppedError):
            self.logger.info("%s", failure_reason(failure))
            request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
            yield from request.cb_kwargs["then"](None)

    def instead_of_list(
        self, walk: ChannelWalk, page: ListedPage, others: ListedPage | None
    ) -> Iterator[Request]:
        """End a walk whose first page lists nothing. What the API lists is no whole list: it stays a gap."""
        count = None if others is None else len(others.entries)
        if others is not None:
            walk.meet(others)
        self.end_walk(walk, walk.without_entries(page, count), walk.url)
        yield from ()

    def end_or_compare(self, walk: ChannelWalk, end: Stop | Cut, url: str) -> Iterator[Request]:
        """End a walk, after the JSON API was asked where that may know more."""
        if walk.wants_api(end) and not self.first_pages_alone:
            yield self.api_request(walk, partial(self.compare, walk, end, url))
        else:
            self.end_walk(walk, end, url)

    def compare(
        self, walk: ChannelWalk, end: Stop | Cut, url: str, others: ListedPage | None
    ) -> Iterator[Request]:
        """End a walk by what the JSON API lists, and keep which days both have shown whole."""
        met = set(walk.days)
        step = walk.compared(end, others)
        if others is not None and isinstance(step, Stop):
            for inventory in ("list", "api"):
                self.known_walks.read_days(walk, days_shown(others, met), inventory)
        self.end_walk(walk, step, url)
        yield from ()

    def follow(self, walk: ChannelWalk, page: ListedPage) -> Iterator[Request]:  # noqa: ARG002 - for spiders
        """Return the requests after a page of a list; a spider may find another way by page 1."""
        yield self.listing_request(walk)

    def enter(self, walk: ChannelWalk, page: ListedPage, inventory: Inventory) -> bool:
        """Enter what a page lists; return whether an earlier walk has covered what follows it."""
        self.ledger.enter(page, walk.name)
        self.known_days.update(day for entry in page.entries if (day := entry.day))
        return self.known_walks.take_in(walk, page, inventory)

    def end_walk(self, walk: ChannelWalk, end: Stop | Cut, url: str) -> None:
        """Enter that a walk has ended. One that is cut is a problem on record, and a gap."""
        if isinstance(end, Stop):
            self.known_walks.end_walk(walk)
        else:
            self.ledger.problem(url, end.reason)

    def listing_failed(self, failure: Failure) -> None:
        """Record a page that could not be fetched; where the run is being ended, the gap is known."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        walk = self.walks[request.cb_kwargs["channel_id"]]
        reason = f"listing of {walk.name}, page {walk.page}: {failure_reason(failure)}"
        self.ledger.problem(request.url, reason)

    def page_broken(self, request: Request, reason: str, response: object) -> None:
        """Record a page that a callback failed on, with the name of its channel."""
        walk = self.walks.get(request.cb_kwargs.get("channel_id", ""))
        told = f"listing of {walk.name}: {reason}" if walk else reason
        super().page_broken(request, told, response)

    def enter_swallowed(self) -> None:
        """Enter what never came back, articles and pages of lists."""
        super().enter_swallowed()
        if self.first_pages_alone or self.ledger.problems:
            return
        for walk in self.walks.values():
            if not walk.ended:
                reason = f"listing of {walk.name}, page {walk.page}: nothing came back"
                self.ledger.problem(walk.url, reason)
