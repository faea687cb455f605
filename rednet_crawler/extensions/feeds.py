"""Feeds that were asked for: the names that Scrapy is given, and whether each was written."""

import logging
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter, FeedSlot

from rednet_crawler.crawl.run_outcome import outcome_of

logger = logging.getLogger(__name__)


def feed_uri(path: Path) -> str:
    """Return the URI of a file: Scrapy finds no placeholder, other scheme or drive in any name.

    >>> feed_uri(Path("/tmp/s3:50%(name)s.csv"))
    'file:///tmp/s3%3A50%25%28name%29s.csv'
    """
    return path.absolute().as_uri()


def feed_path(uri: str) -> Path:
    """Return the file of a URI, byte for byte; of what is no `file:` URI, the file of that name."""
    return (
        Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
        if uri.startswith("file:")
        else Path(uri)
    )


class FeedCheck:
    """Counts each feed that was not written as failed, and logs it in one line.

    Scrapy reports success even if it opened no feed at all (an unknown scheme or format), or if a
    file could not be opened.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._closed: set[str] = set()
        self.stored: set[str] = set()
        """URIs of the feeds whose files have their names."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FeedCheck":
        """Watch the feeds of the settings, where there are any."""
        if not crawler.settings.getdict("FEEDS"):
            raise NotConfigured
        made = cls(crawler)
        crawler.signals.connect(made.closed, signals.feed_slot_closed)
        crawler.signals.connect(made.count, signals.engine_stopped)
        return made

    def closed(self, slot: FeedSlot) -> None:
        """Note that a feed was closed. If it was not stored, Scrapy has counted and logged it."""
        self._closed.add(slot.uri_template)
        if getattr(slot.storage, "stored", True):
            self.stored.add(slot.uri_template)

    def count(self) -> None:
        """Count the feeds that were not written; `store_empty` allows to leave out an empty one."""
        opened = self._crawler.get_extension(FeedExporter) is not None
        by_default = self._crawler.settings.getbool("FEED_STORE_EMPTY")
        for name, options in self._crawler.settings.getdict("FEEDS").items():
            uri = str(name.absolute()) if isinstance(name, Path) else str(name)
            wanted = options.get("store_empty", by_default) or not opened
            if wanted and uri not in self._closed:
                self._crawler.stats.inc_value("feedexport/failed_count/never_written")
                outcome = outcome_of(self._crawler.spider)
                if outcome is not None and outcome.refusal:
                    continue  # one line says why the run ended
                logger.error(
                    "%s: was not written; choose another name, or mend its permissions", _told(uri)
                )


def _told(uri: str) -> str:
    return str(feed_path(uri)) if uri.startswith("file:") else uri
