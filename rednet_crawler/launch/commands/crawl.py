"""`scrapy crawl` with the checks and the exit codes of `rednet crawl`."""

import os
import sys
from argparse import Namespace
from typing import NoReturn

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from rednet_crawler.errors import EXIT_USAGE, RednetError
from rednet_crawler.launch.run import run_to_end
from rednet_crawler.launch.setting_checks import check_settings, set_all
from rednet_crawler.safety.credentials import hide, remember
from rednet_crawler.spiders.base import RednetSpider


class Command(ScrapyCrawl):
    """Scrapy's own command, but that every error is one line and the exit code is that of the run."""

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
            _end(str(error), error.exit_code)
        except UsageError as error:
            _end(str(error), EXIT_USAGE)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Run a spider."""
        if len(args) != 1 or not isinstance(self.crawler_process, AsyncCrawlerProcess):
            super().run(args, opts)
            return
        try:
            crawler = self._create_crawler(args[0])
        except KeyError as error:  # no spider of that name
            _end(str(error.args[0]), EXIT_USAGE)
        try:
            run_to_end(self.crawler_process, crawler, opts.spargs)
        except RednetError as error:
            _end(str(error), error.exit_code)
        if isinstance(crawler.spider, RednetSpider):
            self.exitcode = crawler.spider.outcome.exit_code(crawler.stats.get_stats())
        elif self.crawler_process.bootstrap_failed:
            self.exitcode = 1


def _end(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"scrapy crawl: {hide(' '.join(message.split()))}\n")
    sys.exit(code)
