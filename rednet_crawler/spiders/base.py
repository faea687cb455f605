"""What both spiders share: requests for articles, and the ledger entry each of them ends in."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NamedTuple, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Request, Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.errors import EXIT_BLOCKED, EXIT_INCOMPLETE, PageError, RednetError, StorageError
from rednet_crawler.export.records import Json, to_record
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Article, Page, RawArticle, Sighting
from rednet_crawler.quality.known_marks import known_marks
from rednet_crawler.quality.markup import marks_of
from rednet_crawler.quality.readings import Readings
from rednet_crawler.robots import reason_of
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.ledger import Ledger
from rednet_crawler.stop import StoppedError

GONE = (404, 410)
OK, _NOT_MODIFIED = 200, 304
_HEARTBEAT = 20
"""Seconds between two signs of life in the archive."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a spider yields: what was found on a page, and what the listings said of it."""

    raw: RawArticle
    key: str
    """The article's identity, as the ledger knows it."""
    station: str
    sighting: Sighting
    validators: Validators = UNKNOWN
    """What the server said of the page, to be asked whether it has changed."""
    marks: frozenset[str] = frozenset()
    """What the page is marked up with (`quality.markup`)."""
    article: Article | None = None
    """What was understood of it: the pipelines fill this in."""

    @cached_property
    def record(self) -> dict[str, Json]:
        """The article as it is checked and archived; empty before there is one."""
        return to_record(self.article) if self.article is not None else {}


class ListedChannel(NamedTuple):
    """The first page of a channel's listing, as it was answered."""

    name: str
    url: str
    entries: int


class OutOfRange(DropItem):
    """The article was published outside since and until."""

    def __init__(self, message: str, day: date) -> None:
        super().__init__(message)
        self.day = day


class NotKept(DropItem):
    """The article could not be written into the archive: it is as pending as before."""


class Unchanged(DropItem):
    """The article is in the archive already, with this very text."""


