"""The spider `huaihua`: finds a station's channels, walks their listings, fetches the articles."""

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.arguments import read_crawl_arguments, read_number
from rednet_crawler.errors import PageError, UnknownChannelError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.middlewares.replay import ANSWER
from rednet_crawler.site.stations import followed_stations
from rednet_crawler.site.urls import channel_url, home_url
from rednet_crawler.spiders.answers import (
    GONE,
    OK,
    conditions,
    failure_reason,
    is_not_modified,
    page_of,
    validators_of,
)
from rednet_crawler.spiders.backfill import Backfill
from rednet_crawler.spiders.base import ListedChannel, RednetSpider
from rednet_crawler.spiders.channels import Channels
from rednet_crawler.spiders.known_walks import KnownWalks
from rednet_crawler.spiders.ledger import Ledger
from rednet_crawler.spiders.listed import read_listing
from rednet_crawler.spiders.search import ChannelSearch
from rednet_crawler.spiders.walk import ChannelWalk

_BATCH = 64
_FEW = 8
"""Known articles that are asked for at once: doubtful answers end that."""
_MOST_CHANNELS = 500
"""That a run walks; the station has 19."""


class HuaihuaSpider(RednetSpider):
    """Walks the channels of a station, first all listings, then the articles, so that each item knows its channels.

    Arguments: `channel`, names or numbers with commas between (default all); `since` and `until`, days as YYYY-MM-DD;
    `limit`, the most articles; `station`, the code of the station (default hh); `articles=no` for the listings alone;
    `full=yes` to walk all pages, `retry_failed=yes` to take up all that failed, `recheck`, a number of days, to
    look again at all articles of these days.
    """

    name = "huaihua"
    backfill: Backfill | None = None
    """What reads a range of days; None where none was asked for."""

    def __init__(  # noqa: PLR0913 - Scrapy's way to hand in arguments
        self,
        *args: Any,
        channel: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: str | None = None,
        station: str | None = None,
        articles: str | None = None,
        full: str | None = None,
        retry_failed: str | None = None,
        recheck: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.arguments = read_crawl_arguments(channel=channel, since=since, until=until, limit=limit, station=station)
        self.station = self.arguments.station
        self.full, self.retry_failed = full == "yes", retry_failed == "yes"
        self.recheck = read_number("recheck", recheck, least=0) if recheck else None
        self.channels = Channels(self.station, self.arguments.channels)
        self.walks: dict[str, ChannelWalk] = {}
        self.listed: dict[str, ListedChannel] = {}
        self.phase = "channels"
        self._wants_articles = articles != "no"
        self._fetched = 0
        self._queue: deque[str] = deque()
        """Keys of what was pending when it was last looked, in the order it is fetched in."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "HuaihuaSpider":
        """Build the spider; see the class for its arguments."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.spider_idle, signals.spider_idle)
        return spider

    def begin(self) -> None:
        """Make what finds the channels, and what walks them."""
        asked = self.arguments
        self.ledger = Ledger(self.archive, asked, followed_stations(self.station, self.settings["REDNET_FOLLOW"]))
        self.known_walks = KnownWalks(self.archive, self.ledger, asked, full=self.full)
        self.search = ChannelSearch(self, self.known_walks, self.channels, self._walk_wanted)
        self.backfill = (
            Backfill(self, self.known_walks, asked.since, asked.until, self._listing_request)
            if asked.since and asked.until
            else None
        )

    async def start(self) -> AsyncIterator[Request]:
        """Yield the home page: its menu links the channels."""
        yield self.search.request()

    def parse_listing(self, response: Response, channel_id: str) -> Iterator[Request]:
        """Take in a listing page and ask for the next; a walk that cannot go on is a problem on record."""
        walk = self.walks[channel_id]
        if (response.status in GONE and walk.page > 1) or (is_not_modified(response) and walk.page == 1):
            self.known_walks.end_walk(walk)
            return
        if response.status != OK:
            self.ledger.problem(response.url, f"listing of {walk.name}, page {walk.page}: answers {response.status}")
            return
        try:
            listing = read_listing(extract_listing(page_of(response)))
        except PageError as error:
            self.ledger.problem(response.url, str(error))
            return
        if walk.page == 1:
            self.listed[channel_id] = ListedChannel(walk.name, response.url, len(listing.entries))
        if listing.kind is None and (walk.page == 1 or walk.is_linked or not walk.is_own_page(listing)):
            self.ledger.problem(response.url, f"listing of {walk.name}: none of the known kinds of list stands on it")
            return
        if walk.page == 1:
            walk.validators = validators_of(response)
        goes_on = walk.take(listing)
        covered = self.known_walks.take_in(walk, listing)
        if goes_on and not covered:
            by_dates = self.backfill.begin(walk, listing) if self.backfill and walk.taken_pages == 1 else None
            yield from by_dates if by_dates is not None else (self._listing_request(walk, listing.next_url),)
            return
        if not walk.cut:
            self.known_walks.end_walk(walk)
        elif self._wants_articles:
            self.ledger.problem(response.url, f"listing of {walk.name}: {walk.cut}")

    def listing_failed(self, failure: Failure) -> None:
        """Record a listing page that could not be fetched; one that was let go because the run ends is a gap already."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        walk = self.walks[request.cb_kwargs["channel_id"]]
        self.ledger.problem(request.url, f"listing of {walk.name}, page {walk.page}: {failure_reason(failure)}")

    def page_broken(self, request: Request, response: object, reason: str) -> None:
        """Record a page that a callback failed on. Without the home page there is nothing to walk; all else goes on."""
        if request.callback == self.search.parse_home:
            self.refuse_broken(f"{request.url}: {reason}")
            return
        walk = request.cb_kwargs.get("walk") or self.walks.get(request.cb_kwargs.get("channel_id", ""))
        super().page_broken(request, response, f"listing of {walk.name}: {reason}" if walk else reason)
        if request.callback == self.search.parse_probe:
            if isinstance(response, Response):
                self.search.keep(response)
            following = self.search.go_on()
        else:
            following = self.backfill.go_on(request) if self.backfill else iter(())
        for each in following:
            self._crawl(each)

    def enter_swallowed(self) -> None:
        """Enter what never came back, articles and listings."""
        super().enter_swallowed()
        if not self._wants_articles or self.ledger.problems:
            return
        for walk in self.walks.values():
            if not walk.ended:
                url = channel_url(self.station, walk.channel_id, walk.page)
                self.ledger.problem(url, f"listing of {walk.name}, page {walk.page}: nothing came back")

    def spider_idle(self) -> None:
        """Hand out the next articles once all listings were walked, some at a time: ids are kept, not requests."""
        if self.refusal or not self._wants_articles:
            return
        searching = self.search.again(self._pending_urls())
        if searching is not None:
            for request in searching:
                self._crawl(request)
            raise DontCloseSpider
        if self.phase != "articles":
            self.phase = "articles"
            if self.search.answered and not self.arguments.channels:
                self.known_walks.searched()
            self.ledger.take_up(
                self.walks if self.arguments.channels else (), failed=self.retry_failed, recheck=self.recheck
            )
        room = _BATCH if self.arguments.limit is None else min(_BATCH, self.arguments.limit - self._fetched)
        keys = self._next_keys(room) if room > 0 else []
        if not keys:
            self._skip_rest()
            return
        for key in keys:
            self._fetched += 1
            self._crawl(self.article_request(key))
        raise DontCloseSpider

    def _next_keys(self, most: int) -> list[str]:
        """Return what is fetched next. All that is pending is looked through only once the last look is used up."""
        keys: list[str] = []
        while len(keys) < most and (self._queue or (not keys and self._look_through())):
            key = self._queue.popleft()
            entry = self.ledger.entries[key]
            if entry.state != "pending":  # another page may have led to it meanwhile
                continue
            if entry.is_known and self.doubts.are_enough:
                entry.state = "saved"  # and as due as before
                continue
            if entry.is_known:
                most = min(most, _FEW)
            keys.append(key)
        return keys

    def _look_through(self) -> bool:
        """Queue what is pending, or else some of what earlier runs left; return whether there was any."""
        self._take_pending()
        if not self._queue and self.ledger.take_more():
            self._take_pending()
        return bool(self._queue)

    def _take_pending(self) -> None:
        self.ledger.set_aside_old_twins()
        self._queue.extend(self.ledger.pending())

    def _pending_urls(self) -> Iterator[str]:
        for key in self.ledger.pending():
            yield self.ledger.entries[key].url

    def article_request(self, key: str) -> Request:
        """Build the request of an entry of the ledger; a page that was asked for its channels is not fetched again."""
        request = super().article_request(key)
        if key in self.search.answers:
            request.meta[ANSWER] = self.search.answers.pop(key)
        return request

    @property
    def days_read(self) -> tuple[int, int]:
        """How many days of channels a backfill has read from their date pages, and how many there are."""
        left, days = self.backfill.days if self.backfill else (0, 0)
        return days - left, days

    def _most_pages(self) -> int:
        return self.crawler.settings.getint("REDNET_MAX_PAGES") if self._wants_articles else 1

    def _skip_rest(self) -> None:
        for key in self.ledger.pending():
            self.ledger.mark(key, "skipped", f"beyond limit={self.arguments.limit}")

    def _crawl(self, request: Request) -> None:
        if self.crawler.engine is not None:
            self.crawler.engine.crawl(request)

    def _walk_wanted(self) -> Iterator[Request]:
        """Yield the first page of each wanted channel that is not walked yet."""
        self.phase = "listings"
        try:
            wanted = self.channels.chosen()
        except UnknownChannelError as error:
            self.refuse(str(error), code=error.exit_code)
            return
        if not wanted:
            self.refuse(
                f"{home_url(self.station)}: links no channel, and neither does an article; is the site's design new?"
            )
            return
        if len(wanted) > _MOST_CHANNELS:
            self.refuse(
                f"{home_url(self.station)}: links {len(wanted)} channels, more than a station has; name those you want"
            )
            return
        for link in wanted:
            if link.channel_id not in self.walks:
                walk = ChannelWalk(link.channel_id, link.name, self.arguments, self.ledger, self._most_pages())
                self.walks[link.channel_id] = walk
                walk.validators = self.known_walks.begin_walk(walk)
                yield self._listing_request(walk, None)

    def _listing_request(self, walk: ChannelWalk, next_url: str | None) -> Request:
        return Request(
            (walk.page > 1 and next_url) or channel_url(self.station, walk.channel_id, walk.page),
            headers=conditions(walk.validators) if walk.page == 1 else None,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"channel_id": walk.channel_id},
            dont_filter=True,
        )
