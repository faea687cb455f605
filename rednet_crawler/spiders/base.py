"""What all spiders share: requests for articles, and the ledger entry that each of them ends in."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import State
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.articles import article_answered
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.run_outcome import RunOutcome
from rednet_crawler.crawl.temporary import TemporaryArchive
from rednet_crawler.errors import (
    EXIT_INCOMPLETE,
    NotAnArticleError,
    PageError,
    RednetError,
    RemovedError,
    StorageError,
)
from rednet_crawler.extensions.error_log import tells_all
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Page, RawArticle
from rednet_crawler.launch.setting_checks import check_settings
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.tokens import seen_tokens, tokens_of
from rednet_crawler.spiders.answers import (
    Fetched,
    conditions,
    failure_reason,
    is_not_modified,
    page_of,
    validators_of,
)
from rednet_crawler.spiders.heartbeat import Heartbeat
from rednet_crawler.spiders.request_outcomes import RequestOutcomes


class RednetSpider(Spider):
    """A spider with a ledger. What goes wrong with a page is an entry in it, no traceback."""

    station: str = "hh"
    arguments: CrawlArguments
    archive: Archive
    """What the run knows and keeps; a temporary one where the settings name none."""
    run: int = 0
    """The number of the run in the archive."""
    given: Mapping[str, str | None] = {}
    """The arguments as they were given."""
    ledger: Ledger
    outcome: RunOutcome
    """How the run ends, and what it comes to."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments. A wrong one ends the process in one line, before any file is opened."""
        try:
            check_settings(crawler.settings)
            spider = super().from_crawler(crawler, *args, **kwargs)
            spider.given = dict(kwargs)
            spider.begin_run(str(crawler.settings["REDNET_ARCHIVE"] or ""))
        except RednetError as error:
            logging.getLogger(__name__).error("%s", error)
            raise SystemExit(error.exit_code) from None
        spider.connect(crawler)
        return spider

    def make_ledger(self) -> Ledger:
        """Return the ledger of the run, whose archive is open by now."""
        return Ledger(self.archive, self.arguments)

    def begin_run(self, url: str) -> None:
        """Open the archive, a temporary one without `url`, and begin a run in it.

        Raises SettingError, StorageError and ArchiveHeldError.
        """
        listings_alone = self.given.get("articles") == "no"  # leaves the archive as it is
        self.archive = Archive(url) if url and not listings_alone else TemporaryArchive()
        runs, given, now = self.archive.runs, dict(self.given), datetime.now(UTC)
        self.run = runs.begin(self.name, given, __version__, now, self.station)
        coverage = FieldCoverage(seen_tokens(runs.reports(self.station, self.run, of_pages=True)))
        self.ledger = self.make_ledger()
        self.outcome = RunOutcome(ledger=self.ledger, coverage=coverage)

    def connect(self, crawler: Crawler) -> None:
        """Listen to what becomes of the run, of its requests and of its archive."""
        self.archive.on_failure(self.storage_failed)
        self._heartbeat = Heartbeat(self.archive, self.run)  # signals keep no handler alive
        self._heartbeat.connect(crawler.signals)
        self._request_outcomes = RequestOutcomes(self)
        tracebacks = tells_all(crawler.settings["LOG_LEVEL"])
        self._request_outcomes.connect(crawler.signals, tracebacks=tracebacks)

    def refuse(self, reason: str, code: int = EXIT_INCOMPLETE) -> None:
        """End the run: nothing can be crawled. The first reason stays."""
        if self.outcome.refuse(reason, code):
            self.logger.error("%s", reason)

    def storage_failed(self, error: StorageError) -> None:
        """End the run: the archive cannot be written. It is whole, and the next run goes on from there."""
        if self.outcome.refuse(str(error), error.exit_code):
            self.logger.error("%s", error)
            engine = self.crawler.engine
            if engine is not None:
                self._closing = asyncio.ensure_future(engine.close_spider_async(reason="storage"))

    def article_request(self, key: str) -> Request:
        """Build the request of an entry; what was saved before is asked for only if it has changed."""
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
        """Extract an article; a response without one goes to the ledger."""
        entry = self.ledger.entries[key]
        if is_not_modified(response) and any(entry.validators):
            self.ledger.looked_at(key)
            self._count("articles/not_modified")
            return
        absent = article_answered(key, response.status, response.url, self.station)
        if absent is not None:
            self.ledger.mark(key, absent.state, absent.reason, transient=absent.transient)
            return
        page = page_of(response)
        raw = self._extract(page, key)
        if raw is not None:
            yield Fetched(
                raw=raw,
                key=key,
                station=self.station,
                sighting=entry.sighting,
                asked_for=entry.asked_for,
                validators=validators_of(response),
                page=page,
                tokens=tokens_of(response.body),
            )

    def _extract(self, page: Page, key: str) -> RawArticle | None:
        """Return the article of a page; where it holds none, enter that."""
        try:
            raw = extract_article(page)
        except NotAnArticleError as error:
            self._count("without_article")
            if self.ledger.is_no_article(key, str(error)):
                return None
            gone = isinstance(error, RemovedError)
            self.doubt(key, str(error), "gone" if gone else "failed", None if gone else page)
            return None
        except PageError as error:
            self._count("without_article")
            self.ledger.mark(key, "failed", str(error), page=page)
            return None
        self._count(f"template/{raw.template or 'unknown'}")
        if raw.lost_characters:
            self._count("damaged_text")
            self.ledger.problem(
                page.url or key, f"{raw.lost_characters} characters could not be decoded"
            )
        return raw

    def article_failed(self, failure: Failure) -> None:
        """Enter a download that failed into the ledger."""
        if isinstance(failure.value, StoppedError):
            return  # as pending as before
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        key = request.cb_kwargs["key"]
        self.ledger.mark(key, "failed", failure_reason(failure), transient=True)

    def lose(self, key: str, reason: str) -> None:
        """Enter an article that was lost on our own side."""
        self._count("lost")
        self.ledger.lose(key, reason)

    def doubt(
        self, key: str, reason: str, state: State = "failed", page: Page | None = None
    ) -> None:
        """Enter a response that shows no article, or less than is known: a known text stays, and `page` is kept."""
        entry = self.ledger.entries[key]
        self.outcome.doubts.add(entry.url, reason)
        self.ledger.mark(key, state, reason, transient=True, page=page)
        if entry.state == "saved":
            self.ledger.problem(entry.url, reason)

    def page_broken(self, request: Request, reason: str, response: object) -> None:  # noqa: ARG002 - for spiders
        """Record a page other than an article that a callback failed on."""
        self.ledger.problem(request.url, reason)

    def enter_swallowed(self) -> None:
        """Enter what was asked for, and neither answered nor failed: it was dropped without a word."""
        for key in self.ledger.swallowed():
            self.lose(
                key, "asked for, and nothing came of it: a middleware or a handler dropped it"
            )
        if not self.outcome.asked:
            self.refuse(
                "nothing was asked for: a middleware or a handler dropped the first request"
            )

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"rednet/{name}")
