"""Finds a station's channels: the menu of its home page, the 频道精选 of articles, what earlier runs knew (site.md, section 2)."""

from collections.abc import Callable, Iterable, Iterator

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.crawl.channels import Channels
from rednet_crawler.crawl.known_walks import KnownWalks
from rednet_crawler.crawl.statuses import OK
from rednet_crawler.errors import PageError
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.listing import extract_article_links, extract_channel_links
from rednet_crawler.middlewares.robots import RobotsRefusalError
from rednet_crawler.site.urls import home_url, read_address
from rednet_crawler.spiders.answers import failure_reason, page_of
from rednet_crawler.spiders.base import RednetSpider


class ChannelSearch:
    """The requests that lead to the channels, at most a few for the whole run."""

    def __init__(
        self, spider: RednetSpider, known: KnownWalks, channels: Channels, walk: Callable[[], Iterator[Request]]
    ) -> None:
        """Take what earlier walks covered, and where the channels are kept.

        `walk` makes the requests for the listings of those that are known.
        """
        self._spider = spider
        self._known = known
        self._channels = channels
        self._walk = walk
        self._probes: list[str] = []
        self._again = False
        self.answers: dict[str, Response] = {}
        """Key of an article → its page, where that was asked for the channels it links: it is not fetched twice."""
        self.answered = False
        """Whether an article was read for the channels it links."""

    def request(self) -> Request:
        """Return the request for the home page: its menu links the channels."""
        return Request(
            home_url(self._spider.station), callback=self.parse_home, errback=self.home_failed, dont_filter=True
        )

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Read the menu. Where it does not link every known channel, one article's 频道精选 is asked as well."""
        if response.status != OK:
            self._spider.refuse(
                f"{response.url}: answers {response.status}, so the channels are not known; try again later"
            )
            return
        try:
            page = page_of(response)
            self._channels.learn(extract_channel_links(page))
            self._channels.remember(self._known.known_channels(), searched=self._known.was_searched())
            self._probes = self._channels.articles_to_ask(extract_article_links(page))
        except PageError as error:
            self._spider.refuse(str(error))
            return
        yield from self._probe_or_walk()

    def home_failed(self, failure: Failure) -> None:
        """End the run with one line where the home page cannot be had."""
        self._spider.refuse(failure_reason(failure), refused=isinstance(failure.value, RobotsRefusalError))

    def parse_probe(self, response: Response) -> Iterator[Request]:
        """Read the channels that one article links; where it links any, no other is asked."""
        self.keep(response)
        if response.status == OK:
            try:
                links = self._channels.learn_of_article(extract_channel_links(page_of(response)))
                self.answered = True
                self._probes = [] if links else self._probes
                self._again |= bool(links)
            except PageError as error:
                self._spider.logger.info("%s", error)
        yield from self._probe_or_walk()

    def probe_failed(self, failure: Failure) -> Iterator[Request]:
        """Go on without this article: another may link the channels."""
        if isinstance(failure.value, StoppedError):
            return
        self._spider.logger.info("%s", failure_reason(failure))
        yield from self._probe_or_walk()

    def again(self, urls: Iterable[str]) -> Iterator[Request] | None:
        """Return requests after the listings, where channels are missing and no article was asked that links any.

        `urls` are those of the articles that the listings had; one of them is asked.
        """
        if self._again or not self._channels.some_missing():
            return None
        self._again = True
        self._probes = self._channels.articles_to_ask(urls)[:1]
        return self._probe_or_walk()

    def keep(self, response: Response) -> None:
        """Keep the page of an article for when its turn comes."""
        address = read_address(response.request.url) if response.request else None
        if address and address.key:
            self.answers[address.key] = response

    def go_on(self) -> Iterator[Request]:
        """Go on without an article whose page could not be read."""
        return self._probe_or_walk()

    def _probe_or_walk(self) -> Iterator[Request]:
        """Yield a request for an article that may link the channels that are missing, else the walks of all known."""
        if self._channels.some_missing() and self._probes:
            url = self._probes.pop(0)
            yield Request(url, callback=self.parse_probe, errback=self.probe_failed, dont_filter=True)
        else:
            yield from self._walk()
