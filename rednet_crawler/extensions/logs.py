"""Extensions: how the log is written, and a warning for a setting that loses articles."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler
from twisted.python.failure import Failure

from rednet_crawler.crawl.run_outcome import outcome_of
from rednet_crawler.errors import RednetError
from rednet_crawler.extensions.error_log import TOLD, one_line_of, pipeline_of
from rednet_crawler.safety import hide, remember, shown

logger = logging.getLogger(__name__)


@contextmanager
def ends_the_run() -> Iterator[None]:
    """Wrap the building of a component: a wrong setting ends the process with one line."""
    try:
        yield
    except RednetError as error:
        logger.error("%s", error)
        raise SystemExit(error.exit_code) from None


class OneLineLogFormatter(LogFormatter):
    """Logs an item's outcome in one line, without the item; formats nothing below the level."""

    def __init__(self, level: int) -> None:
        self._tells_all = level <= logging.DEBUG

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "OneLineLogFormatter":
        """Take the level of the log."""
        level = crawler.settings["LOG_LEVEL"]
        return cls(logging.getLevelNamesMapping().get(str(level), logging.DEBUG))

    def crawled(  # type: ignore[override]  # None logs nothing
        self, request: Request, response: Response, spider: Any
    ) -> LogFormatterResult | None:
        """Name the page, where that is asked for."""
        return super().crawled(request, response, spider) if self._tells_all else None

    def scraped(  # type: ignore[override]  # None logs nothing
        self, item: Any, response: Response | Failure | None, spider: Any
    ) -> LogFormatterResult | None:
        """Name the page only: items hold whole articles."""
        if not self._tells_all:
            return None
        return {
            "level": logging.DEBUG,
            "msg": "article of %(page)s",
            "args": {"page": _page(response)},
        }

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Any,
    ) -> LogFormatterResult:
        """Give the reason; it names the page."""
        return {
            "level": logging.INFO,
            "msg": "dropped: %(reason)s",
            "args": {"reason": str(exception)},
        }

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Any,
    ) -> LogFormatterResult:
        """Name the page and the pipeline, not the item."""
        reason = f"{pipeline_of(exception)}: {one_line_of(exception)}"
        return {
            "level": logging.ERROR,
            "msg": "%(page)s: %(reason)s",
            "args": {"page": _page(response), "reason": reason, TOLD: True},
        }

    def spider_error(
        self,
        failure: Failure,
        request: Request,
        response: Response | Failure,
        spider: Any,
    ) -> LogFormatterResult:
        """Name the page."""
        reason = one_line_of(failure.value or failure)
        return {
            "level": logging.ERROR,
            "msg": "%(page)s: %(reason)s",
            "args": {"page": request.url, "reason": reason, TOLD: True},
        }


class BlindSettings:
    """Tells of settings with which a run does not see what is new: no such run is complete.

    Killed runs that resume with JOBDIR lose articles; with HTTPCACHE_ENABLED pages are those of
    earlier runs.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        jobs = crawler.settings["JOBDIR"]
        queues = Path(jobs, "requests.queue") if jobs else None
        self._resumes = queues is not None and any(
            each.is_file() and each.name != "active.json" for each in queues.rglob("*")
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BlindSettings":
        """Warn once, at the start."""
        cached = crawler.settings.getbool("HTTPCACHE_ENABLED")
        if not crawler.settings["JOBDIR"] and not cached:
            raise NotConfigured
        if crawler.settings["JOBDIR"]:
            logger.warning(
                "JOBDIR is set: a killed run that resumes with it loses articles; run again without it"
            )
        if cached:
            logger.warning(
                "HTTPCACHE_ENABLED is set: pages of earlier runs hide what is new; run again without it"
            )
        made = cls(crawler)
        crawler.signals.connect(made.tell, signals.spider_closed)
        return made

    def tell(self) -> None:
        """Enter what this run did not see."""
        outcome, hits = outcome_of(self._crawler.spider), 0
        if self._crawler.stats is not None:
            hits = self._crawler.stats.get_value("httpcache/hit", 0)
        if outcome is None:
            return
        if hits:
            outcome.ledger.problem(
                "HTTPCACHE_ENABLED",
                f"{hits} responses came from the cache: what is new there was not seen",
            )
        if self._resumes:
            outcome.ledger.problem(
                "JOBDIR",
                "the run resumed an earlier one from it: articles of that may be lost; run again without it",
            )


class SafeLog:
    """Cleans Scrapy's log: words of pages and servers are made safe, credentials hidden."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SafeLog":
        """Take over the handler of the log now, and again when Scrapy has made another one."""
        remember({name: crawler.settings[name] for name in crawler.settings})
        remember(os.environ)
        made = cls()
        made.take_over()
        crawler.signals.connect(made.take_over, signals.spider_opened)
        for name in ("asyncio", "twisted"):  # they tell what fails between
            logging.getLogger(name).addFilter(hide_in_record)
        return made

    def take_over(self) -> None:
        """Have the handler of Scrapy's log format safely."""
        handler = get_scrapy_root_handler()
        if handler is not None and not isinstance(handler.formatter, SafeFormatter):
            handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter(), indented))


def hide_in_record(record: logging.LogRecord) -> bool:
    """Hide credentials in a record and its traceback, whatever handler writes it."""
    record.msg, record.args = hide(record.getMessage()), ()
    if record.exc_info:
        record.exc_text = hide(logging.Formatter().formatException(record.exc_info))
    return True


class SafeFormatter(logging.Formatter):
    """Formats as another formatter does, hides credentials, and makes the outcome safe."""

    def __init__(self, formatter: logging.Formatter, make_safe: Callable[[str], str]) -> None:
        super().__init__()
        self._formatter, self._make_safe = formatter, make_safe

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record, with its traceback where it has one."""
        return self._make_safe(hide(self._formatter.format(record)))


def indented(text: str) -> str:
    """Drop unsafe characters, and indent lines after the first: no page can forge a log line."""
    return shown(text).replace("\n", "\n    ")


def _page(response: Response | Failure | None) -> str:
    return response.url if isinstance(response, Response) else "no page"
