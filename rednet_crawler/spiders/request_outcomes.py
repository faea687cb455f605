"""What became of each request of a run, whatever callbacks and pipelines make of its response."""

from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.http import Request, Response
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure

from rednet_crawler.crawl.temporary import TemporaryArchive
from rednet_crawler.errors import EXIT_INTERNAL
from rednet_crawler.extensions.error_log import ErrorsInOneLine, one_line_of, pipeline_of
from rednet_crawler.site.urls import home_url
from rednet_crawler.spiders.answers import (
    Doubtful,
    Fetched,
    NotKept,
    OutOfRange,
    Rejected,
    Unchanged,
)

if TYPE_CHECKING:
    from rednet_crawler.spiders.base import RednetSpider

Origin = Response | Failure | None
"""What Scrapy hands to signals as the response: a failed download where an errback was called."""


class RequestOutcomes:
    """Enters the outcome of each request into the ledger, and each error that Scrapy catches."""

    def __init__(self, spider: "RednetSpider") -> None:
        self._spider = spider
        self._opened = False
        self._failed: set[tuple[str, str]] = set()

    def connect(self, to: SignalManager, *, tracebacks: bool) -> None:
        """Listen to a crawler; `tracebacks` says whether its log shows those of errors."""
        to.connect(self.opened, signals.spider_opened)
        to.connect(self.asked, signals.request_reached_downloader)
        to.connect(self.asked, signals.response_received)
        to.connect(self.item_scraped, signals.item_scraped)
        to.connect(self.item_dropped, signals.item_dropped)
        to.connect(self.item_error, signals.item_error)
        to.connect(self.spider_error, signals.spider_error)
        to.connect(self.closed, signals.spider_closed)
        to.connect(self.write_sums, signals.spider_closed)
        ErrorsInOneLine(self._spider, self.caught, tracebacks=tracebacks).install()

    def asked(self) -> None:
        """Keep that the run made a request."""
        self._spider.outcome.asked = True

    def item_scraped(self, item: object, response: Origin) -> None:
        """Mark an article saved once it went through the pipelines, as an item of any class."""
        key = self._key(response)
        if key is None:
            return
        if item is None:
            self._spider.lose(key, "a pipeline passed nothing on")
        elif isinstance(item, Fetched):
            self._spider.lose(
                key,
                "no pipeline handed the article out: ITEM_PIPELINES lacks those of rednet_crawler",
            )
        elif self._is_lost(key):
            self._spider.lose(
                key, "handed out, but not in the archive: ITEM_PIPELINES lacks ArchivePipeline"
            )
        else:
            self._spider.ledger.mark(key, "saved")

    def item_dropped(self, item: object, response: Origin, exception: BaseException) -> None:
        """Enter what a pipeline dropped: an article outside the dates is skipped, any other failed."""
        key = item.key if isinstance(item, Fetched) else self._key(response)
        if key is None or isinstance(exception, NotKept):
            return
        if isinstance(exception, Unchanged):
            self._spider.ledger.mark(key, "saved")
        elif isinstance(exception, OutOfRange):
            self._spider.ledger.out_of_range(key, exception.day, str(exception))
        elif isinstance(exception, Doubtful):
            self._spider.doubt(key, str(exception))
        elif isinstance(exception, Rejected):
            self._spider.ledger.mark(
                key, "failed", str(exception), page=getattr(item, "page", None)
            )
        else:
            reason = " ".join(str(exception).split()) or type(exception).__name__
            self._spider.lose(key, f"dropped by a pipeline: {reason}")

    def item_error(self, item: object, response: Origin, failure: Failure) -> None:
        """Enter an article that a pipeline failed on, with the name of the pipeline."""
        key = item.key if isinstance(item, Fetched) else self._key(response)
        error = failure.value
        if key is not None and error is not None:
            self._spider.lose(key, f"{pipeline_of(error)}: {one_line_of(error)}")

    def spider_error(self, failure: Failure, response: Origin) -> None:
        """Enter a page that a callback failed on; where the start fails, nothing can be crawled."""
        reason = one_line_of(failure.value or failure)
        request = _request_of(response)
        if request is None:
            self._spider.refuse(f"the run could not be started: {reason}", EXIT_INTERNAL)
            return
        key = self._key(response)
        if key is not None:
            self._spider.lose(key, f"the page could not be read: {reason}")
        else:
            self._spider.page_broken(request, f"the page could not be read: {reason}", response)

    def opened(self) -> None:
        """Keep that the run began."""
        self._opened = True

    def caught(self, what: str, error: BaseException, item: object) -> bool:
        """Record an error of a handler of a signal, or of Scrapy itself, such as a row that a feed could not write.

        Return whether it is worth a line in the log. Where a run could not begin, what fails after that says nothing.
        """
        if not self._opened or isinstance(
            item, Fetched
        ):  # `item_scraped` has entered that no pipeline handed it out
            return False
        url = str(getattr(item, "url", None) or home_url(self._spider.station))
        reason = f"{what}: {one_line_of(error)}"
        if (url, reason) not in self._failed:
            self._failed.add((url, reason))
            self._spider.ledger.problem(url, reason)
        return True

    def closed(self, reason: str) -> None:
        """Enter what never came back, where the run came to its own end."""
        outcome = self._spider.outcome
        outcome.finish_reason = reason
        if reason == "finished" and outcome.refusal is None:
            self._spider.enter_swallowed()

    def write_sums(self) -> None:
        """Put the sums of the ledger into Scrapy's stats."""
        outcome, stats = self._spider.outcome, self._spider.crawler.stats
        if stats is not None:
            for state, count in outcome.ledger.sums().items():
                stats.set_value(f"rednet/ledger/{state}", count)
            stats.set_value("rednet/problems", len(outcome.problems))

    def _is_lost(self, key: str) -> bool:
        """Return whether an article that was handed out is not in an archive that stays."""
        kept = not isinstance(self._spider.archive, TemporaryArchive)
        return kept and self._spider.ledger.entries[key].state != "saved"

    def _key(self, response: Origin) -> str | None:
        request = _request_of(response)
        key = request.cb_kwargs.get("key") if request is not None else None
        return key if key in self._spider.ledger.entries else None


def _request_of(response: Any) -> Request | None:
    return getattr(response, "request", None)
