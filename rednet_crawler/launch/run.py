"""Runs a crawler to its end, whoever starts it, and says what became of it: `rednet` and `scrapy crawl` both do it here."""

from collections.abc import Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from rednet_crawler.errors import EXIT_INTERNAL, BrokenRunError, RednetError, StartError
from rednet_crawler.extensions.error_log import one_line_of
from rednet_crawler.extensions.run_record import exit_code
from rednet_crawler.spiders.base import RednetSpider


def run_to_end(
    process: AsyncCrawlerProcess, crawler: Crawler, arguments: Mapping[str, Any]
) -> None:
    """Crawl; return once the run has ended and the archive says so.

    Raises what kept the run from starting: an error of this package as it was raised, StartError for any other, and
    BrokenRunError where the engine failed later on.
    """
    task = process.crawl(crawler, **arguments)
    try:
        process.start()
    except SystemExit as ended:
        _end(crawler, ended.code if isinstance(ended.code, int) else EXIT_INTERNAL)
        raise
    error = task.exception() if task.done() and not task.cancelled() else None
    if error is None:
        spider = crawler.spider
        if isinstance(spider, RednetSpider):
            _end(crawler, exit_code(spider, crawler.stats.get_stats()))
        return
    told = _as_told(error, crawler)
    _end(crawler, told.exit_code)
    raise told from error


def _as_told(error: BaseException, crawler: Crawler) -> RednetError:
    if isinstance(error, RednetError):
        return error
    if getattr(crawler.spider, "asked", False):
        return BrokenRunError(f"the run broke off: {one_line_of(error)}")
    return StartError(
        f"the run could not be started: {one_line_of(error)}; a part that the settings name failed"
    )


def _end(crawler: Crawler, code: int) -> None:
    if isinstance(crawler.spider, RednetSpider):
        crawler.spider.end_run(code)
