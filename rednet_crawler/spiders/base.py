"""What both spiders share: requests for articles, and the ledger entry each of them ends in."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import State
from rednet_crawler.errors import (
    EXIT_BLOCKED,
    EXIT_INCOMPLETE,
    EXIT_INTERNAL,
    NotAnArticleError,
    PageError,
    RednetError,
    RemovedError,
    StorageError,
)
from rednet_crawler.extensions.error_log import tells_all
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.launch.setting_checks import check_settings
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.tokens import seen_tokens, tokens_of
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.answers import (
    GONE,
    OK,
    conditions,
    failure_reason,
    is_not_modified,
    page_of,
    validators_of,
)
from rednet_crawler.spiders.doubts import Doubts
from rednet_crawler.spiders.fetched import Fetched
from rednet_crawler.spiders.ledger import Ledger
from rednet_crawler.spiders.outcomes import Outcomes
from rednet_crawler.spiders.temporary import TemporaryArchive

_HEARTBEAT = 20
"""Seconds between two signs of life in the archive."""
_SHOWN_URL = 300
"""Characters of an address that a server chose, in a reason."""


class ListedChannel(NamedTuple):
    """The first page of a channel's listing, as it was answered."""

    name: str
    url: str
    entries: int


class RednetSpider(Spider):
    """A spider with a ledger. What goes wrong with a page is an entry in it, and never a traceback."""

    station: str = "hh"
    ledger: Ledger
    refusal: str | None = None
    """Why nothing could be crawled at all, in one line."""
    refusal_code: int = EXIT_INCOMPLETE
    archive: Archive
    """What the run knows and keeps; a temporary one where the settings name none."""
    coverage: FieldCoverage
    """What was read from the pages of this run."""
    doubts: Doubts
    """The answers of this run that showed no article, or less of one than is known."""
    run: int = 0
    """The number of the run in the archive."""
    given: Mapping[str, str | None] = {}
    """The arguments as they were given."""
    listed: Mapping[str, ListedChannel] = {}
    """Number of a channel → what its first page held."""
    asked: bool = False
    """Whether the run made a request."""
    finish_reason: str | None = None
    """Why the run ended, in Scrapy's words."""
    recorded: bool = False
    """Whether the record of the run was made, and entered into the archive as far as that can be written."""
    outcomes: Outcomes
    alarms: Sequence[Mapping[str, Any]] = ()
    """What a person should look at, once the run has ended: as run.json holds it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments. A wrong one ends the process with one line and exit code 2, before any file is opened."""
        try:
            check_settings(crawler.settings)
            spider = super().from_crawler(crawler, *args, **kwargs)
            spider.given = dict(kwargs)
            spider.doubts = Doubts()
            listings_alone = kwargs.get("articles") == "no"  # leaves the archive as it is
            spider.open_archive("" if listings_alone else str(crawler.settings["REDNET_ARCHIVE"] or ""), kwargs)
            spider.begin()
        except RednetError as error:
            logging.getLogger(__name__).error("%s", error)
            raise SystemExit(error.exit_code) from None
        spider.outcomes = Outcomes(spider)
        spider.outcomes.connect(crawler.signals, tracebacks=tells_all(crawler.settings["LOG_LEVEL"]))
        crawler.signals.connect(spider.write_sums, signals.spider_closed)
        return spider

    def open_archive(self, url: str, arguments: Mapping[str, object]) -> None:
        """Open the archive, a temporary one without `url`, and begin a run in it.

        Raises SettingError, StorageError and ArchiveHeldError.
        """
        self.archive = Archive(url) if url else TemporaryArchive()
        self.run = self.archive.runs.begin(self.name, dict(arguments), __version__, datetime.now(UTC), self.station)
        self.coverage = FieldCoverage(seen_tokens(self.archive.runs.reports(self.station, self.run, of_pages=True)))
        self._beats = LoopingCall(self._beat)
        self.crawler.signals.connect(self._begin_to_beat, signals.spider_opened)
        self.crawler.signals.connect(self._stop_beating, signals.spider_closed)
        self.archive.on_failure(self.storage_failed)

    def begin(self) -> None:
        """Make the ledger of the run, whose archive is open by now."""
        raise NotImplementedError

    def end_run(self, code: int) -> None:
        """Enter the end of a run whose record nobody wrote, so that it holds the archive no longer."""
        if not self.recorded:
            with suppress(StorageError):
                self.archive.runs.end(self.run, code, self.ledger.sums(), datetime.now(UTC))
                self.archive.close()

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
        if is_not_modified(response) and any(self.ledger.entries[key].validators):
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
            self.ledger.mark(key, "failed", f"is redirected to {response.url[:_SHOWN_URL]}, another page")
            return
        try:
            raw = extract_article(page_of(response))
        except NotAnArticleError as error:
            self._count("without_article")
            self.doubt(key, str(error), "gone" if isinstance(error, RemovedError) else "failed")
            return
        except PageError as error:
            self._count("without_article")
            self.ledger.mark(key, "failed", str(error))
            return
        self._count(f"template/{raw.template or 'unknown'}")
        if raw.lost_characters:
            self._count("damaged_text")
            self.ledger.problem(response.url, f"{raw.lost_characters} characters could not be decoded")
        entry = self.ledger.entries[key]
        yield Fetched(
            raw=raw,
            key=key,
            station=self.station,
            sighting=entry.sighting,
            asked_for=entry.asked_for,
            validators=validators_of(response),
            tokens=tokens_of(response.body),
        )

    def article_failed(self, failure: Failure) -> None:
        """Enter a download that failed into the ledger."""
        if isinstance(failure.value, StoppedError):
            return  # as pending as before
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        self.ledger.mark(request.cb_kwargs["key"], "failed", failure_reason(failure), transient=True)

    def lose(self, key: str, reason: str) -> None:
        """Enter an article that was lost on our own side."""
        self._count("lost")
        self.ledger.lose(key, reason)

    def page_broken(self, request: Request, response: object, reason: str) -> None:  # noqa: ARG002 - for spiders
        """Record a page other than an article that a callback failed on."""
        self.ledger.problem(request.url, reason)

    def refuse_broken(self, reason: str) -> None:
        """End the run where an error of our own keeps it from crawling anything."""
        self.refuse(reason, code=EXIT_INTERNAL)

    def enter_swallowed(self) -> None:
        """Enter what was asked for, and neither answered nor failed: a part of somebody's dropped it without a word."""
        for key, entry in self.ledger.entries.items():
            if entry.tried and entry.state == "pending":
                self.lose(key, "asked for, and nothing came of it: a middleware or a handler dropped it")
        if not self.asked:
            self.refuse("nothing was asked for: a middleware or a handler dropped the first request")

    def doubt(self, key: str, reason: str, state: State = "failed") -> None:
        """Enter an answer that shows no article, or less than is known: it is tried again soon, and a text that is known stays."""
        entry = self.ledger.entries[key]
        self.doubts.add(entry.url, reason)
        self.ledger.mark(key, state, reason, transient=True)
        if entry.state == "saved":
            self.ledger.problem(entry.url, reason)

    def write_sums(self) -> None:
        """Put the sums of the ledger into Scrapy's stats."""
        if self.crawler.stats is not None:
            for state, count in self.ledger.sums().items():
                self.crawler.stats.set_value(f"rednet/ledger/{state}", count)
            self.crawler.stats.set_value("rednet/problems", len(self.ledger.problems))

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"rednet/{name}")