class RednetSpider(Spider):
    """A spider with a ledger. What goes wrong with a page is an entry in it, and never a traceback."""

    station: str = "hh"
    ledger: Ledger
    refusal: str | None = None
    """Why nothing could be crawled at all, in one line."""
    refusal_code: int = EXIT_INCOMPLETE
    archive: Archive | None = None
    readings: Readings
    """What was read from the pages of this run."""
    run: int = 0
    """The number of the run in the archive."""
    given: Mapping[str, str | None] = {}
    """The arguments as they were given."""
    listed: Mapping[str, ListedChannel] = {}
    """Number of a channel → what its first page held."""
    alarms: Sequence[Mapping[str, Any]] = ()
    """What a person should look at, once the run has ended: as run.json holds it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments. A wrong one ends the process with one line and exit code 2, before any file is opened."""
        try:
            spider = super().from_crawler(crawler, *args, **kwargs)
            spider.given = dict(kwargs)
            spider.readings = Readings()
            if kwargs.get("articles") != "no":
                spider.open_archive(str(crawler.settings["REDNET_ARCHIVE"] or ""), kwargs)
        except RednetError as error:
            logging.getLogger(__name__).error("%s", error)  # noqa: TRY400 - one line, no traceback
            raise SystemExit(error.exit_code) from None
        crawler.signals.connect(spider.item_saved, signals.item_scraped)
        crawler.signals.connect(spider.item_dropped, signals.item_dropped)
        crawler.signals.connect(spider.write_sums, signals.spider_closed)
        return spider

    def open_archive(self, url: str, arguments: Mapping[str, object]) -> None:
        """Open the archive and begin a run in it, where the settings name one.

        Raises SettingError, StorageError and ArchiveHeldError.
        """
        if url:
            self.archive = Archive(url)
            self.run = self.archive.runs.begin(self.name, dict(arguments), __version__, datetime.now(UTC), self.station)
            self.readings = Readings(known_marks(self.archive.runs.reports(self.station, self.run, of_pages=True)))
            self._beats = LoopingCall(self._beat)
            self.crawler.signals.connect(self._begin_to_beat, signals.spider_opened)
            self.crawler.signals.connect(self._stop_beating, signals.spider_closed)
            self.archive.on_failure(self.storage_failed)

    def refuse(self, reason: str, *, refused: bool = False, code: int | None = None) -> None:
        """End the run: nothing can be crawled. The first reason stays."""
        if self.refusal is not None:
            return
        self.refusal = reason
        self.refusal_code = code if code is not None else EXIT_BLOCKED if refused else EXIT_INCOMPLETE
        self.logger.error("%s", reason)

    def _begin_to_beat(self) -> None:
        self._beats.start(_HEARTBEAT, now=False)

    def _beat(self) -> None:
        if self.archive is not None:
            with suppress(StorageError):  # the run is told, and ends
                self.archive.runs.beat(self.run, datetime.now(UTC))

    def _stop_beating(self) -> None:
        if self._beats.running:
            self._beats.stop()

    def storage_failed(self, error: StorageError) -> None:
        """End the run where the archive cannot be written: what it holds is whole, and the next run goes on from there."""
        if self.refusal is None:
            self.refusal, self.refusal_code = str(error), error.exit_code
            self.logger.error("%s", error)
            if self.crawler.engine is not None:
                self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="storage"))

    def article_request(self, key: str) -> Request:
        """Build the request of an entry of the ledger; what was saved before is asked for only if it has changed."""
        entry = self.ledger.entries[key]
        entry.tried = True
        return Request(
            entry.url,
            headers=conditions(entry.validators),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"key": key},
            dont_filter=True,  # the ledger knows what was fetched
        )

    def parse_article(self, response: Response, key: str) -> Iterator[Fetched]:
        """Extract an article; a status other than 200 and a page without one go to the ledger."""
        if is_not_modified(response):
            self.ledger.looked_at(key)
            self._count("articles/not_modified")
            return
        if response.status in GONE:
            self.ledger.mark(key, "gone", f"answers {response.status}")
            return
        if response.status != OK:
            self.ledger.mark(key, "failed", f"answers {response.status}", transient=True)
            return
        address = read_address(response.url)
        if address is None or address.key != key:
            self.ledger.mark(key, "failed", f"is redirected to {response.url}, another page")
            return
        try:
            raw = extract_article(page_of(response))
        except PageError as error:
            self._count("without_article")
            self.ledger.mark(key, "failed", str(error))
            return
        self._count(f"template/{raw.template or 'unknown'}")
        if raw.lost_characters:
            self._count("damaged_text")
            self.ledger.problem(response.url, f"{raw.lost_characters} characters could not be decoded")
        sighting = self.ledger.entries[key].sighting
        yield Fetched(
            raw=raw,
            key=key,
            station=self.station,
            sighting=sighting,
            validators=validators_of(response),
            marks=marks_of(response.body),
        )

    def article_failed(self, failure: Failure) -> None:
        """Enter a download that failed into the ledger."""
        if isinstance(failure.value, StoppedError):
            return  # as pending as before
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        self.ledger.mark(request.cb_kwargs["key"], "failed", failure_reason(failure), transient=True)

    def item_saved(self, item: object) -> None:
        """Mark an article saved once it went through the pipelines."""
        if isinstance(item, Article) and (address := read_address(item.url)) and address.key:
            self.ledger.mark(address.key, "saved")

    def item_dropped(self, item: object, response: Response | None, exception: BaseException) -> None:
        """Enter what a pipeline dropped: outside the dates is skipped, anything else failed."""
        address = read_address(response.url) if response is not None else None
        if isinstance(exception, NotKept):
            return
        key = item.key if isinstance(item, Fetched) else address.key if address else None
        if key and isinstance(exception, Unchanged):
            self.ledger.mark(key, "saved")
        elif key and isinstance(exception, OutOfRange):
            self.ledger.out_of_range(key, exception.day, str(exception))
        elif key:
            self.ledger.mark(key, "failed", str(exception))

    def write_sums(self) -> None:
        """Put the sums of the ledger into Scrapy's stats."""
        if self.crawler.stats is not None:
            for state, count in self.ledger.sums().items():
                self.crawler.stats.set_value(f"rednet/ledger/{state}", count)
            self.crawler.stats.set_value("rednet/problems", len(self.ledger.problems))

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"rednet/{name}")


def page_of(response: Response) -> Page:
    """Return a response as extraction reads it."""
    content_type = response.headers.get(b"Content-Type")
    return Page(
        url=response.url,
        body=response.body,
        content_type=content_type.decode("latin-1") if content_type else None,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


def is_not_modified(response: Response) -> bool:
    """Say whether a page is as it was when it was last asked for. An answer that says so without having been asked says nothing."""
    asked = response.request.headers if response.request else {}
    return response.status == _NOT_MODIFIED and (b"If-None-Match" in asked or b"If-Modified-Since" in asked)


def validators_of(response: Response) -> Validators:
    """Return what a server said of a page."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(etag.decode("latin-1") if etag else None, modified.decode("latin-1") if modified else None)


def conditions(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def failure_reason(failure: Failure) -> str:
    """Return why a download failed, in one line."""
    error = failure.value
    if isinstance(error, IgnoreRequest) and str(error):
        return str(error)
    return reason_of(error) if error is not None else "failed for an unknown reason"
