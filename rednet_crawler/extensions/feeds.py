"""Feeds that were asked for: the names that Scrapy is given, and whether each was written."""

import logging
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter, FeedSlot, apply_uri_params

from rednet_crawler.crawl.run_outcome import outcome_of
from rednet_crawler.errors import SettingError
from rednet_crawler.extensions.logs import ends_the_run
from rednet_crawler.safety import hide

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


class FeedsByRow(FeedExporter):
    """Scrapy's feeds, with account of which article stands in which file.

    A feed that cannot take a row costs no other feed that row. A file that is there stays as it is
    where a run has no row for it.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Read the feeds. A placeholder that says nothing ends the process with one line."""
        super().__init__(crawler)
        self.only: set[str] | None = None
        """The feeds that get what is handed out now; None for all."""
        self.about_to_store: Callable[[FeedSlot, set[str], Path], None] = lambda *_: None
        """Is told of a file that is about to get its name: its feed, the keys in it, where it is."""
        self.refused: dict[str, set[str]] = {}
        """Feed → keys of what its filter left out."""
        self.left: set[str] = set()
        """Feeds without a row whose file was left as it was."""
        self._rows: dict[FeedSlot, set[str]] = {}
        self._failed = 0
        with ends_the_run():
            for uri, options in self.feeds.items():
                if not options["uri_params"]:
                    check_placeholders(uri, crawler.spider)

    def item_scraped(self, item: Any, spider: Spider, response: object = None) -> None:
        """Write a row into each feed. Raises the first error, once all have had it."""
        key, errors, slots = key_of(response), [], []
        for slot in self.slots:
            self.slots = [slot]
            if self.only is None or slot.uri_template in self.only:
                try:
                    self._write(slot, item, spider, key)
                except Exception as error:  # noqa: BLE001 - raised when the other feeds have the row
                    errors.append(error)
            slots += self.slots
        self.slots = slots
        if errors:
            raise errors[0]

    async def close_spider(self, spider: Spider) -> None:
        """Complete the files; one that is there is left as it is where there was no row for it."""
        self._leave_files()
        await super().close_spider(spider)

    def _leave_files(self) -> None:
        for slot in self.slots:
            path = Path(getattr(slot.storage, "path", ""))
            if not slot.itemcount and slot.batch_id == 1 and slot.store_empty and path.is_file():
                slot.store_empty = False
                self.left.add(slot.uri_template)

    def rows_of(self, slot: FeedSlot) -> set[str]:
        """Return the keys of the articles in a file."""
        return self._rows.pop(slot, set())

    def is_stored(self, slot: FeedSlot) -> bool:
        """Say whether a feed that was just closed was stored: of those elsewhere Scrapy's stats tell."""
        stored = getattr(slot.storage, "stored", None)
        if stored is not None:
            return bool(stored)
        name = f"feedexport/failed_count/{type(slot.storage).__name__}"
        before, self._failed = self._failed, self.crawler.stats.get_value(name, 0)
        return bool(self._failed == before)

    def _write(self, slot: FeedSlot, item: object, spider: Spider, key: str | None) -> None:
        accepts = slot.filter.accepts(item)
        if hasattr(slot.storage, "completing"):
            slot.storage.completing = partial(self._tell, slot)
        if key is not None:
            keys = self._rows if accepts else self.refused
            name: Any = slot if accepts else slot.uri_template
            keys.setdefault(name, set()).add(key)
        try:
            super().item_scraped(item, spider)
        except Exception:
            self._rows.get(slot, set()).discard(str(key))
            raise

    def _tell(self, slot: FeedSlot, part: Path) -> None:
        self.about_to_store(slot, self._rows.get(slot, set()), part)


def check_placeholders(uri: str, spider: Spider | None) -> None:
    """Raise SettingError for a feed whose name holds a placeholder that nobody fills in."""
    known = {name: getattr(spider, name) for name in dir(spider)}
    known |= {"time": "", "batch_time": "", "batch_id": 1}
    try:
        apply_uri_params(uri, known)
    except (KeyError, ValueError, TypeError) as error:
        raise SettingError(
            f"FEEDS: {hide(uri)}: its placeholder {error} cannot be filled in; "
            "there are %(time)s, %(name)s, %(batch_id)d, %(batch_time)s and attributes of the spider"
        ) from error


def address_of(uri: str) -> str:
    """Return what a feed is called in an archive: its file from the root, without passwords."""
    if "://" in uri and not uri.startswith("file:"):
        return hide(uri)
    return os.fsencode(feed_path(uri).absolute()).decode("utf-8", "backslashreplace")


def key_of(response: object) -> str | None:
    """Return the key of the article that a response was asked for; None where it was none."""
    request = getattr(response, "request", None)
    key = request.cb_kwargs.get("key") if request is not None else None
    return key if isinstance(key, str) else None


class FeedCheck:
    """Counts each feed that was not written as failed, and logs it in one line.

    Scrapy reports success even if it opened no feed at all (an unknown scheme or format), or if a
    file could not be opened.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._closed: set[str] = set()
        self._stored: list[tuple[str, str, int]] = []
        """Feed, URI and rows of each file that has its name."""

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
            self._stored.append((slot.uri_template, slot.uri, slot.itemcount))

    def count(self) -> None:
        """Count the feeds that were not written; `store_empty` allows to leave out an empty one."""
        opened = self._crawler.get_extension(FeedExporter) is not None
        by_default = self._crawler.settings.getbool("FEED_STORE_EMPTY")
        for name, options in self._crawler.settings.getdict("FEEDS").items():
            uri = str(name.absolute()) if isinstance(name, Path) else str(name)
            wanted = options.get("store_empty", by_default) or not opened
            if wanted and uri not in self._closed | self._left():
                self._crawler.stats.inc_value("feedexport/failed_count/never_written")
                outcome = outcome_of(self._crawler.spider)
                if outcome is not None and outcome.refusal:
                    continue  # one line says why the run ended
                logger.error(
                    "%s: was not written; choose another name, or mend its permissions", _told(uri)
                )

    def lines(self, given: Mapping[str, Path]) -> list[str]:
        """Return what became of each file, in a line: by the names that were given for URIs, where they were."""
        lines = []
        for name in self._crawler.settings.getdict("FEEDS"):
            feed = str(name.absolute()) if isinstance(name, Path) else str(name)
            stored = [(uri, rows) for of, uri, rows in self._stored if of == feed]
            lines += [
                f"{given.get(feed, _told(uri))}: {rows} article{'' if rows == 1 else 's'}"
                for uri, rows in stored
            ]
            told = given.get(feed, _told(feed))
            if feed in self._left():
                lines.append(f"{told}: 0 articles, nothing new; left as it was")
            elif not stored:
                lines.append(f"{told}: not written{_what_is_left(feed)}")
        return lines

    def _left(self) -> set[str]:
        return getattr(self._crawler.get_extension(FeedExporter), "left", set())


def _what_is_left(feed: str) -> str:
    path = Path(f"{os.path.realpath(feed_path(feed))}.part")
    if not path.is_file():
        return ""
    return f"; {path} holds what came before; the next run of this feed hands it out again"


def _told(uri: str) -> str:
    return str(feed_path(uri)) if uri.startswith("file:") else hide(uri)
