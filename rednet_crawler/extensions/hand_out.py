"""Hands out what earlier runs saved and did not, and keeps account of what this one hands out."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.extensions.feedexport import FeedExporter, FeedSlot
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler.archive.owed import PIPELINES
from rednet_crawler.crawl.temporary import TemporaryArchive
from rednet_crawler.export.records import from_record
from rednet_crawler.extensions.error_log import one_line_of, pipeline_of
from rednet_crawler.extensions.feeds import FeedsByRow, address_of, key_of
from rednet_crawler.items import Article
from rednet_crawler.spiders.answers import Doubtful, NotKept, OutOfRange, Rejected, Unchanged
from rednet_crawler.spiders.base import RednetSpider

logger = logging.getLogger(__name__)
_OURS = "rednet_crawler.pipelines."
_OWED = "rednet_owed"
"""Key of a request's meta: its article was saved by an earlier run, and is handed out now."""
_AT_ONCE = 50
"""Articles that pipelines took, after which that is entered."""
_OUR_DROPS = (Doubtful, NotKept, OutOfRange, Rejected, Unchanged)


class HandOut:
    """Extension that hands every article that is saved to each feed and pipeline once.

    What is saved is owed to them until their file has its name, or the pipelines took it. After a
    kill at any moment the next run of the same feeds gives them the rest. A pipeline of a
    project's own may get an article again that it had when the run was killed.
    """

    def __init__(self, crawler: Crawler, spider: RednetSpider) -> None:
        self._crawler, self._spider = crawler, spider
        self._owed = spider.archive.owed
        feeds = crawler.settings.getdict("FEEDS")
        self._names = {str(uri): self._owed.receiver(address_of(str(uri))) for uri in feeds}
        """Feed as the settings name it → its name in the archive."""
        pipelines = crawler.settings.getwithbase("ITEM_PIPELINES")
        foreign = any(
            place is not None and not str(each).startswith(_OURS)
            for each, place in pipelines.items()
        )
        self._receivers = (*((PIPELINES,) if foreign else ()), *self._names.values())
        self._taken: set[str] = set()
        """Keys of articles that the pipelines took, which is not entered yet."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HandOut":
        """Take the feeds and pipelines of the settings, where there are any, and the archive of the run."""
        spider = crawler.spider
        if not isinstance(spider, RednetSpider) or isinstance(spider.archive, TemporaryArchive):
            raise NotConfigured
        made = cls(crawler, spider)
        if not made._receivers:
            raise NotConfigured
        spider.archive.owed.receivers = made._receivers
        crawler.signals.connect(made.opened, signals.spider_opened)
        crawler.signals.connect(made.item_scraped, signals.item_scraped)
        crawler.signals.connect(made.item_dropped, signals.item_dropped)
        crawler.signals.connect(made.item_error, signals.item_error)
        crawler.signals.connect(made.slot_closed, signals.feed_slot_closed)
        crawler.signals.connect(made.closed, signals.spider_closed)
        return made

    async def opened(self) -> None:
        """Hand out what earlier runs have left, before anything is fetched."""
        feeds = self._feeds()
        if feeds is not None:
            feeds.about_to_store = self.about_to_store
        self._owed.settle(self._receivers)
        owed = self._owed.open(self._receivers)
        if not owed:
            return
        logger.info("%d articles of earlier runs are handed out first", len(owed))
        for key, record in self._spider.archive.slices.keyed([*owed]):
            if not self._crawler.crawling:
                return  # a signal ended the run
            await self._hand_out(key, from_record(record), owed.pop(key))
            await asyncio.sleep(0)
        self._owed.pay(self._receivers, owed)  # what is no longer in the archive

    async def _hand_out(self, key: str, article: Article, receivers: Iterable[str]) -> None:
        """Send an article through the pipelines into the feeds that lack it."""
        engine, feeds = self._crawler.engine, self._feeds()
        if engine is None:
            return
        if feeds is not None:
            feeds.only = {uri for uri, name in self._names.items() if name in set(receivers)}
        request = Request(article.url, cb_kwargs={"key": key}, meta={_OWED: True})
        try:
            await engine.scraper.start_itemproc_async(
                article, response=Response(article.url, request=request)
            )
        finally:
            if feeds is not None:
                feeds.only = None

    def item_scraped(self, item: object, response: object) -> None:
        """Keep that the pipelines took an article."""
        key = key_of(response)
        if key is not None and item is not None:
            self._taken.add(key)
            if len(self._taken) >= _AT_ONCE:
                self._enter_taken()

    def item_dropped(self, exception: DropItem, response: object) -> None:
        """Keep that a pipeline of a project's own will have nothing of an article."""
        key = key_of(response)
        if key is not None and not isinstance(exception, _OUR_DROPS):
            self._owed.pay(self._receivers, [key])

    def item_error(self, failure: Failure, response: object) -> None:
        """Enter that an article of an earlier run could not be handed out now either."""
        request = getattr(response, "request", None)
        error = failure.value
        if error is not None and isinstance(request, Request) and _OWED in request.meta:
            reason = f"not handed out: {pipeline_of(error)}: {one_line_of(error)}"
            self._spider.ledger.problem(request.url, reason)

    def about_to_store(self, slot: FeedSlot, keys: set[str], part: Path) -> None:
        """Enter what a file holds that is about to get its name: a kill may come just after that."""
        self._enter_taken()
        self._owed.mark(self._names[slot.uri_template], keys, part)

    def slot_closed(self, slot: FeedSlot) -> None:
        """Enter what a feed holds that was stored."""
        feeds = self._feeds()
        if feeds is not None and slot.uri_template in self._names and feeds.is_stored(slot):
            self._enter_taken()
            self._owed.pay([self._names[slot.uri_template]], feeds.rows_of(slot))

    def closed(self) -> None:
        """Enter what pipelines took, and what the filters of feeds left out."""
        self._enter_taken()
        feeds = self._feeds()
        for uri, keys in feeds.refused.items() if feeds is not None else ():
            if uri in self._names:
                self._owed.pay([self._names[uri]], keys)

    def _enter_taken(self) -> None:
        if PIPELINES in self._receivers and self._taken:
            self._owed.pay([PIPELINES], self._taken)
        self._taken.clear()

    def _feeds(self) -> FeedsByRow | None:
        found: Any = self._crawler.get_extension(FeedExporter)
        return found if isinstance(found, FeedsByRow) else None
