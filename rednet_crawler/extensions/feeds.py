"""Feeds that were asked for: the names that Scrapy is given, and whether each was written."""

import logging
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter, FeedSlot

logger = logging.getLogger(__name__)


def feed_uri(path: Path) -> str:
    """Return the URI of a file in which Scrapy finds no placeholder, no scheme but `file` and no drive, whatever its name.

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
    """Counts each feed that was asked for and not written as one that failed, and says so in one line.

    Of itself Scrapy ends well where it opened no feed at all (a scheme or a format that it does not know), or where a
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
        """Note that the file of a feed was closed. Where it could not be stored, Scrapy has counted and told that."""
        self._closed.add(slot.uri_template)
        if getattr(slot.storage, "stored", True):
            self.stored.add(slot.uri_template)

    def count(self) -> None:
        """Count the feeds that were not written; one may leave out its file where it has no article."""
        opened = self._crawler.get_extension(FeedExporter) is not None
        by_default = self._crawler.settings.getbool("FEED_STORE_EMPTY")
        for name, options in self._crawler.settings.getdict("FEEDS").items():
            uri = str(name.absolute()) if isinstance(name, Path) else str(name)
            wanted = options.get("store_empty", by_default) or not opened
            if wanted and uri not in self._closed:
                self._crawler.stats.inc_value("feedexport/failed_count/never_written")
                if getattr(self._crawler.spider, "refusal", None):
                    continue  # one line says why the run ended
                logger.error(
                    "%s: was not written; choose another name, or mend its permissions", _told(uri)
                )


def _told(uri: str) -> str:
    return str(feed_path(uri)) if uri.startswith("file:") else uri
