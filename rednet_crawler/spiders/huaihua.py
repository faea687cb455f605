"""The spider `huaihua`: finds a station's channels, walks their listings, fetches the articles."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.arguments import read_crawl_arguments, read_number
from rednet_crawler.crawl.article_queue import ArticleQueue
from rednet_crawler.crawl.articles import OK
from rednet_crawler.crawl.backfill import Backfill
from rednet_crawler.crawl.channels import Channels, ChannelSearch
from rednet_crawler.crawl.known_walks import KnownWalks
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.left_articles import LeftArticles
from rednet_crawler.errors import (
    EXIT_BLOCKED,
    EXIT_INCOMPLETE,
    EXIT_INTERNAL,
    PageError,
    UnknownChannelError,
)
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.channel_links import extract_channel_links, extract_short_texts
from rednet_crawler.extraction.listing import extract_article_links
from rednet_crawler.middlewares.refusals import BlockedError
from rednet_crawler.middlewares.replay import ANSWER
from rednet_crawler.middlewares.robots import RobotsRefusalError
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.hosts import followed_stations
from rednet_crawler.site.urls import home_url, read_address
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.backfill import BackfillSpider

_MOST_LINKS = 1000
"""Articles that the home page links."""


class HuaihuaSpider(BackfillSpider):
    """Walks all listings of a station, then fetches the articles, so that each item knows its channels.

    Arguments: `channel`, names or numbers with commas between (default all); `since` and `until`,
    days as YYYY-MM-DD; `limit`, the most articles; `station`, the code of the station (default hh);
    `articles=no` for the listings alone; `full=yes` to walk all pages, `retry_failed=yes` to take up
    all that failed, `recheck`, a number of days, to look again at all articles of these days.
    """

    name = "huaihua"
    left: LeftArticles
    queue: ArticleQueue

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
        self.arguments = read_crawl_arguments(
            channel=channel, since=since, until=until, limit=limit, station=station
        )
        self.station = self.arguments.station
        self.full, self.retry_failed = full == "yes", retry_failed == "yes"
        self.recheck = read_number("recheck", recheck, least=0) if recheck else None
        self.channels = Channels(self.station, self.arguments.channels)
        self.search = ChannelSearch(self.channels)
        self.backfill = Backfill(self.arguments.since, self.arguments.until, datetime.now(CHINA))
        self.walks, self.instead, self.known_days = {}, {}, set()
        self.phase = "channels"
        self.first_pages_alone = articles == "no"
        self._probed: dict[str, Response] = {}
        """Key of an article → its page, where that was asked for channels: it is not fetched twice."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build the spider; see the class for its arguments."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        asked = spider.arguments
        spider.known_walks = KnownWalks(spider.archive, spider.ledger, asked, full=spider.full)
        spider.left = LeftArticles(spider.archive, spider.ledger, asked)
        read = spider.outcome.coverage
        spider.queue = ArticleQueue(
            spider.ledger, spider.left, spider.outcome.doubts, asked.limit, read
        )
        crawler.signals.connect(spider.spider_idle, signals.spider_idle)
        return spider

    def make_ledger(self) -> Ledger:
        """Return the ledger of the run."""
        return Ledger(
            self.archive,
            self.arguments,
            followed_stations(self.station, self.settings["REDNET_FOLLOW"]),
        )

    async def start(self) -> AsyncIterator[Request]:
        """Yield the home page: its menu links the channels."""
        yield self.home_request()

    def home_request(self) -> Request:
        """Build the request for the home page."""
        url = home_url(self.station)
        return Request(url, callback=self.parse_home, errback=self.home_failed, dont_filter=True)

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Read the menu; where it lacks known channels, an article is asked for its 频道精选."""
        if response.status != OK:
            self.refuse(
                f"{response.url}: answers {response.status}, so the channels are not known; try again later"
            )
            return
        try:
            page = page_of(response)
            links, articles = (
                extract_channel_links(page),
                list(islice(extract_article_links(page), _MOST_LINKS)),
            )
            names = extract_short_texts(page)
        except PageError as error:
            self.refuse(str(error))
            return
        days = (address.day for url in articles if (address := read_address(url)))
        self.known_days.update(filter(None, days))
        known, searched = self.known_walks.known_channels(), self.known_walks.was_searched()
        self.search.take_menu(links, articles, names, known, searched=searched)
        yield from self._probe_or_walk()

    def home_failed(self, failure: Failure) -> None:
        """End the run with one line where the home page cannot be had."""
        blocked = isinstance(failure.value, RobotsRefusalError | BlockedError)
        self.refuse(failure_reason(failure), EXIT_BLOCKED if blocked else EXIT_INCOMPLETE)

    def parse_probe(self, response: Response) -> Iterator[Request]:
        """Read the channels that an article links."""
        self._keep_probed(response)
        if response.status == OK:
            try:
                links = extract_channel_links(page_of(response))
            except PageError as error:
                self.logger.info("%s", error)
            else:
                self.search.take_article(links)
        yield from self._probe_or_walk()

    def probe_failed(self, failure: Failure) -> Iterator[Request]:
        """Go on without this article: another may link the channels."""
        if isinstance(failure.value, StoppedError):
            return
        self.logger.info("%s", failure_reason(failure))
        yield from self._probe_or_walk()

    def _keep_probed(self, response: Response) -> None:
        address = read_address(response.request.url) if response.request else None
        key = address.key_on(self.station) if address else None
        if key:
            self._probed[key] = response

    def _probe_or_walk(self) -> Iterator[Request]:
        """Yield a request for an article that may link missing channels, else the walks of all known."""
        url = self.search.next()
        if url is not None:
            yield Request(
                url, callback=self.parse_probe, errback=self.probe_failed, dont_filter=True
            )
        else:
            yield from self._walk_wanted()

    def _walk_wanted(self) -> Iterator[Request]:
        """Yield the first page of each wanted channel that is not walked yet."""
        self.phase = "listings"
        try:
            wanted = self.channels.to_walk()
        except (UnknownChannelError, PageError) as error:
            self.refuse(str(error), error.exit_code)
            return
        yield from self.begin_walks(wanted)

    def spider_idle(self) -> None:
        """Ask for the next articles once all listings were walked."""
        if self.outcome.refusal or self.first_pages_alone:
            return
        if self.search.again(self.queue.pending_urls()):
            self.crawl(self._probe_or_walk())
            raise DontCloseSpider
        keys = self._next_articles()
        self.crawl(map(self.article_request, keys))
        if keys:
            raise DontCloseSpider

    def _next_articles(self) -> list[str]:
        """Return the keys of the articles to ask for; the first call takes up what earlier runs left."""
        if self.phase != "articles":
            self.phase = "articles"
            missing = self.channels.missing(str(self.settings["REDNET_CHANNELS"] or ""))
            if missing:
                reason = f"{len(missing)} channels that the station has were not found: {'、'.join(missing)}"
                self.ledger.problem(
                    home_url(self.station), f"{reason}; REDNET_CHANNELS says which it has"
                )
            if self.search.answered and not self.arguments.channels:
                self.known_walks.searched()
            channels = self.walks if self.arguments.channels else ()
            self.left.look_up(channels, failed=self.retry_failed, recheck=self.recheck)
        return self.queue.next_batch()

    def article_request(self, key: str) -> Request:
        """Build the request of an entry; a page that was asked for channels is not fetched again."""
        request = super().article_request(key)
        if key in self._probed:
            request.meta[ANSWER] = self._probed.pop(key)
        return request

    def page_broken(self, request: Request, reason: str, response: object) -> None:
        """Record a page that a callback failed on; only without the home page the run cannot go on."""
        if request.callback == self.parse_home:
            self.refuse(f"{request.url}: {reason}", EXIT_INTERNAL)
            return
        super().page_broken(request, reason, response)
        if request.callback == self.parse_probe:
            if isinstance(response, Response):
                self._keep_probed(response)
            self.crawl(self._probe_or_walk())
        self.crawl(self.after_broken(request))
