"""How a crawl is started, run to its end, and told: by `rednet crawl` and by `scrapy crawl`."""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NoReturn

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from rednet_crawler.errors import (
    EXIT_INTERNAL,
    EXIT_USAGE,
    BrokenRunError,
    RednetError,
    StartError,
    StorageError,
)
from rednet_crawler.extensions.error_log import one_line_of
from rednet_crawler.launch.setting_checks import check_settings, set_all
from rednet_crawler.safety import hide, remember
from rednet_crawler.spiders.base import RednetSpider


def run_to_end(
    process: AsyncCrawlerProcess, crawler: Crawler, arguments: Mapping[str, Any]
) -> None:
    """Crawl; return once the run has ended and the archive says so.

    Raises the reason if the run cannot start: an error of this package unchanged, StartError for
    any other; and BrokenRunError if the engine fails later.
    """
    _take_hangup_as_end()
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
            _end(crawler, spider.outcome.exit_code(crawler.stats.get_stats()))
        return
    told = _as_told(error, crawler)
    _end(crawler, told.exit_code)
    raise told from error


def _take_hangup_as_end() -> None:
    """Have SIGHUP, which a closed terminal sends, end a run as SIGTERM does; under nohup it is ignored."""
    number = getattr(signal, "SIGHUP", None)  # Windows has none
    if number is not None and signal.getsignal(number) == signal.SIG_DFL:
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGTERM))


def _as_told(error: BaseException, crawler: Crawler) -> RednetError:
    if isinstance(error, RednetError):
        return error
    if isinstance(crawler.spider, RednetSpider) and crawler.spider.outcome.asked:
        return BrokenRunError(f"the run broke off: {one_line_of(error)}")
    return StartError(
        f"the run could not be started: {one_line_of(error)}; a part that the settings name failed"
    )


def _end(crawler: Crawler, code: int) -> None:
    """Enter the end of a run whose record nobody wrote, so that it holds the archive no longer."""
    spider = crawler.spider
    if isinstance(spider, RednetSpider) and not spider.outcome.recorded:
        with suppress(StorageError):
            spider.archive.runs.end(spider.run, code, spider.ledger.sums(), datetime.now(UTC))
            spider.archive.close()


class Command(ScrapyCrawl):
    """Scrapy's command, with errors of one line and the exit code of the run."""

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Read the options, and check the settings before anything is opened."""
        try:
            pairs = dict(pair.split("=", 1) for pair in opts.set if "=" in pair)
            set_all(Settings(), pairs)
            super().process_options(args, opts)
            remember(dict(self.settings or {}))
            remember(os.environ)
            check_settings(self.settings or Settings())
        except RednetError as error:
            _exit_with(str(error), error.exit_code)
        except UsageError as error:
            _exit_with(str(error), EXIT_USAGE)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Run a spider."""
        if len(args) != 1 or not isinstance(self.crawler_process, AsyncCrawlerProcess):
            super().run(args, opts)
            return
        try:
            crawler = self._create_crawler(args[0])
        except KeyError as error:  # no spider of that name
            _exit_with(str(error.args[0]), EXIT_USAGE)
        try:
            run_to_end(self.crawler_process, crawler, opts.spargs)
        except RednetError as error:
            _exit_with(str(error), error.exit_code)
        if isinstance(crawler.spider, RednetSpider):
            self.exitcode = crawler.spider.outcome.exit_code(crawler.stats.get_stats())
        elif self.crawler_process.bootstrap_failed:
            self.exitcode = 1


def _exit_with(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"scrapy crawl: {hide(' '.join(message.split()))}\n")
    sys.exit(code)
