"""Walks through the lists of channels: the requests for their pages, and what follows each.

What a page means for a walk is decided in `crawl`: here it is asked for, read, and handed on.
"""

from collections.abc import Iterable, Iterator

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.archive.walks import UNKNOWN, Inventory
from rednet_crawler.crawl.backfill import API_ENTRIES
from rednet_crawler.crawl.known_walks import KnownWalks
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.run_outcome import ListedChannel
from rednet_crawler.crawl.statuses import OK
from rednet_crawler.crawl.walk import ChannelWalk, Cut, Next, Stop
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


class ListingSpider(RednetSpider):
    """A spider that walks channels, page after page of their lists."""

    walks: dict[str, ChannelWalk]
    """Number of a channel → the walk through it."""
    known_walks: KnownWalks
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
                walk.validators = self.known_walks.begin_walk(walk)
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
        if isinstance(met, Cut) and walk.is_in_doubt(response.status):
            yield self.api_to_compare(walk, met)
            return
        if met is not None:
            self.end_walk(walk, met, response.url)
            return
        try:
            page = read_listing(extract_listing(page_of(response)), self.station)
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
                yield self.api_request(walk, page)
                return
        step = walk.step(page, covered=covered, full=self.ledger.full)
        if not isinstance(step, Next):
            self.end_walk(walk, step, response.url)
        elif not self.first_pages_alone:
            yield from self.follow(walk, page)

    def api_request(self, walk: ChannelWalk, page: ListedPage) -> Request:
        """Build the request for what the JSON API lists of a channel whose first page lists nothing."""
        return Request(
            channel_api_url(walk.channel_id, API_ENTRIES),
            callback=self.parse_api_instead,
            errback=self.api_instead_failed,
            cb_kwargs={"channel_id": walk.channel_id, "page": page},
            dont_filter=True,
        )

    def parse_api_instead(self, response: Response, channel_id: str, page: ListedPage) -> None:
        """Take in what the API lists in place of an empty page. It is no whole list: the walk stays a gap."""
        walk, others = self.walks[channel_id], None
        if response.status == OK:
            try:
                listing = read_listing(
                    extract_channel_api(page_of(response), home_url(self.station)), self.station
                )
            except PageError as error:
                self.logger.info("%s: %s", response.url, error)
            else:
                others = len(listing.entries)
                walk.meet(listing)
                self.enter(walk, listing, "api")
        self.end_walk(walk, walk.without_entries(page, others), walk.url)

    def api_instead_failed(self, failure: Failure) -> None:
        """Enter that a channel's first page lists nothing, and that the API cannot be had."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        walk = self.walks[request.cb_kwargs["channel_id"]]
        self.end_walk(walk, walk.without_entries(request.cb_kwargs["page"], None), walk.url)

    def api_to_compare(self, walk: ChannelWalk, end: Cut) -> Request:
        """Build the request that tells whether a channel has articles behind a full page without a next one."""
        return Request(
            channel_api_url(walk.channel_id, API_ENTRIES),
            callback=self.parse_api_to_compare,
            errback=self.api_to_compare_failed,
            cb_kwargs={"channel_id": walk.channel_id, "end": end},
            dont_filter=True,
        )

    def parse_api_to_compare(self, response: Response, channel_id: str, end: Cut) -> None:
        """End a walk: whole where the JSON API lists nothing that the walk has not met."""
        walk = self.walks[channel_id]
        step: Stop | Cut = end
        if response.status == OK:
            try:
                found = extract_channel_api(page_of(response), home_url(self.station))
                listing = read_listing(found, self.station)
            except PageError as error:
                self.logger.info("%s: %s", response.url, error)
            else:
                known = bool(listing.entries) and not walk.meet(listing)
                step = Stop("the JSON API lists no more of its articles") if known else end
                self.enter(walk, listing, "api")
        self.end_walk(walk, step, walk.url)

    def api_to_compare_failed(self, failure: Failure) -> None:
        """Enter the gap that was to be ruled out."""
        if not isinstance(failure.value, StoppedError):
            request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
            walk = self.walks[request.cb_kwargs["channel_id"]]
            self.end_walk(walk, request.cb_kwargs["end"], walk.url)

    def follow(self, walk: ChannelWalk, page: ListedPage) -> Iterator[Request]:  # noqa: ARG002 - for spiders
        """Return the requests after a page of a list; a spider may find another way by page 1."""
        yield self.listing_request(walk)

    def enter(self, walk: ChannelWalk, page: ListedPage, inventory: Inventory) -> bool:
        """Enter what a page lists; return whether an earlier walk has covered what follows it."""
        self.ledger.enter(page, walk.name)
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
